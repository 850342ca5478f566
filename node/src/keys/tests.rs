//! The trust box, shut and open.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::*;

const LOG_N: u8 = 10;

fn pass(text: &str) -> SecretText {
    SecretText::new(text.to_owned())
}

fn naming(name: &str) -> Naming {
    Naming { name: name.to_owned(), party: PartyKind::Organisation, description: None, url: None }
}

fn now() -> Timestamp {
    Timestamp::from_millis(1_790_000_000_000)
}

fn boxed(data: &Path) -> TrustBox {
    TrustBox::create(data, pass("correct horse"), LOG_N).unwrap()
}

fn opening(data: &Path, passphrase: &str) -> String {
    match TrustBox::open(data, pass(passphrase), LOG_N) {
        Ok(open) => format!("{} identities", open.identities().len()),
        Err(error) => error.to_string(),
    }
}

#[test]
fn what_was_put_in_comes_out() {
    let folder = tempfile::tempdir().unwrap();
    let trust = boxed(folder.path());
    let made = trust.add(naming("École"), now()).unwrap();
    trust.bind([1; 16]).unwrap();
    let writer = trust.identity(&made.did()).unwrap().writer().unwrap().public();
    drop(trust);
    let again = TrustBox::open(folder.path(), pass("correct horse"), LOG_N).unwrap();
    let found = again.pick(Some("École")).unwrap();
    assert_eq!(found.did(), made.did());
    assert_eq!(found.next(), made.next());
    assert_eq!(found.naming(), made.naming());
    assert_eq!(found.created(), now());
    assert_eq!(found.root(), made.root());
    assert_eq!(found.writer().unwrap().public(), writer);
}

#[test]
fn shut_boxes_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let check = |passphrase: &str, expected: &str| {
        let found = opening(data, passphrase);
        assert!(found.contains(expected), "{found:?} has no {expected:?}");
    };
    check("correct horse", "there is no trust box at");
    let trust = boxed(data);
    trust.add(naming("École"), now()).unwrap();
    check("correct horse", "is open in another process");
    drop(trust);
    check("correct horse", "1 identities");
    check("wrong horse", "the passphrase does not open");
    let path = TrustBox::path_in(data);
    for mode in [0o644, 0o660, 0o700, 0o604, 0o400] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        check("correct horse", &format!("has mode {mode:04o}, expected 0600"));
    }
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    check("correct horse", "1 identities");
}

#[test]
fn truncated_and_changed_boxes_are_told_from_a_wrong_passphrase() {
    let folder = tempfile::tempdir().unwrap();
    let trust = boxed(folder.path());
    trust.add(naming("École"), now()).unwrap();
    drop(trust);
    let path = TrustBox::path_in(folder.path());
    let whole = std::fs::read(&path).unwrap();
    for size in [0, 1, 20, 60, whole.len() / 2, whole.len() - 17, whole.len() - 1] {
        std::fs::write(&path, &whole[..size]).unwrap();
        let found = opening(folder.path(), "correct horse");
        assert!(found.contains("is damaged"), "{size} bytes: {found}");
    }
    let mut changed = whole.clone();
    let last = changed.len() - 1;
    changed[last] ^= 1;
    std::fs::write(&path, &changed).unwrap();
    assert!(opening(folder.path(), "correct horse").contains("is damaged"));
    std::fs::write(&path, &whole).unwrap();
    assert_eq!(opening(folder.path(), "correct horse"), "1 identities");
}

#[test]
fn newer_box_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = TrustBox::path_in(folder.path());
    file::write(&path, &pass("correct horse"), LOG_N, br#"{"format":3,"contents":{"x":1}}"#)
        .unwrap();
    let found = opening(folder.path(), "correct horse");
    assert!(found.contains("has format 3, this program knows up to 2"), "{found}");
    file::write(&path, &pass("correct horse"), LOG_N, b"{\"format\":1,\"contents\":{}}").unwrap();
    assert!(opening(folder.path(), "correct horse").contains("is damaged: missing field"));
}

#[test]
fn dear_box_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    drop(boxed(folder.path()));
    let path = TrustBox::path_in(folder.path());
    let text = std::fs::read(&path).unwrap();
    let at = text.windows(4).position(|four| four == b" 10\n").unwrap();
    let mut dear = text.clone();
    dear[at..at + 4].copy_from_slice(b" 30\n");
    std::fs::write(&path, dear).unwrap();
    assert!(opening(folder.path(), "correct horse").contains("asks for 2^30 rounds"));
}

#[test]
fn boxes_are_private_and_made_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("deep/data");
    let weak = TrustBox::create(&data, pass("short"), LOG_N).unwrap_err();
    assert_eq!(weak.to_string(), "the passphrase has 5 characters, expected at least 8");
    drop(boxed(&data));
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    assert_eq!(mode(&TrustBox::path_in(&data)), 0o600);
    let twice = TrustBox::create(&data, pass("correct horse"), LOG_N).unwrap_err();
    assert!(twice.to_string().contains("already"), "{twice}");
    assert!(!data.join("trustbox.age.new").exists());
}

