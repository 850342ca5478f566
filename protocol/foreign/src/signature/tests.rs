//! Keys and signatures made by OpenSSL, and what comes of bending them.

use bot_protocol::canon::hash::from_hex;
use bot_protocol::identity::{KeyCodec, Multikey};
use proptest::prelude::*;

use super::{SignatureFault, verify};

const MESSAGE: &[u8] = b"other people's signatures";

const ED25519: [&str; 2] = [
    "25f4d4c25b56f72c26eb603fb05fc24be67546ab6881b1e5712b772b144496f0",
    "dc3a87991532e6ec5cb3a7698094647d7084d9f52f3e16249f6373f05f71c46c0c431b8769e7664f14cb36723230\
    b0bda65ecb37f2df0e431f8b6bb66fae210b",
];

const P256: [&str; 2] = [
    "022dc23ddb111dc92cdf2fb0e6441d00ef384de7a1efa95cccb23f5610648d1a96",
    "71cb06fe086fde29c01df30e89c9568062f4d41817e96ea3eaee7b9fa6afe32755e4ac69adab1b16b034c7ac758d\
    8d5f7ce1e1f1ce7b813eb8f24e94ea98668e",
];

const P384: [&str; 2] = [
    "03add53afa0cba72576e7c8b9b496eb7887d16c32923af158630a3013246eee7f8f83b91b1ed4b71eaed72bf79e6\
    dd072c",
    "77f21a3d474e0d4a7e7fb653bc14c3324e4b5587ab6d980ee29c2c39d7449ec78b73feb75ca6509ff8ded098b105\
    77387959d7a3be0e8903059607ce64d646105b4978ad6a59127156f43cef8ec1d1a5206823ccdb1629b0a3ccedaa\
    4495eacc",
];

const P521: [&str; 2] = [
    "0201ab6bae85861d28640bb52a5561df8dcd2c53620feec94fcbf2d810532c38d0b1150c996c7ca4a5b095972add\
    7fdbd4a9721bb0fbf42cf54e778c1d6869b7ff1bfa",
    "005fc504ad6824606775928d365cb36665fa4431948b4fc585b4540b532890d9f8d5df1fe84265b7f718a9b48bbd\
    b1f08116a8692366d31924859755e6c07cb5848b000c50d7582098e96791b4674ff940ca1607c4bd814587244db9\
    6c15a47e56a8449f54e0f00abf9fb79d36b82c7901bb678b33ddc274411d39b42bebebb334e8d910",
];

const SECP256K1: [&str; 2] = [
    "03427c46e5a49755de767d634623347181d49554e5bfb9e87bd1f83c239b609553",
    "e8502118a0e39d1fcd40123dc548586b05c58684b96562fb5de255a5e145eb02cfd02cfdb0c147a2b89c6a215ff5\
    ce17f81ff70140e917fc77d302e73f148737",
];

const RSA_2048: [&str; 2] = [
    "3082010a0282010100e4506b905a148a9a7d3147a9070ccf4be97e382a952731aea9a2e47219449349ae124badfc\
    b70e860de221976eeab1e1a27b6145e1238e63fc72092fa3a0f95ba4565882c059eb3a292e3abbdbaf09376637c4\
    552239da70e0d0c781efbd9654fcd4d8a7545cafe0d0a1c027956cedb1c1a863c9ecee95b9abf15df490e52a1468\
    869d273988a266ea4e40d56d2e2482b324843bab0f33c224ec473ed2effb125723fce383629f6fb593d2620a4d4f\
    0ccbce04391d8b82a454d4f29cce81fad747231d0f4e66a117e356c53b7dee46a204e1561199eec442aee1c7abe1\
    7ff61f7dbb893c2b0cbc3f1e3337d3f06be5affc0aba2f63494d275f2f0a286d3408cf0203010001",
    "dd746d30b385c22a05174e1751a5bf32143c8ceb87166169ef2cba8bc277bc08ad8c8116181bc5dc3791a7c90625\
    b445a691424f5fb63115f5b807284cf808df36c8e9507d991b068a75560a7eee16fe3144ae1b4d67d5836f3c1028\
    1b7983b5c252f84175f1d23e5c66d0bb37bb3d38d99225869281f13ba286e1531edf0d3b9bc10334c75cdc7e1272\
    f0e3b1f87c04bda33694031f4e19686a87bccaa168a310ea79f6ef0e9ab80f5a3a9afd7611d68ecffa9f2e9a3027\
    e5bc0514aba3f33292f9308afef8a2deaa47d174fc3dd8bde9de76737333f48a5abc530666f3d7dbc867cfb35905\
    49315d47f75763e09dfe728e1248d6ce91aab5e26f652b02e398",
];

