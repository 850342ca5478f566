//! A badge is asked for in six steps: asked, questions, answers, looked at, awarded, accepted.

use bot_protocol::api::{IdentityDraft, PageQuery, PartyKind};
use bot_tests::browser::{Browser, between, leads_to};
use bot_tests::http::{Node, settings};

use crate::{HOSTILE, LANGS, escaped, shows, told};

/// A browser that acts for somebody of the node, who is made where they are not there yet.
async fn of<'n>(node: &'n Node, tag: &'static str, name: &str) -> Browser<'n> {
    let acts = node.running.acts();
    let all = acts.identities(&PageQuery::default()).unwrap().items;
    let did = match all.into_iter().find(|one| one.name == name) {
        Some(one) => one.did,
        None => {
            let name = name.to_owned();
            let party = PartyKind::Person;
            let draft = IdentityDraft { party, name, description: None, url: None, dry_run: false };
            acts.make_identity(draft).await.unwrap().did
        }
    };
    let mut browser = Browser::inside(node, tag).await;
    browser.fill("/acting", &[("who", &did)]).await;
    browser
}

async fn designed(school: &mut Browser<'_>) -> String {
    let design = [("name", HOSTILE), ("description", "Swims."), ("criteria", "200 m")];
    school.fill("/award/new", &design).await;
    leads_to(&school.read("/award").await, "/award/urn")
}

/// What a decision is about, as the page of a case shows it.
fn about(page: &str) -> String {
    between(page, "name=\"about\" value=\"", "\"")[0].to_owned()
}

