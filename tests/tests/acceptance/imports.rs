//! `bot import` of what others made: badges in JWT, signed and hosted badges of Open Badges 2.0, and
//! pictures; kept as they came, told what they are worth, refused where they are proven wrong, and
//! forgotten when asked.
//!
//! Vectors: `ob2-1edtech-validator/ob20`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bot_foreign::jose::{Signer, VcJwt, sign_vc_jwt};
use bot_foreign::signing::SigningKey;
use bot_node::clock::{Clock as _, SystemClock};
use bot_protocol::canon::json;
use bot_protocol::identity::KeyCodec;
use bot_protocol::verdict::snapshots::{Found, Snapshot, Snapshots};
use bot_tests::vectors;
use serde_json::Value;

use crate::handbook::desk::{Desk, root};

/// A desk with one node, and its identity.
fn desk() -> (Desk, String) {
    let desk = Desk::bare(&root());
    let secret = "--passphrase-file passphrase";
    let did = desk.done(&format!("bot id init --name Lea {secret} --json | jq -r .did"));
    desk.done(&format!("bot up --detach {secret}"));
    (desk, did.trim().to_owned())
}

fn write(desk: &Desk, name: &str, bytes: impl AsRef<[u8]>) {
    fs::write(desk.folder().join(name), bytes).unwrap();
}

/// What an import says: the exit code, then integrity and status of what was kept, or the fault.
fn imported(desk: &Desk, asked: &str) -> String {
    let (code, printed) = desk.typed(&format!("bot import --json {asked}"));
    let told: Value = serde_json::from_str(printed.lines().last().unwrap_or_default())
        .unwrap_or_else(|_| panic!("bot import {asked}: {printed}"));
    let reason = |question: &str| told["verdict"]["findings"][question]["reason"].as_str();
    match (reason("integrity"), reason("status")) {
        (Some(integrity), Some(status)) => format!("{code} {integrity} {status}"),
        _ => format!("{code} {}", told["error"]["code"].as_str().unwrap_or(&printed)),
    }
}

/// The ids of the badges that are kept, with their documents as they came.
fn kept(desk: &Desk) -> BTreeMap<String, String> {
    let listed = desk.done("bot badge list --json");
    let ids = listed.lines().filter_map(|line| {
        let told: Value = serde_json::from_str(line).unwrap();
        told["imported"].as_bool().filter(|imported| *imported)?;
        told["id"].as_str().map(str::to_owned)
    });
    let document = |id: String| {
        let shown = desk.done(&format!("bot badge show '{id}' --json"));
        let shown: Value = serde_json::from_str(shown.trim()).unwrap();
        (id, shown["document"].as_str().unwrap_or_default().to_owned())
    };
    ids.map(document).collect()
}

/// A badge about somebody in a JWT.
pub(crate) fn jwt(about: &str, form: VcJwt) -> String {
    let key = SigningKey::from_seed(KeyCodec::P256, &[7; 32]).unwrap();
    let context = match form {
        VcJwt::Claim => "https://www.w3.org/2018/credentials/v1",
        VcJwt::Envelope | VcJwt::OpenBadge => "https://www.w3.org/ns/credentials/v2",
    };
    let date = if form == VcJwt::Claim { "issuanceDate" } else { "validFrom" };
    let credential = format!(
        r#"{{"@context": ["{context}", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": "urn:uuid:77777777-0000-4000-8000-000000000001", "name": "Swimming",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {{"id": "{}", "type": ["Profile"]}}, "{date}": "2026-01-01T00:00:00Z",
        "credentialSubject": {{"id": "{about}", "type": ["AchievementSubject"],
            "achievement": {{"id": "urn:uuid:77777777-0000-4000-8000-000000000002",
                "type": ["Achievement"], "name": "Swimming", "description": "Swims",
                "criteria": {{"narrative": "Swam"}}}}}}}}"#,
        key.did()
    );
    let kid = key.verification_method();
    let signer = Signer { key: &key, kid: &kid };
    sign_vc_jwt(&json::read(credential.as_bytes()).unwrap(), form, signer).unwrap()
}

/// The same with another letter in its signature.
pub(crate) fn bent(jwt: &str) -> String {
    let at = jwt.rfind('.').unwrap() + 5;
    let letter = if &jwt[at..=at] == "A" { "B" } else { "A" };
    [&jwt[..at], letter, &jwt[at + 1..]].concat()
}

