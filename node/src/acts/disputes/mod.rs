//! Disagreeing: noted for oneself, made public in one's own feed, withdrawn, and answered by whom it
//! concerns. It takes nothing from anybody. Source: `spec/disputes.md`.

mod matter;
mod told;

pub(super) use self::told::Eyes;

use std::collections::BTreeSet;
use std::sync::Arc;

use bot_protocol::api::{
    DisputeActRequest, DisputePage, DisputeRequest, DisputeView, Page, PageQuery, ReplyRequest,
    SignedReply,
};
use bot_protocol::canon::hash::{Hash, hex};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::statement::kinds::{Dispute, Reply};
use bot_protocol::statement::{Content, Kind, Statement};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::disputes::is_told_at;
use bot_protocol::words::Lang;

use self::matter::Matter;
use self::told::Concerning;
use super::notes::{self, Noted};
use super::publish::erasures;
use super::repeat::{Asked, reply, with_entry};
use super::snapshot::{Said, Snapshot};
use super::{ActError, Acts, one, page, random};
use crate::keys::Identity;
use crate::store::{Shelf, Write};

/// A dispute that this node knows.
#[derive(Clone)]
struct Known {
    id: String,
    by: Did,
    at: Timestamp,
    dispute: Dispute,
    place: Place,
}

/// Where a dispute is.
#[derive(Clone)]
enum Place {
    /// On this node alone, under this key.
    Note(Vec<u8>),
    /// In its author's feed.
    Entry { id: Hash, writer: PublicKey, seq: u32 },
}

impl Place {
    fn entry(&self) -> Option<Hash> {
        match self {
            Self::Note(_) => None,
            Self::Entry { id, .. } => Some(*id),
        }
    }
}

impl Acts {
    /// Notes a dispute, or signs it into the own feed where that is asked for. Repeated with the same
    /// words, nothing is noted or signed again.
    ///
    /// # Errors
    /// When the subject is unknown, what is to be public is a person's own matter, or a text is refused.
    pub async fn dispute(
        &self,
        request: impl Into<Asked<DisputeRequest>>,
    ) -> Result<SignedReply<DisputeView>, ActError> {
        let Asked { request, repeat } = request.into();
        let identity = self.pick(request.as_identity.as_deref())?;
        self.check_can_sign(&identity)?;
        let _turn = self.turn().await;
        let snapshot = self.snapshot()?;
        let (about, matter) = self.matter_called(&snapshot, &request)?;
        let words = request.words.trim().to_owned();
        let dispute = Dispute { about, scope: request.scope.clone(), words };
        Content::Dispute(dispute.clone()).check()?;
        let by = identity.did();
        let same = |known: &Known| {
            known.dispute == dispute
                && known.place.entry().is_some() == request.publish
                && is_told_at(known.at, self.now())
        };
        if let Some(known) = self.disputes_of(&snapshot, &[by])?.into_iter().find(same) {
            let view = self.dispute_view(&snapshot, &known, &matter, None)?;
            return Ok(reply(view, false, request.dry_run));
        }
        let key = random::<16>()?.to_vec();
        let (id, place) = (hex(&key), Place::Note(key.clone()));
        let known = Known { id, by, at: self.now(), dispute: dispute.clone(), place };
        let view = self.dispute_view(&snapshot, &known, &matter, None)?;
        if request.publish {
            matter.check_public()?;
        }
        if request.dry_run {
            return Ok(reply(DisputeView { id: None, ..view }, false, true));
        }
        if request.publish {
            // What was noted for oneself before is said now.
            let noted = self.disputes_of(&snapshot, &[by])?.into_iter();
            let noted = noted.filter(|known| known.dispute == dispute);
            let forget = noted.filter_map(|known| match known.place {
                Place::Note(key) => Some(Write::Forget { shelf: Shelf::Disputes, key }),
                Place::Entry { .. } => None,
            });
            let forget = forget.collect();
            return self.say_dispute(by, dispute, view, (forget, repeat)).await;
        }
        let whose = matter.whose.clone();
        let note = Noted::of(&known.dispute, by, known.at.millis(), whose);
        let writes = vec![notes::put(Shelf::Disputes, &key, &note)];
        self.say_or_note((by, None), writes, repeat, reply(view, true, false)).await
    }

