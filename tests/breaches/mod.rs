//! Every rule of the table of [`Breach`] has a vector that breaks it and nothing else.

mod attributes;
mod routes;

use bmp_codec::bgp::error_action::{ErrorContext, Reason};
use bmp_codec::bgp::{Session, Update};
use bmp_codec::{Breach, Decode, Fault};

use crate::support::hand::hex;

/// Returns the rules that an UPDATE breaks, as `Update::errors` names them. `body` is the UPDATE behind its header.
/// `alone`: each attribute or route breaks them alone, so that `Update::check` says the same.
fn of_update(body: &[u8], alone: bool) -> Vec<Breach> {
    let update = Update::from_octets_in(body, Session::default()).unwrap();
    let breaches = update
        .errors(ErrorContext::default())
        .map(|error| match error.reason {
            Reason::Malformed(read) | Reason::Routes(read) => match read.fault() {
                Fault::Breach(breach) => {
                    assert_eq!(error.disposition, breach.disposition());
                    assert_eq!(error.section(), breach.section());
                    breach
                }
                _ => panic!("{error}"),
            },
            _ => panic!("{error}"),
        });
    let breaches: Vec<_> = breaches.collect();
    // The values stay exact.
    assert_eq!(bmp_codec::Encode::to_vec(&update).unwrap(), body);
    assert_eq!(update.check().is_err(), alone && !breaches.is_empty());
    breaches
}

/// Each vector breaks its rule, and each rule has one.
#[test]
fn every_rule_has_a_vector() {
    let mut shown = Vec::new();
    for (breach, family, nlri) in routes::VECTORS {
        let body = routes::announced(family, &hex(nlri));
        assert_eq!(
            of_update(&body, true),
            [*breach],
            "{breach:?} {family} {nlri}"
        );
        shown.push(*breach);
    }
    let alone = attributes::VECTORS.iter().map(|vector| (vector, true));
    let several = attributes::SEVERAL.iter().map(|vector| (vector, false));
    for ((breach, octets), alone) in alone.chain(several) {
        let body = attributes::with_route(*breach, octets);
        assert_eq!(of_update(&body, alone), [*breach], "{breach:?} {octets}");
        shown.push(*breach);
    }
    for breach in Breach::ALL {
        assert!(shown.contains(breach), "no vector breaks {breach:?}");
    }
}