#[test]
fn a_badge_in_a_jwt_is_kept_as_it_came_and_a_forged_one_is_not() {
    let (desk, did) = desk();
    for form in [VcJwt::Envelope, VcJwt::OpenBadge, VcJwt::Claim] {
        let text = jwt(&did, form);
        write(&desk, "badge.jwt", &text);
        write(&desk, "forged.jwt", bent(&text));
        write(&desk, "other.jwt", jwt("did:example:max", form));
        assert_eq!(imported(&desk, "forged.jwt"), "6 import-refused");
        assert_eq!(imported(&desk, "other.jwt"), "1 import-of-another");
        assert!(kept(&desk).is_empty());
        let signed = "0 signed-by-issuer no-status-declared";
        assert_eq!(imported(&desk, "badge.jwt --dry-run"), signed);
        assert!(kept(&desk).is_empty(), "a trial keeps nothing");
        assert_eq!(imported(&desk, "badge.jwt"), signed);
        let badges = kept(&desk);
        assert_eq!(badges.values().collect::<Vec<_>>(), [&text]);
        forget(&desk, badges.keys().next().unwrap());
    }
}

/// Removes an imported badge: it is gone, and cannot be removed twice.
fn forget(desk: &Desk, id: &str) {
    assert!(kept(desk).contains_key(id));
    let said = desk.done(&format!("bot import remove '{id}'"));
    assert!(said.contains("no longer kept"), "{said}");
    assert!(!kept(desk).contains_key(id));
    let (code, printed) = desk.typed(&format!("bot import remove '{id}'"));
    assert_eq!(code, 3, "{printed}");
}

#[test]
fn only_what_was_imported_is_forgotten() {
    let (desk, did) = desk();
    desk.done("bot badge new badge-definition.json");
    desk.done(&format!("bot issue 'Repair café helper' --to {did} --out own.json"));
    let id = desk.done("jq -r .id own.json");
    for (id, exit, code) in [(id.trim(), 1, "import-not"), ("urn:uuid:0", 3, "unknown")] {
        let (found, printed) = desk.typed(&format!("bot import remove {id} --json"));
        assert_eq!(found, exit, "{printed}");
        assert!(printed.contains(&format!("\"code\":\"{code}\"")), "{printed}");
    }
    desk.done(&format!("bot badge show {} --json", id.trim()));
    // A file that is called so is named by its folder.
    write(&desk, "remove", jwt(&did, VcJwt::Envelope));
    desk.done("bot import ./remove");
}

#[test]
fn what_is_no_badge_is_refused_in_words() {
    let (desk, _) = desk();
    write(&desk, "plain.jwt", "eyJhbGciOiJFUzI1NiJ9.e30.c2ln");
    for (file, exit) in [("plain.jwt", 1), ("badge.png", 1), ("passphrase", 1), ("nowhere.jwt", 3)]
    {
        let (code, printed) = desk.typed(&format!("bot import {file} --anyway"));
        assert_eq!(code, exit, "{file}: {printed}");
        assert!(printed.starts_with("error: ") && printed.lines().count() > 1, "{printed}");
    }
    assert!(kept(&desk).is_empty());
}

/// The samples of Open Badges 2.0.
fn samples() -> Option<PathBuf> {
    Some(vectors::root()?.join("ob2-1edtech-validator/ob20"))
}

/// Everything that a document names and example.org serves, with the document where it lies.
fn served(samples: &Path, document: &[u8], found: &mut BTreeMap<String, Vec<u8>>) {
    let value: Value = serde_json::from_slice(document).unwrap();
    if let Some(id) = value["id"].as_str().filter(|id| id.starts_with("http")) {
        found.entry(id.to_owned()).or_insert_with(|| document.to_vec());
    }
    let text = value.to_string();
    for url in text.split('"').filter(|text| text.contains("//example.org/")) {
        let (_, name) = url.split_once("//example.org/").unwrap();
        let Ok(content) = fs::read(samples.join("assets").join(name)) else { continue };
        if name.ends_with(".json") && !found.contains_key(url) {
            found.insert(url.to_owned(), content.clone());
            served(samples, &content, found);
        }
    }
}

