//! Loops by hand: they check and count the same as the crate, and know one layout each.

pub(crate) fn prefixes(mut octets: &[u8]) -> usize {
    let mut count = 0;
    while let [bits, rest @ ..] = octets {
        if *bits > 32 {
            return count;
        }
        let Some(behind) = rest.get(usize::from(bits.div_ceil(8))..) else {
            return count;
        };
        count += 1;
        octets = behind;
    }
    count
}

/// Those whose length is possible.
pub(crate) fn attributes(mut octets: &[u8]) -> usize {
    let mut count = 0;
    while let [flags, code, length, rest @ ..] = octets {
        let (length, rest) = match (flags & 0x10, rest) {
            (0, _) => (usize::from(*length), rest),
            (_, [low, rest @ ..]) => (usize::from(*length) << 8 | usize::from(*low), rest),
            _ => return count,
        };
        let Some(behind) = rest.get(length..) else {
            return count;
        };
        let has_its_length = match code {
            1 => length == 1,
            3 | 4 | 5 | 9 => length == 4,
            6 => length == 0,
            7 | 18 => length == 6 || length == 8,
            8 | 10 => length % 4 == 0,
            16 => length % 8 == 0,
            32 => length % 12 == 0,
            _ => true,
        };
        count += usize::from(has_its_length);
        octets = behind;
    }
    count
}

/// Malformed attributes, those with wrong flags, and those that appear again.
pub(crate) fn errors(mut octets: &[u8]) -> usize {
    let (mut errors, mut seen) = (0, [0_u64; 4]);
    while let [flags, code, length, rest @ ..] = octets {
        let Some(behind) = rest.get(usize::from(*length)..) else {
            return errors;
        };
        let (word, bit) = (usize::from(code >> 6), 1 << (code & 63));
        let is_second = seen[word] & bit != 0;
        seen[word] |= bit;
        let is_malformed = match code {
            4 | 5 | 9 => *length != 4,
            10 => length % 4 != 0,
            _ => false,
        };
        let has_wrong_flags = match code {
            5 => flags & 0xc0 != 0x40,
            _ => flags & 0xc0 != 0x80,
        };
        errors += usize::from(is_second || is_malformed || has_wrong_flags);
        octets = behind;
    }
    errors
}

/// Type u16, length u16.
pub(crate) fn tlvs(mut octets: &[u8]) -> usize {
    let mut count = 0;
    while let [_, _, high, low, rest @ ..] = octets {
        let length = usize::from(*high) << 8 | usize::from(*low);
        let Some(behind) = rest.get(length..) else {
            return count;
        };
        count += 1;
        octets = behind;
    }
    count
}

/// Type u8, length u16.
pub(crate) fn long_tlvs(mut octets: &[u8]) -> usize {
    let mut count = 0;
    while let [_, high, low, rest @ ..] = octets {
        let length = usize::from(*high) << 8 | usize::from(*low);
        let Some(behind) = rest.get(length..) else {
            return count;
        };
        count += 1;
        octets = behind;
    }
    count
}

/// Type u8, length u8.
pub(crate) fn short_tlvs(mut octets: &[u8]) -> usize {
    let mut count = 0;
    while let [_, length, rest @ ..] = octets {
        let Some(behind) = rest.get(usize::from(*length)..) else {
            return count;
        };
        count += 1;
        octets = behind;
    }
    count
}

/// Type u8; length u8 for types up to 127, else u16.
pub(crate) fn split_tlvs(mut octets: &[u8]) -> usize {
    let mut count = 0;
    while let [number, length, rest @ ..] = octets {
        let (length, rest) = match (number, rest) {
            (0..=0x7f, rest) => (usize::from(*length), rest),
            (_, [low, rest @ ..]) => (usize::from(*length) << 8 | usize::from(*low), rest),
            _ => return count,
        };
        let Some(behind) = rest.get(length..) else {
            return count;
        };
        count += 1;
        octets = behind;
    }
    count
}

/// Those of type 1026 that are empty, which no name may be. Type u16, length u16.
pub(crate) fn empty_names(mut octets: &[u8]) -> usize {
    let mut count = 0;
    while let [high, low, a, b, rest @ ..] = octets {
        let length = usize::from(*a) << 8 | usize::from(*b);
        let Some(behind) = rest.get(length..) else {
            return count;
        };
        let number = u16::from_be_bytes([*high, *low]);
        count += usize::from(number == 1026 && length == 0);
        octets = behind;
    }
    count
}

/// Type u16, length u16, index u16. In a pass before, an UPDATE is looked for: what types mean depends on which it has.
pub(crate) fn indexed_tlvs(octets: &[u8]) -> usize {
    let mut updates = 0;
    each_indexed(octets, |value| {
        let is_update = value.get(18) == Some(&2) && value.starts_with(&[0xff; 16]);
        updates += usize::from(is_update);
    });
    let mut count = 0;
    each_indexed(octets, |_| count += 1);
    count + updates
}

fn each_indexed(mut octets: &[u8], mut each: impl FnMut(&[u8])) {
    while let [_, _, high, low, _, _, rest @ ..] = octets {
        let length = usize::from(*high) << 8 | usize::from(*low);
        let Some((value, behind)) = rest.split_at_checked(length) else {
            return;
        };
        each(value);
        octets = behind;
    }
}

/// AS numbers of four bytes in AS_PATH.
pub(crate) fn segments(mut octets: &[u8]) -> usize {
    let mut asns = 0;
    while let [kind, count, rest @ ..] = octets {
        let Some(behind) = rest.get(4 * usize::from(*count)..) else {
            return asns;
        };
        if !(1..=4).contains(kind) || *count == 0 {
            return asns;
        }
        asns += usize::from(*count);
        octets = behind;
    }
    asns
}
