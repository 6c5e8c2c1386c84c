//! Multi-segment pseudowires: AFI 25, SAFI 6
//! ([RFC 7267, section 4.1](https://www.rfc-editor.org/rfc/rfc7267#section-4.1)).
//!
//! ```text
//! bits u8 (0, 96 to 127 or 160), route distinguisher 8, global ID u32, prefix u32, AC ID u32, up to the number of bits
//! ```
//!
//! ```
//! use bmp_codec::{Encode, bgp::nlri::Pseudowire};
//!
//! let end = Pseudowire::new("65000:1".parse()?, 65000, 0xc000_0201, 7);
//! assert_eq!(end.to_vec()?[0], 160);
//! assert_eq!(end.to_string(), "65000:1 65000:192.0.2.1:7");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::fmt;
use core::net::Ipv4Addr;

use bytes::BufMut;

use crate::bgp::nlri::route_key::keyed;
use crate::bgp::nlri::{Destination, Family};
use crate::net::RouteDistinguisher;
use crate::net::bits::{first_bits, put_first_bits, read_first_bits};
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Fault, Key, KeyPart, Plain, Reader, Writer,
};

/// One end of a multi-segment pseudowire, or a set of ends whose addresses have a common prefix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Fields", into = "Fields"))]
pub struct Pseudowire {
    rd: RouteDistinguisher,
    global_id: u32,
    prefix: u32,
    ac_id: u32,
    length: u8,
}

/// The number of bits of route distinguisher and global ID.
const LEAD: u8 = 96;

impl Pseudowire {
    /// All ends.
    pub const DEFAULT: Pseudowire = Pseudowire {
        rd: RouteDistinguisher(0),
        global_id: 0,
        prefix: 0,
        ac_id: 0,
        length: 0,
    };

    /// Returns one end: the attachment circuit `ac_id`.
    #[must_use]
    pub const fn new(
        rd: RouteDistinguisher,
        global_id: u32,
        prefix: u32,
        ac_id: u32,
    ) -> Pseudowire {
        Pseudowire {
            rd,
            global_id,
            prefix,
            ac_id,
            length: 160,
        }
    }

    /// Returns all ends whose prefix begins with the first `bits` bits of `prefix`. `bits` is limited to 31.
    #[must_use]
    pub const fn aggregate(
        rd: RouteDistinguisher,
        global_id: u32,
        prefix: u32,
        bits: u8,
    ) -> Pseudowire {
        let bits = if bits > 31 { 31 } else { bits };
        Pseudowire {
            rd,
            global_id,
            prefix: (first_bits((prefix as u64) << 32, bits) >> 32) as u32,
            ac_id: 0,
            length: LEAD + bits,
        }
    }

    /// Returns the length in bits as encoded: 0, 96 to 127, or 160.
    #[must_use]
    pub const fn length(self) -> u8 {
        self.length
    }

    /// Returns the route distinguisher, or `None` for the default.
    #[must_use]
    pub const fn rd(self) -> Option<RouteDistinguisher> {
        match self.length {
            0 => None,
            _ => Some(self.rd),
        }
    }

    /// Returns the global ID, or `None` for the default. It identifies the network of the prefix, like its AS number.
    #[must_use]
    pub const fn global_id(self) -> Option<u32> {
        match self.length {
            0 => None,
            _ => Some(self.global_id),
        }
    }

    /// Returns the prefix: a PE, often its IPv4 address. For an aggregate, these are its first bits, followed by zeros.
    #[must_use]
    pub const fn prefix(self) -> u32 {
        self.prefix
    }

    /// Returns the attachment circuit, if this is a single end.
    #[must_use]
    pub const fn ac_id(self) -> Option<u32> {
        match self.length {
            160 => Some(self.ac_id),
            _ => None,
        }
    }
}

