//! ORIGINATOR_ID ([RFC 4456, section 8](https://www.rfc-editor.org/rfc/rfc4456#section-8)).

use core::fmt;
use core::net::Ipv4Addr;

use crate::net::{fixed, text_form, word};

fixed! {
    /// ORIGINATOR_ID: the router that brought the route into the own AS. Its BGP identifier.
    OriginatorId(u32) 4;
}
word!(OriginatorId(u32));
crate::net::address!(OriginatorId);
text_form!(OriginatorId as u32);
