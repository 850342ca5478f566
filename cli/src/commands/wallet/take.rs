//! One's own node as a wallet: a badge collected from another issuer, or shown to a verifier.

use std::future::Future;

use bot_foreign::openid::CredentialQuery;
use bot_node::clock::{Clock as _, SystemClock};
use bot_node::contexts::reader;
use bot_node::gather::Fetcher;
use bot_node::wallet::{Offer, Question, WalletError};
use bot_protocol::api::{
    CredentialRole, CredentialView, ImportReply, ImportRequest, SecretText, WalletPresentReply,
    WalletPresentRequest, WalletProofReply, WalletProofRequest,
};
use bot_protocol::canon::multibase::encode_base64;
use bot_protocol::identity::Did;
use clap::Args;

use super::super::Context;
use crate::args::DryRun;
use crate::client::{Client, encoded};
use crate::failure::{Exit, Failure};

/// What is collected.
#[derive(Debug, Args)]
pub(crate) struct Take {
    /// The offer: what the QR code or the link says, openid-credential-offer://…
    offer: String,
    /// The code that its issuer told you by another way
    #[arg(long, value_name = "CODE")]
    tx_code: Option<String>,
    #[command(flatten)]
    dry: DryRun,
}

/// What is answered.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The request: what the QR code or the link says, openid4vp://…
    request: String,
    /// Which badge: its id or the beginning of its uuid [default: the first that fits]
    #[arg(long, value_name = "ID")]
    badge: Option<String>,
    #[command(flatten)]
    dry: DryRun,
}

/// Collects.
pub(super) fn take(context: &Context<'_>, verb: Take) -> Result<Exit, Failure> {
    let (screen, client, fetcher) = (context.screen, context.client()?, Fetcher::new());
    let offer = done(Offer::read(&fetcher, &verb.offer))?;
    if offer.needs_tx_code && verb.tx_code.is_none() {
        let detail = "the offer asks for a code: add --tx-code";
        return Err(Failure::new(Exit::Usage, "cli-wallet-tx-needed", detail));
    }
    let as_identity = context.common.as_identity.clone();
    let mut asked = WalletProofRequest { as_identity, audience: offer.issuer.clone(), nonce: None };
    let data = [("what", offer.offered.clone()), ("host", offer.issuer.clone())];
    if verb.dry.dry_run {
        let told = serde_json::json!({
            "dry_run": true, "issuer": offer.issuer, "offered": offer.offered,
        });
        screen.object(&told);
        screen.say("cli-dry-run", &[("what", format!("{}, {}", offer.offered, offer.issuer))]);
        return Ok(Exit::Done);
    }
    // The code is good once, and the other side learns who collects.
    screen.confirm("cli-wallet-take-sure", &data)?;
    // Whoever cannot prove a key has redeemed nothing.
    let _proof: WalletProofReply = client.post("/v1/wallet/proofs", &asked)?;
    let tx_code = verb.tx_code.map(SecretText::new);
    let token = done(offer.redeem(&fetcher, tx_code.as_ref()))?;
    asked.nonce = done(offer.nonce(&fetcher))?;
    let proof: WalletProofReply = client.post("/v1/wallet/proofs", &asked)?;
    let badge = done(offer.collect(&fetcher, &token, &proof.jwt))?;
    let request = ImportRequest {
        document: encode_base64(&badge),
        as_identity: context.common.as_identity.clone(),
        ..ImportRequest::default()
    };
    let reply: ImportReply = client.post("/v1/imports", &request)?;
    screen.object(&reply);
    let issuer = reply.item.issuer_name.unwrap_or(reply.item.issuer);
    let what = screen.own(&reply.item.achievement, &reply.item.names).to_owned();
    let data = [("what", what), ("who", issuer), ("id", reply.item.id)];
    screen.say("cli-wallet-taken", &data);
    Ok(Exit::Done)
}

