//! VPN routes: SAFI 128 ([RFC 4364, section 4.3.4](https://www.rfc-editor.org/rfc/rfc4364#section-4.3.4),
//! [RFC 4659](https://www.rfc-editor.org/rfc/rfc4659), [RFC 8277](https://www.rfc-editor.org/rfc/rfc8277)), and
//! Classful Transport routes, which have the same layout: SAFI 76 ([RFC 9832](https://www.rfc-editor.org/rfc/rfc9832)).
//!
//! ```text
//! bits u8 (24 for each label, 64, and those of the prefix), labels 3 each, route distinguisher 8,
//! prefix (ceil(bits of the prefix / 8) bytes)
//! ```

use core::fmt;

use bytes::BufMut;
use ipnet::IpNet;

use crate::bgp::nlri::labeled::{behind, form, labels, put_labels};
use crate::bgp::nlri::route_key::keyed;
use crate::bgp::nlri::{Destination, Family, Ipv4Prefix, Ipv6Prefix, RouteContext};
use crate::net::{Label, Labels, Prefix, RouteDistinguisher};
use crate::wire::{
    Context, Decode, DecodeError, Encode, EncodeError, ListContext, Plain, ReadIn, Reader, Writer,
    key_part,
};

/// A prefix of a VPN. A route distinguisher distinguishes it from the same prefix of other VPNs, and labels lead to it.
///
/// A Classful Transport route has a transport class in place of the VPN.
///
/// There is one label, and its bottom-of-stack bit is ignored
/// ([RFC 8277, section 2.2](https://www.rfc-editor.org/rfc/rfc8277#section-2.2)), unless the speakers agreed on
/// multiple labels ([`Session::multiple_labels`](crate::bgp::Session::multiple_labels)). If a route has too many bits
/// for one label, it is decoded down to the bottom of its stack: some speakers send stacks without an agreement, and
/// GoBGP withdraws routes with stacks. In withdrawn routes, labels have no meaning.
///
/// The route encodes to the bytes it was decoded from, unless they had bits beyond the prefix.
///
/// ```
/// use bmp_codec::{Decode, Encode, bgp::nlri::VpnIpv4, net::Label};
///
/// let octets = [112, 0x00, 0x06, 0x41, 0, 0, 0xfd, 0xe7, 0, 0, 0, 1, 198, 18, 20];
/// let route = VpnIpv4::from_octets(&octets)?;
/// assert_eq!(route.to_string(), "64999:1 198.18.20.0/24 label 100");
/// assert_eq!(route.labels.top(), Label::new(100));
/// assert_eq!(route.prefix, "198.18.20.0/24".parse()?);
/// assert_eq!(route.to_vec()?, octets);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Vpn<P> {
    /// The labels. In a withdrawn route, this is [`Label::WITHDRAWN`] or any other value.
    pub labels: Labels,
    /// The route distinguisher: distinguishes the prefix from the same prefix of other VPNs.
    pub rd: RouteDistinguisher,
    /// The prefix. Bits beyond its length are zero.
    pub prefix: P,
}

/// A VPN-IPv4 route ([RFC 4364](https://www.rfc-editor.org/rfc/rfc4364)).
pub type VpnIpv4 = Vpn<Ipv4Prefix>;

/// A VPN-IPv6 route ([RFC 4659](https://www.rfc-editor.org/rfc/rfc4659)).
pub type VpnIpv6 = Vpn<Ipv6Prefix>;

/// The number of bits of a label and a route distinguisher.
const LEAD: u8 = 88;

/// The number of bits of a route distinguisher.
const DISTINGUISHER: u8 = 64;

impl<P> Vpn<P> {
    /// Returns a route to a prefix of a VPN with one or several labels.
    #[must_use]
    pub fn new(labels: impl Into<Labels>, rd: RouteDistinguisher, prefix: P) -> Vpn<P> {
        Vpn {
            labels: labels.into(),
            rd,
            prefix,
        }
    }

