//! The body of a request, within its limit and in time.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::Request;
use axum::http::StatusCode;
use bot_protocol::api::Problem;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use super::{App, problem};

/// The first `max` bytes of the body of a request, and whether they are all of it: up to `more` bytes after
/// them are taken in and let go.
pub(super) async fn taken(
    app: &App,
    request: Request,
    max: usize,
    more: usize,
) -> Result<(Vec<u8>, bool), Problem> {
    let patience = Duration::from_millis(app.settings.request_timeout_millis.into());
    let mut body = request.into_body();
    let reading = async {
        let (mut kept, mut all) = (Vec::new(), 0_usize);
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(|_| cut_off())?.into_data() else { continue };
            all = all.saturating_add(data.len());
            if all > max.saturating_add(more) {
                return Err(too_large(max));
            }
            let room = max.saturating_sub(kept.len());
            kept.extend_from_slice(data.get(..room).unwrap_or(&data));
        }
        let is_whole = kept.len() == all;
        Ok((kept, is_whole))
    };
    match tokio::time::timeout(patience, reading).await {
        Ok(taken) => taken,
        Err(_) => Err(too_slow(patience)),
    }
}

fn too_large(max: usize) -> Problem {
    let detail = format!("the body has more than {max} bytes");
    problem::make(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", &detail)
}

fn cut_off() -> Problem {
    problem::make(StatusCode::BAD_REQUEST, "body-cut-off", "the body ended before its length")
}

fn too_slow(patience: Duration) -> Problem {
    let detail = format!("the body took longer than {} ms", patience.as_millis());
    problem::make(StatusCode::REQUEST_TIMEOUT, "body-too-slow", &detail)
}

/// The body of a request, within its limit and in time.
pub(super) async fn received(app: &App, request: Request, max: usize) -> Result<Bytes, Problem> {
    let patience = Duration::from_millis(app.settings.request_timeout_millis.into());
    let reading = Limited::new(request.into_body(), max).collect();
    match tokio::time::timeout(patience, reading).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large(max)),
        Ok(Err(_)) => Err(cut_off()),
        Err(_) => Err(too_slow(patience)),
    }
}
