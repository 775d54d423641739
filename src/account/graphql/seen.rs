//! An account as its holder and officers see it, with its statement and what it secures.

use async_graphql::{
    Context, Enum, Object, Result, SimpleObject,
    connection::{Connection, Edge},
};
use payment::account::{AccountKind, AccountState, AccountVerb};
use vocabulary::{
    Money,
    scalar::{Day, Instant},
};

use super::{accounts, page_of, page_size};
use crate::{
    account::{Kept, KeptReservation, Line},
    payment::KeptStatement,
    platform::{money::MoneyAmount, pagination::PageRefusal, refusal::refuse},
};

/// What an account is for.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "TraderAccountKind", remote = "AccountKind")]
pub enum ShownKind {
    /// Money paid in advance: notices are paid from it.
    Prepayment,
    /// Money that customs holds as a security.
    CashGuarantee,
    /// The undertaking of a guarantor: no money is held.
    Undertaking,
    /// Duties that are released now and paid once a month, up to a limit.
    Deferment,
}

/// Where an account stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "TraderAccountState", remote = "AccountState")]
pub enum ShownState {
    /// An officer proposes it; another has to agree.
    Proposed,
    /// It can be used.
    Open,
    /// Nothing is taken out of it; what comes in is taken in.
    Suspended,
    /// It is over.
    Closed,
}

/// What happened to an account.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "TraderAccountEvent", remote = "AccountVerb")]
pub enum ShownVerb {
    /// An officer proposed it.
    Propose,
    /// Another officer agreed.
    Open,
    /// Another officer did not.
    Reject,
    /// Two officers set how far it stands.
    SetLimit,
    /// Two officers stopped it.
    Suspend,
    /// Two officers let it go on.
    Resume,
    /// Two officers ended it.
    Close,
    /// Money came for it.
    TopUp,
    /// A payment took money out of it.
    Draw,
    /// Something is secured by it.
    Reserve,
    /// It is secured no more.
    Release,
    /// What was secured was taken.
    Call,
    /// Two officers gave money of it back to its holder.
    GiveBack,
    /// A payment was put off to the statement of its month.
    Defer,
    /// The statement that it was put off to was paid.
    Settle,
    /// A statement was not paid on its due day: the account is stopped.
    FallOverdue,
}

/// An account that a trader has with customs.
pub struct ShownAccount(pub Kept);

#[Object(name = "TraderAccount")]
impl ShownAccount {
    /// Its reference, fourteen digits: money that a bank sends with it is taken in, and `pay` names it.
    async fn reference(&self) -> String {
        self.0.account.terms.reference.to_string()
    }

    /// What it is for.
    async fn kind(&self) -> ShownKind {
        self.0.account.terms.kind.into()
    }

    /// Where it stands.
    async fn state(&self) -> ShownState {
        self.0.account.state.into()
    }

    /// Whose it is: `person:` or `company:` and an id.
    async fn holder(&self) -> String {
        self.0.holder.to_string()
    }

    /// The first day on which it can be used.
    async fn valid_from(&self) -> Day {
        Day(self.0.account.terms.valid_from)
    }

    /// The last one; nothing where it has none.
    async fn valid_until(&self) -> Option<Day> {
        self.0.account.terms.valid_until.map(Day)
    }

    /// What can be paid from it, put off by it, or secured by it.
    async fn available(&self) -> MoneyAmount {
        self.0.account.available().into()
    }

    /// The money that is on it.
    async fn held(&self) -> MoneyAmount {
        self.money(self.0.account.sums.held)
    }

    /// How far a guarantee goes: what its guarantor undertook, or the money that came for it; how much of duties may be put off.
    async fn limit(&self) -> MoneyAmount {
        self.money(self.0.account.sums.limit)
    }

    /// What a guarantee secures now; what is put off and not settled.
    async fn reserved(&self) -> MoneyAmount {
        self.money(self.0.account.sums.reserved)
    }

    /// What was taken of a guarantee.
    async fn called(&self) -> MoneyAmount {
        self.money(self.0.account.sums.called)
    }

    /// The reference of a guarantee, by which other offices name it (GRN).
    async fn grn(&self) -> Option<String> {
        self.0.grn.map(|grn| grn.to_string())
    }

    /// What happened to it, the newest first, each line with what stood on it since.
    #[graphql(complexity = "page_of(first) * child_complexity")]
    async fn statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<Connection<String, StatementLine>> {
        let before = after.map(|cursor| cursor.parse::<u32>()).transpose().map_err(|_| refuse(&PageRefusal::Cursor))?;
        let (lines, has_next) = accounts(ctx).statement(&self.0, before, page_size(first)?).await?;
        let mut page = Connection::new(before.is_some(), has_next);
        page.edges.extend(lines.into_iter().map(|line| Edge::new(line.ordinal.to_string(), StatementLine::from(line))));
        Ok(page)
    }

