//! Badges for wallets, and from them, by OpenID: this node offers a badge to whoever comes for it with
//! a code, and asks wallets to show one.
//!
//! An offer says what is awarded and not to whom: the wallet that redeems the code proves a key, and
//! the badge is signed for that key's DID. One code gives one badge. Of codes and tokens only marks
//! are kept, and an answer that was lost is given again to the very same proof.
//!
//! Source: OpenID for Verifiable Credential Issuance 1.0; OpenID for Verifiable Presentations 1.0; RFC
//! 6749 §5; RFC 6750.

mod answers;
mod collect;
mod holder;
mod issuer;
mod nonce;
mod offers;
mod redeem;
mod requests;

pub use self::answers::Response;
pub use self::collect::{Ask, Collected};
pub use self::issuer::IssuerHome;
pub use self::redeem::{PreAuthorized, TokenGiven};

pub(super) use self::nonce::{NONCE_MILLIS, Nonces};

use bot_protocol::api::WalletFormat;

use super::oauth::Refusal;

/// Most offers that are kept at a time: 10,000, those of a large school in a year.
const OFFERS_MAX: usize = 10_000;

/// How long an offer can be redeemed where nothing is said: a week.
const OFFER_MILLIS: u64 = 7 * 24 * 60 * 60 * 1000;

/// How long it can be at most: a year.
const OFFER_MILLIS_MAX: u64 = 366 * 24 * 60 * 60 * 1000;

/// How long what ended is still listed: 30 days.
const LISTED_MILLIS: u64 = 30 * 24 * 60 * 60 * 1000;

/// How long a wallet may take from its token to the badge: 10 minutes.
const ACCESS_MILLIS: u64 = 10 * 60 * 1000;

/// Wrong transaction codes after which an offer ends: 5, of a million codes there are.
const TRIES_MAX: u32 = 5;

/// Digits of a transaction code.
pub const TX_CODE_DIGITS: usize = 6;

/// The grant by which an offer is redeemed.
///
/// Source: OpenID for Verifiable Credential Issuance 1.0 §3.5.
pub const GRANT: &str = "urn:ietf:params:oauth:grant-type:pre-authorized_code";

/// What a badge is called in the metadata, in a form.
#[must_use]
pub const fn configuration(format: WalletFormat) -> &'static str {
    match format {
        WalletFormat::LdpVc => "OpenBadgeCredential_ldp_vc",
        WalletFormat::JwtVcJson => "OpenBadgeCredential_jwt_vc_json",
    }
}

/// A request for a badge that is refused in the words of the standard.
///
/// Source: OpenID for Verifiable Credential Issuance 1.0 §8.3.1.
fn refused(error: &'static str, detail: impl Into<String>) -> Refusal {
    let code = match error {
        "invalid_proof" => "wallet-proof-refused",
        "invalid_nonce" => "wallet-nonce-refused",
        "credential_request_denied" => "wallet-badge-given",
        _ => "wallet-request-refused",
    };
    Refusal::new(error, code, detail)
}
