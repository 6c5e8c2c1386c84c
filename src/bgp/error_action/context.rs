//! [`ErrorContext`]: what the rules need to know about the session.

use crate::net::Asn;

/// What the rules need to know about the session and cannot see in the bytes. The default knows nothing: rules that
/// depend on it do not apply.
///
/// ```
/// use bmp_codec::bgp::error_action::{ErrorContext, Neighbor, View};
/// use bmp_codec::bmp::{PeerFlags, PerPeerHeader};
/// use bmp_codec::net::Asn;
///
/// let context = ErrorContext::default()
///     .with_neighbor(Neighbor::External)
///     .with_neighbor_as(Asn(64496));
/// assert_eq!(context.neighbor_as(), Some(Asn(64496)));
///
/// let peer =
///     PerPeerHeader::global("192.0.2.1".parse()?, Asn(64496), "192.0.2.1".parse()?);
/// let after_policy = peer.with_flags(PeerFlags::POST_POLICY);
/// assert_eq!(ErrorContext::from(&peer).view(), View::Received);
/// assert_eq!(ErrorContext::from(&after_policy).view(), View::Processed);
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ErrorContext {
    neighbor: Neighbor,
    neighbor_as: Option<Asn>,
    view: View,
}

/// The kind of neighbor that sent the UPDATE, as its receiver sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Neighbor {
    /// An unknown kind of neighbor. LOCAL_PREF, ORIGINATOR_ID and CLUSTER_LIST may be present or absent. If they are
    /// malformed, the rules for an internal neighbor apply.
    #[default]
    Unknown,
    /// A speaker of the same AS; in a confederation, a speaker of the same Member-AS.
    Internal,
    /// A speaker of another Member-AS in the same confederation
    /// ([RFC 5065](https://www.rfc-editor.org/rfc/rfc5065)).
    Confederation,
    /// A speaker of another AS.
    External,
}

/// What the UPDATE shows: the neighbor's message, or a route as the router processed it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum View {
    /// The UPDATE as a neighbor sent it: a message of a BGP session, a mirrored message, or a route of the pre-policy
    /// Adj-RIB-In.
    #[default]
    Received,
    /// An UPDATE that a router made from its tables: a route of the post-policy Adj-RIB-In, of an Adj-RIB-Out, or of a
    /// Loc-RIB.
    ///
    /// The rules about what neighbors may send do not apply here. Policies set LOCAL_PREF on routes from outside and
    /// change AS_PATH. Routes that the router originates have no next hop, or 0.0.0.0. In the pre-policy Adj-RIB-Out,
    /// attributes that are not known yet are empty
    /// ([RFC 8671, section 5.2](https://www.rfc-editor.org/rfc/rfc8671#section-5.2)). The remaining checks are: whether
    /// everything can be decoded and keeps the rules of its RFC, the flags, duplicates, and the presence of ORIGIN and
    /// AS_PATH.
    Processed,
}

impl ErrorContext {
    /// Returns the context with this kind of neighbor.
    #[must_use]
    pub const fn with_neighbor(self, neighbor: Neighbor) -> ErrorContext {
        ErrorContext { neighbor, ..self }
    }

    /// Returns the context with the AS of the neighbor. The AS_PATH of an [external](Neighbor::External) neighbor must
    /// begin with this AS ([RFC 4271, section 6.3](https://www.rfc-editor.org/rfc/rfc4271#section-6.3)).
    ///
    /// RFCs leave it to the receiver whether to check this, and a receiver must not check it for route servers
    /// ([RFC 7947](https://www.rfc-editor.org/rfc/rfc7947#section-2.2.2)). So without this AS, the rule does not apply.
    #[must_use]
    pub const fn with_neighbor_as(self, asn: Asn) -> ErrorContext {
        ErrorContext {
            neighbor_as: Some(asn),
            ..self
        }
    }

    /// Returns the context with this view.
    #[must_use]
    pub const fn with_view(self, view: View) -> ErrorContext {
        ErrorContext { view, ..self }
    }

    /// Returns the kind of neighbor that sent the UPDATE.
    #[must_use]
    pub const fn neighbor(self) -> Neighbor {
        self.neighbor
    }

    /// Returns the AS that an AS_PATH must begin with.
    #[must_use]
    pub const fn neighbor_as(self) -> Option<Asn> {
        self.neighbor_as
    }

    /// Returns what the UPDATE shows.
    #[must_use]
    pub const fn view(self) -> View {
        self.view
    }

    /// Returns whether the UPDATE shows what such a neighbor sent.
    pub(super) fn is_received_from(self, neighbor: Neighbor) -> bool {
        self.view == View::Received && self.neighbor == neighbor
    }
}
