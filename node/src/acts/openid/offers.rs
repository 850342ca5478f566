//! Offers to wallets: made, listed, taken back, and handed to the wallet that reads one.
//!
//! Source: OpenID for Verifiable Credential Issuance 1.0 §4.1.

use bot_protocol::api::{
    Done, IssueRequest, LanguageMap, Page, PageQuery, SecretText, WalletFormat, WalletOfferReply,
    WalletOfferRequest, WalletOfferState, WalletOfferView,
};
use bot_protocol::canon::hash::{from_hex, hex};
use bot_protocol::identity::Did;
use bot_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    GRANT, LISTED_MILLIS, OFFER_MILLIS, OFFER_MILLIS_MAX, OFFERS_MAX, TRIES_MAX, TX_CODE_DIGITS,
    configuration,
};
use crate::acts::achievements::names;
use crate::acts::oauth::ticket::{Number, Ticket, Use};
use crate::acts::repeat::kept_sealed;
use crate::acts::{ActError, Acts, Asked, notes, one, page, random, time};
use crate::keys::{Identity, same};
use crate::percent::encoded;
use crate::store::{Shelf, Write};

/// What takes away offers that are of no more use, and those that are left.
type Swept = (Vec<Write>, Vec<(Number, Offer)>);

/// Where offers are on the shelf `Wallets`, before their numbers.
const PREFIX: &[u8] = b"offer/";

/// An offer, as it is kept. Of codes and tokens only marks are here.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Offer {
    pub(super) issuer: Did,
    /// Who made it: the id of a program's token, or nothing for the owner.
    pub(super) maker: String,
    /// What is awarded, but for whom.
    pub(super) award: IssueRequest,
    /// What is awarded, by name.
    pub(super) name: String,
    /// The same by language, where it has several.
    #[serde(default)]
    pub(super) names: LanguageMap,
    pub(super) format: WalletFormat,
    /// The mark of the code.
    pub(super) code: String,
    /// The mark of the transaction code, where there is one.
    pub(super) tx_code: Option<String>,
    /// Wrong transaction codes so far.
    pub(super) tries: u32,
    pub(super) at: u64,
    pub(super) until: u64,
    pub(super) stage: Stage,
}

/// How far an offer has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stage {
    /// The code was not redeemed.
    Waiting,
    /// The code was redeemed for a token.
    Begun { access: Access },
    /// The badge was given.
    Collected { access: Access, badge: Given },
}

/// The token that was given for a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Access {
    pub(super) mark: String,
    pub(super) until: u64,
}

/// The badge that was given, and to which key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Given {
    pub(super) credential: String,
    pub(super) holder: String,
    /// The hash of the proof it was given for, by which a repeated request is known.
    pub(super) proof: String,
    pub(super) at: u64,
}

impl Offer {
    /// Whether its code can be redeemed no more, though nobody has done it.
    pub(super) fn has_ended(&self, now: u64) -> bool {
        self.until <= now || self.tries >= TRIES_MAX
    }

    fn state(&self, now: u64) -> WalletOfferState {
        match &self.stage {
            Stage::Collected { .. } => WalletOfferState::Collected,
            Stage::Begun { access } if access.until > now => WalletOfferState::Begun,
            Stage::Begun { .. } => WalletOfferState::Ended,
            Stage::Waiting if self.has_ended(now) => WalletOfferState::Ended,
            Stage::Waiting => WalletOfferState::Waiting,
        }
    }

    /// When it is of no more use, even to be looked at.
    fn forgotten_at(&self) -> u64 {
        let last = match &self.stage {
            Stage::Waiting => self.until,
            Stage::Begun { access } => access.until,
            Stage::Collected { badge, .. } => badge.at,
        };
        last.saturating_add(LISTED_MILLIS)
    }

    fn view(&self, number: &Number, now: u64) -> WalletOfferView {
        let badge = match &self.stage {
            Stage::Waiting | Stage::Begun { .. } => None,
            Stage::Collected { badge, .. } => Some(badge),
        };
        WalletOfferView {
            id: hex(number),
            state: self.state(now),
            achievement: self.name.clone(),
            names: self.names.clone(),
            issuer: self.issuer.to_string(),
            format: self.format,
            tx_code: self.tx_code.is_some(),
            since: Timestamp::from_millis(self.at).to_string(),
            until: Timestamp::from_millis(self.until).to_string(),
            credential: badge.map(|badge| badge.credential.clone()),
            holder: badge.map(|badge| badge.holder.clone()),
        }
    }
}

