//! [`Session`]: what two speakers agreed on that changes how messages are decoded.

mod conflict;
#[cfg(feature = "serde")]
mod json;

use core::fmt;

use crate::bgp::nlri::{Family, FamilySet};
use crate::net::AsnWidth;
use crate::wire::{Context, EncodeError, ListContext, Reader};

/// What two speakers agreed on that changes how messages are decoded.
///
/// This is how wide AS numbers are ([RFC 6793](https://www.rfc-editor.org/rfc/rfc6793)), which families have path
/// identifiers in their routes ([RFC 7911](https://www.rfc-editor.org/rfc/rfc7911)), and which families may have
/// multiple labels in their routes ([RFC 8277](https://www.rfc-editor.org/rfc/rfc8277)). A session takes up 8 bytes.
///
/// The default is the most likely session if nothing is known: four-octet AS numbers, no path identifiers and one
/// label, with the basis [`Assumed`](Basis::Assumed).
///
/// ```
/// use bmp_codec::bgp::{Session, nlri::Family};
/// use bmp_codec::net::AsnWidth;
///
/// let session = Session::default()
///     .with_asn_width(AsnWidth::Two)
///     .with_add_path(Family::IPV4_UNICAST.into());
/// assert_eq!(session.asn_width(), AsnWidth::Two);
/// assert!(session.add_path().contains(Family::IPV4_UNICAST));
/// ```
///
/// A session is not only for BMP. A BGP speaker makes one for each direction from the two OPENs and decodes with
/// [`Decode::from_octets_in`](crate::Decode::from_octets_in). A reader of BGP4MP records of MRT
/// ([RFC 6396](https://www.rfc-editor.org/rfc/rfc6396), [RFC 8050](https://www.rfc-editor.org/rfc/rfc8050)) makes it
/// from the subtype of each record:
///
/// ```
/// use bmp_codec::Decode;
/// use bmp_codec::bgp::{Basis, Direction, Open, Session, Update};
/// use bmp_codec::bgp::capability::{AddPath, Capability};
/// use bmp_codec::bgp::nlri::{Family, FamilySet};
/// use bmp_codec::net::{Asn, AsnWidth};
///
/// // A BGP speaker: it offers to receive path identifiers, and its peer to send them.
/// let open = |mode| Open::new(Asn(65550), 90, [192, 0, 2, 1].into(), [
///     Capability::FourOctetAsNumber(Asn(65550)),
///     Capability::add_path([AddPath::new(Family::IPV4_UNICAST, mode)]),
/// ]);
/// let (sent, received) = (open(AddPath::RECEIVE)?, open(AddPath::SEND)?);
/// let inbound = Session::negotiated(&sent, &received, Direction::Received);
/// let outbound = Session::negotiated(&sent, &received, Direction::Sent);
/// assert!(inbound.add_path().contains(Family::IPV4_UNICAST));
/// assert!(outbound.add_path().is_empty());
/// let octets = [0, 0, 0, 0, 0, 0, 0, 7, 24, 198, 51, 100];
/// let update = Update::from_octets_in(&octets, inbound)?;
/// assert_eq!(update.nlri.to_string(), "198.51.100.0/24 path-id 7");
///
/// // A BGP4MP record of MRT: its subtype determines the session.
/// fn of_subtype(subtype: u16) -> Option<Session> {
///     let all: FamilySet = Family::ALL.iter().copied().collect();
///     let (width, add_path) = match subtype {
///         // MESSAGE, MESSAGE_LOCAL
///         1 | 6 => (AsnWidth::Two, FamilySet::EMPTY),
///         // MESSAGE_AS4, MESSAGE_AS4_LOCAL
///         4 | 7 => (AsnWidth::Four, FamilySet::EMPTY),
///         // MESSAGE_ADDPATH, MESSAGE_LOCAL_ADDPATH
///         8 | 10 => (AsnWidth::Two, all),
///         // MESSAGE_AS4_ADDPATH, MESSAGE_AS4_LOCAL_ADDPATH
///         9 | 11 => (AsnWidth::Four, all),
///         _ => return None,
///     };
///     let session = Session::default().with_asn_width(width).with_add_path(add_path);
///     Some(session.with_basis(Basis::Negotiated))
/// }
/// assert_eq!(of_subtype(9).map(Session::asn_width), Some(AsnWidth::Four));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What a session does not contain
///
/// Other capabilities change what a speaker may send, but not how messages are decoded:
///
/// * Extended next hop encoding ([RFC 8950](https://www.rfc-editor.org/rfc/rfc8950)): the next hop of an IPv4 family
///   may be an IPv6 address. The length of the next hop decides, so every length is decoded, whatever the speakers
///   agreed on.
/// * Extended messages ([RFC 8654](https://www.rfc-editor.org/rfc/rfc8654)): a message may have up to 65535 bytes. Such
///   messages are always decoded, because some routers send them in BMP without the capability.
/// * Extended optional parameters ([RFC 9072](https://www.rfc-editor.org/rfc/rfc9072)): the OPEN itself shows whether
///   it has them.
///
/// Ask the OPENs for what the speakers offered.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Session(u64);

