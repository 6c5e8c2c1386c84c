//! The tables of routes and their HTTP API.

mod answers;
mod hostile;
mod live;
mod page;
mod policies;
mod restarts;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use jsonschema::Validator;
use serde_json::json;

use super::*;
use crate::collect::glass::api::DESCRIPTION;

/// The description of the API.
fn description() -> &'static Value {
    static PARSED: OnceLock<Value> = OnceLock::new();
    PARSED.get_or_init(|| serde_json::from_str(DESCRIPTION).unwrap())
}

/// Returns the validator of an answer. Each is made once: that takes longer than to use it.
fn validator(of: &str, code: u16) -> Arc<Validator> {
    static ALL: Mutex<BTreeMap<(String, u16), Arc<Validator>>> = Mutex::new(BTreeMap::new());
    let mut all = ALL.lock().unwrap();
    let made = all.entry((of.to_owned(), code)).or_insert_with(|| {
        let description = description();
        let mut response = &description["paths"][of]["get"]["responses"][code.to_string()];
        if let Some(place) = response["$ref"].as_str() {
            response = description.pointer(&place[1..]).unwrap();
        }
        let schema = &response["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{of}: {code} is not described");
        // A schema refers to others by their place in the description.
        let whole = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "allOf": [schema],
            "components": description["components"],
        });
        Arc::new(jsonschema::validator_for(&whole).unwrap())
    });
    Arc::clone(made)
}

/// Asks the API, with a header, and returns the status and the answer, which must be as it is described.
async fn ask_api(web: SocketAddr, path: &str, headers: &str) -> (u16, Value) {
    let (head, body) = ask(web, path, headers).await;
    let code: u16 = head[9..12].parse().unwrap();
    let (of, _) = path.split_once('?').unwrap_or((path, ""));
    assert!(head.contains("content-type: application/json"), "{head}");
    let is_of_tables = code == 200 && of != "/openapi.json";
    assert_eq!(head.contains("server-timing: tables;dur="), is_of_tables);
    let answer: Value = serde_json::from_str(&body).unwrap();
    let validator = validator(of, code);
    let errors: Vec<_> = validator
        .iter_errors(&answer)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{path}: {errors:?} in {answer:#}");
    (code, answer)
}

/// Returns an answer of the API.
async fn api(web: SocketAddr, path: &str) -> Value {
    let (code, answer) = ask_api(web, path, "").await;
    assert_eq!(code, 200, "{path}: {answer}");
    answer
}

/// Returns the items of all parts of an answer.
async fn all_parts(web: SocketAddr, path: &str, items: &str) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let sign = if path.contains('?') { '&' } else { '?' };
        let answer = api(web, &format!("{path}{sign}after={after}")).await;
        all.extend(answer[items].as_array().unwrap().iter().cloned());
        match answer["next"].as_str() {
            Some(next) => after = next.to_owned(),
            None => return all,
        }
    }
}

/// Waits until so many messages of all routers are in the tables.
async fn tables_have(web: SocketAddr, messages: u64) {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        let routers = all_parts(web, "/api/v1/routers", "routers").await;
        let sum: u64 = routers
            .iter()
            .map(|router| router["messages"].as_u64().unwrap())
            .sum();
        if sum >= messages {
            assert_eq!(sum, messages);
            return;
        }
        assert!(Instant::now() < end, "{sum} of {messages}");
        sleep(Duration::from_millis(50)).await;
    }
}

/// Starts a collector whose token is `s3cret`, in a file of this directory.
async fn with_token(directory: &Path) -> Collector {
    let file = directory.join("token");
    std::fs::write(&file, "s3cret\n").unwrap();
    let option = format!("--web-token-file={}", file.display());
    printing(&["--quiet", "--tables", &option]).await.0
}

/// Returns the number of messages in a stream.
fn count(stream: &[u8]) -> u64 {
    bmp_codec::bmp::frames(stream).count() as u64
}

/// Returns texts of routes: router, peer, RIB view and destination.
fn texts(routes: &[Value]) -> Vec<String> {
    let text = |route: &Value| {
        let name = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let [rib, to] = [&route["rib"], &route["route"]].map(name);
        format!("{} {rib} {to}", name(&route["peer"]["address"]))
    };
    routes.iter().map(text).collect()
}
