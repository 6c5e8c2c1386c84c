//! NEXT_HOP ([RFC 4271, section 5.1.3](https://www.rfc-editor.org/rfc/rfc4271#section-5.1.3)).

use core::fmt;
use core::net::Ipv4Addr;

use crate::net::{fixed, text_form, word};

fixed! {
    /// NEXT_HOP: where packets to IPv4 destinations go next. An IPv4 address, as a word.
    NextHop(u32) 4;
}
word!(NextHop(u32));
crate::net::address!(NextHop);
text_form!(NextHop as u32);