    /// The disputes of this node's identities, and those that concern them and were said by whom they can
    /// reach, the newest first; of all others how many there are.
    ///
    /// # Errors
    /// When the store cannot be read, or the identity or the page is refused.
    pub fn disputes(&self, query: &PageQuery, lang: Lang) -> Result<DisputePage, ActError> {
        let snapshot = self.snapshot()?;
        let own = self.own_people(&snapshot, query.as_identity.as_deref())?;
        let Concerning { told, strangers, .. } = self.concerning(&snapshot, &own, false)?;
        let mut all = self.own_disputes(&snapshot, &own)?;
        all.extend(told);
        let items = self.page_of_disputes(&snapshot, all, query, lang)?;
        Ok(DisputePage { items: items.items, next: items.next, strangers })
    }

    /// How many disputes of those whom they can reach concern this node's identities and have no answer.
    pub(super) fn disputes_open(&self, snapshot: &Snapshot<'_>) -> Result<usize, ActError> {
        if !snapshot.is_anything_about(Kind::Dispute) {
            return Ok(0);
        }
        let own = self.own_people(snapshot, None)?;
        let mut open = 0;
        for (known, matter) in self.concerning(snapshot, &own, false)?.told {
            let answer = self.dispute_view(snapshot, &known, &matter, None)?.reply;
            open += usize::from(answer.is_none());
        }
        Ok(open)
    }

    /// Those that concern this node's identities and were said by whom they cannot reach, the newest
    /// first; of many authors each one's first.
    ///
    /// # Errors
    /// As [`Acts::disputes`].
    pub fn disputes_of_strangers(
        &self,
        query: &PageQuery,
        lang: Lang,
    ) -> Result<DisputePage, ActError> {
        let snapshot = self.snapshot()?;
        let own = self.own_people(&snapshot, query.as_identity.as_deref())?;
        let Concerning { strange, strangers, .. } = self.concerning(&snapshot, &own, true)?;
        let items = self.page_of_disputes(&snapshot, strange, query, lang)?;
        Ok(DisputePage { items: items.items, next: items.next, strangers })
    }

    fn page_of_disputes(
        &self,
        snapshot: &Snapshot<'_>,
        mut all: Vec<(Known, Matter)>,
        query: &PageQuery,
        lang: Lang,
    ) -> Result<Page<DisputeView>, ActError> {
        all.sort_by(|(a, _), (b, _)| (b.at, &b.id).cmp(&(a.at, &a.id)));
        let Page { items, next } = page(all, query)?;
        let view = |(known, matter): &(Known, Matter)| {
            self.dispute_view(snapshot, known, matter, Some(lang))
        };
        Ok(Page { items: items.iter().map(view).collect::<Result<_, ActError>>()?, next })
    }

    /// Every identity of the people of this node, or of one of them: who goes on with a new key answers
    /// for what was said before.
    fn own_people(&self, snapshot: &Snapshot<'_>, who: Option<&str>) -> Result<Vec<Did>, ActError> {
        let own = match who {
            Some(who) => vec![self.pick(Some(who))?.did()],
            None => self.keys.identities().iter().map(|one| one.did()).collect(),
        };
        let people: BTreeSet<Did> =
            own.iter().flat_map(|did| snapshot.ring.person(did)).chain(own.clone()).collect();
        Ok(people.into_iter().collect())
    }

    /// Signs a dispute that was noted into its author's feed. Repeated, nothing is signed again.
    ///
    /// # Errors
    /// When there is no such dispute, it is another's, or about what a person says of themselves.
    pub async fn publish_dispute(
        &self,
        id: &str,
        request: impl Into<Asked<DisputeActRequest>>,
    ) -> Result<SignedReply<DisputeView>, ActError> {
        let Asked { request, repeat } = request.into();
        let _turn = self.turn().await;
        let snapshot = self.snapshot()?;
        let (known, identity) = self.own_dispute(&snapshot, id, request.as_identity.as_deref())?;
        let matter = self.matter_of(&snapshot, &known)?;
        matter.check_public()?;
        let view = self.dispute_view(&snapshot, &known, &matter, None)?;
        match known.place {
            Place::Note(key) if !request.dry_run => {
                let forget = vec![Write::Forget { shelf: Shelf::Disputes, key }];
                self.say_dispute(identity.did(), known.dispute, view, (forget, repeat)).await
            }
            Place::Note(_) | Place::Entry { .. } => Ok(reply(view, false, request.dry_run)),
        }
    }

