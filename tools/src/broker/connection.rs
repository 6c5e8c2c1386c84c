//! One connection to the broker. It never reconnects unnoticed.

use std::future::IntoFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use async_nats::jetstream::context::{ContextBuilder, PublishAckFuture, PublishError};
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::{Context, stream};
use async_nats::{ConnectOptions, Event, ServerAddr};
use bytes::Bytes;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

use super::Options;

/// How long the broker remembers message identifiers, so that it does not store a message twice.
const KNOWN_FOR: Duration = Duration::from_secs(120);

/// Longer than anybody waits.
const NEVER: Duration = Duration::from_secs(1 << 30);

/// A connection, and its stream.
///
/// The client would reconnect by itself and continue with later messages. Messages in flight might be lost, so that
/// messages would not be stored in order. Its tasks therefore have their own runtime, and end with it.
pub(super) struct Connection {
    context: Context,
    lost: watch::Receiver<bool>,
    _tasks: Tasks,
}

struct Tasks(Option<Runtime>);

impl Drop for Tasks {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Connection {
    pub(super) async fn open(
        servers: &[ServerAddr],
        options: &Arc<Options>,
    ) -> anyhow::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("broker")
            .enable_all()
            .build()
            .context("cannot start a thread")?;
        let tasks = Tasks(Some(runtime));
        let (sender, lost) = watch::channel(false);
        let open = open(servers.to_vec(), Arc::clone(options), sender);
        let task = tasks.0.as_ref().map(|runtime| runtime.spawn(open));
        let context = task.context("no runtime")?.await??;
        Ok(Connection {
            context,
            lost,
            _tasks: tasks,
        })
    }

    /// Sends a message. The returned future is ready when the broker has stored it.
    pub(super) async fn publish(
        &self,
        subject: String,
        id: &str,
        payload: Bytes,
    ) -> Result<impl Future<Output = Result<bool, PublishError>> + Send + use<>, PublishError> {
        let message = PublishMessage::build().message_id(id).payload(payload);
        let stored: PublishAckFuture = self.context.send_publish(subject, message).await?;
        Ok(async move { stored.into_future().await.map(|stored| stored.duplicate) })
    }

    /// Waits until the connection is lost.
    pub(super) async fn lost(&self) {
        // If the sender is gone, the connection is lost too.
        let _ = self.lost.clone().wait_for(|lost| *lost).await;
    }
}

async fn open(
    servers: Vec<ServerAddr>,
    options: Arc<Options>,
    lost: watch::Sender<bool>,
) -> anyhow::Result<Context> {
    let timeout = Duration::from_secs(options.timeout);
    let connected = Arc::new(AtomicBool::new(false));
    let before = Arc::clone(&connected);
    let client = ConnectOptions::new()
        .name(&options.collector)
        .connection_timeout(timeout)
        .reconnect_delay_callback(move |_| match before.load(Ordering::Relaxed) {
            false => Duration::ZERO,
            true => NEVER,
        })
        .event_callback(move |event| {
            match event {
                Event::Connected => connected.store(true, Ordering::Relaxed),
                Event::Disconnected | Event::Closed => {
                    lost.send_replace(true);
                }
                _ => {}
            }
            std::future::ready(())
        })
        .connect(servers)
        .await
        // Its text contains that of its source.
        .map_err(|error| anyhow!("cannot connect to the broker: {error}"))?;
    let context = ContextBuilder::new()
        .timeout(timeout)
        .max_ack_inflight(options.in_flight as usize + 1)
        .build(client);
    let max_age = Duration::from_secs(options.max_age);
    let config = stream::Config {
        name: options.stream.clone(),
        subjects: vec!["bmp.>".into()],
        max_age,
        max_bytes: options.max_bytes,
        num_replicas: options.replicas.into(),
        duplicate_window: if max_age.is_zero() {
            KNOWN_FOR
        } else {
            KNOWN_FOR.min(max_age)
        },
        ..stream::Config::default()
    };
    let stream = context.get_or_create_stream(config).await;
    stream.with_context(|| format!("cannot create stream {} of the broker", options.stream))?;
    Ok(context)
}
