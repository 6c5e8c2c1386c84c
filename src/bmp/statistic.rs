//! [`Statistic`]: one number and what it counts
//! ([RFC 7854, section 4.8](https://www.rfc-editor.org/rfc/rfc7854#section-4.8),
//! [RFC 8671, section 6.2](https://www.rfc-editor.org/rfc/rfc8671#section-6.2),
//! [RFC 9972](https://www.rfc-editor.org/rfc/rfc9972)).
//!
//! ```text
//! type u16, length u16, value
//! ```

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::nlri::Family;
use crate::registry::registry;
use crate::wire::tlv::{Framed, Header, read_value};
use crate::wire::{
    Context, DecodeError, Element, Encode, EncodeError, Fault, List, Malformed, Octets, Reader,
    What, Writer, decode_element, layout, map_octets, sealed,
};

/// The layout of a statistic's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum StatisticLayout {
    /// A counter of 4 bytes: it only grows, and wraps around to 0.
    Counter,
    /// A gauge of 8 bytes: the current number.
    Gauge,
    /// A gauge of 8 bytes for one family: AFI u16, SAFI u8, gauge.
    PerFamily,
}

/// The table of statistics. Each line has type, variant, layout and name.
macro_rules! statistics {
    ($($code:literal $variant:ident $layout:ident $name:literal,)*) => {
        registry! {
            /// The type of a statistic: what it counts
            /// ([RFC 7854, section 4.8](https://www.rfc-editor.org/rfc/rfc7854#section-4.8),
            /// [RFC 9972](https://www.rfc-editor.org/rfc/rfc9972)).
            StatisticType(u16) {
                $(#[doc = concat!("How many ", $name, ".")] $code $variant $name,)*
            }
        }

        impl StatisticType {
            /// Returns the layout of the value, or `None` if the type is unknown.
            #[must_use]
            pub const fn layout(self) -> Option<StatisticLayout> {
                match self {
                    $(StatisticType::$variant => Some(StatisticLayout::$layout),)*
                    StatisticType::Unknown(_) => None,
                }
            }
        }
    };
}

statistics! {
    // RFC 7854
    0  RejectedPrefixes                   Counter   "prefixes rejected by inbound policy",
    1  DuplicateAdvertisements            Counter   "duplicate prefix advertisements",
    2  DuplicateWithdraws                 Counter   "duplicate withdraws",
    3  ClusterListLoops                   Counter   "updates invalidated due to CLUSTER_LIST loop",
    4  AsPathLoops                        Counter   "updates invalidated due to AS_PATH loop",
    5  OriginatorIdLoops                  Counter   "updates invalidated due to ORIGINATOR_ID",
    6  AsConfedLoops                      Counter   "updates invalidated due to AS_CONFED loop",
    7  AdjRibInRoutes                     Gauge     "routes in Adj-RIBs-In",
    8  LocRibRoutes                       Gauge     "routes in Loc-RIB",
    9  AdjRibInRoutesPerFamily            PerFamily "routes in per-AFI/SAFI Adj-RIB-In",
    10 LocRibRoutesPerFamily              PerFamily "routes in per-AFI/SAFI Loc-RIB",
    11 UpdatesTreatedAsWithdraw           Counter   "updates subjected to treat-as-withdraw",
    12 PrefixesTreatedAsWithdraw          Counter   "prefixes subjected to treat-as-withdraw",
    13 DuplicateUpdates                   Counter   "duplicate update messages received",
    // RFC 8671
    14 AdjRibOutPreRoutes                 Gauge     "routes in pre-policy Adj-RIB-Out",
    15 AdjRibOutPostRoutes                Gauge     "routes in post-policy Adj-RIB-Out",
    16 AdjRibOutPreRoutesPerFamily        PerFamily "routes in per-AFI/SAFI pre-policy Adj-RIB-Out",
    17 AdjRibOutPostRoutesPerFamily       PerFamily "routes in per-AFI/SAFI post-policy Adj-RIB-Out",
    // RFC 9972
    18 AdjRibInPreRoutes                  Gauge     "routes in pre-policy Adj-RIB-In",
    19 AdjRibInPreRoutesPerFamily         PerFamily "routes in per-AFI/SAFI pre-policy Adj-RIB-In",
    20 AdjRibInPostRoutes                 Gauge     "routes in post-policy Adj-RIB-In",
    21 AdjRibInPostRoutesPerFamily        PerFamily "routes in per-AFI/SAFI post-policy Adj-RIB-In",
    22 RejectedRoutesPerFamily            PerFamily "routes in per-AFI/SAFI pre-policy Adj-RIB-In rejected by inbound policy",
    23 AcceptedRoutesPerFamily            PerFamily "routes in per-AFI/SAFI post-policy Adj-RIB-In accepted by inbound policy",
    // Temporarily assigned by IANA, and not in RFC 9972.
    24 PrimaryRoutesPerFamily             PerFamily "routes per AFI/SAFI selected as primary",
    25 BackupRoutesPerFamily              PerFamily "routes per AFI/SAFI selected as backup",
    26 DampedRoutesPerFamily              PerFamily "routes in per-AFI/SAFI post-policy Adj-RIB-In or Loc-RIB suppressed by damping",
    27 StaleRoutesPerFamily               PerFamily "routes in per-AFI/SAFI post-policy Adj-RIB-In or Loc-RIB stale by Graceful Restart",
    28 LongLivedStaleRoutesPerFamily      PerFamily "routes in per-AFI/SAFI post-policy Adj-RIB-In or Loc-RIB stale by Long-Lived Graceful Restart",
    29 ThresholdRoutesLeft                Gauge     "routes left before the received-route threshold",
    30 ThresholdRoutesLeftPerFamily       PerFamily "routes left before the per-AFI/SAFI received-route threshold",
    31 LicenseRoutesLeft                  Gauge     "routes left before the license threshold",
    32 LicenseRoutesLeftPerFamily         PerFamily "routes left before the per-AFI/SAFI license threshold",
    33 LongAsPathRoutesIn                 Gauge     "routes in pre-policy Adj-RIB-In rejected due to AS_PATH length",
    34 LongAsPathRoutesInPerFamily        PerFamily "routes in per-AFI/SAFI pre-policy Adj-RIB-In rejected due to AS_PATH length",
    35 RovInvalidRoutesInPerFamily        PerFamily "routes in per-AFI/SAFI post-policy Adj-RIB-In with ROV state invalid",
    36 RovValidRoutesInPerFamily          PerFamily "routes in per-AFI/SAFI post-policy Adj-RIB-In with ROV state valid",
    37 RovNotFoundRoutesInPerFamily       PerFamily "routes in per-AFI/SAFI post-policy Adj-RIB-In with ROV state not found",
    38 RejectedRoutesOutPerFamily         PerFamily "routes in per-AFI/SAFI pre-policy Adj-RIB-Out rejected by outbound policy",
    39 LongAsPathRoutesOut                Gauge     "routes in pre-policy Adj-RIB-Out filtered due to AS_PATH length",
    40 LongAsPathRoutesOutPerFamily       PerFamily "routes in per-AFI/SAFI pre-policy Adj-RIB-Out filtered due to AS_PATH length",
    41 RovInvalidRoutesOutPerFamily       PerFamily "routes in per-AFI/SAFI post-policy Adj-RIB-Out with ROV state invalid",
    42 RovValidRoutesOutPerFamily         PerFamily "routes in per-AFI/SAFI post-policy Adj-RIB-Out with ROV state valid",
    43 RovNotFoundRoutesOutPerFamily      PerFamily "routes in per-AFI/SAFI post-policy Adj-RIB-Out with ROV state not found",
}

const OF_ANOTHER_TYPE: EncodeError = EncodeError::Contradiction {
    what: "form of the statistic",
    with: "its type",
};

/// The statistics of a Statistics Report.
pub type Statistics<B = Vec<u8>> = List<Statistic, B>;

/// One number and what it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Statistic<B: AsRef<[u8]> = Vec<u8>> {
    /// What it counts.
    pub statistic_type: StatisticType,
    /// The number, in the layout it was encoded in.
    pub value: StatisticValue<B>,
}
map_octets!(Statistic { value; statistic_type });

