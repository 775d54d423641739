//! The roles of officers, in the contract.

use async_graphql::{
    Context, Enum, ID, InputObject, Object, Result, SimpleObject, Union,
    connection::{Connection, Edge},
};
use vocabulary::{FactId, Language, RoleGrantId, scalar::Instant};

use super::{FreshSession, guard, identity, said};
use crate::{
    identity::role::{self, GrantsRequest, NewGrant, RoleRefusal, Stage},
    platform::{
        clock::SharedClock,
        graphql::language,
        pagination::{PageRefusal, PageSize},
        policy::{Role, may},
        refusal::{Refusal, refuse},
    },
};

/// Questions about the roles of officers.
#[derive(Default)]
pub struct RoleQuery;

#[Object]
impl RoleQuery {
    /// The roles that officers have, had, or are to have, the newest first.
    #[graphql(
        directive = may::apply(vec![Role::Admin, Role::Auditor]),
        guard = "FreshSession",
        cache_control(private),
        complexity = "1 + PageSize::MAX.get() * child_complexity"
    )]
    async fn role_grants(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of this person.")] person_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<Connection<String, RoleGrant>> {
        let after: Option<RoleGrantId> =
            after.map(|cursor| cursor.parse()).transpose().map_err(|_| refuse(&PageRefusal::Cursor))?;
        let person = person_id.map(|id| id.parse()).transpose().map_err(|_| refuse(&RoleRefusal::PersonUnknown))?;
        let first = PageSize::new(first).map_err(|refusal| refuse(&refusal))?;
        let (grants, has_next) = identity(ctx).roles.list(GrantsRequest { person, first, after }).await?;
        let mut page = Connection::new(after.is_some(), has_next);
        page.edges.extend(grants.into_iter().map(|grant| Edge::new(grant.id.to_string(), grant.into())));
        Ok(page)
    }
}

/// What can be done with the roles of officers.
#[derive(Default)]
pub struct RoleMutation;

#[Object]
impl RoleMutation {
    /// Proposes a role for a person. They have it once another admin agrees, who is neither the one who proposed it nor the one who
    /// receives it.
    #[graphql(directive = may::apply(vec![Role::Admin]), guard = "FreshSession")]
    async fn propose_role(&self, ctx: &Context<'_>, input: ProposeRoleInput) -> Result<ProposeRolePayload> {
        let (by, _) = guard::person(ctx)?;
        let proposed = match input.person_id.parse() {
            Ok(person) => {
                let until = input.until.map(|until| until.0);
                let granted = NewGrant { person, role: input.role.into(), office: input.office, until };
                identity(ctx).roles.propose(by, granted, ctx.data_unchecked::<SharedClock>().now()).await?
            }
            Err(_) => Err(RoleRefusal::PersonUnknown),
        };
        Ok(ProposeRolePayload::present(proposed, language(ctx, None)))
    }

    /// Agrees to a role that another admin proposed for somebody else, within a week of the proposal.
    #[graphql(directive = may::apply(vec![Role::Admin]), guard = "FreshSession")]
    async fn approve_role(&self, ctx: &Context<'_>, input: ApproveRoleInput) -> Result<ApproveRolePayload> {
        let (by, _) = guard::person(ctx)?;
        let approved = match input.grant_id.parse() {
            Ok(grant) => identity(ctx).roles.approve(by, grant, ctx.data_unchecked::<SharedClock>().now()).await?,
            Err(_) => Err(RoleRefusal::Unknown),
        };
        Ok(ApproveRolePayload::present(approved, language(ctx, None)))
    }

    /// Takes a role or a proposal back, from the next request on. One admin is enough.
    #[graphql(directive = may::apply(vec![Role::Admin]), guard = "FreshSession")]
    async fn revoke_role(&self, ctx: &Context<'_>, input: RevokeRoleInput) -> Result<RevokeRolePayload> {
        let (by, _) = guard::person(ctx)?;
        let revoked = match input.grant_id.parse() {
            Ok(grant) => identity(ctx).roles.revoke(by, grant, ctx.data_unchecked::<SharedClock>().now()).await?,
            Err(_) => Err(RoleRefusal::Unknown),
        };
        Ok(RevokeRolePayload::present(revoked, language(ctx, None)))
    }
}

