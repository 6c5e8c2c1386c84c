//! Brokers: what to read from one, and whether a file is one.

#[cfg(feature = "kafka")]
mod kafka;
#[cfg(feature = "nats")]
mod nats;
mod options;
#[cfg(any(feature = "kafka", feature = "nats"))]
mod reading;

use crate::broker::Kind;
use crate::input::{Counts, Handler, Stop};
pub(crate) use options::{Begin, Options};

/// Reads everything, or until interrupted, and passes it on. `Err` is the handler's result.
pub(crate) fn read(
    kind: Kind,
    url: &str,
    options: &Options,
    handler: &mut Handler<'_>,
) -> Result<(Counts, anyhow::Result<()>), Stop> {
    match kind {
        #[cfg(feature = "nats")]
        Kind::Nats => reading::read::<nats::Reader>(url, options, handler),
        #[cfg(feature = "kafka")]
        Kind::Kafka => reading::read::<kafka::Reader>(url, options, handler),
        #[cfg(not(all(feature = "kafka", feature = "nats")))]
        _ => {
            let feature = kind.missing().unwrap_or_default();
            Ok((
                Counts::default(),
                Err(anyhow::anyhow!(crate::absent::text(feature))),
            ))
        }
    }
}
