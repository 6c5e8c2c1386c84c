//! Places that all connections share, so that what they keep is limited in all.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// A number of places. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    taken: Arc<AtomicUsize>,
    pub(crate) limit: usize,
}

impl Places {
    pub(crate) fn new(limit: usize) -> Places {
        Places {
            taken: Arc::default(),
            limit,
        }
    }

    pub(crate) fn taken(&self) -> usize {
        self.taken.load(Relaxed)
    }

    pub(crate) fn left(&self) -> usize {
        self.limit.saturating_sub(self.taken())
    }

    /// Takes one place, if there is one.
    pub(crate) fn take(&self) -> bool {
        let one_more = |taken| (taken < self.limit).then_some(taken + 1);
        self.taken.fetch_update(Relaxed, Relaxed, one_more).is_ok()
    }

    pub(crate) fn give(&self, count: usize) {
        self.taken.fetch_sub(count, Relaxed);
    }

    /// Returns the places of one holder: none at first.
    pub(crate) fn hold(&self) -> Held {
        Held {
            places: self.clone(),
            count: 0,
        }
    }
}

/// Places that are given back when this is dropped.
#[derive(Debug)]
pub(crate) struct Held {
    places: Places,
    count: usize,
}

impl Held {
    /// Takes up to this many more places, as far as there are any. Returns how many this holder has then.
    pub(crate) fn reserve(&mut self, more: usize) -> usize {
        let with_more =
            |taken: usize| Some(taken + more.min(self.places.limit.saturating_sub(taken)));
        let before = self.places.taken.fetch_update(Relaxed, Relaxed, with_more);
        let before = before.unwrap_or_else(|taken| taken);
        self.count += more.min(self.places.limit.saturating_sub(before));
        self.count
    }

    pub(crate) fn set(&mut self, count: usize) {
        if count > self.count {
            self.places.taken.fetch_add(count - self.count, Relaxed);
        } else if count < self.count {
            self.places.give(self.count - count);
        }
        self.count = count;
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.set(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_shared_and_given_back() {
        let places = Places::new(3);
        let (mut first, mut second) = (places.hold(), places.hold());
        first.set(2);
        assert_eq!((first.reserve(0), second.reserve(5)), (2, 1));
        assert_eq!((first.reserve(1), places.left()), (2, 0));
        second.set(1);
        assert!(!places.take());
        first.set(1);
        assert!(places.take());
        drop((first, second));
        assert_eq!((places.taken(), places.left()), (1, 2));
    }
}
