//! What the fuzz targets do with their input: a file for each in `targets`, and what they share.
//!
//! Each target asks that nothing panics, that every walk ends within a step for each byte, that memory is bounded, and
//! that what is accepted encodes to the bytes it came from.

mod limits;
mod session;
mod support;
pub mod targets;

// The strategies of the tests, driven by the input.
// A part of it is used here.
#[allow(dead_code)]
mod strategies {
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
}
