//! Link types (<https://www.tcpdump.org/linktypes.html>), and the headers that only captures have: those of packet filters,
//! and of vendors.

use super::layers::{Inside, Layer};
use super::losses::Why;

/// Juniper's header around one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wire {
    Ethernet,
    Ppp,
    FrameRelay,
    CiscoHdlc,
}

impl Wire {
    fn layer(self) -> Layer {
        match self {
            Wire::Ethernet => Layer::Ethernet,
            Wire::Ppp => Layer::Ppp,
            Wire::FrameRelay => Layer::FrameRelay,
            Wire::CiscoHdlc => Layer::CiscoHdlc,
        }
    }
}

/// Returns the layer of a link type.
pub(super) fn layer_of(link: u16) -> Option<Layer> {
    Some(match link {
        0 | 108 => Layer::Loopback,
        1 => Layer::Ethernet,
        9 => Layer::Ppp,
        11 | 100 => Layer::Llc,
        12 | 14 | 101 | 228 | 229 => Layer::Ip,
        50 => Layer::Serial,
        51 => Layer::PppoeSession,
        104 => Layer::CiscoHdlc,
        107 => Layer::FrameRelay,
        109 => Layer::Enc,
        113 => Layer::Cooked,
        117 => Layer::Pflog,
        166 | 204 => Layer::PppDirection,
        178 => Layer::Juniper(Wire::Ethernet),
        179 => Layer::Juniper(Wire::Ppp),
        180 => Layer::Juniper(Wire::FrameRelay),
        181 => Layer::Juniper(Wire::CiscoHdlc),
        205 => Layer::Direction(Wire::CiscoHdlc),
        206 => Layer::Direction(Wire::FrameRelay),
        219 => Layer::Mpls,
        239 => Layer::Nflog,
        258 => Layer::Pktap,
        276 => Layer::Cooked2,
        _ => return None,
    })
}

/// Names of link types that are not understood, for those who wonder what they recorded.
pub(super) fn name_of(link: u16) -> Option<&'static str> {
    Some(match link {
        6 => "Token Ring",
        8 => "SLIP",
        10 => "FDDI",
        105 => "IEEE 802.11",
        118 => "Cisco IOS",
        119 => "IEEE 802.11 with a Prism header",
        123 => "ATM of Solaris",
        127 => "IEEE 802.11 with radiotap",
        130..=137 | 164 | 174 | 183 | 194 | 200 | 238 | 254 | 255 => "Juniper",
        163 => "IEEE 802.11 with AVS",
        186 | 189 | 220 | 249 => "USB",
        192 => "PPI",
        197 => "ERF",
        226 => "IPNET of Solaris",
        240 | 241 => "netANALYZER",
        242 => "IP over InfiniBand",
        252 => "Wireshark's exported PDUs",
        253 => "netlink",
        259 => "EPON",
        274 => "Ethernet preamble and frame",
        281 | 282 | 284 | 285 => "a switch with tags of DSA",
        _ => return None,
    })
}

fn inside(layer: Layer, octets: &[u8], skip: usize) -> Option<Inside<'_>> {
    Some(Inside::Layer(layer, octets.get(skip..)?, None))
}

/// Of OpenBSD's and FreeBSD's packet filter: the length of the header without padding is its first byte.
pub(super) fn pflog(octets: &[u8]) -> Option<Inside<'_>> {
    let length = usize::from(*octets.first()?);
    inside(Layer::Ip, octets, length.next_multiple_of(4))
}

/// Of IPsec on BSD, around a packet in clear: address family, SPI, flags.
pub(super) fn enc(octets: &[u8]) -> Option<Inside<'_>> {
    inside(Layer::Ip, octets, 12)
}

/// A direction in one byte, in front of something else.
pub(super) fn direction(wire: Wire, octets: &[u8]) -> Option<Inside<'_>> {
    inside(wire.layer(), octets, 1)
}

/// "MGC", flags, and perhaps extensions behind their length in two bytes. Packets of the router itself may have their
/// protocol in four bytes instead of a link layer.
pub(super) fn juniper(wire: Wire, octets: &[u8]) -> Option<Inside<'_>> {
    const NO_LINK_LAYER: u8 = 2;
    const EXTENSIONS: u8 = 0x80;
    let flags = *octets.get(3)?;
    if !octets.starts_with(b"MGC") {
        return Some(Inside::Lost(Why::Malformed));
    }
    let mut at = 4;
    if flags & EXTENSIONS != 0 {
        at += 2 + usize::from(u16::from_be_bytes(*octets.get(at..)?.first_chunk()?));
    }
    match flags & NO_LINK_LAYER {
        0 => inside(wire.layer(), octets, at),
        _ => match octets.get(at + 4)? >> 4 {
            4 | 6 => inside(Layer::Ip, octets, at + 4),
            _ => Some(Inside::Other),
        },
    }
}
