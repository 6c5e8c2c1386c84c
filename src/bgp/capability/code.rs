//! Capabilities that list capability codes: Dynamic Capability
//! ([draft-ietf-idr-dynamic-cap](https://datatracker.ietf.org/doc/draft-ietf-idr-dynamic-cap/)) and Multisession
//! ([draft-ietf-idr-bgp-multisession](https://datatracker.ietf.org/doc/draft-ietf-idr-bgp-multisession/)).
//!
//! ```text
//! Dynamic Capability: codes u8
//! Multisession: flags u8, codes u8
//! ```

use core::fmt;

use alloc::vec::Vec;

use crate::bgp::capability::name;
use crate::net::write_if;
use crate::wire::{Array, Fixed, layout};

/// A capability code, as an element of a capability.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(transparent)
)]
pub struct CapabilityCode(pub u8);

impl Fixed for CapabilityCode {
    type Octets = [u8; 1];
    const SEPARATOR: &'static str = ", ";

    fn from_octets([code]: [u8; 1]) -> CapabilityCode {
        CapabilityCode(code)
    }

    fn to_octets(self) -> [u8; 1] {
        [self.0]
    }
}

/// Writes the name. A capability without a name is written as `capability 99`.
impl fmt::Display for CapabilityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match name(self.0) {
            Some(name) => f.pad(name),
            None => write!(f, "capability {}", self.0),
        }
    }
}

/// A list of capability codes.
pub type CapabilityCodes<B = Vec<u8>> = Array<CapabilityCode, B>;

/// Dynamic Capability: the capabilities that the peer may change while the session is up.
///
/// ```
/// use bmp_codec::bgp::capability::{Capability, CapabilityCode};
///
/// let codes = [CapabilityCode(1), CapabilityCode(64)];
/// let capability = Capability::dynamic_capability(codes);
/// let text = "Dynamic Capability Multiprotocol Extensions, Graceful Restart";
/// assert_eq!(capability.to_string(), text);
/// ```
pub type DynamicCapability<B = Vec<u8>> = CapabilityCodes<B>;

layout! {
    /// Multisession: the speaker accepts several sessions with one peer.
    ///
    /// ```
    /// use bmp_codec::{Encode, bgp::capability::{Capability, CapabilityCode, Multisession}};
    ///
    /// let capability = Capability::from(Multisession::new([CapabilityCode(1)]));
    /// assert_eq!(capability.to_vec()?, [68, 2, 0, 1]);
    /// assert_eq!(capability.to_string(), "Multisession by Multiprotocol Extensions");
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    pub struct Multisession<B> {
        /// The flags.
        pub flags: u8,
        ;
        /// The capabilities that distinguish the sessions.
        pub session_ids: CapabilityCodes<B>,
    }
}

impl Multisession {
    /// Returns a capability without flags, for sessions that the capabilities of these codes distinguish.
    pub fn new(session_ids: impl IntoIterator<Item = CapabilityCode>) -> Multisession {
        Multisession {
            flags: 0,
            session_ids: session_ids.into_iter().collect(),
        }
    }
}

/// Writes `by Multiprotocol Extensions`, and the flags if any are set.
impl<B: AsRef<[u8]>> fmt::Display for Multisession<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.session_ids.is_empty() {
            true => f.write_str("by nothing")?,
            false => write!(f, "by {}", self.session_ids)?,
        }
        let flags = self.flags;
        write_if(flags != 0, format_args!(", flags {flags:#04x}"), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::capability::Capability;
    use crate::bgp::capability::tests::{code_is_first, malformed};
    use crate::testkit::cases;

    #[test]
    fn dynamic() {
        let codes: DynamicCapability = [1, 2, 3].map(CapabilityCode).into_iter().collect();
        // From a capture; tshark shows the codes 1, 2 and 3.
        cases! { Capability<&[u8]>, each code_is_first;
            "43 03 010203" is Capability::DynamicCapability(codes)
                => "Dynamic Capability Multiprotocol Extensions, Route Refresh, Outbound Route Filtering"
                => r#"{"dynamic_capability":[1,2,3]}"#,
            "43 00" => "Dynamic Capability",
        }
    }

    #[test]
    fn multisession() {
        // The first has the prestandard code and lists no codes; tshark shows flags of 0. The second is laid out by
        // hand from the draft.
        cases! { Capability<&[u8]>, errors malformed, each code_is_first;
            "83 01 00" is Capability::PrestandardMultisession(Multisession::new([])) => "Prestandard Multisession by nothing",
            "44 03 800163" => "Multisession by Multiprotocol Extensions, capability 99, flags 0x80"
                => r#"{"multisession":{"flags":128,"session_ids":[1,99]}}"#,
            "44 00" => error "capability Multisession at byte 2: 1 byte is missing",
            "83 00" => error "capability Prestandard Multisession at byte 2: 1 byte is missing",
        }
    }
}
