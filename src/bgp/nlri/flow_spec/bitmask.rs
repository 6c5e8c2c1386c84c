//! [`Bitmask`]: a comparison with flags
//! ([RFC 8955, section 4.2.1.2](https://www.rfc-editor.org/rfc/rfc8955#section-4.2.1.2)).

use core::fmt::{self, Debug};
use core::hash::Hash;
use core::marker::PhantomData;
use core::ops::Not;
use core::str::FromStr;

use alloc::vec::Vec;

use crate::bgp::nlri::flow_spec::matches::private::Pair;
use crate::bgp::nlri::flow_spec::matches::{
    AND, Matches, length_bits, parse_value, shortest_len, write_octets,
};
use crate::flags::flags;
use crate::net::ParseError;

const NOT: u8 = 0x02;
const MATCH: u8 = 0x01;

/// The flags of a field: [`TcpFlags`], [`FragmentFlags`] or [`Ipv6FragmentFlags`].
///
/// This trait is sealed: only these three types implement it.
pub trait Flags: Copy + Debug + Eq + Hash + From<u64> + Into<u64> + sealed::Sealed {
    /// The flags that have names.
    const NAMES: &'static [(u64, &'static str)];
}

mod sealed {
    use super::{FragmentFlags, Ipv6FragmentFlags, TcpFlags};

    pub trait Sealed {}

    impl Sealed for FragmentFlags {}
    impl Sealed for Ipv6FragmentFlags {}
    impl Sealed for TcpFlags {}
}

flags! {
    /// The control bits of a TCP header ([RFC 9293, section 3.1](https://www.rfc-editor.org/rfc/rfc9293#section-3.1)).
    TcpFlags(u64) {
        /// No more data from the sender.
        0x01 FIN "fin",
        /// Synchronize sequence numbers.
        0x02 SYN "syn",
        /// Reset the connection.
        0x04 RST "rst",
        /// Push.
        0x08 PSH "psh",
        /// The acknowledgment field is significant.
        0x10 ACK "ack",
        /// The urgent pointer is significant.
        0x20 URG "urg",
        /// ECN echo.
        0x40 ECE "ece",
        /// Congestion window reduced.
        0x80 CWR "cwr",
    }
    /// The fragmentation of an IPv4 packet
    /// ([RFC 8955, section 4.2.2.12](https://www.rfc-editor.org/rfc/rfc8955#section-4.2.2.12)).
    FragmentFlags(u64) {
        /// The packet must not be fragmented.
        0x01 DONT_FRAGMENT "df",
        /// The packet is a fragment other than the first.
        0x02 IS_FRAGMENT "isf",
        /// The packet is the first fragment.
        0x04 FIRST_FRAGMENT "ff",
        /// The packet is the last fragment.
        0x08 LAST_FRAGMENT "lf",
    }
    /// The fragmentation of an IPv6 packet
    /// ([RFC 8956, section 3.6](https://www.rfc-editor.org/rfc/rfc8956#section-3.6)).
    Ipv6FragmentFlags(u64) {
        /// The packet is a fragment other than the first.
        0x02 IS_FRAGMENT "isf",
        /// The packet is the first fragment.
        0x04 FIRST_FRAGMENT "ff",
        /// The packet is the last fragment.
        0x08 LAST_FRAGMENT "lf",
    }
}

impl Flags for TcpFlags {
    const NAMES: &'static [(u64, &'static str)] = TcpFlags::NAMES;
}

impl Flags for FragmentFlags {
    const NAMES: &'static [(u64, &'static str)] = FragmentFlags::NAMES;
}

impl Flags for Ipv6FragmentFlags {
    const NAMES: &'static [(u64, &'static str)] = Ipv6FragmentFlags::NAMES;
}

/// A comparison with flags of 1, 2, 4 or 8 bytes, combined with the previous one by *and* or *or*.
///
/// | text | the field has |
/// | --- | --- |
/// | `syn+ack` | any of these flags |
/// | `=syn+ack` | all of them |
/// | `!syn+ack` | none of them |
/// | `!=syn+ack` | not all of them |
///
/// The text has the bytes in hexadecimal if not all bits have names, or if fewer bytes would be enough: `=0x0002`.
///
/// ```
/// use bmp_codec::bgp::nlri::flow_spec::{Bitmask, Bitmasks, TcpFlags};
///
/// let opening = Bitmasks::from([
///     Bitmask::all(TcpFlags::SYN),
///     Bitmask::none(TcpFlags::ACK | TcpFlags::RST).and(),
/// ]);
/// assert_eq!(opening.to_string(), "=syn & !rst+ack");
/// assert_eq!("=syn & !rst+ack".parse(), Ok(opening));
/// assert_eq!(!Bitmask::any(TcpFlags::FIN), Bitmask::none(TcpFlags::FIN));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bitmask<F> {
    operator: u8,
    value: u64,
    flags: PhantomData<fn() -> F>,
}

