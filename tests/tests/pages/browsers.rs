//! Debian's Chromium over every page: what axe says of it, what it asks for, how wide it is, and whether
//! a keyboard is enough. `BOT_SHOTS=FOLDER` keeps a picture of each.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bot_protocol::api::{IdentityDraft, PartyKind};
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
        let draft = IdentityDraft {
            party,
            name: name.to_owned(),
            description: None,
            url: None,
            dry_run: false,
        };
        node.running.acts().make_identity(draft).await.unwrap();
    }
    let all = node.running.acts().identities(&Default::default()).unwrap().items;
    let did = |name: &str| all.iter().find(|one| one.name == name).unwrap().did.clone();
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
    for (with, words) in [
        ("Lea Martin", "Lea teaches the little ones to swim."),
        ("Cooks’ circle", "They cook for the whole school."),
    ] {
        school.fill("/people/recognise", &[("with", with), ("words", words)]).await;
        let mut other = Browser::inside(node, "en").await;
        other.fill("/acting", &[("who", &did(with))]).await;
        for _ in 0..200 {
            let page = other.read("/people").await;
            if page.contains("href=\"/recognitions/") {
                let tie = leads_to(&page, "/recognitions/");
                if with == "Lea Martin" {
                    other.fill(&format!("{tie}/accept"), &[]).await;
                }
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }
    for _ in 0..200 {
        if school.read("/").await.matches("href=\"/offers/").count() >= 3 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let offer = leads_to(&school.read("/").await, "/offers/");
    school.fill(&format!("{offer}/accept"), &[("publish", "yes")]).await;
    let offer = leads_to(&school.read("/").await, "/offers/");
    let badge = leads_to(&school.read("/passport").await, "/passport/urn");
    let awarded = leads_to(&school.read("/award").await, "/awarded/");
    let tie = leads_to(&school.read("/people").await, "/recognitions/");
    let path = leads_to(&school.read("/people/graph").await, "/people/path");
    school.fill("/node/tokens", &[("about", "The register"), ("verify", "yes")]).await;
    json!({
        "home": "/", "offer": offer, "passport": "/passport", "badge": badge, "award": "/award",
        "design": "/award/new", "issue": designed, "awarded": awarded, "people": "/people",
        "recognise": "/people/recognise", "contact": "/people/add", "graph": "/people/graph",
        "path": path, "recognition": tie, "verify": "/verify", "node": "/node",
        "tokens": "/node/tokens", "sheet": "/sheet", "check": "/sheet/check", "welcome": "/welcome",
        "back": "/welcome/back", "over": "/enter/over",
    })
}

fn home(node: &Node) -> String {
    format!("http://{}", node.running.address())
}

fn link(node: &Node) -> String {
    node.running.acts().visit_link().unwrap().url.expose().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
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
    let badge = acts.credentials(&Default::default()).unwrap().items[0].id.clone();
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
