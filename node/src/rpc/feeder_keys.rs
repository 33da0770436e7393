// SPDX-License-Identifier: Apache-2.0
//! The method of the `joule` namespace that makes the key by which a validator feeds the price.

use super::error::Error;
use joule_primitives::{
    price::{feeder_proof, FEEDER_KEY_TYPE},
    types::{AccountId, Hash},
};
use jsonrpsee::{core::RpcResult, proc_macros::rpc, Extensions};
use sc_rpc_api::check_if_safe;
use serde::{Deserialize, Serialize};
use sp_core::Bytes;
use sp_keystore::KeystorePtr;

/// The method. It is refused where unsafe methods are.
#[rpc(server, namespace = "joule")]
pub trait FeederKeysApi {
    /// Makes a key in the node's keystore that may feed the price for the validator with the hotkey
    /// `validator`, once that sends `price.setFeederKey` with both parts of the answer.
    #[method(name = "newFeederKey", blocking, with_extensions)]
    fn new_feeder_key(&self, validator: AccountId) -> RpcResult<NewFeederKey>;
}

/// A key, and that it agrees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewFeederKey {
    /// The public key.
    pub key: Hash,
    /// Its signature for the validator, on this chain.
    pub proof: Bytes,
}

/// Answers it.
pub struct FeederKeys {
    /// The keys.
    pub keystore: KeystorePtr,
    /// The hash of the chain's first block.
    pub genesis: Hash,
}

impl FeederKeysApiServer for FeederKeys {
    fn new_feeder_key(
        &self,
        extensions: &Extensions,
        validator: AccountId,
    ) -> RpcResult<NewFeederKey> {
        check_if_safe(extensions)?;
        Ok(self.make(&validator).ok_or(Error::NoNewKey)?)
    }
}

impl FeederKeys {
    /// A new key for a validator; `None` if the keystore fails.
    fn make(&self, validator: &AccountId) -> Option<NewFeederKey> {
        let key = self.keystore.sr25519_generate_new(FEEDER_KEY_TYPE, None).ok()?;
        let message = feeder_proof(&self.genesis, validator);
        let proof = self.keystore.sr25519_sign(FEEDER_KEY_TYPE, &key, &message).ok()??;
        Some(NewFeederKey { key: Hash::from(key.0), proof: Bytes(proof.0.to_vec()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rpc::testing;
    use jsonrpsee::RpcModule;
    use sc_rpc_api::DenyUnsafe;
    use serde_json::{json, Value};
    use sp_core::{sr25519, Pair};
    use sp_keystore::{testing::MemoryKeystore, Keystore};
    use std::sync::Arc;

    const VALIDATOR: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    struct Node {
        keystore: Arc<MemoryKeystore>,
        methods: RpcModule<FeederKeys>,
    }

    impl Node {
        fn new(deny: DenyUnsafe) -> Self {
            let keystore = Arc::new(MemoryKeystore::new());
            let genesis = Hash::repeat_byte(1);
            let mut methods = FeederKeys { keystore: keystore.clone(), genesis }.into_rpc();
            methods.extensions_mut().insert(deny);
            Self { keystore, methods }
        }

        /// The result of a request, or its error.
        async fn ask(&self, params: Value) -> Result<Value, Value> {
            testing::ask(&self.methods, "joule_newFeederKey", params).await
        }

        fn keys(&self) -> Vec<sr25519::Public> {
            self.keystore.sr25519_public_keys(FEEDER_KEY_TYPE)
        }
    }

    #[tokio::test]
    async fn a_new_key_agrees_to_feed_for_a_validator() {
        let node = Node::new(DenyUnsafe::No);
        let answer = node.ask(json!([VALIDATOR])).await.expect("a key is made");
        let answer = serde_json::from_value::<NewFeederKey>(answer).expect("a key and its proof");
        let [key] = node.keys()[..] else { panic!("one key is made") };
        assert_eq!(answer.key.0, key.0);

        let proof = sr25519::Signature::try_from(&answer.proof[..]).expect("64 bytes");
        let signs = |genesis: u8, validator: &str| {
            let validator: AccountId = validator.parse().expect("an address");
            let message = feeder_proof(&Hash::repeat_byte(genesis), &validator);
            sr25519::Pair::verify(&proof, message, &key)
        };
        assert!(signs(1, VALIDATOR));
        assert!(!signs(2, VALIDATOR));
        assert!(!signs(1, "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"));
    }

    #[tokio::test]
    async fn each_key_is_a_new_one() {
        let node = Node::new(DenyUnsafe::No);
        let (first, second) =
            (node.ask(json!([VALIDATOR])).await, node.ask(json!([VALIDATOR])).await);
        assert!(first.is_ok() && second.is_ok() && first != second);
        assert_eq!(node.keys().len(), 2);
    }

    #[tokio::test]
    async fn strangers_and_who_asks_for_nobody_get_no_key() {
        for (deny, params, code) in [
            (DenyUnsafe::Yes, json!([VALIDATOR]), -32_601),
            (DenyUnsafe::No, json!([]), -32_602),
            (DenyUnsafe::No, json!(["nobody"]), -32_602),
            (DenyUnsafe::No, json!([7]), -32_602),
        ] {
            let node = Node::new(deny);
            let error = node.ask(params).await.expect_err("it is refused");
            assert_eq!(error["code"], code, "{error}");
            assert!(node.keys().is_empty());
        }
    }
}
