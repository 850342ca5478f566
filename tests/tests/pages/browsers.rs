//! Debian's Chromium over every page: what axe says of it, what it asks for, how wide it is, and whether
//! a keyboard is enough. `BOT_SHOTS=FOLDER` keeps a picture of each.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use bot_protocol::api::{IdentityDraft, PageQuery, PartyKind};
use bot_tests::browser::{Browser, leads_to};
use bot_tests::http::{Node, PASSPHRASE, settings};
use serde_json::{Value, json};

/// Where Debian puts the browser.
const CHROMIUM: &str = "/usr/bin/chromium";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A node with something on every page, and where that is.
async fn lived_in(node: &Node) -> Value {
    let mut school = Browser::inside(node, "en").await;
    school.fill("/welcome", &[("party", "organisation"), ("name", "Lake school")]).await;
    for (name, party) in
        [("Lea Martin", PartyKind::Person), ("Cooks’ circle", PartyKind::Community)]
    {
        let name = name.to_owned();
        let draft = IdentityDraft { party, name, description: None, url: None, dry_run: false };
        node.running.acts().make_identity(draft).await.unwrap();
    }
    let designed = award(&mut school).await;
    for (with, words, accepts) in [
        ("Lea Martin", "Lea teaches the little ones to swim.", true),
        ("Cooks’ circle", "They cook for the whole school.", false),
    ] {
        school.fill("/people/recognise", &[("with", with), ("words", words)]).await;
        hear(node, with, accepts).await;
    }
    shows(&mut school, "/", "href=\"/offers/", 3).await;
    leads(node, &mut school, &designed).await
}

/// Accepts the first offer, gives a program a token, and tells where everything is.
async fn leads(node: &Node, school: &mut Browser<'_>, designed: &str) -> Value {
    let offer = leads_to(&school.read("/").await, "/offers/");
    school.fill(&format!("{offer}/accept"), &[("publish", "yes")]).await;
    let offer = leads_to(&school.read("/").await, "/offers/");
    let badge = leads_to(&school.read("/passport").await, "/passport/urn");
    let awarded = leads_to(&school.read("/award").await, "/awarded/");
    let tie = leads_to(&school.read("/people").await, "/recognitions/");
    let path = leads_to(&school.read("/people/graph").await, "/people/path");
    school.fill("/node/tokens", &[("about", "The register"), ("verify", "yes")]).await;
    let mut more = under_way(school, designed).await;
    more["case"] = json!(asks(node, school, designed).await);
    let usual = json!({
        "home": "/", "offer": offer, "passport": "/passport", "badge": badge, "award": "/award",
        "design": "/award/new", "issue": designed, "awarded": awarded, "people": "/people",
        "recognise": "/people/recognise", "contact": "/people/add", "graph": "/people/graph",
        "path": path, "recognition": tie, "verify": "/verify", "node": "/node",
        "tokens": "/node/tokens", "sheet": "/sheet", "check": "/sheet/check", "welcome": "/welcome",
        "back": "/welcome/back", "over": "/enter/over",
    });
    if let (Some(more), Value::Object(usual)) = (more.as_object_mut(), usual) {
        more.extend(usual);
    }
    more
}

/// A list that is through, a badge that is given out, and one that is asked for; where they are.
async fn under_way(school: &mut Browser<'_>, designed: &str) -> Value {
    let list = "name,what\nLea Martin,Helped with patience\n";
    let (many, room) = (format!("{designed}/many"), format!("{designed}/room"));
    let page = school.fill(&many, &[("list", list), ("again", "yes")]).await;
    let plan = bot_tests::browser::between(&page, "name=\"plan\" value=\"", "\"")[0].to_owned();
    let given = [("list", list), ("again", "yes"), ("plan", &plan), ("go", "yes")];
    school.fill(&many, &given).await;
    let batch = leads_to(&school.read("/award").await, "/batches/");
    let given = [("minutes", "60"), ("most", "40"), ("narrative", "Was there.")];
    let screen = leads_to(&school.fill(&room, &given).await, "/rooms/");
    let at = screen.trim_end_matches("/screen").to_owned();
    let page = school.read(&at).await;
    let code = bot_tests::browser::between(&page, "<p class=\"code\">", "</p>")[0].to_owned();
    let page = school.fill("/claim", &[("code", &code)]).await;
    let claim = bot_tests::browser::between(&page, "action=\"/claim/", "\"")[0].to_owned();
    let form = format!("{designed}/form");
    let questions = "What have you mended?\nWho was there?";
    school.fill(&form, &[("open", "yes"), ("questions", questions), ("reviewers", "")]).await;
    json!({
        "many": many, "batch": batch, "room-ask": room, "room": at, "screen": screen,
        "claim-code": "/claim", "claim": format!("/claim/{claim}"), "asking": form, "ask": "/ask",
        "take": "/take",
    })
}

