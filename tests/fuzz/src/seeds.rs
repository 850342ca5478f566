//! Where the fire starts from: small things of each kind, all of our own making. `smoke` lays them
//! beside the corpora that are kept.

use bot_protocol::canon::json::{self, Value};
use bot_protocol::canon::rice;
use bot_protocol::credential::bake::{png, svg};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::issue::{
    BadgeDraft, EndorsementDraft, EvidenceItem, Issuer, Signing, badge as sign_badge, endorsement,
    uuid,
};
use bot_protocol::credential::model::definition::Definition;
use bot_protocol::credential::present::{PresentationDraft, presentation};
use bot_protocol::credential::proof::Suite;
use bot_protocol::credential::status::Place;
use bot_protocol::feed::{Accumulator, Bundle, Feed, ForkProof, HeadStamp, KeyEvent, KeyLog, Tail};
use bot_protocol::gossip::reconcile::{self, Strata};
use bot_protocol::gossip::{
    Item, Lack, LooseBody, Message, Packed, Part, Range, Reach, Reaches, Tip,
};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::limits::STATUS_LIST_ENTRIES;
use bot_protocol::statement::kinds::{Revoke, StatusSnapshot, Suspend};
use bot_protocol::statement::letter::{self, LetterDraft};
use bot_protocol::statement::offer::{OfferDraft, Terms};
use bot_protocol::statement::{Content, Draft, Retention, Statement};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::dossier::{self, Dossier};

use crate::dialects;

/// A seed: its target, its name, its bytes.
pub(crate) type Seed = (&'static str, &'static str, Vec<u8>);

/// 2026-11-20.
const NOW: Timestamp = Timestamp::from_millis(1_795_132_800_000);

const DEFINITION: &str = r#"{"name": {"en": "Tea", "fr": "Thé"}, "description": {"en": "Makes tea",
    "fr": "Fait du thé"}, "criteria": {"en": "Made tea", "fr": "A fait du thé"}, "tags": ["tea"]}"#;

const SVG: &str = r#"<?xml version="1.0"?><!-- a --><svg xmlns="http://www.w3.org/2000/svg"
    width="9" height="9"><g fill="red"><path d="M0 0h9"/></g></svg>"#;

const CONTEXT: &str = r#"{"@context": {"@version": 1.1, "@protected": true, "id": "@id",
    "type": "@type", "v": "urn:v:", "xsd": "http://www.w3.org/2001/XMLSchema#", "name": "v:name",
    "size": {"@id": "v:size", "@type": "xsd:double"}, "link": {"@id": "v:link", "@type": "@id"},
    "texts": {"@id": "v:texts", "@container": "@language"}, "raw": {"@id": "v:raw", "@type": "@json"},
    "steps": {"@id": "v:steps", "@container": "@list"}, "Box": {"@id": "v:Box", "@context":
    {"lid": {"@id": "v:lid", "@container": "@graph"}}}}}
---
{"id": "urn:a", "type": "Box", "name": [{"@value": "a", "@language": "en"}, "b"], "size": 1.5e30,
    "link": "urn:b", "texts": {"fr": "c"}, "raw": {"x": [1, null]}, "steps": [1, true],
    "lid": {"name": "d"}}"#;

const GRAPH: &str = r#"{"id": "urn:a", "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"type": "Profile", "otherIdentifier": [{"type": "IdentifierEntry", "identifier":
    "1", "identifierType": "name"}, {"type": "IdentifierEntry", "identifier": "2",
    "identifierType": "name"}]}, "credentialSubject": [{"type": "AchievementSubject"}, {"type":
    "AchievementSubject"}], "evidence": [{"type": "Evidence"}, {"type": "Evidence"}]}"#;

