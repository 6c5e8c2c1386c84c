//! [`ParseError`], and helpers for text forms.

use core::fmt;

/// The error of text that cannot be parsed: what the text should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not {0}")]
pub struct ParseError(pub(crate) &'static str);

/// Parses a number that starts with `0x`.
pub(crate) fn hexadecimal(text: &str) -> Option<u64> {
    let digits = text.strip_prefix("0x")?;
    // `from_str_radix` would accept a sign.
    (!digits.starts_with('+')).then_some(())?;
    u64::from_str_radix(digits, 16).ok()
}

/// Writes a text after another one, if its value is present.
pub(crate) fn write_if(
    is_there: bool,
    text: fmt::Arguments<'_>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    if is_there { f.write_fmt(text) } else { Ok(()) }
}

/// Implements serde for a type with a text form: text for people; for machines the type `$word`, or the bytes.
macro_rules! text_form {
    ($name:ident as octets) => {
        $crate::net::text_form! {
            @serde $name <$name as $crate::wire::Fixed>::Octets,
            $crate::wire::Fixed::to_octets, <$name as $crate::wire::Fixed>::from_octets
        }
    };
    ($name:ident as $word:ty) => {
        $crate::net::text_form! { @serde $name $word, <$word>::from, <$name>::from }
    };
    (@serde $name:ident $word:ty, $to:expr, $from:expr) => {
        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.collect_str(self)
                } else {
                    $to(*self).serialize(serializer)
                }
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<$name, D::Error> {
                if deserializer.is_human_readable() {
                    $crate::wire::serde::text(deserializer)
                } else {
                    <$word as serde::Deserialize>::deserialize(deserializer).map($from)
                }
            }
        }
    };
}
pub(crate) use text_form;
