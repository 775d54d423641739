//! What a public notice shows.

use async_graphql::{Enum, SimpleObject};
use vocabulary::{FactId, HsCode, scalar::Day};

use super::{FactHeader, ITEMS_MAX, Reading, exposed, text};
use crate::fact::{
    body::Body,
    notice::{Changed, Severity, Topic},
};

/// A public notice of a change. Source: WTO TFA Article 2.1.
#[derive(SimpleObject)]
pub struct PublishedNotice {
    #[graphql(flatten)]
    header: FactHeader,
    /// Whether it is in force on the day asked for; false where it is announced for a later day.
    is_in_force: bool,
    /// What it is about.
    topic: NoticeTopic,
    /// How much it matters.
    severity: NoticeSeverity,
    /// What it says.
    text: Option<String>,
    /// What changes, so that a machine can read it.
    changes: Vec<NoticeChange>,
}

/// One value that a notice changes.
#[derive(SimpleObject)]
struct NoticeChange {
    /// What sort of thing changes.
    of: NoticeChanged,
    /// The fact that changes.
    fact_id: Option<FactId>,
    /// The HS code whose treatment changes.
    code: Option<HsCode>,
    /// The value before; null for what is new.
    before: Option<String>,
    /// The value after; null for what ends.
    after: Option<String>,
    /// What both are counted in.
    unit: Option<String>,
    /// The first day of the value after.
    effective_on: Day,
}

exposed!(
    /// What a notice is about.
    NoticeTopic = "Topic" {
        /// Fees and charges.
        Fees,
        /// Duties and the nomenclature.
        Tariff,
        /// Offices and their hours.
        Offices,
        /// Computer systems.
        Systems,
        /// Prohibitions and restrictions.
        Restrictions,
        /// Trade agreements.
        Agreements,
        /// Tariff quotas.
        Quotas,
        /// How things are done.
        Procedures
    }
);

exposed!(
    /// How much a notice matters.
    NoticeSeverity = "Severity" {
        /// Good to know.
        Information,
        /// Costs time or money when missed.
        Warning,
        /// Has to be acted on at once.
        Urgent
    }
);

exposed!(
    /// What sort of thing a notice changes.
    NoticeChanged = "Changed" {
        /// A fee.
        Fee,
        /// A duty.
        Duty,
        /// An office.
        Office,
        /// A quota.
        Quota,
        /// Another rule.
        Rule
    }
);

pub(super) fn shown(header: FactHeader, body: Body, read: &Reading) -> Option<PublishedNotice> {
    let Body::Notice(notice) = body else { return None };
    let changes = notice.changes.into_iter().take(ITEMS_MAX).map(|change| NoticeChange {
        of: change.of.into(),
        fact_id: change.id,
        code: change.code,
        before: change.before,
        after: change.after,
        unit: change.unit,
        effective_on: Day(change.effective_on),
    });
    Some(PublishedNotice {
        is_in_force: header.begins_by(read.as_of),
        header,
        topic: notice.topic.into(),
        severity: notice.severity.into(),
        text: text(&notice.text, read.language),
        changes: changes.collect(),
    })
}
