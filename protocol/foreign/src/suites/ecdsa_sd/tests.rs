//! Derived proofs made here, and every way to show more, less or something else than was signed.

use bot_protocol::canon::hash::from_hex;
use bot_protocol::canon::json::{self, Object, Value};
use bot_protocol::canon::multibase::encode_base64url_multibase;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::{Check, Purpose, Work, canonical_rdf};
use bot_protocol::identity::Documents;
use bot_protocol::verdict::{Asked, Evidence, Question, explain, judge};
use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer as _;

use super::*;

/// A proof in the making: what the holder could change.
#[derive(Clone)]
struct Proof {
    base_signature: Vec<u8>,
    public_key: Vec<u8>,
    signatures: Vec<Vec<u8>>,
    labels: Vec<(u8, Vec<u8>)>,
    mandatory: Vec<u8>,
}

impl Proof {
    fn text(&self) -> String {
        let string = |bytes: &[u8]| [&[0x58, u8::try_from(bytes.len()).unwrap()], bytes].concat();
        let head = |major: u8, count: usize| match u8::try_from(count).unwrap() {
            few @ 0..24 => vec![major | few],
            more => vec![major | 24, more],
        };
        let labels = self.labels.iter().flat_map(|(at, label)| [vec![*at], string(label)]);
        let parts = [DERIVED.to_vec(), vec![0x85], string(&self.base_signature)].into_iter();
        let parts = parts
            .chain([string(&self.public_key), head(0x80, self.signatures.len())])
            .chain(self.signatures.iter().map(|signature| string(signature)))
            .chain([head(0xa0, self.labels.len())])
            .chain(labels)
            .chain([head(0x80, self.mandatory.len()), self.mandatory.clone()]);
        encode_base64url_multibase(&parts.collect::<Vec<_>>().concat())
    }
}

fn issuer() -> SigningKey {
    SigningKey::from_slice(&[1; 32]).unwrap()
}

fn own() -> SigningKey {
    SigningKey::from_slice(&[2; 32]).unwrap()
}

fn multikey(key: &SigningKey) -> Multikey {
    let bytes = key.verifying_key().to_sec1_point(true).as_bytes().to_vec();
    Multikey { codec: KeyCodec::P256, bytes }
}

fn sign(key: &SigningKey, message: &[u8]) -> Vec<u8> {
    let signature: p256::ecdsa::Signature = key.sign(message);
    signature.to_bytes().to_vec()
}

/// A badge of ten statements about two nodes without names.
fn badge() -> Object {
    let text = br#"{"@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"], "issuer": "did:example:school", "name": "Tea",
        "validFrom": "2026-01-01T00:00:00Z", "validUntil": "2027-01-01T00:00:00Z",
        "credentialSubject": {"name": "Lea", "description": "Makes tea"}}"#;
    let Value::Object(badge) = json::read(text).unwrap() else { panic!() };
    badge
}

fn options() -> Object {
    let key = multikey(&issuer());
    let mut options = Object::new();
    options.insert("type", "DataIntegrityProof");
    options.insert("cryptosuite", "ecdsa-sd-2023");
    options.insert("verificationMethod", format!("{key}#{}", key.to_multikey()));
    options.insert("proofPurpose", "assertionMethod");
    options
}

fn canonical(object: &Object) -> String {
    let context = object.get("@context").cloned().or_else(|| badge().get("@context").cloned());
    let reading = Contexts::pinned().first_reading(context.as_ref()).unwrap();
    canonical_rdf(object, &reading, HashKind::Sha256).unwrap()
}

/// The lines of a badge under the labels of its nodes.
fn lines(badge: &Object, labels: &[(u8, Vec<u8>)]) -> Vec<String> {
    let labels = labels.iter().map(|(at, label)| (usize::from(*at), label.as_slice())).collect();
    statements::labelled(&canonical(badge), &labels).unwrap()
}

