//! Headers around an IP packet: link layers, tags, labels and tunnels. Each one tells which header is inside it.
//!
//! etherparse decodes what it knows: Ethernet, VLAN tags, MACsec, and UDP. It knows none of the others.

use etherparse::{
    Ethernet2Slice, Ipv4HeaderSlice, LaxMacsecPayloadSlice, LaxMacsecSlice, SingleVlanSlice,
    UdpSlice,
};

use super::links::{self, Wire};
use super::losses::Why;
use super::path::Tag;

/// How many headers may be nested.
pub(crate) const NESTED: usize = 16;

/// What bytes begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layer {
    Ethernet,
    /// What an Ethernet type says.
    EtherType(u16),
    Llc,
    Cooked,
    Cooked2,
    /// The address family of a loopback interface.
    Loopback,
    Ip,
    Mpls,
    Ppp,
    /// PPP behind one more byte: the direction.
    PppDirection,
    /// PPP or Cisco's protocol, as the first byte tells.
    Serial,
    PppoeSession,
    CiscoHdlc,
    FrameRelay,
    Gre,
    Nflog,
    Pktap,
    Pflog,
    Enc,
    Juniper(Wire),
    Direction(Wire),
}

/// What a header tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside<'a> {
    Layer(Layer, &'a [u8], Option<Tag>),
    /// Nothing that can contain TCP.
    Other,
    Lost(Why),
}

use Inside::{Lost, Other};

impl Layer {
    /// Takes off the header. For all layers but IP, which `packet` decodes.
    pub(super) fn open(self, octets: &[u8]) -> Inside<'_> {
        let inside = match self {
            Layer::Ethernet => ethernet(octets),
            Layer::EtherType(kind) => ether_type(kind, octets),
            Layer::Llc => llc(octets),
            Layer::Cooked => cooked(octets, 14, 16),
            Layer::Cooked2 => cooked(octets, 0, 20),
            Layer::Loopback => octets.get(4..).and_then(ip_or_other),
            Layer::Ip => plain(Layer::Ip, octets, 0),
            Layer::Mpls => mpls(octets),
            Layer::Ppp => ppp(octets),
            Layer::PppDirection => match octets {
                // pppd puts it in place of the address.
                [0 | 1, 3, ..] => plain(Layer::Ppp, octets, 2),
                _ => plain(Layer::Ppp, octets, 1),
            },
            Layer::Serial => match octets.first() {
                Some(0x0f | 0x8f) => plain(Layer::CiscoHdlc, octets, 0),
                _ => plain(Layer::Ppp, octets, 0),
            },
            Layer::PppoeSession => pppoe(octets),
            Layer::CiscoHdlc => {
                u16_at(octets, 2).and_then(|kind| plain(Layer::EtherType(kind), octets, 4))
            }
            Layer::FrameRelay => frame_relay(octets),
            Layer::Gre => gre(octets),
            Layer::Nflog => nflog(octets),
            Layer::Pktap => pktap(octets),
            Layer::Pflog => links::pflog(octets),
            Layer::Enc => links::enc(octets),
            Layer::Juniper(wire) => links::juniper(wire, octets),
            Layer::Direction(wire) => links::direction(wire, octets),
        };
        inside.unwrap_or(Lost(Why::Cut))
    }
}

/// Returns what is inside an IP packet with this protocol. TCP is not for this function.
pub(super) fn inside_ip(protocol: u8, octets: &[u8]) -> Inside<'_> {
    let inside = match protocol {
        4 | 41 => plain(Layer::Ip, octets, 0),
        17 => udp(octets),
        47 => plain(Layer::Gre, octets, 0),
        50 => Some(unknown("IPsec (ESP)")),
        97 => plain(Layer::Ethernet, octets, 2),
        108 => Some(unknown("IPComp")),
        115 => Some(unknown("L2TPv3")),
        137 => plain(Layer::Mpls, octets, 0),
        _ => Some(Other),
    };
    inside.unwrap_or(Lost(Why::Cut))
}

/// Returns whether networks are told apart by the ends of a tunnel. Copies of packets (ERSPAN) come from several switches,
/// and VXLAN and its like have numbers for their networks.
pub(super) fn ends_count(protocol: u8, octets: &[u8]) -> bool {
    match protocol {
        4 | 41 | 97 => true,
        47 => !matches!(u16_at(octets, 2), Some(0x88be | 0x22eb)),
        _ => false,
    }
}

fn unknown(name: &'static str) -> Inside<'static> {
    Lost(Why::Encapsulation(name))
}

fn plain(layer: Layer, octets: &[u8], skip: usize) -> Option<Inside<'_>> {
    Some(Inside::Layer(layer, octets.get(skip..)?, None))
}

