//! The passport on pages: found and filtered, noted upon, brought along from elsewhere, and gathered on pages
//! that whoever has the link sees.

use bot_protocol::api::{AchievementDraft, IssueRequest};
use bot_protocol::canon::json::Value;
use bot_protocol::words::{Args, Lang, say};
use bot_tests::browser::{Browser, between, leads_to};
use bot_tests::http::{Node, settings};

use crate::{HOSTILE, LANGS, escaped, shows, waits_for};

/// A node of Lea, who awarded herself two badges and took them.
async fn lea<'n>(tag: &'static str, node: &'n Node) -> Browser<'n> {
    let mut lea = Browser::inside(node, tag).await;
    lea.fill("/welcome", &[("party", "person"), ("name", "Lea")]).await;
    let acts = node.running.acts();
    for (name, kind, until) in
        [("Swimming", "MicroCredential", Some("2030-01-31T00:00:00Z")), (HOSTILE, "Diploma", None)]
    {
        let text = |text: &str| Value::from(text.to_owned());
        let draft = AchievementDraft {
            language: Some(text("en")),
            name: text(name),
            description: text("Swims."),
            criteria: text("Three lengths."),
            achievement_type: Some(text(kind)),
            tag: Some(Value::Array(vec![text("water"), text(kind)])),
            ..AchievementDraft::default()
        };
        let made = acts.add_achievement(draft).await.unwrap();
        let request = IssueRequest {
            achievement: made.id,
            to: "Lea".to_owned(),
            valid_until: until.map(str::to_owned),
            ..IssueRequest::default()
        };
        acts.issue(request).await.unwrap();
        let home = waits_for(&mut lea, "/", "/offers/").await;
        let offer = leads_to(&home, "/offers/");
        lea.fill(&format!("{offer}/accept"), &[]).await;
    }
    lea
}

