//! Achievements: what can be awarded.

use std::collections::BTreeSet;

use bot_protocol::api::{AchievementDraft, AchievementView, LanguageMap, Page, PageQuery};
use bot_protocol::canon::json::Value;
use bot_protocol::canon::multibase::decode_base64;
use bot_protocol::credential::bake::container;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::issue::{awardable, uuid};
use bot_protocol::credential::model::definition::{self, Definition, DefinitionError};
use bot_protocol::identity::Did;
use bot_protocol::limits::BODY_BYTES_MAX;
use bot_protocol::statement::kinds::Document;
use bot_protocol::statement::{Content, Kind, Statement};

use super::repeat::Asked;
use super::snapshot::{Said, Snapshot, document};
use super::{ActError, Acts, one, page, random};
use crate::keys::Identity;

/// Room that an award takes beside the achievement it holds: who, to whom, when, the signature.
const AWARD_BYTES: usize = 2048;

/// An achievement this node knows, and the statement that describes it.
pub(super) struct Known {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) said: Said,
    pub(super) document: Document,
}

/// What is called by a text, in any language.
pub(super) enum Called {
    /// One achievement of this node, by its id.
    Own(String),
    /// Those of others, by the names that their badges tell first; anybody may call anything so.
    Others(BTreeSet<String>),
}

impl Acts {
    /// The achievements this node knows, its own first, newest first.
    ///
    /// # Errors
    /// When the store cannot be read, or the identity or the page is refused.
    pub fn achievements(&self, query: &PageQuery) -> Result<Page<AchievementView>, ActError> {
        let creator = query.as_identity.as_deref().map(|who| self.pick(Some(who))).transpose()?;
        let snapshot = self.snapshot()?;
        let known = known(&snapshot)?;
        let mut views: Vec<AchievementView> = known
            .iter()
            // What is described by a key that was given up is awarded by whoever goes on.
            .filter(|known| {
                let is_by = |who: &Did| snapshot.ring.is_one(who, &known.said.author);
                creator.as_ref().is_none_or(|who| is_by(&who.did()))
            })
            .map(|known| self.achievement_view(&snapshot, known, false))
            .collect();
        views.sort_by(|a, b| (b.own, &b.at, &a.id).cmp(&(a.own, &a.at, &b.id)));
        page(views, query)
    }

    /// One achievement, by its id, the beginning of it, or its name.
    ///
    /// # Errors
    /// When none or several fit.
    pub fn achievement(&self, id: &str) -> Result<AchievementView, ActError> {
        let snapshot = self.snapshot()?;
        let found = self.find_achievement(&snapshot, id)?;
        Ok(self.achievement_view(&snapshot, &found, true))
    }

    /// Describes an achievement in the feed of its creator. Repeated with the same words, nothing is
    /// written again.
    ///
    /// # Errors
    /// When a text is missing or refused, or the id is there with other words.
    pub async fn add_achievement(
        &self,
        draft: impl Into<Asked<AchievementDraft>>,
    ) -> Result<AchievementView, ActError> {
        let Asked { request: draft, repeat } = draft.into();
        let identity = self.pick(draft.as_identity.as_deref())?;
        self.check_can_sign(&identity)?;
        check_image(draft.image.as_ref())?;
        let definition = Definition::read(&draft.definition())?;
        let id = match definition.id() {
            Some(id) => id.to_owned(),
            None => uuid(random()?),
        };
        let document = described(&definition, &id, identity.did())?;
        let _turn = self.turn().await;
        if let Some(known) = self.same_id(&id)? {
            return self.repeated(&known, &identity, &document);
        }
        if definition.id().is_none()
            && let Some(known) = self.same_words(&definition, &identity)?
        {
            return self.described_already(&known);
        }
        if draft.dry_run {
            return Ok(self.planned_achievement(&identity, &document));
        }
        let mut planned = self.planned_achievement(&identity, &document);
        planned.creator_name = self.snapshot()?.name(&planned.creator);
        let said = (identity.did(), Content::Achievement(document));
        let view = move |said: &Statement| AchievementView {
            at: Some(said.ts().to_string()),
            entry: Some(said.id().to_string()),
            dry_run: false,
            ..planned.clone()
        };
        self.say_answering(said, Vec::new(), repeat, view).await
    }

    pub(super) fn find_achievement(
        &self,
        snapshot: &Snapshot<'_>,
        id: &str,
    ) -> Result<Known, ActError> {
        let mine = |known: &Known| self.speaker_for(snapshot, &known.said.author).is_some();
        let (own, others): (Vec<_>, Vec<_>) = known(snapshot)?.into_iter().partition(mine);
        // Anybody may describe anything under any name or id: one's own is never meant to be theirs.
        match chosen(id, own) {
            Err(ActError::Unknown { .. }) => chosen(id, others),
            found => found,
        }
    }

