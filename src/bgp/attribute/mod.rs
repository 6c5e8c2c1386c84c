//! Path attributes ([RFC 4271, sections 4.3 and 5](https://www.rfc-editor.org/rfc/rfc4271#section-5)).
//!
//! [`PathAttributes`] is the list of an UPDATE. [`PathAttribute`] is one attribute: its flags and its
//! [`AttributeValue`], with a variant for each type code.
//!
//! ```text
//! flags u8, type code u8, length u8 (u16 if flags & 0x10), value
//! ```
//!
//! ```
//! use bmp_codec::bgp::Session;
//! use bmp_codec::bgp::attribute::{AsPath, AttributeValue, Origin, PathAttributes};
//! use bmp_codec::net::Asn;
//!
//! // What a router sent: ORIGIN, and AS_PATH 65001 65002.
//! let octets = [0x40, 1, 1, 0, 0x40, 2, 10, 2, 2, 0, 0, 0xfd, 0xe9, 0, 0, 0xfd, 0xea];
//! let attributes = PathAttributes::over(&octets[..], Session::default());
//! for attribute in attributes {
//!     match attribute?.value {
//!         AttributeValue::Origin(origin) => assert_eq!(origin, Origin::Igp),
//!         AttributeValue::AsPath(path) => assert_eq!(path.origin(), Some(Asn(65002))),
//!         other => unreachable!("{other:?}"),
//!     }
//! }
//!
//! // Or only the attribute that you want.
//! let path: AsPath<&[u8]> = attributes.get()?.unwrap();
//! assert_eq!(path.to_string(), "65001 65002");
//! # Ok::<(), bmp_codec::DecodeError>(())
//! ```

mod aggregator;
mod aigp;
mod as4_path;
mod as_path;
mod as_pathlimit;
mod atomic_aggregate;
mod attribute_set;
pub mod bfd_discriminator;
pub mod bgpsec_path;
pub mod bier;
mod breach;
mod by_session;
mod cluster_list;
mod communities;
mod community_container;
mod connector;
mod context;
pub mod d_path;
mod edit;
mod extended_communities;
mod flags;
mod ipv6_extended_communities;
mod large_communities;
pub mod link_state;
mod list;
mod local_pref;
mod mp_next_hop;
mod mp_reach;
mod mp_unreach;
mod multi_exit_disc;
mod next_hop;
pub mod next_hop_characteristics;
mod only_to_customer;
mod origin;
mod originator_id;
mod pe_distinguisher_labels;
pub mod pmsi_tunnel;
pub mod prefix_sid;
mod registered;
pub mod sfp;

pub mod traffic_engineering;
pub mod tunnel_encapsulation;
mod unknown;

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

pub use crate::bgp::extended_community::{ExtendedCommunity, ExtendedCommunityValue};
pub use crate::wire::UnknownTlv;
pub use aggregator::{Aggregator, As4Aggregator};
pub use aigp::{Aigp, AigpMetric, AigpTlv};
pub use as_path::{AsPath, Asns, Segment, SegmentKind, Segments};
pub use as_pathlimit::AsPathLimit;
pub use as4_path::As4Path;
pub use atomic_aggregate::AtomicAggregate;
pub use attribute_set::AttributeSet;
pub use bfd_discriminator::BfdDiscriminator;
pub use bgpsec_path::BgpsecPath;
pub use bier::Bier;
pub(crate) use breach::{Broken, is_acted_on};
pub use cluster_list::{ClusterId, ClusterList};
pub use communities::{Communities, Community};
pub use community_container::{CommunityContainers, WideCommunity};
pub use connector::Connector;
pub use context::AttributeContext;
pub use d_path::DPath;
pub use extended_communities::ExtendedCommunities;
pub use flags::{AttributeFlags, FlagsConflict};
pub use ipv6_extended_communities::{
    Ipv6ExtendedCommunities, Ipv6ExtendedCommunity, Ipv6ExtendedCommunityType,
};
pub use large_communities::{LargeCommunities, LargeCommunity};
pub use link_state::LinkState;
pub(crate) use list::{Header, header, seek, split};
pub use list::{MalformedAttribute, PathAttributes};
pub use local_pref::LocalPref;
pub use mp_next_hop::MpNextHop;
pub use mp_reach::MpReach;
pub use mp_unreach::MpUnreach;
pub use multi_exit_disc::MultiExitDisc;
pub use next_hop::NextHop;
pub use next_hop_characteristics::NextHopCharacteristics;
pub use only_to_customer::OnlyToCustomer;
pub use origin::Origin;
pub use originator_id::OriginatorId;
pub use pe_distinguisher_labels::{PeDistinguisherLabel, PeDistinguisherLabels};
pub use pmsi_tunnel::PmsiTunnel;
pub use prefix_sid::PrefixSid;
pub use registered::Registered;
pub use sfp::Sfp;
pub use traffic_engineering::TrafficEngineering;
pub use tunnel_encapsulation::TunnelEncapsulation;
pub use unknown::UnknownAttribute;

