//! Constructors of per-peer headers: they derive the flags from the other values.

use core::net::{IpAddr, Ipv4Addr};
use core::time::Duration;

use super::{PeerFlags, PeerType, PerPeerHeader, Rib, address_words};
use crate::bgp::Open;
use crate::net::{Asn, AsnWidth, RouteDistinguisher};
use crate::wire::EncodeError;

impl PerPeerHeader {
    /// Returns the header of a peer in the global instance: Adj-RIB-In, pre-policy, without a time.
    #[must_use]
    pub fn global(address: IpAddr, asn: Asn, bgp_id: Ipv4Addr) -> PerPeerHeader {
        PerPeerHeader::new(PeerType::Global, asn, bgp_id).with_address(address)
    }

    /// Returns the header of a peer in the global instance, with the AS and the BGP identifier of the OPEN that it
    /// sent.
    ///
    /// ```
    /// use bmp_codec::{bgp::Open, bmp::PerPeerHeader, net::Asn};
    ///
    /// let received = Open::new(Asn(4_200_000_001), 90, "192.0.2.1".parse()?, [])?;
    /// let peer = PerPeerHeader::of_peer("2001:db8::1".parse()?, &received);
    /// assert_eq!(peer.to_string(), "2001:db8::1 AS4200000001");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn of_peer<B: AsRef<[u8]>>(address: IpAddr, received: &Open<B>) -> PerPeerHeader {
        PerPeerHeader::global(address, received.asn(), received.bgp_identifier)
    }

    /// Returns the header of a Loc-RIB: no address, the AS and the BGP identifier of the router
    /// ([RFC 9069, section 5.1](https://www.rfc-editor.org/rfc/rfc9069#section-5.1)).
    ///
    /// ```
    /// use bmp_codec::{bmp::{PerPeerHeader, Rib}, net::Asn};
    ///
    /// let loc_rib = PerPeerHeader::loc_rib(Asn(65001), "192.0.2.1".parse()?);
    /// let loc_rib = loc_rib.with_filtered(true)?;
    /// assert_eq!((loc_rib.rib(), loc_rib.address()), (Some(Rib::LocRib), None));
    /// assert!(loc_rib.is_filtered());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn loc_rib(asn: Asn, bgp_id: Ipv4Addr) -> PerPeerHeader {
        PerPeerHeader::new(PeerType::LocRib, asn, bgp_id)
    }

    /// Returns the header of a peer of any type, without address, time and flags.
    #[must_use]
    pub fn new(peer_type: PeerType, asn: Asn, bgp_id: Ipv4Addr) -> PerPeerHeader {
        PerPeerHeader {
            peer_type: peer_type.into(),
            flags: 0,
            distinguisher: 0,
            address: [0; 2],
            asn: asn.0,
            bgp_id: bgp_id.to_bits(),
            seconds: 0,
            microseconds: 0,
        }
    }

    /// Returns the header with an address, and with the matching V flag (which a Loc-RIB does not have).
    #[must_use]
    pub fn with_address(self, address: IpAddr) -> PerPeerHeader {
        let header = if self.has_address() {
            self.with_flag(PeerFlags::IPV6, address.is_ipv6())
        } else {
            self
        };
        PerPeerHeader {
            address: address_words(address),
            ..header
        }
    }

    /// Returns the header with these flags, unchecked: to imitate a router that sets wrong ones.
    #[must_use]
    pub const fn with_flags(self, flags: PeerFlags) -> PerPeerHeader {
        PerPeerHeader {
            flags: flags.0,
            ..self
        }
    }

    /// Returns the header with a distinguisher: of a VRF, or one that the router chose. The peer type stays unchanged.
    #[must_use]
    pub const fn with_distinguisher(self, distinguisher: RouteDistinguisher) -> PerPeerHeader {
        PerPeerHeader {
            distinguisher: distinguisher.0,
            ..self
        }
    }

    /// Returns the header for a peer in a VRF, of type [`Rd`](PeerType::Rd). A Loc-RIB keeps its type.
    #[must_use]
    pub fn in_vrf(self, rd: RouteDistinguisher) -> PerPeerHeader {
        self.of_instance(PeerType::Rd, rd)
    }

    /// Returns the header for a peer in a local instance, of type [`Local`](PeerType::Local), with a number that the
    /// router chose. A Loc-RIB keeps its type.
    #[must_use]
    pub fn in_local_instance(self, number: u64) -> PerPeerHeader {
        self.of_instance(PeerType::Local, RouteDistinguisher(number))
    }

    fn of_instance(self, peer_type: PeerType, distinguisher: RouteDistinguisher) -> PerPeerHeader {
        let peer_type = if self.has_address() {
            peer_type.into()
        } else {
            self.peer_type
        };
        PerPeerHeader { peer_type, ..self }.with_distinguisher(distinguisher)
    }

    /// Returns the header with the L and O flags of a table: pre- or post-policy, Adj-RIB-In or Adj-RIB-Out.
    ///
    /// # Errors
    /// [`EncodeError::Contradiction`] if the table is the Loc-RIB and the header is not one of a Loc-RIB, or the
    /// reverse.
    pub fn with_rib(self, rib: Rib) -> Result<PerPeerHeader, EncodeError> {
        let (post_policy, out) = match rib {
            Rib::AdjRibInPre => (false, false),
            Rib::AdjRibInPost => (true, false),
            Rib::AdjRibOutPre => (false, true),
            Rib::AdjRibOutPost => (true, true),
            Rib::LocRib if self.is_loc_rib() => return Ok(self),
            Rib::LocRib => return Err(of_another_type("Loc-RIB")),
        };
        if !self.has_address() {
            return Err(of_another_type("Adj-RIB"));
        }
        Ok(self
            .with_flag(PeerFlags::POST_POLICY, post_policy)
            .with_flag(PeerFlags::ADJ_RIB_OUT, out))
    }

    /// Returns the header with the A flag for this width of AS numbers.
    /// [`RouteMonitoring::new`](crate::bmp::RouteMonitoring::new) sets the flag too.
    ///
    /// # Errors
    /// [`EncodeError::Contradiction`] if the width is two bytes and the header is one of a Loc-RIB, which has no A
    /// flag.
    pub fn with_asn_width(self, width: AsnWidth) -> Result<PerPeerHeader, EncodeError> {
        match width {
            AsnWidth::Two if !self.has_address() => Err(of_another_type("two-octet AS flag")),
            width => Ok(self.of_width(width)),
        }
    }

    /// Returns the header of a Loc-RIB with or without the F flag: the router does not export all of its routes
    /// ([RFC 9069, section 6.1.2](https://www.rfc-editor.org/rfc/rfc9069#section-6.1.2)).
    ///
    /// # Errors
    /// [`EncodeError::Contradiction`] if the header is not one of a Loc-RIB.
    pub fn with_filtered(self, filtered: bool) -> Result<PerPeerHeader, EncodeError> {
        if self.is_loc_rib() {
            Ok(self.with_flag(PeerFlags::FILTERED, filtered))
        } else {
            Err(of_another_type("filtered flag"))
        }
    }

    /// Returns the header with a time: seconds since 1970-01-01 UTC, and microseconds.
    #[must_use]
    pub const fn with_timestamp(self, seconds: u32, microseconds: u32) -> PerPeerHeader {
        PerPeerHeader {
            seconds,
            microseconds,
            ..self
        }
    }

    /// Returns the header with a time since 1970-01-01 UTC, in microseconds. A time of 0 means that it is unknown.
    ///
    /// ```
    /// use bmp_codec::{bmp::PerPeerHeader, net::Asn};
    /// use std::time::SystemTime;
    ///
    /// let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    /// let peer = PerPeerHeader::loc_rib(Asn(65001), "192.0.2.1".parse()?).at(now)?;
    /// assert_eq!(u64::from(peer.seconds()), now.as_secs());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`EncodeError::Value`] if the seconds do not fit four bytes: from the year 2106 on.
    pub fn at(self, time: Duration) -> Result<PerPeerHeader, EncodeError> {
        let seconds = u32::try_from(time.as_secs()).map_err(|_| EncodeError::Value {
            what: "timestamp of the per-peer header",
        })?;
        Ok(self.with_timestamp(seconds, time.subsec_micros()))
    }

    /// Returns the header with the A flag, if its type has one.
    pub(crate) fn of_width(self, width: AsnWidth) -> PerPeerHeader {
        if self.has_address() {
            self.with_flag(PeerFlags::TWO_OCTET_AS, width == AsnWidth::Two)
        } else {
            self
        }
    }

    /// Returns the header without the O flag, for messages about the session, not about a table
    /// ([RFC 8671, section 6](https://www.rfc-editor.org/rfc/rfc8671#section-6)).
    pub(crate) fn of_session(self) -> PerPeerHeader {
        if self.has_address() {
            self.with_flag(PeerFlags::ADJ_RIB_OUT, false)
        } else {
            self
        }
    }

    fn with_flag(self, flag: PeerFlags, set: bool) -> PerPeerHeader {
        let others = self.flags & !flag.0;
        let flags = if set { others | flag.0 } else { others };
        PerPeerHeader { flags, ..self }
    }
}

