//! The limit: a walk over Route Monitoring messages by hand, without types, errors or names, and the checksum it makes.
//!
//! Whoever reads a stream and folds the same values in the same order gets the same sum, so no walk can skip work.
//! [`fold`] takes one value; the values of a message are, in this order:
//!
//! - common header: none (version and type are checked, the length frames); of a message that is not Route Monitoring, but
//!   a Statistics Report, a Peer Down or a Peer Up: its type and length, and nothing else
//! - per-peer header: type, flags, distinguisher, address as two words of eight octets, AS number, BGP identifier,
//!   seconds, microseconds
//! - BGP header: none (the marker is not looked at, the length is that of the message less 48, the type is UPDATE)
//! - withdrawn routes: the values of each route
//! - path attributes: flags and code of each, then
//!   - ORIGIN, NEXT_HOP, MULTI_EXIT_DISC, LOCAL_PREF: the number
//!   - AS_PATH: of each segment its type, then its AS numbers
//!   - ATOMIC_AGGREGATE: none
//!   - AGGREGATOR: AS number, address
//!   - COMMUNITIES: a number each; EXTENDED COMMUNITIES likewise, of eight octets; LARGE_COMMUNITY: three numbers each
//!   - MP_REACH_NLRI: AFI, SAFI, length of the next hop; the next hop: of 4 octets one number, of 16 two words, of 32
//!     four, of 12 the distinguisher and the address; the values of each route
//!   - MP_UNREACH_NLRI: AFI, SAFI, the values of each route
//!   - any other: the length of its value
//! - NLRI: the values of each route
//!
//! and those of a route:
//!
//! - of any family: first the path identifier, where the session has them
//! - IPv4: address, length; IPv6: address as two words, length. Bits behind the length are taken as zero
//! - VPN-IPv4: label (20 bits), distinguisher, address, length of the IPv4 prefix
//! - EVPN MAC/IP Advertisement: 2, distinguisher, Ethernet segment as a word of eight octets and one of two, Ethernet
//!   tag, MAC address, IP address (0 for none; two words for IPv6), label (20 bits), second label where there is one
//! - EVPN IP Prefix: 5, distinguisher, Ethernet segment and tag likewise, address, length, gateway, label (20 bits)
//!
//! Every walker here gives `None` for what is cut short, of a wrong length, or not known to it.

/// Takes one more value into a sum.
#[inline(always)]
pub(crate) fn fold(sum: u64, value: impl Into<u64>) -> u64 {
    sum.rotate_left(1).wrapping_add(value.into())
}

/// All messages of a stream whose routes are of the kinds named above.
pub(crate) fn walk(stream: &[u8], add_path: bool) -> Option<u64> {
    if add_path {
        messages::<true>(stream)
    } else {
        messages::<false>(stream)
    }
}

fn messages<const ADD_PATH: bool>(mut stream: &[u8]) -> Option<u64> {
    let mut sum = 0;
    while !stream.is_empty() {
        let head: &[u8; 71] = stream.first_chunk()?;
        let length = number32(&head[1..])? as usize;
        let bgp_length = usize::from(number16(&head[64..])?);
        if head[0] != 3 || head[5] != 0 || head[66] != 2 || length != 48 + bgp_length {
            if head[0] != 3 || !(1..=3).contains(&head[5]) || length < 48 {
                return None;
            }
            stream = stream.get(length..)?;
            sum = fold(fold(sum, head[5]), length as u64);
            continue;
        }
        let (message, behind) = stream.split_at_checked(length)?;
        stream = behind;

        sum = fold(fold(sum, head[6]), head[7]);
        sum = fold(sum, number64(&head[8..])?);
        sum = fold(fold(sum, number64(&head[16..])?), number64(&head[24..])?);
        sum = fold(fold(sum, number32(&head[32..])?), number32(&head[36..])?);
        sum = fold(fold(sum, number32(&head[40..])?), number32(&head[44..])?);

        let withdrawn = usize::from(number16(&head[67..])?);
        if withdrawn > 0 {
            sum = ipv4_routes::<ADD_PATH>(sum, message.get(69 - IPV4_LEAD..69 + withdrawn)?)?;
        }
        let (length, attributes) = message.get(69 + withdrawn..)?.split_first_chunk()?;
        let (attributes, nlri) =
            attributes.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        sum = path_attributes::<ADD_PATH>(sum, attributes)?;
        if !nlri.is_empty() {
            sum = ipv4_routes::<ADD_PATH>(
                sum,
                message.get(message.len() - nlri.len() - IPV4_LEAD..)?,
            )?;
        }
    }
    Some(sum)
}

