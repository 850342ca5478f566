//! What a form of a page sends: texts, and files.
//!
//! Source: WHATWG URL §5.1 (`application/x-www-form-urlencoded`); RFC 7578 and RFC 2046 §5.1.1
//! (`multipart/form-data`).

use axum::extract::Request;
use axum::http::{StatusCode, header};
use bot_protocol::api::{Problem, SecretText};
use bot_protocol::canon::hash::sha256;

use super::reply::turns_around;
use crate::http::oauth::form::{Form, one};
use crate::http::{App, bodies, problem};

/// Most parts of a form with files.
const PARTS_MAX: usize = 48;

/// Most bytes of the head of one part: 1 KiB.
const HEAD_BYTES_MAX: usize = 1024;

/// Longest boundary, in bytes. Source: RFC 2046 §5.1.1.
const BOUNDARY_BYTES_MAX: usize = 70;

/// Of a form that is too large, this many bytes are taken and let go, so that a browser hears what is wrong:
/// 64 MiB, the largest photographs. A browser that cannot send all of its form shows a page of its own.
const LET_GO_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Names and what was sent under them, each name once; and the name of the part that the end of what was
/// taken cut off.
#[derive(Debug, Default)]
pub(super) struct Sent(Vec<(String, Vec<u8>)>, Option<String>);

impl Sent {
    /// A text without the space around it; empty where there is none.
    pub(super) fn text(&self, name: &str) -> String {
        let text = String::from_utf8_lossy(self.bytes(name));
        // Browsers end the lines of a text with CR LF. Source: HTML §4.10.22.
        // What turns text around is shown as nothing, so it is read as nothing.
        text.replace("\r\n", "\n").replace(turns_around, "").trim().to_owned()
    }

    /// The same, where it is not empty.
    pub(super) fn given(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// A passphrase, as it was typed.
    pub(super) fn secret(&self, name: &str) -> SecretText {
        SecretText::new(String::from_utf8_lossy(self.bytes(name)).into_owned())
    }

    /// What a file holds; nothing where none was chosen.
    pub(super) fn bytes(&self, name: &str) -> &[u8] {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_slice()).unwrap_or_default()
    }

    /// What a form would send that has these texts.
    pub(super) fn of(texts: &[(&str, &str)]) -> Self {
        let all = texts.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
        Self(all.collect(), None)
    }

    /// What tells this content from any other.
    pub(super) fn digest(&self) -> String {
        let parts = self.0.iter().map(|(name, value)| {
            let value = sha256(&[value.as_slice()]).to_string();
            format!("{}:{name}={value};", name.len())
        });
        sha256(&[parts.collect::<String>().as_bytes()]).to_string()
    }

    /// Whether a file was larger than the form takes, so that the rest of it was let go.
    pub(super) fn is_cut(&self, name: &str) -> bool {
        self.1.as_deref() == Some(name)
    }

    /// Whether a box was ticked.
    pub(super) fn is_ticked(&self, name: &str) -> bool {
        !self.bytes(name).is_empty()
    }
}

/// Reads the form of a request, of at most so many bytes.
pub(super) async fn read(app: &App, request: Request, max: usize) -> Result<Sent, Problem> {
    let kind = one(request.headers(), header::CONTENT_TYPE).unwrap_or_default().to_owned();
    let bare = kind.split(';').next().unwrap_or_default().trim();
    let has_files = bare.eq_ignore_ascii_case("multipart/form-data");
    let more = if has_files { LET_GO_BYTES_MAX } else { 0 };
    let (bytes, is_whole) = bodies::taken(app, request, max, more).await?;
    let sent = if has_files {
        boundary(&kind).and_then(|boundary| parts(&bytes, boundary, is_whole))
    } else if bare.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        let form = std::str::from_utf8(&bytes).ok().and_then(Form::read);
        form.map(|form| {
            Sent(form.into_iter().map(|(name, text)| (name, text.into_bytes())).collect(), None)
        })
    } else {
        let detail = "the body is not declared as a form";
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(problem::make(status, "media-type-refused", detail));
    };
    sent.ok_or_else(|| {
        let detail = "the form is malformed, or has a name twice";
        problem::make(StatusCode::BAD_REQUEST, "body-malformed", detail)
    })
}

fn boundary(kind: &str) -> Option<&str> {
    let mut settings = kind.split(';').skip(1).filter_map(|setting| setting.split_once('='));
    let (_, text) = settings.find(|(name, _)| name.trim().eq_ignore_ascii_case("boundary"))?;
    let text = text.trim().trim_matches('"');
    (1..=BOUNDARY_BYTES_MAX).contains(&text.len()).then_some(text)
}

