//! FNV-1a: hashes that are the same on every machine, in every version.

/// Returns a hash of 64 bits.
pub(crate) fn hash64(octets: &[u8]) -> u64 {
    let step = |hash: u64, octet: &u8| (hash ^ u64::from(*octet)).wrapping_mul(0x100_0000_01b3);
    octets.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

/// Returns a hash of 128 bits.
pub(crate) fn hash128(octets: impl Iterator<Item = u8>) -> u128 {
    let step = |hash: u128, octet| (hash ^ u128::from(octet)).wrapping_mul((1 << 88) | 0x13b);
    octets.fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the test vectors of the FNV authors (draft-eastlake-fnv, appendix C).
    #[test]
    fn published_vectors() {
        assert_eq!(hash64(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash64(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(hash64(b"foobar"), 0x8594_4171_f739_67e8);
        assert_eq!(
            hash128(b"a".iter().copied()),
            0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964
        );
    }
}
