//! The messages of a stream, in order: Initiation, Peer Up, all tables, their changes, Termination.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use bmp_codec::bgp::{
    CeaseSubcode, MAX_MESSAGE_LEN, Notification, NotificationCode, Update, Updates,
};
use bmp_codec::bmp::{
    FsmEvent, Initiation, Message, PeerDown, Rib, RouteMonitoring, Termination, TerminationReason,
};
use bmp_codec::{Encode, EncodeError};

use super::destination::{Destination, List, destination};
use super::random::{Random, mix};
use super::version_4::in_version_4;
use super::view::View;
use super::{Change, Goal, Observer, Path, Peer, Settings, path};

/// The length of a Termination message with a reason.
const TERMINATION: u64 = 12;
/// The maximum number of withdrawn groups: the oldest are announced again.
const MOST_WITHDRAWN: usize = 4096;

/// A group of routes, by the places of its table and family.
type GroupKey = (usize, usize, u64);

/// The phase of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Begin,
    /// Peers come up: the next one.
    Up(usize),
    /// All tables are sent for the first time.
    Tables,
    /// Routes change, and peers go down and come up.
    Churn,
    End,
}

/// Generates a stream. Every call of [`write`](Stream::write) adds some messages.
#[derive(Debug)]
pub struct Stream {
    pub(super) settings: Settings,
    random: Random,
    phase: Phase,
    pub(super) peers: Vec<Peer>,
    pub(super) views: Vec<View>,
    /// The places of the tables that are being sent.
    sending: Vec<usize>,
    /// The withdrawn groups, the oldest first.
    withdrawn: VecDeque<GroupKey>,
    is_withdrawn: HashSet<GroupKey>,
    /// The place of the peer that is down.
    pub(super) down: Option<usize>,
    /// How often a peer went down or came up.
    turns: u64,
    /// The number of groups that have changed.
    changes: u64,
    /// The progress of the stream when all tables were sent.
    churn_start: u64,
    pub(super) reports: u64,
    pub(super) messages: u64,
    octets: u64,
    /// Microseconds since 1970-01-01 UTC.
    clock: u64,
    path: Path,
}

impl Stream {
    /// Returns a stream with these settings, which must have been checked.
    pub fn new(settings: Settings) -> Result<Stream, EncodeError> {
        let mut peers: Vec<Peer> = (1..=settings.peers)
            .map(|number| Peer::new(&settings, number))
            .collect();
        if settings.ribs.contains(&Rib::LocRib) {
            peers.push(Peer::loc_rib(&settings));
        }
        let mut views = Vec::new();
        for (place, peer) in peers.iter().enumerate() {
            for rib in &settings.ribs {
                if (peer.number == 0) == (*rib == Rib::LocRib) {
                    views.push(View::new(&settings, &peers, place, *rib)?);
                }
            }
        }
        Ok(Stream {
            random: Random::new(settings.seed, settings.router),
            phase: Phase::Begin,
            sending: (0..views.len()).collect(),
            views,
            peers,
            withdrawn: VecDeque::new(),
            is_withdrawn: HashSet::new(),
            down: None,
            turns: 0,
            changes: 0,
            churn_start: 0,
            reports: 0,
            messages: 0,
            octets: 0,
            clock: u64::from(settings.start) * 1_000_000,
            path: Path::default(),
            settings,
        })
    }

    /// Returns the progress of the stream, and its end: in messages, bytes or groups, depending on its goal.
    pub fn progress(&self) -> (u64, u64) {
        match self.settings.goal {
            Goal::Messages(messages) => (self.messages, messages),
            Goal::Octets(octets) => (self.octets, octets),
            Goal::Done => {
                let groups = self.groups();
                let sent = match self.phase {
                    Phase::Begin | Phase::Up(_) => 0,
                    Phase::Tables => self.sent(),
                    Phase::Churn | Phase::End => groups + self.changes,
                };
                (sent, groups + self.asked_changes())
            }
        }
    }

