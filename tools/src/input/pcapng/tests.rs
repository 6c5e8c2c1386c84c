//! Blocks made by hand.

use super::*;
use proptest::prelude::*;

fn block(kind: u32, body: &[u8], is_big_endian: bool) -> Vec<u8> {
    let number = |number: u32| match is_big_endian {
        true => number.to_be_bytes(),
        false => number.to_le_bytes(),
    };
    let padding = vec![0; body.len().next_multiple_of(4) - body.len()];
    let length = number((12 + body.len() + padding.len()) as u32);
    [&number(kind)[..], &length, body, &padding, &length].concat()
}

fn numbers(numbers: &[u32], is_big_endian: bool) -> Vec<u8> {
    let octets = numbers.iter().flat_map(|number| match is_big_endian {
        true => number.to_be_bytes(),
        false => number.to_le_bytes(),
    });
    octets.collect()
}

/// A section with an interface for packets of up to 9 bytes.
fn section(is_big_endian: bool) -> Vec<u8> {
    let mut header = numbers(&[0x1a2b_3c4d], is_big_endian);
    let version: [u8; 4] = if is_big_endian {
        [0, 1, 0, 0]
    } else {
        [1, 0, 0, 0]
    };
    header.extend(version);
    header.extend([0xff; 8]);
    let link = if is_big_endian { 1 << 16 } else { 1 };
    let interface = numbers(&[link, 9], is_big_endian);
    [
        block(SECTION, &header, is_big_endian),
        block(INTERFACE, &interface, is_big_endian),
    ]
    .concat()
}

/// Returns packets with their times, in seconds, and how reading ended.
fn read(file: &[u8]) -> (Vec<String>, String) {
    let mut seen = Vec::new();
    let mut blocks = Blocks::new(Box::new(std::io::Cursor::new(file.to_vec())));
    let end = blocks.read(|record| {
        seen.push(match record {
            Record::Packet { link, time, octets } => {
                format!("{link} {:?} {octets:?}", time.map(|time| time.as_micros()))
            }
            Record::Unreadable(why) => why.to_string(),
        });
        Ok::<_, ()>(())
    });
    let end = end
        .unwrap()
        .map_or_else(|error| error.to_string(), |()| "end".into());
    (seen, end)
}

#[test]
fn packet_blocks_of_all_ages() {
    for big in [true, false] {
        let packet = |head: &[u32]| [numbers(head, big), vec![7, 8, 9]].concat();
        let file = [
            section(big),
            block(ENHANCED_PACKET, &packet(&[0, 1, 5, 3, 3]), big),
            // Interface 0, and no drops.
            block(OBSOLETE_PACKET, &packet(&[0, 1, 6, 3, 3]), big),
            block(SIMPLE_PACKET, &packet(&[3]), big),
            // It was longer than the interface allows.
            block(
                SIMPLE_PACKET,
                &[numbers(&[100], big), vec![7; 12]].concat(),
                big,
            ),
            block(ENHANCED_PACKET, &packet(&[1, 1, 5, 3, 3]), big),
            block(ENHANCED_PACKET, &packet(&[0, 1, 5, 300, 300]), big),
            block(OBSOLETE_PACKET, &packet(&[0, 1, 5, u32::MAX, 3]), big),
            block(0x0bad, &[1, 2, 3], big),
            block(ENHANCED_PACKET, &packet(&[0, 1, 7, 3, 3]), big),
        ];
        let (seen, end) = read(&file.concat());
        let want = [
            "1 Some(4294967301) [7, 8, 9]",
            "1 Some(4294967302) [7, 8, 9]",
            "1 None [7, 8, 9]",
            "1 None [7, 7, 7, 7, 7, 7, 7, 7, 7]",
            "the file does not describe their interface",
            "their blocks are malformed",
            "their blocks are malformed",
            "1 Some(4294967303) [7, 8, 9]",
        ];
        assert_eq!(
            (
                seen.iter().map(String::as_str).collect::<Vec<_>>(),
                end.as_str()
            ),
            (want.to_vec(), "end")
        );
    }
}

#[test]
fn what_is_wrong_ends_reading_with_a_reason() {
    let packet = block(SIMPLE_PACKET, &numbers(&[4, 9], false), false);
    let good = [section(false), packet.clone()].concat();
    let at = good.len();
    let mut lengths = packet.clone();
    *lengths.last_mut().unwrap() = 1;
    for (wrong, want) in [
        (
            lengths,
            format!("cannot decode the record at byte {at}: its two lengths differ"),
        ),
        (
            numbers(&[6, 8, 8], false),
            format!("cannot decode the record at byte {at}: it has 8 bytes"),
        ),
        (
            numbers(&[6, 1 << 30, 8], false),
            format!("more than 16777216 bytes in the record at byte {at}"),
        ),
        (
            block(INTERFACE, &[], false),
            format!("cannot decode the record at byte {at}"),
        ),
        (
            block(
                SECTION,
                &[&[0x4d, 0x3c, 0x2b, 0x1a, 2, 0][..], &[0; 10]].concat(),
                false,
            ),
            format!("version 2 of pcapng in the record at byte {at} is not understood"),
        ),
        (
            block(SECTION, &[1, 2, 3, 4], false),
            format!("the file is cut off in the record at byte {at}"),
        ),
        (
            vec![6, 0],
            format!("the file is cut off in the record at byte {at}"),
        ),
    ] {
        let (seen, end) = read(&[good.clone(), wrong].concat());
        assert_eq!((seen.len(), end), (1, want));
    }
}

