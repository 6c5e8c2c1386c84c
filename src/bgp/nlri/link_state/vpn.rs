//! BGP-LS-VPN: AFI 16388, SAFI 72 (RFC 9552, section 5.2). The length of a route counts its route distinguisher, too.
//!
//! ```text
//! NLRI type u16, length u16, route distinguisher 8, protocol u8, identifier u64, TLVs
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;
use ipnet::IpNet;

use crate::bgp::nlri::link_state::{HEADER, LinkState, breach, is_whole, put_header};
use crate::bgp::nlri::route_key::keyed;
use crate::bgp::nlri::{Destination, Family};
use crate::net::RouteDistinguisher;
use crate::wire::{
    Breach, DecodeError, Element, Encode, EncodeError, Key, KeyPart, Malformed, Reader, What,
    Writer, decode_element, framed, map_octets, sealed,
};

/// A BGP-LS route of a VPN.
///
/// ```
/// use bmp_codec::Encode;
/// use bmp_codec::bgp::nlri::{LinkState, VpnLinkState};
/// use bmp_codec::bgp::nlri::link_state::{ProtocolId, SystemId};
///
/// let system_id: SystemId = "0000.0000.0001".parse()?;
/// let nlri = LinkState::node(ProtocolId::IsisLevel1, [system_id.into()])?;
/// let route = VpnLinkState { rd: "65000:1".parse()?, nlri };
/// assert_eq!(route.to_vec()?[..4], [0, 1, 0, 31]);
/// assert_eq!(route.to_string(), "65000:1 node isis-l1 0000.0000.0001");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct VpnLinkState<B: AsRef<[u8]> = Vec<u8>> {
    /// The route distinguisher.
    pub rd: RouteDistinguisher,
    /// The route in the VPN.
    pub nlri: LinkState<B>,
}
map_octets!(VpnLinkState { nlri; rd });

impl sealed::Element for VpnLinkState {}

impl Element for VpnLinkState {
    type At<'s> = VpnLinkState<&'s [u8]>;
    type Error<'s> = Malformed<&'s [u8]>;
    type Context = ();

    fn take<'s>(reader: &mut Reader<'s>) -> Result<VpnLinkState<&'s [u8]>, Malformed<&'s [u8]>> {
        framed(
            reader,
            |reader| HEADER.cut(reader, |_| What::Octets),
            |route_type, value| {
                Ok(VpnLinkState {
                    rd: value.read()?,
                    nlri: LinkState::read(route_type, value)?,
                })
            },
        )
    }
}

decode_element!(VpnLinkState | route | route.nlri.check_value());

impl<B: AsRef<[u8]>> VpnLinkState<B> {
    fn value_len(&self) -> usize {
        self.rd.encoded_len() + self.nlri.value_len()
    }
}

impl<B: AsRef<[u8]>> Encode for VpnLinkState<B> {
    fn encoded_len(&self) -> usize {
        HEADER.len(self.nlri.route_type()) + self.value_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        HEADER.put(
            "BGP-LS route",
            self.nlri.route_type(),
            self.value_len(),
            out,
        )?;
        self.rd.put(out)?;
        self.nlri.put_value(out)
    }
}

/// The key is the whole route, with its route distinguisher.
impl<'s> KeyPart<'s> for VpnLinkState<&'s [u8]> {
    fn put_part(&self, key: &mut Key<'s>) {
        put_header(self.nlri.route_type(), self.value_len(), key);
        self.rd.put_part(key);
        self.nlri.put_rest(key);
    }

    fn read_part(reader: &mut Reader<'s>) -> Result<Self, DecodeError> {
        VpnLinkState::take(reader).map_err(DecodeError::from)
    }
}

keyed!(VpnLinkState);

impl Destination for VpnLinkState {
    const FAMILY: Family = Family::VPN_LINK_STATE;

    fn prefix(route: &VpnLinkState<&[u8]>) -> Option<IpNet> {
        route.nlri.prefix()
    }

    fn rd(route: &VpnLinkState<&[u8]>) -> Option<RouteDistinguisher> {
        Some(route.rd)
    }

    fn is_discarded(malformed: &Malformed<&[u8]>, path_ids: bool) -> bool {
        is_whole(malformed, path_ids)
    }

    fn breach(family: Family, route: &VpnLinkState<&[u8]>) -> Option<Breach> {
        breach::breach(family, &route.nlri)
    }
}

impl<B: AsRef<[u8]>> fmt::Display for VpnLinkState<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.rd, self.nlri)
    }
}
