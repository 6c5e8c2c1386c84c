//! The strategies of the tests. The input is their seed.

// A part of each is used here.
#![allow(dead_code)]

#[path = "../../../tests/round_trip/capabilities.rs"]
mod capabilities;
#[path = "../../../tests/round_trip/flow_spec.rs"]
mod flow_spec;
#[path = "../../../tests/round_trip/labeled.rs"]
mod labeled;
#[path = "../../../tests/round_trip/messages.rs"]
pub(crate) mod messages;
#[path = "../../../tests/round_trip/values.rs"]
mod values;
#[path = "../../../tests/round_trip/varied.rs"]
mod varied;
