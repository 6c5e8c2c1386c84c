//! The status page, the status for programs, and metrics.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing::error;

use crate::collect::metrics;
use crate::collect::status::{Snapshot, Status};

/// Serves requests until `stop`.
pub(crate) async fn serve(listener: TcpListener, status: Arc<Status>, stop: CancellationToken) {
    let pages = Router::new()
        .route("/", get(page))
        .route("/status.json", get(snapshot))
        .route("/metrics", get(numbers))
        .with_state(status);
    let served = axum::serve(listener, pages).with_graceful_shutdown(stop.cancelled_owned());
    if let Err(error) = served.await {
        error!("the web server has failed: {error}");
    }
}

/// Everything is on the page, and nothing else may be loaded, because it shows strings that routers chose.
const POLICY: &str = "default-src 'none'; connect-src 'self'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; base-uri 'none'";

async fn page() -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, Html(include_str!("status.html"))).into_response()
}

async fn snapshot(State(status): State<Arc<Status>>) -> Response {
    (
        [(header::CACHE_CONTROL, "no-store")],
        Json(Snapshot::of(&status)),
    )
        .into_response()
}

async fn numbers(State(status): State<Arc<Status>>) -> Response {
    match metrics::text(&status) {
        Ok(text) => ([(header::CONTENT_TYPE, metrics::CONTENT_TYPE)], text).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