    /// Appends some messages. Returns `false` at the end of the stream.
    pub fn write(
        &mut self,
        out: &mut Vec<u8>,
        observer: &mut impl Observer,
    ) -> Result<bool, EncodeError> {
        self.clock += match self.phase {
            Phase::Churn => u64::from(self.random.below(40_000)),
            _ => u64::from(self.random.below(400)),
        };
        match self.phase {
            Phase::Begin => {
                let name = format!("router-{}", self.settings.router);
                let initiation = Initiation::new("synthesize of bmp-codec", &name)?;
                self.put(initiation.into(), out, observer)?;
                self.phase = Phase::Up(0);
            }
            Phase::Up(place) if place < self.peers.len() => {
                self.put_up(place, out, observer)?;
                self.phase = Phase::Up(place + 1);
            }
            Phase::Up(_) => self.phase = Phase::Tables,
            Phase::End => return Ok(false),
            Phase::Tables | Phase::Churn if self.is_long_enough() => self.end(out, observer)?,
            Phase::Tables | Phase::Churn if self.is_report_due() => {
                self.put_report(out, observer)?
            }
            Phase::Tables => match self.sending.is_empty() {
                true => {
                    self.phase = Phase::Churn;
                    self.churn_start = self.way();
                }
                false => self.send_on(out, observer)?,
            },
            Phase::Churn => self.churn(out, observer)?,
        }
        Ok(true)
    }

    /// Returns the number of groups of all tables.
    fn groups(&self) -> u64 {
        let parts = self.views.iter().flat_map(|view| &view.families);
        parts.map(|part| part.groups()).sum()
    }

    fn sent(&self) -> u64 {
        let parts = self.views.iter().flat_map(|view| &view.families);
        parts.map(|part| part.sent).sum()
    }

    fn asked_changes(&self) -> u64 {
        self.groups() * u64::from(self.settings.churn) / 100
    }

    /// Returns the progress while routes change.
    fn way(&self) -> u64 {
        match self.settings.goal {
            Goal::Messages(_) => self.messages,
            Goal::Octets(_) => self.octets,
            Goal::Done => self.changes,
        }
    }

    /// Returns the end of this progress.
    fn churn_end(&self) -> u64 {
        match self.settings.goal {
            Goal::Messages(messages) => messages,
            Goal::Octets(octets) => octets,
            Goal::Done => self.asked_changes(),
        }
    }

    /// Returns whether there is room for a Termination only.
    fn is_long_enough(&self) -> bool {
        match self.settings.goal {
            Goal::Messages(messages) => self.messages + 1 >= messages,
            Goal::Octets(octets) => self.octets + TERMINATION >= octets,
            Goal::Done => {
                self.phase == Phase::Churn
                    && self.changes >= self.asked_changes()
                    && self.turns >= 2 * u64::from(self.settings.flaps)
                    && self.sending.is_empty()
            }
        }
    }

    fn end(&mut self, out: &mut Vec<u8>, observer: &mut impl Observer) -> Result<(), EncodeError> {
        let termination = Termination::new(TerminationReason::AdministrativelyClosed);
        self.put(termination.into(), out, observer)?;
        self.phase = Phase::End;
        Ok(())
    }

    pub(super) fn now(&self) -> Duration {
        Duration::from_micros(self.clock)
    }

    pub(super) fn put(
        &mut self,
        message: Message,
        out: &mut Vec<u8>,
        observer: &mut impl Observer,
    ) -> Result<(), EncodeError> {
        let before = out.len();
        let message = match self.settings.version_4 {
            Some(profile) => in_version_4(message, profile, self.messages)?,
            None => message,
        };
        message.encode(out)?;
        self.messages += 1;
        self.octets += (out.len() - before) as u64;
        observer.message(message.message_type(), out.len() - before);
        Ok(())
    }

    fn put_up(
        &mut self,
        place: usize,
        out: &mut Vec<u8>,
        observer: &mut impl Observer,
    ) -> Result<(), EncodeError> {
        let up = self.peers[place].up(self.now())?;
        self.put(up.into(), out, observer)
    }