/// All of it as options: snapshots fetched a moment ago and, as what is not https is never fetched,
/// the rest handed in.
fn parts(desk: &Desk, samples: &Path, document: &[u8]) -> String {
    let mut found = BTreeMap::new();
    served(samples, document, &mut found);
    let (fetched, handed): (BTreeMap<_, _>, BTreeMap<_, _>) =
        found.into_iter().partition(|(url, _)| url.starts_with("https://"));
    let mut options = "--snapshots parts.json".to_owned();
    for (number, (_, content)) in handed.into_iter().enumerate() {
        write(desk, &format!("part{number}.json"), content);
        options.push_str(&format!(" --with part{number}.json"));
    }
    let snapshot = |(url, content)| Snapshot {
        url,
        fetched: SystemClock.now(),
        found: Found::Bytes { content, media_type: None },
    };
    let snapshots = Snapshots { snapshots: fetched.into_iter().map(snapshot).collect() };
    write(desk, "parts.json", snapshots.write().unwrap());
    options
}

/// What a compact JWS says.
fn payload(jws: &str) -> Vec<u8> {
    bot_protocol::canon::multibase::decode_base64url(jws.split('.').nth(1).unwrap()).unwrap()
}

#[test]
fn a_signed_old_badge_is_proven_by_the_parts_at_hand() {
    let Some(samples) = samples() else { return };
    let (desk, _) = desk();
    for (name, expected) in [
        ("simple.jwt", "0 signed-by-issuer no-status-declared"),
        // Its list lies at an address that is never fetched from, so nobody knows its date.
        ("simple-not-revoked.jwt", "0 signed-by-issuer status-list-undated"),
        ("simple-revoked.jwt", "0 signed-by-issuer revoked-in-list"),
    ] {
        let jws = fs::read_to_string(samples.join(name)).unwrap();
        let jws = jws.trim();
        write(&desk, "old.jwt", jws);
        write(&desk, "forged.jwt", bent(jws));
        let parts = parts(&desk, &samples, &payload(jws));
        assert_eq!(imported(&desk, "old.jwt"), "1 import-of-another", "{name}");
        let forged = imported(&desk, &format!("forged.jwt --anyway {parts}"));
        assert_eq!(forged, "6 import-refused", "{name}");
        assert_eq!(imported(&desk, &format!("old.jwt --anyway {parts}")), expected, "{name}");
        let badges = kept(&desk);
        assert_eq!(badges.values().map(|text| text.trim()).collect::<Vec<_>>(), [jws]);
        forget(&desk, badges.keys().next().unwrap());
    }
}

#[test]
fn a_hosted_old_badge_is_proven_by_a_snapshot_alone() {
    let Some(samples) = samples() else { return };
    let (desk, _) = desk();
    let document = fs::read(samples.join("basic-assertion.json")).unwrap();
    write(&desk, "old.json", &document);
    assert!(parts(&desk, &samples, &document).starts_with("--snapshots parts.json"));
    // What the host says elsewhere about the same badge.
    let other = String::from_utf8(document.clone()).unwrap().replace("2016-12-31", "2015-12-31");
    write(&desk, "changed.json", &other);
    let verified = "0 hosted-copy-verified copy-clear-as-of";
    assert_eq!(imported(&desk, "changed.json --anyway --snapshots parts.json"), "6 import-refused");
    assert!(kept(&desk).is_empty());
    assert_eq!(imported(&desk, "old.json --anyway"), "0 hosted-unfetched status-unproven");
    // Nobody vouches for what was merely handed in.
    let handed = imported(&desk, "old.json --anyway --with parts.json");
    assert!(handed.starts_with("0 hosted-"), "{handed}");
    assert_ne!(handed, verified);
    assert_eq!(imported(&desk, "old.json --anyway --snapshots parts.json"), verified);
    let badges = kept(&desk);
    assert_eq!(badges.values().collect::<Vec<_>>(), [str::from_utf8(&document).unwrap()]);
    forget(&desk, badges.keys().next().unwrap());
}

/// Old badges have an e-mail address of their holder, mostly hashed: whoever knows it can compare.
#[test]
fn an_old_badge_is_compared_with_an_address_with_a_node_and_without() {
    let Some(samples) = samples() else { return };
    let (desk, did) = desk();
    let document = fs::read(samples.join("basic-assertion.json")).unwrap();
    write(&desk, "old.json", &document);
    parts(&desk, &samples, &document);
    let told = |who: &str| {
        let (_, printed) =
            desk.typed(&format!("bot verify old.json --snapshots parts.json --json {who}"));
        let told: Value = serde_json::from_str(printed.trim()).unwrap();
        told["findings"]["recipient"]["reason"].as_str().unwrap_or(&printed).to_owned()
    };
    for running in [true, false] {
        if !running {
            desk.done("bot down");
        }
        assert_eq!(told("--recipient nobody@example.org"), "identity-matches");
        assert_eq!(told("--recipient somebody@example.org"), "identity-differs");
        assert_eq!(told(&format!("--recipient {did}")), "identity-other-kind");
        assert_eq!(told(""), "not-asked");
        // That it is theirs does not say that they are the one who shows it.
        let asked = "--recipient nobody@example.org --challenge 1 --domain door.example";
        assert_eq!(told(asked), "challenge-unsigned");
    }
}