impl Acts {
    /// Offers a badge to whoever comes with the code, which is told this once.
    ///
    /// # Errors
    /// When what is awarded, a time, or the state of this node does not allow it.
    pub async fn offer_to_wallet(
        &self,
        asked: impl Into<Asked<WalletOfferRequest>>,
        maker: &str,
    ) -> Result<WalletOfferReply, ActError> {
        let Asked { request, repeat } = asked.into();
        let identity = self.pick(request.as_identity.as_deref())?;
        self.check_can_sign(&identity)?;
        let identifier = self.issuer_identifier(&identity.did())?;
        let _turn = self.turn().await;
        let mut offer = self.offer_of(&request, &identity, maker)?;
        let number: Number = random()?;
        let ticket = Ticket::new(&number)?;
        let tx_code = if request.tx_code { Some(digits()?) } else { None };
        offer.code = ticket.mark(Use::Offer);
        offer.tx_code = tx_code.as_deref().map(|code| ticket.mark_with(Use::TxCode, code));
        let (mut writes, kept) = self.offers_swept()?;
        if kept.len() >= OFFERS_MAX {
            let detail = format!("there are {OFFERS_MAX} offers, as many as there may be");
            return Err(ActError::conflict("wallet-offers-too-many", detail));
        }
        let item = offer.view(&number, self.now().millis());
        if request.dry_run {
            let reply =
                WalletOfferReply { dry_run: true, uri: None, link: None, tx_code: None, item };
            // A trial uses up its key as the act does.
            if let Some(kept) = kept_sealed(repeat.as_ref(), &reply, &offer.issuer)? {
                self.commit(vec![kept]).await?;
            }
            return Ok(reply);
        }
        writes.push(put(&number, &offer));
        let base = self.wallet_base()?;
        let link = format!("{base}/openid/offers/{}", ticket.text());
        let uri = format!("openid-credential-offer://?credential_offer_uri={}", encoded(&link));
        let reply = WalletOfferReply {
            dry_run: false,
            uri: Some(SecretText::new(uri)),
            link: Some(SecretText::new(link)),
            tx_code: tx_code.map(SecretText::new),
            item,
        };
        writes.extend(kept_sealed(repeat.as_ref(), &reply, &offer.issuer)?);
        self.commit(writes).await?;
        tracing::debug!(%identifier, "a badge is offered to a wallet");
        Ok(reply)
    }

    /// What is asked for, checked as if it were awarded now.
    fn offer_of(
        &self,
        request: &WalletOfferRequest,
        identity: &Identity,
        maker: &str,
    ) -> Result<Offer, ActError> {
        let now = self.now().millis();
        let expires = time("expires", request.expires.as_deref())?;
        let until = expires.map_or(now.saturating_add(OFFER_MILLIS), |until| until.millis());
        if until <= now || until > now.saturating_add(OFFER_MILLIS_MAX) {
            let found = request.expires.as_deref().unwrap_or_default();
            return Err(ActError::field("expires", found, "a time to come, within a year"));
        }
        let award = IssueRequest {
            as_identity: Some(identity.did().to_string()),
            achievement: request.achievement.clone(),
            narrative: request.narrative.clone(),
            valid_from: request.valid_from.clone(),
            valid_until: request.valid_until.clone(),
            ..IssueRequest::default()
        };
        // To its issuer, only to see that it could be written.
        let (unsigned, _) = self.award(&award, identity, identity.did())?;
        let achievement = bot_protocol::credential::model::Credential::new(&unsigned).achievement();
        let name = achievement.and_then(|of| of.get("name"));
        let name = name.and_then(bot_protocol::canon::json::Value::as_str);
        Ok(Offer {
            issuer: identity.did(),
            maker: maker.to_owned(),
            award,
            name: name.unwrap_or(&request.achievement).to_owned(),
            names: achievement.map(names).unwrap_or_default(),
            format: request.format,
            code: String::new(),
            tx_code: None,
            tries: 0,
            at: now,
            until,
            stage: Stage::Waiting,
        })
    }

