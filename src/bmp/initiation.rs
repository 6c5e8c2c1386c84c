//! Initiation ([RFC 7854, section 4.3](https://www.rfc-editor.org/rfc/rfc7854#section-4.3)).
//!
//! ```text
//! TLVs
//! ```

use crate::bmp::{InitiationTlv, InitiationTlvs};
use crate::wire::{EncodeError, layout};

layout! {
    /// An Initiation message: the first message of a stream, in which the router describes itself.
    ///
    /// ```
    /// use bmp_codec::{Encode, bmp::{Initiation, InitiationTlv, Message}};
    ///
    /// let message = Message::from(Initiation::new("a router", "rtr")?);
    /// assert_eq!(message.to_vec()?, b"\x03\0\0\0\x19\x04\0\x01\0\x08a router\0\x02\0\x03rtr");
    ///
    /// let more =
    ///     Initiation::new("a router", "rtr")?.with(InitiationTlv::String("rack 7".into()))?;
    /// assert_eq!(more.to_vec()?[19..], *b"\0\0\0\x06rack 7");
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    pub struct Initiation<B> {
        ;
        /// The TLVs that describe the router.
        pub information: InitiationTlvs<B>,
    }
}

impl Initiation {
    /// Returns a message with the two mandatory TLVs: the description of the router (`sysDescr`) and its name
    /// (`sysName`).
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if a text has more than 65535 bytes.
    pub fn new(sys_descr: &str, sys_name: &str) -> Result<Initiation, EncodeError> {
        let tlvs = [
            InitiationTlv::SysDescr(sys_descr.into()),
            InitiationTlv::SysName(sys_name.into()),
        ];
        Ok(Initiation {
            information: InitiationTlvs::of(tlvs)?,
        })
    }

    /// Returns the message with one more TLV at the end.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if the value of the TLV has more than 65535 bytes.
    pub fn with(mut self, tlv: InitiationTlv) -> Result<Initiation, EncodeError> {
        self.information.push(&tlv)?;
        Ok(self)
    }
}

impl<B: AsRef<[u8]>> Initiation<B> {
    /// Returns the description of the router: the first `sysDescr` that is UTF-8.
    #[must_use]
    pub fn sys_descr(&self) -> Option<&str> {
        self.information.iter().flatten().find_map(|tlv| match tlv {
            InitiationTlv::SysDescr(text) => text.into_str(),
            _ => None,
        })
    }

    /// Returns the name of the router: the first `sysName` that is UTF-8.
    #[must_use]
    pub fn sys_name(&self) -> Option<&str> {
        self.information.iter().flatten().find_map(|tlv| match tlv {
            InitiationTlv::SysName(text) => text.into_str(),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bmp::Message;
    use crate::testkit::{frame, message};

    #[test]
    fn of_routers() {
        let bird = frame("initiation");
        let Message::Initiation(initiation) = message(&bird) else {
            panic!("{bird:x?}")
        };
        assert_eq!(initiation.sys_descr(), Some("BIRD under test"));
        assert_eq!(initiation.sys_name(), Some("rtr"));
        assert_eq!(
            initiation.to_owned(),
            Initiation::new("BIRD under test", "rtr").unwrap()
        );
        assert_eq!(message(&bird).peer(), None);

        let os_ken = frame("initiation-string");
        let Message::Initiation(initiation) = message(&os_ken) else {
            panic!("{os_ken:x?}")
        };
        assert_eq!(
            (initiation.sys_descr(), initiation.sys_name()),
            (None, None)
        );
        assert_eq!(
            initiation.information.to_string(),
            r#"string "This is OSKen BGP BMP message""#
        );
    }

    #[test]
    fn without_tlvs_or_with_half_of_one() {
        for octets in [
            &b"\x03\0\0\0\x06\x04"[..],
            b"\x03\0\0\0\x0b\x04\0\x02\0\x02x",
        ] {
            let Message::Initiation(initiation) = message(octets) else {
                panic!("{octets:x?}")
            };
            assert_eq!(initiation.information.octets(), &octets[6..]);
        }
    }
}
