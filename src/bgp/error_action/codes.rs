//! The attributes that rules name, and [`Codes`]: which of all were there.

use crate::bgp::attribute::{
    Aigp, As4Aggregator, As4Path, AsPath, BgpsecPath, ClusterList, LocalPref, MpReach, MpUnreach,
    NextHop, Origin, OriginatorId, Registered,
};

pub(super) const ORIGIN: u8 = <Origin as Registered>::CODE;
pub(super) const AS_PATH: u8 = <AsPath as Registered>::CODE;
pub(super) const NEXT_HOP: u8 = <NextHop as Registered>::CODE;
pub(super) const LOCAL_PREF: u8 = <LocalPref as Registered>::CODE;
pub(super) const ORIGINATOR_ID: u8 = <OriginatorId as Registered>::CODE;
pub(super) const CLUSTER_LIST: u8 = <ClusterList as Registered>::CODE;
pub(super) const MP_REACH: u8 = <MpReach as Registered>::CODE;
pub(super) const MP_UNREACH: u8 = <MpUnreach as Registered>::CODE;
pub(super) const AS4_PATH: u8 = <As4Path as Registered>::CODE;
pub(super) const AS4_AGGREGATOR: u8 = <As4Aggregator as Registered>::CODE;
pub(super) const AIGP: u8 = <Aigp as Registered>::CODE;
pub(super) const BGPSEC_PATH: u8 = <BgpsecPath as Registered>::CODE;

/// A set of type codes: 256 bits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Codes([u64; 4]);

impl Codes {
    /// Whether the code is new.
    pub(super) fn insert(&mut self, code: u8) -> bool {
        let bit = 1 << (code & 63);
        match self.0.get_mut(usize::from(code >> 6)) {
            Some(word) if *word & bit == 0 => {
                *word |= bit;
                true
            }
            _ => false,
        }
    }

    pub(super) fn contains(self, code: u8) -> bool {
        let word = self.0.get(usize::from(code >> 6)).copied();
        word.unwrap_or_default() >> (code & 63) & 1 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_new_once() {
        let mut codes = Codes::default();
        for code in 0..=255 {
            assert!(!codes.contains(code));
            assert!(codes.insert(code) && !codes.insert(code) && codes.contains(code));
        }
    }
}
