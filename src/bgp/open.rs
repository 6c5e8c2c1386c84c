//! OPEN ([RFC 4271, section 4.2](https://www.rfc-editor.org/rfc/rfc4271#section-4.2)), including the extended form of
//! its optional parameters ([RFC 9072](https://www.rfc-editor.org/rfc/rfc9072)).
//!
//! ```text
//! version u8, AS u16, hold time u16, BGP identifier u32,
//! length u8, parameters: type u8, length u8, value
//! or length u8 (not 0), 255, length u16, parameters: type u8, length u16, value
//! ```

mod build;
mod negotiation;
mod offers;

use core::net::Ipv4Addr;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::capability::{Capabilities, Capability};
use crate::bgp::{Body, MessageType};
use crate::net::Asn;
#[cfg(feature = "serde")]
use crate::wire::serde::parts;
use crate::wire::{
    Context, Decode, DecodeError, Element, Encode, EncodeError, List, ListContext, Malformed,
    Octets, Reader, What, Writer, cut_off, decode_element, length_u8, length_u16, map_octets,
    sealed, table, take_frame,
};

pub(crate) use negotiation::Offer;
pub use negotiation::max_message_len;

/// An OPEN: identifies a speaker and lists its capabilities.
///
/// It is generic over its storage `B`: `&[u8]` (decoded), `Vec<u8>` (owned, the default) or `Bytes` (shared).
///
/// ```
/// use bmp_codec::bgp::{Direction, Open, Session, nlri::Family};
/// use bmp_codec::bgp::capability::{AddPath, Capability};
/// use bmp_codec::net::Asn;
///
/// let open = |asn, mode| Open::new(Asn(asn), 90, "192.0.2.1".parse().unwrap(), [])?
///     .with(Capability::multiprotocol(Family::IPV4_UNICAST))?
///     .with(Capability::add_path([AddPath::new(Family::IPV4_UNICAST, mode)]));
/// let sent = open(65001, AddPath::RECEIVE)?;
/// let received = open(4_200_000_001, AddPath::BOTH)?;
/// assert_eq!(received.my_autonomous_system, 23456);
/// assert_eq!(received.asn(), Asn(4_200_000_001));
///
/// let session = Session::negotiated(&sent, &received, Direction::Received);
/// assert!(session.add_path().contains(Family::IPV4_UNICAST));
/// # Ok::<(), bmp_codec::EncodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Open<B: AsRef<[u8]> = Vec<u8>> {
    /// The BGP version: 4.
    pub version: u8,
    /// The AS number in two bytes. [`asn`](Open::asn) returns the full AS number.
    pub my_autonomous_system: u16,
    /// The hold time in seconds: the session ends after this time without a message. 0 means never.
    pub hold_time: u16,
    /// The BGP identifier of the speaker.
    pub bgp_identifier: Ipv4Addr,
    /// The length byte of the optional parameters, as received. It has no meaning in the extended form. If the length
    /// is above 255, some speakers put its lower byte here.
    pub parameters_length: u8,
    /// The optional parameters.
    pub parameters: Parameters<B>,
}
map_octets!(Open { parameters; version, my_autonomous_system, hold_time, bgp_identifier, parameters_length });

#[cfg(feature = "serde")]
parts! {
    Open<B> |open| {
        version: u8 = open.version,
        my_autonomous_system: u16 = open.my_autonomous_system,
        hold_time: u16 = open.hold_time,
        bgp_identifier: Ipv4Addr = open.bgp_identifier,
        parameters_length: u8 = open.parameters_length,
        parameters: Parameters<B> = open.parameters,
    }
    {
        // In JSON, each parameter shows whether it is in the extended form. If there are none, a length that is not 0
        // shows it: without parameters, the other form has 0 here.
        let parameters = match parameters.is_empty() && parameters_length != 0 {
            true => parameters.in_context(ParameterLength::U16),
            false => parameters,
        };
        Ok(Open { version, my_autonomous_system, hold_time, bgp_identifier, parameters_length, parameters })
    }
}

/// The optional parameters of an OPEN.
pub type Parameters<B = Vec<u8>> = List<Parameter, B>;

/// An optional parameter of an OPEN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Parameter<B: AsRef<[u8]> = Vec<u8>> {
    /// How the length of the parameter is encoded.
    pub form: ParameterForm,
    /// The value.
    pub value: ParameterValue<B>,
}
map_octets!(Parameter { value; form });

/// How the length of an optional parameter is encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ParameterForm {
    /// In one byte ([RFC 4271](https://www.rfc-editor.org/rfc/rfc4271#section-4.2)).
    #[default]
    Classic,
    /// In two bytes ([RFC 9072](https://www.rfc-editor.org/rfc/rfc9072)). All parameters of the OPEN have this form
    /// then.
    Extended,
    /// In one byte, which is the lower byte of a length above 255. No RFC allows this, but GoBGP sends it. It is the
    /// only parameter of the OPEN, and extends to the end of the parameters.
    Wrapped,
}

