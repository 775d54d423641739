//! The use cases: a phone asks for a code, and tries one.

use std::{net::IpAddr, sync::Arc};

use jiff::SignedDuration;
use vocabulary::{Language, Timestamp};

use super::{
    chance::Chance,
    digits::Digits,
    hash::Binding,
    limits::{Asking, Limits, resend_after},
    network::Network,
    purpose::Purpose,
    refusal::Refusal,
    standing::Standing,
    store::{self, Ask},
    wording::{self, AmountShown},
};
use crate::{
    identity::{
        hashing::{HashCost, Hasher, SALT_BYTES},
        phone::PhoneNumber,
        sms::{Delivery, Message, Sender},
        token::Thumbprint,
    },
    platform::{
        database::{self, Database},
        fault::Fault,
        refusal::Refusal as _,
    },
};

/// How long a code holds (row SEC-OTP-01).
pub const CODE_LIFE: SignedDuration = SignedDuration::from_mins(wording::MINUTES as i64);
/// How often a code may be tried: five of a million are the 5 × 10⁻⁶ of row SEC-OTP-01.
pub const TRIES_MAX: u32 = 5;
/// The random bytes of a message's name.
const NAME_BYTES: usize = 16;

/// One-time codes over one database. Cheap to clone.
#[derive(Clone)]
pub struct Codes {
    database: Database,
    sender: Arc<dyn Sender>,
    chance: Arc<dyn Chance>,
    hasher: Hasher,
    limits: Arc<Limits>,
}

/// Somebody asks for a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRequest {
    /// What the code will be bound to.
    pub binding: Binding,
    /// Whether the device has signed in with this number before.
    pub standing: Standing,
    /// Where the request came from, once trusted proxies are taken off.
    pub address: Option<IpAddr>,
    /// The language of the message.
    pub language: Language,
    /// Whether the message may tell the amount.
    pub amount_shown: AmountShown,
}

/// A code is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeSent {
    /// Until when it holds.
    pub expires_at: Timestamp,
    /// When another may be asked for.
    pub again_at: Timestamp,
}

/// Proof that somebody held this phone just now, and wanted this. Made here alone, by a right code.
///
/// It does not say who that is, and not that the caller holds the key of the device: both are for whoever receives it.
#[derive(Debug, PartialEq, Eq)]
pub struct PhoneProven {
    binding: Binding,
}

impl PhoneProven {
    /// Returns the number that was proven.
    pub fn phone(&self) -> &PhoneNumber {
        &self.binding.phone
    }

    /// Returns what the person approved, with the amount where money is moved.
    pub fn purpose(&self) -> Purpose {
        self.binding.purpose
    }

    /// Returns the device that asked for the code.
    pub fn device(&self) -> &Thumbprint {
        &self.binding.device
    }
}

/// A text of ours that is missing.
#[derive(Debug, thiserror::Error)]
#[error("no language has the message")]
struct NoWording;

impl Codes {
    /// Sends codes by `sender` within `limits`.
    pub fn new(database: Database, sender: Arc<dyn Sender>, chance: Arc<dyn Chance>, cost: HashCost, limits: Limits) -> Codes {
        Codes { database, sender, chance, hasher: Hasher::new(cost), limits: Arc::new(limits) }
    }

