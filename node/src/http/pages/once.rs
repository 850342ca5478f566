//! A form that is sent twice, by a double click or because its reply was lost, does its work once.
//!
//! Each form carries a value that no other has. Where one with the same value and the same content came
//! before, its sender is sent to where the first one was; acts that sign keep a note of it in their own
//! commit, so that this holds across a crash, too. Forms with a secret in them carry no such value, as
//! nothing of them may be kept; of strangers' forms nothing is.

use std::future::Future;
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use bot_protocol::canon::hash::sha256;
use serde::{Deserialize, Serialize};

use super::form::Sent;
use super::reply;
use super::route::{Ask, Shown};
use super::shell::page_of;
use crate::acts::Repeat;
use crate::http::once::{kept, stale};
use crate::store::Write;

/// The name of the value that is of one form alone.
pub(super) const ONCE: &str = "once";

/// Its length: 16 bytes in hex.
const ONCE_CHARS: usize = 32;

/// Where a browser was sent, and what it was to keep.
#[derive(Serialize, Deserialize)]
struct Sending {
    see: String,
    keeps: Vec<String>,
}

/// What makes this form the same form; nothing where it does not say.
fn repeat(ask: &Ask, sent: &Sent) -> Option<Repeat> {
    // What strangers send is not kept, and keeps nobody waiting.
    if !ask.is_owner {
        return None;
    }
    let once = sent.text(ONCE);
    let is_value = once.len() == ONCE_CHARS && once.bytes().all(|byte| byte.is_ascii_hexdigit());
    let body = is_value.then(|| sent.digest())?;
    // With another content it is another form: somebody went back and changed it.
    let parts = [&ask.path, &ask.who().unwrap_or_default(), &once, &body];
    let place = sha256(&[parts.map(String::as_str).join("\0").as_bytes()]);
    Some(Repeat::of(place, body, ask.acts.now(), StatusCode::SEE_OTHER.as_u16()))
}

/// Does what a form asks, or sends its sender to where the same form led before.
pub(super) async fn once<F, Fut>(ask: Ask, sent: Sent, act: F) -> Shown
where
    F: Fn(Ask, Sent) -> Fut,
    Fut: Future<Output = Shown>,
{
    let Some(repeat) = repeat(&ask, &sent) else { return act(ask, sent).await };
    let acts = Arc::clone(&ask.acts);
    let _turn = acts.turn_of_repeats().await;
    acts.end_begun(&repeat).await?;
    if let Some(before) = kept(&acts, &repeat)? {
        let told = acts.told_before(before, &repeat.place);
        let sending = told.and_then(|told| serde_json::from_str::<Sending>(&told).ok());
        // What an act kept by itself says nothing of pages.
        let otherwise = || reply::done(page_of(&ask.path), "page-done-before");
        return Ok(sending.as_ref().map_or_else(otherwise, again));
    }
    let shown = act(Ask { repeat: Some(repeat.clone()), ..ask }, sent).await?;
    if let Some(sending) = sending(&shown) {
        let mut writes = stale(&acts, repeat.at);
        writes.push(repeat.note(&sending));
        if let Err(error) = acts.commit(writes).await {
            tracing::warn!(%error, "where a form led could not be kept for repeats");
        }
    }
    Ok(shown)
}

/// What keeps where a form leads, for an act that notes it in its own commit; nothing where it may not come
/// twice.
pub(super) fn kept_at(ask: &Ask, see: &str) -> Vec<Write> {
    let sending = Sending { see: see.to_owned(), keeps: Vec::new() };
    ask.repeat.iter().map(|repeat| repeat.note(&sending)).collect()
}

/// Where a form led. Only what was done leads elsewhere; what was refused may be tried again.
fn sending(shown: &Response) -> Option<Sending> {
    if shown.status() != StatusCode::SEE_OTHER {
        return None;
    }
    let texts = |name| {
        let values = HeaderMap::get_all(shown.headers(), name).iter();
        values.filter_map(|value| value.to_str().ok()).map(str::to_owned)
    };
    let see = texts(header::LOCATION).next()?;
    Some(Sending { see, keeps: texts(header::SET_COOKIE).collect() })
}

fn again(sending: &Sending) -> Response {
    let mut response = reply::see(&sending.see);
    for cookie in sending.keeps.iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
