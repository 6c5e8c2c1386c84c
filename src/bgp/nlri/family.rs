//! [`Family`]: an AFI and a SAFI ([RFC 4760, section 3](https://www.rfc-editor.org/rfc/rfc4760#section-3)).

use core::fmt;
use core::str::FromStr;

use crate::net::{ParseError, text_form};

/// An address family: AFI and SAFI ([RFC 4760](https://www.rfc-editor.org/rfc/rfc4760)).
///
/// In text it is its name, or `afi/safi` where it has none.
///
/// ```
/// use bmp_codec::bgp::nlri::Family;
///
/// assert_eq!(Family::L2VPN_EVPN, Family::new(25, 70));
/// assert_eq!("ipv6-unicast".parse(), Ok(Family::IPV6_UNICAST));
/// assert_eq!(Family::new(99, 1).to_string(), "99/1");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Family(u64);

impl Family {
    /// The family of an AFI and a SAFI.
    #[inline]
    #[must_use]
    pub const fn new(afi: u16, safi: u8) -> Family {
        Family((afi as u64) << 8 | safi as u64)
    }

    /// The address family identifier.
    #[inline]
    #[must_use]
    pub const fn afi(self) -> u16 {
        (self.0 >> 8) as u16
    }

    /// The subsequent address family identifier.
    #[inline]
    #[must_use]
    pub const fn safi(self) -> u8 {
        self.0 as u8
    }

    /// AFI and SAFI in 24 bits.
    #[inline]
    pub(crate) const fn key(self) -> u32 {
        self.0 as u32
    }

    #[inline]
    pub(crate) const fn from_key(key: u32) -> Family {
        Family(key as u64 & 0xff_ffff)
    }
}

text_form!(Family as u32);

impl From<Family> for u32 {
    fn from(family: Family) -> u32 {
        family.key()
    }
}

impl From<u32> for Family {
    fn from(key: u32) -> Family {
        Family::from_key(key)
    }
}

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

/// A set of families that have a name: a bit for each.
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
    /// The set without families.
    pub const EMPTY: FamilySet = FamilySet(0);

    pub(crate) const fn from_bits(bits: u64) -> FamilySet {
        FamilySet(bits)
    }

    pub(crate) const fn bits(self) -> u64 {
        self.0
    }

    /// Whether a family is in it. Families without a name never are.
    #[inline]
    #[must_use]
    pub const fn contains(self, family: Family) -> bool {
        match family.bit() {
            Some(bit) => self.0 >> bit & 1 != 0,
            None => false,
        }
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The families of either.
    #[must_use]
    pub const fn or(self, other: FamilySet) -> FamilySet {
        FamilySet(self.0 | other.0)
    }

    /// The families of both.
    #[must_use]
    pub const fn and(self, other: FamilySet) -> FamilySet {
        FamilySet(self.0 & other.0)
    }

    /// The families of this one that are not in the other.
    #[must_use]
    pub const fn without(self, other: FamilySet) -> FamilySet {
        FamilySet(self.0 & !other.0)
    }

    /// The families in turn.
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

/// For people a sequence of names; the bits for machines.
#[cfg(feature = "serde")]
impl serde::Serialize for FamilySet {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_seq(self.iter())
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
            // Bits of no family are not of the set.
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
        assert_eq!("16388/99".parse(), Ok(Family::new(16388, 99)));
        assert!("ipv5".parse::<Family>().is_err());
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
