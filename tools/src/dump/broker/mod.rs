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
#[cfg(any(feature = "kafka", feature = "nats"))]
use options::Begin;
pub(crate) use options::Options;

/// Reads everything, or until interrupted, and passes it on. `Err` is the handler's result.
#[cfg(any(feature = "kafka", feature = "nats"))]
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
        _ => Ok(absent(kind)),
    }
}

/// Says that this build cannot read from one.
#[cfg(not(any(feature = "kafka", feature = "nats")))]
pub(crate) fn read(
    kind: Kind,
    _: &str,
    _: &Options,
    _: &mut Handler<'_>,
) -> Result<(Counts, anyhow::Result<()>), Stop> {
    Ok(absent(kind))
}

#[cfg(not(all(feature = "kafka", feature = "nats")))]
fn absent(kind: Kind) -> (Counts, anyhow::Result<()>) {
    let feature = kind.missing().unwrap_or_default();
    let error = anyhow::anyhow!(crate::absent::text(feature));
    (Counts::default(), Err(error))
}
