//! Transposition: a part of an SRv6 SID that stands in the label of a route
//! ([RFC 9252, section 4](https://www.rfc-editor.org/rfc/rfc9252#section-4)).
//!
//! The picture is at [`SidStructure`].
//!
//! ```
//! use bmp_codec::bgp::attribute::prefix_sid::{LabelWidth, SidStructure};
//! use bmp_codec::net::Label;
//!
//! let structure = SidStructure::new(40, 24, 16, 0).with_transposition(64, 16);
//! let (sid, label) = structure.split("2001:db8:f:1:e004::".parse()?, LabelWidth::Twenty)?;
//! assert_eq!((sid, label), ("2001:db8:f:1::".parse()?, Label::new(0xe0040)));
//! assert_eq!(structure.join(sid, label, LabelWidth::Twenty)?, "2001:db8:f:1:e004::".parse::<std::net::Ipv6Addr>()?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::net::Ipv6Addr;

use crate::bgp::attribute::prefix_sid::{SidStructure, Srv6SidInformation};
use crate::net::Label;
use crate::wire::DecodeError;

/// How many bits of a label field can hold a part of a SID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LabelWidth {
    /// 20 bits: the label of VPN and labeled routes
    /// ([RFC 9252, section 5](https://www.rfc-editor.org/rfc/rfc9252#section-5)).
    Twenty,
    /// 24 bits: the label fields of EVPN routes, and that of an ESI Label extended community
    /// ([RFC 9252, section 6](https://www.rfc-editor.org/rfc/rfc9252#section-6)).
    TwentyFour,
}

impl LabelWidth {
    /// The number of bits.
    #[must_use]
    pub const fn bits(self) -> u8 {
        match self {
            LabelWidth::Twenty => 20,
            LabelWidth::TwentyFour => 24,
        }
    }

    /// What stands in the field where nothing is transposed: Implicit NULL, as RFC 9252 writes it in either.
    const fn nothing(self) -> Label {
        match self {
            LabelWidth::Twenty => Label::IMPLICIT_NULL,
            LabelWidth::TwentyFour => Label::IMPLICIT_NULL.with_bottom_of_stack(false),
        }
    }
}

/// Why a SID and a label cannot be put together, or taken apart
/// ([RFC 9252, sections 3.2.1 and 7](https://www.rfc-editor.org/rfc/rfc9252#section-3.2.1)): the SID is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum TranspositionError {
    /// Block, node, function and argument are longer than a SID.
    #[error("the parts of the SID have {bits} bits: a SID has 128")]
    Parts {
        /// All four, in bits.
        bits: u16,
    },
    /// More bits are transposed than the label has.
    #[error("{length} bits are transposed into a label of {width}")]
    Label {
        /// The transposition length.
        length: u8,
        /// The bits of the label.
        width: u8,
    },
    /// Bits behind the parts of the SID are transposed.
    #[error("bits up to {end} are transposed of a SID with {bits}")]
    Range {
        /// Transposition offset and length together.
        end: u16,
        /// The bits of all parts of the SID.
        bits: u16,
    },
    /// An offset where nothing is transposed.
    #[error("nothing is transposed, and that at offset {offset}")]
    Offset {
        /// The transposition offset.
        offset: u8,
    },
    /// There is no structure that could be read, but something that cannot be: it may have been one.
    #[error("the structure of the SID is not known: {0}")]
    Malformed(#[from] DecodeError),
}

impl SidStructure {
    /// Asks that the structure is possible for a SID, and a label of this width.
    ///
    /// Bits up to the very end of the parts may be transposed, as in the example of RFC 9252, section 3.2.1; by its
    /// words there had to be one more.
    ///
    /// # Errors
    /// All but [`TranspositionError::Malformed`].
    pub fn check(self, width: LabelWidth) -> Result<(), TranspositionError> {
        let (length, offset) = (self.transposition_length, self.transposition_offset);
        let parts = [
            self.locator_block,
            self.locator_node,
            self.function,
            self.argument,
        ];
        let bits = parts.into_iter().map(u16::from).sum();
        let end = u16::from(offset) + u16::from(length);
        if bits > 128 {
            Err(TranspositionError::Parts { bits })
        } else if length > width.bits() {
            Err(TranspositionError::Label {
                length,
                width: width.bits(),
            })
        } else if length == 0 && offset != 0 {
            Err(TranspositionError::Offset { offset })
        } else if end > bits {
            Err(TranspositionError::Range { end, bits })
        } else {
            Ok(())
        }
    }

