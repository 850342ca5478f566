//! The key of a signed badge, and whether it is its issuer's.
//!
//! Since Open Badges 2.0 the key names its owner and the owner's profile names the key; before, the
//! key is a PEM file on the issuer's host. Which of the two holds is told by what lies at the issuer's
//! own address, never by the badge, whose writer chose its generation. What a badge says of its issuer
//! or of a key counts for nothing here: both are taken from the copies of what lies at their own
//! addresses.
//!
//! Source: Open Badges 2.0, CryptographicKey and "Signed Verification"; Open Badges 1.1,
//! VerificationObject.

use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::{many, types};
use bot_protocol::identity::Multikey;
use bot_protocol::verdict::{Copy, Evidence, Reason};

use super::document::{self, Generation, fault, id_of};
use super::host;
use super::parts::{Lack, Part, found};
use crate::jose::Fault;
use crate::said::{Said, Term, Weighed, weigh};

/// A key of an issuer.
#[derive(Clone, Debug)]
pub(super) struct Key {
    /// Its address.
    pub(super) url: String,
    pub(super) key: Multikey,
    /// Between which moments it signs.
    pub(super) term: Term,
}

/// Members by which an issuer's document lists keys: one that has any says which are its own.
///
/// Source: Open Badges 2.0, Profile; Controlled Identifiers 1.0 §2.2, §2.3.1.
const LISTS: [&str; 3] = ["publicKey", "verificationMethod", "assertionMethod"];

/// The key that signs for an issuer: the one named, else the only one of its profile.
///
/// # Errors
/// The reason why there is none: not at hand, another's, of no known kind.
pub(super) fn of(
    generation: Generation,
    issuer: &Part,
    named: Option<&str>,
    evidence: &Evidence,
) -> Result<Key, Reason> {
    let lists = |profile: &Value| {
        LISTS.iter().any(|name| profile.get(name).is_some_and(|keys| !keys.is_null()))
    };
    let newer = |profile: &Value| document::generation(profile) == Generation::Two;
    let mut own = evidence.newest(&issuer.id).map(|copy| &copy.content);
    if generation == Generation::Two || own.any(|profile| newer(profile) || lists(profile)) {
        of_profile(generation, issuer, named, evidence)
    } else {
        on_host(issuer, named, evidence)
    }
}

/// A key of which only its address is known, whoever owns it; none where it cannot be told which of
/// several lies there.
pub(super) fn at(generation: Generation, url: &str, evidence: &Evidence) -> Option<Multikey> {
    let document = match generation {
        Generation::Half | Generation::One => evidence.copy(url)?.content.clone(),
        Generation::Two => found(generation, "key", url, evidence).ok()?.document,
    };
    let key = read(&document, url).ok()?;
    let same = |content: &Value| read(content, url).as_ref() == Ok(&key);
    evidence.newest(url).all(|copy| same(&copy.content)).then_some(key)
}

fn another(issuer: &Part, url: &str) -> Reason {
    Reason::ProofNamesAnother { issuer: issuer.id.clone(), method: url.to_owned() }
}

/// Why a key is none that the issuer's profile names: on another host it is another's. A badge of Open
/// Badges 1 was signed when its issuer named no keys, so that a profile written since denies nothing.
fn unnamed(generation: Generation, issuer: &Part, url: &str) -> Reason {
    match generation {
        Generation::Half | Generation::One if host::same(url, &issuer.id) => unclaimed(issuer, url),
        Generation::Half | Generation::One | Generation::Two => another(issuer, url),
    }
}

fn unclaimed(issuer: &Part, url: &str) -> Reason {
    let (issuer, method) = (issuer.id.clone(), url.to_owned());
    Reason::KeyUnclaimed { issuer, method, list: String::new() }
}

/// The key of an issuer whose own document has no place where it would name one: a bare PEM file that
/// lies where whoever may write there may write that document too. That it lies there is all that shows
/// whose it is, so it must have been fetched.
fn on_host(issuer: &Part, named: Option<&str>, evidence: &Evidence) -> Result<Key, Reason> {
    let missing = || Reason::from(Lack::Wrong(fault("verify.url", "is missing")));
    let url = named.ok_or_else(missing)?;
    if !host::same(url, &issuer.id) {
        return Err(another(issuer, url));
    }
    if !host::governs(url, &issuer.id) {
        return Err(unclaimed(issuer, url));
    }
    let lack = || Reason::from(Lack::Missing { part: "key", url: url.to_owned() });
    let copy = evidence.copy(url).ok_or_else(lack)?;
    if evidence.newest(url).any(|copy| copy.content.as_str().is_none()) {
        return Err(unclaimed(issuer, url));
    }
    let key = read(&copy.content, url)?;
    let weighed = weighed(&key, url, issuer, evidence)?;
    if copy.fetched.is_none() {
        return Err(Reason::HostedCopyUndated { url: url.to_owned() });
    }
    Ok(Key { url: url.to_owned(), key, term: weighed.term() })
}