/// The proof of a badge by its issuer, with these mandatory lines.
fn derive(badge: &Object, mandatory: &[u8]) -> Proof {
    let labels = vec![(0, vec![9; 32]), (1, vec![4; 32])];
    let lines = lines(badge, &labels);
    let places: Vec<usize> = mandatory.iter().copied().map(usize::from).collect();
    let (together, others) = statements::split(&lines, &places).unwrap();
    let public_key = [&P256_PREFIX[..], &multikey(&own()).bytes].concat();
    let hashes = [sha256(&[canonical(&options()).as_bytes()]), sha256(&together)];
    let message = [&hashes[0].as_bytes()[..], &public_key, hashes[1].as_bytes()].concat();
    Proof {
        base_signature: sign(&issuer(), &message),
        public_key,
        signatures: others.iter().map(|line| sign(&own(), line)).collect(),
        labels,
        mandatory: mandatory.to_vec(),
    }
}

fn said(badge: &Object, proof: &Proof) -> &'static str {
    let mut badge = badge.clone();
    let mut members = options();
    members.insert("proofValue", proof.text());
    badge.insert("proof", Value::Object(members));
    let (contexts, documents) = (Contexts::pinned(), Documents::new());
    let purpose = Purpose::AssertionMethod;
    let check = Check {
        contexts,
        suites: super::super::ALL,
        documents: &documents,
        purpose,
        work: &Work::default(),
    };
    match check.verify(&Value::Object(badge)) {
        Ok(_) => "holds",
        Err(ProofError::Bad(BadProof::Signature(_))) => "does not fit",
        Err(ProofError::Bad(BadProof::Value(_))) => "malformed",
        Err(ProofError::Unsupported(Unsupported::BaseProof(_) | Unsupported::Effort)) => {
            "cannot be told"
        }
        Err(fault) => panic!("{fault:?}"),
    }
}

const MANDATORY: &[u8] = &[0, 3, 5];

#[test]
fn a_derived_proof_holds_for_its_statements_alone() {
    let (badge, proof) = (badge(), derive(&badge(), MANDATORY));
    assert_eq!(said(&badge, &proof), "holds");
    assert_eq!(said(&badge, &derive(&badge, &[])), "holds");
    for name in ["name", "validFrom", "validUntil", "issuer"] {
        let mut less = badge.clone();
        less.remove(name);
        assert_eq!(said(&less, &proof), "does not fit", "without {name}");
        let mut other = badge.clone();
        other.insert(
            name,
            match name {
                "issuer" => "did:example:other",
                "name" => "Coffee",
                _ => "2026-06-01T00:00:00Z",
            },
        );
        assert_eq!(said(&other, &proof), "does not fit", "other {name}");
    }
    let mut more = badge.clone();
    more.insert("description", "More");
    assert_eq!(said(&more, &proof), "does not fit");
}

#[test]
fn more_signatures_than_a_badge_needs_are_not_checked() {
    let (badge, proof) = (badge(), derive(&badge(), MANDATORY));
    let with = |count: usize| Proof { signatures: vec![vec![7; 64]; count], ..proof.clone() };
    assert_eq!(said(&badge, &with(DISCLOSED_STATEMENTS_MAX)), "does not fit");
    assert_eq!(said(&badge, &with(DISCLOSED_STATEMENTS_MAX + 1)), "cannot be told");
}

#[test]
fn a_statement_left_out_takes_its_signature_with_it() {
    let badge = badge();
    let whole = derive(&badge, MANDATORY);
    let all = lines(&badge, &whole.labels);
    // The holder leaves out one statement after the other that is not mandatory.
    let mut shown = badge.clone();
    shown.remove("validUntil");
    let gone = all.iter().position(|line| line.contains("#validUntil")).unwrap();
    let places: Vec<u8> = (0..).take(all.len()).filter(|at| !MANDATORY.contains(at)).collect();
    let gone_signature = places.iter().position(|at| usize::from(*at) == gone).unwrap();
    let mut proof = whole.clone();
    proof.signatures.remove(gone_signature);
    let moved = |at: &u8| if usize::from(*at) > gone { at - 1 } else { *at };
    proof.mandatory = MANDATORY.iter().map(moved).collect();
    // With a statement less the nodes may have other canonical numbers.
    let [(_, first), (_, second)] = [whole.labels[0].clone(), whole.labels[1].clone()];
    let orders = [whole.labels.clone(), vec![(0, second), (1, first)]];
    let kept = |labels: &Vec<_>| lines(&shown, labels).iter().all(|line| all.contains(line));
    proof.labels = orders.into_iter().find(kept).unwrap();
    assert_eq!(said(&shown, &proof), "holds");
    // Not with the signature of another one left out, nor with all of them.
    for other in (0..whole.signatures.len()).filter(|at| *at != gone_signature) {
        let mut twin = proof.clone();
        twin.signatures = whole.signatures.clone();
        twin.signatures.remove(other);
        assert_eq!(said(&shown, &twin), "does not fit", "{other}");
    }
    let all = Proof { signatures: whole.signatures.clone(), ..proof.clone() };
    assert_eq!(said(&shown, &all), "does not fit");
    assert_eq!(said(&badge, &proof), "does not fit");
}

