//! Answers of wallets, right and wrong: a request is used up by nothing that nobody signed for it.

use bot_foreign::jose::{Signer, sign_jwt};
use bot_foreign::signing::SigningKey;
use bot_protocol::api::{WalletAskReply, WalletAskRequest, WalletAskState, WalletAskView};
use bot_protocol::canon::json::{self, Object};
use bot_protocol::canon::multibase::decode_base64url;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::{ProofOptions, Purpose, Suite, prepare};
use bot_protocol::identity::KeyCodec;
use bot_protocol::words::Lang;
use tokio::time::{Duration, timeout};

use super::*;
use crate::acts::oauth::Refusal;
use crate::acts::openid::Response;
use crate::acts::verify::JUDGED_AT_A_TIME;

const ID: &str = "urn:uuid:05050505-0000-4000-8000-000000000005";

/// Longer than anything here takes: only what would wait for ever is ended by it.
const FOR_EVER: Duration = Duration::from_secs(60);

/// A verifier that asked, and the wallet of somebody.
struct Gate {
    room: Room,
    wallet: SecretKey,
    asked: WalletAskReply,
    nonce: String,
    client: String,
    state: String,
}

impl Gate {
    async fn open() -> Self {
        let set = |config: &mut Config| config.web.base_url = "https://gate.example".to_owned();
        let room = Room::with(set).await;
        let asked = room.acts.ask_wallet(WalletAskRequest::default(), "").await.unwrap();
        let ticket = asked.link.expose().rsplit('/').next().unwrap();
        let object = room.acts.signed_request(ticket, None).unwrap();
        let payload = decode_base64url(object.split('.').nth(1).unwrap()).unwrap();
        let payload = json::read(&payload).unwrap();
        let text = |name: &str| payload.get(name).and_then(Value::as_str).unwrap().to_owned();
        let (nonce, client, state) = (text("nonce"), text("client_id"), text("state"));
        let wallet = SecretKey::from_seed(&[9; 32]);
        Self { room, wallet, asked, nonce, client, state }
    }

    /// A presentation of a badge that nobody has signed yet.
    fn unsigned(&self, badge: Value) -> Value {
        Value::object([
            ("@context", Value::array(["https://www.w3.org/ns/credentials/v2"])),
            ("type", Value::array(["VerifiablePresentation"])),
            ("verifiableCredential", Value::array([badge])),
        ])
    }

    fn signed_for(&self, shown: &Value, (challenge, domain): (&str, &str)) -> Value {
        let options = ProofOptions {
            suite: Suite::EddsaJcs2022,
            created: Timestamp::from_millis(NOW),
            purpose: Purpose::Authentication,
            challenge: Some(challenge),
            domain: Some(domain),
        };
        let method = Did::from(self.wallet.public()).verification_method();
        let signer = (&self.wallet, method.as_str());
        prepare(shown, &options, signer, Contexts::pinned()).unwrap().sign()
    }

    fn signed(&self, shown: &Value) -> Value {
        self.signed_for(shown, (&self.nonce, &self.client))
    }

    fn response(&self, shown: &Value) -> Response {
        let name = if shown.as_str().is_some() { "badge_jwt" } else { "badge" };
        let token = Value::object([(name, Value::array([shown.clone()]))]);
        let vp_token = Some(String::from_utf8(token.to_bytes()).unwrap());
        Response { vp_token, state: Some(self.state.clone()), error: None }
    }

    async fn answer(&self, shown: &Value) -> Result<(), Refusal> {
        self.room.acts.take_answer(&self.asked.item.id, self.response(shown)).await
    }

    fn view(&self) -> WalletAskView {
        self.room.acts.wallet_request(&self.asked.item.id, "", Lang::En).unwrap()
    }

    /// The recipient finding of the one answer there is.
    fn recipient(&self) -> String {
        let view = self.view();
        assert_eq!((view.state, view.answers.len()), (WalletAskState::Answered, 1));
        view.answers[0].verdict.findings["recipient"].reason.clone()
    }
}

/// How a badge is made for a gate.
type Badge = fn(&Gate) -> Value;

