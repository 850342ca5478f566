//! What is kept in memory, beside what is read anew: whatever arrives in whatever order.

use bot_protocol::feed::KeyEvent;
use bot_protocol::limits::AHEAD_MAX;
use bot_protocol::recognition::Band;
use bot_protocol::statement::kinds::{Erase, OfferName, Party, Profile, RecognitionEnd, Suspend};
use proptest::prelude::*;

use super::data::endorsement;
use super::*;
use crate::acts::known::{Held, Known};
use crate::acts::standpoints::Viewpoint;

const PEOPLE: u8 = 4;

/// Something that arrives: of whom, and about whom.
#[derive(Clone, Copy, Debug)]
enum Step {
    Name(u8),
    Recognise(u8, u8),
    /// The end of the recognition that arrived so many before, by one of its sides or by another.
    End(u8, usize),
    /// The same beyond a gap of the author's feed.
    EndAhead(u8, usize),
    Endorse(u8, u8),
    /// The author's own first entry is erased.
    Erase(u8),
    Close(u8),
    /// The author signed another first entry.
    Fork(u8),
    /// An author names somebody else's writer as theirs, too.
    Claim(u8, u8),
    /// An act reads what is kept.
    Look,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let who = || 0..PEOPLE;
    let step = prop_oneof![
        2 => who().prop_map(Step::Name),
        6 => (who(), who()).prop_map(|(one, other)| Step::Recognise(one, other)),
        3 => (who(), 0..3_usize).prop_map(|(who, back)| Step::End(who, back)),
        3 => (who(), 0..3_usize).prop_map(|(who, back)| Step::EndAhead(who, back)),
        2 => (who(), who()).prop_map(|(one, other)| Step::Endorse(one, other)),
        1 => who().prop_map(Step::Erase),
        1 => who().prop_map(Step::Close),
        1 => who().prop_map(Step::Fork),
        1 => (who(), who()).prop_map(|(one, other)| Step::Claim(one, other)),
        4 => Just(Step::Look),
    ];
    proptest::collection::vec(step, 1..24)
}

/// The end of a recognition, which names its offer too or does not.
fn end_of(recognised: &Statement, names_offer: bool) -> RecognitionEnd {
    let content = Content::read(Kind::Recognition, recognised.body().unwrap()).unwrap();
    let Content::Recognition(said) = content else { unreachable!() };
    let offer = OfferName { from: said.offer.from(), nonce: said.offer.nonce() };
    let offer = names_offer.then_some(offer);
    RecognitionEnd { recognition: recognised.id(), reason: None, offer }
}

struct Story {
    room: Room,
    recognised: Vec<Statement>,
    number: u8,
}

impl Story {
    fn person(number: u8) -> SecretKey {
        SecretKey::from_seed(&[90 + number; 32])
    }

    fn did(number: u8) -> Did {
        Did::from(Self::person(number).public())
    }

    fn take(&mut self, step: Step) {
        self.number += 1;
        let number = self.number;
        let say = |who: u8, content| self.room.heard(&Self::person(who), content, number);
        match step {
            Step::Name(who) => {
                let (party, name) = (Party::Person, format!("name {number}"));
                say(who, Content::Profile(Profile { party, name, description: None, url: None }));
            }
            Step::Recognise(one, other) if one != other => {
                let offer =
                    self.room.recognition(&Self::person(one), Self::did(other), [number; 16]);
                let said = say(other, Content::Recognition(offer));
                self.recognised.push(said);
            }
            Step::End(who, back) => {
                let Some(at) = self.recognised.len().checked_sub(back + 1) else { return };
                let end = end_of(&self.recognised[at], number.is_multiple_of(2));
                say(who, Content::RecognitionEnd(end));
            }
            Step::EndAhead(who, back) => self.end_ahead(who, back),
            Step::Endorse(one, other) => {
                let thing = format!("urn:uuid:{number}");
                let about =
                    if number.is_multiple_of(2) { Self::did(other).to_string() } else { thing };
                say(other, Content::Endorsement(endorsement(number, &about, &Self::person(one))));
            }
            Step::Erase(who) => self.erase(who),
            Step::Close(who) => {
                let writer = Self::writer(who).public();
                self.arrives(Item::Key(KeyEvent::close(
                    writer,
                    2,
                    self.room.acts.now(),
                    &Self::person(who),
                )));
            }
            Step::Fork(who) => self.fork(who),
            Step::Claim(who, of) => {
                let now = self.room.acts.now();
                let named = KeyEvent::writer(&Self::writer(of), now, &Self::person(who)).unwrap();
                self.arrives(Item::Key(named));
            }
            Step::Recognise(..) => {}
            Step::Look => drop(self.kept()),
        }
    }

