//! `bot peer`: other nodes.

use std::path::{Path, PathBuf};

use bot_protocol::api::{Done, PeerDraft, PeerView, StatusReply};
use clap::{Args, Subcommand};
use qrcodegen::{QrCode, QrCodeEcc};

use super::{Context, Output};
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::table::Table;

/// How an invitation begins.
const JOIN: &str = "bot-join:";

/// Most addresses of an invitation: it stays short enough for a QR code that a telephone reads.
const INVITED_MAX: usize = 4;

/// The nodes this one knows and stays connected with
#[derive(Debug, Args)]
#[command(before_help = "Example: bot peer add /ip4/192.0.2.7/udp/7341/quic-v1/p2p/12D3Koo…")]
pub(crate) struct Peer {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Remember a node and connect to it
    #[command(before_help = "Example: bot peer add /ip4/192.0.2.7/udp/7341/quic-v1/p2p/12D3Koo…")]
    Add {
        /// Where it is: a multiaddress as `bot status` prints it on that node
        address: String,
        #[command(flatten)]
        dry: DryRun,
    },
    /// Print an invitation to this node: a line to send, and a QR code to show
    #[command(before_help = "Example: bot peer invite --svg invitation.svg")]
    Invite {
        /// Save the QR code as a picture
        #[arg(long, value_name = "FILE")]
        svg: Option<PathBuf>,
    },
    /// Connect with the node that somebody invited to
    #[command(before_help = "Example: bot peer join bot-join:/ip4/192.0.2.7/udp/7341/…")]
    Join {
        /// The line that was sent, or read from the QR code
        invitation: String,
        #[command(flatten)]
        dry: DryRun,
    },
    /// List the nodes
    #[command(before_help = "Example: bot peer list")]
    List,
    /// Forget a node and disconnect from it
    #[command(before_help = "Example: bot peer remove 12D3Koo…")]
    Remove {
        /// Its peer id, the beginning of it, or the address it was added by
        id: String,
    },
}

/// Adds, lists or removes.
pub(crate) fn run(context: &Context<'_>, verb: Peer) -> Result<Exit, Failure> {
    let (screen, client) = (context.screen, context.client()?);
    match verb.act {
        Act::Add { address, dry } => {
            let request = PeerDraft { address: address.clone(), dry_run: dry.dry_run };
            let done: Done = client.post("/v1/peers", &request)?;
            screen.object(&done);
            let code = if dry.dry_run { "cli-dry-run" } else { "cli-peer-added" };
            screen.say(code, &[("what", address)]);
        }
        Act::Invite { svg } => return invite(context, svg.as_deref()),
        Act::Join { invitation, dry } => return join(context, &invitation, dry.dry_run),
        Act::List => {
            let peers: Vec<PeerView> = client.list("/v1/peers")?;
            let mut table =
                Table::new(screen, &["cli-head-peer", "cli-head-state", "cli-head-address"]);
            for peer in &peers {
                screen.object(peer);
                let state = super::reach::state(peer);
                table.row(&[
                    peer.id.as_deref().unwrap_or("?"),
                    &screen.sentence(state, &[]),
                    peer.addresses.first().map_or("", String::as_str),
                ]);
            }
            table.show(screen, "cli-peers-none");
        }
        Act::Remove { id } => {
            let done: Done = client.delete(&format!("/v1/peers/{}", encoded(&id)))?;
            screen.object(&done);
            screen.say("cli-peer-removed", &[("what", id)]);
        }
    }
    Ok(Exit::Done)
}

/// Prints where this node is, as one line and as a QR code.
fn invite(context: &Context<'_>, svg: Option<&Path>) -> Result<Exit, Failure> {
    let screen = context.screen;
    let place = svg.map(|path| Output::reserve(path, false)).transpose()?;
    let status: StatusReply = context.client()?.get("/v1/status")?;
    let Some(line) = invitation(&status.addresses) else {
        let detail = "this node listens nowhere that others could reach";
        return Err(Failure::new(Exit::Other, "cli-invite-nowhere", detail));
    };
    screen.object(&serde_json::json!({ "invitation": line }));
    screen.line(&line);
    // Never too long: it holds a few addresses.
    if let Ok(code) = QrCode::encode_text(&line, QrCodeEcc::Low) {
        crate::sheet::drawn(&code).iter().for_each(|row| screen.line(row));
        if let Some(place) = place {
            place.fill(screen, crate::sheet::picture(&code).as_bytes())?;
        }
    }
    screen.say("cli-peer-invited", &[]);
    Ok(Exit::Done)
}

