//! Other programs read what is written: NetworkX the JSON, Graphviz the drawing.

use std::io::Write;
use std::process::{Command, Stdio};

use super::{capture, json};

/// The topology when FRR's table was full (`tests/tables.rs`): four routers, two of them in both levels.
const ISIS: (&str, &[&str]) = ("gobgp-4.8.0-ls-isis.bmp.zst", &["--after", "400"]);

fn isis(words: &[&str]) -> super::Shown {
    let shown = capture(ISIS.0, &[ISIS.1, words].concat());
    assert!(
        shown.is_whole && shown.errors.is_empty(),
        "{}",
        shown.errors
    );
    shown
}

/// Hands the text to a program, and returns what it writes.
fn pipe(program: &str, words: &[&str], text: &str) -> String {
    let mut child = Command::new(program)
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// The metrics are those of FRR's table: from r1 to r3 it is 10 to r2, 20 to r4 and 40 to r3 in both topologies, as the way over
/// 198.18.14.0/24 has 300.
#[test]
#[cfg_attr(
    not(has_python3),
    ignore = "needs python3 with networkx: apt-get install python3-networkx"
)]
fn networkx_reads_the_json() {
    let program = r#"
import json, sys, networkx
data = json.load(sys.stdin)
try:
    graph = networkx.node_link_graph(data, edges="links")
except TypeError:
    graph = networkx.node_link_graph(data)
print(graph.is_directed(), graph.is_multigraph(), len(graph), graph.number_of_edges())
r1, r3 = "isis-l2 0000.0000.0001", "isis-l2 0000.0000.0003"
path = networkx.shortest_path(graph, r1, r3, weight="igp_metric")
print([graph.nodes[node]["node_name"] for node in path])
print(networkx.shortest_path_length(graph, r1, r3, weight="igp_metric"))
print(sorted(graph["isis-l2 0000.0000.0002"][r1]))
"#;
    let said = pipe(env!("PYTHON3"), &["-c", program], &isis(&["--json"]).out);
    let expected = "True True 6 20\n['r1', 'r2', 'r4', 'r3']\n70\n\
                    ['198.18.12.2 -> 198.18.12.1', '2001:db8:12::2 -> 2001:db8:12::1 topology 2']\n";
    assert_eq!(said, expected);
}

#[test]
#[cfg_attr(not(has_dot), ignore = "needs dot: apt-get install graphviz")]
fn graphviz_draws_it() {
    let svg = pipe(env!("DOT"), &["-Tsvg"], &isis(&["--dot"]).out);
    let count = |class: &str| svg.matches(&format!("class=\"{class}\"")).count();
    assert_eq!((count("node"), count("edge"), count("cluster")), (6, 20, 2));
    let svg = pipe(
        env!("DOT"),
        &["-Tsvg"],
        &isis(&["--dot", "--protocol=isis-l1"]).out,
    );
    assert!(svg.contains(">192.0.2.101/32 SID 16101<"), "{svg}");
}

/// The tables of level 2: r3 has an index of 103, and an SRGB from 16000 on (FRR's table).
#[test]
fn tables_for_people() {
    let text = isis(&["--protocol", "isis-l2", "--rib", "adj-rib-in-pre"]).out;
    let line = |begin: &str| {
        let line = text.lines().find(|line| line.starts_with(begin));
        let line = line.unwrap_or_else(|| panic!("{begin}: {text}"));
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(
        text.starts_with("4 nodes, 16 links, 20 prefixes, 2 SRv6 SIDs, of 42 routes in 1 table\n")
    );
    assert_eq!(
        line("0000.0000.0003"),
        "0000.0000.0003 r3 192.0.2.103, 2001:db8:100::3 49.0002 16000-23999 ipv4+ipv6 \
         node-msd base-mpls-imposition=11, topologies 0 2, srv6 0x0"
    );
    assert_eq!(
        line("r2    r4  198.18.24.2"),
        "r2 r4 198.18.24.2 -> 198.18.24.4 20 72 1 Gbit/s 0x000000a2 reservable 10 Mbit/s, \
         unreserved 10 Mbit/s"
    );
    assert_eq!(
        line("192.0.2.103/32"),
        "192.0.2.103/32 r3 10 index 103 = 16103 node"
    );
}

/// GoBGP leaves out TLVs behind its policy: the three tables differ in most routes.
#[test]
fn routes_before_policy_say_the_most() {
    let merged = json(&isis(&["--json"]));
    let before = json(&isis(&["--json", "--rib=adj-rib-in-pre"]));
    let after = json(&isis(&["--json", "--rib=adj-rib-in-post"]));
    let metric =
        |graph: &serde_json::Value| graph["nodes"][0]["prefixes"][0]["prefix_metric"].clone();
    assert_eq!(metric(&merged), metric(&before));
    assert_eq!(
        (metric(&before).as_u64(), metric(&after).as_u64()),
        (Some(10), None)
    );
    let node = &merged["nodes"][0];
    assert_eq!(
        (&node["sources"], &node["sources_differ"]),
        (&3.into(), &true.into())
    );
    assert_eq!(merged["graph"]["sources"].as_array().unwrap().len(), 3);
    let peer = json(&isis(&["--json", "--peer=192.0.2.1"]));
    assert_eq!(peer["graph"]["sources"][0]["rib"], "loc-rib");
    assert_eq!(peer["nodes"].as_array().unwrap().len(), 6);
}

/// All sessions of the captures end with a Peer Down: nothing is left, and the way to see it is said.
#[test]
fn after_the_end_and_before() {
    for (name, routes, until) in [
        ("gobgp-4.8.0-ls-ospf.bmp", 14, "2026-11-30T03:43:20.000000Z"),
        (
            "frr-10.7.1-ls-fabric-v6.bmp",
            144,
            "2026-11-30T03:55:47.023512Z",
        ),
    ] {
        let end = capture(name, &[]);
        let begin = "0 nodes, 0 links, 0 prefixes, of 0 routes in 0 tables\n";
        assert_eq!(end.out, begin);
        let hint = format!("and with it {routes} routes; --until {until} shows them");
        assert!(end.errors.contains(&hint), "{}", end.errors);
        let before = capture(name, &["--until", until]);
        let of = format!("of {routes} routes in 1 table\n");
        assert!(before.out.contains(&of), "{}", before.out);
    }
}
