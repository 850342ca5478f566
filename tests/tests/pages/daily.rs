//! The daily life of badges on pages: designed, awarded, accepted, shown, revoked; people recognised;
//! and how the node is.

use bot_protocol::api::{IdentityDraft, PartyKind};
use bot_protocol::words::Lang;
use bot_tests::browser::{Browser, between, leads_to};
use bot_tests::http::{Node, settings};

use crate::{HOSTILE, LANGS, escaped, shows, waits_for};

/// A node of a school and of somebody whose name means no good, and the browser of who owns both.
async fn two(tag: &'static str, node: &Node) -> String {
    let mut browser = Browser::inside(node, tag).await;
    browser.fill("/welcome", &[("party", "organisation"), ("name", "School")]).await;
    let draft = IdentityDraft {
        party: PartyKind::Person,
        name: HOSTILE.to_owned(),
        description: None,
        url: None,
        dry_run: false,
    };
    node.running.acts().make_identity(draft).await.unwrap().did
}

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_is_designed_given_accepted_shown_hidden_and_revoked_unless_undone() {
    for (tag, lang) in LANGS {
        let node = Node::start(settings()).await;
        let did = two(tag, &node).await;
        let mut school = Browser::inside(&node, tag).await;
        let refused = school.fill("/award/new", &[("name", ""), ("description", "a")]).await;
        shows(&refused, lang, "page-faults");
        let design = [
            ("badge_lang", "en"),
            ("name", HOSTILE),
            ("description", HOSTILE),
            ("criteria", "Three lengths."),
            ("other_name", "Natation"),
        ];
        let page = school.fill("/award/new", &design).await;
        shows(&page, lang, "page-done-designed");
        let named = if lang == Lang::Fr { "Natation".to_owned() } else { escaped(HOSTILE) };
        assert!(page.contains(&format!("<h1>{named}</h1>")), "{page}");
        let forms = between(&page, "<form method=\"post\" action=\"", "\"");
        let at = (*forms.iter().find(|at| at.starts_with("/award/")).unwrap()).to_owned();
        let nobody = school.fill(&at, &[("to", "Nobody")]).await;
        shows(&nobody, lang, "page-nobody-called-so");
        assert!(nobody.contains("href=\"#to\"") && nobody.contains("aria-invalid=\"true\""));
        let past = school.fill(&at, &[("to", HOSTILE), ("valid_until", "2001-01-01")]).await;
        assert!(past.contains("href=\"#valid_until\""), "{past}");
        let page = school.fill(&at, &[("to", HOSTILE), ("narrative", HOSTILE)]).await;
        shows(&page, lang, "page-done-issued");
        let awarded = leads_to(&page, "/awarded/");

        let mut lea = Browser::inside(&node, tag).await;
        lea.fill("/acting", &[("who", &did)]).await;
        let home = waits_for(&mut lea, "/", "/offers/").await;
        let offer = leads_to(&home, "/offers/");
        shows(&lea.read(&offer).await, lang, "page-offer-publish");
        let page = lea.fill(&format!("{offer}/accept"), &[]).await;
        shows(&page, lang, "page-done-accepted");
        shows(&page, lang, "page-awaits-nothing");
        let page = lea.read("/passport").await;
        let badge = leads_to(&page, "/passport/urn");
        for (query, found) in [("q=nothing+like+it", false), ("q=school&order=expiry", true)] {
            let page = lea.read(&format!("/passport?{query}")).await;
            assert_eq!(page.contains("href=\"/passport/urn"), found, "{query}");
        }
        shows(&lea.read(&badge).await, lang, "page-badge-private");
        let page = lea.fill(&format!("{badge}/publish"), &[]).await;
        shows(&page, lang, "page-done-published");
        let page = lea.fill(&format!("{badge}/unpublish"), &[]).await;
        shows(&page, lang, "page-done-hidden");
        let file = lea.open(&format!("{badge}/file")).await;
        assert!(file.header("content-disposition").starts_with("attachment"));
        assert_eq!(file.json()["type"][1], "OpenBadgeCredential");
        let picture = lea.open(&format!("{badge}/picture")).await;
        assert!(picture.header("content-disposition").contains("badge.svg"));
        assert!(picture.head.contains("application/octet-stream"));

        revoked_and_undone(&mut school, lang, &awarded).await;
    }
}

