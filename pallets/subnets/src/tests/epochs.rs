// SPDX-License-Identifier: Apache-2.0
//! When epochs are due, and when a new tempo holds.

use crate::{mock::*, Event, ParametersUpdate, SubnetLimits, WeightInfo};
use frame_support::{assert_ok, traits::Hooks};
use joule_primitives::{
    subnets::{NetUid, Subnets as SubnetsTrait},
    types::BlockNumber,
};

/// The blocks up to `last` in which the epoch of a subnet is due.
fn due_to(netuid: NetUid, last: BlockNumber) -> Vec<BlockNumber> {
    let mut due = Vec::new();
    while System::block_number() < last {
        Log::set(Vec::new());
        run_to(System::block_number() + 1);
        if Log::get().contains(&Told::Due(netuid)) {
            due.push(System::block_number());
        }
    }
    due
}

#[test]
fn epochs_come_by_the_tempo_and_the_number_of_the_subnet() {
    run(|| {
        let first = subnet(ALICE);
        assert_eq!(Subnets::next_epoch_block(first), Some(63));
        assert_eq!(due_to(first, 400), vec![63, 163, 263, 363]);
        let second = subnet(BOB);
        // (n + 37 * 2) mod 100
        assert_eq!(due_to(second, 700), vec![426, 526, 626]);
    });
}

#[test]
fn a_subnet_that_ended_has_no_epochs() {
    run(|| {
        let netuid = subnet(ALICE);
        assert_ok!(Subnets::dissolve(signed(ALICE), netuid));
        assert_eq!(due_to(netuid, 400), Vec::<u32>::new());
        assert_eq!(Subnets::next_epoch_block(netuid), None);
    });
}

#[test]
fn a_new_tempo_holds_from_the_next_epoch_that_is_due() {
    run(|| {
        let netuid = subnet(ALICE);
        pass(1);
        let update = ParametersUpdate {
            tempo: Some(30),
            weights_rate_limit: Some(30),
            ..Default::default()
        };
        assert_ok!(Subnets::set_parameters(signed(ALICE), netuid, update));
        // GIVEN a new tempo in the parameters, the one that runs goes on to its end
        assert_eq!(parameters(netuid).tempo, 30);
        assert_eq!(tempo_of(netuid), Some(100));
        assert_eq!(Subnets::next_epoch_block(netuid), Some(63));
        assert_eq!(due_to(netuid, 62), Vec::<u32>::new());
        assert_eq!(tempo_of(netuid), Some(100));
        // WHEN it has ended
        System::reset_events();
        assert_eq!(due_to(netuid, 63), vec![63]);
        // THEN the new one holds, in the count that it has
        let changed = Event::ScheduleChanged { netuid, tempo: 30, commit_reveal: Some(1) };
        assert_eq!(events(), vec![changed]);
        assert_eq!(tempo_of(netuid), Some(30));
        assert_eq!(Subnets::next_epoch_block(netuid), Some(83));
        assert_eq!(due_to(netuid, 180), vec![83, 113, 143, 173]);
    });
}

#[test]
fn commits_are_in_force_until_the_next_epoch_that_is_due() {
    run(|| {
        let netuid = subnet(ALICE);
        pass(1);
        let update = ParametersUpdate { commit_reveal: Some(false), ..Default::default() };
        assert_ok!(Subnets::set_parameters(signed(ALICE), netuid, update));
        let in_force = || Subnets::schedule(netuid).map(|schedule| schedule.commit_reveal);
        run_to(62);
        assert_eq!(in_force(), Some(Some(1)));
        run_to(63);
        assert_eq!(in_force(), Some(None));
    });
}

#[test]
fn a_tempo_that_changes_back_before_the_epoch_never_held() {
    run(|| {
        let netuid = subnet(ALICE);
        pass(1);
        let tempo = |tempo| ParametersUpdate { tempo: Some(tempo), ..Default::default() };
        assert_ok!(Subnets::set_parameters(signed(ALICE), netuid, tempo(200)));
        change(netuid, |record| record.parameters_changed_at = None);
        assert_ok!(Subnets::set_parameters(signed(ALICE), netuid, tempo(100)));
        System::reset_events();
        assert_eq!(due_to(netuid, 200), vec![63, 163]);
        assert_eq!(events(), vec![]);
    });
}

#[test]
fn epochs_of_as_many_subnets_as_may_be_fit_into_every_second_block() {
    // The least tempo that the limits of a network may allow: twice as many blocks as subnets.
    let limits = SubnetLimits { max_subnets: 8, tempo_min: 16, tempo_default: 16, ..LIMITS };
    let owners = (1..=8).map(|coldkey| (coldkey, coldkey)).collect::<Vec<_>>();
    run_with(limits, &owners, || {
        Log::set(Vec::new());
        run_to(1 + 1_600);
        let due = Log::get();
        assert_eq!(due.len(), 800);
        for netuid in Subnets::active_netuids() {
            assert_eq!(due.iter().filter(|told| **told == Told::Due(netuid)).count(), 100);
        }
    });
}

#[test]
fn the_search_costs_what_it_finds() {
    run(|| {
        subnet(ALICE);
        assert_eq!(Subnets::on_initialize(62), <() as WeightInfo>::find_due(0));
        assert_eq!(Subnets::on_initialize(63), <() as WeightInfo>::find_due(1));
    });
}
