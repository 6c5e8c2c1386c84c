//! Attributes of a link: 1093, 1094, 1098 (RFC 9552, section 5.3.2) and 1105
//! ([RFC 8169, section 4.3.1](https://www.rfc-editor.org/rfc/rfc8169#section-4.3.1)).
//!
//! ```text
//! 1093: types u8, reserved u8   1094: protocols u8   1098: text   1105: RTM 3 bits, and bits without a meaning
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::LinkState;
//! use bmp_codec::bgp::attribute::link_state::{LinkProtection, MplsProtocols, ProtectionTypes};
//!
//! let protection = LinkProtection::new(ProtectionTypes::SHARED);
//! let link = LinkState::of([protection.into(), MplsProtocols::LDP.into()])?;
//! assert_eq!(link.to_string(), "protection shared, mpls ldp");
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use crate::flags::flags;
use crate::wire::{contents, layout};

flags! {
    /// How a link is protected ([RFC 5307, section 1.2](https://www.rfc-editor.org/rfc/rfc5307#section-1.2)).
    ProtectionTypes(u8) {
        /// The link protects other links.
        0x01 EXTRA_TRAFFIC is_extra_traffic "extra-traffic",
        /// Nothing protects the link.
        0x02 UNPROTECTED is_unprotected "unprotected",
        /// Links protect it that protect other links, too.
        0x04 SHARED is_shared "shared",
        /// A link protects it, and only it: traffic is switched.
        0x08 DEDICATED_1_TO_1 is_dedicated_1_to_1 "1:1",
        /// A link protects it, and only it: traffic is on both.
        0x10 DEDICATED_1_PLUS_1 is_dedicated_1_plus_1 "1plus1",
        /// The protection is better than 1+1.
        0x20 ENHANCED is_enhanced "enhanced",
    }

    /// The MPLS signaling protocols of a link. Only routes of the protocols "direct" and "static" have them.
    MplsProtocols(u8) {
        /// Flag L: LDP.
        0x80 LDP is_ldp "ldp",
        /// Flag R: RSVP-TE.
        0x40 RSVP_TE is_rsvp_te "rsvp-te",
    }
}

layout! {
    /// How a link is protected.
    pub struct LinkProtection {
        /// The types of protection.
        pub types: ProtectionTypes,
        /// A reserved byte. Receivers ignore it; this crate keeps it.
        pub reserved: u8 = 0,
    } text "{types}";
}

contents! {
    /// The name of the link, 1 to 255 bytes.
    LinkName(Text) of (1..=255);
    /// Whether the interface measures residence times: three bits, and further ones without a meaning.
    RtmCapability(Octets) of (1..) text |rtm, f| match rtm.rtm() {
        1 => f.write_str("one-step"),
        2 => f.write_str("two-step"),
        other => write!(f, "{other}"),
    };
}

impl<B: AsRef<[u8]>> RtmCapability<B> {
    /// Returns the upper three bits: 1 for one-step, 2 for two-step, 4 is reserved.
    #[must_use]
    pub fn rtm(&self) -> u8 {
        self.0.first().map_or(0, |bits| bits >> 5)
    }
}
