//! The question a program asks, and the owner's answer. Source: RFC 6749 §4.1.1, §4.1.2; RFC 7636
//! §4.3; RFC 8628 §6.1 (codes that people type).

use std::collections::BTreeSet;

use bot_protocol::api::{
    Done, Page, PageQuery, Permission, ProgramAnswer, ProgramState, ProgramView,
};
use bot_protocol::canon::hash::hex;
use bot_protocol::canon::multibase::decode_base64url;
use bot_protocol::time::Timestamp;

use super::clients::{Client, scope};
use super::grants::{self, Grant, Stage};
use super::ticket::{Number, Ticket, Use};
use super::{
    ANSWER_MILLIS, ASKING_MAX, ASKING_OF_ONE_MAX, CODE_MILLIS, GRANTS_MAX, REFRESH_MILLIS, Refusal,
};
use crate::acts::{ActError, Acts, one, page, random};
use crate::percent::encoded;

/// Longest state of a program that is carried to and fro.
const STATE_BYTES_MAX: usize = 512;

/// Letters of the codes that people type: no vowels, so no words; none that look alike.
const CODE_LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

/// Letters of such a code: 20 to the power of 8 is 25 billion.
const CODE_CHARS: usize = 8;

/// What a browser was sent here with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authorize {
    /// `code`.
    pub response_type: Option<String>,
    /// Which program.
    pub client_id: Option<String>,
    /// Where the answer is to go.
    pub redirect_uri: Option<String>,
    /// What it asks for.
    pub scope: Option<String>,
    /// What it knows its question by.
    pub state: Option<String>,
    /// What its verifier hashes to.
    pub code_challenge: Option<String>,
    /// `S256`.
    pub code_challenge_method: Option<String>,
}

/// What becomes of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// The owner is asked; the browser waits with this ticket.
    Asked(String),
    /// It is refused at once, and the program is told so at this address.
    Back(String),
}

/// What a browser that waits is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Awaited {
    /// Nobody has answered.
    Asking(ProgramView),
    /// The answer goes to this address.
    Back(String),
}

impl Acts {
    /// Takes a question in.
    ///
    /// # Errors
    /// When the program or the address for the answer is not known: nothing is sent there then.
    pub async fn ask_permission(&self, asked: &Authorize) -> Result<Begun, Refusal> {
        let id = asked.client_id.as_deref().unwrap_or_default();
        let client = self.client(id)?.ok_or_else(|| {
            Refusal::new(
                "invalid_client",
                "oauth-client-unknown",
                "no such client_id is registered",
            )
        })?;
        let uri = asked.redirect_uri.as_deref().unwrap_or_default();
        if !client.redirect_uris.iter().any(|known| known == uri) {
            let detail = "redirect_uri is none of those that were registered, letter for letter";
            return Err(Refusal::new("invalid_request", "oauth-redirect-refused", detail));
        }
        let state = asked.state.as_deref().unwrap_or_default();
        let refused = |refusal: &Refusal| {
            let state = if is_state(state) { state } else { "" };
            let told = [("error", refusal.error), ("error_description", refusal.detail.as_str())];
            Begun::Back(back(uri, &told, state))
        };
        let grant = match checked(asked, id, &client) {
            Ok(grant) => grant,
            Err(refusal) => return Ok(refused(&refusal)),
        };
        match self.put_question(grant).await {
            Ok(wait) => Ok(Begun::Asked(wait)),
            Err(refusal) => Ok(refused(&refusal)),
        }
    }

