//! What no provider has: the truth, the clock, the plan, the payer's deeds, disputes and payouts at will.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{ACCEPT, CONTENT_TYPE, LOCATION},
    web::{self, Bytes, Data, Path, Query, ServiceConfig},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    answer::{Answer, Refused, told},
    clock::ADVANCE_SECONDS_MAX,
    courier,
    fault::plain,
    payer::Deed,
    plan::Plan,
    routes::header,
    server::{self, State},
};

/// How many entries of the truth log one answer holds.
const ENTRIES_MAX: usize = 1_000;

/// Adds the routes below `/sim`.
pub(crate) fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/sim/truth", web::get().to(truth))
        .route("/sim/balances", web::get().to(balances))
        .route("/sim/hooks", web::get().to(hooks))
        .route("/sim/hooks/flush", web::post().to(flush))
        .route("/sim/webhook", web::put().to(set_webhook))
        .route("/sim/clock", web::get().to(clock))
        .route("/sim/clock/advance", web::post().to(advance))
        .route("/sim/plan", web::get().to(plan))
        .route("/sim/plan", web::put().to(set_plan))
        .route("/sim/payments/{id}/{deed}", web::post().to(pay))
        .route("/sim/disputes", web::post().to(open_dispute))
        .route("/sim/disputes/{id}/{end}", web::post().to(close_dispute))
        .route("/sim/payouts/{id}/fail", web::post().to(fail_payout))
        .route("/sim/payouts/{id}/settlement.csv", web::get().to(settlement));
}

/// Which entries of the truth log are asked for.
#[derive(Deserialize)]
struct After {
    #[serde(default)]
    after: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Webhook {
    url: String,
    secrets: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    seconds: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Opened {
    payment_intent: String,
    amount: Option<i64>,
    #[serde(default)]
    inquiry: bool,
}

async fn truth(state: Data<State>, after: Query<After>) -> HttpResponse {
    let world = state.world();
    let entries = world.truth.after(after.after, ENTRIES_MAX);
    plain(Answer::json(200, &json!({"entries": entries, "next": entries.last().map(|entry| entry.serial)})))
}

async fn balances(state: Data<State>) -> HttpResponse {
    let balances = state.world().truth.balances();
    let shown: Vec<Value> = balances
        .into_iter()
        .map(|((provider, currency), amount)| json!({"provider": provider, "currency": currency, "amount": amount}))
        .collect();
    plain(Answer::json(200, &json!({"balances": shown})))
}

async fn hooks(state: Data<State>) -> HttpResponse {
    let world = state.world();
    let recent = world.sent.iter().rev().take(ENTRIES_MAX).collect::<Vec<_>>();
    plain(Answer::json(200, &json!({"sent": recent, "unsent": world.outbox.len()})))
}

async fn flush(state: Data<State>) -> HttpResponse {
    let count = courier::flush(&state).await;
    plain(Answer::json(200, &json!({"sent": count})))
}

async fn set_webhook(state: Data<State>, body: Bytes) -> HttpResponse {
    let set =
        |webhook: Webhook| server::set_hook(&mut state.world(), &webhook.url, webhook.secrets).map_err(|error| unusable(&error));
    plain(read(&body).and_then(set).map_or_else(|answer| answer, |()| Answer::empty(204)))
}

async fn clock(state: Data<State>) -> HttpResponse {
    plain(Answer::json(200, &json!({"now": state.world().now()})))
}

async fn advance(state: Data<State>, body: Bytes) -> HttpResponse {
    let advance = |asked: Advance| {
        if asked.seconds > ADVANCE_SECONDS_MAX {
            return Err(Answer::json(400, &json!({"error": "the clock is moved by ten years at most"})));
        }
        server::advance(&mut state.world(), asked.seconds).map_err(|error| unusable(&error))
    };
    let answer = read(&body).and_then(advance);
    state.wake.notify_one();
    plain(answer.map_or_else(|answer| answer, |now| Answer::json(200, &json!({"now": now}))))
}

async fn plan(state: Data<State>) -> HttpResponse {
    plain(Answer::json(200, &json!(state.world().plan)))
}

async fn set_plan(state: Data<State>, body: Bytes) -> HttpResponse {
    let set = |plan: Plan| {
        plan.check().map_err(|error| unusable(&error))?;
        state.world().plan = plan;
        Ok(())
    };
    plain(read(&body).and_then(set).map_or_else(|answer| answer, |()| Answer::empty(204)))
}

/// Lets the payer act; whoever comes from the page is sent back to it.
async fn pay(state: Data<State>, request: HttpRequest, path: Path<(String, String)>) -> HttpResponse {
    let (id, deed) = path.into_inner();
    let Ok(deed) = deed.parse::<Deed>() else {
        return plain(Answer::json(404, &json!({"error": "payers do nothing of that name"})));
    };
    let outcome = state.world().act(&id, deed);
    state.wake.notify_one();
    if header(&request, ACCEPT.as_str()).is_some_and(|accepted| accepted.contains("text/html")) {
        return HttpResponse::SeeOther().insert_header((LOCATION, format!("/sim/pay/{id}"))).finish();
    }
    plain(told(outcome.map(|()| Answer::empty(204))))
}

async fn open_dispute(state: Data<State>, body: Bytes) -> HttpResponse {
    let open = |asked: Opened| state.world().open_dispute(&asked.payment_intent, asked.amount, asked.inquiry);
    let outcome = read(&body).map_err(Refused::from).and_then(open);
    state.wake.notify_one();
    plain(told(outcome))
}

async fn close_dispute(state: Data<State>, path: Path<(String, String)>) -> HttpResponse {
    let (id, end) = path.into_inner();
    let won = match end.as_str() {
        "won" => true,
        "lost" => false,
        _ => return plain(Answer::json(404, &json!({"error": "a dispute is won or lost"}))),
    };
    let outcome = state.world().close_dispute(&id, won);
    state.wake.notify_one();
    plain(told(outcome))
}

async fn fail_payout(state: Data<State>, id: Path<String>) -> HttpResponse {
    let outcome = state.world().payout_fails(&id);
    state.wake.notify_one();
    plain(told(outcome))
}

async fn settlement(state: Data<State>, id: Path<String>) -> HttpResponse {
    match state.world().stripe.settlement(&id) {
        Some(file) => HttpResponse::Ok().insert_header((CONTENT_TYPE, "text/csv; charset=utf-8")).body(file),
        None => plain(Answer::json(404, &json!({"error": "there is no such payout"}))),
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Answer> {
    serde_json::from_slice(body).map_err(|error| unusable(&error))
}

fn unusable(error: &dyn std::error::Error) -> Answer {
    Answer::json(400, &json!({"error": error.to_string()}))
}
