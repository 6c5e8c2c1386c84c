//! A walk over every value of a message, which has to end; and text that goes nowhere.

use std::fmt::{self, Debug, Display, Write};

use bmp_codec::bgp::attribute::AttributeValue;
use bmp_codec::bgp::attribute::bier::BierTlv;
use bmp_codec::bgp::attribute::link_state::LinkStateTlv;
use bmp_codec::bgp::attribute::pmsi_tunnel::PTunnel;
use bmp_codec::bgp::attribute::sfp::SfpTlv;
use bmp_codec::bgp::attribute::tunnel_encapsulation::SubTlv;
use bmp_codec::bgp::nlri::{Destination, Family, Nlri, Routes, UnknownNlri, VisitRoutes};
use bmp_codec::bgp::{self, Open, ParameterValue, Update};
use bmp_codec::bmp::{self, MirroringTlv, PeerDownReason, v4};
use bmp_codec::wire::{Array, Element, Fixed, List};
use bmp_codec::{DecodeError, Fault};

/// What a check says of a value that can be decoded: nothing, though it may break a rule. Random values do.
pub(crate) fn decodes(checked: Result<(), DecodeError>) -> Result<(), DecodeError> {
    checked.or_else(|error| match error.fault() {
        Fault::Breach(_) => Ok(()),
        _ => Err(error),
    })
}

/// How many values a walk has met.
#[derive(Default)]
pub(crate) struct Walk {
    /// All of them: routes, attributes, AS numbers, communities, …
    pub(crate) values: usize,
    /// Those that could not be read.
    pub(crate) errors: usize,
    /// Those inside of attributes that could not be read: the attribute could.
    pub(crate) inside: usize,
}

impl Walk {
    /// Walks a list, which has to end within one step for each octet.
    fn list<'a, T: Element>(
        &mut self,
        list: &'a List<T, &'a [u8]>,
        mut each: impl FnMut(&mut Walk, T::At<'a>),
    ) {
        let most = list.octets().len();
        let mut steps = 0;
        for element in list {
            steps += 1;
            assert!(steps <= most, "more elements than octets");
            self.values += 1;
            match element {
                Ok(element) => each(self, element),
                Err(_) => self.errors += 1,
            }
        }
    }

    fn array<T: Fixed>(&mut self, array: &Array<T, &[u8]>) {
        let values = array.iter();
        assert_eq!(values.len(), array.len());
        self.values += values.count();
    }

    /// The routes of an attribute, as values and as text.
    pub(crate) fn nlri(&mut self, nlri: &Nlri<&[u8]>) {
        let before = self.errors;
        nlri.visit(self);
        // Inside of routes this does not look: there a check does.
        let found = self.errors - before;
        let is_broken = decodes(nlri.check()).is_err();
        assert!(found == 0 || is_broken);
        self.inside += usize::from(found == 0 && is_broken);
    }

    /// The value of an attribute, as it is and as text.
    pub(crate) fn attribute(&mut self, value: &AttributeValue<&[u8]>) {
        write!(Nowhere::default(), "{value}").unwrap();
        match value {
            AttributeValue::AsPath(path) => {
                for segment in path.segments() {
                    self.values += segment.asns.count();
                }
            }
            AttributeValue::Communities(list) => self.array(list),
            AttributeValue::ExtendedCommunities(list) => {
                self.array(list);
                self.values += list.iter().filter_map(|one| one.value().name()).count();
            }
            AttributeValue::LargeCommunities(list) => self.array(list),
            AttributeValue::ClusterList(list) => self.array(list),
            AttributeValue::MpReach(reach) => {
                self.values += usize::from(reach.next_hop.address().is_some());
                self.nlri(&reach.nlri);
            }
            AttributeValue::MpUnreach(unreach) => self.nlri(&unreach.nlri),
            rare => {
                let mut walk = Walk::default();
                walk.rare(rare);
                self.values += 1 + walk.values;
                // This does not go to every depth; a check does.
                let found = walk.errors + walk.inside;
                let is_broken = decodes(rare.check()).is_err();
                assert!(found == 0 || is_broken);
                self.inside += found.max(usize::from(is_broken));
            }
        }
    }

