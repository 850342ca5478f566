//! `/award/{id}/room`, `/rooms`: a badge for whoever is in the room, by a code on the wall.

use askama::Template;
use bot_protocol::words::{Args, Lang, say};
use qrcodegen::{QrCode, QrCodeEcc};

use super::emblem::Emblem;
use super::form::Sent;
use super::many::design_name;
use super::reply::{self, see};
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::sheet::{Drawn, drawn};
use super::shell::Shell;
use super::trouble::Faults;
use crate::acts::ActError;
use crate::acts::claims::{Count, Giving, Room};
use crate::percent::encoded;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/award/{id}/room", Viewer::Owner, asked),
        post("/award/{id}/room", Viewer::Owner, FORM_BYTES_MAX, open),
        get("/rooms/{id}", Viewer::Owner, room),
        get("/rooms/{id}/screen", Viewer::Owner, screen),
        get("/rooms/{id}/live", Viewer::Owner, live),
        post("/rooms/{id}/more", Viewer::Owner, FORM_BYTES_MAX, more),
        post("/rooms/{id}/end", Viewer::Owner, FORM_BYTES_MAX, end),
    ]
}

/// For how long a badge is given out, in minutes, as the form offers it.
const TIMES: [(u32, &str); 4] = [
    (15, "page-room-quarter"),
    (60, "page-room-hour"),
    (240, "page-room-half-day"),
    (1440, "page-room-day"),
];

/// To how many it is given where nothing is said: a class.
const USUAL: u32 = 40;

/// How many more are let in at a time.
const MORE: u32 = 10;

#[derive(Template)]
#[template(path = "room_ask.html")]
struct AskPage {
    shell: Shell,
    faults: Faults,
    at: String,
    emblem: Emblem,
    times: Vec<(u32, String, bool)>,
    most: String,
    narrative: String,
    web: bool,
}

fn ask_page(ask: &Ask, sent: &Sent, faults: Faults) -> Shown {
    let design = ask.acts.achievement(&ask.id)?;
    let shell = ask.shell("page-room-title");
    let name = shell.named(&design.names, &design.name);
    let chosen = sent.text("minutes").parse().unwrap_or(60);
    let times = TIMES.map(|(minutes, code)| (minutes, shell.say(code), minutes == chosen));
    reply::page(&AskPage {
        at: format!("/award/{}", encoded(&design.id)),
        emblem: Emblem::of(&name, &design.name),
        times: times.into(),
        most: sent.given("most").unwrap_or_else(|| USUAL.to_string()),
        narrative: sent.text("narrative"),
        web: ask.acts.public_home().is_some(),
        shell: shell.titled(name),
        faults,
    })
}

async fn asked(ask: Ask) -> Shown {
    ask_page(&ask, &Sent::default(), Faults::default())
}

async fn open(ask: Ask, sent: Sent) -> Shown {
    let design = ask.acts.achievement(&ask.id)?;
    let me = ask.me.clone().ok_or(ActError::Broken)?;
    let giving = Giving {
        achievement: design.id,
        minutes: sent.text("minutes").parse().unwrap_or_default(),
        most: sent.text("most").parse().unwrap_or_default(),
        narrative: sent.given("narrative"),
    };
    match ask.acts.give_out(&me, giving).await {
        Ok(id) => Ok(see(&format!("/rooms/{id}"))),
        Err(error) => {
            let fields = ["minutes", "most", "narrative"];
            ask_page(&ask, &sent, Faults::of(ask.lang, &error.problem(), &fields))
        }
    }
}

/// How many came, in words.
struct Told {
    received: String,
    accepted: String,
    refused: String,
}

fn told(lang: Lang, count: &Count) -> Told {
    let say = |code: &str, count: usize| {
        say(lang, code, &Args::new().number("count", i64::try_from(count).unwrap_or(i64::MAX)))
    };
    Told {
        received: say("page-room-received", count.received),
        accepted: say("page-room-accepted", count.accepted),
        refused: say("page-room-refused", count.refused),
    }
}

/// What is on the wall: the address of a page of this node where others reach it, else what a node of one's
/// own takes.
fn link(ask: &Ask, room: &Room) -> String {
    let (by, secret) = (room.given.issuer.to_string(), &room.given.secret);
    match ask.acts.public_home() {
        Some(home) => format!("{}/claim/{secret}?by={by}", home.trim_end_matches('/')),
        None => format!("bot:claim/{by}/{secret}"),
    }
}

