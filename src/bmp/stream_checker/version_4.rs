//! Rules of messages of version 4 (draft-ietf-grow-bmp-tlv-21).

use crate::bmp::per_peer_header::PER_PEER_END;
use crate::bmp::stream_checker::breaches::Found;
use crate::bmp::stream_checker::tlvs::Tlvs;
use crate::bmp::stream_checker::{StreamChecker, bodies, header};
use crate::bmp::v4::{self, ExtendedFlags, Index, SEARCHED, StatisticsBody, Tlv, Value, group};
use crate::bmp::{Message, PeerFlags, PerPeerHeader};
use crate::wire::{Breach, DecodeError, Entries, Fault, What};

/// The offset of seconds in the per-peer header, and of the flags.
const SECONDS: usize = 34;
const FLAGS: usize = 1;

impl StreamChecker {
    /// Checks a message of version 4: what version 3 has of it by the rules of the RFCs, and the rest by the draft.
    /// Returns the TLVs that are still to be checked.
    pub(super) fn check_version_4<'m>(
        &mut self,
        message: v4::Message<&'m [u8]>,
        found: &mut Found,
    ) -> Tlvs<'m> {
        if let Some(peer) = message.peer() {
            let is_zero = peer.timestamp().is_none();
            found.header(is_zero, SECONDS, Breach::V4_PEER_TIMESTAMP);
            check_x_flag(peer, &message, found);
        }
        let known = message.into_version_3();
        if let Some((known, peer)) = known
            .as_ref()
            .and_then(|known| Some((known, known.peer()?)))
        {
            let flags = PeerFlags(peer.flags().0 & !ExtendedFlags::X);
            header::check(&peer.with_flags(flags), known, found);
        }
        match (message, known) {
            (v4::Message::RouteMonitoring(message), known) => {
                match &known {
                    Some(known) => {
                        self.check_body(known, found);
                    }
                    None => {
                        self.check_is_up(&message.peer, found);
                        found.message(true, PER_PEER_END, Breach::V4_NO_UPDATE);
                    }
                }
                Tlvs::of_routes(Walk::of(message))
            }
            (v4::Message::StatisticsReport(message), Some(Message::StatisticsReport(known))) => {
                let offset = match message.body {
                    StatisticsBody::Plain(_) => PER_PEER_END,
                    StatisticsBody::Tlvs(tlvs) => PER_PEER_END + stats_offset(tlvs),
                };
                bodies::statistics_report(&known, offset, found)
            }
            (v4::Message::StatisticsReport(_), _) => {
                found.message(true, PER_PEER_END, Breach::V4_NO_STATS);
                Tlvs::default()
            }
            (_, Some(Message::PeerDown(down))) => {
                let peer = self.down(&down.peer, found);
                bodies::peer_down(&down, peer, true, found)
            }
            (_, Some(known)) => self.check_body(&known, found),
            (_, None) => Tlvs::default(),
        }
    }
}

/// Checks that X is set in the header if there are extended flags, and only then.
fn check_x_flag(peer: &PerPeerHeader, message: &v4::Message<&[u8]>, found: &mut Found) {
    let mut flags = message
        .tlvs()
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(flags);
    let in_header = peer.flags().0 & ExtendedFlags::X != 0;
    let in_tlv = flags
        .next()
        .map(|flags| flags.first() & ExtendedFlags::X != 0);
    let is_broken = match in_tlv {
        Some(in_tlv) => !in_header || !in_tlv,
        None => in_header,
    };
    found.header(is_broken, FLAGS, Breach::V4_PEER_X_FLAG);
}

fn flags(tlv: Tlv<&[u8]>) -> Option<ExtendedFlags<&[u8]>> {
    match tlv.value {
        Value::ExtendedFlags(flags) => Some(flags),
        _ => None,
    }
}

/// Returns the offset of the value of the first Stats TLV in the bytes of the TLVs.
fn stats_offset(tlvs: v4::Tlvs<&[u8]>) -> usize {
    let mut entries = tlvs.into_entries();
    let length = entries.rest().len();
    loop {
        let offset = length - entries.rest().len();
        match entries.next() {
            Some(Ok(Tlv {
                value: Value::Stats(_),
                ..
            })) => return offset + 4,
            Some(_) => {}
            None => return 0,
        }
    }
}

