//! MIX: what a station receives besides tables: withdrawals, End-of-RIBs, statistics, and peers that go down and come up.

use super::octets::{OPTIONAL, Random, Update, message};
use super::streams::{Stream, full_table, ipv6, ipv6_routes, one_route};
use super::withdrawn::end_of_rib;

const MESSAGES: usize = 4000;
const PEERS: u8 = 200;

/// Updates of one route, of several, and of IPv6, a third of them withdrawals, of 200 peers in turn. One message in fifty
/// is an End-of-RIB, one a Statistics Report; one in a hundred a Peer Down with the Peer Up that follows.
pub(crate) fn mix() -> Stream {
    let mut random = Random(7854);
    let (mut octets, mut messages, mut routes) = (Vec::new(), 0, 0);
    for number in 0..MESSAGES {
        match number % 100 {
            13 | 63 => end_of_rib(&mut random).route_monitoring(number, PEERS, &mut octets),
            29 | 79 => message(1, number, PEERS, &statistics(&mut random), &mut octets),
            97 => {
                // The remote system closed the session, without data.
                message(2, number, PEERS, &[4], &mut octets);
                message(3, number, PEERS, &peer_up(number), &mut octets);
                messages += 1;
            }
            _ => {
                let (update, count) = update(&mut random);
                update.route_monitoring(number, PEERS, &mut octets);
                routes += count;
            }
        }
        messages += 1;
    }
    Stream {
        name: "MIX",
        octets,
        messages,
        routes,
        add_path: false,
    }
}

fn update(random: &mut Random) -> (Update, usize) {
    let is_withdrawal = random.percent(33);
    match random.below(3) {
        kind @ (0 | 1) => {
            let (mut update, routes) = match kind {
                0 => one_route(random),
                _ => full_table(random, false),
            };
            if is_withdrawal {
                update.withdrawn_routes = core::mem::take(&mut update.nlri);
                update.path_attributes.clear();
            }
            (update, routes)
        }
        _ if is_withdrawal => {
            let (mut update, routes) = (Update::default(), random.pick(&[1, 1, 2, 5]));
            let mut value = vec![0, 2, 1];
            ipv6_routes(random, &mut value, routes, None);
            update.attribute(OPTIONAL, 15, &value);
            (update, routes)
        }
        _ => ipv6(random),
    }
}

/// Routes in the Adj-RIB-In, and rejected prefixes.
fn statistics(random: &mut Random) -> Vec<u8> {
    let mut body = vec![0, 0, 0, 2, 0, 7, 0, 8];
    body.extend(random.below(1_000_000).to_be_bytes());
    body.extend([0, 0, 0, 4]);
    body.extend((random.below(1000) as u32).to_be_bytes());
    body
}

/// Both OPENs have the same capabilities: IPv4 and IPv6 unicast, AS numbers of four octets.
fn peer_up(number: usize) -> Vec<u8> {
    let mut body = vec![0; 12];
    body.extend([192, 0, 2, 254, 0, 179, 0xc3, 0x50]);
    for asn in [64_495, 64_496 + number as u32 * 7 % u32::from(PEERS)] {
        body.extend([0xff; 16]);
        body.extend([0, 49, 1, 4]);
        body.extend((asn as u16).to_be_bytes());
        body.extend([0, 90, 198, 51, 100, 1, 20, 2, 18]);
        body.extend([1, 4, 0, 1, 0, 1, 1, 4, 0, 2, 0, 1, 65, 4]);
        body.extend(asn.to_be_bytes());
    }
    body
}
