// SPDX-License-Identifier: Apache-2.0
//! A state that breaks an invariant is caught.

use crate::{mock::*, Owners, Pallet};
use frame_support::{traits::ConstU32, BoundedVec};
use sp_runtime::testing::UintAuthorityId;

/// Breaks the state of session 6 and expects the check to say `complaint`.
fn broken_by(breakage: impl FnOnce(), complaint: &str) {
    genesis().execute_with(|| {
        run_to_session(6);
        breakage();
        let error = Pallet::<Test>::check_invariants().expect_err("the state is broken");
        let message: &str = error.into();
        assert!(message.starts_with(complaint), "{message}");
    });
}

/// Stores `owners`, each a validator and its key, as those of `session`.
fn put(session: u32, owners: Vec<(AccountId, u64)>) {
    let owners = owners.into_iter().map(|(who, key)| (who, UintAuthorityId(key))).collect();
    let owners = BoundedVec::<_, ConstU32<MAX_VALIDATORS>>::truncate_from(owners);
    Owners::<Test>::insert(session, owners);
}

#[test]
fn a_session_too_many_or_too_few_is_caught() {
    for session in [3u32, 4, 5, 6] {
        broken_by(|| Owners::<Test>::remove(session), "K1");
    }
    for session in [0, 2, 7] {
        broken_by(|| put(session, vec![(1, 1)]), "K1");
    }
}

#[test]
fn an_entry_that_names_other_validators_is_caught() {
    broken_by(|| put(6, vec![(1, 1), (2, 2)]), "K2");
    broken_by(|| put(6, vec![(2, 2), (1, 1), (3, 3)]), "K2");
    broken_by(|| put(6, vec![]), "K2");
}

#[test]
fn an_entry_that_is_empty_or_ambiguous_is_caught() {
    broken_by(|| put(4, vec![]), "K3");
    broken_by(|| put(4, vec![(1, 1), (1, 2)]), "K3");
    broken_by(|| put(4, vec![(1, 1), (2, 1)]), "K3");
}
