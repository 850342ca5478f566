//! issue.
