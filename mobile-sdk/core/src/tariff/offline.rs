//! What goods will cost, worked out on the phone: from packs, by the engine of the server. Never a number that is a guess: where no pack
//! holds the day, the chapter or the line, it says so.

use duty::{compute::LineComputation, goods::Declaration};
use index_core::order::sort_by;
use pack::{DutyRefusal, Pack, Rules, Sentences, Territory};
use vocabulary::Language;

use super::{declared, model};
use crate::{
    client::Core,
    content::{Freshness, Source},
    error::{FingertipError, Signed},
    money::Money,
};

/// Why packs do not say what is due.
pub enum Unanswered {
    /// No pack holds what it takes: the server may.
    NotHeld(FingertipError),
    /// What was asked is refused, and the server would refuse it too.
    Refused(FingertipError),
}

impl From<FingertipError> for Unanswered {
    fn from(error: FingertipError) -> Unanswered {
        Unanswered::Refused(error)
    }
}

impl From<Unanswered> for FingertipError {
    fn from(unanswered: Unanswered) -> FingertipError {
        match unanswered {
            Unanswered::NotHeld(error) | Unanswered::Refused(error) => error,
        }
    }
}

impl Core {
    /// Works out what is due from the newest pack that holds what it takes.
    pub fn duty_of_packs(&self, consignment: &model::Consignment) -> Result<model::DutyComputation, Unanswered> {
        let language = self.language()?;
        let (declaration, now) = (declared::declaration(consignment, self.today())?, self.instant());
        self.shelf.look(|packs| {
            let mut packs: Vec<_> = packs.values().map(|shelved| &shelved.pack).collect();
            sort_by(&mut packs, |one, other| other.manifest().created.cmp(&one.manifest().created));
            let mut closest: Option<DutyRefusal> = None;
            for pack in packs {
                let refusal = match pack.rules(&declaration, now) {
                    Ok(rules) => return Ok(shown(pack, &rules, &declaration, language)),
                    Err(refusal) => refusal,
                };
                if !is_elsewhere(&refusal) {
                    return Err(Unanswered::Refused(error_of(&refusal)));
                }
                // Of a pack that has taxes the reason says more than of one that has none.
                if closest.as_ref().is_none_or(|before| matches!(before, DutyRefusal::NotPublished { .. })) {
                    closest = Some(refusal);
                }
            }
            let nothing = || FingertipError::Offline { detail: "nothing on the phone answers this".to_owned() };
            Err(Unanswered::NotHeld(closest.as_ref().map_or_else(nothing, error_of)))
        })
    }
}

/// Whether the server, or another pack, may know better.
fn is_elsewhere(refusal: &DutyRefusal) -> bool {
    match refusal {
        DutyRefusal::Expired { .. }
        | DutyRefusal::NotPublished { .. }
        | DutyRefusal::DayNotCovered { .. }
        | DutyRefusal::ChapterNotCovered { .. }
        | DutyRefusal::Pack(_) => true,
        DutyRefusal::NotDeclarable { .. } | DutyRefusal::Lines { .. } => false,
    }
}

fn error_of(refusal: &DutyRefusal) -> FingertipError {
    let code = match refusal {
        DutyRefusal::Expired { .. } => "PACK_EXPIRED",
        DutyRefusal::NotPublished { .. } => "TAXES_NOT_PUBLISHED",
        DutyRefusal::DayNotCovered { .. } => "PACK_LACKS_DAY",
        DutyRefusal::ChapterNotCovered { .. } => "PACK_LACKS_CHAPTER",
        DutyRefusal::NotDeclarable { .. } => "CODE_NOT_DECLARABLE",
        DutyRefusal::Lines { .. } => "LINES_INVALID",
        DutyRefusal::Pack(_) => {
            return FingertipError::Integrity { what: Signed::Pack, detail: refusal.to_string() };
        }
    };
    FingertipError::invalid("", code, refusal)
}

fn shown(pack: &Pack<Vec<u8>>, rules: &Rules, declaration: &Declaration, language: Language) -> model::DutyComputation {
    let computation = rules.compute(declaration);
    let words = Words { territory: pack.territory(), sentences: pack.sentences(), declaration, language };
    model::DutyComputation {
        as_of: declaration.day.to_string(),
        total: computation.total.map(money),
        lines: declaration
            .lines
            .iter()
            .zip(&computation.lines)
            .map(|(goods, line)| words.line(goods.code.as_str(), line))
            .collect(),
        // A pack past its last day works nothing out, so that this is never stale.
        freshness: Freshness { source: Source::Pack, as_of_ms: rules.as_of.as_millisecond(), stale: false },
    }
}

/// What a computation is told in.
struct Words<'a> {
    territory: Option<&'a Territory>,
    sentences: &'a Sentences,
    declaration: &'a Declaration,
    language: Language,
}

impl Words<'_> {
    fn line(&self, code: &str, line: &LineComputation<'_>) -> model::DutyLine {
        let (total, charges, needs) = match &line.due {
            Ok(due) => (Some(money(due.total)), due.charges.iter().map(|charge| self.charge(charge)).collect(), Vec::new()),
            Err(needs) => (None, Vec::new(), needs.list().iter().map(|need| self.sentences.ask(need, self.language)).collect()),
        };
        model::DutyLine { code: code.to_owned(), total, charges, needs }
    }

    fn charge(&self, charge: &duty::compute::Charge<'_>) -> model::DutyCharge {
        let tax = &charge.tax.code;
        let name = self.territory.map_or(tax.as_str(), |own| own.tax_name(tax, self.declaration.day, self.language));
        model::DutyCharge {
            tax: tax.to_string(),
            name: name.to_owned(),
            amount: money(charge.amount),
            rate: charge.law.rate().map(|printed| printed.text.to_string()).unwrap_or_default(),
            source_act: charge.law.source_act().to_owned(),
        }
    }
}

fn money(money: vocabulary::Money) -> Money {
    Money { minor: money.minor, currency: money.currency.as_str().to_owned() }
}
