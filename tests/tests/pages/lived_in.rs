//! A node on which much has happened: something to see on every page, and where that is.

use std::collections::BTreeMap;
use std::time::Duration;

use bot_node::http::every_page;
use bot_protocol::api::{IdentityDraft, PageQuery, PartyKind};
use bot_tests::browser::{Browser, between, leads_to};
use bot_tests::http::Node;

/// Pages by the names of their pictures.
pub(crate) type Places = BTreeMap<&'static str, String>;

/// What is looked at and is no page: files, pictures, and what a page asks for while it is watched.
const NO_PAGES: [&str; 9] = [
    "/assets/{id}",
    "/passport/everything",
    "/passport/{id}/file",
    "/passport/{id}/picture",
    "/portfolios/{id}/file",
    "/shown/{id}/file",
    "/rooms/{id}/live",
    "/batches/{id}/live",
    "/enter/{id}",
];

/// Whether an address is one of a route.
pub(crate) fn is_of(route: &str, address: &str) -> bool {
    let path = address.split('?').next().unwrap_or_default();
    let (route, path): (Vec<_>, Vec<_>) = (route.split('/').collect(), path.split('/').collect());
    let same = |(wanted, found): (&&str, &&str)| wanted == found || *wanted == "{id}";
    route.len() == path.len() && route.iter().zip(&path).all(same)
}

/// That no page is left out: every route that shows one has an address here, the fixed ones first.
pub(crate) fn every_page_is_there(places: &Places) {
    let all: Vec<&str> =
        every_page().into_iter().filter(|one| one.0 == "get").map(|one| one.1).collect();
    for route in all.iter().filter(|route| !NO_PAGES.contains(route)) {
        let is_fixed = |address: &String| all.contains(&address.as_str());
        let found = places
            .values()
            .any(|address| is_of(route, address) && (!route.contains('{') || !is_fixed(address)));
        assert!(found, "nobody looks at {route}: give it a place in `lived_in`");
    }
    for gone in NO_PAGES {
        assert!(all.contains(&gone), "{gone} is no route any more");
    }
}

/// Makes all that happens on a node of a school, of Lea and of a community.
pub(crate) async fn lived_in(node: &Node) -> Places {
    let mut school = Browser::inside(node, "en").await;
    school.fill("/welcome", &[("party", "organisation"), ("name", "Lake school")]).await;
    others(node).await;
    let mut places = fixed();
    gathers(node, &mut school, &mut places).await;
    stands_behind(node, &mut school, &mut places).await;
    let designed = award(&mut school).await;
    recognises(node, &mut school).await;
    shows(&mut school, "/", "href=\"/offers/", 3).await;
    holds(&mut school, &mut places).await;
    under_way(&mut school, &designed, &mut places).await;
    places.insert("case", asks(node, &mut school, &designed).await);
    for (name, on, begin) in [
        ("awarded", "/award", "/awarded/"),
        ("recognition", "/people", "/recognitions/"),
        ("path", "/people/graph", "/people/path"),
    ] {
        places.insert(name, leads_to(&school.read(on).await, begin));
    }
    school.fill("/node/tokens", &[("about", "The register"), ("verify", "yes")]).await;
    places.insert("issue", designed);
    every_page_is_there(&places);
    places
}

/// Whoever else lives there.
async fn others(node: &Node) {
    for (name, party) in
        [("Lea Martin", PartyKind::Person), ("Cooks’ circle", PartyKind::Community)]
    {
        let name = name.to_owned();
        let draft = IdentityDraft { party, name, description: None, url: None, dry_run: false };
        node.running.acts().make_identity(draft).await.unwrap();
    }
}

/// The school recognises Lea, who accepts it, and the community, which has not answered yet.
async fn recognises(node: &Node, school: &mut Browser<'_>) {
    for (with, words, accepts) in [
        ("Lea Martin", "Lea teaches the little ones to swim.", true),
        ("Cooks’ circle", "They cook for the whole school.", false),
    ] {
        school.fill("/people/recognise", &[("with", with), ("words", words)]).await;
        hear(node, with, accepts).await;
    }
}

