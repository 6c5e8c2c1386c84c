//! OPENs and their capabilities, and the session that two of them lead to.

use bmp_codec::bgp::capability::Capability;
use bmp_codec::bgp::{Direction, Open, Session};
use bmp_codec::wire::List;
use bmp_codec::{Decode, Encode};

use crate::limits::{OWNED, free, within};
use crate::support::walk::{Walk, print};

/// The first byte says where the second OPEN begins. Both parts are also read as capabilities.
pub fn open(input: &[u8]) {
    let Some((at, rest)) = input.split_first() else {
        return;
    };
    let (first, second) = rest.split_at(rest.len().min(usize::from(*at)));
    for part in [first, second] {
        let list: List<Capability, &[u8]> = Decode::from_octets(part).unwrap();
        let mut steps = 0;
        for capability in list.iter() {
            steps += 1;
            assert!(steps <= part.len(), "more capabilities than bytes");
            if let Ok(capability) = capability {
                print(&capability);
                let owned = within(OWNED * part.len(), || capability.to_owned());
                assert_eq!(owned.view(), capability);
                let octets = capability.to_vec().unwrap();
                assert_eq!(Capability::from_octets(&octets), Ok(capability));
            }
        }
    }
    let opens = [first, second].map(|part| free(|| Open::from_octets(part)));
    for (open, octets) in opens.iter().zip([first, second]) {
        let Ok(open) = open else {
            continue;
        };
        free(|| {
            Walk::default().open(open);
            print(open);
        });
        let owned = within(OWNED * octets.len(), || open.to_owned());
        assert_eq!(owned.view(), *open);
        assert_eq!(open.to_vec().unwrap(), octets);
        let text = serde_json::to_string(open).unwrap();
        let again: Open = serde_json::from_str(&text).unwrap();
        assert_eq!(again.to_vec().unwrap(), octets, "{text}");
    }
    if let [Ok(sent), Ok(received)] = &opens {
        let [there, back] = [Direction::Received, Direction::Sent]
            .map(|direction| free(|| Session::negotiated(sent, received, direction)));
        // What one speaker sends, the other receives.
        let other = |direction| Session::negotiated(received, sent, direction);
        assert_eq!(other(Direction::Sent), there);
        assert_eq!(other(Direction::Received), back);
    }
}
