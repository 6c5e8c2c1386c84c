//! The streams that benches read are what they are said to be, and the walk by hand reads every value of them.
//!
//! The walk is held against a slow one of the same contract (`benches/support/hand.rs`) that shares nothing with it.

#[path = "../benches/support/mod.rs"]
mod support;

use support::octets::Random;
use support::{changing::mix, hand, mixed::mixed, streams, withdrawn};

/// A position in a part of a message, and the values met so far.
struct Slow<'a> {
    octets: &'a [u8],
    at: usize,
    values: &'a mut Vec<u64>,
    add_path: bool,
}

impl<'a> Slow<'a> {
    fn sub(&mut self, count: usize) -> Option<Slow<'_>> {
        let octets = self.octets.get(self.at..self.at + count)?;
        self.at += count;
        Some(Slow {
            octets,
            at: 0,
            values: self.values,
            add_path: self.add_path,
        })
    }

    fn is_empty(&self) -> bool {
        self.at == self.octets.len()
    }

    fn left(&self) -> usize {
        self.octets.len() - self.at
    }

    fn number(&mut self, count: usize) -> Option<u64> {
        let mut number = 0;
        for _ in 0..count {
            number = number * 256 + u64::from(*self.octets.get(self.at)?);
            self.at += 1;
        }
        Some(number)
    }

    /// Numbers of as many octets as `sizes` says, one value each.
    fn values(&mut self, sizes: &[usize]) -> Option<()> {
        for size in sizes {
            let value = self.number(*size)?;
            self.values.push(value);
        }
        Some(())
    }

    fn all(&mut self, sizes: &[usize]) -> Option<()> {
        while !self.is_empty() {
            self.values(sizes)?;
        }
        Some(())
    }

    fn label(&mut self) -> Option<()> {
        let value = self.number(3)? / 16;
        self.values.push(value);
        Some(())
    }

    /// `words` words of `bits` bits that a prefix of `length` has, of which `octets` octets are there.
    fn address(&mut self, length: u64, octets: u64, words: u64, bits: u64) -> Option<()> {
        let mut address = vec![0; (words * bits) as usize];
        for octet in 0..octets as usize {
            let value = self.number(1)?;
            for bit in 0..8 {
                let place = octet * 8 + bit;
                if (place as u64) < length {
                    address[place] = value >> (7 - bit) & 1;
                }
            }
        }
        for word in address.chunks(bits as usize) {
            self.values
                .push(word.iter().fold(0, |number, bit| number * 2 + bit));
        }
        Some(())
    }

    fn routes(&mut self, family: (u64, u64)) -> Option<()> {
        if ![(1, 1), (2, 1), (1, 128), (25, 70)].contains(&family) {
            return None;
        }
        while !self.is_empty() {
            if self.add_path {
                self.values(&[4])?;
            }
            match family {
                (1 | 2, 1) => {
                    let (words, bits) = if family.0 == 1 { (1, 32) } else { (2, 64) };
                    let length = self.number(1).filter(|length| *length <= words * bits)?;
                    self.address(length, length.div_ceil(8), words, bits)?;
                    self.values.push(length);
                }
                (1, 128) => {
                    let length = self
                        .number(1)?
                        .checked_sub(24 + 64)
                        .filter(|length| *length <= 32)?;
                    self.label()?;
                    self.values(&[8])?;
                    self.address(length, length.div_ceil(8), 1, 32)?;
                    self.values.push(length);
                }
                (25, 70) => {
                    let (kind, length) = (self.number(1)?, self.number(1)?);
                    self.values.push(kind);
                    let mut route = self.sub(length as usize)?;
                    route.values(&[8, 8, 2, 4])?;
                    match kind {
                        2 => route.mac_ip()?,
                        5 => route.ip_prefix()?,
                        _ => return None,
                    }
                    if !route.is_empty() {
                        return None;
                    }
                }
                _ => return None,
            }
        }
        Some(())
    }

    fn mac_ip(&mut self) -> Option<()> {
        if self.number(1)? != 48 {
            return None;
        }
        self.values(&[6])?;
        match self.number(1)? {
            0 => self.values.push(0),
            32 => self.values(&[4])?,
            128 => self.values(&[8, 8])?,
            _ => return None,
        }
        self.label()?;
        if self.is_empty() {
            Some(())
        } else {
            self.label()
        }
    }

    fn ip_prefix(&mut self) -> Option<()> {
        let (words, bits, gateway): (_, _, &[usize]) = match self.left() {
            12 => (1, 32, &[4]),
            36 => (2, 64, &[8, 8]),
            _ => return None,
        };
        let length = self.number(1).filter(|length| *length <= words * bits)?;
        self.address(length, words * bits / 8, words, bits)?;
        self.values.push(length);
        self.values(gateway)?;
        self.label()
    }

    fn attribute(&mut self) -> Option<()> {
        let (flags, code) = (self.number(1)?, self.number(1)?);
        self.values.extend([flags, code]);
        let length = self.number(if flags & 16 == 0 { 1 } else { 2 })? as usize;
        let mut value = self.sub(length)?;
        match (code, length) {
            (1, 1) | (3..=5, 4) => value.values(&[length])?,
            (6, 0) => {}
            (7, 8) => value.values(&[4, 4])?,
            (8, _) => value.all(&[4])?,
            (16, _) => value.all(&[8])?,
            (32, _) => value.all(&[4, 4, 4])?,
            (1 | 3..=7, _) => return None,
            (2, _) => {
                while !value.is_empty() {
                    let kind = value.number(1).filter(|kind| (1..=4).contains(kind))?;
                    value.values.push(kind);
                    let count = value.number(1)? as usize;
                    value.sub(count * 4)?.all(&[4])?;
                }
            }
            (14, _) => {
                let (afi, safi, length) = (value.number(2)?, value.number(1)?, value.number(1)?);
                value.values.extend([afi, safi, length]);
                match length {
                    4 => value.values(&[4])?,
                    12 => value.values(&[8, 4])?,
                    16 => value.values(&[8, 8])?,
                    32 => value.values(&[8, 8, 8, 8])?,
                    _ => return None,
                }
                value.number(1)?;
                value.routes((afi, safi))?;
            }
            (15, _) => {
                let (afi, safi) = (value.number(2)?, value.number(1)?);
                value.values.extend([afi, safi]);
                value.routes((afi, safi))?;
            }
            _ => value.values.push(length as u64),
        }
        Some(())
    }

    fn message(&mut self) -> Option<()> {
        let left = self.left();
        let (version, length, kind) = (self.number(1)?, self.number(4)? as usize, self.number(1)?);
        if version == 3 && matches!(kind, 1..=3) {
            // A walk looks at 71 octets before it knows the type.
            self.sub(
                length
                    .checked_sub(6)
                    .filter(|_| left >= 71 && length >= 48)?,
            )?;
            self.values.extend([kind, length as u64]);
            return Some(());
        }
        let mut message = self.sub(length.checked_sub(6)?)?;
        message.values(&[1, 1, 8, 8, 8, 4, 4, 4, 4])?;
        message.sub(16)?;
        let (bgp_length, bgp_kind) = (message.number(2)? as usize, message.number(1)?);
        if (version, kind, bgp_kind) != (3, 0, 2) || length != 48 + bgp_length {
            return None;
        }
        let withdrawn = message.number(2)? as usize;
        message.sub(withdrawn)?.routes((1, 1))?;
        let attributes = message.number(2)? as usize;
        let mut attributes = message.sub(attributes)?;
        while !attributes.is_empty() {
            attributes.attribute()?;
        }
        message.routes((1, 1))
    }
}

