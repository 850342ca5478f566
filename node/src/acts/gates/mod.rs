//! Gates: what somebody must show to come in, kept by name; and whether what is shown does.
//!
//! A gate is this node's own setting; nothing of it is signed or sent. A challenge is good once, for a
//! few minutes, for one gate. Source: `spec/gates.md`.

mod sessions;

pub use self::sessions::Entered;
pub(super) use self::sessions::Keeper;

use std::collections::BTreeMap;
use std::sync::Arc;

use bot_protocol::api::{
    Done, GateChallenge, GateCheckRequest, GateDraft, GateReply, GateView, Page, PageQuery,
    VerifyRequest,
};
use bot_protocol::canon::json::{self, Value};
use bot_protocol::canon::multibase::decode_base64;
use bot_protocol::credential::model::many;
use bot_protocol::limits::EVIDENCE_FILES_MAX;
use bot_protocol::rules::Gate;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Evidence, Passage, Presented, Reader, Standing};
use bot_protocol::words::Lang;
use serde::{Deserialize, Serialize};

use super::openid::NONCE_MILLIS;
use super::snapshot::Snapshot;
use super::verify::{hand_in, told};
use super::{ActError, Acts, notes, page};
use crate::contexts::{KeptContexts, reader};
use crate::store::{Shelf, Write};

/// Most gates of a node: 256.
const GATES_MAX: usize = 256;

/// Longest name of a gate.
const NAME_BYTES_MAX: usize = 40;

/// Most bytes of what is shown at a gate: 256 KiB, a few badges with small pictures. What opened it is
/// kept as long as it is open.
pub const SHOWN_BYTES_MAX: usize = 256 * 1024;

/// Where gates are on the shelf `Settings`, before their names.
const PREFIX: &[u8] = b"gate/";

/// A gate as kept: as it was written.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    gate: Value,
}

impl Acts {
    /// Keeps a gate under a name. Repeated, nothing is written again.
    ///
    /// # Errors
    /// When the name or the gate is refused, another of this name is there, or there are too many.
    pub async fn define_gate(&self, draft: GateDraft) -> Result<GateView, ActError> {
        let name = named(&draft.name)?;
        let refused = |why| ActError::lower(422, "gate-refused", &why).about("gate");
        let gate = Gate::from_value(&draft.gate).map_err(refused)?;
        let _turn = self.turn().await;
        let all = self.gates_kept()?;
        let held = all.iter().find(|(held, _)| *held == name).map(|(_, gate)| gate);
        let changed = held != Some(&gate);
        if changed && held.is_some() && !draft.replace {
            let detail = format!("{name} is there already and asks something else");
            return Err(ActError::conflict("gate-exists", detail));
        }
        if held.is_none() && all.len() >= GATES_MAX {
            let detail = format!("there are {GATES_MAX} gates, as many as there may be");
            return Err(ActError::conflict("gates-too-many", detail));
        }
        if changed && !draft.dry_run {
            let kept = Kept { gate: gate.to_value() };
            self.commit(vec![notes::put(Shelf::Settings, &place(&name), &kept)]).await?;
        }
        let (changed, dry_run) = (changed && !draft.dry_run, draft.dry_run);
        Ok(GateView { changed, dry_run, ..view(name, &gate) })
    }

    /// Every gate of this node, by name.
    ///
    /// # Errors
    /// When the store cannot be read, or the page is refused.
    pub fn gates(&self, query: &PageQuery) -> Result<Page<GateView>, ActError> {
        let all = self.gates_kept()?.into_iter().map(|(name, gate)| view(name, &gate));
        page(all.collect(), query)
    }

    /// Takes a gate away; whoever came in by it is out at once.
    ///
    /// # Errors
    /// When there is none of this name, or the store fails.
    pub async fn remove_gate(&self, name: &str) -> Result<Done, ActError> {
        let _turn = self.turn().await;
        self.gate(name)?;
        self.commit(vec![Write::Forget { shelf: Shelf::Settings, key: place(name) }]).await?;
        self.gatekeeper.close(name);
        Ok(Done { changed: true, ..Done::default() })
    }

    /// A new challenge of a gate.
    ///
    /// # Errors
    /// When there is no such gate, or the system gives no chance.
    pub fn gate_challenge(&self, name: &str) -> Result<GateChallenge, ActError> {
        let gate = self.gate(name)?;
        let nonce = self.gatekeeper.nonces(name).fresh(self.now())?;
        let until = Timestamp::from_millis(self.now().millis().saturating_add(NONCE_MILLIS));
        Ok(GateChallenge {
            gate: name.to_owned(),
            challenge: format!("{name}:{nonce}"),
            domain: gate.domain,
            until: until.to_string(),
        })
    }

