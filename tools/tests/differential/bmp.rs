//! BMP messages in the names of tshark's fields.

use std::net::IpAddr;

use bmp_codec::Encode;
use bmp_codec::bmp::{
    InitiationTlv, Message, PeerDownReason, PeerType, PeerUp, PerFamily, PerPeerHeader, Statistic,
    StatisticValue, TerminationTlv,
};

use super::told::Told;

/// What a message says outside of its BGP messages.
pub(crate) fn message(message: &Message<&[u8]>, frame: &[u8]) -> Told {
    let mut told = Told::default();
    told.number("bmp.version", frame[0]);
    told.number("bmp.length", frame.len());
    told.number("bmp.type", u8::from(message.message_type()));
    if let Some(header) = message.peer() {
        peer(header, &mut told);
    }
    match message {
        Message::PeerUp(up) => peer_up(up, &mut told),
        Message::PeerDown(down) => {
            told.number("bmp.peer.down.reason", down.reason.code());
            // Whatever it is, it is shown as octets, which PDML has without a value.
            let has_data = match &down.reason {
                PeerDownReason::LocalNotification(_) | PeerDownReason::RemoteNotification(_) => {
                    false
                }
                _ => down.reason.encoded_len() > 1 || !down.information.is_empty(),
            };
            if has_data {
                told.text("bmp.peer.down.data", "");
            }
        }
        Message::StatisticsReport(report) => {
            told.number("bmp.stats.count", report.count);
            for statistic in report.statistics.iter().flatten() {
                self::statistic(&statistic, &mut told);
            }
        }
        Message::Initiation(initiation) => {
            for tlv in initiation.information.iter().flatten() {
                told.number("bmp.init.type", tlv.tlv_type());
                told.number("bmp.init.length", tlv.to_vec().unwrap().len() - 4);
                if let InitiationTlv::String(text)
                | InitiationTlv::SysDescr(text)
                | InitiationTlv::SysName(text) = tlv
                {
                    told.text("bmp.init.info", String::from_utf8_lossy(text.0));
                }
            }
        }
        Message::Termination(termination) => {
            for tlv in termination.information.iter().flatten() {
                told.number("bmp.term.type", tlv.tlv_type());
                told.number("bmp.term.length", tlv.to_vec().unwrap().len() - 4);
                match tlv {
                    TerminationTlv::Reason(reason) => {
                        told.number("bmp.term.reason", u16::from(reason));
                    }
                    TerminationTlv::String(text) => {
                        told.text("bmp.term.info", String::from_utf8_lossy(text.0));
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
    told
}

fn peer(peer: &PerPeerHeader, told: &mut Told) {
    told.number("bmp.peer.type", u8::from(peer.peer_type()));
    let flags = peer.flags().0;
    told.number("bmp.peer.flags", flags);
    match peer.peer_type() {
        PeerType::LocRib => told.bits(flags, &[("bmp.peer.flags.loc_rib", 7, 1)]),
        _ => told.bits(
            flags,
            &[
                ("bmp.peer.flags.ipv6", 7, 1),
                ("bmp.peer.flags.post_policy", 6, 1),
                ("bmp.peer.flags.as_path", 5, 1),
                ("bmp.peer.flags.adj_rib_out", 4, 1),
            ],
        ),
    }
    // Whether any of these is set.
    let (reserved, mask) = match peer.peer_type() {
        PeerType::LocRib => ("bmp.peer.flags.loc_rib.res", 0x7f),
        _ => ("bmp.peer.flags.reserved", 0xf),
    };
    told.number(reserved, u8::from(flags & mask != 0));
    let distinguisher = peer.distinguisher().0.to_be_bytes();
    told.octets("bmp.peer.distinguisher", &distinguisher);
    let octets = peer.address_octets();
    match peer.address() {
        Some(IpAddr::V6(address)) => told.text("bmp.peer.ipv6.addr", address),
        Some(IpAddr::V4(address)) => {
            told.octets("bmp.unused", &octets[..12]);
            told.text("bmp.peer.ip.addr", address);
        }
        // A Loc-RIB has no address, and tshark shows the zeros.
        None => {
            told.octets("bmp.unused", &octets[..12]);
            told.text("bmp.peer.ip.addr", "0.0.0.0");
        }
    }
    told.number("bmp.peer.asn", peer.asn().0);
    told.text("bmp.peer.id", peer.bgp_id());
    told.number("bmp.peer.timestamp.sec", peer.seconds());
    told.number("bmp.peer.timestamp.msec", peer.microseconds());
}

fn address(address: IpAddr, told: &mut Told) {
    match address {
        IpAddr::V6(address) => told.text("bmp.peer.up.ipv6.addr", address),
        IpAddr::V4(address) => {
            told.octets("bmp.unused", &[0; 12]);
            told.text("bmp.peer.up.ip.addr", address);
        }
    }
}

fn peer_up(up: &PeerUp<&[u8]>, told: &mut Told) {
    address(up.local_address(), told);
    told.number("bmp.peer.up.port.local", up.local_port);
    told.number("bmp.peer.up.port.remote", up.remote_port);
}

/// Values by type: what has a number alone, and what has a family before it.
const STATISTICS: [&str; 18] = [
    "bmp.stats.data.prefix_rej",
    "bmp.stats.data.prefix_dup",
    "bmp.stats.data.withdraw_dup",
    "bmp.stats.data.cluster_loop",
    "bmp.stats.data.as_loop",
    "bmp.stats.data.inv_originator",
    "bmp.stats.data.as_confed_loop",
    "bmp.stats.data.routes_adj_rib_in",
    "bmp.stats.data.routes_loc_rib",
    "bmp.stats.data.routes_per_adj_rib_in",
    "bmp.stats.data.routes_per_loc_rib",
    "bmp.stats.data.update_treat",
    "bmp.stats.data.prefixes_treat",
    "bmp.stats.data.duplicate_update",
    "bmp.stats.data.routes_pre_adj_rib_out",
    "bmp.stats.data.routes_post_adj_rib_out",
    "bmp.stats.data.routes_pre_per_adj_rib_out",
    "bmp.stats.data.routes_post_per_adj_rib_out",
];

fn family(name: &str) -> Option<[&'static str; 2]> {
    Some(match name {
        "bmp.stats.data.routes_per_adj_rib_in" => [
            "bmp.stats.data.routes_per_adj_rib_in.afi",
            "bmp.stats.data.routes_per_adj_rib_in.safi",
        ],
        "bmp.stats.data.routes_per_loc_rib" => [
            "bmp.stats.data.routes_per_loc_rib.afi",
            "bmp.stats.data.routes_per_loc_rib.safi",
        ],
        "bmp.stats.data.routes_pre_per_adj_rib_out" => [
            "bmp.stats.data.routes_pre_per_adj_rib_out.afi",
            "bmp.stats.data.routes_pre_per_adj_rib_out.safi",
        ],
        "bmp.stats.data.routes_post_per_adj_rib_out" => [
            "bmp.stats.data.routes_post_per_adj_rib_out.afi",
            "bmp.stats.data.routes_post_per_adj_rib_out.safi",
        ],
        _ => return None,
    })
}

fn statistic(statistic: &Statistic<&[u8]>, told: &mut Told) {
    let number = u16::from(statistic.statistic_type);
    let octets = statistic.value.to_vec().unwrap();
    told.number("bmp.stats.type", number);
    told.number("bmp.stats.length", octets.len());
    told.octets("bmp.stats.data", &octets);
    let Some(name) = STATISTICS.get(usize::from(number)) else {
        return;
    };
    match statistic.value {
        StatisticValue::U32(value) => told.number(name, value),
        StatisticValue::U64(value) => told.number(name, value),
        StatisticValue::PerFamily(PerFamily { family: of, value }) => {
            let [afi, safi] = family(name).unwrap();
            told.number(afi, of.afi());
            told.number(safi, of.safi());
            told.number(name, value);
        }
        _ => {}
    }
}
