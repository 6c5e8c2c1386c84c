//! PE Distinguisher Labels ([RFC 6514, section 8](https://www.rfc-editor.org/rfc/rfc6514#section-8)).
//!
//! ```text
//! address of 4 or 16 octets and label 3, over and over: 7 or 19 octets each
//! ```

use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::net::Label;
use crate::net::ip_address::put_address;
use crate::wire::{
    Array, Decode, DecodeError, Encode, EncodeError, Fault, Fixed, Octets, Reader, map_octets,
};

/// PE Distinguisher Labels: labels by which a router tells the senders (PEs) of multicast apart.
///
/// Whether the addresses are IPv4 or IPv6 is not said here, but follows from the route beside it, all of a list alike
/// (RFC 6514, section 8). The length tells nearly always: entries have 7 or 19 octets. Where both divide it (0, 133,
/// 266…) and both readings are possible, [`iter`](PeDistinguisherLabels::iter) reads IPv4;
/// [`ipv4`](PeDistinguisherLabels::ipv4) and [`ipv6`](PeDistinguisherLabels::ipv6) give either.
///
/// ```
/// use bmp_codec::{Encode, bgp::attribute::{PeDistinguisherLabel, PeDistinguisherLabels}, net::Label};
///
/// let label = PeDistinguisherLabel { address: "192.0.2.1".parse()?, label: Label::new(100) };
/// let labels = PeDistinguisherLabels::new([label])?;
/// assert_eq!(labels.to_vec()?, [192, 0, 2, 1, 0, 0x06, 0x41]);
/// assert_eq!(labels.iter().next(), Some(label));
/// assert_eq!(labels.to_string(), "192.0.2.1 label 100");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PeDistinguisherLabels<B: AsRef<[u8]> = Vec<u8>>(Octets<B>);
map_octets!(
    PeDistinguisherLabels | labels,
    f | PeDistinguisherLabels(crate::wire::MapOctets::map_octets(&labels.0, f))
);

/// A label, and the router (PE) it stands for: with an address of either kind, as [`PeDistinguisherLabels::iter`] gives
/// it, or of the kind that is on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct PeDistinguisherLabel<A = IpAddr> {
    /// The address of the router: a unicast address.
    pub address: A,
    /// The label, in the higher 20 bits. In JSON all 24 bits as a number.
    #[cfg_attr(feature = "serde", serde(with = "crate::net::label::bits"))]
    pub label: Label,
}

/// Addresses and labels of a list of one kind.
macro_rules! entries {
    ($($address:ident $octets:literal $($octet:ident)*;)*) => { $(
        impl Fixed for PeDistinguisherLabel<$address> {
            type Octets = [u8; $octets];

            fn from_octets([$($octet,)* x, y, z]: [u8; $octets]) -> Self {
                PeDistinguisherLabel {
                    address: $address::from([$($octet),*]),
                    label: Fixed::from_octets([x, y, z]),
                }
            }

            fn to_octets(self) -> [u8; $octets] {
                let ([$($octet),*], [x, y, z]) = (self.address.octets(), self.label.to_octets());
                [$($octet,)* x, y, z]
            }
        }

        impl From<PeDistinguisherLabel<$address>> for PeDistinguisherLabel {
            fn from(entry: PeDistinguisherLabel<$address>) -> Self {
                PeDistinguisherLabel { address: entry.address.into(), label: entry.label }
            }
        }
    )* };
}
entries! {
    Ipv4Addr 7 a b c d;
    Ipv6Addr 19 a b c d e f g h i j k l m n o p;
}

impl<A: fmt::Display> fmt::Display for PeDistinguisherLabel<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} label {}", self.address, self.label.value())
    }
}

impl PeDistinguisherLabels {
    /// A list of labels, with addresses of one kind.
    ///
    /// # Errors
    /// [`EncodeError::Family`] where they are of both, or one is no unicast address.
    pub fn new(
        labels: impl IntoIterator<Item = PeDistinguisherLabel>,
    ) -> Result<PeDistinguisherLabels, EncodeError> {
        let mut octets = Vec::new();
        let mut ipv4 = None;
        for PeDistinguisherLabel { address, label } in labels {
            let other = *ipv4.get_or_insert(address.is_ipv4()) != address.is_ipv4();
            if other || !is_unicast(address) {
                return Err(EncodeError::Family {
                    what: "PE Distinguisher Labels",
                });
            }
            put_address(address, &mut octets);
            octets.extend_from_slice(&label.to_octets());
        }
        Ok(PeDistinguisherLabels(Octets(octets)))
    }
}