/// A picture of one grey point, made by hand: header, data, end.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\
    \0\0\0\x0aIDATx\x9cch\0\0\0\x82\0\x81\x77\xcd\x72\xb6\0\0\0\0IEND\xaeB`\x82";

fn key(number: u8) -> SecretKey {
    SecretKey::from_seed(&[number; 32])
}

fn did(number: u8) -> Did {
    Did::from(key(number).public())
}

fn signed(suite: Suite) -> Value {
    let file = json::read(DEFINITION.as_bytes()).expect("JSON");
    let issuer = Issuer { did: did(1), name: "School".to_owned(), url: None };
    let achievement = Definition::read(&file).expect("a definition");
    let draft = BadgeDraft {
        id: uuid([1; 16]),
        achievement: achievement.achievement(&uuid([2; 16]), &issuer.did, None),
        issuer,
        subject: did(2),
        valid_from: NOW,
        valid_until: None,
        narrative: Some("Made tea twice".to_owned()),
        evidence: vec![EvidenceItem { id: None, name: Some("Cup".to_owned()), narrative: None }],
        status: Some(Place { list: 1, index: 7 }),
    };
    sign_badge(&draft, &signing(&key(1), suite)).expect("a badge")
}

fn signing(key: &SecretKey, suite: Suite) -> Signing<'_> {
    Signing { suite, key, now: NOW, contexts: Contexts::pinned() }
}

/// A badge by key 1 about key 2.
pub(crate) fn badge() -> Vec<u8> {
    signed(Suite::EddsaRdfc2022).to_bytes()
}

/// The same as text.
pub(crate) fn badge_text() -> String {
    signed(Suite::EddsaRdfc2022).to_string()
}

fn endorsed() -> Vec<u8> {
    let draft = EndorsementDraft {
        id: uuid([3; 16]),
        issuer: Issuer { did: did(3), name: "Club".to_owned(), url: None },
        target: uuid([1; 16]),
        comment: Some("So it was".to_owned()),
        valid_from: NOW,
        valid_until: None,
    };
    endorsement(&draft, &signing(&key(3), Suite::EddsaRdfc2022)).expect("rightful").to_bytes()
}

/// Two statements of one number, which together prove a fork.
fn statements() -> [Statement; 2] {
    let feed = Feed::new(key(4).public());
    [5, 6].map(|index| {
        let revoke = Revoke { list: 1, indexes: vec![index], reason: Some("x".to_owned()), of: None };
        let content = Content::Revoke(revoke);
        let draft = Draft { content, salt: [7; 16], ret: Retention::Permanent };
        draft.sign(&did(1), &feed.head(), NOW, &key(4)).expect("rightful")
    })
}

fn keys() -> Vec<KeyEvent> {
    let writer = KeyEvent::writer(&key(4), NOW, &key(1));
    vec![
        KeyEvent::inception(&key(5).public(), &key(1)),
        writer.expect("rightful"),
        KeyEvent::close(key(4).public(), 1, NOW, &key(1)),
    ]
}

/// Every seed.
pub(crate) fn all() -> Vec<Seed> {
    let (badge, text) = (signed(Suite::EddsaRdfc2022), signed(Suite::EddsaJcs2022).to_bytes());
    let rdfc = badge.to_bytes();
    let draft = PresentationDraft {
        credentials: std::slice::from_ref(&badge),
        challenge: "4711",
        domain: Some("a.example"),
        former: &[],
    };
    let show = presentation(&draft, &signing(&key(2), Suite::EddsaRdfc2022)).expect("rightful");
    let mut seeds: Vec<Seed> = vec![
        ("json", "values", br#"{"a":[0,-1.5e-7,true,null,"\u00e9\ud83d\ude00\t"],"":{}}"#.to_vec()),
        ("json", "badge", text.clone()),
        ("jsonld", "badge", rdfc.clone()),
        ("jsonld", "graph", GRAPH.as_bytes().to_vec()),
        ("contexts", "own", CONTEXT.as_bytes().to_vec()),
        ("definition", "tea", DEFINITION.as_bytes().to_vec()),
        ("definition", "plain", br#"{"name":"a","description":"b","criteria":"c"}"#.to_vec()),
        ("png", "bare", PNG.to_vec()),
        ("svg", "bare", SVG.as_bytes().to_vec()),
        ("names", "did", did(1).to_string().into_bytes()),
        ("names", "method", did(1).verification_method().into_bytes()),
        ("names", "p256", b"zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169".to_vec()),
        ("names", "base64", b"uAQID".to_vec()),
        ("time", "offset", b"2026-11-23T12:00:00.123+02:00".to_vec()),
        ("time", "zulu", b"2024-02-29T23:59:59Z".to_vec()),
        ("presented", "rdfc", rdfc.clone()),
        ("presented", "jcs", text),
        ("presented", "endorsement", endorsed()),
        ("presented", "shown", show.to_bytes()),
        ("evidence", "endorsement", endorsed()),
    ];
    let small = "{\"@context\":[],\"type\":[\"OpenBadgeCredential\"]}";
    for (target, name, baked) in [
        ("png", "baked", png::bake(PNG, small)),
        ("presented", "png", png::bake(PNG, small)),
        ("svg", "baked", svg::bake(SVG.as_bytes(), small)),
        ("presented", "svg", svg::bake(SVG.as_bytes(), small)),
    ] {
        seeds.push((target, name, baked.expect("a bare picture")));
    }
    seeds.extend(encoded());
    seeds.extend(dialects::seeds());
    seeds
}

/// Suspensions, snapshots, and the sets of places inside.
fn statuses() -> Vec<Seed> {
    let (revoked, suspended) = (vec![5, 4711, 131_071], vec![6]);
    let bits = rice::encode(&revoked, STATUS_LIST_ENTRIES).expect("ascending");
    let suspend = Suspend { list: 1, indexes: vec![6], suspended: true, reason: None, of: None };
    let snapshot = StatusSnapshot { list: 1, upto: 0, revoked, suspended };
    let body = |content: Content| content.into_body([7; 16]).to_bytes();
    vec![
        ("statement", "suspend", body(Content::Suspend(suspend))),
        ("statement", "snapshot", body(Content::StatusSnapshot(snapshot))),
        ("places", "three", [&[0, 3][..], &bits].concat()),
    ]
}

/// The seeds in CBOR.
fn encoded() -> Vec<Seed> {
    let [one, two] = statements();
    let fork = ForkProof::make(&one, &two).expect("a fork");
    let bundle = Bundle {
        keys: keys(),
        entries: vec![one.clone()],
        forks: vec![fork.clone()],
        ..Bundle::default()
    };
    let bundle = bundle.to_bytes().expect("a bundle");
    let terms =
        Terms { words: "Tea for two".to_owned(), scopes: vec!["tea".to_owned()], until: None };
    let offer = OfferDraft { to: did(2), expires: NOW, nonce: [1; 16] }.sign(&terms, &key(1));
    let answer = letter::Answer { letter: [1; 16], accepted: false, reason: Some("no".to_owned()) };
    let message = letter::Message::Answer(answer);
    let letter = LetterDraft { to: did(2), message, ts: NOW, nonce: [2; 16] }.sign(&key(1));
    let packed = Packed::new(&Item::Entry(one.clone()));
    let items =
        Message::Items { request: 1, frame: 0, items: vec![packed.clone()], position: None };
    let done = Message::Done { request: 1, frames: 1, position: None };
    let body = one.body().expect("a body").to_bytes();
    let mut seeds: Vec<Seed> = vec![
        ("statement", "entry", one.to_bytes()),
        ("statement", "header", one.header_bytes().to_vec()),
        ("statement", "body", body),
        ("bundle", "bundle", bundle.clone()),
        ("bundle", "fork", fork.to_bytes()),
        ("evidence", "bundle", bundle),
        ("letter", "answer", letter.expect("rightful").to_bytes()),
        ("letter", "offer", offer.expect("rightful").to_bytes()),
        ("letter", "terms", terms.to_bytes()),
        ("gossip", "items", items.to_bytes()),
        ("gossip", "done", done.to_bytes()),
        ("gossip", "packed", packed.to_bytes()),
    ];
    seeds.extend(statuses());
    seeds.extend(comparison());
    seeds.extend(questions(&one));
    seeds.extend(in_the_hand(&one));
    seeds.extend(keys().iter().map(|event| ("bundle", "key", event.to_bytes())).take(1));
    seeds
}

/// A stamp, a tail, a proof, and the code of one.
fn in_the_hand(first: &Statement) -> [Seed; 4] {
    let mut feed = Feed::new(first.writer());
    feed.replay(first).expect("the first");
    let mut log = KeyLog::new(did(1));
    keys().into_iter().take(2).for_each(|event| {
        log.insert(event).expect("of this identity");
    });
    let times = (NOW, NOW.saturating_add(86_400_000));
    let stamp = HeadStamp::sign(&feed, &log, times, &key(4)).expect("rightful");
    let tail = Tail::new(Accumulator::new(), vec![first.clone()]).expect("a tail");
    let proof = Dossier {
        badge: b"{}".to_vec(),
        documents: Vec::new(),
        keys: keys(),
        tails: vec![tail.clone()],
        forks: Vec::new(),
        stamps: vec![stamp.clone()],
        heads: Vec::new(),
    };
    let proof = proof.to_bytes().expect("a proof");
    let code = dossier::frames(&proof).expect("codes").remove(0);
    [
        ("stamp", "head", stamp.to_bytes()),
        ("proof", "tail", tail.to_bytes()),
        ("proof", "proof", proof),
        ("proof", "code", code),
    ]
}

/// The frames by which a catch-up is asked for, and a body by itself.
fn questions(first: &Statement) -> [Seed; 3] {
    let writer = first.writer();
    let range = Range { writer, from: 0, to: 9, part: Part::Body };
    let held = Reaches([([6; 8], Reach { size: 3, root: [8; 8] })].into());
    let since = Message::Since { request: 1, store: [4; 16], position: 7, held };
    let body = LooseBody::of(first).expect("a body");
    [
        ("gossip", "want", Message::Want { request: 1, range }.to_bytes()),
        ("gossip", "since", since.to_bytes()),
        ("gossip", "loose", body.to_bytes()),
    ]
}

/// The frames of a comparison.
fn comparison() -> [Seed; 3] {
    let item = reconcile::Item::new(&[3; 16], &[b"head"]);
    let survey = Message::Survey { request: 1, salt: [3; 16], strata: Strata::of([&item]) };
    let symbols = reconcile::symbols([&item], 0..3);
    let symbols = Message::Symbols { request: 1, frame: 0, items: 1, symbols };
    let tip = Tip { size: 1, fork: Some([9; 8]) };
    let lack =
        Lack { items: [item.short()].into(), feeds: [([7; 8], tip)].into(), ..Lack::default() };
    let lack = Message::Lack { request: 2, page: 0, last: true, lack };
    [
        ("gossip", "survey", survey.to_bytes()),
        ("gossip", "symbols", symbols.to_bytes()),
        ("gossip", "lack", lack.to_bytes()),
    ]
}
