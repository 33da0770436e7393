// SPDX-License-Identifier: Apache-2.0
//! Methods of the `joule` namespace that use the keys of devices in the node's keystore.

use super::error::Error;
use joule_pogw::messages::Registration;
use joule_primitives::{
    agent::DEVICE_KEY_TYPE,
    attestation::DeviceKey,
    types::{AccountId, BlockNumber, Hash},
};
use jsonrpsee::{core::RpcResult, proc_macros::rpc, Extensions};
use sc_rpc_api::check_if_safe;
use sp_core::{ed25519, Bytes};
use sp_keystore::KeystorePtr;

/// The methods. They are refused where unsafe methods are.
#[rpc(server, namespace = "joule")]
pub trait DeviceKeysApi {
    /// Makes the key of a new device in the node's keystore, and says which device that is.
    #[method(name = "newDeviceKey", blocking, with_extensions)]
    fn new_device_key(&self) -> RpcResult<DeviceKey>;

    /// Lets `device` accept `owner`, who may register it by this signature up to the block
    /// `valid_until`.
    #[method(name = "proveDevice", blocking, with_extensions)]
    fn prove_device(
        &self,
        device: DeviceKey,
        owner: AccountId,
        valid_until: BlockNumber,
    ) -> RpcResult<Bytes>;
}

/// Answers them.
pub struct DeviceKeys {
    /// The keys.
    pub keystore: KeystorePtr,
    /// The hash of the chain's first block.
    pub genesis: Hash,
    /// Tells the height of the best block.
    pub best: Box<dyn Fn() -> BlockNumber + Send + Sync>,
}

impl DeviceKeysApiServer for DeviceKeys {
    fn new_device_key(&self, extensions: &Extensions) -> RpcResult<DeviceKey> {
        check_if_safe(extensions)?;
        let key = self.keystore.ed25519_generate_new(DEVICE_KEY_TYPE, None);
        Ok(DeviceKey(key.map_err(Error::Keystore)?.0))
    }

