//! `table!`: an enum of "a number says what follows".

/// Makes an enum from lines of number, variant with what it holds, and name. What has another number is `Unknown`.
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
/// `by` names the question for the number, which is also the field of the unknown value. What a variant holds has
/// `Decode`, which takes up the whole value, and `Encode`; it says `<B>` where it stands on octets. The parts behind the
/// unknown value are made where they are named:
///
/// - `text`: `Display`: name and value.
/// - `from`: `From` for what each variant holds; no two may hold the same.
/// - `rd`: the route distinguisher, in a field `rd`; of what stands on octets by a method.
///
/// `framed` says how a value is cut off, what errors call one that is too long, and what they call one that cannot be
/// read: then it is an `Element`, and has `Decode` and `Encode`. Without it, a hand-written `Element` calls `read`,
/// `value_len` and `put_value`; `open` in its place says that values are not cut off, and end where they say so.
macro_rules! table {
    (
        $(#[$meta:meta])*
        pub enum $name:ident<B>($int:ident) by $number:ident, unknown $unknown:ident $(, $part:ident)*;
        $(framed $header:ident $frame:literal $what:expr;)?
        { $($lines:tt)* }
    ) => {
        $crate::wire::table! { @enum finish $(#[$meta])* $name $int $number $unknown { $($lines)* } }
        $crate::wire::table! { @parts [$($part)*] $name $number { $($lines)* } }
        $($crate::wire::table! { @framed $name $int $number $header $frame $what })?
    };
    (
        $(#[$meta:meta])*
        pub enum $name:ident<B>($int:ident) by $number:ident, unknown $unknown:ident $(, $part:ident)*;
        open;
        { $($lines:tt)* }
    ) => {
        $crate::wire::table! { @enum open $(#[$meta])* $name $int $number $unknown { $($lines)* } }
        $crate::wire::table! { @parts [$($part)*] $name $number { $($lines)* } }
    };
    (
        @enum $end:ident $(#[$meta:meta])* $name:ident $int:ident $number:ident $unknown:ident
        { $($(#[$doc:meta])* $code:literal => $variant:ident($type:ident $(<$octets:ident>)?) $text:literal,)* }
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
                $variant($type $(<$octets>)?),
            )*
            /// One of another number.
            Unknown($unknown<B>),
        }

        $crate::wire::map_octets!($name |value, f| match value {
            $($name::$variant(value) => $name::$variant($crate::wire::table!(@map value f $($octets)?)),)*
            $name::Unknown(value) => $name::Unknown($crate::wire::MapOctets::map_octets(value, f)),
        });

        impl<'a> $name<&'a [u8]> {
            /// Reads the value of a number.
            #[inline(always)]
            fn read(
                number: $int,
                reader: &mut $crate::wire::Reader<'a>,
            ) -> Result<Self, $crate::wire::DecodeError> {
                match number {
                    // Each value ends here: what is done with it behind the match takes it through memory.
                    $($code => {
                        let value = reader.read()?;
                        $crate::wire::table!(@$end reader);
                        Ok($name::$variant(value))
                    })*
                    $number => Ok($name::Unknown($unknown { $number, octets: reader.octets() })),
                }
            }
        }

        impl<B: AsRef<[u8]>> $name<B> {
            /// The number that says what it is.
            #[inline]
            #[must_use]
            pub fn $number(&self) -> $int {
                match self {
                    $($name::$variant(_) => $code,)*
                    $name::Unknown(unknown) => unknown.$number,
                }
            }

            /// The name, where it has one.
            #[must_use]
            pub fn name(&self) -> Option<&'static str> {
                match self {
                    $($name::$variant(_) => Some($text),)*
                    $name::Unknown(_) => None,
                }
            }

            fn value_len(&self) -> usize {
                match self {
                    $($name::$variant(value) => $crate::wire::Encode::encoded_len(value),)*
                    $name::Unknown(unknown) => unknown.octets.len(),
                }
            }

            fn put_value(&self, out: &mut impl bytes::BufMut) -> Result<(), $crate::wire::EncodeError> {
                match self {
                    $($name::$variant(value) => $crate::wire::Encode::put(value, out),)*
                    $name::Unknown(unknown) => $crate::wire::Encode::put(&unknown.octets, out),
                }
            }
        }

        impl $name<&[u8]> {
            /// As [`check_inside`]($crate::Decode::check_inside), of the value.
            fn check_value(&self) -> Result<(), $crate::wire::DecodeError> {
                match self {
                    $($name::$variant(value) => $crate::wire::Decode::check_inside(value),)*
                    $name::Unknown(_) => Ok(()),
                }
            }
        }
    };
    (@parts [] $name:ident $number:ident $lines:tt) => {};
    (@parts [$part:ident $($parts:ident)*] $name:ident $number:ident $lines:tt) => {
        $crate::wire::table! { @$part $name $number $lines }
        $crate::wire::table! { @parts [$($parts)*] $name $number $lines }
    };
    (@framed $name:ident $int:ident $number:ident $header:ident $frame:literal $what:expr) => {
        impl $crate::wire::Element for $name {
            type At<'s> = $name<&'s [u8]>;
            type Error<'s> = $crate::wire::Malformed<&'s [u8]>;
            type Context = ();

            fn take<'s>(
                reader: &mut $crate::wire::Reader<'s>,
            ) -> Result<$name<&'s [u8]>, $crate::wire::Malformed<&'s [u8]>> {
                // The header holds no greater number.
                $crate::wire::tlv::take_tlv(reader, $crate::wire::tlv::Header::$header, $what, |number, value| {
                    $name::read(number as $int, value)
                })
            }
        }

        impl<'a> $crate::wire::Decode<'a> for $name<&'a [u8]> {
            fn decode(reader: &mut $crate::wire::Reader<'a>) -> Result<Self, $crate::wire::DecodeError> {
                <$name as $crate::wire::Element>::take(reader).map_err(Into::into)
            }

            fn check_inside(&self) -> Result<(), $crate::wire::DecodeError> {
                self.check_value()
            }
        }

        impl<B: AsRef<[u8]>> $crate::wire::Encode for $name<B> {
            fn encoded_len(&self) -> usize {
                $crate::wire::tlv::Header::$header.len(self.$number().into()) + self.value_len()
            }

            fn put(&self, out: &mut impl bytes::BufMut) -> Result<(), $crate::wire::EncodeError> {
                let length = self.value_len();
                $crate::wire::tlv::Header::$header.put($frame, self.$number().into(), length, out)?;
                self.put_value(out)
            }
        }
    };
    (
        @text $name:ident $number:ident
        { $($(#[$doc:meta])* $code:literal => $variant:ident($type:ident $(<$octets:ident>)?) $text:literal,)* }
    ) => {
        /// The name and the value.
        impl<B: AsRef<[u8]>> core::fmt::Display for $name<B> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self {
                    $($name::$variant(value) => write!(f, concat!($text, " {}"), value),)*
                    $name::Unknown(unknown) => unknown.fmt(f),
                }
            }
        }
    };
    (
        @from $name:ident $number:ident
        { $($(#[$doc:meta])* $code:literal => $variant:ident($type:ident $(<$octets:ident>)?) $text:literal,)* }
    ) => {
        $(
            impl<B: AsRef<[u8]>> From<$type $(<$octets>)?> for $name<B> {
                fn from(value: $type $(<$octets>)?) -> $name<B> {
                    $name::$variant(value)
                }
            }
        )*
    };
    (
        @rd $name:ident $number:ident
        { $($(#[$doc:meta])* $code:literal => $variant:ident($type:ident $(<$octets:ident>)?) $text:literal,)* }
    ) => {
        impl<B: AsRef<[u8]>> $name<B> {
            /// The route distinguisher; of a Leaf A-D route that of the route it answers.
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
    (@rd_of $route:ident) => { Some($route.rd) };
    (@rd_of $route:ident $octets:ident) => { $route.rd() };
    (@finish $reader:ident) => { $reader.finish()? };
    (@open $reader:ident) => {};
    (@map $value:ident $f:ident) => { *$value };
    (@map $value:ident $f:ident $octets:ident) => { $crate::wire::MapOctets::map_octets($value, $f) };
}
pub(crate) use table;
