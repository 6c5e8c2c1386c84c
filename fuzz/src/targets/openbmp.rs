//! Messages with OpenBMP headers, any bytes: walking them ends, and every message that is accepted is exact.

use bmp_codec::openbmp::{self, OpenBmp};
use bmp_codec::{Decode, Encode};

use crate::limits::{OWNED, free, within};

/// The messages follow each other.
pub fn openbmp(stream: &[u8]) {
    let mut messages = openbmp::messages(stream);
    let mut rest = stream;
    let mut steps = 0;
    while let Some(item) = free(|| messages.next()) {
        steps += 1;
        assert!(steps <= stream.len(), "more messages than bytes");
        let frame = &rest[..rest.len() - messages.rest().len()];
        rest = messages.rest();
        let Ok(value) = item else {
            continue;
        };
        assert_eq!(OpenBmp::from_octets(frame), Ok(value));
        assert_eq!(value.to_vec().unwrap(), frame);
        assert_eq!(
            within(OWNED * frame.len(), || value.to_owned()).view(),
            value
        );
        assert!(!value.to_string().is_empty());
        let text = serde_json::to_string(&value).unwrap();
        let again: OpenBmp = serde_json::from_str(&text).unwrap();
        assert_eq!(again.view(), value);
        let octets = postcard::to_allocvec(&value).unwrap();
        let again: OpenBmp = postcard::from_bytes(&octets).unwrap();
        assert_eq!(again.view(), value);
    }
}
