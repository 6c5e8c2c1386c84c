//! [`List`]: a sequence of values of variable size, kept as bytes.

mod text;

use core::hash::{Hash, Hasher};
use core::iter::FusedIterator;
use core::marker::PhantomData;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::wire::{
    AnyContext, Context, Decode, DecodeError, Element, Encode, EncodeError, ReadIn, Reader, Writer,
    append_in, map_octets,
};

/// A sequence of values of variable size. Iterating decodes one value after the other, each as a `Result`.
///
/// ```
/// use bmp_codec::bgp::{Session, nlri::{Ipv4Prefix, Route, Routes}};
///
/// let mut routes = Routes::<Ipv4Prefix>::new(Session::default());
/// routes.push(&Route::from("10.0.0.0/8".parse::<Ipv4Prefix>()?))?;
/// assert_eq!(routes.octets(), [8, 10]);
/// for route in &routes {
///     assert_eq!(route?.nlri.to_string(), "10.0.0.0/8");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct List<T: Element, B: AsRef<[u8]> = Vec<u8>> {
    octets: B,
    context: T::Context,
    elements: PhantomData<fn() -> T>,
}

map_octets!([T: Element] List |list, f| List::within(f(&list.octets), list.context));

/// Lists of elements that need no context, like TLVs. Lists of routes and of path attributes have methods of the same
/// names that take the context.
impl<T: Element<Context: AnyContext>, B: AsRef<[u8]>> List<T, B> {
    /// Returns a list over `octets`, without decoding or checking them.
    #[inline]
    pub fn over(octets: B) -> List<T, B> {
        List::within(octets, T::Context::default())
    }
}

impl<T: Element<Context: AnyContext>> List<T> {
    /// Returns an empty list.
    #[must_use]
    pub fn new() -> List<T> {
        List::default()
    }

    /// Returns a list of these elements.
    ///
    /// ```
    /// use bmp_codec::bgp::attribute::{Aigp, AigpMetric, AigpTlv};
    ///
    /// let aigp = Aigp::of([AigpTlv::Metric(AigpMetric(100))])?;
    /// assert_eq!(aigp.octets().len(), 11);
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    ///
    /// # Errors
    /// Same as [`push`](List::push).
    pub fn of(elements: impl IntoIterator<Item = T>) -> Result<List<T>, EncodeError>
    where
        T: Encode,
    {
        List::filled(T::Context::default(), elements)
    }
}

impl<T: Element, B: AsRef<[u8]>> List<T, B> {
    /// Returns a list over `octets`, in a context.
    #[inline]
    pub(crate) const fn within(octets: B, context: T::Context) -> List<T, B> {
        List {
            octets,
            context,
            elements: PhantomData,
        }
    }

    /// Returns an iterator over the elements.
    ///
    /// It ends after an error that does not show where the next element begins. Errors borrow nothing, so `?` works in
    /// any function. Use [`entries`](List::entries) to get the bytes of malformed elements too.
    #[inline]
    pub fn iter(&self) -> Iter<'_, T> {
        Iter(self.entries())
    }

    /// Like [`iter`](List::iter), but errors have the bytes of the malformed element.
    ///
    /// ```
    /// use bmp_codec::bgp::{Session, attribute::PathAttributes};
    ///
    /// // ORIGIN with the value 9.
    /// let attributes = PathAttributes::over(&[0x40, 1, 1, 9][..], Session::default());
    /// let malformed = attributes.entries().next().unwrap().unwrap_err();
    /// assert_eq!((malformed.flags.0, malformed.code), (0x40, 1));
    /// assert_eq!(malformed.octets.0, [9]);
    /// assert_eq!(
    ///     malformed.to_string(),
    ///     "malformed ORIGIN (1): ORIGIN at byte 3: a value of 9 is not possible in 09",
    /// );
    /// ```
    #[inline]
    pub fn entries(&self) -> Entries<'_, T> {
        Entries {
            reader: self.reader(),
            elements: PhantomData,
        }
    }

    /// Decodes all elements, and everything nested in them.
    ///
    /// # Errors
    /// The first error. Its offset counts from the start of the innermost list that contains it.
    pub fn check(&self) -> Result<(), DecodeError> {
        T::check_all(self.reader())
    }

    /// Returns whether the list has no bytes.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.octets.as_ref().is_empty()
    }

    /// Returns the bytes of the elements.
    #[inline]
    pub fn octets(&self) -> &[u8] {
        self.octets.as_ref()
    }

    /// Returns the context that the elements are decoded in.
    #[inline]
    pub fn context(&self) -> T::Context {
        self.context
    }

    /// Returns the bytes.
    pub(crate) fn into_octets(self) -> B {
        self.octets
    }

    /// Returns the same bytes, to be decoded in another context.
    pub(crate) fn in_context(self, context: T::Context) -> List<T, B> {
        List::within(self.octets, context)
    }

    #[inline]
    pub(crate) fn reader(&self) -> Reader<'_> {
        Reader::within(self.octets.as_ref(), self.context)
    }
}

