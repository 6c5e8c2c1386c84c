//! What a table keeps of one route.

use std::time::Duration;

use thin_vec::ThinVec;

/// A route of one table: where its attributes are, and when it was announced. It takes 20 bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// The slot that says whose route it is.
    pub(super) slot: u32,
    path_id: u32,
    /// The set of attributes.
    pub(super) set: u32,
    seconds: u32,
    /// Twelve bits of flags above twenty bits of microseconds.
    rest: u32,
}

const MICROSECONDS: u32 = (1 << 20) - 1;
const HAS_PATH_ID: u32 = 1 << 20;
const HAS_TIME: u32 = 1 << 21;
const FILTERED: u32 = 1 << 22;
const SEVERAL_LABELS: u32 = 1 << 23;

/// What the routes of one message have in common.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stamp {
    pub(super) slot: u32,
    pub(super) set: u32,
    pub(super) time: Option<Duration>,
    pub(super) is_filtered: bool,
    pub(super) has_several_labels: bool,
}

impl Entry {
    pub(super) fn new(stamp: &Stamp, path_id: Option<u32>) -> Entry {
        let mut rest = 0;
        let mut flag = |set: bool, flag: u32| rest |= if set { flag } else { 0 };
        flag(path_id.is_some(), HAS_PATH_ID);
        flag(stamp.time.is_some(), HAS_TIME);
        flag(stamp.is_filtered, FILTERED);
        flag(stamp.has_several_labels, SEVERAL_LABELS);
        let time = stamp.time.unwrap_or_default();
        Entry {
            slot: stamp.slot,
            path_id: path_id.unwrap_or_default(),
            set: stamp.set,
            // The header has 32 bits, until 2106.
            seconds: u32::try_from(time.as_secs()).unwrap_or(u32::MAX),
            rest: rest | time.subsec_micros(),
        }
    }

    #[inline]
    pub(super) fn path_id(&self) -> Option<u32> {
        (self.rest & HAS_PATH_ID != 0).then_some(self.path_id)
    }

    pub(super) fn time(&self) -> Option<Duration> {
        let micros = (self.rest & MICROSECONDS) * 1000;
        (self.rest & HAS_TIME != 0).then(|| Duration::new(self.seconds.into(), micros))
    }

    pub(super) fn is_filtered(&self) -> bool {
        self.rest & FILTERED != 0
    }

    pub(super) fn has_several_labels(&self) -> bool {
        self.rest & SEVERAL_LABELS != 0
    }
}

/// An entry as it is kept: alone, or with the bytes of the route.
pub(super) trait Kept {
    fn entry(&self) -> &Entry;
}

impl Kept for Entry {
    #[inline]
    fn entry(&self) -> &Entry {
        self
    }
}

/// Appends to a list without much room to spare: most prefixes have few entries.
pub(super) fn push<T>(list: &mut ThinVec<T>, entry: T) {
    if list.len() == list.capacity() {
        list.reserve_exact(match list.len() {
            0 | 1 => 1,
            2..16 => 2,
            many => many / 4,
        });
    }
    list.push(entry);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_kept() {
        assert_eq!(size_of::<Entry>(), 20);
        let time = Some(Duration::new(u32::MAX.into(), 999_999_000));
        let stamp = Stamp {
            slot: 1,
            set: 2,
            time,
            is_filtered: true,
            has_several_labels: false,
        };
        let entry = Entry::new(&stamp, Some(u32::MAX));
        assert_eq!((entry.slot, entry.set), (1, 2));
        assert_eq!((entry.path_id(), entry.time()), (Some(u32::MAX), time));
        assert_eq!(
            (entry.is_filtered(), entry.has_several_labels()),
            (true, false)
        );
        let entry = Entry::new(&Stamp::default(), None);
        assert_eq!((entry.path_id(), entry.time()), (None, None));
        assert_eq!(
            (entry.is_filtered(), entry.has_several_labels()),
            (false, false)
        );
    }
}