    pub(super) fn database(&self) -> &Database {
        &self.database
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Returns who carries the messages.
    pub(in crate::identity) fn sender(&self) -> Arc<dyn Sender> {
        self.sender.clone()
    }

    /// Returns what hashes the codes, for whoever else hashes what people type: the ceiling on its memory is one for all.
    pub(in crate::identity) fn hasher(&self) -> &Hasher {
        &self.hasher
    }

    /// Sends a code, which cancels the one the device had for the number.
    ///
    /// Whether anybody we know has the number plays no part: the answer is the same, and comes by the same steps.
    ///
    /// # Errors
    /// Faults when the database cannot be reached or there is no randomness.
    pub async fn request(&self, request: CodeRequest, now: Timestamp) -> Result<Result<CodeSent, Refusal>, Fault> {
        let (message, again_at) = match self.claim(&request, now).await? {
            Ok(claimed) => claimed,
            Err(refusal) => {
                metrics::counter!("fingertip_codes_refused_total", "code" => refusal.code()).increment(1);
                if matches!(refusal, Refusal::Stopped { .. }) {
                    tracing::warn!(prefix = %request.binding.phone.prefix(), "codes by SMS have stopped");
                }
                return Ok(Err(refusal));
            }
        };
        // In a task of its own: a caller who leaves must not leave a message of which nobody knows what became.
        let (codes, expires_at) = (self.clone(), now + CODE_LIFE);
        let sending = tokio::spawn(async move { codes.make_and_send(message, &request, expires_at).await });
        let delivery = sending.await.map_err(Fault::while_("sending a code"))??;
        Ok(match delivery {
            Delivery::Taken | Delivery::Unclear => Ok(CodeSent { expires_at, again_at }),
            Delivery::NotSent => Err(Refusal::NotSent { dial: self.limits.dial.clone() }),
        })
    }

    /// Tries a code. A right one is spent; each try counts, right or wrong, for whichever purpose.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn verify(&self, binding: Binding, digits: &Digits, now: Timestamp) -> Result<Result<PhoneProven, Refusal>, Fault> {
        let Some(tried) = store::take_try(self.database.connection(), &binding, TRIES_MAX, now).await? else {
            return Ok(Err(Refusal::Expired));
        };
        if !self.hasher.is_of(tried.hash, binding.bound(digits)).await? {
            let left = TRIES_MAX.saturating_sub(u32::try_from(tried.tries).unwrap_or(u32::MAX));
            return Ok(Err(if left == 0 { Refusal::Expired } else { Refusal::Wrong { left } }));
        }
        let was_there = store::spend(&self.database, &tried.message, now).await?;
        Ok(if was_there { Ok(PhoneProven { binding }) } else { Err(Refusal::Expired) })
    }

    /// Counts the message before it is sent, or refuses it. Returns its name, and when the number may have another.
    async fn claim(&self, request: &CodeRequest, now: Timestamp) -> Result<Result<(String, Timestamp), Refusal>, Fault> {
        let Binding { phone, device, .. } = &request.binding;
        let ask = Ask { phone, device, network: Network::of(request.address) };
        let asking = Asking { prefix: phone.prefix(), standing: request.standing };
        // Most of an attack ends here, without waiting for a turn.
        let counts = store::counts(self.database.connection(), &ask, now).await?;
        if let Err(refusal) = self.limits.decide(asking, &counts, now) {
            return Ok(Err(refusal));
        }
        let turn = store::begin_turn(&self.database).await?;
        let counts = store::counts(&turn, &ask, now).await?;
        let cost_minor = match self.limits.decide(asking, &counts, now) {
            Ok(cost_minor) => cost_minor,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let message = hex::encode(self.random::<NAME_BYTES>()?);
        store::claim(&turn, &message, &ask, cost_minor, now).await?;
        database::commit(turn).await?;
        Ok(Ok((message, now + resend_after(counts.number_sent + 1))))
    }

    async fn make_and_send(&self, id: String, request: &CodeRequest, expires_at: Timestamp) -> Result<Delivery, Fault> {
        let CodeRequest { binding, amount_shown, language, .. } = request;
        let digits = Digits::draw(self.chance.as_ref())?;
        let text = wording::text(&digits, binding.purpose, *amount_shown, *language).ok_or(NoWording);
        let text = text.map_err(Fault::while_("writing the message with a code"))?;
        let hash = self.hasher.hash(binding.bound(&digits), self.random::<SALT_BYTES>()?).await?;
        store::put_code(self.database.connection(), &id, binding, hash, expires_at).await?;
        let message = Message { id, to: binding.phone.clone(), text };
        let delivery = self.sender.send(&message).await;
        metrics::counter!("fingertip_sms_total", "delivery" => delivery.as_str()).increment(1);
        if delivery == Delivery::NotSent {
            store::take_back(self.database.connection(), &message.id).await?;
        }
        Ok(delivery)
    }

    fn random<const BYTES: usize>(&self) -> Result<[u8; BYTES], Fault> {
        let mut bytes = [0; BYTES];
        self.chance.fill(&mut bytes)?;
        Ok(bytes)
    }
}
