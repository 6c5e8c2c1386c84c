//! The header that OpenBMP collectors put before a BMP message for a broker: version 1.7, binary, of type BMP_RAW.
//!
//! It names the sender and the receiver of a message, and when it was received, so that consumers can tell routers
//! apart.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use anyhow::{Context, bail, ensure};
use bmp_codec::bmp::MAX_MESSAGE_LEN;
use bytes::Buf;
#[cfg(any(test, all(feature = "collect", feature = "nats")))]
use bytes::BufMut;

/// "OBMP".
pub(crate) const MAGIC: [u8; 4] = *b"OBMP";

/// The version of the format: major, minor.
const VERSION: (u8, u8) = (1, 7);

/// The number of bytes that contain the lengths of header and message.
pub(crate) const LENGTHS_LEN: usize = 12;

/// Bits of `flags`: a message of a router, not of a collector; its address has 16 bytes, not 4.
const ROUTER_MESSAGE: u8 = 0x80;
const ROUTER_IPV6: u8 = 0x40;

/// The object type of raw BMP messages.
const BMP_RAW: u8 = 12;

/// The length without the names.
const LEN: usize = 38 + 2 + 16 + 16 + 2 + 4;

/// The content of the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header<'a> {
    /// When the collector received the message: seconds since 1970 and microseconds.
    pub(crate) received: (u32, u32),
    /// Identifies the collector.
    pub(crate) collector_hash: [u8; 16],
    /// The name that its operator gave to the collector.
    pub(crate) collector: &'a [u8],
    /// Identifies the router.
    pub(crate) router_hash: [u8; 16],
    pub(crate) router: IpAddr,
    /// The group of the router; may be empty.
    pub(crate) router_group: &'a [u8],
}

#[cfg(any(test, all(feature = "collect", feature = "nats")))]
impl Header<'_> {
    /// Appends the header, and the message after it.
    pub(crate) fn put(&self, message: &[u8], out: &mut Vec<u8>) -> anyhow::Result<()> {
        let names = self.collector.len() + self.router_group.len();
        let length = u16::try_from(LEN + names)
            .ok()
            .with_context(|| format!("names of {names} bytes do not fit into a header"))?;
        let message_length = u32::try_from(message.len())
            .ok()
            .with_context(|| format!("a message of {} bytes is too long", message.len()))?;
        out.reserve(usize::from(length) + message.len());
        out.put_slice(&MAGIC);
        out.put_u8(VERSION.0);
        out.put_u8(VERSION.1);
        out.put_u16(length);
        out.put_u32(message_length);
        out.put_u8(match self.router {
            IpAddr::V4(_) => ROUTER_MESSAGE,
            IpAddr::V6(_) => ROUTER_MESSAGE | ROUTER_IPV6,
        });
        out.put_u8(BMP_RAW);
        out.put_u32(self.received.0);
        out.put_u32(self.received.1);
        out.put_slice(&self.collector_hash);
        put_name(self.collector, out);
        out.put_slice(&self.router_hash);
        match self.router {
            // At the front, unlike in BMP.
            IpAddr::V4(address) => {
                out.put_slice(&address.octets());
                out.put_bytes(0, 12);
            }
            IpAddr::V6(address) => out.put_slice(&address.octets()),
        }
        put_name(self.router_group, out);
        // Rows are for other types of objects.
        out.put_u32(1);
        out.put_slice(message);
        Ok(())
    }
}

#[cfg(any(test, all(feature = "collect", feature = "nats")))]
fn put_name(name: &[u8], out: &mut Vec<u8>) {
    // The length of all names together was checked before.
    out.put_u16(name.len() as u16);
    out.put_slice(name);
}

/// Returns the lengths of header and message, or `None` if these bytes are too few.
pub(crate) fn lengths(octets: &[u8]) -> anyhow::Result<Option<(usize, usize)>> {
    let known = octets.len().min(MAGIC.len());
    ensure!(
        octets[..known] == MAGIC[..known],
        "no OpenBMP header begins here: bytes {:02x?}",
        &octets[..known]
    );
    let Some((head, mut rest)) = octets.split_at_checked(6) else {
        return Ok(None);
    };
    let (major, minor) = (head[4], head[5]);
    ensure!(
        (major, minor) == VERSION,
        "OpenBMP header of version {major}.{minor}, not {}.{}",
        VERSION.0,
        VERSION.1
    );
    if rest.len() < 6 {
        return Ok(None);
    }
    let (header, message) = (usize::from(rest.get_u16()), rest.get_u32() as usize);
    ensure!(
        header >= LEN,
        "OpenBMP header of {header} bytes: at least {LEN} are necessary"
    );
    // Nobody should wait for 4 GiB that never come.
    ensure!(
        message <= MAX_MESSAGE_LEN,
        "OpenBMP header of a message of {message} bytes: at most {MAX_MESSAGE_LEN} are accepted"
    );
    Ok(Some((header, message)))
}

