//! This slice in the contract.

use async_graphql::{
    Context, Enum, Object, Result, SimpleObject,
    connection::{Connection, Edge},
};
use jiff::ToSpan;
use vocabulary::{
    AuthorityCode, Date, FactId, Language, PublicationId,
    scalar::{Day, Instant},
};

use super::{
    lead_time::{LeadTimes, LeadTimesOf},
    service::{Reviews, StalenessRequest},
    staleness::{Overdue, Place},
};
use crate::{
    fact::{FactKind, LeadTimeExceptionKind},
    platform::{
        graphql,
        pagination::{PageRefusal, PageSize},
        policy::{Role, may},
        refusal::refuse,
    },
    publication::ShownAttestation,
};

/// What sort of fact it is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "FactKind", name = "FactKind")]
enum ShownKind {
    /// A fee or charge.
    Fee,
    /// A form.
    Form,
    /// An office.
    Office,
    /// A procedure, step by step.
    Procedure,
    /// A public notice.
    Notice,
    /// An advance ruling.
    Ruling,
}

/// Something in force that had to be confirmed again.
#[derive(SimpleObject)]
struct OverdueReview {
    /// The publication, where it is a text; null for a fact.
    publication_id: Option<PublicationId>,
    /// The language of the text; null for a fact, which is confirmed in all its languages.
    language: Option<Language>,
    /// The fact, by its id within its kind; null for a text.
    fact_id: Option<FactId>,
    /// What sort of fact it is; null for a text.
    fact_kind: Option<ShownKind>,
    /// What it is called: for a fact in the language asked for, where it has such a name.
    title: String,
    /// Whose it is.
    authority: AuthorityCode,
    /// Who confirmed it last, and when it was to be confirmed again.
    attestation: ShownAttestation,
    /// For how many days it is overdue on the day asked for, from 1.
    days_overdue: i32,
}

impl OverdueReview {
    fn of(overdue: Overdue, language: Language, day: Date) -> OverdueReview {
        let title = overdue.title(language).to_owned();
        let (authority, days_overdue) = (overdue.authority().clone(), overdue.days_overdue(day));
        let attestation = ShownAttestation::of(overdue.attestation().clone(), overdue.attested(), day);
        let (text, fact) = match overdue.place() {
            Place::Text(_, subject) => (Some(subject), None),
            Place::Fact(_, key) => (None, Some(key)),
        };
        let (publication_id, language) = text.map(|subject| (subject.publication_id, subject.language)).unzip();
        let (fact_kind, fact_id) = fact.map(|(kind, id)| (kind.into(), id)).unzip();
        OverdueReview { publication_id, language, fact_id, fact_kind, title, authority, attestation, days_overdue }
    }
}

/// How early rules were announced. Rulings are left out, because they decide one case; publications too, because no text says on which
/// day it was published. Source: WTO TFA Article 2.1.2.
#[derive(SimpleObject)]
struct LeadTimeStatistics {
    /// The first day of announcement looked at.
    since: Day,
    /// The first day no longer looked at; null where there is none.
    until: Option<Day>,
    /// How many days before its first day a rule has to be announced, unless it names an exception.
    lead_days_min: i32,
    /// All kinds together.
    overall: LeadTimeCount,
    /// Each kind of fact that sets a rule, five of them; those without a change too.
    kinds: Vec<LeadTimeOfKind>,
}

/// How early rules of one kind were announced.
#[derive(SimpleObject)]
struct LeadTimeOfKind {
    /// The kind.
    kind: ShownKind,
    #[graphql(flatten)]
    count: LeadTimeCount,
}

/// How early some rules were announced.
#[derive(SimpleObject)]
struct LeadTimeCount {
    /// How many changes were announced: each edition once, as it was last corrected, without what was taken back.
    changes: usize,
    /// The days between announcement and first day that half of them had at most; of two in the middle the lower. Null without a
    /// change, negative where most were announced afterwards.
    median_days: Option<i32>,
    /// The fewest days; null without a change.
    least_days: Option<i32>,
    /// How many had fewer days than a rule has to have.
    inside_minimum: usize,
    /// The same by the exception that each names, at most six.
    inside_minimum_by_exception: Vec<LeadTimeExceptionCount>,
}

