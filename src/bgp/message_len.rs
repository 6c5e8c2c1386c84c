//! How long a message may be ([RFC 4271, section 4.1](https://www.rfc-editor.org/rfc/rfc4271#section-4.1),
//! [RFC 8654](https://www.rfc-editor.org/rfc/rfc8654)).

/// The most octets of a message, header included, where nothing else has been agreed on
/// ([RFC 4271, section 4.1](https://www.rfc-editor.org/rfc/rfc4271#section-4.1)).
pub const MAX_MESSAGE_LEN: usize = 4096;

/// The most octets of a message, header included, between speakers of extended messages
/// ([RFC 8654](https://www.rfc-editor.org/rfc/rfc8654)). OPEN and KEEPALIVE have no more than [`MAX_MESSAGE_LEN`] there,
/// too.
pub const MAX_EXTENDED_MESSAGE_LEN: usize = 65535;
