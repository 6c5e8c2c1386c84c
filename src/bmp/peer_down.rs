//! Peer Down ([RFC 7854, section 4.9](https://www.rfc-editor.org/rfc/rfc7854#section-4.9),
//! [RFC 9069, section 5.3](https://www.rfc-editor.org/rfc/rfc9069#section-5.3)).
//!
//! ```text
//! per-peer header, reason u8, then depending on the reason:
//! 1, 3: NOTIFICATION; 2: event u16; 4, 5, 6: nothing
//! then TLVs (the RFCs define them for reason 6 only)
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::{self, Notification, Pdu};
use crate::bmp::per_peer_header::of_another_type;
use crate::bmp::{FsmEvent, PeerMessage, PeerUpTlv, PeerUpTlvs, PerPeerHeader};
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, List, Octets, Reader, Writer, map_octets,
};

/// A Peer Down notification: a session has ended, which withdraws all routes of the peer.
///
/// ```
/// use bmp_codec::{Encode, bgp::Notification, net::Asn};
/// use bmp_codec::bmp::{FsmEvent, Message, PeerDown, PerPeerHeader};
///
/// let peer =
///     PerPeerHeader::global("192.0.2.1".parse()?, Asn(65001), "192.0.2.1".parse()?);
/// let down = PeerDown::local_event(peer, FsmEvent::HoldTimerExpires);
/// let text = "local system closed, no NOTIFICATION: HoldTimer_Expires";
/// assert_eq!(down.reason.to_string(), text);
/// assert_eq!(Message::from(down).to_vec()?[48..], [2, 0, 10]);
///
/// let shutdown = Notification::administrative_shutdown("bye")?;
/// let down = PeerDown::remote_notification(peer, shutdown);
/// // Reason 3, and a NOTIFICATION of 25 bytes: Cease, Administrative Shutdown, text.
/// assert_eq!(Message::from(down).to_vec()?[65..], *b"\0\x19\x03\x06\x02\x03bye");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PeerDown<B: AsRef<[u8]> = Vec<u8>> {
    /// The peer whose session has ended.
    pub peer: PerPeerHeader,
    /// Why the session has ended.
    pub reason: PeerDownReason<B>,
    /// The TLVs after the reason. The RFCs define them only for [`LocalTlvs`](PeerDownReason::LocalTlvs); some routers
    /// send them with other reasons. If the data of the reason are missing, no TLVs can follow, because they would be
    /// taken for those data: encoding them is an error.
    pub information: PeerUpTlvs<B>,
}
map_octets!(PeerDown { reason, information; peer });

/// Why a session has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum PeerDownReason<B: AsRef<[u8]> = Vec<u8>> {
    /// 1: the router closed the session with this NOTIFICATION. `None` if the router left it out, as some do.
    #[cfg_attr(feature = "serde", serde(with = "crate::bmp::serde::optional_pdu"))]
    LocalNotification(Option<Pdu<Notification<B>, B>>),
    /// 2: the router closed the session without a NOTIFICATION, because of this event. `None` if it is missing.
    LocalEvent(Option<FsmEvent>),
    /// 3: the peer closed the session with this NOTIFICATION. `None` if the router left it out, as some do.
    #[cfg_attr(feature = "serde", serde(with = "crate::bmp::serde::optional_pdu"))]
    RemoteNotification(Option<Pdu<Notification<B>, B>>),
    /// 4: the peer closed the session without a NOTIFICATION.
    RemoteNoData,
    /// 5: the router no longer monitors the session, which may go on.
    DeConfigured,
    /// 6: the router closed the session, and the TLVs tell more. It is the only reason defined for a Loc-RIB.
    LocalTlvs,
    /// A reason that this crate does not know.
    Unknown(UnknownReason<B>),
}
map_octets!(enum PeerDownReason {
    LocalNotification, RemoteNotification, Unknown; LocalEvent; RemoteNoData, DeConfigured, LocalTlvs
});

/// A reason that this crate does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnknownReason<B: AsRef<[u8]> = Vec<u8>> {
    /// The number of the reason.
    pub reason: u8,
    /// All bytes after the number.
    pub octets: Octets<B>,
}
map_octets!(UnknownReason { octets; reason });

