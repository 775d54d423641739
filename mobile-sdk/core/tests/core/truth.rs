//! A server that keeps the truth: what was really begun, how often, under which key. What the phone shows is held against it.

use std::collections::BTreeMap;

use ed25519_dalek::{Signer, SigningKey};
use receipt::{Amounts, Notes, Paper, Place, Provider, PublicKey, Receipt, Series, TaxType};
use serde_json::{Value, json};
use vocabulary::{PaymentId, Timestamp};

/// How often a payment is asked about before it is paid.
const QUESTIONS: u32 = 2;
pub const ISSUED_AT: &str = "2026-03-01T09:30:00Z";

/// What was really done.
#[derive(Default)]
pub struct Truth {
    pub payments: Vec<Begun>,
    pub enquiries: Vec<Opened>,
}

/// A payment.
pub struct Begun {
    pub key: String,
    pub fingerprint: String,
    pub reference: String,
    pub id: String,
    questions: u32,
}

/// An enquiry.
pub struct Opened {
    pub key: String,
    pub question: String,
    pub thread: Vec<String>,
    /// What was added, by its keys.
    pub keys: Vec<String>,
}

impl Begun {
    pub fn is_paid(&self) -> bool {
        self.questions >= QUESTIONS
    }

    fn shown(&self) -> Value {
        let (state, version) = if self.is_paid() { ("SUCCESS", 3) } else { ("SUBMITTED", 2) };
        json!({
            "__typename": "Payment", "id": self.id, "state": state, "text": "x", "doNotPayAgain": true, "hasNoticeChanged": false,
            "amount": { "amount": "5.00", "currency": "XTS" }, "captured": null, "capturedAt": null, "isLate": false,
            "expiresAt": "2026-03-01T10:00:00Z", "handover": null, "version": version, "repayable": [], "repayments": [],
        })
    }
}

impl Opened {
    pub fn reference(number: usize) -> String {
        format!("20260301-{number:04}")
    }
}

impl Truth {
    /// Does what an operation says.
    pub fn handle(&mut self, operation: &str, variables: &Value) -> Value {
        let input = &variables["input"];
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        match operation {
            "receipt_keys" => json!({ "receiptKeys": [{
                "id": "", "public": public().to_string(), "from": "2026-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z", "revokedAt": null,
            }] }),
            "pay" => json!({ "pay": self.pay(input) }),
            "payment" => {
                let payment = self.payments.iter_mut().find(|payment| payment.id == variables["id"]);
                json!({ "payment": payment.map(|payment| { payment.questions += 1; payment.shown() }) })
            }
            "receipts" => {
                let paid = self.payments.iter().position(|payment| payment.id == variables["payment"] && payment.is_paid());
                let receipts = paid.map(|at| json!({
                    "series": "x", "number": at, "code": "x", "text": self.receipt(at), "issuedAt": ISSUED_AT, "total": null, "notice": null,
                }));
                json!({ "receipts": receipts.into_iter().collect::<Vec<_>>() })
            }
            "open_enquiry" => {
                let known = self.enquiries.iter().position(|enquiry| enquiry.key == input["key"]);
                let at = known.unwrap_or_else(|| {
                    let question = text(&input["question"]);
                    self.enquiries.push(Opened {
                        key: text(&input["key"]),
                        thread: vec![question.clone()],
                        question,
                        keys: Vec::new(),
                    });
                    self.enquiries.len() - 1
                });
                let reference = Opened::reference(at);
                json!({ "openEnquiry": {
                    "__typename": "EnquiryOpened", "reference": reference, "pin": "123456", "due": null, "channel": "APP",
                    "openedAt": ISSUED_AT, "isNew": known.is_none(),
                    "status": { "reference": reference, "openedAt": ISSUED_AT, "state": "RECEIVED", "stateText": "x", "due": null, "version": 1 },
                } })
            }
            "enquiry" => {
                let at = self.at(&variables["reference"]);
                let thread: Vec<_> = self.enquiries[at]
                    .thread
                    .iter()
                    .map(|text| {
                        json!({
                            "at": ISSUED_AT, "kind": "ASKED", "isFromDesk": false, "text": text, "bindingLevel": null,
                        })
                    })
                    .collect();
                json!({ "enquiry": {
                    "reference": variables["reference"], "kind": "ENQUIRY", "topic": "DUTIES", "urgency": "NORMAL", "language": "en",
                    "channel": "APP", "preferHuman": false, "openedAt": ISSUED_AT, "state": "RECEIVED", "stateText": "x", "due": null,
                    "pauses": [], "shares": [], "authority": null, "thread": thread, "files": [], "outcome": null, "outdatedSince": null,
                    "rejectReason": null, "rejectText": null, "version": 1,
                } })
            }
            "add_to_enquiry" => {
                let at = self.at(&input["access"]["reference"]);
                let (enquiry, key) = (&mut self.enquiries[at], text(&input["key"]));
                if !enquiry.keys.contains(&key) {
                    enquiry.keys.push(key);
                    enquiry.thread.push(text(&input["text"]));
                }
                json!({ "addToEnquiry": { "__typename": "EnquiryChanged", "enquiry": {
                    "reference": input["access"]["reference"], "state": "RECEIVED", "stateText": "x", "due": null, "thread": [],
                    "outcome": null, "version": 1,
                } } })
            }
            other => panic!("nobody asks for {other} here"),
        }
    }

