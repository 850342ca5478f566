//! `/v1/wallet`: badges offered to wallets, by the owner and by programs that may issue; wallets asked
//! to show one, by the owner and by programs that may verify; what the owner's own wallet signs.

use bot_protocol::api::{Scope, WalletAskRequest, WalletOfferRequest};

use super::access::{Access, Caller};
use super::call::{Call, Operation, at, delete, get, list, post_new_secret, post_sealed};
use crate::acts::ActError;

pub(super) fn operations() -> Vec<Operation> {
    offers().into_iter().chain(requests()).chain(holding()).collect()
}

/// What the owner's own wallet has signed.
fn holding() -> [Operation; 2] {
    [
        post_new_secret(
            at("/v1/wallet/proofs", "walletProof", "Proves to an issuer that a key is held here."),
            |call: Call<_>| async move { call.acts.wallet_proof(&call.input) },
        ),
        post_new_secret(
            at("/v1/wallet/presentations", "walletPresent", "Shows a badge to one verifier."),
            |call: Call<_>| async move { call.acts.wallet_presentation(&call.input) },
        ),
    ]
}

fn requests() -> Vec<Operation> {
    let verify = Access::Scoped(Scope::Verify);
    let path = "/v1/wallet/requests";
    vec![
        list(at(path, "walletRequests", "What wallets are asked for."), |call: Call<_>| async move {
            call.acts.wallet_requests(&call.input, call.caller.name())
        })
        .for_access(verify),
        post_sealed(
            at(path, "askWallet", "Asks whoever has the link to show a badge."),
            |mut call: Call<WalletAskRequest>| async move {
                call.input.as_identity = who(&call, call.input.as_identity.clone())?;
                let (maker, (acts, _, asked)) = (call.caller.name().to_owned(), call.parts());
                acts.ask_wallet(asked, &maker).await
            },
        )
        .for_access(verify),
        get(
            at("/v1/wallet/requests/{id}", "walletRequestView", "One, with what was shown."),
            |call| async move { call.acts.wallet_request(&call.id, call.caller.name(), call.lang) },
        )
        .for_access(verify),
        delete(
            at("/v1/wallet/requests/{id}", "removeWalletRequest", "Forgets one, and its answer."),
            |call| async move {
                call.acts.remove_wallet_request(&call.id, call.caller.name()).await
            },
        )
        .for_access(verify),
    ]
}

fn offers() -> Vec<Operation> {
    let issue = Access::Scoped(Scope::Issue);
    vec![
        list(
            at("/v1/wallet/offers", "walletOffers", "The badges offered to wallets."),
            |call: Call<_>| async move { call.acts.wallet_offers(&call.input, call.caller.name()) },
        )
        .for_access(issue),
        post_sealed(
            at(
                "/v1/wallet/offers",
                "offerToWallet",
                "Offers a badge to whoever collects it with a wallet; its code is shown this once.",
            ),
            |mut call: Call<WalletOfferRequest>| async move {
                call.input.as_identity = who(&call, call.input.as_identity.clone())?;
                let (maker, (acts, _, asked)) = (call.caller.name().to_owned(), call.parts());
                acts.offer_to_wallet(asked, &maker).await
            },
        )
        .for_access(issue),
        delete(
            at("/v1/wallet/offers/{id}", "removeWalletOffer", "Takes such an offer back."),
            |call| async move { call.acts.remove_wallet_offer(&call.id, call.caller.name()).await },
        )
        .for_access(issue),
    ]
}

/// Who acts: of the bearer of a token its token says so, and the settings; the owner may name anybody.
fn who<T>(call: &Call<T>, named: Option<String>) -> Result<Option<String>, ActError> {
    match (&call.caller, named) {
        (Caller::Owner, Some(named)) => Ok(Some(named)),
        (Caller::Owner, None) => Ok(None),
        (Caller::Token(_) | Caller::Public, None) => Ok(call.identity().map(str::to_owned)),
        (Caller::Token(_) | Caller::Public, Some(named)) => {
            Err(ActError::field("as", &named, "absent: the token says who acts"))
        }
    }
}
