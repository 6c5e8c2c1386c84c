//! NOTIFICATION ([RFC 4271, section 4.5](https://www.rfc-editor.org/rfc/rfc4271#section-4.5)): why a session ends.
//!
//! ```text
//! code u8, subcode u8, data to the end
//! ```

use core::fmt::{self, Display as _};

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::nlri::Family;
use crate::bgp::{Body, CeaseSubcode, MessageType, NotificationCode};
use crate::error::{DecodeError, EncodeError};
use crate::wire::{Decode, Encode, Octets, Reader, length_u8, map_octets};

/// A NOTIFICATION: why a session ends. What its data means depends on code and subcode; it is kept as it came.
///
/// As text it is `Cease / Administrative Shutdown: "text"`.
///
/// ```
/// use bmp_codec::{Decode, Encode, bgp::{CeaseSubcode, Notification}};
///
/// let notification = Notification::from_octets(&[6, 2, 4, b'b', b'y', b'e', b'!'])?;
/// assert_eq!(notification.cease(), Some(CeaseSubcode::AdministrativeShutdown));
/// assert_eq!(notification.communication(), Some("bye!"));
/// assert_eq!(notification.to_string(), r#"Cease / Administrative Shutdown: "bye!""#);
///
/// let built = Notification::administrative_shutdown("bye!")?;
/// assert_eq!(built.view(), notification);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct Notification<B: AsRef<[u8]> = Vec<u8>> {
    /// The error.
    pub code: NotificationCode,
    /// Which of the errors of that code; [`subcode_name`](Notification::subcode_name) says it in words.
    pub subcode: u8,
    /// More about it, as code and subcode have it.
    pub data: Octets<B>,
}
map_octets!(Notification { data; code, subcode });

impl Notification {
    /// A NOTIFICATION without data.
    #[must_use]
    pub const fn new(code: NotificationCode, subcode: u8) -> Notification {
        Notification {
            code,
            subcode,
            data: Octets(Vec::new()),
        }
    }

    /// A Cease without data.
    #[must_use]
    pub fn cease_for(subcode: CeaseSubcode) -> Notification {
        Notification::new(NotificationCode::Cease, subcode.into())
    }

    /// Administrative Shutdown, with words for the operator of the peer
    /// ([RFC 9003](https://www.rfc-editor.org/rfc/rfc9003)); none where `communication` is empty.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] where they take up more than 255 octets. Speakers that have only RFC 8203 take 128.
    pub fn administrative_shutdown(communication: &str) -> Result<Notification, EncodeError> {
        Notification::communicate(CeaseSubcode::AdministrativeShutdown, communication)
    }

    /// Administrative Reset, with words for the operator of the peer, as
    /// [`administrative_shutdown`](Notification::administrative_shutdown).
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] where they take up more than 255 octets.
    pub fn administrative_reset(communication: &str) -> Result<Notification, EncodeError> {
        Notification::communicate(CeaseSubcode::AdministrativeReset, communication)
    }

    fn communicate(subcode: CeaseSubcode, text: &str) -> Result<Notification, EncodeError> {
        let mut notification = Notification::cease_for(subcode);
        let length = length_u8("shutdown communication", text.len())?;
        if length > 0 {
            notification.data = Octets([&[length], text.as_bytes()].concat());
        }
        Ok(notification)
    }

    /// A Hard Reset for a reason ([RFC 8538, section 3.1](https://www.rfc-editor.org/rfc/rfc8538#section-3.1)).
    #[must_use]
    pub fn hard_reset_for<B: AsRef<[u8]>>(reason: &Notification<B>) -> Notification {
        Notification {
            data: Octets([&[reason.code.into(), reason.subcode], &*reason.data].concat()),
            ..Notification::cease_for(CeaseSubcode::HardReset)
        }
    }
}

