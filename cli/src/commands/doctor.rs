//! `bot doctor`: the usual causes of trouble, each looked at and told in words.

use std::path::Path;

use bot_node::config::Backend;
use bot_node::keys::TrustBox;
use bot_protocol::api::{
    CertificateKind, FeedView, IdentityView, RecoveryState, StatusReply, WitnessView, WitnessesView,
};
use bot_protocol::limits::{STAMP_EVERY_MILLIS, STAMP_LATE_MILLIS};
use bot_protocol::time::Timestamp;
use clap::Args;

use super::Context;
use super::reach::{told, worth_a_look};
use super::witness::{called, unsigned};
use crate::failure::{Exit, Failure};

/// Below this much free space a node may soon be unable to store: 100 MiB.
const FREE_BYTES_LOW: u64 = 100 * 1024 * 1024;

/// A certificate that ends sooner should be replaced: two weeks, when those that renew themselves
/// have long done so.
const CERTIFICATE_MILLIS_LOW: u64 = 14 * 24 * 60 * 60 * 1000;

/// Look for the usual causes of trouble; exit code 1 where something is bad
#[derive(Debug, Args)]
#[command(before_help = "Example: bot doctor")]
pub(crate) struct Doctor {}

/// How a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Health {
    Ok,
    Warn,
    Bad,
}

/// What was looked at, and what was seen.
struct Seen {
    what: &'static str,
    health: Health,
    says: String,
}

/// Looks at everything and tells it.
pub(crate) fn run(context: &Context<'_>, _: &Doctor) -> Result<Exit, Failure> {
    let screen = context.screen;
    let place = context.place()?;
    let data = place.folder();
    let mut all = vec![
        folder(context, data),
        disk(context, data),
        settings(context),
        trust_box(context, data),
    ];
    all.extend(store(context));
    all.extend(node(context)?);
    for seen in &all {
        let (mark, word) = match seen.health {
            Health::Ok => ("cli-doctor-ok", "ok"),
            Health::Warn => ("cli-doctor-warn", "warn"),
            Health::Bad => ("cli-doctor-bad", "bad"),
        };
        let what = screen.sentence(seen.what, &[]);
        let colon = screen.colon();
        screen.line(&format!("{:>6}  {what}{colon} {}", screen.sentence(mark, &[]), seen.says));
        let what = seen.what.trim_start_matches("cli-doctor-").trim_start_matches("cli-status-");
        screen.object(&serde_json::json!({ "what": what, "health": word, "says": seen.says }));
    }
    match all.iter().map(|seen| seen.health).max() {
        Some(Health::Bad) => Ok(Exit::Other),
        Some(Health::Warn | Health::Ok) | None => Ok(Exit::Done),
    }
}

fn ok(what: &'static str, says: impl Into<String>) -> Seen {
    Seen { what, health: Health::Ok, says: says.into() }
}

/// Others' access to a path, as the last six permission bits.
fn open_to_others(path: &Path) -> Option<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).ok().map(|meta| meta.permissions().mode() & 0o077 != 0)
}

fn folder(context: &Context<'_>, path: &Path) -> Seen {
    let what = "cli-doctor-folder";
    let shown = path.display().to_string();
    let named = [("path", shown.clone())];
    if !path.exists() {
        let says = context.screen.sentence("cli-doctor-folder-absent", &named);
        return Seen { what, health: Health::Warn, says };
    }
    let probe = path.join(format!(".probe-{}", std::process::id()));
    let written = std::fs::write(&probe, b"probe").and_then(|()| std::fs::remove_file(&probe));
    if let Err(cause) = written {
        let data = [("path", shown), ("cause", cause.to_string())];
        let says = context.screen.sentence("cli-doctor-folder-write", &data);
        return Seen { what, health: Health::Bad, says };
    }
    match open_to_others(path) {
        Some(true) => {
            let says = context.screen.sentence("cli-doctor-folder-open", &named);
            Seen { what, health: Health::Warn, says }
        }
        Some(false) | None => ok(what, shown),
    }
}

fn disk(context: &Context<'_>, path: &Path) -> Seen {
    let what = "cli-doctor-disk";
    let existing = path.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("/"));
    let Ok(about) = rustix::fs::statvfs(existing) else { return ok(what, "?") };
    let free = about.f_bavail.saturating_mul(about.f_frsize);
    let mib = (free / (1024 * 1024)).to_string();
    if free < FREE_BYTES_LOW {
        let says = context.screen.sentence("cli-doctor-disk-low", &[("free", mib)]);
        return Seen { what, health: Health::Bad, says };
    }
    ok(what, format!("{mib} MiB"))
}

fn settings(context: &Context<'_>) -> Seen {
    let what = "cli-doctor-settings";
    match super::config::read(context, None) {
        Ok(settings) if settings.net.strangers_mib_max == 0 => {
            let says = context.screen.sentence("cli-doctor-strangers-none", &[]);
            Seen { what, health: Health::Warn, says }
        }
        Ok(_) => ok(what, context.screen.sentence("cli-config-ok", &[])),
        Err(failure) => Seen { what, health: Health::Bad, says: failure.detail },
    }
}

