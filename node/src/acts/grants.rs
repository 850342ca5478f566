//! Who else may award what one created: given and ended in one's own feed.

use std::collections::BTreeMap;
use std::sync::Arc;

use bot_protocol::api::{
    GrantEndRequest, GrantRequest, GrantState, GrantView, Page, PageQuery, SignedReply,
};
use bot_protocol::canon::hash::Hash;
use bot_protocol::canon::json::{Object, Value};
use bot_protocol::identity::Did;
use bot_protocol::rules::{Role, Rule};
use bot_protocol::statement::kinds::{Grant, GrantEnd, GrantScope};
use bot_protocol::statement::{Content, Kind, Statement};
use bot_protocol::time::Timestamp;

use super::achievements;
use super::repeat::{Asked, reply};
use super::snapshot::Snapshot;
use super::{ActError, Acts, one, page, time};
use crate::keys::Identity;

/// A permission, as far as this node knows it.
pub(super) struct Known {
    id: String,
    entry: Hash,
    from: Did,
    since: Timestamp,
    grant: Grant,
    end: Option<End>,
}

/// That a permission was taken back.
#[derive(Clone, Copy)]
struct End {
    at: Timestamp,
    void: bool,
}

impl Acts {
    /// Lets somebody award, or whoever meets a rule. Repeated with the same words while it stands,
    /// nothing is signed again.
    ///
    /// # Errors
    /// When whom, what, the time or the rule is refused.
    pub async fn give_grant(
        &self,
        request: impl Into<Asked<GrantRequest>>,
    ) -> Result<SignedReply<GrantView>, ActError> {
        let Asked { request, repeat } = request.into();
        let identity = self.pick(request.as_identity.as_deref())?;
        self.check_can_sign(&identity)?;
        let _turn = self.turn().await;
        let grant = self.granted(&identity, &request)?;
        let snapshot = self.snapshot()?;
        let standing = |known: &Known| {
            known.from == identity.did() && known.grant == grant && known.counts_at(self.now())
        };
        if let Some(known) = known(&snapshot)?.into_iter().find(standing) {
            let view = self.grant_view(&snapshot, &known)?;
            return Ok(reply(view, false, request.dry_run));
        }
        let planned = Known {
            id: String::new(),
            entry: Hash::from_bytes([0; 32]),
            from: identity.did(),
            since: self.now(),
            grant: grant.clone(),
            end: None,
        };
        let view = GrantView { since: None, ..self.grant_view(&snapshot, &planned)? };
        if request.dry_run {
            return Ok(reply(view, false, true));
        }
        let answer = move |said: &Statement| {
            let id = said.id().to_string();
            let since = Some(said.ts().to_string());
            let mut done = reply(GrantView { id: id.clone(), since, ..view.clone() }, true, false);
            done.entry = Some(id);
            done
        };
        let said = (identity.did(), Content::Grant(grant));
        self.say_answering(said, Vec::new(), repeat, answer).await
    }

    /// The permissions that this node knows, the newest first; of one identity, those it gave or got,
    /// where one is named.
    ///
    /// # Errors
    /// When the store cannot be read, or the identity or the page is refused.
    pub fn given_grants(&self, query: &PageQuery) -> Result<Page<GrantView>, ActError> {
        let who = query.as_identity.as_deref().map(|who| self.pick(Some(who))).transpose()?;
        let who = who.map(|identity| identity.did());
        let snapshot = self.snapshot()?;
        let mut all = known(&snapshot)?;
        all.retain(|one| who.is_none_or(|who| one.from == who || one.grant.to == Some(who)));
        all.sort_by(|a, b| (b.since, &a.id).cmp(&(a.since, &b.id)));
        let views = all.iter().map(|one| self.grant_view(&snapshot, one));
        page(views.collect::<Result<Vec<_>, ActError>>()?, query)
    }

    /// Takes a permission back, for good. Repeated, nothing is written again; one that was ended may
    /// still be said to be void.
    ///
    /// # Errors
    /// When there is no such permission, or another gave it.
    pub async fn end_grant(
        &self,
        id: &str,
        request: impl Into<Asked<GrantEndRequest>>,
    ) -> Result<SignedReply<GrantView>, ActError> {
        let Asked { request, repeat } = request.into();
        let _turn = self.turn().await;
        let snapshot = self.snapshot()?;
        let mut known = one("grant", id, known(&snapshot)?, |known| &known.id)?;
        let identity = self.giver(&known, request.as_identity.as_deref())?;
        self.check_can_sign(&identity)?;
        let void = request.void;
        let end = GrantEnd { grant: known.entry, void, reason: request.reason };
        let content = Content::GrantEnd(end);
        content.check()?;
        let done = known.end.is_some_and(|end| end.void || !void);
        if request.dry_run || done {
            let view = self.grant_view(&snapshot, &known)?;
            return Ok(reply(view, false, request.dry_run));
        }
        known.end = Some(End { at: self.now(), void });
        let view = self.grant_view(&snapshot, &known)?;
        let answer = move |said: &Statement| {
            let ended = Some(said.ts().to_string());
            let mut done = reply(GrantView { ended, ..view.clone() }, true, false);
            done.entry = Some(said.id().to_string());
            done
        };
        self.say_answering((identity.did(), content), Vec::new(), repeat, answer).await
    }

