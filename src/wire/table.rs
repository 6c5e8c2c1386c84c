//! `table!`: defines an enum whose variant is chosen by a number on the wire.

use core::fmt::{self, Write};

/// Defines an enum from lines of number, variant with its value, and name. Any other number is `Unknown`.
///
/// ```text
/// table! {
///     /// A sub-TLV of an SRv6 service.
///     pub enum Srv6ServiceSubTlv<B>(u16) by tlv_type, unknown UnknownTlv, text, from;
///     framed U8U16 "SRv6 Service sub-TLV" |tlv_type| What::sub_tlv(40, tlv_type);
///     {
///         /// A SID, and what is done with packets to it.
///         1 => SidInformation(Srv6SidInformation<B>) "sid",
///     }
/// }
/// ```
///
/// `by` names the method that returns the number, which is also the field of the unknown value. The value of a variant
/// must have `Decode`, which takes up the whole value, and `Encode`; it has `<B>` if it has storage. A variant without
/// a value has no bytes: `0 => None "none"`. The words after the unknown value define more, if they are present:
///
/// - `text`: `Display`: name and value.
/// - `from`: `From` for the value of each variant; a line ends in `no from` if another variant has a value of the same
///   type.
/// - `rd`: the route distinguisher, in a field `rd`; through a method if the value has storage.
/// - `key`: [`KeyPart`](crate::wire::KeyPart): the number, and the key of the variant's value.
/// - `read`: decoding of the value alone, which another element has inside. Without `framed` it is always defined.
///
/// `framed` gives the header that a value is cut by, the name that errors give to a value that is too long, and the
/// name they give to a malformed one. Then the enum is an `Element`, and has `Decode` and `Encode`. `in Session` after
/// the header gives the context that decoding needs. `inline;` behind that decodes values where the caller iterates: for
/// tables of few lines, whose values take few instructions. Without `framed`, a hand-written `Element` calls `read`,
/// `value_len` and `put_value`. `open` instead means that values are not cut, and end where their fields end. `read by
/// hand` means that the container decodes them: then only the value has `Encode`, and the unknown value has a method
/// for its number.
///
/// `named { 4 => "…", }` after the lines lists numbers that have a name and no variant. Then there is a function
/// `name`, which returns the name of a number, and errors use it for a value that is too long.
macro_rules! table {
    (
        $(#[$meta:meta])*
        pub enum $name:ident<B>($int:ident) by $number:ident, unknown $unknown:ident $(, $part:ident)*;
        $(framed $header:ident $(in $context:ident)? $frame:literal $what:expr; $($inline:ident;)?)?
        { $($lines:tt)* }
        $(named { $($named:tt)* })?
    ) => {
        $crate::wire::table! { @enum [] $(#[$meta])* $name $int $number $unknown { $($lines)* } }
        $crate::wire::table! { @parts [$($part)*] $name $int $number $unknown { $($lines)* } }
        $crate::wire::table! { @names $name $int $number { $($lines)* } $({ $($named)* })? }
        $crate::wire::table! {
            @framed $name $int $number $unknown [$($header [$($context)?] [$($inline)?] $frame $what)?] { $($lines)* }
            $({ $($named)* })?
        }
    };
    (
        $(#[$meta:meta])*
        pub enum $name:ident<B>($int:ident) by $number:ident, unknown $unknown:ident $(, $part:ident)*;
        open;
        { $($lines:tt)* }
    ) => {
        $crate::wire::table! { @enum [] $(#[$meta])* $name $int $number $unknown { $($lines)* } }
        $crate::wire::table! { @read open $name $int $number $unknown { $($lines)* } }
        $crate::wire::table! { @parts [$($part)*] $name $int $number $unknown { $($lines)* } }
        $crate::wire::table! { @names $name $int $number { $($lines)* } }
    };
    (
        $(#[$meta:meta])*
        pub enum $name:ident<B>($int:ident) by $number:ident, unknown $unknown:ident $(, $part:ident)*;
        read by hand;
        { $($lines:tt)* }
        named { $($named:tt)* }
    ) => {
        $crate::wire::table! { @enum [()] $(#[$meta])* $name $int $number $unknown { $($lines)* } }
        $crate::wire::table! { @parts [$($part)*] $name $int $number $unknown { $($lines)* } }
        $crate::wire::table! { @names $name $int $number { $($lines)* } { $($named)* } }
        $crate::wire::table! { @form $name { $($lines)* } }
        impl<B: AsRef<[u8]>> $crate::wire::Encode for $name<B> {
            fn encoded_len(&self) -> usize {
                self.value_len()
            }

            fn put(&self, out: &mut $crate::wire::Writer<impl bytes::BufMut>) -> Result<(), $crate::wire::EncodeError> {
                self.put_value(out)
            }

            fn form(&self, context: $crate::wire::Context) -> $crate::wire::Context {
                self.value_form(context)
            }
        }
    };
    (
        @enum [$($call:tt)*] $(#[$meta:meta])* $name:ident $int:ident $number:ident $unknown:ident
        { $($(#[$doc:meta])* $code:literal => $variant:ident $(($type:ident $(<$octets:ident>)?))? $text:literal $(no $part:ident)?,)* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
        #[non_exhaustive]
        pub enum $name<B: AsRef<[u8]> = alloc::vec::Vec<u8>> {
            $(
                $(#[$doc])*
                #[doc = concat!("\n\n", $text, ", number ", stringify!($code), ".")]
                $variant $(($type $(<$octets>)?))?,
            )*
            /// A value whose number this crate does not know.
            Unknown($unknown<B>),
        }

        $crate::wire::map_octets!($name |value, f| match value {
            $(
                $name::$variant $(($crate::wire::table!(@value value $type)))? =>
                    $name::$variant $(($crate::wire::table!(@map value f $type $($octets)?)))?,
            )*
            $name::Unknown(value) => $name::Unknown($crate::wire::MapOctets::map_octets(value, f)),
        });

        impl<B: AsRef<[u8]>> $name<B> {
            /// Returns the number that identifies the variant.
            #[inline]
            #[must_use]
            pub fn $number(&self) -> $int {
                match self {
                    $($name::$variant { .. } => $code,)*
                    $name::Unknown(unknown) => unknown.$number $($call)*,
                }
            }

            pub(super) fn value_len(&self) -> usize {
                match self {
                    $(
                        $name::$variant $(($crate::wire::table!(@value value $type)))? =>
                            0 $(+ $crate::wire::Encode::encoded_len($crate::wire::table!(@value value $type)))?,
                    )*
                    $name::Unknown(unknown) => unknown.octets.len(),
                }
            }

            pub(super) fn put_value(&self, out: &mut $crate::wire::Writer<impl bytes::BufMut>) -> Result<(), $crate::wire::EncodeError> {
                match self {
                    $($name::$variant $(($crate::wire::table!(@value value $type)))? => {
                        $($crate::wire::Encode::put($crate::wire::table!(@value value $type), out)?;)?
                        Ok(())
                    })*
                    $name::Unknown(unknown) => $crate::wire::Encode::put(&unknown.octets, out),
                }
            }
        }

        impl $name<&[u8]> {
            /// Like [`check_inside`]($crate::Decode::check_inside), for the value.
            pub(super) fn check_value(&self) -> Result<(), $crate::wire::DecodeError> {
                match self {
                    $($name::$variant $(($crate::wire::table!(@value value $type)))? => {
                        $($crate::wire::Decode::check_inside($crate::wire::table!(@value value $type))?;)?
                        Ok(())
                    })*
                    $name::Unknown(_) => Ok(()),
                }
            }
        }
    };
    (
        @read $end:ident $name:ident $int:ident $number:ident $unknown:ident
        { $($(#[$doc:meta])* $code:literal => $variant:ident $(($type:ident $(<$octets:ident>)?))? $text:literal $(no $part:ident)?,)* }
    ) => {
        impl<'a> $name<&'a [u8]> {
            /// Decodes the value for a number.
            #[inline(always)]
            pub(super) fn read(
                number: $int,
                reader: &mut $crate::wire::Reader<'a>,
            ) -> Result<Self, $crate::wire::DecodeError> {
                match number {
                    // Each value ends here: anything done with it after the match would take it through memory.
                    $($code => {
                        let element = $name::$variant $(($crate::wire::table!(@value reader $type).read()?))?;
                        $crate::wire::table!(@$end reader);
                        Ok(element)
                    })*
                    $number => Ok($name::Unknown($unknown { $number, octets: reader.octets() })),
                }
            }
        }
    };
    // The first word in the second brackets says how values are decoded: `inline` or `called`.
    (
        @framed_value $name:ident $int:ident $number:ident $unknown:ident $header:ident [$($context:ident)?]
        [$mode:ident $($other:ident)?] $what:expr, $lines:tt
    ) => {
        impl<'a> $crate::wire::tlv::Framed<'a> for $name<&'a [u8]> {
            const HEADER: $crate::wire::tlv::Header = $crate::wire::tlv::Header::$header;
            type Place = $crate::wire::table!(@context $($context)?);

            fn what(number: u16) -> $crate::wire::What {
                $what(number)
            }

            $crate::wire::table! { @$mode $name $int $lines }

            #[inline]
            fn unknown(octets: &'a [u8]) -> Self {
                let (number, octets) = Self::HEADER.split(octets);
                $name::Unknown($unknown { $number: number as $int, octets })
            }
        }
    };
    // A function for each value: it writes the element where the caller wants it. The caller has one call through two
    // tables, however many lines there are.
    (
        @called $name:ident $int:ident
        { $($(#[$doc:meta])* $code:literal => $variant:ident $(($type:ident $(<$octets:ident>)?))? $text:literal $(no $part:ident)?,)* }
    ) => {
        #[inline(always)]
        fn read(
            number: u16,
            octets: &'a [u8],
            end: usize,
            context: $crate::wire::Context,
        ) -> Result<Self, $crate::wire::Malformed<&'a [u8]>> {
            type Read = for<'s> fn(&'s [u8], usize, $crate::wire::Context)
                -> Result<$name<&'s [u8]>, $crate::wire::Malformed<&'s [u8]>>;
            static READ: [Read; [$($code),*].len()] = [
                $(|octets, end, context| {
                    $crate::wire::tlv::read_value(octets, end, context, $code, |_reader| {
                        Ok($name::$variant $(($crate::wire::table!(@value _reader $type).read()?))?)
                    })
                },)*
            ];
            // Place 0, of what is not known, is behind the end then.
            match READ.get(Self::place(number).wrapping_sub(1)) {
                Some(read) => read(octets, end, context),
                None => Ok(Self::unknown(octets)),
            }
        }

        #[inline(always)]
        fn place(number: u16) -> usize {
            static PLACES: [u8; $crate::wire::tlv::places_len(&[$($code),*])] = $crate::wire::tlv::places(&[$($code),*]);
            PLACES.get(usize::from(number)).map_or(0, |place| usize::from(*place))
        }
    };
    (
        @inline $name:ident $int:ident
        { $($(#[$doc:meta])* $code:literal => $variant:ident $(($type:ident $(<$octets:ident>)?))? $text:literal $(no $part:ident)?,)* }
    ) => {
        #[inline(always)]
        fn read(
            number: u16,
            octets: &'a [u8],
            end: usize,
            context: $crate::wire::Context,
        ) -> Result<Self, $crate::wire::Malformed<&'a [u8]>> {
            // The header can have no greater number.
            match number as $int {
                $($code => $crate::wire::tlv::read_value(octets, end, context, $code, |_reader| {
                    Ok($name::$variant $(($crate::wire::table!(@value _reader $type).read()?))?)
                }),)*
                _ => Ok(Self::unknown(octets)),
            }
        }

        #[allow(clippy::manual_range_patterns, reason = "the lines of a table may be neighbors")]
        #[inline(always)]
        fn place(number: u16) -> usize {
            matches!(number as $int, $($code)|*).into()
        }
    };
    (@parts [] $name:ident $int:ident $number:ident $unknown:ident $lines:tt) => {};
    (@parts [read $($parts:ident)*] $name:ident $int:ident $number:ident $unknown:ident $lines:tt) => {
        $crate::wire::table! { @read finish $name $int $number $unknown $lines }
        $crate::wire::table! { @parts [$($parts)*] $name $int $number $unknown $lines }
    };
    (@parts [$part:ident $($parts:ident)*] $name:ident $int:ident $number:ident $unknown:ident $lines:tt) => {
        $crate::wire::table! { @$part $name $number $lines }
        $crate::wire::table! { @parts [$($parts)*] $name $int $number $unknown $lines }
    };
    (
        @names $name:ident $int:ident $number:ident
        { $($(#[$doc:meta])* $code:literal => $variant:ident $(($($value:tt)*))? $text:literal $(no $part:ident)?,)* }
    ) => {
        impl<B: AsRef<[u8]>> $name<B> {
            /// Returns the name, if the number has one.
            #[must_use]
            pub fn name(&self) -> Option<&'static str> {
                match self {
                    $($name::$variant { .. } => Some($text),)*
                    $name::Unknown(_) => None,
                }
            }
        }
    };
    (
        @names $name:ident $int:ident $number:ident
        { $($(#[$doc:meta])* $code:literal => $variant:ident $(($($value:tt)*))? $text:literal $(no $part:ident)?,)* }
        { $($(#[$only_doc:meta])* $only_code:literal => $only_text:literal,)* }
    ) => {
        impl<B: AsRef<[u8]>> $name<B> {
            /// Returns the name, if the number has one.
            #[must_use]
            pub fn name(&self) -> Option<&'static str> {
                name(self.$number())
            }
        }

        /// Returns the name of a number, if it has one.
        #[must_use]
        pub const fn name(number: $int) -> Option<&'static str> {
            match number {
                $($code => Some($text),)*
                $($only_code => Some($only_text),)*
                _ => None,
            }
        }
    };
    (@framed $name:ident $int:ident $number:ident $unknown:ident [] $lines:tt $($names:tt)?) => {
        $crate::wire::table! { @read finish $name $int $number $unknown $lines }
    };
    (
        @framed $name:ident $int:ident $number:ident $unknown:ident
        [$header:ident [$($context:ident)?] [$($inline:ident)?] $frame:literal $what:expr] $lines:tt $($names:tt)?
    ) => {
        $crate::wire::table! {
            @framed_value $name $int $number $unknown $header [$($context)?] [$($inline)? called] $what, $lines
        }
        $crate::wire::table! { @form $name $lines }
        impl $crate::wire::sealed::Element for $name {}

        impl $crate::wire::Element for $name {
            type At<'s> = $name<&'s [u8]>;
            type Error<'s> = $crate::wire::Malformed<&'s [u8]>;
            type Context = $crate::wire::table!(@context $($context)?);

            #[inline]
            fn take<'s>(
                reader: &mut $crate::wire::Reader<'s>,
            ) -> Result<$name<&'s [u8]>, $crate::wire::Malformed<&'s [u8]>> {
                $crate::wire::tlv::Framed::take_framed(reader)
            }

            fn check_all(mut reader: $crate::wire::Reader<'_>) -> Result<(), $crate::wire::DecodeError> {
                while let Some((_, element)) = $crate::wire::tlv::Framed::take_known(&mut reader) {
                    let element: $name<&[u8]> = element?;
                    element.check_value()?;
                }
                Ok(())
            }
        }

        $crate::wire::decode_element!($name |element| element.check_value());

        impl<B: AsRef<[u8]>> $crate::wire::Encode for $name<B> {
            fn encoded_len(&self) -> usize {
                $crate::wire::tlv::Header::$header.len(self.$number().into()) + self.value_len()
            }

            fn put(&self, out: &mut $crate::wire::Writer<impl bytes::BufMut>) -> Result<(), $crate::wire::EncodeError> {
                let length = self.value_len();
                let what = $crate::wire::table!(@frame self $frame $($names)?);
                $crate::wire::tlv::Header::$header.put(what, self.$number().into(), length, out)?;
                self.put_value(out)
            }

            fn form(&self, context: $crate::wire::Context) -> $crate::wire::Context {
                self.value_form(context)
            }
        }
    };
    (@frame $self:ident $frame:literal) => { $frame };
    (@frame $self:ident $frame:literal $names:tt) => { $self.name().unwrap_or($frame) };
    (@context) => { () };
    (@context $context:ident) => { $context };
    (
        @text $name:ident $number:ident
        { $($(#[$doc:meta])* $code:literal => $variant:ident $(($type:ident $(<$octets:ident>)?))? $text:literal $(no $part:ident)?,)* }
    ) => {
        /// The name and the value.
        impl<B: AsRef<[u8]>> core::fmt::Display for $name<B> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self {
                    $($name::$variant $(($crate::wire::table!(@value value $type)))? =>
                        $crate::wire::table!(@text_of f $text $($type value)?),)*
                    $name::Unknown(unknown) => unknown.fmt(f),
                }
            }
        }
    };
    (
        @from $name:ident $number:ident
        { $($(#[$doc:meta])* $code:literal => $variant:ident $(($($type:tt)*))? $text:literal $(no $part:ident)?,)* }
    ) => {
        $($crate::wire::table! { @from_one $name $variant [$($part)?] $($($type)*)? })*
    };
    (@from_one $name:ident $variant:ident [from] $($type:tt)*) => {};
    (@from_one $name:ident $variant:ident []) => {};
    (@from_one $name:ident $variant:ident [] $type:ty) => {
        impl<B: AsRef<[u8]>> From<$type> for $name<B> {
            fn from(value: $type) -> $name<B> {
                $name::$variant(value)
            }
        }
    };
    (
        @rd $name:ident $number:ident
        { $($(#[$doc:meta])* $code:literal => $variant:ident($type:ident $(<$octets:ident>)?) $text:literal $(no $part:ident)?,)* }
    ) => {
        impl<B: AsRef<[u8]>> $name<B> {
            /// Returns the route distinguisher; for a Leaf A-D route, the one of the route that it answers.
            #[inline]
            #[must_use]
            pub fn rd(&self) -> Option<$crate::net::RouteDistinguisher> {
                match self {
                    $($name::$variant(route) => $crate::wire::table!(@rd_of route $($octets)?),)*
                    $name::Unknown(_) => None,
                }
            }
        }
    };
    (
        @key $name:ident $number:ident
        { $($(#[$doc:meta])* $code:literal => $variant:ident($type:ident $(<$octets:ident>)?) $text:literal $(no $part:ident)?,)* }
    ) => {
        /// The number, and the key of the value, which the value's type defines.
        impl<'s> $crate::wire::KeyPart<'s> for $name<&'s [u8]> {
            fn put_part(&self, key: &mut $crate::wire::Key<'s>) {
                match self {
                    $($name::$variant(value) => {
                        key.number($code);
                        $crate::wire::KeyPart::put_part(value, key);
                    })*
                    $name::Unknown(unknown) => $crate::wire::KeyPart::put_part(unknown, key),
                }
            }

            fn read_part(reader: &mut $crate::wire::Reader<'s>) -> Result<Self, $crate::wire::DecodeError> {
                let mut value = *reader;
                let element = match $crate::wire::key::read_number(&mut value)? {
                    $($code => $name::$variant($crate::wire::KeyPart::read_part(&mut value)?),)*
                    _ => return $crate::wire::KeyPart::read_part(reader).map($name::Unknown),
                };
                *reader = value;
                Ok(element)
            }
        }
    };
    (@rd_of $route:ident) => { Some($route.rd) };
    (@rd_of $route:ident $octets:ident) => { $route.rd() };
    (@finish $reader:ident) => { $reader.finish()? };
    (@open $reader:ident) => {};
    (
        @form $name:ident
        { $($(#[$doc:meta])* $code:literal => $variant:ident $(($type:ident $(<$octets:ident>)?))? $text:literal $(no $part:ident)?,)* }
    ) => {
        impl<B: AsRef<[u8]>> $name<B> {
            fn value_form(&self, context: $crate::wire::Context) -> $crate::wire::Context {
                match self {
                    $(
                        $name::$variant $(($crate::wire::table!(@value value $type)))? =>
                            $crate::wire::table!(@form_of context $($type value)?),
                    )*
                    $name::Unknown(_) => context,
                }
            }
        }
    };
    (@form_of $context:ident) => { $context };
    (@form_of $context:ident $type:ident $value:ident) => { $crate::wire::Encode::form($value, $context) };
    (@text_of $f:ident $text:literal) => { $f.write_str($text) };
    (@text_of $f:ident $text:literal $type:ident $value:ident) => { $crate::wire::named($f, $text, $value) };
    // The type shows that there is a value: returns a name for it, as a pattern and as an expression.
    (@value $value:ident $type:ident) => { $value };
    (@map $value:ident $f:ident $type:ident) => { *$value };
    (@map $value:ident $f:ident $type:ident $octets:ident) => { $crate::wire::MapOctets::map_octets($value, $f) };
}
pub(crate) use table;

/// Writes a name, and after a blank the text of a value; no blank if that text is empty.
pub(crate) fn named(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    value: &impl fmt::Display,
) -> fmt::Result {
    struct Behind<'a, 'f>(&'a mut fmt::Formatter<'f>, &'static str);

    impl Write for Behind<'_, '_> {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            if !text.is_empty() {
                self.0.write_str(core::mem::take(&mut self.1))?;
            }
            self.0.write_str(text)
        }
    }

    f.write_str(name)?;
    write!(Behind(f, " "), "{value}")
}
