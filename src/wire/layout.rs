//! `layout!`: a struct of fields in the order of the wire.

use core::net::{Ipv4Addr, Ipv6Addr};

use crate::wire::{Fixed, FixedOctets, Reader};

/// Makes structs of public fields, each read and written after the one before it.
///
/// ```text
/// layout! {
///     /// An Ethernet Segment route.
///     pub struct EthernetSegment { pub rd: RouteDistinguisher, pub esi: EthernetSegmentId, pub originator: Address }
///
///     /// A SID, and what is done with packets to it.
///     pub struct SidInformation<B> { pub sid: Ipv6Addr, ; pub sub_tlvs: List<SubTlv, B>, }
/// }
/// ```
///
/// With `fixed ", ";` in front, the structs are [`Fixed`], as their fields are; then they can be in an
/// [`Array`](crate::wire::Array), whose text has that between them.
///
/// Behind the `;` stand the fields over octets `B`: those are mapped from one storage to another, and looked into by
/// `check_inside`.
macro_rules! layout {
    (
        fixed $separator:literal;
        $($(#[$meta:meta])* pub struct $name:ident { $($(#[$doc:meta])* pub $field:ident: $type:ty,)* })*
    ) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub struct $name { $($(#[$doc])* pub $field: $type,)* }

        impl $crate::wire::Fixed for $name {
            type Octets = [u8; 0 $(+ <<$type as $crate::wire::Fixed>::Octets as $crate::wire::FixedOctets>::LEN)*];
            const SEPARATOR: &'static str = $separator;

            fn from_octets(octets: Self::Octets) -> $name {
                let mut fields = $crate::wire::Reader::new(&octets);
                $name { $($field: $crate::wire::field(&mut fields),)* }
            }

            fn to_octets(self) -> Self::Octets {
                let mut octets = <Self::Octets as $crate::wire::FixedOctets>::ZERO;
                $crate::wire::Fields::of(&mut octets)$(.with($crate::wire::Fixed::to_octets(self.$field)))*.end();
                octets
            }
        }
    )* };
    ($(
        $(#[$meta:meta])*
        pub struct $name:ident $(<$octets:ident>)? {
            $($(#[$doc:meta])* pub $field:ident: $type:ty,)*
            $(; $($(#[$over_doc:meta])* pub $over:ident: $over_type:ty,)*)?
        }
    )*) => { $(
        $crate::wire::layout! {
            @struct [$($octets)?] $(#[$meta])* $name
            { $($(#[$doc])* $field: $type,)* } { $($($(#[$over_doc])* $over: $over_type,)*)? }
        }
    )* };
    (
        @struct [] $(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $field:ident: $type:ty,)* } {}
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub struct $name { $($(#[$doc])* pub $field: $type,)* }

        impl $crate::wire::Decode<'_> for $name {
            #[inline]
            fn decode(reader: &mut $crate::wire::Reader<'_>) -> Result<Self, $crate::wire::DecodeError> {
                Ok($name { $($field: reader.read()?,)* })
            }
        }

        impl $crate::wire::Encode for $name {
            fn encoded_len(&self) -> usize {
                0 $(+ $crate::wire::Encode::encoded_len(&self.$field))*
            }

            fn put(&self, out: &mut impl bytes::BufMut) -> Result<(), $crate::wire::EncodeError> {
                $($crate::wire::Encode::put(&self.$field, out)?;)*
                Ok(())
            }
        }
    };
    (
        @struct [$octets:ident] $(#[$meta:meta])* $name:ident
        { $($(#[$doc:meta])* $field:ident: $type:ty,)* }
        { $($(#[$over_doc:meta])* $over:ident: $over_type:ty,)* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub struct $name<$octets: AsRef<[u8]> = alloc::vec::Vec<u8>> {
            $($(#[$doc])* pub $field: $type,)*
            $($(#[$over_doc])* pub $over: $over_type,)*
        }
        $crate::wire::map_octets!($name { $($over),*; $($field),* });

        impl<'a> $crate::wire::Decode<'a> for $name<&'a [u8]> {
            #[inline]
            fn decode(reader: &mut $crate::wire::Reader<'a>) -> Result<Self, $crate::wire::DecodeError> {
                Ok($name { $($field: reader.read()?,)* $($over: reader.read()?,)* })
            }

            fn check_inside(&self) -> Result<(), $crate::wire::DecodeError> {
                $($crate::wire::Decode::check_inside(&self.$over)?;)*
                Ok(())
            }
        }

        impl<$octets: AsRef<[u8]>> $crate::wire::Encode for $name<$octets> {
            fn encoded_len(&self) -> usize {
                0 $(+ $crate::wire::Encode::encoded_len(&self.$field))*
                $(+ $crate::wire::Encode::encoded_len(&self.$over))*
            }

            fn put(&self, out: &mut impl bytes::BufMut) -> Result<(), $crate::wire::EncodeError> {
                $($crate::wire::Encode::put(&self.$field, out)?;)*
                $($crate::wire::Encode::put(&self.$over, out)?;)*
                Ok(())
            }
        }
    };
}
pub(crate) use layout;

/// The next field of a struct whose octets have room for all of its fields.
pub(crate) fn field<T: Fixed>(octets: &mut Reader<'_>) -> T {
    T::from_octets(T::Octets::take(octets).unwrap_or(T::Octets::ZERO))
}

/// Numbers and addresses as fields.
macro_rules! field {
    ($($type:ty[$len:literal] $from:ident $to:ident;)*) => { $(
        impl Fixed for $type {
            type Octets = [u8; $len];

            #[inline]
            fn from_octets(octets: [u8; $len]) -> $type {
                <$type>::$from(octets)
            }

            #[inline]
            fn to_octets(self) -> [u8; $len] {
                self.$to()
            }
        }
    )* };
}
field! {
    u8[1] from_be_bytes to_be_bytes;
    u16[2] from_be_bytes to_be_bytes;
    u32[4] from_be_bytes to_be_bytes;
    u64[8] from_be_bytes to_be_bytes;
    Ipv4Addr[4] from octets;
    Ipv6Addr[16] from octets;
}
