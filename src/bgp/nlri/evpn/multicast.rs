//! Types 3, 6, 7, 8: multicast ([RFC 7432, section 7.3](https://www.rfc-editor.org/rfc/rfc7432#section-7.3),
//! [RFC 9251, section 9](https://www.rfc-editor.org/rfc/rfc9251#section-9)).
//!
//! ```text
//! 3: route distinguisher 8, Ethernet tag u32, originator
//! 6: route distinguisher 8, Ethernet tag u32, source, group, originator, flags u8
//! 7: route distinguisher 8, Ethernet segment 10, Ethernet tag u32, source, group, originator, flags u8
//! 8: route distinguisher 8, Ethernet segment 10, Ethernet tag u32, source, group, originator, reserved u32,
//!    maximum response time u8, flags u8
//! ```
//!
//! Source, group and originator are an address each with its bits (0, 32 or 128) in front.

use core::fmt;

use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::nlri::evpn::out_of_line;
use crate::bgp::nlri::source_group::SourceGroup;
use crate::flags::flags;
use crate::net::{Address, EthernetSegmentId, RouteDistinguisher};
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Reader};

/// Who wants broadcast, unknown unicast and multicast of a broadcast domain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct InclusiveMulticast {
    /// The route distinguisher.
    pub rd: RouteDistinguisher,
    /// The broadcast domain.
    pub ethernet_tag: u32,
    /// The router that wants it. None where the router wrote a length of 0.
    pub originator: Address,
}

impl Decode<'_> for InclusiveMulticast {
    #[inline(always)]
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut head = reader.sub(12)?;
        Ok(InclusiveMulticast {
            rd: head.read()?,
            ethernet_tag: head.u32()?,
            originator: reader.read()?,
        })
    }
}

impl Encode for InclusiveMulticast {
    fn encoded_len(&self) -> usize {
        12 + self.originator.encoded_len()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        self.rd.put(out)?;
        out.put_u32(self.ethernet_tag);
        self.originator.put(out)
    }
}

impl fmt::Display for InclusiveMulticast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} tag {} {}",
            self.rd, self.ethernet_tag, self.originator
        )
    }
}

flags! {
    /// Which versions of IGMP or MLD ask for a group, and how
    /// ([RFC 9251, section 9.1](https://www.rfc-editor.org/rfc/rfc9251#section-9.1)).
    MulticastFlags(u8) {
        /// IGMPv1, or MLDv1 for IPv6 groups.
        0x01 VERSION_1,
        /// IGMPv2, or MLDv2 for IPv6 groups.
        0x02 VERSION_2,
        /// IGMPv3.
        0x04 VERSION_3,
        /// All sources but the named one are meant.
        0x08 EXCLUDE,
    }
}

/// Makes a route of RFC 9251 from its fields before and behind source, group and originator.
macro_rules! group_route {
    (
        $(#[$meta:meta])* $name:ident
        $head:literal { $($(#[$before_doc:meta])* $before:ident: $before_type:ty,)* }
        $tail:literal { $($(#[$behind_doc:meta])* $behind:ident: $behind_type:ty,)* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
        pub struct $name {
            $($(#[$before_doc])* pub $before: $before_type,)*
            /// The broadcast domain.
            pub ethernet_tag: u32,
            /// The source; none for any.
            pub source: Address,
            /// The group; none for any.
            pub group: Address,
            /// The router that says so. None where the router wrote a length of 0.
            pub originator: Address,
            $($(#[$behind_doc])* pub $behind: $behind_type,)*
            /// Versions of the protocol, and how the group is asked for.
            pub flags: MulticastFlags,
        }

        impl Decode<'_> for $name {
            #[inline]
            fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                out_of_line(reader, |reader| {
                    let mut head = reader.sub($head)?;
                    Ok($name {
                        $($before: head.read()?,)*
                        ethernet_tag: head.u32()?,
                        source: reader.read()?,
                        group: reader.read()?,
                        originator: reader.read()?,
                        $($behind: <$behind_type>::from_be_bytes(reader.array()?),)*
                        flags: MulticastFlags(reader.u8()?),
                    })
                })
            }
        }

        impl Encode for $name {
            fn encoded_len(&self) -> usize {
                let addresses = [self.source, self.group, self.originator];
                $head + $tail + addresses.iter().map(Encode::encoded_len).sum::<usize>()
            }

            fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
                $(self.$before.put(out)?;)*
                out.put_u32(self.ethernet_tag);
                self.source.put(out)?;
                self.group.put(out)?;
                self.originator.put(out)?;
                $(out.put_slice(&self.$behind.to_be_bytes());)*
                out.put_u8(self.flags.0);
                Ok(())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                $(write!(f, "{} ", self.$before)?;)*
                let flow = SourceGroup(self.source, self.group);
                write!(f, "tag {} {flow} {}", self.ethernet_tag, self.originator)
            }
        }
    };
}

group_route! {
    /// Who wants a multicast group: Selective Multicast Ethernet Tag
    /// ([RFC 9251, section 9.1](https://www.rfc-editor.org/rfc/rfc9251#section-9.1)).
    SelectiveMulticast
    12 {
        /// The route distinguisher.
        rd: RouteDistinguisher,
    }
    1 {}
}

group_route! {
    /// A multicast group was joined on an Ethernet segment: Multicast Membership Report Synch
    /// ([RFC 9251, section 9.2](https://www.rfc-editor.org/rfc/rfc9251#section-9.2)).
    MembershipReportSynch
    22 {
        /// The route distinguisher.
        rd: RouteDistinguisher,
        /// The Ethernet segment.
        esi: EthernetSegmentId,
    }
    1 {}
}

group_route! {
    /// A multicast group was left on an Ethernet segment: Multicast Leave Synch
    /// ([RFC 9251, section 9.3](https://www.rfc-editor.org/rfc/rfc9251#section-9.3)).
    LeaveSynch
    22 {
        /// The route distinguisher.
        rd: RouteDistinguisher,
        /// The Ethernet segment.
        esi: EthernetSegmentId,
    }
    6 {
        /// Ignored by receivers; in drafts of the RFC a sequence number.
        reserved: u32,
        /// How long members have to answer the query, as the query says it.
        maximum_response_time: u8,
    }
}
