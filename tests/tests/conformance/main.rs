//! What others published, read in place: vectors, samples and schemas, each with negative twins.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::wildcard_enum_match_arm, reason = "enums of others have more than is met here")]

mod bake;
mod crossing;
mod dcc;
mod di_ecdsa;
mod di_eddsa;
mod did_documents;
mod did_jwk;
mod did_key;
mod did_resolution;
mod differential;
mod ed25519;
mod es6_numbers;
mod handed_keys;
mod hostile;
mod jcs;
mod jose;
mod multibase;
mod mutation;
mod ob2;
mod ob3_documents;
mod one_edtech;
mod paths;
mod profile;
mod proof_chain;
mod rdf_canon;
mod records;
mod status_lists;
mod suites;
mod verdict;
mod verdict_laws;
mod whole_model;
