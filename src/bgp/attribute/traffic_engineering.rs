//! Traffic Engineering ([RFC 5543](https://www.rfc-editor.org/rfc/rfc5543)).
//!
//! ```text
//! descriptors: switching capability u8, encoding u8, reserved u16, 8 bandwidths of 4 octets,
//!   and what the capability asks for:
//!   packets: bandwidth of 4 octets, MTU u16; TDM: bandwidth of 4 octets, indication u8; layer 2, lambda, fiber: nothing
//! ```

mod bandwidth;

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

pub use bandwidth::LspBandwidth;

use crate::bgp::attribute::Registered;
use crate::registry::registry;
use crate::wire::{
    Decode, DecodeError, Element, Encode, EncodeError, List, Octets, Reader, What, map_octets,
    plain,
};

/// Traffic Engineering: what the interface can switch, and how much of it, as interior gateway protocols say it.
///
/// Where a descriptor ends its capability says; behind one that is not known here there is none.
///
/// ```
/// use bmp_codec::bgp::attribute::TrafficEngineering;
/// use bmp_codec::bgp::attribute::traffic_engineering::{
///     LspBandwidth, LspEncoding, PacketSwitching, Switching, TrafficEngineeringDescriptor,
/// };
///
/// let packets = PacketSwitching { min_lsp_bandwidth: LspBandwidth::from(1e6), mtu: 1500 };
/// let descriptor = TrafficEngineeringDescriptor {
///     encoding: LspEncoding::Ethernet,
///     reserved: 0,
///     max_lsp_bandwidth: [LspBandwidth::from(1.25e9); 8],
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
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct TrafficEngineeringDescriptor<B: AsRef<[u8]> = Vec<u8>> {
    /// How an LSP is encoded.
    pub encoding: LspEncoding,
    /// Ignored by receivers; kept so that what was received is what is sent.
    pub reserved: u16,
    /// The most bandwidth that an LSP can have at each priority, from 0 to 7.
    pub max_lsp_bandwidth: [LspBandwidth; 8],
    /// What the interface can switch, and more about that.
    pub switching: Switching<B>,
}
map_octets!(TrafficEngineeringDescriptor { switching; encoding, reserved, max_lsp_bandwidth });

/// A switching capability ([RFC 3471, section 3.1.1](https://www.rfc-editor.org/rfc/rfc3471#section-3.1.1)), and what
/// is said beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Switching<B: AsRef<[u8]> = Vec<u8>> {
    /// PSC-1, 1: packets.
    Psc1(PacketSwitching),
    /// PSC-2, 2: packets.
    Psc2(PacketSwitching),
    /// PSC-3, 3: packets.
    Psc3(PacketSwitching),
    /// PSC-4, 4: packets.
    Psc4(PacketSwitching),
    /// L2SC, 51: frames or cells.
    L2sc,
    /// TDM, 100: time slots.
    Tdm(TdmSwitching),
    /// LSC, 150: wavelengths.
    Lsc,
    /// FSC, 200: fibers.
    Fsc,
    /// A capability that has no name here.
    Unknown(UnknownSwitching<B>),
}
map_octets!(enum Switching { Unknown; Psc1, Psc2, Psc3, Psc4, Tdm; L2sc, Lsc, Fsc });

/// What is said beside a capability to switch packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct PacketSwitching {
    /// The least bandwidth that an LSP can have.
    pub min_lsp_bandwidth: LspBandwidth,
    /// The MTU of the interface, in octets.
    pub mtu: u16,
}

/// What is said beside a capability to switch time slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct TdmSwitching {
    /// The least bandwidth that an LSP can have.
    pub min_lsp_bandwidth: LspBandwidth,
    /// 0 for standard SONET/SDH, 1 for arbitrary.
    pub indication: u8,
}

/// A switching capability that has no name here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct UnknownSwitching<B: AsRef<[u8]> = Vec<u8>> {
    /// Its number.
    pub capability: u8,
    /// All that is behind it in the attribute.
    pub octets: Octets<B>,
}
map_octets!(UnknownSwitching { octets; capability });

