//! What can be done with companies and mandates.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};
use vocabulary::{MandateId, Timestamp};

use super::{MandateRefused, company::CompanyShown, mandate::MandateShown, mandates, offer::MandateOfferInput};
use crate::{
    identity::{FreshSession, digits, phone::PhoneNumber, signed_in_person},
    mandate::{
        company::{Company, Tin},
        granting::Held,
        refusal::Refusal,
    },
    platform::{
        clock::SharedClock,
        fault::Fault,
        graphql::language,
        policy::{Role, may},
    },
};

/// What can be done with companies and mandates.
#[derive(Default)]
pub struct MandateMutation;

#[Object]
impl MandateMutation {
    /// Registers a company that the caller acts for. Nothing can be done in its name until a customs officer has confirmed it.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn register_company(&self, ctx: &Context<'_>, input: RegisterCompanyInput) -> Result<CompanyPayload> {
        let (person, _) = signed_in_person(ctx)?;
        let (Ok(tin), Ok(name)) = (input.tin.parse(), input.name.parse()) else {
            let refusal = if input.tin.parse::<Tin>().is_err() { Refusal::TinInvalid } else { Refusal::NameInvalid };
            return Ok(CompanyPayload::refused(ctx, &refusal));
        };
        let registered = mandates(ctx).register_company(person, tin, name, now(ctx)).await?;
        Ok(CompanyPayload::present(ctx, registered))
    }

    /// Confirms a company whose papers an officer saw, so that things can be done in its name. Nobody confirms a company of their own.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor, Role::Admin]), guard = "FreshSession")]
    async fn confirm_company(&self, ctx: &Context<'_>, input: ConfirmCompanyInput) -> Result<ConfirmCompanyPayload> {
        let (officer, _) = signed_in_person(ctx)?;
        let confirmed = mandates(ctx).confirm_company(officer, super::company(&input.company_id)?, now(ctx)).await?;
        Ok(match confirmed {
            Ok(company) => ConfirmCompanyPayload::Confirmed(CompanyConfirmed { company: CompanyShown(company) }),
            Err(refusal) => ConfirmCompanyPayload::Refused(MandateRefused::of(&refusal, language(ctx, None))),
        })
    }

    /// Makes whoever has a number an administrator of a company too. It takes a code asked for with `MANDATE`.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn add_company_admin(&self, ctx: &Context<'_>, input: AddCompanyAdminInput) -> Result<DonePayload> {
        let code = digits(&input.code)?;
        let company = super::company(&input.company_id)?;
        let done = match input.phone.parse::<PhoneNumber>() {
            Ok(phone) => mandates(ctx).add_admin(signed_in_person(ctx)?, company, (&phone, &code), now(ctx)).await?,
            Err(refusal) => Err(refusal.into()),
        };
        Ok(DonePayload::present(ctx, done.map(|()| 1)))
    }

    /// Takes an administrator of a company away; the caller leaves where they name themselves. One always stays.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn remove_company_admin(&self, ctx: &Context<'_>, input: RemoveCompanyAdminInput) -> Result<DonePayload> {
        let (person, _) = signed_in_person(ctx)?;
        let company = super::company(&input.company_id)?;
        let done = match input.person_id.parse() {
            Ok(removed) => mandates(ctx).remove_admin(person, company, removed, now(ctx)).await?,
            Err(_) => Err(Refusal::CompanyUnknown),
        };
        Ok(DonePayload::present(ctx, done.map(|()| 1)))
    }

    /// Proposes that somebody act for the caller, or for a company of theirs. It takes a code asked for with `MANDATE`; the other side
    /// has 21 days to agree. A device that joined others less than 24 hours ago has to wait.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn grant_mandate(&self, ctx: &Context<'_>, input: GrantMandateInput) -> Result<MandatePayload> {
        let code = digits(&input.code)?;
        let caller = signed_in_person(ctx)?;
        let granted = match input.offer.read(caller.0) {
            Ok(offer) => mandates(ctx).grant(caller, offer, &code, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(MandatePayload::present(ctx, granted))
    }

    /// Asks to be allowed to act for somebody. They have 21 days to agree.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn request_mandate(&self, ctx: &Context<'_>, input: RequestMandateInput) -> Result<MandatePayload> {
        let (person, _) = signed_in_person(ctx)?;
        let requested = match input.offer.read(person) {
            Ok(offer) => mandates(ctx).request(person, offer, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(MandatePayload::present(ctx, requested))
    }

    /// Agrees to a mandate that waits for the caller. Whoever is acted for needs a code asked for with `MANDATE`.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn accept_mandate(&self, ctx: &Context<'_>, input: AcceptMandateInput) -> Result<MandatePayload> {
        let code = input.code.as_deref().map(digits).transpose()?;
        let caller = signed_in_person(ctx)?;
        changed(ctx, &input.id, async |id| mandates(ctx).accept(caller, id, code.as_ref(), now(ctx)).await).await
    }

    /// Says no to a mandate that waits for the caller.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn reject_mandate(&self, ctx: &Context<'_>, input: MandateInput) -> Result<MandatePayload> {
        let (person, _) = signed_in_person(ctx)?;
        changed(ctx, &input.id, async |id| mandates(ctx).reject(person, id, now(ctx)).await).await
    }

    /// Takes back a mandate that the caller proposed and nobody answered.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn cancel_mandate(&self, ctx: &Context<'_>, input: MandateInput) -> Result<MandatePayload> {
        let (person, _) = signed_in_person(ctx)?;
        changed(ctx, &input.id, async |id| mandates(ctx).cancel(person, id, now(ctx)).await).await
    }

    /// Ends a mandate, from either side: the next act under it is refused.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn end_mandate(&self, ctx: &Context<'_>, input: MandateInput) -> Result<MandatePayload> {
        let (person, _) = signed_in_person(ctx)?;
        changed(ctx, &input.id, async |id| mandates(ctx).deauthorise(person, id, now(ctx)).await).await
    }

    /// Stops all mandates that the caller gave, for themselves and their companies, at once. So does the word STOP by SMS from their number.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn freeze_mandates(&self, ctx: &Context<'_>) -> Result<DonePayload> {
        let (person, _) = signed_in_person(ctx)?;
        let frozen = mandates(ctx).freeze(person, now(ctx)).await?;
        Ok(DonePayload::present(ctx, Ok(frozen)))
    }

    /// Lets the mandates run again that the caller stopped. It takes a code asked for with `MANDATE`.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn unfreeze_mandates(&self, ctx: &Context<'_>, input: UnfreezeMandatesInput) -> Result<DonePayload> {
        let code = digits(&input.code)?;
        let unfrozen = mandates(ctx).unfreeze(signed_in_person(ctx)?, &code, now(ctx)).await?;
        Ok(DonePayload::present(ctx, unfrozen))
    }
}

