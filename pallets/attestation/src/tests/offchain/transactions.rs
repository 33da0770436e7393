// SPDX-License-Identifier: Apache-2.0
//! How the runtime of these tests makes transactions itself.

use crate::mock::{RuntimeCall, Test};
use frame_system::{
    offchain::{CreateAuthorizedTransaction, CreateTransaction, CreateTransactionBase},
    AuthorizeCall,
};
use sp_runtime::testing::TestXt;

/// A transaction as this runtime makes them for itself.
pub type Transaction = TestXt<RuntimeCall, AuthorizeCall<Test>>;

impl<C> CreateTransactionBase<C> for Test
where
    RuntimeCall: From<C>,
{
    type Extrinsic = Transaction;
    type RuntimeCall = RuntimeCall;
}

impl<C> CreateTransaction<C> for Test
where
    RuntimeCall: From<C>,
{
    type Extension = AuthorizeCall<Test>;

    fn create_transaction(call: RuntimeCall, extension: AuthorizeCall<Test>) -> Transaction {
        Transaction::new_transaction(call, extension)
    }
}

impl<C> CreateAuthorizedTransaction<C> for Test
where
    RuntimeCall: From<C>,
{
    fn create_extension() -> AuthorizeCall<Test> {
        AuthorizeCall::new()
    }
}