    /// Returns a route that withdraws a prefix: with [`Label::WITHDRAWN`]. Put it into a list of the session
    /// [`Session::withdrawn`](crate::bgp::Session::withdrawn), in which the bottom-of-stack bit has no meaning.
    ///
    /// ```
    /// use bmp_codec::Encode;
    /// use bmp_codec::bgp::{Session, attribute::MpUnreach};
    /// use bmp_codec::bgp::nlri::{Family, Nlri, Routes, VpnIpv4};
    ///
    /// let session = Session::default().with_multiple_labels(Family::VPN_IPV4_UNICAST.into());
    /// let route = VpnIpv4::withdrawn("64999:1".parse()?, "198.18.20.0/24".parse()?);
    /// let routes = Routes::in_session(session.withdrawn(), [route.into()])?;
    /// let unreach = MpUnreach::from(Nlri::VpnIpv4Unicast(routes));
    /// assert_eq!(unreach.to_vec()?[..7], [0, 1, 128, 112, 0x80, 0, 0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn withdrawn(rd: RouteDistinguisher, prefix: P) -> Vpn<P> {
        Vpn::new(Label::WITHDRAWN, rd, prefix)
    }
}

impl<P: Copy + Into<IpNet>> Vpn<P> {
    /// Returns the prefix as a network of the crate `ipnet`.
    #[must_use]
    pub fn net(&self) -> IpNet {
        self.prefix.into()
    }
}

impl<P> ReadIn<RouteContext> for Vpn<P> {}

impl<P: Prefix> Decode<'_> for Vpn<P> {
    #[inline(always)]
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (all, context) = (reader.peek(), RouteContext::of(reader.context()));
        let mut head = reader.sub(12)?;
        // Length and label in one load.
        let bits_and_label = head.u32()?;
        let length = ((bits_and_label >> 24) as u8).wrapping_sub(LEAD);
        if length >= context.one_label_below(P::BITS + 1) {
            return match Vpn::stack(all, context) {
                Ok((route, rest)) => {
                    reader.resume(rest);
                    Ok(route)
                }
                Err(error) => Err(behind(reader.offset().wrapping_sub(12), error)),
            };
        }
        Ok(Vpn {
            labels: Label::from(bits_and_label).into(),
            rd: head.read()?,
            prefix: P::read_bits(reader, length)?,
        })
    }
}

impl<P: Prefix> Vpn<P> {
    /// Returns whether the type of the route distinguisher is defined: 0 to 2
    /// ([RFC 4364, section 4.2](https://www.rfc-editor.org/rfc/rfc4364#section-4.2)).
    pub(super) const fn is_usual(&self) -> bool {
        self.rd.0 >> 48 <= 2
    }

    /// Decodes a route that may have multiple labels; also returns the bytes after it.
    #[cold]
    #[inline(never)]
    fn stack(all: &[u8], context: RouteContext) -> Result<(Self, &[u8]), DecodeError> {
        let mut reader = Reader::within(all, context);
        let (labels, length) = labels(&mut reader, DISTINGUISHER, P::BITS)?;
        let route = Vpn {
            labels,
            rd: reader.read()?,
            prefix: P::read_bits(&mut reader, length)?,
        };
        Ok((route, reader.peek()))
    }
}

impl<P: Prefix> Encode for Vpn<P> {
    fn encoded_len(&self) -> usize {
        self.labels.encoded_len() + 8 + self.prefix.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        put_labels(&self.labels, DISTINGUISHER, self.prefix.bits(), out)?;
        self.rd.put(out)?;
        self.prefix.put_bits(out);
        Ok(())
    }

    fn form(&self, context: Context) -> Context {
        form(&self.labels, self.prefix.bits(), P::BITS, context)
    }
}

impl<P: Prefix> Plain for Vpn<P> {}

key_part! {
    /// The key is route distinguisher and prefix: the VPN address, to which labels are bound (RFC 4364, section 4.1;
    /// RFC 4659, section 2; RFC 8277, section 2.4). The same applies to Classful Transport routes (RFC 9832).
    ['s, P: Prefix] Vpn<P> { rd, prefix } not { labels }
}
keyed!([P: Prefix] Vpn<P>, text |route, f| write!(f, "{} {}", route.rd, route.prefix));

impl<P: Prefix> Destination for Vpn<P> {
    const FAMILY: Family = Family::new(P::AFI, 128);

    #[inline]
    fn prefix(route: &Vpn<P>) -> Option<IpNet> {
        Some(route.net())
    }

    #[inline]
    fn rd(route: &Vpn<P>) -> Option<RouteDistinguisher> {
        Some(route.rd)
    }
}

impl<P: fmt::Display> fmt::Display for Vpn<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} label {}", self.rd, self.prefix, self.labels)
    }
}

#[cfg(test)]
mod tests;
