//! [`Store`]: many short pieces of bytes, packed.
//!
//! An allocator takes 16 to 24 bytes for each piece besides its own, a store two to nine.

/// The bytes of a page: a little less than a round number, with which allocators go another way.
const PAGE: usize = (1 << 17) - 32;
/// A place begins at a multiple of so many bytes in its page.
const UNIT: usize = 8;
/// The bits of a place that say where it is in its page.
const BITS: u32 = 14;
/// More pages have no numbers: 32 GiB.
const PAGES: usize = 1 << (u32::BITS - BITS);
/// In front of each piece is how many bytes behind it are not used.
const HEAD: usize = 2;

/// Pieces of bytes, each with a number while it is there.
#[derive(Debug, Default)]
pub(super) struct Store {
    pages: Vec<Page>,
    /// The numbers of pages without bytes.
    free: Vec<u32>,
    /// The pages with room, by the units that their places have.
    rooms: Vec<Vec<u32>>,
}

/// Places of one size.
#[derive(Debug, Default)]
struct Page {
    octets: Vec<u8>,
    /// The bytes of a place.
    size: usize,
    /// The places with a piece.
    used: usize,
    /// Where places without a piece are, in units.
    free: Vec<u16>,
}

impl Page {
    fn has_room(&self) -> bool {
        !self.free.is_empty() || self.octets.len() + self.size <= PAGE
    }

    fn place(&self, unit: usize) -> Option<&[u8]> {
        let at = unit * UNIT;
        self.octets.get(at..at + self.size)
    }
}

/// Returns the bytes of a place for a piece. There are few different ones, so that places of pieces that went fit others.
fn size_for(length: usize) -> usize {
    let least = length + HEAD;
    let step = (least.next_power_of_two() / 32).max(UNIT);
    least.next_multiple_of(step)
}

fn split(number: u32) -> (usize, usize) {
    let unit = number & ((1 << BITS) - 1);
    ((number >> BITS) as usize, unit as usize)
}

impl Store {
    /// Keeps the bytes of both parts as one piece, and returns its number, or nothing if there is no room.
    pub(super) fn put(&mut self, first: &[u8], second: &[u8]) -> Option<u32> {
        let length = first.len() + second.len();
        let size = size_for(length);
        let unused = u16::try_from(size - HEAD - length).ok()?;
        let class = size / UNIT;
        if size > PAGE {
            return None;
        }
        if self.rooms.len() <= class {
            self.rooms.resize_with(class + 1, Vec::new);
        }
        let number = match self.rooms.get(class)?.last() {
            Some(number) => *number,
            None => self.page(size, class)?,
        };
        let page = self.pages.get_mut(number as usize)?;
        let unit = match page.free.pop() {
            Some(unit) => unit,
            None => {
                let at = page.octets.len();
                page.octets.resize(at + size, 0);
                (at / UNIT) as u16
            }
        };
        page.used += 1;
        let at = usize::from(unit) * UNIT;
        let place = page.octets.get_mut(at..at + size)?;
        let mut rest = place;
        for part in [&unused.to_le_bytes()[..], first, second] {
            let (to, behind) = rest.split_at_mut_checked(part.len())?;
            to.copy_from_slice(part);
            rest = behind;
        }
        if !page.has_room() {
            self.rooms.get_mut(class)?.pop();
        }
        Some(number << BITS | u32::from(unit))
    }

    /// Returns the number of a new page.
    fn page(&mut self, size: usize, class: usize) -> Option<u32> {
        let number = match self.free.pop() {
            Some(number) => number,
            None if self.pages.len() < PAGES => {
                self.pages.push(Page::default());
                (self.pages.len() - 1) as u32
            }
            None => return None,
        };
        *self.pages.get_mut(number as usize)? = Page {
            octets: Vec::with_capacity(PAGE),
            size,
            used: 0,
            free: Vec::new(),
        };
        self.rooms.get_mut(class)?.push(number);
        Some(number)
    }

    /// Returns a piece. One that is not there is empty.
    #[inline]
    pub(super) fn get(&self, number: u32) -> &[u8] {
        let (page, unit) = split(number);
        let place = self.pages.get(page).and_then(|page| page.place(unit));
        match place {
            Some([one, other, rest @ ..]) => {
                let unused = usize::from(u16::from_le_bytes([*one, *other]));
                let length = rest.len().saturating_sub(unused);
                rest.get(..length).unwrap_or_default()
            }
            _ => &[],
        }
    }

    /// Returns the first bytes of a piece, to change them.
    #[inline]
    pub(super) fn front<const N: usize>(&mut self, number: u32) -> Option<&mut [u8; N]> {
        let (page, unit) = split(number);
        let octets = &mut self.pages.get_mut(page)?.octets;
        octets.get_mut(unit * UNIT + HEAD..)?.first_chunk_mut()
    }

    /// Removes a piece, which is there.
    pub(super) fn remove(&mut self, number: u32) {
        let (number, unit) = split(number);
        let Some(page) = self.pages.get_mut(number) else {
            return;
        };
        let had_room = page.has_room();
        page.free.push(unit as u16);
        page.used -= 1;
        let is_empty = page.used == 0;
        let Some(rooms) = self.rooms.get_mut(page.size / UNIT) else {
            return;
        };
        if !had_room {
            rooms.push(number as u32);
        }
        // The last one with room stays: it would be needed soon.
        if is_empty && rooms.len() > 1 {
            rooms.retain(|other| *other != number as u32);
            *page = Page::default();
            self.free.push(number as u32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_kept_until_they_are_removed() {
        let mut store = Store::default();
        let mut pieces: Vec<(u32, Vec<u8>)> = Vec::new();
        let mut random = 1_u32;
        let mut below = |most: u32| {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (random >> 8) % most
        };
        for round in 0..30_000 {
            let is_put = below(3) > 0 || round < 1000;
            if is_put {
                let length = match below(50) {
                    0 => below(70_000),
                    _ => 4 + below(200),
                };
                let piece: Vec<u8> = (0..length).map(|at| (at + round) as u8).collect();
                let (first, second) = piece.split_at(piece.len() / 3);
                let number = store.put(first, second).unwrap();
                pieces.push((number, piece));
            } else {
                let (number, piece) = pieces.swap_remove(below(pieces.len() as u32) as usize);
                assert_eq!(store.get(number), piece);
                store.remove(number);
            }
        }
        for (number, piece) in &pieces {
            assert_eq!(store.get(*number), piece);
        }
        assert!(pieces.len() > 5000);
        // Pages without a piece are given back, but the last one of a size.
        for (number, _) in pieces {
            store.remove(number);
        }
        let sizes = store.rooms.iter().filter(|rooms| !rooms.is_empty()).count();
        let pages = store.pages.iter().filter(|page| page.size > 0).count();
        assert_eq!(pages, sizes);
        let before = store.pages.len();
        store.put(&[1; 100], &[]).unwrap();
        assert_eq!(store.pages.len(), before);
    }

    #[test]
    fn the_front_is_changed_in_its_place() {
        let mut store = Store::default();
        let number = store.put(&[1, 2], &[3]).unwrap();
        *store.front(number).unwrap() = [7, 8];
        assert_eq!(store.get(number), [7, 8, 3]);
        assert!(store.put(&[0; 65_535], &[0; 400]).is_some());
        assert!(store.put(&[0; PAGE], &[]).is_none());
        assert!(store.get(u32::MAX).is_empty());
    }
}