/// Returns the error for a value that a peer of this type cannot have.
pub(crate) fn of_another_type(what: &'static str) -> EncodeError {
    let with = "peer type";
    EncodeError::Contradiction { what, with }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::hex;
    use crate::wire::Encode;

    fn id() -> Ipv4Addr {
        Ipv4Addr::new(10, 0, 0, 10)
    }

    /// RFC 7854, section 4.2: without the V flag the address is in the last four bytes.
    #[test]
    fn the_v_flag_decides() {
        let octets = hex(
            "00 00 0000000000000000 2000000000000000 00000000c0000209 0000fbf0 c0000209 00000000 00000000",
        );
        let header: PerPeerHeader = crate::testkit::exact(&octets);
        assert_eq!(header.address(), Some("192.0.2.9".parse().unwrap()));
        assert_eq!(header.address_octets(), octets[10..26]);
        let flagged = header.with_flags(crate::bmp::PeerFlags::IPV6);
        assert_eq!(flagged.address(), Some("2000::c000:209".parse().unwrap()));
    }

    /// RFC 7854, section 4.2: type, flags V L A (O of RFC 8671), distinguisher, address, AS, identifier, time.
    #[test]
    fn octets_by_the_figure() {
        let v4: IpAddr = "192.0.2.10".parse().unwrap();
        let v6: IpAddr = "2001:db8::a".parse().unwrap();
        let rd = "65550:7".parse().unwrap();
        let rest = "0001000e 0a00000a 00000000 00000000";
        for (header, expected) in [
            (
                PerPeerHeader::global(v4, Asn(65550), id()),
                "00 00 0000000000000000 000000000000000000000000c000020a",
            ),
            (
                PerPeerHeader::global(v6, Asn(65550), id()).in_vrf(rd),
                // A distinguisher of type 2: an AS of four octets, a number of two.
                "01 80 00020001000e0007 20010db800000000000000000000000a",
            ),
            (
                PerPeerHeader::global(v6, Asn(65550), id())
                    .in_local_instance(9)
                    .with_address(v4),
                "02 00 0000000000000009 000000000000000000000000c000020a",
            ),
            (
                PerPeerHeader::loc_rib(Asn(65550), id()).in_vrf(rd),
                "03 00 00020001000e0007 00000000000000000000000000000000",
            ),
        ] {
            let expected = hex(&format!("{expected} {rest}"));
            assert_eq!(header.to_vec().unwrap(), expected);
        }
        let time = Duration::new(0x0102_0304, 999_999_999);
        let header = PerPeerHeader::loc_rib(Asn(1), id()).at(time).unwrap();
        assert_eq!(header.to_vec().unwrap()[34..], hex("01020304 000f423f"));
    }

    #[test]
    fn flags_of_each_table() {
        let v6 = PerPeerHeader::global("2001:db8::a".parse().unwrap(), Asn(1), id());
        for (rib, flags) in [
            (Rib::AdjRibInPre, 0x80),
            (Rib::AdjRibInPost, 0xc0),
            (Rib::AdjRibOutPre, 0x90),
            (Rib::AdjRibOutPost, 0xd0),
        ] {
            let header = v6.with_rib(rib).unwrap();
            assert_eq!((header.flags().0, header.rib()), (flags, Some(rib)));
            // Changing the table leaves no flag behind.
            assert_eq!(header.with_rib(Rib::AdjRibInPre), Ok(v6));
            let two = header.with_asn_width(AsnWidth::Two).unwrap();
            assert_eq!(two.flags().0, flags | 0x20);
            assert_eq!(two.with_asn_width(AsnWidth::Four), Ok(header));
        }
        let loc_rib = PerPeerHeader::loc_rib(Asn(1), id());
        assert_eq!(loc_rib.with_rib(Rib::LocRib), Ok(loc_rib));
        assert_eq!(loc_rib.with_asn_width(AsnWidth::Four), Ok(loc_rib));
        assert_eq!(loc_rib.with_filtered(true).unwrap().flags().0, 0x80);
    }

    #[test]
    fn what_a_type_cannot_say() {
        let peer = PerPeerHeader::global("192.0.2.10".parse().unwrap(), Asn(1), id());
        let loc_rib = PerPeerHeader::loc_rib(Asn(1), id());
        for (result, text) in [
            (peer.with_rib(Rib::LocRib), "Loc-RIB contradicts peer type"),
            (
                loc_rib.with_rib(Rib::AdjRibInPost),
                "Adj-RIB contradicts peer type",
            ),
            (
                loc_rib.with_asn_width(AsnWidth::Two),
                "two-octet AS flag contradicts peer type",
            ),
            (
                peer.with_filtered(true),
                "filtered flag contradicts peer type",
            ),
            (
                peer.at(Duration::from_secs(1 << 32)),
                "timestamp of the per-peer header: the value has no encoding",
            ),
        ] {
            assert_eq!(result.unwrap_err().to_string(), text);
        }
    }

    #[test]
    fn text() {
        use crate::bmp::Rib;

        for (rib, text) in [
            (Rib::AdjRibInPre, "adj-rib-in-pre"),
            (Rib::AdjRibInPost, "adj-rib-in-post"),
            (Rib::AdjRibOutPre, "adj-rib-out-pre"),
            (Rib::AdjRibOutPost, "adj-rib-out-post"),
            (Rib::LocRib, "loc-rib"),
        ] {
            assert_eq!(rib.to_string(), text);
        }
        let header = PerPeerHeader::loc_rib(crate::net::Asn(65001), id());
        assert_eq!(header.to_string(), "loc-rib AS65001");
        let header = header.with_distinguisher("65000:1".parse().unwrap());
        assert_eq!(header.to_string(), "loc-rib AS65001 rd 65000:1");
    }
}
