//! The container file.

use std::collections::BTreeMap;

use bot_node::config::Config;
use libp2p::Multiaddr;
use libp2p::multiaddr::Protocol;

use super::{Deployment, command_fault, words};

/// A container file as its stages.
#[derive(Debug, Clone)]
pub struct Image {
    stages: Vec<Stage>,
}

/// One stage: from what, and what is done, in order.
#[derive(Debug, Clone)]
struct Stage {
    name: String,
    steps: Vec<(String, String)>,
}

/// The instructions that are understood here; another one needs a check of its own first.
const KNOWN: [&str; 12] = [
    "FROM",
    "WORKDIR",
    "COPY",
    "RUN",
    "USER",
    "VOLUME",
    "ENV",
    "EXPOSE",
    "HEALTHCHECK",
    "STOPSIGNAL",
    "ENTRYPOINT",
    "CMD",
];

impl Image {
    /// Reads a container file.
    ///
    /// # Errors
    /// An instruction is unknown, or stands before the first `FROM`.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut stages: Vec<Stage> = Vec::new();
        let lines = text.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>();
        for line in lines.join("\n").replace("\\\n", " ").lines().filter(|l| !l.trim().is_empty()) {
            let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
            if !KNOWN.contains(&verb) {
                return Err(format!("Dockerfile: unknown instruction {verb:?}"));
            }
            if verb == "FROM" {
                let name = rest.split_once(" AS ").map_or("", |(_, name)| name);
                stages.push(Stage { name: name.to_owned(), steps: Vec::new() });
            }
            let stage = stages.last_mut().ok_or("Dockerfile: a step before FROM")?;
            stage.steps.push((verb.to_owned(), rest.trim().to_owned()));
        }
        match stages.len() {
            2 => Ok(Self { stages }),
            found => Err(format!("Dockerfile: {found} stages, expected build and run")),
        }
    }

    /// Everything that does not fit.
    #[must_use]
    pub fn faults(&self, all: &Deployment) -> Vec<String> {
        let mut faults = Vec::new();
        faults.extend(self.built().err());
        faults.extend(context_faults(all));
        faults.extend(self.user_fault());
        faults.extend(command_fault(&self.command()));
        faults.extend(match self.health() {
            Some(words) => command_fault(&words),
            None => Some("Dockerfile: no HEALTHCHECK in list form".to_owned()),
        });
        if self.environment().get("BOT_DATA").map(String::as_str) != self.last("VOLUME") {
            faults.push("Dockerfile: BOT_DATA is not the VOLUME".to_owned());
        }
        if self.last("STOPSIGNAL") != Some("SIGTERM") {
            faults.push("Dockerfile: bot ends on SIGTERM".to_owned());
        }
        let (exposed, listened) = (self.exposed(), ports(&all.settings));
        if Ok(&exposed) != listened.as_ref() {
            faults.push(format!("Dockerfile: exposes {exposed:?}, the node listens {listened:?}"));
        }
        faults
    }

    /// What a container runs: entry point and command.
    #[must_use]
    pub fn command(&self) -> Vec<String> {
        ["ENTRYPOINT", "CMD"].iter().flat_map(|verb| list(self.last(verb).unwrap_or(""))).collect()
    }

    /// What asks whether it is well.
    #[must_use]
    pub fn health(&self) -> Option<Vec<String>> {
        let (_, command) = self.last("HEALTHCHECK")?.split_once("CMD ")?;
        Some(list(command)).filter(|words| !words.is_empty())
    }

    /// What is set in its environment.
    #[must_use]
    pub fn environment(&self) -> BTreeMap<String, String> {
        let set = self.steps("ENV").filter_map(|step| step.split_once('='));
        set.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// The folder that outlives the container.
    #[must_use]
    pub fn volume(&self) -> &str {
        self.last("VOLUME").unwrap_or_default()
    }

    fn stage(&self) -> &Stage {
        &self.stages[1]
    }

    fn steps<'a>(&'a self, verb: &'a str) -> impl Iterator<Item = &'a str> {
        self.stage().steps.iter().filter(move |(v, _)| v == verb).map(|(_, rest)| rest.as_str())
    }

    fn last(&self, verb: &str) -> Option<&str> {
        self.stage().steps.iter().rev().find(|(v, _)| v == verb).map(|(_, rest)| rest.as_str())
    }

    /// What is copied out of the build stage is what cargo leaves there, by the name it is run by.
    fn built(&self) -> Result<(), String> {
        let build = &self.stages[0];
        let find = |verb: &str, start: &str| {
            let found = build.steps.iter().find(|(v, rest)| v == verb && rest.starts_with(start));
            found.map(|(_, rest)| words(rest)).ok_or(format!("Dockerfile: no {verb} {start}"))
        };
        let folder = find("WORKDIR", "/")?.concat();
        let cargo = find("RUN", "cargo build --release --locked --bin ")?;
        let binary = cargo.last().map_or("", String::as_str);
        if !declared_binaries().contains(&binary.to_owned()) {
            return Err(format!("Dockerfile: no crate of the workspace makes {binary:?}"));
        }
        let expected = format!("--from={} {folder}/target/release/{binary}", build.name);
        let copy = self.last("COPY").unwrap_or_default();
        match copy.strip_prefix(&expected).map(str::trim) {
            Some(place) if place == format!("/usr/local/bin/{binary}") => Ok(()),
            _ => Err(format!("Dockerfile: COPY {copy}, expected {expected} to be on the path")),
        }
    }

    /// It runs as a user that the same stage makes, and who owns the data.
    fn user_fault(&self) -> Option<String> {
        let user = self.last("USER").unwrap_or("root");
        let made = self.steps("RUN").any(|step| {
            step.contains("useradd --uid 10001 ")
                && words(step).contains(&user.to_owned())
                && step.contains(&format!("--owner={user} "))
                && step.ends_with(self.volume())
        });
        (user == "root" || !made).then(|| format!("Dockerfile: user {user:?} is not made"))
    }

    fn exposed(&self) -> Vec<String> {
        let mut ports: Vec<String> = self.steps("EXPOSE").flat_map(words).collect();
        ports.sort();
        ports
    }
}

