//! What verifying and issuing a badge costs, for both suites, whole and in parts; beside a bare
//! signature check, and beside other implementations (`tests/oracle`, `tests/second-opinion`) on the
//! same badge in the same run, where those are at hand.

mod oracle;
mod stopwatch;

use bot_protocol::canon::hash::sha256;
use bot_protocol::canon::json::{self, Value};
use bot_protocol::canon::rdfc::{Budget, Quad, canonicalize};
use bot_protocol::canon::{jcs, multibase};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::issue::{
    self, BadgeDraft, EndorsementDraft, EvidenceItem, Issuer, Signing,
};
use bot_protocol::credential::jsonld::with_quads;
use bot_protocol::credential::model::definition::Definition;
use bot_protocol::credential::proof::{Suite, verify};
use bot_protocol::credential::status::Place;
use bot_protocol::identity::{Did, SecretKey, Signature};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Answer, Asked, Evidence, Presented, Question, Reader, judge};
use oracle::Oracle;
use stopwatch::Race;

/// The moment of issuing: 2026-11-23, noon.
const NOON: Timestamp = Timestamp::from_millis(1_795_435_200_000);

const ROUNDS: usize = 300;

/// How often others verify before they are timed, so that what they compile as they run is.
const WARM: u32 = 100;

fn main() {
    let contexts = Contexts::pinned();
    let key = SecretKey::from_seed(&[7; 32]);
    let draft = draft(Did::from(key.public()));
    let signing = |suite| Signing { suite, key: &key, now: NOON, contexts };
    let issue = |suite| issue::badge(&draft, &signing(suite)).expect("a rightful draft").to_bytes();
    let (rdfc, text) = (issue(Suite::EddsaRdfc2022), issue(Suite::EddsaJcs2022));
    let parts = [Parts::of(&rdfc), Parts::of(&text)];
    let (options, unsecured) = (&parts[0].options, &parts[0].unsecured);
    let (mut ssi, mut npm) = (Oracle::ssi(), Oracle::npm());
    for oracle in [&mut ssi, &mut npm].into_iter().flatten() {
        let endorsement = endorsement(&draft.issuer);
        let endorsement = issue::endorsement(&endorsement, &signing(Suite::EddsaRdfc2022));
        oracle.agrees(&rdfc, "Mended a lamp", &key);
        oracle.agrees(&endorsement.expect("rightful").to_bytes(), "Well deserved", &key);
    }
    let figures = with_quads(unsecured, contexts, |document| {
        with_quads(options, contexts, |proof| {
            let mut race = Race::default();
            for (name, badge) in [("rdfc", &rdfc), ("jcs", &text)] {
                let read = || json::read(badge).expect("JSON");
                race.lane(&format!("{name} verify"), move || {
                    verify(&read(), contexts).expect("holds")
                });
                race.lane(&format!("{name} judge"), move || whole(badge));
            }
            for (name, suite) in [("rdfc", Suite::EddsaRdfc2022), ("jcs", Suite::EddsaJcs2022)] {
                race.lane(&format!("{name} issue"), move || issue(suite));
            }
            for (name, oracle) in [("ssi verify", &mut ssi), ("npm verify", &mut npm)] {
                let Some(oracle) = oracle else { continue };
                let badge = String::from_utf8(rdfc.clone()).expect("text");
                oracle.verify(&badge, WARM);
                race.timed(name, move |times| oracle.verify(&badge, times));
            }
            add_parts(&mut race, &parts, [document, proof], &rdfc);
            race.run(ROUNDS)
        })
    });
    let mut figures = figures.expect("a closed badge").expect("a closed proof");
    figures.ratio("rdfc_vs_ssi", "ssi verify", "rdfc verify");
    figures.ratio("rdfc_vs_npm", "npm verify", "rdfc verify");
    figures.ratio("rdfc_vs_verify_strict", "rdfc verify", "verify_strict");
    figures.ratio("jcs_vs_verify_strict", "jcs verify", "verify_strict");
    figures.add("badge", rdfc.len() as f64, "bytes");
    figures.tell("verify", "Verifying and issuing an Open Badges 3.0 badge, one core");
}

/// A signed badge taken apart.
struct Parts {
    options: Value,
    unsecured: Value,
    message: [u8; 64],
    method: String,
    signature: Signature,
}

