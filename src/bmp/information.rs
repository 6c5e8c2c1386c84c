//! Information TLVs, each kind of message with types of its own: [`InitiationTlv`], [`PeerUpTlv`], [`TerminationTlv`]
//! ([RFC 7854, section 4.4](https://www.rfc-editor.org/rfc/rfc7854#section-4.4),
//! [RFC 9736](https://www.rfc-editor.org/rfc/rfc9736)).
//!
//! ```text
//! type u16, length u16, value
//! ```

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bmp::TerminationReason;
use crate::wire::{
    Decode, DecodeError, Element, Encode, EncodeError, List, Malformed, Octets, Reader, What,
    framed, length_u8, length_u16, map_octets,
};

/// A TLV of a type that has no name here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct UnknownTlv<B: AsRef<[u8]> = Vec<u8>> {
    /// The type.
    pub tlv_type: u16,
    /// The value.
    pub octets: Octets<B>,
}
map_octets!(UnknownTlv { octets; tlv_type });

/// Reads type and length of a TLV, and cuts off its value.
#[inline]
pub(crate) fn cut_tlv<'s>(
    reader: &mut Reader<'s>,
    what: impl Fn(u16) -> What,
) -> Result<(What, u16, Reader<'s>), DecodeError> {
    let tlv_type = reader.u16()?;
    let what = what(tlv_type);
    let value = reader.u16().and_then(|length| reader.sub(length.into()));
    Ok((what, tlv_type, value.map_err(|error| error.within(what))?))
}

/// How many octets [`put_tlv`] writes.
pub(crate) const TLV_HEADER_LEN: usize = 4;

/// Writes type and length of a TLV.
pub(crate) fn put_tlv(
    what: &'static str,
    tlv_type: u16,
    length: usize,
    out: &mut impl BufMut,
) -> Result<(), EncodeError> {
    out.put_u16(tlv_type);
    out.put_u16(length_u16(what, length)?);
    Ok(())
}

