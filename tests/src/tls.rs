//! Certificates that tests make up, and a client that asks by TLS in one way and no other.

use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};

use crate::http::{Reply, parse};

/// A certificate and its key, in PEM.
#[derive(Debug)]
pub struct Made {
    /// The certificate.
    pub chain: String,
    /// The key.
    pub key: String,
    /// The certificate, as a client is told to trust it.
    pub der: CertificateDer<'static>,
}

/// Makes a certificate for a name.
#[must_use]
pub fn made(name: &str) -> Made {
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let der = certificate.der().clone();
    Made { chain: certificate.pem(), key: key.serialize_pem(), der }
}

/// A client of TLS.
#[derive(Debug, Clone)]
pub struct Client {
    /// Whom it trusts.
    pub trusts: CertificateDer<'static>,
    /// Whom it expects.
    pub name: &'static str,
    /// What it offers to speak inside.
    pub alpn: &'static [&'static str],
    /// In which versions it speaks.
    pub versions: &'static [&'static SupportedProtocolVersion],
}

impl Client {
    /// Shakes hands.
    ///
    /// # Errors
    /// What the client says where no connection comes about.
    pub async fn connect(&self, address: &str) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.trusts.clone()).unwrap();
        let provider = Arc::new(aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider);
        let config = config.with_protocol_versions(self.versions).unwrap();
        let mut config = config.with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = self.alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
        let name = ServerName::try_from(self.name).unwrap();
        let stream = TcpStream::connect(address).await?;
        TlsConnector::from(Arc::new(config)).connect(name, stream).await
    }

    /// Asks and reads until the other side closes.
    ///
    /// # Errors
    /// What the client says where no connection comes about.
    pub async fn ask(&self, address: &str, request: &str) -> std::io::Result<Reply> {
        let mut stream = self.connect(address).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).await?;
        Ok(parse(&reply))
    }
}
