//! Messages put together octet by octet, and the numbers they are made of.

/// splitmix64: the same seed gives the same stream, on every machine and for ever.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0, less than `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        ((self.number() >> 32) * bound) >> 32
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }

    pub(crate) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }
}

pub(crate) const OPTIONAL: u8 = 0x80;
pub(crate) const TRANSITIVE: u8 = 0x40;
pub(crate) const EXTENDED_LENGTH: u8 = 0x10;

/// The three parts of an UPDATE.
#[derive(Default)]
pub(crate) struct Update {
    pub(crate) withdrawn_routes: Vec<u8>,
    pub(crate) path_attributes: Vec<u8>,
    pub(crate) nlri: Vec<u8>,
}

impl Update {
    /// Appends a path attribute, with a length of two octets where it needs or `flags` ask for one.
    pub(crate) fn attribute(&mut self, flags: u8, code: u8, value: &[u8]) {
        let out = &mut self.path_attributes;
        match u8::try_from(value.len()) {
            Ok(length) if flags & EXTENDED_LENGTH == 0 => out.extend([flags, code, length]),
            _ => {
                out.extend([flags | EXTENDED_LENGTH, code]);
                out.extend((value.len() as u16).to_be_bytes());
            }
        }
        out.extend(value);
    }

    /// The octets of this UPDATE behind its BGP header and its two lengths.
    pub(crate) fn len(&self) -> usize {
        self.withdrawn_routes.len() + self.path_attributes.len() + self.nlri.len()
    }

    /// Appends the Route Monitoring message number `number` of a stream, in which `peers` peers take turns.
    pub(crate) fn route_monitoring(&self, number: usize, peers: u8, out: &mut Vec<u8>) {
        let bgp = 19 + 2 + 2 + self.len();
        headers(0, number, peers, bgp, out);
        out.extend([0xff; 16]);
        out.extend((bgp as u16).to_be_bytes());
        out.push(2);
        for part in [&self.withdrawn_routes, &self.path_attributes] {
            out.extend((part.len() as u16).to_be_bytes());
            out.extend(part);
        }
        out.extend(&self.nlri);
    }
}

/// Appends the message number `number` of a stream with another type: its headers and what follows them.
pub(crate) fn message(code: u8, number: usize, peers: u8, body: &[u8], out: &mut Vec<u8>) {
    headers(code, number, peers, body.len(), out);
    out.extend(body);
}

/// Appends the common header and the per-peer header in front of `length` octets.
fn headers(code: u8, number: usize, peers: u8, length: usize, out: &mut Vec<u8>) {
    out.push(3);
    out.extend((6 + 42 + length as u32).to_be_bytes());
    out.push(code);

    let peer = (number.wrapping_mul(7) % usize::from(peers)) as u8;
    out.extend([0, 0]); // Global Instance Peer; IPv4, before policy, AS numbers of four octets
    out.extend([0; 8]);
    out.extend([0; 12]);
    out.extend([192, 0, 2, 1 + peer]);
    out.extend((64_496 + u32::from(peer)).to_be_bytes());
    out.extend([198, 51, 100, 1 + peer]);
    out.extend((1_700_000_000 + number as u32 / 500).to_be_bytes());
    out.extend((number as u32 % 500 * 2_000).to_be_bytes());
}
