//! Every setting of a node once: its name, its default, its unit and what it does.
//!
//! The same declaration makes the structs that `bot.toml` is read into, the committed sample file
//! `node/bot.sample.toml`, and the list that `GET /v1/config` and `bot config show` print. A
//! setting that does not exist, or a value out of its bounds, is refused with its name: a node
//! that runs on half-understood settings is worse than one that does not start.

mod error;
mod web;
mod witnesses;

use std::fmt;
use std::path::Path;

use bot_protocol::api::SettingView;
use serde::{Deserialize, Serialize};

pub use self::error::ConfigError;
pub use self::web::Profile;

/// The name of the settings file in the data folder.
pub const FILE_NAME: &str = "bot.toml";

/// A settings file beyond this is no settings file: 1 MiB.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// One setting as it is declared.
struct Declared {
    name: &'static str,
    unit: &'static str,
    about: &'static [&'static str],
}

/// One table of the settings file as it is declared.
struct DeclaredTable {
    name: &'static str,
    about: &'static [&'static str],
    settings: &'static [Declared],
}

/// Declares the tables of the settings file: `table: Struct { name: Type [unit] = default }`.
macro_rules! settings {
    ($(
        $(#[doc = $about:literal])+
        $table:ident: $struct:ident {
            $( $(#[doc = $text:literal])+ $name:ident: $kind:ty [$unit:literal] = $default:expr; )+
        }
    )+) => {
        $(
            $(#[doc = $about])+
            #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(deny_unknown_fields, default)]
            pub struct $struct {
                $( $(#[doc = $text])+ pub $name: $kind, )+
            }

            impl Default for $struct {
                fn default() -> Self {
                    Self { $( $name: $default, )+ }
                }
            }
        )+

        /// All settings of a node; what is not in the file has its default.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct Config {
            $( $(#[doc = $about])+ pub $table: $struct, )+
        }

        const TABLES: &[DeclaredTable] = &[$(
            DeclaredTable {
                name: stringify!($table),
                about: &[$($about),+],
                settings: &[$(
                    Declared { name: stringify!($name), unit: $unit, about: &[$($text),+] },
                )+],
            },
        )+];
    };
}

settings! {
    /// Where statements are kept.
    store: StoreSettings {
        /// Which backend: "redb" (one file, whole after every power cut), "sled" or "memory"
        /// (forgets everything when the node stops: for trials only). Fixed once data is there.
        backend: Backend [""] = Backend::Redb;
    }

    /// The network of nodes.
    net: NetSettings {
        /// Where to listen, as multiaddresses. Port 0 lets the system choose.
        listen: Vec<String> [""] = vec![
            "/ip4/0.0.0.0/udp/7341/quic-v1".to_owned(),
            "/ip4/0.0.0.0/tcp/7341".to_owned(),
        ];
        /// Addresses others should use instead of what this node sees of itself: behind a router
        /// that forwards a port, say.
        announce: Vec<String> [""] = Vec::new();
        /// Nodes to stay connected with, as multiaddresses. Ending in /p2p/ID, that node alone is
        /// meant; without it, whoever answers there.
        peers: Vec<String> [""] = Vec::new();
        /// Nodes that keep letters for the identities of this one while it is away, as
        /// multiaddresses ending in /p2p/ID. Named in their feeds, and stayed connected with.
        mailboxes: Vec<String> [""] = Vec::new();
        /// Keep letters, sealed, for those whose nodes are away and whose feeds are held here.
        keep_mail: bool [""] = true;
        /// Sign, as a witness, how long the feeds are whose authors named this node one, and of those
        /// it knows for whoever chose it as a witness of their own.
        witness: bool [""] = true;
        /// Find other nodes on the same local network by mDNS.
        mdns: bool [""] = true;
        /// The communities whose news this node hears and passes on.
        communities: Vec<String> [""] = vec!["commons".to_owned()];
        /// Most connections at a time, in and out.
        connections_max: u32 ["connections"] = 256;
        /// Most connections being set up at a time from outside.
        pending_max: u32 ["connections"] = 64;
        /// No new connections while the process holds more memory than this.
        memory_mib_max: u32 ["MiB"] = 1024;
        /// Most of what is kept of strangers, all together: of people who are neither in the address
        /// book nor recognised within three steps, and of whom net.fellows_mib_max tells nothing; of one
        /// of them at most a 256th of it, or 256 KiB where that is more. 0: nothing at all is kept of
        /// them. What goes beyond is cut off, and told by `bot feed check` and with every badge that it
        /// bears on. Raised, what was cut off is fetched; nothing is fetched twice.
        strangers_mib_max: u32 ["MiB"] = 64;
        /// Most of what is kept of people who are in the address book of nobody here, but with whom
        /// there are dealings, all together: communities and their members, identities on the nodes of
        /// the list of peers (64 of each), issuers of badges that are held here, and who accepted
        /// something from here or whose offer was accepted; 1024 people in all, and of one of them at
        /// most a 256th of it, or 2 MiB where that is more.
        fellows_mib_max: u32 ["MiB"] = 4096;
        /// Let this node be found and reached where its machine cannot be called: look for nodes that
        /// moved in a table of each community, ask nodes named here whether they can call this one, be
        /// called through those that are relays, and go over to a direct way from there.
        reach: bool [""] = true;
        /// This is a network without the internet: call at private addresses that others name, too.
        lan: bool [""] = false;
        /// Be a relay: where this node can be called, let others be called through it.
        relay: bool [""] = false;
        /// Most nodes that are called through this one.
        relay_places_max: u32 ["nodes"] = 32;
        /// Most that goes through one circuit of the relay, which an hour ends as well.
        relay_mib_max: u32 ["MiB"] = 16;
        /// Shortest pause before a lost peer of the list is dialled again; it doubles up to a minute.
        redial_millis: u32 ["ms"] = 1000;
    }

    /// The interface for programs on this machine. It never listens beyond loopback.
    http: HttpSettings {
        /// The port on 127.0.0.1. Port 0 lets the system choose; DATA/run/http says which.
        port: u16 [""] = 7340;
        /// How long a client may take to send the head of a request.
        header_timeout_millis: u32 ["ms"] = 10_000;
        /// How long the body of a request may take to come.
        request_timeout_millis: u32 ["ms"] = 30_000;
        /// Most bytes of a request body; verifying takes 112 MiB, for files with their evidence.
        body_kib_max: u32 ["KiB"] = 2048;
        /// Most connections at a time, and as many on the Unix socket.
        connections_max: u32 ["connections"] = 128;
    }

    /// The door for others: their browsers, wallets and programs. What is the owner's alone does not
    /// exist there.
    web: WebSettings {
        /// Where to listen, as an IP address and a port such as "0.0.0.0:443". Empty: closed.
        listen: String [""] = String::new();
        /// The address others use, such as `https://node.example`. Requests must name its host, and
        /// what this node publishes is named by it. Empty: none but the one it listens at.
        base_url: String [""] = String::new();
        /// The certificate with those above it, a PEM file; from the data folder where not absolute.
        /// A changed file is read at the next connection.
        certificate: String [""] = String::new();
        /// The secret key of the certificate, a PEM file without a passphrase.
        key: String [""] = String::new();
        /// Make a certificate that nobody vouches for, for trials and closed networks.
        self_signed: bool [""] = false;
        /// Reverse proxies, as addresses or networks such as "10.0.0.0/8": only what they forward is
        /// believed about who asks. With them, plain HTTP from them is taken beyond loopback.
        trusted_proxies: Vec<String> [""] = Vec::new();
        /// Let everybody have credentials verified, within the limit below.
        public_verify: bool [""] = false;
        /// Most verifications a minute of one client without a token; of other requests ten times
        /// as many.
        public_per_minute: u32 ["requests"] = 60;
        /// Most connections at a time.
        connections_max: u32 ["connections"] = 128;
        /// The name or DID of the identity that acts where a token names none. Empty: the only one.
        identity: String [""] = String::new();
        /// "closed", or "conformance" for public test suites: it takes documents whose terms nobody
        /// pinned. Never for a node that people rely on.
        profile: Profile [""] = Profile::Closed;
    }

    /// The trust box, where secret keys lie.
    keys: KeySettings {
        /// How dear each guess at the passphrase is: 2 to this power rounds of scrypt. 16 costs
        /// 64 MiB and about a tenth of a second; each step more doubles both.
        scrypt_log_n: u8 ["powers of two"] = 16;
    }

    /// What this node tells and judges.
    trust: TrustSettings {
        /// News of an issuer's feed older than this is stale: its badges cannot be told unrevoked.
        max_age_days: u32 ["days"] = 7;
        /// Witnesses of your own: DIDs or keys of identities on up to 7 other nodes that you trust. They
        /// too must have seen an issuer's ledger, whoever the issuer named, or its badges cannot be told
        /// unrevoked. Each signs for those whom its own node has in its address book or recognises
        /// within three steps.
        witnesses: Vec<String> [""] = Vec::new();
        /// How often the feed of each identity says that it is alive, and where.
        heartbeat_hours: u32 ["hours"] = 24;
    }

    /// How the status of what was issued here changes.
    status: StatusSettings {
        /// How long a revocation or suspension waits before anybody hears of it, and can be undone
        /// with `bot undo`; a request may say otherwise. At most a day.
        undo_seconds: u32 ["seconds"] = 0;
    }

    /// What the node writes about its work, to standard error.
    log: LogSettings {
        /// What to write: a level ("error", "warn", "info", "debug"), or levels by module as in
        /// "info,bot_node::net=debug".
        filter: String [""] = "info".to_owned();
        /// "text" for people or "json" for programs.
        format: LogFormat [""] = LogFormat::Text;
    }
}

/// Which store a node keeps its statements in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// One file, copy-on-write pages.
    Redb,
    /// A log-structured tree, with a stronger flush of our own.
    Sled,
    /// Nothing on disk.
    Memory,
}

/// The shape of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Config {
    /// Reads the settings of a data folder; where there is no file, all have their defaults.
    ///
    /// # Errors
    /// When the file cannot be read, is no TOML, names a setting that does not exist or gives a
    /// value out of its bounds. Nothing is then assumed.
    pub fn of_folder(data: &Path) -> Result<Self, ConfigError> {
        let path = data.join(FILE_NAME);
        match std::fs::metadata(&path) {
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(cause) => Err(ConfigError::Unreadable { path, cause }),
            Ok(_) => Self::read(&path),
        }
    }

    /// Reads the settings of one file.
    ///
    /// # Errors
    /// As [`Config::of_folder`], and when there is no such file.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let unreadable = |cause| ConfigError::Unreadable { path: path.to_owned(), cause };
        let bytes = crate::input::read(path, FILE_BYTES_MAX).map_err(unreadable)?;
        if bytes.len() as u64 > FILE_BYTES_MAX {
            return Err(ConfigError::TooLarge { path: path.to_owned(), max: FILE_BYTES_MAX });
        }
        let text = String::from_utf8(bytes).map_err(|fault| {
            let good = fault.utf8_error().valid_up_to();
            let before = String::from_utf8_lossy(&fault.as_bytes()[..good]).into_owned();
            let (line, column) = position(&before, before.len());
            let what = "not UTF-8 text".to_owned();
            ConfigError::Malformed { path: path.to_owned(), line, column, what }
        })?;
        Self::parse(&text, path)
    }

    /// Reads settings from their text; `path` is only named in errors.
    ///
    /// # Errors
    /// As [`Config::of_folder`].
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let config: Self = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let (line, column) = position(text, at);
            ConfigError::Malformed {
                path: path.to_owned(),
                line,
                column,
                what: error.message().trim().replace('\n', " "),
            }
        })?;
        config.check()?;
        Ok(config)
    }

    /// Checks that every value is within its bounds.
    ///
    /// # Errors
    /// The first that is not.
    pub fn check(&self) -> Result<(), ConfigError> {
        let rows: [(&'static str, u64, u64, u64, &'static str); 18] = [
            ("net.connections_max", self.net.connections_max.into(), 4, 65_536, "4 to 65536"),
            ("net.pending_max", self.net.pending_max.into(), 1, 4096, "1 to 4096"),
            ("net.memory_mib_max", self.net.memory_mib_max.into(), 64, 1 << 20, "64 or more"),
            (
                "net.strangers_mib_max",
                self.net.strangers_mib_max.into(),
                0,
                1 << 20,
                "0 to 1048576",
            ),
            ("net.fellows_mib_max", self.net.fellows_mib_max.into(), 2, 1 << 20, "2 to 1048576"),
            ("net.relay_places_max", self.net.relay_places_max.into(), 1, 1024, "1 to 1024"),
            ("net.relay_mib_max", self.net.relay_mib_max.into(), 1, 1024, "1 to 1024"),
            ("net.redial_millis", self.net.redial_millis.into(), 100, 300_000, "100 to 300000"),
            (
                "http.header_timeout_millis",
                self.http.header_timeout_millis.into(),
                100,
                120_000,
                "100 to 120000",
            ),
            (
                "http.request_timeout_millis",
                self.http.request_timeout_millis.into(),
                100,
                600_000,
                "100 to 600000",
            ),
            ("http.body_kib_max", self.http.body_kib_max.into(), 64, 98_304, "64 to 98304"),
            ("http.connections_max", self.http.connections_max.into(), 4, 4096, "4 to 4096"),
            ("web.public_per_minute", self.web.public_per_minute.into(), 1, 100_000, "1 to 100000"),
            ("web.connections_max", self.web.connections_max.into(), 4, 4096, "4 to 4096"),
            ("keys.scrypt_log_n", self.keys.scrypt_log_n.into(), 10, 20, "10 to 20"),
            ("status.undo_seconds", self.status.undo_seconds.into(), 0, 86_400, "0 to 86400"),
            ("trust.max_age_days", self.trust.max_age_days.into(), 1, 3650, "1 to 3650"),
            ("trust.heartbeat_hours", self.trust.heartbeat_hours.into(), 1, 168, "1 to 168"),
        ];
        for (setting, found, low, high, expected) in rows {
            if !(low..=high).contains(&found) {
                return Err(ConfigError::OutOfBounds {
                    setting,
                    found: found.to_string(),
                    expected,
                });
            }
        }
        check_addresses("net.listen", &self.net.listen)?;
        check_addresses("net.announce", &self.net.announce)?;
        check_addresses("net.peers", &self.net.peers)?;
        check_addresses("net.mailboxes", &self.net.mailboxes)?;
        check_names_nodes("net.mailboxes", &self.net.mailboxes)?;
        check_communities(&self.net.communities)?;
        witnesses::check(&self.trust.witnesses)?;
        web::check(&self.web)?;
        check_filter(&self.log.filter)
    }

    /// The sample file: every setting with its sentence, unit and default, commented out.
    pub fn sample() -> String {
        Sample.to_string()
    }

    /// Every setting as it is, in the order of the sample file.
    pub fn settings(&self) -> Vec<SettingView> {
        let now = serde_json::to_value(self).unwrap_or_default();
        let default = serde_json::to_value(Self::default()).unwrap_or_default();
        let mut views = Vec::new();
        for table in TABLES {
            for declared in table.settings {
                views.push(SettingView {
                    name: format!("{}.{}", table.name, declared.name),
                    value: now[table.name][declared.name].clone(),
                    default: default[table.name][declared.name].clone(),
                    unit: (!declared.unit.is_empty()).then(|| declared.unit.to_owned()),
                    about: sentence(declared.about),
                });
            }
        }
        views
    }
}

/// Each is a multiaddress with more than one part.
fn check_addresses(setting: &'static str, addresses: &[String]) -> Result<(), ConfigError> {
    let is_address = |text: &&String| {
        text.parse::<libp2p::Multiaddr>().is_ok_and(|address| address.iter().count() > 1)
    };
    match addresses.iter().find(|text| !is_address(text)) {
        None => Ok(()),
        Some(found) => Err(ConfigError::OutOfBounds {
            setting,
            found: format!("{found:?}"),
            expected: "multiaddresses such as /dns4/example.org/udp/7341/quic-v1",
        }),
    }
}

/// Each says which node is meant.
fn check_names_nodes(setting: &'static str, addresses: &[String]) -> Result<(), ConfigError> {
    let names = |text: &&String| text.rsplit_once("/p2p/").is_some_and(|(_, id)| !id.contains('/'));
    match addresses.iter().find(|text| !names(text)) {
        None => Ok(()),
        Some(found) => Err(ConfigError::OutOfBounds {
            setting,
            found: format!("{found:?}"),
            expected: "multiaddresses that end in /p2p/ID",
        }),
    }
}

fn check_filter(filter: &str) -> Result<(), ConfigError> {
    match tracing_subscriber::EnvFilter::try_new(filter) {
        Ok(_) => Ok(()),
        Err(fault) => Err(ConfigError::OutOfBounds {
            setting: "log.filter",
            found: format!("{filter:?} ({fault})"),
            expected: "a level, or levels by module",
        }),
    }
}

/// A community's name is part of a topic: short, plain, at least one of them.
fn check_communities(names: &[String]) -> Result<(), ConfigError> {
    let plain = |name: &String| {
        (1..=64).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if names.is_empty() || names.len() > 16 || !names.iter().all(plain) {
        return Err(ConfigError::OutOfBounds {
            setting: "net.communities",
            found: format!("{names:?}"),
            expected: "1 to 16 names of a-z, 0-9 and -, each at most 64 long",
        });
    }
    Ok(())
}

/// Line and column of a byte, both from 1; columns count characters.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

fn sentence(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ")
}

struct Sample;

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let defaults = toml::Table::try_from(Config::default()).map_err(|_| fmt::Error)?;
        writeln!(
            f,
            "# Settings of a node: copy to DATA/{FILE_NAME} and remove the # before what you change."
        )?;
        writeln!(
            f,
            "# All that is not there has the value shown here. `bot config check` reads it for you."
        )?;
        for table in TABLES {
            writeln!(f)?;
            for line in table.about {
                writeln!(f, "#{line}")?;
            }
            writeln!(f, "[{}]", table.name)?;
            for declared in table.settings {
                for line in declared.about {
                    writeln!(f, "#{line}")?;
                }
                if !declared.unit.is_empty() {
                    writeln!(f, "# Unit: {}.", declared.unit)?;
                }
                let value = defaults.get(table.name).and_then(|table| table.get(declared.name));
                writeln!(f, "#{} = {}", declared.name, value.ok_or(fmt::Error)?)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
