//! Why routes were decoded as they were: the basis of the session, and what the bytes showed.

use std::io::{self, Write};

use bmp_codec::bgp::nlri::Nlri;
use bmp_codec::bgp::{Basis, Direction, Session, Update};
use bmp_codec::bmp::v4::{self, Profile};
use bmp_codec::bmp::{Message, MessageType, PeerTable, PerPeerHeader};
use bmp_codec::net::AsnWidth;

use crate::dump::columns::Head;
use crate::routes::{Action, RouteList, lists, updates};

/// Returns the mark after routes that were not decoded as negotiated.
pub(crate) fn mark(session: Option<Session>) -> &'static str {
    match session.map(|session| (session.basis(), session.is_asn_width_contradicted())) {
        Some((Basis::Contradicted, _) | (_, true)) => " [contradicted]",
        Some((Basis::Assumed, _)) => " [assumed]",
        Some((Basis::Inferred, _)) => " [inferred]",
        _ => "",
    }
}

/// Writes lines about the UPDATEs of a message: the session, then each list of routes.
pub(crate) fn explain(
    out: &mut impl Write,
    head: Head<'_>,
    message: &Message<&[u8]>,
    peers: &PeerTable,
) -> io::Result<()> {
    if let Message::V4(v4::Message::RouteMonitoring(message)) = message {
        let profile = message.profile();
        let why = match Profile::detect(message.tlvs.octets()) {
            Some(shown) if shown == profile => "as they show".into(),
            Some(shown) => format!("as chosen, although they show {shown}"),
            None => "which they do not show".into(),
        };
        writeln!(
            out,
            "{head}reading: TLVs have the numbers of {profile}, {why}"
        )?;
    }
    let Some(peer) = &message.peer_in_effect() else {
        return Ok(());
    };
    let is_mirrored = message.message_type() == MessageType::RouteMirroring;
    for update in updates(message).flatten() {
        let session = update.path_attributes.session();
        writeln!(
            out,
            "{head}reading: {}; {}",
            opens(peer, peers),
            width(peer, session, is_mirrored)
        )?;
        families(out, head, peer, &update, peers)?;
    }
    Ok(())
}

fn opens(peer: &PerPeerHeader, peers: &PeerTable) -> &'static str {
    match peers.session(peer, Direction::Received) {
        Some(session) if session.basis() == Basis::Negotiated => "there was a Peer Up",
        _ => "no Peer Up that can be decoded",
    }
}

/// Returns the width of AS numbers, and why.
fn width(peer: &PerPeerHeader, session: Session, is_mirrored: bool) -> String {
    let width = match session.asn_width() {
        AsnWidth::Two => "two",
        AsnWidth::Four => "four",
    };
    let why = if session.is_asn_width_contradicted() {
        "against the A flag: the attributes show it"
    } else if peer.is_loc_rib() {
        "as always in a Loc-RIB"
    } else if is_mirrored {
        "as the OPENs agreed"
    } else if peer.asn_width() == AsnWidth::Two {
        "because the A flag is set"
    } else {
        "because the A flag is clear"
    };
    format!("AS numbers of {width} bytes, {why}")
}

fn families(
    out: &mut impl Write,
    head: Head<'_>,
    peer: &PerPeerHeader,
    update: &Update<&[u8]>,
    peers: &PeerTable,
) -> io::Result<()> {
    let mut result = Ok(());
    lists(update, |list| {
        if result.is_ok() && !list.nlri.is_empty() {
            result = family(
                out,
                head,
                peer,
                &list,
                update.path_attributes.session(),
                peers,
            );
        }
    });
    result
}

fn family(
    out: &mut impl Write,
    head: Head<'_>,
    peer: &PerPeerHeader,
    list: &RouteList<'_>,
    session: Session,
    peers: &PeerTable,
) -> io::Result<()> {
    let family = list.nlri.family();
    let action = match list.action {
        Action::Announced => "announced",
        Action::Withdrawn => "withdrawn",
    };
    let path_ids = session.add_path().contains(family);
    let why = match session.basis() {
        Basis::Assumed => "assumed",
        Basis::Negotiated => "as negotiated",
        Basis::Inferred => "inferred from the bytes",
        Basis::Contradicted => "contradicted: the bytes show that it is not as negotiated",
        _ => "for another reason",
    };
    write!(
        out,
        "{head}reading: {family} {action} {}, {why}",
        with(path_ids)
    )?;
    if session.multiple_labels().contains(family) && !matches!(list.nlri, Nlri::Unknown(_)) {
        write!(out, "; multiple labels")?;
    }
    let learned = peers.get(&peer.key()).and_then(|known| {
        let mut readings = known.readings().iter();
        readings.find(|reading| reading.family == family && Some(reading.rib) == peer.rib())
    });
    if let Some(learned) = learned {
        write!(
            out,
            "; learned: {}, confidence {} ({} lists in turn, {} undecided, {} withdrawn lists different)",
            with(learned.path_ids),
            learned.confidence(),
            learned.confirmed,
            learned.undecided,
            learned.withdrawn_otherwise,
        )?;
    }
    writeln!(out)
}

fn with(path_ids: bool) -> &'static str {
    if path_ids {
        "with path identifiers"
    } else {
        "without path identifiers"
    }
}
