//! Everything but routes as text. What routers say in their own words stands in quotation marks, escaped.

use std::fmt::{self, Display, Write};

use bmp_codec::bgp;
use bmp_codec::bmp::{
    Initiation, InitiationTlv, PeerDown, PeerDownReason, PeerUpTlv, PeerUpTlvs, Statistic,
    StatisticValue, StatisticsReport, Termination, TerminationTlv, UnknownTlv,
};
use bmp_codec::wire::Octets;

use crate::hex::Hex;
use crate::peer_up;

/// Text of a router.
struct Quoted<'a>(&'a Octets<&'a [u8]>);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_str() {
            Some(text) => write!(f, "{text:?}"),
            None => write!(f, "not UTF-8: {}", Hex(self.0)),
        }
    }
}

fn unknown(tlv: &UnknownTlv<&[u8]>) -> String {
    format!(" [TLV {} {}]", tlv.tlv_type, Hex(&tlv.octets))
}

pub(crate) fn initiation(initiation: &Initiation<&[u8]>) -> String {
    let mut text = String::from("initiation");
    for tlv in initiation.information.into_iter().flatten() {
        text += &match tlv {
            InitiationTlv::String(string) => format!(" string {}", Quoted(&string)),
            InitiationTlv::SysDescr(string) => format!(" sysDescr {}", Quoted(&string)),
            InitiationTlv::SysName(string) => format!(" sysName {}", Quoted(&string)),
            InitiationTlv::VrfTableName(name) => format!(" table {}", Quoted(&name)),
            InitiationTlv::AdminLabel(label) => format!(" admin-label {}", Quoted(&label)),
            InitiationTlv::Unknown(tlv) => unknown(&tlv),
            other => format!(" {other:?}"),
        };
    }
    text
}

pub(crate) fn termination(termination: &Termination<&[u8]>) -> String {
    let mut text = String::from("termination:");
    for tlv in termination.information.into_iter().flatten() {
        text += &match tlv {
            TerminationTlv::String(string) => format!(" string {}", Quoted(&string)),
            TerminationTlv::Reason(reason) => format!(" {reason}"),
            TerminationTlv::Unknown(tlv) => unknown(&tlv),
            other => format!(" {other:?}"),
        };
    }
    text
}

/// The TLVs of Peer Up and Peer Down, each with a space in front.
pub(crate) fn information(tlvs: &PeerUpTlvs<&[u8]>) -> String {
    let mut text = String::new();
    for tlv in tlvs.into_iter().flatten() {
        text += &match tlv {
            PeerUpTlv::String(string) => format!(" string {}", Quoted(&string)),
            PeerUpTlv::SysDescr(string) => format!(" sysDescr {}", Quoted(&string)),
            PeerUpTlv::SysName(string) => format!(" sysName {}", Quoted(&string)),
            PeerUpTlv::VrfTableName(name) => format!(" table {}", Quoted(&name)),
            PeerUpTlv::AdminLabel(label) => format!(" admin-label {}", Quoted(&label)),
            PeerUpTlv::Unknown(tlv) => unknown(&tlv),
            other => format!(" {other:?}"),
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
        let _ = write!(text, " ({} are said to be there)", report.count);
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

/// A mirrored message that is no UPDATE.
pub(crate) fn mirrored(message: &bgp::Message<&[u8]>) -> String {
    let kind = message.message_type();
    match message {
        bgp::Message::Open(open) => format!("{kind} {}", peer_up::open(open)),
        bgp::Message::Notification(notification) => format!("{kind} {notification}"),
        bgp::Message::RouteRefresh(refresh) => format!("{kind} {refresh}"),
        bgp::Message::Unknown(unknown) => format!("{kind} {}", Hex(&unknown.body)),
        bgp::Message::Keepalive(_) | bgp::Message::Update(_) => kind.to_string(),
    }
}
