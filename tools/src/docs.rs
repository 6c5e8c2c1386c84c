//! Writes the manual pages and the completions of the command.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::command::Bmp;

/// Writes manual pages, and completions for bash, zsh and fish
#[derive(Debug, clap::Args)]
#[command(hide = true)]
pub(crate) struct Args {
    /// Directory to write to; created if it is missing
    #[arg(value_name = "DIR")]
    directory: PathBuf,
}

pub(crate) fn main(args: &Args) -> ExitCode {
    match write(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bmp docs: {}: {error}", args.directory.display());
            ExitCode::FAILURE
        }
    }
}

fn write(args: &Args) -> std::io::Result<()> {
    std::fs::create_dir_all(&args.directory)?;
    clap_mangen::generate_to(Bmp::command(), &args.directory)?;
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        clap_complete::generate_to(shell, &mut Bmp::command(), "bmp", &args.directory)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_subcommand_has_a_page_and_completions() {
        let directory = tempfile::tempdir().unwrap();
        let args = Args {
            directory: directory.path().to_owned(),
        };
        write(&args).unwrap();
        let read = |name: &str| std::fs::read_to_string(directory.path().join(name)).unwrap();
        for name in [
            "dump",
            "filter",
            "replay",
            "synthesize",
            "bench",
            "seeds",
            "topology",
            "collect",
        ] {
            assert!(read(&format!("bmp-{name}.1")).contains("NAME"), "{name}");
            for completions in ["bmp.bash", "_bmp", "bmp.fish"] {
                assert!(read(completions).contains(name), "{name}");
            }
        }
    }
}
