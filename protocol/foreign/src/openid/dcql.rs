//! What a verifier asks a wallet for: read within bounds, and compared with what is shown.
//!
//! Of the formats there are, those of W3C credentials are read. What a query says that is not
//! understood is refused and never passed over: it would be a wish that nobody looks at.
//!
//! Source: OpenID for Verifiable Presentations 1.0 §6, §7, appendix B.1.

use bot_protocol::canon::json::{Object, Value};

/// Most credentials that one query asks for, and most sets of them.
const CREDENTIALS_MAX: usize = 16;

/// Most claims that are asked for of one credential.
const CLAIMS_MAX: usize = 32;

/// Most steps to a claim, most values it may have, and most types of one alternative.
const PARTS_MAX: usize = 32;

/// Longest identifier.
const ID_BYTES_MAX: usize = 64;

/// The types of Open Badges and of every credential, as the contexts expand them.
///
/// Source: VC Data Model 2.0 §B.2; Open Badges 3.0 context.
const EXPANDED: [(&str, &str); 4] = [
    ("VerifiableCredential", "https://www.w3.org/2018/credentials#VerifiableCredential"),
    ("OpenBadgeCredential", OPEN_BADGE),
    ("AchievementCredential", OPEN_BADGE),
    (
        "EndorsementCredential",
        "https://purl.imsglobal.org/spec/vc/ob/vocab.html#EndorsementCredential",
    ),
];

/// The type of a badge in full.
pub const OPEN_BADGE: &str = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential";

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    credentials: Vec<CredentialQuery>,
    sets: Vec<CredentialSet>,
}

/// What is asked for of one credential.
#[derive(Clone, Debug, PartialEq)]
pub struct CredentialQuery {
    /// Its name in the answer.
    pub id: String,
    /// The form in which it is to be shown.
    pub format: String,
    /// Whether several may be shown.
    pub multiple: bool,
    types: Vec<Vec<String>>,
    claims: Vec<ClaimQuery>,
    claim_sets: Vec<Vec<String>>,
}

/// Some of which one option must be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
struct CredentialSet {
    options: Vec<Vec<String>>,
    required: bool,
}

#[derive(Clone, Debug, PartialEq)]
struct ClaimQuery {
    id: Option<String>,
    path: Vec<Step>,
    values: Vec<Value>,
}

/// One step to a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Name(String),
    Index(usize),
    Every,
}

/// Why a query is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {what}")]
pub struct QueryFault {
    /// The member.
    pub field: String,
    /// What is wrong.
    pub what: &'static str,
}

fn fault(field: impl Into<String>, what: &'static str) -> QueryFault {
    QueryFault { field: field.into(), what }
}

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// [`QueryFault`] where it is none, asks for too much, or for what is not known here.
    pub fn read(query: &Value) -> Result<Self, QueryFault> {
        let members = object(query, "dcql_query")?;
        only(members, "dcql_query", &["credentials", "credential_sets"])?;
        let all = list(members.get("credentials"), "credentials", CREDENTIALS_MAX)?;
        let credentials = all.iter().map(CredentialQuery::read).collect::<Result<Vec<_>, _>>()?;
        let mut ids: Vec<&str> = credentials.iter().map(|one| one.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.len() != credentials.len() {
            return Err(fault("credentials.id", "is there twice"));
        }
        let sets = match members.get("credential_sets") {
            None => Vec::new(),
            some => list(some, "credential_sets", CREDENTIALS_MAX)?
                .iter()
                .map(|set| CredentialSet::read(set, &ids))
                .collect::<Result<Vec<_>, _>>()?,
        };
        Ok(Self { credentials, sets })
    }

    /// What is asked for under this name.
    #[must_use]
    pub fn credential(&self, id: &str) -> Option<&CredentialQuery> {
        self.credentials.iter().find(|one| one.id == id)
    }

    /// Each of what is asked for.
    #[must_use]
    pub fn credentials(&self) -> &[CredentialQuery] {
        &self.credentials
    }

    /// Whether these are all that had to be shown.
    ///
    /// Source: OpenID for Verifiable Presentations 1.0 §6.4.2.
    #[must_use]
    pub fn is_answered_by(&self, shown: &[&str]) -> bool {
        let has = |id: &String| shown.contains(&id.as_str());
        if self.sets.is_empty() {
            return self.credentials.iter().all(|one| has(&one.id));
        }
        let met = |set: &CredentialSet| set.options.iter().any(|option| option.iter().all(has));
        !shown.is_empty() && self.sets.iter().all(|set| !set.required || met(set))
    }
}

