//! TCP MD5 signatures (RFC 2385): the system signs and checks every segment.

use std::fmt;
use std::path::Path;

use anyhow::{Context, ensure};
use ipnet::IpNet;
use tokio::net::TcpSocket;

/// The longest key that the system takes.
const LONGEST: usize = 80;

/// The keys of networks.
#[derive(Clone, Default)]
pub(crate) struct Keys(Vec<(IpNet, Vec<u8>)>);

impl fmt::Debug for Keys {
    /// The keys themselves are secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let networks = self.0.iter().map(|(net, _)| net);
        f.debug_list().entries(networks).finish()
    }
}

impl Keys {
    /// Reads the keys from their files.
    pub(crate) fn read<'a>(
        files: impl IntoIterator<Item = (IpNet, &'a Path)>,
    ) -> anyhow::Result<Keys> {
        let keys = files.into_iter().map(|(net, path)| {
            let octets = std::fs::read(path);
            let octets = octets.with_context(|| format!("cannot read {}", path.display()))?;
            let key = octets.strip_suffix(b"\n").unwrap_or(&octets);
            let key = key.strip_suffix(b"\r").unwrap_or(key);
            ensure!(
                (1..=LONGEST).contains(&key.len()),
                "{} contains a key of {} bytes: from 1 to {LONGEST} are possible",
                path.display(),
                key.len()
            );
            Ok((net, key.to_vec()))
        });
        keys.collect::<anyhow::Result<_>>().map(Keys)
    }

    /// Has the system sign what this socket, or one that it accepts, sends to these networks, and drop what arrives from
    /// them without the right signature.
    pub(crate) fn apply(&self, socket: &TcpSocket, is_ipv6: bool) -> anyhow::Result<()> {
        for (net, key) in &self.0 {
            if is_ipv6 || net.addr().is_ipv4() {
                sign(socket, is_ipv6, *net, key)
                    .with_context(|| format!("no TCP MD5 signatures for {net}"))?;
            }
        }
        Ok(())
    }
}

#[cfg(target_os = "linux")]
fn sign(socket: &TcpSocket, is_ipv6: bool, net: IpNet, key: &[u8]) -> anyhow::Result<()> {
    nix::sys::socket::setsockopt(socket, linux::Md5, &linux::option(is_ipv6, net, key))?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn sign(_: &TcpSocket, _: bool, _: IpNet, _: &[u8]) -> anyhow::Result<()> {
    anyhow::bail!("this system has none")
}

#[cfg(target_os = "linux")]
mod linux {
    use std::net::IpAddr;

    use ipnet::IpNet;
    use nix::libc;
    use nix::sys::socket::sockopt::SetStruct;

    /// The length of `struct tcp_md5sig`: an address of 128 bytes, flags, prefix length, length of the key, an
    /// interface, and the key of at most 80 bytes.
    const LEN: usize = 128 + 1 + 1 + 2 + 4 + super::LONGEST;

    #[derive(Clone, Copy, Debug)]
    pub(super) struct Md5;

    nix::setsockopt_impl!(
        Md5,
        libc::IPPROTO_TCP,
        libc::TCP_MD5SIG_EXT,
        [u8; LEN],
        SetStruct<'_, [u8; LEN]>
    );

    /// Returns the value of the option. A socket for IPv6 has IPv4 addresses in their mapped form, and their prefix
    /// lengths as they are.
    pub(super) fn option(is_ipv6: bool, net: IpNet, key: &[u8]) -> [u8; LEN] {
        let mut option = [0; LEN];
        let mut put = |at: usize, octets: &[u8]| {
            let room = option.iter_mut().skip(at);
            room.zip(octets).for_each(|(to, from)| *to = *from);
        };
        let family = if is_ipv6 {
            libc::AF_INET6
        } else {
            libc::AF_INET
        };
        put(0, &(family as u16).to_ne_bytes());
        match (is_ipv6, net.addr()) {
            // Behind the family there are a port, and for IPv6 a flow.
            (false, IpAddr::V4(address)) => put(4, &address.octets()),
            (true, IpAddr::V4(address)) => put(8, &address.to_ipv6_mapped().octets()),
            (_, IpAddr::V6(address)) => put(8, &address.octets()),
        }
        let with_prefix = 1;
        put(128, &[with_prefix, net.prefix_len()]);
        put(130, &(key.len() as u16).to_ne_bytes());
        put(136, key);
        option
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(key: &[u8]) -> anyhow::Result<Keys> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), key).unwrap();
        let net = "192.0.2.0/24".parse().unwrap();
        Keys::read([(net, file.path())])
    }

    #[test]
    fn a_key_ends_before_the_end_of_the_line() {
        for text in [&b"a key"[..], b"a key\n", b"a key\r\n"] {
            assert_eq!(read(text).unwrap().0[0].1, b"a key");
        }
        assert_eq!(read(&[b'k'; 80]).unwrap().0[0].1.len(), 80);
        for (text, length) in [(&b"\n"[..], 0), (&[b'k'; 81], 81)] {
            let error = read(text).unwrap_err().to_string();
            assert!(
                error.ends_with(&format!(
                    "a key of {length} bytes: from 1 to 80 are possible"
                )),
                "{error}"
            );
        }
    }

    #[test]
    fn keys_are_not_shown() {
        assert_eq!(format!("{:?}", read(b"secret").unwrap()), "[192.0.2.0/24]");
    }
}
