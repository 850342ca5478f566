//! Witnesses over real sockets: they sign what an issuer stamps, and its badges are dated by them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use bot_protocol::feed::HeadStamp;
use bot_protocol::identity::PublicKey;
use bot_protocol::statement::Content;
use bot_protocol::statement::kinds::Revoke;
use bot_tests::live::{Live, until};
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
