//! Serde form of a message with an OpenBMP header: the router IP as text.

use core::net::{IpAddr, Ipv6Addr};

use crate::openbmp::message::router_ip_octets;
use crate::openbmp::{Flags, HashId, ObjectType, OpenBmp};
use crate::wire::serde::parts;
use crate::wire::{Octets, Text};

parts! {
    OpenBmp<B> |value| {
        flags: Flags = value.flags,
        object_type: ObjectType = value.object_type,
        seconds: u32 = value.seconds,
        microseconds: u32 = value.microseconds,
        collector_hash: HashId = value.collector_hash,
        collector_admin_id: Text<B> = value.collector_admin_id,
        router_hash: HashId = value.router_hash,
        router_ip: IpAddr = router_ip(value),
        router_group: Text<B> = value.router_group,
        row_count: u32 = value.row_count,
        extension: Octets<B> = value.extension,
        message: Octets<B> = value.message,
    }
    Ok(OpenBmp {
        flags, object_type, seconds, microseconds, collector_hash, collector_admin_id, router_hash,
        router_ip: router_ip_octets(router_ip),
        router_group, row_count, extension, message,
    })
}

/// Returns the router IP. If bytes after an IPv4 address are not 0, all of them are shown, like an IPv6 address.
fn router_ip<B: AsRef<[u8]>>(value: &OpenBmp<B>) -> IpAddr {
    let (address, octets) = (value.router_ip(), value.router_ip_octets());
    match router_ip_octets(address) == octets {
        true => address,
        false => Ipv6Addr::from(octets).into(),
    }
}
