// SPDX-License-Identifier: Apache-2.0
//! Random histories: whatever happens in whatever order, the invariants hold after every step, a
//! refused step changes nothing, lending makes no stake, and no money comes from nowhere or goes
//! there.

use crate::{mock::*, Backlog, Event, Funds, PendingTotal};
use joule_primitives::{
    staking::OnHotkeySwapped,
    subnets::{
        BondKind, LiquidAlpha, NetUid, OnSubnets, StakeBehind, SubnetParameters, Subnets, Uid,
        DIVISION_BLOCKS,
    },
    types::Balance,
    units::JOULE,
};
use proptest::prelude::*;
use sp_runtime::{DispatchError, DispatchResult, Permill};
use std::collections::BTreeMap;

/// Coldkeys that take part, each with one hotkey; the first five are neurons from the start.
const COLDKEYS: u64 = 9;
/// The most neurons and subnets of these histories.
const NEURONS: usize = 8;
const SUBNETS: usize = 3;
/// What validators may say. The last ones are refused.
const VECTORS: [&[(Uid, u16)]; 8] = [
    &[(3, 1), (4, 1)],
    &[(0, 5), (1, 0), (2, 7), (3, 9)],
    &[(1, 65_535), (4, 1)],
    &[(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)],
    &[(2, 1)],
    &[(3, 0)],
    &[(4, 1), (2, 1)],
    &[(5, 1), (7, 3)],
];

#[derive(Clone, Debug)]
enum Step {
    Blocks(u32),
    Fund(Balance),
    Vote(usize, u32),
    Split(Vec<Balance>),
    Create(AccountId),
    Remove(usize),
    Register(usize, AccountId, Uid),
    Stake(AccountId, Balance),
    Set(usize, AccountId, usize, u32),
    Commit(usize, AccountId, usize),
    Reveal(usize, AccountId, usize),
    Lend(usize, AccountId, Vec<(AccountId, u32)>),
    Terms(usize, AccountId, u32, bool),
    Payout(AccountId, Option<AccountId>),
    Reset(usize, AccountId),
    Change(usize, Change),
    Swap(AccountId),
    WearOut(Option<AccountId>),
    Close(Option<AccountId>, Balance),
}

/// What an owner changes.
#[derive(Clone, Debug)]
enum Change {
    Tempo(u32),
    Commits(bool, u16),
    Kappa(u16),
    Bonds(bool, u32, bool),
    Limits(u16, u32, u32),
    Version(u32),
    Owner(Uid),
}

fn who() -> impl Strategy<Value = AccountId> {
    1..=COLDKEYS
}

fn stakes() -> impl Strategy<Value = Balance> {
    prop_oneof![
        Just(0u128),
        Just(100 * JOULE),
        99 * JOULE..101 * JOULE,
        0..5_000 * JOULE,
        0..5_000 * JOULE,
    ]
}

fn changes() -> impl Strategy<Value = Change> {
    prop_oneof![
        (10u32..40).prop_map(Change::Tempo),
        (any::<bool>(), 1u16..4).prop_map(|(a, b)| Change::Commits(a, b)),
        (26_214u16..52_429).prop_map(Change::Kappa),
        (any::<bool>(), 25_000u32..1_000_001, any::<bool>())
            .prop_map(|(a, b, c)| Change::Bonds(a, b, c)),
        (1u16..6, 0u32..20, 20u32..200).prop_map(|(a, b, c)| Change::Limits(a, b, c)),
        (0u32..2).prop_map(Change::Version),
        (0u16..5).prop_map(Change::Owner),
    ]
}

fn loans_to() -> impl Strategy<Value = Vec<(AccountId, u32)>> {
    prop::collection::vec((who(), 0u32..60), 0..4)
}

