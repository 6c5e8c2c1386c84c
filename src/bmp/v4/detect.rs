//! Finds the profile of a Route Monitoring message by its content, and what is needed before its UPDATE can be decoded.

use crate::bgp::capability::Capability;
use crate::bgp::{Direction, Offer, Session};
use crate::bmp::v4::tlv::split;
use crate::bmp::v4::value::{Kind, is_update, kind};
use crate::bmp::v4::{ExtendedFlags, Index, Profile, TlvContext, Tlvs, Value};
use crate::bmp::{MessageType, PerPeerHeader};
use crate::wire::Reader;

impl Profile {
    /// Returns the profile that the TLVs of a Route Monitoring message show. `None`: there is no UPDATE, or the TLVs fit
    /// several profiles.
    ///
    /// ```
    /// use bmp_codec::bmp::v4::Profile;
    ///
    /// // An empty UPDATE as type 4, and a VRF/Table Name as type 3: it is type 2 since -21.
    /// let mut tlvs = b"\0\x04\0\x17\0\0".to_vec();
    /// tlvs.extend([0xff; 16]);
    /// tlvs.extend(b"\0\x17\x02\0\0\0\0");
    /// assert_eq!(Profile::detect(&tlvs), None);
    /// tlvs.extend(b"\0\x03\0\x06\0\0global");
    /// assert_eq!(Profile::detect(&tlvs), Some(Profile::Draft19));
    /// ```
    #[must_use]
    pub fn detect(tlvs: &[u8]) -> Option<Profile> {
        let update = raw(tlvs).find(|tlv| tlv.is_update())?;
        match update.number {
            1 => Some(Profile::Draft17),
            4 => draft_19_or_21(tlvs),
            7 => Some(Profile::Draft20),
            _ => Some(Profile::Other),
        }
    }
}

/// Both have the UPDATE as type 4. The one that fewer TLVs contradict is the right one.
fn draft_19_or_21(tlvs: &[u8]) -> Option<Profile> {
    let misfits = |profile| {
        let misfits = raw(tlvs).filter(|tlv| !tlv.fits(profile));
        misfits.count()
    };
    match misfits(Profile::Draft19).cmp(&misfits(Profile::Draft21)) {
        core::cmp::Ordering::Less => Some(Profile::Draft19),
        core::cmp::Ordering::Equal => None,
        core::cmp::Ordering::Greater => Some(Profile::Draft21),
    }
}

/// A TLV of Route Monitoring that no enterprise defines, before its value is decoded.
struct Raw<'a> {
    number: u16,
    index: Index,
    octets: &'a [u8],
}

/// Returns the TLVs up to one that ends behind the message.
fn raw(mut tlvs: &[u8]) -> impl Iterator<Item = Raw<'_>> {
    let next = move || {
        let (head, tlv, behind) = split(true, tlvs)?;
        tlvs = behind;
        Some(head.number().map(|number| Raw {
            number,
            index: head.index.unwrap_or_default(),
            octets: tlv.get(head.len()..).unwrap_or_default(),
        }))
    };
    core::iter::from_fn(next).flatten()
}

fn context(profile: Profile) -> TlvContext {
    TlvContext::new(MessageType::RouteMonitoring, profile, Session::default())
}

impl Raw<'_> {
    fn is_update(&self) -> bool {
        self.index == Index::ALL && is_update(self.octets)
    }

    /// Returns whether the TLV is well-formed in a profile, by its index and the shape of its value.
    fn fits(&self, profile: Profile) -> bool {
        let (octets, length) = (self.octets, self.octets.len());
        let is_common = self.index == Index::ALL;
        match kind(context(profile), self.number) {
            Some(Kind::BgpMessage) => self.is_update(),
            Some(Kind::Group) => {
                let (indexes, odd) = octets.as_chunks();
                let is_route = |index: &[u8; 2]| (1..0x8000).contains(&u16::from_be_bytes(*index));
                self.index.is_group()
                    && odd.is_empty()
                    && !indexes.is_empty()
                    && indexes.iter().all(is_route)
            }
            Some(Kind::VrfTableName) => {
                let name = core::str::from_utf8(octets).unwrap_or_default();
                !name.is_empty() && !name.contains(char::is_control)
            }
            Some(Kind::StatelessParsing) => {
                let value = octets.get(1).copied().map(usize::from);
                is_common && value.is_some_and(|value| value + 2 == length)
            }
            Some(Kind::SequenceNumber) => is_common && length == 8,
            Some(Kind::ExtendedFlags) => is_common && length > 0,
            Some(Kind::Timestamp) => matches!(length, 5 | 9),
            Some(Kind::PathMarking) => matches!(length, 4 | 6),
            Some(_) | None => false,
        }
    }
}

/// What a message states that the UPDATE is decoded by.
pub(super) struct Survey<'a> {
    /// The bytes of the UPDATE; empty if it was not found.
    pub(super) update: &'a [u8],
    /// The first extended flags.
    pub(super) flags: Option<ExtendedFlags<&'a [u8]>>,
    /// Whether there is Stateless Parsing.
    pub(super) is_stated: bool,
    tlvs: Tlvs<&'a [u8]>,
}

impl<'a> Survey<'a> {
    pub(super) fn of(tlvs: Tlvs<&'a [u8]>) -> Survey<'a> {
        let mut survey = Survey {
            update: &[],
            flags: None,
            is_stated: false,
            tlvs,
        };
        let context = tlvs.context();
        let (is_other, mut has_update) = (context.profile() == Profile::Other, false);
        // In one pass, which decodes no other value.
        for tlv in raw(tlvs.into_entries().rest()) {
            let value = Reader::new(tlv.octets);
            let kind = match kind(context, tlv.number) {
                _ if is_other && tlv.is_update() => Some(Kind::BgpMessage),
                _ if is_other => None,
                kind => kind,
            };
            match kind {
                Some(Kind::BgpMessage) if !has_update => {
                    (survey.update, has_update) = (tlv.octets, true);
                }
                Some(Kind::ExtendedFlags) => {
                    if let Ok(flags) = value.whole() {
                        survey.flags.get_or_insert(flags);
                    }
                }
                Some(Kind::StatelessParsing) => {
                    survey.is_stated |= value.whole::<Capability<&[u8]>>().is_ok();
                }
                _ => {}
            }
        }
        survey
    }

    /// Returns the session with what Stateless Parsing changes.
    pub(super) fn stated(&self, peer: &PerPeerHeader, session: Session) -> Session {
        if !self.is_stated {
            return session;
        }
        let direction = match (peer.is_loc_rib(), peer.is_adj_rib_out()) {
            (true, _) => None,
            (false, true) => Some(Direction::Sent),
            (false, false) => Some(Direction::Received),
        };
        let tlvs = self.tlvs.into_iter().flatten();
        Offer::stated(
            session,
            direction,
            tlvs.filter_map(|tlv| match tlv.value {
                Value::StatelessParsing(capability) => Some(capability),
                _ => None,
            }),
        )
    }
}
