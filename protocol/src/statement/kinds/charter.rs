//! Kind 30: by which rules a community acts, and who its stewards are.
//! `[1, text, [[key, sig]…]]`, the text a byte string that its signatures are over.

use crate::{
    canon::{
        cbor::{self, Writer},
        hash::{Hash, sha256},
    },
    identity::{Did, PublicKey, SecretKey, Signature, SignatureError},
    limits::{
        BODY_BYTES_MAX, CHARTER_BYTES_MAX, PURPOSE_BYTES_MAX, STEWARD_ROLE_BYTES_MAX, STEWARDS_MAX,
    },
    statement::{ContentError, kinds, text},
    time::Timestamp,
};

/// Domain of a steward's signature. Source: `spec/communities.md` §1.
const CHARTER_DOMAIN: &[u8] = b"bot/charter/1\0";

/// A charter and who signed it.
///
/// It names nobody who did not sign it, or the one before it. Whether it counts is for
/// [`crate::feed::Charters`] to say: that takes the charter before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charter {
    /// What was signed.
    pub text: CharterText,
    /// Who signed it, by their identity keys, in the order of these.
    pub signatures: Vec<(Did, Signature)>,
}

/// What a charter says: `[1, number, previous | null, purpose, parent | null,
/// [[key, role, until | null]…], [charter, admit, award]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CharterText {
    /// Which charter of the community this is, from 0.
    pub number: u32,
    /// The digest of the one before; none of the first.
    pub previous: Option<Hash>,
    /// What the community is for, in people's words.
    pub purpose: String,
    /// The community of which it is a part, where it is one.
    pub parent: Option<Did>,
    /// Who acts for it, in the order of their keys.
    pub stewards: Vec<Steward>,
    /// How many of them an act takes.
    pub acts: Quorums,
}

/// Somebody who acts for a community.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steward {
    /// Who.
    pub who: Did,
    /// As what, in a word or two.
    pub role: String,
    /// The last moment of the term; without it, until another charter.
    pub until: Option<Timestamp>,
}

/// How many stewards an act takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quorums {
    /// To change the charter: at least one.
    pub charter: u8,
    /// To make somebody a member; 0 for the key of the community alone.
    pub admit: u8,
    /// To award what else the community created; 0 for the key of the community alone.
    pub award: u8,
}

/// What a community does that its stewards may have to stand behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CommunityAct {
    /// It makes somebody a member.
    Admit,
    /// It awards something else that it created.
    Award,
}

impl CommunityAct {
    /// Its name in JSON: `admit` or `award`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Admit => "admit",
            Self::Award => "award",
        }
    }
}

impl Quorums {
    /// How many stewards this takes.
    #[must_use]
    pub fn of(self, act: CommunityAct) -> u8 {
        match act {
            CommunityAct::Admit => self.admit,
            CommunityAct::Award => self.award,
        }
    }
}

