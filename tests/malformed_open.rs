//! Malformed optional parameters and capabilities: the OPEN stays, and each of them costs itself only.

use bmp_codec::bgp::capability::Capability;
use bmp_codec::bgp::{self, Open, ParameterValue};
use bmp_codec::{Decode, Encode, Fault, What};

use crate::support::{hand, parts};

/// The code of a capability, or what is said of one that is malformed.
type Said = Result<u8, (What, usize, Fault, Vec<u8>)>;

fn capabilities(octets: &[u8]) -> Vec<Said> {
    let open = hand::open(octets);
    let bgp::Message::Open(open) = bgp::Message::from_octets(&open).unwrap() else {
        panic!("not an OPEN")
    };
    let said = open.parameters.into_entries().flat_map(|parameter| {
        let ParameterValue::Capabilities(capabilities) = parameter.unwrap().value else {
            panic!("not capabilities")
        };
        capabilities
            .into_entries()
            .map(|capability| match capability {
                Ok(capability) => Ok(capability.code()),
                Err(malformed) => {
                    let (what, offset, fault) = parts(malformed);
                    Err((what, offset, fault, malformed.octets[..].to_vec()))
                }
            })
    });
    said.collect()
}

#[test]
fn a_bad_capability_costs_that_capability() {
    let octets = [2, 0, 65, 3, 0, 0, 1, 1, 5, 0, 1, 0, 1, 9, 2, 0];
    assert_eq!(
        capabilities(&octets),
        [
            Ok(2),
            Err((
                What::Capability(65),
                4,
                Fault::Truncated(1),
                vec![65, 3, 0, 0, 1]
            )),
            Err((
                What::Capability(1),
                13,
                Fault::Trailing(1),
                vec![1, 5, 0, 1, 0, 1, 9]
            )),
            Ok(2),
        ]
    );
}

#[test]
fn one_that_goes_past_its_parameter_ends_the_walk() {
    assert_eq!(
        capabilities(&[2, 0, 1, 4, 0, 1]),
        [
            Ok(2),
            Err((
                What::Capability(1),
                4,
                Fault::Truncated(2),
                vec![1, 4, 0, 1]
            )),
        ]
    );
}

#[test]
fn unknown_capabilities_and_parameters_are_values() {
    let mut octets = vec![4, 0xfb, 0xf0, 0, 180, 192, 0, 2, 1, 12];
    octets.extend([2, 5, 200, 1, 7, 2, 0, 1, 3, 9, 9, 9]);
    let open = Open::from_octets(&octets).unwrap();
    let mut parameters = open.parameters.iter();
    let Ok(ParameterValue::Capabilities(list)) = parameters.next().unwrap().map(|p| p.value) else {
        panic!("not capabilities")
    };
    let Capability::Unknown(unknown) = list.iter().next().unwrap().unwrap() else {
        panic!("not unknown")
    };
    assert_eq!((unknown.code, &unknown.octets[..]), (200, &[7][..]));
    let Ok(ParameterValue::Unknown(unknown)) = parameters.next().unwrap().map(|p| p.value) else {
        panic!("not unknown")
    };
    assert_eq!(
        (unknown.parameter_type, &unknown.octets[..]),
        (1, &[9, 9, 9][..])
    );
    assert_eq!(open.to_vec().unwrap(), octets);
}

#[test]
fn a_parameter_past_the_end_is_the_rest() {
    let octets = [4, 0xfb, 0xf0, 0, 180, 192, 0, 2, 1, 4, 2, 9, 2, 0];
    let open = Open::from_octets(&octets).unwrap();
    let malformed = open.parameters.into_entries().next().unwrap().unwrap_err();
    assert_eq!(open.capabilities().next(), Some(Err(malformed.error)));
    assert_eq!(&malformed.octets[..], [2, 9, 2, 0]);
    assert_eq!(
        parts(malformed),
        (What::OptionalParameter(2), 2, Fault::Truncated(7))
    );
    assert_eq!(open.to_vec().unwrap(), octets);
}
