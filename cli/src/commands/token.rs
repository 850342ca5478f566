//! `bot token`: what programs of others carry to be let in by the web door.

use bot_protocol::api::{Done, Scope, TokenDraft, TokenReply, TokenView};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};

use super::Context;
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::table::Table;

/// Tokens that let programs of others do some things on this node, and nothing else
#[derive(Debug, Args)]
#[command(before_help = "Example: bot token new --scope issue --about \"The school's register\"")]
pub(crate) struct Token {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Make a token; it is shown once, and only its hash is kept
    #[command(
        before_help = "Example: bot token new --scope issue,status --expires 2027-07-31T00:00:00Z"
    )]
    New(New),
    /// List the tokens there are
    #[command(before_help = "Example: bot token list")]
    List,
    /// Take a token back: it opens nothing from now on
    #[command(before_help = "Example: bot token remove 3f9a")]
    Remove {
        /// Its id, as bot token list shows it; its beginning is enough
        id: String,
    },
}

#[derive(Debug, Args)]
struct New {
    /// What its bearer may do: verify, issue, status (suspend and revoke), present
    #[arg(long = "scope", required = true, value_delimiter = ',', value_name = "SCOPES")]
    #[arg(value_parser = scope(), hide_possible_values = true)]
    scopes: Vec<Scope>,
    /// Until when it is good [default: until it is taken back]
    #[arg(long, value_name = "TIME")]
    expires: Option<String>,
    /// For which identity of the node its bearer acts [default: that of the setting web.identity]
    #[arg(long, value_name = "WHO")]
    identity: Option<String>,
    /// For whom or what it is
    #[arg(long, value_name = "WORDS")]
    about: Option<String>,
}

/// The names of what a token may do; a wrong one is answered with all of them.
fn scope() -> impl TypedValueParser<Value = Scope> {
    PossibleValuesParser::new(Scope::ALL.map(Scope::name))
        .try_map(|name| Scope::of(&name).ok_or_else(|| format!("there is no scope {name:?}")))
}

/// Makes, lists or removes.
pub(crate) fn run(context: &Context<'_>, verb: Token) -> Result<Exit, Failure> {
    let (screen, client) = (context.screen, context.client()?);
    match verb.act {
        Act::New(New { scopes, expires, identity, about }) => {
            let identity = identity.or_else(|| context.common.as_identity.clone());
            let draft = TokenDraft { scopes, expires, identity, about };
            let TokenReply { secret, token } = client.post("/v1/tokens", &draft)?;
            screen.object(&serde_json::json!({ "secret": secret, "token": token }));
            screen.line(secret.expose());
            screen.say("cli-token-made", &[("id", token.id)]);
            if token.expires.is_none() {
                screen.say("cli-token-endless", &[]);
            }
        }
        Act::List => {
            let tokens: Vec<TokenView> = client.list("/v1/tokens")?;
            let heads = [
                "cli-head-id",
                "cli-head-scope",
                "cli-head-until",
                "cli-head-for",
                "cli-head-about",
            ];
            let mut table = Table::new(screen, &heads);
            for token in &tokens {
                screen.object(token);
                let scopes = token.scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>();
                let until = match (&token.expires, token.expired) {
                    (Some(_), true) => screen.sentence("cli-token-over", &[]),
                    (Some(end), false) => end.clone(),
                    (None, _) => screen.sentence("cli-token-lasting", &[]),
                };
                let (identity, about) = (token.identity.as_deref(), token.about.as_deref());
                table.row(&[
                    &token.id,
                    &scopes.join(","),
                    &until,
                    identity.unwrap_or("-"),
                    about.unwrap_or_default(),
                ]);
            }
            table.show(screen, "cli-tokens-none");
        }
        Act::Remove { id } => {
            let done: Done = client.delete(&format!("/v1/tokens/{}", encoded(&id)))?;
            screen.object(&done);
            screen.say("cli-token-removed", &[("what", id)]);
        }
    }
    Ok(Exit::Done)
}
