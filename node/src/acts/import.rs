//! Importing: badges of every form that came some other way than by an offer, kept exactly as they
//! came.
//!
//! What is proven to be no badge of its issuer is not kept. What cannot be told is kept, with its
//! reason told: evidence may come later.

use bot_protocol::api::{
    Answer, CredentialRole, Done, ImportReply, ImportRequest, VerifyReply, VerifyRequest,
};
use bot_protocol::canon::hash::{hex, sha256};
use bot_protocol::canon::json::{self, Value};
use bot_protocol::canon::multibase::{decode_base64, encode_base64};
use bot_protocol::credential::bake::BakeError;
use bot_protocol::credential::bake::container::{self, Container};
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::Did;
use bot_protocol::limits::{NOTE_BYTES_MAX, NOTE_KEY_BYTES_MAX};
use bot_protocol::verdict::{self, Evidence, Presented, RefusedWhy, Seal, led_to, unquoted};
use bot_protocol::words::Lang;

use super::credentials::{Badge, view};
use super::notes::{self, CopiesTold, Held, Imported};
use super::verify::recipient;
use super::{ActError, Acts};
use crate::store::{Shelf, Write};

impl Acts {
    /// Keeps a badge that came as a file, and says what is to be thought of it.
    ///
    /// # Errors
    /// When the file holds no badge, what it holds is proven wrong, it is about nobody of this node
    /// and nobody said to keep it anyway, or another badge has its id.
    pub async fn import(&self, request: ImportRequest) -> Result<ImportReply, ActError> {
        let _turn = self.turn().await;
        let file = decode_base64(&request.document)
            .map_err(|_| ActError::field("document", &request.document, "base64"))?;
        let lang = Lang::from_tag(request.lang.as_deref().unwrap_or_default());
        let presented = self.read_badge(&file, lang)?;
        let (verdict, proven) = self.judged(request.document.clone(), &request)?;
        // Of a proof file the badge is kept, as its issuer signed it.
        let file = presented.proof().map_or(file, |proof| proof.badge.clone());
        // Quotation marks around it are of whoever copied it.
        let file = unquoted(&file).map_or(file, String::into_bytes);
        let told = told(&verdict);
        let whole = container::open(&file).map(|opened| (opened.container, opened.text));
        let (container, text) = match whole {
            Ok((container, text)) => (Some(container), text),
            // A form that is neither JSON nor a picture nor a compact JWS.
            Err(_) => (None, file.clone()),
        };
        let is_picture = matches!(container, Some(Container::Png | Container::Svg));
        let binary = std::str::from_utf8(&text).is_err();
        // A picture of old may hold a note of the badge's address, which is no badge outside of it.
        let text = match led_to(&text).filter(|_| is_picture) {
            Some(address) => address,
            None => shown(text),
        };
        let document = document(&presented).ok_or(ActError::Broken)?;
        let id = named(&document, &text);
        let holder = self.holder((&document, &id), &request, lang)?;
        let note = Imported {
            id: id.clone(),
            holder,
            format: format(&presented).map(str::to_owned),
            binary,
            text,
            at: self.now().millis(),
            proven,
            told,
        };
        let (note, place) = self.placed(note, &request)?;
        let (changed, replaced) = (place != Place::Kept, place == Place::Taken);
        if changed && !request.dry_run {
            let key = id.clone().into_bytes();
            let mut writes = vec![notes::put(Shelf::Imported, &key, &note)];
            // No picture stays of a badge in whose place this one is put; its own stays.
            let shelf = Shelf::ImportedFiles;
            if place != Place::Completed {
                writes.push(match is_picture {
                    true => Write::Note { shelf, key, value: file },
                    false => Write::Forget { shelf, key },
                });
            }
            self.commit(writes).await?;
        }
        let snapshot = self.snapshot()?;
        let badge = match (changed, request.dry_run) {
            (true, true) => Badge::imported(note, document).into(),
            (true, false) | (false, _) => self.badge(&snapshot, &id)?,
        };
        let item = view(&snapshot, &self.standing(&snapshot)?, &badge, false);
        let changed = changed && !request.dry_run;
        Ok(ImportReply { changed, dry_run: request.dry_run, replaced, item, verdict })
    }

