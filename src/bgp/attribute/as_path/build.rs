//! Builds and edits AS_PATHs.

use alloc::vec::Vec;

use super::{AsPath, SegmentKind};
use crate::net::{Asn, AsnWidth};
use crate::wire::{EncodeError, count_u8};

impl AsPath {
    /// Makes an empty path for AS numbers of this width.
    #[must_use]
    pub const fn new(width: AsnWidth) -> AsPath {
        AsPath {
            octets: Vec::new(),
            width,
        }
    }

    /// Makes a path of one sequence with four-octet AS numbers.
    ///
    /// # Errors
    /// [`EncodeError::TooMany`] if there are more than 255 AS numbers.
    pub fn sequence(asns: impl IntoIterator<Item = Asn>) -> Result<AsPath, EncodeError> {
        let asns = asns.into_iter();
        let width = AsnWidth::default();
        let mut octets = Vec::with_capacity(2 + 4 * asns.size_hint().0.min(0xff));
        put_segment(SegmentKind::Sequence, asns, width, &mut octets)?;
        Ok(AsPath { octets, width })
    }

    /// Appends a segment. Without AS numbers, nothing is appended.
    ///
    /// # Errors
    /// [`EncodeError::TooMany`] if there are more than 255 AS numbers. The path is then unchanged.
    pub fn push(
        &mut self,
        kind: SegmentKind,
        asns: impl IntoIterator<Item = Asn>,
    ) -> Result<(), EncodeError> {
        let asns = asns.into_iter();
        // More than 255 AS numbers are an error anyway.
        self.octets.reserve(2 + 4 * asns.size_hint().0.min(0xff));
        put_segment(kind, asns, self.width, &mut self.octets)
    }

    /// Prepends an AS, like a router that passes the route on to another AS
    /// ([RFC 4271, section 5.1.2](https://www.rfc-editor.org/rfc/rfc4271#section-5.1.2)).
    ///
    /// The AS goes into the first segment if that is a sequence with fewer than 255 AS numbers, and otherwise into a
    /// new sequence. A router of a confederation must first remove the Member-ASes from the path, see
    /// [`retain`](AsPath::retain).
    ///
    /// ```
    /// use bmp_codec::bgp::attribute::AsPath;
    /// use bmp_codec::net::Asn;
    ///
    /// let mut path: AsPath = "(65010 65011) 64496".parse()?;
    /// path.retain(|kind, _| !kind.is_confederation());
    /// path.prepend(Asn(64500));
    /// path.prepend(Asn(64500));
    /// assert_eq!(path.to_string(), "64500 64500 64496");
    /// # Ok::<(), bmp_codec::net::ParseError>(())
    /// ```
    pub fn prepend(&mut self, asn: Asn) {
        self.prepend_to(SegmentKind::Sequence, asn);
    }

    /// Prepends a Member-AS, like a router that passes the route on to another Member-AS of its confederation
    /// ([RFC 5065, section 4.1](https://www.rfc-editor.org/rfc/rfc5065#section-4.1)): like
    /// [`prepend`](AsPath::prepend), with an AS_CONFED_SEQUENCE.
    pub fn prepend_member(&mut self, asn: Asn) {
        self.prepend_to(SegmentKind::ConfedSequence, asn);
    }

    fn prepend_to(&mut self, kind: SegmentKind, asn: Asn) {
        match self.octets.get_mut(..2) {
            Some([first, count]) if *first == kind as u8 && *count < 0xff => *count += 1,
            _ => drop(self.octets.splice(..0, [kind as u8, 1])),
        }
        match self.width {
            AsnWidth::Two => drop(self.octets.splice(2..2, asn.to_u16().to_be_bytes())),
            AsnWidth::Four => drop(self.octets.splice(2..2, asn.0.to_be_bytes())),
        }
    }

    /// Keeps only the AS numbers for which `keep` returns true, and removes segments that become empty.
    ///
    /// ```
    /// use bmp_codec::bgp::attribute::{AsPath, SegmentKind};
    /// use bmp_codec::net::Asn;
    ///
    /// let mut path: AsPath = "64496 64512 {4200000000} 64497".parse()?;
    /// path.retain(|_, asn| !asn.is_private());
    /// assert_eq!(path.segments().count(), 2);
    ///
    /// let mut expected: AsPath = "64496".parse()?;
    /// expected.push(SegmentKind::Sequence, [Asn(64497)])?;
    /// assert_eq!(path, expected);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn retain(&mut self, mut keep: impl FnMut(SegmentKind, Asn) -> bool) {
        let mut kept = AsPath::new(self.width);
        for segment in self.segments() {
            let asns = segment.asns.filter(|asn| keep(segment.kind, *asn));
            let pushed = kept.push(segment.kind, asns);
            debug_assert!(pushed.is_ok(), "a part of a segment is too long");
        }
        *self = kept;
    }
}