    fn writer(number: u8) -> SecretKey {
        SecretKey::from_seed(&Self::person(number).public().as_bytes().map(|byte| byte ^ 0x80))
    }

    fn arrives(&self, item: Item) {
        let now = self.room.acts.now();
        self.room.acts.store().commit(&[Write::Item(item, now)]).unwrap();
    }

    fn fork(&self, who: u8) {
        let (writer, store) = (Self::writer(who), self.room.acts.store());
        let Some(first) = store.entry(&writer.public(), 0).unwrap() else { return };
        let (party, name) = (Party::Person, "another".to_owned());
        let content = Content::Profile(Profile { party, name, description: None, url: None });
        let draft = Draft { content, salt: [9; 16], ret: Retention::Erasable };
        let head = Feed::new(writer.public()).head();
        let other = draft.sign(&Self::did(who), &head, first.statement.ts(), &writer).unwrap();
        let fork = bot_protocol::feed::ForkProof::make(&first.statement, &other).unwrap();
        self.arrives(Item::Fork(fork));
    }

    /// The end comes before what its author said between; of many such the furthest goes.
    fn end_ahead(&self, who: u8, back: usize) {
        let Some(at) = self.recognised.len().checked_sub(back + 1) else { return };
        let end = end_of(&self.recognised[at], self.number.is_multiple_of(2));
        let (key, said) = (Self::person(who), Content::RecognitionEnd(end));
        let entry = self.room.beyond(&key, said, 1000 - u32::from(self.number));
        let (writer, store, now) = (entry.writer(), self.room.acts.store(), self.room.acts.now());
        let furthest = store.ahead(Some(&writer)).unwrap().last().map(Statement::seq);
        let held = store.ahead(Some(&writer)).unwrap().len();
        store.commit(&[Write::Item(Item::Ahead(entry), now)]).unwrap();
        if let Some(seq) = furthest.filter(|_| held >= AHEAD_MAX) {
            store.commit(&[Write::CaughtUp { writer, seq }]).unwrap();
        }
    }

    fn erase(&self, who: u8) {
        let writer = Self::writer(who).public();
        if self.room.acts.store().head(&writer).unwrap().is_none() {
            return;
        }
        self.room.heard(&Self::person(who), Content::Erase(Erase::own(vec![0])), self.number);
        let drop = Write::DropBody { writer, seq: 0, why: crate::store::Gone::Erased };
        self.room.acts.store().commit(&[drop]).unwrap();
    }

    fn kept(&self) -> (Held, Vec<Band>) {
        self.looked(&self.room.acts.known)
    }

    /// What is kept, and how near everybody is to the first.
    fn looked(&self, known: &Known) -> (Held, Vec<Band>) {
        let store = self.room.acts.store();
        let from = Viewpoint {
            viewers: vec![Self::did(0), self.room.me],
            contacts: vec![Self::did(1)],
            about: None,
        };
        let now = self.room.acts.now();
        let walk = known.standing(store, |kept, graph| kept.walk(graph, from, now)).unwrap();
        let bands = (0..PEOPLE).map(|who| walk.standing(&Self::did(who)).band).collect();
        (known.now(store).unwrap(), bands)
    }