#[inline(always)]
fn path_attributes<const ADD_PATH: bool>(mut sum: u64, mut attributes: &[u8]) -> Option<u64> {
    while let [flags, code, length, rest @ ..] = attributes {
        sum = fold(fold(sum, *flags), *code);
        let (mut length, mut rest) = (usize::from(*length), rest);
        if flags & 0x10 != 0 {
            let (low, behind) = rest.split_first()?;
            (length, rest) = (length << 8 | usize::from(*low), behind);
        }
        let (value, behind) = rest.split_at_checked(length)?;
        attributes = behind;
        match code {
            1 => {
                let [origin] = value else { return None };
                sum = fold(sum, *origin);
            }
            2 => sum = as_path(sum, value)?,
            3..=5 => sum = fold(sum, u32::from_be_bytes(value.try_into().ok()?)),
            6 => {
                if !value.is_empty() {
                    return None;
                }
            }
            7 => {
                let value: u64 = u64::from_be_bytes(value.try_into().ok()?);
                sum = fold(fold(sum, value >> 32), value as u32);
            }
            8 => {
                let (communities, []) = value.as_chunks() else {
                    return None;
                };
                for community in communities {
                    sum = fold(sum, u32::from_be_bytes(*community));
                }
            }
            14 => sum = mp_reach::<ADD_PATH>(sum, value)?,
            15 => sum = mp_unreach::<ADD_PATH>(sum, value)?,
            16 => {
                let (communities, []) = value.as_chunks() else {
                    return None;
                };
                for community in communities {
                    sum = fold(sum, u64::from_be_bytes(*community));
                }
            }
            32 => {
                let (communities, []) = value.as_chunks::<12>() else {
                    return None;
                };
                for community in communities {
                    sum = fold(sum, number32(community)?);
                    sum = fold(sum, number32(&community[4..])?);
                    sum = fold(sum, number32(&community[8..])?);
                }
            }
            _ => sum = fold(sum, value.len() as u64),
        }
    }
    attributes.is_empty().then_some(sum)
}

#[inline(always)]
fn as_path(mut sum: u64, mut value: &[u8]) -> Option<u64> {
    while let [kind @ 1..=4, count, rest @ ..] = value {
        let (asns, behind) = rest.split_at_checked(usize::from(*count) * 4)?;
        sum = fold(sum, *kind);
        for asn in asns.as_chunks().0 {
            sum = fold(sum, u32::from_be_bytes(*asn));
        }
        value = behind;
    }
    value.is_empty().then_some(sum)
}

#[inline(always)]
fn mp_reach<const ADD_PATH: bool>(mut sum: u64, value: &[u8]) -> Option<u64> {
    let [afi, afi_low, safi, length, rest @ ..] = value else {
        return None;
    };
    let afi = u16::from_be_bytes([*afi, *afi_low]);
    sum = fold(fold(fold(sum, afi), *safi), *length);
    let (next_hop, rest) = rest.split_at_checked(usize::from(*length))?;
    match next_hop.len() {
        4 => sum = fold(sum, number32(next_hop)?),
        16 => sum = fold(fold(sum, number64(next_hop)?), number64(&next_hop[8..])?),
        32 => {
            sum = fold(fold(sum, number64(next_hop)?), number64(&next_hop[8..])?);
            sum = fold(
                fold(sum, number64(&next_hop[16..])?),
                number64(&next_hop[24..])?,
            );
        }
        12 => sum = fold(fold(sum, number64(next_hop)?), number32(&next_hop[8..])?),
        _ => return None,
    }
    let (_reserved, routes) = rest.split_first()?;
    mp_routes::<ADD_PATH>(sum, afi, *safi, value, routes.len())
}

