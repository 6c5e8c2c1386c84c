//! How much memory a step may ask for.

use allocation_counter::measure;

/// Owned values take so many bytes for each byte on the wire.
pub(crate) const OWNED: usize = 4;

/// Runs what works on borrowed bytes: it must not allocate.
pub(crate) fn free<T>(run: impl FnOnce() -> T) -> T {
    let mut value = None;
    let asked = measure(|| value = Some(run())).count_total;
    assert_eq!(asked, 0, "allocations");
    value.expect("it ran")
}

/// Runs what may have `limit` bytes at a time.
pub(crate) fn within<T>(limit: usize, run: impl FnOnce() -> T) -> T {
    let mut value = None;
    let most = measure(|| value = Some(run())).bytes_max;
    assert!(most <= limit as u64, "{most} bytes at a time, of {limit}");
    value.expect("it ran")
}

/// Values that are read from text, CBOR or postcard take so many bytes for each byte of it.
pub(crate) const TEXT: usize = 40;

/// A table of peers takes this much, and so many bytes more for each byte of what it is read from.
pub(crate) const TABLE: usize = 200 << 10;
pub(crate) const PEER: usize = 400;
