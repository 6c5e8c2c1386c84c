//! Routes of any family, announced and withdrawn.

use bmp_codec::bgp::nlri::Family;

use super::attributes::long;
use super::update::{judge, judge_json};
use crate::session;
use crate::support::hand;

/// Eight bytes that say the session, the family by its place in `Family::ALL`, a byte whose lowest bit says withdrawn,
/// then the routes.
pub fn routes(input: &[u8]) {
    let Some((session, [family, flags, routes @ ..])) = session::split(input) else {
        return;
    };
    let family = Family::ALL[usize::from(*family) % Family::ALL.len()];
    let is_withdrawn = flags & 1 != 0;
    let routes = &routes[..routes.len().min(60_000)];
    let body = if family == Family::IPV4_UNICAST && flags & 2 != 0 {
        if is_withdrawn {
            hand::update_body(routes, &[], &[])
        } else {
            hand::update_body(&[], &[], routes)
        }
    } else {
        let mut value = Vec::from(family.afi().to_be_bytes());
        value.push(family.safi());
        if !is_withdrawn {
            // A next hop of four bytes.
            value.extend([4, 192, 0, 2, 1, 0]);
        }
        value.extend(routes);
        hand::update_body(
            &[],
            &long(0x80, if is_withdrawn { 15 } else { 14 }, &value),
            &[],
        )
    };
    judge(&body, session);
    judge_json(&body, session);
}
