//! A walk over every value of a message, which has to end; and text that goes nowhere.

use std::fmt::{self, Debug, Write};

use bmp_codec::bgp::attribute::AttributeValue;
use bmp_codec::bgp::nlri::Nlri;
use bmp_codec::bgp::{self, Open, ParameterValue, Update};
use bmp_codec::bmp::{self, MirroringTlv, PeerDownReason};
use bmp_codec::wire::{Array, Element, Fixed, List};

/// How many values a walk has met.
#[derive(Default)]
pub(crate) struct Walk {
    /// All of them: routes, attributes, AS numbers, communities, …
    pub(crate) values: usize,
    /// Those that could not be read.
    pub(crate) errors: usize,
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

    /// The routes of an attribute.
    pub(crate) fn nlri(&mut self, nlri: &Nlri<&[u8]>) {
        match nlri {
            Nlri::Ipv4Unicast(routes) | Nlri::Ipv4Multicast(routes) => self.list(routes, |_, _| {}),
            Nlri::Ipv6Unicast(routes) | Nlri::Ipv6Multicast(routes) => self.list(routes, |_, _| {}),
            Nlri::VpnIpv4Unicast(routes) => self.list(routes, |_, _| {}),
            Nlri::VpnIpv6Unicast(routes) => self.list(routes, |_, _| {}),
            Nlri::L2vpnEvpn(routes) => self.list(routes, |_, _| {}),
            Nlri::Ipv4LabeledUnicast(routes) => self.list(routes, |_, _| {}),
            Nlri::Ipv6LabeledUnicast(routes) => self.list(routes, |_, _| {}),
            Nlri::VpnIpv4Multicast(routes) => self.list(routes, |_, _| {}),
            Nlri::VpnIpv6Multicast(routes) => self.list(routes, |_, _| {}),
            Nlri::Ipv4ClassfulTransport(routes) => self.list(routes, |_, _| {}),
            Nlri::Ipv6ClassfulTransport(routes) => self.list(routes, |_, _| {}),
            other => self.errors += usize::from(other.check().is_err()),
        }
    }

    /// The value of an attribute.
    pub(crate) fn attribute(&mut self, value: &AttributeValue<&[u8]>) {
        match value {
            AttributeValue::AsPath(path) => {
                for segment in path.segments() {
                    self.values += segment.asns.count();
                }
            }
            AttributeValue::Communities(list) => self.array(list),
            AttributeValue::ExtendedCommunities(list) => self.array(list),
            AttributeValue::LargeCommunities(list) => self.array(list),
            AttributeValue::ClusterList(list) => self.array(list),
            AttributeValue::MpReach(reach) => {
                self.values += usize::from(reach.next_hop.address().is_some());
                self.nlri(&reach.nlri);
            }
            AttributeValue::MpUnreach(unreach) => self.nlri(&unreach.nlri),
            other => {
                self.values += 1;
                self.errors += usize::from(other.check().is_err());
            }
        }
    }

    /// Everything in an UPDATE.
    pub(crate) fn update(&mut self, update: &Update<&[u8]>) {
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
            _ => self.values += 1,
        }
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
