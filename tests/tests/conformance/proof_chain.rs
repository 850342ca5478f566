//! The proof chain fixtures of the Data Integrity test assertions.
//!
//! They write a context in place, so they are read by the conformance profile; the closed reader
//! can tell nothing about them.

use std::fs;

use bot_protocol::canon::json;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::{BadProof, ProofError, verify};

#[test]
fn chains_that_are_whole_verify_and_broken_ones_do_not() {
    let Some(root) = bot_tests::vectors::root() else { return };
    let contexts = Contexts::pinned();
    let open = contexts.clone().with_inline();
    let (mut whole, mut broken) = (0, 0);
    for file in fs::read_dir(root.join("w3c-di-proof-chain/eddsa-rdfc-2022")).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let document = json::read(&fs::read(&path).unwrap()).unwrap();
        let outcome = verify(&document, &open);
        if name.contains("Fail") {
            let broken_link = matches!(
                outcome,
                Err(ProofError::Bad(BadProof::Previous(_) | BadProof::Member { .. }))
            );
            assert!(broken_link, "{name}: {outcome:?}");
            broken += 1;
        } else {
            let closed = verify(&document, contexts);
            assert!(matches!(closed, Err(ProofError::Unsupported(_))), "{name}: {closed:?}");
            assert_eq!(outcome.unwrap_or_else(|fault| panic!("{name}: {fault}")).proofs.len(), 2);
            whole += 1;
        }
    }
    assert_eq!((whole, broken), (4, 8));
}
