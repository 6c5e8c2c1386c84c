//! Metrics: 1092, 1095 and 1155 (RFC 9552, sections 5.3.2 and 5.3.3; RFC 9815 for four bytes). They have the width that
//! the sender chose, and keep it.
//!
//! ```text
//! number of 1 to 4
//! ```
//!
//! ```
//! use bmp_codec::{Decode, Encode, bgp::attribute::link_state::IgpMetric};
//!
//! let metric = IgpMetric::from_octets(&[0, 0, 10])?;
//! assert_eq!((metric.value(), metric.width()), (10, 3));
//! assert_eq!(IgpMetric::new(10).with_width(2).unwrap().to_vec()?, [0, 10]);
//! assert_eq!(IgpMetric::new(300).with_width(1), None);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::fmt;

use bytes::BufMut;

#[cfg(feature = "serde")]
use crate::wire::serde::parts;
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Fault, Reader, Writer};

/// Defines metrics: the possible widths in bytes, and the usual ones, of which the first that suffices is taken.
macro_rules! metrics {
    ($($(#[$meta:meta])* $name:ident $possible:pat, $usual:expr;)*) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $name {
            value: u32,
            width: u8,
        }

        impl $name {
            /// Returns a metric of the usual width.
            #[must_use]
            pub const fn new(value: u32) -> $name {
                let width = if value >> 24 == 0 { $usual } else { 4 };
                $name { value, width }
            }

            /// Returns the metric with this width in bytes, if it has room for the value and the TLV can have it.
            #[must_use]
            pub const fn with_width(self, width: u8) -> Option<$name> {
                match width {
                    $possible if width > 3 || self.value >> (8 * width) == 0 => {
                        Some($name { width, ..self })
                    }
                    _ => None,
                }
            }

            /// Returns the number.
            #[must_use]
            pub const fn value(self) -> u32 {
                self.value
            }

            /// Returns the width in bytes.
            #[must_use]
            pub const fn width(self) -> u8 {
                self.width
            }
        }

        impl Decode<'_> for $name {
            fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                let width = reader.remaining() as u8;
                if !matches!(reader.remaining(), $possible) {
                    return Err(reader.fail(Fault::Length(reader.remaining() as u32)));
                }
                Ok($name { value: number(reader.rest()), width })
            }
        }

        impl Encode for $name {
            fn encoded_len(&self) -> usize {
                self.width.into()
            }

            fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
                let octets = self.value.to_be_bytes();
                out.put_slice(octets.get(4 - usize::from(self.width)..).unwrap_or_default());
                Ok(())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.value.fmt(f)
            }
        }

        #[cfg(feature = "serde")]
        parts! {
            $name |metric| { value: u32 = metric.value, width: u8 = metric.width, }
            $name::new(value).with_width(width).ok_or("a metric does not have this width")
        }
    )* };
}

/// The usual widths are loads, not loops.
#[inline]
fn number(octets: &[u8]) -> u32 {
    match *octets {
        [a, b, c, d] => u32::from_be_bytes([a, b, c, d]),
        [a, b, c] => u32::from_be_bytes([0, a, b, c]),
        _ => octets
            .iter()
            .fold(0, |value, octet| value << 8 | u32::from(*octet)),
    }
}

metrics! {
    /// The metric of a link in its IGP: of 1 byte (IS-IS with small metrics), 2 (OSPF), 3 (IS-IS) or 4 (BGP-LS-SPF).
    ///
    /// Of 1 byte, RFC 7752, section 3.3.2.4, ignores the upper two bits. They are part of the value here: FRR sends every
    /// metric below 256 in 1 byte, whatever the IGP is.
    IgpMetric 1..=4, 3;
    /// The metric of a link for traffic engineering: 4 bytes. 3 bytes from IS-IS are accepted.
    TeDefaultMetric 3..=4, 4;
    /// The metric of a prefix: 4 bytes. 3 bytes are accepted.
    PrefixMetric 3..=4, 4;
}
