//! The lists of routes of an UPDATE: those of its own fields and of its attributes alike.

use bmp_codec::DecodeError;
use bmp_codec::bgp::Update;
use bmp_codec::bgp::attribute::AttributeValue;
use bmp_codec::bgp::nlri::Nlri;

/// What there is in an UPDATE, in its order.
pub(crate) enum Part<'a> {
    Withdrawn(Nlri<&'a [u8]>),
    Announced(Nlri<&'a [u8]>),
    /// An attribute that cannot be read.
    Malformed(DecodeError),
}

/// Calls `each` with the parts that are there.
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
