// SPDX-License-Identifier: Apache-2.0
//! What follows if a device fails in the middle of its work.

use joule_pogw::prover::Failure;

use super::Step;

/// After how many failures in a row a work ends.
const MAX_FAILURES: u32 = 3;

/// Failures in a row.
#[derive(Debug, Default)]
pub struct Failures(u32);

impl Failures {
    /// None any more: a step went well.
    pub fn clear(&mut self) {
        self.0 = 0;
    }

    /// What the step was in which this one happened; `None` if it is one too many.
    pub fn note(&mut self, failure: &Failure) -> Option<Step> {
        self.0 = self.0.saturating_add(1);
        if self.0 >= MAX_FAILURES {
            return None;
        }
        Some(match failure {
            // A bit has flipped. The device need not be opened again.
            Failure::WrongProduct => Step::More,
            _ => Step::Broken,
        })
    }
}

/// A failure with its cause.
#[must_use]
pub fn describe(failure: &Failure) -> String {
    match failure {
        Failure::Device(source) => format!("{failure} {source}"),
        _ => failure.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_failure_in_a_row_is_one_too_many() {
        let device = Failure::Device("It is on fire.".into());
        let mut failures = Failures::default();
        assert_eq!(failures.note(&device), Some(Step::Broken));
        assert_eq!(failures.note(&Failure::WrongProduct), Some(Step::More));
        failures.clear();
        assert_eq!(failures.note(&Failure::WrongProduct), Some(Step::More));
        assert_eq!(failures.note(&device), Some(Step::Broken));
        assert_eq!(failures.note(&Failure::WrongProduct), None);
    }
}
