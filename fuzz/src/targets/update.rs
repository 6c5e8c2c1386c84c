//! The body of an UPDATE, in any session.

use bmp_codec::bgp::error_action::ErrorContext;
use bmp_codec::bgp::nlri::RouteKey;
use bmp_codec::bgp::{Session, Update};
use bmp_codec::{Decode, Encode};

use crate::limits::{OWNED, free, within};
use crate::session;
use crate::support::walk::{self, Nowhere, Walk};

/// Eight bytes that say the session, then the body.
pub fn update(input: &[u8]) {
    let Some((session, body)) = session::split(input) else {
        return;
    };
    judge(body, session);
    judge_json(body, session);
}

/// Everything but formats.
pub(super) fn judge(body: &[u8], session: Session) {
    use std::fmt::Write;

    let Ok(update) = free(|| Update::from_octets_in(body, session)) else {
        return;
    };
    // The text of a key of so many bytes is made of a copy.
    let keys = || update.announced().keys().chain(update.withdrawn().keys());
    let has_long_key = keys()
        .flatten()
        .any(|key| key.to_owned().octets().len() > 256);
    let judge = || {
        let mut walk = Walk::default();
        walk.update(&update);
        let is_broken = walk::decodes(update.check()).is_err();
        assert_eq!(is_broken, walk.errors + walk.inside > 0);
        let context = ErrorContext::default();
        let mut worst = Default::default();
        for error in update.errors(context) {
            worst = error.disposition.max(worst);
            write!(Nowhere::default(), "{error}").unwrap();
        }
        assert_eq!(update.disposition(context), worst);
    };
    if has_long_key {
        judge();
    } else {
        free(judge);
    }
    let owned = within(OWNED * body.len(), || update.to_owned());
    assert_eq!(owned.view(), update);
    assert_eq!(owned.to_vec().unwrap(), body);
    assert_eq!(update.to_vec().unwrap(), body);
    for key in keys().flatten() {
        let owned = key.to_owned();
        let again = RouteKey::from_octets(owned.family(), owned.path_id(), owned.octets());
        assert_eq!(again.as_ref(), Ok(&owned));
    }
}

/// What comes back from JSON says the same.
pub(super) fn judge_json(body: &[u8], session: Session) {
    let Ok(update) = Update::from_octets_in(body, session) else {
        return;
    };
    let text = serde_json::to_string(&update).unwrap();
    let again: Update = serde_json::from_str(&text).unwrap();
    if again.to_vec().unwrap() != body {
        assert_eq!(serde_json::to_string(&again).unwrap(), text);
    }
}
