//! The inputs of the fuzz targets that a message gives, each with its shape.

use std::collections::HashMap;

use bmp_codec::bgp::nlri::{Family, FamilySet};
use bmp_codec::bgp::{Session, Update};
use bmp_codec::bmp::{Message, MessageType, PeerKey, PeerTable};
use bmp_codec::net::AsnWidth;
use bmp_codec::{Decode, DecodeError, Encode};

use crate::about::About;
use crate::dump::message::Known;
use crate::files::Item;
use crate::routes::{lists, updates};
use crate::seeds::shape::Shape;

/// A fuzz target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Target {
    Stream,
    Update,
}

impl Target {
    pub(crate) const ALL: [Target; 2] = [Target::Stream, Target::Update];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Target::Stream => "stream",
            Target::Update => "update",
        }
    }
}

/// An input of a fuzz target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seed {
    pub(crate) target: Target,
    pub(crate) shape: Shape,
    /// What it is, for its name.
    pub(crate) what: String,
    pub(crate) octets: Vec<u8>,
    /// Whether it is decoded as it was in its stream.
    pub(crate) is_faithful: bool,
}

/// The last Peer Up of each peer, by stream.
#[derive(Debug, Default)]
pub(crate) struct PeerUps {
    frames: HashMap<(usize, PeerKey), Vec<u8>>,
    pub(crate) bytes: u64,
}

impl PeerUps {
    /// Keeps a Peer Up if there is `room`, and forgets the Peer Up of a peer that is down. Returns whether there was room.
    pub(crate) fn learn(&mut self, item: &Item<'_, '_>, room: u64) -> bool {
        let (kind @ (MessageType::PeerUp | MessageType::PeerDown), Some(peer)) =
            (match &item.decoded {
                Ok(message) => (message.message_type(), message.peer()),
                Err(_) => return true,
            })
        else {
            return true;
        };
        let key = (item.stream, peer.key());
        if let Some(old) = self.frames.remove(&key) {
            self.bytes -= old.len() as u64;
        }
        let length = item.frame.len() as u64;
        let is_up = kind == MessageType::PeerUp;
        if is_up && length <= room {
            self.bytes += length;
            self.frames.insert(key, item.frame.to_vec());
        }
        !is_up || length <= room
    }

    fn of(&self, item: &Item<'_, '_>, message: &Message<&[u8]>) -> Option<&[u8]> {
        let key = (item.stream, message.peer()?.key());
        self.frames.get(&key).map(Vec::as_slice)
    }
}

/// Calls `each` with the seeds of a message.
pub(crate) fn seeds(item: &Item<'_, '_>, ups: &PeerUps, each: &mut dyn FnMut(Seed)) {
    each(stream(item, ups));
    if let Ok(message) = &item.decoded {
        for update in updates(message) {
            let (body, session) = match &update {
                Ok(update) => (update.to_vec().ok(), word_of(update)),
                Err(malformed) => {
                    // Behind the header of a BGP message.
                    let body = malformed.octets.0.get(19..).map(<[u8]>::to_vec);
                    (body, 0)
                }
            };
            if let Some(body) = body {
                each(self::update(session, &body, update.ok().as_ref()));
            }
        }
    }
}

/// Returns the shape of the last message of a stream, in the session that the stream says.
pub(crate) fn shape_of_stream(octets: &[u8]) -> Option<Shape> {
    let mut peers = PeerTable::default();
    let mut shape = None;
    for frame in bmp_codec::bmp::frames(octets) {
        let frame = frame.ok()?;
        shape = Some(Shape::of_message(&peers.decode(frame), frame));
    }
    shape
}

/// The message alone, or behind the Peer Up of its peer if it has another shape then.
fn stream(item: &Item<'_, '_>, ups: &PeerUps) -> Seed {
    let what = name_of(&item.decoded);
    let shape = Shape::of_message(&item.decoded, item.frame);
    let seed = |octets: Vec<u8>, shape, is_faithful| Seed {
        target: Target::Stream,
        shape,
        what: what.clone(),
        octets,
        is_faithful,
    };
    let mut alone = PeerTable::default();
    let decoded = alone.decode(item.frame);
    let is_alike = match (&item.decoded, &decoded) {
        (Ok(message), Ok(other)) => reads(message, item.peers) == reads(other, &alone),
        _ => true,
    };
    if is_alike {
        return seed(item.frame.to_vec(), shape, true);
    }
    let without = Shape::of_message(&decoded, item.frame);
    if without == shape {
        return seed(item.frame.to_vec(), shape, true);
    }
    let up = item
        .decoded
        .as_ref()
        .ok()
        .and_then(|message| ups.of(item, message));
    if let Some(up) = up {
        let octets = [up, item.frame].concat();
        if shape_of_stream(&octets) == Some(shape) {
            return seed(octets, shape, true);
        }
    }
    seed(item.frame.to_vec(), without, false)
}

