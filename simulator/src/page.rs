//! The payer's page: what is to be paid, and one button for each thing a payer can do. Without script.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Path},
};

use crate::{currency, payer::Deed, server::State, world::World};

/// What the page says.
struct Shown {
    id: String,
    amount: String,
    purpose: String,
    standing: String,
    open: bool,
}

/// Shows the page of a payment.
pub(crate) async fn show(state: Data<State>, id: Path<String>) -> HttpResponse {
    let shown = state.world().shown(&id);
    let (mut response, body) = match shown {
        Some(shown) => (HttpResponse::Ok(), page(&shown)),
        None => {
            (HttpResponse::NotFound(), "<!doctype html><title>Simulated payment</title><p>There is no such payment.".to_owned())
        }
    };
    response
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; form-action 'self'; frame-ancestors 'none'"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .body(body)
}

impl World {
    fn shown(&self, id: &str) -> Option<Shown> {
        if let Some(intent) = self.stripe.intents.get(id) {
            let decimals = currency::counting(&intent.currency)?.decimals;
            let standing = intent.status.name().to_owned();
            return Some(Shown {
                id: id.to_owned(),
                amount: format!("{} {}", intent.currency, decimal(intent.amount, decimals)),
                purpose: intent.description.clone().unwrap_or_default(),
                open: matches!(standing.as_str(), "requires_payment_method" | "requires_action"),
                standing,
            });
        }
        let prompt = self.mobile.prompts.get(id)?;
        Some(Shown {
            id: id.to_owned(),
            amount: format!("{} {}", prompt.currency, prompt.amount),
            purpose: prompt.note.clone(),
            standing: prompt.standing.name().to_owned(),
            open: prompt.standing.is_open(),
        })
    }
}

/// Writes whole units of the provider as people read them.
pub(crate) fn decimal(units: i64, decimals: u8) -> String {
    let places = usize::from(decimals);
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    if places == 0 { whole.to_owned() } else { format!("{whole}.{fraction}") }
}

fn page(shown: &Shown) -> String {
    let buttons: String = Deed::NAMED
        .into_iter()
        .filter(|_| shown.open)
        .map(|(name, deed)| {
            let label = match deed {
                Deed::Approve => "Approve",
                Deed::Decline => "Decline",
                Deed::Challenge => "Ask me for a proof first",
                Deed::Twice => "Pay twice",
                Deed::Leave => "Walk away",
            };
            let id = escaped(&shown.id);
            format!("<form method=\"post\" action=\"/sim/payments/{id}/{name}\"><p><button>{label}</button></form>")
        })
        .collect();
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Simulated payment</title><h1>Simulated payment</h1><p>No money moves here.<p><strong>{}</strong><p>{}\
         <p>Now: {}{buttons}</html>",
        escaped(&shown.amount),
        escaped(&shown.purpose),
        escaped(&shown.standing),
    )
}

fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut written, character| {
        match character {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\'' => written.push_str("&#39;"),
            _ => written.push(character),
        }
        written
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_cannot_write_the_page() {
        let shown = Shown {
            id: "pi_1".to_owned(),
            amount: "KES 5.00".to_owned(),
            purpose: "<script>alert('\"')</script>".to_owned(),
            standing: "requires_payment_method".to_owned(),
            open: true,
        };
        let page = page(&shown);
        assert!(page.contains("&lt;script&gt;alert(&#39;&quot;&#39;)"), "{page}");
        assert!(page.contains("/sim/payments/pi_1/approve"), "{page}");
    }

    #[test]
    fn amounts_are_written_with_their_decimals() {
        assert_eq!(decimal(5, 2), "0.05");
        assert_eq!(decimal(9_007_199_254_740_993, 3), "9007199254740.993");
        assert_eq!(decimal(7, 0), "7");
    }
}
