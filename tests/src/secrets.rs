//! What must cross no wire, in each form that it could take there.
//!
//! A form of few bytes is found by chance in much that is said: it counts only where the status list that it
//! belongs to is named near it, in the same form.

use std::fmt::Write as _;

use bot_protocol::canon::cbor::Writer;
use bot_protocol::canon::hash::sha256;
use bot_protocol::canon::multibase::encode_base64;
use bot_protocol::canon::rice;
use bot_protocol::credential::status::Place;
use bot_protocol::identity::Did;
use bot_protocol::limits::STATUS_LIST_ENTRIES;

/// How near a list must be named: what one item says of a place.
const NEAR: usize = 64;

/// As much of a hash or a key as the protocol itself takes for its name.
const SHORT: usize = 8;

/// Something that must not be told, as one way of telling it has it.
#[derive(Debug)]
pub struct Form {
    /// What it tells, and how.
    pub name: String,
    bytes: Vec<u8>,
    /// What must stand near it.
    beside: Option<Vec<u8>>,
}

impl Form {
    fn new(name: String, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name, bytes: bytes.into(), beside: None }
    }

    /// Whether it is among these bytes.
    #[must_use]
    pub fn is_in(&self, all: &[u8]) -> bool {
        places(all, &self.bytes).any(|at| {
            let near = at.saturating_sub(NEAR)..(at + self.bytes.len() + NEAR).min(all.len());
            let beside = self.beside.as_ref();
            beside.is_none_or(|beside| places(&all[near], beside).next().is_some())
        })
    }

    /// Bytes that tell it.
    #[must_use]
    pub fn leak(&self) -> Vec<u8> {
        let beside = self.beside.clone().unwrap_or_default();
        [&b"said: "[..], &beside, b" and ", &self.bytes, b" to all"].concat()
    }
}

/// Where these bytes stand among others.
fn places<'a>(all: &'a [u8], wanted: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let first = wanted.first().copied();
    let begins = all.iter().enumerate().filter(move |(_, byte)| Some(**byte) == first);
    begins.map(|(at, _)| at).filter(move |at| all[*at..].starts_with(wanted))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

/// A text, what it is hashed to, and both in letters.
#[must_use]
pub fn text(what: &str, text: &str) -> Vec<Form> {
    let hash = sha256(&[text.as_bytes()]);
    let short = &hash.as_bytes()[..SHORT];
    vec![
        Form::new(format!("{what} as text"), text),
        Form::new(
            format!("{what} in base64"),
            encode_base64(text.as_bytes()).trim_end_matches('='),
        ),
        Form::new(format!("the hash of {what}"), short),
        Form::new(format!("the hash of {what} in digits"), hex(short)),
    ]
}

/// The id of a credential: as [`text`], and of a UUID its sixteen bytes.
#[must_use]
pub fn id(what: &str, id: &str) -> Vec<Form> {
    let mut forms = text(what, id);
    let digits: String = id.rsplit(':').next().unwrap_or(id).replace('-', "");
    let pairs = digits.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    let bytes: Vec<u8> = pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect();
    forms.push(Form::new(format!("{what} in bytes"), bytes));
    forms.push(Form::new(format!("{what} in digits"), digits));
    forms
}

/// A person: the DID, the key in it, and what they are hashed to.
#[must_use]
pub fn person(what: &str, did: &Did) -> Vec<Form> {
    let (name, key) = (did.to_string(), did.public_key());
    let key = key.as_bytes();
    let hash = sha256(&[key]);
    let mut forms = text(what, &name);
    // Without what stands before it in every DID of the kind.
    forms.push(Form::new(format!("{what} without its method"), name.rsplit(':').next().unwrap()));
    forms.push(Form::new(format!("the key of {what}"), &key[..SHORT]));
    forms.push(Form::new(format!("the key of {what} in digits"), hex(&key[..SHORT])));
    forms.push(Form::new(format!("the hash of the key of {what}"), &hash.as_bytes()[..SHORT]));
    forms
}