/// A role that an officer is granted.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "role::StaffRole")]
enum StaffRole {
    /// Answers enquiries.
    EnquiryOfficer,
    /// Hands enquiries out and sees that they are answered in time.
    Supervisor,
    /// Writes what is published.
    Publisher,
    /// Agrees to what others want to publish.
    Approver,
    /// Takes payments at a counter.
    Cashier,
    /// Agrees to repayments and write-offs that others want.
    FinanceApprover,
    /// Reads everything that was done, and does nothing.
    Auditor,
    /// Says who has which role.
    Admin,
}

/// A role that somebody has, had, or is to have.
#[derive(SimpleObject)]
struct RoleGrant {
    /// Its lasting name.
    id: ID,
    /// Whose it is.
    person_id: ID,
    /// Which role.
    role: StaffRole,
    /// The fact that describes the office it is for; null for all offices.
    office: Option<FactId>,
    /// Until when it holds; null for no end.
    until: Option<Instant>,
    /// Who proposed it; null for the first admins, who were appointed at the machine itself.
    granted_by: Option<ID>,
    /// When it was proposed.
    granted_at: Instant,
    /// Who agreed to it; null where nobody did, and for the first admins.
    approved_by: Option<ID>,
    /// When it was agreed to; null while it is a proposal, and once it was taken back.
    approved_at: Option<Instant>,
    /// Who took it back; null where nobody did.
    revoked_by: Option<ID>,
    /// When it was taken back; null where it was not.
    revoked_at: Option<Instant>,
}

impl From<role::RoleGrant> for RoleGrant {
    fn from(grant: role::RoleGrant) -> RoleGrant {
        let (mut approved, mut revoked) = ((None, None), (None, None));
        match grant.stage {
            Stage::Proposed => {}
            Stage::Approved { by, at } => approved = (by, Some(at)),
            Stage::Revoked { by, at } => revoked = (Some(by), Some(at)),
        }
        let id = |id: vocabulary::PersonId| ID(id.to_string());
        RoleGrant {
            id: ID(grant.id.to_string()),
            person_id: id(grant.granted.person),
            role: grant.granted.role.into(),
            office: grant.granted.office,
            until: grant.granted.until.map(Instant),
            granted_by: grant.by.map(id),
            granted_at: Instant(grant.at),
            approved_by: approved.0.map(id),
            approved_at: approved.1.map(Instant),
            revoked_by: revoked.0.map(id),
            revoked_at: revoked.1.map(Instant),
        }
    }
}

/// A role is not given or not taken.
#[derive(SimpleObject)]
struct RoleRefused {
    /// `PERSON_UNKNOWN`, `ROLE_GRANT_UNKNOWN`, `SECOND_PERSON_NEEDED`, `ROLE_PAST`, or `FORBIDDEN` where the caller's own role was just
    /// taken back.
    code: String,
    /// A sentence for the officer, in their language, that says what to do.
    message: String,
}

/// What to propose.
#[derive(InputObject)]
struct ProposeRoleInput {
    /// Who is to have it.
    person_id: ID,
    /// Which role.
    role: StaffRole,
    /// The fact that describes the office it is for; null for all offices.
    office: Option<FactId>,
    /// Until when; null for no end.
    until: Option<Instant>,
}

/// What to agree to.
#[derive(InputObject)]
struct ApproveRoleInput {
    /// The proposal.
    grant_id: ID,
}

/// What to take back.
#[derive(InputObject)]
struct RevokeRoleInput {
    /// The role that was granted, or the proposal.
    grant_id: ID,
}

/// Makes the outcome of an act on a role.
macro_rules! outcome {
    ($($(#[$doc:meta])* $payload:ident $name:literal;)*) => { $(
        $(#[$doc])*
        #[derive(Union)]
        #[graphql(name = $name)]
        enum $payload {
            Grant(RoleGrant),
            Refused(RoleRefused),
        }

        impl $payload {
            fn present(outcome: Result<role::RoleGrant, RoleRefusal>, language: Language) -> $payload {
                match outcome {
                    Ok(grant) => $payload::Grant(grant.into()),
                    Err(refusal) => {
                        let message = said(&refusal, language);
                        $payload::Refused(RoleRefused { code: refusal.code().to_owned(), message })
                    }
                }
            }
        }
    )* };
}

outcome! {
    /// What comes of proposing a role.
    ProposeRolePayload "ProposeRolePayload";
    /// What comes of agreeing to a role.
    ApproveRolePayload "ApproveRolePayload";
    /// What comes of taking a role back.
    RevokeRolePayload "RevokeRolePayload";
}
