//! Files that are replaced by a new one when they are large or old.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use file_rotate::compression::Compression;
use file_rotate::suffix::AppendCount;
use file_rotate::{ContentLimit, FileRotate};
use tracing::{info, warn};

/// The name of the current file; older ones have a number after it.
pub(crate) const NAME: &str = "bmp.jsonl";

/// The name of the file that is locked while a collector writes to the directory.
const LOCK: &str = "bmp.lock";

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
    _lock: Lock,
}

impl Files {
    /// Begins a new file; earlier ones stay, with whole lines only: half a line, which a crash may have left, is moved to a
    /// file of its own.
    ///
    /// # Errors
    ///
    /// If another collector writes to the directory.
    pub(crate) fn open(directory: &Path, rotation: Rotation) -> anyhow::Result<Files> {
        let path = directory.join(NAME);
        fs::create_dir_all(directory)
            .with_context(|| format!("cannot write to {}", path.display()))?;
        let lock = Lock::new(directory)?;
        OpenOptions::new()
            .append(true)
            .create(true)
            .open(&path)
            .with_context(|| format!("cannot write to {}", path.display()))?;
        let mut files = Files {
            file: rotating(&path, rotation),
            path,
            rotation,
            size: 0,
            since: Instant::now(),
            broken: false,
            _lock: lock,
        };
        files.size = files.len()?;
        if files.size > 0 {
            files.set_half_line_aside()?;
        }
        if files.size > 0 {
            let (path, size) = (files.path.display(), files.size);
            info!("{path} of an earlier run has {size} bytes of whole lines; it is {NAME}.1 now");
            files.rotate()?;
        }
        Ok(files)
    }

    /// Writes a batch. After an error nothing of it is in the file, and it can be written again.
    pub(crate) fn write(&mut self, octets: &[u8]) -> io::Result<()> {
        if self.broken {
            self.mend(octets)?;
        }
        self.broken = true;
        let is_due = self.size >= self.rotation.size || self.since.elapsed() >= self.rotation.age;
        if is_due && self.size > 0 {
            self.rotate()?;
        }
        self.file.write_all(octets)?;
        // The crate writes nowhere if it could not open a file, and somebody may have deleted the current one.
        let size = self.size + octets.len() as u64;
        let found = self.len()?;
        if found != size && !(found > size && self.tail()?.ends_with(octets)) {
            return Err(io::Error::other(format!(
                "{} does not contain what was written to it",
                self.path.display()
            )));
        }
        (self.size, self.broken) = (found, false);
        Ok(())
    }

    /// Removes what is in the file of a batch that could not be written.
    pub(crate) fn take_back(&mut self, octets: &[u8]) -> io::Result<()> {
        if self.broken {
            self.mend(octets)?;
            self.broken = false;
        }
        Ok(())
    }

    /// Flushes everything written to the disk, and begins a new file.
    pub(crate) fn renew(&mut self) -> io::Result<()> {
        // The next write repairs what cannot be done now: somebody may have moved the file.
        self.broken = true;
        self.sync()?;
        if self.size > 0 {
            self.rotate()?;
        }
        self.broken = false;
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

    /// Returns what is behind the known bytes: a part of a batch, or what somebody else has written.
    fn tail(&self) -> io::Result<Vec<u8>> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(self.size))?;
        let mut tail = Vec::new();
        file.read_to_end(&mut tail)?;
        Ok(tail)
    }

    fn rotate(&mut self) -> io::Result<()> {
        self.file.rotate()?;
        self.size = 0;
        self.since = Instant::now();
        Ok(())
    }

    fn set_half_line_aside(&mut self) -> io::Result<()> {
        let mut file = OpenOptions::new().read(true).write(true).open(&self.path)?;
        let end = end_of_lines(&mut file, self.size)?;
        if end < self.size {
            let aside = self.path.with_extension("torn");
            file.seek(SeekFrom::Start(end))?;
            let mut half = File::create(&aside)?;
            let octets = io::copy(&mut file, &mut half)?;
            half.sync_all()?;
            file.set_len(end)?;
            self.size = end;
            let (path, aside) = (self.path.display(), aside.display());
            warn!("{path} ended with half a line: its {octets} bytes are in {aside} now");
        }
        Ok(())
    }

    fn end_line(&self) -> io::Result<()> {
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .open(&self.path)?;
        let mut last = [b'\n'];
        // A device has no end.
        if file.seek(SeekFrom::End(-1)).is_ok()
            && file.read_exact(&mut last).is_ok()
            && last != [b'\n']
        {
            warn!("{} ended with half a line", self.path.display());
            file.write_all(b"\n")?;
        }
        Ok(())
    }

    /// Opens the file again, and removes an incomplete batch at its end. What this collector did not write stays, and a
    /// new file begins.
    fn mend(&mut self, batch: &[u8]) -> io::Result<()> {
        fs::create_dir_all(self.path.parent().unwrap_or(Path::new(".")))?;
        let file = OpenOptions::new()
            .append(true)
            .create(true)
            .open(&self.path)?;
        let len = file.metadata()?.len();
        let is_mine = len <= self.size || batch.starts_with(&self.tail()?);
        if is_mine {
            self.size = self.size.min(len);
            file.set_len(self.size)?;
        } else {
            self.size = len;
        }
        self.file = rotating(&self.path, self.rotation);
        if !is_mine {
            warn!("something else has written to {}", self.path.display());
            self.end_line()?;
            self.rotate()?;
        }
        Ok(())
    }
}

