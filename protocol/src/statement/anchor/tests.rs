//! A tree proves what is in it and nothing else, and tells nothing of how much that is.

use proptest::prelude::*;

use super::*;
use crate::identity::{Did, SecretKey};
use crate::statement::{Draft, GateFault, Head, Retention};
use crate::time::Timestamp;

fn digest(number: u32) -> Hash {
    sha256(&[b"credential", &number.to_be_bytes()])
}

fn digests(count: u32) -> BTreeSet<Hash> {
    (0..count).map(digest).collect()
}

fn said(content: Content, ret: Retention) -> Result<Statement, String> {
    let key = SecretKey::from_seed(&[2; 32]);
    let root = sha256(&[]);
    let head = Head { writer: key.public(), seq: 0, root, last_ts: Timestamp::from_millis(0) };
    let author = Did::from(SecretKey::from_seed(&[1; 32]).public());
    let signed =
        Draft { content, salt: [3; 16], ret }.sign(&author, &head, Timestamp::from_millis(1), &key);
    signed.map_err(|error| error.to_string())
}

fn anchored(tree: &AnchorTree) -> Statement {
    said(Content::Anchor(tree.anchor()), Retention::Permanent).unwrap()
}

fn proofs(tree: &AnchorTree) -> Vec<AnchorProof> {
    let entry = anchored(tree);
    let made = tree.leaves().iter().map(|leaf| AnchorProof::new(entry.clone(), leaf.clone()));
    made.collect::<Result<_, _>>().unwrap()
}

#[test]
fn an_anchor_can_never_be_erased() {
    let anchor = Content::Anchor(Anchor { root: digest(1) });
    assert!(said(anchor.clone(), Retention::Permanent).is_ok());
    let refused = said(anchor, Retention::Erasable).unwrap_err();
    assert_eq!(refused, GateFault::ErasableAnchor.to_string());
    let bytes = Anchor { root: digest(1) }.to_bytes();
    assert_eq!(Anchor::read(&bytes), Ok(Anchor { root: digest(1) }));
    assert!(Anchor::read(&[&bytes[..], &[0]].concat()).is_err());
    assert!(Anchor::read(&bytes[..bytes.len() - 1]).is_err());
}

#[test]
fn one_credential_and_the_most_that_fit_have_proofs_of_one_length() {
    let most = u32::try_from(ANCHOR_LEAVES_MAX).unwrap();
    let lengths = |count: u32| -> BTreeSet<usize> {
        let tree = AnchorTree::new(&[7; 32], &digests(count)).unwrap();
        assert_eq!(tree.leaves().len(), usize::try_from(count).unwrap());
        // The place of a small number has fewer bytes, and is drawn by chance.
        let bare = |proof: &AnchorProof| {
            let mut place = Writer::new();
            proof.to_bytes().len() - place.uint(proof.leaf.place).as_bytes().len()
        };
        proofs(&tree).iter().map(bare).collect()
    };
    assert_eq!(lengths(1).len(), 1);
    assert_eq!(lengths(1), lengths(most));
    assert_eq!(AnchorTree::new(&[7; 32], &digests(0)), None);
    assert_eq!(AnchorTree::new(&[7; 32], &digests(most + 1)), None);
}

#[test]
fn a_seed_makes_the_same_tree_again_and_another_seed_another() {
    let tree = |seed: u8| AnchorTree::new(&[seed; 32], &digests(5)).unwrap();
    assert_eq!(tree(7), tree(7));
    assert_ne!(tree(7).anchor(), tree(8).anchor());
    let salts = |tree: AnchorTree| -> BTreeSet<[u8; 16]> {
        tree.leaves().iter().map(|leaf| leaf.salt).collect()
    };
    assert_eq!(salts(tree(7)).len(), 5, "each has chance of its own");
    assert!(salts(tree(7)).is_disjoint(&salts(tree(8))));
}

