//! Receipts: for their payers, and for whoever is shown one.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use receipt::{Paper, Signed, What};
use vocabulary::{PaymentId, scalar::Instant};

use super::{now, payments};
use crate::{
    payment::KeptReceipt,
    platform::{
        graphql::language,
        message,
        money::MoneyAmount,
        policy::{Role, may},
        short_code::ShortCode,
    },
};

/// Questions about receipts.
#[derive(Default)]
pub struct ReceiptQuery;

#[Object]
impl ReceiptQuery {
    /// The receipts of a payment, for whoever has its id: one for each notice that it paid. Empty while it is not paid.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), cache_control(private), complexity = "100 * child_complexity")]
    async fn receipts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the payment.")] payment: String,
    ) -> Result<Vec<ShownReceipt>> {
        let (Ok(id), Some(receipts)) = (payment.parse::<PaymentId>(), payments(ctx).receipts()) else { return Ok(Vec::new()) };
        Ok(receipts.of_payment(id).await?.into_iter().map(ShownReceipt).collect())
    }

    /// What a receipt that somebody shows is worth, by its text (`CR1:…`, what its QR code holds) or its short code. Whoever has the keys
    /// (`receiptKeys`) can say so without us.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), cache_control(private))]
    async fn verify_receipt(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The text of the receipt, or its short code.")] shown: String,
    ) -> Result<ReceiptVerdict> {
        let Some(receipts) = payments(ctx).receipts() else { return Ok(ReceiptVerdict::of(ctx, "unknown", None)) };
        if let Ok(code) = shown.parse::<ShortCode>() {
            let Some(found) = receipts.by_code(&code).await? else { return Ok(ReceiptVerdict::of(ctx, "unknown", None)) };
            let became = receipts.became(&found).await?;
            return Ok(ReceiptVerdict {
                became: became.map(ReceiptChange::from),
                ..ReceiptVerdict::of(ctx, "valid", Some(found.signed))
            }
            .told(ctx));
        }
        let verified = receipts.verify(shown.trim(), now(ctx)).await?;
        let verdict = ReceiptVerdict::of(ctx, verified.verdict, verified.signed);
        Ok(ReceiptVerdict { became: verified.became.map(ReceiptChange::from), ..verdict }.told(ctx))
    }

    /// The keys by which anybody verifies our receipts, each with the time in which it signs.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), cache_control(max_age = 300), complexity = "100 * child_complexity")]
    async fn receipt_keys(&self, ctx: &Context<'_>) -> Result<Vec<ReceiptKey>> {
        let Some(receipts) = payments(ctx).receipts() else { return Ok(Vec::new()) };
        let keys = receipts.keys(now(ctx)).await?;
        let key = |key: &receipt::PublishedKey| ReceiptKey {
            id: hex::encode(key.public.id().as_bytes()),
            public: key.public.to_string(),
            from: Instant(key.from),
            until: Instant(key.until),
            revoked_at: key.revoked_at.map(Instant),
        };
        Ok(keys.keys().map(key).collect())
    }
}

/// A receipt: that money arrived. It is never changed.
#[derive(Clone)]
pub struct ShownReceipt(KeptReceipt);

#[Object(name = "Receipt")]
impl ShownReceipt {
    /// Its series: territory, office, year.
    async fn series(&self) -> &str {
        &self.0.series
    }

    /// Its number there: 1, 2, 3 … without a gap.
    async fn number(&self) -> i64 {
        self.0.number
    }

    /// A short code, to read aloud. `/r/` and this code is the receipt as a page, to be printed.
    async fn code(&self) -> String {
        self.0.code.to_string()
    }

    /// The whole of it, signed, as its QR code holds it (`docs/receipts.md`).
    async fn text(&self) -> String {
        self.0.signed.text()
    }

    /// Its QR code, as SVG.
    async fn qr(&self) -> Result<String> {
        Ok(self.0.qr()?)
    }

    /// When it was issued.
    async fn issued_at(&self) -> Instant {
        Instant(self.0.issued_at)
    }

