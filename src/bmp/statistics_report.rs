//! Statistics Report ([RFC 7854, section 4.8](https://www.rfc-editor.org/rfc/rfc7854#section-4.8)).
//!
//! ```text
//! per-peer header, count u32, statistics
//! ```

use crate::bmp::{PerPeerHeader, Statistic, Statistics};
use crate::wire::{EncodeError, layout, length_u32};

layout! {
    /// A Statistics Report: numbers about a peer or a Loc-RIB.
    ///
    /// ```
    /// use bmp_codec::{net::Asn, bgp::nlri::Family};
    /// use bmp_codec::bmp::{PerPeerHeader, Statistic, StatisticType, StatisticsReport};
    ///
    /// let peer =
    ///     PerPeerHeader::global("192.0.2.1".parse()?, Asn(65001), "192.0.2.1".parse()?);
    /// let report = StatisticsReport::new(peer, [
    ///     Statistic::counter(StatisticType::AsPathLoops, 3),
    ///     Statistic::per_family(
    ///         StatisticType::LocRibRoutesPerFamily, Family::IPV6_UNICAST, 200_000,
    ///     ),
    /// ])?;
    /// for statistic in report.statistics.iter() {
    ///     let statistic = statistic?;
    ///     match (statistic.name(), statistic.family(), statistic.number()) {
    ///         (Some(name), None, Some(number)) =>
    ///             assert_eq!((name, number), ("updates invalidated due to AS_PATH loop", 3)),
    ///         (_, family, number) =>
    ///             assert_eq!((family, number), (Some(Family::IPV6_UNICAST), Some(200_000))),
    ///     }
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct StatisticsReport<B> {
        /// The peer that the numbers are about.
        pub peer: PerPeerHeader,
        /// The number of statistics that the router announced. It may be wrong
        /// ([`is_count_right`](StatisticsReport::is_count_right)): the list counts.
        pub count: u32,
        ;
        /// The statistics.
        pub statistics: Statistics<B>,
    }
}

impl StatisticsReport {
    /// Returns a report with these statistics and their count. Clears the O flag of the peer
    /// ([RFC 8671, section 6.2](https://www.rfc-editor.org/rfc/rfc8671#section-6.2)).
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if an unknown value has more than 65535 bytes; [`EncodeError::Contradiction`] if a
    /// value does not have the layout of its type.
    pub fn new(
        peer: PerPeerHeader,
        statistics: impl IntoIterator<Item = Statistic>,
    ) -> Result<StatisticsReport, EncodeError> {
        let statistics = Statistics::of(statistics)?;
        Ok(StatisticsReport {
            peer: peer.of_session(),
            count: length_u32("statistics", statistics.iter().count())?,
            statistics,
        })
    }
}

