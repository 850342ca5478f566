//! A number somebody supplied: milliseconds since 1970 in UTC.
//!
//! This module reads and prints points in time; it never asks what time it is. Leap seconds do
//! not exist here, as they do not in XML Schema's `dateTimeStamp`.

use std::fmt;
use std::str::FromStr;

use crate::limits::TIME_TEXT_BYTES_MAX;

const MILLIS_PER_DAY: u64 = 86_400_000;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

/// Why a text is no point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Not the shape `2026-11-23T12:00:00Z`.
    #[error("not a time of the form 2026-11-23T12:00:00Z (at byte {at})")]
    Shape {
        /// Byte at which the shape is left.
        at: usize,
    },
    /// The date and time carry no offset, so they name no point in time.
    #[error("the time lacks its offset: Z or ±hh:mm expected")]
    NoOffset,
    /// A part is outside its range: month 13, 30 February, second 60.
    #[error("{part} {found} does not exist")]
    Range {
        /// Which part.
        part: &'static str,
        /// What it says.
        found: u64,
    },
    /// Before 1970: nothing here can be that old.
    #[error("the time lies before 1970")]
    Before1970,
}

impl Timestamp {
    /// The point `millis` milliseconds after 1970 began in UTC.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970 began in UTC.
    #[must_use]
    pub const fn millis(self) -> u64 {
        self.0
    }

    /// This point moved later by `millis`, at most to the end of the range.
    #[must_use]
    pub const fn saturating_add(self, millis: u64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// This point moved earlier by `millis`, at most to 1970.
    #[must_use]
    pub const fn saturating_sub(self, millis: u64) -> Self {
        Self(self.0.saturating_sub(millis))
    }

    /// Milliseconds from `earlier` to this point, 0 where `earlier` is later.
    #[must_use]
    pub const fn millis_since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Reads a date and time with offset; digits after the millisecond are cut off.
    ///
    /// Stricter than RFC 3339, as XML Schema's `dateTimeStamp` is: capital `T` and `Z`, no
    /// second 60, no hour 24.
    ///
    /// # Errors
    /// [`TimeError`] when the text has another shape, lacks its offset, names a part that does
    /// not exist, or lies before 1970.
    ///
    /// Source: RFC 3339 §5.6; XML Schema 1.1 part 2 §3.4.28.
    pub fn parse_rfc3339(text: &str) -> Result<Self, TimeError> {
        if text.len() > TIME_TEXT_BYTES_MAX {
            return Err(TimeError::Shape { at: TIME_TEXT_BYTES_MAX });
        }
        let mut scan = Scan { bytes: text.as_bytes(), at: 0 };
        let days = scan.date()?;
        scan.symbol(b'T')?;
        let millis_of_day = scan.time_of_day()?;
        let (later, offset) = scan.offset()?;
        if scan.at != text.len() {
            return Err(TimeError::Shape { at: scan.at });
        }
        let local = days.saturating_mul(MILLIS_PER_DAY).saturating_add(millis_of_day);
        let utc = if later { local.checked_sub(offset) } else { local.checked_add(offset) };
        // Days are counted from 0000-03-01; 719,468 of them lie before 1970.
        let before_1970 = 719_468 * MILLIS_PER_DAY;
        utc.and_then(|millis| millis.checked_sub(before_1970))
            .map(Self)
            .ok_or(TimeError::Before1970)
    }
}

/// The rest of a text that is read as a time.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn step(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    fn symbol(&mut self, symbol: u8) -> Result<(), TimeError> {
        if self.peek() != Some(symbol) {
            return Err(TimeError::Shape { at: self.at });
        }
        self.step();
        Ok(())
    }

    fn digit(&mut self) -> Option<u64> {
        let digit = self.peek().filter(u8::is_ascii_digit)?;
        self.step();
        Some(u64::from(digit.wrapping_sub(b'0')))
    }

    fn number(
        &mut self,
        digits: usize,
        part: &'static str,
        range: std::ops::RangeInclusive<u64>,
    ) -> Result<u64, TimeError> {
        let mut found = 0_u64;
        for _ in 0..digits {
            let digit = self.digit().ok_or(TimeError::Shape { at: self.at })?;
            found = found.saturating_mul(10).saturating_add(digit);
        }
        if range.contains(&found) { Ok(found) } else { Err(TimeError::Range { part, found }) }
    }

    /// Days from 0000-03-01 to the date.
    fn date(&mut self) -> Result<u64, TimeError> {
        let year = self.number(4, "year", 1..=9999)?;
        self.symbol(b'-')?;
        let month = self.number(2, "month", 1..=12)?;
        self.symbol(b'-')?;
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let last = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let day = self.number(2, "day", 1..=last)?;
        Ok(days_from_march_0000(year, month, day))
    }

    fn time_of_day(&mut self) -> Result<u64, TimeError> {
        let hour = self.number(2, "hour", 0..=23)?;
        self.symbol(b':')?;
        let minute = self.number(2, "minute", 0..=59)?;
        self.symbol(b':')?;
        let second = self.number(2, "second", 0..=59)?;
        let mut millis = 0_u64;
        if self.peek() == Some(b'.') {
            self.step();
            let first = self.digit().ok_or(TimeError::Shape { at: self.at })?;
            millis = first.saturating_mul(100);
            let mut unit = 10_u64;
            while let Some(digit) = self.digit() {
                millis = millis.saturating_add(digit.saturating_mul(unit));
                unit = unit.checked_div(10).unwrap_or(0);
            }
        }
        let seconds = hour
            .saturating_mul(3600)
            .saturating_add(minute.saturating_mul(60))
            .saturating_add(second);
        Ok(seconds.saturating_mul(1000).saturating_add(millis))
    }

    /// Whether local time is ahead of UTC, and by how many milliseconds the two differ.
    fn offset(&mut self) -> Result<(bool, u64), TimeError> {
        let ahead = match self.peek() {
            None => return Err(TimeError::NoOffset),
            Some(b'Z') => {
                self.step();
                return Ok((false, 0));
            }
            Some(b'+') => true,
            Some(b'-') => false,
            Some(_) => return Err(TimeError::Shape { at: self.at }),
        };
        self.step();
        let hours = self.number(2, "offset hour", 0..=23)?;
        self.symbol(b':')?;
        let minutes = self.number(2, "offset minute", 0..=59)?;
        Ok((ahead, hours.saturating_mul(60).saturating_add(minutes).saturating_mul(60_000)))
    }
}

