//! NOTIFICATION ([RFC 4271, section 4.5](https://www.rfc-editor.org/rfc/rfc4271#section-4.5)): why a session ends.
//!
//! ```text
//! code u8, subcode u8, data to the end
//! ```

mod data;
#[cfg(feature = "serde")]
mod json;

use core::fmt::{self, Display as _, Write as _};

use alloc::vec::Vec;
use bytes::BufMut;

pub use data::{MaximumPrefixes, NotificationData, ShutdownCommunication};

use crate::bgp::attribute::PathAttribute;
use crate::bgp::capability::Capability;
use crate::bgp::nlri::Family;
use crate::bgp::{
    Body, CeaseSubcode, FiniteStateMachineSubcode, MessageHeaderSubcode, MessageType,
    NotificationCode, OpenMessageSubcode, RouteRefresh, RouteRefreshSubcode, Session,
    UpdateMessageSubcode,
};
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, List, Octets, Reader, What, Writer, map_octets,
};

/// A NOTIFICATION: why a session ends.
///
/// The meaning of the data depends on code and subcode. The field [`data`](Notification::data) has the bytes as
/// received; [`details`](Notification::details) decodes them.
///
/// It is generic over its storage `B`: `&[u8]` (decoded), `Vec<u8>` (owned, the default) or `Bytes` (shared).
///
/// ```
/// use bmp_codec::{Decode, Encode, bgp::{CeaseSubcode, Notification, NotificationData}};
///
/// let notification = Notification::from_octets(&[6, 2, 4, b'b', b'y', b'e', b'!'])?;
/// assert_eq!(notification.cease(), Some(CeaseSubcode::AdministrativeShutdown));
/// assert_eq!(notification.communication(), Some("bye!"));
/// assert_eq!(notification.to_string(), r#"cease/administrative-shutdown "bye!""#);
///
/// let built = Notification::administrative_shutdown("bye!")?;
/// assert_eq!(built.view(), notification);
///
/// let built = Notification::bad_message_length(5000);
/// assert_eq!(built.to_vec()?, [1, 2, 0x13, 0x88]);
/// assert_eq!(built.details()?, NotificationData::MessageLength(5000));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// In JSON, the subcode is its name and the data is decoded:
/// `{"code": "Cease", "subcode": "Administrative Shutdown", "data": {"communication": "bye!"}}`. Data that has no
/// layout, or does not match it, is hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Notification<B: AsRef<[u8]> = Vec<u8>> {
    /// The error code.
    pub code: NotificationCode,
    /// The subcode: which error of that code. [`subcode_name`](Notification::subcode_name) returns its name.
    pub subcode: u8,
    /// The data, as received; its layout depends on code and subcode.
    pub data: Octets<B>,
}
map_octets!(Notification { data; code, subcode });

impl Notification {
    /// Returns a NOTIFICATION without data.
    #[must_use]
    pub const fn new(code: NotificationCode, subcode: u8) -> Notification {
        Notification {
            code,
            subcode,
            data: Octets(Vec::new()),
        }
    }

    /// Returns the NOTIFICATION with other data, for codes and subcodes that have no method of their own here.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if a part of the data is too long.
    pub fn with_data<B: AsRef<[u8]>>(
        self,
        data: &NotificationData<B>,
    ) -> Result<Notification, EncodeError> {
        self.with(data)
    }

    fn with(self, data: &impl Encode) -> Result<Notification, EncodeError> {
        Ok(Notification {
            data: Octets(data.to_vec()?),
            ..self
        })
    }

    /// Returns the NOTIFICATION with these bytes as data.
    fn with_octets(self, data: &[u8]) -> Notification {
        Notification {
            data: Octets(data.to_vec()),
            ..self
        }
    }

    /// Builds Message Header Error, Bad Message Length; the data is the bad length.
    #[must_use]
    pub fn bad_message_length(length: u16) -> Notification {
        let subcode = MessageHeaderSubcode::BadMessageLength;
        Notification::new(NotificationCode::MessageHeaderError, subcode.into())
            .with_octets(&length.to_be_bytes())
    }