impl<B: AsRef<[u8]>> StatisticsReport<B> {
    /// Returns whether [`count`](StatisticsReport::count) is the number of statistics in the list.
    #[must_use]
    pub fn is_count_right(&self) -> bool {
        self.statistics.iter().count() == self.count as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::nlri::Family;
    use crate::bmp::{Message, MessageType, Rib, StatisticType, StatisticValue};
    use crate::net::Asn;
    use crate::testkit::{frame, frame_of, message};
    use crate::wire::Encode;
    use crate::wire::Octets;

    fn report(frame: &[u8]) -> StatisticsReport<&[u8]> {
        match message(frame) {
            Message::StatisticsReport(report) => report,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn of_frr_with_a_type_of_its_own() {
        let frame = frame("statistics-frr");
        let report = report(&frame);
        assert_eq!(report.count, 9);
        assert!(report.is_count_right());
        let statistics: Vec<_> = report.statistics.into_iter().map(Result::unwrap).collect();
        let found: Vec<_> = statistics
            .iter()
            .map(|statistic| (u16::from(statistic.statistic_type), statistic.number()))
            .collect();
        let zero = Some(0);
        assert_eq!(
            found,
            [
                (0, zero),
                (4, zero),
                (5, zero),
                (3, zero),
                (2, zero),
                (11, zero),
                (65531, None),
                (7, Some(6)),
                (8, Some(6)),
            ]
        );
        assert_eq!(
            statistics[6].value,
            StatisticValue::Unknown(Octets(&[0, 0, 0, 0][..]))
        );
        assert_eq!(statistics[6].name(), None);
        assert_eq!(statistics[7].name(), Some("routes in Adj-RIBs-In"));
        assert!(statistics.iter().all(Statistic::is_as_defined));
    }

    #[test]
    fn of_gobgp() {
        let frame = frame("statistics-gobgp");
        let report = report(&frame);
        let built = StatisticsReport::new(
            report.peer,
            [
                Statistic::gauge(StatisticType::AdjRibInRoutes, 0x34),
                Statistic::gauge(StatisticType::LocRibRoutes, 0x34),
                Statistic::counter(StatisticType::UpdatesTreatedAsWithdraw, 0),
                Statistic::counter(StatisticType::PrefixesTreatedAsWithdraw, 0),
            ],
        );
        assert_eq!(built.unwrap().view(), report);
    }

    #[test]
    fn integers_of_another_width_are_read() {
        let frame = frame_of(
            MessageType::StatisticsReport,
            "00000002 0000 0008 0000000100000000 0008 0004 00000007",
        );
        let statistics = report(&frame).statistics.into_iter().map(Result::unwrap);
        let found: Vec<_> = statistics
            .map(|statistic| {
                (
                    statistic.value,
                    statistic.number(),
                    statistic.is_as_defined(),
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                (StatisticValue::U64(1 << 32), Some(1 << 32), false),
                (StatisticValue::U32(7), Some(7), false),
            ]
        );
    }

    #[test]
    fn another_length_is_malformed_and_the_walk_goes_on() {
        let frame = frame_of(
            MessageType::StatisticsReport,
            "00000004 0000 0003 000001 0009 0008 0000000000000001 002c 0000 0011 000b 0002 80 000000000000000a",
        );
        let report = report(&frame);
        assert!(report.is_count_right());
        let mut statistics = report.statistics.into_entries();
        let malformed = statistics.next().unwrap().unwrap_err();
        assert_eq!(*malformed.octets, [0, 0, 0, 3, 0, 0, 1]);
        assert_eq!(
            malformed.error.to_string(),
            "statistic 0 at byte 4: a length of 3 is not possible"
        );
        let malformed = statistics.next().unwrap().unwrap_err();
        assert_eq!(malformed.octets.len(), 12);
        assert_eq!(
            malformed.error.to_string(),
            "statistic 9 at byte 11: a length of 8 is not possible"
        );
        // 44 is unassigned.
        let unassigned = statistics.next().unwrap().unwrap();
        assert_eq!(unassigned.statistic_type, StatisticType::from(44));
        assert_eq!(unassigned.value, StatisticValue::Unknown(Octets(&[][..])));
        let family = statistics.next().unwrap().unwrap();
        assert_eq!(family.family(), Some(Family::new(2, 128)));
        assert_eq!(family.number(), Some(10));
        assert_eq!(
            family.name(),
            Some("routes in per-AFI/SAFI post-policy Adj-RIB-Out")
        );
        assert_eq!(statistics.next(), None);
    }

    #[test]
    fn the_count_is_kept_and_costs_nothing() {
        let frame = frame_of(MessageType::StatisticsReport, "ffffffff 0000 0004 00000001");
        let report = report(&frame);
        assert_eq!(report.count, u32::MAX);
        assert!(!report.is_count_right());
        assert_eq!(
            report
                .statistics
                .into_iter()
                .next()
                .unwrap()
                .unwrap()
                .number(),
            Some(1)
        );
    }

    #[test]
    fn a_statistic_over_the_end() {
        let frame = frame_of(
            MessageType::StatisticsReport,
            "00000001 0007 0008 0000000000",
        );
        let report = report(&frame);
        assert_eq!(
            report.statistics.check().unwrap_err().to_string(),
            "statistic 7 at byte 4: 3 bytes are missing"
        );
        assert!(report.is_count_right());
    }

    /// RFC 7854, section 4.8: the count, and type, length and value for each. RFC 8671, section 6.2: O is 0.
    #[test]
    fn built_by_the_figure() {
        let address = "192.0.2.10".parse().unwrap();
        let peer = PerPeerHeader::global(address, Asn(65550), "10.0.0.10".parse().unwrap());
        let out = peer.with_rib(Rib::AdjRibOutPost).unwrap();
        let family = Family::IPV6_UNICAST;
        let statistics = [
            Statistic::new(StatisticType::RejectedPrefixes, 7),
            Statistic::new(StatisticType::AdjRibOutPostRoutes, 8),
            Ok(Statistic::per_family(
                StatisticType::AdjRibOutPostRoutesPerFamily,
                family,
                9,
            )),
        ];
        let report = StatisticsReport::new(out, statistics.map(Result::unwrap)).unwrap();
        assert_eq!(report.peer.rib(), Some(Rib::AdjRibInPost));
        let body = "00000003 0000 0004 00000007 000f 0008 0000000000000008 \
                    0011 000b 0002 01 0000000000000009";
        let octets = Message::from(report).to_vec().unwrap();
        assert_eq!(octets[48..], crate::testkit::hex(body));
    }
}
