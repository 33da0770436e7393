// SPDX-License-Identifier: Apache-2.0
//! Every place at which an order, a lease or a job can be, and every call that is about one.

use crate::{mock::*, types::OrderKind, Call, OrderId};
use frame_support::assert_ok;
use joule_primitives::{
    attestation::Policy, price::Health, types::Hash, units::JOULE, verdicts::Outcome,
};
use sp_runtime::{traits::Dispatchable, DispatchError};

/// The number of the order, lease or job.
pub const ID: OrderId = 0;
/// What is handed in for a delivery.
pub const RESULT: Hash = Hash::repeat_byte(7);

/// Where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// There is none.
    Nothing,
    /// Bids are taken.
    Open,
    /// The window is over, and nobody has taken the best bid.
    Due,
    /// It should have expired, and nobody has looked.
    Overdue,
    /// A lease waits for its endpoint.
    Pending,
    /// The time for that is over, and nobody has looked.
    LatePending,
    /// The tenant may refuse the endpoint.
    Delivered,
    /// The time for that is over, and nobody has looked.
    LateDelivered,
    /// A lease is served.
    Active,
    /// Some of what was served cannot be contested any more.
    Ripe,
    /// Its provider gave notice.
    Reclaiming,
    /// Its time is contested.
    Contested,
    /// Its provider was not heard of for so long that it is not paid.
    Silent,
    /// Its provider was not heard of for so long that anybody may end it.
    Dead,
    /// It ended, and waits for a price.
    Ending,
    /// All is paid.
    Ended,
    /// Nothing is left of a lease that ended.
    Forgotten,
    /// A job is done by a device.
    Running,
    /// A job is done by devices that were drawn.
    Drawn,
    /// Its result was handed in.
    HandedIn,
    /// The tenant objects to it.
    Disputed,
    /// The job is over, and waits for a price.
    JobEnding,
    /// All is paid.
    JobEnded,
    /// A delivery is made.
    Working,
    /// The time for that is over, and nobody has looked.
    LateWorking,
    /// It was made.
    Submitted,
    /// The time to object is over, and nobody has looked.
    LateSubmitted,
}

use Stage::*;

/// All of them.
pub const STAGES: [Stage; 27] = [
    Nothing,
    Open,
    Due,
    Overdue,
    Pending,
    LatePending,
    Delivered,
    LateDelivered,
    Active,
    Ripe,
    Reclaiming,
    Contested,
    Silent,
    Dead,
    Ending,
    Ended,
    Forgotten,
    Running,
    Drawn,
    HandedIn,
    Disputed,
    JobEnding,
    JobEnded,
    Working,
    LateWorking,
    Submitted,
    LateSubmitted,
];

/// An order with bids of Alice and Carol, into which the sponsor may pay.
fn ordered(kind: OrderKind) {
    let devices = kind.devices() as u8;
    assert_eq!(order(kind, 200 * JOULE), ID);
    for who in [ALICE, CAROL] {
        assert_ok!(bid(who, ID, RATE, devices));
    }
    assert_ok!(Market::sponsor(signed(SPONSOR), ID, 20 * JOULE));
}

fn take() {
    assert_ok!(Market::take_bids(signed(TENANT), ID, vec![0].try_into().expect("few")));
}

/// A job of this kind that Alice has won.
fn begun(kind: OrderKind) {
    ordered(kind);
    take();
}

fn accepted() {
    decide(ID, Outcome::Accepted, &[(device_of(ALICE, 0), 10)], &[]);
}

/// Brings the order to this stage.
pub fn reach(stage: Stage) {
    match stage {
        Nothing => {}
        Open => ordered(OrderKind::Lease),
        Due => after(Open, 11),
        Overdue => after(Open, 11 + settings().order_blocks),
        Pending => begun(OrderKind::Lease),
        LatePending => after(Pending, 101),
        Delivered => {
            reach(Pending);
            deliver(ID);
        }
        LateDelivered => after(Delivered, 101),
        Active | Ripe => {
            reach(Delivered);
            assert_ok!(Market::accept_endpoint(signed(TENANT), ID));
            serve(ID, if stage == Ripe { 8 } else { 1 });
            pass(1);
        }
        Reclaiming => {
            reach(Active);
            assert_ok!(Market::start_reclaim(signed(ALICE), ID, 600));
            pass(1);
        }
        Contested => {
            reach(Active);
            assert_ok!(Market::contest(signed(TENANT), ID, ALICE, 0));
            pass(1);
        }
        Silent => after(Active, 300),
        Dead => after(Active, 1_200),
        Ending | Ended => {
            reach(Active);
            set_price(100, if stage == Ending { Health::Halted } else { Health::Healthy });
            assert_ok!(Market::close_lease(signed(TENANT), ID));
        }
        Forgotten => {
            after(Ended, settings().keep_blocks);
            assert_ok!(poke(ID));
        }
        _ => reach_job(stage),
    }
}

