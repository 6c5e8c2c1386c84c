//! AIGP ([RFC 7311](https://www.rfc-editor.org/rfc/rfc7311)).
//!
//! ```text
//! TLVs: type u8, length u16 (of the whole TLV), value
//! ```

use alloc::vec::Vec;

use crate::bgp::attribute::Broken;
use crate::net::fixed;
use crate::wire::{Breach, List, UnknownTlv, What, table};

/// AIGP: the cost of the path to the next hop and on to the destination, inside the networks of one administration.
///
/// ```
/// use bmp_codec::{Encode, bgp::attribute::{Aigp, AigpMetric, AigpTlv}};
///
/// let aigp = Aigp::of([AigpTlv::from(AigpMetric(100))])?;
/// assert_eq!(aigp.to_vec()?, [1, 0, 11, 0, 0, 0, 0, 0, 0, 0, 100]);
/// assert_eq!(aigp.metric(), Some(AigpMetric(100)));
/// assert_eq!(aigp.to_string(), "metric 100");
/// # Ok::<(), bmp_codec::EncodeError>(())
/// ```
pub type Aigp<B = Vec<u8>> = List<AigpTlv, B>;

table! {
    /// A TLV of AIGP ([RFC 7311, section 3](https://www.rfc-editor.org/rfc/rfc7311#section-3)).
    pub enum AigpTlv<B>(u16) by tlv_type, unknown UnknownTlv, text, from;
    framed U8U16Whole "AIGP TLV" |tlv_type| What::tlv(26, tlv_type);
    {
        /// The metric. Only the first one of an attribute counts.
        1 => Metric(AigpMetric) "metric",
    }
}

fixed! {
    /// The accumulated IGP metric.
    AigpMetric(u64) as number;
}

impl AigpMetric {
    /// The maximum metric, which cannot grow. A receiver discards the attribute
    /// ([RFC 7311, section 3.2](https://www.rfc-editor.org/rfc/rfc7311#section-3.2)).
    pub const MAX: AigpMetric = AigpMetric(u64::MAX);
}

impl<B: AsRef<[u8]>> Aigp<B> {
    /// Returns the first metric, the only one that counts.
    #[must_use]
    pub fn metric(&self) -> Option<AigpMetric> {
        self.iter().find_map(|tlv| match tlv {
            Ok(AigpTlv::Metric(metric)) => Some(metric),
            _ => None,
        })
    }
}

impl Aigp<&[u8]> {
    /// A metric that cannot grow is of no use
    /// ([RFC 7311, section 3.2](https://www.rfc-editor.org/rfc/rfc7311#section-3.2)).
    pub(super) fn broken(&self) -> Option<Broken> {
        (self.metric() == Some(AigpMetric::MAX)).then_some((0, Breach::AIGP_MAXIMUM))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Decode;
    use crate::bgp::Update;
    use crate::testkit::{cases, first_body, json};

    #[test]
    fn of_a_router() {
        // As GoBGP sent it. tshark shows 1099511627776.
        let body = first_body("monitoring-aigp");
        let update = Update::from_octets(&body).unwrap();
        let aigp: Aigp<&[u8]> = update.path_attributes.get().unwrap().unwrap();
        assert_eq!(aigp.metric(), Some(AigpMetric(1_099_511_627_776)));
        json(&aigp.to_owned(), r#"[{"metric":1099511627776}]"#);
    }

    #[test]
    fn several_unknown_and_malformed() {
        let unknown = AigpTlv::Unknown(crate::bgp::attribute::UnknownTlv {
            tlv_type: 2,
            octets: crate::wire::Octets(vec![0xab, 0xcd]),
        });
        let built = Aigp::of([unknown, AigpMetric(7).into(), AigpMetric(u64::MAX).into()]).unwrap();
        let seven = |aigp: &Aigp<&[u8]>, _: &[u8]| assert_eq!(aigp.metric(), Some(AigpMetric(7)));
        // A malformed TLV costs that TLV only.
        cases! { Aigp<&[u8]>, each seven;
            "02 0005 abcd 01 000b 0000000000000007 01 000b ffffffffffffffff" is built
                => "type-2 abcd, metric 7, metric 18446744073709551615"
                => r#"[{"unknown":{"tlv_type":2,"octets":"abcd"}},{"metric":7},{"metric":18446744073709551615}]"#,
            "01 0009 000000000000 01 000b 0000000000000007" => "malformed 010009000000000000, metric 7",
        }
        let none = |aigp: &Aigp<&[u8]>, _: &[u8]| assert_eq!(aigp.metric(), None);
        // Lengths: too small for type and length; two bytes too small; one byte too large.
        cases! { Aigp<&[u8]>, each none;
            "01 0002" => inside "AIGP TLV 1 at byte 1: a length of 2 is not possible",
            "01 0009 000000000000" => inside "AIGP TLV 1 at byte 3: 2 bytes are missing",
            "01 000c 000000000000000100" => inside "AIGP TLV 1 at byte 11: 1 byte is left over",
            "01 000b 00" => inside "AIGP TLV 1 at byte 3: 7 bytes are missing",
        }
    }
}
