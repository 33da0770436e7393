// SPDX-License-Identifier: Apache-2.0
//! Small models of whom the pallet asks. What they know stands in the state, so that a refused call
//! leaves nothing of it.

use crate::mock::{change, get, AccountId, Balances, Credit, Market, Money};
use codec::{Decode, Encode};
use frame_support::{
    storage::unhashed,
    traits::{fungible::Balanced, Imbalance},
    weights::Weight,
};
use joule_math::bme::Params;
use joule_primitives::{
    attestation::{
        ClassId, DeviceKey, DeviceState, Devices, FollowDevices, MilliComputeUnits, SeizeBonds,
        Standing,
    },
    market::{Listings, Quote, Sale, SettleCompute, UsdMicro},
    money::{BurnMoney, BurnReason, PayMoney},
    panels::{DisputeId, Finding, OnFinding, Panels},
    price::{Dollars, Health, Price, PriceOfJoule},
    types::Balance,
    verdicts::{EngageDevices, Fault, JobId, JobTerms, OnVerdict, Outcome, Verdict, Verdicts},
};
use sp_runtime::{DispatchError, DispatchResult, Perbill};

/// New money, which is counted.
fn mint(amount: Balance) -> Credit {
    change(b"minted", |sum: &mut Balance| *sum += amount);
    Balances::issue(amount)
}

/// All that was minted since the beginning.
pub fn minted() -> Balance {
    get(b"minted")
}

/// A settlement, as the tests remember it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Paid {
    pub provider: AccountId,
    pub usd_micro: UsdMicro,
    pub burned: Balance,
    pub device_blocks: u64,
    pub quality: Perbill,
    pub is_related: bool,
}

/// Settles with the usual take rates.
pub struct TestSettlement;

/// Everything that was settled.
pub fn paid() -> Vec<Paid> {
    get(b"paid")
}

/// Everything that `who` was paid, in micro-dollars.
pub fn paid_to(who: AccountId) -> UsdMicro {
    paid().iter().filter(|paid| paid.provider == who).map(|paid| paid.usd_micro).sum()
}

/// Whether settlements fail.
pub fn break_settlement(is_broken: bool) {
    unhashed::put(b"broken", &is_broken);
}

impl SettleCompute<AccountId, Credit> for TestSettlement {
    fn quote(usd: UsdMicro, price: Dollars, escrow: Balance) -> Result<Quote, DispatchError> {
        let settled = Params::DEFAULT.settle_within(usd, price, escrow);
        let settled = settled.map_err(|_| DispatchError::Unavailable)?;
        Ok(Quote {
            usd_micro: settled.usd_micro,
            burned: settled.settlement.burned,
            to_provider: settled.settlement.to_provider,
        })
    }

    fn settle(sale: &Sale<'_, AccountId>, payment: Credit) -> Result<(), (DispatchError, Credit)> {
        if get::<bool>(b"broken") {
            return Err((DispatchError::Unavailable, payment));
        }
        let burned = payment.peek();
        let divided = Params::DEFAULT.divide(burned);
        Money::burn(BurnReason::Settlement, payment);
        Money::pay(sale.provider, mint(divided.to_provider));
        change(b"paid", |all: &mut Vec<Paid>| {
            all.push(Paid {
                provider: *sale.provider,
                usd_micro: sale.usd_micro,
                burned,
                device_blocks: sale.device_blocks,
                quality: sale.quality,
                is_related: sale.is_related,
            });
        });
        Ok(())
    }

    fn weight() -> Weight {
        Weight::zero()
    }
}

/// The price of these tests.
pub struct TestPrice;

/// Sets all prices, in cents, and how far they may be trusted.
pub fn set_price(cents: u32, health: Health) {
    let price = Dollars::from_rational(cents.into(), 100);
    let price = Price { spot: price, twap_30m: price, twap_24h: price, as_of: 0, health };
    unhashed::put(b"price", &price);
}

impl PriceOfJoule for TestPrice {
    fn price() -> Price {
        get(b"price")
    }
}

/// A device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct TestDevice {
    pub key: DeviceKey,
    pub owner: AccountId,
    pub bond: Balance,
    pub class: ClassId,
    pub state: DeviceState,
    pub is_excused: bool,
    /// Whether it has to wait for a place as soon as it is free again.
    pub is_on_trial: bool,
    pub engagements: u32,
}

