//! [`Array`]: a sequence of values of one fixed size, kept as bytes.

use core::fmt;
use core::iter::FusedIterator;
use core::marker::PhantomData;
use core::slice;
use core::str::FromStr;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::wire::{Decode, DecodeError, Encode, EncodeError, Fault, Reader, Writer, map_octets};

/// A value with a fixed number of bytes. It gets [`Decode`] and [`Encode`] from this trait. Other crates may implement
/// it.
pub trait Fixed: Copy {
    /// The bytes of a value: `[u8; N]`.
    type Octets: FixedOctets;
    /// The text between two values of an [`Array`].
    const SEPARATOR: &'static str = " ";
    /// Returns the value of these bytes. Any bytes are a value.
    fn from_octets(octets: Self::Octets) -> Self;
    /// Returns the bytes of the value.
    fn to_octets(self) -> Self::Octets;
}

/// `[u8; N]`, for any `N`.
pub trait FixedOctets: Copy + AsRef<[u8]> + sealed::Sealed + 'static {
    /// The number of bytes: `N`.
    const LEN: usize;
    /// `N` zeros.
    const ZERO: Self;
    /// Takes the first `N` bytes, if there are that many.
    fn take<'a>(reader: &mut Reader<'a>) -> Result<Self, DecodeError>;
    /// Splits bytes into pieces of `N`, and the rest.
    fn chunks(octets: &[u8]) -> (&[Self], &[u8]);
}

mod sealed {
    pub trait Sealed {}
    impl<const N: usize> Sealed for [u8; N] {}
}

impl<const N: usize> FixedOctets for [u8; N] {
    const LEN: usize = N;
    const ZERO: Self = [0; N];

    #[inline]
    fn take<'a>(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.array()
    }

    #[inline]
    fn chunks(octets: &[u8]) -> (&[Self], &[u8]) {
        octets.as_chunks()
    }
}

impl<'a, T: Fixed> Decode<'a> for T {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(T::from_octets(T::Octets::take(reader)?))
    }
}

impl<T: Fixed> Encode for T {
    #[inline]
    fn encoded_len(&self) -> usize {
        T::Octets::LEN
    }

    #[inline]
    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_slice(self.to_octets().as_ref());
        Ok(())
    }
}

/// A sequence of values of one fixed size. Decoding checks the length of the array, so iterating cannot fail.
///
/// ```
/// use bmp_codec::{Decode, bgp::attribute::{Communities, Community}};
///
/// let octets = [0xff, 0xff, 0xff, 0x01, 0xfd, 0xe8, 0, 7];
/// let communities = Communities::from_octets(&octets)?;
/// assert!(communities.contains(Community::NO_EXPORT));
/// assert_eq!(communities.iter().last(), Some(Community::new(65000, 7)));
///
/// let built = Communities::from_iter([Community::NO_EXPORT, Community::new(65000, 7)]);
/// assert_eq!(built.view(), communities);
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
pub struct Array<T, B: AsRef<[u8]> = Vec<u8>> {
    octets: B,
    elements: PhantomData<fn() -> T>,
}

map_octets!([T: Fixed] Array |array, f| Array { octets: f(&array.octets), elements: PhantomData });

impl<T: Fixed, B: AsRef<[u8]>> Array<T, B> {
    /// Returns an array over `octets`, or `None` if they are not a whole number of values.
    pub fn over(octets: B) -> Option<Array<T, B>> {
        (octets.as_ref().len().is_multiple_of(T::Octets::LEN)).then_some(Array {
            octets,
            elements: PhantomData,
        })
    }

    /// Returns the number of values.
    #[inline]
    pub fn len(&self) -> usize {
        self.iter().len()
    }

    /// Returns whether the array is empty.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.octets.as_ref().is_empty()
    }

    /// Returns an iterator over the values.
    #[inline]
    pub fn iter(&self) -> ArrayIter<'_, T> {
        ArrayIter::new(self.octets.as_ref())
    }

    /// Returns the value at `index`, counted from 0.
    #[inline]
    pub fn get(&self, index: usize) -> Option<T> {
        self.iter().nth(index)
    }

    /// Returns whether the array contains a value.
    #[inline]
    pub fn contains(&self, value: T) -> bool
    where
        T: PartialEq,
    {
        self.iter().any(|other| other == value)
    }

    /// Returns the bytes of the values.
    #[inline]
    pub fn octets(&self) -> &[u8] {
        self.octets.as_ref()
    }
}

