//! Two authorities that ask different fees for the same. Rules only. Row PUB-N8.

use std::fmt;

use vocabulary::{AuthorityCode, FactId, HsCode, Period};

use super::{body::Body, fact::Content};

/// A fee that disagrees with one that is published already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The fee it disagrees with.
    pub other: FactId,
    /// The authority that asks it.
    pub authority: AuthorityCode,
}

impl fmt::Display for Contradiction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Contradiction { other, authority } = self;
        write!(
            formatter,
            "asks another amount than {other} of {authority} for the same service, goods and days; agree on one, or write both_apply"
        )
    }
}

/// Says whether two facts are fees of different authorities for the same service, goods and days that do not agree.
pub fn contradict(one: (&Content, Period), other: (&Content, Period)) -> bool {
    let (Body::Fee(fee), Body::Fee(known)) = (&one.0.body, &other.0.body) else { return false };
    fee.service == known.service
        && one.0.authority != other.0.authority
        && !fee.both_apply
        && !known.both_apply
        && !fee.agrees_with(known)
        && share_goods(&one.0.hs_codes, &other.0.hs_codes)
        && share_days(one.1, other.1)
}

fn share_goods(one: &[HsCode], other: &[HsCode]) -> bool {
    one.is_empty()
        || other.is_empty()
        || one.iter().any(|code| other.iter().any(|known| code.covers(known) || known.covers(code)))
}

fn share_days(one: Period, other: Period) -> bool {
    let begins_before_the_end = |begin: Period, end: Period| end.until().is_none_or(|until| begin.from() < until);
    begins_before_the_end(one, other) && begins_before_the_end(other, one)
}
