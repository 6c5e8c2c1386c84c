//! Every rule of the table of [`Breach`] has a vector that breaks it and nothing else.

mod routes;

use bmp_codec::bgp::error_action::{ErrorContext, Reason};
use bmp_codec::bgp::nlri::Family;
use bmp_codec::bgp::{Session, Update};
use bmp_codec::{Breach, Decode, Fault};

use crate::support::hand::{hex, update_body};

/// Returns the rules that an UPDATE breaks, as `Update::errors` names them. `body` is the UPDATE behind its header.
fn of_update(body: &[u8]) -> Vec<Breach> {
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
    // The values stay exact, and `check` says the same.
    assert_eq!(bmp_codec::Encode::to_vec(&update).unwrap(), body);
    assert_eq!(update.check().is_err(), !breaches.is_empty());
    breaches
}

/// Each vector breaks its rule, and each rule has one.
#[test]
fn every_rule_has_a_vector() {
    let mut shown = Vec::new();
    for (breach, family, nlri) in routes::VECTORS {
        let body = routes::announced(family, &hex(nlri));
        assert_eq!(of_update(&body), [*breach], "{breach:?} {family} {nlri}");
        shown.push(*breach);
    }
    for breach in Breach::ALL {
        assert!(shown.contains(breach), "no vector breaks {breach:?}");
    }
}

/// What is close to a broken rule breaks none, and a withdrawal only breaks rules about its key.
#[test]
fn good_routes_break_no_rule() {
    for (family, nlri) in routes::GOOD {
        let body = routes::announced(family, &hex(nlri));
        assert_eq!(of_update(&body), [], "{family} {nlri}");
    }
    for (family, nlri) in routes::WITHDRAWN {
        let nlri = hex(nlri);
        assert_eq!(of_update(&routes::announced(family, &nlri)).len(), 1);
        assert_eq!(of_update(&routes::withdrawn(family, &nlri)), [], "{family}");
    }
    // In the fields of RFC 4271: 224.0.0.0/4 withdrawn, and announced behind 10.0.0.0/8.
    let attributes = hex("40010100 400206 0201 0000fde9 400304 c0000201");
    let body = update_body(&hex("04e0"), &attributes, &hex("080a 04e0"));
    assert_eq!(of_update(&body), [Breach::MULTICAST_PREFIX]);
}

/// The key of a MUP route has the TEID, so a withdrawal breaks the rule as well.
#[test]
fn rules_of_keys_hold_for_withdrawals() {
    let nlri = hex("01 0004 11 0000fde800000001 40 c0000201 00000000");
    let body = routes::withdrawn(&Family::IPV4_MUP, &nlri);
    assert_eq!(of_update(&body), [Breach::MUP_TEID_ZERO]);
}
