//! Answers: as they are described, and what is in the tables.

use super::*;

/// Streams of all kinds of routers: the answers about them must be as they are described, and complete.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_captures_are_told_as_described() {
    let (collector, _) = printing(&["--quiet", "--tables", "--max-connections=100"]).await;
    let web = collector.web;
    let mut captures = expected();
    captures.retain(|name, _| !name.ends_with("-full.bmp.zst"));
    let mut streams = Vec::new();
    let mut sum = 0;
    for (number, name) in captures.keys().enumerate() {
        let stream = capture(name);
        let mut connection = connect(address(30, number), collector.routers).await;
        connection.write_all(&stream).await.unwrap();
        sum += messages(&captures[name]);
        // The routes of connected routers are not stale.
        streams.push(connection);
    }
    tables_have(web, sum).await;
    let summary = api(web, "/api/v1/summary").await;
    let routers = all_parts(web, "/api/v1/routers?limit=7", "routers").await;
    assert_eq!(routers.len(), captures.len());
    let peers = all_parts(web, "/api/v1/peers?limit=50", "peers").await;
    assert_eq!(summary["peers"], peers.len());
    let of_peers: u64 = peers
        .iter()
        .map(|peer| peer["routes"].as_u64().unwrap())
        .sum();
    assert_eq!(summary["routes"], of_peers);
    // In parts of any size each route comes once.
    let routes = all_parts(web, "/api/v1/routes?limit=1000", "routes").await;
    assert_eq!(summary["routes"], routes.len());
    let in_parts = all_parts(web, "/api/v1/routes?limit=37", "routes").await;
    assert_eq!(routes, in_parts);
    // Each kind of route is found again, in all its views.
    let mut families = std::collections::BTreeSet::new();
    for route in &routes {
        if !families.insert(route["family"].as_str().unwrap()) {
            continue;
        }
        let [family, key] = ["family", "key"].map(|name| route[name].as_str().unwrap());
        let id = match route["path_id"].as_u64() {
            Some(id) => format!("&path-id={id}"),
            None => String::new(),
        };
        let path = format!("/api/v1/route?family={family}&key={key}{id}&limit=1000");
        let views = api(web, &path).await;
        let views = views["views"].as_array().unwrap();
        let wanted: Vec<_> = routes
            .iter()
            .filter(|other| {
                ["family", "key"].map(|name| &other[name])
                    == ["family", "key"].map(|name| &route[name])
            })
            .collect();
        assert!(views.contains(route), "{route}");
        assert!(views.len() <= wanted.len() && views.iter().all(|view| wanted.contains(&view)));
        if !route["prefix"].is_null() {
            assert_eq!(views.len(), wanted.len(), "{route}");
        }
    }
    assert!(families.len() >= 20, "{families:?}");
    for peer in &peers {
        let id = &peer["peer"]["id"];
        api(web, &format!("/api/v1/series?peer-id={id}")).await;
        for step in ["in", "best", "out", "out-policy"] {
            api(
                web,
                &format!("/api/v1/policy?peer-id={id}&step={step}&limit=5"),
            )
            .await;
        }
    }
    drop(streams);
    // Nothing is lost when routers go, but all is stale.
    until(web, |status| status["connections"] == 0).await;
    let after = api(web, "/api/v1/summary").await;
    assert_eq!([&after["stale"], &after["routes"]], [&summary["routes"]; 2]);
    assert_eq!(after["peers_up"], 0);
    stop(collector).await.unwrap();
}

#[tokio::test]
async fn the_description_is_served_and_every_path_of_it_answers() {
    let (collector, _) = printing(&["--quiet", "--tables"]).await;
    assert_eq!(api(collector.web, "/openapi.json").await, *description());
    for (path, what) in description()["paths"].as_object().unwrap() {
        let parameters = what["get"]["parameters"].as_array();
        let needed: Vec<_> = parameters
            .into_iter()
            .flatten()
            .filter(|parameter| parameter["required"] == true)
            .map(|parameter| match parameter["name"].as_str().unwrap() {
                "family" => "family=ipv4-unicast".to_owned(),
                "key" => "key=0a00000008".to_owned(),
                name => format!("{name}=0"),
            })
            .collect();
        let (code, _) = ask_api(collector.web, &format!("{path}?{}", needed.join("&")), "").await;
        // There is no peer.
        let wanted = if path.ends_with("policy") { 404 } else { 200 };
        assert_eq!(code, wanted, "{path}");
    }
    stop(collector).await.unwrap();
}

