//! `/chat`: a question as plain JSON, and its answer piece by piece as server-sent events, for clients that do not speak GraphQL. It is the
//! operation `Answering` of the contract, with the body as its input: weighed, counted and refused as that is.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Payload},
};
use serde_json::json;

use super::{
    accept::Media,
    answer, body,
    document::DocumentHash,
    http,
    incoming::{Incoming, Source},
    refusal::Refusal,
    site::Site,
};

/// What is executed.
const ANSWERING: &str = include_str!("../../graphql/operations/answering.graphql");

/// Answers a question.
pub async fn post(site: Data<Site>, request: HttpRequest, payload: Payload) -> HttpResponse {
    match read(&site, &request, payload).await {
        Ok(incoming) => {
            let arrival = http::arrival(&request);
            http::serve(site.into_inner(), request, arrival, incoming, Media::EventStream).await
        }
        Err(refusal) => answer::refuse(&site, &request, &http::arrival(&request), &refusal, Media::Json).await,
    }
}

async fn read(site: &Site, request: &HttpRequest, payload: Payload) -> Result<Incoming, Refusal> {
    body::check_type(request.headers())?;
    let body = body::read(request, payload, &site.settings.limits).await?;
    let input: serde_json::Value = serde_json::from_slice(&body).map_err(|_| Refusal::BadRequest("the body is not JSON"))?;
    if !input.is_object() {
        return Err(Refusal::BadRequest("the body is not a JSON object"));
    }
    let source = Source::Hash(DocumentHash::of(ANSWERING));
    Incoming::with_variables(source, json!({ "input": input }), site.settings.limits.variable_bytes_max)
}