impl CharterText {
    /// Reads the text of a charter.
    ///
    /// # Errors
    /// When it is not canonical, names too few or too many, or asks for more than there are.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = kinds::open(bytes, 7)?;
        let number = reader.u32()?;
        let previous = reader.optional(cbor::Reader::fixed)?.map(Hash::from_bytes);
        let purpose = reader.text(BODY_BYTES_MAX)?.to_owned();
        let parent = reader.optional(cbor::Reader::fixed)?;
        let parent = parent.map(|key| PublicKey::from_bytes(&key).map(Did::from)).transpose()?;
        let count = reader.list(STEWARDS_MAX)?;
        let mut stewards = Vec::with_capacity(count);
        for _ in 0..count {
            reader.array(3)?;
            let who = Did::from(PublicKey::from_bytes(&reader.fixed()?)?);
            let role = reader.text(BODY_BYTES_MAX)?.to_owned();
            let until = reader.optional(|reader| reader.u64())?.map(Timestamp::from_millis);
            stewards.push(Steward { who, role, until });
        }
        reader.array(3)?;
        let acts = Quorums { charter: reader.u8()?, admit: reader.u8()?, award: reader.u8()? };
        reader.end()?;
        let read = Self { number, previous, purpose, parent, stewards, acts };
        read.check()?;
        Ok(read)
    }

    /// Checks what reading would check, on a text that is still to be signed.
    ///
    /// # Errors
    /// As [`CharterText::read`].
    pub fn check(&self) -> Result<(), ContentError> {
        if self.previous.is_none() != (self.number == 0) {
            return Err(ContentError::Empty { field: "previous" });
        }
        text::lines("purpose", Some(&self.purpose), PURPOSE_BYTES_MAX)?;
        let found = self.stewards.len();
        if found == 0 {
            return Err(ContentError::Empty { field: "stewards" });
        }
        if found > STEWARDS_MAX {
            return Err(ContentError::TooMany { field: "stewards", found, max: STEWARDS_MAX });
        }
        let sorted = self.stewards.is_sorted_by(|one, next| key_of(&one.who) < key_of(&next.who));
        if !sorted {
            return Err(ContentError::Unsorted { field: "stewards" });
        }
        for steward in &self.stewards {
            text::line("role", &steward.role, STEWARD_ROLE_BYTES_MAX)?;
        }
        let count = u8::try_from(found).unwrap_or(u8::MAX);
        let Quorums { charter, admit, award } = self.acts;
        for (act, need, least) in
            [("charter", charter, 1), ("admit", admit, 0), ("award", award, 0)]
        {
            if need < least || need > count {
                return Err(ContentError::Act { act, need, least, count });
            }
        }
        Ok(())
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(7).uint(1_u8).uint(self.number);
        writer
            .optional(self.previous.as_ref().map(|hash| hash.as_bytes().as_slice()), Writer::bytes);
        writer.text(&self.purpose);
        let parent = self.parent.as_ref().map(|did| did.public_key().as_bytes().as_slice());
        writer.optional(parent, Writer::bytes);
        writer.array(self.stewards.len());
        for Steward { who, role, until } in &self.stewards {
            writer.array(3).bytes(who.public_key().as_bytes()).text(role);
            writer.optional(until.map(Timestamp::millis), Writer::uint);
        }
        let Quorums { charter, admit, award } = self.acts;
        writer.array(3).uint(charter).uint(admit).uint(award);
        writer.into_bytes()
    }

    /// By which a charter of this community is named: the hash of what its stewards sign.
    #[must_use]
    pub fn digest(&self, community: &Did) -> Hash {
        sha256(&[&self.signed_bytes(community)])
    }

    /// A steward's signature: for this community and no other.
    #[must_use]
    pub fn sign(&self, community: &Did, key: &SecretKey) -> Signature {
        key.sign(&self.signed_bytes(community))
    }

    /// Whether somebody signed it for this community.
    ///
    /// # Errors
    /// What the signature check says.
    pub fn verify(
        &self,
        community: &Did,
        who: &Did,
        signature: &Signature,
    ) -> Result<(), SignatureError> {
        who.public_key().verify(&self.signed_bytes(community), signature)
    }

    /// The steward with this key.
    #[must_use]
    pub fn steward(&self, who: &Did) -> Option<&Steward> {
        self.stewards.iter().find(|steward| steward.who == *who)
    }

    fn signed_bytes(&self, community: &Did) -> Vec<u8> {
        let key = community.public_key().as_bytes().as_slice();
        [CHARTER_DOMAIN, key, &self.to_bytes()].concat()
    }
}

impl Charter {
    /// The charter with these signatures, in their order.
    #[must_use]
    pub fn new(text: CharterText, signatures: impl IntoIterator<Item = (Did, Signature)>) -> Self {
        let mut signatures: Vec<_> = signatures.into_iter().collect();
        signatures.sort_by(|(one, _), (next, _)| key_of(one).cmp(key_of(next)));
        Self { text, signatures }
    }

    /// Reads the content of a body of kind 30.
    ///
    /// # Errors
    /// When it is not canonical, or its text is refused.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = kinds::open(bytes, 3)?;
        let text = CharterText::read(reader.bytes(CHARTER_BYTES_MAX)?)?;
        let count = reader.list(SIGNERS_MAX)?;
        let mut signatures = Vec::with_capacity(count);
        for _ in 0..count {
            reader.array(2)?;
            let who = Did::from(PublicKey::from_bytes(&reader.fixed()?)?);
            signatures.push((who, Signature::from_bytes(reader.fixed()?)));
        }
        reader.end()?;
        let charter = Self { text, signatures };
        charter.check()?;
        Ok(charter)
    }

    /// Checks the text, and the order and number of the signatures. Whose they are is checked with
    /// the feed that it stands in, as they are for its author alone.
    ///
    /// # Errors
    /// When somebody of whom the first charter takes a signature has none.
    pub fn check(&self) -> Result<(), ContentError> {
        self.text.check()?;
        if self.signatures.is_empty() {
            return Err(ContentError::Empty { field: "signatures" });
        }
        let found = self.signatures.len();
        if found > SIGNERS_MAX {
            return Err(ContentError::TooMany { field: "signatures", found, max: SIGNERS_MAX });
        }
        if !self.signatures.is_sorted_by(|(one, _), (next, _)| key_of(one) < key_of(next)) {
            return Err(ContentError::Unsorted { field: "signatures" });
        }
        let unsigned = self.text.stewards.iter().find(|steward| !self.is_signed_by(&steward.who));
        match unsigned.filter(|_| self.text.number == 0) {
            Some(steward) => Err(ContentError::StewardUnsigned { who: steward.who }),
            None => Ok(()),
        }
    }

    /// Whether this key signed it.
    #[must_use]
    pub fn is_signed_by(&self, who: &Did) -> bool {
        self.signatures.iter().any(|(signer, _)| signer == who)
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(3).uint(1_u8).bytes(&self.text.to_bytes());
        writer.array(self.signatures.len());
        for (who, signature) in &self.signatures {
            writer.array(2).bytes(who.public_key().as_bytes()).bytes(signature.as_bytes());
        }
        writer.into_bytes()
    }
}