    async fn put_question(&self, mut grant: Grant) -> Result<String, Refusal> {
        let now = self.now().millis();
        let number = random()?;
        let ticket = Ticket::new(&number)?;
        let _turn = self.turn().await;
        let (mut writes, left) = self.swept(now)?;
        let asking = || left.iter().filter(|(_, one)| one.asking().is_some());
        let own = asking().filter(|(_, one)| one.client == grant.client).count();
        if left.len() >= GRANTS_MAX || asking().count() >= ASKING_MAX || own >= ASKING_OF_ONE_MAX {
            return Err(Refusal::full("too many questions wait for an answer; ask again later"));
        }
        let code = loop {
            let code = typed_code()?;
            if !asking().any(|(_, one)| one.asking() == Some(&code)) {
                break code;
            }
        };
        grant.at = now;
        grant.until = now.saturating_add(ANSWER_MILLIS);
        grant.stage = Stage::Asking { wait: ticket.mark(Use::Wait), code };
        writes.push(grants::put(&number, &grant));
        self.commit(writes).await?;
        Ok(ticket.text())
    }

    /// What a waiting browser is told. The code goes out once: whoever comes again with the same
    /// ticket is refused.
    ///
    /// # Errors
    /// When there is no such question, or it was answered before.
    pub async fn await_permission(&self, ticket: &str) -> Result<Awaited, Refusal> {
        let gone = || Refusal::request("this question has ended, or was answered already");
        let ticket = Ticket::read(ticket).ok_or_else(gone)?;
        let number = ticket.number();
        let _turn = self.turn().await;
        let mut grant = self.grant(&number)?.ok_or_else(gone)?;
        let shown = ticket.mark(Use::Wait);
        match grant.stage.clone() {
            Stage::Asking { wait, .. } if wait == shown => {
                Ok(Awaited::Asking(self.program_view(&number, &grant)?))
            }
            Stage::Refused { wait } if wait == shown => {
                self.commit(vec![grants::forget(&number)]).await?;
                let told = [("error", "access_denied"), ("error_description", "the owner said no")];
                Ok(Awaited::Back(back(&grant.redirect_uri, &told, &grant.state)))
            }
            Stage::Allowed { wait, who } if wait == shown => {
                let code = Ticket::new(&number)?;
                grant.until = self.now().millis().saturating_add(CODE_MILLIS);
                grant.stage = Stage::Coded { code: code.mark(Use::Code), who };
                self.commit(vec![grants::put(&number, &grant)]).await?;
                let (code, scope) = (code.text(), scope(&grant.permissions));
                let told = [("code", code.as_str()), ("scope", scope.as_str())];
                Ok(Awaited::Back(back(&grant.redirect_uri, &told, &grant.state)))
            }
            Stage::Asking { .. }
            | Stage::Refused { .. }
            | Stage::Allowed { .. }
            | Stage::Coded { .. }
            | Stage::Live { .. } => Err(gone()),
        }
    }

    /// Programs that ask or were allowed, those that ask first.
    ///
    /// # Errors
    /// When the store cannot be read or the page is refused.
    pub fn programs(&self, query: &PageQuery) -> Result<Page<ProgramView>, ActError> {
        let (_, left) = self.swept(self.now().millis())?;
        let shown = left.iter().filter(|(_, one)| !matches!(one.stage, Stage::Refused { .. }));
        let views = shown.map(|(number, one)| self.program_view(number, one));
        let mut views = views.collect::<Result<Vec<_>, _>>()?;
        views.sort_by(|a, b| {
            (a.code.is_none(), &a.since, &a.id).cmp(&(b.code.is_none(), &b.since, &b.id))
        });
        page(views, query)
    }

    /// Says yes to the program whose page shows this code.
    ///
    /// # Errors
    /// When no question has this code, or the identity is not named where there are several.
    pub async fn approve_program(
        &self,
        code: &str,
        answer: ProgramAnswer,
    ) -> Result<ProgramView, ActError> {
        let who = self.pick(answer.as_identity.as_deref())?.did();
        self.answer_program(code, answer.dry_run, |wait| Stage::Allowed { wait, who }).await
    }

    /// Says no to it.
    ///
    /// # Errors
    /// When no question has this code.
    pub async fn refuse_program(
        &self,
        code: &str,
        answer: ProgramAnswer,
    ) -> Result<ProgramView, ActError> {
        self.answer_program(code, answer.dry_run, |wait| Stage::Refused { wait }).await
    }

