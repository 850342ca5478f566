//! Witnesses over real sockets: they sign what an issuer stamps, and its badges are dated by them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use bot_node::clock::{Clock as _, SystemClock};
use bot_node::store::{Shelf, sights};
use bot_protocol::feed::{HeadStamp, Witnesses};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::statement::Content;
use bot_protocol::statement::kinds::Revoke;
use bot_protocol::verdict::{Asked, Question, Reader, Reason, judge};
use bot_tests::issued;
use bot_tests::live::{Live, config, until};
use libp2p::Multiaddr;
use tempfile::TempDir;

fn folders<const N: usize>() -> [TempDir; N] {
    std::array::from_fn(|_| tempfile::tempdir().unwrap())
}

/// The stamp of this size that this node holds with the most cosignatures.
fn stamp(node: &Live, writer: &PublicKey, size: u32) -> Option<HeadStamp> {
    let held = node.handle.store().stamps(Some(writer)).unwrap();
    let of_size = held.into_iter().filter(|stamp| stamp.size() == size);
    of_size.max_by_key(|stamp| stamp.cosigs().len())
}

async fn witnessed(node: &Live, writer: &PublicKey, size: u32, count: usize) {
    until(&format!("{count} cosignatures of {size} entries"), || async {
        stamp(node, writer, size).is_some_and(|stamp| stamp.cosigs().len() >= count)
    })
    .await;
}

/// Three witnesses sign a head; each that follows is shown to continue it before they sign that;
/// a reader that asks nobody has their signatures.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_witnesses_sign_each_head_and_a_reader_has_it() {
    let [a, b, c, d, e] = folders();
    let school = Live::tcp(a.path(), 1, &[]).await;
    let at = [school.address().await];
    let three = [
        Live::tcp(b.path(), 2, &at).await,
        Live::tcp(c.path(), 3, &at).await,
        Live::tcp(d.path(), 4, &at).await,
    ];
    let reader = Live::tcp(e.path(), 5, &at).await;
    for witness in &three {
        school.holds(&witness.writer(), 1).await;
        witness.holds(&school.writer(), 1).await;
    }
    school.name_witnesses(three.iter().map(Live::writer)).await;
    let writer = school.writer();
    let size = school.size(&writer);
    witnessed(&school, &writer, size, 3).await;
    witnessed(&reader, &writer, size, 3).await;

    let revoke = Revoke { list: 1, indexes: vec![5], reason: None, of: None };
    school.handle.say(school.did(), Content::Revoke(revoke)).await.unwrap();
    witnessed(&reader, &writer, size + 1, 3).await;
    let held = stamp(&reader, &writer, size + 1).unwrap();
    let mut by: Vec<PublicKey> = held.cosigs().iter().map(|cosig| cosig.witness()).collect();
    by.sort_unstable();
    let mut expected: Vec<PublicKey> = three.iter().map(Live::writer).collect();
    expected.sort_unstable();
    assert_eq!(by, expected);
}

/// Whoever was not named signs nothing, and without witnesses a stamp travels all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_signs_who_was_not_named() {
    let [a, b] = folders();
    let school = Live::tcp(a.path(), 1, &[]).await;
    let other = Live::tcp(b.path(), 2, &[school.address().await]).await;
    other.holds(&school.writer(), 1).await;
    let revoke = Revoke { list: 1, indexes: vec![5], reason: None, of: None };
    let said = school.handle.say(school.did(), Content::Revoke(revoke)).await.unwrap();
    let size = said.seq() + 1;
    witnessed(&other, &school.writer(), size, 0).await;
    assert!(stamp(&other, &school.writer(), size).unwrap().cosigs().is_empty());
}

/// A node with witnesses of its own.
async fn reading(data: &TempDir, seed: u8, peers: &[Multiaddr], own: &[Did]) -> Live {
    let mut settings = config("tcp", peers);
    settings.trust.witnesses = own.iter().map(ToString::to_string).collect();
    Live::start(data.path(), seed, settings, None).await
}

