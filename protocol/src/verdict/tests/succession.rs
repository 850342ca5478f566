//! What becomes of badges and recognitions when a key is lost or stolen, each row with its twin.

use std::collections::BTreeMap;

use super::stamps::{four, witness};
use super::*;
use crate::credential::model::Credential;
use crate::credential::present::{PresentationDraft, presentation};
use crate::feed::{
    Cuts, Guardians, HeadStamp, Opening, Recovery, Succession, Watch, WatchStep, Witnesses,
};
use crate::identity::PublicKey;

/// Since when the old key is not believed.
pub(super) const SINCE: u64 = NOON - 3 * DAY;

/// Somebody whose key commits to that of a sheet, and who they go on as.
pub(super) struct Owner {
    pub(super) old: Author,
    sheet: SecretKey,
    pub(super) new: Author,
}

impl Owner {
    pub(super) fn new(seed: u8, name: &str) -> Self {
        let sheet = SecretKey::from_seed(&[seed + 40; 32]);
        let next = crate::identity::Commitment::to_key(&sheet.public());
        let key = SecretKey::committed(&[seed; 32], next).unwrap();
        let old = Author::with_key(key, seed, name);
        Self { old, sheet, new: Author::new(seed + 20, name) }
    }

    fn opening(&self) -> Opening {
        Opening { base: self.old.key.commitment().unwrap().base, next: self.sheet.public() }
    }

    fn cuts(&self, size: u32) -> Cuts {
        Cuts::new(at(SINCE), [(self.old.writer.public(), size)]).unwrap()
    }

    /// That the new identity comes after, where entries from `size` on do not count.
    pub(super) fn succeed(&self, size: u32) -> KeyEvent {
        let (did, heir) = (self.old.did(), self.new.did());
        let consent = Succession::consent(&did, &self.new.key);
        let (opening, cuts) = (self.opening(), self.cuts(size));
        let told = Succession { opening, number: 1, heir, consent, cuts };
        KeyEvent::succession(did, told, at(NOON - DAY), &self.sheet).unwrap()
    }

    /// Guardians, and the four witnesses who keep their time.
    pub(super) fn guarded(&self) -> KeyEvent {
        let guardians = Witnesses::new(1, [SecretKey::from_seed(&[77; 32]).public()]).unwrap();
        let (opening, witnesses) = (self.opening(), four());
        let named = Guardians { opening, number: 1, guardians, witnesses, days: 7 };
        KeyEvent::guardians(self.old.did(), named, at(NOON - 9 * DAY), &self.sheet).unwrap()
    }

    /// The same by guardians, released by so many witnesses.
    fn recover(&self, size: u32, released: u8) -> Vec<KeyEvent> {
        let (guardians, guardian) = (self.guarded(), SecretKey::from_seed(&[77; 32]));
        let (heir, cuts) = (self.new.did(), self.cuts(size));
        let name = Recovery::name(&guardians, &heir, &cuts);
        let share = (Did::from(guardian.public()), Recovery::share(&name, &guardian));
        let shares = BTreeMap::from([share]);
        let recovery = Recovery { guardians: guardians.clone(), heir, cuts, shares };
        let told = KeyEvent::recovery(recovery, at(NOON), &self.new.key).unwrap();
        let watch = |number: u8| {
            let (step, witness) = (WatchStep::Released, witness(number));
            let of = guardians.clone();
            let watch = Watch { guardians: of, recovery: name, step, witness: witness.public() };
            KeyEvent::watch(watch, at(NOON), &witness).unwrap()
        };
        [told].into_iter().chain((0..released).map(watch)).collect()
    }

    /// That three witnesses saw it, one after the other.
    fn seen(&self, size: u32) -> Vec<KeyEvent> {
        let (guardians, step) = (self.guarded(), WatchStep::Seen);
        let recovery = Recovery::name(&guardians, &self.new.did(), &self.cuts(size));
        let watch = |number: u8| {
            let (of, witness) = (guardians.clone(), witness(number));
            let watch = Watch { guardians: of, recovery, step, witness: witness.public() };
            KeyEvent::watch(watch, at(NOON + u64::from(number)), &witness).unwrap()
        };
        (0..3).map(watch).collect()
    }

    pub(super) fn evidence(&self, events: &[KeyEvent]) -> Evidence {
        let mut evidence = Evidence::new();
        self.old.tell(&mut evidence);
        self.new.tell(&mut evidence);
        events.iter().for_each(|event| evidence.hear_key(event.clone()));
        evidence
    }
}

fn published(badge: &Value) -> Content {
    Content::Publish(Document::read(&badge.to_bytes()).unwrap())
}

fn at_noon(badge: &Value, evidence: &Evidence) -> Verdict {
    judged(badge, evidence, &Asked::at(at(NOON)))
}

