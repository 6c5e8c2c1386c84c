//! What the label fields of EVPN routes contain: labels, or the VNIs of networks over IP.

use bmp_codec::bgp::Update;
use bmp_codec::bgp::attribute::ExtendedCommunities;
use bmp_codec::bgp::nlri::Nlri;

/// What the Encapsulation extended communities next to EVPN routes say (RFC 9012, section 4.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Fields {
    /// Nothing, or both.
    #[default]
    Unknown,
    Labels,
    Vnis,
}

/// What is between the two readings of a field in the text of a route.
const OR: &str = " or vni ";

impl Fields {
    /// Returns what there is in these routes; `Unknown` for routes of other families.
    pub(crate) fn of(update: &Update<&[u8]>, nlri: &Nlri<&[u8]>) -> Fields {
        match nlri {
            Nlri::L2vpnEvpn(_) => Fields::said(update),
            _ => Fields::Unknown,
        }
    }

    fn said(update: &Update<&[u8]>) -> Fields {
        /// Transitive and opaque, of the sub-type Encapsulation; four octets are reserved.
        const ENCAPSULATION: u64 = 0x030c;
        let (mut labels, mut vnis) = (false, false);
        let list = update
            .path_attributes
            .get_valid::<ExtendedCommunities<&[u8]>>();
        for community in list.iter().flat_map(|list| list.iter()) {
            if community.0 >> 48 != ENCAPSULATION {
                continue;
            }
            match community.0 & 0xffff {
                // VXLAN, NVGRE, VXLAN GPE and GENEVE.
                8 | 9 | 12 | 19 => vnis = true,
                // MPLS, alone, in GRE and in UDP.
                10 | 11 | 13 => labels = true,
                _ => {}
            }
        }
        match (labels, vnis) {
            (true, false) => Fields::Labels,
            (false, true) => Fields::Vnis,
            _ => Fields::Unknown,
        }
    }

    /// Returns the text of a route or an attribute with one reading of its fields.
    pub(crate) fn only(self, text: &str) -> String {
        let mut parts = text.split(OR);
        let mut all = String::from(parts.next().unwrap_or_default());
        for part in parts {
            match (self, all.rfind("label ")) {
                (Fields::Labels, _) => {
                    all.push_str(part.trim_start_matches(|digit: char| digit.is_ascii_digit()));
                }
                (Fields::Vnis, Some(label)) => {
                    all.truncate(label);
                    all.push_str("vni ");
                    all.push_str(part);
                }
                _ => {
                    all.push_str(OR);
                    all.push_str(part);
                }
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::Fields;

    #[test]
    fn one_reading() {
        let text = "mac-ip 1:1 tag 0 label 62 or vni 1000, second label 250 or vni 4001 end";
        for (fields, wanted) in [
            (Fields::Unknown, text),
            (
                Fields::Labels,
                "mac-ip 1:1 tag 0 label 62, second label 250 end",
            ),
            (
                Fields::Vnis,
                "mac-ip 1:1 tag 0 vni 1000, second vni 4001 end",
            ),
        ] {
            assert_eq!(fields.only(text), wanted);
            assert_eq!(fields.only("label 0"), "label 0");
        }
    }
}