registry! {
    /// How an LSP is encoded ([RFC 3471, section 3.1.1](https://www.rfc-editor.org/rfc/rfc3471#section-3.1.1)).
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

impl<B: AsRef<[u8]>> Switching<B> {
    /// The number of the capability.
    #[must_use]
    pub fn capability(&self) -> u8 {
        match self {
            Switching::Psc1(_) => 1,
            Switching::Psc2(_) => 2,
            Switching::Psc3(_) => 3,
            Switching::Psc4(_) => 4,
            Switching::L2sc => 51,
            Switching::Tdm(_) => 100,
            Switching::Lsc => 150,
            Switching::Fsc => 200,
            Switching::Unknown(unknown) => unknown.capability,
        }
    }

    /// What is said of a capability to switch packets.
    fn packets(&self) -> Option<PacketSwitching> {
        match self {
            Switching::Psc1(packets)
            | Switching::Psc2(packets)
            | Switching::Psc3(packets)
            | Switching::Psc4(packets) => Some(*packets),
            _ => None,
        }
    }
}

impl<'a> Switching<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>, capability: u8) -> Result<Self, DecodeError> {
        Ok(match capability {
            1 => Switching::Psc1(reader.read()?),
            2 => Switching::Psc2(reader.read()?),
            3 => Switching::Psc3(reader.read()?),
            4 => Switching::Psc4(reader.read()?),
            51 => Switching::L2sc,
            100 => Switching::Tdm(TdmSwitching {
                min_lsp_bandwidth: reader.read()?,
                indication: reader.u8()?,
            }),
            150 => Switching::Lsc,
            200 => Switching::Fsc,
            capability => Switching::Unknown(UnknownSwitching {
                capability,
                octets: reader.octets(),
            }),
        })
    }
}

impl Decode<'_> for PacketSwitching {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(PacketSwitching {
            min_lsp_bandwidth: reader.read()?,
            mtu: reader.u16()?,
        })
    }
}

impl Element for TrafficEngineeringDescriptor {
    type At<'s> = TrafficEngineeringDescriptor<&'s [u8]>;
    type Error<'s> = DecodeError;
    type Context = ();

    fn take<'s>(
        reader: &mut Reader<'s>,
    ) -> Result<TrafficEngineeringDescriptor<&'s [u8]>, DecodeError> {
        let what = What::Attribute(<TrafficEngineering as Registered>::CODE);
        plain(reader).map_err(|error: DecodeError| error.within(what))
    }
}

impl<'a> Decode<'a> for TrafficEngineeringDescriptor<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let [capability, encoding] = reader.array()?;
        let reserved = reader.u16()?;
        let mut max_lsp_bandwidth = [LspBandwidth::default(); 8];
        for bandwidth in &mut max_lsp_bandwidth {
            *bandwidth = reader.read()?;
        }
        Ok(TrafficEngineeringDescriptor {
            encoding: encoding.into(),
            reserved,
            max_lsp_bandwidth,
            switching: Switching::decode(reader, capability)?,
        })
    }
}

impl<B: AsRef<[u8]>> Encode for TrafficEngineeringDescriptor<B> {
    fn encoded_len(&self) -> usize {
        36 + match &self.switching {
            Switching::L2sc | Switching::Lsc | Switching::Fsc => 0,
            Switching::Tdm(_) => 5,
            Switching::Unknown(unknown) => unknown.octets.len(),
            _ => 6,
        }
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        out.put_slice(&[self.switching.capability(), self.encoding.into()]);
        out.put_u16(self.reserved);
        for bandwidth in self.max_lsp_bandwidth {
            bandwidth.put(out)?;
        }
        if let Some(packets) = self.switching.packets() {
            packets.min_lsp_bandwidth.put(out)?;
            out.put_u16(packets.mtu);
        }
        match &self.switching {
            Switching::Tdm(tdm) => {
                tdm.min_lsp_bandwidth.put(out)?;
                out.put_u8(tdm.indication);
            }
            Switching::Unknown(unknown) => unknown.octets.put(out)?,
            _ => {}
        }
        Ok(())
    }
}

/// Capability, encoding and bandwidths, in octets per second.
impl<B: AsRef<[u8]>> fmt::Display for TrafficEngineeringDescriptor<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} max-lsp-bandwidth", self.switching, self.encoding)?;
        let bandwidths = &self.max_lsp_bandwidth;
        bandwidths
            .iter()
            .try_for_each(|bandwidth| write!(f, " {bandwidth}"))
    }
}

/// The capability, and what is said beside it.
impl<B: AsRef<[u8]>> fmt::Display for Switching<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(packets) = self.packets() {
            return write!(
                f,
                "psc-{} min-lsp-bandwidth {} mtu {}",
                self.capability(),
                packets.min_lsp_bandwidth,
                packets.mtu
            );
        }
        match self {
            Switching::L2sc => f.write_str("l2sc"),
            Switching::Tdm(tdm) => write!(
                f,
                "tdm min-lsp-bandwidth {} indication {}",
                tdm.min_lsp_bandwidth, tdm.indication
            ),
            Switching::Lsc => f.write_str("lsc"),
            Switching::Fsc => f.write_str("fsc"),
            Switching::Unknown(unknown) => {
                write!(f, "capability-{} {}", unknown.capability, unknown.octets)
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
