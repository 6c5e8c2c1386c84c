//! Visits every value of a message, and allocates nothing.
//!
//! Each value goes through `black_box`, so that decoding it is not optimised away.

use std::hint::black_box;

use bmp_codec::bgp::attribute::AttributeValue;
use bmp_codec::bgp::attribute::bier::BierTlv;
use bmp_codec::bgp::attribute::link_state::LinkStateTlv;
use bmp_codec::bgp::attribute::sfp::SfpTlv;
use bmp_codec::bgp::attribute::tunnel_encapsulation::SubTlv;
use bmp_codec::bgp::nlri::{Destination, Family, Nlri, Routes, UnknownNlri, VisitRoutes};
use bmp_codec::bgp::{self, Notification, Open, ParameterValue, Pdu, RouteRefresh, Update};
use bmp_codec::bmp::v4::{self, Value};
use bmp_codec::bmp::{Message, MirroringTlv};
use bmp_codec::wire::{Array, Element, Fixed, List};

/// Visits every value of a BMP message.
#[inline]
pub(crate) fn message(message: &Message<&[u8]>) {
    match message {
        Message::RouteMonitoring(monitoring) => {
            black_box(&monitoring.peer);
            match &monitoring.update {
                Ok(update) => self::update(update),
                Err(malformed) => {
                    black_box(malformed);
                }
            }
        }
        rare => self::rare(rare),
    }
}

#[inline(never)]
fn rare(message: &Message<&[u8]>) {
    match message {
        Message::PeerUp(up) => {
            black_box((&up.peer, up.local_address()));
            pdu(&up.sent_open, open);
            pdu(&up.received_open, open);
            list(&up.information, |_| {});
        }
        Message::PeerDown(down) => {
            black_box(&down.peer);
            if let Some(notified) = down.reason.notification() {
                pdu(notified, notification);
            }
            list(&down.information, |_| {});
        }
        Message::StatisticsReport(report) => {
            black_box(&report.peer);
            list(&report.statistics, |statistic| {
                black_box(statistic.number());
            });
        }
        Message::Initiation(initiation) => list(&initiation.information, |_| {}),
        Message::Termination(termination) => list(&termination.information, |_| {}),
        Message::RouteMirroring(mirroring) => {
            black_box(&mirroring.peer);
            list(&mirroring.tlvs, |tlv| {
                if let MirroringTlv::BgpMessage(Ok(message)) = tlv {
                    bgp(&message);
                }
            });
        }
        Message::V4(message) => version_4(message),
        other => {
            black_box(other);
        }
    }
}

fn version_4(message: &v4::Message<&[u8]>) {
    black_box(message.peer());
    if let v4::Message::PeerUp(up) = message {
        pdu(&up.sent_open(), open);
        pdu(&up.received_open(), open);
    }
    let Some(tlvs) = message.tlvs() else { return };
    list(&tlvs, |tlv| match tlv.value {
        Value::BgpMessage(Ok(update)) => self::update(&update),
        Value::MirroredMessage(Ok(message)) => bgp(&message),
        Value::Stats(stats) => list(&stats.statistics, |statistic| {
            black_box(statistic.number());
        }),
        Value::Group(group) => array(&group.routes),
        _ => {}
    });
}

fn bgp(message: &bgp::Message<&[u8]>) {
    match message {
        bgp::Message::Open(open) => self::open(open),
        bgp::Message::Update(update) => self::update(update),
        bgp::Message::Notification(notification) => self::notification(notification),
        bgp::Message::RouteRefresh(refresh) => self::refresh(refresh),
        other => {
            black_box(other);
        }
    }
}

fn pdu<T, B: AsRef<[u8]>>(pdu: &Pdu<T, B>, each: impl FnOnce(&T)) {
    match pdu {
        Ok(value) => each(value),
        Err(malformed) => {
            black_box(malformed);
        }
    }
}

fn open(open: &Open<&[u8]>) {
    black_box((open.asn(), open.hold_time));
    list(&open.parameters, |parameter| {
        if let ParameterValue::Capabilities(capabilities) = parameter.value {
            list(&capabilities, |_| {});
        }
    });
}

fn notification(notification: &Notification<&[u8]>) {
    let _ = black_box(notification.details());
    black_box(notification.communication());
}

fn refresh(refresh: &RouteRefresh<&[u8]>) {
    for orf in refresh.orfs().flatten() {
        for prefix in orf.address_prefixes().into_iter().flatten() {
            let _ = black_box(prefix);
        }
        for prefix in orf.covering_prefixes().into_iter().flatten() {
            let _ = black_box(prefix);
        }
    }
}

#[inline]
fn update(update: &Update<&[u8]>) {
    for route in update.withdrawn_routes {
        let _ = black_box(&route);
    }
    for attribute in update.path_attributes {
        match &attribute {
            Ok(attribute) => {
                black_box(&attribute.flags);
                value(&attribute.value);
            }
            Err(malformed) => {
                black_box(malformed);
            }
        }
    }
    for route in update.nlri {
        let _ = black_box(&route);
    }
}

