//! `by_length!`: defines an enum that has no type on the wire.

/// Defines an enum whose variant follows from how many bytes are left to decode. Its text is that of the value inside.
///
/// ```text
/// by_length! {
///     /// A SID: an MPLS label or an SRv6 SID.
///     pub enum Sid {
///         /// An MPLS label.
///         4 => Mpls(LabelStackEntry),
///         /// An SRv6 SID.
///         16 => Srv6(Ipv6Addr),
///     }
/// }
/// ```
///
/// Where fields follow the value, the lengths are those with the fields.
macro_rules! by_length {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$doc:meta])* $length:pat => $variant:ident($type:ty),)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
        pub enum $name {
            $($(#[$doc])* $variant($type),)*
        }

        impl $crate::wire::Decode<'_> for $name {
            fn decode(reader: &mut $crate::wire::Reader<'_>) -> Result<Self, $crate::wire::DecodeError> {
                match reader.remaining() {
                    $($length => reader.read().map($name::$variant),)*
                    length => Err(reader.fail($crate::wire::Fault::Length(length as u32))),
                }
            }
        }

        impl $crate::wire::Encode for $name {
            fn encoded_len(&self) -> usize {
                match self {
                    $($name::$variant(value) => $crate::wire::Encode::encoded_len(value),)*
                }
            }

            fn put(&self, out: &mut $crate::wire::Writer<impl bytes::BufMut>) -> Result<(), $crate::wire::EncodeError> {
                match self {
                    $($name::$variant(value) => $crate::wire::Encode::put(value, out),)*
                }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self {
                    $($name::$variant(value) => core::fmt::Display::fmt(value, f),)*
                }
            }
        }
    };
}
pub(crate) use by_length;
