//! Programs that register. Source: RFC 7591; Open Badges 3.0 §7.1.1.

use std::collections::BTreeSet;

use bot_protocol::api::{Permission, SecretText};
use bot_protocol::canon::hash::{hex, sha256};
use bot_protocol::canon::multibase::encode_base64url;
use bot_protocol::limits::URL_BYTES_MAX;
use serde::{Deserialize, Serialize};

use super::{ANSWER_MILLIS, CLIENTS_MAX, Refusal};
use crate::acts::{ActError, Acts, notes, random};
use crate::store::{Shelf, Write};

/// Most addresses an answer may go to, for one program.
const REDIRECTS_MAX: usize = 8;

/// Longest such address.
const REDIRECT_BYTES_MAX: usize = 512;

/// Longest name of a program, in letters.
const NAME_CHARS_MAX: usize = 100;

/// Longest other text of a registration.
const TEXT_BYTES_MAX: usize = 256;

pub(super) const PREFIX: &[u8] = b"client/";

/// How a program proves who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// Its secret in the `Authorization` header.
    ClientSecretBasic,
    /// Its secret in the form.
    ClientSecretPost,
    /// Not at all: it has no place to keep a secret, and is told by its code verifier alone.
    None,
}

/// What a program says of itself. Members that are not known are ignored, as RFC 7591 §2 asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Registration {
    /// Where answers may go, each exactly as it will be asked for.
    pub redirect_uris: Vec<String>,
    /// Its name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    /// Its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_uri: Option<String>,
    /// Its picture, which is never fetched here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_uri: Option<String>,
    /// Its terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tos_uri: Option<String>,
    /// What it does with data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_uri: Option<String>,
    /// Which program it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub software_id: Option<String>,
    /// Which version of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub software_version: Option<String>,
    /// Whom to write to about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contacts: Option<Vec<String>>,
    /// How it proves who it is; `client_secret_basic` where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_endpoint_auth_method: Option<String>,
    /// `authorization_code`, and `refresh_token` where it wants to renew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant_types: Option<Vec<String>>,
    /// `code`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_types: Option<Vec<String>>,
    /// What it will ask for, separated by spaces; everything where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

/// What a program is told once it is registered. Source: RFC 7591 §3.2.1.
#[derive(Debug, Clone, Serialize)]
pub struct Registered {
    /// Its id here.
    pub client_id: String,
    /// Its secret, told this once; none for a program that keeps none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<SecretText>,
    /// When, in seconds since 1970.
    pub client_id_issued_at: u64,
    /// 0: never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret_expires_at: Option<u64>,
    /// What it said of itself, as it counts here.
    #[serde(flatten)]
    pub registration: Registration,
}

/// A registered program. Shelf `Programs`, by `client/` and its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Client {
    pub(super) name: String,
    /// The SHA-256 of its secret, in hex.
    pub(super) secret: Option<String>,
    pub(super) redirect_uris: Vec<String>,
    pub(super) permissions: BTreeSet<Permission>,
    /// Whether it asked to renew.
    pub(super) refresh: bool,
    pub(super) at: u64,
}

impl Client {
    /// Whether this is its secret; whoever has none must show none.
    pub(super) fn is_proven_by(&self, secret: Option<&SecretText>) -> bool {
        let shown = secret.map(|secret| mark(secret.expose()));
        shown == self.secret
    }
}

impl Acts {
    /// Registers a program: everybody may, for it is allowed nothing by that.
    ///
    /// # Errors
    /// When what it says of itself is refused, or no room is left.
    pub async fn register_program(&self, said: Registration) -> Result<Registered, Refusal> {
        let (registration, mut client) = checked(said)?;
        let (id, now) = (hex(&random::<16>()?), self.now().millis());
        let kept = registration.token_endpoint_auth_method.as_deref() != Some("none");
        let secret = match kept {
            true => Some(SecretText::new(encode_base64url(&random::<32>()?))),
            false => None,
        };
        client.secret = secret.as_ref().map(|secret| mark(secret.expose()));
        client.at = now;
        let _turn = self.turn().await;
        let mut writes = self.room_for_client(now)?;
        writes.push(notes::put(Shelf::Programs, &key(&id), &client));
        self.commit(writes).await?;
        Ok(Registered {
            client_id: id,
            client_secret_expires_at: secret.as_ref().map(|_| 0),
            client_secret: secret,
            client_id_issued_at: now / 1000,
            registration,
        })
    }

    /// A registered program.
    pub(super) fn client(&self, id: &str) -> Result<Option<Client>, ActError> {
        let known = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !known {
            return Ok(None);
        }
        notes::get(self.store(), Shelf::Programs, &key(id))
    }

