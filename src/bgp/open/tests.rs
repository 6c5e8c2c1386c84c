//! Tests of OPENs that routers sent, and of malformed ones.

use super::*;
use crate::bgp::capability::AddPath;
use crate::bgp::nlri::Family;
use crate::bgp::{Message, Open};
use crate::testkit::{error, exact, frame, hex, json, pdus};

/// The body of an OPEN of AS 65001 with hold time 90 s and identifier 192.0.2.1, followed by these bytes.
fn body(behind: &str) -> Vec<u8> {
    [hex("04 fde9 005a c0000201"), hex(behind)].concat()
}

fn open(octets: &[u8]) -> Open<&[u8]> {
    exact(octets)
}

/// Returns the capabilities as text; a malformed one begins with `!`.
fn capabilities<B: AsRef<[u8]>>(open: &Open<B>) -> Vec<String> {
    open.capabilities()
        .map(|capability| match capability {
            Ok(capability) => capability.to_string(),
            Err(malformed) => format!("!{malformed}"),
        })
        .collect()
}

#[test]
fn capabilities_in_one_parameter() {
    let pdu = &pdus(&frame("mirroring-open"))[0];
    // The router put each capability into its own parameter. The same capabilities in one parameter follow.
    let each = open(&pdu[19..]);
    assert_eq!(each.version, 4);
    assert_eq!(each.my_autonomous_system, 23456);
    assert_eq!(each.asn(), Asn(65550));
    assert_eq!(each.hold_time, 90);
    assert_eq!(each.bgp_identifier, Ipv4Addr::new(10, 0, 0, 10));
    assert_eq!(each.parameters_length, 32);
    assert_eq!(each.parameters.iter().count(), 5);
    let expected = [
        "Multiprotocol Extensions ipv4-unicast",
        "Multiprotocol Extensions ipv6-unicast",
        "Route Refresh",
        "4-octet AS 65550",
        "Enhanced Route Refresh",
    ];
    assert_eq!(capabilities(&each), expected);

    let octets =
        hex("04 5ba0 005a 0a00000a 18 02 16 010400010001 010400020001 0200 41040001000e 4600");
    let one = open(&octets);
    assert_eq!(one.parameters.iter().count(), 1);
    assert_eq!(capabilities(&one), expected);
    assert_eq!(one.asn(), Asn(65550));
}

#[test]
fn many_capabilities_in_one_parameter() {
    let received = &pdus(&frame("peer-up-one-parameter"))[1];
    let open = open(&received[19..]);
    assert_eq!(open.parameters.iter().count(), 1);
    let found: Vec<_> = open
        .capabilities()
        .map(|capability| capability.unwrap().code())
        .collect();
    assert_eq!(
        found,
        [
            1, 1, 65, 73, 75, 77, 200, 255, 3, 67, 8, 1, 1, 1, 1, 1, 1, 1
        ]
    );
    assert_eq!(open.asn(), Asn(64505));
}

#[test]
fn no_parameters() {
    let received = &pdus(&frame("peer-up-no-parameters"))[1];
    let open = open(&received[19..]);
    assert_eq!(open.parameters_length, 0);
    assert!(open.parameters.is_empty());
    assert_eq!(open.capabilities().count(), 0);
    assert_eq!(open.asn(), Asn(64504));
}

#[test]
fn extended_form() {
    let received = &pdus(&frame("peer-up-rfc9072"))[1];
    let open = open(&received[19..]);
    assert_eq!(open.parameters_length, 255);
    assert_eq!(open.parameters.octets().len(), 387);
    for parameter in &open.parameters {
        assert_eq!(parameter.unwrap().form, ParameterForm::Extended);
    }
    let found: Vec<_> = open
        .capabilities()
        .map(|capability| capability.unwrap().code())
        .collect();
    assert_eq!(found, [1, 1, 65, 200, 201, 202, 203, 204, 205, 206, 207]);
    assert_eq!(open.asn(), Asn(64506));
}

#[test]
fn extended_form_of_few_octets_and_of_none() {
    // RFC 9072: short lists may have this form, too, and its length byte has no meaning.
    let short = body("07 ff 0005 02 0002 0200");
    assert_eq!(open(&short).parameters_length, 7);
    assert_eq!(capabilities(&open(&short)), ["Route Refresh"]);
    let none = body("ff ff 0000");
    assert!(open(&none).parameters.is_empty());
    // A length of 0 means that there are no parameters, whatever follows.
    assert_eq!(
        error::<Open<&[u8]>>(&body("00 ff 0000")),
        "value at byte 10: 3 bytes are left over"
    );
}