    /// The statements of a deferment account, the newest first: of each month one, as a rule. Each is a payment notice, paid under its own reference.
    #[graphql(complexity = "page_of(first) * child_complexity")]
    async fn deferment_statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
    ) -> Result<Vec<DefermentStatement>> {
        let found = accounts(ctx).deferment_statements(&self.0, page_size(first)?).await?;
        Ok(found.into_iter().map(DefermentStatement::from).collect())
    }

    /// What it secures or secured, the newest first.
    #[graphql(complexity = "page_of(first) * child_complexity")]
    async fn reservations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<Connection<String, ShownReservation>> {
        let (found, has_next) = accounts(ctx).reservations(&self.0, after.as_deref(), page_size(first)?).await?;
        let mut page = Connection::new(after.is_some(), has_next);
        page.edges.extend(found.into_iter().map(|kept| Edge::new(kept.reservation.id.clone(), ShownReservation::from(kept))));
        Ok(page)
    }
}

impl ShownAccount {
    fn money(&self, minor: i64) -> MoneyAmount {
        Money::new(minor, self.0.account.terms.currency).into()
    }
}

/// A line of a statement.
#[derive(SimpleObject)]
#[graphql(name = "TraderAccountLine")]
pub struct StatementLine {
    /// Its place, from 1.
    number: i64,
    /// When.
    at: Instant,
    /// What happened.
    event: ShownVerb,
    /// How much it moved; nothing where it moved none.
    moved: Option<MoneyAmount>,
    /// The money that was on the account since.
    held: MoneyAmount,
    /// What could be paid from it or secured by it since.
    available: MoneyAmount,
    /// What it secured since.
    reserved: MoneyAmount,
    /// The payment that drew it, was put off or is settled: `payment` reads it, `receipts` its receipts.
    payment: Option<String>,
    /// What was secured, let go or taken.
    reservation: Option<String>,
    /// The entry of the ledger.
    entry: Option<String>,
}

impl From<Line> for StatementLine {
    fn from(line: Line) -> StatementLine {
        let money = |minor: i64| MoneyAmount::from(Money::new(minor, line.after.terms.currency));
        StatementLine {
            number: line.ordinal.into(),
            at: Instant(line.at),
            event: line.verb.into(),
            moved: line.moved.map(MoneyAmount::from),
            held: money(line.after.sums.held),
            available: line.after.available().into(),
            reserved: money(line.after.sums.reserved),
            payment: line.payment.map(|id| id.to_string()),
            reservation: line.reservation,
            entry: line.entry,
        }
    }
}

/// What a guarantee secures.
#[derive(SimpleObject)]
#[graphql(name = "GuaranteeReservation")]
pub struct ShownReservation {
    /// Its id: by it it is let go or taken.
    id: String,
    /// The account that secures it.
    account: String,
    /// The declaration or movement.
    secures: String,
    /// How much was secured.
    secured: MoneyAmount,
    /// How much it still secures.
    left: MoneyAmount,
    /// How much was taken.
    called: MoneyAmount,
    /// Since when.
    reserved_at: Instant,
}

impl From<KeptReservation> for ShownReservation {
    fn from(kept: KeptReservation) -> ShownReservation {
        let reservation = &kept.reservation;
        ShownReservation {
            id: reservation.id.clone(),
            account: kept.account.to_string(),
            secures: kept.secures.clone(),
            secured: reservation.secured.into(),
            left: reservation.left().into(),
            called: Money::new(reservation.called_minor, reservation.secured.currency).into(),
            reserved_at: Instant(kept.recorded_at),
        }
    }
}

/// What a deferment account put off in a month.
#[derive(SimpleObject)]
pub struct DefermentStatement {
    /// The account.
    account: String,
    /// The first day of its month.
    month: Day,
    /// The reference of the notice that it is: `paymentNotice` reads it, `pay` pays it.
    reference: String,
    /// All of it.
    total: MoneyAmount,
    /// What is still owed.
    owed: MoneyAmount,
    /// The last day on which it is paid in time.
    due_on: Day,
    /// When it was closed.
    closed_at: Instant,
    /// When it was found not to be paid on its due day; the account is stopped since then, until two officers let it go on.
    overdue_since: Option<Instant>,
}

impl From<KeptStatement> for DefermentStatement {
    fn from(kept: KeptStatement) -> DefermentStatement {
        let notice = &kept.issued.notice;
        DefermentStatement {
            account: kept.account.to_string(),
            month: Day(kept.month),
            reference: notice.reference.to_string(),
            total: notice.total().into(),
            owed: notice.owed().into(),
            due_on: Day(notice.due_on),
            closed_at: Instant(kept.closed_at),
            overdue_since: kept.overdue_at.map(Instant),
        }
    }
}
