//! The signatures of a BGPsec_PATH ([RFC 8205, section 3.2](https://www.rfc-editor.org/rfc/rfc8205#section-3.2)).

use core::fmt;
use core::str::FromStr;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::attribute::BgpsecPath;
use crate::net::{ParseError, text_form};
use crate::wire::{
    Decode, DecodeError, Element, Encode, EncodeError, Fault, Fixed, List, Malformed, Octets,
    Reader, What, Writer, decode_element, framed, length_u16, map_octets, plain, sealed,
};

/// The signatures of all ASes of a [`BgpsecPath`] for one algorithm suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SignatureBlock<B: AsRef<[u8]> = Vec<u8>> {
    /// The Algorithm Suite Identifier. 1 is SHA-256 and ECDSA P-256
    /// ([RFC 8208, section 2.1](https://www.rfc-editor.org/rfc/rfc8208#section-2.1)).
    pub algorithm_suite: u8,
    /// The signatures, in the order of the ASes.
    pub signatures: List<SignatureSegment, B>,
}
map_octets!(SignatureBlock { signatures; algorithm_suite });

/// The name in errors.
const WHAT: What = What::Attribute(BgpsecPath::CODE);

impl sealed::Element for SignatureBlock {}

impl Element for SignatureBlock {
    type At<'s> = SignatureBlock<&'s [u8]>;
    type Error<'s> = Malformed<&'s [u8]>;
    type Context = ();

    fn take<'s>(reader: &mut Reader<'s>) -> Result<SignatureBlock<&'s [u8]>, Malformed<&'s [u8]>> {
        framed(
            reader,
            |reader| {
                block(reader)
                    .map(|block| (WHAT, (), block))
                    .map_err(|error| error.within(WHAT))
            },
            |(), block| {
                Ok(SignatureBlock {
                    algorithm_suite: block.u8()?,
                    signatures: block.read()?,
                })
            },
        )
    }
}

/// Decodes the length of a block, which counts itself and the algorithm suite, and splits off the block.
fn block<'s>(reader: &mut Reader<'s>) -> Result<Reader<'s>, DecodeError> {
    let offset = reader.offset();
    match reader.u16()? {
        length @ 3.. => reader.sub(usize::from(length) - 2),
        length => Err(DecodeError::new(offset, Fault::Length(length.into()))),
    }
}

decode_element! { SignatureBlock |element| element.signatures.check() }

impl<B: AsRef<[u8]>> Encode for SignatureBlock<B> {
    fn encoded_len(&self) -> usize {
        3 + self.signatures.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u16(length_u16("Signature_Block", self.encoded_len())?);
        out.put_u8(self.algorithm_suite);
        self.signatures.put(out)
    }
}

impl<B: AsRef<[u8]>> fmt::Display for SignatureBlock<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "algorithm-suite {} {{{}}}",
            self.algorithm_suite, self.signatures
        )
    }
}

/// The signature of one AS. Its end follows only from its own length, so nothing behind a malformed one decodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SignatureSegment<B: AsRef<[u8]> = Vec<u8>> {
    /// The identifier of the signing router's key.
    pub ski: SubjectKeyIdentifier,
    /// The signature.
    pub signature: Octets<B>,
}
map_octets!(SignatureSegment { signature; ski });

impl sealed::Element for SignatureSegment {}

impl Element for SignatureSegment {
    type At<'s> = SignatureSegment<&'s [u8]>;
    type Error<'s> = DecodeError;
    type Context = ();

    fn take<'s>(reader: &mut Reader<'s>) -> Result<SignatureSegment<&'s [u8]>, DecodeError> {
        plain(reader).map_err(|error: DecodeError| error.within(WHAT))
    }
}

impl<'a> Decode<'a> for SignatureSegment<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let ski = reader.read()?;
        let length = reader.u16()?;
        Ok(SignatureSegment {
            ski,
            signature: Octets(reader.bytes(length.into())?),
        })
    }
}

impl<B: AsRef<[u8]>> Encode for SignatureSegment<B> {
    fn encoded_len(&self) -> usize {
        22 + self.signature.len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.ski.put(out)?;
        out.put_u16(length_u16("BGPsec signature", self.signature.len())?);
        self.signature.put(out)
    }
}

/// The key and the signature.
impl<B: AsRef<[u8]>> fmt::Display for SignatureSegment<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.ski, self.signature)
    }
}

/// The Subject Key Identifier of a router's certificate ([RFC 8209](https://www.rfc-editor.org/rfc/rfc8209)): 20 bytes.
/// The text is hexadecimal.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubjectKeyIdentifier(pub [u8; 20]);
text_form!(SubjectKeyIdentifier as octets);

impl Fixed for SubjectKeyIdentifier {
    type Octets = [u8; 20];

    #[inline]
    fn from_octets(octets: [u8; 20]) -> SubjectKeyIdentifier {
        SubjectKeyIdentifier(octets)
    }

    #[inline]
    fn to_octets(self) -> [u8; 20] {
        self.0
    }
}

impl fmt::Display for SubjectKeyIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Octets(self.0).fmt(f)
    }
}

impl fmt::Debug for SubjectKeyIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SubjectKeyIdentifier({self})")
    }
}

impl FromStr for SubjectKeyIdentifier {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<SubjectKeyIdentifier, ParseError> {
        let octets = text.parse::<Octets>().ok();
        octets
            .and_then(|octets| octets.0.try_into().ok())
            .map(SubjectKeyIdentifier)
            .ok_or(ParseError("a subject key identifier"))
    }
}
