//! [`Session`]: what two speakers agreed on that changes how octets are read.

mod conflict;
#[cfg(feature = "serde")]
mod json;

use core::fmt;

#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::nlri::{Family, FamilySet};
use crate::error::What;
use crate::net::AsnWidth;

/// What two speakers agreed on that changes how octets are read: how wide AS numbers are
/// ([RFC 6793](https://www.rfc-editor.org/rfc/rfc6793)), which families' routes have path identifiers
/// ([RFC 7911](https://www.rfc-editor.org/rfc/rfc7911)), and which may have several labels
/// ([RFC 8277](https://www.rfc-editor.org/rfc/rfc8277)). One word.
///
/// The default is what is most likely where nothing is known: four octets, no path identifiers and one label,
/// [assumed](Basis::Assumed).
///
/// ```
/// use bmp_codec::bgp::{Session, nlri::Family};
/// use bmp_codec::net::AsnWidth;
///
/// let session = Session::default().with_asn_width(AsnWidth::Two).with_add_path(Family::IPV4_UNICAST.into());
/// assert_eq!(session.asn_width(), AsnWidth::Two);
/// assert!(session.add_path().contains(Family::IPV4_UNICAST));
/// ```
///
/// It is not only for BMP. Who speaks BGP makes one for each direction from the two OPENs, and reads with
/// [`Decode::from_octets_in`](crate::Decode::from_octets_in); who reads BGP4MP records of MRT
/// ([RFC 6396](https://www.rfc-editor.org/rfc/rfc6396), [RFC 8050](https://www.rfc-editor.org/rfc/rfc8050)) knows it from
/// the subtype of each record:
///
/// ```
/// use bmp_codec::bgp::{Basis, Direction, Message, Open, Session, Update, nlri::{Family, FamilySet}};
/// use bmp_codec::bgp::capability::{AddPath, Capability};
/// use bmp_codec::net::{Asn, AsnWidth};
/// use bmp_codec::Decode;
///
/// // A speaker: it offers to receive path identifiers, and the peer to send them.
/// let open = |mode| Open::new(Asn(65550), 90, [192, 0, 2, 1].into(), [
///     Capability::FourOctetAsNumber(Asn(65550)),
///     Capability::AddPath([AddPath::new(Family::IPV4_UNICAST, mode)].into_iter().collect()),
/// ]);
/// let (sent, received) = (open(AddPath::RECEIVE)?, open(AddPath::SEND)?);
/// let reading = Session::negotiated(&sent, &received, Direction::Received);
/// let writing = Session::negotiated(&sent, &received, Direction::Sent);
/// assert!(reading.add_path().contains(Family::IPV4_UNICAST) && writing.add_path().is_empty());
/// let update = Update::from_octets_in(&[0, 0, 0, 0, 0, 0, 0, 7, 24, 198, 51, 100], reading)?;
/// assert_eq!(update.nlri.to_string(), "198.51.100.0/24 path-id 7");
///
/// // A record of MRT, of type BGP4MP: its subtype says all that reading depends on.
/// fn of_subtype(subtype: u16) -> Option<Session> {
///     let all: FamilySet = Family::ALL.iter().copied().collect();
///     let (width, add_path) = match subtype {
///         1 | 6 => (AsnWidth::Two, FamilySet::EMPTY),    // MESSAGE, MESSAGE_LOCAL
///         4 | 7 => (AsnWidth::Four, FamilySet::EMPTY),   // MESSAGE_AS4, MESSAGE_AS4_LOCAL
///         8 | 10 => (AsnWidth::Two, all),                // MESSAGE_ADDPATH, MESSAGE_LOCAL_ADDPATH
///         9 | 11 => (AsnWidth::Four, all),               // MESSAGE_AS4_ADDPATH, MESSAGE_AS4_LOCAL_ADDPATH
///         _ => return None,
///     };
///     let session = Session::default().with_asn_width(width).with_add_path(add_path);
///     Some(session.with_basis(Basis::Negotiated))
/// }
/// assert_eq!(of_subtype(9).map(Session::asn_width), Some(AsnWidth::Four));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What is not in it
///
/// Other capabilities change what a speaker may send, but not how octets are read. With the extended next hop encoding
/// ([RFC 8950](https://www.rfc-editor.org/rfc/rfc8950)) a next hop of an IPv4 family may be one of IPv6; which one it is
/// follows from its length, so all lengths are read whatever was agreed on. With extended messages
/// ([RFC 8654](https://www.rfc-editor.org/rfc/rfc8654)) a message may have 65535 octets; such are always read, as some
/// routers write them into BMP without the capability. Extended optional parameters are told from the OPEN itself
/// ([RFC 9072](https://www.rfc-editor.org/rfc/rfc9072)). Ask the OPENs for what they offer.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Session(u64);