fn trust_box(context: &Context<'_>, data: &Path) -> Seen {
    let what = "cli-doctor-trustbox";
    let path = TrustBox::path_in(data);
    match open_to_others(&path) {
        None => {
            let says = context.screen.sentence("cli-doctor-trustbox-absent", &[]);
            Seen { what, health: Health::Warn, says }
        }
        Some(true) => {
            let data = [("path", path.display().to_string())];
            let says = context.screen.sentence("cli-doctor-trustbox-mode", &data);
            Seen { what, health: Health::Bad, says }
        }
        Some(false) => ok(what, path.display().to_string()),
    }
}

fn store(context: &Context<'_>) -> Option<Seen> {
    let settings = super::config::read(context, None).ok()?;
    let what = "cli-doctor-store";
    Some(match settings.store.backend {
        Backend::Redb => ok(what, "redb"),
        Backend::Memory => ok(what, "memory"),
        Backend::Sled => {
            let says = context.screen.sentence("cli-doctor-store-sled", &[]);
            Seen { what, health: Health::Warn, says }
        }
    })
}

fn node(context: &Context<'_>) -> Result<Vec<Seen>, Failure> {
    let (screen, client) = (context.screen, context.client()?);
    let what = "cli-doctor-node";
    let Ok(status) = client.get::<StatusReply>("/v1/status") else {
        let says = screen.sentence("cli-doctor-node-down", &[]);
        return Ok(vec![Seen { what, health: Health::Warn, says }]);
    };
    let data = [("since", status.started.clone()), ("pid", status.pid.to_string())];
    let mut all = vec![ok(what, screen.sentence("cli-status-up", &data))];
    if status.peers == 0 {
        let says = screen.sentence("cli-doctor-peers-none", &[]);
        all.push(Seen { what, health: Health::Warn, says });
    }
    all.extend(web(context, &status));
    let health = if worth_a_look(&status.reach) { Health::Warn } else { Health::Ok };
    let reach = told(screen, &status.reach).join("; ");
    all.push(Seen { what: "cli-status-reach", health, says: reach });
    let identities: Vec<IdentityView> = client.list("/v1/identities")?;
    for identity in identities.iter().filter(|one| one.recovery == RecoveryState::ToExport) {
        let data = [("name", identity.name.clone())];
        let says = screen.sentence("cli-doctor-sheet-missing", &data);
        all.push(Seen { what: "cli-doctor-sheet", health: Health::Warn, says });
    }
    for identity in identities.iter().filter(|one| one.closed) {
        let says = screen.sentence("cli-restored-elsewhere", &[("name", identity.name.clone())]);
        all.push(Seen { what: "cli-doctor-identity", health: Health::Bad, says });
    }
    let names = |code: &'static str, names: &[String]| -> Vec<Seen> {
        let says = |name: &String| screen.sentence(code, &[("name", name.clone())]);
        let bad = |says| Seen { what: "cli-doctor-identity", health: Health::Bad, says };
        names.iter().map(says).map(bad).collect()
    };
    all.extend(names("cli-writer-elsewhere", &status.elsewhere));
    let unfound = names("cli-restored-unfound", &status.unfound);
    all.extend(unfound.into_iter().map(|seen| Seen { health: Health::Warn, ..seen }));
    all.extend(names("cli-recovery-alarm", &status.to_contest));
    for lost in &status.guards_lost {
        let health = if lost.is_over() { Health::Bad } else { Health::Warn };
        let says = super::status::guards_lost(screen, lost);
        all.push(Seen { what: "cli-doctor-guardians", health, says });
    }
    if status.held_back {
        let says = screen.sentence("cli-folder-held", &[]);
        all.push(Seen { what: "cli-doctor-identity", health: Health::Warn, says });
    }
    let now = Timestamp::parse_rfc3339(&status.now).ok();
    let witnessed: Vec<WitnessesView> = client.list("/v1/witnesses")?;
    all.extend(now.into_iter().flat_map(|now| witnesses(context, &witnessed, now)));
    let feeds: Vec<FeedView> = client.list("/v1/feeds")?;
    for feed in feeds.iter().filter(|feed| feed.own) {
        let last = feed.writers.iter().filter_map(|writer| writer.last.as_deref());
        let last = last.filter_map(|last| Timestamp::parse_rfc3339(last).ok()).max();
        if last > now {
            let name = feed.name.clone().unwrap_or_else(|| feed.did.clone());
            let says = screen.sentence("cli-doctor-clock-behind", &[("name", name)]);
            all.push(Seen { what: "cli-doctor-clock", health: Health::Bad, says });
        }
    }
    Ok(all)
}

