//! The use case of a trader: to claim money of one payment or several back, all of it or nothing. Rows PAY-M13, IDM-01 to IDM-08, SEC-BIZ-01.

use std::collections::BTreeSet;

use gateway::Description;
use payment::{
    IdempotencyKey, Payment, Rail, Source,
    account::AccountReference,
    claim::{Claim, ClaimGround, Document},
};
use serde::Serialize;
use vocabulary::{ClaimId, Money, PaymentId, PersonId, Timestamp};

use super::{KeptClaim, store};
use crate::{
    audit::{Action, Code, Value},
    identity::Subject,
    payment::{
        deciding::deed,
        owing,
        paying::digest,
        refusal::Refusal,
        repaying::{KeptRepayment, NewRepayment, asked_for},
        service::Payments,
        store as payments,
    },
    platform::{
        database::{self, Transaction},
        fault::Fault,
        identifier,
    },
};

const LODGED: Action = Action::named("claim.lodged");

/// What a trader claims.
#[derive(Clone, Debug)]
pub struct NewClaim {
    /// What their device made up and stored before it sent this.
    pub key: IdempotencyKey,
    /// Who claims.
    pub by: PersonId,
    /// On which ground.
    pub ground: ClaimGround,
    /// What happened, in a line.
    pub explanation: String,
    /// Of which payments.
    pub lines: Vec<NewLine>,
    /// What proves it.
    pub documents: Vec<Document>,
}