fn steps() -> impl Strategy<Value = Step> {
    let subnet = || 0..SUBNETS;
    let vector = || 0..VECTORS.len();
    prop_oneof![
        8 => (1u32..30).prop_map(Step::Blocks),
        4 => prop_oneof![0..1_000u128, 0..5_000 * JOULE].prop_map(Step::Fund),
        2 => (subnet(), 0u32..4).prop_map(|(a, b)| Step::Vote(a, b)),
        1 => prop::collection::vec(0..400 * JOULE, 0..5).prop_map(Step::Split),
        2 => who().prop_map(Step::Create),
        1 => subnet().prop_map(Step::Remove),
        3 => (subnet(), who(), 0u16..8).prop_map(|(a, b, c)| Step::Register(a, b, c)),
        4 => (who(), stakes()).prop_map(|(a, b)| Step::Stake(a, b)),
        12 => (subnet(), who(), vector(), 0u32..3).prop_map(|(a, b, c, d)| Step::Set(a, b, c, d)),
        6 => (subnet(), who(), vector()).prop_map(|(a, b, c)| Step::Commit(a, b, c)),
        8 => (subnet(), who(), vector()).prop_map(|(a, b, c)| Step::Reveal(a, b, c)),
        8 => (subnet(), who(), loans_to()).prop_map(|(a, b, c)| Step::Lend(a, b, c)),
        2 => (subnet(), who(), 0u32..20, any::<bool>())
            .prop_map(|(a, b, c, d)| Step::Terms(a, b, c, d)),
        1 => (who(), prop::option::of(who())).prop_map(|(a, b)| Step::Payout(a, b)),
        1 => (subnet(), who()).prop_map(|(a, b)| Step::Reset(a, b)),
        4 => (subnet(), changes()).prop_map(|(a, b)| Step::Change(a, b)),
        1 => who().prop_map(Step::Swap),
        1 => prop::option::of(who()).prop_map(Step::WearOut),
        1 => (prop::option::of(who()), 1..100 * JOULE).prop_map(|(a, b)| Step::Close(a, b)),
    ]
}

/// What a history has to know.
struct World {
    /// The hotkey that each coldkey uses now.
    hotkeys: BTreeMap<AccountId, AccountId>,
    /// The numbers that come next.
    next_hotkey: AccountId,
    next_netuid: u16,
    /// Removed subnets, and the slots that are left to clear.
    cleared: Vec<(NetUid, std::ops::Range<Uid>)>,
    /// All money that came, and what came since the last division.
    funded: Balance,
    undivided: Balance,
}

impl World {
    fn new() -> Self {
        for coldkey in 1..=COLDKEYS {
            serve(hot(coldkey), coldkey);
        }
        Self {
            hotkeys: (1..=COLDKEYS).map(|coldkey| (coldkey, hot(coldkey))).collect(),
            next_hotkey: hot(1_000),
            next_netuid: 2,
            cleared: Vec::new(),
            funded: 0,
            undivided: 0,
        }
    }

    fn hotkey(&self, coldkey: AccountId) -> AccountId {
        self.hotkeys[&coldkey]
    }

    /// A subnet that exists, if there are any.
    fn subnet(&self, index: usize) -> NetUid {
        let all = TestSubnets::all();
        all.get(index % all.len().max(1)).copied().unwrap_or(NetUid(999))
    }

    fn apply(&mut self, step: &Step) -> DispatchResult {
        match step.clone() {
            Step::Blocks(blocks) => (0..blocks).for_each(|_| self.block()),
            Step::Fund(amount) => {
                fund(amount);
                self.funded += amount;
                self.undivided += amount;
            }
            Step::Vote(index, votes) => {
                Amounts::set(None);
                Votes::mutate(|all| all.insert(self.subnet(index), votes));
            }
            Step::Split(amounts) => Amounts::set(Some(amounts)),
            Step::Create(owner) => self.create(owner),
            Step::Remove(index) => {
                let netuid = self.subnet(index);
                if TestSubnets::exists(netuid) {
                    let neurons = remove(netuid);
                    self.cleared.push((netuid, 0..neurons));
                }
            }
            Step::Register(index, coldkey, uid) => self.register(index, coldkey, uid),
            Step::Stake(coldkey, stake) => {
                let hotkey = self.hotkey(coldkey);
                StakesBehind::mutate(|stakes| stakes.insert(hotkey, stake));
            }
            Step::Change(index, change) => self.change(index, &change),
            Step::Swap(coldkey) => self.swap(coldkey),
            Step::WearOut(coldkey) => {
                WornOut::set(coldkey.map(|coldkey| self.hotkey(coldkey)).into_iter().collect());
            }
            Step::Close(coldkey, price) => {
                Unstakable::set(coldkey.map(|coldkey| self.hotkey(coldkey)).into_iter().collect());
                SharePrice::set(price);
            }
            call => return self.call(call),
        }
        Ok(())
    }

