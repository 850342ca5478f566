//! `/take`: a badge that is given out in the room, asked for from one's own node: by the link or the code on the
//! wall, and whoever gives it.

use askama::Template;
use bot_protocol::identity::Did;

use super::cases::{Listed, listed};
use super::form::Sent;
use super::lists::all;
use super::reply;
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::Faults;
use crate::acts::ActError;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/take", Viewer::Owner, asked), post("/take", Viewer::Owner, FORM_BYTES_MAX, take)]
}

#[derive(Template)]
#[template(path = "take.html")]
struct Page {
    shell: Shell,
    faults: Faults,
    said: String,
    from: String,
    people: Vec<String>,
    asked: Vec<Listed>,
}

fn page(ask: &Ask, sent: &Sent, faults: Faults) -> Shown {
    let shell = ask.shell("page-take-title");
    let people = all(None, |query| ask.acts.contacts(query))?;
    let asked = listed(ask, &shell, |case, me| case.asker == *me && case.is_claim())?;
    reply::page(&Page {
        shell,
        faults,
        said: sent.text("said"),
        from: sent.text("from"),
        people: people.into_iter().map(|one| one.name).collect(),
        asked,
    })
}

async fn asked(ask: Ask) -> Shown {
    let said = ask.query.get("said").unwrap_or_default().to_owned();
    page(&ask, &Sent::of(&[("said", &said)]), Faults::default())
}

/// What is on the wall: who gives the badge, where it says so, and what opens it.
fn read(said: &str) -> (Option<Did>, String) {
    let bare = said.trim();
    if let Some((by, secret)) =
        bare.strip_prefix("bot:claim/").and_then(|rest| rest.split_once('/'))
    {
        return (by.parse().ok(), secret.to_owned());
    }
    let Some((_, rest)) = bare.split_once("/claim/") else { return (None, bare.to_owned()) };
    let (secret, query) = rest.split_once('?').unwrap_or((rest, ""));
    let by = query.split('&').find_map(|pair| pair.strip_prefix("by="));
    (by.and_then(|by| by.parse().ok()), secret.to_owned())
}

async fn take(ask: Ask, sent: Sent) -> Shown {
    let shell = ask.shell("page-take-title");
    let me = ask.me.clone().ok_or(ActError::Broken)?;
    let (by, secret) = read(&sent.text("said"));
    if secret.is_empty() || secret.len() > 64 {
        return page(&ask, &sent, Faults::one(&shell, "said", "page-claim-unknown"));
    }
    let by = match by {
        Some(by) => by,
        None => match ask.acts.somebody_called(&sent.text("from")) {
            Ok(by) => by,
            Err(_) => {
                return page(&ask, &sent, Faults::one(&shell, "from", "page-nobody-called-so"));
            }
        },
    };
    match ask.acts.show_code(&me, by, &secret).await {
        Ok(_) => Ok(reply::done("/take", "page-done-taken")),
        Err(error) => page(&ask, &sent, Faults::of(ask.lang, &error.problem(), &["from"])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_the_wall_is_read_however_it_was_copied() {
        let by = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
        for (said, who, secret) in [
            (format!("https://school.example/claim/aa11?by={by}"), true, "aa11"),
            (format!(" bot:claim/{by}/aa11\n"), true, "aa11"),
            ("https://school.example/claim/aa11".to_owned(), false, "aa11"),
            ("abc def".to_owned(), false, "abc def"),
            ("bot:claim/nobody/aa11".to_owned(), false, "aa11"),
        ] {
            let (found, opened) = read(&said);
            assert_eq!((found.is_some(), opened.as_str()), (who, secret), "{said}");
        }
    }
}
