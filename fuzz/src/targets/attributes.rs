//! The value of an attribute, alone in an UPDATE or inside ATTR_SET.

use super::update::{judge, judge_json};
use crate::session;
use crate::support::hand;

/// Eight bytes that say the session, the code, the flags, then the value, whose length is made right. The lowest bit of
/// the flags puts it into ATTR_SET.
pub fn attributes(input: &[u8]) {
    let Some((session, [code, flags, value @ ..])) = session::split(input) else {
        return;
    };
    let mut attribute = long(*flags & !1, *code, value);
    if flags & 1 != 0 {
        let origin = [0, 0, 0xfb, 0xf0];
        attribute = long(0xc0, 128, &[&origin[..], &attribute].concat());
    }
    let body = hand::update_body(&[], &attribute, &[]);
    judge(&body, session);
    judge_json(&body, session);
}

/// An attribute with a length of two bytes, as much of it as fits.
pub(super) fn long(flags: u8, code: u8, value: &[u8]) -> Vec<u8> {
    let value = &value[..value.len().min(65_000)];
    let length = (value.len() as u16).to_be_bytes();
    [&[flags | 0x10, code][..], &length, value].concat()
}
