//! What anybody reads of the desk: the figures of WTO TFA 1.3, and how the gaps in what is published are closed.

use async_graphql::{Context, Object, Result, SimpleObject};
use desk::figures::{Between, Figures, Grouped, Rate, Spread};
use vocabulary::{Language, scalar::Day};

use super::{
    knowledge::knowledge,
    now,
    words::{ShownComplexity, ShownTopic},
};
use crate::{
    enquiry::{Complexity, GapMonth, Span, Statistics, Topic},
    platform::policy::{Role, may},
};

/// How many months are told of at most: ten years.
const MONTHS_MAX: usize = 120;

/// Questions about the desk that anybody may ask.
#[derive(Default)]
pub struct FigureQuery;

#[Object]
impl FigureQuery {
    /// How long replies took to the enquiries of a year, or of a month of it, and how often a promise was broken (WTO TFA 1.3). Null where
    /// there is no such month. Of groups smaller than five nothing is told. At most an hour old.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "20 * child_complexity")]
    async fn enquiry_statistics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The year in which they were opened, from 2017.")] year: i16,
        #[graphql(desc = "Only this month of it, 1 to 12.")] month: Option<i8>,
    ) -> Result<Option<EnquiryStatistics>> {
        let Some(span) = Span::new(year, month) else { return Ok(None) };
        Ok(Some(EnquiryStatistics::of(&*knowledge(ctx).statistics(span, now(ctx)).await?)))
    }

    /// How many gaps in what is published were found and closed, month by month, the newest last; at most ten years.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "MONTHS_MAX * child_complexity")]
    async fn gap_burn_down(&self, ctx: &Context<'_>) -> Result<Vec<GapBurnDownMonth>> {
        let months = knowledge(ctx).burn_down().await?;
        let left_out = months.len().saturating_sub(MONTHS_MAX);
        Ok(months.into_iter().skip(left_out).map(|(day, month)| GapBurnDownMonth::of(Day(day), &month)).collect())
    }
}

/// How many gaps there were in a month.
#[derive(SimpleObject)]
struct GapBurnDownMonth {
    /// The first day of the month.
    month: Day,
    /// How many were found.
    found: u32,
    /// How many were closed by a publication.
    published: u32,
    /// How many were closed because the answer was published all along.
    existed: u32,
    /// How many were closed because the answer is not for the public.
    not_publishable: u32,
    /// How many were open when it ended.
    open: u32,
}

impl GapBurnDownMonth {
    fn of(month: Day, gaps: &GapMonth) -> GapBurnDownMonth {
        let GapMonth { opened, published, exists_at, not_publishable, open } = *gaps;
        GapBurnDownMonth { month, found: opened, published, existed: exists_at, not_publishable, open }
    }
}

/// The figures of the enquiry point.
#[derive(SimpleObject)]
struct EnquiryStatistics {
    /// All together; null where they are fewer than five.
    all: Option<EnquiryFigures>,
    /// By topic.
    by_topic: Vec<TopicFigures>,
    /// By the language the asker wrote in.
    by_language: Vec<LanguageFigures>,
    /// By how much work it was.
    by_complexity: Vec<ComplexityFigures>,
    /// The languages whose askers surely wait longer for a first reply than all others: their 95 % intervals do not meet.
    slower_languages: Vec<Language>,
    /// Whether there were more than 5,000 enquiries, of which the newest are counted.
    is_partial: bool,
}

/// The figures of one topic.
#[derive(SimpleObject)]
struct TopicFigures {
    /// The topic.
    topic: ShownTopic,
    /// Its figures; null where the group is too small, or would give a small one away.
    figures: Option<EnquiryFigures>,
}

/// The figures of one language.
#[derive(SimpleObject)]
struct LanguageFigures {
    /// The language.
    language: Language,
    /// Its figures; null where the group is too small, or would give a small one away.
    figures: Option<EnquiryFigures>,
}

/// The figures of enquiries of so much work.
#[derive(SimpleObject)]
struct ComplexityFigures {
    /// How much work.
    complexity: ShownComplexity,
    /// Their figures; null where the group is too small, or would give a small one away.
    figures: Option<EnquiryFigures>,
}