    /// Whether what somebody shows opens a gate. Its challenge is used up where they signed it, whatever
    /// the answer.
    ///
    /// # Errors
    /// When there is no such gate, what is shown is no presentation or too large, its challenge is none
    /// of this gate, too old, or was used, or too many come at a time.
    pub async fn check_gate(
        self: &Arc<Self>,
        name: &str,
        request: GateCheckRequest,
        lang: Lang,
    ) -> Result<GateReply, ActError> {
        let lang = request.lang.as_deref().map_or(lang, Lang::from_tag);
        let asked = Shown::of(&request)?;
        let passage = self.passage(name, asked).await?;
        let mut reply: GateReply = told(&passage.to_json(lang))?;
        let (snapshot, things) = (self.snapshot()?, self.names_of_things()?);
        let called = |id: &str| snapshot.name(id).or_else(|| things.get(id).cloned());
        for finding in [&mut reply.presenter, &mut reply.condition] {
            name_parties(&mut finding.data, &snapshot, &called);
        }
        Ok(reply)
    }

    /// The same, with the passage itself.
    async fn passage(self: &Arc<Self>, name: &str, shown: Shown) -> Result<Passage, ActError> {
        let gate = self.gate(name)?;
        let nonce = shown.challenge.strip_prefix(name).and_then(|rest| rest.strip_prefix(':'));
        let strange =
            |detail: &str| ActError::conflict("gate-challenge-refused", detail.to_owned());
        let nonce = nonce.ok_or_else(|| strange("the challenge is none of this gate"))?;
        let nonces = self.gatekeeper.nonces(name);
        nonces.look_at(nonce, self.now()).map_err(|why| strange(&why.detail))?;
        let (nonce, name) = (nonce.to_owned(), name.to_owned());
        self.judge_at_gate(move |acts| {
            // What nobody signed uses nothing up, so that nobody is kept out by what anybody can send.
            if let Some(shut) = acts.shut_to_unsigned(&gate, &shown)? {
                return Ok(shut);
            }
            nonces.spend(&nonce, acts.now()).map_err(|why| match why.status {
                503 => ActError::lower(503, "gate-busy", &format!("too many come to {name}")),
                _ => ActError::conflict("gate-challenge-refused", why.detail),
            })?;
            acts.judge_shown(&gate, &shown)
        })
        .await
    }

    /// Judges at a gate, in seats that the owner does not need: where many wait, nobody more does.
    async fn judge_at_gate(
        self: &Arc<Self>,
        job: impl FnOnce(&Self) -> Result<Passage, ActError> + Send + 'static,
    ) -> Result<Passage, ActError> {
        let busy = || ActError::lower(503, "gate-busy", &"as many wait before the gates as may");
        let place = Arc::clone(&self.gatekeeper.queue).try_acquire_owned().map_err(|_| busy())?;
        let seat = Arc::clone(&self.gatekeeper.seats).acquire_owned().await;
        let seat = seat.map_err(|_| ActError::Broken)?;
        let acts = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || {
            // A job that nobody waits for any more goes on, and keeps its seat.
            let _kept = (place, seat);
            job(&acts)
        });
        done.await.unwrap_or(Err(ActError::Broken))
    }

    /// What is to be thought of what was shown where nobody alone signed it: nothing is fetched from
    /// the store for that.
    fn shut_to_unsigned(&self, gate: &Gate, shown: &Shown) -> Result<Option<Passage>, ActError> {
        let contexts = self.contexts.as_ref().and_then(KeptContexts::contexts);
        let reader = reader(contexts.as_deref());
        let presented = shown.presented(&reader)?;
        let mut evidence = Evidence::new();
        hand_in(&shown.request(), &mut evidence, &reader)?;
        let (challenge, now) = (&*shown.challenge, self.now());
        let standing = Standing { presented: &presented, challenge, evidence: &evidence, now };
        let is_signed = gate.presenter(&standing, &reader).is_ok();
        Ok((!is_signed).then(|| gate.judge(&standing, &reader)))
    }

    /// Whether what was shown opens a gate now, its challenge aside.
    fn judge_shown(&self, gate: &Gate, shown: &Shown) -> Result<Passage, ActError> {
        let contexts = self.contexts.as_ref().and_then(KeptContexts::contexts);
        let reader = reader(contexts.as_deref());
        let presented = shown.presented(&reader)?;
        let now = self.now();
        let evidence = self.evidence(&shown.request(), presented.credentials(), (&reader, now))?;
        let challenge = &shown.challenge;
        let standing = Standing { presented: &presented, challenge, evidence: &evidence, now };
        Ok(gate.judge(&standing, &reader))
    }

    fn gate(&self, name: &str) -> Result<Gate, ActError> {
        let known = named(name).map_err(|_| ActError::unknown("gate", name))?;
        let kept: Option<Kept> = notes::get(self.store(), Shelf::Settings, &place(&known))?;
        let kept = kept.ok_or_else(|| ActError::unknown("gate", name))?;
        Gate::from_value(&kept.gate).map_err(|_| ActError::Broken)
    }

    fn gates_kept(&self) -> Result<Vec<(String, Gate)>, ActError> {
        let found = self.store().notes(Shelf::Settings, PREFIX)?;
        let read = |(key, note): (Vec<u8>, Vec<u8>)| {
            let name = String::from_utf8_lossy(key.get(PREFIX.len()..).unwrap_or_default());
            let kept: Kept = notes::read(Shelf::Settings, &note)?;
            let gate = Gate::from_value(&kept.gate).map_err(|_| ActError::Broken)?;
            Ok((name.into_owned(), gate))
        };
        found.into_iter().map(read).collect()
    }
}

