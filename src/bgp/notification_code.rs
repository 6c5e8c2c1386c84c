//! The codes and subcodes of NOTIFICATION
//! ([RFC 4271, section 4.5](https://www.rfc-editor.org/rfc/rfc4271#section-4.5)).

use crate::registry::registry;

registry! {
    /// Why a session ends ([RFC 4271, section 4.5](https://www.rfc-editor.org/rfc/rfc4271#section-4.5)).
    NotificationCode(u8) {
        /// Message Header Error ([RFC 4271, section 6.1](https://www.rfc-editor.org/rfc/rfc4271#section-6.1)).
        1 MessageHeaderError "Message Header Error",
        /// OPEN Message Error ([RFC 4271, section 6.2](https://www.rfc-editor.org/rfc/rfc4271#section-6.2)).
        2 OpenMessageError "OPEN Message Error",
        /// UPDATE Message Error ([RFC 4271, section 6.3](https://www.rfc-editor.org/rfc/rfc4271#section-6.3)).
        3 UpdateMessageError "UPDATE Message Error",
        /// Hold Timer Expired ([RFC 4271, section 6.5](https://www.rfc-editor.org/rfc/rfc4271#section-6.5)).
        4 HoldTimerExpired "Hold Timer Expired",
        /// Finite State Machine Error ([RFC 4271, section 6.6](https://www.rfc-editor.org/rfc/rfc4271#section-6.6),
        /// [RFC 6608](https://www.rfc-editor.org/rfc/rfc6608)).
        5 FiniteStateMachineError "Finite State Machine Error",
        /// Cease ([RFC 4486](https://www.rfc-editor.org/rfc/rfc4486)): for a reason that is no error.
        6 Cease "Cease",
        /// ROUTE-REFRESH Message Error ([RFC 7313, section 5](https://www.rfc-editor.org/rfc/rfc7313#section-5)).
        7 RouteRefreshMessageError "ROUTE-REFRESH Message Error",
        /// Send Hold Timer Expired ([RFC 9687](https://www.rfc-editor.org/rfc/rfc9687)).
        8 SendHoldTimerExpired "Send Hold Timer Expired",
        /// Loss of LSDB Synchronization ([RFC 9815](https://www.rfc-editor.org/rfc/rfc9815)).
        9 LossOfLsdbSynchronization "Loss of LSDB Synchronization",
    }
}

registry! {
    /// The subcodes of Cease ([RFC 4486, section 3](https://www.rfc-editor.org/rfc/rfc4486#section-3)).
    CeaseSubcode(u8) {
        /// More prefixes than the speaker takes.
        1 MaximumNumberOfPrefixesReached "Maximum Number of Prefixes Reached",
        /// An operator shut the session down.
        2 AdministrativeShutdown "Administrative Shutdown",
        /// The speaker's configuration no longer has this peer.
        3 PeerDeConfigured "Peer De-configured",
        /// An operator reset the session.
        4 AdministrativeReset "Administrative Reset",
        /// The speaker does not take this connection.
        5 ConnectionRejected "Connection Rejected",
        /// The configuration changed in some other way.
        6 OtherConfigurationChange "Other Configuration Change",
        /// Another connection to the same peer was kept.
        7 ConnectionCollisionResolution "Connection Collision Resolution",
        /// The speaker ran out of memory or the like.
        8 OutOfResources "Out of Resources",
        /// The session ends without graceful restart, for a reason that the data says
        /// ([RFC 8538, section 3](https://www.rfc-editor.org/rfc/rfc8538#section-3)).
        9 HardReset "Hard Reset",
        /// The BFD session of the peer went down ([RFC 9384](https://www.rfc-editor.org/rfc/rfc9384)).
        10 BfdDown "BFD Down",
    }
}

impl NotificationCode {
    /// The name of a subcode of this code, where it has one. Those of Cease are [`CeaseSubcode`].
    ///
    /// ```
    /// use bmp_codec::bgp::NotificationCode;
    ///
    /// assert_eq!(NotificationCode::OpenMessageError.subcode_name(2), Some("Bad Peer AS"));
    /// assert_eq!(NotificationCode::OpenMessageError.subcode_name(99), None);
    /// ```
    #[must_use]
    pub const fn subcode_name(self, subcode: u8) -> Option<&'static str> {
        Some(match (self, subcode) {
            (
                NotificationCode::MessageHeaderError
                | NotificationCode::OpenMessageError
                | NotificationCode::UpdateMessageError,
                0,
            ) => "Unspecific",
            (NotificationCode::MessageHeaderError, 1) => "Connection Not Synchronized",
            (NotificationCode::MessageHeaderError, 2) => "Bad Message Length",
            (NotificationCode::MessageHeaderError, 3) => "Bad Message Type",
            (NotificationCode::OpenMessageError, 1) => "Unsupported Version Number",
            (NotificationCode::OpenMessageError, 2) => "Bad Peer AS",
            (NotificationCode::OpenMessageError, 3) => "Bad BGP Identifier",
            (NotificationCode::OpenMessageError, 4) => "Unsupported Optional Parameter",
            // Deprecated, as is 3/7: old speakers still send them.
            (NotificationCode::OpenMessageError, 5) => "Authentication Failure",
            (NotificationCode::OpenMessageError, 6) => "Unacceptable Hold Time",
            (NotificationCode::OpenMessageError, 7) => "Unsupported Capability",
            (NotificationCode::OpenMessageError, 11) => "Role Mismatch",
            (NotificationCode::UpdateMessageError, 1) => "Malformed Attribute List",
            (NotificationCode::UpdateMessageError, 2) => "Unrecognized Well-known Attribute",
            (NotificationCode::UpdateMessageError, 3) => "Missing Well-known Attribute",
            (NotificationCode::UpdateMessageError, 4) => "Attribute Flags Error",
            (NotificationCode::UpdateMessageError, 5) => "Attribute Length Error",
            (NotificationCode::UpdateMessageError, 6) => "Invalid ORIGIN Attribute",
            (NotificationCode::UpdateMessageError, 7) => "AS Routing Loop",
            (NotificationCode::UpdateMessageError, 8) => "Invalid NEXT_HOP Attribute",
            (NotificationCode::UpdateMessageError, 9) => "Optional Attribute Error",
            (NotificationCode::UpdateMessageError, 10) => "Invalid Network Field",
            (NotificationCode::UpdateMessageError, 11) => "Malformed AS_PATH",
            (NotificationCode::FiniteStateMachineError, 0) => "Unspecified Error",
            (NotificationCode::FiniteStateMachineError, 1) => {
                "Receive Unexpected Message in OpenSent State"
            }
            (NotificationCode::FiniteStateMachineError, 2) => {
                "Receive Unexpected Message in OpenConfirm State"
            }
            (NotificationCode::FiniteStateMachineError, 3) => {
                "Receive Unexpected Message in Established State"
            }
            (NotificationCode::Cease, subcode) => return cease_name(subcode),
            (NotificationCode::RouteRefreshMessageError, 1) => "Invalid Message Length",
            _ => return None,
        })
    }
}

/// The name of a subcode of Cease. `From` cannot be called where a constant is made.
const fn cease_name(subcode: u8) -> Option<&'static str> {
    match subcode {
        0 => None,
        place => match CeaseSubcode::ALL.split_at_checked(place as usize - 1) {
            Some((_, [subcode, ..])) => subcode.name(),
            _ => None,
        },
    }
}
