//! ROUTE-REFRESH ([RFC 2918](https://www.rfc-editor.org/rfc/rfc2918),
//! [RFC 7313](https://www.rfc-editor.org/rfc/rfc7313)).
//!
//! ```text
//! AFI u16, subtype u8, SAFI u8, and to the end: when to refresh u8, outbound route filters
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::nlri::Family;
use crate::bgp::orf::{OrfEntry, OrfFilter, OrfType, Orfs, WhenToRefresh};
use crate::bgp::{Body, MessageType};
use crate::registry::registry;
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Octets, Reader, Writer, length_u16, map_octets,
};

registry! {
    /// What a ROUTE-REFRESH means ([RFC 7313, section 3.2](https://www.rfc-editor.org/rfc/rfc7313#section-3.2)).
    RefreshKind(u8) {
        /// Asks the peer to send all routes of a family again.
        0 Request "request",
        /// BoRR: marks the beginning of these routes.
        1 Begin "begin",
        /// EoRR: marks the end of these routes.
        2 End "end",
    }
}

/// A ROUTE-REFRESH: asks the peer to send all routes of a family again, or marks the beginning or end of these routes.
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
pub struct RouteRefresh<B: AsRef<[u8]> = Vec<u8>> {
    /// The family.
    pub family: Family,
    /// A request, or a mark of the beginning or end.
    pub kind: RefreshKind,
    /// The when-to-refresh byte and the outbound route filters ([RFC 5291](https://www.rfc-editor.org/rfc/rfc5291)), as
    /// received. [`when_to_refresh`](RouteRefresh::when_to_refresh) and [`orfs`](RouteRefresh::orfs) decode them. Only
    /// requests have filters: a speaker ends the session if it receives them with any other kind
    /// ([RFC 7313, section 5](https://www.rfc-editor.org/rfc/rfc7313#section-5)).
    pub filters: Octets<B>,
}
map_octets!(RouteRefresh { filters; family, kind });

impl RouteRefresh {
    /// Returns a request for all routes of a family.
    #[must_use]
    pub const fn request(family: Family) -> RouteRefresh {
        RouteRefresh::new(family, RefreshKind::Request)
    }

    /// Returns a ROUTE-REFRESH of any kind, without filters.
    #[must_use]
    pub const fn new(family: Family, kind: RefreshKind) -> RouteRefresh {
        RouteRefresh {
            family,
            kind,
            filters: Octets(Vec::new()),
        }
    }

    /// Returns a request for the routes of a family that pass filters. Add the filters with
    /// [`push_orf`](RouteRefresh::push_orf).
    #[must_use]
    pub fn filtered(family: Family, when: WhenToRefresh) -> RouteRefresh {
        RouteRefresh {
            filters: Octets(Vec::from([when.into()])),
            ..RouteRefresh::request(family)
        }
    }

    /// Adds an ORF after the others. If the message has no filters yet, it also sets
    /// [`WhenToRefresh::Immediate`].
    ///
    /// ```
    /// use bmp_codec::bgp::{RouteRefresh, nlri::Family};
    /// use bmp_codec::bgp::orf::{AddressPrefixOrf, OrfEntry};
    ///
    /// let mut refresh = RouteRefresh::request(Family::IPV6_UNICAST);
    /// refresh.push_orf([OrfEntry::<AddressPrefixOrf>::remove_all()])?;
    /// let text = "ipv6-unicast request, immediate, address-prefix remove-all";
    /// assert_eq!(refresh.to_string(), text);
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    ///
    /// # Errors
    /// [`EncodeError::Family`] if an entry is for another family than the message; [`EncodeError::TooLong`] if the
    /// entries have more than 65535 bytes. The message is unchanged then.
    pub fn push_orf<F: OrfFilter>(
        &mut self,
        entries: impl IntoIterator<Item = OrfEntry<F>>,
    ) -> Result<(), EncodeError> {
        let mut octets = Vec::new();
        for entry in entries {
            entry.put(self.family, &mut Writer::with_room(&mut octets))?;
        }
        self.push_octets(F::TYPE, &octets)
    }

