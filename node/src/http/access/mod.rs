//! Who may use an operation: each declares it once, and what is declared is what is checked and what
//! the OpenAPI text says.

#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use bot_protocol::api::{Problem, Scope, TokenView};

use super::call::{Call, Operation};
use super::guard::{Arrival, one};
use super::web::Cost;
use super::{App, problem};
use crate::acts::TokenFault;
use crate::clock::monotonic;

/// Who may use an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Whoever reaches the door. What such an operation must know of its caller it asks itself.
    Open,
    /// The same, for what is as much work as judging a badge.
    OpenDear,
    /// Everybody where the setting `web.public_verify` says so, else as [`Scope::Verify`].
    Verify,
    /// Who bears a token with this scope, and the owner.
    Scoped(Scope),
    /// The owner alone: by the Unix socket, or with the token of the run folder on loopback.
    Owner,
}

/// Who asks.
#[derive(Debug, Clone)]
pub(super) enum Caller {
    /// The owner of the node.
    Owner,
    /// The bearer of a token.
    Token(Arc<TokenView>),
    /// Anybody.
    Public,
}

impl Caller {
    /// The DID of the identity for which the bearer of a token acts, where the token names one.
    pub(super) fn identity(&self) -> Option<&str> {
        match self {
            Self::Token(token) => token.identity.as_deref(),
            Self::Owner | Self::Public => None,
        }
    }

    /// What tells callers apart, so that none gets the kept reply of another.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Owner => "",
            Self::Token(token) => &token.id,
            Self::Public => "public",
        }
    }
}

impl Operation {
    /// The same for others than the owner.
    pub(super) fn for_access(self, access: Access) -> Self {
        Self { access, ..self }
    }
}

impl<T> Call<T> {
    /// The identity that acts where the request itself names none: that of the caller's token, else
    /// that of the settings; nothing means the only one there is.
    pub(super) fn identity(&self) -> Option<&str> {
        let set = Some(self.acts.config().web.identity.as_str());
        self.caller.identity().or(set.filter(|name| !name.is_empty()))
    }
}

/// What stands before one operation.
#[derive(Clone)]
pub(super) struct Gate {
    pub(super) app: App,
    pub(super) access: Access,
}

/// Lets a request on to its handler and tells it who asks, or refuses.
pub(super) async fn admit(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    // A request that passed no guard has no rights.
    let arrival = request.extensions().get::<Arrival>().copied().unwrap_or(Arrival::Near);
    let reads =
        gate.access == Access::Open && matches!(*request.method(), Method::GET | Method::HEAD);
    let admitted = match arrival {
        Arrival::Owner => Ok(Caller::Owner),
        Arrival::Near => gate.caller(request.headers()),
        Arrival::Web { foreign: true, .. } if !reads => Err(foreign_page()),
        Arrival::Web { client, .. } => gate.caller_from_afar(client, request.headers()),
    };
    let mut response = match admitted {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(refusal) => *refusal,
    };
    if reads && matches!(arrival, Arrival::Web { .. }) {
        // What everybody may read, every page may read.
        let everybody = HeaderValue::from_static("*");
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, everybody);
    }
    response
}

/// No page of another origin asks by its reader's address for what costs or changes something.
fn foreign_page() -> Box<Response> {
    let detail = "pages of other origins can only read what is open to everybody";
    Box::new(problem::refuse(StatusCode::FORBIDDEN, "origin-refused", detail))
}

impl Gate {
    fn caller(&self, headers: &HeaderMap) -> Result<Caller, Box<Response>> {
        match self.access {
            Access::Open | Access::OpenDear => Ok(Caller::Public),
            Access::Owner => Err(self.owner_only(headers)),
            Access::Verify if self.is_public() && bearer(headers).is_none() => Ok(Caller::Public),
            Access::Verify => self.token(headers, Scope::Verify),
            Access::Scoped(scope) => self.token(headers, scope),
        }
    }

