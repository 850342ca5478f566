//! Wallets asked to show a badge: requests made, listed, forgotten, and signed for the wallet.
//!
//! A request is signed by the identity that asks, and its DID is the name a wallet knows it by. Each
//! has a nonce of its own, is good for minutes, and takes one answer.
//!
//! Source: OpenID for Verifiable Presentations 1.0 §5; RFC 9101.

use std::collections::BTreeMap;

use bot_foreign::jose::{Signer, sign_jwt};
use bot_foreign::openid::{OPEN_BADGE, Query};
use bot_protocol::api::{
    Done, Page, PageQuery, SecretText, VerifyReply, WalletAnswer, WalletAskReply, WalletAskRequest,
    WalletAskState, WalletAskView, WalletFormat,
};
use bot_protocol::canon::hash::{from_hex, hex};
use bot_protocol::canon::json::{self, Number, Object, Value};
use bot_protocol::canon::multibase::encode_base64url;
use bot_protocol::identity::Did;
use bot_protocol::time::Timestamp;
use bot_protocol::words::Lang;
use serde::{Deserialize, Serialize};

use crate::acts::achievements::Called;
use crate::acts::oauth::ticket::{Number as Id, Ticket, Use};
use crate::acts::repeat::kept_sealed;
use crate::acts::{ActError, Acts, Asked, notes, one, page, random, time};
use crate::keys::same;
use crate::percent::encoded;
use crate::store::{Shelf, Write};

/// What takes away requests that are of no more use, and those that are left.
type Swept = (Vec<Write>, Vec<(Id, Request)>);

/// Where requests are on the shelf `Wallets`, before their numbers.
const PREFIX: &[u8] = b"request/";

/// Where what was shown for them is: apart, as it may be megabytes, and requests are read all at once.
const ANSWERS: &[u8] = b"answers/";

/// Most requests that are kept at a time.
const REQUESTS_MAX: usize = 1000;

/// How long a request can be answered where nothing is said: 10 minutes.
const REQUEST_MILLIS: u64 = 10 * 60 * 1000;

/// How long it can be at most: a day.
const REQUEST_MILLIS_MAX: u64 = 24 * 60 * 60 * 1000;

/// How long an answer is kept for whoever asked: a week.
const KEPT_MILLIS: u64 = 7 * 24 * 60 * 60 * 1000;

/// Longest nonce that a wallet may give to be signed.
const WALLET_NONCE_BYTES_MAX: usize = 512;

/// What is asked of a wallet, as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Request {
    pub(super) asker: Did,
    /// Who made it: the id of a program's token, or nothing for the owner.
    maker: String,
    /// The mark of the ticket that reads it.
    mark: String,
    pub(super) query: serde_json::Value,
    pub(super) nonce: String,
    pub(super) state: String,
    pub(super) lang: Option<String>,
    at: u64,
    until: u64,
    pub(super) stage: Stage,
}

/// How far a request has come.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stage {
    /// Nobody has answered.
    Waiting,
    /// The wallet's owner said no.
    Declined { at: u64 },
    /// Something was shown; it is kept under a key of its own.
    Answered {
        at: u64,
        /// Where an earlier version of this program kept it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        answers: Vec<Judged>,
    },
}

/// An answer, and its verdict in the words of the other languages.
///
/// It is judged once, when it comes; who looks at it later may speak another language.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Judged {
    #[serde(flatten)]
    pub(super) answer: WalletAnswer,
    /// By their tags; none of what was judged before these were kept.
    #[serde(default)]
    pub(super) in_others: BTreeMap<String, VerifyReply>,
}

impl Judged {
    fn told(&self, lang: Lang) -> WalletAnswer {
        let mut answer = self.answer.clone();
        if let Some(verdict) = self.in_others.get(lang.tag()) {
            answer.verdict.clone_from(verdict);
        }
        answer
    }
}

