//! PMSI_TUNNEL: values that routers sent, every type of tunnel, and malformed values.

use super::*;
use crate::bgp::Session;
use crate::bgp::Update;
use crate::bgp::attribute::{AttributeValue, PathAttributes};
use crate::testkit::{cases, exact, frame, hex, json, pdus, refused};

type Tunnel<'a> = PmsiTunnel<&'a [u8]>;

#[test]
fn of_a_router() {
    // As FRR sent it. tshark shows tunnel type 0, label 62 (of VNI 1000), no identifier.
    let pdu = &pdus(&frame("monitoring-evpn-imet"))[0];
    let update = Update::from_octets(&pdu[19..]).unwrap();
    let tunnel: Tunnel<'_> = update.path_attributes.get().unwrap().unwrap();
    assert_eq!(tunnel.tunnel_type(), 0);
    assert_eq!((tunnel.label().value(), tunnel.vni()), (62, 1000));
    assert_eq!(tunnel.tunnel(), PTunnel::None);
    assert_eq!(tunnel.flags(), PmsiTunnelFlags(0));
    json(
        &tunnel.to_owned(),
        r#"{"flags":0,"label":1000,"receive_label":null,"tunnel":"none"}"#,
    );
    // As FRR sent it to others. tshark shows end point 192.0.2.9.
    let octets = hex("00 06 0003e8 c0000209");
    let tunnel: Tunnel<'_> = exact(&octets);
    let end_point = PTunnel::IngressReplication("192.0.2.9".parse().unwrap());
    assert_eq!((tunnel.tunnel(), tunnel.vni()), (end_point, 1000));
    assert_eq!(
        format!("{tunnel:?}"),
        "PmsiTunnel(ingress-replication 192.0.2.9, label 62 or vni 1000)"
    );
    json(
        &tunnel.to_owned(),
        r#"{"flags":0,"label":1000,"receive_label":null,"tunnel":{"ingress_replication":"192.0.2.9"}}"#,
    );
}

