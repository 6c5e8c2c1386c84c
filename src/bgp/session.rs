//! [`Session`]: what two speakers agreed on that changes how octets are read.

use core::fmt;

#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::Open;
use crate::bgp::capability::{AddPath, Capability};
use crate::bgp::nlri::{Family, FamilySet};
use crate::error::What;
use crate::net::AsnWidth;

/// What two speakers agreed on that changes how octets are read: how wide AS numbers are
/// ([RFC 6793](https://www.rfc-editor.org/rfc/rfc6793)), and which families' routes have path identifiers
/// ([RFC 7911](https://www.rfc-editor.org/rfc/rfc7911)). One word.
///
/// The default is what is most likely where nothing is known: four octets and no path identifiers,
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
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Session(u64);

const FAMILIES: u64 = (1 << 56) - 1;
const NEGOTIATED: u64 = 1 << 56;
const TWO_OCTETS: u64 = 1 << 60;
/// Only in the session of the attributes inside of an ATTR_SET: one in there is not read.
const ATTRIBUTE_SET: u64 = 1 << 57;
/// Only in the session of a list of routes: whether these have path identifiers.
const PATH_IDS: u64 = 1 << 61;
/// Only in the session of a list of optional parameters: whether these have lengths of two octets.
const EXTENDED_PARAMETERS: u64 = 1 << 63;
/// The session of a list of routes. Its lower 24 bits are their family.
const ROUTES: u64 = 1 << 62;

/// Where a [`Session`] comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Basis {
    /// Nothing is known of the session: it is the default one.
    #[default]
    Assumed,
    /// Both OPEN messages were seen.
    Negotiated,
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

    /// Where this session comes from.
    #[inline]
    #[must_use]
    pub const fn basis(self) -> Basis {
        if self.0 & NEGOTIATED == 0 {
            Basis::Assumed
        } else {
            Basis::Negotiated
        }
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

    /// The same session, from somewhere else.
    #[inline]
    #[must_use]
    pub const fn with_basis(self, basis: Basis) -> Session {
        match basis {
            Basis::Assumed => Session(self.0 & !NEGOTIATED),
            Basis::Negotiated => Session(self.0 | NEGOTIATED),
        }
    }

    /// What two speakers agreed on by their OPENs, for routes that go in one direction.
    ///
    /// AS numbers have four octets where both say so. Routes of a family have path identifiers where the side that
    /// sends the routes can send them, and the other can receive them
    /// ([RFC 7911, section 4](https://www.rfc-editor.org/rfc/rfc7911#section-4)).
    #[must_use]
    pub fn negotiated<S, R>(sent: &Open<S>, received: &Open<R>, direction: Direction) -> Session
    where
        S: AsRef<[u8]>,
        R: AsRef<[u8]>,
    {
        let (local, remote) = (Offer::of(sent), Offer::of(received));
        let families = match direction {
            Direction::Received => local.receive.and(remote.send),
            Direction::Sent => local.send.and(remote.receive),
        };
        let width = if local.four_octets && remote.four_octets {
            AsnWidth::Four
        } else {
            AsnWidth::Two
        };
        Session::default()
            .with_asn_width(width)
            .with_add_path(families)
            .with_basis(Basis::Negotiated)
    }

    /// What a Loc-RIB's Peer Up says by an OPEN that the router made up: path identifiers where the family is
    /// named at all, and AS numbers of four octets
    /// ([RFC 9069, sections 5.2 and 5.4.1](https://www.rfc-editor.org/rfc/rfc9069#section-5.2)).
    #[must_use]
    pub fn of_loc_rib<B: AsRef<[u8]>>(open: &Open<B>) -> Session {
        Session::default()
            .with_add_path(Offer::of(open).named)
            .with_basis(Basis::Negotiated)
    }

    /// What is left of it for the routes of one family: whether they have path identifiers.
    ///
    /// That is the session of a list of routes. A list that is made for a whole session is one of the usual family
    /// of its routes; for another one, like multicast, say so with this.
    #[inline]
    #[must_use]
    pub const fn routes(self, family: Family) -> Session {
        Session(ROUTES | family.key() as u64).with_path_ids(self.add_path().contains(family))
    }

    /// As [`routes`](Session::routes), of a family whose bit is known.
    #[inline]
    pub(crate) const fn routes_at(self, family: Family, bit: u32) -> Session {
        Session(ROUTES | family.key() as u64).with_path_ids(self.0 >> bit & 1 != 0)
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
            .finish()
    }
}

/// For people what it says; one word for machines.
#[cfg(feature = "serde")]
mod json {
    use super::{AsnWidth, Basis, EXTENDED_PARAMETERS, Family, FamilySet, ROUTES, Session};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// Of a list of routes there is a `family`; all others have what stands above it.
    #[derive(Default, Serialize, Deserialize)]
    #[serde(rename = "Session", default)]
    struct Fields {
        basis: Basis,
        asn_width: AsnWidth,
        add_path: FamilySet,
        #[serde(skip_serializing_if = "Option::is_none")]
        family: Option<Family>,
        #[serde(skip_serializing_if = "is_false")]
        path_ids: bool,
        #[serde(skip_serializing_if = "is_false")]
        extended_parameters: bool,
    }

    fn is_false(value: &bool) -> bool {
        !value
    }

    impl Serialize for Session {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            if !serializer.is_human_readable() {
                return self.0.serialize(serializer);
            }
            let routes = self.0 & ROUTES != 0;
            let fields = Fields {
                basis: self.basis(),
                asn_width: self.asn_width(),
                add_path: self.add_path(),
                family: routes.then(|| Family::from_key(self.0 as u32)),
                path_ids: self.path_ids(),
                extended_parameters: self.0 & EXTENDED_PARAMETERS != 0,
            };
            fields.serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for Session {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Session, D::Error> {
            if !deserializer.is_human_readable() {
                return u64::deserialize(deserializer).map(Session);
            }
            let fields = Fields::deserialize(deserializer)?;
            let session = Session::default()
                .with_basis(fields.basis)
                .with_asn_width(fields.asn_width)
                .with_add_path(fields.add_path);
            Ok(match fields.family {
                Some(family) => session.routes(family).with_path_ids(fields.path_ids),
                None => session.with_extended_parameters(fields.extended_parameters),
            })
        }
    }
}

/// What one OPEN offers.
#[derive(Default)]
struct Offer {
    four_octets: bool,
    send: FamilySet,
    receive: FamilySet,
    named: FamilySet,
}

impl Offer {
    fn of<B: AsRef<[u8]>>(open: &Open<B>) -> Offer {
        let mut offer = Offer::default();
        for capability in open.capabilities() {
            match capability {
                Ok(Capability::FourOctetAsNumber(_)) => offer.four_octets = true,
                Ok(Capability::AddPath(families)) => {
                    families.iter().for_each(|entry| offer.add(entry))
                }
                _ => {}
            }
        }
        offer
    }

    /// The last entry of a family counts.
    fn add(&mut self, entry: AddPath) {
        let family = FamilySet::from(entry.family);
        self.named = self.named.or(family);
        self.send = if entry.sends() {
            self.send.or(family)
        } else {
            self.send.without(family)
        };
        self.receive = if entry.receives() {
            self.receive.or(family)
        } else {
            self.receive.without(family)
        };
    }
}

impl From<Family> for FamilySet {
    fn from(family: Family) -> FamilySet {
        FamilySet::from_iter([family])
    }
}

#[cfg(test)]
mod tests;
