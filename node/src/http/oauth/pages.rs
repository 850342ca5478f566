//! The few pages that a browser sees: when a program asks for badges, and before a gate. They hold no
//! script and nothing that answers for the owner; a form where the page is for one alone.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bot_protocol::api::ProgramView;
use bot_protocol::words::{Args, Lang, advise, say};

use crate::acts::oauth::Refusal;

const TEMPLATE: &str = include_str!("page.html");

/// How often a waiting page asks again, in seconds.
const REFRESH_SECONDS: u32 = 3;

/// The page that shows the code for the owner, and asks again by itself.
pub(super) fn waiting(lang: Lang, view: &ProgramView, here: &str) -> Response {
    let code = view.code.as_deref().unwrap_or_default();
    let host = view.redirect_uri.split('/').nth(2).unwrap_or_default();
    let args = Args::new().text("name", &*view.name).text("host", host).text("code", code);
    let sentence = |key: &str| format!("<p>{}</p>\n", escaped(&say(lang, key, &args)));
    let mut body = sentence("page-asks");
    body.push_str("<ul>\n");
    for permission in &view.permissions {
        let words = say(lang, permission.words(), &Args::new());
        body.push_str(&format!("<li>{}</li>\n", escaped(&words)));
    }
    body.push_str("</ul>\n");
    body.push_str(&sentence("page-approve"));
    body.push_str(&format!("<p class=\"code\"><code>{}</code></p>\n", escaped(code)));
    body.push_str(&format!("<p><code>bot oauth approve {}</code></p>\n", escaped(code)));
    body.push_str(&sentence("page-careful"));
    body.push_str(&sentence("page-wait"));
    let refresh = format!(
        "<meta http-equiv=\"refresh\" content=\"{REFRESH_SECONDS}; url={}\">\n",
        escaped(here)
    );
    page((StatusCode::OK, lang, "page-asks-title"), (&refresh, &body), Sending::Nothing)
}

/// The page that says why a program cannot ask.
pub(super) fn refused(lang: Lang, refusal: &Refusal) -> Response {
    let args = Args::new().text("detail", &*refusal.detail);
    let mut body = format!("<p>{}</p>\n", escaped(&say(lang, refusal.code, &args)));
    if let Some(advice) = advise(lang, refusal.code, &args) {
        body.push_str(&format!("<p>{}</p>\n", escaped(&advice)));
    }
    body.push_str(&format!("<p><code>{}</code></p>\n", escaped(&refusal.detail)));
    let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::BAD_REQUEST);
    page((status, lang, "page-refused-title"), ("", &body), Sending::Nothing)
}

/// What one should know of this node: the terms and the privacy policy that a description of the
/// service must name.
pub(super) fn about(lang: Lang) -> Response {
    let part = |id: &str, code: &str| {
        let words = escaped(&say(lang, code, &Args::new()));
        format!("<p id=\"{id}\">{words}</p>\n")
    };
    let body = part("terms", "page-terms") + &part("privacy", "page-privacy");
    page((StatusCode::OK, lang, "page-about-title"), ("", &body), Sending::Nothing)
}

/// Where a page may send what is typed into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Sending {
    /// Nowhere.
    Nothing,
    /// To the host that it came from.
    Here,
}

/// A page of this title with this body.
pub(in crate::http) fn page(
    (status, lang, title): (StatusCode, Lang, &str),
    (refresh, body): (&str, &str),
    sending: Sending,
) -> Response {
    let title = escaped(&say(lang, title, &Args::new()));
    let text = TEMPLATE
        .replace("{{lang}}", lang.tag())
        .replace("{{title}}", &title)
        .replace("{{refresh}}", refresh)
        .replace("{{body}}", body);
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, sending.referrer()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CONTENT_SECURITY_POLICY, sending.policy()),
    ];
    (status, headers, text).into_response()
}

impl Sending {
    /// A browser that must not say where a form comes from sends it as from nowhere (`Origin: null`),
    /// which no node takes. Source: Fetch §3.2 (append a request Origin header).
    const fn referrer(self) -> &'static str {
        match self {
            Self::Nothing => "no-referrer",
            Self::Here => "same-origin",
        }
    }

    const fn policy(self) -> &'static str {
        match self {
            Self::Nothing => {
                "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                frame-ancestors 'none'"
            }
            Self::Here => {
                "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; \
                frame-ancestors 'none'"
            }
        }
    }
}

/// A text that is shown as it is.
pub(in crate::http) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
        // A text must not be taken for a place of the page that is still to be filled.
        .replace("{{", "&#123;&#123;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_with_a_form_lets_its_browser_say_where_it_comes_from() {
        for (sending, expected) in
            [(Sending::Here, "same-origin"), (Sending::Nothing, "no-referrer")]
        {
            let shown = page((StatusCode::OK, Lang::En, "gate-page-title"), ("", ""), sending);
            assert_eq!(shown.headers()[header::REFERRER_POLICY], expected);
        }
    }

    #[test]
    fn what_others_say_is_text_and_nothing_else() {
        assert_eq!(escaped("<b a=\"'&{{body}}"), "&lt;b a=&quot;&#39;&amp;&#123;&#123;body}}");
    }
}