#[test]
fn what_is_no_anchor_or_comes_without_its_body_proves_nothing() {
    let tree = AnchorTree::new(&[7; 32], &digests(1)).unwrap();
    let leaf = || tree.leaves()[0].clone();
    let erase = Content::Erase(crate::statement::kinds::Erase::own(vec![0]));
    let other = Content::Profile(crate::statement::kinds::Profile {
        party: crate::statement::kinds::Party::Person,
        name: "Lea".to_owned(),
        description: None,
        url: None,
    });
    assert!(said(erase, Retention::Permanent).is_err(), "the first statement erases nothing");
    let other = said(other, Retention::Permanent).unwrap();
    assert_eq!(AnchorProof::new(other, leaf()), Err(AnchorError::NoAnchor));
    let bare = anchored(&tree).without_body();
    assert_eq!(AnchorProof::new(bare, leaf()), Err(AnchorError::NoAnchor));
    // An inner node passes for no leaf: the way has one length.
    let mut short = leaf();
    short.path.remove(0);
    let refused = AnchorProof::new(anchored(&tree), short);
    assert_eq!(refused, Err(AnchorError::Path { field: "path", found: 15 * 32 }));
}

#[test]
fn what_the_writer_did_not_sign_is_refused() {
    let tree = AnchorTree::new(&[7; 32], &digests(2)).unwrap();
    let bytes = proofs(&tree)[0].to_bytes();
    let signature = anchored(&tree).signature().as_bytes().to_vec();
    let at = bytes.windows(64).position(|piece| piece == signature).unwrap();
    let mut forged = bytes.clone();
    forged[at] ^= 1;
    assert!(matches!(AnchorProof::read(&forged), Err(AnchorError::Open(_))));
    assert!(AnchorProof::read(&bytes).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_credential_is_proven_and_its_proof_comes_back_as_it_went(
        seed in any::<[u8; 32]>(),
        count in 1_u32..40,
        size in any::<u32>(),
    ) {
        let tree = AnchorTree::new(&seed, &digests(count)).unwrap();
        let all = proofs(&tree);
        let proven: BTreeSet<Hash> = all.iter().map(AnchorProof::digest).collect();
        prop_assert_eq!(proven, digests(count));
        for proof in all {
            let within = Inclusion { size, path: vec![digest(1), digest(2)] };
            for proof in [proof.clone(), proof.within(within)] {
                let bytes = proof.to_bytes();
                prop_assert!(AnchorProof::sniff(&bytes));
                prop_assert_eq!(AnchorProof::read(&bytes), Ok(proof));
            }
        }
    }

    #[test]
    fn no_part_of_a_proof_can_be_changed_or_swapped(
        seed in any::<[u8; 32]>(),
        count in 2_u32..20,
        at in any::<prop::sample::Index>(),
        bit in 0_u8..8,
    ) {
        let tree = AnchorTree::new(&seed, &digests(count)).unwrap();
        let entry = anchored(&tree);
        let [one, other] = [&tree.leaves()[0], &tree.leaves()[1]];
        let swapped = [
            Leaf { digest: other.digest, ..one.clone() },
            Leaf { salt: other.salt, ..one.clone() },
            Leaf { place: other.place, ..one.clone() },
            Leaf { path: other.path.clone(), ..one.clone() },
            Leaf { digest: digest(count), ..one.clone() },
        ];
        for leaf in swapped {
            let refused = AnchorProof::new(entry.clone(), leaf);
            prop_assert!(matches!(refused, Err(AnchorError::Root { .. })), "{refused:?}");
        }
        // Of another tree, of the same credentials too.
        let replayed = AnchorTree::new(&sha256(&[&seed]).to_bytes(), &digests(count)).unwrap();
        let refused = AnchorProof::new(anchored(&replayed), one.clone());
        prop_assert!(matches!(refused, Err(AnchorError::Root { .. })), "{refused:?}");
        let mut bytes = AnchorProof::new(entry, one.clone()).unwrap().to_bytes();
        *at.get_mut(&mut bytes) ^= 1 << bit;
        prop_assert!(AnchorProof::read(&bytes).is_err());
    }
}
