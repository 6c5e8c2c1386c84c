//! Lines that are not written yet.

use std::io::{self, Write};

use crate::input::Event;

/// Lines for standard output, and for standard error.
#[derive(Debug, Default)]
pub(crate) struct Output {
    pub(crate) out: Vec<u8>,
    pub(crate) errors: Vec<u8>,
}

impl Output {
    pub(crate) fn clear(&mut self) {
        self.out.clear();
        self.errors.clear();
    }

    /// Says on standard error that bytes of a stream are lost, if the event says so.
    pub(crate) fn loss(&mut self, file: Option<&str>, event: &Event<'_>) -> io::Result<()> {
        if !event.what.is_loss() {
            return Ok(());
        }
        let file = file.map(|file| format!("{file}: ")).unwrap_or_default();
        let (name, offset) = (&event.stream.name, event.begin());
        writeln!(
            self.errors,
            "{file}error: {event}; at byte {offset} of stream {name}"
        )
    }

    /// Writes everything, so that nothing is left here.
    pub(crate) fn write(&mut self, out: &mut dyn Write, errors: &mut dyn Write) -> io::Result<()> {
        if !self.errors.is_empty() {
            errors.write_all(&self.errors)?;
        }
        out.write_all(&self.out)?;
        self.clear();
        Ok(())
    }
}
