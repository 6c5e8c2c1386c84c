//! Merges AS_PATH with AS4_PATH, and AGGREGATOR with AS4_AGGREGATOR
//! ([RFC 6793, section 4.2.3](https://www.rfc-editor.org/rfc/rfc6793#section-4.2.3)).

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::{AsPath, SegmentKind};
use crate::bgp::attribute::{Aggregator, As4Aggregator, As4Path, PathAttributes};
use crate::net::{Asn, AsnWidth};
use crate::wire::{DecodeError, EncodeError};

impl<B: AsRef<[u8]>> AsPath<B> {
    /// Merges this path of two-octet AS numbers with the AS4_PATH beside it.
    ///
    /// The merged path has four-octet AS numbers: the front of this path, as far as it is longer, and then all of
    /// AS4_PATH. Adjacent sequences are joined, up to 255 AS numbers each. Confederation segments of AS4_PATH do not
    /// count and are left out.
    ///
    /// Returns `None` if AS4_PATH is longer than this path, both measured by [`length`](AsPath::length): AS4_PATH must
    /// then be ignored. [`PathAttributes::merged_as_path`] also knows the other reasons to ignore AS4_PATH.
    ///
    /// ```
    /// use bmp_codec::bgp::attribute::{As4Path, AsPath};
    ///
    /// let path: AsPath = "64496 23456 64498 23456".parse()?;
    /// let as4_path: As4Path = "64498 4200000001".parse()?;
    /// assert_eq!(path.merge(&as4_path).unwrap().to_string(), "64496 23456 64498 4200000001");
    /// # Ok::<(), bmp_codec::net::ParseError>(())
    /// ```
    #[must_use]
    pub fn merge<C: AsRef<[u8]>>(&self, as4_path: &As4Path<C>) -> Option<AsPath> {
        let mut left = self.length().checked_sub(as4_path.0.length())?;
        let mut merged = Merged::default();
        for segment in self.segments() {
            let count = segment.asns.len();
            // After a segment that is not taken whole, no other one can follow: confederation segments come first, or
            // beside one that is taken.
            let taken = match segment.kind {
                SegmentKind::ConfedSequence | SegmentKind::ConfedSet => count,
                SegmentKind::Set => count * left.min(1),
                SegmentKind::Sequence => count.min(left),
            };
            left -= match segment.kind {
                SegmentKind::ConfedSequence | SegmentKind::ConfedSet => 0,
                SegmentKind::Set => left.min(1),
                SegmentKind::Sequence => taken,
            };
            merged.add(segment.kind, segment.asns.take(taken)).ok()?;
            if taken < count {
                break;
            }
        }
        for segment in as4_path.0.segments() {
            if !segment.kind.is_confederation() {
                merged.add(segment.kind, segment.asns).ok()?;
            }
        }
        merged.finish().ok()
    }
}

/// A path whose sequences are joined.
#[derive(Default)]
struct Merged {
    path: AsPath,
    sequence: Vec<Asn>,
}

impl Merged {
    fn add(
        &mut self,
        kind: SegmentKind,
        asns: impl Iterator<Item = Asn>,
    ) -> Result<(), EncodeError> {
        if kind == SegmentKind::Sequence {
            self.sequence.extend(asns);
            return Ok(());
        }
        let mut asns = asns.peekable();
        if asns.peek().is_some() {
            self.end_sequence()?;
        }
        self.path.push(kind, asns)
    }

