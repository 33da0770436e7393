// SPDX-License-Identifier: Apache-2.0
//! Answers to the questions of the runtime API.

use crate::{
    types::{self, Gauge, OrderKind},
    BidOf, Config, Deadlines, Endpoints, Escrows, Gauges, JobOf, Jobs, LeaseOf, Leases,
    ListingRecords, OrderId, OrderOf, Orders, Pallet, Providers, Tallies,
};
use alloc::{format, string::String, vec::Vec};
use joule_math::bme::Record;
use joule_primitives::{
    apis::market as api,
    attestation::{ClassId, Clock, DeviceKey},
    types::Hash,
};

impl<T: Config> Pallet<T> {
    /// The market as a whole.
    pub fn market() -> api::MarketFigures {
        let tally = Tallies::<T>::get();
        let classes = Self::settings().classes.into_iter().zip(0u8..);
        api::MarketFigures {
            block: Self::now(),
            opened: tally.opened,
            matched: tally.matched,
            expired: tally.expired,
            cancelled: tally.cancelled,
            completed: tally.completed,
            failed: tally.failed,
            classes: classes
                .map(|(offer, class)| Self::class_figures(ClassId(class), offer))
                .collect(),
        }
    }

    fn class_figures(class: ClassId, offer: crate::ClassOffer) -> api::ClassFigures {
        let (gauges, now) = (Gauges::<T>::get(class), Self::now());
        let counter =
            |gauge: &Gauge| api::Counter { count: gauge.count, block_sum: gauge.sum_at(now) };
        api::ClassFigures {
            class,
            bond_usd_micro: offer.bond_usd_micro,
            reference_usd_micro: offer.reference_usd_micro,
            full_score: offer.full_score,
            listed: counter(&gauges.listed),
            bonded: counter(&gauges.bonded),
            attested: counter(&gauges.attested),
            serving: counter(&gauges.serving),
        }
    }

    /// A provider; `None` if the account is none.
    pub fn describe_provider(account: T::AccountId) -> Option<api::Provider<T::AccountId>> {
        let provider = Providers::<T>::get(&account)?;
        let record = Self::record(&provider);
        Some(api::Provider {
            account,
            state: provider.state,
            deposit: provider.deposit,
            listed: provider.listed,
            deposits: provider.deposits,
            last_outage: provider.last_outage,
            completed_usd_micro: record.completed_usd_micro.into(),
            failed_usd_micro: record.failed_usd_micro.into(),
            reputation_ppm: ppm(record),
        })
    }

    /// Page `page` of all listed devices, from 0; empty past the last one.
    pub fn listings(page: u32) -> api::ListingsPage<T::AccountId> {
        let total = Gauges::<T>::iter_values()
            .fold(0u32, |sum, gauges| sum.saturating_add(gauges.listed.count));
        let most = api::ENTRIES_PER_PAGE;
        let first = usize::try_from(page.saturating_mul(most)).unwrap_or(usize::MAX);
        let listings = ListingRecords::<T>::iter().skip(first);
        let listings = listings.take(usize::try_from(most).unwrap_or(usize::MAX));
        api::ListingsPage {
            page,
            pages: total.div_ceil(most),
            total,
            listings: listings.map(|(device, listing)| describe_listing(device, listing)).collect(),
        }
    }

    /// An order that has not become a lease or job for good; `None` if there is none.
    pub fn describe_order(number: OrderId) -> Option<api::Order<T::AccountId>> {
        let order: OrderOf<T> = Orders::<T>::get(number)?;
        let terms = api::Terms {
            number,
            tenant: order.tenant,
            workload: order.workload,
            class: order.needs.class,
            floor_price: order.floor_price,
            tenant_key: Hash::from(order.tenant_key),
            manifest: order.manifest,
            escrow: Self::describe_escrow(number),
            next_look: Deadlines::<T>::get(number),
        };
        Some(api::Order {
            terms,
            kind: match order.kind {
                OrderKind::Lease => api::OrderKind::Lease,
                OrderKind::Cluster { devices } => api::OrderKind::Cluster { devices },
                OrderKind::Batch(terms) => api::OrderKind::Batch(terms),
                OrderKind::Delivery { work_blocks } => api::OrderKind::Delivery { work_blocks },
            },
            needs: order.needs,
            max_price: order.max_price,
            window_until: order.window_until,
            expires_at: order.expires_at,
            is_matched: order.is_matched,
            has_refused: order.has_refused,
            bids: order.bids.into_iter().map(describe_bid::<T>).collect(),
        })
    }

