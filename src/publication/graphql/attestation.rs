//! Who says that a text or a fact is right, as it is shown.

use async_graphql::SimpleObject;
use vocabulary::{Date, scalar::Day};

use crate::publication::attestation::Attestation;

/// Who says that it is right, since when, and until when we may rely on that.
#[derive(SimpleObject)]
#[graphql(name = "Attestation")]
pub struct ShownAttestation {
    /// The office, the role or the staff number of who confirmed it; never a name.
    by: String,
    /// The day it was last confirmed.
    confirmed_on: Day,
    /// The day by which it has to be confirmed again.
    review_due_on: Day,
    /// Whether that day is over on the day asked for: then ask before you rely on it.
    is_overdue: bool,
}

impl ShownAttestation {
    /// Shows an attestation as it stands on a day.
    pub fn of(attestation: Attestation, day: Date) -> ShownAttestation {
        ShownAttestation {
            is_overdue: attestation.is_overdue(day),
            by: attestation.by,
            confirmed_on: Day(attestation.confirmed_on),
            review_due_on: Day(attestation.review_due_on),
        }
    }
}
