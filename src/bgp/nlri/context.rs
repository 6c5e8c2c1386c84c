//! [`RouteContext`]: the part of a session that applies to one list of routes.

use core::fmt;

#[cfg(feature = "serde")]
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::bgp::nlri::Family;
use crate::bgp::session::{BASIS, Basis, Session};
use crate::wire::{Context, EncodeError, ListContext, What};

/// The part of a [`Session`] that applies to one list of routes: whether the routes have path identifiers, and whether
/// they may have multiple labels.
///
/// [`Session::routes`] returns it. It is a type of its own, so it cannot be confused with a session.
///
/// ```
/// use bmp_codec::bgp::{Session, nlri::Family};
///
/// let session = Session::default().with_add_path(Family::IPV6_UNICAST.into());
/// assert!(session.routes(Family::IPV6_UNICAST).has_path_ids());
/// assert!(!session.routes(Family::IPV4_UNICAST).has_path_ids());
/// ```
// The lower 24 bits are the family; the basis has the bits that it has in a session.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct RouteContext(u64);

/// Distinguishes the word of a list of routes from that of a session.
const ROUTES: u64 = 1 << 62;
const PATH_IDS: u64 = 1 << 61;
const SEVERAL_LABELS: u64 = 1 << 59;

impl Session {
    /// Returns the part of this session that applies to the routes of a family.
    #[inline]
    #[must_use]
    pub const fn routes(self, family: Family) -> RouteContext {
        RouteContext(ROUTES | family.key() as u64 | self.word() & BASIS)
            .with_path_ids(self.add_path().contains(family))
            .with_several_labels(self.has_several_labels(family))
    }

    /// Like [`routes`](Session::routes), if the bits of the family are known: the bit of its path identifiers, and the
    /// bit of its labels if it has labels.
    #[inline]
    pub(crate) const fn routes_at(
        self,
        family: Family,
        bit: u32,
        labels_bit: Option<u32>,
    ) -> RouteContext {
        // Bits are moved to their places by shifts: there are no branches, and each is a mask.
        let path_ids = self.word() << (PATH_IDS.trailing_zeros() - bit) & PATH_IDS;
        let several_labels = match labels_bit {
            Some(bit) => self.word() << (SEVERAL_LABELS.trailing_zeros() - bit) & SEVERAL_LABELS,
            None => 0,
        };
        RouteContext(ROUTES | family.key() as u64 | path_ids | several_labels | self.word() & BASIS)
    }
}

impl RouteContext {
    /// Returns the family.
    #[must_use]
    pub const fn family(self) -> Family {
        Family::from_key(self.0 as u32)
    }

    /// Returns whether the routes have path identifiers ([RFC 7911](https://www.rfc-editor.org/rfc/rfc7911)).
    #[inline]
    #[must_use]
    pub const fn has_path_ids(self) -> bool {
        self.0 & PATH_IDS != 0
    }

    /// Returns whether the routes may have multiple labels ([RFC 8277](https://www.rfc-editor.org/rfc/rfc8277)).
    #[inline]
    #[must_use]
    pub const fn has_several_labels(self) -> bool {
        self.0 & SEVERAL_LABELS != 0
    }

    /// Returns how it is known whether the routes have path identifiers.
    #[inline]
    #[must_use]
    pub const fn basis(self) -> Basis {
        Basis::of_word(self.0)
    }

    /// Returns the context for withdrawn routes: they have one label, whatever was agreed on
    /// ([RFC 8277, section 2.4](https://www.rfc-editor.org/rfc/rfc8277#section-2.4)).
    #[inline]
    #[must_use]
    pub const fn withdrawn(self) -> RouteContext {
        self.with_several_labels(false)
    }

    /// Returns the context with or without path identifiers.
    #[inline]
    #[must_use]
    pub const fn with_path_ids(self, present: bool) -> RouteContext {
        self.with_bit(PATH_IDS, present)
    }

    /// Returns the context without path identifiers if it has them, or with them if it has none.
    #[inline]
    pub(crate) const fn with_other_path_ids(self) -> RouteContext {
        RouteContext(self.0 ^ PATH_IDS)
    }

