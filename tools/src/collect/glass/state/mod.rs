//! A snapshot of the tables: what a collector starts from.
//!
//! It has the routers, the peers that are up, and all routes, each as an UPDATE with its per-peer header. It is written in
//! parts, so that messages of routers need not wait: the parts are of different moments, and so are routes that routers
//! announce again after a restart. Peers that are down have no routes and are not in it; counters begin anew.

mod file;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use bmp_codec::bgp::nlri::{Family, FamilySet};
use bmp_codec::bgp::{Open, Session, Update};
use bmp_codec::bmp::{
    Initiation, Message, PeerTable, PeerUp, PeerUpTlv, PerPeerHeader, RouteMonitoring,
};
use bmp_codec::net::AsnWidth;
use bmp_codec::wire::Fixed;
use bmp_codec::{Decode, Encode};
use fs4::FileExt;
use parking_lot::Mutex;
use tracing::{error, info, warn};

use crate::collect::glass::{Glass, Inner};
use crate::collect::time::Time;
use crate::lookup::write::header_of;
use crate::tables::{Peer, PeerState, Position, Route, Router, RouterId};
use file::{Records, Writer};

/// The kinds of records, each with the number of a router.
const ROUTER: u8 = 1;
/// A message that says something of a router or a peer.
const MESSAGE: u8 = 2;
const ROUTE: u8 = 3;

/// So many entries are written before others may have the tables.
const PART: usize = 100;

/// The directory with the snapshot. It belongs to one collector.
#[derive(Debug)]
pub(crate) struct State {
    path: PathBuf,
    /// One snapshot is written at a time.
    turn: Mutex<()>,
    _lock: std::fs::File,
}

impl State {
    pub(crate) fn open(directory: &Path) -> anyhow::Result<State> {
        std::fs::create_dir_all(directory)
            .with_context(|| format!("cannot create {}", directory.display()))?;
        let path = directory.join("tables.lock");
        let lock = std::fs::File::create(&path)
            .with_context(|| format!("cannot create {}", path.display()))?;
        match FileExt::try_lock(&lock) {
            Ok(()) => {}
            Err(fs4::TryLockError::WouldBlock) => {
                bail!(
                    "another collector keeps its state in {}",
                    directory.display()
                )
            }
            Err(fs4::TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("cannot lock {}", path.display()));
            }
        }
        Ok(State {
            path: directory.join("tables.state"),
            turn: Mutex::default(),
            _lock: lock,
        })
    }

    /// Reads the snapshot into empty tables. One that is not whole is left aside, and so is one that cannot be understood:
    /// routers tell everything again.
    pub(crate) fn restore(&self, glass: &Glass) {
        let begin = Instant::now();
        let path = self.path.display();
        // Nothing of a file that was cut may be believed: it is read to its end first.
        let read = match file::read(&self.path, |_| Ok(())) {
            Ok(()) => restore(&self.path, glass),
            Err(error) => Err(error),
        };
        match read {
            Ok(()) => {
                let inner = glass.lock();
                let (routers, routes) = (inner.tables.routers().count(), inner.tables.len());
                let time = begin.elapsed();
                info!(
                    "{routes} routes of {routers} routers from {path}, in {time:.1?}: stale until routers speak"
                );
            }
            Err(error) if is_absent(&error) => info!("there is no snapshot in {path} yet"),
            Err(error) => {
                let aside = self.path.with_extension("torn");
                warn!("{path} cannot be used: {error:#}; the tables begin empty");
                match std::fs::rename(&self.path, &aside) {
                    Ok(()) => warn!("it is left aside as {}", aside.display()),
                    Err(error) => error!("it cannot be left aside: {error}"),
                }
            }
        }
    }

    /// Writes a snapshot in the place of the old one.
    pub(crate) fn save(&self, glass: &Glass) -> anyhow::Result<()> {
        let _turn = self.turn.lock();
        let begin = Instant::now();
        let path = self.path.display();
        let saved = save(&self.path, glass).with_context(|| format!("cannot write {path}"))?;
        let time = begin.elapsed();
        info!(
            "{} routes are in {path}: {} bytes, in {time:.1?}",
            saved.0, saved.1
        );
        Ok(())
    }
}

fn is_absent(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<std::io::Error>();
    error.is_some_and(|error| error.kind() == std::io::ErrorKind::NotFound)
}

/// Returns the number of routes and of bytes.
fn save(path: &Path, glass: &Glass) -> anyhow::Result<(u64, u64)> {
    let mut writer = Writer::create(path)?;
    // Routers are few, and their peers are written in one go: without their Peer Up nothing else is lost.
    let heads: Vec<_> = {
        let inner = glass.lock();
        let routers = inner.tables.routers();
        routers
            .map(|router| (router.id, head(&inner, router)))
            .collect()
    };
    for (id, head) in &heads {
        writer.record(ROUTER, id.get(), &[head.name.as_bytes()])?;
        for message in &head.messages {
            writer.record(MESSAGE, id.get(), &[message])?;
        }
    }
    let (mut position, mut routes) = (Position::default(), 0);
    while !position.is_end() {
        let mut part = Vec::new();
        position = glass.lock().tables.walk(position, None, PART, |all| {
            part.extend(all.iter().map(saved));
            ControlFlow::Continue(())
        });
        for (router, header, route) in part {
            writer.record(ROUTE, router.get(), &[&header, &route])?;
            routes += 1;
        }
    }
    Ok((routes, writer.end()?))
}

/// What is said of a router before its routes.
struct Head {
    name: String,
    messages: Vec<Vec<u8>>,
}

