//! Standing behind each other on pages: endorsed, asked for, shown, hidden, withdrawn; a recognition
//! renewed; and the way to somebody told in sentences.

use bot_protocol::api::{IdentityDraft, PartyKind};
use bot_protocol::words::Lang;
use bot_tests::browser::{Browser, leads_to};
use bot_tests::http::{Node, settings};

use crate::{HOSTILE, LANGS, escaped, shows, waits_for};

/// A node of a school and of Lea; their browsers.
async fn school_and_lea<'n>(
    tag: &'static str,
    node: &'n Node,
    name: &str,
) -> (Browser<'n>, Browser<'n>, String) {
    let mut school = Browser::inside(node, tag).await;
    school.fill("/welcome", &[("party", "organisation"), ("name", "School")]).await;
    let draft = IdentityDraft {
        party: PartyKind::Person,
        name: name.to_owned(),
        description: None,
        url: None,
        dry_run: false,
    };
    let did = node.running.acts().make_identity(draft).await.unwrap().did;
    let mut lea = Browser::inside(node, tag).await;
    lea.fill("/acting", &[("who", &did)]).await;
    (school, lea, did)
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_endorsed_decides_what_shows_and_it_is_withdrawn() {
    for (tag, lang) in LANGS {
        let node = Node::start(settings()).await;
        let (mut school, mut lea, did) = school_and_lea(tag, &node, HOSTILE).await;
        let page = school.read("/people/endorse").await;
        assert!(page.contains(&format!("<option value=\"{did}\">{}", escaped(HOSTILE))), "{page}");
        let nothing = school.fill("/people/endorse", &[("comment", "Well done.")]).await;
        shows(&nothing, lang, "page-fault-nothing-chosen");
        let silent = school.fill("/people/endorse", &[("of", &did)]).await;
        assert!(silent.contains("href=\"#comment\""), "{silent}");
        let nobody = [("other", "Nobody"), ("comment", HOSTILE)];
        shows(&school.fill("/people/endorse", &nobody).await, lang, "page-nobody-called-so");
        let said = [("of", &*did), ("comment", HOSTILE), ("seen", "yes"), ("useful", "beginners")];
        let page = school.fill("/people/endorse", &said).await;
        shows(&page, lang, "page-done-endorsed");
        shows(&page, lang, "page-tie-offered");
        assert!(page.contains(&escaped(HOSTILE)) && page.contains("beginners"), "{page}");

        let home = waits_for(&mut lea, "/", "/offers/").await;
        let offer = leads_to(&home, "/offers/");
        lea.fill(&format!("{offer}/accept"), &[]).await;
        let page = lea.read("/endorsements").await;
        shows(&page, lang, "page-endorsed-public");
        let at = leads_to(&page, "/endorsements/");
        shows(&lea.fill(&format!("{at}/hide"), &[]).await, lang, "page-done-endorsement-hidden");
        shows(&lea.read("/endorsements").await, lang, "page-endorsed-hidden");
        shows(&lea.fill(&format!("{at}/show"), &[]).await, lang, "page-done-endorsement-shown");
        withdrawn(&mut school, lang, &at).await;
        shows(&lea.read("/endorsements").await, lang, "page-endorsed-withdrawn");
        // Nobody withdraws what another gave.
        let other = lea.post(&format!("{at}/withdraw"), &[("name", HOSTILE)]).await;
        assert_eq!(other.status, 200);
        shows(&school.read(&at).await, lang, "page-endorsed-withdrawn");
    }
}

async fn withdrawn(school: &mut Browser<'_>, lang: Lang, at: &str) {
    let typed = school.fill(&format!("{at}/withdraw"), &[("name", "x")]).await;
    shows(&typed, lang, "page-fault-name-differs");
    let page = school.fill(&format!("{at}/withdraw"), &[("name", HOSTILE)]).await;
    shows(&page, lang, "page-done-endorsement-withdrawn");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_asked_for_an_endorsement_gives_it_or_leaves_it() {
    for (tag, lang) in LANGS {
        let node = Node::start(settings()).await;
        let (mut school, mut lea, _) = school_and_lea(tag, &node, "Lea").await;
        let wrong = lea.fill("/people/support", &[("from", "Nobody")]).await;
        shows(&wrong, lang, "page-nobody-called-so");
        for words in ["We swam together.", "And once more."] {
            let page = lea.fill("/people/support", &[("from", "School"), ("words", words)]).await;
            shows(&page, lang, "page-done-support");
            // Two requests of one second are told apart by the day they were written.
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let home = waits_for(&mut school, "/", "/requests/").await;
        let first = leads_to(&home, "/requests/");
        shows(&school.read(&first).await, lang, "page-request-decline-lead");
        let page = school.fill(&format!("{first}/decline"), &[]).await;
        shows(&page, lang, "page-done-request-declined");
        assert_eq!(school.open(&first).await.status, 404, "who declined is asked no more");
        let next = leads_to(&school.read("/endorsements").await, "/requests/");
        let silent = school.fill(&format!("{next}/answer"), &[]).await;
        assert!(silent.contains("href=\"#comment\""), "{silent}");
        let said = [("comment", "She swims well."), ("criteria", "yes")];
        let page = school.fill(&format!("{next}/answer"), &said).await;
        shows(&page, lang, "page-done-endorsed");
        waits_for(&mut lea, "/", "/offers/").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_to_somebody_is_told_in_sentences_and_renewed() {
    for (tag, lang) in LANGS {
        let node = Node::start(settings()).await;
        let (mut school, mut lea, _) = school_and_lea(tag, &node, "Lea").await;
        let said = [("with", "Lea"), ("words", "Tea & cake"), ("until", "2001-01-01")];
        let past = school.fill("/people/recognise", &said).await;
        assert!(past.contains("href=\"#until\""), "{past}");
        let said = [("with", "Lea"), ("words", "Tea & cake"), ("scope", "tea")];
        school.fill("/people/recognise", &said).await;
        let page = waits_for(&mut lea, "/people", "/recognitions/").await;
        let tie = leads_to(&page, "/recognitions/");
        lea.fill(&format!("{tie}/accept"), &[]).await;

        let page = school.read("/people/path?who=Lea").await;
        let way = bot_protocol::words::Args::new().text("from", "School").text("to", "Lea");
        let way = bot_protocol::words::say(lang, "page-way-recognition-mine", &way);
        assert!(page.contains(&escaped(&way)), "{page}");
        assert!(page.contains("<blockquote><p>Tea &#38; cake</p></blockquote>"), "{page}");
        let page = school.read("/people/path?who=School&from=Lea").await;
        let way = bot_protocol::words::Args::new().text("from", "Lea").text("to", "School");
        let mine = bot_protocol::words::say(lang, "page-way-recognition", &way);
        assert!(page.contains(&escaped(&mine)), "{page}");
        let page = school.read("/people/path?who=Lea&from=Nobody").await;
        assert!(page.contains("href=\"#from\""), "{page}");

        // The same said again changes nothing, and the page says so.
        let again = leads_to(&school.read(&tie).await, "/people/recognise?again=");
        let page = school.read(&again).await;
        assert!(page.contains("value=\"Lea\"") && page.contains("Tea &#38; cake"), "{page}");
        let page = school.fill("/people/recognise", &said).await;
        shows(&page, lang, "page-done-recognised-before");
        let other = [("with", "Lea"), ("words", "Tea, cake and more")];
        let page = school.fill("/people/recognise", &other).await;
        shows(&page, lang, "page-done-recognised");
    }
}
