//! A record as a line of text. Strings that routers chose are quoted and escaped.

use std::fmt::Write as _;
use std::io::Write;

use bmp_codec::bgp::{Basis, Pdu, Update};
use bmp_codec::bmp::{Message, PerPeerHeader, Received};

use crate::collect::lists::{Part, parts};
use crate::collect::record::{Record, What};
use crate::version_4::{in_version_3, texts};

/// Writes the line without its end.
pub(crate) fn line(out: &mut Vec<u8>, record: &Record<'_>) {
    // The port tells routers with one address apart. A vector accepts everything.
    let _ = write!(out, "{} {} ", record.received, record.router);
    let _ = match record.what {
        What::Connected => write!(out, "connected"),
        What::Disconnected { reason } => write!(out, "disconnected: {reason}"),
        What::Received(Received::Message { message, .. }) => self::message(out, &message.view()),
        What::Received(Received::Malformed { frame, error }) => {
            write!(out, "malformed message of {} bytes: {error}", frame.len())
        }
        What::Received(Received::Skipped { octets, error }) => {
            write!(out, "{} bytes skipped: {error}", octets.len())
        }
    };
}

fn message(out: &mut Vec<u8>, message: &Message<&[u8]>) -> std::io::Result<()> {
    if let Some(peer) = &message.peer_in_effect() {
        self::peer(out, peer)?;
    }
    known(out, &in_version_3(message))?;
    match message {
        Message::V4(message) => write!(out, "{}", texts(message).1),
        _ => Ok(()),
    }
}

/// Writes what version 3 has.
fn known(out: &mut Vec<u8>, message: &Message<&[u8]>) -> std::io::Result<()> {
    match message {
        Message::RouteMonitoring(monitoring) => update(out, &monitoring.update),
        Message::PeerUp(up) => match (&up.sent_open, &up.received_open) {
            (Ok(_), Ok(open)) => write!(out, "peer up: hold time {}", open.hold_time),
            (Err(malformed), _) | (_, Err(malformed)) => {
                write!(out, "peer up: {}", malformed.error)
            }
        },
        Message::PeerDown(down) => write!(out, "peer down: {}", down.reason),
        Message::StatisticsReport(report) => {
            write!(out, "statistics:")?;
            for statistic in report.statistics.into_iter().flatten() {
                if let (Some(number), Some(name)) = (statistic.number(), statistic.name()) {
                    write!(out, " {number} {name},")?;
                }
            }
            Ok(())
        }
        Message::Initiation(initiation) => write!(
            out,
            "initiation: {:?} {:?}",
            initiation.sys_name().unwrap_or_default(),
            initiation.sys_descr().unwrap_or_default()
        ),
        Message::Termination(termination) => match termination.reason() {
            Some(reason) => write!(out, "termination: {reason}"),
            None => write!(out, "termination"),
        },
        Message::RouteMirroring(mirroring) => {
            write!(out, "mirrored:")?;
            for pdu in mirroring.messages() {
                match pdu {
                    Ok(pdu) => write!(out, " {}", pdu.message_type())?,
                    Err(malformed) => write!(out, " [{}]", malformed.error)?,
                }
            }
            Ok(())
        }
        other => {
            let number = u8::from(other.message_type());
            write!(out, "message of type {number}")
        }
    }
}

fn peer(out: &mut Vec<u8>, peer: &PerPeerHeader) -> std::io::Result<()> {
    match peer.rib() {
        Some(rib) if !peer.is_loc_rib() => write!(out, "{peer} {rib} "),
        _ => write!(out, "{peer} "),
    }
}

fn update(out: &mut Vec<u8>, update: &Pdu<Update<&[u8]>, &[u8]>) -> std::io::Result<()> {
    let update = match update {
        Ok(update) => update,
        Err(malformed) => return write!(out, "[{}]", malformed.error),
    };
    if let Some(family) = update.end_of_rib() {
        return write!(out, "end of rib {family}");
    }
    let mut text = String::new();
    parts(update, |part| {
        let separator = if text.is_empty() { "" } else { " " };
        // A string accepts everything.
        let _ = match part {
            Part::Withdrawn(nlri) => write!(text, "{separator}- {} {nlri}", nlri.family()),
            Part::Announced(nlri) => write!(text, "{separator}+ {} {nlri}", nlri.family()),
            Part::Malformed(error) => write!(text, "{separator}[{error}]"),
        };
    });
    out.write_all(text.as_bytes())?;
    match update.path_attributes.session().basis() {
        Basis::Negotiated => Ok(()),
        basis => write!(out, " [{basis}]"),
    }
}
