//! [`Element`]: what a list holds, and how it is taken out of one.

use core::fmt;

use crate::wire::{Context, Decode, DecodeError, ListContext, Malformed, Octets, Reader, What};

/// A type that a [`List`](crate::wire::List) holds, named by its owned form.
///
/// There are two kinds. *Plain* elements (routes) end where their own fields say so: behind a broken one nothing can
/// be found, and the walk ends with its error. *Framed* elements (attributes, TLVs, capabilities) say how long they
/// are: a bad value inside a whole frame is an error in its place, with its octets, and the walk goes on.
///
/// It is sealed: types of this crate implement it.
pub trait Element: Sized + sealed::Element {
    /// The form that is read: on borrowed octets.
    type At<'s>: Decode<'s>;
    /// What a walk gives in place of an element that cannot be read.
    type Error<'s>: ElementError<'s>;
    /// What must be known to read such elements: `()` where they read the same everywhere.
    type Context: ListContext;

    /// Takes the next element from a reader that is not empty, and moves the reader by at least one octet: behind
    /// the element, behind the frame of a bad one, or to the end where it cannot be told where that is.
    fn take<'s>(reader: &mut Reader<'s>) -> Result<Self::At<'s>, Self::Error<'s>>;

    /// What of a reader's context such elements need. Lists keep no more than that.
    #[inline]
    fn context(context: Context) -> Self::Context {
        Self::Context::of(context)
    }
}

/// What a walk gives in place of an element: a [`DecodeError`], or that with the octets.
///
/// It is sealed, as [`Element`] is.
pub trait ElementError<'s>: fmt::Debug + Into<DecodeError> + sealed::Error {
    /// The error of an element of which it is not told where it ends: `rest` is all that is left.
    fn broken(rest: Octets<&'s [u8]>, error: DecodeError) -> Self;

    /// The same error with a name for what was read, unless it has one.
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

/// An element that ends where its fields say so.
#[inline(always)]
pub(crate) fn plain<'s, T: Decode<'s>>(reader: &mut Reader<'s>) -> Result<T, DecodeError> {
    let element = T::decode(reader);
    if element.is_err() {
        reader.rest();
    }
    element
}

/// What elements are that end where their fields say so, and read the same everywhere.
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

/// An element that says how long it is: `cut` reads its header, names it and cuts off its value; `read` reads that.
///
/// Where `cut` fails, all that is left is malformed; where `read` does, or leaves octets, the frame is.
#[inline]
pub(crate) fn framed<'s, H: Copy, T>(
    reader: &mut Reader<'s>,
    cut: impl FnOnce(&mut Reader<'s>) -> Result<(What, H, Reader<'s>), DecodeError>,
    read: impl FnOnce(H, &mut Reader<'s>) -> Result<T, DecodeError>,
) -> Result<T, Malformed<&'s [u8]>> {
    let all = reader.peek();
    let (what, header, mut value) = match cut(reader) {
        Ok(parts) => parts,
        Err(error) => {
            reader.rest();
            return Err(Malformed {
                octets: Octets(all),
                error,
            });
        }
    };
    read(header, &mut value)
        .and_then(|element| value.finish().map(|()| element))
        .map_err(|error| malformed(all, reader.remaining(), error.within(what)))
}

/// A whole frame with something wrong in it: `all` begins with it, and `left` octets are behind it.
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

/// `Decode` of an element that stands on octets: `Name`, `[T: Bound]` in front where the type has a parameter before `B`,
/// and behind it what is to check inside.
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
