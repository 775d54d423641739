//! An identity provider on a port of this machine: discovery, authorization, token and keys, over real HTTP. It lies when told to.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeySize,
    signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use fingertip::identity::oidc::ProviderSettings;
use reqwest::Url;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};
use vocabulary::Timestamp;

use super::device::{Device, encode};

pub const CLIENT: &str = "fingertip console";
const SECRET: &str = "a secret: of 2 parts & more";
const REDIRECT: &str = "https://trade.example/staff/oidc";

/// A key that tokens are signed with.
pub enum Key {
    Device(Device),
    Rsa(Box<RsaKeyPair>),
}

impl Key {
    pub fn rsa() -> Key {
        Key::Rsa(Box::new(RsaKeyPair::generate(KeySize::Rsa2048).expect("randomness")))
    }

    pub fn algorithm(&self) -> &'static str {
        match self {
            Key::Device(device) => device.algorithm(),
            Key::Rsa(_) => "RS256",
        }
    }

    pub fn jwk(&self, id: &str) -> Value {
        let mut jwk = match self {
            Key::Device(device) => device.jwk(),
            Key::Rsa(pair) => {
                let (n, e) = (pair.public_key().modulus(), pair.public_key().exponent());
                let (n, e) = (n.big_endian_without_leading_zero(), e.big_endian_without_leading_zero());
                json!({ "kty": "RSA", "n": encode(n), "e": encode(e) })
            }
        };
        jwk["kid"] = json!(id);
        jwk["use"] = json!("sig");
        jwk
    }

    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        match self {
            Key::Device(device) => device.sign(&header.to_string(), &claims.to_string()),
            Key::Rsa(pair) => {
                let message = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
                let mut signature = vec![0; pair.public_modulus_len()];
                let random = SystemRandom::new();
                pair.sign(&RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature).expect("a signature");
                format!("{message}.{}", encode(signature))
            }
        }
    }
}

/// How an answer is forged: from the good header, the good claims and the key to the token.
pub type Forgery = Box<dyn Fn(Value, Value, &Key) -> String + Send>;

struct State {
    key: (String, Key),
    forgery: Option<Forgery>,
    /// What is sent in place of a token.
    body: Option<String>,
    codes: HashMap<String, (String, String)>,
    keys_asked: usize,
    now: Timestamp,
}

/// A provider where one person signs in without being asked.
pub struct Provider {
    pub url: String,
    state: Arc<Mutex<State>>,
}

impl Provider {
    pub async fn with(key: Key, now: Timestamp) -> Provider {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let codes = HashMap::new();
        let state = State { key: ("one".to_owned(), key), forgery: None, body: None, codes, keys_asked: 0, now };
        let state = Arc::new(Mutex::new(state));
        let (serving, own) = (state.clone(), url.clone());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                // Each by itself: clients open connections ahead and leave them silent, and the next one is not to wait for those.
                let (serving, own) = (serving.clone(), own.clone());
                tokio::spawn(async move {
                    let request = read_request(&mut stream).await;
                    if request.is_empty() {
                        return;
                    }
                    let answer = serving.lock().expect("no test panics here").answer(&own, &request);
                    // Whoever has read enough hangs up.
                    let _ = stream.write_all(answer.as_bytes()).await;
                });
            }
        });
        Provider { url, state }
    }

    /// What an operator sets of it.
    pub fn settings(&self) -> ProviderSettings {
        ProviderSettings {
            issuer: self.url.clone(),
            client: CLIENT.to_owned(),
            client_secret: SECRET.to_owned(),
            redirect: REDIRECT.to_owned(),
        }
    }

    /// Signs in, as a browser does, and returns the state and the code that it comes back with.
    pub async fn visit(&self, address: &str) -> (String, String) {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let answer = client.get(address).send().await.expect("an answer");
        let back = Url::parse(answer.headers()["location"].to_str().expect("text")).expect("an address");
        assert!(back.as_str().starts_with(REDIRECT), "{back}");
        let find = |wanted: &str| back.query_pairs().find(|(name, _)| name == wanted).expect(wanted).1.into_owned();
        (find("state"), find("code"))
    }

    /// Lies from now on.
    pub fn forging(&self, forgery: impl Fn(Value, Value, &Key) -> String + Send + 'static) {
        self.change(|state| state.forgery = Some(Box::new(forgery)));
    }

    /// Sends this in place of a token from now on.
    pub fn sending(&self, body: String) {
        self.change(|state| state.body = Some(body));
    }

    /// Is honest again.
    pub fn honest(&self) {
        self.change(|state| (state.forgery, state.body) = (None, None));
    }

    /// Signs with another key from now on.
    pub fn rotate(&self, id: &str, key: Key) {
        self.change(|state| state.key = (id.to_owned(), key));
    }

    /// Tells the time.
    pub fn at(&self, now: Timestamp) {
        self.change(|state| state.now = now);
    }

    /// How often its keys were asked for.
    pub fn keys_asked(&self) -> usize {
        self.state.lock().expect("no test panics here").keys_asked
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().expect("no test panics here"));
    }
}