    /// What is meant by a name, an id or its beginning, where badges of this issuer are asked for, or
    /// of anybody: only whoever awards a badge says how else it is called.
    pub(super) fn called(
        &self,
        snapshot: &Snapshot<'_>,
        text: &str,
        issuer: Option<Did>,
    ) -> Result<Called, ActError> {
        let mine = |known: &Known| self.speaker_for(snapshot, &known.said.author).is_some();
        let (own, others): (Vec<_>, Vec<_>) = known(snapshot)?.into_iter().partition(mine);
        match chosen(text, own) {
            Ok(known) => Ok(Called::Own(known.id)),
            Err(ActError::Unknown { .. }) => {
                let theirs = others.into_iter().filter(|known| issuer == Some(known.said.author));
                let named = theirs.filter(|known| is_called(known, text));
                Ok(Called::Others(named.map(|known| known.name).collect()))
            }
            Err(several) => Err(several),
        }
    }

    /// What this node's identities describe under this id.
    fn same_id(&self, id: &str) -> Result<Option<Known>, ActError> {
        let own = |known: &Known| self.keys.identity(&known.said.author).is_some();
        Ok(known(&self.snapshot()?)?.into_iter().find(|known| known.id == id && own(known)))
    }

    /// What this identity describes in these words already, under whatever id.
    fn same_words(
        &self,
        definition: &Definition,
        identity: &Identity,
    ) -> Result<Option<Known>, ActError> {
        let did = identity.did();
        let same = |known: &Known| {
            let again = definition.achievement(&known.id, &did, None);
            known.said.author == did && known.document.bytes() == again.to_bytes()
        };
        Ok(known(&self.snapshot()?)?.into_iter().find(same))
    }

    fn described_already(&self, known: &Known) -> Result<AchievementView, ActError> {
        let view = self.achievement_view(&self.snapshot()?, known, true);
        Ok(AchievementView { unchanged: true, ..view })
    }

    /// What an identity may award: what it describes itself, or described by a key that it gave up.
    pub(super) fn own_achievement(
        &self,
        snapshot: &Snapshot<'_>,
        identity: &Identity,
        id: &str,
    ) -> Result<Known, ActError> {
        let did = identity.did();
        let of_person = known(snapshot)?
            .into_iter()
            .filter(|known| snapshot.ring.is_one(&known.said.author, &did));
        let (own, former): (Vec<_>, Vec<_>) = of_person.partition(|known| known.said.author == did);
        let found = match chosen(id, own) {
            Err(ActError::Unknown { .. }) => chosen(id, former),
            found => found,
        };
        match found {
            Err(ActError::Unknown { .. }) => {
                let found = self.find_achievement(snapshot, id)?;
                let creator = found.said.author;
                let detail = format!("{id:?} was described by {creator}, not by {did}");
                Err(ActError::conflict("achievement-of-another", detail))
            }
            found => found,
        }
    }

    /// An achievement that an identity may award: its own, or another's by a permission that is known.
    pub(super) fn awardable(
        &self,
        snapshot: &Snapshot<'_>,
        identity: &Identity,
        id: &str,
    ) -> Result<Known, ActError> {
        let refused = match self.own_achievement(snapshot, identity, id) {
            Err(refused @ ActError::Conflict { .. }) => refused,
            found => return found,
        };
        let found = self.find_achievement(snapshot, id)?;
        match self.may_award(snapshot, &identity.did(), &found)? {
            true => Ok(found),
            false => Err(refused),
        }
    }

    fn repeated(
        &self,
        known: &Known,
        identity: &Identity,
        document: &Document,
    ) -> Result<AchievementView, ActError> {
        if known.said.author != identity.did() || known.document.bytes() != document.bytes() {
            let detail = format!("{} is described already, in other words", known.id);
            return Err(ActError::conflict("achievement-exists", detail));
        }
        self.described_already(known)
    }

    fn achievement_view(
        &self,
        snapshot: &Snapshot<'_>,
        known: &Known,
        whole: bool,
    ) -> AchievementView {
        let creator = known.said.author.to_string();
        AchievementView {
            id: known.id.clone(),
            creator_name: snapshot.name(&creator),
            creator,
            name: known.name.clone(),
            names: names(known.document.value()),
            own: self.speaker_for(snapshot, &known.said.author).is_some(),
            at: Some(known.said.ts().to_string()),
            entry: Some(known.said.id().to_string()),
            unchanged: false,
            dry_run: false,
            document: whole.then(|| text(known.document.bytes())),
        }
    }

    fn planned_achievement(&self, identity: &Identity, document: &Document) -> AchievementView {
        AchievementView {
            id: document.id().unwrap_or_default().to_owned(),
            creator: identity.did().to_string(),
            creator_name: Some(identity.name().to_owned()),
            name: document
                .value()
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            names: names(document.value()),
            own: true,
            at: None,
            entry: None,
            unchanged: false,
            dry_run: true,
            document: Some(text(document.bytes())),
        }
    }
}

