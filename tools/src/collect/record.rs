//! What is written about a router.

use std::net::SocketAddr;

use crate::collect::time::Time;
use bmp_codec::bmp::Received;

/// An event on a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record<'a> {
    /// Address and port of the router.
    pub(crate) router: SocketAddr,
    /// When the last of its bytes were read.
    pub(crate) received: Time,
    pub(crate) what: What<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum What<'a> {
    Connected,
    Received(&'a Received),
    Disconnected { reason: &'a str },
}

impl Record<'_> {
    /// Returns the number of bytes that it was made of.
    pub(crate) fn len(&self) -> usize {
        match self.what {
            What::Connected => 0,
            What::Received(Received::Message { frame, .. } | Received::Malformed { frame, .. }) => {
                frame.len()
            }
            // These bytes are not part of a line.
            What::Received(Received::Skipped { .. }) => 0,
            What::Disconnected { reason } => reason.len(),
        }
    }
}
