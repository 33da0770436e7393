// SPDX-License-Identifier: Apache-2.0
//! Devices: those whose keys a node has, and those whose keys a test has.

use crate::{
    accounts::{account, address},
    attestation::OpenChallenge,
    chain::Chain,
    node::{Node, NodeBuilder},
};
use anyhow::{ensure, Context, Result};
use ed25519_dalek::{Signer, SigningKey};
use joule_pogw::{
    messages::Registration,
    prover::{root_and_paths, Backend, Failure, Leaf, Product, Prover},
    round, Commitment, Hash, Node as TreeNode, Params,
};
use serde_json::Value as Json;
use std::path::Path;
use subxt::{config::substrate::H256, dynamic::Value};
use subxt_signer::sr25519::Keypair;

/// The class of which the devices of tests are.
const CLASS: u128 = 0;
/// The last block for which devices agree to their owners.
const VALID_UNTIL: u32 = 1_000;

impl NodeBuilder {
    /// Asks the agent at `url` for the devices of this node, and shows it the token in
    /// `token_file`.
    #[must_use]
    pub fn with_agent(self, url: &str, token_file: &Path) -> Self {
        let token_file = token_file.to_str().expect("temporary paths are UTF-8");
        self.args(&["--worker-url", url, "--worker-token-file", token_file])
    }
}

impl Node {
    /// Lets the node make the key of a device and keep it. Returns the public key, in hex.
    ///
    /// # Errors
    /// What the node says.
    pub async fn new_device(&self) -> Result<String> {
        self.chain().request("joule_newDeviceKey", &[]).await
    }

    /// Gives the node the key of `device`.
    ///
    /// # Errors
    /// What the node says.
    pub async fn keep_device(&self, device: &OwnDevice) -> Result<()> {
        let secret = format!("0x{}", hex::encode(device.key.to_bytes()));
        let params = ["gpuw".into(), secret.into(), device.hex().into()];
        self.chain().request("author_insertKey", &params).await
    }

    /// Registers the device `key`, which the node keeps, for `owner` with `bond` pJ, on a chain that
    /// makes blocks on request. Returns the hash of the block.
    ///
    /// # Errors
    /// If the node does not sign, or the call is refused or fails.
    pub async fn register_device(&self, key: &str, owner: &Keypair, bond: u128) -> Result<H256> {
        let args = self.device_args(key, owner, bond).await?;
        self.chain().send_and_seal(owner, "Attestation", "register_device", args).await
    }

    /// The arguments of the call that registers the device `key`, which the node keeps.
    ///
    /// # Errors
    /// If the node does not sign.
    pub async fn device_args(&self, key: &str, owner: &Keypair, bond: u128) -> Result<Vec<Value>> {
        let params = [key.into(), address(owner).into(), VALID_UNTIL.into()];
        let proof: Json = self.chain().request("joule_proveDevice", &params).await?;
        let proof = proof.as_str().with_context(|| format!("{proof} is no signature"))?;
        Ok(registration_args(key_of(key)?, bond, &bytes_of(proof)?))
    }
}

/// The arguments of the call that registers a device which has signed.
fn registration_args(device: [u8; 32], bond: u128, signature: &[u8]) -> Vec<Value> {
    let metadata = Value::named_composite([
        ("name", Value::from_bytes(b"test")),
        ("vendor", Value::from_bytes(b"nobody")),
        ("memory_mib", Value::u128(1_024)),
    ]);
    vec![
        Value::from_bytes(device),
        Value::u128(CLASS),
        Value::u128(bond),
        Value::u128(VALID_UNTIL.into()),
        Value::from_bytes(signature),
        metadata,
    ]
}

/// Bytes that are written in hex.
///
/// # Errors
/// If they are not.
pub fn bytes_of(text: &str) -> Result<Vec<u8>> {
    let digits = text.strip_prefix("0x").with_context(|| format!("no hex: {text}"))?;
    hex::decode(digits).with_context(|| format!("no hex: {text}"))
}

/// A device's key that is written in hex.
///
/// # Errors
/// If it is none.
pub fn key_of(text: &str) -> Result<[u8; 32]> {
    let bytes = bytes_of(text)?;
    bytes.try_into().ok().with_context(|| format!("no key: {text}"))
}

/// A device whose key the test has: it can sign what an honest node would not.
pub struct OwnDevice {
    key: SigningKey,
}

impl OwnDevice {
    /// The device of which `seed` is the secret.
    #[must_use]
    pub fn new(seed: [u8; 32]) -> Self {
        Self { key: SigningKey::from_bytes(&seed) }
    }

