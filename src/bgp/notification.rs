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

/// A NOTIFICATION: why a session ends. What its data means depends on code and subcode: it is kept as it came, and
/// [`details`](Notification::details) reads it.
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
/// In JSON the subcode has its name, and the data is what it says:
/// `{"code": "Cease", "subcode": "Administrative Shutdown", "data": {"communication": "bye!"}}`. Data that has no
/// layout, or another one, is hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Notification<B: AsRef<[u8]> = Vec<u8>> {
    /// The error.
    pub code: NotificationCode,
    /// Which of the errors of that code; [`subcode_name`](Notification::subcode_name) says it in words.
    pub subcode: u8,
    /// More about it, as code and subcode have it.
    pub data: Octets<B>,
}
map_octets!(Notification { data; code, subcode });

impl Notification {
    /// A NOTIFICATION without data.
    #[must_use]
    pub const fn new(code: NotificationCode, subcode: u8) -> Notification {
        Notification {
            code,
            subcode,
            data: Octets(Vec::new()),
        }
    }

    /// The same, with data: for codes and subcodes that have no method of their own here.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] where a part of it is too long.
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

    /// The same, with data of a size that is known.
    fn with_octets(self, data: &[u8]) -> Notification {
        Notification {
            data: Octets(data.to_vec()),
            ..self
        }
    }

    /// Message Header Error, Bad Message Length: with the length that cannot be.
    #[must_use]
    pub fn bad_message_length(length: u16) -> Notification {
        let subcode = MessageHeaderSubcode::BadMessageLength;
        Notification::new(NotificationCode::MessageHeaderError, subcode.into())
            .with_octets(&length.to_be_bytes())
    }

    /// Message Header Error, Bad Message Type: with the type that is not known.
    #[must_use]
    pub fn bad_message_type(message_type: MessageType) -> Notification {
        let subcode = MessageHeaderSubcode::BadMessageType;
        Notification::new(NotificationCode::MessageHeaderError, subcode.into())
            .with_octets(&[message_type.into()])
    }

    /// OPEN Message Error, Unsupported Version Number: with a version that the speaker has, which is 4.
    #[must_use]
    pub fn unsupported_version(supported: u16) -> Notification {
        let subcode = OpenMessageSubcode::UnsupportedVersionNumber;
        Notification::new(NotificationCode::OpenMessageError, subcode.into())
            .with_octets(&supported.to_be_bytes())
    }

    /// OPEN Message Error, Unsupported Capability: with the capabilities that the speaker asks for
    /// ([RFC 5492, section 5](https://www.rfc-editor.org/rfc/rfc5492#section-5)).
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] where the value of a capability takes up more than 255 octets.
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

    /// UPDATE Message Error because of an attribute.
    ///
    /// What cannot be read goes in as [`AttributeValue::Unknown`](crate::bgp::attribute::AttributeValue::Unknown).
    ///
    /// ```
    /// use bmp_codec::{Encode, bgp::{Notification, UpdateMessageSubcode}};
    /// use bmp_codec::bgp::attribute::{AttributeFlags, AttributeValue, PathAttribute, UnknownAttribute};
    /// use bmp_codec::wire::Octets;
    ///
    /// let origin = PathAttribute {
    ///     flags: AttributeFlags::WELL_KNOWN,
    ///     value: AttributeValue::Unknown(UnknownAttribute::new(1, Octets(vec![9]))),
    /// };
    /// let subcode = UpdateMessageSubcode::InvalidOriginAttribute;
    /// let notification = Notification::attribute_error(subcode, &origin)?;
    /// assert_eq!(notification.to_vec()?, [3, 6, 0x40, 1, 1, 9]);
    /// assert_eq!(notification.to_string(), "update-message-error/invalid-origin-attribute ORIGIN 09");
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] where a part of the attribute is too long.
    pub fn attribute_error<B: AsRef<[u8]>>(
        subcode: UpdateMessageSubcode,
        attribute: &PathAttribute<B>,
    ) -> Result<Notification, EncodeError> {
        Notification::new(NotificationCode::UpdateMessageError, subcode.into()).with(attribute)
    }

    /// UPDATE Message Error, Missing Well-known Attribute: with the type code of that attribute.
    #[must_use]
    pub fn missing_attribute(code: u8) -> Notification {
        let subcode = UpdateMessageSubcode::MissingWellKnownAttribute;
        Notification::new(NotificationCode::UpdateMessageError, subcode.into()).with_octets(&[code])
    }

    /// Finite State Machine Error: with the type of the message that was not expected
    /// ([RFC 6608, section 4](https://www.rfc-editor.org/rfc/rfc6608#section-4)).
    #[must_use]
    pub fn unexpected_message(
        subcode: FiniteStateMachineSubcode,
        message_type: MessageType,
    ) -> Notification {
        Notification::new(NotificationCode::FiniteStateMachineError, subcode.into())
            .with_octets(&[message_type.into()])
    }

    /// A Cease without data.
    #[must_use]
    pub fn cease_for(subcode: CeaseSubcode) -> Notification {
        Notification::new(NotificationCode::Cease, subcode.into())
    }

    /// Cease, Maximum Number of Prefixes Reached: with the family and how many prefixes of it the speaker takes
    /// ([RFC 4486, section 4](https://www.rfc-editor.org/rfc/rfc4486#section-4)).
    #[must_use]
    pub fn maximum_prefixes(family: Family, upper_bound: u32) -> Notification {
        let (afi, upper_bound) = (family.afi().to_be_bytes(), upper_bound.to_be_bytes());
        Notification::cease_for(CeaseSubcode::MaximumNumberOfPrefixesReached)
            .with_octets(&[&afi[..], &[family.safi()], &upper_bound].concat())
    }

    /// Cease, Administrative Shutdown: with words for the operator of the peer
    /// ([RFC 9003](https://www.rfc-editor.org/rfc/rfc9003)); none where `communication` is empty.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] where they take up more than 255 octets. Speakers that have only RFC 8203 take 128.
    pub fn administrative_shutdown(communication: &str) -> Result<Notification, EncodeError> {
        Notification::communicate(CeaseSubcode::AdministrativeShutdown, communication)
    }

    /// Cease, Administrative Reset: with words for the operator of the peer, as
    /// [`administrative_shutdown`](Notification::administrative_shutdown).
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] where they take up more than 255 octets.
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

    /// Cease, Hard Reset: with its reason
    /// ([RFC 8538, section 3.1](https://www.rfc-editor.org/rfc/rfc8538#section-3.1)).
    #[must_use]
    pub fn hard_reset<B: AsRef<[u8]>>(reason: &Notification<B>) -> Notification {
        Notification::cease_for(CeaseSubcode::HardReset)
            .with_octets(&[&[reason.code.into(), reason.subcode], &*reason.data].concat())
    }

    /// ROUTE-REFRESH Message Error, Invalid Message Length: with the message
    /// ([RFC 7313, section 5](https://www.rfc-editor.org/rfc/rfc7313#section-5)).
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] where the message takes up more than 65535 octets.
    pub fn invalid_refresh<B: AsRef<[u8]>>(
        refresh: &RouteRefresh<B>,
    ) -> Result<Notification, EncodeError> {
        let subcode = RouteRefreshSubcode::InvalidMessageLength;
        Notification::new(NotificationCode::RouteRefreshMessageError, subcode.into())
            .with(&NotificationData::RouteRefresh(refresh.view()))
    }
}