impl<B: AsRef<[u8]>> PeerDownReason<B> {
    /// Returns the number of the reason.
    #[must_use]
    pub fn code(&self) -> u8 {
        match self {
            PeerDownReason::LocalNotification(_) => 1,
            PeerDownReason::LocalEvent(_) => 2,
            PeerDownReason::RemoteNotification(_) => 3,
            PeerDownReason::RemoteNoData => 4,
            PeerDownReason::DeConfigured => 5,
            PeerDownReason::LocalTlvs => 6,
            PeerDownReason::Unknown(unknown) => unknown.reason,
        }
    }

    /// Returns the meaning of the reason, or `None` if it is unknown.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        Some(match self {
            PeerDownReason::LocalNotification(_) => "local system closed, NOTIFICATION sent",
            PeerDownReason::LocalEvent(_) => "local system closed, no NOTIFICATION",
            PeerDownReason::RemoteNotification(_) => "remote system closed with NOTIFICATION",
            PeerDownReason::RemoteNoData => "remote system closed, no data",
            PeerDownReason::DeConfigured => "peer de-configured",
            PeerDownReason::LocalTlvs => "local system closed, TLV data follows",
            PeerDownReason::Unknown(_) => return None,
        })
    }

    /// Returns the NOTIFICATION that closed the session, from either side, if there is one.
    #[must_use]
    pub fn notification(&self) -> Option<&Pdu<Notification<B>, B>> {
        match self {
            PeerDownReason::LocalNotification(notification)
            | PeerDownReason::RemoteNotification(notification) => notification.as_ref(),
            _ => None,
        }
    }

    /// Returns how many bytes can follow without being taken for data of the reason.
    fn room_behind(&self) -> usize {
        match self {
            PeerDownReason::LocalNotification(None)
            | PeerDownReason::RemoteNotification(None)
            | PeerDownReason::Unknown(_) => 0,
            // Two bytes would be an event.
            PeerDownReason::LocalEvent(None) => 1,
            _ => usize::MAX,
        }
    }
}

/// The name, and the NOTIFICATION or the event in addition; a malformed NOTIFICATION is left out.
impl<B: AsRef<[u8]>> fmt::Display for PeerDownReason<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name)?,
            None => write!(f, "reason {}", self.code())?,
        }
        match (self, self.notification()) {
            (PeerDownReason::LocalEvent(Some(event)), _) => write!(f, ": {event}"),
            (_, Some(Ok(notification))) => write!(f, ": {notification}"),
            _ => Ok(()),
        }
    }
}

impl<B: AsRef<[u8]> + Default> PeerDown<B> {
    /// Returns a Peer Down with this reason and no TLVs. Clears the O flag of the peer, because a
    /// session does not belong to a table ([RFC 8671, section 6](https://www.rfc-editor.org/rfc/rfc8671#section-6)).
    #[must_use]
    pub fn new(peer: PerPeerHeader, reason: PeerDownReason<B>) -> PeerDown<B> {
        PeerDown {
            peer: peer.of_session(),
            reason,
            information: List::within(B::default(), PeerMessage::Down),
        }
    }
}

impl PeerDown {
    /// Returns a Peer Down with reason 1: the router closed the session with a NOTIFICATION.
    #[must_use]
    pub fn local_notification(peer: PerPeerHeader, sent: Notification) -> PeerDown {
        PeerDown::new(peer, PeerDownReason::LocalNotification(Some(Ok(sent))))
    }

    /// Returns a Peer Down with reason 2: the router closed the session without a NOTIFICATION, because of an event. If
    /// no event applies, use [`NoEvent`](FsmEvent::NoEvent).
    #[must_use]
    pub fn local_event(peer: PerPeerHeader, event: FsmEvent) -> PeerDown {
        PeerDown::new(peer, PeerDownReason::LocalEvent(Some(event)))
    }

    /// Returns a Peer Down with reason 3: the peer closed the session with a NOTIFICATION.
    #[must_use]
    pub fn remote_notification(peer: PerPeerHeader, received: Notification) -> PeerDown {
        PeerDown::new(peer, PeerDownReason::RemoteNotification(Some(Ok(received))))
    }

    /// Returns a Peer Down with reason 4: the peer closed the session without a NOTIFICATION.
    #[must_use]
    pub fn remote_no_data(peer: PerPeerHeader) -> PeerDown {
        PeerDown::new(peer, PeerDownReason::RemoteNoData)
    }

