//! Tests of NOTIFICATION. Subcodes and capabilities of 2/7 and communications agree with tshark 4.0.17; it has no layouts
//! for the other data, which is laid out by hand from the RFC that is named.

use super::*;
use crate::bgp::RefreshKind;
use crate::bgp::attribute::{AttributeFlags, AttributeValue, LocalPref, UnknownAttribute};
use crate::bgp::capability;
use crate::bgp::testkit::{binary, both_ways, fault, frame, json, pdus};
use crate::wire::Fault;

fn text(octets: &[u8]) -> String {
    let notification: Notification<&[u8]> = both_ways(octets, Session::default());
    notification.to_string()
}

/// Asks that octets have these details, which are written as the same.
fn details(octets: &[u8], expected: NotificationData) {
    let notification = Notification::from_octets(octets).unwrap();
    let read = notification.details().unwrap();
    assert_eq!(read, expected.view(), "{octets:02x?}");
    assert_eq!(read.encoded_len(), octets.len() - 2);
    assert_eq!(read.to_vec().unwrap(), octets[2..]);
    let built = Notification::new(notification.code, notification.subcode);
    assert_eq!(built.with_data(&read).unwrap().view(), notification);
    json_and_binary(&expected);
    json_and_binary(&notification.to_owned());
}

#[cfg(feature = "serde")]
fn json_and_binary<T>(value: &T)
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + core::fmt::Debug,
{
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value, "{text}");
    binary(value);
}

#[cfg(not(feature = "serde"))]
fn json_and_binary<T>(_: &T) {}

/// Where the data is malformed, and how.
fn bad(octets: &[u8]) -> (usize, Fault) {
    let notification = Notification::from_octets(octets).unwrap();
    let error = notification.details().unwrap_err();
    assert_eq!(error.what(), What::BgpMessage(3));
    (error.offset(), error.fault())
}

#[test]
fn of_routers() {
    // FRR and BIRD, with what they were told to say.
    for (frame, expected) in [
        (
            frame!("mirroring-notification"),
            "cease/administrative-reset",
        ),
        (
            frame!("peer-down-local-notification"),
            r#"cease/administrative-shutdown "planned work""#,
        ),
        (
            frame!("peer-down-remote-notification"),
            r#"cease/administrative-shutdown "maintenance, back at 5pm""#,
        ),
    ] {
        assert_eq!(text(&pdus(&frame)[0][19..]), expected);
    }
    let octets = b"\x06\x02\x0cplanned work";
    let built = Notification::administrative_shutdown("planned work").unwrap();
    assert_eq!(built.to_vec().unwrap(), octets);
    assert_eq!(built.communication(), Some("planned work"));
    assert_eq!(
        text(b"\x06\x04\x03a\"\n"),
        r#"cease/administrative-reset "a\"\n""#
    );
}

/// The Peer Downs of a capture of FRR: what was done to the sessions stands in the notes beside it.
#[test]
fn of_a_capture() {
    let octets = include_bytes!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/testdata/captures/frr-10.7.1-peer-down.bmp"
    ));
    let mut rest = &octets[..];
    let mut read = Vec::new();
    while !rest.is_empty() {
        let length = u32::from_be_bytes(rest[1..5].try_into().unwrap()) as usize;
        let (message, behind) = rest.split_at(length);
        rest = behind;
        if message[5] == 2 && message[48] == 3 {
            read.push(text(&pdus(message)[0][19..]));
        }
    }
    read.sort();
    read.dedup();
    assert_eq!(
        read,
        [
            r#"cease/administrative-shutdown "maintenance, back at 5pm""#,
            "cease/hard-reset cease/administrative-reset",
            "hold-timer-expired",
        ]
    );
}