impl Decode<'_> for Pseudowire {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let offset = reader.offset();
        let length = reader.u8()?;
        // RFC 7267 calls this a bad format.
        if !matches!(length, 0 | LEAD..=127 | 160) {
            return Err(DecodeError::new(offset, Fault::Length(length.into())));
        }
        if length == 0 {
            return Ok(Pseudowire::DEFAULT);
        }
        let (rd, global_id) = (reader.read()?, reader.u32()?);
        if length == 160 {
            return Ok(Pseudowire::new(rd, global_id, reader.u32()?, reader.u32()?));
        }
        let bits = length - LEAD;
        let prefix = (read_first_bits(reader, bits)? >> 32) as u32;
        Ok(Pseudowire::aggregate(rd, global_id, prefix, bits))
    }
}

impl Encode for Pseudowire {
    fn encoded_len(&self) -> usize {
        1 + usize::from(self.length).div_ceil(8)
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u8(self.length);
        if self.length == 0 {
            return Ok(());
        }
        self.rd.put(out)?;
        out.put_u32(self.global_id);
        if self.length == 160 {
            out.put_u32(self.prefix);
            out.put_u32(self.ac_id);
        } else {
            put_first_bits(u64::from(self.prefix) << 32, self.length - LEAD, out);
        }
        Ok(())
    }
}

impl Plain for Pseudowire {}

/// The key is all fields, and how many of their bits count (RFC 7267, section 4.1).
impl<'s> KeyPart<'s> for Pseudowire {
    fn put_part(&self, key: &mut Key<'s>) {
        self.rd.put_part(key);
        for field in [self.global_id, self.prefix, self.ac_id] {
            field.put_part(key);
        }
        self.length.put_part(key);
    }

    fn read_part(reader: &mut Reader<'s>) -> Result<Self, DecodeError> {
        let rd = reader.read()?;
        let (global_id, prefix, ac_id) = (reader.u32()?, reader.u32()?, reader.u32()?);
        let start = *reader;
        match reader.u8()? {
            0 => Ok(Pseudowire::DEFAULT),
            160 => Ok(Pseudowire::new(rd, global_id, prefix, ac_id)),
            length @ LEAD..=127 => Ok(Pseudowire::aggregate(rd, global_id, prefix, length - LEAD)),
            length => Err(start.fail(Fault::Length(length.into()))),
        }
    }
}

keyed!(Pseudowire);

impl Destination for Pseudowire {
    const FAMILY: Family = Family::L2VPN_PSEUDOWIRE;

    fn rd(route: &Pseudowire) -> Option<RouteDistinguisher> {
        route.rd()
    }
}

/// Writes `default`, or route distinguisher, global ID and prefix, followed by the AC ID or the number of prefix bits.
impl fmt::Display for Pseudowire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.length == 0 {
            return f.pad("default");
        }
        let prefix = Ipv4Addr::from_bits(self.prefix);
        write!(f, "{} {}:{prefix}", self.rd, self.global_id)?;
        match self.ac_id() {
            Some(ac_id) => write!(f, ":{ac_id}"),
            None => write!(f, "/{}", self.length - LEAD),
        }
    }
}

/// The fields of an end in JSON.
#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "Pseudowire")]
struct Fields {
    length: u8,
    rd: RouteDistinguisher,
    global_id: u32,
    prefix: u32,
    ac_id: u32,
}

#[cfg(feature = "serde")]
impl From<Pseudowire> for Fields {
    fn from(value: Pseudowire) -> Fields {
        Fields {
            length: value.length,
            rd: value.rd,
            global_id: value.global_id,
            prefix: value.prefix,
            ac_id: value.ac_id,
        }
    }
}

#[cfg(feature = "serde")]
impl TryFrom<Fields> for Pseudowire {
    type Error = &'static str;