/// The TLVs of a Route Monitoring message that are still to be checked.
#[derive(Clone, Debug)]
pub(super) struct Walk<'a> {
    all: v4::Tlvs<&'a [u8]>,
    rest: Entries<'a, Tlv>,
    /// The number of routes, if they can be counted.
    routes: Option<u16>,
    has_update: bool,
    has_sequence: bool,
    has_flags: bool,
    /// How many TLVs were checked.
    seen: usize,
}

impl<'a> Walk<'a> {
    fn of(message: v4::RouteMonitoring<&'a [u8]>) -> Walk<'a> {
        let mut routes = message.routes();
        let count = routes
            .by_ref()
            .fold(0u16, |count, _| count.saturating_add(1));
        let is_counted = message.routes().are_indexed() && message.update().is_ok();
        Walk {
            all: message.tlvs,
            rest: message.tlvs.into_entries(),
            routes: is_counted.then_some(count),
            has_update: false,
            has_sequence: false,
            has_flags: false,
            seen: 0,
        }
    }

    /// Returns what is wrong with the next TLV that breaks a rule.
    pub(super) fn next(&mut self) -> Option<DecodeError> {
        let length = self.all.octets().len();
        loop {
            let offset = PER_PEER_END + length - self.rest.rest().len();
            let found = match self.rest.next()? {
                // The error of an UPDATE was returned with the message.
                Ok(tlv) => self.breach(&tlv).map(|breach| {
                    let what = What::RouteMonitoringTlv(tlv.tlv_type);
                    DecodeError::new(offset, Fault::Breach(breach)).within(what)
                }),
                Err(malformed) => {
                    let error: DecodeError = malformed.error;
                    let offset = error.offset() + PER_PEER_END;
                    Some(DecodeError::new(offset, error.fault()).within(error.what()))
                }
            };
            self.seen += 1;
            if found.is_some() {
                return found;
            }
        }
    }

    fn breach(&mut self, tlv: &Tlv<&[u8]>) -> Option<Breach> {
        let index = tlv.index.unwrap_or_default();
        let twice = |has: &mut bool| core::mem::replace(has, true);
        let of_message = match &tlv.value {
            Value::BgpMessage(_) if twice(&mut self.has_update) => {
                return Some(Breach::V4_SEVERAL_UPDATES);
            }
            Value::SequenceNumber(_) if twice(&mut self.has_sequence) => {
                return Some(Breach::V4_REPEATED);
            }
            Value::ExtendedFlags(_) if twice(&mut self.has_flags) => {
                return Some(Breach::V4_REPEATED);
            }
            Value::BgpMessage(_)
            | Value::SequenceNumber(_)
            | Value::ExtendedFlags(_)
            | Value::StatelessParsing(_) => true,
            Value::Group(group) => return self.group(index, group),
            _ => false,
        };
        if of_message {
            return (index != Index::ALL).then_some(Breach::V4_INDEX);
        }
        let value = match &tlv.value {
            Value::VrfTableName(name) => {
                let is_name = (1..=255).contains(&name.len()) && name.as_str().is_some();
                (!is_name).then_some(Breach::V4_TABLE_NAME)
            }
            Value::Timestamp(time) => time.time().is_zero().then_some(Breach::V4_TIMESTAMP_ZERO),
            _ => None,
        };
        value.or_else(|| self.index(index))
    }

    /// Checks the index of a TLV that may apply to some routes.
    fn index(&self, index: Index) -> Option<Breach> {
        if index.is_group() {
            let is_missing =
                group(self.all, index).is_none() && self.all.iter().nth(SEARCHED).is_none();
            return is_missing.then_some(Breach::V4_NO_GROUP);
        }
        self.is_out_of_range(index)
            .then_some(Breach::V4_INDEX_RANGE)
    }

    fn is_out_of_range(&self, index: Index) -> bool {
        self.routes
            .is_some_and(|routes| index.route().is_some_and(|route| route > routes))
    }

    fn group(&self, index: Index, own: &v4::Group<&[u8]>) -> Option<Breach> {
        if !index.is_group() {
            return Some(Breach::V4_GROUP_INDEX);
        }
        let before = self.all.iter().take(self.seen.min(SEARCHED)).flatten();
        let mut before = before.filter(|tlv| matches!(tlv.value, Value::Group(_)));
        if before.any(|tlv| tlv.index == Some(index)) {
            return Some(Breach::V4_GROUP_TWICE);
        }
        if !own.is_valid() {
            return Some(Breach::V4_GROUP_VALUE);
        }
        let is_out = own.routes.iter().any(|index| self.is_out_of_range(index));
        is_out.then_some(Breach::V4_INDEX_RANGE)
    }
}
