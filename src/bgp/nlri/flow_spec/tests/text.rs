//! Tests of the text of rules.

use super::*;
use crate::net::Ipv6Prefix;
use core::net::Ipv6Addr;

fn v4(text: &str) -> Result<Ipv4FlowSpec, crate::net::ParseError> {
    text.parse()
}

#[test]
fn forms_that_are_read() {
    let rule = v4("dst 192.0.2.0/24 proto =6 port >=1024 & <=2048").unwrap();
    // In any order, with any spaces, and numbers without an operator.
    for text in [
        "port >=1024&<=2048 dst 192.0.2.0/24 proto 6",
        "  proto 0x06  dst 192.0.2.77/24\nport >= 1024 &<= 2048 ",
    ] {
        assert_eq!(v4(text).as_ref(), Ok(&rule), "{text}");
    }
    assert_eq!(v4("port 0x50").unwrap().octets(), [4, 0x81, 80]);
    assert_eq!(v4("port 0x0050").unwrap().octets(), [4, 0x91, 0, 80]);
    assert_eq!(v4("port 0x050").unwrap().octets(), [4, 0x81, 80]);
    assert_eq!(
        v4("port 0x0000000000000050").unwrap().octets(),
        [4, 0xb1, 0, 0, 0, 0, 0, 0, 0, 80]
    );
    assert_eq!(
        v4("tcp-flags ack+syn").unwrap().to_string(),
        "tcp-flags syn+ack"
    );
    assert_eq!(
        v4("length true:5 | false:9").unwrap().octets(),
        [10, 0x07, 5, 0x80, 9]
    );
    let rule: Ipv6FlowSpec = "flow-label 5".parse().unwrap();
    assert_eq!(rule.octets(), [13, 0xa1, 0, 0, 0, 5]);
}

#[test]
fn every_operator() {
    for (operator, text) in ["false:6", "=6", ">6", ">=6", "<6", "<=6", "!=6", "true:6"]
        .into_iter()
        .enumerate()
    {
        let octets = [3, 3, 0x80 | operator as u8, 6];
        canonical::<Ipv4Rules>(&octets, &format!("proto {text}"));
    }
    for (operator, text) in ["syn+ack", "=syn+ack", "!syn+ack", "!=syn+ack"]
        .into_iter()
        .enumerate()
    {
        let octets = [3, 9, 0x80 | operator as u8, 0x12];
        canonical::<Ipv4Rules>(&octets, &format!("tcp-flags {text}"));
    }
    // Bits without names, no bits, and more bytes than needed.
    canonical::<Ipv4Rules>(&hex("04 0991 0102"), "tcp-flags =0x0102");
    canonical::<Ipv4Rules>(&hex("04 0991 0002"), "tcp-flags =0x0002");
    canonical::<Ipv4Rules>(&hex("03 0980 00"), "tcp-flags 0x00");
    canonical::<Ipv4Rules>(&hex("03 0c80 0f"), "fragment df+isf+ff+lf");
    canonical::<Ipv6Rules>(&hex("03 0c80 0e"), "fragment isf+ff+lf");
    canonical::<Ipv6Rules>(&hex("03 0c80 01"), "fragment 0x01");
    canonical::<L2Rules>(&hex("08 0f30 00005e005301"), "src-mac 00:00:5e:00:53:01/48");
    canonical::<L2Rules>(&hex("08 1006 00005e005301"), "dst-mac 00:00:5e:00:53:01");
}

#[test]
fn forms_that_are_not() {
    cases! { not Ipv4FlowSpec:
        "" "nothing" "dst" "dst 192.0.2.0" "dst 192.0.2.0/33" "dst 2001:db8::/32" "proto" "proto =" "proto =+6"
        "proto =6 =7" "proto =6 |" "proto & =6" "proto =0x" "proto =0x1g" "proto =18446744073709551616" "proto ~6"
        "tcp-flags syn+" "tcp-flags =SYN" "flow-label =5" "proto 6 proto 17" "192.0.2.0/24"
    }
    assert_eq!(
        refused(v4("proto 6 proto 17")),
        "not a rule that has each component once"
    );
    cases! { not Ipv6FlowSpec: "dst 2001:db8::/129" "dst 2001:db8::/32-32" "dst ::/-" "dst ::/+1-2" }
    cases! { not L2FlowSpec: "src-mac 00:00:5e:00:53:00/6" "src-mac 00:00:5e:00:53:00/49" "src-mac 1" }
    cases! { not VpnIpv4FlowSpec: "65000:1" "dst 192.0.2.0/24" }
    let long = format!("port {}", vec!["=1000"; 1365].join(" | "));
    assert_eq!(
        refused(v4(&long)),
        "not a flow specification of at most 4095 bytes"
    );
}

#[test]
fn parts_of_prefixes() {
    // RFC 8956, section 3.1: bits 64 to 103.
    let pattern: Ipv6Pattern = "::1234:5678:9a00:0/64-104".parse().unwrap();
    assert_eq!((pattern.offset(), pattern.length()), (64, 104));
    assert_eq!(
        pattern.address(),
        "::1234:5678:9a00:0".parse::<Ipv6Addr>().unwrap()
    );
    assert_eq!(pattern.prefix(), None);
    let prefix: Ipv6Prefix = "2001:db8::/32".parse().unwrap();
    assert_eq!(Ipv6Pattern::from(prefix).to_string(), "2001:db8::/32");
    assert_eq!(Ipv6Pattern::from(prefix).prefix(), Some(prefix));

    let mac: MacPrefix = "00:00:5e:00:53:01/40".parse().unwrap();
    assert_eq!(
        (mac.mac().to_string().as_str(), mac.bits()),
        ("00:00:5e:00:53:00", 40)
    );
    assert_eq!(format!("{mac:?}"), "00:00:5e:00:53:00/40");
    assert_eq!(MacPrefix::default().to_string(), "00:00:00:00:00:00/0");
}

#[test]
fn text_of_comparisons() {
    let range = Numerics::from(1024..=2048);
    assert_eq!(range.to_string(), ">=1024 & <=2048");
    assert_eq!(range.octets(), [0x13, 4, 0, 0xd5, 8, 0]);
    assert_eq!(">=1024&<=2048".parse(), Ok(range.clone()));
    assert_eq!((&range).into_iter().count(), 2);
    assert_eq!(Numeric::equal(6).to_string(), "=6");
    assert_eq!("=6".parse(), Ok(Numeric::equal(6)));

    // TCP flags SYN and ACK (RFC 9293, section 3.1: 2 and 16), not both set.
    let both = Bitmask::<TcpFlags>::all(TcpFlags(0x12));
    assert_eq!(both.to_string(), "=syn+ack");
    assert_eq!((!both).to_string(), "!=syn+ack");
    assert_eq!("!=syn+ack".parse(), Ok(!both));
    assert_eq!(!!both, both);
    for value in ["", "6=", "=x"] {
        assert!(value.parse::<Numeric>().is_err(), "{value}");
    }
    #[cfg(feature = "serde")]
    {
        crate::testkit::back(&Numeric::at_most(300).and());
        crate::testkit::back(&!both);
    }
}
