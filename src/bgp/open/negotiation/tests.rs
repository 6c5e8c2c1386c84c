//! Tests of what two OPENs agree on.

use super::*;
use crate::bgp::capability::MultipleLabelsFamily;
use crate::bgp::nlri::Family;
use crate::net::Asn;
use crate::testkit::{exact, frame, pdus};

/// Makes an OPEN that offers ADD-PATH for IPv4 unicast; mode 0 means none.
fn open(mode: u8, four_octets: bool) -> Open {
    let families = [AddPath::new(Family::IPV4_UNICAST, mode)];
    let add_path = Capability::AddPath(families.into_iter().collect());
    let capabilities = [
        (mode != 0).then_some(add_path),
        four_octets.then_some(Capability::FourOctetAsNumber(Asn(65001))),
    ];
    let identifier = "192.0.2.1".parse().unwrap();
    Open::new(
        Asn(65001),
        90,
        identifier,
        capabilities.into_iter().flatten(),
    )
    .unwrap()
}

#[test]
fn path_identifiers_need_one_that_sends_and_one_that_receives() {
    use AddPath as A;
    // The OPEN sent, the OPEN received, whether received routes have path identifiers, whether sent ones do (RFC 7911,
    // section 4).
    let combinations = [
        (A::RECEIVE, A::RECEIVE, false, false),
        (A::RECEIVE, A::SEND, true, false),
        (A::RECEIVE, A::BOTH, true, false),
        (A::SEND, A::RECEIVE, false, true),
        (A::SEND, A::SEND, false, false),
        (A::SEND, A::BOTH, false, true),
        (A::BOTH, A::RECEIVE, false, true),
        (A::BOTH, A::SEND, true, false),
        (A::BOTH, A::BOTH, true, true),
        (0, A::BOTH, false, false),
        (A::BOTH, 0, false, false),
        (7, A::BOTH, false, false),
        (A::BOTH, 7, false, false),
    ];
    for (sent, received, into, out) in combinations {
        for (direction, expected) in [(Direction::Received, into), (Direction::Sent, out)] {
            let session = Session::negotiated(&open(sent, true), &open(received, true), direction);
            let families = session.add_path();
            assert_eq!(
                families.contains(Family::IPV4_UNICAST),
                expected,
                "sent {sent}, received {received}, {direction:?}"
            );
            assert_eq!(families.is_empty(), !expected);
            assert_eq!(session.basis(), Basis::Negotiated);
        }
    }
}

#[test]
fn four_octets_need_both() {
    for (sent, received) in [(false, false), (false, true), (true, false), (true, true)] {
        let (sent, received) = (open(0, sent), open(0, received));
        for direction in [Direction::Received, Direction::Sent] {
            let session = Session::negotiated(&sent, &received, direction);
            let both = [&sent, &received]
                .iter()
                .all(|open| open.capabilities().count() == 1);
            let expected = if both { AsnWidth::Four } else { AsnWidth::Two };
            assert_eq!(session.asn_width(), expected);
        }
    }
}

#[test]
fn each_family_for_itself_and_the_last_entry_of_one() {
    let offer = |entries: &[AddPath]| {
        let capability = Capability::AddPath(entries.iter().copied().collect());
        Open::new(Asn(1), 90, "192.0.2.1".parse().unwrap(), [capability]).unwrap()
    };
    let (v4, v6) = (Family::IPV4_UNICAST, Family::IPV6_UNICAST);
    let sent = offer(&[
        AddPath::new(v4, AddPath::BOTH),
        AddPath::new(v6, AddPath::RECEIVE),
        AddPath::new(v4, AddPath::SEND),
    ]);
    let received = offer(&[
        AddPath::new(v4, AddPath::BOTH),
        AddPath::new(v6, AddPath::BOTH),
        AddPath::new(Family::VPN_IPV4_UNICAST, AddPath::BOTH),
    ]);
    let families = |direction| Session::negotiated(&sent, &received, direction).add_path();
    assert_eq!(families(Direction::Received), FamilySet::from(v6));
    assert_eq!(families(Direction::Sent), FamilySet::from(v4));
}

#[test]
fn opens_of_routers() {
    // FRR receives multiple paths, and its peer has no ADD-PATH. GoBGP and its peer send and receive them.
    for (frame, add_path) in [
        (frame("peer-up-one-parameter"), &[][..]),
        (
            frame("peer-up-add-path"),
            &[Family::IPV4_UNICAST, Family::IPV6_UNICAST],
        ),
        // The 4-octet AS capability follows the end of GoBGP's wrapped length.
        (frame("peer-up-length-modulo-256"), &[]),
    ] {
        let pdus = pdus(&frame);
        let [sent, received] = [0, 1].map(|place| {
            let octets: &[u8] = &pdus[place];
            exact::<Open<&[u8]>>(&octets[19..])
        });
        let session = Session::negotiated(&sent, &received, Direction::Received);
        assert_eq!(session.asn_width(), AsnWidth::Four);
        assert!(session.add_path().iter().eq(add_path.iter().copied()));
    }
}

