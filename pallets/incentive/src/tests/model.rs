// SPDX-License-Identifier: Apache-2.0
//! A subnet as it should be: computed from what a test does, and nothing that the pallet stores.

use crate::{mock::*, BondRows, Epochs, Event, Funds, Permits};
use joule_math::yuma::{Alpha, Bonds, Epoch, Neuron, Outcome, Parameters, I32F32};
use joule_primitives::{
    subnets::Uid,
    types::{Balance, BlockNumber},
    units::JOULE,
};

/// What an epoch should lead to, and pay, in pJ.
pub struct Expected {
    pub block: BlockNumber,
    pub outcome: Outcome,
    pub owner: Balance,
    pub miners: Vec<Balance>,
    pub validators: Vec<Balance>,
}

/// The subnet of the tests. It knows no loans, and nothing that lapses.
pub struct Model {
    pub parameters: Parameters,
    /// By uid.
    pub neurons: Vec<Neuron>,
    /// Whom the neurons serve, by uid.
    pub coldkeys: Vec<AccountId>,
    /// Who may validate until the next epoch, by uid.
    pub permits: Vec<bool>,
    /// What is pending, in pJ.
    pub owner: Balance,
    pub miners: Balance,
    pub validators: Balance,
}

impl Model {
    /// The subnet before its first epoch, with what is staked behind the neurons.
    pub fn of(stakes: [Balance; 5]) -> Self {
        let parameters = Parameters {
            block: 0,
            last_epoch: 0,
            owner: Some(0),
            kappa: 32_767,
            bonds_penalty: u16::MAX,
            bonds: Bonds::Absolute(Alpha::Ppm(100_000)),
            max_validators: 64,
            min_stake: 100 * JOULE,
            activity_cutoff: 5_000,
        };
        for (coldkey, stake) in (ALICE..).zip(stakes) {
            set_stake(coldkey, stake);
        }
        Self {
            parameters,
            neurons: stakes.map(|stake| Neuron { stake, ..Neuron::default() }).to_vec(),
            coldkeys: vec![ALICE, BOB, CHARLIE, DAVE, EVE],
            permits: vec![false; 5],
            owner: 0,
            miners: 0,
            validators: 0,
        }
    }

    /// The subnet in block 2 of [`run_permitted`].
    pub fn permitted() -> Self {
        let mut model = Self::of([STAKE, STAKE, STAKE, 0, 0]);
        model.run(2);
        model
    }

    /// Whether the hotkey of a coldkey may give weights to others.
    pub fn may_say(&self, coldkey: AccountId) -> bool {
        let uid = self.uid(coldkey);
        self.permits[uid] && (uid == 0 || self.neurons[uid].stake >= 100 * JOULE)
    }

    /// Lets the hotkey of a coldkey give weights, here and in the chain. The largest is 65,535.
    pub fn say(&mut self, coldkey: AccountId, weights: &[(Uid, u16)]) {
        set_weights(ONE, coldkey, weights);
        let now = System::block_number();
        let uid = self.uid(coldkey);
        let neuron = &mut self.neurons[uid];
        (neuron.last_update, neuron.as_of) = (now, now);
        neuron.weights = weights.to_vec();
    }

    /// Sets what is staked behind the hotkey of a coldkey, here and in the chain.
    pub fn stake(&mut self, coldkey: AccountId, stake: Balance) {
        set_stake(coldkey, stake);
        let uid = self.uid(coldkey);
        self.neurons[uid].stake = stake;
    }

    /// Lets the hotkey of another coldkey take the place of a neuron, here and in the chain.
    pub fn replace(&mut self, uid: Uid, coldkey: AccountId) {
        replace(ONE, uid, coldkey);
        let (uid, registered) = (usize::from(uid), System::block_number());
        self.neurons[uid] = Neuron { registered, ..Neuron::default() };
        self.coldkeys[uid] = coldkey;
        self.permits[uid] = false;
    }

    /// Gives the subnet emission, here and in the chain.
    pub fn pend(&mut self, amount: Balance) {
        pend(ONE, amount);
        let owner = amount * 18 / 100;
        let miners = (amount - owner) / 2;
        self.owner += owner;
        self.miners += miners;
        self.validators += amount - owner - miners;
    }

