//! Tests of NOTIFICATION. tshark 4.0.17 agrees on subcodes, the capabilities of 2/7 and communications. It has no
//! layouts for the other data; those bytes are laid out by hand from the RFC named there.

use super::*;
use crate::bgp::RefreshKind;
use crate::bgp::attribute::{AttributeFlags, AttributeValue, LocalPref, UnknownAttribute};
use crate::bgp::capability;
use crate::testkit::{
    back, cases, exact, first_body, hex, pdus, refused, texts, two_octets, variant,
};
use crate::wire::Fault;

fn text(octets: &[u8]) -> String {
    exact::<Notification<&[u8]>>(octets).to_string()
}

/// Checks that bytes have these details, and that the details encode to the same bytes.
fn details(octets: &str, expected: NotificationData) {
    let octets = hex(octets);
    let notification: Notification<&[u8]> = exact(&octets);
    let read = notification.details().unwrap();
    assert_eq!(read, expected.view(), "{octets:02x?}");
    assert_eq!(read.encoded_len(), octets.len() - 2);
    assert_eq!(read.to_vec().unwrap(), octets[2..]);
    let built = Notification::new(notification.code, notification.subcode);
    assert_eq!(built.with_data(&read).unwrap().view(), notification);
    back(&expected);
    back(&notification.to_owned());
}

/// Returns the error in the data.
fn bad(octets: &[u8]) -> String {
    let notification: Notification<&[u8]> = exact(octets);
    back(&notification.to_owned());
    notification.details().unwrap_err().to_string()
}

#[test]
fn of_routers() {
    // FRR and BIRD, with the texts that were configured.
    for (frame, expected) in [
        ("mirroring-notification", "cease/administrative-reset"),
        (
            "peer-down-local-notification",
            r#"cease/administrative-shutdown "planned work""#,
        ),
        (
            "peer-down-remote-notification",
            r#"cease/administrative-shutdown "maintenance, back at 5pm""#,
        ),
    ] {
        assert_eq!(text(&first_body(frame)), expected);
    }
    let octets = b"\x06\x02\x0cplanned work";
    let built = Notification::administrative_shutdown("planned work").unwrap();
    assert_eq!(built.to_vec().unwrap(), octets);
    assert_eq!(built.communication(), Some("planned work"));
}

/// The Peer Downs of a capture of FRR. The notes next to the capture say what was done to the sessions.
#[test]
fn of_a_capture() {
    let octets = include_bytes!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/testdata/captures/frr-10.7.1-peer-down.bmp"
    ));
    let mut read: Vec<String> = crate::bmp::frames(octets)
        .map(Result::unwrap)
        .filter(|message| message[5] == 2 && message[48] == 3)
        .map(|message| text(&pdus(message)[0][19..]))
        .collect();
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
    cases! { Notification<&[u8]>;
        "06 04 03 61220a" => r#"cease/administrative-reset "a\"\n""#,
        "06 04 00" => "cease/administrative-reset",
    }
    details(
        "06 04 00",
        NotificationData::Communication(ShutdownCommunication(Octets(vec![]))),
    );
    let most = Notification::administrative_shutdown(&"x".repeat(255)).unwrap();
    assert_eq!(most.communication().map(str::len), Some(255));
    assert_eq!(most.data.len(), 256);
    assert_eq!(
        refused(Notification::administrative_shutdown(&"x".repeat(256))),
        "shutdown communication of 256 bytes: at most 255 fit"
    );
}

