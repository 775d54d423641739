//! Every route, in one table: the app is built from it, and `docs/routes.md` shows it. Nothing is served that is not in it.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse, Resource,
    web::{self, Data},
};

use super::{
    accept::Media, answer, app_links, chat, download, explorer, file, hook, http, inbound, keys, list, offer, page, print,
    refusal::Refusal, site::Site, status, token,
};

/// One path, what is served there, and what an auditor asks about it.
#[derive(Clone)]
pub struct Route {
    /// The path, as a pattern.
    pub path: &'static str,
    /// The methods it serves, as they stand in an `Allow` header.
    pub methods: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// Who may call it.
    pub callers: &'static str,
    /// Its ceilings.
    pub limits: &'static str,
    /// The module that answers for it.
    pub owner: &'static str,
    /// Makes it. Other methods than those it serves are refused for it.
    pub resource: Arc<dyn Fn(Resource) -> Resource + Send + Sync>,
}

impl Route {
    /// Returns the routes of the server itself.
    pub fn of_server() -> Vec<Route> {
        vec![
            Route {
                path: "/graphql",
                methods: "GET, POST",
                purpose: "the GraphQL API; GET serves queries and opens WebSockets; both open event streams",
                callers: "anybody; each field says who may ask for it",
                limits: "body 128 KiB in 10 s, document as in SEC-GQL-01, execution 5 s, 20 operations a socket; operations a minute by class as set by `limits`",
                owner: "server",
                resource: Arc::new(|resource| resource.route(web::get().to(http::get)).route(web::post().to(http::post))),
            },
            Route {
                path: "/chat",
                methods: "POST",
                purpose: "a question to the assistant as JSON (`{\"text\": \"...\"}`, as `AskInput` of the contract), answered piece by piece as server-sent events",
                callers: "anybody",
                limits: "as the operation `Answering` of `/graphql`",
                owner: "assistant",
                resource: Arc::new(|resource| resource.route(web::post().to(chat::post))),
            },
            Route {
                path: "/graphiql",
                methods: "GET",
                purpose: "explorer page for developers; not found outside development",
                callers: "anybody, in development",
                limits: "fixed page",
                owner: "server",
                resource: Arc::new(|resource| resource.route(web::get().to(explorer::page))),
            },
            Route {
                path: "/export/{file}",
                methods: "GET",
                purpose: "data sets as files (`rulings.csv`, `fees-2026-06-15.jsonl`); `?sha256=` asks for one state of it",
                callers: "anybody",
                limits: "one is built at a time, beside one of a single day, each once for every state; eight of either wait at most, the next is told `EXPORT_BUSY`; files and folder as set by `export.bytes_max`; counted as an operation that takes long, as set by `limits`",
                owner: "server",
                resource: Arc::new(|resource| resource.route(web::get().to(download::get))),
            },
            Route {
                path: "/enquiry-file/{ticket}",
                methods: "GET, POST",
                purpose: "files that belong to enquiries: a POST brings the bytes of one that was announced (`attachToEnquiry`, `encloseInEnquiry`), a GET saves one (`fetchEnquiryFile`, `fetchDeskFile`), always as an attachment and only after a scanner called it clean",
                callers: "whoever was given the ticket, for ten minutes",
                limits: "body 10 MiB in 300 s, twelve at once, the next is told `UNAVAILABLE`; 20 files an enquiry, 20 a day and person, together as set by `files.day_bytes_max`; counted as a change and as a search, as set by `limits`",
                owner: "enquiry",
                resource: Arc::new(|resource| resource.route(web::get().to(file::get)).route(web::post().to(file::post))),
            },
            Route {
                path: "/e/{code}",
                methods: "GET",
                purpose: "a kept estimate as a page without script, to be sent on and printed; in the language of `?lang=` or the one the reader likes best; gone (410) after its last day",
                callers: "whoever has the code",
                limits: "a few kilobytes, from one estimate of at most 100 lines; counted as a search, as set by `limits`",
                owner: "tariff",
                resource: Arc::new(|resource| resource.route(web::get().to(page::estimate))),
            },
            // Before the page, whose pattern takes it too.
            Route {
                path: "/r/{code}.pdf",
                methods: "GET",
                purpose: "the same paper as PDF, to be kept: the same bytes for the same paper and language; refused (501) where no font of its script is installed (`payment.fonts_folder`)",
                callers: "whoever has the code",
                limits: "256 KiB; two are written at once, sixteen asked for, each in 10 s, the next is told `UNAVAILABLE`; counted as a search, as set by `limits`",
                owner: "payment",
                resource: Arc::new(|resource| resource.route(web::get().to(print::receipt))),
            },
            Route {
                path: "/r/{code}",
                methods: "GET",
                purpose: "a receipt or a credit note as a page without script, to be read and printed, with its code to be scanned; in the language of `?lang=` or the one the reader likes best",
                callers: "whoever has the code",
                limits: "a few kilobytes; counted as a search, as set by `limits`",
                owner: "payment",
                resource: Arc::new(|resource| resource.route(web::get().to(page::receipt))),
            },
            Route {
                path: "/packs",
                methods: "GET",
                purpose: "which content packs there are, as JSON: of each the newest edition that holds, the deltas that lead to it, and the list of keys; not found unless `packs.folder` is set",
                callers: "anybody; may be kept as public answers are",
                limits: "64 packs, 16 deltas each, out of 1,000 files; counted as a search, as set by `limits`",
                owner: "pack",
                resource: Arc::new(|resource| resource.route(web::get().to(offer::list))),
            },
            Route {
                path: "/packs/{file}",
                methods: "GET",
                purpose: "a pack (`zz-coffee-en.7.cpk`), a delta (`zz-coffee-en.7-8.cpk`) or the list of keys (`keys.cpl`), whole or from any byte on (`Range`, `If-Range`); `?digest=` asks for one state of it; gone (410) after its last day; only files that a key of the list signed",
                callers: "anybody; may be kept as public answers are, by its digest for a year",
                limits: "as files are; 500 on their way at once, the next is told `UNAVAILABLE`; counted as a search, as set by `limits`",
                owner: "pack",
                resource: Arc::new(|resource| resource.route(web::get().to(offer::get))),
            },
            Route {
                path: "/.well-known/jwks.json",
                methods: "GET",
                purpose: "the public keys of our tokens (RFC 7517): the one in use, the next, and those whose tokens still hold",
                callers: "anybody; may be kept for five minutes",
                limits: "a few keys, from memory",
                owner: "identity",
                resource: Arc::new(|resource| resource.route(web::get().to(keys::get))),
            },
            Route {
                path: "/.well-known/receipt-keys",
                methods: "GET",
                purpose: "the keys that sign receipts, as a list that phones keep, signed (COSE_Sign1, docs/receipts.md); not found where no receipts are issued",
                callers: "anybody; may be kept for five minutes",
                limits: "64 keys in 8 KiB, made once in five minutes; counted as a search, as set by `limits`",
                owner: "payment",
                resource: Arc::new(|resource| resource.route(web::get().to(list::receipt_keys))),
            },
            Route {
                path: "/.well-known/receipt-changes",
                methods: "GET",
                purpose: "what became of receipts since they were issued, as a list that phones keep, signed the same way; not found where no receipts are issued",
                callers: "anybody; may be kept for five minutes",
                limits: "50,000 receipts, 24 bytes each, made once in five minutes; counted as a search, as set by `limits`",
                owner: "payment",
                resource: Arc::new(|resource| resource.route(web::get().to(list::receipt_changes))),
            },
            Route {
                path: "/sms/inbound/{secret}",
                methods: "POST",
                purpose: "messages that phones send us, brought by the gateway as forms in the shape of Africa's Talking; the word STOP stops the sender's mandates",
                callers: "the gateway, which knows the secret (`sms.inbound_secret`); not found for others, and unless it is set",
                limits: "body 8 KiB",
                owner: "mandate",
                resource: Arc::new(|resource| resource.route(web::post().to(inbound::post))),
            },
            Route {
                path: "/hooks/payment/{sender}",
                methods: "POST",
                purpose: "what payment providers tell, signed by them; stored, and worked on afterwards (`docs/payment.md`)",
                callers: "the providers that are set; refused for whom the signature is not that of the provider",
                limits: "body 256 KiB",
                owner: "payment",
                resource: Arc::new(|resource| resource.route(web::post().to(hook::post))),
            },
            Route {
                path: "/hooks/payment/{sender}/{token}",
                methods: "POST, PUT",
                purpose: "the same, of providers that do not sign: a reason to ask them, and nothing else",
                callers: "the providers that are set, which know the token",
                limits: "body 256 KiB",
                owner: "payment",
                resource: Arc::new(|resource| resource.route(web::post().to(hook::post)).route(web::put().to(hook::post))),
            },
            Route {
                path: "/.well-known/assetlinks.json",
                methods: "GET",
                purpose: "the Android apps that may use our passkeys (`identity.android_apps`); not found where there are none",
                callers: "anybody; may be kept for an hour",
                limits: "as set, from memory",
                owner: "identity",
                resource: Arc::new(|resource| resource.route(web::get().to(app_links::android))),
            },
            Route {
                path: "/.well-known/apple-app-site-association",
                methods: "GET",
                purpose: "the apps for Apple's phones that may use our passkeys (`identity.apple_apps`); not found where there are none",
                callers: "anybody; may be kept for an hour",
                limits: "as set, from memory",
                owner: "identity",
                resource: Arc::new(|resource| resource.route(web::get().to(app_links::apple))),
            },
            Route {
                path: "/oauth/token",
                methods: "POST",
                purpose: "access tokens of ten minutes for machines (RFC 6749, 4.4; RFC 7523; RFC 9449); not found where nobody gives any",
                callers: "machines, by a client secret or a signed statement, and a proof of their host's key",
                limits: "form of 8 KiB in 10 s, execution 5 s, 60 new keys of hosts an hour for each machine",
                owner: "identity",
                resource: Arc::new(|resource| resource.route(web::post().to(token::post))),
            },
            Route {
                path: "/health/live",
                methods: "GET",
                purpose: "whether the process runs",
                callers: "anybody",
                limits: "fixed answer",
                owner: "server",
                resource: Arc::new(|resource| resource.route(web::get().to(status::live))),
            },
            Route {
                path: "/health/ready",
                methods: "GET",
                purpose: "whether requests may be sent here, and which check says no",
                callers: "anybody",
                limits: "checks are asked once a second at most, each within its own time",
                owner: "server",
                resource: Arc::new(|resource| resource.route(web::get().to(status::ready))),
            },
            Route {
                path: "/metrics",
                methods: "GET",
                purpose: "figures for Prometheus; not found unless switched on",
                callers: "anybody who reaches the port: keep it inside",
                limits: "fixed set of series",
                owner: "server",
                resource: Arc::new(|resource| resource.route(web::get().to(status::metrics))),
            },
        ]
    }

    /// Builds the route for an app.
    pub(super) fn build(&self) -> Resource {
        let allow = self.methods;
        (self.resource)(web::resource(self.path)).default_service(web::to(move |site: Data<Site>, request: HttpRequest| {
            refuse(site, request, Refusal::MethodNotAllowed { allow })
        }))
    }
}

/// Answers where nothing is served.
pub async fn not_found(site: Data<Site>, request: HttpRequest) -> HttpResponse {
    refuse(site, request, Refusal::NotFound).await
}

async fn refuse(site: Data<Site>, request: HttpRequest, refusal: Refusal) -> HttpResponse {
    let arrival = http::arrival(&request);
    answer::refuse(&site, &request, &arrival, &refusal, Media::Json).await
}

/// Renders the routes as the table of `docs/routes.md`.
pub fn table(routes: &[Route]) -> String {
    let mut table =
        "| route | methods | for | who may call | limits | owner |\n| --- | --- | --- | --- | --- | --- |\n".to_owned();
    for Route { path, methods, purpose, callers, limits, owner, .. } in routes {
        table += &format!("| `{path}` | {methods} | {purpose} | {callers} | {limits} | `{owner}` |\n");
    }
    table
}
