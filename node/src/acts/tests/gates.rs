//! Gates: kept by name, challenges that are good once and for minutes, and who stays inside how long.

use bot_protocol::api::{Answer, GateCheckRequest, GateDraft};
use bot_protocol::canon::json;
use bot_protocol::canon::multibase::encode_base64;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::issue::Signing;
use bot_protocol::credential::present::{PresentationDraft, presentation};
use bot_protocol::credential::proof::Suite;
use bot_protocol::words::Lang;

use super::*;

const SWIMMING: &str = "urn:uuid:11111111-1111-4111-8111-111111111111";
const MINUTE: u64 = 60 * 1000;

/// A school whose badge the council of the same node holds, and two gates that ask for it.
struct Scene {
    room: Room,
    badge: Value,
}

impl Scene {
    async fn new() -> Self {
        let room = Room::new().await;
        room.achievement(SWIMMING, "Swimming").await.unwrap();
        let naming = Naming {
            name: "Council".to_owned(),
            party: PartyKind::Community,
            description: None,
            url: None,
        };
        room.acts.keys.add(naming, Timestamp::from_millis(NOW)).unwrap();
        room.acts.introduce().await.unwrap();
        let award = IssueRequest {
            as_identity: Some("School".to_owned()),
            achievement: "Swimming".to_owned(),
            to: "Council".to_owned(),
            ..IssueRequest::default()
        };
        let issued = room.acts.issue(award).await.unwrap();
        let badge = json::read(issued.item.document.unwrap().as_bytes()).unwrap();
        let scene = Self { room, badge };
        for name in ["pool", "attic"] {
            assert!(scene.keep(name, "pool.example", false).await.unwrap().changed);
        }
        scene
    }

    async fn keep(
        &self,
        name: &str,
        domain: &str,
        replace: bool,
    ) -> Result<bot_protocol::api::GateView, ActError> {
        let gate = format!(
            "{{\"domain\":\"{domain}\",\"opens\":{{\"holds\":{{\"achievement\":\"{SWIMMING}\",\
             \"creator\":\"{}\"}}}}}}",
            self.room.me
        );
        let gate = json::read(gate.as_bytes()).unwrap();
        let draft = GateDraft { name: name.to_owned(), gate, replace, dry_run: false };
        self.room.acts.define_gate(draft).await
    }

    /// What the council shows for a challenge.
    fn shown(&self, challenge: &str) -> Vec<u8> {
        let council = self.room.acts.pick(Some("Council")).unwrap();
        let now = Timestamp::from_millis(NOW);
        let (suite, contexts) = (Suite::EddsaRdfc2022, Contexts::pinned());
        let signing = Signing { suite, key: council.key(), now, contexts };
        let draft = PresentationDraft {
            credentials: std::slice::from_ref(&self.badge),
            challenge,
            domain: Some("pool.example"),
            former: &[],
        };
        presentation(&draft, &signing).unwrap().to_bytes()
    }

    fn challenge(&self, gate: &str) -> String {
        self.room.acts.gate_challenge(gate).unwrap().challenge
    }

    async fn check(&self, gate: &str, shown: &[u8]) -> Result<Answer, &'static str> {
        let document = encode_base64(shown);
        let request = GateCheckRequest { document, ..GateCheckRequest::default() };
        let found = self.room.acts.check_gate(gate, request, Lang::En).await;
        found.map(|reply| reply.answer).map_err(|error| error.code())
    }

    /// The secret of somebody who came in.
    async fn enters(&self) -> String {
        let shown = self.shown(&self.challenge("pool"));
        let (secret, _) = self.room.acts.enter_gate("pool", shown).await.unwrap().unwrap();
        secret.expose().to_owned()
    }

    /// Whether somebody is inside: nothing where nobody is by this secret.
    async fn inside(&self, gate: &str, secret: &str) -> Option<bool> {
        let found = self.room.acts.inside_gate(gate, secret).await.unwrap();
        found.map(|inside| inside.is_ok())
    }
}

#[tokio::test]
async fn a_challenge_is_good_once_for_minutes_and_for_its_gate() {
    let scene = Scene::new().await;
    let refused = Err("gate-challenge-refused");
    let one = scene.shown(&scene.challenge("pool"));
    assert_eq!(scene.check("attic", &one).await, refused);
    assert_eq!(scene.check("pool", &one).await, Ok(Answer::Yes));
    assert_eq!(scene.check("pool", &one).await, refused, "twice");
    let late = scene.shown(&scene.challenge("pool"));
    scene.room.pass(5 * MINUTE);
    assert_eq!(scene.check("pool", &late).await, refused, "too late");
    assert_eq!(scene.check("pool", &scene.badge.to_bytes()).await, Err("gate-unsigned"));
    let large = vec![b' '; crate::acts::gates::SHOWN_BYTES_MAX + 1];
    assert_eq!(scene.check("pool", &large).await, Err("field-refused"));
    assert_eq!(scene.check("cellar", &one).await, Err("unknown"));
}

