//! Writing status list credentials: the list that an issuer makes of its feed for others.
//!
//! Only what the specification asks for is written; no size and no messages, since each place is
//! one bit. Same bits, same bytes: the compression has no time and no name in it.
//!
//! Source: Bitstring Status List 1.0 §2.2 and §3.1; `spec/status.md` §5.

use std::collections::BTreeSet;
use std::io::Write as _;

use flate2::{Compression, GzBuilder};

use super::Form;
use crate::canon::json::{Object, Value};
use crate::canon::multibase;
use crate::credential::model::CONTEXT_CREDENTIALS;
use crate::credential::status::OwnList;
use crate::limits::STATUS_LIST_ENTRIES;
use crate::time::Timestamp;

/// The end of the list's own id where suspensions stand in another list, and some stand there.
pub(super) const APART: &str = "#suspensions-apart";

/// The end of the list's own id else.
const PLAIN: &str = "#list";

/// A list that is to be signed by its issuer.
#[derive(Clone, Copy, Debug)]
pub struct ListDraft<'a> {
    /// Whose list, which, and what it tells.
    pub list: OwnList,
    /// The issuer's address on the web, where it has one.
    pub base: Option<&'a str>,
    /// The places that are set.
    pub set: &'a BTreeSet<u32>,
    /// Of a list of revocations: whether any place of it is suspended.
    pub apart: bool,
    /// The moment at which it is written.
    pub from: Timestamp,
    /// The moment up to which it may be used.
    pub until: Timestamp,
}

impl ListDraft<'_> {
    /// The credential to be signed.
    #[must_use]
    pub fn unsigned(&self) -> Value {
        let name = self.list.name(self.base);
        let mut subject = Object::new();
        let end = if self.apart { APART } else { PLAIN };
        subject.insert("id", Value::from(format!("{name}{end}")));
        subject.insert("type", Value::from(Form::Bitstring.list_type()));
        subject.insert("statusPurpose", Value::from(self.list.purpose.name()));
        subject.insert("encodedList", Value::from(encoded(self.set)));
        let mut out = Object::new();
        out.insert("@context", Value::array([CONTEXT_CREDENTIALS]));
        out.insert("id", Value::from(name));
        let types = ["VerifiableCredential", Form::Bitstring.credential_type()];
        out.insert("type", Value::array(types));
        out.insert("issuer", Value::from(self.list.issuer.to_string()));
        out.insert("validFrom", Value::from(self.from.to_string()));
        out.insert("validUntil", Value::from(self.until.to_string()));
        out.insert("credentialSubject", Value::Object(subject));
        Value::Object(out)
    }
}

/// The bits of 131,072 places, the first leftmost, packed: `u` and base64url of GZIP.
fn encoded(set: &BTreeSet<u32>) -> String {
    let bytes = usize::try_from(STATUS_LIST_ENTRIES / 8).unwrap_or_default();
    let mut bits = vec![0_u8; bytes];
    for index in set {
        let byte = usize::try_from(index / 8).ok().and_then(|at| bits.get_mut(at));
        if let Some(byte) = byte {
            *byte |= 0x80_u8.checked_shr(index % 8).unwrap_or_default();
        }
    }
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::default());
    // Writing into memory fails for no reason of its own.
    let packed = encoder.write_all(&bits).and_then(|()| encoder.finish()).unwrap_or_default();
    multibase::encode_base64url_multibase(&packed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::model::Credential;
    use crate::credential::status::StatusPurpose;
    use crate::credential::status_list::{Slot, StatusList};
    use crate::identity::{Did, SecretKey};

    fn draft<'a>(set: &'a BTreeSet<u32>, purpose: StatusPurpose, apart: bool) -> ListDraft<'a> {
        let issuer = Did::from(SecretKey::from_seed(&[1; 32]).public());
        let list = OwnList { issuer, list: 3, purpose };
        let (from, until) = (Timestamp::from_millis(1000), Timestamp::from_millis(9000));
        ListDraft { list, base: Some("https://a.example"), set, apart, from, until }
    }

    #[test]
    fn what_is_set_is_read_again_and_nothing_else() {
        let set = BTreeSet::from([0, 1, 7, 8, 4711, 131_071]);
        let written = draft(&set, StatusPurpose::Suspension, false).unsigned();
        assert_eq!(written, draft(&set, StatusPurpose::Suspension, false).unsigned());
        let credential = Credential::new(&written);
        let list = StatusList::read(&credential, Form::Bitstring).unwrap();
        assert_eq!(list.purposes().collect::<Vec<_>>(), ["suspension"]);
        assert!(!list.is_apart());
        for index in [0, 1, 2, 6, 7, 8, 9, 4710, 4711, 4712, 131_070, 131_071] {
            let value = list.value_at(Slot { index: index.into(), bits: 1 }).unwrap();
            assert_eq!(value == 1, set.contains(&index), "{index}");
        }
        // It has 131,072 places and not one more.
        assert!(list.value_at(Slot { index: 131_072, bits: 1 }).is_err());
        for absent in ["ttl", "statusSize", "statusMessage", "statusReference"] {
            assert_eq!(written.at(&["credentialSubject", absent]), None);
        }
        assert_eq!(credential.id(), written.at(&["id"]).and_then(Value::as_str));
    }

    #[test]
    fn a_list_says_whether_suspensions_stand_apart() {
        let set = BTreeSet::new();
        for apart in [false, true] {
            let written = draft(&set, StatusPurpose::Revocation, apart).unsigned();
            let credential = Credential::new(&written);
            assert_eq!(StatusList::read(&credential, Form::Bitstring).unwrap().is_apart(), apart);
        }
    }
}
