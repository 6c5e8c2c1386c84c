//! Colours on terminals.

use std::io;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum When {
    /// On terminals, unless NO_COLOR is set
    #[default]
    Auto,
    Always,
    Never,
}

/// What is shown in colour. A style that is not set writes nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Colours {
    pub(crate) announced: Style,
    pub(crate) withdrawn: Style,
    pub(crate) error: Style,
    pub(crate) note: Style,
}

impl Colours {
    pub(crate) fn of(when: When) -> Colours {
        let colourful = match when {
            When::Auto => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
            When::Always => true,
            When::Never => false,
        };
        match colourful {
            true => Colours {
                announced: AnsiColor::Green.on_default(),
                withdrawn: AnsiColor::Magenta.on_default(),
                error: AnsiColor::Red.on_default().bold(),
                note: AnsiColor::Yellow.on_default(),
            },
            false => Colours::default(),
        }
    }
}
