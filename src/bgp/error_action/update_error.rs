//! [`UpdateError`]: one reason, with its place, and the RFC that has it.

use core::fmt;
use core::net::Ipv4Addr;

#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::attribute::FlagsConflict;
use crate::bgp::error_action::Disposition;
use crate::bgp::nlri::Family;
use crate::net::Asn;
use crate::wire::{DecodeError, What};

/// Something in an UPDATE that a receiver has to do something about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Deserialize))]
#[non_exhaustive]
pub struct UpdateError {
    /// The type code of the attribute, where it is about one.
    pub attribute: Option<u8>,
    /// The family that is disabled where that is asked for.
    pub family: Option<Family>,
    /// Where: octets from the start of the body of the UPDATE, which is the length of the withdrawn routes; in the
    /// whole message it is 19 more. Of what cannot be read it is the octet at which that shows, of an attribute as such
    /// its first octet, and of one that is missing the end of the path attributes.
    pub offset: u32,
    /// What is to be done about this, if there were nothing else.
    pub disposition: Disposition,
    /// What is wrong.
    pub reason: Reason,
}

/// What is wrong. Offsets in errors count as that of the [`UpdateError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Reason {
    /// The value of the attribute cannot be read, or something in it.
    Malformed(DecodeError),
    /// The attribute is longer than what is left of the path attributes, or that is too short for one.
    Overrun(DecodeError),
    /// The value has no octets, and has to have some.
    ZeroLength,
    /// The flags are not those of the attribute.
    Flags(FlagsConflict),
    /// The attribute says that everybody knows it, and has no name here.
    UnrecognizedWellKnown,
    /// It is there once more.
    Duplicate,
    /// It is not there.
    Missing,
    /// Routes cannot be read.
    Routes(DecodeError),
    /// The next hop of MP_REACH_NLRI has a length that its family does not have.
    NextHopLength(u8),
    /// NEXT_HOP is not the address of a host.
    NextHopAddress(Ipv4Addr),
    /// There is AS 0 in it.
    AsZero,
    /// External neighbors are not to send it.
    ExternalNeighbor,
    /// Speakers with AS numbers of four octets are not to send it to each other.
    FourOctetAs,
    /// AS_PATH has segments of a confederation, and comes from outside.
    ConfederationSegment,
    /// AS_PATH does not begin with a segment of the confederation, and comes from inside of it.
    NoConfederationSegment,
    /// AS_PATH does not begin with the AS of the neighbor, but with this one.
    LeftmostAs(Option<Asn>),
    /// AIGP has a metric that cannot grow.
    MaximumMetric,
    /// No tunnel can be used: the endpoint of each is malformed.
    NoValidTunnel,
    /// There are not as many signatures as ASes, or not one or two blocks of them.
    Signatures,
    /// BGPsec_PATH and AS_PATH are both there.
    TwoPaths,
    /// There is another error, which asks for more than attribute discard, and no route is announced: routes may
    /// have been overlooked.
    NoReachableNlri,
}

impl UpdateError {
    /// Where that is written: `"RFC 7606, section 7.2"`.
    #[must_use]
    pub const fn section(&self) -> &'static str {
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
            Reason::Routes(_) => "RFC 7606, section 5.3",
            Reason::NextHopLength(_) => "RFC 7606, section 7.11",
            Reason::AsZero => "RFC 7607, section 2",
            Reason::ExternalNeighbor => match self.attribute {
                Some(9) => "RFC 7606, section 7.9",
                Some(10) => "RFC 7606, section 7.10",
                _ => "RFC 7606, section 7.5",
            },
            Reason::FourOctetAs => "RFC 6793, section 6",
            Reason::ConfederationSegment | Reason::NoConfederationSegment => "RFC 5065, section 5",
            Reason::LeftmostAs(_) => "RFC 7606, section 7.2",
            Reason::MaximumMetric => "RFC 7311, section 3.2",
            Reason::NoValidTunnel => "RFC 9012, section 13",
            Reason::Signatures | Reason::TwoPaths => "RFC 8205, section 5.2",
            Reason::NoReachableNlri => "RFC 7606, section 5.2",
        }
    }
}

/// Where it is written what a malformed value of an attribute is, and what is done about it.
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
        // Behind the family it is the next hop that is not there as its length says.
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
        32 => "RFC 8092, section 6",
        33 => "RFC 8205, section 5.2",
        34 => "draft-ietf-idr-wide-bgp-communities",
        35 => "RFC 9234, section 5",
        36 => "draft-ietf-bess-evpn-ipvpn-interworking",
        37 => "RFC 9015, section 3.2.1",
        38 => "RFC 9026, section 3.1.6",
        39 => "draft-ietf-idr-nhc",
        40 => match disposition {
            Disposition::TreatAsWithdraw => "RFC 9252, section 7",
            _ => "RFC 8669, section 6",
        },
        41 => "RFC 9793",
        128 => "RFC 7606, section 7.16",
        // Those that have no rule of their own.
        _ => "RFC 7606, section 8",
    }
}

/// What is asked for, what is wrong and where, and the section: in one line.
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
                return write!(f, "a next hop of {length} octets is not one of this family");
            }
            Reason::NextHopAddress(address) => return write!(f, "{address} is not a host"),
            Reason::LeftmostAs(Some(asn)) => {
                return write!(f, "it begins with AS{asn}, which is not the neighbor's");
            }
            Reason::ZeroLength => "it has no value",
            Reason::UnrecognizedWellKnown => "it says it is well-known, and is not",
            Reason::Duplicate => "it is there more than once",
            Reason::Missing => "it is not there",
            Reason::AsZero => "AS 0 is in it",
            Reason::ExternalNeighbor => "it comes from an external neighbor",
            Reason::FourOctetAs => "AS numbers have four octets in this session",
            Reason::ConfederationSegment => "it has segments of a confederation",
            Reason::NoConfederationSegment => "it does not begin with AS_CONFED_SEQUENCE",
            Reason::LeftmostAs(None) => "it does not begin with the neighbor's AS",
            Reason::MaximumMetric => "the metric cannot grow",
            Reason::NoValidTunnel => "there is no valid tunnel",
            Reason::Signatures => "the signatures are not those of the ASes",
            Reason::TwoPaths => "there is an AS_PATH as well",
            Reason::NoReachableNlri => "no route is announced, and there is another error",
        })
    }
}

/// For people with its text and the section.
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
