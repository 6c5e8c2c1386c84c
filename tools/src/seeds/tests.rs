//! Messages laid out by hand in, files out; and the shapes of what routers send.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use bmp_codec::bgp::Session;
use bmp_codec::bmp::Message;
use clap::Parser;

use super::args::Args;
use super::collection::Collection;
use super::hash::hash64;
use super::run;
use super::seed::{Target, shape_of_stream, shape_of_update};
use super::shape::names_of_message;
use crate::files::Files;
use crate::input::testing::message;

/// ORIGIN IGP, AS_PATH 65007, NEXT_HOP 192.0.2.7.
const ATTRIBUTES: &[u8] =
    b"\x40\x01\x01\0\x40\x02\x06\x02\x01\0\0\xfd\xef\x40\x03\x04\xc0\0\x02\x07";
/// 198.51.100.0/24.
const ROUTE: &[u8] = &[24, 198, 51, 100];

fn peer() -> Vec<u8> {
    let mut peer = vec![0; 42];
    peer[22..26].copy_from_slice(&[192, 0, 2, 7]);
    peer[26..30].copy_from_slice(&65007u32.to_be_bytes());
    peer
}

/// The body of an UPDATE that withdraws nothing.
fn body(attributes: &[u8], nlri: &[u8]) -> Vec<u8> {
    let length = (attributes.len() as u16).to_be_bytes();
    [&[0, 0][..], &length, attributes, nlri].concat()
}

fn bgp(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = (19 + body.len() as u16).to_be_bytes();
    [&[0xff; 16][..], &length, &[kind], body].concat()
}

fn monitoring(attributes: &[u8], nlri: &[u8]) -> Vec<u8> {
    message(0, &[peer(), bgp(2, &body(attributes, nlri))].concat())
}

/// A Peer Up whose OPENs have these capabilities.
fn peer_up(capabilities: &[u8]) -> Vec<u8> {
    let (all, one) = (capabilities.len() as u8 + 2, capabilities.len() as u8);
    let fields = [4, 0xfd, 0xef, 0, 180, 192, 0, 2, 7, all, 2, one];
    let open = bgp(1, &[&fields[..], capabilities].concat());
    message(3, &[&peer()[..], &[0; 20], &open, &open].concat())
}

/// What a run writes, and says.
struct Outcome {
    directory: tempfile::TempDir,
    out: String,
    errors: String,
    whole: bool,
}

impl Outcome {
    fn seeds(&self) -> PathBuf {
        self.directory.path().join("seeds")
    }

    /// Returns the names and bytes of the files of a target.
    fn files(&self, target: &str) -> Vec<(String, Vec<u8>)> {
        files(&self.seeds().join(target))
    }

    fn octets(&self, target: &str) -> BTreeSet<Vec<u8>> {
        self.files(target).into_iter().map(|file| file.1).collect()
    }
}

