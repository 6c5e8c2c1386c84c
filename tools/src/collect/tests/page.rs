//! The status page, as a browser shows it.

use std::process::Command;

use super::*;

/// Returns the page after its scripts have run.
fn rendered(web: SocketAddr) -> String {
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CHROMIUM"))
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
        ])
        .args([
            "--disable-component-update",
            "--disable-sync",
            "--virtual-time-budget=5000",
            "--dump-dom",
        ])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("http://{web}/"))
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Returns the contents of all elements with this name.
fn cells(dom: &str, name: &str) -> Vec<String> {
    let open = format!("<{name}");
    let close = format!("</{name}>");
    let parts = dom.split(&open).skip(1);
    parts
        .filter_map(|part| Some(part.split_once('>')?.1.split_once(&close)?.0.to_owned()))
        .collect()
}

#[cfg_attr(not(has_chromium), ignore = "needs chromium: apt-get install chromium")]
#[tokio::test(flavor = "multi_thread")]
async fn a_browser_shows_routers_peers_and_rates() {
    let (collector, _) = printing(&["--quiet"]).await;
    let name = "frr-10.7.1-loc-rib.bmp";
    let from = address(9, 0);
    let mut stream = connect(from, collector.routers).await;
    stream.write_all(&capture(name)).await.unwrap();
    // A router whose name is markup.
    let script = b"<b id=evil>x</b>";
    let mut initiation = vec![
        3,
        0,
        0,
        0,
        10 + script.len() as u8,
        4,
        0,
        2,
        0,
        script.len() as u8,
    ];
    initiation.extend_from_slice(script);
    let mut evil = connect(address(9, 1), collector.routers).await;
    evil.write_all(&initiation).await.unwrap();
    // A router that keeps sending: a browser may take longer to start than the rate covers.
    let busy = address(9, 2);
    let mut stream_of_busy = connect(busy, collector.routers).await;
    let sending = tokio::spawn(async move {
        loop {
            stream_of_busy.write_all(&capture(name)).await.unwrap();
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    });
    until(collector.web, |status| {
        router(status, from)["routes_per_second"].as_f64() > Some(0.0)
            && router(status, busy)["routes_per_second"].as_f64() > Some(0.0)
            && router(status, address(9, 1))["messages"] == 1
    })
    .await;

    let web = collector.web;
    let dom = tokio::task::spawn_blocking(move || rendered(web))
        .await
        .unwrap();
    let expected = &expected()[name];
    let sum = |what: &str| -> u64 {
        let families = expected["routes"].as_array().unwrap().iter();
        families.map(|family| family[what].as_u64().unwrap()).sum()
    };
    let rows = cells(&dom, "tr");
    let row = rows
        .iter()
        .find(|row| row.contains("<td>127.9.0.1</td>"))
        .unwrap_or_else(|| panic!("{dom}"));
    let row = cells(row, "td");
    assert_eq!(row[1], "rtr");
    assert_eq!(row[3..5], ["connected", "4"]);
    assert_eq!(
        row[6..9],
        [sum("announced"), sum("withdrawn"), messages(expected)].map(|sum| sum.to_string())
    );
    let row_of_busy = rows
        .iter()
        .find(|row| row.contains("<td>127.9.0.3</td>"))
        .unwrap();
    let row_of_busy = cells(row_of_busy, "td");
    let rate: f64 = row_of_busy[5].replace(',', "").parse().unwrap();
    let announced: f64 = row_of_busy[6].replace(',', "").parse().unwrap();
    assert!(rate > 0.0 && rate <= announced, "{row_of_busy:?}");
    sending.abort();
    // Its peers, by address, AS and table.
    let peer = rows
        .iter()
        .find(|row| row.contains("<td>192.0.2.15</td>"))
        .unwrap();
    let peer = cells(peer, "td");
    assert_eq!(peer[..3], ["192.0.2.15", "64496", "10.0.0.15"]);
    assert_eq!(peer[4], "adj-rib-in-pre");
    assert!(dom.contains("routes per second</span>"));
    // Text stays text.
    assert!(
        dom.contains("&lt;b id=evil&gt;x&lt;/b&gt;") && !dom.contains("<b id="),
        "{dom}"
    );
    drop((stream, evil));
    stop(collector).await.unwrap();
}
