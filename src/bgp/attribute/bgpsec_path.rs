//! BGPsec_PATH ([RFC 8205, section 3](https://www.rfc-editor.org/rfc/rfc8205#section-3)).
//!
//! ```text
//! length u16 (counts itself, too), segments: pCount u8, flags u8, AS number u32
//! signature blocks: length u16 (counts itself, too), algorithm suite u8,
//!   signatures: subject key identifier of 20 bytes, length u16, signature
//! ```

mod signatures;

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

pub use signatures::{SignatureBlock, SignatureSegment, SubjectKeyIdentifier};

use crate::bgp::attribute::Broken;
use crate::net::{Asn, write_if};
use crate::wire::{
    Array, Breach, Decode, DecodeError, Encode, EncodeError, Fault, List, Reader, Writer, layout,
    length_u16, map_octets,
};

/// BGPsec_PATH: the ASes that the route went through, the most recent one first, each with its signature. It replaces
/// AS_PATH.
///
/// ```
/// use bmp_codec::Encode;
/// use bmp_codec::bgp::attribute::BgpsecPath;
/// use bmp_codec::bgp::attribute::bgpsec_path::SecurePathSegment;
/// use bmp_codec::net::Asn;
/// use bmp_codec::wire::{Array, List};
///
/// let path = BgpsecPath {
///     secure_path: Array::from_iter([
///         SecurePathSegment::new(Asn(64496)),
///         SecurePathSegment::new(Asn(64497)),
///     ]),
///     signature_blocks: List::default(),
/// };
/// assert_eq!(path.to_vec()?, [0, 14, 1, 0, 0, 0, 0xfb, 0xf0, 1, 0, 0, 0, 0xfb, 0xf1]);
/// assert_eq!((path.length(), path.origin()), (2, Some(Asn(64497))));
/// # Ok::<(), bmp_codec::EncodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct BgpsecPath<B: AsRef<[u8]> = Vec<u8>> {
    /// The Secure_Path: the ASes.
    pub secure_path: Array<SecurePathSegment, B>,
    /// The signatures of all ASes: one or two blocks, each for one algorithm suite.
    pub signature_blocks: List<SignatureBlock, B>,
}
map_octets!(BgpsecPath {
    secure_path,
    signature_blocks
});

impl<B: AsRef<[u8]>> BgpsecPath<B> {
    /// Returns the length of the path for the route selection: the sum of all pCounts
    /// ([RFC 8205, section 3.1](https://www.rfc-editor.org/rfc/rfc8205#section-3.1)).
    #[must_use]
    pub fn length(&self) -> usize {
        self.secure_path
            .iter()
            .map(|segment| usize::from(segment.pcount))
            .sum()
    }

    /// Returns the origin AS of the route: the last AS.
    #[must_use]
    pub fn origin(&self) -> Option<Asn> {
        self.secure_path.iter().next_back().map(|last| last.asn)
    }

    /// Returns the neighbor AS that the route came from: the first AS.
    #[must_use]
    pub fn first(&self) -> Option<Asn> {
        self.secure_path.get(0).map(|first| first.asn)
    }

    /// Returns whether the path is well-formed, as receivers check before they verify signatures
    /// ([RFC 8205, section 5.2](https://www.rfc-editor.org/rfc/rfc8205#section-5.2)).
    ///
    /// Everything must decode, there must be at least one AS, and there must be one or two blocks with one signature
    /// for each AS. Receivers treat routes with other paths as withdrawn.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        let signed = |block: SignatureBlock<&[u8]>| {
            let (mut count, mut whole) = (0, true);
            for signature in block.signatures {
                count += 1;
                whole &= signature.is_ok();
            }
            whole && count == self.secure_path.len()
        };
        let blocks = self.signature_blocks.iter();
        !self.secure_path.is_empty()
            && (1..=2).contains(&blocks.clone().take(3).count())
            && blocks.into_iter().all(|block| block.is_ok_and(signed))
    }
}

impl BgpsecPath<&[u8]> {
    /// There is a signature for each AS ([RFC 8205, section 5.2](https://www.rfc-editor.org/rfc/rfc8205#section-5.2)).
    pub(super) fn broken(&self) -> Option<Broken> {
        (!self.is_well_formed()).then_some((0, Breach::BGPSEC_SIGNATURES))
    }
}

impl<'a> Decode<'a> for BgpsecPath<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let path = read(*reader)?;
        reader.rest();
        Ok(path)
    }

    fn check_inside(&self) -> Result<(), DecodeError> {
        self.signature_blocks.check()
    }
}

#[inline(never)]
fn read<'a>(mut reader: Reader<'a>) -> Result<BgpsecPath<&'a [u8]>, DecodeError> {
    let offset = reader.offset();
    let length = reader.u16()?;
    let segments = usize::from(length)
        .checked_sub(2)
        .filter(|segments| segments.is_multiple_of(6))
        .ok_or_else(|| DecodeError::new(offset, Fault::Length(length.into())))?;
    Ok(BgpsecPath {
        secure_path: reader.sub(segments)?.read()?,
        signature_blocks: reader.read()?,
    })
}

impl<B: AsRef<[u8]>> Encode for BgpsecPath<B> {
    fn encoded_len(&self) -> usize {
        2 + self.secure_path.encoded_len() + self.signature_blocks.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u16(length_u16(
            "Secure_Path",
            2 + self.secure_path.encoded_len(),
        )?);
        self.secure_path.put(out)?;
        self.signature_blocks.put(out)
    }
}

/// The ASes and their signatures.
impl<B: AsRef<[u8]>> fmt::Display for BgpsecPath<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.secure_path.fmt(f)?;
        let blocks = &self.signature_blocks;
        write_if(!blocks.is_empty(), format_args!(" signed {blocks}"), f)
    }
}

layout! {
    fixed " ";
    /// An AS in a [`BgpsecPath`] ([RFC 8205, section 3.1](https://www.rfc-editor.org/rfc/rfc8205#section-3.1)).
    pub struct SecurePathSegment {
        /// pCount: how often the AS is in the path. It is 0 for a transparent route server.
        pub pcount: u8,
        /// The flags. Only 0x80 has a meaning.
        pub flags: u8,
        /// The AS.
        pub asn: Asn,
    }
}

impl SecurePathSegment {
    /// The flag of an AS that passed the route on to another Member-AS of its confederation.
    pub const CONFED_SEGMENT: u8 = 0x80;

    /// Makes a segment of an AS that is in the path once, without flags.
    #[must_use]
    pub const fn new(asn: Asn) -> SecurePathSegment {
        SecurePathSegment {
            pcount: 1,
            flags: 0,
            asn,
        }
    }

    /// Returns whether the AS passed the route on to another Member-AS of its confederation.
    #[must_use]
    pub const fn is_confederation(self) -> bool {
        self.flags & SecurePathSegment::CONFED_SEGMENT != 0
    }
}

/// The AS; its pCount if that is not 1; in brackets for a confederation.
impl fmt::Display for SecurePathSegment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (open, close) = match self.is_confederation() {
            true => ("(", ")"),
            false => ("", ""),
        };
        write!(f, "{open}{}", self.asn)?;
        write_if(self.pcount != 1, format_args!("*{}", self.pcount), f)?;
        f.write_str(close)
    }
}

#[cfg(test)]
mod tests;