/// A way to write a number.
type Written = (&'static str, fn(u32) -> Vec<u8>);

/// Ways so long that no chance writes a number so.
const ALONE: [Written; 3] = [
    ("in decimal digits", |number| number.to_string().into_bytes()),
    // Of eight bytes these are half, and of CBOR all but the first.
    ("in four bytes", |number| number.to_be_bytes().to_vec()),
    ("in four bytes, the little end first", |number| number.to_le_bytes().to_vec()),
];

/// Ways that need the list beside them.
const BESIDE: [Written; 5] = [
    ("in three bytes", |number| number.to_be_bytes()[1..].to_vec()),
    ("in three bytes, the little end first", |number| number.to_le_bytes()[..3].to_vec()),
    ("as a varint", varint),
    ("in hexadecimal digits", |number| format!("{number:x}").into_bytes()),
    ("in large hexadecimal digits", |number| format!("{number:X}").into_bytes()),
];

/// Source: Protocol Buffers, Encoding, "Base 128 Varints", which libp2p's own messages are written in.
fn varint(mut number: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(u8::try_from(number & 0x7f).unwrap() | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap());
    bytes
}

/// A place in a status list.
#[must_use]
pub fn place(what: &str, place: Place) -> Vec<Form> {
    let Place { list, index } = place;
    let alone = ALONE.map(|(how, write)| Form::new(format!("{what} {how}"), write(index)));
    let beside = BESIDE.map(|(how, write)| Form {
        beside: Some(write(list)),
        ..Form::new(format!("{what} {how}"), write(index))
    });
    // As a sum of the list would name it alone.
    let mut named = Writer::new();
    named.uint(list);
    let set = rice::encode(&[index], STATUS_LIST_ENTRIES).unwrap();
    let summed =
        Form { beside: Some(named.into_bytes()), ..Form::new(format!("{what} as a set"), set) };
    alone.into_iter().chain(beside).chain([summed]).collect()
}

#[cfg(test)]
mod tests {
    use bot_protocol::identity::SecretKey;

    use super::*;

    const PLACE: Place = Place { list: 77_777, index: 123_457 };

    fn all() -> Vec<Form> {
        let did = Did::from(SecretKey::from_seed(&[9; 32]).public());
        let mut forms = place("the place", PLACE);
        forms.extend(id("the badge", "urn:uuid:7d1c0a52-5eed-4a4b-8c3f-4711aa4711bb"));
        forms.extend(person("the holder", &did));
        forms.extend(text("the name", "Seeded achievement 5521"));
        forms
    }

    /// A hundred thousand bytes of chance.
    fn noise() -> Vec<u8> {
        (0..3_200_u32).flat_map(|at| *sha256(&[&at.to_be_bytes()]).as_bytes()).collect()
    }

    #[test]
    fn a_leak_of_each_form_is_found_and_nothing_in_noise() {
        let noise = noise();
        for form in all() {
            assert!(!form.is_in(&noise), "{} in noise", form.name);
            for at in [0, 50_000, noise.len()] {
                let leaky = [&noise[..at], &form.leak(), &noise[at..]].concat();
                assert!(form.is_in(&leaky), "{} is not found", form.name);
            }
        }
    }

    #[test]
    fn few_bytes_count_beside_their_list_alone() {
        for form in place("the place", PLACE).iter().filter(|form| form.beside.is_some()) {
            assert!(!form.is_in(&[&[0; NEAR][..], &form.bytes].concat()), "{}", form.name);
            let beside = form.beside.clone().unwrap();
            let far = [&beside[..], &[0; 2 * NEAR], &form.bytes].concat();
            assert!(!form.is_in(&far), "{} of another item", form.name);
        }
    }

    #[test]
    fn numbers_are_written_as_cbor_has_them_too() {
        let mut written = Writer::new();
        written.array(2);
        written.uint(PLACE.list);
        written.uint(PLACE.index);
        let bytes = written.into_bytes();
        let found = place("the place", PLACE).into_iter().filter(|form| form.is_in(&bytes));
        assert!(found.count() >= 1);
    }
}