impl Request {
    /// Whether it can be answered.
    pub(super) fn is_open(&self, now: u64) -> bool {
        matches!(self.stage, Stage::Waiting) && self.until > now
    }

    /// The name by which a wallet knows who asks.
    ///
    /// Source: OpenID for Verifiable Presentations 1.0 §5.9.3.
    pub(super) fn client_id(&self) -> String {
        format!("decentralized_identifier:{}", self.asker)
    }

    /// What is asked for.
    pub(super) fn asked(&self) -> Result<Query, ActError> {
        let query = json::read(self.query.to_string().as_bytes()).map_err(|_| ActError::Broken)?;
        Query::read(&query).map_err(|_| ActError::Broken)
    }

    fn state(&self, now: u64) -> WalletAskState {
        match &self.stage {
            Stage::Waiting if self.until > now => WalletAskState::Waiting,
            Stage::Waiting => WalletAskState::Ended,
            Stage::Declined { .. } => WalletAskState::Declined,
            Stage::Answered { .. } => WalletAskState::Answered,
        }
    }

    fn forgotten_at(&self) -> u64 {
        let last = match &self.stage {
            Stage::Waiting => self.until,
            Stage::Declined { at } | Stage::Answered { at, .. } => *at,
        };
        last.saturating_add(KEPT_MILLIS)
    }

    fn view(&self, id: &Id, now: u64) -> WalletAskView {
        let answered = match &self.stage {
            Stage::Waiting => None,
            Stage::Declined { at } | Stage::Answered { at, .. } => Some(*at),
        };
        WalletAskView {
            id: hex(id),
            state: self.state(now),
            identity: self.asker.to_string(),
            since: Timestamp::from_millis(self.at).to_string(),
            until: Timestamp::from_millis(self.until).to_string(),
            answered: answered.map(|at| Timestamp::from_millis(at).to_string()),
            answers: Vec::new(),
        }
    }
}

impl Acts {
    /// Asks whoever has the link to show a badge.
    ///
    /// # Errors
    /// When what is asked for, a time, or the state of this node does not allow it.
    pub async fn ask_wallet(
        &self,
        asked: impl Into<Asked<WalletAskRequest>>,
        maker: &str,
    ) -> Result<WalletAskReply, ActError> {
        let Asked { request, repeat } = asked.into();
        let identity = self.pick(request.as_identity.as_deref())?;
        let base = self.wallet_base()?.to_owned();
        let now = self.now().millis();
        let expires = time("expires", request.expires.as_deref())?;
        let until = expires.map_or(now.saturating_add(REQUEST_MILLIS), |until| until.millis());
        if until <= now || until > now.saturating_add(REQUEST_MILLIS_MAX) {
            let found = request.expires.as_deref().unwrap_or_default();
            return Err(ActError::field("expires", found, "a time to come, within a day"));
        }
        if !matches!(request.lang.as_deref(), None | Some("en" | "fr")) {
            let found = request.lang.as_deref().unwrap_or_default();
            return Err(ActError::field("lang", found, "en or fr"));
        }
        let query = self.wanted(&request)?;
        let query = serde_json::from_slice(&query.to_bytes()).map_err(|_| ActError::Broken)?;
        let id: Id = random()?;
        let ticket = Ticket::new(&id)?;
        let request = Request {
            asker: identity.did(),
            maker: maker.to_owned(),
            mark: ticket.mark(Use::Ask),
            query,
            nonce: encode_base64url(&random::<32>()?),
            state: encode_base64url(&random::<16>()?),
            lang: request.lang,
            at: now,
            until,
            stage: Stage::Waiting,
        };
        let _turn = self.turn().await;
        let (mut writes, kept) = self.requests_swept()?;
        if kept.len() >= REQUESTS_MAX {
            let detail = format!("there are {REQUESTS_MAX} requests, as many as there may be");
            return Err(ActError::conflict("wallet-requests-too-many", detail));
        }
        writes.push(put(&id, &request));
        let link = format!("{base}/openid/requests/{}", ticket.text());
        let client = encoded(&request.client_id());
        let uri = format!("openid4vp://?client_id={client}&request_uri={}", encoded(&link));
        let item = request.view(&id, now);
        let (uri, link) = (SecretText::new(uri), SecretText::new(link));
        let reply = WalletAskReply { uri, link, item };
        writes.extend(kept_sealed(repeat.as_ref(), &reply, &request.asker)?);
        self.commit(writes).await?;
        Ok(reply)
    }

