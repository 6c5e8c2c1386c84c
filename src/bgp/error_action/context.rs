//! [`ErrorContext`]: what the rules have to know of the session.

use crate::net::Asn;

/// What the rules have to know of a session that octets do not say. By default nothing: then rules that depend on it
/// do not apply.
///
/// ```
/// use bmp_codec::bgp::error_action::{ErrorContext, Neighbor, View};
/// use bmp_codec::bmp::{PeerFlags, PerPeerHeader};
/// use bmp_codec::net::Asn;
///
/// let context = ErrorContext::default().with_neighbor(Neighbor::External).with_neighbor_as(Asn(64496));
/// assert_eq!(context.neighbor_as(), Some(Asn(64496)));
///
/// let peer = PerPeerHeader::global("192.0.2.1".parse()?, Asn(64496), "192.0.2.1".parse()?);
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

/// Who sent the UPDATE, as its receiver sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Neighbor {
    /// That is not known. LOCAL_PREF, ORIGINATOR_ID and CLUSTER_LIST may be there or not, and where they are malformed
    /// it is as from an internal one.
    #[default]
    Unknown,
    /// A speaker of the same AS; in a confederation of the same Member-AS.
    Internal,
    /// A speaker of another Member-AS in the same confederation
    /// ([RFC 5065](https://www.rfc-editor.org/rfc/rfc5065)).
    Confederation,
    /// A speaker of another AS.
    External,
}

/// What the UPDATE shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum View {
    /// What a neighbor sent: a message of a BGP session, one that is mirrored, or a route of the Adj-RIB-In before the
    /// policy.
    #[default]
    Received,
    /// What a router made of it: a route of the Adj-RIB-In after the policy, of an Adj-RIB-Out, or of a Loc-RIB.
    ///
    /// What neighbors may send does not apply to these: policies set LOCAL_PREF on routes from outside and change
    /// AS_PATH, routes of the router itself have no next hop, or 0.0.0.0, and before the policy of an Adj-RIB-Out
    /// attributes that are not known yet are empty
    /// ([RFC 8671, section 5.2](https://www.rfc-editor.org/rfc/rfc8671#section-5.2)). What remains is whether it can be
    /// read, flags, duplicates, and ORIGIN and AS_PATH.
    Processed,
}

impl ErrorContext {
    /// With a kind of neighbor.
    #[must_use]
    pub const fn with_neighbor(self, neighbor: Neighbor) -> ErrorContext {
        ErrorContext { neighbor, ..self }
    }

    /// With the AS of the neighbor: the AS_PATH of an [external](Neighbor::External) one has to begin with it
    /// ([RFC 4271, section 6.3](https://www.rfc-editor.org/rfc/rfc4271#section-6.3)).
    ///
    /// RFCs leave it to the receiver whether that is asked for, and of route servers
    /// ([RFC 7947](https://www.rfc-editor.org/rfc/rfc7947#section-2.2.2)) it must not be: so it is not where the AS is
    /// not said here.
    #[must_use]
    pub const fn with_neighbor_as(self, asn: Asn) -> ErrorContext {
        ErrorContext {
            neighbor_as: Some(asn),
            ..self
        }
    }

    /// With a view.
    #[must_use]
    pub const fn with_view(self, view: View) -> ErrorContext {
        ErrorContext { view, ..self }
    }

    /// Who sent the UPDATE.
    #[must_use]
    pub const fn neighbor(self) -> Neighbor {
        self.neighbor
    }

    /// The AS that an AS_PATH has to begin with.
    #[must_use]
    pub const fn neighbor_as(self) -> Option<Asn> {
        self.neighbor_as
    }

    /// What the UPDATE shows.
    #[must_use]
    pub const fn view(self) -> View {
        self.view
    }

    /// Whether the UPDATE is what such a neighbor sent.
    pub(super) fn is_received_from(self, neighbor: Neighbor) -> bool {
        self.view == View::Received && self.neighbor == neighbor
    }
}
