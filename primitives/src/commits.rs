// SPDX-License-Identifier: Apache-2.0
//! Promises of weights that nobody else can know yet, and what may be revealed of them: what subnets
//! and the root network have in common.

use crate::types::{BlockNumber, Hash};
use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

/// The most commits of one validator that may be open: more than the windows that can lie ahead.
pub const MAX_COMMITS: u32 = 128;

/// The commits of one validator, oldest first.
pub type CommitList<Demands = ()> = BoundedVec<Commit<Demands>, ConstU32<MAX_COMMITS>>;

/// A promise of weights that nobody else knows yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Commit<Demands = ()> {
    /// The hash of the weights.
    pub hash: Hash,
    /// The block of the promise.
    pub committed_at: BlockNumber,
    /// The first block in which it may be revealed.
    pub reveal_from: BlockNumber,
    /// The last one.
    pub reveal_until: BlockNumber,
    /// What was demanded of weights when it was made.
    pub demands: Demands,
}

impl<Demands> Commit<Demands> {
    /// Whether it may be revealed in block `now`.
    #[must_use]
    pub fn is_open(&self, now: BlockNumber) -> bool {
        (self.reveal_from..=self.reveal_until).contains(&now)
    }
}

/// Why weights cannot be revealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRevealable {
    /// Nothing was promised with their hash, or it was forgotten.
    Unknown,
    /// Not yet.
    TooEarly,
    /// Not any more.
    TooLate,
    /// A later promise may be revealed now.
    Outdated,
}

/// Adds a promise that is made now, and forgets those that have expired.
///
/// It replaces those for the same window: several would be as many tries, of which the best would be
/// revealed. It replaces those of the same block, too, of which nobody could say what came later.
///
/// # Errors
/// If the list is full. It stays without what has expired.
pub fn promise<Demands>(
    commits: &mut CommitList<Demands>,
    commit: Commit<Demands>,
) -> Result<(), Commit<Demands>> {
    let (now, window) = (commit.committed_at, commit.reveal_from);
    commits
        .retain(|it| it.reveal_until >= now && it.reveal_from != window && it.committed_at < now);
    commits.try_push(commit)
}

/// The commit of this hash, if it may be revealed in block `now`. Of several whose windows are open,
/// which a shorter period leads to, only the latest may.
///
/// # Errors
/// Why it may not.
pub fn revealable<Demands: Copy>(
    commits: &[Commit<Demands>],
    hash: Hash,
    now: BlockNumber,
) -> Result<Commit<Demands>, NotRevealable> {
    let open = commits.iter().filter(|commit| commit.is_open(now));
    let latest = open.max_by_key(|commit| commit.committed_at);
    if let Some(commit) = latest.filter(|commit| commit.hash == hash) {
        return Ok(*commit);
    }
    let found = commits.iter().filter(|commit| commit.hash == hash);
    Err(match found.clone().max_by_key(|commit| commit.reveal_until) {
        None => NotRevealable::Unknown,
        Some(_) if found.clone().any(|commit| commit.is_open(now)) => NotRevealable::Outdated,
        Some(last) if last.reveal_until < now => NotRevealable::TooLate,
        Some(_) => NotRevealable::TooEarly,
    })
}

/// Forgets what was promised in block `as_of` and before: it can never be revealed any more.
pub fn forget_up_to<Demands>(commits: &mut CommitList<Demands>, as_of: BlockNumber) {
    commits.retain(|commit| commit.committed_at > as_of);
}
