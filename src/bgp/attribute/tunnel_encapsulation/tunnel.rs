//! [`Tunnel`]: its type and its sub-TLVs.

use core::fmt;
use core::iter::FusedIterator;

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use super::{
    BindingSid, CandidatePathName, Color, DsField, EgressEndpoint, EmbeddedLabelHandling,
    Encapsulation, ExplicitNullLabelPolicy, LoadBalancingBlock, MplsLabelStack, PolicyName,
    Preference, Priority, ProtocolType, SegmentList, SpiSiRepresentation, Srv6BindingSid, SubTlv,
    TunnelType, UdpDestinationPort,
};
use crate::bgp::attribute::PrefixSid;
use crate::wire::tlv::Header;
use crate::wire::{
    AttributeTlv, Context, Decode, DecodeError, Element, Encode, EncodeError, Entries, List,
    Malformed, Octets, Reader, What, framed, map_octets,
};

/// A tunnel, or what is told like one: a candidate path of an SR policy.
///
/// Its sub-TLVs are read when it is walked. Of those that count once, the first that can be read does; all are kept.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Deserialize))]
pub struct Tunnel<B: AsRef<[u8]> = Vec<u8>> {
    tunnel_type: TunnelType,
    // Not to be seen: without the type of the tunnel an Encapsulation in it has no layout.
    sub_tlvs: List<SubTlv, B>,
}
map_octets!(Tunnel { sub_tlvs; tunnel_type });

impl Tunnel {
    /// A tunnel of sub-TLVs.
    ///
    /// Any sub-TLV can be written into any tunnel. What does not belong there, like the [`Encapsulation`] of another
    /// type of tunnel, is not read as what it was.
    ///
    /// # Errors
    /// As [`push`](Tunnel::push).
    pub fn of(
        tunnel_type: TunnelType,
        sub_tlvs: impl IntoIterator<Item = SubTlv>,
    ) -> Result<Tunnel, EncodeError> {
        Ok(Tunnel {
            tunnel_type,
            sub_tlvs: List::of(sub_tlvs)?,
        })
    }

    /// Adds a sub-TLV behind the others.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] where it does not fit its length. The tunnel is then as it was.
    pub fn push(&mut self, sub_tlv: &SubTlv) -> Result<(), EncodeError> {
        self.sub_tlvs.push(sub_tlv)
    }
}

impl<B: AsRef<[u8]>> Tunnel<B> {
    /// The type of the tunnel.
    #[must_use]
    pub fn tunnel_type(&self) -> TunnelType {
        self.tunnel_type
    }

    /// The octets of the sub-TLVs.
    #[must_use]
    pub fn octets(&self) -> &[u8] {
        self.sub_tlvs.octets()
    }

    /// The sub-TLVs in turn.
    ///
    /// What is malformed is an error in its place; only where a length is wrong the walk ends. Offsets in errors count
    /// from the first sub-TLV.
    pub fn iter(&self) -> SubTlvs<'_> {
        SubTlvs(self.entries())
    }

    /// As [`iter`](Tunnel::iter), but what cannot be read comes with its octets.
    ///
    /// ```
    /// use bmp_codec::{Decode, Fault};
    /// use bmp_codec::bgp::attribute::tunnel_encapsulation::{Color, SubTlv, Tunnel};
    ///
    /// // GRE, with a key of eight octets, which has four; and a color.
    /// let octets = [0, 2, 0, 20, 1, 8, 0, 0, 0, 0, 0, 0, 0, 0, 4, 8, 3, 11, 0, 0, 0, 0, 0, 100];
    /// let tunnel = Tunnel::from_octets(&octets)?;
    /// let mut sub_tlvs = tunnel.entries();
    /// let malformed = sub_tlvs.next().unwrap().unwrap_err();
    /// assert_eq!((malformed.error.offset(), malformed.error.fault()), (6, Fault::Trailing(4)));
    /// assert_eq!(malformed.octets.len(), 10);
    /// assert_eq!(sub_tlvs.next(), Some(Ok(SubTlv::Color(Color::new(100)))));
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    pub fn entries(&self) -> SubTlvEntries<'_> {
        SubTlvEntries {
            tunnel_type: self.tunnel_type,
            length: self.sub_tlvs.octets().len(),
            entries: self.sub_tlvs.entries(),
        }
    }

    /// Reads all sub-TLVs, and all that is inside them.
    ///
    /// # Errors
    /// The first that there is.
    pub fn check(&self) -> Result<(), DecodeError> {
        self.iter().try_for_each(|sub_tlv| sub_tlv?.check_inside())
    }

    /// The SIDs of SRv6 by which an SR policy can be used.
    pub fn srv6_binding_sids(&self) -> impl Iterator<Item = Srv6BindingSid> {
        self.iter().filter_map(|sub_tlv| match sub_tlv {
            Ok(SubTlv::Srv6BindingSid(sid)) => Some(sid),
            _ => None,
        })
    }

    /// What may be sent through the tunnel; anything where there are none.
    pub fn protocol_types(&self) -> impl Iterator<Item = ProtocolType> {
        self.iter().filter_map(|sub_tlv| match sub_tlv {
            Ok(SubTlv::ProtocolType(protocol)) => Some(protocol),
            _ => None,
        })
    }

    /// The colors.
    pub fn colors(&self) -> impl Iterator<Item = Color> {
        self.iter().filter_map(|sub_tlv| match sub_tlv {
            Ok(SubTlv::Color(color)) => Some(color),
            _ => None,
        })
    }

    /// The paths of an SR policy.
    pub fn segment_lists(&self) -> impl Iterator<Item = SegmentList<&[u8]>> {
        self.iter().filter_map(|sub_tlv| match sub_tlv {
            Ok(SubTlv::SegmentList(list)) => Some(list),
            _ => None,
        })
    }
}

