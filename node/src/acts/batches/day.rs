//! A day as people write it.

/// `2030-01-31`, `31/01/2030` or `31.01.2030`, as `2030-01-31`; whether there is such a day is looked at
/// where a time is read.
pub(super) fn day(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).map(str::trim).collect();
    let [first, month, last] = parts.as_slice() else { return None };
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    let number = |part: &str, most: usize| {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u32>().ok().filter(|_| digits && (1..=most).contains(&part.len()))
    };
    let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
    (year > 999).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_in_the_order_of_either_language() {
        for (text, expected) in [
            ("2030-01-31", Some("2030-01-31")),
            ("31/1/2030", Some("2030-01-31")),
            ("31.01.2030", Some("2030-01-31")),
            ("31/01/30", None),
            ("tomorrow", None),
            ("+31/01/2030", None),
            ("", None),
        ] {
            assert_eq!(day(text).as_deref(), expected, "{text}");
        }
    }
}
