//! Tests of Peer Down messages: captured from routers, made up, and built.

use super::*;
use crate::bgp::CeaseSubcode;
use crate::bmp::{Message, MessageType, PeerFlags, PeerType};
use crate::net::Asn;
use crate::testkit::{frame, frame_of, message};

fn peer_down(frame: &[u8]) -> PeerDown<&[u8]> {
    match message(frame) {
        Message::PeerDown(down) => down,
        other => panic!("{other:?}"),
    }
}

/// Returns a message with reason and data in hexadecimal.
fn made(body: &str) -> Vec<u8> {
    frame_of(MessageType::PeerDown, body)
}

const CEASE: &str = "ffffffffffffffffffffffffffffffff 0015 03 06 04";

#[test]
fn notifications_of_routers() {
    let bird = frame("peer-down-local-notification");
    let down = peer_down(&bird);
    assert_eq!(down.peer.peer_type(), PeerType::Local);
    let PeerDownReason::LocalNotification(Some(Ok(notification))) = down.reason else {
        panic!("{down:?}")
    };
    assert_eq!((u8::from(notification.code), notification.subcode), (6, 2));
    assert_eq!(*notification.data, *b"\x0cplanned work");
    assert_eq!(
        down.reason.to_string(),
        r#"local system closed, NOTIFICATION sent: cease/administrative-shutdown "planned work""#
    );

    let frr = frame("peer-down-remote-notification");
    let down = peer_down(&frr);
    let PeerDownReason::RemoteNotification(Some(Ok(notification))) = down.reason else {
        panic!("{down:?}")
    };
    assert_eq!(down.reason.notification(), Some(&Ok(notification)));
    assert_eq!((u8::from(notification.code), notification.subcode), (6, 2));
    assert_eq!(*notification.data, *b"\x18maintenance, back at 5pm");
    assert!(down.information.is_empty());
}

#[test]
fn other_reasons_of_routers() {
    for (name, reason, text) in [
        (
            "local-event",
            PeerDownReason::LocalEvent(Some(FsmEvent::NoEvent)),
            "local system closed, no NOTIFICATION: no event",
        ),
        (
            "remote-no-notification",
            PeerDownReason::RemoteNotification(None),
            "remote system closed with NOTIFICATION",
        ),
        (
            "remote-no-data",
            PeerDownReason::RemoteNoData,
            "remote system closed, no data",
        ),
    ] {
        let frame = frame(&format!("peer-down-{name}"));
        let down = peer_down(&frame);
        assert_eq!(down.reason, reason);
        assert_eq!(down.reason.to_string(), text);
        assert_eq!(down, PeerDown::new(down.peer, reason));
    }
    let frame = frame("peer-down-loc-rib");
    let down = peer_down(&frame);
    assert_eq!(down.reason, PeerDownReason::LocalTlvs);
    assert_eq!(down.information.vrf_table_name(), Some("default"));
}

#[test]
fn what_is_behind_the_data_is_read_as_tlvs() {
    let label = "0004 0002 6531";
    for (data, code) in [
        (format!("01 {CEASE} {label}"), 1),
        (format!("02 000a {label}"), 2),
        (format!("03 {CEASE} {label}"), 3),
        (format!("04 {label}"), 4),
        (format!("05 {label}"), 5),
        (format!("06 {label}"), 6),
    ] {
        let frame = made(&data);
        let down = peer_down(&frame);
        assert_eq!(down.reason.code(), code);
        let tlvs: Vec<_> = down.information.into_iter().map(Result::unwrap).collect();
        assert_eq!(tlvs, [PeerUpTlv::AdminLabel(crate::wire::Text(&b"e1"[..]))]);
    }
}

#[test]
fn tlvs_in_place_of_data_are_an_error() {
    let frame = made("06 0004 0002 6531");
    let down = peer_down(&frame);
    let (reason, octets) = (7, Octets(&[][..]));
    for (reason, limit) in [
        (PeerDownReason::LocalNotification(None), 0),
        (PeerDownReason::RemoteNotification(None), 0),
        (PeerDownReason::LocalEvent(None), 1),
        (PeerDownReason::Unknown(UnknownReason { reason, octets }), 0),
    ] {
        let error = PeerDown { reason, ..down }.to_vec().unwrap_err();
        assert_eq!(
            error,
            EncodeError::TooLong {
                what: "TLVs behind a Peer Down reason without data",
                length: 6,
                limit
            }
        );
        assert!(PeerDown::new(down.peer, reason).to_vec().is_ok());
    }
}

#[test]
fn an_event_may_be_missing() {
    let frame = made("02");
    let down = peer_down(&frame);
    let reason = PeerDownReason::LocalEvent(None);
    assert_eq!(down, PeerDown::new(down.peer, reason));
    assert_eq!(reason.to_string(), "local system closed, no NOTIFICATION");
}

#[test]
fn an_event_of_one_octet_is_left_for_the_tlvs() {
    let frame = made("02 0a");
    let down = peer_down(&frame);
    assert_eq!(down.reason, PeerDownReason::LocalEvent(None));
    let malformed = down.information.into_entries().next().unwrap().unwrap_err();
    assert_eq!(*malformed.octets, [0x0a]);
    assert_eq!(
        malformed.error.to_string(),
        "value at byte 0: 1 byte is missing"
    );
}

