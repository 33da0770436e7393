// SPDX-License-Identifier: Apache-2.0
//! Benchmarks of the pallet's calls and tasks, each at its dearest. Who votes, who is fined and what
//! follows a finding are weighed where they are done.

use super::*;
use crate::types::{Duty, Seat, Step};
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::{
    traits::{
        fungible::{Balanced, Inspect},
        Get,
    },
    weights::Weight,
    BoundedVec,
};
use frame_system::RawOrigin;
use joule_primitives::{
    panels::{finding_commitment, DisputeId, Finding, MAX_PARTIES},
    types::BlockNumber,
    units::JOULE,
    verdicts::SampleBeacon,
};

/// What benchmarks need of the runtime.
pub trait BenchmarkHelper {
    /// Goes to block `height`, whose beacon somebody has asked for.
    fn reach(height: BlockNumber);
}

type Helper<T> = <T as Config>::BenchmarkHelper;

/// The dispute.
const DISPUTE: DisputeId = 1;
/// The salt of every finding.
const SALT: [u8; 32] = [7; 32];

/// As many parties as there may be.
fn parties<T: Config>() -> Vec<T::AccountId> {
    (0..MAX_PARTIES).map(|seed| account("party", seed, 0)).collect()
}

/// So many validators, each with a coldkey of its own.
fn jurors<T: Config>(count: u32) -> Vec<(T::AccountId, T::AccountId)> {
    (0..count).map(|seed| (account("hotkey", seed, 0), account("coldkey", seed, 0))).collect()
}

/// Keeps as many coldkeys from draws as may be, none of them one of the validators'.
fn crowd_absent<T: Config>() {
    let until = Pallet::<T>::now().saturating_add(Settings::<T>::get().absence_blocks);
    let absent = (0..MAX_ABSENT).map(|seed| (account("absent", seed, 0), until)).collect();
    Absent::<T>::put(BoundedVec::truncate_from(absent));
}

/// Opens a dispute, and goes to the block whose beacon draws the panel.
fn opened<T: Config>() -> DisputeOf<T> {
    assert!(Pallet::<T>::do_open(DISPUTE, &parties::<T>()).is_ok(), "its number is free");
    let dispute = Disputes::<T>::get(DISPUTE).expect("it was opened");
    Helper::<T>::reach(sample_block::<T>(&dispute));
    dispute
}

/// The block whose beacon a dispute waits for.
fn sample_block<T: Config>(dispute: &DisputeOf<T>) -> BlockNumber {
    match dispute.step {
        Step::Drawing { sample_at } => sample_at,
        Step::Sitting { .. } => Pallet::<T>::now(),
    }
}

/// A panel that sits, the earlier panels being as large as may be.
fn sitting<T: Config>() -> DisputeOf<T> {
    let mut dispute = opened::<T>();
    let earlier = (0..MAX_EARLIER - PANEL_SEATS).map(|seed| account("earlier", seed, 0));
    dispute.earlier = BoundedVec::truncate_from(earlier.collect());
    let seated = Pallet::<T>::seat_panel(DISPUTE, dispute, &SALT, jurors::<T>(PANEL_SEATS));
    assert!(seated.is_ok(), "all of them are free");
    Disputes::<T>::get(DISPUTE).expect("the panel sits")
}

fn commitment<T: Config>(hotkey: &T::AccountId) -> joule_primitives::types::Hash {
    let genesis_hash = Pallet::<T>::genesis_hash();
    finding_commitment(&genesis_hash, DISPUTE, hotkey, Finding::ProviderFault, &SALT)
}

/// Goes to a block after the window in which a panel commits, or reveals.
fn pass<T: Config>(dispute: &DisputeOf<T>, is_reveal_over: bool) {
    let Step::Sitting { commit_until, reveal_until } = dispute.step else { return };
    let height = if is_reveal_over { reveal_until } else { commit_until };
    frame_system::Pallet::<T>::set_block_number(height.saturating_add(1).into());
}

