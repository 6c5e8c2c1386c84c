//! The columns before each line: time, peer, AS and RIB, as wide as needed so far.

use std::fmt;
use std::time::Duration;

use bmp_codec::bmp::PerPeerHeader;

use crate::dump::clock::Clock;
use crate::dump::message::Place;
use crate::dump::put;
use crate::input::Stream;
use crate::select::address_of;

/// The length of the time in all but very odd messages.
const TIME: usize = 27;

/// How wide the columns are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Widths {
    stream: usize,
    peer: usize,
    asn: usize,
    rib: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct Columns {
    widths: Widths,
    line: Vec<u8>,
    clock: Clock,
    /// The columns behind the time, and the headers that they are of. The next message is often of one of these peers.
    known: Vec<(Option<PerPeerHeader>, Vec<u8>)>,
}

/// The columns of a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head<'a>(pub(crate) &'a [u8]);

impl fmt::Display for Head<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(str::from_utf8(self.0).unwrap_or_default())
    }
}

impl Default for Columns {
    fn default() -> Self {
        Columns {
            widths: Widths {
                stream: 2,
                peer: 15,
                asn: 7,
                rib: 15,
            },
            line: Vec::new(),
            clock: Clock::default(),
            known: Vec::new(),
        }
    }
}

impl Columns {
    pub(crate) fn widths(&self) -> Widths {
        self.widths
    }

    /// Begins with columns of another width.
    pub(crate) fn begin(&mut self, widths: Widths) {
        if self.widths != widths {
            self.widths = widths;
            self.known.clear();
        }
    }

    /// Returns the columns of a message, with a space after them.
    pub(crate) fn of_message(
        &mut self,
        place: &Place<'_>,
        peer: Option<&PerPeerHeader>,
    ) -> Head<'_> {
        self.of(place.file, place.stream, peer, place.captured)
    }

    /// Returns the columns of a message, with a space after them. If the message has no time, uses the time it was
    /// captured or received.
    pub(crate) fn of(
        &mut self,
        file: Option<&str>,
        stream: &Stream,
        peer: Option<&PerPeerHeader>,
        captured: Option<Duration>,
    ) -> Head<'_> {
        self.line.clear();
        if let Some(file) = file {
            put::text(&mut self.line, file);
            put::text(&mut self.line, ": ");
        }
        if stream.is_one_of_many() {
            column(
                &mut self.line,
                &mut self.widths.stream,
                format!("s{}", stream.id).as_bytes(),
            );
        }
        let said = peer.and_then(PerPeerHeader::timestamp);
        let time = said.or(captured).and_then(|time| self.clock.text(time));
        column(&mut self.line, &mut { TIME }, time.unwrap_or_default());
        let of = peer.map(|peer| peer.with_timestamp(0, 0));
        let place = self.known.iter().position(|(known, _)| *known == of);
        let place = place.unwrap_or_else(|| self.add(of));
        if let Some((_, behind)) = self.known.get(place) {
            self.line.extend_from_slice(behind);
        }
        Head(&self.line)
    }

    /// Adds the columns of a peer. Returns their place.
    fn add(&mut self, of: Option<PerPeerHeader>) -> usize {
        /// More are not looked through.
        const KNOWN: usize = 8;
        let [mut who, mut asn, mut rib] = [const { String::new() }; 3];
        if let Some(peer) = &of {
            who = name(peer);
            asn = format!("AS{}", peer.asn());
            rib = table(peer);
        }
        let (before, mut behind) = (self.widths, Vec::new());
        column(&mut behind, &mut self.widths.peer, who.as_bytes());
        column(&mut behind, &mut self.widths.asn, asn.as_bytes());
        column(&mut behind, &mut self.widths.rib, rib.as_bytes());
        if self.widths != before || self.known.len() >= KNOWN {
            self.known.clear();
        }
        self.known.push((of, behind));
        self.known.len() - 1
    }
}

fn column(line: &mut Vec<u8>, width: &mut usize, text: &[u8]) {
    let text = if text.is_empty() { b"-" } else { text };
    *width = text.len().max(*width);
    line.extend_from_slice(text);
    for _ in text.len()..=*width {
        line.push(b' ');
    }
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
    fn columns_grow_and_stay() {
        let stream = Stream::raw(true);
        let mut columns = Columns::default();
        let short = columns.of(None, &stream, Some(&peer()), None).to_string();
        assert_eq!(
            short,
            format!("{:27} 192.0.2.1       AS65001 adj-rib-in-pre  ", "-")
        );
        let long = "2001:db8:1111:2222::1".parse().unwrap();
        columns.of(None, &stream, Some(&peer().with_address(long)), None);
        assert_eq!(
            columns.of(None, &stream, Some(&peer()), None).0.len(),
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