/// What somebody shows at a gate.
#[derive(Debug, Clone)]
struct Shown {
    document: Vec<u8>,
    challenge: String,
    with: Vec<String>,
}

impl Shown {
    fn of(request: &GateCheckRequest) -> Result<Self, ActError> {
        let document = decode_base64(&request.document)
            .map_err(|_| ActError::field("document", &request.document, "base64 of RFC 4648 §4"))?;
        let with = request.with.clone();
        if with.len() > EVIDENCE_FILES_MAX {
            return Err(ActError::field("with", &with.len().to_string(), "at most 64 files"));
        }
        Self::read(document, request.challenge.clone(), with)
    }

    /// What is shown, and the challenge that it says it signs where none is named.
    fn read(
        document: Vec<u8>,
        challenge: Option<String>,
        with: Vec<String>,
    ) -> Result<Self, ActError> {
        if document.len() > SHOWN_BYTES_MAX {
            let found = document.len().to_string();
            return Err(ActError::field("document", &found, "at most 262144 bytes"));
        }
        let said = || {
            let shown = json::read(&document).ok()?;
            let mut proofs = shown.get("proof").into_iter().flat_map(many);
            proofs.find_map(|proof| proof.get("challenge")?.as_str().map(str::to_owned))
        };
        let challenge = challenge.or_else(said);
        let challenge = challenge.ok_or_else(|| {
            ActError::conflict("gate-unsigned", "no challenge is signed".to_owned())
        })?;
        Ok(Self { document, challenge, with })
    }

    fn presented(&self, reader: &Reader<'_>) -> Result<Presented, ActError> {
        reader.read(&self.document).map_err(|refused| {
            let detail = refused.say(Lang::En);
            ActError::lower(422, "gate-shown-refused", &detail).about("document")
        })
    }

    fn request(&self) -> VerifyRequest {
        VerifyRequest { with: self.with.clone(), ..VerifyRequest::default() }
    }
}

/// Calls by name, in what a gate says, whom and what this node knows by one.
fn name_parties(
    data: &mut BTreeMap<String, serde_json::Value>,
    snapshot: &Snapshot<'_>,
    called: &impl Fn(&str) -> Option<String>,
) {
    for text in ["says", "advice"] {
        if let Some(serde_json::Value::String(says)) = data.get_mut(text) {
            *says = snapshot.with_names(says);
        }
    }
    let asked = data.get("asked");
    let asked = asked.and_then(|asked| asked.get("achievement").or(asked.get("community")));
    let name = asked.and_then(serde_json::Value::as_str).and_then(called);
    data.extend(name.map(|name| ("called".to_owned(), name.into())));
    let parts = data.get_mut("parts").and_then(serde_json::Value::as_array_mut);
    for part in parts.into_iter().flatten().filter_map(serde_json::Value::as_object_mut) {
        let mut inner: BTreeMap<_, _> = std::mem::take(part).into_iter().collect();
        name_parties(&mut inner, snapshot, called);
        part.extend(inner);
    }
}

fn named(name: &str) -> Result<String, ActError> {
    let plain = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-');
    let good = (1..=NAME_BYTES_MAX).contains(&name.len())
        && name.bytes().all(plain)
        && !name.starts_with('-');
    let expected = "1 to 40 small letters, digits and hyphens";
    if good { Ok(name.to_owned()) } else { Err(ActError::field("name", name, expected)) }
}

fn place(name: &str) -> Vec<u8> {
    [PREFIX, name.as_bytes()].concat()
}

fn view(name: String, gate: &Gate) -> GateView {
    let (domain, opens) = (gate.domain.clone(), gate.opens.to_value());
    GateView { name, domain, opens, changed: false, dry_run: false }
}
