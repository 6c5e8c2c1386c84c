//! What a message is about: the family of its routes, for tables by family and for names.

use std::fmt;

use bmp_codec::bgp::Update;
use bmp_codec::bgp::nlri::Family;

use crate::routes::lists;

/// The family of the routes in an UPDATE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum About {
    /// Routes of one family.
    Routes(Family),
    /// Routes of several families.
    Several,
    /// No routes: the end of a table.
    EndOfRib,
    /// No routes that can be decoded.
    Nothing,
}

impl About {
    pub(crate) fn of(update: &Update<&[u8]>) -> About {
        if update.end_of_rib().is_some() {
            return About::EndOfRib;
        }
        let mut about = About::Nothing;
        lists(update, |list| {
            let family = list.nlri.family();
            about = match about {
                About::Nothing => About::Routes(family),
                About::Routes(known) if known == family => about,
                _ => About::Several,
            };
        });
        about
    }
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            About::Routes(family) => family.fmt(f),
            About::Several => f.pad("several-families"),
            About::EndOfRib => f.pad("end-of-rib"),
            About::Nothing => f.pad("no-routes"),
        }
    }
}