#[test]
fn every_type() {
    let plain = |tunnel: &PmsiTunnel<&[u8]>, octets: &[u8]| {
        assert_eq!(tunnel.identifier(), &octets[5..]);
        assert!(!tunnel.is_composite() && tunnel.receive_label().is_none());
        let built = PmsiTunnel::new(&tunnel.tunnel()).unwrap();
        assert_eq!(built, tunnel.to_owned());
    };
    // Laid out by hand from the RFCs. tshark shows the same for the first six (RSVP-TE in the other order, see there)
    // and does not know the others.
    cases! { PmsiTunnel<&[u8]>, each plain;
        "00 01 000000 c0000201 0000 0007 0000002a" => "rsvp-te-p2mp 192.0.2.1 tunnel 7 p2mp 42"
            => r#"{"flags":0,"label":0,"receive_label":null,"tunnel":{"rsvp_te_p2mp":{"extended_tunnel_id":"192.0.2.1","reserved":0,"tunnel_id":7,"p2mp_id":42}}}"#,
        "00 01 000000 20010db8000000000000000000000001 0102 0007 0000002a" => "rsvp-te-p2mp 2001:db8::1 tunnel 7 p2mp 42"
            => r#"{"flags":0,"label":0,"receive_label":null,"tunnel":{"rsvp_te_p2mp":{"extended_tunnel_id":"2001:db8::1","reserved":258,"tunnel_id":7,"p2mp_id":42}}}"#,
        "00 02 000000 06 0001 04 c0000201 0007 01 0004 0000002a" => "mldp-p2mp p2mp root 192.0.2.1 lsp 42"
            => r#"{"flags":0,"label":0,"receive_label":null,"tunnel":{"mldp_p2mp":{"fec_type":"p2mp","root":"192.0.2.1","opaque":"0100040000002a"}}}"#,
        "00 03 000000 c0000201 e8010101" => "pim-ssm (192.0.2.1, 232.1.1.1)"
            => r#"{"flags":0,"label":0,"receive_label":null,"tunnel":{"pim_ssm":{"sender":"192.0.2.1","group":"232.1.1.1"}}}"#,
        "00 04 000000 c0000201 e8010101" => "pim-sm (192.0.2.1, 232.1.1.1)"
            => r#"{"flags":0,"label":0,"receive_label":null,"tunnel":{"pim_sm":{"sender":"192.0.2.1","group":"232.1.1.1"}}}"#,
        "00 05 000000 20010db8000000000000000000000001 ff3e0000000000000000000000000101" => "bidir-pim (2001:db8::1, ff3e::101)"
            => r#"{"flags":0,"label":0,"receive_label":null,"tunnel":{"bidir_pim":{"sender":"2001:db8::1","group":"ff3e::101"}}}"#,
        "00 06 000000 20010db8000000000000000000000001" => "ingress-replication 2001:db8::1"
            => r#"{"flags":0,"label":0,"receive_label":null,"tunnel":{"ingress_replication":"2001:db8::1"}}"#,
        "00 07 000000 08 0002 10 20010db8000000000000000000000001 0003 02 0000" => "mldp-mp2mp mp2mp-down root 2001:db8::1 opaque 020000"
            => r#"{"flags":0,"label":0,"receive_label":null,"tunnel":{"mldp_mp2mp":{"fec_type":"mp2mp-down","root":"2001:db8::1","opaque":"020000"}}}"#,
        "00 08 000000 c0000201 ffffffff" => "transport 192.0.2.1 number 4294967295"
            => r#"{"flags":0,"label":0,"receive_label":null,"tunnel":{"transport":{"source":"192.0.2.1","local_number":"4294967295"}}}"#,
        // RFC 7524, section 14.1: the local number is as long as the address.
        "00 08 000000 20010db8000000000000000000000001 00000001000000000000000000000000" => "transport 2001:db8::1 number 79228162514264337593543950336"
            => r#"{"flags":0,"label":0,"receive_label":null,"tunnel":{"transport":{"source":"2001:db8::1","local_number":"79228162514264337593543950336"}}}"#,
        "00 0a 000000 c0000201" => "assisted-replication 192.0.2.1"
            => r#"{"flags":0,"label":0,"receive_label":null,"tunnel":{"assisted_replication":"192.0.2.1"}}"#,
        "00 0b 000000 03 0102 c0000201" => "bier sub-domain 3 bfr-id 258 192.0.2.1"
            => r#"{"flags":0,"label":0,"receive_label":null,"tunnel":{"bier":{"sub_domain":3,"bfr_id":258,"bfr_prefix":"192.0.2.1"}}}"#,
        "00 0b 000000 03 0102 20010db8000000000000000000000001" => "bier sub-domain 3 bfr-id 258 2001:db8::1"
            => r#"{"flags":0,"label":0,"receive_label":null,"tunnel":{"bier":{"sub_domain":3,"bfr_id":258,"bfr_prefix":"2001:db8::1"}}}"#,
        "00 0c 000000 0000000a c0000201" => "sr-mpls-p2mp 0000000ac0000201"
            => r#"{"flags":0,"label":0,"receive_label":null,"tunnel":{"sr_mpls_p2mp":"0000000ac0000201"}}"#,
        "00 0d 000000" => "srv6-p2mp"
            => r#"{"flags":0,"label":0,"receive_label":null,"tunnel":{"srv6_p2mp":""}}"#,
        // Unassigned, experimental, reserved.
        "00 09 000000 c00002" => "pmsi tunnel type 9 c00002"
            => r#"{"flags":0,"label":0,"receive_label":null,"tunnel":{"unknown":{"tunnel_type":9,"octets":"c00002"}}}"#,
        "00 7b 000000 01" => "experimental pmsi tunnel type 123 01"
            => r#"{"flags":0,"label":0,"receive_label":null,"tunnel":{"unknown":{"tunnel_type":123,"octets":"01"}}}"#,
        "00 fb 000000 01" => "experimental pmsi tunnel type 251 01"
            => r#"{"flags":0,"label":0,"receive_label":null,"tunnel":{"unknown":{"tunnel_type":251,"octets":"01"}}}"#,
        "00 ff 000000" => "wildcard"
            => r#"{"flags":0,"label":0,"receive_label":null,"tunnel":{"wildcard":""}}"#,
    }
}

