//! Credentials: what was issued here, what is held here, what others published.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bot_protocol::api::{CredentialRole, CredentialState, CredentialView, Page, PageQuery};
use bot_protocol::canon::json::{self, Value};
use bot_protocol::canon::multibase::decode_base64;
use bot_protocol::credential::bake::container::{self, Container};
use bot_protocol::credential::model::{Credential, many, renewed, types};
use bot_protocol::credential::status::{Place, StatusEntry};
use bot_protocol::feed::IssuerStatus;
use bot_protocol::identity::Did;
use bot_protocol::statement::Kind;
use bot_protocol::statement::kinds::Document;

use super::achievements::{names, text};
use super::mailbox::{Answers, Told};
use super::notes::{self, CopiesTold, Held, Imported, Issued};
use super::snapshot::{Snapshot, document};
use super::stages::stage_of;
use super::{ActError, Acts, one, page};
use crate::store::Shelf;

/// The form of a compact JWS with a credential as the claim `vc`.
pub(super) const JWT: &str = "vc-jwt";

/// One credential this node knows, from whichever side.
#[derive(Clone)]
pub(super) struct Badge {
    pub(super) id: String,
    pub(super) role: CredentialRole,
    pub(super) text: String,
    pub(super) value: Value,
    /// The identity of this node that keeps it as its own, where it came as a file.
    holder: Option<Did>,
    /// The nonce of the letter that offered it, in hex.
    letter: Option<String>,
    at: u64,
    /// The name of its form, where it is another than JSON with its own proofs.
    pub(super) format: Option<String>,
    /// Whether it came as a file.
    pub(super) imported: bool,
    /// Whether its form is no text, so that `text` is base64.
    binary: bool,
    /// What was told of it when it came, by the copies handed in with it.
    told: CopiesTold,
    /// Whether a wallet collected it from here.
    collected: bool,
}

/// What tells the state of credentials.
pub(super) struct Standing {
    answers: Answers,
    published: BTreeSet<(Did, String)>,
    statuses: BTreeMap<Did, IssuerStatus>,
}

impl Standing {
    /// Takes it that a credential stands in its holder's feed, or does not.
    pub(super) fn see_as(&mut self, published: bool, holder: Did, id: &str) {
        let entry = (holder, id.to_owned());
        if published {
            self.published.insert(entry);
        } else {
            self.published.remove(&entry);
        }
    }

    /// Whether an issuer's feed revokes what is at a place.
    pub(super) fn is_revoked(&self, issuer: &Did, place: Place) -> bool {
        self.statuses.get(issuer).is_some_and(|status| status.revoked.contains_key(&place))
    }

    /// Whether an issuer's feed suspends what is at a place, for now.
    pub(super) fn is_suspended(&self, issuer: &Did, place: Place) -> bool {
        self.statuses.get(issuer).is_some_and(|status| status.is_suspended(place))
    }

    /// What its issuer's feed says of a credential, where it takes it back, for good or for now.
    pub(super) fn taken_back(&self, credential: &Value) -> Option<CredentialState> {
        let issuer = Credential::new(credential).issuer().and_then(|issuer| issuer.parse().ok());
        let of = |(by, list, index)| (issuer == Some(by)).then_some((by, Place { list, index }));
        let own: Vec<(Did, Place)> = places(credential).into_iter().filter_map(of).collect();
        if own.iter().any(|(by, place)| self.is_revoked(by, *place)) {
            return Some(CredentialState::Revoked);
        }
        let is_suspended = own.iter().any(|(by, place)| self.is_suspended(by, *place));
        is_suspended.then_some(CredentialState::Suspended)
    }

    /// Whether an issuer's feed says anything of a place.
    pub(super) fn is_told(&self, issuer: &Did, place: Place) -> bool {
        let status = self.statuses.get(issuer);
        let told = |status: &IssuerStatus| status.suspensions.contains_key(&place);
        self.is_revoked(issuer, place) || status.is_some_and(told)
    }
}

