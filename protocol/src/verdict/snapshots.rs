//! What lay at some addresses, and when: the file in which a fetcher keeps it.
//!
//! Verifying never fetches. Who fetches (the node, for what a verdict named as missing) writes down
//! address, date and bytes, and hands that in as evidence, today or in ten years. The file is as
//! good as whoever wrote it: it carries no signature, so it is for one's own keeping. Its dates
//! count only where the viewer vouches for it; else it holds copies that somebody handed in.
//!
//! ```json
//! {"type": "EvidenceSnapshots", "snapshots": [
//!   {"url": "https://school.example/list", "fetched": "2026-11-26T20:00:00Z",
//!    "mediaType": "application/json", "content": "e30="},
//!   {"url": "https://school.example/badge/7", "fetched": "2026-11-26T20:00:01Z", "gone": true}]}
//! ```

use thiserror::Error;

use crate::canon::json::{self, JsonError, Limits, Object, Value};
use crate::canon::multibase;
use crate::identity::DidDocument;
use crate::limits::{
    JSON_DEPTH_MAX, SNAPSHOT_BYTES_MAX, SNAPSHOTS_BYTES_MAX, SNAPSHOTS_MAX, URL_BYTES_MAX,
};
use crate::time::Timestamp;

/// The type of such a file.
pub(super) const TYPE: &str = "EvidenceSnapshots";

/// How far into a file its type is looked for: 256 bytes.
const HEAD: usize = 256;

/// Where the document that describes an identifier lies: for `did:web` as its method says, for an
/// https address there; nowhere else.
///
/// Source: the `did:web` method §3.2 (read); Controlled Identifiers 1.0 §3.2.
#[must_use]
pub fn address_of(identifier: &str) -> Option<String> {
    // Only a well-formed identifier can be described, so no odd host comes out of this.
    DidDocument::read(&Value::object([("id", identifier)])).ok()?;
    let Some(rest) = identifier.strip_prefix("did:web:") else {
        return identifier.starts_with("https://").then(|| identifier.to_owned());
    };
    let (host, path) = match rest.split_once(':') {
        Some((host, path)) => (host, path.replace(':', "/")),
        None => (rest, ".well-known".to_owned()),
    };
    let host = host.replace("%3A", ":").replace("%3a", ":");
    Some(format!("https://{host}/{path}/did.json"))
}

/// What lay at some addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshots {
    /// Each by itself; of one address the newest counts, where the dates do.
    pub snapshots: Vec<Snapshot>,
}

/// What lay at one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The address that was asked, `https` only.
    pub url: String,
    /// When.
    pub fetched: Timestamp,
    /// What was found there.
    pub found: Found,
}

/// What was found at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// These bytes.
    Bytes {
        /// They.
        content: Vec<u8>,
        /// What the server said they are.
        media_type: Option<String>,
    },
    /// Word that nothing is there any more (HTTP 410), by which hosted badges are revoked.
    Gone,
}

/// Why a file of snapshots is refused, or is not written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SnapshotsError {
    /// It is no JSON, or too large.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// It is something else.
    #[error("its type is not EvidenceSnapshots")]
    Type,
    /// A member of a snapshot is missing or wrong.
    #[error("snapshot {number}: {name} is not what it should be")]
    Member {
        /// Which snapshot, from 1; 0 for the file's own member.
        number: usize,
        /// The member.
        name: &'static str,
    },
    /// There are too many.
    #[error("{found} snapshots, at most {most} are read")]
    Many {
        /// How many.
        found: usize,
        /// The bound.
        most: usize,
    },
    /// One is too large, or all together are.
    #[error("{found} bytes of content, at most {most} are kept")]
    TooLarge {
        /// How many.
        found: usize,
        /// The bound.
        most: usize,
    },
}

impl Snapshots {
    /// Whether the bytes look like such a file.
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> bool {
        let head = bytes.get(..HEAD.min(bytes.len())).unwrap_or_default();
        let mark = TYPE.as_bytes();
        let object = head.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
        object && head.windows(mark.len()).any(|window| window == mark)
    }

