//! [`RouteErrors`]: the routes of a list that cannot be decoded or break a rule.

use core::iter::FusedIterator;

use crate::bgp::nlri::{Destination, Family, Nlri, Route, Routes};
use crate::wire::{DecodeError, Element, Fault, Reader, What};

/// An iterator over what is wrong with the routes of a list of any family, in their order: a route that cannot be
/// decoded, and a route that breaks a [rule](crate::Breach) of its RFC. Offsets count from the start of the list.
///
/// [`Nlri::errors`] returns it.
#[derive(Clone, Debug)]
pub struct RouteErrors<'a> {
    reader: Reader<'a>,
    family: Family,
    find: fn(&mut Reader<'a>, Family) -> Option<DecodeError>,
}

impl<'a> RouteErrors<'a> {
    pub(crate) fn of<T: Destination>(
        family: Family,
        routes: Routes<T, &'a [u8]>,
    ) -> RouteErrors<'a> {
        RouteErrors {
            reader: Reader::within(routes.into_iter().rest(), routes.context()),
            family,
            find: find::<T>,
        }
    }

    /// Returns an iterator over the errors of an unknown family: there are none.
    pub(crate) fn none() -> RouteErrors<'a> {
        RouteErrors {
            reader: Reader::new(&[]),
            family: Family::IPV4_UNICAST,
            find: |_, _| None,
        }
    }
}

/// Finds the next error. The family is chosen once for a list.
fn find<T: Destination>(reader: &mut Reader<'_>, family: Family) -> Option<DecodeError> {
    while !reader.is_empty() {
        let start = *reader;
        let breach = match Route::<T>::take(reader) {
            Ok(route) => {
                T::breach(family, &route.nlri).map(|breach| start.fail(Fault::Breach(breach)))
            }
            Err(error) => Some(error.into()),
        };
        if let Some(error) = breach {
            return Some(error.within(What::Nlri(family)));
        }
    }
    None
}

impl Iterator for RouteErrors<'_> {
    type Item = DecodeError;

    fn next(&mut self) -> Option<DecodeError> {
        (self.find)(&mut self.reader, self.family)
    }
}

impl FusedIterator for RouteErrors<'_> {}

impl<B: AsRef<[u8]>> Nlri<B> {
    /// Returns an iterator over what is wrong with the routes: those that cannot be decoded, and those that break a rule
    /// of their RFC.
    ///
    /// ```
    /// use bmp_codec::{Breach, Decode, Fault, bgp::attribute::MpUnreach};
    ///
    /// // A flow specification whose components are not in order: port, then destination.
    /// let unreach = MpUnreach::from_octets(&[0, 1, 133, 5, 4, 0x81, 25, 1, 0])?;
    /// assert_eq!(unreach.nlri.any_routes().filter(Result::is_ok).count(), 1);
    /// let error = unreach.nlri.errors().next().unwrap();
    /// assert_eq!(error.fault(), Fault::Breach(Breach::FLOW_SPEC_ORDER));
    /// assert_eq!(
    ///     error.to_string(),
    ///     "ipv4-flow-spec route at byte 0: the components are not in the order of their types",
    /// );
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    #[must_use]
    pub fn errors(&self) -> RouteErrors<'_> {
        self.view().into()
    }
}
