// SPDX-License-Identifier: Apache-2.0
//! What a backend must answer before it is used.

use hex_literal::hex;

use super::{Backend, Failure, Prover};
use crate::{challenge::Params, hash::Hash, opening::Statement, tree::Node, DeviceKey};

/// Rounds, and the root of the tree over them.
struct Known {
    log2_size: u8,
    rounds: u32,
    challenge: Hash,
    device: DeviceKey,
    top: [u8; 24],
}

/// Of the least size, of rows with one leaf and with two, and of several tiles.
const KNOWN: [Known; 4] = [
    Known {
        log2_size: 3,
        rounds: 1,
        challenge: hex!("a6cfc07385d1fb006e23ceba76c266d3af5ec07ab467032a9b74b554418e2e79"),
        device: hex!("feeff9143148a4cf8c8d6168a0276465f52bdaa195701f08431bf5400d51d375"),
        top: hex!("2530601d682b2d7ffe8a9a1fe9800c03a0995d7ff17f0e6b"),
    },
    Known {
        log2_size: 4,
        rounds: 5,
        challenge: hex!("f6ad4a702b8312da3c1de3c19849f8ff1efc2ca43ac75491609ddc8cf8d5b8a8"),
        device: hex!("ddcae4f3d60c3ccd4ac59090ea2233dc11a135f38e341bdf1e4da2eec6e02005"),
        top: hex!("aef925314575a6e5f7124696cf005a489825896c01d5ae2b"),
    },
    Known {
        log2_size: 6,
        rounds: 3,
        challenge: hex!("088336b5dda381551ef3091370d39faa57ce84ae34d66ba88078fdf890c52007"),
        device: hex!("fa9569caa28053bca51022f5f1c07826bad5d133d26975a0cba042f4744fed7a"),
        top: hex!("f3dfb62adf5acedc4d66175dd0da201f8a197337a12ff013"),
    },
    Known {
        log2_size: 9,
        rounds: 2,
        challenge: [0x11; 32],
        device: [0x22; 32],
        top: hex!("c3752853256014d9d43c9219c98e9fde6b7dc01a43adb36f"),
    },
];
/// How many samples the backend opens of each.
const SAMPLES: u8 = 16;
/// What they are drawn with.
const BEACON: Hash = [0x33; 32];

/// Lets the backend compute what is known, and open it.
///
/// # Errors
///
/// As the backend does, or if its answer is not the known one. Do not use it then.
pub fn self_test(backend: &mut dyn Backend) -> Result<(), Failure> {
    for known in &KNOWN {
        let wrong = || Failure::WrongAnswer { size: 1 << known.log2_size };
        let params = Params::new(known.log2_size, SAMPLES).map_err(|_| wrong())?;
        let mut prover = Prover::new(params, known.challenge, known.device);
        for _ in 0..known.rounds {
            prover.step(backend)?;
        }
        let commitment = prover.commitment()?;
        if commitment.top != Node::from_bytes(known.top) {
            return Err(wrong());
        }
        let opening = prover.open(backend, &BEACON)?;
        let statement = Statement::new(params, commitment, &BEACON);
        statement.verify(&opening).map_err(|_| wrong())?;
    }
    Ok(())
}
