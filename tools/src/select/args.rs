//! The options that select messages and routes, for all subcommands alike.

use std::net::IpAddr;
use std::time::Duration;

use bmp_codec::bgp::attribute::{Community, Ipv6ExtendedCommunity, LargeCommunity};
use bmp_codec::bgp::extended_community::ExtendedCommunity;
use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::{MessageType, Rib};
use bmp_codec::net::Asn;
use clap::ValueEnum;
use ipnet::IpNet;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// What is wanted. Different options must all be true of a message or route; of several values of one option, one must.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Selection")]
pub(crate) struct Selection {
    /// Select messages about the peer with this address, or about the Loc-RIB with this BGP identifier
    #[arg(long, value_name = "ADDR", value_delimiter = ',')]
    pub(crate) peer: Vec<IpAddr>,

    /// Select messages about this RIB: adj-rib-in-pre, adj-rib-in-post, loc-rib, adj-rib-out-pre or adj-rib-out-post
    #[arg(long, value_name = "RIB", value_delimiter = ',', value_parser = rib)]
    pub(crate) rib: Vec<Rib>,

    /// Select messages of this type, like route-monitoring or peer-up
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',', value_parser = kind)]
    pub(crate) types: Vec<MessageType>,

    /// Select routes of this address family, like ipv4-unicast, l2vpn-evpn, or 25/70
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = family)]
    pub(crate) family: Vec<Family>,

    /// Select routes whose prefix matches this network; a single address is a network of one
    #[arg(long, value_name = "NET", value_delimiter = ',', value_parser = network)]
    pub(crate) prefix: Vec<IpNet>,

    /// How prefixes match --prefix
    #[arg(
        long = "match",
        value_name = "HOW",
        value_enum,
        default_value_t,
        requires = "prefix"
    )]
    pub(crate) matching: Match,

    /// Select announcements whose AS path ends with this AS
    #[arg(long, value_name = "AS", value_delimiter = ',', value_parser = asn)]
    pub(crate) origin_as: Vec<Asn>,

    /// Select announcements with this AS anywhere in the AS path
    #[arg(long = "as", value_name = "AS", value_delimiter = ',', value_parser = asn)]
    pub(crate) path_as: Vec<Asn>,

    /// Select announcements with this community: a standard one like 65000:100 or no-export, a large one like 65000:1:2,
    /// or an extended one like rt:65000:100
    #[arg(long, value_name = "COMMUNITY", value_parser = community)]
    pub(crate) community: Vec<AnyCommunity>,

    /// Select messages from this time on: 2026-11-01T12:00:00Z, a date, or seconds since 1970. Without a zone it is UTC
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) since: Option<Duration>,

    /// Select messages before this time
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) until: Option<Duration>,
}

/// Which prefixes match the wanted one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Match {
    /// Only the network itself
    Exact,
    /// The network itself, and all networks inside it
    #[default]
    Within,
    /// The network itself, and all networks that contain it
    Covering,
}

impl Match {
    pub(crate) fn takes(self, wanted: IpNet, found: IpNet) -> bool {
        match self {
            Match::Exact => wanted == found,
            Match::Within => wanted.contains(&found),
            Match::Covering => found.contains(&wanted),
        }
    }
}

/// A community, in each kind that its text may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AnyCommunity {
    pub(crate) standard: Option<Community>,
    pub(crate) large: Option<LargeCommunity>,
    pub(crate) extended: Option<ExtendedCommunity>,
    pub(crate) ipv6: Option<Ipv6ExtendedCommunity>,
}

pub(crate) fn community(text: &str) -> Result<AnyCommunity, String> {
    let any = AnyCommunity {
        standard: text.parse().ok(),
        large: text.parse().ok(),
        extended: text.parse().ok(),
        ipv6: text.parse().ok(),
    };
    match any {
        AnyCommunity {
            standard: None,
            large: None,
            extended: None,
            ipv6: None,
        } => Err("not a community, like 65000:100, no-export, 65000:1:2 or rt:65000:100".into()),
        any => Ok(any),
    }
}

pub(crate) fn rib(text: &str) -> Result<Rib, String> {
    const ALL: [Rib; 5] = [
        Rib::AdjRibInPre,
        Rib::AdjRibInPost,
        Rib::LocRib,
        Rib::AdjRibOutPre,
        Rib::AdjRibOutPost,
    ];
    let found = ALL.into_iter().find(|rib| rib.to_string() == text);
    found.ok_or_else(|| format!("not one of {}", ALL.map(|rib| rib.to_string()).join(", ")))
}

/// The name of a type as an argument.
fn name(kind: MessageType) -> String {
    kind.name()
        .unwrap_or("unknown")
        .to_lowercase()
        .replace(' ', "-")
}

fn kind(text: &str) -> Result<MessageType, String> {
    let all = || {
        MessageType::ALL
            .iter()
            .copied()
            .chain([MessageType::from(u8::MAX)])
    };
    let found = all().find(|kind| name(*kind) == text);
    found.ok_or_else(|| {
        format!(
            "not one of {}",
            all().map(name).collect::<Vec<_>>().join(", ")
        )
    })
}

pub(crate) fn family(text: &str) -> Result<Family, String> {
    text.parse().map_err(|_| {
        let names: Vec<_> = Family::ALL.iter().map(Family::to_string).collect();
        format!(
            "neither AFI/SAFI, like 1/1, nor one of {}",
            names.join(", ")
        )
    })
}