#[test]
fn shutdown_communication_of_no_octets_and_of_most() {
    let none = Notification::administrative_reset("").unwrap();
    assert_eq!(none.to_vec().unwrap(), [6, 4]);
    assert_eq!(none.communication(), None);
    assert_eq!(none.details(), Ok(NotificationData::Empty));
    assert_eq!(text(&[6, 4, 0]), "cease/administrative-reset");
    details(
        &[6, 4, 0],
        NotificationData::Communication(ShutdownCommunication(Octets(vec![]))),
    );
    let most = Notification::administrative_shutdown(&"x".repeat(255)).unwrap();
    assert_eq!(most.communication().map(str::len), Some(255));
    assert_eq!(most.data.len(), 256);
    assert_eq!(
        Notification::administrative_shutdown(&"x".repeat(256)),
        Err(EncodeError::TooLong {
            what: "shutdown communication",
            length: 256,
            limit: 255
        })
    );
}

#[test]
fn data_that_is_no_communication_is_kept() {
    // Longer than the data, shorter than the data, and of another subcode.
    assert_eq!(text(&[6, 2, 3, b'a']), "cease/administrative-shutdown 0361");
    assert_eq!(bad(&[6, 2, 3, b'a']), (3, Fault::Truncated(2)));
    assert_eq!(
        text(&[6, 2, 1, b'a', b'b']),
        "cease/administrative-shutdown 016162"
    );
    assert_eq!(bad(&[6, 2, 1, b'a', b'b']), (4, Fault::Trailing(1)));
    assert_eq!(text(&[6, 3, 1, b'a']), "cease/peer-de-configured 0161");
    // Not UTF-8: an overlong form, which RFC 9003 names.
    let octets = [6, 2, 2, 0xc0, 0xaf];
    assert_eq!(text(&octets), "cease/administrative-shutdown c0af");
    let communication = ShutdownCommunication(Octets(vec![0xc0, 0xaf]));
    assert_eq!(communication.as_str(), None);
    details(&octets, NotificationData::Communication(communication));
    let notification = Notification::from_octets(&octets).unwrap();
    assert_eq!(notification.communication(), None);
    json(
        &notification.to_owned(),
        r#"{"code":"Cease","subcode":"Administrative Shutdown","data":{"communication":{"malformed":"c0af"}}}"#,
    );
}

#[test]
fn hard_reset() {
    let reason = Notification::administrative_shutdown("bye").unwrap();
    let octets = b"\x06\x09\x06\x02\x03bye";
    let built = Notification::hard_reset(&reason);
    assert_eq!(built.to_vec().unwrap(), octets);
    assert_eq!(built.reason(), reason.view());
    assert_eq!(built.communication(), Some("bye"));
    assert_eq!(
        text(octets),
        r#"cease/hard-reset cease/administrative-shutdown "bye""#
    );
    json(
        &built,
        concat!(
            r#"{"code":"Cease","subcode":"Hard Reset","data":{"hard_reset":"#,
            r#"{"code":"Cease","subcode":"Administrative Shutdown","data":{"communication":"bye"}}}}"#
        ),
    );
    details(octets, NotificationData::HardReset(reason));

    assert_eq!(text(&[6, 9]), "cease/hard-reset");
    assert_eq!(text(&[6, 9, 6]), "cease/hard-reset 06");
    assert_eq!(bad(&[6, 9, 6]), (3, Fault::Truncated(1)));
    let none = Notification::from_octets(&[6, 9, 6]).unwrap();
    assert_eq!(none.reason(), none);
    // The data of a reason that is malformed stays octets.
    assert_eq!(
        text(&[6, 9, 6, 2, 9]),
        "cease/hard-reset cease/administrative-shutdown 09"
    );
}

