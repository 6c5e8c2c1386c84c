//! AIGP ([RFC 7311](https://www.rfc-editor.org/rfc/rfc7311)).
//!
//! ```text
//! TLVs: type u8, length u16 (of all three fields), value
//! ```

use alloc::vec::Vec;

use crate::net::fixed;
use crate::wire::{List, UnknownTlv, What, table};

/// AIGP: what it costs to get to the next hop, and on to the destination, inside networks of one administration.
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
    /// A metric that cannot grow: a receiver discards the attribute
    /// ([RFC 7311, section 3.2](https://www.rfc-editor.org/rfc/rfc7311#section-3.2)).
    pub const MAX: AigpMetric = AigpMetric(u64::MAX);
}

impl<B: AsRef<[u8]>> Aigp<B> {
    /// The metric that counts: the first one.
    #[must_use]
    pub fn metric(&self) -> Option<AigpMetric> {
        self.iter().find_map(|tlv| match tlv {
            Ok(AigpTlv::Metric(metric)) => Some(metric),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::testkit::{both_ways, frame, hex, json, pdus};
    use crate::bgp::{Session, Update};
    use crate::wire::{AttributeTlv, Fault, What};
    use crate::{Decode, Encode};

    #[test]
    fn of_a_router() {
        // As GoBGP sent it; tshark reads 1099511627776.
        let pdu = &pdus(&frame!("monitoring-aigp"))[0];
        let update = Update::from_octets(&pdu[19..]).unwrap();
        let aigp: Aigp<&[u8]> = update.path_attributes.get().unwrap().unwrap();
        assert_eq!(aigp.metric(), Some(AigpMetric(1_099_511_627_776)));
        json(&aigp.to_owned(), r#"[{"metric":1099511627776}]"#);
    }

    #[test]
    fn several_and_unknown() {
        let octets = hex("02 0005 abcd 01 000b 0000000000000007 01 000b ffffffffffffffff");
        let aigp: Aigp<&[u8]> = both_ways(&octets, Session::default());
        assert_eq!(aigp.metric(), Some(AigpMetric(7)));
        assert_eq!(
            aigp.to_string(),
            "type-2 abcd, metric 7, metric 18446744073709551615"
        );
        json(
            &aigp.to_owned(),
            concat!(
                r#"[{"unknown":{"tlv_type":2,"octets":"abcd"}},{"metric":7},"#,
                r#"{"metric":18446744073709551615}]"#
            ),
        );
        let built = Aigp::of(aigp.to_owned().iter().map(|tlv| tlv.unwrap().to_owned())).unwrap();
        assert_eq!(built.to_vec().unwrap(), octets);
    }

    #[test]
    fn malformed() {
        // A length that leaves no room for type and length; one that says two octets too little; one too much.
        let what = What::AttributeTlv(AttributeTlv::new(26, 1));
        for (octets, offset, fault) in [
            ("01 0002", 1, Fault::Length(2)),
            ("01 0009 000000000000", 3, Fault::Truncated(2)),
            ("01 000c 000000000000000100", 11, Fault::Trailing(1)),
            ("01 000b 00", 3, Fault::Truncated(7)),
        ] {
            let octets = hex(octets);
            let aigp = Aigp::from_octets(&octets).unwrap();
            let error = aigp.check().unwrap_err();
            assert_eq!(
                (error.what(), error.offset(), error.fault()),
                (what, offset, fault)
            );
            assert_eq!(aigp.metric(), None);
        }
        // A bad TLV costs that TLV.
        let octets = hex("01 0009 000000000000 01 000b 0000000000000007");
        let aigp = Aigp::from_octets(&octets).unwrap();
        assert_eq!(aigp.metric(), Some(AigpMetric(7)));
        assert_eq!(aigp.to_string(), "malformed 010009000000000000, metric 7");
    }
}