/// The invitation to a node at these addresses: those that others can reach come first, and the rest
/// only where there are no others, as on one machine.
fn invitation(addresses: &[String]) -> Option<String> {
    let is_here = |at: &&String| at.starts_with("/ip4/127.") || at.starts_with("/ip6/::1/");
    let (here, elsewhere): (Vec<&String>, Vec<&String>) = addresses.iter().partition(is_here);
    let told = if elsewhere.is_empty() { here } else { elsewhere };
    let told: Vec<&str> = told.into_iter().take(INVITED_MAX).map(String::as_str).collect();
    (!told.is_empty()).then(|| format!("{JOIN}{}", told.join(",")))
}

/// Where an invitation leads to: addresses of one node, which they all name.
fn invited(line: &str) -> Option<Vec<String>> {
    let addresses = line.trim().strip_prefix(JOIN)?.split(',').take(INVITED_MAX + 1);
    let addresses: Vec<String> = addresses.map(str::to_owned).collect();
    let named = |at: &String| Some(at.rsplit_once("/p2p/")?.1.to_owned());
    let first = named(addresses.first()?)?;
    let one_node = addresses.iter().all(|at| named(at).as_ref() == Some(&first));
    let whole = !first.is_empty() && !first.contains('/') && addresses.len() <= INVITED_MAX;
    (one_node && whole).then_some(addresses)
}

/// What a node says of an address that is none, where it stands in an invitation: people paste the
/// line, and lose its end.
fn cut(failure: Failure) -> Failure {
    match failure.code == "field-refused" {
        true => Failure::new(Exit::Usage, "cli-invitation-cut", failure.detail),
        false => failure,
    }
}

fn join(context: &Context<'_>, line: &str, dry_run: bool) -> Result<Exit, Failure> {
    let Some(addresses) = invited(line) else {
        if line.trim().starts_with(JOIN) {
            return Err(cut(Failure::new(Exit::Usage, "field-refused", "it names no whole node")));
        }
        let detail = "it does not begin with bot-join: or does not name one node";
        return Err(Failure::new(Exit::Usage, "cli-invitation-refused", detail));
    };
    let client = context.client()?;
    for address in &addresses {
        let request = PeerDraft { address: address.clone(), dry_run };
        let done: Done = client.post("/v1/peers", &request).map_err(cut)?;
        context.screen.object(&done);
    }
    let code = if dry_run { "cli-dry-run" } else { "cli-peer-added" };
    context.screen.say(code, &[("what", addresses.join(", "))]);
    if !dry_run {
        context.screen.say("cli-peer-next", &[]);
    }
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_none_means_that_the_invitation_was_cut() {
        let of = |code: &str| cut(Failure::new(Exit::Other, code, "")).code;
        assert_eq!(of("field-refused"), "cli-invitation-cut");
        assert_eq!(of("cli-no-node"), "cli-no-node");
    }

    #[test]
    fn an_invitation_leads_to_one_node_or_nowhere() {
        let at = |host: &str| format!("/ip4/{host}/udp/7341/quic-v1/p2p/12D3KooWA");
        let all = [at("127.0.0.1"), at("192.0.2.7"), at("198.51.100.1")];
        let line = invitation(&all).unwrap();
        assert_eq!(invited(&line), Some(vec![at("192.0.2.7"), at("198.51.100.1")]));
        assert_eq!(invited(&format!(" {line}\n")).map(|it| it.len()), Some(2), "as it is pasted");
        assert_eq!(invitation(&all[..1]).and_then(|it| invited(&it)), Some(vec![at("127.0.0.1")]));
        assert_eq!(invitation(&[]), None);
        let other = "/ip4/192.0.2.9/tcp/1/p2p/12D3KooWB";
        for wrong in [
            "",
            "bot-join:",
            "bot-join:/ip4/192.0.2.7/tcp/1",
            "bot-join:/ip4/192.0.2.7/tcp/1/p2p/",
            &at("192.0.2.7"),
            &format!("{line},{other}"),
            &format!("{line}{}", format!(",{}", at("192.0.2.8")).repeat(8)),
        ] {
            assert_eq!(invited(wrong), None, "{wrong:?}");
        }
    }
}
