//! `bot contact`: the address book, which only its owner sees.

use bot_protocol::api::{ContactDraft, ContactView, Done};
use clap::{Args, Subcommand};

use super::Context;
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::screen::Screen;
use crate::table::Table;

/// Names of your own for the people and organisations you deal with
#[derive(Debug, Args)]
#[command(before_help = "Example: bot contact add did:key:z6Mk… Lea")]
pub(crate) struct Contact {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Give somebody a name; again, to rename
    #[command(before_help = "Example: bot contact add did:key:z6Mk… Lea")]
    Add {
        /// Whom
        did: String,
        /// The name on this node
        name: String,
        /// A note to yourself
        #[arg(long, value_name = "WORDS")]
        note: Option<String>,
    },
    /// List the address book
    #[command(before_help = "Example: bot contact list")]
    List,
    /// Forget a name
    #[command(before_help = "Example: bot contact remove did:key:z6Mk…")]
    Remove {
        /// Whom
        did: String,
    },
}

/// Adds, lists or removes.
pub(crate) fn run(context: &Context<'_>, verb: Contact) -> Result<Exit, Failure> {
    let (screen, client) = (context.screen, context.client()?);
    match verb.act {
        Act::Add { did, name, note } => {
            let draft = ContactDraft { did, name, note };
            let contact: ContactView = client.post("/v1/contacts", &draft)?;
            screen.object(&contact);
            goes_on(screen, &contact);
            super::alike::warn(screen, &contact.warnings);
            match contact.was {
                None => screen.say("cli-contact-added", &[("what", contact.name)]),
                Some(was) => {
                    screen.say("cli-contact-renamed", &[("was", was), ("what", contact.name)]);
                }
            }
        }
        Act::List => {
            let contacts: Vec<ContactView> = client.list("/v1/contacts")?;
            let mut table = Table::new(screen, &["cli-head-name", "cli-head-did", "cli-head-says"]);
            for contact in &contacts {
                screen.object(contact);
                table.row(&[
                    &contact.name,
                    &contact.did,
                    contact.says.as_deref().unwrap_or_default(),
                ]);
            }
            table.show(screen, "cli-contacts-none");
            contacts.iter().for_each(|contact| goes_on(screen, contact));
            contacts.iter().for_each(|contact| super::alike::warn(screen, &contact.warnings));
        }
        Act::Remove { did } => {
            let done: Done = client.delete(&format!("/v1/contacts/{}", encoded(&did)))?;
            screen.object(&done);
            screen.say("cli-contact-removed", &[("what", did)]);
        }
    }
    Ok(Exit::Done)
}

/// Says that somebody goes on with a new key.
fn goes_on(screen: &Screen, contact: &ContactView) {
    let Some(successor) = &contact.successor else { return };
    let data = [
        ("who", contact.name.clone()),
        ("did", contact.did.clone()),
        ("successor", successor.clone()),
    ];
    screen.say("cli-contact-goes-on", &data);
}