    /// The value of an attribute that has TLVs, or other lists of its own.
    fn rare(&mut self, value: &AttributeValue<&[u8]>) {
        match value {
            AttributeValue::Ipv6ExtendedCommunities(list) => self.array(list),
            AttributeValue::Aigp(tlvs) => self.list(tlvs, |_, _| {}),
            AttributeValue::LinkState(tlvs) => self.link_state(tlvs),
            AttributeValue::TrafficEngineering(list) => self.list(list, |_, _| {}),
            AttributeValue::TunnelEncapsulation(tunnels) => self.list(tunnels, |walk, tunnel| {
                for sub_tlv in tunnel.iter() {
                    walk.values += 1;
                    match sub_tlv {
                        Ok(SubTlv::SegmentList(list)) => walk.list(&list.segments, |_, _| {}),
                        Ok(_) => {}
                        Err(_) => walk.errors += 1,
                    }
                }
            }),
            AttributeValue::PrefixSid(tlvs) => {
                self.list(tlvs, |_, _| {});
                self.values += usize::from(tlvs.check().is_ok());
            }
            AttributeValue::PmsiTunnel(tunnel) => {
                self.values += usize::from(tunnel.tunnel() != PTunnel::None);
            }
            AttributeValue::PeDistinguisherLabels(labels) => self.values += labels.iter().count(),
            AttributeValue::BgpsecPath(path) => {
                self.array(&path.secure_path);
                self.list(&path.signature_blocks, |walk, block| {
                    walk.list(&block.signatures, |_, _| {});
                });
            }
            AttributeValue::DPath(path) => self.values += path.domains().count(),
            AttributeValue::Sfp(path) => self.list(&path.0, |walk, tlv| match tlv {
                SfpTlv::Hop(hop) => walk.list(&hop.sub_tlvs, |_, _| {}),
                _ => walk.values += 1,
            }),
            AttributeValue::BfdDiscriminator(bfd) => self.list(bfd.tlvs(), |_, _| {}),
            AttributeValue::NextHopCharacteristics(of) => {
                self.list(&of.characteristics, |_, _| {});
            }
            AttributeValue::Bier(bier) => self.list(&bier.0, |walk, tlv| match tlv {
                BierTlv::Domain(domain) => walk.list(&domain.sub_tlvs, |_, _| {}),
                _ => walk.values += 1,
            }),
            // Sets do not nest, so this is no deeper than one.
            AttributeValue::AttributeSet(set) => self.list(set.attributes(), |walk, attribute| {
                walk.attribute(&attribute.value);
            }),
            _ => self.values += 1,
        }
    }

    /// TLVs of BGP-LS, which nest three deep.
    fn link_state(&mut self, tlvs: &List<LinkStateTlv, &[u8]>) {
        for tlv in tlvs {
            self.values += 1;
            match tlv.map(|tlv| tlv.sub_tlvs()) {
                Ok(Some(inside)) => self.link_state(&inside),
                Ok(None) => {}
                Err(_) => self.errors += 1,
            }
        }
    }

    /// Everything in an UPDATE.
    pub(crate) fn update(&mut self, update: &Update<&[u8]>) {
        // What can be read has a key, which is text like everything.
        let keys = update.announced().keys().chain(update.withdrawn().keys());
        for key in keys.flatten() {
            write!(Nowhere::default(), "{key}").unwrap();
        }
        self.list(&update.withdrawn_routes, |_, _| {});
        self.list(&update.path_attributes, |walk, attribute| {
            walk.attribute(&attribute.value);
        });
        self.list(&update.nlri, |_, _| {});
        self.values += usize::from(update.end_of_rib().is_some());
    }

    /// Everything in an OPEN.
    pub(crate) fn open(&mut self, open: &Open<&[u8]>) {
        self.list(&open.parameters, |walk, parameter| match parameter.value {
            ParameterValue::Capabilities(capabilities) => walk.list(&capabilities, |_, _| {}),
            _ => walk.values += 1,
        });
        self.values += open.capabilities().count();
    }

    /// Everything in a BGP message.
    pub(crate) fn bgp(&mut self, message: &bgp::Message<&[u8]>) {
        match message {
            bgp::Message::Update(update) => self.update(update),
            bgp::Message::Open(open) => self.open(open),
            bgp::Message::Notification(notification) => self.notification(notification),
            bgp::Message::RouteRefresh(refresh) => self.refresh(refresh),
            _ => self.values += 1,
        }
    }

    /// What a NOTIFICATION says, as a value and as text. Data that is malformed is no error of the message.
    pub(crate) fn notification(&mut self, notification: &bgp::Notification<&[u8]>) {
        self.values += usize::from(notification.details().is_ok());
        self.values += usize::from(notification.communication().is_some());
        write!(
            Nowhere::default(),
            "{notification}{}",
            notification.reason()
        )
        .unwrap();
    }

