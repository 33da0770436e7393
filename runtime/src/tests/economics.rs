// SPDX-License-Identifier: Apache-2.0
//! Figures of the market: what they are of, and that they agree with the books.

use super::{
    market::{hire, pass, serve, RATE, TENANT},
    *,
};
use crate::{
    economics::{economics, quote, tell},
    Equilibrium, Market, Price,
};
use frame_support::assert_ok;
use joule_primitives::{
    attestation::ClassId,
    market::MarketActivity,
    price::{Dollars, Health},
    units::JOULE,
};

const FIRST: ClassId = ClassId(0);

#[test]
fn the_running_epoch_is_told_so_far() {
    run(|| {
        let id = hire();
        let before = Issuance::supply();
        serve(id, 4);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        let told = economics(None).expect("an epoch always runs");
        assert_eq!(
            (told.block, told.figures.epoch, told.price_health),
            (41, 0, Health::Administered)
        );
        assert_eq!(told.price, Some(Dollars::from_u32(1)));
        // Block 1 of these tests has no hooks.
        let after = Issuance::supply();
        let scheduled = after.scheduled - before.scheduled;
        assert_eq!(told.emitted, Issuance::reward_at(1) * 41);
        assert_eq!(told.emitted - scheduled, Issuance::reward_at(1));
        // 40 blocks of a cent each: 0.4 JOULE burned, four fifths of it minted.
        let burned = 4 * JOULE / 10;
        assert_eq!(told.figures.burned, burned);
        assert_eq!(told.minted, told.emitted + burned * 8 / 10);
        assert_eq!(told.net_issuance, (told.minted - burned) as i128);
        assert_eq!(told.burned_per_minted_ppm, Some((burned * 1_000_000 / told.minted) as u64));
        assert_eq!(told.revenue_per_emitted_ppm, Some((burned * 1_000_000 / told.emitted) as u64));
        // Its one device was hired and paid for all the time in which it was listed.
        assert_eq!(told.figures.activity.listed_blocks, 40);
        assert_eq!((told.utilisation_ppm, told.gap_ppm), (Some(1_000_000), Some(0)));
        assert_eq!(told.utilisation_of_listed_ppm, Some(1_000_000));
        assert_eq!([told.fill_rate_ppm, told.completion_rate_ppm], [Some(1_000_000); 2]);
        assert_eq!(told.concentration_ppm, Some(1_000_000));
        assert_eq!((told.devices_listed, told.devices_attested, told.devices_serving), (1, 1, 0));
    });
}

#[test]
fn an_epoch_that_ended_is_told_as_it_ended() {
    run(|| {
        let id = hire();
        serve(id, 4);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        pass(59);
        let ended = economics(Some(0)).expect("it has ended");
        assert_eq!((ended.figures.first_block, ended.figures.last_block), (1, 100));
        assert_eq!(ended.figures.activity.serving_blocks, 40);
        assert_eq!((ended.gap_ppm, ended.utilisation_ppm), (Some(595_959), Some(404_040)));
        pass(50);
        assert_ok!(Price::set_administered_price(RuntimeOrigin::root(), None));
        let later = economics(Some(0)).expect("it is kept");
        assert_eq!((later.block, later.price_health), (150, Health::Halted));
        assert_eq!((later.figures, later.price), (ended.figures, ended.price));
        assert_eq!(later.revenue_per_emitted_ppm, ended.revenue_per_emitted_ppm);
        // The one that runs has no price to compare by.
        let running = economics(None).expect("an epoch always runs");
        assert_eq!((running.price, running.revenue_per_emitted_ppm), (None, None));
        assert_eq!(running.fill_rate_ppm, None, "of no orders");
        assert_eq!(economics(Some(2)), None);
    });
}

#[test]
fn parts_may_be_more_than_a_whole_and_issuance_less_than_nothing() {
    run(|| {
        let mut figures = Equilibrium::running_epoch();
        figures.burned = 100 * JOULE;
        figures.to_providers = 70 * JOULE;
        figures.unrelated_revenue_usd_micro = 100_000_000;
        figures.activity = MarketActivity { opened: 1, matched: 3, ..Default::default() };
        let price = Some(Dollars::from_u32(2));
        let told = tell(figures.clone(), 10 * JOULE, price, &Market::market());
        assert_eq!(told.net_issuance, -((20 * JOULE) as i128));
        assert_eq!(told.burned_per_minted_ppm, Some(1_250_000));
        assert_eq!(told.revenue_per_emitted_ppm, Some(5_000_000));
        assert_eq!(told.fill_rate_ppm, Some(3_000_000));
        let told = tell(figures, 1, price, &Market::market());
        assert_eq!(told.revenue_per_emitted_ppm, None, "what is worth nothing is nothing");
    });
}

#[test]
fn a_quote_follows_what_was_paid_or_else_what_governance_says() {
    run(|| {
        let before = quote(FIRST, 10).expect("there is such a class");
        assert!(before.is_reference);
        assert_eq!((before.usd_micro_per_hour, before.usd_micro), (200_000, 2_000_000));
        assert_eq!((before.burned, before.devices_free), (Some(2 * JOULE), 0));
        let id = hire();
        assert_eq!(quote(FIRST, 1).expect("there is").devices_free, 0);
        serve(id, 4);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        let paid = quote(FIRST, 2).expect("there is");
        assert_eq!((paid.usd_micro_per_hour, paid.is_reference), (RATE.into(), false));
        assert_eq!((paid.burned, paid.devices_free), (Some(72 * JOULE), 1));
        // It holds for an epoch, and for the next one.
        pass(100);
        assert!(!quote(FIRST, 2).expect("there is").is_reference);
        pass(100);
        assert!(quote(FIRST, 2).expect("there is").is_reference);
        assert_ok!(Price::set_administered_price(RuntimeOrigin::root(), None));
        let halted = quote(FIRST, 2).expect("there is");
        assert_eq!((halted.price, halted.burned), (None, None));
        assert_eq!(quote(ClassId(1), 1), None);
    });
}

#[test]
fn figures_serialise_as_documented() {
    run(|| {
        let told = serde_json::to_value(economics(None)).expect("it serialises");
        for field in ["netIssuance", "emitted", "burned", "price", "largest"] {
            assert!(told[field].is_string(), "{field}: {}", told[field]);
        }
        assert_eq!((&told["price"], &told["priceHealth"]), (&"1".into(), &"administered".into()));
        assert_eq!(told["activity"]["opened"], 0);
        assert_eq!(told["utilisationPpm"], Value::Null);
        let quoted = serde_json::to_value(quote(FIRST, 1)).expect("it serialises");
        assert_eq!(quoted["burned"], "200000000000");
    });
}
