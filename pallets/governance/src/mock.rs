// SPDX-License-Identifier: Apache-2.0
//! A small runtime around the pallet: a collective whose motions it enacts through the scheduler.

use crate as pallet_joule_governance;
use crate::Pallet;
use codec::Encode;
use frame_support::{
    assert_ok, derive_impl,
    dispatch::DispatchResultWithPostInfo,
    parameter_types,
    traits::{ChangeMembers, ConstU32, EqualPrivilegeOnly, Hooks},
    weights::Weight,
};
use frame_system::{limits::BlockWeights, EnsureNever, EnsureRoot};
use pallet_collective::{EnsureProportionAtLeast, PrimeDefaultVote};
use sp_runtime::{
    traits::{BlakeTwo256, Hash},
    BuildStorage, DispatchResult,
};

pub type AccountId = u64;

/// The collective that genesis seats.
pub const MEMBERS: [AccountId; 4] = [1, 2, 3, 4];
/// Blocks between approval and enactment.
pub const DELAY: u32 = 20;
/// Blocks for which a motion may be voted on.
pub const MOTION: u32 = 50;
/// Approved calls that may wait at a time.
pub const MAX_PENDING: u32 = 3;
/// Tasks of the scheduler for one block.
pub const MAX_SCHEDULED: u32 = 5;

#[frame_support::runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeTask
    )]
    pub struct Test;

    #[runtime::pallet_index(0)]
    pub type System = frame_system::Pallet<Test>;
    #[runtime::pallet_index(1)]
    pub type Preimage = pallet_preimage::Pallet<Test>;
    #[runtime::pallet_index(2)]
    pub type Scheduler = pallet_scheduler::Pallet<Test>;
    #[runtime::pallet_index(3)]
    pub type Collective = pallet_collective::Pallet<Test>;
    #[runtime::pallet_index(4)]
    pub type Governance = pallet_joule_governance::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlockU32<Test>;
}

impl pallet_preimage::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = ();
    type Currency = ();
    type ManagerOrigin = EnsureRoot<AccountId>;
    type Consideration = ();
}

parameter_types! {
    pub MaximumSchedulerWeight: Weight = BlockWeights::default().max_block.saturating_div(2);
    pub static MaxEnactmentWeight: Weight = MaximumSchedulerWeight::get().saturating_div(2);
}

impl pallet_scheduler::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeOrigin = RuntimeOrigin;
    type PalletsOrigin = OriginCaller;
    type RuntimeCall = RuntimeCall;
    type MaximumWeight = MaximumSchedulerWeight;
    type ScheduleOrigin = EnsureRoot<AccountId>;
    type OriginPrivilegeCmp = EqualPrivilegeOnly;
    type MaxScheduledPerBlock = ConstU32<MAX_SCHEDULED>;
    type WeightInfo = ();
    type Preimages = Preimage;
    type BlockNumberProvider = System;
}

impl pallet_collective::Config for Test {
    type RuntimeOrigin = RuntimeOrigin;
    type Proposal = RuntimeCall;
    type RuntimeEvent = RuntimeEvent;
    type MotionDuration = crate::MotionDuration<Test>;
    type MaxProposals = ConstU32<8>;
    type MaxMembers = ConstU32<8>;
    type DefaultVote = PrimeDefaultVote;
    type WeightInfo = ();
    type SetMembersOrigin = EnsureNever<()>;
    type MaxProposalWeight = MaximumSchedulerWeight;
    type DisapproveOrigin = EnsureRoot<AccountId>;
    type KillOrigin = EnsureRoot<AccountId>;
    type Consideration = ();
}

impl crate::Config for Test {
    type RuntimeCall = RuntimeCall;
    type PalletsOrigin = OriginCaller;
    type Scheduler = Scheduler;
    type Preimages = Preimage;
    type EnactOrigin = EnsureProportionAtLeast<AccountId, (), 2, 3>;
    type CancelOrigin = EnsureProportionAtLeast<AccountId, (), 1, 3>;
    type MaxPending = ConstU32<MAX_PENDING>;
    type MaxEnactmentWeight = MaxEnactmentWeight;
    type WeightInfo = ();
}

/// The genesis state with these times.
pub fn genesis(enactment_delay_blocks: u32, motion_blocks: u32) -> sp_io::TestExternalities {
    let storage = RuntimeGenesisConfig {
        collective: pallet_collective::GenesisConfig {
            members: MEMBERS.to_vec(),
            ..Default::default()
        },
        governance: crate::GenesisConfig {
            enactment_delay_blocks,
            motion_blocks,
            ..Default::default()
        },
        ..Default::default()
    };
    storage.build_storage().expect("the genesis state is valid").into()
}