fn slow_values(stream: &[u8], add_path: bool) -> Option<Vec<u64>> {
    let mut values = Vec::new();
    let mut slow = Slow {
        octets: stream,
        at: 0,
        values: &mut values,
        add_path,
    };
    while !slow.is_empty() {
        slow.message()?;
    }
    Some(values)
}

fn slow_sum(stream: &[u8], add_path: bool) -> Option<u64> {
    let values = slow_values(stream, add_path)?;
    Some(
        values
            .iter()
            .fold(0, |sum, value| sum.rotate_left(1).wrapping_add(*value)),
    )
}

/// A few messages of every kind, whose lengths tell where each ends.
fn few() -> Vec<(Vec<u8>, bool)> {
    let mixed = (0..4).flat_map(|seed| [mixed(false, seed), mixed(true, seed)]);
    let few = |stream: streams::Stream| {
        let end = ends(&stream.octets)[8];
        (stream.octets[..end].to_vec(), stream.add_path)
    };
    streams::all()
        .into_iter()
        .filter(|stream| stream.name != "S6")
        .chain(mixed)
        .map(few)
        .collect()
}

fn ends(stream: &[u8]) -> Vec<usize> {
    let (mut ends, mut at) = (Vec::new(), 0);
    while at < stream.len() {
        at += u32::from_be_bytes(stream[at + 1..at + 5].try_into().unwrap()) as usize;
        ends.push(at);
    }
    ends
}