/// A table of the information TLVs of a kind of message: those that are text, with type, variant and constructor; and
/// behind the `;` those that are something else, with type, variant and what it holds.
macro_rules! information {
    (
        $(#[$meta:meta])* $name:ident $(#[$list_meta:meta])* $list:ident $what:literal {
            $($(#[$text_doc:meta])* $text_code:literal $text:ident $constructor:ident,)*
            ; $($(#[$doc:meta])* $code:literal $variant:ident($type:ident),)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
        #[non_exhaustive]
        pub enum $name<B: AsRef<[u8]> = Vec<u8>> {
            $(
                $(#[$text_doc])*
                #[doc = concat!("\n\nType ", stringify!($text_code), ". Should be UTF-8, and is kept where it is not.")]
                $text(#[cfg_attr(feature = "serde", serde(with = "crate::wire::serde::string"))] Octets<B>),
            )*
            $($(#[$doc])* #[doc = concat!("\n\nType ", stringify!($code), ".")] $variant($type),)*
            /// A TLV of another type.
            Unknown(UnknownTlv<B>),
        }
        map_octets!(enum $name { $($text,)* Unknown; $($variant,)* });

        $(#[$list_meta])*
        pub type $list<B = Vec<u8>> = List<$name, B>;

        impl $name {
            $(
                $(#[$text_doc])*
                #[must_use]
                pub fn $constructor(text: &str) -> $name {
                    $name::$text(Octets(text.as_bytes().to_vec()))
                }
            )*
        }

        impl<B: AsRef<[u8]>> $name<B> {
            /// The type.
            #[must_use]
            pub fn tlv_type(&self) -> u16 {
                match self {
                    $($name::$text(_) => $text_code,)*
                    $($name::$variant(_) => $code,)*
                    $name::Unknown(unknown) => unknown.tlv_type,
                }
            }

            /// The text, where the value is one, and is UTF-8.
            #[must_use]
            pub fn as_str(&self) -> Option<&str> {
                match self {
                    $($name::$text(text) => text.as_str(),)*
                    _ => None,
                }
            }

            fn value_len(&self) -> usize {
                match self {
                    $($name::$text(text) => text.len(),)*
                    $($name::$variant(value) => value.encoded_len(),)*
                    $name::Unknown(unknown) => unknown.octets.len(),
                }
            }
        }

        impl Element for $name {
            type At<'s> = $name<&'s [u8]>;
            type Error<'s> = Malformed<&'s [u8]>;
            type Context = ();

            fn take<'s>(reader: &mut Reader<'s>) -> Result<$name<&'s [u8]>, Malformed<&'s [u8]>> {
                framed(reader, |reader| cut_tlv(reader, What::$name), |tlv_type, value| {
                    Ok(match tlv_type {
                        $($text_code => $name::$text(value.octets()),)*
                        $($code => $name::$variant(value.read()?),)*
                        tlv_type => $name::Unknown(UnknownTlv { tlv_type, octets: value.octets() }),
                    })
                })
            }
        }

        impl<'a> Decode<'a> for $name<&'a [u8]> {
            fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
                $name::take(reader).map_err(Into::into)
            }
        }

        impl<B: AsRef<[u8]>> Encode for $name<B> {
            fn encoded_len(&self) -> usize {
                TLV_HEADER_LEN + self.value_len()
            }

            fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
                put_tlv($what, self.tlv_type(), self.value_len(), out)?;
                match self {
                    $($name::$text(text) => text.put(out),)*
                    $($name::$variant(value) => value.put(out),)*
                    $name::Unknown(unknown) => unknown.octets.put(out),
                }
            }
        }
    };
}

information! {
    /// What a router says of itself in an [`Initiation`](crate::bmp::Initiation) message
    /// ([RFC 7854, section 4.4](https://www.rfc-editor.org/rfc/rfc7854#section-4.4)).
    InitiationTlv
    /// The TLVs of an [`Initiation`](crate::bmp::Initiation) message, side by side.
    InitiationTlvs "Initiation TLV" {
        /// Free text. There may be several; their order counts.
        0 String string,
        /// What the router is: the `sysDescr` of its MIB-II.
        1 SysDescr sys_descr,
        /// What the router is called: the `sysName` of its MIB-II.
        2 SysName sys_name,
        /// The name of a VRF or table. Only of Peer Up since [RFC 9736](https://www.rfc-editor.org/rfc/rfc9736).
        3 VrfTableName vrf_table_name,
        /// A label an administrator gave. Only of Peer Up since [RFC 9736](https://www.rfc-editor.org/rfc/rfc9736).
        4 AdminLabel admin_label,
        ;
    }
}

information! {
    /// What is said of a peer in a [`PeerUp`](crate::bmp::PeerUp) or [`PeerDown`](crate::bmp::PeerDown) message
    /// ([RFC 9736](https://www.rfc-editor.org/rfc/rfc9736)).
    PeerUpTlv
    /// The TLVs of a [`PeerUp`](crate::bmp::PeerUp) or [`PeerDown`](crate::bmp::PeerDown) message, side by side.
    PeerUpTlvs "Peer Up TLV" {
        /// Free text. There may be several; their order counts.
        0 String string,
        /// What the router is. Only of Initiation since [RFC 9736](https://www.rfc-editor.org/rfc/rfc9736).
        1 SysDescr sys_descr,
        /// What the router is called. Only of Initiation since [RFC 9736](https://www.rfc-editor.org/rfc/rfc9736).
        2 SysName sys_name,
        /// The name of the VRF or table, 1 to 255 octets; `global` for the default one of a Loc-RIB
        /// ([RFC 9069, section 5.2.1](https://www.rfc-editor.org/rfc/rfc9069#section-5.2.1)). There may be several.
        3 VrfTableName vrf_table_name,
        /// A label an administrator gave to an Adj-RIB-Out
        /// ([RFC 8671, section 6.3.1](https://www.rfc-editor.org/rfc/rfc8671#section-6.3.1)). There may be several.
        4 AdminLabel admin_label,
        ;
    }
}

information! {
    /// Why a router ends monitoring, in a [`Termination`](crate::bmp::Termination) message
    /// ([RFC 7854, section 4.5](https://www.rfc-editor.org/rfc/rfc7854#section-4.5)).
    TerminationTlv
    /// The TLVs of a [`Termination`](crate::bmp::Termination) message, side by side.
    TerminationTlvs "Termination TLV" {
        /// Free text. There may be several; their order counts.
        0 String string,
        ;
        /// The reason: two octets. There has to be one.
        1 Reason(TerminationReason),
    }
}

impl PeerUpTlv {
    /// The name of the table of a Loc-RIB
    /// ([RFC 9069, section 5.2.1](https://www.rfc-editor.org/rfc/rfc9069#section-5.2.1)).
    pub(crate) fn loc_rib_name(name: &str) -> Result<PeerUpTlv, EncodeError> {
        let what = "VRF/Table Name";
        match length_u8(what, name.len())? {
            0 => Err(EncodeError::Value { what }),
            _ => Ok(PeerUpTlv::vrf_table_name(name)),
        }
    }
}

impl<B: AsRef<[u8]>> PeerUpTlvs<B> {
    /// The first name of a VRF or table that is UTF-8.
    #[must_use]
    pub fn vrf_table_name(&self) -> Option<&str> {
        self.iter().flatten().find_map(|tlv| match tlv {
            PeerUpTlv::VrfTableName(name) => core::str::from_utf8(name.0).ok(),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_are_not_utf_8_are_kept() {
        let octets = b"\0\x01\0\x02\xc3\x28\0\x02\0\0\x80\0\0\x01\x07";
        let tlvs = InitiationTlvs::over(&octets[..]);
        let tlvs: Vec<_> = tlvs.into_iter().map(Result::unwrap).collect();
        assert_eq!(
            tlvs,
            [
                InitiationTlv::SysDescr(Octets(&b"\xc3\x28"[..])),
                InitiationTlv::SysName(Octets(&b""[..])),
                InitiationTlv::Unknown(UnknownTlv {
                    tlv_type: 0x8000,
                    octets: Octets(&b"\x07"[..])
                }),
            ]
        );
        let texts: Vec<_> = tlvs.iter().map(InitiationTlv::as_str).collect();
        assert_eq!(texts, [None, Some(""), None]);
    }

    #[test]
    fn types_are_those_of_the_message() {
        let octets = b"\0\x01\0\x02\0\x04";
        assert_eq!(
            TerminationTlv::from_octets(octets),
            Ok(TerminationTlv::Reason(TerminationReason::PermanentlyClosed))
        );
        assert_eq!(
            PeerUpTlv::from_octets(octets),
            Ok(PeerUpTlv::SysDescr(Octets(&b"\0\x04"[..])))
        );
        assert_eq!(InitiationTlv::admin_label("x").tlv_type(), 4);
        assert_eq!(
            PeerUpTlv::vrf_table_name("x").to_vec().unwrap(),
            b"\0\x03\0\x01x"
        );
    }

    #[test]
    fn a_tlv_over_the_end_is_kept_and_ends_the_walk() {
        let octets = b"\0\x02\0\x03rtr\0\x01\0\x09BIRD";
        let mut tlvs = InitiationTlvs::over(&octets[..]).into_entries();
        assert_eq!(tlvs.next().unwrap().unwrap().as_str(), Some("rtr"));
        let malformed = tlvs.next().unwrap().unwrap_err();
        assert_eq!(*malformed.octets, b"\0\x01\0\x09BIRD"[..]);
        assert_eq!(
            malformed.error.to_string(),
            "Initiation TLV 1 at byte 11: 5 octets are missing"
        );
        assert_eq!(tlvs.next(), None);

        let header = PeerUpTlvs::over(&b"\0\x03\0"[..]);
        assert_eq!(
            header.check().unwrap_err().to_string(),
            "Peer Up TLV 3 at byte 2: 1 octet is missing"
        );
    }

    #[test]
    fn the_first_table_name_that_is_text() {
        let octets = b"\0\x03\0\x01\xff\0\0\0\x01x\0\x03\0\x03red\0\x03\0\x04blue";
        let tlvs = PeerUpTlvs::over(&octets[..]);
        assert_eq!(tlvs.vrf_table_name(), Some("red"));
    }

    #[test]
    fn a_text_over_the_length_field_is_an_error() {
        let mut tlvs = PeerUpTlvs::new();
        tlvs.push(&PeerUpTlv::string("x")).unwrap();
        let error = tlvs
            .push(&PeerUpTlv::string(&"x".repeat(0x1_0000)))
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "Peer Up TLV of 65536 octets: at most 65535 are possible"
        );
        assert_eq!(tlvs.octets(), b"\0\0\0\x01x");
    }

    #[cfg(feature = "serde")]
    #[test]
    fn json() {
        let octets = b"\0\x02\0\x03rtr\0\x01\0\x02\xc3\x28\0\x09\0\x01\x07\0\x01\0\x09x";
        let tlvs = InitiationTlvs::over(octets.to_vec());
        let json = serde_json::to_string(&tlvs).unwrap();
        assert_eq!(
            json,
            concat!(
                r#"[{"sys_name":"rtr"},{"sys_descr":{"octets":"c328"}},"#,
                r#"{"unknown":{"tlv_type":9,"octets":"07"}},"#,
                r#"{"malformed":"0001000978","error":{"text":"Initiation TLV 1 at byte 22: 8 octets are missing","what":{"initiation_tlv":1},"offset":22,"fault":{"truncated":8}}}]"#
            )
        );
        assert_eq!(serde_json::from_str::<InitiationTlvs>(&json).unwrap(), tlvs);
    }
}