/// Runs `test` in block 1 and checks every invariant at its end.
pub fn run(test: impl FnOnce()) {
    genesis(DELAY, MOTION).execute_with(|| {
        next_block();
        test();
        check();
    });
}

/// Checks every invariant.
pub fn check() {
    Pallet::<Test>::check_invariants().expect("every invariant holds");
}

/// Ends the block and begins the next one.
pub fn next_block() {
    check();
    let height = System::block_number() + 1;
    System::set_block_number(height);
    System::reset_events();
    Scheduler::on_initialize(height);
    check();
}

/// Goes on until block `height` has begun.
pub fn run_to(height: u32) {
    while System::block_number() < height {
        next_block();
    }
}

/// The origin of a motion that `ayes` of `seats` members voted for.
pub fn motion(ayes: u32, seats: u32) -> RuntimeOrigin {
    pallet_collective::RawOrigin::<AccountId, ()>::Members(ayes, seats).into()
}

/// Approves `call` by all members, and returns the number that it got.
pub fn approve(call: RuntimeCall) -> u32 {
    let id = crate::NextId::<Test>::get();
    assert_ok!(Governance::enact(motion(4, 4), Box::new(call)));
    id
}

/// Seats `members`, sorted, in place of those who sit.
pub fn seat(members: &[AccountId]) {
    let sitting = pallet_collective::Members::<Test>::get();
    <Collective as ChangeMembers<AccountId>>::set_members_sorted(members, &sitting);
}

/// `who` puts `call` to the vote; `threshold` ayes are enough for it.
pub fn propose(who: AccountId, threshold: u32, call: &RuntimeCall) -> DispatchResultWithPostInfo {
    let length = u32::try_from(call.encoded_size()).expect("a short call");
    Collective::propose(RuntimeOrigin::signed(who), threshold, Box::new(call.clone()), length)
}

/// `who` votes for or against the last motion, which is `call`.
pub fn vote(who: AccountId, call: &RuntimeCall, approve: bool) -> DispatchResultWithPostInfo {
    let index = pallet_collective::ProposalCount::<Test>::get() - 1;
    Collective::vote(RuntimeOrigin::signed(who), BlakeTwo256::hash_of(call), index, approve)
}

/// Closes the last motion, which is `call`.
pub fn close(call: &RuntimeCall) -> DispatchResultWithPostInfo {
    let index = pallet_collective::ProposalCount::<Test>::get() - 1;
    let hash = BlakeTwo256::hash_of(call);
    Collective::close(RuntimeOrigin::signed(99), hash, index, Weight::MAX, u32::MAX)
}

/// The members `ayes` move `call` and vote for it: what came of it.
pub fn carry(ayes: &[AccountId], call: &RuntimeCall) -> DispatchResult {
    let threshold = u32::try_from(ayes.len()).expect("few members");
    assert_ok!(propose(ayes[0], threshold, call));
    if threshold > 1 {
        for who in ayes {
            assert_ok!(vote(*who, call, true));
        }
        assert_ok!(close(call));
    }
    let executed = System::read_events_for_pallet::<pallet_collective::Event<Test>>()
        .into_iter()
        .rev()
        .find_map(|event| match event {
            pallet_collective::Event::Executed { result, .. } => Some(result),
            _ => None,
        });
    executed.expect("the motion was carried")
}

/// The motion that has `call` enacted.
pub fn enact(call: RuntimeCall) -> RuntimeCall {
    crate::Call::enact { call: Box::new(call) }.into()
}

/// The motion that cancels the approved call `id`.
pub fn cancel(id: u32) -> RuntimeCall {
    crate::Call::cancel { id }.into()
}

/// A call that only root may make: it stores `value` under the key `b"mark"`.
pub fn mark(value: u8) -> RuntimeCall {
    frame_system::Call::set_storage { items: vec![(b"mark".to_vec(), vec![value])] }.into()
}

/// What [`mark`] stored.
pub fn marked() -> Option<u8> {
    let bytes = frame_support::storage::unhashed::get_raw(b"mark")?;
    bytes.first().copied()
}

/// A call of a little more than `length` bytes that does nothing.
pub fn remark(length: usize) -> RuntimeCall {
    frame_system::Call::remark { remark: vec![0; length] }.into()
}

/// Preimages that are stored, and those that are asked for.
pub fn preimages() -> (usize, usize) {
    let stored = pallet_preimage::PreimageFor::<Test>::iter_keys().count();
    let requested = pallet_preimage::RequestStatusFor::<Test>::iter_keys().count();
    (stored, requested)
}

/// The pallet's events of this block.
pub fn events() -> Vec<crate::Event<Test>> {
    System::read_events_for_pallet()
}
