//! Where an error is.

use std::fmt::{self, Display};

use bmp_codec::DecodeError;

use crate::dump::message::Place;

/// An error with its place in the message, and the message's place in the stream.
pub(crate) struct Located<'a> {
    error: &'a DecodeError,
    base: usize,
    place: &'a Place<'a>,
}

impl<'a> Located<'a> {
    /// `base` is the offset in the message that the error counts from.
    pub(crate) fn new(error: &'a DecodeError, base: usize, place: &'a Place<'a>) -> Self {
        Located { error, base, place }
    }
}

impl Display for Located<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (error, place) = (self.error, self.place);
        write!(
            f,
            "{} at byte {} of message {}: {}; at byte {} of stream {}",
            error.what(),
            self.base + error.offset(),
            place.number,
            error.fault(),
            place.offset,
            place.stream.name
        )
    }
}
