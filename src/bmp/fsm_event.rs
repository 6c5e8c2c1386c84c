//! Events of the BGP state machine ([RFC 4271, section 8.1](https://www.rfc-editor.org/rfc/rfc4271#section-8.1)).

use crate::registry::registry;

registry! {
    /// The event of the BGP state machine that ended a session
    /// ([RFC 4271, section 8.1](https://www.rfc-editor.org/rfc/rfc4271#section-8.1)).
    FsmEvent(u16) {
        /// No event of the state machine.
        0 NoEvent "no event",
        /// An administrator starts the session.
        1 ManualStart "ManualStart",
        /// An administrator stops the session.
        2 ManualStop "ManualStop",
        /// The speaker starts the session.
        3 AutomaticStart "AutomaticStart",
        /// An administrator starts the session, and the speaker waits for the peer to connect.
        4 ManualStartWithPassiveTcpEstablishment "ManualStart_with_PassiveTcpEstablishment",
        /// The speaker starts the session and waits for the peer to connect.
        5 AutomaticStartWithPassiveTcpEstablishment "AutomaticStart_with_PassiveTcpEstablishment",
        /// The speaker starts the session, with damping of oscillations.
        6 AutomaticStartWithDampPeerOscillations "AutomaticStart_with_DampPeerOscillations",
        /// The speaker starts the session, with damping of oscillations, and waits for the peer to connect.
        7 AutomaticStartWithDampPeerOscillationsAndPassiveTcpEstablishment
            "AutomaticStart_with_DampPeerOscillations_and_PassiveTcpEstablishment",
        /// The speaker stops the session.
        8 AutomaticStop "AutomaticStop",
        /// The ConnectRetryTimer has expired: it is time to connect again.
        9 ConnectRetryTimerExpires "ConnectRetryTimer_Expires",
        /// The HoldTimer has expired: nothing came from the peer for the hold time.
        10 HoldTimerExpires "HoldTimer_Expires",
        /// The KeepaliveTimer has expired: it is time to send a KEEPALIVE.
        11 KeepaliveTimerExpires "KeepaliveTimer_Expires",
        /// The DelayOpenTimer has expired: it is time to send the delayed OPEN.
        12 DelayOpenTimerExpires "DelayOpenTimer_Expires",
        /// The IdleHoldTimer has expired: damping is over.
        13 IdleHoldTimerExpires "IdleHoldTimer_Expires",
        /// A TCP connection request came from a valid source.
        14 TcpConnectionValid "TcpConnection_Valid",
        /// A TCP connection request came from an invalid source.
        15 TcpCrInvalid "Tcp_CR_Invalid",
        /// The peer has acknowledged the TCP connection.
        16 TcpCrAcked "Tcp_CR_Acked",
        /// The TCP connection that the peer opened is established.
        17 TcpConnectionConfirmed "TcpConnectionConfirmed",
        /// The TCP connection has failed.
        18 TcpConnectionFails "TcpConnectionFails",
        /// An OPEN has arrived.
        19 BgpOpen "BGPOpen",
        /// An OPEN has arrived while the local OPEN is still delayed.
        20 BgpOpenWithDelayOpenTimerRunning "BGPOpen with DelayOpenTimer running",
        /// A malformed BGP header has arrived.
        21 BgpHeaderErr "BGPHeaderErr",
        /// A malformed OPEN has arrived.
        22 BgpOpenMsgErr "BGPOpenMsgErr",
        /// The connection lost a collision: the other of two connections stays.
        23 OpenCollisionDump "OpenCollisionDump",
        /// A NOTIFICATION about the version has arrived.
        24 NotifMsgVerErr "NotifMsgVerErr",
        /// A NOTIFICATION has arrived.
        25 NotifMsg "NotifMsg",
        /// A KEEPALIVE has arrived.
        26 KeepAliveMsg "KeepAliveMsg",
        /// An UPDATE has arrived.
        27 UpdateMsg "UpdateMsg",
        /// A malformed UPDATE has arrived.
        28 UpdateMsgErr "UpdateMsgErr",
        /// The peer accepted no data for too long ([RFC 9687](https://www.rfc-editor.org/rfc/rfc9687)).
        29 SendHoldTimerExpires "SendHoldTimer_Expires",
    }
}