impl<T: Fixed> Array<T> {
    /// Returns an empty array.
    #[must_use]
    pub const fn new() -> Array<T> {
        Array {
            octets: Vec::new(),
            elements: PhantomData,
        }
    }

    /// Adds a value at the end.
    pub fn push(&mut self, value: T) {
        self.octets.extend_from_slice(value.to_octets().as_ref());
    }

    /// Keeps only the values for which `keep` returns `true`.
    pub fn retain(&mut self, mut keep: impl FnMut(T) -> bool) {
        *self = self.iter().filter(|value| keep(*value)).collect();
    }
}

impl<T: Fixed> FromIterator<T> for Array<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Array<T> {
        let mut values = values.into_iter();
        let Some(first) = values.next() else {
            return Array::new();
        };
        // A vector with room for a few values grows less often, and growing costs more than allocating.
        let room = room_for::<T>(&values) + T::Octets::LEN;
        let mut octets = Vec::with_capacity(room.max(4 * T::Octets::LEN));
        octets.extend_from_slice(first.to_octets().as_ref());
        put_values(values, &mut octets);
        Array {
            octets,
            elements: PhantomData,
        }
    }
}

impl<T: Fixed> Extend<T> for Array<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        let values = values.into_iter();
        self.octets.reserve(room_for::<T>(&values));
        put_values(values, &mut self.octets);
    }
}

/// Returns the room that values take as far as their number is known. The size hint of an iterator is only a guess.
#[inline]
fn room_for<T: Fixed>(values: &impl Iterator<Item = T>) -> usize {
    values.size_hint().0.min(0x1000) * T::Octets::LEN
}

/// Appends the bytes of values.
#[inline]
pub(crate) fn put_values<T: Fixed>(values: impl Iterator<Item = T>, octets: &mut Vec<u8>) {
    values.for_each(|value| octets.extend_from_slice(value.to_octets().as_ref()));
}

// Not derived, because the values need not be `Clone`.
impl<T, B: AsRef<[u8]> + Clone> Clone for Array<T, B> {
    fn clone(&self) -> Self {
        Array {
            octets: self.octets.clone(),
            elements: PhantomData,
        }
    }
}

impl<T, B: AsRef<[u8]> + Copy> Copy for Array<T, B> {}

impl<T: Fixed, B: AsRef<[u8]> + Default> Default for Array<T, B> {
    fn default() -> Array<T, B> {
        Array {
            octets: B::default(),
            elements: PhantomData,
        }
    }
}

impl<'a, T: Fixed> Decode<'a> for Array<T, &'a [u8]> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let length = reader.remaining();
        if length.is_multiple_of(T::Octets::LEN) {
            Ok(Array {
                octets: reader.rest(),
                elements: PhantomData,
            })
        } else {
            Err(uneven(reader.offset(), length, T::Octets::LEN))
        }
    }
}

#[cold]
#[inline(never)]
fn uneven(offset: usize, length: usize, of: usize) -> DecodeError {
    DecodeError::new(
        offset,
        Fault::Multiple {
            length: length as u32,
            of: of as u8,
        },
    )
}

impl<T: Fixed, B: AsRef<[u8]>> Encode for Array<T, B> {
    #[inline]
    fn encoded_len(&self) -> usize {
        self.octets.as_ref().len()
    }

    #[inline]
    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_slice(self.octets.as_ref());
        Ok(())
    }
}

impl<T, B: AsRef<[u8]>> PartialEq for Array<T, B> {
    fn eq(&self, other: &Self) -> bool {
        self.octets.as_ref() == other.octets.as_ref()
    }
}

impl<T, B: AsRef<[u8]>> Eq for Array<T, B> {}

impl<T, B: AsRef<[u8]>> core::hash::Hash for Array<T, B> {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.octets.as_ref().hash(state);
    }
}

