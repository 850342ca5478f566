//! Members of a document hidden behind digests, so that their holder shows each or not.
//!
//! Whoever signs chooses which; each has a salt of its own, without which a digest of a short value
//! could be guessed. Digests stand in the order of their texts, which tells nothing of what they
//! are digests of.
//!
//! Source: RFC 9901 §4.1 (the payload), §4.2 (disclosures), §9.3 (salts), §9.7 (what must stay).

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use bot_protocol::canon::hash::sha256;
use bot_protocol::canon::json::{Object, Value};
use bot_protocol::canon::multibase::encode_base64url;
use bot_protocol::limits::{DISCLOSURES_MAX, JSON_DEPTH_MAX};

use super::claims::NAMES;
use super::disclosure::{self, ALGORITHM, DIGESTS, DisclosureFault, ITEM};

/// Bytes of a salt: 128 bits, as RFC 9901 §9.3 asks.
pub const SALT_BYTES: usize = 16;

/// A member or an item that is to be hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concealed {
    /// Where it is.
    pub path: Path,
    /// Bytes drawn at random, for it alone.
    pub salt: [u8; SALT_BYTES],
}

/// Where a member or an item is: `credentialSubject.phoneNumbers[0]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Member(String),
    Item(usize),
}

/// Why nothing is hidden.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConcealFault {
    /// A text that is no path.
    #[error("{0:?} is no path: expected names with dots between, and [0] for the first of a list")]
    Path(String),
    /// More than are read.
    #[error("{found} members to hide, at most {DISCLOSURES_MAX} are read")]
    Many {
        /// How many there are.
        found: usize,
    },
    /// The same twice.
    #[error("{0} is to be hidden twice")]
    Twice(Path),
    /// Nothing is there.
    #[error("the document has no {0}")]
    Nowhere(Path),
    /// What a verifier must see to know what it has before it.
    #[error("{0} cannot be hidden: without it nobody knows what the document says")]
    Needed(Path),
    /// A name that stands for digests.
    #[error("the document has a member {0:?}, which is for digests")]
    Reserved(&'static str),
    /// What was hidden could not be put back.
    #[error("with these hidden it could not be read back: {0}")]
    Unreadable(String),
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Member(name) if index == 0 => f.write_str(name)?,
                Step::Member(name) => write!(f, ".{name}")?,
                Step::Item(item) => write!(f, "[{item}]")?,
            }
        }
        Ok(())
    }
}

impl FromStr for Path {
    type Err = ConcealFault;

    fn from_str(text: &str) -> Result<Self, ConcealFault> {
        let wrong = || ConcealFault::Path(text.chars().take(200).collect());
        let mut steps = Vec::new();
        for part in text.split('.') {
            let (name, items) = part.split_at(part.find('[').unwrap_or(part.len()));
            if name.is_empty() {
                return Err(wrong());
            }
            steps.push(Step::Member(name.to_owned()));
            let mut rest = items;
            while let Some((item, after)) = rest.strip_prefix('[').and_then(|it| it.split_once(']'))
            {
                let digits = item.bytes().all(|byte| byte.is_ascii_digit());
                let number = item.parse().ok().filter(|_| digits).ok_or_else(wrong)?;
                steps.push(Step::Item(number));
                rest = after;
            }
            if !rest.is_empty() {
                return Err(wrong());
            }
        }
        if steps.len() > JSON_DEPTH_MAX { Err(wrong()) } else { Ok(Self(steps)) }
    }
}

