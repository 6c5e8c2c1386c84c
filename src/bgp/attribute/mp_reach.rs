//! MP_REACH_NLRI ([RFC 4760, section 3](https://www.rfc-editor.org/rfc/rfc4760#section-3)).
//!
//! ```text
//! AFI u16, SAFI u8, length u8, next hop, reserved u8, routes
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::Session;
use crate::bgp::attribute::{AttributeContext, MpNextHop};
use crate::bgp::nlri::{Family, Nlri};
use crate::wire::{
    Context, Decode, DecodeError, Encode, EncodeError, Fault, ListContext, Octets, ReadIn, Reader,
    Writer, map_octets,
};

/// MP_REACH_NLRI: routes of any family, and their next hop.
///
/// ```
/// use bmp_codec::Encode;
/// use bmp_codec::bgp::Session;
/// use bmp_codec::bgp::attribute::MpReach;
/// use bmp_codec::bgp::nlri::{Ipv6Prefix, Nlri, Route, Routes};
///
/// let route = Route::from("2001:db8:1::/48".parse::<Ipv6Prefix>()?);
/// let routes = Routes::in_session(Session::default(), [route])?;
/// let next_hop: std::net::IpAddr = "2001:db8::1".parse()?;
/// let reach = MpReach::new(next_hop, Nlri::Ipv6Unicast(routes));
/// assert_eq!(reach.to_vec()?[..4], [0, 2, 1, 16]);
/// assert_eq!(reach.to_vec()?[20..], [0, 48, 0x20, 0x01, 0x0d, 0xb8, 0, 1]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [`Update::announcing`](crate::bgp::Update::announcing) makes this attribute together with the others of an UPDATE.
/// [`Update::set_next_hop`](crate::bgp::Update::set_next_hop) changes the next hop of a received one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MpReach<B: AsRef<[u8]> = Vec<u8>> {
    /// The next hop of the routes.
    pub next_hop: MpNextHop<B>,
    /// A reserved byte. Receivers ignore it; this crate keeps it.
    pub reserved: u8,
    /// The routes, by their family.
    pub nlri: Nlri<B>,
}
map_octets!(MpReach { next_hop, nlri; reserved });

impl MpReach {
    /// Makes an attribute from routes and their next hop.
    pub fn new(next_hop: impl Into<MpNextHop>, nlri: Nlri) -> MpReach {
        MpReach {
            next_hop: next_hop.into(),
            reserved: 0,
            nlri,
        }
    }
}

impl<B: AsRef<[u8]>> ReadIn<Session> for MpReach<B> {}

impl<'a> Decode<'a> for MpReach<&'a [u8]> {
    #[inline(always)]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let (octets, session) = (reader.peek(), reader.session());
        // The family and the length of the next hop are one word; splitting off the next hop also gives the rest.
        let parts = octets.split_first_chunk().and_then(|(head, rest)| {
            let head = u32::from_be_bytes(*head);
            let (hop, routes) = rest.split_at_checked((head & 0xff) as usize + 1)?;
            let (reserved, next_hop) = hop.split_last()?;
            Some((head >> 8, next_hop, *reserved, routes))
        });
        let Some((family, next_hop, reserved, routes)) = parts else {
            return Err(short(reader.offset(), octets));
        };
        reader.rest();
        Ok(MpReach {
            next_hop: MpNextHop::from(Octets(next_hop)),
            reserved,
            nlri: Nlri::over(routes, Family::from_key(family), session),
        })
    }

    fn check_inside(&self) -> Result<(), DecodeError> {
        self.nlri.decodes()
    }
}

/// Something before the routes is cut off.
#[cold]
#[inline(never)]
fn short(offset: usize, octets: &[u8]) -> DecodeError {
    let (at, missing) = match octets {
        [_, _, _, length, rest @ ..] => match usize::from(*length).saturating_sub(rest.len()) {
            0 => (octets.len(), 1),
            missing => (4, missing),
        },
        [_, _, _] => (3, 1),
        _ => (0, 3 - octets.len()),
    };
    DecodeError::new(offset + at, Fault::Truncated(missing as u32))
}

impl<B: AsRef<[u8]>> Encode for MpReach<B> {
    fn encoded_len(&self) -> usize {
        3 + self.next_hop.encoded_len() + 1 + self.nlri.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.nlri.family().put(out)?;
        self.next_hop.put(out)?;
        out.put_u8(self.reserved);
        self.nlri.put(out)
    }

    fn form(&self, context: Context) -> Context {
        AttributeContext::of(context)
            .map(|session| self.nlri.session_for(session))
            .into()
    }
}

/// The family, the next hop and the routes.
impl<B: AsRef<[u8]>> fmt::Display for MpReach<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} next-hop {}", self.nlri.family(), self.next_hop)?;
        if self.nlri.is_empty() {
            return Ok(());
        }
        write!(f, " {}", self.nlri)
    }
}

#[cfg(test)]
mod tests;
