//! EVPN routes: AFI 25, SAFI 70 ([RFC 7432, section 7](https://www.rfc-editor.org/rfc/rfc7432#section-7)).
//!
//! ```text
//! route type u8, length u8, value (length bytes)
//! ```
//!
//! ```
//! use bmp_codec::bgp::{Session, nlri::{Evpn, Routes, evpn::EthernetSegment}};
//! use bmp_codec::net::RouteDistinguisher;
//!
//! let route = Evpn::EthernetSegment(EthernetSegment {
//!     rd: RouteDistinguisher::ipv4("192.0.2.9".parse()?, 1),
//!     esi: "03:44:38:39:ff:00:01:00:00:0a".parse()?,
//!     originator: "192.0.2.9".parse()?,
//! });
//! let routes = Routes::<Evpn>::in_session(Session::default(), [route.into()])?;
//! assert_eq!(routes.octets()[..2], [4, 23]);
//! for route in routes.iter() {
//!     let route = route?;
//!     let text = "ethernet-segment 192.0.2.9:1 03:44:38:39:ff:00:01:00:00:0a 192.0.2.9";
//!     assert_eq!(route.to_string(), text);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod auto_discovery;
mod breach;
mod ethernet_segment;
mod ip_prefix;
mod leaf;
mod mac_ip;
mod multicast;
mod pmsi;
#[cfg(test)]
mod tests;
mod text;

use bytes::BufMut;
use ipnet::IpNet;

pub use auto_discovery::AutoDiscovery;
pub use ethernet_segment::EthernetSegment;
pub use ip_prefix::IpPrefix;
pub use leaf::Leaf;
pub use mac_ip::MacIp;
pub use multicast::{
    InclusiveMulticast, LeaveSynch, MembershipReportSynch, MulticastFlags, SelectiveMulticast,
};
pub use pmsi::{PerRegionIPmsi, SPmsi};

use crate::bgp::nlri::route_key::keyed;
use crate::bgp::nlri::{Destination, Family, UnknownRoute};
use crate::net::RouteDistinguisher;
use crate::wire::tlv::Header;
use crate::wire::{
    Breach, Context, DecodeError, Element, Encode, EncodeError, Fault, Malformed, Octets, Reader,
    What, Writer, decode_element, malformed, sealed, table,
};

/// The Ethernet tag that means all broadcast domains of an Ethernet segment: `MAX-ET`
/// ([RFC 7432, section 8.2.1](https://www.rfc-editor.org/rfc/rfc7432#section-8.2.1)).
pub const MAX_ETHERNET_TAG: u32 = u32::MAX;

table! {
    /// An EVPN route.
    ///
    /// The route has a length field, so a malformed route does not affect the next routes of a list. `Display`
    /// writes all fields; a label field is written as both a label and a VNI, because the route does not say which it is.
    pub enum Evpn<B>(u16) by route_type, unknown UnknownRoute, text, rd, key;
    {
        /// Announces that an Ethernet segment, or a part of it, is reachable.
        1 => EthernetAutoDiscovery(AutoDiscovery) "ethernet-auto-discovery",
        /// Announces the location of a MAC address, and the IP address that belongs to it.
        2 => MacIp(MacIp) "mac-ip",
        /// Requests broadcast, unknown unicast and multicast of a broadcast domain.
        3 => InclusiveMulticast(InclusiveMulticast) "inclusive-multicast",
        /// Announces a router that is attached to an Ethernet segment.
        4 => EthernetSegment(EthernetSegment) "ethernet-segment",
        /// Announces an IP prefix.
        5 => IpPrefix(IpPrefix) "ip-prefix",
        /// Requests a multicast group.
        6 => SelectiveMulticast(SelectiveMulticast) "selective-multicast",
        /// Announces that a multicast group was joined on an Ethernet segment.
        7 => MembershipReportSynch(MembershipReportSynch) "membership-report-synch",
        /// Announces that a multicast group was left on an Ethernet segment.
        8 => LeaveSynch(LeaveSynch) "leave-synch",
        /// Announces the inclusive tunnel of a region.
        9 => PerRegionIPmsi(PerRegionIPmsi) "per-region-i-pmsi",
        /// Announces the selective tunnel of a multicast flow.
        10 => SPmsi(SPmsi) "s-pmsi",
        /// Joins the tunnel of another route.
        11 => Leaf(Leaf<B>) "leaf",
    }
}