#[tokio::test(flavor = "multi_thread")]
async fn badges_are_found_by_what_they_say_and_by_what_their_holder_notes() {
    for (tag, lang) in LANGS {
        let node = Node::start(settings()).await;
        let mut lea = lea(tag, &node).await;
        let page = lea.read("/passport").await;
        assert_eq!(page.matches("href=\"/passport/urn").count(), 2, "{page}");
        assert!(page.contains("<option value=\"water\">water</option>"), "{page}");
        for (query, found) in [
            ("q=swim", 1),
            ("q=water", 2),
            ("tag=Diploma", 1),
            ("tag=nothing", 0),
            ("learning=formal", 1),
            ("learning=non-formal", 1),
            ("learning=informal", 0),
            ("seen=public", 0),
            ("seen=private&order=name", 2),
            ("seen=ending", 0),
            ("seen=over", 0),
            ("order=expiry&part=99", 2),
            ("tag=%3Cscript%3E&q=%22%3E", 0),
        ] {
            let page = lea.read(&format!("/passport?{query}")).await;
            assert_eq!(page.matches("href=\"/passport/urn").count(), found, "{query}");
            assert!(!page.contains("<script>alert") && !page.contains("<script>&"), "{query}");
        }
        let badge = leads_to(&lea.read("/passport?tag=Diploma").await, "/passport/urn");
        let note = [("learning", "informal"), ("tags", "pool, my pool , ")];
        let page = lea.fill(&format!("{badge}/note"), &note).await;
        shows(&page, lang, "page-done-noted");
        assert!(page.contains("value=\"pool, my pool\""), "{page}");
        for (query, found) in [("learning=informal", 1), ("learning=formal", 0), ("tag=pool", 1)] {
            let page = lea.read(&format!("/passport?{query}")).await;
            assert_eq!(page.matches("href=\"/passport/urn").count(), found, "{query}");
        }
        let long = "x".repeat(61);
        let page = lea.fill(&format!("{badge}/note"), &[("tags", &long)]).await;
        assert!(page.contains("href=\"#tags\""), "{page}");
        let page = lea.read("/passport/timeline").await;
        shows(&page, lang, "page-learning-informal");
        assert_eq!(page.matches("href=\"/passport/urn").count(), 2, "{page}");
        shows(&lea.read(&format!("{badge}/verdict")).await, lang, "page-verdict-lead");
        let archive = lea.open("/passport/everything").await;
        assert!(archive.header("content-disposition").contains("everything.tar"));
        let whole = String::from_utf8_lossy(&archive.body).into_owned();
        assert!(whole.contains("my pool"), "the notes are handed over");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_is_added_and_taken_away_and_no_link_of_another_kind_is_kept() {
    for (tag, lang) in LANGS {
        let node = Node::start(settings()).await;
        let mut lea = lea(tag, &node).await;
        let badge = leads_to(&lea.read("/passport?tag=Diploma").await, "/passport/urn");
        let at = format!("{badge}/evidence");
        for link in ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a b"] {
            let page = lea.fill(&at, &[("words", "Mine"), ("link", link)]).await;
            assert!(page.contains("href=\"#link\""), "{link}: {page}");
        }
        assert!(lea.fill(&at, &[("words", "")]).await.contains("href=\"#words\""));
        let said = [("words", HOSTILE), ("link", "https://school.example/?a=1&b=\"2\"")];
        let page = lea.fill(&at, &said).await;
        shows(&page, lang, "page-done-noted");
        assert!(page.contains(&escaped(HOSTILE)), "{page}");
        assert!(page.contains("href=\"https://school.example/?a=1&#38;b=&#34;2&#34;\""), "{page}");
        let page = lea.fill(&format!("{badge}/remove"), &[("number", "9")]).await;
        assert!(page.contains("https://school.example/"), "nothing else goes");
        let page = lea.fill(&format!("{badge}/remove"), &[("number", "0")]).await;
        assert!(!page.contains("https://school.example/"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn badges_gathered_on_a_page_are_seen_by_whoever_has_the_link_and_by_nobody_else() {
    for (tag, lang) in LANGS {
        let node = Node::start(settings()).await;
        let mut lea = lea(tag, &node).await;
        let page = lea.read("/portfolios/new").await;
        let ids = between(&page, "name=\"badge1\" value=\"", "\"")[0].to_owned();
        let none = lea.fill("/portfolios/new", &[("title", "Summer"), ("open", "yes")]).await;
        assert!(none.contains("href=\"#badges\"") && none.contains("value=\"Summer\""), "{none}");
        let other = [("title", "Summer"), ("badge0", "urn:uuid:not-hers")];
        lea.fill("/portfolios/new", &other).await;
        shows(&lea.read("/portfolios").await, lang, "page-portfolios-none");
        let title = "Summer <b>\"camp\"</b>";
        let said = [
            ("title", title),
            ("words", HOSTILE),
            ("purpose", "application"),
            ("badge1", &*ids),
            ("open", "yes"),
        ];
        let page = lea.fill("/portfolios/new", &said).await;
        shows(&page, lang, "page-done-portfolio");
        let home = format!("http://{}", node.running.address());
        let link = leads_to(&page, &home);
        let link = link.strip_prefix(&home).unwrap().to_owned();
        let at = leads_to(&lea.read("/portfolios").await, "/portfolios/");
        let at = if at.ends_with("/new") {
            between(&lea.read("/portfolios").await, "<h2><a href=\"", "\"")[0].to_owned()
        } else {
            at
        };
        seen(&node, (tag, lang), &link).await;

        let file = lea.open(&format!("{at}/file")).await;
        assert!(file.header("content-disposition").contains("index.html"));
        let text = String::from_utf8(file.body).unwrap();
        assert!(text.contains("data:application/json;base64,") && !text.contains("<script"));
        assert!(text.contains(&escaped(title)) && !text.contains("src="), "it needs nothing else");
        // She issued it herself: that her node knows her is for her eyes.
        let own = say(lang, "issuer-is-you", &Args::new());
        assert!(!text.contains(&escaped(&own)), "{text}");

        let closed = [("title", title), ("badge0", &*ids)];
        lea.fill(&at, &closed).await;
        let mut other = Browser::new(&node, tag);
        assert_eq!(other.open(&link).await.status, 404);
        let again = [("title", title), ("badge0", &*ids), ("open", "yes"), ("anew", "yes")];
        lea.fill(&at, &again).await;
        assert_eq!(other.open(&link).await.status, 404, "the link of before leads nowhere");
        shows(&lea.fill(&format!("{at}/remove"), &[]).await, lang, "page-done-portfolio-gone");
        assert_eq!(lea.open(&at).await.status, 404);
    }
}

/// What somebody sees who has nothing but the link.
async fn seen(node: &Node, (tag, lang): (&'static str, Lang), link: &str) {
    let mut other = Browser::new(node, tag);
    let reply = other.open(link).await;
    assert_eq!(reply.status, 200, "{}", reply.head);
    assert!(reply.head.contains("frame-ancestors 'none'"), "{}", reply.head);
    let page = String::from_utf8(reply.body).unwrap();
    shows(&page, lang, "question-integrity");
    let by = say(lang, "page-shown-by", &Args::new().text("who", "Lea"));
    assert!(page.contains(&escaped(&by)) && page.contains(&escaped(HOSTILE)), "{page}");
    assert!(!page.contains("<form method=\"post\" action=\"/leave\""), "it is nobody's browser");
    let file = leads_to(&page, "/shown/");
    let file = other.open(&file).await;
    assert!(file.header("content-disposition").starts_with("attachment"));
    assert_eq!(file.json()["type"][1], "OpenBadgeCredential");
    framed(&mut other, lang, link).await;
    let guess = format!("{}0", &link[..link.len() - 1]);
    if guess != link {
        assert_eq!(other.open(&guess).await.status, 404);
    }
}

/// The same within somebody else's page.
async fn framed(other: &mut Browser<'_>, lang: Lang, link: &str) {
    let framed = other.open(&link.replace("/shown/", "/embed/")).await;
    assert_eq!(framed.status, 200);
    assert!(framed.head.contains("frame-ancestors *"), "{}", framed.head);
    assert!(framed.head.contains("form-action 'self'") && !framed.head.contains("unsafe"));
    let framed = String::from_utf8(framed.body).unwrap();
    assert!(!framed.contains("<form") && !framed.contains("<script"), "{framed}");
    shows(&framed, lang, "page-shown-more");
}

/// What is no badge, what is another's, and what lies where nothing is fetched from.
async fn is_refused(lea: &mut Browser<'_>, lang: Lang, anothers: &str) {
    shows(&lea.fill("/passport/import", &[]).await, lang, "page-fault-nothing-shown");
    let page = lea.fill("/passport/import", &[("text", "no badge at all")]).await;
    assert!(page.contains("href=\"#file\"") && page.contains("no badge at all"), "{page}");
    let page = lea.fill("/passport/import", &[("text", anothers)]).await;
    shows(&page, lang, "page-fault-import-of-another");
    for link in ["http://127.0.0.1/badge.json", "https://127.0.0.1/badge.json", "nonsense"] {
        let page = lea.fill("/passport/import", &[("link", link)]).await;
        shows(&page, lang, "page-fault-link");
        assert!(page.contains("href=\"#link\""), "{link}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_from_elsewhere_is_kept_as_it_came_and_forgotten() {
    for (tag, lang) in LANGS {
        let (here, there) = (Node::start(settings()).await, Node::start(settings()).await);
        let mut lea = Browser::inside(&here, tag).await;
        lea.fill("/welcome", &[("party", "person"), ("name", "Lea")]).await;
        let mut school = self::lea(tag, &there).await;
        let badge = leads_to(&school.read("/passport?tag=Diploma").await, "/passport/urn");
        let file = school.open(&format!("{badge}/file")).await.body;

        is_refused(&mut lea, lang, &String::from_utf8(file.clone()).unwrap()).await;
        // The one who holds it brings their own copy along: it is here already.
        let page = school.upload("/passport/import", &[("file", &file)]).await;
        shows(&page, lang, "page-done-imported-before");
        // Forgotten is what came as a file alone.
        let page = school.fill(&format!("{badge}/forget"), &[]).await;
        shows(&page, lang, "page-faults");
    }
}
