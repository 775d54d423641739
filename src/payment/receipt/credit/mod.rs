//! Credit notes: what a receipt said was paid and went back since. Signed, in a series of their own, in the unit of work in which the money
//! went; the receipt stays as it is. Rows RCP-06, INV-10.

mod rows;
mod store;

use std::collections::BTreeMap;

use payment::Portion;
use receipt::{
    Amounts, Change, CreditNote, Name, Notes, Paper, Place, Provider, Reason, Series, Signed, StatusList, TakenBack, What,
};
use vocabulary::{PaymentId, RepaymentId, Timestamp};

use self::store::Gone;
pub use self::store::KeptCreditNote;
pub(super) use self::store::by_code;
use super::{KeptReceipt, Receipts, code, fixed, shortened, store as receipts, sums::Sums};
use crate::{
    payment::notice::IssuedNotice,
    platform::{database::Transaction, fault::Fault},
};

const DOING: &str = "writing a credit note";

/// Why money of a receipt went back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditReason {
    /// We gave it back.
    Repaid,
    /// The provider took it back: a dispute was lost.
    Reversed,
}

/// Money that went back.
pub struct Credit<'a> {
    /// The repayment, or the dispute that was lost.
    pub child: RepaymentId,
    /// The payment.
    pub payment: PaymentId,
    /// The charges that it is of.
    pub parts: &'a [Portion],
    /// Who carries the money, and what they call it.
    pub carrier: (&'a str, &'a str),
    /// Why.
    pub reason: CreditReason,
}

impl Receipts {
    /// Signs a credit note for each receipt of which something went back, once for each repayment or dispute.
    pub(in crate::payment) async fn credit(
        &self,
        unit: &Transaction,
        credit: &Credit<'_>,
        locked: &[IssuedNotice],
        now: Timestamp,
    ) -> Result<(), Fault> {
        // Money that came back and went again is credited already.
        if !store::of_child(unit, &credit.child.to_string()).await?.is_empty() {
            return Ok(());
        }
        let issued = receipts::of_payment(unit, credit.payment).await?;
        for portion in credit.parts {
            let Some(notice) = locked.iter().find(|issued| issued.notice.id == portion.notice) else { continue };
            let mut open = Sums::of(notice, &portion.parts)?;
            let reference = notice.notice.reference.to_string();
            for receipt in &issued {
                let Paper::Receipt(paper) = receipt.signed.paper() else { continue };
                if paper.notice.as_str() != reference {
                    continue;
                }
                if let Some(amounts) = open.within(&paper.amounts)? {
                    self.credit_one(unit, credit, (notice, receipt), amounts, now).await?;
                }
            }
        }
        Ok(())
    }

    async fn credit_one(
        &self,
        unit: &Transaction,
        credit: &Credit<'_>,
        (notice, receipt): (&IssuedNotice, &KeptReceipt),
        amounts: Amounts,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let year = u16::try_from(now.to_zoned(jiff::tz::TimeZone::UTC).year()).unwrap_or_default();
        let series = Series { issuer: self.issuer, office: fixed("HQ")?, year };
        // Its counter stands beside that of the receipts.
        let name = format!("{}-{}-{year}-C", self.issuer, series.office.as_str());
        let (number, previous) = receipts::next(unit, &name).await?;
        let (provider, reference) = credit.carrier;
        let note = CreditNote {
            place: Place::new(series, number, fixed("1")?, previous).map_err(Fault::while_(DOING))?,
            issued_at: now,
            notice: fixed(&notice.notice.reference.to_string())?,
            repayment: credit.child,
            amounts,
            // Whoever pays needs no account, and a name that nobody checked proves nothing.
            beneficiary: fixed::<Name>("-")?,
            provider: Some(Provider {
                name: shortened(provider, 12).unwrap_or("-").parse().map_err(Fault::while_(DOING))?,
                reference: shortened(reference, 40).unwrap_or("-").parse().map_err(Fault::while_(DOING))?,
            }),
            legal_text: fixed("TFA-7.2")?,
            takes_back: TakenBack::naming(&receipt.signed).map_err(Fault::while_(DOING))?,
            reason: match credit.reason {
                CreditReason::Repaid => Reason::Repaid,
                CreditReason::Reversed => Reason::Reversed,
            },
            notes: Notes::default(),
        };
        note.fits(&receipt.signed).map_err(Fault::while_(DOING))?;
        let minor = note.amounts.total().minor;
        let signed =
            Paper::CreditNote(note).sign(&self.public()?, |message| self.key.sign(message)).map_err(Fault::while_(DOING))?;
        let kept = KeptCreditNote { code: code(&signed), series: name, number: number.into(), issued_at: now, signed };
        store::add(unit, (credit, notice.notice.id, receipt), (&kept, minor)).await
    }

