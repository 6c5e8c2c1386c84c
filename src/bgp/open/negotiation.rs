//! What two OPENs agree on: a [`Session`], and the maximum length of a message.

use crate::bgp::capability::{AddPath, Capability, MultipleLabels};
use crate::bgp::nlri::{Family, FamilySet};
use crate::bgp::{Basis, Direction, MAX_EXTENDED_MESSAGE_LEN, MAX_MESSAGE_LEN, Open, Session};
use crate::net::{Asn, AsnWidth};

/// The code of the BGP Extended Message capability.
const EXTENDED_MESSAGE: u8 = 6;

impl Session {
    /// Returns what two speakers agreed on in their OPENs, for routes in one direction.
    ///
    /// * AS numbers have four octets if both speakers have the 4-octet AS capability.
    /// * Routes of a family have path identifiers if the speaker that sends the routes can send them and the other one
    ///   can receive them ([RFC 7911, section 4](https://www.rfc-editor.org/rfc/rfc7911#section-4)).
    /// * Routes of a family may have multiple labels if both speakers accept them
    ///   ([RFC 8277, section 2.1](https://www.rfc-editor.org/rfc/rfc8277#section-2.1)).
    #[must_use]
    pub fn negotiated<S, R>(sent: &Open<S>, received: &Open<R>, direction: Direction) -> Session
    where
        S: AsRef<[u8]>,
        R: AsRef<[u8]>,
    {
        Offer::of(sent).session(&Offer::of(received), direction)
    }

    /// Returns the session of a Loc-RIB, from the OPEN that the router made up for its Peer Up
    /// ([RFC 9069, sections 5.2 and 5.4.1](https://www.rfc-editor.org/rfc/rfc9069#section-5.2)).
    ///
    /// Routes of a family have path identifiers if ADD-PATH names the family at all, and may have multiple labels if
    /// the Multiple Labels capability allows them. AS numbers have four octets.
    #[must_use]
    pub fn of_loc_rib<B: AsRef<[u8]>>(open: &Open<B>) -> Session {
        Offer::of(open).loc_rib()
    }
}

/// Returns the maximum length of an UPDATE in bytes, header included, between the speakers of these two OPENs:
/// [`MAX_EXTENDED_MESSAGE_LEN`] if both have the BGP Extended Message capability, and [`MAX_MESSAGE_LEN`] otherwise.
///
/// [RFC 8654, section 4](https://www.rfc-editor.org/rfc/rfc8654#section-4) only requires the capability of the
/// receiver. Routers require it of both, and the limit is then the same in both directions.
///
/// ```
/// use bmp_codec::bgp::{self, Open, capability::{Capability, ExtendedMessage}};
/// use bmp_codec::net::Asn;
///
/// let open = |capabilities: &[Capability]| {
///     Open::new(Asn(65001), 90, [192, 0, 2, 1].into(), capabilities.iter().cloned())
/// };
/// let with = open(&[Capability::ExtendedMessage(ExtendedMessage)])?;
/// let without = open(&[])?;
/// assert_eq!(bgp::max_message_len(&with, &with), 65535);
/// assert_eq!(bgp::max_message_len(&with, &without), 4096);
/// # Ok::<(), bmp_codec::EncodeError>(())
/// ```
#[must_use]
pub fn max_message_len<S, R>(sent: &Open<S>, received: &Open<R>) -> usize
where
    S: AsRef<[u8]>,
    R: AsRef<[u8]>,
{
    if sent.has_capability(EXTENDED_MESSAGE) && received.has_capability(EXTENDED_MESSAGE) {
        MAX_EXTENDED_MESSAGE_LEN
    } else {
        MAX_MESSAGE_LEN
    }
}

/// What one OPEN offers, found in one pass.
#[derive(Default)]
pub(crate) struct Offer {
    /// The families of its Multiprotocol Extensions capabilities.
    multiprotocol: FamilySet,
    has_multiprotocol: bool,
    /// The value of its first 4-octet AS capability.
    four_octets: Option<Asn>,
    my_autonomous_system: u16,
    send: FamilySet,
    receive: FamilySet,
    named: FamilySet,
    multiple_labels: FamilySet,
}

