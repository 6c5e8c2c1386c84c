//! Input of any kind, and recorded messages: no panic, an end, and errors that lie in the message.

use bmp_codec::Decode;
use bmp_codec::bgp::attribute::AttributeValue;
use bmp_codec::bgp::error_action::{
    Disposition, ErrorContext, Neighbor, Reason, UpdateError, View,
};
use bmp_codec::bgp::{Session, Update};
use bmp_codec::bmp::{Message, PeerTable};
use bmp_codec::net::{Asn, AsnWidth};
use proptest::prelude::*;

use crate::support::recorded;

fn contexts() -> impl Iterator<Item = ErrorContext> {
    use Neighbor::{Confederation, External, Internal, Unknown};
    [Unknown, Internal, Confederation, External]
        .into_iter()
        .flat_map(|neighbor| {
            [View::Received, View::Processed].map(|view| {
                let context = ErrorContext::default()
                    .with_neighbor(neighbor)
                    .with_view(view);
                context.with_neighbor_as(Asn(65001))
            })
        })
}

fn is_breach(error: &UpdateError) -> bool {
    matches!(&error.reason, Reason::Malformed(error) | Reason::Routes(error) if error.breach().is_some())
}

/// Asks everything; what is said lies in the message.
fn ask(octets: &[u8], session: Session) {
    let Ok(update) = Update::from_octets_in(octets, session) else {
        return;
    };
    for context in contexts() {
        let mut strongest = Disposition::Nothing;
        let mut count = 0;
        for error in update.errors(context) {
            count += 1;
            assert!(error.offset as usize <= octets.len(), "{error}");
            // Nothing follows from what a receiver only logs.
            assert!(error.disposition > Disposition::Nothing || is_breach(&error));
            assert!(!error.to_string().is_empty());
            assert!(!error.section().is_empty());
            strongest = strongest.max(error.disposition);
        }
        assert!(count <= 2 * octets.len() + 8);
        assert_eq!(update.disposition(context), strongest);
    }
    // What cannot be read is an error to a receiver, too, unless nobody knows the attribute. Of what is malformed inside
    // of a value each RFC says for itself.
    let mut routes = [update.withdrawn_routes.check(), update.nlri.check()].into_iter();
    let malformed = routes.any(|read| read.is_err())
        || update.path_attributes.entries().any(|entry| match entry {
            Ok(attribute) => match attribute.value {
                AttributeValue::MpReach(reach) => reach.nlri.check().is_err(),
                AttributeValue::MpUnreach(unreach) => unreach.nlri.check().is_err(),
                _ => false,
            },
            Err(malformed) => !matches!(malformed.code, 20 | 21),
        });
    if malformed {
        assert!(update.disposition(ErrorContext::default()) > Disposition::Nothing);
    }
}

/// The parts of an UPDATE, with lengths that fit.
fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let value =
        proptest::collection::vec(prop_oneof![Just(0), Just(1), 0..6_u8, any::<u8>()], 0..40);
    let flags = prop_oneof![Just(0x40), Just(0x80), Just(0xc0), any::<u8>()];
    let code = prop_oneof![0..42_u8, Just(128), any::<u8>()];
    let attribute = (flags, code, value.clone()).prop_map(|(flags, code, value)| {
        let flags = flags & !0x10;
        [&[flags, code, value.len() as u8][..], &value].concat()
    });
    let attributes = proptest::collection::vec(attribute, 0..12);
    let routes = proptest::collection::vec(0..40_u8, 0..6);
    (routes.clone(), attributes, routes, 0..4_usize).prop_map(|(withdrawn, list, nlri, cut)| {
        let mut list = list.concat();
        list.truncate(list.len().saturating_sub(cut));
        super::update_body(&withdrawn, &list, &nlri)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn any_attributes(octets in bodies(), two in any::<bool>()) {
        let width = if two { AsnWidth::Two } else { AsnWidth::Four };
        ask(&octets, Session::default().with_asn_width(width));
    }
}

/// As many attributes as there is room for, all of one code, and of all in turn: each is compared with a set of those
/// that were there, not with the others.
#[test]
fn many_attributes() {
    let errors = |codes: &[u8]| {
        let codes = codes.iter().cycle().take(21_000);
        let list: Vec<u8> = codes.flat_map(|code| [0xc0, *code, 0]).collect();
        let octets = super::update_body(&[], &list, &[]);
        let update = Update::from_octets(&octets).unwrap();
        let errors: Vec<_> = update.errors(ErrorContext::default()).collect();
        let duplicate = |reason| reason == Reason::Duplicate;
        errors
            .iter()
            .filter(|error| duplicate(error.reason))
            .count()
    };
    assert_eq!(errors(&[213]), 20_999);
    assert_eq!(errors(&(0..=255).collect::<Vec<u8>>()), 21_000 - 256);
}

/// Every stream that was recorded of routers; and every frame, read as an UPDATE from each of its first octets on.
#[test]
fn recorded_messages() {
    for name in recorded::streams() {
        let stream = recorded::stream(&name);
        let mut peers = PeerTable::default();
        for frame in recorded::frames_of(&stream) {
            if let Ok(Message::RouteMonitoring(monitoring)) = peers.decode(frame)
                && let Ok(update) = monitoring.update
            {
                let context = ErrorContext::from(&monitoring.peer);
                let errors = update.errors(context);
                assert!(
                    errors
                        .clone()
                        .all(|error| (error.offset as usize) < frame.len())
                );
                // What routers passed on is whole where the whole of it can be read.
                if update.check().is_ok() {
                    assert!(
                        errors
                            .clone()
                            .all(|error| error.disposition < Disposition::AfiSafiDisable),
                        "{name}"
                    );
                }
            }
        }
    }
    for frame in recorded::frames() {
        for start in 0..frame.octets.len().min(90) {
            ask(&frame.octets[start..], frame.session());
        }
    }
}