    /// Reads the credit notes of a repayment or a dispute.
    pub(in crate::payment) async fn credit_notes_of(&self, child: &str) -> Result<Vec<KeptCreditNote>, Fault> {
        store::of_child(self.database.connection(), child).await
    }

    /// Says what became of a receipt since it was issued: nothing where nothing did.
    pub(super) async fn changed(&self, receipt: &KeptReceipt) -> Result<Option<Change>, Fault> {
        let gone = store::gone_of(self.database.connection(), receipt).await?;
        Ok(gone.and_then(|gone| gone.change_of(&receipt.signed)))
    }

    /// Lists what became of receipts: of the newest [`receipt::CHANGES_MAX`], of which more is known than that they were good when they were
    /// issued.
    pub(super) async fn all_changes(&self, as_of: Timestamp) -> Result<StatusList, Fault> {
        let gone = store::gone_of_all(self.database.connection(), receipt::CHANGES_MAX).await?;
        let changes = gone.into_iter().filter_map(|(signed, gone)| Some((signed.digest(), gone.change_of(&signed)?))).collect();
        StatusList::new(self.issuer, as_of, changes).map_err(Fault::while_("listing what became of receipts"))
    }

    /// Lists what became of one receipt, as phones are told of all.
    pub(super) fn list_of(&self, receipt: &Signed, change: Option<Change>, now: Timestamp) -> Result<StatusList, Fault> {
        let changes = change.map(|change| (receipt.digest(), change)).into_iter().collect();
        StatusList::new(self.issuer, now, changes).map_err(Fault::while_("listing what became of a receipt"))
    }
}

impl Gone {
    /// Says what that makes of a receipt.
    fn change_of(&self, receipt: &Signed) -> Option<Change> {
        let Paper::Receipt(paper) = receipt.paper() else { return None };
        let what = match (self.is_reversed, self.minor >= paper.amounts.total().minor) {
            (_, false) => What::PartlyRepaid,
            (true, true) => What::Reversed,
            (false, true) => What::Repaid,
        };
        Some(Change { what, at: self.last_at })
    }
}

impl Sums {
    /// Takes out what a receipt says was paid; nothing where none of it is on it.
    fn within(&mut self, paid: &Amounts) -> Result<Option<Amounts>, Fault> {
        let (mut taxes, mut fees) = (BTreeMap::new(), BTreeMap::new());
        for (tax, money) in paid.taxes() {
            let here = take(self.taxes.get_mut(&tax), money.minor);
            if here > 0 {
                taxes.insert(tax, here);
            }
        }
        for (agency, money) in paid.fees() {
            let here = take(self.fees.get_mut(agency), money.minor);
            if here > 0 {
                fees.insert(agency.clone(), here);
            }
        }
        if taxes.is_empty() && fees.is_empty() {
            return Ok(None);
        }
        Amounts::new(paid.total().currency, taxes, fees).map(Some).map_err(Fault::while_(DOING))
    }
}

/// Takes as much as there is and as is asked for.
fn take(open: Option<&mut i64>, most: i64) -> i64 {
    let Some(open) = open else { return 0 };
    let here = most.min(*open);
    *open -= here;
    here
}