#[inline]
fn value(value: &AttributeValue<&[u8]>) {
    match value {
        AttributeValue::AsPath(path) => {
            for segment in path.segments() {
                black_box(segment.kind);
                for asn in segment.asns {
                    black_box(asn);
                }
            }
        }
        AttributeValue::Communities(communities) => array(communities),
        AttributeValue::ExtendedCommunities(communities) => array(communities),
        AttributeValue::LargeCommunities(communities) => array(communities),
        AttributeValue::ClusterList(list) => array(list),
        AttributeValue::MpReach(reach) => {
            black_box(&reach.next_hop);
            nlri(&reach.nlri);
        }
        AttributeValue::MpUnreach(unreach) => nlri(&unreach.nlri),
        AttributeValue::Origin(_)
        | AttributeValue::NextHop(_)
        | AttributeValue::MultiExitDisc(_)
        | AttributeValue::LocalPref(_)
        | AttributeValue::AtomicAggregate(_)
        | AttributeValue::Aggregator(_)
        | AttributeValue::OriginatorId(_)
        | AttributeValue::Unknown(_) => {
            black_box(value);
        }
        rare => rare_value(rare),
    }
}

/// An attribute that has TLVs, or other lists of its own.
#[inline(never)]
fn rare_value(value: &AttributeValue<&[u8]>) {
    match value {
        AttributeValue::Ipv6ExtendedCommunities(communities) => array(communities),
        AttributeValue::Aigp(tlvs) => list(tlvs, |_| {}),
        AttributeValue::LinkState(tlvs) => link_state(tlvs),
        AttributeValue::TrafficEngineering(descriptors) => list(descriptors, |_| {}),
        AttributeValue::TunnelEncapsulation(tunnels) => list(tunnels, |tunnel| {
            for sub_tlv in tunnel.iter() {
                if let Ok(SubTlv::SegmentList(segments)) = black_box(&sub_tlv) {
                    list(&segments.segments, |_| {});
                }
            }
        }),
        AttributeValue::PrefixSid(tlvs) => list(tlvs, |_| {}),
        AttributeValue::PmsiTunnel(tunnel) => {
            black_box(tunnel.tunnel());
        }
        AttributeValue::PeDistinguisherLabels(labels) => {
            for label in labels.iter() {
                let _ = black_box(&label);
            }
        }
        AttributeValue::BgpsecPath(path) => {
            array(&path.secure_path);
            list(&path.signature_blocks, |block| {
                list(&block.signatures, |_| {});
            });
        }
        AttributeValue::DPath(path) => {
            for domain in path.domains() {
                black_box(domain);
            }
        }
        AttributeValue::Sfp(path) => list(&path.0, |tlv| {
            if let SfpTlv::Hop(hop) = tlv {
                list(&hop.sub_tlvs, |_| {});
            }
        }),
        AttributeValue::BfdDiscriminator(bfd) => list(bfd.tlvs(), |_| {}),
        AttributeValue::NextHopCharacteristics(of) => list(&of.characteristics, |_| {}),
        AttributeValue::Bier(bier) => list(&bier.0, |tlv| {
            if let BierTlv::Domain(domain) = tlv {
                list(&domain.sub_tlvs, |_| {});
            }
        }),
        // Sets do not nest, so this is no deeper than one.
        AttributeValue::AttributeSet(set) => list(set.attributes(), |attribute| {
            self::value(&attribute.value);
        }),
        other => {
            black_box(other);
        }
    }
}

/// TLVs of BGP-LS, which nest three deep.
fn link_state(tlvs: &List<LinkStateTlv, &[u8]>) {
    list(tlvs, |tlv| {
        if let Some(inside) = tlv.sub_tlvs() {
            link_state(&inside);
        }
    });
}

#[inline]
fn nlri(nlri: &Nlri<&[u8]>) {
    struct Each;

    impl VisitRoutes for Each {
        #[inline]
        fn routes<T: Destination>(&mut self, _: Family, routes: &Routes<T, &[u8]>)
        where
            for<'s> T::At<'s>: std::fmt::Display,
        {
            for route in routes {
                let _ = black_box(&route);
            }
        }

        fn unknown(&mut self, unknown: UnknownNlri<&[u8]>) {
            black_box(unknown);
        }
    }

    nlri.visit(&mut Each);
}

#[inline]
fn array<T: Fixed>(array: &Array<T, &[u8]>) {
    for value in array {
        black_box(value);
    }
}

fn list<'a, T: Element>(list: &'a List<T, &'a [u8]>, mut each: impl FnMut(T::At<'a>)) {
    for element in list {
        let _ = black_box(&element);
        if let Ok(element) = element {
            each(element);
        }
    }
}
