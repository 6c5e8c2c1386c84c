//! From files to files: all bytes of all messages, and readable errors.

use super::*;

/// Every captured stream as JSON, and as raw bytes.
#[tokio::test]
async fn streams_come_out_as_they_are() {
    let mut messages = 0;
    for entry in capture("").read_dir().unwrap() {
        let path = entry.unwrap().path();
        // The longest are left to the tests of dump.
        if path.extension().unwrap() != "bmp" || path.metadata().unwrap().len() > 500_000 {
            continue;
        }
        let stream = std::fs::read(&path).unwrap();
        let (out, summary, end) = written(&[text(&path)]).await;
        end.unwrap();
        assert!(out == stream, "{}", path.display());
        assert_eq!(summary.messages, frames(&stream).len() as u64);
        let lines = file(json(&stream));
        let (out, summary, end) = written(&[text(lines.path())]).await;
        end.unwrap();
        assert!(out == stream, "{} as JSON", path.display());
        assert_eq!(summary.octets, stream.len() as u64);
        messages += summary.messages;
    }
    assert!(messages > 9000, "{messages}");
}

/// Packets, compressed or not, come out as what the collector read, connection by connection.
#[tokio::test]
async fn captures_come_out_as_the_streams_in_them() {
    let want = |name: &str| {
        let octets = std::fs::read(capture(name)).unwrap();
        if name.ends_with(".zst") {
            crate::input::testing::unzstd(&octets)
        } else {
            octets
        }
    };
    for (name, connection, stream) in [
        ("frr-10.7.1-dump.pcap", "0", "frr-10.7.1-dump.bmp"),
        ("frr-10.7.1-dump.pcap", "1", "frr-10.7.1-dump.2.bmp"),
        ("frr-8.4.4-vrf.pcap", "0", "frr-8.4.4-vrf.bmp"),
        ("frr-8.4.4-vrf.pcap", "1", "frr-8.4.4-vrf.2.bmp"),
        (
            "bird-2.20.0-session.pcap.gz",
            "0",
            "bird-2.20.0-session.bmp.zst",
        ),
    ] {
        let words = [text(&capture(name)), "--connection", connection].map(str::to_owned);
        let (out, _, end) = written(&words.each_ref().map(String::as_str)).await;
        end.unwrap();
        assert!(out == want(stream), "{name} {connection}");
    }
}

#[tokio::test]
async fn several_connections_are_no_stream() {
    let path = capture("frr-10.7.1-dump.pcap");
    let (_, _, end) = written(&[text(&path)]).await;
    assert_eq!(
        end.unwrap_err(),
        format!(
            "{}: there are several connections in it: choose one with --connection, or take all as one stream with \
             --join\n  0  [2001:db8:0:1::1]:11019 > [2001:db8:0:1::250]:51177\n  1  [2001:db8:0:1::1]:11019 > \
             [2001:db8:0:1::250]:53577",
            path.display()
        )
    );
    let (out, _, end) = written(&[text(&path), "--join"]).await;
    end.unwrap();
    let lengths = ["frr-10.7.1-dump.bmp", "frr-10.7.1-dump.2.bmp"]
        .map(|name| capture(name).metadata().unwrap().len());
    assert_eq!(out.len() as u64, lengths[0] + lengths[1]);
    let (_, _, end) = written(&[text(&path), "--connection=2"]).await;
    assert!(
        end.unwrap_err()
            .ends_with("there is no connection 2, only 2 connections")
    );
    let (_, _, end) = written(&[text(&path), "--router=192.0.2.1"]).await;
    assert!(
        end.unwrap_err()
            .ends_with("there is no connection from 192.0.2.1 among 2")
    );
}

#[tokio::test]
async fn files_and_rounds_one_behind_the_other() {
    let (first, second) = (
        capture("frr-10.7.1-dump.bmp"),
        capture("frr-10.7.1-dump.2.bmp"),
    );
    let (out, summary, end) = written(&[text(&first), text(&second), "--repeat=2"]).await;
    end.unwrap();
    let streams = [first, second].map(|path| std::fs::read(path).unwrap());
    assert!(out == [&streams[0][..], &streams[1], &streams[0], &streams[1]].concat());
    assert_eq!(summary.connections, 0);
}