    fn describe_escrow(number: OrderId) -> Vec<api::Deposit<T::AccountId>> {
        let deposits = Escrows::<T>::get(number).map(|escrow| escrow.deposits.into_inner());
        let deposits = deposits.into_iter().flatten();
        deposits
            .map(|deposit| api::Deposit {
                who: deposit.who,
                held: deposit.held,
                spent: deposit.spent,
                limit: deposit.limit,
            })
            .collect()
    }

    /// A lease; `None` if there is none, or it was forgotten.
    pub fn describe_lease(number: OrderId) -> Option<api::Lease<T::AccountId>> {
        let lease: LeaseOf<T> = Leases::<T>::get(number)?;
        let runway_blocks = Self::runway_blocks(number, &lease);
        let terms = api::Terms {
            number,
            tenant: lease.tenant,
            workload: lease.workload,
            class: lease.class,
            floor_price: lease.floor_price,
            tenant_key: Hash::from(lease.tenant_key),
            manifest: lease.manifest,
            escrow: Self::describe_escrow(number),
            next_look: Deadlines::<T>::get(number),
        };
        let is_running = lease.state.is_running();
        let describe = |part| Self::describe_part(number, part, is_running);
        Some(api::Lease {
            terms,
            state: lease.state,
            matched_at: lease.matched_at,
            parts: lease.parts.into_iter().map(describe).collect(),
            runway_blocks,
            is_contested: lease.contest.is_some(),
            closing: lease.closing.map(describe_closing),
        })
    }

    fn describe_part(
        number: OrderId,
        part: types::Part<T::AccountId>,
        is_running: bool,
    ) -> api::Part<T::AccountId> {
        let endpoint = Endpoints::<T>::get(number, &part.bid.provider);
        let owed_usd_micro = part.due(part.timeline.served(), T::Clock::slot_ms());
        let missed = part.timeline.missed(Self::now(), Self::pace());
        api::Part {
            rate: part.rate,
            endpoint: endpoint.map(|bytes| hex(&bytes)),
            last_beat: part.timeline.last_beat,
            missed_beats: if is_running { missed } else { 0 },
            ripe_blocks: part.timeline.ripe,
            unripe_blocks: part.timeline.unripe(),
            contested_blocks: part.timeline.contested,
            paid_usd_micro: part.timeline.settled,
            owed_usd_micro,
            bid: describe_bid::<T>(part.bid),
        }
    }

    /// A job; `None` if there is none, or it was forgotten.
    pub fn describe_job(number: OrderId) -> Option<api::Job<T::AccountId>> {
        let job: JobOf<T> = Jobs::<T>::get(number)?;
        let terms = api::Terms {
            number,
            tenant: job.tenant,
            workload: job.workload,
            class: job.class,
            floor_price: job.floor_price,
            tenant_key: Hash::from(job.tenant_key),
            manifest: job.manifest,
            escrow: Self::describe_escrow(number),
            next_look: Deadlines::<T>::get(number),
        };
        Some(api::Job {
            terms,
            batch: job.terms,
            bid: job.bid.map(describe_bid::<T>),
            price: job.price,
            started_at: job.started_at,
            state: job.state,
            closing: job.closing.map(describe_closing),
        })
    }
}

fn describe_bid<T: Config>(bid: BidOf<T>) -> api::Bid<T::AccountId> {
    api::Bid {
        number: bid.number,
        provider: bid.provider,
        devices: bid.devices.into_inner(),
        price: bid.price,
        deposit: bid.deposit,
        bond: bid.bond,
        reputation_ppm: ppm(Record {
            completed_usd_micro: bid.completed,
            failed_usd_micro: bid.failed,
        }),
    }
}

fn describe_listing<A>(device: DeviceKey, listing: types::Listing<A>) -> api::Listing<A> {
    api::Listing {
        device,
        provider: listing.provider,
        class: listing.class,
        attributes: listing.attributes,
        bond_needed: listing.bond_needed,
        is_offered: listing.is_offered,
        is_bonded: listing.is_bonded,
        is_attested: listing.is_attested,
        serves: listing.serves,
    }
}

fn describe_closing(closing: types::Closing) -> api::Closing {
    api::Closing { reason: closing.reason, at: closing.at, until: closing.until }
}

/// A reputation in parts per million.
fn ppm(record: Record) -> u32 {
    record.reputation().deconstruct().checked_div(1_000).unwrap_or(0)
}

/// Bytes as `0x` and digits.
fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
    core::iter::once(String::from("0x")).chain(digits).collect()
}
