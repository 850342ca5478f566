//! Vectors that another implementation made, see `vectors/feed/make.py`.

use serde_json::Value as Json;

use crate::{
    canon::hash::{Hash, from_hex},
    feed::{
        Accumulator, Bundle, ForkProof, HeadStamp, KeyAct, KeyEvent, StampFork, consistency_proof,
        inclusion_proof, verify_consistency, verify_inclusion,
    },
    identity::Did,
    statement::{Sealed, Statement, gate, letter::Letter},
};

fn vectors() -> Json {
    serde_json::from_str(include_str!("../../vectors/feed/vectors.json")).unwrap()
}

/// Reads a case, compares what it says, and encodes it again: the bytes, or why not.
fn read(case: &Json, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let said = |member: &str, found: String| {
        if let Some(expected) = case.get(member) {
            let expected = expected.as_str().map_or(expected.to_string(), str::to_owned);
            assert_eq!(found, expected, "{member} of {}", case["name"]);
        }
    };
    match case["what"].as_str().unwrap() {
        "entry" => {
            let statement = opened(bytes)?;
            said("id", statement.id().to_string());
            said("seq", statement.seq().to_string());
            said("kind", statement.kind().number().to_string());
            said("ts", statement.ts().millis().to_string());
            said("root", statement.header().root.to_string());
            said("writer", Hash::from_bytes(statement.writer().to_bytes()).to_string());
            assert_eq!(statement.header().bytes(), statement.header_bytes());
            Ok(statement.to_bytes())
        }
        "gate" => {
            let author: Did = case["author"].as_str().unwrap().parse().unwrap();
            let statement = opened(bytes)?;
            let content = gate(&author, &statement).map_err(|why| why.to_string())?.unwrap();
            let body = statement.body().unwrap();
            assert_eq!(content.into_body(body.salt), *body);
            Ok(statement.to_bytes())
        }
        "key" => {
            let event = KeyEvent::read(bytes).map_err(|why| why.to_string())?;
            said("did", event.did().to_string());
            said("act", act_of(&event).to_owned());
            Ok(event.to_bytes())
        }
        "fork" => {
            let proof = ForkProof::read(bytes).map_err(|why| why.to_string())?;
            said("seq", proof.seq().to_string());
            Ok(proof.to_bytes())
        }
        "stamp" => {
            let stamp = HeadStamp::read(bytes).map_err(|why| why.to_string())?;
            said("size", stamp.size().to_string());
            said("cosigs", stamp.cosigs().len().to_string());
            Ok(stamp.to_bytes())
        }
        "heads" => {
            let proof = StampFork::read(bytes).map_err(|why| why.to_string())?;
            said("size", proof.size().to_string());
            Ok(proof.to_bytes())
        }
        "letter" => {
            let letter = letter_of(bytes)?;
            said("kind", letter.kind().number().to_string());
            Ok(letter.to_bytes())
        }
        "bundle" => {
            let bundle = bundle_of(bytes)?;
            said("entries", bundle.entries.len().to_string());
            Ok(bundle.to_bytes().unwrap())
        }
        other => panic!("no such case: {other}"),
    }
}

fn letter_of(bytes: &[u8]) -> Result<Letter, String> {
    let letter = Letter::read(bytes).map_err(|why| why.to_string())?;
    letter.message().map_err(|why| why.to_string())?;
    Ok(letter)
}

fn bundle_of(bytes: &[u8]) -> Result<Bundle, String> {
    Bundle::read(bytes).map_err(|why| why.to_string())
}

fn act_of(event: &KeyEvent) -> &'static str {
    match event.act() {
        KeyAct::Inception { .. } => "inception",
        KeyAct::Writer { .. } => "writer",
        KeyAct::WriterClose { .. } => "close",
        KeyAct::Witnesses(_) => "witnesses",
        KeyAct::Succession(_) => "succession",
        KeyAct::Guardians(_) => "guardians",
        KeyAct::Recovery(_) => "recovery",
        KeyAct::Contest { .. } => "contest",
        KeyAct::Watch(_) => "watch",
    }
}

fn opened(bytes: &[u8]) -> Result<Statement, String> {
    let sealed = Sealed::read(bytes).map_err(|why| why.to_string())?;
    sealed.open().map_err(|why| why.to_string())
}

#[test]
fn every_vector_is_taken_or_refused_for_its_reason() {
    let vectors = vectors();
    let cases = vectors["cases"].as_array().unwrap();
    for case in cases {
        let (what, name) = (&case["what"], &case["name"]);
        let bytes = from_hex(case["hex"].as_str().unwrap()).unwrap();
        let expected = case["expect"].as_str().unwrap();
        match read(case, &bytes) {
            Ok(again) => {
                assert_eq!(expected, "taken", "{what} {name}");
                assert_eq!(again, bytes, "{what} {name}");
            }
            Err(why) => assert!(why.contains(expected), "{what} {name}: {why}"),
        }
    }
    assert!(cases.len() > 110, "{} cases", cases.len());
}

/// Every byte of a signed thing matters: none can be changed in any bit.
#[test]
fn no_bit_of_a_vector_can_be_changed() {
    for case in vectors()["cases"].as_array().unwrap() {
        if case["expect"] != "taken" || case["what"] == "gate" || case["what"] == "bundle" {
            continue;
        }
        let bytes = from_hex(case["hex"].as_str().unwrap()).unwrap();
        for at in (0..bytes.len()).step_by(7) {
            let mut bent = bytes.clone();
            bent[at] ^= 1 << (at % 8);
            let found = match case["what"].as_str().unwrap() {
                "entry" => opened(&bent).is_ok(),
                "key" => KeyEvent::read(&bent).is_ok(),
                "fork" => ForkProof::read(&bent).is_ok(),
                "stamp" => HeadStamp::read(&bent).is_ok(),
                "heads" => StampFork::read(&bent).is_ok(),
                "letter" => Letter::read(&bent).is_ok(),
                other => panic!("no such case: {other}"),
            };
            assert!(!found, "{} byte {at}", case["name"]);
        }
    }
}

#[test]
fn trees_and_proofs_are_those_of_the_other_implementation() {
    let vectors = vectors();
    let hashes = |list: &Json| -> Vec<Hash> {
        list.as_array().unwrap().iter().map(|hex| hex.as_str().unwrap().parse().unwrap()).collect()
    };
    let ids = hashes(&vectors["ids"]);
    let mut tree = Accumulator::new();
    for (size, row) in (1..).zip(vectors["trees"].as_array().unwrap()) {
        assert!(tree.push(ids[size - 1]));
        let ids = &ids[..size];
        let size = u32::try_from(size).unwrap();
        let root = row["root"].as_str().unwrap().parse().unwrap();
        assert_eq!(tree.root(), root);
        for (index, proof) in (0..).zip(row["inclusion"].as_array().unwrap()) {
            let proof = hashes(proof);
            assert_eq!(inclusion_proof(ids, index).unwrap(), proof);
            let id = &ids[usize::try_from(index).unwrap()];
            verify_inclusion(id, (index, size), &proof, &root).unwrap();
        }
        for (old, proof) in (1..).zip(row["consistency"].as_array().unwrap()) {
            let proof = hashes(proof);
            assert_eq!(consistency_proof(ids, old).unwrap(), proof);
            let old_row = &vectors["trees"][usize::try_from(old - 1).unwrap()];
            let old_root = old_row["root"].as_str().unwrap().parse().unwrap();
            verify_consistency((old, &old_root), (size, &root), &proof).unwrap();
        }
    }
}
