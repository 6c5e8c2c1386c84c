//! [`Reader`]: a position in octets, and the context they are read in.

use crate::wire::{Context, Decode, DecodeError, Fault, Octets};

/// A position in octets, and the [`Context`] that they are read in.
///
/// Reading only ever moves the front of one slice; the offset follows from the end. Cheap to copy: a copy is a
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
    /// A reader at the start of `octets`, in the default context.
    #[inline]
    #[must_use]
    pub const fn new(octets: &'a [u8]) -> Reader<'a> {
        Reader::at(octets, 0, Context(0))
    }

    /// A reader at the start of `octets`.
    #[inline]
    pub(crate) fn within(octets: &'a [u8], context: impl Into<Context>) -> Reader<'a> {
        Reader::at(octets, 0, context.into())
    }

    /// A reader of `rest`, before which lie `offset` octets.
    #[inline]
    pub(crate) const fn at(rest: &'a [u8], offset: usize, context: Context) -> Reader<'a> {
        Reader {
            rest,
            end: offset.wrapping_add(rest.len()),
            context,
        }
    }

    /// The same position, in another context.
    #[inline]
    pub(crate) fn in_context(self, context: impl Into<Context>) -> Reader<'a> {
        Reader {
            context: context.into(),
            ..self
        }
    }

    /// The context that the octets are read in.
    #[inline]
    #[must_use]
    pub const fn context(&self) -> Context {
        self.context
    }

    /// How many octets are left.
    #[inline]
    #[must_use]
    pub const fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// Whether no octets are left.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// How many octets lie before this position, from where reading began.
    #[inline]
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.end.wrapping_sub(self.rest.len())
    }

    /// All octets that are left, without moving.
    #[inline]
    #[must_use]
    pub const fn peek(&self) -> &'a [u8] {
        self.rest
    }

    /// The next octets, so many as `N`.
    ///
    /// # Errors
    /// [`Fault::Truncated`] where fewer are left. So do all methods below that read.
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

    /// The next octet.
    #[inline]
    pub fn u8(&mut self) -> Result<u8, DecodeError> {
        Ok(u8::from_be_bytes(self.array()?))
    }

    /// The next two octets as a number.
    #[inline]
    pub fn u16(&mut self) -> Result<u16, DecodeError> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    /// The next four octets as a number.
    #[inline]
    pub fn u32(&mut self) -> Result<u32, DecodeError> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    /// The next eight octets as a number.
    #[inline]
    pub fn u64(&mut self) -> Result<u64, DecodeError> {
        Ok(u64::from_be_bytes(self.array()?))
    }

    /// The next sixteen octets, as two words: an address in words moves faster than in octets.
    #[inline(always)]
    pub(crate) fn words(&mut self) -> Result<[u64; 2], DecodeError> {
        let mut both = self.sub(16)?;
        Ok([both.u64()?, both.u64()?])
    }

    /// The next `count` octets.
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

    /// A reader of the next `count` octets, in the same context and with offsets from the same start.
    #[inline]
    pub fn sub(&mut self, count: usize) -> Result<Reader<'a>, DecodeError> {
        let rest = self.bytes(count)?;
        Ok(Reader {
            rest,
            end: self.offset(),
            context: self.context,
        })
    }

    /// All octets that are left.
    #[inline]
    pub fn rest(&mut self) -> &'a [u8] {
        core::mem::take(&mut self.rest)
    }

    /// All octets that are left, as a value.
    #[inline]
    pub fn octets(&mut self) -> Octets<&'a [u8]> {
        Octets(self.rest())
    }

    /// A value.
    ///
    /// # Errors
    /// As its [`Decode::decode`].
    #[inline(always)]
    pub fn read<T: Decode<'a>>(&mut self) -> Result<T, DecodeError> {
        T::decode(self)
    }

    /// A value in another context. What follows is read in that of the reader again.
    ///
    /// # Errors
    /// As its [`Decode::decode`].
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

    /// A value that takes up all that is left.
    ///
    /// # Errors
    /// As its [`Decode::decode`], and [`Fault::Trailing`].
    #[inline(always)]
    pub(crate) fn whole<T: Decode<'a>>(mut self) -> Result<T, DecodeError> {
        let value = self.read()?;
        self.finish()?;
        Ok(value)
    }

    /// Asks that nothing is left.
    ///
    /// # Errors
    /// [`Fault::Trailing`] where something is.
    #[inline]
    pub fn finish(&self) -> Result<(), DecodeError> {
        match self.rest.len() {
            0 => Ok(()),
            left => Err(trailing(self.offset(), left)),
        }
    }

    /// An error at this position.
    #[inline]
    #[must_use]
    pub fn fail(&self, fault: Fault) -> DecodeError {
        DecodeError::new(self.offset(), fault)
    }

    /// Goes on with `rest`, which is an end of what is left.
    #[inline]
    pub(crate) const fn resume(&mut self, rest: &'a [u8]) {
        self.rest = rest;
    }
}

// Numbers, not `&self`: a call that takes the reader's address would keep it in memory on the way that succeeds.

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
