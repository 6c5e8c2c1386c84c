//! Looks for the programs that tests need, so that the tests of a missing one are ignored by name, with the reason.
//!
//! With `BMP_CODEC_REQUIRE_TOOLS` set none is ignored: those of a missing program then fail.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

const REQUIRED: &str = "BMP_CODEC_REQUIRE_TOOLS";

/// Where packages put programs; not all of these are in the PATH of every user.
const DIRECTORIES: &[&str] = &["/usr/bin", "/usr/sbin", "/usr/lib/frr"];

/// Whether a program is the wanted one.
type Check = fn(&Path) -> bool;

/// The name in tests, the program, and what it has to be.
const PROGRAMS: &[(&str, &str, Check)] = &[
    ("tshark", "tshark", |path| version(path) >= Some((4, 0))),
    ("tshark_4_0", "tshark", |path| version(path) == Some((4, 0))),
    ("pmbmpd", "pmbmpd", is_anything),
    ("gobgpd", "gobgpd", is_anything),
    ("bgpd", "bgpd", is_anything),
    ("nats_server", "nats-server", is_anything),
    ("tansu", "tansu", is_anything),
    ("chromium", "chromium", is_anything),
    ("promtool", "promtool", is_anything),
    ("dot", "dot", is_anything),
    ("python3", "python3", |path| imports(path, "networkx")),
    ("python_kafka", "python3", |path| imports(path, "kafka")),
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=PATH");
    println!("cargo::rerun-if-env-changed={REQUIRED}");
    // A program may be installed later.
    for directory in DIRECTORIES.iter().filter(|name| Path::new(name).is_dir()) {
        println!("cargo::rerun-if-changed={directory}");
    }
    for (name, program, is_wanted) in PROGRAMS {
        let found = find(program, *is_wanted);
        println!("cargo::rustc-check-cfg=cfg(has_{name})");
        if found.is_some() || env::var_os(REQUIRED).is_some() {
            println!("cargo::rustc-cfg=has_{name}");
        }
        // How tests run it.
        let path = found.unwrap_or_else(|| program.into());
        println!(
            "cargo::rustc-env={}={}",
            name.to_uppercase(),
            path.display()
        );
    }
}

/// Returns the first program of this name that is wanted.
fn find(program: &str, is_wanted: Check) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let listed = env::split_paths(&path);
    listed
        .chain(DIRECTORIES.iter().map(PathBuf::from))
        .map(|directory| directory.join(program))
        .find(|path| path.is_file() && is_wanted(path))
}

fn is_anything(_: &Path) -> bool {
    true
}

/// The first two numbers of the version of a tshark: before 4.0 fields have other names, and each version has mistakes of its
/// own.
fn version(tshark: &Path) -> Option<(u32, u32)> {
    let output = Command::new(tshark).arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let version = text.strip_prefix("TShark (Wireshark) ")?;
    let mut numbers = version.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// Whether this Python has a module: nothing else is asked of it.
fn imports(python: &Path, module: &str) -> bool {
    let output = Command::new(python)
        .args(["-c", &format!("import {module}")])
        .output();
    output.is_ok_and(|output| output.status.success())
}
