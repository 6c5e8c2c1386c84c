//! How bytes are decoded, kept and encoded: [`Reader`], [`Decode`], [`Encode`], and the containers over bytes
//! ([`Octets`], [`Array`], [`List`]).
//!
//! ```
//! use bmp_codec::{Decode, Encode, bgp::attribute::{Communities, Community}};
//!
//! let communities = Communities::from_octets(&[0xfd, 0xe8, 0, 100])?;
//! assert_eq!(communities.get(0), Some(Community::new(65000, 100)));
//! assert_eq!(communities.to_vec()?, [0xfd, 0xe8, 0, 100]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod array;
mod by_length;
mod contents;
mod context;
mod element;
pub(crate) mod error;
mod fault;
mod fields;
pub(crate) mod key;
mod layout;
mod list;
pub(crate) mod octets;
mod questions;
mod reader;
#[cfg(feature = "serde")]
pub(crate) mod serde;
mod table;
mod text;
pub(crate) mod tlv;
mod writer;

use alloc::vec::Vec;

use bytes::BufMut;

pub(crate) use array::put_values;
pub use array::{Array, ArrayIter, Fixed, FixedOctets};
pub(crate) use by_length::by_length;
pub(crate) use contents::contents;
pub(crate) use context::{AnyContext, ListContext};
pub use context::{Context, ReadIn};
pub use element::{Element, ElementError};
pub(crate) use element::{
    Plain, append_in, cut_off, decode_element, framed, malformed, plain, sealed, take_frame,
};
pub(crate) use error::{AttributeTlv, Breach, DecodeError, EncodeError, Fault, Malformed, What};
pub(crate) use fields::Fields;
pub(crate) use key::{Key, KeyPart, key_part};
pub(crate) use layout::{field, layout};
pub use list::{Entries, Iter, List};
pub use octets::{MapOctets, Octets};
pub(crate) use octets::{from_variants, map_octets, share_octets};
pub(crate) use questions::questions;
pub use reader::Reader;
pub(crate) use table::{named, table};
pub use text::Text;
pub use tlv::UnknownTlv;
pub use writer::Writer;

pub use crate::registry::{Registry, Unassigned};

/// Types that can be decoded from bytes. Types with storage borrow the bytes: nothing is copied.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be decoded",
    note = "a decoded value borrows its bytes: write `AsPath<&[u8]>`, because `AsPath` owns them"
)]
pub trait Decode<'a>: Sized {
    /// Decodes a value, and moves the reader to the byte after it.
    ///
    /// # Errors
    /// If the bytes are malformed. The reader then stays somewhere inside the value.
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError>;

    /// Decodes a value that must take up all of `octets`, in the default context: AS numbers of four bytes and no path
    /// identifiers.
    ///
    /// # Errors
    /// Same as [`decode`](Decode::decode), and if bytes are left over.
    fn from_octets(octets: &'a [u8]) -> Result<Self, DecodeError> {
        Reader::new(octets).whole()
    }

    /// Decodes a value that must take up all of `octets`, in a context: the [`Session`](crate::bgp::Session) of a peer,
    /// or for a route its [`RouteContext`](crate::bgp::nlri::RouteContext).
    ///
    /// # Errors
    /// Same as [`decode`](Decode::decode), and if bytes are left over.
    fn from_octets_in<C: Into<Context>>(octets: &'a [u8], context: C) -> Result<Self, DecodeError>
    where
        Self: ReadIn<C>,
    {
        Reader::within(octets, context).whole()
    }

    /// Decodes nested lists too, at any depth, and returns the first error. Most types have none.
    ///
    /// ```
    /// use bmp_codec::{Decode, bgp::attribute::PrefixSid};
    ///
    /// // A complete SRv6 L3 Service, with a SID of two bytes in it.
    /// let prefix_sid = PrefixSid::from_octets(&[5, 0, 6, 0, 1, 0, 2, 0xab, 0xcd])?;
    /// assert!(prefix_sid.iter().all(|tlv| tlv.is_ok()));
    /// assert!(prefix_sid.check_inside().is_err());
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// The first error. Its offset counts from the start of the list that contains it.
    fn check_inside(&self) -> Result<(), DecodeError> {
        Ok(())
    }
}

