//! Traffic Engineering ([RFC 5543](https://www.rfc-editor.org/rfc/rfc5543)).
//!
//! ```text
//! descriptors: switching capability u8, encoding u8, reserved u16, 8 bandwidths of 4 bytes,
//!   and fields that depend on the capability:
//!   packets: bandwidth of 4 bytes, MTU u16; TDM: bandwidth of 4 bytes, indication u8; layer 2, lambda, fiber: none
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::net::Bandwidth;
use crate::registry::registry;
use crate::wire::{
    Decode, DecodeError, Element, Encode, EncodeError, List, Octets, Reader, What, Writer, layout,
    map_octets, plain, sealed, table,
};

/// Traffic Engineering: the switching capabilities of the interface and their bandwidths, as in interior gateway
/// protocols.
///
/// The length of a descriptor follows from its capability. An unknown capability takes the rest of the attribute.
///
/// ```
/// use bmp_codec::bgp::attribute::TrafficEngineering;
/// use bmp_codec::bgp::attribute::traffic_engineering::{
///     LspEncoding, PacketSwitching, Switching, TrafficEngineeringDescriptor,
/// };
/// use bmp_codec::net::Bandwidth;
///
/// let packets = PacketSwitching { min_lsp_bandwidth: Bandwidth::from(1e6), mtu: 1500 };
/// let descriptor = TrafficEngineeringDescriptor {
///     encoding: LspEncoding::Ethernet,
///     reserved: 0,
///     max_lsp_bandwidth: [Bandwidth::from(1.25e9); 8],
///     switching: Switching::Psc1(packets),
/// };
/// let attribute = TrafficEngineering::of([descriptor])?;
/// assert_eq!(attribute.octets()[..8], [1, 2, 0, 0, 0x4e, 0x95, 0x02, 0xf9]);
/// # Ok::<(), bmp_codec::EncodeError>(())
/// ```
pub type TrafficEngineering<B = Vec<u8>> = List<TrafficEngineeringDescriptor, B>;

/// An Interface Switching Capability Descriptor
/// ([RFC 5543, section 3](https://www.rfc-editor.org/rfc/rfc5543#section-3)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TrafficEngineeringDescriptor<B: AsRef<[u8]> = Vec<u8>> {
    /// The encoding of an LSP.
    pub encoding: LspEncoding,
    /// A reserved field. Receivers ignore it; this crate keeps it.
    pub reserved: u16,
    /// The maximum bandwidth of an LSP at each priority, from 0 to 7.
    pub max_lsp_bandwidth: [Bandwidth; 8],
    /// The switching capability of the interface, with the fields that depend on it.
    pub switching: Switching<B>,
}
map_octets!(TrafficEngineeringDescriptor { switching; encoding, reserved, max_lsp_bandwidth });

table! {
    /// A switching capability ([RFC 3471, section 3.1.1](https://www.rfc-editor.org/rfc/rfc3471#section-3.1.1)), with
    /// the fields that depend on it.
    pub enum Switching<B>(u8) by capability, unknown UnknownSwitching, text;
    open;
    {
        /// PSC-1: packets.
        1 => Psc1(PacketSwitching) "psc-1",
        /// PSC-2: packets.
        2 => Psc2(PacketSwitching) "psc-2",
        /// PSC-3: packets.
        3 => Psc3(PacketSwitching) "psc-3",
        /// PSC-4: packets.
        4 => Psc4(PacketSwitching) "psc-4",
        /// L2SC: frames or cells.
        51 => L2sc "l2sc",
        /// TDM: time slots.
        100 => Tdm(TdmSwitching) "tdm",
        /// LSC: wavelengths.
        150 => Lsc "lsc",
        /// FSC: fibers.
        200 => Fsc "fsc",
    }
}