    /// Adds an ORF whose entries are already encoded, like [`push_orf`](RouteRefresh::push_orf).
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if the entries have more than 65535 bytes. The message is unchanged then.
    pub fn push_octets(&mut self, orf_type: OrfType, entries: &[u8]) -> Result<(), EncodeError> {
        let length = length_u16("ORF", entries.len())?;
        let filters = &mut self.filters.0;
        if filters.is_empty() {
            filters.push(WhenToRefresh::Immediate.into());
        }
        filters.push(orf_type.into());
        filters.extend(length.to_be_bytes());
        filters.extend_from_slice(entries);
        Ok(())
    }
}

impl<B: AsRef<[u8]>> RouteRefresh<B> {
    /// Returns when the peer sends its routes again, or `None` if there are no filters.
    #[must_use]
    pub fn when_to_refresh(&self) -> Option<WhenToRefresh> {
        self.filters.first().map(|when| (*when).into())
    }

    /// Returns the outbound route filters in order, each with its entries ([`orf`](crate::bgp::orf)).
    #[must_use]
    pub fn orfs(&self) -> Orfs<'_> {
        Orfs::new(self.family, self.filters.get(1..).unwrap_or_default())
    }
}

/// Writes `ipv4-unicast request, immediate, address-prefix add permit 5 10.0.0.0/8 le 24`. Filters of anything but a
/// request are hexadecimal.
impl<B: AsRef<[u8]>> fmt::Display for RouteRefresh<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.family, self.kind)?;
        let Some(when) = self.when_to_refresh() else {
            return Ok(());
        };
        if self.kind != RefreshKind::Request {
            return write!(f, ", filters {}", self.filters);
        }
        write!(f, ", {when}")?;
        self.orfs().try_for_each(|orf| match orf {
            Ok(orf) => write!(f, ", {orf}"),
            Err(malformed) => write!(f, ", malformed {}", malformed.octets),
        })
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

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u16(self.family.afi());
        out.put_slice(&[self.kind.into(), self.family.safi()]);
        self.filters.put(out)
    }
}

/// ROUTE-REFRESH in serde: decoded filters in human-readable formats, their bytes in binary ones.
#[cfg(feature = "serde")]
mod json {
    use serde::de::{Deserializer, Error};
    use serde::ser::{SerializeStruct, Serializer};
    use serde::{Deserialize, Serialize};

    use super::{Family, Octets, RefreshKind, RouteRefresh};
    use crate::bgp::orf::json::{Filters, Said};
    use crate::wire::serde::build;

    #[derive(Deserialize)]
    struct Fields {
        family: Family,
        kind: RefreshKind,
        filters: Option<Filters>,
    }

    impl<B: AsRef<[u8]>> Serialize for RouteRefresh<B> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            if !serializer.is_human_readable() {
                return (self.family, self.kind, &self.filters).serialize(serializer);
            }
            let mut fields = serializer.serialize_struct("RouteRefresh", 3)?;
            fields.serialize_field("family", &self.family)?;
            fields.serialize_field("kind", &self.kind)?;
            fields.serialize_field("filters", &Said(self))?;
            fields.end()
        }
    }

    impl<'de, B: AsRef<[u8]> + Deserialize<'de>> Deserialize<'de> for RouteRefresh<B> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            if !deserializer.is_human_readable() {
                let (family, kind, filters) = Deserialize::deserialize(deserializer)?;
                return Ok(RouteRefresh {
                    family,
                    kind,
                    filters,
                });
            }
            let fields = Fields::deserialize(deserializer)?;
            let octets = fields
                .filters
                .map(|filters| filters.into_octets(fields.family));
            let octets = octets.transpose().map_err(D::Error::custom)?;
            Ok(RouteRefresh {
                family: fields.family,
                kind: fields.kind,
                filters: Octets(build(octets.unwrap_or_default())?),
            })
        }
    }
}

#[cfg(test)]
mod tests;
