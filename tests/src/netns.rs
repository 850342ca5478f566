//! A small internet on this machine: each node in a network of its own, joined by a switch.
//!
//! Network namespaces, a bridge and nftables, by the programs `ip` and `nft`. Where they are absent
//! or the system refuses, there is none: [`Internet::build`] says why.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// Networks behind one switch.
#[derive(Debug)]
pub struct Internet {
    /// What the names of this internet begin with.
    mark: String,
    nodes: usize,
}

impl Internet {
    /// So many networks, joined.
    ///
    /// # Errors
    /// Why this machine has none: a program is absent, or the system refuses.
    pub fn build(nodes: usize) -> Result<Self, String> {
        let mark = format!("bot{}", std::process::id() % 100_000);
        // Removed again when it is dropped, however far it was built.
        let internet = Self { mark, nodes };
        internet.lay()?;
        Ok(internet)
    }

    fn lay(&self) -> Result<(), String> {
        let hub = self.hub();
        run("ip", &["netns", "add", &hub])?;
        run("ip", &["-n", &hub, "link", "add", "hub", "type", "bridge"])?;
        run("ip", &["-n", &hub, "link", "set", "hub", "up"])?;
        for node in 0..self.nodes {
            let (name, port) = (self.name(node), port(node));
            run("ip", &["netns", "add", &name])?;
            let pair = ["link", "add", "eth0", "netns", &name, "type", "veth", "peer", "name"];
            run("ip", &[&pair[..], &[&port, "netns", &hub]].concat())?;
            run("ip", &["-n", &hub, "link", "set", &port, "master", "hub", "up"])?;
            let address = format!("{}/24", Self::address(node));
            run("ip", &["-n", &name, "address", "add", &address, "dev", "eth0"])?;
            run("ip", &["-n", &name, "link", "set", "lo", "up"])?;
            run("ip", &["-n", &name, "link", "set", "eth0", "up"])?;
        }
        // Both tables are there from the start: what is refused is refused before a test begins.
        self.join()?;
        self.rain(0, 100_000)
    }

    /// The address of a node.
    #[must_use]
    pub fn address(node: usize) -> String {
        format!("10.77.0.{}", node + 1)
    }

    /// What a program is started with, so that it runs in a node's network.
    #[must_use]
    pub fn inside(&self, node: usize) -> Vec<String> {
        ["ip", "netns", "exec", &self.name(node)].map(str::to_owned).to_vec()
    }

    /// Loses so many of a hundred packets at each node, and all beyond a rate.
    ///
    /// # Errors
    /// What `nft` said.
    pub fn rain(&self, percent: u32, kilobytes_a_second: u32) -> Result<(), String> {
        let rules = format!(
            "add table inet rain\ndelete table inet rain\ntable inet rain {{\n\
             chain in {{ type filter hook input priority 0;\n\
             iif lo accept\n\
             numgen random mod 100 < {percent} counter drop\n\
             limit rate over {kilobytes_a_second} kbytes/second counter drop\n}}\n}}\n"
        );
        (0..self.nodes).try_for_each(|node| nft(&self.name(node), &rules))
    }

    /// How many packets it has lost since at all nodes: by lot, and beyond the rate.
    ///
    /// # Errors
    /// What `nft` said.
    pub fn lost(&self) -> Result<[u64; 2], String> {
        let mut lost = [0; 2];
        for node in 0..self.nodes {
            let name = self.name(node);
            let list = ["netns", "exec", &name, "nft", "list", "table", "inet", "rain"];
            let output = Command::new("ip").args(list).stdin(Stdio::null()).output();
            let output = output.map_err(|fault| format!("nft: {fault}"))?;
            let table = String::from_utf8_lossy(&output.stdout).into_owned();
            let counted = table.split("counter packets ").skip(1);
            let counted = counted.filter_map(|rest| rest.split(' ').next()?.parse::<u64>().ok());
            lost.iter_mut().zip(counted).for_each(|(lost, count)| *lost += count);
        }
        Ok(lost)
    }

    /// Lets nothing pass between the nodes below `first` and the others.
    ///
    /// # Errors
    /// What `nft` said.
    pub fn part(&self, first: usize) -> Result<(), String> {
        let ports = |nodes: std::ops::Range<usize>| nodes.map(port).collect::<Vec<_>>().join(", ");
        let (low, high) = (ports(0..first), ports(first..self.nodes));
        self.rule(&format!(
            "iifname {{ {low} }} oifname {{ {high} }} drop\n\
             iifname {{ {high} }} oifname {{ {low} }} drop\n"
        ))
    }

    /// Lets everything pass again.
    ///
    /// # Errors
    /// What `nft` said.
    pub fn join(&self) -> Result<(), String> {
        self.rule("")
    }

    fn rule(&self, rules: &str) -> Result<(), String> {
        let table = format!(
            "add table bridge parts\ndelete table bridge parts\ntable bridge parts {{\n\
             chain across {{ type filter hook forward priority 0;\n{rules}}}\n}}\n"
        );
        nft(&self.hub(), &table)
    }

    fn name(&self, node: usize) -> String {
        format!("{}n{node}", self.mark)
    }

    fn hub(&self) -> String {
        format!("{}hub", self.mark)
    }
}

impl Drop for Internet {
    /// Without its networks their links are gone as well.
    fn drop(&mut self) {
        for node in 0..self.nodes {
            run("ip", &["netns", "delete", &self.name(node)]).ok();
        }
        run("ip", &["netns", "delete", &self.hub()]).ok();
    }
}

/// The switch's port of a node.
fn port(node: usize) -> String {
    format!("port{node}")
}

fn run(program: &str, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    let output = output.map_err(|fault| format!("{program}: {fault}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let why = || format!("{program} {}: {}", arguments.join(" "), said.trim());
    output.status.success().then_some(()).ok_or_else(why)
}

fn nft(network: &str, rules: &str) -> Result<(), String> {
    let mut child = Command::new("ip")
        .args(["netns", "exec", network, "nft", "-f", "-"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|fault| format!("nft: {fault}"))?;
    let wrote = child.stdin.take().map(|mut input| input.write_all(rules.as_bytes()));
    wrote.transpose().map_err(|fault| format!("nft: {fault}"))?;
    let output = child.wait_with_output().map_err(|fault| format!("nft: {fault}"))?;
    let why = || format!("nft: {}", String::from_utf8_lossy(&output.stderr).trim());
    output.status.success().then_some(()).ok_or_else(why)
}
