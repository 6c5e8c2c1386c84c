//! Rows: one for each route, with what tshark and pmacct read in it.

use serde_json::{Value, json};

use super::{capture, lines, monitored, run, run_on, update};

fn rows(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// By hand: MED 50, local preference 200, communities 64496:1 and no-export, large community 64496:1:2, and the route
/// target 64496:7; one route announced and one withdrawn.
fn both() -> String {
    let attributes = "40010100 400206 0201 0000fbf0 400304 c0000201 800404 00000032 400504 000000c8
        c00808 fbf00001 ffffff01 c01008 0002fbf000000007 c0200c 0000fbf0 00000001 00000002";
    update("18c00002", attributes, "18c63364")
}

#[test]
fn all_fields_of_a_route() {
    let outcome = run_on(&monitored(&[both()]), &["--format=json-routes"]);
    assert_eq!((outcome.errors.as_str(), outcome.whole), ("", true));
    let row = |action: &str, prefix: &str| {
        json!({
            "timestamp": "2023-11-14T22:13:20.000000Z", "stream": "raw", "peer_ip": "192.0.2.1", "peer_asn": 64496,
            "peer_distinguisher": null, "rib": "adj-rib-in-pre", "action": action, "family": "ipv4-unicast",
            "prefix": prefix, "path_id": null, "rd": null, "labels": [], "next_hop": null, "as_path": null,
            "origin": null, "local_pref": null, "med": null, "communities": [], "ext_communities": [],
            "large_communities": [], "nlri": null, "bmp4_profile": null, "tlvs": [],
        })
    };
    let withdrawn = row("withdraw", "192.0.2.0/24");
    let mut announced = row("announce", "198.51.100.0/24");
    announced["next_hop"] = json!("192.0.2.1");
    announced["as_path"] = json!("64496");
    announced["origin"] = json!("igp");
    announced["local_pref"] = json!(200);
    announced["med"] = json!(50);
    announced["communities"] = json!(["64496:1", "no-export"]);
    announced["ext_communities"] = json!(["rt:64496:7"]);
    announced["large_communities"] = json!(["64496:1:2"]);
    assert_eq!(rows(&outcome.out), [withdrawn, announced]);
}

#[test]
fn the_same_as_csv() {
    let outcome = run_on(&monitored(&[both()]), &["--format=csv"]);
    assert_eq!(
        outcome.out,
        "timestamp,stream,peer_ip,peer_asn,peer_distinguisher,rib,action,family,prefix,path_id,rd,labels,next_hop,\
         as_path,origin,local_pref,med,communities,ext_communities,large_communities,nlri,bmp4_profile,tlvs\r\n\
         2023-11-14T22:13:20.000000Z,raw,192.0.2.1,64496,,adj-rib-in-pre,withdraw,ipv4-unicast,192.0.2.0/24,,,,,,,,,,,,,,\
         \r\n\
         2023-11-14T22:13:20.000000Z,raw,192.0.2.1,64496,,adj-rib-in-pre,announce,ipv4-unicast,198.51.100.0/24,,,,\
         192.0.2.1,64496,igp,200,50,64496:1 no-export,rt:64496:7,64496:1:2,,,\r\n"
    );
}

/// tshark of the frame: RD 65000:1, label 100, next hop 0:0 192.0.2.15 and the like; a next hop is only an address.
#[test]
fn routes_of_a_vpn() {
    let outcome = run(
        &capture("gobgp-4.8.0-families.bmp"),
        &["--format=json-routes", "--family=vpn-ipv4-unicast"],
    );
    let rows = rows(&outcome.out);
    // As many as in testdata/expected.json.
    let of = |action: &str| rows.iter().filter(|row| row["action"] == action).count();
    assert_eq!((of("announce"), of("withdraw")), (42, 18));
    for row in &rows {
        assert!(row["rd"].is_string() && row["prefix"].is_string(), "{row}");
        assert_eq!(row["nlri"], Value::Null, "{row}");
        if row["action"] == "announce" {
            let next_hop = row["next_hop"].as_str().unwrap();
            assert!(next_hop.parse::<std::net::IpAddr>().is_ok(), "{row}");
            assert_eq!(row["labels"].as_array().unwrap().len(), 1, "{row}");
        } else {
            assert_eq!(
                (&row["labels"], &row["next_hop"]),
                (&json!([]), &Value::Null),
                "{row}"
            );
        }
    }
}

/// What is more than a prefix is told by its text, and a text with a comma is quoted in CSV.
#[test]
fn other_routes() {
    let rows = rows(&lines(&["monitoring-evpn-mac-ip"], &["--format=json-routes"]).out);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["prefix"], Value::Null);
    assert_eq!(rows[0]["rd"], "192.0.2.9:10");
    assert_eq!(
        rows[0]["nlri"],
        "mac-ip 192.0.2.9:10 tag 0 00:00:5e:00:53:02 198.51.100.2 vni 1000"
    );
    let multicast = "06 1c 0001c0000209000a 00000064 20 c0000242 20 e9fc0001 20 c0000209 04";
    let reach = format!("40010100 400200 800e27 0019 46 04 c0000209 00 {multicast}");
    let outcome = run_on(&monitored(&[update("", &reach, "")]), &["--format=csv"]);
    let quoted = "\"selective-multicast 192.0.2.9:10 tag 100 (192.0.2.66, 233.252.0.1) 192.0.2.9 flags 0x04\"";
    assert!(
        outcome.out.contains(quoted),
        "{}{}",
        outcome.out,
        outcome.errors
    );
}

#[test]
fn end_of_rib_and_malformed_parts() {
    let names = ["monitoring-ipv6-end-of-rib"];
    let outcome = lines(&names, &["--format=json-routes"]);
    let rows = rows(&outcome.out);
    assert_eq!(
        (&rows[0]["action"], &rows[0]["family"]),
        (&json!("end-of-rib"), &json!("ipv6-unicast"))
    );
    let outcome = run_on(&monitored(&[update("21c63364", "", "")]), &["--format=csv"]);
    assert!(!outcome.whole);
    assert!(outcome.errors.contains("malformed"), "{}", outcome.errors);
}
