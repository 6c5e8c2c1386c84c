//! PE Distinguisher Labels: lists of either kind, lengths that fit both, and malformed values.

use super::*;
use crate::bgp::Session;
use crate::bgp::attribute::{AttributeValue, PathAttributes};
use crate::testkit::{cases, exact, hex, json};

type Labels<'a> = PeDistinguisherLabels<&'a [u8]>;

fn entry(address: &str, label: u32) -> PeDistinguisherLabel {
    PeDistinguisherLabel {
        address: address.parse().unwrap(),
        label: Label::from_vni(label),
    }
}

#[test]
fn both_kinds_of_address() {
    // Laid out by hand from the figure of RFC 6514, section 8: tshark decodes only the length.
    let octets = hex("c0000201 000640 c0000202 000651");
    let labels: Labels<'_> = exact(&octets);
    let entries = [entry("192.0.2.1", 0x640), entry("192.0.2.2", 0x651)];
    assert_eq!(labels.iter().collect::<Vec<_>>(), entries);
    assert_eq!(labels.ipv4().unwrap().len(), 2);
    assert_eq!(labels.ipv6(), None);
    assert_eq!(
        labels.to_string(),
        "192.0.2.1 label 100, 192.0.2.2 label 101"
    );
    assert_eq!(
        PeDistinguisherLabels::new(entries).unwrap(),
        labels.to_owned()
    );
    json(
        &labels.to_owned(),
        r#"[{"address":"192.0.2.1","label":1600},{"address":"192.0.2.2","label":1617}]"#,
    );

    let octets = hex("20010db8000000000000000000000001 000640");
    let labels: Labels<'_> = exact(&octets);
    let entries = [entry("2001:db8::1", 0x640)];
    assert_eq!(labels.iter().collect::<Vec<_>>(), entries);
    assert_eq!((labels.ipv4(), labels.ipv6().unwrap().len()), (None, 1));
    assert_eq!(
        PeDistinguisherLabels::new(entries).unwrap(),
        labels.to_owned()
    );
    json(
        &labels.to_owned(),
        r#"[{"address":"2001:db8::1","label":1600}]"#,
    );

    let none: Labels<'_> = exact(&[]);
    assert_eq!(none.iter().count(), 0);
}

#[test]
fn a_length_of_both() {
    // Seven entries with IPv6 addresses are as long as nineteen with IPv4 addresses.
    let entries = (1..=7).map(|last| entry(&format!("2001:db8::{last}"), last << 4));
    let labels = PeDistinguisherLabels::new(entries.clone()).unwrap();
    assert_eq!(labels.encoded_len(), 133);
    let octets = labels.to_vec().unwrap();
    let labels: Labels<'_> = exact(&octets);
    assert_eq!(labels.iter().count(), 19);
    assert_eq!(labels.iter().next(), Some(entry("32.1.13.184", 0)));
    assert!(
        labels
            .ipv6()
            .unwrap()
            .iter()
            .map(PeDistinguisherLabel::from)
            .eq(entries)
    );
    // JSON has the entries as decoded, and gives the same bytes.
    #[cfg(feature = "serde")]
    {
        let text = serde_json::to_string(&labels).unwrap();
        let again: PeDistinguisherLabels = serde_json::from_str(&text).unwrap();
        assert_eq!(again.view(), labels);
    }
    // Behind the first seven bytes, a possible entry, comes e0, with which no router's IPv4 address begins.
    let entries = (1..=7).map(|last| entry(&format!("2001:db8:0:e0::{last}"), 0x640));
    let labels = PeDistinguisherLabels::new(entries).unwrap();
    let octets = labels.to_vec().unwrap();
    let labels: Labels<'_> = exact(&octets);
    assert_eq!(labels.ipv4(), None);
    assert_eq!(labels.iter().count(), 7);
}

#[test]
fn malformed() {
    // RFC 6514, section 8: the last ones are not unicast addresses.
    cases! { PeDistinguisherLabels<&[u8]>;
        "c0000201 0006" => error "value at byte 0: a length of 6 is not possible",
        "0000000000000000000000000000000000000000" => error "value at byte 0: a length of 20 is not possible",
        "c0000201 000640 e0000001 000640" => error "value at byte 7: a value of 3758096385 is not possible",
        "ffffffff 000640" => error "value at byte 0: a value of 4294967295 is not possible",
        "ff020000000000000000000000000001 000640" => error "value at byte 0: a value of 4278321152 is not possible",
    }

    let family = Err(EncodeError::Family {
        what: "PE Distinguisher Labels",
    });
    let mixed = [entry("192.0.2.1", 0), entry("2001:db8::1", 0)];
    assert_eq!(PeDistinguisherLabels::new(mixed), family);
    assert_eq!(PeDistinguisherLabels::new([entry("224.0.0.1", 0)]), family);
}

#[test]
fn as_an_attribute() {
    let octets = hex("c01b07 c0000201 000640 c01b06 c0000201 0006");
    let attributes = PathAttributes::over(&octets[..], Session::default());
    let values: Vec<_> = attributes
        .iter()
        .map(|attribute| attribute.map(|it| it.value))
        .collect();
    assert!(matches!(
        values[0],
        Ok(AttributeValue::PeDistinguisherLabels(_))
    ));
    assert_eq!(
        values[1].unwrap_err().to_string(),
        "PE Distinguisher Labels at byte 13: a length of 6 is not possible"
    );
}