    /// A call of the pallet.
    fn call(&self, step: Step) -> DispatchResult {
        match step {
            Step::Set(index, coldkey, vector, version) => {
                let (who, pairs) = (signed(self.hotkey(coldkey)), weights(VECTORS[vector]));
                Incentive::set_weights(who, self.subnet(index), pairs, version)
            }
            Step::Commit(index, coldkey, vector) => {
                let (netuid, hotkey) = (self.subnet(index), self.hotkey(coldkey));
                let hash = crate::weights_hash(&hotkey, netuid, VECTORS[vector], &SALT, 1);
                Incentive::commit_weights(signed(hotkey), netuid, hash)
            }
            Step::Reveal(index, coldkey, vector) => {
                let (who, pairs) = (signed(self.hotkey(coldkey)), weights(VECTORS[vector]));
                Incentive::reveal_weights(who, self.subnet(index), pairs, SALT, 1)
            }
            Step::Lend(index, coldkey, children) => {
                let children = children
                    .into_iter()
                    .map(|(child, percent)| (self.hotkey(child), Permill::from_percent(percent)));
                let children = children.collect::<Vec<_>>().try_into().expect("they are few");
                let (who, hotkey) = (signed(coldkey), self.hotkey(coldkey));
                Incentive::set_children(who, self.subnet(index), hotkey, children)
            }
            Step::Terms(index, coldkey, percent, refuses) => {
                let (netuid, hotkey) = (self.subnet(index), self.hotkey(coldkey));
                let take = Permill::from_percent(percent);
                Incentive::set_child_terms(signed(coldkey), netuid, hotkey, take, refuses)
            }
            Step::Payout(coldkey, to) => {
                let to = to.map(|to| self.hotkey(to));
                Incentive::set_payout(signed(coldkey), self.hotkey(coldkey), to)
            }
            Step::Reset(index, coldkey) => {
                Incentive::reset_bonds(signed(coldkey), self.subnet(index))
            }
            _ => Err(DispatchError::Other("this is no call")),
        }
    }

    /// A new subnet of a coldkey, if there is room.
    fn create(&mut self, owner: AccountId) {
        if TestSubnets::all().len() >= SUBNETS {
            return;
        }
        let netuid = NetUid(self.next_netuid);
        self.next_netuid += 1;
        create(netuid, &[]);
        self.enter(netuid, owner, None);
    }

    /// A neuron behind the others, or in the place of another one if there is no room.
    fn register(&self, index: usize, coldkey: AccountId, uid: Uid) {
        let netuid = self.subnet(index);
        let neurons = TestSubnets::neurons(netuid);
        let is_there = TestSubnets::uid_of(netuid, &self.hotkey(coldkey)).is_some();
        if is_there || !TestSubnets::exists(netuid) {
            return;
        }
        if neurons.len() < NEURONS {
            self.enter(netuid, coldkey, None);
        } else if TestSubnets::owner_uid(netuid) != Some(uid) {
            self.enter(netuid, coldkey, Some(uid));
        }
    }

    /// Puts the hotkey that a coldkey uses now into a subnet.
    fn enter(&self, netuid: NetUid, coldkey: AccountId, place: Option<Uid>) {
        let (hotkey, registered_at) = (self.hotkey(coldkey), System::block_number());
        let slot = joule_primitives::subnets::NeuronSlot { hotkey, registered_at };
        change_subnet(netuid, |subnet| match place {
            Some(uid) => subnet.neurons[usize::from(uid)] = slot,
            None => subnet.neurons.push(slot),
        });
        if let Some(uid) = place {
            Incentive::on_slot_cleared(netuid, uid);
        }
    }

