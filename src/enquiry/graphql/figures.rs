//! What anybody reads of the desk: how the gaps in what is published are closed.

use async_graphql::{Context, Object, Result, SimpleObject};
use vocabulary::scalar::Day;

use super::knowledge::knowledge;
use crate::{
    enquiry::GapMonth,
    platform::policy::{Role, may},
};

/// How many months are told of at most: ten years.
const MONTHS_MAX: usize = 120;

/// Questions about the desk that anybody may ask.
#[derive(Default)]
pub struct FigureQuery;

#[Object]
impl FigureQuery {
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
