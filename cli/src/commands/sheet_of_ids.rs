//! A file of badge ids: comma-separated values with a header line.
//!
//! Source: RFC 4180; a semicolon may stand for the comma, as spreadsheets of many countries have it.

use std::collections::BTreeMap;
use std::path::Path;

use bot_protocol::api::StatusChangeReply;
use bot_protocol::words::{self, Args, Lang};
use serde::Serialize;

use crate::failure::{Exit, Failure};

/// Most bytes of such a file: 8 MiB, ten thousand ids with a reason each.
pub(crate) const BYTES_MAX: u64 = 8 * 1024 * 1024;

/// Most rows: 10,000, as the node takes at once.
const ROWS_MAX: usize = 10_000;

/// One row.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The line it begins in, from 1.
    pub(crate) line: usize,
    /// The badge.
    pub(crate) id: String,
    /// Why this one, where the file says it.
    pub(crate) reason: Option<String>,
}

/// Why each badge changes, as everybody will read it.
pub(crate) struct Reasons<'a> {
    /// Those of a file.
    pub(crate) rows: &'a [Row],
    /// That of all for which the file gives none.
    pub(crate) all: Option<String>,
}

impl Reasons<'_> {
    /// That of one badge; empty where none is given.
    pub(crate) fn of(&self, id: &str) -> &str {
        let row = self.rows.iter().find(|row| id.starts_with(&row.id));
        row.and_then(|row| row.reason.as_deref()).or(self.all.as_deref()).unwrap_or_default()
    }
}

/// Names of the column that says why: English, and French as people write it.
const REASONS: [&str; 2] = ["reason", "motif"];

/// The rows of a file, which has a column `id` and may have a column `reason`, and the names of its
/// other columns: one may hold the reason under a name that nobody reads.
pub(crate) fn rows(path: &Path, bytes: &[u8], lang: Lang) -> Result<(Vec<Row>, Unread), Failure> {
    read(bytes).map_err(|Wrong { line, code, args }| {
        let told = |lang| words::say(lang, code, &args);
        fault(path, line, (&told(Lang::En), &told(lang)))
    })
}

/// What is wrong with a line of such a file, in English and as its reader reads it.
pub(crate) fn fault(path: &Path, line: usize, (english, what): (&str, &str)) -> Failure {
    let path = path.display().to_string();
    let detail = format!("{path}, line {line}: {english}");
    let failure = Failure::new(Exit::Other, "cli-csv-line", detail);
    failure.with("path", path).with("line", line.to_string()).with("what", what)
}

/// The columns that are not read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Unread {
    /// What they are called.
    pub(crate) names: Vec<String>,
    /// Whether the reasons are read, from another column.
    pub(crate) has_reason: bool,
}

/// What became of many badges, as a program is told it.
#[derive(Serialize)]
pub(crate) struct Many<'a> {
    /// What the node tells.
    #[serde(flatten)]
    pub(crate) reply: &'a StatusChangeReply,
    /// Columns of the file that were not read.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub(crate) unread_columns: &'a [String],
}

/// A line, from 1, and what is wrong with it: the code of the words, and their data.
#[derive(Debug)]
struct Wrong {
    line: usize,
    code: &'static str,
    args: Args,
}

impl Wrong {
    fn new(line: usize, code: &'static str) -> Self {
        Self { line, code, args: Args::new() }
    }

    fn number(mut self, name: &str, number: usize) -> Self {
        self.args = self.args.number(name, number);
        self
    }

    fn text(mut self, name: &str, text: &str) -> Self {
        self.args = self.args.text(name, text);
        self
    }
}

/// The line that a record begins in, and its cells.
type Record = (usize, Vec<String>);