#[test]
fn composite_tunnels() {
    // By hand from RFC 8317, section 6.2: mLDP for sending; label 101 for receiving.
    let octets = hex("01 82 000640 000650 06 0001 04 c0000201 0007 01 0004 0000002a");
    let tunnel: Tunnel<'_> = exact(&octets);
    let fec = MldpFec::p2mp("192.0.2.1".parse().unwrap(), 42);
    assert!(tunnel.is_composite());
    assert_eq!((tunnel.type_code(), tunnel.tunnel_type()), (0x82, 2));
    assert_eq!(tunnel.tunnel(), PTunnel::MldpP2mp(fec.view()));
    assert_eq!(
        (
            tunnel.label().value(),
            tunnel.receive_label().unwrap().value()
        ),
        (100, 101)
    );
    assert_eq!(
        tunnel.to_string(),
        "composite mldp-p2mp p2mp root 192.0.2.1 lsp 42, label 100 or vni 1600, receive label 101, \
         leaf-information-required"
    );
    json(
        &tunnel.to_owned(),
        r#"{"flags":1,"label":1600,"receive_label":1616,
           "tunnel":{"mldp_p2mp":{"fec_type":"p2mp","root":"192.0.2.1","opaque":"0100040000002a"}}}"#,
    );
    let built = PmsiTunnel::new(&PTunnel::MldpP2mp(fec))
        .unwrap()
        .with_flags(PmsiTunnelFlags::LEAF_INFORMATION_REQUIRED)
        .with_label(Label::from_vni(0x640))
        .with_receive_label(Label::from_vni(0x650))
        .unwrap();
    assert_eq!(built.to_vec().unwrap(), octets);
    // A composite tunnel of a type that has no name.
    let octets = hex("00 fa 000000 000650 abcd");
    let tunnel: Tunnel<'_> = exact(&octets);
    assert_eq!(
        tunnel.tunnel(),
        PTunnel::Unknown(UnknownPTunnel {
            tunnel_type: 0x7a,
            octets: Octets(&[0xab, 0xcd][..])
        })
    );
    json(
        &tunnel.to_owned(),
        r#"{"flags":0,"label":0,"receive_label":1616,"tunnel":{"unknown":{"tunnel_type":122,"octets":"abcd"}}}"#,
    );
    // These make no composite tunnel: no tunnel, Ingress Replication, experimental types, and composite tunnels.
    let end_point: PTunnel = PTunnel::IngressReplication("192.0.2.9".parse().unwrap());
    let experimental = PTunnel::Unknown(UnknownPTunnel {
        tunnel_type: 0x7b,
        octets: Octets(vec![]),
    });
    for tunnel in [PTunnel::None, end_point, experimental] {
        assert_eq!(
            PmsiTunnel::new(&tunnel)
                .unwrap()
                .with_receive_label(Label::ZERO),
            None
        );
    }
    assert_eq!(built.with_receive_label(Label::ZERO), None);
}

