//! The routes of a router by peer, RIB and family, for metrics.

use std::collections::{BTreeMap, HashMap};

use bmp_codec::bmp::{PeerKey, Rib};
use bmp_codec::net::Family;

use crate::collect::counts::{ByFamily, Routes};
use crate::collect::places::Places;

type Key = (PeerKey, Option<Rib>, Family);

/// Routers choose peers and families: their number is limited over all routers. What finds no place is summed up.
#[derive(Debug)]
pub(crate) struct Series {
    places: Places,
    series: HashMap<Key, Routes>,
    other: Option<Routes>,
}

/// The labels of a sum: peer, RIB and family.
pub(crate) type Labels = [String; 3];

impl Series {
    pub(crate) fn new(places: Places) -> Series {
        Series {
            places,
            series: HashMap::new(),
            other: None,
        }
    }

    /// Adds the routes of a message.
    pub(crate) fn add(&mut self, peer: PeerKey, rib: Option<Rib>, routes: &ByFamily) {
        for (family, routes) in routes.families() {
            self.add_one((peer, rib, family), routes);
        }
        if routes.further != Routes::default() {
            *self.other.get_or_insert_default() += routes.further;
        }
    }

    fn add_one(&mut self, key: Key, routes: Routes) {
        if let Some(sum) = self.series.get_mut(&key) {
            *sum += routes;
        // One router leaves as many places to others as it has.
        } else if self.series.len() < self.places.left() && self.places.take() {
            self.series.insert(key, routes);
        } else {
            *self.other.get_or_insert_default() += routes;
        }
    }

    /// Takes over the sums of a connection that turned out to belong to the same router.
    pub(crate) fn merge(&mut self, other: &mut Series) {
        for (key, routes) in other.series.drain() {
            other.places.give(1);
            self.add_one(key, routes);
        }
        if let Some(routes) = other.other.take() {
            *self.other.get_or_insert_default() += routes;
        }
    }

    /// Returns the sums by their labels.
    pub(crate) fn labelled(&self) -> BTreeMap<Labels, Routes> {
        let mut labelled = BTreeMap::<Labels, Routes>::new();
        for ((peer, rib, family), routes) in &self.series {
            let rib = rib.map_or_else(String::new, |rib| rib.to_string());
            *labelled
                .entry([peer.to_string(), rib, family.to_string()])
                .or_default() += *routes;
        }
        if let Some(routes) = self.other {
            let other = || "other".to_owned();
            *labelled.entry([other(), other(), other()]).or_default() += routes;
        }
        labelled
    }
}

impl Drop for Series {
    fn drop(&mut self) {
        self.places.give(self.series.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bmp_codec::bmp::PerPeerHeader;
    use bmp_codec::net::Asn;

    /// One router does not take the places of all others.
    #[test]
    fn a_router_leaves_places_to_others() {
        let places = Places::new(16);
        let mut all = Vec::new();
        for _ in 0..3 {
            let mut series = Series::new(places.clone());
            for last in 1..=100 {
                let address = [192, 0, 2, last].into();
                let peer = PerPeerHeader::global(address, Asn(64496), [192, 0, 2, 1].into());
                let routes = Routes {
                    announced: 1,
                    ..Routes::default()
                };
                series.add_one((peer.key(), None, Family::new(1, 1)), routes);
            }
            let labelled = series.labelled();
            let sum: u64 = labelled.values().map(|routes| routes.announced).sum();
            all.push((series, labelled.len() - 1, sum));
        }
        let found: Vec<_> = all.iter().map(|(_, own, sum)| (*own, *sum)).collect();
        assert_eq!(found, [(8, 100), (4, 100), (2, 100)]);
    }
}
