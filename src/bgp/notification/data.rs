//! The data of a NOTIFICATION, decoded by code and subcode: [`NotificationData`].
//!
//! ```text
//! 1/2 length u16               1/3, 5/1 to 5/3 message type u8    2/1 version u16
//! 2/7 capabilities             3/3 type code u8                   3/2, 3/4 to 3/6, 3/8, 3/9 path attribute
//! 6/1 AFI u16, SAFI u8, u32    6/2, 6/4 length u8, UTF-8          6/9 code u8, subcode u8, data
//! 7/1 the ROUTE-REFRESH, with its header
//! ```

use core::fmt::{self, Display as _};

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::attribute::{self, PathAttributes};
use crate::bgp::capability::Capabilities;
use crate::bgp::message::{put_body, read_body};
use crate::bgp::nlri::Family;
use crate::bgp::{HEADER_LEN, MessageType, Notification, NotificationCode, RouteRefresh};
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Octets, Reader, Writer, layout, length_u8, map_octets,
};

/// The decoded data of a NOTIFICATION; see [`Notification::details`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum NotificationData<B: AsRef<[u8]> = Vec<u8>> {
    /// There is no data.
    Empty,
    /// The length that is not possible for the message
    /// ([RFC 4271, section 6.1](https://www.rfc-editor.org/rfc/rfc4271#section-6.1)).
    MessageLength(u16),
    /// The message type that is unknown ([RFC 4271, section 6.1](https://www.rfc-editor.org/rfc/rfc4271#section-6.1))
    /// or unexpected ([RFC 6608, section 4](https://www.rfc-editor.org/rfc/rfc6608#section-4)).
    MessageType(MessageType),
    /// The BGP version that the speaker supports
    /// ([RFC 4271, section 6.2](https://www.rfc-editor.org/rfc/rfc4271#section-6.2)).
    Version(u16),
    /// The capabilities that caused the error
    /// ([RFC 5492, section 5](https://www.rfc-editor.org/rfc/rfc5492#section-5)).
    Capabilities(Capabilities<B>),
    /// The attribute that caused the error
    /// ([RFC 4271, section 6.3](https://www.rfc-editor.org/rfc/rfc4271#section-6.3)), as a list of one. Get it with
    /// [`entries`](crate::wire::List::entries): it is usually a
    /// [`MalformedAttribute`](crate::bgp::attribute::MalformedAttribute).
    Attribute(PathAttributes<B>),
    /// The type code of the missing attribute
    /// ([RFC 4271, section 6.3](https://www.rfc-editor.org/rfc/rfc4271#section-6.3)).
    MissingAttribute(u8),
    /// The number of prefixes that the speaker accepts
    /// ([RFC 4486, section 4](https://www.rfc-editor.org/rfc/rfc4486#section-4)).
    MaximumPrefixes(MaximumPrefixes),
    /// The text of an operator ([RFC 9003](https://www.rfc-editor.org/rfc/rfc9003)).
    Communication(ShutdownCommunication<B>),
    /// The reason of a Hard Reset ([RFC 8538, section 3.1](https://www.rfc-editor.org/rfc/rfc8538#section-3.1)).
    HardReset(#[cfg_attr(feature = "serde", serde(with = "super::json::reason"))] Notification<B>),
    /// The ROUTE-REFRESH that caused the error
    /// ([RFC 7313, section 5](https://www.rfc-editor.org/rfc/rfc7313#section-5)).
    RouteRefresh(RouteRefresh<B>),
    /// Data without a layout in any RFC.
    Octets(Octets<B>),
}

map_octets!(
    enum NotificationData {
        Capabilities, Attribute, Communication, HardReset, RouteRefresh, Octets;
        MessageLength, MessageType, Version, MissingAttribute, MaximumPrefixes;
        Empty,
    }
);

layout! {
    /// The number of prefixes of a family that a speaker accepts
    /// ([RFC 4486, section 4](https://www.rfc-editor.org/rfc/rfc4486#section-4)).
    pub struct MaximumPrefixes {
        /// The family.
        pub family: Family,
        /// The maximum number of prefixes.
        pub upper_bound: u32,
    } text "{family} {upper_bound}";
}

/// A shutdown communication: up to 255 bytes of UTF-8 from an operator to the operator of the peer
/// ([RFC 9003, section 2](https://www.rfc-editor.org/rfc/rfc9003#section-2)).
///
/// `Display` quotes and escapes the text, because the text comes from the peer and is not trusted. Bytes that are not
/// UTF-8 are hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ShutdownCommunication<B: AsRef<[u8]> = Vec<u8>>(pub Octets<B>);
map_octets!(
    ShutdownCommunication | text,
    f | ShutdownCommunication(text.0.map_octets(f))
);

impl<B: AsRef<[u8]>> ShutdownCommunication<B> {
    /// Returns the text, or `None` if it is not UTF-8: RFC 9003 forbids to interpret such bytes.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        self.0.as_str()
    }
}

impl<B: AsRef<[u8]>> fmt::Display for ShutdownCommunication<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_str() {
            Some(text) => write!(f, "{text:?}"),
            None => self.0.fmt(f),
        }
    }
}

