//! ROUTE-REFRESH ([RFC 2918](https://www.rfc-editor.org/rfc/rfc2918),
//! [RFC 7313](https://www.rfc-editor.org/rfc/rfc7313)).
//!
//! ```text
//! AFI u16, subtype u8, SAFI u8, ORF entries to the end
//! ```

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
        RouteRefresh {
            family,
            kind: RefreshKind::Request,
            filters: Octets(Vec::new()),
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

    #[test]
    fn octets() {
        let refresh = RouteRefresh::from_octets(&[0, 2, 1, 1]).unwrap();
        assert_eq!(
            (refresh.family, refresh.kind),
            (Family::IPV6_UNICAST, RefreshKind::Begin)
        );
        assert_eq!(
            RouteRefresh::request(Family::IPV4_UNICAST)
                .to_vec()
                .unwrap(),
            [0, 1, 0, 1]
        );
    }
}
