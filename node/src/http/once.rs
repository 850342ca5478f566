//! `Idempotency-Key`: a request that is repeated because its reply was lost is done once.
//!
//! The reply is kept in the store for a day under the key and the operation. The same key with
//! another body is refused. Two such requests at the same time wait for each other, and for no others. A reply with a
//! secret in it is kept sealed, or not at all where nothing may be kept of it.

use std::future::Future;

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bot_protocol::canon::hash::sha256;
use bot_protocol::time::Timestamp;
use serde::Serialize;

use super::{call, problem};
use crate::acts::{ActError, Acts, Kept, REPEATS, Repeat};
use crate::store::{Shelf, Write};

/// Replies are kept this long: a day, in milliseconds.
const KEPT_MILLIS: u64 = 24 * 60 * 60 * 1000;

/// Longest key: 128 bytes, four times a UUID.
const KEY_BYTES_MAX: usize = 128;

/// What makes a request the same request.
pub(super) struct Key<'a> {
    pub(super) key: String,
    pub(super) route: (&'a str, &'a str),
    pub(super) caller: &'a str,
    pub(super) body: &'a [u8],
    /// Whether the reply has a secret in it.
    pub(super) is_secret: bool,
}

impl Key<'_> {
    /// Where the reply is kept, and what tells this request from another with its key.
    pub(super) fn repeat(&self, now: Timestamp, status: StatusCode) -> Repeat {
        let parts = [self.route.0, self.route.1, self.caller, &self.key];
        let place = sha256(&[parts.join("\0").as_bytes()]);
        let body = sha256(&[self.body]).to_string();
        let is_secret = self.is_secret;
        Repeat { is_secret, ..Repeat::of(place, body, now, status.as_u16()) }
    }
}

/// The key a request carries; none is fine, a bad one is not, nor any where nothing may be kept.
pub(super) fn key(request: &Request, may_keep: bool) -> Result<Option<String>, Box<Response>> {
    let Some(value) = request.headers().get("idempotency-key") else { return Ok(None) };
    if !may_keep {
        let detail = "nothing of this request may be kept; it can be repeated as it is";
        let status = StatusCode::BAD_REQUEST;
        return Err(Box::new(problem::refuse(status, "idempotency-key-refused", detail)));
    }
    match value.to_str() {
        Ok(key) if (1..=KEY_BYTES_MAX).contains(&key.len()) => Ok(Some(key.to_owned())),
        Ok(_) | Err(_) => {
            let detail = format!("expected 1 to {KEY_BYTES_MAX} visible ASCII characters");
            let status = StatusCode::BAD_REQUEST;
            Err(Box::new(problem::refuse(status, "idempotency-key-refused", &detail)))
        }
    }
}

/// Does the act, or gives the reply it gave the first time. Only good replies are kept: what was
/// refused may be tried again.
pub(super) async fn once<R: Serialize>(
    acts: &Acts,
    repeat: &Repeat,
    act: impl Future<Output = Result<R, ActError>>,
) -> Response {
    let _turn = acts.turn_of_repeats(repeat).await;
    match earlier(acts, repeat).await {
        Ok(Some(earlier)) => return earlier,
        Ok(None) => {}
        Err(error) => return call::reply::<()>(Err(error)),
    }
    let value = match act.await {
        Ok(value) => value,
        Err(error) => return call::reply::<()>(Err(error)),
    };
    let mut writes = stale(acts, repeat.at);
    // A secret is kept by the act alone, which knows for whom it is sealed.
    writes.extend((!repeat.is_secret).then(|| repeat.note(&value)));
    if let Err(error) = acts.commit(writes).await {
        // The act is done and durable; only its memory for repeats is not.
        tracing::warn!(%error, "the reply could not be kept for repeats");
    }
    let status = StatusCode::from_u16(repeat.status).unwrap_or(StatusCode::OK);
    (status, axum::Json(value)).into_response()
}

/// What was answered the first time, if this is not it.
async fn earlier(acts: &Acts, repeat: &Repeat) -> Result<Option<Response>, ActError> {
    acts.end_begun(repeat).await?;
    let Some(kept) = kept(acts, repeat)? else { return Ok(None) };
    if kept.body != repeat.body {
        let detail = "this Idempotency-Key was used with another body";
        let refusal = problem::refuse(StatusCode::CONFLICT, "idempotency-key-reused", detail);
        return Ok(Some(refusal));
    }
    let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::OK);
    let Some(reply) = acts.told_before(kept, &repeat.place) else {
        let detail = "it was done once; what was answered is erased";
        let gone = problem::refuse(StatusCode::GONE, "idempotency-reply-erased", detail);
        return Ok(Some(gone));
    };
    let json = HeaderValue::from_static("application/json");
    Ok(Some((status, [(header::CONTENT_TYPE, json)], reply).into_response()))
}

/// What is kept of the same request, if it came before.
pub(super) fn kept(acts: &Acts, repeat: &Repeat) -> Result<Option<Kept>, ActError> {
    let note = acts.store().note(Shelf::Settings, &repeat.place)?;
    let kept: Option<Kept> = note.and_then(|note| serde_json::from_slice(&note).ok());
    Ok(kept.filter(|kept| repeat.at.saturating_sub(kept.at) <= KEPT_MILLIS))
}

/// Forgets replies older than a day.
pub(super) fn stale(acts: &Acts, now: u64) -> Vec<Write> {
    let notes = acts.store().notes(Shelf::Settings, REPEATS).unwrap_or_default();
    notes
        .into_iter()
        .filter(|(_, note)| {
            serde_json::from_slice::<Kept>(note)
                .map_or(true, |kept| now.saturating_sub(kept.at) > KEPT_MILLIS)
        })
        .map(|(key, _)| Write::Forget { shelf: Shelf::Settings, key })
        .collect()
}
