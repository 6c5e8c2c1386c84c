//! The BGP-LS attribute as text. Flags that mean different things in IS-IS and OSPF are read by the protocol of the route
//! beside the attribute.

use std::fmt::{self, Display};

use bmp_codec::bgp::Update;
use bmp_codec::bgp::attribute::LinkState as Attribute;
use bmp_codec::bgp::attribute::link_state::LinkStateTlv;
use bmp_codec::bgp::nlri::link_state::ProtocolId;
use bmp_codec::bgp::nlri::{LinkState, Nlri};

use crate::routes::{Action, RouteList, lists};

/// Returns the protocol of the announced BGP-LS routes of an UPDATE, if there is one that all of them have.
pub(crate) fn protocol(update: &Update<&[u8]>) -> Option<ProtocolId> {
    let mut found = Vec::new();
    lists(update, |list: RouteList<'_>| {
        if list.action == Action::Announced {
            each(&list.nlri, |route| found.extend(route.protocol_id()));
        }
    });
    let first = *found.first()?;
    found.iter().all(|other| *other == first).then_some(first)
}

/// Calls `each` with the routes of a list of any family of BGP-LS, without their route distinguishers.
fn each(nlri: &Nlri<&[u8]>, mut each: impl FnMut(&LinkState<&[u8]>)) {
    match nlri {
        Nlri::LinkState(routes) | Nlri::LinkStateSpf(routes) => {
            routes.iter().flatten().for_each(|route| each(&route.nlri));
        }
        Nlri::VpnLinkState(routes) => {
            let routes = routes.iter().flatten();
            routes.for_each(|route| each(&route.nlri.nlri));
        }
        _ => {}
    }
}

/// An attribute whose routes are of this protocol: TLVs with commas between them.
pub(crate) struct Explained<'a>(
    pub(crate) Attribute<&'a [u8]>,
    pub(crate) Option<ProtocolId>,
);

impl Display for Explained<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        for tlv in self.0.into_entries() {
            f.write_str(between)?;
            match tlv {
                Ok(tlv) => Tlv(&tlv, self.1).fmt(f)?,
                Err(malformed) => write!(f, "malformed {}", malformed.octets)?,
            }
            between = ", ";
        }
        Ok(())
    }
}

/// A TLV of a route of this protocol.
pub(crate) struct Tlv<'a, 'b>(
    pub(crate) &'b LinkStateTlv<&'a [u8]>,
    pub(crate) Option<ProtocolId>,
);

impl Display for Tlv<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(protocol) = self.1 else {
            return self.0.fmt(f);
        };
        match self.0 {
            LinkStateTlv::AdjacencySid(sid) => match sid.flags(protocol) {
                Some(flags) => {
                    write!(f, "adj-sid {} weight {} ", sid.sid, sid.weight)?;
                    write_flags(sid.flags, flags, f)
                }
                None => self.0.fmt(f),
            },
            LinkStateTlv::LanAdjacencySid(sid) => match sid.flags(protocol) {
                Some(flags) => {
                    let (to, weight) = (sid.neighbor, sid.weight);
                    write!(f, "lan-adj-sid {} to {to} weight {weight} ", sid.sid)?;
                    write_flags(sid.flags, flags, f)
                }
                None => self.0.fmt(f),
            },
            LinkStateTlv::PrefixSid(sid) => match sid.flags(protocol) {
                Some(flags) => {
                    write!(f, "prefix-sid {} algorithm {} ", sid.sid, sid.algorithm)?;
                    write_flags(sid.flags, flags, f)
                }
                None => self.0.fmt(f),
            },
            LinkStateTlv::Range(range) => {
                write!(f, "range {} flags {:#04x}", range.size, range.flags)?;
                match range.sub_tlvs.is_empty() {
                    true => Ok(()),
                    false => write!(f, " ({})", Explained(range.sub_tlvs, self.1)),
                }
            }
            LinkStateTlv::PrefixAttributeFlags(bits) => match bits.of(protocol) {
                Some(flags) => write!(f, "attribute-flags {flags} (0x{})", bits.0),
                None => self.0.fmt(f),
            },
            other => other.fmt(f),
        }
    }
}

/// Writes flags by name, and all bits: some may have no name.
fn write_flags(bits: u8, flags: impl Display, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match bits {
        0 => f.write_str("flags 0x00"),
        bits => write!(f, "flags {flags} ({bits:#04x})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bits are laid out by hand from RFC 8667, sections 2.1 and 2.2.1, RFC 8665, sections 5 and 6.1, and RFC 7794: P of
    /// a prefix SID is 0x20 in IS-IS and NP is 0x40 in OSPF; V of an adjacency SID is 0x20 and 0x40.
    #[test]
    fn flags_are_those_of_the_protocol() {
        let octets = [
            &[0x04, 0x86, 0, 8, 0x60, 0, 0, 0, 0, 0, 0, 101][..],
            &[0x04, 0x4b, 0, 7, 0x60, 1, 0, 0, 0, 0x5d, 0xc1],
            &[0x04, 0x92, 0, 1, 0x20],
        ]
        .concat();
        let text = |protocol| Explained(Attribute::over(&octets), protocol).to_string();
        assert_eq!(
            text(Some(ProtocolId::IsisLevel1)),
            "prefix-sid index 101 algorithm 0 flags node+no-php (0x60), \
             adj-sid label 24001 weight 1 flags backup+value (0x60), attribute-flags node (0x20)"
        );
        assert_eq!(
            text(Some(ProtocolId::Ospfv2)),
            "prefix-sid index 101 algorithm 0 flags no-php+mapping-server (0x60), \
             adj-sid label 24001 weight 1 flags value+local (0x60), attribute-flags entropy-label (0x20)"
        );
        let bits = "prefix-sid index 101 algorithm 0 flags 0x60, \
                    adj-sid label 24001 weight 1 flags 0x60, attribute-flags 20";
        assert_eq!(text(Some(ProtocolId::Direct)), bits);
        assert_eq!(text(None), bits);
    }

    #[test]
    fn malformed_tlvs_and_a_range() {
        // RFC 9085, section 2.3.5: flags, reserved, size, a Prefix-SID of IS-IS without flags.
        let octets = [
            &[
                0x04, 0x87, 0, 16, 0, 0, 0, 5, 0x04, 0x86, 0, 8, 0, 0, 0, 0, 0, 0, 0, 7,
            ][..],
            &[0x04, 0x4b, 0, 1, 0x60],
        ]
        .concat();
        let attribute = Explained(Attribute::over(&octets), Some(ProtocolId::IsisLevel1));
        assert_eq!(
            attribute.to_string(),
            "range 5 flags 0x00 (prefix-sid index 7 algorithm 0 flags 0x00), malformed 044b000160"
        );
    }
}