/// Shows.
pub(super) fn show(context: &Context<'_>, verb: &Show) -> Result<Exit, Failure> {
    let (screen, client, fetcher) = (context.screen, context.client()?, Fetcher::new());
    let question = done(Question::read(&fetcher, &verb.request, SystemClock.now()))?;
    let request = &question.request;
    let (asked, badge) = fitting(context, &client, (&question, verb.badge.as_deref()))?;
    let what = screen.own(&badge.achievement, &badge.names).to_owned();
    let data = [("what", what), ("who", request.verifier.clone())];
    if verb.dry.dry_run {
        screen.object(&serde_json::json!({ "dry_run": true, "badge": badge.id }));
        screen.say("cli-dry-run", &data);
        return Ok(Exit::Done);
    }
    screen.confirm("cli-wallet-show-sure", &data)?;
    let (credential, nonce) = (badge.id.clone(), request.nonce.clone());
    let present = WalletPresentRequest { credential, nonce, audience: request.client_id.clone() };
    let shown: WalletPresentReply = client.post("/v1/wallet/presentations", &present)?;
    done(question.answer(&fetcher, (&asked.id, &shown.format), &shown.presentation))?;
    screen.object(&serde_json::json!({ "badge": badge.id, "verifier": request.verifier }));
    screen.say("cli-wallet-shown", &data);
    Ok(Exit::Done)
}

/// The first badge held here that is all that is asked for, and under which name.
fn fitting<'q>(
    context: &Context<'_>,
    client: &Client,
    (question, wanted): (&'q Question, Option<&str>),
) -> Result<(&'q CredentialQuery, CredentialView), Failure> {
    let held: Vec<CredentialView> = match wanted {
        Some(id) => vec![client.get(&format!("/v1/credentials/{}", encoded(id)))?],
        None => client.list(&format!("/v1/credentials{}", context.as_query()))?,
    };
    let contexts = context.contexts();
    let reader = reader(contexts.as_deref());
    let query = &question.request.query;
    // Of one that names its holder by an address alone no key of theirs can show that it is theirs.
    let is_shown = |view: &CredentialView| {
        view.role == CredentialRole::Held && view.subject.parse::<Did>().is_ok()
    };
    for view in held.into_iter().filter(is_shown) {
        let format = match view.format.as_deref() {
            None => "ldp_vc",
            Some("vc-jwt") => "jwt_vc_json",
            Some(_) => continue,
        };
        let view: CredentialView = client.get(&format!("/v1/credentials/{}", encoded(&view.id)))?;
        let text = view.document.clone().unwrap_or_default();
        let Ok(presented) = reader.read(text.as_bytes()) else { continue };
        let Some(secured) = presented.secured() else { continue };
        let fits = |asked: &&CredentialQuery| {
            asked.format == format
                && query.is_answered_by(&[asked.id.as_str()])
                && asked.fits(secured.document())
        };
        if let Some(asked) = query.credentials().iter().find(fits) {
            return Ok((asked, view));
        }
    }
    let detail = "no badge held here is all that is asked for";
    Err(Failure::new(Exit::NotFound, "cli-wallet-none-fits", detail))
}

/// What comes of something at another's place.
fn done<T>(doing: impl Future<Output = Result<T, WalletError>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime =
        runtime.map_err(|cause| Failure::new(Exit::Other, "cli-runtime", cause.to_string()))?;
    runtime.block_on(doing).map_err(|error| told(&error))
}

fn told(error: &WalletError) -> Failure {
    let exit = match error {
        WalletError::NoOffer
        | WalletError::NoRequest
        | WalletError::Url(_)
        | WalletError::Here(_) => Exit::Usage,
        error if error.is_network() => Exit::Network,
        WalletError::Silent(_)
        | WalletError::Certificate(_)
        | WalletError::Lacks { .. }
        | WalletError::Code { .. }
        | WalletError::Astray { .. }
        | WalletError::Form
        | WalletError::Unsigned { .. }
        | WalletError::Refused { .. } => Exit::Other,
    };
    // That the other side refused is what the words say already.
    let mut detail = error.to_string();
    if let WalletError::Refused { said } = error {
        detail.clone_from(said);
    }
    Failure::new(exit, error.code(), detail)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use bot_protocol::words::{Lang, say};

    use super::*;

    #[test]
    fn a_refusal_is_told_once() {
        let failure = told(&WalletError::Refused { said: "status 400: it is over".to_owned() });
        let said = say(Lang::En, &failure.code, &failure.args(|text| Cow::Borrowed(text)));
        assert_eq!(said, "The other side refused: status 400: it is over");
    }
}
