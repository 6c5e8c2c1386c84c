//! [`MessageBreaches`]: the iterator over what is wrong with a message.

use core::iter::FusedIterator;

use crate::bmp::HEADER_LEN;
use crate::bmp::per_peer_header::PER_PEER_LEN;
use crate::bmp::stream_checker::tlvs::Tlvs;
use crate::wire::{Breach, DecodeError, Fault, What};

/// The iterator over what is wrong with a message, made by [`StreamChecker::check`](crate::bmp::StreamChecker::check).
#[derive(Clone, Debug)]
pub struct MessageBreaches<'a> {
    found: Found,
    next: usize,
    tlvs: Tlvs<'a>,
}

impl<'a> MessageBreaches<'a> {
    pub(super) fn of(found: Found, tlvs: Tlvs<'a>) -> MessageBreaches<'a> {
        MessageBreaches {
            found,
            next: 0,
            tlvs,
        }
    }
}

impl Iterator for MessageBreaches<'_> {
    type Item = DecodeError;

    fn next(&mut self) -> Option<DecodeError> {
        match self.found.get(self.next) {
            Some(error) => {
                self.next += 1;
                Some(error)
            }
            None => self.tlvs.next(),
        }
    }
}

impl FusedIterator for MessageBreaches<'_> {}

/// More than the rules that one message can break as a whole: a Peer Up can break the most.
const ROOM: usize = 24;

/// What is wrong with a message as a whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    message: What,
    errors: [DecodeError; ROOM],
    count: usize,
}

impl Found {
    /// Returns an empty collection for a message.
    pub(super) fn of(message: What) -> Found {
        Found {
            message,
            errors: [DecodeError::new(0, Fault::Truncated(0)); ROOM],
            count: 0,
        }
    }

    fn get(&self, index: usize) -> Option<DecodeError> {
        let (errors, _) = self.errors.split_at_checked(self.count)?;
        errors.get(index).copied()
    }

    /// Adds an error.
    pub(super) fn error(&mut self, error: DecodeError) {
        debug_assert!(self.count < ROOM, "a message breaks too many rules");
        if let Some(place) = self.errors.get_mut(self.count) {
            *place = error.within(self.message);
            self.count += 1;
        }
    }

    /// Adds a rule of the message, if it is broken.
    pub(super) fn message(&mut self, is_broken: bool, offset: usize, breach: Breach) {
        self.rule(is_broken, self.message, offset, breach);
    }

    /// Adds a rule of the per-peer header, if it is broken. The offset counts from the start of the header.
    pub(super) fn header(&mut self, is_broken: bool, offset: usize, breach: Breach) {
        debug_assert!(offset < PER_PEER_LEN);
        self.rule(is_broken, What::PerPeerHeader, HEADER_LEN + offset, breach);
    }

    /// Adds a rule, if it is broken.
    pub(super) fn rule(&mut self, is_broken: bool, what: What, offset: usize, breach: Breach) {
        if is_broken {
            self.error(DecodeError::new(offset, Fault::Breach(breach)).within(what));
        }
    }
}
