//! BGP-LS: its attribute, and its routes with and without a route distinguisher.

use bmp_codec::bgp::Session;
use bmp_codec::bgp::nlri::Family;

use super::attributes::long;
use super::update::{judge, judge_json};
use crate::support::hand;

/// The first byte says what the rest is: 0 the TLVs of the attribute, 1 and 2 routes, 3 TLVs whose lengths are one byte
/// and are made right.
pub fn link_state(input: &[u8]) {
    let Some((kind, rest)) = input.split_first() else {
        return;
    };
    let rest = &rest[..rest.len().min(30_000)];
    let attribute = match kind % 4 {
        0 => long(0x80, 29, rest),
        3 => long(0x80, 29, &widened(rest)),
        kind => {
            let family = [Family::LINK_STATE, Family::VPN_LINK_STATE][usize::from(kind) - 1];
            let head = [
                &family.afi().to_be_bytes()[..],
                &[family.safi(), 4, 192, 0, 2, 1, 0],
            ];
            long(0x80, 14, &[&head.concat(), rest].concat())
        }
    };
    let body = hand::update_body(&[], &attribute, &[]);
    judge(&body, Session::default());
    judge_json(&body, Session::default());
}

/// Type u16, length u8 and value become TLVs that are complete.
fn widened(mut short: &[u8]) -> Vec<u8> {
    let mut tlvs = Vec::new();
    while let [high, low, length, rest @ ..] = short {
        let (value, behind) = rest.split_at(rest.len().min(usize::from(*length)));
        tlvs.extend([*high, *low]);
        tlvs.extend((value.len() as u16).to_be_bytes());
        tlvs.extend(value);
        short = behind;
    }
    tlvs
}
