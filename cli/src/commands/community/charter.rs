//! A charter as people read it before they sign, and what it changes.

use bot_protocol::api::{
    Answer, CharterState, CharterView, CommunityView, StewardView, TrustParty,
};

use super::super::Context;
use super::super::guardian::called;
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::screen::Screen;
use crate::table::Table;

pub(super) fn charter(context: &Context<'_>, community: &str) -> Result<Exit, Failure> {
    let screen = context.screen;
    let path = format!("/v1/communities/{}", encoded(community));
    let view: CommunityView = context.client()?.get(&path)?;
    screen.object(&view);
    let name = called(&view.community).to_owned();
    match (&view.charter, view.contested) {
        (Some(charter), _) => show(screen, charter),
        (None, Some(_)) => {}
        (None, None) if view.unconfirmed.is_some() => {}
        (None, None) => screen.say("cli-community-unchartered", &[("name", name.clone())]),
    }
    for (word, number) in [
        ("cli-community-contested", view.contested),
        ("cli-community-unconfirmed", view.unconfirmed),
    ] {
        if let Some(number) = number {
            screen.say(word, &[("name", name.clone()), ("number", number.to_string())]);
        }
    }
    Ok(Exit::Done)
}

pub(super) fn asked(context: &Context<'_>) -> Result<Exit, Failure> {
    let screen = context.screen;
    let all: Vec<CharterView> = context.client()?.list("/v1/charters")?;
    let open: Vec<&CharterView> =
        all.iter().filter(|one| one.state == CharterState::Asked).collect();
    for one in &all {
        screen.object(one);
    }
    if open.is_empty() {
        screen.say("cli-community-nothing-asked", &[]);
    }
    for one in open {
        show(screen, one);
    }
    Ok(Exit::Done)
}

/// A charter, as people read it before they sign.
pub(super) fn show(screen: &Screen, charter: &CharterView) {
    let names = |all: &[TrustParty]| all.iter().map(called).collect::<Vec<_>>().join(", ");
    let acts = charter.effective.unwrap_or(charter.acts);
    let data = [
        ("name", called(&charter.community).to_owned()),
        ("number", charter.number.to_string()),
        ("purpose", charter.purpose.clone()),
        ("parent", charter.parent.as_ref().map(called).unwrap_or_default().to_owned()),
        ("stewards", charter.stewards.len().to_string()),
        ("charter", acts.charter.to_string()),
        ("admit", acts.admit.to_string()),
        ("award", acts.award.to_string()),
        ("id", charter.id.get(..8).unwrap_or_default().to_owned()),
        ("missing", names(&charter.missing)),
        ("needed", charter.needed.to_string()),
        ("waits", names(&charter.waits_for)),
        ("words", charter.words.clone().unwrap_or_default()),
    ];
    screen.say("cli-community-charter", &data);
    match charter.taken_in {
        _ if charter.parent.is_none() => {}
        Some(Answer::Yes) => screen.say("cli-community-part", &data),
        Some(Answer::Unknown) => screen.say("cli-community-part-untold", &data),
        Some(Answer::No) | None => screen.say("cli-community-part-alone", &data),
    }
    screen.say("cli-community-acts", &data);
    if charter.effective.is_some() {
        let own = [("admit", charter.acts.admit), ("award", charter.acts.award)];
        let own = own.map(|(name, count)| (name, count.to_string()));
        screen.say("cli-community-acts-own", &own);
    }
    stewards(screen, charter);
    if charter.state == CharterState::Asked {
        if let Some(before) = &charter.replaces {
            differences(screen, before, charter);
        }
        screen.say("cli-community-open", &data);
        if charter.superseded {
            screen.say("cli-community-superseded", &data);
        }
        if !charter.missing.is_empty() {
            screen.say("cli-community-open-each", &data);
        }
        if charter.needed > 0 {
            screen.say("cli-community-open-more", &data);
        }
    }
    if !charter.waits_for.is_empty() {
        screen.say("cli-community-yours", &data);
    }
}

/// Who acts for it, as what, and whether they signed.
fn stewards(screen: &Screen, charter: &CharterView) {
    let mut table = Table::new(screen, &["cli-head-name", "cli-head-role", "cli-head-state"]);
    for one in &charter.stewards {
        let state = match (one.over, one.signed, charter.state) {
            (true, ..) => "cli-community-term-over",
            (_, true, _) => "cli-community-has-signed",
            (_, false, CharterState::Asked) => "cli-community-unsigned",
            (_, false, CharterState::InForce | CharterState::Replaced) => "cli-community-stays",
        };
        let role = match one.until.as_deref().and_then(|until| until.get(..10)) {
            Some(until) => format!("{} – {until}", role_of(screen, &one.role)),
            None => role_of(screen, &one.role),
        };
        table.row(&[called(&one.who), &role, &screen.sentence(state, &[])]);
    }
    table.show(screen, "cli-community-none");
}

/// A role in the reader's language, where it is the one that is written where none was named.
fn role_of(screen: &Screen, role: &str) -> String {
    match role {
        "steward" => screen.sentence("cli-role-steward", &[]),
        other => other.to_owned(),
    }
}

/// What a charter that is asked for changes in the one in force: whoever signs sees it.
fn differences(screen: &Screen, before: &CharterView, after: &CharterView) {
    let tell = |code: &str, from: String, to: String| {
        if from != to {
            let data = [("from", from), ("to", to)];
            screen.line(&format!("  {}", screen.sentence(code, &data)));
        }
    };
    let parent = |one: &CharterView| {
        one.parent.as_ref().map_or_else(|| "–".to_owned(), |parent| called(parent).to_owned())
    };
    tell("cli-change-purpose", before.purpose.clone(), after.purpose.clone());
    tell("cli-change-parent", parent(before), parent(after));
    let numbers = [
        ("cli-change-charter", before.acts.charter, after.acts.charter),
        ("cli-change-admit", before.acts.admit, after.acts.admit),
        ("cli-change-award", before.acts.award, after.acts.award),
    ];
    for (code, from, to) in numbers {
        tell(code, from.to_string(), to.to_string());
    }
    let as_what = |one: &StewardView| {
        let until = one.until.as_deref().and_then(|until| until.get(..10));
        let until = until.map(|until| format!(" – {until}")).unwrap_or_default();
        format!("{}, {}{until}", called(&one.who), role_of(screen, &one.role))
    };
    let held = |all: &CharterView, one: &StewardView| {
        all.stewards.iter().find(|other| other.who.did == one.who.did).map(as_what)
    };
    for one in &before.stewards {
        match held(after, one) {
            None => tell("cli-change-leaves", as_what(one), String::new()),
            Some(now) => tell("cli-change-steward", as_what(one), now),
        }
    }
    for one in after.stewards.iter().filter(|one| held(before, one).is_none()) {
        tell("cli-change-joins", String::new(), as_what(one));
    }
}