#[track_caller]
pub(super) fn check(badge: &Value, evidence: &Evidence, expected: &str) -> Verdict {
    let verdict = at_noon(badge, evidence);
    let reason = verdict.reason(Question::Integrity);
    let mark = verdict.answer(Question::Integrity).name();
    assert_eq!(format!("{mark} {}", reason.code()), expected, "{reason:?}");
    verdict
}

#[test]
fn a_badge_by_an_old_key_that_nothing_dates_cannot_be_told() {
    let (owner, lea) = (Owner::new(1, "School"), Author::new(2, "Lea"));
    let badge = owner.old.badge_for(&lea.did());
    check(&badge, &owner.evidence(&[]), "yes signed-by-issuer");
    let evidence = owner.evidence(&[owner.succeed(1)]);
    let verdict = check(&badge, &evidence, "unknown signed-by-former-key");
    let said = verdict.say(Question::Integrity, Lang::En);
    assert!(said.contains("the issuer has succeeded to a new key"), "{said}");
    let new = owner.new.did().to_string();
    assert!(said.contains(&format!("School (…{})", &new[new.len() - 8..])), "{said}");
    assert_eq!(verdict.answer(Question::Path), Answer::Unknown);
    // The successor's own badges are as any.
    check(&owner.new.badge_for(&lea.did()), &evidence, "yes signed-by-issuer");
    // Guardians who were not released yet change nothing; then they do.
    let mut begun = owner.evidence(&owner.recover(1, 2));
    let verdict = check(&badge, &begun, "yes signed-recovery-begun");
    let said = verdict.say(Question::Integrity, Lang::En);
    assert!(said.contains("until when is not known yet"), "{said}");
    // Three of the four witnesses saw it: by the first clock it is known until when at least.
    owner.seen(1).into_iter().for_each(|event| begun.hear_key(event));
    let verdict = check(&badge, &begun, "yes signed-recovery-begun");
    let said = verdict.say(Question::Integrity, Lang::En);
    let until = at(NOON + 7 * DAY).to_string();
    assert!(said.contains(&format!("can object until {until}")), "{said}");
    let name = begun.key_log(&owner.old.did()).unwrap().recoveries().next().unwrap().0;
    begun.hear_key(KeyEvent::contest(name, at(NOON), &owner.old.key));
    let verdict = check(&badge, &begun, "yes signed-recovery-begun");
    let said = verdict.say(Question::Integrity, Lang::En);
    assert!(said.contains("which does not hold them up"), "{said}");
    let over = owner.evidence(&owner.recover(1, 3));
    let verdict = check(&badge, &over, "unknown signed-by-former-key");
    let said = verdict.say(Question::Integrity, Lang::En);
    assert!(said.contains("So say its guardians"), "{said}");
}

#[test]
fn the_place_in_the_issuers_feed_tells_and_no_date_does() {
    let mut owner = Owner::new(1, "School");
    let badge = owner.old.badge_for(&owner.old.did());
    owner.old.say(published(&badge), NOON - 2 * DAY);
    let cut = |size| owner.evidence(&[owner.succeed(size)]);
    let verdict = check(&badge, &cut(2), "yes signed-before-succession");
    let said = verdict.say(Question::Integrity, Lang::En);
    assert!(said.contains("entry 1 shows"), "{said}");
    // A thief who has both keys dates the entry long before, and it stands behind the cut-off.
    let verdict = check(&badge, &cut(1), "no signed-after-succession");
    let said = verdict.say(Question::Integrity, Lang::Fr);
    assert!(said.contains("à partir de l’entrée 1 compte") || said.contains("entrée 1"), "{said}");
    // The same words with another proof stand nowhere.
    let mut draft = owner.old.draft_for(&owner.old.did());
    draft.narrative = Some("Every Tuesday".to_owned());
    let other = issue::badge(&draft, &owner.old.signing(Suite::EddsaRdfc2022)).unwrap();
    check(&other, &cut(2), "unknown signed-by-former-key");
}

/// A learner who published the badge of a school, seen there by the four witnesses at this moment.
fn seen(badge: &Value, lea: &mut Author, ts: u64) -> HeadStamp {
    lea.say(published(badge), NOON - 8 * DAY);
    let stamp = lea.stamp(2, ts, &[ts, ts, ts]);
    assert_eq!(stamp.cosigs().len(), 3);
    stamp
}

