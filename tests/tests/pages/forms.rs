//! Forms as people send them: twice, from two windows, with a photograph that is too large; and what a
//! browser is told where there is no page.

use bot_protocol::api::{IdentityDraft, PageQuery, PartyKind};
use bot_tests::browser::{Browser, between};
use bot_tests::http::{Node, settings};

use crate::{LANGS, shows, told};

/// What the first form of a page with this action carries unseen.
fn hidden<'p>(page: &'p str, action: &str) -> Vec<(&'p str, &'p str)> {
    let forms = between(page, &format!("action=\"{action}\""), "</form>");
    let inputs = between(forms[0], "<input type=\"hidden\" name=\"", "\">");
    inputs.into_iter().map(|input| input.split_once("\" value=\"").unwrap()).collect()
}

fn designed(page: &str) -> String {
    let all = between(page, "<form method=\"post\" action=\"", "\"");
    (*all.iter().find(|to| to.starts_with("/award/")).unwrap()).to_owned()
}

async fn school(node: &Node, tag: &'static str) -> String {
    let mut browser = Browser::inside(node, tag).await;
    browser.fill("/welcome", &[("party", "organisation"), ("name", "School")]).await;
    let design = [("name", "Tea"), ("description", "Makes tea."), ("criteria", "Made tea.")];
    designed(&browser.fill("/award/new", &design).await)
}

fn issued(node: &Node) -> Vec<String> {
    let all = node.running.acts().credentials(&PageQuery::default()).unwrap().items;
    all.into_iter().map(|badge| badge.issuer).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_sent_twice_does_its_work_once() {
    for (tag, lang) in LANGS {
        let node = Node::start(settings()).await;
        let at = school(&node, tag).await;
        let (mut one, mut other) =
            (Browser::inside(&node, tag).await, Browser::inside(&node, tag).await);
        let page = one.read(&at).await;
        let mut fields = hidden(&page, &at);
        assert_eq!(fields.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["as", "once"]);
        fields.push(("to", "School"));
        // At the same time, as a double click does.
        let (first, second) = tokio::join!(one.fill(&at, &fields), other.fill(&at, &fields));
        for page in [first, second, one.fill(&at, &fields).await] {
            shows(&page, lang, "page-done-issued");
        }
        assert_eq!(issued(&node).len(), 1, "awarded once");
        let changed = [&fields[..], &[("narrative", "Twice as well")]].concat();
        one.fill(&at, &changed).await;
        assert_eq!(issued(&node).len(), 2, "with another content it is another form");
        one.fill(&at, &[("to", "School")]).await;
        assert_eq!(issued(&node).len(), 3, "without a value of its own each counts");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_may_be_tried_again_by_the_same_form() {
    let (tag, lang) = LANGS[0];
    let node = Node::start(settings()).await;
    let at = school(&node, tag).await;
    let mut browser = Browser::inside(&node, tag).await;
    let page = browser.read(&at).await;
    let fields = [&hidden(&page, &at)[..], &[("to", "Lea")]].concat();
    shows(&browser.fill(&at, &fields).await, lang, "page-nobody-called-so");
    let draft = IdentityDraft {
        party: PartyKind::Person,
        name: "Lea".to_owned(),
        description: None,
        url: None,
        dry_run: false,
    };
    node.running.acts().make_identity(draft).await.unwrap();
    shows(&browser.fill(&at, &fields).await, lang, "page-done-issued");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_window_does_not_change_who_signs() {
    let (tag, lang) = LANGS[1];
    let node = Node::start(settings()).await;
    let at = school(&node, tag).await;
    let mut browser = Browser::inside(&node, tag).await;
    let page = browser.read(&at).await;
    let fields = [&hidden(&page, &at)[..], &[("to", "School")]].concat();
    browser.fill("/welcome", &[("party", "person"), ("name", "Lea")]).await;
    let all = node.running.acts().identities(&PageQuery::default()).unwrap().items;
    let lea = all.iter().find(|one| one.name == "Lea").unwrap();
    assert!(browser.read("/").await.contains(&lea.did), "this browser acts for Lea now");
    shows(&browser.fill(&at, &fields).await, lang, "page-done-issued");
    assert_ne!(issued(&node), std::slice::from_ref(&lea.did), "the school signed");
    let stranger = ("as", "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK");
    let page = browser.fill(&at, &[stranger, ("to", "School")]).await;
    shows(&page, lang, "page-trouble-title");
    assert_eq!(issued(&node).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photograph_that_is_too_large_takes_nothing_along() {
    for (tag, lang) in LANGS {
        let node = Node::start(settings()).await;
        school(&node, tag).await;
        let mut browser = Browser::inside(&node, tag).await;
        let page = browser.read("/award/new").await;
        let names = between(&page, "name=\"", "\"");
        assert_eq!(names.iter().rfind(|name| **name != "lang" && **name != "back"), Some(&"image"));
        let picture = vec![7; 9 * 1024 * 1024];
        let fields: [(&str, &[u8]); 5] = [
            ("name", b"Coffee"),
            ("description", b"Makes coffee."),
            ("criteria", b"Made coffee."),
            ("other_name", "Café".as_bytes()),
            ("image", &picture),
        ];
        let page = browser.upload("/award/new", &fields).await;
        shows(&page, lang, "page-fault-picture-large");
        for kept in ["value=\"Coffee\"", ">Makes coffee.<", "value=\"Café\""] {
            assert!(page.contains(kept), "{kept}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_in_a_browser_is_told_in_words_and_a_program_in_json() {
    let node = Node::start(settings()).await;
    for (tag, lang) in LANGS {
        let mut browser = Browser::new(&node, tag);
        for (path, code) in [("/nowhere", "page-nothing-here"), ("/enter", "page-not-so")] {
            browser.accept = "text/html,application/xhtml+xml,*/*;q=0.8";
            let page = browser.read(path).await;
            shows(&page, lang, code);
            assert!(page.starts_with("<!doctype html>"));
            browser.accept = "application/json";
            let reply = browser.open(path).await;
            assert_eq!(reply.header("content-type"), "application/problem+json", "{path}");
        }
        assert_eq!(browser.open("/nowhere").await.status, 404);
        assert_eq!(browser.open("/enter").await.status, 405);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_browser_signs_all_others_out() {
    for (tag, lang) in LANGS {
        let node = Node::start(settings()).await;
        school(&node, tag).await;
        let (mut one, mut other) =
            (Browser::inside(&node, tag).await, Browser::inside(&node, tag).await);
        let page = one.read("/node").await;
        assert_eq!(hidden(&page, "/leave"), [("all", "yes")]);
        shows(&one.fill("/leave", &[("all", "yes")]).await, lang, "page-left-all");
        for browser in [&mut one, &mut other] {
            let page = browser.read("/node").await;
            shows(&page, lang, "page-closed-title");
            assert!(!page.contains(&told(lang, "page-leave-all")));
        }
    }
}
