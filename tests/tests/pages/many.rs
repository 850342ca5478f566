//! A badge for everybody on a list: pasted or from a file, looked at, corrected, signed, and watched.

use bot_protocol::api::PageQuery;
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::words::{Args, Lang, say};
use bot_tests::browser::{Browser, between, leads_to};
use bot_tests::http::{Node, settings};

use crate::{HOSTILE, LANGS, escaped, shows, told};

fn did(number: u16) -> String {
    let mut seed = [7; 32];
    seed[..2].copy_from_slice(&number.to_be_bytes());
    Did::from(SecretKey::from_seed(&seed).public()).to_string()
}

fn counted(lang: Lang, code: &str, count: i64) -> String {
    escaped(&say(lang, code, &Args::new().number("count", count)))
}

async fn designed(node: &Node, tag: &'static str) -> String {
    let mut browser = Browser::inside(node, tag).await;
    browser.fill("/welcome", &[("party", "organisation"), ("name", "School")]).await;
    let design = [("name", "Tea"), ("description", "Makes tea."), ("criteria", "Made tea.")];
    browser.fill("/award/new", &design).await;
    leads_to(&browser.read("/award").await, "/award/urn")
}

/// What would be signed, as the page that was looked at names it.
fn plan(page: &str) -> String {
    between(page, "name=\"plan\" value=\"", "\"")[0].to_owned()
}

/// Looks at a list and gives it; the page that it leads to.
async fn given(browser: &mut Browser<'_>, many: &str, list: &str) -> String {
    let plan = plan(&browser.fill(many, &[("list", list)]).await);
    browser.fill(many, &[("list", list), ("plan", &plan), ("go", "yes")]).await
}

