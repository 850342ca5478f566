//! The grammar of the command line: one variant a verb, its flags in the verb's own file.

use std::path::PathBuf;

use bot_protocol::words::Lang;
use clap::{Args, Parser, Subcommand};

use crate::commands;

/// Badges, endorsements and recognitions between people, carried by their own nodes.
///
/// Exit codes: 0 done · 1 failure · 2 usage · 3 not found · 4 locked · 5 network or no running
/// node · 6 a needed finding is no · 7 cannot tell.
#[derive(Debug, Parser)]
#[command(
    name = "bot",
    version,
    before_help = "Example: bot demo",
    propagate_version = true,
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// What every verb understands.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Common {
    /// The node's data folder [default: $BOT_DATA, else bits-of-trust in the user's data folder]
    #[arg(long, global = true, value_name = "FOLDER")]
    pub(crate) data: Option<PathBuf>,
    /// Answer with one JSON object (or one a line) instead of words
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The language of the words: en or fr [default: from LC_ALL, LC_MESSAGES, LANG]
    #[arg(long, global = true, value_name = "LANG", value_parser = language)]
    pub(crate) lang: Option<Lang>,
    /// Which identity of the node acts: its DID or name [default: the only one]
    #[arg(long = "as", global = true, value_name = "WHO")]
    pub(crate) as_identity: Option<String>,
    /// Answer yes to the question before something that cannot be undone
    #[arg(long, short = 'y', global = true)]
    pub(crate) yes: bool,
}

fn language(text: &str) -> Result<Lang, String> {
    let known = Lang::ALL.into_iter().find(|lang| lang.tag() == text);
    known.ok_or_else(|| format!("there are no words in {text:?}: choose en or fr"))
}

/// The verb that was typed, the last of those below each other, and what was typed for it.
pub(crate) struct Typed {
    verb: clap::Command,
    given: Vec<String>,
}

/// What was typed.
pub(crate) fn typed(matches: &clap::ArgMatches) -> Typed {
    let (mut verb, mut matches) = (crate::command(), matches);
    // What is understood everywhere is known to each of them.
    let mut arguments: Vec<clap::Arg> = verb.get_arguments().cloned().collect();
    while let Some((name, inner)) = matches.subcommand() {
        let Some(found) = verb.find_subcommand(name).cloned() else { break };
        arguments.extend(found.get_arguments().cloned());
        (verb, matches) = (found, inner);
    }
    let by_hand = |id: &str| {
        let known = matches.try_contains_id(id).is_ok();
        known && matches.value_source(id) == Some(clap::parser::ValueSource::CommandLine)
    };
    let ids = arguments.iter().map(|one| one.get_id().as_str().to_owned());
    let given = ids.filter(|id| by_hand(id)).collect();
    Typed { verb: verb.args(arguments.into_iter().filter(|one| one.is_global_set())), given }
}

/// What requests call a field and the command line otherwise.
const CALLED: [(&str, &str); 7] = [
    ("valid_until", "until"),
    ("max_age_days", "max_age"),
    ("undo_seconds", "undo_window"),
    ("as", "as_identity"),
    ("formats", "format"),
    ("did", "who"),
    ("witnesses", "witness"),
];

impl Typed {
    /// How what a request calls its field was typed: `--valid-until`, or `NAME` of what has its place
    /// alone; `None` where nothing was typed for it.
    pub(crate) fn called(&self, field: &str) -> Option<String> {
        let other = CALLED.iter().find(|(request, _)| *request == field).map(|(_, typed)| *typed);
        let argument = self.verb.get_arguments().find(|one| {
            let id = one.get_id().as_str();
            (id == field || Some(id) == other) && self.given.iter().any(|given| given == id)
        })?;
        let names = argument.get_value_names().and_then(<[_]>::first).map(ToString::to_string);
        match argument.get_long() {
            Some(long) => Some(format!("--{long}")),
            None => Some(names.unwrap_or_else(|| field.to_uppercase())),
        }
    }
}

/// Checks everything and changes nothing.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct DryRun {
    /// Check everything and say what would happen; sign, store and send nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Demo(commands::demo::Demo),
    Up(commands::up::Up),
    Open(commands::open::Open),
    Down(commands::down::Down),
    Status(commands::status::Status),
    Doctor(commands::doctor::Doctor),
    Id(commands::id::Id),
    Badge(commands::badge::Badge),
    Issue(commands::issue::Issue),
    Import(commands::import::Import),
    Offers(commands::offers::Offers),
    Accept(commands::offers::Accept),
    Refuse(commands::offers::Refuse),
    Publish(commands::publish::Publish),
    Unpublish(commands::publish::Unpublish),
    Present(commands::present::Present),
    Prove(commands::prove::Prove),
    Push(commands::push::Push),
    Endorse(commands::endorse::Endorse),
    Sign(commands::sign::Sign),
    Recognise(commands::recognise::Recognise),
    Grant(commands::grant::Grant),
    Gate(commands::gate::Gate),
    Dispute(commands::dispute::Dispute),
    Reply(commands::dispute::Reply),
    Revoke(commands::status_change::Revoke),
    Suspend(commands::status_change::Suspend),
    Resume(commands::status_change::Resume),
    Renew(commands::renew::Renew),
    Undo(commands::status_change::Undo),
    Verify(commands::verify::Verify),
    Feed(commands::feed::Feed),
    Fork(commands::fork::Fork),
    Witness(commands::witness::Witness),
    Community(commands::community::Community),
    Guardian(commands::guardian::Guardian),
    Recover(commands::recover::Recover),
    Data(commands::data::Data),
    Peer(commands::peer::Peer),
    Oauth(commands::oauth::Oauth),
    Contact(commands::contact::Contact),
    Token(commands::token::Token),
    Trust(commands::trust::Trust),
    Path(commands::trust::Path),
    Graph(commands::graph::Graph),
    Did(commands::did::Did),
    Wallet(commands::wallet::Wallet),
    Context(commands::context::Context),
    Convert(commands::convert::Convert),
    Jose(commands::jose::Jose),
    Config(commands::config::Config),
    Completions(commands::reference::Completions),
    Man(commands::reference::Man),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_a_request_is_called_as_it_was_typed() {
        for (line, field, expected) in [
            ("bot issue B --to x --valid-until y", "valid_until", Some("--valid-until")),
            ("bot issue B --to x --as y", "as", Some("--as")),
            ("bot issue B --to x", "as", None),
            ("bot issue B --to x", "valid_until", None),
            ("bot token new --scope verify --expires x", "expires", Some("--expires")),
            ("bot token new --scope verify", "scopes", Some("--scope")),
            ("bot revoke 3f9a --undo-window 9", "undo_seconds", Some("--undo-window")),
            ("bot verify a.json --max-age 9", "max_age_days", Some("--max-age")),
            ("bot endorse B --words x --until y", "valid_until", Some("--until")),
            ("bot peer add x", "address", Some("ADDRESS")),
            ("bot issue B --to x", "document", None),
        ] {
            let matches = crate::command().try_get_matches_from(line.split(' ')).unwrap();
            assert_eq!(typed(&matches).called(field).as_deref(), expected, "{line}: {field}");
        }
    }
}