    /// Returns a Peer Down with reason 5: the router no longer monitors the peer.
    #[must_use]
    pub fn de_configured(peer: PerPeerHeader) -> PeerDown {
        PeerDown::new(peer, PeerDownReason::DeConfigured)
    }

    /// Returns a Peer Down with reason 6: the router no longer monitors a Loc-RIB. Adds the table name from its Peer Up
    /// ([RFC 9069, section 5.3](https://www.rfc-editor.org/rfc/rfc9069#section-5.3)).
    ///
    /// # Errors
    /// [`EncodeError::Contradiction`] if the header is not one of a Loc-RIB; [`EncodeError::Value`] if the name is
    /// empty; [`EncodeError::TooLong`] if it has more than 255 bytes.
    pub fn of_loc_rib(peer: PerPeerHeader, table_name: &str) -> Result<PeerDown, EncodeError> {
        if !peer.is_loc_rib() {
            return Err(of_another_type("Loc-RIB"));
        }
        let name = PeerUpTlv::loc_rib_name(table_name)?;
        PeerDown::new(peer, PeerDownReason::LocalTlvs).with(name)
    }

    /// Returns the message with one more TLV at the end.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if the value of the TLV has more than 65535 bytes.
    pub fn with(mut self, tlv: PeerUpTlv) -> Result<PeerDown, EncodeError> {
        self.information.push(&tlv)?;
        Ok(self)
    }
}

impl<'a> Decode<'a> for PeerDown<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(PeerDown {
            peer: reader.read()?,
            reason: PeerDownReason::read(reader)?,
            information: List::within(reader.rest(), PeerMessage::Down),
        })
    }
}

impl<'a> PeerDownReason<&'a [u8]> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(match reader.u8()? {
            1 => PeerDownReason::LocalNotification(notification(reader)),
            2 => PeerDownReason::LocalEvent(match reader.remaining() {
                // A single byte is not an event; it is kept with what follows.
                0 | 1 => None,
                _ => Some(reader.u16()?.into()),
            }),
            3 => PeerDownReason::RemoteNotification(notification(reader)),
            4 => PeerDownReason::RemoteNoData,
            5 => PeerDownReason::DeConfigured,
            6 => PeerDownReason::LocalTlvs,
            reason => PeerDownReason::Unknown(UnknownReason {
                reason,
                octets: reader.octets(),
            }),
        })
    }
}

/// Decodes a NOTIFICATION, unless no bytes are left.
fn notification<'a>(reader: &mut Reader<'a>) -> Option<Pdu<Notification<&'a [u8]>, &'a [u8]>> {
    (!reader.is_empty()).then(|| bgp::read_pdu(reader))
}

impl<B: AsRef<[u8]>> Encode for PeerDownReason<B> {
    fn encoded_len(&self) -> usize {
        1 + match self {
            PeerDownReason::LocalNotification(Some(pdu))
            | PeerDownReason::RemoteNotification(Some(pdu)) => bgp::pdu_len(pdu),
            PeerDownReason::LocalEvent(Some(_)) => 2,
            PeerDownReason::Unknown(unknown) => unknown.octets.len(),
            _ => 0,
        }
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u8(self.code());
        match self {
            PeerDownReason::LocalNotification(Some(pdu))
            | PeerDownReason::RemoteNotification(Some(pdu)) => bgp::put_pdu(pdu, out),
            PeerDownReason::LocalEvent(Some(event)) => {
                out.put_u16((*event).into());
                Ok(())
            }
            PeerDownReason::Unknown(unknown) => unknown.octets.put(out),
            _ => Ok(()),
        }
    }
}

impl<B: AsRef<[u8]>> Encode for PeerDown<B> {
    fn encoded_len(&self) -> usize {
        self.peer.encoded_len() + self.reason.encoded_len() + self.information.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        let (length, limit) = (self.information.encoded_len(), self.reason.room_behind());
        if length > limit {
            return Err(EncodeError::TooLong {
                what: "TLVs behind a Peer Down reason without data",
                length,
                limit,
            });
        }
        self.peer.put(out)?;
        self.reason.put(out)?;
        self.information.put(out)
    }
}

#[cfg(test)]
mod tests;
