// SPDX-License-Identifier: Apache-2.0
//! What is refused: each call by everybody, and each claim whenever it may be made. Whatever is
//! refused changes nothing.

use crate::{mock::*, Call, Error as E, Parameters};
use frame_support::{assert_ok, traits::GetCallName};
use joule_primitives::units::JOULE;
use sp_runtime::{traits::Dispatchable, DispatchError};
use std::collections::BTreeSet;
use Stage::*;

/// What became of the first epoch, in which a provider worked and a device proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// It runs.
    Runs,
    Closed,
    /// All was claimed.
    Claimed,
    /// It is the last epoch in which it can be.
    Last,
    Expired,
    /// The device failed since.
    Failed,
    /// All was claimed, and nothing was proved since for so long that it vests no more.
    Stale,
}

fn reach(stage: Stage) {
    pay(PROVIDER, 1_000 * JOULE);
    prove_hour(1);
    match stage {
        Runs => {}
        Closed => end_epochs(1),
        Last => end_epochs(KEPT),
        Expired => end_epochs(KEPT + 1),
        Failed => {
            end_epochs(1);
            fail(1);
        }
        Claimed | Stale => {
            end_epochs(1);
            let [work, availability, _] = claims();
            for (call, who) in [work, availability] {
                assert_eq!(attempt(call, signed(who)), None);
            }
            if stage == Stale {
                end_epochs(KEPT + 1);
            }
        }
    }
}

/// The calls about the first epoch, with those who may make them.
fn claims() -> [(Call<Test>, AccountId); 3] {
    let (epoch, device) = (0, key(1));
    [
        (Call::claim_work { epoch }, PROVIDER),
        (Call::claim_availability { epoch, device }, owner(1)),
        (Call::lapse_unvested { owner: owner(1), device }, STRANGER),
    ]
}

/// Makes a call: why it is refused, if it is. Then nothing has changed.
fn attempt(call: Call<Test>, origin: RuntimeOrigin) -> Option<DispatchError> {
    let before = state();
    let refusal = RuntimeCall::from(call).dispatch(origin).err().map(|refused| refused.error);
    assert!(refusal.is_none() || before == state(), "a refused call changed something");
    refusal
}

/// Why a call is refused at a stage; `None` if it is not.
fn refusal(call: &Call<Test>, stage: Stage) -> Option<E<Test>> {
    match (call, stage) {
        (Call::lapse_unvested { .. }, Stale) => None,
        (Call::lapse_unvested { .. }, Claimed) => Some(E::StillVesting),
        (Call::lapse_unvested { .. }, _) => Some(E::VestingNotFound),
        (_, Runs) => Some(E::EpochNotClosed),
        (_, Claimed) => Some(E::NothingToClaim),
        (_, Expired | Stale) => Some(E::ClaimsExpired),
        (Call::claim_availability { .. }, Failed) => Some(E::Forfeited),
        _ => None,
    }
}

#[test]
fn each_claim_is_taken_or_refused_by_when_it_is_made() {
    for stage in [Runs, Closed, Claimed, Last, Expired, Failed, Stale] {
        for (call, who) in claims() {
            run(|| {
                reach(stage);
                let expected = refusal(&call, stage).map(Into::into);
                let told = format!("{call:?} when {stage:?}");
                assert_eq!(attempt(call, signed(who)), expected, "{told}");
            });
        }
    }
}

#[test]
fn nobody_claims_for_others_and_only_governance_sets_parameters() {
    run(|| {
        reach(Closed);
        let mut names = BTreeSet::new();
        let bad = Some(DispatchError::BadOrigin);
        for (call, who) in claims() {
            names.insert(call.get_call_name());
            assert_eq!(attempt(call.clone(), RuntimeOrigin::none()), bad);
            assert_eq!(attempt(call.clone(), RuntimeOrigin::root()), bad);
            for other in [PROVIDER, OTHER, STRANGER, owner(1), owner(2)] {
                if other != who && !matches!(call, Call::lapse_unvested { .. }) {
                    let nothing = Some(E::<Test>::NothingToClaim.into());
                    assert_eq!(attempt(call.clone(), signed(other)), nothing);
                }
            }
        }
        let call = Call::set_parameters { parameters: Parameters::default() };
        names.insert(call.get_call_name());
        for origin in [RuntimeOrigin::none(), signed(PROVIDER)] {
            assert_eq!(attempt(call.clone(), origin), bad);
        }
        assert_ok!(RuntimeCall::from(call).dispatch(RuntimeOrigin::root()));
        let all = Call::<Test>::get_call_names().iter().copied().collect::<BTreeSet<_>>();
        assert_eq!(names, all, "every call is tried");
    });
}