/// Splits bytes into the header and the message after it, which is all the rest.
pub(crate) fn split(octets: &[u8]) -> anyhow::Result<(Header<'_>, &[u8])> {
    let Some((length, message_length)) = lengths(octets)? else {
        bail!("OpenBMP header cut off after {} bytes", octets.len());
    };
    let Some((mut head, message)) = octets.split_at_checked(length) else {
        bail!(
            "OpenBMP header of {length} bytes cut off after {}",
            octets.len()
        );
    };
    ensure!(
        message.len() == message_length,
        "OpenBMP header of a message of {message_length} bytes, followed by {}",
        message.len()
    );
    head.advance(LENGTHS_LEN);
    let (flags, object_type) = (head.get_u8(), head.get_u8());
    ensure!(
        flags & ROUTER_MESSAGE != 0,
        "not from a router: OpenBMP flags {flags:#04x}"
    );
    ensure!(
        object_type == BMP_RAW,
        "not a BMP message: OpenBMP object type {object_type}, not {BMP_RAW}"
    );
    let received = (head.get_u32(), head.get_u32());
    let collector_hash = array(&mut head)?;
    let collector = name(&mut head).context("OpenBMP collector admin ID")?;
    let router_hash = array(&mut head)?;
    let address = array::<16>(&mut head)?;
    let router = if flags & ROUTER_IPV6 != 0 {
        Ipv6Addr::from(address).into()
    } else {
        let [a, b, c, d, ..] = address;
        Ipv4Addr::new(a, b, c, d).into()
    };
    let router_group = name(&mut head).context("OpenBMP router group")?;
    // The row count, and what later versions may add, do not matter for a raw message.
    array::<4>(&mut head)?;
    let header = Header {
        received,
        collector_hash,
        collector,
        router_hash,
        router,
        router_group,
    };
    Ok((header, message))
}

fn array<const N: usize>(head: &mut &[u8]) -> anyhow::Result<[u8; N]> {
    let Some((octets, rest)) = head.split_first_chunk() else {
        bail!("OpenBMP header too short for the names in it");
    };
    *head = rest;
    Ok(*octets)
}

fn name<'a>(head: &mut &'a [u8]) -> anyhow::Result<&'a [u8]> {
    let length = usize::from(u16::from_be_bytes(array(head)?));
    let Some((name, rest)) = head.split_at_checked(length) else {
        bail!("{length} bytes, of which {} are there", head.len());
    };
    *head = rest;
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hand-written: a Termination message of 192.0.2.1, received at 1700000000.000250 by "c1".
    #[rustfmt::skip]
    const V4: &[u8] = &[
        b'O', b'B', b'M', b'P', 1, 7,
        0, 83,                  // header: 78, and 5 of names
        0, 0, 0, 6,             // message
        0x80, 12,
        0x65, 0x53, 0xf1, 0x00, // 1700000000
        0, 0, 0, 250,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        0, 2, b'c', b'1',
        2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
        192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 3, b'e', b'd', b'g',
        0, 0, 0, 1,
        3, 0, 0, 0, 6, 5,
    ];

    fn header() -> Header<'static> {
        Header {
            received: (1_700_000_000, 250),
            collector_hash: [1; 16],
            collector: b"c1",
            router_hash: [2; 16],
            router: "192.0.2.1".parse().unwrap(),
            router_group: b"edg",
        }
    }

    fn error(octets: &[u8]) -> String {
        format!("{:#}", split(octets).unwrap_err())
    }

    #[test]
    fn octets_of_a_header() {
        let mut out = Vec::new();
        header().put(&V4[83..], &mut out).unwrap();
        assert_eq!(out, V4);
        assert_eq!(split(V4).unwrap(), (header(), &V4[83..]));
        assert_eq!(lengths(V4).unwrap(), Some((83, 6)));
    }

    #[test]
    fn an_ipv6_address_takes_all_octets_and_a_flag() {
        let header = Header {
            router: "2001:db8::1".parse().unwrap(),
            ..header()
        };
        let mut want = V4.to_vec();
        want[12] = 0xc0;
        want[58..74].copy_from_slice(&[0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        let mut out = Vec::new();
        header.put(&V4[83..], &mut out).unwrap();
        assert_eq!(out, want);
        assert_eq!(split(&want).unwrap().0, header);
    }

    #[test]
    fn octets_behind_the_known_fields_belong_to_the_header() {
        let mut longer = V4.to_vec();
        longer[7] += 2;
        longer.splice(83..83, [9, 9]);
        assert_eq!(split(&longer).unwrap(), (header(), &V4[83..]));
    }

    #[test]
    fn what_is_malformed_is_said() {
        let with = |at: usize, octet: u8| {
            let mut octets = V4.to_vec();
            octets[at] = octet;
            error(&octets)
        };
        assert_eq!(
            with(0, 3),
            "no OpenBMP header begins here: bytes [03, 42, 4d, 50]"
        );
        assert_eq!(with(5, 6), "OpenBMP header of version 1.6, not 1.7");
        assert_eq!(
            with(7, 77),
            "OpenBMP header of 77 bytes: at least 78 are necessary"
        );
        assert_eq!(
            with(11, 7),
            "OpenBMP header of a message of 7 bytes, followed by 6"
        );
        assert_eq!(
            with(8, 0xff),
            "OpenBMP header of a message of 4278190086 bytes: at most 1048576 are accepted"
        );
        assert_eq!(with(12, 0), "not from a router: OpenBMP flags 0x00");
        assert_eq!(
            with(13, 1),
            "not a BMP message: OpenBMP object type 1, not 12"
        );
        assert_eq!(
            with(75, 8),
            "OpenBMP router group: 8 bytes, of which 7 are there"
        );
        assert_eq!(with(75, 4), "OpenBMP header too short for the names in it");
        assert_eq!(
            error(&V4[..20]),
            "OpenBMP header of 83 bytes cut off after 20"
        );
        assert_eq!(error(&V4[..7]), "OpenBMP header cut off after 7 bytes");
    }

    #[test]
    fn wherever_it_is_cut_there_is_no_panic() {
        for end in 0..V4.len() {
            assert!(split(&V4[..end]).is_err());
            assert_eq!(lengths(&V4[..end]).unwrap().is_some(), end >= 12);
        }
    }

    #[test]
    fn names_have_their_limit() {
        let long = "x".repeat(65_535);
        let header = Header {
            collector: long.as_bytes(),
            ..header()
        };
        let error = header.put(&[], &mut Vec::new()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "names of 65538 bytes do not fit into a header"
        );
    }
}