    /// Pays as the server does: the key first, then whether the notice can be paid as the payer saw it.
    fn pay(&mut self, input: &Value) -> Value {
        let refused = |code: &str| json!({ "__typename": "Refused", "code": code, "message": "x", "facts": [] });
        let mut fingerprint = input.clone();
        fingerprint.as_object_mut().expect("an input").remove("key");
        let fingerprint = fingerprint.to_string();
        if let Some(known) = self.payments.iter().find(|payment| payment.key == input["key"]) {
            let is_same = known.fingerprint == fingerprint;
            let started = || json!({ "__typename": "PaymentStarted", "isReplay": true, "payment": known.shown() });
            return if is_same { started() } else { refused("IDEMPOTENCY_MISMATCH") };
        }
        let notice = &input["notices"][0];
        if notice["version"] != 1 {
            return refused("NOTICE_CHANGED");
        }
        if self.payments.iter().any(|payment| payment.reference == notice["reference"]) {
            return refused("NOTICE_BEING_PAID");
        }
        if input["expectedTotal"]["amount"] != "5.00" {
            return refused("PAYMENT_TOTAL_DIFFERS");
        }
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let id = PaymentId::new(0x0195_5022_1d40_7a31_9d21_0000_0000_0000 + self.payments.len() as u128).to_string();
        self.payments.push(Begun {
            key: text(&input["key"]),
            fingerprint,
            reference: text(&notice["reference"]),
            id,
            questions: 0,
        });
        json!({ "__typename": "PaymentStarted", "isReplay": false, "payment": self.payments.last().expect("just begun").shown() })
    }

    fn at(&self, reference: &Value) -> usize {
        (0..self.enquiries.len()).find(|at| *reference == Opened::reference(*at)).expect("an enquiry that is open")
    }

    fn receipt(&self, at: usize) -> String {
        let payment = &self.payments[at];
        let series = Series { issuer: "ZZ".parse().expect("a country"), office: "MSA".parse().expect("short"), year: 2026 };
        let previous = (at > 0).then(|| receipt::Digest::from_bytes([0xa5; 16]));
        let number = u32::try_from(at + 1).expect("few");
        let paper = Receipt {
            place: Place::new(series, number, "A1".parse().expect("short"), previous).expect("a place"),
            issued_at: ISSUED_AT.parse::<Timestamp>().expect("an instant"),
            notice: payment.reference.parse().expect("short"),
            payment: payment.id.parse().expect("an id"),
            amounts: Amounts::new("XTS".parse().expect("a currency"), BTreeMap::from([(TaxType::Duty, 500)]), BTreeMap::new())
                .expect("good"),
            payer: "KILI* BRO*".parse().expect("short"),
            debtor: None,
            declaration: None,
            provider: Provider { name: "momo".parse().expect("short"), reference: "QK81".parse().expect("short") },
            legal_text: "CA-61".parse().expect("short"),
            notes: Notes::default(),
        };
        let sign = |message: &[u8]| Ok::<_, std::convert::Infallible>(signing().sign(message).to_bytes());
        Paper::Receipt(paper).sign(&public(), sign).expect("a short paper").text()
    }
}

fn signing() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

fn public() -> PublicKey {
    PublicKey::from_bytes(signing().verifying_key().to_bytes()).expect("a key")
}
