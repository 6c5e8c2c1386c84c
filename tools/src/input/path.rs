//! The way of a packet: the VLANs and tunnels around it. Networks that use the same addresses are told apart by it.

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;

/// How many ways are remembered. A capture with more does not come from a network, but from an attacker.
const WAYS: usize = 1 << 16;

/// One layer that separates networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Tag {
    Vlan(u16),
    /// An MPLS label: the last one.
    Label(u32),
    Tunnel(IpAddr, IpAddr),
    /// The key of GRE.
    Key(u32),
    /// A network of VXLAN, GENEVE or a provider backbone bridge.
    Network(u32),
    /// A session of PPPoE.
    Session(u16),
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tag::Vlan(id) => write!(f, "VLAN {id}"),
            Tag::Label(label) => write!(f, "MPLS label {label}"),
            Tag::Tunnel(from, to) => write!(f, "tunnel {from} > {to}"),
            Tag::Key(key) => write!(f, "key {key}"),
            Tag::Network(id) => write!(f, "network {id}"),
            Tag::Session(id) => write!(f, "PPPoE session {id}"),
        }
    }
}

/// All tags of a packet, from the outermost on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Path(u32);

/// All paths that were seen. Each one is the one around it, and one more tag.
#[derive(Default)]
pub(crate) struct Paths {
    known: HashMap<(Path, Tag), Path>,
    all: Vec<(Path, Tag)>,
}

impl Paths {
    /// Returns the path with one more tag, unless there are too many.
    pub(crate) fn enter(&mut self, path: Path, tag: Tag) -> Option<Path> {
        if let Some(known) = self.known.get(&(path, tag)) {
            return Some(*known);
        }
        if self.all.len() >= WAYS {
            return None;
        }
        self.all.push((path, tag));
        let new = Path(self.all.len() as u32);
        self.known.insert((path, tag), new);
        Some(new)
    }

    /// Returns " in " and the tags, or nothing.
    pub(crate) fn text(&self, path: Path) -> String {
        let mut tags = Vec::new();
        let mut at = path;
        while let Some((around, tag)) = (at.0 as usize)
            .checked_sub(1)
            .and_then(|index| self.all.get(index))
        {
            tags.push(tag.to_string());
            at = *around;
        }
        tags.reverse();
        match tags.is_empty() {
            true => String::new(),
            false => format!(" in {}", tags.join(", ")),
        }
    }
}