/// The number of a statistic, in the layout it was encoded in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum StatisticValue<B: AsRef<[u8]> = Vec<u8>> {
    /// 4 bytes, the layout of counters.
    U32(u32),
    /// 8 bytes, the layout of gauges.
    U64(u64),
    /// A number for one family.
    PerFamily(PerFamily),
    /// The bytes of a value whose type is unknown.
    Unknown(Octets<B>),
}
map_octets!(enum StatisticValue { Unknown; U32, U64, PerFamily });

layout! {
    /// A number for one family.
    pub struct PerFamily {
        /// The family.
        pub family: Family,
        /// The number.
        pub value: u64,
    }
}

impl Statistic {
    /// Returns a statistic in the layout of its type: a counter or a gauge.
    ///
    /// ```
    /// use bmp_codec::{Encode, bmp::{Statistic, StatisticType}};
    ///
    /// let loops = Statistic::new(StatisticType::AsPathLoops, 3)?;
    /// assert_eq!(loops.to_vec()?, [0, 4, 0, 4, 0, 0, 0, 3]);
    /// let routes = Statistic::new(StatisticType::LocRibRoutes, 3)?;
    /// assert_eq!(routes.to_vec()?, [0, 8, 0, 8, 0, 0, 0, 0, 0, 0, 0, 3]);
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    ///
    /// # Errors
    /// [`EncodeError::Value`] if the value of a counter does not fit four bytes; [`EncodeError::Contradiction`] if the
    /// type counts per family, or is unknown.
    pub fn new(statistic_type: StatisticType, value: u64) -> Result<Statistic, EncodeError> {
        match statistic_type.layout() {
            Some(StatisticLayout::Counter) => {
                let value = u32::try_from(value);
                let value = value.map_err(|_| EncodeError::Value { what: "counter" })?;
                Ok(Statistic::counter(statistic_type, value))
            }
            Some(StatisticLayout::Gauge) => Ok(Statistic::gauge(statistic_type, value)),
            Some(StatisticLayout::PerFamily) | None => Err(OF_ANOTHER_TYPE),
        }
    }

