//! `/portfolios`: badges gathered for a purpose, with a link, a page to print and a code for one's own web
//! page.

use askama::Template;

use super::badge::saved;
use super::form::Sent;
use super::passport::{Choice, held_by_me};
use super::reply;
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::shown::{self, Site};
use super::trouble::Faults;
use crate::acts::ActError;
use crate::acts::passport::{Portfolio, PortfolioDraft, Purpose};

/// Most badges that the form lists; a search finds the others.
const LISTED_MAX: usize = 200;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portfolios", Viewer::Owner, portfolios),
        get("/portfolios/new", Viewer::Owner, new),
        post("/portfolios/new", Viewer::Owner, FORM_BYTES_MAX, create),
        get("/portfolios/{id}", Viewer::Owner, one),
        post("/portfolios/{id}", Viewer::Owner, FORM_BYTES_MAX, change),
        get("/portfolios/{id}/file", Viewer::Owner, file),
        post("/portfolios/{id}/remove", Viewer::Owner, FORM_BYTES_MAX, remove),
    ]
}

/// A page in the list of them.
struct Listed {
    at: String,
    title: String,
    purpose: String,
    says: String,
    open: bool,
}

#[derive(Template)]
#[template(path = "portfolios.html")]
struct Page {
    shell: Shell,
    pages: Vec<Listed>,
}

async fn portfolios(ask: Ask) -> Shown {
    let shell = ask.shell("page-portfolios-title");
    let all = ask.me.as_ref().map(|me| ask.acts.portfolios(&me.did())).transpose()?;
    let listed = |one: Portfolio| Listed {
        at: format!("/portfolios/{}", one.id),
        purpose: shell.say(&format!("page-purpose-{}", one.purpose.name())),
        says: shell.count("page-badges", one.badges.len()),
        open: one.open,
        title: one.title,
    };
    let pages = all.unwrap_or_default().into_iter().map(listed).collect();
    reply::page(&Page { shell, pages })
}

#[derive(Template)]
#[template(path = "portfolio.html")]
struct FormPage {
    shell: Shell,
    faults: Faults,
    /// Where the form goes.
    at: String,
    /// Whether it is there already.
    kept: bool,
    purposes: Vec<Choice>,
    title: String,
    words: String,
    open: bool,
    badges: Vec<Choice>,
    /// The link, where it is open; and whether browsers elsewhere reach it.
    link: Option<String>,
    reached: bool,
    embed: String,
}

/// The name of the field of a badge: forms send ids as values, and names are plain.
fn field(number: usize) -> String {
    format!("badge{number}")
}

/// What is chosen of the badges, in the order of the list.
fn chosen(sent: &Sent) -> Vec<String> {
    (0..LISTED_MAX).filter_map(|number| sent.given(&field(number))).collect()
}

/// Where others see it.
fn link(ask: &Ask, kind: &str, page: &Portfolio) -> String {
    let home = ask.acts.public_home();
    let near = || ask.acts.home().map(|home| format!("http://{home}")).unwrap_or_default();
    let home = home.unwrap_or_else(near);
    format!("{}/{kind}/{}", home.trim_end_matches('/'), page.secret)
}

/// What somebody puts into a page of their own.
fn frame(ask: &Ask, page: &Portfolio) -> String {
    let text = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let (at, title) = (link(ask, "embed", page), text(&page.title));
    format!(
        "<iframe src=\"{at}\" title=\"{title}\" width=\"100%\" height=\"480\" loading=\"lazy\" \
         referrerpolicy=\"no-referrer\" sandbox=\"allow-popups allow-popups-to-escape-sandbox\"></iframe>"
    )
}

