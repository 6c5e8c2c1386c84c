//! [`OpenBmp`]: a BMP message with the header before it.

use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use core::time::Duration;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::net::write_if;
use crate::openbmp::framing::{LENGTHS_LEN, Lengths, MAGIC, MIN_HEADER_LEN, VERSION};
use crate::openbmp::{Flags, HashId, ObjectType};
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Octets, Reader, Text, What, Writer, length_u16,
    length_u32, map_octets,
};

/// A BMP message with the OpenBMP header before it: a Kafka value.
///
/// ```
/// use bmp_codec::{Decode, openbmp::OpenBmp};
///
/// let value = b"OBMP\x01\x07\0\x53\0\0\0\x06\x80\x0c\x65\x53\xf1\0\0\0\0\xfa\
///     \x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\0\x02c1\
///     \x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\
///     \xc0\0\x02\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\x03edg\0\0\0\x01\x03\0\0\0\x06\x05";
/// let openbmp = OpenBmp::from_octets(value)?;
/// assert_eq!(openbmp.router_ip().to_string(), "192.0.2.1");
/// assert_eq!(openbmp.router_group.as_str(), Some("edg"));
/// assert_eq!(openbmp.timestamp().as_secs(), 1_700_000_000);
/// assert_eq!(openbmp.bmp(), Some(&b"\x03\0\0\0\x06\x05"[..]));
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OpenBmp<B: AsRef<[u8]> = Vec<u8>> {
    /// What the message is from, and the version of the router IP.
    pub flags: Flags,
    /// What the message is.
    pub object_type: ObjectType,
    /// When the collector received the message: seconds since 1970-01-01 UTC.
    pub seconds: u32,
    /// The microseconds of that time.
    pub microseconds: u32,
    /// Identifies the collector.
    pub collector_hash: HashId,
    /// The name that its operator gave to the collector; may be empty.
    pub collector_admin_id: Text<B>,
    /// Identifies the router.
    pub router_hash: HashId,
    pub(super) router_ip: [u8; 16],
    /// The name of the group that the router belongs to; may be empty.
    pub router_group: Text<B>,
    /// How many rows the message has: 1, if it is a BMP message.
    pub row_count: u32,
    /// Bytes of the header after the row count: usually empty.
    pub extension: Octets<B>,
    /// The bytes after the header: usually one BMP message ([`bmp`](OpenBmp::bmp)).
    pub message: Octets<B>,
}
map_octets!(OpenBmp {
    collector_admin_id, router_group, extension, message;
    flags, object_type, seconds, microseconds, collector_hash, router_hash, router_ip, row_count
});

impl<B: AsRef<[u8]> + Default> OpenBmp<B> {
    /// Returns a BMP message of a router: flags of a router with this address, object type `bmp_raw`, one row. Time and
    /// hashes are 0, and texts are empty.
    ///
    /// The message is in any storage: `&frame[..]`, a `Vec<u8>` or `Bytes`. The texts must be in the same storage.
    ///
    /// ```
    /// use bmp_codec::openbmp::{HashId, OpenBmp};
    /// use std::net::Ipv4Addr;
    ///
    /// let frame = *b"\x03\0\0\0\x06\x05";
    /// let (address, hash) = (Ipv4Addr::new(192, 0, 2, 1).into(), HashId([1; 16]));
    /// let borrowed = OpenBmp::new(address, &frame[..]).with_collector(hash, b"c1");
    /// let owned = OpenBmp::new(address, frame.to_vec()).with_collector(hash, "c1".into());
    /// assert_eq!(owned.view(), borrowed);
    /// ```
    #[must_use]
    pub fn new(router_ip: IpAddr, message: B) -> OpenBmp<B> {
        let value = OpenBmp {
            flags: Flags::ROUTER,
            object_type: ObjectType::BmpRaw,
            seconds: 0,
            microseconds: 0,
            collector_hash: HashId::default(),
            collector_admin_id: Text(B::default()),
            router_hash: HashId::default(),
            router_ip: [0; 16],
            router_group: Text(B::default()),
            row_count: 1,
            extension: Octets(B::default()),
            message: Octets(message),
        };
        value.with_router_ip(router_ip)
    }
}