impl ParameterForm {
    /// Returns the length of type and length.
    const fn header(self) -> usize {
        match self {
            ParameterForm::Extended => 3,
            ParameterForm::Classic | ParameterForm::Wrapped => 2,
        }
    }
}

table! {
    /// The value of an optional parameter.
    pub enum ParameterValue<B>(u8) by parameter_type, unknown UnknownParameter;
    {
        /// The capabilities of the speaker ([RFC 5492](https://www.rfc-editor.org/rfc/rfc5492)).
        2 => Capabilities(Capabilities<B>) "capabilities",
    }
}

/// An optional parameter of a type that this crate does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnknownParameter<B: AsRef<[u8]> = Vec<u8>> {
    /// The parameter type.
    pub parameter_type: u8,
    /// The value.
    pub octets: Octets<B>,
}
map_octets!(UnknownParameter { octets; parameter_type });

/// The width of the length fields of the optional parameters in one OPEN.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ParameterLength {
    /// One byte ([RFC 4271, section 4.2](https://www.rfc-editor.org/rfc/rfc4271#section-4.2)).
    #[default]
    U8,
    /// Two bytes ([RFC 9072](https://www.rfc-editor.org/rfc/rfc9072)).
    U16,
}

impl ListContext for ParameterLength {
    fn of(context: Context) -> ParameterLength {
        match context.0 {
            0 => ParameterLength::U8,
            _ => ParameterLength::U16,
        }
    }

    #[cold]
    fn refused(self, _: Context) -> EncodeError {
        EncodeError::Session {
            what: "list element",
            conflict: match self {
                ParameterLength::U8 => {
                    "a two-byte length, in a list of parameters with one-byte lengths"
                }
                ParameterLength::U16 => {
                    "a one-byte length, in a list of parameters with two-byte lengths"
                }
            },
        }
    }
}

impl From<ParameterLength> for Context {
    fn from(length: ParameterLength) -> Context {
        Context(length as u64)
    }
}

/// The type of the first parameter that marks the extended form. A two-byte length follows, and each parameter has a
/// two-byte length.
const EXTENDED: u8 = 255;
/// The type of a parameter that contains capabilities.
const CAPABILITIES: u8 = 2;

impl<B: AsRef<[u8]>> Open<B> {
    /// Returns all capabilities of all parameters, in order.
    ///
    /// Some capabilities may appear several times: [`families`](Open::families),
    /// [`graceful_restart`](Open::graceful_restart), [`role`](Open::role) and the other methods return the one that
    /// counts.
    ///
    /// A malformed capability or parameter is an error in its place. Its bytes are in the lists themselves.
    pub fn capabilities(&self) -> impl Iterator<Item = Result<Capability<&[u8]>, DecodeError>> {
        self.parameters.into_iter().flat_map(|parameter| {
            let (capabilities, error) = match parameter.map(|parameter| parameter.value) {
                Ok(ParameterValue::Capabilities(capabilities)) => (Some(capabilities), None),
                Ok(ParameterValue::Unknown(_)) => (None, None),
                Err(error) => (None, Some(Err(error))),
            };
            capabilities.into_iter().flatten().chain(error)
        })
    }

    /// Returns the AS number: from the 4-octet AS capability if there is one, otherwise from the two-byte field
    /// ([RFC 6793, section 4.1](https://www.rfc-editor.org/rfc/rfc6793#section-4.1)).
    pub fn asn(&self) -> Asn {
        let whole = self.capabilities().find_map(|capability| match capability {
            Ok(Capability::FourOctetAsNumber(asn)) => Some(asn),
            _ => None,
        });
        whole.unwrap_or(Asn(self.my_autonomous_system.into()))
    }
}

impl<B: AsRef<[u8]>> Body for Open<B> {
    const TYPE: MessageType = MessageType::Open;
}

impl<'a> Decode<'a> for Open<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let version = reader.u8()?;
        let my_autonomous_system = reader.u16()?;
        let hold_time = reader.u16()?;
        let bgp_identifier = Ipv4Addr::from_bits(reader.u32()?);
        let parameters_length = reader.u8()?;
        let extended = matches!(reader.peek(), [EXTENDED, ..]) && parameters_length != 0;
        let octets = if extended {
            reader.u8()?;
            let length = reader.u16()?;
            reader.bytes(length.into())?
        } else if reader.remaining() as u8 == parameters_length {
            // The length is right, or it is the lower byte of a length above 255, which some speakers send.
            reader.rest()
        } else {
            reader.bytes(parameters_length.into())?
        };
        let length = match extended {
            true => ParameterLength::U16,
            false => ParameterLength::U8,
        };
        Ok(Open {
            version,
            my_autonomous_system,
            hold_time,
            bgp_identifier,
            parameters_length,
            parameters: List::within(octets, length),
        })
    }

    fn check_inside(&self) -> Result<(), DecodeError> {
        self.parameters.check()
    }
}

