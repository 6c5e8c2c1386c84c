//! The command as a whole: what it prints, and how it ends.

use std::path::Path;
use std::process::{Command, Output};

const README: &str = include_str!("../../README.md");

pub(crate) fn bmp(arguments: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    Command::new(env!("CARGO_BIN_EXE_bmp"))
        .args(arguments)
        .current_dir(root)
        .output()
        .unwrap()
}

#[test]
fn the_first_command_of_the_readme_prints_what_is_said() {
    let mut blocks = README.split("```").skip(1).step_by(2);
    let command = blocks.next().unwrap().strip_prefix("sh\n").unwrap();
    let arguments = command.split_once(" -- ").unwrap().1.trim_end();
    let said = blocks.next().unwrap().strip_prefix("text\n").unwrap();
    let arguments: Vec<_> = arguments.split(' ').collect();
    let printed = String::from_utf8(bmp(&arguments).stdout).unwrap();
    let lines: Vec<_> = printed.lines().collect();
    for line in said.lines() {
        assert!(lines.contains(&line), "{line}");
    }
}

/// Bad arguments, and what is not built in, have the same status.
#[test]
fn status_2() {
    assert_eq!(bmp(&["dump"]).status.code(), Some(2));
    assert_eq!(bmp(&["nothing"]).status.code(), Some(2));
    for (has, feature, arguments) in [
        (
            cfg!(feature = "collect"),
            "collect",
            &["collect", "--help"][..],
        ),
        (
            cfg!(feature = "nats"),
            "nats",
            &["dump", "nats://127.0.0.1:1"],
        ),
        (
            !cfg!(feature = "collect") || cfg!(feature = "nats"),
            "nats",
            &["collect", "--publish", "nats://127.0.0.1:1"],
        ),
        (
            cfg!(feature = "kafka"),
            "kafka",
            &["dump", "kafka://127.0.0.1:1/bmp"],
        ),
        (
            !cfg!(feature = "collect") || cfg!(feature = "kafka"),
            "kafka",
            &["collect", "--publish", "kafka://127.0.0.1:1/bmp"],
        ),
    ] {
        if has {
            continue;
        }
        let output = bmp(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        let expected = format!(
            "bmp: this build has no `{feature}`: cargo install --path tools --features {feature}\n"
        );
        assert_eq!((output.status.code(), said), (Some(2), expected));
    }
}