impl<T: Fixed + fmt::Debug, B: AsRef<[u8]>> fmt::Debug for Array<T, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// The values in order, with their [`SEPARATOR`](Fixed::SEPARATOR) between them.
impl<T: Fixed + fmt::Display, B: AsRef<[u8]>> fmt::Display for Array<T, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().enumerate().try_for_each(|(place, value)| {
            f.write_str(if place == 0 { "" } else { T::SEPARATOR })?;
            value.fmt(f)
        })
    }
}

/// Parses what `Display` writes, with any amount of white space between the values.
///
/// ```
/// use bmp_codec::bgp::attribute::{Communities, Community};
///
/// let communities: Communities = "no-export  65000:7".parse()?;
/// assert!(communities.iter().eq([Community::NO_EXPORT, Community::new(65000, 7)]));
/// # Ok::<(), bmp_codec::net::ParseError>(())
/// ```
impl<T: Fixed + FromStr> FromStr for Array<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Array<T>, T::Err> {
        let values = text.split(T::SEPARATOR).map(str::trim);
        let values = values.filter(|value| !value.is_empty());
        values.map(str::parse).collect()
    }
}

impl<'a, T: Fixed> IntoIterator for Array<T, &'a [u8]> {
    type Item = T;
    type IntoIter = ArrayIter<'a, T>;

    #[inline]
    fn into_iter(self) -> ArrayIter<'a, T> {
        ArrayIter::new(self.octets)
    }
}

impl<'a, T: Fixed, B: AsRef<[u8]>> IntoIterator for &'a Array<T, B> {
    type Item = T;
    type IntoIter = ArrayIter<'a, T>;

    #[inline]
    fn into_iter(self) -> ArrayIter<'a, T> {
        self.iter()
    }
}

/// The iterator over the values of an [`Array`].
#[derive(Clone, Debug)]
pub struct ArrayIter<'a, T: Fixed> {
    octets: slice::Iter<'a, T::Octets>,
}

impl<'a, T: Fixed> ArrayIter<'a, T> {
    /// Ignores bytes at the end that do not fill a value. Decoding has made sure that there are none.
    #[inline]
    pub(crate) fn new(octets: &'a [u8]) -> ArrayIter<'a, T> {
        ArrayIter {
            octets: T::Octets::chunks(octets).0.iter(),
        }
    }
}

impl<T: Fixed> Iterator for ArrayIter<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.octets.next().map(|octets| T::from_octets(*octets))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.octets.size_hint()
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<T> {
        self.octets.nth(n).map(|octets| T::from_octets(*octets))
    }

    #[inline]
    fn fold<A, F: FnMut(A, T) -> A>(self, init: A, mut f: F) -> A {
        self.octets
            .fold(init, |sum, octets| f(sum, T::from_octets(*octets)))
    }
}

impl<T: Fixed> DoubleEndedIterator for ArrayIter<'_, T> {
    #[inline]
    fn next_back(&mut self) -> Option<T> {
        self.octets
            .next_back()
            .map(|octets| T::from_octets(*octets))
    }
}

impl<T: Fixed> ExactSizeIterator for ArrayIter<'_, T> {}
impl<T: Fixed> FusedIterator for ArrayIter<'_, T> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::hex;
    use core::hash::BuildHasher;

    #[test]
    fn values_are_added_and_removed() {
        let mut array: Array<u32> = Array::new();
        array.push(1);
        array.extend([2, 0x0300_0000, 4]);
        assert_eq!(array.octets(), hex("00000001 00000002 03000000 00000004"));
        array.retain(|value| value != 2);
        assert_eq!(array.octets(), hex("00000001 03000000 00000004"));
        let same = Array::<u32>::from_iter([1, 0x0300_0000, 4]);
        let hash = |array: &Array<u32>| foldhash().hash_one(array);
        assert_eq!(hash(&array), hash(&same));
        assert_ne!(hash(&array), hash(&Array::new()));
    }

    fn foldhash() -> impl BuildHasher {
        std::hash::BuildHasherDefault::<std::hash::DefaultHasher>::default()
    }
}