const RSA_2056: [&str; 2] = [
    "3082010b0282010200b713cf45d79f86b8e7226c2bdedd91e9010b8911bf0efae7c8deaac9e732867567918ef749\
    955a1b07f7334dc2e7641e8a63b45e9b84c5e61803dc49b500bdc1119f75134c32b43dd42c8e5a6047ff99412830\
    c8a158920c53b683563d09c4155a83583f3f1783e4668c92250c815efb0178c6236b62e7c8090d3f2f396e7a1a22\
    b8267ae135fb53927083b1d30c7057a704c7ffcb37e84cdb09670a6142d585925876453e9dfbb4d0a0e5d4bacb54\
    a04fb52d3a200ed6eb4a880566f73226c7c3e9391cdf8581f900ebb7cf620513d4edd3e1744e1a5f9025d5a18887\
    491f7aa9792bbad42abb6259b3096ccf4c606d20e1cdcb4a0125e20de6795d82893ca5870203010001",
    "b4a93c12ec9e629b495bc38c75bd3e059352b91d23208e32fe2eac5255992a5cbefbcbe67c2d08ba8c9ed352a03d\
    430057ac17ca8220a0e3742ccef7ec3c23f720c859ada93b39c0c7a5ff73ffe9d3043fbd9963338fcc081fa0783d\
    608aeff36ddb13566b233444ac2f60b4e6df94d51aa480883255ba3570a0b89f840de2aa30c01215f46230e4bdf1\
    0edf4918081754bff8e4f50d48df195067c01917f9450ed96d43691d539212d8671f4e620838ed54e2c7625e5414\
    e717253f816e8bde124a13bd7465c9cf4c6d9ae4a08fe7d03ea1dea4ea78137464a63ed1610104622907db023616\
    19a8e7e539d3ec7e881b78e4490fbde8209b215b21534d17dbd0c5",
];

const RSA_1024: [&str; 2] = [
    "30818902818100a5587497a71d6c9b0ccf9ad00e6e182ccf10fcbc663c8f48fbfaf5d4dd10b2432fdc304c6e2f41\
    8d747cc9224d33c30c15694cbc049a681223aa268f0c7f50a2bdd6437d11ac90e8f980bd331efc8de39c15c3c2a5\
    2c12dc9b828a5b721e5c25963bada08b86e4559a4e12652d93069f95d030c403476105dc1661368b716fb9020301\
    0001",
    "53a3e90e1f809d317dfcd5b69f5d0ead2644966b42f7bdd327f49dbb2b0e151dc1faf410c1229593d237ca84bce9\
    b8fc3ca2bce45adf5ddac8f59b5949deedf5acace6f3903f64359e03782d8c561c2292db479bea24494ff85d20db\
    9e1f495811073fbb11d1503fe04a4a7beb295490c61c26a01c8cf2d8b3524a93bffb94f3",
];

const RSA_2048_PSS: &str = "3eb40bd5fba4f6bab1dbbc3e21b1866a35a04f6f783e9076c9106227d04bcb60ab97e441117ca23e95b4ce48b69e\
    9c95aaaf373375190040deaec721ca0c7a31f868f3ce0737096ea0db176e01e575ed1c6107c8645801a73c5e3bef\
    573523632038342b28d152c869ce61941413b69a089a368b40a974fc9e892ba87b0fa19a6c45d02e357ae0452130\
    5b1933830036075b940b73badb293a6bebc9af7931fb6246ae20af1633a01234e4d9b6af28215877ff2d6ffdb650\
    5d9dac22fe9eed9c271dcebd1bc07f15fa44b581e8a48a12f1cbfe9aae5cecdc04aa3fe069a56e0c8a73b07ab45c\
    dcb70cec75fa7b57e66e320bd4ea3f2e6d53eb504cff271b7813";

