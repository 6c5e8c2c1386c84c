//! The text form of a [`Family`], and sets of families: [`FamilySet`].

use core::fmt;
use core::str::FromStr;

use crate::net::{Family, ParseError, text_form};

text_form!(Family as u32);

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.pad(name),
            None => write!(f, "{}/{}", self.afi(), self.safi()),
        }
    }
}

impl fmt::Debug for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Family {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Family, ParseError> {
        let named = Family::ALL
            .iter()
            .chain(Family::ONLY_NAMED)
            .copied()
            .find(|family| family.name() == Some(text));
        let numbered = || {
            let (afi, safi) = text.split_once('/')?;
            Some(Family::new(afi.parse().ok()?, safi.parse().ok()?))
        };
        named
            .or_else(numbered)
            .ok_or(ParseError("an address family"))
    }
}

/// A set of families of [`Family::ALL`], with one bit for each.
///
/// ```
/// use bmp_codec::bgp::nlri::{Family, FamilySet};
///
/// let set = FamilySet::from(Family::IPV4_UNICAST).or(Family::IPV6_UNICAST.into());
/// assert!(set.contains(Family::IPV6_UNICAST));
/// assert_eq!(set.iter().count(), 2);
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct FamilySet(u64);

impl FamilySet {
    /// The empty set.
    pub const EMPTY: FamilySet = FamilySet(0);

    pub(crate) const fn from_bits(bits: u64) -> FamilySet {
        FamilySet(bits)
    }

    pub(crate) const fn bits(self) -> u64 {
        self.0
    }

    /// Returns whether a family is in the set. Families that are not in [`Family::ALL`] never are.
    #[inline]
    #[must_use]
    pub const fn contains(self, family: Family) -> bool {
        match family.bit() {
            Some(bit) => self.0 >> bit & 1 != 0,
            None => false,
        }
    }

    /// Returns whether the two sets have a family in common.
    pub(crate) const fn overlaps(self, other: FamilySet) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns the number of families in the set.
    #[must_use]
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Returns whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the families that are in at least one of the two sets.
    #[must_use]
    pub const fn or(self, other: FamilySet) -> FamilySet {
        FamilySet(self.0 | other.0)
    }

    /// Returns the families that are in both sets.
    #[must_use]
    pub const fn and(self, other: FamilySet) -> FamilySet {
        FamilySet(self.0 & other.0)
    }

    /// Returns the families of this set that are not in the other.
    #[must_use]
    pub const fn without(self, other: FamilySet) -> FamilySet {
        FamilySet(self.0 & !other.0)
    }

    /// Returns an iterator over the families.
    pub fn iter(self) -> impl Iterator<Item = Family> {
        Family::ALL
            .iter()
            .copied()
            .filter(move |family| self.contains(*family))
    }
}

impl FromIterator<Family> for FamilySet {
    fn from_iter<I: IntoIterator<Item = Family>>(families: I) -> FamilySet {
        let bits = families.into_iter().filter_map(Family::bit);
        FamilySet(bits.fold(0, |set, bit| set | 1 << bit))
    }
}

/// The set in serde: a sequence of names in human-readable formats, the bits in binary ones.
#[cfg(feature = "serde")]
impl serde::Serialize for FamilySet {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            // Most sets are empty, and testing every family takes long.
            let families = (!self.is_empty()).then(|| self.iter());
            serializer.collect_seq(families.into_iter().flatten())
        } else {
            self.0.serialize(serializer)
        }
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for FamilySet {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<FamilySet, D::Error> {
        if deserializer.is_human_readable() {
            alloc::vec::Vec::<Family>::deserialize(deserializer).map(FamilySet::from_iter)
        } else {
            // Bits without a family are dropped.
            u64::deserialize(deserializer).map(|bits| FamilySet(bits).iter().collect())
        }
    }
}

impl fmt::Debug for FamilySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_has_a_bit_and_a_text_of_its_own() {
        let mut bits = 0_u64;
        for family in Family::ALL {
            let bit = family.bit().unwrap();
            assert!(bit < 49 && bits >> bit & 1 == 0, "{family}");
            bits |= 1 << bit;
            assert_eq!(family.to_string().parse(), Ok(*family));
        }
        for family in Family::ONLY_NAMED {
            assert!(family.bit().is_none() && !Family::ALL.contains(family));
            assert_eq!(family.to_string().parse(), Ok(*family));
        }
        // From IANA's registries: AFI 1 and SAFI 74.
        assert_eq!(Family::new(1, 74).to_string(), "ipv4-sd-wan");
        assert_eq!("1/74".parse(), Ok(Family::new(1, 74)));
        assert_eq!("16388/99".parse(), Ok(Family::new(16388, 99)));
        assert!("ipv5".parse::<Family>().is_err());
    }

    #[test]
    fn lengths_of_next_hops() {
        for (family, lengths) in [
            (Family::IPV4_UNICAST, &[4, 16, 32][..]),
            (Family::IPV6_UNICAST, &[16, 32]),
            (Family::VPN_IPV4_UNICAST, &[12, 16, 24, 32, 48]),
            (Family::L2VPN_EVPN, &[4, 16, 32]),
        ] {
            for length in 0..=255 {
                let expected = lengths.contains(&length);
                assert_eq!(
                    family.expects_next_hop(length),
                    expected,
                    "{family} {length}"
                );
            }
        }
        // RFC 8955, section 4: a next hop is not required.
        assert!(Family::IPV4_FLOW_SPEC.expects_next_hop(0));
        assert!(Family::new(99, 99).expects_next_hop(7));
    }

    #[test]
    fn sets() {
        let set = FamilySet::from_iter([
            Family::IPV6_UNICAST,
            Family::IPV4_UNICAST,
            Family::new(99, 99),
        ]);
        assert_eq!(
            set.iter().collect::<Vec<_>>(),
            [Family::IPV4_UNICAST, Family::IPV6_UNICAST]
        );
        assert!(!set.contains(Family::new(99, 99)));
        assert_eq!(format!("{set:?}"), "{ipv4-unicast, ipv6-unicast}");
    }

    #[cfg(feature = "serde")]
    #[test]
    fn sets_in_json_and_in_bits() {
        let set = FamilySet::from_iter([Family::IPV4_UNICAST, Family::IPV6_UNICAST]);
        let json = r#"["ipv4-unicast","ipv6-unicast"]"#;
        assert_eq!(serde_json::to_string(&set).unwrap(), json);
        assert_eq!(serde_json::from_str::<FamilySet>(json).unwrap(), set);
        let octets = postcard::to_allocvec(&(set.0 | 1 << 63)).unwrap();
        assert_eq!(postcard::from_bytes::<FamilySet>(&octets).unwrap(), set);
    }
}
