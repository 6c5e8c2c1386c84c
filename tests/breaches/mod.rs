//! Every rule of the table of [`Breach`] has a vector that breaks it and nothing else.

mod attributes;
mod bmp;
mod link_state;
mod routes;

use bmp_codec::bgp::error_action::{Disposition, ErrorContext, Reason};
use bmp_codec::bgp::nlri::Family;
use bmp_codec::bgp::{Session, Update};
use bmp_codec::bmp::{PeerTable, StreamChecker};
use bmp_codec::{Breach, Decode, DecodeError, Encode, Fault};

use crate::support::hand::{self, hex, update_body};

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
    assert_eq!(update.to_vec().unwrap(), body);
    let acted_on = breaches
        .iter()
        .any(|breach| breach.disposition() > Disposition::Nothing);
    assert_eq!(update.check().is_err(), alone && acted_on);
    breaches
}

/// Returns the frame of a message that is given as type and body. `v4` before them is the version.
fn frame(message: &str) -> Vec<u8> {
    let (version, message) = match message.strip_prefix("v4") {
        Some(message) => (4, message),
        None => (3, message),
    };
    let octets = hex(message);
    let mut frame = hand::bmp(octets[0], &octets[1..]);
    frame[0] = version;
    frame
}

/// Returns what is wrong with each message of a stream.
fn of_stream(mut checker: StreamChecker, stream: &[&str]) -> Vec<Vec<DecodeError>> {
    let mut peers = PeerTable::default();
    let mut errors_of = |message: &&str| {
        let frame = frame(message);
        let decoded = peers.decode(&frame).unwrap();
        assert_eq!(decoded.to_vec().unwrap(), frame);
        let owned: Vec<_> = checker.clone().check(&decoded.to_owned()).collect();
        let errors: Vec<_> = checker.check(&decoded).collect();
        assert_eq!(owned, errors);
        for error in &errors {
            assert!(error.offset() <= frame.len(), "{error}");
        }
        errors
    };
    stream.iter().map(&mut errors_of).collect()
}

/// Returns what is wrong with the last message of a stream, and nothing with the others.
fn of_last(stream: &[&str]) -> Vec<DecodeError> {
    let mut errors = of_stream(StreamChecker::new(), stream);
    let last = errors.pop().unwrap();
    for others in errors {
        assert_eq!(others, [], "{stream:?}");
    }
    last
}

#[test]
fn streams_that_break_no_rule() {
    for stream in bmp::SOUND.iter().chain(bmp::version_4::SOUND) {
        assert_eq!(of_last(stream), [], "{stream:?}");
    }
}

#[test]
fn malformed_parts_of_messages() {
    for (stream, text) in bmp::MALFORMED {
        let errors = of_last(stream);
        let [error] = errors[..] else {
            panic!("{errors:?}")
        };
        assert_eq!(error.to_string(), *text);
        assert_eq!(error.breach(), None);
    }
}

/// Names, offsets and texts, as a user prints them.
#[test]
fn where_and_what() {
    let error = |breach: Breach| {
        let (_, stream) = bmp::vectors().find(|(other, _)| *other == breach).unwrap();
        format!("{} ({})", of_last(stream)[0], breach.section())
    };
    for (breach, text) in [
        (
            Breach::PEER_MICROSECONDS,
            "per-peer header at byte 44: the microseconds are one second or more (RFC 7854, section 4.2)",
        ),
        (
            Breach::STATISTIC_LENGTH,
            "statistic 13 at byte 52: the length is not that of the type (RFC 7854, section 4.8)",
        ),
        (
            Breach::LOC_RIB_DOWN_NAME,
            "Peer Down at byte 49: the VRF/Table Name of the Peer Up is missing (RFC 9069, section 5.3)",
        ),
        (
            Breach::TABLE_NAME_LENGTH,
            "Peer Up TLV 3 at byte 152: the name does not have 1 to 255 bytes (RFC 9069, section 5.2.1)",
        ),
        (
            Breach::LOC_RIB_ASN_WIDTH,
            "path attributes at byte 67: AS numbers of a Loc-RIB do not have four bytes (RFC 9069, section 5.4.1)",
        ),
        (
            Breach::MIRRORING_ORDER,
            "Route Mirroring TLV 0 at byte 48: TLVs follow the BGP message (RFC 7854, section 4.7)",
        ),
    ] {
        assert_eq!(error(breach), text);
    }
}

