//! Peer Down of version 4 (draft-ietf-grow-bmp-tlv-21, section 5.4).
//!
//! ```text
//! per-peer header, reason u8, then depending on the reason:
//! 1, 3: NOTIFICATION; 2: event u16; any other: nothing
//! then TLVs
//! ```

use bytes::BufMut;

use crate::bmp::v4::Profile;
use crate::bmp::v4::tlv_message::tlv_message;
use crate::bmp::{self, PeerDownReason, PeerMessage, PerPeerHeader};
use crate::wire::{Encode, EncodeError, List, Octets, Writer};

tlv_message! {
    /// A Peer Down notification of version 4: a session has ended. TLVs may follow any reason.
    ///
    /// ```
    /// use bmp_codec::bmp::v4::{PeerDown, Profile, Value};
    /// use bmp_codec::bmp::{FsmEvent, PeerDownReason, PerPeerHeader};
    /// use bmp_codec::{Encode, net::Asn};
    ///
    /// let peer =
    ///     PerPeerHeader::global("192.0.2.1".parse()?, Asn(65001), "192.0.2.1".parse()?);
    /// let event = PeerDownReason::LocalEvent(Some(FsmEvent::HoldTimerExpires));
    /// let down = PeerDown::new(Profile::Draft21, peer, event).with(Value::table("red"))?;
    /// assert_eq!(down.to_vec()?[42..], *b"\x02\0\x0a\0\x03\0\x03red");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct PeerDown {
        /// The peer whose session has ended.
        pub peer: PerPeerHeader,
        ;
        /// Why the session has ended. The bytes of an unknown reason are those of TLVs, and it has none of its own.
        pub reason: PeerDownReason<B>,
    }
    /// The TLVs after the reason. If the data of the reason are missing, no TLVs can follow, because they would be taken
    /// for those data: encoding them is an error.
    then tlvs
    impl with
}

impl<B: AsRef<[u8]> + Default> PeerDown<B> {
    /// Returns a Peer Down with this reason and no TLVs. Clears the O flag of the peer, because a session does not belong
    /// to a table.
    #[must_use]
    pub fn new(profile: Profile, peer: PerPeerHeader, reason: PeerDownReason<B>) -> PeerDown<B> {
        PeerDown {
            peer: peer.of_session(),
            reason,
            tlvs: List::within(B::default(), context(profile)),
        }
    }
}

impl<'a> PeerDown<&'a [u8]> {
    /// Returns the message that version 3 decodes from the same bytes.
    pub(super) fn of(profile: Profile, down: bmp::PeerDown<&'a [u8]>) -> PeerDown<&'a [u8]> {
        let (mut reason, mut tlvs) = (down.reason, down.information.into_entries().rest());
        if let PeerDownReason::Unknown(unknown) = &mut reason {
            tlvs = unknown.octets.0;
            unknown.octets = Octets::default();
        }
        PeerDown {
            peer: down.peer,
            reason,
            tlvs: List::within(tlvs, context(profile)),
        }
    }
}

impl<'a> PeerDown<&'a [u8]> {
    /// Returns the message that version 3 has for it.
    pub(super) fn into_version_3(self) -> bmp::PeerDown<&'a [u8]> {
        bmp::PeerDown {
            peer: self.peer,
            reason: self.reason,
            information: List::within(self.tlvs.into_octets(), PeerMessage::Down),
        }
    }
}

impl<B: AsRef<[u8]>> Encode for PeerDown<B> {
    fn encoded_len(&self) -> usize {
        self.peer.encoded_len() + self.reason.encoded_len() + self.tlvs.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        match &self.reason {
            // In version 4, TLVs follow.
            PeerDownReason::Unknown(unknown) if unknown.octets.is_empty() => {
                self.peer.put(out)?;
                self.reason.put(out)?;
                self.tlvs.put(out)
            }
            _ => self.view().into_version_3().put(out),
        }
    }
}
