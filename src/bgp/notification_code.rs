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
    /// The subcodes of Message Header Error
    /// ([RFC 4271, section 6.1](https://www.rfc-editor.org/rfc/rfc4271#section-6.1)).
    MessageHeaderSubcode(u8) {
        /// None of the others.
        0 Unspecific "Unspecific",
        /// The marker is not what it has to be.
        1 ConnectionNotSynchronized "Connection Not Synchronized",
        /// A length that the message cannot have; the data is that length.
        2 BadMessageLength "Bad Message Length",
        /// A type that is not known; the data is that type.
        3 BadMessageType "Bad Message Type",
    }
}

registry! {
    /// The subcodes of OPEN Message Error
    /// ([RFC 4271, section 6.2](https://www.rfc-editor.org/rfc/rfc4271#section-6.2)). 8 to 10 are deprecated
    /// without a name.
    OpenMessageSubcode(u8) {
        /// None of the others: a parameter is malformed.
        0 Unspecific "Unspecific",
        /// A version that the speaker does not have; the data is one that it has.
        1 UnsupportedVersionNumber "Unsupported Version Number",
        /// An AS number that is not the one of the peer.
        2 BadPeerAs "Bad Peer AS",
        /// An identifier that cannot be.
        3 BadBgpIdentifier "Bad BGP Identifier",
        /// A parameter that is not known.
        4 UnsupportedOptionalParameter "Unsupported Optional Parameter",
        /// Deprecated: old speakers may still send it.
        5 AuthenticationFailure "Authentication Failure",
        /// A hold time that the speaker does not take.
        6 UnacceptableHoldTime "Unacceptable Hold Time",
        /// A capability that the speaker asks for is not there; the data is capabilities
        /// ([RFC 5492, section 5](https://www.rfc-editor.org/rfc/rfc5492#section-5)).
        7 UnsupportedCapability "Unsupported Capability",
        /// Roles that do not go together ([RFC 9234, section 4.2](https://www.rfc-editor.org/rfc/rfc9234#section-4.2)).
        11 RoleMismatch "Role Mismatch",
    }
}

registry! {
    /// The subcodes of UPDATE Message Error
    /// ([RFC 4271, section 6.3](https://www.rfc-editor.org/rfc/rfc4271#section-6.3)).
    UpdateMessageSubcode(u8) {
        /// None of the others.
        0 Unspecific "Unspecific",
        /// Lengths that do not fit the message, or an attribute twice.
        1 MalformedAttributeList "Malformed Attribute List",
        /// A well-known attribute that is not known; the data is the attribute.
        2 UnrecognizedWellKnownAttribute "Unrecognized Well-known Attribute",
        /// A mandatory attribute is not there; the data is its type code.
        3 MissingWellKnownAttribute "Missing Well-known Attribute",
        /// Flags that the attribute cannot have; the data is the attribute.
        4 AttributeFlagsError "Attribute Flags Error",
        /// A length that the attribute cannot have; the data is the attribute.
        5 AttributeLengthError "Attribute Length Error",
        /// A value that ORIGIN cannot have; the data is the attribute.
        6 InvalidOriginAttribute "Invalid ORIGIN Attribute",
        /// Deprecated: old speakers may still send it.
        7 AsRoutingLoop "AS Routing Loop",
        /// A value that NEXT_HOP cannot have; the data is the attribute.
        8 InvalidNextHopAttribute "Invalid NEXT_HOP Attribute",
        /// An optional attribute is malformed; the data is the attribute.
        9 OptionalAttributeError "Optional Attribute Error",
        /// A route is malformed.
        10 InvalidNetworkField "Invalid Network Field",
        /// AS_PATH is malformed, or does not begin with the peer.
        11 MalformedAsPath "Malformed AS_PATH",
    }
}

registry! {
    /// The subcodes of Finite State Machine Error
    /// ([RFC 6608, section 3](https://www.rfc-editor.org/rfc/rfc6608#section-3)). The data of 1 to 3 is the type of the
    /// message.
    FiniteStateMachineSubcode(u8) {
        /// None of the others.
        0 UnspecifiedError "Unspecified Error",
        /// A message that does not come after OPEN was sent.
        1 UnexpectedInOpenSent "Receive Unexpected Message in OpenSent State",
        /// A message that does not come after OPEN was received.
        2 UnexpectedInOpenConfirm "Receive Unexpected Message in OpenConfirm State",
        /// A message that does not come while the session is up.
        3 UnexpectedInEstablished "Receive Unexpected Message in Established State",
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

registry! {
    /// The subcodes of ROUTE-REFRESH Message Error
    /// ([RFC 7313, section 5](https://www.rfc-editor.org/rfc/rfc7313#section-5)).
    RouteRefreshSubcode(u8) {
        /// More or less than AFI, subtype and SAFI where it says that routes begin or end; the data is the message.
        1 InvalidMessageLength "Invalid Message Length",
    }
}

impl NotificationCode {
    /// The name of a subcode of this code, where it has one.
    ///
    /// ```
    /// use bmp_codec::bgp::NotificationCode;
    ///
    /// assert_eq!(NotificationCode::OpenMessageError.subcode_name(2), Some("Bad Peer AS"));
    /// assert_eq!(NotificationCode::OpenMessageError.subcode_name(99), None);
    /// ```
    #[must_use]
    pub fn subcode_name(self, subcode: u8) -> Option<&'static str> {
        match self {
            NotificationCode::MessageHeaderError => MessageHeaderSubcode::from(subcode).name(),
            NotificationCode::OpenMessageError => OpenMessageSubcode::from(subcode).name(),
            NotificationCode::UpdateMessageError => UpdateMessageSubcode::from(subcode).name(),
            NotificationCode::FiniteStateMachineError => {
                FiniteStateMachineSubcode::from(subcode).name()
            }
            NotificationCode::Cease => CeaseSubcode::from(subcode).name(),
            NotificationCode::RouteRefreshMessageError => RouteRefreshSubcode::from(subcode).name(),
            NotificationCode::HoldTimerExpired
            | NotificationCode::SendHoldTimerExpired
            | NotificationCode::LossOfLsdbSynchronization
            | NotificationCode::Unknown(_) => None,
        }
    }
}