    /// Withdraws a dispute: what was noted is forgotten, what stands in the feed is erased from it, and so
    /// is everything that its author said before about the same and for the same topic.
    ///
    /// # Errors
    /// When there is no such dispute, or it is another's.
    pub async fn withdraw_dispute(
        &self,
        id: &str,
        request: impl Into<Asked<DisputeActRequest>>,
    ) -> Result<SignedReply<DisputeView>, ActError> {
        let Asked { request, repeat } = request.into();
        let _turn = self.turn().await;
        let snapshot = self.snapshot()?;
        let (known, identity) = self.own_dispute(&snapshot, id, request.as_identity.as_deref())?;
        let matter = self.matter_of(&snapshot, &known)?;
        let view = self.dispute_view(&snapshot, &known, &matter, None)?;
        let own = self.own_people(&snapshot, Some(&identity.did().to_string()))?;
        let (mut writes, mut entries) = (Vec::new(), Vec::new());
        for one in self.disputes_of(&snapshot, &own)? {
            let topic = |known: &Known| (known.dispute.about, known.dispute.scope.clone());
            if topic(&one) != topic(&known) {
                continue;
            }
            match one.place {
                Place::Note(key) => writes.push(Write::Forget { shelf: Shelf::Disputes, key }),
                Place::Entry { writer, seq, .. } => entries.push((writer, seq)),
            }
        }
        let erasures = erasures(&snapshot.ring, &identity, entries);
        let done = reply(view, !request.dry_run, request.dry_run);
        if request.dry_run {
            return Ok(done);
        }
        self.erase_or_note((identity.did(), erasures), writes, repeat, done).await
    }

    /// Answers a dispute as one whom it concerns, or withdraws every answer given. Repeated with the
    /// same words, nothing is signed again.
    ///
    /// # Errors
    /// When there is no such dispute in a feed, it concerns somebody else, or the words are refused.
    pub async fn reply_to_dispute(
        &self,
        id: &str,
        request: impl Into<Asked<ReplyRequest>>,
    ) -> Result<SignedReply<DisputeView>, ActError> {
        let Asked { request, repeat } = request.into();
        let _turn = self.turn().await;
        let snapshot = self.snapshot()?;
        let own = self.own_people(&snapshot, None)?;
        let Concerning { told, strange, .. } = self.concerning(&snapshot, &own, true)?;
        let mut all = self.own_disputes(&snapshot, &own)?;
        all.extend(told.into_iter().chain(strange));
        let (known, matter) = one("dispute", id, all, |(known, _)| &known.id)?;
        let dispute = known.place.entry().ok_or_else(|| ActError::unknown("dispute", id))?;
        let identity = self.answering(&snapshot, &matter, request.as_identity.as_deref())?;
        self.check_can_sign(&identity)?;
        let answers = answers(&snapshot, &identity.did(), &dispute)?;
        let reply_with = |words: &String| Reply { dispute, words: words.trim().to_owned() };
        let content = request.words.as_ref().map(|words| Content::Reply(reply_with(words)));
        let last = answers.last().map(|(_, words)| words.as_str());
        let done = last == request.words.as_deref().map(str::trim);
        let mut view = self.dispute_view(&snapshot, &known, &matter, None)?;
        if !done {
            content.as_ref().map(Content::check).transpose()?;
        }
        if done || request.dry_run {
            return Ok(reply(view, false, request.dry_run));
        }
        view.reply = request.words.map(|words| {
            let words = words.trim().to_owned();
            told::answered(&snapshot, (&identity.did(), self.now(), words), None)
        });
        let answer = move |said: &Statement| with_entry(&reply(view.clone(), true, false), said);
        let Some(content) = content else {
            let there = answers.iter().map(|(said, _)| said.place());
            let erasures = erasures(&snapshot.ring, &identity, there);
            return self
                .erase_answering((identity.did(), erasures), Vec::new(), repeat, answer)
                .await;
        };
        self.say_answering((identity.did(), content), Vec::new(), repeat, answer).await
    }

