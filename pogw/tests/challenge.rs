// SPDX-License-Identifier: Apache-2.0
//! What challenges may ask for, and what their seeds depend on.

mod common;

use common::params;
use joule_pogw::{challenge::device_seed, BadParams, Challenge, Params};

#[test]
fn parameters_have_one_encoding_and_everything_else_is_refused() {
    for version in 0..=u8::MAX {
        for log2_size in 0..=u8::MAX {
            for samples in [0, 1, 16, 64, 65, u8::MAX] {
                for flags in [0, 1, 0x80] {
                    let bytes = [version, log2_size, samples, flags];
                    let expected = if version != 1 {
                        Err(BadParams::Version(version))
                    } else if flags != 0 {
                        Err(BadParams::Flags(flags))
                    } else if !(3..=16).contains(&log2_size) {
                        Err(BadParams::Size(log2_size))
                    } else if !(1..=64).contains(&samples) {
                        Err(BadParams::Samples(samples))
                    } else {
                        Ok(bytes)
                    };
                    assert_eq!(Params::from_bytes(bytes).map(Params::to_bytes), expected);
                }
            }
        }
    }
}

#[test]
fn a_product_is_divided_into_leaves_of_32_entries_or_of_a_shorter_row() {
    for (log2_size, leaf_entries, row_leaves, depth) in
        [(3, 8, 1, 3), (4, 16, 1, 4), (5, 32, 1, 5), (6, 32, 2, 7), (13, 32, 256, 21)]
            .into_iter()
            .chain([(16, 32, 2_048, 27)])
    {
        let params = params(log2_size, 1);
        assert_eq!(params.size(), 1 << log2_size);
        assert_eq!(params.leaf_entries(), leaf_entries);
        assert_eq!(params.leaf_bytes(), 4 * leaf_entries as usize);
        assert_eq!(params.row_leaves(), row_leaves);
        assert_eq!(params.depth(), depth);
        assert_eq!(1u64 << depth, u64::from(params.size()) * u64::from(row_leaves));
    }
}

#[test]
fn operations_are_two_for_each_product_that_is_summed() {
    assert_eq!(params(3, 1).operations(1), 2 * 8 * 8 * 8);
    assert_eq!(params(13, 16).operations(100), 100 * 2 * 8_192u128.pow(3));
    assert_eq!(params(16, 64).operations(u32::MAX), u128::from(u32::MAX) << 49);
    assert_eq!(params(16, 64).operations(0), 0);
}

#[test]
fn bad_parameters_say_what_is_allowed() {
    for (bad, text) in [
        (BadParams::Version(2), "The version is 2, but only 1 is known."),
        (BadParams::Size(17), "The size is 2^17. It must be from 2^3 to 2^16."),
        (BadParams::Samples(0), "There are 0 samples. There must be 1 to 64."),
        (BadParams::Flags(4), "The flags are 0x04, but none has a meaning."),
    ] {
        assert_eq!(bad.to_string(), text);
    }
}

#[test]
fn the_seed_depends_on_every_field_of_the_challenge() {
    let base =
        Challenge { genesis: [1; 32], id: 7, height: 9, params: params(6, 4), beacon: [2; 32] };
    let others = [
        Challenge { genesis: [3; 32], ..base },
        Challenge { id: 8, ..base },
        Challenge { height: 10, ..base },
        Challenge { params: params(7, 4), ..base },
        Challenge { params: params(6, 5), ..base },
        Challenge { beacon: [4; 32], ..base },
        Challenge { id: 9, height: 7, ..base },
    ];
    let seeds = others.iter().chain([&base]).map(Challenge::seed);
    assert_eq!(seeds.collect::<std::collections::BTreeSet<_>>().len(), 8);
    assert_ne!(device_seed(&base.seed(), &[5; 32]), device_seed(&base.seed(), &[6; 32]));
}
