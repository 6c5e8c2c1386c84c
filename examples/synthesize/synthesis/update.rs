//! UPDATEs of a group of routes: as few as its routes fit into.

use bmp_codec::EncodeError;
use bmp_codec::bgp::attribute::{
    Aggregator, As4Aggregator, As4Path, AsPath, MpNextHop, MpReach, MpUnreach, NextHop,
    PathAttributes, SegmentKind,
};
use bmp_codec::bgp::nlri::{Nlri, Routes};
use bmp_codec::bgp::{Session, Update};
use bmp_codec::net::{Asn, AsnWidth};
use std::net::IpAddr;

pub(crate) fn set_as_path(
    attributes: &mut PathAttributes,
    asns: &[Asn],
) -> Result<(), EncodeError> {
    let width = attributes.session().asn_width();
    let mut path = AsPath::new(width);
    path.push(SegmentKind::Sequence, asns.iter().copied())?;
    attributes.set(&path)?;
    if width == AsnWidth::Two && asns.iter().any(|asn| asn.0 > 0xffff) {
        attributes.set(&As4Path(AsPath::sequence(asns.iter().copied())?))?;
    }
    Ok(())
}

pub(crate) fn set_aggregator(
    attributes: &mut PathAttributes,
    aggregator: Aggregator,
) -> Result<(), EncodeError> {
    let width = attributes.session().asn_width();
    if width == AsnWidth::Two && aggregator.asn().0 > 0xffff {
        attributes.set(&Aggregator::new(Asn(23456), aggregator.address()).with_width(width))?;
        return attributes.set(&As4Aggregator::new(aggregator.asn(), aggregator.address()));
    }
    attributes.set(&aggregator.with_width(width))
}

pub(crate) fn announcing(
    mut path_attributes: PathAttributes,
    next_hop: MpNextHop,
    nlri: Nlri,
) -> Result<Update, EncodeError> {
    let session = path_attributes.session();
    let mut update = empty(session);
    match (nlri, next_hop.address()) {
        (Nlri::Ipv4Unicast(routes), Some(IpAddr::V4(address))) => {
            path_attributes.set(&NextHop::from(address))?;
            update.nlri = routes;
        }
        (nlri, _) => path_attributes.set(&MpReach::new(next_hop, nlri))?,
    }
    update.path_attributes = path_attributes;
    Ok(update)
}

pub(crate) fn withdrawing(session: Session, nlri: Nlri) -> Result<Update, EncodeError> {
    let mut update = empty(session);
    match nlri {
        Nlri::Ipv4Unicast(routes) => update.withdrawn_routes = routes,
        nlri => update.path_attributes.set(&MpUnreach::from(nlri))?,
    }
    Ok(update)
}

fn empty(session: Session) -> Update {
    Update {
        withdrawn_routes: Routes::new(session),
        path_attributes: PathAttributes::new(session),
        nlri: Routes::new(session),
    }
}
