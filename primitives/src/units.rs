// SPDX-License-Identifier: Apache-2.0
//! The token and its multiples. The base unit is the pJ: 1 JOULE = 10^12 pJ.

use crate::types::Balance;
use joule_math::halving::Schedule;

/// Decimal places of one JOULE.
pub const DECIMALS: u8 = 12;
/// Symbol of the token.
pub const SYMBOL: &str = "JOULE";
/// Address prefix of the networks: the generic one of the ecosystem.
pub const SS58_PREFIX: u16 = 42;

/// 10^-12 JOULE, the base unit.
pub const PICOJOULE: Balance = 1;
/// 10^-6 JOULE.
pub const MICROJOULE: Balance = 1_000_000 * PICOJOULE;
/// 10^-3 JOULE.
pub const MILLIJOULE: Balance = 1_000 * MICROJOULE;
/// The token.
pub const JOULE: Balance = 1_000 * MILLIJOULE;

/// What an account must hold to exist: 10^6 pJ.
pub const EXISTENTIAL_DEPOSIT: Balance = MICROJOULE;

/// The emission schedule of every Joule network.
pub const SCHEDULE: Schedule = Schedule::JOULE;
/// What the genesis endowment and the schedule together never exceed: 21,000,000 JOULE.
pub const CAP: Balance = SCHEDULE.cap;
/// The most that a genesis block may endow: a 64th of the [`CAP`], 328,125 JOULE. More would eat
/// the last eras of the schedule.
pub const MAX_GENESIS_ENDOWMENT: Balance = CAP / 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_those_of_the_token() {
        assert_eq!(JOULE, 10u128.pow(u32::from(DECIMALS)));
        assert_eq!(CAP, 21_000_000 * JOULE);
        assert_eq!(MAX_GENESIS_ENDOWMENT, 328_125 * JOULE);
        assert_eq!(EXISTENTIAL_DEPOSIT, 1_000_000);
        assert_eq!(SCHEDULE.initial_reward, 500 * MILLIJOULE);
    }
}
