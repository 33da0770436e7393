// SPDX-License-Identifier: Apache-2.0
//! Epochs from the vectors of the formulas, run through the pallet to the last digit.

use crate::{mock::*, Records};
use frame_support::assert_ok;
use joule_primitives::{market::SettleCompute, price::Dollars, types::Balance, units::JOULE};
use serde_json::Value;

const VECTORS: &str = include_str!("../../../../math/tests/vectors/bme.json");
const WITHOUT_WORK: &str = include_str!("../../../../math/tests/vectors/bme_without_work.json");

/// An amount in JOULE with 12 digits behind the point.
fn pj(value: &Value) -> Balance {
    let text = value.as_str().expect("a text");
    let (whole, rest) = text.split_once('.').expect("a decimal point");
    assert_eq!(rest.len(), 12);
    format!("{whole}{rest}").parse().expect("digits")
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("the file holds JSON")
}

/// Pays what flows in an epoch, a provider for each flow. Returns how many there are.
fn pay_flows(epoch: &Value) -> u64 {
    let Some(price) = epoch["price"].as_f64() else { return 0 };
    let price = Dollars::from_rational((price * 10.0).round() as u128, 10);
    let flows = epoch["flows_usd"].as_object().expect("flows");
    for (number, usd) in flows.values().enumerate() {
        let usd_micro = u128::from(usd.as_u64().expect("dollars")) * USD;
        let quote = Equilibrium::quote(usd_micro, price, ENDOWMENT).expect("there is a price");
        settle(&sale(&(50 + number as u64), usd_micro), quote.burned);
    }
    flows.len() as u64
}

#[test]
fn five_epochs_end_as_worked_out() {
    run(|| {
        let file = parse(VECTORS);
        let vectors = file["vectors"].as_array().expect("vectors");
        let five = vectors.iter().find(|vector| vector["id"] == "bme21-5-epochs");
        let epochs = five.expect("it is there")["expected"]["epochs"].as_array().expect("epochs");
        assert_eq!(epochs.len(), 5);
        for (index, expected) in (0u32..).zip(epochs) {
            run_epoch(index, expected);
        }
    });
}

/// Runs one of the epochs and claims all that it grants.
fn run_epoch(index: u32, expected: &Value) {
    let work = u128::from(expected["emission"].as_u64().expect("JOULE")) * JOULE / 10;
    // What these tests have minted in the first block already.
    let begun = Emission::get().0 / 10;
    mint(work - begun, 0);
    Emission::set(&(0, 0));
    let flows = pay_flows(expected);
    let grant = end_epoch();

    let record = Records::<Test>::get(index).expect("it ended");
    assert_eq!(record.sales.burned, pj(&expected["burned"]));
    assert_eq!(record.sales.to_providers, pj(&expected["provider_remint"]));
    assert_eq!(record.sales.to_stakers, pj(&expected["staker_remint"]));
    let minted = record.sales.to_providers + record.sales.to_stakers;
    assert_eq!(record.sales.burned - minted, pj(&expected["destroyed"]));
    assert_eq!(record.issued.work + record.carry_in, pj(&expected["subsidy_budget"]));
    assert_eq!(grant.sigma.into_inner().to_string(), expected["sigma_e18"].as_str().expect("text"));
    assert_eq!(record.granted_work, pj(&expected["subsidy"]));
    assert_eq!(record.carry_out, pj(&expected["carry_out"]));
    let providers = 50..50 + flows;
    let before: Balance = providers.clone().map(balance).sum();
    for provider in providers.clone() {
        assert_ok!(Equilibrium::claim_work(signed(provider), index));
    }
    let claimed = providers.map(balance).sum::<Balance>() - before;
    assert!(
        claimed <= record.granted_work && claimed + Balance::from(flows) >= record.granted_work
    );
}

#[test]
fn without_work_the_carry_grows_to_four_budgets_and_the_rest_lapses() {
    run(|| {
        let file = parse(WITHOUT_WORK);
        let epochs = file["epochs"].as_array().expect("epochs");
        assert_eq!(epochs.len(), 5);
        let mut emitted = 0;
        Emission::set(&(0, 0));
        for (index, expected) in (0u32..).zip(epochs.iter().chain([&file["then_a_halving"]])) {
            // What the genesis block of these tests minted belongs to the first epoch.
            let begun = Minted::get().work - emitted;
            mint(pj(&expected["work"]) - begun, 0);
            emitted = Minted::get().work;
            let grant = end_epoch();
            let record = Records::<Test>::get(index).expect("it ended");
            assert_eq!(
                grant.sigma.into_inner().to_string(),
                expected["sigma_e18"].as_str().expect("text")
            );
            assert_eq!(record.granted_work, pj(&expected["paid"]));
            assert_eq!(record.carry_out, pj(&expected["carry_out"]));
            assert_eq!(record.lapsed - record.issued.availability, pj(&expected["lapsed"]));
        }
    });
}