    fn put_update(
        &mut self,
        view: usize,
        update: Update,
        out: &mut Vec<u8>,
        observer: &mut impl Observer,
    ) -> Result<(), EncodeError> {
        let header = self.views[view].header.at(self.now())?;
        self.put(RouteMonitoring::new(header, update).into(), out, observer)
    }

    /// Sends the next group of some table, or its End-of-RIB.
    fn send_on(
        &mut self,
        out: &mut Vec<u8>,
        observer: &mut impl Observer,
    ) -> Result<(), EncodeError> {
        let place = self.random.below(self.sending.len() as u32) as usize;
        let view = self.sending[place];
        let Some(part) = self.views[view].next_part() else {
            self.sending.swap_remove(place);
            return Ok(());
        };
        let one = &mut self.views[view].families[part];
        if one.sent < one.groups() {
            let group = one.sent;
            one.sent += 1;
            return self.announce((view, part, group), true, out, observer);
        }
        one.end_of_rib = true;
        let update = Update::of_end_of_rib(
            self.views[view].session,
            self.views[view].families[part].family,
        );
        self.put_update(view, update, out, observer)
    }

    /// Announces the routes of a group, with a new path.
    fn announce(
        &mut self,
        (view, part, group): GroupKey,
        is_new: bool,
        out: &mut Vec<u8>,
        observer: &mut impl Observer,
    ) -> Result<(), EncodeError> {
        let mut path = std::mem::take(&mut self.path);
        let one = &self.views[view];
        let peer = &self.peers[one.peer];
        let family = one.families[part].family;
        let origin = path::origin_of(self.settings.seed, group, peer);
        path.draw(&mut self.random, peer, one.rib, family, origin);
        self.put_group((view, part, group), Some(&path), is_new, out, observer)?;
        self.path = path;
        Ok(())
    }

    /// Announces the routes of a group with a path, or withdraws them.
    fn put_group(
        &mut self,
        (view, part, group): GroupKey,
        path: Option<&Path>,
        is_new: bool,
        out: &mut Vec<u8>,
        observer: &mut impl Observer,
    ) -> Result<(), EncodeError> {
        let one = &mut self.views[view].families[part];
        let family = one.family;
        let group = one.group(group);
        let seed = mix(self.settings.seed ^ u64::from(u32::from(family)));
        let mut destinations: Vec<_> = (group.routes)
            .map(|number| destination(family, seed, number))
            .collect();
        if is_new {
            one.present += destinations.len() as u64;
        } else if path.is_none() {
            one.present -= destinations.len() as u64;
        }
        let mut updates = self.updates((view, part), group.path_id, &destinations, path)?;
        // If there is no room for a whole group, there is room for one of its routes.
        if updates.len() as u64 > self.room() {
            destinations.truncate(1);
            updates = self.updates((view, part), group.path_id, &destinations, path)?;
        }
        observer.change(&Change {
            peer: &self.peers[self.views[view].peer],
            rib: self.views[view].rib,
            family: self.views[view].families[part].family,
            path_id: group.path_id,
            destinations: &destinations,
            path,
        });
        for update in updates {
            self.put_update(view, update, out, observer)?;
        }
        Ok(())
    }

    /// Returns how many messages fit before the Termination.
    fn room(&self) -> u64 {
        match self.settings.goal {
            Goal::Messages(messages) => messages - self.messages - 1,
            Goal::Octets(_) | Goal::Done => u64::MAX,
        }
    }

    fn updates(
        &self,
        (view, part): (usize, usize),
        path_id: Option<u32>,
        destinations: &[Destination],
        path: Option<&Path>,
    ) -> Result<Vec<Update>, EncodeError> {
        let session = self.views[view].session;
        let nlri = List {
            family: self.views[view].families[part].family,
            session,
            path_id,
            withdrawn: path.is_none(),
            destinations,
        }
        .nlri()?;
        let updates = match path {
            Some(path) => {
                let attributes = path.attributes(session)?;
                Updates::announcing(&attributes, path.next_hop(), &nlri, MAX_MESSAGE_LEN)
            }
            None => Updates::withdrawing(&nlri, MAX_MESSAGE_LEN),
        };
        updates.collect()
    }

