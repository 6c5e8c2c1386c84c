//! Peer Down ([RFC 7854, section 4.9](https://www.rfc-editor.org/rfc/rfc7854#section-4.9),
//! [RFC 9069, section 5.3](https://www.rfc-editor.org/rfc/rfc9069#section-5.3)).
//!
//! ```text
//! per-peer header, reason u8, then by the reason:
//! 1, 3: NOTIFICATION; 2: event u16; 4, 5, 6: nothing
//! and TLVs (by the RFCs behind 6 only)
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::{self, Notification, Pdu};
use crate::bmp::{FsmEvent, PeerUpTlvs, PerPeerHeader};
use crate::error::{DecodeError, EncodeError};
use crate::wire::{Encode, Octets, Reader, map_octets};

/// A Peer Down notification: a session has ended, and with it all routes of the peer.
///
/// ```
/// use bmp_codec::{Encode, net::Asn};
/// use bmp_codec::bmp::{FsmEvent, Message, PeerDown, PeerDownReason, PerPeerHeader};
///
/// let peer = PerPeerHeader::global("192.0.2.1".parse()?, Asn(65001), "192.0.2.1".parse()?);
/// let reason = PeerDownReason::LocalEvent(Some(FsmEvent::HoldTimerExpires));
/// assert_eq!(reason.to_string(), "local system closed, no NOTIFICATION: HoldTimer_Expires");
/// let message: Message = PeerDown::new(peer, reason).into();
/// assert_eq!(message.to_vec()?[48..], [2, 0, 10]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct PeerDown<B: AsRef<[u8]> = Vec<u8>> {
    /// The peer.
    pub peer: PerPeerHeader,
    /// Why the session has ended.
    pub reason: PeerDownReason<B>,
    /// What is behind that. Only [`LocalTlvs`](PeerDownReason::LocalTlvs) has TLVs by the RFCs; some routers send
    /// them with other reasons. Not behind a reason whose own data are missing: they would be taken for those, and
    /// encoding them is an error.
    pub information: PeerUpTlvs<B>,
}
map_octets!(PeerDown { reason, information; peer });

/// Why a session has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum PeerDownReason<B: AsRef<[u8]> = Vec<u8>> {
    /// 1: the router has closed it, with this NOTIFICATION. Some routers leave that out.
    #[cfg_attr(feature = "serde", serde(with = "crate::bmp::serde::optional_pdu"))]
    LocalNotification(Option<Pdu<Notification<B>, B>>),
    /// 2: the router has closed it without a NOTIFICATION, for this event. `None` where that is not there.
    LocalEvent(Option<FsmEvent>),
    /// 3: the peer has closed it, with this NOTIFICATION. Some routers leave that out.
    #[cfg_attr(feature = "serde", serde(with = "crate::bmp::serde::optional_pdu"))]
    RemoteNotification(Option<Pdu<Notification<B>, B>>),
    /// 4: the peer has closed it without a NOTIFICATION.
    RemoteNoData,
    /// 5: the session may go on, but is monitored no longer.
    DeConfigured,
    /// 6: the router has closed it, and TLVs say more: the one reason of a Loc-RIB.
    LocalTlvs,
    /// Another reason.
    Unknown(UnknownReason<B>),
}
map_octets!(enum PeerDownReason {
    LocalNotification, RemoteNotification, Unknown; LocalEvent; RemoteNoData, DeConfigured, LocalTlvs
});

/// A reason that has no name here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct UnknownReason<B: AsRef<[u8]> = Vec<u8>> {
    /// The reason.
    pub reason: u8,
    /// All that follows.
    pub octets: Octets<B>,
}
map_octets!(UnknownReason { octets; reason });

impl<B: AsRef<[u8]>> PeerDownReason<B> {
    /// The number.
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

    /// What the number says, where it has a meaning.
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

    /// The NOTIFICATION that either side has closed the session with, where there is one.
    #[must_use]
    pub fn notification(&self) -> Option<&Pdu<Notification<B>, B>> {
        match self {
            PeerDownReason::LocalNotification(notification)
            | PeerDownReason::RemoteNotification(notification) => notification.as_ref(),
            _ => None,
        }
    }

    /// How many octets can follow that are not taken for data of the reason.
    fn room_behind(&self) -> usize {
        match self {
            PeerDownReason::LocalNotification(None)
            | PeerDownReason::RemoteNotification(None)
            | PeerDownReason::Unknown(_) => 0,
            // Two are an event.
            PeerDownReason::LocalEvent(None) => 1,
            _ => usize::MAX,
        }
    }
}

