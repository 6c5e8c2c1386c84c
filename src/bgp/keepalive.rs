//! KEEPALIVE ([RFC 4271, section 4.4](https://www.rfc-editor.org/rfc/rfc4271#section-4.4)).

use crate::bgp::{Body, MessageType};
use crate::net::fixed;

fixed! {
    /// A KEEPALIVE: a header without a body.
    ///
    /// ```
    /// use bmp_codec::{Encode, bgp::{Keepalive, Message}};
    ///
    /// let message: Message = Keepalive.into();
    /// assert_eq!(message.to_vec()?[16..], [0, 19, 4]);
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    Keepalive "";
}

impl Body for Keepalive {
    const TYPE: MessageType = MessageType::Keepalive;
}

#[cfg(test)]
mod tests {
    use crate::bgp::{Keepalive, Message};
    use crate::testkit::{error, exact, frame, pdus};

    #[test]
    fn as_a_router_sent_it() {
        let pdu = &pdus(&frame("mirroring-keepalive"))[0];
        let message: Message<&[u8]> = exact(pdu);
        assert_eq!(message, Message::Keepalive(Keepalive));
    }

    #[test]
    fn nothing_behind_the_header() {
        assert_eq!(
            error::<Keepalive>(&[0]),
            "value at byte 0: 1 byte is left over"
        );
    }
}
