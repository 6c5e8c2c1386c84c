//! The filters of a ROUTE-REFRESH in JSON: what they say, and octets where that is not known or not all.

use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

use crate::bgp::nlri::Family;
use crate::bgp::orf::{
    AddressPrefixOrf, CoveringPrefixOrf, Orf, OrfEntries, OrfEntry, OrfFilter, OrfType,
    WhenToRefresh,
};
use crate::bgp::{RefreshKind, RouteRefresh};
use crate::error::{DecodeError, EncodeError, Malformed};
use crate::wire::{Octets, length_u16};

/// All that follows AFI, subtype and SAFI.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(in super::super) enum Filters {
    Octets(Octets),
    Read {
        when_to_refresh: WhenToRefresh,
        orfs: Vec<Item<OrfFields>>,
    },
}

/// A value, or what is not one in its place.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(in super::super) enum Item<T> {
    Malformed {
        malformed: Octets,
        /// Follows from the octets: said, and not read.
        #[serde(skip_deserializing)]
        error: Option<DecodeError>,
    },
    Value(T),
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(in super::super) enum OrfFields {
    AddressPrefixes {
        orf_type: OrfType,
        address_prefixes: Vec<Item<OrfEntry<AddressPrefixOrf>>>,
    },
    CoveringPrefixes {
        orf_type: OrfType,
        covering_prefixes: Vec<Item<OrfEntry<CoveringPrefixOrf>>>,
    },
    Octets {
        orf_type: OrfType,
        octets: Octets,
    },
}

impl Filters {
    /// The filters of a ROUTE-REFRESH, where there are some. Those of others than requests stay octets, and what would
    /// not become the same octets again: bits behind the end of a prefix.
    pub(in super::super) fn of<B: AsRef<[u8]>>(refresh: &RouteRefresh<B>) -> Option<Filters> {
        let when_to_refresh = refresh.when_to_refresh()?;
        let octets = || Filters::Octets(Octets(refresh.filters.0.as_ref().into()));
        if refresh.kind != RefreshKind::Request {
            return Some(octets());
        }
        let orfs = refresh.orfs().map(|orf| item(orf, OrfFields::of)).collect();
        let read = Filters::Read {
            when_to_refresh,
            orfs,
        };
        match read.to_octets(refresh.family) {
            Ok(octets) if *octets == *refresh.filters => Some(read),
            _ => Some(octets()),
        }
    }

    /// The octets of filters for a family.
    pub(in super::super) fn to_octets(&self, family: Family) -> Result<Vec<u8>, EncodeError> {
        let (when_to_refresh, orfs) = match self {
            Filters::Octets(octets) => return Ok(octets.0.clone()),
            Filters::Read {
                when_to_refresh,
                orfs,
            } => (*when_to_refresh, orfs),
        };
        let mut out = Vec::from([when_to_refresh.into()]);
        for orf in orfs {
            match orf {
                Item::Malformed { malformed, .. } => out.extend_from_slice(malformed),
                Item::Value(fields) => {
                    let (orf_type, entries) = fields.to_octets(family)?;
                    out.push(orf_type.into());
                    out.extend(length_u16("ORF", entries.len())?.to_be_bytes());
                    out.extend(entries);
                }
            }
        }
        Ok(out)
    }
}

impl OrfFields {
    fn of(orf: Orf<'_>) -> OrfFields {
        let orf_type = orf.orf_type;
        if let Some(entries) = orf.address_prefixes() {
            OrfFields::AddressPrefixes {
                orf_type,
                address_prefixes: items(entries),
            }
        } else if let Some(entries) = orf.covering_prefixes() {
            OrfFields::CoveringPrefixes {
                orf_type,
                covering_prefixes: items(entries),
            }
        } else {
            OrfFields::Octets {
                orf_type,
                octets: orf.octets.to_owned(),
            }
        }
    }

    fn to_octets(&self, family: Family) -> Result<(OrfType, Vec<u8>), EncodeError> {
        Ok(match self {
            OrfFields::AddressPrefixes {
                orf_type,
                address_prefixes,
            } => (*orf_type, entries(address_prefixes, family)?),
            OrfFields::CoveringPrefixes {
                orf_type,
                covering_prefixes,
            } => (*orf_type, entries(covering_prefixes, family)?),
            OrfFields::Octets { orf_type, octets } => (*orf_type, octets.0.clone()),
        })
    }
}

fn item<T, U>(read: Result<T, Malformed<&[u8]>>, form: impl Fn(T) -> U) -> Item<U> {
    match read {
        Ok(value) => Item::Value(form(value)),
        Err(malformed) => Item::Malformed {
            malformed: malformed.octets.to_owned(),
            error: Some(malformed.error),
        },
    }
}

fn items<F: OrfFilter>(entries: OrfEntries<'_, F>) -> Vec<Item<OrfEntry<F>>> {
    entries.map(|entry| item(entry, |entry| entry)).collect()
}

fn entries<F: OrfFilter>(
    items: &[Item<OrfEntry<F>>],
    family: Family,
) -> Result<Vec<u8>, EncodeError> {
    let mut out = Vec::new();
    for item in items {
        match item {
            Item::Malformed { malformed, .. } => out.extend_from_slice(malformed),
            Item::Value(entry) => entry.put(family, &mut out)?,
        }
    }
    Ok(out)
}
