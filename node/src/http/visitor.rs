//! Whose program is at the other end of a connection on this machine.
//!
//! Browsers send a cookie of one host to all of its ports, so a program of somebody else on this machine
//! can catch one. It is of no use to them where the system tells whose a connection is: what lets a browser
//! in is good for the user who came in with it (`acts/visits`). Linux tells; elsewhere nothing is known.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, OnceLock};

/// Where Linux lists the connections over IPv4, and those over IPv6, with whose they are.
const TABLES: [&str; 2] = ["/proc/self/net/tcp", "/proc/self/net/tcp6"];

/// The state of a connection that is open to both sides. Of one that its program let go the system tells
/// no owner any more. Source: Linux `include/net/tcp_states.h`.
const ESTABLISHED: &str = "01";

/// Who is at the other end, asked of the system when it is first needed.
#[derive(Debug, Clone, Default)]
pub(super) struct Visitor(Option<Arc<Connection>>);

#[derive(Debug)]
struct Connection {
    /// The other end, and this one.
    ends: [SocketAddr; 2],
    user: OnceLock<Option<u32>>,
}

impl Visitor {
    /// At the other end of a connection from `peer` to `local`.
    pub(super) fn of(peer: SocketAddr, local: SocketAddr) -> Self {
        Self(Some(Arc::new(Connection { ends: [peer, local], user: OnceLock::new() })))
    }

    /// The number of the user whose program it is, where the system tells.
    pub(super) fn user(&self) -> Option<u32> {
        let Connection { ends, user } = self.0.as_deref()?;
        *user.get_or_init(|| TABLES.into_iter().find_map(|table| user_in(table, *ends)))
    }
}

fn user_in(table: &str, ends: [SocketAddr; 2]) -> Option<u32> {
    let lines = BufReader::new(File::open(table).ok()?).lines();
    let wanted = [ends.map(|end| shown(end, false)), ends.map(|end| shown(end, true))];
    lines.map_while(Result::ok).find_map(|line| user_of(&line, &wanted))
}

/// The owner of the connection that a line tells of, where it is one of the wanted.
fn user_of(line: &str, wanted: &[[String; 2]]) -> Option<u32> {
    let mut words = line.split_ascii_whitespace().skip(1);
    let ends = [words.next()?, words.next()?];
    let is_wanted = wanted.iter().any(|pair| pair.iter().zip(ends).all(|(one, end)| one == end));
    if !is_wanted || words.next()? != ESTABLISHED {
        return None;
    }
    words.nth(3)?.parse().ok()
}

/// An end as the tables show it: words of four bytes as this machine reads them. Programs may call an
/// address of IPv4 by a socket of IPv6.
fn shown(end: SocketAddr, mapped: bool) -> String {
    let octets = match end.ip() {
        IpAddr::V4(ip) if !mapped => ip.octets().to_vec(),
        IpAddr::V4(ip) => ip.to_ipv6_mapped().octets().to_vec(),
        IpAddr::V6(ip) => Ipv6Addr::octets(&ip).to_vec(),
    };
    let words = octets.chunks_exact(4).filter_map(|word| <[u8; 4]>::try_from(word).ok());
    let words: String = words.map(|word| format!("{:08X}", u32::from_ne_bytes(word))).collect();
    format!("{words}:{:04X}", end.port())
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn a_line_tells_of_an_open_connection_between_these_ends_and_of_no_other() {
        let ends = ["127.0.0.1:40000", "127.0.0.1:7340"].map(|end| end.parse().unwrap());
        let wanted = [ends.map(|end| shown(end, false))];
        let [peer, local] = ends.map(|end| shown(end, false));
        let rest = "00000000:00000000 00:00000000 00000000";
        for (line, expected) in [
            (format!(" 1: {peer} {local} 01 {rest}  1000  0 1 1"), Some(1000)),
            (format!(" 1: {local} {peer} 01 {rest}  1000  0 1 1"), None),
            // A program that hung up belongs to nobody, which the table shows as 0.
            (format!(" 1: {peer} {local} 05 {rest}     0  0 1 1"), None),
            (format!(" 1: {peer} {local} 01 {rest}"), None),
            (String::new(), None),
        ] {
            assert_eq!(user_of(&line, &wanted), expected, "{line}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_system_tells_whose_a_connection_is_while_it_is_open() {
        let own = rustix::process::geteuid().as_raw();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let local = listener.local_addr().unwrap();
        let client = TcpStream::connect(local).unwrap();
        let (stream, peer) = listener.accept().unwrap();
        assert_eq!(Visitor::of(peer, local).user(), Some(own));
        assert_eq!(Visitor::of(local, peer).user(), Some(own), "this end is ours, too");
        drop(client);
        assert_eq!(Visitor::of(peer, local).user(), None);
        drop(stream);
        assert_eq!(Visitor::default().user(), None);
    }
}