const RSA_2048_SHA512: &str = "209dfc04935864a7d20be058df9ce66f8569357db928d42ece6bc6fba26ca1f9c028d8a1f808911094a3589a3405\
    759cb6a075031d1cebf28d460b4789ca94a6cf4ddef3ef025bed810030ccba342257e057db5392e59152591b5340\
    ab6ac8608de424cf4b4e6e7314ccf9ce7ccb8364894720044f778cd02c4a956ecf80ac64024fd593a5a06ac14d90\
    68a623223cf60d3cb2a479452b7894c18a9203e1f1995a231d9ad0992035dd1abd2e66b63253c0151b3e165826ec\
    61860008056a87aa21432d2af40761423772e59ffaf5aec2ab5261c2f0528b45fdc471b76ef862977b1e66108eb5\
    a38db295d0916e2f028448e10b69d7e03ebb645d907331b79cad";

/// The curves of ECDSA with the orders of their groups.
const CURVES: [(KeyCodec, [&str; 2], &str); 4] = [
    (KeyCodec::P256, P256, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
    (
        KeyCodec::P384,
        P384,
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf\
         581a0db248b0a77aecec196accc52973",
    ),
    (
        KeyCodec::P521,
        P521,
        "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa\
         51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
    ),
    (
        KeyCodec::Secp256k1,
        SECP256K1,
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
    ),
];

fn bytes(hex: &str) -> Vec<u8> {
    from_hex(hex).unwrap()
}

fn pairs() -> Vec<(Multikey, Vec<u8>)> {
    let rsa = [RSA_2048, RSA_2056].map(|pair| (KeyCodec::Rsa, pair));
    let others = CURVES.map(|(codec, pair, _)| (codec, pair));
    [(KeyCodec::Ed25519, ED25519)]
        .into_iter()
        .chain(others)
        .chain(rsa)
        .map(|(codec, [key, signature])| (Multikey { codec, bytes: bytes(key) }, bytes(signature)))
        .collect()
}

fn check(codec: KeyCodec, key: &[u8], signature: &[u8], expected: Result<(), SignatureFault>) {
    let key = Multikey { codec, bytes: key.to_vec() };
    assert_eq!(verify(&key, MESSAGE, signature), expected, "{key:?} {signature:x?}");
}

#[test]
fn takes_the_signatures_of_another_implementation_over_their_message_alone() {
    for (key, signature) in pairs() {
        assert_eq!(verify(&key, MESSAGE, &signature), Ok(()), "{key}");
        for other in [&b""[..], b"other people's signature", b"other people's signatures "] {
            assert_eq!(verify(&key, other, &signature), Err(SignatureFault::Mismatch), "{key}");
        }
    }
}

#[test]
fn every_byte_of_a_signature_and_a_key_counts() {
    for (key, signature) in pairs() {
        for index in 0..signature.len() {
            let mut bent = signature.clone();
            bent[index] ^= 1;
            assert!(verify(&key, MESSAGE, &bent).is_err(), "{key} signature {index}");
        }
        for index in 0..key.bytes.len() {
            let mut other = key.clone();
            other.bytes[index] ^= 1;
            assert!(verify(&other, MESSAGE, &signature).is_err(), "{key} key {index}");
        }
    }
}

#[test]
fn a_signature_has_the_one_length_of_its_key() {
    for (key, signature) in pairs() {
        let form = Err(SignatureFault::Form(key.codec));
        check(key.codec, &key.bytes, &[], form);
        check(key.codec, &key.bytes, &signature[1..], form);
        check(key.codec, &key.bytes, &signature[..signature.len() - 1], form);
        check(key.codec, &key.bytes, &[&signature[..], &[0]].concat(), form);
        check(key.codec, &key.bytes, &[&[0], &signature[..]].concat(), form);
    }
}

#[test]
fn no_key_verifies_what_a_key_of_another_kind_signed() {
    for (key, _) in pairs() {
        for (other, signature) in pairs().into_iter().filter(|(other, _)| *other != key) {
            assert!(verify(&key, MESSAGE, &signature).is_err(), "{key} by {other}");
            let renamed = Multikey { codec: other.codec, bytes: key.bytes.clone() };
            assert!(verify(&renamed, MESSAGE, &signature).is_err(), "{key} as {}", other.codec);
        }
    }
}

#[test]
fn the_numbers_of_ecdsa_lie_between_zero_and_the_order() {
    for (codec, [key, signature], order) in CURVES {
        let (key, signature, order) = (bytes(key), bytes(signature), bytes(order));
        let (r, s) = signature.split_at(order.len());
        let zero = vec![0; order.len()];
        let most = vec![0xff; order.len()];
        let form = Err(SignatureFault::Form(codec));
        for wrong in [&zero, &order, &most] {
            check(codec, &key, &[r, wrong].concat(), form);
            check(codec, &key, &[wrong, s].concat(), form);
            check(codec, &key, &[&wrong[..], &wrong[..]].concat(), form);
        }
        let mut one = zero;
        if let Some(last) = one.last_mut() {
            *last = 1;
        }
        check(codec, &key, &[&one[..], &one[..]].concat(), Err(SignatureFault::Mismatch));
        check(codec, &key, &[s, r].concat(), Err(SignatureFault::Mismatch));
    }
}

/// `order − s`: the other signature that says the same.
fn complement(order: &[u8], s: &[u8]) -> Vec<u8> {
    let mut borrow = 0;
    let mut difference: Vec<u8> = order
        .iter()
        .zip(s)
        .rev()
        .map(|(order, s)| {
            let digit = i16::from(*order) - i16::from(*s) - borrow;
            borrow = i16::from(digit < 0);
            u8::try_from(digit.rem_euclid(256)).unwrap()
        })
        .collect();
    difference.reverse();
    difference
}

#[test]
fn both_halves_of_the_group_serve() {
    for (codec, [key, signature], order) in CURVES {
        let (key, signature, order) = (bytes(key), bytes(signature), bytes(order));
        let (r, s) = signature.split_at(order.len());
        let other = complement(&order, s);
        assert_ne!(s, other);
        check(codec, &key, &[r, &other].concat(), Ok(()));
        check(codec, &key, &[&complement(&order, r), s].concat(), Err(SignatureFault::Mismatch));
    }
}

#[test]
fn a_point_has_one_spelling_and_lies_on_its_curve() {
    for (codec, [key, signature], _) in CURVES {
        let (key, signature) = (bytes(key), bytes(signature));
        let fault = Err(SignatureFault::Key(codec));
        let tagged = |tag: u8| [&[tag], &key[1..]].concat();
        for tag in [0, 1, 4, 5, 6, 7, 0x82] {
            check(codec, &tagged(tag), &signature, fault);
        }
        check(codec, &tagged(key[0] ^ 1), &signature, Err(SignatureFault::Mismatch));
        check(codec, &[0], &signature, fault);
        check(codec, &[], &signature, fault);
        check(codec, &key[..key.len() - 1], &signature, fault);
        check(codec, &[&key[..], &[0]].concat(), &signature, fault);
        // The same point written out, and one whose x is not below the field's prime.
        check(codec, &vec![4; 2 * key.len() - 1], &signature, fault);
        check(codec, &[&[2], &vec![0xff; key.len() - 1][..]].concat(), &signature, fault);
    }
}

#[test]
fn a_written_out_point_is_refused_though_it_is_the_key() {
    let [key, signature] = P256;
    let point = p256::ecdsa::VerifyingKey::from_sec1_bytes(&bytes(key)).unwrap();
    let written_out = point.to_sec1_point(false);
    let fault = Err(SignatureFault::Key(KeyCodec::P256));
    check(KeyCodec::P256, written_out.as_bytes(), &bytes(signature), fault);
}

#[test]
fn no_ed25519_key_of_small_order_verifies_anything() {
    let fault = Err(SignatureFault::Key(KeyCodec::Ed25519));
    let mut identity = [0; 32];
    identity[0] = 1;
    // Under the identity this signature would hold for every message.
    let universal = [&identity[..], &[0; 32]].concat();
    check(KeyCodec::Ed25519, &identity, &universal, fault);
    check(KeyCodec::Ed25519, &[0; 32], &universal, fault);
    // s + L, which other programs reduce.
    let (key, mut signature) = (bytes(ED25519[0]), bytes(ED25519[1]));
    let order = bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut carry = 0_u16;
    for (byte, add) in signature[32..].iter_mut().zip(order) {
        carry += u16::from(*byte) + u16::from(add);
        *byte = u8::try_from(carry & 0xff).unwrap();
        carry >>= 8;
    }
    check(KeyCodec::Ed25519, &key, &signature, Err(SignatureFault::Mismatch));
}

/// An RSA key in DER with these big-endian numbers.
fn der(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let tagged = |tag: u8, bytes: &[u8]| {
        let [high, low] = u16::try_from(bytes.len()).unwrap().to_be_bytes();
        let length = match (high, low) {
            (0, ..0x80) => vec![low],
            (0, _) => vec![0x81, low],
            (_, _) => vec![0x82, high, low],
        };
        [vec![tag], length, bytes.to_vec()].concat()
    };
    tagged(0x30, &[tagged(2, modulus), tagged(2, exponent)].concat())
}

#[test]
fn rsa_keys_are_strict_der_within_bounds() {
    let signature = bytes(RSA_2048[1]);
    let key = bytes(RSA_2048[0]);
    let modulus = key[8..265].to_vec();
    assert_eq!(der(&modulus, &[1, 0, 1]), key);
    let fault = Err(SignatureFault::Key(KeyCodec::Rsa));
    let rsa = |key: &[u8], expected| check(KeyCodec::Rsa, key, &signature, expected);
    // Other exponents than the key's: some that might be, and some that may not.
    rsa(&der(&modulus, &[3]), Err(SignatureFault::Mismatch));
    rsa(&der(&modulus, &[1, 0xff, 0xff, 0xff, 0xff]), Err(SignatureFault::Mismatch));
    for exponent in [&[0][..], &[1], &[2], &[1, 0, 0], &[2, 0, 0, 0, 1], &[0xff], &modulus] {
        rsa(&der(&modulus, exponent), fault);
    }
    rsa(&der(&modulus, &[0, 1, 0, 1]), fault);
    rsa(&der(&[&[0], &modulus[..]].concat(), &[1, 0, 1]), fault);
    // A negative modulus, an even one, and none.
    rsa(&der(&modulus[1..], &[1, 0, 1]), fault);
    rsa(&der(&[&modulus[..256], &[0][..]].concat(), &[1, 0, 1]), fault);
    rsa(&der(&[], &[1, 0, 1]), fault);
    rsa(&[&key[..], &[0]].concat(), fault);
    rsa(&key[..key.len() - 1], fault);
    rsa(&modulus, fault);
    let large = [&[0][..], &[0xff; 1024]].concat();
    rsa(&der(&large, &[1, 0, 1]), Err(SignatureFault::Form(KeyCodec::Rsa)));
    rsa(&der(&[&[1][..], &[0xff; 1024]].concat(), &[1, 0, 1]), fault);
    // One that is far too long is no wrong one.
    let long = der(&[&[0][..], &[0xff; 9000]].concat(), &[1, 0, 1]);
    rsa(&long, Err(SignatureFault::Long { bytes: long.len() }));
    // Shorter by one bit than the shortest.
    let short = Err(SignatureFault::Short { bits: 2047 });
    rsa(&der(&[&[0x7f][..], &modulus[2..]].concat(), &[1, 0, 1]), short);
    let short = Err(SignatureFault::Short { bits: 1024 });
    check(KeyCodec::Rsa, &bytes(RSA_1024[0]), &bytes(RSA_1024[1]), short);
}

#[test]
fn rsa_verifies_by_one_padding_and_one_hash() {
    let key = bytes(RSA_2048[0]);
    for other in [RSA_2048_PSS, RSA_2048_SHA512] {
        check(KeyCodec::Rsa, &key, &bytes(other), Err(SignatureFault::Mismatch));
    }
    let modulus = key[9..265].to_vec();
    check(KeyCodec::Rsa, &key, &modulus, Err(SignatureFault::Mismatch));
    check(KeyCodec::Rsa, &key, &[0; 256], Err(SignatureFault::Mismatch));
    check(KeyCodec::Rsa, &key, &[&[0; 255][..], &[1]].concat(), Err(SignatureFault::Mismatch));
}

#[test]
fn keys_that_sign_nothing_here_say_so() {
    let others =
        [KeyCodec::X25519, KeyCodec::Bls12381G1, KeyCodec::Bls12381G2, KeyCodec::Bls12381G1G2];
    for codec in others {
        let key = vec![9; codec.key_bytes().unwrap()];
        check(codec, &key, &[0; 64], Err(SignatureFault::Kind(codec)));
    }
    check(KeyCodec::X25519, &bytes(ED25519[0]), &bytes(ED25519[1]), {
        Err(SignatureFault::Kind(KeyCodec::X25519))
    });
}

proptest! {
    #[test]
    fn no_random_bytes_verify(
        key in prop::collection::vec(any::<u8>(), 0..80),
        signature in prop::collection::vec(any::<u8>(), 0..140),
    ) {
        for codec in KeyCodec::ALL {
            let key = Multikey { codec, bytes: key.clone() };
            prop_assert!(verify(&key, MESSAGE, &signature).is_err());
        }
    }
}
