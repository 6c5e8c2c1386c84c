//! Version 4 built from values.

use bmp_codec::bgp::capability::{AddPath, Capability};
use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::PerPeerHeader;
use bmp_codec::bmp::v4::{Index, Profile, RouteMonitoring, Value};
use bmp_codec::net::Asn;

use crate::support::hand::hex;

#[test]
fn capabilities_are_values_of_stateless_parsing() {
    let capability = Capability::add_path([AddPath::new(Family::IPV4_UNICAST, AddPath::BOTH)]);
    let peer = PerPeerHeader::global([192, 0, 2, 1].into(), Asn(1), [192, 0, 2, 1].into());
    let tlvs = [(Index::ALL, capability.into())];
    let built = RouteMonitoring::new(Profile::Draft20, peer, tlvs).unwrap();
    // Type 6 in -20: code, length, family, both.
    assert_eq!(built.tlvs.octets(), hex("0006 0006 0000 45 04 0001 01 03"));
    let error = RouteMonitoring::new(
        Profile::Draft17,
        peer,
        [(Index::ALL, Value::SequenceNumber(1))],
    );
    assert_eq!(
        error.unwrap_err().to_string(),
        "sequence contradicts the types of the profile"
    );
}
