//! `/livez`, `/readyz`, `/v1/status`, `/v1/config`, `/v1/shutdown`, `/v1/openapi.json`.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse as _;
use axum::routing::{MethodFilter, on};
use bot_protocol::api::{Done, ReadyReply};
use schemars::SchemaGenerator;

use super::App;
use super::access::Access;
use super::call::{Operation, Reply, at, get, post};

/// A request without anything in it.
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Nothing {}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        live(),
        ready(),
        get(at("/v1/status", "status", "How this node is."), |call| async move {
            call.acts.status().await
        }),
        get(at("/v1/config", "config", "Every setting as it is."), |call| async move {
            Ok(call.acts.settings())
        }),
        post(at("/v1/shutdown", "shutdown", "Stops the node."), |call| async move {
            let _: Nothing = call.input;
            call.acts.stop();
            Ok(Done { changed: true, ..Done::default() })
        }),
        description(),
    ]
}

fn live() -> Operation {
    Operation {
        method: "get",
        path: "/livez",
        id: "live",
        about: "Answers while the process lives.",
        request: None,
        paged: false,
        reply: Reply::Raw("text/plain", None),
        access: Access::Open,
        handler: on(MethodFilter::GET, || async { "alive\n" }),
    }
}

fn ready() -> Operation {
    let handler = on(MethodFilter::GET, |State(app): State<App>| async move {
        let reply = app.acts.ready().await;
        let status = if reply.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        (status, axum::Json(reply))
    });
    Operation {
        method: "get",
        path: "/readyz",
        id: "ready",
        about: "Whether the node can do its work; 503 while it cannot.",
        request: None,
        paged: false,
        reply: Reply::Json(SchemaGenerator::subschema_for::<ReadyReply>),
        access: Access::Open,
        handler,
    }
}

fn description() -> Operation {
    let handler = on(MethodFilter::GET, || async {
        ([(header::CONTENT_TYPE, "application/json")], super::openapi()).into_response()
    });
    Operation {
        method: "get",
        path: "/v1/openapi.json",
        id: "openapi",
        about: "This description.",
        request: None,
        paged: false,
        reply: Reply::Raw("application/json", None),
        access: Access::Owner,
        handler,
    }
}