    /// Its public key.
    #[must_use]
    pub fn key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// The same in hex.
    #[must_use]
    pub fn hex(&self) -> String {
        format!("0x{}", hex::encode(self.key()))
    }

    /// Its public key, as a call takes it.
    #[must_use]
    pub fn arg(&self) -> Value {
        Value::from_bytes(self.key())
    }

    /// Registers it for `owner` with `bond` pJ, on a chain that makes blocks on request. Returns the
    /// hash of the block.
    ///
    /// # Errors
    /// If the call is refused or fails.
    pub async fn register(&self, chain: &Chain, owner: &Keypair, bond: u128) -> Result<H256> {
        let registration = Registration {
            genesis: chain.api.genesis_hash().0,
            owner: account(owner),
            device: self.key(),
            valid_until: VALID_UNTIL,
        };
        let args = registration_args(self.key(), bond, &self.sign(&registration.message()));
        chain.send_and_seal(owner, "Attestation", "register_device", args).await
    }

    /// Its signature.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }

    /// What it computed in a challenge with `backend`: so many rounds.
    ///
    /// # Errors
    /// If the backend fails.
    pub fn compute(
        &self,
        challenge: &OpenChallenge,
        rounds: u32,
        backend: &mut dyn Backend,
    ) -> Result<Prover> {
        let params = Params::from_bytes(challenge.params)?;
        compute(params, challenge.seed.0, self.key(), rounds, backend)
    }

    /// The arguments of the call that commits it to `commitment` in a challenge.
    #[must_use]
    pub fn commit_args(&self, challenge: u32, commitment: &Commitment) -> Vec<Value> {
        vec![
            self.arg(),
            Value::u128(challenge.into()),
            Value::u128(commitment.rounds.into()),
            Value::from_bytes(commitment.top.as_bytes()),
            Value::from_bytes(self.sign(&commitment.message())),
        ]
    }

    /// The arguments of the call that opens what it committed to in a challenge.
    #[must_use]
    pub fn open_args(&self, challenge: u32, opening: &[u8]) -> Vec<Value> {
        vec![self.arg(), Value::u128(challenge.into()), Value::from_bytes(opening)]
    }
}

/// What `device` computes in the challenge with the seed `challenge`: so many rounds.
///
/// # Errors
/// If the backend fails.
pub fn compute(
    params: Params,
    challenge: Hash,
    device: [u8; 32],
    rounds: u32,
    backend: &mut dyn Backend,
) -> Result<Prover> {
    ensure!(rounds > 0, "somebody asks for no rounds");
    let mut prover = Prover::new(params, challenge, device);
    for _ in 0..rounds {
        prover.step(backend)?;
    }
    Ok(prover)
}

/// A backend that gets entries wrong, each by one bit. What is sampled of them cannot be opened.
pub struct WrongByOneBit {
    is_everywhere: bool,
}

impl WrongByOneBit {
    /// It gets every entry wrong.
    #[must_use]
    pub const fn everywhere() -> Self {
        Self { is_everywhere: true }
    }

    /// It gets the first entry of each product wrong.
    #[must_use]
    pub const fn in_one_entry() -> Self {
        Self { is_everywhere: false }
    }
}

impl Backend for WrongByOneBit {
    fn name(&self) -> &str {
        "wrong by one bit"
    }

    fn multiply(
        &mut self,
        params: Params,
        seed: &Hash,
        leaves: &[u32],
    ) -> Result<Product, Failure> {
        let lines = 0..params.size();
        let places = lines.clone().flat_map(|row| lines.clone().map(move |column| (row, column)));
        let entries = places
            .flat_map(|(row, column)| {
                let is_wrong = self.is_everywhere || (row, column) == (0, 0);
                (round::entry(seed, params, row, column) ^ i32::from(is_wrong)).to_le_bytes()
            })
            .collect::<Vec<_>>();
        let shown = entries.chunks(params.leaf_bytes()).collect::<Vec<_>>();
        let nodes = shown.iter().map(|leaf| TreeNode::leaf(leaf)).collect();
        let (root, paths) = root_and_paths(nodes, leaves, TreeNode::parent);
        let entries = leaves.iter().map(|leaf| {
            let index = usize::try_from(*leaf).unwrap_or(usize::MAX);
            shown.get(index).map_or_else(Vec::new, |entries| entries.to_vec())
        });
        let leaves = entries.zip(paths).map(|(entries, path)| Leaf { entries, path }).collect();
        Ok(Product { root, leaves })
    }
}