/// Returns what of the session decides how routes and AS numbers are decoded.
fn reads(
    message: &Message<&[u8]>,
    peers: &PeerTable,
) -> Option<(AsnWidth, FamilySet, FamilySet, bool)> {
    let session = Known::of(message, peers).session(message)?;
    Some((
        session.asn_width(),
        session.add_path(),
        session.multiple_labels(),
        session.has_withdrawn_stacks(),
    ))
}

fn update(word: u64, body: &[u8], original: Option<&Update<&[u8]>>) -> Seed {
    let decoded = decode_update(word, body);
    let shape = Shape::of_update(&decoded);
    let original = original.map(|update| Shape::of_update(&Ok(*update)));
    Seed {
        target: Target::Update,
        shape,
        what: match &decoded {
            Ok(update) => About::of(update).to_string(),
            Err(_) => "malformed".into(),
        },
        octets: [&word.to_be_bytes()[..], body].concat(),
        is_faithful: original.is_none_or(|original| original == shape),
    }
}

/// Returns the shape of an input of the target `update`.
#[cfg(test)]
pub(crate) fn shape_of_update(octets: &[u8]) -> Option<Shape> {
    let (word, body) = octets.split_first_chunk()?;
    let decoded = decode_update(u64::from_be_bytes(*word), body);
    Some(Shape::of_update(&decoded))
}

/// The highest bit of the word: AS numbers of two octets. The next one: several labels, in every family. The others:
/// path identifiers, in the family of this place in [`Family::ALL`].
const TWO_OCTETS: u64 = 1 << 63;
const SEVERAL_LABELS: u64 = 1 << 62;

/// As `fuzz/fuzz_targets/update.rs` decodes it.
fn decode_update(word: u64, body: &[u8]) -> Result<Update<&[u8]>, DecodeError> {
    let families = |word: u64| -> FamilySet {
        let families = Family::ALL.iter().enumerate();
        let families = families.filter(|(place, _)| word >> place & 1 != 0);
        families.map(|(_, family)| *family).collect()
    };
    let session = Session::default()
        .with_add_path(families(word))
        .with_multiple_labels(families(if word & SEVERAL_LABELS == 0 {
            0
        } else {
            u64::MAX
        }))
        .with_asn_width(if word & TWO_OCTETS == 0 {
            AsnWidth::Four
        } else {
            AsnWidth::Two
        });
    Update::from_octets_in(body, session)
}

/// Returns the word that says the session of an UPDATE, for the families of its routes.
fn word_of(update: &Update<&[u8]>) -> u64 {
    let session = update.path_attributes.session();
    let mut word = match session.asn_width() {
        AsnWidth::Two => TWO_OCTETS,
        AsnWidth::Four => 0,
    };
    lists(update, |list| {
        let family = list.nlri.family();
        let place = Family::ALL.iter().position(|known| *known == family);
        if let Some(place) = place
            && session.add_path().contains(family)
        {
            word |= 1 << place;
        }
        if session.multiple_labels().contains(family) {
            word |= SEVERAL_LABELS;
        }
    });
    word
}

/// Returns the type of a message and the family of its routes, with hyphens.
fn name_of(decoded: &Result<Message<&[u8]>, DecodeError>) -> String {
    let Ok(message) = decoded else {
        return "malformed".into();
    };
    let kind = message.message_type();
    let mut name = kind
        .name()
        .unwrap_or("unknown")
        .to_lowercase()
        .replace(' ', "-");
    if message.version() == 4 {
        name = format!("v4-{name}");
    }
    if let Some(update) = updates(message).next() {
        let about = update.as_ref().map(About::of);
        match about {
            Ok(about) => name = format!("{name}-{about}"),
            Err(_) => name += "-malformed",
        }
    }
    name
}