    fn try_from(fields: Fields) -> Result<Pseudowire, &'static str> {
        let Fields {
            length,
            rd,
            global_id,
            prefix,
            ac_id,
        } = fields;
        match length {
            0 => Ok(Pseudowire::DEFAULT),
            160 => Ok(Pseudowire::new(rd, global_id, prefix, ac_id)),
            LEAD..=127 => Ok(Pseudowire::aggregate(rd, global_id, prefix, length - LEAD)),
            _ => Err("a pseudowire has 0, 96 to 127 or 160 bits"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::bgp::nlri::Routes;
    use crate::testkit::{cases, hex, json};

    #[test]
    fn of_every_length() {
        // Laid out by hand from RFC 7267, figure 4; tshark 4.0.17 does not know the family. AS 65000, PE 192.0.2.1,
        // attachment circuit 7; PEs in 192.0.0.0/15; all ends of an AS; all ends.
        let octets = hex(concat!(
            "a0 0000fde800000001 0000fde8 c0000201 00000007",
            "6f 0000fde800000001 0000fde8 c000 60 0000fde800000001 0000fde8 00"
        ));
        let routes = Routes::<Pseudowire, _>::over(&octets[..], Session::default());
        assert_eq!(
            routes.to_string(),
            "65000:1 65000:192.0.2.1:7, 65000:1 65000:192.0.0.0/15, 65000:1 65000:0.0.0.0/0, default"
        );
        let read: Vec<Pseudowire> = routes.iter().map(|route| route.unwrap().nlri).collect();
        let rd = "65000:1".parse().unwrap();
        let built = [
            Pseudowire::new(rd, 65000, 0xc000_0201, 7),
            Pseudowire::aggregate(rd, 65000, 0xc001_ffff, 15),
            Pseudowire::aggregate(rd, 65000, 0, 0),
            Pseudowire::DEFAULT,
        ];
        assert_eq!(read, built);
        assert_eq!((read[0].ac_id(), read[1].ac_id()), (Some(7), None));
        assert_eq!(
            (read[0].rd(), read[3].rd(), read[3].global_id()),
            (Some(rd), None, None)
        );
        let built = built.map(Into::into);
        assert_eq!(
            Routes::in_session(Session::default(), built)
                .unwrap()
                .octets(),
            octets
        );
        json(
            &read[..2].to_vec(),
            r#"[{"length":160,"rd":"65000:1","global_id":65000,"prefix":3221225985,"ac_id":7},
               {"length":111,"rd":"65000:1","global_id":65000,"prefix":3221225472,"ac_id":0}]"#,
        );
    }

    #[test]
    fn path_identifiers() {
        let session = Session::default().with_add_path(Family::L2VPN_PSEUDOWIRE.into());
        let octets = hex("00000003 60 0000fde800000001 0000fde8");
        let routes = Routes::<Pseudowire, _>::over(&octets[..], session);
        assert_eq!(routes.to_string(), "65000:1 65000:0.0.0.0/0 path-id 3");
    }

    #[test]
    fn malformed() {
        // RFC 7267: lengths of 128 to 159 bits are invalid, and so are lengths below 96 and above 160.
        cases! { Pseudowire;
            "01 0000fde800000001 0000fde8 c0000201 00000007 00" => error "value at byte 0: a length of 1 is not possible",
            "5f 0000fde800000001 0000fde8 c0000201 00000007 00" => error "value at byte 0: a length of 95 is not possible",
            "80 0000fde800000001 0000fde8 c0000201 00000007 00" => error "value at byte 0: a length of 128 is not possible",
            "9f 0000fde800000001 0000fde8 c0000201 00000007 00" => error "value at byte 0: a length of 159 is not possible",
            "a1 0000fde800000001 0000fde8 c0000201 00000007 00" => error "value at byte 0: a length of 161 is not possible",
            "a0 0000fde800000001 0000fde8 c0000201 000000" => error "value at byte 17: 1 byte is missing",
        }
        cases! { Routes<Pseudowire, &[u8]>;
            "a0 0000fde800000001 0000fde8 c0000201 000000" => inside "l2vpn-pseudowire route at byte 17: 1 byte is missing",
        }
    }

    #[test]
    fn parts() {
        let rd = "65000:1".parse().unwrap();
        let one = Pseudowire::aggregate(rd, 64496, 0xc000_02ff, 24);
        assert_eq!(one.length(), 96 + 24);
        assert_eq!(
            (one.rd(), one.global_id(), one.prefix(), one.ac_id()),
            (Some(rd), Some(64496), 0xc000_0200, None)
        );
        let default = Pseudowire::default();
        assert_eq!(
            (default.length(), default.rd(), default.global_id()),
            (0, None, None)
        );
    }
}
