//! MPLS labels in routes ([RFC 8277, section 2](https://www.rfc-editor.org/rfc/rfc8277#section-2)).
//!
//! ```text
//! label 20 bits, traffic class 3 bits, bottom of stack 1 bit
//! ```

use core::fmt;
use core::str::FromStr;

use crate::net::{ParseError, text_form};

/// A label field of three bytes: an MPLS label with traffic class and bottom-of-stack bit, or, if EVPN runs over VXLAN,
/// a VNI of 24 bits ([RFC 8365, section 5.1.3](https://www.rfc-editor.org/rfc/rfc8365#section-5.1.3)).
///
/// Other fields of the route say which of the two it is, so all 24 bits are kept. The text is the label. Traffic class and
/// bottom-of-stack bit follow it only if they are unusual: receivers ignore them
/// ([RFC 8277, section 2.2](https://www.rfc-editor.org/rfc/rfc8277#section-2.2)).
///
/// | bits | text |
/// | --- | --- |
/// | label 100, traffic class 0, bottom of stack | `100` |
/// | label 100, traffic class 1, bottom of stack | `100(tc1)` |
/// | label 100, traffic class 0, not bottom of stack | `100(s0)` |
/// | label 100, traffic class 1, not bottom of stack | `100(tc1,s0)` |
/// | 0x800000 | `withdrawn` |
///
/// All bits in hexadecimal, `0x000643`, are parsed, too.
///
/// ```
/// use bmp_codec::net::Label;
///
/// let label = Label::new(24000);
/// assert_eq!((label.value(), label.traffic_class()), (24000, 0));
/// assert!(label.is_bottom_of_stack());
/// assert_eq!(label.to_string(), "24000");
/// assert_eq!(Label::from_vni(10_010).vni(), 10_010);
/// assert_eq!(label.with_traffic_class(1).to_string(), "24000(tc1)");
/// assert_eq!("0x800000".parse(), Ok(Label::WITHDRAWN));
/// # Ok::<(), bmp_codec::net::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Label(u32);

const BITS: u32 = 0xff_ffff;
const BOTTOM_OF_STACK: u32 = 1;

impl Label {
    /// The label of a withdrawn route ([RFC 8277, section 2.4](https://www.rfc-editor.org/rfc/rfc8277#section-2.4)).
    pub const WITHDRAWN: Label = Label(0x80_0000);

    /// All zeros, which many speakers use as the label of a withdrawn route instead.
    pub const ZERO: Label = Label(0);

    /// IPv4 Explicit NULL, at the bottom of a stack ([RFC 3032](https://www.rfc-editor.org/rfc/rfc3032)).
    pub const IPV4_EXPLICIT_NULL: Label = Label::new(0);

    /// IPv6 Explicit NULL, at the bottom of a stack ([RFC 3032](https://www.rfc-editor.org/rfc/rfc3032)).
    pub const IPV6_EXPLICIT_NULL: Label = Label::new(2);

    /// Implicit NULL, at the bottom of a stack ([RFC 3032](https://www.rfc-editor.org/rfc/rfc3032)).
    pub const IMPLICIT_NULL: Label = Label::new(3);

    /// Returns the lower 20 bits of `value` as a label at the bottom of a stack, with traffic class 0.
    #[must_use]
    pub const fn new(value: u32) -> Label {
        Label(value << 4 & BITS | BOTTOM_OF_STACK)
    }

    /// Returns a field whose 24 bits are the lower 24 bits of `vni`.
    #[must_use]
    pub const fn from_vni(vni: u32) -> Label {
        Label(vni & BITS)
    }

    /// Returns the label value: 20 bits.
    #[inline]
    #[must_use]
    pub const fn value(self) -> u32 {
        self.0 >> 4
    }

    /// Returns the traffic class: 0 to 7 ([RFC 5462](https://www.rfc-editor.org/rfc/rfc5462)).
    #[inline]
    #[must_use]
    pub const fn traffic_class(self) -> u8 {
        (self.0 >> 1) as u8 & 7
    }

    /// Returns whether this is the last label of its stack.
    #[inline]
    #[must_use]
    pub const fn is_bottom_of_stack(self) -> bool {
        self.0 & BOTTOM_OF_STACK != 0
    }

    /// Returns all 24 bits: the VXLAN Network Identifier.
    #[inline]
    #[must_use]
    pub const fn vni(self) -> u32 {
        self.0
    }

    /// Returns the label with another traffic class, 0 to 7.
    #[must_use]
    pub const fn with_traffic_class(self, class: u8) -> Label {
        Label(self.0 & !0xe | (class as u32 & 7) << 1)
    }

    /// Returns the label with the bottom-of-stack bit set or clear.
    #[must_use]
    pub const fn with_bottom_of_stack(self, bottom: bool) -> Label {
        Label(self.0 & !BOTTOM_OF_STACK | bottom as u32)
    }
}

impl crate::wire::Fixed for Label {
    type Octets = [u8; 3];

    #[inline]
    fn from_octets([a, b, c]: [u8; 3]) -> Label {
        Label(u32::from_be_bytes([0, a, b, c]))
    }

    #[inline]
    fn to_octets(self) -> [u8; 3] {
        let [_, octets @ ..] = self.0.to_be_bytes();
        octets
    }
}
text_form!(Label as u32);

/// Returns all 24 bits.
impl From<Label> for u32 {
    #[inline]
    fn from(label: Label) -> u32 {
        label.0
    }
}

