//! Termination ([RFC 7854, section 4.5](https://www.rfc-editor.org/rfc/rfc7854#section-4.5)).
//!
//! ```text
//! TLVs
//! ```

use alloc::vec;

use crate::bmp::{TerminationTlv, TerminationTlvs};
use crate::registry::registry;
use crate::wire::{EncodeError, layout};

registry! {
    /// Why a router ends monitoring ([RFC 7854, section 4.5](https://www.rfc-editor.org/rfc/rfc7854#section-4.5)).
    TerminationReason(u16) {
        /// An administrator closed the session; the router may reconnect.
        0 AdministrativelyClosed "administratively closed",
        /// No reason is given.
        1 Unspecified "unspecified",
        /// The router has no resources left for the session.
        2 OutOfResources "out of resources",
        /// The station has another connection from this router.
        3 RedundantConnection "redundant connection",
        /// An administrator closed the session permanently.
        4 PermanentlyClosed "permanently administratively closed",
    }
}

layout! {
    /// A Termination message, the last one of a stream: why the router closes it.
    ///
    /// ```
    /// use bmp_codec::{Encode, bmp::{Message, Termination, TerminationReason, TerminationTlv}};
    ///
    /// let message = Message::from(Termination::new(TerminationReason::OutOfResources));
    /// assert_eq!(message.to_vec()?, [3, 0, 0, 0, 12, 5, 0, 1, 0, 2, 0, 2]);
    ///
    /// let closed = Termination::new(TerminationReason::AdministrativelyClosed);
    /// let text = closed.with(TerminationTlv::String("bye".into()))?;
    /// assert_eq!(text.to_vec()?, *b"\0\x01\0\x02\0\0\0\0\0\x03bye");
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    pub struct Termination<B> {
        ;
        /// The TLVs: the reason, and text.
        pub information: TerminationTlvs<B>,
    }
}

impl Termination {
    /// Returns a message with this reason.
    #[must_use]
    pub fn new(reason: TerminationReason) -> Termination {
        let [high, low] = u16::from(reason).to_be_bytes();
        Termination {
            information: TerminationTlvs::over(vec![0, 1, 0, 2, high, low]),
        }
    }

    /// Returns the message with one more TLV at the end.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if the value of the TLV has more than 65535 bytes.
    pub fn with(mut self, tlv: TerminationTlv) -> Result<Termination, EncodeError> {
        self.information.push(&tlv)?;
        Ok(self)
    }
}

impl<B: AsRef<[u8]>> Termination<B> {
    /// Returns the first reason.
    #[must_use]
    pub fn reason(&self) -> Option<TerminationReason> {
        self.information.iter().flatten().find_map(|tlv| match tlv {
            TerminationTlv::Reason(reason) => Some(reason),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bmp::Message;
    use crate::testkit::{frame, hex, message};

    fn termination(frame: &[u8]) -> Termination<&[u8]> {
        match message(frame) {
            Message::Termination(termination) => termination,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn of_routers() {
        for (name, reason) in [
            (
                "administratively-closed",
                TerminationReason::AdministrativelyClosed,
            ),
            ("permanently-closed", TerminationReason::PermanentlyClosed),
        ] {
            let frame = frame(&format!("termination-{name}"));
            assert_eq!(termination(&frame).reason(), Some(reason));
            assert_eq!(termination(&frame).to_owned(), Termination::new(reason));
        }
    }

    #[test]
    fn a_reason_of_another_length_is_malformed_and_the_walk_goes_on() {
        let frame = hex("03 00000018 05  0001 0001 04  0001 0002 0005  0000 0003 627965");
        let frame = &frame[..];
        let termination = termination(frame);
        let mut tlvs = termination.information.into_entries();
        let malformed = tlvs.next().unwrap().unwrap_err();
        assert_eq!(*malformed.octets, [0, 1, 0, 1, 4]);
        assert_eq!(
            malformed.error.to_string(),
            "Termination TLV 1 at byte 4: 1 byte is missing"
        );
        assert_eq!(
            tlvs.next().unwrap(),
            Ok(TerminationTlv::Reason(TerminationReason::from(5)))
        );
        assert_eq!(tlvs.next().unwrap().unwrap().to_string(), r#"string "bye""#);
        assert_eq!(
            termination.reason().unwrap().to_string(),
            "termination reason 5"
        );

        let long = hex("0001 0003 000100");
        let tlvs = TerminationTlvs::over(&long[..]);
        assert_eq!(
            tlvs.check().unwrap_err().to_string(),
            "Termination TLV 1 at byte 6: 1 byte is left over"
        );
    }
}