#[test]
fn length_modulo_256() {
    let sent = &pdus(&frame("peer-up-length-modulo-256"))[0];
    let open = open(&sent[19..]);
    assert_eq!(open.parameters_length, 60);
    assert_eq!(open.parameters.octets().len(), 316);
    let parameters: Vec<_> = open.parameters.iter().collect();
    assert_eq!(parameters.len(), 1);
    assert_eq!(parameters[0].unwrap().form, ParameterForm::Wrapped);
    let found = capabilities(&open);
    assert_eq!(found.len(), 30);
    assert_eq!(found[0], "Route Refresh");
    // After the end that the lower byte of the length suggests.
    assert_eq!(found[28], "4-octet AS 64496");
    assert!(found[29].starts_with(
        "Extended Next Hop Encoding ipv4-unicast via IPv6, ipv4-multicast via IPv6, "
    ));
    assert_eq!(open.asn(), Asn(64496));
}

#[test]
fn honest_parameters_over_255_octets_in_all() {
    // 2 + 64 and 2 + 254 bytes: the second parameter takes up 256 bytes, so the first length equals the whole length
    // modulo 256.
    let filler = |code: u8, length: usize| {
        let capability = [vec![code, length as u8 - 2], vec![0; length - 2]].concat();
        [vec![2, length as u8], capability].concat()
    };
    let octets = [body("42"), filler(200, 64), filler(201, 254)].concat();
    let open = open(&octets);
    let found: Vec<_> = open.capabilities().map(|one| one.unwrap().code()).collect();
    assert_eq!(found, [200, 201]);
}

#[test]
fn repeated_and_unknown_capabilities_stay() {
    let octets = body("17 02 15 010400010001 010400010001 c803010203 4600 c800");
    let open = open(&octets);
    assert_eq!(
        capabilities(&open),
        [
            "Multiprotocol Extensions ipv4-unicast",
            "Multiprotocol Extensions ipv4-unicast",
            "capability 200 010203",
            "Enhanced Route Refresh",
            "capability 200",
        ]
    );
}

#[test]
fn a_parameter_of_another_type_is_kept() {
    let octets = body("08 01 02 aabb 02 02 0200");
    let open = open(&octets);
    let first = open.parameters.iter().next().unwrap().unwrap();
    assert_eq!(
        first.value,
        ParameterValue::Unknown(UnknownParameter {
            parameter_type: 1,
            octets: Octets(&[0xaa, 0xbb][..])
        })
    );
    assert_eq!(capabilities(&open), ["Route Refresh"]);
}

#[test]
fn a_capability_of_a_wrong_length_costs_that_one() {
    let octets = body("0e 02 0c 4103000001 0200 4100 010102");
    let open = open(&octets);
    assert_eq!(
        capabilities(&open),
        [
            "!capability 4-octet AS at byte 2: 1 byte is missing",
            "Route Refresh",
            "!capability 4-octet AS at byte 9: 4 bytes are missing",
            "!capability Multiprotocol Extensions at byte 11: 1 byte is missing",
        ]
    );
    // No AS number of four octets can be decoded, so the one of two octets counts.
    assert_eq!(open.asn(), Asn(65001));
}

#[test]
fn a_capability_longer_than_its_parameter() {
    let octets = body("0c 02 06 0200 410400 00 02 02 4600");
    let open = open(&octets);
    assert_eq!(
        capabilities(&open),
        [
            "Route Refresh",
            "!capability 4-octet AS at byte 4: 2 bytes are missing",
            "Enhanced Route Refresh",
        ]
    );
}

#[test]
fn a_parameter_longer_than_the_list() {
    let octets = body("08 02 02 0200 02 09 4600");
    assert_eq!(
        capabilities(&open(&octets)),
        [
            "Route Refresh",
            "!optional parameter 2 at byte 6: 7 bytes are missing",
        ]
    );
}

#[test]
fn a_list_of_another_length_than_there_is() {
    // Longer than the message, and shorter.
    assert_eq!(
        error::<Open<&[u8]>>(&body("05 02 02 0200")),
        "value at byte 10: 1 byte is missing"
    );
    assert_eq!(
        error::<Open<&[u8]>>(&body("04 02 02 0200 aa")),
        "value at byte 14: 1 byte is left over"
    );
    assert_eq!(
        error::<Open<&[u8]>>(&body("ff ff 0006 02 0002 0200")),
        "value at byte 13: 1 byte is missing"
    );
    for length in 0..10 {
        let octets = body("00");
        let error = error::<Open<&[u8]>>(&octets[..length]);
        assert!(error.ends_with(" missing"), "{length} {error}");
    }
}

