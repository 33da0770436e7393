// SPDX-License-Identifier: Apache-2.0
//! Answers that come in pages. No more entries are looked through for one than a call of the runtime
//! API has time for.

use crate::{Config, OrderOf, Orders, Pallet, Providers};
use alloc::vec::Vec;
use joule_primitives::apis::market::{
    OrderFilter, OrdersPage, ProvidersPage, ENTRIES_PER_PAGE, MAX_SCANNED,
};

impl<T: Config> Pallet<T> {
    /// Page `page` of all providers, from 0; empty past the last one.
    pub fn providers(page: u32) -> ProvidersPage<T::AccountId> {
        let (accounts, has_more) = page_of(Providers::<T>::iter_keys(), page, |_| true);
        let providers = accounts.into_iter().filter_map(Self::describe_provider).collect();
        ProvidersPage { page, providers, has_more }
    }

    /// Page `page` of the orders that are like this, from 0; empty past the last one.
    pub fn orders(filter: OrderFilter<T::AccountId>, page: u32) -> OrdersPage<T::AccountId> {
        let (found, has_more) =
            page_of(Orders::<T>::iter(), page, |(_, order)| is_like::<T>(order, &filter));
        let orders = found.into_iter().filter_map(|(id, _)| Self::describe_order(id)).collect();
        OrdersPage { page, orders, has_more }
    }
}

/// Whether an order is like all that the filter names.
fn is_like<T: Config>(order: &OrderOf<T>, filter: &OrderFilter<T::AccountId>) -> bool {
    filter.class.is_none_or(|class| class == order.needs.class)
        && filter.tenant.as_ref().is_none_or(|tenant| *tenant == order.tenant)
        && filter.workload.is_none_or(|workload| workload == order.workload)
        && filter.is_matched.is_none_or(|is_matched| is_matched == order.is_matched)
}

/// Those on page `page` of the entries that are sought, and whether there are more.
fn page_of<Entry>(
    entries: impl Iterator<Item = Entry>,
    page: u32,
    is_sought: impl Fn(&Entry) -> bool,
) -> (Vec<Entry>, bool) {
    let size = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
    let first = size(page.saturating_mul(ENTRIES_PER_PAGE));
    let found = entries.take(size(MAX_SCANNED)).filter(is_sought).skip(first);
    let mut found = found.take(size(ENTRIES_PER_PAGE.saturating_add(1))).collect::<Vec<_>>();
    let has_more = found.len() > size(ENTRIES_PER_PAGE);
    found.truncate(size(ENTRIES_PER_PAGE));
    (found, has_more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_and_end() {
        let even = |page| page_of(0..300u32, page, |number| number % 2 == 0);
        assert_eq!(even(0), ((0..64).map(|number| 2 * number).collect(), true));
        assert_eq!(even(2), ((128..150).map(|number| 2 * number).collect(), false));
        assert_eq!(even(3), (vec![], false));
        assert_eq!(even(u32::MAX), (vec![], false));
        assert!(!page_of(0..64u32, 0, |_| true).1, "all are on the first page");
        assert!(page_of(0..65u32, 0, |_| true).1);
    }

    #[test]
    fn what_lies_too_deep_is_not_found() {
        assert_eq!(page_of(0.., 0, |number| *number >= MAX_SCANNED), (vec![], false));
        let last = MAX_SCANNED - 1;
        assert_eq!(page_of(0.., 0, |number| *number >= last), (vec![last], false));
    }
}
