//! What duties are worked out from without a network: the taxes, groups, quotas and rates of exchange of a territory, and chapter by
//! chapter its measures. The engine is that of the server, and so are the texts it reads.

mod read;
mod reading;
mod sentences;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use duty::{
    Book, Computation,
    area::Areas,
    compute,
    exchange::ExchangeRates,
    goods::Declaration,
    measure::Measures,
    option::{Way, ways},
    quota::Quotas,
    tax::TaxSystem,
};
use thiserror::Error;
use vocabulary::{Date, HsCode, Timestamp};

pub use self::{
    sentences::Sentences,
    written::{Territory, WrittenExchange, WrittenGroup, WrittenLine, WrittenMeasure, WrittenMember, WrittenQuota, WrittenTax},
};
use crate::{
    bytes::Reading,
    fault::{PackError, Torn},
    pack::Pack,
    slot::Run,
    squeeze,
    standing::Standing,
};

/// How many lines one declaration has: as on the server.
pub const LINES_MAX: usize = 100;

/// What duties are worked out from.
#[derive(Debug)]
pub(crate) struct Duties {
    territory: Option<Territory>,
    /// By its two digits.
    chapters: BTreeMap<String, Run>,
    pub sentences: Sentences,
}

/// The lines and measures of one chapter.
#[derive(Debug, Default, serde::Serialize)]
pub(crate) struct Chapter {
    /// The lines that goods are declared under; nothing where that is not said, and any will do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<Vec<WrittenLine>>,
    pub measures: Vec<WrittenMeasure>,
}

/// Why no duty is worked out: never a number that is a guess.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DutyRefusal {
    /// The pack is past its last day: rates may have changed. Get the newest, or ask online.
    #[error("the pack is past its last day since {since}")]
    Expired {
        /// Since when.
        since: Timestamp,
    },
    /// Nobody published the taxes of this day, or the pack has none.
    #[error("no taxes are in the pack for {day}")]
    NotPublished {
        /// The day.
        day: Date,
    },
    /// The pack says nothing of this day.
    #[error("the pack says nothing of {day}, but of {from} to before {until}")]
    DayNotCovered {
        /// The day.
        day: Date,
        /// The first that it speaks of.
        from: Date,
        /// The first that it no longer speaks of.
        until: Date,
    },
    /// The pack has no measures of this chapter: ask online.
    #[error("the pack has nothing of chapter {chapter}")]
    ChapterNotCovered {
        /// The chapter.
        chapter: HsCode,
    },
    /// Goods cannot be declared under this code: give the whole code of a line.
    #[error("goods cannot be declared under {code}")]
    NotDeclarable {
        /// The code.
        code: HsCode,
    },
    /// No lines, or more than anybody declares at once.
    #[error("a declaration has 1 to {limit} lines")]
    Lines {
        /// How many.
        limit: usize,
    },
    /// The file is damaged.
    #[error(transparent)]
    Pack(#[from] PackError),
}

/// What is published, as it stands for one declaration.
#[derive(Debug)]
pub struct Rules {
    /// When the pack was made that it comes from: every estimate has to say so.
    pub as_of: Timestamp,
    /// The taxes.
    pub system: TaxSystem,
    measures: Measures,
    areas: Areas,
    exchange: ExchangeRates,
    quotas: Quotas,
}

impl Rules {
    /// Lends the engine what it reads.
    pub fn lent(&self) -> Book<'_> {
        let Rules { system, measures, areas, exchange, quotas, .. } = self;
        Book { system, measures, areas, exchange, quotas }
    }

    /// Works out what is due.
    pub fn compute(&self, declaration: &Declaration) -> Computation<'_> {
        compute(&self.lent(), declaration)
    }

    /// Works out all ways to bring in the goods of one line.
    pub fn ways(&self, declaration: &Declaration, line: usize) -> Vec<Way<'_>> {
        ways(&self.lent(), declaration, line)
    }
}

impl<B: AsRef<[u8]>> Pack<B> {
    /// Returns what is published for a declaration on its day, to work out what is due: the same to the minor unit as the server does
    /// from the same publications.
    ///
    /// # Errors
    /// Refuses once the pack is past its last day, and whatever it does not hold: a day, a chapter, a line.
    pub fn rules(&self, declaration: &Declaration, now: Timestamp) -> Result<Rules, DutyRefusal> {
        if let Standing::Stale { since } = self.standing(now) {
            return Err(DutyRefusal::Expired { since });
        }
        self.duties.rules(declaration, self.file.as_ref(), self.manifest.created)
    }

    /// Returns the territory as it is written, with what its taxes are called.
    pub fn territory(&self) -> Option<&Territory> {
        self.duties.territory.as_ref()
    }

    /// Returns the sentences that ask for what is missing.
    pub fn sentences(&self) -> &Sentences {
        &self.duties.sentences
    }
}

impl Duties {
    pub fn none() -> Duties {
        Duties { territory: None, chapters: BTreeMap::new(), sentences: Sentences::default() }
    }

