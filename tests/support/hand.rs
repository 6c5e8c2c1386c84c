//! Messages put together octet by octet, with nothing of the crate.

/// A BMP message: the common header, and a body.
pub(crate) fn bmp(message_type: u8, body: &[u8]) -> Vec<u8> {
    let length = (6 + body.len()) as u32;
    [&[3][..], &length.to_be_bytes(), &[message_type], body].concat()
}

/// A per-peer header: 192.0.2.`peer`, AS 65550, BGP identifier 10.0.0.1, one second and two microseconds.
pub(crate) fn per_peer(peer_type: u8, flags: u8, peer: u8) -> Vec<u8> {
    let mut octets = vec![peer_type, flags];
    octets.extend([0; 8]);
    octets.extend([0; 12]);
    // A Loc-RIB has no address.
    octets.extend(if peer_type == 3 {
        [0; 4]
    } else {
        [192, 0, 2, peer]
    });
    octets.extend([0, 1, 0, 14, 10, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2]);
    octets
}

/// A BGP message: marker, length, type, and a body.
pub(crate) fn bgp(message_type: u8, body: &[u8]) -> Vec<u8> {
    let length = (19 + body.len()) as u16;
    [
        &[0xff; 16][..],
        &length.to_be_bytes(),
        &[message_type],
        body,
    ]
    .concat()
}

/// An OPEN of AS 64496, 180 seconds, 192.0.2.1, with one parameter that holds these capabilities.
pub(crate) fn open(capabilities: &[u8]) -> Vec<u8> {
    let mut body = vec![4, 0xfb, 0xf0, 0, 180, 192, 0, 2, 1];
    body.push(capabilities.len() as u8 + 2);
    body.extend([2, capabilities.len() as u8]);
    body.extend(capabilities);
    bgp(1, &body)
}

/// The capability for AS numbers of four octets: 64496.
pub(crate) const FOUR_OCTETS: [u8; 6] = [65, 4, 0, 0, 0xfb, 0xf0];

/// An UPDATE of its three parts.
pub(crate) fn update(withdrawn_routes: &[u8], path_attributes: &[u8], nlri: &[u8]) -> Vec<u8> {
    bgp(2, &update_body(withdrawn_routes, path_attributes, nlri))
}

/// The same without the header.
pub(crate) fn update_body(withdrawn_routes: &[u8], path_attributes: &[u8], nlri: &[u8]) -> Vec<u8> {
    [
        &(withdrawn_routes.len() as u16).to_be_bytes()[..],
        withdrawn_routes,
        &(path_attributes.len() as u16).to_be_bytes(),
        path_attributes,
        nlri,
    ]
    .concat()
}

/// An attribute with a length of one octet.
pub(crate) fn attribute(flags: u8, code: u8, value: &[u8]) -> Vec<u8> {
    [&[flags, code, value.len() as u8][..], value].concat()
}

/// A Route Monitoring message.
pub(crate) fn monitoring(peer: &[u8], update: &[u8]) -> Vec<u8> {
    bmp(0, &[peer, update].concat())
}

/// A Peer Up: local address 192.0.2.1, ports 179 and 40000.
pub(crate) fn peer_up(peer: &[u8], sent: &[u8], received: &[u8]) -> Vec<u8> {
    let mut local = [0; 20];
    local[12..].copy_from_slice(&[192, 0, 2, 1, 0, 179, 0x9c, 0x40]);
    bmp(3, &[peer, &local, sent, received].concat())
}

/// A Peer Down, for a reason that has no more to say.
pub(crate) fn peer_down(peer: &[u8], reason: u8) -> Vec<u8> {
    bmp(2, &[peer, &[reason]].concat())
}

/// Octets of hexadecimal text; blanks count for nothing.
pub(crate) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .chars()
        .filter_map(|digit| digit.to_digit(16).map(|digit| digit as u8))
        .collect();
    digits
        .chunks_exact(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect()
}
