//! Identities: made, shown, saved on paper, brought back, and introduced to the network.

use std::sync::Arc;
use std::time::Duration;

use bot_protocol::api::{
    Done, IdentityDraft, IdentityView, Page, PageQuery, PartyKind, RecoveryConfirm,
    RecoveryRequest, RecoverySheet, RecoveryState, RestoreRequest, SecretText,
};
use bot_protocol::feed::KeyEvent;
use bot_protocol::identity::Did;
use bot_protocol::statement::{Content, Kind};

use super::snapshot::{Snapshot, profile};
use super::{ActError, Acts, page};
use crate::clock::monotonic;
use crate::keys::{Identity, KeysError, Naming, Root, TrustBox};

/// After a wrong passphrase none is looked at for this long, right or wrong: guessing over HTTP is hopeless,
/// and whoever hangs up early gains nothing.
const WRONG_PASSPHRASE: Duration = Duration::from_secs(1);

impl Acts {
    /// The identities of this node, in the order they were made.
    ///
    /// # Errors
    /// When the store cannot be read or the page is refused.
    pub fn identities(&self, query: &PageQuery) -> Result<Page<IdentityView>, ActError> {
        let snapshot = self.snapshot()?;
        let all = self.keys.identities();
        let views =
            all.iter().map(|identity| self.identity_view(&snapshot, identity, all.len() == 1));
        page(views.collect::<Result<Vec<_>, _>>()?, query)
    }

    /// For whom the owner acts: the identity named, where it lives here, else the first.
    pub(crate) fn acting_for(&self, wanted: Option<&str>) -> Option<Arc<Identity>> {
        let all = self.keys.identities();
        let named = all.iter().find(|one| wanted == Some(one.did().to_string().as_str()));
        named.or_else(|| all.first()).map(Arc::clone)
    }

    /// Everybody who lives here.
    pub(crate) fn everybody_here(&self) -> Vec<Arc<Identity>> {
        self.keys.identities()
    }

