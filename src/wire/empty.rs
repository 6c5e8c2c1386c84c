//! `empty!`: types of no octets, which say all by being there.

/// Makes such types, each with its text.
macro_rules! empty {
    ($($(#[$doc:meta])* $name:ident $text:literal)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub struct $name;

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str($text)
            }
        }

        impl $crate::wire::Decode<'_> for $name {
            #[inline]
            fn decode(
                _: &mut $crate::wire::Reader<'_>,
            ) -> Result<Self, $crate::wire::DecodeError> {
                Ok($name)
            }
        }

        impl $crate::wire::Encode for $name {
            fn encoded_len(&self) -> usize {
                0
            }

            fn put(&self, _: &mut impl bytes::BufMut) -> Result<(), $crate::wire::EncodeError> {
                Ok(())
            }
        }
    )* };
}
pub(crate) use empty;