/// The rows, and the columns that nobody knows.
fn read(bytes: &[u8]) -> Result<(Vec<Row>, Unread), Wrong> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count();
        Wrong::new(line.saturating_add(1), "cli-csv-text")
    })?;
    let head = text.lines().next().unwrap_or_default();
    let comma = if head.contains(',') || !head.contains(';') { ',' } else { ';' };
    let mut records = records(text, comma)?.into_iter();
    let (line, head) = records.next().ok_or_else(|| Wrong::new(1, "cli-csv-empty"))?;
    let Columns { id, reason, unread } = columns(line, &head)?;
    let mut rows: Vec<Row> = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (line, cells) in records {
        if cells.len() != head.len() {
            let wrong = Wrong::new(line, "cli-csv-width").number("count", cells.len());
            return Err(wrong.number("head", head.len()));
        }
        let cell = |at: usize| cells.get(at).map(|cell| cell.trim()).unwrap_or_default();
        let found = cell(id).to_owned();
        if found.is_empty() {
            return Err(Wrong::new(line, "cli-csv-no-id"));
        }
        if let Some(before) = seen.insert(found.clone(), line) {
            return Err(Wrong::new(line, "cli-csv-again").number("before", before));
        }
        let reason = reason.map(cell).filter(|why| !why.is_empty()).map(str::to_owned);
        rows.push(Row { line, id: found, reason });
        if rows.len() > ROWS_MAX {
            return Err(Wrong::new(line, "cli-csv-many").number("max", ROWS_MAX));
        }
    }
    match rows.is_empty() {
        true => Err(Wrong::new(line, "cli-csv-none")),
        false => Ok((rows, unread)),
    }
}

/// Where the id and the reason stand in each row, and which columns are not read.
struct Columns {
    id: usize,
    reason: Option<usize>,
    unread: Unread,
}

/// The columns that a header line names.
fn columns(line: usize, head: &[String]) -> Result<Columns, Wrong> {
    let (mut id, mut reason, mut unread) = (None, None, Unread::default());
    for (at, cell) in head.iter().enumerate() {
        let name = cell.trim();
        let place = match name.to_lowercase().as_str() {
            "id" => &mut id,
            known if REASONS.contains(&known) => &mut reason,
            // Spreadsheets end lines with empty columns.
            "" => continue,
            _ => {
                unread.names.push(name.to_owned());
                continue;
            }
        };
        if let Some(before) = place.replace(at) {
            let before = head.get(before).map(|cell| cell.trim()).unwrap_or_default();
            let code = match before.eq_ignore_ascii_case(name) {
                true => "cli-csv-twice",
                false => "cli-csv-same",
            };
            return Err(Wrong::new(line, code).text("one", before).text("other", name));
        }
    }
    unread.has_reason = reason.is_some();
    let id = id.ok_or_else(|| Wrong::new(line, "cli-csv-column"))?;
    Ok(Columns { id, reason, unread })
}

/// The records of a text, each with the line it begins in; empty lines are none.
fn records(text: &str, comma: char) -> Result<Vec<Record>, Wrong> {
    let mut all = Vec::new();
    let (mut line, mut begun) = (1_usize, 1_usize);
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                cell.push('"');
                letters.next();
            }
            '"' if quoted => {
                quoted = false;
                let end = letters.peek().is_none_or(|next| [comma, '\r', '\n'].contains(next));
                if !end {
                    return Err(Wrong::new(line, "cli-csv-quote-end"));
                }
            }
            '"' if cell.is_empty() => quoted = true,
            '"' => return Err(Wrong::new(line, "cli-csv-quote-within")),
            _ if letter == comma && !quoted => cells.push(std::mem::take(&mut cell)),
            '\r' if !quoted && letters.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                cells.push(std::mem::take(&mut cell));
                keep(&mut all, begun, &mut cells);
                line = line.saturating_add(1);
                begun = line;
            }
            _ => {
                line = line.saturating_add(usize::from(letter == '\n'));
                cell.push(letter);
            }
        }
    }
    if quoted {
        return Err(Wrong::new(begun, "cli-csv-quote-open"));
    }
    cells.push(cell);
    keep(&mut all, begun, &mut cells);
    Ok(all)
}