    /// Returns the context with multiple labels or with one label.
    #[inline]
    #[must_use]
    pub const fn with_several_labels(self, several: bool) -> RouteContext {
        self.with_bit(SEVERAL_LABELS, several)
    }

    #[inline]
    const fn with_bit(self, bit: u64, set: bool) -> RouteContext {
        RouteContext(if set { self.0 | bit } else { self.0 & !bit })
    }

    /// Returns `limit`, or 0 if the routes may have multiple labels. A route with a shorter prefix than that certainly
    /// has one label.
    #[inline(always)]
    pub(crate) const fn one_label_below(self, limit: u8) -> u8 {
        if self.has_several_labels() { 0 } else { limit }
    }

    /// Returns the context of a reader of routes. If the reader has a session, it is the part of that for `family`.
    #[inline]
    pub(crate) const fn of_family(context: Context, family: Family) -> RouteContext {
        if context.0 & ROUTES == 0 {
            Session::of(context).routes(family)
        } else {
            RouteContext(context.0)
        }
    }

    /// Returns the name of the routes.
    #[cold]
    pub(crate) const fn what(self) -> What {
        What::Nlri(self.family())
    }
}

impl ListContext for RouteContext {
    #[inline(always)]
    fn of(context: Context) -> RouteContext {
        RouteContext(context.0)
    }

    fn as_read(self) -> RouteContext {
        RouteContext(self.0 & !BASIS)
    }

    #[cold]
    fn refused(self, form: Context) -> EncodeError {
        let form = RouteContext(form.0);
        let conflict = match (self.has_path_ids(), form.has_path_ids()) {
            (false, true) => "a path identifier, but the session has none",
            (true, false) => "no path identifier, but the session has them",
            _ if form.has_several_labels() => "multiple labels, but the session has one",
            _ => "a label that is not the bottom of its stack, but the session has multiple labels",
        };
        EncodeError::Session {
            what: "route",
            conflict,
        }
    }
}

impl From<RouteContext> for Context {
    #[inline(always)]
    fn from(context: RouteContext) -> Context {
        Context(context.0)
    }
}

impl fmt::Debug for RouteContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RouteContext")
            .field("family", &self.family())
            .field("has_path_ids", &self.has_path_ids())
            .field("has_several_labels", &self.has_several_labels())
            .field("basis", &self.basis())
            .finish()
    }
}

/// A type that determines the context of routes: a [`Session`], for the usual family of such routes, or a
/// [`RouteContext`].
pub trait IntoRouteContext: sealed::Sealed {
    /// Returns the context of routes whose usual family is `family`.
    fn into_route_context(self, family: Family) -> RouteContext;
}

impl IntoRouteContext for Session {
    #[inline]
    fn into_route_context(self, family: Family) -> RouteContext {
        self.routes(family)
    }
}

impl IntoRouteContext for RouteContext {
    #[inline]
    fn into_route_context(self, _: Family) -> RouteContext {
        self
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Session {}
    impl Sealed for super::RouteContext {}
}

/// The context in serde: named fields in human-readable formats, one word in binary ones.
#[cfg(feature = "serde")]
#[derive(Serialize, Deserialize)]
#[serde(rename = "RouteContext")]
struct Fields {
    family: Family,
    #[serde(default)]
    path_ids: bool,
    #[serde(default)]
    several_labels: bool,
    #[serde(default)]
    basis: Basis,
}

#[cfg(feature = "serde")]
impl Serialize for RouteContext {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return self.0.serialize(serializer);
        }
        let fields = Fields {
            family: self.family(),
            path_ids: self.has_path_ids(),
            several_labels: self.has_several_labels(),
            basis: self.basis(),
        };
        fields.serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de> Deserialize<'de> for RouteContext {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<RouteContext, D::Error> {
        if !deserializer.is_human_readable() {
            return u64::deserialize(deserializer).map(RouteContext);
        }
        let fields = Fields::deserialize(deserializer)?;
        Ok(Session::default()
            .with_basis(fields.basis)
            .routes(fields.family)
            .with_path_ids(fields.path_ids)
            .with_several_labels(fields.several_labels))
    }
}
