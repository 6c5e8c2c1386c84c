//! VPLS: AFI 25, SAFI 65 ([RFC 4761, section 3.2.2](https://www.rfc-editor.org/rfc/rfc4761#section-3.2.2),
//! [RFC 6074, section 3.2.2.1](https://www.rfc-editor.org/rfc/rfc6074#section-3.2.2.1)).
//!
//! ```text
//! length u16, then in length bytes
//!   17: route distinguisher 8, VE ID u16, VE block offset u16, VE block size u16, label base 3 (RFC 4761)
//!   12: route distinguisher 8, PE address 4 (RFC 6074)
//! ```
//!
//! ```
//! use bmp_codec::{Encode, bgp::nlri::{Vpls, VplsDiscovery}};
//!
//! let pe = VplsDiscovery { rd: "65000:1".parse()?, pe_address: "192.0.2.1".parse()? };
//! let route: Vpls = pe.into();
//! assert_eq!(route.to_vec()?, [0, 12, 0, 0, 0xfd, 0xe8, 0, 0, 0, 1, 192, 0, 2, 1]);
//! assert_eq!(route.to_string(), "65000:1 pe 192.0.2.1");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::fmt;
use core::net::Ipv4Addr;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::nlri::route::sized;
use crate::bgp::nlri::route_key::keyed;
use crate::bgp::nlri::{Destination, Family};
use crate::net::{Label, RouteDistinguisher};
use crate::wire::key::read_number;
use crate::wire::{
    DecodeError, Element, Encode, EncodeError, Fault, Key, KeyPart, Malformed, Octets, Reader,
    What, Writer, decode_element, key_part, layout, length_u16, map_octets, named, sealed,
};

/// A VPLS route of either kind. The length determines which one it is.
///
/// The route has a length field, so a malformed route does not affect the next routes of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Vpls<B: AsRef<[u8]> = Vec<u8>> {
    /// A block of labels, signaled by BGP: 17 bytes or more.
    LabelBlock(VplsLabelBlock<B>),
    /// A PE whose labels are signaled by LDP: 12 bytes.
    Discovery(VplsDiscovery),
    /// A route of another length.
    Unknown(Octets<B>),
}
map_octets!(enum Vpls { LabelBlock, Unknown; Discovery });

layout! {
    /// A block of labels for a VPLS edge
    /// ([RFC 4761, section 3.2.2](https://www.rfc-editor.org/rfc/rfc4761#section-3.2.2)).
    ///
    /// A VPLS edge with the number `ve_block_offset + n` uses the label `label_base + n`, for `n` below
    /// `ve_block_size`.
    pub struct VplsLabelBlock<B> {
        /// The route distinguisher.
        pub rd: RouteDistinguisher,
        /// The VE ID of the edge that announces the block.
        pub ve_id: u16,
        /// The VE ID of the first edge that the block is for.
        pub ve_block_offset: u16,
        /// The number of labels in the block.
        pub ve_block_size: u16,
        /// The first label of the block.
        pub label_base: Label,
        ;
        /// The rest of the route, not interpreted: RFC 4761 has nothing here, drafts have TLVs.
        pub rest: Octets<B>,
    } text |block, f| {
        let VplsLabelBlock { rd, ve_id, ve_block_offset, ve_block_size, label_base, rest } = block;
        write!(f, "{rd} ve {ve_id} block {ve_block_offset}+{ve_block_size} label {}", label_base.value())?;
        named(f, "", rest)
    };

    /// A PE of a VPLS whose pseudowires are signaled by LDP
    /// ([RFC 6074, section 3.2.2.1](https://www.rfc-editor.org/rfc/rfc6074#section-3.2.2.1)).
    pub struct VplsDiscovery {
        /// The route distinguisher.
        pub rd: RouteDistinguisher,
        /// The address of the PE, or the number of a pool in the form of an address.
        pub pe_address: Ipv4Addr,
    } text "{rd} pe {pe_address}";
}

