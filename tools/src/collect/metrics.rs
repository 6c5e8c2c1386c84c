//! The counters as metrics for Prometheus.
//!
//! Labels are who a router is, and names from fixed lists. The number of routers is limited to the maximum number of
//! connections. Routers that are gone stay until others need their place, so that counters do not restart with every
//! connection. Connections whose router is not known yet are in no metric but one, so that no counter ever decreases.
//! Routers choose their peers and families: the number of these labels is limited, and the rest is summed up.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use crate::collect::time::Time;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

use crate::collect::counts::Routes;
use crate::collect::router::{Identity, Router};
use crate::collect::routers::lock;
use crate::collect::series::Labels;
use crate::collect::status::Status;

/// The formats that scrapers ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    OpenMetrics,
    Text,
}

impl Format {
    /// Returns OpenMetrics if these `Accept` headers name it, and the older text format that all understand otherwise.
    pub(crate) fn of<'a>(accepts: impl Iterator<Item = &'a str>) -> Format {
        let is_open_metrics = |range: &str| {
            let mut parts = range.split(';').map(str::trim);
            let is_named = parts
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case("application/openmetrics-text"));
            let is_refused = parts.any(|part| {
                let weight = part.strip_prefix("q=").map(str::parse::<f32>);
                weight.is_some_and(|weight| weight == Ok(0.0))
            });
            is_named && !is_refused
        };
        let mut ranges = accepts.flat_map(|accept| accept.split(','));
        match ranges.any(is_open_metrics) {
            true => Format::OpenMetrics,
            false => Format::Text,
        }
    }

    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Format::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
            Format::Text => "text/plain; version=0.0.4; charset=utf-8",
        }
    }
}

/// Returns all metrics.
pub(crate) fn text(status: &Arc<Status>, format: Format) -> Result<String, fmt::Error> {
    let mut registry = Registry::with_prefix("bmp");
    registry.register_collector(Box::new(Metrics(Arc::clone(status))));
    let mut text = String::new();
    encode(&mut text, &registry)?;
    Ok(match format {
        Format::OpenMetrics => text,
        Format::Text => as_text(&text),
    })
}

/// Returns OpenMetrics in the older format: there `_total` is part of the name of a counter, and there is no mark of the
/// end.
fn as_text(open_metrics: &str) -> String {
    let (mut text, mut help) = (String::with_capacity(open_metrics.len()), None);
    let mut push = |line: &[&str]| {
        line.iter().for_each(|part| text.push_str(part));
        text.push('\n');
    };
    for line in open_metrics.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            help = rest.split_once(' ');
        } else if let Some((name, kind)) = line
            .strip_prefix("# TYPE ")
            .and_then(|rest| rest.split_once(' '))
        {
            let end = if kind == "counter" { "_total" } else { "" };
            if let Some((_, help)) = help.take() {
                push(&["# HELP ", name, end, " ", help]);
            }
            push(&["# TYPE ", name, end, " ", kind]);
        } else if line != "# EOF" {
            push(&[line]);
        }
    }
    text
}

#[derive(Debug)]
struct Metrics(Arc<Status>);

impl Collector for Metrics {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let status = &self.0;
        let totals = status.routers.totals();
        let written = &status.written;
        let failing = u64::from(written.failing().is_some());
        for (name, help, value) in [
            (
                "lines_written",
                "Lines written",
                written.lines.load(Relaxed),
            ),
            (
                "octets_written",
                "Bytes of lines written",
                written.octets.load(Relaxed),
            ),
            (
                "write_errors",
                "Failed attempts to write",
                written.errors.load(Relaxed),
            ),
            (
                "connections_refused",
                "Connections refused because of a limit",
                totals.refused,
            ),
            (
                "routers_forgotten",
                "Routers whose counters were dropped to make room for others",
                totals.forgotten,
            ),
        ] {
            let encoder = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
            ConstCounter::new(value).encode(encoder)?;
        }
        for (name, help, value) in [
            (
                "writing_fails",
                "Whether writing fails at the moment",
                failing,
            ),
            (
                "octets_queued",
                "Bytes of lines not written yet, and reserved for those being made",
                (status.queued)(),
            ),
            (
                "unnamed_connections",
                "Open connections whose router is not known yet",
                totals.unnamed as u64,
            ),
            (
                "known_peers",
                "Peers of all connections whose sessions are remembered",
                status.peers.taken() as u64,
            ),
            (
                "known_peers_limit",
                "Maximum number of such peers",
                status.peers.limit as u64,
            ),
        ] {
            let encoder = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
            ConstGauge::new(value).encode(encoder)?;
        }
        if let Some(publisher) = &status.publisher {
            let counters = publisher.counters();
            for (name, help, counter) in [
                (
                    "frames_published",
                    "Frames that the broker stored",
                    &counters.stored,
                ),
                (
                    "frames_published_twice",
                    "Frames published again that the broker had already stored",
                    &counters.duplicates,
                ),
                (
                    "frames_refused",
                    "Frames lost because they are too long for the broker",
                    &counters.refused,
                ),
                (
                    "frames_lost_by_broker",
                    "Frames that the broker had stored and has lost, as far as is known",
                    &counters.lost_by_broker,
                ),
                (
                    "broker_connections_lost",
                    "Lost connections to the broker",
                    &counters.connections_lost,
                ),
            ] {
                let encoder = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
                ConstCounter::new(counter.load(Relaxed)).encode(encoder)?;
            }
            let (name, help) = ("frames_waiting", "Frames waiting for the broker");
            let encoder = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
            ConstGauge::new(counters.waiting.load(Relaxed)).encode(encoder)?;
        }
        let routers = status.routers.all();
        let named = routers.iter().filter_map(|router| {
            let router = lock(router);
            router.is_named.then(|| Numbers::of(&router))
        });
        let routers: Vec<_> = named.collect();
        for family in &FAMILIES {
            let mut encoder =
                encoder.encode_descriptor(family.name, family.help, None, family.kind)?;
            for numbers in &routers {
                for (value, number) in (family.numbers)(numbers) {
                    let mut labels = numbers.labels().to_vec();
                    if !family.label.is_empty() {
                        labels.push((family.label, value.to_owned()));
                    }
                    let encoder = encoder.encode_family(&labels)?;
                    match family.kind {
                        MetricType::Gauge => ConstGauge::new(number).encode(encoder)?,
                        _ => ConstCounter::new(number).encode(encoder)?,
                    }
                }
            }
        }
        let (name, help) = (
            "peer_routes",
            "Routes in Route Monitoring by peer, RIB and family",
        );
        let mut encoder = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
        for numbers in &routers {
            for ([peer, rib, family], routes) in &numbers.series {
                for (action, number) in routes.by_action() {
                    let mut labels = numbers.labels().to_vec();
                    labels.extend([
                        ("peer", peer.clone()),
                        ("rib", rib.clone()),
                        ("family", family.clone()),
                        ("action", action.to_owned()),
                    ]);
                    let encoder = encoder.encode_family(&labels)?;
                    ConstCounter::new(number).encode(encoder)?;
                }
            }
        }
        Ok(())
    }
}

