//! Statements, key events and letters as people and other programs read them: JSON with words for
//! names, hexadecimal for bytes, RFC 3339 for times.

use bot_protocol::canon::hash::hex;
use bot_protocol::feed::{Cuts, Guardians, KeyAct, KeyEvent, RecoveryAsk, WatchStep};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::statement::Content;
use bot_protocol::statement::kinds::{Document, Recognition};
use bot_protocol::statement::letter::{Letter, Message};
use bot_protocol::statement::word::Word;
use bot_protocol::time::Timestamp;
use serde_json::{Value, json};

use crate::store::{BodyState, Stored};

pub(super) fn moment(millis: u64) -> String {
    Timestamp::from_millis(millis).to_string()
}

pub(super) fn key_event(event: &KeyEvent) -> Value {
    let (what, about) = match event.act() {
        KeyAct::Inception { next } => ("inception", json!({ "next": next.to_string() })),
        KeyAct::Writer { writer, .. } => ("writer", json!({ "writer": writer.to_multikey() })),
        KeyAct::WriterClose { writer, size } => {
            ("writer-close", json!({ "writer": writer.to_multikey(), "size": size }))
        }
        KeyAct::Witnesses(named) => {
            let keys: Vec<String> = named.keys().iter().map(|key| key.to_multikey()).collect();
            ("witnesses", json!({ "quorum": named.quorum(), "keys": keys }))
        }
        KeyAct::Succession(told) => ("succession", after(&told.heir, &told.cuts)),
        KeyAct::Recovery(told) => ("recovery", after(&told.heir, &told.cuts)),
        KeyAct::Contest { recovery } => ("contest", json!({ "recovery": recovery.to_string() })),
        KeyAct::Guardians(named) => ("guardians", guardians(named)),
        KeyAct::Watch(told) => {
            let step = match told.step {
                WatchStep::Seen => "seen",
                WatchStep::Released => "released",
            };
            let (recovery, witness) = (told.recovery.to_string(), told.witness.to_multikey());
            ("watch", json!({ "recovery": recovery, "step": step, "witness": witness }))
        }
    };
    let (at, signed) = (event.ts().to_string(), hex(&event.to_bytes()));
    json!({ "what": what, "about": about, "at": at, "signed": signed })
}

/// Who comes after, and up to where the old keys count.
fn after(heir: &Did, cuts: &Cuts) -> Value {
    let cut = |(writer, size): (&PublicKey, &u32)| json!({ "writer": writer.to_multikey(), "size": size });
    let all: Vec<Value> = cuts.iter().map(cut).collect();
    json!({ "successor": heir.to_string(), "since": cuts.since.to_string(), "cuts": all })
}

fn guardians(named: &Guardians) -> Value {
    let keys = named.guardians.keys().iter();
    let guardians: Vec<String> = keys.map(|key| Did::from(*key).to_string()).collect();
    let keys = named.witnesses.keys().iter();
    let witnesses: Vec<String> = keys.map(|key| key.to_multikey()).collect();
    json!({
        "number": named.number,
        "needed": named.guardians.quorum(),
        "guardians": guardians,
        "quorum": named.witnesses.quorum(),
        "witnesses": witnesses,
        "days": named.days,
    })
}

pub(super) fn statement(held: &Stored) -> Value {
    let statement = &held.statement;
    let state = match held.body {
        BodyState::Held => "held",
        BodyState::Missing => "missing",
        BodyState::Erased => "erased",
        BodyState::Refused => "refused",
    };
    let body = statement.body();
    let content = body.and_then(|body| Content::read(statement.kind(), body).ok());
    json!({
        "id": statement.id().to_string(),
        "writer": statement.writer().to_multikey(),
        "number": statement.seq(),
        "at": statement.ts().to_string(),
        "kind": statement.kind().name(),
        "state": state,
        "content": content.as_ref().map(content_of),
    })
}

pub(super) fn content_of(content: &Content) -> Value {
    match content {
        Content::Profile(profile) => json!({
            "name": profile.name, "description": profile.description, "url": profile.url,
        }),
        Content::Achievement(document)
        | Content::Publish(document)
        | Content::Endorsement(document) => document_of(document),
        Content::Recognition(recognition) => recognition_of(recognition),
        Content::RecognitionEnd(end) => {
            json!({ "recognition": end.recognition.to_string(), "reason": end.reason })
        }
        Content::Revoke(said) => {
            json!({ "list": said.list, "places": said.indexes, "reason": said.reason })
        }
        Content::Suspend(said) => json!({
            "list": said.list, "places": said.indexes, "suspended": said.suspended,
            "reason": said.reason,
        }),
        Content::StatusSnapshot(said) => json!({
            "list": said.list, "upto": said.upto, "revoked": said.revoked,
            "suspended": said.suspended,
        }),
        Content::Anchor(anchor) => json!({ "root": anchor.root.to_string() }),
        Content::Erase(erase) => json!({ "numbers": erase.seqs }),
        Content::Prune(prune) => json!({ "below": prune.below }),
        Content::Grant(grant) => json!({
            "to": grant.to.map(|to| to.to_string()), "scope": grant.scope.name(), "what": grant.scope.what(),
            "until": grant.until.map(|until| until.to_string()), "words": grant.words,
            "rule": grant.rule.as_ref().map(bot_protocol::rules::Rule::to_text),
        }),
        Content::Dispute(dispute) => json!({
            "about": dispute.about.hash().to_string(), "scope": dispute.scope, "words": dispute.words,
        }),
        Content::Comment(word) => word_of(word),
        Content::Reply(reply) => {
            json!({ "dispute": reply.dispute.to_string(), "words": reply.words })
        }
        Content::Charter(charter) => json!({
            "charter": charter_of(&charter.text),
            "signed": charter.signatures.iter().map(|(who, _)| who.to_string()).collect::<Vec<_>>(),
        }),
        Content::Leave(leave) => {
            json!({ "community": leave.community.to_string(), "words": leave.words })
        }
        Content::GrantEnd(end) => json!({
            "grant": end.grant.to_string(), "void": end.void, "reason": end.reason,
        }),
        Content::NodeAddr(place) => {
            json!({ "peer": hex(place.peer.as_bytes()), "addresses": place.addresses })
        }
    }
}

