//! `values!`: makes structs of bit fields.

/// Makes structs of 48 bits from their fields in wire order; of 56 bits for types without sub-types. `(transitive)`
/// behind the name adds a field: the type of the community, and so whether it is transitive, is a part of the value.
macro_rules! values {
    ($(
        $(#[$meta:meta])*
        $name:ident $(($transitive:ident))? { $($(#[$doc:meta])* $field:ident: $type:ty,)* }
    )*) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub struct $name {
            $(
                /// Whether the community is transitive across ASes.
                pub $transitive: bool,
            )?
            $($(#[$doc])* pub $field: $type,)*
        }

        impl Value for $name {
            fn of(word: u64) -> $name {
                let mut shift = const {
                    let bits = 0 $(+ <$type as Field>::BITS)*;
                    assert!(bits == 48 || bits == 56, "six or seven bytes");
                    bits
                };
                $(
                    shift -= <$type as Field>::BITS;
                    let $field = <$type as Field>::of(low(word >> shift, <$type as Field>::BITS));
                )*
                let _ = shift;
                $name { $($transitive: word >> 56 & 0x40 == 0,)? $($field,)* }
            }

            fn parts(self, first: u8) -> (u8, u64) {
                $(let first = if self.$transitive { first & !0x40 } else { first | 0x40 };)?
                let mut word = 0;
                $(
                    word = word << <$type as Field>::BITS
                        | low(Field::bits(self.$field), <$type as Field>::BITS);
                )*
                (first, word)
            }

            fn is_said(self) -> bool {
                true $(&& Field::is_said(self.$field))*
            }

            fn write(self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                for late in [false, true] {
                    $(if <$type as Field>::LATE == late {
                        Field::write(self.$field, f)?;
                    })*
                }
                Ok(())
            }

            fn read(kind: u8, parts: &mut Parts<'_>) -> Option<$name> {
                let mut value = $name::of(u64::from(kind) << 56);
                for late in [false, true] {
                    $(if <$type as Field>::LATE == late {
                        value.$field = Field::read(parts)?;
                    })*
                }
                Some(value)
            }
        }
    )* };
}
pub(super) use values;
