//! `/node`: how this node is, with whom it is connected, and what programs of others may do on it.

use askama::Template;
use bot_protocol::api::{PeerDraft, Scope, TokenDraft};

use super::form::Sent;
use super::health::{Looked, in_a_word, looked};
use super::lists::all;
use super::once::kept_at;
use super::reply;
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::Faults;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/node", Viewer::Owner, node),
        post("/node/peers", Viewer::Owner, FORM_BYTES_MAX, add_peer),
        post("/node/peers/remove", Viewer::Owner, FORM_BYTES_MAX, remove_peer),
        get("/node/tokens", Viewer::Owner, tokens),
        post("/node/tokens", Viewer::Owner, FORM_BYTES_MAX, make_token),
        post("/node/tokens/remove", Viewer::Owner, FORM_BYTES_MAX, remove_token),
    ]
}

/// Another node.
struct Peer {
    name: String,
    state: String,
    kind: &'static str,
    /// What names it where it is to be called no more.
    kept: Option<String>,
}

#[derive(Template)]
#[template(path = "node.html")]
struct Page {
    shell: Shell,
    faults: Faults,
    /// How it is, in a word, and since when it runs.
    state: String,
    since: String,
    looked: Vec<Looked>,
    peers: Vec<Peer>,
    addresses: Vec<String>,
    address: String,
    version: String,
    peer_id: String,
    /// How many browsers are signed in.
    visitors: usize,
}

async fn node(ask: Ask) -> Shown {
    shown(&ask, Faults::default(), String::new()).await
}

async fn shown(ask: &Ask, faults: Faults, address: String) -> Shown {
    let shell = ask.shell("page-node-title");
    let status = ask.acts.status().await?;
    let peers = ask.acts.peers(&Default::default()).await?;
    let peers = peers.items.into_iter().map(|peer| {
        let (code, kind) =
            if peer.connected { ("page-peer-up", "yes") } else { ("page-peer-down", "plain") };
        let id = peer.id.clone().or_else(|| peer.addresses.first().cloned()).unwrap_or_default();
        let hosts = peer.hosts.join(", ");
        Peer {
            name: if hosts.is_empty() { shell.say("page-peer-nameless") } else { hosts },
            state: shell.say(code),
            kind,
            kept: peer.kept.then_some(id),
        }
    });
    let peers = peers.collect();
    reply::page(&Page {
        state: in_a_word(&shell, &status),
        since: shell.moment(&status.started),
        looked: looked(ask, &shell, &status).await?,
        shell,
        faults,
        peers,
        addresses: status.addresses,
        address,
        version: status.version,
        peer_id: status.peer_id,
        visitors: ask.acts.visitors(),
    })
}

async fn add_peer(ask: Ask, sent: Sent) -> Shown {
    let address = sent.text("address");
    let draft = PeerDraft { address: address.clone(), dry_run: false };
    match ask.acts.add_peer(draft).await {
        Ok(_) => Ok(reply::done("/node", "page-done-peer")),
        Err(error) => {
            let faults = Faults::of(ask.lang, &error.about("address").problem(), &["address"]);
            shown(&ask, faults, address).await
        }
    }
}

async fn remove_peer(ask: Ask, sent: Sent) -> Shown {
    ask.acts.remove_peer(&sent.text("peer")).await?;
    Ok(reply::done("/node", "page-done-peer-gone"))
}

/// A token of somebody's program.
struct Token {
    id: String,
    about: String,
    scopes: String,
    until: String,
}

#[derive(Template)]
#[template(path = "tokens.html")]
struct TokensPage {
    shell: Shell,
    faults: Faults,
    tokens: Vec<Token>,
    scopes: Vec<(&'static str, String)>,
    about: String,
    /// A new token, which is shown this once.
    fresh: Option<String>,
}

fn tokens_page(ask: &Ask, about: String, faults: Faults, fresh: Option<String>) -> Shown {
    let shell = ask.shell("page-tokens-title");
    let scope = |scope: Scope| shell.say(&format!("page-scope-{}", scope.name()));
    let tokens = all(None, |query| ask.acts.tokens(query))?;
    let tokens = tokens.into_iter().map(|token| Token {
        about: token.about.unwrap_or_else(|| shell.say("page-token-nameless")),
        scopes: token.scopes.iter().copied().map(scope).collect::<Vec<_>>().join(", "),
        until: match (&token.expires, token.expired) {
            (Some(_), true) => shell.say("page-token-over"),
            (Some(end), false) => shell.day(end),
            (None, _) => shell.say("page-token-lasting"),
        },
        id: token.id,
    });
    let tokens = tokens.collect();
    let scopes = Scope::ALL.map(|one| (one.name(), scope(one))).into();
    reply::page(&TokensPage { shell, faults, tokens, scopes, about, fresh })
}

async fn tokens(ask: Ask) -> Shown {
    tokens_page(&ask, String::new(), Faults::default(), None)
}

async fn make_token(ask: Ask, sent: Sent) -> Shown {
    let about = sent.text("about");
    let scopes: Vec<Scope> =
        Scope::ALL.into_iter().filter(|scope| sent.is_ticked(scope.name())).collect();
    if scopes.is_empty() {
        let faults = Faults::one(&ask.shell("page-tokens-title"), "scopes", "page-fault-no-scope");
        return tokens_page(&ask, about, faults, None);
    }
    let draft = TokenDraft {
        scopes,
        expires: sent.given("expires").map(|day| format!("{day}T23:59:59Z")),
        identity: ask.who(),
        about: Some(about.clone()).filter(|about| !about.is_empty()),
    };
    // The token itself is shown this once, and kept nowhere: whoever sends the form again is told so.
    let kept = kept_at(&ask, "/node/tokens?done=page-done-token-before");
    match ask.acts.make_token_noting(draft, kept).await {
        Ok(made) => {
            let fresh = Some(made.secret.expose().to_owned());
            tokens_page(&ask, String::new(), Faults::default(), fresh)
        }
        Err(error) => {
            let faults = Faults::of(ask.lang, &error.problem(), &["about", "expires"]);
            tokens_page(&ask, about, faults, None)
        }
    }
}

async fn remove_token(ask: Ask, sent: Sent) -> Shown {
    ask.acts.remove_token(&sent.text("token")).await?;
    Ok(reply::done("/node/tokens", "page-done-token-gone"))
}
