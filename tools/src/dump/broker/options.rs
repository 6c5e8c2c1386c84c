//! What to read from a broker.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use anyhow::ensure;

use crate::broker::Kind;
use crate::select;

/// What to read from a broker.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(next_help_heading = "Options for brokers")]
pub(crate) struct Options {
    /// Stream of NATS to read from. In Kafka the URL names the topic
    #[arg(long, value_name = "NAME", default_value = STREAM)]
    pub(super) stream: String,

    /// Read only messages of NATS with these subjects, bmp.PARTITION.ROUTER.PEER: 'bmp.3.>' for those of partition 3
    #[arg(long, value_name = "SUBJECT")]
    pub(super) subject: Option<String>,

    /// Read only this partition of the topic of Kafka; may be given several times
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i32).range(0..), allow_negative_numbers = true)]
    pub(super) partition: Vec<i32>,

    /// Where to begin: beginning, end (only what is stored from now on), the number of a message (in Kafka the offset in
    /// each partition), or the time that the message has at the broker, like 2026-11-01T12:00:00Z
    #[arg(long, value_name = "WHERE", default_value = "beginning")]
    pub(super) begin: Begin,

    /// Read only what is stored from now on: short for --begin end
    #[arg(long, conflicts_with = "begin")]
    pub(super) new: bool,

    /// Continue where the last reader of this name stopped; readers of the same name at the same time share the
    /// messages. In Kafka this is the consumer group
    #[arg(long, visible_alias = "group", value_name = "NAME")]
    pub(super) durable: Option<String>,

    /// Stop at the end of what is stored now
    #[arg(long)]
    pub(super) no_follow: bool,

    /// Write to standard error how far behind the end this reader is: every ten seconds, and when it stops
    #[arg(long)]
    pub(super) lag: bool,

    /// Settings of librdkafka for Kafka, such as those for SASL: a file of lines PROPERTY=VALUE, as kcat reads them
    #[arg(long, value_name = "FILE")]
    pub(super) broker_config: Option<PathBuf>,
}

const STREAM: &str = "BMP";

/// Where to begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Begin {
    #[default]
    Beginning,
    End,
    /// A message, by its number.
    At(u64),
    /// The first message that has this time or a later one, since 1970.
    Since(Duration),
}

impl FromStr for Begin {
    type Err = String;

    fn from_str(text: &str) -> Result<Begin, String> {
        match text {
            "beginning" => Ok(Begin::Beginning),
            "end" => Ok(Begin::End),
            _ => match text.parse() {
                Ok(number) => Ok(Begin::At(number)),
                Err(_) => select::args::time(text).map(Begin::Since).map_err(|_| {
                    "neither beginning, end, a number, nor a time, like 2026-11-01T12:00:00Z".into()
                }),
            },
        }
    }
}

impl Options {
    #[cfg(any(test, feature = "kafka", feature = "nats"))]
    pub(super) fn begin(&self) -> Begin {
        match self.new {
            true => Begin::End,
            false => self.begin,
        }
    }

    /// Returns the kind of broker and the URL, if this is a URL and not a path.
    pub(crate) fn url<'a>(&self, file: &'a Path) -> anyhow::Result<Option<(Kind, &'a str)>> {
        let url = file.to_str().and_then(|url| Some((Kind::of(url)?, url)));
        let unset = Options {
            stream: STREAM.into(),
            subject: None,
            partition: Vec::new(),
            begin: Begin::Beginning,
            new: false,
            durable: None,
            no_follow: false,
            lag: false,
            broker_config: None,
        };
        let (of_nats, of_kafka) = (
            (&self.stream, &self.subject) != (&unset.stream, &unset.subject),
            (&self.partition, &self.broker_config) != (&unset.partition, &unset.broker_config),
        );
        match url {
            None => ensure!(
                *self == unset,
                "is not a broker: the options for brokers need nats://HOST:PORT or kafka://HOST:PORT/TOPIC"
            ),
            Some((Kind::Nats, _)) => ensure!(
                !of_kafka,
                "is NATS: --partition and --broker-config are for Kafka"
            ),
            Some((Kind::Kafka, _)) => {
                ensure!(!of_nats, "is Kafka: --stream and --subject are for NATS");
            }
        }
        Ok(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{Args, FromArgMatches};

    fn parse(words: &[&str]) -> Result<Options, String> {
        let command = Options::augment_args(clap::Command::new("test"));
        let words = ["test"].iter().chain(words);
        let matches = command.try_get_matches_from(words);
        let matches = matches.map_err(|error| error.to_string())?;
        Options::from_arg_matches(&matches).map_err(|error| error.to_string())
    }

    #[test]
    fn where_to_begin() {
        for (words, begin) in [
            (&[][..], Begin::Beginning),
            (&["--begin=beginning"], Begin::Beginning),
            (&["--begin=end"], Begin::End),
            (&["--new"], Begin::End),
            (&["--begin=1000"], Begin::At(1000)),
            // date -u -d 2026-11-01T12:00:00Z +%s
            (
                &["--begin=2026-11-01T12:00:00Z"],
                Begin::Since(Duration::from_secs(1_793_534_400)),
            ),
        ] {
            assert_eq!(parse(words).unwrap().begin(), begin);
        }
        for words in [
            &["--begin=-1"][..],
            &["--begin=middle"],
            &["--begin=1", "--new"],
            &["--partition=-1"],
        ] {
            assert!(parse(words).is_err(), "{words:?}");
        }
    }

    #[test]
    fn options_for_the_wrong_broker() {
        let said = |words: &[&str], file: &str| {
            let options = parse(words).unwrap();
            let url = options.url(Path::new(file));
            url.map(|url| url.is_some())
                .map_err(|error| error.to_string())
        };
        let (nats, kafka) = ("nats://192.0.2.1", "kafka://192.0.2.1/bmp");
        let no_broker = "is not a broker: the options for brokers need nats://HOST:PORT or kafka://HOST:PORT/TOPIC";
        let no_kafka = "is NATS: --partition and --broker-config are for Kafka";
        let no_nats = "is Kafka: --stream and --subject are for NATS";
        for (words, file, is) in [
            (&[][..], "x.bmp", Ok(false)),
            (&["--lag"], "x.bmp", Err(no_broker)),
            (&["--group=g"], "x.bmp", Err(no_broker)),
            (&["--group=g", "--lag"], kafka, Ok(true)),
            (&["--partition=1"], kafka, Ok(true)),
            (&["--stream=S"], kafka, Err(no_nats)),
            (&["--subject=bmp.1.>"], kafka, Err(no_nats)),
            (&["--subject=bmp.1.>"], nats, Ok(true)),
            (&["--partition=1"], nats, Err(no_kafka)),
        ] {
            assert_eq!(said(words, file), is.map_err(str::to_owned), "{words:?}");
        }
    }
}
