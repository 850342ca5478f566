//! A community on pages: its charter is written and signed, and nobody else acts for it.

use bot_protocol::api::{IdentityDraft, PartyKind};
use bot_protocol::words::Lang;
use bot_tests::browser::{Browser, leads_to};
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
async fn a_community_gives_itself_a_charter_and_nobody_else_acts_for_it() {
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

        // Whoever does not act for it neither admits nor dismisses.
        for act in ["admit", "dismiss", "charter"] {
            let fields = [("who", "Lea"), ("purpose", "x"), ("stewards", "Lea")];
            assert_eq!(tom.post(&format!("{at}/{act}"), &fields).await.status, 404, "{act}");
        }
    }
}