    /// Whether a permission that is known here lets somebody award another's achievement now. Whether
    /// its rule is met is for whoever verifies: endorsements come after the award.
    pub(super) fn may_award(
        &self,
        snapshot: &Snapshot<'_>,
        who: &Did,
        achievement: &achievements::Known,
    ) -> Result<bool, ActError> {
        let creator = achievement.said.author;
        let document = achievement.document.value();
        Ok(known(snapshot)?.iter().any(|one| {
            one.from == creator
                && one.grant.to.is_none_or(|to| to == *who)
                && one.grant.scope.covers(&achievement.id, Some(document))
                && one.counts_at(self.now())
        }))
    }

    /// The roles of the stages in which an achievement is awarded now, by a rule that is known here.
    pub(super) fn stages_of(&self, achievement: &str) -> Result<Option<Vec<Role>>, ActError> {
        let snapshot = self.snapshot()?;
        let standing = self.standing_of(&snapshot, achievement)?;
        let mut rules = standing.iter().filter_map(|one| one.grant.rule.as_ref());
        Ok(rules.find_map(|rule| rule.stages().map(<[Role]>::to_vec)))
    }

    /// The roles of the stages in which alone somebody may award an achievement, by all that is known
    /// here; none where they may award it otherwise, as its creator may.
    pub(super) fn only_in_stages(
        &self,
        achievement: &str,
        who: &Did,
    ) -> Result<Option<Vec<Role>>, ActError> {
        let snapshot = self.snapshot()?;
        let described = achievements::known(&snapshot)?;
        let mut of_it = described.iter().filter(|badge| badge.id == achievement);
        if of_it.any(|badge| snapshot.ring.is_one(&badge.said.author, who)) {
            return Ok(None);
        }
        let standing = self.standing_of(&snapshot, achievement)?;
        let open = |one: &&Known| one.grant.to.is_none_or(|to| to == *who);
        let open: Vec<_> = standing.iter().filter(open).collect();
        let needs = |one: &&Known| one.grant.rule.as_ref().is_some_and(Rule::needs_stages);
        if !open.iter().all(needs) {
            return Ok(None);
        }
        let mut rules = open.iter().filter_map(|one| one.grant.rule.as_ref());
        Ok(rules.find_map(|rule| rule.stages().map(<[Role]>::to_vec)))
    }

    /// The permissions for an achievement that stand now, each by whoever described it.
    fn standing_of(
        &self,
        snapshot: &Snapshot<'_>,
        achievement: &str,
    ) -> Result<Vec<Known>, ActError> {
        let described = achievements::known(snapshot)?;
        let is_of = |one: &Known| {
            described.iter().any(|badge| {
                let (author, document) = (badge.said.author, badge.document.value());
                badge.id == achievement
                    && author == one.from
                    && one.grant.scope.covers(achievement, Some(document))
            })
        };
        let known = known(snapshot)?.into_iter();
        Ok(known.filter(|one| one.counts_at(self.now()) && is_of(one)).collect())
    }

    /// The identity of this node that gave a permission.
    fn giver(&self, known: &Known, named: Option<&str>) -> Result<Arc<Identity>, ActError> {
        let another = || {
            let detail = format!("{} gave it", known.from);
            ActError::conflict("grant-of-another", detail)
        };
        match named {
            Some(name) => Some(self.pick(Some(name))?).filter(|one| one.did() == known.from),
            None => self.keys.identity(&known.from),
        }
        .ok_or_else(another)
    }

    /// The permission that is asked for.
    fn granted(&self, identity: &Identity, request: &GrantRequest) -> Result<Grant, ActError> {
        let snapshot = self.snapshot()?;
        let asked = [&request.achievement, &request.achievement_type, &request.domain];
        let scope = match asked.map(Option::as_ref) {
            [Some(id), None, None] => {
                GrantScope::Achievement(self.own_achievement(&snapshot, identity, id)?.id)
            }
            [None, Some(what), None] => GrantScope::Type(what.clone()),
            [None, None, Some(what)] => GrantScope::Domain(what.clone()),
            [_, _, _] => {
                let expected = "one of achievement, achievement_type and domain";
                return Err(ActError::field("achievement", "", expected));
            }
        };
        let to = request.to.as_deref().map(|who| self.whoever("to", who)).transpose()?;
        let to = to.map(|named| named.did);
        if to == Some(identity.did()) {
            let found = request.to.as_deref().unwrap_or_default();
            return Err(ActError::field("to", found, "somebody else than who created it"));
        }
        let until = time("until", request.until.as_deref())?;
        let rule = request.rule.as_ref().map(|rule| self.rule(&snapshot, rule)).transpose()?;
        let grant = Grant { to, scope, until, words: request.words.clone(), rule };
        grant.check()?;
        Ok(grant)
    }