#[tokio::test]
async fn whoever_came_in_stays_a_quarter_of_an_hour_at_most() {
    let scene = Scene::new().await;
    let secret = scene.enters().await;
    assert_eq!(scene.inside("pool", &secret).await, Some(true));
    assert_eq!(scene.inside("attic", &secret).await, None, "another gate");
    assert_eq!(scene.inside("pool", "00").await, None, "made up");
    scene.room.pass(15 * MINUTE - 1);
    assert_eq!(scene.inside("pool", &secret).await, Some(true));
    scene.room.pass(1);
    assert_eq!(scene.inside("pool", &secret).await, None, "over");
    // Whoever comes in again has the newer secret alone.
    let (first, second) = (scene.enters().await, scene.enters().await);
    assert_eq!(scene.inside("pool", &first).await, None);
    assert_eq!(scene.inside("pool", &second).await, Some(true));
}

#[tokio::test]
async fn a_gate_that_asks_for_more_closes_behind_whoever_is_inside() {
    let scene = Scene::new().await;
    let secret = scene.enters().await;
    assert_eq!(code(scene.keep("pool", "other.example", false).await), "gate-exists");
    assert!(!scene.keep("pool", "pool.example", false).await.unwrap().changed);
    scene.keep("pool", "other.example", true).await.unwrap();
    scene.room.pass(5_000);
    assert_eq!(scene.inside("pool", &secret).await, Some(false));
    assert_eq!(scene.inside("pool", &secret).await, None, "and stays outside");
    scene.keep("pool", "pool.example", true).await.unwrap();
    let secret = scene.enters().await;
    assert!(scene.room.acts.remove_gate("pool").await.unwrap().changed);
    assert!(scene.room.acts.inside_gate("pool", &secret).await.is_err());
    for bad in ["", "Pool", "a/b", "-a", "a b", &"a".repeat(41)] {
        assert_eq!(code(scene.keep(bad, "pool.example", false).await), "field-refused", "{bad}");
    }
}

#[tokio::test]
async fn what_nobody_signed_uses_no_challenge_up() {
    let scene = Scene::new().await;
    let challenge = scene.challenge("pool");
    let good = scene.shown(&challenge);
    let text = String::from_utf8(good.clone()).unwrap();
    let bent = text.replace("pool.example", "poll.example").into_bytes();
    for _ in 0..3 {
        assert_eq!(scene.check("pool", &bent).await, Ok(Answer::No));
    }
    assert_eq!(scene.check("pool", &good).await, Ok(Answer::Yes));
    assert_eq!(scene.check("pool", &good).await, Err("gate-challenge-refused"), "signed, so used");
}

#[tokio::test]
async fn a_crowd_before_the_gates_keeps_no_owner_waiting_and_is_told() {
    let scene = Scene::new().await;
    let shown = scene.shown(&scene.challenge("pool"));
    let queue = Arc::clone(&scene.room.acts.gatekeeper.queue);
    let places = u32::try_from(queue.available_permits()).unwrap();
    let crowd = queue.try_acquire_many(places).unwrap();
    assert_eq!(scene.check("pool", &shown).await, Err("gate-busy"));
    let judged = scene.room.acts.judge_apart(|_| Ok::<_, ActError>(())).await;
    assert!(judged.is_ok(), "the owner's seats are others");
    drop(crowd);
    assert_eq!(scene.check("pool", &shown).await, Ok(Answer::Yes), "the challenge is still good");
    // The challenges of one gate are no other's.
    let keeper = &scene.room.acts.gatekeeper;
    assert!(!Arc::ptr_eq(&keeper.nonces("pool"), &keeper.nonces("attic")));
}

#[tokio::test]
async fn a_page_that_asks_for_much_at_once_has_one_question_judged() {
    let scene = Scene::new().await;
    let secret = scene.enters().await;
    scene.room.pass(5_000);
    let keeper = &scene.room.acts.gatekeeper;
    let seats = u32::try_from(keeper.seats.available_permits()).unwrap();
    let taken = Arc::clone(&keeper.seats).acquire_many_owned(seats).await.unwrap();
    let places = keeper.queue.available_permits();
    let asking = futures::future::join_all((0..10).map(|_| scene.inside("pool", &secret)));
    let watching = async {
        // All have asked by then, and wait as long as nobody gets a seat.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        let waiting = places - keeper.queue.available_permits();
        drop(taken);
        waiting
    };
    let (inside, waiting) = tokio::join!(asking, watching);
    assert_eq!((inside, waiting), (vec![Some(true); 10], 1));
    // Another who is inside is another question.
    let nobody = scene.inside("pool", "00").await;
    assert_eq!(nobody, None);
}
