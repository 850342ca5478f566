//! `bot convert`: an old badge as the draft of an Open Badges 3.0 badge.

use std::path::{Path, PathBuf};

use bot_foreign::old::{ConvertFault, converted};
use bot_node::clock::{Clock as _, SystemClock};
use bot_node::contexts::reader;
use bot_protocol::verdict::{self, Answer, Asked, Evidence, Presented, Question, Reader, judge};
use bot_protocol::words::Lang;
use clap::Args;

use super::{Context, Output};
use crate::failure::{Exit, Failure};

/// Write an old badge (Open Badges 0.5 to 2.1) as the draft of an Open Badges 3.0 badge
#[derive(Debug, Args)]
#[command(before_help = "Example: bot convert old-badge.png --out draft.json")]
pub(crate) struct Convert {
    /// The old badge: JSON, compact JWS, PNG or SVG; - is standard input
    file: PathBuf,
    /// Where to; - is standard output
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
    /// Parts of the badge that lie elsewhere: its class, its issuer; or what --keep kept
    #[arg(long, value_name = "FILE")]
    with: Vec<PathBuf>,
    /// Replace the file where it exists
    #[arg(long)]
    force: bool,
    /// Write the draft although the badge is proven not to be what its issuer made
    #[arg(long)]
    anyway: bool,
}

/// Writes the draft. Nothing is signed and nothing fetched.
pub(crate) fn run(context: &Context<'_>, verb: &Convert) -> Result<Exit, Failure> {
    let screen = context.screen;
    super::stdin_once(std::iter::once(&verb.file).chain(&verb.with))?;
    let place = Output::reserve(&verb.out, verb.force)?;
    let bytes = super::badge::read_badge(&verb.file)?;
    let contexts = context.contexts();
    let reader = reader(contexts.as_deref());
    let presented = reader
        .read(&bytes)
        .map_err(|refused| Failure::refused(&verb.file, &refused, screen.lang()))?;
    let evidence: Evidence = super::verify::heard(&verb.with, (&reader, screen.lang()))?;
    let draft = converted(&presented, &evidence)
        .map_err(|fault| refused(&verb.file, &fault, screen.lang()))?;
    let doubts = doubts(screen.lang(), &presented, &evidence, &reader);
    let says = |(_, says): &(Question, String)| says.clone();
    if let Some(says) = doubts.iter().find(|(asked, _)| *asked == Question::Integrity).map(says)
        && !verb.anyway
    {
        let path = verb.file.display().to_string();
        let failure = Failure::new(Exit::No, "cli-convert-refused", format!("{path}: {says}"));
        return Err(failure.with("path", path).with("what", says));
    }
    for what in doubts.iter().map(says) {
        screen.aside(&screen.sentence("cli-convert-doubt", &[("what", what)]));
    }
    let saved = !place.is_stdout();
    place.fill(screen, &draft.to_bytes())?;
    if saved {
        let path = verb.out.display().to_string();
        screen.object(&serde_json::json!({ "path": path, "signed": false }));
        screen.say("cli-converted", &[("path", path)]);
    }
    Ok(Exit::Done)
}

/// What a verdict on the old badge says *no* to: that it is whole, that it still counts.
fn doubts(
    lang: Lang,
    presented: &Presented,
    evidence: &Evidence,
    reader: &Reader<'_>,
) -> Vec<(Question, String)> {
    let verdict = judge(presented, evidence, &Asked::at(SystemClock.now()), reader);
    let no = [Question::Integrity, Question::Status].into_iter();
    let no = no.filter(|asked| verdict.answer(*asked) == Answer::No);
    no.map(|asked| {
        let reason = verdict.reason(asked);
        (asked, verdict::say(reason, lang))
    })
    .collect()
}

/// Why it cannot be converted, in words.
fn refused(path: &Path, fault: &ConvertFault, lang: Lang) -> Failure {
    let shown = path.display().to_string();
    let failure = |code: &str| {
        Failure::new(Exit::Other, code, format!("{shown}: {fault}")).with("path", shown.clone())
    };
    match fault {
        ConvertFault::NotOld => failure("cli-convert-not-old"),
        ConvertFault::Missing { part, url } => {
            failure("cli-convert-missing").with("part", part).with("url", url)
        }
        ConvertFault::Part(reason) => {
            failure("cli-convert-part").with("what", verdict::say(reason, lang))
        }
    }
}
