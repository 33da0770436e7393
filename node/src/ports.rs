// SPDX-License-Identifier: Apache-2.0
//! Ports that a node is to listen on.
//!
//! A node whose port is taken must say so and end. Left to themselves, JSON-RPC listens somewhere
//! else, metrics are not served at all, and the network shares the port with whoever has it.

use sc_network::{multiaddr::Protocol, Multiaddr};
use sc_service::Configuration;
use std::net::{IpAddr, SocketAddr, TcpListener};

/// Checks every port that `config` names.
///
/// # Errors
/// A sentence that names the port that is taken and the option that chooses another.
pub fn require_free(config: &Configuration) -> Result<(), String> {
    for endpoint in config.rpc.addr.iter().flatten().filter(|endpoint| !endpoint.is_optional) {
        require(endpoint.listen_addr, "JSON-RPC", "--rpc-port")?;
    }
    if let Some(prometheus) = &config.prometheus_config {
        require(prometheus.port, "Prometheus", "--prometheus-port")?;
    }
    for address in config.network.listen_addresses.iter().filter_map(socket_address) {
        require(address, "the network", "--port or --listen-addr")?;
    }
    Ok(())
}

fn require(address: SocketAddr, purpose: &str, option: &str) -> Result<(), String> {
    // Port 0 stands for any that is free.
    if address.port() == 0 {
        return Ok(());
    }
    match TcpListener::bind(address) {
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => Err(format!(
            "Port {} is in use, so this node cannot listen there for {purpose}. Stop what listens \
             there, or choose another port with {option}.",
            address.port(),
        )),
        // Whatever else is wrong with the address, who listens there says it better.
        _ => Ok(()),
    }
}

/// The address and port of a TCP listener, if `address` is one.
fn socket_address(address: &Multiaddr) -> Option<SocketAddr> {
    let (mut ip, mut port) = (None, None);
    for part in address.iter() {
        match part {
            Protocol::Ip4(v4) => ip = Some(IpAddr::V4(v4)),
            Protocol::Ip6(v6) => ip = Some(IpAddr::V6(v6)),
            Protocol::Tcp(number) => port = Some(number),
            _ => {}
        }
    }
    Some(SocketAddr::new(ip?, port?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listen_addresses_of_every_kind_are_read() {
        let read = |text: &str| socket_address(&text.parse().expect("a multiaddress"));
        assert_eq!(read("/ip4/127.0.0.1/tcp/30333"), "127.0.0.1:30333".parse().ok());
        assert_eq!(read("/ip6/::1/tcp/30333/ws"), "[::1]:30333".parse().ok());
        assert_eq!(read("/ip4/127.0.0.1/udp/30333/quic"), None);
        assert_eq!(read("/dns/example.net/tcp/30333"), None);
    }

    #[test]
    fn a_taken_port_is_named_with_the_option_that_chooses_another() {
        let taken = TcpListener::bind("127.0.0.1:0").expect("some port is free");
        let address = taken.local_addr().expect("it is bound");
        let complaint = require(address, "Prometheus", "--prometheus-port").expect_err("taken");
        assert!(complaint.contains(&address.port().to_string()), "{complaint}");
        assert!(complaint.contains("--prometheus-port"), "{complaint}");
        drop(taken);
        assert_eq!(require(address, "Prometheus", "--prometheus-port"), Ok(()));
    }
}
