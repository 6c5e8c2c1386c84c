//! Streams of BMP version 4, against those of version 3.

use bmp_codec::bmp::StreamChecker;
use bmp_codec::bmp::v4::{Profile, Value};

use super::*;

/// In version 4, the same routes, peers and statistics: what version 3 can say of them is the stream of version 3.
#[test]
fn version_4_is_the_same_stream() {
    for profile in [
        Profile::Draft17,
        Profile::Draft19,
        Profile::Draft20,
        Profile::Draft21,
    ] {
        let settings = || Settings {
            routes: 200,
            ..everything()
        };
        let (three, tally) = made(settings());
        let (four, of_four) = made(Settings {
            version_4: Some(profile),
            ..settings()
        });
        assert_eq!(
            (&tally.messages, &tally.routes),
            (&of_four.messages, &of_four.routes)
        );
        let (mut peers, mut checker) = (PeerTable::new(), StreamChecker::new());
        let (mut frames, mut sequence, mut marked) = (bmp::frames(&four), 0, 0);
        for frame in bmp::frames(&three) {
            let message = Message::decode(frame.unwrap(), &peers).unwrap();
            let of_four = peers.decode(frames.next().unwrap().unwrap()).unwrap();
            assert_eq!(checker.check(&of_four).next(), None);
            let Message::V4(of_four) = &of_four else {
                panic!()
            };
            let is_monitoring = of_four.message_type() == MessageType::RouteMonitoring;
            // The content of the messages shows the revision.
            if is_monitoring {
                assert_eq!(of_four.profile(), Some(profile));
            }
            let tlvs = of_four.tlvs().into_iter().flatten().map(Result::unwrap);
            let tlvs: Vec<_> = tlvs.collect();
            let known = of_four.in_version_3().unwrap();
            let has = |wanted: fn(&Value<&[u8]>) -> bool| tlvs.iter().any(|tlv| wanted(&tlv.value));
            match (&message, &known) {
                (Message::RouteMonitoring(message), Message::RouteMonitoring(known)) => {
                    assert_eq!(
                        (&message.peer, &message.update),
                        (&known.peer, &known.update)
                    );
                    assert!(has(|value| matches!(value, Value::VrfTableName(_))));
                }
                (Message::StatisticsReport(_), Message::StatisticsReport(_)) => {
                    assert_eq!(message, known);
                }
                _ => assert_eq!(message.peer(), known.peer()),
            }
            let number = tlvs.iter().find_map(|tlv| match tlv.value {
                Value::SequenceNumber(number) => Some(number),
                _ => None,
            });
            let is_counted =
                profile == Profile::Draft21 || profile == Profile::Draft20 && is_monitoring;
            assert_eq!(number, is_counted.then_some(sequence));
            sequence += 1;
            for route in of_four.routes() {
                let markings = route
                    .tlvs()
                    .filter(|tlv| matches!(tlv.value, Value::PathMarking(_)));
                let count = markings.count();
                assert_eq!(
                    count,
                    usize::from(profile == Profile::Draft19 && !route.is_withdrawn)
                );
                marked += count;
            }
        }
        assert!(frames.next().is_none() && frames.rest().is_empty());
        assert_eq!(marked > 1000, profile == Profile::Draft19);
    }
}