fn head(inner: &Inner, router: &Router) -> Head {
    let text = |text: &Option<Box<str>>| text.as_deref().unwrap_or_default().to_owned();
    let is_named = router.sys_name.is_some() || router.sys_descr.is_some();
    let initiation = Initiation::new(&text(&router.sys_descr), &text(&router.sys_name));
    let initiation = initiation.ok().filter(|_| is_named).map(Message::from);
    let peers = inner.tables.peers(router.id);
    let peers = peers.filter(|peer| peer.state == PeerState::Up);
    let messages = initiation.into_iter().chain(peers.filter_map(peer_up));
    Head {
        name: router.name.to_string(),
        messages: messages
            .filter_map(|message| message.to_vec().ok())
            .collect(),
    }
}

/// Returns a Peer Up that says what is known of a peer. Its OPENs say nothing: each route has its own session.
fn peer_up(peer: &Peer) -> Option<Message> {
    let header = match peer.since {
        Some(since) => peer.header.at(since).ok()?,
        None => peer.header,
    };
    let unspecified = match header.address() {
        Some(IpAddr::V6(_)) => Ipv6Addr::UNSPECIFIED.into(),
        _ => Ipv4Addr::UNSPECIFIED.into(),
    };
    let (address, port) = peer.local.unwrap_or((unspecified, 0));
    let open = Open::new(header.asn(), 0, header.bgp_id(), Vec::new()).ok()?;
    let up =
        PeerUp::unchecked(header, address, open.clone(), open).with_ports(port, peer.remote_port);
    let up = match &peer.table_name {
        Some(name) => up.with(PeerUpTlv::VrfTableName((&**name).into())).ok()?,
        None => up,
    };
    Some(up.into())
}

const TWO_OCTETS: u8 = 1;
const PATH_IDS: u8 = 2;
const LABELS: u8 = 4;

/// Returns the per-peer header of a route, and its session with the UPDATE that announces it.
fn saved(route: &Route<'_>) -> (RouterId, Vec<u8>, Vec<u8>) {
    let header = header_of(route);
    let header = route
        .time()
        .and_then(|time| header.at(time).ok())
        .unwrap_or(header);
    let session = route.session();
    let mut flags = 0;
    for (is_set, flag) in [
        (session.asn_width() == AsnWidth::Two, TWO_OCTETS),
        (!session.add_path().is_empty(), PATH_IDS),
        (!session.multiple_labels().is_empty(), LABELS),
    ] {
        flags |= if is_set { flag } else { 0 };
    }
    let family = route.family().to_octets();
    let update = route.to_update();
    let route_octets = [&[flags][..], &family, &update].concat();
    (
        route.router().id,
        header.to_vec().unwrap_or_default(),
        route_octets,
    )
}

fn restore(path: &Path, glass: &Glass) -> anyhow::Result<()> {
    let mut routers = HashMap::new();
    let result = file::read(path, |block| {
        let mut records = Records(block);
        while let Some((kind, number)) = records.next()? {
            restore_one(kind, number, &mut records, &mut routers, glass)?;
        }
        Ok(())
    });
    // Whoever it was: nobody is connected yet.
    let inner = &mut *glass.lock();
    for router in routers.into_values() {
        match &result {
            Ok(()) => inner.tables.disconnect(router),
            Err(_) => inner.tables.remove(router),
        }
        inner.aged.insert(router, Instant::now());
    }
    let minute = Time::now().seconds() / 60;
    inner.series.begin(&inner.tables, minute);
    result
}

fn restore_one(
    kind: u8,
    number: u32,
    records: &mut Records<'_>,
    routers: &mut HashMap<u32, RouterId>,
    glass: &Glass,
) -> anyhow::Result<()> {
    let tables = &mut glass.lock().tables;
    match kind {
        ROUTER => {
            let name = std::str::from_utf8(records.part()?)?;
            routers.insert(number, tables.connect(name));
        }
        MESSAGE => {
            let mut peers = PeerTable::default();
            let message = peers.decode(records.part()?)?;
            if let Some(router) = routers.get(&number) {
                tables.take(*router, &message, &peers, None);
            }
        }
        ROUTE => {
            let (header, route) = (records.part()?, records.part()?);
            // One whose router came while the snapshot was written is announced again soon.
            let Some(router) = routers.get(&number) else {
                return Ok(());
            };
            let [flags, afi_high, afi_low, safi, update @ ..] = route else {
                bail!("a route is cut");
            };
            let family = Family::new(u16::from_be_bytes([*afi_high, *afi_low]), *safi);
            let header = PerPeerHeader::from_octets(header)?;
            let update = Update::from_octets_in(update, session(*flags, family))?;
            let message = Message::from(RouteMonitoring::new(header, update));
            tables.take(*router, &message, &PeerTable::default(), None);
        }
        other => bail!("a record has the unknown kind {other}"),
    }
    Ok(())
}

fn session(flags: u8, family: Family) -> Session {
    let families = |flag: u8| match flags & flag {
        0 => FamilySet::EMPTY,
        _ => FamilySet::from(family),
    };
    let width = match flags & TWO_OCTETS {
        0 => AsnWidth::Four,
        _ => AsnWidth::Two,
    };
    Session::default()
        .with_asn_width(width)
        .with_add_path(families(PATH_IDS))
        .with_multiple_labels(families(LABELS))
}

/// Writes a snapshot again and again.
pub(crate) async fn keep(
    state: std::sync::Arc<State>,
    glass: std::sync::Arc<Glass>,
    interval: Duration,
) {
    loop {
        tokio::time::sleep(interval).await;
        let (state, glass) = (std::sync::Arc::clone(&state), std::sync::Arc::clone(&glass));
        let saved = tokio::task::spawn_blocking(move || state.save(&glass)).await;
        if let Ok(Err(error)) = saved {
            error!("{error:#}");
        }
    }
}
