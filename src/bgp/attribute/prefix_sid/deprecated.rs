//! Types 2 and 4: SIDs as drafts had them, of which nothing is read
//! ([RFC 8669, section 7](https://www.rfc-editor.org/rfc/rfc8669#section-7)).
//!
//! ```
//! use bmp_codec::{Encode, bgp::attribute::{PrefixSid, prefix_sid::DeprecatedVpnSid}, wire::Octets};
//!
//! let prefix_sid = PrefixSid::of([DeprecatedVpnSid(Octets(vec![1, 2])).into()])?;
//! assert_eq!(prefix_sid.to_vec()?, [4, 0, 2, 1, 2]);
//! assert_eq!(prefix_sid.to_string(), "deprecated-vpn-sid 0102");
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::wire::{Decode, DecodeError, Encode, EncodeError, Octets, Reader, map_octets};

/// Makes types of octets that are kept as they came.
macro_rules! kept {
    ($($(#[$meta:meta])* $name:ident;)*) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
        pub struct $name<B: AsRef<[u8]> = Vec<u8>>(pub Octets<B>);
        map_octets!($name |value, f| $name(crate::wire::MapOctets::map_octets(&value.0, f)));

        impl<'a> Decode<'a> for $name<&'a [u8]> {
            fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
                reader.read().map($name)
            }
        }

        impl<B: AsRef<[u8]>> Encode for $name<B> {
            fn encoded_len(&self) -> usize {
                self.0.len()
            }

            fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
                self.0.put(out)
            }
        }

        impl<B: AsRef<[u8]>> fmt::Display for $name<B> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )* };
}
kept! {
    /// An IPv6 SID as drafts of RFC 8669 had it: three octets, and the SID.
    DeprecatedIpv6Sid;
    /// An SRv6 VPN SID as drafts of RFC 9252 had it.
    DeprecatedVpnSid;
}
