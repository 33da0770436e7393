// SPDX-License-Identifier: Apache-2.0
//! Why a method of the `joule` namespace has no answer.

use super::joule::column_names;
use joule_primitives::{
    attestation::DeviceKey,
    subnets::NetUid,
    types::{AccountId, BlockNumber, Hash},
};
use jsonrpsee::types::{
    error::{ErrorObject, INVALID_PARAMS_CODE},
    ErrorObjectOwned,
};

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such block.
    #[error("This node has no block {0:?}. Check the hash, or wait until the node has synced it.")]
    UnknownBlock(Hash),
    /// The runtime did not answer.
    #[error(
        "The runtime did not answer at block {0:?}: {1}. If its state was pruned, ask a recent \
         block or an archive node (--state-pruning archive)."
    )]
    NoAnswer(Hash, String),
    /// No such validator.
    #[error("No validator has the hotkey {0}. Check the address; `joule_validators` lists all.")]
    NoValidator(AccountId),
    /// No such page.
    #[error("There is no page {page}: there are {pages}, numbered from 0. Ask for one of these.")]
    NoPage {
        /// Which was asked for.
        page: u32,
        /// How many there are.
        pages: u32,
    },
    /// No such subnet.
    #[error(
        "There is no subnet {0}, or it was removed. Check the number; `joule_subnets` lists all."
    )]
    NoSubnet(NetUid),
    /// No such lease.
    #[error(
        "There is no lease {0}. Check the number; `joule_orders` lists what has not begun, and what \
         is over is forgotten after a while: an archive node knows it at an older block."
    )]
    NoLease(u64),
    /// No such job.
    #[error(
        "There is no job {0}. Check the number; `joule_orders` lists what has not begun, and what is \
         over is forgotten after a while: an archive node knows it at an older block."
    )]
    NoJob(u64),
    /// No such epoch.
    #[error(
        "Epoch {0} of the market has not begun. Ask for an earlier one, or for none: this one."
    )]
    NoEpoch(u32),
    /// No such class.
    #[error(
        "There is no class {0} of devices. They are numbered from 0; `market.settings` in storage \
         has all."
    )]
    NoClass(u8),
    /// Too many hours, or none.
    #[error("No price can be told for {hours} hours. Ask for 1 to {most}.")]
    WrongHours {
        /// How many were asked for.
        hours: u32,
        /// For how many it can be told.
        most: u32,
    },
    /// Columns that are none, or not each named once.
    #[error(
        "These columns cannot be told: {0}. Name each once, of {names}; or none at all, with null.",
        names = column_names()
    )]
    WrongColumns(String),
    /// The keystore has no key of a device.
    #[error(
        "The keystore of this node has no key of the device {0:?}. Ask the node that has it; \
         `joule_newDeviceKey` makes a new one, `author_insertKey` with the key type gpuw brings \
         one from elsewhere."
    )]
    NoDeviceKey(DeviceKey),
    /// A proof that would hold no more.
    #[error(
        "The proof would hold until block {valid_until}, and block {best} is there already. Name a \
         later one, by which the device is registered."
    )]
    ProofExpired {
        /// The last block in which it would hold.
        valid_until: BlockNumber,
        /// The best block.
        best: BlockNumber,
    },
    /// A receipt for another device's work.
    #[error(
        "The device {device:?} was not hired for the job {job}. Name the one in `bid.devices` of \
         `joule_job`; if that names none, no device signs a receipt."
    )]
    NotHired {
        /// The job.
        job: u64,
        /// Which was named.
        device: DeviceKey,
    },
    /// A receipt for a job that takes none.
    #[error(
        "The job {0} takes no receipt, since its tenant does not accept it: results are promised \
         by `verdicts.commitResult`, and shown by `verdicts.revealResult`."
    )]
    NoReceipt(u64),
    /// A receipt for a job that is over.
    #[error(
        "Nothing can be handed in for the job {0} any more. `joule_job` says how it ended, or who \
         decides."
    )]
    NotRunning(u64),
    /// A receipt for too many units, or none.
    #[error("No receipt can claim {units} units of the job {job}. Claim 1 to {most}.")]
    WrongUnits {
        /// The job.
        job: u64,
        /// How many were claimed.
        units: u64,
        /// The most that are paid for.
        most: u64,
    },
    /// A receipt for work that ends before it begins.
    #[error(
        "The work cannot end at {end_ms}, before it begins at {start_ms}. Name both in \
         milliseconds since 1970."
    )]
    WrongTimes {
        /// When it began.
        start_ms: u64,
        /// When it ended.
        end_ms: u64,
    },
    /// The keystore does not work.
    #[error(
        "The keystore of this node failed: {0}. Check that its folder can be written to, and that \
         the key in it is an ed25519 one."
    )]
    Keystore(sp_keystore::Error),
    /// The keystore does not make a key, or does not sign with the one that it has just made.
    #[error(
        "The keystore of this node made no key. Check that its folder can be written to, and that \
         its disk is not full."
    )]
    NoNewKey,
}

impl From<Error> for ErrorObjectOwned {
    fn from(error: Error) -> Self {
        let code = match error {
            Error::UnknownBlock(_) => 7_001,
            Error::NoAnswer(..) => 7_002,
            Error::NoValidator(_) => 7_003,
            Error::NoPage { .. } => 7_004,
            Error::NoSubnet(_) => 7_005,
            Error::NoDeviceKey(_) => 7_006,
            Error::ProofExpired { .. } => 7_007,
            Error::Keystore(_) | Error::NoNewKey => 7_008,
            Error::NoLease(_) | Error::NoJob(_) => 7_009,
            Error::NoEpoch(_) => 7_010,
            Error::NoClass(_) => 7_011,
            Error::NotHired { .. } | Error::NoReceipt(_) | Error::NotRunning(_) => 7_012,
            Error::WrongColumns(_)
            | Error::WrongHours { .. }
            | Error::WrongUnits { .. }
            | Error::WrongTimes { .. } => INVALID_PARAMS_CODE,
        };
        ErrorObject::owned(code, error.to_string(), None::<()>)
    }
}
