//! [`Registered`]: the type code and the usual flags of an attribute.

use crate::bgp::attribute::AttributeFlags;

/// A value with its own type code: the trait of generic functions over attributes.
///
/// You do not need the trait for the code of one attribute: each type has it as a constant.
///
/// ```
/// use bmp_codec::bgp::attribute::{Communities, MpReach, Origin};
///
/// assert_eq!((Origin::CODE, Communities::CODE, MpReach::CODE), (1, 8, 14));
/// ```
///
/// To add your own attribute, or one that this crate does not decode yet, implement the trait for a type.
///
/// ```
/// use bmp_codec::bgp::Session;
/// use bmp_codec::bgp::attribute::{AttributeFlags, PathAttributes, Registered};
/// use bmp_codec::wire::Fixed;
///
/// /// Code 255, for development: RFC 2042, section 2.
/// #[derive(Clone, Copy, Debug, PartialEq)]
/// struct Weight(u32);
///
/// impl Fixed for Weight {
///     type Octets = [u8; 4];
///     fn from_octets(octets: [u8; 4]) -> Weight { Weight(u32::from_be_bytes(octets)) }
///     fn to_octets(self) -> [u8; 4] { self.0.to_be_bytes() }
/// }
///
/// impl Registered for Weight {
///     const CODE: u8 = 255;
///     const FLAGS: AttributeFlags = AttributeFlags::OPTIONAL_TRANSITIVE;
/// }
///
/// let attributes = PathAttributes::new(Session::default()).with(&Weight(7))?;
/// assert_eq!(attributes.octets(), [0xc0, 255, 4, 0, 0, 0, 7]);
/// assert_eq!(attributes.get()?, Some(Weight(7)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the value of a path attribute",
    note = "the values of path attributes are listed at `AttributeValue`"
)]
pub trait Registered {
    /// The type code.
    const CODE: u8;
    /// The usual flags of the attribute.
    const FLAGS: AttributeFlags;
}