layout! {
    /// The fields of a packet switching capability.
    pub struct PacketSwitching {
        /// The minimum bandwidth of an LSP.
        pub min_lsp_bandwidth: Bandwidth,
        /// The MTU of the interface, in bytes.
        pub mtu: u16,
    } text "min-lsp-bandwidth {min_lsp_bandwidth} mtu {mtu}";

    /// The fields of a time slot switching capability.
    pub struct TdmSwitching {
        /// The minimum bandwidth of an LSP.
        pub min_lsp_bandwidth: Bandwidth,
        /// The indication: 0 for standard SONET/SDH, 1 for arbitrary SONET/SDH.
        pub indication: u8,
    } text "min-lsp-bandwidth {min_lsp_bandwidth} indication {indication}";
}

/// An unknown switching capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnknownSwitching<B: AsRef<[u8]> = Vec<u8>> {
    /// The number of the capability.
    pub capability: u8,
    /// All bytes behind it in the attribute.
    pub octets: Octets<B>,
}
map_octets!(UnknownSwitching { octets; capability });

impl<B: AsRef<[u8]>> fmt::Display for UnknownSwitching<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "capability-{} {}", self.capability, self.octets)
    }
}

registry! {
    /// The encoding of an LSP ([RFC 3471, section 3.1.1](https://www.rfc-editor.org/rfc/rfc3471#section-3.1.1)).
    LspEncoding(u8) {
        /// Packets.
        1 Packet "packet",
        /// Ethernet.
        2 Ethernet "ethernet",
        /// The plesiochronous hierarchy of ANSI or ETSI.
        3 Pdh "pdh",
        /// SDH or SONET.
        5 SdhSonet "sdh-sonet",
        /// Digital wrapper.
        7 DigitalWrapper "digital-wrapper",
        /// Lambda: photonic.
        8 Lambda "lambda",
        /// Fiber.
        9 Fiber "fiber",
        /// Fibre Channel.
        11 FibreChannel "fibre-channel",
    }
}

impl sealed::Element for TrafficEngineeringDescriptor {}

impl Element for TrafficEngineeringDescriptor {
    type At<'s> = TrafficEngineeringDescriptor<&'s [u8]>;
    type Error<'s> = DecodeError;
    type Context = ();

    fn take<'s>(
        reader: &mut Reader<'s>,
    ) -> Result<TrafficEngineeringDescriptor<&'s [u8]>, DecodeError> {
        let what = What::Attribute(TrafficEngineering::CODE);
        plain(reader).map_err(|error: DecodeError| error.within(what))
    }
}

impl<'a> Decode<'a> for TrafficEngineeringDescriptor<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let [capability, encoding] = reader.array()?;
        let reserved = reader.u16()?;
        let mut max_lsp_bandwidth = [Bandwidth::default(); 8];
        for bandwidth in &mut max_lsp_bandwidth {
            *bandwidth = reader.read()?;
        }
        Ok(TrafficEngineeringDescriptor {
            encoding: encoding.into(),
            reserved,
            max_lsp_bandwidth,
            switching: Switching::read(capability, reader)?,
        })
    }

    fn check_inside(&self) -> Result<(), DecodeError> {
        self.switching.check_value()
    }
}

impl<B: AsRef<[u8]>> Encode for TrafficEngineeringDescriptor<B> {
    fn encoded_len(&self) -> usize {
        36 + self.switching.value_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_slice(&[self.switching.capability(), self.encoding.into()]);
        out.put_u16(self.reserved);
        for bandwidth in self.max_lsp_bandwidth {
            bandwidth.put(out)?;
        }
        self.switching.put_value(out)
    }
}

/// The capability, the encoding and the bandwidths in bytes per second.
impl<B: AsRef<[u8]>> fmt::Display for TrafficEngineeringDescriptor<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} max-lsp-bandwidth", self.switching, self.encoding)?;
        let bandwidths = &self.max_lsp_bandwidth;
        bandwidths
            .iter()
            .try_for_each(|bandwidth| write!(f, " {bandwidth}"))
    }
}

#[cfg(test)]
mod tests;