    /// The requests there are, newest first: all for the owner, a program's own for a program.
    ///
    /// # Errors
    /// When the store cannot be read, or the identity or the page is refused.
    pub fn wallet_requests(
        &self,
        query: &PageQuery,
        maker: &str,
    ) -> Result<Page<WalletAskView>, ActError> {
        let who = query.as_identity.as_deref().map(|who| self.pick(Some(who))).transpose()?;
        let now = self.now().millis();
        let mut kept = self.requests_of(maker)?;
        kept.retain(|(_, request)| who.as_ref().is_none_or(|who| who.did() == request.asker));
        kept.sort_by(|(a, old), (b, new)| (new.at, a).cmp(&(old.at, b)));
        page(kept.iter().map(|(id, request)| request.view(id, now)).collect(), query)
    }

    /// One request, with what was shown.
    ///
    /// # Errors
    /// When none or several fit, or the store cannot be read.
    pub fn wallet_request(
        &self,
        id: &str,
        maker: &str,
        lang: Lang,
    ) -> Result<WalletAskView, ActError> {
        let (id, request) = self.one_request(id, maker)?;
        let view = request.view(&id, self.now().millis());
        let answers = match request.stage {
            Stage::Answered { answers, .. } if answers.is_empty() => {
                notes::get(self.store(), Shelf::Wallets, &answers_key(&id))?.unwrap_or_default()
            }
            Stage::Answered { answers, .. } => answers,
            Stage::Waiting | Stage::Declined { .. } => Vec::new(),
        };
        let answers = answers.iter().map(|one: &Judged| one.told(lang)).collect();
        Ok(WalletAskView { answers, ..view })
    }

    /// Forgets a request, and what was shown: it can be answered no more.
    ///
    /// # Errors
    /// When none or several fit, or the store fails.
    pub async fn remove_wallet_request(&self, id: &str, maker: &str) -> Result<Done, ActError> {
        let _turn = self.turn().await;
        let (id, _) = self.one_request(id, maker)?;
        self.commit(forgotten(&id).into()).await?;
        Ok(Done { changed: true, ..Done::default() })
    }

    /// A request as a wallet reads it: signed, with the nonce that it gave, if it did.
    ///
    /// # Errors
    /// When it is unknown, was answered or has ended.
    pub fn signed_request(
        &self,
        ticket: &str,
        wallet_nonce: Option<&str>,
    ) -> Result<String, ActError> {
        let ticket = Ticket::read(ticket).ok_or_else(gone)?;
        let id = ticket.number();
        let request = self.request_by(&id)?.ok_or_else(gone)?;
        let good = same(request.mark.as_bytes(), ticket.mark(Use::Ask).as_bytes());
        if !good || !request.is_open(self.now().millis()) {
            return Err(gone());
        }
        if wallet_nonce.is_some_and(|nonce| nonce.len() > WALLET_NONCE_BYTES_MAX) {
            return Err(ActError::field("wallet_nonce", "…", "at most 512 bytes"));
        }
        let mut object = self.request_object(&id, &request)?;
        if let Some(nonce) = wallet_nonce {
            object.insert("wallet_nonce", nonce);
        }
        let identity = self.keys.identity(&request.asker).ok_or_else(gone)?;
        let (key, kid) = (identity.signing_key(), request.asker.verification_method());
        let signed = sign_jwt(&object, "oauth-authz-req+jwt", Signer { key: &key, kid: &kid });
        signed.map_err(|fault| ActError::lower(500, "signing-failed", &fault))
    }

