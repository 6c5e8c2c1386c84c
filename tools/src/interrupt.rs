//! Ctrl-C ends the reading, so that a subcommand can still say what it has found so far.

use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use tokio::runtime::Builder;
use tokio::signal::ctrl_c;

/// The exit status of a program that was interrupted.
pub(crate) const STATUS: u8 = 130;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Waits for Ctrl-C from now on. A second one ends the program at once: it may be waiting for input.
pub(crate) fn watch() {
    thread::spawn(|| {
        let Ok(runtime) = Builder::new_current_thread().enable_io().build() else {
            return;
        };
        runtime.block_on(async {
            if ctrl_c().await.is_ok() {
                INTERRUPTED.store(true, Ordering::Relaxed);
                if ctrl_c().await.is_ok() {
                    process::exit(STATUS.into());
                }
            }
        });
    });
}

pub(crate) fn has_come() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}
