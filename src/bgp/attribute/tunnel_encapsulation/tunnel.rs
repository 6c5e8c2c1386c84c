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
use crate::wire::tlv::{Framed, Header};
use crate::wire::{
    Context, DecodeError, Element, Encode, EncodeError, Entries, Iter, List, ListContext,
    Malformed, Reader, What, Writer, decode_element, map_octets, questions, sealed,
};

/// A tunnel, or a candidate path of an SR policy, which has the same form.
///
/// Sub-TLVs are decoded during iteration. If only one sub-TLV of a type counts, it is the first one that decodes; all
/// are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tunnel<B: AsRef<[u8]> = Vec<u8>> {
    tunnel_type: TunnelType,
    sub_tlvs: List<SubTlv, B>,
}
map_octets!(Tunnel { sub_tlvs; tunnel_type });

/// The context in which the sub-TLVs of a tunnel are decoded: its type, which decides the layout of an
/// [`Encapsulation`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TunnelContext {
    // The tunnel has the type beside its list.
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
    /// Makes a tunnel from sub-TLVs.
    ///
    /// Any sub-TLV can be encoded in any tunnel. If it does not belong there, like the [`Encapsulation`] of another
    /// tunnel type, it decodes as something else.
    ///
    /// # Errors
    /// Like [`push`](Tunnel::push).
    pub fn of(
        tunnel_type: TunnelType,
        sub_tlvs: impl IntoIterator<Item = SubTlv>,
    ) -> Result<Tunnel, EncodeError> {
        Ok(Tunnel {
            tunnel_type,
            sub_tlvs: List::filled(tunnel_type.into(), sub_tlvs)?,
        })
    }

    /// Appends a sub-TLV.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if the value does not fit its length field. The tunnel is then unchanged.
    pub fn push(&mut self, sub_tlv: &SubTlv) -> Result<(), EncodeError> {
        self.sub_tlvs.push(sub_tlv)
    }
}

impl<B: AsRef<[u8]>> Tunnel<B> {
    /// Returns the type of the tunnel.
    #[must_use]
    pub fn tunnel_type(&self) -> TunnelType {
        self.tunnel_type
    }

    /// Returns the bytes of the sub-TLVs.
    #[must_use]
    pub fn octets(&self) -> &[u8] {
        self.sub_tlvs.octets()
    }

    /// Returns an iterator over the sub-TLVs.
    ///
    /// A malformed sub-TLV is an error in its place; only a wrong length ends the iteration. Offsets in errors count
    /// from the first sub-TLV.
    pub fn iter(&self) -> Iter<'_, SubTlv> {
        self.sub_tlvs.iter()
    }

    /// Like [`iter`](Tunnel::iter), but a malformed sub-TLV comes with its bytes.
    ///
    /// ```
    /// use bmp_codec::{Decode, Fault};
    /// use bmp_codec::bgp::attribute::tunnel_encapsulation::{Color, SubTlv, Tunnel};
    ///
    /// // GRE with a key of eight bytes instead of four, and a color.
    /// let octets = [
    ///     0, 2, 0, 20, 1, 8, 0, 0, 0, 0, 0, 0, 0, 0, 4, 8, 3, 11, 0, 0, 0, 0, 0, 100,
    /// ];
    /// let tunnel = Tunnel::from_octets(&octets)?;
    /// let mut sub_tlvs = tunnel.entries();
    /// let malformed = sub_tlvs.next().unwrap().unwrap_err();
    /// assert_eq!(
    ///     (malformed.error.offset(), malformed.error.fault()),
    ///     (6, Fault::Trailing(4))
    /// );
    /// assert_eq!(malformed.octets.len(), 10);
    /// assert_eq!(sub_tlvs.next(), Some(Ok(SubTlv::Color(Color::new(100)))));
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    pub fn entries(&self) -> Entries<'_, SubTlv> {
        self.sub_tlvs.entries()
    }

    /// Decodes all sub-TLVs and everything inside them.
    ///
    /// # Errors
    /// The first error.
    pub fn check(&self) -> Result<(), DecodeError> {
        self.sub_tlvs.check()
    }
}

