//! The session that an input names: a big-endian number of eight bytes.

use bmp_codec::bgp::Session;
use bmp_codec::bgp::nlri::{Family, FamilySet};
use bmp_codec::net::AsnWidth;

/// Returns the session of the first eight bytes, and what is behind them.
pub(crate) fn split(input: &[u8]) -> Option<(Session, &[u8])> {
    let (word, rest) = input.split_first_chunk()?;
    Some((of(u64::from_be_bytes(*word)), rest))
}

/// A bit for each family that has path identifiers, the highest one for AS numbers of two bytes, and the next one for
/// several labels in all families.
fn of(word: u64) -> Session {
    let families = |word: u64| -> FamilySet {
        let families = Family::ALL.iter().enumerate();
        let families = families.filter(|(place, _)| word >> place & 1 != 0);
        families.map(|(_, family)| *family).collect()
    };
    Session::default()
        .with_add_path(families(word))
        .with_multiple_labels(families(if word >> 62 & 1 == 0 { 0 } else { u64::MAX }))
        .with_asn_width(if word >> 63 == 0 {
            AsnWidth::Four
        } else {
            AsnWidth::Two
        })
}