    /// Makes one change: a peer goes down or comes up, or some routes change.
    fn churn(
        &mut self,
        out: &mut Vec<u8>,
        observer: &mut impl Observer,
    ) -> Result<(), EncodeError> {
        let turns = 2 * u64::from(self.settings.flaps);
        let span = self.churn_end().saturating_sub(self.churn_start);
        let way = self.way() - self.churn_start;
        // Peers are down and up for equal parts of the progress.
        let due = u128::from(self.turns + 1) * u128::from(span) / u128::from(turns + 1);
        if self.turns < turns && u128::from(way) >= due {
            self.turns += 1;
            return self.turn(out, observer);
        }
        // A table that is sent again goes before changes elsewhere.
        let is_over = self.settings.goal == Goal::Done && self.changes >= self.asked_changes();
        if !self.sending.is_empty() && (is_over || !self.random.permille(125)) {
            return self.send_on(out, observer);
        }
        self.changes += 1;
        let is_full = self.withdrawn.len() >= MOST_WITHDRAWN;
        let chance = self.random.below(100);
        if (chance < 27 || is_full)
            && let Some(key) = self.withdrawn.pop_front()
        {
            self.is_withdrawn.remove(&key);
            return self.announce(key, true, out, observer);
        }
        let Some(key) = self.any_group() else {
            return Ok(());
        };
        if chance >= 54 || is_full {
            return self.announce(key, false, out, observer);
        }
        self.withdrawn.push_back(key);
        self.is_withdrawn.insert(key);
        self.put_group(key, None, false, out, observer)
    }

    /// Returns a random group that was announced and is not withdrawn; `None` if chance finds none.
    fn any_group(&mut self) -> Option<GroupKey> {
        for _ in 0..100 {
            let view = self.random.below(self.views.len() as u32) as usize;
            let part = self.random.below(self.settings.families.len() as u32) as usize;
            let sent = self.views[view].families[part].sent;
            if sent == 0 || self.down == Some(self.views[view].peer) {
                continue;
            }
            let key = (view, part, self.random.below_u64(sent));
            if !self.is_withdrawn.contains(&key) {
                return Some(key);
            }
        }
        None
    }

    /// Brings the peer that is down up, so that its tables are sent again; or takes one that is up down.
    fn turn(&mut self, out: &mut Vec<u8>, observer: &mut impl Observer) -> Result<(), EncodeError> {
        if let Some(peer) = self.down.take() {
            let views = self.views.iter().enumerate();
            let views = views.filter(|(_, view)| view.peer == peer);
            self.sending.extend(views.map(|(place, _)| place));
            return self.put_up(peer, out, observer);
        }
        // The Loc-RIB is the last one, and stays up.
        let peer = self.random.below(self.settings.peers) as usize;
        self.down = Some(peer);
        let views = &mut self.views;
        self.sending.retain(|view| views[*view].peer != peer);
        self.withdrawn
            .retain(|(view, ..)| views[*view].peer != peer);
        self.is_withdrawn
            .retain(|(view, ..)| views[*view].peer != peer);
        let of_peer = views.iter_mut().filter(|view| view.peer == peer);
        of_peer.for_each(View::reset);
        let down = self.down_message(peer)?;
        self.put(down.into(), out, observer)
    }

    /// Returns the end of a session: each reason in turn.
    fn down_message(&self, peer: usize) -> Result<PeerDown, EncodeError> {
        let header = self.peers[peer].header(Rib::AdjRibInPre)?.at(self.now())?;
        Ok(match self.turns / 2 % 4 {
            0 => {
                let shutdown = Notification::administrative_shutdown("maintenance")?;
                PeerDown::remote_notification(header, shutdown)
            }
            1 => PeerDown::local_event(header, FsmEvent::TcpConnectionFails),
            2 => PeerDown::remote_no_data(header),
            _ => PeerDown::local_notification(
                header,
                Notification::new(
                    NotificationCode::Cease,
                    CeaseSubcode::AdministrativeReset.into(),
                ),
            ),
        })
    }
}
