//! A wallet collects its badge: it proves a key, and the badge is signed for that key's DID.
//!
//! The badge and what is noted of the offer are stored in one commit, so that a node that dies over
//! it has given nothing or knows what it gave. Whoever comes again with the same proof, or with the
//! same key, is given the same badge.
//!
//! Source: OpenID for Verifiable Credential Issuance 1.0 §8.

use bot_foreign::jose::{Signer, VcJwt, sign_vc_jwt};
use bot_foreign::openid::{KeyProof, ProvenHolder};
use bot_protocol::api::WalletFormat;
use bot_protocol::canon::hash::sha256;
use bot_protocol::canon::json::{Object, Value};
use bot_protocol::credential::model::Credential;
use bot_protocol::credential::proof::Suite;
use bot_protocol::credential::status::Place;

use super::offers::{Access, Given, Offer, Stage, put};
use super::{configuration, refused};
use crate::acts::achievements::text;
use crate::acts::anchors;
use crate::acts::notes::{self, Carried, Issued};
use crate::acts::oauth::Refusal;
use crate::acts::oauth::ticket::{Number, Ticket, Use};
use crate::acts::places::place_note;
use crate::acts::{ActError, Acts};
use crate::keys::{Identity, same};
use crate::store::Shelf;

/// What a wallet asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The name of the badge in the metadata, or in the details of the token.
    configured: String,
    /// The one proof of a key.
    proof: String,
}

/// A badge as a wallet gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collected {
    /// The badge, exactly as it was signed.
    pub text: String,
    /// JSON, or a compact JWS.
    pub format: WalletFormat,
}

impl Ask {
    /// Reads a request for a badge.
    ///
    /// # Errors
    /// What is wrong with it, in the words of the standard.
    ///
    /// Source: OpenID for Verifiable Credential Issuance 1.0 §8.2.
    pub fn read(body: &Value) -> Result<Self, Refusal> {
        let wrong = |detail: &str| refused("invalid_credential_request", detail);
        if body.as_object().is_none() {
            return Err(wrong("the body is no JSON object"));
        }
        if body.get("credential_response_encryption").is_some() {
            let detail = "credential_response_encryption: nothing is encrypted here beyond TLS";
            return Err(refused("invalid_encryption_parameters", detail));
        }
        let named = |name: &str| match body.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(wrong(&format!("{name} is no text"))),
        };
        let by = (named("credential_configuration_id")?, named("credential_identifier")?);
        let configured = match by {
            (Some(id), None) | (None, Some(id)) => id,
            (None, None) => return Err(wrong("credential_configuration_id is missing")),
            (Some(_), Some(_)) => {
                return Err(wrong(
                    "credential_configuration_id stands beside credential_identifier",
                ));
            }
        };
        let proof = proof_in(body)?;
        Ok(Self { configured, proof })
    }
}

/// The one proof in a request.
fn proof_in(body: &Value) -> Result<String, Refusal> {
    let wrong = |detail: &str| refused("invalid_proof", detail);
    if body.get("proof").is_some() {
        return Err(wrong("proof is of an older draft; expected proofs"));
    }
    let proofs = body.get("proofs").ok_or_else(|| wrong("proofs is missing"))?;
    let proofs = proofs.as_object().ok_or_else(|| wrong("proofs is no object"))?;
    let mut all = proofs.iter();
    let (Some((kind, proofs)), None) = (all.next(), all.next()) else {
        return Err(wrong("proofs has not exactly one kind of proof"));
    };
    if kind != "jwt" {
        return Err(wrong(&format!("proofs.{kind} is not read here; expected proofs.jwt")));
    }
    match proofs.as_array() {
        Some([Value::String(proof)]) => Ok(proof.clone()),
        Some([_]) | None => Err(wrong("proofs.jwt is no list of texts")),
        Some(several) => {
            let found = several.len();
            let detail = format!("proofs.jwt has {found} proofs, and one badge is given for one");
            Err(refused("invalid_credential_request", detail))
        }
    }
}

impl Acts {
    /// Gives a badge to the wallet that bears the token of its offer and proves a key.
    ///
    /// # Errors
    /// When the token opens nothing, the request is refused, or the key is not proven.
    pub async fn collect_badge(&self, token: &str, body: &Value) -> Result<Collected, Refusal> {
        let _turn = self.turn().await;
        let (number, offer, access) = self.opened(token)?;
        let ask = Ask::read(body)?;
        if ask.configured != configuration(offer.format) {
            let detail = format!("the offer is of {}", configuration(offer.format));
            let named = body.get("credential_identifier").is_some();
            return Err(match named {
                true => refused("unknown_credential_identifier", detail),
                false => refused("unknown_credential_configuration", detail),
            });
        }
        let audience = self.issuer_identifier(&offer.issuer)?;
        let proven = KeyProof::read(&ask.proof);
        let proven = proven.and_then(|proof| proof.verify(&[audience.as_str()], self.now()));
        let holder = proven.map_err(|fault| refused("invalid_proof", fault.to_string()))?;
        let proof = sha256(&[ask.proof.as_bytes()]).to_string();
        if let Stage::Collected { badge, .. } = &offer.stage {
            return self.given_before(&offer, badge, (&holder, &proof));
        }
        self.spend_nonce(&holder.nonce)?;
        Ok(self.hand_over((&number, offer, access), holder, proof).await?)
    }

