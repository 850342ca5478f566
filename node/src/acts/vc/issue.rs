//! Issuing what another program wrote: checked, given its place in the status list, signed, kept.

use bot_foreign::issue::{Issuing, check, issue};
use bot_protocol::api::{VcIssueOptions, VcIssueReply, VcIssueRequest, VcStatusWish};
use bot_protocol::canon::json::Value;
use bot_protocol::credential::contexts::Profile;
use bot_protocol::credential::issue::uuid;
use bot_protocol::credential::model::{CONTEXT_CREDENTIALS, Credential};
use bot_protocol::credential::status::{BITSTRING_ENTRY, OwnList, Place, StatusPurpose};
use bot_protocol::identity::Did;
use bot_protocol::time::Timestamp;

use super::status::{REVOCATION, SUSPENSION, TYPES};
use super::{Acting, SignBy};
use crate::acts::achievements::text;
use crate::acts::anchors;
use crate::acts::hosted::is_achievement;
use crate::acts::notes::{self, Issued};
use crate::acts::places::place_note;
use crate::acts::repeat::Repeat;
use crate::acts::{ActError, Acts, random};
use crate::store::{Shelf, Write};

/// What a place is told for, in the order in which entries are written.
const PURPOSES: [StatusPurpose; 2] = [StatusPurpose::Revocation, StatusPurpose::Suspension];

/// Where the contexts of 1EdTech lie.
const ONE_EDTECH: &str = "https://purl.imsglobal.org/spec/";

/// Longest id of a credential, in bytes.
const ID_BYTES_MAX: usize = 2048;

impl Acts {
    /// Issues a credential as an identity of this node, and keeps it so that it can be taken back.
    /// The reply is durable with it: the same request again is answered the same.
    ///
    /// # Errors
    /// When a member or an option is refused, the issuer is another, or a credential of this id was
    /// issued before.
    pub async fn vc_issue(
        &self,
        acting: &Acting,
        request: VcIssueRequest,
        repeat: Option<&Repeat>,
    ) -> Result<VcIssueReply, ActError> {
        let VcIssueRequest { credential, options } = request;
        if options.mandatory_pointers.is_some() {
            let expected = "none: no suite of this node hides members";
            return Err(ActError::field("options.mandatoryPointers", "pointers", expected));
        }
        let created = self.dated(options.created.as_deref())?;
        let (identity, key) = self.acting(acting)?;
        self.check_can_sign(&identity)?;
        let credential = completed(credential, &options, (created, self.profile()))?;
        if self.profile() == Profile::Conformance && credential.get("issuer").is_none() {
            // Else it is filled in; the suite of VC-API wants it refused.
            return Err(ActError::field("credential.issuer", "", "a URL, or an object"));
        }
        let issuing = Issuing::own(&key, acting.by.suite(), self.profile(), created);
        // What is refused is refused before a place is looked for.
        check(&credential, &issuing)?;
        if is_achievement(&credential) {
            self.check_takes_no_stewards(&credential)?;
        }
        let has_place = has_place(&credential, acting.by);
        let suspension = suspension(&credential, has_place, options.credential_status.as_ref())?;
        let _turn = self.turn().await;
        let id = self.vc_id(&credential, options.credential_id.as_deref())?;
        let place = match has_place {
            true => Some(self.free_place(&self.snapshot()?, &identity.did())?),
            false => None,
        };
        let entries = |place: Place| {
            let entry = |purpose| place.entry(&identity.did(), purpose, self.base_url());
            match suspension {
                true => Value::array(PURPOSES.map(entry)),
                false => entry(StatusPurpose::Revocation),
            }
        };
        let placed = placed(credential, place.map(entries));
        let signed = issue(&placed, &issuing)?;
        let reply = VcIssueReply { verifiable_credential: signed };
        let mut writes = self.kept(&reply.verifiable_credential, &identity.did(), place, id);
        writes.extend(repeat.map(|repeat| repeat.note(&reply)));
        self.hands.note(writes).await?;
        Ok(reply)
    }

    /// The name by which a credential is kept, where it has one; no two have the same.
    fn vc_id(&self, credential: &Value, given: Option<&str>) -> Result<Option<String>, ActError> {
        let own = credential.get("id").and_then(Value::as_str);
        if let (Some(own), Some(given)) = (own, given)
            && own != given
        {
            let expected = "absent, or the id of the credential";
            return Err(ActError::field("options.credentialId", given, expected));
        }
        let Some(id) = own.or(given) else { return Ok(None) };
        if id.is_empty() || id.len() > ID_BYTES_MAX {
            return Err(ActError::field("options.credentialId", id, "1 to 2048 bytes"));
        }
        // A credential without an id is kept by the name of its place, which no other may take.
        if id.split_once('#').is_some_and(|(list, _)| OwnList::read(list).is_some()) {
            let expected = "no place in a status list";
            return Err(ActError::field("options.credentialId", id, expected));
        }
        let is_taken = self.store().note(Shelf::Issued, &notes::issued_key(id))?.is_some();
        match (is_taken, self.profile()) {
            (false, _) => Ok(Some(id.to_owned())),
            // The public suites issue one document again and again.
            (true, Profile::Conformance) => Ok(None),
            (true, Profile::Closed) => {
                let detail = format!("a credential with the id {id} was issued before");
                Err(ActError::conflict("credential-id-taken", detail))
            }
        }
    }

