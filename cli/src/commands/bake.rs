//! `bot badge bake`: a signed badge into a picture.

use std::path::Path;

use bot_node::clock::{Clock as _, SystemClock};
use bot_node::contexts::reader;
use bot_protocol::api::CredentialView;
use bot_protocol::canon::multibase::decode_base64;
use bot_protocol::credential::bake::container::{self, Container, Inner};
use bot_protocol::credential::model::Credential;
use bot_protocol::verdict::{
    self, Answer, Asked, Evidence, Presented, Question, Reader, judge, unquoted,
};

use super::badge::{picture_max, read_badge};
use super::{Context, Output, read_input};
use crate::client::encoded;
use crate::failure::{Exit, Failure};

/// What is to be baked, and into what.
pub(super) struct Baking<'a> {
    /// The signed badge: a file, or the id of one that the node knows.
    pub(super) badge: &'a str,
    /// The picture; else the one that the badge carries.
    pub(super) image: Option<&'a Path>,
    /// Whether one that does not hold is baked too.
    pub(super) anyway: bool,
}

/// A badge as it is written into a picture, and the picture that it carries itself.
struct Batter {
    text: String,
    own: Option<Vec<u8>>,
}

impl Baking<'_> {
    /// Bakes it and writes the picture.
    pub(super) fn bake(
        &self,
        context: &Context<'_>,
        (out, force): (&Path, bool),
    ) -> Result<Exit, Failure> {
        let place = Output::reserve(out, force)?;
        let baked = self.baked(context)?;
        let saved = !place.is_stdout();
        if saved {
            named_as_it_is(out, &baked)?;
        }
        place.fill(context.screen, &baked)?;
        if saved {
            context.screen.say("cli-baked", &[("path", out.display().to_string())]);
            context.screen.object(&serde_json::json!({ "path": out, "bytes": baked.len() }));
        }
        Ok(Exit::Done)
    }

    fn baked(&self, context: &Context<'_>) -> Result<Vec<u8>, Failure> {
        let path = Path::new(self.badge);
        let known = |end: &str| format!("/v1/credentials/{}{end}", encoded(self.badge));
        let text = match (self.image, path.exists()) {
            (None, false) => return context.client()?.get_bytes(&known("/image")),
            (Some(_), false) => {
                let known: CredentialView = context.client()?.get(&known(""))?;
                let text = known.document.unwrap_or_default();
                self.batter(context, path, text.into_bytes())?.text
            }
            (image, true) => {
                let batter = self.batter(context, path, read_badge(path)?)?;
                if image.is_none() {
                    let picture = batter.own.ok_or_else(|| {
                        let detail = "the file has no picture in it; it needs --image";
                        Failure::new(Exit::Usage, "cli-bake-image", detail)
                    })?;
                    let baked = container::bake(&picture, &batter.text);
                    return baked.map_err(|error| Failure::picture(path, &error));
                }
                batter.text
            }
        };
        let image = self.image.unwrap_or(path);
        let picture = read_input(image, picture_max())?;
        container::bake(&picture, &text).map_err(|error| Failure::picture(image, &error))
    }

    /// A badge, as it was signed. One that does not hold is told as what it is: whoever gets the
    /// picture cannot know that it was baked in jest.
    fn batter(
        &self,
        context: &Context<'_>,
        path: &Path,
        bytes: Vec<u8>,
    ) -> Result<Batter, Failure> {
        let screen = context.screen;
        let contexts = context.contexts();
        let reader = reader(contexts.as_deref());
        let presented = reader.read(&bytes);
        let presented =
            presented.map_err(|refused| Failure::refused(path, &refused, screen.lang()))?;
        let batter = batter(path, bytes, &presented)?;
        if let Some(says) = doubt(&presented, &reader).map(|why| verdict::say(&why, screen.lang()))
        {
            let shown = path.display().to_string();
            if !self.anyway {
                let failure =
                    Failure::new(Exit::No, "cli-bake-refused", format!("{shown}: {says}"));
                return Err(failure.with("path", shown).with("what", says));
            }
            screen.aside(&screen.sentence("cli-bake-doubt", &[("what", says)]));
        }
        Ok(batter)
    }
}