    /// What somebody says that they stand for, where that is held; nothing of who is no DID of ours.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn party_of(&self, did: &str) -> Result<Option<PartyKind>, ActError> {
        let Ok(did) = did.parse::<Did>() else { return Ok(None) };
        self.snapshot()?.kind_of(&did)
    }

    /// Makes a new identity and introduces it.
    ///
    /// # Errors
    /// When a text is refused or the name is taken.
    pub async fn make_identity(&self, draft: IdentityDraft) -> Result<IdentityView, ActError> {
        let IdentityDraft { party, name, description, url, dry_run } = draft;
        let naming = Naming { name, party, description, url };
        self.keys.check_naming(&naming)?;
        if dry_run {
            return Ok(self.planned(String::new(), naming, RecoveryState::ToExport));
        }
        let _turn = self.turn().await;
        let now = self.now();
        let identity = self.in_box(move |keys| keys.add(naming, now)).await?;
        self.introduce().await?;
        self.shown(&identity.did())
    }

    /// Brings an identity back from its recovery sheet, with a writer of its own.
    ///
    /// # Errors
    /// When the words are no sheet, or the identity or name is here already.
    pub async fn restore_identity(
        &self,
        request: RestoreRequest,
    ) -> Result<IdentityView, ActError> {
        let RestoreRequest { words, name, party, dry_run } = request;
        let root = Root::from_words(words.expose()).map_err(KeysError::from)?;
        let naming = Naming { name, party, description: None, url: None };
        self.keys.check_naming(&naming)?;
        let did = Did::from(root.identity_key().public());
        if self.keys.identity(&did).is_some() {
            return Err(KeysError::Taken { who: did.to_string() }.into());
        }
        if dry_run {
            return Ok(self.planned(did.to_string(), naming, RecoveryState::Exported));
        }
        let _turn = self.turn().await;
        let now = self.now();
        self.in_box(move |keys| keys.restore(&root, naming, now)).await?;
        self.introduce().await?;
        self.shown(&did)
    }

    /// The recovery sheet, for whoever knows the passphrase.
    ///
    /// # Errors
    /// When the passphrase is wrong, or the sheet was confirmed before.
    pub async fn recovery_sheet(
        &self,
        who: &str,
        request: RecoveryRequest,
    ) -> Result<RecoverySheet, ActError> {
        let identity = self.pick(Some(who))?;
        self.unlocked_by(&request.passphrase).await?;
        let words = self.keys.sheet(&identity.did())?;
        Ok(RecoverySheet {
            did: identity.did().to_string(),
            name: identity.name().to_owned(),
            party: identity.naming().party,
            words: SecretText::new(words.to_string()),
        })
    }

    /// Checks the sheet as read back from paper, and forgets its root.
    ///
    /// # Errors
    /// When the passphrase is wrong or the words are not this identity's.
    pub async fn confirm_recovery(
        &self,
        who: &str,
        request: RecoveryConfirm,
    ) -> Result<Done, ActError> {
        let identity = self.pick(Some(who))?;
        self.unlocked_by(&request.passphrase).await?;
        let changed = identity.root().is_some();
        let did = identity.did();
        self.in_box(move |keys| keys.confirm_sheet(&did, request.words.expose())).await?;
        Ok(Done { changed, ..Done::default() })
    }

    /// Makes every identity of the box known here: its writer key for this store, its inception
    /// and its writer in the key log, a profile where there is none. Done at every start; what is
    /// there already is left as it is.
    ///
    /// # Errors
    /// When the box or the store cannot be written.
    pub async fn introduce(&self) -> Result<(), ActError> {
        let store = self.store().info().id;
        self.in_box(move |keys| keys.bind(store)).await?;
        for identity in self.keys.identities() {
            self.introduce_one(&identity).await?;
        }
        Ok(())
    }

    async fn introduce_one(&self, identity: &Identity) -> Result<(), ActError> {
        let Some(writer) = identity.writer() else { return Ok(()) };
        let did = identity.did();
        let (begun, named, told) = {
            let snapshot = self.snapshot()?;
            let log = snapshot.ring.log(&did);
            let begun = log.is_some_and(|log| log.next_keys().contains(&identity.next()));
            let named = log.is_some_and(|log| log.names(&writer.public()));
            // One that was erased since was said, too: it is not brought back.
            let told = self.store().of_kind(Kind::Profile, Some(&writer.public()))?;
            (begun, named, !told.is_empty())
        };
        self.hands.host(identity.key().clone(), writer.clone()).await?;
        if !begun {
            let event = KeyEvent::inception_with(identity.next(), identity.key());
            self.hands.say_key(event).await?;
        }
        if !named {
            self.hands.say_key(KeyEvent::writer(writer, self.now(), identity.key())?).await?;
        }
        if identity.restored() {
            // Now that its writer is named, the driver begins its feed by saying where it is.
            self.hands.host(identity.key().clone(), writer.clone()).await?;
        } else if !told {
            let content = Content::Profile(identity.naming().profile());
            self.hands.say(did, content, Vec::new()).await?;
        }
        Ok(())
    }

    /// Closes the writers that a restored identity lost, at the size held here, and calls it what
    /// its feed calls it: to be done when a catch-up with a peer ended. Writers made after ours belong to a later restore and are left
    /// alone. A larger size that is seen later closes again: the largest counts.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn close_lost(&self) -> Result<(), ActError> {
        let _turn = self.turn().await;
        for identity in self.keys.identities() {
            if !identity.restored() {
                continue;
            }
            for event in self.lost_writers(&identity)? {
                self.hands.say_key(event).await?;
            }
            self.remember(&identity).await?;
        }
        Ok(())
    }

    /// A sheet holds no profile: party, description, address and public name of a restored
    /// identity are those it last gave in its feed, whatever was typed when it was restored.
    async fn remember(&self, identity: &Identity) -> Result<(), ActError> {
        let did = identity.did();
        let Some(naming) = self.named_in_feed(identity)? else { return Ok(()) };
        let others = self.keys.identities();
        let taken = others.iter().any(|one| one.did() != did && one.name() == naming.name);
        // One name for two identities would leave both without: the typed one stays.
        let name = if taken { identity.name().to_owned() } else { naming.name.clone() };
        let naming = Naming { name, ..naming };
        if naming == *identity.naming() || naming.check().is_err() {
            return Ok(());
        }
        self.in_box(move |keys| keys.rename(&did, &naming)).await
    }

    fn named_in_feed(&self, identity: &Identity) -> Result<Option<Naming>, ActError> {
        let said = self.snapshot()?.said_by(&identity.did(), Kind::Profile)?;
        let newest = said.into_iter().max_by_key(super::snapshot::Said::ts);
        Ok(newest.and_then(|said| profile(&said.content).cloned()).map(Naming::of))
    }

    fn lost_writers(&self, identity: &Identity) -> Result<Vec<KeyEvent>, ActError> {
        let snapshot = self.snapshot()?;
        let own = identity.writer().map(bot_protocol::identity::SecretKey::public);
        let (Some(own), Some(log)) = (own, snapshot.ring.log(&identity.did())) else {
            return Ok(Vec::new());
        };
        let writers = || {
            log.events().filter_map(|event| event.act().writer().map(|writer| (writer, event.ts())))
        };
        let Some((_, ours)) = writers().find(|(writer, _)| *writer == own) else {
            return Ok(Vec::new());
        };
        let mut events = Vec::new();
        for (writer, since) in writers().filter(|(writer, since)| *writer != own && *since < ours) {
            let held = self.store().head(&writer)?.map_or(0, |head| head.size);
            tracing::debug!(since = since.millis(), held, "a lost writer is closed");
            if log.closed_at(&writer).is_none_or(|size| size < held) {
                events.push(KeyEvent::close(writer, held, self.now(), identity.key()));
            }
        }
        Ok(events)
    }

    /// Works on the trust box apart from the network's threads: scrypt takes its time.
    pub(super) async fn in_box<T: Send + 'static>(
        &self,
        work: impl FnOnce(&TrustBox) -> Result<T, KeysError> + Send + 'static,
    ) -> Result<T, ActError> {
        let keys = Arc::clone(&self.keys);
        let done = tokio::task::spawn_blocking(move || work(&keys)).await;
        Ok(done.map_err(|_| ActError::Broken)??)
    }

    async fn unlocked_by(&self, passphrase: &SecretText) -> Result<(), ActError> {
        // One at a time, and apart from what else is done here.
        let mut wrong = self.guessed.lock().await;
        if let Some(before) = *wrong {
            let waited = monotonic().saturating_duration_since(before);
            tokio::time::sleep(WRONG_PASSPHRASE.saturating_sub(waited)).await;
        }
        if self.keys.opens_with(passphrase) {
            *wrong = None;
            return Ok(());
        }
        *wrong = Some(monotonic());
        Err(ActError::Lower {
            status: 403,
            code: "passphrase-wrong",
            detail: "the passphrase does not open the trust box".to_owned(),
            field: Some("passphrase".to_owned()),
        })
    }

    fn shown(&self, did: &Did) -> Result<IdentityView, ActError> {
        let identity = self.pick(Some(&did.to_string()))?;
        self.identity_view(&self.snapshot()?, &identity, self.keys.identities().len() == 1)
    }

    fn identity_view(
        &self,
        snapshot: &Snapshot<'_>,
        identity: &Identity,
        default: bool,
    ) -> Result<IdentityView, ActError> {
        let did = identity.did();
        let log = snapshot.ring.log(&did);
        let mut entries = 0;
        for writer in log.map(|log| log.writers()).unwrap_or_default().keys() {
            entries += self.store().head(writer)?.map_or(0, |head| u64::from(head.size));
        }
        let recovery = if identity.root().is_some() {
            RecoveryState::ToExport
        } else {
            RecoveryState::Exported
        };
        let mut view = self.planned(did.to_string(), identity.naming().clone(), recovery);
        view.created = identity.created().to_string();
        view.default = default;
        view.writer = identity.writer().map(|writer| writer.public().to_multikey());
        view.entries = entries;
        view.disputed = log.is_some_and(bot_protocol::feed::KeyLog::disputed);
        view.closed = snapshot.is_closed(identity);
        Ok(view)
    }

    fn planned(&self, did: String, naming: Naming, recovery: RecoveryState) -> IdentityView {
        let Naming { name, party, description, url } = naming;
        IdentityView {
            did,
            name,
            party,
            description,
            url,
            created: self.now().to_string(),
            default: self.keys.identities().is_empty(),
            writer: None,
            entries: 0,
            recovery,
            disputed: false,
            closed: false,
        }
    }
}