async fn changed(
    ctx: &Context<'_>,
    id: &ID,
    change: impl AsyncFnOnce(MandateId) -> Result<Result<Held, Refusal>, Fault>,
) -> Result<MandatePayload> {
    let changed = match id.parse() {
        Ok(id) => change(id).await?,
        Err(_) => Err(Refusal::Unknown),
    };
    Ok(MandatePayload::present(ctx, changed))
}

fn now(ctx: &Context<'_>) -> Timestamp {
    ctx.data_unchecked::<SharedClock>().now()
}

/// A company to register.
#[derive(InputObject)]
struct RegisterCompanyInput {
    /// The number under which the tax administration knows it, in any spelling.
    tin: String,
    /// What it is called; 2 to 120 characters.
    name: String,
}

/// A company to confirm.
#[derive(InputObject)]
struct ConfirmCompanyInput {
    /// The company.
    company_id: ID,
}

/// What comes of confirming a company.
#[derive(Union)]
enum ConfirmCompanyPayload {
    Confirmed(CompanyConfirmed),
    Refused(MandateRefused),
}

/// The company is confirmed.
#[derive(SimpleObject)]
struct CompanyConfirmed {
    /// The company.
    company: CompanyShown,
}

/// Who is to act for a company too.
#[derive(InputObject)]
struct AddCompanyAdminInput {
    /// The company.
    company_id: ID,
    /// The number of somebody who has signed in.
    #[graphql(secret)]
    phone: String,
    /// The code that was sent to the caller.
    #[graphql(secret)]
    code: String,
}