fn files(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// Runs the subcommand on a stream of these bytes, with `seeds` beside it.
fn run_in(directory: tempfile::TempDir, stream: &[u8], options: &[&str]) -> Outcome {
    let file = directory.path().join("stream");
    fs::write(&file, stream).unwrap();
    let seeds = directory.path().join("seeds");
    let words = ["seeds", file.to_str().unwrap(), seeds.to_str().unwrap()];
    let args = Args::try_parse_from(words.iter().chain(options)).unwrap();
    let (mut out, mut errors) = (Vec::new(), Vec::new());
    let whole = run(&args, &mut out, &mut errors).unwrap();
    Outcome {
        directory,
        out: String::from_utf8(out).unwrap(),
        errors: String::from_utf8(errors).unwrap(),
        whole,
    }
}

fn run_on(messages: &[&[u8]], options: &[&str]) -> Outcome {
    run_in(tempfile::tempdir().unwrap(), &messages.concat(), options)
}

#[test]
fn the_smallest_message_of_a_shape_is_kept() {
    let small = monitoring(ATTRIBUTES, ROUTE);
    let large = monitoring(ATTRIBUTES, &[ROUTE, &[25, 198, 51, 101, 0]].concat());
    for messages in [[&small[..], &large], [&large, &small]] {
        let outcome = run_on(&messages, &[]);
        let name = format!("route-monitoring-ipv4-unicast-{:016x}", hash64(&small));
        assert_eq!(outcome.files("stream"), [(name, small.clone())]);
        // Behind the word of a session without anything special.
        let input = [&[0; 8][..], &body(ATTRIBUTES, ROUTE)].concat();
        let name = format!("ipv4-unicast-{:016x}", hash64(&input));
        assert_eq!(outcome.files("update"), [(name, input)]);
        let seeds = outcome.seeds();
        let expected = format!(
            "2 messages, 0 of them malformed; 0 bytes in no message\n{}: 1 shapes, 1 new files, 0 there before\n\
             {}: 1 shapes, 1 new files, 0 there before\n",
            seeds.join("stream").display(),
            seeds.join("update").display()
        );
        assert_eq!(
            (outcome.out.as_str(), outcome.errors.as_str()),
            (&*expected, "")
        );
        assert!(outcome.whole);
    }
}

/// Of two that are equally long the one with the lower bytes, whichever comes first.
#[test]
fn the_order_of_messages_does_not_count() {
    let low = monitoring(ATTRIBUTES, ROUTE);
    let high = monitoring(ATTRIBUTES, &[24, 198, 51, 101]);
    for messages in [[&low[..], &high], [&high, &low]] {
        let outcome = run_on(&messages, &[]);
        assert_eq!(outcome.octets("stream"), BTreeSet::from([low.clone()]));
    }
}

#[test]
fn what_makes_another_shape() {
    // AS_PATH with the extended length; MULTI_EXIT_DISC beside; no routes; ORIGIN 7; an IPv6 peer; a set of AS numbers.
    let long = b"\x40\x01\x01\0\x50\x02\0\x06\x02\x01\0\0\xfd\xef\x40\x03\x04\xc0\0\x02\x07";
    let more = [ATTRIBUTES, b"\x80\x04\x04\0\0\0\x09"].concat();
    let bad = b"\x40\x01\x01\x07\x40\x02\x06\x02\x01\0\0\xfd\xef\x40\x03\x04\xc0\0\x02\x07";
    let set = b"\x40\x01\x01\0\x40\x02\x06\x01\x01\0\0\xfd\xef\x40\x03\x04\xc0\0\x02\x07";
    let mut ipv6 = monitoring(ATTRIBUTES, ROUTE);
    ipv6[7] = 0x80;
    let messages = [
        monitoring(ATTRIBUTES, ROUTE),
        monitoring(long, ROUTE),
        monitoring(&more, ROUTE),
        monitoring(&[], &[]),
        monitoring(bad, ROUTE),
        monitoring(set, ROUTE),
        ipv6,
        message(4, b"\0\x02\0\x02r1"),
        message(4, b"\0\x02\0\x02r1\0\x01\0\x02r1"),
        message(5, b"\0\x01\0\x02\0\0"),
        // A type that is not defined.
        message(9, b"?"),
    ];
    let all: Vec<_> = messages.iter().map(Vec::as_slice).collect();
    let outcome = run_on(&all, &[]);
    assert_eq!(outcome.octets("stream"), messages.into_iter().collect());
    // The last two of Route Monitoring are alike behind the header of the peer.
    assert_eq!(outcome.files("update").len(), 6);
    let names: Vec<_> = outcome
        .files("stream")
        .into_iter()
        .map(|file| file.0)
        .collect();
    for (kind, number) in [
        ("route-monitoring-ipv4-unicast-", 6),
        ("route-monitoring-end-of-rib-", 1),
        ("initiation-", 2),
        ("termination-", 1),
        ("unknown-", 1),
    ] {
        let found = names.iter().filter(|name| name.starts_with(kind)).count();
        assert_eq!(found, number, "{kind}: {names:?}");
    }
    assert!(outcome.whole);
}

/// ADD-PATH for IPv4 unicast, in both directions: the message needs the Peer Up to be read as it was.
#[test]
fn a_peer_up_comes_along_if_it_matters() {
    let up = peer_up(&[69, 4, 0, 1, 1, 3, 1, 4, 0, 1, 0, 1, 65, 4, 0, 0, 0xfd, 0xef]);
    // Without path identifiers, this is 0.0.0.0/0, 10.0.0.0/8 and 24.198.51.100/32.
    let route = [&[0, 8, 10, 32][..], ROUTE].concat();
    let with = monitoring(ATTRIBUTES, &route);
    let outcome = run_on(&[&up, &with], &[]);
    let both = [&up[..], &with].concat();
    assert_eq!(outcome.octets("stream"), BTreeSet::from([up.clone(), both]));
    // IPv4 unicast is the family with the lowest bit.
    let input = [&[0, 0, 0, 0, 0, 0, 0, 1][..], &body(ATTRIBUTES, &route)].concat();
    assert_eq!(outcome.octets("update"), BTreeSet::from([input]));
    assert!(!outcome.out.contains("otherwise"), "{}", outcome.out);
}

#[test]
fn a_message_that_cannot_be_decoded_is_a_seed() {
    // A Peer Up that ends in the local address.
    let cut = message(3, &[peer(), vec![0; 12]].concat());
    let outcome = run_on(&[&message(4, b""), &cut, &message(5, b"")], &[]);
    let name = format!("malformed-{:016x}", hash64(&cut));
    assert!(outcome.files("stream").contains(&(name, cut)));
    assert!(outcome.out.starts_with("3 messages, 1 of them malformed;"));
    assert!(outcome.whole);
}

/// MP_REACH_NLRI of AFI 25 and SAFI 12, with a next hop of four bytes and one byte of routes.
#[test]
fn a_family_without_a_name() {
    let attribute = b"\x80\x0e\x0a\0\x19\x0c\x04\xc0\0\x02\x07\0\x08";
    let frame = monitoring(&[ATTRIBUTES, attribute].concat(), &[]);
    let outcome = run_on(&[&frame], &[]);
    assert_eq!((&outcome.errors[..], outcome.whole), ("", true));
    let names = |target| outcome.files(target).into_iter().map(|(name, _)| name);
    let name = format!("route-monitoring-25-12-{:016x}", hash64(&frame));
    assert_eq!(names("stream").collect::<Vec<_>>(), [name]);
    assert!(names("update").all(|name| name.starts_with("25-12-")));
    assert_eq!(names("update").count(), 1);
}

#[test]
fn files_that_are_there_stay() {
    let small = monitoring(ATTRIBUTES, ROUTE);
    let first = run_on(&[&small], &[]);
    let directory = first.seeds().join("stream");
    fs::write(directory.join("mine"), "my own").unwrap();
    let again = run_in(first.directory, &small, &[]);
    assert!(
        again
            .out
            .contains("1 shapes, 0 new files, 1 there before\n")
    );
    assert!(again.whole);
    assert_eq!(again.files("stream").len(), 2);

    let name = format!("route-monitoring-ipv4-unicast-{:016x}", hash64(&small));
    let path = directory.join(&name);
    fs::write(&path, "something else").unwrap();
    let other = run_in(again.directory, &small, &[]);
    let said = format!(
        "bmp seeds: {}: is there, with other bytes: it is left as it is\n",
        path.display()
    );
    assert_eq!(other.errors, said);
    assert_eq!(fs::read(&path).unwrap(), b"something else");
    assert!(!other.whole);
}

/// A seed takes 256 bytes beside its own: there is room for one.
#[test]
fn what_has_no_room_is_said() {
    let messages = [message(4, b""), message(5, b"")];
    let outcome = run_on(&[&messages[0], &messages[1]], &["--limit", "300"]);
    assert_eq!(
        outcome.octets("stream"),
        BTreeSet::from([messages[0].clone()])
    );
    assert_eq!(
        outcome.errors,
        "bmp seeds: 1 seeds or Peer Ups had no room: --limit is 300 bytes\n"
    );
    assert!(!outcome.whole);
}

#[test]
fn lost_bytes_are_said() {
    let whole = monitoring(ATTRIBUTES, ROUTE);
    let outcome = run_on(&[&whole, &whole[..50]], &[]);
    assert_eq!(outcome.octets("stream").len(), 1);
    let file = outcome.directory.path().join("stream");
    assert_eq!(
        outcome.errors,
        format!(
            "bmp seeds: {}: ends in the middle of a message: end of file after 50 bytes of it; at byte {} of stream raw\n",
            file.display(),
            whole.len()
        )
    );
    assert!(outcome.out.ends_with('\n') && outcome.out.contains("; 50 bytes in no message\n"));
    assert!(!outcome.whole);
}

/// All names in a message, each told by hand.
#[test]
fn names() {
    let frame = monitoring(ATTRIBUTES, ROUTE);
    let decoded = Message::decode(&frame, Session::default());
    let mut found = BTreeSet::new();
    names_of_message(&decoded, &frame, &mut |name| {
        found.insert(name.to_owned());
    });
    let peer = r#"/route_monitoring/peer{flags=0}{peer_type="global"}"#;
    let attribute = "/route_monitoring/update/path_attributes{flags=64}";
    let expected = [
        "",
        "/route_monitoring",
        "/route_monitoring/trailing=empty",
        "/route_monitoring/update",
        "/route_monitoring/update/nlri",
        "/route_monitoring/update/nlri/nlri=IPv4",
        "/route_monitoring/update/nlri/path_id=null",
        "/route_monitoring/update/withdrawn_routes=[]",
        "AS numbers Four",
    ];
    let mut expected: BTreeSet<String> = expected.map(String::from).into();
    expected.insert(peer.to_owned());
    for value in [
        "distinguisher=text",
        "address=IPv4",
        "asn=number",
        "bgp_id=IPv4",
        "seconds=number",
        "microseconds=number",
    ] {
        expected.insert(format!("{peer}/{value}"));
    }
    let value = format!("{attribute}/value");
    expected.extend([attribute.to_owned(), value.clone()]);
    for below in [
        "origin=text",
        r#"as_path{kind="sequence"}"#,
        r#"as_path{kind="sequence"}/asns=number"#,
        "next_hop=IPv4",
    ] {
        expected.insert(format!("{value}/{below}"));
    }
    assert_eq!(found, expected);
}

/// What routers sent: each seed, read alone, has the shape for which it was kept.
#[test]
fn seeds_have_their_shapes() {
    let captures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/captures");
    for (capture, messages) in [
        // As in testdata/expected.json.
        ("bird-2.20.0-session.bmp.zst", 792),
        ("frr-10.7.1-mirror.bmp", 155),
        ("gobgp-4.8.0-families.bmp", 312),
    ] {
        let mut collection = Collection::new(1 << 30);
        let mut errors = Vec::new();
        let mut files = Files {
            command: "seeds",
            port: None,
            version_4: Default::default(),
            errors: &mut errors,
        };
        let bar = |_: &Path| indicatif::ProgressBar::hidden();
        let mut take = |item: crate::files::Item<'_, '_>| {
            collection.take(&item);
            Ok(())
        };
        files
            .read(&[captures.join(capture)], bar, &mut take)
            .unwrap();
        assert_eq!(collection.messages, messages, "{capture}");
        assert!(collection.of(Target::Stream).count() > 10, "{capture}");
        for seed in collection.of(Target::Stream) {
            assert_eq!(
                shape_of_stream(&seed.octets),
                Some(seed.shape),
                "{capture} {}",
                seed.what
            );
        }
        assert!(collection.of(Target::Update).count() > 10, "{capture}");
        for seed in collection.of(Target::Update) {
            assert_eq!(
                shape_of_update(&seed.octets),
                Some(seed.shape),
                "{capture} {}",
                seed.what
            );
        }
    }
}
