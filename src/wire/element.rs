//! [`Element`]: what a list contains, and how one element is decoded.

use core::fmt;

use alloc::vec::Vec;

use crate::wire::{
    Context, Decode, DecodeError, Encode, EncodeError, Fault, ListContext, Malformed, Octets,
    Reader, What,
};

/// An element type of a [`List`](crate::wire::List), named by its owned form.
///
/// There are two kinds. *Plain* elements (routes) end where their own fields end. After a malformed one nothing can be
/// found, so the iteration ends with its error. *Framed* elements (attributes, TLVs, capabilities) have a length. A
/// malformed value in a complete frame is an error in its place, with its bytes, and the iteration continues.
///
/// The trait is sealed: only this crate implements it.
pub trait Element: Sized + sealed::Element {
    /// The decoded form, over borrowed bytes.
    type At<'s>: Decode<'s>;
    /// What an iterator returns instead of a malformed element.
    type Error<'s>: ElementError<'s>;
    /// The context that the elements need: `()` if they need none.
    type Context: ListContext;

    /// Decodes the next element from a reader that is not empty. Moves the reader by at least one byte: after the
    /// element, after the frame of a malformed element, or to the end if the element's end is unknown.
    fn take<'s>(reader: &mut Reader<'s>) -> Result<Self::At<'s>, Self::Error<'s>>;

    /// Decodes all elements of a list, and everything nested in them.
    ///
    /// # Errors
    /// The first error.
    #[doc(hidden)]
    #[inline]
    fn check_all(mut reader: Reader<'_>) -> Result<(), DecodeError> {
        while !reader.is_empty() {
            Self::take(&mut reader)
                .map_err(Into::into)?
                .check_inside()?;
        }
        Ok(())
    }

    /// Appends elements to the bytes of a list with this context.
    ///
    /// # Errors
    /// [`EncodeError::Session`] if an element has the form of another context, or any error of encoding it. What was
    /// appended before is of no use.
    #[doc(hidden)]
    #[inline]
    fn append_all(
        context: Self::Context,
        mut elements: impl Iterator<Item = Self>,
        octets: &mut Vec<u8>,
    ) -> Result<(), EncodeError>
    where
        Self: Encode,
    {
        elements.try_for_each(|element| append_in(context, &element, octets))
    }

    /// Returns the part of a reader's context that the elements need. Lists keep only this part.
    #[inline]
    fn context(context: Context) -> Self::Context {
        Self::Context::of(context)
    }
}

/// What an iterator returns instead of a malformed element: a [`DecodeError`], alone or with the bytes.
///
/// The trait is sealed, like [`Element`].
pub trait ElementError<'s>: fmt::Debug + Into<DecodeError> + sealed::Error {
    /// Returns the error for an element whose end is unknown: `rest` is everything left.
    fn broken(rest: Octets<&'s [u8]>, error: DecodeError) -> Self;

    /// Returns the same error with a name for what was decoded, unless it has one.
    #[must_use]
    fn within(self, what: What) -> Self;
}

pub(crate) mod sealed {
    pub trait Element {}
    pub trait Error {}
}

impl sealed::Error for DecodeError {}

impl<'s> ElementError<'s> for DecodeError {
    fn broken(_: Octets<&'s [u8]>, error: DecodeError) -> Self {
        error
    }

    fn within(self, what: What) -> Self {
        DecodeError::within(self, what)
    }
}

impl sealed::Error for Malformed<&[u8]> {}

impl<'s> ElementError<'s> for Malformed<&'s [u8]> {
    fn broken(octets: Octets<&'s [u8]>, error: DecodeError) -> Self {
        Malformed { octets, error }
    }

    fn within(self, what: What) -> Self {
        Malformed {
            error: self.error.within(what),
            ..self
        }
    }
}

/// Appends an element to the bytes of a list if it has the form of the list's context.
#[inline]
pub(crate) fn append_in<C: ListContext>(
    context: C,
    element: &impl Encode,
    octets: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let form = element.form(context.into());
    if form == context.into() {
        element.append_to(octets)
    } else {
        Err(context.refused(form))
    }
}

/// Decodes an element that ends where its fields end.
#[inline(always)]
pub(crate) fn plain<'s, T: Decode<'s>>(reader: &mut Reader<'s>) -> Result<T, DecodeError> {
    let element = T::decode(reader);
    if element.is_err() {
        reader.rest();
    }
    element
}