/// The parts of a form; of one that is not whole, those before the one in which it ends.
fn parts(bytes: &[u8], boundary: &str, is_whole: bool) -> Option<Sent> {
    let first = format!("--{boundary}");
    let between = format!("\r\n--{boundary}");
    let mut rest = bytes.strip_prefix(first.as_bytes())?;
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Some(Sent(found, None));
        }
        let part = rest.strip_prefix(b"\r\n")?;
        let head_end = place(part, b"\r\n\r\n").filter(|at| *at <= HEAD_BYTES_MAX)?;
        let name = name_of(std::str::from_utf8(part.get(..head_end)?).ok()?)?;
        let content = part.get(head_end + 4..)?;
        if found.len() == PARTS_MAX || found.iter().any(|(known, _)| *known == name) {
            return None;
        }
        let Some(end) = place(content, between.as_bytes()) else {
            return (!is_whole).then_some(Sent(found, Some(name)));
        };
        found.push((name, content.get(..end)?.to_vec()));
        rest = content.get(end + between.len()..)?;
    }
}

fn place(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|some| some == wanted)
}

/// The name of a part; what its file was called is of no use to anybody here.
fn name_of(head: &str) -> Option<String> {
    let line = head.split("\r\n").find(|line| {
        line.split_once(':')
            .is_some_and(|(name, _)| name.eq_ignore_ascii_case("content-disposition"))
    })?;
    let mut settings = line.split(';').skip(1).filter_map(|setting| setting.split_once('='));
    let (_, name) = settings.find(|(key, _)| key.trim() == "name")?;
    Some(name.trim().trim_matches('"').to_owned()).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&[(&str, &str)]>) {
        let found = parts(text.as_bytes(), "xx", true);
        let found = found.map(|Sent(all, _)| {
            let texts =
                all.into_iter().map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap()));
            texts.collect::<Vec<_>>()
        });
        let expected = expected.map(|all| {
            all.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
        });
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn a_form_with_files_is_read_whole_or_not_at_all() {
        let part = |name: &str, text: &str| {
            format!(
                "--xx\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a;b\"\r\n\
                     Content-Type: text/plain\r\n\r\n{text}\r\n"
            )
        };
        let end = "--xx--\r\n";
        check(end, Some(&[]));
        check(&(part("a", "1") + end), Some(&[("a", "1")]));
        let lines = "two\r\nlines, and --xx inside one";
        check(&(part("a", lines) + &part("b", "") + end), Some(&[("a", lines), ("b", "")]));
        check(&(part("a", "1") + &part("a", "2") + end), None);
        check(&part("a", "1"), None);
        check(&part("", "1"), None);
        check("", None);
        check("--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n", None);
        let long = format!(
            "--xx\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n1\r\n{end}",
            "a".repeat(HEAD_BYTES_MAX)
        );
        check(&long, None);
        let many: String = (0..=PARTS_MAX).map(|n| part(&format!("n{n}"), "")).collect();
        check(&(many + end), None);
    }

    #[test]
    fn what_comes_before_a_file_that_is_too_large_is_not_lost() {
        let head = "--xx\r\nContent-Disposition: form-data; name=";
        let text = format!("{head}\"a\"\r\n\r\n1\r\n{head}\"file\"\r\n\r\nabc");
        let sent = parts(text.as_bytes(), "xx", false).unwrap();
        assert_eq!((sent.text("a").as_str(), sent.bytes("file")), ("1", &b""[..]));
        assert!(sent.is_cut("file") && !sent.is_cut("a"));
        assert!(parts(text.as_bytes(), "xx", true).is_none());
        assert!(parts(&text.as_bytes()[..60], "xx", false).is_none(), "cut in a head");
    }

    #[test]
    fn two_contents_never_look_the_same() {
        let of = |all: &[(&str, &str)]| {
            let pairs = all.iter().map(|(name, text)| ((*name).to_owned(), (*text).into()));
            Sent(pairs.collect(), None).digest()
        };
        assert_eq!(of(&[("a", "1")]), of(&[("a", "1")]));
        for other in [&[("a", "2")][..], &[("b", "1")], &[("a", "1"), ("b", "")], &[]] {
            assert_ne!(of(&[("a", "1")]), of(other), "{other:?}");
        }
    }

    #[test]
    fn a_boundary_is_taken_as_browsers_write_it() {
        for (kind, expected) in [
            (
                "multipart/form-data; boundary=----WebKitFormBoundary1",
                Some("----WebKitFormBoundary1"),
            ),
            ("multipart/form-data; charset=utf-8; Boundary=\"a b\"", Some("a b")),
            ("multipart/form-data", None),
            ("multipart/form-data; boundary=", None),
        ] {
            assert_eq!(boundary(kind), expected, "{kind}");
        }
        let long = format!("multipart/form-data; boundary={}", "a".repeat(71));
        assert_eq!(boundary(&long), None);
    }

    #[test]
    fn a_text_is_trimmed_and_a_secret_is_not() {
        let sent = Sent(vec![("a".to_owned(), b" one\r\ntwo ".to_vec())], None);
        assert_eq!(sent.text("a"), "one\ntwo");
        assert_eq!(sent.secret("a").expose(), " one\r\ntwo ");
        assert_eq!(sent.given("b"), None);
        assert!(sent.is_ticked("a") && !sent.is_ticked("b"));
    }
}
