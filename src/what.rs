//! The names in error texts: the text of [`What`]. Every layer contributes names, so this module is above all layers,
//! and none of them uses it.

use core::fmt;

use crate::bgp::{self, attribute, capability};
use crate::bmp;
use crate::wire::{AttributeTlv, What};

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            What::Octets => f.write_str("value"),
            What::CommonHeader => f.write_str("BMP common header"),
            What::PerPeerHeader => f.write_str("per-peer header"),
            What::BmpMessage(number) => write!(f, "{}", bmp::MessageType::from(number)),
            What::InitiationTlv(number) => write!(f, "Initiation TLV {number}"),
            What::TerminationTlv(number) => write!(f, "Termination TLV {number}"),
            What::PeerUpTlv(number) => write!(f, "Peer Up TLV {number}"),
            What::PeerDownTlv(number) => write!(f, "Peer Down TLV {number}"),
            What::MirroringTlv(number) => write!(f, "Route Mirroring TLV {number}"),
            What::RouteMonitoringTlv(number) => write!(f, "Route Monitoring TLV {number}"),
            What::StatisticsTlv(number) => write!(f, "Statistics Report TLV {number}"),
            What::Statistic(number) => write!(f, "statistic {number}"),
            What::MessageHeader => f.write_str("BGP header"),
            What::BgpMessage(number) => write!(f, "{}", bgp::MessageType::from(number)),
            What::OptionalParameter(number) => write!(f, "optional parameter {number}"),
            What::Capability(code) => match capability::name(code) {
                Some(name) => write!(f, "capability {name}"),
                None => write!(f, "capability {code}"),
            },
            What::Attribute(code) => match attribute::name(code) {
                Some(name) => f.write_str(name),
                None => write!(f, "attribute {code}"),
            },
            What::Nlri(family) => write!(f, "{family} route"),
            What::WithdrawnRoutes => f.write_str("withdrawn routes"),
            What::PathAttributes => f.write_str("path attributes"),
            What::LinkStateTlv(number) => write!(f, "link-state TLV {number}"),
            What::OpenBmpHeader => f.write_str("OpenBMP header"),
            What::AttributeTlv(tlv) => write_tlv(f, tlv, "TLV"),
            What::AttributeSubTlv(tlv) => write_tlv(f, tlv, "sub-TLV"),
            What::AttributeSubSubTlv(tlv) => write_tlv(f, tlv, "sub-sub-TLV"),
        }
    }
}

fn write_tlv(f: &mut fmt::Formatter<'_>, tlv: AttributeTlv, level: &str) -> fmt::Result {
    write!(
        f,
        "{} {level} {}",
        What::Attribute(tlv.attribute),
        tlv.tlv_type
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::nlri::Family;
    use crate::{DecodeError, Fault};

    #[test]
    fn an_error_keeps_what_was_read_and_says_its_name() {
        let tlv = AttributeTlv::new;
        for (what, text) in [
            (What::Octets, "value"),
            (What::CommonHeader, "BMP common header"),
            (What::PerPeerHeader, "per-peer header"),
            (What::BmpMessage(4), "Initiation"),
            (What::InitiationTlv(0xffff), "Initiation TLV 65535"),
            (What::TerminationTlv(1), "Termination TLV 1"),
            (What::PeerUpTlv(0x0102), "Peer Up TLV 258"),
            (What::PeerDownTlv(3), "Peer Down TLV 3"),
            (What::LinkStateTlv(265), "link-state TLV 265"),
            (What::OpenBmpHeader, "OpenBMP header"),
            (What::MirroringTlv(0), "Route Mirroring TLV 0"),
            (What::Statistic(7), "statistic 7"),
            (What::RouteMonitoringTlv(4), "Route Monitoring TLV 4"),
            (What::StatisticsTlv(0xffff), "Statistics Report TLV 65535"),
            (What::MessageHeader, "BGP header"),
            (What::BgpMessage(2), "UPDATE"),
            (What::OptionalParameter(255), "optional parameter 255"),
            (What::Capability(69), "capability ADD-PATH"),
            (What::Capability(250), "capability 250"),
            (What::Attribute(2), "AS_PATH"),
            (What::Attribute(250), "attribute 250"),
            (What::Nlri(Family::L2VPN_EVPN), "l2vpn-evpn route"),
            (What::Nlri(Family::new(0xffff, 0xff)), "65535/255 route"),
            (What::WithdrawnRoutes, "withdrawn routes"),
            (What::PathAttributes, "path attributes"),
            (
                What::AttributeTlv(tlv(23, 0xffff)),
                "Tunnel Encapsulation TLV 65535",
            ),
            (
                What::AttributeSubTlv(tlv(250, 1)),
                "attribute 250 sub-TLV 1",
            ),
            (
                What::AttributeSubSubTlv(tlv(40, 1)),
                "BGP Prefix-SID sub-sub-TLV 1",
            ),
        ] {
            let error = DecodeError::new(7, Fault::EmptySegment).within(what);
            assert_eq!(error.what(), what);
            assert_eq!(
                error.to_string(),
                format!("{text} at byte 7: a segment has no AS numbers")
            );
        }
    }
}
