//! The table of rules that values can break although their lengths fit: text, section and action of each [`Breach`].
//! Every layer contributes rules, so this module is above all layers. The code that finds a breach is in the room of
//! the value.

use core::fmt;

use crate::bgp::error_action::Disposition::{self, *};
use crate::wire::{Breach, DecodeError, Fault};

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
    LINK_STATE_MALFORMED_TLV IgnoreRoute "a TLV is malformed" "RFC 9552, section 8.2.2",
    LINK_STATE_DUPLICATE IgnoreRoute "a descriptor of a node appears twice" "RFC 9552, section 8.2.2",
    LINK_STATE_ORDER IgnoreRoute "the TLVs are not in the order of their types, lengths and values" "RFC 9552, section 5.1",
    LINK_STATE_SPF_PROTOCOL TreatAsWithdraw "the protocol is not Direct" "RFC 9815, section 7",
    LINK_STATE_NO_LOCAL_NODE Nothing "the descriptors of the local node are missing" "RFC 9552, section 5.2.1.2",
    LINK_STATE_NO_REMOTE_NODE Nothing "the descriptors of the remote node are missing" "RFC 9552, section 5.2.1.3",
    LINK_STATE_NO_PREFIX Nothing "the prefix is missing" "RFC 9552, section 5.2.3.2",
    LINK_STATE_NO_ROUTE_TYPE Nothing "the route type of OSPF is missing" "RFC 9552, section 5.2.3.1",
    LINK_STATE_NO_CANDIDATE_PATH Nothing "the candidate path is missing" "RFC 9857, section 3",
    LINK_STATE_NO_SID Nothing "the SID is missing" "RFC 9514, section 6",
    LINK_STATE_LINK_LOCAL Nothing "an address of the link is link-local" "RFC 9552, section 5.2.2",
    LINK_STATE_NO_LINK_IDENTIFIERS Nothing "the link has link-local addresses and no identifiers" "RFC 9552, section 5.2.2",
    // The place of a BMP message in its stream.
    STREAM_BEGINNING Nothing "the stream does not begin with an Initiation" "RFC 7854, section 4.3",
    STREAM_END Nothing "a Termination came before" "RFC 7854, section 4.5",
    PEER_UP_MISSING Nothing "there was no Peer Up for this peer" "RFC 7854, section 3.3",
    PEER_UP_TWICE Nothing "the peer was up already, and there was no Peer Down" "RFC 7854, section 3.3",
    PEER_DOWN_WITHOUT_UP Nothing "the peer was not up" "RFC 7854, section 3.3",
    // Per-peer headers.
    PEER_FLAGS Nothing "a reserved flag is set" "RFC 8671, section 4",
    GLOBAL_PEER_DISTINGUISHER Nothing "a global instance peer has a distinguisher" "RFC 7854, section 4.2",
    PEER_ADDRESS Nothing "the address of the peer is zero" "RFC 7854, section 4.2",
    PEER_ADDRESS_PADDING Nothing "the V flag is clear, and the bytes before the IPv4 address are not zero" "RFC 7854, section 4.2",
    PEER_AS Nothing "the AS number of the peer is 0" "RFC 7854, section 4.2",
    PEER_BGP_ID Nothing "the BGP identifier of the peer is 0.0.0.0" "RFC 7854, section 4.2",
    PEER_MICROSECONDS Nothing "the microseconds are one second or more" "RFC 7854, section 4.2",
    LOC_RIB_FLAGS Nothing "a reserved flag of a Loc-RIB is set" "RFC 9069, section 4.2",
    LOC_RIB_ADDRESS Nothing "a Loc-RIB has a peer address" "RFC 9069, section 5.1",
    LOC_RIB_AS Nothing "the AS number of a Loc-RIB is 0" "RFC 9069, section 5.1",
    LOC_RIB_BGP_ID Nothing "the BGP identifier of a Loc-RIB is 0.0.0.0" "RFC 9069, section 5.1",
    // Initiation and Termination.
    INITIATION_SYS_DESCR Nothing "there is no sysDescr" "RFC 7854, section 4.3",
    INITIATION_SYS_NAME Nothing "there is no sysName" "RFC 7854, section 4.3",
    SYSTEM_TEXT_LENGTH Nothing "the text has more than the 255 bytes of MIB-II" "RFC 7854, section 4.4",
    SYSTEM_TEXT_ASCII Nothing "the text is not ASCII" "RFC 7854, section 4.4",
    INFORMATION_UTF_8 Nothing "the text is not UTF-8" "RFC 7854, section 4.4",
    TERMINATION_REASON Nothing "there is no reason" "RFC 7854, section 4.5",
    TERMINATION_REASON_LENGTH Nothing "the reason does not have two bytes" "RFC 7854, section 4.5",
    TERMINATION_UTF_8 Nothing "the text is not UTF-8" "RFC 7854, section 4.5",
    // Route Monitoring.
    ROUTE_MONITORING_TRAILING Nothing "bytes follow the UPDATE" "RFC 7854, section 4.6",
    PEER_A_FLAG Nothing "AS numbers do not have the width that the A flag says" "RFC 7854, section 4.2",
    LOC_RIB_ASN_WIDTH Nothing "AS numbers of a Loc-RIB do not have four bytes" "RFC 9069, section 5.4.1",
    LOC_RIB_FAMILY Nothing "the OPEN of the Loc-RIB does not name the family of the routes" "RFC 9069, section 5.2",
    LOC_RIB_ADD_PATH Nothing "the OPEN of the Loc-RIB has no ADD-PATH capability for the routes" "RFC 9069, section 5.2",
    // Statistics Reports.
    STATISTICS_EMPTY Nothing "there are no statistics" "RFC 7854, section 4.8",
    STATISTICS_COUNT Nothing "the count is not the number of statistics" "RFC 7854, section 4.8",
    STATISTICS_O_FLAG Nothing "the O flag is set" "RFC 8671, section 6.2",
    STATISTIC_LENGTH Nothing "the length is not that of the type" "RFC 7854, section 4.8",
    ADJ_RIB_OUT_STATISTIC_LENGTH Nothing "the length is not that of the type" "RFC 8671, section 6.2",
    RIB_STATISTIC_LENGTH Nothing "the length is not that of the type" "RFC 9972",
    // Peer Up and Peer Down.
    PEER_UP_DOWN_O_FLAG Nothing "the O flag is set" "RFC 8671, section 6",
    LOCAL_ADDRESS_PADDING Nothing "the V flag is clear, and the bytes before the local IPv4 address are not zero" "RFC 7854, section 4.10",
    PEER_UP_PORTS Nothing "only one of the ports is 0" "RFC 7854, section 4.10",
    PEER_UP_AS Nothing "the AS number of the peer is not that of its OPEN" "RFC 7854, section 4.2",
    PEER_UP_BGP_ID Nothing "the BGP identifier of the peer is not that of its OPEN" "RFC 7854, section 4.2",
    LOCALLY_SOURCED_PEER Nothing "locally sourced routes do not belong to a Loc-RIB" "RFC 9069, section 4.2",
    LOC_RIB_LOCAL_ADDRESS Nothing "a Loc-RIB has a local address" "RFC 9069, section 5.2",
    LOC_RIB_PORTS Nothing "a Loc-RIB has a port" "RFC 9069, section 5.2",
    LOC_RIB_FOUR_OCTET_AS Nothing "the OPEN of a Loc-RIB has no 4-octet AS capability" "RFC 9069, section 5.2",
    LOC_RIB_OPENS Nothing "the OPENs of a Loc-RIB differ" "RFC 9069, section 5.2",
    LOC_RIB_GLOBAL_NAME Nothing "a Loc-RIB without a distinguisher is not named global" "RFC 9069, section 5.2.1",
    TABLE_NAME_LENGTH Nothing "the name does not have 1 to 255 bytes" "RFC 9069, section 5.2.1",
    TABLE_NAME_UTF_8 Nothing "the name is not UTF-8" "RFC 9069, section 5.2.1",
    ADMIN_LABEL_UTF_8 Nothing "the text is not UTF-8" "RFC 8671, section 6.3.1",
    PEER_DOWN_NOTIFICATION Nothing "there is no NOTIFICATION" "RFC 7854, section 4.9",
    PEER_DOWN_EVENT Nothing "there is no FSM event" "RFC 7854, section 4.9",
    PEER_DOWN_TRAILING Nothing "bytes follow the data of the reason" "RFC 7854, section 4.9",
    LOC_RIB_DOWN_REASON Nothing "the reason of a Loc-RIB is not 6" "RFC 9069, section 5.3",
    LOC_RIB_DOWN_NAME Nothing "the VRF/Table Name of the Peer Up is missing" "RFC 9069, section 5.3",
    // Route Mirroring.
    MIRRORING_EMPTY Nothing "there are no TLVs" "RFC 7854, section 4.7",
    MIRRORING_ORDER Nothing "TLVs follow the BGP message" "RFC 7854, section 4.7",
    MIRRORING_ERRORED_PDU Nothing "an errored PDU is announced, and there is no BGP message" "RFC 7854, section 4.7",
    MIRRORING_INFORMATION_LENGTH Nothing "the information code does not have two bytes" "RFC 7854, section 4.7",
    LOC_RIB_MIRRORING Nothing "a Loc-RIB has no messages to mirror" "RFC 9069, section 5.5",
    // Version 4.
    VERSION_CHANGE Nothing "the version of BMP changes within the stream" "draft-ietf-grow-bmp-tlv, section 6",
    V4_PEER_TIMESTAMP Nothing "the time of the per-peer header is zero" "draft-ietf-grow-bmp-tlv, section 9",
    V4_PEER_X_FLAG Nothing "the X flag of the per-peer header is not that of the Extended Flags" "draft-ietf-grow-bmp-tlv, section 5.6.3",
    V4_NO_UPDATE Nothing "there is no BGP Message TLV" "draft-ietf-grow-bmp-tlv, section 5.2.4",
    V4_SEVERAL_UPDATES Nothing "there are several BGP Message TLVs" "draft-ietf-grow-bmp-tlv, section 5.2.4",
    V4_NO_STATS Nothing "there is no Stats TLV" "draft-ietf-grow-bmp-tlv, section 5.3",
    V4_INDEX Nothing "a TLV of the whole message has another index than 0" "draft-ietf-grow-bmp-tlv, section 5.2",
    V4_INDEX_RANGE Nothing "the index is not one of a route" "draft-ietf-grow-bmp-tlv, section 5.2",
    V4_NO_GROUP Nothing "no Group TLV has the index of the group" "draft-ietf-grow-bmp-tlv, section 5.2.1",
    V4_GROUP_INDEX Nothing "the index of a Group TLV has no G flag" "draft-ietf-grow-bmp-tlv, section 5.2.1",
    V4_GROUP_TWICE Nothing "another Group TLV has this index" "draft-ietf-grow-bmp-tlv, section 5.2.1",
    V4_GROUP_VALUE Nothing "the group does not have two or more indexes of routes" "draft-ietf-grow-bmp-tlv, section 5.2.1",
    V4_REPEATED Nothing "the TLV appears twice" "draft-ietf-grow-bmp-tlv, sections 5.6.1 and 5.6.3",
    V4_TABLE_NAME Nothing "the name is not UTF-8 of 1 to 255 bytes" "draft-ietf-grow-bmp-tlv, section 5.2.2",
    V4_TIMESTAMP_ZERO Nothing "the time is zero" "draft-ietf-grow-bmp-tlv, section 5.6.4",
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
    LINK_STATE_LABEL_RANGE Nothing "a label range is empty, or begins with an index" "RFC 9085, sections 2.1.2 and 2.1.4",
    LINK_STATE_FLEX_ALGORITHM Nothing "the algorithm is not a flexible one" "RFC 9351, sections 3 and 4",
    LINK_STATE_SID_STRUCTURE Nothing "the parts of a SID have more than 128 bits" "RFC 9514, section 8",
    LINK_STATE_SPF_STATUS TreatAsWithdraw "the SPF status is 0 or 255" "RFC 9815, section 7",
    // Several attributes.
    D_PATH_FAMILY TreatAsWithdraw "the routes are neither of an IP VPN nor of EVPN" "RFC 10039",
    PMSI_EXTENSION TreatAsWithdraw "the community with the additional flags is missing" "RFC 7902, section 2",
    ROUTER_MAC_GROUP TreatAsWithdraw "the MAC address of a router is a group address" "RFC 9136, section 3.1",
    LINK_STATE_MPLS_PROTOCOLS Nothing "the link has MPLS protocols, and is neither direct nor static" "RFC 9552, section 5.3.2.2",
    LINK_STATE_SPF_METRIC TreatAsWithdraw "the link has no metric" "RFC 9815, section 7",
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

