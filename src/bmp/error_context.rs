//! What a per-peer header says of the errors in its UPDATEs: [`ErrorContext`].

use crate::bgp::error_action::{ErrorContext, View};
use crate::bmp::{PerPeerHeader, Rib};

/// The view. Whether the peer is an internal neighbor of the router is not in the header; and the peer's AS is in it,
/// but not whether paths have to begin with that.
///
/// It is that of Route Monitoring; mirrored messages are [received](View::Received) ones in any case.
impl From<&PerPeerHeader> for ErrorContext {
    fn from(peer: &PerPeerHeader) -> ErrorContext {
        ErrorContext::default().with_view(match peer.rib() {
            None | Some(Rib::AdjRibInPre) => View::Received,
            Some(_) => View::Processed,
        })
    }
}