/// Types that can be encoded as bytes.
///
/// A decoded value encodes to the bytes it came from. A built value can be decoded again: a value that decoding would
/// refuse as a whole, like an SFP attribute without a hop, is refused when it is encoded or added to a list or an
/// attribute. The bytes of a list made by [`List::over`] are not checked.
pub trait Encode {
    /// Returns the exact number of bytes that [`encode`](Encode::encode) writes.
    fn encoded_len(&self) -> usize;

    /// Encodes the value: the part of [`encode`](Encode::encode) that types implement. `out` must have room for
    /// [`encoded_len`](Encode::encoded_len) bytes.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if a length does not fit its field. What was written before is of no use.
    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError>;

    /// Encodes the value.
    ///
    /// # Errors
    /// [`EncodeError::Full`] if `out` has too little room, before anything is written; [`EncodeError::TooLong`] if a
    /// length does not fit its field.
    #[inline]
    fn encode(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        let (needed, room) = (self.encoded_len(), out.remaining_mut());
        if needed > room {
            return Err(EncodeError::Full { needed, room });
        }
        self.put(&mut Writer::with_room(out))
    }

    /// Encodes the value into a new vector.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if a length does not fit its field.
    #[inline]
    fn to_vec(&self) -> Result<Vec<u8>, EncodeError> {
        let mut octets = Vec::with_capacity(self.encoded_len());
        self.put(&mut Writer::with_room(&mut octets))?;
        Ok(octets)
    }

    /// Encodes the value at the end of a vector, which grows if it has too little room.
    ///
    /// This writes what [`put`](Encode::put) writes. Lists are filled with it: short values of varying length, like
    /// prefixes, implement it because a vector can take more bytes than the value has and give the rest back.
    ///
    /// ```
    /// use bmp_codec::Encode;
    /// use bmp_codec::bgp::nlri::Ipv4Prefix;
    ///
    /// let mut octets = vec![0xff];
    /// "10.0.0.0/8".parse::<Ipv4Prefix>()?.append_to(&mut octets)?;
    /// assert_eq!(octets, [0xff, 8, 10]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Same as [`put`](Encode::put).
    #[inline]
    fn append_to(&self, octets: &mut Vec<u8>) -> Result<(), EncodeError> {
        octets.reserve(self.encoded_len());
        self.put(&mut Writer::with_room(octets))
    }

    /// Returns `context`, changed as the form of this value needs it: a route with a path identifier needs a context
    /// that has path identifiers.
    #[inline]
    fn form(&self, context: Context) -> Context {
        context
    }
}

/// Returns a length that must fit one byte.
#[inline]
pub(crate) fn length_u8(what: &'static str, length: usize) -> Result<u8, EncodeError> {
    u8::try_from(length).map_err(|_| EncodeError::TooLong {
        what,
        length,
        limit: 0xff,
    })
}

/// Returns a length that must fit two bytes.
#[inline]
pub(crate) fn length_u16(what: &'static str, length: usize) -> Result<u16, EncodeError> {
    u16::try_from(length).map_err(|_| EncodeError::TooLong {
        what,
        length,
        limit: 0xffff,
    })
}

/// Returns a count that must fit one byte.
pub(crate) fn count_u8(what: &'static str, count: usize) -> Result<u8, EncodeError> {
    u8::try_from(count).map_err(|_| EncodeError::TooMany {
        what,
        count,
        limit: 0xff,
    })
}

/// Returns a length that must fit four bytes.
#[inline]
pub(crate) fn length_u32(what: &'static str, length: usize) -> Result<u32, EncodeError> {
    u32::try_from(length).map_err(|_| EncodeError::TooLong {
        what,
        length,
        limit: u32::MAX as usize,
    })
}
