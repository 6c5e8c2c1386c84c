//! Next Hop Dependent Characteristics, NHC ([draft-ietf-idr-nhc](https://datatracker.ietf.org/doc/html/draft-ietf-idr-nhc)).
//!
//! ```text
//! AFI u16, SAFI u8, length u8, next hop
//! characteristics: code u16, length u16, value
//! ```

use crate::bgp::attribute::MpNextHop;
use crate::bgp::nlri::Family;
use crate::net::{fixed, write_if};
use crate::wire::tlv::Header;
use crate::wire::{Array, DecodeError, List, Reader, UnknownTlv, What, layout, table};

layout! {
    /// Next Hop Dependent Characteristics: what the next hop can do.
    ///
    /// The characteristics count only if their next hop is the next hop of the route: a router on the way that did not
    /// know the attribute may have changed the latter. The attribute is malformed as a whole if the characteristics do
    /// not fill it exactly. A characteristic with a malformed value is an error in its place.
    ///
    /// ```
    /// use bmp_codec::Encode;
    /// use bmp_codec::bgp::attribute::NextHopCharacteristics;
    /// use bmp_codec::bgp::attribute::next_hop_characteristics::NextHopEntropyLabel;
    /// use bmp_codec::bgp::nlri::Family;
    /// use bmp_codec::wire::List;
    ///
    /// let next_hop: std::net::IpAddr = "192.0.2.1".parse()?;
    /// let nhc = NextHopCharacteristics {
    ///     family: Family::IPV4_UNICAST,
    ///     next_hop: next_hop.into(),
    ///     characteristics: List::of([NextHopEntropyLabel.into()])?,
    /// };
    /// assert_eq!(nhc.to_vec()?, [0, 1, 1, 4, 192, 0, 2, 1, 0, 1, 0, 0]);
    /// assert_eq!(nhc.to_string(), "ipv4-unicast next-hop 192.0.2.1 entropy-label ELCv3");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// The text is the family, the next hop and the characteristics.
    pub struct NextHopCharacteristics<B> by filled {
        /// The family of the next hop.
        pub family: Family,
        ;
        /// The next hop that has the characteristics.
        pub next_hop: MpNextHop<B>,
        /// The characteristics.
        pub characteristics: List<NextHopCharacteristic, B>,
    } text |value, f| {
        write!(f, "{} next-hop {}", value.family, value.next_hop)?;
        write_if(!value.characteristics.is_empty(), format_args!(" {}", value.characteristics), f)
    };
}

table! {
    /// A characteristic of a next hop.
    ///
    /// Code 3, a BGP identifier for checking the next hop, decodes as `Unknown`: its layout is not settled.
    pub enum NextHopCharacteristic<B>(u16) by tlv_type, unknown UnknownTlv, text, from;
    framed U16U16 "next hop characteristic" |tlv_type| What::tlv(39, tlv_type);
    {
        /// The next hop can process entropy labels.
        1 => EntropyLabel(NextHopEntropyLabel) "entropy-label",
        /// The next hops behind the next hop.
        2 => NextNextHopNodes(NextNextHopNodes<B>) "next-next-hop-nodes",
    }
}

fixed! {
    /// The next hop can process entropy labels: ELCv3. The value is empty.
    NextHopEntropyLabel "ELCv3";
}

layout! {
    /// The routers to which the next hop sends packets of the route
    /// ([draft-ietf-idr-next-next-hop-nodes](https://datatracker.ietf.org/doc/html/draft-ietf-idr-next-next-hop-nodes)).
    pub struct NextNextHopNodes<B> {
        /// The BGP identifier of the next hop.
        pub next_hop: BgpIdentifier,
        ;
        /// The BGP identifiers of the next hops behind it.
        pub nodes: Array<BgpIdentifier, B>,
    } text "{next_hop} ({nodes})";
}

fixed! {
    /// The BGP identifier of a router ([RFC 6286](https://www.rfc-editor.org/rfc/rfc6286)). The text is an IPv4
    /// address.
    BgpIdentifier(u32) as address;
}

/// Decodes the attribute and checks that characteristics fill everything behind the next hop.
#[inline(always)]
fn filled<'a, T>(
    reader: &mut Reader<'a>,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, DecodeError>,
) -> Result<T, DecodeError> {
    let value = read_filled(*reader, read)?;
    reader.rest();
    Ok(value)
}