    /// Reads such a file.
    ///
    /// # Errors
    /// [`SnapshotsError`]; of a file that is refused nothing is used.
    pub fn read(bytes: &[u8]) -> Result<Self, SnapshotsError> {
        let limits = Limits { bytes_max: SNAPSHOTS_BYTES_MAX, depth_max: JSON_DEPTH_MAX };
        let document = json::read_with(bytes, limits)?;
        if document.get("type").and_then(Value::as_str) != Some(TYPE) {
            return Err(SnapshotsError::Type);
        }
        let list = document.get("snapshots").and_then(Value::as_array);
        let list = list.ok_or(SnapshotsError::Member { number: 0, name: "snapshots" })?;
        count(list.len())?;
        let numbered = (1_usize..).zip(list);
        let read = numbered.map(|(number, value)| {
            Snapshot::read(value).map_err(|fault| match fault {
                Fault::Member(name) => SnapshotsError::Member { number, name },
                Fault::TooLarge(found) => too_large(found, SNAPSHOT_BYTES_MAX),
            })
        });
        Ok(Self { snapshots: read.collect::<Result<_, _>>()? })
    }

    /// The bytes of such a file.
    ///
    /// # Errors
    /// [`SnapshotsError`] where [`Self::read`] would refuse them.
    pub fn write(&self) -> Result<Vec<u8>, SnapshotsError> {
        count(self.snapshots.len())?;
        for (number, snapshot) in (1_usize..).zip(&self.snapshots) {
            if !is_address(&snapshot.url) {
                return Err(SnapshotsError::Member { number, name: "url" });
            }
            if let Found::Bytes { content, .. } = &snapshot.found
                && content.len() > SNAPSHOT_BYTES_MAX
            {
                return Err(too_large(content.len(), SNAPSHOT_BYTES_MAX));
            }
        }
        let list = self.snapshots.iter().map(Snapshot::to_value).collect();
        let mut file = Object::new();
        file.insert("type", TYPE);
        file.insert("snapshots", Value::Array(list));
        let bytes = Value::Object(file).to_bytes();
        if bytes.len() > SNAPSHOTS_BYTES_MAX {
            return Err(too_large(bytes.len(), SNAPSHOTS_BYTES_MAX));
        }
        Ok(bytes)
    }
}

fn count(found: usize) -> Result<(), SnapshotsError> {
    let many = SnapshotsError::Many { found, most: SNAPSHOTS_MAX };
    if found > SNAPSHOTS_MAX { Err(many) } else { Ok(()) }
}

fn too_large(found: usize, most: usize) -> SnapshotsError {
    SnapshotsError::TooLarge { found, most }
}

fn is_address(url: &str) -> bool {
    let host = url.strip_prefix("https://").unwrap_or_default();
    !host.is_empty() && url.len() <= URL_BYTES_MAX
}

enum Fault {
    Member(&'static str),
    TooLarge(usize),
}

impl Snapshot {
    fn read(value: &Value) -> Result<Self, Fault> {
        let text = |name: &'static str| value.get(name).and_then(Value::as_str);
        let url = text("url").filter(|url| is_address(url)).ok_or(Fault::Member("url"))?;
        let fetched = text("fetched").and_then(|text| Timestamp::parse_rfc3339(text).ok());
        let fetched = fetched.ok_or(Fault::Member("fetched"))?;
        let found = match (value.get("gone"), value.get("content")) {
            (Some(Value::Bool(true)), None) => Found::Gone,
            (None | Some(Value::Bool(false)), Some(Value::String(content))) => {
                // Four letters are three bytes, so too much is seen before it is decoded.
                let most = content.len().saturating_sub(content.len() / 4);
                if most > SNAPSHOT_BYTES_MAX.saturating_add(3) {
                    return Err(Fault::TooLarge(most));
                }
                let content =
                    multibase::decode_base64(content).map_err(|_| Fault::Member("content"))?;
                if content.len() > SNAPSHOT_BYTES_MAX {
                    return Err(Fault::TooLarge(content.len()));
                }
                Found::Bytes { content, media_type: text("mediaType").map(ToOwned::to_owned) }
            }
            (Some(Value::Bool(true)), Some(_)) => return Err(Fault::Member("gone")),
            (Some(Value::Bool(_)) | None, _) => return Err(Fault::Member("content")),
            (Some(_), _) => return Err(Fault::Member("gone")),
        };
        Ok(Self { url: url.to_owned(), fetched, found })
    }

