//! [`Matches`]: the list of values that a field is compared with
//! ([RFC 8955, section 4.2.1](https://www.rfc-editor.org/rfc/rfc8955#section-4.2.1)).
//!
//! ```text
//! one or more: operator u8, value 1, 2, 4 or 8; the operator of the last has the end-of-list bit
//! ```

use core::fmt;
use core::hash::Hash;
use core::iter::FusedIterator;
use core::marker::PhantomData;
use core::str::FromStr;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::net::ParseError;
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Reader, Writer, map_octets};

/// The operator bit that marks the last pair.
const END: u8 = 0x80;
/// The operator bit that combines a pair with the previous one by *and*.
pub(super) const AND: u8 = 0x40;
/// The operator bits that have the length of the value.
const LENGTH: u8 = 0x30;

/// A pair of operator and value: [`Numeric`](super::Numeric) or [`Bitmask`](super::Bitmask).
pub trait Match: private::Pair {}

impl<M: private::Pair> Match for M {}

/// What a list of pairs requires of its pairs.
pub(super) mod private {
    use super::{AND, Debug, Hash, LENGTH, ParseError, fmt};

    pub trait Pair: Copy + Debug + Eq + Hash {
        /// Returns a pair from an operator without end-of-list bit.
        fn from_parts(operator: u8, value: u64) -> Self;

        /// Returns the operator without end-of-list bit.
        fn operator(self) -> u8;

        fn value(self) -> u64;

        /// Writes operator and value. `shortest` is the minimum length of a value.
        fn write(self, f: &mut fmt::Formatter<'_>, shortest: u8) -> fmt::Result;

        /// Parses what [`write`](Pair::write) wrote.
        fn parse(text: &str, shortest: u8) -> Result<Self, ParseError>;

        fn is_and(self) -> bool {
            self.operator() & AND != 0
        }

        fn value_len(self) -> u8 {
            1 << ((self.operator() & LENGTH) >> 4)
        }

        /// Returns the pair combined with the previous one by *and*, or by *or*.
        fn tied(self, and: bool) -> Self {
            let operator = if and {
                self.operator() | AND
            } else {
                self.operator() & !AND
            };
            Self::from_parts(operator, self.value())
        }

        /// Returns the pair with a value of at least `shortest` bytes.
        fn widened(self, shortest: u8) -> Self {
            let length = self.value_len().max(shortest);
            let operator = self.operator() & !LENGTH | length_bits(length);
            Self::from_parts(operator, self.value())
        }
    }

    /// Returns the operator bits for a value of 1, 2, 4 or 8 bytes.
    pub(in super::super) const fn length_bits(length: u8) -> u8 {
        (length.trailing_zeros() as u8) << 4 & LENGTH
    }
}
use core::fmt::Debug;
use private::Pair;
pub(super) use private::length_bits;

/// Returns the minimum number of bytes for a value: 1, 2, 4 or 8.
pub(super) const fn shortest_len(value: u64) -> u8 {
    match value {
        0..=0xff => 1,
        0x100..=0xffff => 2,
        0x1_0000..=0xffff_ffff => 4,
        _ => 8,
    }
}

/// Writes a value so that the text shows its length: hexadecimal, with two digits for each byte.
pub(super) fn write_octets(f: &mut fmt::Formatter<'_>, value: u64, length: u8) -> fmt::Result {
    write!(f, "0x{value:0width$x}", width = usize::from(length) * 2)
}

/// Parses a number and its length. Hexadecimal numbers of two, four, eight or sixteen digits have that length; other
/// numbers have the shortest one.
pub(super) fn parse_value(text: &str, shortest: u8) -> Option<(u64, u8)> {
    let Some(digits) = text.strip_prefix("0x") else {
        let value = text.parse().ok().filter(|_| !text.starts_with('+'))?;
        return Some((value, shortest_len(value).max(shortest)));
    };
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let value = u64::from_str_radix(digits, 16).ok()?;
    let length = match digits.len() {
        count @ (2 | 4 | 8 | 16) => (count / 2) as u8,
        _ => shortest_len(value).max(shortest),
    };
    Some((value, length))
}

/// The values that a field is compared with: at least one pair of operator and value, combined by *and* and *or*. *And*
/// binds more strongly.
///
/// The text form combines them with `&` and `|`: `>=137 & <=139 | =8080`.
///
/// ```
/// use bmp_codec::bgp::nlri::flow_spec::{Comparison, Numerics};
///
/// let ports: Numerics = ">=137 & <=139 | =8080".parse()?;
/// assert_eq!(ports.octets(), [0x03, 137, 0x45, 139, 0x91, 0x1f, 0x90]);
/// let last = ports.iter().last().unwrap();
/// assert_eq!((last.comparison(), last.value()), (Comparison::Equal, 8080));
/// # Ok::<(), bmp_codec::net::ParseError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Matches<M, B: AsRef<[u8]> = Vec<u8>> {
    octets: B,
    pairs: PhantomData<fn() -> M>,
}
map_octets!([M: Match] Matches |matches, f| Matches { octets: f(&matches.octets), pairs: PhantomData });

