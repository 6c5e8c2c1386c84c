//! Formats and labels of metrics.

use std::process::{Command, Stdio};

use super::*;

/// Returns the sum of a metric over all its labels, where they contain this.
fn sum(metrics: &str, name: &str, label: &str) -> u64 {
    let lines = metrics.lines().filter(|line| {
        let rest = line.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with('{') && rest.contains(label))
    });
    lines
        .map(|line| line.rsplit(' ').next().unwrap().parse::<u64>().unwrap())
        .sum()
}

#[tokio::test]
async fn scrapers_get_the_format_that_they_ask_for() {
    let (collector, _) = printing(&["--quiet"]).await;
    // What Prometheus 3 and 2 send, and others.
    for (accept, is_open_metrics) in [
        (
            "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
            true,
        ),
        ("text/plain;version=0.0.4;q=0.5,*/*;q=0.1", false),
        ("application/openmetrics-text;q=0, text/plain", false),
        ("*/*", false),
    ] {
        let (head, body) = ask(collector.web, "/metrics", &format!("Accept: {accept}\r\n")).await;
        let (kind, name) = match is_open_metrics {
            true => (
                "application/openmetrics-text; version=1.0.0; charset=utf-8",
                "bmp_lines_written",
            ),
            false => (
                "text/plain; version=0.0.4; charset=utf-8",
                "bmp_lines_written_total",
            ),
        };
        assert!(
            head.contains(&format!("content-type: {kind}")),
            "{accept}: {head}"
        );
        assert_eq!(body.ends_with("# EOF\n"), is_open_metrics);
        let description = format!(
            "# HELP {name} Lines written\n# TYPE {name} counter\nbmp_lines_written_total 0\n"
        );
        assert!(body.contains(&description), "{body}");
        assert!(
            body.contains("# TYPE bmp_octets_queued gauge\nbmp_octets_queued 0\n"),
            "{body}"
        );
    }
    stop(collector).await.unwrap();
}

/// Peers, RIBs and families are labels. Beyond the limit they are summed up, and no route is lost.
#[tokio::test]
async fn routes_have_labels() {
    let name = "frr-10.7.1-loc-rib.bmp";
    let mut metrics = Vec::new();
    for option in ["--max-series=1000", "--max-series=4"] {
        let (collector, _) = printing(&["--quiet", option]).await;
        let from = address(25, 0);
        send(from, collector.routers, &capture(name)).await;
        until(collector.web, |status| {
            router(status, from)["last_end"].is_object()
        })
        .await;
        metrics.push(page(collector.web, "/metrics").await.1);
        stop(collector).await.unwrap();
    }
    let all = |action: &str| -> u64 {
        let expected = expected();
        let families = expected[name]["routes"].as_array().unwrap().iter();
        families
            .map(|family| family[action].as_u64().unwrap())
            .sum()
    };
    for metrics in &metrics {
        for action in ["announced", "withdrawn"] {
            let label = format!("action=\"{action}\"");
            assert_eq!(sum(metrics, "bmp_peer_routes_total", &label), all(action));
            assert_eq!(sum(metrics, "bmp_routes_total", &label), all(action));
        }
    }
    let series = |metrics: &str| sum_of_lines(metrics, "bmp_peer_routes_total{");
    let other = "peer=\"other\",rib=\"other\",family=\"other\"";
    assert!(!metrics[0].contains(other));
    assert!(metrics[0].contains("peer=\"192.0.2.10\",rib=\"adj-rib-in-pre\",family=\"ipv4-unicast\",action=\"announced\""), "{}", metrics[0]);
    assert!(
        metrics[0].contains("rib=\"loc-rib\",family=\"ipv4-unicast\""),
        "{}",
        metrics[0]
    );
    assert!(series(&metrics[0]) > 9, "{}", metrics[0]);
    assert!(metrics[1].contains(other));
    assert_eq!(series(&metrics[1]), 9);
}

fn sum_of_lines(metrics: &str, begin: &str) -> usize {
    metrics
        .lines()
        .filter(|line| line.starts_with(begin))
        .count()
}

/// The program of Prometheus that checks metrics finds nothing.
#[cfg_attr(
    not(has_promtool),
    ignore = "needs promtool: apt-get install prometheus"
)]
#[tokio::test]
async fn promtool_finds_nothing() {
    let (collector, _) = printing(&["--quiet"]).await;
    let from = address(25, 1);
    send(from, collector.routers, &capture("frr-10.7.1-loc-rib.bmp")).await;
    // Names of routers need not be what labels want.
    let odd = initiation("a \"b\\\n{}= \u{e9}");
    send(address(25, 2), collector.routers, &odd).await;
    until(collector.web, |status| {
        [from, address(25, 2)]
            .iter()
            .all(|from| router(status, *from)["last_end"].is_object())
    })
    .await;
    let (_, metrics) = page(collector.web, "/metrics").await;
    assert!(metrics.contains(r#"name="a \"b\\\n{}= é""#), "{metrics}");
    let mut promtool = Command::new(env!("PROMTOOL"))
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = promtool.stdin.take().unwrap();
    input.write_all(metrics.as_bytes()).unwrap();
    drop(input);
    let found = promtool.wait_with_output().unwrap();
    let texts = [&found.stdout, &found.stderr].map(|text| String::from_utf8_lossy(text));
    assert_eq!(
        (found.status.code(), texts),
        (Some(0), ["".into(), "".into()])
    );
    stop(collector).await.unwrap();
}