/// Waits until a list is through; the page that says so.
async fn through(browser: &mut Browser<'_>, at: &str, lang: Lang) -> String {
    let over = told(lang, "page-batch-over");
    for _ in 0..600 {
        let page = browser.read(at).await;
        if page.contains(&over) {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{at} is not through");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_looked_at_line_by_line_before_anything_is_signed() {
    for (tag, lang) in LANGS {
        let node = Node::start(settings()).await;
        let at = designed(&node, tag).await;
        let mut browser = Browser::inside(&node, tag).await;
        shows(&browser.read(&at).await, lang, "page-many-link");
        let many = format!("{at}/many");
        shows(&browser.fill(&many, &[("list", " ")]).await, lang, "page-fault-list-empty");
        shows(&browser.fill(&many, &[("list", "\"Lea")]).await, lang, "page-fault-list-open");
        let list = format!(
            "who,text,link,until\n{},{HOSTILE},https://a.example/{HOSTILE},\n{HOSTILE},,,\n\
             {},,,2001-01-01\nSchool,\"Made tea, twice\",A photograph,31/01/2100\n",
            did(1).replace('"', "\"\""),
            did(2)
        );
        let list = list.replace(HOSTILE, &format!("\"{}\"", HOSTILE.replace('"', "\"\"")));
        let list = list.replace("https://a.example/\"", "\"https://a.example/");
        let page = browser.upload(&many, &[("file", list.as_bytes())]).await;
        assert!(page.contains(&counted(lang, "page-many-good", 2)), "{page}");
        assert!(page.contains(&counted(lang, "page-many-wrong", 2)));
        for code in ["page-line-nobody", "page-line-day", "page-many-edit"] {
            shows(&page, lang, code);
        }
        assert!(page.contains("<td>3</td>") && page.contains("<td>4</td>"), "lines as in the file");
        let issued = node.running.acts().credentials(&PageQuery::default()).unwrap().items;
        assert!(issued.is_empty(), "nothing is signed yet");
        // The third column is left out, and the list is sent as the page shows it.
        let chosen = [("list", &*list), ("column2", "nothing"), ("shown", "yes"), ("heads", "yes")];
        // What was looked at had that column in it.
        let old = plan(&page);
        let unseen = [&chosen[..], &[("plan", &old), ("go", "yes")]].concat();
        let page = browser.fill(&many, &unseen).await;
        shows(&page, lang, "page-many-changed");
        let first = page.find(&told(lang, "page-many-look-again"));
        assert!(first < page.find("name=\"go\""), "what Enter presses signs nothing");
        assert!(node.running.acts().credentials(&PageQuery::default()).unwrap().items.is_empty());
        let plan = plan(&page);
        let fields = [&chosen[..], &[("plan", &plan), ("go", "yes")]].concat();
        let page = browser.fill(&many, &fields).await;
        let batch = leads_to_stop(&page, lang);
        let page = match batch {
            Some(batch) => through(&mut browser, &batch, lang).await,
            None => page,
        };
        assert!(page.contains(&counted(lang, "page-batch-awarded", 2)), "{page}");
        let issued = node.running.acts().credentials(&PageQuery::default()).unwrap().items;
        assert_eq!(issued.len(), 2);
        for badge in issued {
            let text = node.running.acts().credential(&badge.id).unwrap().document.unwrap();
            assert!(!text.contains("\"evidence\""), "{text}");
        }
        // The same list again: they have it already.
        let page = browser.fill(&many, &fields).await;
        shows(&page, lang, "page-line-has-it");
        shows(&page, lang, "page-many-again");
        assert!(page.contains(&counted(lang, "page-many-good", 0)));
        shows(&browser.read("/award").await, lang, "page-batches");
    }
}

/// Where a list is that is under way; nothing of one that is through already.
fn leads_to_stop(page: &str, lang: Lang) -> Option<String> {
    if page.contains(&told(lang, "page-batch-over")) {
        return None;
    }
    Some(leads_to(page, "/batches/"))
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_is_a_link_or_a_sentence_and_words_are_each_ones_own() {
    let (tag, lang) = LANGS[0];
    let node = Node::start(settings()).await;
    let at = designed(&node, tag).await;
    let mut browser = Browser::inside(&node, tag).await;
    let list = format!(
        "did;narrative;evidence\n{};First;https://a.example/1\n{};Second;A photograph on the wall\n",
        did(1),
        did(2)
    );
    let page = given(&mut browser, &format!("{at}/many"), &list).await;
    if let Some(batch) = leads_to_stop(&page, lang) {
        through(&mut browser, &batch, lang).await;
    }
    let acts = node.running.acts();
    for (to, words, evidence) in [
        (did(1), "First", "\"id\":\"https://a.example/1\""),
        (did(2), "Second", "\"narrative\":\"A photograph on the wall\""),
    ] {
        let all = acts.credentials(&PageQuery::default()).unwrap().items;
        let badge = all.iter().find(|badge| badge.subject == to).unwrap();
        let text = acts.credential(&badge.id).unwrap().document.unwrap();
        assert!(text.contains(words) && text.contains(evidence), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_a_whole_school_is_watched_stopped_and_told_to_a_script() {
    let (tag, lang) = LANGS[1];
    let node = Node::start(settings()).await;
    let at = designed(&node, tag).await;
    let mut browser = Browser::inside(&node, tag).await;
    let list: String = (0..400).map(|number| format!("{}\n", did(number))).collect();
    let page = given(&mut browser, &format!("{at}/many"), &list).await;
    let batch = leads_to_stop(&page, lang).unwrap();
    shows(&page, lang, "page-batch-hint");
    let live = browser.open(&format!("{batch}/live")).await.json();
    assert_eq!(live["over"], false);
    assert!(live["texts"]["awarded"].is_string() && live["value"].is_u64(), "{live}");
    let page = browser.fill(&format!("{batch}/stop"), &[]).await;
    shows(&page, lang, "page-batch-stopped");
    assert_eq!(browser.open(&format!("{batch}/live")).await.json()["over"], true);
    let query = PageQuery { limit: Some(500), ..PageQuery::default() };
    let before = node.running.acts().credentials(&query).unwrap().items.len();
    assert!(before < 400, "{before}");
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(node.running.acts().credentials(&query).unwrap().items.len(), before);
}