/// A badge is revoked by its name alone, and not while that can be undone.
async fn revoked_and_undone(school: &mut Browser<'_>, lang: Lang, awarded: &str) {
    let typed = school.fill(&format!("{awarded}/revoke"), &[("name", "Swimming")]).await;
    shows(&typed, lang, "page-fault-name-differs");
    let name = if lang == Lang::Fr { "Natation" } else { HOSTILE };
    let page = school.fill(&format!("{awarded}/revoke"), &[("name", name)]).await;
    shows(&page, lang, "page-undo-lead");
    assert!(!page.contains("class=\"state no\""), "nobody heard of it yet");
    let change = between(&page, "name=\"change\" value=\"", "\"")[0].to_owned();
    let undo = format!("{awarded}/undo");
    let page = school.fill(&undo, &[("change", &change)]).await;
    shows(&page, lang, "page-done-undone");
    shows(&page, lang, "page-revoke-go");
    shows(&school.fill(&undo, &[("change", &change)]).await, lang, "page-fault-change-unknown");
    suspended_and_renewed(school, lang, (awarded, name)).await;
}

/// A badge is suspended by its name alone; one without end is not renewed, and one with an end is.
async fn suspended_and_renewed(
    school: &mut Browser<'_>,
    lang: Lang,
    (awarded, name): (&str, &str),
) {
    let typed = school.fill(&format!("{awarded}/suspend"), &[("suspend_name", "Swimming")]).await;
    assert!(typed.contains("href=\"#suspend_name\""), "{typed}");
    let sure = [("suspend_name", name), ("suspend_reason", "An inquiry")];
    let page = school.fill(&format!("{awarded}/suspend"), &sure).await;
    shows(&page, lang, "page-undo-suspend-title");
    let change = between(&page, "name=\"change\" value=\"", "\"")[0].to_owned();
    school.fill(&format!("{awarded}/undo"), &[("change", &change)]).await;
    let long = [("suspend_name", name), ("suspend_reason", &*"r".repeat(501))];
    let page = school.fill(&format!("{awarded}/suspend"), &long).await;
    shows(&page, lang, "page-faults");
    let until = [("renew_name", name), ("valid_until", "2051-12-31")];
    let page = school.fill(&format!("{awarded}/renew"), &until).await;
    shows(&page, lang, "renewal-refused");
    let design = school.read("/award").await;
    let at = between(&design, "<h3><a href=\"", "\"")[0].to_owned();
    school.fill(&at, &[("to", HOSTILE), ("valid_until", "2050-12-31")]).await;
    let ends = leads_to(&school.read("/award").await, "/awarded/");
    shows(&school.read(&ends).await, lang, "page-renew-go");
    let early = [("renew_name", name), ("valid_until", "2049-12-31")];
    let page = school.fill(&format!("{ends}/renew"), &early).await;
    assert!(page.contains("href=\"#valid_until\""), "{page}");
    let page = school.fill(&format!("{ends}/renew"), &until).await;
    shows(&page, lang, "page-done-renewed");
    shows(&page, lang, "page-renewed-by");
    shows(&page, lang, "page-undo-title");
    let next = between(&page, "<p><a href=\"/awarded/", "\"")[0].to_owned();
    shows(&school.read(&format!("/awarded/{next}")).await, lang, "page-renews");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_recognise_each_other_stand_on_the_board_until_one_ends_it() {
    for (tag, lang) in LANGS {
        let node = Node::start(settings()).await;
        let did = two(tag, &node).await;
        let mut school = Browser::inside(&node, tag).await;
        let contact = [("did", &*did), ("name", HOSTILE)];
        shows(&school.fill("/people/add", &contact).await, lang, "page-done-contact");
        let wrong = school.fill("/people/add", &[("did", "nobody"), ("name", "x")]).await;
        assert!(wrong.contains("href=\"#did\""), "{wrong}");
        let asked = [("with", HOSTILE), ("words", HOSTILE), ("scope", "swimming, tea")];
        let page = school.fill("/people/recognise", &asked).await;
        shows(&page, lang, "page-done-recognised");
        shows(&page, lang, "page-tie-offered");

        let mut lea = Browser::inside(&node, tag).await;
        lea.fill("/acting", &[("who", &did)]).await;
        let page = waits_for(&mut lea, "/people", "/recognitions/").await;
        let tie = leads_to(&page, "/recognitions/");
        shows(&lea.read(&tie).await, lang, "page-tie-accept-lead");
        let page = lea.fill(&format!("{tie}/accept"), &[]).await;
        shows(&page, lang, "page-done-mutual");
        shows(&page, lang, "page-tie-mutual");

        let page = school.read("/people/graph").await;
        assert_eq!(page.matches("<svg xmlns").count(), 1, "{page}");
        shows(&page, lang, "page-graph-near");
        assert!(page.contains(&escaped(HOSTILE)));
        let path = leads_to(&page, "/people/path");
        let page = school.read(&path).await;
        shows(&page, lang, "page-band-direct");
        let tie = leads_to(&school.read("/people").await, "/recognitions/");
        let typed = school.fill(&format!("{tie}/end"), &[("name", "x")]).await;
        shows(&typed, lang, "page-fault-name-differs");
        let page = school.fill(&format!("{tie}/end"), &[("name", HOSTILE)]).await;
        shows(&page, lang, "page-done-ended");
        shows(&page, lang, "page-tie-ended");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_node_says_how_it_is_and_gives_tokens_that_are_shown_once() {
    for (tag, lang) in LANGS {
        let node = Node::start(settings()).await;
        let mut browser = Browser::inside(&node, tag).await;
        browser.fill("/welcome", &[("party", "community"), ("name", "Circle")]).await;
        let page = browser.read("/node").await;
        shows(&page, lang, "page-look-store");
        let page = browser.fill("/node/peers", &[("address", "nowhere")]).await;
        assert!(page.contains("href=\"#address\""), "{page}");
        let page = browser.fill("/node/tokens", &[("about", HOSTILE)]).await;
        shows(&page, lang, "page-fault-no-scope");
        let made = [("about", HOSTILE), ("verify", "yes")];
        let once = ("once", "00112233445566778899aabbccddeeff");
        let made = [&made[..], &[once]].concat();
        let page = browser.fill("/node/tokens", &made).await;
        shows(&page, lang, "page-token-fresh-once");
        let token = between(&page, "<code>bot_", "</code>")[0].to_owned();
        let page = browser.read("/node/tokens").await;
        // A reload sends the form again, which makes no other.
        let again = browser.fill("/node/tokens", &made).await;
        shows(&again, lang, "page-done-token-before");
        assert_eq!(between(&again, "name=\"token\" value=\"", "\"").len(), 1);
        assert!(!page.contains(&token) && page.contains(&escaped(HOSTILE)));
        let id = between(&page, "name=\"token\" value=\"", "\"")[0].to_owned();
        let page = browser.fill("/node/tokens/remove", &[("token", &id)]).await;
        shows(&page, lang, "page-done-token-gone");
        shows(&page, lang, "page-tokens-none");
    }
}

/// A picture of so many pixels a side, all of one colour.
fn picture(side: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![9; (side * side * 3) as usize]).unwrap();
    writer.finish().unwrap();
    file
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_sent_travels_small_and_nothing_else_does() {
    let node = Node::start(settings()).await;
    for (tag, lang) in LANGS {
        let mut browser = Browser::inside(&node, tag).await;
        browser.fill("/welcome", &[("party", "person"), ("name", "Lea")]).await;
        let design = |file: &'static [u8]| {
            [
                ("name", tag.as_bytes()),
                ("description", b"Makes tea.".as_slice()),
                ("criteria", b"Made tea."),
                ("image", file),
            ]
        };
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
        let page = browser.upload("/award/new", &design(svg)).await;
        shows(&page, lang, "page-fault-picture");
        assert!(page.contains("href=\"#image\""), "{page}");
        let large: &'static [u8] = picture(900).leak();
        let page = browser.upload("/award/new", &design(large)).await;
        shows(&page, lang, "page-done-designed");
        let made = node.running.acts().achievement(tag).unwrap().document.unwrap();
        let made: serde_json::Value = serde_json::from_str(&made).unwrap();
        let uri = made["image"]["id"].as_str().unwrap();
        let data = uri.strip_prefix("data:image/png;base64,").unwrap();
        let data = bot_protocol::canon::multibase::decode_base64(data).unwrap();
        let read = png::Decoder::new(std::io::Cursor::new(data)).read_info().unwrap();
        assert_eq!((read.info().width, read.info().height), (400, 400));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_design_says_its_sort_its_words_and_where_it_stands() {
    let (tag, lang) = LANGS[1];
    let node = Node::start(settings()).await;
    two(tag, &node).await;
    let mut school = Browser::inside(&node, tag).await;
    let design = [
        ("name", "Crawl"),
        ("description", "Swims."),
        ("criteria", "Swam."),
        ("sort", "Course"),
        ("tags", "swimming, lake"),
        ("align_name0", "Swimming"),
    ];
    let wrong = [&design[..], &[("align_url0", "nowhere")]].concat();
    let page = school.fill("/award/new", &wrong).await;
    assert!(page.contains("href=\"#align_url0\"") && page.contains("value=\"swimming, lake\""));
    let right = [&design[..], &[("align_url0", "https://esco.example/1")]].concat();
    let page = school.fill("/award/new", &right).await;
    shows(&page, lang, "page-done-designed");
    assert!(page.contains("swimming, lake") && page.contains("<dd>Swimming</dd>"), "{page}");
    let known = node.running.acts().achievements(&Default::default()).unwrap().items;
    let found = node.running.acts().achievement(&known[0].id).unwrap().document.unwrap();
    for said in ["\"achievementType\":\"Course\"", "\"lake\"", "https://esco.example/1"] {
        assert!(found.contains(said), "{said} in {found}");
    }
}