/// Waits until a page says something.
async fn until(browser: &mut Browser<'_>, path: &str, text: &str) -> String {
    for _ in 0..200 {
        let page = browser.read(path).await;
        if page.contains(text) {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{path} never said {text}: {}", browser.read(path).await);
}

fn issued(node: &Node) -> usize {
    node.running.acts().credentials(&PageQuery::default()).unwrap().items.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_is_asked_for_answered_given_back_awarded_and_accepted() {
    for (tag, lang) in LANGS {
        let node = Node::start(settings()).await;
        let (mut school, mut lea) = (of(&node, tag, "School").await, of(&node, tag, "Lea").await);
        let badge = designed(&mut school).await;
        let form = [("open", "yes"), ("questions", "How far?\n\nWith whom?\n"), ("need", "0")];
        let page = school.fill(&format!("{badge}/form"), &form).await;
        shows(&page, lang, "page-done-asking");
        assert!(school.read(&format!("{badge}/form")).await.contains("How far?\nWith whom?"));
        let id = badge.strip_prefix("/award/").unwrap().replace("%3A", ":");
        let page = lea.fill("/ask", &[("badge", "nothing")]).await;
        shows(&page, lang, "page-ask-no-badge");
        assert!(page.contains(&escaped(&format!("{HOSTILE} – School"))), "{page}");
        lea.fill("/ask", &[("badge", &id), ("words", HOSTILE)]).await;
        let case = leads_to(&lea.read("/ask").await, "/cases/");
        let mine = told(lang, "page-case-submit-lead");
        let page = until(&mut lea, &case, &mine).await;
        assert!(page.contains("How far?") && page.contains("With whom?"));
        let long = "é".repeat(1_001);
        let long = [("answer0", long.as_str()), ("answer1", "With Tom")];
        shows(&lea.fill(&format!("{case}/submit"), &long).await, lang, "page-case-answer-long");
        let half = lea.fill(&format!("{case}/submit"), &[("answer0", "Far")]).await;
        shows(&half, lang, "page-case-no-answer");
        assert!(half.contains(">Far</textarea>"), "what was written is kept");
        let answers = [("answer0", HOSTILE), ("answer1", "With Tom")];
        let page = lea.fill(&format!("{case}/submit"), &answers).await;
        shows(&page, lang, "page-done-submitted");

        let home = until(&mut school, "/", "href=\"/cases/").await;
        let theirs = leads_to(&home, "/cases/");
        assert_eq!(theirs, case, "both sides call it the same");
        let page = school.read(&theirs).await;
        shows(&page, lang, "page-case-review-title");
        assert!(page.contains(&escaped(HOSTILE)));
        let seen = about(&page);
        let unread = [("step", "return"), ("words", "In metres?")];
        shows(&school.fill(&format!("{theirs}/answer"), &unread).await, lang, "case-changed");
        let back = [("step", "return"), ("words", "In metres?"), ("about", &seen)];
        shows(&school.fill(&format!("{theirs}/answer"), &back).await, lang, "page-done-answered");
        let page = until(&mut lea, &case, "In metres?").await;
        assert!(page.contains(&escaped("With Tom")), "the answers stand there to be changed");
        let answers = [("answer0", "200 m"), ("answer1", "With Tom")];
        lea.fill(&format!("{case}/submit"), &answers).await;
        let page = until(&mut school, &theirs, &told(lang, "page-case-review-title")).await;
        // What was read in the round before is not what is decided now.
        let old = school.fill(&format!("{theirs}/approve"), &[("about", &seen)]).await;
        shows(&old, lang, "case-changed");
        assert_eq!(issued(&node), 0);
        let page = school.fill(&format!("{theirs}/approve"), &[("about", &about(&page))]).await;
        shows(&page, lang, "page-done-approved");
        let page = until(&mut lea, &case, &told(lang, "page-case-approved")).await;
        assert!(!page.contains("/withdraw\""), "what is awarded is not taken back");
        let home = until(&mut lea, "/", "href=\"/offers/").await;
        let offer = leads_to(&home, "/offers/");
        shows(&lea.fill(&format!("{offer}/accept"), &[]).await, lang, "page-done-accepted");
        assert_eq!(issued(&node), 1);
        shows(&school.fill(&format!("{theirs}/approve"), &[]).await, lang, "page-faults");
        assert_eq!(issued(&node), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_are_consulted_award_it_together_and_a_refusal_has_a_reason() {
    let (tag, lang) = LANGS[1];
    let node = Node::start(settings()).await;
    let mut school = of(&node, tag, "School").await;
    let (mut lea, mut tom) = (of(&node, tag, "Lea").await, of(&node, tag, "Tom").await);
    let badge = designed(&mut school).await;
    let nobody = [("reviewers", "Nobody"), ("need", "1")];
    let page = school.fill(&format!("{badge}/form"), &nobody).await;
    shows(&page, lang, "page-nobody-called-so");
    let form = [("open", "yes"), ("questions", "How far?"), ("reviewers", "Tom"), ("need", "1")];
    shows(&school.fill(&format!("{badge}/form"), &form).await, lang, "page-done-asking");
    let id = badge.strip_prefix("/award/").unwrap().replace("%3A", ":");
    lea.fill("/ask", &[("badge", &id)]).await;
    let case = leads_to(&lea.read("/ask").await, "/cases/");
    until(&mut lea, &case, &told(lang, "page-case-submit-lead")).await;
    lea.fill(&format!("{case}/submit"), &[("answer0", "200 m")]).await;
    let home = until(&mut tom, "/", "href=\"/cases/").await;
    let asked = leads_to(&home, "/cases/");
    let page = tom.read(&asked).await;
    shows(&page, lang, "page-case-advise-title");
    assert!(page.contains("200 m"), "what was submitted is shown: {page}");
    let seen = about(&page);
    let no = [("step", "no"), ("about", &seen)];
    let page = tom.fill(&format!("{asked}/advise"), &no).await;
    shows(&page, lang, "page-faults");
    assert_eq!(tom.open(&format!("{case}/approve")).await.status, 405);
    shows(&tom.fill(&format!("{asked}/approve"), &[]).await, lang, "page-faults");
    let page = tom.fill(&format!("{asked}/advise"), &[("step", "yes"), ("about", &seen)]).await;
    shows(&page, lang, "page-done-advised");
    until(&mut lea, &case, &told(lang, "page-case-approved")).await;
    assert_eq!(issued(&node), 1);

    lea.fill("/ask", &[("badge", &id)]).await;
    let page = lea.read("/ask").await;
    let again = between(&page, "href=\"", "\"").into_iter();
    let mut again = again.filter(|to| to.starts_with("/cases/") && **to != *case);
    let second = again.next().unwrap().to_owned();
    until(&mut lea, &second, &told(lang, "page-case-submit-lead")).await;
    let refusal = [("step", "refuse"), ("words", HOSTILE)];
    school.fill(&format!("{second}/answer"), &refusal).await;
    let page = until(&mut lea, &second, &told(lang, "page-case-refused")).await;
    assert!(page.contains(&escaped(HOSTILE)), "{page}");
    shows(&lea.fill(&format!("{second}/withdraw"), &[]).await, lang, "page-faults");
    assert_eq!(issued(&node), 1);
}