/// The numbers of one router.
struct Numbers {
    identity: Identity,
    series: BTreeMap<Labels, Routes>,
    counts: crate::collect::counts::Counts,
    ends: crate::collect::router::Ends,
    connections: usize,
    connected: u64,
    peers: usize,
    refused_peers: u64,
    last_message: Option<Time>,
}

impl Numbers {
    fn of(router: &Router) -> Numbers {
        Numbers {
            identity: router.identity.clone(),
            series: router.series.labelled(),
            counts: router.counts,
            ends: router.ends,
            connections: router.connections.len(),
            connected: router.connected,
            peers: router.peers(),
            refused_peers: router.refused_peers(),
            last_message: router.last_message,
        }
    }

    fn labels(&self) -> [(&'static str, String); 3] {
        let id = self.identity.bgp_id;
        [
            ("router", self.identity.address.to_string()),
            ("name", self.identity.name.clone()),
            ("bgp_id", id.map_or_else(String::new, |id| id.to_string())),
        ]
    }
}

/// A metric with a value for each router.
struct Family {
    name: &'static str,
    help: &'static str,
    kind: MetricType,
    /// The label beside those of the router, or nothing.
    label: &'static str,
    /// Returns the values.
    numbers: fn(&Numbers) -> Vec<(&'static str, u64)>,
}

const fn counter(
    name: &'static str,
    help: &'static str,
    label: &'static str,
    numbers: fn(&Numbers) -> Vec<(&'static str, u64)>,
) -> Family {
    Family {
        name,
        help,
        kind: MetricType::Counter,
        label,
        numbers,
    }
}

const fn gauge(
    name: &'static str,
    help: &'static str,
    numbers: fn(&Numbers) -> Vec<(&'static str, u64)>,
) -> Family {
    Family {
        name,
        help,
        kind: MetricType::Gauge,
        label: "",
        numbers,
    }
}

const FAMILIES: [Family; 12] = [
    counter("messages", "BMP messages decoded", "type", |router| {
        router.counts.messages.by_name().to_vec()
    }),
    counter("octets", "Bytes read", "", |router| {
        vec![("", router.counts.octets)]
    }),
    counter("routes", "Routes in Route Monitoring", "action", |router| {
        router.counts.routes.by_action().to_vec()
    }),
    counter("malformed", "Malformed items", "what", |router| {
        router.counts.malformed.by_name().to_vec()
    }),
    counter(
        "updates",
        "UPDATEs in Route Monitoring, by the basis of their session",
        "session",
        |router| router.counts.sessions.by_name().to_vec(),
    ),
    counter(
        "updates_of_other_asn_width",
        "UPDATEs whose AS numbers have another width than the A flag gives",
        "",
        |router| vec![("", router.counts.sessions.other_asn_width)],
    ),
    counter("connections", "Connections accepted", "", |router| {
        vec![("", router.connected)]
    }),
    counter("disconnections", "Connections ended", "reason", |router| {
        router
            .ends
            .by_reason()
            .map(|(end, count)| (end.name(), count))
            .collect()
    }),
    gauge("open_connections", "Open connections", |router| {
        vec![("", router.connections as u64)]
    }),
    gauge("peers", "Peers that are up", |router| {
        vec![("", router.peers as u64)]
    }),
    gauge(
        "refused_peers",
        "Peer Ups beyond the limit, on open connections",
        |router| vec![("", router.refused_peers)],
    ),
    gauge(
        "last_message_timestamp_seconds",
        "Time of the last message",
        |router| {
            let seconds = router.last_message.map(|time| time.seconds());
            seconds.map(|seconds| ("", seconds)).into_iter().collect()
        },
    ),
];
