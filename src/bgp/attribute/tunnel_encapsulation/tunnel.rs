//! [`Tunnel`]: its type and its sub-TLVs.

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

use super::{
    BindingSid, CandidatePathName, Color, DsField, EgressEndpoint, EmbeddedLabelHandling,
    Encapsulation, ExplicitNullLabelPolicy, LoadBalancingBlock, MplsLabelStack, PolicyName,
    Preference, Priority, ProtocolType, SegmentList, SpiSiRepresentation, Srv6BindingSid, SubTlv,
    TunnelType, UdpDestinationPort,
};
use crate::bgp::attribute::PrefixSid;
#[cfg(feature = "serde")]
use crate::wire::serde::parts;
use crate::wire::tlv::{Header, take_tlv};
use crate::wire::{
    Context, DecodeError, Element, Encode, EncodeError, Entries, Iter, List, ListContext,
    Malformed, Reader, What, Writer, decode_element, map_octets, questions, sealed,
};

/// A tunnel, or what is told like one: a candidate path of an SR policy.
///
/// Its sub-TLVs are read when it is walked. Of those that count once, the first that can be read does; all are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tunnel<B: AsRef<[u8]> = Vec<u8>> {
    tunnel_type: TunnelType,
    sub_tlvs: List<SubTlv, B>,
}
map_octets!(Tunnel { sub_tlvs; tunnel_type });

/// What the sub-TLVs of a tunnel are read in: its type, which says how an [`Encapsulation`] is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TunnelContext {
    // The tunnel says it, beside its list.
    #[cfg_attr(feature = "serde", serde(skip))]
    tunnel_type: u16,
}

impl TunnelContext {
    pub(super) fn tunnel_type(self) -> TunnelType {
        self.tunnel_type.into()
    }
}

impl ListContext for TunnelContext {
    fn of(context: Context) -> TunnelContext {
        TunnelContext {
            tunnel_type: context.0 as u16,
        }
    }

    fn as_read(self) -> TunnelContext {
        TunnelContext::default()
    }
}

impl From<TunnelType> for TunnelContext {
    fn from(tunnel_type: TunnelType) -> TunnelContext {
        TunnelContext {
            tunnel_type: tunnel_type.into(),
        }
    }
}

impl From<TunnelContext> for Context {
    fn from(context: TunnelContext) -> Context {
        Context(context.tunnel_type.into())
    }
}

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
            sub_tlvs: List::filled(tunnel_type.into(), sub_tlvs)?,
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
    pub fn iter(&self) -> Iter<'_, SubTlv> {
        self.sub_tlvs.iter()
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
    pub fn entries(&self) -> Entries<'_, SubTlv> {
        self.sub_tlvs.entries()
    }

    /// Reads all sub-TLVs, and all that is inside them.
    ///
    /// # Errors
    /// The first that there is.
    pub fn check(&self) -> Result<(), DecodeError> {
        self.sub_tlvs.check()
    }
}

questions! {
    Tunnel of SubTlv:
    /// What goes into the header of the tunnel, in the variant of its type.
    first encapsulation: Encapsulation(Encapsulation<&[u8]>);
    /// The first color.
    first color: Color(Color);
    /// How many bits of the key or session ID tell tunnels apart.
    first load_balancing_block: LoadBalancingBlock(LoadBalancingBlock);
    /// Where the tunnel ends.
    first egress_endpoint: EgressEndpoint(EgressEndpoint);
    /// The Differentiated Services field of the outer IP header.
    first ds_field: DsField(DsField);
    /// The destination port of the outer UDP header.
    first udp_destination_port: UdpDestinationPort(UdpDestinationPort);
    /// What becomes of the label in the route.
    first embedded_label_handling: EmbeddedLabelHandling(EmbeddedLabelHandling);
    /// Labels to push.
    first mpls_label_stack: MplsLabelStack(MplsLabelStack<&[u8]>);
    /// The value of a BGP Prefix-SID attribute.
    first prefix_sid: PrefixSid(PrefixSid<&[u8]>);
    /// How good a candidate path is.
    first preference: Preference(Preference);
    /// The SID by which an SR policy can be used.
    first binding_sid: BindingSid(BindingSid);
    /// Whether an explicit NULL label is pushed.
    first explicit_null_label_policy: ExplicitNullLabelPolicy(ExplicitNullLabelPolicy);
    /// In which order SR policies are computed anew.
    first priority: Priority(Priority);
    /// How a service function chain's path and index are written.
    first spi_si_representation: SpiSiRepresentation(SpiSiRepresentation);
    /// The name of a candidate path.
    first candidate_path_name: CandidatePathName(CandidatePathName<&[u8]>);
    /// The name of an SR policy.
    first policy_name: PolicyName(PolicyName<&[u8]>);
    /// The SIDs of SRv6 by which an SR policy can be used.
    all srv6_binding_sids: Srv6BindingSid(Srv6BindingSid);
    /// What may be sent through the tunnel; anything where there are none.
    all protocol_types: ProtocolType(ProtocolType);
    /// The colors.
    all colors: Color(Color);
    /// The paths of an SR policy.
    all segment_lists: SegmentList(SegmentList<&[u8]>);
}

impl<'a, B: AsRef<[u8]>> IntoIterator for &'a Tunnel<B> {
    type Item = Result<SubTlv<&'a [u8]>, DecodeError>;
    type IntoIter = Iter<'a, SubTlv>;

    fn into_iter(self) -> Iter<'a, SubTlv> {
        self.iter()
    }
}

impl sealed::Element for Tunnel {}

impl Element for Tunnel {
    type At<'s> = Tunnel<&'s [u8]>;
    type Error<'s> = Malformed<&'s [u8]>;
    type Context = ();

    fn take<'s>(reader: &mut Reader<'s>) -> Result<Tunnel<&'s [u8]>, Malformed<&'s [u8]>> {
        let what = |tunnel_type| What::tlv(23, tunnel_type);
        take_tlv(reader, Header::U16U16, what, |tunnel_type, value| {
            let tunnel_type = TunnelType::from(tunnel_type);
            Ok(Tunnel {
                tunnel_type,
                sub_tlvs: value.read_in(TunnelContext::from(tunnel_type))?,
            })
        })
    }
}

decode_element!(Tunnel | element | element.check());

impl<B: AsRef<[u8]>> Encode for Tunnel<B> {
    fn encoded_len(&self) -> usize {
        Header::U16U16.len(self.tunnel_type.into()) + self.sub_tlvs.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        let length = self.sub_tlvs.encoded_len();
        Header::U16U16.put("tunnel", self.tunnel_type.into(), length, out)?;
        self.sub_tlvs.put(out)
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

// The list that is read does not know yet what it is read in.
#[cfg(feature = "serde")]
parts! {
    Tunnel<B> |tunnel| { tunnel_type: TunnelType = tunnel.tunnel_type, sub_tlvs: List<SubTlv, B> = tunnel.sub_tlvs, }
    Ok(Tunnel { tunnel_type, sub_tlvs: sub_tlvs.in_context(tunnel_type.into()) })
}
