//! `/passport/import`: a badge that came some other way: as a file, as text, or at an address.

use askama::Template;
use bot_protocol::api::{CredentialRole, ImportReply, ImportRequest};
use bot_protocol::canon::multibase::encode_base64;

use super::form::Sent;
use super::reply;
use super::route::{Ask, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::Faults;
use super::verify::UPLOAD_BYTES_MAX;
use crate::acts::ActError;
use crate::gather::{Fetched, Fetcher, Gathered};
use crate::percent::encoded;

/// Most rounds of judging and fetching: an old badge leads to its class, that to its issuer, that to its
/// key.
const ROUNDS_MAX: usize = 4;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/passport/import", Viewer::Owner, asked),
        post("/passport/import", Viewer::Owner, UPLOAD_BYTES_MAX, import),
    ]
}

#[derive(Template)]
#[template(path = "import.html")]
struct Page {
    shell: Shell,
    faults: Faults,
    text: String,
    link: String,
    recipient: String,
}

fn page(ask: &Ask, sent: &Sent, faults: Faults) -> Shown {
    reply::page(&Page {
        shell: ask.shell("page-import-title"),
        faults,
        text: sent.text("text"),
        link: sent.text("link"),
        recipient: sent.text("recipient"),
    })
}

async fn asked(ask: Ask) -> Shown {
    page(&ask, &Sent::default(), Faults::default())
}

async fn import(ask: Ask, sent: Sent) -> Shown {
    let shell = ask.shell("page-import-title");
    let refused = |field: &str, code: &str| page(&ask, &sent, Faults::one(&shell, field, code));
    if sent.is_cut("file") || sent.is_cut("text") {
        return refused("file", "page-fault-file-large");
    }
    let (file, link, text) = (sent.bytes("file"), sent.text("link"), sent.text("text"));
    let document = match (file.is_empty(), text.is_empty(), link.is_empty()) {
        (false, _, _) => file.to_vec(),
        (true, false, _) => text.into_bytes(),
        (true, true, false) => match Fetcher::new().fetch(&link).await {
            Ok(Fetched::Bytes { bytes, .. }) => bytes,
            Ok(Fetched::Gone) => return refused("link", "page-fault-link-gone"),
            Err(_) => return refused("link", "page-fault-link"),
        },
        (true, true, true) => return refused("file", "page-fault-nothing-shown"),
    };
    let fetches = sent.is_ticked("fetch") || !link.is_empty() && file.is_empty();
    match kept(&ask, (&document, sent.given("recipient")), fetches).await {
        Ok(done) => Ok(led_on(&done)),
        Err(error) => {
            let of_whom = error.problem().field.as_deref() == Some("recipient");
            let error = if of_whom { error } else { error.about("file") };
            let faults = Faults::of(ask.lang, &error.problem(), &["file", "recipient"]);
            page(&ask, &sent, faults)
        }
    }
}

/// Keeps a badge; where its owner said so, the parts that it only points to are fetched first.
async fn kept(
    ask: &Ask,
    (document, recipient): (&[u8], Option<String>),
    fetches: bool,
) -> Result<ImportReply, ActError> {
    let mut request = ImportRequest {
        document: encode_base64(document),
        as_identity: ask.who(),
        recipient,
        lang: Some(ask.lang.tag().to_owned()),
        dry_run: fetches,
        ..ImportRequest::default()
    };
    let (fetcher, mut gathered) = (Fetcher::new(), Gathered::default());
    for _ in 0..if fetches { ROUNDS_MAX } else { 0 } {
        let tried = ask.acts.import(request.clone()).await;
        let Ok(tried) = tried else { break };
        let verdict = serde_json::to_value(&tried.verdict).unwrap_or_default();
        if !gathered.more(&fetcher, &verdict, ask.acts.now()).await {
            break;
        }
        let file = gathered.file().ok().flatten();
        request.snapshots = file.iter().map(|file| encode_base64(file)).collect();
    }
    ask.acts.import(ImportRequest { dry_run: false, ..request }).await
}

fn led_on(done: &ImportReply) -> axum::response::Response {
    let code = if done.changed { "page-done-imported" } else { "page-done-imported-before" };
    match done.item.role {
        CredentialRole::Held => reply::done(&format!("/passport/{}", encoded(&done.item.id)), code),
        CredentialRole::Issued | CredentialRole::Seen => reply::done("/passport", code),
    }
}