    /// Returns a counter.
    #[must_use]
    pub const fn counter(statistic_type: StatisticType, value: u32) -> Statistic {
        Statistic {
            statistic_type,
            value: StatisticValue::U32(value),
        }
    }

    /// Returns a gauge.
    #[must_use]
    pub const fn gauge(statistic_type: StatisticType, value: u64) -> Statistic {
        Statistic {
            statistic_type,
            value: StatisticValue::U64(value),
        }
    }

    /// Returns a gauge for one family.
    #[must_use]
    pub const fn per_family(
        statistic_type: StatisticType,
        family: Family,
        value: u64,
    ) -> Statistic {
        Statistic {
            statistic_type,
            value: StatisticValue::PerFamily(PerFamily { family, value }),
        }
    }
}

impl<B: AsRef<[u8]>> Statistic<B> {
    /// Returns what the number counts, in words, or `None` if the type is unknown.
    #[must_use]
    pub const fn name(&self) -> Option<&'static str> {
        self.statistic_type.name()
    }

    /// Returns the family, if the number counts per family.
    #[must_use]
    pub const fn family(&self) -> Option<Family> {
        match self.value {
            StatisticValue::PerFamily(PerFamily { family, .. }) => Some(family),
            _ => None,
        }
    }

    /// Returns the number, or `None` if the type is unknown.
    #[must_use]
    pub const fn number(&self) -> Option<u64> {
        match self.value {
            StatisticValue::U32(value) => Some(value as u64),
            StatisticValue::U64(value) | StatisticValue::PerFamily(PerFamily { value, .. }) => {
                Some(value)
            }
            StatisticValue::Unknown(_) => None,
        }
    }

    /// Returns whether the value has the layout of its type. Some routers send counters of 8 bytes, or gauges of 4
    /// bytes, and these are decoded too. Unknown types are always as defined.
    #[must_use]
    pub const fn is_as_defined(&self) -> bool {
        matches!(
            (self.statistic_type.layout(), &self.value),
            (Some(StatisticLayout::Counter), StatisticValue::U32(_))
                | (Some(StatisticLayout::Gauge), StatisticValue::U64(_))
                | (
                    Some(StatisticLayout::PerFamily),
                    StatisticValue::PerFamily(_)
                )
                | (None, StatisticValue::Unknown(_))
        )
    }
}

