//! Keys that sign what the tests need: one of each kind, made of fixed bytes.

use bot_protocol::canon::hash::from_hex;
use bot_protocol::canon::json::Value;
use bot_protocol::canon::multibase::encode_base64url;
use bot_protocol::identity::{KeyCodec, Multikey, SecretKey};
use p256::ecdsa::signature::{SignatureEncoding as _, Signer as _};
use rsa::pkcs1::{DecodeRsaPrivateKey as _, EncodeRsaPublicKey as _};
use rsa::traits::PublicKeyParts as _;
use sha2::Sha256;

/// A key that signs.
pub(crate) enum Signer {
    Ed25519(SecretKey),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    P521(p521::ecdsa::SigningKey),
    Secp256k1(k256::ecdsa::SigningKey),
    Rsa(Box<rsa::PrivateKey>),
}

/// An RSA key of 2,048 bits made for these tests alone, as PKCS #1.
const RSA: &str = "308204a202010002820101009d400b0990b584e90d9036feb251b73256f068147addde1671260b82fd776c807e0f\
    746740bb354cb0a0be8536cb93a7a6ef7e9ead059feb8b908a037f3db4309a6b91f2c2d98a156238649a00763d1f\
    a82d34b8d9dae0d536705dbd8da263fd16d29b90699671012d6774af87aec6da8a029449fac486ddca2580f0a114\
    3fcce74be00c4cd25d07cc468927a8a8032f78649c6339f2923e7a7d8c353b641c3f8b38a0a768f7f3acb9738fd3\
    9caac6fdb90c95d56d70171bb8bca37110e77a82ea3762a77514e0cc900b9f7a541d606f5c9c27839ece316a3214\
    acd1a36f1ab4de15a12ce434bd6028bf057709efef7089ebb4ec67c7bdaf75786651cbc4cb850203010001028201\
    0005bd48a9d8b6475b9a3b2146ba8b70fc4d6008ec766f92a38f0dac6de382705b603e8029249bb09e53f40a0022\
    b7db73cb0c02bb17e594a8ac3762522e5aba30ebf1f129c322dd7f5a4e649d9a56b6746956fd0da225f2fed535d4\
    b60e6d56e8ede451f93b615a4e88b1b5f8922336eed30ab50ede303e1bea3ce42fe4313102e2e01c0a4b78705d54\
    b33b8f66b3b63003ebea4bb523592e53a9a9c16bce206c69431b139fb39eac1e61d7da14f7e441633595c2edb13f\
    092fc1bf393d28920db9302539348a58048889c03c02c7f9c47bb9cfb45f66cd762eed7cb8cc05d01137b92f0bb6\
    a446bee96ba7825e7497165a58357d8eeebc9bbe902a5c9eb4452102818100d6cfc67214903788a1a33fb799eef8\
    07d424b14be8006fdabdd08a45bba1405dae5acefa51b88bc7888149a7919da464fd6586b7d3cc0e3dc3ce527e26\
    e6bf8dc4e240f28b972cd63968d83304ed02b1f0d2c68b6893e4183cf6bf8cd531189d4537a22ddf06c29ecc5ef7\
    61412fde23c7b328961f0e02664e7b4b0f35b997b302818100bb66cfb686bc2bba8ec05e8f7e8cdacf3a849aa65d\
    2d6423012bffe4a1336c4e6b0b96bc347061ee117c4f2b86fcbc92cc07b44e087f9198bc1bcda1f6a6ea3b0199cb\
    f18339938c1c9947170a446d87bfe020f32b9d196a51313a825f162f92e9177e0b411d22a7a84d1e906fd1744d76\
    2c94481c99ac770c074820397af3e702818062fbd52ec648fa3e0c75842bdf53dd9905e96e8552bfb8cb2c024765\
    00a3ba5c30b6897f915e9f926f555c124a284113842c5f5a9fcefc94fb803c450339faf4a1cfbc2bc7a4feb52c39\
    22bec7bb4b2da1920e8938c4452be213b58a78c6a9d7f6883f4431ec148c4612509dd102f4b2ba17d550efb86de4\
    a4af6d93f1a6b6bf0281803d3ae1612cf2ac82ff0361a216e224d812b1a2e9fa85cb3318bdec95220a7037cb07f5\
    4f36ff053048ec49ddd9f418150aaef5bd8d4f491e13502e46de153970e01c0523bb1183e102b31e242c09a193fa\
    205c03b7db53a38635c47d365e445b06e7d31a104359c057e022bd649b96197d2421aad2156fe151bfcb542413c5\
    3f0281806a1578c6c9168512a6e6ce8ff440c1cfb7301575ebf31766cebacfda42e695bd8581bae3bb82e01c7137\
    4a7610a9d99ba76c6c04a9aa6dac87228892530bcb3c8891850b8ea60f9c50610162df72ff7646d21bd69ee104e3\
    f952d6a1f9b7c93e8613d00fd6f17f16559c8a359729b0931081d16d089355febf09bfe1d118de55";

