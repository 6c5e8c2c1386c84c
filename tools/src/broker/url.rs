//! Which broker a URL names.

/// A kind of broker. It is known without the feature that reads from it, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Nats,
    Kafka,
}

impl Kind {
    /// Returns the kind of broker, if this is the URL of one.
    pub(crate) fn of(url: &str) -> Option<Kind> {
        match url.split_once("://")?.0 {
            "nats" | "tls" | "ws" | "wss" => Some(Kind::Nats),
            "kafka" => Some(Kind::Kafka),
            _ => None,
        }
    }

    /// Returns the feature that it needs, if this build does not have that.
    pub(crate) fn missing(self) -> Option<&'static str> {
        match self {
            Kind::Nats => (!cfg!(feature = "nats")).then_some("nats"),
            Kind::Kafka => (!cfg!(feature = "kafka")).then_some("kafka"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes() {
        for (url, kind) in [
            ("nats://192.0.2.1", Some(Kind::Nats)),
            ("tls://192.0.2.1:4222", Some(Kind::Nats)),
            ("kafka://192.0.2.1:9092/bmp", Some(Kind::Kafka)),
            ("kafka:bmp", None),
            ("http://192.0.2.1", None),
            ("session.pcap", None),
        ] {
            assert_eq!(Kind::of(url), kind, "{url}");
        }
    }
}
