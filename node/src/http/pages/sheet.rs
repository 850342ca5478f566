//! `/sheet`: the recovery sheet, to be printed, and taken off the node once it is on paper.

use askama::Template;
use bot_protocol::api::{PartyKind, RecoveryConfirm, RecoveryRequest};
use qrcodegen::{QrCode, QrCodeEcc};

use super::form::Sent;
use super::reply;
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::Faults;
use crate::acts::ActError;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/sheet", Viewer::Owner, asked),
        post("/sheet", Viewer::Owner, FORM_BYTES_MAX, sheet),
        get("/sheet/check", Viewer::Owner, check),
        post("/sheet/check", Viewer::Owner, FORM_BYTES_MAX, checked),
    ]
}

/// Asks for the passphrase: whoever sits down at an open browser must not print the sheet.
#[derive(Template)]
#[template(path = "sheet_ask.html")]
struct AskPage {
    shell: Shell,
    faults: Faults,
}

/// The sheet itself.
#[derive(Template)]
#[template(path = "sheet.html")]
struct SheetPage {
    shell: Shell,
    name: String,
    party: String,
    did: String,
    words: Vec<String>,
    /// The dark modules of the same words as a QR code, and how many modules a side has.
    code: Option<(String, i32)>,
}

/// Asks for the words, as read from paper.
#[derive(Template)]
#[template(path = "sheet_check.html")]
struct CheckPage {
    shell: Shell,
    faults: Faults,
}

/// Light modules around the code that readers need (ISO/IEC 18004 §5.3.8).
const QUIET: i32 = 4;

async fn asked(ask: Ask) -> Shown {
    let shell = ask.shell("page-sheet-title");
    reply::page(&AskPage { shell, faults: Faults::default() })
}

async fn sheet(ask: Ask, sent: Sent) -> Shown {
    let request = RecoveryRequest { passphrase: sent.secret("passphrase") };
    let who = ask.who().unwrap_or_default();
    let shell = ask.shell("page-sheet-title");
    let sheet = match ask.acts.recovery_sheet(&who, request).await {
        Ok(sheet) => sheet,
        Err(error) => {
            let faults = Faults::of(ask.lang, &error.problem(), &["passphrase"]);
            return reply::page(&AskPage { shell, faults });
        }
    };
    let party = shell.say(match sheet.party {
        PartyKind::Person => "page-party-person",
        PartyKind::Organisation => "page-party-organisation",
        PartyKind::Community => "page-party-community",
    });
    let words = sheet.words.expose().split_whitespace().map(str::to_owned).collect();
    let code = QrCode::encode_text(sheet.words.expose(), QrCodeEcc::Medium).ok();
    let code = code.map(|code| (dark(&code), code.size().saturating_add(2 * QUIET)));
    reply::page(&SheetPage { shell, name: sheet.name, party, did: sheet.did, words, code })
}

/// A code as a page draws it.
pub(super) struct Drawn {
    pub(super) dark: String,
    pub(super) side: i32,
}

/// A code with the light edge that readers need.
pub(super) fn drawn(code: &QrCode) -> Drawn {
    Drawn { dark: dark(code), side: code.size().saturating_add(2 * QUIET) }
}

/// The dark modules of a code as a path.
fn dark(code: &QrCode) -> String {
    let size = code.size();
    let places = (0..size).flat_map(|y| (0..size).map(move |x| (x, y)));
    let dark = places.filter(|(x, y)| code.get_module(*x, *y));
    dark.map(|(x, y)| format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET)).collect()
}

async fn check(ask: Ask) -> Shown {
    let shell = ask.shell("page-check-title");
    reply::page(&CheckPage { shell, faults: Faults::default() })
}

async fn checked(ask: Ask, sent: Sent) -> Shown {
    let request =
        RecoveryConfirm { passphrase: sent.secret("passphrase"), words: sent.secret("words") };
    let who = ask.who().unwrap_or_default();
    match ask.acts.confirm_recovery(&who, request).await {
        Ok(_) => Ok(reply::done("/", "page-done-sheet")),
        Err(error) => {
            let error = about_words(error);
            let faults = Faults::of(ask.lang, &error.problem(), &["passphrase", "words"]);
            reply::page(&CheckPage { shell: ask.shell("page-check-title"), faults })
        }
    }
}

fn about_words(error: ActError) -> ActError {
    match error.code() {
        "recovery-words-refused" | "recovery-sheet-of-another" => error.about("words"),
        _ => error,
    }
}