/// Out of line, since streams have few.
#[inline(never)]
fn mp_unreach<const ADD_PATH: bool>(mut sum: u64, value: &[u8]) -> Option<u64> {
    let [afi, afi_low, safi, routes @ ..] = value else {
        return None;
    };
    let afi = u16::from_be_bytes([*afi, *afi_low]);
    sum = fold(fold(sum, afi), *safi);
    let led = [&[0; IPV6_LEAD], routes].concat();
    mp_routes::<ADD_PATH>(sum, afi, *safi, &led, routes.len())
}

#[inline(always)]
fn mp_routes<const ADD_PATH: bool>(
    sum: u64,
    afi: u16,
    safi: u8,
    value: &[u8],
    length: usize,
) -> Option<u64> {
    let led = |lead: usize| value.get(value.len().checked_sub(length + lead)?..);
    match (afi, safi) {
        (1, 1) => ipv4_routes::<ADD_PATH>(sum, led(IPV4_LEAD)?),
        (2, 1) => ipv6_routes::<ADD_PATH>(sum, led(IPV6_LEAD)?),
        (1, 128) => vpn_ipv4_routes::<ADD_PATH>(sum, led(0)?),
        (25, 70) => evpn_routes::<ADD_PATH>(sum, led(0)?),
        _ => None,
    }
}

/// Routes are read through a window that ends where their prefix ends: one load, wherever that is. It begins before
/// the first route, by as many octets as these.
const IPV4_LEAD: usize = 3;
const IPV6_LEAD: usize = 7;

/// The address with the octets of a prefix that end `window`, and zero behind `length`.
#[inline(always)]
fn ipv4_address(window: u32, length: u32) -> u32 {
    let used = window >> (length.wrapping_neg() & 7);
    (u64::from(used) << (32 - length)) as u32
}

/// The bits of an IPv4 address that a prefix of each length has.
const MASKS: [u32; 33] = {
    let mut masks = [0; 33];
    let mut length = 1;
    while length < masks.len() {
        masks[length] = u32::MAX << (32 - length);
        length += 1;
    }
    masks
};

#[inline(always)]
fn path_id<'a, const ADD_PATH: bool>(
    sum: &mut u64,
    routes: &'a [u8],
    lead: usize,
) -> Option<&'a [u8]> {
    if !ADD_PATH {
        return Some(routes);
    }
    *sum = fold(*sum, number32(routes.get(lead..)?)?);
    routes.get(4..)
}

#[inline(always)]
fn ipv4_routes<const ADD_PATH: bool>(mut sum: u64, mut routes: &[u8]) -> Option<u64> {
    while routes.len() > IPV4_LEAD {
        routes = path_id::<ADD_PATH>(&mut sum, routes, IPV4_LEAD)?;
        let length = *routes.get(IPV4_LEAD)?;
        let mask = *MASKS.get(usize::from(length))?;
        let bits = (u32::from(length) + 7) & !7;
        let octets = bits as usize / 8;
        let window = routes.get(octets..octets + 4)?;
        let address = number32(window)?.wrapping_shl(bits.wrapping_neg()) & mask;
        sum = fold(fold(sum, address), length);
        routes = &routes[octets + 1..];
    }
    Some(sum)
}

#[inline(always)]
fn ipv6_routes<const ADD_PATH: bool>(mut sum: u64, mut routes: &[u8]) -> Option<u64> {
    while routes.len() > IPV6_LEAD {
        routes = path_id::<ADD_PATH>(&mut sum, routes, IPV6_LEAD)?;
        let length = *routes.get(IPV6_LEAD)?;
        let octets = usize::from(length).div_ceil(8);
        let window = number64(routes.get(octets..octets + 8)?)? >> (length.wrapping_neg() & 7);
        let (high, low) = match length {
            0 => (0, 0),
            1..=64 => (window << (64 - length), 0),
            65..=128 => (
                number64(routes.get(IPV6_LEAD + 1..)?)?,
                window << (128 - length),
            ),
            _ => return None,
        };
        sum = fold(fold(fold(sum, high), low), length);
        routes = &routes[octets + 1..];
    }
    Some(sum)
}

