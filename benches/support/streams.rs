//! BMP streams of Route Monitoring messages, made from a seed: the shapes that the crate is measured with.
//!
//! What varies in real streams varies here: path lengths, prefix lengths, how many routes share their attributes.

use super::octets::{EXTENDED_LENGTH, OPTIONAL, Random, TRANSITIVE, Update};

const SEED: u64 = 7606;
pub(super) const MESSAGES: usize = 1000;
const PEERS: u8 = 16;

/// Many messages, one behind the other.
pub(crate) struct Stream {
    pub(crate) name: &'static str,
    pub(crate) octets: Vec<u8>,
    pub(crate) messages: usize,
    /// Routes announced and withdrawn, in all messages.
    pub(crate) routes: usize,
    /// Whether the routes have path identifiers (ADD-PATH).
    pub(crate) add_path: bool,
}

/// The streams of the performance table.
pub(crate) fn all() -> Vec<Stream> {
    let names = ["S1", "S2", "S3", "S4V", "S4E", "S5", "S6"];
    names.into_iter().filter_map(named).collect()
}

/// One of them.
pub(crate) fn named(name: &str) -> Option<Stream> {
    let make = |name, update: fn(&mut Random) -> (Update, usize)| {
        Some(stream(name, MESSAGES, false, SEED, update))
    };
    match name {
        "S1" => make("S1", one_route),
        "S2" => make("S2", |random| full_table(random, false)),
        "S3" => make("S3", ipv6),
        "S4V" => make("S4V", vpn_ipv4),
        "S4E" => make("S4E", evpn),
        "S5" => Some(stream("S5", MESSAGES, true, SEED, |random| {
            full_table(random, true)
        })),
        "S6" => Some(stream("S6", 64, false, SEED, full_size)),
        _ => None,
    }
}

pub(super) fn stream(
    name: &'static str,
    messages: usize,
    add_path: bool,
    seed: u64,
    update: impl Fn(&mut Random) -> (Update, usize),
) -> Stream {
    let (mut random, mut octets, mut routes) = (Random(seed), Vec::new(), 0);
    for number in 0..messages {
        let (update, count) = update(&mut random);
        update.route_monitoring(number, PEERS, &mut octets);
        routes += count;
    }
    Stream {
        name,
        octets,
        messages,
        routes,
        add_path,
    }
}

/// S1: an ordinary change of one route.
pub(super) fn one_route(random: &mut Random) -> (Update, usize) {
    let mut update = Update::default();
    origin(random, &mut update);
    as_path(random, &mut update, &[4, 5]);
    next_hop(random, &mut update);
    communities(random, &mut update, 3);
    ipv4_routes(random, &mut update.nlri, 1, None);
    (update, 1)
}

/// S2 and S5: routes that share their attributes, as they come when a whole table is sent.
pub(super) fn full_table(random: &mut Random, add_path: bool) -> (Update, usize) {
    let mut update = Update::default();
    table_attributes(random, &mut update);
    let routes = random.pick(&[1, 1, 1, 2, 2, 3, 4, 6, 10, 30]);
    let path_ids = add_path.then_some(8);
    ipv4_routes(random, &mut update.nlri, routes, path_ids);
    (update, routes)
}

/// S6: an UPDATE filled with routes until there is no room for one more.
fn full_size(random: &mut Random) -> (Update, usize) {
    let (mut update, mut routes) = (Update::default(), 0);
    table_attributes(random, &mut update);
    while update.len() + 23 + 5 <= 4000 {
        ipv4_routes(random, &mut update.nlri, 1, None);
        routes += 1;
    }
    (update, routes)
}

/// S3: IPv6 routes, half of them with a link-local next hop as well.
pub(super) fn ipv6(random: &mut Random) -> (Update, usize) {
    let routes = random.pick(&[1, 2, 3, 4, 6, 14]);
    ipv6_of(random, routes)
}

pub(super) fn ipv6_of(random: &mut Random, routes: usize) -> (Update, usize) {
    let mut update = Update::default();
    let mut value = vec![0, 2, 1];
    let long = random.percent(50);
    value.push(if long { 32 } else { 16 });
    value.extend([
        0x20,
        0x01,
        0x0d,
        0xb8,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        random.below(16) as u8,
    ]);
    if long {
        value.extend([0xfe, 0x80, 0, 0, 0, 0, 0, 0]);
        value.extend(random.number().to_be_bytes());
    }
    value.push(0);
    ipv6_routes(random, &mut value, routes, None);
    update.attribute(OPTIONAL | EXTENDED_LENGTH, 14, &value);
    origin(random, &mut update);
    as_path(random, &mut update, &[4, 5]);
    multi_exit_disc(random, &mut update, 90);
    communities(random, &mut update, 4);
    (update, routes)
}