/// The capacity that a list allocates for its first element. It suffices for the attributes of most messages.
const FIRST: usize = 64;

/// The most that is reserved because an iterator says how many elements it has.
const MOST: usize = 0x1_0000;

impl<T: Element> List<T> {
    /// Returns a list of these elements, in a context.
    #[inline]
    pub(crate) fn filled(
        context: T::Context,
        elements: impl IntoIterator<Item = T>,
    ) -> Result<List<T>, EncodeError>
    where
        T: Encode,
    {
        let mut list = List::within(Vec::new(), context);
        list.push_all(elements)?;
        Ok(list)
    }

    /// Adds an element at the end.
    ///
    /// # Errors
    /// [`EncodeError::Session`] if the element has the form of another context, or any error of encoding it. The list
    /// then stays unchanged.
    #[inline]
    pub fn push(&mut self, element: &T) -> Result<(), EncodeError>
    where
        T: Encode,
    {
        self.append(element)
    }

    /// Adds elements at the end.
    ///
    /// ```
    /// use bmp_codec::bgp::{Session, nlri::{Ipv4Prefix, Route, Routes}};
    ///
    /// let prefixes = (0..4).map(|n| Ipv4Prefix::from((0x0a00_0000 | n << 16, 16)));
    /// let mut routes = Routes::new(Session::default());
    /// routes.push_all(prefixes.map(Route::from))?;
    /// assert_eq!(routes.octets(), [16, 10, 0, 16, 10, 1, 16, 10, 2, 16, 10, 3]);
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    ///
    /// # Errors
    /// Same as [`push`](List::push), for the first element that cannot be added. The list then stays unchanged, without
    /// the elements before that one.
    #[inline]
    pub fn push_all(&mut self, elements: impl IntoIterator<Item = T>) -> Result<(), EncodeError>
    where
        T: Encode,
    {
        let elements = elements.into_iter();
        let before = self.octets.len();
        let octets = &mut self.octets;
        // How many elements there will be is only a guess, and how long they are, too.
        let room = elements.size_hint().0.saturating_mul(5).min(MOST);
        if room > octets.capacity() - before {
            make_room(octets, room);
        }
        let result = T::append_all(self.context, elements, octets);
        if result.is_err() {
            octets.truncate(before);
        }
        result
    }

    /// Makes the list the same as another one: [`to_owned`](List::to_owned) into the memory that this list has already.
    ///
    /// ```
    /// use bmp_codec::bgp::{Session, attribute::{LocalPref, PathAttributes}};
    ///
    /// let mut attributes = PathAttributes::new(Session::default());
    /// for octets in [[0x40, 1, 1, 0], [0x40, 1, 1, 2]] {
    ///     let received = PathAttributes::over(&octets[..], Session::default());
    ///     attributes.copy_from(&received);
    ///     attributes.set(&LocalPref(100))?;
    ///     assert_eq!(attributes.octets()[..4], octets);
    /// }
    /// assert_eq!(attributes.to_string(), "ORIGIN incomplete, LOCAL_PREF 100");
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    #[inline]
    pub fn copy_from<C: AsRef<[u8]>>(&mut self, list: &List<T, C>) {
        let octets = list.octets.as_ref();
        self.context = list.context;
        self.octets.clear();
        // Room for an attribute more: lists are copied to be changed.
        if self.octets.capacity() < octets.len() {
            make_room(&mut self.octets, octets.len() + FIRST);
        }
        self.octets.extend_from_slice(octets);
    }

    /// Removes all elements. The list keeps its memory, so that filling it again need not allocate.
    ///
    /// ```
    /// use bmp_codec::bgp::{Session, Update, attribute::{LocalPref, Origin, PathAttributes}};
    ///
    /// let mut attributes = PathAttributes::new(Session::default());
    /// for preference in [100, 200] {
    ///     attributes.clear();
    ///     attributes.add(&Origin::Igp)?;
    ///     attributes.add(&LocalPref(preference))?;
    ///     // A view: the list stays, to be used for the next message.
    ///     let update = Update { path_attributes: attributes.view(), ..Update::default() };
    ///     assert_eq!(update.path_attributes.local_pref()?, Some(LocalPref(preference)));
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    pub fn clear(&mut self) {
        self.octets.clear();
    }

