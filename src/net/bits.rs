//! The first bits of a word, in as many bytes as they need. Routes that lead to more than one thing contain such
//! fields.
//!
//! ```text
//! ceil(bits / 8) bytes
//! ```

use bytes::BufMut;

use crate::wire::{DecodeError, Reader, Writer};

/// Returns the first `bits` bits of a word, then zeros. All 64 if `bits` is greater.
pub(crate) const fn first_bits(word: u64, bits: u8) -> u64 {
    match bits {
        0..64 => word & !(u64::MAX >> bits),
        _ => word,
    }
}

/// Returns how many bytes this many bits need.
pub(crate) const fn octets_of(bits: u8) -> usize {
    (bits as usize).div_ceil(8)
}

/// Decodes the first `bits` bits of a word, at most 64. Clears the bits beyond them in the last byte.
pub(crate) fn read_first_bits(reader: &mut Reader<'_>, bits: u8) -> Result<u64, DecodeError> {
    let octets = reader.bytes(octets_of(bits))?;
    let word = octets
        .iter()
        .rev()
        .fold(0, |word, octet| word >> 8 | u64::from(*octet) << 56);
    Ok(first_bits(word, bits))
}

/// Encodes the first `bits` bits of a word, at most 64.
pub(crate) fn put_first_bits(word: u64, bits: u8, out: &mut Writer<impl BufMut>) {
    let octets = first_bits(word, bits).to_be_bytes();
    out.put_slice(octets.get(..octets_of(bits)).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_every_length() {
        const WORD: u64 = 0x0123_4567_89ab_cdef;
        for (bits, first, octets) in [
            (0, 0, &[][..]),
            (1, 0, &[0]),
            (12, 0x0120_0000_0000_0000, &[0x01, 0x20]),
            (32, 0x0123_4567_0000_0000, &[0x01, 0x23, 0x45, 0x67]),
            (
                63,
                WORD & !1,
                &[0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xee],
            ),
            (64, WORD, &[0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef]),
        ] {
            assert_eq!(first_bits(WORD, bits), first, "{bits}");
            let mut written = alloc::vec::Vec::new();
            put_first_bits(WORD, bits, &mut Writer::with_room(&mut written));
            assert_eq!(written, octets, "{bits}");
            let mut reader = Reader::new(octets);
            assert_eq!(read_first_bits(&mut reader, bits), Ok(first), "{bits}");
        }
        let mut reader = Reader::new(&[0xff]);
        assert_eq!(read_first_bits(&mut reader, 4), Ok(0xf << 60));
        assert!(read_first_bits(&mut reader, 4).is_err());
    }
}