/// The badge's own text, where it is of a form that pictures carry.
///
/// Source: Open Badges 3.0 §5.3: JSON with proofs in it, or a compact JWS.
fn batter(path: &Path, bytes: Vec<u8>, presented: &Presented) -> Result<Batter, Failure> {
    let shown = path.display().to_string();
    let refuse = |form: &str| {
        let detail = format!("{shown}: expected a badge as JSON or a compact JWS, found {form}");
        let failure = Failure::new(Exit::Other, "cli-bake-form", detail);
        failure.with("path", shown.clone()).with("form", form)
    };
    if presented.presentation().is_some() {
        return Err(refuse("presentation"));
    }
    let bytes = unquoted(&bytes).map_or(bytes, String::into_bytes);
    // What no picture and no text holds is of a form that no picture takes.
    let opened = container::open(&bytes).map_err(|error| match container::sniff(&bytes) {
        Some(_) => Failure::picture(path, &error),
        None => refuse("other"),
    })?;
    match opened.inner {
        Inner::Json | Inner::Jws => {}
        Inner::Address => return Err(refuse("address")),
        Inner::Other => return Err(refuse("other")),
    }
    let text = String::from_utf8(opened.text).map_err(|_| refuse("other"))?;
    let text = if opened.inner == Inner::Jws { text.trim().to_owned() } else { text };
    let own = presented.credential().and_then(|credential| own_picture(&credential));
    Ok(Batter { text, own })
}

/// Why a badge is proven not to be what its issuer made, where it is.
fn doubt(presented: &Presented, reader: &Reader<'_>) -> Option<verdict::Reason> {
    let verdict = judge(presented, &Evidence::new(), &Asked::at(SystemClock.now()), reader);
    let is_no = verdict.answer(Question::Integrity) == Answer::No;
    is_no.then(|| verdict.reason(Question::Integrity).clone())
}

/// The picture that a badge carries in itself, not one that lies elsewhere.
fn own_picture(credential: &Credential<'_>) -> Option<Vec<u8>> {
    let (head, data) = credential.image()?.split_once(',')?;
    (head.starts_with("data:image/") && head.ends_with(";base64"))
        .then(|| decode_base64(data).ok())
        .flatten()
}

/// Refuses a name that says another kind of picture than it would be.
fn named_as_it_is(out: &Path, picture: &[u8]) -> Result<(), Failure> {
    let end = out.extension().map(|end| end.to_string_lossy().to_ascii_lowercase());
    let own = if container::sniff(picture) == Some(Container::Svg) { "svg" } else { "png" };
    match end.as_deref() {
        Some("png" | "svg" | "json" | "jpg" | "jpeg" | "gif") if end.as_deref() != Some(own) => {
            let (path, fits) = (out.display().to_string(), format!(".{own}"));
            let detail = format!("--out {path}: expected a name that ends in {fits}");
            let failure = Failure::new(Exit::Usage, "cli-out-kind", detail);
            Err(failure.with("path", path).with("fits", fits))
        }
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use bot_protocol::canon::json;
    use bot_protocol::credential::model::Credential;

    use super::own_picture;

    #[test]
    fn a_badge_carries_its_picture_in_itself_or_has_none() {
        let of = |text: &str| {
            let document = json::read(text.as_bytes()).unwrap();
            own_picture(&Credential::new(&document))
        };
        let with = |image: &str| {
            of(&format!(r#"{{"credentialSubject":{{"achievement":{{"image":{image}}}}}}}"#))
        };
        let whole = r#"{"id":"data:image/png;base64,AAE=","type":"Image"}"#;
        assert_eq!(with(whole), Some(vec![0, 1]));
        assert_eq!(with(r#""data:image/svg+xml;base64,PHN2Zz4=""#), Some(b"<svg>".to_vec()));
        for none in [
            r#"{"id":"https://a.example/b.png","type":"Image"}"#,
            r#"{"id":"data:image/png;base64,A","type":"Image"}"#,
            r#"{"id":"data:image/svg+xml,%3Csvg%3E","type":"Image"}"#,
            r#"{"id":"data:text/plain;base64,AAE=","type":"Image"}"#,
            "null",
        ] {
            assert_eq!(with(none), None, "{none}");
        }
        assert_eq!(of("{}"), None);
    }
}
