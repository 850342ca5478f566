//! A host on this machine, with a certificate of its own making, and all that may be wrong with it.

use std::sync::atomic::{AtomicUsize, Ordering};

use bot_protocol::time::Timestamp;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::*;

const HOST: &str = "school.example";

/// What a host answers, and to what it was asked.
type Answers = fn(&str) -> Vec<u8>;

/// Names that stand for what a test says; each time for the next of them.
struct Names {
    addresses: Vec<Vec<SocketAddr>>,
    asked: AtomicUsize,
}

impl Resolve for Names {
    fn resolve<'a>(&'a self, _: &'a str, _: u16) -> Resolving<'a> {
        let at = self.asked.fetch_add(1, Ordering::SeqCst).min(self.addresses.len() - 1);
        Box::pin(async move { Ok(self.addresses[at].clone()) })
    }
}

/// A host that answers every question in this way, and a fetcher that finds it there.
async fn host(answers: Answers) -> Fetcher {
    let certified = rcgen::generate_simple_self_signed([HOST.to_owned()]).unwrap();
    let certificate: CertificateDer<'static> = certified.cert.der().clone();
    let key = PrivateKeyDer::try_from(certified.key_pair.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    let mut byte = [0];
                    if stream.read_exact(&mut byte).await.is_err() {
                        return;
                    }
                    head.push(byte[0]);
                }
                let head = String::from_utf8(head).unwrap();
                let answer = answers(&head);
                // Who has heard enough hangs up.
                let _sent = stream.write_all(&answer).await;
                if answer.is_empty() {
                    std::future::pending::<()>().await;
                }
                let _ended = stream.shutdown().await;
            });
        }
    });
    let mut roots = RootCertStore::empty();
    roots.add(certificate).unwrap();
    Fetcher {
        resolver: Arc::new(Names { addresses: vec![vec![address]], asked: AtomicUsize::new(0) }),
        tls: trusting(roots),
        allowed: |ip| ip.is_loopback(),
        patience: PATIENCE,
    }
}

fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

async fn fetched(fetcher: &Fetcher, path: &str) -> Result<Fetched, String> {
    fetcher.fetch(&format!("https://{HOST}{path}")).await.map_err(|error| error.to_string())
}

fn bytes(text: &[u8]) -> Result<Fetched, String> {
    Ok(Fetched::Bytes { bytes: text.to_vec(), media_type: None })
}

#[tokio::test]
async fn what_lies_there_is_fetched_and_nothing_else_is_said() {
    let fetcher = host(|head| {
        let expected = format!(
            "GET /list?page=1 HTTP/1.1\r\nhost: {HOST}\r\naccept: application/json, */*;q=0.5\r\n\
             accept-encoding: identity\r\nconnection: close\r\n\r\n"
        );
        answer(if head == expected { "200 OK" } else { "400 No" }, "", b"{}")
    })
    .await;
    assert_eq!(fetched(&fetcher, "/list?page=1#part").await, bytes(b"{}"));
    let chunked = |_: &str| {
        b"HTTP/1.1 200 OK\r\ncontent-type: text/x\r\ntransfer-encoding: chunked\r\n\r\n\
          2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"
            .to_vec()
    };
    let whole = fetched(&host(chunked).await, "/").await;
    let media_type = Some("text/x".to_owned());
    assert_eq!(whole, Ok(Fetched::Bytes { bytes: b"abc".to_vec(), media_type }));
    let gone = host(|_| answer("410 Gone", "", b"")).await;
    assert_eq!(fetched(&gone, "/").await, Ok(Fetched::Gone));
}

#[tokio::test]
async fn what_lies_elsewhere_is_not_taken_for_what_lies_here() {
    let fetcher = host(|head| {
        let to = |to: &str| answer("302 Found", &format!("location: {to}\r\n"), b"");
        match head.split(' ').nth(1).unwrap_or_default() {
            "/here" => answer("200 OK", "", b"here"),
            // An open redirect leads to what anybody may write on the same host.
            "/go?to=/~mallory/a.json" => to("/~mallory/a.json"),
            "/whole" => to("https://school.example/here"),
            "/http" => to("http://school.example/here"),
            "/other" => to("https://other.example/here"),
            "/slashes" => to("//other.example/here"),
            _ => answer("301 Moved", "", b""),
        }
    })
    .await;
    assert_eq!(fetched(&fetcher, "/here").await, bytes(b"here"));
    for path in ["/go?to=/~mallory/a.json", "/whole", "/http", "/other", "/slashes", "/nowhere"] {
        let refused = fetched(&fetcher, path).await.unwrap_err();
        assert!(refused.contains("which is not followed"), "{path}: {refused}");
    }
}

