//! Duties that an agreement takes down step by step: from a base rate, a category and a first day to a rate for each of its days.
//! Row DUTY-G4.
//!
//! A schedule of an agreement prints, for each line, the rate to begin from and a category: "in five equal annual stages". What people
//! need is the rate of a day. Nothing here is approximate: a rate that does not end in decimals has to be rounded by a rule that the
//! agreement names, or is refused.

use std::str::FromStr;

use thiserror::Error;
use vocabulary::{Date, Period};

use crate::{
    exact::{Exact, Overflow, RoundingMode},
    rate::{Band, Bands, Rate, Specific},
};

/// How many stages a category may have. Agreements run for twenty years, seldom longer.
const STAGES_MAX: usize = 40;

/// How a duty goes down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Category {
    /// Not at all: the agreement gives no preference.
    Excluded,
    /// So many percent of the base rate are taken off from the first day, and so many from each later cut, one a year.
    Annual(Vec<Exact>),
    /// So many percent are taken off from a year on.
    ByYear(Vec<(i16, Exact)>),
}

/// When an agreement cuts, and how it rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The day it enters into force, which is the day of the first cut.
    pub starts_on: Date,
    /// Month and day of the later cuts; the day of the first one where nothing is said.
    pub cut_on: Option<MonthDay>,
    /// How rates are rounded; not at all where nothing is said.
    pub rounding: Option<StageRounding>,
}

/// A day of each year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthDay {
    month: i8,
    day: i8,
}

/// How a rate is rounded: each figure of it to a step, such as down to 0.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageRounding {
    mode: RoundingMode,
    step: Exact,
}

/// A rate for some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The days it holds.
    pub validity: Period,
    /// The rate.
    pub rate: Rate,
}

/// Why there are no stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum StagingError {
    /// A text that is no category.
    #[error("is none of excluded, immediate, 5 equal, 20 40 100, 2026: 50; 2028: 100")]
    Category,
    /// Stages that go up, begin anew, or take off more than all.
    #[error("does not go down from stage to stage to 100 percent at most")]
    Order,
    /// A text that is no rule of rounding.
    #[error("is no rounding such as down 0.1, half-up 0.01")]
    Rounding,
    /// A text that is no day of each year.
    #[error("is no day of each year such as 01-01")]
    MonthDay,
    /// A year before the agreement.
    #[error("cuts in {0}, before the agreement begins")]
    Year(i16),
    /// A rate that does not end in decimals.
    #[error("does not come out in decimals after {0} % are taken off: say how it is rounded")]
    Unrounded(Exact),
    /// Beyond what can be calculated.
    #[error(transparent)]
    TooLarge(#[from] Overflow),
}

impl Category {
    /// Takes the whole duty off in `count` equal stages, the first of them on the first day.
    ///
    /// # Errors
    /// Refuses none, and more stages than any agreement has.
    pub fn equal(count: u8) -> Result<Category, StagingError> {
        if count == 0 || usize::from(count) > STAGES_MAX {
            return Err(StagingError::Category);
        }
        let cut = |stage: u8| Exact::whole(i64::from(stage) * 100).over(Exact::whole(i64::from(count)));
        Ok(Category::Annual((1..=count).map(cut).collect::<Result<_, _>>()?))
    }

    /// Returns the stages of a duty of `base`, oldest first; none where it is excluded. Stages that come out alike are one.
    ///
    /// # Errors
    /// Refuses a cut before the agreement begins, and a rate that does not end in decimals and is not rounded.
    pub fn stages(&self, base: &Rate, calendar: &Calendar) -> Result<Vec<Stage>, StagingError> {
        let mut stages: Vec<(Date, Rate)> = Vec::new();
        for (on, cut) in self.cuts(calendar)? {
            let rate = reduced(base, cut, calendar.rounding)?;
            if stages.last().is_none_or(|(_, last)| *last != rate) {
                stages.push((on, rate));
            }
        }
        let ends: Vec<Option<Date>> = stages.iter().skip(1).map(|(on, _)| Some(*on)).chain([None]).collect();
        let stage = |((on, rate), ends): ((Date, Rate), Option<Date>)| {
            let validity = Period::new(on, ends).map_err(|_| StagingError::Order)?;
            Ok(Stage { validity, rate })
        };
        stages.into_iter().zip(ends).map(stage).collect()
    }

