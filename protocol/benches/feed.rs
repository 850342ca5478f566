//! What the statements of a feed cost: to sign and append, to read and check as they come from
//! others, to read again from a store, and to open a whole feed.

mod stopwatch;

use std::cell::RefCell;

use bot_protocol::feed::Feed;
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::statement::kinds::{Party, Profile};
use bot_protocol::statement::{Content, Draft, Retention, Sealed, Statement};
use bot_protocol::time::Timestamp;
use stopwatch::Race;

const ROUNDS: usize = 200;

/// How many statements the feed that is opened has.
const SIZE: u32 = 1_000;

fn main() {
    let key = SecretKey::from_seed(&[7; 32]);
    let mut feed = Feed::new(key.public());
    let entries: Vec<Vec<u8>> = (0..SIZE).map(|_| say(&mut feed, &key).to_bytes()).collect();
    let read = |bytes: &Vec<u8>| Sealed::read(bytes).expect("an entry");
    let fresh = RefCell::new(Feed::new(key.public()));
    let mut turn = entries.iter().cycle();
    let mut again = entries.iter().cycle();
    let mut race = Race::default();
    race.lane("sign and append", || say(&mut fresh.borrow_mut(), &key));
    race.lane("read and check", || read(turn.next().expect("a circle")).open().expect("signed"));
    race.lane("read from the store", || {
        read(again.next().expect("a circle")).reopen().expect("whole")
    });
    race.lane("open 1000 of another", || {
        let mut feed = Feed::new(key.public());
        for bytes in &entries {
            let statement = read(bytes).open().expect("signed");
            feed.append(&statement, statement.ts()).expect("it follows");
        }
        feed.root()
    });
    race.lane("open 1000 from the store", || {
        let mut feed = Feed::new(key.public());
        for bytes in &entries {
            feed.replay(&read(bytes).reopen().expect("whole")).expect("it follows");
        }
        feed.root()
    });
    let mut figures = race.run(ROUNDS);
    figures.add("entry", entries.first().map_or(0.0, |entry| entry.len() as f64), "bytes");
    figures.tell("feed", "A feed's statements, one core");
}

/// The next statement of a feed, of about 1.5 KB.
fn say(feed: &mut Feed, key: &SecretKey) -> Statement {
    let ts = Timestamp::from_millis(u64::from(feed.size()));
    let content = Content::Profile(Profile {
        party: Party::Organisation,
        name: format!("School {}", feed.size()),
        description: Some("What this school is and does, in some words. ".repeat(28)),
        url: None,
    });
    let draft = Draft { content, salt: [1; 16], ret: Retention::Erasable };
    let did = Did::from(key.public());
    let statement = draft.sign(&did, &feed.head(), ts, key).expect("a rightful statement");
    feed.append(&statement, ts).expect("it follows");
    statement
}