fn tagged(layer: Layer, octets: &[u8], skip: usize, tag: Tag) -> Option<Inside<'_>> {
    Some(Inside::Layer(layer, octets.get(skip..)?, Some(tag)))
}

fn u16_at(octets: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*octets.get(at..)?.first_chunk()?))
}

fn u32_at(octets: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*octets.get(at..)?.first_chunk()?))
}

fn ip_or_other(octets: &[u8]) -> Option<Inside<'_>> {
    match octets.first()? >> 4 {
        4 | 6 => plain(Layer::Ip, octets, 0),
        _ => Some(Other),
    }
}

fn ethernet(octets: &[u8]) -> Option<Inside<'_>> {
    let frame = Ethernet2Slice::from_slice_without_fcs(octets).ok()?;
    plain(
        of_ether_type(frame.ether_type().0),
        frame.payload_slice(),
        0,
    )
}

/// Small numbers are lengths, of IEEE 802.2.
fn of_ether_type(kind: u16) -> Layer {
    match kind {
        0..0x600 => Layer::Llc,
        _ => Layer::EtherType(kind),
    }
}

fn ether_type(kind: u16, octets: &[u8]) -> Option<Inside<'_>> {
    match kind {
        0x0800 | 0x86dd => plain(Layer::Ip, octets, 0),
        0x8100 | 0x88a8 | 0x9100 | 0x9200 | 0x9300 => {
            let tag = SingleVlanSlice::from_slice(octets).ok()?;
            let id = tag.vlan_identifier().value();
            let layer = of_ether_type(tag.ether_type().0);
            // 0 is no VLAN, but a priority only.
            let id = (id != 0).then_some(Tag::Vlan(id));
            Some(Inside::Layer(layer, tag.payload_slice(), id))
        }
        0x8847 | 0x8848 => plain(Layer::Mpls, octets, 0),
        0x8864 => plain(Layer::PppoeSession, octets, 0),
        0x880b => plain(Layer::Ppp, octets, 0),
        0x6558 => plain(Layer::Ethernet, octets, 0),
        // A provider backbone bridge: flags, and the number of the network.
        0x88e7 => tagged(
            Layer::Ethernet,
            octets,
            4,
            Tag::Network(u32_at(octets, 0)? & 0xff_ffff),
        ),
        0x88e5 => match LaxMacsecSlice::from_slice(octets).ok()?.payload {
            LaxMacsecPayloadSlice::Unmodified(inner) => {
                plain(of_ether_type(inner.ether_type.0), inner.payload, 0)
            }
            LaxMacsecPayloadSlice::Modified { .. } => Some(unknown("MACsec with encryption")),
        },
        0x22f3 => Some(unknown("TRILL")),
        0x8903 => Some(unknown("FabricPath")),
        0x8926 => Some(unknown("VN-Tag")),
        0x894f => Some(unknown("NSH")),
        _ => Some(Other),
    }
}

/// IEEE 802.2, with SNAP (RFC 1042) or without.
fn llc(octets: &[u8]) -> Option<Inside<'_>> {
    match octets {
        [0xaa, 0xaa, 3, 0, 0, 0 | 0xf8, ..] => {
            plain(Layer::EtherType(u16_at(octets, 6)?), octets, 8)
        }
        [6, 6, 3, ..] => plain(Layer::Ip, octets, 3),
        // Of ISO, as ATM has it (RFC 2684).
        [0xfe, 0xfe, 3, 0xcc | 0x8e, ..] => plain(Layer::Ip, octets, 4),
        _ => Some(Other),
    }
}

/// "Cooked": an Ethernet type after, or before, other fields. 4 is IEEE 802.2, other small numbers are no packets.
fn cooked(octets: &[u8], at: usize, header: usize) -> Option<Inside<'_>> {
    match u16_at(octets, at)? {
        4 => plain(Layer::Llc, octets, header),
        0..0x600 => Some(Other),
        kind => plain(Layer::EtherType(kind), octets, header),
    }
}

