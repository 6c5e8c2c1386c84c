//! [`tlv_message!`]: what messages of version 4 have in common.

/// Makes a message: fields with their types, first those that are copied, then, behind a semicolon, those over the
/// storage `B`; then its TLVs. The module gets `context`, which returns that of the TLVs.
///
/// Then what else it has: `with` adds a TLV without an index, `encode` writes the fields and the TLVs.
macro_rules! tlv_message {
    (
        $(#[$doc:meta])*
        pub struct $name:ident {
            $($(#[$copied_doc:meta])* $copied_vis:vis $copied:ident: $copied_type:ty,)*
            $(; $($(#[$mapped_doc:meta])* $mapped_vis:vis $mapped:ident: $mapped_type:ty,)*)?
        }
        $(#[$tlvs_doc:meta])*
        then tlvs
        impl $($part:ident),*
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(
            feature = "serde",
            serde(bound(
                serialize = "B: AsRef<[u8]> + serde::Serialize",
                deserialize = "B: AsRef<[u8]> + serde::Deserialize<'de>"
            ))
        )]
        pub struct $name<B: AsRef<[u8]> = alloc::vec::Vec<u8>> {
            $($(#[$copied_doc])* $copied_vis $copied: $copied_type,)*
            $($($(#[$mapped_doc])* $mapped_vis $mapped: $mapped_type,)*)?
            $(#[$tlvs_doc])*
            #[cfg_attr(
                feature = "serde",
                serde(serialize_with = "crate::bmp::v4::serde::write", deserialize_with = "read_tlvs")
            )]
            pub tlvs: $crate::bmp::v4::Tlvs<B>,
        }
        $crate::wire::map_octets!($name { $($($mapped,)*)? tlvs; $($copied),* });

        /// Returns the context of the TLVs.
        fn context(profile: $crate::bmp::v4::Profile) -> $crate::bmp::v4::TlvContext {
            let message_type = $crate::bmp::MessageType::$name;
            $crate::bmp::v4::TlvContext::new(message_type, profile, $crate::bgp::Session::default())
        }

        #[cfg(feature = "serde")]
        fn read_tlvs<'de, B, D>(deserializer: D) -> Result<$crate::bmp::v4::Tlvs<B>, D::Error>
        where
            B: AsRef<[u8]> + serde::Deserialize<'de>,
            D: serde::Deserializer<'de>,
        {
            $crate::bmp::v4::serde::read(context, deserializer)
        }

        $crate::bmp::v4::tlv_message::tlv_message! {
            @impl $name { $($copied,)* $($($mapped,)*)? } $($part)*
        }
    };
    (@impl $name:ident $fields:tt) => {};
    (@impl $name:ident $fields:tt with $($part:ident)*) => {
        $crate::bmp::v4::tlv_message::tlv_message!(@impl $name $fields $($part)*);

        impl $name {
            /// Returns the message with one more TLV at the end.
            ///
            /// # Errors
            /// [`Contradiction`](crate::EncodeError::Contradiction) if the profile has no type for the value;
            /// [`TooLong`](crate::EncodeError::TooLong) if it has more than 65535 bytes;
            /// [`Session`](crate::EncodeError::Session) if it is a BGP message of another session.
            pub fn with(
                mut self,
                value: $crate::bmp::v4::Value,
            ) -> Result<$name, $crate::wire::EncodeError> {
                let tlv = $crate::bmp::v4::route_monitoring::tlv(self.tlvs.context(), None, value)?;
                self.tlvs.push(&tlv)?;
                Ok(self)
            }
        }
    };
    (@impl $name:ident { $($field:ident,)* } encode) => {
        impl<B: AsRef<[u8]>> $crate::wire::Encode for $name<B> {
            fn encoded_len(&self) -> usize {
                $(self.$field.encoded_len() +)* self.tlvs.encoded_len()
            }

            fn put(
                &self,
                out: &mut $crate::wire::Writer<impl bytes::BufMut>,
            ) -> Result<(), $crate::wire::EncodeError> {
                $(self.$field.put(out)?;)*
                self.tlvs.put(out)
            }
        }
    };
}
pub(crate) use tlv_message;