impl<B: AsRef<[u8]>> Encode for Open<B> {
    fn encoded_len(&self) -> usize {
        let extended = self.parameters.context() == ParameterLength::U16;
        10 + self.parameters.encoded_len() + if extended { 3 } else { 0 }
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u8(self.version);
        out.put_u16(self.my_autonomous_system);
        out.put_u16(self.hold_time);
        out.put_u32(self.bgp_identifier.to_bits());
        let length = self.parameters.encoded_len();
        let extended = self.parameters.context() == ParameterLength::U16;
        let begins_extended = matches!(self.parameters.octets(), [EXTENDED, ..]);
        if extended && self.parameters_length != 0 {
            out.put_slice(&[self.parameters_length, EXTENDED]);
            out.put_u16(length_u16("optional parameters", length)?);
        } else if !extended && begins_extended && self.parameters_length != 0 {
            // It would decode as the extended form.
            return Err(EncodeError::Value {
                what: "type 255 of the first optional parameter",
            });
        } else if !extended && self.parameters_length == length as u8 {
            out.put_u8(self.parameters_length);
        } else {
            return Err(EncodeError::Contradiction {
                what: "length byte of the optional parameters",
                with: "their length",
            });
        }
        self.parameters.put(out)
    }
}

impl sealed::Element for Parameter {}

impl Element for Parameter {
    type At<'s> = Parameter<&'s [u8]>;
    type Error<'s> = Malformed<&'s [u8]>;
    type Context = ParameterLength;

    #[inline]
    fn take<'s>(reader: &mut Reader<'s>) -> Result<Parameter<&'s [u8]>, Malformed<&'s [u8]>> {
        let width = ParameterLength::of(reader.context());
        take_frame(
            reader,
            |all| split(width, all),
            |(parameter_type, form), frame, end| {
                let value = frame.get(form.header()..).unwrap_or_default();
                let offset = end.wrapping_sub(value.len());
                let mut value = Reader::at(value, offset, Context::default());
                match ParameterValue::read(parameter_type, &mut value) {
                    Ok(value) => Ok(Parameter { form, value }),
                    Err(error) => Err(Malformed {
                        octets: Octets(frame),
                        error: error.within(What::OptionalParameter(parameter_type)),
                    }),
                }
            },
            |all| cut_off(all, cut),
        )
    }
}

/// Type and form of a parameter.
type Head = (u8, ParameterForm);

/// Splits a parameter off: its head, the parameter, and what is behind it.
///
/// A length of one byte may be the lower byte of a length above 255. This is assumed if more than 255 bytes are left, if
/// their number has the same lower byte, and if no parameter with capabilities begins where the length ends.
#[inline(always)]
fn split(width: ParameterLength, octets: &[u8]) -> Option<(Head, &[u8], &[u8])> {
    let (parameter_type, form, length) = match (width, octets) {
        (ParameterLength::U16, [parameter_type, high, low, ..]) => {
            let length = u16::from_be_bytes([*high, *low]).into();
            (*parameter_type, ParameterForm::Extended, length)
        }
        (ParameterLength::U8, [parameter_type, length, left @ ..]) => {
            let behind = left.get(usize::from(*length));
            if left.len() > 0xff && left.len() as u8 == *length && behind != Some(&CAPABILITIES) {
                (*parameter_type, ParameterForm::Wrapped, left.len())
            } else {
                (*parameter_type, ParameterForm::Classic, (*length).into())
            }
        }
        _ => return None,
    };
    let (frame, behind) = octets.split_at_checked(form.header() + length)?;
    Some(((parameter_type, form), frame, behind))
}

/// Decodes type and length, and takes the value, of a parameter that is cut off.
fn cut<'s>(reader: &mut Reader<'s>) -> Result<Reader<'s>, DecodeError> {
    let width = ParameterLength::of(reader.context());
    let what = What::OptionalParameter(reader.u8()?);
    let length = match width {
        ParameterLength::U8 => reader.u8().map(usize::from),
        ParameterLength::U16 => reader.u16().map(usize::from),
    };
    length
        .and_then(|length| reader.sub(length))
        .map_err(|error| error.within(what))
}

decode_element! { Parameter |element| element.value.check_value() }

impl<B: AsRef<[u8]>> Encode for Parameter<B> {
    fn encoded_len(&self) -> usize {
        self.form.header() + self.value.value_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        let (what, length) = ("optional parameter", self.value.value_len());
        out.put_u8(self.value.parameter_type());
        match self.form {
            ParameterForm::Classic => out.put_u8(length_u8(what, length)?),
            ParameterForm::Extended => out.put_u16(length_u16(what, length)?),
            ParameterForm::Wrapped => out.put_u8(length as u8),
        }
        self.value.put_value(out)
    }

    fn form(&self, _: Context) -> Context {
        match self.form {
            ParameterForm::Extended => ParameterLength::U16.into(),
            ParameterForm::Classic | ParameterForm::Wrapped => ParameterLength::U8.into(),
        }
    }
}

#[cfg(test)]
mod tests;
