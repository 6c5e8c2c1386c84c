//! Ctrl-C, for subcommands that end with what they have so far.

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use tokio::runtime::Builder;
use tokio::signal::ctrl_c;

/// The exit status that shells use for a program ended by Ctrl-C.
pub(crate) const INTERRUPTED: u8 = 130;

/// Whether Ctrl-C was pressed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Begins to listen. The first Ctrl-C is noted, the second one ends the program.
    pub(crate) fn listen() -> Self {
        let interrupt = Interrupt::default();
        let noted = interrupt.clone();
        // Without it, Ctrl-C ends the program at once, as it usually does.
        let Ok(runtime) = Builder::new_current_thread().enable_all().build() else {
            return interrupt;
        };
        thread::spawn(move || {
            runtime.block_on(async {
                if ctrl_c().await.is_ok() {
                    noted.set();
                    if ctrl_c().await.is_ok() {
                        process::exit(INTERRUPTED.into());
                    }
                }
            });
        });
        interrupt
    }

    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
