//! Events of the state machine of BGP ([RFC 4271, section 8.1](https://www.rfc-editor.org/rfc/rfc4271#section-8.1)).

use crate::registry::registry;

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