/// Appends a segment, if there are AS numbers for it.
///
/// # Errors
/// [`EncodeError::TooMany`] if there are more than 255 AS numbers. Nothing is appended then.
#[inline]
pub(in crate::bgp::attribute) fn put_segment(
    kind: SegmentKind,
    asns: impl Iterator<Item = Asn>,
    width: AsnWidth,
    octets: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let before = octets.len();
    octets.extend_from_slice(&[kind as u8, 0]);
    match width {
        AsnWidth::Two => {
            asns.for_each(|asn| octets.extend_from_slice(&asn.to_u16().to_be_bytes()));
        }
        AsnWidth::Four => asns.for_each(|asn| octets.extend_from_slice(&asn.0.to_be_bytes())),
    }
    let count = (octets.len() - before - 2) / width.octets();
    match (count, octets.get_mut(before + 1)) {
        (1..=0xff, Some(octet)) => {
            *octet = count as u8;
            Ok(())
        }
        _ => {
            octets.truncate(before);
            count_u8("AS numbers of an AS_PATH segment", count).map(|_| ())
        }
    }
}

impl<B: AsRef<[u8]>> AsPath<B> {
    /// Returns the path with AS numbers of another width.
    ///
    /// AS numbers that do not fit into two bytes become [`Asn::TRANS`];
    /// [`set_as_path`](crate::bgp::attribute::PathAttributes::set_as_path) keeps them in an AS4_PATH. Widen a path of
    /// two-octet AS numbers before you prepend a larger AS number.
    ///
    /// ```
    /// use bmp_codec::bgp::attribute::AsPath;
    /// use bmp_codec::net::{Asn, AsnWidth};
    ///
    /// let mut path = AsPath::new(AsnWidth::Two);
    /// path.prepend(Asn(64496));
    /// let mut path = path.with_width(AsnWidth::Four);
    /// path.prepend(Asn(4_200_000_001));
    /// assert_eq!(path.to_string(), "4200000001 64496");
    /// assert_eq!(path.with_width(AsnWidth::Two).to_string(), "23456 64496");
    /// ```
    #[must_use]
    pub fn with_width(&self, width: AsnWidth) -> AsPath {
        let mut path = AsPath::new(width);
        for segment in self.segments() {
            let pushed = path.push(segment.kind, segment.asns);
            debug_assert!(pushed.is_ok(), "a segment that was one is too long");
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::hex;
    use crate::wire::Encode;

    fn path(text: &str) -> AsPath {
        text.parse().unwrap()
    }

    #[test]
    fn prepend() {
        // RFC 4271, section 5.1.2 b, and RFC 5065, section 4.1 b: into a sequence, before a set, into an empty path.
        for (before, own, member) in [
            ("64496 64497", "1 64496 64497", "(1) 64496 64497"),
            ("{64496,64497}", "1 {64496,64497}", "(1) {64496,64497}"),
            ("", "1", "(1)"),
            ("(65010) 64496", "1 (65010) 64496", "(1 65010) 64496"),
            ("[65010] 64496", "1 [65010] 64496", "(1) [65010] 64496"),
        ] {
            let mut prepended = path(before);
            prepended.prepend(Asn(1));
            assert_eq!(prepended, path(own), "{before}");
            let mut prepended = path(before);
            prepended.prepend_member(Asn(1));
            assert_eq!(prepended, path(member), "{before}");
        }
    }

    #[test]
    fn prepend_to_a_full_sequence() {
        let mut path = AsPath::sequence((1..=254).map(Asn)).unwrap();
        path.prepend(Asn(7));
        assert_eq!(path.to_vec().unwrap()[..6], hex("02ff 00000007"));
        path.prepend(Asn(8));
        path.prepend(Asn(9));
        let octets = path.to_vec().unwrap();
        assert_eq!(octets[..16], hex("0202 00000009 00000008 02ff 00000007"));
        assert_eq!(octets.len(), 2 + 8 + 2 + 255 * 4);
    }

    #[test]
    fn prepend_in_two_octets() {
        let mut path = AsPath::new(AsnWidth::Two);
        path.prepend(Asn(64496));
        path.prepend(Asn(4_200_000_001));
        assert_eq!(path.to_vec().unwrap(), hex("0202 5ba0 fbf0"));
    }

    #[test]
    fn retain() {
        let mut all = path("64496 64512 {64512} [64513,64498] (64499)");
        all.retain(|_, _| true);
        assert_eq!(all, path("64496 64512 {64512} [64513,64498] (64499)"));
        all.retain(|_, asn| !asn.is_private());
        assert_eq!(all, path("64496 [64498] (64499)"));
        all.retain(|kind, _| !kind.is_confederation());
        assert_eq!(all, path("64496"));
        all.retain(|_, _| false);
        assert_eq!(all, path(""));
    }
}
