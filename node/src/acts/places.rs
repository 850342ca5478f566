//! Places in status lists: given to one credential each, by chance, and never again.
//!
//! Source: `spec/status.md` §1.

use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::Credential;
use bot_protocol::credential::status::{LISTS_OF_WRITER_MAX, Place, StatusPurpose};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::limits::STATUS_LIST_ENTRIES;
use bot_protocol::statement::Kind;

use super::credentials::places;
use super::offers::check_signed;
use super::snapshot::{Said, Snapshot, document};
use super::{ActError, Acts, random};
use crate::store::{Shelf, Write};

/// Tries to find a free place in a status list. With half of the list taken, missing a free one
/// this often has a chance below one in a million.
const PLACES_TRIED: usize = 20;

/// Places of one list that are given away before the next list is begun: half of it.
const TAKEN_MAX: usize = STATUS_LIST_ENTRIES as usize / 2;

impl Acts {
    /// A place in the issuer's lists that no other credential has; random, so that it tells nothing
    /// of how many there are or in what order. The lists are this installation's alone. A place that
    /// a feed shows as some credential's is taken too, though nothing was noted of it here.
    pub(super) fn free_place(
        &self,
        snapshot: &Snapshot<'_>,
        issuer: &Did,
    ) -> Result<Place, ActError> {
        let list = self.open_list(issuer)?;
        let standing = self.standing(snapshot)?;
        for _ in 0..PLACES_TRIED {
            let place = Place::random(list, random()?);
            let noted = self.store().note(Shelf::Status, &place_key(issuer, place))?.is_some();
            if !noted && !standing.is_told(issuer, place) && !is_shown(snapshot, issuer, place)? {
                return Ok(place);
            }
        }
        Err(full())
    }

    /// The first list of this installation of which less than half is taken.
    fn open_list(&self, issuer: &Did) -> Result<u32, ActError> {
        let identity = self.keys.identity(issuer).ok_or(ActError::Broken)?;
        let writer = identity.writer().ok_or(ActError::Broken)?.public();
        let first = Place::first_list(&writer);
        for list in (0..LISTS_OF_WRITER_MAX).map(|number| first.saturating_add(number)) {
            if self.taken_in(issuer, list)? < TAKEN_MAX {
                return Ok(list);
            }
        }
        Err(full())
    }

    /// The lists of this installation in which a place was given away.
    pub(super) fn lists_used(
        &self,
        issuer: &Did,
        writer: &PublicKey,
    ) -> Result<Vec<u32>, ActError> {
        let first = Place::first_list(writer);
        let mut used = Vec::new();
        for list in (0..LISTS_OF_WRITER_MAX).map(|number| first.saturating_add(number)) {
            if self.taken_in(issuer, list)? == 0 {
                break;
            }
            used.push(list);
        }
        Ok(used)
    }

    /// How many places of a list were given away here.
    pub(super) fn taken_in(&self, issuer: &Did, list: u32) -> Result<usize, ActError> {
        Ok(self.store().notes(Shelf::Status, &list_key(issuer, list))?.len())
    }

    /// What `credentialStatus` of a credential of the issuer at this place is. A badge has one
    /// entry, as the schema of Open Badges allows no more.
    pub(super) fn status_entry(&self, issuer: &Did, place: Place) -> Value {
        place.entry(issuer, StatusPurpose::Revocation, self.base_url())
    }

    /// The address of this node on the web, where it has one.
    pub(super) fn base_url(&self) -> Option<&str> {
        Some(self.config.web.base_url.as_str()).filter(|base| !base.is_empty())
    }
}

fn full() -> ActError {
    ActError::conflict("status-list-full", "no free place was found in the status list")
}

/// The note that a place is a credential's.
pub(super) fn place_note(issuer: &Did, place: Place, credential: &str) -> Write {
    let (key, value) = (place_key(issuer, place), credential.as_bytes().to_vec());
    Write::Note { shelf: Shelf::Status, key, value }
}

fn list_key(issuer: &Did, list: u32) -> Vec<u8> {
    [&issuer.public_key().as_bytes()[..], &list.to_be_bytes()].concat()
}

fn place_key(issuer: &Did, place: Place) -> Vec<u8> {
    [list_key(issuer, place.list), place.index.to_be_bytes().to_vec()].concat()
}

/// Whether somebody published a credential of the issuer at this place. Only the issuer's signature
/// takes a place: what strangers write could fill the list.
pub(super) fn is_shown(
    snapshot: &Snapshot<'_>,
    issuer: &Did,
    place: Place,
) -> Result<bool, ActError> {
    let whole = (*issuer, place.list, place.index);
    let shows = |said: Said| {
        document(&said.content).is_some_and(|document| {
            let by_issuer = Credential::new(document.value()).issuer().map(str::to_owned);
            by_issuer == Some(issuer.to_string())
                && places(document.value()).contains(&whole)
                && check_signed(document).is_ok()
        })
    };
    Ok(snapshot.said(Kind::Publish)?.into_iter().any(shows))
}
