//! Derives the [`ErrorContext`] of an UPDATE from its per-peer header.

use crate::bgp::error_action::{ErrorContext, View};
use crate::bmp::{PerPeerHeader, Rib};

/// Sets the view only. The per-peer header does not tell whether the peer is an internal neighbor of the router. It
/// does have the peer's AS, but does not tell whether an AS_PATH must begin with that.
///
/// The view is meant for Route Monitoring; mirrored messages are always [received](View::Received) ones.
impl From<&PerPeerHeader> for ErrorContext {
    fn from(peer: &PerPeerHeader) -> ErrorContext {
        ErrorContext::default().with_view(match peer.rib() {
            None | Some(Rib::AdjRibInPre) => View::Received,
            Some(_) => View::Processed,
        })
    }
}
