//! What a stream was made of, as lines that other programs' readings are compared with.

use std::collections::BTreeMap;
use std::fmt::Debug;

use bmp_codec::bgp::attribute::Origin;
use bmp_codec::bgp::nlri::{Evpn, Family};
use bmp_codec::bmp::{MessageType, Rib};

use bmp_tools::synthesize::{Change, Destination, Observer, Settings, Stream, Tally};

/// What there is, and how often.
pub(crate) type Counts<T> = BTreeMap<T, u32>;

/// Lines, and how often each is there.
pub(crate) type Lines = Counts<String>;

/// Keeps all that is told of a stream.
#[derive(Default)]
pub(crate) struct Log {
    pub(crate) tally: Tally,
    /// Every route, with its peer, its table and what is said of it.
    pub(crate) routes: Counts<Route>,
    /// What is said of the routes of each UPDATE, as tshark shows it.
    pub(crate) paths: Lines,
    /// The addresses of prefixes, and MAC addresses, by family and whether they are withdrawn.
    pub(crate) addresses: BTreeMap<(Family, bool), Lines>,
}

impl Observer for Log {
    fn message(&mut self, message_type: MessageType, octets: usize) {
        self.tally.message(message_type, octets);
    }

    fn change(&mut self, change: &Change<'_>) {
        self.tally.change(change);
        let header = change.peer.header(change.rib).unwrap();
        if let Some(path) = change.path {
            let asns: Vec<_> = path.asns.iter().map(|asn| asn.0.to_string()).collect();
            let communities: Vec<_> = path.communities.iter().map(ToString::to_string).collect();
            let text = |value: Option<u32>| value.map_or(String::new(), |value| value.to_string());
            add(
                &mut self.paths,
                format!(
                    "{}|{}|{}|{}|{}|{}",
                    header.asn().0,
                    asns.join(","),
                    path.next_hop.unwrap(),
                    text(path.med),
                    text(path.local_pref),
                    communities.join(","),
                ),
            );
        }
        for destination in change.destinations {
            let address = match destination {
                Destination::Prefix { net, .. } => net.addr().to_string(),
                Destination::Evpn(Evpn::MacIp(route)) => route.mac.to_string(),
                Destination::Evpn(_) => continue,
            };
            let key = (change.family, change.path.is_none());
            add(self.addresses.entry(key).or_default(), address);
            if let Destination::Prefix { net, label, rd } = destination {
                let route = Route {
                    peer: header
                        .address()
                        .map_or("0.0.0.0".into(), |address| address.to_string()),
                    rib: change.rib,
                    afi: change.family.afi().into(),
                    safi: change.family.safi().into(),
                    path_id: change.path_id.map(u64::from),
                    rd: (change.family.safi() == 128).then(|| rd.to_string()),
                    prefix: net.to_string(),
                    said: change.path.map(|path| Said {
                        label: matches!(change.family.safi(), 4 | 128)
                            .then(|| label.value().to_string()),
                        next_hop: path.next_hop.unwrap().to_string(),
                        as_path: join(&path.asns.iter().map(|asn| asn.0).collect::<Vec<_>>()),
                        communities: join(&path.communities),
                        large_communities: join(&path.large_communities),
                        origin: match path.origin.unwrap() {
                            Origin::Igp => "i",
                            Origin::Egp => "e",
                            _ => "u",
                        }
                        .to_owned(),
                        med: path.med.map(u64::from),
                        local_pref: path.local_pref.map(u64::from),
                    }),
                };
                add(&mut self.routes, route);
            }
        }
    }
}

/// A route as it was announced or withdrawn.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Route {
    pub(crate) peer: String,
    pub(crate) rib: Rib,
    pub(crate) afi: u64,
    pub(crate) safi: u64,
    pub(crate) path_id: Option<u64>,
    pub(crate) rd: Option<String>,
    pub(crate) prefix: String,
    /// None where it is withdrawn.
    pub(crate) said: Option<Said>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Said {
    pub(crate) label: Option<String>,
    pub(crate) next_hop: String,
    pub(crate) as_path: String,
    pub(crate) communities: String,
    pub(crate) large_communities: String,
    pub(crate) origin: String,
    pub(crate) med: Option<u64>,
    pub(crate) local_pref: Option<u64>,
}

fn join(values: &[impl ToString]) -> String {
    let texts: Vec<_> = values.iter().map(ToString::to_string).collect();
    texts.join(" ")
}

pub(crate) fn add<T: Ord>(counts: &mut Counts<T>, one: T) {
    *counts.entry(one).or_default() += 1;
}

/// The first that are in one of them only, or more often.
pub(crate) fn differences<T: Ord + Debug>(read: &Counts<T>, made: &Counts<T>) -> Vec<String> {
    let more = |one: &Counts<T>, other: &Counts<T>, sign| {
        one.iter()
            .filter(|(key, count)| other.get(*key).unwrap_or(&0) < *count)
            .map(|(key, _)| format!("{sign} {key:?}"))
            .take(5)
            .collect::<Vec<_>>()
    };
    [more(made, read, "made:"), more(read, made, "read:")].concat()
}

/// A stream, and what it was made of.
pub(crate) fn made(settings: Settings) -> (Vec<u8>, Log) {
    settings.check().unwrap();
    let (mut octets, mut log) = (Vec::new(), Log::default());
    let mut stream = Stream::new(settings).unwrap();
    while stream.write(&mut octets, &mut log).unwrap() {}
    (octets, log)
}
