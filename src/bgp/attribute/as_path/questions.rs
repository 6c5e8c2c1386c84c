//! Questions about an AS_PATH.

use super::{AsPath, SegmentKind};
use crate::net::Asn;

impl<B: AsRef<[u8]>> AsPath<B> {
    /// Returns the origin AS of the route: the last AS of the path.
    ///
    /// Returns `None` if the last segment is a set, as after an aggregation. Also returns `None` if the last segment is
    /// a confederation segment, or if the path is empty: the route then began in the AS of the router that has it
    /// ([RFC 6811, section 2](https://www.rfc-editor.org/rfc/rfc6811#section-2)).
    ///
    /// ```
    /// use bmp_codec::bgp::attribute::AsPath;
    /// use bmp_codec::net::{Asn, ParseError};
    ///
    /// let origin = |text: &str| Ok::<_, ParseError>(text.parse::<AsPath>()?.origin());
    /// assert_eq!(origin("64496 {64497,64498} 64499")?, Some(Asn(64499)));
    /// assert_eq!(origin("64496 {64497,64498}")?, None);
    /// assert_eq!(origin("(65010 65011)")?, None);
    /// # Ok::<(), bmp_codec::net::ParseError>(())
    /// ```
    #[must_use]
    pub fn origin(&self) -> Option<Asn> {
        let segment = self.segments().last()?;
        (segment.kind == SegmentKind::Sequence).then(|| segment.asns.last())?
    }

    /// Returns the neighbor AS that the route came from: the first AS of the path behind any confederation segments.
    ///
    /// Returns `None` if this AS is in a set. Also returns `None` if the path has only confederation segments: the
    /// route then comes from the AS of the router that has it
    /// ([RFC 5065, section 5.3](https://www.rfc-editor.org/rfc/rfc5065#section-5.3)).
    ///
    /// ```
    /// use bmp_codec::bgp::attribute::AsPath;
    /// use bmp_codec::net::Asn;
    ///
    /// let path: AsPath = "(65010 65011) 64496 64497".parse()?;
    /// assert_eq!(path.first(), Some(Asn(64496)));
    /// # Ok::<(), bmp_codec::net::ParseError>(())
    /// ```
    #[must_use]
    pub fn first(&self) -> Option<Asn> {
        let mut segments = self.segments();
        let mut segment = segments.find(|segment| !segment.kind.is_confederation())?;
        (segment.kind == SegmentKind::Sequence).then(|| segment.asns.next())?
    }

    /// Returns the length of the path for the route selection.
    ///
    /// Each AS number of a sequence counts as one, and so does each set
    /// ([RFC 4271, section 9.1.2.2 a](https://www.rfc-editor.org/rfc/rfc4271#section-9.1.2.2)). Confederation segments
    /// do not count ([RFC 5065, section 5.3](https://www.rfc-editor.org/rfc/rfc5065#section-5.3)).
    /// `path.asns().count()` returns the number of all AS numbers.
    ///
    /// ```
    /// use bmp_codec::bgp::attribute::AsPath;
    ///
    /// let path: AsPath = "(65010 65011) 64496 64496 {64497,64498}".parse()?;
    /// assert_eq!(path.length(), 3);
    /// assert_eq!(path.asns().count(), 6);
    /// # Ok::<(), bmp_codec::net::ParseError>(())
    /// ```
    #[must_use]
    pub fn length(&self) -> usize {
        let lengths = self.segments().map(|segment| match segment.kind {
            SegmentKind::Sequence => segment.asns.len(),
            SegmentKind::Set => 1,
            SegmentKind::ConfedSequence | SegmentKind::ConfedSet => 0,
        });
        lengths.sum()
    }

    /// Returns whether an AS is in any segment of the path: for that AS the route is a loop
    /// ([RFC 4271, section 9.1.2](https://www.rfc-editor.org/rfc/rfc4271#section-9.1.2)).
    #[must_use]
    pub fn contains(&self, asn: Asn) -> bool {
        self.asns().any(|other| other == asn)
    }

    /// Returns whether the path has confederation segments. A path with them is malformed if it comes from outside the
    /// confederation ([RFC 5065, section 5](https://www.rfc-editor.org/rfc/rfc5065#section-5)).
    #[must_use]
    pub fn has_confederation(&self) -> bool {
        self.segments()
            .any(|segment| segment.kind.is_confederation())
    }

    /// Returns whether the path has only confederation segments, or is empty: the route then began in the AS or
    /// confederation of the router that has it.
    #[must_use]
    pub fn is_internal(&self) -> bool {
        self.segments()
            .all(|segment| segment.kind.is_confederation())
    }

    /// Returns whether the path has sets, which routers must no longer send
    /// ([RFC 9774](https://www.rfc-editor.org/rfc/rfc9774)).
    #[must_use]
    pub fn has_sets(&self) -> bool {
        self.segments().any(|segment| !segment.kind.is_ordered())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_form() {
        // `origin` by RFC 6811, section 2; `first` and `length` by RFC 5065, section 5.3.
        for (text, first, origin, length, count) in [
            ("", None, None, 0, 0),
            ("64496", Some(64496), Some(64496), 1, 1),
            ("64496 64496 64497", Some(64496), Some(64497), 3, 3),
            ("64496 {64497,64498}", Some(64496), None, 2, 3),
            ("{64497,64498} 64496", None, Some(64496), 2, 3),
            ("{1} {2,3}", None, None, 2, 3),
            ("(65010 65011)", None, None, 0, 2),
            (
                "(65010) [65011,65012] 64496",
                Some(64496),
                Some(64496),
                1,
                4,
            ),
            ("(65010) {64496} 64497", None, Some(64497), 2, 3),
            ("64496 (65010)", Some(64496), None, 1, 2),
        ] {
            let path: AsPath = text.parse().unwrap();
            assert_eq!(path.first(), first.map(Asn), "{text}");
            assert_eq!(path.origin(), origin.map(Asn), "{text}");
            assert_eq!(
                (path.length(), path.asns().count()),
                (length, count),
                "{text}"
            );
            assert_eq!(
                path.has_confederation(),
                text.contains(['(', '[']),
                "{text}"
            );
            assert_eq!(path.has_sets(), text.contains(['{', '[']), "{text}");
            assert_eq!(
                path.is_internal(),
                matches!(text, "" | "(65010 65011)"),
                "{text}"
            );
        }
    }

    #[test]
    fn contains_looks_into_all_segments() {
        let path: AsPath = "64496 {64497} (64498) [64499]".parse().unwrap();
        for asn in 64496..=64499 {
            assert!(path.contains(Asn(asn)));
        }
        assert!(!path.contains(Asn(64500)));
    }
}
