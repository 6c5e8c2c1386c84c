//! The attributes whose values can break a rule although they can be decoded. The rules are in the rooms of the
//! attributes.

use crate::bgp::attribute::AttributeValue;
use crate::bgp::nlri::Nlri;
use crate::wire::DecodeError;

impl AttributeValue<&[u8]> {
    /// Returns the first [rule](crate::Breach) that the value breaks. The offset counts from the start of the value, or
    /// from the start of the routes.
    pub(crate) fn breach(&self) -> Option<DecodeError> {
        let routes = |nlri: Nlri<&[u8]>| nlri.check().err();
        match self {
            AttributeValue::MpReach(reach) => routes(reach.nlri),
            AttributeValue::MpUnreach(unreach) => unreach.nlri.check_withdrawn().err(),
            _ => None,
        }
    }
}