#[test]
fn no_mandatory_statement_is_left_out_or_added() {
    let badge = badge();
    let proof = derive(&badge, MANDATORY);
    for mandatory in [&[][..], &[0, 3], &[0, 3, 6], &[0, 3, 5, 6], &[1, 3, 5]] {
        let twin = Proof { mandatory: mandatory.to_vec(), ..proof.clone() };
        assert_eq!(said(&badge, &twin), "does not fit", "{mandatory:?}");
        // Also where every other statement is signed, by the key of this credential.
        let signed = derive(&badge, mandatory).signatures;
        let twin = Proof { signatures: signed, ..twin };
        assert_eq!(said(&badge, &twin), "does not fit", "{mandatory:?}");
    }
    for mandatory in [&[0, 3, 3][..], &[0, 3, 23]] {
        let twin = Proof { mandatory: mandatory.to_vec(), ..proof.clone() };
        assert_eq!(said(&badge, &twin), "malformed", "{mandatory:?}");
    }
}

#[test]
fn every_node_has_its_own_label_and_no_other() {
    let badge = badge();
    let proof = derive(&badge, MANDATORY);
    let [(_, first), (_, second)] = [proof.labels[0].clone(), proof.labels[1].clone()];
    for (labels, expected) in [
        (vec![(0, second.clone()), (1, first.clone())], "does not fit"),
        (vec![(0, first.clone()), (1, vec![5; 32])], "does not fit"),
        (vec![(0, first.clone()), (1, first.clone())], "malformed"),
        (vec![(0, first.clone())], "malformed"),
        (vec![(0, first.clone()), (2, second.clone())], "malformed"),
        (vec![(0, first.clone()), (1, second.clone()), (2, vec![6; 32])], "malformed"),
        (vec![], "malformed"),
    ] {
        assert_eq!(said(&badge, &Proof { labels, ..proof.clone() }), expected);
    }
}

#[test]
fn nobody_elses_key_signs_statements() {
    let badge = badge();
    let proof = derive(&badge, MANDATORY);
    let stranger = SigningKey::from_slice(&[3; 32]).unwrap();
    let places: Vec<usize> = MANDATORY.iter().copied().map(usize::from).collect();
    let lines = lines(&badge, &proof.labels);
    let (_, others) = statements::split(&lines, &places).unwrap();
    let signatures: Vec<_> = others.iter().map(|line| sign(&stranger, line)).collect();
    assert_eq!(said(&badge, &Proof { signatures: signatures.clone(), ..proof.clone() }), {
        "does not fit"
    });
    let public_key = [&P256_PREFIX[..], &multikey(&stranger).bytes].concat();
    let twin = Proof { signatures, public_key, ..proof.clone() };
    assert_eq!(said(&badge, &twin), "does not fit");
    // The issuer's key in place of the one for this credential.
    let public_key = [&P256_PREFIX[..], &multikey(&issuer()).bytes].concat();
    assert_eq!(said(&badge, &Proof { public_key, ..proof.clone() }), "does not fit");
    let turned = proof.signatures.iter().rev().cloned().collect();
    assert_eq!(said(&badge, &Proof { signatures: turned, ..proof.clone() }), "does not fit");
    let base_signature = proof.signatures[0].clone();
    assert_eq!(said(&badge, &Proof { base_signature, ..proof.clone() }), "does not fit");
    // Zero in place of a signature.
    let mut twin = proof.clone();
    twin.signatures[0] = vec![0; 64];
    assert_eq!(said(&badge, &twin), "malformed");
    let other_credential = {
        let mut other = badge.clone();
        other.insert("name", "Coffee");
        derive(&other, MANDATORY)
    };
    assert_eq!(said(&badge, &other_credential), "does not fit");
}

