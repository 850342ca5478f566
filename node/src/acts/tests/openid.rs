//! Badges for wallets, and time, theft and repetition: what is given is given once.

use bot_foreign::jose::{Signer, sign_jwt};
use bot_foreign::signing::SigningKey;
use bot_protocol::api::{
    CredentialState, PageQuery, RevokeRequest, WalletFormat, WalletOfferReply, WalletOfferRequest,
    WalletOfferState,
};
use bot_protocol::canon::json::{self, Number, Object};
use bot_protocol::identity::KeyCodec;
use bot_protocol::verdict::{Answer, Asked as Judged, Evidence, Presented, Question, judge};

use super::*;
use crate::acts::oauth::Refusal;
use crate::acts::openid::{Collected, GRANT, PreAuthorized, configuration};

const BASE: &str = "https://school.example";
const SWIMMING: &str = "urn:uuid:11111111-1111-4111-8111-111111111111";
const MINUTE: u64 = 60 * 1000;

/// A wallet with a key.
struct Wallet(SigningKey);

impl Wallet {
    fn new(codec: KeyCodec, seed: u8) -> Self {
        Self(SigningKey::from_seed(codec, &[seed; 32]).unwrap())
    }

    fn proof(&self, aud: &str, nonce: &str, now: Timestamp) -> String {
        let mut claims = Object::new();
        claims.insert("aud", aud);
        claims.insert("nonce", nonce);
        claims.insert("iat", Number::from_u64(now.millis() / 1000).unwrap());
        let kid = self.0.verification_method();
        let signer = Signer { key: &self.0, kid: &kid };
        sign_jwt(&claims, "openid4vci-proof+jwt", signer).unwrap()
    }
}

async fn room() -> Room {
    let room = Room::with(|config| config.web.base_url = BASE.to_owned()).await;
    room.achievement(SWIMMING, "Swimming").await.unwrap();
    room
}

fn request() -> WalletOfferRequest {
    WalletOfferRequest { achievement: "Swimming".to_owned(), ..WalletOfferRequest::default() }
}

fn code_of(offered: &WalletOfferReply) -> String {
    let link = offered.link.as_ref().unwrap().expose();
    link.strip_prefix("https://school.example/openid/offers/").unwrap().to_owned()
}

impl Room {
    async fn offered(&self, request: WalletOfferRequest) -> WalletOfferReply {
        self.acts.offer_to_wallet(request, "").await.unwrap()
    }

    async fn exchanged(&self, code: &str, tx_code: Option<&str>) -> Result<String, &'static str> {
        let tx_code = tx_code.map(|code| SecretText::new(code.to_owned()));
        let asked = PreAuthorized { code: code.to_owned(), tx_code, details: None };
        let given = self.acts.redeem_offer(&asked).await;
        given.map(|given| given.access_token.expose().to_owned()).map_err(|fault| fault.error)
    }

    async fn token(&self) -> String {
        let code = code_of(&self.offered(request()).await);
        self.exchanged(&code, None).await.unwrap()
    }

    fn nonce(&self) -> String {
        self.acts.wallet_nonce().unwrap()
    }

    async fn collect(&self, token: &str, proof: &str) -> Result<Collected, Refusal> {
        self.collect_as(token, configuration(WalletFormat::LdpVc), proof).await
    }

    async fn collect_as(&self, token: &str, id: &str, proof: &str) -> Result<Collected, Refusal> {
        let body = format!(
            "{{\"credential_configuration_id\":\"{id}\",\"proofs\":{{\"jwt\":[\"{proof}\"]}}}}"
        );
        self.acts.collect_badge(token, &json::read(body.as_bytes()).unwrap()).await
    }

    fn states(&self) -> Vec<WalletOfferState> {
        let page = self.acts.wallet_offers(&PageQuery::default(), "").unwrap();
        page.items.iter().map(|offer| offer.state).collect()
    }
}

fn error<T>(done: Result<T, Refusal>) -> &'static str {
    done.map_or_else(|refusal| refusal.error, |_| "given")
}

