//! The outer language: JSON, JSON-LD, contexts, definitions, pictures.

use bot_protocol::canon::jcs;
use bot_protocol::canon::json::{self, Object, Value};
use bot_protocol::canon::rdfc::{Budget, Quad, Term, canonicalize};
use bot_protocol::credential::bake::{container, png as baked_png, svg as baked_svg};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::jsonld::with_quads;
use bot_protocol::credential::model::definition::{Definition, names, wording};
use bot_protocol::credential::model::{
    CONTEXT_CREDENTIALS, CONTEXT_OPEN_BADGES, Credential, shape,
};
use bot_protocol::credential::status_list::revocations::Revocations;
use bot_protocol::credential::status_list::{Form, Slot, StatusList};
use bot_protocol::identity::{Did, DidDocument, Multikey, SecretKey};

/// The strict reader: what it reads, others read alike, and it writes the same again.
pub(crate) fn json(data: &[u8]) {
    let Ok(value) = json::read(data) else { return };
    let written = value.to_bytes();
    assert!(written.len() <= data.len() * 8 + 32, "{} bytes of {}", written.len(), data.len());
    assert_eq!(json::read(&written).as_ref(), Ok(&value));
    let canonical = jcs::canonicalize(&value);
    let again = json::read(&canonical).expect("its own canonical form");
    assert_eq!(jcs::canonicalize(&again), canonical);
    assert!(serde_json::from_slice::<serde_json::Value>(data).is_ok(), "another reader refuses");
}

/// The document with the contexts of a badge, where it names none.
fn document(data: &[u8]) -> Option<Value> {
    let mut document = json::read(data).ok()?;
    let members = document.as_object_mut()?;
    if !members.contains("@context") {
        members.insert("@context", Value::array([CONTEXT_CREDENTIALS, CONTEXT_OPEN_BADGES]));
    }
    Some(document)
}

/// One canonical form, whatever order the statements and the names of blank nodes come in.
fn one_form(quads: &[Quad<'_>]) {
    let forms = [quads.to_vec(), turned(quads)]
        .map(|quads| canonicalize(&quads, Budget::default()).map(|form| form.text));
    if let [Ok(one), Ok(other)] = &forms {
        assert_eq!(one, other);
        let size: usize = quads.iter().map(|quad| format!("{quad:?}").len()).sum();
        assert!(one.len() <= size * 12 + 64, "{} bytes of {size}", one.len());
    }
}

/// The quads backwards, blank nodes named from the other end.
fn turned<'q>(quads: &[Quad<'q>]) -> Vec<Quad<'q>> {
    let blank = |term: &Term<'_>| if let Term::Blank(name) = term { Some(*name) } else { None };
    let terms = quads
        .iter()
        .flat_map(|quad| [Some(&quad.subject), Some(&quad.object), quad.graph.as_ref()]);
    let most = terms.flatten().filter_map(blank).max().unwrap_or(0);
    let rename = |term: &Term<'q>| match term {
        Term::Blank(name) => Term::Blank(most - name),
        other => other.clone(),
    };
    let turn = |quad: &Quad<'q>| Quad {
        subject: rename(&quad.subject),
        predicate: quad.predicate.clone(),
        object: rename(&quad.object),
        graph: quad.graph.as_ref().map(rename),
    };
    quads.iter().rev().map(turn).collect()
}

/// JSON-LD to quads to the canonical form.
pub(crate) fn jsonld(data: &[u8]) {
    let Some(document) = document(data) else { return };
    with_quads(&document, Contexts::pinned(), one_form).ok();
}

/// A context of somebody's own, and a document by it: two texts with a line of `---` between.
pub(crate) fn contexts(data: &[u8]) {
    const URL: &str = "https://a.example/own";
    let cut = data.windows(5).position(|window| window == b"\n---\n");
    let (context, rest) = cut.map_or((data, data), |at| (&data[..at], &data[at + 5..]));
    let Ok(contexts) = Contexts::default().with(URL, context) else { return };
    let mut members = json::read(rest).ok().and_then(|value| value.as_object().cloned());
    let members = members.get_or_insert_with(Object::new);
    members.insert("@context", URL);
    with_quads(&Value::Object(members.clone()), &contexts, one_form).ok();
}

/// Files that describe an achievement: what is taken is an achievement that passes.
pub(crate) fn definition(data: &[u8]) {
    let Ok(file) = json::read(data) else { return };
    shape::check(&file).ok();
    let Ok(definition) = Definition::read(&file) else { return };
    let creator = Did::from(SecretKey::from_seed(&[1; 32]).public());
    let achievement = definition.achievement("urn:uuid:1", &creator, None);
    let text = achievement.to_bytes();
    assert!(text.len() <= data.len() * 8 + 2048, "{} bytes of {}", text.len(), data.len());
    assert_eq!(json::read(&text).as_ref(), Ok(&achievement));
    for (language, _) in names(&achievement) {
        assert!(!wording(&achievement, &language).name.is_empty());
    }
}

/// What was baked in, comes out; nothing else changes.
pub(crate) fn png(data: &[u8]) {
    container::open(data).ok();
    if let Ok(text) = baked_png::unbake(data) {
        assert!(text.len() <= 1024 * 1024);
        let bare = baked_png::strip(data).expect("what holds a badge");
        let again = baked_png::bake(&bare, &text).expect("a bare picture");
        assert_eq!(baked_png::unbake(&again), Ok(text));
    }
    if let Ok(baked) = baked_png::bake(data, "{}") {
        assert_eq!(baked_png::unbake(&baked).as_deref(), Ok("{}"));
        assert_eq!(baked_png::strip(&baked).as_deref(), Ok(data));
    }
}

/// The same for drawings.
pub(crate) fn svg(data: &[u8]) {
    container::open(data).ok();
    if let Ok(text) = baked_svg::unbake(data) {
        assert!(text.len() <= data.len());
    }
    if let Ok(baked) = baked_svg::bake(data, "{\"a\":\"]]> &amp; é\"}") {
        assert_eq!(baked_svg::unbake(&baked).as_deref(), Ok("{\"a\":\"]]> &amp; é\"}"));
    }
}

/// Status lists of both forms, and lists of revoked ones.
pub(crate) fn status_list(data: &[u8]) {
    let Ok(document) = json::read(data) else { return };
    for form in Form::ALL {
        let Ok(list) = StatusList::read(&Credential::new(&document), form) else { continue };
        list.ttl_millis().ok();
        list.purposes().for_each(drop);
        for (index, bits) in [(0, 1), (77, 2), (131_071, 8), (u64::MAX, 1)] {
            if let Ok(value) = list.value_at(Slot { index, bits }) {
                assert!(value >> bits == 0, "{value} in {bits} bits");
            }
        }
    }
    Revocations::new(&document).find("urn:uuid:1").ok();
}

/// JSON Web Keys and documents of identifiers.
pub(crate) fn keys(data: &[u8]) {
    let Ok(document) = json::read(data) else { return };
    if let Ok(key) = Multikey::from_jwk(&document) {
        assert_eq!(Multikey::from_multikey(&key.to_multikey()), Ok(key));
    }
    if let Ok(read) = DidDocument::read(&document) {
        assert_eq!(document.get("id").and_then(Value::as_str), Some(read.id()));
    }
}