    /// Reads the territory, where its chapters are, and the sentences, which a delta has only where they changed.
    pub fn read(packed: &[u8], sentences: Option<&[u8]>, measures: Run, file: &[u8]) -> Result<Duties, PackError> {
        let read = || {
            let bytes = squeeze::unpack(packed)?;
            let mut reading = Reading::of(&bytes);
            let territory: Territory = ::read::from_slice(reading.run()?).map_err(|_| Torn)?;
            let (mut chapters, mut start) = (BTreeMap::new(), 0usize);
            for _ in 0..reading.count()? {
                let chapter = reading.text()?.to_owned();
                let end = start.checked_add(reading.small()?).ok_or(Torn)?;
                let run = match &measures {
                    Run::Within(place) => Run::Within(place.start + start..place.start + end),
                    Run::Own(bytes) => Run::Own(bytes.get(start..end).ok_or(Torn)?.to_vec()),
                };
                chapters.insert(chapter, run);
                start = end;
            }
            reading.end()?;
            let sentences = match sentences {
                Some(packed) => ::read::from_slice(&squeeze::unpack(packed)?).map_err(|_| Torn)?,
                None => Sentences::default(),
            };
            let whole = start == measures.bytes(file).len();
            if whole { Ok(Duties { territory: Some(territory), chapters, sentences }) } else { Err(Torn) }
        };
        read().map_err(Torn::within("the duties"))
    }

    /// Puts what a delta brought in the place of what was there: the territory, and those of the chapters that changed.
    pub fn replace(&mut self, newer: Duties) {
        self.territory = newer.territory.or(self.territory.take());
        self.chapters.extend(newer.chapters);
        if !newer.sentences.is_empty() {
            self.sentences = newer.sentences;
        }
    }

    fn rules(&self, declaration: &Declaration, file: &[u8], as_of: Timestamp) -> Result<Rules, DutyRefusal> {
        let day = declaration.day;
        if declaration.lines.is_empty() || declaration.lines.len() > LINES_MAX {
            return Err(DutyRefusal::Lines { limit: LINES_MAX });
        }
        let territory = self.territory.as_ref().ok_or(DutyRefusal::NotPublished { day })?;
        if let Some((from, until)) = territory.covers
            && !(from..until).contains(&day)
        {
            return Err(DutyRefusal::DayNotCovered { day, from, until });
        }
        let (mut wanted, mut chapters) = (BTreeSet::new(), BTreeMap::new());
        wanted.extend(declaration.lines.iter().map(|goods| goods.code.chapter()));
        for chapter in wanted {
            chapters.insert(chapter, self.chapter(chapter, file)?);
        }
        for goods in &declaration.lines {
            if !chapters.get(&goods.code.chapter()).is_some_and(|chapter| chapter.has(&goods.code, day)) {
                return Err(DutyRefusal::NotDeclarable { code: goods.code });
            }
        }
        let in_force = chapters.into_values().flat_map(|chapter| chapter.measures).filter(|measure| measure.holds_on(day));
        let damaged = |_| DutyRefusal::Pack(PackError::Damaged("the duties"));
        Ok(Rules {
            as_of,
            system: territory.system(day).ok_or(DutyRefusal::NotPublished { day })?,
            measures: in_force.map(|measure| measure.read(territory.currency)).collect::<Result<_, _>>().map_err(damaged)?,
            areas: territory.areas().map_err(damaged)?,
            exchange: territory.exchange().map_err(damaged)?,
            quotas: territory.quotas().map_err(damaged)?,
        })
    }

    fn chapter(&self, chapter: HsCode, file: &[u8]) -> Result<Chapter, DutyRefusal> {
        let run = self.chapters.get(chapter.significant()).ok_or(DutyRefusal::ChapterNotCovered { chapter })?;
        let read = || ::read::from_slice(&squeeze::unpack(run.bytes(file))?).map_err(|_| Torn);
        read().map_err(|torn| Torn::within("the measures")(torn).into())
    }

    /// Leaves out the chapters that are as they are here, and empties those that are no longer there.
    #[cfg(feature = "build")]
    pub fn changed(&self, mut chapters: BTreeMap<String, Chapter>, file: &[u8]) -> std::io::Result<BTreeMap<String, Chapter>> {
        for digits in self.chapters.keys() {
            chapters.entry(digits.clone()).or_insert_with(|| Chapter { lines: Some(Vec::new()), measures: Vec::new() });
        }
        let mut changed = BTreeMap::new();
        for (digits, chapter) in chapters {
            let old = self.chapters.get(&digits).and_then(|run| squeeze::unpack(run.bytes(file)).ok());
            if old != Some(serde_json::to_vec(&chapter)?) {
                changed.insert(digits, chapter);
            }
        }
        Ok(changed)
    }

    /// Writes the territory and where its chapters are, and the measures.
    #[cfg(feature = "build")]
    pub fn write(
        territory: &Territory,
        chapters: &BTreeMap<String, Chapter>,
        squeeze: impl Fn(&[u8]) -> std::io::Result<Vec<u8>>,
    ) -> std::io::Result<(Vec<u8>, Vec<u8>)> {
        use crate::bytes::{write_number, write_run};
        let (mut head, mut measures) = (Vec::new(), Vec::new());
        write_run(&mut head, &serde_json::to_vec(territory)?);
        write_number(&mut head, chapters.len() as u64);
        for (digits, chapter) in chapters {
            let packed = squeeze(&serde_json::to_vec(chapter)?)?;
            write_run(&mut head, digits.as_bytes());
            write_number(&mut head, packed.len() as u64);
            measures.extend(packed);
        }
        Ok((squeeze(&head)?, measures))
    }
}

impl Chapter {
    fn has(&self, code: &HsCode, day: Date) -> bool {
        let Some(lines) = &self.lines else { return true };
        let padded = code.padded();
        lines.iter().any(|line| line.code.padded() == padded && line.holds_on(day))
    }
}