    async fn say_dispute(
        &self,
        by: Did,
        dispute: Dispute,
        view: DisputeView,
        (notes, repeat): (Vec<Write>, Option<super::repeat::Repeat>),
    ) -> Result<SignedReply<DisputeView>, ActError> {
        let answer = move |said: &Statement| {
            let (id, at) = (Some(said.id().to_string()), said.ts().to_string());
            let view = DisputeView { id, at, private: false, ..view.clone() };
            with_entry(&reply(view, true, false), said)
        };
        self.say_answering((by, Content::Dispute(dispute)), notes, repeat, answer).await
    }

    /// A dispute of this node's, and whose it is.
    fn own_dispute(
        &self,
        snapshot: &Snapshot<'_>,
        id: &str,
        who: Option<&str>,
    ) -> Result<(Known, Arc<Identity>), ActError> {
        let own = self.own_people(snapshot, None)?;
        let known = one("dispute", id, self.disputes_of(snapshot, &own)?, |known| &known.id)?;
        let identity = self.addressed(who, &snapshot.ring.current(&known.by))?;
        self.check_can_sign(&identity)?;
        Ok((known, identity))
    }

    /// Whoever of this node a dispute concerns.
    fn answering(
        &self,
        snapshot: &Snapshot<'_>,
        matter: &Matter,
        who: Option<&str>,
    ) -> Result<Arc<Identity>, ActError> {
        let named = who.map(|who| self.pick(Some(who))).transpose()?;
        let goes = |did: &Did| self.keys.identity(&snapshot.ring.current(did));
        let mut mine = matter.whose.iter().filter_map(goes);
        let found = match named {
            Some(named) => mine.any(|one| one.did() == named.did()).then_some(named),
            None => mine.next(),
        };
        found.ok_or_else(|| {
            let whose: Vec<String> = matter.whose.iter().map(ToString::to_string).collect();
            let detail = format!("it concerns {}", whose.join(", "));
            ActError::conflict("dispute-of-another", detail)
        })
    }

    /// The disputes of these identities, noted and said.
    fn disputes_of(&self, snapshot: &Snapshot<'_>, by: &[Did]) -> Result<Vec<Known>, ActError> {
        let mut all = Vec::new();
        for (key, note) in notes::all::<Noted>(self.store(), Shelf::Disputes)? {
            if by.contains(&note.by)
                && let Some(dispute) = note.dispute()
            {
                let (id, at) = (hex(&key), Timestamp::from_millis(note.at));
                all.push(Known { id, by: note.by, at, dispute, place: Place::Note(key) });
            }
        }
        for did in by {
            all.extend(snapshot.said_by(did, Kind::Dispute)?.into_iter().filter_map(Known::said));
        }
        Ok(all)
    }
}

impl Known {
    fn said(said: Said) -> Option<Self> {
        let (id, at, by) = (said.id(), said.ts(), said.author);
        let (writer, seq) = (said.statement.writer(), said.statement.seq());
        let Content::Dispute(dispute) = said.content else { return None };
        let place = Place::Entry { id, writer, seq };
        Some(Self { id: id.to_string(), by, at, dispute, place })
    }
}

/// What an identity answered to a dispute, the newest last.
fn answers(
    snapshot: &Snapshot<'_>,
    by: &Did,
    dispute: &Hash,
) -> Result<Vec<(Said, String)>, ActError> {
    let mut all = Vec::new();
    for said in snapshot.said_by(by, Kind::Reply)? {
        let Content::Reply(reply) = &said.content else { continue };
        if reply.dispute == *dispute {
            let words = reply.words.clone();
            all.push((said, words));
        }
    }
    all.sort_by_key(|(said, _)| said.ts());
    Ok(all)
}
