//! Whether the JSON of a message tells all of its bytes.

use bmp_codec::Encode;
use bmp_codec::bgp::Update;
use bmp_codec::bgp::attribute::AttributeValue;
use bmp_codec::bgp::nlri::{Destination, Nlri, Routes};
use bmp_codec::bmp::Message;

use crate::routes::has_inside;

/// Decides it for one message after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exact {
    /// The routes of a list, encoded again.
    encoded: Vec<u8>,
}

impl Exact {
    /// Returns whether `text`, the JSON of a message, encodes to the same bytes.
    pub(crate) fn is(&mut self, message: &Message<&[u8]>, text: &[u8], frame: &[u8]) -> bool {
        self.is_surely(message) || reads_back(text, frame)
    }

    /// Returns `true` only if the text is exact. Decides what is frequent without reading the text: JSON leaves out bits
    /// behind a prefix, and nothing else. They are gone from the decoded routes, too, so these are encoded.
    pub(crate) fn is_surely(&mut self, message: &Message<&[u8]>) -> bool {
        match message {
            Message::RouteMonitoring(monitoring) => match &monitoring.update {
                Ok(update) => self.update(update),
                Err(_) => false,
            },
            _ => false,
        }
    }

    fn update(&mut self, update: &Update<&[u8]>) -> bool {
        self.routes(&update.withdrawn_routes)
            && self.routes(&update.nlri)
            && update.path_attributes.into_iter().all(|attribute| {
                match attribute.map(|attribute| attribute.value) {
                    Ok(AttributeValue::MpReach(reach)) => self.nlri(&reach.nlri),
                    Ok(AttributeValue::MpUnreach(unreach)) => self.nlri(&unreach.nlri),
                    // There may be routes inside.
                    Ok(value) => !has_inside(value.code()),
                    Err(_) => false,
                }
            })
    }

    /// Of rare families the text decides.
    fn nlri(&mut self, nlri: &Nlri<&[u8]>) -> bool {
        match nlri {
            Nlri::Ipv4Unicast(routes) | Nlri::Ipv4Multicast(routes) => self.routes(routes),
            Nlri::Ipv6Unicast(routes) | Nlri::Ipv6Multicast(routes) => self.routes(routes),
            Nlri::Ipv4LabeledUnicast(routes) => self.routes(routes),
            Nlri::Ipv6LabeledUnicast(routes) => self.routes(routes),
            Nlri::VpnIpv4Unicast(routes) => self.routes(routes),
            Nlri::VpnIpv6Unicast(routes) => self.routes(routes),
            Nlri::L2vpnEvpn(routes) => self.routes(routes),
            _ => false,
        }
    }

    fn routes<T: Destination>(&mut self, routes: &Routes<T, &[u8]>) -> bool
    where
        for<'s> T::At<'s>: Encode,
    {
        self.encoded.clear();
        for route in routes {
            let Ok(route) = route else {
                return false;
            };
            if route.encode(&mut self.encoded).is_err() {
                return false;
            }
        }
        self.encoded == routes.octets()
    }
}

/// Returns whether the text form of a message encodes to the same bytes.
pub(crate) fn reads_back(text: &[u8], frame: &[u8]) -> bool {
    serde_json::from_slice(text)
        .ok()
        .and_then(|message: Message| message.to_vec().ok())
        .is_some_and(|octets| octets == frame)
}