#[test]
fn built() {
    let identifier = Ipv4Addr::new(192, 0, 2, 1);
    let open = Open::new(
        Asn(65001),
        90,
        identifier,
        [
            Capability::Multiprotocol(Family::IPV4_UNICAST.into()),
            Capability::FourOctetAsNumber(Asn(65001)),
        ],
    )
    .unwrap();
    assert_eq!(
        open.to_vec().unwrap(),
        body("0e 02 0c 010400010001 41040000fde9")
    );
    let none = Open::new(Asn(65001), 90, identifier, []).unwrap();
    assert_eq!(none.to_vec().unwrap(), body("00"));

    // A length that does not fit one byte takes the extended form.
    let families = AddPath::new(Family::IPV4_UNICAST, AddPath::BOTH);
    let large = || Capability::AddPath(std::iter::repeat_n(families, 63).collect());
    let open = Open::new(Asn(65001), 90, identifier, [large()]).unwrap();
    let octets = open.to_vec().unwrap();
    assert_eq!(octets[9..18], hex("ff ff 0101 02 00fe 45 fc"));
    assert_eq!(Open::from_octets(&octets), Ok(open.view()));
    // The longest that fits a one-byte length: 253 bytes, and 2 in front.
    let rest = Capability::Unknown(crate::bgp::capability::UnknownCapability {
        code: 99,
        octets: Octets(vec![0; 251]),
    });
    let open = Open::new(Asn(65001), 90, identifier, [rest]).unwrap();
    assert_eq!(open.to_vec().unwrap()[9..12], [255, 2, 253]);
}

#[test]
fn the_as_is_said_once() {
    let identifier = "10.0.0.1".parse().unwrap();
    let open = Open::new(Asn(4_200_000_001), 90, identifier, []).unwrap();
    let again = open.clone().with(Asn(4_200_000_001)).unwrap();
    assert_eq!(again, open);
    // AS_TRANS, and the capability of 4200000001.
    assert_eq!(
        open.to_vec().unwrap(),
        hex("04 5ba0 005a 0a000001 08 02 06 41 04 fa56ea01")
    );
}

#[test]
fn a_length_octet_that_is_not_true_is_not_written() {
    let mut open = Open::new(Asn(65001), 90, Ipv4Addr::UNSPECIFIED, []).unwrap();
    open.parameters_length = 7;
    assert_eq!(
        open.to_vec().unwrap_err().to_string(),
        "length byte of the optional parameters contradicts their length"
    );
    let mut parameters = Parameters::default();
    let parameter = Parameter {
        form: ParameterForm::Extended,
        value: ParameterValue::Capabilities(Capabilities::default()),
    };
    assert_eq!(
        parameters.push(&parameter),
        Err(EncodeError::Session {
            what: "list element",
            conflict: "a two-byte length, in a list of parameters with one-byte lengths",
        })
    );
}

#[test]
fn what_would_be_read_as_the_other_form_is_not_written() {
    // RFC 9072, section 2: the length before the extended form is not 0, and the other form has no type 255.
    let octets = body("ff ff 0005 02 0002 0200");
    let mut extended = open(&octets).to_owned();
    assert_eq!(extended.to_vec().unwrap(), octets);
    extended.parameters_length = 0;
    assert!(extended.to_vec().is_err());

    let mut classic = open(&body("00")).to_owned();
    let value = ParameterValue::Unknown(UnknownParameter {
        parameter_type: 255,
        octets: Octets(vec![7]),
    });
    let form = ParameterForm::Classic;
    classic.parameters.push(&Parameter { form, value }).unwrap();
    classic.parameters_length = 3;
    assert_eq!(
        classic.to_vec(),
        Err(EncodeError::Value {
            what: "type 255 of the first optional parameter"
        })
    );
}

#[test]
fn whole_message() {
    for frame in [
        frame("peer-up-ipv4"),
        frame("peer-up-add-path"),
        frame("peer-up-loc-rib"),
        frame("peer-up-rfc9072"),
    ] {
        for pdu in pdus(&frame) {
            let message: Message<&[u8]> = exact(&pdu);
            assert!(matches!(message, Message::Open(_)));
            assert_eq!(message.to_owned().view(), message);
        }
    }
}

#[test]
fn json_both_ways() {
    let octets = body("08 01 02 aabb 02 02 0200");
    json(
        &open(&octets).to_owned(),
        r#"{"version":4,"my_autonomous_system":65001,"hold_time":90,"bgp_identifier":"192.0.2.1",
           "parameters_length":8,"parameters":[
           {"form":"classic","value":{"unknown":{"parameter_type":1,"octets":"aabb"}}},
           {"form":"classic","value":{"capabilities":[{"route_refresh":null}]}}]}"#,
    );
    let wrapped = &pdus(&frame("peer-up-length-modulo-256"))[0];
    let extended = &pdus(&frame("peer-up-rfc9072"))[1];
    for pdu in [wrapped, extended] {
        again(&open(&pdu[19..]).to_owned());
    }
    // The extended form without parameters.
    again(&open(&body("ff ff 0000")).to_owned());
    again(&open(&body("01 ff 0000")).to_owned());
    again(&open(&body("00")).to_owned());
}

/// Converts to JSON and back.
#[cfg(feature = "serde")]
fn again(open: &Open) {
    let text = serde_json::to_string(open).unwrap();
    let read: Open = serde_json::from_str(&text).unwrap();
    assert_eq!(&read, open);
    assert_eq!(read.to_vec().unwrap(), open.to_vec().unwrap());
}

#[cfg(not(feature = "serde"))]
fn again(_: &Open) {}