use crate::bgp::Session;
use crate::bgp::error_action::Disposition;
use crate::wire::{
    Context, DecodeError, Encode, EncodeError, ListContext, Octets, Reader, What, Writer,
    map_octets, table,
};

/// The table of attributes. A line has the code, the name, the variant with its type, the method of [`PathAttributes`],
/// the class, and what a receiver does if the value is malformed ([RFC 7606](https://www.rfc-editor.org/rfc/rfc7606)).
/// Behind the first `;` are rare attributes. Behind the second are attributes with only a name: their values are not
/// decoded.
macro_rules! attributes {
    (
        $($code:literal $name:literal $variant:ident($type:ident $(<$octets:ident>)?) $question:ident $class:ident $on_error:ident,)*
        ; $($rare_code:literal $rare_name:literal $rare:ident($rare_type:ident $(<$rare_octets:ident>)?) $rare_question:ident $rare_class:ident $rare_on_error:ident,)*
        ; $($raw_code:literal $raw_name:literal,)*
    ) => {
        table! {
            /// The value of a path attribute, by its type code.
            // Small numbers go beside the tag, and words behind it: then no variant shares part of a word with another.
            #[repr(u8)]
            pub enum AttributeValue<B>(u8) by code, unknown UnknownAttribute, from;
            read by hand;
            {
                $($code => $variant($type $(<$octets>)?) $name,)*
                $($rare_code => $rare($rare_type $(<$rare_octets>)?) $rare_name,)*
            }
            named { $($raw_code => $raw_name,)* }
        }

        attributes! { @of $($variant $type $(<$octets>)? $name $question $code $class $on_error,)*
            $($rare $rare_type $(<$rare_octets>)? $rare_name $rare_question $rare_code $rare_class $rare_on_error,)* }

        impl<'a> AttributeValue<&'a [u8]> {
            /// Decodes the rest as the value of the attribute with this `code`.
            #[inline(always)]
            fn decode(code: u8, reader: Reader<'a>) -> Result<Self, DecodeError> {
                match code {
                    $($code => {
                        // Each arm has its own copy: a value decoded out of line needs its address, the others do not.
                        let mut reader = reader;
                        let value = reader.read()?;
                        reader.finish()?;
                        Ok(AttributeValue::$variant(value))
                    })*
                    code => {
                        let Some(rare) = RareCode::of(code, reader.context()) else {
                            let octets = Octets(reader.peek());
                            return Ok(AttributeValue::Unknown(UnknownAttribute::new(code, octets)));
                        };
                        match Rare::decode(rare, reader.peek(), reader.offset(), reader.context()) {
                            $(Ok(Rare::$rare(value)) => Ok(AttributeValue::$rare(value)),)*
                            Err(error) => Err(error),
                        }
                    }
                }
            }
        }

        /// The code of a rare attribute.
        #[derive(Clone, Copy)]
        #[repr(u8)]
        enum RareCode {
            $($rare = $rare_code,)*
        }

        impl RareCode {
            // A look-up, not a match: that would be merged with the match of the hot codes, and cost them.
            const ALL: [Option<RareCode>; 256] = {
                let mut all = [None; 256];
                $(all[$rare_code] = Some(RareCode::$rare);)*
                all
            };

            /// Returns `None` for an attribute whose value is not decoded. A nested set stays undecoded, so that the depth
            /// is limited.
            #[inline(always)]
            fn of(code: u8, context: Context) -> Option<RareCode> {
                match RareCode::ALL.get(usize::from(code)) {
                    Some(Some(RareCode::AttributeSet)) if AttributeContext::of(context).in_attribute_set() => None,
                    Some(code) => *code,
                    None => None,
                }
            }
        }

        /// The value of a rare attribute. It has its own type and is decoded out of line: each variant on the hot path
        /// costs instructions for all attributes.
        enum Rare<'a> {
            $($rare($rare_type $(<attributes!(@borrowed $rare_octets)>)?),)*
        }

        impl<'a> Rare<'a> {
            // Takes words: a reader would have to be in memory for the hot attributes, too.
            #[inline(never)]
            fn decode(code: RareCode, octets: &'a [u8], offset: usize, context: Context) -> Result<Self, DecodeError> {
                let mut reader = Reader::at(octets, offset, context);
                let value = match code {
                    $(RareCode::$rare => Rare::$rare(reader.read()?),)*
                };
                reader.finish()?;
                Ok(value)
            }
        }
    };
    (@of $($variant:ident $type:ident $(<$octets:ident>)? $name:literal $question:ident $code:literal $class:ident $on_error:ident,)*) => {
        $(
            impl $(<$octets: AsRef<[u8]>>)? Registered for $type $(<$octets>)? {
                const CODE: u8 = $code;
                const FLAGS: AttributeFlags = AttributeFlags::$class;
            }

            // Only for the owned form, so that `MpReach::CODE` needs no storage parameter.
            impl $type {
                #[doc = concat!("The type code of ", $name, ".")]
                pub const CODE: u8 = $code;
            }
        )*

        /// One method per attribute: [`get`](PathAttributes::get) by name.
        impl<B: AsRef<[u8]>> PathAttributes<B> {
            $(
                #[doc = concat!("The ", $name, ", attribute ", stringify!($code), ".")]
                ///
                /// # Errors
                /// Like [`get`](Self::get): the attribute is malformed, or one before it is longer than the rest of the
                /// list.
                #[inline]
                pub fn $question(&self) -> Result<Option<attributes!(@view $type $($octets)?)>, DecodeError> {
                    self.get()
                }
            )*
        }

        /// The value in one line; for an unknown attribute, its bytes.
        impl<B: AsRef<[u8]>> fmt::Display for AttributeValue<B> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(AttributeValue::$variant(value) => value.fmt(f),)*
                    AttributeValue::Unknown(unknown) => unknown.octets.fmt(f),
                }
            }
        }

        /// Returns the usual flags of an attribute, which follow from its class; `None` if the code is unknown.
        #[must_use]
        pub const fn usual_flags(code: u8) -> Option<AttributeFlags> {
            match code { $($code => Some(AttributeFlags::$class),)* _ => None }
        }

        /// Returns what a receiver usually does if the value of an attribute is malformed; `None` if the code is
        /// unknown.
        ///
        /// For some attributes, this depends on what is wrong: see [`Update::errors`](crate::bgp::Update::errors). For
        /// deprecated attributes it is [`Disposition::Nothing`], since receivers no longer know them.
        ///
        /// ```
        /// use bmp_codec::bgp::{attribute, error_action::Disposition};
        ///
        /// assert_eq!(attribute::error_action(2), Some(Disposition::TreatAsWithdraw));
        /// assert_eq!(attribute::error_action(7), Some(Disposition::AttributeDiscard));
        /// assert_eq!(attribute::error_action(200), None);
        /// ```
        #[must_use]
        pub const fn error_action(code: u8) -> Option<Disposition> {
            match code { $($code => Some(Disposition::$on_error),)* _ => None }
        }
    };
    (@borrowed $octets:ident) => { &'a [u8] };
    (@view $type:ident) => { $type };
    (@view $type:ident $octets:ident) => { $type<&[u8]> };
}