    /// The offers there are, newest first: all for the owner, a program's own for a program.
    ///
    /// # Errors
    /// When the store cannot be read, or the identity or the page is refused.
    pub fn wallet_offers(
        &self,
        query: &PageQuery,
        maker: &str,
    ) -> Result<Page<WalletOfferView>, ActError> {
        let who = query.as_identity.as_deref().map(|who| self.pick(Some(who))).transpose()?;
        let now = self.now().millis();
        let (_, mut kept) = self.offers_swept()?;
        kept.retain(|(_, offer)| {
            let own = maker.is_empty() || offer.maker == maker;
            own && who.as_ref().is_none_or(|who| who.did() == offer.issuer)
        });
        kept.sort_by(|(a, old), (b, new)| (new.at, a).cmp(&(old.at, b)));
        page(kept.iter().map(|(number, offer)| offer.view(number, now)).collect(), query)
    }

    /// Takes an offer back: its code opens nothing any more. A badge that was collected stays, to
    /// be revoked as any other.
    ///
    /// # Errors
    /// When there is none with this id, or the store fails.
    pub async fn remove_wallet_offer(&self, id: &str, maker: &str) -> Result<Done, ActError> {
        let _turn = self.turn().await;
        let (_, mut kept) = self.offers_swept()?;
        kept.retain(|(_, offer)| maker.is_empty() || offer.maker == maker);
        let named = kept.into_iter().map(|(number, _)| (hex(&number), number));
        let (_, number) = one("wallet-offer", id, named, |(id, _)| id)?;
        let key = key(&number);
        self.commit(vec![Write::Forget { shelf: Shelf::Wallets, key }]).await?;
        Ok(Done { changed: true, ..Done::default() })
    }

    /// An offer as a wallet reads it, by its code.
    ///
    /// # Errors
    /// When it was redeemed, has ended, or was taken back.
    pub fn wallet_offer(&self, code: &str) -> Result<Value, ActError> {
        let gone = || {
            let detail = "the offer is unknown, was redeemed, has ended or was taken back";
            ActError::lower(404, "wallet-offer-gone", &detail)
        };
        let ticket = Ticket::read(code).ok_or_else(gone)?;
        let offer = self.offer_by(&ticket.number())?.ok_or_else(gone)?;
        let good = same(offer.code.as_bytes(), ticket.mark(Use::Offer).as_bytes());
        let open = offer.stage == Stage::Waiting && !offer.has_ended(self.now().millis());
        if !good || !open {
            return Err(gone());
        }
        let mut grant = json!({ "pre-authorized_code": code });
        if offer.tx_code.is_some() {
            grant["tx_code"] = json!({ "input_mode": "numeric", "length": TX_CODE_DIGITS });
        }
        Ok(json!({
            "credential_issuer": self.issuer_identifier(&offer.issuer)?,
            "credential_configuration_ids": [configuration(offer.format)],
            "grants": { GRANT: grant },
        }))
    }

    pub(super) fn offer_by(&self, number: &Number) -> Result<Option<Offer>, ActError> {
        notes::get(self.store(), Shelf::Wallets, &key(number))
    }

    /// What takes away offers that are of no more use, and those that are left.
    fn offers_swept(&self) -> Result<Swept, ActError> {
        let now = self.now().millis();
        let (mut writes, mut left) = (Vec::new(), Vec::new());
        for (key, note) in self.store().notes(Shelf::Wallets, PREFIX)? {
            let offer: Offer = notes::read(Shelf::Wallets, &note)?;
            match number(&key).filter(|_| offer.forgotten_at() > now) {
                Some(number) => left.push((number, offer)),
                None => writes.push(Write::Forget { shelf: Shelf::Wallets, key }),
            }
        }
        Ok((writes, left))
    }
}

pub(super) fn put(number: &Number, offer: &Offer) -> Write {
    notes::put(Shelf::Wallets, &key(number), offer)
}

fn key(number: &Number) -> Vec<u8> {
    [PREFIX, hex(number).as_bytes()].concat()
}

fn number(key: &[u8]) -> Option<Number> {
    let text = std::str::from_utf8(key.strip_prefix(PREFIX)?).ok()?;
    from_hex(text)?.try_into().ok()
}

/// A transaction code: digits that nobody can guess from others. A byte that would make some digits
/// likelier than others is drawn again.
fn digits() -> Result<String, ActError> {
    let mut code = String::new();
    while code.len() < TX_CODE_DIGITS {
        let fair = random::<16>()?.into_iter().filter(|byte| *byte < 250);
        code.extend(fair.map(|byte| char::from(b'0' + byte % 10)));
    }
    code.truncate(TX_CODE_DIGITS);
    Ok(code)
}