questions! {
    Tunnel of SubTlv:
    /// Returns the fields for the header of the tunnel, in the variant of its type.
    first encapsulation: Encapsulation(Encapsulation<&[u8]>);
    /// Returns the first color.
    first color: Color(Color);
    /// Returns the number of bits of the key or session ID that identify the tunnel.
    first load_balancing_block: LoadBalancingBlock(LoadBalancingBlock);
    /// Returns the endpoint of the tunnel.
    first egress_endpoint: EgressEndpoint(EgressEndpoint);
    /// Returns the Differentiated Services field of the outer IP header.
    first ds_field: DsField(DsField);
    /// Returns the destination port of the outer UDP header.
    first udp_destination_port: UdpDestinationPort(UdpDestinationPort);
    /// Returns the handling of the label embedded in the route.
    first embedded_label_handling: EmbeddedLabelHandling(EmbeddedLabelHandling);
    /// Returns the labels to push.
    first mpls_label_stack: MplsLabelStack(MplsLabelStack<&[u8]>);
    /// Returns the value of a BGP Prefix-SID attribute.
    first prefix_sid: PrefixSid(PrefixSid<&[u8]>);
    /// Returns the preference of a candidate path.
    first preference: Preference(Preference);
    /// Returns the binding SID of an SR policy.
    first binding_sid: BindingSid(BindingSid);
    /// Returns whether to push an explicit NULL label.
    first explicit_null_label_policy: ExplicitNullLabelPolicy(ExplicitNullLabelPolicy);
    /// Returns the priority for recomputing SR policies.
    first priority: Priority(Priority);
    /// Returns the representation of a service function chain's path and index.
    first spi_si_representation: SpiSiRepresentation(SpiSiRepresentation);
    /// Returns the name of a candidate path.
    first candidate_path_name: CandidatePathName(CandidatePathName<&[u8]>);
    /// Returns the name of an SR policy.
    first policy_name: PolicyName(PolicyName<&[u8]>);
    /// Returns an iterator over the SRv6 binding SIDs of an SR policy.
    all srv6_binding_sids: Srv6BindingSid(Srv6BindingSid);
    /// Returns an iterator over the EtherTypes that may be sent through the tunnel. If it is empty, all may.
    all protocol_types: ProtocolType(ProtocolType);
    /// Returns an iterator over the colors.
    all colors: Color(Color);
    /// Returns an iterator over the paths of an SR policy.
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

    #[inline]
    fn take<'s>(reader: &mut Reader<'s>) -> Result<Tunnel<&'s [u8]>, Malformed<&'s [u8]>> {
        Framed::take_framed(reader)
    }
}

impl<'a> Framed<'a> for Tunnel<&'a [u8]> {
    const HEADER: Header = Header::U16U16;
    type Place = ();

    fn what(tunnel_type: u16) -> What {
        What::tlv(23, tunnel_type)
    }

    /// Every tunnel has a list, whatever its type is.
    #[inline(always)]
    fn read(_: u16, octets: &'a [u8], _: usize, _: Context) -> Result<Self, Malformed<&'a [u8]>> {
        Ok(Self::unknown(octets))
    }

    #[inline(always)]
    fn place(_: u16) -> usize {
        1
    }

    #[inline]
    fn unknown(octets: &'a [u8]) -> Self {
        let (tunnel_type, sub_tlvs) = Self::HEADER.split(octets);
        let tunnel_type = TunnelType::from(tunnel_type);
        Tunnel {
            tunnel_type,
            sub_tlvs: List::within(sub_tlvs.0, TunnelContext::from(tunnel_type)),
        }
    }
}

decode_element! { Tunnel |element| element.check() }

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

// The deserialized list does not know its context yet.
#[cfg(feature = "serde")]
parts! {
    Tunnel<B> |tunnel| { tunnel_type: TunnelType = tunnel.tunnel_type, sub_tlvs: List<SubTlv, B> = tunnel.sub_tlvs, }
    Ok(Tunnel { tunnel_type, sub_tlvs: sub_tlvs.in_context(tunnel_type.into()) })
}