/// The name, and the NOTIFICATION or the event that says more; a NOTIFICATION that cannot be read is left out.
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
    /// The end of a session, with no more than its reason.
    #[must_use]
    pub fn new(peer: PerPeerHeader, reason: PeerDownReason<B>) -> PeerDown<B> {
        PeerDown {
            peer,
            reason,
            information: PeerUpTlvs::default(),
        }
    }
}

impl<'a> PeerDown<&'a [u8]> {
    pub(crate) fn read(peer: PerPeerHeader, mut reader: Reader<'a>) -> Result<Self, DecodeError> {
        Ok(PeerDown {
            peer,
            reason: PeerDownReason::read(&mut reader)?,
            information: reader.read()?,
        })
    }
}

impl<'a> PeerDownReason<&'a [u8]> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(match reader.u8()? {
            1 => PeerDownReason::LocalNotification(notification(reader)),
            2 => PeerDownReason::LocalEvent(match reader.remaining() {
                // A single octet is no event; it is kept with what follows.
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

/// A NOTIFICATION, unless nothing is there.
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

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
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

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
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
mod tests {
    use super::*;
    use crate::bmp::testing::{frame, frame_of, message};
    use crate::bmp::{Message, MessageType, PeerType, PeerUpTlv};

    fn peer_down(frame: &[u8]) -> PeerDown<&[u8]> {
        match message(frame) {
            Message::PeerDown(down) => down,
            other => panic!("{other:?}"),
        }
    }

    /// With reason and data in hexadecimal.
    fn made(body: &str) -> Vec<u8> {
        frame_of(MessageType::PeerDown, body)
    }

    const CEASE: &str = "ffffffffffffffffffffffffffffffff 0015 03 06 04";

    #[test]
    fn notifications_of_routers() {
        let bird = frame("peer-down-local-notification");
        let down = peer_down(&bird);
        assert_eq!(down.peer.peer_type(), PeerType::Local);
        let PeerDownReason::LocalNotification(Some(Ok(notification))) = down.reason else {
            panic!("{down:?}")
        };
        assert_eq!((u8::from(notification.code), notification.subcode), (6, 2));
        assert_eq!(*notification.data, *b"\x0cplanned work");
        assert_eq!(
            down.reason.to_string(),
            r#"local system closed, NOTIFICATION sent: cease/administrative-shutdown "planned work""#
        );

        let frr = frame("peer-down-remote-notification");
        let down = peer_down(&frr);
        let PeerDownReason::RemoteNotification(Some(Ok(notification))) = down.reason else {
            panic!("{down:?}")
        };
        assert_eq!(down.reason.notification(), Some(&Ok(notification)));
        assert_eq!((u8::from(notification.code), notification.subcode), (6, 2));
        assert_eq!(*notification.data, *b"\x18maintenance, back at 5pm");
        assert!(down.information.is_empty());
    }

    #[test]
    fn other_reasons_of_routers() {
        for (name, reason, text) in [
            (
                "local-event",
                PeerDownReason::LocalEvent(Some(FsmEvent::NoEvent)),
                "local system closed, no NOTIFICATION: no event",
            ),
            (
                "local-no-event",
                PeerDownReason::LocalEvent(None),
                "local system closed, no NOTIFICATION",
            ),
            (
                "remote-no-notification",
                PeerDownReason::RemoteNotification(None),
                "remote system closed with NOTIFICATION",
            ),
            (
                "remote-no-data",
                PeerDownReason::RemoteNoData,
                "remote system closed, no data",
            ),
        ] {
            let frame = frame(&format!("peer-down-{name}"));
            let down = peer_down(&frame);
            assert_eq!(down.reason, reason);
            assert_eq!(down.reason.to_string(), text);
            assert_eq!(down, PeerDown::new(down.peer, reason));
        }
        let frame = frame("peer-down-loc-rib");
        let down = peer_down(&frame);
        assert_eq!(down.reason, PeerDownReason::LocalTlvs);
        assert_eq!(down.information.vrf_table_name(), Some("default"));
    }

    #[test]
    fn what_is_behind_the_data_is_read_as_tlvs() {
        let label = "0004 0002 6531";
        for (data, code) in [
            (format!("01 {CEASE} {label}"), 1),
            (format!("02 000a {label}"), 2),
            (format!("03 {CEASE} {label}"), 3),
            (format!("04 {label}"), 4),
            (format!("05 {label}"), 5),
            (format!("06 {label}"), 6),
        ] {
            let frame = made(&data);
            let down = peer_down(&frame);
            assert_eq!(down.reason.code(), code);
            let tlvs: Vec<_> = down.information.into_iter().map(Result::unwrap).collect();
            assert_eq!(tlvs, [PeerUpTlv::AdminLabel(Octets(&b"e1"[..]))]);
        }
    }

    #[test]
    fn tlvs_in_place_of_data_are_an_error() {
        let frame = made("06 0004 0002 6531");
        let down = peer_down(&frame);
        let (reason, octets) = (7, Octets(&[][..]));
        for (reason, limit) in [
            (PeerDownReason::LocalNotification(None), 0),
            (PeerDownReason::RemoteNotification(None), 0),
            (PeerDownReason::LocalEvent(None), 1),
            (PeerDownReason::Unknown(UnknownReason { reason, octets }), 0),
        ] {
            let error = PeerDown { reason, ..down }.to_vec().unwrap_err();
            assert_eq!(
                error,
                EncodeError::TooLong {
                    what: "TLVs behind a Peer Down reason without data",
                    length: 6,
                    limit
                }
            );
            assert!(PeerDown::new(down.peer, reason).to_vec().is_ok());
        }
    }

    #[test]
    fn an_event_of_one_octet_is_left_for_the_tlvs() {
        let frame = made("02 0a");
        let down = peer_down(&frame);
        assert_eq!(down.reason, PeerDownReason::LocalEvent(None));
        let malformed = down.information.into_entries().next().unwrap().unwrap_err();
        assert_eq!(*malformed.octets, [0x0a]);
        assert_eq!(
            malformed.error.to_string(),
            "octets at byte 0: 1 octet is missing"
        );
    }

    #[test]
    fn what_is_no_notification_is_kept() {
        for (data, error) in [
            // A KEEPALIVE.
            (
                "03 ffffffffffffffffffffffffffffffff 0013 04",
                "BGP header at byte 67: a message of type 4 is not possible here",
            ),
            // One that says 22 octets, and has 21.
            (
                "03 ffffffffffffffffffffffffffffffff 0016 03 06 04",
                "NOTIFICATION at byte 68: 1 octet is missing",
            ),
            ("03 06 04", "NOTIFICATION at byte 49: 17 octets are missing"),
        ] {
            let frame = made(data);
            let down = peer_down(&frame);
            let PeerDownReason::RemoteNotification(Some(Err(malformed))) = down.reason else {
                panic!("{down:?}")
            };
            assert_eq!(*malformed.octets, frame[49..]);
            assert_eq!(malformed.error.to_string(), error);
            assert_eq!(down.reason.notification(), Some(&Err(malformed)));
            assert_eq!(
                down.reason.to_string(),
                "remote system closed with NOTIFICATION"
            );
            assert!(down.information.is_empty());
        }
    }

    #[test]
    fn unknown_reasons_keep_all() {
        for reason in [0, 7, 251, 255] {
            let frame = made(&format!("{reason:02x} 0003 0001"));
            let down = peer_down(&frame);
            let PeerDownReason::Unknown(unknown) = down.reason else {
                panic!("{down:?}")
            };
            assert_eq!(
                (unknown.reason, &*unknown.octets),
                (reason, &[0, 3, 0, 1][..])
            );
            assert_eq!(down.reason.to_string(), format!("reason {reason}"));
        }
    }

    #[test]
    fn without_a_reason_there_is_no_message() {
        let error = Message::decode(&made(""), &crate::bgp::Session::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Peer Down at byte 48: 1 octet is missing"
        );
    }

    #[test]
    fn events_by_name() {
        assert_eq!(FsmEvent::from(10).to_string(), "HoldTimer_Expires");
        assert_eq!(FsmEvent::from(29).name(), Some("SendHoldTimer_Expires"));
        assert_eq!(FsmEvent::from(30).to_string(), "fsm event 30");
        assert_eq!(FsmEvent::ALL.len(), 30);
    }

    #[cfg(feature = "serde")]
    #[test]
    fn json() {
        let json = |data: &str| serde_json::to_value(peer_down(&made(data)).reason).unwrap();
        assert_eq!(
            json("02 0009"),
            serde_json::json!({"local_event": "ConnectRetryTimer_Expires"})
        );
        assert_eq!(json("03"), serde_json::json!({"remote_notification": null}));
        assert_eq!(json("05"), "de_configured");
        assert_eq!(json("01 00")["local_notification"]["malformed"], "00");
    }
}
