//! What two OPENs agree on: a [`Session`], and how long a message may be.

use crate::bgp::capability::{AddPath, Capability, MultipleLabels};
use crate::bgp::nlri::FamilySet;
use crate::bgp::{Basis, Direction, MAX_EXTENDED_MESSAGE_LEN, MAX_MESSAGE_LEN, Open, Session};
use crate::net::AsnWidth;

/// The code of the BGP Extended Message capability.
const EXTENDED_MESSAGE: u8 = 6;

impl Session {
    /// What two speakers agreed on by their OPENs, for routes that go in one direction.
    ///
    /// AS numbers have four octets where both say so. Routes of a family have path identifiers where the side that
    /// sends the routes can send them, and the other can receive them
    /// ([RFC 7911, section 4](https://www.rfc-editor.org/rfc/rfc7911#section-4)). They have several labels where both
    /// sides can take them ([RFC 8277, section 2.1](https://www.rfc-editor.org/rfc/rfc8277#section-2.1)).
    #[must_use]
    pub fn negotiated<S, R>(sent: &Open<S>, received: &Open<R>, direction: Direction) -> Session
    where
        S: AsRef<[u8]>,
        R: AsRef<[u8]>,
    {
        let (local, remote) = (Offer::of(sent), Offer::of(received));
        let families = match direction {
            Direction::Received => local.receive.and(remote.send),
            Direction::Sent => local.send.and(remote.receive),
        };
        let width = if local.four_octets && remote.four_octets {
            AsnWidth::Four
        } else {
            AsnWidth::Two
        };
        Session::default()
            .with_asn_width(width)
            .with_add_path(families)
            .with_multiple_labels(local.multiple_labels.and(remote.multiple_labels))
            .with_basis(Basis::Negotiated)
    }

    /// What a Loc-RIB's Peer Up says by an OPEN that the router made up: path identifiers where the family is
    /// named at all, several labels where it has them, and AS numbers of four octets
    /// ([RFC 9069, sections 5.2 and 5.4.1](https://www.rfc-editor.org/rfc/rfc9069#section-5.2)).
    #[must_use]
    pub fn of_loc_rib<B: AsRef<[u8]>>(open: &Open<B>) -> Session {
        let offer = Offer::of(open);
        Session::default()
            .with_add_path(offer.named)
            .with_multiple_labels(offer.multiple_labels)
            .with_basis(Basis::Negotiated)
    }
}

/// The most octets of an UPDATE, header included, between the speakers of these two OPENs:
/// [`MAX_EXTENDED_MESSAGE_LEN`] where both have the BGP Extended Message capability, and [`MAX_MESSAGE_LEN`] otherwise.
///
/// [RFC 8654, section 4](https://www.rfc-editor.org/rfc/rfc8654#section-4) asks for the capability of the receiver only;
/// asking for both is what routers do, and the same for both directions.
///
/// ```
/// use bmp_codec::bgp::{self, Open, capability::{Capability, ExtendedMessage}};
/// use bmp_codec::net::Asn;
///
/// let open = |capabilities: &[Capability]| {
///     Open::new(Asn(65001), 90, [192, 0, 2, 1].into(), capabilities.iter().cloned())
/// };
/// let (with, without) = (open(&[Capability::ExtendedMessage(ExtendedMessage)])?, open(&[])?);
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

/// What one OPEN offers.
#[derive(Default)]
struct Offer {
    four_octets: bool,
    send: FamilySet,
    receive: FamilySet,
    named: FamilySet,
    multiple_labels: FamilySet,
}

impl Offer {
    fn of<B: AsRef<[u8]>>(open: &Open<B>) -> Offer {
        let mut offer = Offer::default();
        // Of several Multiple Labels capabilities the first counts.
        let mut multiple_labels = None;
        for capability in open.capabilities() {
            match capability {
                Ok(Capability::FourOctetAsNumber(_)) => offer.four_octets = true,
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

    /// The last entry of a family counts.
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

/// The families of a Multiple Labels capability. Of several entries of a family the first counts, and none that says
/// that there can be one label at most.
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
