// SPDX-License-Identifier: Apache-2.0
//! What is measured: epochs of subnets of any size.

use joule_math::yuma::{Alpha, Bonds, Epoch, Neuron, Parameters};

/// The epoch of a subnet of `neurons`, of which the first `validators` give weights to `percent` of all
/// neurons, and have bonds of as many.
///
/// # Panics
/// If there are more than 65,536 neurons.
pub fn epoch(neurons: usize, validators: usize, percent: usize) -> Epoch {
    let parameters = Parameters {
        block: 1_000,
        last_epoch: 640,
        owner: Some(0),
        kappa: 32_767,
        bonds_penalty: u16::MAX,
        bonds: Bonds::Absolute(Alpha::Ppm(100_000)),
        max_validators: u16::try_from(validators).expect("there are few"),
        min_stake: 0,
        activity_cutoff: 5_000,
    };
    let neuron = |uid: usize| {
        let entries = |salt: usize| {
            // Every validator names others, and values them differently.
            let named = (0..neurons).filter(|other| (other * 7 + uid * 13 + salt) % 100 < percent);
            named.map(|other| (small(other), small((other * 31 + uid * 17) % 65_535 + 1))).collect()
        };
        let validates = uid < validators;
        Neuron {
            stake: 1_000 + u128::try_from(uid).expect("it is small"),
            registered: 10,
            last_update: 900,
            as_of: 900,
            permit: validates,
            weights: if validates { entries(0) } else { Vec::new() },
            bonds: if validates { entries(0) } else { Vec::new() },
        }
    };
    Epoch { parameters, neurons: (0..neurons).map(neuron).collect() }
}

fn small(number: usize) -> u16 {
    u16::try_from(number).expect("it is small")
}