/// A badge of somebody, and the same with a member more or less before it was signed, or after.
fn badge(gate: &Gate, change: impl FnOnce(&mut serde_json::Value), is_signed: bool) -> Value {
    let issuer = SecretKey::from_seed(&[7; 32]);
    let subject = Did::from(gate.wallet.public());
    let document = gate.room.placed(ID, &issuer, "Swimming", (None, subject));
    let mut badge: serde_json::Value = serde_json::from_slice(document.bytes()).unwrap();
    change(&mut badge);
    if !is_signed {
        return json::read(badge.to_string().as_bytes()).unwrap();
    }
    badge.as_object_mut().unwrap().remove("proof");
    let unsigned = json::read(badge.to_string().as_bytes()).unwrap();
    let (now, method) =
        (Timestamp::from_millis(NOW), Did::from(issuer.public()).verification_method());
    let (suite, signer) = (Suite::EddsaJcs2022, (&issuer, method.as_str()));
    bot_protocol::credential::proof::sign(&unsigned, suite, signer, now, Contexts::pinned())
        .unwrap()
}

/// A badge that names nobody, so that no verdict tells who shows it.
fn unnamed(gate: &Gate) -> Value {
    let forget = |badge: &mut serde_json::Value| {
        badge["credentialSubject"].as_object_mut().unwrap().remove("id");
    };
    badge(gate, forget, true)
}

/// A badge that does not hold, of which a verdict tells nothing more.
fn unproven(gate: &Gate) -> Value {
    badge(gate, |badge| badge["validFrom"] = "2001-01-01T00:00:00Z".into(), false)
}

#[tokio::test]
async fn what_nobody_signed_for_it_leaves_a_request_open_whatever_badge_is_in_it() {
    let gate = Gate::open().await;
    let good = badge(&gate, |_| (), true);
    for badge in [good, unnamed(&gate), unproven(&gate)] {
        let shown = gate.unsigned(badge);
        let mut foreign = gate.signed(&shown);
        let Value::Object(members) = &mut foreign else { unreachable!() };
        members.insert("holder", gate.room.mallory().to_string());
        let mut held = shown.clone();
        let Value::Object(members) = &mut held else { unreachable!() };
        members.insert("holder", gate.room.mallory().to_string());
        for (answer, why) in [
            (shown.clone(), "challenge-unsigned"),
            (gate.signed_for(&shown, ("n-1", &gate.client)), "challenge-differs"),
            (gate.signed_for(&shown, (&gate.nonce, "https://other.example")), "challenge-differs"),
            // Changed after it was signed, and signed by another than it says.
            (foreign, "presentation-wrong"),
            (gate.signed(&held), "presentation-wrong"),
        ] {
            let refused = gate.answer(&answer).await.unwrap_err();
            assert_eq!(refused.error, "invalid_request", "{why}");
            assert!(format!("{refused:?}").contains(why), "{why}: {refused:?}");
            assert_eq!(gate.view().state, WalletAskState::Waiting, "{why}");
        }
    }
    gate.answer(&gate.signed(&gate.unsigned(unnamed(&gate)))).await.unwrap();
    assert_eq!(gate.recipient(), "holder-unnamed");
}

#[tokio::test]
async fn what_was_signed_for_it_is_judged_whatever_the_verdict() {
    let rows: [(Badge, &str); 3] = [
        (|gate| badge(gate, |_| (), true), "presenter-is-holder"),
        (unnamed, "holder-unnamed"),
        (unproven, "recipient-unproven"),
    ];
    for (badge, reason) in rows {
        let gate = Gate::open().await;
        let shown = gate.signed(&gate.unsigned(badge(&gate)));
        gate.answer(&shown).await.unwrap();
        assert_eq!(gate.recipient(), reason);
        assert!(gate.answer(&shown).await.is_err(), "answered once");
    }
}

