//! A form that is sent twice, by a double click or because its reply was lost, does its work once.
//!
//! Each form carries a value that no other has. Where one with the same value and the same content came
//! before, its sender is sent to where the first one was. That it was begun is noted before anything is done,
//! and acts that sign keep where it led in their own commit: a node that is killed in between does nothing
//! twice, and tells that one should look whether it was done. Forms with a secret in them carry no such value, as
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
use crate::acts::{ActError, Acts, Repeat};
use crate::http::once::{kept, stale};
use crate::store::{Shelf, Write};

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

impl Sending {
    /// Where a form is sent of which it is known that it was begun, and no more.
    fn unsure(path: &str) -> Self {
        let see = format!("{}?done=page-done-unsure", page_of(path));
        Self { see, keeps: Vec::new() }
    }
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
    let _turn = acts.turn_of_repeats(&repeat).await;
    acts.end_begun(&repeat).await?;
    if let Some(before) = kept(&acts, &repeat)? {
        let told = acts.told_before(before, &repeat.place);
        let sending = told.and_then(|told| serde_json::from_str::<Sending>(&told).ok());
        // What an act kept by itself says nothing of pages.
        let otherwise = || reply::done(page_of(&ask.path), "page-done-before");
        return Ok(sending.as_ref().map_or_else(otherwise, again));
    }
    let begun = repeat.note(&Sending::unsure(&ask.path));
    acts.commit(stale(&acts, repeat.at).into_iter().chain([begun.clone()]).collect()).await?;
    let shown = act(Ask { repeat: Some(repeat.clone()), ..ask }, sent).await;
    let ends = match shown.as_ref().ok().and_then(sending) {
        Some(sending) => Some(repeat.note(&sending)),
        // What was refused may be tried again; what an act kept itself stays.
        None => is_still(&acts, &begun)?.then(|| forgotten(&repeat)),
    };
    if let Err(error) = acts.commit(ends.into_iter().collect()).await {
        tracing::warn!(%error, "where a form led could not be kept for repeats");
    }
    shown
}

/// Whether a note is as it was written.
fn is_still(acts: &Acts, note: &Write) -> Result<bool, ActError> {
    let Write::Note { shelf, key, value } = note else { return Ok(false) };
    Ok(acts.store().note(*shelf, key)?.as_ref() == Some(value))
}

fn forgotten(repeat: &Repeat) -> Write {
    Write::Forget { shelf: Shelf::Settings, key: repeat.place.clone() }
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

#[cfg(test)]
pub(super) mod tests {
    use bot_protocol::words::Lang;
    use tokio::sync::Notify;

    use super::*;
    use crate::acts::tests::Room;
    use crate::http::oauth::form::Form;

    const VALUE: &str = "0123456789abcdef0123456789abcdef";

    /// What the owner asks, who acts for nobody.
    pub(crate) fn ask(room: &Room) -> Ask {
        Ask {
            acts: Arc::clone(&room.acts),
            lang: Lang::En,
            me: None,
            is_owner: true,
            id: String::new(),
            query: Form::default(),
            path: "/node/peers".to_owned(),
            visit: None,
            visitor: Default::default(),
            repeat: None,
            purse: Default::default(),
        }
    }

    async fn leads(room: &Room, about: &str, act: impl Fn() -> Shown) -> Option<String> {
        let sent = Sent::of(&[(ONCE, VALUE), ("about", about)]);
        let act = |_: Ask, _: Sent| std::future::ready(act());
        let shown = once(ask(room), sent, act).await.ok()?;
        let to = shown.headers().get(header::LOCATION)?;
        Some(to.to_str().unwrap().to_owned())
    }

    #[tokio::test]
    async fn a_form_over_which_the_node_was_killed_is_not_done_a_second_time() {
        let room = Room::with(|_| ()).await;
        let done = || Ok(reply::done("/node", "page-done-peer"));
        let refused = || Err(ActError::Broken.into());
        let begun = Notify::new();
        let never_ends = async |_: Ask, _: Sent| {
            begun.notify_one();
            std::future::pending::<Shown>().await
        };
        let sent = Sent::of(&[(ONCE, VALUE), ("about", "killed")]);
        tokio::select! {
            _ = once(ask(&room), sent, never_ends) => panic!("it ends"),
            () = begun.notified() => {}
        }
        let unsure = Some("/node?done=page-done-unsure".to_owned());
        assert_eq!(leads(&room, "killed", done).await, unsure);
        assert_eq!(leads(&room, "killed", refused).await, unsure, "nothing is done");
        // What ended is known; what was refused is tried again.
        let ended = Some("/node?done=page-done-peer".to_owned());
        assert_eq!(leads(&room, "other", refused).await, None);
        assert_eq!(leads(&room, "other", done).await, ended);
        assert_eq!(leads(&room, "other", refused).await, ended);
    }
}
