//! What a receiver would do about errors in an UPDATE, and why.

use std::io::{self, Write};

use bmp_codec::bgp::Update;
use bmp_codec::bgp::error_action::{Disposition, ErrorContext};
use bmp_codec::{DecodeError, What};

use crate::dump::columns::Head;
use crate::dump::message::Place;

/// Writes what a receiver would do, then each reason on its own line. Writes nothing if there is nothing to do.
pub(crate) fn update(
    out: &mut impl Write,
    head: Head<'_>,
    place: &Place<'_>,
    update: &Update<&[u8]>,
    context: ErrorContext,
) -> io::Result<()> {
    let disposition = update.disposition(context);
    if disposition == Disposition::Nothing {
        return Ok(());
    }
    // The body begins with the length of the withdrawn routes.
    let body = place
        .offset_of(update.withdrawn_routes.octets())
        .saturating_sub(2);
    writeln!(
        out,
        "{head}receiver: {disposition}; bytes count from {body} of message {}",
        place.number
    )?;
    for error in update.errors(context) {
        writeln!(out, "{head}receiver: {error}")?;
    }
    Ok(())
}

/// Writes the line for a message that should be an UPDATE but is malformed.
pub(crate) fn malformed(
    out: &mut impl Write,
    head: Head<'_>,
    error: &DecodeError,
) -> io::Result<()> {
    let section = match error.what() {
        What::MessageHeader => "RFC 4271, section 6.1",
        What::BgpMessage(2) | What::WithdrawnRoutes | What::PathAttributes => {
            "RFC 7606, section 3 b"
        }
        _ => return Ok(()),
    };
    let disposition = Disposition::SessionReset;
    writeln!(out, "{head}receiver: {disposition} ({section})")
}
