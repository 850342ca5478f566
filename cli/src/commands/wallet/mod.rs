//! `bot wallet`: badges for wallets, and from them, by OpenID.

mod ask;
mod offer;
mod take;

use clap::{Args, Subcommand};

use super::Context;
use crate::failure::{Exit, Failure};

/// Offer badges to wallets on phones and elsewhere, and ask them to show one, by OpenID
#[derive(Debug, Args)]
#[command(before_help = "Example: bot wallet offer \"Reading mentor\" --tx-code")]
pub(crate) struct Wallet {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Offer a badge to whoever collects it: a link and a QR code, good for one wallet
    #[command(before_help = "Example: bot wallet offer \"Reading mentor\" --tx-code")]
    Offer(offer::Offer),
    /// List what you offered to wallets, and what became of it
    #[command(before_help = "Example: bot wallet offers")]
    Offers,
    /// Take an offer back: its code opens nothing from now on
    #[command(before_help = "Example: bot wallet withdraw 3f9a")]
    Withdraw {
        /// Its id, as bot wallet offers shows it; its beginning is enough
        id: String,
    },
    /// Ask whoever has the link or the QR code to show a badge, signed for this once
    #[command(before_help = "Example: bot wallet ask \"Reading mentor\"")]
    Ask(ask::Ask),
    /// Collect a badge that another issuer offers to wallets: into your own node
    #[command(before_help = "Example: bot wallet take 'openid-credential-offer://?…'")]
    Take(take::Take),
    /// Show a badge of yours to a verifier that asks wallets for one
    #[command(before_help = "Example: bot wallet show 'openid4vp://?…'")]
    Show(take::Show),
    /// List what you asked wallets for
    #[command(before_help = "Example: bot wallet requests")]
    Requests,
    /// See what was shown, and whether it holds
    #[command(before_help = "Example: bot wallet answer 3f9a")]
    Answer {
        /// The request's id, as bot wallet requests shows it; its beginning is enough
        id: String,
    },
    /// Forget a request and what was shown for it
    #[command(before_help = "Example: bot wallet forget 3f9a")]
    Forget {
        /// The request's id, as bot wallet requests shows it; its beginning is enough
        id: String,
    },
}

/// Does one of these.
pub(crate) fn run(context: &Context<'_>, verb: Wallet) -> Result<Exit, Failure> {
    match verb.act {
        Act::Offer(offer) => offer::offer(context, offer),
        Act::Offers => offer::list(context),
        Act::Withdraw { id } => offer::withdraw(context, &id),
        Act::Ask(ask) => ask::ask(context, ask),
        Act::Take(take) => take::take(context, take),
        Act::Show(show) => take::show(context, &show),
        Act::Requests => ask::list(context),
        Act::Answer { id } => ask::answer(context, &id),
        Act::Forget { id } => ask::forget(context, &id),
    }
}