    /// Lets the epoch run in the next block, and checks that the chain does what is expected.
    pub fn epoch(&mut self) -> Expected {
        let has = |coldkeys: &[AccountId]| {
            coldkeys.iter().map(|who| (free(*who), rewarded(*who))).collect::<Vec<_>>()
        };
        let before = has(&self.coldkeys);
        epoch(ONE);
        let expected = self.run(System::block_number());
        self.check(&expected);
        for (uid, (is, was)) in has(&self.coldkeys).into_iter().zip(before).enumerate() {
            let owner = if uid == 0 { expected.owner } else { 0 };
            assert_eq!(is.0 - was.0, expected.miners[uid] + owner, "paid to {uid}");
            assert_eq!(is.1 - was.1, expected.validators[uid], "rewarded to {uid}");
        }
        expected
    }

    /// What an epoch in `block` leads to.
    fn run(&mut self, block: BlockNumber) -> Expected {
        self.parameters.block = block;
        for (neuron, permit) in self.neurons.iter_mut().zip(&self.permits) {
            // Who never gave weights has no say.
            neuron.permit = *permit && !neuron.weights.is_empty();
        }
        let epoch = Epoch { parameters: self.parameters, neurons: self.neurons.clone() };
        let outcome = epoch.outcome();
        let expected = Expected {
            block,
            owner: self.owner,
            miners: outcome.miners_pay(self.miners),
            validators: outcome.validators_pay(self.validators),
            outcome,
        };
        for (neuron, bonds) in self.neurons.iter_mut().zip(&expected.outcome.bonds) {
            neuron.bonds = bonds.clone();
        }
        self.permits = expected.outcome.permits.clone();
        self.parameters.last_epoch = block;
        self.owner = 0;
        self.miners -= expected.miners.iter().sum::<Balance>();
        self.validators -= expected.validators.iter().sum::<Balance>();
        expected
    }

    /// Checks what the chain stored of the epoch that has just run, and what it told.
    fn check(&self, expected: &Expected) {
        let Expected { block, outcome, owner, miners, validators } = expected;
        let record = Epochs::<Test>::get(ONE).expect("an epoch ran");
        assert_eq!(record.block, *block);
        assert_eq!(record.consensus.to_vec(), fractions(&outcome.consensus));
        assert_eq!(record.trust.to_vec(), fractions(&outcome.validator_trust));
        assert_eq!(record.incentive.to_vec(), fractions(&outcome.incentive));
        assert_eq!(record.dividends.to_vec(), fractions(&outcome.dividends));
        let emission = outcome.emission.iter().map(|part| part.to_bits().min(u32::MAX.into()));
        let told = record.emission.iter().map(|part| i64::from(*part));
        assert_eq!(told.collect::<Vec<_>>(), emission.collect::<Vec<_>>());
        let both = miners.iter().zip(validators).map(|(one, other)| one + other);
        assert_eq!(record.paid.to_vec(), both.collect::<Vec<_>>());
        let permitted = (0..).zip(&self.permits).filter(|(_, permit)| **permit);
        let permitted = permitted.map(|(uid, _)| uid).collect::<Vec<Uid>>();
        assert_eq!(Permits::<Test>::get(ONE).to_vec(), permitted);
        for (uid, row) in (0u16..).zip(&outcome.bonds) {
            assert_eq!(BondRows::<Test>::get(ONE, uid).to_vec(), *row);
            assert_eq!(BondRows::<Test>::contains_key(ONE, uid), !row.is_empty());
        }
        let pending = Funds::<Test>::get(ONE).pending;
        let left = (pending.owner, pending.miners, pending.validators);
        assert_eq!(left, (0, self.miners, self.validators));
        assert_eq!(
            events(),
            [Event::EpochRun {
                netuid: ONE,
                block: *block,
                owner: *owner,
                miners: earners(miners),
                validators: earners(validators),
                refused: 0,
                lapsed: 0,
            }]
        );
    }

    fn uid(&self, coldkey: AccountId) -> usize {
        self.coldkeys.iter().position(|it| *it == coldkey).expect("it is a neuron")
    }
}

/// How parts are stored.
fn fractions(parts: &[I32F32]) -> Vec<u16> {
    parts.iter().map(|part| part.to_u16_fraction()).collect()
}

/// Who earned something.
fn earners(amounts: &[Balance]) -> Vec<(Uid, Balance)> {
    (0..).zip(amounts.iter().copied()).filter(|(_, amount)| *amount > 0).collect()
}
