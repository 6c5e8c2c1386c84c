//! AS_PATH ([RFC 4271, section 5.1.2](https://www.rfc-editor.org/rfc/rfc4271#section-5.1.2),
//! [RFC 5065](https://www.rfc-editor.org/rfc/rfc5065)).
//!
//! ```text
//! segments: type u8, count u8, then as many AS numbers of 2 or 4 bytes
//! ```

mod build;
#[cfg(feature = "serde")]
mod json;
mod merge;
mod questions;
mod text;

pub(in crate::bgp::attribute) use build::put_segment;

use core::fmt;
use core::hash::{Hash, Hasher};
use core::iter::FusedIterator;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::Session;
use crate::bgp::attribute::{AttributeContext, Broken};
use crate::net::{Asn, AsnWidth};
use crate::wire::{
    ArrayIter, Breach, Context, Decode, DecodeError, Encode, EncodeError, Fault, Fixed,
    ListContext, ReadIn, Reader, Writer, map_octets,
};

/// AS_PATH: the ASes that the route went through, the most recent one first.
///
/// Decoding checks all segments, so iteration cannot fail. The session decides whether AS numbers have two or four
/// bytes.
///
/// ```
/// use bmp_codec::bgp::attribute::{AsPath, SegmentKind};
/// use bmp_codec::net::Asn;
///
/// let mut path = AsPath::sequence([Asn(65001), Asn(65002)])?;
/// path.push(SegmentKind::Set, [Asn(65003), Asn(65004)])?;
/// assert_eq!(path.to_string(), "65001 65002 {65003,65004}");
/// assert_eq!(path.first(), Some(Asn(65001)));
/// assert_eq!(path.asns().count(), 4);
/// # Ok::<(), bmp_codec::EncodeError>(())
/// ```
#[derive(Clone, Copy, Default)]
pub struct AsPath<B: AsRef<[u8]> = Vec<u8>> {
    octets: B,
    width: AsnWidth,
}
map_octets!(
    AsPath | path,
    f | AsPath {
        octets: f(&path.octets),
        width: path.width
    }
);

/// The type of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum SegmentKind {
    /// AS_SET, 1: an unordered set of ASes.
    Set = 1,
    /// AS_SEQUENCE, 2: an ordered sequence of ASes.
    Sequence,
    /// AS_CONFED_SEQUENCE, 3: an ordered sequence of Member-ASes of the local confederation.
    ConfedSequence,
    /// AS_CONFED_SET, 4: an unordered set of Member-ASes of the local confederation.
    ConfedSet,
}

/// A segment of an AS_PATH.
#[derive(Clone, Debug)]
pub struct Segment<'a> {
    /// The type of the segment.
    pub kind: SegmentKind,
    /// The AS numbers.
    pub asns: Asns<'a>,
}

impl<B: AsRef<[u8]>> AsPath<B> {
    /// Returns an iterator over the segments.
    #[inline]
    pub fn segments(&self) -> Segments<'_> {
        Segments {
            octets: self.octets.as_ref(),
            width: self.width,
        }
    }

    /// Returns an iterator over the AS numbers of all segments.
    #[inline]
    pub fn asns(&self) -> impl Iterator<Item = Asn> {
        self.segments().flat_map(|segment| segment.asns)
    }

    /// Returns the width of the AS numbers.
    #[inline]
    pub fn width(&self) -> AsnWidth {
        self.width
    }
}

impl AsPath<&[u8]> {
    /// Returns the offset of the first AS 0 ([RFC 7607, section 2](https://www.rfc-editor.org/rfc/rfc7607#section-2)).
    pub(super) fn as_zero(&self) -> Option<usize> {
        let mut offset = 0;
        for segment in self.segments() {
            offset += 2;
            for asn in segment.asns {
                if asn == Asn(0) {
                    return Some(offset);
                }
                offset += self.width.octets();
            }
        }
        None
    }

    pub(super) fn broken(&self) -> Option<Broken> {
        Some((self.as_zero()?, Breach::AS_PATH_AS_ZERO))
    }
}

impl SegmentKind {
    /// Returns whether the segment is a sequence.
    #[must_use]
    pub const fn is_ordered(self) -> bool {
        matches!(self, SegmentKind::Sequence | SegmentKind::ConfedSequence)
    }

    /// Returns whether the AS numbers are Member-ASes of a confederation
    /// ([RFC 5065](https://www.rfc-editor.org/rfc/rfc5065#section-3)).
    #[must_use]
    pub const fn is_confederation(self) -> bool {
        matches!(self, SegmentKind::ConfedSequence | SegmentKind::ConfedSet)
    }

    #[inline]
    const fn from_octet(octet: u8) -> SegmentKind {
        match octet {
            1 => SegmentKind::Set,
            3 => SegmentKind::ConfedSequence,
            4 => SegmentKind::ConfedSet,
            _ => SegmentKind::Sequence,
        }
    }
}

/// Paths are equal if their bytes and the width of their AS numbers are equal. The width of an empty path does not
/// count.
impl<B: AsRef<[u8]>> PartialEq for AsPath<B> {
    fn eq(&self, other: &Self) -> bool {
        let octets = self.octets.as_ref();
        octets == other.octets.as_ref() && (octets.is_empty() || self.width == other.width)
    }
}

