//! Other programs that read BMP: whether they are installed.

use std::process::Command;

/// Where this is set, a program that is missing fails the tests that need it.
const REQUIRED: &str = "BMP_CODEC_REQUIRE_TOOLS";

/// Whether tshark 4.0 is installed, whose fields the tests know. Says so where it is not.
pub(crate) fn has_tshark() -> bool {
    let version = Command::new("tshark").arg("--version").output();
    let found = version.is_ok_and(|output| {
        String::from_utf8_lossy(&output.stdout).starts_with("TShark (Wireshark) 4.0.")
    });
    found || missing("tshark 4.0")
}

/// Whether pmacct's pmbmpd is installed. Says so where it is not.
pub(crate) fn has_pmbmpd() -> bool {
    Command::new("pmbmpd").arg("-V").output().is_ok() || missing("pmbmpd (Debian: pmacct)")
}

fn missing(program: &str) -> bool {
    assert!(
        std::env::var_os(REQUIRED).is_none(),
        "{REQUIRED} is set, and there is no {program}"
    );
    eprintln!("skipped: there is no {program}");
    false
}