#[inline(always)]
fn vpn_ipv4_routes<const ADD_PATH: bool>(mut sum: u64, mut routes: &[u8]) -> Option<u64> {
    while !routes.is_empty() {
        routes = path_id::<ADD_PATH>(&mut sum, routes, 0)?;
        let head: &[u8; 12] = routes.first_chunk()?;
        let length = u32::from(head[0].checked_sub(88)?);
        if length > 32 {
            return None;
        }
        let octets = length.div_ceil(8) as usize;
        let window = number32(routes.get(8 + octets..12 + octets)?)?;
        sum = fold(sum, number32(head)? >> 4 & 0xf_ffff);
        sum = fold(
            fold(sum, number64(&head[4..])?),
            ipv4_address(window, length),
        );
        sum = fold(sum, length);
        routes = &routes[12 + octets..];
    }
    Some(sum)
}

#[inline(always)]
fn evpn_routes<const ADD_PATH: bool>(mut sum: u64, mut routes: &[u8]) -> Option<u64> {
    while !routes.is_empty() {
        routes = path_id::<ADD_PATH>(&mut sum, routes, 0)?;
        let [kind, length, rest @ ..] = routes else {
            return None;
        };
        let (route, behind) = rest.split_at_checked(usize::from(*length))?;
        routes = behind;
        // Distinguisher, Ethernet segment and tag stand first in both kinds.
        let (head, rest) = route.split_first_chunk::<22>()?;
        sum = fold(
            fold(fold(sum, *kind), number64(head)?),
            number64(&head[8..])?,
        );
        sum = fold(fold(sum, number16(&head[16..])?), number32(&head[18..])?);
        sum = match kind {
            2 => mac_ip(sum, rest),
            5 => ip_prefix(sum, rest),
            _ => None,
        }?;
    }
    Some(sum)
}

#[inline(always)]
fn mac_ip(mut sum: u64, rest: &[u8]) -> Option<u64> {
    let (head, rest) = rest.split_first_chunk::<8>()?;
    if head[0] != 48 {
        return None;
    }
    sum = fold(sum, number64(head)? >> 8 & 0xffff_ffff_ffff);
    let labels = match head[7] {
        0 => {
            sum = fold(sum, 0_u64);
            rest
        }
        32 => {
            sum = fold(sum, number32(rest)?);
            &rest[4..]
        }
        128 => {
            let (address, labels) = rest.split_first_chunk::<16>()?;
            sum = fold(fold(sum, number64(address)?), number64(&address[8..])?);
            labels
        }
        _ => return None,
    };
    match *labels {
        [a, b, c] => Some(fold(sum, label(a, b, c))),
        [a, b, c, d, e, f] => Some(fold(fold(sum, label(a, b, c)), label(d, e, f))),
        _ => None,
    }
}

#[inline(always)]
fn ip_prefix(mut sum: u64, rest: &[u8]) -> Option<u64> {
    match *rest {
        [length @ 0..=32, ref rest @ ..] if rest.len() == 11 => {
            sum = fold(
                sum,
                ipv4_address(number32(rest)?, 32) & !(u64::from(u32::MAX) >> length) as u32,
            );
            sum = fold(fold(sum, length), number32(&rest[4..])?);
            Some(fold(sum, number32(&rest[7..])? >> 4 & 0xf_ffff))
        }
        [length @ 0..=128, ref rest @ ..] if rest.len() == 35 => {
            let high = u128::MAX.checked_shr(length.into()).unwrap_or(0);
            let address = u128::from_be_bytes(*rest.first_chunk()?) & !high;
            sum = fold(
                fold(fold(sum, (address >> 64) as u64), address as u64),
                length,
            );
            sum = fold(fold(sum, number64(&rest[16..])?), number64(&rest[24..])?);
            Some(fold(sum, number32(&rest[31..])? >> 4 & 0xf_ffff))
        }
        _ => None,
    }
}

#[inline(always)]
fn label(a: u8, b: u8, c: u8) -> u32 {
    u32::from_be_bytes([0, a, b, c]) >> 4
}

#[inline(always)]
fn number16(octets: &[u8]) -> Option<u16> {
    octets
        .first_chunk()
        .map(|octets| u16::from_be_bytes(*octets))
}

#[inline(always)]
fn number32(octets: &[u8]) -> Option<u32> {
    octets
        .first_chunk()
        .map(|octets| u32::from_be_bytes(*octets))
}

#[inline(always)]
fn number64(octets: &[u8]) -> Option<u64> {
    octets
        .first_chunk()
        .map(|octets| u64::from_be_bytes(*octets))
}