    /// The offer that a token opens.
    fn opened(&self, token: &str) -> Result<(Number, Offer, Access), Refusal> {
        let invalid = || {
            let detail = "the access token is unknown, has ended or was taken back";
            Refusal::new("invalid_token", "wallet-token-refused", detail).with(401)
        };
        let ticket = Ticket::read(token).ok_or_else(invalid)?;
        let offer = self.offer_by(&ticket.number())?.ok_or_else(invalid)?;
        let access = match &offer.stage {
            Stage::Waiting => return Err(invalid()),
            Stage::Begun { access } | Stage::Collected { access, .. } => access.clone(),
        };
        let good = same(access.mark.as_bytes(), ticket.mark(Use::Collect).as_bytes());
        if !good || access.until <= self.now().millis() {
            return Err(invalid());
        }
        Ok((ticket.number(), offer, access))
    }

    /// The badge that was given already, to whoever it was given to.
    fn given_before(
        &self,
        offer: &Offer,
        badge: &Given,
        (holder, proof): (&ProvenHolder, &str),
    ) -> Result<Collected, Refusal> {
        if badge.holder != holder.did {
            let detail = "the badge was given to another key";
            return Err(refused("credential_request_denied", detail));
        }
        if badge.proof != proof {
            self.spend_nonce(&holder.nonce)?;
        }
        let note = self.store().note(Shelf::Issued, badge.credential.as_bytes());
        let note = note.map_err(ActError::from)?.ok_or(ActError::Broken)?;
        let issued: Issued = notes::read(Shelf::Issued, &note)?;
        let jwt = issued.carried.and_then(|carried| carried.jwt);
        Ok(Collected { text: jwt.unwrap_or(issued.document), format: offer.format })
    }

    /// Signs the badge, and keeps it with what became of the offer.
    async fn hand_over(
        &self,
        (number, mut offer, access): (&Number, Offer, Access),
        holder: ProvenHolder,
        proof: String,
    ) -> Result<Collected, ActError> {
        let identity = self.keys.identity(&offer.issuer).ok_or(ActError::Broken)?;
        self.check_can_sign(&identity)?;
        let (mut unsigned, place) = self.award(&offer.award, &identity, identity.did())?;
        bind(&mut unsigned, &holder.did)?;
        let (document, jwt) = self.sealed(&unsigned, offer.format, &identity)?;
        let id = Credential::new(&unsigned).id().ok_or(ActError::Broken)?.to_owned();
        let at = self.now().millis();
        let format = offer.format;
        let collected = Collected { text: jwt.clone().unwrap_or(document.clone()), format };
        let issued = Issued {
            issuer: offer.issuer,
            subject: holder.did.parse().ok(),
            letter: None,
            list: place.list,
            index: place.index,
            at,
            document,
            carried: Some(Carried { jwt }),
        };
        let place_note = place_note(&offer.issuer, place, &id);
        let badge = Given { credential: id.clone(), holder: holder.did, proof, at };
        offer.stage = Stage::Collected { access, badge };
        let document = issued.document.as_bytes();
        let waiting = issued
            .is_sealed_inside()
            .then(|| anchors::waits(&issued.issuer, document, None, at))
            .flatten();
        let issued = notes::put(Shelf::Issued, id.as_bytes(), &issued);
        let mut writes = vec![issued, place_note, put(number, &offer)];
        writes.extend(waiting);
        self.commit(writes).await?;
        Ok(collected)
    }

    /// The badge as it is kept, and as a JWS where it is asked for as one.
    fn sealed(
        &self,
        unsigned: &Value,
        format: WalletFormat,
        identity: &Identity,
    ) -> Result<(String, Option<String>), ActError> {
        match format {
            WalletFormat::LdpVc => {
                let signed = self.signed(unsigned, Suite::EddsaRdfc2022, identity)?;
                Ok((text(signed.bytes()), None))
            }
            WalletFormat::JwtVcJson => {
                let (key, kid) = (identity.signing_key(), identity.did().verification_method());
                let signer = Signer { key: &key, kid: &kid };
                let jwt = sign_vc_jwt(unsigned, VcJwt::Claim, signer);
                let jwt = jwt.map_err(|fault| ActError::lower(422, "signing-failed", &fault))?;
                Ok((text(&unsigned.to_bytes()), Some(jwt)))
            }
        }
    }

    /// What is awarded, ready to be signed, with a place where its revocation would be found.
    pub(super) fn award(
        &self,
        award: &bot_protocol::api::IssueRequest,
        identity: &Identity,
        subject: bot_protocol::identity::Did,
    ) -> Result<(Value, Place), ActError> {
        let (draft, place) = self.badge_draft(award, identity, subject)?;
        let mut unsigned = crate::acts::issue::written(&draft, None)?;
        if let Value::Object(members) = &mut unsigned {
            members.insert("credentialStatus", self.status_entry(&identity.did(), place));
        }
        self.counts_without_stages(&unsigned, identity.did())?;
        self.check_takes_no_stewards(&unsigned)?;
        Ok((unsigned, place))
    }
}

/// Names the holder in the place of whoever the draft was written about.
fn bind(unsigned: &mut Value, holder: &str) -> Result<(), ActError> {
    let members: Option<&mut Object> = match unsigned {
        Value::Object(members) => match members.get_mut("credentialSubject") {
            Some(Value::Object(subject)) => Some(subject),
            Some(_) | None => None,
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            None
        }
    };
    members.ok_or(ActError::Broken)?.insert("id", holder);
    Ok(())
}