const FAMILIES: u64 = (1 << 49) - 1;
/// The width of AS numbers is not what was said, but what can be read.
const WIDTH_BY_OCTETS: u64 = 1 << 49;
/// A bit for each of the [`LABELED`] families.
const MULTIPLE_LABELS: u64 = 0x3f << 50;
const NEGOTIATED: u64 = 1 << 56;
/// Path identifiers are where the octets of routes say so, whatever was agreed on.
const BY_OCTETS: u64 = 1 << 58;
const BASIS: u64 = NEGOTIATED | BY_OCTETS;
const TWO_OCTETS: u64 = 1 << 60;
/// Only in the session of the attributes inside of an ATTR_SET: one in there is not read.
const ATTRIBUTE_SET: u64 = 1 << 57;
/// Only in the session of a list of routes: whether these may have several labels.
const SEVERAL_LABELS: u64 = 1 << 59;
/// Only in the session of a list of routes: whether these have path identifiers.
const PATH_IDS: u64 = 1 << 61;
/// Only in the session of a list of optional parameters: whether these have lengths of two octets.
const EXTENDED_PARAMETERS: u64 = 1 << 63;
/// The session of a list of routes. Its lower 24 bits are their family.
const ROUTES: u64 = 1 << 62;

/// The families whose routes have labels.
const LABELED: [Family; 6] = [
    Family::IPV4_LABELED_UNICAST,
    Family::IPV6_LABELED_UNICAST,
    Family::VPN_IPV4_UNICAST,
    Family::VPN_IPV6_UNICAST,
    Family::IPV4_CLASSFUL_TRANSPORT,
    Family::IPV6_CLASSFUL_TRANSPORT,
];

/// The bit of a family in [`MULTIPLE_LABELS`]; none for those without labels.
#[inline(always)]
const fn labels_bit(family: Family) -> u64 {
    match family {
        Family::IPV4_LABELED_UNICAST => 1 << 50,
        Family::IPV6_LABELED_UNICAST => 1 << 51,
        Family::VPN_IPV4_UNICAST => 1 << 52,
        Family::VPN_IPV6_UNICAST => 1 << 53,
        Family::IPV4_CLASSFUL_TRANSPORT => 1 << 54,
        Family::IPV6_CLASSFUL_TRANSPORT => 1 << 55,
        _ => 0,
    }
}

/// Where a [`Session`] comes from; in the session of a list of routes, how it is known whether these have path
/// identifiers.
///
/// OPENs alone do not tell what a router writes into BMP, so a [`PeerTable`](crate::bmp::PeerTable) may find that octets
/// are otherwise than was agreed on. Then it says so here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Basis {
    /// Nothing is known of the session: it is the default one.
    #[default]
    Assumed,
    /// Both OPEN messages were seen, and nothing speaks against them.
    Negotiated,
    /// No OPENs were seen: it is what the octets of routes allow.
    Inferred,
    /// Both OPEN messages were seen, and routes cannot be read by them: it is the other reading, which can be.
    Contradicted,
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Basis::Assumed => "assumed",
            Basis::Negotiated => "negotiated",
            Basis::Inferred => "inferred",
            Basis::Contradicted => "contradicted",
        })
    }
}

/// Which way routes go, as the speaker sees it that sent the first OPEN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Direction {
    /// From the peer: its Adj-RIB-In.
    Received,
    /// To the peer: its Adj-RIB-Out.
    Sent,
}

impl Session {
    /// How wide AS numbers are.
    #[inline]
    #[must_use]
    pub const fn asn_width(self) -> AsnWidth {
        if self.0 & TWO_OCTETS == 0 {
            AsnWidth::Four
        } else {
            AsnWidth::Two
        }
    }

    /// The families whose routes have path identifiers.
    #[inline]
    #[must_use]
    pub const fn add_path(self) -> FamilySet {
        FamilySet::from_bits(if self.0 & ROUTES == 0 {
            self.0 & FAMILIES
        } else {
            0
        })
    }

