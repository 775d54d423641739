//! Whatever a stranger answers: nothing panics, and nothing is money but the provider's exact word for it.

use std::sync::{Arc, Mutex, PoisonError};

use gateway::{Answer, Gateway};
use payment::{Operation, Standing};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    runtime::Runtime,
};

use crate::support::{cards_of, daraja_of, gsma_of, key, money, mtn_of, order};

/// A server that answers every request with the same status and body.
struct Stranger {
    url: String,
    answer: Arc<Mutex<(u16, Vec<u8>)>>,
}

impl Stranger {
    async fn start() -> Stranger {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let answer = Arc::new(Mutex::new((200, Vec::new())));
        let shared = Arc::clone(&answer);
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let (status, body) = shared.lock().unwrap_or_else(PoisonError::into_inner).clone();
                tokio::spawn(async move {
                    let mut head = vec![0; 16 * 1_024];
                    let _ = socket.read(&mut head).await;
                    let told = format!("HTTP/1.1 {status} Told\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
                    let _ = socket.write_all(told.as_bytes()).await;
                    let _ = socket.write_all(&body).await;
                });
            }
        });
        Stranger { url, answer }
    }

    fn answers(&self, status: u16, body: &[u8]) {
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = (status, body.to_vec());
    }
}

/// Words that providers say, and near misses.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "(succeeded|SUCCESSFUL|completed|successful|Succeeded|paid|captured|0|00|processing|failed|pending|requires_capture)",
        "[a-zA-Z_]{0,12}",
        "\\PC{0,8}",
    ]
}

/// JSON that may look like an answer of any provider.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let shaped =
        (word(), word(), any::<i64>(), "[a-z]{0,3}|eur|kes", word()).prop_map(|(status, other, amount, currency, code)| {
            serde_json::json!({
            "id": "pi_1", "object": "payment_intent", "status": status, "transactionStatus": other, "amount": amount.to_string(),
            "amount_received": amount, "amount_capturable": amount, "currency": currency, "ResponseCode": "0", "ResultCode": code,
            "CheckoutRequestID": "ws_CO_1", "serverCorrelationId": "a-1", "objectReference": "t-1", "link": "/transactions/t-1",
            "access_token": "t", "expires_in": 3_600, "reason": other, "data": [], "has_more": false,
        })
        .to_string()
        .into_bytes()
        });
    prop_oneof![3 => shaped, 1 => proptest::collection::vec(any::<u8>(), 0..200)]
}

#[test]
fn nothing_is_money_but_the_exact_word_for_it() {
    let runtime = Runtime::new().expect("a runtime");
    let stranger = runtime.block_on(Stranger::start());
    let order = order(1, money(1_500, "KES"));
    let gateways: [(Box<dyn Gateway>, &str); 4] = [
        (Box::new(cards_of(&stranger.url)), r#""status":"succeeded""#),
        (Box::new(gsma_of(&stranger.url)), r#""transactionStatus":"completed""#),
        (Box::new(mtn_of(&stranger.url)), r#""status":"SUCCESSFUL""#),
        (Box::new(daraja_of(&stranger.url)), r#""ResultCode":"0""#),
    ];
    let mut runner = TestRunner::new(Config { cases: 64, failure_persistence: None, ..Config::default() });
    let statuses = prop_oneof![4 => Just(200_u16), 1 => Just(202), 1 => 201_u16..410];
    let outcome = runner.run(&(statuses, body()), |(status, body)| {
        prop_assume!(status != 304 && status != 204 && status != 205);
        stranger.answers(status, &body);
        let text = String::from_utf8_lossy(&body).into_owned();
        for (gateway, money_word) in &gateways {
            for reference in [Some("ws_CO_1"), None] {
                let looked = runtime.block_on(gateway.look(&order, reference));
                let started = runtime.block_on(gateway.start(&order, &key(&order, Operation::Start)));
                for answer in [looked, started] {
                    if let Answer::Known(evidence) | Answer::Handover { evidence, .. } = answer {
                        let is_money = evidence.standing == Standing::Captured;
                        prop_assert!(!is_money || text.contains(money_word), "{}: {text}", gateway.name());
                    }
                }
            }
        }
        Ok(())
    });
    outcome.expect("no stranger is believed");
}

#[tokio::test]
async fn an_answer_above_the_ceiling_is_not_read() {
    let stranger = Stranger::start().await;
    let mut body = br#"{"id":"pi_1","object":"payment_intent","status":"succeeded","#.to_vec();
    body.extend(vec![b' '; 300 * 1_024]);
    body.extend(br#""x":1}"#);
    stranger.answers(200, &body);
    let order = order(1, money(1_500, "EUR"));
    let looked = cards_of(&stranger.url).look(&order, Some("pi_1")).await;
    assert!(matches!(looked, Answer::Unsure { .. }), "{looked:?}");
}