#[test]
fn hard_reset_inside_a_hard_reset_stays_octets() {
    let octets = [6, 9, 6, 9, 6, 9, 6, 3];
    assert_eq!(text(&octets), "cease/hard-reset cease/hard-reset 06090603");
    let notification = Notification::from_octets(&octets).unwrap();
    json(
        &notification.to_owned(),
        concat!(
            r#"{"code":"Cease","subcode":"Hard Reset","data":{"hard_reset":"#,
            r#"{"code":"Cease","subcode":"Hard Reset","data":"06090603"}}}"#
        ),
    );
    assert_eq!(notification.communication(), None);
    // As deep as a message can be, neither text nor JSON go down.
    let deep = [6, 9].repeat(32_000);
    assert!(text(&deep).starts_with("cease/hard-reset cease/hard-reset 0609"));
    details(
        &deep,
        NotificationData::HardReset(Notification::from_octets(&deep[2..]).unwrap().to_owned()),
    );
}

#[test]
fn maximum_prefixes() {
    // RFC 4486, figure 1.
    let octets = [6, 1, 0, 2, 1, 0, 0, 0x03, 0xe8];
    let limit = MaximumPrefixes {
        family: Family::IPV6_UNICAST,
        upper_bound: 1000,
    };
    details(&octets, NotificationData::MaximumPrefixes(limit));
    let built = Notification::maximum_prefixes(Family::IPV6_UNICAST, 1000);
    assert_eq!(built.to_vec().unwrap(), octets);
    json(
        &built,
        concat!(
            r#"{"code":"Cease","subcode":"Maximum Number of Prefixes Reached","#,
            r#""data":{"maximum_prefixes":{"family":"ipv6-unicast","upper_bound":1000}}}"#
        ),
    );
    assert_eq!(
        text(&octets),
        "cease/maximum-number-of-prefixes-reached ipv6-unicast 1000"
    );
    assert_eq!(text(&[6, 1]), "cease/maximum-number-of-prefixes-reached");
    assert_eq!(bad(&octets[..8]), (5, Fault::Truncated(1)));
    assert_eq!(bad(&[&octets[..], &[0]].concat()), (9, Fault::Trailing(1)));
}

#[test]
fn numbers() {
    details(&[1, 2, 0x10, 1], NotificationData::MessageLength(4097));
    details(
        &[1, 3, 6],
        NotificationData::MessageType(MessageType::Unknown(6)),
    );
    details(&[2, 1, 0, 4], NotificationData::Version(4));
    details(&[3, 3, 2], NotificationData::MissingAttribute(2));
    details(
        &[5, 1, 4],
        NotificationData::MessageType(MessageType::Keepalive),
    );
    for (octets, expected) in [
        (&[1, 2, 0x10][..], (2, Fault::Truncated(1))),
        (&[1, 3, 6, 0], (3, Fault::Trailing(1))),
        (&[2, 1, 4], (2, Fault::Truncated(1))),
        (&[3, 3, 2, 0, 0], (3, Fault::Trailing(2))),
        (&[5, 3, 1, 1], (3, Fault::Trailing(1))),
    ] {
        assert_eq!(bad(octets), expected);
    }
    for (built, octets) in [
        (Notification::bad_message_length(4097), &[1, 2, 0x10, 1][..]),
        (
            Notification::bad_message_type(MessageType::Unknown(6)),
            &[1, 3, 6],
        ),
        (Notification::unsupported_version(4), &[2, 1, 0, 4]),
        (Notification::missing_attribute(2), &[3, 3, 2]),
        (
            Notification::unexpected_message(
                FiniteStateMachineSubcode::UnexpectedInOpenSent,
                MessageType::Keepalive,
            ),
            &[5, 1, 4],
        ),
    ] {
        assert_eq!(built.to_vec().unwrap(), octets);
    }
}