    /// Forgets a badge that was imported, and the picture it came in. Its statements in ledgers stay.
    ///
    /// # Errors
    /// When no badge, or more than one, is called so, or it was not imported: what was issued or
    /// accepted here stays.
    pub async fn remove_import(&self, id: &str) -> Result<Done, ActError> {
        let _turn = self.turn().await;
        let snapshot = self.snapshot()?;
        let id = self.badge(&snapshot, id)?.id.clone();
        let key = id.clone().into_bytes();
        if self.store().note(Shelf::Imported, &key)?.is_none() {
            return Err(ActError::conflict("import-not", format!("{id} was not imported")));
        }
        let forgotten = [Shelf::Imported, Shelf::ImportedFiles];
        let forget = |shelf| Write::Forget { shelf, key: key.clone() };
        self.commit(forgotten.map(forget).into()).await?;
        Ok(Done { changed: true, id: Some(id), ..Done::default() })
    }

    /// A file as a badge of a form that is read here.
    fn read_badge(&self, file: &[u8], lang: Lang) -> Result<Presented, ActError> {
        if file.len() > NOTE_BYTES_MAX {
            return Err(ActError::field("document", "a larger file", "at most 16 MiB"));
        }
        let presented = self.with_reader(|reader| reader.read(file)).map_err(|refused| {
            let is_read = matches!(
                refused.why,
                RefusedWhy::NoCredential
                    | RefusedWhy::Bake(BakeError::NoBadge | BakeError::NotAPicture)
            );
            if is_read && !refused.claims {
                return ActError::conflict("import-no-badge", refused.why.to_string());
            }
            // Of what is damaged or cut nobody can tell whether a badge was in it.
            let code = if refused.claims { "import-refused" } else { "import-unread" };
            ActError::conflict(code, refused.say(lang))
        })?;
        if presented.presentation().is_some() {
            let detail = "a presentation is for whoever asked for it, not to be kept";
            return Err(ActError::conflict("import-presentation", detail));
        }
        if presented.is_status_list() {
            let detail = "a list that tells the status of badges is no badge";
            return Err(ActError::conflict("import-list", detail));
        }
        if presented.secured().is_none() {
            let detail =
                format!("a badge in the form {}", presented.foreign().unwrap_or("unknown"));
            return Err(ActError::conflict("import-form", detail));
        }
        Ok(presented)
    }

    /// The identity of this node whose badge it is; none where it is another's and kept all the same.
    ///
    /// # Errors
    /// When it is about somebody else, and nobody said to keep it anyway.
    fn holder(
        &self,
        (document, id): (&Value, &str),
        request: &ImportRequest,
        lang: Lang,
    ) -> Result<Option<Did>, ActError> {
        let own = request.as_identity.as_deref();
        if let Some(who) = &request.recipient {
            recipient(who)?;
        }
        let held = match (self.about(document, own)?, &request.recipient) {
            // It says itself whose it is.
            (Some(holder), _) => Ok(holder),
            (None, Some(who)) => self.known_as(document, (who, own), lang)?,
            (None, None) => {
                let detail = format!("{id} is about none of this node's identities");
                Err(ActError::conflict("import-of-another", detail))
            }
        };
        match held {
            Ok(holder) => Ok(Some(holder)),
            Err(_) if request.anyway => Ok(None),
            Err(refused) => Err(refused),
        }
    }

    /// The identity of this node that keeps a badge about an address of its owner's, or why none does.
    /// Whose an e-mail address is, its owner says, as nobody else can; of a DID its key tells.
    fn known_as(
        &self,
        document: &Value,
        (who, own): (&str, Option<&str>),
        lang: Lang,
    ) -> Result<Result<Did, ActError>, ActError> {
        let did = who.trim().parse::<Did>().ok();
        let is_own = |did: Did| self.keys.identities().iter().any(|own| own.did() == did);
        if who.trim().starts_with("did:") && !did.is_some_and(is_own) {
            let detail = format!("{who} is no identity of this node");
            return Ok(Err(ActError::conflict("import-recipient-did", detail)));
        }
        let found = verdict::identity(&Credential::new(document), who, &Evidence::new());
        match found.answer() {
            verdict::Answer::Yes => did.map_or_else(|| Ok(self.pick(own)?.did()), Ok).map(Ok),
            verdict::Answer::No | verdict::Answer::Unknown => {
                let why = verdict::say(&found, lang);
                Ok(Err(ActError::conflict("import-recipient", why)))
            }
        }
    }