impl CredentialSet {
    fn read(set: &Value, ids: &[&str]) -> Result<Self, QueryFault> {
        let at = "credential_sets";
        let members = object(set, at)?;
        only(members, at, &["options", "required"])?;
        let options = list(members.get("options"), "credential_sets.options", CREDENTIALS_MAX)?;
        let options = options.iter().map(|option| texts(option, "credential_sets.options"));
        let options = options.collect::<Result<Vec<_>, _>>()?;
        if options.iter().flatten().any(|id| !ids.contains(&id.as_str())) {
            return Err(fault("credential_sets.options", "names what is not asked for"));
        }
        Ok(Self { options, required: flag(members, "required", true)? })
    }
}

impl CredentialQuery {
    fn read(query: &Value) -> Result<Self, QueryFault> {
        let members = object(query, "credentials")?;
        let known = [
            "id",
            "format",
            "multiple",
            "meta",
            "claims",
            "claim_sets",
            "require_cryptographic_holder_binding",
        ];
        only(members, "credentials", &known)?;
        let id = identifier(members.get("id"), "credentials.id")?;
        let format = match members.get("format").and_then(Value::as_str) {
            Some(format @ ("ldp_vc" | "jwt_vc_json")) => format.to_owned(),
            Some(_) | None => {
                return Err(fault("credentials.format", "expected ldp_vc or jwt_vc_json"));
            }
        };
        if !flag(members, "require_cryptographic_holder_binding", true)? {
            let at = "credentials.require_cryptographic_holder_binding";
            return Err(fault(at, "a badge is shown by its holder alone"));
        }
        let meta = members.get("meta").ok_or_else(|| fault("credentials.meta", "is missing"))?;
        let meta = object(meta, "credentials.meta")?;
        only(meta, "credentials.meta", &["type_values"])?;
        let at = "credentials.meta.type_values";
        let types = list(meta.get("type_values"), at, PARTS_MAX)?;
        let types = types.iter().map(|one| texts(one, at)).collect::<Result<Vec<_>, _>>()?;
        let claims = match members.get("claims") {
            None => Vec::new(),
            some => list(some, "credentials.claims", CLAIMS_MAX)?
                .iter()
                .map(ClaimQuery::read)
                .collect::<Result<Vec<_>, _>>()?,
        };
        let claim_sets = match members.get("claim_sets") {
            None => Vec::new(),
            some => list(some, "credentials.claim_sets", CLAIMS_MAX)?
                .iter()
                .map(|set| texts(set, "credentials.claim_sets"))
                .collect::<Result<Vec<_>, _>>()?,
        };
        let known = |id: &String| claims.iter().any(|claim| claim.id.as_ref() == Some(id));
        if !claim_sets.iter().flatten().all(known) {
            return Err(fault("credentials.claim_sets", "names what is not asked for"));
        }
        let multiple = flag(members, "multiple", false)?;
        Ok(Self { id, format, multiple, types, claims, claim_sets })
    }

    /// Whether a credential is what is asked for: of one of the types, with the claims.
    #[must_use]
    pub fn fits(&self, credential: &Value) -> bool {
        let types = credential.get("type").map(Value::as_list).unwrap_or_default();
        let types: Vec<&str> = types.iter().filter_map(Value::as_str).collect();
        let is = |wanted: &String| types.iter().any(|found| is_type(found, wanted));
        if !self.types.iter().any(|all| all.iter().all(is)) {
            return false;
        }
        let holds = |claim: &ClaimQuery| claim.holds_in(credential);
        if self.claim_sets.is_empty() {
            return self.claims.iter().all(holds);
        }
        let named = |id: &String| self.claims.iter().find(|claim| claim.id.as_ref() == Some(id));
        let met = |set: &Vec<String>| set.iter().all(|id| named(id).is_some_and(holds));
        self.claim_sets.iter().any(met)
    }
}

