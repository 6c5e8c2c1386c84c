//! [`VisitRoutes`]: code for the routes of whatever family.

use core::fmt;

use crate::bgp::nlri::{Destination, Family, Routes, UnknownNlri};

/// What is done with the routes of whatever family, by [`Nlri::visit`](crate::bgp::nlri::Nlri::visit): code that is the same for all, and still sees
/// all that a family says. Methods that are added have a default.
///
/// ```
/// use std::fmt::Display;
/// use bmp_codec::bgp::nlri::{Destination, Family, Routes, UnknownNlri, VisitRoutes};
/// use bmp_codec::{Decode, bgp::attribute::MpUnreach};
///
/// /// The text of each route.
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
/// let unreach = MpUnreach::from_octets(&[0, 1, 128, 112, 0, 6, 0x41, 0, 0, 0xfd, 0xe7, 0, 0, 0, 1, 198, 18, 20])?;
/// let mut texts = Texts::default();
/// unreach.nlri.visit(&mut texts);
/// assert_eq!(texts.0, ["64999:1 198.18.20.0/24 label 100"]);
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
pub trait VisitRoutes {
    /// Routes of a family whose routes are typed.
    fn routes<T: Destination>(&mut self, family: Family, routes: &Routes<T, &[u8]>)
    where
        for<'s> T::At<'s>: fmt::Display;

    /// Routes of a family that has no type here: where one ends and the next begins is not known.
    fn unknown(&mut self, unknown: UnknownNlri<&[u8]>);
}