/// Makes methods that find the first sub-TLV of a type that can be read.
macro_rules! first {
    ($($(#[$doc:meta])* $method:ident $variant:ident -> $type:ty;)*) => {
        impl<B: AsRef<[u8]>> Tunnel<B> { $(
            $(#[$doc])*
            #[must_use]
            pub fn $method(&self) -> Option<$type> {
                self.iter().find_map(|sub_tlv| match sub_tlv {
                    Ok(SubTlv::$variant(value)) => Some(value),
                    _ => None,
                })
            }
        )* }
    };
}

first! {
    /// What goes into the header of the tunnel, in the variant of its type.
    encapsulation Encapsulation -> Encapsulation<&[u8]>;
    /// The first color.
    color Color -> Color;
    /// How many bits of the key or session ID tell tunnels apart.
    load_balancing_block LoadBalancingBlock -> LoadBalancingBlock;
    /// Where the tunnel ends.
    egress_endpoint EgressEndpoint -> EgressEndpoint;
    /// The Differentiated Services field of the outer IP header.
    ds_field DsField -> DsField;
    /// The destination port of the outer UDP header.
    udp_destination_port UdpDestinationPort -> UdpDestinationPort;
    /// What becomes of the label in the route.
    embedded_label_handling EmbeddedLabelHandling -> EmbeddedLabelHandling;
    /// Labels to push.
    mpls_label_stack MplsLabelStack -> MplsLabelStack<&[u8]>;
    /// The value of a BGP Prefix-SID attribute.
    prefix_sid PrefixSid -> PrefixSid<&[u8]>;
    /// How good a candidate path is.
    preference Preference -> Preference;
    /// The SID by which an SR policy can be used.
    binding_sid BindingSid -> BindingSid;
    /// Whether an explicit NULL label is pushed.
    explicit_null_label_policy ExplicitNullLabelPolicy -> ExplicitNullLabelPolicy;
    /// In which order SR policies are computed anew.
    priority Priority -> Priority;
    /// How a service function chain's path and index are written.
    spi_si_representation SpiSiRepresentation -> SpiSiRepresentation;
    /// The name of a candidate path.
    candidate_path_name CandidatePathName -> CandidatePathName<&[u8]>;
    /// The name of an SR policy.
    policy_name PolicyName -> PolicyName<&[u8]>;
}

impl<'a, B: AsRef<[u8]>> IntoIterator for &'a Tunnel<B> {
    type Item = Result<SubTlv<&'a [u8]>, DecodeError>;
    type IntoIter = SubTlvs<'a>;

    fn into_iter(self) -> SubTlvs<'a> {
        self.iter()
    }
}

/// The sub-TLVs of a [`Tunnel`] in turn; what cannot be read is an error.
#[derive(Clone, Debug)]
pub struct SubTlvs<'a>(SubTlvEntries<'a>);

impl<'a> Iterator for SubTlvs<'a> {
    type Item = Result<SubTlv<&'a [u8]>, DecodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|entry| entry.map_err(DecodeError::from))
    }
}

impl FusedIterator for SubTlvs<'_> {}

/// The sub-TLVs of a [`Tunnel`] in turn; what cannot be read is an error with its octets.
#[derive(Clone, Debug)]
pub struct SubTlvEntries<'a> {
    tunnel_type: TunnelType,
    /// Of all sub-TLVs.
    length: usize,
    entries: Entries<'a, SubTlv>,
}

impl<'a> Iterator for SubTlvEntries<'a> {
    type Item = Result<SubTlv<&'a [u8]>, Malformed<&'a [u8]>>;