impl ClaimQuery {
    fn read(claim: &Value) -> Result<Self, QueryFault> {
        let at = "credentials.claims";
        let members = object(claim, at)?;
        only(members, at, &["id", "path", "values"])?;
        let id = members.get("id").map(|id| identifier(Some(id), "credentials.claims.id"));
        let path = list(members.get("path"), "credentials.claims.path", PARTS_MAX)?;
        let path = path.iter().map(Step::read).collect::<Result<Vec<_>, _>>()?;
        let at = "credentials.claims.values";
        let values = match members.get("values") {
            None => Vec::new(),
            some => list(some, at, PARTS_MAX)?.to_vec(),
        };
        let plain =
            |value: &Value| matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_));
        if !values.iter().all(plain) {
            return Err(fault(at, "expected texts, numbers, true or false"));
        }
        Ok(Self { id: id.transpose()?, path, values })
    }

    fn holds_in(&self, credential: &Value) -> bool {
        let mut found = vec![credential];
        for step in &self.path {
            found = found.into_iter().flat_map(|value| step.of(value)).collect();
        }
        match self.values.as_slice() {
            [] => !found.is_empty(),
            values => found.into_iter().any(|value| values.contains(value)),
        }
    }
}

impl Step {
    fn read(step: &Value) -> Result<Self, QueryFault> {
        let wrong = || fault("credentials.claims.path", "expected names, numbers and null");
        match step {
            Value::String(name) => Ok(Self::Name(name.clone())),
            Value::Null => Ok(Self::Every),
            Value::Number(_) => {
                let index = step.as_u64().and_then(|index| usize::try_from(index).ok());
                index.map(Self::Index).ok_or_else(wrong)
            }
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => Err(wrong()),
        }
    }

    /// Where the step leads to.
    ///
    /// Source: OpenID for Verifiable Presentations 1.0 §7.1.
    fn of<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        match self {
            Self::Name(name) => value.get(name).into_iter().collect(),
            Self::Index(index) => {
                value.as_array().and_then(|all| all.get(*index)).into_iter().collect()
            }
            Self::Every => value.as_array().map(|all| all.iter().collect()).unwrap_or_default(),
        }
    }
}

/// Whether a type, as a credential writes it, is the one that is wanted, in full or as it is.
fn is_type(found: &str, wanted: &str) -> bool {
    let expanded = EXPANDED.iter().find(|(name, _)| *name == found).map(|(_, iri)| *iri);
    found == wanted || expanded == Some(wanted)
}

fn object<'v>(value: &'v Value, field: &str) -> Result<&'v Object, QueryFault> {
    value.as_object().ok_or_else(|| fault(field, "expected an object"))
}

fn only(members: &Object, field: &str, known: &[&str]) -> Result<(), QueryFault> {
    match members.keys().find(|name| !known.contains(name)) {
        Some(name) => Err(fault(format!("{field}.{name}"), "is not understood here")),
        None => Ok(()),
    }
}

fn list<'v>(value: Option<&'v Value>, field: &str, max: usize) -> Result<&'v [Value], QueryFault> {
    match value.and_then(Value::as_array) {
        Some(all) if (1..=max).contains(&all.len()) => Ok(all),
        Some(_) => Err(fault(field, "is empty, or too long")),
        None => Err(fault(field, "expected a list")),
    }
}

fn texts(value: &Value, field: &str) -> Result<Vec<String>, QueryFault> {
    let all = list(Some(value), field, PARTS_MAX)?.iter();
    all.map(|one| one.as_str().map(str::to_owned).ok_or_else(|| fault(field, "expected texts")))
        .collect()
}

fn flag(members: &Object, name: &str, default: bool) -> Result<bool, QueryFault> {
    match members.get(name) {
        None => Ok(default),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(fault(format!("credentials.{name}"), "expected true or false")),
    }
}

/// Source: OpenID for Verifiable Presentations 1.0 §6.1.
fn identifier(value: Option<&Value>, field: &str) -> Result<String, QueryFault> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let good = |id: &&str| (1..=ID_BYTES_MAX).contains(&id.len()) && id.bytes().all(plain);
    let id = value.and_then(Value::as_str).filter(good);
    let what = "expected 1 to 64 letters, digits, _ and -";
    id.map(str::to_owned).ok_or_else(|| fault(field, what))
}

#[cfg(test)]
mod tests {
    use bot_protocol::canon::json;

    use super::*;

    fn read(text: &str) -> Result<Query, QueryFault> {
        Query::read(&json::read(text.as_bytes()).unwrap())
    }

    fn of(claims: &str) -> String {
        format!(
            "{{\"credentials\":[{{\"id\":\"a\",\"format\":\"ldp_vc\",\
             \"meta\":{{\"type_values\":[[\"{OPEN_BADGE}\"],[\"X\",\"Y\"]]}}{claims}}}]}}"
        )
    }

    #[track_caller]
    fn check(claims: &str, badge: &str, expected: bool) {
        let query = read(&of(claims)).unwrap();
        let badge = json::read(badge.as_bytes()).unwrap();
        assert_eq!(query.credential("a").unwrap().fits(&badge), expected, "{claims} {badge:?}");
    }

