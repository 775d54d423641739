//! The access code of a guarantee: whoever has it and the guarantee's reference sees what is left of it, without an account with us. Row PAY-M15.

use payment::account::{AccountReference, AccountState, GuaranteeReference};
use vocabulary::{PersonId, Timestamp};

use super::{
    refusal::Refusal,
    service::{Accounts, deed},
    store::{self, Kept, Try},
};
use crate::{
    audit::Action,
    identity::{SALT_BYTES, Subject},
    platform::{database, fault::Fault, identifier, secret::Secret},
};

const RENEWED: Action = Action::named("guarantee.code_renewed");
/// How many codes there are: eight digits.
const CODES: u64 = 100_000_000;

impl Accounts {
    /// Makes a new code for a guarantee of a person or of their company, and returns it: it is shown this once. The one before holds no more.
    ///
    /// # Errors
    /// Refuses an account that is not theirs, and what is no guarantee that can be used.
    pub async fn renew_code(
        &self,
        reference: AccountReference,
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<(Kept, Secret<String>), Refusal>, Fault> {
        let holders = self.mandates.parties_of(by).await?;
        let found = store::find(self.database.connection(), reference).await?;
        let Some(kept) = found.filter(|kept| holders.contains(&kept.holder)) else {
            return Ok(Err(crate::payment::Refusal::AccountUnknown.into()));
        };
        let Some(grn) = kept.grn else { return Ok(Err(payment::account::AccountRefusal::Kind.into())) };
        if !matches!(kept.account.state, AccountState::Open | AccountState::Suspended) {
            return Ok(Err(payment::account::AccountRefusal::State { state: kept.account.state }.into()));
        }
        let code = format!("{:08}", u64::from_le_bytes(identifier::random()) % CODES);
        let hash = self.identity.hasher().hash(bound(grn, &code), identifier::random::<SALT_BYTES>()).await?;
        let unit = self.database.begin().await?;
        store::put_code(&unit, reference, hash, now).await?;
        self.audit.append(&unit, deed(RENEWED, Subject::Person(by), &kept.account, None), now).await?;
        database::commit(unit).await?;
        Ok(Ok((kept, Secret::new(code))))
    }

    /// Reads a guarantee for whoever has its reference and its code. That there is none is answered as a wrong code is, and takes as long.
    ///
    /// # Errors
    /// Refuses a wrong code, and any for an hour after five of them. Faults when the database cannot be reached.
    pub async fn guarantee(&self, grn: GuaranteeReference, code: &str, now: Timestamp) -> Result<Result<Kept, Refusal>, Fault> {
        let connection = self.database.connection();
        let code = bound(grn, &code.chars().filter(|letter| !matches!(letter, ' ' | '-')).collect::<String>());
        let found = store::by_grn(connection, grn).await?;
        let tried = match &found {
            Some(kept) => store::take_try(connection, kept.account.terms.reference, now).await?,
            None => Try::NoCode,
        };
        let (hash, kept) = match (tried, found) {
            (Try::Of(hash), Some(kept)) => (hash, kept),
            (Try::TooMany { again_at }, _) => return Ok(Err(Refusal::TriesSpent { until: again_at })),
            _ => {
                self.identity.hasher().hash(code, [0; SALT_BYTES]).await?;
                return Ok(Err(Refusal::GuaranteeUnknown));
            }
        };
        if !self.identity.hasher().is_of(hash, code).await? {
            return Ok(Err(Refusal::GuaranteeUnknown));
        }
        store::give_tries_back(connection, kept.account.terms.reference).await?;
        Ok(Ok(kept))
    }
}

/// Binds a code to its guarantee: the hash of one is that of no other.
fn bound(grn: GuaranteeReference, code: &str) -> Secret<String> {
    Secret::new(format!("{grn} {code}"))
}