impl<B: AsRef<[u8]>> Encode for StatisticValue<B> {
    fn encoded_len(&self) -> usize {
        match self {
            StatisticValue::U32(value) => value.encoded_len(),
            StatisticValue::U64(value) => value.encoded_len(),
            StatisticValue::PerFamily(value) => value.encoded_len(),
            StatisticValue::Unknown(octets) => octets.encoded_len(),
        }
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        match self {
            StatisticValue::U32(value) => value.put(out),
            StatisticValue::U64(value) => value.put(out),
            StatisticValue::PerFamily(value) => value.put(out),
            StatisticValue::Unknown(octets) => octets.put(out),
        }
    }
}

impl sealed::Element for Statistic {}

impl Element for Statistic {
    type At<'s> = Statistic<&'s [u8]>;
    type Error<'s> = Malformed<&'s [u8]>;
    type Context = ();

    // Inlined, so that only what a caller asks for is read.
    #[inline]
    fn take<'s>(reader: &mut Reader<'s>) -> Result<Statistic<&'s [u8]>, Malformed<&'s [u8]>> {
        Framed::take_framed(reader)
    }

    fn check_all(mut reader: Reader<'_>) -> Result<(), DecodeError> {
        while let Some((_, statistic)) = Framed::take_known(&mut reader) {
            let _: Statistic<&[u8]> = statistic?;
        }
        Ok(())
    }
}

impl<'a> Framed<'a> for Statistic<&'a [u8]> {
    const HEADER: Header = Header::U16U16;
    type Place = ();

    fn what(number: u16) -> What {
        What::Statistic(number)
    }

    #[inline(always)]
    fn read(
        number: u16,
        octets: &'a [u8],
        end: usize,
        context: Context,
    ) -> Result<Self, Malformed<&'a [u8]>> {
        let statistic_type = StatisticType::from(number);
        let Some(layout) = statistic_type.layout() else {
            return Ok(Self::unknown(octets));
        };
        read_value(octets, end, context, number, move |reader| {
            let value = match (layout, reader.remaining()) {
                (StatisticLayout::PerFamily, 11) => StatisticValue::PerFamily(reader.read()?),
                (StatisticLayout::Counter | StatisticLayout::Gauge, 4) => {
                    StatisticValue::U32(reader.read()?)
                }
                (StatisticLayout::Counter | StatisticLayout::Gauge, 8) => {
                    StatisticValue::U64(reader.read()?)
                }
                (_, length) => return Err(reader.fail(Fault::Length(length as u32))),
            };
            Ok(Statistic {
                statistic_type,
                value,
            })
        })
    }

    #[inline(always)]
    fn place(number: u16) -> usize {
        StatisticType::from(number).layout().is_some().into()
    }

    #[inline]
    fn unknown(octets: &'a [u8]) -> Self {
        let (number, octets) = Self::HEADER.split(octets);
        Statistic {
            statistic_type: number.into(),
            value: StatisticValue::Unknown(octets),
        }
    }
}

decode_element!(Statistic);

