//! `/language`, `/acting`: what a browser remembers of its reader's wishes.

use bot_protocol::words::Lang;

use super::form::Sent;
use super::reply::{keeping, own_path, see};
use super::route::{
    Ask, FORM_BYTES_MAX, LANGUAGE, Route, Shown, Viewer, acting_cookie, post, refused,
};

/// How long a browser remembers a wish: a year, in seconds.
pub(super) const REMEMBERED_SECONDS: u64 = 365 * 24 * 60 * 60;

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/language", Viewer::Anybody, FORM_BYTES_MAX, language),
        post("/acting", Viewer::Owner, FORM_BYTES_MAX, acting),
    ]
}

async fn language(_ask: Ask, sent: Sent) -> Shown {
    let wanted = sent.text("lang");
    let lang = Lang::ALL.into_iter().find(|lang| lang.tag() == wanted);
    let lang = lang.ok_or_else(|| refused("page-language-unknown", "expected en or fr"))?;
    let back = sent.text("back");
    Ok(keeping(see(own_path(&back)), (LANGUAGE, lang.tag()), REMEMBERED_SECONDS))
}

async fn acting(ask: Ask, sent: Sent) -> Shown {
    let who = sent.text("who");
    let known = ask.acts.everybody_here().into_iter().find(|one| one.did().to_string() == who);
    let known = known.ok_or_else(|| refused("not-my-identity", "nobody of this node"))?;
    let did = known.did().to_string();
    Ok(keeping(see("/"), (&acting_cookie(&ask.acts), &did), REMEMBERED_SECONDS))
}
