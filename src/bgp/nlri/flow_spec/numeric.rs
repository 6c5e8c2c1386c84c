//! [`Numeric`]: a comparison with a number
//! ([RFC 8955, section 4.2.1.1](https://www.rfc-editor.org/rfc/rfc8955#section-4.2.1.1)).

use core::fmt;
use core::ops::{RangeFrom, RangeInclusive, RangeToInclusive};
use core::str::FromStr;

use alloc::vec::Vec;

use crate::bgp::nlri::flow_spec::matches::private::Pair;
use crate::bgp::nlri::flow_spec::matches::{
    AND, Matches, length_bits, parse_value, shortest_len, write_octets,
};
use crate::net::ParseError;

const LESS: u8 = 0x04;
const GREATER: u8 = 0x02;
const EQUAL: u8 = 0x01;
const RELATION: u8 = LESS | GREATER | EQUAL;

/// How a field is compared with a number. The text form is `=`, `!=`, `<`, `<=`, `>`, `>=`, or `true:` and `false:` if
/// the number does not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Comparison {
    /// The comparison is never true.
    False,
    /// The field equals the number.
    Equal,
    /// The field is greater than the number.
    Greater,
    /// The field is greater than the number, or equal to it.
    GreaterOrEqual,
    /// The field is less than the number.
    Less,
    /// The field is less than the number, or equal to it.
    LessOrEqual,
    /// The field does not equal the number.
    NotEqual,
    /// The comparison is always true.
    True,
}

impl Comparison {
    /// All comparisons and their text, in the order of their three bits.
    const ALL: [(Comparison, &'static str); 8] = [
        (Comparison::False, "false:"),
        (Comparison::Equal, "="),
        (Comparison::Greater, ">"),
        (Comparison::GreaterOrEqual, ">="),
        (Comparison::Less, "<"),
        (Comparison::LessOrEqual, "<="),
        (Comparison::NotEqual, "!="),
        (Comparison::True, "true:"),
    ];

    fn text(self) -> &'static str {
        Comparison::ALL
            .get(usize::from(self as u8))
            .map_or("", |(_, text)| text)
    }

    fn of(operator: u8) -> Comparison {
        Comparison::ALL
            .get(usize::from(operator & RELATION))
            .map_or(Comparison::False, |(comparison, _)| *comparison)
    }

    /// Takes the longest text of a comparison that `text` begins with.
    fn strip(text: &str) -> Option<(Comparison, &str)> {
        let fits = |(comparison, prefix): &(Comparison, &str)| {
            Some((prefix.len(), *comparison, text.strip_prefix(prefix)?))
        };
        let (_, comparison, rest) = Comparison::ALL
            .iter()
            .filter_map(fits)
            .max_by_key(|(length, ..)| *length)?;
        Some((comparison, rest))
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl FromStr for Comparison {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Comparison, ParseError> {
        match Comparison::strip(text) {
            Some((comparison, "")) => Ok(comparison),
            _ => Err(ParseError("a comparison")),
        }
    }
}

/// A comparison with a number of 1, 2, 4 or 8 bytes, combined with the previous one by *and* or *or*.
///
/// In the text form, the number is decimal if it has the minimum number of bytes, and otherwise all its bytes in
/// hexadecimal: `=6`, `=0x0006`.
///
/// ```
/// use bmp_codec::bgp::nlri::flow_spec::{Numeric, Numerics};
///
/// let ports = Numerics::from([
///     Numeric::at_least(1024),
///     Numeric::at_most(2048).and(),
///     Numeric::equal(80),
/// ]);
/// assert_eq!(ports.to_string(), ">=1024 & <=2048 | =80");
/// assert_eq!(ports, ">=1024 & <=2048 | =80".parse()?);
/// assert_eq!(">=1024".parse(), Ok(Numeric::at_least(1024)));
/// assert_eq!("80".parse(), Ok(Numeric::equal(80)));
/// # Ok::<(), bmp_codec::net::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Numeric {
    operator: u8,
    value: u64,
}

/// Comparisons of a field with numbers.
///
/// They are made from one number, from a range (`1024..=2048`, `1024..`, `..=2048`), from numbers of which the field
/// must equal one (`[80, 443]`), or from comparisons.
pub type Numerics<B = Vec<u8>> = Matches<Numeric, B>;

impl Numeric {
    /// Returns a comparison with a number that has the minimum number of bytes.
    #[must_use]
    pub const fn new(comparison: Comparison, value: u64) -> Numeric {
        Numeric {
            operator: comparison as u8 | length_bits(shortest_len(value)),
            value,
        }
    }

