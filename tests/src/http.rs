//! A whole node in this process, and a bare HTTP client that can misbehave.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bot_node::clock::SystemClock;
use bot_node::config::{Backend, Config};
use bot_node::keys::TrustBox;
use bot_node::{Running, Up};
use bot_protocol::api::SecretText;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The passphrase of every trust box made here.
pub const PASSPHRASE: &str = "correct horse";

/// A running node and its folder.
#[derive(Debug)]
pub struct Node {
    /// The node.
    pub running: Running,
    /// Its data folder, gone when dropped.
    pub data: tempfile::TempDir,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The lines of the head, lower case.
    pub head: String,
    /// The same as they came.
    pub lines: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as JSON; null when it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The value of a header, or nothing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let mut lines = self.lines.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value).unwrap_or_default()
    }

    /// The problem's code, or nothing.
    #[must_use]
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// Settings for tests: memory, loopback, ports of the system's choice.
#[must_use]
pub fn settings() -> Config {
    let mut config = Config::default();
    config.store.backend = Backend::Memory;
    config.net.listen = vec!["/ip4/127.0.0.1/tcp/0".to_owned()];
    config.net.mdns = false;
    config.http.port = 0;
    config.http.header_timeout_millis = 300;
    config.http.request_timeout_millis = 500;
    config.keys.scrypt_log_n = 10;
    config
}

impl Node {
    /// Starts a node with a new trust box.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start(config: Config) -> Self {
        let data = tempfile::tempdir().expect("a folder can be made");
        let passphrase = SecretText::new(PASSPHRASE.to_owned());
        let keys = TrustBox::create(data.path(), passphrase, config.keys.scrypt_log_n)
            .expect("a trust box can be made");
        let running = up(data.path(), config, keys).await;
        Self { running, data }
    }

    /// The token that requests must carry.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn token(&self) -> String {
        std::fs::read_to_string(self.data.path().join("run/token")).expect("a token is written")
    }

    /// A `GET` that is in order.
    pub async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None, "").await
    }

    /// A `POST` that is in order.
    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.send("POST", path, Some(&body.to_string()), "").await
    }

    /// A request that is in order, with more header lines, each with its line end.
    pub async fn send(&self, method: &str, path: &str, body: Option<&str>, more: &str) -> Reply {
        let mut text = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\
            connection: close\r\n{more}",
            self.running.address(),
            self.token()
        );
        if let Some(body) = body {
            text += &format!(
                "content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
        } else {
            text += "\r\n";
        }
        self.raw(text.as_bytes()).await
    }

    /// Bytes as they are; the reply when the node closes.
    ///
    /// # Panics
    /// When the node cannot be reached or says nothing for 20 s.
    pub async fn raw(&self, bytes: &[u8]) -> Reply {
        let mut stream =
            TcpStream::connect(self.running.address()).await.expect("the node listens");
        // A node that refuses early may close before all is written.
        drop(stream.write_all(bytes).await);
        let mut reply = Vec::new();
        let reading = stream.read_to_end(&mut reply);
        let ended = tokio::time::timeout(Duration::from_secs(20), reading).await;
        drop(ended.expect("the node answers and closes in time"));
        parse(&reply)
    }
}

/// Starts a node over a trust box that is open.
///
/// # Panics
/// When it does not start.
pub async fn up(data: &Path, config: Config, keys: TrustBox) -> Running {
    let keys = Arc::new(keys);
    let clock = Arc::new(SystemClock);
    let up = Up { data: data.to_owned(), config, keys, clock };
    up.start().await.expect("the node starts")
}

/// Asks a process that may be killed over it, by its address; nothing where it died.
///
/// `more` are header lines, each with its line end.
///
/// # Panics
/// When it answers something that is no HTTP.
#[must_use]
pub fn ask_mortal(
    address: &str,
    (method, path): (&str, &str),
    more: &str,
    body: &str,
) -> Option<Reply> {
    use std::io::{Read as _, Write as _};
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\n{more}connection: close\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = std::net::TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut reply = Vec::new();
    // A process that is killed closes its sockets, so this ends.
    let _read = stream.read_to_end(&mut reply);
    (!reply.is_empty()).then(|| parse(&reply))
}

/// Reads a reply that ends with the connection.
///
/// # Panics
/// When it is no HTTP.
#[must_use]
pub fn parse(bytes: &[u8]) -> Reply {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("no head: {:?}", String::from_utf8_lossy(bytes)));
    let lines = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let head = lines.to_lowercase();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let mut body = bytes[end + 4..].to_vec();
    if head.contains("transfer-encoding: chunked") {
        body = unchunk(&body);
    }
    Reply { status: status.expect("a status is a number"), head, lines, body }
}

fn unchunk(mut bytes: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(at) = bytes.windows(2).position(|two| two == b"\r\n") {
        let size = std::str::from_utf8(&bytes[..at]).ok();
        let size = size.and_then(|text| usize::from_str_radix(text, 16).ok()).unwrap_or(0);
        if size == 0 || bytes.len() < at + 4 + size {
            break;
        }
        whole.extend_from_slice(&bytes[at + 2..at + 2 + size]);
        bytes = &bytes[at + 4 + size..];
    }
    whole
}
