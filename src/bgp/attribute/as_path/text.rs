//! AS_PATH as text: `65001 65002 {65003,65004}`.

use core::fmt;
use core::str::FromStr;

use alloc::vec::Vec;

use super::{AsPath, SegmentKind};
use crate::net::{Asn, ParseError};

/// The text that routers print: `65001 65002 {65003,65004} (65005 65006) [65007,65008]`. The last two are confederation
/// segments.
///
/// The text shows neither the width of the AS numbers nor where one AS_SEQUENCE ends and another begins.
impl<B: AsRef<[u8]>> fmt::Display for AsPath<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, segment) in self.segments().enumerate() {
            let (open, between, close) = match segment.kind {
                SegmentKind::Set => ("{", ",", "}"),
                SegmentKind::Sequence => ("", " ", ""),
                SegmentKind::ConfedSequence => ("(", " ", ")"),
                SegmentKind::ConfedSet => ("[", ",", "]"),
            };
            write!(f, "{}{open}", if place == 0 { "" } else { " " })?;
            for (place, asn) in segment.asns.enumerate() {
                write!(f, "{}{asn}", if place == 0 { "" } else { between })?;
            }
            f.write_str(close)?;
        }
        Ok(())
    }
}

/// Parses the text form into four-octet AS numbers.
///
/// Adjacent AS numbers become one sequence; more than 255 become several, all but the last with 255. Inside brackets,
/// commas and blanks mean the same. An empty text is an empty path.
///
/// So the text of a path parses into an equal path if its AS numbers have four bytes, and no sequence with fewer than
/// 255 AS numbers is followed by another one. Other paths come back in that form, with the same meaning.
///
/// ```
/// use bmp_codec::bgp::attribute::AsPath;
///
/// let path: AsPath = "65001 65002 {65003,65004}".parse()?;
/// assert_eq!(path.segments().count(), 2);
/// assert_eq!(path.to_string(), "65001 65002 {65003,65004}");
/// # Ok::<(), bmp_codec::net::ParseError>(())
/// ```
impl FromStr for AsPath {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<AsPath, ParseError> {
        let error = ParseError("an AS_PATH");
        let mut path = AsPath::default();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (kind, numbers, behind) = segment(rest);
            let asns: Vec<Asn> = numbers
                .split(|letter: char| letter == ',' || letter.is_whitespace())
                .filter(|number| !number.is_empty())
                .map(str::parse)
                .collect::<Result<_, _>>()?;
            if asns.is_empty() || (!kind.is_ordered() && asns.len() > 0xff) {
                return Err(error);
            }
            for asns in asns.chunks(0xff) {
                path.push(kind, asns.iter().copied()).map_err(|_| error)?;
            }
            rest = behind.trim_start();
        }
        Ok(path)
    }
}

/// Splits off the first segment of a text: its kind, its AS numbers, and the text behind it.
fn segment(text: &str) -> (SegmentKind, &str, &str) {
    let brackets = [
        ('{', '}', SegmentKind::Set),
        ('(', ')', SegmentKind::ConfedSequence),
        ('[', ']', SegmentKind::ConfedSet),
    ];
    let bracketed = brackets.into_iter().find_map(|(open, close, kind)| {
        let (numbers, behind) = text.strip_prefix(open)?.split_once(close)?;
        Some((kind, numbers, behind))
    });
    bracketed.unwrap_or_else(|| {
        let end = text.find(['{', '(', '[']).unwrap_or(text.len());
        let (numbers, behind) = text.split_at_checked(end).unwrap_or((text, ""));
        (SegmentKind::Sequence, numbers, behind)
    })
}
