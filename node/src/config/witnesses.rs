//! The witnesses of the viewer's own, as the settings name them.

use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::limits::WITNESSES_MAX;

use super::{Config, ConfigError};

impl Config {
    /// The witnesses of the viewer's own: writer keys, or the keys of identities.
    pub fn own_witnesses(&self) -> impl Iterator<Item = PublicKey> {
        self.trust.witnesses.iter().filter_map(|who| key_of(who))
    }
}

/// The key by which a witness is named: a DID's, or a writer key by itself.
fn key_of(who: &str) -> Option<PublicKey> {
    let did = if who.starts_with("z6Mk") { format!("did:key:{who}") } else { who.to_owned() };
    Some(*did.parse::<Did>().ok()?.public_key())
}

/// Each can be read, and there are no more than may be.
pub(super) fn check(witnesses: &[String]) -> Result<(), ConfigError> {
    let wrong = witnesses.iter().find(|who| key_of(who).is_none());
    let found = match wrong {
        None if witnesses.len() <= WITNESSES_MAX => return Ok(()),
        None => format!("{} of them", witnesses.len()),
        Some(wrong) => format!("{wrong:?}"),
    };
    let expected =
        "at most 7 DIDs (did:key:z6Mk…) or keys (z6Mk…), as `bot witness list` shows them";
    Err(ConfigError::OutOfBounds { setting: "trust.witnesses", found, expected })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn witnesses_of_one_s_own_are_dids_or_keys_and_seven_at_most() {
        let name = |number: u8| {
            let key = bot_protocol::identity::SecretKey::from_seed(&[number; 32]).public();
            [key.to_multikey(), Did::from(key).to_string()]
        };
        let with = |witnesses: Vec<String>| {
            let mut config = Config::default();
            config.trust.witnesses = witnesses;
            config
        };
        let seven: Vec<String> = (1..=7).map(|number| name(number)[0].clone()).collect();
        assert!(with(seven.clone()).check().is_ok());
        assert!(with([seven, name(8).to_vec()].concat()).check().is_err());
        let [key, did] = name(1);
        let keys = |who: String| with(vec![who]).own_witnesses().collect::<Vec<_>>();
        assert_eq!(keys(key.clone()), keys(did));
        for wrong in ["", "Lea", "did:web:example.org", &key[..key.len() - 1]] {
            let refused = with(vec![wrong.to_owned()]).check().unwrap_err();
            assert_eq!(refused.setting(), Some("trust.witnesses"), "{wrong}");
        }
    }
}