    /// Source: OpenID for Verifiable Presentations 1.0 §5.1, §8.2, appendix B.1.
    fn request_object(&self, id: &Id, request: &Request) -> Result<Object, ActError> {
        let base = self.wallet_base()?;
        let number = |millis: u64| Number::from_u64(millis / 1000).ok_or(ActError::Broken);
        let client_id = request.client_id();
        let formats = serde_json::json!({ "vp_formats_supported": {
            "ldp_vc": {
                "proof_type_values": ["DataIntegrityProof", "Ed25519Signature2020"],
                "cryptosuite_values":
                    ["eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-jcs-2019"],
            },
            "jwt_vc_json": { "alg_values": ["EdDSA", "ES256", "ES384", "ES512", "ES256K"] },
        } });
        let read = |value: &serde_json::Value| {
            json::read(value.to_string().as_bytes()).map_err(|_| ActError::Broken)
        };
        let mut object = Object::new();
        object.insert("response_type", "vp_token");
        object.insert("response_mode", "direct_post");
        object.insert("client_id", client_id.as_str());
        object.insert("response_uri", format!("{base}/openid/responses/{}", hex(id)));
        object.insert("nonce", request.nonce.as_str());
        object.insert("state", request.state.as_str());
        object.insert("dcql_query", read(&request.query)?);
        object.insert("client_metadata", read(&formats)?);
        // No wallet is known before it comes.
        object.insert("aud", "https://self-issued.me/v2");
        object.insert("iat", number(self.now().millis())?);
        object.insert("exp", number(request.until)?);
        Ok(object)
    }

    pub(super) fn request_by(&self, id: &Id) -> Result<Option<Request>, ActError> {
        notes::get(self.store(), Shelf::Wallets, &key(id))
    }

    /// The query of a request: as it was handed in, or for a badge in any of the forms.
    fn wanted(&self, request: &WalletAskRequest) -> Result<Value, ActError> {
        if let Some(query) = &request.dcql {
            if request.achievement.is_some()
                || request.issuer.is_some()
                || !request.formats.is_empty()
            {
                return Err(ActError::field("dcql", "a query", "absent beside what it would say"));
            }
            Query::read(query).map_err(|fault| ActError::Lower {
                status: 422,
                code: "wallet-query-refused",
                detail: fault.to_string(),
                field: Some(format!("dcql.{}", fault.field)),
            })?;
            return Ok(query.clone());
        }
        let mut claims = Vec::new();
        if let Some(achievement) = &request.achievement {
            let (member, values) =
                self.asked_achievement(achievement, request.issuer.as_deref())?;
            claims.push(claim(&["credentialSubject", "achievement", member], &values));
        }
        if let Some(issuer) = &request.issuer {
            claims.push(claim(&["issuer", "id"], std::slice::from_ref(issuer)));
        }
        let formats =
            if request.formats.is_empty() { &WalletFormat::ALL[..] } else { &request.formats[..] };
        let mut formats = formats.to_vec();
        formats.sort_unstable();
        formats.dedup();
        let credentials: Vec<Value> =
            formats.iter().map(|format| asked(*format, &claims)).collect();
        let options: Vec<Value> =
            formats.iter().map(|format| Value::array([named(*format)])).collect();
        let mut query = Object::new();
        query.insert("credentials", Value::array(credentials));
        if options.len() > 1 {
            let set = Value::object([("options", Value::array(options))]);
            query.insert("credential_sets", Value::array([set]));
        }
        Ok(Value::Object(query))
    }

