use super::*;
use crate::bgp::attribute::{
    AsPath, Communities, Community, LocalPref, MultiExitDisc, Origin, UnknownAttribute,
};
use crate::bgp::nlri::{
    FamilySet, Ipv4FlowSpec, Ipv4Prefix, Ipv6Prefix, LabeledIpv4, Route, UnknownNlri, VpnIpv4,
    VpnIpv6,
};
use crate::bgp::testkit::{frame, hex, pdus, two_octets};
use crate::net::{Label, Labels};
use crate::wire::{Decode, Octets};
use std::net::{IpAddr, Ipv6Addr};

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn attributes(session: Session) -> PathAttributes {
    PathAttributes::new(session)
        .with(&Origin::Igp)
        .unwrap()
        .with(&MultiExitDisc(7))
        .unwrap()
}
