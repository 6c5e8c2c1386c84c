//! What shows messages.

use std::io;

use bmp_codec::DecodeError;
use bmp_codec::bmp::{Message, RouteMonitoring};

use crate::dump::message::{Known, Place};
use crate::dump::output::Output;
use crate::input::{Counts, Event, Loss};
use crate::select::Filter;

/// Shows what is found. A clone shows a part of it on another thread: see [`State`](Sink::State).
pub(crate) trait Sink: Clone + Send {
    /// What messages leave behind for later ones: what was counted, or how wide columns are. A part of the messages is shown
    /// from the state expected before it; if it was another one, the part is shown again.
    type State: Clone + Send;
    /// Whether lost bytes are shown among the messages, and not on standard error.
    const SHOWS_LOSSES: bool;

    /// How many octets of messages are handed to another thread at once: few enough for caches, and many enough for threads
    /// to be handed seldom.
    const BLOCK: usize = 32 << 10;

    /// Begins the output.
    fn start(&mut self, _to: &mut Output) -> io::Result<()> {
        Ok(())
    }

    /// Shows a selected message. Returns whether everything in it could be decoded.
    fn message(
        &mut self,
        place: &Place<'_>,
        message: &Message<&[u8]>,
        known: &Known<'_>,
        to: &mut Output,
    ) -> io::Result<bool>;

    /// Returns whether [`monitoring`](Sink::monitoring) does for Route Monitoring messages what `message` would do.
    fn is_quick(&self) -> bool {
        false
    }

    /// Takes a Route Monitoring message, of which everything is selected, by its bytes. Returns whether everything in it could
    /// be decoded.
    fn monitoring(&mut self, _frame: &[u8], _monitoring: &RouteMonitoring<&[u8]>) -> bool {
        true
    }

    /// Shows which rules of BMP the last message breaks, although it can be decoded.
    fn breaches(
        &mut self,
        _place: &Place<'_>,
        _message: &Message<&[u8]>,
        _breaches: &[DecodeError],
        _to: &mut Output,
    ) -> io::Result<()> {
        Ok(())
    }

    /// Shows a malformed message.
    fn broken(&mut self, place: &Place<'_>, error: &DecodeError, to: &mut Output)
    -> io::Result<()>;

    /// Shows an event that is not a message; and the file, if there are several.
    fn event(&mut self, file: Option<&str>, event: &Event<'_>, to: &mut Output) -> io::Result<()>;

    /// Shows what was in a file and could not be read. It is also said on standard error.
    fn losses(
        &mut self,
        _file: Option<&str>,
        _counts: &Counts,
        _losses: &[Loss],
        _to: &mut Output,
    ) -> io::Result<()> {
        Ok(())
    }

    /// Ends the output.
    fn finish(&mut self, _to: &mut Output) -> io::Result<()> {
        Ok(())
    }

    /// Returns the state that a part begins in if nothing changes before it.
    fn state(&self) -> Self::State;

    /// Begins a part in a state.
    fn begin(&mut self, state: Self::State);

    /// Ends a part. Returns its state.
    fn end(&mut self) -> Self::State;

    /// Takes over the state of a part that another one has shown. Returns `false` if that began in another state.
    fn follow(&mut self, begin: &Self::State, end: Self::State) -> bool;
}

/// Shows a message if it is selected. Returns whether everything in it could be decoded.
pub(crate) fn show(
    sink: &mut impl Sink,
    filter: &Filter,
    place: &Place<'_>,
    decoded: &Result<Message<&[u8]>, DecodeError>,
    known: &Known<'_>,
    to: &mut Output,
) -> io::Result<bool> {
    match decoded {
        Ok(message) if filter.takes_message(message, place.frame, place.captured) => {
            sink.message(place, message, known, to)
        }
        Ok(_) => Ok(true),
        Err(error) => {
            sink.broken(place, error, to)?;
            Ok(false)
        }
    }
}
