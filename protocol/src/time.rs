//! A number somebody supplied: milliseconds since 1970 in UTC.
