//! A table reads withdrawals the same, whether it has passes or examines each message.

use super::*;
use crate::bgp::Open;
use crate::bgp::capability::{AddPath, Capability, Multiprotocol};
use crate::bgp::nlri::Family;
use crate::bmp::{PeerUp, Sessions};
use crate::net::Asn;
use crate::wire::Encode;
use core::net::Ipv4Addr;

const ID: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 1);
const FAMILIES: [Family; 3] = [
    Family::IPV4_UNICAST,
    Family::IPV6_UNICAST,
    Family::VPN_IPV4_UNICAST,
];

/// Where the length of the UPDATE is, and where the routes of an MP_UNREACH_NLRI are at the latest. Damage in between can
/// make a withdrawal an announcement, which passes.
const LENGTHS: usize = 64;
const ROUTES: usize = 78;

/// splitmix64.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }

    fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }
}

fn peer(number: u64) -> PerPeerHeader {
    let address = Ipv4Addr::from(0x0a00_0000 + number as u32);
    PerPeerHeader::global(address.into(), Asn(64496), ID)
}

/// Returns a Peer Up of all families, with ADD-PATH for each or not.
fn up(peer: PerPeerHeader, add_path: [bool; 3]) -> Vec<u8> {
    let modes = FAMILIES.into_iter().zip(add_path);
    let modes = modes.filter(|(_, present)| *present);
    let modes = modes.map(|(family, _)| AddPath::new(family, AddPath::BOTH));
    let families = FAMILIES.map(|family| Capability::Multiprotocol(Multiprotocol::from(family)));
    let others = [
        Capability::FourOctetAsNumber(Asn(64496)),
        Capability::AddPath(modes.collect()),
    ];
    let capabilities = families.into_iter().chain(others);
    let open = Open::new(Asn(64496), 90, ID, capabilities).unwrap();
    let up = PeerUp::new(peer, ID.into(), open.clone(), open);
    Message::PeerUp(up.unwrap()).to_vec().unwrap()
}

/// Returns routes of a family, with path identifiers or without, of any length and with stray bits at times.
fn routes(random: &mut Random, family: Family, path_ids: bool) -> Vec<u8> {
    let mut routes = Vec::new();
    for _ in 0..random.pick(&[1, 1, 1, 2, 3]) {
        if path_ids {
            let id = random.pick(&[1, 2, 3, 24, 0x0100_0000, 0x1800_0001_u32]);
            routes.extend(id.to_be_bytes());
        }
        let limit = if family == Family::IPV6_UNICAST {
            128
        } else {
            32
        };
        let bits = random.pick(&[0, 8, 16, 22, 24, 24, 24, 32, limit]);
        if family == Family::VPN_IPV4_UNICAST {
            routes.push(88 + bits.min(32));
            routes.extend([0x80, 0, 0, 0, 0, 0xfb, 0xf0, 0, 0, 0, 1]);
        } else {
            routes.push(bits);
        }
        let bits = bits.min(limit);
        routes.extend((0..bits.div_ceil(8)).map(|_| random.below(256) as u8));
        if bits % 8 != 0 && random.percent(80) {
            *routes.last_mut().unwrap() &= 0xff << (8 - bits % 8);
        }
    }
    routes
}

fn attribute(code: u8, value: &[u8]) -> Vec<u8> {
    let length = value.len() as u16;
    if length < 256 && length.is_multiple_of(2) {
        return [&[0x80, code, length as u8], value].concat();
    }
    [&[0x90, code][..], &length.to_be_bytes(), value].concat()
}

/// Returns a Route Monitoring message.
fn monitoring(peer: PerPeerHeader, withdrawn: &[u8], attributes: &[u8], nlri: &[u8]) -> Vec<u8> {
    let parts = [
        &(withdrawn.len() as u16).to_be_bytes()[..],
        withdrawn,
        &(attributes.len() as u16).to_be_bytes(),
        attributes,
        nlri,
    ];
    let body = parts.concat();
    let length = 19 + body.len() as u16;
    let pdu = [&[0xff; 16][..], &length.to_be_bytes(), &[2], &body].concat();
    let frame = u32::from(48 + length).to_be_bytes();
    [&[3][..], &frame, &[0], &peer.to_vec().unwrap(), &pdu].concat()
}

/// Withdrawn routes alone, or an End-of-RIB; some messages are damaged from byte `from` on.
fn withdrawal(
    random: &mut Random,
    peer: PerPeerHeader,
    path_ids: [bool; 3],
    from: usize,
) -> Vec<u8> {
    let place = random.below(3) as usize;
    let family = FAMILIES[place];
    let octets = match random.percent(10) {
        true => Vec::new(),
        false => {
            let otherwise = random.percent(10);
            routes(random, family, path_ids[place] != otherwise)
        }
    };
    let word = u32::from(family).to_be_bytes();
    let mut frame = match family == Family::IPV4_UNICAST && random.percent(70) {
        true => monitoring(peer, &octets, &[], &[]),
        false => {
            let value = [&word[1..], &octets].concat();
            monitoring(peer, &[], &attribute(15, &value), &[])
        }
    };
    if frame.len() > from && random.percent(15) {
        let at = from + random.below((frame.len() - from) as u64) as usize;
        frame[at] ^= 1 << random.below(8);
    }
    frame
}