impl VplsLabelBlock {
    /// Returns a block of `size` labels beginning with `label_base`, for the edges beginning with `offset`.
    #[must_use]
    pub fn new(
        rd: RouteDistinguisher,
        ve_id: u16,
        offset: u16,
        size: u16,
        label_base: Label,
    ) -> VplsLabelBlock {
        VplsLabelBlock {
            rd,
            ve_id,
            ve_block_offset: offset,
            ve_block_size: size,
            label_base,
            rest: Octets(Vec::new()),
        }
    }
}

impl<B: AsRef<[u8]>> VplsLabelBlock<B> {
    /// Returns the label that another edge uses to send to this one, if the block has one for it.
    ///
    /// ```
    /// use bmp_codec::{bgp::nlri::VplsLabelBlock, net::Label};
    ///
    /// let block = VplsLabelBlock::new("65000:1".parse()?, 5, 1, 8, Label::new(10_000));
    /// assert_eq!(block.label_for(3), Some(10_002));
    /// assert_eq!(block.label_for(9), None);
    /// # Ok::<(), bmp_codec::net::ParseError>(())
    /// ```
    #[must_use]
    pub fn label_for(&self, ve_id: u16) -> Option<u32> {
        let place = ve_id.checked_sub(self.ve_block_offset)?;
        (place < self.ve_block_size).then(|| self.label_base.value() + u32::from(place))
    }
}

impl<B: AsRef<[u8]>> Vpls<B> {
    /// Returns the route distinguisher, if the length of the route is known.
    #[must_use]
    pub fn rd(&self) -> Option<RouteDistinguisher> {
        match self {
            Vpls::LabelBlock(block) => Some(block.rd),
            Vpls::Discovery(pe) => Some(pe.rd),
            Vpls::Unknown(_) => None,
        }
    }

    fn value_len(&self) -> usize {
        match self {
            Vpls::LabelBlock(block) => block.encoded_len(),
            Vpls::Discovery(pe) => pe.encoded_len(),
            Vpls::Unknown(octets) => octets.len(),
        }
    }
}

impl<B: AsRef<[u8]>> From<VplsLabelBlock<B>> for Vpls<B> {
    fn from(block: VplsLabelBlock<B>) -> Vpls<B> {
        Vpls::LabelBlock(block)
    }
}

impl<B: AsRef<[u8]>> From<VplsDiscovery> for Vpls<B> {
    fn from(pe: VplsDiscovery) -> Vpls<B> {
        Vpls::Discovery(pe)
    }
}

impl sealed::Element for Vpls {}

impl Element for Vpls {
    type At<'s> = Vpls<&'s [u8]>;
    type Error<'s> = Malformed<&'s [u8]>;
    type Context = ();

    fn take<'s>(reader: &mut Reader<'s>) -> Result<Vpls<&'s [u8]>, Malformed<&'s [u8]>> {
        let length = |reader: &mut Reader<'s>| Ok(reader.u16()?.into());
        sized(reader, What::Nlri(Vpls::FAMILY), length, |value| {
            Ok(match value.remaining() {
                // No layout is shorter (RFC 4761, section 3.2.2; RFC 6074, section 3.2.2.1).
                length @ ..12 => return Err(value.fail(Fault::Length(length as u32))),
                12 => Vpls::Discovery(value.read()?),
                17.. => Vpls::LabelBlock(value.read()?),
                _ => Vpls::Unknown(value.octets()),
            })
        })
    }
}

decode_element!(Vpls);

impl<B: AsRef<[u8]>> Encode for Vpls<B> {
    fn encoded_len(&self) -> usize {
        2 + self.value_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u16(length_u16("VPLS route", self.value_len())?);
        match self {
            Vpls::LabelBlock(block) => block.put(out),
            Vpls::Discovery(pe) => pe.put(out),
            Vpls::Unknown(octets) => octets.put(out),
        }
    }
}