    /// The whole SID: `sid` with the transposed bits from `label`, a field of this width.
    ///
    /// For the argument of an Ethernet Auto-Discovery route, `sid` is the one of the End.DT2M behavior in the
    /// Inclusive Multicast route, and the label that of the ESI Label extended community.
    ///
    /// # Errors
    /// As [`check`](SidStructure::check).
    pub fn join(
        self,
        sid: Ipv6Addr,
        label: Label,
        width: LabelWidth,
    ) -> Result<Ipv6Addr, TranspositionError> {
        self.check(width)?;
        let Some((shift, mask)) = self.window() else {
            return Ok(sid);
        };
        let bits = u128::from(label.vni() >> (24 - self.transposition_length)) << shift;
        Ok(Ipv6Addr::from_bits(sid.to_bits() & !mask | bits))
    }

    /// A whole SID in two: what is sent as the SID, and as a label field of this width. Where nothing is transposed
    /// the label is Implicit NULL.
    ///
    /// A label of 20 bits is at the bottom of its stack, as is usual in VPN routes.
    ///
    /// # Errors
    /// As [`check`](SidStructure::check).
    pub fn split(
        self,
        sid: Ipv6Addr,
        width: LabelWidth,
    ) -> Result<(Ipv6Addr, Label), TranspositionError> {
        self.check(width)?;
        let Some((shift, mask)) = self.window() else {
            return Ok((sid, width.nothing()));
        };
        let bits = ((sid.to_bits() & mask) >> shift) as u32;
        let field = Label::from_vni(bits << (24 - self.transposition_length));
        let label = match width {
            LabelWidth::Twenty => field.with_bottom_of_stack(true),
            LabelWidth::TwentyFour => field,
        };
        Ok((Ipv6Addr::from_bits(sid.to_bits() & !mask), label))
    }

    /// How many bits of the SID are behind the transposed ones, and these as a mask, in a structure that is possible
    /// and transposes something.
    fn window(self) -> Option<(u32, u128)> {
        let length = u32::from(self.transposition_length);
        if length == 0 {
            return None;
        }
        let shift = 128u32.checked_sub(u32::from(self.transposition_offset) + length)?;
        Some((shift, ((1u128 << length) - 1) << shift))
    }
}

impl<B: AsRef<[u8]>> Srv6SidInformation<B> {
    /// The whole SID of a route with `label` in a field of this width. Without a structure nothing is transposed.
    ///
    /// ```
    /// use bmp_codec::bgp::attribute::prefix_sid::{EndpointBehavior, LabelWidth, SidStructure, Srv6SidInformation};
    /// use bmp_codec::net::Label;
    ///
    /// let structure = SidStructure::new(40, 24, 16, 0).with_transposition(64, 16);
    /// let sid = Srv6SidInformation::new("2001:db8:f:1::".parse()?, EndpointBehavior::EndDt4);
    /// let label = Label::new(0xe0040);
    /// assert_eq!(sid.full_sid(label, LabelWidth::Twenty)?, sid.sid);
    /// let sid = sid.with_structure(structure)?;
    /// assert_eq!(sid.full_sid(label, LabelWidth::Twenty)?.to_string(), "2001:db8:f:1:e004::");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`SidStructure::check`], and [`TranspositionError::Malformed`] where there may have been a structure.
    pub fn full_sid(
        &self,
        label: Label,
        width: LabelWidth,
    ) -> Result<Ipv6Addr, TranspositionError> {
        match self.structure() {
            Some(structure) => structure.join(self.sid, label, width),
            None => {
                self.sub_sub_tlvs.check()?;
                Ok(self.sid)
            }
        }
    }
}
