//! Labeled unicast routes: SAFI 4 ([RFC 8277, section 2](https://www.rfc-editor.org/rfc/rfc8277#section-2)), and what
//! all routes with labels share.
//!
//! ```text
//! bits u8 (24 for each label, plus those of the prefix), labels 3 each, prefix (ceil(bits of the prefix / 8) bytes)
//! ```

use core::fmt;

use bytes::BufMut;
use ipnet::IpNet;

use crate::bgp::nlri::route_key::keyed;
use crate::bgp::nlri::{Destination, Family, Ipv4Prefix, Ipv6Prefix, RouteContext};
use crate::net::{Label, Labels, Prefix};
use crate::wire::{
    Context, Decode, DecodeError, Encode, EncodeError, Fault, ListContext, Plain, ReadIn, Reader,
    Writer, key_part,
};

/// A prefix and the labels bound to it.
///
/// There is one label, and its bottom-of-stack bit is ignored, unless the speakers agreed on multiple labels
/// ([`Session::multiple_labels`](crate::bgp::Session::multiple_labels)). If a route has too many bits for one label, it
/// is decoded down to the bottom of its stack: some speakers send stacks without an agreement. Withdrawn routes have
/// one label, which has no meaning.
///
/// The route encodes to the bytes it was decoded from, unless they had bits beyond the prefix.
///
/// ```
/// use bmp_codec::{Decode, Encode, bgp::nlri::LabeledIpv4, net::Label};
///
/// let octets = [48, 0x00, 0x06, 0x41, 198, 18, 20];
/// let route = LabeledIpv4::from_octets(&octets)?;
/// assert_eq!(route, LabeledIpv4::new(Label::new(100), "198.18.20.0/24".parse()?));
/// assert_eq!(route.to_string(), "198.18.20.0/24 label 100");
/// assert_eq!(route.to_vec()?, octets);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Labeled<P> {
    /// The labels. In a withdrawn route, this is [`Label::WITHDRAWN`] or any other value.
    pub labels: Labels,
    /// The prefix. Bits beyond its length are zero.
    pub prefix: P,
}

/// A labeled IPv4 route ([RFC 8277](https://www.rfc-editor.org/rfc/rfc8277)).
pub type LabeledIpv4 = Labeled<Ipv4Prefix>;

/// A labeled IPv6 route ([RFC 8277](https://www.rfc-editor.org/rfc/rfc8277)).
pub type LabeledIpv6 = Labeled<Ipv6Prefix>;

impl<P> Labeled<P> {
    /// Returns a route to a prefix with one or several labels.
    #[must_use]
    pub fn new(labels: impl Into<Labels>, prefix: P) -> Labeled<P> {
        Labeled {
            labels: labels.into(),
            prefix,
        }
    }

    /// Returns a route that withdraws a prefix: with [`Label::WITHDRAWN`]. Put it into a list of the session
    /// [`Session::withdrawn`](crate::bgp::Session::withdrawn), in which the bottom-of-stack bit has no meaning.
    #[must_use]
    pub fn withdrawn(prefix: P) -> Labeled<P> {
        Labeled::new(Label::WITHDRAWN, prefix)
    }
}

impl<P: Copy + Into<IpNet>> Labeled<P> {
    /// Returns the prefix as a network of the crate `ipnet`.
    #[must_use]
    pub fn net(&self) -> IpNet {
        self.prefix.into()
    }
}

/// The number of bits of a label.
const LABEL: u8 = 24;

impl<P: Prefix> Decode<'_> for Labeled<P> {
    #[inline(always)]
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (all, context) = (reader.peek(), RouteContext::of(reader.context()));
        // Length and label in one load.
        let bits_and_label = reader.u32()?;
        let length = ((bits_and_label >> 24) as u8).wrapping_sub(LABEL);
        if length >= context.one_label_below(P::BITS + 1) {
            return match Labeled::stack(all, context) {
                Ok((route, rest)) => {
                    reader.resume(rest);
                    Ok(route)
                }
                Err(error) => Err(behind(reader.offset().wrapping_sub(4), error)),
            };
        }
        Ok(Labeled {
            labels: Label::from(bits_and_label).into(),
            prefix: P::read_bits(reader, length)?,
        })
    }
}

impl<P: Prefix> Labeled<P> {
    /// Returns whether the prefix is in globally used address space: any IPv4 prefix; of IPv6 the default route and
    /// prefixes in 2000::/3, 64:ff9b::/96, fc00::/7 and fe80::/10.
    pub(super) fn is_usual(&self) -> bool {
        match self.prefix.into() {
            IpNet::V4(_) => true,
            IpNet::V6(prefix) if prefix.prefix_len() == 0 => true,
            IpNet::V6(prefix) => matches!(
                prefix.addr().segments()[..2],
                [0x2000..0x4000 | 0xfc00..0xfe00 | 0xfe80..0xfec0, _] | [0x64, 0xff9b]
            ),
        }
    }

