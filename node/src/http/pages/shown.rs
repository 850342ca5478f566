//! `/shown`, `/embed`: what somebody gathered, for whoever has the link: as a page, or inside of another.
//!
//! Each badge is judged when it is looked at, or was within the last minute, with what this node knows; its issuer is not asked, so that
//! they do not learn who looks.

use askama::Template;
use axum::http::StatusCode;
use bot_protocol::canon::multibase::encode_base64;

use super::assets::STYLE;
use super::badge::{Added, added, saved};
use super::offers::about;
use super::passport::countdown;
use super::reply;
use super::route::{Ask, Route, Shown, Viewer, get};
use super::shell::Shell;
use super::trouble;
use super::verify::{Judged, judged};
use crate::acts::passport::Portfolio;
use crate::acts::{ActError, Acts};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/shown/{id}", Viewer::Claimant, shown),
        get("/shown/{id}/file", Viewer::Claimant, file),
        get("/embed/{id}", Viewer::Claimant, embed),
    ]
}

/// One of the badges.
pub(super) struct OfOne {
    pub(super) one: Judged,
    pub(super) about: Vec<(String, String)>,
    pub(super) ends: Option<(String, &'static str)>,
    /// What its holder added.
    pub(super) added: Vec<Added>,
    /// Where its file is.
    pub(super) file: String,
}

/// All that is shown.
pub(super) struct Gathered {
    pub(super) shell: Shell,
    pub(super) who: String,
    pub(super) purpose: String,
    pub(super) words: String,
    pub(super) badges: Vec<OfOne>,
    /// When they were judged.
    pub(super) moment: String,
    /// Where the page itself is.
    pub(super) at: String,
    /// The badges themselves.
    texts: Vec<String>,
}

/// Every badge of a page that its owner still holds, judged now.
pub(super) async fn gathered(ask: &Ask, page: &Portfolio) -> Result<Gathered, ActError> {
    let shell = ask.shell("page-shown-title");
    let all = ask.acts.portfolio_badges(page)?;
    let (lang, judging) = (ask.lang, all.clone());
    let judge = move |acts: &Acts| {
        let all = judging.iter().map(|(_, text)| acts.judged_lately(text, lang));
        all.collect::<Result<Vec<_>, ActError>>()
    };
    let found = ask.acts.judge_apart(judge).await?;
    let mut badges = Vec::new();
    let mut texts = Vec::new();
    // Numbered as `file` counts them.
    for (number, ((view, text), found)) in all.into_iter().zip(found).enumerate() {
        let Some(one) = judged(&shell, found).into_iter().next() else { continue };
        let note = ask.acts.badge_note(&page.owner, &view.id)?;
        badges.push(OfOne {
            one,
            about: about(&shell, &text),
            ends: countdown(&shell, ask.acts.now(), view.valid_until.as_deref()),
            added: added(&shell, &note.evidence),
            file: format!("/shown/{}/file?n={number}", page.secret),
        });
        texts.push(text);
    }
    let all = ask.acts.everybody_here();
    let who = all.iter().find(|one| one.did() == page.owner).map(|one| one.name().to_owned());
    Ok(Gathered {
        who: who.unwrap_or_else(|| shell.say("page-somebody")),
        purpose: shell.say(&format!("page-purpose-{}", page.purpose.name())),
        words: page.words.clone(),
        moment: shell.moment(&ask.acts.now().to_string()),
        at: format!("/shown/{}", page.secret),
        badges,
        texts,
        shell: shell.titled(page.title.clone()),
    })
}

#[derive(Template)]
#[template(path = "shown.html")]
struct Page {
    shell: Shell,
    all: Gathered,
}

#[derive(Template)]
#[template(path = "embed.html")]
struct Embedded {
    shell: Shell,
    all: Gathered,
}

/// A page that needs nothing but itself.
#[derive(Template)]
#[template(path = "site.html")]
pub(super) struct Site {
    shell: Shell,
    all: Gathered,
    style: &'static str,
}

impl Site {
    /// The same, with each badge inside of it.
    pub(super) fn of(mut all: Gathered) -> Self {
        let texts = std::mem::take(&mut all.texts);
        for (badge, text) in all.badges.iter_mut().zip(texts) {
            badge.file = format!("data:application/json;base64,{}", encode_base64(text.as_bytes()));
        }
        Self { shell: all.shell.clone(), all, style: STYLE }
    }
}

/// What is said where a link shows nothing, or nothing any more.
fn over(ask: &Ask) -> Shown {
    let shell = ask.shell("page-shown-over-title");
    Ok(trouble::refusal(shell, StatusCode::NOT_FOUND, "page-shown-over"))
}

/// Whoever looks at it is nobody to this node, also where its owner looks.
pub(super) fn by_a_stranger(ask: Ask) -> Ask {
    Ask { is_owner: false, me: None, ..ask }
}

async fn shown(ask: Ask) -> Shown {
    let Some(page) = ask.acts.portfolio_shown(&ask.id)? else { return over(&ask) };
    if let Err(refusal) = ask.pay_for(page.badges.len()) {
        return Ok(*refusal);
    }
    let ask = by_a_stranger(ask);
    let all = gathered(&ask, &page).await?;
    reply::page(&Page { shell: all.shell.clone(), all })
}

async fn embed(ask: Ask) -> Shown {
    let Some(page) = ask.acts.portfolio_shown(&ask.id)? else { return over(&ask) };
    if let Err(refusal) = ask.pay_for(page.badges.len()) {
        return Ok(*refusal);
    }
    let ask = by_a_stranger(ask);
    let all = gathered(&ask, &page).await?;
    reply::framed(&Embedded { shell: all.shell.clone(), all })
}

async fn file(ask: Ask) -> Shown {
    let Some(page) = ask.acts.portfolio_shown(&ask.id)? else { return over(&ask) };
    if let Err(refusal) = ask.pay_for(1) {
        return Ok(*refusal);
    }
    let number = ask.query.get("n").and_then(|text| text.parse().ok()).unwrap_or(usize::MAX);
    let badge = ask.acts.portfolio_badges(&page)?.into_iter().nth(number);
    let badge = badge.ok_or_else(|| ActError::unknown("credential", &number.to_string()))?;
    saved("badge.json", badge.1.into_bytes())
}