    fn cuts(&self, calendar: &Calendar) -> Result<Vec<(Date, Exact)>, StagingError> {
        match self {
            Category::Excluded => Ok(Vec::new()),
            Category::Annual(cuts) => {
                let later = (0_i16..).map(|years| calendar.after(years));
                Ok(later.zip(cuts.iter().copied()).collect())
            }
            Category::ByYear(cuts) => cuts.iter().map(|(year, cut)| Ok((calendar.in_year(*year)?, *cut))).collect(),
        }
    }
}

impl FromStr for Category {
    type Err = StagingError;

    /// Reads `excluded`, `immediate`, `5 equal`, `20 40 60 80 100` or `2026: 50; 2028: 100`.
    fn from_str(text: &str) -> Result<Category, StagingError> {
        let text = text.trim();
        let number = |text: &str| text.trim().parse::<Exact>().map_err(|_| StagingError::Category);
        let category = match text {
            "excluded" => return Ok(Category::Excluded),
            "immediate" => return Category::equal(1),
            _ if text.ends_with(" equal") => {
                let count = text.trim_end_matches(" equal").trim().parse().map_err(|_| StagingError::Category)?;
                return Category::equal(count);
            }
            _ if text.contains(':') => {
                let stage = |stage: &str| {
                    let (year, cut) = stage.split_once(':').ok_or(StagingError::Category)?;
                    Ok((year.trim().parse().map_err(|_| StagingError::Category)?, number(cut)?))
                };
                Category::ByYear(text.split(';').map(stage).collect::<Result<_, StagingError>>()?)
            }
            _ => Category::Annual(text.split_ascii_whitespace().map(number).collect::<Result<_, _>>()?),
        };
        category.checked()
    }
}

impl Category {
    fn checked(self) -> Result<Category, StagingError> {
        let (cuts, years): (Vec<Exact>, Vec<i16>) = match &self {
            Category::Excluded => return Ok(self),
            Category::Annual(cuts) => (cuts.clone(), Vec::new()),
            Category::ByYear(cuts) => (cuts.iter().map(|(_, cut)| *cut).collect(), cuts.iter().map(|(year, _)| *year).collect()),
        };
        if cuts.is_empty() || cuts.len() > STAGES_MAX {
            return Err(StagingError::Category);
        }
        let in_bounds = cuts.iter().all(|cut| !cut.is_negative() && *cut <= Exact::HUNDRED);
        if in_bounds && cuts.is_sorted_by(|one, next| one < next) && years.is_sorted_by(|one, next| one < next) {
            Ok(self)
        } else {
            Err(StagingError::Order)
        }
    }
}

impl Calendar {
    /// Returns the day of the cut that is `years` after the first.
    fn after(&self, years: i16) -> Date {
        if years == 0 {
            return self.starts_on;
        }
        match self.cut_on {
            None => on_or_before(self.starts_on.year() + years, self.starts_on.month(), self.starts_on.day()),
            Some(MonthDay { month, day }) => {
                // Where the day of the first year is still to come, it is the second cut.
                let is_past = (self.starts_on.month(), self.starts_on.day()) >= (month, day);
                on_or_before(self.starts_on.year() + years - i16::from(!is_past), month, day)
            }
        }
    }

    /// Returns the day of the cut of a year; that of the first is the first day.
    fn in_year(&self, year: i16) -> Result<Date, StagingError> {
        if year < self.starts_on.year() {
            return Err(StagingError::Year(year));
        }
        if year == self.starts_on.year() {
            return Ok(self.starts_on);
        }
        let MonthDay { month, day } =
            self.cut_on.unwrap_or(MonthDay { month: self.starts_on.month(), day: self.starts_on.day() });
        Ok(on_or_before(year, month, day))
    }
}

/// Returns a day of a year: 29 February is 28 February where there is none.
fn on_or_before(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).or_else(|_| Date::new(year, month, 28)).unwrap_or(Date::MAX)
}

impl FromStr for MonthDay {
    type Err = StagingError;

    /// Reads `01-01`.
    fn from_str(text: &str) -> Result<MonthDay, StagingError> {
        // A leap year has every day.
        let date: Date = format!("2024-{}", text.trim()).parse().map_err(|_| StagingError::MonthDay)?;
        Ok(MonthDay { month: date.month(), day: date.day() })
    }
}

impl FromStr for StageRounding {
    type Err = StagingError;