impl State {
    fn answer(&mut self, url: &str, request: &str) -> String {
        let (head, body) = request.split_once("\r\n\r\n").unwrap_or((request, ""));
        let target = head.split(' ').nth(1).unwrap_or_default();
        let parameters = |query: &str| -> HashMap<String, String> {
            Url::parse(&format!("http://x/?{query}")).expect("an address").query_pairs().into_owned().collect()
        };
        match target.split_once('?').unwrap_or((target, "")) {
            ("/.well-known/openid-configuration", _) => said(
                200,
                &json!({
                    "issuer": url,
                    "authorization_endpoint": format!("{url}/authorize"),
                    "token_endpoint": format!("{url}/token"),
                    "jwks_uri": format!("{url}/keys"),
                })
                .to_string(),
            ),
            ("/keys", _) => {
                self.keys_asked += 1;
                let of_another_kind = json!({ "kty": "new", "kid": "zero" });
                said(200, &json!({ "keys": [of_another_kind, self.key.1.jwk(&self.key.0)] }).to_string())
            }
            ("/authorize", query) => self.authorize(&parameters(query)),
            ("/token", _) => self.token(url, head, &parameters(body)),
            _ => said(404, "{}"),
        }
    }

    fn authorize(&mut self, asked: &HashMap<String, String>) -> String {
        let is_good = asked["response_type"] == "code"
            && asked["scope"].split(' ').any(|scope| scope == "openid")
            && asked["client_id"] == CLIENT
            && asked["redirect_uri"] == REDIRECT
            && asked["code_challenge_method"] == "S256";
        if !is_good {
            return said(400, "{}");
        }
        let code = format!("code-{}", self.codes.len());
        self.codes.insert(code.clone(), (asked["code_challenge"].clone(), asked["nonce"].clone()));
        let state = &asked["state"];
        format!(
            "HTTP/1.1 302 Found\r\nLocation: {REDIRECT}?code={code}&state={state}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
    }

    fn token(&mut self, url: &str, head: &str, form: &HashMap<String, String>) -> String {
        let shown =
            head.lines().find_map(|line| line.to_ascii_lowercase().starts_with("authorization: basic ").then(|| &line[21..]));
        let shown = shown.and_then(|text| STANDARD.decode(text.trim()).ok()).and_then(|bytes| String::from_utf8(bytes).ok());
        let is_known = shown.as_deref() == Some("fingertip+console:a+secret%3A+of+2+parts+%26+more");
        // Each code once.
        let Some((challenge, nonce)) = self.codes.insert(form["code"].clone(), (String::new(), String::new())) else {
            return said(400, r#"{"error":"invalid_grant"}"#);
        };
        let is_whole = encode(Sha256::digest(&form["code_verifier"])) == challenge
            && form["redirect_uri"] == REDIRECT
            && form["grant_type"] == "authorization_code";
        if !is_known || !is_whole {
            return said(400, r#"{"error":"invalid_grant"}"#);
        }
        if let Some(body) = &self.body {
            return said(200, body);
        }
        let second = self.now.as_second();
        let header = json!({ "typ": "JWT", "alg": self.key.1.algorithm(), "kid": self.key.0 });
        let claims = json!({
            "iss": url, "sub": "248289761001", "aud": CLIENT, "exp": second + 300, "iat": second, "nonce": nonce,
            "email": "First@Customs.Example", "email_verified": true, "groups": ["a", "b"],
        });
        let token = match &self.forgery {
            Some(forgery) => forgery(header, claims, &self.key.1),
            None => self.key.1.sign(&header, &claims),
        };
        said(200, &json!({ "access_token": "x", "token_type": "Bearer", "id_token": token }).to_string())
    }
}

fn said(status: u16, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

async fn read_request(stream: &mut TcpStream) -> String {
    let (mut request, mut piece) = (Vec::new(), [0; 4096]);
    while let Ok(Ok(length @ 1..)) = timeout(Duration::from_secs(2), stream.read(&mut piece)).await {
        request.extend_from_slice(&piece[..length]);
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            break;
        }
    }
    String::from_utf8_lossy(&request).into_owned()
}