#[test]
fn capabilities() {
    // Route Refresh, and Multiprotocol Extensions of IPv6 unicast with an octet too few.
    let octets = [2, 7, 2, 0, 1, 3, 0, 2, 0];
    let notification = Notification::from_octets(&octets).unwrap();
    let NotificationData::Capabilities(capabilities) = notification.details().unwrap() else {
        panic!("not capabilities");
    };
    let read: Vec<_> = capabilities.entries().collect();
    assert_eq!(read.len(), 2);
    assert_eq!(
        read[0].unwrap(),
        Capability::RouteRefresh(capability::RouteRefresh)
    );
    let malformed = read[1].unwrap_err();
    assert_eq!(malformed.error.what(), What::Capability(1));
    assert_eq!(*malformed.octets, [1, 3, 0, 2, 0]);
    details(
        &octets,
        NotificationData::Capabilities(capabilities.to_owned()),
    );
    assert_eq!(
        text(&octets),
        "open-message-error/unsupported-capability Route Refresh, malformed 0103000200"
    );
    let built =
        Notification::unsupported_capabilities([Capability::RouteRefresh(Default::default())]);
    assert_eq!(built.unwrap().to_vec().unwrap(), [2, 7, 2, 0]);
}

#[test]
fn attributes() {
    // An attribute that is malformed, one with a bad flag (and a good value), and one that is cut off.
    let octets = [3, 6, 0x40, 1, 1, 9];
    let notification = Notification::from_octets(&octets).unwrap();
    let NotificationData::Attribute(attribute) = notification.details().unwrap() else {
        panic!("not an attribute");
    };
    let malformed = attribute.entries().next().unwrap().unwrap_err();
    assert_eq!(
        (malformed.flags.0, malformed.code, malformed.octets.0),
        (0x40, 1, &[9][..])
    );
    assert_eq!(malformed.error.fault(), Fault::Value(9));
    details(&octets, NotificationData::Attribute(attribute.to_owned()));
    assert_eq!(
        text(&octets),
        "update-message-error/invalid-origin-attribute ORIGIN 09"
    );

    let octets = [3, 4, 0xc0, 5, 4, 0, 0, 0, 100];
    let flags = AttributeFlags(0xc0);
    let value = AttributeValue::from(LocalPref(100));
    let attribute = PathAttribute { flags, value };
    let subcode = UpdateMessageSubcode::AttributeFlagsError;
    let built = Notification::attribute_error::<Vec<u8>>(subcode, &attribute).unwrap();
    assert_eq!(built.to_vec().unwrap(), octets);
    let expected = "update-message-error/attribute-flags-error LOCAL_PREF 100 (flags OT)";
    assert!(
        text(&octets).starts_with(&expected[..57]),
        "{}",
        text(&octets)
    );

    let octets = [3, 5, 0x40, 3, 9, 1];
    assert_eq!(
        text(&octets),
        "update-message-error/attribute-length-error NEXT_HOP 0901"
    );
    json_and_binary(&Notification::from_octets(&octets).unwrap().to_owned());
    let unknown = PathAttribute {
        flags: AttributeFlags::OPTIONAL,
        value: AttributeValue::Unknown(UnknownAttribute::new(250, Octets(vec![7; 300]))),
    };
    let subcode = UpdateMessageSubcode::OptionalAttributeError;
    let built = Notification::attribute_error(subcode, &unknown).unwrap();
    assert_eq!(built.data[..5], [0x90, 250, 1, 44, 7]);
}

#[test]
fn attributes_depend_on_the_session() {
    // AS_PATH 64512 64513, in AS numbers of two octets.
    let octets = [3, 9, 0x40, 2, 6, 2, 2, 0xfc, 0, 0xfc, 1];
    let notification = Notification::from_octets(&octets).unwrap();
    let read = |session| {
        let data = notification.details_in(session).unwrap();
        match &data {
            NotificationData::Attribute(list) => list.iter().next().unwrap().map(|a| a.to_string()),
            other => panic!("{other:?}"),
        }
    };
    assert!(read(Session::default()).is_err());
    let session = crate::bgp::testkit::two_octets();
    assert_eq!(read(session), Ok("AS_PATH 64512 64513".into()));
}