impl Signer {
    /// An Ed25519 key.
    pub(crate) fn ed25519(seed: u8) -> Self {
        Self::Ed25519(SecretKey::from_seed(&[seed; 32]))
    }

    /// One key of each kind.
    pub(crate) fn all() -> [Self; 6] {
        [
            Self::ed25519(1),
            Self::P256(p256::ecdsa::SigningKey::from_slice(&[1; 32]).unwrap()),
            Self::P384(p384::ecdsa::SigningKey::from_slice(&[1; 48]).unwrap()),
            Self::P521(
                p521::ecdsa::SigningKey::from_slice(&[[0; 1].as_slice(), &[1; 65]].concat())
                    .unwrap(),
            ),
            Self::Secp256k1(k256::ecdsa::SigningKey::from_slice(&[1; 32]).unwrap()),
            Self::rsa(),
        ]
    }

    /// The P-256 key.
    pub(crate) fn p256() -> Self {
        Self::P256(p256::ecdsa::SigningKey::from_slice(&[1; 32]).unwrap())
    }

    /// The RSA key.
    pub(crate) fn rsa() -> Self {
        let der = from_hex(RSA).unwrap();
        Self::Rsa(Box::new(rsa::PrivateKey::from_pkcs1_der(&der).unwrap()))
    }

    /// The public key.
    pub(crate) fn key(&self) -> Multikey {
        let (codec, bytes) = match self {
            Self::Ed25519(key) => (KeyCodec::Ed25519, key.public().as_bytes().to_vec()),
            Self::P256(key) => (KeyCodec::P256, point(key.verifying_key().to_sec1_point(true))),
            Self::P384(key) => (KeyCodec::P384, point(key.verifying_key().to_sec1_point(true))),
            Self::P521(key) => (KeyCodec::P521, point(key.verifying_key().to_sec1_point(true))),
            Self::Secp256k1(key) => {
                (KeyCodec::Secp256k1, point(key.verifying_key().to_sec1_point(true)))
            }
            Self::Rsa(key) => {
                let der = key.to_public_key().to_pkcs1_der().unwrap();
                (KeyCodec::Rsa, der.as_bytes().to_vec())
            }
        };
        Multikey { codec, bytes }
    }

    /// The `did:key` of the public key.
    pub(crate) fn did(&self) -> String {
        self.key().to_string()
    }

    /// The public key as a JWK.
    pub(crate) fn jwk(&self) -> Value {
        let pair = |curve: &str, point: &[u8]| {
            let (x, y) = point[1..].split_at(point.len() / 2);
            let (x, y) = (encode_base64url(x), encode_base64url(y));
            Value::object([("kty", "EC"), ("crv", curve), ("x", &x), ("y", &y)])
        };
        match self {
            Self::Ed25519(key) => {
                let x = encode_base64url(key.public().as_bytes());
                Value::object([("kty", "OKP"), ("crv", "Ed25519"), ("x", &x)])
            }
            Self::P256(key) => pair("P-256", key.verifying_key().to_sec1_point(false).as_bytes()),
            Self::P384(key) => pair("P-384", key.verifying_key().to_sec1_point(false).as_bytes()),
            Self::P521(key) => pair("P-521", key.verifying_key().to_sec1_point(false).as_bytes()),
            Self::Secp256k1(key) => {
                pair("secp256k1", key.verifying_key().to_sec1_point(false).as_bytes())
            }
            Self::Rsa(key) => {
                let n = encode_base64url(&key.n_bytes());
                let e = encode_base64url(&key.e_bytes());
                Value::object([("kty", "RSA"), ("n", &n), ("e", &e)])
            }
        }
    }

    /// The name of the key's algorithm in JOSE.
    pub(crate) fn algorithm(&self) -> &'static str {
        match self {
            Self::Ed25519(_) => "EdDSA",
            Self::P256(_) => "ES256",
            Self::P384(_) => "ES384",
            Self::P521(_) => "ES512",
            Self::Secp256k1(_) => "ES256K",
            Self::Rsa(_) => "RS256",
        }
    }

    /// The signature over a message.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Ed25519(key) => key.sign(message).to_bytes().to_vec(),
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
            Self::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
            Self::P521(key) => {
                let signature: p521::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
            Self::Secp256k1(key) => {
                let signature: k256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
            Self::Rsa(key) => {
                let key = rsa::pkcs1v15::SigningKey::<Sha256>::new((**key).clone());
                key.sign(message).to_vec()
            }
        }
    }
}

fn point(point: impl AsRef<[u8]>) -> Vec<u8> {
    point.as_ref().to_vec()
}