    /// The families whose routes may have several labels: as many as there are down to the bottom of the stack
    /// ([RFC 8277, section 2.3](https://www.rfc-editor.org/rfc/rfc8277#section-2.3)).
    #[must_use]
    pub fn multiple_labels(self) -> FamilySet {
        let labeled = LABELED.into_iter();
        labeled.filter(|family| self.has_labels(*family)).collect()
    }

    #[inline]
    const fn has_labels(self, family: Family) -> bool {
        self.0 & ROUTES == 0 && self.0 & labels_bit(family) != 0
    }

    /// Where this session comes from.
    #[inline]
    #[must_use]
    pub const fn basis(self) -> Basis {
        match (self.0 & NEGOTIATED != 0, self.0 & BY_OCTETS != 0) {
            (false, false) => Basis::Assumed,
            (true, false) => Basis::Negotiated,
            (false, true) => Basis::Inferred,
            (true, true) => Basis::Contradicted,
        }
    }

    /// Whether AS numbers are of another width than the A flag of the message and the OPENs said: an AS_PATH could be
    /// read with this one only.
    #[inline]
    #[must_use]
    pub const fn is_asn_width_contradicted(self) -> bool {
        self.0 & (ROUTES | WIDTH_BY_OCTETS) == WIDTH_BY_OCTETS
    }

    /// The same session with AS numbers of another width.
    #[inline]
    #[must_use]
    pub const fn with_asn_width(self, width: AsnWidth) -> Session {
        match width {
            AsnWidth::Two => Session(self.0 | TWO_OCTETS),
            AsnWidth::Four => Session(self.0 & !TWO_OCTETS),
        }
    }

    /// The same session with path identifiers in the routes of `families`, and in no others.
    #[inline]
    #[must_use]
    pub const fn with_add_path(self, families: FamilySet) -> Session {
        Session(self.0 & !FAMILIES | families.bits())
    }

    /// The same session with several labels in the routes of `families`, and in no others. Families whose routes have no
    /// labels are left out.
    ///
    /// ```
    /// use bmp_codec::bgp::{Session, nlri::{Family, FamilySet}};
    ///
    /// let families = FamilySet::from_iter([Family::VPN_IPV4_UNICAST, Family::IPV4_UNICAST]);
    /// let session = Session::default().with_multiple_labels(families);
    /// assert_eq!(session.multiple_labels(), Family::VPN_IPV4_UNICAST.into());
    /// ```
    #[must_use]
    pub fn with_multiple_labels(self, families: FamilySet) -> Session {
        if self.0 & ROUTES != 0 {
            return self;
        }
        let labeled = LABELED.into_iter();
        let bits = labeled
            .filter(|family| families.contains(*family))
            .fold(0, |bits, family| bits | labels_bit(family));
        Session(self.0 & !MULTIPLE_LABELS | bits)
    }

    /// What of it counts for withdrawn routes: they have one label, whatever was agreed on
    /// ([RFC 8277, section 2.4](https://www.rfc-editor.org/rfc/rfc8277#section-2.4)).
    #[inline]
    #[must_use]
    pub const fn withdrawn(self) -> Session {
        Session(self.0 & !(MULTIPLE_LABELS | SEVERAL_LABELS))
    }

    /// The same session, from somewhere else.
    #[inline]
    #[must_use]
    pub const fn with_basis(self, basis: Basis) -> Session {
        let bits = match basis {
            Basis::Assumed => 0,
            Basis::Negotiated => NEGOTIATED,
            Basis::Inferred => BY_OCTETS,
            Basis::Contradicted => BASIS,
        };
        Session(self.0 & !BASIS | bits)
    }

    /// How octets are read, and nothing of where that comes from.
    #[cfg(feature = "serde")]
    pub(crate) const fn as_read(self) -> Session {
        Session(self.0 & !(BASIS | WIDTH_BY_OCTETS))
    }

    /// The same session, with path identifiers as the octets of routes say.
    pub(crate) const fn by_octets(self) -> Session {
        Session(self.0 | BY_OCTETS)
    }

    /// The same session, with AS numbers as they can be read, whatever was said of them.
    pub(crate) const fn with_contradicted_asn_width(self, width: AsnWidth) -> Session {
        Session(self.with_asn_width(width).0 | WIDTH_BY_OCTETS)
    }

    /// The same session, with AS numbers of the width that was said.
    pub(crate) const fn with_asn_width_as_said(self, width: AsnWidth) -> Session {
        Session(self.with_asn_width(width).0 & !WIDTH_BY_OCTETS)
    }

