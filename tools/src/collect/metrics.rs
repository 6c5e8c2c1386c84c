//! The counters as metrics for Prometheus.
//!
//! Labels are the address of a router, and names from fixed lists. The number of routers is limited to the maximum
//! number of connections. Routers that are gone stay until others need their place, so that counters do not restart
//! with every connection. Peers are not labels, because a router could make up any number of them.

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

use crate::collect::routers::{Router, lock};
use crate::collect::status::Status;

/// The content type of the text that [`text`] returns.
pub(crate) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Returns all metrics.
pub(crate) fn text(status: &Arc<Status>) -> Result<String, fmt::Error> {
    let mut registry = Registry::with_prefix("bmp");
    registry.register_collector(Box::new(Metrics(Arc::clone(status))));
    let mut text = String::new();
    encode(&mut text, &registry)?;
    Ok(text)
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
                "Bytes of lines not written yet",
                (status.queued)(),
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
        let routers: Vec<_> = routers
            .iter()
            .map(|(address, router)| (*address, Numbers::of(&lock(router))))
            .collect();
        for family in &FAMILIES {
            let mut encoder =
                encoder.encode_descriptor(family.name, family.help, None, family.kind)?;
            for (address, numbers) in &routers {
                for (value, number) in (family.numbers)(numbers) {
                    let mut labels = vec![("router", address.to_string())];
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
        Ok(())
    }
}

/// The numbers of one router.
struct Numbers {
    counts: crate::collect::counts::Counts,
    ends: crate::collect::routers::Ends,
    connections: usize,
    connected: u64,
    peers: usize,
    refused_peers: u64,
    last_message: Option<Time>,
}

impl Numbers {
    fn of(router: &Router) -> Numbers {
        Numbers {
            counts: router.counts,
            ends: router.ends,
            connections: router.connections.len(),
            connected: router.connected,
            peers: router.peers(),
            refused_peers: router.refused_peers(),
            last_message: router.last_message,
        }
    }
}

/// A metric with a value for each router.
struct Family {
    name: &'static str,
    help: &'static str,
    kind: MetricType,
    /// The second label is optional: the address is the first.
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
        let routes = router.counts.routes;
        vec![
            ("announced", routes.announced),
            ("withdrawn", routes.withdrawn),
            ("end_of_rib", routes.end_of_rib),
        ]
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