impl Parts {
    fn of(badge: &[u8]) -> Self {
        let mut unsecured = json::read(badge).expect("JSON");
        let context = unsecured.get("@context").cloned().expect("contexts");
        let members = unsecured.as_object_mut().expect("an object");
        let mut options = members.remove("proof").expect("a proof");
        let proof = options.as_object_mut().expect("an object");
        proof.insert("@context", context);
        let value = proof.remove("proofValue").expect("a signature");
        let value = multibase::decode_base58btc(value.as_str().unwrap_or_default());
        let signature = Signature::from_slice(&value.expect("base58")).expect("64 bytes");
        let method = proof.get("verificationMethod").and_then(Value::as_str).expect("a method");
        let method = method.to_owned();
        let hash = |value: &Value| sha256(&[&jcs::canonicalize(value)]).to_bytes();
        let mut message = [0; 64];
        message[..32].copy_from_slice(&hash(&options));
        message[32..].copy_from_slice(&hash(&unsecured));
        Self { options, unsecured, message, method, signature }
    }
}

/// The steps of both suites, each by itself.
fn add_parts<'a>(
    race: &mut Race<'a>,
    [rdfc, text]: &'a [Parts; 2],
    [document, proof]: [&'a [Quad<'a>]; 2],
    badge: &'a [u8],
) {
    let contexts = Contexts::pinned();
    let canonical = |quads| canonicalize(quads, Budget::default()).expect("canonical").text;
    let lines = [canonical(document), canonical(proof)];
    let texts = [jcs::canonicalize(&text.unsecured), jcs::canonicalize(&text.options)];
    let key = Did::from_verification_method(&text.method).expect("did:key");
    let bare = ed25519_dalek::VerifyingKey::from_bytes(key.public_key().as_bytes()).expect("a key");
    let signature = ed25519_dalek::Signature::from_bytes(text.signature.as_bytes());
    race.lane("verify_strict", move || {
        bare.verify_strict(&text.message, &signature).expect("holds");
    });
    race.lane("parse", move || json::read(badge).expect("JSON"));
    race.lane("rdfc expand", move || {
        let count = |quads: &[Quad<'_>]| quads.len();
        let document = with_quads(&rdfc.unsecured, contexts, count).expect("closed");
        document + with_quads(&rdfc.options, contexts, count).expect("closed")
    });
    race.lane("rdfc canonicalize", move || (canonical(document), canonical(proof)));
    race.lane("rdfc hash", move || lines.each_ref().map(|lines| sha256(&[lines.as_bytes()])));
    race.lane("jcs canonicalize", move || [&text.unsecured, &text.options].map(jcs::canonicalize));
    race.lane("jcs hash", move || texts.each_ref().map(|text| sha256(&[text])));
    race.lane("key", move || Did::from_verification_method(&text.method).expect("did:key"));
    race.lane("signature", move || {
        key.public_key().verify(&text.message, &text.signature).expect("holds");
    });
}

/// The six findings, from the bytes of the file.
fn whole(badge: &[u8]) -> Answer {
    let presented = Presented::read(badge, &Reader::core()).expect("a badge");
    judge(&presented, &Evidence::new(), &Asked::at(NOON), &Reader::core())
        .answer(Question::Integrity)
}

/// An endorsement of the badge.
fn endorsement(issuer: &Issuer) -> EndorsementDraft {
    EndorsementDraft {
        id: issue::uuid([10; 16]),
        issuer: issuer.clone(),
        target: issue::uuid([9; 16]),
        comment: Some("Well deserved: \"patient\" & précise, 修理 ✓".to_owned()),
        valid_from: NOON,
        valid_until: None,
    }
}

/// A badge as a school issues it: two languages, criteria, a small picture by address, evidence
/// and a place in a status list; about 3 KB.
fn draft(issuer: Did) -> BadgeDraft {
    let file = include_bytes!("../../examples/badge-definition.json");
    let definition = Definition::read(&json::read(file).expect("JSON")).expect("a definition");
    let achievement = definition.achievement(
        "urn:uuid:5e9a4a3b-1c0f-4a57-9d3c-6d2f4f1b7a10",
        &issuer,
        Some("https://school.example/badges/repair-cafe-helper.png"),
    );
    let item = |number: u32, narrative: &str| EvidenceItem {
        id: Some(format!("https://school.example/evidence/2026/{number}")),
        name: Some(format!("Repair afternoon {number}")),
        narrative: Some(narrative.to_owned()),
    };
    BadgeDraft {
        id: issue::uuid([9; 16]),
        issuer: Issuer {
            did: issuer,
            name: "École des Communs, Grenoble".to_owned(),
            url: Some("https://school.example/".to_owned()),
        },
        subject: Did::from(SecretKey::from_seed(&[8; 32]).public()),
        achievement,
        valid_from: NOON,
        valid_until: Some(Timestamp::from_millis(1_890_043_200_000)),
        narrative: Some(
            "Mended a lamp, two bicycles and a radio with those who own them.".to_owned(),
        ),
        evidence: vec![
            item(1, "Found a broken switch in a lamp and showed its owner how to change it."),
            item(2, "Explained to a group of six how a bicycle's gears are set."),
        ],
        status: Some(Place { list: 1, index: 77_331 }),
    }
}
