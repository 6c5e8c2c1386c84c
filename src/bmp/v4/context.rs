//! [`TlvContext`]: what must be known to decode TLVs of version 4.

use core::fmt;

use crate::bgp::Session;
use crate::bmp::MessageType;
use crate::bmp::v4::Profile;
use crate::wire::{Context, EncodeError, ListContext};

/// What must be known to decode the TLVs of a message: its type and its [`Profile`], and the session of the BGP messages
/// in it.
///
/// One word, like a session. Sessions leave four bits free.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct TlvContext(u64);

/// The bits that no session sets.
const FREE: u64 = 0xe200_0000_0000_0000;
/// The kinds of messages with BGP messages in their TLVs: as many values of the free bits for each as there are profiles.
const MONITORING: u64 = 1;
const MIRRORING: u64 = 6;
/// The message type of any other, above its profile.
const TYPE: u32 = 8;

/// Spreads four bits over the bits that are free.
const fn free(tag: u64) -> u64 {
    (tag & 7) << 61 | (tag & 8) << (57 - 3)
}

impl TlvContext {
    pub(crate) fn new(message_type: MessageType, profile: Profile, session: Session) -> TlvContext {
        let place = profile as u64;
        let session = session.word() & !FREE;
        TlvContext(match message_type {
            MessageType::RouteMonitoring => free(MONITORING + place) | session,
            MessageType::RouteMirroring => free(MIRRORING + place) | session,
            other => u64::from(u8::from(other)) << TYPE | place,
        })
    }

    #[inline]
    fn tag(self) -> u64 {
        self.0 >> 61 | self.0 >> (57 - 3) & 8
    }

    /// Returns the type of the message.
    #[must_use]
    pub fn message_type(self) -> MessageType {
        match self.tag() {
            0 => ((self.0 >> TYPE) as u8).into(),
            MONITORING..MIRRORING => MessageType::RouteMonitoring,
            _ => MessageType::RouteMirroring,
        }
    }

    /// Returns the profile.
    #[inline]
    #[must_use]
    pub fn profile(self) -> Profile {
        Profile::at(match self.tag() {
            0 => self.0 & 0xff,
            tag @ MONITORING..MIRRORING => tag - MONITORING,
            tag => tag - MIRRORING,
        })
    }

    /// Returns the session of the BGP messages; the default one if the TLVs have none.
    #[must_use]
    pub fn session(self) -> Session {
        match self.tag() {
            0 => Session::default(),
            _ => Session::of(Context(self.0 & !FREE)),
        }
    }

    /// Returns the context with another session.
    pub(crate) fn with_session(self, session: Session) -> TlvContext {
        TlvContext::new(self.message_type(), self.profile(), session)
    }

    /// Returns the context with another profile.
    pub(crate) fn with_profile(self, profile: Profile) -> TlvContext {
        TlvContext::new(self.message_type(), profile, self.session())
    }

    /// Returns whether TLVs have an index.
    #[inline]
    pub(crate) fn is_indexed(self) -> bool {
        (MONITORING..MIRRORING).contains(&self.tag())
    }
}

impl fmt::Debug for TlvContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlvContext")
            .field("message_type", &self.message_type())
            .field("profile", &self.profile())
            .field("session", &self.session())
            .finish()
    }
}

impl From<TlvContext> for Context {
    fn from(context: TlvContext) -> Context {
        Context(context.0)
    }
}

impl ListContext for TlvContext {
    fn of(context: Context) -> TlvContext {
        TlvContext(context.0)
    }

    fn as_read(self) -> TlvContext {
        self.with_session(self.session().as_read())
    }

    fn refused(self, form: Context) -> EncodeError {
        ListContext::refused(self.session(), TlvContext::of(form).session().into())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for TlvContext {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serializer.is_human_readable() {
            true => (self.message_type(), self.profile(), self.session()).serialize(serializer),
            false => self.0.serialize(serializer),
        }
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for TlvContext {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return u64::deserialize(deserializer).map(TlvContext);
        }
        let (message_type, profile, session) = serde::Deserialize::deserialize(deserializer)?;
        Ok(TlvContext::new(message_type, profile, session))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Basis;
    use crate::bgp::nlri::Family;
    use crate::net::AsnWidth;

    #[test]
    fn nothing_gets_lost_in_the_word() {
        let session = Session::default()
            .with_asn_width(AsnWidth::Two)
            .with_add_path(Family::ALL.iter().copied().collect())
            .with_multiple_labels(Family::ALL.iter().copied().collect())
            .with_withdrawn_stacks(true)
            .with_basis(Basis::Contradicted);
        for message_type in MessageType::ALL.iter().copied() {
            for profile in Profile::ALL.iter().copied() {
                let context = TlvContext::new(message_type, profile, session);
                assert_eq!(context.message_type(), message_type);
                assert_eq!(context.profile(), profile);
                let has_messages = matches!(
                    message_type,
                    MessageType::RouteMonitoring | MessageType::RouteMirroring
                );
                let expected = if has_messages {
                    session
                } else {
                    Session::default()
                };
                assert_eq!(context.session(), expected);
                let other = context.with_profile(Profile::Draft17);
                assert_eq!(
                    (other.profile(), other.session()),
                    (Profile::Draft17, expected)
                );
            }
        }
    }
}
