//! A Peer Up as text: the ends of the session, and what the OPENs negotiated.

use std::fmt::Write;

use bmp_codec::bgp::capability::Capability;
use bmp_codec::bgp::nlri::Family;
use bmp_codec::bgp::{Open, Session};
use bmp_codec::bmp::PeerUp;
use bmp_codec::net::AsnWidth;

use crate::dump::events::information;

/// `negotiated` are the sessions of received and of sent routes.
pub(crate) fn text(up: &PeerUp<&[u8]>, negotiated: [Session; 2]) -> String {
    let [received, sent] = negotiated;
    let mut text = String::from("peer up");
    let mut put = |words: &str| {
        text.push(' ');
        text.push_str(words);
    };
    if !up.peer.is_loc_rib() {
        put(&format!(
            "local {} port {} remote port {}",
            up.local_address(),
            up.local_port,
            up.remote_port
        ));
    }
    put(&format!("bgp-id {}", up.peer.bgp_id()));
    match (&up.sent_open, &up.received_open) {
        (Ok(open), _) if up.peer.is_loc_rib() => {
            put(&format!("families{}", names(open.families())));
            add_path(&mut put, "", received);
        }
        (Ok(ours), Ok(theirs)) => {
            put(&format!(
                "hold-time sent {} received {}",
                ours.hold_time, theirs.hold_time
            ));
            let theirs = theirs.families();
            let both = ours
                .families()
                .into_iter()
                .filter(|family| theirs.contains(family));
            put(&format!("families{}", names(both)));
            add_path(&mut put, "-in", received);
            add_path(&mut put, "-out", sent);
            if received.asn_width() == AsnWidth::Two {
                put("as-width 2");
            }
        }
        _ => {}
    }
    for (whose, open) in [("sent", &up.sent_open), ("received", &up.received_open)] {
        if let Ok(open) = open {
            put(&format!("{whose} ({})", capabilities(open)));
        }
    }
    text + &information(&up.information)
}

/// Returns an OPEN on its own as text.
pub(crate) fn open(open: &Open<&[u8]>) -> String {
    format!(
        "AS{} bgp-id {} hold-time {} families{} ({})",
        open.asn(),
        open.bgp_identifier,
        open.hold_time,
        names(open.families()),
        capabilities(open)
    )
}

fn add_path(put: &mut impl FnMut(&str), direction: &str, session: Session) {
    if !session.add_path().is_empty() {
        put(&format!(
            "add-path{direction}{}",
            names(session.add_path().iter())
        ));
    }
}

/// Returns names, each after a space; `-` if there are none.
fn names(families: impl IntoIterator<Item = Family>) -> String {
    let mut names = String::new();
    for family in families {
        let _ = write!(names, " {family}");
    }
    match names.is_empty() {
        true => " -".into(),
        false => names,
    }
}

/// Returns the capabilities of a speaker, except the families.
fn capabilities(open: &Open<&[u8]>) -> String {
    let mut texts: Vec<_> = open
        .capabilities()
        .flatten()
        .filter(|capability| !matches!(capability, Capability::Multiprotocol(_)))
        .map(|capability| capability.to_string())
        .collect();
    texts.dedup();
    texts.join("; ")
}
