//! No badge is *valid* without a date that somebody vouches for: what a verdict at a node says is held
//! against what the stamps on that disk show, which is computed here by other means. And none is *valid* whose
//! issuer took it back, or told two stories.

use std::collections::{BTreeMap, BTreeSet};

use bot_node::store::Store;
use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::{Feed, KeyRing};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::statement::Content;
use bot_protocol::statement::kinds::Revoke;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Answer, Evidence, Presented, Question, Reason};
use bot_protocol::words::Lang;

use crate::figures::say;
use crate::issued;
use crate::verdict::{badge, kept};
use crate::world::World;

/// Most nodes that are asked, and most issuers that they are asked about: each verdict reads a store.
const NODES_ASKED: usize = 12;
const ISSUERS_ASKED: usize = 4;

/// Who can date a feed, and when they last saw what is held of it.
#[derive(Debug)]
enum Vouched {
    /// So many of these are a quorum; the newest moment of each who saw a head of what is held.
    Witnesses { quorum: usize, moments: Vec<Timestamp> },
    /// The issuer named nobody: by its own clock, the newest that it signed.
    Nobody { newest: Timestamp },
}

/// What a verdict says of the date of its *yes*.
#[derive(Debug, Clone)]
struct Told {
    as_of: String,
    witnesses: usize,
    says: String,
}

/// One who issues badges: one that may have been taken back, and one that was not.
struct Issuer {
    node: usize,
    writer: PublicKey,
    did: Did,
    revoked: Option<Presented>,
    kept: Presented,
    /// Whether it told two stories, so that nothing of it is *valid*.
    forked: bool,
}

/// How often what was told.
#[derive(Debug, Default)]
struct Tally {
    asked: u32,
    /// Of badges that were not taken back.
    valid: u32,
    /// Of these, by witnesses' clocks.
    witnessed: u32,
    /// Verdicts about issuers that named witnesses and told one story.
    named: u32,
    revoked: u32,
}

/// Asks nodes about badges of all who issue, and holds each *yes* against what vouches for it. The same
/// *yes* with a false date, or without its witnesses, must be found out. These told two stories.
///
/// # Panics
/// When a *yes* has no date that is vouched for, or is of what was taken back; when a lie is not found out;
/// when nobody says *yes* at all, or nobody by witnesses though they were named.
pub(crate) fn judge(world: &World, honest: &[usize], forked: &[PublicKey]) {
    let (issuers, mut tally) = (issuers(world, forked), Tally::default());
    let step = honest.len().div_ceil(NODES_ASKED).max(1);
    for node in honest.iter().step_by(step) {
        let store = world.nodes[*node].disk.as_ref();
        let evidence = issued::evidence(store);
        for issuer in &issuers {
            ask(world, (*node, &evidence), issuer, &mut tally);
        }
    }
    let Tally { asked, valid, witnessed, named, revoked } = tally;
    let seed = world.seed;
    assert!(valid > 0, "seed {seed}: of {asked} verdicts none was valid, so nothing is shown");
    assert!(named == 0 || witnessed > 0, "seed {seed}: of {named} verdicts none was by witnesses");
    say(&format!(
        "{asked} verdicts, {valid} valid, {witnessed} of them by witnesses' clocks; {revoked} of \
         what was taken back, all told so"
    ));
}

/// The first who speak, of each installation once, with a badge of each kind.
fn issuers(world: &World, forked: &[PublicKey]) -> Vec<Issuer> {
    let mut first: BTreeMap<PublicKey, (usize, Did)> = BTreeMap::new();
    for (node, this) in world.nodes.iter().enumerate() {
        if let Some(identity) = &this.identity {
            first.entry(identity.writer.public()).or_insert((node, identity.did()));
        }
    }
    let issuer = |(writer, (node, did))| Issuer {
        node,
        writer,
        did,
        revoked: took_back(world, &writer).then(|| badge(world, node)),
        kept: kept(world, node),
        forked: forked.contains(&writer),
    };
    let mut issuers: Vec<(PublicKey, (usize, Did))> = first.into_iter().collect();
    issuers.sort_by_key(|(_, (node, _))| *node);
    issuers.into_iter().take(ISSUERS_ASKED).map(issuer).collect()
}

/// Whether somebody with this key was told that the first of its badges is taken back.
fn took_back(world: &World, writer: &PublicKey) -> bool {
    let place = issued::PLACE;
    let said = world.nodes.iter().flat_map(|node| &node.acknowledged);
    said.filter(|said| said.writer() == *writer).any(|said| {
        let content = said.body().and_then(|body| Content::read(said.kind(), body).ok());
        let Some(Content::Revoke(Revoke { list, indexes, .. })) = content else { return false };
        list == place.list && indexes.contains(&place.index)
    })
}

