//! Who is no stranger although nobody of the node chose them: whom a peer of the owner's list hosts. Their ledgers
//! are kept whole at the settings' own, where of strangers the end is cut off and that is told.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use bot_node::clock::{Clock as _, SystemClock};
use bot_node::store::{Shelf, Write};
use bot_protocol::feed::{Cause, Short};
use bot_protocol::identity::PublicKey;
use bot_protocol::statement::Content;
use bot_protocol::statement::kinds::Document;
use bot_protocol::verdict::Question;
use bot_tests::issued;
use bot_tests::live::{Live, config, until};
use libp2p::PeerId;
use libp2p::multiaddr::Protocol;

/// Badges with a picture each that a ledger has: some three megabytes in all.
const BADGES: u32 = 60;

/// What a school's node says: an achievement with a picture.
fn pictured(number: u32) -> Content {
    let noise = bot_protocol::canon::hash::sha256(&[&number.to_be_bytes()]).to_string();
    let picture = noise.repeat(50_000 / noise.len());
    let json = format!(
        r#"{{"id":"urn:bot:{number}","type":["Achievement"],"name":"A","description":"B",
        "image":{{"id":"data:image/png;base64,{picture}","type":"Image"}}}}"#
    );
    Content::Achievement(Document::read(json.as_bytes()).unwrap())
}

async fn says_pictures(live: &Live) -> u32 {
    for number in 0..BADGES {
        live.handle.say(live.did(), pictured(number)).await.unwrap();
    }
    live.size(&live.writer())
}

/// What a node remembers of a ledger that it does not keep to the end.
fn short(live: &Live, writer: &PublicKey) -> Option<Short> {
    let key = [b"short/", &writer.as_bytes()[..]].concat();
    let note = live.handle.store().note(Shelf::Settings, &key).unwrap()?;
    let (cause, size) = note.split_first()?;
    let size = u32::from_be_bytes(size.try_into().unwrap());
    Some(Short { size, cause: Cause::of(*cause)? })
}

/// What a node says of the status of a badge by somebody.
fn told(live: &Live, issuer: &Live) -> String {
    let now = SystemClock.now();
    let mut evidence = issued::evidence(live.handle.store().as_ref());
    if let Some(short) = short(live, &issuer.writer()) {
        evidence.hear_short(issuer.writer(), short);
    }
    let badge = issued::badge(&issuer.identity.identity, now);
    let verdict = issued::judged(&evidence, &badge, now);
    verdict.reason(Question::Status).code().to_owned()
}

async fn peer_of(live: &Live) -> PeerId {
    let named = live.address().await.into_iter().find_map(|part| {
        let Protocol::P2p(peer) = part else { return None };
        Some(peer)
    });
    named.unwrap()
}

/// Whom the notes of a node have as hosted by peers of its list.
fn noted(live: &Live) -> usize {
    live.handle.store().notes(Shelf::Peers, b"hosted/").unwrap().len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issuer_at_a_peer_of_the_list_is_kept_whole_and_a_stranger_is_cut_off() {
    let [a, b, c] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let holder = Live::tcp(a.path(), 1, &[]).await;
    let school = Live::tcp(b.path(), 2, &[]).await;
    let size = says_pictures(&school).await;
    holder.handle.add_peer(school.address().await).await.unwrap();
    holder.holds(&school.writer(), size).await;
    assert_eq!(told(&holder, &school), "clear-as-of");

    // Somebody who calls is a stranger, whatever they host.
    let stranger = Live::tcp(c.path(), 3, &[]).await;
    assert_eq!(says_pictures(&stranger).await, size);
    stranger.handle.add_peer(holder.address().await).await.unwrap();
    until("its end to be cut off", || async { short(&holder, &stranger.writer()).is_some() }).await;
    let held = holder.size(&stranger.writer());
    assert!((3..size / 2).contains(&held), "{held} of {size}");
    let told_short = short(&holder, &stranger.writer()).unwrap();
    assert_eq!(told_short.cause, Cause::Strangers);
    assert_eq!(told(&holder, &stranger), "kept-short");

    // Taken onto the list, its ledger goes on where it was cut off.
    holder.handle.add_peer(stranger.address().await).await.unwrap();
    holder.holds(&stranger.writer(), size).await;
    assert_eq!(told(&holder, &stranger), "clear-as-of");
    assert_eq!(noted(&holder), 2);

    // Whom a peer hosts is a stranger again once the peer is taken off the list; what is held stays.
    holder.handle.remove_peer(peer_of(&stranger).await).await.unwrap();
    until("it to be forgotten", || async { noted(&holder) == 1 }).await;
    assert_eq!(holder.size(&stranger.writer()), size);
}

/// Who issued a badge that is held here, as it is noted of them, is kept whole, also where nothing at all is kept of
/// strangers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_issuer_of_a_badge_that_is_held_is_kept_whole_where_nothing_is_kept_of_strangers() {
    let [a, b] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let mut settings = config("tcp", &[]);
    settings.net.strangers_mib_max = 0;
    let holder = Live::start(a.path(), 1, settings, None).await;
    let school = Live::tcp(b.path(), 2, &[holder.address().await]).await;
    let size = says_pictures(&school).await;
    // By then everything of it was offered once.
    school.holds(&holder.writer(), 1).await;
    until("the first catch-up to end", || async {
        !holder.handle.store().notes(Shelf::Cursors, &[]).unwrap().is_empty()
    })
    .await;
    assert_eq!(holder.size(&school.writer()), 0);
    let key = school.did().public_key().as_bytes().to_vec();
    let note = Write::Note { shelf: Shelf::Fellows, key, value: b"issuer".to_vec() };
    holder.handle.note(vec![note]).await.unwrap();
    holder.holds(&school.writer(), size).await;
    assert_eq!(told(&holder, &school), "clear-as-of");
}
