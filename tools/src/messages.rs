//! Messages counted by type, for summaries, metrics and status pages.

use std::ops::AddAssign;

use bmp_codec::bmp::MessageType;
use serde::Serialize;

/// The number of messages by type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Messages {
    pub(crate) route_monitoring: u64,
    pub(crate) statistics_report: u64,
    pub(crate) peer_down: u64,
    pub(crate) peer_up: u64,
    pub(crate) initiation: u64,
    pub(crate) termination: u64,
    pub(crate) route_mirroring: u64,
    pub(crate) unknown: u64,
}

impl Messages {
    pub(crate) fn of(&mut self, kind: MessageType) -> &mut u64 {
        match kind {
            MessageType::RouteMonitoring => &mut self.route_monitoring,
            MessageType::StatisticsReport => &mut self.statistics_report,
            MessageType::PeerDown => &mut self.peer_down,
            MessageType::PeerUp => &mut self.peer_up,
            MessageType::Initiation => &mut self.initiation,
            MessageType::Termination => &mut self.termination,
            MessageType::RouteMirroring => &mut self.route_mirroring,
            _ => &mut self.unknown,
        }
    }
}

impl AddAssign for Messages {
    fn add_assign(&mut self, other: Self) {
        self.route_monitoring += other.route_monitoring;
        self.statistics_report += other.statistics_report;
        self.peer_down += other.peer_down;
        self.peer_up += other.peer_up;
        self.initiation += other.initiation;
        self.termination += other.termination;
        self.route_mirroring += other.route_mirroring;
        self.unknown += other.unknown;
    }
}