/// What is told of a proof, or why nothing is.
fn explained(badge: &Object, value: &str) -> Value {
    let mut badge = badge.clone();
    let mut members = options();
    members.insert("proofValue", value);
    badge.insert("proof", Value::Object(members));
    let reader = crate::reader();
    let presented = reader.read(&Value::Object(badge).to_bytes()).unwrap();
    let asked = Asked::at("2026-11-23T12:00:00Z".parse().unwrap());
    let told = explain(&presented, &Evidence::new(), &asked, &reader);
    told.get("credential").unwrap().clone()
}

/// What a proof lists in another order is hashed in the order of the statements all the same.
#[test]
fn the_mandatory_statements_are_hashed_in_their_own_order() {
    let (badge, proof) = (badge(), derive(&badge(), MANDATORY));
    let turned = Proof { mandatory: vec![5, 0, 3], ..proof.clone() };
    assert_eq!(said(&badge, &turned), "holds");
    let hash = |proof: &Proof| {
        let told = explained(&badge, &proof.text());
        let told = &told.get("proofs").unwrap().as_list()[0];
        told.get("mandatory_hash").and_then(Value::as_str).unwrap().to_owned()
    };
    assert_eq!(hash(&turned), hash(&proof));
    assert_ne!(hash(&Proof { mandatory: vec![5, 0], ..proof.clone() }), hash(&proof));
}

/// A proof of which nothing can be shown hides no other of the same badge.
#[test]
fn one_proof_that_cannot_be_shown_hides_no_other() {
    let (mut badge, proof) = (badge(), derive(&badge(), MANDATORY));
    let of = |value: &str| {
        let mut members = options();
        members.insert("proofValue", value);
        Value::Object(members)
    };
    let malformed = encode_base64url_multibase(&DERIVED);
    badge.insert("proof", Value::Array(vec![of(&malformed), of(&proof.text())]));
    let reader = crate::reader();
    let presented = reader.read(&Value::Object(badge).to_bytes()).unwrap();
    let asked = Asked::at("2026-11-23T12:00:00Z".parse().unwrap());
    let told = explain(&presented, &Evidence::new(), &asked, &reader);
    let proofs = told.get("credential").unwrap().get("proofs").unwrap().as_list();
    assert!(proofs[0].get("fault").is_some() && proofs[0].get("statements").is_none());
    assert!(proofs[1].get("fault").is_none() && proofs[1].get("statements").is_some());
}

/// Whoever follows what is told checks the very bytes that were signed.
#[test]
fn what_is_told_of_a_proof_is_what_its_signatures_are_over() {
    let (badge, proof) = (badge(), derive(&badge(), MANDATORY));
    let told = explained(&badge, &proof.text());
    let told = &told.get("proofs").unwrap().as_list()[0];
    let text = |name: &str| told.get(name).and_then(Value::as_str).unwrap();
    let hash = |name: &str| from_hex(text(name)).unwrap();
    let statements = told.get("statements").unwrap().as_list();
    let mandatory = |one: &Value| one.get("mandatory").and_then(Value::as_bool).unwrap();
    let places: Vec<u8> =
        (0..).zip(statements).filter(|(_, one)| mandatory(one)).map(|(at, _)| at).collect();
    assert_eq!(places, MANDATORY);
    let lines = |shown: bool| -> Vec<&str> {
        let of = statements.iter().filter(|one| mandatory(one) == shown);
        of.map(|one| one.get("text").and_then(Value::as_str).unwrap()).collect()
    };
    let together = lines(true).concat();
    assert_eq!(text("mandatory_hash"), sha256(&[together.as_bytes()]).to_string());
    assert_eq!(text("options_hash"), sha256(&[text("options_canonical").as_bytes()]).to_string());
    let own = Multikey::from_multikey(text("disclosure_key")).unwrap();
    let key = Multikey::from_multikey(text("key")).unwrap();
    let prefixed = [&P256_PREFIX[..], &own.bytes].concat();
    let message = [hash("options_hash"), prefixed, hash("mandatory_hash")].concat();
    let fits = |key: &Multikey, message: &[u8], signature: &[u8]| {
        crate::signature::verify(key, message, signature).is_ok()
    };
    assert!(fits(&key, &message, &proof.base_signature));
    let others = lines(false);
    assert_eq!(others.len(), proof.signatures.len());
    assert!(others.iter().zip(&proof.signatures).all(|(one, by)| fits(&own, one.as_bytes(), by)));
    // Of a changed badge it is told as well what the signatures would have to be over.
    let mut other = badge.clone();
    other.insert("name", "Coffee");
    let told = explained(&other, &proof.text());
    let twin = told.get("proofs").unwrap().as_list()[0].get("statements").unwrap().as_list();
    assert_ne!(twin, statements);
}