/// What of one payment is claimed.
#[derive(Clone, Debug)]
pub struct NewLine {
    /// The payment.
    pub payment: PaymentId,
    /// How much.
    pub amount: Money,
    /// What was left to give back when they looked.
    pub seen: Money,
    /// What of it.
    pub of: Source,
    /// Whose phone gets it, of mobile money.
    pub phone: Option<String>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Lodged {
    /// The claim.
    pub kept: KeptClaim,
    /// Whether the key was sent before: the claim is the one that it made then, as it stands now.
    pub is_replay: bool,
}

/// What makes a claim this one and no other, written in one way (row IDM-03).
#[derive(Serialize)]
struct Fingerprint<'a> {
    ground: ClaimGround,
    explanation: &'a str,
    lines: Vec<(PaymentId, Money, Money, Source, Option<&'a str>)>,
    documents: &'a [Document],
}

impl NewClaim {
    fn key(&self) -> (String, String) {
        let lines = self.lines.iter().map(|line| (line.payment, line.amount, line.seen, line.of, line.phone.as_deref()));
        let claimed = Fingerprint {
            ground: self.ground,
            explanation: &self.explanation,
            lines: lines.collect(),
            documents: &self.documents,
        };
        (digest(&("claim", self.by, self.key.as_str())), digest(&claimed))
    }
}

impl Payments {
    /// Claims money back. Each line is asked for as a repayment of its payment, all in one unit of work: where one is refused none is asked for.
    /// Officers decide, by a day that the trader is told.
    ///
    /// # Errors
    /// Refuses a ground without its documents, a payment that is not the trader's, and whatever asking for one repayment would be refused for; that
    /// refusal says which line it is about. Faults when the database cannot keep it.
    pub async fn claim_repayment(&self, new: &NewClaim, now: Timestamp) -> Result<Result<Lodged, Refusal>, Fault> {
        let (key_hash, fingerprint) = new.key();
        if let Some(known) = store::known(self.database.connection(), &key_hash).await? {
            return self.replay_claim(known, &fingerprint).await;
        }
        if Description::new(&new.explanation).is_err() {
            return Ok(Err(Refusal::RepaymentReason));
        }
        let lines: Vec<(PaymentId, Source)> = new.lines.iter().map(|line| (line.payment, line.of)).collect();
        let claim = match Claim::lodge(new.ground, &lines, new.documents.clone(), self.settings.claim_days, now) {
            Ok(claim) => claim,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let wanted: BTreeSet<PaymentId> = lines.into_iter().map(|(payment, _)| payment).collect();
        let own = self.own_of(new.by, &wanted).await?;
        let unit = self.database.begin().await?;
        // In the order of their names: of two who claim of the same payments, one waits for the other.
        let locked = owing::lock_all(&unit, own.into_iter().collect(), &[]).await?;
        // Somebody may have sent the same key while this one waited.
        if let Some(known) = store::known(&unit, &key_hash).await? {
            drop(unit);
            return self.replay_claim(known, &fingerprint).await;
        }
        let id = ClaimId::new(identifier::new_number());
        let lines = match self.ask_for_lines(&unit, (id, &fingerprint), new, &locked, now).await? {
            Ok(lines) => lines,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let kept = KeptClaim {
            id,
            claimant: new.by,
            claim,
            question: None,
            lines,
            lodged_at: now,
            overdue_at: None,
            withdrawn_at: None,
            sequence: 1,
        };
        if !store::add(&unit, &kept, (&key_hash, &fingerprint)).await? {
            return Ok(Err(Refusal::KeyReused));
        }
        let count = i64::try_from(kept.lines.len()).unwrap_or(i64::MAX);
        let lodged = deed(LODGED, new.by, "claim", &id.to_string()).after(Code::named("lines"), Value::Number(count));
        let entries = std::iter::once(lodged).chain(kept.lines.iter().map(|line| asked_for(line, new.by)));
        self.audit.append_all(&unit, entries.collect(), now).await?;
        database::commit(unit).await?;
        self.outbox.wake();
        metrics::counter!("fingertip_repayment_claims_total", "what" => "lodged").increment(1);
        Ok(Ok(Lodged { kept, is_replay: false }))
    }

    /// Asks for the repayment of each line, under the locks of their payments.
    async fn ask_for_lines(
        &self,
        unit: &Transaction,
        (id, fingerprint): (ClaimId, &str),
        new: &NewClaim,
        locked: &[Payment],
        now: Timestamp,
    ) -> Result<Result<Vec<KeptRepayment>, Refusal>, Fault> {
        let mut asked = Vec::with_capacity(new.lines.len());
        for (number, line) in (1usize..).zip(&new.lines) {
            let repayment = NewRepayment {
                key: new.key.clone(),
                payment: line.payment,
                amount: line.amount,
                seen: line.seen,
                of: line.of,
                reason: new.explanation.clone(),
                phone: line.phone.clone(),
                bank: None,
                by: new.by,
                by_officer: false,
            };
            let key_hash = digest(&("claim-line", id, number));
            let outcome = match locked.iter().find(|payment| payment.id == line.payment) {
                Some(payment) => self.ask_for(unit, (payment, true), &repayment, (&key_hash, fingerprint), now).await?,
                None => Err(Refusal::PaymentUnknown),
            };
            match outcome {
                Ok(kept) => asked.push(kept),
                Err(refusal) => return Ok(Err(Refusal::ClaimLine { line: number, inner: Box::new(refusal) })),
            }
        }
        Ok(Ok(asked))
    }

    /// Returns which payments are of somebody: those that they made while they were signed in, and those that a security of theirs made. Neither
    /// ever changes, so that it is asked before anything is locked.
    pub(super) async fn own_of(&self, by: PersonId, wanted: &BTreeSet<PaymentId>) -> Result<BTreeSet<PaymentId>, Fault> {
        let found = payments::with_payers(self.database.connection(), wanted).await?;
        let (paid, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|(_, payer)| *payer == Some(Subject::Person(by)));
        let mut own: BTreeSet<PaymentId> = paid.into_iter().map(|(payment, _)| payment.id).collect();
        let secured: Vec<_> = others.iter().filter_map(|(payment, _)| Some((payment.id, security_of(payment)?))).collect();
        if !secured.is_empty() {
            let parties = self.mandates.parties_of(by).await?;
            for (id, account) in secured {
                let holder = self.accounts.holder(&self.database, account).await?;
                own.extend(holder.filter(|holder| parties.contains(holder)).map(|_| id));
            }
        }
        Ok(own)
    }

    async fn replay_claim(&self, (id, before): (ClaimId, String), fingerprint: &str) -> Result<Result<Lodged, Refusal>, Fault> {
        if before != fingerprint {
            return Ok(Err(Refusal::KeyReused));
        }
        let found = store::find(self.database.connection(), id).await?;
        Ok(found.map(|kept| Lodged { kept, is_replay: true }).ok_or(Refusal::ClaimUnknown))
    }
}

/// Names the security that made a payment, where one did.
fn security_of(payment: &Payment) -> Option<AccountReference> {
    payment.attempts.iter().find(|attempt| attempt.rail == Rail::Security)?.provider.parse().ok()
}
