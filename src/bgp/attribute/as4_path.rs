//! AS4_PATH ([RFC 6793, section 3](https://www.rfc-editor.org/rfc/rfc6793#section-3)).
//!
//! ```text
//! segments as in AS_PATH, with four-octet AS numbers in every session
//! ```

use core::fmt;
use core::str::FromStr;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::attribute::{AsPath, Broken};
use crate::net::{AsnWidth, ParseError};
use crate::wire::{Breach, Decode, DecodeError, Encode, EncodeError, Reader, Writer, map_octets};

/// AS4_PATH: the path in four-octet AS numbers, beside an AS_PATH of two-octet AS numbers
/// ([RFC 6793](https://www.rfc-editor.org/rfc/rfc6793)).
///
/// [`PathAttributes::merged_as_path`](crate::bgp::attribute::PathAttributes::merged_as_path) returns the path that both
/// make together. AS4_PATH must not have confederation segments
/// ([RFC 6793, section 6](https://www.rfc-editor.org/rfc/rfc6793#section-6)); such segments decode, but the merged path
/// ignores them.
///
/// ```
/// use bmp_codec::bgp::{Session, attribute::{As4Path, PathAttributes}};
/// use bmp_codec::net::AsnWidth;
///
/// let mut attributes =
///     PathAttributes::new(Session::default().with_asn_width(AsnWidth::Two));
/// attributes.add(&"64496 4200000001".parse::<As4Path>()?)?;
/// assert_eq!(
///     attributes.octets(),
///     [0xc0, 17, 10, 2, 2, 0, 0, 0xfb, 0xf0, 0xfa, 0x56, 0xea, 1]
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct As4Path<B: AsRef<[u8]> = Vec<u8>>(pub AsPath<B>);

map_octets!(
    As4Path | path,
    f | As4Path(crate::wire::MapOctets::map_octets(&path.0, f))
);

impl As4Path<&[u8]> {
    /// AS 0 costs the attribute. Receivers discard confederation segments, and log that
    /// ([RFC 6793, section 6](https://www.rfc-editor.org/rfc/rfc6793#section-6)).
    pub(super) fn broken(&self) -> Option<Broken> {
        let zero = self.0.as_zero().map(|at| (at, Breach::AS4_PATH_AS_ZERO));
        zero.or_else(|| {
            let of_confederation = self.0.has_confederation();
            of_confederation.then_some((0, Breach::AS4_PATH_CONFEDERATION))
        })
    }
}

impl<'a> Decode<'a> for As4Path<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let wide = reader.session().with_asn_width(AsnWidth::Four);
        reader.read_in(wide).map(As4Path)
    }
}

impl<B: AsRef<[u8]>> Encode for As4Path<B> {
    fn encoded_len(&self) -> usize {
        self.0.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        if self.0.encoded_len() > 0 && self.0.width() == AsnWidth::Two {
            return Err(EncodeError::Session {
                what: "AS4_PATH",
                conflict: "two-octet AS numbers, where every session has four-octet ones",
            });
        }
        self.0.put(out)
    }
}

impl<B: AsRef<[u8]>> fmt::Display for As4Path<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for As4Path {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<As4Path, ParseError> {
        text.parse().map(As4Path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::bgp::attribute::SegmentKind;
    use crate::net::Asn;
    use crate::testkit::{cases, refused, two_octets};

    #[test]
    fn four_octets_in_every_session() {
        for session in [Session::default(), two_octets()] {
            let parsed: As4Path = "64496 4200000001".parse().unwrap();
            assert_eq!(parsed.0.width(), AsnWidth::Four);
            cases! { As4Path<&[u8]>, in session;
                "02 02 0000fbf0 fa56ea01" is parsed => "64496 4200000001"
                    => r#"[{"kind":"sequence","asns":[64496,4200000001]}]"#,
                "02 02 fbf0 5ba0" => error "value at byte 2: 4 bytes are missing",
            }
        }
    }

    #[test]
    fn a_path_of_two_octets_is_none() {
        let mut path = AsPath::new(AsnWidth::Two);
        assert_eq!(As4Path(path.clone()).to_vec(), Ok(vec![]));
        path.push(SegmentKind::Sequence, [Asn(64496)]).unwrap();
        assert_eq!(
            refused(As4Path(path).to_vec()),
            "AS4_PATH: two-octet AS numbers, where every session has four-octet ones"
        );
    }
}