impl<B: AsRef<[u8]>> Notification<B> {
    /// The name of the subcode, where it has one.
    #[must_use]
    pub fn subcode_name(&self) -> Option<&'static str> {
        self.code.subcode_name(self.subcode)
    }

    /// The subcode of a Cease; `None` for all other codes.
    #[must_use]
    pub fn cease(&self) -> Option<CeaseSubcode> {
        (self.code == NotificationCode::Cease).then(|| self.subcode.into())
    }

    /// The shutdown communication: what an operator wrote into an Administrative Shutdown or Reset
    /// ([RFC 9003](https://www.rfc-editor.org/rfc/rfc9003)), up to 255 octets.
    ///
    /// `None` where there is none, where its length is not that of the data, and where it is not UTF-8. The text is
    /// a stranger's: escape it (`{:?}`) in logs.
    #[must_use]
    pub fn communication(&self) -> Option<&str> {
        match self.cease()? {
            CeaseSubcode::AdministrativeShutdown | CeaseSubcode::AdministrativeReset => {}
            _ => return None,
        }
        match &*self.data {
            [length, text @ ..] if text.len() == usize::from(*length) => {
                core::str::from_utf8(text).ok()
            }
            _ => None,
        }
    }

    /// The reason of a Hard Reset ([RFC 8538, section 3.1](https://www.rfc-editor.org/rfc/rfc8538#section-3.1)).
    ///
    /// `None` where this is none, or where it does not say. The reason is not asked for its own: a Hard Reset inside
    /// of a Hard Reset has no meaning.
    ///
    /// ```
    /// use bmp_codec::{Decode, bgp::Notification};
    ///
    /// let notification = Notification::from_octets(&[6, 9, 6, 3])?;
    /// assert_eq!(notification.hard_reset().unwrap().subcode_name(), Some("Peer De-configured"));
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    #[must_use]
    pub fn hard_reset(&self) -> Option<Notification<&[u8]>> {
        match (self.cease()?, &*self.data) {
            (CeaseSubcode::HardReset, [code, subcode, data @ ..]) => Some(Notification {
                code: (*code).into(),
                subcode: *subcode,
                data: Octets(data),
            }),
            _ => None,
        }
    }

    /// The family and the number of prefixes that a speaker takes, where it says so as it ends the session because
    /// of more ([RFC 4486, section 4](https://www.rfc-editor.org/rfc/rfc4486#section-4)).
    #[must_use]
    pub fn maximum_prefixes(&self) -> Option<(Family, u32)> {
        match (self.cease()?, &*self.data) {
            (CeaseSubcode::MaximumNumberOfPrefixesReached, &[high, low, safi, a, b, c, d]) => {
                let family = Family::new(u16::from_be_bytes([high, low]), safi);
                Some((family, u32::from_be_bytes([a, b, c, d])))
            }
            _ => None,
        }
    }

    /// Everything but the reason of a Hard Reset.
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.code.fmt(f)?;
        match (self.subcode_name(), self.subcode) {
            (Some(name), _) => write!(f, " / {name}")?,
            // Codes that have no subcodes put 0 there.
            (None, 0) => {}
            (None, subcode) => write!(f, " / subcode {subcode}")?,
        }
        if let Some(text) = self.communication() {
            // A communication of length 0 is none.
            if text.is_empty() {
                Ok(())
            } else {
                write!(f, ": {text:?}")
            }
        } else if let Some((family, limit)) = self.maximum_prefixes() {
            write!(f, ": {limit} of {family}")
        } else if self.data.is_empty() || self.hard_reset().is_some() {
            Ok(())
        } else {
            write!(f, ": {}", self.data)
        }
    }
}

/// Code, subcode and what is known of the data: `Cease / Administrative Shutdown: "text"`.
impl<B: AsRef<[u8]>> fmt::Display for Notification<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)?;
        match self.hard_reset() {
            Some(reason) => {
                f.write_str(": ")?;
                reason.write(f)
            }
            None => Ok(()),
        }
    }
}

impl<B: AsRef<[u8]>> Body for Notification<B> {
    const TYPE: MessageType = MessageType::Notification;
}

impl<'a> Decode<'a> for Notification<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(Notification {
            code: reader.u8()?.into(),
            subcode: reader.u8()?,
            data: reader.octets(),
        })
    }
}