fn caller<T: Config>() -> RawOrigin<T::AccountId> {
    RawOrigin::Signed(account("caller", 0, 0))
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn open() {
        let parties = parties::<T>();
        let opened;

        #[block]
        {
            opened = Pallet::<T>::do_open(DISPUTE, &parties);
        }

        assert!(opened.is_ok());
    }

    /// Out of `n` validators; asking who they are is not part of it.
    #[benchmark]
    fn draw(n: Linear<PANEL_SEATS, { T::MaxJurors::get() }>) {
        opened::<T>();
        crowd_absent::<T>();
        let jurors = jurors::<T>(n);
        for (_, coldkey) in &jurors {
            Seated::<T>::insert(coldkey, MAX_DUTIES);
        }

        #[block]
        {
            let dispute = Pallet::<T>::load(DISPUTE).expect("it was opened");
            let sample_at = sample_block::<T>(&dispute);
            let sample = T::Beacon::sample(sample_at).expect("its block has come");
            let seated = Pallet::<T>::seat_panel(DISPUTE, dispute, &sample, jurors);
            assert!(seated.is_ok(), "all of them are free");
            T::Beacon::release(sample_at);
        }

        let dispute = Disputes::<T>::get(DISPUTE).expect("the panel sits");
        assert!(dispute.seats.is_full());
    }

    #[benchmark]
    fn commit_finding() {
        let dispute = sitting::<T>();
        let who = dispute.seats.first().expect("five sit").hotkey.clone();
        let commitment = commitment::<T>(&who);

        #[extrinsic_call]
        _(RawOrigin::Signed(who), DISPUTE, commitment);

        let dispute = Disputes::<T>::get(DISPUTE).expect("it goes on");
        assert!(dispute.seats.iter().any(|seat| seat.commitment == Some(commitment)));
    }

    /// The last of a panel, who has the dispute concluded.
    #[benchmark]
    fn reveal_finding() {
        let mut dispute = sitting::<T>();
        for seat in dispute.seats.iter_mut() {
            seat.commitment = Some(commitment::<T>(&seat.hotkey));
            seat.finding = Some(Finding::ProviderFault);
        }
        let who = dispute.seats.first().expect("five sit").hotkey.clone();
        dispute.seats.iter_mut().take(1).for_each(|seat| seat.finding = None);
        Disputes::<T>::insert(DISPUTE, &dispute);
        pass::<T>(&dispute, false);

        #[extrinsic_call]
        _(RawOrigin::Signed(who), DISPUTE, Finding::ProviderFault, SALT);

        assert_eq!(QueueEnds::<T>::get(Duty::Finish).len(), 1);
    }

    /// Nobody has come, and another panel is to be drawn.
    #[benchmark]
    fn conclude() {
        let dispute = sitting::<T>();
        pass::<T>(&dispute, true);
        crowd_absent::<T>();

        #[extrinsic_call]
        _(caller::<T>(), DISPUTE);

        let dispute = Disputes::<T>::get(DISPUTE).expect("another panel is drawn");
        assert!(dispute.seats.is_empty());
    }

    /// All five voted with the finding.
    #[benchmark]
    fn pay() {
        let seats = jurors::<T>(PANEL_SEATS).into_iter().map(|(hotkey, coldkey)| Seat {
            hotkey,
            coldkey,
            is_extra: false,
            commitment: None,
            finding: Some(Finding::ProviderFault),
        });
        let seats = seats.collect::<Vec<_>>();
        let earners = seats.iter().collect::<Vec<_>>();
        let credit = T::Currency::issue(u128::from(PANEL_SEATS).saturating_mul(JOULE));

        #[block]
        {
            Pallet::<T>::pay_panel(DISPUTE, credit, &earners);
        }

        let paid = T::Currency::balance(&account("coldkey", 0, 0));
        assert_eq!(paid, JOULE);
    }

    /// There are tasks, and none is due.
    #[benchmark]
    fn on_idle() {
        for duty in Duty::ALL {
            Pallet::<T>::enqueue(duty, BlockNumber::MAX, DISPUTE);
        }

        #[block]
        {
            Pallet::<T>::do_tasks(Weight::MAX);
        }

        assert!(Duty::ALL.iter().all(|duty| QueueEnds::<T>::get(duty).len() == 1));
    }

    /// One that is put into the queue of those to be tried again.
    #[benchmark]
    fn take_task() {
        Pallet::<T>::enqueue(Duty::Draw, 0, DISPUTE);
        let taken;

        #[block]
        {
            taken = Pallet::<T>::take_task(Duty::Draw);
            Pallet::<T>::enqueue(Duty::Redraw, 0, DISPUTE);
        }

        assert_eq!(taken, Some(DISPUTE));
        assert!(QueueEnds::<T>::get(Duty::Draw).is_empty());
        assert_eq!(QueueEnds::<T>::get(Duty::Redraw).len(), 1);
    }

    impl_benchmark_test_suite!(
        Pallet,
        crate::mock::genesis(crate::PanelSettings::public()),
        crate::mock::Test
    );
}