    async fn answer_program(
        &self,
        code: &str,
        dry_run: bool,
        stage: impl FnOnce(String) -> Stage,
    ) -> Result<ProgramView, ActError> {
        let now = self.now().millis();
        let _turn = self.turn().await;
        let (mut writes, left) = self.swept(now)?;
        let plain = typed(code);
        let fits =
            left.into_iter().find(|(_, one)| one.asking().is_some_and(|c| typed(c) == plain));
        let (number, mut grant) = fits.ok_or_else(|| ActError::unknown("program-code", code))?;
        let asking = self.program_view(&number, &grant)?;
        let Stage::Asking { wait, .. } = grant.stage else { return Err(ActError::Broken) };
        grant.stage = stage(wait);
        grant.until = now.saturating_add(ANSWER_MILLIS);
        if dry_run {
            return Ok(asking);
        }
        writes.push(grants::put(&number, &grant));
        self.commit(writes).await?;
        self.program_view(&number, &grant)
    }

    /// Takes a permission back; what the program holds opens nothing from now on.
    ///
    /// # Errors
    /// When none or several fit.
    pub async fn remove_program(&self, id: &str) -> Result<Done, ActError> {
        let _turn = self.turn().await;
        let (mut writes, left) = self.swept(self.now().millis())?;
        let all = left.into_iter().map(|(number, _)| (hex(&number), number));
        let (_, number) = one("program", id, all, |(id, _)| id.as_str())?;
        writes.push(grants::forget(&number));
        self.commit(writes).await?;
        Ok(Done { changed: true, ..Done::default() })
    }

    fn program_view(&self, number: &Number, grant: &Grant) -> Result<ProgramView, ActError> {
        let client = self.client(&grant.client)?;
        let asking = grant.asking();
        let time = |millis| Timestamp::from_millis(millis).to_string();
        Ok(ProgramView {
            id: hex(number),
            state: match asking {
                Some(_) => ProgramState::Asking,
                None => ProgramState::Allowed,
            },
            name: client.map(|client| client.name).unwrap_or_default(),
            redirect_uri: grant.redirect_uri.clone(),
            permissions: grant.permissions.iter().copied().collect(),
            code: asking.map(str::to_owned),
            identity: grant.who().map(|who| who.to_string()),
            since: time(grant.at),
            until: time(grant.until),
        })
    }
}

/// When a permission ends that is used now.
pub(super) fn until(now: u64, refreshes: bool, access_until: u64) -> u64 {
    if refreshes { now.saturating_add(REFRESH_MILLIS) } else { access_until }
}

/// What is asked for, where it may be asked for.
fn checked(asked: &Authorize, id: &str, client: &Client) -> Result<Grant, Refusal> {
    match asked.response_type.as_deref() {
        Some("code") => {}
        Some(_) | None => {
            let detail = "response_type must be code";
            let error = if asked.response_type.is_some() {
                "unsupported_response_type"
            } else {
                "invalid_request"
            };
            return Err(Refusal::new(error, "oauth-request-refused", detail));
        }
    }
    let state = asked.state.clone().unwrap_or_default();
    if !is_state(&state) {
        let most = format!("state must have 1 to {STATE_BYTES_MAX} visible ASCII characters");
        return Err(Refusal::request(most));
    }
    if asked.code_challenge_method.as_deref() != Some("S256") {
        return Err(Refusal::request("code_challenge_method must be S256"));
    }
    let challenge = asked.code_challenge.clone().unwrap_or_default();
    let hash = decode_base64url(&challenge);
    if challenge.len() != 43 || hash.is_err() {
        return Err(Refusal::request("code_challenge must be a SHA-256 in base64url"));
    }
    let permissions = permissions(asked.scope.as_deref(), &client.permissions)?;
    Ok(Grant {
        client: id.to_owned(),
        permissions,
        redirect_uri: asked.redirect_uri.clone().unwrap_or_default(),
        state,
        challenge,
        at: 0,
        until: 0,
        stage: Stage::Refused { wait: String::new() },
    })
}

