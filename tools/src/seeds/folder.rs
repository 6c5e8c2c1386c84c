//! The folder of a fuzz target.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

use anyhow::{Context, bail};

use crate::seeds::hash::hash64;
use crate::seeds::seed::Seed;

/// How many files there are for the seeds of a target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) new: u64,
    /// Those that were there, with the same bytes.
    pub(crate) known: u64,
    pub(crate) failed: u64,
}

/// Returns the name of a file: families without a name are told by two numbers with a slash between them, which is for
/// folders.
pub(crate) fn name(seed: &Seed) -> String {
    let what = seed.what.replace('/', "-");
    format!("{what}-{:016x}", hash64(&seed.octets))
}

/// Writes seeds, and says which ones cannot be written.
pub(crate) fn write<'s>(
    directory: &Path,
    seeds: impl Iterator<Item = &'s Seed>,
    errors: &mut dyn Write,
) -> anyhow::Result<Written> {
    fs::create_dir_all(directory)
        .with_context(|| format!("cannot create {}", directory.display()))?;
    let mut written = Written::default();
    for seed in seeds {
        let path = directory.join(name(seed));
        match file(&path, &seed.octets) {
            Ok(true) => written.new += 1,
            Ok(false) => written.known += 1,
            Err(error) => {
                written.failed += 1;
                writeln!(errors, "bmp seeds: {}: {error:#}", path.display())?;
            }
        }
    }
    Ok(written)
}

/// Writes a file, unless it exists. Returns whether it is new.
fn file(path: &Path, octets: &[u8]) -> anyhow::Result<bool> {
    let mut file = match File::create_new(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            if is_same(path, octets)? {
                return Ok(false);
            }
            bail!("is there, with other bytes: it is left as it is");
        }
        Err(error) => return Err(error.into()),
    };
    file.write_all(octets).inspect_err(|_| {
        // A part of a seed would be in the way of the whole one.
        let _ = fs::remove_file(path);
    })?;
    Ok(true)
}

fn is_same(path: &Path, octets: &[u8]) -> io::Result<bool> {
    let mut found = Vec::new();
    let most = octets.len() as u64 + 1;
    File::open(path)?.take(most).read_to_end(&mut found)?;
    Ok(found == octets)
}
