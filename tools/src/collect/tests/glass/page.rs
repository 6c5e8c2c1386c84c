//! The page, as people use it.

use super::super::browser::Browser;
use super::super::peer_ups;
use super::policies::before_withdrawals;
use super::*;

/// Starts a collector with the routes of GoBGP, whose policy adds a community to most and denies two.
async fn with_gobgp(options: &[&str]) -> (Collector, TcpStream) {
    let all = [&["--quiet", "--tables"], options].concat();
    let (collector, _) = printing(&all).await;
    let stream = capture("gobgp-4.8.0-all.bmp.zst");
    let stream = before_withdrawals(&stream, [192, 0, 2, 10].into());
    let mut connection = connect(address(32, 0), collector.routers).await;
    connection.write_all(stream).await.unwrap();
    until(collector.web, |status| {
        status["routers"][0]["counts"]["octets"] == stream.len() || status["routers"].is_null()
    })
    .await;
    (collector, connection)
}

/// Runs a test in a browser, which blocks.
async fn in_browser(test: impl FnOnce() + Send + 'static) {
    tokio::task::spawn_blocking(test).await.unwrap();
}

#[cfg_attr(not(has_chromium), ignore = "needs chromium: apt-get install chromium")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_is_typed_and_answered() {
    let (collector, connection) = with_gobgp(&[]).await;
    let web = collector.web;
    in_browser(move || {
        let mut browser = Browser::open(web, "#/routes", 1200, 900);
        // The cursor is in the field.
        browser.wait("document.activeElement.id === 'search'");
        browser.types("198.18.0.1");
        browser.press("Enter");
        browser.wait("document.getElementById('routes-said').textContent === '3 routes'");
        let rows = browser.rows("#routes-list");
        let cells: Vec<_> = rows.iter().map(|row| [&row[0], &row[4], &row[5], &row[7]]).collect();
        // As the scenario announces it, and as the policy marks it.
        assert_eq!(
            cells,
            [
                ["198.18.0.0/24", "adj-rib-in-pre", "65550 64999", ""],
                ["198.18.0.0/24", "adj-rib-in-post", "65550 64999", "64496:1"],
                ["198.18.0.0/24 path 1", "loc-rib", "65550 64999", "64496:1"],
            ]
        );
        // From the keyboard to the route in every view.
        browser.value("document.querySelector('#routes-list a').focus()");
        browser.press("Enter");
        browser.wait("document.getElementById('route-title').textContent === '198.18.0.0/24'");
        browser.wait("document.querySelector('.views td.diff ins')?.textContent === '64496:1'");
        let done = browser.value("document.querySelectorAll('.views tr')[1].innerText");
        assert!(done.as_str().unwrap().contains("inbound policy: changed"), "{done}");
        // Back to the answer.
        browser.value("history.back()");
        browser.wait("document.getElementById('routes-said').textContent === '3 routes'");
        assert_eq!(browser.value("document.getElementById('search').value"), "198.18.0.1");
        // A community, and what does not exist.
        for (text, said) in [("64496:77", "No such route."), ("198.18.5.0/24", "1 route"), ("AS64999999", "No such route.")] {
            browser.value("document.getElementById('search').value = ''; document.getElementById('search').focus()");
            browser.types(text);
            browser.press("Enter");
            browser.wait(&format!("document.getElementById('routes-said').textContent === '{said}'"));
        }
        browser.value("document.getElementById('search').value = ''; document.getElementById('search').focus()");
        browser.types("10.0.0.0/33");
        browser.press("Enter");
        browser.wait("document.getElementById('alarm').textContent.includes('neither a network')");
    })
    .await;
    drop(connection);
    stop(collector).await.unwrap();
}

