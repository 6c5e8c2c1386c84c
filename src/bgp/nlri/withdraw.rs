//! Withdraws routes: they have one label, whatever the session has
//! ([RFC 8277, section 2.4](https://www.rfc-editor.org/rfc/rfc8277#section-2.4)).

use crate::bgp::Session;
use crate::bgp::nlri::{Destination, Nlri, Route, RouteContext, Routes};
use crate::wire::{Element, Encode, EncodeError};

impl<B: AsRef<[u8]>> Nlri<B> {
    /// Returns whether the routes decode to the same routes if each has one label.
    pub(crate) fn has_one_label(&self) -> bool {
        !self.context().is_some_and(RouteContext::has_several_labels)
            || self.same_with_several_labels(false)
    }

    /// Returns the routes in their withdrawn form, or `None` if they already have it. In a list of a session with
    /// multiple labels, if that makes a difference, each route gets [`Label::WITHDRAWN`](crate::net::Label::WITHDRAWN)
    /// in place of its labels.
    ///
    /// # Errors
    /// [`EncodeError::Malformed`] if a route in such a list is malformed.
    pub(crate) fn to_withdrawn(&self) -> Result<Option<Nlri>, EncodeError> {
        if self.has_one_label() {
            return Ok(None);
        }
        self.with_one_label()
    }
}

/// Returns the routes, each with the one label that `set` gives it.
pub(super) fn one_label<T, B>(
    routes: &Routes<T, B>,
    set: impl Fn(&mut T),
) -> Result<Routes<T>, EncodeError>
where
    T: Destination + Encode + for<'s> Element<At<'s> = T>,
    B: AsRef<[u8]>,
{
    let context = routes.context();
    let mut withdrawn = Routes::new(
        Session::default()
            .routes(context.family())
            .with_path_ids(context.has_path_ids()),
    );
    for route in routes {
        let mut route: Route<T> = route.map_err(EncodeError::Malformed)?;
        set(&mut route.nlri);
        withdrawn.push(&route)?;
    }
    Ok(withdrawn)
}