#[tokio::test]
async fn an_answer_is_told_in_the_language_of_who_looks() {
    let gate = Gate::open().await;
    let shown = gate.signed(&gate.unsigned(unproven(&gate)));
    gate.answer(&shown).await.unwrap();
    let told = |lang| {
        let view = gate.room.acts.wallet_request(&gate.asked.item.id, "", lang).unwrap();
        let verdict = &view.answers[0].verdict;
        let finding = &verdict.findings["integrity"];
        (finding.reason.clone(), finding.data["says"].as_str().unwrap_or_default().to_owned())
    };
    let (english, french) = (told(Lang::En), told(Lang::Fr));
    assert_eq!(english.0, french.0, "the same verdict");
    assert!(english.1.starts_with("The signature does not fit"), "{}", english.1);
    assert!(french.1.starts_with("La signature ne"), "{}", french.1);
    // The beginning of its id is enough, and too little of it is not.
    let id = &gate.asked.item.id;
    let by = |length: usize| gate.room.acts.wallet_request(&id[..length], "", Lang::En);
    assert_eq!(by(4).unwrap().id, *id);
    assert_eq!(by(3).unwrap_err().code(), "unknown");
}

#[tokio::test]
async fn a_jwt_that_nobody_signed_leaves_a_request_open() {
    let gate = Gate::open().await;
    let key = SigningKey::from_seed(KeyCodec::P256, &[9; 32]).unwrap();
    let kid = key.verification_method();
    let signed =
        |claims: &Object| sign_jwt(claims, "JWT", Signer { key: &key, kid: &kid }).unwrap();
    let read = |value: serde_json::Value| json::read(value.to_string().as_bytes()).unwrap();
    let mut inside = Object::new();
    inside.insert("iss", kid.split('#').next().unwrap());
    let names_nobody = serde_json::json!({
        "@context": ["https://www.w3.org/2018/credentials/v1",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "credentialSubject": { "type": ["AchievementSubject"] },
    });
    inside.insert("vc", read(names_nobody));
    let badge = signed(&inside);
    let mut claims = Object::new();
    claims.insert("iss", kid.split('#').next().unwrap());
    claims.insert("nonce", gate.nonce.as_str());
    claims.insert("aud", gate.client.as_str());
    let shown = serde_json::json!({
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "type": ["VerifiablePresentation"], "verifiableCredential": [badge],
    });
    claims.insert("vp", read(shown));
    let good = signed(&claims);
    let (body, seal) = good.rsplit_once('.').unwrap();
    let other = if seal.starts_with('A') { 'B' } else { 'A' };
    let bent = format!("{body}.{other}{}", &seal[1..]);
    let with = |name: &str, text: Option<&str>| {
        let mut claims = claims.clone();
        match text {
            Some(text) => drop(claims.insert(name, text)),
            None => drop(claims.remove(name)),
        }
        signed(&claims)
    };
    for (answer, why) in [
        (bent, "presentation-wrong"),
        (with("nonce", Some("n-1")), "challenge-differs"),
        (with("nonce", None), "challenge-differs"),
        (with("aud", Some("https://other.example")), "challenge-differs"),
        (with("aud", None), "challenge-differs"),
    ] {
        let refused = gate.answer(&Value::from(answer)).await.unwrap_err();
        assert_eq!(refused.error, "invalid_request", "{why}");
        assert!(format!("{refused:?}").contains(why), "{refused:?}");
        assert_eq!(gate.view().state, WalletAskState::Waiting);
    }
    gate.answer(&Value::from(good)).await.unwrap();
    assert_eq!(gate.view().state, WalletAskState::Answered);
}

#[tokio::test]
async fn an_answer_is_judged_while_others_act_and_kept_in_its_turn() {
    let gate = Gate::open().await;
    let shown = gate.signed(&gate.unsigned(unnamed(&gate)));
    let turn = gate.room.acts.turn().await;
    // Refusing takes no turn.
    let nobodys = gate.unsigned(unnamed(&gate));
    let refused = timeout(FOR_EVER, gate.answer(&nobodys)).await;
    let refused = refused.expect("nothing waits for a turn").unwrap_err();
    assert_eq!(refused.error, "invalid_request");
    assert!(format!("{refused:?}").contains("challenge-unsigned"), "{refused:?}");
    let (acts, id) = (Arc::clone(&gate.room.acts), gate.asked.item.id.clone());
    let response = gate.response(&shown);
    let answering = tokio::spawn(async move { acts.take_answer(&id, response).await });
    // Where every place is taken again, the one that had it has judged.
    let all = u32::try_from(JUDGED_AT_A_TIME).unwrap();
    tokio::task::yield_now().await;
    drop(gate.room.acts.judging.acquire_many(all).await.unwrap());
    assert_eq!(gate.view().state, WalletAskState::Waiting);
    // Meanwhile its owner forgets the request: what was judged counts no more.
    let held = gate.room.acts.store().notes(Shelf::Wallets, b"request/").unwrap();
    let forget = held.into_iter().map(|(key, _)| Write::Forget { shelf: Shelf::Wallets, key });
    gate.room.acts.store().commit(&forget.collect::<Vec<_>>()).unwrap();
    drop(turn);
    let refused = answering.await.unwrap().unwrap_err();
    assert_eq!(refused.error, "invalid_request");
    let text = "the request is unknown, was answered before, or has ended";
    assert!(format!("{refused:?}").contains(text), "{refused:?}");
}

/// What is asked for as an object with its proof is not shown in an envelope, of whatever form.
#[tokio::test]
async fn an_envelope_is_no_answer_where_an_object_is_asked_for() {
    let gate = Gate::open().await;
    let key = SigningKey::from_seed(KeyCodec::P256, &[7; 32]).unwrap();
    let kid = key.verification_method();
    let Value::Object(mut claims) = badge(&gate, |_| (), true) else { unreachable!() };
    claims.remove("proof");
    claims.insert("issuer", kid.split('#').next().unwrap());
    for (media, end) in [("vc+sd-jwt", "~"), ("vc+jwt", "")] {
        let text = sign_jwt(&claims, media, Signer { key: &key, kid: &kid }).unwrap();
        let enveloped = Value::object([
            ("@context", Value::from("https://www.w3.org/ns/credentials/v2")),
            ("type", "EnvelopedVerifiableCredential".into()),
            ("id", format!("data:application/{media},{text}{end}").into()),
        ]);
        let refused = gate.answer(&gate.signed(&gate.unsigned(enveloped))).await.unwrap_err();
        assert_eq!(refused.error, "invalid_request", "{media}");
        assert!(format!("{refused:?}").contains("badge: not what was asked for"), "{refused:?}");
        assert_eq!(gate.view().state, WalletAskState::Waiting, "{media}");
    }
}

/// What was shown lies apart from the request, which is read with all others, and goes with it.
#[tokio::test]
async fn what_is_shown_lies_apart_and_goes_with_its_request() {
    const WEEK_AND_DAY: u64 = 8 * DAY;
    for is_removed in [true, false] {
        let gate = Gate::open().await;
        let badge = badge(&gate, |_| (), true);
        gate.answer(&gate.signed(&gate.unsigned(badge))).await.unwrap();
        let notes = |prefix: &[u8]| gate.room.acts.store().notes(Shelf::Wallets, prefix).unwrap();
        let (requests, answers) = (notes(b"request/"), notes(b"answers/"));
        assert_eq!((requests.len(), answers.len()), (1, 1));
        let holds = |note: &[u8]| note.windows(ID.len()).any(|piece| piece == ID.as_bytes());
        assert!(holds(&answers[0].1) && !holds(&requests[0].1));
        assert_eq!(gate.recipient(), "presenter-is-holder");
        let listed = gate.room.acts.wallet_requests(&PageQuery::default(), "").unwrap().items;
        assert_eq!((listed.len(), listed[0].answers.len()), (1, 0));
        if is_removed {
            gate.room.acts.remove_wallet_request(&gate.asked.item.id, "").await.unwrap();
            assert!(notes(b"").is_empty());
            continue;
        }
        // Once it is forgotten, whoever asks next takes it away.
        gate.room.clock.0.fetch_add(WEEK_AND_DAY, Ordering::Relaxed);
        gate.room.acts.ask_wallet(WalletAskRequest::default(), "").await.unwrap();
        assert_eq!((notes(b"request/").len(), notes(b"answers/").len()), (1, 0));
    }
}

/// What an earlier version kept with the request is shown still.
#[tokio::test]
async fn what_was_kept_with_the_request_is_shown_still() {
    let gate = Gate::open().await;
    let badge = badge(&gate, |_| (), true);
    gate.answer(&gate.signed(&gate.unsigned(badge))).await.unwrap();
    let shown = gate.view();
    let store = gate.room.acts.store();
    let (key, note) = store.notes(Shelf::Wallets, b"request/").unwrap().remove(0);
    let (apart, answers) = store.notes(Shelf::Wallets, b"answers/").unwrap().remove(0);
    let mut request: serde_json::Value = serde_json::from_slice(&note).unwrap();
    let answers: serde_json::Value = serde_json::from_slice(&answers).unwrap();
    request["stage"]["answered"]["answers"] = answers;
    let (shelf, value) = (Shelf::Wallets, request.to_string().into_bytes());
    let writes = [Write::Forget { shelf, key: apart }, Write::Note { shelf, key, value }];
    store.commit(&writes).unwrap();
    assert_eq!(gate.view(), shown);
    assert_eq!(shown.answers.len(), 1);
}

/// The achievement that a request asks for: the member and its values.
fn asked_for(gate: &Gate, asked: &WalletAskReply) -> (String, String) {
    let ticket = asked.link.expose().rsplit('/').next().unwrap();
    let object = gate.room.acts.signed_request(ticket, None).unwrap();
    let payload = decode_base64url(object.split('.').nth(1).unwrap()).unwrap();
    let payload: serde_json::Value = serde_json::from_slice(&payload).unwrap();
    let claim = &payload["dcql_query"]["credentials"][0]["claims"][0];
    (claim["path"][2].as_str().unwrap().to_owned(), claim["values"].to_string())
}

/// Each name of an achievement of one's own asks for that achievement; a name of the issuer that is asked
/// for, also for the name that their badges tell first. What others call so asks for nothing more.
#[tokio::test]
async fn each_name_of_a_badge_asks_for_it() {
    const COURSE: &str = include_str!("../../../../examples/course-definition.json");
    let gate = Gate::open().await;
    let course = |id: &str| {
        let mut draft: AchievementDraft = serde_json::from_str(COURSE).unwrap();
        draft.id = Some(id.into());
        draft
    };
    let ask = async |achievement: &str| {
        let achievement = Some(achievement.to_owned());
        let request = WalletAskRequest { achievement, ..WalletAskRequest::default() };
        gate.room.acts.ask_wallet(request, "").await
    };
    let id = "urn:uuid:11111111-1111-4111-8111-111111111111";
    let described = gate.room.acts.add_achievement(course(id)).await.unwrap();
    assert_eq!(described.names.len(), 2);
    for name in described.names.values().map(String::as_str).chain([id, "11111111"]) {
        let asked = ask(name).await.unwrap();
        assert_eq!(asked_for(&gate, &asked), ("id".to_owned(), format!("[\"{id}\"]")), "{name}");
    }
    // Of nobody here, it is asked for as it is written.
    let asked = ask("Diving").await.unwrap();
    assert_eq!(asked_for(&gate, &asked), ("name".to_owned(), "[\"Diving\"]".to_owned()));
    let asked = ask("urn:other").await.unwrap();
    assert_eq!(asked_for(&gate, &asked), ("id".to_owned(), "[\"urn:other\"]".to_owned()));
    // A stranger's, by the name that is told in another language.
    let text =
        described.document.unwrap().replace(id, "urn:uuid:22222222-2222-4222-8222-222222222222");
    let (own, theirs) = (gate.room.me.to_string(), gate.room.mallory().to_string());
    let text = text.replace(&own, &theirs);
    let text = text.replace("mechanics", "care").replace("Mécanique", "Entretien");
    let document = Document::read(text.as_bytes()).unwrap();
    let first = document.value().get("name").and_then(Value::as_str).unwrap().to_owned();
    let names = bot_protocol::credential::model::definition::names(document.value());
    let other = names.iter().find(|(_, name)| *name != first).unwrap().1.clone();
    gate.room.heard(&gate.room.mallory, Content::Achievement(document), 1);
    let alone = serde_json::json!([other]).to_string();
    let mut both = [first, other.clone()];
    both.sort();
    let both = serde_json::json!(both).to_string();
    for (issuer, expected) in [(Some(theirs), both), (Some(own), alone.clone()), (None, alone)] {
        let achievement = Some(other.clone());
        let request = WalletAskRequest { achievement, issuer, ..WalletAskRequest::default() };
        let asked = gate.room.acts.ask_wallet(request, "").await.unwrap();
        assert_eq!(asked_for(&gate, &asked), ("name".to_owned(), expected));
    }
}