#[test]
fn data_that_is_no_communication_is_kept() {
    // Longer than the data, shorter than the data, and of another subcode. The last one is not UTF-8: an overlong form
    // that RFC 9003 names.
    cases! { Notification<&[u8]>, errors bad;
        "06 02 03 61" => "cease/administrative-shutdown 0361",
        "06 02 03 61" => error "NOTIFICATION at byte 3: 2 bytes are missing",
        "06 02 01 6162" => "cease/administrative-shutdown 016162",
        "06 02 01 6162" => error "NOTIFICATION at byte 4: 1 byte is left over",
        "06 03 01 61" => "cease/peer-de-configured 0161",
        "06 02 02 c0af" => "cease/administrative-shutdown c0af"
            => r#"{"code":"Cease","subcode":"Administrative Shutdown","data":{"communication":{"malformed":"c0af"}}}"#,
    }
    let communication = ShutdownCommunication(Octets(vec![0xc0, 0xaf]));
    assert_eq!(communication.as_str(), None);
    details(
        "06 02 02 c0af",
        NotificationData::Communication(communication),
    );
    let notification = Notification::from_octets(&[6, 2, 2, 0xc0, 0xaf]).unwrap();
    assert_eq!(notification.communication(), None);
}

#[test]
fn hard_reset() {
    let reason = Notification::administrative_shutdown("bye").unwrap();
    let built = Notification::hard_reset(&reason);
    assert_eq!(built.reason(), reason.view());
    assert_eq!(built.communication(), Some("bye"));
    details("06 09 06 02 03 627965", NotificationData::HardReset(reason));
    // If a reason is malformed or a Hard Reset itself, its data stays in bytes.
    cases! { Notification<&[u8]>, errors bad;
        "06 09 06 02 03 627965" is built => r#"cease/hard-reset cease/administrative-shutdown "bye""#
            => r#"{"code":"Cease","subcode":"Hard Reset","data":{"hard_reset":
                {"code":"Cease","subcode":"Administrative Shutdown","data":{"communication":"bye"}}}}"#,
        "06 09" => "cease/hard-reset",
        "06 09 06" => "cease/hard-reset 06",
        "06 09 06" => error "NOTIFICATION at byte 3: 1 byte is missing",
        "06 09 06 02 09" => "cease/hard-reset cease/administrative-shutdown 09",
        "06 09 06 09 06 09 06 03" => "cease/hard-reset cease/hard-reset 06090603"
            => r#"{"code":"Cease","subcode":"Hard Reset","data":{"hard_reset":
                {"code":"Cease","subcode":"Hard Reset","data":"06090603"}}}"#,
    }
    let none = Notification::from_octets(&[6, 9, 6]).unwrap();
    assert_eq!(none.reason(), none);
    let twice = Notification::from_octets(&[6, 9, 6, 9, 6, 9, 6, 3]).unwrap();
    assert_eq!(twice.communication(), None);
    // Neither text nor JSON recurse, even if a message nests as deep as possible.
    let deep = [6, 9].repeat(32_000);
    assert!(text(&deep).starts_with("cease/hard-reset cease/hard-reset 0609"));
    details(
        &"0609".repeat(32_000),
        NotificationData::HardReset(Notification::from_octets(&deep[2..]).unwrap().to_owned()),
    );
}

#[test]
fn maximum_prefixes() {
    let limit = MaximumPrefixes {
        family: Family::IPV6_UNICAST,
        upper_bound: 1000,
    };
    details(
        "06 01 000201 000003e8",
        NotificationData::MaximumPrefixes(limit),
    );
    // RFC 4486, figure 1.
    cases! { Notification<&[u8]>, errors bad;
        "06 01 000201 000003e8" is Notification::maximum_prefixes(Family::IPV6_UNICAST, 1000)
            => "cease/maximum-number-of-prefixes-reached ipv6-unicast 1000"
            => r#"{"code":"Cease","subcode":"Maximum Number of Prefixes Reached",
                "data":{"maximum_prefixes":{"family":"ipv6-unicast","upper_bound":1000}}}"#,
        "06 01" => "cease/maximum-number-of-prefixes-reached",
        "06 01 000201 000003" => error "NOTIFICATION at byte 5: 1 byte is missing",
        "06 01 000201 000003e8 00" => error "NOTIFICATION at byte 9: 1 byte is left over",
    }
}