    /// Reads `down 0.1`.
    fn from_str(text: &str) -> Result<StageRounding, StagingError> {
        let (mode, step) = text.trim().split_once(' ').ok_or(StagingError::Rounding)?;
        let mode = match mode {
            "half-up" => RoundingMode::HalfUp,
            "half-even" => RoundingMode::HalfEven,
            "down" => RoundingMode::Down,
            "up" => RoundingMode::Up,
            _ => return Err(StagingError::Rounding),
        };
        let step: Exact = step.trim().parse().map_err(|_| StagingError::Rounding)?;
        if step.is_negative() || step.is_zero() { Err(StagingError::Rounding) } else { Ok(StageRounding { mode, step }) }
    }
}

impl StageRounding {
    fn round(self, figure: Exact) -> Result<Exact, Overflow> {
        Exact::whole(figure.over(self.step)?.rounded(self.mode)?).times(self.step)
    }
}

/// Returns a rate of which so many percent are taken off: of a rate that compares or adds, of each part.
fn reduced(base: &Rate, cut: Exact, rounding: Option<StageRounding>) -> Result<Rate, StagingError> {
    if cut == Exact::HUNDRED {
        return Ok(Rate::percent(Exact::ZERO));
    }
    let left = Exact::HUNDRED.minus(cut)?.over(Exact::HUNDRED)?;
    scaled(base, &|figure| {
        let figure = figure.times(left)?;
        match rounding {
            Some(rounding) => Ok(rounding.round(figure)?),
            None if figure.to_string().contains('/') => Err(StagingError::Unrounded(cut)),
            None => Ok(figure),
        }
    })
}

