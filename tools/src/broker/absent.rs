//! Stands for the publisher in a build without brokers. It publishes nothing: the collector refuses `--publish` before
//! it starts.

use std::time::SystemTime;

use anyhow::bail;
use bmp_codec::bmp::PerPeerHeader;

use super::{Counters, Options, Source};

/// A type without values.
#[derive(Clone, Debug)]
pub(crate) enum Publisher {}

impl Publisher {
    pub(crate) async fn connect(_: &str, _: Options) -> anyhow::Result<Self> {
        bail!("this build has no broker")
    }

    pub(crate) async fn publish(
        &self,
        _: impl Into<Source>,
        _: SystemTime,
        _: Option<&PerPeerHeader>,
        _: &[u8],
    ) -> anyhow::Result<()> {
        match *self {}
    }

    pub(crate) async fn flush(&self) -> anyhow::Result<()> {
        match *self {}
    }

    pub(crate) fn counters(&self) -> &Counters {
        match *self {}
    }
}
