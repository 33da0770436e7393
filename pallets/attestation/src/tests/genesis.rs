// SPDX-License-Identifier: Apache-2.0
use crate::{
    mock::*, types::Refusal, AttestationSettings, ClassTerms, Pallet, Settings,
    AUDITS_AFTER_FAILURE, FAILURE_SLASHES, MAX_MISSES, TRIAL_AUDITS,
};
use frame_support::BoundedVec;
use joule_primitives::attestation::MilliComputeUnits;
use sp_runtime::{
    transaction_validity::{InvalidTransaction, TransactionValidityError},
    Perbill,
};

#[test]
fn genesis_fixes_the_settings() {
    run(|| assert_eq!(Settings::<Test>::get(), settings()));
    let public = AttestationSettings::public();
    run_with(AttestationSettings::default(), || assert_eq!(Settings::<Test>::get(), public));
}

#[test]
fn public_networks_have_the_times_of_the_protocol() {
    let AttestationSettings {
        log2_size,
        samples,
        commit_blocks,
        delay_blocks,
        opening_blocks,
        mean_interval_blocks,
        min_gap_blocks,
        max_gap_blocks,
        least_audit,
        audited_per_challenge,
        leave_blocks,
        failure_memory_blocks,
        classes,
    } = AttestationSettings::public();
    assert_eq!((log2_size, samples), (13, 16));
    assert_eq!((commit_blocks, delay_blocks, opening_blocks), (20, 8, 64));
    assert_eq!((mean_interval_blocks, min_gap_blocks, max_gap_blocks), (600, 100, 1_200));
    assert_eq!((least_audit, audited_per_challenge), (Perbill::from_percent(10), 256));
    assert_eq!((leave_blocks, failure_memory_blocks), (201_600, 432_000));
    assert_eq!(classes.len(), 3);
    assert!(classes.iter().is_sorted_by_key(|class| (class.min_bond, class.least_score)));
}

#[test]
fn constants_are_what_the_protocol_says() {
    assert_eq!((TRIAL_AUDITS, AUDITS_AFTER_FAILURE, MAX_MISSES), (12, 24, 3));
    assert_eq!(FAILURE_SLASHES.map(|slash| slash.deconstruct() / 10_000_000), [5, 25, 100]);
}

#[test]
fn refusals_have_codes_of_their_own() {
    let all = [
        Refusal::DeviceNotFound,
        Refusal::DeviceInactive,
        Refusal::DeviceExcused,
        Refusal::BondTooLow,
        Refusal::RoundsOutOfBounds,
        Refusal::CommitNotFound,
        Refusal::NotAudited,
        Refusal::OpeningRefused,
        Refusal::NotPaused,
        Refusal::ChallengeNotFound,
        Refusal::SameCommit,
    ];
    for (code, refusal) in (1..).zip(all) {
        let expected = TransactionValidityError::from(InvalidTransaction::Custom(code));
        assert_eq!(TransactionValidityError::from(refusal), expected);
    }
}

#[test]
fn settings_without_sense_are_refused_with_a_sentence() {
    let good = settings();
    let class = |min_bond| ClassTerms { min_bond, least_score: MilliComputeUnits(0) };
    let bad = [
        (AttestationSettings { log2_size: 2, ..good.clone() }, "The size is 2^2."),
        (AttestationSettings { log2_size: 17, ..good.clone() }, "`attestation.settings.log2Size`"),
        (AttestationSettings { samples: 0, ..good.clone() }, "There are 0 samples."),
        (AttestationSettings { samples: 65, ..good.clone() }, "There are 65 samples."),
        (AttestationSettings { commit_blocks: 1, ..good.clone() }, "`openingBlocks` to an even"),
        (AttestationSettings { delay_blocks: 0, ..good.clone() }, "[5, 0, 10]"),
        (AttestationSettings { opening_blocks: 9, ..good.clone() }, "[5, 2, 9]"),
        (AttestationSettings { opening_blocks: 0, ..good.clone() }, "[5, 2, 0]"),
        (AttestationSettings { opening_blocks: 14_402, ..good.clone() }, "to 14400 at most"),
        (AttestationSettings { min_gap_blocks: 17, ..good.clone() }, "minGapBlocks` above 17"),
        (AttestationSettings { max_gap_blocks: 19, ..good.clone() }, "but one takes 17"),
        (AttestationSettings { mean_interval_blocks: 41, ..good.clone() }, "41 on average"),
        (AttestationSettings { mean_interval_blocks: 0, ..good.clone() }, "0 on average"),
        (AttestationSettings { max_gap_blocks: 14_401, ..good.clone() }, "to 14401 blocks apart"),
        (AttestationSettings { least_audit: Perbill::zero(), ..good.clone() }, "nobody be audited"),
        (AttestationSettings { audited_per_challenge: 0, ..good.clone() }, "nobody be audited"),
        (AttestationSettings { leave_blocks: 39, ..good.clone() }, "leaveBlocks` to 40 to"),
        (
            AttestationSettings { failure_memory_blocks: u32::MAX, ..good.clone() },
            "failureMemoryBlocks` to 40 to",
        ),
        (AttestationSettings { classes: BoundedVec::new(), ..good.clone() }, "no class"),
        (
            AttestationSettings {
                classes: BoundedVec::truncate_from(vec![class(1), class(0)]),
                ..good
            },
            "one without a bond",
        ),
    ];
    for (settings, said) in bad {
        let refusal = settings.check().expect_err("it makes no sense");
        assert!(refusal.contains(said), "{refusal}");
        assert!(std::panic::catch_unwind(|| genesis(settings)).is_err());
    }
}

#[test]
fn a_chain_without_a_vrf_output_per_block_does_not_start() {
    let built = std::panic::catch_unwind(|| {
        genesis(settings()).execute_with(|| {
            VrfInEveryBlock::set(false);
            Pallet::<Test>::build_genesis(&settings());
        });
    });
    let said = built.expect_err("it does not start").downcast::<&str>().expect("a sentence");
    assert!(said.contains("allowed_slots` to PrimaryAndSecondaryVRFSlots"), "{said}");
}

#[test]
fn the_bounds_themselves_are_allowed() {
    let good = settings();
    for settings in [
        AttestationSettings { log2_size: 16, samples: 64, ..good.clone() },
        AttestationSettings {
            commit_blocks: 2,
            delay_blocks: 1,
            opening_blocks: 2,
            ..good.clone()
        },
        AttestationSettings { min_gap_blocks: 18, ..good.clone() },
        AttestationSettings { mean_interval_blocks: 1, ..good.clone() },
        AttestationSettings {
            min_gap_blocks: 40,
            mean_interval_blocks: 40,
            leave_blocks: 40,
            failure_memory_blocks: 40,
            ..good.clone()
        },
    ] {
        assert_eq!(settings.check(), Ok(()));
        run_with(settings, || {});
    }
}

#[test]
fn settings_are_read_as_they_were_written() {
    let settings = AttestationSettings::public();
    let json = serde_json::to_string(&settings).expect("they serialise");
    assert!(json.contains("\"minGapBlocks\":100"), "{json}");
    assert!(json.contains("\"minBond\":10000000000000"), "{json}");
    assert_eq!(serde_json::from_str::<AttestationSettings>(&json).expect("it is read"), settings);
    assert_eq!(recoded(&settings), settings);
}