impl Badge {
    fn new(role: CredentialRole, text: String, letter: Option<String>, at: u64) -> Option<Self> {
        Self::kept(None, role, (text, letter, at))
    }

    /// As [`Badge::new`]; one without an id goes by the name it is kept by.
    fn kept(
        name: Option<&str>,
        role: CredentialRole,
        (text, letter, at): (String, Option<String>, u64),
    ) -> Option<Self> {
        let value = json::read(text.as_bytes()).ok()?;
        let id = value.get("id").and_then(Value::as_str).or(name)?.to_owned();
        let (format, told) = (None, CopiesTold::default());
        let (imported, binary, collected) = (false, false, false);
        Some(Self {
            id,
            role,
            text,
            value,
            holder: None,
            letter,
            at,
            format,
            imported,
            binary,
            told,
            collected,
        })
    }

    /// A credential that was issued here, as it was signed.
    fn issued(name: &str, note: Issued) -> Option<Self> {
        let Issued { document, letter, at, carried, .. } = note;
        let badge = Self::kept(Some(name), CredentialRole::Issued, (document, letter, at))?;
        let collected = carried.is_some();
        Some(match carried.and_then(|carried| carried.jwt) {
            None => Self { collected, ..badge },
            Some(text) => Self { text, format: Some(JWT.to_owned()), collected, ..badge },
        })
    }

    /// A badge that came as a file, and what it says in the shape of a VC.
    pub(super) fn imported(note: Imported, value: Value) -> Self {
        let role = match note.holder {
            Some(_) => CredentialRole::Held,
            None => CredentialRole::Seen,
        };
        let Imported { id, holder, format, text, at, binary, told, .. } = note;
        let (letter, imported, collected) = (None, true, false);
        Self {
            id,
            role,
            text,
            value,
            holder,
            letter,
            at,
            format,
            imported,
            binary,
            told,
            collected,
        }
    }

    /// Its file, byte for byte as it was signed.
    pub(super) fn file(&self) -> Result<Vec<u8>, ActError> {
        match self.binary {
            true => decode_base64(&self.text).map_err(|_| ActError::Broken),
            false => Ok(self.text.clone().into_bytes()),
        }
    }

    /// A credential that nobody here has noted.
    pub(super) fn handed_in(document: &Document) -> Option<Self> {
        Self::new(CredentialRole::Seen, text(document.bytes()), None, 0)
    }

    /// Whether it was issued here, or accepted here from a letter.
    fn is_noted(&self) -> bool {
        self.role == CredentialRole::Issued || self.letter.is_some()
    }

    /// Whether somebody issued it, is who it is about, or keeps it as their own.
    pub(super) fn is_of(&self, who: &Did) -> bool {
        [self.issuer(), self.subject(), self.holder].contains(&Some(*who))
    }

    /// Whether it is about somebody, or kept by them as their own.
    pub(super) fn is_held_by(&self, who: &Did) -> bool {
        self.role == CredentialRole::Held && [self.subject(), self.holder].contains(&Some(*who))
    }

    /// Which sort of achievement it says it is, and the words to find it by.
    pub(super) fn kind_and_tags(&self) -> (Option<&str>, Vec<String>) {
        let credential = Credential::new(&self.value);
        let kind = credential.achievement().and_then(|of| of.get("achievementType"));
        let tags = credential.tags().into_iter().map(str::to_owned).collect();
        (kind.and_then(Value::as_str), tags)
    }

    /// When it came here or was made here.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    pub(super) fn issuer(&self) -> Option<Did> {
        Credential::new(&self.value).issuer()?.parse().ok()
    }

    pub(super) fn subject(&self) -> Option<Did> {
        Credential::new(&self.value).subject_id()?.parse().ok()
    }

    /// Who gave it to whom, for whoever takes it for their own.
    pub(super) fn parties(&self) -> String {
        let credential = Credential::new(&self.value);
        let name = |id: Option<&str>| id.unwrap_or("nobody").to_owned();
        let (issuer, subject) = (name(credential.issuer()), name(credential.subject_id()));
        format!("{} was issued by {issuer} to {subject}", self.id)
    }

    /// Where it may be revoked: whose list, its number, the index in it.
    pub(super) fn places(&self) -> Vec<(Did, u32, u32)> {
        places(&self.value)
    }
}