/// Who is not to act for a company any more.
#[derive(InputObject)]
struct RemoveCompanyAdminInput {
    /// The company.
    company_id: ID,
    /// The administrator.
    person_id: ID,
}

/// A mandate to give.
#[derive(InputObject)]
struct GrantMandateInput {
    /// What is proposed.
    offer: MandateOfferInput,
    /// The code that was sent to the caller.
    #[graphql(secret)]
    code: String,
}

/// A mandate to ask for.
#[derive(InputObject)]
struct RequestMandateInput {
    /// What is proposed.
    offer: MandateOfferInput,
}

/// A mandate to agree to.
#[derive(InputObject)]
struct AcceptMandateInput {
    /// The mandate.
    id: ID,
    /// The code that was sent to the caller, where they are acted for.
    #[graphql(secret)]
    code: Option<String>,
}

/// A mandate.
#[derive(InputObject)]
struct MandateInput {
    /// The mandate.
    id: ID,
}

/// What lets mandates run again.
#[derive(InputObject)]
struct UnfreezeMandatesInput {
    /// The code that was sent to the caller.
    #[graphql(secret)]
    code: String,
}

/// What comes of registering a company.
#[derive(Union)]
enum CompanyPayload {
    Registered(CompanyRegistered),
    Refused(MandateRefused),
}

/// The company is registered, and claimed by the caller.
#[derive(SimpleObject)]
struct CompanyRegistered {
    /// The company.
    company: CompanyShown,
}

impl CompanyPayload {
    fn present(ctx: &Context<'_>, registered: Result<Company, Refusal>) -> CompanyPayload {
        match registered {
            Ok(company) => Self::Registered(CompanyRegistered { company: CompanyShown(company) }),
            Err(refusal) => Self::refused(ctx, &refusal),
        }
    }

    fn refused(ctx: &Context<'_>, refusal: &Refusal) -> CompanyPayload {
        Self::Refused(MandateRefused::of(refusal, language(ctx, None)))
    }
}

/// What comes of changing a mandate.
#[derive(Union)]
enum MandatePayload {
    Changed(MandateChanged),
    Refused(MandateRefused),
}

/// The mandate as it stands now.
#[derive(SimpleObject)]
struct MandateChanged {
    /// The mandate.
    mandate: MandateShown,
}

impl MandatePayload {
    fn present(ctx: &Context<'_>, changed: Result<Held, Refusal>) -> MandatePayload {
        match changed {
            Ok((mandate, side)) => Self::Changed(MandateChanged { mandate: MandateShown { mandate, side } }),
            Err(refusal) => Self::Refused(MandateRefused::of(&refusal, language(ctx, None))),
        }
    }
}

/// What comes of something that has nothing to show.
#[derive(Union)]
#[graphql(name = "MandateDonePayload")]
enum DonePayload {
    Done(MandateDone),
    Refused(MandateRefused),
}

/// It is done.
#[derive(SimpleObject)]
struct MandateDone {
    /// How many mandates or administrators it changed.
    changed: u64,
}

impl DonePayload {
    fn present(ctx: &Context<'_>, done: Result<u64, Refusal>) -> DonePayload {
        match done {
            Ok(changed) => Self::Done(MandateDone { changed }),
            Err(refusal) => Self::Refused(MandateRefused::of(&refusal, language(ctx, None))),
        }
    }
}
