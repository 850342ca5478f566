//! `/v1/endorsements`: standing behind somebody, their credential or an achievement; and
//! `/v1/endorsement-requests`: asking for that.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `POST /v1/endorsements`: endorse a credential or an achievement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndorseRequest {
    /// Who endorses: a DID or name of this node; may be absent where there is one identity.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// What is endorsed: the id of a credential or achievement this node knows, or its beginning; its
    /// author (the issuer or creator), a space and its whole id, where others may use that id; or
    /// somebody, by DID or name of the address book. Not needed beside `request`.
    #[serde(default)]
    pub target: String,
    /// The credential or achievement itself, where this node does not know it: the JSON text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The id of a request that came here, or its beginning: what it asks about is endorsed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// The id of words that the endorser signed before (`/v1/words`), or its beginning: they go with it,
    /// with the date of the day they were signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
    /// Why, in a word each: `good criteria`, `clear description`, `sound evidence`, `seen at work`,
    /// `useful for …`, `accepted by …`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// What the endorser has to say; may be empty where there is a reason.
    #[serde(default)]
    pub comment: String,
    /// Until when it counts, RFC 3339; without end when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// Check everything, sign and send nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// How far an endorsement has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EndorsementState {
    /// It waits for the holder's answer.
    Offered,
    /// The holder refused it.
    Refused,
    /// The holder accepted it, and it does not stand in their feed as this node holds that: whether they show
    /// it is not known here.
    Accepted,
    /// It stands in the holder's feed, or in the endorser's own for an achievement.
    Published,
    /// Whom it concerns does not show it: this node is theirs, or holds their feed beyond its acceptance, where
    /// they took it out.
    Hidden,
    /// Who gave it withdrew it.
    Withdrawn,
}

/// `POST /v1/endorsements/{id}/show`, `…/hide` and `…/withdraw`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EndorsementActRequest {
    /// Who acts: a DID or name of this node; may be absent.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Why it is withdrawn, for everybody to read; without meaning elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Check everything, change nothing.
    pub dry_run: bool,
}

/// `POST /v1/endorsement-requests`: ask somebody in private to endorse something.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EndorsementAsk {
    /// Who asks: a DID or name of this node; may be absent where there is one identity.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Who is asked: a DID or name of the address book.
    pub from: String,
    /// Of what: the id of a credential or achievement this node knows, or its beginning, or its author,
    /// a space and its whole id; whoever asks where it is empty.
    pub target: String,
    /// Why, told to whoever is asked alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Check everything, send nothing.
    pub dry_run: bool,
}

/// How far a request has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EndorsementAskState {
    /// No endorsement came of it yet; who declines tells nobody.
    Waiting,
    /// An identity of this node gave one, which is not public yet: whom it concerns decides that.
    Answered,
    /// An endorsement came of it.
    Given,
    /// An endorsement came of it, and was withdrawn since.
    Withdrawn,
}

/// A request for an endorsement, that this node sent or got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EndorsementAskView {
    /// Its id: the letter's nonce, 32 hex digits; any unambiguous beginning of it will do.
    pub id: String,
    /// Who asks.
    pub from: String,
    /// Their name, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_name: Option<String>,
    /// Who is asked.
    pub to: String,
    /// Their name, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_name: Option<String>,
    /// The id of a credential or achievement, or a DID.
    pub target: String,
    /// What that calls itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_name: Option<String>,
    /// Who holds the badge that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// Their name, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder_name: Option<String>,
    /// As what they are awarded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Until when it is valid, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// When it was written, RFC 3339, by the sender's clock.
    pub at: String,
    /// How far it has come.
    pub state: EndorsementAskState,
    /// What an endorsement would be about, byte for byte; in a list it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// Words that go with an endorsement: they are as public as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SaidView {
    /// When they were signed, RFC 3339, by the signer's clock.
    pub at: String,
    /// Who signed them.
    pub by: String,
    /// Of which sort of thing: as in [`super::WordView`].
    pub about: String,
    /// Of what: its identifier or text, else its digest.
    pub subject: String,
    /// What is said; without words, that it was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// An endorsement this node made or knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EndorsementView {
    /// Its id, `urn:uuid:…`.
    pub id: String,
    /// Who endorses.
    pub issuer: String,
    /// The endorser's name, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer_name: Option<String>,
    /// The id of the credential or achievement that is endorsed, or a DID.
    pub target: String,
    /// What that is called, where this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_name: Option<String>,
    /// Why, in a word each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// What the endorser said before, that goes with it and is as public.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<SaidView>,
    /// What the endorser says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// How far it has come.
    pub state: EndorsementState,
    /// In whose feed it stands, or to whom it was offered; absent for an achievement in a dry run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// Of one that is withdrawn: the community as whose steward it was given, and how many its charter asks
    /// to stand behind what it is about. Where fewer do, that counts no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_steward: Option<super::StewardsAsked>,
    /// The signed endorsement, byte for byte; in a list it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}
