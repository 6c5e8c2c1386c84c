//! How long a message may be ([RFC 4271, section 4.1](https://www.rfc-editor.org/rfc/rfc4271#section-4.1),
//! [RFC 8654](https://www.rfc-editor.org/rfc/rfc8654)).

use crate::bgp::Open;
use crate::bgp::capability::Capability;

/// The most octets of a message, header included, where nothing else has been agreed on
/// ([RFC 4271, section 4.1](https://www.rfc-editor.org/rfc/rfc4271#section-4.1)).
pub const MAX_MESSAGE_LEN: usize = 4096;

/// The most octets of a message, header included, between speakers of extended messages
/// ([RFC 8654](https://www.rfc-editor.org/rfc/rfc8654)). OPEN and KEEPALIVE have no more than [`MAX_MESSAGE_LEN`] there,
/// too.
pub const MAX_EXTENDED_MESSAGE_LEN: usize = 65535;

/// The most octets of an UPDATE, header included, between the speakers of these two OPENs:
/// [`MAX_EXTENDED_MESSAGE_LEN`] where both have the BGP Extended Message capability, and [`MAX_MESSAGE_LEN`] otherwise.
///
/// [RFC 8654, section 4](https://www.rfc-editor.org/rfc/rfc8654#section-4) asks for the capability of the receiver only;
/// asking for both is what routers do, and the same for both directions.
///
/// ```
/// use bmp_codec::bgp::{self, Open, capability::{Capability, ExtendedMessage}};
/// use bmp_codec::net::Asn;
///
/// let open = |capabilities: &[Capability]| {
///     Open::new(Asn(65001), 90, [192, 0, 2, 1].into(), capabilities.iter().cloned())
/// };
/// let (with, without) = (open(&[Capability::ExtendedMessage(ExtendedMessage)])?, open(&[])?);
/// assert_eq!(bgp::max_message_len(&with, &with), 65535);
/// assert_eq!(bgp::max_message_len(&with, &without), 4096);
/// # Ok::<(), bmp_codec::EncodeError>(())
/// ```
#[must_use]
pub fn max_message_len<S, R>(sent: &Open<S>, received: &Open<R>) -> usize
where
    S: AsRef<[u8]>,
    R: AsRef<[u8]>,
{
    if takes_extended(sent) && takes_extended(received) {
        MAX_EXTENDED_MESSAGE_LEN
    } else {
        MAX_MESSAGE_LEN
    }
}

fn takes_extended<B: AsRef<[u8]>>(open: &Open<B>) -> bool {
    open.capabilities()
        .any(|capability| matches!(capability, Ok(Capability::ExtendedMessage(_))))
}
