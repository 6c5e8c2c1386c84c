//! TLVs of Session Transformed routes (draft-ietf-bess-mup-safi-01).
//!
//! ```text
//! type u8, length u8, value
//! session (1): TEID u32, QFI u8
//! interwork endpoint (2), source address (3): address 4 or 16
//! ```

use core::net::IpAddr;

use crate::wire::{List, UnknownTlv, What, layout, table};

/// The TLVs of a Session Transformed route. They are not part of its key.
pub type MupTlvs<B = alloc::vec::Vec<u8>> = List<MupTlv, B>;

table! {
    /// A TLV of a Session Transformed route.
    ///
    /// A malformed TLV does not affect the other TLVs, but the route [breaks a
    /// rule](crate::Breach::MUP_MALFORMED_TLV).
    pub enum MupTlv<B>(u16) by tlv_type, unknown UnknownTlv, text, from;
    framed U8U8 "BGP-MUP TLV" |_| What::Octets;
    {
        /// The session of a mobile device.
        1 => Session(MupSession) "session",
        /// The other end of the tunnel.
        2 => InterworkEndpoint(MupInterworkEndpoint) "interwork-endpoint",
        /// The source of the tunnel.
        3 => SourceAddress(MupSourceAddress) "source-address",
    }
}

layout! {
    /// A session of 3GPP 5G.
    #[derive(PartialOrd, Ord)]
    pub struct MupSession {
        /// The tunnel endpoint identifier of GTP-U.
        pub teid: u32,
        /// The QoS flow identifier.
        pub qfi: u8,
    } text "teid {teid} qfi {qfi}";

    /// An interwork endpoint.
    #[derive(PartialOrd, Ord)]
    pub struct MupInterworkEndpoint(pub IpAddr) text |endpoint, f| endpoint.0.fmt(f);

    /// A source address.
    #[derive(PartialOrd, Ord)]
    pub struct MupSourceAddress(pub IpAddr) text |source, f| source.0.fmt(f);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::cases;

    /// Laid out by hand from the draft. GoBGP 4.8.0 sends the same layout.
    #[test]
    fn every_type_and_what_is_malformed() {
        cases! { MupTlvs<&[u8]>;
            "01 05 00000309 05" => "session teid 777 qfi 5" => r#"[{"session":{"teid":777,"qfi":5}}]"#,
            "02 04 c000026c 03 10 20010db8000000000000000000000106"
                => "interwork-endpoint 192.0.2.108, source-address 2001:db8::106"
                => r#"[{"interwork_endpoint":"192.0.2.108"},{"source_address":"2001:db8::106"}]"#,
            "09 02 abcd" => "type-9 abcd" => r#"[{"unknown":{"tlv_type":9,"octets":"abcd"}}]"#,
            "01 04 00000309" => inside "value at byte 6: 1 byte is missing",
            "02 05 c000026c00" => inside "value at byte 2: a length of 5 is not possible",
            "03 00" => inside "value at byte 2: a length of 0 is not possible",
            "03 04 c00002" => inside "value at byte 2: 1 byte is missing",
        }
    }
}
