//! One line of JSON: a message as `dump --json` writes it, a message alone, or a loss.

use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use bmp_codec::Encode;
use bmp_codec::bmp::Message;
use bmp_codec::wire::Octets;
use bytes::Bytes;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use crate::replay::streams::header_time;

/// The content of a line.
#[derive(Debug, PartialEq)]
pub(crate) enum Said {
    Message {
        octets: Bytes,
        /// The time of capture, else the time in the per-peer header.
        time: Option<Duration>,
        is_captured: bool,
    },
    /// Bytes that are in no message; 0 if their number is unknown.
    Lost { octets: u64, text: String },
    /// The stream ends.
    Ended { octets: u64, text: String },
    /// An event that takes no bytes of the stream.
    Remark,
}

#[derive(Debug, PartialEq)]
pub(crate) struct Line {
    /// The name of the connection, if there is one.
    pub(crate) stream: Option<String>,
    pub(crate) said: Said,
}

/// The fields of an object that matter here.
#[derive(Deserialize)]
struct Fields {
    stream: Option<String>,
    captured: Option<String>,
    message: Option<Message>,
    /// Messages have bytes, events have a number of them.
    octets: Option<Value>,
    event: Option<String>,
    #[serde(default)]
    text: String,
}

/// Parses a line. Errors give the reason and the column.
pub(crate) fn parse(text: &[u8]) -> anyhow::Result<Line> {
    let fields: Fields = serde_json::from_slice(text).map_err(readable)?;
    let stream = fields.stream;
    let captured = fields.captured.map(|text| {
        let time: Timestamp = text.parse().context("\"captured\" is not a time")?;
        Duration::try_from(time.as_duration()).context("\"captured\" is before 1970")
    });
    let captured = captured.transpose()?;
    let message = |octets: Vec<u8>| Said::Message {
        time: captured.or_else(|| header_time(&octets)),
        is_captured: captured.is_some(),
        octets: octets.into(),
    };
    let encode = |message: Message| message.to_vec().context("the message cannot be encoded");
    let said = match (fields.octets, fields.message, fields.event) {
        (Some(octets), _, None) => {
            let octets = Octets::<Vec<u8>>::deserialize(octets);
            message(octets.context("\"octets\"")?.0)
        }
        (None, Some(value), None) => message(encode(value)?),
        (count, None, Some(event)) => {
            let octets = count.and_then(|count| count.as_u64()).unwrap_or(0);
            let text = fields.text;
            match event.as_str() {
                "skipped" | "gap" | "bad_envelope" => Said::Lost { octets, text },
                "incomplete" => Said::Ended { octets, text },
                // The last two come from the collector.
                "bad_header"
                | "begins_in_the_middle"
                | "not_read"
                | "connected"
                | "disconnected" => Said::Remark,
                _ => bail!("unknown event {event:?}"),
            }
        }
        (None, None, None) => {
            let value = serde_json::from_slice(text).map_err(|error| {
                let readable = readable(error);
                anyhow!("it has neither \"message\" nor \"octets\", and is not a message itself: {readable}")
            })?;
            message(encode(value)?)
        }
        _ => bail!("it is neither a message nor an event"),
    };
    Ok(Line { stream, said })
}

/// serde_json counts lines, too, but there is only one here.
fn readable(error: serde_json::Error) -> anyhow::Error {
    let (text, column) = (error.to_string(), error.column());
    match text.split_once(" at line ") {
        Some((what, _)) if column > 0 => anyhow!("column {column}: {what}"),
        _ => anyhow!(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn octets(text: &str) -> Vec<u8> {
        match parse(text.as_bytes()).unwrap().said {
            Said::Message { octets, .. } => octets.to_vec(),
            other => panic!("{other:?}"),
        }
    }

    fn error(text: &str) -> String {
        format!("{:#}", parse(text.as_bytes()).unwrap_err())
    }

    /// An Initiation with the sysName r1.
    const R1: [u8; 12] = [3, 0, 0, 0, 12, 4, 0, 2, 0, 2, b'r', b'1'];

    #[test]
    fn a_message_in_any_form() {
        let message = r#"{"initiation":{"information":[{"sys_name":"r1"}]}}"#;
        assert_eq!(octets(message), R1);
        assert_eq!(octets(&format!(r#"{{"message":{message}}}"#)), R1);
        // The received bytes count, whatever they were decoded as.
        let both = format!(r#"{{"octets":"0302ff","message":{message}}}"#);
        assert_eq!(octets(&both), [3, 2, 0xff]);
        assert_eq!(
            octets(r#"{"error":{"text":"x"},"octets":"0302ff"}"#),
            [3, 2, 0xff]
        );
    }

    #[test]
    fn streams_and_times() {
        let line =
            r#"{"stream":"a > b","captured":"2026-01-01T00:00:01.5Z","octets":"03000000060400"}"#;
        let line = parse(line.as_bytes()).unwrap();
        assert_eq!(line.stream.as_deref(), Some("a > b"));
        // 20,454 days since 1970, and 1.5 s.
        let want = Duration::from_millis(20_454 * 86_400_000 + 1500);
        let Said::Message {
            time, is_captured, ..
        } = line.said
        else {
            panic!()
        };
        assert_eq!((time, is_captured), (Some(want), true));
    }

    #[test]
    fn what_is_lost() {
        let line =
            parse(br#"{"stream":"raw","offset":7,"event":"gap","octets":9,"text":"t"}"#).unwrap();
        assert_eq!(
            line.said,
            Said::Lost {
                octets: 9,
                text: "t".into()
            }
        );
        // The output of dump for a malformed OpenBMP header.
        let line = br#"{"stream":"unknown router","offset":0,"event":"bad_envelope","octets":84,"text":"t"}"#;
        assert_eq!(
            parse(line).unwrap().said,
            Said::Lost {
                octets: 84,
                text: "t".into()
            }
        );
        let line =
            parse(br#"{"stream":"raw","offset":7,"event":"bad_header","text":"t"}"#).unwrap();
        assert_eq!(line.said, Said::Remark);
        let line =
            parse(br#"{"event":"not_read","count":2,"what":"packet","reason":"r","text":"t"}"#);
        assert_eq!(line.unwrap().said, Said::Remark);
    }

    #[test]
    fn errors_say_what_and_where() {
        assert_eq!(error("{"), "column 1: EOF while parsing an object");
        assert_eq!(
            error(r#"{"octets":"030"}"#),
            "\"octets\": \"030\" is not hexadecimal"
        );
        assert_eq!(
            error(r#"{"message":{"peer_dwn":{}}}"#),
            "column 22: unknown variant `peer_dwn`, expected one of `route_monitoring`, `statistics_report`, \
             `peer_down`, `peer_up`, `initiation`, `termination`, `route_mirroring`, `unknown`, `v4`"
        );
        assert!(
            error(r#"{"bytes":7}"#).starts_with(
                "it has neither \"message\" nor \"octets\", and is not a message itself: column 8: unknown variant `bytes`"
            ),
            "{}", error(r#"{"bytes":7}"#)
        );
        assert_eq!(error(r#"{"event":"lunch"}"#), "unknown event \"lunch\"");
        assert_eq!(
            error(r#"{"event":"gap","message":{"unknown":{"message_type":9,"body":""}}}"#),
            "it is neither a message nor an event"
        );
        assert!(error("[]").starts_with("column "));
    }
}
