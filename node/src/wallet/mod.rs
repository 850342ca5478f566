//! The owner of this node as a wallet: collecting a badge that another issuer offers, and showing one
//! to whoever asks.
//!
//! What is elsewhere is spoken to by https alone and cannot lead to this machine; what it says is
//! bounded, and trusted in nothing. Keys are not here: whoever calls has the node sign.
//!
//! Source: OpenID for Verifiable Credential Issuance 1.0; OpenID for Verifiable Presentations 1.0.

mod error;

use bot_foreign::openid::SignedRequest;
use bot_protocol::api::SecretText;
use bot_protocol::canon::json::{self, Value};
use bot_protocol::time::Timestamp;
use hyper::Method;
use serde_json::json;

pub use self::error::WalletError;

use crate::acts::openid::GRANT;
use crate::gather::{Fetcher, Goal, Message, Reply};
use crate::percent::{decoded, encoded};

const FORMATS: [&str; 2] = ["ldp_vc", "jwt_vc_json"];

const FORM: &str = "application/x-www-form-urlencoded";

/// An offer of another issuer, and where it is redeemed.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The identifier of the issuer.
    pub issuer: String,
    /// What is offered, by the name that its issuer shows for it; what no name is given for, by the
    /// name of its form.
    pub offered: String,
    /// Whether a code is asked for that its owner was told by another way.
    pub needs_tx_code: bool,
    configured: String,
    code: SecretText,
    token: Goal,
    nonce: Option<Goal>,
    credential: Goal,
}

/// A request of a verifier, and where its answer goes.
#[derive(Clone, Debug)]
pub struct Question {
    /// What was asked, and by whom.
    pub request: SignedRequest,
    answer: Goal,
}

impl Offer {
    /// Reads an offer, and asks its issuer where it is redeemed.
    ///
    /// # Errors
    /// When the text is no offer, nobody answers, or the issuer does not say what is needed.
    pub async fn read(fetcher: &Fetcher, uri: &str) -> Result<Self, WalletError> {
        let (offer, from) = offered(fetcher, uri).await?;
        let issuer = text(&offer, "credential_issuer")?;
        let home = led(from.as_ref(), &issuer)?;
        let grant = offer.at(&["grants", GRANT]).ok_or(WalletError::NoOffer)?;
        let code = SecretText::new(text(grant, "pre-authorized_code")?);
        let metadata = described(fetcher, &issuer, "openid-credential-issuer", &home).await?;
        if text(&metadata, "credential_issuer")? != issuer {
            return Err(WalletError::Lacks { what: "credential_issuer" });
        }
        let server = metadata.at(&["authorization_servers"]).map(Value::as_list);
        let server = server.and_then(<[Value]>::first).and_then(Value::as_str).unwrap_or(&issuer);
        let server_home = led(Some(&home), server)?;
        let authorization =
            described(fetcher, server, "oauth-authorization-server", &server_home).await?;
        let names = offer.get("credential_configuration_ids").map(Value::as_list);
        let known = |id: &&str| {
            let configured = metadata.at(&["credential_configurations_supported", id, "format"]);
            configured.and_then(Value::as_str).is_some_and(|format| FORMATS.contains(&format))
        };
        let mut names = names.unwrap_or_default().iter().filter_map(Value::as_str);
        let configured = names.find(known).ok_or(WalletError::Form)?.to_owned();
        let shown = metadata.at(&["credential_configurations_supported", &configured]);
        let nonce = metadata.get("nonce_endpoint").and_then(Value::as_str);
        Ok(Self {
            offered: shown.and_then(shown_name).unwrap_or(&configured).to_owned(),
            needs_tx_code: grant.get("tx_code").is_some(),
            configured,
            code,
            token: led(Some(&home), &text(&authorization, "token_endpoint")?)?,
            nonce: nonce.map(|nonce| led(Some(&home), nonce)).transpose()?,
            credential: led(Some(&home), &text(&metadata, "credential_endpoint")?)?,
            issuer,
        })
    }

