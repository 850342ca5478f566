//! A new node: a link, a language, a name, a sheet, and the first badge; and back from the sheet.

use bot_tests::browser::{Browser, between, leads_to};
use bot_tests::http::{Node, PASSPHRASE, settings};

use crate::{HOSTILE, LANGS, escaped, shows};

#[tokio::test(flavor = "multi_thread")]
async fn nobody_comes_in_without_a_link_and_a_link_lets_in_once() {
    let node = Node::start(settings()).await;
    for (tag, lang) in LANGS {
        let mut stranger = Browser::new(&node, tag);
        let reply = stranger.open("/").await;
        assert_eq!(reply.status, 401, "before anybody lives here, too");
        shows(&String::from_utf8(reply.body).unwrap(), lang, "page-closed");
        assert_eq!(stranger.open("/welcome").await.status, 401);
        let link = stranger.link();
        let door = stranger.read(&link).await;
        shows(&door, lang, "page-enter-title");
        // Looking at it does not use it up.
        assert_eq!(stranger.read(&link).await, door);
        let secret = link.strip_prefix("/enter/").unwrap();
        let reply = stranger.post("/enter", &[("link", secret), ("lang", tag)]).await;
        assert_eq!(reply.status, 303);
        let cookies: Vec<&str> =
            reply.lines.lines().filter(|line| line.starts_with("set-cookie")).collect();
        let visit = cookies.iter().find(|line| line.contains("bot-visit-")).unwrap();
        for kept in ["HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(visit.contains(kept), "{visit}");
        }
        assert_eq!(stranger.open("/welcome").await.status, 200);
        let mut second = Browser::new(&node, tag);
        assert_eq!(second.post("/enter", &[("link", secret)]).await.status, 404, "once");
        assert_eq!(second.open(&link).await.status, 404);
        let out = stranger.fill("/leave", &[]).await;
        shows(&out, lang, "page-left");
        assert_eq!(stranger.open("/welcome").await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_link_to_the_first_badge_in_twelve_clicks() {
    for (tag, lang) in LANGS {
        let node = Node::start(settings()).await;
        let mut browser = Browser::new(&node, tag);
        let link = browser.link();
        browser.read(&link).await;
        let secret = link.strip_prefix("/enter/").unwrap();
        let page = browser.fill("/enter", &[("link", secret), ("lang", tag)]).await;
        shows(&page, lang, "page-welcome-title");
        shows(&page, lang, "page-welcome-back-link");
        let empty = browser.post("/welcome", &[("party", "organisation"), ("name", "")]).await;
        let empty = String::from_utf8(empty.body).unwrap();
        shows(&empty, lang, "page-faults");
        assert!(empty.contains("href=\"#name\""), "the fault leads to its field");
        let named = [("party", "organisation"), ("name", HOSTILE)];
        let page = browser.fill("/welcome", &named).await;
        shows(&page, lang, "page-sheet-lead");
        let page = browser.fill("/sheet", &[("passphrase", PASSPHRASE)]).await;
        shows(&page, lang, "page-sheet-careful");
        assert!(page.contains(&escaped(HOSTILE)));
        let list = between(&page, "<ol class=\"words\">", "</ol>");
        assert_eq!(between(list[0], "<li>", "</li>").len(), 24);
        browser.read("/").await;
        browser.read("/award").await;
        browser.read("/award/new").await;
        let design = [("name", "Tea"), ("description", "Makes tea."), ("criteria", "Made tea.")];
        let page = browser.fill("/award/new", &design).await;
        shows(&page, lang, "page-done-designed");
        let page = browser.fill(&leads_from(&page), &[("to", HOSTILE)]).await;
        shows(&page, lang, "page-done-issued");
        assert!(browser.clicks <= 12, "{} clicks", browser.clicks);
        let issued = node.running.acts().credentials(&Default::default()).unwrap().items;
        assert_eq!(issued.len(), 1);
    }
}

/// Where the form of a page is sent.
fn leads_from(page: &str) -> String {
    let all = between(page, "<form method=\"post\" action=\"", "\"");
    (*all.iter().find(|to| to.starts_with("/award/")).unwrap()).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sheet_is_for_who_knows_the_passphrase_and_brings_its_owner_back() {
    for (tag, lang) in LANGS {
        let node = Node::start(settings()).await;
        let mut browser = Browser::inside(&node, tag).await;
        browser.fill("/welcome", &[("party", "person"), ("name", "Lea")]).await;
        let page = browser.fill("/sheet", &[("passphrase", "a wrong one")]).await;
        shows(&page, lang, "page-fault-passphrase-wrong");
        assert!(!page.contains("class=\"words\""));
        let page = browser.fill("/sheet", &[("passphrase", PASSPHRASE)]).await;
        let list = between(&page, "<ol class=\"words\">", "</ol>");
        let words = between(list[0], "<li>", "</li>").join(" ");
        let did = node.running.acts().identities(&Default::default()).unwrap().items[0].did.clone();
        let home = browser.read("/").await;
        shows(&home, lang, "page-sheet-remind");
        let wrong = [("passphrase", PASSPHRASE), ("words", "abandon ability")];
        let page = browser.fill("/sheet/check", &wrong).await;
        assert!(page.contains("href=\"#words\""), "{page}");
        let right = [("passphrase", PASSPHRASE), ("words", &*words)];
        let page = browser.fill("/sheet/check", &right).await;
        shows(&page, lang, "page-done-sheet");
        assert!(!page.contains(&crate::told(lang, "page-sheet-remind")));
        let page = browser.fill("/sheet", &[("passphrase", PASSPHRASE)]).await;
        shows(&page, lang, "page-fault-recovery-exported");

        let other = Node::start(settings()).await;
        let mut browser = Browser::inside(&other, tag).await;
        let page = browser.read("/").await;
        let back = leads_to(&page, "/welcome/back");
        let wrong = [("words", "one two"), ("name", "Lea"), ("party", "person")];
        let page = browser.fill(&back, &wrong).await;
        assert!(page.contains("href=\"#words\""));
        assert!(!page.contains("one two"), "words of a sheet are never shown back");
        let right = [("words", &*words), ("name", "Lea"), ("party", "person")];
        let page = browser.fill(&back, &right).await;
        shows(&page, lang, "page-done-restored");
        let back = other.running.acts().identities(&Default::default()).unwrap().items;
        assert_eq!(back[0].did, did);
    }
}
