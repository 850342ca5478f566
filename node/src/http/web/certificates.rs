//! The certificate of the web door: from files, read again when they change, or made by the node.
//!
//! A certificate that cannot be used keeps the door shut at the start; later the one in use stays,
//! and the log says why. TLS 1.2 and 1.3, HTTP/1.1 alone. Source: RFC 8446; RFC 7301; RFC 7468.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bot_protocol::canon::hash::{hex, sha256};
use bot_protocol::time::Timestamp;
use rcgen::{CertificateParams, DnType, KeyPair, date_time_ymd};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use zeroize::Zeroizing;

use crate::http::HttpError;
use crate::keys::file::{private_folder, replace};

/// A file beyond this is no certificate and no key: 1 MiB.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// Certificates in a chain; the deepest in use have four.
const CHAIN_MAX: usize = 16;

/// The folder, inside the data folder, for what the node makes itself.
const FOLDER: &str = "tls";

const DAY_MILLIS: u64 = 24 * 60 * 60 * 1000;

/// A certificate of our own is good for two years: browsers refuse those that last longer, even
/// where somebody trusts them by hand.
const LIFE_DAYS: u64 = 730;

/// It is made anew at a start this many days before its end.
const RENEW_DAYS: u64 = 30;

/// The certificate in use, and where it comes from.
#[derive(Debug)]
pub(super) struct Certificates {
    chain: PathBuf,
    key: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    used: Used,
    /// How the files were when they were last read, whether they were good or not.
    seen: [Option<Stamp>; 2],
}

/// What connections are served with.
#[derive(Debug, Clone)]
pub(super) struct Used {
    pub(super) config: Arc<ServerConfig>,
    /// Until when the certificate itself is good.
    pub(super) ends: Timestamp,
}

/// What changes when a file is written or replaced.
type Stamp = (u64, u64, i64, i64);

impl Certificates {
    /// Reads certificate and key.
    pub(super) fn of_files(chain: PathBuf, key: PathBuf) -> Result<Self, HttpError> {
        let seen = [stamp(&chain), stamp(&key)];
        let used = read(&chain, &key)?;
        Ok(Self { chain, key, state: Mutex::new(State { used, seen }) })
    }

    /// The node's own certificate for these names, made where there is none that is good enough.
    pub(super) fn self_signed(
        data: &Path,
        names: &[String],
        now: Timestamp,
    ) -> Result<Self, HttpError> {
        let folder = data.join(FOLDER);
        private_folder(&folder)?;
        let mark = hex(&sha256(&[names.join("\n").as_bytes()]).as_ref()[..8]);
        let path = folder.join(format!("self-signed-{mark}.pem"));
        let renewal = now.saturating_add(RENEW_DAYS * DAY_MILLIS);
        if !read(&path, &path).is_ok_and(|used| used.ends > renewal) {
            let made = make(names, now).map_err(|fault| unusable(&path, &fault))?;
            replace(&path, made.as_bytes())?;
        }
        Self::of_files(path.clone(), path)
    }

    /// What the next connection is served with: read again where a file changed.
    pub(super) fn current(&self) -> Used {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = [stamp(&self.chain), stamp(&self.key)];
        if seen == state.seen {
            return state.used.clone();
        }
        state.seen = seen;
        match read(&self.chain, &self.key) {
            Ok(used) => {
                tracing::info!(ends = %used.ends, "the certificate was read again");
                state.used = used;
            }
            Err(error) => warn(&error),
        }
        state.used.clone()
    }

    /// Reads again whether a file looks changed or not.
    pub(super) fn reload(&self) -> Used {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.seen = [None, None];
        drop(state);
        self.current()
    }
}

fn warn(error: &HttpError) {
    tracing::warn!(%error, "the certificate before this one stays in use");
}

fn stamp(path: &Path) -> Option<Stamp> {
    let about = std::fs::metadata(path).ok()?;
    Some((about.ino(), about.len(), about.mtime(), about.mtime_nsec()))
}

fn unusable(path: &Path, what: &impl ToString) -> HttpError {
    HttpError::Certificate { path: path.to_owned(), what: what.to_string() }
}

fn bytes(path: &Path) -> Result<Zeroizing<Vec<u8>>, HttpError> {
    let bytes = crate::input::read(path, FILE_BYTES_MAX).map_err(|fault| unusable(path, &fault))?;
    let bytes = Zeroizing::new(bytes);
    if bytes.len() as u64 > FILE_BYTES_MAX {
        let what = format!("it has over {FILE_BYTES_MAX} bytes, more than any certificate");
        return Err(unusable(path, &what));
    }
    Ok(bytes)
}

fn read(chain_path: &Path, key_path: &Path) -> Result<Used, HttpError> {
    let text = bytes(chain_path)?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).take(CHAIN_MAX).collect();
    let chain = chain.map_err(|fault| unusable(chain_path, &fault))?;
    let first = chain.first().ok_or_else(|| {
        let what = "there is no certificate in it, a part from BEGIN CERTIFICATE to its END";
        unusable(chain_path, &what)
    })?;
    let ends = end_of(first).ok_or_else(|| unusable(chain_path, &"it is no X.509 certificate"))?;
    let text = bytes(key_path)?;
    let key = PrivateKeyDer::from_pem_slice(&text).map_err(|fault| {
        unusable(key_path, &format!("no unencrypted private key can be read from it: {fault}"))
    })?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|fault| unusable(key_path, &fault))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Used { config: Arc::new(config), ends })
}

