// SPDX-License-Identifier: Apache-2.0
//! Benchmarks of the pallet's calls and of its work for sessions, each at its dearest.

use super::*;
use crate::types::{Offender, QueuedExit};
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::{
    traits::{fungible::Mutate, EnsureOrigin, Get},
    BoundedVec,
};
use frame_system::RawOrigin;
use joule_primitives::{
    apis::staking::SessionReward,
    money::{Pot, Pots},
    session::Sessions,
    staking::PoolId,
    types::BlockNumber,
    units::JOULE,
};
use sp_runtime::{traits::SaturatedConversion, Perbill};
use sp_staking::SessionIndex;

/// What benchmarks need of the runtime.
pub trait BenchmarkHelper<AccountId, Signature> {
    /// A hotkey, another one for each `seed`.
    fn hotkey(seed: u32) -> AccountId;
    /// The signature of that hotkey over `message`.
    fn sign(seed: u32, message: &[u8]) -> Signature;
    /// Gives a hotkey session keys of its own.
    fn give_keys(hotkey: &AccountId, seed: u32);
    /// Lets the session of this number run.
    fn enter_session(session: SessionIndex);
}

type Helper<T> = <T as Config>::BenchmarkHelper;

fn rich<T: Config>(name: &'static str, index: u32) -> T::AccountId {
    let account = account(name, index, 0);
    endow::<T>(&account);
    account
}

fn endow<T: Config>(who: &T::AccountId) {
    let minted = T::Currency::mint_into(who, 1_000_000 * JOULE);
    assert!(minted.is_ok(), "the account takes the amount");
}

fn sign<T: Config>(seed: u32, coldkey: &T::AccountId) -> T::Signature {
    let zero = frame_system::pallet_prelude::BlockNumberFor::<T>::from(0u32);
    let genesis_hash = frame_system::Pallet::<T>::block_hash(zero);
    Helper::<T>::sign(seed, &proof_message(&genesis_hash, coldkey))
}

/// A validator with session keys, stake of its owner, and rewards on their way.
fn validator<T: Config>(seed: u32) -> (PoolId, T::AccountId, T::AccountId) {
    let (hotkey, coldkey) = (account("hotkey", seed, 0), rich::<T>("coldkey", seed));
    endow::<T>(&Pallet::<T>::account());
    let owner = Pallet::<T>::staker_or_new(&coldkey);
    Pallet::<T>::bind_hotkey(&hotkey, owner, None);
    let pool = Pallet::<T>::create_pool(hotkey.clone(), owner, Permill::from_percent(1));
    Helper::<T>::give_keys(&hotkey, seed);
    let stake = 2_000 * JOULE + Balance::from(seed);
    assert!(Pallet::<T>::do_stake(&coldkey, &hotkey, stake).is_ok(), "it may be staked");
    stream::<T>(pool);
    (pool, hotkey, coldkey)
}

/// Lets rewards flow into a pool, so that whoever touches it next has them to count.
fn stream<T: Config>(pool: PoolId) {
    Pools::<T>::mutate(pool, |record| {
        if let Some(record) = record {
            Pallet::<T>::stream_into(record, pool, 10 * JOULE, 10_000);
        }
    });
    pass::<T>(1);
}

fn pass<T: Config>(blocks: BlockNumber) {
    let now = Pallet::<T>::now() + blocks;
    frame_system::Pallet::<T>::set_block_number(now.saturated_into());
}

/// Somebody with stake behind a validator, and as many exits as may be, which left in a session
/// before this one.
fn staker<T: Config>(pool: PoolId, hotkey: &T::AccountId, exits: u32) -> T::AccountId {
    let who = rich::<T>("staker", 0);
    assert!(Pallet::<T>::do_stake(&who, hotkey, 500 * JOULE).is_ok(), "it may be staked");
    let id = Pallet::<T>::staker_or_new(&who);
    let session = T::Sessions::current() + 1;
    let queued = (0..exits)
        .map(|_| QueuedExit {
            session,
            shares: JOULE,
            requested: JOULE,
            target: types::ExitTarget::Balance(0),
        })
        .collect::<Vec<_>>();
    if exits > 0 {
        let amount = JOULE * Balance::from(exits);
        ExitPools::<T>::insert(pool, session, types::ExitPool { tokens: amount, shares: amount });
        Exits::<T>::insert(id, pool, BoundedVec::truncate_from(queued));
        Pallet::<T>::add_position(id);
        Totals::<T>::mutate(|totals| totals.exiting += amount);
    }
    stream::<T>(pool);
    who
}

