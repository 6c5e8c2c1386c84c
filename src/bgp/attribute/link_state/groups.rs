//! Groups of links: administrative groups, 1088 (RFC 9552) and 1173
//! ([RFC 9104](https://www.rfc-editor.org/rfc/rfc9104)), and shared risk link groups, 1096 (RFC 9552).
//!
//! ```text
//! 1088: bits u32   1173: one or more bits u32   1096: numbers u32
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::LinkState;
//! use bmp_codec::bgp::attribute::link_state::{AdminGroup, ExtendedAdminGroup, Srlgs};
//!
//! let link = LinkState::of([
//!     AdminGroup(0x8000_0001).into(),
//!     ExtendedAdminGroup::from([AdminGroup(0x8000_0001), AdminGroup(1)]).into(),
//!     Srlgs::from([7, 9]).into(),
//! ])?;
//! assert_eq!(
//!     link.to_string(),
//!     "admin-group 0x80000001, extended-admin-group 0x80000001 0x00000001, srlg 7 9"
//! );
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use core::fmt;
use core::str::FromStr;

use crate::net::{ParseError, fixed, hexadecimal};
use crate::wire::contents;

fixed! {
    /// 32 administrative groups (colors), a bit for each: group 0 is the lowest bit. Text and JSON are hexadecimal.
    AdminGroup(u32) as text;
}

impl fmt::Display for AdminGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#010x}", self.0)
    }
}

impl FromStr for AdminGroup {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<AdminGroup, ParseError> {
        let bits = hexadecimal(text).and_then(|bits| bits.try_into().ok());
        bits.map(AdminGroup)
            .ok_or(ParseError("administrative groups"))
    }
}

contents! {
    /// The administrative groups of a link: groups 0 to 31, then 32 to 63, and so on.
    ExtendedAdminGroup(Array<AdminGroup>) of (4..);
    /// The shared risk link groups of a link.
    Srlgs(Array<u32>);
}
