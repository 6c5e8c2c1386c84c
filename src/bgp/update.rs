//! UPDATE ([RFC 4271, section 4.3](https://www.rfc-editor.org/rfc/rfc4271#section-4.3)).
//!
//! ```text
//! length u16, withdrawn routes, length u16, path attributes, NLRI to the end
//! ```

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::attribute::{AttributeValue, MpUnreach, PathAttributes};
use crate::bgp::nlri::{Family, Ipv4Prefix, Routes};
use crate::bgp::{Body, MessageType, Session};
use crate::error::{DecodeError, EncodeError, What};
use crate::wire::{Decode, Encode, List, Reader, length_u16, map_octets};

/// An UPDATE: routes that are withdrawn, and routes that are announced with the attributes they have in common.
///
/// Routes of IPv4 unicast are in the first and the last field; those of all other families in the attributes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct Update<B: AsRef<[u8]> = Vec<u8>> {
    /// IPv4 unicast routes that are withdrawn.
    pub withdrawn_routes: Routes<Ipv4Prefix, B>,
    /// The attributes of what is announced, and the routes of other families.
    pub path_attributes: PathAttributes<B>,
    /// IPv4 unicast routes that are announced.
    pub nlri: Routes<Ipv4Prefix, B>,
}
map_octets!(Update {
    withdrawn_routes,
    path_attributes,
    nlri
});

impl<B: AsRef<[u8]>> Update<B> {
    /// Reads everything once: all of a message or nothing. A walk afterwards meets no error.
    ///
    /// # Errors
    /// The first that there is, in the order of the octets. Offsets count from the start of the list it is in.
    pub fn check(&self) -> Result<(), DecodeError> {
        self.withdrawn_routes.check()?;
        for attribute in &self.path_attributes {
            match attribute?.value {
                AttributeValue::MpReach(reach) => reach.nlri.check()?,
                AttributeValue::MpUnreach(unreach) => unreach.nlri.check()?,
                _ => {}
            }
        }
        self.nlri.check()
    }

    /// The family of which this is the End-of-RIB: all routes have been sent
    /// ([RFC 4724, section 2](https://www.rfc-editor.org/rfc/rfc4724#section-2)).
    ///
    /// For IPv4 unicast that is an UPDATE without anything; for all others one with an MP_UNREACH_NLRI without routes,
    /// and nothing else.
    #[must_use]
    pub fn end_of_rib(&self) -> Option<Family> {
        if !self.withdrawn_routes.is_empty() || !self.nlri.is_empty() {
            return None;
        }
        let mut attributes = self.path_attributes.iter();
        match attributes.next() {
            None => Some(Family::IPV4_UNICAST),
            Some(Ok(attribute)) if attributes.rest().is_empty() => match attribute.value {
                AttributeValue::MpUnreach(MpUnreach { nlri }) if nlri.is_empty() => {
                    Some(nlri.family())
                }
                _ => None,
            },
            Some(_) => None,
        }
    }
}

impl<B: AsRef<[u8]>> Body for Update<B> {
    const TYPE: MessageType = MessageType::Update;
}

impl<'a> Decode<'a> for Update<&'a [u8]> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let session = reader.session();
        let routes = session.routes_at(Family::IPV4_UNICAST, 0);
        let length = reader.u16()?;
        let withdrawn_routes = match reader.bytes(length.into()) {
            Ok(octets) => List::over(octets, routes),
            Err(error) => return Err(error.within(What::WithdrawnRoutes)),
        };
        let length = reader.u16()?;
        let path_attributes = match reader.bytes(length.into()) {
            Ok(octets) => List::over(octets, session),
            Err(error) => return Err(error.within(What::PathAttributes)),
        };
        Ok(Update {
            withdrawn_routes,
            path_attributes,
            nlri: List::over(reader.rest(), routes),
        })
    }
}

impl<B: AsRef<[u8]>> Encode for Update<B> {
    fn encoded_len(&self) -> usize {
        4 + self.withdrawn_routes.encoded_len()
            + self.path_attributes.encoded_len()
            + self.nlri.encoded_len()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        out.put_u16(length_u16(
            "withdrawn routes",
            self.withdrawn_routes.encoded_len(),
        )?);
        self.withdrawn_routes.put(out)?;
        out.put_u16(length_u16(
            "path attributes",
            self.path_attributes.encoded_len(),
        )?);
        self.path_attributes.put(out)?;
        self.nlri.put(out)
    }

    fn form(&self, session: Session) -> Session {
        let attributes = self.path_attributes.iter().flatten();
        let session = attributes.fold(session, |session, attribute| attribute.form(session));
        let routes = [&self.withdrawn_routes, &self.nlri];
        let routes = routes.into_iter().filter(|routes| !routes.is_empty());
        routes.fold(session, |session, routes| {
            let others = session.add_path().without(Family::IPV4_UNICAST.into());
            session.with_add_path(if routes.session().path_ids() {
                others.or(Family::IPV4_UNICAST.into())
            } else {
                others
            })
        })
    }
}