    fn change(&self, index: usize, change: &Change) {
        let netuid = self.subnet(index);
        if !TestSubnets::exists(netuid) {
            return;
        }
        let neurons = TestSubnets::neuron_count(netuid);
        change_subnet(netuid, |subnet| {
            let parameters: &mut SubnetParameters = &mut subnet.parameters;
            match *change {
                Change::Tempo(tempo) => parameters.tempo = tempo,
                Change::Commits(is_on, period) => {
                    parameters.commit_reveal = is_on;
                    parameters.commit_reveal_period = period;
                }
                Change::Kappa(kappa) => parameters.kappa = kappa,
                Change::Bonds(are_relative, alpha_ppm, is_liquid) => {
                    let kinds = [BondKind::Absolute, BondKind::Relative];
                    parameters.bonds = kinds[usize::from(are_relative)];
                    parameters.bonds_alpha_ppm = alpha_ppm;
                    let liquid = LiquidAlpha { low: 2_000, high: 60_000, steepness: 10 };
                    parameters.liquid_alpha = is_liquid.then_some(liquid);
                }
                Change::Limits(most, rate, cutoff) => {
                    parameters.max_validators = most;
                    parameters.weights_rate_limit = rate;
                    parameters.activity_cutoff = cutoff;
                }
                Change::Version(version) => parameters.weights_version = version,
                Change::Owner(uid) => subnet.owner_uid = uid.min(neurons - 1),
            }
        });
    }

    /// Replaces the hotkey that a coldkey uses, as staking and the subnets would.
    fn swap(&mut self, coldkey: AccountId) {
        let (old, new) = (self.hotkey(coldkey), self.next_hotkey);
        self.next_hotkey += 1;
        Incentive::on_hotkey_swapped(&old, &new).expect("nothing refuses it");
        for netuid in TestSubnets::all() {
            change_subnet(netuid, |subnet| {
                let slots = subnet.neurons.iter_mut().filter(|slot| slot.hotkey == old);
                slots.for_each(|slot| slot.hotkey = new);
            });
        }
        serve(new, coldkey);
        Retired::mutate(|retired| retired.push(old));
        StakesBehind::mutate(|stakes| {
            let stake = stakes.remove(&old).unwrap_or_default();
            stakes.insert(new, stake);
        });
        self.hotkeys.insert(coldkey, new);
    }

    /// Lets a block pass, and checks what every epoch in it did with what was pending.
    fn block(&mut self) {
        let all = Funds::<Test>::iter().map(|(netuid, funds)| (netuid, funds.pending.total()));
        let mut pending = all.collect::<BTreeMap<NetUid, Balance>>();
        self.clear_a_slot();
        pass(1);
        if System::block_number().is_multiple_of(DIVISION_BLOCKS) {
            self.undivided = 0;
        }
        let sum = |amounts: &[(Uid, Balance)]| amounts.iter().map(|(_, it)| it).sum::<Balance>();
        for event in events() {
            match event {
                Event::EmissionDivided { amounts, .. } => {
                    for (netuid, amount) in amounts {
                        *pending.entry(netuid).or_default() += amount;
                    }
                }
                Event::EpochRun { netuid, owner, miners, validators, refused, lapsed, .. } => {
                    let paid = owner + sum(&miners) + sum(&validators) - refused;
                    *pending.get_mut(&netuid).expect("it has funds") -= paid + lapsed;
                }
                _ => {}
            }
        }
        for (netuid, funds) in Funds::<Test>::iter() {
            assert_eq!(Some(&funds.pending.total()), pending.get(&netuid), "of {netuid}");
        }
    }

    /// What blocks with a little room do.
    fn clear_a_slot(&mut self) {
        let Some((netuid, slots)) = self.cleared.first_mut() else { return };
        let netuid = *netuid;
        match slots.next() {
            Some(uid) => Incentive::on_slot_cleared(netuid, uid),
            None => {
                Incentive::on_cleared(netuid);
                self.cleared.remove(0);
            }
        }
    }

    /// Checks that every pJ that came was paid or burned, or is there.
    fn check_money(&self) {
        let free: Balance = (1..=COLDKEYS).map(|coldkey| free(coldkey) - ENDOWMENT).sum();
        let rewarded: Balance = Rewarded::get().iter().map(|(_, amount, _)| amount).sum();
        let staked: Balance = EarningsStaked::get().iter().map(|(_, _, amount)| amount).sum();
        let burned: Balance = Burned::get().iter().map(|(_, amount)| amount).sum();
        let pot = SubnetsPot::get();
        assert_eq!(free + rewarded + staked + burned + pot, self.funded);
        let claimed = PendingTotal::<Test>::get() + Backlog::<Test>::get();
        assert_eq!(claimed + self.undivided, pot);
    }