    /// Returns a comparison: the field equals `value`.
    #[must_use]
    pub const fn equal(value: u64) -> Numeric {
        Numeric::new(Comparison::Equal, value)
    }

    /// Returns a comparison: the field does not equal `value`.
    #[must_use]
    pub const fn not_equal(value: u64) -> Numeric {
        Numeric::new(Comparison::NotEqual, value)
    }

    /// Returns a comparison: the field is `value` or more.
    #[must_use]
    pub const fn at_least(value: u64) -> Numeric {
        Numeric::new(Comparison::GreaterOrEqual, value)
    }

    /// Returns a comparison: the field is `value` or less.
    #[must_use]
    pub const fn at_most(value: u64) -> Numeric {
        Numeric::new(Comparison::LessOrEqual, value)
    }

    /// Returns the comparison combined with the previous one by *and*.
    #[must_use]
    pub const fn and(self) -> Numeric {
        Numeric {
            operator: self.operator | AND,
            ..self
        }
    }

    /// Returns how the field is compared.
    #[must_use]
    pub fn comparison(self) -> Comparison {
        Comparison::of(self.operator)
    }

    /// Returns the number.
    #[must_use]
    pub const fn value(self) -> u64 {
        self.value
    }

    /// Returns whether the comparison is combined with the previous one by *and*, not by *or*. This has no meaning in
    /// the first one.
    #[must_use]
    pub fn is_and(self) -> bool {
        Pair::is_and(self)
    }

    /// Returns the number of bytes that the number takes: 1, 2, 4 or 8.
    #[must_use]
    pub fn value_len(self) -> u8 {
        Pair::value_len(self)
    }

    /// Returns the operator as received, without the end-of-list bit.
    #[must_use]
    pub const fn operator(self) -> u8 {
        self.operator
    }
}

impl Pair for Numeric {
    fn from_parts(operator: u8, value: u64) -> Numeric {
        Numeric { operator, value }
    }

    fn operator(self) -> u8 {
        self.operator
    }

    fn value(self) -> u64 {
        self.value
    }

    fn write(self, f: &mut fmt::Formatter<'_>, shortest: u8) -> fmt::Result {
        f.write_str(self.comparison().text())?;
        if self.value_len() == shortest_len(self.value).max(shortest) {
            write!(f, "{}", self.value)
        } else {
            write_octets(f, self.value, self.value_len())
        }
    }

    /// Parses a comparison. A number alone means that the field equals it.
    fn parse(text: &str, shortest: u8) -> Result<Numeric, ParseError> {
        let (comparison, value) = Comparison::strip(text).unwrap_or((Comparison::Equal, text));
        let (value, length) = parse_value(value.trim_start(), shortest)
            .ok_or(ParseError("a comparison with a number, like >=1024"))?;
        Ok(Numeric {
            operator: comparison as u8 | length_bits(length),
            value,
        })
    }
}

impl fmt::Display for Numeric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 1)
    }
}

impl FromStr for Numeric {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Numeric, ParseError> {
        Numeric::parse(text, 1)
    }
}

/// Makes a comparison: the field equals the number.
impl From<u64> for Numerics {
    fn from(value: u64) -> Numerics {
        Numeric::equal(value).into()
    }
}

/// Makes comparisons: the field equals one of these numbers.
impl<const N: usize> From<[u64; N]> for Numerics {
    fn from(values: [u64; N]) -> Numerics {
        values.into_iter().map(Numeric::equal).collect()
    }
}

impl From<RangeInclusive<u64>> for Numerics {
    fn from(range: RangeInclusive<u64>) -> Numerics {
        let (first, last) = range.into_inner();
        Numerics::from([Numeric::at_least(first), Numeric::at_most(last).and()])
    }
}

impl From<RangeFrom<u64>> for Numerics {
    fn from(range: RangeFrom<u64>) -> Numerics {
        Numeric::at_least(range.start).into()
    }
}

impl From<RangeToInclusive<u64>> for Numerics {
    fn from(range: RangeToInclusive<u64>) -> Numerics {
        Numeric::at_most(range.end).into()
    }
}