    /// Adds a decoded element at the end.
    ///
    /// # Errors
    /// Same as [`push`](List::push).
    pub fn push_view(&mut self, element: &T::At<'_>) -> Result<(), EncodeError>
    where
        for<'s> T::At<'s>: Encode,
    {
        self.append(element)
    }

    #[inline]
    pub(crate) fn append(&mut self, element: &impl Encode) -> Result<(), EncodeError> {
        let (context, before) = (self.context, self.octets.len());
        let octets = self.octets_mut(1);
        let result = append_in(context, element, octets);
        if result.is_err() {
            octets.truncate(before);
        }
        result
    }

    /// Returns the bytes, to append at least this many to them: there is room for them.
    #[inline]
    pub(crate) fn octets_mut(&mut self, room: usize) -> &mut Vec<u8> {
        if self.octets.capacity() - self.octets.len() < room {
            make_room(&mut self.octets, room);
        }
        &mut self.octets
    }
}

/// Makes room for `room` bytes more. Allocating and copying takes fewer instructions than growing; for long lists the
/// allocator may be able to grow in place.
#[inline(never)]
fn make_room(octets: &mut Vec<u8>, room: usize) {
    if octets.len() > 0x1000 {
        octets.reserve(room);
    } else {
        let mut larger = Vec::with_capacity((octets.len() + room).max(2 * octets.len()).max(FIRST));
        larger.extend_from_slice(octets);
        *octets = larger;
    }
}

// Not derived, because the elements need not be `Copy`.
impl<T: Element, B: AsRef<[u8]> + Clone> Clone for List<T, B> {
    fn clone(&self) -> Self {
        List::within(self.octets.clone(), self.context)
    }
}

impl<T: Element, B: AsRef<[u8]> + Copy> Copy for List<T, B> {}

/// An empty list in the default context.
impl<T: Element, B: AsRef<[u8]> + Default> Default for List<T, B> {
    fn default() -> List<T, B> {
        List::within(B::default(), T::context(Context::default()))
    }
}

impl<'a, T: Element> Decode<'a> for List<T, &'a [u8]> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(List::within(reader.rest(), T::context(reader.context())))
    }

    fn check_inside(&self) -> Result<(), DecodeError> {
        self.check()
    }
}

impl<C, T: Element + ReadIn<C>, B: AsRef<[u8]>> ReadIn<C> for List<T, B> {}

impl<T: Element, B: AsRef<[u8]>> Encode for List<T, B> {
    #[inline]
    fn encoded_len(&self) -> usize {
        self.octets.as_ref().len()
    }

    #[inline]
    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_slice(self.octets.as_ref());
        Ok(())
    }
}

/// Lists are equal if their bytes are equal and mean the same in both contexts.
impl<T: Element, B: AsRef<[u8]>> PartialEq for List<T, B>
where
    for<'s> T::At<'s>: PartialEq,
{
    fn eq(&self, other: &Self) -> bool {
        self.octets.as_ref() == other.octets.as_ref()
            && (self.context == other.context || self.iter().eq(other.iter()))
    }
}

impl<T: Element, B: AsRef<[u8]>> Eq for List<T, B> where for<'s> T::At<'s>: PartialEq {}

impl<T: Element, B: AsRef<[u8]>> Hash for List<T, B> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.octets.as_ref().hash(state);
    }
}

impl<'a, T: Element> List<T, &'a [u8]> {
    /// Like [`entries`](List::entries), for the lifetime of the bytes.
    #[inline]
    #[must_use]
    pub fn into_entries(self) -> Entries<'a, T> {
        Entries {
            reader: Reader::within(self.octets, self.context),
            elements: PhantomData,
        }
    }
}

impl<'a, T: Element> IntoIterator for List<T, &'a [u8]> {
    type Item = Result<T::At<'a>, DecodeError>;
    type IntoIter = Iter<'a, T>;

    #[inline]
    fn into_iter(self) -> Iter<'a, T> {
        Iter(self.into_entries())
    }
}

impl<'a, T: Element, B: AsRef<[u8]>> IntoIterator for &'a List<T, B> {
    type Item = Result<T::At<'a>, DecodeError>;
    type IntoIter = Iter<'a, T>;

    #[inline]
    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

/// The iterator over the elements of a [`List`]; a malformed element is an error.
#[derive(Clone, Debug)]
pub struct Iter<'a, T>(Entries<'a, T>);

/// The iterator over the elements of a [`List`]; a malformed element is an error with its bytes.
#[derive(Clone, Debug)]
pub struct Entries<'a, T> {
    reader: Reader<'a>,
    elements: PhantomData<fn() -> T>,
}

impl<'a, T> Iter<'a, T> {
    /// Returns the bytes not decoded yet.
    #[inline]
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.0.rest()
    }
}

impl<'a, T> Entries<'a, T> {
    /// Returns the bytes not decoded yet.
    #[inline]
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.reader.peek()
    }
}

impl<'a, T: Element> Iterator for Iter<'a, T> {
    type Item = Result<T::At<'a>, DecodeError>;

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        match self.0.next() {
            Some(Ok(element)) => Some(Ok(element)),
            Some(Err(error)) => Some(Err(error.into())),
            None => None,
        }
    }
}

impl<'a, T: Element> Iterator for Entries<'a, T> {
    type Item = Result<T::At<'a>, T::Error<'a>>;

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        if self.reader.is_empty() {
            return None;
        }
        let before = self.reader.remaining();
        let element = T::take(&mut self.reader);
        debug_assert!(self.reader.remaining() < before, "an element of no octets");
        Some(element)
    }
}

impl<T: Element> FusedIterator for Iter<'_, T> {}
impl<T: Element> FusedIterator for Entries<'_, T> {}