    /// Builds Message Header Error, Bad Message Type; the data is the unknown type.
    #[must_use]
    pub fn bad_message_type(message_type: MessageType) -> Notification {
        let subcode = MessageHeaderSubcode::BadMessageType;
        Notification::new(NotificationCode::MessageHeaderError, subcode.into())
            .with_octets(&[message_type.into()])
    }

    /// Builds OPEN Message Error, Unsupported Version Number; the data is a version that the speaker supports, which is
    /// 4.
    #[must_use]
    pub fn unsupported_version(supported: u16) -> Notification {
        let subcode = OpenMessageSubcode::UnsupportedVersionNumber;
        Notification::new(NotificationCode::OpenMessageError, subcode.into())
            .with_octets(&supported.to_be_bytes())
    }

    /// Builds OPEN Message Error, Unsupported Capability; the data is the capabilities that the speaker requires
    /// ([RFC 5492, section 5](https://www.rfc-editor.org/rfc/rfc5492#section-5)).
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if the value of a capability has more than 255 bytes.
    pub fn unsupported_capabilities(
        capabilities: impl IntoIterator<Item = Capability>,
    ) -> Result<Notification, EncodeError> {
        let subcode = OpenMessageSubcode::UnsupportedCapability;
        Notification::new(NotificationCode::OpenMessageError, subcode.into()).with(&List::<
            Capability,
        >::of(
            capabilities
        )?)
    }

    /// Builds an UPDATE Message Error; the data is the attribute that caused it.
    ///
    /// Pass an attribute that cannot be decoded as
    /// [`AttributeValue::Unknown`](crate::bgp::attribute::AttributeValue::Unknown).
    ///
    /// ```
    /// use bmp_codec::{Encode, bgp::{Notification, UpdateMessageSubcode}};
    /// use bmp_codec::bgp::attribute::{
    ///     AttributeFlags, AttributeValue, PathAttribute, UnknownAttribute,
    /// };
    /// use bmp_codec::wire::Octets;
    ///
    /// let origin = PathAttribute {
    ///     flags: AttributeFlags::WELL_KNOWN,
    ///     value: AttributeValue::Unknown(UnknownAttribute::new(1, Octets(vec![9]))),
    /// };
    /// let subcode = UpdateMessageSubcode::InvalidOriginAttribute;
    /// let notification = Notification::attribute_error(subcode, &origin)?;
    /// assert_eq!(notification.to_vec()?, [3, 6, 0x40, 1, 1, 9]);
    /// let text = "update-message-error/invalid-origin-attribute ORIGIN 09";
    /// assert_eq!(notification.to_string(), text);
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if a part of the attribute is too long.
    pub fn attribute_error<B: AsRef<[u8]>>(
        subcode: UpdateMessageSubcode,
        attribute: &PathAttribute<B>,
    ) -> Result<Notification, EncodeError> {
        Notification::new(NotificationCode::UpdateMessageError, subcode.into()).with(attribute)
    }

    /// Builds UPDATE Message Error, Missing Well-known Attribute; the data is the type code of that attribute.
    #[must_use]
    pub fn missing_attribute(code: u8) -> Notification {
        let subcode = UpdateMessageSubcode::MissingWellKnownAttribute;
        Notification::new(NotificationCode::UpdateMessageError, subcode.into()).with_octets(&[code])
    }

    /// Builds a Finite State Machine Error; the data is the type of the unexpected message
    /// ([RFC 6608, section 4](https://www.rfc-editor.org/rfc/rfc6608#section-4)).
    #[must_use]
    pub fn unexpected_message(
        subcode: FiniteStateMachineSubcode,
        message_type: MessageType,
    ) -> Notification {
        Notification::new(NotificationCode::FiniteStateMachineError, subcode.into())
            .with_octets(&[message_type.into()])
    }

    /// Builds a Cease without data.
    #[must_use]
    pub fn cease_for(subcode: CeaseSubcode) -> Notification {
        Notification::new(NotificationCode::Cease, subcode.into())
    }

    /// Builds Cease, Maximum Number of Prefixes Reached; the data is the family and the number of prefixes that the
    /// speaker accepts ([RFC 4486, section 4](https://www.rfc-editor.org/rfc/rfc4486#section-4)).
    #[must_use]
    pub fn maximum_prefixes(family: Family, upper_bound: u32) -> Notification {
        let (afi, upper_bound) = (family.afi().to_be_bytes(), upper_bound.to_be_bytes());
        Notification::cease_for(CeaseSubcode::MaximumNumberOfPrefixesReached)
            .with_octets(&[&afi[..], &[family.safi()], &upper_bound].concat())
    }