    /// Redeems the code for what the badge is collected by.
    ///
    /// # Errors
    /// When the issuer refuses it.
    pub async fn redeem(
        &self,
        fetcher: &Fetcher,
        tx_code: Option<&SecretText>,
    ) -> Result<SecretText, WalletError> {
        let mut pairs = vec![("grant_type", GRANT), ("pre-authorized_code", self.code.expose())];
        pairs.extend(tx_code.map(|code| ("tx_code", code.expose())));
        let message = asking(Method::POST, FORM, form(&pairs).into_bytes());
        let reply = fetcher.send(&self.token, message).await?;
        let told = answered(&reply).map_err(|refused| match tx_code.and(code_refused(&reply)) {
            Some(said) => WalletError::Code { said },
            None => refused,
        })?;
        Ok(SecretText::new(text(&told, "access_token")?))
    }

    /// The nonce that the issuer wants to be signed, where it wants one.
    ///
    /// # Errors
    /// When the issuer gives none though it should.
    pub async fn nonce(&self, fetcher: &Fetcher) -> Result<Option<String>, WalletError> {
        let Some(goal) = &self.nonce else { return Ok(None) };
        let reply = fetcher.send(goal, asking(Method::POST, "", Vec::new())).await?;
        text(&answered(&reply)?, "c_nonce").map(Some)
    }

    /// Collects the badge.
    ///
    /// # Errors
    /// When the issuer refuses it, or gives something else.
    pub async fn collect(
        &self,
        fetcher: &Fetcher,
        token: &SecretText,
        proof: &str,
    ) -> Result<Vec<u8>, WalletError> {
        let body = json!({
            "credential_configuration_id": self.configured, "proofs": { "jwt": [proof] },
        });
        let mut message = asking(Method::POST, "application/json", body.to_string().into_bytes());
        message.authorization = format!("Bearer {}", token.expose());
        let told = answered(&fetcher.send(&self.credential, message).await?)?;
        let badge = told.get("credentials").map(Value::as_list).unwrap_or_default().first();
        match badge.and_then(|badge| badge.get("credential")) {
            Some(Value::String(badge)) => Ok(badge.clone().into_bytes()),
            Some(badge @ Value::Object(_)) => Ok(badge.to_bytes()),
            Some(_) | None => Err(WalletError::Lacks { what: "credentials" }),
        }
    }
}

/// The name that an issuer shows for what it offers, in the first language in which it has one.
///
/// Source: OpenID for Verifiable Credential Issuance 1.0 §12.2.4 (`credential_metadata.display`);
/// earlier drafts have `display` without a member around.
fn shown_name(configured: &Value) -> Option<&str> {
    let display = configured.at(&["credential_metadata", "display"]);
    let display = display.or_else(|| configured.get("display")).map(Value::as_list);
    let mut names = display.unwrap_or_default().iter().filter_map(|one| one.get("name"));
    names.find_map(Value::as_str)
}

impl Question {
    /// Reads a request, and checks that it is signed by the verifier that it names.
    ///
    /// # Errors
    /// When the text is no request, nobody answers, or the signature does not hold.
    pub async fn read(fetcher: &Fetcher, uri: &str, now: Timestamp) -> Result<Self, WalletError> {
        let query = uri.split_once('?').map_or("", |(_, query)| query);
        let client_id = value(query, "client_id").ok_or(WalletError::NoRequest)?;
        let link = value(query, "request_uri").ok_or(WalletError::NoRequest)?;
        let home = Goal::read(&link)?;
        let reply = fetcher.send(&home, asking(Method::GET, "", Vec::new())).await?;
        if reply.status != 200 {
            return Err(WalletError::Refused { said: said_by(&reply) });
        }
        let signed = std::str::from_utf8(&reply.body).map_err(|_| WalletError::NoRequest)?;
        let request = SignedRequest::verify(signed.trim(), &client_id, now)
            .map_err(|fault| WalletError::Unsigned { what: fault.to_string() })?;
        let answer = led(Some(&home), &request.response_uri)?;
        Ok(Self { request, answer })
    }

    /// Sends what is shown.
    ///
    /// # Errors
    /// When the verifier does not take it.
    pub async fn answer(
        &self,
        fetcher: &Fetcher,
        (query, format): (&str, &str),
        presentation: &str,
    ) -> Result<(), WalletError> {
        let shown = match format {
            "jwt_vc_json" => Value::from(presentation),
            _ => json::read(presentation.as_bytes()).map_err(|_| WalletError::Form)?,
        };
        let token = Value::object([(query, Value::array([shown]))]).to_bytes();
        let token = String::from_utf8(token).map_err(|_| WalletError::Form)?;
        let mut pairs = vec![("vp_token", token.as_str())];
        pairs.extend(self.request.state.as_deref().map(|state| ("state", state)));
        let message = asking(Method::POST, FORM, form(&pairs).into_bytes());
        let reply = fetcher.send(&self.answer, message).await?;
        match reply.status {
            200 => Ok(()),
            _ => Err(WalletError::Refused { said: said_by(&reply) }),
        }
    }
}

