//! A wallet redeems a code for a token: once, and with the transaction code where one is asked for.
//!
//! Source: OpenID for Verifiable Credential Issuance 1.0 §6; RFC 6749 §5.

use bot_protocol::api::SecretText;
use bot_protocol::canon::json;
use serde::Serialize;

use super::offers::{Access, Offer, Stage, put};
use super::{ACCESS_MILLIS, TRIES_MAX, configuration};
use crate::acts::Acts;
use crate::acts::oauth::Refusal;
use crate::acts::oauth::ticket::{Number, Ticket, Use};
use crate::keys::same;

/// What a wallet says at the token endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreAuthorized {
    /// The code of the offer.
    pub code: String,
    /// What its owner was told by another way.
    pub tx_code: Option<SecretText>,
    /// For what exactly it asks.
    pub details: Option<String>,
}

/// What a wallet is given.
#[derive(Debug, Clone, Serialize)]
pub struct TokenGiven {
    /// What the badge is collected by.
    pub access_token: SecretText,
    /// `Bearer`.
    pub token_type: &'static str,
    /// For how long, in seconds.
    pub expires_in: u64,
    /// For what it is, where the wallet asked so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_details: Option<serde_json::Value>,
}

impl Acts {
    /// Redeems a code; what is handed out is stored before.
    ///
    /// # Errors
    /// When the code is unknown, was used or has ended, or the transaction code is another.
    pub async fn redeem_offer(&self, asked: &PreAuthorized) -> Result<TokenGiven, Refusal> {
        let _turn = self.turn().await;
        let now = self.now().millis();
        let unknown =
            || Refusal::grant("the code is unknown, was used, has ended or was taken back");
        let ticket = Ticket::read(&asked.code).ok_or_else(unknown)?;
        let number = ticket.number();
        let mut offer = self.offer_by(&number)?.ok_or_else(unknown)?;
        let good = same(offer.code.as_bytes(), ticket.mark(Use::Offer).as_bytes());
        if !good || offer.stage != Stage::Waiting || offer.has_ended(now) {
            return Err(unknown());
        }
        let details = asked.details.as_deref().map(|text| detailed(text, &offer)).transpose()?;
        self.check_tx_code(&number, &mut offer, (&ticket, asked.tx_code.as_ref())).await?;
        let access = Ticket::new(&number)?;
        let until = now.saturating_add(ACCESS_MILLIS);
        let (token, mark) = (SecretText::new(access.text()), access.mark(Use::Collect));
        offer.stage = Stage::Begun { access: Access { mark, until } };
        self.commit(vec![put(&number, &offer)]).await?;
        Ok(TokenGiven {
            access_token: token,
            token_type: "Bearer",
            expires_in: ACCESS_MILLIS / 1000,
            authorization_details: details,
        })
    }

    /// Refuses another transaction code than the one of the offer, and counts it.
    async fn check_tx_code(
        &self,
        number: &Number,
        offer: &mut Offer,
        (ticket, said): (&Ticket, Option<&SecretText>),
    ) -> Result<(), Refusal> {
        match (&offer.tx_code, said) {
            (None, None) => Ok(()),
            (None, Some(_)) => Err(Refusal::request("tx_code: this offer has none")),
            (Some(_), None) => Err(Refusal::request("tx_code is missing")),
            (Some(mark), Some(said)) => {
                let found = ticket.mark_with(Use::TxCode, said.expose());
                if same(mark.as_bytes(), found.as_bytes()) {
                    return Ok(());
                }
                offer.tries = offer.tries.saturating_add(1);
                self.commit(vec![put(number, offer)]).await?;
                let left = TRIES_MAX.saturating_sub(offer.tries);
                Err(Refusal::grant(format!("tx_code is another; tries left: {left}")))
            }
        }
    }
}

/// What a wallet asks for in detail, with the name of the one badge there is.
///
/// Source: OpenID for Verifiable Credential Issuance 1.0 §5.1.1, §6.2; RFC 9396 §5.
fn detailed(text: &str, offer: &Offer) -> Result<serde_json::Value, Refusal> {
    let wrong = |detail: &str| {
        Refusal::new("invalid_authorization_details", "wallet-request-refused", detail)
    };
    let read = json::read(text.as_bytes());
    let read = read.map_err(|error| wrong(&format!("authorization_details: {error}")))?;
    let configured = configuration(offer.format);
    let fits = |one: &json::Value| {
        let text = |name: &str| one.get(name).and_then(json::Value::as_str);
        text("type") == Some("openid_credential")
            && text("credential_configuration_id") == Some(configured)
    };
    match read.as_array() {
        Some([only]) if fits(only) => Ok(serde_json::json!([{
            "type": "openid_credential",
            "credential_configuration_id": configured,
            "credential_identifiers": [configured],
        }])),
        Some(_) | None => {
            Err(wrong(&format!("authorization_details is not one openid_credential {configured}")))
        }
    }
}
