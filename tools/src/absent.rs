//! What was not built in: it is named all the same, with how to get it.

use std::process::ExitCode;

/// Says that this build lacks a feature.
pub(crate) fn text(feature: &str) -> String {
    format!("this build has no `{feature}`: cargo install --path tools --features {feature}")
}

/// Says so on standard error. Returns the status of bad arguments.
pub(crate) fn exit(feature: &str) -> ExitCode {
    eprintln!("bmp: {}", text(feature));
    ExitCode::from(2)
}
