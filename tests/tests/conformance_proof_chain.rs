//! The proof chain fixtures of the Data Integrity test assertions.
//!
//! Those of VC 1.1 write a context in place, which the closed reader does not read: nothing can be
//! told about them, and that is what is checked.

use std::fs;

use bot_protocol::canon::json;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::{BadProof, ProofError, verify};

#[test]
fn chains_that_are_whole_verify_and_broken_ones_do_not() {
    let Some(root) = bot_tests::vectors::root() else { return };
    let example = fs::read(root.join("contexts/credentials-examples-v2.jsonld")).unwrap();
    let contexts = Contexts::pinned().clone();
    let contexts = contexts.with("https://www.w3.org/ns/credentials/examples/v2", &example).unwrap();
    let (mut whole, mut broken, mut inline) = (0, 0, 0);
    for file in fs::read_dir(root.join("w3c-di-proof-chain/eddsa-rdfc-2022")).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let document = json::read(&fs::read(&path).unwrap()).unwrap();
        let outcome = verify(&document, &contexts);
        if name.contains("Fail") {
            let broken_link = matches!(
                outcome,
                Err(ProofError::Bad(BadProof::Previous(_) | BadProof::Member { .. }))
            );
            assert!(broken_link, "{name}: {outcome:?}");
            broken += 1;
        } else if name.starts_with("1.1-") {
            assert!(matches!(outcome, Err(ProofError::Unsupported(_))), "{name}: {outcome:?}");
            inline += 1;
        } else {
            assert_eq!(outcome.unwrap_or_else(|fault| panic!("{name}: {fault}")).proofs.len(), 2);
            whole += 1;
        }
    }
    assert_eq!((whole, broken, inline), (2, 8, 2));
}