impl<B: AsRef<[u8]>> Encode for Notification<B> {
    fn encoded_len(&self) -> usize {
        2 + self.data.len()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        out.put_slice(&[self.code.into(), self.subcode]);
        self.data.put(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Fault;

    fn text(octets: &[u8]) -> String {
        let notification = Notification::from_octets(octets).unwrap();
        assert_eq!(notification.to_vec().unwrap(), octets);
        notification.to_string()
    }

    #[test]
    fn shutdown_communication() {
        // As a router sent it.
        let octets = b"\x06\x02\x0cplanned work";
        let notification = Notification::from_octets(octets).unwrap();
        assert_eq!(notification.communication(), Some("planned work"));
        assert_eq!(
            text(octets),
            r#"Cease / Administrative Shutdown: "planned work""#
        );
        assert_eq!(
            Notification::administrative_shutdown("planned work")
                .unwrap()
                .to_vec()
                .unwrap(),
            octets
        );
        assert_eq!(
            text(b"\x06\x04\x03a\"\n"),
            r#"Cease / Administrative Reset: "a\"\n""#
        );
    }

    #[test]
    fn shutdown_communication_of_no_octets_and_of_most() {
        let none = Notification::administrative_reset("").unwrap();
        assert_eq!(none.to_vec().unwrap(), [6, 4]);
        assert_eq!(none.communication(), None);
        assert_eq!(text(&[6, 4, 0]), "Cease / Administrative Reset");
        let most = Notification::administrative_shutdown(&"x".repeat(255)).unwrap();
        assert_eq!(most.communication().map(str::len), Some(255));
        assert_eq!(
            Notification::administrative_shutdown(&"x".repeat(256)),
            Err(EncodeError::TooLong {
                what: "shutdown communication",
                length: 256,
                limit: 255
            })
        );
    }

    #[test]
    fn data_that_is_no_communication_is_kept() {
        // Longer than the data, shorter than the data, not UTF-8 (an overlong form), and of another subcode.
        assert_eq!(
            text(&[6, 2, 3, b'a']),
            "Cease / Administrative Shutdown: 0361"
        );
        assert_eq!(
            text(&[6, 2, 1, b'a', b'b']),
            "Cease / Administrative Shutdown: 016162"
        );
        assert_eq!(
            text(&[6, 2, 2, 0xc0, 0xaf]),
            "Cease / Administrative Shutdown: 02c0af"
        );
        assert_eq!(text(&[6, 3, 1, b'a']), "Cease / Peer De-configured: 0161");
    }

    #[test]
    fn hard_reset() {
        let reason = Notification::administrative_shutdown("bye").unwrap();
        let octets = b"\x06\x09\x06\x02\x03bye";
        assert_eq!(
            Notification::hard_reset_for(&reason).to_vec().unwrap(),
            octets
        );
        let notification = Notification::from_octets(octets).unwrap();
        assert_eq!(notification.hard_reset(), Some(reason.view()));
        assert_eq!(
            text(octets),
            r#"Cease / Hard Reset: Cease / Administrative Shutdown: "bye""#
        );
        assert_eq!(text(&[6, 9]), "Cease / Hard Reset");
        assert_eq!(text(&[6, 9, 6]), "Cease / Hard Reset: 06");
        // One inside of another is shown, and what that holds is not.
        assert_eq!(
            text(&[6, 9, 6, 9, 6, 9, 6, 3]),
            "Cease / Hard Reset: Cease / Hard Reset"
        );
    }

    #[test]
    fn maximum_prefixes() {
        let octets = [6, 1, 0, 2, 1, 0, 0, 0x03, 0xe8];
        assert_eq!(
            Notification::from_octets(&octets)
                .unwrap()
                .maximum_prefixes(),
            Some((Family::IPV6_UNICAST, 1000))
        );
        assert_eq!(
            text(&octets),
            "Cease / Maximum Number of Prefixes Reached: 1000 of ipv6-unicast"
        );
        assert_eq!(text(&[6, 1]), "Cease / Maximum Number of Prefixes Reached");
    }

    #[test]
    fn codes_and_subcodes() {
        for (octets, name) in [
            (
                &[1, 2, 0x10, 0x01][..],
                "Message Header Error / Bad Message Length: 1001",
            ),
            (&[2, 0], "OPEN Message Error / Unspecific"),
            (&[2, 11], "OPEN Message Error / Role Mismatch"),
            (&[2, 8], "OPEN Message Error / subcode 8"),
            (
                &[3, 3, 2],
                "UPDATE Message Error / Missing Well-known Attribute: 02",
            ),
            (&[3, 11], "UPDATE Message Error / Malformed AS_PATH"),
            (&[4, 0], "Hold Timer Expired"),
            (
                &[5, 3, 1],
                "Finite State Machine Error / Receive Unexpected Message in Established State: 01",
            ),
            (&[6, 0], "Cease"),
            (&[6, 8], "Cease / Out of Resources"),
            (&[6, 10], "Cease / BFD Down"),
            (&[6, 11], "Cease / subcode 11"),
            (
                &[7, 1],
                "ROUTE-REFRESH Message Error / Invalid Message Length",
            ),
            (&[8, 0], "Send Hold Timer Expired"),
            (&[9, 0], "Loss of LSDB Synchronization"),
            (&[99, 7, 1], "notification code 99 / subcode 7: 01"),
        ] {
            assert_eq!(text(octets), name);
        }
        // The names of Cease are found by their place.
        for (place, subcode) in CeaseSubcode::ALL.iter().enumerate() {
            assert_eq!(u8::from(*subcode) as usize, place + 1);
            assert_eq!(
                NotificationCode::Cease.subcode_name(place as u8 + 1),
                subcode.name()
            );
        }
    }

    #[test]
    fn cut_short() {
        for (octets, offset) in [(&[][..], 0), (&[6], 1)] {
            let error = Notification::from_octets(octets).unwrap_err();
            assert_eq!(
                (error.offset(), error.fault()),
                (offset, Fault::Truncated(1))
            );
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn json() {
        let notification = Notification::administrative_shutdown("bye").unwrap();
        let json = r#"{"code":"Cease","subcode":2,"data":"03627965"}"#;
        assert_eq!(serde_json::to_string(&notification).unwrap(), json);
        assert_eq!(
            serde_json::from_str::<Notification>(json).unwrap(),
            notification
        );
    }
}
