//! What RFC 7606 does to routes. The bytes of the UPDATEs are made by hand.

use super::*;
use bmp_codec::bgp::error_action::Disposition;

/// A Route Monitoring message of the pre-policy Adj-RIB-In of 192.0.2.1 with this body of an UPDATE.
fn frame(body: &[u8]) -> Vec<u8> {
    let mut update = vec![0xff; 16];
    update.extend((19 + body.len() as u16).to_be_bytes());
    update.push(2);
    update.extend(body);
    let mut header = vec![0; 42];
    header[22..26].copy_from_slice(&[192, 0, 2, 1]);
    header[26..30].copy_from_slice(&64501u32.to_be_bytes());
    let mut frame = vec![3];
    frame.extend((48 + update.len() as u32).to_be_bytes());
    frame.push(0);
    [frame, header, update].concat()
}

/// The body of an UPDATE with these attributes and 198.51.100.0/24.
fn body(attributes: &[&[u8]], nlri: &[u8]) -> Vec<u8> {
    let attributes = attributes.concat();
    let length = (attributes.len() as u16).to_be_bytes();
    [&[0, 0], &length[..], &attributes, nlri].concat()
}

const ORIGIN: &[u8] = &[0x40, 1, 1, 0];
/// 64501.
const PATH: &[u8] = &[0x40, 2, 6, 2, 1, 0, 0, 0xfb, 0xf5];
const NEXT_HOP: &[u8] = &[0x40, 3, 4, 192, 0, 2, 1];
const NLRI_A: &[u8] = &[24, 198, 51, 100];

#[test]
fn an_update_that_is_treated_as_withdrawn_withdraws() {
    let mut of = Fixture::new();
    of.announce(peer(1), &[64501], &[A, B]);
    // ORIGIN 9: RFC 7606, section 7.1.
    let outcome = of.frame(&frame(&body(&[&[0x40, 1, 1, 9], PATH, NEXT_HOP], NLRI_A)));
    assert_eq!(
        (outcome.disposition, outcome.errors),
        (Disposition::TreatAsWithdraw, 1)
    );
    assert_eq!(outcome.counts.treated_as_withdrawn, 1);
    assert_eq!((outcome.counts.withdrawn, outcome.counts.added), (0, 0));
    assert_eq!(
        of.routes(),
        ["192.0.2.1 adj-rib-in-pre ipv4-unicast 203.0.113.0/24 path 64501"]
    );
    check(&of.tables);
}

/// RFC 7606, sections 7.6, 7.7 and 3 g.
#[test]
fn discarded_attributes_are_left_out() {
    let atomic_aggregate: &[u8] = &[0x40, 6, 1, 0];
    let aggregator: &[u8] = &[0xc0, 7, 3, 0, 0, 0];
    let second_med: &[u8] = &[0x80, 4, 4, 0, 0, 0, 9];
    let med: &[u8] = &[0x80, 4, 4, 0, 0, 0, 7];
    let mut of = Fixture::new();
    let all = [
        ORIGIN,
        PATH,
        NEXT_HOP,
        med,
        atomic_aggregate,
        aggregator,
        second_med,
    ];
    let outcome = of.frame(&frame(&body(&all, NLRI_A)));
    assert_eq!(
        (outcome.disposition, outcome.errors),
        (Disposition::AttributeDiscard, 3)
    );
    let route = of.tables.routes(None).next().unwrap();
    assert_eq!(
        route.attributes().to_string(),
        "ORIGIN igp, AS_PATH 64501, NEXT_HOP 192.0.2.1, MULTI_EXIT_DISC 7"
    );
}

/// RFC 4271, section 6.3: a multicast address is no prefix of unicast.
#[test]
fn ignored_routes_leave_those_beside_them() {
    let mut of = Fixture::new();
    let nlri = [&[24, 224, 0, 1][..], NLRI_A, &[8, 0xef]].concat();
    let outcome = of.frame(&frame(&body(&[ORIGIN, PATH, NEXT_HOP], &nlri)));
    assert_eq!((outcome.counts.added, outcome.counts.ignored), (1, 2));
    assert_eq!(
        of.routes(),
        ["192.0.2.1 adj-rib-in-pre ipv4-unicast 198.51.100.0/24 path 64501"]
    );
}

#[test]
fn an_update_without_parts_changes_nothing() {
    let mut of = Fixture::new();
    of.announce(peer(1), &[64501], &[A]);
    let outcome = of.frame(&frame(&[0, 99, 1]));
    assert_eq!((outcome.errors, of.tables.len()), (1, 1));
}

/// Bits beyond the length of a prefix: RFC 4271, section 4.3, says that they are irrelevant.
#[test]
fn bits_behind_a_prefix_do_not_count() {
    let mut of = Fixture::new();
    let attributes = [ORIGIN, PATH, NEXT_HOP];
    of.frame(&frame(&body(&attributes, &[20, 198, 51, 0x6f])));
    of.frame(&frame(&body(&attributes, &[20, 198, 51, 0x60])));
    assert_eq!(
        of.routes(),
        ["192.0.2.1 adj-rib-in-pre ipv4-unicast 198.51.96.0/20 path 64501"]
    );
    of.frame(&frame(&[&[0, 4, 20, 198, 51, 0x61][..], &[0, 0]].concat()));
    assert!(of.routes().is_empty());
}
