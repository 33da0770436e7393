// SPDX-License-Identifier: Apache-2.0
//! A small runtime around the pallet.

use crate as pallet_joule_issuance;
use crate::{CreditOf, DustHandler, EmissionSplit, Pallet};
use frame_support::{
    derive_impl, parameter_types,
    traits::{fungible::Balanced, ConstU128, Hooks},
};
use joule_primitives::{
    types::Balance,
    units::{EXISTENTIAL_DEPOSIT, JOULE},
};
use sp_runtime::{BuildStorage, Permill};

pub type AccountId = u64;
pub type Credit = CreditOf<Test>;

pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
/// Receives the author's part of fees, and starts with nothing.
pub const AUTHOR: AccountId = 3;
/// An account that belongs to a module.
pub const MODULE: AccountId = 4;
/// What Alice and Bob start with.
pub const ENDOWMENT: Balance = 1_000 * JOULE;
/// What genesis endows in all: Alice, Bob, three pots and a module account.
pub const GENESIS: Balance = 2 * ENDOWMENT + 4 * EXISTENTIAL_DEPOSIT;

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
    pub type Balances = pallet_balances::Pallet<Test>;
    #[runtime::pallet_index(2)]
    pub type Issuance = pallet_joule_issuance::Pallet<Test>;
}

type Block = frame_system::mocking::MockBlockU32<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type AccountStore = System;
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
    type DustRemoval = DustHandler<Test>;
}

parameter_types! {
    pub static BlockAuthor: Option<AccountId> = Some(AUTHOR);
    pub ModuleAccounts: Vec<AccountId> = vec![MODULE];
    pub const MaxReminted: Permill = Permill::from_percent(95);
}

impl crate::Config for Test {
    type Currency = Balances;
    type GovernanceOrigin = frame_system::EnsureRoot<AccountId>;
    type BlockAuthor = BlockAuthor;
    type ModuleAccounts = ModuleAccounts;
    type Staked = ConstU128<0>;
    type MaxReminted = MaxReminted;
    type WeightInfo = ();
}

/// The chain's genesis with these balances and this split.
pub fn genesis(
    balances: Vec<(AccountId, Balance)>,
    split: EmissionSplit,
) -> sp_io::TestExternalities {
    let storage = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
        issuance: crate::GenesisConfig { split, ..Default::default() },
        ..Default::default()
    };
    storage.build_storage().expect("the genesis state is valid").into()
}

/// Runs `test` in block 1, before its hooks, and checks every invariant at the block's end.
pub fn run(test: impl FnOnce()) {
    let balances = vec![(ALICE, ENDOWMENT), (BOB, ENDOWMENT)];
    genesis(balances, EmissionSplit::default()).execute_with(|| {
        System::set_block_number(1);
        test();
        end_block();
    });
}

/// Ends the block and checks every invariant.
pub fn end_block() {
    Issuance::on_finalize(System::block_number());
    Pallet::<Test>::check_invariants().expect("every invariant holds");
}

/// Executes block `height`, whatever the height was before.
pub fn execute_block(height: u32) {
    System::set_block_number(height);
    System::reset_events();
    Issuance::on_initialize(height);
    end_block();
}

/// Takes `amount` from `who`, as a pallet that charges something would.
pub fn take(who: AccountId, amount: Balance) -> Credit {
    use frame_support::traits::tokens::{Fortitude, Precision, Preservation};
    Balances::withdraw(&who, amount, Precision::Exact, Preservation::Expendable, Fortitude::Polite)
        .expect("the account holds the amount")
}

/// The pallet's events of this block.
pub fn events() -> Vec<crate::Event<Test>> {
    System::read_events_for_pallet()
}
