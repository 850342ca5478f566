//! What somebody shows, and what is handed in about it: any bytes end in a verdict.

use std::sync::OnceLock;

use bot_foreign::openid::{KeyProof, Query, SignedRequest};
use bot_protocol::canon::json::{self, Value};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Asked, Evidence, Presented, Question, Verdict, judge};
use bot_protocol::words::Lang;

use crate::seeds;

/// 2026-11-23, noon.
const NOON: Timestamp = Timestamp::from_millis(1_795_435_200_000);

fn asked() -> Asked {
    let asked = Asked::at(NOON);
    Asked { challenge: Some("4711".to_owned()), domain: Some("a.example".to_owned()), ..asked }
}

fn read(bytes: &[u8]) -> Option<Presented> {
    match Presented::read(bytes, &bot_foreign::reader()) {
        Ok(presented) => Some(presented),
        Err(refused) => {
            told(&refused.verdict(NOON));
            None
        }
    }
}

/// Every finding can be said, and the JSON of a verdict is JSON.
fn told(verdict: &Verdict) {
    for lang in Lang::ALL {
        let text: Value = verdict.to_json(lang);
        assert!(json::read(&text.to_bytes()).is_ok(), "a verdict that is not read: {text}");
        for question in Question::ALL {
            assert!(!verdict.say(question, lang).is_empty());
        }
    }
}

/// Files that claim to be badges.
pub(crate) fn presented(data: &[u8]) {
    let Some(presented) = read(data) else { return };
    let verdict = judge(&presented, &Evidence::new(), &asked(), &bot_foreign::reader());
    told(&verdict);
}

/// Files handed in as evidence about a badge.
pub(crate) fn evidence(data: &[u8]) {
    static BADGE: OnceLock<Presented> = OnceLock::new();
    let badge = BADGE.get_or_init(|| read(&seeds::badge()).expect("a badge"));
    let mut evidence = Evidence::new();
    if evidence.hear_file(data, &bot_foreign::reader()).is_ok() {
        told(&judge(badge, &evidence, &asked(), &bot_foreign::reader()));
    }
}

/// What wallets and those who ask them say: queries, proofs of keys, signed requests.
pub(crate) fn wallet(data: &[u8]) {
    if let Ok(document) = json::read(data)
        && let Ok(query) = Query::read(&document)
    {
        for one in query.credentials() {
            let _ = one.fits(&document);
        }
        let _ = query.is_answered_by(&[]);
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(proof) = KeyProof::read(text) {
        proof.verify(&["https://a.example"], NOON).ok();
    }
    SignedRequest::verify(text, "decentralized_identifier:did:web:a.example", NOON).ok();
}