#[tokio::test]
async fn what_is_wrong_with_a_question_is_said() {
    let (collector, _) = printing(&["--quiet", "--tables"]).await;
    for (path, wanted) in [
        ("routes?prefix=10.0.0.0/33", "neither a network"),
        (
            "routes?prefix=10.0.0.0/8&prefix=::/0",
            "prefix: one at a time",
        ),
        ("routes?match=best", "invalid value 'best'"),
        ("routes?limit=100000", "limit: the most is 1000"),
        ("routes?after=x", "after:"),
        ("routes?colour=red", "unexpected argument 'colour'"),
        ("routes?community=x", "not a community"),
        ("route?family=ipv4-unicast", "key: must be given"),
        ("route?family=ipv4-unicast&key=0g", "key: not bytes"),
        ("route?family=ipv4-unicast&key=0a01000008", "key:"),
        ("policy", "peer-id: must be given"),
        (
            "policy?peer-id=1&step=x",
            "step: \"x\" is not one of in, best",
        ),
        ("policy?peer-id=1&kind=x", "kind:"),
        ("peers?state=x", "state:"),
        ("peers?x=1", "x: no such parameter"),
        ("series?peer-id=-1", "peer-id:"),
    ] {
        let (code, answer) = ask_api(collector.web, &format!("/api/v1/{path}"), "").await;
        assert_eq!(code, 400, "{path}: {answer}");
        let error = answer["error"].as_str().unwrap();
        assert!(error.contains(wanted), "{path}: {error}");
    }
    stop(collector).await.unwrap();
}

/// Without --tables there is no API.
#[tokio::test]
async fn without_tables_there_is_nothing_to_ask() {
    let (collector, _) = printing(&["--quiet"]).await;
    let (head, _) = ask(collector.web, "/api/v1/summary", "").await;
    assert!(head.starts_with("HTTP/1.0 404 "), "{head}");
    assert_eq!(status(collector.web).await["tables"], false);
    stop(collector).await.unwrap();
}

#[tokio::test]
async fn a_token_protects_everything_but_the_page() {
    let directory = tempfile::tempdir().unwrap();
    let collector = with_token(directory.path()).await;
    let web = collector.web;
    page(web, "/").await;
    for path in [
        "/status.json",
        "/metrics",
        "/openapi.json",
        "/api/v1/summary",
    ] {
        for headers in ["", "Authorization: Bearer wrong\r\n"] {
            let (head, body) = ask(web, path, headers).await;
            assert!(head.starts_with("HTTP/1.0 401 "), "{path}: {head}");
            assert!(head.contains("www-authenticate: Bearer"), "{head}");
            assert_eq!(body, r#"{"error":"the token is missing or wrong"}"#);
        }
        let (head, _) = ask(web, path, "Authorization: Bearer s3cret\r\n").await;
        assert!(head.starts_with("HTTP/1.0 200 "), "{path}: {head}");
    }
    assert_eq!(ask_api(web, "/api/v1/summary", "").await.0, 401);
    stop(collector).await.unwrap();
}

/// Charts: the sums over all minutes are what tshark counted.
#[tokio::test]
async fn series_have_every_update_and_flap() {
    let (collector, _) = printing(&["--quiet", "--tables"]).await;
    let web = collector.web;
    let name = "frr-10.7.1-loc-rib.bmp";
    let stream = capture(name);
    let mut connection = connect(address(39, 1), collector.routers).await;
    connection.write_all(&stream).await.unwrap();
    tables_have(web, count(&stream)).await;
    let expected = &expected()[name];
    let routes = expected["routes"].as_array().unwrap().iter();
    let announced: u64 = routes
        .map(|family| family["announced"].as_u64().unwrap())
        .sum();
    let all = api(web, "/api/v1/series").await;
    let summary = api(web, "/api/v1/summary").await;
    let sum = |series: &Value, what: &str| -> u64 {
        let samples = series["samples"].as_array().unwrap().iter();
        samples.map(|sample| sample[what].as_u64().unwrap()).sum()
    };
    assert_eq!(sum(&all, "announced"), announced);
    assert_eq!(sum(&all, "ups"), expected["messages"]["peer_up"]);
    assert_eq!(sum(&all, "downs"), expected["messages"]["peer_down"]);
    let last = all["samples"].as_array().unwrap().last().unwrap();
    assert_eq!(last["routes"], summary["routes"]);
    // Those of peers are parts of it.
    let mut parts = 0;
    for peer in all_parts(web, "/api/v1/peers", "peers").await {
        let id = &peer["peer"]["id"];
        let series = api(web, &format!("/api/v1/series?peer-id={id}")).await;
        assert_eq!(sum(&series, "downs"), peer["downs"]);
        parts += sum(&series, "announced");
    }
    assert_eq!(parts, announced);
    stop(collector).await.unwrap();
}
