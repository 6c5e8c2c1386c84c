//! System identifiers of IS-IS (RFC 9552, section 5.2.1.4: "ISO Node-ID").
//!
//! ```text
//! system identifier 6
//! ```

use core::fmt;
use core::str::FromStr;

use crate::net::{ParseError, text_form};

/// The system identifier of an IS-IS router. The text form has three groups: `0000.0000.0001`.
///
/// ```
/// use bmp_codec::bgp::nlri::link_state::SystemId;
///
/// let system_id: SystemId = "1921.6800.1001".parse()?;
/// assert_eq!(system_id.octets(), [0x19, 0x21, 0x68, 0x00, 0x10, 0x01]);
/// # Ok::<(), bmp_codec::net::ParseError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SystemId([u8; 6]);

impl SystemId {
    /// Returns the six bytes.
    #[must_use]
    pub const fn octets(self) -> [u8; 6] {
        self.0
    }
}

impl From<[u8; 6]> for SystemId {
    fn from(octets: [u8; 6]) -> SystemId {
        SystemId(octets)
    }
}

impl crate::wire::Fixed for SystemId {
    type Octets = [u8; 6];

    fn from_octets(octets: [u8; 6]) -> SystemId {
        SystemId(octets)
    }

    fn to_octets(self) -> [u8; 6] {
        self.0
    }
}
text_form!(SystemId as octets);

impl fmt::Display for SystemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.0;
        write!(f, "{a:02x}{b:02x}.{c:02x}{d:02x}.{e:02x}{g:02x}")
    }
}

impl fmt::Debug for SystemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for SystemId {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<SystemId, ParseError> {
        let mut groups = text.split('.');
        let mut octets = [0; 6];
        for pair in octets.chunks_exact_mut(2) {
            let group = groups.next().filter(|group| {
                group.len() == 4 && group.bytes().all(|digit| digit.is_ascii_hexdigit())
            });
            let number = group.and_then(|group| u16::from_str_radix(group, 16).ok());
            let number = number.ok_or(ParseError("a system identifier of IS-IS"))?;
            pair.copy_from_slice(&number.to_be_bytes());
        }
        match groups.next() {
            Some(_) => Err(ParseError("a system identifier of IS-IS")),
            None => Ok(SystemId(octets)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::{cases, parses};

    #[test]
    fn text_and_octets() {
        cases! { SystemId, each parses;
            "19216800100a" => "1921.6800.100a" => "\"1921.6800.100a\"",
            "1921680010" => error "value at byte 0: 1 byte is missing",
        }
        cases! { not SystemId:
            "" "1921.6800" "1921.6800.1001.00" "1921.6800.+101" "192.168.0.1" "192168001001"
        }
    }
}
