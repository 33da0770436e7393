// SPDX-License-Identifier: Apache-2.0
//! The parameters: which may be set, by whom, and when they hold.

use crate::{mock::*, Error, Event, InForce, Parameters, Upcoming};
use frame_support::{assert_noop, assert_ok};
use joule_math::bme::Params;
use joule_primitives::units::JOULE;
use sp_runtime::{DispatchError, Perbill};

fn set(parameters: Parameters) -> sp_runtime::DispatchResult {
    Equilibrium::set_parameters(RuntimeOrigin::root(), parameters)
}

fn lean() -> Parameters {
    Params::LEAN.into()
}

#[test]
fn parameters_hold_from_the_next_epoch_on() {
    run(|| {
        assert_ok!(set(lean()));
        assert_eq!(events(), [Event::ParametersSet { parameters: lean(), from: 1 }]);
        pay(PROVIDER, 100 * JOULE);
        assert_eq!(balance(PROVIDER), 70 * JOULE);
        let grant = end_epoch();
        // 15 % of what was burned with the parameters to start with, 3 % of what comes now.
        assert_eq!(grant.work_left, 15 * JOULE);
        assert_eq!((InForce::<Test>::get(), Upcoming::<Test>::get()), (lean(), None));
        pay(PROVIDER, 100 * JOULE);
        assert_eq!(balance(PROVIDER), 160 * JOULE);
        assert_eq!(end_epoch().work_left, 3 * JOULE);
        assert_eq!(InForce::<Test>::get(), lean());
    });
}

#[test]
fn the_last_parameters_of_an_epoch_count() {
    run(|| {
        assert_ok!(set(lean()));
        assert_ok!(set(Parameters::default()));
        end_epoch();
        assert_eq!(InForce::<Test>::get(), Parameters::default());
    });
}

#[test]
fn only_governance_sets_parameters() {
    run(|| {
        for origin in [signed(PROVIDER), RuntimeOrigin::none()] {
            assert_noop!(Equilibrium::set_parameters(origin, lean()), DispatchError::BadOrigin);
        }
    });
}

#[test]
fn parameters_out_of_their_bounds_are_refused() {
    run(|| {
        let percent = Perbill::from_percent;
        let usual = Parameters::default();
        for (parameters, error) in [
            (Parameters { burn_take: percent(4), ..usual }, Error::<Test>::BurnTakeOutOfBounds),
            (Parameters { burn_take: percent(41), ..usual }, Error::BurnTakeOutOfBounds),
            (Parameters { staker_take: percent(21), ..usual }, Error::StakerTakeOutOfBounds),
            (Parameters { margin: percent(4), ..usual }, Error::MarginTooSmall),
            (Parameters { max_subsidy: percent(16), ..usual }, Error::FreeLunch),
            (Parameters { burn_take: percent(8), ..usual }, Error::FreeLunch),
            (Parameters { availability: percent(3), ..usual }, Error::AvailabilityBeyondProof),
        ] {
            assert_noop!(set(parameters), error);
        }
    });
}

#[test]
fn parameters_at_their_bounds_are_taken() {
    run(|| {
        let most = Parameters {
            burn_take: Perbill::from_percent(40),
            staker_take: Perbill::from_percent(20),
            max_subsidy: Perbill::from_percent(35),
            margin: Perbill::from_percent(5),
            availability: MaxAvailability::get(),
        };
        let least = Parameters {
            burn_take: Perbill::from_percent(5),
            staker_take: Perbill::zero(),
            max_subsidy: Perbill::zero(),
            margin: Perbill::from_percent(5),
            availability: Perbill::zero(),
        };
        for parameters in [most, least, lean()] {
            assert_ok!(set(parameters));
            end_epoch();
            pay(PROVIDER, JOULE);
            prove_hour(1);
        }
        end_epoch();
    });
}

#[test]
fn parameters_of_the_formulas_and_of_the_chain_are_the_same() {
    for params in [Params::DEFAULT, Params::LEAN] {
        assert_eq!(Params::from(Parameters::from(params)), params);
    }
}