key_part! {
    /// The key is route distinguisher, VE ID and VE block offset: routes with the same ones are equivalent (RFC 4761,
    /// section 3.5).
    ['s] VplsLabelBlock<&'s [u8]> { rd, ve_id, ve_block_offset } not { ve_block_size, label_base, rest }
    /// The key is all fields (RFC 6074, section 3.2.2.1).
    ['s] VplsDiscovery { rd, pe_address }
}

/// The key is the length, which distinguishes the two kinds, followed by the key of that kind. For any other length, it
/// is all bytes.
impl<'s> KeyPart<'s> for Vpls<&'s [u8]> {
    fn put_part(&self, key: &mut Key<'s>) {
        match self {
            Vpls::LabelBlock(block) => {
                key.number(17);
                block.put_part(key);
            }
            Vpls::Discovery(pe) => {
                key.number(12);
                pe.put_part(key);
            }
            Vpls::Unknown(octets) => {
                key.number(0);
                octets.put_part(key);
            }
        }
    }

    fn read_part(reader: &mut Reader<'s>) -> Result<Self, DecodeError> {
        let start = *reader;
        Ok(match read_number(reader)? {
            17 => Vpls::LabelBlock(KeyPart::read_part(reader)?),
            12 => Vpls::Discovery(KeyPart::read_part(reader)?),
            0 => Vpls::Unknown(reader.octets()),
            other => return Err(start.fail(Fault::Value(other.into()))),
        })
    }
}

keyed! {
    Vpls, text |route, f| match route {
        Vpls::LabelBlock(block) => {
            write!(f, "{} ve {} block {}", block.rd, block.ve_id, block.ve_block_offset)
        }
        other => fmt::Display::fmt(other, f),
    }
}

impl Destination for Vpls {
    const FAMILY: Family = Family::L2VPN_VPLS;

    fn rd(route: &Vpls<&[u8]>) -> Option<RouteDistinguisher> {
        route.rd()
    }
}

impl<B: AsRef<[u8]>> fmt::Display for Vpls<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Vpls::LabelBlock(block) => block.fmt(f),
            Vpls::Discovery(pe) => pe.fmt(f),
            Vpls::Unknown(octets) => octets.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::bgp::nlri::{Route, Routes};
    use crate::testkit::{cases, exact, hex, json, texts};
    use crate::wire::Decode;

    /// As passed on by GoBGP: VE ID 5, a block of 8 from 1 on, label base 10702.
    const BLOCK: &str = "0011 0001c00002090007 0005 0001 0008 029ce1";

    #[test]
    fn of_a_router() {
        let octets = hex(BLOCK);
        let route: Vpls<&[u8]> = exact(&octets);
        let rd = "192.0.2.9:7".parse().unwrap();
        let block = VplsLabelBlock::new(rd, 5, 1, 8, Label::new(10_702));
        assert_eq!(route.to_owned(), block.into());
        assert_eq!(route.to_string(), "192.0.2.9:7 ve 5 block 1+8 label 10702");
        json(
            &route.to_owned(),
            r#"{"label_block":{"rd":"192.0.2.9:7","ve_id":5,"ve_block_offset":1,"ve_block_size":8,
               "label_base":"10702","rest":""}}"#,
        );
    }

    /// No layout is shorter than 12 bytes (RFC 4761, section 3.2.2; RFC 6074, section 3.2.2.1).
    #[test]
    fn an_empty_route_is_none() {
        for octets in ["0000", "0003 010203", "000b 0000fde800000001 c00002"] {
            let octets = hex(octets);
            let error = Vpls::from_octets(&octets).unwrap_err();
            let text = format!(
                "l2vpn-vpls route at byte 2: a length of {} is not possible",
                octets[1]
            );
            assert_eq!(error.to_string(), text);
        }
    }

    #[test]
    fn lengths_tell_them_apart() {
        // From RFC 6074; of an unknown length; with a rest, as in drafts; all in one list.
        let octets = hex(&format!(
            "000c 0000fde800000001 c0000201 000d 01020304050607080900010203 {BLOCK} 0015 0001c0000209000700050001000802 9ce1 01000100"
        ));
        let routes = Routes::<Vpls, _>::over(&octets[..], Session::default());
        let texts: Vec<_> = routes
            .iter()
            .map(|route| route.unwrap().to_string())
            .collect();
        assert_eq!(
            texts,
            [
                "65000:1 pe 192.0.2.1",
                "01020304050607080900010203",
                "192.0.2.9:7 ve 5 block 1+8 label 10702",
                "192.0.2.9:7 ve 5 block 1+8 label 10702 01000100",
            ]
        );
        let built: Vec<Route<Vpls>> = routes
            .iter()
            .map(|route| Route::from(route.unwrap().nlri.to_owned()))
            .collect();
        json(
            &built[0].nlri,
            r#"{"discovery":{"rd":"65000:1","pe_address":"192.0.2.1"}}"#,
        );
        json(
            &built[1].nlri,
            r#"{"unknown":"01020304050607080900010203"}"#,
        );
        let built = Routes::in_session(Session::default(), built).unwrap();
        assert_eq!(built.octets(), octets);
    }

    #[test]
    fn path_identifiers() {
        let session = Session::default().with_add_path(Family::L2VPN_VPLS.into());
        let octets = hex(&format!("00000001 {BLOCK}"));
        let routes = Routes::<Vpls, _>::over(&octets[..], session);
        let route = routes.iter().next().unwrap().unwrap();
        assert_eq!(
            (route.path_id, route.nlri.rd()),
            (Some(1), "192.0.2.9:7".parse().ok())
        );
        assert_eq!(route.to_vec().unwrap(), octets);
    }

    #[test]
    fn malformed() {
        // Longer than the rest: all of it is one malformed route.
        let octets = hex(&format!("{BLOCK} 0012 0001c000020900070005000100080290"));
        let routes = Routes::<Vpls, _>::over(&octets[..], Session::default());
        assert_eq!(
            texts(routes.entries()),
            [
                "192.0.2.9:7 ve 5 block 1+8 label 10702",
                "l2vpn-vpls route at byte 21: 2 bytes are missing in 00120001c000020900070005000100080290"
            ]
        );
        cases! { Vpls<&[u8]>;
            "00" => error "value at byte 0: 1 byte is missing",
        }
    }

    /// RFC 4761, section 3.2.1: the label for VE ID n is the base plus n minus the offset, within the block.
    #[test]
    fn labels_of_a_block() {
        let block =
            VplsLabelBlock::new("192.0.2.9:7".parse().unwrap(), 5, 3, 4, Label::new(10_702));
        let labels = [2, 3, 6, 7].map(|ve_id| block.label_for(ve_id));
        assert_eq!(labels, [None, Some(10_702), Some(10_705), None]);
    }

    /// The length says what a route is: 12 bytes are for discovery; nothing has 13.
    #[test]
    fn other_lengths() {
        let octets = hex("000c 0000fde800000001 c0000209");
        let route: Vpls<&[u8]> = exact(&octets);
        let Vpls::Discovery(pe) = route else {
            panic!("{route:?}")
        };
        assert_eq!(Vpls::from(pe), route);
        assert_eq!(route.rd(), Some("65000:1".parse().unwrap()));

        let octets = hex("000d 0000fde800000001 c000020901");
        let route: Vpls<&[u8]> = exact(&octets);
        assert_eq!(
            (route.rd(), route.to_string().as_str()),
            (None, "0000fde800000001c000020901")
        );
        let key = Vpls::key(Vpls::FAMILY, &Route::from(route)).to_owned();
        assert!(
            key.to_string().ends_with("0000fde800000001c000020901"),
            "{key}"
        );
        assert_eq!(key.octets(), hex("00 0000fde800000001 c000020901"));
    }
}
