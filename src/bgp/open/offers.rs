//! What an OPEN offers, by name: of capabilities that are there several times, the one that counts.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crate::bgp::Open;
use crate::bgp::capability::{
    AddPath, Capability, Fqdn, GracefulRestart, LongLivedFamily, MultipleLabelsFamily, PathsLimit,
    Role, SoftwareVersion,
};
use crate::bgp::nlri::Family;

/// What the speaker offers. Only capabilities that can be read count.
///
/// ```
/// use bmp_codec::bgp::{Open, nlri::Family};
/// use bmp_codec::bgp::capability::{Capability, GracefulRestart, Multiprotocol, Role, SoftwareVersion};
/// use bmp_codec::net::Asn;
///
/// let open = Open::new(Asn(65001), 90, "192.0.2.1".parse().unwrap(), [
///     Capability::from(Multiprotocol::new(Family::IPV6_UNICAST)),
///     Capability::from(Role::Customer),
///     Capability::from(GracefulRestart::new(120, [])?),
///     Capability::from(GracefulRestart::new(180, [])?),
///     Capability::from(SoftwareVersion::new("GoBGP/4.8.0")),
/// ])?;
/// assert_eq!(open.families(), [Family::IPV6_UNICAST]);
/// assert_eq!(open.role(), Some(Role::Customer));
/// assert_eq!(open.graceful_restart().unwrap().restart_time(), 180);
/// assert_eq!(open.software_version().unwrap().version.as_str(), Some("GoBGP/4.8.0"));
/// assert!(open.fqdn().is_none());
/// # Ok::<(), bmp_codec::EncodeError>(())
/// ```
impl<B: AsRef<[u8]>> Open<B> {
    /// Whether a capability of this code is there, and can be read.
    pub fn has_capability(&self, code: u8) -> bool {
        self.readable().any(|capability| capability.code() == code)
    }

    /// The families that the speaker takes routes of: those of all Multiprotocol Extensions capabilities
    /// ([RFC 4760, section 8](https://www.rfc-editor.org/rfc/rfc4760#section-8)), in their order, each once. IPv4 unicast
    /// where there is no such capability.
    pub fn families(&self) -> Vec<Family> {
        let mut seen = BTreeSet::new();
        let mut families: Vec<_> = self.multiprotocol().collect();
        families.retain(|family| seen.insert(*family));
        if families.is_empty() {
            families.push(Family::IPV4_UNICAST);
        }
        families
    }

    /// What ADD-PATH says of a family: the entries of all ADD-PATH capabilities together, and of several for a family the
    /// last one. [RFC 7911, section 4](https://www.rfc-editor.org/rfc/rfc7911#section-4) has one capability with one entry
    /// for each family; the rest is custom.
    pub fn add_path(&self, family: Family) -> Option<AddPath> {
        self.last(|capability| match capability {
            Capability::AddPath(families) => {
                families.into_iter().rfind(|entry| entry.family == family)
            }
            _ => None,
        })
    }

    /// The most paths to one destination of a family that the speaker wants: the first entry for the family. `None` where
    /// the family is not in ADD-PATH, without which the limit means nothing
    /// ([draft](https://datatracker.ietf.org/doc/draft-abraitis-idr-addpath-paths-limit/)).
    pub fn paths_limit(&self, family: Family) -> Option<PathsLimit> {
        self.add_path(family)?;
        self.readable().find_map(|capability| match capability {
            Capability::PathsLimit(families) => {
                families.into_iter().find(|entry| entry.family == family)
            }
            _ => None,
        })
    }

    /// How many labels the speaker takes with a route of a family: of several Multiple Labels capabilities the first
    /// counts, and of several entries for the family the first one. `None` where that says fewer than two, too
    /// ([RFC 8277, section 2.1](https://www.rfc-editor.org/rfc/rfc8277#section-2.1)).
    pub fn multiple_labels(&self, family: Family) -> Option<MultipleLabelsFamily> {
        let families = self.readable().find_map(|capability| match capability {
            Capability::MultipleLabels(families) => Some(families),
            _ => None,
        })?;
        families
            .into_iter()
            .find(|entry| entry.family == family)
            .filter(|entry| entry.is_valid())
    }

