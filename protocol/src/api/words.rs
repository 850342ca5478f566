//! `/v1/words`: words about anything that can be named.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `POST /v1/words`: sign words about something. Nobody else sees them before they are published; of
/// somebody, or of a badge, whom they concern decides that.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SignRequest {
    /// Who speaks: a DID or name of this node; may be absent where there is one identity.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Of what: a DID, a name of the address book, an e-mail address, an address of the web, a public
    /// key (`z…`), a file by its digest (`sha256:…`), a place (`geo:48.85,2.35`), a text (`text:…`), a
    /// badge or what can be awarded by id or name, or a statement by its id.
    pub subject: String,
    /// How the file is called whose digest it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What is said; that it is signed says something by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Whether they are made public at once, or offered to whom they concern.
    pub publish: bool,
    /// Check everything, sign and keep nothing.
    pub dry_run: bool,
}

/// `POST /v1/words/{id}/publish` and `…/withdraw`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WordActRequest {
    /// Who acts: a DID or name of this node; may be absent.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Check everything, change nothing.
    pub dry_run: bool,
}

/// How public words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum WordState {
    /// Nobody else knows of them.
    Private,
    /// They wait for the answer of whom they concern.
    Offered,
    /// Whom they concern refused them.
    Refused,
    /// They stand in the ledger of who said them, or of whom they concern.
    Published,
}

/// Words that somebody signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WordView {
    /// Their id in hex; any unambiguous beginning will do.
    pub id: String,
    /// Who speaks.
    pub by: String,
    /// Their name, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_name: Option<String>,
    /// Of which sort of thing: `somebody`, `address`, `key`, `file`, `place`, `text`, `achievement`,
    /// `credential` or `statement`.
    pub about: String,
    /// Of what: its identifier or text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Its digest or, of a statement, its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// How it is called here.
    pub called: String,
    /// What is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// When they were signed, RFC 3339, by the signer's clock.
    pub at: String,
    /// How public they are.
    pub state: WordState,
    /// Whether they go with an endorsement that was given: they are public once that shows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub attached: bool,
    /// Of words that are withdrawn: the endorsements of this node that carry them still, by id. They are
    /// read wherever one of these is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried: Vec<String>,
    /// In whose ledger they stand, or whom they concern.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// The signed word, in base64; in a list it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<String>,
}