    fn to_value(&self) -> Value {
        let mut out = Object::new();
        out.insert("url", self.url.as_str());
        out.insert("fetched", self.fetched.to_string());
        match &self.found {
            Found::Gone => {
                out.insert("gone", Value::Bool(true));
            }
            Found::Bytes { content, media_type } => {
                if let Some(media_type) = media_type {
                    out.insert("mediaType", media_type.as_str());
                }
                out.insert("content", multibase::encode_base64(content));
            }
        }
        Value::Object(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FETCHED: &str = "2026-11-26T20:00:00Z";

    fn snapshot(found: Found) -> Snapshot {
        let url = "https://school.example/list".to_owned();
        Snapshot { url, fetched: FETCHED.parse().unwrap(), found }
    }

    fn bytes(content: Vec<u8>) -> Snapshot {
        snapshot(Found::Bytes { content, media_type: Some("application/json".to_owned()) })
    }

    #[track_caller]
    fn refused(text: &str, expected: &str) {
        assert_eq!(Snapshots::read(text.as_bytes()).unwrap_err().to_string(), expected, "{text}");
    }

    #[test]
    fn what_is_written_is_read_again() {
        let bare = snapshot(Found::Bytes { content: Vec::new(), media_type: None });
        let all = vec![bytes(vec![0, 0xff, b'{']), snapshot(Found::Gone), bare];
        let all = Snapshots { snapshots: all };
        let file = all.write().unwrap();
        assert!(Snapshots::sniff(&file));
        assert_eq!(Snapshots::read(&file), Ok(all));
        assert_eq!(Snapshots::read(&Snapshots::default().write().unwrap()).unwrap().snapshots, []);
        assert!(!Snapshots::sniff(b"[\"EvidenceSnapshots\"]"));
        assert!(!Snapshots::sniff(b"{\"type\": \"EndorsementCredential\"}"));
    }

    #[test]
    fn every_member_is_looked_at() {
        let file = |inside: &str| {
            format!(r#"{{"type": "EvidenceSnapshots", "snapshots": [{{{inside}}}]}}"#)
        };
        let url = r#""url": "https://a.example/""#;
        let fetched = r#""fetched": "2026-11-26T20:00:00Z""#;
        let wrong = |name: &str| format!("snapshot 1: {name} is not what it should be");
        let whole = file(&format!(r#"{url}, {fetched}, "content": "e30=""#));
        assert_eq!(Snapshots::read(whole.as_bytes()).unwrap().snapshots.len(), 1);
        refused(r#"{"type": "Other", "snapshots": []}"#, "its type is not EvidenceSnapshots");
        let own = "snapshot 0: snapshots is not what it should be";
        refused(r#"{"type": "EvidenceSnapshots"}"#, own);
        refused(&file(&format!(r#"{fetched}, "content": """#)), &wrong("url"));
        for other in ["http://a.example/", "https://", "file:///etc/passwd", "a.example"] {
            let inside = format!(r#""url": "{other}", {fetched}, "content": """#);
            refused(&file(&inside), &wrong("url"));
        }
        refused(&file(&format!(r#"{url}, "content": """#)), &wrong("fetched"));
        refused(&file(&format!(r#"{url}, "fetched": "today", "content": """#)), &wrong("fetched"));
        refused(&file(&format!("{url}, {fetched}")), &wrong("content"));
        refused(&file(&format!(r#"{url}, {fetched}, "content": "%""#)), &wrong("content"));
        refused(&file(&format!(r#"{url}, {fetched}, "content": {{}}"#)), &wrong("content"));
        let both = format!(r#"{url}, {fetched}, "gone": true, "content": """#);
        refused(&file(&both), &wrong("gone"));
        refused(&file(&format!(r#"{url}, {fetched}, "gone": "yes""#)), &wrong("gone"));
        refused(&file(&format!(r#"{url}, {fetched}, "gone": false"#)), &wrong("content"));
    }

    #[test]
    fn just_below_each_bound_is_written_and_read_and_just_above_neither() {
        let many = |count: usize| Snapshots { snapshots: vec![snapshot(Found::Gone); count] };
        let file = many(SNAPSHOTS_MAX).write().unwrap();
        assert_eq!(Snapshots::read(&file).unwrap().snapshots.len(), SNAPSHOTS_MAX);
        let over = SNAPSHOTS_MAX + 1;
        let expected = SnapshotsError::Many { found: over, most: SNAPSHOTS_MAX };
        assert_eq!(many(over).write(), Err(expected.clone()));
        let mut text = String::from_utf8(file).unwrap();
        let one = r#"{"url":"https://a.example/","fetched":"2026-11-26T20:00:00Z","gone":true},"#;
        text.insert_str(text.find('[').unwrap() + 1, one);
        assert_eq!(Snapshots::read(text.as_bytes()), Err(expected));

        let large = |size: usize| Snapshots { snapshots: vec![bytes(vec![7; size])] };
        let file = large(SNAPSHOT_BYTES_MAX).write().unwrap();
        assert_eq!(Snapshots::read(&file), Ok(large(SNAPSHOT_BYTES_MAX)));
        assert!(matches!(
            large(SNAPSHOT_BYTES_MAX + 1).write(),
            Err(SnapshotsError::TooLarge { .. })
        ));
        let content = multibase::encode_base64(&vec![7; SNAPSHOT_BYTES_MAX + 1]);
        let text = format!(
            r#"{{"type":"EvidenceSnapshots","snapshots":[{{"url":"https://a.example/","fetched":"{FETCHED}","content":"{content}"}}]}}"#
        );
        let refused = Snapshots::read(text.as_bytes());
        assert!(matches!(refused, Err(SnapshotsError::TooLarge { .. })), "{refused:?}");

        let together = SNAPSHOTS_BYTES_MAX / SNAPSHOT_BYTES_MAX;
        let all = Snapshots { snapshots: vec![bytes(vec![7; SNAPSHOT_BYTES_MAX]); together] };
        assert!(matches!(all.write(), Err(SnapshotsError::TooLarge { .. })));
        let space = vec![b' '; SNAPSHOTS_BYTES_MAX + 1];
        assert!(matches!(Snapshots::read(&space), Err(SnapshotsError::Json(_))));
    }

    #[test]
    fn a_document_lies_where_its_identifier_says() {
        for (identifier, address) in [
            ("did:web:a.example", Some("https://a.example/.well-known/did.json")),
            ("did:web:a.example%3A3000", Some("https://a.example:3000/.well-known/did.json")),
            ("did:web:a.example:user:lea", Some("https://a.example/user/lea/did.json")),
            ("did:web:a.example%3a3000:lea", Some("https://a.example:3000/lea/did.json")),
            ("https://a.example/issuers/5", Some("https://a.example/issuers/5")),
            ("did:key:z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi", None),
            ("did:web:", None),
            ("did:web:a.example:", None),
            ("did:web:127.0.0.1", None),
            ("did:web:a.example%2F..%2Fother", None),
            ("did:web:u%40a.example", None),
            ("http://a.example/5", None),
        ] {
            assert_eq!(address_of(identifier).as_deref(), address, "{identifier}");
        }
    }

    #[test]
    fn an_address_has_its_bound() {
        let one = |length: usize| {
            let mut one = snapshot(Found::Gone);
            one.url = format!("https://{}", "a".repeat(length - 8));
            Snapshots { snapshots: vec![one] }
        };
        assert!(one(URL_BYTES_MAX).write().is_ok());
        let expected = SnapshotsError::Member { number: 1, name: "url" };
        assert_eq!(one(URL_BYTES_MAX + 1).write(), Err(expected));
    }
}
