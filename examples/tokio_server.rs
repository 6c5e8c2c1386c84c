//! A station on tokio: accepts routers, and prints when their peers come up and go down.
//!
//! `cargo run --example tokio_server -- 127.0.0.1:11019`

use std::error::Error;
use std::net::SocketAddr;

use bmp_codec::bmp::{self, Message, PeerTable};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args()
        .nth(1)
        .ok_or("usage: tokio_server ADDRESS:PORT")?;
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);
    loop {
        let (connection, router) = listener.accept().await?;
        tokio::spawn(async move {
            match follow(connection, router).await {
                Ok(messages) => println!("{router}: {messages} messages, closed"),
                Err(error) => println!("{router}: {error}"),
            }
        });
    }
}

/// Decodes a connection until it closes. Each connection has its own peer table.
async fn follow(
    mut connection: TcpStream,
    router: SocketAddr,
) -> Result<u64, Box<dyn Error + Send + Sync>> {
    let (mut peers, mut buffer, mut messages) =
        (PeerTable::default(), Vec::with_capacity(65536), 0);
    while connection.read_buf(&mut buffer).await? > 0 {
        let mut frames = bmp::frames(&buffer);
        for frame in &mut frames {
            messages += 1;
            match peers.decode(frame?) {
                Ok(Message::Initiation(initiation)) => {
                    println!("{router}: {}", initiation.sys_name().unwrap_or("no name"));
                }
                Ok(Message::PeerUp(up)) => println!("{router}: {} is up", up.peer),
                Ok(Message::PeerDown(down)) => println!("{router}: {} is down", down.peer),
                Ok(_) => {}
                // The next message can be decoded.
                Err(error) => println!("{router}: {error}"),
            }
        }
        let rest = frames.rest().len();
        buffer.drain(..buffer.len() - rest);
    }
    Ok(messages)
}