#[test]
fn numbers() {
    details("01 02 1001", NotificationData::MessageLength(4097));
    details(
        "01 03 06",
        NotificationData::MessageType(MessageType::from(6)),
    );
    details("02 01 0004", NotificationData::Version(4));
    details("03 03 02", NotificationData::MissingAttribute(2));
    details(
        "05 01 04",
        NotificationData::MessageType(MessageType::Keepalive),
    );
    let unexpected = Notification::unexpected_message(
        FiniteStateMachineSubcode::UnexpectedInOpenSent,
        MessageType::Keepalive,
    );
    cases! { Notification<&[u8]>, errors bad;
        "01 02 1001" is Notification::bad_message_length(4097) => _,
        "01 03 06" is Notification::bad_message_type(MessageType::from(6)) => _,
        "02 01 0004" is Notification::unsupported_version(4) => _,
        "03 03 02" is Notification::missing_attribute(2) => _,
        "05 01 04" is unexpected => _,
        "01 02 10" => error "NOTIFICATION at byte 2: 1 byte is missing",
        "01 03 0600" => error "NOTIFICATION at byte 3: 1 byte is left over",
        "02 01 04" => error "NOTIFICATION at byte 2: 1 byte is missing",
        "03 03 020000" => error "NOTIFICATION at byte 3: 2 bytes are left over",
        "05 03 0101" => error "NOTIFICATION at byte 3: 1 byte is left over",
    }
}

#[test]
fn capabilities() {
    // Route Refresh, and Multiprotocol Extensions of IPv6 unicast with one byte missing.
    let octets = hex("02 07 0200 0103 000200");
    let notification = Notification::from_octets(&octets).unwrap();
    let capabilities = variant!(
        notification.details().unwrap(),
        NotificationData::Capabilities
    );
    let read = texts(capabilities.entries());
    assert_eq!(read[0], "Route Refresh");
    assert!(
        read[1].starts_with("capability Multiprotocol Extensions at byte "),
        "{read:?}"
    );
    assert!(
        read.len() == 2 && read[1].ends_with(" in 0103000200"),
        "{read:?}"
    );
    let data = NotificationData::Capabilities(capabilities.to_owned());
    details("02 07 0200 0103 000200", data);
    let built =
        Notification::unsupported_capabilities([Capability::RouteRefresh(Default::default())]);
    cases! { Notification<&[u8]>;
        "02 07 0200 0103 000200"
            => "open-message-error/unsupported-capability Route Refresh, malformed 0103000200",
        "02 07 0200" is built.unwrap() => "open-message-error/unsupported-capability Route Refresh",
    }
    let first = capabilities.entries().next().unwrap().unwrap();
    assert_eq!(first, Capability::RouteRefresh(capability::RouteRefresh));
}

#[test]
fn attributes() {
    // A malformed attribute, one with a bad flag (and a good value), and one that is cut off.
    let octets = [3, 6, 0x40, 1, 1, 9];
    let notification = Notification::from_octets(&octets).unwrap();
    let attribute = variant!(notification.details().unwrap(), NotificationData::Attribute);
    let malformed = attribute.entries().next().unwrap().unwrap_err();
    assert_eq!(
        (malformed.flags.0, malformed.code, malformed.octets.0),
        (0x40, 1, &[9][..])
    );
    assert_eq!(malformed.error.fault(), Fault::Value(9));
    details(
        "03 06 40 01 01 09",
        NotificationData::Attribute(attribute.to_owned()),
    );
    back(
        &Notification::from_octets(&[3, 5, 0x40, 3, 9, 1])
            .unwrap()
            .to_owned(),
    );

    let attribute = PathAttribute {
        flags: AttributeFlags(0xc0),
        value: AttributeValue::from(LocalPref(100)),
    };
    let subcode = UpdateMessageSubcode::AttributeFlagsError;
    let built = Notification::attribute_error::<Vec<u8>>(subcode, &attribute).unwrap();
    cases! { Notification<&[u8]>;
        "03 06 40 01 01 09" => "update-message-error/invalid-origin-attribute ORIGIN 09",
        "03 04 c0 05 04 00000064" is built => _,
        "03 05 40 03 09 01" => "update-message-error/attribute-length-error NEXT_HOP 0901",
    }
    let text = built.to_string();
    assert!(
        text.starts_with("update-message-error/attribute-flags-error LOCAL_PREF 100"),
        "{text}"
    );
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
    // AS_PATH 64512 64513, in two-octet AS numbers.
    let octets = [3, 9, 0x40, 2, 6, 2, 2, 0xfc, 0, 0xfc, 1];
    let notification = Notification::from_octets(&octets).unwrap();
    let read = |session| {
        let data = notification.details_in(session).unwrap();
        let list = variant!(&data, NotificationData::Attribute);
        list.iter().next().unwrap().map(|a| a.to_string())
    };
    assert!(read(Session::default()).is_err());
    assert_eq!(read(two_octets()), Ok("AS_PATH 64512 64513".into()));
}

