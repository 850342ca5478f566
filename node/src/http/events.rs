//! `GET /v1/events`: what happens on this node, as server-sent events.
//!
//! A reader that is too slow misses events and is told so by one named `missed`; it never slows
//! the node. Source: HTML Living Standard §9.2.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, on};
use bot_protocol::api::EventView;
use futures::stream;
use schemars::SchemaGenerator;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::App;
use super::accept::stopped;
use super::access::Access;
use super::call::{Operation, Reply};

/// A line of silence this often tells the reader that the node lives.
const SILENCE: Duration = Duration::from_secs(15);

pub(super) fn operations() -> Vec<Operation> {
    let handler = on(MethodFilter::GET, |State(app): State<App>| async move { show(&app) });
    vec![Operation {
        method: "get",
        path: "/v1/events",
        id: "events",
        about: "What happens from now on, as server-sent events; each `data` is an EventView.",
        request: None,
        paged: false,
        access: Access::Owner,
        reply: Reply::Raw("text/event-stream", Some(SchemaGenerator::subschema_for::<EventView>)),
        handler,
    }]
}

fn show(app: &App) -> Response {
    let begin = (app.acts.events(), app.stop.clone(), true);
    let text = stream::unfold(begin, |(events, mut stop, first)| async move {
        if first {
            // The head and this line go out at once: the reader knows that it listens.
            return Some((line(": listening\n\n".to_owned()), (events, stop, false)));
        }
        let (text, events) = tokio::select! {
            () = stopped(&mut stop) => return None,
            next = next(events) => next?,
        };
        Some((line(text), (events, stop, false)))
    });
    let headers =
        [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-store")];
    (headers, Body::from_stream(text)).into_response()
}

fn line(text: String) -> Result<Bytes, Infallible> {
    Ok(Bytes::from(text))
}

async fn next(mut events: Receiver<EventView>) -> Option<(String, Receiver<EventView>)> {
    let text = match tokio::time::timeout(SILENCE, events.recv()).await {
        Err(_) => ": still here\n\n".to_owned(),
        Ok(Ok(event)) => {
            let data = serde_json::to_string(&event).unwrap_or_default();
            format!("event: {}\ndata: {data}\n\n", event.event)
        }
        Ok(Err(RecvError::Lagged(missed))) => format!("event: missed\ndata: {missed}\n\n"),
        Ok(Err(RecvError::Closed)) => return None,
    };
    Some((text, events))
}
