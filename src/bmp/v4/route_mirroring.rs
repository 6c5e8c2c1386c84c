//! Route Mirroring of version 4 (draft-ietf-grow-bmp-tlv-21, section 5).
//!
//! ```text
//! per-peer header, TLVs
//! ```

use alloc::vec::Vec;

use crate::bgp::{self, Session};
use crate::bmp::v4::tlv_message::tlv_message;
use crate::bmp::v4::{Profile, Value};
use crate::bmp::{MirroredMessage, PerPeerHeader};
use crate::wire::{Context, Encode, EncodeError, List};

tlv_message! {
    /// A Route Mirroring message of version 4: BGP messages of a peer, unchanged.
    ///
    /// ```
    /// use bmp_codec::bgp::Keepalive;
    /// use bmp_codec::bmp::v4::{Profile, RouteMirroring};
    /// use bmp_codec::bmp::PerPeerHeader;
    /// use bmp_codec::{Encode, net::Asn};
    ///
    /// let peer =
    ///     PerPeerHeader::global("192.0.2.1".parse()?, Asn(65001), "192.0.2.1".parse()?);
    /// let mirroring = RouteMirroring::new(Profile::Draft21, peer, Keepalive)?;
    /// assert_eq!(mirroring.to_vec()?[42..46], [0, 0, 0, 19]);
    /// assert_eq!(mirroring.messages().count(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct RouteMirroring {
        /// The peer that the messages came from.
        pub peer: PerPeerHeader,
    }
    /// The mirrored messages and what happened to them; since -21 also the TLVs of all messages.
    then tlvs
    impl with, encode
}

impl RouteMirroring {
    /// Returns a message with one BGP message of the peer, whose form determines the session.
    ///
    /// # Errors
    /// If the BGP message cannot be encoded; [`EncodeError::TooLong`] if it has more than 65535 bytes.
    pub fn new(
        profile: Profile,
        peer: PerPeerHeader,
        message: impl Into<bgp::Message>,
    ) -> Result<RouteMirroring, EncodeError> {
        let message = message.into();
        let session = Session::of(message.form(Context::default()));
        let tlvs = List::within(Vec::new(), context(profile).with_session(session));
        RouteMirroring { peer, tlvs }.with(Value::MirroredMessage(Ok(message)))
    }
}

impl<B: AsRef<[u8]>> RouteMirroring<B> {
    /// Returns the mirrored messages, including malformed ones.
    pub fn messages(&self) -> impl Iterator<Item = MirroredMessage<&[u8]>> {
        self.tlvs.iter().filter_map(|tlv| match tlv.ok()?.value {
            Value::MirroredMessage(message) => Some(message),
            _ => None,
        })
    }
}
