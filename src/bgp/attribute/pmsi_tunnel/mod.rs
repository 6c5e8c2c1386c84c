//! PMSI_TUNNEL ([RFC 6514, section 5](https://www.rfc-editor.org/rfc/rfc6514#section-5)).
//!
//! ```text
//! flags u8, tunnel type u8, label 3, tunnel identifier
//! ```
//!
//! A composite tunnel (types 0x80 to 0xfa) has a second label before the identifier
//! ([RFC 8317, section 6.2](https://www.rfc-editor.org/rfc/rfc8317#section-6.2)).

mod identifiers;
mod mldp;
mod p_tunnel;
#[cfg(feature = "serde")]
mod serde;
#[cfg(test)]
mod tests;

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

pub use identifiers::{BierTunnel, LocalNumber, PimTree, RsvpTeP2mp, TransportTunnel};
pub use mldp::{MldpFec, MldpFecType};
pub use p_tunnel::{PTunnel, UnknownPTunnel};

use crate::bgp::attribute::Broken;
use crate::flags::flags;
use crate::net::Label;
use crate::wire::{
    Breach, Decode, DecodeError, Encode, EncodeError, Fault, Octets, Reader, Writer, map_octets,
};

/// PMSI_TUNNEL: the provider tunnel (P-tunnel) that carries multicast traffic, or broadcast traffic in EVPN.
///
/// [`tunnel`](PmsiTunnel::tunnel) decodes the tunnel identifier on request; it cannot fail, since decoding the
/// attribute checks the identifier. An identifier that does not fit the tunnel type makes the attribute malformed. A
/// tunnel of an unknown type is kept. The RFC treats it as malformed, too, and so does
/// [`Update::errors`](crate::bgp::Update::errors).
///
/// ```
/// use bmp_codec::{Encode, bgp::attribute::{PmsiTunnel, pmsi_tunnel::PTunnel}, net::Label};
///
/// // As an EVPN router with VXLAN sends it: VNI 1000, Ingress Replication to 192.0.2.9.
/// let tunnel: PTunnel = PTunnel::IngressReplication("192.0.2.9".parse()?);
/// let attribute = PmsiTunnel::new(&tunnel)?.with_label(Label::from_vni(1000));
/// assert_eq!(attribute.to_vec()?, [0, 6, 0, 3, 0xe8, 192, 0, 2, 9]);
/// assert_eq!(attribute.tunnel(), tunnel.view());
/// assert_eq!(
///     attribute.to_string(),
///     "ingress-replication 192.0.2.9, label 62 or vni 1000"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PmsiTunnel<B: AsRef<[u8]> = Vec<u8>> {
    // Flags, type and label in the lower five bytes: see `AttributeValue`.
    head: u64,
    /// The identifier; in a composite tunnel, the second label is before it.
    identifier: Octets<B>,
}
map_octets!(PmsiTunnel { identifier; head });

impl PmsiTunnel {
    /// Makes an attribute from a tunnel, without a label.
    ///
    /// # Errors
    /// [`EncodeError::Family`] if two addresses of the identifier are of different families, [`EncodeError::TooLong`]
    /// if a part does not fit its field, and [`EncodeError::Value`] if the tunnel would decode as another one: an
    /// unknown tunnel with a known type, or with the type of a composite tunnel.
    pub fn new<B: AsRef<[u8]>>(tunnel: &PTunnel<B>) -> Result<PmsiTunnel, EncodeError> {
        let mut identifier = Vec::with_capacity(tunnel.value_len());
        tunnel.put_value(&mut Writer::with_room(&mut identifier))?;
        let (composite, tunnel_type) = parts(tunnel.tunnel_type());
        if composite || PTunnel::of(tunnel_type, &identifier) != Some(tunnel.view()) {
            return Err(EncodeError::Value {
                what: "P-tunnel type",
            });
        }
        Ok(PmsiTunnel {
            head: u64::from(tunnel.tunnel_type()) << 24,
            identifier: Octets(identifier),
        })
    }