/// RFC 3032: labels up to the one with the bottom bit. What is inside is not said: it is IP, or an Ethernet frame with a
/// control word (RFC 4385) or without.
fn mpls(octets: &[u8]) -> Option<Inside<'_>> {
    const ENTROPY_INDICATOR: u32 = 7;
    let (mut rest, mut before, mut tag) = (octets, None, None);
    loop {
        let entry = u32_at(rest, 0)?;
        rest = &rest[4..];
        let label = entry >> 12;
        // Reserved labels tell nothing about the network, and an entropy label (RFC 6790) is the hash of a flow.
        if label > 15 && before != Some(ENTROPY_INDICATOR) {
            tag = Some(Tag::Label(label));
        }
        before = Some(label);
        if entry & 0x100 != 0 {
            break;
        }
    }
    let inside = |layer, skip| Some(Inside::Layer(layer, rest.get(skip..)?, tag));
    match rest.first()? >> 4 {
        // An address of a station may begin with these digits, too.
        4 | 6 if is_ethernet(rest) && !is_ipv4(rest) => inside(Layer::Ethernet, 0),
        4 | 6 => inside(Layer::Ip, 0),
        // A control word, with IP or Ethernet behind it; or a station with zeros in front.
        0 if is_ipv4(rest.get(4..)?) => inside(Layer::Ip, 4),
        0 if is_ethernet(rest) => inside(Layer::Ethernet, 0),
        0 if rest.get(4)? >> 4 == 6 && !is_ethernet(&rest[4..]) => inside(Layer::Ip, 4),
        0 => inside(Layer::Ethernet, 4),
        // The channel of OAM.
        1 if !is_ethernet(rest) => Some(Other),
        _ => inside(Layer::Ethernet, 0),
    }
}

/// Returns whether an Ethernet frame with a usual type begins here.
fn is_ethernet(octets: &[u8]) -> bool {
    let kind = u16_at(octets, 12);
    matches!(
        kind,
        Some(0x0800 | 0x0806 | 0x86dd | 0x8100 | 0x88a8 | 0x8847 | 0x8848 | 0x8863 | 0x8864)
    )
}

/// Returns whether an IPv4 header with the right checksum begins here.
fn is_ipv4(octets: &[u8]) -> bool {
    Ipv4HeaderSlice::from_slice(octets)
        .is_ok_and(|header| header.header_checksum() == header.to_header().calc_header_checksum())
}

/// RFC 1661, with or without address and control (RFC 1662), with a protocol of one or two bytes.
fn ppp(octets: &[u8]) -> Option<Inside<'_>> {
    let octets = octets.strip_prefix(&[0xff, 3]).unwrap_or(octets);
    let (protocol, skip) = match octets.first()? {
        first if first & 1 == 1 => (u16::from(*first), 1),
        _ => (u16_at(octets, 0)?, 2),
    };
    match protocol {
        0x21 | 0x57 => plain(Layer::Ip, octets, skip),
        0x281 | 0x283 => plain(Layer::Mpls, octets, skip),
        0x2d | 0x2f => Some(unknown("PPP with compressed TCP headers")),
        0x31 => Some(unknown("PPP bridging")),
        0x3d => Some(unknown("PPP multilink")),
        0x53 | 0x55 => Some(unknown("PPP with encryption")),
        0xfb | 0xfd => Some(unknown("PPP with compression")),
        _ => Some(Other),
    }
}

/// RFC 2516: version and type, code, session, length.
fn pppoe(octets: &[u8]) -> Option<Inside<'_>> {
    match octets.get(1)? {
        0 => tagged(Layer::Ppp, octets, 6, Tag::Session(u16_at(octets, 2)?)),
        _ => Some(Other),
    }
}

/// RFC 2427, or an Ethernet type behind the address (Cisco).
fn frame_relay(octets: &[u8]) -> Option<Inside<'_>> {
    // The last byte of the address, of two to four, is odd.
    let address = octets.iter().take(4).position(|octet| octet & 1 == 1)? + 1;
    let rest = octets.get(address..)?;
    match rest {
        [3, 0xcc | 0x8e, ..] => plain(Layer::Ip, rest, 2),
        [3, 0x80, oui @ ..] | [3, 0, 0x80, oui @ ..] => match oui {
            [0, 0, 0, ..] => plain(Layer::EtherType(u16_at(oui, 3)?), oui, 5),
            [0, 0x80, 0xc2, 0, 1 | 7, ..] => plain(Layer::Ethernet, oui, 5),
            _ => Some(Other),
        },
        [3, 0xb1, ..] => Some(unknown("Frame Relay with fragments")),
        [3, ..] => Some(Other),
        _ => plain(Layer::EtherType(u16_at(rest, 0)?), rest, 2),
    }
}

