//! This slice in the contract.

use std::sync::Arc;

use async_graphql::{Context, Object, Result, SimpleObject};
use vocabulary::{
    Date, HsCode, HsLevel, Language, Timestamp,
    scalar::{Day, Instant},
};

use super::{
    chapter::{Chapter, Line},
    line::{Note, NoteKind, NoteScope},
    measure::{GoodsMeasure, MEASURES_MAX, Measures},
    service::Nomenclature,
};
use crate::platform::{
    dataset::{DatasetEdition, NewestEdition},
    graphql,
    policy::{Role, may},
};

/// How many lines one answer holds under one line; no heading of a real tariff has more.
const CHILDREN_MAX: usize = 300;

/// How many notes one answer holds of one kind; a section and a chapter together have fewer.
const NOTES_MAX: usize = 60;

/// A place in the nomenclature, as it stands on a day.
///
/// Source: International Convention on the Harmonized System; the national tariff.
pub struct GoodsLine {
    chapter: Arc<Chapter>,
    place: usize,
    day: Date,
    known_at: Timestamp,
    language: Language,
    edition: NewestEdition,
}

#[Object]
impl GoodsLine {
    /// Its code, without the zeros that only pad it.
    async fn code(&self) -> Result<HsCode> {
        Ok(self.line().code.significant().parse().unwrap_or(self.line().code))
    }

    /// Its code, padded to the ten digits of a declaration.
    async fn padded_code(&self) -> String {
        self.line().code.padded()
    }

    /// How far down the nomenclature it is.
    async fn level(&self) -> HsLevel {
        self.line().code.level()
    }

    /// Whether it only groups the lines below it: it shares its code with the first of them.
    async fn is_grouping(&self) -> bool {
        self.line().suffix.is_grouping()
    }

    /// Whether goods can be declared under it.
    async fn is_declarable(&self) -> bool {
        self.line().declarable
    }

    /// What it covers; null where nobody described it. Source: the national tariff.
    async fn description(&self) -> Option<&str> {
        self.line().description(self.language).map(|(_, text)| text)
    }

    /// The language of the description. It may differ from the one asked for.
    async fn language(&self) -> Option<Language> {
        self.line().description(self.language).map(|(language, _)| language)
    }

    /// The first day it is in the tariff.
    async fn valid_from(&self) -> Day {
        Day(self.line().validity.from())
    }

    /// The first day it is no longer in the tariff; null where no end is known.
    async fn valid_until(&self) -> Option<Day> {
        self.line().validity.until().map(Day)
    }

    /// The line above; null for a chapter.
    async fn parent(&self) -> Option<GoodsLine> {
        self.chapter.parent(self.place).map(|place| self.at(place))
    }

    /// All lines above, outermost first.
    #[graphql(complexity = "12 * (1 + child_complexity)")]
    async fn ancestors(&self) -> Vec<GoodsLine> {
        self.chapter.ancestors(self.place).into_iter().map(|place| self.at(place)).collect()
    }

    /// The lines directly below, in the order of the printed tariff; at most 300.
    #[graphql(complexity = "CHILDREN_MAX * (1 + child_complexity)")]
    async fn children(&self) -> Vec<GoodsLine> {
        self.chapter.children(self.place).take(CHILDREN_MAX).map(|place| self.at(place)).collect()
    }

    /// The other lines under the same line; at most 300.
    #[graphql(complexity = "CHILDREN_MAX * (1 + child_complexity)")]
    async fn siblings(&self) -> Vec<GoodsLine> {
        let Some(parent) = self.chapter.parent(self.place) else { return Vec::new() };
        let others = self.chapter.children(parent).filter(|place| *place != self.place);
        others.take(CHILDREN_MAX).map(|place| self.at(place)).collect()
    }

    /// The legal notes of its section, chapter, heading and of itself. Source: Harmonized System, legal notes; the national tariff.
    #[graphql(complexity = "NOTES_MAX * (1 + child_complexity)")]
    async fn notes(&self, ctx: &Context<'_>) -> Result<Vec<GoodsNote>> {
        self.notes_of(ctx, NoteKind::Note).await
    }

    /// What its section, chapter or heading does not cover, and where that belongs. Source: as for `notes`.
    #[graphql(complexity = "NOTES_MAX * (1 + child_complexity)")]
    async fn exclusions(&self, ctx: &Context<'_>) -> Result<Vec<GoodsNote>> {
        self.notes_of(ctx, NoteKind::Exclusion).await
    }

