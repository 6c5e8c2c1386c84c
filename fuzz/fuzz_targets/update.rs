//! The body of an UPDATE in any session. Eight octets in front say the session: a bit for each family that has path
//! identifiers, the highest one for AS numbers of two octets, and the next for several labels.

#![no_main]

// A part of it is used here.
#[allow(dead_code)]
#[path = "../../tests/support/walk.rs"]
mod walk;

use bmp_codec::bgp::nlri::{Family, FamilySet};
use bmp_codec::bgp::{Session, Update};
use bmp_codec::net::AsnWidth;
use bmp_codec::{Decode, Encode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((word, body)) = input.split_first_chunk() else {
        return;
    };
    let word = u64::from_be_bytes(*word);
    let families = |word: u64| -> FamilySet {
        let families = Family::ALL.iter().enumerate();
        let families = families.filter(|(place, _)| word >> place & 1 != 0);
        families.map(|(_, family)| *family).collect()
    };
    let session = Session::default()
        .with_add_path(families(word))
        .with_multiple_labels(families(if word >> 62 & 1 == 0 { 0 } else { u64::MAX }))
        .with_asn_width(if word >> 63 == 0 {
            AsnWidth::Four
        } else {
            AsnWidth::Two
        });
    let Ok(update) = Update::from_octets_in(body, session) else {
        return;
    };
    assert_eq!(update.to_vec().unwrap(), body);
    assert_eq!(update.to_owned().view(), update);
    let mut walk = walk::Walk::default();
    walk.update(&update);
    let is_broken = walk::decodes(update.check()).is_err();
    assert_eq!(is_broken, walk.errors + walk.inside > 0);
    walk::print(&update);
    let text = serde_json::to_string(&update).unwrap();
    let again: Update = serde_json::from_str(&text).unwrap();
    if again.to_vec().unwrap() != body {
        assert_eq!(serde_json::to_string(&again).unwrap(), text);
    }
});