const FAMILIES: u64 = (1 << 49) - 1;
/// The width of AS numbers comes from the bytes, not from the A flag or the OPENs.
const WIDTH_BY_OCTETS: u64 = 1 << 49;
/// One bit for each family whose routes have labels, from the first such family on.
const MULTIPLE_LABELS: u64 = 0x3f << FIRST_LABELS_BIT;
/// The bit of the first family whose routes have labels.
pub(super) const FIRST_LABELS_BIT: u32 = 50;
const NEGOTIATED: u64 = 1 << 56;
/// The bytes of the routes show whether path identifiers are there, whatever was agreed on.
const BY_OCTETS: u64 = 1 << 58;
/// Withdrawn routes have as many labels as announced ones, against RFC 8277.
const WITHDRAWN_STACKS: u64 = 1 << 59;
/// The context of a list of routes has the same bits.
pub(super) const BASIS: u64 = NEGOTIATED | BY_OCTETS;
const TWO_OCTETS: u64 = 1 << 60;
/// Never set in a session: a bit of [`AttributeContext`](super::attribute::AttributeContext).
pub(super) const ATTRIBUTE_SET: u64 = 1 << 57;
/// All bits that a session may have.
#[cfg(feature = "serde")]
const ALL: u64 =
    FAMILIES | WIDTH_BY_OCTETS | MULTIPLE_LABELS | BASIS | WITHDRAWN_STACKS | TWO_OCTETS;

/// Where a [`Session`] comes from. In the context of a list of routes: how it is known whether the routes have path
/// identifiers.
///
/// OPENs alone do not determine what a router sends in BMP. A [`PeerTable`](crate::bmp::PeerTable) may find that the
/// actual bytes differ from what was agreed on; the basis then records this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Basis {
    /// Nothing is known of the session: it is the default.
    #[default]
    Assumed,
    /// Both OPENs were seen, and no routes contradict them.
    Negotiated,
    /// No OPENs were seen: the session follows from the bytes of the routes.
    Inferred,
    /// Both OPENs were seen, but the routes only decode in a different session, which is this one.
    Contradicted,
}

impl Basis {
    /// Returns the basis in a word: that of a session or of the context of a list of routes.
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

/// The direction of routes, as seen by the speaker that sent the first OPEN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Direction {
    /// From the peer: the peer's Adj-RIB-In.
    Received,
    /// To the peer: the peer's Adj-RIB-Out.
    Sent,
}

impl Session {
    /// Returns the width of AS numbers.
    #[inline]
    #[must_use]
    pub const fn asn_width(self) -> AsnWidth {
        if self.0 & TWO_OCTETS == 0 {
            AsnWidth::Four
        } else {
            AsnWidth::Two
        }
    }

    /// Returns the families whose routes have path identifiers.
    #[inline]
    #[must_use]
    pub const fn add_path(self) -> FamilySet {
        FamilySet::from_bits(self.0 & FAMILIES)
    }

    /// Returns the families whose routes may have multiple labels: all labels down to the bottom of the stack
    /// ([RFC 8277, section 2.3](https://www.rfc-editor.org/rfc/rfc8277#section-2.3)).
    #[must_use]
    pub fn multiple_labels(self) -> FamilySet {
        if self.0 & MULTIPLE_LABELS == 0 {
            // Most sessions have none, and testing every family takes long.
            return FamilySet::EMPTY;
        }
        let labeled = Family::ALL.iter().copied();
        labeled
            .filter(|family| self.has_several_labels(*family))
            .collect()
    }

    /// Returns whether the routes of a family may have multiple labels.
    #[inline]
    pub(crate) const fn has_several_labels(self, family: Family) -> bool {
        match family.labels_bit() {
            Some(bit) => self.0 >> bit & 1 != 0,
            None => false,
        }
    }

