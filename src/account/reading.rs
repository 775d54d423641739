//! What holders and officers read: accounts, statements, what is secured. Row PAY-M14.

use payment::account::AccountReference;
use vocabulary::PersonId;

use super::{
    service::Accounts,
    store::{self, Kept, KeptReservation, Line},
};
use crate::{
    payment::KeptStatement,
    platform::{fault::Fault, pagination::PageSize},
};

impl Accounts {
    /// Reads the accounts of a person and of the companies that they administer, after one of them, and says whether there are more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn of_person(
        &self,
        person: PersonId,
        after: Option<AccountReference>,
        first: PageSize,
    ) -> Result<(Vec<Kept>, bool), Fault> {
        let holders = self.mandates.parties_of(person).await?;
        let found = store::of_holders(self.database.connection(), &holders, after, first.get() + 1).await?;
        Ok(page(found, first))
    }

    /// Reads an account: for an officer any, for others one of theirs or of their companies.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn find(&self, reference: AccountReference, reader: PersonId, as_officer: bool) -> Result<Option<Kept>, Fault> {
        let found = store::find(self.database.connection(), reference).await?;
        if as_officer {
            return Ok(found);
        }
        let holders = self.mandates.parties_of(reader).await?;
        Ok(found.filter(|kept| holders.contains(&kept.holder)))
    }

    /// Reads an account for a slice that saw somebody in.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn any(&self, reference: AccountReference) -> Result<Option<Kept>, Fault> {
        store::find(self.database.connection(), reference).await
    }

    /// Reads the statements of what an account put off, the newest first.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn deferment_statements(&self, of: &Kept, first: PageSize) -> Result<Vec<KeptStatement>, Fault> {
        self.payments.statements_of(of.account.terms.reference, first.get()).await
    }

    /// Reads statements that are overdue and owed still, the oldest first.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn overdue_statements(&self, first: PageSize) -> Result<Vec<KeptStatement>, Fault> {
        self.payments.overdue_statements(first.get()).await
    }

    /// Reads the statement of an account before one of its lines, the newest first, and says whether there are more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn statement(&self, of: &Kept, before: Option<u32>, first: PageSize) -> Result<(Vec<Line>, bool), Fault> {
        let found = store::lines(self.database.connection(), &of.account, before, first.get() + 1).await?;
        Ok(page(found, first))
    }

    /// Reads what an account secures or secured, the newest first, and says whether there are more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn reservations(
        &self,
        of: &Kept,
        before: Option<&str>,
        first: PageSize,
    ) -> Result<(Vec<KeptReservation>, bool), Fault> {
        let found = store::reservations(self.database.connection(), &of.account, before, first.get() + 1).await?;
        Ok(page(found, first))
    }
}

fn page<T>(mut found: Vec<T>, first: PageSize) -> (Vec<T>, bool) {
    let has_more = found.len() > first.get();
    found.truncate(first.get());
    (found, has_more)
}