impl<B: AsRef<[u8]>> PeDistinguisherLabels<B> {
    /// The labels, where the length is that of a list with IPv4 addresses, and these can be routers.
    #[must_use]
    pub fn ipv4(&self) -> Option<Array<PeDistinguisherLabel<Ipv4Addr>, &[u8]>> {
        Array::over(&*self.0).filter(|list| not_unicast_v4(list).is_none())
    }

    /// The labels, where the length is that of a list with IPv6 addresses, and these can be routers.
    #[must_use]
    pub fn ipv6(&self) -> Option<Array<PeDistinguisherLabel<Ipv6Addr>, &[u8]>> {
        Array::over(&*self.0).filter(|list| not_unicast_v6(list).is_none())
    }

    /// The labels in turn: with IPv4 addresses where that is possible, with IPv6 addresses where not.
    pub fn iter(&self) -> impl Iterator<Item = PeDistinguisherLabel> + '_ {
        let ipv4 = self.ipv4();
        let ipv6 = if ipv4.is_some() { None } else { self.ipv6() };
        let ipv4 = ipv4.into_iter().flatten().map(Into::into);
        ipv4.chain(ipv6.into_iter().flatten().map(Into::into))
    }
}

fn is_unicast(address: IpAddr) -> bool {
    !address.is_multicast() && address != IpAddr::V4(Ipv4Addr::BROADCAST)
}

/// The place of the first address that is not unicast, and its first four octets.
fn not_unicast_v4<B: AsRef<[u8]>>(
    list: &Array<PeDistinguisherLabel<Ipv4Addr>, B>,
) -> Option<(usize, u32)> {
    let place = list
        .iter()
        .position(|entry| !is_unicast(entry.address.into()))?;
    Some((place * 7, list.get(place)?.address.to_bits()))
}

/// The place of the first address that is not unicast, and its first four octets.
fn not_unicast_v6<B: AsRef<[u8]>>(
    list: &Array<PeDistinguisherLabel<Ipv6Addr>, B>,
) -> Option<(usize, u32)> {
    let place = list
        .iter()
        .position(|entry| !is_unicast(entry.address.into()))?;
    let bits = list.get(place)?.address.to_bits();
    Some((place * 19, (bits >> 96) as u32))
}

/// Out of line: rare, and not to slow down other attributes.
#[inline(never)]
fn check(octets: &[u8], offset: usize) -> Result<(), DecodeError> {
    let ipv4 = Array::over(octets).map(|list| not_unicast_v4(&list));
    let ipv6 = Array::over(octets).map(|list| not_unicast_v6(&list));
    let fault = |(place, value)| Err(DecodeError::new(offset + place, Fault::Value(value)));
    match (ipv4, ipv6) {
        (Some(None), _) | (_, Some(None)) => Ok(()),
        (Some(Some(wrong)), _) | (None, Some(Some(wrong))) => fault(wrong),
        (None, None) => Err(DecodeError::new(offset, Fault::Length(octets.len() as u32))),
    }
}

impl<'a> Decode<'a> for PeDistinguisherLabels<&'a [u8]> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        check(reader.peek(), reader.offset())?;
        Ok(PeDistinguisherLabels(reader.octets()))
    }
}

impl<B: AsRef<[u8]>> Encode for PeDistinguisherLabels<B> {
    fn encoded_len(&self) -> usize {
        self.0.len()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        self.0.put(out)
    }
}

/// Addresses and labels, with commas between them.
impl<B: AsRef<[u8]>> fmt::Display for PeDistinguisherLabels<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().enumerate().try_for_each(|(place, entry)| {
            f.write_str(if place == 0 { "" } else { ", " })?;
            entry.fmt(f)
        })
    }
}

/// The entries.
impl<B: AsRef<[u8]>> fmt::Debug for PeDistinguisherLabels<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(feature = "serde")]
impl<B: AsRef<[u8]>> Serialize for PeDistinguisherLabels<B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_seq(self.iter())
        } else {
            self.0.serialize(serializer)
        }
    }
}

#[cfg(feature = "serde")]
impl<'de, B: AsRef<[u8]> + Deserialize<'de>> Deserialize<'de> for PeDistinguisherLabels<B> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let octets = if deserializer.is_human_readable() {
            let labels = Vec::<PeDistinguisherLabel>::deserialize(deserializer)?;
            PeDistinguisherLabels::new(labels)
                .map_err(D::Error::custom)?
                .0
                .0
        } else {
            Octets::<Vec<u8>>::deserialize(deserializer)?.0
        };
        check(&octets, 0).map_err(D::Error::custom)?;
        crate::wire::serde::build(octets).map(|octets| PeDistinguisherLabels(Octets(octets)))
    }
}

#[cfg(test)]
mod tests;