/// S4V: routes of a VPN, with its route targets.
fn vpn_ipv4(random: &mut Random) -> (Update, usize) {
    let mut update = Update::default();
    let routes = random.pick(&[1, 2, 3, 5, 14]);
    let mut value = vec![
        0,
        1,
        128,
        12,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        203,
        0,
        113,
        random.below(16) as u8,
        0,
    ];
    for _ in 0..routes {
        let (length, prefix) = ipv4_prefix(random);
        value.push(88 + length);
        label(random, &mut value);
        route_distinguisher(random, &mut value);
        value.extend(prefix);
    }
    origin(random, &mut update);
    as_path(random, &mut update, &[1, 2]);
    multi_exit_disc(random, &mut update, 30);
    local_pref(random, &mut update);
    route_targets(random, &mut update, &[]);
    update.attribute(OPTIONAL | EXTENDED_LENGTH, 14, &value);
    (update, routes)
}

/// S4E: MAC/IP Advertisement and IP Prefix routes of a VXLAN fabric.
fn evpn(random: &mut Random) -> (Update, usize) {
    let mut update = Update::default();
    let routes = random.pick(&[1, 2, 3, 4, 10]);
    let mut value = vec![0, 25, 70, 4, 203, 0, 113, random.below(16) as u8, 0];
    for _ in 0..routes {
        let route = if random.percent(60) {
            mac_ip(random)
        } else {
            ip_prefix(random)
        };
        value.extend([route.0, route.1.len() as u8]);
        value.extend(route.1);
    }
    origin(random, &mut update);
    as_path(random, &mut update, &[1, 2]);
    local_pref(random, &mut update);
    route_targets(random, &mut update, &[0x03, 0x0c, 0, 0, 0, 0, 0, 8]);
    update.attribute(OPTIONAL | EXTENDED_LENGTH, 14, &value);
    (update, routes)
}

/// RFC 7432, section 7.2: with no address, an IPv4 or an IPv6 one; with the label of the VRF where there is an address.
fn mac_ip(random: &mut Random) -> (u8, Vec<u8>) {
    let mut route = evpn_start(random);
    route.extend([48, 0x02]);
    route.extend(&random.number().to_be_bytes()[3..]);
    match random.below(4) {
        0 => route.push(0),
        1 => {
            route.push(128);
            route.extend(ipv6_address(random));
        }
        _ => route.extend([32, 10, 0, random.below(256) as u8, random.below(256) as u8]),
    }
    label(random, &mut route);
    if route.len() > 33 {
        label(random, &mut route);
    }
    (2, route)
}

/// RFC 9136, section 3.1, for either address family.
fn ip_prefix(random: &mut Random) -> (u8, Vec<u8>) {
    let mut route = evpn_start(random);
    if random.percent(75) {
        let (length, prefix) = ipv4_prefix(random);
        route.push(length);
        route.extend(&prefix);
        route.resize(23 + 4 + 4, 0);
    } else {
        route.push(64);
        route.extend(&ipv6_address(random)[..8]);
        route.resize(23 + 16 + 16, 0);
    }
    label(random, &mut route);
    (5, route)
}

/// What both kinds of route begin with: distinguisher, Ethernet segment, Ethernet tag.
fn evpn_start(random: &mut Random) -> Vec<u8> {
    let mut route = Vec::new();
    route_distinguisher(random, &mut route);
    if random.percent(40) {
        route.extend([
            0x03,
            0x44,
            0x38,
            0x39,
            0xff,
            0,
            random.below(16) as u8,
            0,
            0,
            random.below(200) as u8,
        ]);
    } else {
        route.extend([0; 10]);
    }
    route.extend([0; 4]);
    route
}

fn table_attributes(random: &mut Random, update: &mut Update) {
    origin(random, update);
    as_path(random, update, &[3, 4, 4, 5, 5, 6]);
    next_hop(random, update);
    multi_exit_disc(random, update, 50);
    local_pref(random, update);
    if random.percent(8) {
        update.attribute(TRANSITIVE, 6, &[]);
        let aggregator = [
            asn(random).to_be_bytes(),
            [203, 0, 113, random.below(256) as u8],
        ]
        .concat();
        update.attribute(OPTIONAL | TRANSITIVE, 7, &aggregator);
    }
    if random.percent(85) {
        let count = random.pick(&[1, 2, 3, 4, 5, 6, 8, 8, 10, 12]);
        communities(random, update, count);
    }
    if random.percent(15) {
        let large = |random: &mut Random| {
            [
                asn(random),
                random.below(100) as u32,
                random.below(5000) as u32,
            ]
        };
        let count = 1 + random.below(3);
        let value: Vec<u8> = (0..count)
            .flat_map(|_| large(random))
            .flat_map(u32::to_be_bytes)
            .collect();
        update.attribute(OPTIONAL | TRANSITIVE, 32, &value);
    }
}