/// As many candidates as stated, of which each has more than the one before.
fn candidates<T: Config>(count: u32) -> Vec<T::AccountId> {
    Candidates::<T>::kill();
    let limits = StakingLimits { max_validators: T::MaxValidators::get(), ..Default::default() };
    Limits::<T>::put(limits);
    let mut hotkeys = Vec::new();
    for seed in 0..count {
        let (pool, hotkey, _) = validator::<T>(10_000 + seed);
        Pools::<T>::mutate(pool, |pool| {
            if let Some(pool) = pool {
                pool.standing = true;
            }
        });
        Candidates::<T>::mutate(|all| all.try_push(pool)).expect("as many may stand");
        hotkeys.push(hotkey);
    }
    hotkeys
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn register_validator() {
        let coldkey = rich::<T>("coldkey", 0);
        let hotkey = Helper::<T>::hotkey(1);
        let proof = sign::<T>(1, &coldkey);

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey), hotkey.clone(), MAX_TAKE, Some(proof));

        assert!(Pallet::<T>::pool_of(&hotkey).is_ok());
    }

    #[benchmark]
    fn set_take() {
        let (pool, hotkey, coldkey) = validator::<T>(1);

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey), hotkey, MAX_TAKE);

        assert_eq!(Pools::<T>::get(pool).map(|pool| pool.take), Some(MAX_TAKE));
    }

    #[benchmark]
    fn stake() {
        let (pool, hotkey, _) = validator::<T>(1);
        let who = rich::<T>("staker", 0);

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), hotkey, JOULE);

        let staker = StakerIds::<T>::get(who).expect("it has staked");
        assert!(Stakes::<T>::get(staker, pool) > 0);
    }

    #[benchmark]
    fn unstake() {
        let (pool, hotkey, _) = validator::<T>(1);
        let who = staker::<T>(pool, &hotkey, MAX_EXITS);

        #[extrinsic_call]
        _(RawOrigin::Signed(who), hotkey, Some(JOULE));

        assert!(ExitPools::<T>::get(pool, T::Sessions::current()).shares > 0);
    }

    #[benchmark]
    fn move_stake() {
        let (pool, hotkey, _) = validator::<T>(1);
        let (_, to, _) = validator::<T>(2);
        let who = staker::<T>(pool, &hotkey, MAX_EXITS - 1);

        #[extrinsic_call]
        _(RawOrigin::Signed(who), hotkey, to, Some(JOULE));

        assert!(ExitPools::<T>::get(pool, T::Sessions::current()).shares > 0);
    }

    #[benchmark]
    fn transfer_stake() {
        let (pool, hotkey, _) = validator::<T>(1);
        let who = staker::<T>(pool, &hotkey, MAX_EXITS - 1);

        #[extrinsic_call]
        _(RawOrigin::Signed(who), hotkey, account("heir", 0, 0), Some(JOULE));

        assert!(ExitPools::<T>::get(pool, T::Sessions::current()).shares > 0);
    }

    /// Each exit left in another session, and lands in another pool.
    #[benchmark]
    fn withdraw(n: Linear<1, { MAX_EXITS }>) {
        let (pool, hotkey, _) = validator::<T>(1);
        let who = staker::<T>(pool, &hotkey, n);
        let id = StakerIds::<T>::get(&who).expect("it has staked");
        ExitPools::<T>::remove(pool, T::Sessions::current() + 1);
        let targets = (0..n).map(|seed| validator::<T>(100 + seed).0).collect::<Vec<_>>();
        Exits::<T>::mutate(id, pool, |exits| {
            for (exit, (session, target)) in exits.iter_mut().zip((0..).zip(targets)) {
                let one = types::ExitPool { tokens: JOULE, shares: JOULE };
                ExitPools::<T>::insert(pool, session, one);
                exit.session = session;
                exit.target = types::ExitTarget::Pool(target);
            }
        });
        Helper::<T>::enter_session(Pallet::<T>::lands_in(n));

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), hotkey, who.clone());

        assert!(Exits::<T>::get(id, pool).is_empty());
    }

    #[benchmark]
    fn validate() {
        candidates::<T>(T::MaxCandidates::get());
        let (pool, hotkey, coldkey) = validator::<T>(1_000_000);
        assert!(Pallet::<T>::do_stake(&coldkey, &hotkey, 100 * JOULE).is_ok(), "it may be staked");

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey), hotkey);

        assert!(Candidates::<T>::get().contains(&pool));
    }

    #[benchmark]
    fn chill() {
        candidates::<T>(T::MaxCandidates::get() - 1);
        let (pool, hotkey, coldkey) = validator::<T>(1);
        assert!(Pallet::<T>::do_validate(&coldkey, &hotkey).is_ok(), "it may stand");

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey), hotkey);

        assert!(!Candidates::<T>::get().contains(&pool));
    }

    #[benchmark]
    fn swap_hotkey() {
        let (_, old, coldkey) = validator::<T>(1);
        let new = Helper::<T>::hotkey(2);
        let proof = sign::<T>(2, &coldkey);

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey), old.clone(), new, Some(proof));

        assert!(Hotkeys::<T>::get(old).is_some_and(|record| record.retired));
    }

    #[benchmark]
    fn announce_coldkey() {
        let (_, _, coldkey) = validator::<T>(1);

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey.clone()), account("heir", 0, 0));

        let staker = StakerIds::<T>::get(coldkey).expect("it is known");
        assert!(ColdkeyMoves::<T>::contains_key(staker));
    }

    #[benchmark]
    fn cancel_coldkey() {
        let (_, _, coldkey) = validator::<T>(1);
        let heir: T::AccountId = account("heir", 0, 0);
        assert!(Pallet::<T>::do_announce_coldkey(coldkey.clone(), heir).is_ok(), "it is fresh");

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey.clone()));

        let staker = StakerIds::<T>::get(coldkey).expect("it is known");
        assert!(!ColdkeyMoves::<T>::contains_key(staker));
    }

    #[benchmark]
    fn apply_coldkey() {
        let (_, _, coldkey) = validator::<T>(1);
        let heir = rich::<T>("heir", 0);
        let announced = Pallet::<T>::do_announce_coldkey(coldkey.clone(), heir.clone());
        assert!(announced.is_ok(), "it is fresh");
        pass::<T>(Limits::<T>::get().coldkey_delay_blocks);

        #[extrinsic_call]
        _(RawOrigin::Signed(heir.clone()), coldkey);

        assert!(StakerIds::<T>::contains_key(heir));
    }

    #[benchmark]
    fn set_identity() {
        let (pool, hotkey, coldkey) = validator::<T>(1);
        let identity = Identity {
            name: BoundedVec::truncate_from(alloc::vec![b'n'; 64]),
            description: BoundedVec::truncate_from(alloc::vec![b'd'; 512]),
            url: BoundedVec::truncate_from(alloc::vec![b'u'; 128]),
            contact: BoundedVec::truncate_from(alloc::vec![b'c'; 128]),
        };

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey), hotkey, Some(identity));

        assert!(Identities::<T>::contains_key(pool));
    }

    #[benchmark]
    fn purge_keys() {
        let (_, hotkey, _) = validator::<T>(1);
        endow::<T>(&hotkey);

        #[extrinsic_call]
        _(RawOrigin::Signed(hotkey.clone()));

        assert!(!T::Sessions::has_keys(&hotkey));
    }

    /// All but four of those who stand may no more.
    #[benchmark]
    fn set_election_bounds() -> Result<(), BenchmarkError> {
        let origin =
            T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        candidates::<T>(T::MaxCandidates::get());

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, 1, JOULE);

        assert_eq!(Limits::<T>::get().max_validators, 1);
        Ok(())
    }

    #[benchmark]
    fn note_author() {
        let (pool, hotkey, _) = validator::<T>(1);

        #[block]
        {
            Pallet::<T>::note_author(&hotkey);
        }

        assert_eq!(Authored::<T>::get(pool), 1);
    }

    #[benchmark]
    fn elect(c: Linear<4, { T::MaxCandidates::get() }>) {
        candidates::<T>(c);
        let elected;

        #[block]
        {
            elected = Pallet::<T>::elected_or_kept();
        }

        assert!(elected.is_some_and(|elected| !elected.is_empty()));
    }

    /// All authored; histories are full.
    #[benchmark]
    fn end_session(v: Linear<1, { T::MaxValidators::get() }>) {
        let hotkeys = candidates::<T>(v);
        for hotkey in &hotkeys {
            let pool = Pallet::<T>::pool_of(hotkey).expect("it has a pool");
            Authored::<T>::insert(pool, 24);
            let rewards =
                (0..HISTORY).map(|session| SessionReward { session, blocks: 1, reward: 1 });
            SessionRewards::<T>::insert(pool, BoundedVec::truncate_from(rewards.collect()));
        }
        endow::<T>(&Pot::Security.account());
        let money = Pallet::<T>::draw(1_000 * JOULE).expect("the account is rich");
        T::Money::deposit(Pot::Security, money);

        #[block]
        {
            Pallet::<T>::end_session(100, &hotkeys);
        }

        assert!(T::Money::available(Pot::Security) < JOULE);
    }

    /// The last of a third: all before it lose the rest, from their pools and the exits of six
    /// sessions.
    #[benchmark]
    fn slash(o: Linear<1, { T::MaxValidators::get() - 1 }>) {
        let hotkeys = candidates::<T>(o + 1);
        let session = T::ReportSessions::get();
        Helper::<T>::enter_session(session * 2);
        let mut offenders = BoundedVec::new();
        for hotkey in &hotkeys {
            let pool = Pallet::<T>::pool_of(hotkey).expect("it has a pool");
            for left in session.saturating_sub(2)..=T::Sessions::current() {
                let exits = types::ExitPool { tokens: JOULE, shares: JOULE };
                ExitPools::<T>::insert(pool, left, exits);
                Totals::<T>::mutate(|totals| totals.exiting += JOULE);
            }
            let slashed = Perbill::from_percent(5);
            let _ = offenders.try_push(Offender { pool, slashed });
        }
        let last = offenders.pop().expect("there are at least two");
        Offenders::<T>::insert(session, offenders);
        let (_, reporter, _) = validator::<T>(1);
        let hotkey = Pools::<T>::get(last.pool).expect("it exists").hotkey;

        #[block]
        {
            Pallet::<T>::slash(&hotkey, session, 1, Some(&reporter));
        }

        assert_eq!(Pools::<T>::get(last.pool).map(|pool| pool.tokens), Some(0));
    }

    #[benchmark]
    fn jurors(v: Linear<1, { T::MaxValidators::get() }>) {
        let hotkeys = candidates::<T>(v);
        let listed;

        #[block]
        {
            let _ = T::Sessions::sitting();
            listed = Pallet::<T>::jurors_of(hotkeys);
        }

        assert_eq!(listed.len(), usize::try_from(v).expect("they are few"));
    }

    #[benchmark]
    fn fine() {
        let limits = StakingLimits { min_self_stake: 100 * JOULE, ..Default::default() };
        Limits::<T>::put(limits);
        let (_, hotkey, _) = validator::<T>(1);
        let fined;

        #[block]
        {
            fined = Pallet::<T>::fine_juror(&hotkey);
        }

        assert!(fined >= JOULE);
    }
}
