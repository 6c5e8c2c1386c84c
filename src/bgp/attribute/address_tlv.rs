//! `address_tlv!`: an IP address that is the whole value of a TLV, of 4 or of 16 octets.

/// Makes newtypes over an address that are its octets on the wire: the length says which kind it is.
macro_rules! address_tlv {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(transparent))]
        pub struct $name(pub core::net::IpAddr);

        impl $crate::wire::Decode<'_> for $name {
            fn decode(
                reader: &mut $crate::wire::Reader<'_>,
            ) -> Result<Self, $crate::wire::DecodeError> {
                $crate::net::ip_address::last_address(reader).map($name)
            }
        }

        impl $crate::wire::Encode for $name {
            fn encoded_len(&self) -> usize {
                $crate::net::ip_address::address_len(self.0)
            }

            fn put(&self, out: &mut impl bytes::BufMut) -> Result<(), $crate::wire::EncodeError> {
                $crate::net::ip_address::put_address(self.0, out);
                Ok(())
            }
        }

        impl From<core::net::IpAddr> for $name {
            fn from(address: core::net::IpAddr) -> $name {
                $name(address)
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}
pub(crate) use address_tlv;