attributes! {
    // code  name  variant  question  class  on error (RFC 7606)
    1 "ORIGIN" Origin(Origin) origin WELL_KNOWN TreatAsWithdraw,
    2 "AS_PATH" AsPath(AsPath<B>) as_path WELL_KNOWN TreatAsWithdraw,
    3 "NEXT_HOP" NextHop(NextHop) next_hop WELL_KNOWN TreatAsWithdraw,
    4 "MULTI_EXIT_DISC" MultiExitDisc(MultiExitDisc) multi_exit_disc OPTIONAL TreatAsWithdraw,
    5 "LOCAL_PREF" LocalPref(LocalPref) local_pref WELL_KNOWN TreatAsWithdraw,
    6 "ATOMIC_AGGREGATE" AtomicAggregate(AtomicAggregate) atomic_aggregate WELL_KNOWN AttributeDiscard,
    7 "AGGREGATOR" Aggregator(Aggregator) aggregator OPTIONAL_TRANSITIVE AttributeDiscard,
    8 "COMMUNITIES" Communities(Communities<B>) communities OPTIONAL_TRANSITIVE TreatAsWithdraw,
    9 "ORIGINATOR_ID" OriginatorId(OriginatorId) originator_id OPTIONAL TreatAsWithdraw,
    10 "CLUSTER_LIST" ClusterList(ClusterList<B>) cluster_list OPTIONAL TreatAsWithdraw,
    14 "MP_REACH_NLRI" MpReach(MpReach<B>) mp_reach OPTIONAL SessionReset,
    15 "MP_UNREACH_NLRI" MpUnreach(MpUnreach<B>) mp_unreach OPTIONAL SessionReset,
    16 "EXTENDED COMMUNITIES" ExtendedCommunities(ExtendedCommunities<B>) extended_communities OPTIONAL_TRANSITIVE TreatAsWithdraw,
    17 "AS4_PATH" As4Path(As4Path<B>) as4_path OPTIONAL_TRANSITIVE AttributeDiscard,
    18 "AS4_AGGREGATOR" As4Aggregator(As4Aggregator) as4_aggregator OPTIONAL_TRANSITIVE AttributeDiscard,
    32 "LARGE_COMMUNITY" LargeCommunities(LargeCommunities<B>) large_communities OPTIONAL_TRANSITIVE TreatAsWithdraw,
    ;
    20 "Connector" Connector(Connector<B>) connector OPTIONAL_TRANSITIVE Nothing,
    21 "AS_PATHLIMIT" AsPathLimit(AsPathLimit) as_path_limit OPTIONAL_TRANSITIVE Nothing,
    22 "PMSI_TUNNEL" PmsiTunnel(PmsiTunnel<B>) pmsi_tunnel OPTIONAL_TRANSITIVE TreatAsWithdraw,
    23 "Tunnel Encapsulation" TunnelEncapsulation(TunnelEncapsulation<B>) tunnel_encapsulation OPTIONAL_TRANSITIVE TreatAsWithdraw,
    24 "Traffic Engineering" TrafficEngineering(TrafficEngineering<B>) traffic_engineering OPTIONAL TreatAsWithdraw,
    25 "IPv6 Address Specific Extended Community" Ipv6ExtendedCommunities(Ipv6ExtendedCommunities<B>) ipv6_extended_communities OPTIONAL_TRANSITIVE TreatAsWithdraw,
    26 "AIGP" Aigp(Aigp<B>) aigp OPTIONAL AttributeDiscard,
    27 "PE Distinguisher Labels" PeDistinguisherLabels(PeDistinguisherLabels<B>) pe_distinguisher_labels OPTIONAL_TRANSITIVE TreatAsWithdraw,
    29 "BGP-LS Attribute" LinkState(LinkState<B>) link_state OPTIONAL AttributeDiscard,
    33 "BGPsec_PATH" BgpsecPath(BgpsecPath<B>) bgpsec_path OPTIONAL TreatAsWithdraw,
    34 "BGP Community Container" CommunityContainers(CommunityContainers<B>) community_containers OPTIONAL_TRANSITIVE TreatAsWithdraw,
    35 "Only to Customer" OnlyToCustomer(OnlyToCustomer) only_to_customer OPTIONAL_TRANSITIVE TreatAsWithdraw,
    36 "D-PATH" DPath(DPath<B>) d_path OPTIONAL_TRANSITIVE TreatAsWithdraw,
    37 "SFP" Sfp(Sfp<B>) sfp OPTIONAL_TRANSITIVE TreatAsWithdraw,
    38 "BFD Discriminator" BfdDiscriminator(BfdDiscriminator<B>) bfd_discriminator OPTIONAL_TRANSITIVE AttributeDiscard,
    39 "Next Hop Dependent Characteristics" NextHopCharacteristics(NextHopCharacteristics<B>) next_hop_characteristics OPTIONAL_TRANSITIVE AttributeDiscard,
    40 "BGP Prefix-SID" PrefixSid(PrefixSid<B>) prefix_sid OPTIONAL_TRANSITIVE AttributeDiscard,
    41 "BIER" Bier(Bier<B>) bier OPTIONAL_TRANSITIVE AttributeDiscard,
    128 "ATTR_SET" AttributeSet(AttributeSet<B>) attribute_set OPTIONAL_TRANSITIVE TreatAsWithdraw,
    ;
    11 "DPA", 12 "ADVERTISER", 13 "RCID_PATH", 19 "SSA", 28 "BGP Entropy Label Capability",
    42 "Edge Metadata",
}