/// No route has bits beyond its length, so what the user typed is truncated.
pub(crate) fn network(text: &str) -> Result<IpNet, String> {
    let net = match text.parse::<IpAddr>() {
        Ok(address) => Ok(IpNet::from(address)),
        Err(_) => text.parse::<IpNet>(),
    };
    net.map(|net| net.trunc())
        .map_err(|_| "neither a network, like 192.0.2.0/24, nor an address".into())
}

pub(crate) fn asn(text: &str) -> Result<Asn, String> {
    let digits = text.strip_prefix("AS").unwrap_or(text);
    digits.parse().map_err(|_| "not an AS number".into())
}

pub(crate) fn time(text: &str) -> Result<Duration, String> {
    let wrong = || {
        "neither a time, like 2026-11-01T12:00:00Z or 2026-11-01, nor seconds since 1970".to_owned()
    };
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).map_err(|_| wrong());
    }
    // All times that are shown are of UTC.
    let time = match text.parse::<Timestamp>() {
        Ok(time) => time,
        Err(_) => {
            let civil = text.parse::<DateTime>().map_err(|_| wrong())?;
            TimeZone::UTC.to_timestamp(civil).map_err(|_| wrong())?
        }
    };
    Duration::try_from(time.as_duration()).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Command {
        #[command(flatten)]
        select: Selection,
    }

    fn parse(words: &[&str]) -> Result<Selection, clap::Error> {
        Command::try_parse_from(["x"].iter().chain(words)).map(|command| command.select)
    }

    #[test]
    fn all_of_them() {
        let options = parse(&[
            "--peer=192.0.2.1,2001:db8::7",
            "--rib=loc-rib",
            "--rib=adj-rib-out-post",
            "--type=peer-up,unknown",
            "--family=1/1",
            "--prefix=192.0.2.77/24,2001:db8::1",
            "--match=covering",
            "--origin-as=AS64496",
            "--as=64500",
            "--community=no-export",
            "--community=64496:1:2",
            "--since=2026-11-01T12:00:00Z",
            "--until=1793534400.5",
        ])
        .unwrap();
        let peers: [IpAddr; 2] = ["192.0.2.1".parse().unwrap(), "2001:db8::7".parse().unwrap()];
        assert_eq!(options.peer, peers);
        assert_eq!(options.rib, [Rib::LocRib, Rib::AdjRibOutPost]);
        assert_eq!(
            options.types,
            [MessageType::PeerUp, MessageType::from(u8::MAX)]
        );
        assert_eq!(options.family, [Family::IPV4_UNICAST]);
        let nets: [IpNet; 2] = [
            "192.0.2.0/24".parse().unwrap(),
            "2001:db8::1/128".parse().unwrap(),
        ];
        assert_eq!(options.prefix, nets);
        assert_eq!(options.matching, Match::Covering);
        assert_eq!(
            (&options.origin_as[..], &options.path_as[..]),
            (&[Asn(64496)][..], &[Asn(64500)][..])
        );
        assert_eq!(options.community[0].standard, Some(Community::NO_EXPORT));
        assert_eq!(
            options.community[1].large,
            Some(LargeCommunity::new(64496, 1, 2))
        );
        // date -u -d @1793534400
        assert_eq!(options.since, Some(Duration::from_secs(1_793_534_400)));
        assert_eq!(
            options.until,
            Some(Duration::from_millis(1_793_534_400_500))
        );
    }

    /// `date -u -d "2026-11-01 12:00:00" +%s`, and so on.
    #[test]
    fn times() {
        for (text, seconds) in [
            ("2026-11-01T12:00:00Z", 1_793_534_400.0),
            ("2026-11-01T12:00:00.5Z", 1_793_534_400.5),
            ("2026-11-01T14:00:00+02:00", 1_793_534_400.0),
            ("2026-11-01T12:00:00", 1_793_534_400.0),
            ("2026-11-01 12:00:00", 1_793_534_400.0),
            ("2026-11-01", 1_793_491_200.0),
            ("1793534400.25", 1_793_534_400.25),
        ] {
            let since = format!("--since={text}");
            let since = parse(&[&since]).unwrap().since.unwrap();
            assert_eq!(since.as_secs_f64(), seconds, "{text}");
        }
    }

    #[test]
    fn wrong_ones() {
        for words in [
            &["--rib=loc"][..],
            &["--type=update"],
            &["--family=ipv5"],
            &["--prefix=192.0.2.0/33"],
            &["--match=exact"],
            &["--match=inside", "--prefix=::/0"],
            &["--as=-1"],
            &["--community=x"],
            &["--since=yesterday"],
            &["--until=-1"],
            &["--until=2026-13-01"],
            &["--until=1969-12-31"],
            &["--until=nan"],
            &["--peer=192.0.2"],
        ] {
            assert_eq!(parse(words).unwrap_err().exit_code(), 2, "{words:?}");
        }
    }

    #[test]
    fn networks_match() {
        let net = |text: &str| text.parse::<IpNet>().unwrap();
        let wanted = net("198.51.100.0/24");
        for (found, exact, within, covering) in [
            ("198.51.100.0/24", true, true, true),
            ("198.51.100.128/25", false, true, false),
            ("198.51.0.0/16", false, false, true),
            ("203.0.113.0/24", false, false, false),
            ("::/0", false, false, false),
        ] {
            let found = net(found);
            assert_eq!(Match::Exact.takes(wanted, found), exact, "{found}");
            assert_eq!(Match::Within.takes(wanted, found), within, "{found}");
            assert_eq!(Match::Covering.takes(wanted, found), covering, "{found}");
        }
    }
}