fn keep(all: &mut Vec<Record>, begun: usize, cells: &mut Vec<String>) {
    let cells = std::mem::take(cells);
    if cells.len() > 1 || cells.iter().any(|cell| !cell.trim().is_empty()) {
        all.push((begun, cells));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: usize, id: &str, reason: &str) -> Row {
        let reason = (!reason.is_empty()).then(|| reason.to_owned());
        Row { line, id: id.to_owned(), reason }
    }

    #[test]
    fn ids_and_reasons_are_read_as_spreadsheets_write_them() {
        let check = |text: &str, expected: Vec<Row>| {
            let (rows, unread) = read(text.as_bytes()).unwrap();
            assert_eq!((rows, unread.names), (expected, Vec::new()), "{text:?}");
        };
        check("id\nurn:a\nurn:b", vec![row(2, "urn:a", ""), row(3, "urn:b", "")]);
        check(
            "\u{feff}id\r\nurn:a\r\n\r\nurn:b\r\n",
            vec![row(2, "urn:a", ""), row(4, "urn:b", "")],
        );
        check("id;reason\nurn:a;lost, sadly\n", vec![row(2, "urn:a", "lost, sadly")]);
        check("ID;Motif;\nurn:a;perdu;\n", vec![row(2, "urn:a", "perdu")]);
        check("reason,id\n\"he said \"\"no\"\"\",urn:a\n", vec![row(2, "urn:a", "he said \"no\"")]);
        check(
            "id,reason\nurn:a,\"two\nlines\"\nurn:b,\n",
            vec![row(2, "urn:a", "two\nlines"), row(4, "urn:b", "")],
        );
    }

    #[test]
    fn a_column_that_nobody_reads_is_told_by_its_name() {
        let check = |text: &str, names: &[&str], has_reason: bool| {
            let (_, unread) = rows(Path::new("a.csv"), text.as_bytes(), Lang::En).unwrap();
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(unread, Unread { names, has_reason }, "{text:?}");
        };
        check("name;id;grund\nLea;urn:a;lost", &["name", "grund"], false);
        check("Name;id;Motif;\nLea;urn:a;perdu;", &["Name"], true);
        check("id,reason\nurn:a,lost", &[], true);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_in_the_readers_language() {
        #[track_caller]
        fn check(text: &[u8], line: usize, what: &str) {
            let told = |lang| rows(Path::new("a.csv"), text, lang).unwrap_err();
            let english = told(Lang::En);
            assert_eq!(english.detail, format!("a.csv, line {line}: {what}"));
            assert_eq!(english.data["what"], what);
            let french = told(Lang::Fr);
            assert_eq!(french.detail, english.detail, "a detail is English");
            assert_ne!(french.data["what"], what);
        }
        check(b"", 1, "a header line with “id” is missing");
        check(b"ids\nurn:a", 1, "the header line has no column “id”");
        check(b"id,reason,Reason\nurn:a,x,y", 1, "the header line has the column “Reason” twice");
        let same = "the columns “Motif” and “reason” mean the same; keep one of the two";
        check(b"id,Motif,reason\nurn:a,x,y", 1, same);
        check(b"id\n", 1, "no badge stands below the header line");
        check(b"id,reason\nurn:a", 2, "the number of columns is 1, in the header line 2");
        check(b"id,reason\n,x", 2, "its id is empty");
        check(b"id\nurn:a\n\nurn:a", 4, "it names the badge of line 2 again");
        check(b"id\n\"urn:a", 2, "a quotation mark is not closed");
        check(b"id\n\"urn:a\"x", 2, "something follows a closing quotation mark");
        check(b"id\nurn\"a", 2, "a quotation mark stands within a value");
        check(b"id\nurn:a\n\xff", 3, "it is not UTF-8 text");
        let many = format!("id\n{}", (0..10_001).map(|n| format!("{n}\n")).collect::<String>());
        check(many.as_bytes(), 10_002, "more than 10000 badges; split the file");
    }

    #[test]
    fn each_badge_is_shown_with_its_own_reason_else_with_that_of_all() {
        let rows = [row(2, "urn:a", "lost"), row(3, "urn:b", "")];
        let reasons = Reasons { rows: &rows, all: Some("left the club".to_owned()) };
        let told = ["urn:a1", "urn:b", "urn:c"].map(|id| reasons.of(id));
        assert_eq!(told, ["lost", "left the club", "left the club"]);
        assert_eq!(Reasons { rows: &rows, all: None }.of("urn:b"), "");
    }
}
