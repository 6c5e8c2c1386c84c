//! Termination of version 4 (draft-ietf-grow-bmp-tlv-21, section 5).
//!
//! ```text
//! TLVs
//! ```

use alloc::vec::Vec;

use crate::bmp::TerminationReason;
use crate::bmp::v4::tlv_message::tlv_message;
use crate::bmp::v4::{Profile, Value};
use crate::wire::{EncodeError, List};

tlv_message! {
    /// A Termination message of version 4: the router ends the stream.
    ///
    /// ```
    /// use bmp_codec::bmp::v4::{Profile, Termination};
    /// use bmp_codec::{Encode, bmp::{Message, TerminationReason}};
    ///
    /// let reason = TerminationReason::OutOfResources;
    /// let termination = Termination::new(Profile::Draft21, reason)?;
    /// let octets = Message::from(termination).to_vec()?;
    /// assert_eq!(octets, [4, 0, 0, 0, 12, 5, 0, 1, 0, 2, 0, 2]);
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    pub struct Termination {}
    /// TLVs: free text, the reason; since -21 also those of all messages.
    then tlvs
    impl with, encode
}

impl Termination {
    /// Returns a message with the reason.
    ///
    /// # Errors
    /// None of the encoding of a reason; the same as [`with`](Termination::with).
    pub fn new(profile: Profile, reason: TerminationReason) -> Result<Termination, EncodeError> {
        Termination::over(profile, Vec::new()).with(Value::Reason(reason))
    }
}

impl<B: AsRef<[u8]>> Termination<B> {
    /// Returns a message over the bytes of its TLVs, without decoding or checking them.
    pub fn over(profile: Profile, octets: B) -> Termination<B> {
        Termination {
            tlvs: List::within(octets, context(profile)),
        }
    }
}