    /// A rule as somebody wrote it down, with names where a rule has ids.
    fn rule(&self, snapshot: &Snapshot<'_>, written: &Value) -> Result<Rule, ActError> {
        let spelt = self.spelt(snapshot, written)?;
        let refused = |why| ActError::lower(422, "rule-refused", &why).about("rule");
        Rule::from_value(&spelt).map_err(refused)
    }

    fn spelt(&self, snapshot: &Snapshot<'_>, written: &Value) -> Result<Value, ActError> {
        let each = |items: &[Value]| {
            let items = items.iter().map(|item| self.spelt(snapshot, item));
            items.collect::<Result<Vec<_>, ActError>>().map(Value::Array)
        };
        match written {
            Value::Array(items) => each(items),
            Value::Object(members) => {
                if let Some(called) = members.get("achievement").and_then(Value::as_str)
                    && !members.contains("creator")
                {
                    let found = self.find_achievement(snapshot, called)?;
                    let creator = found.said.author.to_string();
                    let mut badge = Object::new();
                    badge.insert("achievement", Value::from(found.id));
                    badge.insert("creator", Value::from(creator));
                    return Ok(Value::Object(badge));
                }
                let mut spelt = Object::new();
                for (name, value) in members.iter() {
                    let value = match (name, value) {
                        ("endorsedBy", Value::Object(asked)) => self.reviewers(asked)?,
                        (_, value) => self.spelt(snapshot, value)?,
                    };
                    spelt.insert(name, value);
                }
                Ok(Value::Object(spelt))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                Ok(written.clone())
            }
        }
    }

    fn reviewers(&self, asked: &Object) -> Result<Value, ActError> {
        let mut spelt = asked.clone();
        if let Some(Value::Array(of)) = asked.get("of") {
            let one = |who: &Value| match who.as_str() {
                Some(name) => Ok(Value::from(self.somebody("rule", name)?.to_string())),
                None => Ok(who.clone()),
            };
            let of = of.iter().map(one).collect::<Result<Vec<_>, ActError>>()?;
            spelt.insert("of", Value::Array(of));
        }
        Ok(Value::Object(spelt))
    }

    fn grant_view(&self, snapshot: &Snapshot<'_>, known: &Known) -> Result<GrantView, ActError> {
        let Grant { to, scope, until, words, rule } = &known.grant;
        let from = known.from.to_string();
        let to = to.map(|to| to.to_string());
        let name = match scope {
            GrantScope::Achievement(id) => achievements::known(snapshot)?
                .into_iter()
                .find(|one| one.id == *id && one.said.author == known.from)
                .map(|one| one.name),
            GrantScope::Type(_) | GrantScope::Domain(_) => None,
        };
        let moment = |at: Timestamp| at.to_string();
        Ok(GrantView {
            id: known.id.clone(),
            from_name: snapshot.name(&from),
            from,
            to_name: to.as_deref().and_then(|to| snapshot.name(to)),
            to,
            scope: scope.name().to_owned(),
            what: scope.what().to_owned(),
            name,
            state: known.state_at(self.now()),
            since: Some(moment(known.since)),
            until: until.map(moment),
            ended: known.end.map(|end| moment(end.at)),
            words: words.clone(),
            rule: rule.as_ref().map(Rule::to_value),
        })
    }
}

impl Known {
    fn state_at(&self, now: Timestamp) -> GrantState {
        match (self.end, self.grant.until) {
            (Some(End { void: true, .. }), _) => GrantState::Void,
            (Some(End { void: false, .. }), _) => GrantState::Ended,
            (None, Some(until)) if until < now => GrantState::Over,
            (None, _) => GrantState::Standing,
        }
    }

    fn counts_at(&self, now: Timestamp) -> bool {
        self.state_at(now) == GrantState::Standing
    }
}

/// Every permission that counts, with its end.
pub(super) fn known(snapshot: &Snapshot<'_>) -> Result<Vec<Known>, ActError> {
    let ends = ends(snapshot)?;
    let said = snapshot.said(Kind::Grant)?.into_iter();
    Ok(said
        .filter_map(|said| {
            let (entry, from, since) = (said.id(), said.author, said.ts());
            let Content::Grant(grant) = said.content else { return None };
            let end = ends.get(&(entry, from)).copied();
            Some(Known { id: entry.to_string(), entry, from, since, grant, end })
        })
        .collect())
}

/// Which permissions were ended, and by whom: to be void outweighs, then the earliest counts.
fn ends(snapshot: &Snapshot<'_>) -> Result<BTreeMap<(Hash, Did), End>, ActError> {
    let mut ends: BTreeMap<(Hash, Did), End> = BTreeMap::new();
    for said in snapshot.said(Kind::GrantEnd)? {
        let (at, author) = (said.ts(), said.author);
        let Content::GrantEnd(GrantEnd { grant, void, .. }) = said.content else { continue };
        let end = End { at, void };
        let held = ends.entry((grant, author)).or_insert(end);
        if (!end.void, end.at) < (!held.void, held.at) {
            *held = end;
        }
    }
    Ok(ends)
}