/// How many rules began early by one exception.
#[derive(SimpleObject)]
struct LeadTimeExceptionCount {
    /// The exception; null for those that name none, because fewer days were enough when they were announced.
    exception: Option<LeadTimeExceptionKind>,
    /// How many.
    changes: usize,
}

impl From<LeadTimesOf> for LeadTimeCount {
    fn from(times: LeadTimesOf) -> LeadTimeCount {
        let LeadTimesOf { changes, median_days, least_days, inside_minimum } = times;
        LeadTimeCount {
            changes,
            median_days,
            least_days,
            inside_minimum: inside_minimum.values().sum(),
            inside_minimum_by_exception: inside_minimum
                .into_iter()
                .map(|(exception, changes)| LeadTimeExceptionCount { exception: exception.map(Into::into), changes })
                .collect(),
        }
    }
}

impl From<LeadTimes> for LeadTimeStatistics {
    fn from(times: LeadTimes) -> LeadTimeStatistics {
        let of = |(kind, times): (FactKind, LeadTimesOf)| LeadTimeOfKind { kind: kind.into(), count: times.into() };
        LeadTimeStatistics {
            since: Day(times.span.from()),
            until: times.span.until().map(Day),
            lead_days_min: times.lead_days_min.get().into(),
            overall: times.overall.into(),
            kinds: times.kinds.into_iter().map(of).collect(),
        }
    }
}

/// Queries over the clocks of what is published.
#[derive(Default)]
pub struct ReviewQuery;

#[Object]
impl ReviewQuery {
    /// What is in force and had to be confirmed again, publications and facts in one list, the longest overdue first. A text that
    /// nobody ever confirmed is not in it (`coverage` counts those), nor is a translation that waits for the review of its source.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "1 + PageSize::MAX.get() * child_complexity")]
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the contract")]
    async fn staleness(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what is of this authority.")] authority: Option<AuthorityCode>,
        #[graphql(desc = "The language of the names of facts. By default what `Accept-Language` asks for.")] language: Option<
            Language,
        >,
        #[graphql(desc = "The day: what is in force and overdue on it. By default today in the territory.")] as_of: Option<Day>,
        #[graphql(desc = "What we said at this instant. By default now.")] known_at: Option<Instant>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<Connection<String, OverdueReview>> {
        let after = after.map(|cursor| cursor.parse()).transpose().map_err(|_| refuse(&PageRefusal::Cursor))?;
        let (has_previous, language) = (after.is_some(), graphql::language(ctx, language));
        let request = StalenessRequest {
            as_of: graphql::day(ctx, as_of),
            known_at: graphql::instant(ctx, known_at),
            authority,
            first: PageSize::new(first).map_err(|refusal| refuse(&refusal))?,
            after,
        };
        let (overdue, has_next) = ctx.data_unchecked::<Reviews>().staleness(&request).await?;
        let mut page = Connection::new(has_previous, has_next);
        page.edges.extend(overdue.into_iter().map(|overdue| {
            let cursor = overdue.place().to_string();
            Edge::new(cursor, OverdueReview::of(overdue, language, request.as_of))
        }));
        Ok(page)
    }

    /// How early rules were announced before their first day, by kind, and how many began early by which exception.
    /// Source: WTO TFA Article 2.1.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn lead_times(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day of announcement. By default a year before `until`.")] since: Option<Day>,
        #[graphql(desc = "The first day of announcement no longer counted, at most ten years later. By default tomorrow.")]
        until: Option<Day>,
    ) -> Result<LeadTimeStatistics> {
        let tomorrow = || graphql::day(ctx, None).saturating_add(1.day());
        let until = until.map_or_else(tomorrow, |day| day.0);
        let since = since.map_or_else(|| until.saturating_sub(1.year()), |day| day.0);
        let times = ctx.data_unchecked::<Reviews>().lead_times(since, until).await?;
        times.map(LeadTimeStatistics::from).map_err(|refusal| refuse(&refusal))
    }
}
