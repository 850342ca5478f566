//! A pasted list or a table as people save it: one line a person, columns between commas, semicolons or
//! tabs, and what each column most likely is.
//!
//! Source: RFC 4180; spreadsheets of French offices write semicolons, and Windows-1252 where they are not
//! asked for UTF-8.

/// Most bytes of a list: 2 MiB, 1,000 lines with a page of text each.
pub(crate) const LIST_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Most lines of a list: 2,000, a whole school.
pub(crate) const ROWS_MAX: usize = 2_000;

/// Most columns that are looked at: 24.
const COLUMNS_MAX: usize = 24;

/// What a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    /// Whom a badge is for: an address, or a name of the address book.
    To,
    /// What this person did.
    Narrative,
    /// Where that can be seen, or a sentence about it.
    Evidence,
    /// Until when it is good.
    Until,
    /// Nothing that a badge needs.
    Nothing,
}

impl Column {
    /// All there are, in the order in which they are offered.
    pub(crate) const ALL: [Self; 5] =
        [Self::To, Self::Narrative, Self::Evidence, Self::Until, Self::Nothing];

    /// What forms call it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::To => "to",
            Self::Narrative => "narrative",
            Self::Evidence => "evidence",
            Self::Until => "until",
            Self::Nothing => "nothing",
        }
    }

    /// The one of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }

    /// Words by which the head of a column tells what it is, in English and in French, without accents.
    const fn heads(self) -> &'static [&'static str] {
        match self {
            Self::To => &[
                "to",
                "did",
                "address",
                "adresse",
                "name",
                "nom",
                "prenom",
                "who",
                "qui",
                "person",
                "personne",
                "learner",
                "eleve",
                "recipient",
                "destinataire",
                "firstname",
                "lastname",
                "surname",
            ],
            Self::Narrative => &[
                "narrative",
                "recit",
                "text",
                "texte",
                "words",
                "mots",
                "what",
                "quoi",
                "comment",
                "commentaire",
                "note",
                "remarque",
            ],
            Self::Evidence => {
                &["evidence", "preuve", "link", "lien", "url", "proof", "portfolio", "trace"]
            }
            Self::Until => &[
                "until",
                "jusque",
                "jusqu",
                "jusqu'au",
                "end",
                "fin",
                "expires",
                "expire",
                "expiration",
                "valid_until",
                "validite",
            ],
            Self::Nothing => &[],
        }
    }
}

/// A list, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Table {
    /// What the columns are called, where the first line says so.
    pub(crate) heads: Vec<String>,
    /// The other lines, all of the same length.
    pub(crate) rows: Vec<Vec<String>>,
    /// What each column most likely is.
    pub(crate) columns: Vec<Column>,
}

/// Why a list is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListFault {
    /// Nothing is in it.
    Empty,
    /// It has more lines than are taken at a time, or is too large.
    TooLong,
    /// A quotation mark that begins a text and none that ends it.
    Open,
}

/// A text as it was saved: UTF-8, else Windows-1252.
pub(crate) fn text(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(windows).collect(),
    }
}

/// A character of Windows-1252. Source: WHATWG Encoding, index windows-1252.
fn windows(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    let high = byte.checked_sub(0x80).and_then(|at| HIGH.get(usize::from(at)));
    high.copied().unwrap_or(char::from(byte))
}

impl Table {
    /// Reads a list. Whether its first line says what the columns are is said, or guessed where it is not.
    ///
    /// # Errors
    /// Why it is none.
    pub(crate) fn read(text: &str, has_head: Option<bool>) -> Result<Self, ListFault> {
        if text.len() > LIST_BYTES_MAX {
            return Err(ListFault::TooLong);
        }
        let mut rows = rows(text, separator(text))?;
        let width = rows.iter().map(Vec::len).max().unwrap_or(0).min(COLUMNS_MAX);
        for row in &mut rows {
            row.resize(width, String::new());
        }
        let is_head = |first: &&Vec<String>| has_head.unwrap_or_else(|| is_head(first));
        let heads = rows.first().filter(is_head).cloned();
        if heads.is_some() {
            rows.remove(0);
        }
        if rows.is_empty() {
            return Err(ListFault::Empty);
        }
        let heads = heads.unwrap_or_default();
        let columns = guessed(&heads, &rows, width);
        Ok(Self { heads, rows, columns })
    }

    /// Whom a line names, by the columns that do: a first name before a last one, as an address book has them.
    pub(crate) fn named(&self, row: &[String], columns: &[Column]) -> String {
        let cells = row.iter().enumerate().zip(columns);
        let mut cells: Vec<(bool, &str)> = cells
            .filter(|((_, cell), column)| **column == Column::To && !cell.is_empty())
            .map(|((at, cell), _)| {
                (!self.heads.get(at).is_some_and(|head| is_given(head)), &**cell)
            })
            .collect();
        cells.sort_by_key(|(is_last, _)| *is_last);
        cells.into_iter().map(|(_, cell)| cell).collect::<Vec<_>>().join(" ")
    }
}

