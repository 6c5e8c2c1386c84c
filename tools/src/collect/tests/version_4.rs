//! Routers that send BMP version 4: nothing is lost, and no connection ends for it.

use super::process::Process;
use super::*;

/// By hand, with the numbers of draft-ietf-grow-bmp-tlv-21: Initiation with sysDescr "a", sysName "four" and sequence
/// number 0.
const INITIATION: &[u8] =
    b"\x04\0\0\0\x1f\x04\0\x01\0\x01a\0\x02\0\x04four\0\x05\0\x08\0\0\0\0\0\0\0\0";

/// Route Monitoring of 192.0.2.1 in AS 64496: withdraws 198.51.100.0/24, route 1, of table "red".
fn monitoring() -> Vec<u8> {
    let mut body = vec![0; 10];
    body.extend([0; 12]);
    body.extend([
        192, 0, 2, 1, 0, 0, 0xfb, 0xf0, 192, 0, 2, 1, 0x65, 0x53, 0xf1, 0, 0, 0, 0, 0,
    ]);
    body.extend(b"\0\x04\0\x1b\0\0");
    body.extend([0xff; 16]);
    body.extend(b"\0\x1b\x02\0\x04\x18\xc6\x33\x64\0\0");
    body.extend(b"\0\x02\0\x03\0\x01red");
    [&[4, 0, 0, 0, 6 + body.len() as u8, 0][..], &body].concat()
}

const TERMINATION: &[u8] = b"\x04\0\0\0\x0c\x05\0\x01\0\x02\0\0";

/// A change of version is no reason to stop, either.
fn stream() -> Vec<u8> {
    let of_3 = [&[3][..], &INITIATION[1..]].concat();
    [&of_3, INITIATION, &monitoring(), TERMINATION].concat()
}

#[tokio::test]
async fn messages_are_lines_counts_and_metrics() {
    let (collector, printed) = printing(&[]).await;
    let (from, web) = (address(24, 1), collector.web);
    let stream = stream();
    send(from, collector.routers, &stream).await;
    until(web, |status| {
        router(status, from)["last_end"] != Value::Null
    })
    .await;
    let now = status(web).await;
    let row = router(&now, from);
    assert_eq!(
        (&row["sys_name"], &row["counts"]["messages"]["initiation"]),
        (&"four".into(), &2.into())
    );
    assert_eq!(row["counts"]["routes"]["withdrawn"], 1);
    assert_eq!(row["counts"]["malformed"]["others"], 0);
    assert_eq!(
        end(web, from).await,
        "terminated by the router: administratively closed"
    );
    let metrics = page(web, "/metrics").await.1;
    let name = format!(
        "bmp_messages_total{{{},type=\"route_monitoring\"}}",
        labels(row)
    );
    assert_eq!(metric(&metrics, &name), 1);
    stop(collector).await.unwrap();

    let text = printed.text();
    let line = |words: &str| assert!(text.contains(words), "{words} in {text}");
    line(r#"initiation: "four" "a" [draft-21: "#);
    line(r#"- ipv4-unicast 198.51.100.0/24 [assumed] [draft-21: route 1: table "red"]"#);
    line("termination: administratively closed [draft-21");
}

#[tokio::test]
async fn files_have_profile_and_tlvs() {
    let directory = tempfile::tempdir().unwrap();
    let write = format!("--write={}", directory.path().display());
    let (collector, _) = printing(&[&write]).await;
    let (from, web) = (address(24, 3), collector.web);
    send(from, collector.routers, &stream()).await;
    until(web, |status| {
        router(status, from)["last_end"] != Value::Null
    })
    .await;
    stop(collector).await.unwrap();
    let file = std::fs::read_to_string(directory.path().join("bmp.jsonl")).unwrap();
    let lines: Vec<Value> = file
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    // Connected, four messages, disconnected.
    assert_eq!(lines.len(), 6);
    assert_eq!(lines[3]["rib"], "adj-rib-in-pre");
    assert_eq!(lines[3]["session"]["basis"], "assumed");
    let tlvs = &lines[3]["message"]["v4"]["route_monitoring"]["tlvs"];
    assert_eq!(tlvs["profile"], "draft-21");
    assert_eq!(tlvs["list"][1]["value"]["vrf_table_name"], "red");
}

/// With the numbers of -17 there is no UPDATE in that message.
#[tokio::test]
async fn a_profile_can_be_chosen() {
    let (collector, printed) = printing(&["--json", "--bmp4-profile=draft-17"]).await;
    let (from, web) = (address(24, 2), collector.web);
    send(
        from,
        collector.routers,
        &[INITIATION, &monitoring()].concat(),
    )
    .await;
    until(web, |status| {
        router(status, from)["last_end"] != Value::Null
    })
    .await;
    let now = status(web).await;
    assert_eq!(router(&now, from)["counts"]["malformed"]["pdus"], 1);
    stop(collector).await.unwrap();
    let lines = lines(&printed.text(), from);
    let tlvs = &lines[2]["message"]["v4"]["route_monitoring"]["tlvs"];
    assert_eq!(tlvs["profile"], "draft-17");
}

/// draft-ietf-grow-bmp-tlv-21, section 6: a session should not change its version. That is said, once for each change.
#[tokio::test]
async fn a_change_of_version_is_logged() {
    let process = Process::start(&["--quiet"]);
    let (from, web) = (address(24, 4), process.web);
    send(from, process.routers, &stream()).await;
    until(web, |status| {
        router(status, from)["last_end"] != Value::Null
    })
    .await;
    process.terminate();
    let (status, log) = tokio::task::spawn_blocking(|| process.ended())
        .await
        .unwrap();
    assert_eq!(status.code(), Some(0), "{log}");
    let changes = log.matches("changes from BMP version 3 to 4 within its session");
    assert_eq!(changes.count(), 1, "{log}");
}
