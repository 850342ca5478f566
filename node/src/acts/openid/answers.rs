//! What a wallet answers: shown for this request alone, judged at once, and kept for whoever asked.
//!
//! What is not for this request, or not what was asked for, is refused and the request stays open:
//! nobody's copy of another presentation uses it up. What was shown for it is judged, whatever the
//! verdict, and it takes no second answer.
//!
//! Source: OpenID for Verifiable Presentations 1.0 §8.1, §8.2, §8.6.

use std::sync::Arc;

use bot_foreign::openid::{CredentialQuery, Query};
use bot_protocol::api::{VerifyRequest, WalletAnswer};
use bot_protocol::canon::hash::from_hex;
use bot_protocol::canon::json::{self, Value};
use bot_protocol::verdict::{Presented, Seal, Secured, Verdict, judge, presenter};
use bot_protocol::words::Lang;

use super::requests::{Judged, Request, Stage, put, put_answers};
use crate::acts::oauth::Refusal;
use crate::acts::oauth::ticket::Number;
use crate::acts::verify::told;
use crate::acts::{ActError, Acts};
use crate::keys::same;

/// Most presentations of one answer.
const SHOWN_MAX: usize = 16;

/// What a wallet sends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Response {
    /// What it shows: a list for each name of the query, as JSON.
    pub vp_token: Option<String>,
    /// What the request said.
    pub state: Option<String>,
    /// Why it shows nothing.
    pub error: Option<String>,
}

/// One presentation of an answer.
struct Shown<'q> {
    asked: &'q CredentialQuery,
    text: String,
}

impl Acts {
    /// Takes the answer of a wallet. It is judged apart from the net and while others act: only to
    /// keep what came of it takes a turn.
    ///
    /// # Errors
    /// When the request is unknown, ended or answered, or what is shown is not for it.
    pub async fn take_answer(
        self: &Arc<Self>,
        id: &str,
        response: Response,
    ) -> Result<(), Refusal> {
        let state = response.state.as_deref().unwrap_or_default().to_owned();
        let (_, request) = self.open_request(id, &state)?;
        let answers = match response.error {
            Some(_) => None,
            None => Some(self.judged_apart(request, response).await?),
        };
        let _turn = self.turn().await;
        // Another answer may have come first, or its time be over.
        let (id, mut request) = self.open_request(id, &state)?;
        let at = self.now().millis();
        let mut writes = Vec::new();
        request.stage = match answers {
            None => Stage::Declined { at },
            Some(answers) => {
                writes.push(put_answers(&id, &answers));
                Stage::Answered { at, answers: Vec::new() }
            }
        };
        writes.push(put(&id, &request));
        Ok(self.commit(writes).await?)
    }

    /// Judges what is shown, a few answers at a time: anybody with the link may send some.
    async fn judged_apart(
        self: &Arc<Self>,
        request: Request,
        response: Response,
    ) -> Result<Vec<Judged>, Refusal> {
        self.judge_apart(move |acts| {
            let token = response.vp_token.as_deref();
            let token = token.ok_or_else(|| refused("vp_token is missing"))?;
            let query = request.asked()?;
            let shown = shown(token, &query)?;
            let judged = shown.iter().map(|one| acts.judged_answer(&request, one));
            judged.collect()
        })
        .await
    }

    fn open_request(&self, id: &str, state: &str) -> Result<(Number, Request), Refusal> {
        let gone = || refused("the request is unknown, was answered before, or has ended");
        let id: Number = from_hex(id).and_then(|id| id.try_into().ok()).ok_or_else(gone)?;
        let request = self.request_by(&id)?.ok_or_else(gone)?;
        if !request.is_open(self.now().millis()) {
            return Err(gone());
        }
        match same(state.as_bytes(), request.state.as_bytes()) {
            true => Ok((id, request)),
            false => Err(refused("state is another than that of the request")),
        }
    }

