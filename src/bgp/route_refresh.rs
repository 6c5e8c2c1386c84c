//! ROUTE-REFRESH ([RFC 2918](https://www.rfc-editor.org/rfc/rfc2918),
//! [RFC 7313](https://www.rfc-editor.org/rfc/rfc7313)).
//!
//! ```text
//! AFI u16, subtype u8, SAFI u8, ORF entries to the end
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::nlri::Family;
use crate::bgp::{Body, MessageType};
use crate::error::{DecodeError, EncodeError};
use crate::registry::registry;
use crate::wire::{Decode, Encode, Octets, Reader, map_octets};

registry! {
    /// What a ROUTE-REFRESH says ([RFC 7313, section 3.2](https://www.rfc-editor.org/rfc/rfc7313#section-3.2)).
    RefreshKind(u8) {
        /// Asks for all routes of a family again.
        0 Request "request",
        /// Says that they begin.
        1 Begin "begin",
        /// Says that they are through.
        2 End "end",
    }
}

/// A ROUTE-REFRESH: asks for all routes of a family again, or says that they begin or end.
///
/// ```
/// use bmp_codec::{Encode, bgp::{Message, RouteRefresh, nlri::Family}};
///
/// let refresh = RouteRefresh::request(Family::IPV6_UNICAST);
/// assert_eq!(refresh.to_string(), "ipv6-unicast request");
/// assert_eq!(Message::from(refresh).to_vec()?[16..], [0, 23, 5, 0, 2, 0, 1]);
/// # Ok::<(), bmp_codec::EncodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct RouteRefresh<B: AsRef<[u8]> = Vec<u8>> {
    /// The family.
    pub family: Family,
    /// What it says.
    pub kind: RefreshKind,
    /// Outbound route filters ([RFC 5291](https://www.rfc-editor.org/rfc/rfc5291)), as they came.
    pub filters: Octets<B>,
}
map_octets!(RouteRefresh { filters; family, kind });

impl RouteRefresh {
    /// Asks for all routes of a family again.
    #[must_use]
    pub const fn request(family: Family) -> RouteRefresh {
        RouteRefresh::new(family, RefreshKind::Request)
    }

    /// Asks, or says that routes begin or end; without filters.
    #[must_use]
    pub const fn new(family: Family, kind: RefreshKind) -> RouteRefresh {
        RouteRefresh {
            family,
            kind,
            filters: Octets(Vec::new()),
        }
    }
}

/// `ipv6-unicast request`, and the filters in hexadecimal where there are some.
impl<B: AsRef<[u8]>> fmt::Display for RouteRefresh<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.family, self.kind)?;
        if self.filters.is_empty() {
            Ok(())
        } else {
            write!(f, ", filters {}", self.filters)
        }
    }
}

impl<B: AsRef<[u8]>> Body for RouteRefresh<B> {
    const TYPE: MessageType = MessageType::RouteRefresh;
}

impl<'a> Decode<'a> for RouteRefresh<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let afi = reader.u16()?;
        let kind = reader.u8()?.into();
        Ok(RouteRefresh {
            family: Family::new(afi, reader.u8()?),
            kind,
            filters: reader.octets(),
        })
    }
}

impl<B: AsRef<[u8]>> Encode for RouteRefresh<B> {
    fn encoded_len(&self) -> usize {
        4 + self.filters.len()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        out.put_u16(self.family.afi());
        out.put_slice(&[self.kind.into(), self.family.safi()]);
        self.filters.put(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::testkit::{both_ways, fault, frame, json, pdus};
    use crate::bgp::{Message, Session};
    use crate::error::Fault;

    #[test]
    fn kinds() {
        for (octets, kind, text) in [
            ([0, 2, 0, 1], RefreshKind::Request, "ipv6-unicast request"),
            ([0, 2, 1, 1], RefreshKind::Begin, "ipv6-unicast begin"),
            ([0, 2, 2, 1], RefreshKind::End, "ipv6-unicast end"),
            (
                [0, 2, 9, 1],
                RefreshKind::Unknown(9),
                "ipv6-unicast refresh kind 9",
            ),
        ] {
            let refresh: RouteRefresh<&[u8]> = both_ways(&octets, Session::default());
            assert_eq!((refresh.family, refresh.kind), (Family::IPV6_UNICAST, kind));
            assert_eq!(refresh.to_string(), text);
            assert_eq!(
                RouteRefresh::new(Family::IPV6_UNICAST, kind).view(),
                refresh
            );
        }
        assert_eq!(
            RouteRefresh::request(Family::IPV4_UNICAST)
                .to_vec()
                .unwrap(),
            [0, 1, 0, 1]
        );
    }

    #[test]
    fn as_a_router_sent_it() {
        let pdu = &pdus(&frame!("mirroring-route-refresh"))[0];
        let message: Message<&[u8]> = both_ways(pdu, Session::default());
        let expected = RouteRefresh::request(Family::IPV4_UNICAST);
        assert_eq!(message, Message::RouteRefresh(expected.view()));
    }

    #[test]
    fn filters_are_kept() {
        // RFC 5291: at once, a prefix filter of 8 octets that adds 10.0.0.0/8.
        let octets = [0, 1, 0, 1, 1, 64, 0, 9, 0, 0, 0, 0, 5, 0, 32, 8, 10];
        let refresh: RouteRefresh<&[u8]> = both_ways(&octets, Session::default());
        assert_eq!(*refresh.filters, octets[4..]);
        assert_eq!(
            refresh.to_string(),
            "ipv4-unicast request, filters 0140000900000000050020080a"
        );
        json(
            &refresh.to_owned(),
            r#"{"family":"ipv4-unicast","kind":"request","filters":"0140000900000000050020080a"}"#,
        );
    }

    #[test]
    fn cut_short() {
        for (length, offset, missing) in [(0, 0, 2), (1, 0, 1), (2, 2, 1), (3, 3, 1)] {
            assert_eq!(
                fault::<RouteRefresh<&[u8]>>(&[0, 1, 0, 1][..length], Session::default()),
                (offset, Fault::Truncated(missing))
            );
        }
    }
}