#[test]
fn an_entry_that_trusted_witnesses_saw_in_time_tells() {
    for (ts, expected) in
        [(SINCE - 1, "yes signed-before-succession"), (SINCE, "unknown signed-by-former-key")]
    {
        let (owner, mut lea) = (Owner::new(1, "School"), Author::new(2, "Lea"));
        let badge = owner.old.badge_for(&lea.did());
        let stamp = seen(&badge, &mut lea, ts);
        let told = |events: &[KeyEvent]| {
            let mut evidence = owner.evidence(events);
            lea.tell(&mut evidence);
            evidence.hear_stamp(stamp.clone());
            evidence
        };
        // Those whom the next key of the issuer named.
        check(&badge, &told(&[owner.succeed(1), owner.guarded()]), expected);
        // The holder's own witnesses, or those whom the old key named, are nothing.
        let mut friends = told(&[owner.succeed(1)]);
        let names = |who: &Author| KeyEvent::witnesses(four(), at(NOON - 9 * DAY), &who.key);
        [names(&lea), names(&owner.old)].into_iter().for_each(|one| friends.hear_key(one));
        check(&badge, &friends, "unknown signed-by-former-key");
        // The reader's own are.
        friends.watch_by(four());
        check(&badge, &friends, expected);
    }
}

#[test]
fn nothing_that_a_quorum_saw_is_cut_off() {
    let mut owner = Owner::new(1, "School");
    owner.old.revoke(5, NOON - 5 * DAY);
    owner.old.revoke(6, NOON - 4 * DAY);
    let seen = owner.old.stamp(2, NOON - 4 * DAY, &[NOON - 4 * DAY; 3]);
    let count = |evidence: &Evidence| evidence.statements_of(&owner.old.did()).count();
    let mut evidence = owner.evidence(&[owner.succeed(1)]);
    evidence.hear_stamp(seen.clone());
    assert_eq!(count(&evidence), 1);
    evidence.hear_key(owner.guarded());
    assert_eq!(count(&evidence), 2, "below what the witnesses saw nothing is cut");
    // Whom the old key names as witnesses lifts no cut-off: a thief could name any.
    let mut evidence = owner.evidence(&[owner.succeed(1)]);
    evidence.hear_key(KeyEvent::witnesses(four(), at(NOON - 9 * DAY), &owner.old.key));
    evidence.hear_stamp(seen);
    assert_eq!(count(&evidence), 1);
    // A writer that a thief named counts for nothing.
    let thief = SecretKey::from_seed(&[66; 32]);
    let named: PublicKey = thief.public();
    evidence.hear_key(KeyEvent::writer(&thief, at(1), &owner.old.key).unwrap());
    assert_eq!(evidence.writers_of(&owner.old.did()).get(&named), Some(&Some(0)));
}

/// Witnesses who do not know of a succession yet sign on, and whoever stole the key has them sign.
#[test]
fn what_a_quorum_saw_since_the_succession_moves_no_cut_off() {
    let mut owner = Owner::new(1, "School");
    owner.old.revoke(5, NOON - 5 * DAY);
    owner.old.revoke(6, SINCE);
    let count = |events: &[KeyEvent], moments: &[u64]| {
        let mut evidence = owner.evidence(events);
        evidence.hear_stamp(owner.old.stamp(3, NOON - 4 * DAY, moments));
        evidence.statements_of(&owner.old.did()).count()
    };
    let by_sheet = [owner.succeed(2), owner.guarded()];
    assert_eq!(count(&by_sheet, &[SINCE; 3]), 2, "seen when it was over");
    assert_eq!(count(&by_sheet, &[SINCE - 1, SINCE - 1, SINCE]), 2, "two are no quorum");
    assert_eq!(count(&by_sheet, &[SINCE - 1; 3]), 3, "seen before");
    // Of a recovery each witness's own clock tells when that saw it, and not what the successor says.
    let recovered: Vec<KeyEvent> = owner.recover(2, 3).into_iter().chain(owner.seen(2)).collect();
    assert_eq!(count(&recovered, &[NOON + 2; 3]), 2);
    let moments = |back: u64| [NOON - back, NOON + 1 - back, NOON + 2 - back];
    assert_eq!(count(&recovered, &moments(0)), 2);
    // The guardians' word for an earlier moment is taken, 31 days back and no further.
    assert_eq!(count(&recovered, &moments(1)), 2);
    assert_eq!(count(&recovered, &[SINCE - 1; 3]), 3);
    let heir = |since: u64, seen: u64| {
        let mut owner = Owner::new(1, "School");
        owner.old.revoke(5, NOON - 5 * DAY);
        let (guardians, guardian) = (owner.guarded(), SecretKey::from_seed(&[77; 32]));
        let cuts = Cuts::new(at(since), []).unwrap();
        let heir = owner.new.did();
        let name = Recovery::name(&guardians, &heir, &cuts);
        let share = (Did::from(guardian.public()), Recovery::share(&name, &guardian));
        let shares = BTreeMap::from([share]);
        let recovery = Recovery { guardians: guardians.clone(), heir, cuts, shares };
        let told = KeyEvent::recovery(recovery, at(NOON), &owner.new.key).unwrap();
        let released = (0..3).map(|number| {
            let (of, step, witness) = (guardians.clone(), WatchStep::Released, witness(number));
            let watch = Watch { guardians: of, recovery: name, step, witness: witness.public() };
            KeyEvent::watch(watch, at(NOON), &witness).unwrap()
        });
        let events: Vec<KeyEvent> = released.chain([told]).collect();
        let mut evidence = owner.evidence(&events);
        // Released after seven days, so that it was seen seven days before.
        evidence.hear_stamp(owner.old.stamp(2, NOON - 39 * DAY, &[seen; 3]));
        evidence.statements_of(&owner.old.did()).count()
    };
    let long_ago = NOON - 38 * DAY - 1;
    assert_eq!(heir(0, long_ago), 2, "nobody takes back what was seen long before");
    assert_eq!(heir(0, NOON - 38 * DAY), 0);
    assert_eq!((heir(NOON, NOON - 7 * DAY - 1), heir(NOON, NOON - 7 * DAY)), (2, 0));
}

