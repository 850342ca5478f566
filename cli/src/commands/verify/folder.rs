//! All badges of what was named, folders and archives among it: judged on all cores, told in their order.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::Path;
use std::sync::{Mutex, PoisonError, mpsc};

use bot_node::archive::ArchiveError;
use bot_node::contexts::reader;
use bot_protocol::canon::json;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{self, Asked, Evidence, Presented, Question, Reader};
use serde_json::Value;

use super::explain;
use super::gather::Gathering;
use super::judge::{self, Node};
use super::named::{Files, Found};
use super::tell::{mark, name, parsed};
use super::unread::{is_cut, is_unread};
use super::{Verify, exit};
use crate::commands::{Context, Output};
use crate::failure::{Exit, Failure};
use crate::screen::Screen;
use crate::table::Table;

/// What became of one file.
enum Outcome {
    /// It was judged, or claims to be a badge and was refused.
    Judged(Value),
    /// It holds no badge.
    NoBadge(Failure),
    /// It cannot be read, or not judged in time.
    Unread(Failure),
}

/// With what is judged.
enum Judge {
    /// The running node knows.
    Node(Box<Node>),
    /// This process, with the files that were handed in.
    Alone,
}

/// What every judging thread needs.
struct Desk<'a> {
    context: &'a Context<'a>,
    verb: &'a Verify,
    given: &'a judge::Given,
    evidence: Evidence,
    asked: Asked,
    reader: Reader<'a>,
    /// Where it was asked for that what is missing be fetched: for one badge after the other.
    gathering: Option<Mutex<Gathering>>,
}

/// How many badges of which answer, and how many files without one.
#[derive(Debug, Default)]
struct Counts {
    yes: u64,
    no: u64,
    unknown: u64,
    no_badge: u64,
    unread: u64,
}

/// Judges and tells them all.
pub(super) fn run(
    context: &Context<'_>,
    verb: &Verify,
    files: Files,
    (need, at): (&[Question], Option<Timestamp>),
) -> Result<Exit, Failure> {
    let screen = context.screen;
    let given = judge::Given::of(verb)?;
    let contexts = context.contexts();
    let reader = reader(contexts.as_deref());
    let mut evidence = judge::evidence(&judge::paths(verb), &given, (&reader, screen.lang()))?;
    if Node::find(context, verb, &given).is_none() {
        judge::watch(&mut evidence, &verb.witness)?;
    }
    let asked = judge::asked(verb, at);
    let place = verb.keep.as_deref().map(|path| Output::reserve(path, false)).transpose()?;
    let gathering = verb.gather.then(|| Gathering::new(true, verb.authority.as_deref()));
    let gathering = gathering.transpose()?.map(Mutex::new);
    let desk = Desk { context, verb, given: &given, evidence, asked, reader, gathering };
    let knowing = match desk.judge() {
        Judge::Node(_) => "cli-verify-node-evidence",
        Judge::Alone => judge::knowing_nothing(context),
    };
    let bar = screen.counting(files.how_many());
    let (mut told, mut left_out) = (Telling::new(screen, need), 0);
    let done = desk.all(files, &mut left_out, |file, outcome| {
        bar.inc(1);
        bar.suspend(|| told.row(&file, outcome));
    });
    bar.finish_and_clear();
    if let Some(gathering) = &desk.gathering {
        let gathering = gathering.lock().unwrap_or_else(PoisonError::into_inner);
        gathering.tell(screen);
        if let Some(place) = place {
            place.fill(screen, &gathering.kept()?)?;
        }
    }
    told.end(left_out, knowing);
    done?;
    Ok(told.counts.exit())
}

