//! [`Session`]: what two speakers agreed on that changes how octets are read.

mod conflict;
#[cfg(feature = "serde")]
mod json;

use core::fmt;

use crate::bgp::nlri::{Family, FamilySet};
use crate::net::AsnWidth;
use crate::wire::{Context, EncodeError, ListContext, Reader};

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
/// A bit for each family whose routes have labels, from the first one on.
const MULTIPLE_LABELS: u64 = 0x3f << FIRST_LABELS_BIT;
/// The bit of the first family whose routes have labels.
pub(super) const FIRST_LABELS_BIT: u32 = 50;
const NEGOTIATED: u64 = 1 << 56;
/// Path identifiers are where the octets of routes say so, whatever was agreed on.
const BY_OCTETS: u64 = 1 << 58;
/// These bits are the same ones in the context of a list of routes.
pub(super) const BASIS: u64 = NEGOTIATED | BY_OCTETS;
const TWO_OCTETS: u64 = 1 << 60;
/// Never in a session: a bit of [`AttributeContext`](super::attribute::AttributeContext).
pub(super) const ATTRIBUTE_SET: u64 = 1 << 57;

/// Where a [`Session`] comes from; in the context of a list of routes, how it is known whether these have path
/// identifiers.
///
/// OPENs alone do not tell what a router writes into BMP, so a [`PeerTable`](crate::bmp::PeerTable) may find that octets
/// are otherwise than was agreed on. Then it says so here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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

impl Basis {
    /// What a word says of it, of a session or of the context of routes.
    #[inline]
    pub(super) const fn of_word(word: u64) -> Basis {
        match (word & NEGOTIATED != 0, word & BY_OCTETS != 0) {
            (false, false) => Basis::Assumed,
            (true, false) => Basis::Negotiated,
            (false, true) => Basis::Inferred,
            (true, true) => Basis::Contradicted,
        }
    }
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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
        FamilySet::from_bits(self.0 & FAMILIES)
    }

    /// The families whose routes may have several labels: as many as there are down to the bottom of the stack
    /// ([RFC 8277, section 2.3](https://www.rfc-editor.org/rfc/rfc8277#section-2.3)).
    #[must_use]
    pub fn multiple_labels(self) -> FamilySet {
        if self.0 & MULTIPLE_LABELS == 0 {
            // Most sessions have none, and a look for each family is long.
            return FamilySet::EMPTY;
        }
        let labeled = Family::ALL.iter().copied();
        labeled
            .filter(|family| self.has_several_labels(*family))
            .collect()
    }

    /// Whether the routes of a family may have several labels.
    #[inline]
    pub(crate) const fn has_several_labels(self, family: Family) -> bool {
        match family.labels_bit() {
            Some(bit) => self.0 >> bit & 1 != 0,
            None => false,
        }
    }

    /// Where this session comes from.
    #[inline]
    #[must_use]
    pub const fn basis(self) -> Basis {
        Basis::of_word(self.0)
    }

    /// Whether AS numbers are of another width than the A flag of the message and the OPENs said: an AS_PATH could be
    /// read with this one only.
    #[inline]
    #[must_use]
    pub const fn is_asn_width_contradicted(self) -> bool {
        self.0 & WIDTH_BY_OCTETS != 0
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
        let bits = families.iter().filter_map(Family::labels_bit);
        Session(bits.fold(self.0 & !MULTIPLE_LABELS, |word, bit| word | 1 << bit))
    }

    /// What of it counts for withdrawn routes: they have one label, whatever was agreed on
    /// ([RFC 8277, section 2.4](https://www.rfc-editor.org/rfc/rfc8277#section-2.4)).
    #[inline]
    #[must_use]
    pub const fn withdrawn(self) -> Session {
        Session(self.0 & !MULTIPLE_LABELS)
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

    /// The session of a reader.
    // The bit for inside an ATTR_SET may be set in it. It is not masked off: the masked word would be kept beside the
    // other one over the whole walk. No attribute value keeps a session, so the bit goes nowhere.
    #[inline(always)]
    pub(crate) const fn of(context: Context) -> Session {
        Session(context.0)
    }

    /// Its word in a reader.
    #[inline(always)]
    pub(crate) const fn word(self) -> u64 {
        self.0
    }
}

impl From<Session> for Context {
    #[inline(always)]
    fn from(session: Session) -> Context {
        Context(session.0)
    }
}

/// That of a list whose elements need the whole of it.
impl ListContext for Session {
    #[inline]
    fn of(context: Context) -> Session {
        Session::of(context)
    }

    fn as_read(self) -> Session {
        self.as_read()
    }

    fn refused(self, form: Context) -> EncodeError {
        EncodeError::Session {
            what: "list element",
            conflict: self.conflict(Session::of(form)),
        }
    }
}

impl Reader<'_> {
    /// The session that the octets are read in.
    #[inline(always)]
    pub(crate) const fn session(&self) -> Session {
        Session::of(self.context())
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