    fn prove_device(
        &self,
        extensions: &Extensions,
        device: DeviceKey,
        owner: AccountId,
        valid_until: BlockNumber,
    ) -> RpcResult<Bytes> {
        check_if_safe(extensions)?;
        let best = (self.best)();
        if valid_until <= best {
            return Err(Error::ProofExpired { valid_until, best }.into());
        }
        let genesis = self.genesis.0;
        let message = Registration { genesis, owner: owner.into(), device: device.0, valid_until };
        let key = ed25519::Public::from_raw(device.0);
        let signature = self.keystore.ed25519_sign(DEVICE_KEY_TYPE, &key, &message.message());
        let signature = signature.map_err(Error::Keystore)?.ok_or(Error::NoDeviceKey(device))?;
        Ok(Bytes(signature.0.to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rpc::testing;
    use jsonrpsee::RpcModule;
    use sc_rpc_api::DenyUnsafe;
    use serde_json::{json, Value};
    use sp_core::Pair;
    use sp_keystore::{testing::MemoryKeystore, Keystore};
    use std::sync::Arc;

    const OWNER: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    const BEST: BlockNumber = 7;

    struct Node {
        keystore: Arc<MemoryKeystore>,
        methods: RpcModule<DeviceKeys>,
    }

    impl Node {
        fn new(deny: DenyUnsafe) -> Self {
            let keystore = Arc::new(MemoryKeystore::new());
            let answers = DeviceKeys {
                keystore: keystore.clone(),
                genesis: Hash::repeat_byte(1),
                best: Box::new(|| BEST),
            };
            let mut methods = answers.into_rpc();
            methods.extensions_mut().insert(deny);
            Self { keystore, methods }
        }

        /// The result of a request, or its error.
        async fn ask(&self, method: &str, params: Value) -> Result<Value, Value> {
            testing::ask(&self.methods, method, params).await
        }

        async fn refusal(&self, method: &str, params: Value, code: i64) -> String {
            testing::refusal(&self.methods, method, params, code).await
        }
    }

    #[tokio::test]
    async fn a_new_device_accepts_its_owner() {
        let node = Node::new(DenyUnsafe::No);
        let device = node.ask("joule_newDeviceKey", json!([])).await.expect("a key is made");
        let keys = node.keystore.ed25519_public_keys(DEVICE_KEY_TYPE);
        assert_eq!(device, json!(Hash::from(keys[0].0)));

        let params = json!([device, OWNER, BEST + 1]);
        let proof = node.ask("joule_proveDevice", params).await.expect("it has the key");
        let proof: Bytes = serde_json::from_value(proof).expect("hexadecimal digits");
        let signature = ed25519::Signature::try_from(&proof[..]).expect("64 bytes");
        let owner: AccountId = OWNER.parse().expect("an address");
        let signs = |genesis, valid_until| {
            let owner = owner.clone().into();
            let message = Registration { genesis, owner, device: keys[0].0, valid_until };
            ed25519::Pair::verify(&signature, message.message(), &keys[0])
        };
        assert!(signs([1; 32], BEST + 1));
        assert!(!signs([1; 32], BEST + 2) && !signs([2; 32], BEST + 1));
    }

    #[tokio::test]
    async fn each_key_is_a_new_one() {
        let node = Node::new(DenyUnsafe::No);
        let first = node.ask("joule_newDeviceKey", json!([])).await;
        let second = node.ask("joule_newDeviceKey", json!([])).await;
        assert!(first.is_ok() && second.is_ok() && first != second);
    }

    #[tokio::test]
    async fn nothing_is_signed_for_a_device_that_is_elsewhere() {
        let node = Node::new(DenyUnsafe::No);
        let device = Hash::repeat_byte(9);
        let refusal = node.refusal("joule_proveDevice", json!([device, OWNER, 100]), 7_006).await;
        assert!(refusal.contains(&format!("{device:?}")), "{refusal}");
        assert!(refusal.contains("`joule_newDeviceKey`"), "{refusal}");

        // Nor with another key that the device's owner has.
        let pair = ed25519::Pair::from_seed(&[3; 32]);
        let public = pair.public();
        let elsewhere = sp_core::crypto::key_types::GRANDPA;
        node.keystore
            .insert(elsewhere, &format!("0x{}", "03".repeat(32)), &public.0)
            .expect("kept");
        let device = Hash::from(public.0);
        node.refusal("joule_proveDevice", json!([device, OWNER, 100]), 7_006).await;
    }

    #[tokio::test]
    async fn a_proof_that_holds_no_more_is_not_made() {
        let node = Node::new(DenyUnsafe::No);
        let device = node.ask("joule_newDeviceKey", json!([])).await.expect("a key is made");
        for valid_until in [0, BEST] {
            let params = json!([device, OWNER, valid_until]);
            let refusal = node.refusal("joule_proveDevice", params, 7_007).await;
            assert!(refusal.contains("block 7 is there already"), "{refusal}");
        }
    }

    #[tokio::test]
    async fn what_is_malformed_is_refused() {
        let node = Node::new(DenyUnsafe::No);
        let device = Hash::repeat_byte(9);
        for params in [
            json!([]),
            json!([device]),
            json!([device, OWNER]),
            json!(["0x12", OWNER, 100]),
            json!([device, "nobody", 100]),
            json!([device, OWNER, -1]),
            json!([device, OWNER, 4_294_967_296_u64]),
            json!([device, OWNER, "100"]),
        ] {
            let refusal = node.refusal("joule_proveDevice", params, -32_602).await;
            assert!(refusal.contains("Invalid params"), "{refusal}");
        }
    }

    #[tokio::test]
    async fn strangers_use_no_keys() {
        let node = Node::new(DenyUnsafe::Yes);
        let device = Hash::repeat_byte(9);
        for (method, params) in
            [("joule_newDeviceKey", json!([])), ("joule_proveDevice", json!([device, OWNER, 100]))]
        {
            let refusal = node.refusal(method, params, -32_601).await;
            assert!(refusal.contains("unsafe"), "{refusal}");
        }
        assert!(node.keystore.ed25519_public_keys(DEVICE_KEY_TYPE).is_empty());
    }
}
