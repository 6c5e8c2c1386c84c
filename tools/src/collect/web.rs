//! The status page, the status for programs, and metrics.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::collect::glass::api;
use crate::collect::metrics::{self, Format};
use crate::collect::page::PAGE;
use crate::collect::status::{Snapshot, Status};
use crate::collect::token::Token;

/// The maximum number of connections.
pub(crate) const CONNECTIONS: usize = 16;

/// How long a client may take for the head of a request, and for a connection in all.
const HEAD: Duration = Duration::from_secs(5);
const CONNECTION: Duration = Duration::from_secs(30);

/// The pages and who asks for them.
pub(crate) struct Page {
    listener: TcpListener,
    pages: Router,
}

impl Page {
    pub(crate) fn new(
        listener: TcpListener,
        status: Arc<Status>,
        names: Vec<String>,
        token: Option<Token>,
    ) -> Page {
        let (names, token) = (Arc::new(names), Arc::new(token));
        let mut answers = Router::new()
            .route("/status.json", get(snapshot))
            .route("/metrics", get(numbers))
            .with_state(Arc::clone(&status));
        if let Some(glass) = &status.glass {
            answers = answers.merge(api::paths(Arc::clone(glass)));
        }
        // The page has nothing that is secret: it asks for the token.
        let pages = answers
            .layer(middleware::from_fn(move |request, next| {
                with_token(Arc::clone(&token), request, next)
            }))
            .route("/", get(page))
            .layer(middleware::from_fn(move |request, next| {
                known_host(Arc::clone(&names), request, next)
            }));
        Page { listener, pages }
    }

    /// Serves requests until `stop`. Ends the oldest connection if there are too many: who asks in earnest has had the
    /// answer by then.
    pub(crate) async fn serve(self, stop: CancellationToken) {
        let mut open = VecDeque::<JoinHandle<()>>::new();
        loop {
            let accepted = tokio::select! {
                () = stop.cancelled() => break,
                accepted = self.listener.accept() => accepted,
            };
            let Ok((stream, _)) = accepted else {
                // The process may have too many open files: this passes.
                sleep(Duration::from_millis(100)).await;
                continue;
            };
            open.retain(|connection| !connection.is_finished());
            if open.len() >= CONNECTIONS {
                open.pop_front().inspect(JoinHandle::abort);
            }
            let pages = TowerToHyperService::new(self.pages.clone());
            open.push_back(tokio::spawn(async move {
                let mut server = http1::Builder::new();
                server.timer(TokioTimer::new()).header_read_timeout(HEAD);
                let mut connection = pin!(server.serve_connection(TokioIo::new(stream), pages));
                // Whatever a client does wrong is its own business.
                if timeout(CONNECTION, connection.as_mut()).await.is_err() {
                    // A browser keeps its connection: it must not lose an answer.
                    connection.as_mut().graceful_shutdown();
                    let _ = timeout(HEAD, connection).await;
                }
            }));
        }
        open.iter().for_each(JoinHandle::abort);
    }
}

/// Refuses requests without the token, if there is one.
async fn with_token(token: Arc<Option<Token>>, request: Request, next: Next) -> Response {
    let is_right = |token: &Token| token.is_in(request.headers());
    if token.as_ref().as_ref().is_none_or(is_right) {
        return next.run(request).await;
    }
    let mut response = api::error(StatusCode::UNAUTHORIZED, "the token is missing or wrong");
    let challenge = HeaderValue::from_static("Bearer");
    response
        .headers_mut()
        .insert(header::WWW_AUTHENTICATE, challenge);
    response
}

/// Refuses requests for other names: a page of somebody else may have a name that leads to this address, and a browser
/// would let it read the status (DNS rebinding). Addresses have no such names.
async fn known_host(names: Arc<Vec<String>>, request: Request, next: Next) -> Response {
    let in_headers = request.headers().get_all(header::HOST).iter();
    let in_headers = in_headers.map(|host| host.to_str().unwrap_or_default());
    // Only programs ask without a name, and only for a proxy is it in the first line.
    let in_line = request
        .uri()
        .authority()
        .map(|authority| authority.as_str());
    let is_known = in_headers.chain(in_line).all(|host| is_known(host, &names));
    if is_known {
        next.run(request).await
    } else {
        let text = "This is not the name of this collector: see --web-name.\n";
        (StatusCode::MISDIRECTED_REQUEST, text).into_response()
    }
}

fn is_known(host: &str, names: &[String]) -> bool {
    let Ok(host) = host.parse::<Uri>() else {
        return false;
    };
    let host = host.host().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    address.parse::<IpAddr>().is_ok()
        || host.eq_ignore_ascii_case("localhost")
        || names.iter().any(|name| host.eq_ignore_ascii_case(name))
}

/// Everything is on the page, and nothing else may be loaded, because it shows strings that routers chose.
const POLICY: &str = "default-src 'none'; connect-src 'self'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; base-uri 'none'";

async fn page() -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, Html(PAGE)).into_response()
}

async fn snapshot(State(status): State<Arc<Status>>) -> Response {
    // Who asks all the time takes one processor from the routers, not all.
    let _turn = status.turn.lock().await;
    (
        [(header::CACHE_CONTROL, "no-store")],
        Json(Snapshot::of(&status)),
    )
        .into_response()
}

async fn numbers(State(status): State<Arc<Status>>, headers: HeaderMap) -> Response {
    let _turn = status.turn.lock().await;
    let accepts = headers.get_all(header::ACCEPT);
    let format = Format::of(accepts.iter().filter_map(|accept| accept.to_str().ok()));
    match metrics::text(&status, format) {
        Ok(text) => ([(header::CONTENT_TYPE, format.content_type())], text).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_others_are_not_known() {
        let names = ["station.example".to_owned()];
        for host in [
            "localhost",
            "LOCALHOST:5080",
            "127.0.0.1:5080",
            "[::1]:5080",
            "192.0.2.1",
            "station.example:5080",
        ] {
            assert!(is_known(host, &names), "{host}");
        }
        for host in [
            "attacker.example",
            "localhost.attacker.example:5080",
            "127.0.0.1.attacker.example",
            "",
            "a b",
        ] {
            assert!(!is_known(host, &names), "{host}");
        }
    }
}