/// Takes the lower 24 bits.
impl From<u32> for Label {
    #[inline]
    fn from(bits: u32) -> Label {
        Label(bits & BITS)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Label::WITHDRAWN {
            return f.write_str(WITHDRAWN);
        }
        self.value().fmt(f)?;
        match (self.traffic_class(), self.is_bottom_of_stack()) {
            (0, true) => Ok(()),
            (0, false) => f.write_str("(s0)"),
            (class, true) => write!(f, "(tc{class})"),
            (class, false) => write!(f, "(tc{class},s0)"),
        }
    }
}

const WITHDRAWN: &str = "withdrawn";

impl FromStr for Label {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Label, ParseError> {
        let error = ParseError("a label");
        if text == WITHDRAWN {
            return Ok(Label::WITHDRAWN);
        }
        if let Some(digits) = text.strip_prefix("0x") {
            let bits = u32::from_str_radix(digits, 16).map_err(|_| error)?;
            return if bits <= BITS {
                Ok(Label(bits))
            } else {
                Err(error)
            };
        }
        let (value, unusual) = text.split_once('(').unwrap_or((text, ")"));
        let value = value.parse().map_err(|_| error)?;
        if value > BITS >> 4 {
            return Err(error);
        }
        let unusual = unusual.strip_suffix(')').ok_or(error)?;
        let (class, bottom) = match unusual.strip_suffix("s0") {
            Some(class) => (class.strip_suffix(',').unwrap_or(class), false),
            None => (unusual, true),
        };
        let class = match class {
            "" => 0,
            class => match class.strip_prefix("tc").map(str::as_bytes) {
                Some([digit @ b'1'..=b'7']) => digit - b'0',
                _ => return Err(error),
            },
        };
        Ok(Label::new(value)
            .with_traffic_class(class)
            .with_bottom_of_stack(bottom))
    }
}

/// Serde form of labels that may be VNIs: all 24 bits as a number, so that a VNI is its own number.
#[cfg(feature = "serde")]
pub(crate) mod bits {
    use super::Label;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    /// An optional label.
    pub(crate) trait Labels: Sized {
        type Bits: Serialize + for<'de> Deserialize<'de>;
        fn to_bits(&self) -> Self::Bits;
        fn from_bits(bits: Self::Bits) -> Option<Self>;
    }

    impl Labels for Label {
        type Bits = u32;

        fn to_bits(&self) -> u32 {
            self.0
        }

        fn from_bits(bits: u32) -> Option<Label> {
            (bits <= super::BITS).then_some(Label(bits))
        }
    }

    impl Labels for Option<Label> {
        type Bits = Option<u32>;

        fn to_bits(&self) -> Option<u32> {
            self.map(u32::from)
        }

        fn from_bits(bits: Option<u32>) -> Option<Option<Label>> {
            match bits {
                Some(bits) => Label::from_bits(bits).map(Some),
                None => Some(None),
            }
        }
    }

    pub(crate) fn serialize<L: Labels, S: Serializer>(
        labels: &L,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        labels.to_bits().serialize(serializer)
    }

    pub(crate) fn deserialize<'de, L: Labels, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<L, D::Error> {
        L::from_bits(L::Bits::deserialize(deserializer)?)
            .ok_or_else(|| D::Error::custom("a label has 24 bits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::cases;
    use crate::{Decode, Encode};

    #[test]
    fn the_parts_of_three_octets() {
        // Label 100 at the bottom; the same, traffic class 5, above others; withdrawals; VNI 1000.
        let cases: [([u8; 3], u32, u8, bool, &str); 7] = [
            ([0x00, 0x06, 0x41], 100, 0, true, "100"),
            ([0x00, 0x06, 0x43], 100, 1, true, "100(tc1)"),
            ([0x00, 0x06, 0x4a], 100, 5, false, "100(tc5,s0)"),
            ([0x80, 0x00, 0x00], 0x80000, 0, false, "withdrawn"),
            ([0x00, 0x00, 0x00], 0, 0, false, "0(s0)"),
            ([0x00, 0x03, 0xe8], 62, 4, false, "62(tc4,s0)"),
            ([0xff, 0xff, 0xf1], 0xf_ffff, 0, true, "1048575"),
        ];
        for (octets, value, class, bottom, text) in cases {
            let label = Label::from_octets(&octets).unwrap();
            assert_eq!(
                (
                    label.value(),
                    label.traffic_class(),
                    label.is_bottom_of_stack()
                ),
                (value, class, bottom),
                "{text}"
            );
            assert_eq!(label.to_string(), text);
            assert_eq!(text.parse(), Ok(label));
            assert_eq!(label.to_vec().unwrap(), octets);
            let built = Label::new(value)
                .with_traffic_class(class)
                .with_bottom_of_stack(bottom);
            assert_eq!(built, label);
        }
        assert_eq!(Label::from_octets(&[0x00, 0x03, 0xe8]).unwrap().vni(), 1000);
        assert_eq!("".parse::<Label>(), Err(ParseError("a label")));
        assert_eq!(
            "0x000643".parse(),
            Ok(Label::new(100).with_traffic_class(1))
        );
        cases! { not Label:
            "" "1048576" "0x1000000" "0x" "-1" "none" "100(" "100)" "100(tc0)" "100(tc8)" "100(s1)" "100(s0,tc1)" "100(tc1 s0)"
        }
    }
}
