//! Tokens for programs of others: made by the owner, shown once, kept as hashes.

use bot_protocol::api::{
    Done, Page, PageQuery, Scope, SecretText, TokenDraft, TokenReply, TokenView,
};
use bot_protocol::canon::hash::{hex, sha256};
use bot_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{ActError, Acts, notes, one, page, random, time};
use crate::keys::same;
use crate::store::{Shelf, Write};

/// Most tokens of a node: 256; each program needs one.
const TOKENS_MAX: usize = 256;

/// Longest text about a token, in bytes.
const ABOUT_BYTES_MAX: usize = 200;

/// Where tokens are on the shelf `Settings`, before their ids.
const PREFIX: &[u8] = b"token/";

/// A token as kept: nobody who reads the store can use it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    /// The SHA-256 of the whole token, in hex. The token is random enough that a slow hash would add
    /// nothing.
    hash: String,
    scopes: Vec<Scope>,
    created: u64,
    expires: Option<u64>,
    identity: Option<String>,
    about: Option<String>,
}

/// Why a token opens nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// It was never made here, or was taken back.
    #[error("the token is none of this node")]
    Unknown,
    /// Its time is over.
    #[error("the token ended on {0}")]
    Expired(Timestamp),
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] ActError),
}

impl TokenFault {
    /// The stable code, which `words/` explains.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "token-unknown",
            Self::Expired(_) => "token-expired",
            Self::Store(error) => error.code(),
        }
    }
}

impl Acts {
    /// Makes a token. This reply is the only place where it is ever shown.
    ///
    /// # Errors
    /// When no scope is asked for, the time is over or no time, the identity is none of this node,
    /// or there are too many tokens.
    pub async fn make_token(&self, draft: TokenDraft) -> Result<TokenReply, ActError> {
        self.make_token_noting(draft, Vec::new()).await
    }

    /// The same, with what is kept in its commit of whoever asked.
    ///
    /// # Errors
    /// As [`Acts::make_token`].
    pub(crate) async fn make_token_noting(
        &self,
        draft: TokenDraft,
        mut notes: Vec<Write>,
    ) -> Result<TokenReply, ActError> {
        let now = self.now();
        let mut scopes = draft.scopes;
        scopes.sort();
        scopes.dedup();
        if scopes.is_empty() {
            return Err(ActError::field("scopes", "", "at least one scope"));
        }
        let expires = time("expires", draft.expires.as_deref())?;
        if let Some(past) = expires.filter(|end| *end <= now) {
            return Err(ActError::field("expires", &past.to_string(), "a time to come"));
        }
        let about = draft.about.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let odd = |text: &String| text.len() > ABOUT_BYTES_MAX || text.contains(char::is_control);
        if let Some(found) = about.as_ref().filter(|text| odd(text)) {
            return Err(ActError::field(
                "about",
                found,
                "at most 200 bytes, no control characters",
            ));
        }
        let identity = draft.identity.as_deref().map(|who| self.pick(Some(who))).transpose();
        let identity = identity.map_err(|error| error.about("identity"))?;
        let identity = identity.map(|identity| identity.did().to_string());
        let _turn = self.turn().await;
        if self.tokens_held()?.len() >= TOKENS_MAX {
            let detail = format!("there are {TOKENS_MAX} tokens, as many as there may be");
            return Err(ActError::conflict("tokens-too-many", detail));
        }
        let id = hex(&random::<8>()?);
        let random = Zeroizing::new(random::<32>()?);
        let secret = SecretText::new(format!("bot_{id}_{}", hex(&*random)));
        let hash = sha256(&[secret.expose().as_bytes()]).to_string();
        let (created, expires) = (now.millis(), expires.map(|end| end.millis()));
        let kept = Kept { hash, scopes, created, expires, identity, about };
        notes.push(notes::put(Shelf::Settings, &place(&id), &kept));
        self.commit(notes).await?;
        Ok(TokenReply { secret, token: view(id, kept, now) })
    }

    /// Every token there is, the oldest first.
    ///
    /// # Errors
    /// When the store cannot be read or the page is refused.
    pub fn tokens(&self, query: &PageQuery) -> Result<Page<TokenView>, ActError> {
        let mut all = self.tokens_held()?;
        all.sort_by(|a, b| (a.1.created, &a.0).cmp(&(b.1.created, &b.0)));
        let now = self.now();
        page(all.into_iter().map(|(id, kept)| view(id, kept, now)).collect(), query)
    }

    /// Takes a token back: from this moment it opens nothing.
    ///
    /// # Errors
    /// When there is none with this id, or the store fails.
    pub async fn remove_token(&self, id: &str) -> Result<Done, ActError> {
        let _turn = self.turn().await;
        let (id, _) = one("token", id, self.tokens_held()?, |(id, _)| id)?;
        let key = place(&id);
        self.commit(vec![Write::Forget { shelf: Shelf::Settings, key }]).await?;
        Ok(Done { changed: true, ..Done::default() })
    }

    /// The token that this text is.
    ///
    /// # Errors
    /// [`TokenFault`]: then it opens nothing.
    pub fn token(&self, text: &str) -> Result<TokenView, TokenFault> {
        let id = id_of(text).ok_or(TokenFault::Unknown)?;
        let kept: Option<Kept> = notes::get(self.store(), Shelf::Settings, &place(id))?;
        let kept = kept.ok_or(TokenFault::Unknown)?;
        let hash = sha256(&[text.as_bytes()]).to_string();
        if !same(hash.as_bytes(), kept.hash.as_bytes()) {
            return Err(TokenFault::Unknown);
        }
        let view = view(id.to_owned(), kept.clone(), self.now());
        match kept.expires.filter(|_| view.expired) {
            None => Ok(view),
            Some(end) => Err(TokenFault::Expired(Timestamp::from_millis(end))),
        }
    }

    fn tokens_held(&self) -> Result<Vec<(String, Kept)>, ActError> {
        let found = self.store().notes(Shelf::Settings, PREFIX)?;
        let read = |(key, note): (Vec<u8>, Vec<u8>)| {
            let id = String::from_utf8_lossy(key.get(PREFIX.len()..).unwrap_or_default());
            Ok((id.into_owned(), notes::read(Shelf::Settings, &note)?))
        };
        found.into_iter().map(read).collect()
    }
}

/// The public part of a token: 16 hexadecimal digits between `bot_` and the secret ones.
fn id_of(text: &str) -> Option<&str> {
    let (id, secret) = text.strip_prefix("bot_")?.split_once('_')?;
    let are_hex = |part: &str| part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    (id.len() == 16 && secret.len() == 64 && are_hex(id) && are_hex(secret)).then_some(id)
}

fn place(id: &str) -> Vec<u8> {
    [PREFIX, id.as_bytes()].concat()
}

fn view(id: String, kept: Kept, now: Timestamp) -> TokenView {
    let Kept { scopes, created, expires, identity, about, .. } = kept;
    let created = Timestamp::from_millis(created).to_string();
    let expired = expires.is_some_and(|end| end <= now.millis());
    let expires = expires.map(|end| Timestamp::from_millis(end).to_string());
    TokenView { id, scopes, created, expires, expired, identity, about }
}
