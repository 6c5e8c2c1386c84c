//! [`UpdateError`]: one error in an UPDATE, with its offset and the RFC that defines it.

use core::fmt;
use core::net::Ipv4Addr;

#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::attribute::FlagsConflict;
use crate::bgp::error_action::Disposition;
use crate::bgp::nlri::Family;
use crate::net::Asn;
use crate::wire::{DecodeError, Fault, What};

/// An error in an UPDATE that a receiver must act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Deserialize))]
#[non_exhaustive]
pub struct UpdateError {
    /// The type code of the attribute, if the error is about one.
    pub attribute: Option<u8>,
    /// The family that is disabled, if the disposition is AFI/SAFI disable.
    pub family: Option<Family>,
    /// The offset in bytes from the start of the body of the UPDATE, which begins with the length of the withdrawn
    /// routes. In the whole message, the offset is 19 more.
    ///
    /// If a value cannot be decoded, this is the byte that shows it. If an attribute is wrong as a whole, this is its
    /// first byte. If an attribute is missing, this is the end of the path attributes.
    pub offset: u32,
    /// What a receiver does about this error if it is the only one.
    pub disposition: Disposition,
    /// What is wrong.
    pub reason: Reason,
}

/// What is wrong. Offsets in a [`DecodeError`] count like [`UpdateError::offset`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Reason {
    /// The value of the attribute, or something inside it, cannot be decoded or breaks a rule of its RFC. For a rule, the
    /// fault is a [`Fault::Breach`].
    Malformed(DecodeError),
    /// The attribute is longer than the rest of the path attributes, or the rest is too short for an attribute.
    Overrun(DecodeError),
    /// The value is empty and must not be.
    ZeroLength,
    /// The flags do not fit the attribute.
    Flags(FlagsConflict),
    /// The attribute claims to be well-known, but its code has no name here.
    UnrecognizedWellKnown,
    /// The attribute appears more than once.
    Duplicate,
    /// The attribute is missing.
    Missing,
    /// A route cannot be decoded, or breaks a rule of its RFC.
    Routes(DecodeError),
    /// The next hop of MP_REACH_NLRI has a length that is not valid for its family.
    NextHopLength(u8),
    /// NEXT_HOP is not a host address.
    NextHopAddress(Ipv4Addr),
    /// An external neighbor must not send the attribute.
    ExternalNeighbor,
    /// Speakers that use four-octet AS numbers must not send the attribute to each other.
    FourOctetAs,
    /// AS_PATH or BGPsec_PATH has confederation segments and comes from outside the confederation.
    ConfederationSegment,
    /// AS_PATH does not begin with a confederation segment and comes from inside the confederation.
    NoConfederationSegment,
    /// AS_PATH or BGPsec_PATH does not begin with the neighbor's AS. The value is the AS that it begins with, if any.
    LeftmostAs(Option<Asn>),
    /// BGPsec_PATH and AS_PATH are both present.
    TwoPaths,
    /// Another error has a disposition stronger than attribute discard, and the UPDATE announces no route: routes may
    /// have been overlooked.
    NoReachableNlri,
}

impl UpdateError {
    /// Returns the RFC section that defines the error: `"RFC 7606, section 7.2"`.
    #[must_use]
    pub fn section(&self) -> &'static str {
        if let Reason::Malformed(error) | Reason::Routes(error) = self.reason
            && let Fault::Breach(breach) = error.fault()
        {
            return breach.section();
        }
        match self.reason {
            Reason::Malformed(_) => match self.attribute {
                Some(code) => section_of_value(code, self.disposition, self.family.is_some()),
                None => "RFC 7606, section 7",
            },
            Reason::Overrun(_) => match self.disposition {
                Disposition::SessionReset => "RFC 7606, section 3 j",
                _ => "RFC 7606, section 4",
            },
            Reason::ZeroLength => "RFC 7606, section 4",
            Reason::Flags(_) => match (self.attribute, self.disposition) {
                (Some(14 | 15), _) => "RFC 7606, section 5.3",
                (Some(26), Disposition::AttributeDiscard) => "RFC 7311, section 3.2",
                _ => "RFC 7606, section 3 c",
            },
            Reason::UnrecognizedWellKnown | Reason::NextHopAddress(_) => "RFC 4271, section 6.3",
            Reason::Duplicate => "RFC 7606, section 3 g",
            Reason::Missing => match self.attribute {
                Some(5) => "RFC 4271, section 5.1.5",
                _ => "RFC 7606, section 3 d",
            },
            Reason::Routes(_) => match self.disposition {
                Disposition::IgnoreRoute => "RFC 9552, section 8.2.2",
                _ => "RFC 7606, section 5.3",
            },
            Reason::NextHopLength(_) => "RFC 7606, section 7.11",
            Reason::ExternalNeighbor => match self.attribute {
                Some(9) => "RFC 7606, section 7.9",
                Some(10) => "RFC 7606, section 7.10",
                _ => "RFC 7606, section 7.5",
            },
            Reason::FourOctetAs => "RFC 6793, section 6",
            Reason::ConfederationSegment | Reason::LeftmostAs(_) if self.attribute == Some(33) => {
                "RFC 8205, section 5.2"
            }
            Reason::ConfederationSegment | Reason::NoConfederationSegment => "RFC 5065, section 5",
            Reason::LeftmostAs(_) => "RFC 7606, section 7.2",
            Reason::TwoPaths => "RFC 8205, section 5.2",
            Reason::NoReachableNlri => "RFC 7606, section 5.2",
        }
    }
}

