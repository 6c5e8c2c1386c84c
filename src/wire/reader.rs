//! [`Reader`]: a position in bytes, and the context to decode them in.

use crate::wire::{Context, Decode, DecodeError, Fault, Octets};

/// A position in bytes, and the [`Context`] to decode them in.
///
/// Reading only moves the front of one slice; the offset follows from its end. A reader is cheap to copy: use a copy to
/// look ahead.
///
/// ```
/// use bmp_codec::{Fault, wire::Reader};
///
/// let mut reader = Reader::new(&[0, 2, 0xaa, 0xbb, 7]);
/// let length = reader.u16()?;
/// let mut value = reader.sub(length.into())?;
/// assert_eq!(value.u8()?, 0xaa);
/// assert_eq!(value.u16().unwrap_err().fault(), Fault::Truncated(1));
/// assert_eq!((reader.offset(), reader.remaining()), (4, 1));
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
    end: usize,
    context: Context,
}

impl<'a> Reader<'a> {
    /// Returns a reader at the start of `octets`, in the default context.
    #[inline]
    #[must_use]
    pub const fn new(octets: &'a [u8]) -> Reader<'a> {
        Reader::at(octets, 0, Context(0))
    }

    /// Returns a reader at the start of `octets`, in a context.
    #[inline]
    pub(crate) fn within(octets: &'a [u8], context: impl Into<Context>) -> Reader<'a> {
        Reader::at(octets, 0, context.into())
    }

    /// Returns a reader of `rest`, which follows `offset` other bytes.
    #[inline]
    pub(crate) const fn at(rest: &'a [u8], offset: usize, context: Context) -> Reader<'a> {
        Reader {
            rest,
            end: offset.wrapping_add(rest.len()),
            context,
        }
    }

    /// Returns a reader at the same position, in another context.
    #[inline]
    pub(crate) fn in_context(self, context: impl Into<Context>) -> Reader<'a> {
        Reader {
            context: context.into(),
            ..self
        }
    }

    /// Returns the context that the bytes are decoded in.
    #[inline]
    #[must_use]
    pub const fn context(&self) -> Context {
        self.context
    }

    /// Returns the number of bytes left.
    #[inline]
    #[must_use]
    pub const fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// Returns whether no bytes are left.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Returns the number of bytes before this position, counted from the first byte decoded.
    #[inline]
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.end.wrapping_sub(self.rest.len())
    }

    /// Returns all bytes left, without moving.
    #[inline]
    #[must_use]
    pub const fn peek(&self) -> &'a [u8] {
        self.rest
    }

    /// Reads the next `N` bytes.
    ///
    /// # Errors
    /// [`Fault::Truncated`] if fewer are left. The same applies to all methods below that read.
    #[inline]
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        match self.rest.split_first_chunk::<N>() {
            Some((octets, rest)) => {
                self.rest = rest;
                Ok(*octets)
            }
            None => Err(truncated(self.offset(), N - self.remaining())),
        }
    }

    /// Reads the next byte.
    #[inline]
    pub fn u8(&mut self) -> Result<u8, DecodeError> {
        Ok(u8::from_be_bytes(self.array()?))
    }

    /// Reads the next two bytes as a number.
    #[inline]
    pub fn u16(&mut self) -> Result<u16, DecodeError> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    /// Reads the next four bytes as a number.
    #[inline]
    pub fn u32(&mut self) -> Result<u32, DecodeError> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    /// Reads the next eight bytes as a number.
    #[inline]
    pub fn u64(&mut self) -> Result<u64, DecodeError> {
        Ok(u64::from_be_bytes(self.array()?))
    }

    /// Reads the next sixteen bytes as two words: an address moves faster as words than as bytes.
    #[inline(always)]
    pub(crate) fn words(&mut self) -> Result<[u64; 2], DecodeError> {
        let mut both = self.sub(16)?;
        Ok([both.u64()?, both.u64()?])
    }

    /// Reads the next `count` bytes.
    #[inline]
    pub fn bytes(&mut self, count: usize) -> Result<&'a [u8], DecodeError> {
        match self.rest.split_at_checked(count) {
            Some((octets, rest)) => {
                self.rest = rest;
                Ok(octets)
            }
            None => Err(truncated(self.offset(), count - self.remaining())),
        }
    }

    /// Returns a reader of the next `count` bytes, in the same context and with offsets from the same start.
    #[inline]
    pub fn sub(&mut self, count: usize) -> Result<Reader<'a>, DecodeError> {
        let rest = self.bytes(count)?;
        Ok(Reader {
            rest,
            end: self.offset(),
            context: self.context,
        })
    }

    /// Reads all bytes left.
    #[inline]
    pub fn rest(&mut self) -> &'a [u8] {
        core::mem::take(&mut self.rest)
    }

    /// Reads all bytes left, as [`Octets`].
    #[inline]
    pub fn octets(&mut self) -> Octets<&'a [u8]> {
        Octets(self.rest())
    }

    /// Decodes a value.
    ///
    /// # Errors
    /// Same as its [`Decode::decode`].
    #[inline(always)]
    pub fn read<T: Decode<'a>>(&mut self) -> Result<T, DecodeError> {
        T::decode(self)
    }

    /// Decodes a value in another context. The reader keeps its own context for what follows.
    ///
    /// # Errors
    /// Same as its [`Decode::decode`].
    #[inline]
    pub(crate) fn read_in<T: Decode<'a>>(
        &mut self,
        context: impl Into<Context>,
    ) -> Result<T, DecodeError> {
        let mut other = self.in_context(context);
        let value = other.read();
        self.rest = other.rest;
        value
    }

    /// Decodes a value that must take up all bytes left.
    ///
    /// # Errors
    /// Same as its [`Decode::decode`], and [`Fault::Trailing`].
    #[inline(always)]
    pub(crate) fn whole<T: Decode<'a>>(mut self) -> Result<T, DecodeError> {
        let value = self.read()?;
        self.finish()?;
        Ok(value)
    }

    /// Checks that no bytes are left.
    ///
    /// # Errors
    /// [`Fault::Trailing`] if bytes are left.
    #[inline]
    pub fn finish(&self) -> Result<(), DecodeError> {
        match self.rest.len() {
            0 => Ok(()),
            _ => Err(self.trailing()),
        }
    }

    /// Returns the error for bytes that are left.
    #[inline(always)]
    pub(crate) fn trailing(&self) -> DecodeError {
        trailing(self.offset(), self.rest.len())
    }

    /// Returns an error at this position.
    #[inline]
    #[must_use]
    pub fn fail(&self, fault: Fault) -> DecodeError {
        DecodeError::new(self.offset(), fault)
    }

    /// Continues with `rest`, which must be the end of the bytes left.
    #[inline]
    pub(crate) const fn resume(&mut self, rest: &'a [u8]) {
        self.rest = rest;
    }
}

// Numbers, not `&self`: a call that takes the reader's address would keep it in memory in the successful case too.

#[cold]
#[inline(never)]
fn truncated(offset: usize, missing: usize) -> DecodeError {
    DecodeError::new(offset, Fault::Truncated(missing as u32))
}

#[cold]
#[inline(never)]
fn trailing(offset: usize, left: usize) -> DecodeError {
    DecodeError::new(offset, Fault::Trailing(left as u32))
}