/// Returns the time of a packet with so many ticks, on an interface with these options.
fn time(is_big_endian: bool, options: &[(u16, &[u8])], ticks: u64) -> String {
    let short = |number: u16| match is_big_endian {
        true => number.to_be_bytes(),
        false => number.to_le_bytes(),
    };
    let mut interface = [&short(1)[..], &[0; 6]].concat();
    for (kind, value) in options {
        interface.extend([short(*kind), short(value.len() as u16)].concat());
        interface.extend(*value);
        interface.resize(interface.len().next_multiple_of(4), 0);
    }
    let (high, low) = ((ticks >> 32) as u32, ticks as u32);
    let file = [
        section(is_big_endian),
        block(INTERFACE, &interface, is_big_endian),
        block(
            ENHANCED_PACKET,
            &numbers(&[1, high, low, 0, 0], is_big_endian),
            is_big_endian,
        ),
    ];
    let (seen, end) = read(&file.concat());
    format!("{} {end}", seen.join(", "))
}

/// In microseconds. As tshark 4.0.17 shows them; by hand, for powers of two that it does not know.
#[test]
fn units_and_offsets_of_time() {
    const SECONDS: u64 = 1_790_000_000;
    for big in [true, false] {
        let offset = |seconds: i64| match big {
            true => seconds.to_be_bytes(),
            false => seconds.to_le_bytes(),
        };
        let end: (u16, &[u8]) = (0, &[]);
        for (options, ticks, want) in [
            (
                &[][..],
                SECONDS * 1_000_000 + 13,
                Some(1_790_000_000_000_013_u64),
            ),
            (
                &[(9, &[9][..])],
                SECONDS * 1_000_000_000 + 13_000,
                Some(1_790_000_000_000_013),
            ),
            (
                &[(2, b"eth0\0"), (9, &[0x8a]), end],
                SECONDS * 1024 + 13,
                Some(1_790_000_000_012_695),
            ),
            (&[(9, &[0]), end], SECONDS, Some(1_790_000_000_000_000)),
            (
                &[(14, &offset(SECONDS as i64)), end],
                13,
                Some(1_790_000_000_000_013),
            ),
            (
                &[(14, &offset(-100)), end],
                SECONDS * 1_000_000,
                Some(1_789_999_900_000_000),
            ),
            (&[(9, &[0xbf])], 3 << 62, Some(1_500_000)),
            (&[(9, &[0xc0])], 1, None),
            (&[(9, &[20])], 1, None),
            // Behind the end of the options is nothing.
            (&[end, (9, &[0])], 1_000_000, Some(1_000_000)),
        ] {
            let want = format!("1 {want:?} [] end");
            assert_eq!(time(big, options, ticks), want, "{options:?}");
        }
    }
}

#[test]
fn other_blocks_may_be_of_any_length() {
    let packet = block(SIMPLE_PACKET, &numbers(&[4, 9], false), false);
    let want = vec!["1 None [9, 0, 0, 0]".to_owned(); 2];
    for length in [0, 1, 4, 5, 100, MOST + 100] {
        let large = block(0x0bad, &vec![7; length], false);
        let file = [&section(false)[..], &packet, &large, &packet].concat();
        assert_eq!(read(&file), (want.clone(), "end".into()), "{length}");
        let at = section(false).len() + packet.len();
        let cut = &file[..at + large.len() - 1];
        let end = format!("the file is cut off in the record at byte {at}");
        assert_eq!(read(cut), (want[..1].to_vec(), end));
        let mut wrong = file[..at + large.len()].to_vec();
        *wrong.last_mut().unwrap() ^= 2;
        let end = format!("cannot decode the record at byte {at}: its two lengths differ");
        assert_eq!(read(&wrong), (want[..1].to_vec(), end));
    }
}

proptest! {
    /// Nothing panics on any of them.
    #[test]
    fn any_block(
        big: bool,
        kind in prop::sample::select(vec![1, 2, 3, 4, 5, 6, 9, 10, 0xbad, 0x4000_0bad, SECTION]),
        head in prop::collection::vec(prop_oneof![0_u32..64, any::<u32>()], 0..6),
        rest in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let body = [numbers(&head, big), rest.clone()].concat();
        read(&[section(big), block(kind, &body, big), block(3, &body, big)].concat());
        read(&[section(big), rest].concat());
    }
}