#[test]
fn what_is_no_notification_is_kept() {
    for (data, error) in [
        // A KEEPALIVE.
        (
            "03 ffffffffffffffffffffffffffffffff 0013 04",
            "BGP header at byte 67: a message of type 4 is not possible here",
        ),
        // A message that announces 22 bytes, and has 21.
        (
            "03 ffffffffffffffffffffffffffffffff 0016 03 06 04",
            "NOTIFICATION at byte 68: 1 byte is missing",
        ),
        ("03 06 04", "NOTIFICATION at byte 49: 17 bytes are missing"),
    ] {
        let frame = made(data);
        let down = peer_down(&frame);
        let PeerDownReason::RemoteNotification(Some(Err(malformed))) = down.reason else {
            panic!("{down:?}")
        };
        assert_eq!(*malformed.octets, frame[49..]);
        assert_eq!(malformed.error.to_string(), error);
        assert_eq!(down.reason.notification(), Some(&Err(malformed)));
        assert_eq!(
            down.reason.to_string(),
            "remote system closed with NOTIFICATION"
        );
        assert!(down.information.is_empty());
    }
}

#[test]
fn unknown_reasons_keep_all() {
    for reason in [0, 7, 251, 255] {
        let frame = made(&format!("{reason:02x} 0003 0001"));
        let down = peer_down(&frame);
        let PeerDownReason::Unknown(unknown) = down.reason else {
            panic!("{down:?}")
        };
        assert_eq!(
            (unknown.reason, &*unknown.octets),
            (reason, &[0, 3, 0, 1][..])
        );
        assert_eq!(down.reason.to_string(), format!("reason {reason}"));
    }
}

#[test]
fn without_a_reason_there_is_no_message() {
    let error = Message::decode(&made(""), crate::bgp::Session::default()).unwrap_err();
    assert_eq!(error.to_string(), "Peer Down at byte 48: 1 byte is missing");
}

#[test]
fn events_by_name() {
    assert_eq!(FsmEvent::from(10).to_string(), "HoldTimer_Expires");
    assert_eq!(FsmEvent::from(29).name(), Some("SendHoldTimer_Expires"));
    assert_eq!(FsmEvent::from(30).to_string(), "fsm event 30");
    assert_eq!(FsmEvent::ALL.len(), 30);
}

#[cfg(feature = "serde")]
#[test]
fn json() {
    let json = |data: &str| serde_json::to_value(peer_down(&made(data)).reason).unwrap();
    assert_eq!(
        json("02 0009"),
        serde_json::json!({"local_event": "ConnectRetryTimer_Expires"})
    );
    assert_eq!(json("03"), serde_json::json!({"remote_notification": null}));
    assert_eq!(json("05"), "de_configured");
    assert_eq!(json("01 00")["local_notification"]["malformed"], "00");
}

/// RFC 7854, section 4.9: the number of each reason, and its data.
#[test]
fn a_message_for_each_reason() {
    let bgp_id = "10.0.0.10".parse().unwrap();
    let address = "192.0.2.10".parse().unwrap();
    let peer = PerPeerHeader::global(address, Asn(65550), bgp_id);
    let loc_rib = PerPeerHeader::loc_rib(Asn(65550), bgp_id);
    let cease = || Notification::cease_for(CeaseSubcode::AdministrativeReset);
    for (down, body) in [
        (
            PeerDown::local_notification(peer, cease()),
            format!("01 {CEASE}"),
        ),
        (
            PeerDown::local_event(peer, FsmEvent::TcpConnectionFails),
            "02 0012".into(),
        ),
        (
            PeerDown::remote_notification(peer, cease()),
            format!("03 {CEASE}"),
        ),
        (PeerDown::remote_no_data(peer), "04".into()),
        (PeerDown::de_configured(peer), "05".into()),
        (
            PeerDown::of_loc_rib(loc_rib, "red").unwrap(),
            "06 0003 0003 726564".into(),
        ),
        (
            PeerDown::of_loc_rib(loc_rib, "red")
                .and_then(|down| down.with(PeerUpTlv::String("x".into())))
                .unwrap(),
            "06 0003 0003 726564 0000 0001 78".into(),
        ),
    ] {
        let octets = Message::from(down).to_vec().unwrap();
        assert_eq!(octets[48..], crate::testkit::hex(&body));
    }
    // RFC 8671, section 6: O is 0 if a message does not belong to a table. For a Loc-RIB that bit has another meaning.
    let out = peer.with_flags(PeerFlags(0xf0));
    let down = PeerDown::remote_no_data(out);
    assert_eq!(down.peer.flags().0, 0xe0);
    for (peer, name, text) in [
        (peer, "red", "Loc-RIB contradicts peer type"),
        (loc_rib, "", "VRF/Table Name: the value has no encoding"),
    ] {
        let error = PeerDown::of_loc_rib(peer, name).unwrap_err();
        assert_eq!(error.to_string(), text);
    }
}
