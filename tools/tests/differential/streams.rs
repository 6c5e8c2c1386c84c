//! The streams that are compared.

use std::path::Path;

use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp;
use bmp_codec::bmp::Rib;
use bmp_codec::bmp::v4::Profile;
use bmp_tools::synthesize::{FAMILIES, Goal, Settings, Stream, Tally};

/// A stream and its name.
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) octets: Vec<u8>,
    /// Of so many messages one is compared.
    pub(crate) every: usize,
}

/// Of tables of the Internet, whose messages are much alike, one in so many is compared.
const EVERY: [(&str, usize); 2] = [
    ("frr-10.7.1-full.bmp.zst", 199),
    ("gobgp-4.8.0-full-head.bmp.zst", 5),
];

/// All streams in `testdata/captures`. A `.pcap` beside one holds the same octets, and the messages in `testdata/frames` are
/// cut from them.
pub(crate) fn captures() -> Vec<Named> {
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/captures");
    let files = std::fs::read_dir(testdata).unwrap();
    let mut streams = Vec::new();
    for file in files.map(Result::unwrap) {
        let name = file.file_name().into_string().unwrap();
        if !name.ends_with(".bmp") && !name.ends_with(".bmp.zst") {
            continue;
        }
        let mut octets = Vec::new();
        let file = std::fs::read(file.path()).unwrap();
        bmp_tools::read_octets(file, None, &mut |part| octets.extend(part.messages)).unwrap();
        let every = EVERY.iter().find(|(of, _)| *of == name);
        let every = every.map_or(1, |(_, every)| *every);
        streams.push(Named {
            name,
            octets,
            every,
        });
    }
    streams
}

/// The messages in a stream.
pub(crate) fn frames(octets: &[u8]) -> Vec<&[u8]> {
    bmp::frames(octets).map(Result::unwrap).collect()
}

/// Streams that `bmp synthesize` makes: each family, each table, each kind of session, each version.
pub(crate) fn synthesized() -> Vec<Named> {
    let few = || Settings {
        goal: Goal::Messages(150),
        routes: 100,
        statistics: 20,
        flaps: 2,
        ..Settings::default()
    };
    let of = |name: &str, settings: Settings| Named {
        name: format!("synthesize {name}"),
        octets: made(settings),
        every: 1,
    };
    let mut streams = vec![of("", few())];
    for family in FAMILIES {
        for add_path in [0, 100] {
            let families = vec![family];
            streams.push(of(
                &format!("{family} {add_path}"),
                Settings {
                    families,
                    add_path,
                    ..few()
                },
            ));
        }
    }
    for rib in [
        Rib::AdjRibInPre,
        Rib::AdjRibInPost,
        Rib::AdjRibOutPre,
        Rib::AdjRibOutPost,
        Rib::LocRib,
    ] {
        let ribs = vec![rib];
        streams.push(of(&format!("{rib:?}"), Settings { ribs, ..few() }));
    }
    for two_octet_as in [50, 100] {
        streams.push(of(
            &format!("two-octet AS {two_octet_as}"),
            Settings {
                two_octet_as,
                families: vec![Family::IPV4_UNICAST, Family::IPV6_UNICAST],
                ..few()
            },
        ));
    }
    for profile in [
        Profile::Draft17,
        Profile::Draft19,
        Profile::Draft20,
        Profile::Draft21,
    ] {
        let version_4 = Some(profile);
        streams.push(of(&format!("{profile:?}"), Settings { version_4, ..few() }));
    }
    streams
}

fn made(settings: Settings) -> Vec<u8> {
    settings.check().unwrap();
    let (mut octets, mut tally) = (Vec::new(), Tally::default());
    let mut stream = Stream::new(settings).unwrap();
    while stream.write(&mut octets, &mut tally).unwrap() {}
    octets
}
