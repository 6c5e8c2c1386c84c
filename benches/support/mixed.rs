//! Streams that are not measured: what their messages hold is rare, and every walk must read it as well.

use super::octets::{EXTENDED_LENGTH, OPTIONAL, Random, TRANSITIVE, Update};
use super::streams::{MESSAGES, Stream, path_id, stream};

/// Unicast routes with what can go with them: withdrawals, MP_UNREACH_NLRI, long lengths,
/// prefixes of every length with bits behind it, AS_SETs, attributes that are unknown.
pub(crate) fn mixed(add_path: bool, seed: u64) -> Stream {
    let update = |random: &mut Random| mixed_update(random, add_path);
    stream("mixed", MESSAGES, add_path, seed, update)
}

fn mixed_update(random: &mut Random, add_path: bool) -> (Update, usize) {
    let mut update = Update::default();
    let path_ids = add_path.then_some(u64::from(u32::MAX));
    let mut routes = 0;
    let mut any = |random: &mut Random, bits: u64| {
        let mut out = Vec::new();
        for _ in 0..random.pick(&[0, 0, 1, 2, 7]) {
            path_id(random, &mut out, path_ids);
            let length = random.below(bits + 1) as u8;
            out.push(length);
            // Not canonical: the bits behind the length stay.
            out.extend((0..length.div_ceil(8)).map(|_| random.number() as u8));
            routes += 1;
        }
        out
    };
    update.withdrawn_routes = any(random, 32);
    update.nlri = any(random, 32);
    let (reach, unreach) = (any(random, 128), any(random, 128));

    for code in [16, 1, 2, 3, 4, 14, 5, 6, 8, 32, 7, 15, 9, 200, 2] {
        if random.percent(30) {
            continue;
        }
        let long = if random.percent(30) {
            EXTENDED_LENGTH
        } else {
            0
        };
        let size = random.below(6);
        let mut octets = |count: u64| {
            (0..count)
                .map(|_| random.number() as u8)
                .collect::<Vec<u8>>()
        };
        let value = match code {
            1 => octets(1),
            2 => {
                let segment =
                    |kind: u8, asns: Vec<u8>| [vec![kind, (asns.len() / 4) as u8], asns].concat();
                [
                    segment(2, octets(4 * size)),
                    segment(1, octets(8)),
                    segment(3, octets(4)),
                ]
                .concat()
            }
            3..=5 => octets(4),
            6 => vec![],
            7 => octets(8),
            8 => octets(4 * size * 15),
            14 => {
                let next_hop = octets([16, 32][size as usize % 2]);
                [
                    vec![0, 2, 1, next_hop.len() as u8],
                    next_hop,
                    vec![0],
                    reach.clone(),
                ]
                .concat()
            }
            15 => [vec![0, 2, 1], unreach.clone()].concat(),
            16 => octets(8 * size),
            32 => octets(12 * size),
            _ => octets(size),
        };
        update.attribute(OPTIONAL | TRANSITIVE | long, code, &value);
    }
    (update, routes)
}
