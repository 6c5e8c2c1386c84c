//! Where tshark 4.0.17 shows what is not so, or stops, and why.

use bmp_codec::bgp;
use bmp_codec::bgp::attribute::AttributeValue;
use bmp_codec::bgp::nlri::Family;
use bmp_codec::bgp::{ParameterForm, nlri::Nlri};
use bmp_codec::bmp::{Message, StatisticType};

use super::compare::{Difference, is_part};

/// A mistake.
pub(crate) struct Mistake {
    /// The names of the fields, or what they begin with before a star.
    fields: &'static [&'static str],
    /// Where it is.
    is: fn(&Difference<'_>) -> bool,
    /// What tshark does.
    pub(crate) shows: &'static str,
    /// What is so, and where that is said.
    pub(crate) so: &'static str,
}

/// The place of the reason for a difference.
pub(crate) fn of(difference: &Difference<'_>) -> Option<usize> {
    MISTAKES.iter().position(|mistake| {
        let is_named = |field: &&str| match field.strip_suffix('*') {
            Some(start) => difference.name.starts_with(start),
            None => difference.name == *field,
        };
        mistake.fields.iter().any(is_named) && (mistake.is)(difference)
    })
}

pub(crate) const MISTAKES: &[Mistake] = &[
    Mistake {
        fields: &["bmp.stats.type", "bmp.stats.length", "bmp.stats.data"],
        is: stops_at_unknown_statistic,
        shows: "takes the type of a statistic for its length if it does not know the type; if there are not so many octets, it \
                calls the message malformed and reads no further",
        so: "a station ignores types that it does not know: RFC 7854, section 4.8",
    },
    Mistake {
        fields: &["BGP messages"],
        is: |difference| {
            let Message::PeerUp(up) = difference.message else {
                return false;
            };
            !up.information.is_empty() && difference.said == ["3"] && difference.read == ["2"]
        },
        shows: "takes the TLVs behind the OPENs of a Peer Up for a BGP message",
        so: "they are Information TLVs: RFC 7854, section 4.10",
    },
    Mistake {
        fields: &["path attributes"],
        is: |difference| {
            let length = difference.pdu_octets().len();
            length > bgp::MAX_MESSAGE_LEN && difference.said == ["0"]
        },
        shows: "calls the length of a BGP message of more than 4096 octets invalid, and reads no further",
        so: "a message has up to 65535 octets: RFC 8654, section 4",
    },
    Mistake {
        fields: &["bgp.open.opt.*", "bgp.cap.*"],
        is: |difference| has_form(difference, ParameterForm::Extended),
        shows: "reads the extended length of the optional parameters as a parameter of type 255, and what follows as others",
        so: "behind 255, 255 is a length of two octets, and so have all parameters: RFC 9072, section 2",
    },
    Mistake {
        fields: &["bgp.open.opt.*", "bgp.cap.*"],
        is: |difference| {
            has_form(difference, ParameterForm::Wrapped)
                && (difference.name == "bgp.open.opt.param.len"
                    || difference.read.starts_with(&difference.said))
        },
        shows: "reads as many octets of capabilities as the length says, which GoBGP 3 wrote modulo 256",
        so: "malformed by RFC 4271, section 4.2; here all octets of the message are read, as GoBGP meant them",
    },
    Mistake {
        fields: &["*"],
        is: |difference| has_path_ids(difference) && !is_read_with_path_ids(difference),
        shows: "reads path identifiers of flow specifications, route targets, SR policies and VPLS as the beginning of the route",
        so: "any route of a family that was negotiated has one: RFC 7911, section 3",
    },
    Mistake {
        fields: &["flowspec_nlri.opflags"],
        is: |difference| {
            has(difference, "\"flow_label\"") && is_part(&difference.said, &difference.read)
        },
        shows: "does not know the component Flow Label, 13",
        so: "RFC 8956, section 3.7",
    },
    Mistake {
        fields: &["vplsbgp.labelblock.base"],
        is: |difference| {
            let labels = |values: &[String]| values.concat().split('/').next().map(str::to_owned);
            labels(&difference.said) == labels(&difference.read)
        },
        shows: "reads on behind the label base, as if it were a stack of labels, until an octet has its lowest bit set",
        so: "the label base is three octets, and the end of the route: RFC 4761, section 3.2.2",
    },
    Mistake {
        fields: &["community_prefix", "originating_as", "prefix_length"],
        is: |difference| {
            has(difference, "\"length\":64") && difference.read.starts_with(&difference.said)
        },
        shows: "refuses a membership of 64 bits, and reads no further",
        so: "a prefix of a route target may have any length from 32 to 96: RFC 4684, section 4",
    },
    Mistake {
        fields: &["ls.*", "prefix_length"],
        is: |difference| is_cut_off(difference) && is_part(&difference.read, &difference.said),
        shows: "reads the TLVs of a BGP-LS route of GoBGP 3 whose length is more than there is",
        so: "a route that does not fit into the list is malformed: RFC 7606, section 5.3; it is not read here",
    },
    Mistake {
        fields: &["ls.*", "prefix_length"],
        is: |difference| {
            has(difference, "\"bgp_route_type\"") && difference.read.starts_with(&difference.said)
        },
        shows: "reads no further behind TLV 535, BGP Route Type, which it does not know",
        so: "unrecognized types are preserved: RFC 7752, section 3.1, which RFC 9552 replaces",
    },
    Mistake {
        fields: &["ls.*", "prefix_length"],
        is: |difference| {
            has(difference, "\"srv6_sid\"") && is_part(&difference.said, &difference.read)
        },
        shows: "does not know NLRI type 6, SRv6 SID",
        so: "RFC 9514, section 6",
    },
    Mistake {
        fields: &["encaps_tunnel_tlv_subtlv_color_value"],
        is: |difference| difference.code() == Some(23) && has(difference, "\"color\""),
        shows: "shows the first four of the eight octets of the color sub-TLV, which are type, subtype and flags",
        so: "the color is the last four, as in the extended community: RFC 9012, section 3.4.2",
    },
    Mistake {
        fields: &[
            "encaps_tunnel_tlv_subtlv.value",
            "encaps_tunnel_tlv_subtlv_gre_key",
        ],
        is: |difference| difference.code() == Some(23) && has(difference, "\"color\""),
        shows: "takes the other four octets of the color, and of a sub-TLV of eight octets for GRE, for sub-TLVs",
        so: "sub-TLVs are as long as they say: RFC 9012, section 2",
    },
    Mistake {
        fields: &["encaps_tunnel_tlv_subtlv.policy_name.name"],
        is: |difference| {
            difference.said.concat().contains('\u{fffd}')
                && has(difference, "\"candidate_path_name\"")
        },
        shows: "shows what is not UTF-8 as U+FFFD",
        so: "GoBGP 3 adds the octets of the header to the length of this sub-TLV; here octets that are no text are kept",
    },
    Mistake {
        fields: &["bmp.*"],
        is: |difference| difference.frame[0] == 4,
        shows: "reads a message of version 4 as if it were one of version 3",
        so: "version 4 has TLVs where version 3 has none, or others: draft-ietf-grow-bmp-tlv-21, section 4",
    },
    Mistake {
        fields: &["path attributes"],
        is: |difference| {
            let number = |values: &[String]| values.concat().parse::<usize>().unwrap();
            difference.is_malformed && number(&difference.said) < number(&difference.read)
        },
        shows: "ends with an exception in an attribute where it has lost its place, and reads no further",
        so: "the other attributes stand behind it: RFC 4271, section 4.3",
    },
];

