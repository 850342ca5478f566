//! The owner's browser: a link lets it in once, and then it stays for a while.
//!
//! Both are in memory alone, so that a restart lets everybody out; of either only the hash is kept. A
//! link is made for who can read the data folder, and for nobody else: there is no moment at which a
//! node waits for whoever comes first.

use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use bot_protocol::api::{SecretText, VisitLink};
use bot_protocol::canon::hash::{Hash, hex, sha256};
use bot_protocol::time::Timestamp;

use super::{ActError, Acts, random};
use crate::clock::monotonic;
use crate::keys::same;

/// How long a link is good: 30 minutes.
const LINK_LIFE: Duration = Duration::from_secs(30 * 60);

/// Most links that are good at a time: 8; a newer one ends the oldest.
const LINKS_MAX: usize = 8;

/// How long a browser stays in: 12 hours, a long day at school.
const VISIT_LIFE: Duration = Duration::from_secs(12 * 60 * 60);

/// Most browsers that are in at a time: 16; a newer one ends the oldest.
const VISITS_MAX: usize = 16;

/// Where the pages are, who may come in, and who is in.
#[derive(Debug, Default)]
pub(super) struct Visits {
    home: OnceLock<SocketAddr>,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    links: Vec<Pass>,
    visits: Vec<Pass>,
}

/// What a secret is good for, and how long: by the calendar, which may be set, and by the clock that
/// never goes back, which stops in sleep.
#[derive(Debug, Clone, Copy)]
struct Pass {
    key: Hash,
    /// The user of this machine with whose program somebody came in, where the system tells.
    user: Option<u32>,
    until: Timestamp,
    made: Instant,
    life: Duration,
}

impl Pass {
    fn fresh(life: Duration, now: Timestamp) -> Result<(Self, SecretText), ActError> {
        let secret = SecretText::new(hex(&random::<32>()?));
        let millis = u64::try_from(life.as_millis()).unwrap_or(u64::MAX);
        let until = Timestamp::from_millis(now.millis().saturating_add(millis));
        let key = key_of(secret.expose());
        let pass = Self { key, user: None, until, made: monotonic(), life };
        Ok((pass, secret))
    }

    fn stands(&self, now: Timestamp) -> bool {
        self.until > now && monotonic().saturating_duration_since(self.made) < self.life
    }
}

fn key_of(secret: &str) -> Hash {
    sha256(&[secret.as_bytes()])
}

/// Where a secret is among those that stand; whatever is over is gone.
fn find(all: &mut Vec<Pass>, secret: &str, now: Timestamp) -> Option<usize> {
    all.retain(|pass| pass.stands(now));
    let key = key_of(secret);
    all.iter().position(|pass| same(pass.key.as_bytes(), key.as_bytes()))
}

/// Adds one, and ends the oldest where there are too many.
fn add(all: &mut Vec<Pass>, pass: Pass, most: usize, now: Timestamp) {
    all.retain(|held| held.stands(now));
    while all.len() >= most {
        all.remove(0);
    }
    all.push(pass);
}

impl Visits {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Acts {
    /// Learns where the pages are; the first that is told stays.
    pub fn live_at(&self, address: SocketAddr) {
        self.visits.home.get_or_init(|| address);
    }

    /// Where the pages are, as far as it was told.
    pub(crate) fn home(&self) -> Option<SocketAddr> {
        self.visits.home.get().copied()
    }

    /// A link that lets one browser in, once, within 30 minutes.
    ///
    /// # Errors
    /// When no pages are served, or the system has no random bytes.
    pub fn visit_link(&self) -> Result<VisitLink, ActError> {
        let home = self.visits.home.get().ok_or_else(|| {
            ActError::lower(503, "interface-closed", &"no page of this node can be opened yet")
        })?;
        let now = self.now();
        let (pass, secret) = Pass::fresh(LINK_LIFE, now)?;
        let url = SecretText::new(format!("http://{home}/enter/{}", secret.expose()));
        add(&mut self.visits.kept().links, pass, LINKS_MAX, now);
        Ok(VisitLink { url, until: pass.until.to_string() })
    }

    /// Whether a link can still be used.
    pub(crate) fn is_link(&self, secret: &str) -> bool {
        find(&mut self.visits.kept().links, secret, self.now()).is_some()
    }

    /// Lets the bearer of a link in, who comes with a program of this user of the machine: the secret
    /// that tells them again. The link is used up; nobody comes in by one that is not there.
    ///
    /// # Errors
    /// When the system has no random bytes; the link can then be used again.
    pub(crate) fn enter(
        &self,
        secret: &str,
        user: Option<u32>,
    ) -> Result<Option<SecretText>, ActError> {
        let now = self.now();
        let (fresh, new) = Pass::fresh(VISIT_LIFE, now)?;
        let visit = Pass { user, ..fresh };
        let mut kept = self.visits.kept();
        let Some(at) = find(&mut kept.links, secret, now) else { return Ok(None) };
        kept.links.remove(at);
        add(&mut kept.visits, visit, VISITS_MAX, now);
        Ok(Some(new))
    }