/// Heads of first names, without accents.
const GIVEN: [&str; 5] = ["prenom", "prenoms", "firstname", "first name", "given name"];

fn is_given(head: &str) -> bool {
    GIVEN.contains(&plain(head).trim())
}

/// Whether a head is that of a last name, or of a name that may be one.
fn is_family(head: &str) -> bool {
    let family = ["nom", "noms", "nom de famille", "lastname", "last name", "surname", "name"];
    family.contains(&plain(head).trim())
}

/// What stands between columns: that of the three which the first row has most of, outside quotes.
fn separator(text: &str) -> char {
    let (mut quoted, mut outside) = (false, Vec::new());
    for found in text.trim_start().chars() {
        match found {
            '"' => quoted = !quoted,
            '\n' if !quoted => break,
            _ if quoted => {}
            _ => outside.push(found),
        }
    }
    let count = |wanted: char| outside.iter().filter(|found| **found == wanted).count();
    let most = ['\t', ';', ','].into_iter().rev().max_by_key(|wanted| count(*wanted));
    most.unwrap_or(',')
}

fn rows(text: &str, separator: char) -> Result<Vec<Vec<String>>, ListFault> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let (mut row, mut cell) = (Vec::new(), String::new());
    let (mut quoted, mut chars) = (false, text.chars().peekable());
    loop {
        let next = chars.next();
        match next {
            Some('"') if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            Some('"') if quoted => quoted = false,
            Some('"') if cell.trim().is_empty() => {
                cell.clear();
                quoted = true;
            }
            Some(found) if quoted => cell.push(found),
            None if quoted => return Err(ListFault::Open),
            Some('\r') => {}
            Some('\n') | None => {
                row.push(std::mem::take(&mut cell).trim().to_owned());
                let row = std::mem::take(&mut row);
                if row.iter().any(|cell| !cell.is_empty()) {
                    rows.push(row);
                }
                // The first line may be a head.
                if rows.len() > ROWS_MAX + 1 {
                    return Err(ListFault::TooLong);
                }
                if next.is_none() {
                    return Ok(rows);
                }
            }
            Some(found) if found == separator => {
                row.push(std::mem::take(&mut cell).trim().to_owned());
            }
            Some(found) => cell.push(found),
        }
    }
}

/// A head without accents and capitals.
fn plain(head: &str) -> String {
    let accents = [("éèêë", 'e'), ("àâä", 'a'), ("îï", 'i'), ("ôö", 'o'), ("ùûü", 'u'), ("ç", 'c')];
    let bare = |found: char| {
        let accent = accents.iter().find(|(all, _)| all.contains(found));
        accent.map_or(if found == '’' { '\'' } else { found }, |(_, bare)| *bare)
    };
    head.to_lowercase().chars().map(bare).collect()
}

fn of_head(head: &str) -> Option<Column> {
    let head = plain(head);
    let is = |column: &Column| {
        let mut words = head.split([' ', '_', '-', '.', ':', '(', ')', '\'']);
        let heads = column.heads();
        heads.contains(&head.as_str()) || words.any(|word| word.len() > 1 && heads.contains(&word))
    };
    [Column::Evidence, Column::Until, Column::Narrative, Column::To].into_iter().find(is)
}

/// Whether a line most likely says what the columns are: one of its cells is the head of a column word for
/// word, none is long, and it is about nobody.
fn is_head(row: &[String]) -> bool {
    let is_whole = |cell: &String| {
        let bare = plain(cell);
        Column::ALL.iter().any(|column| column.heads().contains(&bare.trim()))
            || is_given(cell)
            || is_family(cell)
    };
    let is_long = |cell: &String| cell.chars().count() > 40;
    row.iter().any(is_whole)
        && !row.iter().any(|cell| cell.starts_with("did:") || is_link(cell) || is_long(cell))
}

fn is_link(cell: &str) -> bool {
    cell.starts_with("https://") || cell.starts_with("http://")
}