/// Pages that are always at the same place.
fn fixed() -> Places {
    [
        ("home", "/"),
        ("passport", "/passport"),
        ("timeline", "/passport/timeline"),
        ("import", "/passport/import"),
        ("portfolios", "/portfolios"),
        ("portfolio-new", "/portfolios/new"),
        ("award", "/award"),
        ("design", "/award/new"),
        ("ask", "/ask"),
        ("take", "/take"),
        ("claim-code", "/claim"),
        ("people", "/people"),
        ("recognise", "/people/recognise"),
        ("contact", "/people/add"),
        ("graph", "/people/graph"),
        ("endorse", "/people/endorse"),
        ("support", "/people/support"),
        ("endorsements", "/endorsements"),
        ("communities", "/communities"),
        ("verify", "/verify"),
        ("node", "/node"),
        ("tokens", "/node/tokens"),
        ("accessibility", "/accessibility"),
        ("sheet", "/sheet"),
        ("check", "/sheet/check"),
        ("welcome", "/welcome"),
        ("back", "/welcome/back"),
        ("over", "/enter/over"),
    ]
    .map(|(name, at)| (name, at.to_owned()))
    .into()
}

fn did(node: &Node, name: &str) -> String {
    let all = node.running.acts().identities(&PageQuery::default()).unwrap().items;
    all.into_iter().find(|one| one.name == name).unwrap().did
}

/// A browser that acts for somebody of the node.
pub(crate) async fn acting<'n>(node: &'n Node, name: &str) -> Browser<'n> {
    let mut other = Browser::inside(node, "en").await;
    other.fill("/acting", &[("who", &did(node, name))]).await;
    other
}

/// The community gives itself a charter, takes the school in, and asks it to sign a change.
async fn gathers(node: &Node, school: &mut Browser<'_>, places: &mut Places) {
    let mut circle = acting(node, "Cooks’ circle").await;
    let mut lea = acting(node, "Lea Martin").await;
    let form = leads_to(&circle.read("/communities").await, "/communities/did");
    let purpose = "We cook together and share what we know, with whoever is hungry.";
    let text = [("purpose", purpose), ("stewards", "Lea Martin; treasurer"), ("charter", "1")];
    circle.fill(&form, &[&text[..], &[("admit", "0")]].concat()).await;
    let page = shows(&mut lea, "/", "href=\"/charters/", 1).await;
    lea.fill(&format!("{}/sign", leads_to(&page, "/charters/")), &[]).await;
    let at = form.trim_end_matches("/charter").to_owned();
    shows(&mut circle, "/communities", &format!("href=\"{at}\""), 1).await;
    let admitted = [("who", "Lake school"), ("role", "Kitchen"), ("until", "2031-07-31")];
    circle.fill(&format!("{at}/admit"), &admitted).await;
    accepted(school).await;
    let more = "Lea Martin; treasurer\nLake school; host";
    let text = [("purpose", purpose), ("stewards", more), ("charter", "1"), ("admit", "1")];
    circle
        .fill(&form, &[&text[..], &[("words", "The school lends us its kitchen.")]].concat())
        .await;
    let page = shows(school, "/", "href=\"/charters/", 1).await;
    places.insert("charter", leads_to(&page, "/charters/"));
    places.insert("community", at);
    let own = format!("/communities/{}/charter", did(node, "Lake school").replace(':', "%3A"));
    places.insert("charter-form", own);
}

/// Lea endorses the school, the school her, and she asks for another.
async fn stands_behind(node: &Node, school: &mut Browser<'_>, places: &mut Places) {
    let mut lea = acting(node, "Lea Martin").await;
    let of = did(node, "Lake school");
    let said =
        [("of", &*of), ("comment", "Patient teachers, and clear criteria."), ("seen", "yes")];
    lea.fill("/people/endorse", &said).await;
    accepted(school).await;
    let of = did(node, "Cooks’ circle");
    let said = [("of", &*of), ("comment", "Nobody leaves hungry."), ("useful", "any school")];
    school.fill("/people/endorse", &said).await;
    let asked = [("from", "Lake school"), ("words", "For my application as a trainer.")];
    lea.fill("/people/support", &asked).await;
    school.fill("/people/support", &[("from", "Lea Martin"), ("words", "For our web page.")]).await;
    let page = shows(school, "/", "href=\"/requests/", 1).await;
    places.insert("request", leads_to(&page, "/requests/"));
    let page = school.read("/endorsements").await;
    places.insert("endorsement", leads_to(&page, "/endorsements/"));
}

/// Accepts the only offer there is.
async fn accepted(browser: &mut Browser<'_>) {
    let page = shows(browser, "/", "href=\"/offers/", 1).await;
    let offer = leads_to(&page, "/offers/");
    browser.fill(&format!("{offer}/accept"), &[("publish", "yes")]).await;
}

