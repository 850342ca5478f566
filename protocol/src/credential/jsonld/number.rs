//! Numbers as RDF writes them.
//!
//! Source: JSON-LD 1.1 API §8.2.2 (object to RDF conversion), data round tripping §8.6.

/// The lexical form, and whether it is a double rather than an integer.
///
/// `double` asks for a double whatever the value: the datatype is `xsd:double`.
#[expect(
    clippy::float_arithmetic,
    reason = "the form of a double is the subject; the result is exact text on every machine"
)]
pub(super) fn lexical(value: f64, double: bool) -> (String, bool) {
    if !double && value.fract() == 0.0 && value.abs() < 1e21 {
        // Adding zero turns −0 into 0.
        return (format!("{:.0}", value + 0.0), false);
    }
    // 16 significant digits, as `%1.15E` prints, without the zeros that say nothing.
    let text = format!("{value:.15E}");
    let (digits, exponent) = text.split_once('E').unwrap_or((&text, "0"));
    let digits = digits.trim_end_matches('0');
    let zero = if digits.ends_with('.') { "0" } else { "" };
    (format!("{digits}{zero}E{exponent}"), true)
}

#[test]
fn numbers_have_one_form() {
    let check = |value: f64, double: bool, expected: &str| {
        assert_eq!(lexical(value, double).0, expected, "{value}");
    };
    check(0.0, false, "0");
    check(-0.0, false, "0");
    check(3.0, false, "3");
    check(-17.0, false, "-17");
    check(1e20, false, "100000000000000000000");
    check(1e21, false, "1.0E21");
    check(3.5, false, "3.5E0");
    check(5.3, false, "5.3E0");
    check(-0.1, false, "-1.0E-1");
    check(1234.5678, false, "1.2345678E3");
    check(3.0, true, "3.0E0");
    check(0.1 + 0.2, false, "3.0E-1");
    check(100.0, true, "1.0E2");
    check(1.5e-7, false, "1.5E-7");
    // As `%1.15E` of the C library prints them, the zeros taken away.
    check(1.797_693_134_862_315_7e308, false, "1.797693134862316E308");
    check(5e-324, false, "4.940656458412465E-324");
    check(123_456.789_012_345_67, false, "1.234567890123457E5");
    check(-1.000_000_000_000_000_2, false, "-1.0E0");
}
