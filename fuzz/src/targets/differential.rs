//! Ways that have to agree: a table of peers and one session where nothing was learned, a stream and its frames, borrowed,
//! owned and shared values, a walk and a check.

use bmp_codec::Encode;
use bmp_codec::bgp::Session;
use bmp_codec::bmp::{self, Message, PeerTable, Reading};

use crate::support::walk::{Walk, decodes};

/// The input is a stream.
pub fn differential(stream: &[u8]) {
    let strict = || PeerTable::default().with_reading(Reading::Strict);
    let mut following = strict();
    let mut messages = following.messages(stream);
    let mut peers = strict();
    let mut has_learned = false;
    for frame in bmp::frames(stream) {
        let Ok(frame) = frame else {
            assert!(messages.next().is_some_and(|message| message.is_err()));
            return;
        };
        let message = peers.decode(frame);
        assert_eq!(messages.next(), Some(message.clone()));
        // A table as it is read back follows the same sessions.
        let known = strict().decode(frame);
        let plain = Message::decode(frame, Session::default());
        match (&known, &plain) {
            (Ok(Message::V4(_)), _) | (_, Ok(Message::V4(_))) => {}
            _ => assert_eq!(known, plain, "a table that knows nothing"),
        }
        has_learned |= matches!(message, Ok(Message::PeerUp(_)));
        if !has_learned && !matches!(message, Ok(Message::V4(_))) {
            assert_eq!(message, plain, "a table that has learned nothing");
        }
        if let Ok(message) = message {
            views(&message, frame);
        }
    }
    let rest = messages.rest();
    if rest.is_empty() {
        assert_eq!(messages.next(), None);
    }
}

/// Walks over the forms of a value count the same, and so does a check.
fn views(message: &Message<&[u8]>, frame: &[u8]) {
    let counts = |message: &Message<&[u8]>| {
        let mut walk = Walk::default();
        walk.bmp(message);
        (walk.values, walk.errors, walk.inside)
    };
    let owned = message.to_owned();
    assert_eq!(counts(&owned.view()), counts(message));
    assert_eq!(owned.view(), *message);
    assert_eq!(owned.to_vec().as_deref(), Ok(frame));
    assert_eq!(
        format!("{owned:?}").len() > 0,
        format!("{message:?}").len() > 0
    );
    if let Message::RouteMonitoring(monitoring) = message {
        if let Ok(update) = &monitoring.update {
            let mut walk = Walk::default();
            walk.update(update);
            let is_broken = decodes(update.check()).is_err();
            assert_eq!(is_broken, walk.errors + walk.inside > 0);
            let errors = update.announced().chain(update.withdrawn());
            let keys = update.announced().keys().chain(update.withdrawn().keys());
            assert!(
                errors
                    .map(|route| route.is_ok())
                    .eq(keys.map(|key| key.is_ok()))
            );
        }
    }
}
