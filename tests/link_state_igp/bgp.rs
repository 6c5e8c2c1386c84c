//! BGP itself as the source: `show bgp ipv4 unicast`, `show bgp ipv6 unicast`, `show bgp summary`, `show segment-routing srv6
//! sid` and `locator`, of the router that sends BGP-LS.

use super::*;

/// A prefix, and how the router got it: by itself, in its AS, from another AS.
type Path = (String, &'static str);

/// The paths of a table. A path is in one line, or its prefix or next hop stands in a line of its own.
fn paths(text: &str) -> BTreeSet<Path> {
    let mut found = BTreeSet::new();
    let (mut prefix, mut status) = (String::new(), "");
    for line in text.lines() {
        let starts =
            line.starts_with(" *") || (line.starts_with("     2001:") && line.contains('/'));
        if starts {
            status = &line[..5];
            if let Some(word) = line[5..]
                .split(' ')
                .next()
                .filter(|word| word.contains('/'))
            {
                word.clone_into(&mut prefix);
            }
        }
        // The last word is the origin. Weight 32768 is that of routes of its own.
        let is_path = !prefix.is_empty() && line.ends_with([' ', '?', 'i']) && line.contains(" 0 ");
        if !is_path || line.starts_with("Displayed") {
            continue;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let kind = match status.contains('i') {
            true => "internalBgp",
            false if words.contains(&"32768") => "own",
            false => "externalBgp",
        };
        found.insert((prefix.clone(), kind));
    }
    found
}

/// The neighbors of a summary with a session, of which the number of prefixes is shown, if that family is negotiated: address
/// and AS.
fn neighbors(text: &str) -> BTreeSet<(String, u64)> {
    let neighbor = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let is_one = words.len() > 9
            && words[1] == "4"
            && words[0].parse::<IpAddr>().is_ok()
            && (words[9] == "NoNeg" || words[9].parse::<u32>().is_ok());
        is_one.then(|| (words[0].to_owned(), words[2].parse().unwrap()))
    };
    text.lines().filter_map(neighbor).collect()
}

/// The routes of the router itself, as FRR writes them, with their attributes.
fn own(table: &BTreeMap<String, Value>) -> Vec<(Value, Value)> {
    let routes = table.iter().map(|(route, attribute)| {
        let route: Value = serde_json::from_str(route).unwrap();
        (route, attribute.clone())
    });
    let own = |route: &Value| route["localNodeDescriptors"]["bgpRouterId"] == "192.0.2.101";
    routes.filter(|(route, _)| own(route)).collect()
}

fn compare_prefixes(table: &str, bgp: &str) -> (usize, usize) {
    let left = left("gobgp-4.8.0-ls-fabric.bmp");
    let text = text(bgp);
    let (mut prefixes, mut links) = (BTreeSet::new(), BTreeSet::new());
    for (route, _) in own(left.at(table)) {
        assert_eq!(
            (&route["localNodeDescriptors"]["asn"], &route["identifier"]),
            (&json!(64510), &json!(77))
        );
        let prefix = &route["prefixDescriptors"];
        if let Some(to) = prefix.get("ipReachabilityInformation") {
            let kind = match prefix["bgpRouteType"].as_str().unwrap() {
                "internalBgp" => "internalBgp",
                "externalBgp" => "externalBgp",
                _ => "own",
            };
            prefixes.insert((to.as_str().unwrap().to_owned(), kind));
        } else if route["nlriType"] == "link" {
            let names = ["ipv4NeighborAddress", "ipv6NeighborAddress"];
            let address = names
                .iter()
                .find_map(|name| route["linkDescriptors"].get(*name));
            let asn = route["remoteNodeDescriptors"]["asn"].as_u64().unwrap();
            links.insert((address.unwrap().as_str().unwrap().to_owned(), asn));
        }
    }
    assert_eq!(prefixes, paths(&text));
    assert_eq!(links, neighbors(&text));
    (prefixes.len(), links.len())
}

#[test]
fn prefixes_and_neighbors() {
    let table = "gobgp-4.8.0-ls-fabric.frr-rib.json.zst";
    assert_eq!(
        compare_prefixes(table, "gobgp-4.8.0-ls-fabric.bgp.txt.zst"),
        (35, 5)
    );
    let table = "gobgp-4.8.0-ls-fabric.frr-rib-end.json.zst";
    assert_eq!(
        compare_prefixes(table, "gobgp-4.8.0-ls-fabric.bgp-end.txt.zst"),
        (28, 4)
    );
}

/// SIDs with behaviors of RFC 9800 (section 15.1): uN is End with NEXT-CSID, 43, and uA is End.X with NEXT-CSID, 52.
#[test]
fn srv6_sids() {
    let left = left("frr-10.7.1-ls-fabric-v6.bmp");
    let mut found = BTreeSet::new();
    for (route, attribute) in own(left.at("frr-10.7.1-ls-fabric-v6.mirror-rib.json.zst")) {
        if let Some(sid) = route["srv6SidDescriptors"]["srv6SidValue"].as_str() {
            assert_eq!(attribute["srv6EndpointBehavior"]["behavior"], "0x2b");
            found.insert(format!("{sid} uN -"));
        }
        for sid in attribute["srv6EndxSids"].as_array().into_iter().flatten() {
            assert_eq!(sid["behavior"], "0x34");
            let router = route["remoteNodeDescriptors"]["bgpRouterId"]
                .as_str()
                .unwrap();
            let name = router.replace("192.0.2.10", "Interface 'to-r");
            found.insert(format!("{} uA {name}'", sid["sid"].as_str().unwrap()));
        }
        if !attribute["srv6Locator"].is_null() {
            let locator = &route["prefixDescriptors"]["ipReachabilityInformation"];
            found.insert(locator.as_str().unwrap().to_owned());
        }
    }
    let text = text("frr-10.7.1-ls-fabric-v6.srv6.txt.zst");
    let mut expected = BTreeSet::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            [sid, behavior, .., "static(0)", "MAIN", "explicit"] => {
                let context = words[2..words.len() - 3].join(" ");
                expected.insert(format!("{sid} {behavior} {context}"));
            }
            ["MAIN", _, locator, "Up"] => drop(expected.insert(locator.to_owned())),
            _ => {}
        }
    }
    assert_eq!(found, expected);
    assert_eq!(found.len(), 4);
}
