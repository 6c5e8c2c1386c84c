//! Reads messages of any broker, until there are no more or until interrupted.

use std::future::pending;
use std::pin::pin;
use std::time::{Duration, Instant};

use tokio::runtime::Builder;

use super::Options;
use crate::input::openbmp::Routers;
use crate::input::{Counts, End, Flow, Handler, Stop};

/// How often it is said how far behind a reader is.
const LAG: Duration = Duration::from_secs(10);

/// What reads from a broker.
pub(super) trait Reader: Sized {
    type Message: Payload;

    async fn open(url: &str, options: &Options) -> anyhow::Result<Self>;

    /// Returns the next message, or `None` if no more are to be read.
    async fn next(&mut self) -> anyhow::Result<Option<Self::Message>>;

    /// The message was taken: the next reader of the same name does not get it.
    async fn acknowledge(&mut self, message: &Self::Message) -> anyhow::Result<()>;

    /// Returns messages that arrived but were not taken, so that others need not wait for them.
    async fn give_back(&mut self);

    /// Says how far behind the end it is, in one or more lines.
    async fn lag(&mut self) -> anyhow::Result<Vec<String>>;
}

/// A message as the broker has it.
pub(super) trait Payload {
    fn octets(&self) -> &[u8];
}

/// Reads everything, or until interrupted, and passes it on. `Err` is the handler's result.
pub(super) fn read<R: Reader>(
    url: &str,
    options: &Options,
    handler: &mut Handler<'_>,
) -> Result<(Counts, anyhow::Result<()>), Stop> {
    let mut routers = Routers::default();
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    let end = match runtime {
        Ok(runtime) => runtime.block_on(follow::<R>(url, options, &mut routers, handler))?,
        Err(error) => Err(error.into()),
    };
    routers.finish(End::Enough, handler)?;
    let counts = Counts {
        bmp_streams: routers.streams(),
        ..Counts::default()
    };
    Ok((counts, end))
}

async fn follow<R: Reader>(
    url: &str,
    options: &Options,
    routers: &mut Routers,
    handler: &mut Handler<'_>,
) -> Result<anyhow::Result<()>, Stop> {
    let mut reader = match R::open(url, options).await {
        Ok(reader) => reader,
        Err(error) => return Ok(Err(error)),
    };
    let mut interrupted = pin!(async {
        if tokio::signal::ctrl_c().await.is_err() {
            pending::<()>().await;
        }
    });
    let mut said = Instant::now();
    loop {
        let next = tokio::select! {
            next = reader.next() => next,
            () = &mut interrupted => Ok(None),
        };
        let message = match next {
            Ok(Some(message)) => message,
            Ok(None) => {
                if options.lag {
                    say_lag(&mut reader).await;
                }
                reader.give_back().await;
                return Ok(Ok(()));
            }
            Err(error) => return Ok(Err(error)),
        };
        let flow: Flow = routers.take(message.octets(), handler);
        // Another reader may write what could not be written here.
        if !matches!(flow, Err(Stop::Output(_)))
            && let Err(error) = reader.acknowledge(&message).await
        {
            return flow.map(|()| Err(error));
        }
        if options.lag && (flow.is_err() || said.elapsed() >= LAG) {
            said = Instant::now();
            say_lag(&mut reader).await;
        }
        if flow.is_err() {
            reader.give_back().await;
        }
        flow?;
    }
}

async fn say_lag<R: Reader>(reader: &mut R) {
    match reader.lag().await {
        Ok(lines) => lines.iter().for_each(|line| eprintln!("bmp dump: {line}")),
        Err(error) => eprintln!("bmp dump: the end is not known: {error:#}"),
    }
}
