//! [`Bandwidth`]: an IEEE 754 number, kept bit for bit.

use core::fmt;

use crate::net::fixed;

fixed! {
    /// A bandwidth in bytes (not bits) per second: the bits of a four-byte floating point number
    /// ([RFC 5543, section 3](https://www.rfc-editor.org/rfc/rfc5543#section-3)).
    ///
    /// Two bandwidths are equal if their bits are equal. In JSON it is a number. Infinity and NaN, which JSON cannot
    /// express, are text like `"0x7fc00000"`.
    ///
    /// ```
    /// use bmp_codec::net::Bandwidth;
    ///
    /// let bandwidth = Bandwidth::from(1.25e9);
    /// assert_eq!(bandwidth.0, 0x4e95_02f9);
    /// assert_eq!(bandwidth.octets_per_second(), 1.25e9);
    /// assert_eq!(bandwidth.to_string(), "1250000000");
    /// ```
    Bandwidth(u32);
}

impl Bandwidth {
    /// Returns the bandwidth as a number.
    #[must_use]
    pub const fn octets_per_second(self) -> f32 {
        f32::from_bits(self.0)
    }
}

impl From<f32> for Bandwidth {
    fn from(octets_per_second: f32) -> Bandwidth {
        Bandwidth(octets_per_second.to_bits())
    }
}

impl fmt::Display for Bandwidth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.octets_per_second().fmt(f)
    }
}

#[cfg(feature = "serde")]
mod json {
    use super::{Bandwidth, fmt};
    use serde::de::{Error, Visitor};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    impl Serialize for Bandwidth {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let number = self.octets_per_second();
            if !serializer.is_human_readable() {
                self.0.serialize(serializer)
            } else if number.is_finite() {
                // As an eight-byte number: it is read back exactly, while digits for four bytes may be rounded twice.
                serializer.serialize_f64(number.into())
            } else {
                serializer.collect_str(&format_args!("{:#010x}", self.0))
            }
        }
    }

    impl<'de> Deserialize<'de> for Bandwidth {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bandwidth, D::Error> {
            struct BandwidthVisitor;

            impl Visitor<'_> for BandwidthVisitor {
                type Value = Bandwidth;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("a number of bytes per second, or its bits in hexadecimal")
                }

                fn visit_f64<E: Error>(self, number: f64) -> Result<Bandwidth, E> {
                    Ok(Bandwidth::from(number as f32))
                }

                fn visit_u64<E: Error>(self, number: u64) -> Result<Bandwidth, E> {
                    Ok(Bandwidth::from(number as f32))
                }

                fn visit_i64<E: Error>(self, number: i64) -> Result<Bandwidth, E> {
                    Ok(Bandwidth::from(number as f32))
                }

                fn visit_str<E: Error>(self, text: &str) -> Result<Bandwidth, E> {
                    let digits = text.strip_prefix("0x").unwrap_or_default();
                    let bits = u32::from_str_radix(digits, 16);
                    bits.map(Bandwidth)
                        .map_err(|_| E::custom(format_args!("{text:?} is not a bandwidth")))
                }
            }

            if deserializer.is_human_readable() {
                deserializer.deserialize_any(BandwidthVisitor)
            } else {
                u32::deserialize(deserializer).map(Bandwidth)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::json;

    #[test]
    fn json_both_ways() {
        // Bits and numbers by IEEE 754: the smallest and the largest, both zeros, infinity and NaN.
        for (bits, text) in [
            (0x0000_0000, "0.0"),
            (0x8000_0000, "-0.0"),
            (0x3f80_0000, "1.0"),
            (0x4e95_02f9, "1250000000.0"),
            (0x3dcc_cccd, "0.10000000149011612"),
            (0x7f80_0000, r#""0x7f800000""#),
            (0xff80_0000, r#""0xff800000""#),
            (0x7fc0_0000, r#""0x7fc00000""#),
            (0x7f80_0001, r#""0x7f800001""#),
        ] {
            json(&Bandwidth(bits), text);
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn no_bit_is_lost() {
        let mut bits = 1;
        for _ in 0..10_000 {
            // Walks through all exponents.
            bits = u32::wrapping_add(u32::wrapping_mul(bits, 1_664_525), 1_013_904_223);
            let text = serde_json::to_string(&Bandwidth(bits)).unwrap();
            let again: Bandwidth = serde_json::from_str(&text).unwrap();
            assert_eq!(again, Bandwidth(bits), "{text}");
        }
        assert_eq!(
            serde_json::from_str::<Bandwidth>("125000").unwrap(),
            Bandwidth::from(125_000.0)
        );
        assert!(serde_json::from_str::<Bandwidth>(r#""1.5""#).is_err());
    }

    #[cfg(feature = "serde")]
    #[test]
    fn other_numbers() {
        let read = serde_json::from_str::<Bandwidth>;
        assert_eq!(read("-2").unwrap(), Bandwidth::from(-2.0));
        assert_eq!(read("125000000").unwrap(), Bandwidth::from(1.25e8));
        assert!(
            read("[]")
                .unwrap_err()
                .to_string()
                .contains("expected a number of bytes per second, or its bits in hexadecimal")
        );
    }
}
