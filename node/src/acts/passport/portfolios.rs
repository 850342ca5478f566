//! Badges gathered for a purpose: a portfolio, an application, a learning passport. Whoever has the link sees
//! them, for as long as their holder leaves it open, and nobody finds it who was not given it.

use bot_protocol::canon::hash::{from_hex, hex};
use bot_protocol::identity::Did;
use serde::{Deserialize, Serialize};

use super::super::{ActError, Acts, notes, random};
use crate::keys::{Identity, same};
use crate::store::{Shelf, Write};

/// Most pages of one identity.
const PORTFOLIOS_MAX: usize = 100;

/// Most badges on one.
const BADGES_MAX: usize = 60;

/// Longest title and words, in bytes.
const TITLE_BYTES_MAX: usize = 200;
const WORDS_BYTES_MAX: usize = 4_000;

/// Bytes of the name of one, and of what its link has in it.
const ID_BYTES: usize = 16;

/// What badges are gathered for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Purpose {
    /// To show what somebody can do.
    Portfolio,
    /// To apply for something.
    Application,
    /// To bring along what was learnt.
    LearningPassport,
}

impl Purpose {
    pub(crate) const ALL: [Self; 3] = [Self::Portfolio, Self::Application, Self::LearningPassport];

    /// Its name in forms, and the end of its words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Portfolio => "portfolio",
            Self::Application => "application",
            Self::LearningPassport => "learning-passport",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// What somebody wishes to show.
#[derive(Debug, Clone)]
pub(crate) struct PortfolioDraft {
    pub(crate) purpose: Purpose,
    pub(crate) title: String,
    pub(crate) words: String,
    /// The ids of the badges, in the order in which they are shown.
    pub(crate) badges: Vec<String>,
    /// Whether whoever has the link sees it.
    pub(crate) open: bool,
    /// Whether it has another link from now on.
    pub(crate) anew: bool,
}

/// A page that gathers badges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Portfolio {
    pub(crate) id: String,
    pub(crate) owner: Did,
    pub(crate) purpose: Purpose,
    pub(crate) title: String,
    pub(crate) words: String,
    pub(crate) badges: Vec<String>,
    /// What the link has in it, in hex.
    pub(crate) secret: String,
    pub(crate) open: bool,
    pub(crate) at: u64,
}

fn key(who: &Did, id: &[u8]) -> Vec<u8> {
    [who.public_key().as_bytes().as_slice(), b"p", id].concat()
}

fn secret() -> Result<String, ActError> {
    Ok(hex(&random::<ID_BYTES>()?))
}

impl Acts {
    /// The pages of an identity, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn portfolios(&self, who: &Did) -> Result<Vec<Portfolio>, ActError> {
        let found = self.store().notes(Shelf::Passport, &key(who, &[]))?;
        let read = |(_, note): &(_, Vec<u8>)| notes::read(Shelf::Passport, note);
        let mut all = found.iter().map(read).collect::<Result<Vec<Portfolio>, _>>()?;
        all.sort_by_key(|one| std::cmp::Reverse(one.at));
        Ok(all)
    }

    /// One of them.
    ///
    /// # Errors
    /// When there is no such page, or the store cannot be read.
    pub(crate) fn portfolio(&self, who: &Did, id: &str) -> Result<Portfolio, ActError> {
        let unknown = || ActError::unknown("portfolio", id);
        let name = from_hex(id).filter(|name| name.len() == ID_BYTES).ok_or_else(unknown)?;
        notes::get(self.store(), Shelf::Passport, &key(who, &name))?.ok_or_else(unknown)
    }

    /// What a link shows, while it is open.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn portfolio_shown(&self, secret: &str) -> Result<Option<Portfolio>, ActError> {
        for me in self.everybody_here() {
            let all = self.portfolios(&me.did())?;
            let fits = |one: &Portfolio| one.open && same(one.secret.as_bytes(), secret.as_bytes());
            if let Some(found) = all.into_iter().find(fits) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Makes a page, or changes one; its name.
    ///
    /// # Errors
    /// When there is no such page, a badge is not held by whoever makes it, or something is too long.
    pub(crate) async fn keep_portfolio(
        &self,
        me: &Identity,
        id: Option<&str>,
        draft: PortfolioDraft,
    ) -> Result<String, ActError> {
        let _turn = self.turn().await;
        let PortfolioDraft { purpose, title, words, badges, open, anew } = draft;
        if title.is_empty() || title.len() > TITLE_BYTES_MAX {
            return Err(ActError::field("title", &title, "a name of at most 200 bytes"));
        }
        if words.len() > WORDS_BYTES_MAX {
            return Err(ActError::field("words", &words, "at most 4000 bytes"));
        }
        if badges.is_empty() || badges.len() > BADGES_MAX {
            let found = badges.len().to_string();
            return Err(ActError::field("badges", &found, "1 to 60 badges"));
        }
        let held = self.passport(&me.did())?;
        let is_held = |id: &&String| held.iter().any(|kept| kept.view.id == **id);
        if let Some(other) = badges.iter().find(|id| !is_held(id)) {
            return Err(ActError::unknown("held-credential", other));
        }
        let before = id.map(|id| self.portfolio(&me.did(), id)).transpose()?;
        if before.is_none() && self.portfolios(&me.did())?.len() >= PORTFOLIOS_MAX {
            return Err(ActError::field("title", &title, "at most 100 pages"));
        }
        let name = match &before {
            Some(before) => before.id.clone(),
            None => secret()?,
        };
        let kept = before.filter(|_| !anew).map(|before| before.secret);
        let page = Portfolio {
            id: name.clone(),
            owner: me.did(),
            purpose,
            title,
            words,
            badges,
            secret: kept.map_or_else(secret, Ok)?,
            open,
            at: self.now().millis(),
        };
        let key = key(&me.did(), &from_hex(&name).unwrap_or_default());
        self.commit(vec![notes::put(Shelf::Passport, &key, &page)]).await?;
        Ok(name)
    }

    /// Takes a page away, and its link with it.
    ///
    /// # Errors
    /// When there is no such page, or the store fails.
    pub(crate) async fn remove_portfolio(&self, me: &Identity, id: &str) -> Result<(), ActError> {
        let page = self.portfolio(&me.did(), id)?;
        let key = key(&me.did(), &from_hex(&page.id).unwrap_or_default());
        self.commit(vec![Write::Forget { shelf: Shelf::Passport, key }]).await
    }
}
