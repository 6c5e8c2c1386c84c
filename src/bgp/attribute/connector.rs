//! Connector ([RFC 6037, section 5.2.1](https://www.rfc-editor.org/rfc/rfc6037#section-5.2.1)), deprecated.
//!
//! ```text
//! type u16 (1), IPv4 address 4                          in the RFC
//! type u16 (1), route distinguisher 8, IPv4 address 4   as routers send it
//! ```

use core::fmt;
use core::net::Ipv4Addr;

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::de::value::Error;

use crate::net::RouteDistinguisher;
#[cfg(feature = "serde")]
use crate::wire::serde::{build, parts};
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Octets, Reader, Writer, map_octets};

/// Connector: the address from which a PE sends the multicast packets of a VPN.
///
/// Routers put a route distinguisher before the address. Values of other types or lengths are kept as bytes.
///
/// ```
/// use bmp_codec::{Decode, bgp::attribute::Connector};
///
/// let connector =
///     Connector::from_octets(&[0, 1, 0, 0, 0, 22, 0, 0, 0, 22, 192, 0, 2, 1])?;
/// assert_eq!(connector.address(), Some("192.0.2.1".parse()?));
/// assert_eq!(connector.to_string(), "22:22 192.0.2.1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Connector<B: AsRef<[u8]> = Vec<u8>> {
    // The type, in a whole word.
    kind: u64,
    value: Octets<B>,
}
map_octets!(Connector { value; kind });

impl Connector {
    /// Makes a Connector with an address, as defined by the RFC.
    #[must_use]
    pub fn new(address: Ipv4Addr) -> Connector {
        Connector::of_type(1, Octets(address.octets().to_vec()))
    }

    /// Makes a Connector with a route distinguisher and an address, as routers send it.
    #[must_use]
    pub fn with_rd(rd: RouteDistinguisher, address: Ipv4Addr) -> Connector {
        let value = [&rd.0.to_be_bytes()[..], &address.octets()].concat();
        Connector::of_type(1, Octets(value))
    }
}

impl<B: AsRef<[u8]>> Connector<B> {
    /// Makes a Connector of any type; type 1 is an address.
    pub fn of_type(connector_type: u16, value: Octets<B>) -> Connector<B> {
        Connector {
            kind: connector_type.into(),
            value,
        }
    }

    /// Returns the type.
    #[inline]
    pub fn connector_type(&self) -> u16 {
        self.kind as u16
    }

    /// Returns the bytes behind the type.
    #[inline]
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// Returns the address, if the type is 1 and the length fits.
    #[must_use]
    pub fn address(&self) -> Option<Ipv4Addr> {
        match (self.kind, self.value()) {
            (1, value @ ([_, _, _, _] | [_, _, _, _, _, _, _, _, _, _, _, _])) => {
                value.last_chunk::<4>().copied().map(Ipv4Addr::from)
            }
            _ => None,
        }
    }

    /// Returns the route distinguisher before the address.
    #[must_use]
    pub fn rd(&self) -> Option<RouteDistinguisher> {
        match (self.kind, self.value()) {
            (1, [rd @ .., _, _, _, _]) => <[u8; 8]>::try_from(rd)
                .ok()
                .map(|octets| RouteDistinguisher(u64::from_be_bytes(octets))),
            _ => None,
        }
    }
}

impl<'a> Decode<'a> for Connector<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(Connector::of_type(reader.u16()?, reader.octets()))
    }
}

impl<B: AsRef<[u8]>> Encode for Connector<B> {
    fn encoded_len(&self) -> usize {
        2 + self.value.len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u16(self.connector_type());
        self.value.put(out)
    }
}

/// The route distinguisher and the address; for other values, the type and the bytes.
impl<B: AsRef<[u8]>> fmt::Display for Connector<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.rd(), self.address()) {
            (Some(rd), Some(address)) => write!(f, "{rd} {address}"),
            (_, Some(address)) => address.fmt(f),
            _ if self.value.is_empty() => write!(f, "type-{}", self.kind),
            _ => write!(f, "type-{} {}", self.kind, self.value),
        }
    }
}

// The known parts, or the bytes of an unknown value.
#[cfg(feature = "serde")]
parts! {
    Connector<B> |value| {
        connector_type: u16 = value.connector_type(),
        rd: Option<RouteDistinguisher> = value.rd(),
        address: Option<Ipv4Addr> = value.address(),
        octets: Option<Octets<B>> = value.address().is_none().then(|| Octets(value.value())),
    }
    match (rd, address, octets) {
        (Some(rd), Some(address), None) => Ok(Connector::with_rd(rd, address).value),
        (None, Some(address), None) => Ok(Connector::new(address).value),
        (None, None, Some(octets)) => Ok(Octets::<B>::to_owned(&octets)),
        _ => Err("a Connector has either an address or octets"),
    }
    .and_then(|value| build(value.0).map_err(|_: Error| "the storage cannot be made from these bytes"))
    .map(|value| Connector::of_type(connector_type, Octets(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::cases;

    const ADDRESS: Ipv4Addr = Ipv4Addr::new(192, 168, 1, 1);

    #[test]
    fn of_each_form() {
        let rd = RouteDistinguisher::two_octet(22, 22);
        let parts = |connector: Connector| (connector.rd(), connector.address());
        assert_eq!(parts(Connector::new(ADDRESS)), (None, Some(ADDRESS)));
        assert_eq!(
            parts(Connector::with_rd(rd, ADDRESS)),
            (Some(rd), Some(ADDRESS))
        );
        // By hand: from the figure of section 5.2.1; in the form that a router prints as `type 1 len 12 value
        // 22:22:192.168.1.1`; of other types and lengths.
        cases! { Connector<&[u8]>;
            "0001 c0a80101" is Connector::new(ADDRESS) => "192.168.1.1"
                => r#"{"connector_type":1,"rd":null,"address":"192.168.1.1","octets":null}"#,
            "0001 0000001600000016 c0a80101" is Connector::with_rd(rd, ADDRESS) => "22:22 192.168.1.1"
                => r#"{"connector_type":1,"rd":"22:22","address":"192.168.1.1","octets":null}"#,
            "0007 c0a80101" => "type-7 c0a80101" => r#"{"connector_type":7,"rd":null,"address":null,"octets":"c0a80101"}"#,
            "0001 c0a801" => "type-1 c0a801" => r#"{"connector_type":1,"rd":null,"address":null,"octets":"c0a801"}"#,
            "0001" => "type-1" => r#"{"connector_type":1,"rd":null,"address":null,"octets":""}"#,
            "00" => error "value at byte 0: 1 byte is missing",
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn json_of_another_type_with_an_address() {
        let text = r#"{"connector_type":7,"rd":null,"address":"192.168.1.1","octets":null}"#;
        let connector: Connector = serde_json::from_str(text).unwrap();
        assert_eq!(connector.to_string(), "type-7 c0a80101");
        let text = r#"{"connector_type":1,"rd":"22:22","address":null,"octets":""}"#;
        let error = serde_json::from_str::<Connector>(text).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("a Connector has either an address or octets")
        );
    }
}