    /// Where no room is left, the oldest program that was never allowed anything is forgotten.
    fn room_for_client(&self, now: u64) -> Result<Vec<Write>, Refusal> {
        let (mut writes, grants) = self.swept(now)?;
        let clients = self.store().notes(Shelf::Programs, PREFIX).map_err(ActError::from)?;
        if clients.len() < CLIENTS_MAX {
            return Ok(writes);
        }
        let used: BTreeSet<&str> = grants.iter().map(|(_, grant)| grant.client.as_str()).collect();
        let idle = clients.iter().filter_map(|(key, note)| {
            let id = std::str::from_utf8(key.strip_prefix(PREFIX)?).ok()?;
            let at = serde_json::from_slice::<Client>(note).map_or(0, |client| client.at);
            (!used.contains(id) && now.saturating_sub(at) > ANSWER_MILLIS).then_some((at, key))
        });
        let (_, oldest) =
            idle.min().ok_or_else(|| Refusal::full("no more programs can register now"))?;
        writes.push(Write::Forget { shelf: Shelf::Programs, key: oldest.clone() });
        Ok(writes)
    }
}

fn key(id: &str) -> Vec<u8> {
    [PREFIX, id.as_bytes()].concat()
}

fn mark(secret: &str) -> String {
    hex(sha256(&[b"bot/oauth/client", b"\0", secret.as_bytes()]).as_bytes())
}

/// What counts of a registration, and what is kept of it.
fn checked(mut said: Registration) -> Result<(Registration, Client), Refusal> {
    check_redirects(&said.redirect_uris)?;
    check_texts(&said)?;
    let name = name(&said)?;
    let method = said.token_endpoint_auth_method.get_or_insert("client_secret_basic".to_owned());
    if !["client_secret_basic", "client_secret_post", "none"].contains(&method.as_str()) {
        return Err(metadata(format!("token_endpoint_auth_method is {}", quoted(method))));
    }
    let kinds = said.grant_types.get_or_insert(vec!["authorization_code".to_owned()]);
    let known = ["authorization_code", "refresh_token"];
    let strange = kinds.iter().find(|kind| !known.contains(&kind.as_str()));
    if strange.is_some() || !kinds.iter().any(|kind| kind == known[0]) {
        return Err(metadata("grant_types must be authorization_code, and may be refresh_token"));
    }
    let refresh = kinds.iter().any(|kind| kind == known[1]);
    let responses = said.response_types.get_or_insert(vec!["code".to_owned()]);
    if responses.is_empty() || responses.iter().any(|kind| kind != "code") {
        return Err(metadata("response_types must be code"));
    }
    // Scopes that mean nothing here are left out, as RFC 7591 §3.2.1 lets a server do.
    let permissions: BTreeSet<Permission> = match &said.scope {
        None => Permission::ALL.into(),
        Some(scope) => scope.split(' ').filter_map(|one| one.parse().ok()).collect(),
    };
    if permissions.iter().all(|one| *one == Permission::OfflineAccess) {
        return Err(metadata("scope names none of the scopes of the Open Badges API"));
    }
    said.scope = Some(scope(&permissions));
    said.client_name = Some(name.clone());
    let redirect_uris = said.redirect_uris.clone();
    Ok((said, Client { name, secret: None, redirect_uris, permissions, refresh, at: 0 }))
}

/// Permissions as one text. Source: RFC 6749 §3.3.
pub(super) fn scope(permissions: &BTreeSet<Permission>) -> String {
    permissions.iter().map(|one| one.scope()).collect::<Vec<_>>().join(" ")
}

fn metadata(detail: impl Into<String>) -> Refusal {
    Refusal::new("invalid_client_metadata", "oauth-registration-refused", detail)
}

fn check_redirects(all: &[String]) -> Result<(), Refusal> {
    let refused = |detail: String| {
        Err(Refusal::new("invalid_redirect_uri", "oauth-redirect-refused", detail))
    };
    if !(1..=REDIRECTS_MAX).contains(&all.len()) {
        return refused(format!("{} redirect_uris, expected 1 to {REDIRECTS_MAX}", all.len()));
    }
    match all.iter().find(|uri| !is_redirect(uri)) {
        None => Ok(()),
        Some(found) => refused(format!(
            "{} is no https address, and no http address of this machine",
            quoted(found)
        )),
    }
}

/// Whether an answer may go to an address: https to a named host, or http to the machine the browser
/// runs on (RFC 8252 §7.3), with nothing hidden in it.
fn is_redirect(uri: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"\\<>\"{}|^`#".contains(&byte);
    if uri.len() > REDIRECT_BYTES_MAX || !uri.bytes().all(plain) {
        return false;
    }
    let Some((scheme, rest)) = uri.split_once("://") else { return false };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let (host, port) = match authority.strip_prefix("[::1]") {
        Some(port) => ("[::1]", port.strip_prefix(':')),
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    let named = !host.is_empty() && !host.contains(['@', '[', ']']);
    let port_good = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port != 0));
    let local = matches!(host, "127.0.0.1" | "localhost" | "[::1]");
    match scheme {
        "https" => port_good && (named || local),
        "http" => port_good && local,
        _ => false,
    }
}

