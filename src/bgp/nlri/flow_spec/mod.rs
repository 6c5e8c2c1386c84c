//! Flow specifications: SAFI 133, and SAFI 134 for VPNs ([RFC 8955](https://www.rfc-editor.org/rfc/rfc8955),
//! [RFC 8956](https://www.rfc-editor.org/rfc/rfc8956)).
//!
//! ```text
//! length u8, or 0xfnnn u16 from 240 on; a route distinguisher 8 for VPNs; components
//! ```
//!
//! A rule is a list of [components](Ipv4Component), and matches the packets that match all of them. Build a rule with
//! [`Rule`], or parse it from text:
//!
//! ```
//! use bmp_codec::bgp::nlri::{Ipv4FlowSpec, flow_spec::Ipv4Component};
//!
//! let rule: Ipv4FlowSpec = "dst 192.0.2.0/24 proto =6 port =25".parse()?;
//! assert_eq!(rule.octets(), [1, 24, 192, 0, 2, 3, 0x81, 6, 4, 0x81, 25]);
//! for component in rule.components() {
//!     match component {
//!         Ipv4Component::Destination(prefix) => {
//!             assert_eq!(prefix.to_string(), "192.0.2.0/24");
//!         }
//!         Ipv4Component::Protocol(protocols) => {
//!             assert_eq!(protocols.iter().next().unwrap().value(), 6);
//!         }
//!         other => assert_eq!(other.to_string(), "port =25"),
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bitmask;
mod component;
mod matches;
mod numeric;
mod prefix;
mod rule;
#[cfg(feature = "serde")]
mod serde;
#[cfg(test)]
mod tests;

use core::cmp::Ordering;
use core::fmt;
use core::iter::FusedIterator;
use core::marker::PhantomData;

use alloc::vec::Vec;
use bytes::BufMut;
use ipnet::IpNet;

pub use bitmask::{Bitmask, Bitmasks, Flags, FragmentFlags, Ipv6FragmentFlags, TcpFlags};
pub use component::{
    Ipv4Component, Ipv4Rules, Ipv6Component, Ipv6Rules, L2Component, L2Rules, Rules,
    UnknownComponent,
};
pub use matches::{Match, MatchIter, Matches};
pub use numeric::{Comparison, Numeric, Numerics};
pub use prefix::{Ipv6Pattern, MacPrefix};
pub use rule::{Ipv4Rule, Ipv6Rule, L2Rule, Rule};

use crate::bgp::nlri::route_key::keyed;
use crate::bgp::nlri::{Destination, Family};
use crate::net::RouteDistinguisher;
use crate::wire::{
    Breach, DecodeError, Element, Encode, EncodeError, Key, KeyPart, Malformed, Reader, What,
    Writer, decode_element, framed, key_part, map_octets, sealed,
};

use component::private::Part;

/// The maximum number of bytes of a rule, including the route distinguisher if there is one.
const LIMIT: usize = 0xfff;

/// Rules of at least this number of bytes have a two-byte length.
const LONG: usize = 0xf0;

/// The number of bytes of a route distinguisher.
const RD_LEN: usize = 8;

/// A flow specification. `R` is the kind of packets that it is for, and determines the possible components.
///
/// It contains the bytes of the rule. All its components can be decoded, but the rule may still violate the RFC: call
/// [`breach`](FlowSpec::breach) to find out. If a component cannot be decoded, the rule is [malformed](Malformed) in its
/// list, and the list continues after it.
///
/// The text form reads like a rule: `dst 192.0.2.0/24 proto =6 port >=1024 & <=2048`. It parses to the same rule if the
/// rule is canonical:
///
/// * The components belong to the family. They are in the order of their types, without duplicates.
/// * No bits are set beyond prefixes, in reserved bits of operators, or for the *and* of a first operator.
/// * The length of the rule takes no more bytes than needed. Values may have any possible length.
///
/// JSON keeps all of that.
///
/// ```
/// use bmp_codec::{Decode, Encode, bgp::nlri::Ipv6FlowSpec};
///
/// let octets = [10, 1, 32, 0, 0x20, 0x01, 0x0d, 0xb8, 3, 0x81, 6];
/// let rule = Ipv6FlowSpec::from_octets(&octets)?;
/// assert_eq!(rule.to_string(), "dst 2001:db8::/32 proto =6");
/// assert_eq!(rule.to_vec()?, octets);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FlowSpec<R, B: AsRef<[u8]> = Vec<u8>> {
    octets: B,
    /// Whether the length has two bytes although one would be enough.
    long_length: bool,
    rules: PhantomData<fn() -> R>,
}
map_octets!([R: Rules] FlowSpec |rule, f| FlowSpec {
    octets: f(&rule.octets), long_length: rule.long_length, rules: PhantomData
});