    /// The identity of this node that a badge is about; it must be `who` where one is named.
    fn about(&self, document: &Value, who: Option<&str>) -> Result<Option<Did>, ActError> {
        let credential = Credential::new(document);
        let subject = credential.subject_id().and_then(|id| id.parse::<Did>().ok());
        let own = who.map(|who| self.pick(Some(who))).transpose()?;
        let Some(subject) = subject else { return Ok(None) };
        // What was theirs is whoever's who goes on for them.
        let holder = self.speaker_for(&self.snapshot()?, &subject).map(|holder| holder.did());
        Ok(match own.map(|own| own.did()) {
            Some(own) => [holder, Some(subject)].contains(&Some(own)).then_some(own),
            None => holder,
        })
    }

    /// The verdict on a badge, and whether it is proven to be of its issuer.
    ///
    /// # Errors
    /// When it is proven to be none.
    fn judged(
        &self,
        document: String,
        request: &ImportRequest,
    ) -> Result<(VerifyReply, bool), ActError> {
        let (with, snapshots) = (request.with.clone(), request.snapshots.clone());
        let lang = request.lang.clone();
        let asked = VerifyRequest { document, with, snapshots, lang, ..VerifyRequest::default() };
        let verdict = self.verdict_on(&asked, false)?;
        let integrity = verdict.findings.get("integrity").ok_or(ActError::Broken)?;
        if integrity.answer == Answer::No {
            let says = integrity.data.get("says").and_then(serde_json::Value::as_str);
            return Err(ActError::conflict("import-refused", says.unwrap_or(&integrity.reason)));
        }
        let proven = integrity.answer == Answer::Yes;
        Ok((verdict, proven))
    }

    /// The place that a badge gets among those that are here. One that is proven takes the place of
    /// one that is not: whoever is first to write a file with its id cannot keep it out. What is
    /// proven keeps its place, whatever comes.
    ///
    /// # Errors
    /// When another badge has its id and keeps its place.
    fn placed(
        &self,
        note: Imported,
        request: &ImportRequest,
    ) -> Result<(Imported, Place), ActError> {
        let snapshot = self.snapshot()?;
        let all = self.badges(&snapshot)?;
        let known = all.iter().find(|badge| badge.id == note.id);
        let Some(known) = known else { return Ok((note, Place::New)) };
        let notes = notes::by_text::<Imported>(self.store(), Shelf::Imported)?;
        let kept = notes.into_iter().find(|(of, _)| *of == note.id).map(|(_, kept)| kept);
        // Also of one's own ledger, where nothing else has it.
        let merely_seen = match known.role {
            CredentialRole::Seen => true,
            CredentialRole::Held => self.store().note(Shelf::Held, known.id.as_bytes())?.is_none(),
            CredentialRole::Issued => false,
        };
        if known.text == note.text {
            return Ok(match kept {
                Some(kept) => completed(kept, note),
                // One that was merely seen in its holder's feed is kept beside.
                None if merely_seen => (note, Place::New),
                None => (note, Place::Kept),
            });
        }
        // What was issued or accepted here was proven then.
        let open = known.imported || merely_seen;
        let holds = !open || self.holds(known, kept.as_ref(), request);
        match (holds, note.proven) {
            (false, true) => Ok((note, Place::Taken)),
            (true, false) => {
                let detail = format!("a proven badge has the id {}", note.id);
                Err(ActError::conflict("import-unproven", detail))
            }
            (true, true) | (false, false) => {
                let detail = format!("another badge has the id {}", note.id);
                Err(ActError::conflict("import-exists", detail))
            }
        }
    }

    /// Whether a badge that is here is proven, by what is handed in now or was when it came. What a
    /// newer version of the program proves wrong is no better than what was never proven.
    fn holds(&self, known: &Badge, kept: Option<&Imported>, request: &ImportRequest) -> bool {
        let held = kept.map_or_else(|| known.text.clone().into_bytes(), bytes);
        let held = encode_base64(&held);
        if kept.is_some_and(|kept| kept.proven) {
            // Copies of another day do not unmake what those of its own proved.
            return self.judged(held, &ImportRequest::default()).is_ok();
        }
        self.judged(held, request).is_ok_and(|(_, proven)| proven)
    }