impl Desk<'_> {
    fn judge(&self) -> Judge {
        let node = Node::find(self.context, self.verb, self.given);
        node.map_or(Judge::Alone, |node| Judge::Node(Box::new(node)))
    }

    /// Judges every file; `told` hears of them in their order.
    ///
    /// # Errors
    /// Why not all of them were judged.
    fn all(
        &self,
        files: Files,
        left_out: &mut u64,
        mut told: impl FnMut(String, Outcome),
    ) -> Result<(), Failure> {
        // What is fetched for one badge may be what the next one lacks.
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let threads = if self.gathering.is_some() { 1 } else { cores };
        let queue = Mutex::new((0_u64, files));
        let (sender, heard) = mpsc::sync_channel(threads.saturating_mul(16));
        let mut fault = None;
        std::thread::scope(|scope| {
            for _ in 0..threads {
                let (sender, queue) = (sender.clone(), &queue);
                scope.spawn(move || {
                    let mut judge = self.judge();
                    while let Some((number, found)) = taken(queue) {
                        let one = found.and_then(|found| {
                            let file = found.name.clone();
                            Ok((file, self.outcome(&mut judge, found)?))
                        });
                        let last = one.is_err();
                        if sender.send((number, one)).is_err() || last {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            // What was judged before its turn waits.
            let (mut waiting, mut next) = (BTreeMap::new(), 0_u64);
            for (number, one) in heard {
                waiting.insert(number, one);
                while let Some(one) = waiting.remove(&next) {
                    next = next.saturating_add(1);
                    match one {
                        Ok((file, outcome)) => told(file, outcome),
                        // The other threads end when nobody hears them any more.
                        Err(found) => {
                            fault = Some(found);
                            return;
                        }
                    }
                }
            }
        });
        *left_out = queue.into_inner().unwrap_or_else(PoisonError::into_inner).1.left_out();
        fault.map_or(Ok(()), Err)
    }

    /// What becomes of one file.
    ///
    /// # Errors
    /// When the node that runs does not judge; that it does not in time is told of this file.
    fn outcome(&self, judge: &mut Judge, found: Found) -> Result<Outcome, Failure> {
        let (file, lang) = (found.name.clone(), self.context.screen.lang());
        let bytes = match found.bytes() {
            Ok(bytes) => bytes,
            Err(failure) => return Ok(Outcome::Unread(failure)),
        };
        let presented = match self.reader.read(&bytes) {
            Ok(presented) => presented,
            Err(refused) if refused.claims && !is_cut(&refused.why) => {
                return Ok(Outcome::Judged(parsed(
                    &refused.verdict(self.asked.now).to_json(lang),
                )?));
            }
            Err(refused) => {
                let failure = Failure::refused(Path::new(&file), &refused, lang);
                let unread = refused.claims || is_unread(&file, &bytes, &refused.why);
                return Ok(match unread {
                    true => Outcome::Unread(failure),
                    false => Outcome::NoBadge(failure),
                });
            }
        };
        if presented.is_status_list() {
            return Ok(Outcome::NoBadge(super::list(Path::new(&file))));
        }
        match self.verdict(judge, (&presented, &bytes)) {
            Ok(verdict) => Ok(Outcome::Judged(verdict)),
            // One file that asks for too much work hides none of the others.
            Err(late) if late.code == "cli-no-reply" => Ok(Outcome::Unread(late)),
            Err(failure) => Err(failure),
        }
    }

    /// The verdict with what is at hand, and then with what was fetched for it where that was asked
    /// for.
    fn verdict(&self, judge: &mut Judge, shown: (&Presented, &[u8])) -> Result<Value, Failure> {
        let Some(gathering) = &self.gathering else {
            return self.judged(judge, shown, Vec::new());
        };
        let mut gathering = gathering.lock().unwrap_or_else(PoisonError::into_inner);
        gathering.next_badge();
        loop {
            let mut verdict = self.judged(judge, shown, gathering.file()?)?;
            if !gathering.more(&verdict) {
                verdict["gathered"] = gathering.told();
                gathering.advise_anew(self.context.screen, &mut verdict);
                return Ok(verdict);
            }
        }
    }

    fn judged(
        &self,
        judge: &mut Judge,
        (presented, bytes): (&Presented, &[u8]),
        fetched: Vec<Vec<u8>>,
    ) -> Result<Value, Failure> {
        let lang = self.context.screen.lang();
        let given = (!fetched.is_empty()).then(|| self.given.and(fetched));
        if let Judge::Node(node) = judge {
            given.iter().for_each(|given| node.take(given));
            return node.judge(bytes);
        }
        let with = |given| {
            let paths = judge::paths(self.verb);
            let mut evidence = judge::evidence(&paths, given, (&self.reader, lang))?;
            judge::watch(&mut evidence, &self.verb.witness).map(|()| evidence)
        };
        let evidence = match &given {
            Some(given) => &with(given)?,
            None => &self.evidence,
        };
        let verdict = verdict::judge(presented, evidence, &self.asked, &self.reader);
        let mut told = parsed(&verdict.to_json(lang))?;
        if self.verb.explain {
            let explanation = verdict::explain(presented, evidence, &self.asked, &self.reader);
            told["explanation"] = parsed(&json::Value::Object(explanation))?;
        }
        Ok(told)
    }
}

/// What the needed findings come to: `yes`, `no` or `unknown`.
fn needed(verdict: &Value, need: &[Question]) -> &'static str {
    match exit(verdict, need) {
        Exit::Done => "yes",
        Exit::No => "no",
        Exit::Other
        | Exit::Usage
        | Exit::NotFound
        | Exit::Locked
        | Exit::Network
        | Exit::CannotTell => "unknown",
    }
}

/// The next file and its number.
fn taken(queue: &Mutex<(u64, Files)>) -> Option<(u64, Result<Found, Failure>)> {
    let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
    let found = queue.1.next()?;
    let number = queue.0;
    queue.0 = number.saturating_add(1);
    Some((number, found))
}

/// What a person or a program gets to see of it, in order.
struct Telling<'a> {
    screen: &'a Screen,
    need: &'a [Question],
    table: Table,
    /// The files without a badge, and why.
    others: Vec<String>,
    counts: Counts,
}

impl<'a> Telling<'a> {
    fn new(screen: &'a Screen, need: &'a [Question]) -> Self {
        let mut heads = vec![
            "cli-head-file",
            "cli-head-badge",
            "cli-question-integrity",
            "cli-question-status",
        ];
        if need.contains(&Question::Recipient) {
            heads.push("cli-question-recipient");
        }
        heads.extend(["cli-head-answer", "cli-head-why"]);
        let table = Table::new(screen, &heads);
        Self { screen, need, table, others: Vec::new(), counts: Counts::default() }
    }

    fn row(&mut self, file: &str, outcome: Outcome) {
        match outcome {
            Outcome::Judged(verdict) => self.verdict(file, verdict),
            Outcome::NoBadge(failure) => {
                self.counts.no_badge += 1;
                self.without(file, "no_badge", &failure);
            }
            Outcome::Unread(failure) => {
                self.counts.unread += 1;
                self.without(file, "unread", &failure);
            }
        }
    }

    fn verdict(&mut self, file: &str, mut verdict: Value) {
        let all = needed(&verdict, self.need);
        // A file of several badges counts as so many; one that is shown twice counts once.
        let several = verdict["credentials"].as_array().filter(|all| !all.is_empty());
        let several = several.map_or_else(|| vec![&verdict], |all| all.iter().collect());
        for one in several.into_iter().filter(|one| one["credential"]["repeats"].is_null()) {
            match needed(one, self.need) {
                "yes" => self.counts.yes += 1,
                "no" => self.counts.no += 1,
                _ => self.counts.unknown += 1,
            }
        }
        if self.screen.is_json() {
            verdict["file"] = file.into();
            verdict["needed"] = all.into();
            self.screen.object(&verdict);
            return;
        }
        let name = name(self.screen, &verdict);
        if let Some(explanation) = verdict.get("explanation") {
            self.screen.line(&format!("{file}  {name}"));
            explain::tell(self.screen, explanation);
            self.screen.line("");
        }
        let answered = |answer: &str| {
            let said = self.screen.sentence(&format!("cli-answer-{answer}"), &[]);
            format!("{} {said}", mark(answer))
        };
        let answer = |question: &str| {
            answered(verdict["findings"][question]["answer"].as_str().unwrap_or("unknown"))
        };
        let mut cells = vec![file.to_owned(), name, answer("integrity"), answer("status")];
        if self.need.contains(&Question::Recipient) {
            cells.push(answer("recipient"));
        }
        // Of what is good nobody asks why.
        let short = self.need.iter().map(|question| &verdict["findings"][question.name()]);
        let worst = short.filter(|_| all != "yes").find(|told| told["answer"] == all);
        let why = worst.and_then(|told| told["says"].as_str()).unwrap_or_default();
        cells.extend([answered(all), why.to_owned()]);
        self.table.row(&cells.iter().map(String::as_str).collect::<Vec<_>>());
    }

    /// A file without a verdict.
    fn without(&mut self, file: &str, member: &str, failure: &Failure) {
        let why = self.screen.reason(failure);
        let mut told = serde_json::json!({ "file": file });
        told[member] = serde_json::json!({ "code": failure.code, "says": why });
        self.screen.object(&told);
        if !self.screen.is_json() {
            self.others.push(format!("{file}: {why}"));
        }
    }

    /// The table, what else there was, and the sums.
    fn end(&self, left_out: u64, knowing: &str) {
        let (screen, counts) = (self.screen, &self.counts);
        let Counts { yes, no, unknown, no_badge, unread } = counts;
        screen.object(&serde_json::json!({ "summary": {
            "badges": counts.badges(), "yes": yes, "no": no, "unknown": unknown,
            "no_badge": no_badge, "unread": unread, "left_out": left_out,
            "exit": counts.exit().number(),
        }}));
        self.table.show(screen, "cli-verify-none");
        self.others.iter().for_each(|line| screen.line(line));
        let number = |name, count: u64| (name, count.to_string());
        screen.say(
            "cli-verify-counts",
            &[
                number("badges", counts.badges()),
                number("yes", *yes),
                number("no", *no),
                number("unknown", *unknown),
            ],
        );
        for (code, count) in [
            ("cli-verify-count-others", *no_badge),
            ("cli-verify-count-unread", *unread),
            ("cli-verify-count-left-out", left_out),
        ] {
            if count > 0 {
                screen.say(code, &[number("count", count)]);
            }
        }
        screen.say(knowing, &[]);
    }
}

impl Counts {
    const fn badges(&self) -> u64 {
        self.yes.saturating_add(self.no).saturating_add(self.unknown)
    }

    /// The worst of the answers; a file that cannot be read may have held a badge.
    const fn exit(&self) -> Exit {
        if self.no > 0 {
            Exit::No
        } else if self.unknown > 0 || self.unread > 0 {
            Exit::CannotTell
        } else if self.yes > 0 {
            Exit::Done
        } else {
            Exit::Other
        }
    }
}

/// A folder or archive that is not read, or not to the end.
pub(crate) fn refused(path: &Path, error: &ArchiveError) -> Failure {
    let shown = path.display().to_string();
    let failure = |code: &str| {
        let failure = Failure::new(Exit::Other, code, format!("{shown}: {error}"));
        failure.with("path", shown.clone()).with("what", error.to_string())
    };
    match error {
        ArchiveError::File { path, cause } => Failure::file(path, cause),
        ArchiveError::Many { most } => failure("cli-archive-many").with("max", most.to_string()),
        ArchiveError::Large { most } => failure("cli-archive-large").with("max", most.to_string()),
        ArchiveError::Damaged { at, .. } => {
            failure("cli-archive-damaged").with("at", at.to_string())
        }
    }
}
