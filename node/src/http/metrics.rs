//! `GET /metrics`: figures for Prometheus, none of them about a person.

use std::sync::atomic::AtomicU64;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, on};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use super::access::Access;
use super::call::{Operation, Reply};
use super::{App, problem};

const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What the interface itself counts.
#[derive(Debug, Default)]
pub(super) struct Counts {
    good: Counter,
    refused: Counter,
    failed: Counter,
}

impl Counts {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Counts one reply by its status.
    pub(super) fn answered(&self, status: u16) {
        match status {
            0..400 => self.good.inc(),
            400..500 => self.refused.inc(),
            500.. => self.failed.inc(),
        };
    }
}

pub(super) fn operations() -> Vec<Operation> {
    let handler = on(MethodFilter::GET, |State(app): State<App>| show(app));
    vec![Operation {
        method: "get",
        path: "/metrics",
        id: "metrics",
        about: "Figures of this node for Prometheus.",
        request: None,
        paged: false,
        access: Access::Owner,
        reply: Reply::Raw(MEDIA_TYPE, None),
        handler,
    }]
}

async fn show(app: App) -> Response {
    let status = match app.acts.status().await {
        Ok(status) => status,
        Err(error) => return problem::response(&error.problem()),
    };
    let mut registry = Registry::with_prefix("bot");
    let counts = [
        ("http_good", "Requests that were done", &app.counts.good),
        ("http_refused", "Requests that were refused", &app.counts.refused),
        ("http_failed", "Requests that failed", &app.counts.failed),
    ];
    for (name, help, counter) in counts {
        registry.register(name, help, counter.clone());
    }
    let gauges = [
        ("peers", "Peers connected now", status.peers),
        ("feeds", "Feeds held", status.feeds),
        ("outbox", "Letters not yet delivered", status.outbox),
        ("offers", "Offers that await an answer", status.offers),
        ("store_bytes", "Bytes of the store", status.store.bytes),
        ("store_position", "Items that ever arrived", status.store.position),
    ];
    for (name, help, value) in gauges {
        let gauge = Gauge::<u64, AtomicU64>::default();
        gauge.set(value);
        registry.register(name, help, gauge);
    }
    let mut text = String::new();
    match encode(&mut text, &registry) {
        Ok(()) => ([(header::CONTENT_TYPE, MEDIA_TYPE)], text).into_response(),
        Err(_) => problem::response(&crate::acts::ActError::Broken.problem()),
    }
}
