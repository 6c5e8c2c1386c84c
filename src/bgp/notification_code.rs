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
        /// Cease ([RFC 4486](https://www.rfc-editor.org/rfc/rfc4486)): the session ends, but not because of an error.
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
        /// No more specific subcode applies.
        0 Unspecific "Unspecific",
        /// The marker is wrong.
        1 ConnectionNotSynchronized "Connection Not Synchronized",
        /// The length is not possible for the message; the data is the length.
        2 BadMessageLength "Bad Message Length",
        /// The message type is unknown; the data is the type.
        3 BadMessageType "Bad Message Type",
    }
}

registry! {
    /// The subcodes of OPEN Message Error
    /// ([RFC 4271, section 6.2](https://www.rfc-editor.org/rfc/rfc4271#section-6.2)). 8 to 10 are deprecated and have
    /// no names.
    OpenMessageSubcode(u8) {
        /// No more specific subcode applies: a parameter is malformed.
        0 Unspecific "Unspecific",
        /// The speaker does not support the version; the data is a version that it supports.
        1 UnsupportedVersionNumber "Unsupported Version Number",
        /// The AS number is not the one expected of the peer.
        2 BadPeerAs "Bad Peer AS",
        /// The BGP identifier is not valid.
        3 BadBgpIdentifier "Bad BGP Identifier",
        /// An optional parameter is unknown.
        4 UnsupportedOptionalParameter "Unsupported Optional Parameter",
        /// Deprecated, but old speakers may still send it.
        5 AuthenticationFailure "Authentication Failure",
        /// The speaker does not accept the hold time.
        6 UnacceptableHoldTime "Unacceptable Hold Time",
        /// A required capability is missing; the data is the required capabilities
        /// ([RFC 5492, section 5](https://www.rfc-editor.org/rfc/rfc5492#section-5)).
        7 UnsupportedCapability "Unsupported Capability",
        /// The roles of the two speakers do not match
        /// ([RFC 9234, section 4.2](https://www.rfc-editor.org/rfc/rfc9234#section-4.2)).
        11 RoleMismatch "Role Mismatch",
    }
}

registry! {
    /// The subcodes of UPDATE Message Error
    /// ([RFC 4271, section 6.3](https://www.rfc-editor.org/rfc/rfc4271#section-6.3)).
    UpdateMessageSubcode(u8) {
        /// No more specific subcode applies.
        0 Unspecific "Unspecific",
        /// The lengths do not fit the message, or an attribute appears twice.
        1 MalformedAttributeList "Malformed Attribute List",
        /// A well-known attribute is unknown to the speaker; the data is the attribute.
        2 UnrecognizedWellKnownAttribute "Unrecognized Well-known Attribute",
        /// A mandatory attribute is missing; the data is its type code.
        3 MissingWellKnownAttribute "Missing Well-known Attribute",
        /// The flags are wrong for the attribute; the data is the attribute.
        4 AttributeFlagsError "Attribute Flags Error",
        /// The length is wrong for the attribute; the data is the attribute.
        5 AttributeLengthError "Attribute Length Error",
        /// The value of ORIGIN is undefined; the data is the attribute.
        6 InvalidOriginAttribute "Invalid ORIGIN Attribute",
        /// Deprecated, but old speakers may still send it.
        7 AsRoutingLoop "AS Routing Loop",
        /// The value of NEXT_HOP is not valid; the data is the attribute.
        8 InvalidNextHopAttribute "Invalid NEXT_HOP Attribute",
        /// An optional attribute is malformed; the data is the attribute.
        9 OptionalAttributeError "Optional Attribute Error",
        /// A route is malformed.
        10 InvalidNetworkField "Invalid Network Field",
        /// AS_PATH is malformed, or does not begin with the AS of the peer.
        11 MalformedAsPath "Malformed AS_PATH",
    }
}

registry! {
    /// The subcodes of Finite State Machine Error
    /// ([RFC 6608, section 3](https://www.rfc-editor.org/rfc/rfc6608#section-3)). The data of 1 to 3 is the type of the
    /// message.
    FiniteStateMachineSubcode(u8) {
        /// No more specific subcode applies.
        0 UnspecifiedError "Unspecified Error",
        /// The message is unexpected after the speaker has sent its OPEN.
        1 UnexpectedInOpenSent "Receive Unexpected Message in OpenSent State",
        /// The message is unexpected after the speaker has received an OPEN.
        2 UnexpectedInOpenConfirm "Receive Unexpected Message in OpenConfirm State",
        /// The message is unexpected while the session is up.
        3 UnexpectedInEstablished "Receive Unexpected Message in Established State",
    }
}

registry! {
    /// The subcodes of Cease ([RFC 4486, section 3](https://www.rfc-editor.org/rfc/rfc4486#section-3)).
    CeaseSubcode(u8) {
        /// The peer has sent more prefixes than the speaker accepts.
        1 MaximumNumberOfPrefixesReached "Maximum Number of Prefixes Reached",
        /// An operator shut the session down.
        2 AdministrativeShutdown "Administrative Shutdown",
        /// The speaker's configuration no longer has this peer.
        3 PeerDeConfigured "Peer De-configured",
        /// An operator reset the session.
        4 AdministrativeReset "Administrative Reset",
        /// The speaker does not accept this connection.
        5 ConnectionRejected "Connection Rejected",
        /// The configuration changed in some other way.
        6 OtherConfigurationChange "Other Configuration Change",
        /// Two connections to the same peer collided, and the other one was kept.
        7 ConnectionCollisionResolution "Connection Collision Resolution",
        /// The speaker ran out of memory or another resource.
        8 OutOfResources "Out of Resources",
        /// The session ends without graceful restart; the data is the reason
        /// ([RFC 8538, section 3](https://www.rfc-editor.org/rfc/rfc8538#section-3)).
        9 HardReset "Hard Reset",
        /// The BFD session with the peer went down ([RFC 9384](https://www.rfc-editor.org/rfc/rfc9384)).
        10 BfdDown "BFD Down",
    }
}

registry! {
    /// The subcodes of ROUTE-REFRESH Message Error
    /// ([RFC 7313, section 5](https://www.rfc-editor.org/rfc/rfc7313#section-5)).
    RouteRefreshSubcode(u8) {
        /// A BoRR or EoRR has more or less than AFI, subtype and SAFI; the data is the message.
        1 InvalidMessageLength "Invalid Message Length",
    }
}

impl NotificationCode {
    /// Returns the name of a subcode of this code, if it has one.
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
