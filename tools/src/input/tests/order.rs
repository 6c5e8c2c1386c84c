//! Captures that are out of order, that begin late, and that hold nothing to show.

use crate::input::source::Source;
use crate::input::testing::*;
use crate::input::{Input, Stop, What};

use super::{connection, read, read_port};

/// A file may be sorted by anything: a SYN may stand behind the bytes that follow it.
#[test]
fn bytes_before_their_syn() {
    let (stream, starts) = stream();
    for first in [77, u32::MAX - 3000] {
        let mut packets = connection(Sender::new(5000, first), &stream);
        packets.reverse();
        let seen = read(&packets);
        assert_eq!(
            (&seen.streams[..], seen.words.len()),
            (&[stream.clone()][..], 2)
        );
        assert_eq!(seen.starts, std::slice::from_ref(&starts));
        packets.rotate_left(9);
        assert_eq!(read(&packets).streams, std::slice::from_ref(&stream));
        // Without the SYN.
        packets.retain(|packet| packet[47] & 2 == 0);
        assert_eq!(read(&packets).streams, std::slice::from_ref(&stream));
    }
}

/// Many connections without a beginning: none that is BMP is forgotten before its bytes are looked at.
#[test]
fn many_connections_that_began_before() {
    let mut packets = vec![Sender::new(5000, 1).data(&stream().0)];
    for port in 0..=u16::MAX {
        packets.push(
            Sender {
                to: 80,
                ..Sender::new(port, 1)
            }
            .data(b"?"),
        );
    }
    packets.push(
        Sender {
            to: 81,
            ..Sender::new(1, 1)
        }
        .data(b"?"),
    );
    let (seen, counts, end) = read_port(pcap(1, &packets), None);
    end.unwrap();
    assert_eq!(seen.streams, [stream().0]);
    assert_eq!((counts.other_streams, counts.losses()), (65_537, vec![]));
}

/// Behind a FIN another connection begins, even if its own SYN is missing, whether its numbers are higher or lower.
#[test]
fn connections_one_after_the_other_without_syn() {
    let (stream, _) = stream();
    let far = 80 << 20;
    for (first, second) in [(1000, far), (far, 1000), (u32::MAX - 99, far)] {
        for has_syn in [true, false] {
            let mut packets = connection(Sender::new(5000, first), &stream);
            if !has_syn {
                packets.retain(|packet| packet[47] & 2 == 0);
            }
            let mut behind = connection(Sender::new(5000, second), &stream);
            behind.retain(|packet| packet[47] & 2 == 0);
            packets.extend(behind);
            let seen = read(&packets);
            assert_eq!(
                seen.streams,
                [stream.clone(), stream.clone()],
                "{first} {second}"
            );
            assert!(
                !seen.words.iter().any(|word| word.contains("captured")),
                "{:?}",
                seen.words
            );
        }
    }
}

/// A capture that starts late is not held back for long, and messages keep the times of their packets.
#[test]
fn times_of_a_late_capture() {
    let packets: Vec<_> = (0..20)
        .map(|n| Sender::new(5000, 1 + n * 77).data(&route_monitoring(n as u8, 10)))
        .collect();
    let mut file = pcap(1, &packets);
    for n in 0..20 {
        let at = 24 + n * (16 + packets[0].len());
        file[at..at + 4].copy_from_slice(&(n as u32).to_le_bytes());
    }
    let source = Source::from_octets(file).unwrap();
    let mut times = Vec::new();
    let read = Input::new(source, None).read(&mut |event| {
        if let What::Messages(_) = event.what {
            times.push(event.time.unwrap().as_secs());
        }
        // The end of the capture is not waited for.
        if times.len() < 15 {
            Ok(())
        } else {
            Err(Stop::Enough)
        }
    });
    assert!(matches!(read, Err(Stop::Enough)));
    assert_eq!(times, (0..15).collect::<Vec<_>>());
}

#[test]
fn version_4_is_said() {
    let mut stream = [initiation(), peer_up(), termination()].concat();
    let starts = [0, initiation().len(), initiation().len() + peer_up().len()];
    starts.iter().for_each(|start| stream[*start] = 4);
    let said = |file: Vec<u8>| {
        let (seen, counts, end) = read_port(file, None);
        end.unwrap();
        assert!(seen.words.is_empty());
        let losses: Vec<_> = counts.losses().iter().map(ToString::to_string).collect();
        losses.join("; ")
    };
    let want = "not read: 3 messages: BMP version 4 is not decoded, in 1 stream";
    assert_eq!(
        said(pcap(1, &connection(Sender::new(5000, 1), &stream))),
        want
    );
    assert_eq!(
        said(pcap(1, &connection(Sender::new(5000, 1), &stream)[1..])),
        want
    );
    assert_eq!(said(stream.clone()), want);
    // What follows is counted, too: a version 3 message, of which nothing is read.
    let behind = [&stream[..], &termination(), &[3]].concat();
    let all = format!(
        "not read: {} bytes: they follow messages of BMP version 4, and are none; {want}",
        13
    );
    assert_eq!(
        said(pcap(1, &connection(Sender::new(5000, 1), &behind))),
        all
    );
    assert_eq!(said(behind), all);
    let web = connection(Sender::new(5000, 1), &b"GET / HTTP/1.1\r\n".repeat(9));
    let want = format!(
        "not read: {} packets: no BMP in 1 TCP stream; 0 without TCP",
        web.len()
    );
    assert_eq!(said(pcap(1, &web)), want);
}