/// RFC 2784 and RFC 2890; RFC 2637 for version 1.
fn gre(octets: &[u8]) -> Option<Inside<'_>> {
    let (flags, protocol) = (u16_at(octets, 0)?, u16_at(octets, 2)?);
    let version = flags & 7;
    if version > 1 || flags & 0x4000 != 0 {
        return Some(unknown("GRE with routing, or of another version"));
    }
    let mut at = 4;
    let mut field = |flag: u16| {
        let here = at;
        let has = flags & flag != 0;
        at += 4 * usize::from(has);
        has.then_some(here)
    };
    field(0x8000);
    let key = field(0x2000);
    let sequence = field(0x1000);
    if version == 1 {
        field(0x80);
    }
    let key = match (key, version) {
        (Some(at), 0) => Some(u32_at(octets, at)?),
        // A length and the number of the call.
        (Some(at), _) => Some(u16_at(octets, at + 2)?.into()),
        (None, _) => None,
    };
    let rest = octets.get(at..)?;
    match protocol {
        // ERSPAN: type I has no header, type II has one of 8 bytes, type III one of 12 and perhaps 8 more.
        0x88be => plain(
            Layer::Ethernet,
            rest,
            if sequence.is_some() { 8 } else { 0 },
        ),
        0x22eb => plain(
            Layer::Ethernet,
            rest,
            if rest.get(11)? & 1 == 1 { 20 } else { 12 },
        ),
        0x883e => Some(unknown("GRE of WCCP")),
        0..0x600 => Some(Other),
        kind => Some(Inside::Layer(
            Layer::EtherType(kind),
            rest,
            key.map(Tag::Key),
        )),
    }
}

fn udp(octets: &[u8]) -> Option<Inside<'_>> {
    let udp = UdpSlice::from_slice_lax(octets).ok()?;
    let payload = udp.payload();
    match udp.destination_port() {
        // VXLAN (RFC 7348) says with a flag that it has a network; 8472 is the port of Linux.
        4789 | 8472 => match payload {
            [flags, ..] if flags & 8 != 0 => tagged(
                Layer::Ethernet,
                payload,
                8,
                Tag::Network(u32_at(payload, 4)? >> 8),
            ),
            _ => Some(Other),
        },
        4790 => match payload {
            [flags, _, _, protocol, ..] if flags & 0xc == 0xc => {
                let network = Tag::Network(u32_at(payload, 4)? >> 8);
                match protocol {
                    1 | 2 => tagged(Layer::Ip, payload, 8, network),
                    3 => tagged(Layer::Ethernet, payload, 8, network),
                    4 => Some(unknown("NSH")),
                    _ => Some(Other),
                }
            }
            _ => Some(Other),
        },
        // GENEVE (RFC 8926): version and length of the options in 4 bytes, flags, protocol, network.
        6081 => match payload {
            [first, ..] if first >> 6 == 0 => {
                let header = 8 + usize::from(first & 0x3f) * 4;
                let kind = Layer::EtherType(u16_at(payload, 2)?);
                tagged(
                    kind,
                    payload,
                    header,
                    Tag::Network(u32_at(payload, 4)? >> 8),
                )
            }
            _ => Some(Other),
        },
        4754 => plain(Layer::Gre, payload, 0),
        6635 => plain(Layer::Mpls, payload, 0),
        1701 => Some(unknown("L2TP")),
        2152 => Some(unknown("GTP-U")),
        _ => Some(Other),
    }
}

/// Family, version and resource, then TLVs whose numbers have the byte order of the machine. Type 9 is the packet.
fn nflog(octets: &[u8]) -> Option<Inside<'_>> {
    const PAYLOAD: u16 = 9;
    let (family, first) = (*octets.first()?, octets.get(4..6)?);
    let number: fn([u8; 2]) -> u16 = match first {
        [low, 0] if *low > 0 => u16::from_le_bytes,
        _ if u16_at(first, 0)? as usize <= octets.len() => u16::from_be_bytes,
        _ => u16::from_le_bytes,
    };
    let mut rest = &octets[4..];
    loop {
        let length = usize::from(number(*rest.first_chunk()?));
        let kind = number(*rest.get(2..)?.first_chunk()?);
        if length < 4 {
            return Some(Lost(Why::Malformed));
        }
        if kind == PAYLOAD {
            let octets = rest.get(4..length.min(rest.len()))?;
            return match family {
                2 | 10 => plain(Layer::Ip, octets, 0),
                _ => Some(Other),
            };
        }
        rest = rest.get(length.next_multiple_of(4)..)?;
    }
}

/// Apple's: in little-endian order the length of the header, 1 for a packet, and its link type.
fn pktap(octets: &[u8]) -> Option<Inside<'_>> {
    let number = |at: usize| Some(u32::from_le_bytes(*octets.get(at..)?.first_chunk()?));
    let (header, kind, link) = (number(0)? as usize, number(4)?, number(8)?);
    if kind != 1 {
        return Some(Other);
    }
    match u16::try_from(link).map(|link| (link, links::layer_of(link))) {
        Ok((_, Some(layer))) => plain(layer, octets, header.max(12)),
        Ok((link, None)) => Some(Lost(Why::Link(link))),
        Err(_) => Some(Lost(Why::Malformed)),
    }
}
