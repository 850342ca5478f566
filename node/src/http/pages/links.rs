//! What a link shows: the badge that it carries itself, or what this node shows under it. Nothing is asked
//! of any other host, which would learn who looks at what.

use bot_protocol::api::CredentialRole;
use bot_protocol::canon::multibase::decode_base64;

use super::route::Ask;
use crate::acts::ActError;
use crate::percent::decoded;

/// Longest address of a page: 2 KiB. What carries a badge is longer.
const ADDRESS_BYTES_MAX: usize = 2048;

/// Where a link leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Leads {
    /// To these badges.
    Badges(Vec<Vec<u8>>),
    /// To something of which it must be told what can be done, by the code of its words.
    Told(&'static str),
}

/// Where a text leads that is a link; nothing where it is none.
pub(super) fn leads(ask: &Ask, text: &str) -> Result<Option<Leads>, ActError> {
    let text = text.trim();
    if text.starts_with("data:") {
        let badge = carried(text).map(|badge| Leads::Badges(vec![badge]));
        return Ok(Some(badge.unwrap_or(Leads::Told("page-fault-link-broken"))));
    }
    if text.len() > ADDRESS_BYTES_MAX || text.contains(char::is_whitespace) {
        return Ok(None);
    }
    if text.starts_with("bot:claim/") {
        return Ok(Some(Leads::Told("page-fault-link-claim")));
    }
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return Ok(None);
    }
    match own_path(ask, text) {
        Some(path) => of_this_node(ask, path).map(Some),
        None => Ok(Some(Leads::Told("page-fault-link-elsewhere"))),
    }
}

/// The content of a link that carries it. Source: RFC 2397.
fn carried(text: &str) -> Option<Vec<u8>> {
    let (head, data) = text.strip_prefix("data:")?.split_once(',')?;
    let bytes = match head.ends_with(";base64") {
        true => decode_base64(data).ok()?,
        // A plus sign is one here, and no space.
        false => decoded(&data.replace('+', "%2B"))?.into_bytes(),
    };
    (!bytes.is_empty()).then_some(bytes)
}

/// The path of a link to this node, by any of the names that its pages go by.
fn own_path<'t>(ask: &Ask, text: &'t str) -> Option<&'t str> {
    let near =
        ask.acts.home().into_iter().flat_map(|home| {
            [format!("http://{home}"), format!("http://localhost:{}", home.port())]
        });
    let all = ask.acts.public_home().into_iter().chain(near);
    let mut paths = all.filter_map(|home| text.strip_prefix(home.trim_end_matches('/')));
    paths.find(|rest| rest.starts_with('/'))
}

fn of_this_node(ask: &Ask, path: &str) -> Result<Leads, ActError> {
    let path = path.split('#').next().unwrap_or_default();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match parts.as_slice() {
        ["shown" | "embed", secret] => gathered(ask, secret, None),
        ["shown", secret, "file"] => {
            let number = query.strip_prefix("n=").and_then(|number| number.parse().ok());
            gathered(ask, secret, Some(number.unwrap_or(usize::MAX)))
        }
        ["passport" | "awarded", id, ..] if ask.is_owner => own(ask, id),
        ["passport" | "awarded", ..] => Ok(Leads::Told("page-fault-link-closed")),
        ["claim", ..] => Ok(Leads::Told("page-fault-link-claim")),
        _ => Ok(Leads::Told("page-fault-link-nothing")),
    }
}

/// The badges of a page that somebody gathered, or the one of this number.
fn gathered(ask: &Ask, secret: &str, number: Option<usize>) -> Result<Leads, ActError> {
    let nothing = Leads::Told("page-fault-link-nothing");
    let Some(page) = ask.acts.portfolio_shown(secret)? else { return Ok(nothing) };
    let all = ask.acts.portfolio_badges(&page)?.into_iter().map(|(_, text)| text.into_bytes());
    let all: Vec<Vec<u8>> = match number {
        Some(number) => all.skip(number).take(1).collect(),
        None => all.collect(),
    };
    Ok(if all.is_empty() { nothing } else { Leads::Badges(all) })
}

/// A badge of the owner's, held or awarded.
fn own(ask: &Ask, id: &str) -> Result<Leads, ActError> {
    let id = decoded(id).unwrap_or_default();
    let found = match ask.acts.credential(&id) {
        // The beginning of an id is no link.
        Ok(found) if found.id == id && found.role != CredentialRole::Seen => found.document,
        Ok(_) | Err(ActError::Unknown { .. } | ActError::Ambiguous { .. }) => None,
        Err(error) => return Err(error),
    };
    let badge = found.map(|text| Leads::Badges(vec![text.into_bytes()]));
    Ok(badge.unwrap_or(Leads::Told("page-fault-link-nothing")))
}

#[cfg(test)]
mod tests {
    use super::super::once::tests::ask;
    use super::*;
    use crate::acts::tests::Room;
    use crate::percent::encoded;

    #[test]
    fn a_link_carries_a_badge_or_none() {
        for (text, expected) in [
            ("data:application/json;base64,e30=", Some(&b"{}"[..])),
            ("data:application/json,%7B%22a%22:1+1%7D", Some(b"{\"a\":1+1}")),
            ("data:,", None),
            ("data:application/json;base64,e3", None),
            ("data:application/json,%7", None),
            ("data:nothing", None),
        ] {
            assert_eq!(carried(text).as_deref(), expected, "{text}");
        }
    }

    #[tokio::test]
    async fn a_link_to_another_host_is_asked_of_nobody() {
        let room = Room::with(|_| ()).await;
        room.acts.live_at("127.0.0.1:7340".parse().unwrap());
        let (owner, mut stranger) = (ask(&room), ask(&room));
        stranger.is_owner = false;
        let own = format!("http://127.0.0.1:7340/passport/{}", encoded("urn:x:y"));
        for (asks, text, expected) in [
            (&owner, "{\"a\": 1}", None),
            (&owner, "eyJhbGciOiJFZERTQSJ9.e30.AA", None),
            (&owner, "https://school.example/b.json", Some("page-fault-link-elsewhere")),
            (&owner, "http://127.0.0.1:73400/shown/x", Some("page-fault-link-elsewhere")),
            (&owner, "http://127.0.0.1:7340.evil.example/", Some("page-fault-link-elsewhere")),
            (&owner, "http://127.0.0.1:7340/shown/x", Some("page-fault-link-nothing")),
            (&owner, " http://localhost:7340/embed/x\n", Some("page-fault-link-nothing")),
            (&owner, "http://localhost:7340/node", Some("page-fault-link-nothing")),
            (&owner, &own, Some("page-fault-link-nothing")),
            (&stranger, &own, Some("page-fault-link-closed")),
            (&stranger, "bot:claim/did:x:y/z", Some("page-fault-link-claim")),
            (&stranger, "data:application/json;base64,?", Some("page-fault-link-broken")),
        ] {
            let found = leads(asks, text).unwrap();
            assert_eq!(found, expected.map(Leads::Told), "{text}");
        }
        let carried = leads(&stranger, "data:,%7B%7D").unwrap();
        assert_eq!(carried, Some(Leads::Badges(vec![b"{}".to_vec()])));
    }
}
