//! Streams in which routes go, or nothing does: withdrawals alone, with path identifiers and without, announcements and
//! withdrawals in turn, End-of-RIBs; and a table of one route a message, as routers send it.

use super::octets::{OPTIONAL, Random, Update};
use super::streams::{MESSAGES, Stream, ipv4_routes, ipv6_of, ipv6_routes, one_route};

const PEERS: u8 = 16;

/// WD: one route of IPv4 or IPv6 unicast, withdrawn. WDP: the same with path identifiers. EOR: End-of-RIBs of both
/// families. AW: announcements and withdrawals in turn. FULL: one route a message, of peers that speak two families and send
/// routes of one.
pub(crate) fn all() -> [Stream; 5] {
    [
        stream("WD", false, |random, _| withdrawal(random, None)),
        stream("WDP", true, |random, _| withdrawal(random, Some(8))),
        stream("EOR", false, |random, _| (end_of_rib(random), 0)),
        stream("AW", false, |random, number| {
            match number / usize::from(PEERS) % 2 {
                0 => one_route(random),
                _ => (ipv4_withdrawal(random, None), 1),
            }
        }),
        stream("FULL", false, |random, number| match number * 7 % 16 {
            0..12 => one_route(random),
            _ => ipv6_of(random, 1),
        }),
    ]
}

fn stream(
    name: &'static str,
    add_path: bool,
    update: impl Fn(&mut Random, usize) -> (Update, usize),
) -> Stream {
    let (mut random, mut octets, mut routes) = (Random(4271), Vec::new(), 0);
    for number in 0..MESSAGES {
        let (update, count) = update(&mut random, number);
        update.route_monitoring(number, PEERS, &mut octets);
        routes += count;
    }
    Stream {
        name,
        octets,
        messages: MESSAGES,
        routes,
        add_path,
    }
}

fn withdrawal(random: &mut Random, path_ids: Option<u64>) -> (Update, usize) {
    if random.percent(70) {
        return (ipv4_withdrawal(random, path_ids), 1);
    }
    let (mut update, mut value) = (Update::default(), vec![0, 2, 1]);
    ipv6_routes(random, &mut value, 1, path_ids);
    update.attribute(OPTIONAL, 15, &value);
    (update, 1)
}

fn ipv4_withdrawal(random: &mut Random, path_ids: Option<u64>) -> Update {
    let mut update = Update::default();
    ipv4_routes(random, &mut update.withdrawn_routes, 1, path_ids);
    update
}

/// Of IPv4 or of IPv6 unicast.
pub(super) fn end_of_rib(random: &mut Random) -> Update {
    let mut update = Update::default();
    if random.percent(50) {
        update.attribute(OPTIONAL, 15, &[0, 2, 1]);
    }
    update
}
