//! TLVs and statistics of a message: the walk over them, and the rules of each.

use crate::bmp::stream_checker::version_4::Walk;
use crate::bmp::{StatisticLayout, StatisticType};
use crate::wire::tlv::Header;
use crate::wire::{Breach, Context, DecodeError, Fault, Reader, What};

/// The TLVs of a message that are still to be checked. None by default.
#[derive(Clone, Debug)]
pub(super) struct Tlvs<'a> {
    reader: Reader<'a>,
    kind: Kind,
    /// The TLVs of Route Monitoring of version 4.
    of_routes: Option<Walk<'a>>,
}

/// The message that has the TLVs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Initiation,
    Termination,
    PeerUp,
    PeerDown,
    Mirroring,
    Statistics,
}

/// What a list of TLVs has.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Summary {
    /// How many TLVs there are, with one that ends behind the message.
    pub(super) count: u32,
    /// A bit for each type below 31, and the highest bit for all others.
    types: u32,
    /// Whether there is a VRF/Table Name of the global Loc-RIB.
    pub(super) is_global: bool,
    /// Whether there is an Information TLV of an errored PDU, in Route Mirroring.
    pub(super) has_errored: bool,
    /// Whether all TLVs are whole.
    is_whole: bool,
}

impl Summary {
    /// Returns whether there is a TLV of this type.
    pub(super) fn has(&self, number: u16) -> bool {
        self.types & bit(number) != 0
    }

    /// Returns whether there are whole TLVs of this type, and nothing else.
    pub(super) fn has_only(&self, number: u16) -> bool {
        self.is_whole && self.types == bit(number)
    }
}

fn bit(number: u16) -> u32 {
    1 << number.min(31)
}

/// The type of a VRF/Table Name.
pub(super) const TABLE_NAME: u16 = 3;

/// The type of a mirrored BGP message.
pub(super) const MESSAGE: u16 = 0;

/// The type of Information, in Route Mirroring.
const INFORMATION: u16 = 1;

impl Default for Tlvs<'_> {
    fn default() -> Self {
        Tlvs::of(Kind::Initiation, &[], 0)
    }
}

impl<'a> Tlvs<'a> {
    /// Returns the TLVs in `octets`, which begin at an offset of their message.
    pub(super) fn of(kind: Kind, octets: &'a [u8], offset: usize) -> Tlvs<'a> {
        Tlvs {
            reader: Reader::at(octets, offset, Context::default()),
            kind,
            of_routes: None,
        }
    }

    /// Returns the TLVs of a Route Monitoring message of version 4.
    pub(super) fn of_routes(walk: Walk<'a>) -> Tlvs<'a> {
        Tlvs {
            of_routes: Some(walk),
            ..Tlvs::default()
        }
    }

    /// Returns what the TLVs are, without checking them.
    pub(super) fn summary(&self) -> Summary {
        let mut walk = self.clone();
        let mut summary = Summary {
            is_whole: true,
            ..Summary::default()
        };
        while !walk.reader.is_empty() {
            summary.count = summary.count.saturating_add(1);
            let Ok((_, number, value)) = walk.cut() else {
                summary.is_whole = false;
                break;
            };
            summary.types |= bit(number);
            summary.is_global |= number == TABLE_NAME && value.peek() == b"global";
            summary.has_errored |= number == INFORMATION && value.peek() == [0, 0];
        }
        summary
    }

    fn cut(&mut self) -> Result<(What, u16, Reader<'a>), DecodeError> {
        Header::U16U16.cut(&mut self.reader, self.kind.what())
    }

    /// Returns what is wrong with the next TLV that breaks a rule.
    pub(super) fn next(&mut self) -> Option<DecodeError> {
        if let Some(walk) = &mut self.of_routes {
            return walk.next();
        }
        while !self.reader.is_empty() {
            let offset = self.reader.offset();
            match self.cut() {
                Ok((what, number, value)) => {
                    if let Some(breach) = self.breach(number, value.peek()) {
                        return Some(DecodeError::new(offset, Fault::Breach(breach)).within(what));
                    }
                }
                Err(error) => {
                    self.reader.rest();
                    return Some(error.within(self.kind.message()));
                }
            }
        }
        None
    }

    /// Returns the rule that a TLV breaks.
    fn breach(&self, number: u16, value: &[u8]) -> Option<Breach> {
        match (self.kind, number) {
            (Kind::Initiation, 1 | 2) => ascii(value),
            (Kind::Initiation | Kind::PeerUp | Kind::PeerDown, 0) => {
                utf_8(value, Breach::INFORMATION_UTF_8)
            }
            (Kind::Termination, 0) => utf_8(value, Breach::TERMINATION_UTF_8),
            (Kind::Termination, 1) => {
                (value.len() != 2).then_some(Breach::TERMINATION_REASON_LENGTH)
            }
            (Kind::PeerUp | Kind::PeerDown, TABLE_NAME) => match value.len() {
                1..=255 => utf_8(value, Breach::TABLE_NAME_UTF_8),
                _ => Some(Breach::TABLE_NAME_LENGTH),
            },
            (Kind::PeerUp, 4) => utf_8(value, Breach::ADMIN_LABEL_UTF_8),
            (Kind::Mirroring, MESSAGE) => {
                (!self.reader.is_empty()).then_some(Breach::MIRRORING_ORDER)
            }
            (Kind::Mirroring, INFORMATION) => {
                (value.len() != 2).then_some(Breach::MIRRORING_INFORMATION_LENGTH)
            }
            (Kind::Statistics, _) => statistic(number, value.len()),
            _ => None,
        }
    }
}

impl Kind {
    /// Returns the name that errors give to a TLV.
    pub(super) fn what(self) -> fn(u16) -> What {
        match self {
            Kind::Initiation => What::InitiationTlv,
            Kind::Termination => What::TerminationTlv,
            Kind::PeerUp => What::PeerUpTlv,
            Kind::PeerDown => What::PeerDownTlv,
            Kind::Mirroring => What::MirroringTlv,
            Kind::Statistics => What::Statistic,
        }
    }

    /// Returns the name that errors give to half of a TLV header.
    fn message(self) -> What {
        What::BmpMessage(match self {
            Kind::Statistics => 1,
            Kind::PeerDown => 2,
            Kind::PeerUp => 3,
            Kind::Initiation => 4,
            Kind::Termination => 5,
            Kind::Mirroring => 6,
        })
    }
}

/// Checks sysDescr or sysName: a `DisplayString` of MIB-II has at most 255 bytes (RFC 1213, section 6).
fn ascii(text: &[u8]) -> Option<Breach> {
    match text.len() > 255 {
        true => Some(Breach::SYSTEM_TEXT_LENGTH),
        false => (!text.is_ascii()).then_some(Breach::SYSTEM_TEXT_ASCII),
    }
}

fn utf_8(text: &[u8], breach: Breach) -> Option<Breach> {
    core::str::from_utf8(text).is_err().then_some(breach)
}

/// Checks the length of a statistic. Unknown types have any.
fn statistic(number: u16, length: usize) -> Option<Breach> {
    let expected = match StatisticType::from(number).layout()? {
        StatisticLayout::Counter => 4,
        StatisticLayout::Gauge => 8,
        StatisticLayout::PerFamily => 11,
    };
    let breach = match number {
        0..=13 => Breach::STATISTIC_LENGTH,
        14..=17 => Breach::ADJ_RIB_OUT_STATISTIC_LENGTH,
        // No RFC defines them.
        24 | 25 => return None,
        _ => Breach::RIB_STATISTIC_LENGTH,
    };
    (length != expected).then_some(breach)
}