impl<B: AsRef<[u8]>> OpenBmp<B> {
    /// Returns the value with the time when the collector received the message, since 1970-01-01 UTC.
    ///
    /// # Errors
    /// [`EncodeError::Value`] if the seconds do not fit four bytes: from the year 2106 on.
    pub fn at(self, time: Duration) -> Result<OpenBmp<B>, EncodeError> {
        let seconds = u32::try_from(time.as_secs()).map_err(|_| EncodeError::Value {
            what: "timestamp of the OpenBMP header",
        })?;
        Ok(OpenBmp {
            seconds,
            microseconds: time.subsec_micros(),
            ..self
        })
    }

    /// Returns the value with the hash and the admin ID of the collector.
    #[must_use]
    pub fn with_collector(self, hash: HashId, admin_id: B) -> OpenBmp<B> {
        OpenBmp {
            collector_hash: hash,
            collector_admin_id: Text(admin_id),
            ..self
        }
    }

    /// Returns the value with the hash of the router.
    #[must_use]
    pub fn with_router_hash(self, router_hash: HashId) -> OpenBmp<B> {
        OpenBmp {
            router_hash,
            ..self
        }
    }

    /// Returns the value with the group of the router.
    #[must_use]
    pub fn with_router_group(self, group: B) -> OpenBmp<B> {
        OpenBmp {
            router_group: Text(group),
            ..self
        }
    }

    /// Returns the value with the address of the router, and the flag that fits it.
    #[must_use]
    pub fn with_router_ip(self, router_ip: IpAddr) -> OpenBmp<B> {
        let others = self.flags.0 & !Flags::IPV6.0;
        OpenBmp {
            flags: match router_ip {
                IpAddr::V4(_) => Flags(others),
                IpAddr::V6(_) => Flags(others) | Flags::IPV6,
            },
            router_ip: router_ip_octets(router_ip),
            ..self
        }
    }

    /// Returns the address of the router, as IPv4 or IPv6 depending on the flag.
    ///
    /// An IPv4 address is the first four bytes, unlike in BMP, whatever the twelve after them are.
    #[must_use]
    pub const fn router_ip(&self) -> IpAddr {
        let [a, b, c, d, ..] = self.router_ip;
        if self.flags.is_ipv6() {
            IpAddr::V6(Ipv6Addr::from_bits(u128::from_be_bytes(self.router_ip)))
        } else {
            IpAddr::V4(Ipv4Addr::new(a, b, c, d))
        }
    }

    /// Returns the bytes of the router IP, unchanged.
    #[must_use]
    pub const fn router_ip_octets(&self) -> [u8; 16] {
        self.router_ip
    }

    /// Returns when the collector received the message, since 1970-01-01 UTC.
    #[must_use]
    pub const fn timestamp(&self) -> Duration {
        // A value over one million is wrong; it carries over into the seconds.
        Duration::from_micros(self.seconds as u64 * 1_000_000 + self.microseconds as u64)
    }

    /// Returns the BMP messages, usually one, or `None` if the object is no BMP message of a router.
    ///
    /// Decode them with [`PeerTable::messages`](crate::bmp::PeerTable::messages), in the table of this router.
    #[must_use]
    pub fn bmp(&self) -> Option<&[u8]> {
        self.view().into_bmp()
    }

    /// Returns the length of the header in bytes.
    fn header_len(&self) -> usize {
        let texts = self.collector_admin_id.len() + self.router_group.len();
        MIN_HEADER_LEN + texts + self.extension.len()
    }
}

impl<'a> OpenBmp<&'a [u8]> {
    /// Like [`bmp`](OpenBmp::bmp), for the lifetime of the bytes.
    ///
    /// ```
    /// use bmp_codec::bmp::{Message, PeerTable};
    /// use bmp_codec::{Decode, DecodeError, openbmp::OpenBmp};
    ///
    /// fn first<'a>(
    ///     value: &'a [u8],
    ///     peers: &mut PeerTable,
    /// ) -> Option<Result<Message<&'a [u8]>, DecodeError>> {
    ///     let stream = OpenBmp::from_octets(value).ok()?.into_bmp()?;
    ///     peers.messages(stream).next()
    /// }
    /// # assert!(first(b"OBMP", &mut PeerTable::default()).is_none());
    /// ```
    #[must_use]
    pub fn into_bmp(self) -> Option<&'a [u8]> {
        let is_bmp = self.flags.is_router() && self.object_type == ObjectType::BmpRaw;
        is_bmp.then_some(self.message.0)
    }
}

