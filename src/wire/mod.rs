//! How octets are read, kept and written: [`Reader`], [`Decode`], [`Encode`], and what stands on octets
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
mod context;
mod element;
pub(crate) mod error;
mod fields;
pub(crate) mod key;
mod layout;
mod list;
pub(crate) mod octets;
mod reader;
#[cfg(feature = "serde")]
pub(crate) mod serde;
mod table;
mod text;
pub(crate) mod tlv;
mod writer;

use alloc::vec::Vec;

use bytes::BufMut;

pub use array::{Array, ArrayIter, Fixed, FixedOctets};
pub(crate) use context::ListContext;
pub use context::{Context, ReadIn};
pub use element::{Element, ElementError};
pub(crate) use element::{Plain, decode_element, framed, malformed, plain, sealed};
pub(crate) use error::{AttributeTlv, DecodeError, EncodeError, Fault, Malformed, What};
pub(crate) use fields::Fields;
pub(crate) use key::{Key, KeyPart, key_part};
pub(crate) use layout::{field, layout};
pub use list::{Entries, Iter, List};
pub use octets::{MapOctets, Octets};
pub(crate) use octets::{from_variants, map_octets, share_octets};
pub use reader::Reader;
pub(crate) use table::{named, questions, table};
pub use text::Text;
pub use tlv::UnknownTlv;
pub use writer::Writer;

pub use crate::registry::{Registry, Unassigned};

/// What can be read from octets. A value over octets borrows them: nothing is copied.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be decoded",
    note = "what is decoded borrows its bytes, and says so: `AsPath<&[u8]>`, where `AsPath` owns them"
)]
pub trait Decode<'a>: Sized {
    /// Reads a value, and moves the reader behind it.
    ///
    /// # Errors
    /// Where the octets are no such value. The reader is then somewhere inside it.
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError>;

    /// Reads a value that takes up all of `octets`, in the default context: AS numbers of four octets and no
    /// path identifiers.
    ///
    /// # Errors
    /// As [`decode`](Decode::decode), and where bytes are left over.
    fn from_octets(octets: &'a [u8]) -> Result<Self, DecodeError> {
        Reader::new(octets).whole()
    }

    /// Reads a value that takes up all of `octets`, in a context: in the [`Session`](crate::bgp::Session) of a peer,
    /// or for a route in its [`RouteContext`](crate::bgp::nlri::RouteContext).
    ///
    /// # Errors
    /// As [`decode`](Decode::decode), and where bytes are left over.
    fn from_octets_in<C: Into<Context>>(octets: &'a [u8], context: C) -> Result<Self, DecodeError>
    where
        Self: ReadIn<C>,
    {
        Reader::within(octets, context).whole()
    }

    /// Reads all that stands inside and was only cut off until now: the elements of lists, at any depth. Of most types
    /// that is nothing.
    ///
    /// ```
    /// use bmp_codec::{Decode, bgp::attribute::PrefixSid};
    ///
    /// // An SRv6 L3 Service that is whole, with a SID of two octets in it.
    /// let prefix_sid = PrefixSid::from_octets(&[5, 0, 6, 0, 1, 0, 2, 0xab, 0xcd])?;
    /// assert!(prefix_sid.iter().all(|tlv| tlv.is_ok()));
    /// assert!(prefix_sid.check_inside().is_err());
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// The first that there is. Its offset counts from the start of the list it is in.
    fn check_inside(&self) -> Result<(), DecodeError> {
        Ok(())
    }
}

/// What can be written as octets.
///
/// What was decoded encodes to the octets it came from. What was made can be decoded again: a value that decoding would
/// refuse as a whole, like an SFP attribute without a hop, is refused when it is encoded, and so where it is put into a
/// list or an attribute. Octets that somebody makes a list of ([`List::over`]) are not looked into.
pub trait Encode {
    /// How many octets [`encode`](Encode::encode) writes, exactly.
    fn encoded_len(&self) -> usize;

    /// Writes the value: the part of [`encode`](Encode::encode) that types implement. `out` has room for
    /// [`encoded_len`](Encode::encoded_len) octets.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] where a length does not fit its field. What was written until then is of no use.
    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError>;

    /// Writes the value.
    ///
    /// # Errors
    /// [`EncodeError::Full`] where `out` has no room for it, before anything is written;
    /// [`EncodeError::TooLong`] where a length does not fit its field.
    #[inline]
    fn encode(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        let (needed, room) = (self.encoded_len(), out.remaining_mut());
        if needed > room {
            return Err(EncodeError::Full { needed, room });
        }
        self.put(&mut Writer::with_room(out))
    }

    /// The value in octets of its own.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] where a length does not fit its field.
    #[inline]
    fn to_vec(&self) -> Result<Vec<u8>, EncodeError> {
        let mut octets = Vec::with_capacity(self.encoded_len());
        self.put(&mut Writer::with_room(&mut octets))?;
        Ok(octets)
    }

    /// `context`, changed where this value has a form that another context asks for: a route with a path identifier
    /// needs one that has them.
    #[inline]
    fn form(&self, context: Context) -> Context {
        context
    }
}

/// A length that fits one octet.
#[inline]
pub(crate) fn length_u8(what: &'static str, length: usize) -> Result<u8, EncodeError> {
    u8::try_from(length).map_err(|_| EncodeError::TooLong {
        what,
        length,
        limit: 0xff,
    })
}

/// A length that fits two octets.
#[inline]
pub(crate) fn length_u16(what: &'static str, length: usize) -> Result<u16, EncodeError> {
    u16::try_from(length).map_err(|_| EncodeError::TooLong {
        what,
        length,
        limit: 0xffff,
    })
}

/// A count that fits one octet.
pub(crate) fn count_u8(what: &'static str, count: usize) -> Result<u8, EncodeError> {
    u8::try_from(count).map_err(|_| EncodeError::TooMany {
        what,
        count,
        limit: 0xff,
    })
}

/// A length that fits four octets.
#[inline]
pub(crate) fn length_u32(what: &'static str, length: usize) -> Result<u32, EncodeError> {
    u32::try_from(length).map_err(|_| EncodeError::TooLong {
        what,
        length,
        limit: u32::MAX as usize,
    })
}
