//! BGP Role, capability 9 ([RFC 9234, section 4.1](https://www.rfc-editor.org/rfc/rfc9234#section-4.1)).
//!
//! ```text
//! role u8
//! ```

use crate::registry::registry;

registry! {
    /// BGP Role: the role of the speaker in its relation to the peer.
    ///
    /// ```
    /// use bmp_codec::bgp::capability::{Capability, Role};
    ///
    /// let capability: Capability = Capability::from(Role::Customer);
    /// assert_eq!(capability.to_string(), "BGP Role customer");
    /// assert!(Role::Customer.agrees_with(Role::Provider));
    /// assert!(!Role::Customer.agrees_with(Role::Customer));
    /// ```
    Role(u8) {
        /// The speaker provides transit to the peer.
        0 Provider "provider",
        /// The speaker is a route server.
        1 RouteServer "rs",
        /// The speaker is a client of a route server.
        2 RouteServerClient "rs-client",
        /// The speaker receives transit from the peer.
        3 Customer "customer",
        /// The speaker is a lateral peer.
        4 Peer "peer",
    }
}

impl Role {
    /// Returns whether the two ends of a session may have these roles
    /// ([RFC 9234, section 4.2](https://www.rfc-editor.org/rfc/rfc9234#section-4.2)). If not, the session must be
    /// rejected with a Role Mismatch NOTIFICATION (code 2, subcode 11).
    ///
    /// | one end | the other |
    /// | --- | --- |
    /// | provider | customer |
    /// | customer | provider |
    /// | route server | route server client |
    /// | route server client | route server |
    /// | peer | peer |
    ///
    /// A role without a name agrees with no role.
    #[must_use]
    pub const fn agrees_with(self, other: Role) -> bool {
        matches!(
            (self, other),
            (Role::Provider, Role::Customer)
                | (Role::Customer, Role::Provider)
                | (Role::RouteServer, Role::RouteServerClient)
                | (Role::RouteServerClient, Role::RouteServer)
                | (Role::Peer, Role::Peer)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::capability::Capability;
    use crate::bgp::capability::tests::{code_is_first, malformed};
    use crate::testkit::cases;

    #[test]
    fn numbers_of_the_rfc() {
        // RFC 9234, table 1. Some implementations swap the codes of customer and route server client.
        cases! { Capability<&[u8]>, errors malformed, each code_is_first;
            "09 01 00" is Capability::Role(Role::Provider) => "BGP Role provider",
            "09 01 01" is Capability::Role(Role::RouteServer) => "BGP Role rs" => r#"{"role":"rs"}"#,
            "09 01 02" is Capability::Role(Role::RouteServerClient) => "BGP Role rs-client",
            "09 01 03" is Capability::Role(Role::Customer) => "BGP Role customer",
            "09 01 04" is Capability::Role(Role::Peer) => "BGP Role peer",
            "09 01 05" is Capability::Role(Role::from(5)) => "BGP Role role 5" => r#"{"role":5}"#,
            "09 00" => error "capability BGP Role at byte 2: 1 byte is missing",
            "09 02 0303" => error "capability BGP Role at byte 3: 1 byte is left over",
        }
    }

    #[test]
    fn pairs_of_the_rfc() {
        // RFC 9234, table 2; no other pairs agree.
        let pairs = [(0, 3), (3, 0), (1, 2), (2, 1), (4, 4)];
        for one in 0..=6 {
            for other in 0..=6 {
                let agree = Role::from(one).agrees_with(Role::from(other));
                assert_eq!(agree, pairs.contains(&(one, other)), "{one} {other}");
            }
        }
    }
}