/// Where the code can be typed, as one reads it out.
fn address(ask: &Ask) -> Option<String> {
    let home = ask.acts.public_home()?;
    let bare = home.split_once("://").map_or(home.as_str(), |(_, rest)| rest);
    Some(format!("{}/claim", bare.trim_end_matches('/')))
}

/// A code in two halves, which are easier to copy.
fn halves(code: &str) -> String {
    let (begin, end) = code.split_at_checked(3).unwrap_or((code, ""));
    format!("{begin} {end}")
}

#[derive(Template)]
#[template(path = "room.html")]
struct RoomPage {
    shell: Shell,
    id: String,
    emblem: Emblem,
    code: String,
    link: String,
    address: Option<String>,
    by: String,
    told: Told,
    most: u32,
    received: usize,
    over: bool,
    full: bool,
    until: String,
}

async fn room(ask: Ask) -> Shown {
    let room = ask.acts.room(&ask.id)?;
    let shell = ask.shell("page-room-title");
    let design = ask.acts.achievement(&room.given.achievement)?;
    let name = shell.named(&design.names, &design.name);
    reply::page(&RoomPage {
        emblem: Emblem::of(&name, &design.name),
        code: halves(&room.given.code),
        link: link(&ask, &room),
        address: address(&ask),
        by: room.given.issuer.to_string(),
        told: told(ask.lang, &room.count),
        most: room.given.most,
        received: room.count.received,
        over: room.over,
        full: room.full,
        until: shell.moment(&room.given.until().to_string()),
        id: room.id,
        shell: shell.titled(name),
    })
}

#[derive(Template)]
#[template(path = "room_screen.html")]
struct ScreenPage {
    shell: Shell,
    id: String,
    code: String,
    drawn: Option<Drawn>,
    address: Option<String>,
    by: String,
    told: Told,
    over: bool,
}

async fn screen(ask: Ask) -> Shown {
    let room = ask.acts.room(&ask.id)?;
    let shell = ask.shell("page-room-title");
    let design = ask.acts.achievement(&room.given.achievement)?;
    let name = shell.named(&design.names, &design.name);
    // Read from the last row: few modules, and none of them small.
    let drawn =
        QrCode::encode_text(&link(&ask, &room), QrCodeEcc::Low).ok().map(|code| drawn(&code));
    reply::page(&ScreenPage {
        code: halves(&room.given.code),
        drawn,
        address: address(&ask),
        by: shell.tell("page-claim-by", "who", issuer_name(&ask, &room)),
        told: told(ask.lang, &room.count),
        over: room.over,
        id: room.id,
        shell: shell.titled(name),
    })
}

async fn live(ask: Ask) -> Shown {
    let room = ask.acts.room(&ask.id)?;
    let Told { received, accepted, refused } = told(ask.lang, &room.count);
    let texts = [("received", received), ("accepted", accepted), ("refused", refused)];
    // Those who came last may still answer when it is over.
    let through = room.over && !room.full && room.count.is_answered();
    Ok(reply::live(&texts, room.count.received, through))
}

/// Who gives it: another identity may be chosen meanwhile.
fn issuer_name(ask: &Ask, room: &Room) -> String {
    let called = ask.acts.called_here(&room.given.issuer).ok().flatten();
    called.unwrap_or_else(|| room.given.issuer.to_string())
}

async fn more(ask: Ask, _sent: Sent) -> Shown {
    ask.acts.widen_room(&ask.id, MORE).await?;
    Ok(reply::done(&format!("/rooms/{}", encoded(&ask.id)), "page-done-room-wider"))
}

async fn end(ask: Ask, _sent: Sent) -> Shown {
    ask.acts.end_room(&ask.id).await?;
    Ok(reply::done(&format!("/rooms/{}", encoded(&ask.id)), "page-done-room-ended"))
}

/// What is given out, as the page of all awards shows it.
pub(super) fn listed(ask: &Ask, shell: &Shell) -> Result<Vec<(String, String, bool)>, ActError> {
    let Some(me) = &ask.me else { return Ok(Vec::new()) };
    let rooms = ask.acts.rooms(&me.did())?;
    let told = rooms.into_iter().take(5).map(|room| {
        let args = Args::new()
            .text("what", design_name(ask, shell, &room.given.achievement))
            .text("until", shell.moment(&room.given.until().to_string()))
            .text("received", told(ask.lang, &room.count).received);
        let says = say(ask.lang, "page-room-listed", &args);
        (format!("/rooms/{}", room.id), says, !room.over)
    });
    Ok(told.collect())
}
