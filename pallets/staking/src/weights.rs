// SPDX-License-Identifier: Apache-2.0
//! Weights of the pallet's calls, and of its work for sessions. The runtime holds the measured ones.

use frame_support::weights::Weight;

/// What each call and each task costs.
pub trait WeightInfo {
    /// The call `register_validator`.
    fn register_validator() -> Weight;
    /// The call `set_take`.
    fn set_take() -> Weight;
    /// The call `stake`.
    fn stake() -> Weight;
    /// The call `unstake`.
    fn unstake() -> Weight;
    /// The call `move_stake`.
    fn move_stake() -> Weight;
    /// The call `transfer_stake`.
    fn transfer_stake() -> Weight;
    /// The call `withdraw`, with `exits` matured exits.
    fn withdraw(exits: u32) -> Weight;
    /// The call `validate`.
    fn validate() -> Weight;
    /// The call `chill`.
    fn chill() -> Weight;
    /// The call `swap_hotkey`.
    fn swap_hotkey() -> Weight;
    /// The call `announce_coldkey`.
    fn announce_coldkey() -> Weight;
    /// The call `cancel_coldkey`.
    fn cancel_coldkey() -> Weight;
    /// The call `apply_coldkey`.
    fn apply_coldkey() -> Weight;
    /// The call `set_identity`.
    fn set_identity() -> Weight;
    /// The call `purge_keys`.
    fn purge_keys() -> Weight;
    /// The call `set_election_bounds`.
    fn set_election_bounds() -> Weight;
    /// Counting a block for its author.
    fn note_author() -> Weight;
    /// The election, with `candidates` who stand.
    fn elect(candidates: u32) -> Weight;
    /// The end of a session of `validators`.
    fn end_session(validators: u32) -> Weight;
    /// The slash of one more validator of a session in which `offenders` were slashed before, all
    /// of which lose more for it.
    fn slash(offenders: u32) -> Weight;
    /// Listing the jurors among `validators` in office.
    fn jurors(validators: u32) -> Weight;
    /// Fining a juror.
    fn fine() -> Weight;
}

/// For runtimes of tests only.
impl WeightInfo for () {
    fn register_validator() -> Weight {
        Weight::zero()
    }
    fn set_take() -> Weight {
        Weight::zero()
    }
    fn stake() -> Weight {
        Weight::zero()
    }
    fn unstake() -> Weight {
        Weight::zero()
    }
    fn move_stake() -> Weight {
        Weight::zero()
    }
    fn transfer_stake() -> Weight {
        Weight::zero()
    }
    fn withdraw(_exits: u32) -> Weight {
        Weight::zero()
    }
    fn validate() -> Weight {
        Weight::zero()
    }
    fn chill() -> Weight {
        Weight::zero()
    }
    fn swap_hotkey() -> Weight {
        Weight::zero()
    }
    fn announce_coldkey() -> Weight {
        Weight::zero()
    }
    fn cancel_coldkey() -> Weight {
        Weight::zero()
    }
    fn apply_coldkey() -> Weight {
        Weight::zero()
    }
    fn set_identity() -> Weight {
        Weight::zero()
    }
    fn purge_keys() -> Weight {
        Weight::zero()
    }
    fn set_election_bounds() -> Weight {
        Weight::zero()
    }
    fn note_author() -> Weight {
        Weight::zero()
    }
    fn elect(_candidates: u32) -> Weight {
        Weight::zero()
    }
    fn end_session(_validators: u32) -> Weight {
        Weight::zero()
    }
    fn slash(_offenders: u32) -> Weight {
        Weight::zero()
    }
    fn jurors(_validators: u32) -> Weight {
        Weight::zero()
    }
    fn fine() -> Weight {
        Weight::zero()
    }
}
