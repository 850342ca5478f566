//! Given out in the room: the code on the wall, whoever types it in a browser or on a node of their own, and
//! the count of those who came.

use bot_protocol::api::{IdentityDraft, PageQuery, PartyKind};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::words::{Args, Lang, say};
use bot_tests::browser::{Browser, between, leads_to};
use bot_tests::http::{Node, settings};

use crate::{HOSTILE, LANGS, escaped, shows, told};

fn did(number: u8) -> String {
    Did::from(SecretKey::from_seed(&[number; 32]).public()).to_string()
}

fn counted(lang: Lang, code: &str, count: i64) -> String {
    escaped(&say(lang, code, &Args::new().number("count", count)))
}

fn issued(node: &Node) -> usize {
    node.running.acts().credentials(&PageQuery::default()).unwrap().items.len()
}

/// A school that gives a badge out to so many: where it says so, and its code.
async fn given(node: &Node, tag: &'static str, most: &str) -> (String, String) {
    let mut school = Browser::inside(node, tag).await;
    school.fill("/welcome", &[("party", "organisation"), ("name", "School")]).await;
    let design = [("name", HOSTILE), ("description", HOSTILE), ("criteria", "Was there.")];
    school.fill("/award/new", &design).await;
    let badge = leads_to(&school.read("/award").await, "/award/urn");
    let form = school.read(&format!("{badge}/room")).await;
    assert!(form.contains(&format!("action=\"{badge}/room\"")), "{form}");
    let wrong = school.fill(&format!("{badge}/room"), &[("minutes", "60"), ("most", "0")]).await;
    assert!(wrong.contains("href=\"#most\""), "{wrong}");
    let fields = [("minutes", "60"), ("most", most), ("narrative", HOSTILE)];
    let page = school.fill(&format!("{badge}/room"), &fields).await;
    let screen = leads_to(&page, "/rooms/");
    let code = between(&page, "<p class=\"code\">", "</p>")[0].to_owned();
    (screen.trim_end_matches("/screen").to_owned(), code)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_asks_for_the_badge_on_the_wall_and_is_counted() {
    for (tag, lang) in LANGS {
        let node = Node::start(settings()).await;
        let (room, code) = given(&node, tag, "40").await;
        let mut school = Browser::inside(&node, tag).await;
        let wall = school.read(&format!("{room}/screen")).await;
        shows(&wall, lang, "page-room-picture");
        assert!(wall.contains(&code) && wall.contains("<svg class=\"wallcode\""), "{wall}");
        assert!(!wall.contains("<nav"), "nothing but the badge is on the wall");

        let mut stranger = Browser::new(&node, tag);
        let wrong = stranger.fill("/claim", &[("code", "ABCDEF")]).await;
        shows(&wrong, lang, "page-claim-unknown");
        let page = stranger.fill("/claim", &[("code", &code.to_lowercase())]).await;
        shows(&page, lang, "page-claim-whose");
        assert!(page.contains(&escaped(HOSTILE)));
        let at = between(&page, "action=\"/claim/", "\"")[0].to_owned();
        let at = format!("/claim/{at}");
        let wrong = stranger.fill(&at, &[("address", HOSTILE)]).await;
        shows(&wrong, lang, "page-claim-address");
        for number in 1..=40 {
            let mut pupil = Browser::new(&node, tag);
            let page = pupil.fill(&at, &[("address", &did(number))]).await;
            shows(&page, lang, "page-claim-done");
        }
        assert_eq!(issued(&node), 40);
        shows(&stranger.fill(&at, &[("address", &did(41))]).await, lang, "page-claim-over-title");
        let page = school.read(&room).await;
        shows(&page, lang, "page-room-full");
        assert!(page.contains(&counted(lang, "page-room-received", 40)), "{page}");
        let live = school.open(&format!("{room}/live")).await.json();
        assert_eq!(live["value"], 40, "{live}");
        assert_eq!(issued(&node), 40);
        // Places that somebody took for nobody keep nobody out.
        shows(&school.fill(&format!("{room}/more"), &[]).await, lang, "page-done-room-wider");
        shows(&stranger.fill(&at, &[("address", &did(41))]).await, lang, "page-claim-done");
        assert_eq!(issued(&node), 41);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_when_it_is_told_to_and_nobody_gets_it_twice() {
    let (tag, lang) = LANGS[1];
    let node = Node::start(settings()).await;
    let (room, code) = given(&node, tag, "9").await;
    let mut stranger = Browser::new(&node, tag);
    let page = stranger.fill("/claim", &[("code", &code)]).await;
    let at = format!("/claim/{}", between(&page, "action=\"/claim/", "\"")[0]);
    stranger.fill(&at, &[("address", &did(1))]).await;
    shows(&stranger.fill(&at, &[("address", &did(1))]).await, lang, "page-claim-before");
    assert_eq!(issued(&node), 1);
    assert_eq!(stranger.open(&format!("/claim/{}", code.replace(' ', ""))).await.status, 404);
    let mut school = Browser::inside(&node, tag).await;
    shows(&school.fill(&format!("{room}/end"), &[]).await, lang, "page-done-room-ended");
    shows(&stranger.read(&at).await, lang, "page-claim-over");
    shows(&stranger.fill("/claim", &[("code", &code)]).await, lang, "page-claim-unknown");
    shows(&school.read(&format!("{room}/screen")).await, lang, "page-room-over-wall");
    shows(&school.read("/award").await, lang, "page-rooms");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_guesses_waits() {
    let node = Node::start(settings()).await;
    let (_, code) = given(&node, "en", "9").await;
    let mut stranger = Browser::new(&node, "en");
    let slowed = told(Lang::En, "page-too-often-title");
    let mut guesses = (0..200_u8).map(|number| {
        format!("AAAA{}{}", char::from(b'A' + number / 20), char::from(b'A' + number % 20))
    });
    loop {
        let guess = guesses.next().expect("200 guesses were looked at");
        let page = stranger.fill("/claim", &[("code", &guess)]).await;
        if !page.contains(&slowed) {
            continue;
        }
        // Who may guess no more is not told, either, that a code is right.
        if stranger.fill("/claim", &[("code", &code)]).await.contains(&slowed) {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_node_of_ones_own_the_letters_or_the_link_are_enough() {
    for (tag, lang) in LANGS {
        let node = Node::start(settings()).await;
        let (room, code) = given(&node, tag, "9").await;
        let draft = IdentityDraft {
            party: PartyKind::Person,
            name: "Lea".to_owned(),
            description: None,
            url: None,
            dry_run: false,
        };
        let lea_did = node.running.acts().make_identity(draft).await.unwrap().did;
        let mut school = Browser::inside(&node, tag).await;
        let page = school.read(&room).await;
        let link = between(&page, "<summary>", "</code>")
            .into_iter()
            .find(|text| text.contains("bot:claim"));
        let link = link.unwrap().split("<code>").nth(1).unwrap().to_owned();
        let mut lea = Browser::inside(&node, tag).await;
        lea.fill("/acting", &[("who", &lea_did)]).await;
        let nobody = lea.fill("/take", &[("said", &code), ("from", "Nobody")]).await;
        shows(&nobody, lang, "page-nobody-called-so");
        let page = lea.fill("/take", &[("said", &code), ("from", "School")]).await;
        shows(&page, lang, "page-done-taken");
        let page = waits_for(&mut lea, "/", "/offers/").await;
        assert_eq!(page.matches("href=\"/offers/").count(), 1);
        lea.fill("/take", &[("said", &link)]).await;
        let offer = leads_to(&page, "/offers/");
        lea.fill(&format!("{offer}/accept"), &[]).await;
        let one = counted(lang, "page-room-accepted", 1);
        for _ in 0..200 {
            if school.read(&room).await.contains(&one) {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let page = school.read(&room).await;
        assert!(
            page.contains(&one) && page.contains(&counted(lang, "page-room-received", 1)),
            "{page}"
        );
        assert_eq!(issued(&node), 1, "shown twice, given once");
    }
}

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
