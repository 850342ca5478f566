//! What the node writes about its work, to standard error.

use std::io;

use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, LogSettings};

/// Begins to write log lines as the settings want them; a second call changes nothing.
///
/// A filter that cannot be read is told in the first line, and `info` is used instead.
pub fn start(settings: &LogSettings) {
    let parsed = EnvFilter::try_new(&settings.filter);
    let (filter, misread) = match parsed {
        Ok(filter) => (filter, None),
        Err(error) => (EnvFilter::new("info"), Some(error.to_string())),
    };
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    // Tests start several nodes in one process: the first one's settings stay.
    let begun = match settings.format {
        LogFormat::Text => lines.with_ansi(false).try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
    if let (Ok(()), Some(error)) = (begun, misread) {
        tracing::warn!(filter = %settings.filter, %error, "the setting log.filter is not understood");
    }
}