impl<F: Flags> Debug for Bitmask<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bitmask")
            .field("operator", &self.operator)
            .field("flags", &self.flags())
            .finish()
    }
}

/// Comparisons of a field with flags.
pub type Bitmasks<F, B = Vec<u8>> = Matches<Bitmask<F>, B>;

impl<F: Flags> Bitmask<F> {
    fn new(operator: u8, flags: F) -> Bitmask<F> {
        let value = flags.into();
        Bitmask::from_parts(operator | length_bits(shortest_len(value)), value)
    }

    /// Returns a comparison: the field has any of these flags.
    #[must_use]
    pub fn any(flags: F) -> Bitmask<F> {
        Bitmask::new(0, flags)
    }

    /// Returns a comparison: the field has all of these flags.
    #[must_use]
    pub fn all(flags: F) -> Bitmask<F> {
        Bitmask::new(MATCH, flags)
    }

    /// Returns a comparison: the field has none of these flags.
    #[must_use]
    pub fn none(flags: F) -> Bitmask<F> {
        Bitmask::new(NOT, flags)
    }

    /// Returns the comparison combined with the previous one by *and*.
    #[must_use]
    pub fn and(self) -> Bitmask<F> {
        Bitmask {
            operator: self.operator | AND,
            ..self
        }
    }

    /// Returns the flags.
    #[must_use]
    pub fn flags(self) -> F {
        F::from(self.value)
    }

    /// Returns whether all flags are required, not any of them: the match bit.
    #[must_use]
    pub fn is_all(self) -> bool {
        self.operator & MATCH != 0
    }

    /// Returns whether the comparison is negated.
    #[must_use]
    pub fn is_not(self) -> bool {
        self.operator & NOT != 0
    }

    /// Returns whether the comparison is combined with the previous one by *and*, not by *or*. This has no meaning in
    /// the first one.
    #[must_use]
    pub fn is_and(self) -> bool {
        Pair::is_and(self)
    }

    /// Returns the number of bytes that the flags take: 1, 2, 4 or 8.
    #[must_use]
    pub fn value_len(self) -> u8 {
        Pair::value_len(self)
    }

    /// Returns the operator as received, without the end-of-list bit.
    #[must_use]
    pub fn operator(self) -> u8 {
        self.operator
    }
}

/// Returns the negated comparison.
impl<F> Not for Bitmask<F> {
    type Output = Bitmask<F>;

    fn not(self) -> Bitmask<F> {
        Bitmask {
            operator: self.operator ^ NOT,
            ..self
        }
    }
}

impl<F: Flags> Pair for Bitmask<F> {
    fn from_parts(operator: u8, value: u64) -> Bitmask<F> {
        Bitmask {
            operator,
            value,
            flags: PhantomData,
        }
    }

    fn operator(self) -> u8 {
        self.operator
    }

    fn value(self) -> u64 {
        self.value
    }

    fn write(self, f: &mut fmt::Formatter<'_>, shortest: u8) -> fmt::Result {
        f.write_str(if self.is_not() { "!" } else { "" })?;
        f.write_str(if self.is_all() { "=" } else { "" })?;
        let named = F::NAMES.iter().fold(0, |bits, (bit, _)| bits | bit);
        let usual = self.value_len() == shortest_len(self.value).max(shortest);
        if !usual || self.value == 0 || self.value & !named != 0 {
            return write_octets(f, self.value, self.value_len());
        }
        let set = F::NAMES.iter().filter(|(bit, _)| self.value & bit != 0);
        set.enumerate().try_for_each(|(place, (_, name))| {
            f.write_str(if place == 0 { "" } else { "+" })?;
            f.write_str(name)
        })
    }

    fn parse(text: &str, shortest: u8) -> Result<Bitmask<F>, ParseError> {
        let (not, text) = text.strip_prefix('!').map_or((0, text), |text| (NOT, text));
        let (all, text) = text
            .strip_prefix('=')
            .map_or((0, text), |text| (MATCH, text));
        let bit = |name: &str| {
            let found = F::NAMES.iter().find(|(_, other)| name.trim() == *other)?;
            Some(found.0)
        };
        let named = || {
            let value = text
                .split('+')
                .try_fold(0, |bits, name| Some(bits | bit(name)?))?;
            Some((value, shortest_len(value).max(shortest)))
        };
        let (value, length) = parse_value(text, shortest)
            .or_else(named)
            .ok_or(ParseError("a comparison with flags, like =syn+ack"))?;
        Ok(Bitmask::from_parts(not | all | length_bits(length), value))
    }
}

impl<F: Flags> fmt::Display for Bitmask<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 1)
    }
}

impl<F: Flags> FromStr for Bitmask<F> {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Bitmask<F>, ParseError> {
        Bitmask::parse(text, 1)
    }
}

/// Makes a comparison: the field has all of these flags, and may have others.
impl<F: Flags> From<F> for Bitmasks<F> {
    fn from(flags: F) -> Bitmasks<F> {
        Bitmask::all(flags).into()
    }
}