    /// Returns where this session comes from.
    #[inline]
    #[must_use]
    pub const fn basis(self) -> Basis {
        Basis::of_word(self.0)
    }

    /// Returns whether the width of AS numbers contradicts the A flag of the message and the OPENs, because an AS_PATH
    /// could only be decoded with this width.
    #[inline]
    #[must_use]
    pub const fn is_asn_width_contradicted(self) -> bool {
        self.0 & WIDTH_BY_OCTETS != 0
    }

    /// Returns the session with this width of AS numbers.
    #[inline]
    #[must_use]
    pub const fn with_asn_width(self, width: AsnWidth) -> Session {
        match width {
            AsnWidth::Two => Session(self.0 | TWO_OCTETS),
            AsnWidth::Four => Session(self.0 & !TWO_OCTETS),
        }
    }

    /// Returns the session with path identifiers in the routes of `families`, and in no others.
    #[inline]
    #[must_use]
    pub const fn with_add_path(self, families: FamilySet) -> Session {
        Session(self.0 & !FAMILIES | families.bits())
    }

    /// Returns the session with multiple labels in the routes of `families`, and in no others. Families whose routes
    /// have no labels are ignored.
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
        if families.is_empty() {
            return Session(self.0 & !MULTIPLE_LABELS);
        }
        let bits = families.iter().filter_map(Family::labels_bit);
        Session(bits.fold(self.0 & !MULTIPLE_LABELS, |word, bit| word | 1 << bit))
    }

    /// Returns the session for withdrawn routes: they have one label, whatever was agreed on
    /// ([RFC 8277, section 2.4](https://www.rfc-editor.org/rfc/rfc8277#section-2.4)).
    #[inline]
    #[must_use]
    pub const fn withdrawn(self) -> Session {
        Session(self.0 & !(MULTIPLE_LABELS | WITHDRAWN_STACKS))
    }

    /// Returns whether withdrawn routes have as many labels as announced ones. This violates
    /// [RFC 8277, section 2.4](https://www.rfc-editor.org/rfc/rfc8277#section-2.4), but GoBGP 4.8 does it.
    #[inline]
    #[must_use]
    pub const fn has_withdrawn_stacks(self) -> bool {
        self.0 & WITHDRAWN_STACKS != 0
    }

    /// Returns the session in which withdrawn routes have as many labels as announced ones, or have one label.
    #[inline]
    #[must_use]
    pub const fn with_withdrawn_stacks(self, present: bool) -> Session {
        match present {
            true => Session(self.0 | WITHDRAWN_STACKS),
            false => Session(self.0 & !WITHDRAWN_STACKS),
        }
    }

    /// Returns the session in which a list of withdrawn routes is decoded.
    pub(crate) const fn of_withdrawn(self) -> Session {
        match self.has_withdrawn_stacks() {
            true => self,
            false => self.withdrawn(),
        }
    }

    /// Returns the session with another [`Basis`].
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

    /// Returns the session without its basis: only how bytes are decoded.
    pub(crate) const fn as_read(self) -> Session {
        Session(self.0 & !(BASIS | WIDTH_BY_OCTETS))
    }

    /// Returns the session in which the bytes of routes show whether they have path identifiers.
    pub(crate) const fn by_octets(self) -> Session {
        Session(self.0 | BY_OCTETS)
    }

    /// Returns the session with AS numbers of a width that contradicts the A flag or the OPENs.
    pub(crate) const fn with_contradicted_asn_width(self, width: AsnWidth) -> Session {
        Session(self.with_asn_width(width).0 | WIDTH_BY_OCTETS)
    }

    /// Returns the session with AS numbers of the width that the A flag or the OPENs said.
    pub(crate) const fn with_asn_width_as_said(self, width: AsnWidth) -> Session {
        Session(self.with_asn_width(width).0 & !WIDTH_BY_OCTETS)
    }

    /// Returns the session of a reader.
    // The bit for "inside an ATTR_SET" may be set in it. It is not masked off, because the masked word would be kept
    // next to the other one during the whole walk. No attribute value keeps a session, so the bit does not spread.
    #[inline(always)]
    pub(crate) const fn of(context: Context) -> Session {
        Session(context.0)
    }

    /// Returns the session as the word that a reader has.
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

/// The context of a list whose elements need the whole session.
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
    /// Returns the session in which this reader decodes.
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
            .field("withdrawn_stacks", &self.has_withdrawn_stacks())
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