/// From a capture of several peers, messages about one peer and about none.
#[tokio::test]
async fn messages_about_one_peer() {
    let path = capture("frr-10.7.1-dump.bmp");
    let stream = std::fs::read(&path).unwrap();
    let all = frames(&stream);
    // The address has 16 bytes, which begin 10 bytes after the common header.
    let address: std::net::Ipv6Addr = "2001:db8:0:1::11".parse().unwrap();
    let wanted = |frame: &&&[u8]| matches!(frame[5], 4 | 5) || frame[16..32] == address.octets();
    let want: Vec<_> = all.iter().filter(wanted).copied().collect();
    assert_eq!((want.len(), all.len()), (48, 314));
    let peer = format!("--peer={address}");
    let (out, _, end) = written(&[text(&path), &peer]).await;
    end.unwrap();
    assert!(out == want.concat());
}

#[tokio::test]
async fn octets_outside_of_messages_are_counted() {
    // With a TLV, which RFC 7854, section 4.5 requires: a search finds no empty message.
    let termination: &[u8] = &[3, 0, 0, 0, 12, 5, 0, 1, 0, 2, 0, 0];
    let stream = [
        termination,
        &[b'?'; 20],
        termination,
        termination,
        &[3, 0, 0, 0, 99, 0],
    ]
    .concat();
    let stream = file(stream);
    let (out, summary, end) = written(&[text(stream.path())]).await;
    end.unwrap();
    assert_eq!(out, termination.repeat(3));
    assert_eq!(summary.lost, 2);
    let said = summary.to_string();
    assert!(
        said.starts_with("sent 3 messages, 36 bytes, in 0."),
        "{said}"
    );
    let lost = "not sent, because they are in no whole message: 26 bytes\n  \
                at byte 12 of stream raw: 20 bytes skipped\n  \
                at byte 56 of stream raw: ends in the middle of a message: end of file after 6 bytes of it";
    assert!(said.ends_with(lost), "{said}");
}

#[tokio::test]
async fn a_line_that_is_no_message() {
    let lines = file(
        "{\"octets\":\"030000000604\"}\n\n{\"message\":{\"peer_up\":{}}}\n{\"octets\":\"03\"}\n",
    );
    let (out, summary, end) = written(&[text(lines.path())]).await;
    let error = end.unwrap_err();
    let place = format!(
        "{}: line 3: column 24: missing field `peer`",
        lines.path().display()
    );
    assert_eq!(error, place);
    // Everything before the error is written.
    assert_eq!(out, [3, 0, 0, 0, 6, 4]);
    assert_eq!(summary.messages, 1);
}

#[tokio::test]
async fn files_that_cannot_be_read_or_written() {
    let error = async |words: &[&str]| run(words).await.1.unwrap_err();
    let text_file = file("hello");
    let path = text(text_file.path());
    assert!(
        error(&["no such file", "--out=-"])
            .await
            .starts_with("no such file: No such file")
    );
    assert_eq!(
        error(&[path, "--out=-"]).await,
        format!(
            "{path}: neither a pcap or pcapng capture nor a BMP stream: it begins with 68 65 6c 6c"
        )
    );
    let out = format!("--out={path}");
    assert_eq!(
        error(&[path, &out]).await,
        format!("cannot write to {path}: it is one of the files to read")
    );
    assert_eq!(std::fs::read(path).unwrap(), b"hello");
}

/// Version 4, by hand with the numbers of draft-ietf-grow-bmp-tlv-19: the profile in JSON says how to encode it.
#[tokio::test]
async fn version_4_comes_out_as_it_is() {
    let update = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\x1b\x02\0\x04\x18\xc6\x33\x64\0\0";
    let monitoring = [
        &b"\x04\0\0\0\x64\0"[..],
        &[0; 42],
        b"\0\x04\0\x1b\0\0",
        update,
        b"\0\x03\0\x03\0\0red",
        b"\0\x05\0\x04\0\x01\0\0\0\x02",
    ]
    .concat();
    let initiation = b"\x04\0\0\0\x10\x04\0\x01\0\x01a\0\x02\0\x01b";
    let stream = [&initiation[..], &monitoring].concat();
    assert_eq!(frames(&stream).len(), 2);
    let as_json = json(&stream);
    assert!(as_json.contains(r#""profile":"draft-19""#) && as_json.contains("path_marking"));
    for file in [file(&stream), file(as_json)] {
        let (out, summary, end) = written(&[text(file.path())]).await;
        end.unwrap();
        assert_eq!((out, summary.messages), (stream.clone(), 2));
    }
}