    /// Checks that what is lent is as much as what is borrowed.
    fn check_stakes(&self) {
        let hotkeys = self.hotkeys.values();
        let all: Balance = hotkeys.clone().map(TestStaking::stake_behind).sum();
        for netuid in TestSubnets::all() {
            let weighing = hotkeys.clone().map(|hotkey| Incentive::weighing_stake(netuid, hotkey));
            assert_eq!(weighing.sum::<Balance>(), all, "in {netuid}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_history_breaks_an_invariant(history in prop::collection::vec(steps(), 1..100)) {
        run(|| {
            let mut world = World::new();
            vote(&[(ONE, 1)]);
            for step in history {
                let before = state();
                let outcome = world.apply(&step);
                if outcome.is_err() {
                    assert_eq!(state(), before, "a refused step changed something: {step:?}");
                }
                check();
                world.check_money();
                world.check_stakes();
            }
            // At the end of it, everything of removed subnets can be cleared.
            while !world.cleared.is_empty() {
                world.clear_a_slot();
            }
            check();
            for (netuid, _, _) in crate::WeightRows::<Test>::iter() {
                assert!(TestSubnets::exists(netuid));
            }
        });
    }
}

/// Validators of one mind, who weigh the first two miners alike.
fn agree() {
    for validator in [ALICE, BOB, CHARLIE] {
        set_weights(ONE, validator, &[(3, 1), (4, 1)]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn an_owner_never_gets_more_than_18_percent_of_what_came(
        tempos in prop::collection::vec((0..1_000 * JOULE, 0u8..4), 1..40),
    ) {
        run(|| {
            let (mut came, mut epochs) = (0, 0);
            for (amount, what) in tempos {
                // GIVEN validators who work, are silent, or have no stake
                let stake = if what == 0 { 0 } else { STAKE };
                [ALICE, BOB, CHARLIE].into_iter().for_each(|coldkey| set_stake(coldkey, stake));
                if what > 1 && Incentive::validator_count(ONE) == 3 {
                    agree();
                }
                pend(ONE, amount);
                came += amount;
                epochs += 1;
                epoch(ONE);
                // THEN every part is what it should be, but for what waits.
                let owner = free(ALICE) - ENDOWMENT;
                assert!(owner * 100 <= came * 18 && came * 18 < owner * 100 + 100 * epochs);
                let validators: Balance = [ALICE, BOB, CHARLIE].map(rewarded).iter().sum();
                let miners: Balance =
                    [DAVE, EVE].map(|miner| free(miner) - ENDOWMENT).iter().sum();
                let most = came * 41 / 100 + epochs;
                assert!(validators <= most && miners <= most);
            }
        });
    }

    #[test]
    fn less_than_kappa_of_the_stake_pays_its_friend_nothing_that_others_do_not(
        (one, two, three) in (1u128..1_000, 1u128..1_000, 1u128..1_000),
        friend in 1u16..=u16::MAX,
    ) {
        // GIVEN a validator with less than half of the stake
        prop_assume!(three * 100 < (one + two) * 99);
        run_permitted(|| {
            set_stake(ALICE, 1_000 * one * JOULE);
            set_stake(BOB, 1_000 * two * JOULE);
            set_stake(CHARLIE, 1_000 * three * JOULE);
            // WHEN the others weigh Dave alone, and this one Eve, its friend
            for validator in [ALICE, BOB] {
                set_weights(ONE, validator, &[(3, 1)]);
            }
            set_weights(ONE, CHARLIE, &[(3, u16::MAX - friend), (4, friend)]);
            pend(ONE, 1_000 * JOULE);
            epoch(ONE);
            // THEN Eve gets nothing.
            assert_eq!(Incentive::incentive(ONE), [0, 0, 0, u16::MAX, 0]);
            assert_eq!((free(DAVE), free(EVE)), (ENDOWMENT + 410 * JOULE, ENDOWMENT));
        });
    }
}
