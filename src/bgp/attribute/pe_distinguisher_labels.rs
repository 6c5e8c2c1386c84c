//! PE Distinguisher Labels ([RFC 6514, section 8](https://www.rfc-editor.org/rfc/rfc6514#section-8)).
//!
//! ```text
//! repeated: address 4 or 16, label 3
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
    Array, Decode, DecodeError, Encode, EncodeError, Fault, Fields, Fixed, Octets, Reader, Writer,
    map_octets,
};

/// PE Distinguisher Labels: labels by which a router distinguishes the senders (PEs) of multicast.
///
/// All addresses of a list are IPv4, or all are IPv6. The attribute does not show which; it follows from the route
/// beside it (RFC 6514, section 8). The length nearly always decides: entries have 7 or 19 bytes. If both divide the
/// length (0, 133, 266…) and both readings are valid, [`iter`](PeDistinguisherLabels::iter) takes IPv4.
/// [`ipv4`](PeDistinguisherLabels::ipv4) and [`ipv6`](PeDistinguisherLabels::ipv6) return one reading each.
///
/// ```
/// use bmp_codec::Encode;
/// use bmp_codec::bgp::attribute::{PeDistinguisherLabel, PeDistinguisherLabels};
/// use bmp_codec::net::Label;
///
/// let label = PeDistinguisherLabel {
///     address: "192.0.2.1".parse()?,
///     label: Label::new(100),
/// };
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

/// A label and the router (PE) that it stands for. The address is of either kind if it comes from
/// [`PeDistinguisherLabels::iter`], or of the kind on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct PeDistinguisherLabel<A = IpAddr> {
    /// The unicast address of the router.
    pub address: A,
    /// The label, in the upper 20 bits. In JSON, all 24 bits as a number.
    #[cfg_attr(feature = "serde", serde(with = "crate::net::label::bits"))]
    pub label: Label,
}

impl From<PeDistinguisherLabel<Ipv4Addr>> for PeDistinguisherLabel {
    fn from(PeDistinguisherLabel { address, label }: PeDistinguisherLabel<Ipv4Addr>) -> Self {
        PeDistinguisherLabel {
            address: address.into(),
            label,
        }
    }
}

impl From<PeDistinguisherLabel<Ipv6Addr>> for PeDistinguisherLabel {
    fn from(PeDistinguisherLabel { address, label }: PeDistinguisherLabel<Ipv6Addr>) -> Self {
        PeDistinguisherLabel {
            address: address.into(),
            label,
        }
    }
}

impl Fixed for PeDistinguisherLabel<Ipv4Addr> {
    type Octets = [u8; 7];

    fn from_octets([address @ .., x, y, z]: [u8; 7]) -> Self {
        PeDistinguisherLabel {
            address: Ipv4Addr::from(address),
            label: Fixed::from_octets([x, y, z]),
        }
    }

    fn to_octets(self) -> [u8; 7] {
        let mut octets = [0; 7];
        let fields = Fields::of(&mut octets).with(self.address.octets());
        fields.with(self.label.to_octets()).end();
        octets
    }
}

impl Fixed for PeDistinguisherLabel<Ipv6Addr> {
    type Octets = [u8; 19];

    fn from_octets([address @ .., x, y, z]: [u8; 19]) -> Self {
        PeDistinguisherLabel {
            address: Ipv6Addr::from(address),
            label: Fixed::from_octets([x, y, z]),
        }
    }

    fn to_octets(self) -> [u8; 19] {
        let mut octets = [0; 19];
        let fields = Fields::of(&mut octets).with(self.address.octets());
        fields.with(self.label.to_octets()).end();
        octets
    }
}

impl<A: fmt::Display> fmt::Display for PeDistinguisherLabel<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} label {}", self.address, self.label.value())
    }
}

impl PeDistinguisherLabels {
    /// Makes a list of labels with addresses of one kind.
    ///
    /// # Errors
    /// [`EncodeError::Family`] if there are addresses of both kinds, or one is not a unicast address.
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
            put_address(address, &mut Writer::with_room(&mut octets));
            octets.extend_from_slice(&label.to_octets());
        }
        Ok(PeDistinguisherLabels(Octets(octets)))
    }
}

impl<B: AsRef<[u8]>> PeDistinguisherLabels<B> {
    /// Returns the labels with IPv4 addresses, if the length fits and all addresses are unicast.
    #[must_use]
    pub fn ipv4(&self) -> Option<Array<PeDistinguisherLabel<Ipv4Addr>, &[u8]>> {
        Array::over(&*self.0).filter(|list| not_unicast(list).is_none())
    }

    /// Returns the labels with IPv6 addresses, if the length fits and all addresses are unicast.
    #[must_use]
    pub fn ipv6(&self) -> Option<Array<PeDistinguisherLabel<Ipv6Addr>, &[u8]>> {
        Array::over(&*self.0).filter(|list| not_unicast(list).is_none())
    }

    /// Returns an iterator over the labels: with IPv4 addresses if that is possible, otherwise with IPv6 addresses.
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

/// Returns the index of the first address that is not unicast, and its first four bytes.
fn not_unicast<A: Into<IpAddr>>(
    list: &Array<PeDistinguisherLabel<A>, &[u8]>,
) -> Option<(usize, u32)>
where
    PeDistinguisherLabel<A>: Fixed,
{
    let place = list
        .iter()
        .position(|entry| !is_unicast(entry.address.into()))?;
    let octets = list.get(place)?.to_octets();
    let first = octets.as_ref().first_chunk()?;
    Some((place * octets.as_ref().len(), u32::from_be_bytes(*first)))
}

/// Out of line: the attribute is rare and must not slow down the others.
#[inline(never)]
fn check(octets: &[u8], offset: usize) -> Result<(), DecodeError> {
    let ipv4 = Array::over(octets).map(|list| not_unicast::<Ipv4Addr>(&list));
    let ipv6 = Array::over(octets).map(|list| not_unicast::<Ipv6Addr>(&list));
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

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.0.put(out)
    }
}

/// The addresses and labels, with commas between them.
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
