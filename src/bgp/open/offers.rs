//! What an OPEN offers, by name. If a capability appears several times, the methods return the one that counts.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crate::bgp::Open;
use crate::bgp::capability::{
    AddPath, Capability, Fqdn, GracefulRestart, LongLivedFamily, MultipleLabelsFamily, PathsLimit,
    Role, SoftwareVersion,
};
use crate::bgp::nlri::Family;

/// What the speaker offers. Malformed capabilities are ignored.
///
/// ```
/// use bmp_codec::bgp::{Open, nlri::Family};
/// use bmp_codec::bgp::capability::{
///     Capability, GracefulRestart, Multiprotocol, Role, SoftwareVersion,
/// };
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
    /// Returns whether there is a well-formed capability with this code.
    pub fn has_capability(&self, code: u8) -> bool {
        self.readable().any(|capability| capability.code() == code)
    }

    /// Returns the families whose routes the speaker accepts: the families of all Multiprotocol Extensions capabilities
    /// in order, without duplicates ([RFC 4760, section 8](https://www.rfc-editor.org/rfc/rfc4760#section-8)). If there
    /// is no such capability, this is IPv4 unicast.
    pub fn families(&self) -> Vec<Family> {
        let mut seen = BTreeSet::new();
        let mut families: Vec<_> = self.multiprotocol().collect();
        families.retain(|family| seen.insert(*family));
        if families.is_empty() {
            families.push(Family::IPV4_UNICAST);
        }
        families
    }

    /// Returns the ADD-PATH entry of a family: the last one of all ADD-PATH capabilities.
    ///
    /// [RFC 7911, section 4](https://www.rfc-editor.org/rfc/rfc7911#section-4) only provides for one capability with
    /// one entry per family. How to treat several of them is common practice.
    pub fn add_path(&self, family: Family) -> Option<AddPath> {
        self.last(|capability| match capability {
            Capability::AddPath(families) => {
                families.into_iter().rfind(|entry| entry.family == family)
            }
            _ => None,
        })
    }

    /// Returns the maximum number of paths to one destination that the speaker wants for a family: the first entry of
    /// the family. Returns `None` if ADD-PATH does not name the family, because the limit means nothing then
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

    /// Returns the maximum number of labels that the speaker accepts with a route of a family: the first entry of the
    /// family in the first Multiple Labels capability. Returns `None` also if that entry has a count below two
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

    /// Returns the Graceful Restart capability that counts: the last one
    /// ([RFC 4724, section 3](https://www.rfc-editor.org/rfc/rfc4724#section-3)).
    pub fn graceful_restart(&self) -> Option<GracefulRestart<&[u8]>> {
        self.last(|capability| match capability {
            Capability::GracefulRestart(restart) => Some(restart),
            _ => None,
        })
    }

    /// Returns the Long-Lived Graceful Restart entry of a family: the last one in the last capability. Returns `None`
    /// also if there is no Graceful Restart capability, because receivers must ignore the capability then
    /// ([RFC 9494](https://www.rfc-editor.org/rfc/rfc9494)).
    pub fn long_lived_graceful_restart(&self, family: Family) -> Option<LongLivedFamily> {
        self.graceful_restart()?;
        let families = self.last(|capability| match capability {
            Capability::LongLivedGracefulRestart(families) => Some(families),
            _ => None,
        })?;
        families.into_iter().rfind(|entry| entry.family() == family)
    }

    /// Returns the role of the speaker ([RFC 9234](https://www.rfc-editor.org/rfc/rfc9234)). Returns `None` if there is
    /// no role, or if there are different ones: [`role_conflict`](Open::role_conflict) tells the two cases apart.
    ///
    /// [`Role::agrees_with`] returns whether the role fits the role of the other end.
    pub fn role(&self) -> Option<Role> {
        match self.role_conflict() {
            None => self.roles().next(),
            Some(_) => None,
        }
    }

    /// Returns two different roles of the speaker: the first one, and the first one that differs from it. The receiver
    /// must then reject the session with a Role Mismatch NOTIFICATION, code 2, subcode 11
    /// ([RFC 9234, section 4.2](https://www.rfc-editor.org/rfc/rfc9234#section-4.2)).
    pub fn role_conflict(&self) -> Option<[Role; 2]> {
        let first = self.roles().next()?;
        let other = self.roles().find(|role| *role != first)?;
        Some([first, other])
    }

    /// Returns the host name and domain name of the speaker: the last FQDN capability, or if there is none, the last
    /// one with the prestandard code. No draft says which one counts.
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

    /// Returns the software version of the speaker: the last Software Version capability. No draft says which one
    /// counts.
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
