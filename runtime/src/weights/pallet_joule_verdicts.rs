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
    /// Took 72_975 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2385), added: 4860, mode: `MaxEncodedLen`)
    /// - Storage: `System::BlockHash` (r:1 w:0)
    /// - Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Samples` (r:1 w:1)
    /// - Proof: `Attestation::Samples` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
    fn submit_result() -> Weight {
        Weight::from_parts(88_472_000, 5_850)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Took 44_774 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2385), added: 4860, mode: `MaxEncodedLen`)
    fn commit_result() -> Weight {
        Weight::from_parts(53_145_000, 5_850)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// Took 34_273 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2385), added: 4860, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::CounterForOffers` (r:1 w:0)
    /// - Proof: `Attestation::CounterForOffers` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Samples` (r:1 w:1)
    /// - Proof: `Attestation::Samples` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
    fn commit_work() -> Weight {
        Weight::from_parts(46_050_000, 5_850)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Took 354_692 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2385), added: 4860, mode: `MaxEncodedLen`)
    /// - Storage: `System::BlockHash` (r:1 w:0)
    /// - Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:9 w:9)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Settings` (r:1 w:0)
    /// - Proof: `Attestation::Settings` (`max_values`: Some(1), `max_size`: Some(427), added: 922, mode: `MaxEncodedLen`)
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
    /// - Storage: `Issuance::Ledger` (r:1 w:1)
    /// - Proof: `Issuance::Ledger` (`max_values`: Some(1), `max_size`: Some(192), added: 687, mode: `MaxEncodedLen`)
    /// - Storage: `Verdicts::Drawn` (r:0 w:1)
    /// - Proof: `Verdicts::Drawn` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    fn reveal_result() -> Weight {
        Weight::from_parts(393_344_000, 24_903)
            .saturating_add(T::DbWeight::get().reads(28))
            .saturating_add(T::DbWeight::get().writes(20))
    }
    /// Took 32_301 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2385), added: 4860, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:1 w:1)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    fn accept_result() -> Weight {
        Weight::from_parts(44_031_000, 5_850)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Took 145_735 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2385), added: 4860, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Samples` (r:1 w:1)
    /// - Proof: `Attestation::Samples` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
    /// - Storage: `System::BlockHash` (r:1 w:0)
    /// - Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:1 w:1)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    fn show_proof() -> Weight {
        Weight::from_parts(168_730_000, 5_850)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// Took 44_825 ns at least, without the database.
    /// `k` is from 1 to 32.
    fn verify_samples(k: u32) -> Weight {
        Weight::from_parts(49_740_000, 0)
            // Standard error: 23_101 ps.
            .saturating_add(Weight::from_parts(46_848_632, 0).saturating_mul(k.into()))
    }
    /// Took 89_082 ns at least, without the database.
    /// `n` is from 1 to 32.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2385), added: 4860, mode: `MaxEncodedLen`)
    /// - Storage: `Verdicts::Auditors` (r:1 w:0)
    /// - Proof: `Verdicts::Auditors` (`max_values`: Some(1), `max_size`: Some(1026), added: 1521, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:1 w:1)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    fn show_quorum(n: u32) -> Weight {
        Weight::from_parts(104_457_327, 5_850)
            // Standard error: 378_177 ps.
            .saturating_add(Weight::from_parts(40_183_685, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Took 609_119 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2385), added: 4860, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:9 w:9)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Settings` (r:1 w:0)
    /// - Proof: `Attestation::Settings` (`max_values`: Some(1), `max_size`: Some(427), added: 922, mode: `MaxEncodedLen`)
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
    /// - Storage: `Issuance::Ledger` (r:1 w:1)
    /// - Proof: `Issuance::Ledger` (`max_values`: Some(1), `max_size`: Some(192), added: 687, mode: `MaxEncodedLen`)
    /// - Storage: `Verdicts::Drawn` (r:0 w:9)
    /// - Proof: `Verdicts::Drawn` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    fn conclude() -> Weight {
        Weight::from_parts(680_875_000, 24_903)
            .saturating_add(T::DbWeight::get().reads(41))
            .saturating_add(T::DbWeight::get().writes(38))
    }
    /// Took 528_847 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2385), added: 4860, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Samples` (r:1 w:1)
    /// - Proof: `Attestation::Samples` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Offers` (r:9 w:0)
    /// - Proof: `Attestation::Offers` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:9 w:9)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Settings` (r:1 w:0)
    /// - Proof: `Attestation::Settings` (`max_values`: Some(1), `max_size`: Some(427), added: 922, mode: `MaxEncodedLen`)
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
        Weight::from_parts(597_854_000, 24_903)
            .saturating_add(T::DbWeight::get().reads(42))
            .saturating_add(T::DbWeight::get().writes(30))
    }
    /// Took 14_856 ns at least, without the database.
    /// - Storage: `Verdicts::Auditors` (r:0 w:1)
    /// - Proof: `Verdicts::Auditors` (`max_values`: Some(1), `max_size`: Some(1026), added: 1521, mode: `MaxEncodedLen`)
    fn set_auditors() -> Weight {
        Weight::from_parts(24_100_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    /// Took 25_841 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2385), added: 4860, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::CounterForOffers` (r:1 w:0)
    /// - Proof: `Attestation::CounterForOffers` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Samples` (r:1 w:1)
    /// - Proof: `Attestation::Samples` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
    fn open() -> Weight {
        Weight::from_parts(31_153_000, 5_850)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Took 26_252 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2385), added: 4860, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:1 w:1)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    fn object() -> Weight {
        Weight::from_parts(32_877_000, 5_850)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Took 25_425 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2385), added: 4860, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Samples` (r:1 w:1)
    /// - Proof: `Attestation::Samples` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
    fn close() -> Weight {
        Weight::from_parts(30_234_000, 5_850)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
}
