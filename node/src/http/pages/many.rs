//! `/award/{id}/many`, `/batches`: a badge for everybody on a list, looked at before anything is signed.

use askama::Template;
use bot_protocol::api::Problem;
use bot_protocol::canon::hash::sha256;
use bot_protocol::words::{Args, Lang, say};

use super::cases::waits_of;
use super::emblem::Emblem;
use super::form::Sent;
use super::once::kept_at;
use super::reply::{self, see};
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::{Faults, told};
use crate::acts::ActError;
use crate::acts::batches::table::{Column, LIST_BYTES_MAX, ListFault, Table, text};
use crate::acts::batches::{Checked, Line, LineFault, Progress};
use crate::percent::encoded;

/// Most bytes of a form with a list: it is there as a file or as a text.
const MANY_BYTES_MAX: usize = LIST_BYTES_MAX + FORM_BYTES_MAX;

/// Most lines of each kind that a preview shows.
const SHOWN_MAX: usize = 100;

/// How many good lines it shows, so that one sees whether the columns are right.
const SAMPLES: usize = 5;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/award/{id}/many", Viewer::Owner, asked),
        post("/award/{id}/many", Viewer::Owner, MANY_BYTES_MAX, look),
        get("/batches/{id}", Viewer::Owner, batch),
        get("/batches/{id}/live", Viewer::Owner, live),
        post("/batches/{id}/stop", Viewer::Owner, FORM_BYTES_MAX, stop),
    ]
}

/// A column of a list, and what it may be.
struct Shape {
    field: String,
    head: String,
    choices: Vec<(&'static str, String, bool)>,
}

/// A line that is wrong.
struct Wrong {
    number: usize,
    to: String,
    says: String,
}

/// What would be done with a list.
#[derive(Default)]
struct Preview {
    shapes: Vec<Shape>,
    good: usize,
    samples: Vec<Line>,
    wrong: Vec<Wrong>,
    wrong_count: usize,
    /// Whether somebody on it has the badge already.
    has_it: bool,
    /// Whether the first line is taken for one that says what the columns are.
    heads: bool,
    /// What tells what would be signed from anything else.
    plan: String,
}

#[derive(Template)]
#[template(path = "many.html")]
struct Page {
    shell: Shell,
    faults: Faults,
    at: String,
    emblem: Emblem,
    list: String,
    again: bool,
    preview: Option<Preview>,
}

impl Page {
    fn of(ask: &Ask, list: String, faults: Faults) -> Result<Self, ActError> {
        let design = ask.acts.achievement(&ask.id)?;
        let shell = ask.shell("page-award-title");
        let name = shell.named(&design.names, &design.name);
        Ok(Self {
            at: format!("/award/{}", encoded(&design.id)),
            emblem: Emblem::of(&name, &design.name),
            shell: shell.titled(name),
            faults,
            list,
            again: false,
            preview: None,
        })
    }
}

async fn asked(ask: Ask) -> Shown {
    reply::page(&Page::of(&ask, String::new(), Faults::default())?)
}

async fn look(ask: Ask, sent: Sent) -> Shown {
    let design = ask.acts.achievement(&ask.id)?;
    let (file, again) = (sent.bytes("file"), sent.is_ticked("again"));
    let list = if file.is_empty() { sent.text("list") } else { text(file) };
    let cut = sent.is_cut("file") || sent.is_cut("list");
    // A new file is looked at anew; of a list that was shown, the form says it.
    let shown = sent.is_ticked("shown") && file.is_empty();
    let has_head = shown.then(|| sent.is_ticked("heads"));
    let table = if cut { Err(ListFault::TooLong) } else { Table::read(&list, has_head) };
    let table = match table {
        Ok(table) => table,
        Err(found) => {
            let shell = ask.shell("page-many-title");
            let faults = Faults::one(&shell, "list", list_fault(found));
            return reply::page(&Page::of(&ask, list, faults)?);
        }
    };
    let columns = columns(&table, &sent, !file.is_empty());
    let lines = lines(&table, &columns);
    let me = ask.me.clone().ok_or(ActError::Broken)?;
    let checked = ask.acts.lines_checked((&me, &design.id), lines, again)?;
    let (mut faults, plan) = (Faults::default(), plan_of(&checked, again));
    if sent.is_ticked("go") && file.is_empty() && sent.text("plan") == plan {
        let signed = ask.acts.lines_checked((&me, &design.id), lines_of(&checked), again)?;
        let kept = |id: &str| kept_at(&ask, &format!("/batches/{id}"));
        match ask.acts.begin_batch((&me, &design.id), (signed, again), kept).await {
            Ok(id) => return Ok(see(&format!("/batches/{id}"))),
            Err(error) => faults = Faults::of(ask.lang, &error.problem(), &["list"]),
        }
    } else if sent.is_ticked("go") {
        faults = Faults::one(&ask.shell("page-many-title"), "list", "page-many-changed");
    }
    let mut page = Page::of(&ask, list, faults)?;
    page.preview = Some(Preview { plan, ..preview(&page.shell, &table, &columns, checked) });
    page.again = again;
    reply::page(&page)
}

/// What tells what would be signed from anything else: each good line, and whom it names.
fn plan_of(checked: &[Checked], again: bool) -> String {
    let good = checked.iter().filter(|one| one.fault.is_none());
    let lines = good.map(|Checked { line, who, .. }| {
        let who = who.map(|who| who.to_string()).unwrap_or_default();
        let Line { narrative, evidence, until, .. } = line;
        let texts = [&who, narrative, evidence, until];
        sha256(&texts.map(|text| sha256(&[text.as_bytes()])).each_ref().map(AsRef::as_ref))
    });
    let lines: Vec<_> = lines.chain([sha256(&[&[u8::from(again)]])]).collect();
    sha256(&lines.iter().map(AsRef::as_ref).collect::<Vec<_>>()).to_string()
}

fn lines_of(checked: &[Checked]) -> Vec<Line> {
    checked.iter().map(|one| one.line.clone()).collect()
}

fn list_fault(found: ListFault) -> &'static str {
    match found {
        ListFault::Empty => "page-fault-list-empty",
        ListFault::TooLong => "page-fault-list-long",
        ListFault::Open => "page-fault-list-open",
    }
}