#[tokio::test]
async fn no_more_is_taken_than_there_may_be() {
    let exact = |_: &str| answer("200 OK", "", &[b'x'; FETCH_BYTES_MAX]);
    let whole = fetched(&host(exact).await, "/").await;
    assert!(matches!(whole, Ok(Fetched::Bytes { bytes, .. }) if bytes.len() == FETCH_BYTES_MAX));
    let more = |_: &str| answer("200 OK", "", &[b'x'; FETCH_BYTES_MAX + 1]);
    let refused = fetched(&host(more).await, "/").await.unwrap_err();
    assert!(refused.contains("more than 1048576 bytes"), "{refused}");
    let head = |_: &str| answer("200 OK", &format!("x: {}\r\n", "y".repeat(1_000_000)), b"{}");
    assert!(fetched(&host(head).await, "/").await.is_err());
    let packed = |_: &str| answer("200 OK", "content-encoding: gzip\r\n", b"{}");
    let refused = fetched(&host(packed).await, "/").await.unwrap_err();
    assert!(refused.contains("packed"), "{refused}");
    let cut = |_: &str| b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab".to_vec();
    assert!(fetched(&host(cut).await, "/").await.is_err());
    for status in ["404 No", "500 No", "206 Partial", "204 None"] {
        let refused = match status {
            "404 No" => host(|_| answer("404 No", "", b"{}")).await,
            "500 No" => host(|_| answer("500 No", "", b"{}")).await,
            "206 Partial" => host(|_| answer("206 Partial", "", b"{}")).await,
            _ => host(|_| b"HTTP/1.1 204 None\r\n\r\n".to_vec()).await,
        };
        let told = fetched(&refused, "/").await.unwrap_err();
        assert!(told.contains(&status[..3]), "{told}");
    }
}

#[tokio::test]
async fn a_host_that_says_nothing_is_not_waited_for() {
    let silent = Fetcher { patience: Duration::from_millis(50), ..host(|_| Vec::new()).await };
    let refused = fetched(&silent, "/").await.unwrap_err();
    assert!(refused.contains("no whole answer"), "{refused}");
}

#[tokio::test]
async fn a_certificate_that_is_not_the_hosts_or_nobodys_is_refused() {
    let fetcher = host(|_| answer("200 OK", "", b"{}")).await;
    let refused = fetcher.fetch("https://other.example/").await.unwrap_err();
    assert!(matches!(refused, FetchError::Certificate { .. }), "{refused}");
    let stranger = Fetcher { tls: Fetcher::new().tls, ..fetcher };
    let refused = stranger.fetch(&format!("https://{HOST}/")).await.unwrap_err();
    assert!(matches!(refused, FetchError::Certificate { .. }), "{refused}");
    // Whoever is told so by name knows what to mend.
    let told = crate::wallet::WalletError::from(refused);
    assert_eq!((told.code(), told.is_network()), ("wallet-certificate", true));
}

#[tokio::test]
async fn a_host_with_one_address_that_is_not_public_is_not_spoken_to() {
    let public: SocketAddr = "93.184.216.34:443".parse().unwrap();
    for ip in ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fe80::1"] {
        let inside = SocketAddr::new(ip.parse().unwrap(), 443);
        for addresses in [vec![inside], vec![public, inside], vec![inside, public]] {
            let names = Names { addresses: vec![addresses], asked: AtomicUsize::new(0) };
            let fetcher = Fetcher { resolver: Arc::new(names), ..Fetcher::new() };
            let refused = fetcher.fetch("https://school.example/").await.unwrap_err();
            assert!(matches!(refused, FetchError::NotPublic { .. }), "{ip}: {refused}");
        }
    }
    let nowhere = Names { addresses: vec![vec![]], asked: AtomicUsize::new(0) };
    let fetcher = Fetcher { resolver: Arc::new(nowhere), ..Fetcher::new() };
    assert!(fetcher.fetch("https://school.example/").await.is_err());
}

#[tokio::test]
async fn a_name_is_asked_for_once_and_what_was_checked_is_spoken_to() {
    let Fetcher { resolver, tls, .. } = host(|_| answer("200 OK", "", b"{}")).await;
    let first = resolver.resolve(HOST, 443).await.unwrap();
    let inner: SocketAddr = "10.0.0.1:443".parse().unwrap();
    let names = Arc::new(Names { addresses: vec![first, vec![inner]], asked: AtomicUsize::new(0) });
    let allowed = |ip: IpAddr| ip.is_loopback();
    let resolver = Arc::clone(&names) as Arc<dyn Resolve>;
    let fetcher = Fetcher { resolver, tls, allowed, patience: PATIENCE };
    assert!(fetcher.fetch(&format!("https://{HOST}/a")).await.is_ok());
    assert_eq!(names.asked.load(Ordering::SeqCst), 1);
    // By the next fetch the name stands for an inner address.
    let refused = fetcher.fetch(&format!("https://{HOST}/a")).await.unwrap_err();
    assert!(matches!(refused, FetchError::NotPublic { .. }), "{refused}");
}

fn lacking(findings: &serde_json::Value) -> Vec<String> {
    missing(&json!({ "findings": findings }))
}