    /// The imported badges.
    pub(super) fn imported(&self) -> Result<Vec<Badge>, ActError> {
        let notes = notes::by_text::<Imported>(self.store(), Shelf::Imported)?;
        let badges = notes.into_iter().filter_map(|(_, note)| {
            let text = bytes(&note);
            let presented = self.with_reader(|reader| reader.read(&text)).ok()?;
            Some(Badge::imported(note, document(&presented)?))
        });
        Ok(badges.collect())
    }

    /// The picture in which an imported badge came, where it came in one.
    pub(super) fn imported_picture(&self, id: &str) -> Result<Option<Vec<u8>>, ActError> {
        Ok(self.store().note(Shelf::ImportedFiles, id.as_bytes())?)
    }

    /// An imported badge that one of this node's identities holds, as those are that it accepted.
    pub(super) fn imported_held(&self) -> Result<Vec<(String, Held)>, ActError> {
        let notes = notes::by_text::<Imported>(self.store(), Shelf::Imported)?;
        let ring = self.snapshot()?.ring;
        Ok(notes
            .into_iter()
            .filter(|(_, note)| note.format.is_none())
            .filter_map(|(id, note)| {
                let (holder, letter, at) = (note.holder?, String::new(), note.at);
                // One that names its holder by another address cannot be told from others' in a ledger.
                let subject = subject_of(&note.text)?;
                ring.is_one(&subject, &holder).then_some(())?;
                Some((id, Held { holder, letter, at, document: note.text }))
            })
            .collect())
    }
}

/// What becomes of a badge that comes as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// It is kept.
    New,
    /// It was here already, and more is known of it now.
    Completed,
    /// It takes the place of one that is not proven.
    Taken,
    /// It was here already, just so.
    Kept,
}

/// The note of a badge that came before, with what is told or proven of it now and was not then.
fn completed(kept: Imported, now: Imported) -> (Imported, Place) {
    let before = kept.clone();
    // What proven copies told is not changed by others.
    let (first, other) = match kept.proven && !now.proven {
        true => (kept.told, now.told),
        false => (now.told, kept.told),
    };
    let told = CopiesTold {
        name: first.name.or(other.name),
        issuer: Some(first.issuer).filter(|id| !id.is_empty()).unwrap_or(other.issuer),
        issuer_name: first.issuer_name.or(other.issuer_name),
    };
    let holder = kept.holder.or(now.holder);
    let note = Imported { told, proven: kept.proven || now.proven, holder, ..before.clone() };
    let same =
        note.told == before.told && note.proven == before.proven && note.holder == before.holder;
    (note, if same { Place::Kept } else { Place::Completed })
}

/// What a verdict says a badge is called and who issued it, by the copies that were handed in.
fn told(verdict: &VerifyReply) -> CopiesTold {
    let text = |name: &str| verdict.credential.get(name)?.as_str().map(str::to_owned);
    CopiesTold {
        name: text("name"),
        issuer: text("issuer").unwrap_or_default(),
        issuer_name: text("issuer_name"),
    }
}

/// A badge's own bytes as text; those of a form that is none in base64.
fn shown(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| encode_base64(error.as_bytes()))
}

/// The same bytes again.
fn bytes(note: &Imported) -> Vec<u8> {
    match note.binary {
        true => decode_base64(&note.text).unwrap_or_default(),
        false => note.text.clone().into_bytes(),
    }
}

/// Whom a badge is about by its id.
fn subject_of(text: &str) -> Option<Did> {
    let document = json::read(text.as_bytes()).ok()?;
    Credential::new(&document).subject_id()?.parse().ok()
}

/// What a badge says, in the shape of a VC.
fn document(presented: &Presented) -> Option<Value> {
    presented.secured().map(|secured| secured.document().clone())
}

/// The name of a form other than JSON with its own proofs.
fn format(presented: &Presented) -> Option<&'static str> {
    presented.secured()?.seal().map(Seal::format)
}

/// A badge's id; one without, or with one that is too long, is named by its bytes.
fn named(document: &Value, text: &str) -> String {
    let own = document.get("id").and_then(Value::as_str);
    let own = own.filter(|id| !id.is_empty() && id.len() <= NOTE_KEY_BYTES_MAX);
    own.map_or_else(
        || format!("sha256:{}", hex(sha256(&[text.as_bytes()]).as_bytes())),
        str::to_owned,
    )
}
