// SPDX-License-Identifier: Apache-2.0
//! Where neurons answer.

use crate::{mock::*, types::Ip, Endpoint, Endpoints, Error, Event};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{apis::subnets::Endpoint as EndpointTold, subnets::NetUid};
use sp_runtime::DispatchResult;
use std::net::{Ipv4Addr, Ipv6Addr};

const PLAIN: Endpoint = Endpoint {
    ip: Ip::V4([203, 0, 113, 7]),
    port: 8_091,
    protocol: 0,
    certificate: None,
    metrics_port: None,
};

/// A subnet of Alice in which Bob has the neuron 1.
fn with_bob() -> NetUid {
    let netuid = subnet(ALICE);
    neuron(netuid, BOB, hot(BOB));
    netuid
}

fn serve(netuid: NetUid, endpoint: Endpoint) -> DispatchResult {
    Subnets::serve(signed(hot(BOB)), netuid, Some(endpoint))
}

fn v4(ip: [u8; 4]) -> Endpoint {
    Endpoint { ip: Ip::V4(ip), ..PLAIN }
}

fn v6(ip: &str) -> Endpoint {
    let ip: Ipv6Addr = ip.parse().expect("it is an address");
    Endpoint { ip: Ip::V6(ip.octets()), ..PLAIN }
}

#[test]
fn a_neuron_says_where_it_answers() {
    run(|| {
        let netuid = with_bob();
        assert_eq!(Subnets::endpoint(netuid, 1), None);
        let endpoint = Endpoint {
            ip: Ip::V6([0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
            port: 443,
            protocol: 4,
            certificate: Some([0xab; 32]),
            metrics_port: Some(u16::MAX),
        };
        assert_ok!(serve(netuid, endpoint));
        let changed = Event::EndpointChanged { netuid, uid: 1, hotkey: hot(BOB) };
        assert_eq!(events().last(), Some(&changed));
        let told = EndpointTold {
            ip: "2001:db8::1".into(),
            port: 443,
            protocol: 4,
            certificate_digest: Some("ab".repeat(32)),
            metrics_port: Some(65_535),
            updated_at: 2,
        };
        assert_eq!(Subnets::endpoint(netuid, 1), Some(told));
        pass(50);
        assert_ok!(serve(netuid, PLAIN));
        let told = EndpointTold {
            ip: "203.0.113.7".into(),
            port: 8_091,
            protocol: 0,
            certificate_digest: None,
            metrics_port: None,
            updated_at: 52,
        };
        assert_eq!(Subnets::endpoint(netuid, 1), Some(told));
    });
}

#[test]
fn nobody_answers_at_an_address_that_is_nobodys() {
    run(|| {
        let netuid = with_bob();
        let hostile = [
            v4([0, 0, 0, 0]),
            v4([255, 255, 255, 255]),
            v4([224, 0, 0, 1]),
            v4([239, 255, 255, 255]),
            v6("::"),
            v6("ff02::1"),
            v6("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
            // Addresses of version 4 in disguise.
            v6("::ffff:0.0.0.0"),
            v6("::ffff:224.0.0.1"),
            v6("::ffff:203.0.113.7"),
            Endpoint { port: 0, ..PLAIN },
            Endpoint { metrics_port: Some(0), ..PLAIN },
        ];
        for endpoint in hostile {
            assert_noop!(serve(netuid, endpoint), Error::<Test>::EndpointInvalid);
        }
        assert_eq!(Endpoints::<Test>::iter().count(), 0);
    });
}

#[test]
fn addresses_of_hosts_and_of_developers_networks_are_taken() {
    run(|| {
        let netuid = with_bob();
        let plain = [
            v4(Ipv4Addr::LOCALHOST.octets()),
            v4([10, 1, 2, 3]),
            v4([192, 168, 0, 1]),
            v4([223, 255, 255, 255]),
            v6("::1"),
            v6("fd00::1"),
            v6("2001:db8::7"),
            Endpoint { port: 1, metrics_port: Some(1), ..PLAIN },
            Endpoint { port: u16::MAX, protocol: u8::MAX, ..PLAIN },
        ];
        for endpoint in plain {
            assert_ok!(serve(netuid, endpoint));
            pass(50);
        }
    });
}

#[test]
fn an_endpoint_changes_once_in_fifty_blocks() {
    run(|| {
        let netuid = with_bob();
        assert_ok!(serve(netuid, PLAIN));
        for blocks in [0, 49] {
            pass(blocks);
            assert_noop!(serve(netuid, PLAIN), Error::<Test>::ServedTooRecently);
        }
        pass(1);
        assert_ok!(serve(netuid, PLAIN));
    });
}

#[test]
fn to_withdraw_an_endpoint_is_no_way_around_the_wait() {
    run(|| {
        let netuid = with_bob();
        let withdraw = || Subnets::serve(signed(hot(BOB)), netuid, None);
        assert_noop!(withdraw(), Error::<Test>::EndpointNotFound);
        assert_ok!(serve(netuid, PLAIN));
        assert_noop!(withdraw(), Error::<Test>::ServedTooRecently);
        pass(50);
        assert_ok!(withdraw());
        assert_eq!(Subnets::endpoint(netuid, 1), None);
        assert_noop!(withdraw(), Error::<Test>::EndpointNotFound);
        assert_noop!(serve(netuid, PLAIN), Error::<Test>::ServedTooRecently);
        pass(50);
        assert_noop!(withdraw(), Error::<Test>::EndpointNotFound);
        assert_ok!(serve(netuid, PLAIN));
    });
}

#[test]
fn only_neurons_answer_and_only_for_themselves() {
    run(|| {
        let netuid = with_bob();
        let by = |who, netuid| Subnets::serve(signed(who), netuid, Some(PLAIN));
        assert_noop!(by(BOB, netuid), Error::<Test>::NeuronNotFound);
        assert_noop!(by(hot(CHARLIE), netuid), Error::<Test>::NeuronNotFound);
        assert_noop!(by(hot(BOB), NetUid(9)), Error::<Test>::SubnetNotFound);
        // Each has a wait of its own.
        assert_ok!(by(hot(BOB), netuid));
        assert_ok!(by(hot(ALICE), netuid));
        let other = subnet(CHARLIE);
        neuron(other, BOB, hot(BOB));
        assert_ok!(by(hot(BOB), other));
    });
}
