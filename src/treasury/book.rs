//! The books of providers, read over their interface: every change of our balance, each once, and what they took for it. Rows REC-01, LED-10.

use gateway::{BookEntry, BookReason};
use jiff::SignedDuration;
use payment::ledger::treasury as posting;
use reconciliation::{FileDigest, Kind, OurId, Place, ProviderLine, Reference};
use vocabulary::{Money, Timestamp};

use super::{
    service::Treasury,
    store::{self, NewLine, Progress},
};
use crate::platform::{database, fault::Fault};

/// How many pages of a book are read in one go: a hundred thousand entries, as the largest provider pages.
const PAGES_MAX: usize = 1_000;
/// How far back a book is read that was never read before.
const FIRST: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How far back it is read again each time: lists of providers show what happened a little later.
const AGAIN: SignedDuration = SignedDuration::from_hours(24);

/// What came of reading a provider's book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// It was read to its end, and so many of its lines were new.
    Lines(u64),
    /// Nobody answered, or what was answered cannot be read: what came before that is kept, and the rest is read next time.
    Unsure,
    /// There is no such provider, or it lets nobody read its book.
    NoBook,
}

/// Something that does not fit into a line.
#[derive(Debug, thiserror::Error)]
#[error("the provider lists {0}, which is no line of a book")]
struct NoLine(String);

impl Treasury {
    /// Reads the book of a provider since it was read last. What is there already changes nothing.
    ///
    /// # Errors
    /// Faults when the database cannot keep it, or when an entry is none.
    pub async fn fetch(&self, provider: &str, now: Timestamp) -> Result<Fetched, Fault> {
        let Some(book) = self.providers.get(provider).and_then(|gateway| gateway.book()) else { return Ok(Fetched::NoBook) };
        let read = store::read_until(self.database.connection(), provider).await?;
        let from = read.map_or_else(|| now.saturating_sub(FIRST), |read| read.saturating_sub(AGAIN));
        let from = from.map_err(Fault::while_("reading a book"))?;
        let (mut after, mut count) = (None, 0);
        for _ in 0..PAGES_MAX {
            let Ok(page) = book.page(from, now, after.as_deref()).await else { return Ok(Fetched::Unsure) };
            count += self.keep_page(provider, &page.entries, now).await?;
            after = page.after;
            if after.is_none() {
                store::set_read_until(self.database.connection(), provider, now).await?;
                return Ok(Fetched::Lines(count));
            }
        }
        Ok(Fetched::Unsure)
    }

    /// Keeps a page, and posts what the provider took for each line that is new (row LED-10): it never takes from what a trader is credited.
    async fn keep_page(&self, provider: &str, entries: &[BookEntry], now: Timestamp) -> Result<u64, Fault> {
        let unit = self.database.begin().await?;
        let mut count = 0;
        for one in entries {
            let line = line(provider, one)?;
            let is_new = store::add_lines(&unit, &[NewLine::of_provider(&line)?], Progress::Open, now).await? > 0;
            // The fee of a dispute is posted with it (row LED-18).
            let is_dispute = matches!(line.kind, Kind::DisputeWithdrawn | Kind::DisputeReinstated);
            if is_new && line.fee > 0 && !is_dispute {
                let fee = posting::provider_fee(provider, one.fee).map_err(Fault::while_("posting what a provider took"))?;
                self.books.post(&unit, &fee, None, now).await?;
            }
            count += u64::from(is_new);
        }
        database::commit(unit).await?;
        Ok(count)
    }
}

/// Reads an entry of a book as a line. It is named by what the provider calls it, so that it is one line however often it is read.
fn line(provider: &str, entry: &BookEntry) -> Result<ProviderLine, Fault> {
    const DOING: &str = "reading an entry of a book";
    let name = format!("{provider} {}", entry.provider_reference);
    let place = Place { file: FileDigest::of(name.as_bytes()), line: 1, part: 0 };
    let kind = match entry.reason {
        BookReason::Charge => Kind::Payment,
        BookReason::Refund => Kind::Repayment,
        BookReason::RefundFailure => Kind::RepaymentReturned,
        BookReason::Dispute if entry.amount.minor < 0 => Kind::DisputeWithdrawn,
        BookReason::Dispute => Kind::DisputeReinstated,
        BookReason::Payout => Kind::Payout,
        BookReason::PayoutFailure => Kind::PayoutReturned,
        BookReason::Other if entry.amount.minor < 0 => Kind::Fee,
        BookReason::Other => Kind::Other,
    };
    // A payment is called as its order is; what goes back, as itself.
    let called = match kind {
        Kind::Payment => entry.order.as_ref().or(entry.source.as_ref()),
        _ => entry.source.as_ref(),
    };
    let reference = called.and_then(|called| called.parse::<Reference>().ok());
    if entry.fee.currency != entry.amount.currency {
        return Err(Fault::while_(DOING)(NoLine(entry.provider_reference.clone())));
    }
    Ok(ProviderLine {
        place,
        provider: provider.parse().map_err(Fault::while_(DOING))?,
        kind,
        reference,
        our_id: entry.ours.as_deref().and_then(our_id),
        amount: Money::new(entry.amount.minor, entry.amount.currency),
        fee: entry.fee.minor,
        settled: None,
        account: None,
        payout: None,
        at: entry.created_at,
        available_on: entry.available_at.map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).date()),
        // The book is that of the mode we are in: a provider keeps one for each.
        live: true,
    })
}

fn our_id(text: &str) -> Option<OurId> {
    let is_id = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_id.then(|| u128::from_str_radix(text, 16).ok().map(OurId))?
}
