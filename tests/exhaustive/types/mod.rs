//! All types that are decoded.

mod fixed;
mod lists;
mod values;

use std::fmt::Debug;

use bmp_codec::{Decode, Encode};

/// All of them, generic ones with types that differ in how they are decoded.
pub(super) fn all() -> impl Iterator<Item = Judge> {
    let groups = [fixed::TYPES, lists::TYPES, values::TYPES];
    groups.into_iter().flatten().copied()
}

/// The name of a type, and what judges bytes as it.
pub(super) type Judge = (&'static str, fn(&[u8]) -> Judgement);

/// What bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    Refused,
    Exact,
    /// A value that encodes to other bytes of the same length: bits behind a prefix are not of the prefix.
    Normal,
}

/// What is decoded encodes to the same bytes, and a look into it ends.
fn judge<'a, T: Decode<'a> + Encode + Debug>(octets: &'a [u8]) -> Judgement {
    let Ok(value) = T::from_octets(octets) else {
        return Judgement::Refused;
    };
    let mut buffer = [0; 600];
    let encoded = &mut buffer[..value.encoded_len()];
    value.encode(&mut &mut *encoded).unwrap();
    let _ = value.check_inside();
    assert_eq!(encoded.len(), octets.len(), "{value:?}");
    if encoded == octets {
        Judgement::Exact
    } else {
        Judgement::Normal
    }
}

macro_rules! types {
    ($($type:ty,)*) => {
        pub(super) const TYPES: &[crate::exhaustive::types::Judge] = &[
            $((stringify!($type), |octets| crate::exhaustive::types::judge::<$type>(octets)),)*
        ];
    };
}
use types;