    /// Builds Cease, Administrative Shutdown; the data is a text for the operator of the peer
    /// ([RFC 9003](https://www.rfc-editor.org/rfc/rfc9003)). If `communication` is empty, there is no text.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if the text has more than 255 bytes. Speakers that only know RFC 8203 accept up to 128.
    pub fn administrative_shutdown(communication: &str) -> Result<Notification, EncodeError> {
        Notification::communicate(CeaseSubcode::AdministrativeShutdown, communication)
    }

    /// Builds Cease, Administrative Reset; the data is a text for the operator of the peer, like in
    /// [`administrative_shutdown`](Notification::administrative_shutdown).
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if the text has more than 255 bytes.
    pub fn administrative_reset(communication: &str) -> Result<Notification, EncodeError> {
        Notification::communicate(CeaseSubcode::AdministrativeReset, communication)
    }

    fn communicate(subcode: CeaseSubcode, text: &str) -> Result<Notification, EncodeError> {
        let notification = Notification::cease_for(subcode);
        if text.is_empty() {
            return Ok(notification);
        }
        notification.with(&ShutdownCommunication(Octets(text)))
    }

    /// Builds Cease, Hard Reset; the data is the NOTIFICATION that is its reason
    /// ([RFC 8538, section 3.1](https://www.rfc-editor.org/rfc/rfc8538#section-3.1)).
    #[must_use]
    pub fn hard_reset<B: AsRef<[u8]>>(reason: &Notification<B>) -> Notification {
        Notification::cease_for(CeaseSubcode::HardReset)
            .with_octets(&[&[reason.code.into(), reason.subcode], &*reason.data].concat())
    }

    /// Builds ROUTE-REFRESH Message Error, Invalid Message Length; the data is the whole message
    /// ([RFC 7313, section 5](https://www.rfc-editor.org/rfc/rfc7313#section-5)).
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if the message has more than 65535 bytes.
    pub fn invalid_refresh<B: AsRef<[u8]>>(
        refresh: &RouteRefresh<B>,
    ) -> Result<Notification, EncodeError> {
        let subcode = RouteRefreshSubcode::InvalidMessageLength;
        Notification::new(NotificationCode::RouteRefreshMessageError, subcode.into())
            .with(&NotificationData::RouteRefresh(refresh.view()))
    }
}