    /// The Graceful Restart capability that counts: the last one
    /// ([RFC 4724, section 3](https://www.rfc-editor.org/rfc/rfc4724#section-3)).
    pub fn graceful_restart(&self) -> Option<GracefulRestart<&[u8]>> {
        self.last(|capability| match capability {
            Capability::GracefulRestart(restart) => Some(restart),
            _ => None,
        })
    }

    /// What Long-Lived Graceful Restart says of a family. `None` without a Graceful Restart capability, too: on its own
    /// it is to be disregarded ([RFC 9494](https://www.rfc-editor.org/rfc/rfc9494)).
    ///
    /// Of several capabilities the last counts, as of Graceful Restart; of several entries the last one.
    pub fn long_lived_graceful_restart(&self, family: Family) -> Option<LongLivedFamily> {
        self.graceful_restart()?;
        let families = self.last(|capability| match capability {
            Capability::LongLivedGracefulRestart(families) => Some(families),
            _ => None,
        })?;
        families.into_iter().rfind(|entry| entry.family() == family)
    }

    /// The role of the speaker ([RFC 9234](https://www.rfc-editor.org/rfc/rfc9234)). `None` where it says none, and where
    /// it says several that are not the same: [`role_conflict`](Open::role_conflict) tells them apart.
    ///
    /// Whether it fits the role of the other end, [`Role::agrees_with`] tells.
    pub fn role(&self) -> Option<Role> {
        match self.role_conflict() {
            None => self.roles().next(),
            Some(_) => None,
        }
    }

    /// Two roles that are not the same: the first one, and the first other one. The session is then to be rejected with a
    /// Role Mismatch NOTIFICATION, code 2, subcode 11
    /// ([RFC 9234, section 4.2](https://www.rfc-editor.org/rfc/rfc9234#section-4.2)).
    pub fn role_conflict(&self) -> Option<[Role; 2]> {
        let first = self.roles().next()?;
        let other = self.roles().find(|role| *role != first)?;
        Some([first, other])
    }

    /// What the speaker is called: host and domain name. Of several FQDN capabilities the last one; where there is none,
    /// the last one with the number from before the standard. No draft says which counts.
    #[doc(alias = "hostname")]
    pub fn fqdn(&self) -> Option<Fqdn<&[u8]>> {
        let standard = self.last(|capability| match capability {
            Capability::Fqdn(fqdn) => Some(fqdn),
            _ => None,
        });
        let prestandard = || {
            self.last(|capability| match capability {
                Capability::PrestandardFqdn(fqdn) => Some(fqdn),
                _ => None,
            })
        };
        standard.or_else(prestandard)
    }

    /// What the speaker runs. Of several Software Version capabilities the last one. No draft says which counts.
    pub fn software_version(&self) -> Option<SoftwareVersion<&[u8]>> {
        self.last(|capability| match capability {
            Capability::SoftwareVersion(version) => Some(version),
            _ => None,
        })
    }

    fn readable(&self) -> impl Iterator<Item = Capability<&[u8]>> {
        self.capabilities().filter_map(Result::ok)
    }

    fn last<'s, T>(&'s self, pick: impl Fn(Capability<&'s [u8]>) -> Option<T>) -> Option<T> {
        self.readable().filter_map(pick).last()
    }

    pub(crate) fn multiprotocol(&self) -> impl Iterator<Item = Family> {
        self.readable().filter_map(|capability| match capability {
            Capability::Multiprotocol(multiprotocol) => Some(multiprotocol.family),
            _ => None,
        })
    }

    fn roles(&self) -> impl Iterator<Item = Role> {
        self.readable().filter_map(|capability| match capability {
            Capability::Role(role) => Some(role),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests;