#[tokio::test]
async fn a_wallet_collects_a_badge_that_holds_and_can_be_revoked() {
    let room = room().await;
    for (format, codec) in
        [(WalletFormat::LdpVc, KeyCodec::Ed25519), (WalletFormat::JwtVcJson, KeyCodec::P256)]
    {
        let wallet = Wallet::new(codec, 9);
        let offered = room.offered(WalletOfferRequest { format, ..request() }).await;
        let code = code_of(&offered);
        let shown = room.acts.wallet_offer(&code).unwrap();
        assert_eq!(shown["credential_issuer"], BASE);
        assert_eq!(shown["credential_configuration_ids"][0], configuration(format));
        let token = room.exchanged(&code, None).await.unwrap();
        assert_eq!(code_refused(room.acts.wallet_offer(&code)), "wallet-offer-gone");
        let proof = wallet.proof(BASE, &room.nonce(), room.acts.now());
        let badge = room.collect_as(&token, configuration(format), &proof).await.unwrap();
        let presented = Presented::read(badge.text.as_bytes(), &bot_foreign::reader()).unwrap();
        let asked = Judged::at(room.acts.now());
        let verdict = judge(&presented, &Evidence::new(), &asked, &bot_foreign::reader());
        assert_eq!(verdict.answer(Question::Integrity), Answer::Yes, "{}", badge.text);
        let listed = room.acts.wallet_offers(&PageQuery::default(), "").unwrap();
        let item = listed.items.iter().find(|item| item.id == offered.item.id).unwrap();
        assert_eq!(item.holder.as_deref(), Some(wallet.0.did().as_str()));
        let id = item.credential.clone().unwrap();
        let held = room.acts.credential(&id).unwrap();
        assert_eq!((held.state, held.document), (CredentialState::Accepted, Some(badge.text)));
        assert_eq!(held.subject, wallet.0.did());
        room.acts.revoke(&id, RevokeRequest::default()).await.unwrap();
        assert_eq!(room.acts.credential(&id).unwrap().state, CredentialState::Revoked);
    }
}

fn code_refused<T: fmt::Debug>(done: Result<T, ActError>) -> &'static str {
    done.unwrap_err().code()
}

#[tokio::test]
async fn one_code_gives_one_badge_and_a_lost_answer_is_given_again() {
    let room = room().await;
    let (wallet, other) = (Wallet::new(KeyCodec::P256, 9), Wallet::new(KeyCodec::P256, 8));
    let code = code_of(&room.offered(request()).await);
    let token = room.exchanged(&code, None).await.unwrap();
    assert_eq!(room.exchanged(&code, None).await, Err("invalid_grant"), "a code that comes twice");
    let nonce = room.nonce();
    let proof = wallet.proof(BASE, &nonce, room.acts.now());
    let first = room.collect(&token, &proof).await.unwrap();
    // The same proof, though its nonce is used up; and another proof of the same key.
    assert_eq!(room.collect(&token, &proof).await.unwrap(), first);
    let again = wallet.proof(BASE, &room.nonce(), room.acts.now());
    assert_eq!(room.collect(&token, &again).await.unwrap(), first);
    let stolen = other.proof(BASE, &room.nonce(), room.acts.now());
    assert_eq!(error(room.collect(&token, &stolen).await), "credential_request_denied");
    assert_eq!(room.acts.credentials(&PageQuery::default()).unwrap().items.len(), 1);
    // The used nonce opens nothing with another token.
    let second = room.token().await;
    assert_eq!(error(room.collect(&second, &proof).await), "invalid_nonce");
    room.pass(11 * MINUTE);
    assert_eq!(error(room.collect(&token, &proof).await), "invalid_token", "its time is over");
}