#[test]
fn route_refresh() {
    // RFC 7313, section 5: BoRR with one octet too many, as a whole message.
    let mut octets = vec![7, 1];
    octets.extend([0xff; 16]);
    octets.extend([0, 24, 5, 0, 1, 1, 1, 0xaa]);
    let notification = Notification::from_octets(&octets).unwrap();
    let NotificationData::RouteRefresh(refresh) = notification.details().unwrap() else {
        panic!("not a ROUTE-REFRESH");
    };
    assert_eq!(
        (refresh.family, refresh.kind),
        (Family::IPV4_UNICAST, RefreshKind::Begin)
    );
    assert_eq!(*refresh.filters, [0xaa]);
    details(&octets, NotificationData::RouteRefresh(refresh.to_owned()));
    let built = Notification::invalid_refresh(&refresh).unwrap();
    assert_eq!(built.to_vec().unwrap(), octets);
    // One that is cut off, and another message.
    assert_eq!(bad_refresh(&[0, 22, 5, 0, 1, 1]), (24, Fault::Truncated(1)));
    assert_eq!(bad_refresh(&[0, 19, 4]), (20, Fault::MessageType(4)));
    assert_eq!(bad_refresh(&[0, 18, 5]), (18, Fault::Length(18)));
}

/// Where a ROUTE-REFRESH as data is malformed, and how.
fn bad_refresh(behind_marker: &[u8]) -> (usize, Fault) {
    let octets = [&[7, 1][..], &[0xff; 16], behind_marker].concat();
    let notification = Notification::from_octets(&octets).unwrap();
    let error = notification.details().unwrap_err();
    json_and_binary(&notification.to_owned());
    (error.offset(), error.fault())
}

#[test]
fn codes_and_subcodes() {
    for (octets, name) in [
        (
            &[1, 1][..],
            "message-header-error/connection-not-synchronized",
        ),
        (
            &[1, 2, 0x10, 0x01],
            "message-header-error/bad-message-length 4097",
        ),
        (
            &[1, 3, 6],
            "message-header-error/bad-message-type message type 6",
        ),
        (&[2, 0], "open-message-error/unspecific"),
        (
            &[2, 1, 0, 4],
            "open-message-error/unsupported-version-number 4",
        ),
        (&[2, 2, 0xfd, 0xe8], "open-message-error/bad-peer-as fde8"),
        (&[2, 8], "open-message-error/8"),
        (&[2, 11], "open-message-error/role-mismatch"),
        (
            &[3, 3, 2],
            "update-message-error/missing-well-known-attribute AS_PATH",
        ),
        (
            &[3, 3, 250],
            "update-message-error/missing-well-known-attribute attribute 250",
        ),
        (&[3, 11], "update-message-error/malformed-as-path"),
        (&[4, 0], "hold-timer-expired"),
        (
            &[5, 3, 1],
            "finite-state-machine-error/receive-unexpected-message-in-established-state OPEN",
        ),
        (&[6, 0], "cease"),
        (&[6, 8], "cease/out-of-resources"),
        (&[6, 10], "cease/bfd-down"),
        (&[6, 11], "cease/11"),
        (
            &[7, 1],
            "route-refresh-message-error/invalid-message-length",
        ),
        (&[8, 0], "send-hold-timer-expired"),
        (&[9, 0], "loss-of-lsdb-synchronization"),
        (&[99, 7, 1], "code-99/7 01"),
    ] {
        assert_eq!(text(octets), name);
    }
    assert_eq!(
        Notification::from_octets(&[99, 7, 1]).unwrap().details(),
        Ok(NotificationData::Octets(Octets(&[1][..])))
    );
}

#[test]
fn cut_short() {
    for (octets, offset) in [(&[][..], 0), (&[6], 1)] {
        assert_eq!(
            fault::<Notification<&[u8]>>(octets, Session::default()),
            (offset, Fault::Truncated(1))
        );
    }
}
