//! Initiation of version 4 (draft-ietf-grow-bmp-tlv-21, section 5).
//!
//! ```text
//! TLVs
//! ```

use alloc::vec::Vec;

use crate::bmp::v4::tlv_message::tlv_message;
use crate::bmp::v4::{Profile, Value};
use crate::wire::{EncodeError, List};

tlv_message! {
    /// An Initiation message of version 4: the first message of a stream, in which the router describes itself.
    ///
    /// ```
    /// use bmp_codec::bmp::v4::{Initiation, Profile, Value};
    /// use bmp_codec::{Encode, bmp::Message};
    ///
    /// let initiation = Initiation::new(Profile::Draft21, "a router", "rtr")?
    ///     .with(Value::SequenceNumber(0))?;
    /// let octets = Message::from(initiation).to_vec()?;
    /// assert_eq!(octets[..6], [4, 0, 0, 0, 37, 4]);
    /// assert_eq!(octets[25..29], [0, 5, 0, 8]);
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    pub struct Initiation {}
    /// TLVs: free text, sysDescr, sysName; since -21 also those of all messages.
    then tlvs
    impl with, encode
}

impl Initiation {
    /// Returns a message with the two mandatory TLVs: the description of the router (`sysDescr`) and its name
    /// (`sysName`).
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if a text has more than 65535 bytes.
    pub fn new(
        profile: Profile,
        sys_descr: &str,
        sys_name: &str,
    ) -> Result<Initiation, EncodeError> {
        Initiation::over(profile, Vec::new())
            .with(Value::SysDescr(sys_descr.into()))?
            .with(Value::SysName(sys_name.into()))
    }
}

impl<B: AsRef<[u8]>> Initiation<B> {
    /// Returns a message over the bytes of its TLVs, without decoding or checking them.
    pub fn over(profile: Profile, octets: B) -> Initiation<B> {
        Initiation {
            tlvs: List::within(octets, context(profile)),
        }
    }
}