    /// The filters of a ROUTE-REFRESH, as values and as text; as with NOTIFICATIONs.
    pub(crate) fn refresh(&mut self, refresh: &bgp::RouteRefresh<&[u8]>) {
        for orf in refresh.orfs().flatten() {
            self.values += orf.address_prefixes().into_iter().flatten().count();
            self.values += orf.covering_prefixes().into_iter().flatten().count();
        }
        write!(Nowhere::default(), "{refresh}").unwrap();
    }

    /// Everything in a BMP message.
    pub(crate) fn bmp(&mut self, message: &bmp::Message<&[u8]>) {
        match message {
            bmp::Message::RouteMonitoring(monitoring) => {
                self.values += usize::from(monitoring.peer.address().is_some());
                match &monitoring.update {
                    Ok(update) => self.update(update),
                    Err(_) => self.errors += 1,
                }
            }
            bmp::Message::PeerUp(up) => {
                for open in [&up.sent_open, &up.received_open] {
                    match open {
                        Ok(open) => self.open(open),
                        Err(_) => self.errors += 1,
                    }
                }
                self.list(&up.information, |_, _| {});
            }
            bmp::Message::StatisticsReport(report) => {
                self.list(&report.statistics, |walk, statistic| {
                    walk.values += usize::from(statistic.number().is_some());
                });
            }
            bmp::Message::PeerDown(down) => {
                match down.reason {
                    PeerDownReason::LocalNotification(notification)
                    | PeerDownReason::RemoteNotification(notification) => match notification {
                        Some(Ok(notification)) => self.notification(&notification),
                        _ => self.errors += 1,
                    },
                    PeerDownReason::LocalEvent(event) => {
                        self.errors += usize::from(event.is_none());
                    }
                    _ => self.values += 1,
                }
                self.list(&down.information, |_, _| {});
            }
            bmp::Message::Initiation(initiation) => self.list(&initiation.information, |_, _| {}),
            bmp::Message::Termination(termination) => {
                self.list(&termination.information, |_, _| {});
            }
            bmp::Message::RouteMirroring(mirroring) => {
                self.list(&mirroring.tlvs, |walk, tlv| match tlv {
                    MirroringTlv::BgpMessage(Ok(message)) => walk.bgp(&message),
                    MirroringTlv::BgpMessage(Err(_)) => walk.errors += 1,
                    _ => walk.values += 1,
                });
            }
            bmp::Message::V4(message) => self.version_4(message),
            _ => self.values += 1,
        }
    }

    fn version_4(&mut self, message: &v4::Message<&[u8]>) {
        match message {
            v4::Message::StatisticsReport(report) => {
                for statistic in report
                    .stats()
                    .into_iter()
                    .flat_map(|stats| stats.statistics)
                {
                    self.values += usize::from(statistic.is_ok());
                }
            }
            v4::Message::PeerUp(up) => {
                for open in [up.sent_open(), up.received_open()] {
                    match open {
                        Ok(open) => self.open(&open),
                        Err(_) => self.errors += 1,
                    }
                }
            }
            _ => self.values += 1,
        }
        if let Some(tlvs) = message.tlvs() {
            self.list(&tlvs, |walk, tlv| match tlv.value {
                v4::Value::BgpMessage(Ok(update)) => walk.update(&update),
                v4::Value::MirroredMessage(Ok(message)) => walk.bgp(&message),
                v4::Value::BgpMessage(Err(_)) | v4::Value::MirroredMessage(Err(_)) => {
                    walk.errors += 1;
                }
                _ => walk.values += 1,
            });
        }
        // The first routes: what all routes and all TLVs cost together is not bounded by the length of the message.
        for route in message.routes().take(16) {
            self.values += route.tlvs().count();
        }
    }
}

impl VisitRoutes for Walk {
    fn routes<T: Destination>(&mut self, _: Family, routes: &Routes<T, &[u8]>)
    where
        for<'s> T::At<'s>: Display,
    {
        for route in routes {
            self.values += 1;
            match route {
                Ok(route) => write!(Nowhere::default(), "{route}").unwrap(),
                Err(_) => self.errors += 1,
            }
        }
    }

    fn unknown(&mut self, unknown: UnknownNlri<&[u8]>) {
        self.values += usize::from(!unknown.octets.is_empty());
    }
}

/// Counts what is written to it.
#[derive(Default)]
pub(crate) struct Nowhere(pub(crate) usize);

impl Write for Nowhere {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 += text.len();
        Ok(())
    }
}

/// Prints a value in both ways of `Debug`.
pub(crate) fn print(value: &impl Debug) -> usize {
    let mut out = Nowhere::default();
    write!(out, "{value:?}").unwrap();
    write!(out, "{value:#?}").unwrap();
    out.0
}
