//! `contents!`: defines newtypes of a container that is a whole value.

/// Defines newtypes of bytes, text or an array. A line is a value whose length follows from its surroundings, like that
/// of a TLV.
///
/// ```text
/// contents! {
///     /// The name of a node.
///     NodeName(Text) of (1..=255);
///     /// The risks that a link shares with others.
///     Srlgs(Array<u32>);
///     /// The area of a node.
///     Area(Octets) of (1..=13) text |area, f| write_area(area, f);
/// }
/// ```
///
/// `of` lists the lengths that are possible, in bytes: others are neither decoded nor encoded. `text` defines `Display`;
/// without it the text is that of the container. The value is made from its container, from `&str`, from a vector of
/// bytes, or from the elements of its array.
macro_rules! contents {
    ($(
        $(#[$meta:meta])* $name:ident($container:ident $(<$item:ident>)?) $(of ($length:pat))?
        $(text |$self:ident, $f:ident| $text:expr)?;
    )*) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub struct $name<B: AsRef<[u8]> = alloc::vec::Vec<u8>>(pub $crate::wire::$container<$($item,)? B>);
        $crate::wire::map_octets!($name |value, f| $name($crate::wire::MapOctets::map_octets(&value.0, f)));
        $crate::wire::contents! { @made $container $name $($item)? }

        impl<'a> $crate::wire::Decode<'a> for $name<&'a [u8]> {
            fn decode(reader: &mut $crate::wire::Reader<'a>) -> Result<Self, $crate::wire::DecodeError> {
                $(
                    let length = reader.remaining();
                    if !matches!(length, $length) {
                        return Err(reader.fail($crate::wire::Fault::Length(length as u32)));
                    }
                )?
                reader.read().map($name)
            }
        }

        impl<B: AsRef<[u8]>> $crate::wire::Encode for $name<B> {
            fn encoded_len(&self) -> usize {
                self.0.encoded_len()
            }

            fn put(&self, out: &mut $crate::wire::Writer<impl bytes::BufMut>) -> Result<(), $crate::wire::EncodeError> {
                $(
                    if !matches!(self.encoded_len(), $length) {
                        return Err($crate::wire::EncodeError::Value { what: stringify!($name) });
                    }
                )?
                self.0.put(out)
            }
        }

        impl<B: AsRef<[u8]>> From<$crate::wire::$container<$($item,)? B>> for $name<B> {
            fn from(value: $crate::wire::$container<$($item,)? B>) -> $name<B> {
                $name(value)
            }
        }

        impl<B: AsRef<[u8]>> core::fmt::Display for $name<B> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                $crate::wire::contents!(@text self f $($self $f $text)?)
            }
        }
    )* };
    (@text $value:ident $out:ident) => { $value.0.fmt($out) };
    (@text $value:ident $out:ident $self:ident $f:ident $text:expr) => {{
        let ($self, $f) = ($value, $out);
        $text
    }};
    (@made Text $name:ident) => {
        impl From<&str> for $name {
            fn from(text: &str) -> $name {
                $name(text.into())
            }
        }
    };
    (@made Octets $name:ident) => {
        impl From<alloc::vec::Vec<u8>> for $name {
            fn from(octets: alloc::vec::Vec<u8>) -> $name {
                $name($crate::wire::Octets(octets))
            }
        }
    };
    (@made Array $name:ident $item:ident) => {
        impl FromIterator<$item> for $name {
            fn from_iter<I: IntoIterator<Item = $item>>(values: I) -> $name {
                $name(values.into_iter().collect())
            }
        }

        impl<const N: usize> From<[$item; N]> for $name {
            fn from(values: [$item; N]) -> $name {
                values.into_iter().collect()
            }
        }
    };
}
pub(crate) use contents;