#[test]
fn of_a_proof_that_is_for_the_holder_alone_it_is_told_that_nothing_is_shown() {
    let base = encode_base64url_multibase(&BASE);
    let told = explained(&badge(), &base);
    let text = |name: &str| told.get(name).and_then(Value::as_str);
    assert_eq!(text("suite_unread"), None);
    let only = |told: &Value| told.get("proofs").unwrap().as_list()[0].clone();
    let french = only(&told).at(&["says", "fr"]).and_then(Value::as_str).unwrap().to_owned();
    assert!(french.contains("pour le seul titulaire") && !french.contains("base"), "{french}");
    let malformed = only(&explained(&badge(), &encode_base64url_multibase(&DERIVED)));
    assert!(malformed.get("fault").is_some() && malformed.get("statements").is_none());
}

/// What is said of status and right where the issuer's own proof is over a badge with these
/// members.
fn judged(more: &str) -> [String; 3] {
    let mut badge = badge();
    let context = r#"["https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]"#;
    let achievement = r#"{"type": ["AchievementSubject"], "achievement": {"id": "urn:uuid:1", "type": ["Achievement"],
        "name": "Tea", "description": "Makes tea", "criteria": {"id": "https://a.example/1"}}}"#;
    for (name, text) in [("@context", context), ("credentialSubject", achievement)] {
        badge.insert(name, json::read(text.as_bytes()).unwrap());
    }
    badge.insert("type", ["VerifiableCredential", "OpenBadgeCredential"]);
    badge.insert("issuer", multikey(&issuer()).to_string());
    let Value::Object(more) = json::read(more.as_bytes()).unwrap() else { panic!() };
    more.iter().for_each(|(name, value)| drop(badge.insert(name, value.clone())));
    let mut members = options();
    members.insert("proofValue", derive(&badge, &[0, 1]).text());
    badge.insert("proof", Value::Object(members));
    let reader = crate::reader();
    let presented = reader.read(&Value::Object(badge).to_bytes()).unwrap();
    let asked = Asked::at("2026-11-23T12:00:00Z".parse().unwrap());
    let verdict = judge(&presented, &Evidence::new(), &asked, &reader);
    [Question::Integrity, Question::Status, Question::Right]
        .map(|question| verdict.reason(question).code().to_owned())
}

#[test]
fn what_a_holder_may_have_left_out_is_not_known_to_be_absent() {
    assert_eq!(judged("{}"), ["signed-by-issuer", "status-hidden", "creator-hidden"]);
    // What is shown counts as ever.
    let over = r#"{"validUntil": "2026-06-01T00:00:00Z"}"#;
    assert_eq!(judged(over), ["signed-by-issuer", "expired", "creator-hidden"]);
    let listed = r#"{"credentialStatus": {"id": "urn:uuid:2", "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation", "statusListIndex": "7",
        "statusListCredential": "https://a.example/l"}}"#;
    assert_eq!(judged(listed), ["signed-by-issuer", "status-list-missing", "creator-hidden"]);
}