/// Whether the last statistic that is shown has a type above those of tshark.
fn stops_at_unknown_statistic(difference: &Difference<'_>) -> bool {
    let Message::StatisticsReport(report) = difference.message else {
        return false;
    };
    let last = difference.said.len() - 1;
    let statistic = report.statistics.iter().nth(last).and_then(Result::ok);
    let kind = statistic.map(|statistic| statistic.statistic_type);
    let known = u16::from(StatisticType::AdjRibOutPostRoutesPerFamily);
    difference.is_malformed
        && kind.is_some_and(|kind| u16::from(kind) > known)
        && difference.read.starts_with(&difference.said)
}

/// Whether the OPEN has parameters of this form.
fn has_form(difference: &Difference<'_>, form: ParameterForm) -> bool {
    let Some(Ok(bgp::Message::Open(open))) = difference.pdu else {
        return false;
    };
    let parameters = open.parameters.iter().flatten();
    parameters
        .into_iter()
        .any(|parameter| parameter.form == form)
}

/// The routes of an attribute.
fn nlri<'a>(difference: &'a Difference<'_>) -> Option<&'a Nlri<&'a [u8]>> {
    match &difference.attribute?.as_ref().ok()?.value {
        AttributeValue::MpReach(reach) => Some(&reach.nlri),
        AttributeValue::MpUnreach(unreach) => Some(&unreach.nlri),
        _ => None,
    }
}

/// Whether the JSON of an attribute contains this.
fn has(difference: &Difference<'_>, text: &str) -> bool {
    let Some(Ok(attribute)) = difference.attribute else {
        return false;
    };
    serde_json::to_string(&attribute.value)
        .unwrap()
        .contains(text)
}

fn has_path_ids(difference: &Difference<'_>) -> bool {
    nlri(difference).is_some()
        && (0..10).any(|digit| has(difference, &format!("\"path_id\":{digit}")))
}

/// Whether tshark knows path identifiers in this family.
fn is_read_with_path_ids(difference: &Difference<'_>) -> bool {
    let family = nlri(difference).map(Nlri::family);
    family.is_some_and(|family| {
        [1, 2, 4, 128].contains(&family.safi()) || family == Family::L2VPN_EVPN
    })
}

/// Whether a route in the list is not whole.
fn is_cut_off(difference: &Difference<'_>) -> bool {
    match nlri(difference) {
        Some(Nlri::LinkState(routes)) => routes.iter().any(|route| route.is_err()),
        _ => false,
    }
}
