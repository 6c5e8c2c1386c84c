//! The command `bmp`.

use std::process::ExitCode;

fn main() -> ExitCode {
    bmp_tools::main()
}