fn reach_job(stage: Stage) {
    match stage {
        Running => begun(batch(Policy::RequesterAccept { window: 100 })),
        Drawn => {
            let policy = Policy::Redundant { n: 3, k: 2, reveal_window: 100 };
            assert_eq!(order(batch(policy), 200 * JOULE), ID);
            assert_ok!(Market::sponsor(signed(SPONSOR), ID, 20 * JOULE));
        }
        HandedIn => {
            reach(Running);
            submit(ID);
        }
        Disputed => {
            reach(HandedIn);
            assert_ok!(Market::object(signed(TENANT), ID));
        }
        JobEnding | JobEnded => {
            reach(HandedIn);
            set_price(100, if stage == JobEnding { Health::Halted } else { Health::Healthy });
            accepted();
        }
        Working => begun(OrderKind::Delivery { work_blocks: 100 }),
        LateWorking => after(Working, 101),
        Submitted => {
            reach(Working);
            assert_ok!(Market::submit_delivery(signed(ALICE), ID, RESULT));
        }
        LateSubmitted => after(Submitted, settings().objection_blocks + 1),
        other => panic!("{other:?} is no stage of a job"),
    }
}

/// Reaches a stage, and lets so many blocks pass in which nobody looks.
fn after(stage: Stage, blocks: u32) {
    reach(stage);
    pass(blocks);
}

/// What somebody does about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Cancel,
    Sponsor,
    TopUp,
    DrawOn,
    TakeOut,
    Bid,
    Unbid,
    Take,
    Finalise,
    Deliver,
    Accept,
    Refuse,
    Beat,
    Contest,
    Amend,
    Notice,
    /// Ends a lease, as tenant.
    Close,
    /// Ends a lease, as provider.
    Leave,
    Poke,
    Object,
    HandIn,
    Receive,
}

/// All of them.
pub const ACTS: [Act; 22] = {
    use Act::*;
    [
        Cancel, Sponsor, TopUp, DrawOn, TakeOut, Bid, Unbid, Take, Finalise, Deliver, Accept,
        Refuse, Beat, Contest, Amend, Notice, Close, Leave, Poke, Object, HandIn, Receive,
    ]
};

impl Act {
    /// Who may do it.
    pub fn who(self) -> AccountId {
        match self {
            Self::Sponsor => SPONSOR,
            Self::Bid => BOB,
            Self::Finalise | Self::Poke => STRANGER,
            Self::Unbid
            | Self::Deliver
            | Self::Beat
            | Self::Notice
            | Self::Leave
            | Self::HandIn => ALICE,
            _ => TENANT,
        }
    }

    /// The call.
    pub fn call(self) -> RuntimeCall {
        let (order, lease, job, provider) = (ID, ID, ID, ALICE);
        let call: Call<Test> = match self {
            Self::Cancel => Call::cancel_order { order },
            Self::Sponsor => Call::sponsor { order, limit: 30 * JOULE },
            Self::TopUp => Call::top_up { order, amount: 1 },
            Self::DrawOn => Call::draw_on { order, sponsor: SPONSOR, amount: 1 },
            Self::TakeOut => Call::withdraw_excess { order, amount: 1 },
            Self::Bid => {
                let devices = vec![device_of(BOB, 0)].try_into().expect("few");
                Call::place_bid { order, price: RATE, devices }
            }
            Self::Unbid => Call::withdraw_bid { order },
            Self::Take => Call::take_bids { order, numbers: vec![0].try_into().expect("few") },
            Self::Finalise => Call::finalise { order },
            Self::Deliver => {
                Call::deliver_endpoint { lease, endpoint: vec![1].try_into().expect("short") }
            }
            Self::Accept => Call::accept_endpoint { lease },
            Self::Refuse => Call::refuse_endpoint { lease },
            Self::Beat => Call::heartbeat { leases: vec![lease].try_into().expect("few") },
            Self::Contest => Call::contest { lease, provider, from: 0 },
            Self::Amend => Call::amend_lease { lease, provider, rate: RATE / 2 },
            Self::Notice => Call::start_reclaim { lease, notice_blocks: 600 },
            Self::Close | Self::Leave => Call::close_lease { lease },
            Self::Poke => Call::poke { order },
            Self::Object => Call::object { job },
            Self::HandIn => Call::submit_delivery { job, result: RESULT },
            Self::Receive => Call::accept_delivery { job, result: RESULT },
        };
        call.into()
    }
}

/// Makes a call: why it is refused, if it is. Then nothing has changed.
pub fn attempt(call: RuntimeCall, origin: RuntimeOrigin) -> Option<DispatchError> {
    let (before, told) = (state(), format!("{call:?}"));
    let refusal = call.dispatch(origin).err().map(|refused| refused.error);
    if refusal.is_some() {
        assert_eq!(before, state(), "a refused call changed something: {told}");
    }
    refusal
}
