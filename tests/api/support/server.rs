//! A server of the trial schema on a free port, and a client that speaks to it.

use std::{net::SocketAddr, time::Duration};

use fingertip::server::{Server, Settings, Stop};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use tokio::{sync::oneshot, task::JoinHandle};

use super::trial;

/// A server that is gone when the test is over.
pub struct Trial {
    pub address: SocketAddr,
    pub client: Client,
    stop: Option<oneshot::Sender<()>>,
    stop_at_once: Option<oneshot::Sender<()>>,
    pub served: JoinHandle<std::io::Result<()>>,
}

/// Settings that do not make a test wait.
pub fn settings() -> Settings {
    let mut settings = Settings {
        address: SocketAddr::from(([127, 0, 0, 1], 0)),
        workers: 2,
        trusted_origins: vec!["https://trade.example".into()],
        drain_notice: Duration::from_millis(50),
        drain_time_max: Duration::from_secs(5),
        ..Settings::default()
    };
    settings.limits.body_wait_max = Duration::from_millis(600);
    settings.limits.execution_time_max = Duration::from_millis(400);
    settings
}

impl Trial {
    /// Starts a server with the usual settings.
    pub fn start() -> Trial {
        Trial::start_with(settings())
    }

    /// Starts a server with these settings.
    pub fn start_with(settings: Settings) -> Trial {
        Trial::serve(Server::new(settings, trial::api()))
    }

    /// Starts this server.
    pub fn serve(server: Server) -> Trial {
        let running = server.listen().expect("a free port");
        let address = running.address();
        let (stop, gently) = oneshot::channel::<()>();
        let (stop_at_once, at_once) = oneshot::channel::<()>();
        // A test that ends drops the senders, which stops the server as well as a word does.
        let ended = |receiver: oneshot::Receiver<()>| async { drop(receiver.await) };
        let served = tokio::spawn(running.run(Stop::when(ended(gently), ended(at_once))));
        Trial { address, client: Client::new(), stop: Some(stop), stop_at_once: Some(stop_at_once), served }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Tells the server to leave in good order.
    pub fn stop(&mut self) {
        drop(self.stop.take());
    }

    /// Tells the server to leave at once.
    pub fn stop_at_once(&mut self) {
        drop(self.stop_at_once.take());
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.url(path))
    }

    pub fn post(&self, body: &Value) -> RequestBuilder {
        self.client.post(self.url("/graphql")).header("accept", "application/graphql-response+json").json(body)
    }

    /// Sends a document and returns status and answer.
    pub async fn ask(&self, query: &str) -> (u16, Value) {
        told(self.post(&json!({ "query": query }))).await
    }
}

/// Sends a request and returns status and answer.
pub async fn told(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    (status, response.json().await.expect("JSON"))
}

/// Sends a request and returns status and the code of the first error.
pub async fn code(request: RequestBuilder) -> (u16, String) {
    let (status, answer) = told(request).await;
    (status, answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("no code in {answer}")).to_owned())
}

/// Sends a request.
pub async fn sent(request: RequestBuilder) -> Response {
    request.send().await.expect("an answer")
}

/// Returns the text of a response's header.
pub fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().expect("text"))
}