    /// The verdict on one presentation, where it is what was asked for and somebody signed it for this
    /// request. A verdict alone does not tell that: of a badge that names nobody, or does not hold,
    /// it says nothing about who shows it.
    fn judged_answer(&self, request: &Request, shown: &Shown<'_>) -> Result<Judged, Refusal> {
        let Shown { asked, text } = shown;
        let question = VerifyRequest {
            challenge: Some(request.nonce.clone()),
            domain: Some(request.client_id()),
            as_identity: Some(request.asker.to_string()),
            ..VerifyRequest::default()
        };
        let judged_by = self.asked(&question)?;
        let lang = Lang::from_tag(request.lang.as_deref().unwrap_or("en"));
        let verdict = self.with_reader(|reader| -> Result<Verdict, Refusal> {
            let presented = reader.read(text.as_bytes());
            let presented = presented.map_err(|fault| refused(fault.why.to_string()))?;
            is_as_asked(&presented, asked)?;
            let by = (reader, judged_by.now);
            let evidence = self.evidence(&question, presented.credentials(), by)?;
            presenter(&presented, &evidence, &judged_by, reader).map_err(|reason| {
                let detail = "not signed for the nonce and the client_id of this request";
                refused(format!("{}: {detail} ({})", asked.id, reason.code()))
            })?;
            Ok(judge(&presented, &evidence, &judged_by, reader))
        })?;
        let (query, format) = (asked.id.clone(), asked.format.clone());
        let others = Lang::ALL.into_iter().filter(|other| *other != lang);
        let in_others = others
            .map(|other| Ok((other.tag().to_owned(), told(&verdict.to_json(other))?)))
            .collect::<Result<_, ActError>>()?;
        let (verdict, presentation) = (told(&verdict.to_json(lang))?, text.clone());
        Ok(Judged { answer: WalletAnswer { query, format, verdict, presentation }, in_others })
    }
}

/// Whether it is a presentation, and of nothing but badges of the form and the kind asked for.
fn is_as_asked(presented: &Presented, asked: &CredentialQuery) -> Result<(), Refusal> {
    if presented.presentation().is_none() {
        return Err(refused(format!("{}: a badge without its presentation", asked.id)));
    }
    let is_jwt = asked.format == "jwt_vc_json";
    let sealed = |seal: Option<&dyn Seal>| {
        seal.map(Seal::format).is_some_and(|format| matches!(format, "vc-jwt" | "vc+jwt"))
    };
    let credentials = presented.credentials();
    // What is asked for as an object with its proof comes in no envelope of another form either.
    let as_asked = |one: &Secured| if is_jwt { sealed(one.seal()) } else { one.seal().is_none() };
    let fits = |one: &Secured| as_asked(one) && asked.fits(one.document());
    if credentials.is_empty() || !credentials.iter().all(fits) {
        return Err(refused(format!("{}: not what was asked for", asked.id)));
    }
    Ok(())
}

/// What is shown, each with what it should be.
fn shown<'q>(token: &str, query: &'q Query) -> Result<Vec<Shown<'q>>, Refusal> {
    let read = json::read(token.as_bytes());
    let read = read.map_err(|error| refused(format!("vp_token: {error}")))?;
    let members = read.as_object().ok_or_else(|| refused("vp_token is no JSON object"))?;
    let mut all = Vec::new();
    for (id, list) in members.iter() {
        let asked =
            query.credential(id).ok_or_else(|| refused("vp_token names what was not asked"))?;
        let list = list.as_array().unwrap_or_default();
        let most = if asked.multiple { SHOWN_MAX } else { 1 };
        if list.is_empty() || list.len() > most {
            return Err(refused(format!("vp_token.{id}: expected 1 to {most} presentations")));
        }
        for one in list {
            let text = match one {
                Value::String(text) if asked.format == "jwt_vc_json" => text.clone(),
                Value::Object(_) if asked.format == "ldp_vc" => {
                    String::from_utf8_lossy(&one.to_bytes()).into_owned()
                }
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Array(_)
                | Value::Object(_) => {
                    return Err(refused(format!(
                        "vp_token.{id}: not in the form {}",
                        asked.format
                    )));
                }
            };
            all.push(Shown { asked, text });
        }
    }
    let ids: Vec<&str> = members.keys().collect();
    if all.len() > SHOWN_MAX || !query.is_answered_by(&ids) {
        return Err(refused("vp_token is not all that was asked for, or too much"));
    }
    Ok(all)
}

fn refused(detail: impl Into<String>) -> Refusal {
    Refusal::new("invalid_request", "wallet-answer-refused", detail)
}
