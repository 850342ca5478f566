//! Verifying on a page: six questions, six answers, and never one that sums them up.

use bot_node::percent::encoded;
use bot_protocol::canon::multibase::encode_base64;
use bot_protocol::verdict::Question;
use bot_protocol::words::{Args, say};
use bot_tests::browser::Browser;
use bot_tests::http::{Node, settings};

use crate::{LANGS, escaped, shows, told};

/// A badge that the node issued to itself, as text.
async fn badge(browser: &mut Browser<'_>, node: &Node) -> String {
    browser.fill("/welcome", &[("party", "organisation"), ("name", "School")]).await;
    let design = [("name", "Tea"), ("description", "Makes tea."), ("criteria", "Made tea.")];
    browser.fill("/award/new", &design).await;
    let acts = node.running.acts();
    let id = acts.achievements(&Default::default()).unwrap().items[0].id.clone();
    browser.fill(&format!("/award/{id}"), &[("to", "School")]).await;
    let issued = acts.credentials(&Default::default()).unwrap().items[0].id.clone();
    acts.credential(&issued).unwrap().document.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_is_judged_by_six_questions_with_no_node_to_ask() {
    for (tag, lang) in LANGS {
        let node = Node::start(settings()).await;
        let mut browser = Browser::inside(&node, tag).await;
        let text = badge(&mut browser, &node).await;
        let page = browser.fill("/verify", &[("text", &text)]).await;
        for question in Question::ALL {
            let asked = say(lang, &format!("question-{}", question.name()), &Args::new());
            assert!(page.contains(&escaped(&asked)), "{asked}");
        }
        assert_eq!(page.matches("<li class=\"finding ").count(), 6);
        assert!(page.matches("class=\"finding yes\"").count() >= 2, "{page}");
        shows(&page, lang, "page-verdict-lead");
        let file = browser.upload("/verify", &[("file", text.as_bytes()), ("text", b"")]).await;
        assert_eq!(
            file.matches("class=\"finding yes\"").count(),
            page.matches("class=\"finding yes\"").count()
        );
        let forged = text.replace("Makes tea.", "Makes coffee.");
        assert_ne!(forged, text);
        let page = browser.fill("/verify", &[("text", &forged)]).await;
        assert!(page.contains("class=\"finding no\""), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_badge_is_told_in_words() {
    let node = Node::start(settings()).await;
    for (tag, lang) in LANGS {
        let mut browser = Browser::inside(&node, tag).await;
        shows(&browser.fill("/verify", &[]).await, lang, "page-fault-nothing-shown");
        for hostile in ["<script>alert(1)</script>", "{\"name\": \"<script>alert(1)</script>\"}"] {
            let page = browser.fill("/verify", &[("text", hostile)]).await;
            shows(&page, lang, "page-verdict-title");
            assert_eq!(page.matches("class=\"finding yes\"").count(), 0);
        }
        let page = browser.upload("/verify", &[("file", &[0, 255, 1])]).await;
        shows(&page, lang, "page-verdict-title");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_beyond_the_bound_is_refused_before_it_is_read() {
    let node = Node::start(settings()).await;
    let mut browser = Browser::inside(&node, "en").await;
    let large = vec![b'a'; 20 * 1024 * 1024 + 1];
    let page = browser.upload("/verify", &[("file", &large)]).await;
    assert!(page.contains(&told(bot_protocol::words::Lang::En, "page-fault-file-large")), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_is_verified_by_its_link_and_no_other_host_is_asked() {
    for (tag, lang) in LANGS {
        let node = Node::start(settings()).await;
        let mut browser = Browser::inside(&node, tag).await;
        let text = badge(&mut browser, &node).await;
        let acts = node.running.acts();
        let id = acts.credentials(&Default::default()).unwrap().items[0].id.clone();
        let own = format!("http://{}/awarded/{}", node.running.address(), encoded(&id));
        let carried = format!("data:application/json;base64,{}", encode_base64(text.as_bytes()));
        for link in [own, carried] {
            let page = browser.fill("/verify", &[("text", &link)]).await;
            shows(&page, lang, "page-verdict-lead");
            assert!(page.matches("class=\"finding yes\"").count() >= 2, "{page}");
        }
        let other = "https://school.example/badge.json";
        let page = browser.fill("/verify", &[("text", other)]).await;
        shows(&page, lang, "page-fault-link-elsewhere");
        assert!(page.contains(other), "what was typed is kept");
    }
}