    /// Decodes a route that may have multiple labels; also returns the bytes after it.
    #[cold]
    #[inline(never)]
    fn stack(all: &[u8], context: RouteContext) -> Result<(Self, &[u8]), DecodeError> {
        let mut reader = Reader::within(all, context);
        let (labels, length) = labels(&mut reader, 0, P::BITS)?;
        let prefix = P::read_bits(&mut reader, length)?;
        Ok((Labeled { labels, prefix }, reader.peek()))
    }
}

impl<P: Prefix> Encode for Labeled<P> {
    fn encoded_len(&self) -> usize {
        self.labels.encoded_len() + self.prefix.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        put_labels(&self.labels, 0, self.prefix.bits(), out)?;
        self.prefix.put_bits(out);
        Ok(())
    }

    fn form(&self, context: Context) -> Context {
        form(&self.labels, self.prefix.bits(), P::BITS, context)
    }
}

impl<P> ReadIn<RouteContext> for Labeled<P> {}

impl<P: Prefix> Plain for Labeled<P> {}

key_part! {
    /// The key is the prefix: labels are bound to it (RFC 8277, sections 2.4 and 2.5).
    ['s, P: Prefix] Labeled<P> { prefix } not { labels }
}
keyed!([P: Prefix] Labeled<P>, text |route, f| route.prefix.fmt(f));

impl<P: Prefix> Destination for Labeled<P> {
    const FAMILY: Family = Family::new(P::AFI, 4);

    fn prefix(route: &Labeled<P>) -> Option<IpNet> {
        Some(route.net())
    }
}

impl<P: fmt::Display> fmt::Display for Labeled<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} label {}", self.prefix, self.labels)
    }
}

/// Decodes the length of a route and its labels, and returns the labels and the length of the prefix. `lead` is the
/// number of bits between labels and prefix, and `most` is the maximum length of a prefix.
pub(crate) fn labels(
    reader: &mut Reader<'_>,
    lead: u8,
    most: u8,
) -> Result<(Labels, u8), DecodeError> {
    let (offset, several) = (
        reader.offset(),
        RouteContext::of(reader.context()).has_several_labels(),
    );
    let bits = reader.u8()?;
    let of_one = bits
        .checked_sub(LABEL + lead)
        .ok_or_else(|| DecodeError::new(offset, Fault::Length(bits.into())))?;
    let mut stack = Labels::from(reader.read::<Label>()?);
    if !several && of_one <= most {
        return Ok((stack, of_one));
    }
    let mut left = bits - LABEL;
    let mut bottom = stack.top().is_bottom_of_stack();
    while !bottom && left >= LABEL {
        let label: Label = reader.read()?;
        bottom = label.is_bottom_of_stack();
        left -= LABEL;
        stack.push(label);
    }
    let fault = match left.checked_sub(lead) {
        Some(length) if bottom && length <= most => return Ok((stack, length)),
        _ if !several => Fault::PrefixLength(of_one),
        _ if !bottom => Fault::BottomOfStack,
        Some(length) => Fault::PrefixLength(length),
        None => Fault::Length(bits.into()),
    };
    Err(DecodeError::new(offset, fault))
}

/// Returns an error in a route that begins `start` bytes after the beginning.
#[cold]
#[inline(never)]
pub(crate) fn behind(start: usize, error: DecodeError) -> DecodeError {
    DecodeError::new(start.wrapping_add(error.offset()), error.fault())
}

/// Encodes the length and the labels of a route whose prefix has `length` bits, with `lead` bits before the prefix.
pub(crate) fn put_labels(
    labels: &Labels,
    lead: u8,
    length: u8,
    out: &mut Writer<impl BufMut>,
) -> Result<(), EncodeError> {
    let bits = usize::from(LABEL) * labels.depth() + usize::from(lead) + usize::from(length);
    let fits = u8::try_from(bits).map_err(|_| EncodeError::TooMany {
        what: "bits of labels and prefix",
        count: bits,
        limit: 255,
    })?;
    out.put_u8(fits);
    labels.put(out)
}

/// Returns the context of a list in which a route with these labels decodes to the same route. Several labels need a
/// context with multiple labels, unless they have too many bits to be anything else. A single label without the
/// bottom-of-stack bit needs a context with one label.
pub(crate) fn form(labels: &Labels, length: u8, most: u8, context: Context) -> Context {
    let as_prefix = usize::from(LABEL) * (labels.depth() - 1) + usize::from(length);
    match labels.depth() {
        1 if labels.top().is_bottom_of_stack() => context,
        1 => RouteContext::of(context).with_several_labels(false).into(),
        _ if as_prefix > most.into() => context,
        _ => RouteContext::of(context).with_several_labels(true).into(),
    }
}

#[cfg(test)]
mod tests;
