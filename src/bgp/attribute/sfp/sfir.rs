//! Identifiers of service function instances: [`ServiceFunctions`], [`SfirRd`]
//! ([RFC 9015, section 3.2.1.3](https://www.rfc-editor.org/rfc/rfc9015#section-3.2.1.3)).

use core::fmt;
use core::str::FromStr;

use crate::net::{ParseError, RouteDistinguisher, fixed, write_if};
use crate::wire::{Array, layout};

layout! {
    /// Instances of one service function type.
    pub struct ServiceFunctions<B> {
        /// The service function type (SFT). 1 to 31 have special meanings; 1 changes the sequence.
        pub service_function_type: u16,
        ;
        /// The instances.
        pub sfirs: Array<SfirRd, B>,
    } text |functions, f| {
        functions.service_function_type.fmt(f)?;
        write_if(!functions.sfirs.is_empty(), format_args!(" {}", functions.sfirs), f)
    };
}

impl ServiceFunctions {
    /// Makes a sub-TLV from a service function type and its instances.
    #[must_use]
    pub fn new(
        service_function_type: u16,
        sfirs: impl IntoIterator<Item = SfirRd>,
    ) -> ServiceFunctions {
        ServiceFunctions {
            service_function_type,
            sfirs: Array::from_iter(sfirs),
        }
    }
}

fixed! {
    /// The identifier of service function instances: the route distinguisher of one instance (SFIR-RD), or a pool.
    ///
    /// The text is a route distinguisher, or `pool:7`.
    ///
    /// ```
    /// use bmp_codec::{bgp::attribute::sfp::SfirRd, net::RouteDistinguisher};
    ///
    /// let one = SfirRd::from(RouteDistinguisher::two_octet(64496, 1));
    /// assert_eq!(one.to_string(), "64496:1");
    /// assert_eq!(SfirRd::of_pool(7).to_string(), "pool:7");
    /// assert_eq!("pool:7".parse::<SfirRd>()?.pool(), Some(7));
    /// # Ok::<(), bmp_codec::net::ParseError>(())
    /// ```
    SfirRd(u64) as text;
}

/// The type and sub-type of the extended community that identifies a pool.
const POOL: u64 = 0x0b01 << 48;

impl SfirRd {
    /// Any instance: a route distinguisher of zero
    /// ([RFC 9015, section 5](https://www.rfc-editor.org/rfc/rfc9015#section-5)).
    pub const ANY: SfirRd = SfirRd(0);

    /// Makes the identifier of a pool from the lower 48 bits of `number`.
    #[must_use]
    pub const fn of_pool(number: u64) -> SfirRd {
        SfirRd(POOL | number & !(0xffff << 48))
    }

    /// Returns the 48-bit number of the pool, if this identifies a pool.
    #[must_use]
    pub const fn pool(self) -> Option<u64> {
        match self.0 >> 48 {
            0x0b01 => Some(self.0 ^ POOL),
            _ => None,
        }
    }

    /// Returns the route distinguisher of an instance, if this identifies one: the first byte is then zero.
    #[must_use]
    pub const fn rd(self) -> Option<RouteDistinguisher> {
        match self.0 >> 56 {
            0 => Some(RouteDistinguisher(self.0)),
            _ => None,
        }
    }
}

impl From<RouteDistinguisher> for SfirRd {
    fn from(rd: RouteDistinguisher) -> SfirRd {
        SfirRd(rd.0)
    }
}

impl fmt::Display for SfirRd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pool() {
            Some(number) => write!(f, "pool:{number}"),
            None => RouteDistinguisher(self.0).fmt(f),
        }
    }
}

impl FromStr for SfirRd {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<SfirRd, ParseError> {
        match text.strip_prefix("pool:") {
            Some(number) => number
                .parse()
                .ok()
                .filter(|number| number >> 48 == 0_u64)
                .map(SfirRd::of_pool)
                .ok_or(ParseError("a pool of service function instances")),
            None => text.parse::<RouteDistinguisher>().map(SfirRd::from),
        }
    }
}
