//! BGP messages in the names of tshark's fields, without the values of path attributes.

use std::net::IpAddr;

use bmp_codec::Encode;
use bmp_codec::bgp::attribute::link_state::LinkStateTlv;
use bmp_codec::bgp::attribute::{AttributeValue, MalformedAttribute, PathAttribute};
use bmp_codec::bgp::nlri::{Ipv4Prefix, Nlri, Routes};
use bmp_codec::bgp::{self, MessageType, Notification, NotificationCode, Update};
use bmp_codec::bmp::{Message, MirroringTlv, PeerDownReason};

use super::open;
use super::told::Told;

/// A BGP message, or its octets if they are not one.
pub(crate) type Pdu<'a> = Result<bgp::Message<&'a [u8]>, Vec<u8>>;

/// The BGP messages in a message, in turn.
pub(crate) fn pdus<'a>(message: &'a Message<&'a [u8]>) -> Vec<Pdu<'a>> {
    match message {
        Message::RouteMonitoring(monitoring) => vec![match monitoring.update {
            Ok(update) => Ok(update.into()),
            Err(malformed) => Err(malformed.octets.0.to_vec()),
        }],
        Message::PeerUp(up) => [&up.sent_open, &up.received_open]
            .map(|open| match *open {
                Ok(open) => Ok(open.into()),
                Err(malformed) => Err(malformed.octets.0.to_vec()),
            })
            .into(),
        Message::PeerDown(down) => match down.reason {
            PeerDownReason::LocalNotification(Some(notification))
            | PeerDownReason::RemoteNotification(Some(notification)) => vec![match notification {
                Ok(notification) => Ok(notification.into()),
                Err(malformed) => Err(malformed.octets.0.to_vec()),
            }],
            _ => Vec::new(),
        },
        Message::RouteMirroring(mirroring) => mirroring
            .tlvs
            .entries()
            .flatten()
            .filter_map(|tlv| match tlv {
                MirroringTlv::BgpMessage(message) => {
                    Some(message.map_err(|malformed| malformed.octets.0.to_vec()))
                }
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// What a BGP message says, without the values of path attributes.
pub(crate) fn message(pdu: &Pdu<'_>) -> Told {
    let mut told = Told::default();
    let octets = match pdu {
        Ok(message) => message.to_vec().unwrap(),
        Err(octets) => octets.clone(),
    };
    if let Some(length) = octets.get(16..18) {
        told.octets("bgp.marker", &octets[..16]);
        told.number("bgp.length", u16::from_be_bytes([length[0], length[1]]));
    }
    let Ok(message) = pdu else {
        // tshark shows a part of what is not whole.
        if let Some(kind) = octets.get(18) {
            told.number("bgp.type", *kind);
        }
        return told;
    };
    told.number("bgp.type", u8::from(message.message_type()));
    assert_eq!(u8::from(message.message_type()), octets[18]);
    match message {
        bgp::Message::Open(open) => open::open(open, &mut told),
        bgp::Message::Update(update) => self::update(update, &mut told),
        bgp::Message::Notification(notification) => self::notification(notification, &mut told),
        bgp::Message::RouteRefresh(refresh) => {
            told.number("bgp.route_refresh.afi", refresh.family.afi());
            told.number("bgp.route_refresh.subtype", u8::from(refresh.kind));
            told.number("bgp.route_refresh.safi", refresh.family.safi());
        }
        _ => assert_ne!(message.message_type(), MessageType::Update),
    }
    told
}

fn update(update: &Update<&[u8]>, told: &mut Told) {
    let withdrawn = update.withdrawn_routes.encoded_len();
    told.number("bgp.update.withdrawn_routes.length", withdrawn);
    routes(&update.withdrawn_routes, "bgp.withdrawn_prefix", told);
    let attributes = update.path_attributes.encoded_len();
    told.number("bgp.update.path_attributes.length", attributes);
    routes(&update.nlri, "bgp.nlri_prefix", told);
}

fn routes(routes: &Routes<Ipv4Prefix, &[u8]>, name: &'static str, told: &mut Told) {
    for route in routes.iter().flatten() {
        if let Some(path_id) = route.path_id {
            told.number("bgp.nlri_path_id", path_id);
        }
        told.number("bgp.prefix_length", route.nlri.length());
        told.text(name, route.nlri.address());
    }
}

fn notification(notification: &Notification<&[u8]>, told: &mut Told) {
    told.number("bgp.notify.major_error", u8::from(notification.code));
    let name = match notification.code {
        NotificationCode::MessageHeaderError => "bgp.notify.minor_error",
        NotificationCode::OpenMessageError => "bgp.notify.minor_error_open",
        NotificationCode::UpdateMessageError => "bgp.notify.minor_error_update",
        NotificationCode::HoldTimerExpired => "bgp.notify.minor_error_expired",
        NotificationCode::FiniteStateMachineError => "bgp.notify.minor_error_state",
        NotificationCode::Cease => "bgp.notify.minor_error_cease",
        _ => "bgp.notify.minor_error_unknown",
    };
    told.number(name, notification.subcode);
    if let Some(text) = notification.communication() {
        told.number("bgp.notify.communication_length", text.len());
        told.text("bgp.notify.communication", text);
    } else if !notification.data.is_empty() {
        told.octets("bgp.notify.minor_data", notification.data.0);
    }
}

/// An attribute, or why it is not one.
pub(crate) type Attribute<'a> = Result<PathAttribute<&'a [u8]>, MalformedAttribute<&'a [u8]>>;

/// What the header of an attribute says, and those of the attributes inside; the families and next hops of routes; the
/// lengths of segments.
pub(crate) fn attribute(attribute: &Attribute<'_>, took: usize) -> Told {
    let mut told = Told::default();
    match attribute {
        Ok(attribute) => well_formed(attribute, &mut told),
        Err(malformed) => {
            header(malformed.flags.0, malformed.code, &mut told);
            let octets = malformed.octets.0;
            // If the attribute is longer than the list, all that is left begins with its length.
            let is_cut = took == 2 + octets.len();
            let length = match (is_cut, octets) {
                (false, _) => octets.len(),
                (true, [high, low, ..]) if malformed.flags.is_extended() => {
                    usize::from(u16::from_be_bytes([*high, *low]))
                }
                (true, [length, ..]) => usize::from(*length),
                (true, []) => return told,
            };
            told.number("length", length);
        }
    }
    told
}

fn header(flags: u8, code: u8, told: &mut Told) {
    told.number("flags", flags);
    told.bits(
        flags,
        &[
            ("flags.optional", 7, 1),
            ("flags.transitive", 6, 1),
            ("flags.partial", 5, 1),
            ("flags.extended_length", 4, 1),
            ("flags.unused", 0, 0xf),
        ],
    );
    told.number("type_code", code);
}

fn well_formed(attribute: &PathAttribute<&[u8]>, told: &mut Told) {
    header(attribute.flags.0, attribute.code(), told);
    told.number("length", attribute.value.encoded_len());
    match &attribute.value {
        AttributeValue::AsPath(path) => {
            for segment in path.segments() {
                told.number("as_path_segment.length", segment.asns.len());
            }
        }
        AttributeValue::As4Path(path) => {
            for segment in path.0.segments() {
                told.number("as_path_segment.length", segment.asns.len());
            }
        }
        AttributeValue::MpReach(reach) => {
            told.number("mp_reach_nlri.afi", reach.nlri.family().afi());
            told.number("mp_reach_nlri.safi", reach.nlri.family().safi());
            let octets = reach.next_hop.octets();
            let with_length = [&[octets.len() as u8], octets].concat();
            told.octets("mp_reach_nlri.next_hop", &with_length);
            if let Some(rd) = reach.next_hop.rd() {
                told.text("mp_reach_nlri.next_hop.rd", rd);
            }
            match reach.next_hop.address() {
                Some(IpAddr::V4(address)) => told.text("mp_reach_nlri.next_hop.ipv4", address),
                Some(IpAddr::V6(address)) => told.text("mp_reach_nlri.next_hop.ipv6", address),
                None => {}
            }
            if let Some(address) = reach.next_hop.link_local() {
                told.text("mp_reach_nlri.next_hop.ipv6.link_local", address);
            }
            told.number("mp_reach_nlri.nbr_snpa", reach.reserved);
            evpn(&reach.nlri, told);
        }
        AttributeValue::MpUnreach(unreach) => {
            told.number("mp_unreach_nlri.afi", unreach.nlri.family().afi());
            told.number("mp_unreach_nlri.safi", unreach.nlri.family().safi());
            evpn(&unreach.nlri, told);
        }
        AttributeValue::AttributeSet(set) => {
            for inside in set.attributes().iter().flatten() {
                well_formed(&inside, told);
            }
        }
        AttributeValue::Communities(list) => {
            for community in list {
                told.text("community", "");
                told.number("community_wellknown", community.0);
            }
        }
        AttributeValue::LinkState(list) => {
            for tlv in list.iter().flatten() {
                if let LinkStateTlv::AdminGroup(groups) = tlv {
                    told.number("ls.tlv.administrative_group_color_value", groups.0);
                }
            }
        }
        AttributeValue::ExtendedCommunities(list) => {
            for community in list {
                let [kind, subtype, ..] = community.0.to_be_bytes();
                told.number("ext_com.type", kind);
                told.number("ext_com.stype", subtype);
            }
        }
        _ => {}
    }
}

fn evpn(nlri: &Nlri<&[u8]>, told: &mut Told) {
    let Nlri::L2vpnEvpn(routes) = nlri else {
        return;
    };
    for route in routes.iter().flatten() {
        told.text("evpn.nlri", "");
        told.number("evpn.nlri.rt", route.nlri.route_type());
        told.number("evpn.nlri.len", route.nlri.encoded_len() - 2);
    }
}