#[cfg_attr(not(has_chromium), ignore = "needs chromium: apt-get install chromium")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn policy_and_charts_are_shown_on_the_width_of_a_phone() {
    let (collector, connection) = with_gobgp(&[]).await;
    let web = collector.web;
    let peers = api(web, "/api/v1/peers?q=192.0.2.10").await;
    let id = peers["peers"][0]["peer"]["id"].clone();
    in_browser(move || {
        let mut browser = Browser::open(web, &format!("#/policy?peer-id={id}"), 360, 740);
        browser.wait("document.querySelector('#policy-sums .rejected b')?.textContent === '2'");
        let rows = browser.rows("#policy-list");
        let rejected: Vec<_> = rows.iter().filter(|row| row[2] == "rejected").collect();
        assert_eq!(
            [&*rejected[0][0], &*rejected[1][0]],
            ["198.18.5.0/24", "198.18.6.0/24"]
        );
        assert!(browser.fits());
        for (hash, is_there) in [
            ("#/status", "document.querySelector('#routers td')"),
            (
                "#/peers",
                "document.querySelectorAll('#peers-list tr').length === 8",
            ),
            (
                "#/routes?prefix=198.18.0.1",
                "document.querySelectorAll('#routes-list tr').length === 4",
            ),
            (
                "#/route?family=ipv4-unicast&key=c612000018",
                "document.querySelector('.views td')",
            ),
            (
                "#/policy",
                "document.querySelectorAll('#policy-found li').length === 6",
            ),
            (
                "#/charts",
                "document.querySelectorAll('#charts svg circle').length === 5",
            ),
            (
                "#/charts?peer-id=0&minutes=1440",
                "document.querySelectorAll('#charts svg circle').length === 5",
            ),
        ] {
            browser.value(&format!("location.hash = '{hash}'"));
            browser.wait(is_there);
            assert!(browser.fits(), "{hash}");
        }
        // What a phone shows of a route has the names of its fields.
        browser.value("location.hash = '#/routes?prefix=198.18.0.1'");
        browser.wait("document.querySelectorAll('#routes-list tr').length === 4");
        let name = browser.value(
            "getComputedStyle(document.querySelectorAll('#routes-list td')[4], '::before').content",
        );
        assert_eq!(name, "\"RIB view\"");
    })
    .await;
    drop(connection);
    stop(collector).await.unwrap();
}

/// The token is asked for, and stays in memory.
#[cfg_attr(not(has_chromium), ignore = "needs chromium: apt-get install chromium")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_asks_for_the_token() {
    let directory = tempfile::tempdir().unwrap();
    let collector = with_token(directory.path()).await;
    let web = collector.web;
    in_browser(move || {
        let mut browser = Browser::open(web, "#/peers", 1200, 900);
        browser.wait("document.activeElement.id === 'token'");
        browser.types("wrong");
        browser.press("Enter");
        browser.wait("document.getElementById('alarm').textContent === 'This is not the token.'");
        browser.value("document.getElementById('token').focus()");
        browser.types("s3cret");
        browser.press("Enter");
        browser.wait("document.getElementById('login').hidden");
        browser.wait("document.getElementById('peers-said').textContent === 'No such peer.'");
        assert_eq!(
            browser.value("localStorage.length + sessionStorage.length + document.cookie.length"),
            0
        );
    })
    .await;
    stop(collector).await.unwrap();
}

/// Ten thousand peers: what is shown has bounds, and a search finds one.
#[cfg_attr(not(has_chromium), ignore = "needs chromium: apt-get install chromium")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_peers_are_shown_in_parts() {
    let (collector, _) = printing(&["--quiet", "--tables", "--max-peers=20000"]).await;
    let web = collector.web;
    let mut connection = connect(address(33, 0), collector.routers).await;
    connection
        .write_all(&initiation("<b id=evil>x</b>"))
        .await
        .unwrap();
    connection
        .write_all(&peer_ups(10_000, [192, 0, 2, 1]))
        .await
        .unwrap();
    tables_have(web, 10_001).await;
    in_browser(move || {
        let mut browser = Browser::open(web, "#/peers", 1200, 900);
        browser.wait("document.getElementById('peers-said').textContent === '100 of 10,000 peers'");
        browser.value("document.querySelector('#peers-more button').focus()");
        browser.press("Enter");
        browser.wait("document.getElementById('peers-said').textContent === '200 of 10,000 peers'");
        assert_eq!(browser.rows("#peers-list").len(), 200);
        // Names of routers stay text.
        assert_eq!(
            browser.value("document.querySelectorAll('#evil').length"),
            0
        );
        assert!(browser.rows("#peers-list")[0][0].contains("<b id=evil>x</b>"));
        browser.value("document.querySelector('#peers-form input').focus()");
        // The address of the last of the peers ends with its number.
        browser.types("0.0.39.15");
        browser.press("Enter");
        browser.wait("document.getElementById('peers-said').textContent === '1 of 1 peer'");
    })
    .await;
    drop(connection);
    stop(collector).await.unwrap();
}
