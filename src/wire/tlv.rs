//! TLVs: [`UnknownTlv`], and the layouts of TLV headers.

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::wire::{
    Context, DecodeError, Encode, EncodeError, Fault, ListContext, Malformed, Octets, Reader, What,
    Writer, cut_off, length_u8, length_u16, map_octets, take_frame,
};

/// A TLV of a type that this crate does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnknownTlv<B: AsRef<[u8]> = Vec<u8>> {
    /// The type.
    pub tlv_type: u16,
    /// The value.
    pub octets: Octets<B>,
}
map_octets!(UnknownTlv { octets; tlv_type });

impl<B: AsRef<[u8]>> fmt::Display for UnknownTlv<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "type-{}", self.tlv_type)?;
        match self.octets.is_empty() {
            true => Ok(()),
            false => write!(f, " {}", self.octets),
        }
    }
}

impl<B: AsRef<[u8]>> Encode for UnknownTlv<B> {
    fn encoded_len(&self) -> usize {
        self.octets.len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.octets.put(out)
    }
}

/// A number of two bytes.
#[inline(always)]
const fn word(high: u8, low: u8) -> u16 {
    u16::from_be_bytes([high, low])
}

/// The layout of a TLV header: type and length.
#[derive(Clone, Copy)]
pub(crate) enum Header {
    /// Type u8, length u8.
    U8U8,
    /// Type u8, length u16.
    U8U16,
    /// Type u8, length u16, which includes these three bytes (AIGP).
    U8U16Whole,
    /// Type u16, length u16.
    U16U16,
    /// Type u8; length u8 for types up to 127, else u16 (RFC 9012, section 2).
    Split,
}

impl Header {
    /// Decodes type and length, and takes the value.
    pub(crate) fn cut<'s>(
        self,
        reader: &mut Reader<'s>,
        what: impl Fn(u16) -> What,
    ) -> Result<(What, u16, Reader<'s>), DecodeError> {
        let tlv_type = match self {
            Header::U16U16 => reader.u16()?,
            _ => reader.u8()?.into(),
        };
        let what = what(tlv_type);
        let value = self
            .length(tlv_type, reader)
            .and_then(|length| reader.sub(length));
        Ok((what, tlv_type, value.map_err(|error| error.within(what))?))
    }

    /// Splits the next TLV off: its number, header and value, and what is behind it. `None` if it is cut off.
    #[inline(always)]
    pub(crate) fn frame(self, all: &[u8]) -> Option<(u16, &[u8], &[u8])> {
        let (number, length) = match (self, all) {
            // One load for both.
            (Header::U16U16, [a, b, c, d, ..]) => {
                let both = u32::from_be_bytes([*a, *b, *c, *d]);
                ((both >> 16) as u16, both as u16)
            }
            (Header::U8U8 | Header::Split, [number @ ..=0x7f, length, ..])
            | (Header::U8U8, [number, length, ..]) => ((*number).into(), (*length).into()),
            (Header::U8U16 | Header::Split, [number, a, b, ..]) => ((*number).into(), word(*a, *b)),
            (Header::U8U16Whole, [number, a, b, ..]) => {
                ((*number).into(), word(*a, *b).checked_sub(3)?)
            }
            _ => return None,
        };
        let (octets, rest) = all.split_at_checked(self.len(number) + usize::from(length))?;
        Some((number, octets, rest))
    }

    /// Returns number and value of a whole TLV.
    #[inline(always)]
    pub(crate) fn split(self, octets: &[u8]) -> (u16, Octets<&[u8]>) {
        let number = match (self, octets) {
            (Header::U16U16, [a, b, ..]) => word(*a, *b),
            (Header::U16U16, _) | (_, []) => 0,
            (_, [number, ..]) => (*number).into(),
        };
        (
            number,
            Octets(octets.get(self.len(number)..).unwrap_or_default()),
        )
    }

    /// Decodes the length of the value.
    fn length(self, tlv_type: u16, reader: &mut Reader<'_>) -> Result<usize, DecodeError> {
        if !self.is_wide(tlv_type) {
            return Ok(reader.u8()?.into());
        }
        let offset = reader.offset();
        let length = usize::from(reader.u16()?);
        match self {
            Header::U8U16Whole => length
                .checked_sub(3)
                .ok_or_else(|| DecodeError::new(offset, Fault::Length(length as u32))),
            _ => Ok(length),
        }
    }

    /// Checks that TLVs fill all bytes left, and that `each` accepts every one: for attributes that are malformed as a
    /// whole otherwise.
    pub(crate) fn check<'s>(
        self,
        mut reader: Reader<'s>,
        what: fn(u16) -> What,
        mut each: impl FnMut(u16, Reader<'s>) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        while !reader.is_empty() {
            let (what, tlv_type, value) = self.cut(&mut reader, what)?;
            each(tlv_type, value).map_err(|error| error.within(what))?;
        }
        Ok(())
    }

    /// Returns whether the length has two bytes.
    const fn is_wide(self, tlv_type: u16) -> bool {
        match self {
            Header::U8U8 => false,
            Header::Split => tlv_type > 0x7f,
            Header::U8U16 | Header::U8U16Whole | Header::U16U16 => true,
        }
    }

    /// Returns how many bytes [`put`](Header::put) writes.
    pub(crate) const fn len(self, tlv_type: u16) -> usize {
        match self {
            Header::U16U16 => 4,
            _ if self.is_wide(tlv_type) => 3,
            _ => 2,
        }
    }

    /// Encodes type and length.
    pub(crate) fn put(
        self,
        what: &'static str,
        tlv_type: u16,
        length: usize,
        out: &mut Writer<impl BufMut>,
    ) -> Result<(), EncodeError> {
        match self {
            Header::U16U16 => out.put_u16(tlv_type),
            _ => out.put_u8(length_u8(what, tlv_type.into())?),
        }
        match self {
            _ if !self.is_wide(tlv_type) => out.put_u8(length_u8(what, length)?),
            Header::U8U16Whole => out.put_u16(length_u16(what, length + 3)?),
            _ => out.put_u16(length_u16(what, length)?),
        }
        Ok(())
    }
}

