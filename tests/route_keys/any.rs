//! Keys of any routes: as many as routes, the same in both forms and in every format, and those of a withdrawal.

use std::fmt::Display;
use std::hash::{BuildHasher, RandomState};

use bmp_codec::bgp::nlri::{
    Destination, Family, Nlri, RouteKey, RouteKeyRef, Routes, UnknownNlri, VisitRoutes,
};
use bmp_codec::bgp::{Session, Update};
use bmp_codec::{Decode, Encode};
use proptest::prelude::*;
use proptest::strategy::Union;

use crate::round_trip::{values, varied};

/// Routes of each family and type, in any session.
fn any_nlri() -> impl Strategy<Value = (Session, Nlri)> {
    values::sessions().prop_flat_map(|session| {
        let all = values::each_nlri(session).into_iter();
        let all = Union::new(all.chain(varied::each_nlri(session)));
        (Just(session), all)
    })
}

/// Compares keys with those of typed routes.
struct Typed<'a>(&'a [RouteKey]);

impl VisitRoutes for Typed<'_> {
    fn routes<T: Destination>(&mut self, family: Family, routes: &Routes<T, &[u8]>)
    where
        for<'s> T::At<'s>: Display,
    {
        let routes: Vec<_> = routes.iter().map(Result::unwrap).collect();
        assert_eq!(routes.len(), self.0.len());
        for (route, key) in routes.iter().zip(self.0) {
            assert_eq!(T::key(family, route), *key);
            assert_eq!((key.family(), key.path_id()), (family, route.path_id));
            assert_eq!(key.prefix(), T::prefix(&route.nlri));
            assert_eq!(key.rd(), T::rd(&route.nlri));
        }
    }

    fn unknown(&mut self, _: UnknownNlri<&[u8]>) {}
}

/// Everything that both forms of a key share, and that it comes back from everything it is written as.
fn check(key: RouteKeyRef<'_>) {
    let (owned, hasher) = (key.to_owned(), RandomState::new());
    assert_eq!(key, owned);
    assert_eq!(owned, key);
    assert_eq!(owned.view(), key);
    assert_eq!(hasher.hash_one(key), hasher.hash_one(&owned));
    assert_eq!(key.to_string(), owned.to_string());
    assert_eq!((key.prefix(), key.rd()), (owned.prefix(), owned.rd()));
    let again = RouteKey::from_octets(key.family(), key.path_id(), owned.octets());
    assert_eq!(again.as_ref(), Ok(&owned));
    let json = serde_json::to_string(&key).unwrap();
    assert_eq!(serde_json::from_str::<RouteKey>(&json).unwrap(), owned);
    let octets = postcard::to_allocvec(&key).unwrap();
    assert_eq!(postcard::from_bytes::<RouteKey>(&octets).unwrap(), owned);
    let mut octets = Vec::new();
    ciborium::into_writer(&owned, &mut octets).unwrap();
    assert_eq!(
        ciborium::from_reader::<RouteKey, _>(&octets[..]).unwrap(),
        owned
    );
}

/// Twelve times as many cases as usual: there are about 90 kinds of routes.
fn config() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig {
        cases: 12 * usual.cases,
        failure_persistence: None,
        ..usual
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn of_any_routes((_, nlri) in any_nlri()) {
        let mut keys = Vec::new();
        for key in nlri.any_routes().keys().flatten() {
            check(key);
            keys.push(key.to_owned());
        }
        nlri.visit(&mut Typed(&keys));

        if nlri.is_empty() {
            return Ok(());
        }
        // Withdrawn they have the same keys, with whatever is in place of labels there.
        let update = Update::withdrawing(nlri).unwrap();
        let octets = update.to_vec().unwrap();
        let session = update.path_attributes.session();
        let update = Update::from_octets_in(&octets, session).unwrap();
        let withdrawn: Vec<_> = update.withdrawn().keys().flatten().map(|key| key.to_owned()).collect();
        prop_assert_eq!(withdrawn, keys);
    }

    /// Both forms are in one order, which is that of equality.
    #[test]
    fn in_one_order((_, one) in any_nlri(), (_, two) in any_nlri()) {
        let keys = one.any_routes().keys().chain(two.any_routes().keys());
        let keys: Vec<_> = keys.flatten().collect();
        for a in &keys {
            for b in &keys {
                let order = a.cmp(b);
                prop_assert_eq!(order, a.to_owned().cmp(&b.to_owned()));
                prop_assert_eq!(order.is_eq(), a == b);
                prop_assert_eq!(order.reverse(), b.cmp(a));
            }
        }
    }
}