/// Every achievement that counts; where one author describes an id again, the newest.
pub(super) fn known(snapshot: &Snapshot<'_>) -> Result<Vec<Known>, ActError> {
    let mut all: Vec<Known> =
        snapshot.said(Kind::Achievement)?.into_iter().filter_map(known_of).collect();
    all.sort_by(|a, b| {
        let newer = b.said.ts().cmp(&a.said.ts());
        (&a.id, a.said.author).cmp(&(&b.id, b.said.author)).then(newer)
    });
    all.dedup_by(|a, b| a.id == b.id && a.said.author == b.said.author);
    Ok(all)
}

/// The names of an achievement by language, where it has several.
pub(in crate::acts) fn names(achievement: &Value) -> LanguageMap {
    let names = definition::names(achievement);
    if names.len() > 1 { names.into_iter().collect() } else { LanguageMap::new() }
}

/// The one achievement of this id, or of this name in whatever language, or whose id begins so. Nobody takes
/// the place of another's by calling theirs as its id.
fn chosen(id: &str, among: Vec<Known>) -> Result<Known, ActError> {
    let (whole, among): (Vec<_>, Vec<_>) = among.into_iter().partition(|known| known.id == id);
    if !whole.is_empty() {
        return one("achievement", id, whole, |known| &known.id);
    }
    let (mut named, others): (Vec<_>, Vec<_>) =
        among.into_iter().partition(|known| is_called(known, id));
    match named.len() {
        0 => one("achievement", id, others, |known| &known.id),
        1 => named.pop().ok_or(ActError::Broken),
        _ => Err(ActError::ambiguous("achievement", id, named.iter().map(|known| &*known.id))),
    }
}

fn is_called(known: &Known, name: &str) -> bool {
    let names = definition::names(known.document.value());
    known.name == name || names.iter().any(|(_, one)| one == name)
}

fn known_of(said: Said) -> Option<Known> {
    let document = document(&said.content)?.clone();
    let id = document.id()?.to_owned();
    let name = document.value().get("name").and_then(Value::as_str)?.to_owned();
    Some(Known { id, name, said, document })
}

/// The achievement as its creator describes it: one that can be awarded, with room for its picture.
fn described(definition: &Definition, id: &str, creator: Did) -> Result<Document, ActError> {
    if let Some(other) = definition.creator()
        && other != creator.to_string()
    {
        let detail = format!("creator.id: {other:?} would have to describe it, not {creator}");
        return Err(ActError::conflict("achievement-of-another", detail).about("creator.id"));
    }
    let achievement = definition.achievement(id, &creator, None);
    awardable(&achievement, Contexts::pinned()).map_err(DefinitionError::from)?;
    let bytes = achievement.to_bytes();
    check_room(bytes.len(), definition.image())?;
    Ok(Document::read(&bytes)?)
}

/// Looks whether badges can be baked into the image later: a whole picture without one in it. The
/// picture may also lie elsewhere; then nothing is baked into it.
fn check_image(image: Option<&Value>) -> Result<(), ActError> {
    const HEADS: [&str; 2] = ["data:image/png;base64,", "data:image/svg+xml;base64,"];
    let Some(image) = image else { return Ok(()) };
    let uri = image.as_str().or_else(|| image.get("id")?.as_str()).unwrap_or_default();
    if uri.starts_with("https://") {
        return Ok(());
    }
    let refused = || {
        let expected = "a data: URI of a PNG or SVG image in base64, or an https: address";
        ActError::field("image", uri, expected)
    };
    let data = HEADS.iter().find_map(|head| uri.strip_prefix(head)).ok_or_else(refused)?;
    let picture = decode_base64(data).map_err(|_| refused())?;
    container::blank(&picture).map_err(|error| ActError::Lower {
        status: 422,
        code: error.code(),
        detail: error.to_string(),
        field: Some("image".to_owned()),
    })
}

/// Looks whether there is room for the picture beside the words, in the achievement and in each
/// badge that will hold it.
fn check_room(whole: usize, image: Option<&str>) -> Result<(), ActError> {
    let most = BODY_BYTES_MAX.saturating_sub(AWARD_BYTES);
    let Some((_, data)) = image.and_then(|uri| uri.split_once(',')) else { return Ok(()) };
    let words = whole.saturating_sub(data.len());
    if whole <= most || words > most {
        return Ok(());
    }
    let bytes_of = |base64: usize| base64.saturating_div(4).saturating_mul(3);
    Err(ActError::Picture {
        bytes: bytes_of(data.len()),
        max: bytes_of(most.saturating_sub(words)),
    })
}

/// A document's bytes as text: strict JSON is UTF-8.
pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