/// The devices of these tests.
pub struct TestDevices;

pub fn devices() -> Vec<TestDevice> {
    get(b"devices")
}

pub fn change_device(key: &DeviceKey, how: impl FnOnce(&mut TestDevice)) -> bool {
    change(b"devices", |devices: &mut Vec<TestDevice>| {
        devices.iter_mut().find(|device| device.key == *key).map(how).is_some()
    })
}

pub fn device(key: DeviceKey) -> TestDevice {
    devices().into_iter().find(|device| device.key == key).expect("one of these tests")
}

/// Whether devices were idle when they were asked for what they had done before a lease, and after
/// it.
pub fn idleness() -> Vec<bool> {
    get(b"idleness")
}

/// Attestation settles what a device did until now, and whoever pays for that asks what it was.
fn note_idleness(key: &DeviceKey) {
    let is_idle = Market::idle_class(key).is_some();
    change(b"idleness", |noted: &mut Vec<bool>| noted.push(is_idle));
}

impl Devices<AccountId> for TestDevices {
    fn standing(key: &DeviceKey) -> Option<Standing<AccountId>> {
        let device = devices().into_iter().find(|device| device.key == *key)?;
        Some(Standing {
            owner: device.owner,
            state: device.state,
            class: device.class,
            bond: device.bond,
            score: MilliComputeUnits(1_000),
            audited: MilliComputeUnits(1_000),
            is_idle: device.state == DeviceState::Active && !device.is_excused,
        })
    }

    fn excuse(key: &DeviceKey) -> DispatchResult {
        let is_idle = Self::standing(key).is_some_and(|standing| standing.is_idle);
        note_idleness(key);
        change_device(key, |device| device.is_excused = true);
        is_idle.then_some(()).ok_or(DispatchError::Unavailable)
    }

    fn end_excuse(key: &DeviceKey) {
        note_idleness(key);
        change_device(key, |device| {
            device.is_excused = false;
            if device.is_on_trial {
                device.state = DeviceState::Waiting;
            }
        });
    }
}

impl EngageDevices for TestDevices {
    fn engage(key: &DeviceKey) -> DispatchResult {
        let mut is_kept = false;
        change_device(key, |device| {
            is_kept = !matches!(device.state, DeviceState::Leaving { .. });
            device.engagements += u32::from(is_kept);
        });
        is_kept.then_some(()).ok_or(DispatchError::Unavailable)
    }

    fn disengage(key: &DeviceKey) {
        change_device(key, |device| device.engagements -= 1);
    }

    fn engagements(key: &DeviceKey) -> u32 {
        device(*key).engagements
    }
}

impl SeizeBonds<Credit> for TestDevices {
    fn seize(key: &DeviceKey, amount: Balance) -> Credit {
        let mut taken = 0;
        change_device(key, |device| {
            taken = amount.min(device.bond);
            device.bond -= taken;
        });
        let left = device(*key);
        Market::on_bond(key, &left.owner, left.bond);
        // Bonds are no part of balances here.
        mint(taken)
    }
}

/// A job that is watched over: who requests it, by which device, and what was handed in.
#[derive(Clone, Debug, Encode, Decode)]
pub struct TestJob {
    pub job: JobId,
    pub requester: AccountId,
    pub device: Option<DeviceKey>,
    pub excluded: Vec<AccountId>,
    pub units: u64,
    pub is_submitted: bool,
    pub verdict: Option<Verdict>,
}

/// Decides whether jobs were done, as the tests say.
pub struct TestVerdicts;

pub fn verdict_jobs() -> Vec<TestJob> {
    get(b"jobs")
}

fn change_job<R>(job: JobId, how: impl FnOnce(&mut TestJob) -> R) -> Option<R> {
    change(b"jobs", |jobs: &mut Vec<TestJob>| jobs.iter_mut().find(|it| it.job == job).map(how))
}

/// The worker hands in a result, which the requester may object to.
pub fn submit(job: JobId) {
    change_job(job, |it| it.is_submitted = true).expect("there is a job");
}