impl<B: AsRef<[u8]>> Notification<B> {
    /// The name of the subcode, where it has one.
    #[must_use]
    pub fn subcode_name(&self) -> Option<&'static str> {
        self.code.subcode_name(self.subcode)
    }

    /// The subcode of a Cease; `None` for all other codes.
    #[must_use]
    pub fn cease(&self) -> Option<CeaseSubcode> {
        (self.code == NotificationCode::Cease).then(|| self.subcode.into())
    }

    /// What the data says, in the default session.
    ///
    /// ```
    /// use bmp_codec::{Decode, bgp::{MaximumPrefixes, Notification, NotificationData, nlri::Family}};
    ///
    /// let notification = Notification::from_octets(&[6, 1, 0, 2, 1, 0, 0, 3, 0xe8])?;
    /// let limit = MaximumPrefixes { family: Family::IPV6_UNICAST, upper_bound: 1000 };
    /// assert_eq!(notification.details()?, NotificationData::MaximumPrefixes(limit));
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// Where the data has not the layout that goes with code and subcode. The offset counts from the code.
    pub fn details(&self) -> Result<NotificationData<&[u8]>, DecodeError> {
        self.details_in(Session::default())
    }

    /// As [`details`](Notification::details), in a session: what attributes say depends on it.
    ///
    /// # Errors
    /// As [`details`](Notification::details).
    pub fn details_in(&self, session: Session) -> Result<NotificationData<&[u8]>, DecodeError> {
        let mut reader = Reader::at(&self.data, 2, session.into());
        NotificationData::read(self.code, self.subcode, &mut reader)
            .map_err(|error| error.within(What::BgpMessage(MessageType::Notification.into())))
    }

    /// The shutdown communication: what an operator wrote into an Administrative Shutdown or Reset
    /// ([RFC 9003](https://www.rfc-editor.org/rfc/rfc9003)), up to 255 octets; that of its reason in a Hard Reset.
    ///
    /// `None` where there is none, where its length is not that of the data, and where it is not UTF-8. The text is
    /// a stranger's: escape it (`{:?}`) in logs.
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

    /// Why the session ends: the reason of a Hard Reset
    /// ([RFC 8538, section 3.1](https://www.rfc-editor.org/rfc/rfc8538#section-3.1)) where it says one, and otherwise
    /// this NOTIFICATION itself.
    ///
    /// A reason is not asked for its own: a Hard Reset inside a Hard Reset has no meaning.
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

    /// Code, subcode and data; of a reason that is a Hard Reset itself the data as octets.
    fn write(&self, f: &mut fmt::Formatter<'_>, is_reason: bool) -> fmt::Result {
        match self.code {
            NotificationCode::Unknown(code) => write!(f, "code-{code}")?,
            code => Slug(code.name().unwrap_or_default()).fmt(f)?,
        }
        match (self.subcode_name(), self.subcode) {
            (Some(name), _) => write!(f, "/{}", Slug(name))?,
            // Codes that have no subcodes put 0 there.
            (None, 0) => {}
            (None, subcode) => write!(f, "/{subcode}")?,
        }
        match self.details() {
            Ok(NotificationData::Empty) => Ok(()),
            // A communication of length 0 is none.
            Ok(NotificationData::Communication(text)) if text.0.is_empty() => Ok(()),
            Ok(NotificationData::HardReset(_)) if is_reason => write!(f, " {}", self.data),
            Ok(data) => write!(f, " {data}"),
            Err(_) => write!(f, " {}", self.data),
        }
    }
}

/// A name as one word: `Malformed AS_PATH` is `malformed-as-path`.
struct Slug(&'static str);

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|letter| match letter {
            ' ' | '_' => f.write_char('-'),
            letter => f.write_char(letter.to_ascii_lowercase()),
        })
    }
}

/// Code, subcode and what the data says, or its octets: `cease/administrative-shutdown "maintenance"`.
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
