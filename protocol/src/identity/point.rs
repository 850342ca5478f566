//! Points of curves: whether two coordinates are one, and the second where only the first is told.
//!
//! Nothing secret passes here and nothing is signed: numbers are public, and speed is of no
//! concern.
//!
//! Source: SEC 2 §2.4.1 (secp256k1); FIPS 186-4 §D.1.2 (P-256, P-384, P-521).

use super::KeyCodec;

/// A number below 2^576, the lowest limb first: a residue of the largest field, doubled, fits.
type Number = [u64; 9];

/// A curve y² = x³ + ax + b over a prime field.
struct Curve {
    prime: Number,
    /// `a`, where it is −3; else it is 0.
    minus_three: bool,
    b: Number,
}

/// Whether (x, y), big-endian, is a point of the curve of these keys; never for other kinds.
pub(super) fn is_on_curve(codec: KeyCodec, x: &[u8], y: &[u8]) -> bool {
    let Some(Curve { prime, minus_three, b }) = curve(codec) else { return false };
    let (Some(x), Some(y)) = (number(x), number(y)) else { return false };
    if !is_less(&x, &prime) || !is_less(&y, &prime) {
        return false;
    }
    let cube = times(&times(&x, &x, &prime), &x, &prime);
    let right = plus(&cube, &b, &prime);
    // −3x moves to the left side: y² + 3x = x³ + b.
    let square = times(&y, &y, &prime);
    let left = match minus_three {
        true => [&x; 3].iter().fold(square, |sum, x| plus(&sum, x, &prime)),
        false => square,
    };
    left == right
}

/// The two coordinates, big-endian, of a compressed point; none where it is no point of the curve
/// of these keys, or they have none.
///
/// Source: SEC 1 §2.3.4.
pub(super) fn coordinates(codec: KeyCodec, point: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let Curve { prime, minus_three, b } = curve(codec)?;
    let (sign @ (2 | 3), x_bytes) = point.split_first()? else { return None };
    let x = number(x_bytes).filter(|x| is_less(x, &prime))?;
    let cube = times(&times(&x, &x, &prime), &x, &prime);
    let minus_x = minus(&[0; 9], &x, &prime);
    let square = match minus_three {
        true => [&minus_x; 3].iter().fold(plus(&cube, &b, &prime), |sum, x| plus(&sum, x, &prime)),
        false => plus(&cube, &b, &prime),
    };
    // Every one of these primes is 3 modulo 4, where a root is the power (p + 1) / 4.
    let root = power(&square, &quarter(&prime), &prime);
    if times(&root, &root, &prime) != square {
        return None;
    }
    let is_odd = root.first().is_some_and(|limb| limb & 1 == 1);
    let y = if is_odd == (*sign == 3) { root } else { minus(&[0; 9], &root, &prime) };
    Some((x_bytes.to_vec(), bytes(&y, x_bytes.len())))
}

/// (prime + 1) / 4.
fn quarter(prime: &Number) -> Number {
    let more = carry(prime, &[1, 0, 0, 0, 0, 0, 0, 0, 0], adding);
    let above = more.iter().skip(1).copied().chain([0]);
    let mut result = [0; 9];
    for ((limb, low), high) in result.iter_mut().zip(more).zip(above) {
        *limb = (low >> 2) | (high << 62);
    }
    result
}

fn power(base: &Number, exponent: &Number, prime: &Number) -> Number {
    let bits =
        exponent.iter().rev().flat_map(|limb| (0..64).rev().map(move |bit| (limb >> bit) & 1));
    let one = [1, 0, 0, 0, 0, 0, 0, 0, 0];
    bits.skip_while(|bit| *bit == 0).fold(one, |power, bit| {
        let squared = times(&power, &power, prime);
        if bit == 1 { times(&squared, base, prime) } else { squared }
    })
}

/// The last `length` bytes of a number, big-endian.
fn bytes(number: &Number, length: usize) -> Vec<u8> {
    let whole: Vec<u8> = number.iter().rev().flat_map(|limb| limb.to_be_bytes()).collect();
    let skipped = whole.len().saturating_sub(length);
    whole.into_iter().skip(skipped).collect()
}

fn curve(codec: KeyCodec) -> Option<Curve> {
    let (prime, minus_three, b) = match codec {
        KeyCodec::P256 => (
            "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
            true,
            "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
        ),
        KeyCodec::P384 => (
            "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe\
             ffffffff0000000000000000ffffffff",
            true,
            "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875a\
             c656398d8a2ed19d2a85c8edd3ec2aef",
        ),
        KeyCodec::P521 => (
            "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
             ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            true,
            "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109\
             e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
        ),
        KeyCodec::Secp256k1 => {
            ("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f", false, "07")
        }
        KeyCodec::Ed25519
        | KeyCodec::X25519
        | KeyCodec::Rsa
        | KeyCodec::Bls12381G1
        | KeyCodec::Bls12381G2
        | KeyCodec::Bls12381G1G2 => return None,
    };
    let constant = |hex| number(&crate::canon::hash::from_hex(hex)?);
    Some(Curve { prime: constant(prime)?, minus_three, b: constant(b)? })
}