/// Out of line: the attribute is rare, and this walks its TLVs.
#[inline(never)]
fn read_filled<'a, T>(
    mut reader: Reader<'a>,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, DecodeError>,
) -> Result<T, DecodeError> {
    let mut list = reader;
    let _: (Family, MpNextHop<&[u8]>) = (list.read()?, list.read()?);
    Header::U16U16.check(list, |code| What::tlv(39, code), |_, _| Ok(()))?;
    read(&mut reader)
}

#[cfg(test)]
mod tests {
    use core::net::Ipv4Addr;

    use super::*;
    use crate::Encode;
    use crate::testkit::{binary, cases, exact, hex, json, texts};
    use core::net::IpAddr;

    // No dissector at hand decodes this attribute: bytes are laid out by hand from the drafts.

    #[test]
    fn characteristics_known_and_unknown() {
        let octets = hex(concat!(
            "0001 80 0c 0000000000000000c0000201 0001 0000 ",
            "0002 000c 0a000001 0a000002 0a000003 0003 0004 0a000001"
        ));
        let nhc: NextHopCharacteristics<&[u8]> = exact(&octets);
        assert_eq!(nhc.family, Family::new(1, 128));
        let address = IpAddr::from([192, 0, 2, 1]);
        assert_eq!(nhc.next_hop.address(), Some(address));
        let id = |last| BgpIdentifier::from(Ipv4Addr::new(10, 0, 0, last));
        let nodes = NextNextHopNodes {
            next_hop: id(1),
            nodes: Array::from_iter([id(2), id(3)]),
        };
        let found: Vec<_> = nhc
            .characteristics
            .iter()
            .map(|found| found.unwrap().to_owned())
            .collect();
        assert_eq!(found[0], NextHopEntropyLabel.into());
        assert_eq!(found[1], nodes.into());
        assert_eq!(found[2].tlv_type(), 3);
        assert_eq!(
            nhc.characteristics.to_string(),
            "entropy-label ELCv3, next-next-hop-nodes 10.0.0.1 (10.0.0.2 10.0.0.3), type-3 0a000001"
        );
        json(
            &nhc.to_owned(),
            r#"{"family":"vpn-ipv4-unicast","next_hop":"0:0 192.0.2.1","characteristics":[
               {"entropy_label":null},
               {"next_next_hop_nodes":{"next_hop":"10.0.0.1","nodes":["10.0.0.2","10.0.0.3"]}},
               {"unknown":{"tlv_type":3,"octets":"0a000001"}}]}"#,
        );
        binary(&nhc.to_owned());
        let built = NextHopCharacteristics {
            family: nhc.family,
            next_hop: nhc.next_hop.to_owned(),
            characteristics: List::of(found).unwrap(),
        };
        assert_eq!(built.to_vec().unwrap(), octets);
    }

    #[test]
    fn malformed_as_a_whole() {
        cases! { NextHopCharacteristics<&[u8]>;
            "0001 01" => error "value at byte 3: 1 byte is missing",
            "0001 01 04 c00002" => error "value at byte 4: 1 byte is missing",
            "0001 01 04 c0000201 0001" => error "Next Hop Dependent Characteristics TLV 1 at byte 10: 2 bytes are missing",
            "0001 01 04 c0000201 0001 0001" => error "Next Hop Dependent Characteristics TLV 1 at byte 12: 1 byte is missing",
            "0001 01 04 c0000201 0001 0000 00" => error "value at byte 12: 1 byte is missing",
        }
    }

    #[test]
    fn a_bad_value_costs_one_characteristic() {
        let octets = hex("0001 01 04 c0000201 0001 0001 ff 0002 0006 0a0000010a00 0001 0000");
        let nhc: NextHopCharacteristics<&[u8]> = exact(&octets);
        assert_eq!(
            texts(nhc.characteristics.iter()),
            [
                "Next Hop Dependent Characteristics TLV 1 at byte 4: 1 byte is left over",
                "Next Hop Dependent Characteristics TLV 2 at byte 13: a length of 2 is not a multiple of 4",
                "entropy-label ELCv3"
            ]
        );
    }
}
