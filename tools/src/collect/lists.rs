//! The lists of routes in an UPDATE: in its own fields and in its attributes.

use bmp_codec::DecodeError;
use bmp_codec::bgp::Update;
use bmp_codec::bgp::attribute::AttributeValue;
use bmp_codec::bgp::nlri::Nlri;

/// A part of an UPDATE, in the order of the UPDATE.
pub(crate) enum Part<'a> {
    Withdrawn(Nlri<&'a [u8]>),
    Announced(Nlri<&'a [u8]>),
    /// A malformed attribute.
    Malformed(DecodeError),
}

/// Calls `each` for every part.
pub(crate) fn parts<'a>(update: &Update<&'a [u8]>, mut each: impl FnMut(Part<'a>)) {
    if !update.withdrawn_routes.is_empty() {
        each(Part::Withdrawn(Nlri::Ipv4Unicast(update.withdrawn_routes)));
    }
    for attribute in update.path_attributes {
        match attribute.map(|attribute| attribute.value) {
            Ok(AttributeValue::MpReach(reach)) => each(Part::Announced(reach.nlri)),
            Ok(AttributeValue::MpUnreach(unreach)) => each(Part::Withdrawn(unreach.nlri)),
            Ok(_) => {}
            Err(error) => each(Part::Malformed(error)),
        }
    }
    if !update.nlri.is_empty() {
        each(Part::Announced(Nlri::Ipv4Unicast(update.nlri)));
    }
}
