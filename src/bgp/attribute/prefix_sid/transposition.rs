//! Transposition: a part of an SRv6 SID is moved into the label of a route
//! ([RFC 9252, section 4](https://www.rfc-editor.org/rfc/rfc9252#section-4)).
//!
//! For a picture, see [`SidStructure`].
//!
//! ```
//! use bmp_codec::bgp::attribute::prefix_sid::{LabelWidth, SidStructure};
//! use bmp_codec::net::Label;
//!
//! let structure = SidStructure::new(40, 24, 16, 0).with_transposition(64, 16);
//! let (sid, label) = structure.split("2001:db8:f:1:e004::".parse()?, LabelWidth::Twenty)?;
//! assert_eq!((sid, label), ("2001:db8:f:1::".parse()?, Label::new(0xe0040)));
//! assert_eq!(
//!     structure.join(sid, label, LabelWidth::Twenty)?,
//!     "2001:db8:f:1:e004::".parse::<std::net::Ipv6Addr>()?
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::net::Ipv6Addr;

use crate::bgp::attribute::prefix_sid::{SidStructure, Srv6SidInformation};
use crate::net::Label;
use crate::wire::DecodeError;

/// The width of a label field: the number of its bits that can have a part of a SID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LabelWidth {
    /// 20 bits: the label of VPN and labeled routes
    /// ([RFC 9252, section 5](https://www.rfc-editor.org/rfc/rfc9252#section-5)).
    Twenty,
    /// 24 bits: the label fields of EVPN routes and of the ESI Label extended community
    /// ([RFC 9252, section 6](https://www.rfc-editor.org/rfc/rfc9252#section-6)).
    TwentyFour,
}

impl LabelWidth {
    /// Returns the number of bits.
    #[must_use]
    pub const fn bits(self) -> u8 {
        match self {
            LabelWidth::Twenty => 20,
            LabelWidth::TwentyFour => 24,
        }
    }

    /// Returns the label for a SID without transposition: Implicit NULL, as RFC 9252 writes it in either width.
    const fn nothing(self) -> Label {
        match self {
            LabelWidth::Twenty => Label::IMPLICIT_NULL,
            LabelWidth::TwentyFour => Label::IMPLICIT_NULL.with_bottom_of_stack(false),
        }
    }
}

/// An error in joining or splitting a SID and a label
/// ([RFC 9252, sections 3.2.1 and 7](https://www.rfc-editor.org/rfc/rfc9252#section-3.2.1)): the SID is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum TranspositionError {
    /// Block, node, function and argument together are longer than a SID.
    #[error("the parts of the SID have {bits} bits, but a SID has 128")]
    Parts {
        /// The sum of the four lengths, in bits.
        bits: u16,
    },
    /// More bits are transposed than the label has.
    #[error("{length} bits are transposed into a label of {width} bits")]
    Label {
        /// The transposition length.
        length: u8,
        /// The width of the label field in bits.
        width: u8,
    },
    /// The transposed bits go beyond the parts of the SID.
    #[error("bits up to {end} are transposed, but the parts of the SID have {bits} bits")]
    Range {
        /// The sum of transposition offset and length.
        end: u16,
        /// The total length of the parts of the SID, in bits.
        bits: u16,
    },
    /// The offset is not 0, but no bits are transposed.
    #[error("no bits are transposed, but the offset is {offset}")]
    Offset {
        /// The transposition offset.
        offset: u8,
    },
    /// No structure decodes, but a malformed sub-sub-TLV may have been one.
    #[error("the structure of the SID is unknown: {0}")]
    Malformed(#[from] DecodeError),
}

impl SidStructure {
    /// Checks that the structure is valid for a SID and a label of this width.
    ///
    /// The transposed bits may reach the very end of the parts, as in the example of RFC 9252, section 3.2.1. By the
    /// wording of the RFC, there would have to be one more bit.
    ///
    /// # Errors
    /// All variants except [`TranspositionError::Malformed`].
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

    /// Returns the whole SID: `sid` with the transposed bits from `label`, a field of this width.
    ///
    /// For the argument of an Ethernet Auto-Discovery route, `sid` is the End.DT2M SID of the Inclusive Multicast
    /// route, and `label` is the label of the ESI Label extended community.
    ///
    /// # Errors
    /// Like [`check`](SidStructure::check).
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

    /// Splits a whole SID into the SID to send and a label field of this width. Without transposition, the label is
    /// Implicit NULL.
    ///
    /// A label of 20 bits has the bottom-of-stack bit, as usual in VPN routes.
    ///
    /// # Errors
    /// Like [`check`](SidStructure::check).
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

    /// Returns the number of bits behind the transposed ones, and the transposed bits as a mask; `None` if the
    /// structure is invalid or transposes nothing.
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
    /// Returns the whole SID of a route with `label` in a field of this width. Without a structure, nothing is
    /// transposed.
    ///
    /// ```
    /// use bmp_codec::bgp::attribute::prefix_sid::{
    ///     EndpointBehavior, LabelWidth, SidStructure, Srv6SidInformation,
    /// };
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
    /// Like [`SidStructure::check`], and [`TranspositionError::Malformed`] if a malformed sub-sub-TLV may be the
    /// structure.
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