    /// By the web door nobody is the owner, and whoever bears no good token is served so often and
    /// no more.
    fn caller_from_afar(
        &self,
        client: IpAddr,
        headers: &HeaderMap,
    ) -> Result<Caller, Box<Response>> {
        let caller = match self.access {
            Access::Owner => {
                let detail = "the owner of the node asks on its own machine";
                Err(Box::new(problem::refuse(StatusCode::FORBIDDEN, "owner-only", detail)))
            }
            Access::Open | Access::OpenDear | Access::Verify | Access::Scoped(_) => {
                self.caller(headers)
            }
        };
        let cost = match &caller {
            Ok(Caller::Owner | Caller::Token(_)) => return caller,
            Ok(Caller::Public) if matches!(self.access, Access::Verify | Access::OpenDear) => {
                Cost::Whole
            }
            Ok(Caller::Public) | Err(_) => Cost::Tenth,
        };
        match self.app.rates.take(client, cost, monotonic()) {
            Ok(()) => caller,
            Err(wait) => Err(too_often(wait)),
        }
    }

    fn is_public(&self) -> bool {
        self.app.acts.config().web.public_verify
    }

    /// The bearer of a token with this scope; where everybody may, of any token.
    fn token(&self, headers: &HeaderMap, scope: Scope) -> Result<Caller, Box<Response>> {
        let Some(text) = bearer(headers) else {
            let detail = "expected the header `Authorization: Bearer` with a token of this node";
            let refusal = problem::make(StatusCode::UNAUTHORIZED, "token-needed", detail);
            return Err(challenge(refusal, None, scope));
        };
        let token = self.app.acts.token(text).map_err(|fault| {
            if let TokenFault::Store(error) = fault {
                return Box::new(problem::response(&error.problem()));
            }
            let status = StatusCode::UNAUTHORIZED;
            let refusal = problem::make(status, fault.code(), &fault.to_string());
            challenge(refusal, Some("invalid_token"), scope)
        })?;
        let public = self.access == Access::Verify && self.is_public();
        if public || token.scopes.contains(&scope) {
            return Ok(Caller::Token(Arc::new(token)));
        }
        let has: Vec<&str> = token.scopes.iter().map(|scope| scope.name()).collect();
        let detail = format!("the token has the scopes {}, expected {scope}", has.join(", "));
        let refusal = problem::make(StatusCode::FORBIDDEN, "scope-missing", &detail);
        Err(challenge(refusal, Some("insufficient_scope"), scope))
    }

    /// What is the owner's is nobody else's: a token that is good elsewhere gets a plain no.
    fn owner_only(&self, headers: &HeaderMap) -> Box<Response> {
        if bearer(headers).is_some_and(|text| self.app.acts.token(text).is_ok()) {
            let detail = "no token with scopes opens this";
            return Box::new(problem::refuse(StatusCode::FORBIDDEN, "owner-only", detail));
        }
        let detail = "expected the header `Authorization: Bearer` with the token in DATA/run/token";
        Box::new(problem::refuse(StatusCode::UNAUTHORIZED, "token-missing", detail))
    }
}

/// Source: RFC 6585 §4; RFC 9110 §10.2.3.
pub(super) fn too_often(wait: Duration) -> Box<Response> {
    let seconds = wait.as_secs().saturating_add(1);
    let detail = format!("too many requests without a token, come again in {seconds} s");
    let mut refusal = problem::make(StatusCode::TOO_MANY_REQUESTS, "too-often", &detail);
    refusal.data.insert("seconds".to_owned(), seconds.to_string());
    let mut response = problem::response(&refusal);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    Box::new(response)
}

/// The token a request carries. Source: RFC 6750 §2.1.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = one(headers, header::AUTHORIZATION.as_str())?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A refusal that says what would be let in. Source: RFC 6750 §3.
fn challenge(mut refusal: Problem, error: Option<&str>, scope: Scope) -> Box<Response> {
    refusal.data.insert("scope".to_owned(), scope.name().to_owned());
    let error = error.map(|error| format!("error=\"{error}\", ")).unwrap_or_default();
    let text = format!("Bearer realm=\"bits-of-trust\", {error}scope=\"{scope}\"");
    let mut response = problem::response(&refusal);
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
    }
    Box::new(response)
}