impl<B: AsRef<[u8]>> AttributeValue<B> {
    /// Decodes everything inside the value that has not been checked yet: routes, TLVs, nested attributes, at any
    /// depth. After this check, iteration meets no error.
    ///
    /// # Errors
    /// The first error. Its offset counts from the start of the list that contains it.
    #[inline(never)]
    pub fn check(&self) -> Result<(), DecodeError> {
        let checked = self.view().check_value();
        checked.map_err(|error| error.within(What::Attribute(self.code())))
    }
}

/// A path attribute: its flags and its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PathAttribute<B: AsRef<[u8]> = Vec<u8>> {
    /// The flags, as received.
    pub flags: AttributeFlags,
    /// The value, by its type code.
    pub value: AttributeValue<B>,
}
map_octets!(PathAttribute { value; flags });

impl<B: AsRef<[u8]>> PathAttribute<B> {
    /// Makes an attribute with its usual flags; an attribute with an unknown code is optional transitive.
    ///
    /// ```
    /// use bmp_codec::{Encode, bgp::attribute::{LocalPref, PathAttribute}};
    ///
    /// let attribute: PathAttribute = PathAttribute::new(LocalPref(100));
    /// assert_eq!(attribute.to_string(), "LOCAL_PREF 100");
    /// assert_eq!(attribute.to_vec()?, [0x40, 5, 4, 0, 0, 0, 100]);
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    pub fn new(value: impl Into<AttributeValue<B>>) -> PathAttribute<B> {
        let value = value.into();
        PathAttribute {
            flags: usual_flags(value.code()).unwrap_or(AttributeFlags::OPTIONAL_TRANSITIVE),
            value,
        }
    }