#[tokio::test]
async fn what_is_not_proven_or_not_asked_for_as_it_must_be_is_refused() {
    let room = room().await;
    let wallet = Wallet::new(KeyCodec::Ed25519, 9);
    let token = room.token().await;
    let (now, nonce) = (room.acts.now(), room.nonce());
    let good = wallet.proof(BASE, &nonce, now);
    let foreign = wallet.proof("https://other.example", &nonce, now);
    assert_eq!(error(room.collect(&token, &foreign).await), "invalid_proof");
    let strange = wallet.proof(BASE, "n-1", now);
    assert_eq!(error(room.collect(&token, &strange).await), "invalid_nonce");
    let jwt = configuration(WalletFormat::JwtVcJson);
    let other = error(room.collect_as(&token, jwt, &good).await);
    assert_eq!(other, "unknown_credential_configuration");
    let last = if good.ends_with('A') { 'B' } else { 'A' };
    let bent = format!("{}{last}", &good[..good.len() - 1]);
    assert_eq!(error(room.collect(&token, &bent).await), "invalid_proof");
    assert_eq!(error(room.collect("none", &good).await), "invalid_token");
    let id = configuration(WalletFormat::LdpVc);
    for (body, expected) in [
        ("[]".to_owned(), "invalid_credential_request"),
        ("{}".to_owned(), "invalid_credential_request"),
        (format!("{{\"credential_configuration_id\":\"{id}\"}}"), "invalid_proof"),
        (
            format!("{{\"credential_configuration_id\":\"{id}\",\"proofs\":{{\"jwt\":[]}}}}"),
            "invalid_credential_request",
        ),
        (
            format!(
                "{{\"credential_configuration_id\":\"{id}\",\"proofs\":{{\"jwt\":[\"{good}\",\"{good}\"]}}}}"
            ),
            "invalid_credential_request",
        ),
        (
            format!("{{\"credential_configuration_id\":\"{id}\",\"proofs\":{{\"di_vp\":[{{}}]}}}}"),
            "invalid_proof",
        ),
        (
            format!("{{\"credential_identifier\":\"x\",\"proofs\":{{\"jwt\":[\"{good}\"]}}}}"),
            "unknown_credential_identifier",
        ),
        (
            format!(
                "{{\"credential_configuration_id\":\"{id}\",\"credential_response_encryption\":{{}}}}"
            ),
            "invalid_encryption_parameters",
        ),
    ] {
        let body = json::read(body.as_bytes()).unwrap();
        assert_eq!(error(room.acts.collect_badge(&token, &body).await), expected, "{body:?}");
    }
    assert!(room.acts.credentials(&PageQuery::default()).unwrap().items.is_empty());
    room.pass(6 * MINUTE);
    assert_eq!(error(room.collect(&token, &good).await), "invalid_nonce", "an old nonce");
    let fresh = wallet.proof(BASE, &room.nonce(), room.acts.now());
    assert_eq!(error(room.collect(&token, &fresh).await), "given");
}

#[tokio::test]
async fn a_transaction_code_is_asked_for_and_guessed_five_times_at_most() {
    let room = room().await;
    let offered = room.offered(WalletOfferRequest { tx_code: true, ..request() }).await;
    let (code, right) = (code_of(&offered), offered.tx_code.unwrap().expose().to_owned());
    assert!(right.len() == 6 && right.bytes().all(|byte| byte.is_ascii_digit()), "{right}");
    let grants = room.acts.wallet_offer(&code).unwrap()["grants"].clone();
    assert_eq!(grants[GRANT]["tx_code"]["length"], 6);
    let wrong = if right == "000000" { "000001" } else { "000000" };
    assert_eq!(room.exchanged(&code, None).await, Err("invalid_request"));
    for _ in 0..4 {
        assert_eq!(room.exchanged(&code, Some(wrong)).await, Err("invalid_grant"));
    }
    assert!(room.exchanged(&code, Some(&right)).await.is_ok(), "the fifth try");
    let offered = room.offered(WalletOfferRequest { tx_code: true, ..request() }).await;
    let (code, right) = (code_of(&offered), offered.tx_code.unwrap().expose().to_owned());
    let wrong = if right == "000000" { "000001" } else { "000000" };
    for left in (0..5).rev() {
        let tx_code = Some(SecretText::new(wrong.to_owned()));
        let asked = PreAuthorized { code: code.clone(), tx_code, details: None };
        let refused = room.acts.redeem_offer(&asked).await.unwrap_err();
        let expected = format!("tx_code is another; tries left: {left}");
        assert_eq!((refused.error, refused.detail), ("invalid_grant", expected));
    }
    assert_eq!(room.exchanged(&code, Some(&right)).await, Err("invalid_grant"), "too often");
    assert!(room.states().contains(&WalletOfferState::Ended));
    let plain = code_of(&room.offered(request()).await);
    assert_eq!(room.exchanged(&plain, Some("000000")).await, Err("invalid_request"));
}

