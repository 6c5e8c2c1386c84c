//! Routers that announce without end.

use bmp_codec::Encode;
use bmp_codec::bgp::Update;
use bmp_codec::bgp::attribute::Origin;
use bmp_codec::bgp::nlri::Ipv4Prefix;
use bmp_codec::bmp::{Message, PerPeerHeader, RouteMonitoring};
use bmp_codec::net::Asn;

use super::super::process::Process;
use super::*;

/// Returns a message that announces 256 routes with a path of their own.
fn announcement(number: u32) -> Vec<u8> {
    let address = Ipv4Addr::new(192, 0, 2, 1);
    let header = PerPeerHeader::global(address.into(), Asn(64500), address);
    let nets = (0..256).map(|low| {
        let [_, high, middle, _] = number.to_be_bytes();
        let [_, _, _, last] = number.to_be_bytes();
        let net = format!("{}.{middle}.{last}.{low}/32", 1 + high);
        net.parse::<Ipv4Prefix>().unwrap()
    });
    let update = Update::announce(nets)
        .origin(Origin::Igp)
        .as_path([64500, number + 1])
        .next_hop(IpAddr::from(address));
    let message = RouteMonitoring::new(header, update.build().unwrap());
    Message::from(message).to_vec().unwrap()
}

/// Of a router only so many routes are kept, and the others are counted. Another router has room of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_router_that_announces_without_end_has_bounds() {
    let process = Process::start(&["--quiet", "--tables", "--max-routes=10000"]);
    let web = process.web;
    let mut connection = connect(address(37, 0), process.routers).await;
    let mut peak = 0;
    for round in 0..8 {
        let stream: Vec<u8> = (round * 500..(round + 1) * 500)
            .flat_map(announcement)
            .collect();
        connection.write_all(&stream).await.unwrap();
        if round == 1 {
            tables_have(web, 1000).await;
            peak = process.peak_memory();
        }
    }
    tables_have(web, 4000).await;
    let grown = process.peak_memory() - peak;
    assert!(grown < 8 * 1024, "{grown} KiB");
    let routers = api(web, "/api/v1/routers").await;
    let router = &routers["routers"][0];
    assert_eq!(
        [&router["routes"], &router["refused_routes"]],
        [10_000, 4000 * 256 - 10_000]
    );
    // The first ones are kept.
    let found = api(web, "/api/v1/routes?prefix=1.0.0.7/32").await;
    assert_eq!(found["routes"][0]["attributes"]["as_path"], "64500 1");
    let mut other = connect(address(37, 1), process.routers).await;
    other.write_all(&announcement(0)).await.unwrap();
    tables_have(web, 4001).await;
    let routers = api(web, "/api/v1/routers").await;
    assert_eq!(routers["routers"][1]["routes"], 256);
    process.terminate();
    tokio::task::spawn_blocking(|| process.ended())
        .await
        .unwrap();
}

/// A router that calls itself something else each time: as many are remembered as may be connected, and one host does not
/// displace the others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_without_end_have_bounds() {
    let options = [
        "--quiet",
        "--tables",
        "--max-connections=10",
        "--max-connections-per-prefix=3",
    ];
    let (collector, _) = printing(&options).await;
    let web = collector.web;
    let one = |name: &str| [initiation(name), announcement(0)].concat();
    send(address(38, 0), collector.routers, &one("good")).await;
    until(web, |status| status["routers"][0]["last_end"].is_object()).await;
    for number in 0..30 {
        send(
            address(38, 1),
            collector.routers,
            &one(&format!("evil-{number}")),
        )
        .await;
        until(web, |status| status["connections"] == 0).await;
    }
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        let routers = api(web, "/api/v1/routers").await;
        let names: Vec<_> = routers["routers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|router| router["name"].as_str().unwrap().to_owned())
            .collect();
        assert!(names.len() <= 10, "{names:?}");
        assert!(names.contains(&"127.38.0.1/good".to_owned()), "{names:?}");
        if names.contains(&"127.38.0.2/evil-29".to_owned()) {
            break;
        }
        assert!(Instant::now() < end, "{names:?}");
        sleep(Duration::from_millis(50)).await;
    }
    stop(collector).await.unwrap();
}