    /// What a badge must have for an achievement that is asked for: the id, where one of this node is
    /// called so in any language or the text is an id, else one of the names that the issuer asked for
    /// gives it. Only the first of an achievement's names stands where a query can ask for it.
    fn asked_achievement(
        &self,
        text: &str,
        issuer: Option<&str>,
    ) -> Result<(&'static str, Vec<String>), ActError> {
        let issuer = issuer.and_then(|who| who.parse().ok());
        let called = self.called(&self.snapshot()?, text, issuer)?;
        Ok(match called {
            Called::Own(id) => ("id", vec![id]),
            Called::Others(_) if text.contains(':') => ("id", vec![text.to_owned()]),
            Called::Others(mut names) => {
                names.insert(text.to_owned());
                ("name", names.into_iter().collect())
            }
        })
    }

    fn one_request(&self, id: &str, maker: &str) -> Result<(Id, Request), ActError> {
        let kept = self.requests_of(maker)?;
        let named = kept.into_iter().map(|(number, request)| (hex(&number), number, request));
        let (_, number, request) = one("wallet-request", id, named, |(id, ..)| id)?;
        Ok((number, request))
    }

    fn requests_of(&self, maker: &str) -> Result<Vec<(Id, Request)>, ActError> {
        let (_, mut kept) = self.requests_swept()?;
        kept.retain(|(_, request)| maker.is_empty() || request.maker == maker);
        Ok(kept)
    }

    /// What takes away requests that are of no more use, and those that are left.
    fn requests_swept(&self) -> Result<Swept, ActError> {
        let now = self.now().millis();
        let (mut writes, mut left) = (Vec::new(), Vec::new());
        for (key, note) in self.store().notes(Shelf::Wallets, PREFIX)? {
            let request: Request = notes::read(Shelf::Wallets, &note)?;
            match number(&key) {
                Some(id) if request.forgotten_at() > now => left.push((id, request)),
                Some(id) => writes.extend(forgotten(&id)),
                None => writes.push(Write::Forget { shelf: Shelf::Wallets, key }),
            }
        }
        Ok((writes, left))
    }
}

fn gone() -> ActError {
    let detail = "the request is unknown, was answered, has ended or was taken back";
    ActError::lower(404, "wallet-question-gone", &detail)
}

pub(super) fn put(id: &Id, request: &Request) -> Write {
    notes::put(Shelf::Wallets, &key(id), request)
}

/// The write that keeps what was shown for a request.
pub(super) fn put_answers(id: &Id, answers: &[Judged]) -> Write {
    notes::put(Shelf::Wallets, &answers_key(id), &answers)
}

/// The writes that take a request away, and what was shown for it.
fn forgotten(id: &Id) -> [Write; 2] {
    [key(id), answers_key(id)].map(|key| Write::Forget { shelf: Shelf::Wallets, key })
}

fn key(id: &Id) -> Vec<u8> {
    [PREFIX, hex(id).as_bytes()].concat()
}

fn answers_key(id: &Id) -> Vec<u8> {
    [ANSWERS, hex(id).as_bytes()].concat()
}

fn number(key: &[u8]) -> Option<Id> {
    let text = std::str::from_utf8(key.strip_prefix(PREFIX)?).ok()?;
    from_hex(text)?.try_into().ok()
}

/// The name of a badge in a query, by its form.
const fn named(format: WalletFormat) -> &'static str {
    match format {
        WalletFormat::LdpVc => "badge",
        WalletFormat::JwtVcJson => "badge_jwt",
    }
}

fn asked(format: WalletFormat, claims: &[Value]) -> Value {
    // In full, and as it is for wallets that know no contexts.
    let types = [Value::array([OPEN_BADGE]), Value::array(["OpenBadgeCredential"])];
    let mut asked = Object::new();
    asked.insert("id", named(format));
    asked.insert("format", format.name());
    asked.insert("meta", Value::object([("type_values", Value::array(types))]));
    if !claims.is_empty() {
        asked.insert("claims", Value::array(claims.to_vec()));
    }
    Value::Object(asked)
}

fn claim(path: &[&str], values: &[String]) -> Value {
    let path = Value::array(path.iter().copied());
    let values = Value::array(values.iter().map(String::as_str));
    Value::object([("path", path), ("values", values)])
}