/// What a checker does not know, it does not report.
#[test]
fn peers_that_are_not_known() {
    let rules = |checker, stream: &[&str]| {
        let errors = of_stream(checker, stream).concat();
        let rules: Vec<_> = errors.iter().map(|error| error.breach().unwrap()).collect();
        rules
    };
    // The last message of this stream has no Peer Up.
    let (breach, stream) = bmp::vectors().nth(2).unwrap();
    assert_eq!(breach, Breach::PEER_UP_MISSING);
    assert_eq!(rules(StreamChecker::new(), stream), [breach]);
    assert_eq!(rules(StreamChecker::of_part(), &stream[1..]), []);
    let full = StreamChecker::new().with_limit(0);
    assert!(full.is_complete());
    assert_eq!(rules(full, &[bmp::INITIATION, bmp::UP, stream[1]]), []);
    assert!(!StreamChecker::of_part().is_complete());
}

/// Each vector breaks its rule, and each rule has one.
#[test]
fn every_rule_has_a_vector() {
    let mut shown = Vec::new();
    for (breach, family, nlri) in routes::VECTORS.iter().chain(link_state::VECTORS) {
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
    for (breach, stream) in bmp::vectors() {
        let found: Vec<_> = of_last(stream).iter().map(DecodeError::breach).collect();
        assert_eq!(found, [Some(breach)], "{breach:?} {stream:?}");
        shown.push(breach);
    }
    for breach in Breach::ALL {
        assert!(shown.contains(breach), "no vector breaks {breach:?}");
    }
}

/// What is close to a broken rule breaks none, and a withdrawal only breaks rules about its key.
#[test]
fn good_routes_break_no_rule() {
    for (family, nlri) in routes::GOOD.iter().chain(link_state::GOOD) {
        let body = routes::announced(family, &hex(nlri));
        assert_eq!(of_update(&body, true), [], "{family} {nlri}");
    }
    for (family, nlri) in routes::WITHDRAWN {
        let nlri = hex(nlri);
        assert_eq!(of_update(&routes::announced(family, &nlri), true).len(), 1);
        assert_eq!(
            of_update(&routes::withdrawn(family, &nlri), true),
            [],
            "{family}"
        );
    }
    // In the fields of RFC 4271: 224.0.0.0/4 withdrawn, and announced behind 10.0.0.0/8.
    let attributes = hex("40010100 400206 0201 0000fde9 400304 c0000201");
    let body = update_body(&hex("04e0"), &attributes, &hex("080a 04e0"));
    assert_eq!(of_update(&body, true), [Breach::MULTICAST_PREFIX]);
}

/// The key of a MUP route has the TEID, so a withdrawal breaks the rule as well.
#[test]
fn rules_of_keys_hold_for_withdrawals() {
    let nlri = hex("01 0004 11 0000fde800000001 40 c0000201 00000000");
    let body = routes::withdrawn(&Family::IPV4_MUP, &nlri);
    assert_eq!(of_update(&body, true), [Breach::MUP_TEID_ZERO]);
}

/// All fields of a BGP-LS route are its key: a receiver discards a malformed withdrawal as well (RFC 9552, section 8.2.2).
#[test]
fn rules_of_link_state_hold_for_withdrawals() {
    for (breach, family, nlri) in link_state::VECTORS {
        let body = routes::withdrawn(family, &hex(nlri));
        assert_eq!(of_update(&body, true), [*breach], "{breach:?} {nlri}");
    }
}