/// Whether the witnesses sign, for each identity that names some: too few that ever did switch its
/// badges off, from the moment they are named.
fn witnesses(context: &Context<'_>, all: &[WitnessesView], now: Timestamp) -> Vec<Seen> {
    let what = "cli-doctor-witnesses";
    let named = all.iter().filter(|one| !one.witnesses.is_empty());
    let seen = named.map(|one| match unsigned(context.screen, one) {
        Some(says) => Seen { what, health: Health::Bad, says },
        None => late(context, one, now).unwrap_or_else(|| {
            let data = [("name", one.name.clone()), ("at", one.dated.clone().unwrap_or_default())];
            ok(what, context.screen.sentence("cli-doctor-witnesses-sign", &data))
        }),
    });
    seen.collect()
}

/// Those whose witnesses sign no more: as long as a quorum does it is worth a look, without one every
/// badge of theirs will soon be told as too old to tell.
fn late(context: &Context<'_>, one: &WitnessesView, now: Timestamp) -> Option<Seen> {
    let silent = silent(one, now);
    let enough = one.witnesses.len() >= silent.len() + usize::from(one.quorum);
    let (code, health) = match enough {
        true => ("cli-doctor-witnesses-silent", Health::Warn),
        false => ("cli-doctor-witnesses-few", Health::Bad),
    };
    let data = [("name", one.name.clone()), ("who", silent.join(", "))];
    let says = context.screen.sentence(code, &data);
    (!silent.is_empty()).then_some(Seen { what: "cli-doctor-witnesses", health, says })
}

/// The witnesses of an identity that signed nothing since a stamp was due, by their names.
fn silent(one: &WitnessesView, now: Timestamp) -> Vec<String> {
    let most = STAMP_EVERY_MILLIS.saturating_add(STAMP_LATE_MILLIS);
    let is_late = |at: Option<&str>| {
        let at = at.and_then(|at| Timestamp::parse_rfc3339(at).ok());
        at.is_none_or(|at| now.millis_since(at) > most)
    };
    // Who was named just now has had no time yet.
    let since = one.since.as_deref();
    let late = |witness: &WitnessView| is_late(witness.signed.as_deref().or(since));
    let silent = one.witnesses.iter().filter(|witness| late(witness));
    silent.map(|witness| called(witness).to_owned()).collect()
}

/// The web door: where it is, and what of it needs care.
fn web(context: &Context<'_>, status: &StatusReply) -> Vec<Seen> {
    let (screen, what) = (context.screen, "cli-doctor-web");
    let Some(web) = &status.web else {
        return vec![ok(what, screen.sentence("cli-web-closed", &[]))];
    };
    let mut all = vec![ok(what, super::status::web_door(screen, web))];
    let mut add = |health, code, data: &[(&str, String)]| {
        all.push(Seen { what, health, says: screen.sentence(code, data) });
    };
    if web.base_url.is_none() {
        add(Health::Warn, "cli-doctor-web-unnamed", &[("url", web.url.clone())]);
    }
    if web.certificate == CertificateKind::SelfSigned {
        add(Health::Warn, "cli-doctor-web-self-signed", &[]);
    }
    if web.conformance {
        add(Health::Warn, "cli-doctor-web-conformance", &[]);
    }
    let time = |text: &str| Timestamp::parse_rfc3339(text).ok();
    if let (Some(end), Some(now)) = (&web.certificate_ends, time(&status.now)) {
        let data = [("ends", end.clone())];
        match time(end) {
            Some(end) if end <= now => add(Health::Bad, "cli-doctor-web-ended", &data),
            Some(end) if end.millis_since(now) < CERTIFICATE_MILLIS_LOW => {
                add(Health::Warn, "cli-doctor-web-ends", &data);
            }
            Some(_) | None => {}
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-27T12:00:00Z";

    /// Who is told as silent, of witnesses that signed at these moments and were named at another.
    #[track_caller]
    fn check(since: &str, signed: &[Option<&str>], expected: &[&str]) {
        let witness = |(number, signed): (usize, &Option<&str>)| WitnessView {
            writer: format!("z6Mk{number}"),
            did: Some(format!("did:key:{number}")),
            name: (number > 0).then(|| format!("W{number}")),
            entries: None,
            signed: signed.map(str::to_owned),
        };
        let one = WitnessesView {
            did: "did:key:school".to_owned(),
            name: "School".to_owned(),
            quorum: 2,
            witnesses: signed.iter().enumerate().map(witness).collect(),
            since: Some(since.to_owned()),
            entries: 9,
            dated: None,
        };
        assert_eq!(silent(&one, Timestamp::parse_rfc3339(NOW).unwrap()), expected);
    }

    #[test]
    fn who_signed_nothing_since_a_stamp_was_due_is_silent() {
        let (long_ago, in_time) = ("2026-11-01T00:00:00Z", Some("2026-11-26T00:00:00Z"));
        check(long_ago, &[in_time, in_time], &[]);
        check(long_ago, &[Some("2026-11-25T23:59:59Z"), in_time], &["did:key:0"]);
        check(long_ago, &[in_time, None], &["W1"]);
        check("2026-11-27T11:00:00Z", &[in_time, None], &[]);
    }
}