/// Elements that end where their fields end, and need no context.
pub trait Plain: for<'s> Decode<'s> {}

impl<T: Plain> sealed::Element for T {}

impl<T: Plain> Element for T {
    type At<'s> = T;
    type Error<'s> = DecodeError;
    type Context = ();

    #[inline(always)]
    fn take<'s>(reader: &mut Reader<'s>) -> Result<T, DecodeError> {
        plain(reader)
    }
}

/// Takes an element that has a length: `split` splits its frame off, and returns what its header says, the frame and what
/// is behind it; `read` decodes the frame, and gets the offset of its end, too.
///
/// If `split` finds no whole frame, everything left is malformed, for the reason that `cut_off` finds out.
#[inline(always)]
pub(crate) fn take_frame<'s, H, T>(
    reader: &mut Reader<'s>,
    split: impl FnOnce(&'s [u8]) -> Option<(H, &'s [u8], &'s [u8])>,
    read: impl FnOnce(H, &'s [u8], usize) -> Result<T, Malformed<&'s [u8]>>,
    cut_off: impl FnOnce(Reader<'s>) -> Result<T, Malformed<&'s [u8]>>,
) -> Result<T, Malformed<&'s [u8]>> {
    let Some((head, frame, rest)) = split(reader.peek()) else {
        // A copy: a reader whose address is taken stays in memory for every element.
        let all = *reader;
        reader.rest();
        return cut_off(all);
    };
    reader.resume(rest);
    read(head, frame, reader.offset())
}

/// The same for headers that are rare: `cut` decodes the header, names the element and takes its value; `read` decodes the
/// value.
#[inline]
pub(crate) fn framed<'s, H, T>(
    reader: &mut Reader<'s>,
    cut: impl Fn(&mut Reader<'s>) -> Result<(What, H, Reader<'s>), DecodeError>,
    read: impl FnOnce(H, &mut Reader<'s>) -> Result<T, DecodeError>,
) -> Result<T, Malformed<&'s [u8]>> {
    let all = *reader;
    take_frame(
        reader,
        |octets| {
            let mut behind = all;
            let parts = cut(&mut behind).ok()?;
            let (frame, behind) = octets.split_at_checked(octets.len() - behind.remaining())?;
            Some((parts, frame, behind))
        },
        |(what, head, mut value), frame, _| {
            read(head, &mut value)
                .and_then(|element| value.finish().map(|()| element))
                .map_err(|error| Malformed {
                    octets: Octets(frame),
                    error: error.within(what),
                })
        },
        |all| cut_off(all, &cut),
    )
}

/// Returns the error of `cut` for an element that is longer than the rest of its list.
#[cold]
#[inline(never)]
pub(crate) fn cut_off<'s, C, T>(
    mut reader: Reader<'s>,
    cut: impl Fn(&mut Reader<'s>) -> Result<C, DecodeError>,
) -> Result<T, Malformed<&'s [u8]>> {
    let octets = Octets(reader.peek());
    let error = match cut(&mut reader) {
        Err(error) => error,
        Ok(_) => reader.fail(Fault::Truncated(1)),
    };
    Err(Malformed { octets, error })
}

/// Returns a malformed frame: `all` begins with it, and `left` bytes follow it.
#[cold]
#[inline(never)]
pub(crate) fn malformed(all: &[u8], left: usize, error: DecodeError) -> Malformed<&[u8]> {
    let (frame, _) = all
        .split_at_checked(all.len().saturating_sub(left))
        .unwrap_or_default();
    Malformed {
        octets: Octets(frame),
        error,
    }
}

/// Implements `Decode` for an element with storage: `Name`, with `[T: Bound]` before it if the type has a parameter
/// before `B`, followed by what to check inside.
macro_rules! decode_element {
    ($([$parameter:ident: $bound:path])? $name:ident $(|$element:ident| $check:expr)?) => {
        impl<'a $(, $parameter: $bound)?> $crate::wire::Decode<'a> for $name<$($parameter,)? &'a [u8]> {
            fn decode(reader: &mut $crate::wire::Reader<'a>) -> Result<Self, $crate::wire::DecodeError> {
                <$name<$($parameter)?> as $crate::wire::Element>::take(reader).map_err(Into::into)
            }

            $(fn check_inside(&self) -> Result<(), $crate::wire::DecodeError> {
                let $element = self;
                $check
            })?
        }
    };
}
pub(crate) use decode_element;