#[test]
fn loc_rib() {
    // RFC 9069, section 5.2: only naming the family counts, not the mode in the one OPEN. AS numbers have four octets.
    for mode in [AddPath::RECEIVE, AddPath::SEND, AddPath::BOTH] {
        let session = Session::of_loc_rib(&open(mode, false));
        assert_eq!(session.add_path(), FamilySet::from(Family::IPV4_UNICAST));
        assert_eq!(session.asn_width(), AsnWidth::Four);
        assert_eq!(session.basis(), Basis::Negotiated);
    }
    // FRR sends the capability without families.
    let pdus = pdus(&frame("peer-up-loc-rib"));
    let open: Open<&[u8]> = exact(&pdus[0][19..]);
    assert!(Session::of_loc_rib(&open).add_path().is_empty());
}

/// Makes an OPEN with Multiple Labels capabilities: AFI, SAFI and count of each entry.
fn labels(capabilities: &[&[(Family, u8)]]) -> Open {
    let capabilities = capabilities.iter().map(|entries| {
        let entries = entries.iter();
        Capability::MultipleLabels(
            entries
                .map(|(family, count)| MultipleLabelsFamily::new(*family, *count))
                .collect(),
        )
    });
    Open::new(Asn(65001), 90, [192, 0, 2, 1].into(), capabilities).unwrap()
}

#[test]
fn several_labels_need_both() {
    let (v4, v6) = (Family::IPV4_LABELED_UNICAST, Family::IPV6_LABELED_UNICAST);
    let vpn = Family::VPN_IPV4_UNICAST;
    let agreed = |sent: &[&[(Family, u8)]], received: &[&[(Family, u8)]]| {
        let [one, other] = [Direction::Received, Direction::Sent].map(|direction| {
            Session::negotiated(&labels(sent), &labels(received), direction).multiple_labels()
        });
        assert_eq!(one, other);
        one
    };
    let all = [(v4, 2), (v6, 255), (vpn, 4)];
    // RFC 8277, section 2.1: a family has multiple labels if the capabilities of both OPENs name it.
    assert_eq!(
        agreed(&[&all], &[&all]),
        FamilySet::from_iter([v4, v6, vpn])
    );
    assert_eq!(agreed(&[&all], &[&[(vpn, 9)]]), vpn.into());
    assert_eq!(agreed(&[&all], &[&[]]), FamilySet::EMPTY);
    assert_eq!(agreed(&[&all], &[]), FamilySet::EMPTY);
    // "all but the first MUST be ignored"; counts 0 and 1 "MUST be ignored".
    assert_eq!(
        agreed(&[&all], &[&[(v4, 1), (v6, 0), (vpn, 2), (vpn, 1)]]),
        vpn.into()
    );
    assert_eq!(agreed(&[&all], &[&[(vpn, 1), (vpn, 2)]]), FamilySet::EMPTY);
    // "only the first copy is significant".
    assert_eq!(agreed(&[&all], &[&[(v4, 2)], &[(v6, 2)]]), v4.into());
    // Families without labels have none.
    let plain: [(Family, u8); 2] = [(Family::IPV4_UNICAST, 2), (Family::new(99, 99), 2)];
    assert_eq!(agreed(&[&plain], &[&plain]), FamilySet::EMPTY);

    let session = Session::of_loc_rib(&labels(&[&[(v6, 3)]]));
    assert_eq!(session.multiple_labels(), v6.into());
}

/// RFC 8654, section 3: the capability has code 6 and no value.
#[test]
fn long_messages_need_the_capability_of_both() {
    let open = |is_extended: bool| {
        let extended = Capability::ExtendedMessage(crate::bgp::capability::ExtendedMessage);
        let identifier = "192.0.2.1".parse().unwrap();
        Open::new(Asn(65001), 90, identifier, is_extended.then_some(extended)).unwrap()
    };
    for (sent, received, length) in [
        (true, true, 65535),
        (true, false, 4096),
        (false, true, 4096),
        (false, false, 4096),
    ] {
        assert_eq!(max_message_len(&open(sent), &open(received)), length);
    }
}

/// RFC 8277, section 2.1: of several capabilities the first one counts, and so does the first entry of a family; an entry with 0
/// or 1 is ignored. What a message does not state for itself stays.
#[test]
fn multiple_labels_that_a_message_states() {
    // Capability 8: IPv4 with labels up to 3, VPN-IPv4 up to 1, IPv4 with labels once more with 0.
    let first = [8, 12, 0, 1, 4, 3, 0, 1, 128, 1, 0, 1, 4, 0];
    // IPv6 with labels up to 2.
    let second = [8, 4, 0, 2, 4, 2];
    let capabilities = || {
        let all = [&first[..], &second].map(exact::<Capability<&[u8]>>);
        all.into_iter()
    };
    let (vpn, labeled) = (Family::VPN_IPV4_UNICAST, Family::IPV4_LABELED_UNICAST);
    for (before, after) in [
        (FamilySet::EMPTY, labeled.into()),
        (vpn.into(), FamilySet::from(vpn).or(labeled.into())),
        (labeled.into(), labeled.into()),
    ] {
        let session = Session::default().with_multiple_labels(before);
        let stated = Offer::stated(session, Some(Direction::Received), capabilities());
        assert_eq!(stated.multiple_labels(), after);
        assert_eq!(stated.add_path(), session.add_path());
    }
}
