//! [`Key`]: the bytes that identify a value, assembled from the parts that count.

use core::net::IpAddr;

use crate::net::Address;
use crate::wire::{Decode, DecodeError, Encode, Fault, Fixed, Octets, Reader};

/// The bytes of a key: the first ones in an array, as many as fit; the rest borrowed.
///
/// Parts that are put in one by one always fit. Only bytes that are a part unchanged may be longer.
#[derive(Clone, Copy, Debug)]
pub struct Key<'s> {
    octets: [u8; Key::ROOM],
    length: usize,
    behind: &'s [u8],
}

impl<'s> Key<'s> {
    /// The size of the array. The longest parts are those of an EVPN Membership Report Synch route with IPv6 addresses:
    /// 74 bytes.
    pub(crate) const ROOM: usize = 80;

    #[inline]
    pub(crate) const fn new() -> Key<'s> {
        Key {
            octets: [0; Key::ROOM],
            length: 0,
            behind: &[],
        }
    }

    /// Returns the bytes in the array. If there are borrowed bytes too, the array is full.
    #[inline]
    pub(crate) fn octets(&self) -> &[u8] {
        self.octets.get(..self.length).unwrap_or_default()
    }

    /// Returns the borrowed bytes after them.
    #[inline]
    pub(crate) const fn behind(&self) -> &'s [u8] {
        self.behind
    }

    /// Returns a key of these bytes.
    #[inline]
    pub(crate) fn of(octets: &'s [u8]) -> Key<'s> {
        let mut key = Key::new();
        key.rest(octets);
        key
    }

    /// Adds bytes at the end. Bytes that do not fit are left out: callers know that all fit.
    #[inline(always)]
    pub(crate) fn put(&mut self, octets: &[u8]) {
        let room = self.octets.get_mut(self.length..).unwrap_or_default();
        let place = room.get_mut(..octets.len());
        debug_assert!(place.is_some(), "no room for {} octets", octets.len());
        if let Some(place) = place {
            place.copy_from_slice(octets);
            self.length += octets.len();
        }
    }

    /// Adds a number that is mostly small: one byte below 255, else three bytes.
    #[inline]
    pub(crate) fn number(&mut self, number: u16) {
        match number.to_be_bytes() {
            [0, small] if small < 0xff => self.put(&[small]),
            [high, low] => self.put(&[0xff, high, low]),
        }
    }

    /// Adds an encoded value, if it fits; returns whether it fits.
    pub(crate) fn value(&mut self, value: &impl Encode) -> bool {
        let length = value.encoded_len();
        let room = self.octets.get_mut(self.length..).unwrap_or_default();
        let Some(mut place) = room.get_mut(..length) else {
            return false;
        };
        let put = value.encode(&mut place).is_ok();
        self.length += if put { length } else { 0 };
        put
    }

    /// Adds bytes of any length: the last part.
    #[inline]
    pub(crate) fn rest(&mut self, octets: &'s [u8]) {
        let room = Key::ROOM - self.length.min(Key::ROOM);
        let (own, behind) = octets.split_at_checked(room).unwrap_or((octets, &[]));
        self.put(own);
        self.behind = behind;
    }
}

/// Decodes what [`Key::number`] adds.
pub(crate) fn read_number(reader: &mut Reader<'_>) -> Result<u16, DecodeError> {
    match reader.u8()? {
        0xff => reader.u16(),
        small => Ok(small.into()),
    }
}

/// A part of a key, or a whole key. The bytes compare like the values, as far as values compare, and show their own end
/// unless they are the last part.
pub trait KeyPart<'s>: Sized {
    /// Adds what identifies the value.
    fn put_part(&self, key: &mut Key<'s>);

    /// Decodes a value from a key. What does not count is zero.
    fn read_part(reader: &mut Reader<'s>) -> Result<Self, DecodeError>;
}

impl<'s, T: Fixed> KeyPart<'s> for T {
    #[inline(always)]
    fn put_part(&self, key: &mut Key<'s>) {
        key.put(self.to_octets().as_ref());
    }

    fn read_part(reader: &mut Reader<'s>) -> Result<Self, DecodeError> {
        T::decode(reader)
    }
}

impl<'s> KeyPart<'s> for Octets<&'s [u8]> {
    #[inline]
    fn put_part(&self, key: &mut Key<'s>) {
        key.rest(self.0);
    }

    fn read_part(reader: &mut Reader<'s>) -> Result<Self, DecodeError> {
        Ok(reader.octets())
    }
}

impl<'s> KeyPart<'s> for Address {
    #[inline]
    fn put_part(&self, key: &mut Key<'s>) {
        key.put(&[self.bits()]);
        self.put_last(key);
    }

    fn read_part(reader: &mut Reader<'s>) -> Result<Self, DecodeError> {
        Address::decode(reader)
    }
}

impl Address {
    /// Adds the address without its length: as the last part.
    #[inline]
    pub(crate) fn put_last(self, key: &mut Key<'_>) {
        match self.get() {
            Some(IpAddr::V4(address)) => key.put(&address.octets()),
            Some(IpAddr::V6(address)) => key.put(&address.octets()),
            None => {}
        }
    }

    /// Decodes what [`put_last`](Address::put_last) adds.
    pub(crate) fn read_last(reader: &mut Reader<'_>) -> Result<Address, DecodeError> {
        let octets = reader.remaining();
        match u8::try_from(octets * 8) {
            Ok(bits) => Address::read(reader, bits),
            Err(_) => Err(reader.fail(Fault::Length(octets as u32))),
        }
    }
}

impl<'s> KeyPart<'s> for IpAddr {
    #[inline]
    fn put_part(&self, key: &mut Key<'s>) {
        Address::from(*self).put_part(key);
    }

    fn read_part(reader: &mut Reader<'s>) -> Result<Self, DecodeError> {
        let start = *reader;
        let address = Address::decode(reader)?;
        address.get().ok_or(start.fail(Fault::Length(0)))
    }
}

/// Lists the fields of a struct that are its key, in order. The other fields do not count; they have their default when
/// the struct is decoded from a key.
///
/// ```text
/// key_part! {
///     /// RFC 7432, section 7.2.
///     ['s] MacIp { rd, ethernet_tag, mac, ip } not { esi, label1, label2 }
/// }
/// ```
macro_rules! key_part {
    ($(
        $(#[$doc:meta])*
        [$life:lifetime $($parameter:tt)*] $type:ty { $($field:ident),* } $(not { $($other:ident),* })?
    )*) => { $(
        $(#[$doc])*
        impl<$life $($parameter)*> $crate::wire::KeyPart<$life> for $type {
            #[inline]
            fn put_part(&self, key: &mut $crate::wire::Key<$life>) {
                $($crate::wire::KeyPart::put_part(&self.$field, key);)*
            }

            fn read_part(reader: &mut $crate::wire::Reader<$life>) -> Result<Self, $crate::wire::DecodeError> {
                Ok(Self {
                    $($field: $crate::wire::KeyPart::read_part(reader)?,)*
                    $($($other: Default::default(),)*)?
                })
            }
        }
    )* };
}
pub(crate) use key_part;
