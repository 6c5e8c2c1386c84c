//! Compares the routes of each peer before and after the policy of the router: unchanged, changed, rejected. Reads a
//! BMP stream from a file.
//!
//! `cargo run --example compare_policy -- testdata/captures/frr-10.7.1-dump.bmp`

use std::collections::BTreeMap;
use std::error::Error;

use bmp_codec::bgp::attribute::{MpReach, MpUnreach};
use bmp_codec::bgp::nlri::RouteKey;
use bmp_codec::bmp::{Message, PeerKey, PeerTable, Rib};

/// The attributes of a route before and after policy, as text.
#[derive(Default)]
struct Views {
    pre: Option<String>,
    post: Option<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args()
        .nth(1)
        .ok_or("usage: compare_policy FILE")?;
    let bytes = std::fs::read(file)?;
    let mut peers = PeerTable::default();
    let mut routes: BTreeMap<(PeerKey, RouteKey), Views> = BTreeMap::new();
    for message in peers.messages(&bytes) {
        let message = message?;
        let monitoring = match &message {
            Message::RouteMonitoring(monitoring) => monitoring,
            Message::PeerDown(down) => {
                routes.retain(|(peer, _), _| *peer != down.peer.key());
                continue;
            }
            _ => continue,
        };
        let view = |views: &mut Views, attributes| match monitoring.peer.rib() {
            Some(Rib::AdjRibInPre) => views.pre = attributes,
            Some(Rib::AdjRibInPost) => views.post = attributes,
            _ => {}
        };
        let (peer, update) = (monitoring.peer.key(), monitoring.update()?);
        for route in update.withdrawn().keys().flatten() {
            view(routes.entry((peer, route.to_owned())).or_default(), None);
        }
        // All attributes but those that hold the routes.
        let of_routes = [MpReach::CODE, MpUnreach::CODE];
        let attributes = update.path_attributes.iter().flatten();
        let attributes = attributes.filter(|attribute| !of_routes.contains(&attribute.code()));
        let texts: Vec<String> = attributes.map(|attribute| attribute.to_string()).collect();
        for route in update.announced().keys().flatten() {
            let views = routes.entry((peer, route.to_owned())).or_default();
            view(views, Some(texts.join(", ")));
        }
    }
    for ((peer, route), views) in &routes {
        match (&views.pre, &views.post) {
            (Some(pre), Some(post)) if pre == post => println!("{peer} unchanged {route}"),
            (Some(pre), Some(post)) => println!("{peer} changed {route}: {pre} -> {post}"),
            (Some(_), None) => println!("{peer} rejected {route}"),
            (None, Some(_)) => println!("{peer} only after policy {route}"),
            (None, None) => {}
        }
    }
    Ok(())
}
