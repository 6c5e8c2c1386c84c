//! [`RouteErrors`]: the routes of a list that cannot be decoded or break a rule.

use core::iter::FusedIterator;

use crate::bgp::nlri::{Destination, Family, Nlri, Route, RouteContext, Routes};
use crate::wire::{DecodeError, Element, Fault, ListContext, Reader, What};

/// An iterator over what is wrong with the routes of a list of any family, in their order: a route that cannot be
/// decoded, and a route that breaks a [rule](crate::Breach) of its RFC. Offsets count from the start of the list.
///
/// [`Nlri::errors`] returns it.
#[derive(Clone, Debug)]
pub struct RouteErrors<'a> {
    reader: Reader<'a>,
    family: Family,
    announced: bool,
    discarded: bool,
    find: fn(&mut RouteErrors<'a>) -> Option<DecodeError>,
}

impl<'a> RouteErrors<'a> {
    pub(crate) fn of<T: Destination>(
        family: Family,
        routes: Routes<T, &'a [u8]>,
    ) -> RouteErrors<'a> {
        RouteErrors {
            reader: Reader::within(routes.into_iter().rest(), routes.context()),
            family,
            announced: true,
            discarded: false,
            find: find::<T>,
        }
    }

    /// Returns an iterator over the errors if the routes are withdrawn: rules about fields that are not part of the key
    /// do not apply, nor do rules about the routes that a receiver ignores.
    ///
    /// ```
    /// use bmp_codec::bgp::{Session, nlri::{Ipv4Prefix, Nlri, Routes}};
    ///
    /// let multicast = "233.252.0.0/24".parse::<Ipv4Prefix>()?;
    /// let routes = Routes::in_session(Session::default(), [multicast.into()])?;
    /// let routes = Nlri::Ipv4Unicast(routes);
    /// assert_eq!(routes.errors().count(), 1);
    /// assert_eq!(routes.errors().withdrawn().count(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn withdrawn(self) -> RouteErrors<'a> {
        RouteErrors {
            announced: false,
            ..self
        }
    }

    /// Returns whether a receiver discards only the malformed route that the last error was about.
    pub(crate) const fn is_discarded(&self) -> bool {
        self.discarded
    }

    /// Returns an iterator over the errors of an unknown family: there are none.
    pub(crate) fn none() -> RouteErrors<'a> {
        RouteErrors {
            reader: Reader::new(&[]),
            family: Family::IPV4_UNICAST,
            announced: true,
            discarded: false,
            find: |_| None,
        }
    }
}

/// Finds the next error. The family is chosen once for a list.
fn find<T: Destination>(errors: &mut RouteErrors<'_>) -> Option<DecodeError> {
    let RouteErrors {
        reader,
        family,
        announced,
        discarded,
        ..
    } = errors;
    while !reader.is_empty() {
        let start = *reader;
        let error = match Route::<T>::take(reader) {
            Ok(route) => {
                let always = T::breach(*family, &route.nlri);
                let breach = match announced {
                    true => always.or_else(|| T::breach_if_announced(*family, &route.nlri)),
                    false => always,
                };
                breach.map(|breach| start.fail(Fault::Breach(breach)))
            }
            Err(error) => {
                let path_ids = RouteContext::of(start.context()).has_path_ids();
                *discarded = T::is_discarded(&error, path_ids);
                Some(error.into())
            }
        };
        if let Some(error) = error {
            return Some(error.within(What::Nlri(*family)));
        }
    }
    None
}

impl Iterator for RouteErrors<'_> {
    type Item = DecodeError;

    fn next(&mut self) -> Option<DecodeError> {
        (self.find)(self)
    }
}

impl FusedIterator for RouteErrors<'_> {}

impl<B: AsRef<[u8]>> Nlri<B> {
    /// Returns an iterator over what is wrong with the routes if they are announced: those that cannot be decoded, and
    /// those that break a rule of their RFC. Withdrawn routes have fewer rules: call
    /// [`withdrawn`](RouteErrors::withdrawn).
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
