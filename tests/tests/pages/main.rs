//! The pages, used as people use them: over real HTTP, in both languages, without a script.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod attacks;
mod browsers;
mod cases;
mod communities;
mod daily;
mod first_run;
mod forms;
mod lived_in;
mod many;
mod passport;
mod recognise;
mod rooms;
mod verify;

use bot_protocol::words::{Args, Lang, say};
use bot_tests::browser::Browser;

/// The languages, as a browser asks for them.
const LANGS: [(&str, Lang); 2] = [("en", Lang::En), ("fr", Lang::Fr)];

/// A name that nobody has, and that a careless page would run.
const HOSTILE: &str = "<script>alert(1)</script>\"'&{{ 7 }}";

/// A sentence as a page shows it.
fn told(lang: Lang, code: &str) -> String {
    escaped(&say(lang, code, &Args::new()))
}

/// A text as a page shows it.
fn escaped(text: &str) -> String {
    text.replace('&', "&#38;")
        .replace('<', "&#60;")
        .replace('>', "&#62;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;")
}

fn shows(page: &str, lang: Lang, code: &str) {
    let wanted = told(lang, code);
    assert!(page.contains(&wanted), "{code} ({wanted}) is not in: {page}");
    assert!(!page.contains("<script>alert"), "somebody's text is part of the page: {page}");
}

/// Waits until a page leads to something that begins so; its text.
async fn waits_for(browser: &mut Browser<'_>, path: &str, begin: &str) -> String {
    for _ in 0..200 {
        let page = browser.read(path).await;
        if page.contains(&format!("href=\"{begin}")) {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("nothing at {begin} came to {path}");
}