impl<B: AsRef<[u8]>> Notification<B> {
    /// Returns the name of the subcode, if it has one.
    #[must_use]
    pub fn subcode_name(&self) -> Option<&'static str> {
        self.code.subcode_name(self.subcode)
    }

    /// Returns the subcode of a Cease, or `None` for any other code.
    #[must_use]
    pub fn cease(&self) -> Option<CeaseSubcode> {
        (self.code == NotificationCode::Cease).then(|| self.subcode.into())
    }

    /// Decodes the data in the default session.
    ///
    /// ```
    /// use bmp_codec::Decode;
    /// use bmp_codec::bgp::{MaximumPrefixes, Notification, NotificationData, nlri::Family};
    ///
    /// let notification = Notification::from_octets(&[6, 1, 0, 2, 1, 0, 0, 3, 0xe8])?;
    /// let limit = MaximumPrefixes { family: Family::IPV6_UNICAST, upper_bound: 1000 };
    /// assert_eq!(notification.details()?, NotificationData::MaximumPrefixes(limit));
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// A [`DecodeError`] if the data does not have the layout that code and subcode require. Its offset counts from the
    /// code.
    pub fn details(&self) -> Result<NotificationData<&[u8]>, DecodeError> {
        self.details_in(Session::default())
    }

    /// Decodes the data in a session, like [`details`](Notification::details). Attributes depend on the session.
    ///
    /// # Errors
    /// Like [`details`](Notification::details).
    pub fn details_in(&self, session: Session) -> Result<NotificationData<&[u8]>, DecodeError> {
        let mut reader = Reader::at(&self.data, 2, session.into());
        NotificationData::read(self.code, self.subcode, &mut reader)
            .map_err(|error| error.within(What::BgpMessage(MessageType::Notification.into())))
    }

    /// Returns the shutdown communication: the text that an operator put into an Administrative Shutdown or Reset, up
    /// to 255 bytes ([RFC 9003](https://www.rfc-editor.org/rfc/rfc9003)). For a Hard Reset, it is the text of its
    /// reason.
    ///
    /// Returns `None` if there is no text, if its length does not match the data, or if it is not UTF-8. The text comes
    /// from the peer and is not trusted: escape it (`{:?}`) in logs.
    #[must_use]
    pub fn communication(&self) -> Option<&str> {
        let (cease, data) = match (self.cease()?, &*self.data) {
            (CeaseSubcode::HardReset, [6, subcode, data @ ..]) => ((*subcode).into(), data),
            (cease, data) => (cease, data),
        };
        match (cease, data) {
            (
                CeaseSubcode::AdministrativeShutdown | CeaseSubcode::AdministrativeReset,
                [length, text @ ..],
            ) if text.len() == usize::from(*length) => core::str::from_utf8(text).ok(),
            _ => None,
        }
    }

    /// Returns why the session ends: the reason inside a Hard Reset
    /// ([RFC 8538, section 3.1](https://www.rfc-editor.org/rfc/rfc8538#section-3.1)) if there is one, and otherwise
    /// this NOTIFICATION itself.
    ///
    /// A Hard Reset inside a Hard Reset has no meaning, so its own reason is not looked up.
    ///
    /// ```
    /// use bmp_codec::{Decode, bgp::Notification};
    ///
    /// let notification = Notification::from_octets(&[6, 9, 6, 3])?;
    /// assert_eq!(notification.reason().subcode_name(), Some("Peer De-configured"));
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    #[must_use]
    pub fn reason(&self) -> Notification<&[u8]> {
        match (self.cease(), &*self.data) {
            (Some(CeaseSubcode::HardReset), [code, subcode, data @ ..]) => Notification {
                code: (*code).into(),
                subcode: *subcode,
                data: Octets(data),
            },
            _ => self.view(),
        }
    }

    /// Writes code, subcode and data. If the reason is a Hard Reset itself, its data is written in hexadecimal.
    fn write(&self, f: &mut fmt::Formatter<'_>, is_reason: bool) -> fmt::Result {
        match self.code {
            NotificationCode::Unknown(code) => write!(f, "code-{code}")?,
            code => Slug(code.name().unwrap_or_default()).fmt(f)?,
        }
        match (self.subcode_name(), self.subcode) {
            (Some(name), _) => write!(f, "/{}", Slug(name))?,
            // Codes without subcodes have 0 there.
            (None, 0) => {}
            (None, subcode) => write!(f, "/{subcode}")?,
        }
        match self.details() {
            Ok(NotificationData::Empty) => Ok(()),
            // Length 0 means: no communication.
            Ok(NotificationData::Communication(text)) if text.0.is_empty() => Ok(()),
            Ok(NotificationData::HardReset(_)) if is_reason => write!(f, " {}", self.data),
            Ok(data) => write!(f, " {data}"),
            Err(_) => write!(f, " {}", self.data),
        }
    }
}

/// Writes a name as one word: `Malformed AS_PATH` as `malformed-as-path`.
struct Slug(&'static str);

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|letter| match letter {
            ' ' | '_' => f.write_char('-'),
            letter => f.write_char(letter.to_ascii_lowercase()),
        })
    }
}

/// Writes code, subcode and the decoded data, or its bytes if they cannot be decoded:
/// `cease/administrative-shutdown "maintenance"`.
impl<B: AsRef<[u8]>> fmt::Display for Notification<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, false)
    }
}

impl<B: AsRef<[u8]>> Body for Notification<B> {
    const TYPE: MessageType = MessageType::Notification;
}

impl<'a> Decode<'a> for Notification<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(Notification {
            code: reader.u8()?.into(),
            subcode: reader.u8()?,
            data: reader.octets(),
        })
    }
}

impl<B: AsRef<[u8]>> Encode for Notification<B> {
    fn encoded_len(&self) -> usize {
        2 + self.data.len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_slice(&[self.code.into(), self.subcode]);
        self.data.put(out)
    }
}

#[cfg(test)]
mod tests;