fn shown(badge: &Value, by: &Author) -> Value {
    let holder = Credential::new(badge).subject_id().unwrap().parse().unwrap();
    let draft = PresentationDraft {
        credentials: std::slice::from_ref(badge),
        challenge: "4711",
        domain: Some("gate.example"),
        former: &[holder],
    };
    presentation(&draft, &by.signing(Suite::EddsaRdfc2022)).unwrap()
}

#[test]
fn the_successor_of_the_holder_is_the_holder_and_the_old_key_is_not() {
    let (school, owner) = (Author::new(3, "School"), Owner::new(1, "Lea"));
    let other = Author::new(4, "Other");
    let badge = school.badge_for(&owner.old.did());
    let asked = Asked {
        challenge: Some("4711".to_owned()),
        domain: Some("gate.example".to_owned()),
        ..Asked::at(at(NOON))
    };
    let told = |by: &Author, evidence: &Evidence| {
        let verdict = judged(&shown(&badge, by), evidence, &asked);
        let mark = verdict.answer(Question::Recipient).name();
        format!("{mark} {}", verdict.reason(Question::Recipient).code())
    };
    let before = owner.evidence(&[]);
    assert_eq!(told(&owner.old, &before), "yes presenter-is-holder");
    assert_eq!(told(&owner.new, &before), "no presented-by-another");
    let after = owner.evidence(&[owner.succeed(1)]);
    assert_eq!(told(&owner.new, &after), "yes presenter-is-successor");
    assert_eq!(told(&owner.old, &after), "no presented-by-former-key");
    assert_eq!(told(&other, &after), "no presented-by-another");
    // By name alone either is the same person.
    for (who, expected) in [(&owner.new, "identity-matches"), (&other, "identity-differs")] {
        let asked = Asked { presenter: Some(who.did().to_string()), ..Asked::at(at(NOON)) };
        let verdict = judged(&badge, &after, &asked);
        assert_eq!(verdict.reason(Question::Recipient).code(), expected);
    }
}

#[test]
fn names_and_recognitions_follow() {
    let mut owner = Owner::new(1, "School");
    let (mut viewer, lea) = (Author::new(2, "Me"), Author::new(3, "Lea"));
    let accepted = viewer.recognise(&owner.old, 1, None, NOON - 5 * DAY);
    let badge = owner.new.badge_for(&lea.did());
    let mut evidence = owner.evidence(&[]);
    viewer.tell(&mut evidence);
    evidence.view_as(viewer.did());
    let path = |evidence: &Evidence| at_noon(&badge, evidence).reason(Question::Path).code();
    assert_eq!(path(&evidence), "self-asserted");
    evidence.hear_key(owner.succeed(1));
    assert_eq!(path(&evidence), "recognised");
    let mut named = owner.evidence(&[owner.succeed(1)]);
    named.know(owner.old.did(), "our school");
    assert_eq!(path(&named), "known-directly");
    let mut own = owner.evidence(&[owner.succeed(1)]);
    own.view_as(owner.old.did());
    assert_eq!(path(&own), "issuer-is-you");
    // The successor may end what the old key began; a stranger may not.
    let end = || {
        let (recognition, reason) = (accepted.id(), None);
        Content::RecognitionEnd(RecognitionEnd { recognition, reason, offer: None })
    };
    let mut stranger = Author::new(9, "Stranger");
    stranger.say(end(), NOON - HOUR);
    stranger.tell(&mut evidence);
    assert_eq!(path(&evidence), "recognised");
    evidence.hear_entry(owner.new.say(end(), NOON - HOUR));
    assert_eq!(path(&evidence), "self-asserted");
}