#[tokio::test]
async fn an_offer_ends_is_taken_back_and_is_its_makers_alone() {
    let room = room().await;
    let expires = Some(Timestamp::from_millis(NOW + DAY).to_string());
    let code = code_of(&room.offered(WalletOfferRequest { expires, ..request() }).await);
    room.pass(DAY);
    assert_eq!(room.exchanged(&code, None).await, Err("invalid_grant"), "it ended");
    assert_eq!(room.states(), [WalletOfferState::Ended]);
    room.pass(31 * DAY);
    assert!(room.states().is_empty(), "what ended is forgotten");
    let offered = room.acts.offer_to_wallet(request(), "program").await.unwrap();
    let query = PageQuery::default();
    assert!(room.acts.wallet_offers(&query, "other").unwrap().items.is_empty());
    assert_eq!(room.acts.wallet_offers(&query, "program").unwrap().items.len(), 1);
    let id = &offered.item.id;
    assert_eq!(code_refused(room.acts.remove_wallet_offer(id, "other").await), "unknown");
    room.acts.remove_wallet_offer(id, "program").await.unwrap();
    assert_eq!(room.exchanged(&code_of(&offered), None).await, Err("invalid_grant"));
    for (bad, expected) in [
        (WalletOfferRequest { achievement: "Diving".to_owned(), ..request() }, "unknown"),
        (
            WalletOfferRequest { expires: Some("2001-01-01T00:00:00Z".to_owned()), ..request() },
            "field-refused",
        ),
        (
            WalletOfferRequest { expires: Some("2999-01-01T00:00:00Z".to_owned()), ..request() },
            "field-refused",
        ),
        (
            WalletOfferRequest {
                valid_until: Some("2001-01-01T00:00:00Z".to_owned()),
                ..request()
            },
            "field-refused",
        ),
    ] {
        assert_eq!(code_refused(room.acts.offer_to_wallet(bad, "").await), expected);
    }
    let trial = WalletOfferRequest { dry_run: true, ..request() };
    assert!(room.offered(trial).await.link.is_none() && room.states().is_empty());
    let nowhere = Room::new().await;
    nowhere.achievement(SWIMMING, "Swimming").await.unwrap();
    assert_eq!(
        code_refused(nowhere.acts.offer_to_wallet(request(), "").await),
        "wallet-no-address"
    );
}

/// What is kept of a reply with a code in it opens nothing for whoever reads the store alone.
#[tokio::test]
async fn a_code_that_is_kept_for_a_repeat_is_sealed() {
    let room = room().await;
    let repeat = Repeat {
        place: [REPEATS, b"x"].concat(),
        body: "beef".to_owned(),
        at: NOW,
        status: 200,
        is_secret: true,
    };
    let place = repeat.place.clone();
    let request = WalletOfferRequest { tx_code: true, ..request() };
    let asked = Asked { request, repeat: Some(repeat) };
    let offered = room.acts.offer_to_wallet(asked, "").await.unwrap();
    let held = room.acts.store().note(Shelf::Settings, &place).unwrap().unwrap();
    let text = String::from_utf8(held.clone()).unwrap();
    let code = code_of(&offered);
    assert!(!text.contains(&code) && !text.contains("openid"), "{text}");
    let kept = || serde_json::from_slice::<Kept>(&held).unwrap();
    let told = room.acts.told_before(kept(), &place).unwrap();
    assert_eq!(told, serde_json::to_string(&offered).unwrap());
    assert!(told.contains(&code));
    // Nor is it told in the place of another, or after it was erased.
    assert!(room.acts.told_before(kept(), b"once/y").is_none());
    let Write::Note { value, .. } = Kept::emptied(place.clone(), &held) else { unreachable!() };
    let emptied = serde_json::from_slice(&value).unwrap();
    assert!(room.acts.told_before(emptied, &place).is_none());
}