    /// Makes a composite tunnel: this tunnel for sending, and Ingress Replication with `label` for receiving
    /// ([RFC 8317, section 6.2](https://www.rfc-editor.org/rfc/rfc8317#section-6.2)).
    ///
    /// Returns `None` if there is no such composite tunnel: if this is [`PTunnel::None`], Ingress Replication itself or
    /// already composite, or if its type is above 0x7a.
    #[must_use]
    pub fn with_receive_label(self, label: Label) -> Option<PmsiTunnel> {
        if !(1..=0x7a).contains(&self.type_code()) || self.type_code() == INGRESS_REPLICATION {
            return None;
        }
        let mut identifier = Vec::with_capacity(3 + self.identifier.len());
        identifier.extend_from_slice(&crate::wire::Fixed::to_octets(label));
        identifier.extend_from_slice(&self.identifier);
        Some(PmsiTunnel {
            head: self.head | u64::from(COMPOSITE) << 24,
            identifier: Octets(identifier),
        })
    }
}

/// The bit of the tunnel type that marks a composite tunnel.
const COMPOSITE: u8 = 0x80;
const INGRESS_REPLICATION: u8 = 6;

/// Returns whether a type code is composite, and the tunnel type in it.
const fn parts(code: u8) -> (bool, u8) {
    match code {
        0x80..=0xfa => (true, code & !COMPOSITE),
        code => (false, code),
    }
}

impl<B: AsRef<[u8]>> PmsiTunnel<B> {
    /// Returns the flags.
    #[must_use]
    pub const fn flags(&self) -> PmsiTunnelFlags {
        PmsiTunnelFlags((self.head >> 32) as u8)
    }

    /// Returns the tunnel type on the wire: 0x80 or more for a composite tunnel.
    #[must_use]
    pub const fn type_code(&self) -> u8 {
        (self.head >> 24) as u8
    }

    /// Returns the tunnel type; for a composite tunnel, the type of its tunnel for sending.
    #[must_use]
    pub const fn tunnel_type(&self) -> u8 {
        parts(self.type_code()).1
    }

    /// Returns whether the tunnel is composite: it uses another tunnel for receiving than for sending.
    #[must_use]
    pub const fn is_composite(&self) -> bool {
        parts(self.type_code()).0
    }

    /// Returns the label field: an MPLS label in its upper 20 bits, or, with VXLAN, NVGRE and Geneve, a VNI in all 24
    /// bits ([RFC 8365, section 5.1.3](https://www.rfc-editor.org/rfc/rfc8365#section-5.1.3)). Zero means no label.
    #[must_use]
    pub fn label(&self) -> Label {
        Label::from_vni(self.head as u32)
    }

    /// Returns the label field as a VNI: all 24 bits.
    #[must_use]
    pub fn vni(&self) -> u32 {
        self.label().vni()
    }

    /// Returns the label for receiving, if the tunnel is composite.
    #[must_use]
    pub fn receive_label(&self) -> Option<Label> {
        match self.identifier.first_chunk() {
            Some(octets) if self.is_composite() => Some(crate::wire::Fixed::from_octets(*octets)),
            _ => None,
        }
    }

    /// Returns the bytes of the tunnel identifier; for a composite tunnel, without the label before it.
    #[must_use]
    pub fn identifier(&self) -> &[u8] {
        let skipped = if self.is_composite() { 3 } else { 0 };
        self.identifier.get(skipped..).unwrap_or_default()
    }

    /// Returns the tunnel; for a composite tunnel, the tunnel for sending.
    #[must_use]
    pub fn tunnel(&self) -> PTunnel<&[u8]> {
        let identifier = self.identifier();
        let tunnel_type = self.tunnel_type();
        // Decoding and building have checked the identifier.
        PTunnel::of(tunnel_type, identifier).unwrap_or(PTunnel::Unknown(UnknownPTunnel {
            tunnel_type,
            octets: Octets(identifier),
        }))
    }

    /// Returns the attribute with these flags.
    #[must_use]
    pub fn with_flags(self, flags: PmsiTunnelFlags) -> PmsiTunnel<B> {
        PmsiTunnel {
            head: self.head & 0xffff_ffff | u64::from(flags.0) << 32,
            ..self
        }
    }

    /// Returns the attribute with this label field.
    #[must_use]
    pub fn with_label(self, label: Label) -> PmsiTunnel<B> {
        PmsiTunnel {
            head: self.head & !0xff_ffff | u64::from(label.vni()),
            ..self
        }
    }
}

