//! What an identity says of itself, as the Open Badges API shows and changes it.
//!
//! Source: Open Badges 3.0 §6.2.4, §6.2.5, §B.1.16 (Profile).

use bot_protocol::canon::json::{Object, Value};
use bot_protocol::identity::Did;
use bot_protocol::statement::Content;

use super::{ActError, Acts};
use crate::keys::{KeysError, Naming};

/// The context by which a profile is read.
const CONTEXT: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

impl Acts {
    /// The profile of an identity of this node, as JSON.
    ///
    /// # Errors
    /// When the identity is not here.
    pub fn public_profile(&self, who: &Did) -> Result<Value, ActError> {
        let identity = self.keys.identity(who);
        let identity = identity.ok_or_else(|| KeysError::NotMine { who: who.to_string() })?;
        Ok(shown(who, identity.naming()))
    }

    /// Changes what an identity says of itself, in its feed and in the trust box; durable when this
    /// returns.
    ///
    /// # Errors
    /// When a member is none that this node tells of anybody, or is refused.
    pub async fn change_profile(&self, who: &Did, profile: &Value) -> Result<Value, ActError> {
        let _turn = self.turn().await;
        let identity = self.keys.identity(who);
        let identity = identity.ok_or_else(|| KeysError::NotMine { who: who.to_string() })?;
        let naming = read(who, profile, identity.naming())?;
        naming.check()?;
        let others = self.keys.identities();
        if others.iter().any(|one| one.did() != *who && one.name() == naming.name) {
            return Err(KeysError::Taken { who: naming.name }.into());
        }
        if naming != *identity.naming() {
            self.check_can_sign(&identity)?;
            let content = Content::Profile(naming.profile());
            self.hands.say(*who, content, Vec::new()).await?;
            let (did, kept) = (*who, naming.clone());
            self.in_box(move |keys| keys.rename(&did, &kept)).await?;
        }
        Ok(shown(who, &naming))
    }
}

fn shown(who: &Did, naming: &Naming) -> Value {
    let mut profile = Object::new();
    profile.insert("@context", Value::array([CONTEXT]));
    profile.insert("id", who.to_string());
    profile.insert("type", Value::array(["Profile"]));
    profile.insert("name", naming.name.as_str());
    for (name, value) in [("description", &naming.description), ("url", &naming.url)] {
        if let Some(value) = value {
            profile.insert(name, value.as_str());
        }
    }
    profile.into()
}

/// A whole profile: what is not in it is said no more. A member that could not be kept is refused
/// rather than lost.
fn read(who: &Did, profile: &Value, was: &Naming) -> Result<Naming, ActError> {
    let refused = |field: &str, detail: String| ActError::Lower {
        status: 400,
        code: "profile-refused",
        detail,
        field: Some(field.to_owned()),
    };
    let Value::Object(members) = profile else {
        return Err(refused("", "the profile is no JSON object".to_owned()));
    };
    let mut naming = Naming { name: String::new(), party: was.party, description: None, url: None };
    for (member, value) in members.iter() {
        let text = || value.as_str().map(str::to_owned);
        let text = || text().ok_or_else(|| refused(member, format!("{member} is no text")));
        match member {
            "@context" => {}
            "type" => {
                let mut types = value.as_list().iter().chain(Some(value)).filter_map(Value::as_str);
                if !types.any(|one| one == "Profile") {
                    return Err(refused(member, "type does not name Profile".to_owned()));
                }
            }
            "id" if text()? == who.to_string() => {}
            "id" => return Err(refused(member, format!("id is not {who}, and cannot change"))),
            "name" => naming.name = text()?,
            "description" => naming.description = Some(text()?),
            "url" => naming.url = Some(text()?),
            other => {
                let detail = format!("{other} is nothing that this node tells of anybody");
                return Err(refused(other, detail));
            }
        }
    }
    if !members.contains("name") {
        return Err(refused("name", "name is missing".to_owned()));
    }
    if !members.contains("id") {
        return Err(refused("id", "id is missing".to_owned()));
    }
    Ok(naming)
}

#[cfg(test)]
mod tests {
    use bot_protocol::api::PartyKind;
    use bot_protocol::canon::json;
    use bot_protocol::identity::SecretKey;

    use super::*;

    fn who() -> Did {
        Did::from(SecretKey::from_seed(&[1; 32]).public())
    }

    fn was() -> Naming {
        let text = |text: &str| Some(text.to_owned());
        let (description, url) = (text("We mend"), text("https://school.example"));
        Naming { name: "School".to_owned(), party: PartyKind::Organisation, description, url }
    }

    /// What a profile with these members besides its id becomes: a naming, or the member refused.
    fn put(members: &str) -> Result<Naming, String> {
        let text = format!(r#"{{"id": "{}"{members}}}"#, who());
        let profile = json::read(text.as_bytes()).unwrap();
        read(&who(), &profile, &was()).map_err(|error| {
            let problem = error.problem();
            assert_eq!((problem.code.as_str(), problem.status), ("profile-refused", 400));
            problem.field.unwrap_or_default()
        })
    }

    #[test]
    fn a_profile_is_replaced_whole() {
        let named = Naming { description: None, url: None, ..was() };
        assert_eq!(put(r#", "type": ["Profile"], "name": "School""#), Ok(named.clone()));
        let other =
            Naming { name: "Club".to_owned(), url: Some("https://c.example".into()), ..named };
        assert_eq!(put(r#", "type": "Profile", "name": "Club", "url": "https://c.example""#), {
            Ok(other)
        });
        // What is shown is what may be put back.
        let Value::Object(shown) = shown(&who(), &was()) else { panic!("an object") };
        assert_eq!(read(&who(), &Value::Object(shown), &was()).ok(), Some(was()));
    }

    #[test]
    fn what_could_not_be_kept_is_refused_by_its_name() {
        let refused = |members: &str, field: &str| assert_eq!(put(members), Err(field.to_owned()));
        refused("", "name");
        refused(r#", "name": 4"#, "name");
        refused(r#", "name": "School", "url": null"#, "url");
        refused(r#", "name": "School", "type": ["Person"]"#, "type");
        refused(r#", "name": "School", "email": "a@school.example""#, "email");
        for (text, field) in [
            (r#"{"name": "School"}"#, "id"),
            (r#"{"id": "did:example:other", "name": "School"}"#, "id"),
            ("[]", ""),
        ] {
            let error = read(&who(), &json::read(text.as_bytes()).unwrap(), &was()).unwrap_err();
            assert_eq!(error.problem().field.as_deref(), Some(field), "{text}");
        }
    }
}
