//! One call: what was asked, what goes wrong with it, what is answered.

use std::{io, time::Duration};

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web::Bytes,
};
use futures_util::stream;
use tokio::time::sleep;

use crate::{
    answer::{Answer, Refused, told},
    courier,
    plan::FaultPlan,
    server::State,
    stripe::refusal,
    world::World,
};

/// What goes wrong with one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Delay,
    DropBefore,
    DropAfter,
    ErrorBefore,
    ErrorAfter,
    Reset,
    TooMany,
    Malformed,
    Slow,
}

/// Decides what goes wrong; `drawn` is below a thousand.
fn fault(plan: &FaultPlan, drawn: u16) -> Option<Fault> {
    let shares = [
        (plan.delay, Fault::Delay),
        (plan.drop_before, Fault::DropBefore),
        (plan.drop_after, Fault::DropAfter),
        (plan.error_before, Fault::ErrorBefore),
        (plan.error_after, Fault::ErrorAfter),
        (plan.reset, Fault::Reset),
        (plan.too_many, Fault::TooMany),
        (plan.malformed, Fault::Malformed),
        (plan.slow, Fault::Slow),
    ];
    let mut above = 0_u16;
    shares.into_iter().find_map(|(share, fault)| {
        above = above.saturating_add(share);
        (drawn < above).then_some(fault)
    })
}

/// Does what was asked, as far as what is planned lets it. `subject` says what is asked, and the key it is asked under: the same one
/// meets the same fault the same time it is met. Under a `key`, one call runs at a time.
pub(crate) async fn perform(
    state: &State,
    subject: &str,
    key: Option<&str>,
    effect: impl FnOnce(&mut World) -> Result<Answer, Refused>,
) -> HttpResponse {
    let running = match key.map(|key| Running::begin(state, key)) {
        Some(None) => return plain(refusal::running()),
        running => running.flatten(),
    };
    let (fault, plan, early) = {
        let mut world = state.world();
        let nth = world.met(subject);
        let drawn = world.chance().per_mille("fault", subject, nth);
        let early = world.chance().per_mille("early", subject, nth) < world.plan.hooks.early;
        (fault(&world.plan.faults, drawn), world.plan.faults.clone(), early)
    };
    let wait = |milliseconds: u32| sleep(Duration::from_millis(u64::from(milliseconds)));
    match fault {
        Some(Fault::TooMany) => return too_many(),
        Some(Fault::ErrorBefore) => return plain(Answer::broken()),
        Some(Fault::DropBefore) => {
            drop(running);
            wait(plan.hang_ms).await;
            return broken_off(String::new());
        }
        Some(Fault::Delay) => wait(plan.delay_ms).await,
        _ => {}
    }
    // The effect is whole before anything is waited for: a caller that hangs up changes nothing about it.
    let answer = {
        let mut world = state.world();
        let answer = told(world.tick().and_then(|()| effect(&mut world)));
        match world.tick() {
            Ok(()) => answer,
            Err(refused) => told(Err(refused)),
        }
    };
    if early {
        courier::flush(state).await;
    }
    drop(running);
    state.wake.notify_one();
    match fault {
        Some(Fault::ErrorAfter) => plain(Answer::broken()),
        Some(Fault::DropAfter) => {
            wait(plan.hang_ms).await;
            broken_off(String::new())
        }
        Some(Fault::Reset) => broken_off(answer.body),
        Some(Fault::Malformed) => plain(Answer { body: "<html><body>It works!</body>".to_owned(), ..answer }),
        Some(Fault::Slow) => {
            wait(plan.slow_ms).await;
            plain(answer)
        }
        _ => plain(answer),
    }
}

/// A call under a key, while it runs.
struct Running<'a> {
    state: &'a State,
    key: String,
}

impl<'a> Running<'a> {
    fn begin(state: &'a State, key: &str) -> Option<Running<'a>> {
        state.running().insert(key.to_owned()).then(|| Running { state, key: key.to_owned() })
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.state.running().remove(&self.key);
    }
}

/// Answers as it is.
pub(crate) fn plain(answer: Answer) -> HttpResponse {
    let mut response = HttpResponse::build(StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    if answer.replayed {
        response.insert_header(("Idempotent-Replayed", "true"));
    }
    response.insert_header((header::CONTENT_TYPE, "application/json")).body(answer.body)
}

fn too_many() -> HttpResponse {
    HttpResponse::TooManyRequests()
        .insert_header((header::RETRY_AFTER, "1"))
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .body(r#"{"error":{"type":"invalid_request_error","code":"rate_limit","message":"too many requests"}}"#)
}

/// Begins to answer, and hangs up in the middle.
fn broken_off(body: String) -> HttpResponse {
    let half = body.as_bytes().get(..body.len() / 2).unwrap_or_default().to_vec();
    let pieces = [Ok(Bytes::from(half)), Err(io::Error::from(io::ErrorKind::ConnectionReset))];
    HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "application/json")).streaming(stream::iter(pieces))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_meets_one_fault_at_most() {
        let plan = FaultPlan { reset: 100, too_many: 50, ..FaultPlan::default() };
        assert_eq!(fault(&plan, 99), Some(Fault::Reset));
        assert_eq!(fault(&plan, 100), Some(Fault::TooMany));
        assert_eq!(fault(&plan, 150), None);
    }
}