/// Figures of a group of enquiries.
#[derive(SimpleObject)]
struct EnquiryFigures {
    /// How many.
    count: usize,
    /// How long the first reply took, in minutes that count; null where fewer than five have one.
    first_reply: Option<MinutesSpread>,
    /// How long it took until nothing was left to do, in minutes that count; null where fewer than five are that far.
    resolution: Option<MinutesSpread>,
    /// How many had a promise broken.
    breached: ShareOfEnquiries,
    /// How many were reopened.
    reopened: ShareOfEnquiries,
}

/// How durations are spread, in minutes that count.
#[derive(SimpleObject)]
struct MinutesSpread {
    /// How many durations.
    count: usize,
    /// Half took no longer.
    median: u32,
    /// The median lies not below this, with 95 % confidence; null where there are too few to say.
    median_low: Option<u32>,
    /// The median lies not above this, with 95 % confidence; null where there are too few to say.
    median_high: Option<u32>,
    /// Nine in ten took no longer.
    p90: u32,
    /// That lies not below this, with 95 % confidence; null where there are too few to say.
    p90_low: Option<u32>,
    /// That lies not above this, with 95 % confidence; null where there are too few to say.
    p90_high: Option<u32>,
}

/// A share of a group of enquiries.
#[derive(SimpleObject)]
struct ShareOfEnquiries {
    /// How many.
    count: usize,
    /// Their share, in hundredths of a percent.
    basis_points: u16,
    /// The share lies not below this, with 95 % confidence, in hundredths of a percent.
    low_basis_points: Option<u16>,
    /// The share lies not above this, with 95 % confidence, in hundredths of a percent.
    high_basis_points: Option<u16>,
}

impl EnquiryStatistics {
    fn of(statistics: &Statistics) -> EnquiryStatistics {
        let Statistics { by_topic, by_language, by_complexity, slower_languages, is_partial } = statistics;
        let topic = |(topic, figures): (Topic, _)| TopicFigures { topic: topic.into(), figures };
        let language = |(language, figures)| LanguageFigures { language, figures };
        let complexity = |(complexity, figures): (Complexity, _)| ComplexityFigures { complexity: complexity.into(), figures };
        EnquiryStatistics {
            all: by_language.all.as_ref().map(EnquiryFigures::of),
            by_topic: groups(by_topic).map(topic).collect(),
            by_language: groups(by_language).map(language).collect(),
            by_complexity: groups(by_complexity).map(complexity).collect(),
            slower_languages: slower_languages.clone(),
            is_partial: *is_partial,
        }
    }
}

fn groups<K: Copy>(grouped: &Grouped<K>) -> impl Iterator<Item = (K, Option<EnquiryFigures>)> {
    grouped.groups.iter().map(|(key, figures)| (*key, figures.as_ref().map(EnquiryFigures::of)))
}

impl EnquiryFigures {
    fn of(figures: &Figures) -> EnquiryFigures {
        EnquiryFigures {
            count: figures.count,
            first_reply: figures.first_reply.map(MinutesSpread::of),
            resolution: figures.resolution.map(MinutesSpread::of),
            breached: ShareOfEnquiries::of(figures.breached),
            reopened: ShareOfEnquiries::of(figures.reopened),
        }
    }
}

impl MinutesSpread {
    fn of(spread: Spread) -> MinutesSpread {
        let Spread { count, median, median_between, p90, p90_between } = spread;
        let ends = |between: Between<desk::Minutes>| (between.low.map(|low| low.0), between.high.map(|high| high.0));
        let ((median_low, median_high), (p90_low, p90_high)) = (ends(median_between), ends(p90_between));
        MinutesSpread { count, median: median.0, median_low, median_high, p90: p90.0, p90_low, p90_high }
    }
}

impl ShareOfEnquiries {
    fn of(rate: Rate) -> ShareOfEnquiries {
        let Rate { count, basis_points, between, .. } = rate;
        ShareOfEnquiries { count, basis_points, low_basis_points: between.low, high_basis_points: between.high }
    }
}