/// Where a credential may be revoked, as it says itself.
pub(super) fn places(credential: &Value) -> Vec<(Did, u32, u32)> {
    Credential::new(credential)
        .statuses()
        .filter_map(|entry| match StatusEntry::read(entry) {
            StatusEntry::Ours { issuer, place, .. } => Some((issuer, place.list, place.index)),
            StatusEntry::List(_)
            | StatusEntry::Revocations { .. }
            | StatusEntry::Foreign { .. }
            | StatusEntry::Wrong { .. } => None,
        })
        .collect()
}

impl Acts {
    /// The credentials issued, held or seen here, newest first; of one identity where one is named.
    ///
    /// # Errors
    /// When the store cannot be read, or the identity or the page is refused.
    pub fn credentials(&self, query: &PageQuery) -> Result<Page<CredentialView>, ActError> {
        let who = query.as_identity.as_deref().map(|who| self.pick(Some(who))).transpose()?;
        let all = self.credentials_of(who.map(|identity| identity.did()))?;
        let mut page = page(all.to_vec(), query)?;
        self.doubt(&self.snapshot()?, &mut page.items)?;
        Ok(page)
    }

    /// The same, whole, of somebody; of nobody, all that is known. Read once, until something changes.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn credentials_of(
        &self,
        who: Option<Did>,
    ) -> Result<Arc<Vec<CredentialView>>, ActError> {
        let snapshot = self.snapshot()?;
        let read = || {
            let standing = self.standing(&snapshot)?;
            let mut badges = self.badges(&snapshot)?;
            badges.retain(|badge| who.is_none_or(|who| badge.is_of(&who)));
            badges.sort_by(|a, b| (b.at, &a.id).cmp(&(a.at, &b.id)));
            Ok(badges.iter().map(|badge| view(&snapshot, &standing, badge, false)).collect())
        };
        // How one from elsewhere is read may change without the store.
        match self.imported()?.is_empty() {
            true => self.remembered.list(snapshot.stamp(), (|read| &mut read.views, who), read),
            false => Ok(Arc::new(read()?)),
        }
    }

    /// One credential, by its id or the beginning of its uuid.
    ///
    /// # Errors
    /// When none or several fit.
    pub fn credential(&self, id: &str) -> Result<CredentialView, ActError> {
        let snapshot = self.snapshot()?;
        let badge = self.badge(&snapshot, id)?;
        let anchor = self.anchor_of(badge.text.as_bytes())?;
        let doubt = self.doubt_of(&snapshot, &badge)?;
        Ok(CredentialView {
            anchor,
            doubt,
            ..view(&snapshot, &self.standing(&snapshot)?, &badge, true)
        })
    }

    /// The credential baked into its achievement's image, with the image's media type.
    ///
    /// # Errors
    /// When none or several fit, or it has no image of its own.
    pub fn baked(&self, id: &str) -> Result<(Vec<u8>, &'static str), ActError> {
        let badge = self.badge(&self.snapshot()?, id)?;
        if let Some(picture) = self.imported_picture(&badge.id)? {
            let is_svg = container::sniff(&picture) == Some(Container::Svg);
            return Ok((picture, if is_svg { "image/svg+xml" } else { "image/png" }));
        }
        let image = Credential::new(&badge.value)
            .achievement()
            .and_then(|achievement| achievement.at(&["image", "id"]))
            .and_then(Value::as_str)
            .ok_or_else(|| ActError::conflict("image-missing", "its achievement has no image"))?;
        bake_into(image, &badge.text)
    }

    pub(super) fn badge(&self, snapshot: &Snapshot<'_>, id: &str) -> Result<Arc<Badge>, ActError> {
        one("credential", id, self.badges(snapshot)?, |badge| &badge.id)
    }

    /// Every credential known, each once: from the side that knows most of it.
    pub(super) fn badges(&self, snapshot: &Snapshot<'_>) -> Result<Vec<Arc<Badge>>, ActError> {
        let read = || self.read_badges(snapshot);
        let known = self.remembered.list(snapshot.stamp(), (|read| &mut read.badges, ()), read)?;
        // How one from elsewhere is read may change without the store.
        let imported = self.imported()?;
        if imported.is_empty() {
            return Ok(known.to_vec());
        }
        let mut all: BTreeMap<&str, Arc<Badge>> =
            known.iter().map(|badge| (badge.id.as_str(), Arc::clone(badge))).collect();
        let imported: Vec<Arc<Badge>> = imported.into_iter().map(Arc::new).collect();
        for badge in &imported {
            let is_ours = all.get(badge.id.as_str()).is_some_and(|known| known.is_noted());
            if !is_ours {
                all.insert(&badge.id, Arc::clone(badge));
            }
        }
        Ok(all.into_values().collect())
    }

    /// Every badge that was issued or accepted here, or published by anybody.
    fn read_badges(&self, snapshot: &Snapshot<'_>) -> Result<Vec<Arc<Badge>>, ActError> {
        let mut all: BTreeMap<String, Badge> = BTreeMap::new();
        for said in snapshot.said(Kind::Publish)? {
            let Some(document) = document(&said.content) else { continue };
            let at = said.ts().millis();
            let own = self.speaker_for(snapshot, &said.author).is_some()
                && Held::of_ledger(&said).is_some();
            let role = if own { CredentialRole::Held } else { CredentialRole::Seen };
            let badge = Badge::new(role, text(document.bytes()), None, at);
            all.extend(badge.map(|badge| (badge.id.clone(), badge)));
        }
        for (id, note) in notes::by_text::<Issued>(self.store(), Shelf::Issued)? {
            all.extend(Badge::issued(&id, note).map(|badge| (badge.id.clone(), badge)));
        }
        for (id, note) in notes::by_text::<Held>(self.store(), Shelf::Held)? {
            let badge = Badge::new(CredentialRole::Held, note.document, Some(note.letter), note.at);
            all.extend(badge.map(|badge| (id, badge)));
        }
        Ok(all.into_values().map(Arc::new).collect())
    }

    pub(super) fn standing(&self, snapshot: &Snapshot<'_>) -> Result<Standing, ActError> {
        let mut published = BTreeSet::new();
        for said in snapshot.said(Kind::Publish)? {
            if let Some(id) = document(&said.content).and_then(Document::id) {
                published.insert((said.author, id.to_owned()));
            }
        }
        let statuses = snapshot.statuses(self.store())?;
        Ok(Standing { answers: self.answers()?, published, statuses })
    }

    /// A credential that was just signed, or would be.
    pub(super) fn view_of_award(
        &self,
        snapshot: &Snapshot<'_>,
        document: &Document,
    ) -> Result<CredentialView, ActError> {
        // It goes by a letter, which has no name yet.
        let letter = Some(String::new());
        let badge = Badge::new(CredentialRole::Issued, text(document.bytes()), letter, 0);
        let badge = badge.ok_or(ActError::Broken)?;
        Ok(view(snapshot, &self.standing(snapshot)?, &badge, true))
    }
}

