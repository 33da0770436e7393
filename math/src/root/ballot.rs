// SPDX-License-Identifier: Apache-2.0
//! What a member says, made comparable.

use alloc::vec::Vec;

use sp_arithmetic::Perbill;

use super::fraction::Fraction;

/// What a member gives one subnet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Vote {
    /// The subnet's column.
    pub column: u16,
    /// The part of the member's weights.
    pub weight: Fraction,
    /// Whether that is enough to count as trust.
    pub is_trusted: bool,
}

/// A member's weights divided by their sum.
///
/// Left out are weights of zero, those for columns that do not exist, and those that do not ascend.
pub(super) fn ballot(weights: &[(u16, u16)], columns: u16, trust_threshold: Perbill) -> Vec<Vote> {
    let mut next = 0u32;
    let admitted = weights.iter().filter(|(column, weight)| {
        let counts = *weight > 0 && *column < columns && u32::from(*column) >= next;
        if counts {
            next = u32::from(*column).saturating_add(1);
        }
        counts
    });
    let admitted = admitted.copied().collect::<Vec<_>>();
    // At most 2^16 weights below 2^16: sums are below 2^32, and with billionths below 2^62.
    let whole = admitted.iter().fold(0u64, |sum, (_, weight)| sum.saturating_add((*weight).into()));
    let least = whole.saturating_mul(trust_threshold.deconstruct().into());
    let vote = |(column, weight): (u16, u16)| Vote {
        column,
        weight: Fraction::from_ratio(weight.into(), whole.into()),
        // Exact, unlike the quotient.
        is_trusted: billionths(weight) >= least,
    };
    admitted.into_iter().map(vote).collect()
}

/// `whole` in billionths.
fn billionths(whole: u16) -> u64 {
    u64::from(whole).saturating_mul(Perbill::one().deconstruct().into())
}
