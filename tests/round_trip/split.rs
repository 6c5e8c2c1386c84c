//! Lists of routes of every family, cut into UPDATEs: nothing is lost, no message is too long, and none could have had
//! one route more.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::LazyLock;

use bmp_codec::bgp::attribute::{MpReach, MpUnreach, Origin, PathAttributes};
use bmp_codec::bgp::nlri::{Family, Nlri};
use bmp_codec::bgp::{self, HEADER_LEN, MAX_MESSAGE_LEN, Message, Session, Update, Updates};
use bmp_codec::{Decode, Encode, EncodeError};
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::built;

/// Families by the name of their variant, with all routes that there are of each.
static FAMILIES: LazyLock<Vec<(&str, Vec<&str>)>> = LazyLock::new(|| {
    let names: BTreeSet<_> = built::ROUTES.iter().map(|(name, _)| *name).collect();
    let routes = |name| {
        let rows = built::ROUTES.iter().filter(move |row| row.0 == name);
        rows.flat_map(|row| row.1.iter().copied()).collect()
    };
    names.into_iter().map(|name| (name, routes(name))).collect()
});

/// So many routes of a family, one kind after the other.
fn list(name: &str, routes: &[&str], count: usize, path_ids: bool) -> Nlri {
    let routes: Vec<_> = routes
        .iter()
        .cycle()
        .take(count)
        .zip(0..)
        .map(|(route, place)| match path_ids {
            true => format!(r#"{{"path_id":{place},"nlri":{route}}}"#),
            false => format!(r#"{{"path_id":null,"nlri":{route}}}"#),
        })
        .collect();
    serde_json::from_str(&format!(r#"{{"{name}":[{}]}}"#, routes.join(","))).unwrap()
}

/// The routes of an UPDATE, wherever they are, in their octets.
fn routes_of(update: &Update) -> Vec<u8> {
    let reach: Option<MpReach<&[u8]>> = update.path_attributes.get().unwrap();
    let unreach: Option<MpUnreach<&[u8]>> = update.path_attributes.get().unwrap();
    [
        update.withdrawn_routes.octets(),
        reach.as_ref().map_or(&[][..], |reach| reach.nlri.octets()),
        unreach
            .as_ref()
            .map_or(&[][..], |unreach| unreach.nlri.octets()),
        update.nlri.octets(),
    ]
    .concat()
}

/// Octets as routes of a family.
fn read(octets: &[u8], family: Family, session: Session) -> Nlri {
    let [high, low] = family.afi().to_be_bytes();
    let value = [&[high, low, family.safi(), 0, 0], octets].concat();
    let reach = MpReach::from_octets_in(&value, session).unwrap();
    reach.nlri.to_owned()
}

/// Checks the UPDATEs of a list; `one` makes one of some of its routes. Gives how many there are.
fn check(
    updates: Updates<'_>,
    limit: usize,
    whole: &Update,
    family: Family,
    session: Session,
    one: impl Fn(Nlri) -> Update,
) -> usize {
    let mut buffer = Vec::new();
    let mut into_buffer = updates.clone();
    let ended = loop {
        match into_buffer.put_next(&mut buffer) {
            Ok(true) => {}
            Ok(false) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    let mut parts = Vec::new();
    let mut messages = Vec::new();
    let mut error = Ok(());
    let mut rest = updates;
    for update in rest.by_ref() {
        let update = match update {
            Ok(update) => update,
            Err(found) => {
                error = Err(found);
                break;
            }
        };
        let octets = Message::from(update.clone()).to_vec().unwrap();
        assert!(octets.len() <= limit, "{} of {limit}", octets.len());
        let again = bgp::Message::from_octets_in(&octets, session).unwrap();
        assert_eq!(again, Message::Update(update.view()));
        assert_eq!(update.withdrawn_routes.check(), Ok(()));
        assert_eq!(update.path_attributes.check(), Ok(()));
        assert_eq!(update.nlri.check(), Ok(()));
        parts.push(routes_of(&update));
        messages.extend(octets);
    }
    assert_eq!(buffer, messages);
    assert_eq!(ended, error);
    let length = |octets: &[u8]| {
        let update = one(read(octets, family, session));
        HEADER_LEN + update.encoded_len()
    };
    let left = rest.rest();
    match error {
        Ok(()) => assert!(left.is_empty()),
        Err(EncodeError::TooLong { length: found, .. }) => {
            assert!(found > limit);
            assert_eq!(length(first(left, family, session)), found);
        }
        Err(error) => panic!("{error}"),
    }
    assert_eq!([parts.concat(), left.to_vec()].concat(), routes_of(whole));
    for pair in parts.windows(2) {
        let next = first(&pair[1], family, session);
        assert!(length(&[&pair[0], next].concat()) > limit);
        assert!(length(&pair[0]) <= limit);
    }
    parts.len()
}

/// The octets of the first route.
fn first(octets: &[u8], family: Family, session: Session) -> &[u8] {
    let nlri = read(octets, family, session);
    let mut routes = nlri.any_routes();
    routes.next().unwrap().unwrap();
    &octets[..octets.len() - routes.rest().len()]
}

fn check_both(nlri: &Nlri, limit: usize) -> usize {
    let session = nlri.session_for(Session::default());
    let attributes = PathAttributes::new(session).with(&Origin::Igp).unwrap();
    let v6: IpAddr = "2001:db8::1".parse().unwrap();
    let v4: IpAddr = "192.0.2.1".parse().unwrap();
    let mut count = 0;
    for next_hop in [v6, v4] {
        let announce = |nlri| Update::announcing(attributes.clone(), next_hop, nlri);
        let Ok(whole) = announce(nlri.clone()) else {
            assert_eq!(
                (next_hop, nlri.family().afi()),
                (v4, 2),
                "{}",
                nlri.family()
            );
            continue;
        };
        let updates = Updates::announcing(&attributes, next_hop, nlri, limit);
        let one = |nlri| announce(nlri).unwrap();
        count += check(updates, limit, &whole, nlri.family(), session, one);
    }
    let whole = Update::withdrawing(nlri.clone()).unwrap();
    let one = |nlri| Update::withdrawing(nlri).unwrap();
    let withdrawn = session.withdrawn();
    let updates = Updates::withdrawing(nlri, limit);
    count + check(updates, limit, &whole, nlri.family(), withdrawn, one)
}

#[test]
fn every_family_in_messages_of_the_usual_length() {
    let mut families = BTreeSet::new();
    for (name, routes) in FAMILIES.iter() {
        for path_ids in [false, true] {
            // More routes of BGP-LS are longer than an attribute can be.
            let count = if name.contains("link_state") {
                500
            } else {
                1000
            };
            let nlri = list(name, routes, count, path_ids);
            let updates = check_both(&nlri, MAX_MESSAGE_LEN);
            assert!(updates >= 2, "{name}: {updates}");
            families.insert(nlri.family());
        }
    }
    assert_eq!(families, Family::TYPED.iter().copied().collect());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_limit(
        (name, routes) in select(&FAMILIES[..]),
        count in 1..60_usize,
        path_ids in any::<bool>(),
        limit in 20..700_usize,
    ) {
        check_both(&list(name, &routes, count, path_ids), limit);
    }
}
