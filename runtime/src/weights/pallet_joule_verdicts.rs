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
    /// Took 79_548 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `System::BlockHash` (r:1 w:0)
    /// - Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Samples` (r:1 w:1)
    /// - Proof: `Attestation::Samples` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
    fn submit_result() -> Weight {
        Weight::from_parts(116_079_000, 5_883)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Took 51_076 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    fn commit_result() -> Weight {
        Weight::from_parts(71_871_000, 5_883)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// Took 38_944 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::CounterForOffers` (r:1 w:0)
    /// - Proof: `Attestation::CounterForOffers` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Samples` (r:1 w:1)
    /// - Proof: `Attestation::Samples` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
    fn commit_work() -> Weight {
        Weight::from_parts(61_459_000, 5_883)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Took 592_862 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `System::BlockHash` (r:1 w:0)
    /// - Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Settings` (r:1 w:0)
    /// - Proof: `Attestation::Settings` (`max_values`: Some(1), `max_size`: Some(427), added: 922, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:12 w:12)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(186), added: 2661, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Pending` (r:5 w:0)
    /// - Proof: `Attestation::Pending` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Current` (r:1 w:0)
    /// - Proof: `Attestation::Current` (`max_values`: Some(1), `max_size`: Some(105), added: 600, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::NextChallenge` (r:1 w:0)
    /// - Proof: `Attestation::NextChallenge` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Balances::Holds` (r:4 w:4)
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:4 w:4)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::CounterForOffers` (r:1 w:1)
    /// - Proof: `Attestation::CounterForOffers` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Offers` (r:8 w:8)
    /// - Proof: `Attestation::Offers` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Market::ListingRecords` (r:4 w:4)
    /// - Proof: `Market::ListingRecords` (`max_values`: None, `max_size`: Some(116), added: 2591, mode: `MaxEncodedLen`)
    /// - Storage: `Market::Gauges` (r:1 w:1)
    /// - Proof: `Market::Gauges` (`max_values`: None, `max_size`: Some(105), added: 2580, mode: `MaxEncodedLen`)
    /// - Storage: `Issuance::Ledger` (r:1 w:1)
    /// - Proof: `Issuance::Ledger` (`max_values`: Some(1), `max_size`: Some(224), added: 719, mode: `MaxEncodedLen`)
    /// - Storage: `Market::Jobs` (r:1 w:0)
    /// - Proof: `Market::Jobs` (`max_values`: None, `max_size`: Some(1225), added: 3700, mode: `MaxEncodedLen`)
    /// - Storage: `Verdicts::Drawn` (r:0 w:1)
    /// - Proof: `Verdicts::Drawn` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    fn reveal_result() -> Weight {
        Weight::from_parts(710_719_000, 32_922)
            .saturating_add(T::DbWeight::get().reads(46))
            .saturating_add(T::DbWeight::get().writes(37))
    }
    /// Took 47_754 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:1 w:1)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(186), added: 2661, mode: `MaxEncodedLen`)
    /// - Storage: `Market::Jobs` (r:1 w:0)
    /// - Proof: `Market::Jobs` (`max_values`: None, `max_size`: Some(1225), added: 3700, mode: `MaxEncodedLen`)
    fn accept_result() -> Weight {
        Weight::from_parts(75_407_000, 5_883)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Took 176_956 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Samples` (r:1 w:1)
    /// - Proof: `Attestation::Samples` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
    /// - Storage: `System::BlockHash` (r:1 w:0)
    /// - Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:1 w:1)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(186), added: 2661, mode: `MaxEncodedLen`)
    /// - Storage: `Market::Jobs` (r:1 w:0)
    /// - Proof: `Market::Jobs` (`max_values`: None, `max_size`: Some(1225), added: 3700, mode: `MaxEncodedLen`)
    fn show_proof() -> Weight {
        Weight::from_parts(226_502_000, 5_883)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// Took 49_421 ns at least, without the database.
    /// `k` is from 1 to 32.
    fn verify_samples(k: u32) -> Weight {
        Weight::from_parts(50_342_000, 0)
            // Standard error: 43_221 ps.
            .saturating_add(Weight::from_parts(49_279_543, 0).saturating_mul(k.into()))
    }
    /// Took 107_436 ns at least, without the database.
    /// `n` is from 1 to 32.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `Verdicts::Auditors` (r:1 w:0)
    /// - Proof: `Verdicts::Auditors` (`max_values`: Some(1), `max_size`: Some(1026), added: 1521, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:1 w:1)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(186), added: 2661, mode: `MaxEncodedLen`)
    /// - Storage: `Market::Jobs` (r:1 w:0)
    /// - Proof: `Market::Jobs` (`max_values`: None, `max_size`: Some(1225), added: 3700, mode: `MaxEncodedLen`)
    fn show_quorum(n: u32) -> Weight {
        Weight::from_parts(123_227_389, 5_883)
            // Standard error: 6_574_428 ps.
            .saturating_add(Weight::from_parts(53_001_868, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Took 1_086_690 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Settings` (r:1 w:0)
    /// - Proof: `Attestation::Settings` (`max_values`: Some(1), `max_size`: Some(427), added: 922, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:17 w:17)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(186), added: 2661, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Pending` (r:9 w:0)
    /// - Proof: `Attestation::Pending` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Current` (r:1 w:0)
    /// - Proof: `Attestation::Current` (`max_values`: Some(1), `max_size`: Some(105), added: 600, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::NextChallenge` (r:1 w:0)
    /// - Proof: `Attestation::NextChallenge` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Balances::Holds` (r:9 w:9)
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:9 w:9)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::CounterForOffers` (r:1 w:1)
    /// - Proof: `Attestation::CounterForOffers` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Offers` (r:17 w:17)
    /// - Proof: `Attestation::Offers` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Market::ListingRecords` (r:9 w:9)
    /// - Proof: `Market::ListingRecords` (`max_values`: None, `max_size`: Some(116), added: 2591, mode: `MaxEncodedLen`)
    /// - Storage: `Market::Gauges` (r:1 w:1)
    /// - Proof: `Market::Gauges` (`max_values`: None, `max_size`: Some(105), added: 2580, mode: `MaxEncodedLen`)
    /// - Storage: `Issuance::Ledger` (r:1 w:1)
    /// - Proof: `Issuance::Ledger` (`max_values`: Some(1), `max_size`: Some(224), added: 719, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Samples` (r:1 w:1)
    /// - Proof: `Attestation::Samples` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
    /// - Storage: `Verdicts::Drawn` (r:0 w:9)
    /// - Proof: `Verdicts::Drawn` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    fn conclude() -> Weight {
        Weight::from_parts(1_213_757_000, 46_227)
            .saturating_add(T::DbWeight::get().reads(78))
            .saturating_add(T::DbWeight::get().writes(75))
    }
    /// Took 1_621_099 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Samples` (r:1 w:1)
    /// - Proof: `Attestation::Samples` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Settings` (r:1 w:0)
    /// - Proof: `Attestation::Settings` (`max_values`: Some(1), `max_size`: Some(427), added: 922, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Offers` (r:9 w:0)
    /// - Proof: `Attestation::Offers` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:9 w:9)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(186), added: 2661, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Pending` (r:9 w:9)
    /// - Proof: `Attestation::Pending` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Closed` (r:1 w:1)
    /// - Proof: `Attestation::Closed` (`max_values`: None, `max_size`: Some(89), added: 2564, mode: `MaxEncodedLen`)
    /// - Storage: `Market::ListingRecords` (r:9 w:0)
    /// - Proof: `Market::ListingRecords` (`max_values`: None, `max_size`: Some(116), added: 2591, mode: `MaxEncodedLen`)
    /// - Storage: `Market::Providers` (r:9 w:0)
    /// - Proof: `Market::Providers` (`max_values`: None, `max_size`: Some(246), added: 2721, mode: `MaxEncodedLen`)
    /// - Storage: `Market::Settings` (r:1 w:0)
    /// - Proof: `Market::Settings` (`max_values`: Some(1), `max_size`: Some(493), added: 988, mode: `MaxEncodedLen`)
    /// - Storage: `Timing::SlotDurationMs` (r:1 w:0)
    /// - Proof: `Timing::SlotDurationMs` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Price::Administered` (r:1 w:0)
    /// - Proof: `Price::Administered` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Equilibrium::InForce` (r:1 w:0)
    /// - Proof: `Equilibrium::InForce` (`max_values`: Some(1), `max_size`: Some(20), added: 515, mode: `MaxEncodedLen`)
    /// - Storage: `Equilibrium::LastAvailability` (r:1 w:0)
    /// - Proof: `Equilibrium::LastAvailability` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Current` (r:1 w:0)
    /// - Proof: `Attestation::Current` (`max_values`: Some(1), `max_size`: Some(105), added: 600, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::NextChallenge` (r:1 w:0)
    /// - Proof: `Attestation::NextChallenge` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Verdicts::Drawn` (r:9 w:9)
    /// - Proof: `Verdicts::Drawn` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Equilibrium::Vestings` (r:9 w:9)
    /// - Proof: `Equilibrium::Vestings` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
    /// - Storage: `Equilibrium::Running` (r:1 w:1)
    /// - Proof: `Equilibrium::Running` (`max_values`: Some(1), `max_size`: Some(305), added: 800, mode: `MaxEncodedLen`)
    /// - Storage: `Equilibrium::Outstanding` (r:1 w:1)
    /// - Proof: `Equilibrium::Outstanding` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
    /// - Storage: `Issuance::PotClaims` (r:1 w:1)
    /// - Proof: `Issuance::PotClaims` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:10 w:10)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Equilibrium::IdleTimes` (r:9 w:9)
    /// - Proof: `Equilibrium::IdleTimes` (`max_values`: None, `max_size`: Some(140), added: 2615, mode: `MaxEncodedLen`)
    /// - Storage: `Equilibrium::VestingsSince` (r:0 w:9)
    /// - Proof: `Equilibrium::VestingsSince` (`max_values`: None, `max_size`: Some(108), added: 2583, mode: `MaxEncodedLen`)
    fn draw() -> Weight {
        Weight::from_parts(1_881_586_000, 27_020)
            .saturating_add(T::DbWeight::get().reads(97))
            .saturating_add(T::DbWeight::get().writes(70))
    }
    /// Took 16_312 ns at least, without the database.
    /// - Storage: `Verdicts::Auditors` (r:0 w:1)
    /// - Proof: `Verdicts::Auditors` (`max_values`: Some(1), `max_size`: Some(1026), added: 1521, mode: `MaxEncodedLen`)
    fn set_auditors() -> Weight {
        Weight::from_parts(42_603_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    /// Took 100_096 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `Verdicts::Auditors` (r:1 w:0)
    /// - Proof: `Verdicts::Auditors` (`max_values`: Some(1), `max_size`: Some(1026), added: 1521, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Settings` (r:1 w:0)
    /// - Proof: `Attestation::Settings` (`max_values`: Some(1), `max_size`: Some(427), added: 922, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:1 w:1)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(186), added: 2661, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Pending` (r:1 w:0)
    /// - Proof: `Attestation::Pending` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Closed` (r:1 w:0)
    /// - Proof: `Attestation::Closed` (`max_values`: None, `max_size`: Some(89), added: 2564, mode: `MaxEncodedLen`)
    /// - Storage: `Market::ListingRecords` (r:1 w:0)
    /// - Proof: `Market::ListingRecords` (`max_values`: None, `max_size`: Some(116), added: 2591, mode: `MaxEncodedLen`)
    /// - Storage: `Market::Providers` (r:1 w:0)
    /// - Proof: `Market::Providers` (`max_values`: None, `max_size`: Some(246), added: 2721, mode: `MaxEncodedLen`)
    /// - Storage: `Market::Settings` (r:1 w:0)
    /// - Proof: `Market::Settings` (`max_values`: Some(1), `max_size`: Some(493), added: 988, mode: `MaxEncodedLen`)
    /// - Storage: `Timing::SlotDurationMs` (r:1 w:0)
    /// - Proof: `Timing::SlotDurationMs` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Price::Administered` (r:1 w:0)
    /// - Proof: `Price::Administered` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Equilibrium::InForce` (r:1 w:0)
    /// - Proof: `Equilibrium::InForce` (`max_values`: Some(1), `max_size`: Some(20), added: 515, mode: `MaxEncodedLen`)
    /// - Storage: `Equilibrium::LastAvailability` (r:1 w:0)
    /// - Proof: `Equilibrium::LastAvailability` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Current` (r:1 w:0)
    /// - Proof: `Attestation::Current` (`max_values`: Some(1), `max_size`: Some(105), added: 600, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::NextChallenge` (r:1 w:0)
    /// - Proof: `Attestation::NextChallenge` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    fn open() -> Weight {
        Weight::from_parts(136_642_000, 5_883)
            .saturating_add(T::DbWeight::get().reads(16))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Took 29_839 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::DeviceRecords` (r:1 w:1)
    /// - Proof: `Attestation::DeviceRecords` (`max_values`: None, `max_size`: Some(186), added: 2661, mode: `MaxEncodedLen`)
    fn object() -> Weight {
        Weight::from_parts(40_103_000, 5_883)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Took 30_530 ns at least, without the database.
    /// - Storage: `Verdicts::Jobs` (r:1 w:1)
    /// - Proof: `Verdicts::Jobs` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Samples` (r:1 w:1)
    /// - Proof: `Attestation::Samples` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
    fn close() -> Weight {
        Weight::from_parts(39_551_000, 5_883)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
}
