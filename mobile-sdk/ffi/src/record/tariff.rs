//! What is asked of the tariff, and what comes back. The same as in the core, for UniFFI.

use fingertip_sdk_core::{
    Claim, Consignment, DutyCharge, DutyComputation, DutyLine, Freshness, Goods, Measure, Money, Quantity, SavedEstimate,
    Statement, TariffSheet,
};

/// A line of the tariff and what stands on it.
#[uniffi::remote(Record)]
pub struct TariffSheet {
    /// Its code.
    pub code: String,
    /// What it covers, where that is published.
    pub description: Option<String>,
    /// The lines above, outermost first.
    pub ancestors: Vec<String>,
    /// Whether goods can be declared under it.
    pub is_declarable: bool,
    /// What stands on it.
    pub measures: Vec<Measure>,
    /// How fresh it is.
    pub freshness: Freshness,
}

/// A duty, quota, prohibition or preference.
#[uniffi::remote(Record)]
pub struct Measure {
    /// On which code it stands.
    pub code: String,
    /// What it does, as the contract names it.
    pub measure_type: String,
    /// For which origin; nothing for all.
    pub origin: Option<String>,
    /// On which condition.
    pub condition: Option<String>,
    /// The rate, as it is printed.
    pub rate: Option<String>,
    /// The law it stands in.
    pub source_act: String,
}

/// A consignment, as it would be declared.
#[uniffi::remote(Record)]
pub struct Consignment {
    /// The day of the declaration (`2026-03-01`); today in the territory where nothing is said.
    #[uniffi(default = None)]
    pub as_of: Option<String>,
    /// Whether it goes out of the territory.
    #[uniffi(default = false)]
    pub is_export: bool,
    /// Its lines, 1 to 100.
    #[uniffi(default = [])]
    pub lines: Vec<Goods>,
}

/// The goods on one line. Say what is known: what is missing is asked for.
#[uniffi::remote(Record)]
pub struct Goods {
    /// Their code.
    pub code: String,
    /// The country they originate in; of exports, the country they go to.
    pub country: String,
    /// Their customs value.
    #[uniffi(default = None)]
    pub customs_value: Option<Money>,
    /// Their value free on board.
    #[uniffi(default = None)]
    pub fob_value: Option<Money>,
    /// The freight to the border.
    #[uniffi(default = None)]
    pub freight: Option<Money>,
    /// The insurance to the border.
    #[uniffi(default = None)]
    pub insurance: Option<Money>,
    /// Their retail price, with all taxes.
    #[uniffi(default = None)]
    pub retail_price: Option<Money>,
    /// Their quantities.
    #[uniffi(default = [])]
    pub quantities: Vec<Quantity>,
    /// The documents at hand, by their codes.
    #[uniffi(default = [])]
    pub documents: Vec<String>,
    /// Their additional codes.
    #[uniffi(default = [])]
    pub additional_codes: Vec<String>,
    /// What is so, and what is not, of what was asked.
    #[uniffi(default = [])]
    pub statements: Vec<Statement>,
    /// What is asked for instead of the normal duty.
    #[uniffi(default = None)]
    pub claim: Option<Claim>,
}

/// A quantity of goods.
#[uniffi::remote(Record)]
pub struct Quantity {
    /// How much: an exact decimal (`1250.5`).
    pub quantity: String,
    /// Of which unit (UN/ECE Recommendation 20).
    pub unit: String,
    /// Of what, where it is not of the goods as such.
    #[uniffi(default = None)]
    pub of: Option<String>,
}

/// What the trader says of something that was asked.
#[uniffi::remote(Record)]
pub struct Statement {
    /// What was asked, word for word.
    pub text: String,
    /// Whether it is so.
    pub holds: bool,
}

/// What is asked for instead of the normal duty.
#[uniffi::remote(Record)]
pub struct Claim {
    /// What kind of measure (`PREFERENCE`, `QUOTA`, `SUSPENSION`, `END_USE`, `SIMPLIFIED`).
    pub measure_type: String,
    /// Under which agreement or scheme.
    #[uniffi(default = None)]
    pub area: Option<String>,
    /// From which quota.
    #[uniffi(default = None)]
    pub quota: Option<String>,
}

/// What goods will cost. Never binding.
#[uniffi::remote(Record)]
pub struct DutyComputation {
    /// The day whose rules and rates of exchange it stands on.
    pub as_of: String,
    /// All that is due; nothing where anything is missing.
    pub total: Option<Money>,
    /// Line by line.
    pub lines: Vec<DutyLine>,
    /// How fresh it is.
    pub freshness: Freshness,
}

/// What a line will cost.
#[uniffi::remote(Record)]
pub struct DutyLine {
    /// Its code.
    pub code: String,
    /// What is due on it.
    pub total: Option<Money>,
    /// Tax by tax.
    pub charges: Vec<DutyCharge>,
    /// What has to be known first, a sentence for each.
    pub needs: Vec<String>,
}

/// A duty, tax or levy.
#[uniffi::remote(Record)]
pub struct DutyCharge {
    /// The code of the tax.
    pub tax: String,
    /// Its name.
    pub name: String,
    /// How much.
    pub amount: Money,
    /// At which rate, as it is printed.
    pub rate: String,
    /// The law it stands in.
    pub source_act: String,
}

/// A computation that the server keeps under a short code. Never binding.
#[uniffi::remote(Record)]
pub struct SavedEstimate {
    /// What it is found by.
    pub code: String,
    /// The address of its page.
    pub share_url: String,
    /// Until when it is kept (RFC 3339).
    pub expires_at: String,
    /// All that is due.
    pub total: Money,
    /// The day it stands on.
    pub as_of: String,
}