impl<M: Match, B: AsRef<[u8]>> Matches<M, B> {
    /// Returns an iterator over the pairs.
    #[must_use]
    pub fn iter(&self) -> MatchIter<'_, M> {
        MatchIter {
            reader: Reader::new(self.octets.as_ref()),
            pairs: PhantomData,
        }
    }

    /// Makes a list from bytes that are known to be well-formed pairs.
    #[cfg(feature = "serde")]
    pub(super) fn unchecked(octets: B) -> Matches<M, B> {
        Matches {
            octets,
            pairs: PhantomData,
        }
    }

    /// Returns the bytes of the pairs.
    pub fn octets(&self) -> &[u8] {
        self.octets.as_ref()
    }

    /// Returns the length of the longest value in bytes.
    pub(super) fn longest(&self) -> u8 {
        self.iter().map(Pair::value_len).max().unwrap_or(0)
    }

    pub(super) fn write(&self, f: &mut fmt::Formatter<'_>, shortest: u8) -> fmt::Result {
        self.iter().enumerate().try_for_each(|(place, pair)| {
            f.write_str(match (place, pair.is_and()) {
                (0, _) => "",
                (_, true) => " & ",
                (_, false) => " | ",
            })?;
            pair.write(f, shortest)
        })
    }
}

impl<M: Match> Matches<M> {
    pub(super) fn parse(text: &str, shortest: u8) -> Result<Matches<M>, ParseError> {
        let pairs = text.split('|').flat_map(|alternative| {
            let pairs = alternative.split('&').enumerate();
            pairs.map(|(place, text)| Ok(M::parse(text.trim(), shortest)?.tied(place > 0)))
        });
        pairs.collect()
    }

    pub(super) fn widened(self, shortest: u8) -> Matches<M> {
        self.iter().map(|pair| pair.widened(shortest)).collect()
    }
}

/// Makes a list from pairs, and sets the end-of-list bit of the last one. A list without pairs cannot be encoded.
impl<M: Match> FromIterator<M> for Matches<M> {
    fn from_iter<I: IntoIterator<Item = M>>(pairs: I) -> Matches<M> {
        let mut octets = Vec::new();
        let mut last = None;
        for pair in pairs {
            last = Some(octets.len());
            octets.push(pair.operator() & !END);
            octets.put_uint(pair.value(), pair.value_len().into());
        }
        if let Some(operator) = last.and_then(|last| octets.get_mut(last)) {
            *operator |= END;
        }
        Matches {
            octets,
            pairs: PhantomData,
        }
    }
}

/// Makes a list from one or more pairs.
impl<M: Match, const N: usize> From<[M; N]> for Matches<M> {
    fn from(pairs: [M; N]) -> Matches<M> {
        pairs.into_iter().collect()
    }
}

impl<M: Match> From<M> for Matches<M> {
    fn from(pair: M) -> Matches<M> {
        Matches::from([pair])
    }
}

/// Decodes pairs up to the one with the end-of-list bit.
impl<'a, M: Match> Decode<'a> for Matches<M, &'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let all = reader.peek();
        while !take::<M>(reader)?.1 {}
        let (octets, _) = all
            .split_at_checked(all.len() - reader.remaining())
            .unwrap_or_default();
        Ok(Matches {
            octets,
            pairs: PhantomData,
        })
    }
}

/// Takes a pair, and returns whether it is the last.
fn take<M: Match>(reader: &mut Reader<'_>) -> Result<(M, bool), DecodeError> {
    let operator = reader.u8()?;
    let value = match operator & LENGTH {
        0x00 => reader.u8()?.into(),
        0x10 => reader.u16()?.into(),
        0x20 => reader.u32()?.into(),
        _ => reader.u64()?,
    };
    Ok((M::from_parts(operator & !END, value), operator & END != 0))
}

impl<M: Match, B: AsRef<[u8]>> Encode for Matches<M, B> {
    fn encoded_len(&self) -> usize {
        self.octets().len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_slice(self.octets());
        Ok(())
    }
}

impl<M: Match, B: AsRef<[u8]>> Debug for Matches<M, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<M: Match, B: AsRef<[u8]>> fmt::Display for Matches<M, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 1)
    }
}

impl<M: Match> FromStr for Matches<M> {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Matches<M>, ParseError> {
        Matches::parse(text, 1)
    }
}

impl<'a, M: Match, B: AsRef<[u8]>> IntoIterator for &'a Matches<M, B> {
    type Item = M;
    type IntoIter = MatchIter<'a, M>;

    fn into_iter(self) -> MatchIter<'a, M> {
        self.iter()
    }
}

/// An iterator over the pairs of [`Matches`].
#[derive(Clone, Debug)]
pub struct MatchIter<'a, M> {
    reader: Reader<'a>,
    pairs: PhantomData<fn() -> M>,
}

impl<M: Match> Iterator for MatchIter<'_, M> {
    type Item = M;

    fn next(&mut self) -> Option<M> {
        // The pairs have been decoded before, so an error only occurs at the end.
        take(&mut self.reader).ok().map(|(pair, _)| pair)
    }
}

impl<M: Match> FusedIterator for MatchIter<'_, M> {}