pub(super) fn view(
    snapshot: &Snapshot<'_>,
    standing: &Standing,
    badge: &Badge,
    whole: bool,
) -> CredentialView {
    let credential = Credential::new(&badge.value);
    let issuer = credential.issuer().unwrap_or_default().to_owned();
    let subject = credential.subject_id().unwrap_or_default().to_owned();
    let achievement =
        credential.achievement().and_then(|of| of.get("name")).and_then(Value::as_str);
    let member = |name: &str| badge.value.get(name).and_then(Value::as_str).map(str::to_owned);
    let published = badge
        .subject()
        .is_some_and(|holder| standing.published.contains(&(holder, badge.id.clone())));
    CredentialView {
        stage: stage_of(&credential),
        id: badge.id.clone(),
        role: badge.role,
        state: state(standing, badge, published),
        achievement: achievement
            .or(credential.name())
            .or(badge.told.name.as_deref())
            .or(kind_of(&credential).filter(|_| badge.role == CredentialRole::Issued))
            // An old badge whose description is not at hand is called by its address.
            .unwrap_or(&badge.id)
            .to_owned(),
        names: credential.achievement().map(names).unwrap_or_default(),
        issuer_name: snapshot
            .name(&issuer)
            .or(credential.issuer_name().map(str::to_owned))
            .or(badge.told.issuer_name.clone()),
        issuer: if issuer.is_empty() { badge.told.issuer.clone() } else { issuer },
        subject_name: snapshot.name(&subject).or(receiver(&credential, &subject)),
        subject,
        valid_from: member("validFrom"),
        valid_until: member("validUntil"),
        renews: renewed::former_of(&credential).map(str::to_owned),
        published,
        refusal: refusal(standing, badge),
        stewards: None,
        doubt: None,
        anchor: None,
        imported: badge.imported,
        format: badge.format.clone(),
        document: whole.then(|| badge.text.clone()),
    }
}

