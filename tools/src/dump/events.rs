//! Everything but routes as text. Strings that routers chose are quoted and escaped.

use std::fmt::Write;

use bmp_codec::bgp;
use bmp_codec::bmp::{
    Initiation, InitiationTlv, PeerDown, PeerDownReason, PeerUpTlv, PeerUpTlvs, Statistic,
    StatisticValue, StatisticsReport, Termination, TerminationTlv, UnknownTlv,
};

use crate::dump::hex::Hex;
use crate::dump::peer_up;

fn unknown(tlv: &UnknownTlv<&[u8]>) -> String {
    format!(" [TLV {} {}]", tlv.tlv_type, Hex(&tlv.octets))
}

pub(crate) fn initiation(initiation: &Initiation<&[u8]>) -> String {
    let mut text = String::from("initiation");
    for tlv in initiation.information.into_iter().flatten() {
        text += &match tlv {
            InitiationTlv::Unknown(tlv) => unknown(&tlv),
            tlv => format!(" {tlv}"),
        };
    }
    text
}

pub(crate) fn termination(termination: &Termination<&[u8]>) -> String {
    let mut text = String::from("termination:");
    for tlv in termination.information.into_iter().flatten() {
        text += &match tlv {
            TerminationTlv::Reason(reason) => format!(" {reason}"),
            TerminationTlv::Unknown(tlv) => unknown(&tlv),
            tlv => format!(" {tlv}"),
        };
    }
    text
}

/// Returns the TLVs of Peer Up and Peer Down, each after a space.
pub(crate) fn information(tlvs: &PeerUpTlvs<&[u8]>) -> String {
    let mut text = String::new();
    for tlv in tlvs.into_iter().flatten() {
        text += &match tlv {
            PeerUpTlv::Unknown(tlv) => unknown(&tlv),
            tlv => format!(" {tlv}"),
        };
    }
    text
}

pub(crate) fn peer_down(down: &PeerDown<&[u8]>) -> String {
    let mut text = format!("peer down: {}", down.reason);
    if let PeerDownReason::Unknown(unknown) = &down.reason {
        let _ = write!(text, ": {}", Hex(&unknown.octets));
    }
    text + &information(&down.information)
}

pub(crate) fn statistics(report: &StatisticsReport<&[u8]>) -> String {
    let mut text = String::from("stats:");
    let mut separator = "";
    for statistic in report.statistics.into_iter().flatten() {
        text += separator;
        number(&mut text, &statistic);
        separator = ",";
    }
    if !report.is_count_right() {
        let _ = write!(text, " ({} announced)", report.count);
    }
    text
}

fn number(text: &mut String, statistic: &Statistic<&[u8]>) {
    let _ =
        match (statistic.number(), statistic.name(), &statistic.value) {
            (Some(number), Some(name), _) => write!(text, " {number} {name}"),
            (_, _, value) => write!(text, " [type {} ", u16::from(statistic.statistic_type))
                .and_then(|()| match value {
                    StatisticValue::Unknown(octets) => write!(text, "{}]", Hex(octets)),
                    value => write!(text, "{value:?}]"),
                }),
        };
    if let Some(family) = statistic.family() {
        let _ = write!(text, " ({family})");
    }
}

/// Returns a mirrored message that is not an UPDATE, as text.
pub(crate) fn mirrored(message: &bgp::Message<&[u8]>) -> String {
    let kind = message.message_type();
    match message {
        bgp::Message::Open(open) => format!("{kind} {}", peer_up::open(open)),
        bgp::Message::Notification(notification) => format!("{kind} {notification}"),
        bgp::Message::RouteRefresh(refresh) => format!("{kind} {refresh}"),
        bgp::Message::Unknown(unknown) => format!("{kind} {}", Hex(&unknown.body)),
        _ => kind.to_string(),
    }
}