    /// Returns the type code.
    #[inline]
    #[must_use]
    pub fn code(&self) -> u8 {
        self.value.code()
    }

    /// Returns `session`, changed as far as the attribute needs: an AS_PATH of two-octet AS numbers needs a session
    /// that uses them.
    #[must_use]
    pub fn session_for(&self, session: Session) -> Session {
        AttributeContext::of(self.form(session.into())).session()
    }
}

/// The name and the value; then the flags if a known attribute does not have its usual ones.
impl<B: AsRef<[u8]>> fmt::Display for PathAttribute<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match name(self.code()) {
            Some(name) => f.write_str(name)?,
            None => write!(f, "attribute {}", self.code())?,
        }
        if self.value.encoded_len() > 0 {
            write!(f, " {}", self.value)?;
        }
        match usual_flags(self.code()) {
            Some(usual) if usual.0 & 0xc0 != self.flags.0 & 0xc0 => {
                write!(f, " (flags {})", self.flags)
            }
            _ => Ok(()),
        }
    }
}

impl<B: AsRef<[u8]>> Encode for PathAttribute<B> {
    fn encoded_len(&self) -> usize {
        let length = self.value.encoded_len();
        length
            + if self.flags.is_extended() || length > 0xff {
                4
            } else {
                3
            }
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        put_attribute(self.flags, self.code(), &self.value, out)
    }

    fn form(&self, context: Context) -> Context {
        self.value.form(context)
    }
}

/// Encodes an attribute, with a two-byte length if the flags say so or the value needs it.
fn put_attribute(
    flags: AttributeFlags,
    code: u8,
    value: &impl Encode,
    out: &mut Writer<impl BufMut>,
) -> Result<(), EncodeError> {
    let length = value.encoded_len();
    let flags = if length > 0xff {
        flags.or(AttributeFlags::EXTENDED_LENGTH)
    } else {
        flags
    };
    let [high, low] = match u16::try_from(length) {
        Ok(length) => length.to_be_bytes(),
        Err(_) => return Err(too_long(code, length)),
    };
    if flags.is_extended() {
        out.put_slice(&[flags.0, code, high, low]);
    } else {
        out.put_slice(&[flags.0, code, low]);
    }
    value.put(out)
}

#[cold]
#[inline(never)]
fn too_long(code: u8, length: usize) -> EncodeError {
    EncodeError::TooLong {
        what: name(code).unwrap_or("path attribute"),
        length,
        limit: 0xffff,
    }
}

#[cfg(test)]
mod tests;
