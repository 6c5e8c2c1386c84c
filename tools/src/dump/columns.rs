//! The columns before each line: time, peer, AS and RIB, as wide as needed so far.

use std::fmt::Write;
use std::time::Duration;

use bmp_codec::bmp::PerPeerHeader;
use jiff::Timestamp;

use crate::dump::filter::address_of;
use crate::input::Stream;

/// The length of the time in all but very odd messages.
const TIME: usize = 27;

#[derive(Debug)]
pub(crate) struct Columns {
    stream: usize,
    peer: usize,
    asn: usize,
    rib: usize,
    line: String,
}

impl Default for Columns {
    fn default() -> Self {
        Columns {
            stream: 2,
            peer: 15,
            asn: 7,
            rib: 15,
            line: String::new(),
        }
    }
}

impl Columns {
    /// Returns the columns of a message, with a space after them. If the message has no time, uses the time it was
    /// captured or received.
    pub(crate) fn of(
        &mut self,
        stream: &Stream,
        peer: Option<&PerPeerHeader>,
        captured: Option<Duration>,
    ) -> &str {
        self.line.clear();
        if stream.is_one_of_many() {
            column(&mut self.line, &mut self.stream, &format!("s{}", stream.id));
        }
        let [mut when, mut who, mut asn, mut rib] = [const { String::new() }; 4];
        let said = peer.and_then(time);
        if let Some(time) = said.or_else(|| captured.and_then(utc)) {
            when = time;
        }
        if let Some(peer) = peer {
            who = name(peer);
            asn = format!("AS{}", peer.asn());
            rib = table(peer);
        }
        column(&mut self.line, &mut { TIME }, &when);
        column(&mut self.line, &mut self.peer, &who);
        column(&mut self.line, &mut self.asn, &asn);
        column(&mut self.line, &mut self.rib, &rib);
        &self.line
    }
}

fn column(line: &mut String, width: &mut usize, text: &str) {
    let text = if text.is_empty() { "-" } else { text };
    *width = text.len().max(*width);
    let width = *width;
    let _ = write!(line, "{text:width$} ");
}

/// Returns the time in the message, in UTC.
pub(crate) fn time(peer: &PerPeerHeader) -> Option<String> {
    utc(peer.timestamp()?)
}

/// Formats a time since 1970.
pub(crate) fn utc(since: Duration) -> Option<String> {
    let time = Timestamp::new(since.as_secs() as i64, since.subsec_nanos() as i32).ok()?;
    Some(format!("{time:.6}"))
}

/// Returns the address, or the BGP identifier of a Loc-RIB, with the distinguisher if there is one.
pub(crate) fn name(peer: &PerPeerHeader) -> String {
    match peer.distinguisher() {
        distinguisher if distinguisher.0 == 0 => address_of(peer).to_string(),
        distinguisher => format!("{}%{distinguisher}", address_of(peer)),
    }
}

/// Returns the RIB that a message is about.
fn table(peer: &PerPeerHeader) -> String {
    match peer.rib() {
        Some(rib) if peer.is_filtered() => format!("{rib}-filtered"),
        Some(rib) => rib.to_string(),
        None => format!("type-{}", u8::from(peer.peer_type())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bmp_codec::bmp::{PeerFlags, PeerType};
    use bmp_codec::net::{Asn, RouteDistinguisher};

    fn peer() -> PerPeerHeader {
        let id = "192.0.2.9".parse().unwrap();
        PerPeerHeader::global("192.0.2.1".parse().unwrap(), Asn(65001), id)
    }

    #[test]
    fn times_are_utc_with_microseconds() {
        // date -u -d @1793534400
        let peer = peer().with_timestamp(1_793_534_400, 123_456);
        assert_eq!(time(&peer).unwrap(), "2026-11-01T12:00:00.123456Z");
        let peer = peer.with_timestamp(u32::MAX, 0);
        assert_eq!(time(&peer).unwrap(), "2106-02-07T06:28:15.000000Z");
        assert_eq!(time(&peer.with_timestamp(0, 0)), None);
    }

    #[test]
    fn columns_grow_and_stay() {
        let stream = Stream::raw(true);
        let mut columns = Columns::default();
        let short = columns.of(&stream, Some(&peer()), None).to_owned();
        assert_eq!(
            short,
            format!("{:27} 192.0.2.1       AS65001 adj-rib-in-pre  ", "-")
        );
        let long = "2001:db8:1111:2222::1".parse().unwrap();
        columns.of(&stream, Some(&peer().with_address(long)), None);
        assert_eq!(
            columns.of(&stream, Some(&peer()), None).len(),
            short.len() + 6
        );
    }

    #[test]
    fn loc_ribs_and_vrfs() {
        let vrf = peer().with_distinguisher(RouteDistinguisher::two_octet(65000, 1));
        assert_eq!(name(&vrf), "192.0.2.1%65000:1");
        let id = "192.0.2.9".parse().unwrap();
        let rib = PerPeerHeader::new(PeerType::LocRib, Asn(65001), id);
        assert_eq!(
            (name(&rib), table(&rib)),
            ("192.0.2.9".into(), "loc-rib".into())
        );
        assert_eq!(
            table(&rib.with_flags(PeerFlags::FILTERED)),
            "loc-rib-filtered"
        );
    }
}
