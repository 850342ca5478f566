//! A community on pages: its charter is written and signed, somebody is taken in, leaves or is dismissed.

use bot_protocol::api::{IdentityDraft, PartyKind};
use bot_protocol::words::Lang;
use bot_tests::browser::{Browser, between, leads_to};
use bot_tests::http::{Node, settings};

use crate::{HOSTILE, LANGS, escaped, shows, waits_for};

/// Somebody else of the node, and their browser.
async fn other<'n>(tag: &'static str, node: &'n Node, name: &str) -> Browser<'n> {
    let draft = IdentityDraft {
        party: PartyKind::Person,
        name: name.to_owned(),
        description: None,
        url: None,
        dry_run: false,
    };
    let did = node.running.acts().make_identity(draft).await.unwrap().did;
    let mut browser = Browser::inside(node, tag).await;
    browser.fill("/acting", &[("who", &did)]).await;
    browser
}

/// A charter is written, refused where it is wrong, and signed by whom it names.
async fn chartered(circle: &mut Browser<'_>, lea: &mut Browser<'_>, lang: Lang) -> String {
    let page = circle.read("/communities").await;
    let form = leads_to(&page, "/communities/did");
    assert!(form.ends_with("/charter"), "{form}");
    let nobody = [("purpose", "Tea"), ("stewards", "Nobody")];
    let page = circle.fill(&form, &nobody).await;
    shows(&page, lang, "page-nobody-called-so");
    let wrong = [("purpose", "Tea"), ("stewards", "Lea"), ("admit", "many")];
    let page = circle.fill(&form, &wrong).await;
    assert!(page.contains("href=\"#admit\"") && page.contains("value=\"many\""), "{page}");
    let text = [
        ("purpose", HOSTILE),
        ("stewards", "Lea; treasurer"),
        ("charter", "1"),
        ("admit", "0"),
        ("words", HOSTILE),
    ];
    let page = circle.fill(&form, &text).await;
    shows(&page, lang, "page-done-charter");
    let home = waits_for(lea, "/", "/charters/").await;
    let at = leads_to(&home, "/charters/");
    let page = lea.read(&at).await;
    shows(&page, lang, "page-charter-sign-lead");
    assert!(page.contains(&escaped(HOSTILE)) && page.contains("treasurer"), "{page}");
    let page = lea.fill(&format!("{at}/sign"), &[]).await;
    shows(&page, lang, "page-done-charter-signed");
    form.trim_end_matches("/charter").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_community_gives_itself_a_charter_and_takes_somebody_in() {
    for (tag, lang) in LANGS {
        let node = Node::start(settings()).await;
        let mut circle = Browser::inside(&node, tag).await;
        circle.fill("/welcome", &[("party", "community"), ("name", "Circle")]).await;
        let (mut lea, mut tom) = (other(tag, &node, "Lea").await, other(tag, &node, HOSTILE).await);
        let at = chartered(&mut circle, &mut lea, lang).await;
        let page = waits_for(&mut circle, "/communities", &format!("{at}\"")).await;
        shows(&page, lang, "page-community-own");
        let page = circle.read(&at).await;
        shows(&page, lang, "page-members-none");
        assert!(page.contains(&format!("href=\"{at}/charter\"")), "{page}");

        let page = circle.fill(&format!("{at}/admit"), &[("who", "Nobody")]).await;
        assert!(page.contains("href=\"#who\""), "{page}");
        let page =
            circle.fill(&format!("{at}/admit"), &[("who", HOSTILE), ("role", "baker")]).await;
        shows(&page, lang, "page-done-admitted");
        let offer = leads_to(&waits_for(&mut tom, "/", "/offers/").await, "/offers/");
        tom.fill(&format!("{offer}/accept"), &[("publish", "yes")]).await;
        let page = tom.read(&at).await;
        assert!(page.contains("baker") && page.contains(&escaped(HOSTILE)), "{page}");
        // Whoever does not act for it neither admits nor dismisses.
        for act in ["admit", "dismiss", "charter"] {
            let fields = [("who", "Lea"), ("purpose", "x"), ("stewards", "Lea")];
            assert_eq!(tom.post(&format!("{at}/{act}"), &fields).await.status, 404, "{act}");
        }
        left(&mut circle, &mut tom, (lang, &at)).await;
    }
}

/// One leaves by the typed name alone, and is dismissed by it alone.
async fn left(circle: &mut Browser<'_>, tom: &mut Browser<'_>, (lang, at): (Lang, &str)) {
    let page = tom.fill(&format!("{at}/resign"), &[("name", "x")]).await;
    shows(&page, lang, "page-fault-name-differs");
    let page = tom.fill(&format!("{at}/resign"), &[("name", "circle"), ("why", HOSTILE)]).await;
    shows(&page, lang, "page-done-resigned");
    let page = circle.read(at).await;
    let member = between(&page, "name=\"member\" value=\"", "\"")[0];
    let member = member.replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"");
    let member = member.replace("&#39;", "'").replace("&#38;", "&");
    let typed = [("member", &*member), ("called", HOSTILE), ("name", "x")];
    let page = circle.fill(&format!("{at}/dismiss"), &typed).await;
    shows(&page, lang, "page-fault-name-differs");
    let typed = [("member", &*member), ("called", HOSTILE), ("name", HOSTILE)];
    let page = circle.fill(&format!("{at}/dismiss"), &typed).await;
    shows(&page, lang, "page-done-dismissed");
    shows(&page, lang, "page-member-no");
}
