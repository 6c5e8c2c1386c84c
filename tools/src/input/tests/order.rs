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
fn version_4_is_read() {
    let mut stream = [initiation(), peer_up(), termination()].concat();
    let starts = [0, initiation().len(), initiation().len() + peer_up().len()];
    starts.iter().for_each(|start| stream[*start] = 4);
    let packets = connection(Sender::new(5000, 1), &stream);
    for file in [pcap(1, &packets), pcap(1, &packets[1..]), stream.clone()] {
        let (seen, counts, end) = read_port(file, None);
        end.unwrap();
        assert_eq!(seen.streams, std::slice::from_ref(&stream));
        assert_eq!(seen.starts, [starts.map(|start| start as u64)]);
        assert!(counts.losses().is_empty());
    }
}

/// Versions 1 and 2 cannot be read, because nothing gives the lengths of messages: that is said.
#[test]
fn old_versions_are_named() {
    let losses = |file: Vec<u8>, port| {
        let (seen, counts, end) = read_port(file, port);
        let losses: Vec<_> = counts.losses().iter().map(ToString::to_string).collect();
        (seen.words, losses.join("; "), end)
    };
    for version in [1, 2] {
        let mut stream = vec![version, 0];
        stream.extend([0; 42]);
        stream.extend([0xff; 16]);
        stream.extend([0, 23, 2, 0, 0, 0, 0]);
        let (words, said, end) = losses(pcap(1, &connection(Sender::new(5000, 1), &stream)), None);
        end.unwrap();
        assert!(words.is_empty());
        assert_eq!(
            said,
            format!(
                "not read: 1 TCP stream: BMP version {version} is older than RFC 7854 and gives no lengths"
            )
        );
        let (_, _, end) = losses(stream, None);
        assert_eq!(
            end.unwrap_err().to_string(),
            format!(
                "neither a pcap or pcapng capture nor a BMP stream: it begins with 0{version} 00 00 00; \
                 BMP version {version} is older than RFC 7854 and gives no lengths"
            )
        );
    }
    let web = connection(Sender::new(5000, 1), &b"GET / HTTP/1.1\r\n".repeat(9));
    let want = format!(
        "not read: {} packets: no BMP in 1 TCP stream; 0 without TCP",
        web.len()
    );
    assert_eq!(losses(pcap(1, &web), None).1, want);
}