#[test]
fn malformed() {
    cases! { PmsiTunnel<&[u8]>;
        // Too short for the fixed fields.
        "" => error "value at byte 0: 1 byte is missing",
        "00 06 0003" => error "value at byte 2: 1 byte is missing",
        // RFC 6514, section 5: identifiers that do not fit their type.
        "00 00 000000 c0000201" => error "value at byte 5: 4 bytes are left over",
        "00 01 000000 00000000000000000000000000" => error "value at byte 5: a length of 13 is not possible",
        "00 03 000000 00000000000000" => error "value at byte 5: a length of 7 is not possible",
        "00 04 000000 000000000000000000000000000000000000000000000000000000000000000000" => error "value at byte 5: a length of 33 is not possible",
        "00 05 000000 0000000000000000000000000000000000000000" => error "value at byte 5: a length of 20 is not possible",
        "00 06 000000" => error "value at byte 5: a length of 0 is not possible",
        "00 06 000000 0000000000" => error "value at byte 5: a length of 5 is not possible",
        "00 08 000000 0000000000000000000000000000000000000000" => error "value at byte 5: a length of 20 is not possible",
        "00 0a 000000 000000" => error "value at byte 5: a length of 3 is not possible",
        "00 0b 000000 0000000000000000" => error "value at byte 5: a length of 8 is not possible",
        // The mLDP FEC element: its type, address family, address length and opaque value.
        "00 02 000000 05 0001 04 c0000201 0000" => error "value at byte 5: a value of 5 is not possible",
        "00 02 000000 06 0003 04 c0000201 0000" => error "value at byte 6: a value of 3 is not possible",
        "00 07 000000 08 0001 10 c0000201 0000" => error "value at byte 8: a length of 16 is not possible",
        "00 02 000000 06 0001 04 c0000201 0002 01" => error "value at byte 15: 1 byte is missing",
        "00 02 000000 06 0001 04 c0000201 0000 01" => error "value at byte 15: 1 byte is left over",
        // RFC 8317, section 6.2: types 0 and 6 make no composite tunnel; a composite tunnel without its label.
        "00 80 000000 000650" => error "value at byte 1: a value of 128 is not possible",
        "00 86 000000 000650 c0000201" => error "value at byte 1: a value of 134 is not possible",
        "00 81 000000 0006" => error "value at byte 5: 1 byte is missing",
    }

    let octets = hex("c01605 00 00 000000 c01608 00 06 000000 c00002");
    let attributes = PathAttributes::over(&octets[..], Session::default());
    let values: Vec<_> = attributes
        .iter()
        .map(|attribute| attribute.map(|it| it.value))
        .collect();
    assert!(matches!(values[0], Ok(AttributeValue::PmsiTunnel(_))));
    assert_eq!(
        values[1].unwrap_err().to_string(),
        "PMSI_TUNNEL at byte 16: a length of 3 is not possible"
    );
}

#[test]
fn what_cannot_be_built() {
    let (v4, v6) = ("192.0.2.1".parse().unwrap(), "2001:db8::1".parse().unwrap());
    let tunnel: PTunnel = PTunnel::PimSm(PimTree {
        sender: v4,
        group: v6,
    });
    assert_eq!(
        refused(PmsiTunnel::new(&tunnel)),
        "PIM tree: the address is of the wrong family"
    );
    let local_number = LocalNumber(1 << 32);
    let tunnel: PTunnel = PTunnel::Transport(TransportTunnel {
        source: v4,
        local_number,
    });
    assert_eq!(
        refused(PmsiTunnel::new(&tunnel)),
        "local number of a transport tunnel of 5 bytes: at most 4 fit"
    );
    let long = MldpFec {
        opaque: Octets(vec![0; 0x1_0000]),
        ..MldpFec::p2mp(v6, 1)
    };
    assert!(PmsiTunnel::new(&PTunnel::MldpP2mp(long)).is_err());
    #[cfg(feature = "serde")]
    for text in [
        r#"{"flags":0,"label":0,"receive_label":16,"tunnel":"none"}"#,
        r#"{"flags":0,"label":16777216,"receive_label":null,"tunnel":"none"}"#,
        r#"{"flags":0,"label":0,"receive_label":null,"tunnel":{"pim_sm":{"sender":"192.0.2.1","group":"::1"}}}"#,
    ] {
        assert!(serde_json::from_str::<PmsiTunnel>(text).is_err(), "{text}");
    }
}

#[test]
fn flags() {
    let asked = |flags| {
        let flags = PmsiTunnelFlags(flags);
        [
            flags.is_leaf_information_required(),
            flags.is_leaf_information_required_per_flow(),
            flags.has_extension(),
        ]
    };
    // RFC 6514 (L), RFC 8534 (bit 2 from the left), RFC 7902 (bit 1).
    assert_eq!(asked(0x01), [true, false, false]);
    assert_eq!(asked(0x20), [false, true, false]);
    assert_eq!(asked(0x40), [false, false, true]);
    assert_eq!(asked(0x61), [true, true, true]);
    assert_eq!(asked(0x90), [false, false, false]);
    cases! { PmsiTunnel<&[u8]>;
        "01 00 000000" => "none, leaf-information-required",
        "20 00 000000" => "none, leaf-information-required-per-flow",
        "40 00 000000" => "none, extension",
        "61 00 000000" => "none, leaf-information-required leaf-information-required-per-flow extension",
        "90 00 000000" => "none, flags 0x90",
    }
}