/// Asks one node about the badges of one issuer.
fn ask(world: &World, (node, evidence): (usize, &Evidence), issuer: &Issuer, tally: &mut Tally) {
    let (seed, of, now) = (world.seed, issuer.node, world.now());
    if let Some(badge) = &issuer.revoked {
        let answer = issued::judged(evidence, badge, now).answer(Question::Status);
        assert_eq!(answer, Answer::No, "seed {seed}: node {node} of what issuer {of} took back");
        tally.revoked += 1;
    }
    tally.asked += 1;
    let told = yes(evidence, &issuer.kept, now);
    if issuer.forked {
        assert!(told.is_none(), "seed {seed}: node {node} says valid of issuer {of}, who forked");
        return;
    }
    let store = world.nodes[node].disk.as_ref();
    let vouched = vouched(store, &issuer.did, &issuer.writer, now);
    let by_witnesses = u32::from(matches!(vouched, Vouched::Witnesses { .. }));
    tally.named += by_witnesses;
    let Some(told) = told else { return };
    if let Err(wrong) = check(&told, &vouched) {
        panic!("seed {seed}: node {node} says valid of issuer {of}: {wrong}: {told:?}");
    }
    // Whatever any witness says, nobody knows the future.
    assert!(told.as_of <= now.to_string(), "seed {seed}: node {node} of issuer {of}: {told:?}");
    must_find_out(&told, &vouched);
    tally.valid += 1;
    tally.witnessed += by_witnesses;
}

/// As of when a node says that a badge of an issuer is *valid*, if it does.
pub(crate) fn as_of(world: &World, node: usize, issuer: usize) -> Option<String> {
    let evidence = issued::evidence(world.nodes[node].disk.as_ref());
    yes(&evidence, &kept(world, issuer), world.now()).map(|told| told.as_of)
}

/// What is told beside a *yes* about the status of a badge.
fn yes(evidence: &Evidence, badge: &Presented, now: Timestamp) -> Option<Told> {
    let verdict = issued::judged(evidence, badge, now);
    if verdict.answer(Question::Status) != Answer::Yes {
        return None;
    }
    let says = verdict.say(Question::Status, Lang::En);
    Some(match verdict.reason(Question::Status) {
        Reason::ClearAsOf { as_of, by, .. } | Reason::ResumedAsOf { as_of, by, .. } => {
            Told { as_of: as_of.clone(), witnesses: by.len(), says }
        }
        _ => Told { as_of: String::new(), witnesses: 0, says },
    })
}

/// Who saw what this store holds of a feed, by the stamps in it.
fn vouched(store: &dyn Store, did: &Did, writer: &PublicKey, now: Timestamp) -> Vouched {
    let mut ring = KeyRing::new();
    for event in store.keys(Some(did)).expect("a store in memory can be read") {
        ring.insert(event).expect("what is held fits");
    }
    let mut feed = Feed::new(*writer);
    let mut heads: BTreeSet<(u32, Hash)> = BTreeSet::from([(0, feed.root())]);
    for held in store.entries(writer, 0, usize::MAX).expect("a store in memory can be read") {
        feed.replay(&held.statement).expect("a stored feed is whole");
        heads.insert((feed.size(), feed.root()));
    }
    let stamps = store.stamps(Some(writer)).expect("a store in memory can be read");
    let fits: Vec<_> =
        stamps.iter().filter(|stamp| heads.contains(&(stamp.size(), stamp.root()))).collect();
    let Some((named, _)) = ring.log(did).and_then(|log| log.witnesses(now)) else {
        let newest = fits.iter().map(|stamp| stamp.ts()).chain([feed.last_ts()]).max();
        return Vouched::Nobody { newest: newest.unwrap_or(feed.last_ts()) };
    };
    let mut moments: BTreeMap<PublicKey, Timestamp> = BTreeMap::new();
    for cosig in fits.iter().flat_map(|stamp| stamp.cosigs()) {
        if named.names(&cosig.witness()) {
            let newest = moments.entry(cosig.witness()).or_insert(cosig.ts());
            *newest = cosig.ts().max(*newest);
        }
    }
    let moments = moments.into_values().collect();
    Vouched::Witnesses { quorum: usize::from(named.quorum()), moments }
}

/// Whether a *yes* has the date that is vouched for, and says by whose clock.
fn check(told: &Told, vouched: &Vouched) -> Result<(), String> {
    match vouched {
        Vouched::Witnesses { quorum, moments } => {
            let mut moments = moments.clone();
            moments.sort_unstable_by(|one, other| other.cmp(one));
            if moments.len() < *quorum || told.witnesses < *quorum {
                return Err(format!("by {} of {quorum} witnesses", moments.len()));
            }
            // Of the newest so many as can lie together, and one more, one is true.
            let date = moments[quorum / 2].to_string();
            if told.as_of != date {
                return Err(format!("the witnesses say {date}"));
            }
        }
        Vouched::Nobody { newest } => {
            if told.witnesses > 0 || !told.says.contains("by the issuer's own clock") {
                return Err("nobody but the issuer dates it, and that is not told".to_owned());
            }
            if told.as_of != newest.to_string() {
                return Err(format!("the newest that the issuer signed is of {newest}"));
            }
        }
    }
    Ok(())
}

/// The twin: each lie about a date is found out.
fn must_find_out(told: &Told, vouched: &Vouched) {
    let later = Told { as_of: "2999-01-01T00:00:00Z".to_owned(), ..told.clone() };
    let undated = Told { as_of: String::new(), ..told.clone() };
    let other = match vouched {
        Vouched::Witnesses { .. } => Told { witnesses: 0, ..told.clone() },
        Vouched::Nobody { .. } => Told { says: "It is valid.".to_owned(), ..told.clone() },
    };
    for lie in [later, undated, other] {
        assert!(check(&lie, vouched).is_err(), "this lie is not found out: {lie:?}, {vouched:?}");
    }
}
