//! AS_PATH in JSON: an array of segments, `{"kind": "sequence", "asns": [65001, 65002]}`, with a `width` if it is two.

use alloc::vec::Vec;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{AsPath, Asns, SegmentKind};
use crate::net::{Asn, AsnWidth};
use crate::wire::{Decode, Octets, Reader};

#[derive(Serialize, Deserialize)]
struct Segment<A> {
    kind: SegmentKind,
    #[serde(default, skip_serializing_if = "is_four")]
    width: AsnWidth,
    asns: A,
}

fn is_four(width: &AsnWidth) -> bool {
    *width == AsnWidth::Four
}

impl Serialize for Asns<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.clone())
    }
}

impl<B: AsRef<[u8]>> Serialize for AsPath<B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            let width = self.width;
            let segments = self.segments();
            serializer.collect_seq(segments.map(|segment| Segment {
                kind: segment.kind,
                width,
                asns: segment.asns,
            }))
        } else {
            (self.width, Octets(self.octets.as_ref())).serialize(serializer)
        }
    }
}

impl<'de, B: AsRef<[u8]> + Deserialize<'de>> Deserialize<'de> for AsPath<B> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let path = if deserializer.is_human_readable() {
            let segments = Vec::<Segment<Vec<Asn>>>::deserialize(deserializer)?;
            let width = segments.first().map(|segment| segment.width);
            let mut path = AsPath::new(width.unwrap_or_default());
            for segment in segments {
                if segment.width != path.width {
                    return Err(D::Error::custom(
                        "segments of different widths in one AS_PATH",
                    ));
                }
                path.push(segment.kind, segment.asns)
                    .map_err(D::Error::custom)?;
            }
            path
        } else {
            let (width, Octets(octets)) = <(AsnWidth, Octets)>::deserialize(deserializer)?;
            let session = crate::bgp::Session::default().with_asn_width(width);
            AsPath::<&[u8]>::decode(&mut Reader::within(&octets, session))
                .map_err(D::Error::custom)?;
            AsPath { octets, width }
        };
        crate::wire::serde::build(path.octets).map(|octets| AsPath {
            octets,
            width: path.width,
        })
    }
}