#[test]
fn streams_have_their_shapes() {
    // Name, octets and routes of a message in the mean.
    let shapes = [
        ("S1", 124.0, 1.0),
        ("S2", 167.0, 6.0),
        ("S3", 189.0, 5.0),
        ("S4V", 212.0, 5.0),
        ("S4E", 305.0, 4.0),
        ("S5", 191.0, 6.0),
        ("S6", 4045.0, 1012.0),
    ];
    let streams = streams::all();
    assert_eq!(streams.len(), shapes.len());
    for (stream, (name, octets, routes)) in streams.iter().zip(shapes) {
        let mean = |total: usize| total as f64 / stream.messages as f64;
        assert_eq!(stream.name, name);
        assert_eq!(ends(&stream.octets).len(), stream.messages);
        assert!(
            (mean(stream.octets.len()) - octets).abs() < 1.0,
            "{name}: {} octets",
            mean(stream.octets.len())
        );
        assert!(
            (mean(stream.routes) - routes).abs() < 1.0,
            "{name}: {} routes",
            mean(stream.routes)
        );
        assert_eq!(stream.add_path, name == "S5");
    }
    assert_eq!(
        streams[1].octets.len() + 4 * streams[1].routes,
        streams[5].octets.len(),
        "S5 is S2 with identifiers"
    );
}

#[test]
fn streams_are_the_same_every_time() {
    for (once, again) in streams::all().iter().zip(streams::all()) {
        assert!(once.octets == again.octets, "{}", once.name);
    }
}

#[test]
fn one_message_gives_the_values_of_its_octets() {
    // One route 10.1.0.0/15 with one stray bit, and an ORIGIN of INCOMPLETE, from AS 65001 at 192.0.2.1.
    let mut message = vec![3, 0, 0, 0, 78, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    message.extend([
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 192, 0, 2, 1, 0, 0, 0xfd, 0xe9, 198, 51, 100, 1,
    ]);
    message.extend([0x65, 0x53, 0xf1, 0, 0, 0, 0, 5]);
    message.extend([0xff; 16]);
    message.extend([0, 30, 2, 0, 0, 0, 4, 0x40, 1, 1, 2, 15, 10, 2]);
    message[4] = message.len() as u8;
    message[65] = message.len() as u8 - 48;
    let values = vec![
        0,
        0,
        0,
        0,
        0xc000_0201,
        65001,
        0xc633_6401,
        1_700_000_000,
        5,
        0x40,
        1,
        2,
        0x0a02_0000,
        15,
    ];
    assert_eq!(slow_values(&message, false), Some(values));
    assert_eq!(hand::walk(&message, false), slow_sum(&message, false));
}

#[test]
fn the_walk_by_hand_reads_every_value() {
    let mixed = (0..8).flat_map(|seed| [mixed(false, seed), mixed(true, seed)]);
    let others = mixed.chain([mix()]).chain(withdrawn::all());
    for stream in streams::all().into_iter().chain(others) {
        let sum = slow_sum(&stream.octets, stream.add_path);
        assert!(sum.is_some(), "{}", stream.name);
        assert_eq!(
            hand::walk(&stream.octets, stream.add_path),
            sum,
            "{}",
            stream.name
        );
    }
}

#[test]
fn what_is_cut_short_gives_no_sum() {
    for (stream, add_path) in few() {
        let ends = ends(&stream);
        for count in 1..stream.len() {
            let whole = ends.contains(&count);
            assert_eq!(
                hand::walk(&stream[..count], add_path).is_some(),
                whole,
                "{count} octets"
            );
        }
    }
}

#[test]
fn what_is_changed_is_refused_or_read_by_both() {
    let mut random = Random(1);
    let mut read = 0;
    for (stream, add_path) in few() {
        for _ in 0..2000 {
            let mut changed = stream.clone();
            for _ in 0..1 + random.below(3) {
                let at = random.below(changed.len() as u64) as usize;
                changed[at] = random.pick(&[
                    0,
                    1,
                    4,
                    7,
                    8,
                    16,
                    24,
                    32,
                    33,
                    128,
                    255,
                    changed[at] ^ 1,
                    changed[at].wrapping_add(1),
                ]);
            }
            let sum = slow_sum(&changed, add_path);
            read += u32::from(sum.is_some());
            assert_eq!(hand::walk(&changed, add_path), sum);
        }
    }
    assert!(read > 1000, "changes that leave a stream readable: {read}");
}
