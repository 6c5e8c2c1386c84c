//! D-PATH as text: `{length=2, <6500:2:IPVPN>, <6500:1:EVPN>}`.

use core::fmt;
use core::net::Ipv4Addr;
use core::str::FromStr;

use alloc::vec::Vec;

use super::{DPath, DPathDomain, IsfSafiType};
use crate::net::ParseError;

impl fmt::Display for DPathDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:", self.global, self.local)?;
        match self.safi_type {
            IsfSafiType::Unknown(number) => number.fmt(f),
            known => known.fmt(f),
        }
    }
}

impl FromStr for DPathDomain {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<DPathDomain, ParseError> {
        let parse = || {
            let mut parts = text.split(':');
            let (global, local, kind) = (parts.next()?, parts.next()?, parts.next()?);
            let global = match global.parse::<Ipv4Addr>() {
                Ok(address) => address.to_bits(),
                Err(_) => global.parse().ok()?,
            };
            let named = IsfSafiType::ALL
                .iter()
                .find(|known| known.name() == Some(kind));
            let kind = match named {
                Some(known) => *known,
                None => IsfSafiType::from(kind.parse::<u8>().ok()?),
            };
            let domain = DPathDomain::new(global, local.parse().ok()?, kind);
            parts.next().is_none().then_some(domain)
        };
        parse().ok_or(ParseError("a domain"))
    }
}

/// The text of the draft, with blanks between the segments.
impl<B: AsRef<[u8]>> fmt::Display for DPath<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, segment) in self.segments().enumerate() {
            let between = if place == 0 { "" } else { " " };
            write!(f, "{between}{{length={}", segment.len())?;
            for domain in segment {
                write!(f, ", <{domain}>")?;
            }
            f.write_str("}")?;
        }
        Ok(())
    }
}

/// Parses the text form. The length may be left out; if it is present, it must match the segment.
impl FromStr for DPath {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<DPath, ParseError> {
        let error = ParseError("a D-PATH");
        let mut path = DPath::default();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (segment, behind) = rest
                .strip_prefix('{')
                .and_then(|inside| inside.split_once('}'))
                .ok_or(error)?;
            let (length, domains) = match segment.trim_start().strip_prefix("length=") {
                Some(stated) => {
                    let (length, domains) = stated.split_once(',').ok_or(error)?;
                    let length = length.trim().parse::<usize>().map_err(|_| error)?;
                    (Some(length), domains)
                }
                None => (None, segment),
            };
            let domains: Vec<DPathDomain> = domains
                .split(',')
                .map(bracketed)
                .collect::<Result<_, _>>()?;
            if length.is_some_and(|length| length != domains.len()) {
                return Err(error);
            }
            path.push(domains).map_err(|_| error)?;
            rest = behind.trim_start();
        }
        if path.octets().is_empty() {
            return Err(error);
        }
        Ok(path)
    }
}

/// Parses a domain in angle brackets.
fn bracketed(text: &str) -> Result<DPathDomain, ParseError> {
    text.trim()
        .strip_prefix('<')
        .and_then(|text| text.strip_suffix('>'))
        .ok_or(ParseError("a domain"))?
        .parse()
}