/// A flow specification for IPv4 packets.
pub type Ipv4FlowSpec<B = Vec<u8>> = FlowSpec<Ipv4Rules, B>;

/// A flow specification for IPv6 packets.
pub type Ipv6FlowSpec<B = Vec<u8>> = FlowSpec<Ipv6Rules, B>;

/// A flow specification for Ethernet frames.
pub type L2FlowSpec<B = Vec<u8>> = FlowSpec<L2Rules, B>;

impl<R: Rules, B: AsRef<[u8]>> FlowSpec<R, B> {
    /// Makes a rule from bytes that are known to be well-formed components.
    fn unchecked(octets: B, long_length: bool) -> FlowSpec<R, B> {
        FlowSpec {
            octets,
            long_length,
            rules: PhantomData,
        }
    }

    /// Returns an iterator over the components.
    #[must_use]
    pub fn components(&self) -> Components<'_, R> {
        Components {
            reader: self.reader(),
            rules: PhantomData,
        }
    }

    /// Returns the bytes of the components, without length and route distinguisher.
    pub fn octets(&self) -> &[u8] {
        self.octets.as_ref()
    }

    /// Returns the first rule of [RFC 8955, section 4.2](https://www.rfc-editor.org/rfc/rfc8955#section-4.2) that the
    /// flow specification breaks.
    ///
    /// The RFC calls it malformed then. A speaker that takes part in routing treats it as withdrawn, but a monitor can
    /// still show what was sent.
    #[must_use]
    pub fn breach(&self) -> Option<Breach> {
        let mut before = 0;
        if self.octets().is_empty() {
            return Some(Breach::FLOW_SPEC_EMPTY);
        }
        self.components().find_map(|component| {
            let component_type = component.component_type();
            let breach = match component_type.cmp(&before) {
                Ordering::Less => Some(Breach::FLOW_SPEC_ORDER),
                Ordering::Equal => Some(Breach::FLOW_SPEC_DUPLICATE),
                _ if component.is_unknown() => Some(Breach::FLOW_SPEC_COMPONENT_TYPE),
                _ if component.too_long().is_some() => Some(Breach::FLOW_SPEC_VALUE_LENGTH),
                Ordering::Greater => None,
            };
            before = component_type;
            breach
        })
    }

    /// Returns the destination prefix of an IP rule, if it skips no bits.
    #[must_use]
    pub fn destination(&self) -> Option<IpNet> {
        self.components()
            .find_map(|component| component.destination())
    }

    fn reader(&self) -> Reader<'_> {
        Reader::new(self.octets.as_ref())
    }
}

impl<'a, R: Rules> FlowSpec<R, &'a [u8]> {
    /// Decodes the rest as components.
    fn read(long_length: bool, reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let octets = reader.peek();
        while !reader.is_empty() {
            reader.read::<R::Component<'a>>()?;
        }
        Ok(FlowSpec::unchecked(octets, long_length))
    }
}

/// An iterator over the components of a rule.
#[derive(Clone, Debug)]
pub struct Components<'a, R> {
    reader: Reader<'a>,
    rules: PhantomData<fn() -> R>,
}

impl<'a, R: Rules> Iterator for Components<'a, R> {
    type Item = R::Component<'a>;

    fn next(&mut self) -> Option<R::Component<'a>> {
        // The components have been decoded before, so an error only occurs at the end.
        self.reader.read().ok()
    }
}

