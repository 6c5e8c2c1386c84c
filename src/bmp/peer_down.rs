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
use crate::bmp::{PeerUpTlvs, PerPeerHeader};
use crate::error::{DecodeError, EncodeError};
use crate::registry::registry;
use crate::wire::{Encode, Octets, Reader, map_octets};

registry! {
    /// What ended a session in the state machine of BGP
    /// ([RFC 4271, section 8.1](https://www.rfc-editor.org/rfc/rfc4271#section-8.1)).
    FsmEvent(u16) {
        /// None that has a number.
        0 NoEvent "no event",
        /// An administrator starts the session.
        1 ManualStart "ManualStart",
        /// An administrator stops it.
        2 ManualStop "ManualStop",
        /// The speaker starts it.
        3 AutomaticStart "AutomaticStart",
        /// An administrator starts it, and waits for the peer.
        4 ManualStartWithPassiveTcpEstablishment "ManualStart_with_PassiveTcpEstablishment",
        /// The speaker starts it, and waits for the peer.
        5 AutomaticStartWithPassiveTcpEstablishment "AutomaticStart_with_PassiveTcpEstablishment",
        /// The speaker starts it, with damping.
        6 AutomaticStartWithDampPeerOscillations "AutomaticStart_with_DampPeerOscillations",
        /// The speaker starts it, with damping, and waits for the peer.
        7 AutomaticStartWithDampPeerOscillationsAndPassiveTcpEstablishment
            "AutomaticStart_with_DampPeerOscillations_and_PassiveTcpEstablishment",
        /// The speaker stops it.
        8 AutomaticStop "AutomaticStop",
        /// It is time to connect again.
        9 ConnectRetryTimerExpires "ConnectRetryTimer_Expires",
        /// Nothing came for the hold time.
        10 HoldTimerExpires "HoldTimer_Expires",
        /// It is time for a KEEPALIVE.
        11 KeepaliveTimerExpires "KeepaliveTimer_Expires",
        /// It is time for an OPEN that was held back.
        12 DelayOpenTimerExpires "DelayOpenTimer_Expires",
        /// Damping has lasted long enough.
        13 IdleHoldTimerExpires "IdleHoldTimer_Expires",
        /// A TCP connection from where one is expected.
        14 TcpConnectionValid "TcpConnection_Valid",
        /// A TCP connection from somewhere else.
        15 TcpCrInvalid "Tcp_CR_Invalid",
        /// The peer has accepted the TCP connection.
        16 TcpCrAcked "Tcp_CR_Acked",
        /// The TCP connection of the peer stands.
        17 TcpConnectionConfirmed "TcpConnectionConfirmed",
        /// The TCP connection has failed.
        18 TcpConnectionFails "TcpConnectionFails",
        /// An OPEN has come.
        19 BgpOpen "BGPOpen",
        /// An OPEN has come while one's own is held back.
        20 BgpOpenWithDelayOpenTimerRunning "BGPOpen with DelayOpenTimer running",
        /// A BGP header that is not valid.
        21 BgpHeaderErr "BGPHeaderErr",
        /// An OPEN that is not valid.
        22 BgpOpenMsgErr "BGPOpenMsgErr",
        /// The other of two connections stays.
        23 OpenCollisionDump "OpenCollisionDump",
        /// A NOTIFICATION that speaks of the version.
        24 NotifMsgVerErr "NotifMsgVerErr",
        /// A NOTIFICATION.
        25 NotifMsg "NotifMsg",
        /// A KEEPALIVE.
        26 KeepAliveMsg "KeepAliveMsg",
        /// An UPDATE.
        27 UpdateMsg "UpdateMsg",
        /// An UPDATE that is not valid.
        28 UpdateMsgErr "UpdateMsgErr",
        /// The peer took nothing for too long ([RFC 9687](https://www.rfc-editor.org/rfc/rfc9687)).
        29 SendHoldTimerExpires "SendHoldTimer_Expires",
    }
}

/// A Peer Down notification: a session has ended, and with it all routes of the peer.
///
/// ```
/// use bmp_codec::{Encode, net::Asn};
/// use bmp_codec::bmp::{FsmEvent, Message, PeerDown, PeerDownReason, PerPeerHeader};
///
/// let peer = PerPeerHeader::global("192.0.2.1".parse()?, Asn(65001), "192.0.2.1".parse()?);
/// let reason = PeerDownReason::LocalEvent(Some(FsmEvent::HoldTimerExpires));
/// let message: Message = Message::PeerDown(PeerDown::new(peer, reason));
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
    /// them with other reasons. Not behind a reason whose own data are missing: they would be taken for those.
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
}

impl<B: AsRef<[u8]>> fmt::Display for PeerDownReason<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.pad(name),
            None => write!(f, "reason {}", self.code()),
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
        self.peer.put(out)?;
        self.reason.put(out)?;
        self.information.put(out)
    }
}
