//! Statistics Reports: the number of routes, which is counted, and the number of errors, which is made up.

use bmp_codec::EncodeError;
use bmp_codec::bmp::{Rib, Statistic, StatisticType, StatisticsReport};

use super::random::mix;
use super::{Observer, Stream};

impl Stream {
    pub(super) fn is_report_due(&self) -> bool {
        let every = self.settings.statistics;
        every > 0 && self.messages > (self.reports + 1) * every
    }

    /// Adds a report for the next peer: how many routes it has, and how many had errors.
    pub(super) fn put_report(
        &mut self,
        out: &mut Vec<u8>,
        observer: &mut impl Observer,
    ) -> Result<(), EncodeError> {
        let place = (self.reports % self.peers.len() as u64) as usize;
        self.reports += 1;
        if self.down == Some(place) {
            return Ok(());
        }
        let of_peer = |rib| self.peers[place].header(rib)?.at(self.now());
        let header = match self.peers[place].number {
            0 => of_peer(Rib::LocRib)?,
            _ => of_peer(Rib::AdjRibInPre)?,
        };
        let views = self.views.iter().filter(|view| view.peer == place);
        let mut statistics = Vec::new();
        for view in views {
            let (all, per_family) = types(view.rib);
            let sum = view.families.iter().map(|part| part.present).sum();
            statistics.push(Statistic::gauge(all, sum));
            for part in &view.families {
                let one = Statistic::per_family(per_family, part.family, part.present);
                statistics.push(one);
            }
        }
        for (counter, below) in [
            (StatisticType::RejectedPrefixes, 500),
            (StatisticType::DuplicateAdvertisements, 300),
            (StatisticType::DuplicateWithdraws, 20),
            (StatisticType::AsPathLoops, 100),
        ] {
            // A counter never decreases.
            let rounds = self.reports / self.peers.len() as u64;
            let step = mix(place as u64 ^ u64::from(u16::from(counter))) % below;
            statistics.push(Statistic::counter(counter, (rounds * step) as u32));
        }
        let report = StatisticsReport::new(header, statistics)?;
        self.put(report.into(), out, observer)
    }
}

/// Returns the statistics that count the routes of a table.
fn types(rib: Rib) -> (StatisticType, StatisticType) {
    match rib {
        Rib::AdjRibInPre => (
            StatisticType::AdjRibInRoutes,
            StatisticType::AdjRibInRoutesPerFamily,
        ),
        Rib::AdjRibInPost => (
            StatisticType::AdjRibInPostRoutes,
            StatisticType::AdjRibInPostRoutesPerFamily,
        ),
        Rib::AdjRibOutPre => (
            StatisticType::AdjRibOutPreRoutes,
            StatisticType::AdjRibOutPreRoutesPerFamily,
        ),
        Rib::AdjRibOutPost => (
            StatisticType::AdjRibOutPostRoutes,
            StatisticType::AdjRibOutPostRoutesPerFamily,
        ),
        Rib::LocRib => (
            StatisticType::LocRibRoutes,
            StatisticType::LocRibRoutesPerFamily,
        ),
    }
}
