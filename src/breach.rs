//! The table of rules that values can break although their lengths fit: text, section and action of each [`Breach`].
//! Every layer contributes rules, so this module is above all layers. The code that finds a breach is in the room of
//! the value.

use core::fmt;

use crate::bgp::error_action::Disposition::{self, *};
use crate::wire::Breach;

/// One line is one rule: constant, what a receiver does, the text of the error, RFC and section.
macro_rules! breaches {
    ($($constant:ident $disposition:ident $text:literal $section:literal,)*) => {
        /// The place of each rule in the table.
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Place {
            $($constant,)*
        }

        impl Breach {
            $(
                #[doc = concat!("\"", $text, "\": ", $section, ".")]
                pub const $constant: Breach = Breach::at(Place::$constant as u16);
            )*

            /// All rules, in the order of the table.
            pub const ALL: &'static [Breach] = &[$(Breach::$constant,)*];

            /// Name, action, text and section.
            const fn line(self) -> (&'static str, Disposition, &'static str, &'static str) {
                match self {
                    $(Breach::$constant => (stringify!($constant), $disposition, $text, $section),)*
                    _ => ("UNKNOWN", Nothing, "a rule is broken", "no section"),
                }
            }
        }
    };
}

breaches! {
    // Routes.
    MULTICAST_PREFIX IgnoreRoute "the prefix is a multicast prefix" "RFC 4271, section 6.3",
    EVPN_TWO_OVERLAY_INDEXES TreatAsWithdraw "there are both an Ethernet segment and a gateway" "RFC 9136, section 3.2",
    EVPN_NO_VERSION TreatAsWithdraw "no version of IGMP or MLD is set" "RFC 9251, section 4.1.2",
    EVPN_SOURCE_VERSION TreatAsWithdraw "a version without sources is set for a source" "RFC 9251, sections 4.1.1 and 9.7",
    EVPN_MLD_VERSION TreatAsWithdraw "version 3 is set for an IPv6 group" "RFC 9251, sections 9.1 and 9.7",
    MVPN_SSM_SOURCE_ACTIVE IgnoreRoute "the group of a source is in the SSM range" "RFC 6514, section 4.5",
    MUP_ADDRESS_FAMILY TreatAsWithdraw "the address is not of the family of the route" "draft-ietf-bess-mup-safi, section 3.1.2",
    MUP_NO_ENDPOINT TreatAsWithdraw "the endpoint address is empty" "draft-ietf-bess-mup-safi, section 3.1.3.1",
    MUP_TEID_ZERO TreatAsWithdraw "the TEID is 0" "draft-ietf-bess-mup-safi, sections 3.1.3.1 and 3.1.4.1",
    MUP_MALFORMED_TLV TreatAsWithdraw "a TLV is malformed" "draft-ietf-bess-mup-safi, sections 3.1.3.1 and 3.1.4.1",
    SFC_SPECIAL_PURPOSE IgnoreRoute "the service function type is for special purposes" "RFC 9015, section 6.1",
    FLOW_SPEC_EMPTY TreatAsWithdraw "there are no components" "RFC 8955, section 4",
    FLOW_SPEC_ORDER TreatAsWithdraw "the components are not in the order of their types" "RFC 8955, section 4.2",
    FLOW_SPEC_DUPLICATE TreatAsWithdraw "a component appears twice" "RFC 8955, section 4.2",
    FLOW_SPEC_COMPONENT_TYPE TreatAsWithdraw "the type of a component is not defined" "RFC 8955, section 4.2",
    FLOW_SPEC_VALUE_LENGTH TreatAsWithdraw "a value of a component is longer than its type allows" "RFC 8955, section 4.2.2",
}

impl Breach {
    /// Returns the name of the constant: `FLOW_SPEC_ORDER`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.line().0
    }

    /// Returns what a receiver of the UPDATE does: [`Disposition::Nothing`] for a rule that is not about UPDATEs, or
    /// whose RFC only asks to log the error.
    #[must_use]
    pub const fn disposition(self) -> Disposition {
        self.line().1
    }

    /// Returns the RFC section that states the rule: `"RFC 8955, section 4.2"`.
    #[must_use]
    pub const fn section(self) -> &'static str {
        self.line().3
    }
}

/// What is wrong, without the section.
impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.line().2)
    }
}

/// The name.
impl fmt::Debug for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Formats for people have the name in lower case, others the place in the table.
#[cfg(feature = "serde")]
mod serde {
    use alloc::string::String;

    use ::serde::de::{Error, Unexpected};
    use ::serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::wire::Breach;

    impl Serialize for Breach {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            if serializer.is_human_readable() {
                serializer.serialize_str(&self.name().to_ascii_lowercase())
            } else {
                serializer.serialize_u16(self.place())
            }
        }
    }

    impl<'de> Deserialize<'de> for Breach {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Breach, D::Error> {
            let mut all = Breach::ALL.iter().copied();
            if deserializer.is_human_readable() {
                let name = String::deserialize(deserializer)?;
                let found = all.find(|breach| breach.name().eq_ignore_ascii_case(&name));
                return found.ok_or_else(|| {
                    D::Error::invalid_value(Unexpected::Str(&name), &"the name of a rule")
                });
            }
            let place = u16::deserialize(deserializer)?;
            all.nth(place.into()).ok_or_else(|| {
                D::Error::invalid_value(Unexpected::Unsigned(place.into()), &"the place of a rule")
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_is_named_once_and_has_a_section() {
        for (place, breach) in Breach::ALL.iter().enumerate() {
            assert_eq!(usize::from(breach.place()), place);
            let alike = Breach::ALL
                .iter()
                .filter(|other| other.name() == breach.name());
            assert_eq!(alike.count(), 1, "{breach:?}");
            let section = breach.section();
            assert!(
                section.starts_with("RFC ") || section.starts_with("draft-"),
                "{section}"
            );
            assert!(!breach.to_string().ends_with('.'), "{breach}");
        }
    }
}
