//! What one connection gives to the tables.

use std::sync::Arc;

use bmp_codec::bmp::{Message, PeerTable, Received};
use bytes::Bytes;

use crate::collect::glass::Glass;
use crate::collect::router::Identity;
use crate::collect::time::Time;
use crate::tables::RouterId;

/// So many routes are applied before others may have the tables.
const PART: usize = 32;

/// A connection. When it is dropped, the routes of its router are stale.
#[derive(Debug)]
pub(crate) struct Feed {
    glass: Arc<Glass>,
    router: Option<RouterId>,
    /// The messages before it was known which router this is: Initiation and Peer Up, and at most 64 KiB.
    waiting: Vec<(Message<Bytes>, Time)>,
}

impl Feed {
    pub(crate) fn new(glass: Arc<Glass>) -> Feed {
        Feed {
            glass,
            router: None,
            waiting: Vec::new(),
        }
    }

    /// Takes a message, which this peer table has decoded.
    pub(crate) fn take(&mut self, item: &Received, peers: &PeerTable, received: Time) {
        let Received::Message { message, .. } = item else {
            return;
        };
        match self.router {
            Some(router) => self.apply(router, message, peers, received),
            None => self.waiting.push((message.clone(), received)),
        }
    }

    /// Says which router this is.
    pub(crate) fn name(&mut self, identity: &Identity, peers: &PeerTable) {
        if self.router.is_some() {
            return;
        }
        let router = self.glass.connect(&identity.to_string());
        self.router = Some(router);
        for (message, received) in std::mem::take(&mut self.waiting) {
            self.apply(router, &message, peers, received);
        }
    }

    fn apply(&self, router: RouterId, message: &Message<Bytes>, peers: &PeerTable, received: Time) {
        let since = Some(received.since_1970());
        let message = message.view();
        let mut routes = 0..PART;
        loop {
            let tables = &mut self.glass.lock_to_change().tables;
            let (_, goes_on) = tables.take_part(router, &message, peers, since, routes.clone());
            if !goes_on {
                break;
            }
            routes = routes.end..routes.end + PART;
        }
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        if let Some(router) = self.router {
            self.glass.disconnect(router);
        }
    }
}