    fn end_sequence(&mut self) -> Result<(), EncodeError> {
        for asns in core::mem::take(&mut self.sequence).chunks(0xff) {
            self.path
                .push(SegmentKind::Sequence, asns.iter().copied())?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<AsPath, EncodeError> {
        self.end_sequence()?;
        Ok(self.path)
    }
}

impl<B: AsRef<[u8]>> PathAttributes<B> {
    /// Returns the path of the route: AS_PATH, [merged](AsPath::merge) with AS4_PATH if AS4_PATH counts. It allocates
    /// only if it merges.
    ///
    /// AS4_PATH does not count in these cases
    /// ([RFC 6793, sections 4.2.3 and 6](https://www.rfc-editor.org/rfc/rfc6793#section-4.2.3)):
    ///
    /// - The session uses four-octet AS numbers.
    /// - AS4_PATH is malformed. With an AS of 0 it is malformed, too
    ///   ([RFC 7607](https://www.rfc-editor.org/rfc/rfc7607)).
    /// - AS4_PATH is empty, or longer than AS_PATH.
    /// - AGGREGATOR and AS4_AGGREGATOR are both present, and AGGREGATOR has another AS than [`Asn::TRANS`].
    ///
    /// An AGGREGATOR alone does not matter: the AS of the aggregating router may fit into two bytes when others of the
    /// path do not.
    ///
    /// ```
    /// use bmp_codec::bgp::Session;
    /// use bmp_codec::bgp::attribute::{As4Path, AsPath, PathAttributes, SegmentKind};
    /// use bmp_codec::net::{Asn, AsnWidth};
    ///
    /// let mut path = AsPath::new(AsnWidth::Two);
    /// path.push(SegmentKind::Sequence, [Asn(64496), Asn(4_200_000_001)])?;
    /// let mut attributes =
    ///     PathAttributes::new(Session::default().with_asn_width(AsnWidth::Two));
    /// attributes.add(&path)?;
    /// attributes.add(&"64496 4200000001".parse::<As4Path>()?)?;
    ///
    /// assert_eq!(attributes.get::<AsPath<&[u8]>>()?.unwrap().to_string(), "64496 23456");
    /// assert_eq!(attributes.merged_as_path()?.unwrap().to_string(), "64496 4200000001");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The first error if AS_PATH is malformed, or if an attribute before it is longer than the rest of the list.
    pub fn merged_as_path(&self) -> Result<Option<AsPath<Cow<'_, [u8]>>>, DecodeError> {
        let Some(path) = self.get::<AsPath<&[u8]>>()? else {
            return Ok(None);
        };
        let merged = self
            .usable_as4_path()
            .and_then(|as4_path| path.merge(&as4_path));
        Ok(Some(match merged {
            Some(AsPath { octets, width }) => AsPath {
                octets: Cow::Owned(octets),
                width,
            },
            None => AsPath {
                octets: Cow::Borrowed(path.octets),
                width: path.width,
            },
        }))
    }

    /// Returns the router that aggregated the route: AS4_AGGREGATOR if it counts, otherwise AGGREGATOR.
    ///
    /// AS4_AGGREGATOR does not count in a session with four-octet AS numbers, if it is malformed, and beside an
    /// AGGREGATOR with another AS than [`Asn::TRANS`]
    /// ([RFC 6793, section 4.2.3](https://www.rfc-editor.org/rfc/rfc6793#section-4.2.3)). With an AS of 0 either
    /// attribute is malformed, too ([RFC 7607](https://www.rfc-editor.org/rfc/rfc7607)). A malformed AGGREGATOR is
    /// treated as absent.
    #[must_use]
    pub fn merged_aggregator(&self) -> Option<Aggregator> {
        let aggregator = self.own_aggregator();
        match self.usable_as4_aggregator() {
            Some(as4) if aggregator.is_none_or(|own| own.asn() == Asn::TRANS) => {
                Some(Aggregator::new(as4.asn(), as4.address()))
            }
            _ => aggregator,
        }
    }

    /// Returns AS4_PATH if it counts.
    fn usable_as4_path(&self) -> Option<As4Path<&[u8]>> {
        if self.session().asn_width() == AsnWidth::Four {
            return None;
        }
        let as4_path: As4Path<&[u8]> = self.get().ok()??;
        let aggregated = self
            .own_aggregator()
            .is_some_and(|own| own.asn() != Asn::TRANS)
            && self.usable_as4_aggregator().is_some();
        let counts = !aggregated && !as4_path.0.is_internal() && !as4_path.0.contains(Asn(0));
        counts.then_some(as4_path)
    }

    fn own_aggregator(&self) -> Option<Aggregator> {
        let aggregator: Option<Aggregator> = self.get().ok()?;
        aggregator.filter(|aggregator| aggregator.asn() != Asn(0))
    }

    /// Returns AS4_AGGREGATOR unless it must be discarded.
    fn usable_as4_aggregator(&self) -> Option<As4Aggregator> {
        if self.session().asn_width() == AsnWidth::Four {
            return None;
        }
        let aggregator: Option<As4Aggregator> = self.get().ok()?;
        aggregator.filter(|aggregator| aggregator.asn() != Asn(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::testkit::{hex, two_octets};

    fn merge(path: &str, as4_path: &str) -> Option<String> {
        let path: AsPath = path.parse().unwrap();
        let merged = path.merge(&as4_path.parse::<As4Path>().unwrap())?;
        assert_eq!(merged.length(), path.length(), "RFC 6793, section 4.2.3");
        // The text of the merged path parses into the same segments.
        assert_eq!(merged.to_string().parse(), Ok(merged.clone()));
        Some(merged.to_string())
    }

    #[test]
    fn of_each_form() {
        // Worked out by hand from RFC 6793, section 4.2.3.
        for (path, as4_path, merged) in [
            ("23456 64497", "65551 64497", Some("65551 64497")),
            ("64496 64497 23456", "65551", Some("64496 64497 65551")),
            ("64496 23456 64498", "64498", Some("64496 23456 64498")),
            ("64496", "64496 64497", None),
            ("", "64496", None),
            ("", "", Some("")),
            ("64496 64497", "", Some("64496 64497")),
            // A set counts as one AS number in either path.
            (
                "64496 {23456,64497}",
                "{65551,64497}",
                Some("64496 {65551,64497}"),
            ),
            ("64496 {1,2,3}", "65551 65552", Some("65551 65552")),
            ("{1,2} 64496 23456", "65551", Some("{1,2} 64496 65551")),
            ("64496 {1,2}", "{1,2,3} 65551", Some("{1,2,3} 65551")),
            (
                "64496 23456 {1,2}",
                "65551 {3,4}",
                Some("64496 65551 {3,4}"),
            ),
            // Confederation segments: first, behind a segment that is taken, and behind one that is not.
            ("(65010 65011) 23456", "65551", Some("(65010 65011) 65551")),
            (
                "(65010) [65011,65012] 23456",
                "65551",
                Some("(65010) [65011,65012] 65551"),
            ),
            ("64496 (65010) 23456", "65551", Some("64496 (65010) 65551")),
            ("64496 23456 (65010)", "65551", Some("64496 65551")),
            ("64496 (65010) 23456", "64496 65551", Some("64496 65551")),
            // Confederation segments of AS4_PATH are left out and do not count.
            (
                "23456 64497",
                "(65010 65011) 65551 [65012] 64497",
                Some("65551 64497"),
            ),
        ] {
            assert_eq!(
                merge(path, as4_path).as_deref(),
                merged,
                "{path} | {as4_path}"
            );
        }
    }

    #[test]
    fn long_sequences_are_several() {
        let asns = |count: u32| AsPath::sequence((1..=count).map(Asn)).unwrap();
        let merged = asns(255).merge(&As4Path(asns(200))).unwrap();
        let lengths = |path: &AsPath| -> Vec<usize> {
            path.segments().map(|segment| segment.asns.len()).collect()
        };
        assert_eq!(lengths(&merged), [255]);
        let mut path = asns(255);
        path.push(SegmentKind::Sequence, (1..=200).map(Asn))
            .unwrap();
        let merged = path.merge(&As4Path(asns(201))).unwrap();
        assert_eq!(lengths(&merged), [255, 200]);
        assert_eq!(merged.asns().nth(253), Some(Asn(254)));
        assert_eq!(merged.asns().nth(254), Some(Asn(1)));
    }

    /// AS_PATH 64496 AS_TRANS in two-octet AS numbers, and the attributes `behind` it.
    fn attributes(behind: &str) -> Vec<u8> {
        [hex("400206 0202 fbf0 5ba0"), hex(behind)].concat()
    }

    const AS4_PATH: &str = "c01106 0201 0001000f";

    #[test]
    fn when_as4_path_counts() {
        for (behind, text) in [
            ("", "64496 23456"),
            ("c01106 0201 0001000f", "64496 65551"),
            // Without an AS that counts: empty, or with confederation segments only.
            ("c01100", "64496 23456"),
            ("c01106 0301 0001000f", "64496 23456"),
            // Longer than AS_PATH; malformed; with an AS of 0.
            ("c0110e 0203 00000001 00000002 00000003", "64496 23456"),
            ("c01106 0202 0001000f", "64496 23456"),
            ("c01106 0201 00000000", "64496 23456"),
            // AGGREGATOR 64497 and AS4_AGGREGATOR; only one of them; AS_TRANS; malformed ones.
            (
                "c01106 0201 0001000f c00706 fbf1 c0000201 c01208 0001000f c0000201",
                "64496 23456",
            ),
            ("c01106 0201 0001000f c00706 fbf1 c0000201", "64496 65551"),
            (
                "c01106 0201 0001000f c01208 0001000f c0000201",
                "64496 65551",
            ),
            (
                "c01106 0201 0001000f c00706 5ba0 c0000201 c01208 0001000f c0000201",
                "64496 65551",
            ),
            (
                "c01106 0201 0001000f c00706 fbf1 c0000201 c01207 0001000f c00002",
                "64496 65551",
            ),
            (
                "c01106 0201 0001000f c00705 fbf1 c00002 c01208 0001000f c0000201",
                "64496 65551",
            ),
            // An attribute behind it that is cut off does not matter.
            ("c01106 0201 0001000f c007ff", "64496 65551"),
        ] {
            let octets = attributes(behind);
            let list = PathAttributes::over(&octets[..], two_octets());
            let path = list.merged_as_path().unwrap().unwrap();
            assert_eq!(path.to_string(), text, "{behind}");
            assert_eq!(
                matches!(path.octets, Cow::Owned(_)),
                text == "64496 65551",
                "{behind}"
            );
        }
    }

    #[test]
    fn in_a_session_of_four_octets_it_does_not() {
        let octets = [hex("40020a 0202 0000fbf0 00005ba0"), hex(AS4_PATH)].concat();
        let list = PathAttributes::over(&octets[..], Session::default());
        let path = list.merged_as_path().unwrap().unwrap();
        assert_eq!(path.to_string(), "64496 23456");
        let octets = hex("c00708 00005ba0 c0000201 c01208 0001000f c0000201");
        let list = PathAttributes::over(&octets[..], Session::default());
        let aggregator = Aggregator::new(Asn::TRANS, "192.0.2.1".parse().unwrap());
        assert_eq!(list.merged_aggregator(), Some(aggregator));
    }

    #[test]
    fn without_as_path() {
        let octets = hex(AS4_PATH);
        let list = PathAttributes::over(&octets[..], two_octets());
        assert_eq!(list.merged_as_path(), Ok(None));
        let octets = [hex("400203 0201fb"), octets].concat();
        let list = PathAttributes::over(&octets[..], two_octets());
        let error = list.merged_as_path().unwrap_err();
        assert_eq!(error.to_string(), "AS_PATH at byte 5: 1 byte is missing");
    }

    #[test]
    fn who_aggregated() {
        let four = |asn| Aggregator::new(Asn(asn), "192.0.2.1".parse().unwrap());
        let two = |asn| four(asn).with_width(AsnWidth::Two);
        for (octets, aggregator) in [
            ("", None),
            ("c00706 fbf1 c0000201", Some(two(64497))),
            ("c00706 5ba0 c0000201", Some(two(23456))),
            ("c01208 0001000f c0000201", Some(four(65551))),
            (
                "c00706 5ba0 c0000201 c01208 0001000f c0000201",
                Some(four(65551)),
            ),
            (
                "c00706 fbf1 c0000201 c01208 0001000f c0000201",
                Some(two(64497)),
            ),
            // Malformed attributes are treated as absent.
            (
                "c00706 5ba0 c0000201 c01207 0001000f c00002",
                Some(two(23456)),
            ),
            (
                "c00706 5ba0 c0000201 c01208 00000000 c0000201",
                Some(two(23456)),
            ),
            (
                "c00705 fbf1 c00002 c01208 0001000f c0000201",
                Some(four(65551)),
            ),
            (
                "c00706 0000 c0000201 c01208 0001000f c0000201",
                Some(four(65551)),
            ),
        ] {
            let octets = hex(octets);
            let list = PathAttributes::over(&octets[..], two_octets());
            assert_eq!(list.merged_aggregator(), aggregator, "{octets:02x?}");
        }
    }
}
