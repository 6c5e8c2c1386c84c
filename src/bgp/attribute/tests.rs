//! The table of attributes.

use super::*;

#[test]
fn names_and_usual_flags() {
    assert_eq!(name(8), Some("COMMUNITIES"));
    assert_eq!(name(128), Some("ATTR_SET"));
    assert_eq!(name(0), None);
    // RFC 4271, section 5: well-known 1, 2, 3, 5, 6; RFC 4760: 14 and 15 are optional non-transitive.
    for (code, flags) in [
        (1, AttributeFlags::WELL_KNOWN),
        (2, AttributeFlags::WELL_KNOWN),
        (3, AttributeFlags::WELL_KNOWN),
        (4, AttributeFlags::OPTIONAL),
        (5, AttributeFlags::WELL_KNOWN),
        (6, AttributeFlags::WELL_KNOWN),
        (7, AttributeFlags::OPTIONAL_TRANSITIVE),
        (8, AttributeFlags::OPTIONAL_TRANSITIVE),
        (9, AttributeFlags::OPTIONAL),
        (10, AttributeFlags::OPTIONAL),
        (14, AttributeFlags::OPTIONAL),
        (15, AttributeFlags::OPTIONAL),
        (16, AttributeFlags::OPTIONAL_TRANSITIVE),
        (17, AttributeFlags::OPTIONAL_TRANSITIVE),
        (18, AttributeFlags::OPTIONAL_TRANSITIVE),
        (22, AttributeFlags::OPTIONAL_TRANSITIVE),
        (27, AttributeFlags::OPTIONAL_TRANSITIVE),
        (32, AttributeFlags::OPTIONAL_TRANSITIVE),
        (40, AttributeFlags::OPTIONAL_TRANSITIVE),
        (24, AttributeFlags::OPTIONAL),
        (32, AttributeFlags::OPTIONAL_TRANSITIVE),
        (33, AttributeFlags::OPTIONAL),
        (34, AttributeFlags::OPTIONAL_TRANSITIVE),
        (128, AttributeFlags::OPTIONAL_TRANSITIVE),
    ] {
        assert_eq!(usual_flags(code), Some(flags), "{code}");
    }
    assert_eq!(usual_flags(200), None);
}
