//! Outbound route filters, as carried in ROUTE-REFRESH: which routes a speaker asks its peer to send
//! ([RFC 5291, section 4](https://www.rfc-editor.org/rfc/rfc5291#section-4)).
//!
//! ```text
//! when to refresh u8, then for each ORF: type u8, length u16, entries (length bytes)
//! entry: action 2 bits, match 1 bit, reserved 5 bits, then unless the action is remove-all
//!   64, 128: sequence u32, minlen u8, maxlen u8, bits u8, prefix (ceil(bits / 8) bytes)
//!   65: sequence u32, minlen u8, maxlen u8, route target 8, route target 8, route type u8, host address 0, 4, 6 or 16
//! ```
//!
//! ```
//! use bmp_codec::{Encode, bgp::{RouteRefresh, nlri::Family}};
//! use bmp_codec::bgp::orf::{AddressPrefixOrf, OrfEntry, WhenToRefresh};
//!
//! let when = WhenToRefresh::Immediate;
//! let mut refresh = RouteRefresh::filtered(Family::IPV4_UNICAST, when);
//! let prefix = AddressPrefixOrf::new(5, "10.0.0.0/8".parse()?).with_lengths(0, 24);
//! refresh.push_orf([OrfEntry::permit(prefix)])?;
//! assert_eq!(refresh.to_vec()?, [0, 1, 0, 1, 1, 64, 0, 9, 0, 0, 0, 0, 5, 0, 24, 8, 10]);
//!
//! let orf = refresh.orfs().flatten().next().unwrap();
//! let entry = orf.address_prefixes().into_iter().flatten().flatten().next().unwrap();
//! assert_eq!(entry.to_string(), "add permit 5 10.0.0.0/8 le 24");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod address_prefix;
mod covering_prefix;
mod entry;
#[cfg(feature = "serde")]
pub(super) mod json;

use core::fmt::{self, Display as _};
use core::iter::FusedIterator;

pub use address_prefix::AddressPrefixOrf;
pub use covering_prefix::{CoveringPrefixOrf, OrfHost};
pub use entry::{OrfAction, OrfEntries, OrfEntry, OrfFilter, OrfMatch};

use crate::bgp::nlri::Family;
use crate::registry::registry;
use crate::wire::{Context, DecodeError, Malformed, Octets, Reader, What, framed};

registry! {
    /// When the peer sends its routes again
    /// ([RFC 5291, section 4](https://www.rfc-editor.org/rfc/rfc5291#section-4)).
    WhenToRefresh(u8) {
        /// At once.
        1 Immediate "immediate",
        /// When the speaker asks again.
        2 Defer "defer",
    }
}

registry! {
    /// The type of an ORF: what its entries match.
    OrfType(u8) {
        /// Communities, from an expired draft.
        2 Communities "communities",
        /// Extended communities, from an expired draft.
        3 ExtendedCommunities "extended-communities",
        /// Prefixes ([RFC 5292](https://www.rfc-editor.org/rfc/rfc5292)).
        64 AddressPrefix "address-prefix",
        /// Prefixes that cover a host: CP-ORF ([RFC 7543](https://www.rfc-editor.org/rfc/rfc7543)).
        65 CoveringPrefix "cp-orf",
        /// Prefixes, as used before RFC 5292.
        128 PrestandardAddressPrefix "prestandard-address-prefix",
        /// Communities, as used before the draft.
        129 PrestandardCommunities "prestandard-communities",
        /// Extended communities, as used before the draft.
        130 PrestandardExtendedCommunities "prestandard-extended-communities",
        /// AS paths, as used before the draft.
        131 PrestandardAsPath "prestandard-as-path",
    }
}

/// The offset of the first ORF: after AFI, subtype, SAFI and when-to-refresh.
const FIRST: usize = 5;

/// What errors name if an ORF is malformed.
const WHAT: What = What::BgpMessage(5);

/// An ORF: entries of one type in a ROUTE-REFRESH.
#[derive(Clone, Copy, Debug)]
pub struct Orf<'a> {
    /// The type.
    pub orf_type: OrfType,
    /// The entries, as received.
    pub octets: Octets<&'a [u8]>,
    family: Family,
    offset: usize,
}

impl<'a> Orf<'a> {
    /// Returns the entries of an Address Prefix ORF for IPv4 or IPv6, or `None` if this is no such ORF.
    #[must_use]
    pub fn address_prefixes(&self) -> Option<OrfEntries<'a, AddressPrefixOrf>> {
        let is = matches!(
            self.orf_type,
            OrfType::AddressPrefix | OrfType::PrestandardAddressPrefix
        );
        is.then(|| self.entries())?
    }

    /// Returns the entries of a CP-ORF for IPv4, IPv6 or L2VPN, or `None` if this is no such ORF.
    #[must_use]
    pub fn covering_prefixes(&self) -> Option<OrfEntries<'a, CoveringPrefixOrf>> {
        (self.orf_type == OrfType::CoveringPrefix).then(|| self.entries())?
    }

    fn entries<F: OrfFilter>(&self) -> Option<OrfEntries<'a, F>> {
        let reader = Reader::at(self.octets.0, self.offset, Context::default());
        F::is_of(self.family).then(|| OrfEntries::new(reader, self.family))
    }
}

/// Writes the type and the entries, separated by commas. If their layout is unknown, the entries are hexadecimal.
impl fmt::Display for Orf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.orf_type.fmt(f)?;
        if let Some(entries) = self.address_prefixes() {
            write_entries(entries, f)
        } else if let Some(entries) = self.covering_prefixes() {
            write_entries(entries, f)
        } else if self.octets.is_empty() {
            Ok(())
        } else {
            write!(f, " {}", self.octets)
        }
    }
}

fn write_entries<F: OrfFilter>(
    entries: OrfEntries<'_, F>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let mut separator = " ";
    for entry in entries {
        f.write_str(core::mem::replace(&mut separator, ", "))?;
        match entry {
            Ok(entry) => entry.fmt(f)?,
            Err(malformed) => write!(f, "malformed {}", malformed.octets)?,
        }
    }
    Ok(())
}

/// An iterator over the ORFs of a ROUTE-REFRESH.
///
/// If an ORF is longer than the rest, the iterator returns an error with the remaining bytes and ends. A malformed
/// entry inside an ORF does not affect the other ORFs.
#[derive(Clone, Debug)]
pub struct Orfs<'a> {
    family: Family,
    reader: Reader<'a>,
}

impl<'a> Orfs<'a> {
    /// Returns the ORFs in `octets`, the bytes after when-to-refresh.
    pub(super) fn new(family: Family, octets: &'a [u8]) -> Orfs<'a> {
        Orfs {
            family,
            reader: Reader::at(octets, FIRST, Context::default()),
        }
    }
}

impl<'a> Iterator for Orfs<'a> {
    type Item = Result<Orf<'a>, Malformed<&'a [u8]>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.reader.is_empty() {
            return None;
        }
        let family = self.family;
        Some(framed(
            &mut self.reader,
            |reader| cut(reader).map_err(|error| error.within(WHAT)),
            |orf_type, value| {
                let offset = value.offset();
                Ok(Orf {
                    orf_type,
                    octets: value.octets(),
                    family,
                    offset,
                })
            },
        ))
    }
}

fn cut<'a>(reader: &mut Reader<'a>) -> Result<(What, OrfType, Reader<'a>), DecodeError> {
    let (orf_type, length) = (reader.u8()?, reader.u16()?);
    Ok((WHAT, orf_type.into(), reader.sub(length.into())?))
}

impl FusedIterator for Orfs<'_> {}

#[cfg(test)]
mod tests;