/// The document with digests where members were hidden, and the disclosures that show them.
///
/// # Errors
/// [`ConcealFault`].
pub(super) fn conceal(
    document: &Object,
    concealed: &[Concealed],
) -> Result<(Object, Vec<String>), ConcealFault> {
    if concealed.len() > DISCLOSURES_MAX {
        return Err(ConcealFault::Many { found: concealed.len() });
    }
    let mut payload = Value::Object(document.clone());
    if let Some(name) = reserved(&payload) {
        return Err(ConcealFault::Reserved(name));
    }
    let mut seen = BTreeSet::new();
    for one in concealed {
        needed(&one.path)?;
        if !seen.insert(&one.path) {
            return Err(ConcealFault::Twice(one.path.clone()));
        }
    }
    // What is inside of what is hidden is hidden first, so that it stays so where that is shown.
    let mut order: Vec<&Concealed> = concealed.iter().collect();
    order.sort_by_key(|one| std::cmp::Reverse(one.path.0.len()));
    let mut disclosures = Vec::new();
    for one in order {
        let disclosure = hide(&mut payload, one);
        disclosures.push(disclosure.ok_or_else(|| ConcealFault::Nowhere(one.path.clone()))?);
    }
    let mut payload = payload.as_object().cloned().unwrap_or_default();
    if !disclosures.is_empty() {
        payload.insert(ALGORITHM, "sha-256");
    }
    read_back(&payload, &disclosures)
        .map_err(|fault| ConcealFault::Unreadable(fault.to_string()))?;
    Ok((payload, disclosures))
}

/// What every verifier must see: the context, and the claims about the token itself.
fn needed(path: &Path) -> Result<(), ConcealFault> {
    match path.0.first() {
        Some(Step::Member(name)) if name == "@context" || NAMES.contains(&name.as_str()) => {
            Err(ConcealFault::Needed(path.clone()))
        }
        Some(Step::Member(_) | Step::Item(_)) | None => Ok(()),
    }
}

/// A name in the document that is for digests.
fn reserved(value: &Value) -> Option<&'static str> {
    match value {
        Value::Object(members) => members.iter().find_map(|(name, value)| {
            let own = [DIGESTS, ITEM, ALGORITHM].into_iter().find(|reserved| *reserved == name);
            own.or_else(|| reserved(value))
        }),
        Value::Array(items) => items.iter().find_map(reserved),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// Hides one member or item; gives its disclosure, or `None` where there is nothing.
fn hide(payload: &mut Value, one: &Concealed) -> Option<String> {
    let (last, before) = one.path.0.split_last()?;
    let mut place = payload;
    for step in before {
        place = match (step, place) {
            (Step::Member(name), Value::Object(members)) => members.get_mut(name)?,
            (Step::Item(item), Value::Array(items)) => items.get_mut(*item)?,
            (Step::Member(_) | Step::Item(_), _) => return None,
        };
    }
    let salt = Value::from(encode_base64url(&one.salt));
    match (last, place) {
        (Step::Member(name), Value::Object(members)) => {
            let value = members.remove(name)?;
            let (disclosure, digest) = written([salt, Value::from(name.as_str()), value]);
            add(members, digest);
            Some(disclosure)
        }
        (Step::Item(item), Value::Array(items)) => {
            let place = items.get_mut(*item)?;
            let (disclosure, digest) = written([salt, std::mem::take(place)]);
            *place = Value::object([(ITEM, digest)]);
            Some(disclosure)
        }
        (Step::Member(_) | Step::Item(_), _) => None,
    }
}

/// A disclosure and its digest.
fn written<const N: usize>(parts: [Value; N]) -> (String, String) {
    let disclosure = encode_base64url(&Value::Array(parts.into()).to_bytes());
    let digest = encode_base64url(sha256(&[disclosure.as_bytes()]).as_bytes());
    (disclosure, digest)
}

/// Adds a digest to those of an object, in the order of their texts.
fn add(members: &mut Object, digest: String) {
    let mut digests: Vec<Value> =
        members.get(DIGESTS).map(Value::as_list).unwrap_or_default().to_vec();
    let at = digests.partition_point(|found| found.as_str() < Some(&digest));
    digests.insert(at, Value::from(digest));
    members.insert(DIGESTS, Value::Array(digests));
}

fn read_back(payload: &Object, disclosures: &[String]) -> Result<(), DisclosureFault> {
    let disclosures: Vec<&str> = disclosures.iter().map(String::as_str).collect();
    disclosure::restore(&mut payload.clone(), &disclosures).map(drop)
}