/// A big-endian number of at most 66 bytes.
fn number(bytes: &[u8]) -> Option<Number> {
    if bytes.len() > 66 {
        return None;
    }
    let mut number = [0; 9];
    for (limb, chunk) in number.iter_mut().zip(bytes.rchunks(8)) {
        *limb = chunk.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte));
    }
    Some(number)
}

fn is_less(one: &Number, other: &Number) -> bool {
    one.iter().rev().lt(other.iter().rev())
}

/// The sum of two residues.
fn plus(one: &Number, other: &Number, prime: &Number) -> Number {
    let sum = carry(one, other, adding);
    if is_less(&sum, prime) { sum } else { carry(&sum, prime, subtracting) }
}

/// The difference of two residues.
fn minus(one: &Number, other: &Number, prime: &Number) -> Number {
    let negative = carry(prime, other, subtracting);
    // Of a zero the negative is the prime itself.
    plus(one, if is_less(&negative, prime) { &negative } else { &[0; 9] }, prime)
}

fn adding(one: u64, other: u64, carry: bool) -> (u64, bool) {
    let (sum, first) = one.overflowing_add(other);
    let (sum, second) = sum.overflowing_add(u64::from(carry));
    (sum, first || second)
}

fn subtracting(one: u64, other: u64, borrow: bool) -> (u64, bool) {
    let (difference, first) = one.overflowing_sub(other);
    let (difference, second) = difference.overflowing_sub(u64::from(borrow));
    (difference, first || second)
}

/// Limb by limb, from the lowest, with what is carried from one to the next.
fn carry(one: &Number, other: &Number, by: impl Fn(u64, u64, bool) -> (u64, bool)) -> Number {
    let mut result = [0; 9];
    let mut carried = false;
    for ((limb, one), other) in result.iter_mut().zip(one).zip(other) {
        (*limb, carried) = by(*one, *other, carried);
    }
    result
}

/// The product of two residues: doubled and added, bit by bit.
fn times(one: &Number, other: &Number, prime: &Number) -> Number {
    let bits = other.iter().rev().flat_map(|limb| (0..64).rev().map(move |bit| (limb >> bit) & 1));
    bits.skip_while(|bit| *bit == 0).fold([0; 9], |product, bit| {
        let doubled = plus(&product, &product, prime);
        if bit == 1 { plus(&doubled, one, prime) } else { doubled }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canon::hash::from_hex;

    /// Each curve's base point.
    const POINTS: [(KeyCodec, &str, &str); 4] = [
        (
            KeyCodec::P256,
            "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
            "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
        ),
        (
            KeyCodec::P384,
            "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a38\
             5502f25dbf55296c3a545e3872760ab7",
            "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c0\
             0a60b1ce1d7e819d7a431d7c90ea0e5f",
        ),
        (
            KeyCodec::P521,
            "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3d\
             baa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66",
            "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e66\
             2c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650",
        ),
        (
            KeyCodec::Secp256k1,
            "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
            "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8",
        ),
    ];

    #[test]
    fn base_points_lie_on_their_curves_and_their_neighbours_do_not() {
        for (codec, x, y) in POINTS {
            let (x, y) = (from_hex(x).unwrap(), from_hex(y).unwrap());
            assert!(is_on_curve(codec, &x, &y), "{codec}");
            for index in 0..x.len() {
                let bent = |bytes: &[u8]| {
                    let mut bytes = bytes.to_vec();
                    bytes[index] ^= 1;
                    bytes
                };
                assert!(!is_on_curve(codec, &bent(&x), &y), "{codec} x {index}");
                assert!(!is_on_curve(codec, &x, &bent(&y)), "{codec} y {index}");
            }
            assert!(!is_on_curve(codec, &y, &x));
            assert!(!is_on_curve(codec, &vec![0; x.len()], &vec![0; x.len()]));
            assert!(!is_on_curve(codec, &vec![0xff; x.len()], &y));
            assert!(!is_on_curve(codec, &[0; 67], &y));
            for (other, _, _) in POINTS.iter().filter(|(other, _, _)| *other != codec) {
                assert!(!is_on_curve(*other, &x, &y), "{codec} on {other}");
            }
        }
        assert!(!is_on_curve(KeyCodec::Ed25519, &[0; 32], &[0; 32]));
    }

    #[test]
    fn a_compressed_point_has_the_root_of_its_sign() {
        for (codec, x, y) in POINTS {
            let (x, y) = (from_hex(x).unwrap(), from_hex(y).unwrap());
            for (sign, odd) in [(2, 0), (3, 1)] {
                let (again, root) = coordinates(codec, &[vec![sign], x.clone()].concat()).unwrap();
                assert_eq!(again, x);
                assert!(is_on_curve(codec, &x, &root));
                assert_eq!(
                    (root.last().unwrap() & 1, root == y),
                    (odd, y.last().unwrap() & 1 == odd)
                );
            }
            assert_eq!(coordinates(codec, &[vec![4], x.clone()].concat()), None);
            assert_eq!(coordinates(codec, &[vec![2], vec![0xff; x.len()]].concat()), None);
            assert_eq!(coordinates(codec, &[]), None);
        }
    }
}