/// What is left before a TLV is taken, and the TLV.
type Taken<'a, T> = (&'a [u8], Result<T, Malformed<&'a [u8]>>);

/// TLVs that [`table!`](crate::wire::table) defines.
pub(crate) trait Framed<'a>: Sized {
    const HEADER: Header;
    /// The context of a list of them.
    type Place: ListContext;

    /// Returns how an error names a TLV of this number.
    fn what(number: u16) -> What;

    /// Decodes a TLV of this number: header and value, the offset of its end, and the context inside of it.
    fn read(
        number: u16,
        octets: &'a [u8],
        end: usize,
        context: Context,
    ) -> Result<Self, Malformed<&'a [u8]>>;

    /// Returns the place of a number in the table; 0 if a TLV of this number is not decoded.
    fn place(number: u16) -> usize;

    /// Returns a TLV whose number is not known.
    fn unknown(octets: &'a [u8]) -> Self;

    /// Takes the next TLV from a list.
    #[inline(always)]
    fn take_framed(reader: &mut Reader<'a>) -> Result<Self, Malformed<&'a [u8]>> {
        let context = reader.context();
        take_frame(
            reader,
            |all| Self::HEADER.frame(all),
            |number, octets, end| match Self::Place::inside(context) {
                Some(context) => Self::read(number, octets, end, context),
                None => Ok(Self::unknown(octets)),
            },
            too_long,
        )
    }

    /// Takes the next TLV that is decoded, with the bytes that begin with it: nothing is wrong with those before it.
    #[inline(always)]
    fn take_known(reader: &mut Reader<'a>) -> Option<Taken<'a, Self>> {
        loop {
            let before = reader.peek();
            if before.is_empty() {
                return None;
            }
            let Some((number, octets, rest)) = Self::HEADER.frame(before) else {
                let all = *reader;
                reader.rest();
                return Some((before, too_long(all)));
            };
            reader.resume(rest);
            if Self::place(number) != 0
                && let Some(context) = Self::Place::inside(reader.context())
            {
                let tlv = Self::read(number, octets, reader.offset(), context);
                return Some((before, tlv));
            }
        }
    }
}

/// Returns the size of [`places`]: one more than the greatest number.
pub(crate) const fn places_len(mut numbers: &[u16]) -> usize {
    let mut len = 0;
    while let [number, rest @ ..] = numbers {
        if *number as usize >= len {
            len = *number as usize + 1;
        }
        numbers = rest;
    }
    len
}

/// Returns the place of each number, counted from 1; 0 for what is between them. Only the compiler calls this.
pub(crate) const fn places<const N: usize>(mut numbers: &[u16]) -> [u8; N] {
    let mut places = [0; N];
    let mut place = 0;
    while let [number, rest @ ..] = numbers {
        place += 1;
        if let Some((_, [own, ..])) = places.split_at_mut_checked(*number as usize) {
            assert!(*own == 0, "two lines with one number");
            *own = place;
        }
        numbers = rest;
    }
    places
}

/// Decodes a TLV, header and value, whose number is known. What is wrong with it is found out by decoding again: nothing
/// has to be kept for that here.
#[inline(always)]
pub(crate) fn read_value<'a, T: Framed<'a>>(
    octets: &'a [u8],
    end: usize,
    context: Context,
    number: u16,
    read: impl Fn(&mut Reader<'a>) -> Result<T, DecodeError>,
) -> Result<T, Malformed<&'a [u8]>> {
    if let Some(mut value) = value_reader(octets, T::HEADER.len(number), end, context)
        && let Ok(element) = read(&mut value)
        && value.is_empty()
    {
        return Ok(element);
    }
    refused(octets, end, context, number, read)
}

/// Returns a reader of what is behind a header of this length.
#[inline(always)]
fn value_reader(octets: &[u8], header: usize, end: usize, context: Context) -> Option<Reader<'_>> {
    let value = octets.get(header..)?;
    Some(Reader::at(value, end.wrapping_sub(value.len()), context))
}

/// Returns the error for a TLV whose value cannot be decoded, or not to its end. The arguments begin with those of the
/// function for the value: that one can leave them where they are.
#[cold]
#[inline(never)]
fn refused<'a, T: Framed<'a>>(
    octets: &'a [u8],
    end: usize,
    context: Context,
    number: u16,
    read: impl Fn(&mut Reader<'a>) -> Result<T, DecodeError>,
) -> Result<T, Malformed<&'a [u8]>> {
    let mut value = value_reader(octets, T::HEADER.len(number), end, context)
        .unwrap_or(Reader::at(&[], end, context));
    let error = match read(&mut value) {
        Ok(element) if value.is_empty() => return Ok(element),
        Ok(_) => value.trailing(),
        Err(error) => error,
    };
    Err(Malformed {
        octets: Octets(octets),
        error: error.named(T::Place::named(context, T::what(number))),
    })
}

/// Returns the error for a TLV that is longer than the rest of its list.
#[cold]
#[inline(never)]
fn too_long<'a, T: Framed<'a>>(reader: Reader<'a>) -> Result<T, Malformed<&'a [u8]>> {
    let context = reader.context();
    let inside = T::Place::inside(context).unwrap_or(context);
    let what = |number| T::Place::named(inside, T::what(number));
    cut_off(reader, |reader| T::HEADER.cut(reader, what))
}