/// Lets a verdict fall.
pub fn decide(
    job: JobId,
    outcome: Outcome,
    paid: &[(DeviceKey, u64)],
    at_fault: &[(DeviceKey, Fault)],
) {
    let verdict = Verdict {
        attempt: 0,
        outcome,
        output_root: None,
        paid: paid.to_vec().try_into().expect("few"),
        at_fault: at_fault.to_vec().try_into().expect("few"),
    };
    let device = change_job(job, |it| {
        it.verdict = Some(verdict.clone());
        it.device
    });
    if let Some(device) = device.expect("there is a job") {
        TestDevices::disengage(&device);
    }
    Market::on_verdict(job, &verdict);
}

impl Verdicts<AccountId> for TestVerdicts {
    fn check(terms: &JobTerms<AccountId>) -> DispatchResult {
        use joule_primitives::attestation::Policy;
        match terms.policy {
            Policy::RequesterAccept { window: 0 } => Err(DispatchError::Other("no time to object")),
            Policy::RequesterAccept { .. } | Policy::SpotCheck { .. } if terms.device.is_none() => {
                Err(DispatchError::Other("nobody who does it"))
            }
            _ => Ok(()),
        }
    }

    fn open(job: JobId, terms: JobTerms<AccountId>) -> DispatchResult {
        Self::check(&terms)?;
        if verdict_jobs().iter().any(|it| it.job == job) {
            return Err(DispatchError::Other("a job with this number"));
        }
        if let Some(device) = terms.device {
            TestDevices::engage(&device)?;
        }
        let job = TestJob {
            job,
            requester: terms.requester,
            device: terms.device,
            excluded: terms.excluded.into_inner(),
            units: terms.units,
            is_submitted: false,
            verdict: None,
        };
        change(b"jobs", |jobs: &mut Vec<TestJob>| jobs.push(job));
        Ok(())
    }

    fn object(job: JobId, who: &AccountId) -> DispatchResult {
        let objected = change_job(job, |it| {
            let may = it.is_submitted && it.verdict.is_none() && it.requester == *who;
            if may {
                it.verdict = Some(Verdict {
                    attempt: 0,
                    outcome: Outcome::Contested,
                    output_root: None,
                    paid: Default::default(),
                    at_fault: Default::default(),
                });
            }
            may.then_some(it.device)
        });
        let device = objected.flatten().ok_or(DispatchError::Other("nothing to object to"))?;
        if let Some(device) = device {
            TestDevices::disengage(&device);
        }
        Ok(())
    }

    fn verdict(job: JobId, attempt: u32) -> Option<Verdict> {
        let job = verdict_jobs().into_iter().find(|it| it.job == job)?;
        job.verdict.filter(|verdict| verdict.attempt == attempt)
    }

    fn close(job: JobId) -> DispatchResult {
        change(b"jobs", |jobs: &mut Vec<TestJob>| jobs.retain(|it| it.job != job));
        Ok(())
    }

    fn weight() -> Weight {
        Weight::zero()
    }
}

/// Decides disputes, as the tests say.
pub struct TestPanels;

/// The disputes that are open, with their parties.
pub fn disputes() -> Vec<(DisputeId, Vec<AccountId>)> {
    get(b"disputes")
}

/// Lets a panel find: what it is paid, which is burned here.
pub fn find(dispute: DisputeId, finding: Finding) -> Balance {
    end_dispute(dispute, Some(finding))
}

/// Lets no panel find anything: what is handed over all the same.
pub fn find_nothing(dispute: DisputeId) -> Balance {
    end_dispute(dispute, None)
}

fn end_dispute(dispute: DisputeId, found: Option<Finding>) -> Balance {
    change(b"disputes", |all: &mut Vec<(DisputeId, Vec<AccountId>)>| {
        let before = all.len();
        all.retain(|(its, _)| *its != dispute);
        assert_eq!(all.len() + 1, before, "the dispute is open");
    });
    let pay = Market::on_finding(dispute, found);
    let amount = pay.peek();
    Money::burn(BurnReason::Other, pay);
    amount
}

impl Panels<AccountId> for TestPanels {
    fn open(dispute: DisputeId, parties: &[AccountId]) -> DispatchResult {
        if disputes().iter().any(|(its, _)| *its == dispute) {
            return Err(DispatchError::Other("a dispute with this number"));
        }
        change(b"disputes", |all: &mut Vec<_>| all.push((dispute, parties.to_vec())));
        Ok(())
    }

    fn weight() -> Weight {
        Weight::zero()
    }
}