/// Puts somebody into the address book of a node.
async fn know(node: &Live, who: Did) {
    let contact = br#"{"name":"School"}"#;
    node.handle.put(Shelf::Contacts, who.public_key().as_bytes(), contact).await.unwrap();
}

/// Who signed for a node as a witness of its own.
fn saw(node: &Live, writer: &PublicKey) -> Vec<(PublicKey, u32)> {
    let held = sights(node.handle.store().as_ref(), Some(writer)).unwrap();
    let by = |stamp: &HeadStamp| {
        let size = stamp.size();
        stamp.cosigs().iter().map(|cosig| (cosig.witness(), size)).collect::<Vec<_>>()
    };
    held.iter().flat_map(by).collect()
}

/// What a node is told of a badge of the school, by these witnesses of its own: the reason, and how many
/// of them saw it.
fn told(node: &Live, school: &Live, own: &[PublicKey]) -> (String, usize) {
    let (store, now) = (node.handle.store(), SystemClock.now());
    let mut evidence = issued::evidence(store.as_ref());
    sights(store.as_ref(), None).unwrap().into_iter().for_each(|one| evidence.hear_stamp(one));
    evidence.watch_by(Witnesses::usual(own.iter().copied()).unwrap());
    let badge = issued::badge(&school.identity.identity, now);
    let verdict = judge(&badge, &evidence, &Asked::at(now), &Reader::core());
    let status = verdict.reason(Question::Status);
    let by = if let Reason::ClearAsOf { by, .. } = status { by.len() } else { 0 };
    (status.code().to_owned(), by)
}

/// An issuer that named nobody: its ledger is dated for a reader by the witness that the reader chose,
/// and for nobody else; who was not chosen, or does not know the issuer, signs nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_named_nobody_is_dated_by_a_witness_of_the_reader_s_own() {
    let [a, b, c, d, e] = folders();
    let school = Live::tcp(a.path(), 1, &[]).await;
    let at = school.address().await;
    let library = Live::tcp(b.path(), 2, std::slice::from_ref(&at)).await;
    // Whom a peer of its list hosts, a node knows.
    let aloof = Live::tcp(c.path(), 3, &[library.address().await]).await;
    let all = [at, library.address().await, aloof.address().await];
    let reader = reading(&d, 4, &all, &[library.did(), aloof.did()]).await;
    let other = reading(&e, 5, &all, &[]).await;
    let writer = school.writer();
    let size = school.size(&writer);
    for node in [&library, &aloof, &reader, &other] {
        node.holds(&writer, size).await;
    }
    // The library knows the school, and so do both who read; the other witness does not.
    for node in [&library, &reader, &other] {
        know(node, school.did()).await;
    }
    let first = (library.writer(), school.size(&writer));
    until("the library's signature", || async { saw(&reader, &writer).contains(&first) }).await;
    assert_eq!(told(&reader, &school, &[library.writer()]), ("clear-as-of".to_owned(), 1));
    let both = told(&reader, &school, &[library.writer(), aloof.writer()]);
    assert_eq!(both.0, "not-witnessed", "one of two");

    let revoke = Revoke { list: 1, indexes: vec![5], reason: None, of: None };
    school.handle.say(school.did(), Content::Revoke(revoke)).await.unwrap();
    let next = (library.writer(), school.size(&writer));
    until("the next one", || async { saw(&reader, &writer).contains(&next) }).await;
    // It is the reader's alone.
    assert!(saw(&reader, &writer).iter().all(|(by, _)| *by == library.writer()));
    for node in [&school, &library, &aloof, &other] {
        assert_eq!(saw(node, &writer), []);
    }
    for node in [&school, &library, &aloof, &other, &reader] {
        let stamps = node.handle.store().stamps(Some(&writer)).unwrap();
        assert!(stamps.iter().all(|stamp| stamp.cosigs().is_empty()));
    }
    assert_eq!(told(&other, &school, &[library.writer()]).0, "not-witnessed");
    assert_eq!(told(&other, &school, &[]), ("clear-as-of".to_owned(), 0));
}
