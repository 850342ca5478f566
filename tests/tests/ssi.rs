//! `ssi` and we, both directions, on made-up badges: see `tests/oracle/agree`.
//!
//! It escapes control characters otherwise than RDFC-1.0 says, so the texts here have none.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use bot_protocol::canon::json;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::{Suite, sign, verify};
use bot_protocol::identity::Did;
use bot_tests::generate::{Texts, Version, did, key, unsigned};
use bot_tests::judges::Judge;

/// Whether we find the proofs of a badge to hold.
fn ours(badge: &str) -> bool {
    let document = json::read(badge.as_bytes());
    document.is_ok_and(|document| verify(&document, Contexts::pinned()).is_ok())
}

fn signed_by_us(document: &json::Value) -> String {
    let method = Did::from(key(1).public()).verification_method();
    let created = "2026-01-02T00:00:00Z".parse().unwrap();
    let rdfc = Suite::EddsaRdfc2022;
    let signed = sign(document, rdfc, (&key(1), &method), created, Contexts::pinned());
    signed.unwrap().to_string()
}

#[test]
fn both_verify_what_either_signs_and_refuse_its_twins() {
    let asked = std::env::var("BOT_DIFFERENTIAL").ok().and_then(|text| text.parse().ok());
    let mut ssi = Judge::ssi();
    for seed in 0..asked.unwrap_or(200_u64) {
        let version = if seed % 4 == 3 { Version::One } else { Version::Two };
        let document = unsigned(seed, version, Texts::Plain, &did(1));
        let theirs = ssi.sign(&document.to_string(), [1; 32]);
        for badge in [signed_by_us(&document), theirs] {
            assert_eq!(ssi.verify(&badge), Ok(()), "seed {seed}: {badge}");
            assert!(ours(&badge), "seed {seed}: {badge}");
            // Some text of every badge ends so.
            let twin = badge.replacen(".2", ".3", 1);
            assert_ne!(twin, badge);
            assert!(ssi.verify(&twin).is_err(), "seed {seed}: it takes {twin}");
            assert!(!ours(&twin), "seed {seed}: we take {twin}");
        }
    }
}