    /// The writes that keep a credential.
    fn kept(
        &self,
        signed: &Value,
        issuer: &Did,
        place: Option<Place>,
        id: Option<String>,
    ) -> Vec<Write> {
        let named = || place.map(|place| format!("{}#{}", place.list_of(issuer), place.index));
        let Some(id) = id.or_else(named) else { return Vec::new() };
        let subject = Credential::new(signed).subject_id().and_then(|id| id.parse().ok());
        let issued = Issued {
            issuer: *issuer,
            subject,
            letter: None,
            list: place.map(|place| place.list).unwrap_or_default(),
            index: place.map(|place| place.index).unwrap_or_default(),
            at: self.now().millis(),
            document: text(&signed.to_bytes()),
            carried: None,
        };
        let mut writes = vec![notes::put(Shelf::Issued, &notes::issued_key(&id), &issued)];
        writes.extend(place.map(|place| place_note(issuer, place, &id)));
        writes.extend(anchors::waits(issuer, issued.document.as_bytes(), None, issued.at));
        writes
    }
}

/// Whether a credential is given a place in the issuer's status list: one of the data model 2.0,
/// whose words have it, that names no other, by the key whose feed has the list.
fn has_place(credential: &Value, by: SignBy) -> bool {
    let own_key = matches!(by, SignBy::EddsaRdfc | SignBy::EddsaJcs);
    let contexts = credential.get("@context").map(Value::as_list).unwrap_or_default();
    let is_second = contexts.first().and_then(Value::as_str) == Some(CONTEXT_CREDENTIALS);
    own_key && is_second && credential.get("credentialStatus").is_none()
}

/// Whether the credential is to have an entry for suspension beside the one for revocation.
///
/// Source: `spec/status.md` §1.
fn suspension(
    credential: &Value,
    has_place: bool,
    wish: Option<&VcStatusWish>,
) -> Result<bool, ActError> {
    let Some(wish) = wish else { return Ok(false) };
    if !TYPES.contains(&wish.kind.as_str()) {
        let field = "options.credentialStatus.type";
        return Err(ActError::field(field, &wish.kind, BITSTRING_ENTRY));
    }
    if !has_place {
        let expected = "absent: this credential is given no place in a status list";
        return Err(ActError::field("options.credentialStatus", &wish.kind, expected));
    }
    let purpose = wish.status_purpose.as_deref().unwrap_or(REVOCATION);
    let expected = match (purpose, has_one_entry(credential)) {
        (REVOCATION, _) => return Ok(false),
        (SUSPENSION, false) => return Ok(true),
        (SUSPENSION, true) => {
            "revocation: a badge has one status entry, and is suspended at the same place"
        }
        (_, _) => "revocation or suspension",
    };
    Err(ActError::field("options.credentialStatus.statusPurpose", purpose, expected))
}

/// Whether the schema of a credential allows one object in `credentialStatus`, as those of Open
/// Badges and Comprehensive Learner Records do.
fn has_one_entry(credential: &Value) -> bool {
    let contexts = credential.get("@context").map(Value::as_list).unwrap_or_default();
    contexts.iter().filter_map(Value::as_str).any(|url| url.starts_with(ONE_EDTECH))
}

fn placed(mut credential: Value, entries: Option<Value>) -> Value {
    if let (Value::Object(members), Some(entries)) = (&mut credential, entries) {
        members.insert("credentialStatus", entries);
    }
    credential
}

/// A credential with what its issuer knows. Each is given an id of its own, by which it is found and
/// taken back; in the conformance profile only an Open Badge is, whose schema asks for it, and others
/// stay as they are: they go by the name of their place. An Open Badge is given its moment, too.
///
/// Source: Open Badges 3.0 §B.1.1 (AchievementCredential).
fn completed(
    credential: Value,
    options: &VcIssueOptions,
    (created, profile): (Timestamp, Profile),
) -> Result<Value, ActError> {
    let is_badge = is_achievement(&credential);
    let Value::Object(mut members) = credential else { return Ok(credential) };
    if !members.contains("id") && (is_badge || profile == Profile::Closed) {
        let given = options.credential_id.clone();
        members.insert("id", given.map_or_else(|| random().map(uuid), Ok)?);
    }
    let contexts = members.get("@context").and_then(Value::as_array).unwrap_or_default();
    let is_new = contexts.first().and_then(Value::as_str) == Some(CONTEXT_CREDENTIALS);
    if is_badge && is_new && !members.contains("validFrom") {
        members.insert("validFrom", created.to_string());
    }
    Ok(Value::Object(members))
}
