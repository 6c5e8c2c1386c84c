//! `layout!`: defines a struct of fields in wire order.

use core::net::{Ipv4Addr, Ipv6Addr};

use bytes::BufMut;

use crate::wire::{Decode, DecodeError, Encode, EncodeError, Fixed, FixedOctets, Reader, Writer};

/// Defines structs of public fields, decoded and encoded in order, and newtypes of one such field.
///
/// ```text
/// layout! {
///     /// An Ethernet Segment route.
///     pub struct EthernetSegment {
///         at once 18 { pub rd: RouteDistinguisher, pub esi: EthernetSegmentId, }
///         pub originator: Address,
///     }
///
///     /// A SID, and what is done with packets to it.
///     pub struct SidInformation<B> { pub sid: Ipv6Addr, ; pub sub_tlvs: List<SubTlv, B>, }
///
///     /// How good a path is.
///     pub struct Preference { pub flags: u8 = 0, pub preference: u32, } text "{preference}";
///
///     /// A port.
///     pub struct Port(pub u16) except (0) text |port, f| port.0.fmt(f);
/// }
/// ```
///
/// With `fixed ", ";` before them, the structs are [`Fixed`], like their fields. Then they can be elements of an
/// [`Array`](crate::wire::Array), whose text has this separator.
///
/// Fields `at once` have that many bytes together, and are taken with a single length check. `by f` makes `f` call the
/// code that decodes the fields.
///
/// Fields after the `;` have storage `B`: they are mapped from one storage to another, and `check_inside` checks them.
/// If a field has a value after `=`, there is a constructor `new` that takes the other fields; the value may be
/// computed from them. `text` defines `Display`: a literal with names of fields, or a function. Behind a literal, `inside
/// sub_tlvs` appends that list in parentheses, unless it is empty. `except` lists malformed numbers: these are neither
/// decoded nor encoded.
macro_rules! layout {
    () => {};
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
    (
        $(#[$meta:meta])* pub struct $name:ident $(<$octets:ident>)? $(by $by:ident)? { $($fields:tt)* }
        text $text:literal $(inside $list:ident)?; $($rest:tt)*
    ) => {
        $crate::wire::layout! { @struct [$(#[$meta])*] $name [$($octets)?] [$($by)?] { $($fields)* } }
        $crate::wire::layout! { @literal $name [$($octets)?] [$text $($list)?] { $($fields)* } }
        $crate::wire::layout! { $($rest)* }
    };
    (
        $(#[$meta:meta])* pub struct $name:ident $(<$octets:ident>)? $(by $by:ident)? { $($fields:tt)* }
        text |$self:ident, $f:ident| $text:expr; $($rest:tt)*
    ) => {
        $crate::wire::layout! { @struct [$(#[$meta])*] $name [$($octets)?] [$($by)?] { $($fields)* } }
        $crate::wire::layout! { @text $name [$($octets)?] [$self $f $text] }
        $crate::wire::layout! { $($rest)* }
    };
    (
        $(#[$meta:meta])* pub struct $name:ident $(<$octets:ident>)? $(by $by:ident)? { $($fields:tt)* }
        $($rest:tt)*
    ) => {
        $crate::wire::layout! { @struct [$(#[$meta])*] $name [$($octets)?] [$($by)?] { $($fields)* } }
        $crate::wire::layout! { $($rest)* }
    };
    (
        $(#[$meta:meta])* pub struct $name:ident $(<$octets:ident>)? (pub $type:ty)
        $(by $by:ident)? $(except ($except:pat))? $(text |$self:ident, $f:ident| $text:expr)?; $($rest:tt)*
    ) => {
        $crate::wire::layout! { @newtype [$(#[$meta])*] $name [$($octets)?] $type }
        $crate::wire::layout! { @inside $name [$($octets)?] [$($by)?] $(($except))? }
        $crate::wire::layout! { @text $name [$($octets)?] [$($self $f $text)?] }
        $crate::wire::layout! { $($rest)* }
    };
    (
        @struct [$($meta:tt)*] $name:ident [$($octets:ident)?] $by:tt {
            $(at once $head_len:literal { $($(#[$head_doc:meta])* pub $head:ident: $head_type:ty,)* })?
            $($(#[$doc:meta])* pub $field:ident: $type:ty $(= $value:expr)?,)*
            $(; $($(#[$over_doc:meta])* pub $over:ident: $over_type:ty,)*)?
        }
    ) => {
        $($meta)*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub struct $name $(<$octets: AsRef<[u8]> = alloc::vec::Vec<u8>>)? {
            $($($(#[$head_doc])* pub $head: $head_type,)*)?
            $($(#[$doc])* pub $field: $type,)*
            $($($(#[$over_doc])* pub $over: $over_type,)*)?
        }
        $crate::wire::layout! { @map $name { $($($head)*)? $($field)* } $({ $($over)* })? }
        $crate::wire::layout! {
            @codec $name [$($octets)?] $by [$($head_len { $($head)* })?] { $($field)* } { $($($over)*)? }
        }
        $crate::wire::layout! {
            @new $name [$($octets)?] {} {} none
            { $($({ $head: $head_type })*)? $({ $field: $type $(= $value)? })* $($({ $over: $over_type })*)? }
        }
    };
    (@newtype [$($meta:tt)*] $name:ident [$($octets:ident)?] $type:ty) => {
        $($meta)*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub struct $name $(<$octets: AsRef<[u8]> = alloc::vec::Vec<u8>>)? (pub $type);

        impl $(<$octets: AsRef<[u8]>>)? From<$type> for $name $(<$octets>)? {
            fn from(value: $type) -> Self {
                $name(value)
            }
        }

        impl $(<$octets: AsRef<[u8]>>)? From<$name $(<$octets>)?> for $type {
            fn from(value: $name $(<$octets>)?) -> Self {
                value.0
            }
        }
    };
    (@inside $name:ident [] $by:tt) => {
        $crate::wire::layout! { @codec $name [] $by [] { 0 } {} }
    };
    (@inside $name:ident [$octets:ident] $by:tt) => {
        $crate::wire::map_octets!($name |value, f| $name($crate::wire::MapOctets::map_octets(&value.0, f)));
        $crate::wire::layout! { @codec $name [$octets] $by [] {} { 0 } }
    };
    (@inside $name:ident [] [] ($except:pat)) => {
        impl $crate::wire::Decode<'_> for $name {
            fn decode(reader: &mut $crate::wire::Reader<'_>) -> Result<Self, $crate::wire::DecodeError> {
                let start = *reader;
                match reader.read()? {
                    number @ $except => Err(start.fail($crate::wire::Fault::Value(number.into()))),
                    number => Ok($name(number)),
                }
            }
        }

        impl $crate::wire::Encode for $name {
            fn encoded_len(&self) -> usize {
                self.0.encoded_len()
            }

            fn put(&self, out: &mut $crate::wire::Writer<impl bytes::BufMut>) -> Result<(), $crate::wire::EncodeError> {
                match self.0 {
                    $except => Err($crate::wire::EncodeError::Value { what: stringify!($name) }),
                    number => $crate::wire::Encode::put(&number, out),
                }
            }
        }
    };
    (
        @codec $name:ident [$($octets:ident)?] $by:tt [$($head_len:literal { $($head:ident)* })?] { $($field:tt)* }
        { $($over:tt)* }
    ) => {
        impl<'a> $crate::wire::Decode<'a> for $name $(<$crate::wire::layout!(@view $octets)>)? {
            #[inline]
            fn decode(reader: &mut $crate::wire::Reader<'a>) -> Result<Self, $crate::wire::DecodeError> {
                $crate::wire::layout! { @by $by reader {
                    $(let mut head = reader.sub($head_len)?;)?
                    Ok($name {
                        $($($head: head.read()?,)*)?
                        $($field: reader.read()?,)*
                        $($over: reader.read()?,)*
                    })
                } }
            }

            fn check_inside(&self) -> Result<(), $crate::wire::DecodeError> {
                $($crate::wire::Decode::check_inside(&self.$over)?;)*
                Ok(())
            }
        }

        impl $(<$octets: AsRef<[u8]>>)? $crate::wire::Encode for $name $(<$octets>)? {
            fn encoded_len(&self) -> usize {
                0 $(+ $head_len)?
                    $(+ $crate::wire::Encode::encoded_len(&self.$field))*
                    $(+ $crate::wire::Encode::encoded_len(&self.$over))*
            }

            fn put(&self, out: &mut $crate::wire::Writer<impl bytes::BufMut>) -> Result<(), $crate::wire::EncodeError> {
                $($($crate::wire::Encode::put(&self.$head, out)?;)*)?
                $($crate::wire::Encode::put(&self.$field, out)?;)*
                $($crate::wire::Encode::put(&self.$over, out)?;)*
                Ok(())
            }
        }
    };
    (@map $name:ident $fields:tt) => {};
    (@map $name:ident { $($field:ident)* } { $($over:ident)* }) => {
        $crate::wire::map_octets!($name { $($over),*; $($field),* });
    };
    (@view $octets:ident) => { &'a [u8] };
    (@by [] $reader:ident $read:block) => { $read };
    (@by [$by:ident] $reader:ident $read:block) => { $by($reader, |$reader| $read) };
    // Collects the fields without a value: `new` takes these.
    (
        @new $name:ident $octets:tt { $($taken:tt)* } { $($set:tt)* } $any:ident
        { { $field:ident: $type:ty = $value:expr } $($rest:tt)* }
    ) => {
        $crate::wire::layout! {
            @new $name $octets { $($taken)* } { $($set)* $field: $value, } some { $($rest)* }
        }
    };
    (
        @new $name:ident $octets:tt { $($taken:tt)* } { $($set:tt)* } $any:ident
        { { $field:ident: $type:ty } $($rest:tt)* }
    ) => {
        $crate::wire::layout! {
            @new $name $octets { $($taken)* $field: $type, } { $($set)* $field, } $any { $($rest)* }
        }
    };
    (@new $name:ident $octets:tt $taken:tt $set:tt none {}) => {};
    (@new $name:ident [$($octets:ident)?] { $($taken:tt)* } $set:tt some {}) => {
        impl $(<$octets: AsRef<[u8]>>)? $name $(<$octets>)? {
            /// Returns a value with these fields. The other fields follow from them, or are zero.
            #[must_use]
            pub const fn new($($taken)*) -> Self {
                $name $set
            }
        }
    };
    (
        @literal $name:ident [$($octets:ident)?] [$text:literal $($list:ident)?] {
            $(at once $head_len:literal { $($(#[$head_doc:meta])* pub $head:ident: $head_type:ty,)* })?
            $($(#[$doc:meta])* pub $field:ident: $type:ty $(= $value:expr)?,)*
            $(; $($(#[$over_doc:meta])* pub $over:ident: $over_type:ty,)*)?
        }
    ) => {
        impl $(<$octets: AsRef<[u8]>>)? core::fmt::Display for $name $(<$octets>)? {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                #[allow(unused_variables)]
                let $name { $($($head,)*)? $($field,)* $($($over,)*)? } = self;
                write!(f, $text)?;
                $($crate::net::write_if(!$list.is_empty(), format_args!(" ({})", $list), f)?;)?
                Ok(())
            }
        }
    };
    (@text $name:ident $octets:tt []) => {};
    (@text $name:ident [$($octets:ident)?] [$self:ident $f:ident $text:expr]) => {
        impl $(<$octets: AsRef<[u8]>>)? core::fmt::Display for $name $(<$octets>)? {
            fn fmt(&self, $f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let $self = self;
                $text
            }
        }
    };
}
pub(crate) use layout;

/// Returns the next field of a struct. The bytes are known to have room for all of its fields.
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

/// An optional last field: it exists if bytes are left.
impl<'a, T: Decode<'a>> Decode<'a> for Option<T> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        match reader.is_empty() {
            true => Ok(None),
            false => reader.read().map(Some),
        }
    }
}

impl<T: Encode> Encode for Option<T> {
    fn encoded_len(&self) -> usize {
        self.as_ref().map_or(0, T::encoded_len)
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.as_ref().map_or(Ok(()), |field| field.put(out))
    }
}
