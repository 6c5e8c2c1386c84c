//! Tests of tunnels: tunnels that routers sent, and malformed ones.

mod parameters;
mod sr_policy;

use super::*;
use crate::bgp::attribute::PrefixSid;
use crate::bgp::attribute::prefix_sid::{EndpointBehavior, LabelIndex};
use crate::bgp::{Session, Update};
#[cfg(feature = "serde")]
use crate::testkit::back;
use crate::testkit::{cases, exact, frame, hex, json, pdus, refused};
use crate::{Decode, Encode};

/// Makes a tunnel of this type from the bytes of its sub-TLVs.
fn tunnel(tunnel_type: u16, sub_tlvs: &str) -> Tunnel {
    let sub_tlvs = hex(sub_tlvs);
    let mut octets = tunnel_type.to_be_bytes().to_vec();
    octets.extend((sub_tlvs.len() as u16).to_be_bytes());
    octets.extend(sub_tlvs);
    exact::<Tunnel<&[u8]>>(&octets).to_owned()
}

/// Returns the error of the only sub-TLV of a tunnel.
fn malformed(tunnel_type: u16, sub_tlv: &[u8]) -> String {
    let length = (sub_tlv.len() as u16).to_be_bytes();
    let octets = [&tunnel_type.to_be_bytes(), &length, sub_tlv].concat();
    let tunnel: Tunnel<&[u8]> = exact(&octets);
    let mut sub_tlvs = tunnel.entries();
    let malformed = sub_tlvs.next().unwrap().unwrap_err();
    assert_eq!(malformed.octets.0, sub_tlv, "its octets are kept");
    assert!(sub_tlvs.next().is_none());
    assert_eq!(tunnel.check(), Err(malformed.error));
    malformed.error.to_string()
}

#[test]
fn of_a_router_with_a_key_too_long() {
    // As BIRD passed it on; tshark does not decode it correctly. By hand: GRE, of 24 bytes: Encapsulation of 8 (4 in
    // RFC 9012), Protocol Type 0x0800, Color 100.
    let pdu = &pdus(&frame("monitoring-tunnel-encapsulation"))[0];
    let update = Update::from_octets(&pdu[19..]).unwrap();
    let tunnels: TunnelEncapsulation<&[u8]> = update.path_attributes.get().unwrap().unwrap();
    assert_eq!(
        tunnels.octets(),
        hex("0002 0018 0108 0000000000000000 0202 0800 0408 030b000000000064")
    );
    let gre = tunnels.iter().next().unwrap().unwrap();
    assert_eq!(gre.tunnel_type(), TunnelType::Gre);
    assert_eq!(gre.encapsulation(), None);
    assert_eq!(gre.protocol_types().next(), Some(ProtocolType::IPV4));
    assert_eq!(gre.color(), Some(Color::new(100)));
    assert_eq!(
        tunnels.to_string(),
        "gre [malformed 01080000000000000000, protocol IPv4, color 100]"
    );
    assert_eq!(
        gre.check().unwrap_err().to_string(),
        "Tunnel Encapsulation sub-TLV 1 at byte 6: 4 bytes are left over"
    );
    json(
        &tunnels.to_owned(),
        r#"[{"tunnel_type":"gre","sub_tlvs":[{"malformed":"01080000000000000000","error":{
           "text":"Tunnel Encapsulation sub-TLV 1 at byte 6: 4 bytes are left over",
           "what":{"attribute_sub_tlv":{"attribute":23,"tlv_type":1}},"offset":6,
           "fault":{"trailing":4}}},{"protocol_type":2048},{"color":{"flags":0,"color":100}}]}]"#,
    );
}