    /// What was paid.
    async fn total(&self) -> Option<MoneyAmount> {
        receipt_of(&self.0.signed).map(|receipt| receipt.amounts.total().into())
    }

    /// The reference of the notice that was paid.
    async fn notice(&self) -> Option<String> {
        receipt_of(&self.0.signed).map(|receipt| receipt.notice.as_str().to_owned())
    }
}

fn receipt_of(signed: &Signed) -> Option<&receipt::Receipt> {
    match signed.paper() {
        Paper::Receipt(receipt) => Some(receipt),
        _ => None,
    }
}

/// What a receipt is worth.
#[derive(SimpleObject)]
pub struct ReceiptVerdict {
    /// `valid`, or why not: the codes of `docs/receipts.md`; `unknown` for a short code that is none.
    verdict: String,
    /// What that means, in the language of the caller.
    text: String,
    /// What is signed, where it is ours and unchanged.
    receipt: Option<SignedReceipt>,
    /// What became of it since it was issued; nothing where it stands as it is.
    became: Option<ReceiptChange>,
}

/// What became of a receipt since it was issued.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum ReceiptChange {
    /// A part was given back.
    PartlyRepaid,
    /// All of it was given back.
    Repaid,
    /// The provider took the money back.
    Reversed,
}

impl From<What> for ReceiptChange {
    fn from(what: What) -> ReceiptChange {
        match what {
            What::PartlyRepaid => ReceiptChange::PartlyRepaid,
            What::Repaid => ReceiptChange::Repaid,
            What::Reversed => ReceiptChange::Reversed,
        }
    }
}

/// What a receipt says.
#[derive(SimpleObject)]
pub struct SignedReceipt {
    /// Its series: territory, office, year.
    series: String,
    /// Its number there.
    number: i64,
    /// When it was issued.
    issued_at: Instant,
    /// The reference of the notice that was paid.
    notice: String,
    /// What was paid.
    total: MoneyAmount,
    /// Whose debt it was, masked.
    debtor: Option<String>,
}

impl ReceiptVerdict {
    fn of(ctx: &Context<'_>, verdict: &str, signed: Option<Signed>) -> ReceiptVerdict {
        let key = if verdict == "valid" { "receipt-valid" } else { "receipt-not-valid" };
        ReceiptVerdict {
            verdict: verdict.to_owned(),
            text: message::render(language(ctx, None), key, &[]).unwrap_or_default(),
            receipt: signed.as_ref().and_then(receipt_of).map(SignedReceipt::of),
            became: None,
        }
    }

    /// Says what became of it, where something did.
    fn told(self, ctx: &Context<'_>) -> ReceiptVerdict {
        let key = match self.became {
            None => return self,
            Some(ReceiptChange::PartlyRepaid) => "receipt-partly-repaid",
            Some(ReceiptChange::Repaid) => "receipt-repaid",
            Some(ReceiptChange::Reversed) => "receipt-reversed",
        };
        ReceiptVerdict { text: message::render(language(ctx, None), key, &[]).unwrap_or_default(), ..self }
    }
}

impl SignedReceipt {
    fn of(receipt: &receipt::Receipt) -> SignedReceipt {
        let series = receipt.place.series();
        SignedReceipt {
            series: format!("{}-{}-{}", series.issuer, series.office.as_str(), series.year),
            number: receipt.place.number().into(),
            issued_at: Instant(receipt.issued_at),
            notice: receipt.notice.as_str().to_owned(),
            total: receipt.amounts.total().into(),
            debtor: receipt.debtor.as_ref().map(|debtor| debtor.as_str().to_owned()),
        }
    }
}

/// A key by which receipts are verified.
#[derive(SimpleObject)]
pub struct ReceiptKey {
    /// Its short name: the first four bytes of the SHA-256 of the key, in hexadecimal digits.
    id: String,
    /// The 32 bytes of Ed25519 in hexadecimal digits.
    public: String,
    /// From when it signs.
    from: Instant,
    /// Until when it signs.
    until: Instant,
    /// When it was found that somebody else may have it.
    revoked_at: Option<Instant>,
}