    fn must_be_as_read_anew(&self) {
        let (kept, near) = self.kept();
        let (read, anew) = self.looked(&Known::default());
        assert_eq!(kept.names, read.names);
        assert_eq!(kept.forks, read.forks);
        let now = self.room.acts.now();
        let edges = |held: &Held| held.graph.standing(now).cloned().collect::<Vec<_>>();
        assert_eq!(edges(&kept), edges(&read));
        assert_eq!(near, anew);
        for number in 0..=self.number {
            let about = format!("urn:uuid:{number}");
            let of = |held: &Held| {
                let mut logs = held.about.of(Kind::Endorsement, &about).to_vec();
                logs.sort_unstable();
                logs
            };
            assert_eq!(of(&kept), of(&read));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_kept_is_what_would_be_read_anew(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let room = runtime.block_on(Room::new());
        let mut story = Story { room, recognised: Vec::new(), number: 0 };
        for step in steps {
            story.take(step);
        }
        story.must_be_as_read_anew();
    }
}

/// What ends beyond a gap is ended for everyone who reads, before an act read what is kept and after; not
/// what somebody else ends.
#[tokio::test]
async fn what_is_ended_beyond_a_gap_is_ended_in_all_that_is_kept() {
    for (by, near) in [(2, Band::Unreached), (3, Band::Direct)] {
        let room = Room::new().await;
        let mut story = Story { room, recognised: Vec::new(), number: 0 };
        story.take(Step::Recognise(0, 2));
        assert_eq!(story.kept().1[2], Band::Direct);
        story.take(Step::EndAhead(by, 0));
        assert_eq!(story.kept().1[2], near, "ended by {by}");
        story.must_be_as_read_anew();
        let snapshot = story.room.acts.snapshot().unwrap();
        assert_eq!(snapshot.said(Kind::RecognitionEnd).unwrap().len(), 1);
    }
}

/// Of many such the furthest goes, and nothing is left of it in what is kept.
#[tokio::test]
async fn what_was_driven_out_beyond_a_gap_is_kept_no_more() {
    let room = Room::new().await;
    let mut story = Story { room, recognised: Vec::new(), number: 0 };
    for _ in 0..=AHEAD_MAX {
        story.take(Step::Recognise(0, 2));
    }
    let standing = |story: &Story| {
        let (held, _) = story.kept();
        held.graph.standing(story.room.acts.now()).count()
    };
    for back in 0..AHEAD_MAX {
        story.take(Step::EndAhead(2, back));
        assert_eq!(standing(&story), AHEAD_MAX - back);
    }
    story.take(Step::EndAhead(2, AHEAD_MAX));
    assert_eq!(standing(&story), 1, "that whose end went stands again");
    story.must_be_as_read_anew();
}

/// A fork takes effect on what was kept before.
#[tokio::test]
async fn a_log_that_was_told_in_two_versions_gives_back_what_it_gained() {
    let room = Room::new().await;
    let mut story = Story { room, recognised: Vec::new(), number: 0 };
    story.take(Step::Recognise(0, 1));
    let (held, near) = story.kept();
    assert_eq!((held.graph.standing(story.room.acts.now()).count(), near[1]), (1, Band::Direct));
    story.take(Step::Fork(1));
    let now = story.room.acts.now();
    let (held, _) = story.kept();
    assert_eq!(held.graph.standing(now).count(), 0);
    story.must_be_as_read_anew();
}

/// What ends by itself is not kept beyond its end.
#[tokio::test]
async fn a_walk_is_laid_out_anew_when_a_recognition_ends_by_itself() {
    let room = Room::new().await;
    let mut story = Story { room, recognised: Vec::new(), number: 0 };
    story.take(Step::Recognise(0, 2));
    assert_eq!(story.kept().1[2], Band::Direct);
    story.room.pass(3 * 365 * DAY);
    assert_eq!(story.kept().1[2], Band::Unreached);
    story.must_be_as_read_anew();
}

/// What arrives and takes something away costs reading what its author said, and nothing where nothing of it is
/// kept; an offer or a proof that was checked is not checked again.
#[tokio::test]
async fn what_takes_something_away_has_its_author_read_anew_and_nobody_else() {
    let room = Room::new().await;
    let mut story = Story { room, recognised: Vec::new(), number: 0 };
    for round in 0..10 {
        for who in 0..PEOPLE {
            story.take(Step::Name(who));
            story.take(Step::Recognise((who + 1) % PEOPLE, who));
            story.take(Step::Endorse((who + 1 + round % 2) % PEOPLE, who));
        }
    }
    // Of each thirty, and the first of them is a name.
    let cost = |story: &Story| {
        story.must_be_as_read_anew();
        story.room.acts.known.cost()
    };
    let suspend = Suspend { list: 1, indexes: vec![1], suspended: true, reason: None, of: None };
    story.room.heard(&Story::person(9), Content::Suspend(suspend), 200);
    drop(story.kept());
    let (read, mut checked) = cost(&story);
    assert!((120..=200).contains(&read) && checked >= 80, "{read} read, {checked} checked");
    // Whoever said nothing that is kept erases without end.
    for number in 0..50 {
        let erase = Content::Erase(Erase::own((0..=number).collect()));
        story.room.heard(&Story::person(9), erase, 200);
    }
    assert_eq!(cost(&story), (read, checked), "nothing");
    let (less, more) = if Story::did(0) < Story::did(2) { (0, 2) } else { (2, 0) };
    let mut before = read;
    for (step, most) in [
        (Step::Erase(2), 31),
        (Step::Close(3), 32),
        (Step::Fork(1), 32),
        // Both who share the writer from then on; it speaks for the lesser still.
        (Step::Claim(more, less), 64),
    ] {
        story.take(step);
        let (after, again) = cost(&story);
        assert!((1..=most).contains(&(after - before)), "{step:?}: {}", after - before);
        // As of whom it is said goes into a check: of the other author nothing was checked before.
        let most = if matches!(step, Step::Claim(..)) { 20 } else { 0 };
        assert!(again - checked <= most, "{step:?}: checked once");
        (before, checked) = (after, again);
    }
    // What is new is checked.
    story.take(Step::Recognise(3, 2));
    let (after, again) = cost(&story);
    assert_eq!((after - before, again - checked), (1, 1));
}