#[test]
fn what_a_verdict_lacks_is_where_it_says_and_nowhere_else() {
    let list = "https://school.example/list";
    assert_eq!(
        lacking(&json!({ "status": { "reason": "status-list-missing", "list": list } })),
        [list]
    );
    assert_eq!(lacking(&json!({ "status": { "reason": "ledger-stale", "list": list } })), [list]);
    let profile = "https://school.example/issuer";
    assert_eq!(
        lacking(&json!({ "status": { "reason": "status-profile-undated", "url": profile } })),
        [profile]
    );
    let method = "did:web:school.example:staff#key-1";
    assert_eq!(
        lacking(&json!({ "integrity": { "reason": "key-not-here", "method": method } })),
        ["https://school.example/staff/did.json"]
    );
    assert_eq!(
        lacking(&json!({ "recipient": { "reason": "presenter-key-missing", "method": method } })),
        ["https://school.example/staff/did.json"]
    );
    let unclaimed = json!({ "reason": "key-unclaimed", "method": "https://school.example/keys/1",
        "issuer": profile, "list": "https://school.example/.well-known/jwks.json" });
    assert_eq!(
        lacking(&json!({ "integrity": unclaimed })),
        ["https://school.example/.well-known/jwks.json", profile]
    );
    let stale = json!({ "reason": "key-stale", "issuer": profile,
        "method": "https://school.example/keys/1",
        "list": "https://school.example/.well-known/jwks.json" });
    let all =
        ["https://school.example/.well-known/jwks.json", profile, "https://school.example/keys/1"];
    assert_eq!(lacking(&json!({ "integrity": stale })), all);
    let stale = json!({ "reason": "badge-part-stale", "url": profile });
    assert_eq!(lacking(&json!({ "integrity": stale })), [profile]);
    let twice = json!({
        "integrity": { "reason": "badge-part-missing", "part": "issuer", "url": list },
        "status": { "reason": "status-list-missing", "list": format!("{list}#7") },
    });
    assert_eq!(lacking(&twice), [list]);
    for finding in [
        json!({ "reason": "key-not-here", "method": "did:key:z6Mk#z6Mk" }),
        json!({ "reason": "key-not-here", "method": "did:web:127.0.0.1#k" }),
        json!({ "reason": "hosted-unfetched", "url": "http://school.example/" }),
        json!({ "reason": "hosted-unfetched", "url": "https://localhost/" }),
        json!({ "reason": "signature-wrong", "url": list, "list": list, "method": method }),
        json!({}),
    ] {
        assert!(lacking(&json!({ "integrity": finding.clone() })).is_empty(), "{finding}");
    }
}

#[test]
fn a_key_that_was_handed_in_is_asked_for_at_its_address() {
    let key = "https://school.example/key";
    let copies = |part: &str, url: &str, fetched: Option<&str>| {
        let copy = match fetched {
            Some(at) => json!({ "part": part, "url": url, "fetched": at }),
            None => json!({ "part": part, "url": url }),
        };
        json!({ "findings": {}, "credential": { "copies": [copy] } })
    };
    assert_eq!(missing(&copies("key", key, None)), [key]);
    assert!(missing(&copies("key", key, Some("2026-11-23T12:00:00Z"))).is_empty());
    assert!(missing(&copies("key", "https://localhost/key", None)).is_empty());
    // Of the other parts the findings tell what they lack.
    assert!(missing(&copies("class", key, None)).is_empty());
    let several = json!({ "findings": {}, "credentials": [copies("key", key, None)] });
    assert_eq!(missing(&several), [key]);
}

/// What a ledger tells is had from any peer that holds it: the issuer's host is never asked for it,
/// also where the badge names a list there.
#[test]
fn the_issuer_is_not_asked_for_what_replicas_tell() {
    let list = "https://school.example/v1/status/did:key:z6MkSchool/257";
    for reason in
        ["no-feed", "feed-incomplete", "stale", "disputed", "withdrawn-by-holder", "content-lost"]
    {
        let finding = json!({ "reason": reason, "list": list, "url": list, "issuer": list });
        assert!(lacking(&json!({ "status": finding })).is_empty(), "{reason}");
    }
}

#[tokio::test]
async fn what_was_fetched_is_a_file_of_evidence_and_nothing_is_asked_twice() {
    let fetcher = host(|head| match head.contains("/gone") {
        true => answer("410 Gone", "", b""),
        false => answer("200 OK", "", b"{}"),
    })
    .await;
    let now = Timestamp::from_millis(1_795_435_200_000);
    let verdict = json!({ "findings": {
        "integrity": { "reason": "hosted-unfetched", "url": format!("https://{HOST}/gone") },
        "status": { "reason": "status-list-missing", "list": format!("https://{HOST}/list") },
    }});
    let mut gathered = Gathered::default();
    assert!(gathered.file().unwrap().is_none());
    assert!(gathered.more(&fetcher, &verdict, now).await);
    assert!(!gathered.more(&fetcher, &verdict, now).await);
    let got: Vec<_> = gathered.outcomes().iter().map(|one| one.got.as_ref().ok()).collect();
    assert_eq!(got, [Some(&None), Some(&Some(2))]);
    let file = gathered.file().unwrap().unwrap();
    let read = bot_protocol::verdict::snapshots::Snapshots::read(&file).unwrap();
    assert!(read.snapshots.iter().all(|snapshot| snapshot.fetched == now));
    assert_eq!(read.snapshots.len(), 2);
}