/// The offer itself, and where it was fetched from if it was.
async fn offered(fetcher: &Fetcher, uri: &str) -> Result<(Value, Option<Goal>), WalletError> {
    let query = uri.split_once('?').map_or("", |(_, query)| query);
    if let Some(offer) = value(query, "credential_offer") {
        let offer = json::read(offer.as_bytes()).map_err(|_| WalletError::NoOffer)?;
        return Ok((offer, None));
    }
    let is_web = uri.starts_with("https://") || uri.starts_with("http://");
    let link = match value(query, "credential_offer_uri") {
        Some(link) => link,
        None if is_web => uri.to_owned(),
        None => return Err(WalletError::NoOffer),
    };
    let goal = Goal::read(&link)?;
    let reply = fetcher.send(&goal, asking(Method::GET, "", Vec::new())).await?;
    Ok((answered(&reply)?, Some(goal)))
}

/// What stands at a well-known place of an identifier.
///
/// Source: RFC 8615 §3; RFC 8414 §3.1.
async fn described(
    fetcher: &Fetcher,
    identifier: &str,
    name: &str,
    home: &Goal,
) -> Result<Value, WalletError> {
    let place = identifier.find("://").map_or(0, |at| at + 3);
    let end = identifier.get(place..).and_then(|rest| rest.find('/')).map(|at| place + at);
    let (origin, path) = identifier.split_at(end.unwrap_or(identifier.len()));
    let path = path.trim_end_matches('/');
    let goal = led(Some(home), &format!("{origin}/.well-known/{name}{path}"))?;
    answered(&fetcher.send(&goal, asking(Method::GET, "", Vec::new())).await?)
}

/// An address to which whoever is at another may lead.
fn led(from: Option<&Goal>, to: &str) -> Result<Goal, WalletError> {
    let goal = Goal::read(to)?;
    match from.is_none_or(|from| from.may_lead_to(&goal)) {
        true => Ok(goal),
        false => Err(WalletError::Astray { to: to.chars().take(200).collect() }),
    }
}

fn value(query: &str, name: &str) -> Option<String> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let mut found = pairs.filter(|(found, _)| *found == name);
    let first = found.next().and_then(|(_, value)| decoded(value))?;
    found.next().is_none().then_some(first)
}

fn text(of: &Value, what: &'static str) -> Result<String, WalletError> {
    let text = of.get(what).and_then(Value::as_str).filter(|text| !text.is_empty());
    text.map(str::to_owned).ok_or(WalletError::Lacks { what })
}

fn asking(method: Method, media_type: &'static str, body: Vec<u8>) -> Message {
    Message { method, media_type, authorization: String::new(), body }
}

fn form(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn answered(reply: &Reply) -> Result<Value, WalletError> {
    let document = json::read(&reply.body).ok().filter(|read| matches!(read, Value::Object(_)));
    let document = document.filter(|_| reply.status == 200);
    document.ok_or_else(|| WalletError::Refused { said: said_by(reply) })
}

/// What is said of a transaction code that is another; nothing where something else was refused.
///
/// Source: OpenID for Verifiable Credential Issuance 1.0 §6.3.
fn code_refused(reply: &Reply) -> Option<String> {
    let document = json::read(&reply.body).ok()?;
    let said = |name: &str| document.get(name).and_then(Value::as_str);
    let told = said("error_description").filter(|_| said("error") == Some("invalid_grant"))?;
    told.contains("tx_code").then(|| told.chars().take(300).collect())
}

/// What somebody says of a refusal, cut to a readable length.
fn said_by(reply: &Reply) -> String {
    let document = json::read(&reply.body).ok();
    let said = |name: &&str| document.as_ref()?.get(name)?.as_str().map(str::to_owned);
    let said = ["error_description", "detail", "error"].iter().find_map(said);
    let said: String = said.unwrap_or_default().chars().take(300).collect();
    format!("status {}: {said}", reply.status)
}
