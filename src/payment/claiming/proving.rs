//! What proves a claim: an officer asks for more, which stops its clock, and its trader adds it, which lets it go on. Rows PAY-M13, PAY-N8.

use gateway::Description;
use payment::claim::{DOCUMENTS_AT_ONCE_MAX, Document, DocumentCode};
use vocabulary::{ClaimId, PersonId, Timestamp};

use super::{KeptClaim, Question, store};
use crate::{
    audit::{Action, Code, Value},
    identity::alert::Alert,
    mandate::Party,
    payment::{deciding::deed, refusal::Refusal, service::Payments},
    platform::{database, fault::Fault},
};

const ASKED: Action = Action::named("claim.asked");
const PROVED: Action = Action::named("claim.proved");

/// What an officer asks a trader for.
#[derive(Clone, Debug)]
pub struct NewQuestion {
    /// The claim.
    pub claim: ClaimId,
    /// How much had happened to it when the officer looked.
    pub version: u32,
    /// Kinds of documents.
    pub kinds: Vec<DocumentCode>,
    /// What is wanted, in a line.
    pub note: String,
    /// Who asks.
    pub by: PersonId,
}

impl Payments {
    /// Asks the trader of a claim for more, and stops its clock. They are told by SMS.
    ///
    /// # Errors
    /// Refuses a claim that changed since the officer looked, that is decided or taken back, or whose trader is asked already; whoever asks for
    /// themselves; and a note that is none.
    pub async fn ask_for_evidence(&self, new: &NewQuestion, now: Timestamp) -> Result<Result<KeptClaim, Refusal>, Fault> {
        if Description::new(&new.note).is_err() {
            return Ok(Err(Refusal::RepaymentReason));
        }
        if new.kinds.len() > DOCUMENTS_AT_ONCE_MAX {
            return Ok(Err(Refusal::TooMany { limit: DOCUMENTS_AT_ONCE_MAX }));
        }
        let unit = self.database.begin().await?;
        let Some(mut kept) = store::lock(&unit, new.claim).await? else { return Ok(Err(Refusal::ClaimUnknown)) };
        if kept.sequence != new.version {
            return Ok(Err(Refusal::Changed { current: kept.sequence }));
        }
        if kept.claimant == new.by {
            return Ok(Err(Refusal::SamePerson));
        }
        kept.claim = match kept.claim.ask(now) {
            Ok(claim) => claim,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        kept.question = Some(Question { kinds: new.kinds.clone(), note: new.note.trim().to_owned() });
        kept.sequence += 1;
        store::update(&unit, &kept).await?;
        self.mandates.tell(&unit, Party::Person(kept.claimant), Alert::ClaimQuestion, now).await?;
        self.audit.append(&unit, deed(ASKED, new.by, "claim", &kept.id.to_string()), now).await?;
        database::commit(unit).await?;
        self.outbox.wake();
        metrics::counter!("fingertip_repayment_claims_total", "what" => "asked").increment(1);
        Ok(Ok(kept))
    }

    /// Adds documents to a claim of somebody. Where one of them is new, and more was asked for, its clock goes on. Sent again it changes nothing.
    ///
    /// # Errors
    /// Refuses a claim that is not theirs, decided or taken back, and more documents than there may be.
    pub async fn add_claim_evidence(
        &self,
        (id, by): (ClaimId, PersonId),
        documents: Vec<Document>,
        now: Timestamp,
    ) -> Result<Result<KeptClaim, Refusal>, Fault> {
        let unit = self.database.begin().await?;
        let found = store::lock(&unit, id).await?.filter(|kept| kept.claimant == by);
        let Some(mut kept) = found else { return Ok(Err(Refusal::ClaimUnknown)) };
        let before = kept.claim.documents.len();
        kept.claim = match kept.claim.prove(documents, now) {
            Ok(claim) => claim,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let added = kept.claim.documents.len() - before;
        if added == 0 {
            return Ok(Ok(kept));
        }
        kept.question = None;
        kept.sequence += 1;
        store::update(&unit, &kept).await?;
        let count = i64::try_from(added).unwrap_or(i64::MAX);
        let entry = deed(PROVED, by, "claim", &id.to_string()).after(Code::named("documents"), Value::Number(count));
        self.audit.append(&unit, entry, now).await?;
        database::commit(unit).await?;
        metrics::counter!("fingertip_repayment_claims_total", "what" => "proved").increment(1);
        Ok(Ok(kept))
    }
}