#[test]
fn route_refresh() {
    // RFC 7313, section 5: a BoRR with one extra byte, as a whole message.
    let text = "07 01 ffffffffffffffffffffffffffffffff 0018 05 000101 01 aa";
    let octets = hex(text);
    let notification = Notification::from_octets(&octets).unwrap();
    let refresh = variant!(
        notification.details().unwrap(),
        NotificationData::RouteRefresh
    );
    assert_eq!(
        (refresh.family, refresh.kind),
        (Family::IPV4_UNICAST, RefreshKind::Begin)
    );
    assert_eq!(*refresh.filters, [0xaa]);
    details(text, NotificationData::RouteRefresh(refresh.to_owned()));
    let built = Notification::invalid_refresh(&refresh).unwrap();
    assert_eq!(built.to_vec().unwrap(), octets);
    // A message that is cut off, and a message of another type.
    cases! { Notification<&[u8]>, errors bad;
        "07 01 ffffffffffffffffffffffffffffffff 0016 05 000101" => error "NOTIFICATION at byte 24: 1 byte is missing",
        "07 01 ffffffffffffffffffffffffffffffff 0013 04" => error "BGP header at byte 20: a message of type 4 is not possible here",
        "07 01 ffffffffffffffffffffffffffffffff 0012 05" => error "BGP header at byte 18: a length of 18 is not possible",
    }
}

#[test]
fn codes_and_subcodes() {
    cases! { Notification<&[u8]>;
        "01 01" => "message-header-error/connection-not-synchronized",
        "01 02 1001" => "message-header-error/bad-message-length 4097",
        "01 03 06" => "message-header-error/bad-message-type message type 6",
        "02 00" => "open-message-error/unspecific",
        "02 01 0004" => "open-message-error/unsupported-version-number 4",
        "02 02 fde8" => "open-message-error/bad-peer-as fde8",
        "02 08" => "open-message-error/8",
        "02 0b" => "open-message-error/role-mismatch",
        "03 03 02" => "update-message-error/missing-well-known-attribute AS_PATH",
        "03 03 fa" => "update-message-error/missing-well-known-attribute attribute 250",
        "03 0b" => "update-message-error/malformed-as-path",
        "04 00" => "hold-timer-expired",
        "05 03 01" => "finite-state-machine-error/receive-unexpected-message-in-established-state OPEN",
        "06 00" => "cease",
        "06 08" => "cease/out-of-resources",
        "06 0a" => "cease/bfd-down",
        "06 0b" => "cease/11",
        "07 01" => "route-refresh-message-error/invalid-message-length",
        "08 00" => "send-hold-timer-expired",
        "09 00" => "loss-of-lsdb-synchronization",
        "63 07 01" => "code-99/7 01",
        "" => error "value at byte 0: 1 byte is missing",
        "06" => error "value at byte 1: 1 byte is missing",
    }
    assert_eq!(
        Notification::from_octets(&[99, 7, 1]).unwrap().details(),
        Ok(NotificationData::Octets(Octets(&[1][..])))
    );
}