/// The right to write to a directory. The system ends it with the process, however that ends.
struct Lock(#[expect(dead_code, reason = "the lock is held as long as the file is open")] File);

impl Lock {
    fn new(directory: &Path) -> anyhow::Result<Lock> {
        let path = directory.join(LOCK);
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .with_context(|| format!("cannot write to {}", path.display()))?;
        match fs4::FileExt::try_lock(&file) {
            Ok(()) => Ok(Lock(file)),
            Err(fs4::TryLockError::WouldBlock) => bail!(
                "another collector writes to {}: it holds the lock on {LOCK}",
                directory.display()
            ),
            Err(fs4::TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("cannot lock {}", path.display()))
            }
        }
    }
}

/// Returns where the last whole line of a file of this size ends. A line may be long.
fn end_of_lines(file: &mut File, mut size: u64) -> io::Result<u64> {
    let mut piece = Vec::new();
    while size > 0 {
        let begin = size.saturating_sub(1 << 12);
        piece.clear();
        file.seek(SeekFrom::Start(begin))?;
        (&*file).take(size - begin).read_to_end(&mut piece)?;
        if let Some(last) = memchr::memrchr(b'\n', &piece) {
            return Ok(begin + last as u64 + 1);
        }
        size = begin;
    }
    Ok(0)
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

    /// What another collector has written is not touched.
    #[test]
    fn one_collector_for_a_directory() {
        let directory = tempfile::tempdir().unwrap();
        let mut first = Files::open(directory.path(), ROTATION).unwrap();
        first.write(b"first\n").unwrap();
        let error = Files::open(directory.path(), ROTATION).err().unwrap();
        let want = format!(
            "another collector writes to {}: it holds the lock on bmp.lock",
            directory.path().display()
        );
        assert_eq!(error.to_string(), want);
        let read = |name| read(directory.path(), name);
        assert_eq!(read("bmp.jsonl").as_deref(), Some("first\n"));
        drop(first);
        Files::open(directory.path(), ROTATION).unwrap();
        assert_eq!(read("bmp.jsonl.1").as_deref(), Some("first\n"));
    }

    /// A program that takes no lock, for example an older collector.
    #[test]
    fn nothing_of_others_is_cut() {
        let directory = tempfile::tempdir().unwrap();
        let mut files = Files::open(directory.path(), ROTATION).unwrap();
        files.write(b"1\n").unwrap();
        let path = directory.path().join(NAME);
        let mut other = OpenOptions::new().append(true).open(&path).unwrap();
        other.write_all(b"other\n").unwrap();
        files.write(b"2\n").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"1\nother\n2\n");
        // A batch of which half could be written, and half a line of the other one behind it.
        files.broken = true;
        other.write_all(b"3oth").unwrap();
        files.write(b"3\n").unwrap();
        let read = |name| read(directory.path(), name);
        assert_eq!(read("bmp.jsonl.1").as_deref(), Some("1\nother\n2\n3oth\n"));
        assert_eq!(read("bmp.jsonl").as_deref(), Some("3\n"));
        // Only its own half.
        files.broken = true;
        let mut half = OpenOptions::new().append(true).open(&path).unwrap();
        half.write_all(b"4").unwrap();
        files.write(b"4\n").unwrap();
        assert_eq!(read("bmp.jsonl").as_deref(), Some("3\n4\n"));
    }

    /// A batch that is given up leaves nothing behind.
    #[test]
    fn half_a_batch_is_taken_back() {
        let directory = tempfile::tempdir().unwrap();
        let mut files = Files::open(directory.path(), ROTATION).unwrap();
        files.write(b"1\n").unwrap();
        let path = directory.path().join(NAME);
        let mut half = OpenOptions::new().append(true).open(&path).unwrap();
        half.write_all(b"2\n3").unwrap();
        files.broken = true;
        files.take_back(b"2\n3\n").unwrap();
        assert_eq!(read(directory.path(), NAME).as_deref(), Some("1\n"));
    }

    /// Half a line that a crash has left stays, but not among whole lines, however long it is.
    #[test]
    fn half_a_line_is_set_aside() {
        for (whole, half) in [("1\n", 4), ("1\n", 4095), ("", 4096), ("1\n", 10_000)] {
            let directory = tempfile::tempdir().unwrap();
            let half = "h".repeat(half);
            fs::write(directory.path().join(NAME), format!("{whole}{half}")).unwrap();
            let mut files = Files::open(directory.path(), ROTATION).unwrap();
            files.write(b"2\n").unwrap();
            let read = |name| read(directory.path(), name);
            let older = Some(whole).filter(|whole| !whole.is_empty());
            assert_eq!(read("bmp.jsonl.1").as_deref(), older);
            assert_eq!(read("bmp.torn"), Some(half));
            assert_eq!(read("bmp.jsonl").as_deref(), Some("2\n"));
        }
    }

    /// A file that somebody has moved, and one that has not.
    #[test]
    fn a_new_file_on_request() {
        let directory = tempfile::tempdir().unwrap();
        let rotation = Rotation {
            size: 1000,
            ..ROTATION
        };
        let mut files = Files::open(directory.path(), rotation).unwrap();
        files.write(b"1\n").unwrap();
        files.renew().unwrap();
        files.renew().unwrap();
        files.write(b"2\n").unwrap();
        let read = |name| read(directory.path(), name);
        assert_eq!(read("bmp.jsonl.1").as_deref(), Some("1\n"));
        let (from, to) = (directory.path().join(NAME), directory.path().join("moved"));
        fs::rename(from, to).unwrap();
        let _ = files.renew();
        files.write(b"3\n").unwrap();
        assert_eq!(read("moved").as_deref(), Some("2\n"));
        assert_eq!(read("bmp.jsonl").as_deref(), Some("3\n"));
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
