//! Closed days.

use async_graphql::{Context, Object, Result, SimpleObject, Union};
use reconciliation::{BankRow, Row, TaxType};
use vocabulary::scalar::{Day, Instant};

use super::{now, treasury};
use crate::{
    audit::Actor,
    identity::{StaffSession, reference, signed_in_person},
    platform::{
        policy::{Role, may},
        refused::Refused,
    },
    treasury::{ClosedDay, Finding},
};

/// Questions about closed days.
#[derive(Default)]
pub struct TreasuryDayQuery;

/// What is done about days.
#[derive(Default)]
pub struct TreasuryDayMutation;

#[Object]
impl TreasuryDayQuery {
    /// A day that is closed: what came in and went out per office, tax, agency and treasury account, what the banks say, and what was open.
    /// Nothing where it is not closed.
    #[graphql(
        directive = may::apply(vec![Role::FinanceApprover, Role::Auditor]),
        guard = "StaffSession",
        cache_control(private),
        complexity = "50 * child_complexity"
    )]
    async fn treasury_day(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day, in the territory.")] day: Day,
    ) -> Result<Option<TreasuryDay>> {
        match treasury(ctx).day(day.0).await? {
            Some(closed) => Ok(Some(TreasuryDay::of(ctx, closed).await?)),
            None => Ok(None),
        }
    }
}

#[Object]
impl TreasuryDayMutation {
    /// Closes a day that is over: compares what there is, draws the statement up, signs it and chains it to the day before. A day that is
    /// closed stays as it is. Who closed it stands in the audit log.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover]), guard = "StaffSession")]
    async fn close_treasury_day(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day, in the territory.")] day: Day,
    ) -> Result<CloseDayPayload> {
        let (by, _) = signed_in_person(ctx)?;
        Ok(match treasury(ctx).close(day.0, Actor::Person(reference(by)), now(ctx)).await? {
            Ok(closed) => CloseDayPayload::Closed(TreasuryDay::of(ctx, closed).await?),
            Err(refusal) => CloseDayPayload::Refused(Refused::of(ctx, &refusal)),
        })
    }
}

/// A closed day.
#[derive(SimpleObject)]
pub struct TreasuryDay {
    /// Which day, in the territory.
    day: Day,
    /// Its place in the chain, from 1.
    number: i64,
    /// When it was closed.
    closed_at: Instant,
    /// What moved, per office, tax, agency, treasury account and currency.
    rows: Vec<TreasuryRow>,
    /// What the banks say, per account and currency.
    banks: Vec<TreasuryBank>,
    /// How many breaks were open; they stand in `content`, each.
    open_breaks: i64,
    /// What provider, ledger and notices differed by when they were compared last for this day; null where nobody compared them yet.
    parity: Option<Vec<TreasuryParity>>,
    /// What was signed, to the byte: canonical JSON (RFC 8785).
    content: String,
    /// The SHA-256 of the content, in hexadecimal digits.
    digest: String,
    /// The public key that signed it (Ed25519), in hexadecimal digits.
    key: String,
    /// The signature, in hexadecimal digits. Signed is `fingertip day statement 1`, a line feed, and the content.
    signature: String,
}

/// What moved for one office, tax, agency, treasury account and currency. Sums are whole minor units, as texts: numbers of JSON end at 2^53.
#[derive(SimpleObject)]
struct TreasuryRow {
    /// For which office.
    office: String,
    /// What kind of money: `duty`, `vat`, `excise`, `fee`, `penalty`, `interest`, `unallocated`.
    tax: &'static str,
    /// Whose.
    agency: String,
    /// Where it has to arrive.
    account: String,
    /// In which currency (ISO 4217).
    currency: String,
    /// What came in.
    collected_minor: String,
    /// What went out, above zero.
    given_back_minor: String,
    /// How much of both, with their signs, the other side agrees to.
    matched_minor: String,
    /// How much of both, with their signs, stands in breaks.
    in_breaks_minor: String,
}

/// What one account of a bank says. Sums are whole minor units, as texts.
#[derive(SimpleObject)]
struct TreasuryBank {
    /// Which account.
    account: String,
    /// In which currency (ISO 4217).
    currency: String,
    /// What it held before the first statement.
    opening_minor: String,
    /// What it held after the last.
    closing_minor: String,
    /// What agreed with our books, with its sign.
    matched_minor: String,
    /// What stands in breaks, with its sign.
    in_breaks_minor: String,
}

/// What was found of one thing that was compared.
#[derive(SimpleObject)]
struct TreasuryParity {
    /// What was compared: `balance` of a provider, `evidence` beside the ledger, `notice` beside the ledger.
    subject: &'static str,
    /// With which provider; empty where with all of them.
    provider: String,
    /// In which currency (ISO 4217).
    currency: Option<String>,
    /// By how much our books lie above, in minor units, or how many differ, as a text; null where the provider did not say.
    difference: Option<String>,
}

impl TreasuryDay {
    async fn of(ctx: &Context<'_>, closed: ClosedDay) -> Result<TreasuryDay> {
        let ClosedDay { kept, statement } = closed;
        let parity = treasury(ctx).parity_of(kept.day).await?;
        Ok(TreasuryDay {
            day: Day(kept.day),
            number: kept.number,
            closed_at: Instant(kept.closed_at),
            rows: statement.rows.iter().map(TreasuryRow::of).collect(),
            banks: statement.banks.iter().map(TreasuryBank::of).collect(),
            open_breaks: i64::try_from(statement.breaks.len()).unwrap_or(i64::MAX),
            parity: parity.map(|(_, findings)| findings.iter().map(TreasuryParity::of).collect()),
            digest: kept.sealed.digest.to_string(),
            content: kept.sealed.content,
            key: kept.sealed.key,
            signature: kept.sealed.signature,
        })
    }
}

impl TreasuryRow {
    fn of(row: &Row) -> TreasuryRow {
        TreasuryRow {
            office: row.office.to_string(),
            tax: match row.tax {
                TaxType::Duty => "duty",
                TaxType::Vat => "vat",
                TaxType::Excise => "excise",
                TaxType::Fee => "fee",
                TaxType::Penalty => "penalty",
                TaxType::Interest => "interest",
                TaxType::Unallocated => "unallocated",
            },
            agency: row.agency.to_string(),
            account: row.account.to_string(),
            currency: row.currency.to_string(),
            collected_minor: row.collected.0.to_string(),
            given_back_minor: row.given_back.0.to_string(),
            matched_minor: row.matched.0.to_string(),
            in_breaks_minor: row.in_breaks.0.to_string(),
        }
    }
}

impl TreasuryBank {
    fn of(row: &BankRow) -> TreasuryBank {
        TreasuryBank {
            account: row.account.to_string(),
            currency: row.currency.to_string(),
            opening_minor: row.opening.0.to_string(),
            closing_minor: row.closing.0.to_string(),
            matched_minor: row.matched.0.to_string(),
            in_breaks_minor: row.in_breaks.0.to_string(),
        }
    }
}

impl TreasuryParity {
    fn of(finding: &Finding) -> TreasuryParity {
        TreasuryParity {
            subject: finding.subject.as_str(),
            provider: finding.provider.clone(),
            currency: finding.currency.map(|currency| currency.to_string()),
            difference: finding.difference.map(|difference| difference.to_string()),
        }
    }
}

/// What comes of closing a day.
#[derive(Union)]
enum CloseDayPayload {
    /// It is closed.
    Closed(TreasuryDay),
    /// It is not, and why.
    Refused(Refused),
}