fn end_of(certificate: &CertificateDer<'_>) -> Option<Timestamp> {
    let (_, read) = x509_parser::parse_x509_certificate(certificate).ok()?;
    let seconds = u64::try_from(read.validity().not_after.timestamp()).unwrap_or(0);
    Some(Timestamp::from_millis(seconds.saturating_mul(1000)))
}

/// Key and certificate as one PEM text.
fn make(names: &[String], now: Timestamp) -> Result<Zeroizing<String>, rcgen::Error> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(names)?;
    let name = names.first().map_or("bits-of-trust", String::as_str);
    params.distinguished_name.push(DnType::CommonName, name);
    // A client whose clock is a little behind takes it as well.
    let (year, month, day) = date(now.saturating_sub(DAY_MILLIS));
    params.not_before = date_time_ymd(year, month, day);
    let (year, month, day) = date(now.saturating_add(LIFE_DAYS * DAY_MILLIS));
    params.not_after = date_time_ymd(year, month, day);
    let certificate = params.self_signed(&key)?;
    let secret = Zeroizing::new(key.serialize_pem());
    Ok(Zeroizing::new(format!("{}{}", &*secret, certificate.pem())))
}

/// Year, month and day of a time.
fn date(at: Timestamp) -> (i32, u8, u8) {
    let text = at.to_string();
    let mut parts = text.get(..10).unwrap_or_default().split('-');
    let year = parts.next().and_then(|year| year.parse().ok()).unwrap_or(1970);
    let mut part = || parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
    (year, part(), part())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_000_000_000);

    fn made(names: &[&str]) -> String {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        make(&names, NOW).unwrap().as_str().to_owned()
    }

    fn check(certificate: &str, key: &str, expected: &str) {
        let folder = tempfile::tempdir().unwrap();
        let files = [folder.path().join("chain.pem"), folder.path().join("key.pem")];
        std::fs::write(&files[0], certificate).unwrap();
        std::fs::write(&files[1], key).unwrap();
        let [chain, key] = files;
        let found = match Certificates::of_files(chain, key) {
            Ok(certificates) => format!("good until {}", certificates.current().ends),
            Err(error) => error.to_string(),
        };
        assert!(found.contains(expected), "{found} has no {expected}");
    }

    #[test]
    fn what_is_no_certificate_or_not_its_key_is_refused() {
        let (one, other) = (made(&["a.example"]), made(&["a.example"]));
        check(&one, &one, "good until 2028-11-1");
        check("", &one, "chain.pem: there is no certificate in it");
        check("-----BEGIN CERTIFICATE-----\nAAAA", &one, "chain.pem: ");
        check("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", &one, "no X.509");
        check(&one, "", "key.pem: no unencrypted private key can be read");
        check(&one, &other, "key.pem: ");
        check(&one, &"x".repeat(1024 * 1024 + 1), "over 1048576 bytes");
    }

    #[test]
    fn a_changed_file_is_read_again_and_a_bad_one_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("both.pem");
        std::fs::write(&path, made(&["a.example"])).unwrap();
        let certificates = Certificates::of_files(path.clone(), path.clone()).unwrap();
        let first = certificates.current().config;
        assert!(Arc::ptr_eq(&first, &certificates.current().config), "nothing changed");
        std::fs::write(&path, "half of it").unwrap();
        assert!(Arc::ptr_eq(&first, &certificates.current().config), "the one before it stays");
        assert!(Arc::ptr_eq(&first, &certificates.reload().config), "also when asked");
        replace(&path, made(&["b.example"]).as_bytes()).unwrap();
        assert!(!Arc::ptr_eq(&first, &certificates.current().config), "the new one is used");
    }

    #[test]
    fn its_own_certificate_stays_until_its_names_or_time_change() {
        let data = tempfile::tempdir().unwrap();
        let text = |names: &[&str], now: Timestamp| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            let own = Certificates::self_signed(data.path(), &names, now).unwrap();
            std::fs::read_to_string(own.chain).unwrap()
        };
        let first = text(&["a.example", "127.0.0.1"], NOW);
        assert_eq!(text(&["a.example", "127.0.0.1"], NOW), first);
        assert_ne!(text(&["b.example"], NOW), first, "another name");
        let late = NOW.saturating_add((LIFE_DAYS - 10) * DAY_MILLIS);
        assert_ne!(text(&["a.example", "127.0.0.1"], late), first, "too near its end");
        let folder = std::fs::metadata(data.path().join(FOLDER)).unwrap();
        assert_eq!(folder.mode() & 0o777, 0o700);
        for file in std::fs::read_dir(data.path().join(FOLDER)).unwrap() {
            assert_eq!(file.unwrap().metadata().unwrap().mode() & 0o777, 0o600);
        }
    }
}
