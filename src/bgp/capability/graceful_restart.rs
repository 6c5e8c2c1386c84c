//! Graceful Restart, capability 64 ([RFC 4724, section 3](https://www.rfc-editor.org/rfc/rfc4724#section-3),
//! [RFC 8538, section 2](https://www.rfc-editor.org/rfc/rfc8538#section-2)).
//!
//! ```text
//! R 1 bit, N 1 bit, reserved 2 bits, restart time 12 bits; for each family: AFI u16, SAFI u8, flags u8
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::nlri::Family;
use crate::net::write_if;
#[cfg(feature = "serde")]
use crate::wire::serde::parts;
use crate::wire::{
    Array, Decode, DecodeError, Encode, EncodeError, Reader, Writer, layout, map_octets,
};

/// Graceful Restart: the speaker keeps forwarding for a peer that restarts. For the families it names, it also keeps
/// its own forwarding state while it restarts itself.
///
/// ```
/// use bmp_codec::Encode;
/// use bmp_codec::bgp::capability::{Capability, GracefulRestart, GracefulRestartFamily};
/// use bmp_codec::bgp::nlri::Family;
///
/// let family = GracefulRestartFamily::new(Family::IPV4_UNICAST);
/// let restart = GracefulRestart::new(120, [family])?.with_notification(true);
/// assert_eq!(restart.restart_time(), 120);
/// assert!(restart.notification() && !restart.restart_state());
/// let capability = Capability::from(restart);
/// assert_eq!(capability.to_vec()?, [64, 6, 0x40, 0x78, 0, 1, 1, 0]);
/// let text = "Graceful Restart 120 s, graceful notification, ipv4-unicast";
/// assert_eq!(capability.to_string(), text);
/// # Ok::<(), bmp_codec::EncodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GracefulRestart<B: AsRef<[u8]> = Vec<u8>> {
    /// Flags and restart time.
    word: u16,
    /// The families whose forwarding state the speaker can keep. If there are none, the speaker only keeps forwarding
    /// for a peer that restarts, and the restart time has no meaning.
    pub families: GracefulRestartFamilies<B>,
}
map_octets!(GracefulRestart { families; word });

const RESTART_STATE: u16 = 0x8000;
const NOTIFICATION: u16 = 0x4000;
const TIME: u16 = 0x0fff;

impl GracefulRestart {
    /// The maximum restart time: 4095 seconds.
    pub const MAX_RESTART_TIME: u16 = TIME;

    /// Returns a capability without flags, for a restart time in seconds and the families whose forwarding state is
    /// kept.
    ///
    /// # Errors
    /// [`EncodeError::Value`] if the time is above [`MAX_RESTART_TIME`](GracefulRestart::MAX_RESTART_TIME).
    pub fn new(
        restart_time: u16,
        families: impl IntoIterator<Item = GracefulRestartFamily>,
    ) -> Result<GracefulRestart, EncodeError> {
        if restart_time > TIME {
            let what = "restart time of Graceful Restart";
            return Err(EncodeError::Value { what });
        }
        Ok(GracefulRestart {
            word: restart_time,
            families: families.into_iter().collect(),
        })
    }
}

impl<B: AsRef<[u8]>> GracefulRestart<B> {
    /// Returns the restart time in seconds, 0 to 4095: the estimated time until the session is up again.
    pub const fn restart_time(&self) -> u16 {
        self.word & TIME
    }

    /// Returns the R bit: the speaker has restarted, and the peer must not wait for its End-of-RIB.
    pub const fn restart_state(&self) -> bool {
        self.word & RESTART_STATE != 0
    }

    /// Returns the N bit: a NOTIFICATION starts a graceful restart, too
    /// ([RFC 8538](https://www.rfc-editor.org/rfc/rfc8538)).
    pub const fn notification(&self) -> bool {
        self.word & NOTIFICATION != 0
    }

    /// Returns the two reserved flags: 0 to 3.
    pub const fn reserved(&self) -> u8 {
        (self.word >> 12) as u8 & 3
    }

    /// Returns the capability with the R bit set or clear.
    #[must_use]
    pub fn with_restart_state(self, set: bool) -> Self {
        self.with(RESTART_STATE, set)
    }

    /// Returns the capability with the N bit set or clear.
    #[must_use]
    pub fn with_notification(self, set: bool) -> Self {
        self.with(NOTIFICATION, set)
    }

    fn with(self, bit: u16, set: bool) -> Self {
        let word = self.word & !bit | if set { bit } else { 0 };
        GracefulRestart { word, ..self }
    }

    /// Returns the entry of a family: the last one if there are several.
    pub fn family(&self, family: Family) -> Option<GracefulRestartFamily> {
        self.families.iter().rfind(|entry| entry.family == family)
    }
}

impl<'a> Decode<'a> for GracefulRestart<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(GracefulRestart {
            word: reader.u16()?,
            families: reader.read()?,
        })
    }
}

impl<B: AsRef<[u8]>> Encode for GracefulRestart<B> {
    fn encoded_len(&self) -> usize {
        2 + self.families.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u16(self.word);
        self.families.put(out)
    }
}

/// Writes the time, the flags that are set, and the families: `120 s, restarted, graceful notification, ipv4-unicast`.
impl<B: AsRef<[u8]>> fmt::Display for GracefulRestart<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} s", self.restart_time())?;
        write_if(self.restart_state(), format_args!(", restarted"), f)?;
        let graceful = self.notification();
        write_if(graceful, format_args!(", graceful notification"), f)?;
        let families = &self.families;
        write_if(!families.is_empty(), format_args!(", {families}"), f)
    }
}

