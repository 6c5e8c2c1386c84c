//! Statistics Report of version 4 (draft-ietf-grow-bmp-tlv-21, section 5.3).
//!
//! ```text
//! per-peer header, TLVs: one of them is the Stats TLV
//! per-peer header, count u32, statistics       up to revision -19
//! ```

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::Session;
use crate::bmp::v4::route_monitoring::tlv;
use crate::bmp::v4::{Profile, Stats, Tlv, TlvContext, Tlvs, Value};
use crate::bmp::{self, MessageType, PerPeerHeader};
use crate::wire::{DecodeError, Encode, EncodeError, Iter, List, Reader, Writer, map_octets};

/// A Statistics Report of version 4.
///
/// ```
/// use bmp_codec::bmp::v4::{Profile, StatisticsReport, Stats, Value};
/// use bmp_codec::bmp::{PerPeerHeader, Statistic, StatisticType};
/// use bmp_codec::{Encode, net::Asn};
///
/// let peer =
///     PerPeerHeader::global("192.0.2.1".parse()?, Asn(65001), "192.0.2.1".parse()?);
/// let stats = Stats::of([Statistic::counter(StatisticType::AsPathLoops, 3)])?;
/// let report = StatisticsReport::new(Profile::Draft21, peer, stats)?
///     .with(Value::SequenceNumber(7))?;
/// // The Stats TLV has type 1 and 12 bytes; the Sequence Number has type 5 and 8 bytes.
/// assert_eq!(report.to_vec()?[42..46], [0, 1, 0, 12]);
/// assert_eq!(report.to_vec()?[58..], [0, 5, 0, 8, 0, 0, 0, 0, 0, 0, 0, 7]);
/// assert_eq!(report.stats().unwrap().count, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct StatisticsReport<B: AsRef<[u8]> = Vec<u8>> {
    /// The peer that the numbers are about.
    pub peer: PerPeerHeader,
    /// The statistics.
    pub body: StatisticsBody<B>,
}
map_octets!(StatisticsReport { body; peer });

/// What follows the per-peer header of a Statistics Report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(
    feature = "serde",
    serde(bound(
        serialize = "B: AsRef<[u8]> + serde::Serialize",
        deserialize = "B: AsRef<[u8]> + serde::Deserialize<'de>"
    ))
)]
pub enum StatisticsBody<B: AsRef<[u8]> = Vec<u8>> {
    /// TLVs, since revision -20.
    #[cfg_attr(
        feature = "serde",
        serde(
            serialize_with = "crate::bmp::v4::serde::write",
            deserialize_with = "read_tlvs"
        )
    )]
    Tlvs(Tlvs<B>),
    /// Count and statistics as in version 3, up to revision -19.
    Plain(Stats<B>),
}
map_octets!(
    enum StatisticsBody {
        Tlvs,
        Plain,
    }
);

impl StatisticsReport {
    /// Returns a report with these statistics. Clears the O flag of the peer, because the statistics belong to no
    /// table.
    ///
    /// # Errors
    /// [`EncodeError::Contradiction`] if the profile has no type for statistics; [`EncodeError::TooLong`] if they have
    /// more than 65535 bytes.
    pub fn new(
        profile: Profile,
        peer: PerPeerHeader,
        stats: Stats,
    ) -> Result<StatisticsReport, EncodeError> {
        let peer = peer.of_session();
        if profile.has_plain_statistics() {
            let body = StatisticsBody::Plain(stats);
            return Ok(StatisticsReport { peer, body });
        }
        let body = StatisticsBody::Tlvs(List::within(Vec::new(), context(profile)));
        StatisticsReport { peer, body }.with(Value::Stats(stats))
    }

    /// Returns the report with one more TLV at the end.
    ///
    /// # Errors
    /// [`EncodeError::Contradiction`] if the profile has no type for the value, or no TLVs; [`EncodeError::TooLong`] if
    /// the value has more than 65535 bytes.
    pub fn with(mut self, value: Value) -> Result<StatisticsReport, EncodeError> {
        match &mut self.body {
            StatisticsBody::Tlvs(tlvs) => tlvs.push(&tlv(tlvs.context(), None, value)?)?,
            StatisticsBody::Plain(_) => {
                return Err(EncodeError::Contradiction {
                    what: "TLV",
                    with: "statistics without TLVs",
                });
            }
        }
        Ok(self)
    }
}

fn context(profile: Profile) -> TlvContext {
    TlvContext::new(MessageType::StatisticsReport, profile, Session::default())
}

#[cfg(feature = "serde")]
fn read_tlvs<'de, B, D>(deserializer: D) -> Result<Tlvs<B>, D::Error>
where
    B: AsRef<[u8]> + serde::Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    crate::bmp::v4::serde::read(context, deserializer)
}

impl<B: AsRef<[u8]>> StatisticsReport<B> {
    /// Returns the statistics: those of the first Stats TLV, or those without a TLV.
    #[must_use]
    pub fn stats(&self) -> Option<Stats<&[u8]>> {
        match &self.body {
            StatisticsBody::Plain(stats) => Some(stats.view()),
            StatisticsBody::Tlvs(tlvs) => first_stats(tlvs.iter()),
        }
    }
}

/// Returns the value of the first Stats TLV.
fn first_stats(tlvs: Iter<'_, Tlv>) -> Option<Stats<&[u8]>> {
    tlvs.flatten().find_map(|tlv| match tlv.value {
        Value::Stats(stats) => Some(stats),
        _ => None,
    })
}

impl<'a> StatisticsReport<&'a [u8]> {
    /// Returns the message that version 3 has for it.
    pub(super) fn into_version_3(self) -> Option<bmp::StatisticsReport<&'a [u8]>> {
        let Stats { count, statistics } = match self.body {
            StatisticsBody::Plain(stats) => stats,
            StatisticsBody::Tlvs(tlvs) => first_stats(tlvs.into_iter())?,
        };
        Some(bmp::StatisticsReport {
            peer: self.peer,
            count,
            statistics,
        })
    }

    /// Decodes the bytes behind the common header. The content shows which body it is: a count below 65536 begins with
    /// two zeros, which are no type of a TLV.
    pub(super) fn read(
        mut reader: Reader<'a>,
        profile: Profile,
    ) -> Result<StatisticsReport<&'a [u8]>, DecodeError> {
        let peer = reader.read()?;
        let is_plain = profile.has_plain_statistics() || reader.peek().starts_with(&[0, 0]);
        Ok(StatisticsReport {
            peer,
            body: match is_plain {
                true => StatisticsBody::Plain(reader.read()?),
                false => StatisticsBody::Tlvs(List::within(reader.rest(), context(profile))),
            },
        })
    }
}

impl<B: AsRef<[u8]>> Encode for StatisticsReport<B> {
    fn encoded_len(&self) -> usize {
        self.peer.encoded_len()
            + match &self.body {
                StatisticsBody::Tlvs(tlvs) => tlvs.encoded_len(),
                StatisticsBody::Plain(stats) => stats.encoded_len(),
            }
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.peer.put(out)?;
        match &self.body {
            StatisticsBody::Tlvs(tlvs) => tlvs.put(out),
            StatisticsBody::Plain(stats) => stats.put(out),
        }
    }
}