impl PmsiTunnel<&[u8]> {
    /// A tunnel type that is not defined ([RFC 6514, section 5](https://www.rfc-editor.org/rfc/rfc6514#section-5)).
    pub(super) fn broken(&self) -> Option<Broken> {
        match self.tunnel() {
            PTunnel::Unknown(tunnel) if !tunnel.is_experimental() => {
                Some((1, Breach::PMSI_TUNNEL_TYPE))
            }
            _ => None,
        }
    }
}

/// Out of line, on a copy of the reader: the attribute is rare and must not slow down the others.
#[inline(never)]
fn read(mut reader: Reader<'_>) -> Result<PmsiTunnel<&[u8]>, DecodeError> {
    let flags = reader.u8()?;
    let offset = reader.offset();
    let code = reader.u8()?;
    let label: Label = reader.read()?;
    let identifier = Octets(reader.peek());
    let (composite, tunnel_type) = parts(code);
    if composite {
        // RFC 8317, section 6.2: neither of these makes a composite tunnel.
        if tunnel_type == 0 || tunnel_type == INGRESS_REPLICATION {
            return Err(DecodeError::new(offset, Fault::Value(code.into())));
        }
        reader.array::<3>()?;
    }
    PTunnel::read(tunnel_type, &mut reader)?;
    Ok(PmsiTunnel {
        head: u64::from(flags) << 32 | u64::from(code) << 24 | u64::from(label.vni()),
        identifier,
    })
}

impl<'a> Decode<'a> for PmsiTunnel<&'a [u8]> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let tunnel = read(*reader)?;
        reader.rest();
        Ok(tunnel)
    }

    fn check_inside(&self) -> Result<(), DecodeError> {
        self.tunnel().check_value()
    }
}

impl<B: AsRef<[u8]>> Encode for PmsiTunnel<B> {
    fn encoded_len(&self) -> usize {
        5 + self.identifier.len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u8(self.flags().0);
        out.put_u8(self.type_code());
        self.label().put(out)?;
        self.identifier.put(out)
    }
}

/// The tunnel, its labels if it has any, and the known flags.
impl<B: AsRef<[u8]>> fmt::Display for PmsiTunnel<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_composite() {
            f.write_str("composite ")?;
        }
        self.tunnel().fmt(f)?;
        if self.label() != Label::ZERO {
            write!(f, ", label {} or vni {}", self.label().value(), self.vni())?;
        }
        if let Some(label) = self.receive_label() {
            write!(f, ", receive label {}", label.value())?;
        }
        match self.flags() {
            PmsiTunnelFlags(0) => Ok(()),
            flags => write!(f, ", {flags}"),
        }
    }
}

/// The name of the type around the text.
impl<B: AsRef<[u8]>> fmt::Debug for PmsiTunnel<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PmsiTunnel({self})")
    }
}

flags! {
    /// The flags of a PMSI_TUNNEL ([RFC 7902](https://www.rfc-editor.org/rfc/rfc7902)). Bits without a name are kept.
    ///
    /// ```
    /// use bmp_codec::bgp::attribute::pmsi_tunnel::PmsiTunnelFlags;
    ///
    /// let flags = PmsiTunnelFlags(0x21);
    /// assert!(
    ///     flags.is_leaf_information_required()
    ///         && flags.is_leaf_information_required_per_flow()
    /// );
    /// assert!(!flags.has_extension());
    /// ```
    PmsiTunnelFlags(u8) {
        /// Leaf Information Required: receivers must announce themselves.
        0x01 LEAF_INFORMATION_REQUIRED is_leaf_information_required,
        /// Leaf Information Required per Flow, LIR-pF ([RFC 8534](https://www.rfc-editor.org/rfc/rfc8534)): receivers
        /// must announce which flows they want.
        0x20 LEAF_INFORMATION_REQUIRED_PER_FLOW is_leaf_information_required_per_flow,
        /// An extended community has more flags ([RFC 7902](https://www.rfc-editor.org/rfc/rfc7902)).
        0x40 EXTENSION has_extension,
    }
}

/// The names of the flags; hexadecimal if a flag has no name.
impl fmt::Display for PmsiTunnelFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 || self.0 & !0x61 != 0 {
            return write!(f, "flags {:#04x}", self.0);
        }
        let mut separator = "";
        for (bit, name) in [
            (0x01, "leaf-information-required"),
            (0x20, "leaf-information-required-per-flow"),
            (0x40, "extension"),
        ] {
            if self.0 & bit != 0 {
                write!(f, "{separator}{name}")?;
                separator = " ";
            }
        }
        Ok(())
    }
}