impl<B: AsRef<[u8]>> Evpn<B> {
    /// Returns the IP prefix, if the route has one.
    #[must_use]
    pub fn prefix(&self) -> Option<IpNet> {
        match self {
            Evpn::IpPrefix(route) => Some(route.prefix.net()),
            _ => None,
        }
    }
}

const WHAT: What = What::Nlri(Family::L2VPN_EVPN);
const HEADER: Header = Header::U8U8;

impl sealed::Element for Evpn {}

impl Element for Evpn {
    type At<'s> = Evpn<&'s [u8]>;
    type Error<'s> = Malformed<&'s [u8]>;
    type Context = ();

    // Written by hand instead of with `framed`: routes are hot, and closures over a route go through memory.
    #[inline(always)]
    fn take<'s>(reader: &mut Reader<'s>) -> Result<Evpn<&'s [u8]>, Malformed<&'s [u8]>> {
        let all = reader.peek();
        let (Ok(route_type), Ok(length)) = (reader.u8(), reader.u8()) else {
            return Err(cut_short(reader.offset(), reader.rest(), all));
        };
        let Ok(mut value) = reader.sub(length.into()) else {
            return Err(cut_short(reader.offset(), reader.rest(), all));
        };
        match Evpn::read(route_type.into(), &mut value) {
            Ok(route) => Ok(route),
            Err(error) => Err(malformed(all, reader.remaining(), error.within(WHAT))),
        }
    }
}

/// Decodes a type of route that is rare and large.
#[inline(always)]
fn out_of_line<'a, T>(
    reader: &mut Reader<'a>,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, DecodeError>,
) -> Result<T, DecodeError> {
    let (route, behind) = far(reader.peek(), reader.offset(), read)?;
    reader.resume(behind);
    Ok(route)
}

// Takes numbers, because a reader lent to a call stays in memory for the other types of routes as well.
#[inline(never)]
fn far<'a, T>(
    octets: &'a [u8],
    offset: usize,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, DecodeError>,
) -> Result<(T, &'a [u8]), DecodeError> {
    let mut reader = Reader::at(octets, offset, Context::default());
    Ok((read(&mut reader)?, reader.rest()))
}

/// Returns the error of a route that ends beyond the bytes that are present.
#[cold]
#[inline(never)]
fn cut_short<'s>(at: usize, rest: &'s [u8], all: &'s [u8]) -> Malformed<&'s [u8]> {
    let missing = match all {
        [_, length, ..] => usize::from(*length).saturating_sub(rest.len()),
        _ => 1,
    };
    let error = DecodeError::new(at, Fault::Truncated(missing as u32));
    Malformed {
        octets: Octets(all),
        error: error.within(WHAT),
    }
}

keyed!(Evpn, text | route, f | text::key(route, f));

impl Destination for Evpn {
    const FAMILY: Family = Family::L2VPN_EVPN;

    fn prefix(route: &Evpn<&[u8]>) -> Option<IpNet> {
        route.prefix()
    }

    fn rd(route: &Evpn<&[u8]>) -> Option<RouteDistinguisher> {
        route.rd()
    }

    fn breach_if_announced(_: Family, route: &Evpn<&[u8]>) -> Option<Breach> {
        breach::breach(route)
    }
}

decode_element! { Evpn |element| element.check_value() }

impl<B: AsRef<[u8]>> Encode for Evpn<B> {
    fn encoded_len(&self) -> usize {
        HEADER.len(self.route_type()) + self.value_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        HEADER.put("EVPN route", self.route_type(), self.value_len(), out)?;
        self.put_value(out)
    }
}
