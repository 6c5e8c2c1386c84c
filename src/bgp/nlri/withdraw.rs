//! Routes as they are withdrawn: with one label, whatever the session has
//! ([RFC 8277, section 2.4](https://www.rfc-editor.org/rfc/rfc8277#section-2.4)).

use crate::bgp::Session;
use crate::bgp::nlri::{Destination, Family, Labeled, Nlri, Route, RouteContext, Routes, Vpn};
use crate::net::{Label, Labels};
use crate::wire::{DecodeError, Encode, EncodeError};

/// A route with labels.
trait WithLabels {
    fn labels(&mut self) -> &mut Labels;
}

impl<P> WithLabels for Labeled<P> {
    fn labels(&mut self) -> &mut Labels {
        &mut self.labels
    }
}

impl<P> WithLabels for Vpn<P> {
    fn labels(&mut self) -> &mut Labels {
        &mut self.labels
    }
}

impl<B: AsRef<[u8]>> Nlri<B> {
    /// Whether the routes are read as what they are where each has one label.
    pub(crate) fn has_one_label(&self) -> bool {
        !self.context().is_some_and(RouteContext::has_several_labels)
            || self.same_with_several_labels(false)
    }

    /// The same routes as they are withdrawn, where that is not how they are: of a list for a session of several labels,
    /// in which that makes a difference, each gets [`Label::WITHDRAWN`] in place of its labels.
    ///
    /// # Errors
    /// [`EncodeError::Malformed`] where such a list cannot be read.
    pub(crate) fn to_withdrawn(&self) -> Result<Option<Nlri>, EncodeError> {
        if self.has_one_label() {
            return Ok(None);
        }
        Ok(match self {
            Nlri::Ipv4LabeledUnicast(routes) => {
                Some(Nlri::Ipv4LabeledUnicast(one_label(self.family(), routes)?))
            }
            Nlri::Ipv6LabeledUnicast(routes) => {
                Some(Nlri::Ipv6LabeledUnicast(one_label(self.family(), routes)?))
            }
            Nlri::VpnIpv4Unicast(routes) => {
                Some(Nlri::VpnIpv4Unicast(one_label(self.family(), routes)?))
            }
            Nlri::VpnIpv6Unicast(routes) => {
                Some(Nlri::VpnIpv6Unicast(one_label(self.family(), routes)?))
            }
            Nlri::Ipv4ClassfulTransport(routes) => Some(Nlri::Ipv4ClassfulTransport(one_label(
                self.family(),
                routes,
            )?)),
            Nlri::Ipv6ClassfulTransport(routes) => Some(Nlri::Ipv6ClassfulTransport(one_label(
                self.family(),
                routes,
            )?)),
            // Routes of no other family have several labels.
            _ => None,
        })
    }
}

fn one_label<T, B>(family: Family, routes: &Routes<T, B>) -> Result<Routes<T>, EncodeError>
where
    T: Destination + Encode + WithLabels + for<'s> crate::wire::Element<At<'s> = T>,
    B: AsRef<[u8]>,
{
    let context = Session::default()
        .routes(family)
        .with_path_ids(routes.context().has_path_ids());
    let mut withdrawn = Routes::new(context);
    for route in routes {
        let mut route: Route<T> =
            route.map_err(|error: DecodeError| EncodeError::Malformed(error))?;
        *route.nlri.labels() = Label::WITHDRAWN.into();
        withdrawn.push(&route)?;
    }
    Ok(withdrawn)
}
