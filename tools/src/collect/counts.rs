//! Counters of the messages of a router.

use std::ops::AddAssign;

use bmp_codec::bgp::nlri::Nlri;
use bmp_codec::bgp::{self, Basis, Update};
use bmp_codec::bmp::{Message, PerPeerHeader, RouteMonitoring, v4};
use bmp_codec::net::Family;
use serde::Serialize;

use crate::collect::lists::{Part, parts};
use crate::dump::malformed::malformed_tlvs;
use crate::messages::Messages;
use crate::routes::{empty_next_hops, malformed_inside, must_have_next_hop};
use crate::version_4::in_version_3;

impl Messages {
    pub(crate) fn by_name(&self) -> [(&'static str, u64); 8] {
        [
            ("route_monitoring", self.route_monitoring),
            ("statistics_report", self.statistics_report),
            ("peer_down", self.peer_down),
            ("peer_up", self.peer_up),
            ("initiation", self.initiation),
            ("termination", self.termination),
            ("route_mirroring", self.route_mirroring),
            ("unknown", self.unknown),
        ]
    }

    pub(crate) fn sum(&self) -> u64 {
        self.by_name().iter().map(|(_, count)| count).sum()
    }
}

/// Routes that Route Monitoring messages announce and withdraw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Routes {
    pub(crate) announced: u64,
    pub(crate) withdrawn: u64,
    pub(crate) end_of_rib: u64,
}

impl Routes {
    pub(crate) fn by_action(&self) -> [(&'static str, u64); 3] {
        [
            ("announced", self.announced),
            ("withdrawn", self.withdrawn),
            ("end_of_rib", self.end_of_rib),
        ]
    }
}

impl AddAssign for Routes {
    fn add_assign(&mut self, other: Routes) {
        self.announced += other.announced;
        self.withdrawn += other.withdrawn;
        self.end_of_rib += other.end_of_rib;
    }
}

/// The maximum number of families of one message that are counted each for itself.
const FAMILIES: usize = 16;

/// The routes of a message by family.
#[derive(Debug, Default)]
pub(crate) struct ByFamily {
    families: Vec<(Family, Routes)>,
    /// The routes of families beyond the limit.
    pub(crate) further: Routes,
}

impl ByFamily {
    fn of(&mut self, family: Family) -> &mut Routes {
        let known = self.families.iter().position(|(known, _)| *known == family);
        let at = match known {
            Some(at) => at,
            None if self.families.len() < FAMILIES => {
                self.families.push((family, Routes::default()));
                self.families.len() - 1
            }
            None => return &mut self.further,
        };
        &mut self.families[at].1
    }

    pub(crate) fn families(&self) -> impl Iterator<Item = (Family, Routes)> + '_ {
        self.families.iter().copied()
    }

    pub(crate) fn sum(&self) -> Routes {
        let mut sum = self.further;
        self.families().for_each(|(_, routes)| sum += routes);
        sum
    }
}

/// Counters of malformed items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Malformed {
    /// BMP messages.
    pub(crate) messages: u64,
    /// BGP messages in BMP messages.
    pub(crate) pdus: u64,
    pub(crate) attributes: u64,
    /// Routes; the rest of a list counts as one if the end of a route is unknown.
    pub(crate) routes: u64,
    /// TLVs and capabilities; attributes with malformed TLVs inside.
    pub(crate) others: u64,
}

impl Malformed {
    pub(crate) fn by_name(&self) -> [(&'static str, u64); 5] {
        [
            ("bmp_message", self.messages),
            ("bgp_message", self.pdus),
            ("attribute", self.attributes),
            ("route", self.routes),
            ("other", self.others),
        ]
    }

    pub(crate) fn sum(&self) -> u64 {
        self.by_name().iter().map(|(_, count)| count).sum()
    }

    fn walk<T, E>(items: impl IntoIterator<Item = Result<T, E>>) -> u64 {
        items.into_iter().filter(Result::is_err).count() as u64
    }
}

/// UPDATEs in Route Monitoring messages, by the basis of the session they were decoded in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Sessions {
    pub(crate) assumed: u64,
    pub(crate) negotiated: u64,
    pub(crate) inferred: u64,
    pub(crate) contradicted: u64,
    /// UPDATEs whose AS numbers have another width than the A flag gives. They are counted above, too.
    pub(crate) other_asn_width: u64,
}

impl Sessions {
    fn of(&mut self, basis: Basis) -> &mut u64 {
        match basis {
            Basis::Negotiated => &mut self.negotiated,
            Basis::Inferred => &mut self.inferred,
            Basis::Contradicted => &mut self.contradicted,
            // An unknown basis counts as assumed.
            _ => &mut self.assumed,
        }
    }

    pub(crate) fn by_name(&self) -> [(&'static str, u64); 4] {
        [
            ("assumed", self.assumed),
            ("negotiated", self.negotiated),
            ("inferred", self.inferred),
            ("contradicted", self.contradicted),
        ]
    }
}

/// All counters of a router.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    /// Bytes of the stream, of any kind.
    pub(crate) octets: u64,
    /// Messages that could be decoded.
    pub(crate) messages: Messages,
    pub(crate) routes: Routes,
    pub(crate) malformed: Malformed,
    pub(crate) sessions: Sessions,
}