    /// The measures on it and on the lines above it, in the words of their sources: those of the longest code first. At most 100.
    #[graphql(complexity = "MEASURES_MAX * child_complexity")]
    async fn measures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day they are in force. By default the day of this line.")] as_of: Option<Day>,
    ) -> Result<Vec<GoodsMeasure>> {
        let codes = self.chapter.path_codes(self.place);
        let day = as_of.map_or(self.day, |day| day.0);
        let measures = ctx.data_unchecked::<Measures>().in_force(&codes, day, self.known_at).await?;
        let edition = NewestEdition::of("measures", self.known_at);
        Ok(measures.into_iter().map(|measure| GoodsMeasure::of(measure, edition.clone(), day, self.known_at)).collect())
    }

    /// The edition of the nomenclature that this was read from; null where none was recorded.
    async fn edition(&self, ctx: &Context<'_>) -> Result<Option<DatasetEdition>> {
        self.edition.get(ctx).await
    }

    /// The section it is in; null where sections are not known.
    async fn section(&self, ctx: &Context<'_>) -> Result<Option<GoodsSection>> {
        let section = ctx.data_unchecked::<Nomenclature>().section(&self.line().code.chapter()).await?;
        Ok(section.map(|section| {
            let title = [self.language, Language::EN]
                .iter()
                .find_map(|wanted| section.titles.iter().find(|(language, _)| language == wanted))
                .or(section.titles.first());
            GoodsSection { number: section.number.into(), title: title.map(|(_, title)| title.clone()) }
        }))
    }
}

impl GoodsLine {
    fn line(&self) -> &Line {
        &self.chapter.lines()[self.place]
    }

    fn at(&self, place: usize) -> GoodsLine {
        GoodsLine { chapter: self.chapter.clone(), place, edition: self.edition.clone(), ..*self }
    }

    async fn notes_of(&self, ctx: &Context<'_>, kind: NoteKind) -> Result<Vec<GoodsNote>> {
        let notes = ctx.data_unchecked::<Nomenclature>().notes(&self.line().code, self.day, self.known_at).await?;
        let of_kind: Vec<Note> = notes.into_iter().filter(|note| note.kind == kind).collect();
        let spoken = [self.language, Language::EN]
            .into_iter()
            .find(|wanted| of_kind.iter().any(|note| note.language == *wanted))
            .or(of_kind.first().map(|note| note.language));
        Ok(of_kind.into_iter().filter(|note| Some(note.language) == spoken).take(NOTES_MAX).map(GoodsNote::from).collect())
    }
}

/// A section: a run of chapters.
#[derive(SimpleObject)]
struct GoodsSection {
    /// Its number, 1 to 21 in the Harmonized System.
    number: i32,
    /// Its title.
    title: Option<String>,
}

/// A legal note.
#[derive(SimpleObject)]
struct GoodsNote {
    /// The section it belongs to; null where it belongs to a chapter or heading.
    section: Option<i32>,
    /// The chapter, heading or subheading it belongs to; null where it belongs to a section.
    code: Option<HsCode>,
    /// The language of the text.
    language: Language,
    /// The text.
    text: String,
}

impl From<Note> for GoodsNote {
    fn from(note: Note) -> GoodsNote {
        let (section, code) = match note.scope {
            NoteScope::Section(number) => (Some(number.into()), None),
            NoteScope::Code(code) => (None, Some(code)),
        };
        GoodsNote { section, code, language: note.language, text: note.text }
    }
}

/// Queries over the tariff.
#[derive(Default)]
pub struct TariffQuery;

#[Object]
impl TariffQuery {
    /// The place that a code names in the nomenclature on a day; null where the tariff has no such code then.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn hs_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code, in any spelling and script, padded or not.")] code: HsCode,
        #[graphql(desc = "The day. By default today in the territory.")] as_of: Option<Day>,
        #[graphql(desc = "What we said at this instant, later corrections left out. By default now.")] known_at: Option<Instant>,
        #[graphql(desc = "The language of descriptions and notes. By default what `Accept-Language` asks for.")] language: Option<
            Language,
        >,
    ) -> Result<Option<GoodsLine>> {
        let day = graphql::day(ctx, as_of);
        let known_at = graphql::instant(ctx, known_at);
        let chapter = ctx.data_unchecked::<Nomenclature>().chapter(&code, day, known_at).await?;
        let place = chapter.find(&code);
        let language = graphql::language(ctx, language);
        let edition = NewestEdition::of("nomenclature", known_at);
        Ok(place.map(|place| GoodsLine { chapter: Arc::new(chapter), place, day, known_at, language, edition }))
    }
}