fn origin(random: &mut Random, update: &mut Update) {
    let origin = random.pick(&[0, 0, 0, 0, 0, 0, 2, 1]);
    update.attribute(TRANSITIVE, 1, &[origin]);
}

fn as_path(random: &mut Random, update: &mut Update, hops: &[u8]) {
    let hops = random.pick(hops);
    let mut value = vec![2, hops];
    value.extend((0..hops).flat_map(|_| asn(random).to_be_bytes()));
    update.attribute(TRANSITIVE, 2, &value);
}

fn next_hop(random: &mut Random, update: &mut Update) {
    update.attribute(TRANSITIVE, 3, &[192, 0, 2, 1 + random.below(16) as u8]);
}

fn multi_exit_disc(random: &mut Random, update: &mut Update, chance: u64) {
    if random.percent(chance) {
        update.attribute(OPTIONAL, 4, &(random.below(2000) as u32).to_be_bytes());
    }
}

fn local_pref(random: &mut Random, update: &mut Update) {
    update.attribute(
        TRANSITIVE,
        5,
        &random.pick(&[100_u32, 90, 120, 200]).to_be_bytes(),
    );
}

fn communities(random: &mut Random, update: &mut Update, count: usize) {
    let mut value = Vec::new();
    for _ in 0..count {
        value.extend((random.below(65_000) as u16).to_be_bytes());
        value.extend((random.below(10_000) as u16).to_be_bytes());
    }
    update.attribute(OPTIONAL | TRANSITIVE, 8, &value);
}

/// One to three route targets of the form AS number and value, and what else is given.
fn route_targets(random: &mut Random, update: &mut Update, others: &[u8]) {
    let mut value = Vec::new();
    for _ in 0..random.pick(&[1, 2, 3]) {
        value.extend([0x00, 0x02, 0xfd, 0xe8]);
        value.extend((random.below(5000) as u32).to_be_bytes());
    }
    value.extend(others);
    update.attribute(OPTIONAL | TRANSITIVE, 16, &value);
}

fn asn(random: &mut Random) -> u32 {
    match random.below(4) {
        0 => 196_608 + random.below(210_000) as u32,
        _ => 1 + random.below(64_000) as u32,
    }
}

fn label(random: &mut Random, out: &mut Vec<u8>) {
    let label = (16 + random.below(1_000_000) as u32) << 4 | 1;
    out.extend(&label.to_be_bytes()[1..]);
}

fn route_distinguisher(random: &mut Random, out: &mut Vec<u8>) {
    out.extend([
        0,
        1,
        203,
        0,
        113,
        random.below(16) as u8,
        0,
        random.below(100) as u8,
    ]);
}

/// From a copy of the generator, so that the same seed gives the same routes with and without path identifiers.
pub(super) fn path_id(random: &Random, out: &mut Vec<u8>, path_ids: Option<u64>) {
    if let Some(bound) = path_ids {
        out.extend((1 + Random(random.0).below(bound) as u32).to_be_bytes());
    }
}

pub(super) fn ipv4_routes(
    random: &mut Random,
    out: &mut Vec<u8>,
    count: usize,
    path_ids: Option<u64>,
) {
    for _ in 0..count {
        path_id(random, out, path_ids);
        let (length, prefix) = ipv4_prefix(random);
        out.push(length);
        out.extend(prefix);
    }
}

fn ipv4_prefix(random: &mut Random) -> (u8, Vec<u8>) {
    let length = random.pick(&[
        24, 24, 24, 24, 24, 24, 23, 23, 22, 22, 22, 21, 20, 20, 19, 18, 17, 16, 16, 15,
    ]);
    prefix(
        length,
        &[
            &[1 + random.below(223) as u8][..],
            &random.number().to_be_bytes(),
        ]
        .concat(),
    )
}

pub(super) fn ipv6_routes(
    random: &mut Random,
    out: &mut Vec<u8>,
    count: usize,
    path_ids: Option<u64>,
) {
    for _ in 0..count {
        path_id(random, out, path_ids);
        let length = random.pick(&[
            48, 48, 48, 48, 48, 48, 44, 44, 40, 36, 32, 32, 32, 29, 64, 56,
        ]);
        let (length, prefix) = prefix(length, &ipv6_address(random));
        out.push(length);
        out.extend(prefix);
    }
}

fn ipv6_address(random: &mut Random) -> [u8; 16] {
    let (high, low) = (random.number() >> 3, random.number());
    ((u128::from(high) << 64 | u128::from(low)) | 1 << 125).to_be_bytes()
}

/// The octets of a prefix, without bits behind its length.
fn prefix(length: u8, address: &[u8]) -> (u8, Vec<u8>) {
    let mut octets = address[..usize::from(length.div_ceil(8))].to_vec();
    if let Some(last) = octets.last_mut() {
        *last &= 0xff << (length.wrapping_neg() & 7);
    }
    (length, octets)
}