fn guessed(heads: &[String], rows: &[Vec<String>], width: usize) -> Vec<Column> {
    let mut columns: Vec<Option<Column>> = (0..width)
        .map(|at| {
            let cells =
                || rows.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.is_empty());
            let first = cells().next()?;
            if first.starts_with("did:") {
                return Some(Column::To);
            }
            if let Some(head) = heads.get(at) {
                return of_head(head);
            }
            is_link(first).then_some(Column::Evidence)
        })
        .collect();
    let is_address =
        |at: usize| rows.iter().filter_map(|row| row.get(at)).any(|cell| cell.starts_with("did:"));
    // An address says more than a name, and each is of one column alone.
    let to = (0..width).find(|at| is_address(*at));
    let to = to.or_else(|| columns.iter().position(|column| *column == Some(Column::To)));
    let to = to.or_else(|| columns.iter().position(Option::is_none));
    // A first name and a last one are one name.
    let of = |is: fn(&str) -> bool| heads.iter().position(|head| is(head));
    let both = match (of(is_given), of(is_family)) {
        (Some(given), Some(family)) if !(0..width).any(is_address) => vec![given, family],
        _ => Vec::new(),
    };
    for (at, column) in columns.iter_mut().enumerate() {
        if Some(at) == to || both.contains(&at) {
            *column = Some(Column::To);
        } else if *column == Some(Column::To) {
            *column = Some(Column::Nothing);
        } else if column.is_none() && heads.is_empty() {
            *column = Some(Column::Narrative);
        }
    }
    let mut taken = Vec::new();
    columns
        .into_iter()
        .enumerate()
        .map(|(at, column)| {
            let column = column.unwrap_or(Column::Nothing);
            let again = taken.contains(&column) && !both.contains(&at);
            taken.push(column);
            if again { Column::Nothing } else { column }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Column::{Evidence, Narrative, Nothing, To, Until};
    use super::*;

    fn check(text: &str, rows: &[&[&str]], columns: &[Column]) {
        let table = Table::read(text, None).unwrap();
        assert_eq!(table.rows, rows, "{text:?}");
        assert_eq!(table.columns, columns, "{text:?}");
    }

    #[test]
    fn a_list_is_read_as_it_was_saved_or_typed() {
        check("Lea\nTom\n", &[&["Lea"], &["Tom"]], &[To]);
        check("\n Lea \r\n\r\nTom", &[&["Lea"], &["Tom"]], &[To]);
        check("name,narrative\nLea,Swims", &[&["Lea", "Swims"]], &[To, Narrative]);
        check(
            "Nom;Récit;Preuve;Valable jusqu’au\nLéa;\"Nage ; bien\";https://a.example;2030-01-31",
            &[&["Léa", "Nage ; bien", "https://a.example", "2030-01-31"]],
            &[To, Narrative, Evidence, Until],
        );
        check("Lea\tSwims, well", &[&["Lea", "Swims, well"]], &[To, Narrative]);
        check("a \"b\" c,d", &[&["a \"b\" c", "d"]], &[To, Narrative]);
        check("\"a \"\"b\"\"\nc\",d", &[&["a \"b\"\nc", "d"]], &[To, Narrative]);
        check("Lea,x\nTom", &[&["Lea", "x"], &["Tom", ""]], &[To, Narrative]);
        check(
            "Name,Class,DID\nLea,5b,did:key:z6Mk1",
            &[&["Lea", "5b", "did:key:z6Mk1"]],
            &[Nothing, Nothing, To],
        );
        check(
            "did:key:z6Mk1,https://a.example",
            &[&["did:key:z6Mk1", "https://a.example"]],
            &[To, Evidence],
        );
    }

    #[test]
    fn a_first_name_and_a_last_one_are_one_name() {
        for (text, name) in [
            ("Nom;Prénom;Classe\nMartin;Léa;5b", "Léa Martin"),
            ("First name,Last name\nLéa,Martin", "Léa Martin"),
            ("Prénom,Nom,DID\nLéa,Martin,did:key:z6Mk1", "did:key:z6Mk1"),
            ("Nom\nLéa Martin", "Léa Martin"),
        ] {
            let table = Table::read(text, None).unwrap();
            assert_eq!(table.named(&table.rows[0], &table.columns), name, "{text}");
        }
    }

    #[test]
    fn a_first_line_is_a_head_where_it_says_so_or_where_one_says_it() {
        for (text, guessed) in [
            ("name,narrative\nLea,Swims", true),
            ("Valable jusqu’au;Nom\n2030-01-31;Lea", true),
            ("Lea,What she did in the end\nTom,Swam", false),
            ("Lea Text,Swims\nTom,Swam", false),
            ("Note,https://a.example\nTom,https://b.example", false),
        ] {
            let heads = |said: Option<bool>| !Table::read(text, said).unwrap().heads.is_empty();
            assert_eq!(heads(None), guessed, "{text}");
            assert!(heads(Some(true)) && !heads(Some(false)));
        }
    }

    #[test]
    fn what_is_no_list_says_why() {
        for (text, fault) in [
            (String::new(), ListFault::Empty),
            (" \n;;\n".to_owned(), ListFault::Empty),
            ("name,narrative\n".to_owned(), ListFault::Empty),
            ("\"Lea".to_owned(), ListFault::Open),
            ("Lea\n".repeat(ROWS_MAX + 2), ListFault::TooLong),
            ("a".repeat(LIST_BYTES_MAX + 1), ListFault::TooLong),
        ] {
            assert_eq!(Table::read(&text, None), Err(fault), "{text:.20}");
        }
        assert_eq!(Table::read(&"Lea\n".repeat(ROWS_MAX), None).unwrap().rows.len(), ROWS_MAX);
        let wide = Table::read(&"a,".repeat(500), None).unwrap();
        assert_eq!((wide.rows[0].len(), wide.columns.len()), (COLUMNS_MAX, COLUMNS_MAX));
    }

    #[test]
    fn a_text_of_an_older_office_is_read_too() {
        assert_eq!(text("\u{feff}Léa".as_bytes()), "Léa");
        assert_eq!(text(b"L\xe9a l\x92eau \x80"), "Léa l’eau €");
    }
}