    /// Whether somebody is in by this secret, with a program of this user of the machine: whoever else
    /// caught the secret is not.
    pub(crate) fn is_visiting(&self, secret: &str, user: Option<u32>) -> bool {
        let mut kept = self.visits.kept();
        let at = find(&mut kept.visits, secret, self.now());
        at.and_then(|at| kept.visits.get(at)).is_some_and(|visit| visit.user == user)
    }

    /// How many browsers are in.
    pub(crate) fn visitors(&self) -> usize {
        let (mut kept, now) = (self.visits.kept(), self.now());
        kept.visits.retain(|visit| visit.stands(now));
        kept.visits.len()
    }

    /// Lets out who is in by this secret; where `all`, everybody.
    pub(crate) fn leave(&self, secret: &str, all: bool) {
        let mut kept = self.visits.kept();
        match find(&mut kept.visits, secret, self.now()) {
            Some(_) if all => {
                kept.visits.clear();
                kept.links.clear();
            }
            Some(at) => {
                kept.visits.remove(at);
            }
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acts::tests::Room;

    fn secret(link: &VisitLink) -> String {
        link.url.expose().rsplit('/').next().unwrap().to_owned()
    }

    async fn room() -> Room {
        let room = Room::with(|_| ()).await;
        room.acts.live_at(([127, 0, 0, 1], 7340).into());
        room
    }

    #[tokio::test]
    async fn a_link_lets_one_browser_in_once() {
        let room = room().await;
        let link = room.acts.visit_link().unwrap();
        assert!(link.url.expose().starts_with("http://127.0.0.1:7340/enter/"));
        let secret = secret(&link);
        assert!(room.acts.is_link(&secret));
        assert!(!room.acts.is_visiting(&secret, Some(1000)), "a link is no visit");
        assert!(room.acts.enter(&secret[1..], Some(1000)).unwrap().is_none());
        assert!(room.acts.enter("", Some(1000)).unwrap().is_none());
        let visit = room.acts.enter(&secret, Some(1000)).unwrap().unwrap();
        assert!(room.acts.is_visiting(visit.expose(), Some(1000)));
        assert!(room.acts.enter(&secret, Some(1000)).unwrap().is_none(), "used up");
        assert!(
            room.acts.enter(visit.expose(), Some(1000)).unwrap().is_none(),
            "a visit is no link"
        );
        room.acts.leave("x", true);
        assert!(room.acts.is_visiting(visit.expose(), Some(1000)), "nobody lets others out");
        room.acts.leave(visit.expose(), false);
        assert!(!room.acts.is_visiting(visit.expose(), Some(1000)));
    }

    #[tokio::test]
    async fn what_another_user_of_the_machine_caught_lets_nobody_in() {
        let room = room().await;
        for (came, comes, expected) in [
            (Some(1000), Some(1000), true),
            (Some(1000), Some(1001), false),
            (Some(1000), None, false),
            (None, Some(1000), false),
            (None, None, true),
        ] {
            let link = secret(&room.acts.visit_link().unwrap());
            let visit = room.acts.enter(&link, came).unwrap().unwrap();
            let found = room.acts.is_visiting(visit.expose(), comes);
            assert_eq!(found, expected, "{came:?} {comes:?}");
        }
        assert_eq!(room.acts.visitors(), 5);
    }

    #[tokio::test]
    async fn both_end_by_themselves() {
        let room = room().await;
        let link = secret(&room.acts.visit_link().unwrap());
        let other = secret(&room.acts.visit_link().unwrap());
        let visit = room.acts.enter(&other, Some(1000)).unwrap().unwrap();
        room.pass(30 * 60 * 1000 - 1);
        assert!(room.acts.is_link(&link));
        room.pass(1);
        assert!(room.acts.enter(&link, Some(1000)).unwrap().is_none());
        room.pass((12 * 60 - 30) * 60 * 1000 - 1);
        assert!(room.acts.is_visiting(visit.expose(), Some(1000)));
        room.pass(1);
        assert!(!room.acts.is_visiting(visit.expose(), Some(1000)));
    }

    #[tokio::test]
    async fn there_are_so_many_and_no_more() {
        let room = room().await;
        let links: Vec<String> =
            (0..=LINKS_MAX).map(|_| secret(&room.acts.visit_link().unwrap())).collect();
        assert!(!room.acts.is_link(&links[0]), "the oldest ends");
        assert!(links[1..].iter().all(|link| room.acts.is_link(link)));
        let mut visits = Vec::new();
        for _ in 0..=VISITS_MAX {
            let link = secret(&room.acts.visit_link().unwrap());
            visits.push(room.acts.enter(&link, Some(1000)).unwrap().unwrap());
        }
        assert!(!room.acts.is_visiting(visits[0].expose(), Some(1000)));
        assert!(visits[1..].iter().all(|visit| room.acts.is_visiting(visit.expose(), Some(1000))));
        room.acts.leave(visits[1].expose(), true);
        assert!(visits.iter().all(|visit| !room.acts.is_visiting(visit.expose(), Some(1000))));
    }

    #[tokio::test]
    async fn without_pages_there_is_no_link_to_them() {
        let room = Room::with(|_| ()).await;
        assert_eq!(room.acts.visit_link().unwrap_err().code(), "interface-closed");
    }
}