fn scaled(rate: &Rate, figure: &impl Fn(Exact) -> Result<Exact, StagingError>) -> Result<Rate, StagingError> {
    let boxed = |rate: &Rate| scaled(rate, figure).map(Box::new);
    Ok(match rate {
        Rate::Free => Rate::Free,
        Rate::Exempt => Rate::Exempt,
        Rate::Percent { percent, of } => Rate::Percent { percent: figure(*percent)?, of: of.clone() },
        Rate::Specific(specific) => Rate::Specific(Specific { amount: figure(specific.amount)?, ..specific.clone() }),
        Rate::Sum(rates) => Rate::Sum(rates.iter().map(|rate| scaled(rate, figure)).collect::<Result<_, _>>()?),
        Rate::Less(one, other) => Rate::Less(boxed(one)?, boxed(other)?),
        Rate::AtLeast(one, floor) => Rate::AtLeast(boxed(one)?, boxed(floor)?),
        Rate::AtMost(one, cap) => Rate::AtMost(boxed(one)?, boxed(cap)?),
        Rate::Bands(bands) => {
            let band = |band: &Band| Ok(Band { from: band.from, rate: scaled(&band.rate, figure)? });
            Rate::Bands(Bands { by: bands.by.clone(), bands: bands.bands.iter().map(band).collect::<Result<_, StagingError>>()? })
        }
        Rate::If { condition, then, otherwise } => {
            Rate::If { condition: condition.clone(), then: boxed(then)?, otherwise: boxed(otherwise)? }
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use vocabulary::Currency;

    use super::*;
    use crate::text::parse_rate;

    fn rate(text: &str) -> Rate {
        parse_rate(text, Some(Currency::XTS)).expect("a rate")
    }

    fn calendar(starts_on: &str, cut_on: &str, rounding: &str) -> Calendar {
        let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Calendar {
            starts_on: starts_on.parse().expect("a day"),
            cut_on: said(cut_on).map(|text| text.parse().expect("a day of each year")),
            rounding: said(rounding).map(|text| text.parse().expect("a rounding")),
        }
    }

    fn stages(base: &str, category: &str, calendar: Calendar) -> Result<Vec<String>, StagingError> {
        let stages = category.parse::<Category>()?.stages(&rate(base), &calendar)?;
        Ok(stages.iter().map(|stage| format!("{} {}", stage.validity.from(), stage.rate)).collect())
    }

    #[test]
    fn a_duty_goes_down_in_equal_stages_to_nothing() {
        let told = stages("10 %", "5 equal", calendar("2018-12-30", "01-01", "")).expect("stages");
        assert_eq!(told, ["2018-12-30 8 %", "2019-01-01 6 %", "2020-01-01 4 %", "2021-01-01 2 %", "2022-01-01 0 %"]);
        let told = stages("9 %", "3 equal", calendar("2024-02-29", "", "")).expect("stages");
        assert_eq!(told, ["2024-02-29 6 %", "2025-02-28 3 %", "2026-02-28 0 %"], "a third of nine is exact");
        let told = stages("25 %", "2022: 50; 2028: 100", calendar("2022-01-01", "", "")).expect("stages");
        assert_eq!(told, ["2022-01-01 12.5 %", "2028-01-01 0 %"]);
        assert_eq!(stages("5 %", "immediate", calendar("2020-01-01", "", "")), Ok(vec!["2020-01-01 0 %".to_owned()]));
        assert_eq!(stages("5 %", "excluded", calendar("2020-01-01", "", "")), Ok(Vec::new()));
        let told = stages("4 %", "0 50", calendar("2022-01-01", "07-01", "")).expect("stages");
        assert_eq!(told, ["2022-01-01 4 %", "2022-07-01 2 %"], "the next cut is in the first year");
    }

    #[test]
    fn each_part_of_a_rate_goes_down_and_is_rounded_as_the_agreement_says() {
        let told = stages("5 %", "4 equal", calendar("2020-02-11", "01-01", "down 0.1")).expect("stages");
        assert_eq!(told, ["2020-02-11 3.7 %", "2021-01-01 2.5 %", "2022-01-01 1.2 %", "2023-01-01 0 %"]);
        let told = stages("30 % + 0.40 XTS/kg", "25 50", calendar("2020-01-01", "", "")).expect("stages");
        assert_eq!(told, ["2020-01-01 22.5 % + 0.3 XTS/kg", "2021-01-01 15 % + 0.2 XTS/kg"]);
        let told = stages("15 % MIN 0.08 XTS/kg", "50", calendar("2020-01-01", "", "")).expect("stages");
        assert_eq!(told, ["2020-01-01 7.5 % MIN 0.04 XTS/kg"]);
        let told = stages("0.4 %", "5 equal", calendar("2020-01-01", "", "down 0.5")).expect("stages");
        assert_eq!(told, ["2020-01-01 0 %"], "stages that come out alike are one");
    }

    #[test]
    fn what_would_be_a_guess_is_refused() {
        let whole = || calendar("2020-01-01", "", "");
        let third = Exact::HUNDRED.over(Exact::whole(3)).expect("a third");
        assert_eq!(stages("5 %", "3 equal", whole()), Err(StagingError::Unrounded(third)));
        assert_eq!(stages("5 %", "2019: 50", whole()), Err(StagingError::Year(2019)));
        for text in ["", "0 equal", "41 equal", "x equal", "five", "2020: 50, 2021: 100", "A"] {
            assert_eq!(text.parse::<Category>(), Err(StagingError::Category), "{text}");
        }
        for text in ["40 20", "20 20", "20 101", "-1", "2021: 50; 2020: 100", "2020: 50; 2021: 40"] {
            assert_eq!(text.parse::<Category>(), Err(StagingError::Order), "{text}");
        }
        assert_eq!("02-30".parse::<MonthDay>(), Err(StagingError::MonthDay));
        for text in ["0.1", "down 0", "down -1", "sideways 1"] {
            assert_eq!(text.parse::<StageRounding>(), Err(StagingError::Rounding), "{text}");
        }
    }

    proptest! {
        /// With whole numbers alone: of a base of so many hundredths of a percent, in so many stages, rounded down to tenths.
        #[test]
        fn stages_agree_with_whole_numbers(hundredths in 1_i64..10_000, count in 1_u8..20) {
            let base = Rate::percent(Exact::decimal(hundredths, 2).expect("a number"));
            let calendar = calendar("2020-01-01", "", "down 0.1");
            let found = Category::equal(count).expect("a category").stages(&base, &calendar).expect("stages");
            let mut expected: Vec<(i16, i64)> = Vec::new();
            for stage in 1..=i64::from(count) {
                let tenths = hundredths * (i64::from(count) - stage) / (i64::from(count) * 10);
                if expected.last().is_none_or(|(_, last)| *last != tenths) {
                    expected.push((2019 + i16::try_from(stage).expect("a year"), tenths));
                }
            }
            let found: Vec<(i16, String)> =
                found.iter().map(|stage| (stage.validity.from().year(), stage.rate.to_string())).collect();
            let expected: Vec<(i16, String)> = expected
                .into_iter()
                .map(|(year, tenths)| (year, Rate::percent(Exact::decimal(tenths, 1).expect("a number")).to_string()))
                .collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn no_text_makes_reading_panic(text in "[0-9a-z:; .-]{0,20}") {
            let _ = text.parse::<Category>();
            let _ = text.parse::<StageRounding>();
            let _ = text.parse::<MonthDay>();
        }
    }
}