/// The families of a Graceful Restart capability.
pub type GracefulRestartFamilies<B = Vec<u8>> = Array<GracefulRestartFamily, B>;

layout! {
    fixed ", ";
    /// One family of a Graceful Restart capability.
    pub struct GracefulRestartFamily {
        /// The family.
        pub family: Family,
        /// The flags: all eight bits.
        pub flags: u8,
    }
}

impl GracefulRestartFamily {
    /// The F bit: the forwarding state of the family was preserved during the last restart.
    pub const FORWARDING_STATE: u8 = 0x80;

    /// Returns an entry for a family, without flags.
    #[must_use]
    pub const fn new(family: Family) -> GracefulRestartFamily {
        GracefulRestartFamily { family, flags: 0 }
    }

    /// Returns an entry for a family whose forwarding state was preserved: with the F bit set.
    #[must_use]
    pub const fn preserved(family: Family) -> GracefulRestartFamily {
        GracefulRestartFamily {
            family,
            flags: GracefulRestartFamily::FORWARDING_STATE,
        }
    }

    /// Returns whether the forwarding state was preserved: the F bit.
    #[must_use]
    pub const fn preserved_forwarding_state(self) -> bool {
        self.flags & GracefulRestartFamily::FORWARDING_STATE != 0
    }
}

/// Writes `ipv4-unicast`, and `forwarding state preserved` if it was.
impl fmt::Display for GracefulRestartFamily {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.preserved_forwarding_state() {
            true => write!(f, "{} forwarding state preserved", self.family),
            false => self.family.fmt(f),
        }
    }
}

#[cfg(feature = "serde")]
parts! {
    GracefulRestart<B> |restart| {
        restart_state: bool = restart.restart_state(),
        notification: bool = restart.notification(),
        reserved: u8 = restart.reserved(),
        restart_time: u16 = restart.restart_time(),
        families: GracefulRestartFamilies<B> = restart.families,
    }
    match (restart_time, reserved) {
        (0..=TIME, 0..=3) => {
            let restart = GracefulRestart { word: u16::from(reserved) << 12 | restart_time, families };
            Ok(restart.with_restart_state(restart_state).with_notification(notification))
        }
        (0..=TIME, _) => Err("the reserved flags are at most 3"),
        _ => Err("a restart time is at most 4095 seconds"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::capability::Capability;
    use crate::bgp::capability::tests::{code_is_first, malformed};
    use crate::testkit::{binary, cases, exact, refused, variant};

    #[test]
    fn of_a_router() {
        let families = [Family::IPV4_UNICAST, Family::IPV6_UNICAST].map(GracefulRestartFamily::new);
        let built = GracefulRestart::new(120, families)
            .unwrap()
            .with_restart_state(true)
            .with_notification(true);
        // As sent by FRR; tshark shows both flags, 120, and both families without forwarding state. RFC 4724, section
        // 3: a speaker that names no families only keeps forwarding for others.
        cases! { Capability<&[u8]>, errors malformed, each code_is_first;
            "40 0a c078 00010100 00020100" is Capability::GracefulRestart(built.clone())
                => "Graceful Restart 120 s, restarted, graceful notification, ipv4-unicast, ipv6-unicast"
                => r#"{"graceful_restart":{"restart_state":true,"notification":true,"reserved":0,"restart_time":120,
                    "families":[{"family":"ipv4-unicast","flags":0},{"family":"ipv6-unicast","flags":0}]}}"#,
            "40 02 0000" is Capability::from(GracefulRestart::new(0, []).unwrap()) => "Graceful Restart 0 s",
            "40 00" => error "capability Graceful Restart at byte 2: 2 bytes are missing",
            "40 01 00" => error "capability Graceful Restart at byte 2: 1 byte is missing",
            "40 05 0078 000101" => error "capability Graceful Restart at byte 4: a length of 3 is not a multiple of 4",
        }
        let none = built.with_restart_state(false).with_notification(false);
        assert_eq!(none.to_vec().unwrap()[..2], [0, 0x78]);
    }

    #[test]
    fn all_bits() {
        let octets = [64, 10, 0x7f, 0xff, 0, 1, 1, 0, 0, 1, 1, 0xff];
        let capability: Capability<&[u8]> = exact(&octets);
        assert_eq!(
            capability.to_string(),
            "Graceful Restart 4095 s, graceful notification, ipv4-unicast, \
             ipv4-unicast forwarding state preserved"
        );
        let restart = variant!(capability, Capability::GracefulRestart);
        assert!(!restart.restart_state() && restart.notification());
        assert_eq!((restart.reserved(), restart.restart_time()), (3, 4095));
        let family = restart.family(Family::IPV4_UNICAST).unwrap();
        assert_eq!(family.flags, 0xff);
        assert!(family.preserved_forwarding_state());
        assert_eq!(restart.family(Family::IPV6_UNICAST), None);
        binary(&restart.to_owned());
        let longest = GracefulRestart::new(4095, []).unwrap();
        assert_eq!(longest.restart_time(), GracefulRestart::MAX_RESTART_TIME);
        assert_eq!(
            refused(GracefulRestart::new(4096, [])),
            "restart time of Graceful Restart: the value has no encoding"
        );
    }

    #[cfg(feature = "serde")]
    #[test]
    fn no_more_bits_than_there_are() {
        for (reserved, restart_time) in [(0, 4096), (4, 0)] {
            let text = format!(
                r#"{{"restart_state":true,"notification":true,"reserved":{reserved},"restart_time":{restart_time},"families":[]}}"#
            );
            assert!(serde_json::from_str::<GracefulRestart>(&text).is_err());
        }
    }
}
