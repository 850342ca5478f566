//! Chance from a seed, and the texts and numbers drawn by it.

use bot_protocol::canon::json::{Number, Value};

/// Numbers that look random and are the same for the same seed.
///
/// Source: SplitMix64, Steele, Lea and Flood 2014.
#[derive(Clone, Debug)]
pub struct Chance(u64);

/// Characters that escape, join, turn, look like others or lie beyond 16 bits.
const ODD: &[char] = &[
    '"',
    '\\',
    '/',
    '\0',
    '\u{1}',
    '\u{8}',
    '\t',
    '\n',
    '\u{b}',
    '\u{c}',
    '\r',
    '\u{1f}',
    '\u{7f}',
    '\u{80}',
    '\u{9f}',
    '\u{a0}',
    '\u{ad}',
    '\u{2028}',
    '\u{2029}',
    '\u{200d}',
    '\u{202e}',
    '\u{fffd}',
    '\u{fffe}',
    '\u{ffff}',
    '\u{feff}',
    '\u{1f4a1}',
    '\u{10ffff}',
    '\u{1d11e}',
    '\u{301}',
    'é',
    '<',
    '>',
    '@',
    '_',
    '^',
    '{',
    '}',
    '|',
    '`',
    '%',
    ' ',
    '\'',
];

/// The first letters of scripts.
const SCRIPTS: &[char] =
    &['a', 'Z', '0', 'ß', 'Ж', 'λ', 'א', 'ع', 'अ', 'த', 'ก', '漢', 'あ', '한', 'ა', 'Ꭰ', '𐍈', '𞤀'];

const TAGS: &[&str] = &["en", "fr-CA", "zh-Hant-TW", "AR", "de-1996", "x-own", "sr-Latn", "en-US"];

impl Chance {
    /// The stream of this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0xd134_2543_de82_ef95))
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.bits() % u64::try_from(end).unwrap()).unwrap()
    }

    /// Whether one of `end` chances came.
    pub fn one_in(&mut self, end: usize) -> bool {
        self.below(end) == 0
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// A text: plain words, odd characters, or any scripts.
    pub fn text(&mut self) -> String {
        let length = self.below(9);
        match self.below(4) {
            0 => (0..length).map(|_| *self.pick(ODD)).collect(),
            1 => (0..length).map(|_| *self.pick(SCRIPTS)).collect(),
            2 => (0..length).filter_map(|_| char::from_u32(self.bits() as u32 >> 11)).collect(),
            _ => (0..length).map(|_| *self.pick(&['a', 'b', 'c', ' ', 'A', '-'])).collect(),
        }
    }

    /// One to four different texts.
    pub fn texts(&mut self) -> Vec<String> {
        let mut texts: Vec<String> = (0..=self.below(4)).map(|_| self.text()).collect();
        texts.sort();
        texts.dedup();
        texts
    }

    /// A language tag.
    pub fn tag(&mut self) -> &'static str {
        TAGS[self.below(TAGS.len())]
    }

    /// An absolute IRI, of few so that nodes are spoken of twice.
    pub fn iri(&mut self) -> String {
        let number = self.below(40);
        match self.below(6) {
            0 => format!("did:key:z6Mk{number}#z6Mk{number}"),
            1 => format!("https://a.example/é/漢?q={number}&r=%C3%A9#x"),
            2 => format!("urn:uuid:00000000-0000-4000-8000-{number:012}"),
            3 => format!("https://User@A.example:443/../a/./b/{number}"),
            4 => format!("a+b-c.1:{number}:\u{1f4a1}'()*,;=~"),
            _ => format!("urn:node:{number}"),
        }
    }

    /// A whole number that a double holds.
    pub fn integer(&mut self) -> Value {
        let most = (1_i64 << 53) - 1;
        let number = i64::try_from(self.bits() >> 10).unwrap() >> self.below(54);
        let number = if self.one_in(2) { -number } else { number }.clamp(-most, most);
        Value::Number(Number::new(number as f64).unwrap())
    }

    /// A double whose 16 digits, which JSON-LD asks for (`%1.15E`), are its shortest ones too: the
    /// other side prints the shortest. That ours prints 16 is shown beside the code, by rows from
    /// the C library.
    pub fn double(&mut self) -> Value {
        loop {
            let digits = self.bits() % 100_000_000;
            let power = self.below(60) as i32 - 30;
            let sign = if self.one_in(2) { "-" } else { "" };
            let number: f64 = format!("{sign}{digits}e{power}").parse().unwrap();
            let whole_and_large = number.fract() == 0.0 && number.abs() > 9e15;
            let long = format!("{number:.15e}");
            let (mantissa, exponent) = long.split_once('e').unwrap();
            let mantissa = mantissa.trim_end_matches('0').trim_end_matches('.');
            let same = format!("{mantissa}e{exponent}") == format!("{number:e}");
            // Whole numbers from 2^53 to 10^21 are no I-JSON and refused before.
            if same && (!whole_and_large || number.abs() >= 1e21) {
                return Value::Number(Number::new(number).unwrap());
            }
        }
    }
}
