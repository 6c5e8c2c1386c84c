//! [`Value`]: the value of a TLV, by the message that it is in and the profile.

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::capability::Capability;
use crate::bgp::{Pdu, Update, read_pdu};
use crate::bmp::v4::{
    ExtendedFlags, Group, Index, PathMarking, Profile, Stats, Timestamp, TlvContext,
};
use crate::bmp::{MessageType, MirroredMessage, MirroringInformation, TerminationReason};
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Octets, Reader, Text, Writer, map_octets,
};

/// The table of values: variant with its type, text, what it is.
macro_rules! values {
    (
        by hand { $($(#[$message_doc:meta])* $message:ident($message_type:ty) $message_text:literal,)* }
        stored { $($(#[$doc:meta])* $name:ident($type:ident) $text:literal,)* }
        plain { $($(#[$plain_doc:meta])* $plain:ident($plain_type:ident) $plain_text:literal,)* }
    ) => {
        /// The value of a [`Tlv`](crate::bmp::v4::Tlv). Message and profile determine which number means which value.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
        #[non_exhaustive]
        // Boxed, decoding would allocate.
        #[allow(clippy::large_enum_variant)]
        pub enum Value<B: AsRef<[u8]> = Vec<u8>> {
            $(
                $(#[$message_doc])*
                #[cfg_attr(feature = "serde", serde(with = "crate::wire::serde::pdu"))]
                $message($message_type),
            )*
            $($(#[$doc])* $name($type<B>),)*
            $($(#[$plain_doc])* $plain($plain_type),)*
            /// A value without a name in this message and profile, or one of an enterprise.
            Unknown(Octets<B>),
        }
        map_octets!(enum Value { $($message,)* $($name,)* Unknown; $($plain),* });

        /// A kind of value.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Kind {
            $($message,)*
            $($name,)*
            $($plain,)*
        }

        impl<B: AsRef<[u8]>> Value<B> {
            pub(crate) fn kind(&self) -> Option<Kind> {
                Some(match self {
                    $(Value::$message(_) => Kind::$message,)*
                    $(Value::$name(_) => Kind::$name,)*
                    $(Value::$plain(_) => Kind::$plain,)*
                    Value::Unknown(_) => return None,
                })
            }

            /// Returns the name, if the value has one.
            #[must_use]
            pub fn name(&self) -> Option<&'static str> {
                Some(match self {
                    $(Value::$message(_) => $message_text,)*
                    $(Value::$name(_) => $text,)*
                    $(Value::$plain(_) => $plain_text,)*
                    Value::Unknown(_) => return None,
                })
            }

            /// Returns the length of any value that is not a BGP message.
            pub(super) fn other_len(&self) -> usize {
                match self {
                    $(Value::$message(_) => 0,)*
                    $(Value::$name(value) => value.encoded_len(),)*
                    $(Value::$plain(value) => value.encoded_len(),)*
                    Value::Unknown(octets) => octets.len(),
                }
            }

            /// Encodes any value that is not a BGP message.
            pub(super) fn put_other(
                &self,
                out: &mut Writer<impl BufMut>,
            ) -> Result<(), EncodeError> {
                match self {
                    $(Value::$message(_) => Ok(()),)*
                    $(Value::$name(value) => value.put(out),)*
                    $(Value::$plain(value) => value.put(out),)*
                    Value::Unknown(octets) => octets.put(out),
                }
            }
        }

        impl<'a> Value<&'a [u8]> {
            #[inline(always)]
            fn read_other(kind: Kind, value: &mut Reader<'a>) -> Result<Self, DecodeError> {
                Ok(match kind {
                    $(Kind::$message => Value::Unknown(value.octets()),)*
                    $(Kind::$name => Value::$name(value.read()?),)*
                    $(Kind::$plain => Value::$plain(value.read()?),)*
                })
            }

            /// Checks what is inside.
            pub(super) fn check(&self) -> Result<(), DecodeError> {
                match self {
                    $(Value::$message(message) => match message {
                        Ok(message) => message.check_inside(),
                        Err(malformed) => Err(malformed.error),
                    },)*
                    $(Value::$name(value) => value.check_inside(),)*
                    $(Value::$plain(_) => Ok(()),)*
                    Value::Unknown(_) => Ok(()),
                }
            }
        }

        /// The value. BGP messages have no text: only what is malformed is written.
        impl<B: AsRef<[u8]>> fmt::Display for Value<B> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Value::$message(message) => match message {
                        Ok(_) => f.write_str("decoded"),
                        Err(malformed) => malformed.error.fmt(f),
                    },)*
                    $(Value::$name(value) => value.fmt(f),)*
                    $(Value::$plain(value) => value.fmt(f),)*
                    Value::Unknown(octets) => octets.fmt(f),
                }
            }
        }
    };
}

values! {
    by hand {
        /// BGP Message of Route Monitoring: an UPDATE.
        BgpMessage(Pdu<Update<B>, B>) "UPDATE",
        /// BGP Message of Route Mirroring: any BGP message.
        MirroredMessage(MirroredMessage<B>) "message",
    }
    stored {
        /// Group: the routes of a group.
        Group(Group) "group of",
        /// VRF/Table Name: 1 to 255 bytes.
        VrfTableName(Text) "table",
        /// Stateless Parsing: a capability that the UPDATE is encoded with. The message may have several.
        StatelessParsing(Capability) "stateless",
        /// Extended Flags: they replace those of the per-peer header.
        ExtendedFlags(ExtendedFlags) "flags",
        /// Stats: the statistics of a Statistics Report.
        Stats(Stats) "statistics",
        /// Free text.
        String(Text) "string",
        /// A description of the router.
        SysDescr(Text) "sysDescr",
        /// The name of the router.
        SysName(Text) "sysName",
        /// A label set by an administrator.
        AdminLabel(Text) "admin-label",
    }
    plain {
        /// Sequence Number: counts the messages of the stream, from 0.
        SequenceNumber(u64) "sequence",
        /// Timestamp: when something happened.
        Timestamp(Timestamp) "timestamp",
        /// Path Marking: what the router does with a path.
        PathMarking(PathMarking) "path-marking",
        /// Why the router ends the stream.
        Reason(TerminationReason) "reason",
        /// What happened to a mirrored message.
        Information(MirroringInformation) "information",
    }
}

/// The highest number of all registries.
const HIGHEST: u16 = 7;

/// Returns what a number means, by the registry of the message in the profile.
#[inline]
pub(crate) fn kind(context: TlvContext, number: u16) -> Option<Kind> {
    match number {
        0..=HIGHEST => kind_of(context.message_type(), context.profile(), number),
        _ => None,
    }
}

#[inline(never)]
fn kind_of(message_type: MessageType, profile: Profile, number: u16) -> Option<Kind> {
    use Profile::{Draft17, Draft19, Draft20, Draft21};
    Some(match (message_type, profile, number) {
        (MessageType::RouteMonitoring, Draft17, 1) => Kind::BgpMessage,
        (MessageType::RouteMonitoring, Draft17, 2) => Kind::Group,
        (MessageType::RouteMonitoring, Draft17, 3) => Kind::VrfTableName,
        (MessageType::RouteMonitoring, Draft17, 4) => Kind::StatelessParsing,

        (MessageType::RouteMonitoring, Draft19, 1) => Kind::StatelessParsing,
        (MessageType::RouteMonitoring, Draft19, 2) => Kind::Group,
        (MessageType::RouteMonitoring, Draft19, 3) => Kind::VrfTableName,
        (MessageType::RouteMonitoring, Draft19, 4) => Kind::BgpMessage,
        (MessageType::RouteMonitoring, Draft19, 5) => Kind::PathMarking,

        (MessageType::RouteMonitoring, Draft20, 1) => Kind::SequenceNumber,
        (MessageType::RouteMonitoring, Draft20, 2) => Kind::ExtendedFlags,
        (MessageType::RouteMonitoring, Draft20, 3) => Kind::Timestamp,
        (MessageType::RouteMonitoring, Draft20, 4) => Kind::Group,
        (MessageType::RouteMonitoring, Draft20, 5) => Kind::VrfTableName,
        (MessageType::RouteMonitoring, Draft20, 6) => Kind::StatelessParsing,
        (MessageType::RouteMonitoring, Draft20, 7) => Kind::BgpMessage,

        (MessageType::RouteMonitoring, Draft21, 1) => Kind::Group,
        (MessageType::RouteMonitoring, Draft21, 2) => Kind::VrfTableName,
        (MessageType::RouteMonitoring, Draft21, 3) => Kind::StatelessParsing,
        (MessageType::RouteMonitoring, Draft21, 4) => Kind::BgpMessage,

        (MessageType::StatisticsReport, Draft21, 1) => Kind::Stats,

        (MessageType::Initiation, _, 0) => Kind::String,
        (MessageType::Initiation, _, 1) => Kind::SysDescr,
        (MessageType::Initiation, _, 2) => Kind::SysName,

        (MessageType::Termination, _, 0) => Kind::String,
        (MessageType::Termination, _, 1) => Kind::Reason,

        (MessageType::PeerUp | MessageType::PeerDown, _, 0) => Kind::String,
        (MessageType::PeerUp | MessageType::PeerDown, _, 1) => Kind::SysDescr,
        (MessageType::PeerUp | MessageType::PeerDown, _, 2) => Kind::SysName,
        (MessageType::PeerUp | MessageType::PeerDown, _, 3) => Kind::VrfTableName,
        (MessageType::PeerUp | MessageType::PeerDown, _, 4) => Kind::AdminLabel,

        (MessageType::RouteMirroring, _, 0) => Kind::MirroredMessage,
        (MessageType::RouteMirroring, _, 1) => Kind::Information,

        // The TLVs of all messages, since -21.
        (_, Draft21, 5) => Kind::SequenceNumber,
        (_, Draft21, 6) => Kind::ExtendedFlags,
        (_, Draft21, 7) => Kind::Timestamp,
        _ => return None,
    })
}

/// Returns the number of a value, if this message has one for it in this profile.
pub(crate) fn number(context: TlvContext, kind: Kind) -> Option<u16> {
    let mut numbers = 0..=HIGHEST;
    numbers.find(|number| self::kind(context, *number) == Some(kind))
}

/// Returns whether the value of a TLV that is not one of an enterprise may be more than bytes.
#[inline(always)]
pub(super) fn may_be_known(context: TlvContext, number: u16) -> bool {
    // In a profile that is not known, an UPDATE is found by its content.
    number <= HIGHEST || context.profile() == Profile::Other
}

/// Returns whether bytes begin like an UPDATE: the marker, any length, type 2.
pub(crate) fn is_update(octets: &[u8]) -> bool {
    const UPDATE: u8 = 2;
    octets.get(18) == Some(&UPDATE) && octets.iter().take(16).all(|octet| *octet == 0xff)
}

impl<'a> Value<&'a [u8]> {
    /// Decodes the value of a TLV that is not one of an enterprise.
    // Inlined: a value is large, and is written where it stays.
    #[inline(always)]
    pub(super) fn read(
        number: u16,
        index: Option<Index>,
        value: &mut Reader<'a>,
        context: TlvContext,
    ) -> Result<Self, DecodeError> {
        let found = match context.profile() {
            Profile::Other if index == Some(Index::ALL) && is_update(value.peek()) => {
                Some(Kind::BgpMessage)
            }
            _ => kind(context, number),
        };
        *value = value.in_context(context.session());
        match found {
            None => Ok(Value::Unknown(value.octets())),
            Some(Kind::BgpMessage) => Ok(Value::BgpMessage(read_pdu(value))),
            Some(Kind::MirroredMessage) => Ok(Value::MirroredMessage(value.read()?)),
            Some(kind) => Value::read_other(kind, value),
        }
    }
}

impl Value {
    /// Returns the value of a VRF/Table Name.
    #[must_use]
    pub fn table(name: &str) -> Value {
        Value::VrfTableName(name.into())
    }
}

impl<B: AsRef<[u8]>> From<Update<B>> for Value<B> {
    fn from(update: Update<B>) -> Value<B> {
        Value::BgpMessage(Ok(update))
    }
}

impl<B: AsRef<[u8]>> From<Group<B>> for Value<B> {
    fn from(group: Group<B>) -> Value<B> {
        Value::Group(group)
    }
}

impl<B: AsRef<[u8]>> From<Capability<B>> for Value<B> {
    fn from(capability: Capability<B>) -> Value<B> {
        Value::StatelessParsing(capability)
    }
}

impl<B: AsRef<[u8]>> From<PathMarking> for Value<B> {
    fn from(marking: PathMarking) -> Value<B> {
        Value::PathMarking(marking)
    }
}