/// Days from 0000-03-01 in the Gregorian calendar: with March first, the leap day ends the year.
///
/// Source: Howard Hinnant, chrono-compatible low-level date algorithms, `days_from_civil`.
const fn days_from_march_0000(year: u64, month: u64, day: u64) -> u64 {
    let years = if month > 2 { year } else { year.saturating_sub(1) };
    let months = if month > 2 { month.saturating_sub(3) } else { month.saturating_add(9) };
    let day_of_year = months.saturating_mul(153).saturating_add(2) / 5;
    years
        .saturating_mul(365)
        .saturating_add(years / 4)
        .saturating_sub(years / 100)
        .saturating_add(years / 400)
        .saturating_add(day_of_year)
        .saturating_add(day)
        .saturating_sub(1)
}

/// The year, month and day that lie `days` after 1970-01-01; the inverse of the above.
const fn date_of(days: u64) -> (u64, u64, u64) {
    let days = days.saturating_add(719_468);
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era = day_of_era
        .saturating_sub(day_of_era / 1460)
        .saturating_add(day_of_era / 36_524)
        .saturating_sub(day_of_era / 146_096)
        / 365;
    let day_of_year = day_of_era.saturating_sub(
        year_of_era
            .saturating_mul(365)
            .saturating_add(year_of_era / 4)
            .saturating_sub(year_of_era / 100),
    );
    let months = day_of_year.saturating_mul(5).saturating_add(2) / 153;
    let day = day_of_year
        .saturating_sub(months.saturating_mul(153).saturating_add(2) / 5)
        .saturating_add(1);
    let month = if months < 10 { months.saturating_add(3) } else { months.saturating_sub(9) };
    let year = era.saturating_mul(400).saturating_add(year_of_era);
    (if month <= 2 { year.saturating_add(1) } else { year }, month, day)
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC, with three digits of milliseconds only where they are not zero. Beyond
    /// the year 9999 the year has more digits and cannot be read back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date_of(self.0 / MILLIS_PER_DAY);
        let in_day = self.0 % MILLIS_PER_DAY;
        let (hour, minute, second) = (in_day / 3_600_000, in_day / 60_000 % 60, in_day / 1000 % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        match in_day % 1000 {
            0 => f.write_str("Z"),
            millis => write!(f, ".{millis:03}Z"),
        }
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        Self::parse_rfc3339(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &str) {
        let found = match Timestamp::parse_rfc3339(text) {
            Ok(time) => time.to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected, "for {text}");
    }

    #[test]
    fn reads_a_point_in_time_and_says_why_not() {
        check("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z");
        check("2026-11-23T12:00:00Z", "2026-11-23T12:00:00Z");
        check("2026-11-23T12:00:00.5Z", "2026-11-23T12:00:00.500Z");
        check("2026-11-23T12:00:00.123999999Z", "2026-11-23T12:00:00.123Z");
        check("2026-11-23T12:00:00+01:00", "2026-11-23T11:00:00Z");
        check("2026-11-23T23:30:00-01:00", "2026-11-24T00:30:00Z");
        check("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z");
        check("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z");
        check("1970-01-01T00:30:00+00:30", "1970-01-01T00:00:00Z");
        check("1970-01-01T00:30:00+00:31", "the time lies before 1970");
        check("1969-12-31T23:59:59Z", "the time lies before 1970");
        check("0001-01-01T00:00:00Z", "the time lies before 1970");
        check("0000-01-01T00:00:00Z", "year 0 does not exist");
        check("2023-02-29T00:00:00Z", "day 29 does not exist");
        check("2100-02-29T00:00:00Z", "day 29 does not exist");
        check("2026-13-01T00:00:00Z", "month 13 does not exist");
        check("2026-11-23T24:00:00Z", "hour 24 does not exist");
        check("2026-11-23T23:59:60Z", "second 60 does not exist");
        check("2026-11-23T12:00:00+24:00", "offset hour 24 does not exist");
        check("2026-11-23T12:00:00", "the time lacks its offset: Z or ±hh:mm expected");
        let shape = "not a time of the form 2026-11-23T12:00:00Z";
        check("", &format!("{shape} (at byte 0)"));
        check("2026-11-23", &format!("{shape} (at byte 10)"));
        check("2026-11-23t12:00:00Z", &format!("{shape} (at byte 10)"));
        check("2026-11-23 12:00:00Z", &format!("{shape} (at byte 10)"));
        check("2026-11-23T12:00:00z", &format!("{shape} (at byte 19)"));
        check("2026-11-23T12:00:00.Z", &format!("{shape} (at byte 20)"));
        check("2026-11-23T12:00:00Z ", &format!("{shape} (at byte 20)"));
        check("+2026-11-23T12:00:00Z", &format!("{shape} (at byte 0)"));
        check(&"9".repeat(65), &format!("{shape} (at byte 64)"));
    }

    #[test]
    fn moves_without_leaving_its_range() {
        let time = Timestamp::from_millis(5);
        assert_eq!(time.saturating_sub(9), Timestamp::default());
        assert_eq!(time.saturating_add(u64::MAX).millis(), u64::MAX);
        assert_eq!(time.millis_since(Timestamp::from_millis(2)), 3);
        assert_eq!(Timestamp::from_millis(u64::MAX).to_string(), "584556019-04-03T14:25:51.615Z");
    }

    proptest! {
        #[test]
        fn every_day_prints_and_reads_back(millis in 0_u64..253_402_300_800_000) {
            let time = Timestamp::from_millis(millis);
            prop_assert_eq!(Timestamp::parse_rfc3339(&time.to_string()), Ok(time));
        }

        #[test]
        fn agrees_with_another_calendar(millis in 0_i64..253_402_207_200_000) {
            let other = jiff::Timestamp::from_millisecond(millis).unwrap();
            let ours = Timestamp::parse_rfc3339(&other.to_string()).unwrap();
            prop_assert_eq!(ours.millis(), u64::try_from(millis).unwrap());
        }
    }
}