/// Lea asks for a badge and answers the questions; where the school finds it.
async fn asks(node: &Node, school: &mut Browser<'_>, designed: &str) -> String {
    let all = node.running.acts().identities(&PageQuery::default()).unwrap().items;
    let did = all.into_iter().find(|one| one.name == "Lea Martin").unwrap().did;
    let mut lea = Browser::inside(node, "en").await;
    lea.fill("/acting", &[("who", &did)]).await;
    let badge = designed.strip_prefix("/award/").unwrap().replace("%3A", ":");
    lea.fill("/ask", &[("badge", &badge), ("words", "I was there every Saturday.")]).await;
    let case = leads_to(&lea.read("/ask").await, "/cases/");
    shows(&mut lea, &case, "name=\"answer0\"", 1).await;
    let answers = [("answer0", "Two toasters and a bicycle."), ("answer1", "Tom and Ann.")];
    lea.fill(&format!("{case}/submit"), &answers).await;
    shows(school, &case, "/approve\"", 1).await;
    case
}

/// Three badges are designed and awarded to two; where the last one is awarded.
async fn award(school: &mut Browser<'_>) -> String {
    let mut designed = String::new();
    for (name, other, about) in [
        ("First aid", "Premiers secours", "Knows what to do until help comes."),
        ("Swimming, 200 m", "Natation, 200 m", "Swims two hundred metres without a rest."),
        ("Repair café", "Café de la réparation", "Has mended things together with others."),
    ] {
        let fields = [
            ("badge_lang", "en"),
            ("name", name),
            ("description", about),
            ("criteria", "Shown three times before a teacher."),
            ("other_name", other),
        ];
        let page = school.fill("/award/new", &fields).await;
        let forms = bot_tests::browser::between(&page, "<form method=\"post\" action=\"", "\"");
        designed = (*forms.iter().find(|at| at.starts_with("/award/")).unwrap()).to_owned();
        for to in ["Lea Martin", "Lake school"] {
            school.fill(&designed, &[("to", to), ("narrative", "With patience.")]).await;
        }
    }
    designed
}

/// Somebody else of the node hears that they are recognised, and accepts it or leaves it waiting.
async fn hear(node: &Node, who: &str, accepts: bool) {
    let all = node.running.acts().identities(&PageQuery::default()).unwrap().items;
    let did = all.into_iter().find(|one| one.name == who).unwrap().did;
    let mut other = Browser::inside(node, "en").await;
    other.fill("/acting", &[("who", &did)]).await;
    let page = shows(&mut other, "/people", "href=\"/recognitions/", 1).await;
    if accepts {
        other.fill(&format!("{}/accept", leads_to(&page, "/recognitions/")), &[]).await;
    }
}

/// Waits until a page has so many of something.
async fn shows(browser: &mut Browser<'_>, path: &str, what: &str, count: usize) -> String {
    for _ in 0..200 {
        let page = browser.read(path).await;
        if page.matches(what).count() >= count {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{path} never had {count} of {what}");
}

fn home(node: &Node) -> String {
    format!("http://{}", node.running.address())
}

fn link(node: &Node) -> String {
    node.running.acts().visit_link().unwrap().url.expose().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::print_stderr, reason = "a test that cannot run says so where a person reads it")]
async fn everybody_can_use_every_page() {
    let tools = std::env::var_os("BOT_TOOLS").map_or(root().join("target/tools"), PathBuf::from);
    if !Path::new(CHROMIUM).exists() || !tools.join("pages/node_modules").exists() {
        eprintln!("without chromium and tests/pages/install no browser looks at the pages");
        return;
    }
    let (node, english, french) =
        tokio::join!(Node::start(settings()), Node::start(settings()), Node::start(settings()));
    let paths = lived_in(&node).await;
    let fresh = |node: &Node| json!({ "home": home(node), "link": link(node) });
    let acts = node.running.acts();
    let badge = acts.credentials(&PageQuery::default()).unwrap().items[0].id.clone();
    let badge = acts.credential(&badge).unwrap().document;
    let task = json!({
        "badge": badge,
        "home": home(&node), "paths": paths, "passphrase": PASSPHRASE, "browser": CHROMIUM,
        "links": { "en": link(&node), "fr": link(&node) },
        "fresh": { "en": fresh(&english), "fr": fresh(&french) },
        "shots": std::env::var("BOT_SHOTS").ok(),
    });
    let told = tokio::task::spawn_blocking(move || {
        let mut child = Command::new("node")
            .arg(root().join("tests/pages/look.mjs"))
            .arg(tools)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(task.to_string().as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    });
    let told = told.await.unwrap();
    let said = String::from_utf8_lossy(&told.stdout);
    let broke = String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success(), "{said}\n{broke}");
}
