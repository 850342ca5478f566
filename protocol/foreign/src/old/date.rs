//! Dates as the older generations wrote them: ISO 8601 in its looser forms, days, Unix seconds.

use bot_protocol::canon::json::Value;
use bot_protocol::time::{TimeError, Timestamp};

/// The end of the year 9999 in Unix seconds: a larger number is no date.
const SECONDS_MAX: u64 = 253_402_300_799;

/// The last millisecond of a day, from its first.
const DAY_REST_MILLIS: u64 = 24 * 60 * 60 * 1000 - 1;

/// Which end of a day a date without a time means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    /// Its first moment: issued on that day.
    First,
    /// Its last moment: the day named as the last one counts still.
    Last,
}

/// The moment a date means, in UTC where it says no offset; `None` where it is no date.
///
/// Source: Open Badges 2.0, DateTime (ISO 8601); Open Badges 1.0 and 0.5 (ISO 8601 or Unix time).
pub(crate) fn moment(value: &Value, edge: Edge) -> Option<Timestamp> {
    if let Some(seconds) = value.as_u64() {
        return unix(seconds);
    }
    let text = value.as_str()?;
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return unix(text.parse().ok()?);
    }
    let Some((day, time)) = text.split_once(['T', ' ']) else {
        let first = parse(&format!("{text}T00:00:00Z"))?;
        return Some(match edge {
            Edge::First => first,
            Edge::Last => first.saturating_add(DAY_REST_MILLIS),
        });
    };
    let at = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, offset) = time.split_at_checked(at)?;
    let seconds = if clock.len() == "00:00".len() { ":00" } else { "" };
    let offset = match offset.len() {
        0 => "Z".to_owned(),
        // Basic form: +0100.
        5 => format!("{}:{}", offset.get(..3)?, offset.get(3..)?),
        _ => offset.to_owned(),
    };
    parse(&format!("{day}T{clock}{seconds}{offset}"))
}

fn unix(seconds: u64) -> Option<Timestamp> {
    let millis = seconds.checked_mul(1000).filter(|_| seconds <= SECONDS_MAX)?;
    Some(Timestamp::from_millis(millis))
}

/// A moment before 1970 counts as 1970, as it does everywhere.
fn parse(text: &str) -> Option<Timestamp> {
    match Timestamp::parse_rfc3339(text) {
        Ok(moment) => Some(moment),
        Err(TimeError::Before1970) => Some(Timestamp::from_millis(0)),
        Err(TimeError::Shape { .. } | TimeError::NoOffset | TimeError::Range { .. }) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Edge, moment};
    use bot_protocol::canon::json;

    #[track_caller]
    fn check(written: &str, expected: &str) {
        let value = json::read(format!("[{written}]").as_bytes()).unwrap();
        let [first, last] = [Edge::First, Edge::Last].map(|edge| {
            moment(&value.as_list()[0], edge).map_or("none".to_owned(), |at| at.to_string())
        });
        let said = if first == last { first } else { format!("{first} to {last}") };
        assert_eq!(said, expected, "{written}");
    }

    #[test]
    fn every_way_to_write_a_date_is_one_moment_or_none() {
        check("\"2016-12-31T23:59:59Z\"", "2016-12-31T23:59:59Z");
        check("\"2016-12-31T23:59:59+00:00\"", "2016-12-31T23:59:59Z");
        check("\"2016-12-31T23:59:59.5-05:00\"", "2017-01-01T04:59:59.500Z");
        check("\"2017-10-01T00:00Z\"", "2017-10-01T00:00:00Z");
        check("\"2017-10-01T02:00+0200\"", "2017-10-01T00:00:00Z");
        check("\"2017-10-01T02:00:00\"", "2017-10-01T02:00:00Z");
        check("\"2013-05-10\"", "2013-05-10T00:00:00Z to 2013-05-10T23:59:59.999Z");
        check("1368144000", "2013-05-10T00:00:00Z");
        check("\"1368144000\"", "2013-05-10T00:00:00Z");
        check("\"1965-01-01T00:00:00Z\"", "1970-01-01T00:00:00Z");
        for wrong in [
            "\"\"",
            "\"soon\"",
            "\"2013-02-30\"",
            "\"2013-5-1\"",
            "\"2013-05-10T\"",
            "null",
            "true",
            "-1",
            "1.5",
            "1368144000000",
            "\"2013-05-10T25:00:00Z\"",
            "\"2013-05-10T1:00Z\"",
            "\"99999999999999999999\"",
            "[]",
            "\"2013-05-10T00:00:00+é0000\"",
        ] {
            check(wrong, "none");
        }
    }
}
