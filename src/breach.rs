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
    FLOW_SPEC_EMPTY TreatAsWithdraw "there are no components" "RFC 8955, section 4",
    FLOW_SPEC_ORDER TreatAsWithdraw "the components are not in the order of their types" "RFC 8955, section 4.2",
    FLOW_SPEC_DUPLICATE TreatAsWithdraw "a component appears twice" "RFC 8955, section 4.2",
    FLOW_SPEC_COMPONENT_TYPE TreatAsWithdraw "the type of a component is not defined" "RFC 8955, section 4.2",
    FLOW_SPEC_VALUE_LENGTH TreatAsWithdraw "a value of a component is longer than its type allows" "RFC 8955, section 4.2.2",
    // One attribute.
    AS_PATH_AS_ZERO TreatAsWithdraw "it contains AS 0" "RFC 7607, section 2",
    AGGREGATOR_AS_ZERO AttributeDiscard "it contains AS 0" "RFC 7607, section 2",
    AS4_PATH_AS_ZERO AttributeDiscard "it contains AS 0" "RFC 7607, section 2",
    AS4_PATH_CONFEDERATION Nothing "it has confederation segments" "RFC 6793, section 6",
    AIGP_MAXIMUM AttributeDiscard "the metric cannot grow" "RFC 7311, section 3.2",
    ORIGIN_VALIDATION_STATE Nothing "an origin validation state is not defined" "RFC 8097, section 2",
    MULTICAST_FLAGS Nothing "a Multicast Flags community has no flags" "RFC 9251, section 9.4",
    SFC_CLASSIFIER_ACTIONS TreatAsWithdraw "there are other actions beside an SFC classifier" "RFC 9015, section 7.4",
    PMSI_TUNNEL_TYPE TreatAsWithdraw "the tunnel type is not defined" "RFC 6514, section 5",
    NO_VALID_TUNNEL TreatAsWithdraw "there is no valid tunnel" "RFC 9012, section 13",
    BGPSEC_SIGNATURES TreatAsWithdraw "the signatures do not match the ASes" "RFC 8205, section 5.2",
    SRV6_SERVICE_DUPLICATE Nothing "an SRv6 service appears twice" "RFC 9252, section 7",
    SRV6_NO_SID Nothing "an SRv6 service has no SID" "RFC 9252, section 7",
    SRV6_STRUCTURE Nothing "the structure of a SID is not possible" "RFC 9252, section 7",
    BIER_DUPLICATE AttributeDiscard "a sub-domain appears twice" "RFC 9793",
    // Several attributes.
    D_PATH_FAMILY TreatAsWithdraw "the routes are neither of an IP VPN nor of EVPN" "RFC 10039",
    PMSI_EXTENSION TreatAsWithdraw "the community with the additional flags is missing" "RFC 7902, section 2",
    ROUTER_MAC_GROUP TreatAsWithdraw "the MAC address of a router is a group address" "RFC 9136, section 3.1",
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