/// Returns the RFC section that defines when the value of an attribute is malformed, and what to do about it.
const fn section_of_value(code: u8, disposition: Disposition, family: bool) -> &'static str {
    match code {
        1 => "RFC 7606, section 7.1",
        2 => "RFC 7606, section 7.2",
        3 => "RFC 7606, section 7.3",
        4 => "RFC 7606, section 7.4",
        5 => "RFC 7606, section 7.5",
        6 => "RFC 7606, section 7.6",
        7 => "RFC 7606, section 7.7",
        8 => "RFC 7606, section 7.8",
        9 => "RFC 7606, section 7.9",
        10 => "RFC 7606, section 7.10",
        // If the family decodes, the next hop is shorter than its length field.
        14 if family => "RFC 7606, section 7.11",
        14 | 15 => "RFC 7606, section 5.3",
        16 => "RFC 7606, section 7.14",
        17 | 18 => "RFC 6793, section 6",
        22 => "RFC 6514, section 5",
        23 => "RFC 9012, section 13",
        24 => "RFC 7606, section 7.13",
        25 => "RFC 7606, section 7.15",
        26 => "RFC 7311, section 3.2",
        27 => "RFC 6514, section 8",
        29 => match disposition {
            Disposition::TreatAsWithdraw => "RFC 9815, section 7",
            _ => "RFC 9552, section 8.2.2",
        },
        32 => "RFC 8092, section 6",
        33 => "RFC 8205, section 5.2",
        34 => "draft-ietf-idr-wide-bgp-communities",
        35 => "RFC 9234, section 5",
        36 => "RFC 10039",
        37 => "RFC 9015, section 3.2.1",
        38 => "RFC 9026, section 3.1.6",
        39 => "draft-ietf-idr-nhc",
        40 => match disposition {
            Disposition::TreatAsWithdraw => "RFC 9252, section 7",
            _ => "RFC 8669, section 6",
        },
        41 => "RFC 9793",
        128 => "RFC 7606, section 7.16",
        // Attributes without a rule of their own.
        _ => "RFC 7606, section 8",
    }
}

/// The disposition, the attribute with its offset, what is wrong, and the RFC section, in one line.
impl fmt::Display for UpdateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.disposition, self.family) {
            (Disposition::AfiSafiDisable, Some(family)) => {
                write!(f, "{} of {family}: ", self.disposition)?;
            }
            _ => write!(f, "{}: ", self.disposition)?,
        }
        let name = self.attribute.map_or(What::PathAttributes, What::Attribute);
        match self.reason {
            Reason::Malformed(error) | Reason::Overrun(error) | Reason::Routes(error) => {
                error.fmt(f)?;
            }
            Reason::Missing => write!(f, "no {name}")?,
            Reason::NoReachableNlri => write!(f, "{}", self.reason)?,
            reason => write!(f, "{name} at byte {}: {reason}", self.offset)?,
        }
        write!(f, " ({})", self.section())
    }
}

impl core::error::Error for UpdateError {}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reason::Malformed(error) | Reason::Overrun(error) | Reason::Routes(error) => {
                return error.fmt(f);
            }
            Reason::Flags(conflict) => return conflict.fmt(f),
            Reason::NextHopLength(length) => {
                return write!(
                    f,
                    "a next hop of {length} bytes is not valid for this family"
                );
            }
            Reason::NextHopAddress(address) => return write!(f, "{address} is not a host address"),
            Reason::LeftmostAs(Some(asn)) => {
                return write!(f, "it begins with AS{asn}, which is not the neighbor's");
            }
            Reason::ZeroLength => "it has no value",
            Reason::UnrecognizedWellKnown => "it claims to be well-known and is not",
            Reason::Duplicate => "it appears more than once",
            Reason::Missing => "it is missing",
            Reason::ExternalNeighbor => "it comes from an external neighbor",
            Reason::FourOctetAs => "this session uses four-octet AS numbers",
            Reason::ConfederationSegment => "it has confederation segments",
            Reason::NoConfederationSegment => "it does not begin with AS_CONFED_SEQUENCE",
            Reason::LeftmostAs(None) => "it does not begin with the neighbor's AS",
            Reason::TwoPaths => "AS_PATH is present, too",
            Reason::NoReachableNlri => "no route is announced, and there is another error",
        })
    }
}

/// In human-readable formats, the error has a text and the section, too.
#[cfg(feature = "serde")]
impl Serialize for UpdateError {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;

        let for_people = serializer.is_human_readable();
        let mut fields =
            serializer.serialize_struct("UpdateError", if for_people { 7 } else { 5 })?;
        if for_people {
            fields.serialize_field("text", &format_args!("{self}"))?;
            fields.serialize_field("section", self.section())?;
        }
        fields.serialize_field("attribute", &self.attribute)?;
        fields.serialize_field("family", &self.family)?;
        fields.serialize_field("offset", &self.offset)?;
        fields.serialize_field("disposition", &self.disposition)?;
        fields.serialize_field("reason", &self.reason)?;
        fields.end()
    }
}