/// One badge is taken, filled with what its holder adds, and shown on a page of its own.
async fn holds(school: &mut Browser<'_>, places: &mut Places) {
    let offer = leads_to(&school.read("/").await, "/offers/");
    school.fill(&format!("{offer}/accept"), &[("publish", "yes")]).await;
    places.insert("offer", leads_to(&school.read("/").await, "/offers/"));
    // What changed last comes first.
    let badge = leads_to(&school.read("/passport").await, "/passport/urn");
    let note = [("learning", "informal"), ("tags", "mending, 2026")];
    school.fill(&format!("{badge}/note"), &note).await;
    let words = "Photographs of the toaster, before and after.";
    let evidence = [("words", words), ("link", "https://school.example/toaster")];
    school.fill(&format!("{badge}/evidence"), &evidence).await;
    places.insert("badge-verdict", format!("{badge}/verdict"));
    places.insert("badge", badge);
    let page = school.read("/portfolios/new").await;
    let id = between(&page, "name=\"badge0\" value=\"", "\"")[0].to_owned();
    let said = [
        ("title", "What we learned this summer"),
        ("words", "For whoever asks what our school does."),
        ("purpose", "portfolio"),
        ("badge0", &*id),
        ("open", "yes"),
    ];
    let page = school.fill("/portfolios/new", &said).await;
    let secret = between(&page, "/shown/", "\"")[0].to_owned();
    places.insert("shown", format!("/shown/{secret}"));
    places.insert("embed", format!("/embed/{secret}"));
    let page = school.read("/portfolios").await;
    places.insert("portfolio", between(&page, "<h2><a href=\"", "\"")[0].to_owned());
}

/// A list that is through, a badge that is given out, and one that is asked for.
async fn under_way(school: &mut Browser<'_>, designed: &str, places: &mut Places) {
    let list = "name,what\nLea Martin,Helped with patience\n";
    let (many, room) = (format!("{designed}/many"), format!("{designed}/room"));
    let page = school.fill(&many, &[("list", list), ("again", "yes")]).await;
    let plan = between(&page, "name=\"plan\" value=\"", "\"")[0].to_owned();
    let given = [("list", list), ("again", "yes"), ("plan", &plan), ("go", "yes")];
    school.fill(&many, &given).await;
    places.insert("batch", leads_to(&school.read("/award").await, "/batches/"));
    let given = [("minutes", "60"), ("most", "40"), ("narrative", "Was there.")];
    let screen = leads_to(&school.fill(&room, &given).await, "/rooms/");
    let at = screen.trim_end_matches("/screen").to_owned();
    let page = school.read(&at).await;
    let code = between(&page, "<p class=\"code\">", "</p>")[0].to_owned();
    let page = school.fill("/claim", &[("code", &code)]).await;
    let claim = between(&page, "action=\"/claim/", "\"")[0].to_owned();
    let form = format!("{designed}/form");
    let questions = "What have you mended?\nWho was there?";
    school.fill(&form, &[("open", "yes"), ("questions", questions), ("reviewers", "")]).await;
    places.extend([
        ("many", many),
        ("room-ask", room),
        ("room", at),
        ("screen", screen),
        ("claim", format!("/claim/{claim}")),
        ("asking", form),
    ]);
}

/// Lea asks for a badge and answers the questions; where the school finds it.
async fn asks(node: &Node, school: &mut Browser<'_>, designed: &str) -> String {
    let mut lea = acting(node, "Lea Martin").await;
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
        let forms = between(&page, "<form method=\"post\" action=\"", "\"");
        designed = (*forms.iter().find(|at| at.starts_with("/award/")).unwrap()).to_owned();
        for to in ["Lea Martin", "Lake school"] {
            let given =
                [("to", to), ("narrative", "With patience."), ("valid_until", "2030-08-31")];
            school.fill(&designed, &given).await;
        }
    }
    designed
}

/// Somebody else of the node hears that they are recognised, and accepts it or leaves it waiting.
async fn hear(node: &Node, who: &str, accepts: bool) {
    let mut other = acting(node, who).await;
    let page = shows(&mut other, "/people", "href=\"/recognitions/", 1).await;
    if accepts {
        other.fill(&format!("{}/accept", leads_to(&page, "/recognitions/")), &[]).await;
    }
}

/// Waits until a page has so many of something.
pub(crate) async fn shows(
    browser: &mut Browser<'_>,
    path: &str,
    what: &str,
    count: usize,
) -> String {
    for _ in 0..200 {
        let page = browser.read(path).await;
        if page.matches(what).count() >= count {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{path} never had {count} of {what}");
}