    fn next(&mut self) -> Option<Self::Item> {
        let before = self.entries.rest();
        let octets = match self.entries.next()? {
            Ok(SubTlv::Encapsulation(Encapsulation::Other(octets))) => octets.0,
            entry => return Some(entry),
        };
        let rest = self.entries.rest();
        let offset = self.length.saturating_sub(rest.len() + octets.len());
        let reader = Reader::at(octets, offset, Context::default());
        let value = Encapsulation::read(self.tunnel_type, reader).map_err(|error| {
            let (frame, _) = before
                .split_at_checked(before.len().saturating_sub(rest.len()))
                .unwrap_or_default();
            Malformed {
                octets: Octets(frame),
                error: error.within(What::AttributeSubTlv(AttributeTlv::new(23, 1))),
            }
        });
        Some(value.map(SubTlv::Encapsulation))
    }
}

impl FusedIterator for SubTlvEntries<'_> {}

impl Element for Tunnel {
    type At<'s> = Tunnel<&'s [u8]>;
    type Error<'s> = Malformed<&'s [u8]>;
    type Context = ();

    fn take<'s>(reader: &mut Reader<'s>) -> Result<Tunnel<&'s [u8]>, Malformed<&'s [u8]>> {
        framed(
            reader,
            |reader| {
                Header::U16U16.cut(reader, |tunnel_type| {
                    What::AttributeTlv(AttributeTlv::new(23, tunnel_type))
                })
            },
            |tunnel_type, value| {
                Ok(Tunnel {
                    tunnel_type: tunnel_type.into(),
                    sub_tlvs: value.read()?,
                })
            },
        )
    }
}

impl<'a> Decode<'a> for Tunnel<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        <Tunnel as Element>::take(reader).map_err(Into::into)
    }

    fn check_inside(&self) -> Result<(), DecodeError> {
        self.check()
    }
}

impl<B: AsRef<[u8]>> Encode for Tunnel<B> {
    fn encoded_len(&self) -> usize {
        Header::U16U16.len(self.tunnel_type.into()) + self.sub_tlvs.encoded_len()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        let length = self.sub_tlvs.encoded_len();
        Header::U16U16.put("tunnel", self.tunnel_type.into(), length, out)?;
        self.sub_tlvs.put(out)
    }
}

impl<B: AsRef<[u8]>> fmt::Debug for Tunnel<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Walk<'a>(SubTlvEntries<'a>);

        impl fmt::Debug for Walk<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_list().entries(self.0.clone()).finish()
            }
        }

        f.debug_struct("Tunnel")
            .field("tunnel_type", &self.tunnel_type)
            .field("sub_tlvs", &Walk(self.entries()))
            .finish()
    }
}

/// The type of the tunnel and its sub-TLVs in brackets; lists in parentheses.
impl<B: AsRef<[u8]>> fmt::Display for Tunnel<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [", self.tunnel_type)?;
        for (place, sub_tlv) in self.entries().enumerate() {
            f.write_str(if place == 0 { "" } else { ", " })?;
            match sub_tlv {
                Ok(SubTlv::SegmentList(list)) => write!(f, "segments ({list})")?,
                Ok(SubTlv::MplsLabelStack(labels)) => write!(f, "labels ({labels})")?,
                Ok(SubTlv::PrefixSid(list)) => write!(f, "prefix-sid ({list})")?,
                Ok(sub_tlv) => sub_tlv.fmt(f)?,
                Err(malformed) => write!(f, "malformed {}", malformed.octets)?,
            }
        }
        f.write_str("]")
    }
}

/// What serde sees of a tunnel: its sub-TLVs for people as the walk has them, and for machines as octets.
#[cfg(feature = "serde")]
impl<B: AsRef<[u8]>> Serialize for Tunnel<B> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename = "Tunnel")]
        struct Fields<T> {
            tunnel_type: TunnelType,
            sub_tlvs: T,
        }

        struct Walk<'a>(SubTlvEntries<'a>);

        impl Serialize for Walk<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.0.clone().map(Item::from))
            }
        }

        // As a list says it.
        #[derive(Serialize)]
        #[serde(untagged)]
        enum Item<'a> {
            SubTlv(SubTlv<&'a [u8]>),
            Malformed {
                malformed: Octets<&'a [u8]>,
                error: DecodeError,
            },
        }

        impl<'a> From<Result<SubTlv<&'a [u8]>, Malformed<&'a [u8]>>> for Item<'a> {
            fn from(entry: Result<SubTlv<&'a [u8]>, Malformed<&'a [u8]>>) -> Item<'a> {
                match entry {
                    Ok(sub_tlv) => Item::SubTlv(sub_tlv),
                    Err(Malformed { octets, error }) => Item::Malformed {
                        malformed: octets,
                        error,
                    },
                }
            }
        }

        let tunnel_type = self.tunnel_type;
        if serializer.is_human_readable() {
            let sub_tlvs = Walk(self.entries());
            Fields {
                tunnel_type,
                sub_tlvs,
            }
            .serialize(serializer)
        } else {
            let sub_tlvs = self.sub_tlvs.view();
            Fields {
                tunnel_type,
                sub_tlvs,
            }
            .serialize(serializer)
        }
    }
}