/// The names of the binaries that `cargo build` makes without naming a crate.
fn declared_binaries() -> Vec<String> {
    let manifest = include_str!("../../../cli/Cargo.toml").parse::<toml::Table>();
    let manifest = manifest.unwrap_or_default();
    let bins = manifest.get("bin").and_then(|bins| bins.as_array()).cloned().unwrap_or_default();
    bins.iter().filter_map(|bin| Some(bin.get("name")?.as_str()?.to_owned())).collect()
}

/// Everything the build reads is in the context, and nothing else by accident.
fn context_faults(all: &Deployment) -> Vec<String> {
    let rules: Vec<&str> = all.ignore.lines().filter(|line| !line.starts_with('#')).collect();
    let mut faults = Vec::new();
    if rules.first() != Some(&"*") {
        faults.push(".dockerignore: lets in what it does not name".to_owned());
    }
    let manifest = std::fs::read_to_string(all.root.join("Cargo.toml")).unwrap_or_default();
    let members = manifest.parse::<toml::Table>().ok().and_then(|manifest| {
        let members = manifest.get("workspace")?.get("members")?.as_array()?.clone();
        Some(members.iter().filter_map(|m| Some(m.as_str()?.to_owned())).collect::<Vec<_>>())
    });
    let mut needed = members.unwrap_or_default();
    needed.extend(["Cargo.toml", "Cargo.lock", "examples"].map(str::to_owned));
    for name in needed {
        let within = |rule: &&str| {
            let kept = rule.strip_prefix('!').unwrap_or_default();
            name == kept || name.strip_prefix(kept).is_some_and(|rest| rest.starts_with('/'))
        };
        if !rules.iter().any(within) {
            faults.push(format!(".dockerignore: keeps {name} out, which the build needs"));
        }
    }
    for name in rules.iter().filter_map(|rule| rule.strip_prefix('!')) {
        if !all.root.join(name).exists() {
            faults.push(format!(".dockerignore: there is no {name}"));
        }
    }
    faults
}

/// The ports a node with these settings listens on, as a container file writes them.
///
/// # Errors
/// The settings are refused.
fn ports(settings: &str) -> Result<Vec<String>, String> {
    let config = Config::parse(settings, "docker/bot.toml".as_ref()).map_err(|e| e.to_string())?;
    let mut ports = Vec::new();
    for address in &config.net.listen {
        let address: Multiaddr = address.parse().map_err(|_| format!("{address} is none"))?;
        ports.extend(address.iter().filter_map(|part| port_of(&part)));
    }
    ports.sort();
    Ok(ports)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "libp2p's enum has many we need not see")]
fn port_of(part: &Protocol<'_>) -> Option<String> {
    match part {
        Protocol::Tcp(port) => Some(format!("{port}/tcp")),
        Protocol::Udp(port) => Some(format!("{port}/udp")),
        _ => None,
    }
}

/// A list in JSON form; nothing when it is none.
fn list(text: &str) -> Vec<String> {
    serde_json::from_str(text).unwrap_or_default()
}