impl<B: AsRef<[u8]>> Encode for Statistic<B> {
    fn encoded_len(&self) -> usize {
        Header::U16U16.len(0) + self.value.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        let is_readable = match (self.statistic_type.layout(), &self.value) {
            (Some(StatisticLayout::PerFamily), StatisticValue::PerFamily(_)) | (None, _) => true,
            (Some(StatisticLayout::PerFamily), _) => false,
            (_, value) => matches!(value, StatisticValue::U32(_) | StatisticValue::U64(_)),
        };
        if !is_readable {
            return Err(OF_ANOTHER_TYPE);
        }
        let length = self.value.encoded_len();
        Header::U16U16.put("statistic", self.statistic_type.into(), length, out)?;
        self.value.put(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Decode;

    #[test]
    fn names_are_told_apart() {
        for (place, statistic_type) in StatisticType::ALL.iter().enumerate() {
            let later = &StatisticType::ALL[place + 1..];
            assert!(
                later
                    .iter()
                    .all(|other| other.name() != statistic_type.name())
            );
            assert_eq!(
                StatisticType::from(u16::from(*statistic_type)),
                *statistic_type
            );
        }
        let numbers: Vec<_> = StatisticType::ALL
            .iter()
            .map(|kind| u16::from(*kind))
            .collect();
        assert!(numbers.into_iter().eq(0..=43));
        // Type 24, length 11, AFI 2, SAFI 1, gauge 7.
        let octets = [0, 24, 0, 11, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 7];
        let primary = Statistic::from_octets(&octets).unwrap();
        assert_eq!(
            (primary.family(), primary.number()),
            (Some(Family::IPV6_UNICAST), Some(7))
        );
        assert_eq!(
            primary.name(),
            Some("routes per AFI/SAFI selected as primary")
        );
    }

    #[cfg(feature = "serde")]
    #[test]
    fn json() {
        let statistics = [
            Statistic::counter(StatisticType::DuplicateWithdraws, 2),
            Statistic::per_family(
                StatisticType::LocRibRoutesPerFamily,
                Family::IPV6_UNICAST,
                9,
            ),
        ];
        assert_eq!(
            serde_json::to_value(statistics).unwrap(),
            serde_json::json!([
                {"statistic_type": "duplicate withdraws", "value": {"u32": 2}},
                {
                    "statistic_type": "routes in per-AFI/SAFI Loc-RIB",
                    "value": {"per_family": {"family": "ipv6-unicast", "value": 9}},
                },
            ])
        );
    }

    #[test]
    fn a_form_that_its_type_has_not_is_not_written() {
        let text = "form of the statistic contradicts its type";
        let family = Family::IPV4_UNICAST;
        for statistic in [
            Statistic::per_family(StatisticType::LocRibRoutes, family, 1),
            Statistic::gauge(StatisticType::LocRibRoutesPerFamily, 1),
            Statistic::counter(StatisticType::LocRibRoutesPerFamily, 1),
            Statistic {
                statistic_type: StatisticType::AsPathLoops,
                value: StatisticValue::Unknown(Octets(vec![0; 4])),
            },
        ] {
            assert_eq!(statistic.to_vec().unwrap_err().to_string(), text);
        }
        for unknown in [
            StatisticType::LocRibRoutesPerFamily,
            StatisticType::from(60000),
        ] {
            let error = Statistic::new(unknown, 1).unwrap_err();
            assert_eq!(error.to_string(), text);
        }
        assert_eq!(
            Statistic::new(StatisticType::AsPathLoops, 1 << 32)
                .unwrap_err()
                .to_string(),
            "counter: the value has no encoding"
        );
        // The caller may know the layout of an unknown type.
        let own = Statistic::counter(StatisticType::from(60000), 7);
        assert_eq!(own.to_vec().unwrap(), [0xea, 0x60, 0, 4, 0, 0, 0, 7]);
        let own = Statistic::per_family(StatisticType::from(60000), family, 7);
        assert_eq!(
            own.to_vec().unwrap(),
            [0xea, 0x60, 0, 11, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 7]
        );
    }
}
