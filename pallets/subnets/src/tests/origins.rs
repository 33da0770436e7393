// SPDX-License-Identifier: Apache-2.0
//! Every call wants a signature.

use crate::{mock::*, Identity, ParametersUpdate};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

#[test]
fn nobody_calls_without_a_signature() {
    run(|| {
        let netuid = subnet(ALICE);
        neuron(netuid, BOB, hot(BOB));
        assert_ok!(Subnets::offer_ownership(signed(ALICE), netuid, Some(BOB)));
        let update = ParametersUpdate { kappa: Some(30_000), ..Default::default() };
        pass(LIMITS.registration_interval_blocks);
        for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
            let of = || origin.clone();
            assert_noop!(Subnets::register_subnet(of(), ALICE, ANY, None), BadOrigin);
            assert_noop!(Subnets::register_neuron(of(), netuid, ALICE, ANY, None), BadOrigin);
            assert_noop!(Subnets::set_parameters(of(), netuid, update), BadOrigin);
            assert_noop!(Subnets::serve(of(), netuid, None), BadOrigin);
            let identity = Some(Identity::default());
            assert_noop!(Subnets::set_identity(of(), netuid, identity), BadOrigin);
            assert_noop!(Subnets::offer_ownership(of(), netuid, None), BadOrigin);
            assert_noop!(Subnets::accept_ownership(of(), netuid, hot(BOB)), BadOrigin);
            assert_noop!(Subnets::dissolve(of(), netuid), BadOrigin);
        }
    });
}