impl<B: AsRef<[u8]>> Eq for AsPath<B> {}

impl<B: AsRef<[u8]>> Hash for AsPath<B> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.octets.as_ref().hash(state);
    }
}

impl<B: AsRef<[u8]>> ReadIn<Session> for AsPath<B> {}

impl<'a> Decode<'a> for AsPath<&'a [u8]> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let width = reader.session().asn_width();
        let mut rest = reader.peek();
        while let [1..=4, count, asns @ ..] = rest {
            match asns.get(usize::from(*count) * width.octets()..) {
                Some(behind) if *count > 0 => rest = behind,
                _ => break,
            }
        }
        match rest {
            [] => Ok(AsPath {
                octets: reader.rest(),
                width,
            }),
            rest => Err(broken_segment(
                reader.offset() + reader.remaining() - rest.len(),
                rest,
                width,
            )),
        }
    }
}

#[cold]
#[inline(never)]
fn broken_segment(offset: usize, octets: &[u8], width: AsnWidth) -> DecodeError {
    match octets {
        [1..=4, 0, ..] => DecodeError::new(offset + 1, Fault::EmptySegment),
        [1..=4, count, asns @ ..] => {
            let missing = usize::from(*count) * width.octets() - asns.len();
            DecodeError::new(offset + 2, Fault::Truncated(missing as u32))
        }
        [1..=4] => DecodeError::new(offset + 1, Fault::Truncated(1)),
        [kind, ..] => DecodeError::new(offset, Fault::SegmentType(*kind)),
        [] => DecodeError::new(offset, Fault::Truncated(2)),
    }
}

impl<B: AsRef<[u8]>> Encode for AsPath<B> {
    fn encoded_len(&self) -> usize {
        self.octets.as_ref().len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_slice(self.octets.as_ref());
        Ok(())
    }

    fn form(&self, context: Context) -> Context {
        if self.octets.as_ref().is_empty() {
            return context;
        }
        AttributeContext::of(context)
            .map(|session| session.with_asn_width(self.width))
            .into()
    }
}

impl<B: AsRef<[u8]>> fmt::Debug for AsPath<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AsPath({self})")
    }
}

/// An iterator over the segments of an [`AsPath`].
#[derive(Clone, Debug)]
pub struct Segments<'a> {
    octets: &'a [u8],
    width: AsnWidth,
}

impl<'a> Iterator for Segments<'a> {
    type Item = Segment<'a>;

    #[inline]
    fn next(&mut self) -> Option<Segment<'a>> {
        let [kind, count, rest @ ..] = self.octets else {
            return None;
        };
        let (asns, rest) = rest.split_at_checked(usize::from(*count) * self.width.octets())?;
        self.octets = rest;
        Some(Segment {
            kind: SegmentKind::from_octet(*kind),
            asns: Asns::new(asns, self.width),
        })
    }
}

impl FusedIterator for Segments<'_> {}

/// An iterator over the AS numbers of a segment.
#[derive(Clone, Debug)]
pub struct Asns<'a>(Numbers<'a>);

#[derive(Clone, Debug)]
enum Numbers<'a> {
    Two(ArrayIter<'a, Short>),
    Four(ArrayIter<'a, Asn>),
}

/// A two-octet AS number.
#[derive(Clone, Copy, Debug)]
struct Short(u16);

impl Fixed for Short {
    type Octets = [u8; 2];

    #[inline]
    fn from_octets(octets: [u8; 2]) -> Short {
        Short(u16::from_be_bytes(octets))
    }

    #[inline]
    fn to_octets(self) -> [u8; 2] {
        self.0.to_be_bytes()
    }
}

impl<'a> Asns<'a> {
    #[inline]
    fn new(octets: &'a [u8], width: AsnWidth) -> Asns<'a> {
        Asns(match width {
            AsnWidth::Two => Numbers::Two(ArrayIter::new(octets)),
            AsnWidth::Four => Numbers::Four(ArrayIter::new(octets)),
        })
    }
}

impl Iterator for Asns<'_> {
    type Item = Asn;

    #[inline]
    fn next(&mut self) -> Option<Asn> {
        match &mut self.0 {
            Numbers::Two(asns) => asns.next().map(|asn| Asn(asn.0.into())),
            Numbers::Four(asns) => asns.next(),
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.0 {
            Numbers::Two(asns) => asns.size_hint(),
            Numbers::Four(asns) => asns.size_hint(),
        }
    }

    #[inline]
    fn fold<A, F: FnMut(A, Asn) -> A>(self, init: A, mut f: F) -> A {
        match self.0 {
            Numbers::Two(asns) => asns.fold(init, |sum, asn| f(sum, Asn(asn.0.into()))),
            Numbers::Four(asns) => asns.fold(init, f),
        }
    }
}

impl ExactSizeIterator for Asns<'_> {}
impl FusedIterator for Asns<'_> {}

#[cfg(test)]
mod tests;