/// Returns the bytes of an address: an IPv4 address takes the first four.
pub(super) fn router_ip_octets(address: IpAddr) -> [u8; 16] {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, d] = address.octets();
            [a, b, c, d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        }
        IpAddr::V6(address) => address.octets(),
    }
}

/// Decodes the header and the message after it. [`from_octets`](Decode::from_octets) refuses bytes after the message.
impl<'a> Decode<'a> for OpenBmp<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        read(reader).map_err(|error| error.within(What::OpenBmpHeader))
    }

    fn from_octets(octets: &'a [u8]) -> Result<Self, DecodeError> {
        let whole = Reader::new(octets).whole();
        whole.map_err(|error: DecodeError| error.within(What::OpenBmpHeader))
    }
}

fn read<'a>(reader: &mut Reader<'a>) -> Result<OpenBmp<&'a [u8]>, DecodeError> {
    let lengths = Lengths::of(*reader)?;
    let header_len = lengths.map_or(LENGTHS_LEN, |lengths| lengths.header);
    let mut header = reader.sub(header_len)?;
    header.bytes(LENGTHS_LEN)?;
    Ok(OpenBmp {
        flags: header.read()?,
        object_type: header.read()?,
        seconds: header.u32()?,
        microseconds: header.u32()?,
        collector_hash: header.read()?,
        collector_admin_id: text(&mut header)?,
        router_hash: header.read()?,
        router_ip: header.array()?,
        router_group: text(&mut header)?,
        row_count: header.u32()?,
        extension: header.octets(),
        message: Octets(reader.bytes(lengths.map_or(0, |lengths| lengths.message))?),
    })
}

/// Reads a text after its length.
fn text<'a>(header: &mut Reader<'a>) -> Result<Text<&'a [u8]>, DecodeError> {
    let length = header.u16()?;
    header.bytes(length.into()).map(Text)
}

impl<B: AsRef<[u8]>> Encode for OpenBmp<B> {
    fn encoded_len(&self) -> usize {
        self.header_len() + self.message.len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        let header_len = length_u16("OpenBMP header", self.header_len())?;
        let message_len = length_u32("message after the OpenBMP header", self.message.len())?;
        out.put_slice(&MAGIC);
        out.put_u8(VERSION.0);
        out.put_u8(VERSION.1);
        out.put_u16(header_len);
        out.put_u32(message_len);
        self.flags.put(out)?;
        self.object_type.put(out)?;
        out.put_u32(self.seconds);
        out.put_u32(self.microseconds);
        self.collector_hash.put(out)?;
        put_text(&self.collector_admin_id, out)?;
        self.router_hash.put(out)?;
        out.put_slice(&self.router_ip);
        put_text(&self.router_group, out)?;
        out.put_u32(self.row_count);
        self.extension.put(out)?;
        self.message.put(out)
    }
}

fn put_text(
    text: &Text<impl AsRef<[u8]>>,
    out: &mut Writer<impl BufMut>,
) -> Result<(), EncodeError> {
    out.put_u16(length_u16("text of the OpenBMP header", text.len())?);
    text.put(out)
}

/// Writes `bmp_raw of 6 bytes, router 192.0.2.1 group "edge" hash …, collector "c1" hash …`. Group and admin ID are
/// left out if they are empty.
impl<B: AsRef<[u8]>> fmt::Display for OpenBmp<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (length, router) = (self.message.len(), self.router_ip());
        write!(f, "{} of {length} bytes, router {router}", self.object_type)?;
        let group = &self.router_group;
        write_if(!group.is_empty(), format_args!(" group {group}"), f)?;
        write!(f, " hash {}, collector", self.router_hash)?;
        let admin_id = &self.collector_admin_id;
        write_if(!admin_id.is_empty(), format_args!(" {admin_id}"), f)?;
        write!(f, " hash {}", self.collector_hash)
    }
}