/// Routes of one family with ORIGIN and AS_PATH, whose numbers have four bytes or, at times, two.
fn announcement(
    random: &mut Random,
    peer: PerPeerHeader,
    place: usize,
    path_ids: bool,
    wide: bool,
) -> Vec<u8> {
    let octets = routes(random, FAMILIES[place], path_ids);
    let path: &[u8] = match wide {
        true => &[2, 1, 0, 0, 0xfb, 0xf0],
        false => &[2, 1, 0xfb, 0xf0],
    };
    let mut attributes = [attribute(1, &[0]), attribute(2, path)].concat();
    if place == 0 {
        return monitoring(peer, &[], &attributes, &octets);
    }
    let word = u32::from(FAMILIES[place]).to_be_bytes();
    let next_hop = [12, 16, 12][place];
    let value = [
        &word[1..],
        &[next_hop],
        &[0; 17][..usize::from(next_hop) + 1],
        &octets,
    ]
    .concat();
    attributes.extend(attribute(14, &value));
    monitoring(peer, &[], &attributes, &[])
}

/// Reads a message in a table with passes, and in one that has forgotten them. Both must find the same session.
fn read(tables: &mut [PeerTable; 2], frame: &[u8], what: &str) {
    let [with_passes, without] = tables;
    let forgotten = core::mem::take(without);
    let reading = forgotten.reading();
    *without = forgotten.with_reading(reading);
    let found = [&mut *with_passes, without].map(|mut table| Sessions::before(&mut table, frame));
    assert!(
        found[0].is_some() && found[0] == found[1],
        "{what}: {frame:02x?} {found:?}"
    );
}

fn same_readings(tables: &[PeerTable; 2], peer: PerPeerHeader) {
    let [one, other] = tables
        .each_ref()
        .map(|table| table.get(&peer.key()).unwrap());
    assert_eq!(one.readings(), other.readings());
}

/// Sessions in which too little is announced to settle anything: not always as negotiated, and malformed at times.
#[test]
fn withdrawals_of_peers_that_are_not_settled() {
    for reading in [Reading::Verify, Reading::Infer, Reading::Strict] {
        let mut random = Random(16);
        let mut tables = [reading; 2].map(|reading| PeerTable::new().with_reading(reading));
        for session in 0..1500 {
            let peer = peer(random.below(8));
            let add_path = [(); 3].map(|()| random.percent(50));
            let up = up(peer, add_path);
            for table in &mut tables {
                table.decode(&up).unwrap();
            }
            let otherwise = random.percent(30);
            let path_ids = add_path.map(|path_ids| path_ids != otherwise);
            let mut announced = 0;
            for number in 0..random.below(60) {
                let frame = if announced < FamilyReading::SETTLED - 1 && random.percent(15) {
                    announced += 1;
                    let place = random.below(3) as usize;
                    let wide = random.percent(90);
                    let mut frame = announcement(&mut random, peer, place, path_ids[place], wide);
                    if random.percent(10) {
                        let at = 71 + random.below(frame.len() as u64 - 71) as usize;
                        frame[at] = random.below(256) as u8;
                    }
                    frame
                } else {
                    withdrawal(&mut random, peer, path_ids, LENGTHS)
                };
                let what = format!("{reading:?}, message {number} of session {session}");
                read(&mut tables, &frame, &what);
            }
            same_readings(&tables, peer);
        }
    }
}

/// Sessions with path identifiers whose routes are settled: all announcements pass, and withdrawals are still checked.
#[test]
fn withdrawals_of_peers_that_are_settled() {
    let mut random = Random(7854);
    let mut tables = [PeerTable::new(), PeerTable::new()];
    let peers: Vec<_> = (0..5).map(peer).collect();
    for peer in &peers {
        for table in &mut tables {
            table.decode(&up(*peer, [true; 3])).unwrap();
        }
    }
    for number in 0..20_000 {
        let peer = random.pick(&peers);
        let frame = if random.percent(60) {
            // Without high path identifiers and stray bits, so that all agree.
            let octets = [0, 0, 0, 1 + random.below(9) as u8, 24, 198, 51, 100];
            let attributes = [attribute(1, &[0]), attribute(2, &[])].concat();
            monitoring(peer, &[], &attributes, &octets)
        } else {
            withdrawal(&mut random, peer, [true; 3], ROUTES)
        };
        read(&mut tables, &frame, &format!("message {number}"));
    }
}