    /// What is left of it for the routes of one family: whether they have path identifiers, and several labels.
    ///
    /// That is the session of a list of routes. A list that is made for a whole session is one of the usual family
    /// of its routes; for another one, like multicast, say so with this.
    #[inline]
    #[must_use]
    pub const fn routes(self, family: Family) -> Session {
        Session(ROUTES | family.key() as u64 | self.0 & BASIS)
            .with_path_ids(self.add_path().contains(family))
            .with_several_labels(self.has_labels(family))
    }

    /// As [`routes`](Session::routes), of a family whose bit is known.
    #[inline]
    pub(crate) const fn routes_at(self, family: Family, bit: u32) -> Session {
        // Moved to their places by shifts: there are no branches, and each is a mask.
        let path_ids = self.0 << (PATH_IDS.trailing_zeros() - bit) & PATH_IDS;
        let several_labels = match labels_bit(family) {
            0 => 0,
            from => {
                self.0 << (SEVERAL_LABELS.trailing_zeros() - from.trailing_zeros()) & SEVERAL_LABELS
            }
        };
        Session(ROUTES | family.key() as u64 | path_ids | several_labels | self.0 & BASIS)
    }

    /// As [`routes`](Session::routes), unless that has been said.
    #[inline]
    pub(crate) const fn routes_or(self, family: Family) -> Session {
        if self.0 & ROUTES == 0 {
            self.routes(family)
        } else {
            self
        }
    }

    /// The session of a list of routes, with path identifiers or without.
    #[inline]
    pub(crate) const fn with_path_ids(self, present: bool) -> Session {
        Session(if present {
            self.0 | PATH_IDS
        } else {
            self.0 & !PATH_IDS
        })
    }

    /// The session of a list of routes, with several labels or with one.
    #[inline]
    pub(crate) const fn with_several_labels(self, several: bool) -> Session {
        Session(if several {
            self.0 | SEVERAL_LABELS
        } else {
            self.0 & !SEVERAL_LABELS
        })
    }

    /// Whether the routes of this list may have several labels.
    #[inline]
    pub(crate) const fn several_labels(self) -> bool {
        self.0 & SEVERAL_LABELS != 0
    }

    /// `limit`, or 0 where the routes of this list may have several labels: prefixes of fewer bits are surely those of
    /// routes with one label.
    #[inline(always)]
    pub(crate) const fn one_label_below(self, limit: u8) -> u8 {
        if self.several_labels() { 0 } else { limit }
    }

    /// Whether the routes of this list have path identifiers.
    #[inline]
    pub(crate) const fn path_ids(self) -> bool {
        self.0 & PATH_IDS != 0
    }

    /// The session of the attributes inside of any ATTR_SET: AS numbers of four octets
    /// ([RFC 6368, section 5](https://www.rfc-editor.org/rfc/rfc6368#section-5)), and no path identifiers.
    pub(crate) const OF_ATTRIBUTE_SET: Session = Session(ATTRIBUTE_SET);

    /// Whether these attributes are inside of an ATTR_SET.
    #[inline]
    pub(crate) const fn in_attribute_set(self) -> bool {
        self.0 & ATTRIBUTE_SET != 0
    }

    pub(crate) const fn outside_of_attribute_set(self) -> Session {
        Session(self.0 & !ATTRIBUTE_SET)
    }

    /// Whether the optional parameters of this list have lengths of two octets.
    pub(crate) const fn extended_parameters(self) -> bool {
        self.0 & EXTENDED_PARAMETERS != 0
    }

    pub(crate) const fn with_extended_parameters(self, extended: bool) -> Session {
        Session(if extended {
            self.0 | EXTENDED_PARAMETERS
        } else {
            self.0 & !EXTENDED_PARAMETERS
        })
    }

    pub(crate) const fn only_extended_parameters(self) -> Session {
        Session(self.0 & EXTENDED_PARAMETERS)
    }

    /// The name of the routes of this list.
    #[cold]
    pub(crate) const fn what(self) -> What {
        What::Nlri(Family::from_key(self.0 as u32))
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("basis", &self.basis())
            .field("asn_width", &self.asn_width())
            .field("add_path", &self.add_path())
            .field("multiple_labels", &self.multiple_labels())
            .finish()
    }
}

impl From<Family> for FamilySet {
    fn from(family: Family) -> FamilySet {
        FamilySet::from_iter([family])
    }
}

#[cfg(test)]
mod tests;