    #[test]
    fn a_badge_fits_by_its_type_in_full_or_as_it_is() {
        check("", r#"{"type":["VerifiableCredential","OpenBadgeCredential"]}"#, true);
        check("", r#"{"type":["VerifiableCredential","AchievementCredential"]}"#, true);
        check("", r#"{"type":["Y","X","Z"]}"#, true);
        check("", r#"{"type":["VerifiableCredential"]}"#, false);
        check("", r#"{"type":"X"}"#, false);
        check("", "{}", false);
    }

    #[test]
    fn a_claim_is_looked_for_along_its_path() {
        let badge = r#"{"type":"OpenBadgeCredential","a":{"b":[{"c":1},{"c":2}],"d":"x"}}"#;
        let claim = |path: &str, values: &str| format!(",\"claims\":[{{\"path\":{path}{values}}}]");
        check(&claim(r#"["a","d"]"#, ""), badge, true);
        check(&claim(r#"["a","e"]"#, ""), badge, false);
        check(&claim(r#"["a","d"]"#, r#","values":["y","x"]"#), badge, true);
        check(&claim(r#"["a","d"]"#, r#","values":["y"]"#), badge, false);
        check(&claim(r#"["a","b",null,"c"]"#, r#","values":[2]"#), badge, true);
        check(&claim(r#"["a","b",0,"c"]"#, r#","values":[2]"#), badge, false);
        check(&claim(r#"["a","b",7]"#, ""), badge, false);
        let sets = r#","claims":[{"id":"p","path":["a","e"]},{"id":"q","path":["a","d"]}]"#;
        check(&format!("{sets},\"claim_sets\":[[\"p\"],[\"q\"]]"), badge, true);
        check(&format!("{sets},\"claim_sets\":[[\"p\",\"q\"]]"), badge, false);
        check(sets, badge, false);
    }

    #[test]
    fn all_is_asked_for_unless_sets_leave_a_choice() {
        let one = |id: &str| {
            format!(
                "{{\"id\":\"{id}\",\"format\":\"jwt_vc_json\",\
                 \"meta\":{{\"type_values\":[[\"X\"]]}}}}"
            )
        };
        let both = format!("\"credentials\":[{},{}]", one("a"), one("b"));
        let all = read(&format!("{{{both}}}")).unwrap();
        assert!(all.is_answered_by(&["a", "b"]) && !all.is_answered_by(&["a"]));
        let sets = "\"credential_sets\":[{\"options\":[[\"a\"],[\"b\"]]}]";
        let either = read(&format!("{{{both},{sets}}}")).unwrap();
        assert!(either.is_answered_by(&["a"]) && either.is_answered_by(&["b"]));
        assert!(!either.is_answered_by(&[]));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        let refused = |text: &str, field: &str| assert_eq!(read(text).unwrap_err().field, field);
        refused("[]", "dcql_query");
        refused("{}", "credentials");
        refused(r#"{"credentials":[]}"#, "credentials");
        refused(r#"{"credentials":[{}]}"#, "credentials.id");
        refused(r#"{"credentials":[{"id":"a b"}]}"#, "credentials.id");
        refused(r#"{"credentials":[{"id":"a","format":"mso_mdoc"}]}"#, "credentials.format");
        refused(r#"{"credentials":[{"id":"a","format":"ldp_vc"}]}"#, "credentials.meta");
        refused(&of(",\"trusted_authorities\":[]"), "credentials.trusted_authorities");
        refused(&of(",\"claims\":[{\"path\":[true]}]"), "credentials.claims.path");
        refused(
            &of(",\"claims\":[{\"path\":[\"a\"],\"values\":[{}]}]"),
            "credentials.claims.values",
        );
        refused(&of(",\"claim_sets\":[[\"x\"]]"), "credentials.claim_sets");
        let open = ",\"require_cryptographic_holder_binding\":false";
        refused(&of(open), "credentials.require_cryptographic_holder_binding");
        let twice = of("").replace(
            "}]}",
            "},{\"id\":\"a\",\"format\":\"ldp_vc\",\"meta\":{\"type_values\":[[\"X\"]]}}]}",
        );
        refused(&twice, "credentials.id");
        let many = format!("[{}]", vec!["{\"path\":[\"a\"]}"; 33].join(","));
        refused(&of(&format!(",\"claims\":{many}")), "credentials.claims");
    }
}