/// Most signatures of one charter: all stewards of the one before, and as many new ones.
const SIGNERS_MAX: usize = 2 * STEWARDS_MAX;

fn key_of(did: &Did) -> &[u8; 32] {
    did.public_key().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> SecretKey {
        SecretKey::from_seed(&[seed; 32])
    }

    fn text(seeds: &[u8], acts: [u8; 3]) -> CharterText {
        let steward = |seed: &u8| Steward {
            who: Did::from(key(*seed).public()),
            role: "board".to_owned(),
            until: None,
        };
        let mut stewards: Vec<_> = seeds.iter().map(steward).collect();
        stewards.sort_by(|one, next| key_of(&one.who).cmp(key_of(&next.who)));
        let [charter, admit, award] = acts;
        let acts = Quorums { charter, admit, award };
        let purpose = "Tea for all".to_owned();
        CharterText { number: 0, previous: None, purpose, parent: None, stewards, acts }
    }

    #[track_caller]
    fn check(text: &CharterText, expected: &str) {
        let found = CharterText::read(&text.to_bytes());
        let told = found.as_ref().map_or_else(ToString::to_string, |_| "taken".to_owned());
        assert!(told.contains(expected), "{told}");
        if let Ok(read) = found {
            assert_eq!(read, *text);
        }
    }

    #[test]
    fn a_text_is_taken_within_its_bounds_and_refused_by_its_field() {
        check(&text(&[1, 2, 3], [2, 2, 0]), "taken");
        check(&text(&[1], [1, 0, 0]), "taken");
        let all: Vec<u8> = (1..=32).collect();
        check(&text(&all, [32, 32, 32]), "taken");
        let most: Vec<u8> = (1..=33).collect();
        assert!(text(&most, [1, 1, 1]).check().is_err());
        check(&text(&[1, 2], [0, 1, 1]), "charter takes 0 of 2 stewards, expected 1 to 2");
        check(&text(&[1, 2], [1, 3, 1]), "admit takes 3 of 2 stewards, expected 0 to 2");
        check(&text(&[1, 2], [1, 1, 3]), "award takes 3 of 2");
        check(&text(&[], [1, 0, 0]), "stewards is empty");
        let mut two = text(&[1, 2], [1, 1, 1]);
        two.stewards.reverse();
        check(&two, "stewards is not sorted");
        let mut role = text(&[1], [1, 1, 1]);
        role.stewards[0].role = " ".to_owned();
        check(&role, "role is empty");
        let second = CharterText { number: 1, ..text(&[1], [1, 1, 1]) };
        check(&second, "previous is empty");
        let first = CharterText { previous: Some(sha256(&[b"x"])), ..text(&[1], [1, 1, 1]) };
        check(&first, "previous is empty");
    }

    #[test]
    fn a_signature_is_for_one_community_and_one_text() {
        let (community, other) = (Did::from(key(9).public()), Did::from(key(8).public()));
        let text = text(&[1, 2], [1, 1, 1]);
        let (one, signature) = (Did::from(key(1).public()), text.sign(&community, &key(1)));
        assert!(text.verify(&community, &one, &signature).is_ok());
        assert!(text.verify(&other, &one, &signature).is_err());
        let looser = CharterText { acts: Quorums { admit: 0, ..text.acts }, ..text.clone() };
        assert!(looser.verify(&community, &one, &signature).is_err());
        assert!(text.verify(&community, &Did::from(key(2).public()), &signature).is_err());
        assert_ne!(text.digest(&community), text.digest(&other));
    }

    #[test]
    fn the_first_charter_names_nobody_who_did_not_sign_it() {
        let community = Did::from(key(9).public());
        let text = text(&[1, 2], [1, 1, 1]);
        let by = |seed: u8| (Did::from(key(seed).public()), text.sign(&community, &key(seed)));
        let whole = Charter::new(text.clone(), [by(2), by(1)]);
        assert_eq!(Charter::read(&whole.to_bytes()), Ok(whole));
        let half = Charter::new(text.clone(), [by(1)]);
        let refused = Charter::read(&half.to_bytes()).unwrap_err();
        assert!(matches!(refused, ContentError::StewardUnsigned { .. }), "{refused}");
        let twice = Charter { signatures: vec![by(1), by(1)], text };
        assert!(Charter::read(&twice.to_bytes()).is_err());
    }
}
