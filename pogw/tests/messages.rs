// SPDX-License-Identifier: Apache-2.0
//! What devices sign, byte for byte.

use joule_pogw::{
    messages::{signed, BlindResult, Receipt, Registration},
    Commitment, Node,
};
use sha2::{Digest, Sha256};

fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    Sha256::digest(parts.concat()).into()
}

#[test]
fn a_registration_is_signed_as_it_is() {
    let registration = Registration {
        genesis: [1; 32],
        owner: [2; 32],
        device: [3; 32],
        valid_until: 0x0403_0201,
    };
    let parts: [&[u8]; 5] = [b"GWi1", &[1; 32], &[2; 32], &[3; 32], &[1, 2, 3, 4]];
    assert_eq!(registration.message().as_slice(), parts.concat());
}

#[test]
fn commitments_and_receipts_are_signed_by_their_hash() {
    assert_eq!(signed(&[5; 32]).as_slice(), [b"GWk1".as_slice(), &[5; 32]].concat());
    let commitment = Commitment {
        challenge: [1; 32],
        device: [2; 32],
        rounds: 0x0403_0201,
        top: Node::from_bytes([3; 24]),
    };
    let hash = sha256(&[b"GWc1", &[1; 32], &[2; 32], &[1, 2, 3, 4], &[3; 24]]);
    assert_eq!(commitment.hash(), hash);
    assert_eq!(commitment.message(), signed(&hash));
}

const RECEIPT: Receipt = Receipt {
    genesis: [1; 32],
    job: 0x0807_0605_0403_0201,
    attempt: 0x0C0B_0A09,
    device: [2; 32],
    input_root: [3; 32],
    output_root: [4; 32],
    trace_root: Some([5; 32]),
    units: 6,
    start_ms: 7,
    end_ms: 8,
};

#[test]
fn a_receipt_is_hashed_with_all_that_it_says() {
    let job = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    let number = |number: u64| number.to_le_bytes();
    let hash = |trace: [u8; 32]| {
        sha256(&[
            b"GWj1",
            &[1; 32],
            &job,
            &[2; 32],
            &[3; 32],
            &[4; 32],
            &trace,
            &number(6),
            &number(7),
            &number(8),
        ])
    };
    assert_eq!(RECEIPT.hash(), hash([5; 32]));
    assert_eq!(Receipt { trace_root: None, ..RECEIPT }.hash(), hash([0; 32]));
}

#[test]
fn a_blind_result_hides_the_output_behind_its_salt() {
    let Receipt { genesis, job, attempt, device, output_root, .. } = RECEIPT;
    let blind = BlindResult { genesis, job, attempt, device, output_root, salt: [9; 32] };
    let numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    let hash = sha256(&[b"GWv1", &[1; 32], &numbers, &[2; 32], &[4; 32], &[9; 32]]);
    assert_eq!(blind.hash(), hash);
    assert_ne!(BlindResult { salt: [8; 32], ..blind }.hash(), hash);
    assert_ne!(BlindResult { device: [8; 32], ..blind }.hash(), hash);
}