fn check_texts(said: &Registration) -> Result<(), Refusal> {
    let pages = [
        ("client_uri", &said.client_uri),
        ("logo_uri", &said.logo_uri),
        ("tos_uri", &said.tos_uri),
        ("policy_uri", &said.policy_uri),
    ];
    for (field, page) in pages {
        let Some(page) = page else { continue };
        let web = page.starts_with("https://") || page.starts_with("http://");
        if !web || page.len() > URL_BYTES_MAX || page.chars().any(is_hidden) {
            return Err(metadata(format!("{field} is {}, expected a web address", quoted(page))));
        }
    }
    let contacts = said.contacts.iter().flatten();
    let texts = [&said.software_id, &said.software_version].into_iter().flatten();
    let long = |text: &&String| text.len() > TEXT_BYTES_MAX || text.chars().any(is_hidden);
    if said.contacts.as_ref().is_some_and(|all| all.len() > REDIRECTS_MAX)
        || contacts.chain(texts).any(|text| long(&text))
    {
        let most = format!("a text has more than {TEXT_BYTES_MAX} bytes or letters nobody sees");
        return Err(metadata(most));
    }
    Ok(())
}

/// Its name for people: its own, else the host the answers go to.
fn name(said: &Registration) -> Result<String, Refusal> {
    let host = || said.redirect_uris[0].split('/').nth(2).unwrap_or_default().to_owned();
    let name = said.client_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let name = name.map_or_else(host, str::to_owned);
    if name.chars().count() > NAME_CHARS_MAX || name.chars().any(is_hidden) {
        let most = format!("client_name: at most {NAME_CHARS_MAX} letters, all to be seen");
        return Err(metadata(most));
    }
    Ok(name)
}

/// Letters that nobody sees, or that turn others round.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// What was found, cut to a readable length.
fn quoted(text: &str) -> String {
    format!("{:?}", text.chars().take(80).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_go_to_https_or_to_the_own_machine() {
        for good in [
            "https://client.example/cb",
            "https://client.example:8443/cb?a=b",
            "http://127.0.0.1:4711/cb",
            "http://localhost/cb",
            "http://[::1]:80/cb",
        ] {
            assert!(is_redirect(good), "{good}");
        }
        for bad in [
            "",
            "http://client.example/cb",
            "http://127.0.0.1.evil.example/cb",
            "http://localhost@evil.example/cb",
            "https://user@client.example/cb",
            "https://",
            "https:///cb",
            "https://client.example/cb#part",
            "https://client.example:0/cb",
            "https://client.example:x/cb",
            "https://client.example/a b",
            "https://client.example/\r\nx: y",
            "javascript:alert(1)",
            "javascript://client.example/%0aalert(1)",
            "data:text/html,x",
            "com.example.app:/cb",
        ] {
            assert!(!is_redirect(bad), "{bad}");
        }
        assert!(!is_redirect(&format!("https://a.example/{}", "a".repeat(512))));
    }

    fn check(change: impl FnOnce(&mut Registration), expected: &str) {
        let redirect_uris = vec!["https://client.example/cb".to_owned()];
        let mut said = Registration { redirect_uris, ..Registration::default() };
        change(&mut said);
        let found = checked(said).map_or_else(|refusal| refusal.error, |_| "");
        assert_eq!(found, expected);
    }

    #[test]
    fn what_a_program_says_of_itself_is_checked() {
        let some = |text: &str| Some(text.to_owned());
        check(|_| (), "");
        check(|said| said.redirect_uris.clear(), "invalid_redirect_uri");
        check(|said| said.redirect_uris = vec![String::new(); 9], "invalid_redirect_uri");
        check(|said| said.client_name = Some("x".repeat(100)), "");
        check(|said| said.client_name = Some("x".repeat(101)), "invalid_client_metadata");
        check(|said| said.client_name = some("a\u{202e}b"), "invalid_client_metadata");
        check(|said| said.client_uri = some("javascript:x"), "invalid_client_metadata");
        check(|said| said.scope = some("openid"), "invalid_client_metadata");
        check(|said| said.scope = some("offline_access"), "invalid_client_metadata");
        let upsert = Permission::CredentialUpsert.scope();
        check(|said| said.scope = Some(format!("openid {upsert}")), "");
        let implicit = vec!["implicit".to_owned()];
        check(|said| said.grant_types = Some(implicit), "invalid_client_metadata");
        check(|said| said.grant_types = Some(Vec::new()), "invalid_client_metadata");
        check(
            |said| said.response_types = some("token").map(|t| vec![t]),
            "invalid_client_metadata",
        );
        let way = some("private_key_jwt");
        check(|said| said.token_endpoint_auth_method = way, "invalid_client_metadata");
        check(|said| said.token_endpoint_auth_method = some("none"), "");
    }

    #[test]
    fn scopes_that_mean_nothing_here_are_left_out() {
        let redirect_uris = vec!["https://client.example/cb".to_owned()];
        let readonly = Permission::CredentialReadonly.scope();
        let scope = Some(format!("openid {readonly} offline_access"));
        let said = Registration { redirect_uris, scope, ..Registration::default() };
        let (counts, client) = checked(said).unwrap();
        assert_eq!(counts.scope, Some(format!("{readonly} offline_access")));
        assert_eq!((client.name.as_str(), client.refresh), ("client.example", false));
    }
}
