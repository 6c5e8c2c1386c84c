//! The header of the PROXY protocol, with which a load balancer says who has connected to it.

use std::net::SocketAddr;

use anyhow::{Context, bail};
use ppp::{HeaderResult, v1, v2};
use tokio::io::{AsyncRead, AsyncReadExt};

/// The length of the fixed part of a header of version 2, and the longest header of version 1.
const V2: usize = 16;
const LONGEST_V1: usize = 107;

/// The longest header of version 2 that is accepted: it may contain TLVs.
const LONGEST_V2: usize = 4096;

/// Reads the header and nothing behind it. Returns the address in it, or `None` if the proxy speaks for itself.
pub(crate) async fn header<S: AsyncRead + Unpin>(
    stream: &mut S,
) -> anyhow::Result<Option<SocketAddr>> {
    let mut header = vec![0; v2::PROTOCOL_PREFIX.len()];
    read(stream, &mut header).await?;
    if header == v2::PROTOCOL_PREFIX {
        header.resize(V2, 0);
        read(stream, &mut header[v2::PROTOCOL_PREFIX.len()..]).await?;
        let length = V2 + usize::from(u16::from_be_bytes([header[V2 - 2], header[V2 - 1]]));
        if length > LONGEST_V2 {
            bail!("a header of the PROXY protocol of {length} bytes is too long");
        }
        header.resize(length, 0);
        read(stream, &mut header[V2..]).await?;
    } else {
        while !header.ends_with(b"\n") && header.len() < LONGEST_V1 && header.starts_with(b"PROXY ")
        {
            let mut octet = [0];
            read(stream, &mut octet).await?;
            header.extend_from_slice(&octet);
        }
    }
    address(&header)
}

async fn read<S: AsyncRead + Unpin>(stream: &mut S, octets: &mut [u8]) -> anyhow::Result<()> {
    let read = stream.read_exact(octets).await;
    read.context("no whole header of the PROXY protocol")?;
    Ok(())
}

fn address(header: &[u8]) -> anyhow::Result<Option<SocketAddr>> {
    Ok(match HeaderResult::parse(header) {
        HeaderResult::V1(parsed) => match parsed.context("PROXY protocol version 1")?.addresses {
            v1::Addresses::Tcp4(ip) => Some((ip.source_address, ip.source_port).into()),
            v1::Addresses::Tcp6(ip) => Some((ip.source_address, ip.source_port).into()),
            v1::Addresses::Unknown => None,
        },
        HeaderResult::V2(parsed) => {
            let parsed = parsed.context("PROXY protocol version 2")?;
            match (parsed.command, parsed.addresses) {
                (v2::Command::Local, _) => None,
                (_, v2::Addresses::IPv4(ip)) => Some((ip.source_address, ip.source_port).into()),
                (_, v2::Addresses::IPv6(ip)) => Some((ip.source_address, ip.source_port).into()),
                (_, v2::Addresses::Unspecified | v2::Addresses::Unix(_)) => None,
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNATURE: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";

    /// Returns the address, and what is left in the stream.
    async fn parse(octets: &[u8]) -> anyhow::Result<(Option<String>, Vec<u8>)> {
        let mut stream = octets;
        let from = header(&mut stream).await?;
        Ok((from.map(|from| from.to_string()), stream.to_vec()))
    }

    /// Bytes written by hand, as in the specification of HAProxy, sections 2.1 and 2.2.
    #[tokio::test]
    async fn headers() {
        let v4 = [
            SIGNATURE,
            &[
                0x21, 0x11, 0, 12, 192, 0, 2, 7, 203, 0, 113, 1, 0xc3, 0x50, 0x13, 0x88,
            ],
        ]
        .concat();
        let local = [SIGNATURE, &[0x20, 0, 0, 0]].concat();
        for (bytes, want) in [
            (
                &b"PROXY TCP4 192.0.2.7 203.0.113.1 50000 5000\r\n"[..],
                Some("192.0.2.7:50000"),
            ),
            (
                b"PROXY TCP6 2001:db8::7 2001:db8::1 50000 5000\r\n",
                Some("[2001:db8::7]:50000"),
            ),
            (b"PROXY UNKNOWN\r\n", None),
            (&v4, Some("192.0.2.7:50000")),
            (&local, None),
        ] {
            let (from, rest) = parse(&[bytes, &[3, 0, 0]].concat()).await.unwrap();
            assert_eq!((from.as_deref(), &rest[..]), (want, &[3, 0, 0][..]));
        }
    }

    #[tokio::test]
    async fn what_is_no_header_is_an_error() {
        let long = [SIGNATURE, &[0x21, 0x11, 0xff, 0xff]].concat();
        let endless = [&b"PROXY TCP4 "[..], &[b'1'; 200]].concat();
        for bytes in [
            &[3, 0, 0, 0, 6, 4, 3, 0, 0, 0, 6, 4][..],
            b"PROXY",
            b"PROXY TCP4 x y 1 2\r\n",
            &long,
            &endless,
        ] {
            parse(bytes).await.unwrap_err();
        }
    }
}
