//! The messages of a stream in BMP version 4.

use bmp_codec::EncodeError;
use bmp_codec::bmp::v4::{
    Group, Index, Initiation, PathMarking, PathStatus, PeerDown, PeerUp, Profile, RouteMonitoring,
    StatisticsBody, StatisticsReport, Stats, Termination, Value,
};
use bmp_codec::bmp::{self, Message};

/// The table that all routes are in.
const TABLE: &str = "global";

/// Returns the same message in version 4, and its TLVs: for routes the name of their table, in -18 and -19 with Path
/// Marking; from -20 on a sequence number, where the revision has one.
pub(super) fn in_version_4(
    message: Message,
    profile: Profile,
    sequence: u64,
) -> Result<Message, EncodeError> {
    let sequence = Value::SequenceNumber(sequence);
    let is_counted = profile == Profile::Draft21;
    /// Adds the sequence number.
    macro_rules! counted {
        ($message:expr) => {
            match is_counted {
                true => $message.with(sequence)?.into(),
                false => $message.into(),
            }
        };
    }
    Ok(match message {
        Message::RouteMonitoring(message) => {
            let message = monitoring(message, profile)?;
            match profile {
                Profile::Draft20 | Profile::Draft21 => message.with(Index::ALL, sequence)?,
                _ => message,
            }
            .into()
        }
        Message::StatisticsReport(report) => {
            let (count, statistics) = (report.count, report.statistics);
            let stats = Stats { count, statistics };
            let report = match is_counted {
                true => StatisticsReport::new(profile, report.peer, stats)?.with(sequence)?,
                // Before -21 they are as in version 3, or have no number that is certain.
                false => StatisticsReport {
                    peer: report.peer,
                    body: StatisticsBody::Plain(stats),
                },
            };
            report.into()
        }
        Message::PeerDown(down) => {
            let down = PeerDown::new(profile, down.peer, down.reason);
            counted!(down)
        }
        Message::PeerUp(up) => {
            let up = PeerUp::from_version_3(profile, up)?;
            counted!(up)
        }
        Message::Initiation(message) => {
            let message = Initiation::over(profile, message.information.octets().to_vec());
            counted!(message)
        }
        Message::Termination(message) => {
            let message = Termination::over(profile, message.information.octets().to_vec());
            counted!(message)
        }
        // A stream has no others.
        other => other,
    })
}

fn monitoring(
    message: bmp::RouteMonitoring,
    profile: Profile,
) -> Result<RouteMonitoring, EncodeError> {
    let update = Value::BgpMessage(message.update);
    let table = Value::table(TABLE);
    let tlvs = [(Index::ALL, update), (Index::ALL, table)];
    let message = RouteMonitoring::new(profile, message.peer, tlvs)?;
    let routes = message.routes().filter(|route| !route.is_withdrawn).count();
    if profile != Profile::Draft19 || routes == 0 {
        return Ok(message);
    }
    // The first route is the best one. Others are marked one by one, or as a group.
    let marking = |status| PathMarking {
        status,
        reason: None,
    };
    let best = marking(PathStatus::BEST | PathStatus::PRIMARY);
    let message = message.with(Index::of_route(1), best.into())?;
    let backup = marking(PathStatus::BACKUP).into();
    match routes {
        1 => Ok(message),
        2 => message.with(Index::of_route(2), backup),
        routes => {
            let group = Index::of_group(1);
            let last = u16::try_from(routes).unwrap_or(u16::MAX);
            let message = message.with(group, Group::of(2..=last).into())?;
            message.with(group, backup)
        }
    }
}
