// SPDX-License-Identifier: Apache-2.0
//! Tells the runtime's off-chain worker where this node reads the price of JOULE.

use joule_primitives::price::sources::{PriceSource, PriceSources, PRICE_SOURCES_STORAGE_KEY};
use sp_core::offchain::{OffchainStorage, STORAGE_PREFIX};

/// Tells the off-chain worker of `sources`, by way of `storage`, or that there are none: what an
/// earlier run left there must not be used.
pub fn write<Storage: OffchainStorage>(sources: Option<&PriceSources>, storage: &mut Storage) {
    match sources {
        Some(sources) => {
            let bytes = sources.to_bytes();
            storage.set(STORAGE_PREFIX, PRICE_SOURCES_STORAGE_KEY, &bytes);
            let hosts = sources.as_slice().iter().map(PriceSource::host).collect::<Vec<_>>();
            log::info!("💵 The price of JOULE is read at {}", hosts.join(", "));
        }
        None => storage.remove(STORAGE_PREFIX, PRICE_SOURCES_STORAGE_KEY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sp_core::offchain::storage::InMemOffchainStorage;

    #[test]
    fn the_off_chain_worker_finds_the_sources_of_this_run() {
        let mut storage = InMemOffchainStorage::default();
        let known =
            |storage: &InMemOffchainStorage| storage.get(STORAGE_PREFIX, PRICE_SOURCES_STORAGE_KEY);
        for text in ["https://a.org/p#/usd", "http://b.org"] {
            let source = text.parse().expect("it is a source");
            let sources = PriceSources::new(vec![source]).expect("there is one");
            write(Some(&sources), &mut storage);
            let bytes = known(&storage).expect("something was written");
            assert_eq!(PriceSources::from_bytes(&bytes), Some(sources));
        }
        write(None, &mut storage);
        assert_eq!(known(&storage), None);
    }
}