#[test]
fn of_a_router_with_nothing_in_it() {
    // As BIRD passed it on: VXLAN, an Encapsulation of 12 zero bytes.
    let octets = hex("0008 000e 010c 000000000000000000000000");
    let tunnels: TunnelEncapsulation<&[u8]> = exact(&octets);
    let vxlan = tunnels.iter().next().unwrap().unwrap();
    let Some(Encapsulation::Vxlan(network)) = vxlan.encapsulation() else {
        panic!("{vxlan:?}");
    };
    assert_eq!(network, VirtualNetwork::default());
    assert_eq!((network.vni(), network.mac()), (None, None));
    assert_eq!(tunnels.to_string(), "vxlan [encapsulation no vni]");
}

#[test]
fn several_tunnels_and_unknown_ones() {
    // Type 4660 with four bytes that are not sub-TLVs, GRE with a sub-TLV of type 69, and a sub-TLV of type 250 with a
    // two-byte length.
    let octets = hex("1234 0004 01ffaabb  0002 0009 4502 beef fa0002 cafe  0009 0000");
    let tunnels: TunnelEncapsulation<&[u8]> = exact(&octets);
    assert_eq!(
        tunnels.to_string(),
        "tunnel type 4660 [malformed 01ffaabb], gre [type-69 beef, type-250 cafe], nvgre []"
    );
    assert_eq!(sub_tlv_name(69), Some("IPsec SA Proposal"));
    assert_eq!(sub_tlv_name(250), None);
    let gre = tunnels.iter().nth(1).unwrap().unwrap();
    json(
        &gre.to_owned(),
        r#"{"tunnel_type":"gre","sub_tlvs":[{"unknown":{"tlv_type":69,"octets":"beef"}},
           {"unknown":{"tlv_type":250,"octets":"cafe"}}]}"#,
    );
    let unknown = tunnels.iter().next().unwrap().unwrap();
    assert_eq!(unknown.tunnel_type(), TunnelType::from(0x1234));
    json(
        &unknown.to_owned(),
        r#"{"tunnel_type":4660,"sub_tlvs":[{"malformed":"01ffaabb","error":{
           "text":"Tunnel Encapsulation sub-TLV 1 at byte 2: 253 bytes are missing",
           "what":{"attribute_sub_tlv":{"attribute":23,"tlv_type":1}},"offset":2,
           "fault":{"truncated":253}}}]}"#,
    );
}

#[test]
fn broken_tunnels() {
    let one =
        |tunnels: &TunnelEncapsulation<&[u8]>, _: &[u8]| assert_eq!(tunnels.iter().count(), 1);
    // A tunnel of five bytes, four of them present; half a header.
    cases! { TunnelEncapsulation<&[u8]>, each one;
        "0008 0005 01020304" => inside "Tunnel Encapsulation TLV 8 at byte 4: 1 byte is missing",
        "0008 00" => inside "Tunnel Encapsulation TLV 8 at byte 2: 1 byte is missing",
        "00" => inside "value at byte 0: 1 byte is missing",
    }
    // A sub-TLV that is longer than the rest of its tunnel costs that rest.
    cases! { TunnelEncapsulation<&[u8]>;
        "0008 0006 0701 2e 0802 12 0002 0003 0701 b8" => "vxlan [ds-field 46, malformed 080212], gre [ds-field 184]",
    }
}

#[test]
fn an_attribute_like_others() {
    let octets = hex("c0 17 07 0008 0003 0701 b8");
    let attributes = crate::bgp::attribute::PathAttributes::over(&octets[..], Session::default());
    let attribute = attributes.iter().next().unwrap().unwrap();
    assert_eq!(
        attribute.to_string(),
        "Tunnel Encapsulation vxlan [ds-field 184]"
    );
    assert_eq!(attribute.to_vec().unwrap(), octets);
    json(
        &attribute.to_owned(),
        r#"{"flags":192,
           "value":{"tunnel_encapsulation":[{"tunnel_type":"vxlan","sub_tlvs":[{"ds_field":184}]}]}}"#,
    );
}