fn weighed(
    key: &Multikey,
    url: &str,
    issuer: &Part,
    evidence: &Evidence,
) -> Result<Weighed, Reason> {
    weigh(key, (url, &issuer.id), evidence).map_err(Fault::integrity)
}

fn of_profile(
    generation: Generation,
    issuer: &Part,
    named: Option<&str>,
    evidence: &Evidence,
) -> Result<Key, Reason> {
    let url = chosen(generation, issuer, named, evidence)?;
    let mut listed = issuer.document.get("publicKey").into_iter().flat_map(many);
    let node = listed.find(|node| address(node, issuer) == url);
    let node = node.ok_or_else(|| unnamed(generation, issuer, &url))?;
    let inside = Said::of(node).key.is_some();
    let document = if inside {
        node.clone()
    } else {
        let part = found(generation, "key", &url, evidence)?;
        // What lies at the address says that it is another key than the profile lists.
        if part.id != url {
            return Err(another(issuer, &part.id));
        }
        part.document
    };
    let form = well_formed(&document, inside);
    let unlike = |copy: &Copy| well_formed(&copy.content, inside) != form;
    if !inside && evidence.newest(&url).any(unlike) {
        return Err(Reason::KeyContradicted { method: url });
    }
    form?;
    let key = read(&document, &url)?;
    let weighed = weighed(&key, &url, issuer, evidence)?;
    if weighed.named.is_none() {
        return Err(unnamed(generation, issuer, &url));
    }
    Ok(Key { url, key, term: weighed.term() })
}

/// Whether a document that should be a key, or a node of a profile, has the members of one.
fn well_formed(document: &Value, inside: bool) -> Result<(), Reason> {
    let wrong = |field: &str, what: &str| Err(Reason::from(Lack::Wrong(fault(field, what))));
    if types(document).next().is_some() && !types(document).any(|kind| kind == "CryptographicKey") {
        return wrong("publicKey.type", "expected CryptographicKey");
    }
    // A bare PEM file, as Open Badges 1 has them, says nothing of its owner.
    let bare = inside || document.as_str().is_some();
    if !bare && document.get("owner").is_none_or(Value::is_null) {
        return wrong("publicKey.owner", "is missing");
    }
    Ok(())
}

/// The address of the key that a node of a profile is about.
fn address<'a>(node: &'a Value, issuer: &'a Part) -> &'a str {
    id_of(node).unwrap_or(&issuer.id)
}

/// The address of the key, as every copy of the profile has it that may be the newest.
fn chosen(
    generation: Generation,
    issuer: &Part,
    named: Option<&str>,
    evidence: &Evidence,
) -> Result<String, Reason> {
    let choose = |profile: &Value| {
        let listed = profile.get("publicKey").into_iter().flat_map(many);
        let addresses: Vec<&str> = listed.map(|node| address(node, issuer)).collect();
        match (named, addresses.as_slice()) {
            (Some(url), _) if addresses.contains(&url) => Ok(url.to_owned()),
            (Some(url), _) => Err(unnamed(generation, issuer, url)),
            (None, [only]) => Ok((*only).to_owned()),
            (None, []) => Err(Reason::KeyNotHere { method: issuer.id.clone() }),
            (None, _) => {
                let what = "the issuer has several keys, and none is named".to_owned();
                Err(Reason::FeatureUnknown { field: "verification.creator".to_owned(), what })
            }
        }
    };
    let own = choose(&issuer.document);
    match evidence.newest(&issuer.id).all(|copy| choose(&copy.content) == own) {
        true => own,
        false => {
            let method = named.unwrap_or(&issuer.id).to_owned();
            Err(Reason::KeyContradicted { method })
        }
    }
}

/// The key that a document is or holds.
fn read(document: &Value, url: &str) -> Result<Multikey, Reason> {
    let unknown = || Reason::KeyTypeUnknown { method: url.to_owned() };
    Said::of(document).key.and_then(Result::ok).ok_or_else(unknown)
}
