//! Checks the address of a next hop.

use core::net::Ipv4Addr;

/// Returns whether a host can have this address
/// ([RFC 4271, section 6.3](https://www.rfc-editor.org/rfc/rfc4271#section-6.3)).
pub(super) const fn is_host(address: Ipv4Addr) -> bool {
    let [first, ..] = address.octets();
    first != 0 && first < 224
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for (address, host) in [
            ("0.0.0.0", false),
            ("0.1.2.3", false),
            ("192.0.2.1", true),
            ("223.255.255.255", true),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
        ] {
            assert_eq!(is_host(address.parse().unwrap()), host, "{address}");
        }
    }
}
