//! Recorded streams of routers: the lines must be the messages, and the counters must be those of tshark.

use bmp_codec::Encode;
use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::{self, Message, PeerTable};
use serde_json::Value;

use super::*;

/// Returns the sums over all families whose routes are decoded one by one.
fn routes(expected: &Value) -> [u64; 3] {
    let mut sums = [0; 3];
    for entry in expected["routes"].as_array().unwrap() {
        let number = |name: &str| entry[name].as_u64().unwrap();
        let family = Family::new(number("afi") as u16, number("safi") as u8);
        sums[2] += number("end_of_rib");
        if Family::TYPED.contains(&family) {
            sums[0] += number("announced");
            sums[1] += number("withdrawn");
        }
    }
    sums
}

/// Checks that every line is the message of its frame, and encodes to its bytes.
fn are_messages(name: &str, lines: &[Value], stream: &[u8]) {
    let (mut peers, mut frames) = (PeerTable::default(), bmp::frames(stream));
    assert_eq!(lines[0]["event"], "connected", "{name}");
    assert_eq!(lines[lines.len() - 1]["event"], "disconnected", "{name}");
    for line in &lines[1..lines.len() - 1] {
        let frame = frames.next().unwrap().unwrap();
        assert_eq!(line["length"], frame.len(), "{name}");
        let message = peers.decode(frame).unwrap();
        assert_eq!(
            line["message"],
            serde_json::to_value(message).unwrap(),
            "{name}"
        );
        let again: Message = serde_json::from_value(line["message"].clone()).unwrap();
        if frame != again.to_vec().unwrap() {
            // JSON does not contain the session of malformed routes.
            let Message::RouteMonitoring(monitoring) = message else {
                panic!("{name}: {line}")
            };
            monitoring.update.unwrap().check().unwrap_err();
        }
        let rib = message.peer().and_then(|peer| peer.rib());
        assert_eq!(line["rib"], serde_json::to_value(rib).unwrap(), "{name}");
    }
    assert!(frames.rest().is_empty(), "{name}");
}

#[tokio::test]
async fn lines_are_messages_and_counts_are_right() {
    let (collector, printed) = printing(&["--json", "--max-connections=100"]).await;
    let mut captures = expected();
    // The one with 250,000 routes takes long without optimization.
    captures.retain(|name, _| !name.ends_with("-full.bmp.zst"));
    assert!(captures.len() > 55);
    for (number, name) in captures.keys().enumerate() {
        send(address(1, number), collector.routers, &capture(name)).await;
    }
    let status = until(collector.web, |status| {
        let routers = status["routers"].as_array().unwrap();
        status["connections"] == 0 && routers.len() == captures.len()
    })
    .await;
    let (head, metrics) = ask(
        collector.web,
        "/metrics",
        "Accept: application/openmetrics-text;version=1.0.0\r\n",
    )
    .await;
    assert!(
        head.contains("content-type: application/openmetrics-text; version=1.0.0"),
        "{head}"
    );
    assert!(metrics.ends_with("# EOF\n"));
    stop(collector).await.unwrap();
    let lines = by_router(&printed.text());
    for (number, (name, expected)) in captures.iter().enumerate() {
        let router = router(&status, address(1, number));
        let counts = &router["counts"];
        assert_eq!(counts["octets"], expected["octets"], "{name}");
        assert_eq!(counts["messages"], expected["messages"], "{name}");
        let want = match expected["messages"]["termination"].as_u64() {
            Some(1..) => "terminated by the router: ",
            _ => "closed by the router",
        };
        let reason = router["last_end"]["reason"].as_str().unwrap();
        assert!(reason.starts_with(want), "{name}: {reason}");
        let [announced, withdrawn, end_of_rib] = routes(expected);
        let label = format!("{{{}", labels(router));
        for (what, expected) in [
            ("announced", announced),
            ("withdrawn", withdrawn),
            ("end_of_rib", end_of_rib),
        ] {
            assert_eq!(counts["routes"][what], expected, "{name}: {what}");
            let name = format!("bmp_routes_total{label},action=\"{what}\"}}");
            assert_eq!(metric(&metrics, &name), expected);
        }
        let octets = metric(&metrics, &format!("bmp_octets_total{label}}}"));
        assert_eq!(expected["octets"], octets);
        are_messages(name, &lines[&address(1, number)], &capture(name));
    }
}

/// A router that connects twice: counters continue, peers do not stay.
#[tokio::test]
async fn a_router_that_comes_again() {
    let (collector, _) = printing(&["--quiet"]).await;
    let name = "frr-10.7.1-loc-rib.bmp";
    let (stream, from) = (capture(name), address(2, 0));
    let whole = messages(&expected()[name]);
    for connection_number in 1..=2 {
        let mut connection = connect(from, collector.routers).await;
        connection.write_all(&stream).await.unwrap();
        let status = until(collector.web, |status| {
            router(status, from)["messages"] == connection_number * whole
                && status["connections"] == 1
        })
        .await;
        // Three peers and the Loc-RIB; one peer is down again.
        assert_eq!(router(&status, from)["peers"], 4);
        assert_eq!(router(&status, from)["sys_descr"], "FRRouting 10.7.1");
        drop(connection);
        let status = until(collector.web, |status| status["connections"] == 0).await;
        assert_eq!(router(&status, from)["peers"], 0);
    }
    let status = status(collector.web).await;
    assert_eq!(router(&status, from)["messages"], 2 * whole);
    assert_eq!(router(&status, from)["connected"], 2);
    stop(collector).await.unwrap();
}

/// Lines for people.
#[tokio::test]
async fn text() {
    let (collector, printed) = printing(&[]).await;
    send(
        address(2, 1),
        collector.routers,
        &capture("gobgp-4.8.0-families.bmp"),
    )
    .await;
    until(collector.web, |status| {
        status["routers"][0]["last_end"].is_object()
    })
    .await;
    stop(collector).await.unwrap();
    let text = printed.text();
    let messages = messages(&expected()["gobgp-4.8.0-families.bmp"]) as usize;
    assert_eq!(text.lines().count(), messages + 2);
    // Routers with one address have different ports.
    let from = text.split(' ').nth(1).unwrap();
    let port = from.strip_prefix("127.2.0.2:").unwrap();
    assert!(port.parse::<u16>().unwrap() > 0);
    for part in [
        &format!(" {from} connected\n"),
        &format!(" {from} initiation: \"rtr\" \"GoBGP under test\""),
        &format!(" {from} 192.0.2.21 AS64496 adj-rib-in-pre peer up: hold time 90\n"),
        " loc-rib AS64496 - vpn-ipv6-unicast 64999:1 2001:db8:20::/48 label 200 path-id 1 [contradicted]\n",
        " 192.0.2.20 AS65550 adj-rib-in-pre + vpn-ipv6-unicast 64999:1 2001:db8:20::/48 label 200\n",
        " [contradicted]\n",
        &format!(" {from} disconnected: closed by the router\n"),
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}