impl<R: Rules> FusedIterator for Components<'_, R> {}

impl<R: Rules, B: AsRef<[u8]>> fmt::Debug for FlowSpec<R, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.components()).finish()
    }
}

/// Writes the components, separated by spaces, or `nothing` if there are none.
impl<R: Rules, B: AsRef<[u8]>> fmt::Display for FlowSpec<R, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.octets().is_empty() {
            return f.write_str("nothing");
        }
        self.components()
            .enumerate()
            .try_for_each(|(place, component)| {
                f.write_str(if place == 0 { "" } else { " " })?;
                component.fmt(f)
            })
    }
}

/// A flow specification of a VPN ([RFC 8955, section 8](https://www.rfc-editor.org/rfc/rfc8955#section-8)).
///
/// The text form begins with the route distinguisher.
///
/// ```
/// use bmp_codec::{Encode, bgp::nlri::VpnIpv4FlowSpec};
///
/// let route: VpnIpv4FlowSpec = "65000:1 dst 192.0.2.0/24".parse()?;
/// assert_eq!(route.to_vec()?, [13, 0, 0, 0xfd, 0xe8, 0, 0, 0, 1, 1, 24, 192, 0, 2]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(bound(
        serialize = "FlowSpec<R, B>: ::serde::Serialize",
        deserialize = "FlowSpec<R, B>: ::serde::Deserialize<'de>"
    ))
)]
pub struct VpnFlowSpec<R: Rules, B: AsRef<[u8]> = Vec<u8>> {
    /// The route distinguisher: distinguishes the rule from the same rule of other VPNs.
    pub rd: RouteDistinguisher,
    /// The rule.
    pub rule: FlowSpec<R, B>,
}
map_octets!([R: Rules] VpnFlowSpec { rule; rd });

/// A flow specification for IPv4 packets of a VPN.
pub type VpnIpv4FlowSpec<B = Vec<u8>> = VpnFlowSpec<Ipv4Rules, B>;

/// A flow specification for IPv6 packets of a VPN.
pub type VpnIpv6FlowSpec<B = Vec<u8>> = VpnFlowSpec<Ipv6Rules, B>;

/// A flow specification for Ethernet frames of a VPN.
pub type VpnL2FlowSpec<B = Vec<u8>> = VpnFlowSpec<L2Rules, B>;

impl<R: Rules, B: AsRef<[u8]>> fmt::Display for VpnFlowSpec<R, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.rd, self.rule)
    }
}

/// Takes a route with a length. `read` also gets whether the length has two bytes although one would be enough.
fn take<'s, T>(
    reader: &mut Reader<'s>,
    family: Family,
    read: impl FnOnce(bool, &mut Reader<'s>) -> Result<T, DecodeError>,
) -> Result<T, Malformed<&'s [u8]>> {
    let what = What::Nlri(family);
    let cut = |reader: &mut Reader<'s>| {
        let first = reader.u8()?;
        let (length, long) = match usize::from(first) {
            length @ 0..LONG => (length, false),
            high => ((high & 0x0f) << 8 | usize::from(reader.u8()?), true),
        };
        Ok((what, long && length < LONG, reader.sub(length)?))
    };
    let cut =
        |reader: &mut Reader<'s>| cut(reader).map_err(|error: DecodeError| error.within(what));
    framed(reader, cut, read)
}

/// Encodes the length of a route of `length` bytes.
fn put_length(length: usize, long: bool, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
    match length {
        0..LONG if !long => out.put_u8(length as u8),
        0..=LIMIT => out.put_u16(0xf000 | length as u16),
        _ => {
            return Err(EncodeError::TooLong {
                what: "flow specification",
                length,
                limit: LIMIT,
            });
        }
    }
    Ok(())
}

/// Returns the number of bytes in the length of a route of `length` bytes.
fn length_len(length: usize, long: bool) -> usize {
    if length < LONG && !long { 1 } else { 2 }
}

impl<R: Rules> sealed::Element for FlowSpec<R> {}