#[test]
fn identities_are_picked_by_name_or_did_or_when_alone() {
    let folder = tempfile::tempdir().unwrap();
    let trust = boxed(folder.path());
    let pick =
        |who: Option<&str>| trust.pick(who).map(|i| i.name().to_owned()).map_err(|e| e.to_string());
    assert_eq!(pick(None).unwrap_err(), "this node has no identity yet");
    let a = trust.add(naming("A"), now()).unwrap();
    assert_eq!(pick(None).unwrap(), "A");
    trust.add(naming("B"), now()).unwrap();
    assert_eq!(pick(None).unwrap_err(), "this node has 2 identities and none was named");
    assert_eq!(pick(Some("B")).unwrap(), "B");
    assert_eq!(pick(Some(&a.did().to_string())).unwrap(), "A");
    assert_eq!(pick(Some("C")).unwrap_err(), "C is no identity of this node");
    for bad in ["", " ", "A", "did:key:z", "a\nb", " a", &"x".repeat(201)] {
        assert!(trust.add(naming(bad), now()).is_err(), "{bad:?}");
    }
    assert!(trust.add(naming(&"x".repeat(200)), now()).is_ok());
}

#[test]
fn sheet_restores_the_identity_and_is_forgotten_once_confirmed() {
    let folder = tempfile::tempdir().unwrap();
    let trust = boxed(folder.path());
    let made = trust.add(naming("A"), now()).unwrap();
    let other = trust.add(naming("B"), now()).unwrap();
    let words = trust.sheet(&made.did()).unwrap();
    let theirs = trust.sheet(&other.did()).unwrap();
    assert!(matches!(trust.confirm_sheet(&made.did(), &theirs), Err(KeysError::OtherSheet { .. })));
    assert!(trust.sheet(&made.did()).is_ok(), "a wrong sheet must not cost the root");
    trust.confirm_sheet(&made.did(), &words).unwrap();
    trust.confirm_sheet(&made.did(), &words).unwrap();
    assert!(matches!(trust.sheet(&made.did()), Err(KeysError::Exported { .. })));
    assert!(trust.sheet(&other.did()).is_ok());

    let elsewhere = tempfile::tempdir().unwrap();
    let fresh = boxed(elsewhere.path());
    let back = fresh.restore(&Root::from_words(&words).unwrap(), naming("A"), now()).unwrap();
    assert_eq!(back.did(), made.did());
    assert_eq!(back.next(), made.next());
    assert!(back.restored() && back.root().is_none());
    assert!(fresh.restore(&Root::from_words(&words).unwrap(), naming("A2"), now()).is_err());
}

#[test]
fn box_beside_another_store_gets_new_writers() {
    let folder = tempfile::tempdir().unwrap();
    let trust = boxed(folder.path());
    let did = trust.add(naming("A"), now()).unwrap().did();
    let writer = || trust.identity(&did).unwrap().writer().map(SecretKey::public);
    assert!(writer().is_none());
    assert_eq!(trust.bind([1; 16]).unwrap(), [did]);
    let first = writer();
    assert!(trust.bind([1; 16]).unwrap().is_empty());
    assert_eq!(writer(), first);
    assert_eq!(trust.bind([2; 16]).unwrap(), [did]);
    assert_ne!(writer(), first);
}

#[test]
fn nothing_secret_in_debug() {
    let folder = tempfile::tempdir().unwrap();
    let trust = boxed(folder.path());
    let made = trust.add(naming("A"), now()).unwrap();
    trust.bind([1; 16]).unwrap();
    let seed = bot_protocol::canon::hash::hex(&*made.key().seed());
    let shown = format!("{trust:?} {made:?} {:?}", made.root());
    assert!(!shown.contains("horse") && !shown.contains(&seed[..8]), "{shown}");
    assert!(trust.opens_with(&pass("correct horse")) && !trust.opens_with(&pass("correct horsf")));
}

#[test]
fn passphrase_files_are_private_and_lose_only_their_line_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pass");
    file::replace(&path, b"  with spaces \r\n").unwrap();
    assert_eq!(passphrase::from_file(&path).unwrap().expose(), "  with spaces ");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(passphrase::from_file(&path), Err(KeysError::Permissions { .. })));
    assert!(passphrase::from_credentials(folder.path()).unwrap().is_none());
    std::fs::rename(&path, folder.path().join(passphrase::CREDENTIAL_NAME)).unwrap();
    assert!(passphrase::from_credentials(folder.path()).unwrap().is_some());
    // One that is there and cannot be read is not taken for none.
    let closed = tempfile::tempdir().unwrap();
    let path = closed.path().join(passphrase::CREDENTIAL_NAME);
    std::os::unix::fs::symlink(&path, &path).unwrap();
    let found = passphrase::from_credentials(closed.path());
    assert!(matches!(found, Err(KeysError::Io { .. })), "{found:?}");
}

#[test]
fn what_nobody_would_take_from_an_identity_is_refused_before_it_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let trust = boxed(folder.path());
    let long = "x".repeat(5000);
    for (description, url, expected) in [
        (Some(long.as_str()), None, "description: 5000 bytes, at most 4096 are allowed"),
        (Some(" "), None, "description is empty"),
        (None, Some("school.example"), "school.example"),
        (Some("a\nb"), Some("https://school.example"), ""),
    ] {
        let (description, url) = (description.map(str::to_owned), url.map(str::to_owned));
        let naming = Naming { description, url, ..naming("School") };
        let said = match trust.add(naming, now()) {
            Ok(_) => String::new(),
            Err(error) => format!("{} {error}", error.code()),
        };
        assert!(said.contains(expected), "{said:?} has no {expected:?}");
        assert_eq!(said.starts_with("content-refused"), !expected.is_empty(), "{said}");
    }
}
