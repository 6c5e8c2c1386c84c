//! Extended communities of an administrator, which is an AS or an IPv4 address, and a number that the administrator
//! assigns ([RFC 4360, section 3](https://www.rfc-editor.org/rfc/rfc4360#section-3),
//! [RFC 5668](https://www.rfc-editor.org/rfc/rfc5668)).

use core::fmt;
use core::net::Ipv4Addr;

use super::field::{Field, Parts, Rate, Value, low};
use super::values::values;
use crate::net::{Asn, RouteDistinguisher};

/// Makes enums of some of the three forms. The form is in the lower bits of the type.
macro_rules! administrators {
    ($($(#[$meta:meta])* $name:ident { $($form:ident $number:literal { $($field:ident: $type:ty),* },)*; $other:ident })*) => { $(
        $(#[$meta])*
        ///
        /// The text is the text of a route distinguisher: `65000:100`, `192.0.2.1:100`, `4200000001:100`, and
        /// `65000L:100` for a four-octet AS number that would fit into two bytes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
        pub enum $name {
            $(#[doc = administrators!(@doc $form)] $form {
                $(#[doc = administrators!(@field $field)] $field: $type,)*
            },)*
        }

        impl $name {
            /// Returns the value as a route distinguisher, which has the same forms.
            const fn distinguisher(self) -> RouteDistinguisher {
                match self { $($name::$form { $($field),* } => administrators!(@make $form $($field)*),)* }
            }
        }

        impl Value for $name {
            fn of(word: u64) -> $name {
                let (asn, address) = ((word >> 32) as u16, (word >> 16) as u32);
                match word >> 56 & 3 {
                    $($number => administrators!(@of $name $form word asn address),)*
                    _ => administrators!(@of $name $other word asn address),
                }
            }

            fn parts(self, first: u8) -> (u8, u64) {
                let distinguisher = self.distinguisher();
                (first | distinguisher.kind() as u8, low(distinguisher.0, 48))
            }

            fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, ":{self}")
            }

            fn read(_: u8, parts: &mut Parts<'_>) -> Option<$name> {
                let text = parts.rest().filter(|text| !text.starts_with("0x"))?;
                let distinguisher: RouteDistinguisher = text.parse().ok()?;
                match distinguisher.kind() {
                    $($number => Some($name::of($number << 56 | low(distinguisher.0, 48))),)*
                    _ => None,
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.distinguisher().fmt(f)
            }
        }
    )* };
    (@doc TwoOctetAs) => { "A two-octet AS number." };
    (@doc Ipv4Address) => { "An IPv4 address." };
    (@doc FourOctetAs) => { "A four-octet AS number." };
    (@field asn) => { "The Global Administrator: an AS." };
    (@field address) => { "The Global Administrator: an address." };
    (@field number) => { "The Local Administrator: a number that it assigns." };
    (@make TwoOctetAs $asn:ident $number:ident) => { RouteDistinguisher::two_octet($asn, $number) };
    (@make Ipv4Address $address:ident $number:ident) => { RouteDistinguisher::ipv4($address, $number) };
    (@make FourOctetAs $asn:ident $number:ident) => { RouteDistinguisher::four_octet($asn, $number) };
    (@of $name:ident TwoOctetAs $word:ident $asn:ident $address:ident) => {
        $name::TwoOctetAs { asn: $asn, number: $word as u32 }
    };
    (@of $name:ident Ipv4Address $word:ident $asn:ident $address:ident) => {
        $name::Ipv4Address { address: Ipv4Addr::from_bits($address), number: $word as u16 }
    };
    (@of $name:ident FourOctetAs $word:ident $asn:ident $address:ident) => {
        $name::FourOctetAs { asn: Asn($address), number: $word as u16 }
    };
}

administrators! {
    /// An administrator of any form and a number.
    Administrator {
        TwoOctetAs 0 { asn: u16, number: u32 },
        Ipv4Address 1 { address: Ipv4Addr, number: u16 },
        FourOctetAs 2 { asn: Asn, number: u16 },
        ; FourOctetAs
    }
    /// An AS and a number.
    AsAdministrator {
        TwoOctetAs 0 { asn: u16, number: u32 },
        FourOctetAs 2 { asn: Asn, number: u16 },
        ; FourOctetAs
    }
    /// A two-octet AS number or an IPv4 address, and a number.
    ShortAdministrator {
        TwoOctetAs 0 { asn: u16, number: u32 },
        Ipv4Address 1 { address: Ipv4Addr, number: u16 },
        ; Ipv4Address
    }
}

values! {
    /// A two-octet AS number and a number.
    TwoOctetAsSpecific {
        /// The Global Administrator.
        asn: u16,
        /// The Local Administrator.
        number: u32,
    }

    /// An IPv4 address and a number. The number is 0 if only the address has a meaning.
    Ipv4AddressSpecific {
        /// The Global Administrator.
        address: Ipv4Addr,
        /// The Local Administrator.
        number: u16,
    }

    /// A four-octet AS number and a number.
    FourOctetAsSpecific {
        /// The Global Administrator.
        asn: Asn,
        /// The Local Administrator.
        number: u16,
    }

    /// Generic: for uses that have no type of their own
    /// ([draft-ietf-idr-as4octet-extcomm-generic-subtype](https://datatracker.ietf.org/doc/draft-ietf-idr-as4octet-extcomm-generic-subtype/)).
    Generic(transitive) {
        /// The Global Administrator.
        asn: Asn,
        /// The Local Administrator.
        number: u16,
    }

    /// Node Target: the node that the route is meant for
    /// ([draft-ietf-idr-node-target-ext-comm](https://datatracker.ietf.org/doc/draft-ietf-idr-node-target-ext-comm/)).
    NodeTarget(transitive) {
        /// The BGP identifier of the node.
        router_id: Ipv4Addr,
        /// The Local Administrator.
        number: u16,
    }

    /// Link Bandwidth: the capacity of the link to the next hop
    /// ([RFC 10005](https://www.rfc-editor.org/rfc/rfc10005)).
    LinkBandwidth(transitive) {
        /// The AS that set the community.
        asn: u16,
        /// The bandwidth in bytes per second.
        bandwidth: Rate,
    }
}

impl Ipv4AddressSpecific {
    /// Returns whether a redirect sends a copy to the address: the lowest bit of the number.
    #[must_use]
    pub const fn is_copy(self) -> bool {
        self.number & 1 != 0
    }
}
