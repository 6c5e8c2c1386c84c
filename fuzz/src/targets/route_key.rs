//! Keys of routes: bytes that are accepted are the bytes of the key, in all its forms.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use bmp_codec::bgp::nlri::{Family, RouteKey};

use crate::limits::within;

/// The family by its place in `Family::ALL`, a byte whose lowest bit says that four bytes of path identifier follow, then
/// the bytes of the key.
pub fn route_key(input: &[u8]) {
    let [family, flags, octets @ ..] = input else {
        return;
    };
    let family = Family::ALL[usize::from(*family) % Family::ALL.len()];
    let (path_id, octets) = match octets.split_first_chunk() {
        Some((path_id, octets)) if flags & 1 != 0 => (Some(u32::from_be_bytes(*path_id)), octets),
        _ => (None, octets),
    };
    let key = within(octets.len(), || {
        RouteKey::from_octets(family, path_id, octets)
    });
    let Ok(key) = key else {
        return;
    };
    assert_eq!((key.family(), key.path_id()), (family, path_id));
    assert_eq!(key.octets(), octets);
    assert_eq!(key.view().to_owned(), key);
    let state = RandomState::new();
    assert_eq!(state.hash_one(key.view()), state.hash_one(&key));
    assert_eq!(
        (key.view().prefix(), key.view().rd()),
        (key.prefix(), key.rd())
    );
    assert_eq!(key.view().to_string(), key.to_string());
    let text = serde_json::to_string(&key).unwrap();
    let again: RouteKey = serde_json::from_str(&text).unwrap();
    assert_eq!(again, key);
}
