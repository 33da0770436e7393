// SPDX-License-Identifier: Apache-2.0
//! Figures of the market, put together of what several pallets know.

use crate::{Balance, Equilibrium, Issuance, Market, Price, System};
use joule_math::bme::usd_for;
use joule_primitives::{
    apis::{
        equilibrium::{ComputeQuote, Economics, EpochFigures},
        market::MarketFigures,
    },
    attestation::ClassId,
    market::{SettleCompute, UsdMicro},
    price::{Dollars, PriceOfJoule},
};
use sp_runtime::{helpers_128bit::multiply_by_rational_with_rounding, traits::Zero, Rounding};

/// A whole, in millionths.
const WHOLE_PPM: u128 = 1_000_000;
/// The largest number that every JSON reader has exactly.
const MOST_PPM: u64 = (1 << 53) - 1;

/// An epoch in figures; of the one that runs, so far, unless another one is named. `None` if it has
/// not begun.
#[must_use]
pub fn economics(epoch: Option<u32>) -> Option<Economics> {
    let figures = match epoch {
        Some(epoch) => Equilibrium::epoch_figures(epoch)?,
        None => Equilibrium::running_epoch(),
    };
    let before = figures.first_block.saturating_sub(1);
    let emitted = Issuance::scheduled_through(figures.last_block)
        .saturating_sub(Issuance::scheduled_through(before));
    let now = Price::price();
    let running = Some(now.twap_24h).filter(|mean| now.health.converts() && !mean.is_zero());
    let price = figures.outcome.map_or(running, |outcome| outcome.price);
    let market = Market::market();
    let economics =
        Economics { price_health: now.health, ..tell(figures, emitted, price, &market) };
    Some(Economics { block: System::block_number(), ..economics })
}

/// What follows from the figures of an epoch in which the schedule minted `emitted` pJ.
#[must_use]
pub fn tell(
    figures: EpochFigures,
    emitted: Balance,
    price: Option<Dollars>,
    market: &MarketFigures,
) -> Economics {
    let reminted = figures.to_providers.saturating_add(figures.to_stakers);
    let minted = emitted.saturating_add(reminted).saturating_sub(figures.lapsed);
    let (activity, billed) = (figures.activity, u128::from(figures.unrelated_device_blocks));
    let emitted_usd_micro = price.map(|price| usd_for(emitted, price));
    let ended = activity.completed.saturating_add(activity.failed);
    let idle_blocks = activity.listed_blocks.saturating_sub(activity.serving_blocks);
    let sum = |count: fn(&joule_primitives::apis::market::ClassFigures) -> u32| {
        market.classes.iter().map(count).fold(0, u32::saturating_add)
    };
    Economics {
        block: figures.last_block,
        price,
        price_health: Default::default(),
        emitted,
        minted,
        net_issuance: signed(minted).saturating_sub(signed(figures.burned)),
        burned_per_minted_ppm: ppm(figures.burned, minted),
        revenue_per_emitted_ppm: emitted_usd_micro
            .and_then(|worth| ppm(figures.unrelated_revenue_usd_micro, worth)),
        utilisation_ppm: ppm(billed, activity.attested_blocks.into()),
        utilisation_of_listed_ppm: ppm(billed, activity.listed_blocks.into()),
        gap_ppm: ppm(idle_blocks.into(), activity.listed_blocks.into()),
        fill_rate_ppm: ppm(activity.matched.into(), activity.opened.into()),
        completion_rate_ppm: ppm(activity.completed.into(), ended.into()),
        concentration_ppm: ppm(figures.largest, figures.subsidised),
        devices_listed: sum(|class| class.listed.count),
        devices_attested: sum(|class| class.attested.count),
        devices_serving: sum(|class| class.serving.count),
        figures,
    }
}

/// What `part` is of `whole` in millionths, rounded down; `None` of nothing. It may be more than a
/// whole, but no more than JSON readers have exactly.
fn ppm(part: u128, whole: u128) -> Option<u64> {
    if whole == 0 {
        return None;
    }
    let parts = multiply_by_rational_with_rounding(WHOLE_PPM, part, whole, Rounding::Down);
    let parts = parts.and_then(|parts| u64::try_from(parts).ok()).unwrap_or(MOST_PPM);
    Some(parts.min(MOST_PPM))
}

fn signed(amount: Balance) -> i128 {
    i128::try_from(amount).unwrap_or(i128::MAX)
}

/// What so many hours of a device of this class cost now; `None` if there is no such class.
#[must_use]
pub fn quote(class: ClassId, hours: u32) -> Option<ComputeQuote> {
    let market = Market::market();
    let figures = market.classes.iter().find(|figures| figures.class == class)?;
    let paid = last_price_of(class);
    let usd_micro_per_hour = paid.unwrap_or(figures.reference_usd_micro.into());
    let usd_micro = usd_micro_per_hour.saturating_mul(hours.into());
    let price = Price::settlement_price(Dollars::zero());
    let burned = price.and_then(|price| {
        let quote = <Equilibrium as SettleCompute<_, _>>::quote(usd_micro, price, Balance::MAX);
        quote.ok().map(|quote| quote.burned)
    });
    let ready = figures.attested.count.min(figures.bonded.count);
    Some(ComputeQuote {
        block: System::block_number(),
        class,
        hours,
        usd_micro_per_hour,
        is_reference: paid.is_none(),
        usd_micro,
        burned,
        price,
        price_health: Price::price().health,
        devices_free: ready.saturating_sub(figures.serving.count),
    })
}

/// What an hour of a device of this class cost in the epoch that runs, or in the one before.
fn last_price_of(class: ClassId) -> Option<UsdMicro> {
    let price_in = |figures: EpochFigures| {
        let sold = figures.classes.into_iter().find(|sold| sold.class == class)?;
        Some(sold.usd_micro_per_hour).filter(|price| *price > 0)
    };
    let running = Equilibrium::running_epoch();
    let before = running.epoch.checked_sub(1);
    price_in(running).or_else(|| price_in(Equilibrium::epoch_figures(before?)?))
}
