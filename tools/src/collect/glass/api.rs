//! The HTTP API: paths, and how an answer is made. `openapi.json` describes it.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;
use serde_json::json;
use tokio::task::spawn_blocking;

use crate::collect::glass::Glass;
use crate::collect::glass::lists::{Part, PeersWanted, SeriesTold, Summary};
use crate::collect::glass::params::{Params, Wrong};
use crate::collect::glass::policy::Question;
use crate::collect::glass::search::{OneRoute, Search};

/// The description of the API.
pub(crate) const DESCRIPTION: &str = include_str!("openapi.json");

type Asked = Query<Vec<(String, String)>>;
type Held = State<Arc<Glass>>;

pub(crate) fn paths(glass: Arc<Glass>) -> Router {
    Router::new()
        .route("/api/v1/summary", get(summary))
        .route("/api/v1/routers", get(routers))
        .route("/api/v1/peers", get(peers))
        .route("/api/v1/routes", get(routes))
        .route("/api/v1/route", get(route))
        .route("/api/v1/policy", get(policy))
        .route("/api/v1/series", get(series))
        .route("/openapi.json", get(description))
        .with_state(glass)
}

async fn description() -> Response {
    json_text(DESCRIPTION.into())
}

async fn summary(State(glass): Held, Query(pairs): Asked) -> Response {
    let Err(wrong) = Params::from(pairs).end() else {
        return answer(move || Some(Summary::of(&glass))).await;
    };
    wrong.into_response()
}

async fn routers(State(glass): Held, Query(pairs): Asked) -> Response {
    let mut params = Params::from(pairs);
    match Part::of(&mut params).and_then(|part| params.end().map(|()| part)) {
        Ok(part) => answer(move || Some(part.routers(&glass))).await,
        Err(wrong) => wrong.into_response(),
    }
}

async fn peers(State(glass): Held, Query(pairs): Asked) -> Response {
    match PeersWanted::of(pairs.into()) {
        Ok(wanted) => answer(move || Some(wanted.answer(&glass))).await,
        Err(wrong) => wrong.into_response(),
    }
}

async fn routes(State(glass): Held, Query(pairs): Asked) -> Response {
    match Search::of(pairs.into()) {
        Ok(search) if search.is_scan() => {
            let held = Arc::clone(&glass);
            let _turn = held.scans.lock().await;
            answer(move || Some(search.answer(&glass))).await
        }
        Ok(search) => answer(move || Some(search.answer(&glass))).await,
        Err(wrong) => wrong.into_response(),
    }
}

async fn route(State(glass): Held, Query(pairs): Asked) -> Response {
    match OneRoute::of(pairs.into()) {
        Ok(one) => answer(move || Some(one.answer(&glass))).await,
        Err(wrong) => wrong.into_response(),
    }
}

async fn policy(State(glass): Held, Query(pairs): Asked) -> Response {
    match Question::of(pairs.into()) {
        Ok(question) => {
            let held = Arc::clone(&glass);
            let _turn = held.scans.lock().await;
            answer(move || question.answer(&glass)).await
        }
        Err(wrong) => wrong.into_response(),
    }
}

async fn series(State(glass): Held, Query(pairs): Asked) -> Response {
    let mut params = Params::from(pairs);
    match params.peer_id().and_then(|id| params.end().map(|()| id)) {
        Ok(peer) => answer(move || SeriesTold::of(&glass, peer)).await,
        Err(wrong) => wrong.into_response(),
    }
}

/// Makes an answer, where it does not keep connections of routers from being read. Says how long it had to do with the tables,
/// with the wait for them.
async fn answer<T: Serialize>(make: impl FnOnce() -> Option<T> + Send + 'static) -> Response {
    let text = spawn_blocking(move || {
        let begin = Instant::now();
        let answer = make();
        let taken = begin.elapsed();
        (answer.map(|answer| serde_json::to_string(&answer)), taken)
    });
    match text.await {
        Ok((Some(Ok(text)), taken)) => {
            let milliseconds = taken.as_secs_f64() * 1000.0;
            let timing = format!("tables;dur={milliseconds:.3}");
            ([("server-timing", timing)], json_text(text)).into_response()
        }
        Ok((None, _)) => error(StatusCode::NOT_FOUND, "no such peer"),
        Ok((Some(Err(failed)), _)) => error(StatusCode::INTERNAL_SERVER_ERROR, &failed.to_string()),
        Err(failed) => error(StatusCode::INTERNAL_SERVER_ERROR, &failed.to_string()),
    }
}

fn json_text(text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, text).into_response()
}

/// Returns an error as JSON.
pub(crate) fn error(status: StatusCode, text: &str) -> Response {
    (status, json_text(json!({ "error": text }).to_string())).into_response()
}

impl IntoResponse for Wrong {
    fn into_response(self) -> Response {
        error(StatusCode::BAD_REQUEST, &self.0)
    }
}
