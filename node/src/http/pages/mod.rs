//! Pages for people: HTML that is complete without a script, for the owner of the node and, where the
//! settings say so, for others.
//!
//! One handler file and one template a page. A handler calls the same acts as the interface for
//! programs does, and decides nothing itself. Each route declares who may see it (`route::Viewer`),
//! and a test asks for every one as everybody. The owner's browser is let in by a link that is good
//! once (`acts/visits`); no request of a page of another origin is taken (`guard`).

mod accessibility;
mod asking;
mod assets;
mod award;
mod awarded;
mod badge;
mod cases;
mod charters;
mod claim;
mod communities;
mod design;
mod emblem;
mod endorse;
mod endorsements;
mod enter;
mod form;
mod health;
mod home;
mod imports;
mod language;
mod links;
mod lists;
mod many;
mod near;
mod node;
mod offers;
mod once;
mod passport;
mod people;
mod picture;
mod portfolios;
mod recognitions;
mod reply;
mod room;
mod route;
mod scan;
mod sheet;
mod shell;
mod shown;
mod take;
#[cfg(test)]
mod tests;
mod trouble;
mod typed;
mod verify;
mod welcome;

use axum::Router;
use axum::middleware::from_fn_with_state;

use self::route::Route;
use super::{App, problem};

/// Every page.
fn routes() -> Vec<Route> {
    [
        assets::routes(),
        enter::routes(),
        language::routes(),
        welcome::routes(),
        sheet::routes(),
        home::routes(),
        offers::routes(),
        passport::routes(),
        imports::routes(),
        badge::routes(),
        portfolios::routes(),
        shown::routes(),
        award::routes(),
        design::routes(),
        awarded::routes(),
        many::routes(),
        room::routes(),
        asking::routes(),
        cases::routes(),
        take::routes(),
        claim::routes(),
        people::routes(),
        recognitions::routes(),
        near::routes(),
        endorsements::routes(),
        endorse::routes(),
        communities::routes(),
        charters::routes(),
        verify::routes(),
        node::routes(),
        accessibility::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Every page and whatever its forms do, by method and path, for whoever looks at each of them.
#[must_use]
pub fn every_page() -> Vec<(&'static str, &'static str)> {
    routes().into_iter().map(|route| (route.method, route.path)).collect()
}

/// The interface for programs, and the pages beside it.
pub(super) fn added(app: &App, router: Router) -> Router {
    let pages = routes()
        .into_iter()
        .fold(Router::new(), |pages, route| pages.route(route.path, route.handler));
    let pages = pages.method_not_allowed_fallback(problem::no_such_method);
    router
        .merge(pages.with_state(app.clone()))
        .layer(from_fn_with_state(app.clone(), trouble::for_people))
}