impl Offer {
    pub(crate) fn of<B: AsRef<[u8]>>(open: &Open<B>) -> Offer {
        let mut offer = Offer {
            my_autonomous_system: open.my_autonomous_system,
            ..Offer::default()
        };
        // If there are several Multiple Labels capabilities, the first one counts.
        let mut multiple_labels = None;
        for capability in open.capabilities() {
            match capability {
                Ok(Capability::Multiprotocol(multiprotocol)) => {
                    offer.multiprotocol = offer.multiprotocol.or(multiprotocol.family.into());
                    offer.has_multiprotocol = true;
                }
                Ok(Capability::FourOctetAsNumber(asn)) => {
                    offer.four_octets.get_or_insert(asn);
                }
                Ok(Capability::AddPath(families)) => {
                    families.iter().for_each(|entry| offer.add(entry))
                }
                Ok(Capability::MultipleLabels(families)) => {
                    multiple_labels.get_or_insert(families);
                }
                _ => {}
            }
        }
        offer.multiple_labels = multiple_labels.map_or(FamilySet::EMPTY, families_of);
        offer
    }

    /// Returns the session of two speakers for routes in one direction: this one is the local one.
    pub(crate) fn session(&self, remote: &Offer, direction: Direction) -> Session {
        let families = match direction {
            Direction::Received => self.receive.and(remote.send),
            Direction::Sent => self.send.and(remote.receive),
        };
        let width = if self.four_octets.is_some() && remote.four_octets.is_some() {
            AsnWidth::Four
        } else {
            AsnWidth::Two
        };
        Session::default()
            .with_asn_width(width)
            .with_add_path(families)
            .with_multiple_labels(self.multiple_labels.and(remote.multiple_labels))
            .with_basis(Basis::Negotiated)
    }

    /// Returns the session of a Loc-RIB.
    pub(crate) fn loc_rib(&self) -> Session {
        Session::default()
            .with_add_path(self.named)
            .with_multiple_labels(self.multiple_labels)
            .with_basis(Basis::Negotiated)
    }

    /// Returns the AS number, like [`Open::asn`].
    pub(crate) fn asn(&self) -> Asn {
        let asn = Asn(self.my_autonomous_system.into());
        self.four_octets.unwrap_or(asn)
    }

    /// Returns the families of Multiprotocol Extensions.
    pub(crate) fn multiprotocol(&self) -> FamilySet {
        self.multiprotocol
    }

    /// Returns the families that the OPEN names; IPv4 unicast if it names none.
    pub(crate) fn spoken(&self) -> FamilySet {
        match self.has_multiprotocol {
            true => self.multiprotocol,
            false => Family::IPV4_UNICAST.into(),
        }
    }

    /// Returns a session with what capabilities change that a message states for itself
    /// (draft-ietf-grow-bmp-tlv-21, section 5.2.3), as the router of the message offers them. Without a direction, any
    /// mode of ADD-PATH counts. A family that they do not name, and AS numbers if they do not name them, stay.
    pub(crate) fn stated<'a>(
        session: Session,
        direction: Option<Direction>,
        capabilities: impl Iterator<Item = Capability<&'a [u8]>>,
    ) -> Session {
        let mut multiple_labels = None;
        let session = capabilities.fold(session, |session, capability| match capability {
            Capability::AddPath(families) => families.iter().fold(session, |session, entry| {
                let family = FamilySet::from(entry.family);
                let others = session.add_path().without(family);
                let has_path_ids = match direction {
                    Some(Direction::Received) => entry.receives(),
                    Some(Direction::Sent) => entry.sends(),
                    None => entry.receives() || entry.sends(),
                };
                session.with_add_path(match has_path_ids {
                    true => others.or(family),
                    false => others,
                })
            }),
            Capability::MultipleLabels(families) => {
                multiple_labels.get_or_insert(families);
                session
            }
            Capability::FourOctetAsNumber(_) => session.with_asn_width(AsnWidth::Four),
            _ => session,
        });
        let several = multiple_labels.map_or(FamilySet::EMPTY, families_of);
        session.with_multiple_labels(session.multiple_labels().or(several))
    }

    /// Adds an entry; the last entry of a family counts.
    fn add(&mut self, entry: AddPath) {
        let family = FamilySet::from(entry.family);
        self.named = self.named.or(family);
        let changed = |families: FamilySet, is_in: bool| match is_in {
            true => families.or(family),
            false => families.without(family),
        };
        self.send = changed(self.send, entry.sends());
        self.receive = changed(self.receive, entry.receives());
    }
}

/// Returns the families of a Multiple Labels capability. The first entry of a family counts, and only if it allows more
/// than one label.
fn families_of(entries: MultipleLabels<&[u8]>) -> FamilySet {
    let (mut seen, mut several) = (FamilySet::EMPTY, FamilySet::EMPTY);
    for entry in &entries {
        let family = FamilySet::from(entry.family);
        if entry.is_valid() {
            several = several.or(family.without(seen));
        }
        seen = seen.or(family);
    }
    several
}

#[cfg(test)]
mod tests;