/// Whoever was awarded a badge long ago is known in it by an address, and keeps it as their own.
#[test]
fn a_badge_about_ones_address_is_kept_as_ones_own() {
    let Some(samples) = samples() else { return };
    let (desk, _) = desk();
    let document = fs::read(samples.join("basic-assertion.json")).unwrap();
    write(&desk, "old.json", &document);
    let kept_as = |desk: &Desk| {
        let listed = desk.done("bot badge list --json");
        let rows = listed.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let role = |row: Value| row["role"].as_str().map(str::to_owned);
        rows.filter_map(role).collect::<Vec<_>>()
    };
    assert_eq!(imported(&desk, "old.json"), "1 import-of-another");
    let other = "old.json --recipient somebody@example.org";
    assert_eq!(imported(&desk, other), "1 import-recipient");
    assert!(kept_as(&desk).is_empty());
    let own = "old.json --recipient nobody@example.org";
    assert!(imported(&desk, own).starts_with("0 "));
    assert_eq!(kept_as(&desk), ["held"]);
}

/// A picture of the first days holds a note of the badge's address and nothing else.
#[test]
fn a_picture_that_leads_to_a_badge_is_kept_by_its_address() {
    let Some(vectors) = vectors::root() else { return };
    let picture = fs::read(vectors.join("ob2-baking/baked.svg")).unwrap();
    let (desk, _) = desk();
    write(&desk, "old.svg", &picture);
    let said = desk.done("bot import old.svg --anyway");
    assert!(said.contains("http://example.org"), "{said}");
    let judged = desk.typed("bot verify old.svg").1;
    let name = |told: &str| told.lines().next().unwrap_or_default().to_owned();
    assert!(name(&judged).contains("http://example.org"), "called as verify does: {judged}");
    let badges = kept(&desk);
    assert_eq!(
        badges.into_iter().collect::<Vec<_>>(),
        [("http://example.org".to_owned(), "http://example.org".to_owned())]
    );
    assert!(desk.done("bot import old.svg --anyway").contains("Nothing to do"));
    forget(&desk, "http://example.org");
}

#[test]
fn a_baked_picture_is_kept_whole_and_forgotten_whole() {
    let Some(samples) = samples() else { return };
    let (desk, _) = desk();
    let picture = fs::read(samples.join("simple-badge.png")).unwrap();
    write(&desk, "old.png", &picture);
    desk.done("bot badge unbake old.png --out inside.json");
    let inside = fs::read(desk.folder().join("inside.json")).unwrap();
    assert!(parts(&desk, &samples, &inside).starts_with("--snapshots parts.json"));
    let verified = "0 hosted-copy-verified copy-clear-as-of";
    assert_eq!(imported(&desk, "old.png --anyway --snapshots parts.json"), verified);
    let badges = kept(&desk);
    let id = badges.keys().next().unwrap();
    assert_eq!(badges[id].as_bytes(), inside);
    desk.done(&format!("bot badge bake '{id}' --out again.png"));
    assert_eq!(fs::read(desk.folder().join("again.png")).unwrap(), picture, "the very picture");
    forget(&desk, id);
    // A picture whose badge was taken out by a messenger.
    assert_eq!(imported(&desk, "badge.png --anyway"), "1 import-no-badge");
    // One cut off on the way.
    write(&desk, "cut.png", &picture[..picture.len() / 2]);
    let cut = imported(&desk, "cut.png --anyway");
    assert!(matches!(cut.as_str(), "1 import-unread" | "6 import-refused"), "{cut}");
    let blank = fs::read(desk.folder().join("badge.png")).unwrap();
    write(&desk, "cut.png", &blank[..blank.len() / 2]);
    assert_eq!(imported(&desk, "cut.png --anyway"), "1 import-unread");
    for (lang, words) in [("en", "The picture ends too early"), ("fr", "L’image finit trop tôt")]
    {
        let (_, said) = desk.typed(&format!("bot import cut.png --anyway --lang {lang} 2>&1"));
        assert!(said.contains(words) && !said.contains("inside or before"), "{said}");
    }
    assert!(kept(&desk).is_empty());
}
