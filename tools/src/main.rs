//! The command `bmp`.

use std::process::ExitCode;

use alloc_tracker::{Allocator, Session};

/// Counts allocations, for `bmp bench`.
#[global_allocator]
static ALLOCATOR: Allocator<std::alloc::System> = Allocator::system();

fn main() -> ExitCode {
    bmp_tools::main(allocations)
}

/// Runs it, and returns how often this thread asked for memory.
fn allocations(run: &mut dyn FnMut()) -> u64 {
    let session = Session::new();
    let operation = session.operation("");
    {
        let _span = operation.measure_thread();
        run();
    }
    let report = session.to_report();
    let operations = report.operations();
    operations
        .map(|(_, operation)| operation.total_allocations_count())
        .sum()
}
