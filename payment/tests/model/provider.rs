//! The provider: one charge for each key, and the truth about it.

use payment::{CaptureMode, DeclineReason, Rail, Standing};

use crate::{
    protocol::Protocol,
    step::Step,
    system::{Answer, Call, OWED, ProviderCharge, ProviderEvent, Stage, System, What},
};

pub fn offered(system: &System, steps: &mut Vec<Step>) {
    for (at, charge) in system.charges.iter().enumerate() {
        let charge_at = u8::try_from(at).expect("few");
        if matches!(charge.standing, Standing::AwaitingPayer | Standing::Pending) {
            steps.push(Step::Agree { charge: charge_at });
            steps.push(Step::Decline { charge: charge_at });
            if system.left.odds > 0 {
                steps.push(Step::TakeOdd { charge: charge_at });
            }
        }
    }
}

/// Does what a request asks for, once for each key, and answers where the charge stands now.
pub fn arrive(protocol: &Protocol, system: &mut System, call: &Call) {
    system.network.requests.remove(call);
    match call.what {
        What::Start => begin(protocol, system, call),
        What::Capture => change(system, call, Standing::Captured, |standing| standing == Standing::Authorised),
        What::Cancel => change(system, call, Standing::Cancelled, |_| true),
    }
    let found = system.charges.iter().find(|charge| match call.what {
        What::Start => charge.key == call.key,
        _ => charge.attempt == call.attempt,
    });
    let answer = found.map_or(Answer::Absent, |charge| Answer::Said(charge.said()));
    if let Some(stage) = system.memory.calls.get_mut(call) {
        *stage = Stage::Answered(answer);
    }
}

fn begin(protocol: &Protocol, system: &mut System, call: &Call) {
    if system.charges.iter().any(|charge| charge.key == call.key) {
        return;
    }
    let wish = protocol.wishes[usize::from(system.row(call.payment).by)];
    let standing = if wish.rail == Rail::MobileMoney { Standing::Pending } else { Standing::AwaitingPayer };
    system.charges.push(ProviderCharge {
        payment: call.payment,
        attempt: call.attempt,
        key: call.key.clone(),
        standing,
        minor: OWED,
        is_manual: wish.capture == CaptureMode::Manual,
        events: 0,
    });
}

fn change(system: &mut System, call: &Call, to: Standing, may: impl Fn(Standing) -> bool) {
    for at in 0..system.charges.len() {
        let charge = &system.charges[at];
        if charge.attempt == call.attempt && charge.is_open() && may(charge.standing) {
            stand(system, at, to);
        }
    }
}

pub fn agree(system: &mut System, charge: u8) {
    let at = usize::from(charge);
    let to = if system.charges[at].is_manual { Standing::Authorised } else { Standing::Captured };
    stand(system, at, to);
}

pub fn decline(system: &mut System, charge: u8) {
    stand(system, usize::from(charge), Standing::Declined { reason: DeclineReason::Payer });
}

pub fn take_odd(system: &mut System, charge: u8) {
    system.left.odds -= 1;
    system.charges[usize::from(charge)].minor = OWED - 1;
    stand(system, usize::from(charge), Standing::Captured);
}

/// Changes where a charge stands, and says so.
fn stand(system: &mut System, at: usize, standing: Standing) {
    let charge = &mut system.charges[at];
    charge.standing = standing;
    charge.events += 1;
    let id = (u8::try_from(at).expect("few"), charge.events);
    let said = charge.said();
    system.network.events.push(ProviderEvent { id, said });
    system.network.events.sort_by_key(|event| event.id);
}