fn line_fault(found: LineFault) -> &'static str {
    match found {
        LineFault::Empty => "page-line-empty",
        LineFault::Nobody => "page-line-nobody",
        LineFault::Twice => "page-line-twice",
        LineFault::HasIt => "page-line-has-it",
        LineFault::Day => "page-line-day",
        LineFault::Long => "page-line-long",
    }
}

/// What each column is: as was chosen, else as it looks like. A new file is looked at anew.
fn columns(table: &Table, sent: &Sent, is_new: bool) -> Vec<Column> {
    let chosen = |at: usize| Column::named(&sent.text(&format!("column{at}")));
    let all = table.columns.iter().enumerate();
    all.map(|(at, guessed)| chosen(at).filter(|_| !is_new).unwrap_or(*guessed)).collect()
}

fn lines(table: &Table, columns: &[Column]) -> Vec<Line> {
    let of = |row: &Vec<String>| {
        let cell = |wanted: Column| {
            let all = row.iter().zip(columns).filter(|(_, column)| **column == wanted);
            all.map(|(cell, _)| cell.as_str()).filter(|cell| !cell.is_empty()).collect::<Vec<_>>()
        };
        Line {
            to: table.named(row, columns),
            narrative: cell(Column::Narrative).join("\n"),
            evidence: cell(Column::Evidence).join(" "),
            until: cell(Column::Until).join(" "),
        }
    };
    table.rows.iter().map(of).collect()
}

fn preview(shell: &Shell, table: &Table, columns: &[Column], checked: Vec<Checked>) -> Preview {
    let shape = |(at, column): (usize, &Column)| Shape {
        field: format!("column{at}"),
        head: table
            .heads
            .get(at)
            .cloned()
            .unwrap_or_else(|| shell.tell("page-column", "number", (at + 1).to_string())),
        choices: Column::ALL
            .map(|one| {
                (one.name(), shell.say(&format!("page-column-{}", one.name())), one == *column)
            })
            .into(),
    };
    let first = 1 + usize::from(!table.heads.is_empty());
    let mut preview = Preview {
        shapes: columns.iter().enumerate().map(shape).collect(),
        heads: !table.heads.is_empty(),
        has_it: checked.iter().any(|one| one.fault == Some(LineFault::HasIt)),
        ..Preview::default()
    };
    for (number, Checked { line, fault, .. }) in (first..).zip(checked) {
        match fault {
            None => {
                preview.good += 1;
                if preview.samples.len() < SAMPLES {
                    preview.samples.push(line);
                }
            }
            Some(found) => {
                preview.wrong_count += 1;
                if preview.wrong.len() < SHOWN_MAX {
                    let says = shell.say(line_fault(found));
                    preview.wrong.push(Wrong { number, to: line.to, says });
                }
            }
        }
    }
    preview
}