/// What a credential that another program described without a name is, by its own word.
fn kind_of<'a>(credential: &Credential<'a>) -> Option<&'a str> {
    types(credential.document()).find(|kind| *kind != "VerifiableCredential")
}

/// The address by which a badge names its receiver that is named by no identifier: plain where it
/// is written so, else its hash as it stands there.
fn receiver(credential: &Credential<'_>, subject: &str) -> Option<String> {
    let named = credential.subjects().filter_map(|subject| subject.get("identifier"));
    let mut texts = named.flat_map(many).filter_map(|one| one.get("identityHash")?.as_str());
    texts.next().filter(|_| subject.is_empty()).map(str::to_owned)
}

fn state(standing: &Standing, badge: &Badge, published: bool) -> CredentialState {
    if let Some(taken_back) = standing.taken_back(&badge.value) {
        return taken_back;
    }
    if published {
        return CredentialState::Published;
    }
    if badge.imported {
        return CredentialState::Imported;
    }
    match badge.role {
        CredentialRole::Held | CredentialRole::Seen => CredentialState::Accepted,
        CredentialRole::Issued if badge.collected => CredentialState::Accepted,
        CredentialRole::Issued => {
            let Some(letter) = &badge.letter else { return CredentialState::Issued };
            let Some(subject) = badge.subject() else { return CredentialState::Offered };
            match standing.answers.to(letter, &subject) {
                Told::Nothing => CredentialState::Offered,
                Told::Yes => CredentialState::Accepted,
                Told::No => CredentialState::Refused,
            }
        }
    }
}

/// Why whom it was offered to refused it, where that is how it stands.
fn refusal(standing: &Standing, badge: &Badge) -> Option<String> {
    let (letter, subject) = (badge.letter.as_ref()?, badge.subject()?);
    let issued = badge.role == CredentialRole::Issued;
    standing.answers.refusal(letter, &subject).filter(|_| issued).map(str::to_owned)
}

/// Bakes a credential into the image of a `data:` URI.
fn bake_into(uri: &str, credential: &str) -> Result<(Vec<u8>, &'static str), ActError> {
    let failed = |detail: &str| ActError::conflict("image-unusable", detail);
    let (head, data) = uri.split_once(',').ok_or_else(|| failed("its image is no data: URI"))?;
    let image = if head.ends_with(";base64") {
        decode_base64(data).map_err(|_| failed("its image is no base64"))?
    } else {
        return Err(failed("its image is not in base64"));
    };
    let media_type = if head.starts_with("data:image/png") { "image/png" } else { "image/svg+xml" };
    let baked = container::bake(&image, credential).map_err(|error| failed(&error.to_string()))?;
    Ok((baked, media_type))
}
