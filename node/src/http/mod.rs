//! The interface for programs: HTTP on loopback and on a Unix socket for the owner's, and by the web
//! door for those of others.
//!
//! Three steps a handler: parse, one call to `acts/`, reply. One file a resource; each lists its
//! operations once, and both the router and the OpenAPI text are made from that list. What every
//! request must pass, before its path is looked at, is in `guard`; who may use an operation, in
//! `access`; how long and how large a request may be, in `accept` and `call`.

mod accept;
mod access;
mod achievements;
mod bodies;
mod call;
mod communities;
mod contacts;
mod cookies;
mod credentials;
mod data;
mod disputes;
mod doors;
mod endorsements;
mod events;
mod feeds;
mod gates;
mod grants;
mod guard;
mod guardians;
mod identities;
mod imports;
mod language;
mod media;
mod metrics;
mod node;
mod oauth;
mod ob;
mod offers;
mod once;
mod openapi;
mod openid;
mod pages;
mod peers;
mod problem;
mod programs;
mod recognitions;
mod status_changes;
mod status_lists;
mod tokens;
mod trust;
mod vc;
mod verify;
mod visitor;
mod visits;
mod wallets;
mod web;
mod witnesses;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use tokio::sync::watch;

use crate::acts::Acts;
use crate::config::HttpSettings;

pub use self::doors::{Doors, HttpError, Reloader};
pub use self::openapi::document as openapi;
pub use self::pages::every_page;

use self::access::Gate;
use self::call::Operation;

/// What every handler has at hand.
#[derive(Clone)]
struct App {
    acts: Arc<Acts>,
    settings: Arc<HttpSettings>,
    counts: Arc<metrics::Counts>,
    stop: watch::Receiver<bool>,
    rates: Arc<web::Rates>,
}

/// Every operation, in the order of the OpenAPI text.
fn operations() -> Vec<Operation> {
    [
        node::operations(),
        identities::operations(),
        achievements::operations(),
        credentials::operations(),
        imports::operations(),
        offers::operations(),
        endorsements::operations(),
        words::operations(),
        grants::operations(),
        gates::operations(),
        disputes::operations(),
        recognitions::operations(),
        trust::operations(),
        status_changes::operations(),
        status_lists::operations(),
        verify::operations(),
        feeds::operations(),
        data::operations(),
        guardians::operations(),
        communities::operations(),
        witnesses::operations(),
        peers::operations(),
        contacts::operations(),
        tokens::operations(),
        visits::operations(),
        events::operations(),
        metrics::operations(),
        programs::operations(),
        oauth::operations(),
        ob::operations(),
        vc::operations(),
        wallets::operations(),
        openid::operations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn router(app: &App) -> Router {
    pages::added(app, routed(app, operations()))
}

/// A router of these operations, each behind its gate.
fn routed(app: &App, operations: Vec<Operation>) -> Router {
    let mut router = Router::new();
    for operation in operations {
        let gate = Gate { app: app.clone(), access: operation.access };
        let admitted = from_fn_with_state(gate, access::admit);
        router = router.route(operation.path, operation.handler.route_layer(admitted));
    }
    router
        .fallback(problem::no_such_path)
        .method_not_allowed_fallback(problem::no_such_method)
        .with_state(app.clone())
}