/// How far a list has come, in words.
struct Told {
    awarded: String,
    waiting: String,
    refused: String,
}

fn told_of(lang: Lang, progress: &Progress) -> Told {
    let count = |code: &str, count: usize| {
        say(lang, code, &Args::new().number("count", i64::try_from(count).unwrap_or(i64::MAX)))
    };
    let waiting = if progress.stopped { 0 } else { progress.waiting() };
    Told {
        awarded: count("page-batch-awarded", progress.awarded),
        waiting: count("page-batch-waiting", waiting),
        refused: count("page-batch-refused", progress.refused.len()),
    }
}

#[derive(Template)]
#[template(path = "batch.html")]
struct BatchPage {
    shell: Shell,
    id: String,
    emblem: Emblem,
    told: Told,
    through: usize,
    lines: usize,
    over: bool,
    stopped: bool,
    waits: Option<String>,
    refused: Vec<(String, String)>,
    when: String,
}

async fn batch(ask: Ask) -> Shown {
    let progress = ask.acts.batch(&ask.id)?;
    let shell = ask.shell("page-many-title");
    let design = ask.acts.achievement(&progress.achievement)?;
    let name = shell.named(&design.names, &design.name);
    let why = |problem: &Problem| {
        let (says, does) = told(ask.lang, problem);
        format!("{says} {}", does.unwrap_or_default()).trim().to_owned()
    };
    let refused = progress.refused.iter().take(SHOWN_MAX);
    reply::page(&BatchPage {
        id: progress.id.clone(),
        emblem: Emblem::of(&name, &design.name),
        told: told_of(ask.lang, &progress),
        through: progress.awarded + progress.refused.len(),
        lines: progress.lines,
        over: progress.is_over(),
        stopped: progress.stopped,
        waits: waits_of(&shell, progress.waits.clone()),
        refused: refused.map(|(to, problem)| (to.clone(), why(problem))).collect(),
        when: shell.day(&progress.at.to_string()),
        shell: shell.titled(name),
    })
}

async fn live(ask: Ask) -> Shown {
    let progress = ask.acts.batch(&ask.id)?;
    let Told { awarded, waiting, refused } = told_of(ask.lang, &progress);
    let texts = [("awarded", awarded), ("waiting", waiting), ("refused", refused)];
    let through = progress.awarded + progress.refused.len();
    Ok(reply::live(&texts, through, progress.is_over()))
}

async fn stop(ask: Ask, _sent: Sent) -> Shown {
    ask.acts.stop_batch(&ask.id).await?;
    Ok(reply::done(&format!("/batches/{}", encoded(&ask.id)), "page-done-stopped"))
}

/// What a badge is called here.
pub(super) fn design_name(ask: &Ask, shell: &Shell, achievement: &str) -> String {
    let design = ask.acts.achievement(achievement).ok();
    let named = design.map(|design| shell.named(&design.names, &design.name));
    named.unwrap_or_else(|| shell.say("page-badge-nameless"))
}

/// A list as the page of all awards shows it.
pub(super) struct Listed {
    pub(super) at: String,
    pub(super) says: String,
    pub(super) open: bool,
}

/// The newest lists of whoever asks.
pub(super) fn listed(ask: &Ask, shell: &Shell) -> Result<Vec<Listed>, ActError> {
    let Some(me) = &ask.me else { return Ok(Vec::new()) };
    let all = ask.acts.batches(&me.did())?;
    let told = all.iter().take(SAMPLES).map(|one| {
        let args = Args::new()
            .text("what", design_name(ask, shell, &one.achievement))
            .text("day", shell.day(&one.at.to_string()))
            .text("awarded", told_of(ask.lang, one).awarded);
        Listed {
            at: format!("/batches/{}", one.id),
            says: say(ask.lang, "page-batch-listed", &args),
            open: !one.is_over(),
        }
    });
    Ok(told.collect())
}
