//! Files that are replaced by a new one when they are large or old.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use file_rotate::compression::Compression;
use file_rotate::suffix::AppendCount;
use file_rotate::{ContentLimit, FileRotate};

/// The name of the current file; older ones have a number after it.
pub(crate) const NAME: &str = "bmp.jsonl";

/// When to begin a new file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rotation {
    pub(crate) size: u64,
    pub(crate) age: Duration,
    pub(crate) keep: usize,
}

/// Writes batches of whole lines. A file contains all of a batch, or nothing of it.
pub(crate) struct Files {
    path: PathBuf,
    file: FileRotate<AppendCount>,
    rotation: Rotation,
    /// The size of the file in bytes: whole batches.
    size: u64,
    since: Instant,
    /// An error may have left half a batch behind, or no file at all.
    broken: bool,
}

impl Files {
    /// Continues the existing file. Removes an incomplete line at its end, which a crash may have left.
    pub(crate) fn open(directory: &Path, rotation: Rotation) -> anyhow::Result<Files> {
        let path = directory.join(NAME);
        fs::create_dir_all(directory)
            .and_then(|()| OpenOptions::new().append(true).create(true).open(&path))
            .with_context(|| format!("cannot write to {}", path.display()))?;
        let mut files = Files {
            file: rotating(&path, rotation),
            path,
            rotation,
            size: 0,
            since: Instant::now(),
            broken: false,
        };
        files.size = files.len()?;
        if files.size > 0 {
            files.rotate()?;
        }
        Ok(files)
    }

    /// Writes a batch. After an error nothing of it is in the file, and it can be written again.
    pub(crate) fn write(&mut self, octets: &[u8]) -> io::Result<()> {
        if self.broken {
            self.mend()?;
        }
        self.broken = true;
        let is_due = self.size >= self.rotation.size || self.since.elapsed() >= self.rotation.age;
        if is_due && self.size > 0 {
            self.rotate()?;
        }
        self.file.write_all(octets)?;
        // The crate writes nowhere if it could not open a file, and somebody may have deleted the current one.
        let size = self.size + octets.len() as u64;
        if self.len()? != size {
            return Err(io::Error::other(format!(
                "{} does not contain what was written to it",
                self.path.display()
            )));
        }
        (self.size, self.broken) = (size, false);
        Ok(())
    }

    /// Flushes everything written to the disk.
    pub(crate) fn sync(&mut self) -> io::Result<()> {
        self.file.flush()?;
        OpenOptions::new().append(true).open(&self.path)?.sync_all()
    }

    fn len(&self) -> io::Result<u64> {
        Ok(fs::metadata(&self.path)?.len())
    }

    fn rotate(&mut self) -> io::Result<()> {
        self.file.rotate()?;
        self.size = 0;
        self.since = Instant::now();
        Ok(())
    }

    /// Opens the file again, and removes an incomplete batch at its end.
    fn mend(&mut self) -> io::Result<()> {
        fs::create_dir_all(self.path.parent().unwrap_or(Path::new(".")))?;
        let file = OpenOptions::new()
            .append(true)
            .create(true)
            .open(&self.path)?;
        self.size = self.size.min(file.metadata()?.len());
        file.set_len(self.size)?;
        self.file = rotating(&self.path, self.rotation);
        Ok(())
    }
}

/// Does not use limits and compression of the crate: it has only one limit at a time, and deletes a file before its
/// compressed form is written.
fn rotating(path: &Path, rotation: Rotation) -> FileRotate<AppendCount> {
    let names = AppendCount::new(rotation.keep);
    FileRotate::new(path, names, ContentLimit::None, Compression::None, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROTATION: Rotation = Rotation {
        size: 10,
        age: Duration::MAX,
        keep: 2,
    };

    fn read(directory: &Path, name: &str) -> Option<String> {
        fs::read_to_string(directory.join(name)).ok()
    }

    #[test]
    fn large_files_make_room_and_old_ones_go() {
        let directory = tempfile::tempdir().unwrap();
        let mut files = Files::open(directory.path(), ROTATION).unwrap();
        for batch in [
            "1234\n",
            "5678\n",
            "9\n",
            "a longer one\n",
            "b\n",
            "another long one\n",
            "c\n",
        ] {
            files.write(batch.as_bytes()).unwrap();
        }
        files.sync().unwrap();
        let read = |name| read(directory.path(), name);
        assert_eq!(read("bmp.jsonl").as_deref(), Some("c\n"));
        assert_eq!(
            read("bmp.jsonl.1").as_deref(),
            Some("b\nanother long one\n")
        );
        assert_eq!(read("bmp.jsonl.2").as_deref(), Some("9\na longer one\n"));
        assert_eq!(read("bmp.jsonl.3"), None);
    }

    #[test]
    fn old_files_make_room() {
        let directory = tempfile::tempdir().unwrap();
        let rotation = Rotation {
            size: 1000,
            age: Duration::ZERO,
            keep: 5,
        };
        let mut files = Files::open(directory.path(), rotation).unwrap();
        files.write(b"1\n").unwrap();
        files.write(b"2\n").unwrap();
        assert_eq!(
            read(directory.path(), "bmp.jsonl.1").as_deref(),
            Some("1\n")
        );
    }

    /// The files of an earlier run stay.
    #[test]
    fn a_new_run_has_a_new_file() {
        let directory = tempfile::tempdir().unwrap();
        for batch in [b"first\n", b"again\n"] {
            Files::open(directory.path(), ROTATION)
                .unwrap()
                .write(batch)
                .unwrap();
        }
        assert_eq!(
            read(directory.path(), "bmp.jsonl").as_deref(),
            Some("again\n")
        );
        assert_eq!(
            read(directory.path(), "bmp.jsonl.1").as_deref(),
            Some("first\n")
        );
    }

    /// A deleted file is an error, and the batch can be written again.
    #[test]
    fn nothing_is_written_to_nowhere() {
        let directory = tempfile::tempdir().unwrap();
        let rotation = Rotation {
            size: 1000,
            ..ROTATION
        };
        let mut files = Files::open(&directory.path().join("in"), rotation).unwrap();
        files.write(b"1\n").unwrap();
        fs::remove_dir_all(directory.path().join("in")).unwrap();
        files.write(b"2\n").unwrap_err();
        files.write(b"2\n").unwrap();
        files.write(b"3\n").unwrap();
        assert_eq!(
            read(directory.path(), "in/bmp.jsonl").as_deref(),
            Some("2\n3\n")
        );
    }

    /// A full disk is an error.
    #[test]
    fn a_full_disk_is_an_error() {
        let directory = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/dev/full", directory.path().join(NAME)).unwrap();
        let mut files = Files::open(directory.path(), ROTATION).unwrap();
        assert_eq!(
            files.write(b"1\n").unwrap_err().kind(),
            io::ErrorKind::StorageFull
        );
    }
}
