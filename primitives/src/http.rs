// SPDX-License-Identifier: Apache-2.0
//! What off-chain workers share that ask services by HTTP.

use alloc::vec::Vec;
use sp_core::offchain::{HttpError, Timestamp};
use sp_runtime::offchain::http::Response;

/// Why the body of an answer cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadBody {
    /// It did not come in time.
    Slow,
    /// The connection broke.
    Broken,
    /// It is longer than it may be.
    TooLong,
}

/// The body of an answer.
///
/// # Errors
/// If it does not come before `deadline`, or has more than `most_bytes`. No more than one byte beyond
/// these is read.
pub fn body(
    response: &Response,
    deadline: Timestamp,
    most_bytes: usize,
) -> Result<Vec<u8>, BadBody> {
    let mut body = response.body();
    body.deadline(deadline);
    let bytes = body.by_ref().take(most_bytes.saturating_add(1)).collect::<Vec<_>>();
    match body.error() {
        Some(HttpError::DeadlineReached) => Err(BadBody::Slow),
        Some(_) => Err(BadBody::Broken),
        None if bytes.len() > most_bytes => Err(BadBody::TooLong),
        None => Ok(bytes),
    }
}