/// The permissions a scope names, each of which must be among those that may be asked for.
pub(super) fn permissions(
    scope: Option<&str>,
    most: &BTreeSet<Permission>,
) -> Result<BTreeSet<Permission>, Refusal> {
    let Some(scope) = scope else { return Err(Refusal::scope("scope is missing")) };
    let read = |one: &str| one.parse::<Permission>().ok().filter(|one| most.contains(one));
    let found: Option<BTreeSet<_>> = scope.split(' ').map(read).collect();
    let found = found.ok_or_else(|| {
        Refusal::scope("scope names something that is unknown, or was not agreed before")
    })?;
    if found.iter().all(|one| *one == Permission::OfflineAccess) {
        return Err(Refusal::scope("scope names nothing to be done"));
    }
    Ok(found)
}

/// Source: RFC 6749 appendix A.5.
fn is_state(text: &str) -> bool {
    (1..=STATE_BYTES_MAX).contains(&text.len()) && text.bytes().all(|b| (0x20..=0x7e).contains(&b))
}

/// A code for people, in two halves.
fn typed_code() -> Result<String, ActError> {
    let mut code = String::new();
    while code.len() < CODE_CHARS {
        for byte in random::<16>()? {
            // 240 is the largest multiple of 20 that a byte holds: above it the first letters would
            // come more often.
            if byte < 240 && code.len() < CODE_CHARS {
                code.push(char::from(CODE_LETTERS[usize::from(byte % 20)]));
            }
        }
    }
    code.insert(CODE_CHARS / 2, '-');
    Ok(code)
}

/// What counts of a typed code.
fn typed(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// An address with the answer in its query, beside what was there. Source: RFC 6749 §4.1.2.
fn back(uri: &str, told: &[(&str, &str)], state: &str) -> String {
    let mut uri = uri.to_owned();
    let state = (!state.is_empty()).then_some(("state", state));
    for (name, value) in told.iter().copied().chain(state) {
        uri.push(if uri.contains('?') { '&' } else { '?' });
        uri.push_str(name);
        uri.push('=');
        uri.push_str(&encoded(value));
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_stands_beside_what_was_in_the_address() {
        let told = [("code", "a b")];
        assert_eq!(
            back("https://c.example/cb", &told, "x&y"),
            "https://c.example/cb?code=a%20b&state=x%26y"
        );
        assert_eq!(
            back("https://c.example/cb?a=b", &told, ""),
            "https://c.example/cb?a=b&code=a%20b"
        );
    }

    #[test]
    fn a_typed_code_is_read_however_it_is_typed() {
        let code = typed_code().unwrap();
        assert_eq!(code.len(), 9);
        assert!(code.chars().all(|c| c == '-' || CODE_LETTERS.contains(&(c as u8))), "{code}");
        for shown in [code.to_lowercase(), code.replace('-', " "), code.replace('-', "")] {
            assert_eq!(typed(&shown), typed(&code));
        }
    }

    #[test]
    fn a_scope_asks_for_what_was_agreed_alone() {
        let most = BTreeSet::from([Permission::CredentialReadonly, Permission::OfflineAccess]);
        let check = |scope: Option<&str>, good: bool| {
            assert_eq!(permissions(scope, &most).is_ok(), good, "{scope:?}");
        };
        let readonly = Permission::CredentialReadonly.scope();
        check(Some(readonly), true);
        check(Some(&format!("{readonly} offline_access")), true);
        check(Some(Permission::CredentialUpsert.scope()), false);
        check(Some(&format!("{readonly} openid")), false);
        check(Some("offline_access"), false);
        check(Some(""), false);
        check(Some(&format!("{readonly}  offline_access")), false);
        check(None, false);
    }
}
