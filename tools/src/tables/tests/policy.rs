//! Steps from view to view, made by hand.

use super::*;
use crate::tables::policy::{Compared, Kind, Step};

fn compared(of: &Fixture) -> Vec<String> {
    let mut all = Vec::new();
    of.tables.compare(None, |one: Compared<'_>| {
        let peer = of.tables.peer(one.peer).unwrap().header.key();
        let route = one.route().unwrap().key().unwrap();
        let changes: Vec<_> = one.changes().iter().map(ToString::to_string).collect();
        assert_eq!(changes.is_empty(), one.kind != Kind::Changed);
        all.push(format!(
            "{peer} {} {} {route} {}",
            one.step,
            one.kind,
            changes.join("; ")
        ));
    });
    all
}

fn out(number: u8, rib: Rib) -> PerPeerHeader {
    peer(number).with_rib(rib).unwrap()
}

#[test]
fn the_inbound_policy() {
    let mut of = Fixture::new();
    of.announce(
        peer(1),
        &[64501],
        &["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"],
    );
    of.announce(post(1), &[64501], &["10.0.0.0/24", "10.0.3.0/24"]);
    of.announce(post(1), &[64499, 64501], &["10.0.1.0/24"]);
    assert_eq!(
        compared(&of),
        [
            "192.0.2.1 in unchanged ipv4-unicast 10.0.0.0/24 ",
            "192.0.2.1 in changed ipv4-unicast 10.0.1.0/24 AS_PATH prepended by 64499",
            "192.0.2.1 in rejected ipv4-unicast 10.0.2.0/24 ",
            "192.0.2.1 in only-after ipv4-unicast 10.0.3.0/24 ",
        ]
    );
    assert!(of.tables.missing_views().is_empty());
}

/// FRR 8.4.4 without soft-reconfiguration withdraws pre-policy routes that it never sent, and sends their End-of-RIB.
#[test]
fn without_a_view_before_policy_nothing_was_made_by_a_policy() {
    let mut of = Fixture::new();
    of.withdraw(peer(1), &[A]);
    of.announce(post(1), &[64501], &[A]);
    of.end_of_rib(peer(1));
    assert!(compared(&of).is_empty());
    let missing = of.tables.missing_views();
    assert_eq!(missing.len(), 1);
    assert_eq!(
        (missing[0].missing, missing[0].routes),
        (Rib::AdjRibInPre, 1)
    );
    // A view that had routes is one, though it is empty now.
    of.announce(peer(1), &[64501], &[A]);
    of.withdraw(peer(1), &[A]);
    assert_eq!(
        compared(&of),
        ["192.0.2.1 in only-after ipv4-unicast 198.51.100.0/24 "]
    );
}

#[test]
fn a_policy_that_rejects_everything_is_known_by_the_other_peers() {
    let mut of = Fixture::new();
    of.announce(peer(1), &[64501], &[A]);
    assert!(compared(&of).is_empty());
    assert_eq!(of.tables.missing_views()[0].missing, Rib::AdjRibInPost);
    of.announce(peer(2), &[64502], &[B]);
    of.announce(post(2), &[64502], &[B]);
    assert_eq!(
        compared(&of),
        [
            "192.0.2.1 in rejected ipv4-unicast 198.51.100.0/24 ",
            "192.0.2.2 in unchanged ipv4-unicast 203.0.113.0/24 ",
        ]
    );
}

#[test]
fn the_choice_and_the_outbound_policy() {
    let mut of = Fixture::new();
    of.announce(post(1), &[64501], &[A, B]);
    of.announce(post(2), &[64502, 64501], &[A]);
    of.announce(loc_rib(), &[64501], &[A, B]);
    of.announce(out(2, Rib::AdjRibOutPre), &[64501], &[A]);
    of.announce(out(2, Rib::AdjRibOutPost), &[64500, 64501], &[A]);
    of.announce(out(1, Rib::AdjRibOutPost), &[64500, 64501], &[B]);
    let in_a = "ipv4-unicast 198.51.100.0/24 ";
    let in_b = "ipv4-unicast 203.0.113.0/24 ";
    assert_eq!(
        compared(&of),
        [
            format!("192.0.2.1 best unchanged {in_a}"),
            format!("192.0.2.1 out rejected {in_a}"),
            format!("192.0.2.2 best not-best {in_a}"),
            format!("192.0.2.2 out unchanged {in_a}"),
            format!("192.0.2.2 out-policy changed {in_a}AS_PATH prepended by 64500"),
            format!("192.0.2.1 best unchanged {in_b}"),
            format!("192.0.2.1 out changed {in_b}AS_PATH prepended by 64500"),
            format!("192.0.2.2 out rejected {in_b}"),
        ]
    );
    assert_eq!(Step::OutPolicy.to_string(), "out-policy");
}

#[test]
fn differences_of_attributes() {
    use bmp_codec::bgp::attribute::Community;

    let mut of = Fixture::new();
    let prefix = || [A.parse::<Ipv4Prefix>().unwrap()];
    let update = |communities: &[Community], med: Option<u32>| {
        let update = Update::announce(prefix())
            .origin(Origin::Igp)
            .as_path([64501]);
        let update = update
            .next_hop(next_hop())
            .communities(communities.iter().copied());
        let update = match med {
            Some(med) => update.multi_exit_disc(med),
            None => update,
        };
        update.build().unwrap()
    };
    let (one, two, three) = (
        Community::new(1, 1),
        Community::new(2, 2),
        Community::NO_EXPORT,
    );
    // The order of communities means nothing, and neither does the width of AS numbers.
    of.monitor(peer(1), update(&[one, two], Some(7)));
    of.monitor(post(1), update(&[two, one], Some(7)));
    assert_eq!(
        compared(&of),
        ["192.0.2.1 in unchanged ipv4-unicast 198.51.100.0/24 "]
    );
    of.monitor(post(1), update(&[two, three], None));
    assert_eq!(
        compared(&of),
        ["192.0.2.1 in changed ipv4-unicast 198.51.100.0/24 \
          MULTI_EXIT_DISC 7 -> none; COMMUNITIES +no-export -1:1"]
    );
}
