//! The filters of a ROUTE-REFRESH in JSON: decoded, or as bytes if decoding would lose something.

use alloc::vec::Vec;
use serde::de::IgnoredAny;
use serde::ser::{SerializeSeq, SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};

use crate::bgp::nlri::Family;
use crate::bgp::orf::{
    AddressPrefixOrf, CoveringPrefixOrf, Orf, OrfEntries, OrfEntry, OrfFilter, OrfType,
    WhenToRefresh,
};
use crate::bgp::{RefreshKind, RouteRefresh};
use crate::wire::serde::{Bad, Item};
use crate::wire::{EncodeError, Malformed, Octets, Writer, length_u16};

/// Everything after AFI, subtype and SAFI, for JSON. Filters stay in bytes if the message is not a request, or if they
/// would not encode to the same bytes again: there may be bits beyond the end of a prefix.
pub(crate) struct Said<'a, B: AsRef<[u8]>>(pub(crate) &'a RouteRefresh<B>);

impl<B: AsRef<[u8]>> Serialize for Said<'_, B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let refresh = self.0;
        let Some(when) = refresh.when_to_refresh() else {
            return serializer.serialize_none();
        };
        let is_exact = || refresh.orfs().flatten().all(|orf| is_exact(&orf));
        if refresh.kind != RefreshKind::Request || !is_exact() {
            return refresh.filters.serialize(serializer);
        }
        let mut fields = serializer.serialize_struct("Filters", 2)?;
        fields.serialize_field("when_to_refresh", &when)?;
        fields.serialize_field("orfs", &Sequence(refresh.orfs()))?;
        fields.end()
    }
}

fn is_exact(orf: &Orf<'_>) -> bool {
    orf.address_prefixes()
        .is_none_or(|entries| are_exact(entries, orf.family))
        && orf
            .covering_prefixes()
            .is_none_or(|entries| are_exact(entries, orf.family))
}

/// Returns whether entries encode to the bytes that they were decoded from.
fn are_exact<F: OrfFilter>(mut entries: OrfEntries<'_, F>, family: Family) -> bool {
    loop {
        let before = entries.rest();
        let entry = match entries.next() {
            None => return true,
            Some(Err(_)) => continue,
            Some(Ok(entry)) => entry,
        };
        // The longest entry has 40 bytes: a CP-ORF of IPv6.
        let mut octets = [0; 64];
        let mut room = &mut octets[..];
        let is_written = entry.put(family, &mut Writer::with_room(&mut room)).is_ok();
        let length = 64 - room.len();
        let read = before.get(..before.len() - entries.rest().len());
        if !is_written || octets.get(..length) != read {
            return false;
        }
    }
}

/// Values in order; a malformed one is its bytes and the error.
struct Sequence<I>(I);

impl<'a, T, I> Serialize for Sequence<I>
where
    T: Serialize,
    I: Iterator<Item = Result<T, Malformed<&'a [u8]>>> + Clone,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sequence = serializer.serialize_seq(None)?;
        for item in self.0.clone() {
            match item {
                Ok(value) => sequence.serialize_element(&value)?,
                Err(malformed) => sequence.serialize_element(&Bad::from(&malformed))?,
            }
        }
        sequence.end()
    }
}

impl Serialize for Orf<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Orf", 2)?;
        fields.serialize_field("orf_type", &self.orf_type)?;
        if let Some(entries) = self.address_prefixes() {
            fields.serialize_field("address_prefixes", &Sequence(entries))?;
        } else if let Some(entries) = self.covering_prefixes() {
            fields.serialize_field("covering_prefixes", &Sequence(entries))?;
        } else {
            fields.serialize_field("octets", &self.octets)?;
        }
        fields.end()
    }
}

/// The filters as deserialized.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Filters {
    Octets(Octets),
    Read {
        when_to_refresh: WhenToRefresh,
        orfs: Vec<Item<OrfFields, IgnoredAny>>,
    },
}

#[derive(Deserialize)]
pub(crate) struct OrfFields {
    orf_type: OrfType,
    #[serde(flatten)]
    entries: Entries,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Entries {
    AddressPrefixes(Vec<Item<OrfEntry<AddressPrefixOrf>, IgnoredAny>>),
    CoveringPrefixes(Vec<Item<OrfEntry<CoveringPrefixOrf>, IgnoredAny>>),
    Octets(Octets),
}

impl Filters {
    /// Encodes the filters for a family.
    pub(crate) fn into_octets(self, family: Family) -> Result<Vec<u8>, EncodeError> {
        let (when_to_refresh, orfs) = match self {
            Filters::Octets(octets) => return Ok(octets.0),
            Filters::Read {
                when_to_refresh,
                orfs,
            } => (when_to_refresh, orfs),
        };
        let mut out = Vec::from([when_to_refresh.into()]);
        for orf in orfs {
            match orf {
                Item::Bad(octets, _) => out.extend(octets),
                Item::Element(fields) => {
                    let octets = match fields.entries {
                        Entries::AddressPrefixes(entries) => octets_of(&entries, family)?,
                        Entries::CoveringPrefixes(entries) => octets_of(&entries, family)?,
                        Entries::Octets(octets) => octets.0,
                    };
                    out.push(fields.orf_type.into());
                    out.extend(length_u16("ORF", octets.len())?.to_be_bytes());
                    out.extend(octets);
                }
            }
        }
        Ok(out)
    }
}

fn octets_of<F: OrfFilter>(
    entries: &[Item<OrfEntry<F>, IgnoredAny>],
    family: Family,
) -> Result<Vec<u8>, EncodeError> {
    let mut out = Vec::new();
    for entry in entries {
        match entry {
            Item::Bad(octets, _) => out.extend_from_slice(octets),
            Item::Element(entry) => entry.put(family, &mut Writer::with_room(&mut out))?,
        }
    }
    Ok(out)
}
