//! Kafka: what reading a topic and publishing to it have in common.
//!
//! The client is librdkafka: operators know its settings, and it has idempotence, consumer groups and the partitioner of
//! Java's client.

#[cfg(feature = "collect")]
pub(super) mod link;

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use rdkafka::ClientConfig;
use rdkafka::client::{Client, ClientContext};
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::KafkaError;
use rdkafka::types::RDKafkaErrorCode;

/// The longest name of a topic that Kafka allows.
const LONGEST_TOPIC: usize = 249;

/// Settings with two names.
const ALIASES: &[(&str, &str)] = &[
    ("delivery.timeout.ms", "message.timeout.ms"),
    ("metadata.broker.list", "bootstrap.servers"),
    ("request.required.acks", "acks"),
];

/// A topic of a broker: `kafka://192.0.2.1:9092,192.0.2.2/bmp`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    servers: String,
    pub(crate) topic: String,
}

impl Address {
    pub(crate) fn of(url: &str) -> anyhow::Result<Address> {
        let rest = url.strip_prefix("kafka://").unwrap_or(url);
        let (servers, topic) = rest.split_once('/').unwrap_or((rest, ""));
        ensure!(
            !topic.is_empty(),
            "{url:?} has no topic: kafka://HOST:PORT/TOPIC"
        );
        ensure!(
            servers.split(',').all(|server| !server.is_empty()),
            "{url:?} has no server: kafka://HOST:PORT/TOPIC"
        );
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        ensure!(
            topic.len() <= LONGEST_TOPIC
                && topic.chars().all(is_allowed)
                && topic != "."
                && topic != "..",
            "{topic:?} is not the name of a topic"
        );
        Ok(Address {
            servers: servers.into(),
            topic: topic.into(),
        })
    }

    /// Returns the settings of a client: those of the file, and those that this program needs.
    pub(crate) fn settings(
        &self,
        file: Option<&Path>,
        needed: &[(&str, &str)],
    ) -> anyhow::Result<ClientConfig> {
        let mut settings = ClientConfig::new();
        // A broker that is away is asked once a second; one that a firewall forgets is noticed.
        settings
            .set("reconnect.backoff.max.ms", "1000")
            .set("socket.keepalive.enable", "true")
            .set("log.connection.close", "false")
            .set_log_level(RDKafkaLogLevel::Warning);
        if let Some(file) = file {
            let text = std::fs::read_to_string(file);
            let text = text.with_context(|| format!("cannot read {}", file.display()))?;
            for line in lines(&text) {
                let (name, value) = line.with_context(|| file.display().to_string())?;
                let same = ALIASES.iter().find(|(alias, _)| *alias == name);
                let name = same.map_or(name, |(_, name)| *name);
                let is_needed = needed.iter().any(|(needed, _)| *needed == name);
                ensure!(
                    !is_needed && name != "bootstrap.servers",
                    "{}: this program sets {name} itself",
                    file.display()
                );
                settings.set(name, value);
            }
        }
        for (name, value) in needed {
            settings.set(*name, *value);
        }
        settings.set("bootstrap.servers", &self.servers);
        Ok(settings)
    }

    /// Returns the numbers of the partitions; `None` if there is no such topic.
    pub(crate) fn partitions<C: ClientContext>(
        &self,
        client: &Client<C>,
        timeout: Duration,
    ) -> anyhow::Result<Option<Vec<i32>>> {
        let topic = &self.topic;
        let metadata = client.fetch_metadata(Some(topic), timeout);
        let metadata = metadata.context("cannot connect to the broker")?;
        let found = metadata.topics().iter().find(|found| found.name() == topic);
        let found = found.with_context(|| format!("the broker says nothing of topic {topic}"))?;
        match found.error().map(RDKafkaErrorCode::from) {
            None => {}
            Some(RDKafkaErrorCode::UnknownTopicOrPartition) => return Ok(None),
            Some(error) => bail!("topic {topic}: {error}"),
        }
        let mut partitions: Vec<_> = found.partitions().iter().map(|one| one.id()).collect();
        partitions.sort_unstable();
        Ok((!partitions.is_empty()).then_some(partitions))
    }
}

/// Returns the settings of a file as kcat and others of librdkafka read it: `name=value`, and comments after `#`.
fn lines(text: &str) -> impl Iterator<Item = anyhow::Result<(&str, &str)>> {
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| {
        let (name, value) = line.split_once('=').with_context(|| {
            // It may be a password.
            "a line is not PROPERTY=VALUE"
        })?;
        Ok((name.trim(), value.trim()))
    })
}

/// Returns whether the error says that no server of the broker can be reached.
pub(crate) fn is_away(error: &KafkaError) -> bool {
    let away = [
        RDKafkaErrorCode::AllBrokersDown,
        RDKafkaErrorCode::BrokerTransportFailure,
        RDKafkaErrorCode::OperationTimedOut,
        RDKafkaErrorCode::Resolve,
    ];
    error
        .rdkafka_error_code()
        .is_some_and(|code| away.contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let address = Address::of("kafka://192.0.2.1:9092,192.0.2.2/bmp.raw").unwrap();
        assert_eq!(address.servers, "192.0.2.1:9092,192.0.2.2");
        assert_eq!(address.topic, "bmp.raw");
        for (url, error) in [
            (
                "kafka://192.0.2.1",
                r#""kafka://192.0.2.1" has no topic: kafka://HOST:PORT/TOPIC"#,
            ),
            (
                "kafka:///bmp",
                r#""kafka:///bmp" has no server: kafka://HOST:PORT/TOPIC"#,
            ),
            ("kafka://h/a/b", r#""a/b" is not the name of a topic"#),
            ("kafka://h/..", r#"".." is not the name of a topic"#),
        ] {
            assert_eq!(Address::of(url).unwrap_err().to_string(), error);
        }
        assert!(Address::of(&format!("kafka://h/{}", "a".repeat(249))).is_ok());
        assert!(Address::of(&format!("kafka://h/{}", "a".repeat(250))).is_err());
    }

    #[test]
    fn settings_of_a_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("config");
        let address = Address::of("kafka://192.0.2.1/bmp").unwrap();
        let settings = |text: &str| {
            std::fs::write(&path, text).unwrap();
            let needed = [("acks", "all")];
            let settings = address.settings(Some(&path), &needed);
            settings.map_err(|error| format!("{error:#}"))
        };
        let found = settings("# a comment\n\n sasl.password = a=b \nlinger.ms=1\n").unwrap();
        for (name, value) in [
            ("sasl.password", "a=b"),
            ("linger.ms", "1"),
            ("acks", "all"),
            ("bootstrap.servers", "192.0.2.1"),
        ] {
            assert_eq!(found.get(name), Some(value));
        }
        let path = path.display();
        for (text, error) in [
            ("acks=0", "this program sets acks itself"),
            (
                "bootstrap.servers=h",
                "this program sets bootstrap.servers itself",
            ),
            ("request.required.acks=0", "this program sets acks itself"),
            ("secret", "a line is not PROPERTY=VALUE"),
        ] {
            assert_eq!(settings(text).unwrap_err(), format!("{path}: {error}"));
        }
    }
}