impl DecodeError {
    /// Returns the rule that is broken, or `None` if the bytes are malformed.
    ///
    /// ```
    /// use bmp_codec::{Breach, DecodeError, Fault};
    ///
    /// let error = DecodeError::new(0, Fault::Breach(Breach::INITIATION_SYS_NAME));
    /// assert_eq!(error.breach().map(Breach::section), Some("RFC 7854, section 4.3"));
    /// assert_eq!(DecodeError::new(0, Fault::Marker).breach(), None);
    /// ```
    #[must_use]
    pub fn breach(&self) -> Option<Breach> {
        match self.fault() {
            Fault::Breach(breach) => Some(breach),
            _ => None,
        }
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

    /// A format for people has the name, another one the place in the table.
    #[cfg(feature = "serde")]
    #[test]
    fn formats() {
        use crate::testkit::{json, refused};

        json(&Breach::FLOW_SPEC_ORDER, "\"flow_spec_order\"");
        assert_eq!(format!("{:?}", Breach::FLOW_SPEC_ORDER), "FLOW_SPEC_ORDER");
        assert_eq!(
            postcard::to_allocvec(&Breach::EVPN_TWO_OVERLAY_INDEXES).unwrap(),
            [1]
        );
        assert_eq!(
            refused(serde_json::from_str::<Breach>("\"flow_spec\"")),
            "invalid value: string \"flow_spec\", expected the name of a rule"
        );
        let last = u8::try_from(Breach::ALL.len() - 1).unwrap();
        assert!(postcard::from_bytes::<Breach>(&[last]).is_ok());
        assert!(postcard::from_bytes::<Breach>(&[last + 1]).is_err());
    }

    #[test]
    fn a_number_behind_the_table() {
        let unknown = Breach::at(u16::MAX);
        assert_eq!(
            (unknown.name(), unknown.section()),
            ("UNKNOWN", "no section")
        );
        assert_eq!(unknown.to_string(), "a rule is broken");
    }
}
