//! Where everything is: `/v1` the card shape, `/gsma`, `/mtn`, `/daraja` mobile money, `/sim` what no provider has.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header::AUTHORIZATION},
    web::{self, Bytes, Data, ServiceConfig},
};

use crate::{
    control,
    fault::{perform, plain},
    mobile, page,
    server::State,
    stripe::{Call, Form, refusal},
};

/// Adds every route.
pub(crate) fn all(routes: &mut ServiceConfig) {
    routes
        .route("/v1/{tail:.*}", web::to(cards))
        .route("/gsma/{tail:.*}", web::to(mobile::gsma::serve))
        .route("/mtn/{tail:.*}", web::to(mobile::mtn::serve))
        .route("/daraja/{tail:.*}", web::to(mobile::daraja::serve))
        .route("/sim/pay/{id}", web::get().to(page::show))
        .configure(control::routes);
}

/// Returns a header's value.
pub(crate) fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

async fn cards(state: Data<State>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let authorised = header(&request, AUTHORIZATION.as_str()).and_then(|value| value.strip_prefix("Bearer "));
    if !authorised.is_some_and(|key| key.starts_with("sk_") || key.starts_with("rk_")) {
        return plain(refusal::unknown_caller());
    }
    let post = match *request.method() {
        Method::POST => true,
        Method::GET => false,
        _ => return plain(refusal::no_such("URL", request.path())),
    };
    let text = if post { std::str::from_utf8(&body).unwrap_or("%") } else { request.query_string() };
    let form = match Form::read(text) {
        Ok(form) => form,
        Err(answer) => return plain(answer),
    };
    let key = header(&request, "Idempotency-Key").filter(|_| post);
    let subject = format!("{} {}?{} {}", request.method(), request.path(), form.canonical(), key.unwrap_or_default());
    let path = request.path().trim_start_matches("/v1/").split('/').collect();
    let call = Call { post, path, form, key };
    perform(&state, &subject, key, |world| world.stripe(&call)).await
}