impl Counts {
    /// Counts a decoded message, and the routes of Route Monitoring by family, too.
    pub(crate) fn message(&mut self, message: &Message<&[u8]>, routes: &mut ByFamily) {
        *self.messages.of(message.message_type()) += 1;
        self.malformed.others += malformed_tlvs(message);
        match &*in_version_3(message) {
            Message::RouteMonitoring(monitoring) => self.update(monitoring, routes),
            Message::RouteMirroring(mirroring) => {
                for pdu in mirroring.messages() {
                    match pdu {
                        // Routers may send the same routes in Route Monitoring too.
                        Ok(bgp::Message::Update(update)) => {
                            self.routes(&update, None, &mut ByFamily::default());
                        }
                        Ok(_) => {}
                        Err(_) => self.malformed.pdus += 1,
                    }
                }
            }
            Message::PeerUp(up) => {
                for open in [&up.sent_open, &up.received_open] {
                    match open {
                        Ok(open) => self.malformed.others += Malformed::walk(open.capabilities()),
                        Err(_) => self.malformed.pdus += 1,
                    }
                }
            }
            Message::PeerDown(down) => {
                if let Some(Err(_)) = down.reason.notification() {
                    self.malformed.pdus += 1;
                }
            }
            // Of version 4, without an UPDATE.
            Message::V4(v4::Message::RouteMonitoring(_)) => self.malformed.pdus += 1,
            _ => {}
        }
    }

    fn update(&mut self, monitoring: &RouteMonitoring<&[u8]>, routes: &mut ByFamily) {
        let Ok(update) = &monitoring.update else {
            self.malformed.pdus += 1;
            return;
        };
        if let Some(family) = update.end_of_rib() {
            routes.of(family).end_of_rib += 1;
        } else {
            self.routes(update, Some(&monitoring.peer), routes);
            let session = update.path_attributes.session();
            *self.sessions.of(session.basis()) += 1;
            self.sessions.other_asn_width += u64::from(session.is_asn_width_contradicted());
        }
        self.routes += routes.sum();
    }

    /// Counts the routes of an UPDATE and its malformed items. `peer` is absent if the UPDATE is one that a peer sent.
    fn routes(
        &mut self,
        update: &Update<&[u8]>,
        peer: Option<&PerPeerHeader>,
        routes: &mut ByFamily,
    ) {
        let malformed = &mut self.malformed;
        parts(update, |part| match part {
            Part::Withdrawn(nlri) => {
                routes.of(nlri.family()).withdrawn += count(&nlri, &mut malformed.routes);
            }
            Part::Announced(nlri) => {
                routes.of(nlri.family()).announced += count(&nlri, &mut malformed.routes);
            }
            Part::Malformed(_) => malformed.attributes += 1,
        });
        let empty = empty_next_hops(update).count() as u64;
        if empty > 0 && must_have_next_hop(peer) {
            malformed.attributes += empty;
        }
        malformed.others += malformed_inside(update);
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        let Counts {
            octets,
            messages,
            routes,
            malformed,
            sessions,
        } = other;
        self.octets += octets;
        self.messages += messages;
        self.routes += routes;
        self.malformed.messages += malformed.messages;
        self.malformed.pdus += malformed.pdus;
        self.malformed.attributes += malformed.attributes;
        self.malformed.routes += malformed.routes;
        self.malformed.others += malformed.others;
        self.sessions.assumed += sessions.assumed;
        self.sessions.negotiated += sessions.negotiated;
        self.sessions.inferred += sessions.inferred;
        self.sessions.contradicted += sessions.contradicted;
        self.sessions.other_asn_width += sessions.other_asn_width;
    }
}

/// Returns the number of routes: 0 if the crate does not know the family, because the end of a route is unknown then.
fn count(nlri: &Nlri<&[u8]>, malformed: &mut u64) -> u64 {
    if matches!(nlri, Nlri::Unknown(_)) {
        return 0;
    }
    let (mut routes, mut errors) = (0, 0);
    for route in nlri.any_routes() {
        match route {
            Ok(_) => routes += 1,
            Err(_) => errors += 1,
        }
    }
    *malformed += errors;
    routes
}

#[cfg(test)]
mod tests {
    use bmp_codec::bmp::PeerTable;

    use super::*;

    /// Route Monitoring, AS 64496 at 192.0.2.1, 198.51.100.0/24 with ORIGIN, AS_PATH, and a NEXT_HOP of no bytes.
    const EMPTY_NEXT_HOP: &str = "030000005b0000000000000000000000000000000000000000000000c00002010000fbf0c00002016553f10000000005 \
        ffffffffffffffffffffffffffffffff002b02000000104001010040020602010000fbf040030018c63364";

    /// The same with a NEXT_HOP, and a BGP Prefix-SID whose last TLV has one byte.
    const CUT_TLV: &str = "03000000870000000000000000000000000000000000000000000000c00002010000fbf0c00002016553f10000000005 \
        ffffffffffffffffffffffffffffffff0057020000003c4001010040020602010000fbf0400304c0000201c028250000 \
        000000000000000000000000000000000000000000000000000000000000000000000018c63364";

    fn malformed(frame: &[u8]) -> Malformed {
        let mut counts = Counts::default();
        let mut peers = PeerTable::new();
        counts.message(&peers.decode(frame).unwrap(), &mut ByFamily::default());
        assert_eq!(counts.routes.announced, 1);
        counts.malformed
    }

    fn octets(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        let octet = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
        digits.chunks(2).map(octet).collect()
    }

    /// RFC 7606, section 7.3; RFC 8671, section 5.2; RFC 8669, section 6.
    #[test]
    fn what_is_malformed_though_the_message_is_whole() {
        let mut frame = octets(EMPTY_NEXT_HOP);
        let empty = Malformed {
            attributes: 1,
            ..Malformed::default()
        };
        assert_eq!(malformed(&frame), empty);
        // After policy, then before policy, both in the Adj-RIB-Out.
        frame[7] = 0x50;
        assert_eq!(malformed(&frame), empty);
        frame[7] = 0x10;
        assert_eq!(malformed(&frame), Malformed::default());
        let cut = Malformed {
            others: 1,
            ..Malformed::default()
        };
        assert_eq!(malformed(&octets(CUT_TLV)), cut);
    }
}