fn charter_of(text: &bot_protocol::statement::kinds::CharterText) -> Value {
    let stewards = text.stewards.iter().map(|one| {
        json!({
            "who": one.who.to_string(), "role": one.role,
            "until": one.until.map(|until| until.to_string()),
        })
    });
    json!({
        "number": text.number, "purpose": text.purpose,
        "parent": text.parent.map(|parent| parent.to_string()),
        "stewards": stewards.collect::<Vec<_>>(),
        "acts": {
            "charter": text.acts.charter, "admit": text.acts.admit, "award": text.acts.award,
        },
    })
}

pub(super) fn letter(letter: &Letter) -> Value {
    let said = match letter.message() {
        Ok(Message::CredentialOffer(document)) => json!({ "credential": document_of(&document) }),
        Ok(Message::EndorsementOffer(document)) => json!({ "endorsement": document_of(&document) }),
        Ok(Message::EndorsementRequest(asked)) => json!({
            "asks": asked.target, "words": asked.words,
            "document": asked.document.as_ref().map(document_of),
        }),
        Ok(Message::WordOffer(word)) => word_of(&word),
        Ok(Message::AnchorProof(proof)) => json!({ "anchored": {
            "credential": proof.digest().to_string(), "entry": proof.entry().id().to_string(),
        } }),
        Ok(Message::Case(step)) => json!({ "case": hex(&step.case), "round": step.round,
            "step": step.step.number(), "achievement": step.achievement, "words": step.words,
            "answers": step.rows, "about": step.answered().map(|digest| digest.to_string()),
            "shown": step.shown(letter.from()).ok().flatten().map(|(shown, _)| self::letter(&shown)),
        }),
        Ok(Message::RecognitionOffer(offer)) => json!({ "recognition": recognition_of(&offer) }),
        Ok(Message::Answer(answer)) => json!({
            "answers": hex(&answer.letter), "accepted": answer.accepted, "reason": answer.reason,
        }),
        Ok(Message::GuardianOffer(offer)) => json!({ "guardian": {
            "need": offer.need, "of": offer.count, "days": offer.days, "words": offer.words,
        } }),
        Ok(Message::RecoveryOffer(offer)) => json!({ "recovery": {
            "ask": recovery_of(&offer.ask), "words": offer.words,
        } }),
        Ok(Message::RecoveryShare(share)) => json!({
            "answers": hex(&share.letter), "accepted": true, "recovery": share.recovery.to_string(),
        }),
        Ok(Message::CharterOffer(offer)) => json!({
            "charter": charter_of(&offer.text), "words": offer.words,
        }),
        Ok(Message::CharterShare(share)) => json!({
            "answers": hex(&share.letter), "accepted": true, "charter": share.charter.to_string(),
        }),
        Err(_) => Value::Null,
    };
    json!({
        "from": letter.from().to_string(),
        "to": letter.to().to_string(),
        "at": letter.ts().to_string(),
        "nonce": hex(&letter.nonce()),
        "says": said,
        "signed": hex(&letter.to_bytes()),
    })
}

/// A word, with its bytes: its signer and date hold wherever it is put.
pub(super) fn word_of(word: &Word) -> Value {
    let subject = word.subject();
    json!({
        "by": word.by().to_string(), "at": word.at().to_string(), "words": word.words(),
        "about": subject.name(), "subject": subject.text(),
        "digest": subject.digest().map(ToString::to_string), "signed": hex(&word.to_bytes()),
    })
}

fn document_of(document: &Document) -> Value {
    serde_json::from_slice(document.bytes()).unwrap_or_default()
}

/// Who is to come after whom, where it can be read.
fn recovery_of(ask: &[u8]) -> Value {
    let Ok(ask) = RecoveryAsk::read(ask) else { return Value::Null };
    let (of, successor) = (ask.did().to_string(), ask.heir().to_string());
    json!({ "name": ask.name().to_string(), "of": of, "successor": successor })
}

fn recognition_of(recognition: &Recognition) -> Value {
    let (offer, terms) = (&recognition.offer, &recognition.terms);
    json!({
        "from": offer.from().to_string(),
        "to": offer.to().to_string(),
        "words": terms.words,
        "about": terms.scopes,
        "until": terms.until.map(|until| until.to_string()),
    })
}
