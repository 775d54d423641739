//! The trait behind which providers are.

use async_trait::async_trait;
use jiff::SignedDuration;
use payment::ProviderKey;
use vocabulary::Money;

use crate::{
    answer::{Answer, RepaymentAnswer},
    book::Book,
    holder::HolderAnswer,
    notice::{Envelope, Notice, NoticeRefused},
    order::{Order, PayerNumber, Repayment},
};

/// A provider of payments: card gateway, mobile-money operator, or the simulator.
///
/// Whoever calls has stored order and key before (D7, row IDM-12). Each operation is tried three times at most under the same key, never
/// longer than the pace allows, and an answer that is missing is [`Answer::Unsure`], never a failure.
#[async_trait]
pub trait Gateway: Send + Sync {
    /// Returns its name, as it is stored with attempts and notices.
    fn name(&self) -> &'static str;

    /// Returns how long after `started_at` an order may be given again under its key without the risk of a second one: within it, giving it
    /// again is the surest way out of doubt; after that it is only looked for (rows CR-05, IDM-13). Zero where the provider knows no keys.
    fn repeats_within(&self) -> SignedDuration;

    /// Says whether an order asks nobody anything before its payer goes to it. Then one whose reference was never told is given again under its key
    /// even where it is to be ended: it is surer than to look for it among all others.
    fn waits_for_payer(&self) -> bool {
        false
    }

    /// Returns its book, where it lets us read one.
    fn book(&self) -> Option<&dyn Book> {
        None
    }

    /// Gives an order: makes it at the provider, and says what the payer needs.
    async fn start(&self, order: &Order, key: &ProviderKey) -> Answer;

    /// Asks where an order stands, by the provider's reference, or by our id where it is not known. Never [`Answer::Refused`]: that we may
    /// not ask says nothing of the order.
    async fn look(&self, order: &Order, reference: Option<&str>) -> Answer;

    /// Takes all or part of what is held; the rest is let go.
    async fn capture(&self, order: &Order, reference: &str, amount: Money, key: &ProviderKey) -> Answer;

    /// Ends an order before money was taken. Where a provider cannot, the answer says where it stands. Never [`Answer::Refused`]: an order
    /// that cannot be ended may still be paid.
    async fn cancel(&self, order: &Order, reference: Option<&str>, key: &ProviderKey) -> Answer;

    /// Gives money back.
    async fn repay(&self, repayment: &Repayment, key: &ProviderKey) -> RepaymentAnswer;

    /// Asks where a repayment stands, by the provider's reference, or by our id where it is not known. Refused only where repayments are
    /// not offered at all.
    async fn look_repayment(&self, repayment: &Repayment, reference: Option<&str>) -> RepaymentAnswer;

    /// Asks in whose name the wallet of a number stands, and whether there is one (row PAY-G5). Nothing happens at the provider. Most have
    /// no such question: cards go back to the card, and what is public of Daraja names no wallets.
    async fn holder(&self, _number: &PayerNumber) -> HolderAnswer {
        HolderAnswer::NotOffered
    }

    /// Reads a notice, if it is the provider's.
    ///
    /// # Errors
    /// Says why it is not taken. Nothing follows from such a notice.
    fn read_notice(&self, envelope: &Envelope<'_>) -> Result<Notice, NoticeRefused>;
}