fn form(ask: &Ask, page: Option<&Portfolio>, sent: &Sent, faults: Faults) -> Shown {
    let shell = ask.shell("page-portfolio-new");
    let before = page.map(|page| page.badges.clone()).unwrap_or_default();
    let wanted = if faults.is_empty() { before } else { chosen(sent) };
    let mut held = held_by_me(ask)?;
    // Those that are chosen come first, in their order.
    held.sort_by_key(|kept| wanted.iter().position(|id| *id == kept.view.id).unwrap_or(usize::MAX));
    held.truncate(LISTED_MAX);
    let badges = held.iter().map(|kept| {
        let name = shell.named(&kept.view.names, &kept.view.achievement);
        let by = kept.view.issuer_name.clone().unwrap_or_else(|| shell.say("page-somebody"));
        (kept.view.id.clone(), format!("{name} – {by}"), wanted.contains(&kept.view.id))
    });
    let badges = badges.collect();
    let given = |name: &str, before: Option<&String>| match faults.is_empty() {
        true => before.cloned().unwrap_or_default(),
        false => sent.text(name),
    };
    let purpose = page.map(|page| page.purpose).unwrap_or(Purpose::Portfolio);
    let purpose = Purpose::named(&sent.text("purpose")).unwrap_or(purpose);
    let purposes = Purpose::ALL.map(|one| {
        let called = shell.say(&format!("page-purpose-{}", one.name()));
        (one.name().to_owned(), called, one == purpose)
    });
    let open =
        if faults.is_empty() { page.is_none_or(|page| page.open) } else { sent.is_ticked("open") };
    let shown = page.filter(|page| page.open);
    let page = FormPage {
        at: page.map_or("/portfolios/new".to_owned(), |page| format!("/portfolios/{}", page.id)),
        kept: page.is_some(),
        purposes: purposes.into(),
        title: given("title", page.map(|page| &page.title)),
        words: given("words", page.map(|page| &page.words)),
        open,
        badges,
        link: shown.map(|page| link(ask, "shown", page)),
        reached: ask.acts.public_home().is_some(),
        embed: shown.map(|page| frame(ask, page)).unwrap_or_default(),
        shell: match page {
            Some(page) => shell.titled(page.title.clone()),
            None => shell,
        },
        faults,
    };
    reply::page(&page)
}

fn found(ask: &Ask) -> Result<Portfolio, ActError> {
    let me = ask.me.as_ref().ok_or(ActError::Broken)?;
    ask.acts.portfolio(&me.did(), &ask.id)
}

async fn new(ask: Ask) -> Shown {
    form(&ask, None, &Sent::default(), Faults::default())
}

async fn one(ask: Ask) -> Shown {
    let page = found(&ask)?;
    form(&ask, Some(&page), &Sent::default(), Faults::default())
}

async fn keep(ask: &Ask, page: Option<&Portfolio>, sent: &Sent) -> Shown {
    let me = ask.me.as_ref().ok_or(ActError::Broken)?;
    let draft = PortfolioDraft {
        purpose: Purpose::named(&sent.text("purpose")).unwrap_or(Purpose::Portfolio),
        title: sent.text("title"),
        words: sent.text("words"),
        badges: chosen(sent),
        open: sent.is_ticked("open"),
        anew: sent.is_ticked("anew"),
    };
    match ask.acts.keep_portfolio(me, page.map(|page| page.id.as_str()), draft).await {
        Ok(id) => Ok(reply::done(&format!("/portfolios/{id}"), "page-done-portfolio")),
        Err(error) => {
            let fields = ["title", "words", "badges"];
            form(ask, page, sent, Faults::of(ask.lang, &error.problem(), &fields))
        }
    }
}

async fn create(ask: Ask, sent: Sent) -> Shown {
    keep(&ask, None, &sent).await
}

async fn change(ask: Ask, sent: Sent) -> Shown {
    let page = found(&ask)?;
    keep(&ask, Some(&page), &sent).await
}

async fn remove(ask: Ask, _sent: Sent) -> Shown {
    let me = ask.me.as_ref().ok_or(ActError::Broken)?;
    ask.acts.remove_portfolio(me, &ask.id).await?;
    Ok(reply::done("/portfolios", "page-done-portfolio-gone"))
}

/// The page as one file, which any host serves: it needs nothing else, and its verdicts are of today.
async fn file(ask: Ask) -> Shown {
    let page = found(&ask)?;
    // Whoever reads it is a stranger: whom its owner knows, and how, is in no file for any host.
    let ask = shown::by_a_stranger(ask);
    let site = Site::of(shown::gathered(&ask, &page).await?);
    let text = site.render().map_err(|_| ActError::Broken)?;
    saved("index.html", text.into_bytes())
}
