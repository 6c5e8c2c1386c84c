//! Per-peer headers that are made: their flags follow from what is said.

use core::net::{IpAddr, Ipv4Addr};
use core::time::Duration;

use super::{PeerFlags, PeerType, PerPeerHeader, Rib, address_words};
use crate::bgp::Open;
use crate::net::{Asn, AsnWidth, RouteDistinguisher};
use crate::wire::EncodeError;

impl PerPeerHeader {
    /// A peer of the router itself, before the policy, without a time.
    #[must_use]
    pub fn global(address: IpAddr, asn: Asn, bgp_id: Ipv4Addr) -> PerPeerHeader {
        PerPeerHeader::new(PeerType::Global, asn, bgp_id).with_address(address)
    }

    /// A peer of the router itself that has an address, and has sent this OPEN: its AS and its BGP identifier are in
    /// there.
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

    /// The Loc-RIB of a router: no address, its own AS and BGP identifier
    /// ([RFC 9069, section 5.1](https://www.rfc-editor.org/rfc/rfc9069#section-5.1)).
    ///
    /// ```
    /// use bmp_codec::{bmp::{PerPeerHeader, Rib}, net::Asn};
    ///
    /// let loc_rib = PerPeerHeader::loc_rib(Asn(65001), "192.0.2.1".parse()?).with_filtered(true)?;
    /// assert_eq!((loc_rib.rib(), loc_rib.address()), (Some(Rib::LocRib), None));
    /// assert!(loc_rib.is_filtered());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn loc_rib(asn: Asn, bgp_id: Ipv4Addr) -> PerPeerHeader {
        PerPeerHeader::new(PeerType::LocRib, asn, bgp_id)
    }

    /// A peer of any type, without an address and a time, and with no flags.
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

    /// With an address, and the flag that tells its kind (which a Loc-RIB has not).
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

    /// With other flags, whatever they say: for those of a router that is not right.
    #[must_use]
    pub const fn with_flags(self, flags: PeerFlags) -> PerPeerHeader {
        PerPeerHeader {
            flags: flags.0,
            ..self
        }
    }

    /// With a distinguisher: of a VRF, or one that the router made. The type of the peer stays as it is.
    #[must_use]
    pub const fn with_distinguisher(self, distinguisher: RouteDistinguisher) -> PerPeerHeader {
        PerPeerHeader {
            distinguisher: distinguisher.0,
            ..self
        }
    }

    /// The same in a VRF: a peer becomes one of type [`Rd`](PeerType::Rd), and a Loc-RIB stays one.
    #[must_use]
    pub fn in_vrf(self, rd: RouteDistinguisher) -> PerPeerHeader {
        self.of_instance(PeerType::Rd, rd)
    }

    /// The same in a table that the router gave a number of its own: a peer becomes one of type
    /// [`Local`](PeerType::Local), and a Loc-RIB stays one.
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

    /// With the L and O flags of a table: whether routes are those of before or after the policy, and whether they come
    /// from the peer or go to it.
    ///
    /// # Errors
    /// [`EncodeError::Contradiction`] where a peer is to be a Loc-RIB, or a Loc-RIB that of a peer.
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

    /// With the A flag for AS numbers of a width, which [`RouteMonitoring::new`](crate::bmp::RouteMonitoring::new)
    /// sets, too.
    ///
    /// # Errors
    /// [`EncodeError::Contradiction`] where AS numbers of two octets are to be in a Loc-RIB, which has no such flag.
    pub fn with_asn_width(self, width: AsnWidth) -> Result<PerPeerHeader, EncodeError> {
        match width {
            AsnWidth::Two if !self.has_address() => Err(of_another_type("two-octet AS flag")),
            width => Ok(self.of_width(width)),
        }
    }

    /// With the F flag of a Loc-RIB: that not all of its routes are sent
    /// ([RFC 9069, section 6.1.2](https://www.rfc-editor.org/rfc/rfc9069#section-6.1.2)).
    ///
    /// # Errors
    /// [`EncodeError::Contradiction`] where the header is not that of a Loc-RIB.
    pub fn with_filtered(self, filtered: bool) -> Result<PerPeerHeader, EncodeError> {
        if self.is_loc_rib() {
            Ok(self.with_flag(PeerFlags::FILTERED, filtered))
        } else {
            Err(of_another_type("filtered flag"))
        }
    }

    /// With a time: seconds since 1970-01-01 UTC, and microseconds.
    #[must_use]
    pub const fn with_timestamp(self, seconds: u32, microseconds: u32) -> PerPeerHeader {
        PerPeerHeader {
            seconds,
            microseconds,
            ..self
        }
    }

    /// With a time since 1970-01-01 UTC, to the microsecond. A time of 0 says that it is not known.
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
    /// [`EncodeError::Value`] where the seconds do not fit four octets: from the year 2106 on.
    pub fn at(self, time: Duration) -> Result<PerPeerHeader, EncodeError> {
        let seconds = u32::try_from(time.as_secs()).map_err(|_| EncodeError::Value {
            what: "timestamp of the per-peer header",
        })?;
        Ok(self.with_timestamp(seconds, time.subsec_micros()))
    }

    /// With the A flag where there is one.
    pub(crate) fn of_width(self, width: AsnWidth) -> PerPeerHeader {
        if self.has_address() {
            self.with_flag(PeerFlags::TWO_OCTET_AS, width == AsnWidth::Two)
        } else {
            self
        }
    }

    /// Without the O flag: for messages that speak of the session, not of a table
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

/// What cannot be said of a peer of this type.
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
                // A distinguisher of type 2: AS of four octets, number of two.
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
            // From one table to another no flag stays.
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
                "timestamp of the per-peer header: this value is not possible",
            ),
        ] {
            assert_eq!(result.unwrap_err().to_string(), text);
        }
    }
}
