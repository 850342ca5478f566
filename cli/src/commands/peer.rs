//! `bot peer`: other nodes.

use bot_protocol::api::{Done, PeerDraft, PeerView};
use clap::{Args, Subcommand};

use super::Context;
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::table::Table;

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
        Act::List => {
            let peers: Vec<PeerView> = client.list("/v1/peers")?;
            let mut table =
                Table::new(screen, &["cli-head-peer", "cli-head-state", "cli-head-address"]);
            for peer in &peers {
                screen.object(peer);
                let state = if peer.connected { "cli-state-connected" } else { "cli-state-away" };
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
