//! [`RouteKeys`]: an iterator over the keys of a list of routes.

use core::iter::FusedIterator;

use crate::bgp::nlri::{AnyRoutes, Family, RouteKeyRef};
use crate::wire::{DecodeError, Reader};

/// An iterator over the keys of a list of routes of any family. A malformed route is an error in its place.
///
/// All routes of an unknown family share one key, because it is not known where each route ends.
#[derive(Clone, Debug)]
pub struct RouteKeys<'a> {
    reader: Reader<'a>,
    family: Family,
    take: TakeKey<'a>,
}

/// Takes the key of one route of a family. The family is chosen once for a list.
type TakeKey<'a> = fn(&mut Reader<'a>, Family) -> Result<RouteKeyRef<'a>, DecodeError>;

impl<'a> RouteKeys<'a> {
    /// Returns the keys of the routes that a reader contains.
    pub(crate) fn new(reader: Reader<'a>, family: Family) -> RouteKeys<'a> {
        RouteKeys {
            reader,
            family,
            take: family.key_rule().take,
        }
    }
}

impl<'a> AnyRoutes<'a> {
    /// Returns the keys of these routes in order.
    ///
    /// ```
    /// use bmp_codec::{Decode, bgp::attribute::MpUnreach};
    ///
    /// // Two segment discovery routes of BGP-MUP: 192.0.2.201 and 192.0.2.202.
    /// let unreach = MpUnreach::from_octets(&[
    ///     0, 1, 85, 1, 0, 2, 12, 0, 0, 0xfd, 0xe8, 0, 0, 0, 1, 192, 0, 2, 201,
    ///     1, 0, 2, 12, 0, 0, 0xfd, 0xe8, 0, 0, 0, 1, 192, 0, 2, 202,
    /// ])?;
    /// let keys: Vec<_> = unreach.nlri.any_routes().keys().collect::<Result<_, _>>()?;
    /// let text = "ipv4-mup direct-segment-discovery 65000:1 192.0.2.201";
    /// assert_eq!(keys[0].to_string(), text);
    /// assert_ne!(keys[0], keys[1]);
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    #[must_use]
    pub fn keys(self) -> RouteKeys<'a> {
        let (reader, family) = self.into_parts();
        RouteKeys::new(reader, family)
    }
}

impl<'a> Iterator for RouteKeys<'a> {
    type Item = Result<RouteKeyRef<'a>, DecodeError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        (!self.reader.is_empty()).then(|| (self.take)(&mut self.reader, self.family))
    }
}

impl FusedIterator for RouteKeys<'_> {}
