//! Programs and time: what ends, ends; what is full, stays within its bounds.

use bot_protocol::api::{Permission, ProgramAnswer};
use bot_protocol::canon::hash::sha256;
use bot_protocol::canon::multibase::encode_base64url;

use super::*;
use crate::acts::oauth::{
    Authorize, Awaited, Begun, Claim, Registered, Registration, TokenAsk, TokenReply,
};

const MINUTE: u64 = 60 * 1000;
const REDIRECT: &str = "https://client.example/cb";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

impl Room {
    fn later(&self, millis: u64) {
        self.clock.0.fetch_add(millis, Ordering::Relaxed);
    }

    async fn program(&self) -> Registered {
        let said = Registration {
            redirect_uris: vec![REDIRECT.to_owned()],
            grant_types: Some(vec!["authorization_code".to_owned(), "refresh_token".to_owned()]),
            ..Registration::default()
        };
        self.acts.register_program(said).await.unwrap()
    }

    async fn question(&self, program: &Registered) -> String {
        let some = |text: &str| Some(text.to_owned());
        let asked = Authorize {
            response_type: some("code"),
            client_id: Some(program.client_id.clone()),
            redirect_uri: some(REDIRECT),
            scope: some(Permission::CredentialReadonly.scope()),
            state: some("s"),
            code_challenge: Some(encode_base64url(sha256(&[VERIFIER.as_bytes()]).as_bytes())),
            code_challenge_method: some("S256"),
        };
        match self.acts.ask_permission(&asked).await.unwrap() {
            Begun::Asked(ticket) => ticket,
            Begun::Back(to) => panic!("{to}"),
        }
    }

    async fn approved(&self, ticket: &str) {
        let Awaited::Asking(view) = self.acts.await_permission(ticket).await.unwrap() else {
            panic!("nobody has answered");
        };
        let code = view.code.unwrap().to_lowercase().replace('-', "");
        self.acts.approve_program(&code, ProgramAnswer::default()).await.unwrap();
    }

    async fn code(&self, program: &Registered) -> String {
        let ticket = self.question(program).await;
        self.approved(&ticket).await;
        let Awaited::Back(to) = self.acts.await_permission(&ticket).await.unwrap() else {
            panic!("it was answered");
        };
        to.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned()
    }

    async fn redeemed(&self, program: &Registered, code: &str) -> Result<TokenReply, &'static str> {
        let (redirect_uri, verifier) = (REDIRECT.to_owned(), VERIFIER.to_owned());
        let ask = TokenAsk::Code { code: code.to_owned(), redirect_uri, verifier, scope: None };
        let given = self.acts.give_tokens(&claim(program), &ask).await;
        given.map_err(|refusal| refusal.error)
    }

    async fn renewed(&self, program: &Registered, token: &str) -> Result<TokenReply, &'static str> {
        let ask = TokenAsk::Refresh { token: token.to_owned(), scope: None };
        let given = self.acts.give_tokens(&claim(program), &ask).await;
        given.map_err(|refusal| refusal.error)
    }

    fn opens(&self, tokens: &TokenReply) -> bool {
        let (token, wanted) = (tokens.access_token.expose(), Permission::CredentialReadonly);
        self.acts.opened_by(token, wanted).is_ok_and(|who| who == self.me)
    }
}

fn claim(program: &Registered) -> Claim {
    Claim { id: program.client_id.clone(), secret: program.client_secret.clone() }
}

