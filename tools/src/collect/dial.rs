//! Connections to routers that listen for stations.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::anyhow;
use tokio::net::{TcpSocket, TcpStream, lookup_host};
use tokio::time::{Instant, sleep, timeout};
use tracing::warn;

use crate::collect::md5::Keys;
use crate::collect::station::Station;

/// The time before the next attempt: at first, and at most. A connection that lasted that long was a success.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How long a router may take to accept.
const CONNECTING: Duration = Duration::from_secs(10);

/// Connects again and again until the collector stops.
pub(crate) async fn keep_connected(station: Arc<Station>, router: String) {
    let mut pause = PAUSE;
    loop {
        let begin = Instant::now();
        tokio::select! {
            () = station.stop.cancelled() => return,
            stream = connect(&router, &station.keys) => match stream {
                Ok(stream) => {
                    // The connection itself must end in order when the collector stops.
                    if let Some(connection) = station.open(stream, None) {
                        connection.await;
                    }
                }
                Err(error) => warn!("cannot connect to {router}: {error:#}; next attempt within {pause:?}"),
            }
        }
        if begin.elapsed() >= LONGEST_PAUSE {
            pause = PAUSE;
        }
        tokio::select! {
            () = station.stop.cancelled() => return,
            () = sleep(jitter(pause)) => {}
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Connects to the first address of the name that answers.
async fn connect(router: &str, keys: &Keys) -> anyhow::Result<TcpStream> {
    let connect = async {
        let mut last = anyhow!("the name has no address");
        for address in lookup_host(router).await? {
            match connect_to(address, keys).await {
                Ok(stream) => return Ok(stream),
                Err(error) => last = error,
            }
        }
        Err(last)
    };
    let connected = timeout(CONNECTING, connect).await;
    connected.map_err(|_| anyhow!("no answer within {CONNECTING:?}"))?
}

async fn connect_to(address: SocketAddr, keys: &Keys) -> anyhow::Result<TcpStream> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()
    } else {
        TcpSocket::new_v6()
    }?;
    keys.apply(&socket, address.is_ipv6())?;
    Ok(socket.connect(address).await?)
}

/// Returns between half of the time and all of it, so that not all stations come at once when a router is there again.
fn jitter(pause: Duration) -> Duration {
    pause.mul_f64(rand::random_range(0.5..1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_differ_and_have_bounds() {
        let pauses: Vec<_> = (0..100).map(|_| jitter(LONGEST_PAUSE)).collect();
        assert!(
            pauses
                .iter()
                .all(|pause| *pause >= LONGEST_PAUSE / 2 && *pause < LONGEST_PAUSE)
        );
        assert!(pauses.iter().any(|pause| *pause != pauses[0]));
    }
}
