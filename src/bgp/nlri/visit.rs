//! [`VisitRoutes`]: generic code for the routes of any family.

use core::fmt;

use crate::bgp::nlri::{Destination, Family, Routes, UnknownNlri};

/// Generic code for the routes of any family, called by [`Nlri::visit`](crate::bgp::nlri::Nlri::visit).
///
/// The code is the same for all families and still has access to all fields of a route through its own type. Methods
/// added later will have a default.
///
/// ```
/// use std::fmt::Display;
/// use bmp_codec::bgp::nlri::{Destination, Family, Routes, UnknownNlri, VisitRoutes};
/// use bmp_codec::{Decode, bgp::attribute::MpUnreach};
///
/// /// Collects the text of each route.
/// #[derive(Default)]
/// struct Texts(Vec<String>);
///
/// impl VisitRoutes for Texts {
///     fn routes<T: Destination>(&mut self, _: Family, routes: &Routes<T, &[u8]>)
///     where
///         for<'s> T::At<'s>: Display,
///     {
///         self.0.extend(routes.iter().flatten().map(|route| route.to_string()));
///     }
///
///     fn unknown(&mut self, unknown: UnknownNlri<&[u8]>) {
///         self.0.push(unknown.octets.to_string());
///     }
/// }
///
/// let octets = [0, 1, 128, 112, 0, 6, 0x41, 0, 0, 0xfd, 0xe7, 0, 0, 0, 1, 198, 18, 20];
/// let unreach = MpUnreach::from_octets(&octets)?;
/// let mut texts = Texts::default();
/// unreach.nlri.visit(&mut texts);
/// assert_eq!(texts.0, ["64999:1 198.18.20.0/24 label 100"]);
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
pub trait VisitRoutes {
    /// Visits the routes of a family whose routes are typed.
    fn routes<T: Destination>(&mut self, family: Family, routes: &Routes<T, &[u8]>)
    where
        for<'s> T::At<'s>: fmt::Display;

    /// Visits the routes of an unknown family. It is not known where each route ends.
    fn unknown(&mut self, unknown: UnknownNlri<&[u8]>);
}