impl<R: Rules> Element for FlowSpec<R> {
    type At<'s> = FlowSpec<R, &'s [u8]>;
    type Error<'s> = Malformed<&'s [u8]>;
    type Context = ();

    fn take<'s>(reader: &mut Reader<'s>) -> Result<Self::At<'s>, Malformed<&'s [u8]>> {
        take(reader, R::FAMILY, FlowSpec::read)
    }
}

impl<R: Rules> sealed::Element for VpnFlowSpec<R> {}

impl<R: Rules> Element for VpnFlowSpec<R> {
    type At<'s> = VpnFlowSpec<R, &'s [u8]>;
    type Error<'s> = Malformed<&'s [u8]>;
    type Context = ();

    fn take<'s>(reader: &mut Reader<'s>) -> Result<Self::At<'s>, Malformed<&'s [u8]>> {
        take(reader, R::VPN_FAMILY, |long_length, reader| {
            Ok(VpnFlowSpec {
                rd: reader.read()?,
                rule: FlowSpec::read(long_length, reader)?,
            })
        })
    }
}

decode_element!([R: Rules] FlowSpec);

decode_element!([R: Rules] VpnFlowSpec);

/// The key is the rule: all components unchanged, without bits beyond prefixes (RFC 8955, section 4). The length does
/// not count, because some speakers use two bytes although one would be enough.
impl<'s, R: Rules> KeyPart<'s> for FlowSpec<R, &'s [u8]> {
    fn put_part(&self, key: &mut Key<'s>) {
        let mut reader = Reader::new(self.octets);
        // Prefixes are the first components. Components that fit the buffer are encoded again.
        while !reader.is_empty() {
            let component = reader;
            if !reader
                .read::<R::Component<'s>>()
                .is_ok_and(|read| key.value(&read))
            {
                reader = component;
                break;
            }
        }
        key.rest(reader.rest());
    }

    fn read_part(reader: &mut Reader<'s>) -> Result<Self, DecodeError> {
        FlowSpec::read(false, reader)
    }
}

key_part! {
    /// The key is route distinguisher and rule (RFC 8955, section 8).
    ['s, R: Rules] VpnFlowSpec<R, &'s [u8]> { rd, rule }
}
keyed!([R: Rules] FlowSpec<R>);
keyed!([R: Rules] VpnFlowSpec<R>);

impl<R: Rules> Destination for FlowSpec<R> {
    const FAMILY: Family = R::FAMILY;

    fn prefix(rule: &FlowSpec<R, &[u8]>) -> Option<IpNet> {
        rule.destination()
    }

    fn breach(_: Family, rule: &FlowSpec<R, &[u8]>) -> Option<Breach> {
        rule.breach()
    }
}

impl<R: Rules> Destination for VpnFlowSpec<R> {
    const FAMILY: Family = R::VPN_FAMILY;

    fn prefix(route: &VpnFlowSpec<R, &[u8]>) -> Option<IpNet> {
        route.rule.destination()
    }

    fn breach(_: Family, route: &VpnFlowSpec<R, &[u8]>) -> Option<Breach> {
        route.rule.breach()
    }

    fn rd(route: &VpnFlowSpec<R, &[u8]>) -> Option<RouteDistinguisher> {
        Some(route.rd)
    }
}

impl<R: Rules, B: AsRef<[u8]>> Encode for FlowSpec<R, B> {
    fn encoded_len(&self) -> usize {
        let length = self.octets().len();
        length_len(length, self.long_length) + length
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        put_length(self.octets().len(), self.long_length, out)?;
        out.put_slice(self.octets());
        Ok(())
    }
}

impl<R: Rules, B: AsRef<[u8]>> Encode for VpnFlowSpec<R, B> {
    fn encoded_len(&self) -> usize {
        let length = RD_LEN + self.rule.octets().len();
        length_len(length, self.rule.long_length) + length
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        put_length(
            RD_LEN + self.rule.octets().len(),
            self.rule.long_length,
            out,
        )?;
        self.rd.put(out)?;
        out.put_slice(self.rule.octets());
        Ok(())
    }
}