impl<'a> Decode<'a> for ShutdownCommunication<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let length = reader.u8()?;
        Ok(ShutdownCommunication(reader.sub(length.into())?.octets()))
    }
}

impl<B: AsRef<[u8]>> Encode for ShutdownCommunication<B> {
    fn encoded_len(&self) -> usize {
        1 + self.0.len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u8(length_u8("shutdown communication", self.0.len())?);
        self.0.put(out)
    }
}

impl<'a> NotificationData<&'a [u8]> {
    /// Decodes the rest as the data of a code and a subcode.
    pub(super) fn read(
        code: NotificationCode,
        subcode: u8,
        reader: &mut Reader<'a>,
    ) -> Result<Self, DecodeError> {
        if reader.is_empty() {
            return Ok(NotificationData::Empty);
        }
        let data = match (u8::from(code), subcode) {
            (1, 2) => NotificationData::MessageLength(reader.u16()?),
            (1, 3) | (5, 1..=3) => NotificationData::MessageType(reader.u8()?.into()),
            (2, 1) => NotificationData::Version(reader.u16()?),
            (2, 7) => NotificationData::Capabilities(reader.read()?),
            (3, 2 | 4..=6 | 8 | 9) => NotificationData::Attribute(reader.read()?),
            (3, 3) => NotificationData::MissingAttribute(reader.u8()?),
            (6, 1) => NotificationData::MaximumPrefixes(reader.read()?),
            (6, 2 | 4) => NotificationData::Communication(reader.read()?),
            (6, 9) => NotificationData::HardReset(reader.read()?),
            (7, 1) => NotificationData::RouteRefresh(read_body(reader)?),
            _ => NotificationData::Octets(reader.octets()),
        };
        reader.finish().map(|()| data)
    }
}

impl<B: AsRef<[u8]>> Encode for NotificationData<B> {
    fn encoded_len(&self) -> usize {
        match self {
            NotificationData::Empty => 0,
            NotificationData::MessageType(_) | NotificationData::MissingAttribute(_) => 1,
            NotificationData::MessageLength(_) | NotificationData::Version(_) => 2,
            NotificationData::Capabilities(capabilities) => capabilities.encoded_len(),
            NotificationData::Attribute(attribute) => attribute.encoded_len(),
            NotificationData::MaximumPrefixes(limit) => limit.encoded_len(),
            NotificationData::Communication(text) => text.encoded_len(),
            NotificationData::HardReset(reason) => reason.encoded_len(),
            NotificationData::RouteRefresh(refresh) => HEADER_LEN + refresh.encoded_len(),
            NotificationData::Octets(octets) => octets.len(),
        }
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        match self {
            NotificationData::Empty => {}
            NotificationData::MessageType(number) => out.put_u8((*number).into()),
            NotificationData::MissingAttribute(code) => out.put_u8(*code),
            NotificationData::MessageLength(word) | NotificationData::Version(word) => {
                out.put_u16(*word);
            }
            NotificationData::Capabilities(capabilities) => capabilities.put(out)?,
            NotificationData::Attribute(attribute) => attribute.put(out)?,
            NotificationData::MaximumPrefixes(limit) => limit.put(out)?,
            NotificationData::Communication(text) => text.put(out)?,
            NotificationData::HardReset(reason) => reason.put(out)?,
            NotificationData::RouteRefresh(refresh) => put_body(refresh, out)?,
            NotificationData::Octets(octets) => octets.put(out)?,
        }
        Ok(())
    }
}

/// Writes the decoded data in one line. For a Hard Reset, this is its reason with the decoded data of that.
impl<B: AsRef<[u8]>> fmt::Display for NotificationData<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotificationData::Empty => f.write_str("none"),
            NotificationData::MessageLength(word) | NotificationData::Version(word) => word.fmt(f),
            NotificationData::MessageType(number) => number.fmt(f),
            NotificationData::Capabilities(capabilities) => capabilities.fmt(f),
            NotificationData::Attribute(attribute) => write_attribute(attribute, f),
            NotificationData::MissingAttribute(code) => write_code(*code, f),
            NotificationData::MaximumPrefixes(limit) => limit.fmt(f),
            NotificationData::Communication(text) => text.fmt(f),
            NotificationData::HardReset(reason) => reason.write(f, true),
            NotificationData::RouteRefresh(refresh) => refresh.fmt(f),
            NotificationData::Octets(octets) => octets.fmt(f),
        }
    }
}

fn write_code(code: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match attribute::name(code) {
        Some(name) => f.write_str(name),
        None => write!(f, "attribute {code}"),
    }
}

/// Writes an attribute, or its bytes if it is malformed. The error is not written: the code and subcode already name
/// it.
fn write_attribute<B: AsRef<[u8]>>(
    attributes: &PathAttributes<B>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    for (place, entry) in attributes.entries().enumerate() {
        f.write_str(if place == 0 { "" } else { ", " })?;
        match entry {
            Ok(attribute) => attribute.fmt(f)?,
            Err(malformed) => {
                write_code(malformed.code, f)?;
                write!(f, " {}", malformed.octets)?;
            }
        }
    }
    Ok(())
}
