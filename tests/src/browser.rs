//! A browser that knows no script: it keeps cookies, sends forms, and follows where it is sent.

use std::collections::BTreeMap;

use bot_node::percent::encoded;

use crate::http::{Node, Reply};

/// A browser before a node.
#[derive(Debug)]
pub struct Browser<'n> {
    node: &'n Node,
    cookies: BTreeMap<String, String>,
    lang: &'static str,
    /// What it takes.
    pub accept: &'static str,
    /// How many buttons and links were pressed.
    pub clicks: u32,
}

impl<'n> Browser<'n> {
    /// One that has never been here, of somebody who reads in this language.
    #[must_use]
    pub fn new(node: &'n Node, lang: &'static str) -> Self {
        let accept = "text/html,application/xhtml+xml,*/*;q=0.8";
        Self { node, cookies: BTreeMap::new(), lang, accept, clicks: 0 }
    }

    /// One that came in by a link.
    ///
    /// # Panics
    /// When it is not let in.
    pub async fn inside(node: &'n Node, lang: &'static str) -> Self {
        let mut browser = Self::new(node, lang);
        let link = browser.link();
        let link = link.strip_prefix("/enter/").unwrap_or_default();
        let reply = browser.post("/enter", &[("link", link), ("lang", lang)]).await;
        assert_eq!((reply.status, reply.header("location")), (303, "/"), "{}", reply.head);
        browser
    }

    /// A new link, as a path.
    ///
    /// # Panics
    /// When the node makes none.
    #[must_use]
    pub fn link(&self) -> String {
        let link = self.node.running.acts().visit_link().expect("a link is made");
        let host = format!("http://{}", self.node.running.address());
        link.url.expose().strip_prefix(&host).expect("it leads to this node").to_owned()
    }

    /// Opens a page; it is sent nowhere else.
    pub async fn open(&mut self, path: &str) -> Reply {
        let head = self.head("GET", path);
        self.send(format!("{head}\r\n").into_bytes()).await
    }

    /// Opens a page, and goes where it is sent; the text of what it shows.
    pub async fn read(&mut self, path: &str) -> String {
        self.clicks += 1;
        let reply = self.open(path).await;
        self.shown(reply).await
    }

    /// Sends a form; it is sent nowhere else.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let body: Vec<String> =
            fields.iter().map(|(name, text)| format!("{name}={}", encoded(text))).collect();
        self.body(path, "application/x-www-form-urlencoded", body.join("&").as_bytes()).await
    }

    /// Sends a form, and goes where it is sent; the text of what it shows.
    pub async fn fill(&mut self, path: &str, fields: &[(&str, &str)]) -> String {
        self.clicks += 1;
        let reply = self.post(path, fields).await;
        self.shown(reply).await
    }

    /// Sends a form with files; the text of what it shows.
    pub async fn upload(&mut self, path: &str, fields: &[(&str, &[u8])]) -> String {
        self.clicks += 1;
        let mut body = Vec::new();
        for (name, bytes) in fields {
            let head = format!(
                "--xxxx\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--xxxx--\r\n");
        let reply = self.body(path, "multipart/form-data; boundary=xxxx", &body).await;
        self.shown(reply).await
    }

    async fn body(&mut self, path: &str, kind: &str, body: &[u8]) -> Reply {
        let head = self.head("POST", path);
        let head = format!(
            "{head}origin: http://{}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
            self.node.running.address(),
            body.len()
        );
        self.send([head.as_bytes(), body].concat()).await
    }

    fn head(&self, method: &str, path: &str) -> String {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = match cookies.is_empty() {
            true => String::new(),
            false => format!("cookie: {}\r\n", cookies.join("; ")),
        };
        format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\naccept: {}\r\naccept-language: {}\r\n\
             {cookies}connection: close\r\n",
            self.node.running.address(),
            self.accept,
            self.lang
        )
    }

    async fn send(&mut self, bytes: Vec<u8>) -> Reply {
        let reply = self.node.raw(&bytes).await;
        for line in reply.lines.lines().filter_map(|line| line.split_once(": ")) {
            if !line.0.eq_ignore_ascii_case("set-cookie") {
                continue;
            }
            let pair = line.1.split(';').next().and_then(|pair| pair.split_once('='));
            if let Some((name, value)) = pair {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        reply
    }

    async fn shown(&mut self, mut reply: Reply) -> String {
        for _ in 0..4 {
            if reply.status != 303 {
                break;
            }
            let to = reply.header("location").to_owned();
            reply = self.open(&to).await;
        }
        String::from_utf8(reply.body).expect("a page is text")
    }
}

/// The texts of a list, or whatever stands between these two.
#[must_use]
pub fn between<'t>(text: &'t str, begin: &str, end: &str) -> Vec<&'t str> {
    let rest = text.split(begin).skip(1);
    rest.filter_map(|rest| rest.split_once(end)).map(|(inside, _)| inside).collect()
}

/// The first address in a page that begins so.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn leads_to(text: &str, begin: &str) -> String {
    let all = between(text, "href=\"", "\"");
    let found = all.into_iter().find(|to| to.starts_with(begin));
    found.unwrap_or_else(|| panic!("nothing leads to {begin}: {text}")).to_owned()
}