#[test]
fn the_first_counts_and_all_are_kept() {
    // A DS field and a port, each twice; the first port is 0.
    let tunnel = tunnel(8, "0701 2e 0701 b8 0802 0000 0802 12b5 0802 0001");
    assert_eq!(tunnel.ds_field(), Some(DsField(46)));
    assert_eq!(
        tunnel.udp_destination_port(),
        Some(UdpDestinationPort(4789))
    );
    assert_eq!(tunnel.color(), None);
    assert_eq!(tunnel.iter().count(), 5);
    let owned = tunnel
        .iter()
        .filter_map(Result::ok)
        .map(|sub_tlv| sub_tlv.to_owned());
    let built = Tunnel::of(TunnelType::Vxlan, owned).unwrap();
    assert_eq!(built.octets(), hex("0701 2e 0701 b8 0802 12b5 0802 0001"));
}

#[test]
fn on_other_octets() {
    let octets = bytes::Bytes::from(hex("0002 0006 0104 00000007"));
    let tunnels = TunnelEncapsulation::from_octets(&octets).unwrap();
    let tunnel = tunnels.iter().next().unwrap().unwrap();
    for encapsulation in [
        tunnel.to_owned().encapsulation(),
        tunnel.share(&octets).encapsulation(),
        tunnel.view().encapsulation(),
    ] {
        assert_eq!(encapsulation, Some(Encapsulation::Gre(GreKey(7))));
    }
    assert_eq!(
        format!("{tunnel:?}"),
        "Tunnel { tunnel_type: Gre, sub_tlvs: [Encapsulation(Gre(GreKey(7)))] }"
    );
    // Without its tunnel, the layout is unknown.
    let sub_tlv = SubTlv::from_octets(&octets[4..]).unwrap();
    assert!(matches!(
        sub_tlv,
        SubTlv::Encapsulation(Encapsulation::Other(_))
    ));
}

#[cfg(feature = "serde")]
#[test]
fn in_binary() {
    let octets = hex("0008 0011 010c 80000064 000000000000 0000 0701 b8  0009 0001 aa");
    let tunnels = TunnelEncapsulation::from_octets(&octets)
        .unwrap()
        .to_owned();
    for tunnel in &tunnels {
        let tunnel = tunnel.unwrap().to_owned();
        back(&tunnel);
    }
    back(&tunnels);
}

#[test]
fn too_long() {
    let labels: MplsLabelStack = (0..64).map(LabelStackEntry::new).collect();
    let mut tunnel = Tunnel::of(TunnelType::Mpls, [DsField(1).into()]).unwrap();
    assert_eq!(
        refused(tunnel.push(&labels.into())),
        "sub-TLV of a tunnel of 256 bytes: at most 255 fit"
    );
    assert_eq!(tunnel.octets(), [7, 1, 1]);
    assert_eq!(tunnel.check(), Ok(()));
}

/// The registry "BGP Tunnel Encapsulation Attribute Sub-TLVs" at IANA: the names of RFC 9012, section 13.2, and of
/// RFC 9830, section 6.5, and how many others there are.
#[test]
fn names_of_sub_tlvs() {
    for (tlv_type, name) in [
        (1, "Encapsulation"),
        (2, "Protocol Type"),
        (4, "Color"),
        (6, "Tunnel Egress Endpoint"),
        (7, "DS Field"),
        (8, "UDP Destination Port"),
        (9, "Embedded Label Handling"),
        (10, "MPLS Label Stack"),
        (11, "Prefix-SID"),
        (12, "Preference"),
        (13, "Binding SID"),
        (14, "ENLP"),
        (15, "Priority"),
        (20, "SRv6 Binding SID"),
        (128, "Segment List"),
        (129, "SR Policy Candidate Path Name"),
        (130, "SR Policy Name"),
    ] {
        assert_eq!(sub_tlv_name(tlv_type), Some(name));
    }
    let named = (0..=u16::MAX).filter(|tlv_type| sub_tlv_name(*tlv_type).is_some());
    let others = [3, 5, 16, 64, 65, 66, 67, 68, 69, 70, 123, 124, 125];
    let last = 192..=199;
    assert_eq!(named.count(), 17 + others.len() + last.count());
}