#[tokio::test]
async fn questions_codes_and_tokens_end_in_time() {
    let room = Room::new().await;
    let program = room.program().await;
    let late = room.question(&program).await;
    room.later(10 * MINUTE - 1);
    assert!(room.acts.await_permission(&late).await.is_ok());
    room.later(1);
    assert!(room.acts.await_permission(&late).await.is_err(), "a question ends");
    let code = room.code(&program).await;
    room.later(5 * MINUTE);
    assert_eq!(room.redeemed(&program, &code).await.unwrap_err(), "invalid_grant", "a code ends");
    let code = room.code(&program).await;
    room.later(5 * MINUTE - 1);
    let tokens = room.redeemed(&program, &code).await.unwrap();
    room.later(60 * MINUTE - 1);
    assert!(room.opens(&tokens));
    room.later(1);
    assert!(!room.opens(&tokens), "an access token ends");
    let refresh = tokens.refresh_token.unwrap();
    let tokens = room.renewed(&program, refresh.expose()).await.unwrap();
    assert!(room.opens(&tokens));
    room.later(90 * DAY);
    let refresh = tokens.refresh_token.unwrap();
    assert!(room.renewed(&program, refresh.expose()).await.is_err(), "an unused permission ends");
    assert!(room.acts.programs(&PageQuery::default()).unwrap().items.is_empty());
}

#[tokio::test]
async fn no_ticket_opens_another_door() {
    let room = Room::new().await;
    let program = room.program().await;
    let ticket = room.question(&program).await;
    assert!(room.redeemed(&program, &ticket).await.is_err(), "a waiting browser has no code");
    room.approved(&ticket).await;
    assert!(room.redeemed(&program, &ticket).await.is_err(), "nor when it was answered");
    let code = room.code(&program).await;
    assert!(room.acts.await_permission(&code).await.is_err());
    assert!(room.acts.opened_by(&code, Permission::CredentialReadonly).is_err());
    let tokens = room.redeemed(&program, &code).await.unwrap();
    let refresh = tokens.refresh_token.clone().unwrap();
    assert!(room.acts.opened_by(refresh.expose(), Permission::CredentialReadonly).is_err());
    assert!(room.renewed(&program, tokens.access_token.expose()).await.is_err());
    assert!(room.opens(&tokens), "trying in vain takes nothing back");
    let other = room.program().await;
    assert!(room.renewed(&other, refresh.expose()).await.is_err(), "another program's");
    assert!(room.renewed(&program, refresh.expose()).await.is_ok());
    let shelf = room.acts.store().notes(Shelf::Programs, &[]).unwrap();
    for (_, note) in shelf {
        let note = String::from_utf8(note).unwrap();
        for secret in [&ticket, &code, tokens.access_token.expose(), refresh.expose()] {
            assert!(!note.contains(secret), "no ticket is kept");
        }
        assert!(!note.contains(program.client_secret.as_ref().unwrap().expose()));
    }
}

#[tokio::test]
async fn programs_that_were_never_allowed_anything_make_room() {
    let room = Room::new().await;
    let used = room.program().await;
    let code = room.code(&used).await;
    let tokens = room.redeemed(&used, &code).await.unwrap();
    for _ in 1..256 {
        room.program().await;
    }
    let said = Registration { redirect_uris: vec![REDIRECT.to_owned()], ..Registration::default() };
    let full = room.acts.register_program(said.clone()).await.unwrap_err();
    assert_eq!((full.code, full.status), ("oauth-full", 503), "all of them are young");
    room.later(10 * MINUTE + 1);
    for _ in 0..3 {
        room.acts.register_program(said.clone()).await.unwrap();
    }
    let clients = room.acts.store().notes(Shelf::Programs, b"client/").unwrap();
    assert_eq!(clients.len(), 256);
    assert!(room.opens(&tokens), "whoever was allowed something stays");
}

#[tokio::test]
async fn a_permission_is_taken_back_by_the_beginning_of_its_id() {
    let room = Room::new().await;
    let program = room.program().await;
    let code = room.code(&program).await;
    let tokens = room.redeemed(&program, &code).await.unwrap();
    let id = room.acts.programs(&PageQuery::default()).unwrap().items[0].id.clone();
    let refused = room.acts.remove_program(&id[..3]).await.unwrap_err();
    assert_eq!(refused.code(), "unknown");
    assert!(room.opens(&tokens));
    assert!(room.acts.remove_program(&id[..4]).await.unwrap().changed);
    assert!(!room.opens(&tokens));
    assert!(room.acts.programs(&PageQuery::default()).unwrap().items.is_empty());
}
