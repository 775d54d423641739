//! What units are called in tariffs: names as they are printed. All of them come to codes of UN/ECE Recommendation 20.

use crate::{
    exact::Exact,
    name::Aspect,
    rate::{Counted, Measured, Per},
    unit::Unit,
};

/// What a printed unit counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counting {
    size: i64,
    unit: &'static str,
    of: Option<&'static str>,
    counted: Share,
}

/// Which part of it.
#[derive(Clone, Copy, Debug)]
enum Share {
    All,
    Above(&'static str),
    Below(&'static str),
}

/// A spelling, its pieces parted by blanks, and what it counts; each of each where there are several.
pub(super) type UnitName = (&'static str, &'static [Counting]);

pub(super) const fn one(unit: &'static str) -> Counting {
    many(1, unit)
}

pub(super) const fn many(size: i64, unit: &'static str) -> Counting {
    Counting { size, unit, of: None, counted: Share::All }
}

impl Counting {
    pub(super) const fn of(self, aspect: &'static str) -> Counting {
        Counting { of: Some(aspect), ..self }
    }

    pub(super) const fn above(self, figure: &'static str) -> Counting {
        Counting { counted: Share::Above(figure), ..self }
    }

    pub(super) const fn below(self, figure: &'static str) -> Counting {
        Counting { counted: Share::Below(figure), ..self }
    }

    /// Returns it as a part of a rate; nothing if a table of names is wrong, which a test would show.
    pub(super) fn per(&self) -> Option<Per> {
        let of: Option<Aspect> = self.of.map(str::parse).transpose().ok()?;
        let counted = match self.counted {
            Share::All => Counted::All,
            Share::Above(figure) => Counted::Above(figure.parse().ok()?),
            Share::Below(figure) => Counted::Below(figure.parse().ok()?),
        };
        let unit: Unit = self.unit.parse().ok()?;
        Some(Per { size: Exact::whole(self.size), measured: Measured { unit, of }, counted })
    }
}

/// Names in any tariff. The longest that fits is taken.
pub(super) const NAMES: &[UnitName] = &[
    // Mass.
    ("kg", &[one("KGM")]),
    ("kgs", &[one("KGM")]),
    ("kilogram", &[one("KGM")]),
    ("kilograms", &[one("KGM")]),
    ("kilo", &[one("KGM")]),
    ("g", &[one("GRM")]),
    ("gram", &[one("GRM")]),
    ("grams", &[one("GRM")]),
    ("mg", &[one("MGM")]),
    ("t", &[one("TNE")]),
    ("tonne", &[one("TNE")]),
    ("tonnes", &[one("TNE")]),
    ("decitonne", &[one("DTN")]),
    ("decitonnes", &[one("DTN")]),
    ("lb", &[one("LBR")]),
    ("kg / net eda", &[one("KGM").of("drained net weight")]),
    ("kg common wheat", &[one("KGM").of("common wheat")]),
    ("kg / br", &[one("KGM").of("gross weight")]),
    ("GKG", &[one("KGM").of("gross weight")]),
    ("kg live weight", &[one("KGM").of("live weight")]),
    ("kg / net mas", &[one("KGM").of("dry matter")]),
    ("kg std qual", &[one("KGM").of("standard quality")]),
    ("kg raw sugar", &[one("KGM").of("raw sugar")]),
    ("kg / raw sugar", &[one("KGM").of("raw sugar")]),
    ("kg / tot / alc", &[one("KGM").of("total alcohol")]),
    ("kg / lactic matter", &[one("KGM").of("lactic matter")]),
    ("kg / dry lactic matter", &[one("KGM").of("dry lactic matter")]),
    ("kg / biodiesel", &[one("KGM").of("biodiesel")]),
    ("kg / fuel content", &[one("KGM").of("fuel content")]),
    ("kg / bioethanol", &[one("KGM").of("bioethanol")]),
    ("kg / polar", &[one("KGM").of("weight at the standard polarisation")]),
    ("kg / net / % sacchar .", &[one("KGM"), one("BRX")]),
    ("kg / net / % saccha .", &[one("KGM"), one("BRX")]),
    ("kg N", &[one("KNI")]),
    ("kg P₂O₅", &[one("KPP")]),
    ("kg K₂O", &[one("KPO")]),
    ("kg H₂O₂", &[one("KNS")]),
    ("kg KOH", &[one("KPH")]),
    ("kg NaOH", &[one("KSH")]),
    ("kg U", &[one("KUR")]),
    ("kg 90 % sdt", &[one("KSD")]),
    ("kg DHS", &[one("DHS")]),
    ("kg methylamines", &[one("KMA")]),
    ("kg C₅H₁₄ClNO", &[one("KCC")]),
    ("tonne KCl", &[one("KCL")]),
    ("gi F / S", &[one("GFI")]),
    ("c / k", &[one("CTM")]),
    ("carat", &[one("CTM")]),
    ("carats", &[one("CTM")]),
    ("ct / l", &[one("CCT")]),
    ("GT", &[one("GRT")]),
    // Volume.
    ("l", &[one("LTR")]),
    ("L", &[one("LTR")]),
    ("liter", &[one("LTR")]),
    ("liters", &[one("LTR")]),
    ("litre", &[one("LTR")]),
    ("litres", &[one("LTR")]),
    ("ml", &[one("MLT")]),
    ("cl", &[one("CLT")]),
    ("hl", &[one("HLT")]),
    ("hectolitre", &[one("HLT")]),
    ("hectolitres", &[one("HLT")]),
    ("barrel", &[one("BLL")]),
    ("barrels", &[one("BLL")]),
    ("m3", &[one("MTQ")]),
    ("m³", &[one("MTQ")]),
    ("cm3", &[one("CMQ")]),
    ("cm³", &[one("CMQ")]),
    ("L total alc .", &[one("LTR").of("total alcohol")]),
    // Alcohol and sugar.
    ("l alc", &[one("LPA")]),
    ("l alc .", &[one("LPA")]),
    ("l alc . 100 %", &[one("LPA")]),
    ("litre of alcohol", &[one("LPA")]),
    ("litre of pure alcohol", &[one("LPA")]),
    ("litres of pure alcohol", &[one("LPA")]),
    ("l of pure alcohol", &[one("LPA")]),
    ("hl alc", &[one("HPA")]),
    ("hl of pure alcohol", &[one("HPA")]),
    ("hectolitre of pure alcohol", &[one("HPA")]),
    ("proof litre", &[one("PFL")]),
    ("proof litres", &[one("PFL")]),
    ("% vol", &[one("ASV")]),
    ("% sucrose", &[one("BRX")]),
    ("degree", &[one("DEG")]),
    ("degrees", &[one("DEG")]),
    ("SPR discount", &[one("SPR")]),
    // Length and area.
    ("m", &[one("MTR")]),
    ("metre", &[one("MTR")]),
    ("metres", &[one("MTR")]),
    ("cm", &[one("CMT")]),
    ("mm", &[one("MMT")]),
    ("km", &[one("KMT")]),
    ("KM", &[one("KMT")]),
    ("m2", &[one("MTK")]),
    ("m²", &[one("MTK")]),
    // Number.
    ("item", &[one("NAR")]),
    ("items", &[one("NAR")]),
    ("article", &[one("NAR")]),
    ("piece", &[one("NAR")]),
    ("pieces", &[one("NAR")]),
    ("p / st", &[one("NAR")]),
    ("unit", &[one("NAR")]),
    ("hundred", &[many(100, "NAR")]),
    ("thousand", &[many(1000, "NAR")]),
    ("dozen", &[one("DZN")]),
    ("gross", &[one("GRO")]),
    ("pair", &[one("NPR")]),
    ("pairs", &[one("NPR")]),
    ("pa", &[one("NPR")]),
    ("dozen pairs", &[one("DPR")]),
    ("head", &[one("HEA")]),
    ("b / f", &[one("NAR").of("flasks")]),
    ("ce / el", &[one("NCL")]),
    // Energy.
    ("kWh", &[one("KWH")]),
    ("MWh", &[one("MWH")]),
    ("TJ", &[one("TJO")]),
    ("Watt", &[one("WTT")]),
];

/// How each unit is printed by us, alone and after another number than 1. One that is not here is printed as its code.
const PRINTED: &[(&str, &str, &str)] = &[
    ("KGM", "kg", "kg"),
    ("GRM", "g", "g"),
    ("MGM", "mg", "mg"),
    ("TNE", "t", "t"),
    ("DTN", "decitonne", "decitonnes"),
    ("LBR", "lb", "lb"),
    ("CTM", "carat", "carats"),
    ("LTR", "l", "l"),
    ("MLT", "ml", "ml"),
    ("CLT", "cl", "cl"),
    ("HLT", "hl", "hl"),
    ("BLL", "barrel", "barrels"),
    ("MTQ", "m3", "m3"),
    ("CMQ", "cm3", "cm3"),
    ("LPA", "l alc", "l alc"),
    ("HPA", "hl alc", "hl alc"),
    ("PFL", "proof litre", "proof litres"),
    ("ASV", "% vol", "% vol"),
    ("BRX", "% sucrose", "% sucrose"),
    ("DEG", "degree", "degrees"),
    ("MTR", "m", "m"),
    ("CMT", "cm", "cm"),
    ("MMT", "mm", "mm"),
    ("KMT", "km", "km"),
    ("MTK", "m2", "m2"),
    ("NAR", "item", "items"),
    ("DZN", "dozen", "dozen"),
    ("GRO", "gross", "gross"),
    ("NPR", "pair", "pairs"),
    ("DPR", "dozen pairs", "dozen pairs"),
    ("HEA", "head", "head"),
    ("KWH", "kWh", "kWh"),
    ("MWH", "MWh", "MWh"),
];

/// Codes that are read as such, beside the names. Another one has to stand in brackets: `unit [X99]`.
const CODES: &[&str] = &[
    "KGM", "GRM", "MGM", "DTN", "TNE", "LBR", "LTR", "MLT", "CLT", "HLT", "KLT", "MTQ", "DMQ", "CMQ", "LPA", "HPA", "PFL", "BLL",
    "ASV", "BRX", "DEG", "SPR", "MTR", "CMT", "MMT", "HMT", "KMT", "MTK", "CMK", "NAR", "DZN", "CEN", "GRO", "MIL", "NPR", "DPR",
    "HEA", "KWH", "MWH", "TJO", "WTT", "CTM", "CCT", "GRT", "GFI", "NCL", "KNI", "KPP", "KPO", "KNS", "KPH", "KSH", "KUR", "KSD",
    "DHS", "KMA", "KCC", "KCL",
];

/// Returns the unit of a code that is read as such.
pub(super) fn coded(text: &str) -> Option<Unit> {
    CODES.contains(&text).then(|| text.parse().ok()).flatten()
}

/// Returns what we print for a unit: its name, its code, or its code in brackets.
pub(super) fn printed(unit: Unit, alone: bool) -> String {
    match PRINTED.iter().find(|(code, ..)| *code == unit.as_str()) {
        Some((_, one, many)) => (if alone { *one } else { *many }).to_owned(),
        None if CODES.contains(&unit.as_str()) => unit.to_string(),
        None => format!("unit [{unit}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::taric_unit::TARIC_UNITS;

    #[test]
    fn every_name_leads_to_a_unit() {
        for (name, countings) in NAMES.iter().chain(TARIC_UNITS) {
            assert!(countings.iter().all(|counting| counting.per().is_some()), "{name}");
        }
        for (code, one, many) in PRINTED {
            for name in [one, many] {
                let counting = NAMES.iter().find(|(spelling, _)| spelling == name).map(|(_, countings)| countings[0]);
                assert_eq!(counting.map(|counting| (counting.unit, counting.size)), Some((*code, 1)), "{name}");
            }
        }
        assert!(CODES.iter().all(|code| coded(code).is_some_and(|unit| unit.as_str() == *code)));
    }
}
