// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_joule_verdicts`.
//!
//! Written by `scripts/benchmark.sh`. Measured on 2026-11-21 on one core of this processor:
//! Intel(R) Xeon(R) Processor; 10 steps, 5 repetitions, WASM execution `Compiled`.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Measured weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_joule_verdicts::WeightInfo for WeightInfo<T> {
    /// Took 75_023 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `System::BlockHash` (r:1 w:0)
    /// - Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Samples` (r:1 w:1)
    /// - Proof: `Attestation::Samples` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
    fn submit_result() -> Weight {
        Weight::from_parts(87_876_000, 5_883)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Took 43_620 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    fn commit_result() -> Weight {
        Weight::from_parts(52_328_000, 5_883)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// Took 33_927 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::CounterForOffers` (r:1 w:0)
    /// - Proof: `Attestation::CounterForOffers` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Samples` (r:1 w:1)
    /// - Proof: `Attestation::Samples` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
    fn commit_work() -> Weight {
        Weight::from_parts(40_914_000, 5_883)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Took 468_611 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `System::BlockHash` (r:1 w:0)
    /// - Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Settings` (r:1 w:0)
    /// - Proof: `Attestation::Settings` (`max_values`: Some(1), `max_size`: Some(427), added: 922, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:12 w:12)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Pending` (r:5 w:0)
    /// - Proof: `Attestation::Pending` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Current` (r:1 w:0)
    /// - Proof: `Attestation::Current` (`max_values`: Some(1), `max_size`: Some(101), added: 596, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::NextChallenge` (r:1 w:0)
    /// - Proof: `Attestation::NextChallenge` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Balances::Holds` (r:4 w:4)
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:4 w:4)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::CounterForOffers` (r:1 w:1)
    /// - Proof: `Attestation::CounterForOffers` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Offers` (r:8 w:8)
    /// - Proof: `Attestation::Offers` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Issuance::Ledger` (r:1 w:1)
    /// - Proof: `Issuance::Ledger` (`max_values`: Some(1), `max_size`: Some(192), added: 687, mode: `MaxEncodedLen`)
    /// - Storage: `Verdicts::Drawn` (r:0 w:1)
    /// - Proof: `Verdicts::Drawn` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    fn reveal_result() -> Weight {
        Weight::from_parts(496_209_000, 32_874)
            .saturating_add(T::DbWeight::get().reads(40))
            .saturating_add(T::DbWeight::get().writes(32))
    }
    /// Took 32_770 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:1 w:1)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    fn accept_result() -> Weight {
        Weight::from_parts(43_178_000, 5_883)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Took 161_219 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Samples` (r:1 w:1)
    /// - Proof: `Attestation::Samples` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
    /// - Storage: `System::BlockHash` (r:1 w:0)
    /// - Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:1 w:1)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    fn show_proof() -> Weight {
        Weight::from_parts(176_667_000, 5_883)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// Took 48_714 ns at least, without the database.
    /// `k` is from 1 to 32.
    fn verify_samples(k: u32) -> Weight {
        Weight::from_parts(51_395_000, 0)
            // Standard error: 26_659 ps.
            .saturating_add(Weight::from_parts(48_441_503, 0).saturating_mul(k.into()))
    }
    /// Took 82_863 ns at least, without the database.
    /// `n` is from 1 to 32.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `Verdicts::Auditors` (r:1 w:0)
    /// - Proof: `Verdicts::Auditors` (`max_values`: Some(1), `max_size`: Some(1026), added: 1521, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:1 w:1)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    fn show_quorum(n: u32) -> Weight {
        Weight::from_parts(50_974_515, 5_883)
            // Standard error: 149_114 ps.
            .saturating_add(Weight::from_parts(45_221_949, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Took 870_652 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Settings` (r:1 w:0)
    /// - Proof: `Attestation::Settings` (`max_values`: Some(1), `max_size`: Some(427), added: 922, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:17 w:17)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Pending` (r:9 w:0)
    /// - Proof: `Attestation::Pending` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Current` (r:1 w:0)
    /// - Proof: `Attestation::Current` (`max_values`: Some(1), `max_size`: Some(101), added: 596, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::NextChallenge` (r:1 w:0)
    /// - Proof: `Attestation::NextChallenge` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Balances::Holds` (r:9 w:9)
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:9 w:9)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::CounterForOffers` (r:1 w:1)
    /// - Proof: `Attestation::CounterForOffers` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Offers` (r:17 w:17)
    /// - Proof: `Attestation::Offers` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Issuance::Ledger` (r:1 w:1)
    /// - Proof: `Issuance::Ledger` (`max_values`: Some(1), `max_size`: Some(192), added: 687, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Samples` (r:1 w:1)
    /// - Proof: `Attestation::Samples` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
    /// - Storage: `Verdicts::Drawn` (r:0 w:9)
    /// - Proof: `Verdicts::Drawn` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    fn conclude() -> Weight {
        Weight::from_parts(918_233_000, 46_159)
            .saturating_add(T::DbWeight::get().reads(68))
            .saturating_add(T::DbWeight::get().writes(65))
    }
    /// Took 564_185 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Samples` (r:1 w:1)
    /// - Proof: `Attestation::Samples` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Settings` (r:1 w:0)
    /// - Proof: `Attestation::Settings` (`max_values`: Some(1), `max_size`: Some(427), added: 922, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Offers` (r:9 w:0)
    /// - Proof: `Attestation::Offers` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:9 w:9)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Pending` (r:9 w:9)
    /// - Proof: `Attestation::Pending` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Closed` (r:1 w:1)
    /// - Proof: `Attestation::Closed` (`max_values`: None, `max_size`: Some(89), added: 2564, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Current` (r:1 w:0)
    /// - Proof: `Attestation::Current` (`max_values`: Some(1), `max_size`: Some(101), added: 596, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::NextChallenge` (r:1 w:0)
    /// - Proof: `Attestation::NextChallenge` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Verdicts::Drawn` (r:9 w:9)
    /// - Proof: `Verdicts::Drawn` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    fn draw() -> Weight {
        Weight::from_parts(593_944_000, 24_903)
            .saturating_add(T::DbWeight::get().reads(42))
            .saturating_add(T::DbWeight::get().writes(30))
    }
    /// Took 14_389 ns at least, without the database.
    /// - Storage: `Verdicts::Auditors` (r:0 w:1)
    /// - Proof: `Verdicts::Auditors` (`max_values`: Some(1), `max_size`: Some(1026), added: 1521, mode: `MaxEncodedLen`)
    fn set_auditors() -> Weight {
        Weight::from_parts(37_661_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    /// Took 51_297 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `Verdicts::Auditors` (r:1 w:0)
    /// - Proof: `Verdicts::Auditors` (`max_values`: Some(1), `max_size`: Some(1026), added: 1521, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Settings` (r:1 w:0)
    /// - Proof: `Attestation::Settings` (`max_values`: Some(1), `max_size`: Some(427), added: 922, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:1 w:1)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Pending` (r:1 w:0)
    /// - Proof: `Attestation::Pending` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Closed` (r:1 w:0)
    /// - Proof: `Attestation::Closed` (`max_values`: None, `max_size`: Some(89), added: 2564, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Current` (r:1 w:0)
    /// - Proof: `Attestation::Current` (`max_values`: Some(1), `max_size`: Some(101), added: 596, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::NextChallenge` (r:1 w:0)
    /// - Proof: `Attestation::NextChallenge` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    fn open() -> Weight {
        Weight::from_parts(63_864_000, 5_883)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Took 28_172 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:1 w:1)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    fn object() -> Weight {
        Weight::from_parts(33_887_000, 5_883)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Took 27_173 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Samples` (r:1 w:1)
    /// - Proof: `Attestation::Samples` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
    fn close() -> Weight {
        Weight::from_parts(30_627_000, 5_883)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
}
