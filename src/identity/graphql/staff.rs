//! Staff in the contract: how accounts begin and end, and how their people sign in.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};
use vocabulary::{Language, scalar::Instant};

use super::{ProofRefused, SessionTokens, StaffSession, guard, identity, phone::digits, said};
use crate::{
    identity::{
        session::{DeviceName, TokenPair},
        staff::{
            Activated, Activating, Anew, Enrolment, IssuedActivation, STAFF_LISTED_MAX, SecondFactor, StaffAsk, StaffMember,
            StaffRefusal,
        },
    },
    platform::{
        clock::SharedClock,
        graphql::language,
        policy::{Role, may},
        refusal::{Refusal, refuse},
        request::Arrival,
    },
};

/// Questions about the staff.
#[derive(Default)]
pub struct StaffQuery;

#[Object]
impl StaffQuery {
    /// Who has an account of the staff, those whose account is open first; at most 200. For staff.
    // The guard point of a role: who may see colleagues is asked for beside `StaffSession`.
    #[graphql(directive = may::apply(vec![Role::Admin, Role::Auditor]), guard = "StaffSession", complexity = "STAFF_LISTED_MAX * child_complexity", cache_control(private))]
    async fn staff(&self, ctx: &Context<'_>) -> Result<Vec<ShownMember>> {
        Ok(identity(ctx).staff.members().await?.into_iter().map(ShownMember::from).collect())
    }
}

/// Somebody of the staff.
#[derive(SimpleObject)]
#[graphql(name = "StaffMember")]
struct ShownMember {
    /// The lasting name of the person.
    id: ID,
    /// The address they sign in with.
    email: String,
    /// The name that colleagues read.
    display_name: String,
    /// When the account was opened, the last time.
    activated_at: Instant,
    /// When it was closed; null where it is open.
    deactivated_at: Option<Instant>,
}

impl From<StaffMember> for ShownMember {
    fn from(member: StaffMember) -> ShownMember {
        ShownMember {
            id: ID(member.person.to_string()),
            email: member.email.reveal().to_owned(),
            display_name: member.name.reveal().to_owned(),
            activated_at: Instant(member.activated_at),
            deactivated_at: member.deactivated_at.map(Instant),
        }
    }
}

/// What can be done with accounts of the staff.
#[derive(Default)]
pub struct StaffMutation;

#[Object]
impl StaffMutation {
    /// Begins to activate an account with a token that was handed over, and returns what an authenticator app needs. It may be begun anew
    /// as long as it is not confirmed. Send it by POST.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn activate_staff(&self, ctx: &Context<'_>, input: ActivateStaffInput) -> Result<ActivateStaffPayload> {
        let now = ctx.data_unchecked::<SharedClock>().now();
        let activating =
            Activating { token: &input.token, email: &input.email, name: &input.display_name, password: &input.password };
        let begun = identity(ctx).staff.activate(&activating, now).await?;
        Ok(ActivateStaffPayload::present(begun, language(ctx, None)))
    }

    /// Opens the account with the code that the app shows, and returns ten recovery codes: the only time that they are shown. The token is
    /// used up, and so is the code; sign in with the next one.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn confirm_staff(&self, ctx: &Context<'_>, input: ConfirmStaffInput) -> Result<ConfirmStaffPayload> {
        let code = digits(&input.code)?;
        let now = ctx.data_unchecked::<SharedClock>().now();
        let confirmed = identity(ctx).staff.confirm(&input.token, &code, now).await?;
        Ok(ConfirmStaffPayload::present(confirmed, language(ctx, None)))
    }

    /// Invites a colleague: returns a token to hand over, good once and for 24 hours. It takes the place of the one before. For staff.
    // The guard point of a role: who may invite is asked for beside `StaffSession`, which asks the database as `FreshSession` does.
    #[graphql(directive = may::apply(vec![Role::Admin]), guard = "StaffSession")]
    async fn invite_staff(&self, ctx: &Context<'_>, input: InviteStaffInput) -> Result<InviteStaffPayload> {
        let (person, _) = guard::person(ctx)?;
        let now = ctx.data_unchecked::<SharedClock>().now();
        let invited = identity(ctx).staff.invite(person, &input.email, now).await?;
        Ok(InviteStaffPayload::present(invited, language(ctx, None)))
    }

    /// Closes an account: its sessions end at once, nobody signs in to it any more, and invitations of its person that were not used are
    /// worth nothing. The address can be invited again. For staff.
    // The guard point of a role, as above.
    #[graphql(directive = may::apply(vec![Role::Admin]), guard = "StaffSession")]
    async fn deactivate_staff(&self, ctx: &Context<'_>, input: DeactivateStaffInput) -> Result<DeactivateStaffPayload> {
        let (person, _) = guard::person(ctx)?;
        let now = ctx.data_unchecked::<SharedClock>().now();
        let closed = match input.id.parse() {
            Ok(id) => identity(ctx).staff.deactivate(person, id, now).await?,
            Err(_) => Err(StaffRefusal::AccountUnknown),
        };
        Ok(match closed {
            Ok(()) => DeactivateStaffPayload::Deactivated(StaffDeactivated { id: input.id }),
            Err(refusal) => DeactivateStaffPayload::Refused(StaffRefused::of(&refusal, language(ctx, None))),
        })
    }

    /// Changes one's own password. Every other session of one's own ends. For staff, in a session that stands at this moment.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "StaffSession")]
    async fn change_staff_password(
        &self,
        ctx: &Context<'_>,
        input: ChangeStaffPasswordInput,
    ) -> Result<ChangeStaffPasswordPayload> {
        let (person, session) = guard::person(ctx)?;
        let factor = factor(input.code.as_deref(), input.recovery_code.as_deref())?;
        let anew = Anew { person, session, password: &input.password, factor: &factor };
        let now = ctx.data_unchecked::<SharedClock>().now();
        Ok(match identity(ctx).staff.change_password(&anew, &input.new_password, now).await? {
            Ok(()) => ChangeStaffPasswordPayload::Changed(StaffPasswordChanged { id: ID(person.to_string()) }),
            Err(refusal) => ChangeStaffPasswordPayload::Refused(StaffRefused::of(&refusal, language(ctx, None))),
        })
    }

    /// Begins to set up another authenticator app for oneself, and returns what it needs. The one before stays good until the other is
    /// confirmed, within ten minutes. For staff, in a session that stands at this moment. Send it by POST.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "StaffSession")]
    async fn renew_staff_app(&self, ctx: &Context<'_>, input: RenewStaffAppInput) -> Result<ActivateStaffPayload> {
        let (person, session) = guard::person(ctx)?;
        let factor = factor(input.code.as_deref(), input.recovery_code.as_deref())?;
        let anew = Anew { person, session, password: &input.password, factor: &factor };
        let now = ctx.data_unchecked::<SharedClock>().now();
        let begun = identity(ctx).staff.renew_app(&anew, now).await?;
        Ok(ActivateStaffPayload::present(begun, language(ctx, None)))
    }

    /// Lets the app that was begun with take the place of the one before, with the code that it shows, and returns ten new recovery codes: the
    /// only time that they are shown. Those before are worth nothing, and every other session of one's own ends. For staff, in a session
    /// that stands at this moment.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "StaffSession")]
    async fn confirm_staff_app(&self, ctx: &Context<'_>, input: ConfirmStaffAppInput) -> Result<ConfirmStaffPayload> {
        let own = guard::person(ctx)?;
        let code = digits(&input.code)?;
        let now = ctx.data_unchecked::<SharedClock>().now();
        let confirmed = identity(ctx).staff.confirm_app(own, &code, now).await?;
        let confirmed = confirmed.map(|recovery_codes| Activated { person: own.0, recovery_codes });
        Ok(ConfirmStaffPayload::present(confirmed, language(ctx, None)))
    }

    /// Signs in somebody of the staff, with their password and the code that their app shows, or one of their recovery codes. An address
    /// that nobody has, a wrong password and a wrong code get the same answer.
    ///
    /// Send it by POST without `Authorization`, and in the header `DPoP` a proof of the device's key (RFC 9449), made for this request,
    /// with `ath` the hash of the address as it is written in `email`. Store the refresh token before using it.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn sign_in_staff(&self, ctx: &Context<'_>, input: SignInStaffInput) -> Result<SignInStaffPayload> {
        let factor = factor(input.code.as_deref(), input.recovery_code.as_deref())?;
        let ask = StaffAsk::of(ctx.data::<Arrival>()?, &input.email, &input.password);
        let name = DeviceName::new(input.device_name.as_deref().unwrap_or_default());
        let now = ctx.data_unchecked::<SharedClock>().now();
        let signed_in = identity(ctx).staff.sign_in(&ask, &factor, name, now).await?;
        Ok(SignInStaffPayload::present(signed_in, language(ctx, None)))
    }
}

/// Takes the code of an app, or one that stands in for it: one of them, and not both.
fn factor(code: Option<&str>, recovery_code: Option<&str>) -> Result<SecondFactor> {
    match (code, recovery_code) {
        (Some(code), None) => Ok(SecondFactor::Code(digits(code)?)),
        (None, Some(code)) => Ok(SecondFactor::recovery_code(code)),
        _ => Err(refuse(&StaffRefusal::SecondFactorRequired)),
    }
}

/// The rules said no.
#[derive(SimpleObject)]
pub(super) struct StaffRefused {
    /// A code of `docs/errors.md` (`STAFF_SIGN_IN_WRONG`, `STAFF_TOKEN_UNKNOWN`).
    code: String,
    /// A sentence for the person, in their language, that says what to do.
    message: String,
    /// After how many seconds it may be tried again; null where time does not help.
    seconds: Option<u64>,
}

impl StaffRefused {
    pub(super) fn of(refusal: &StaffRefusal, language: Language) -> StaffRefused {
        let seconds = match refusal {
            StaffRefusal::SignInLater { seconds } => Some(*seconds),
            _ => None,
        };
        StaffRefused { code: refusal.code().to_owned(), message: said(refusal, language), seconds }
    }
}

/// Who activates an account.
#[derive(InputObject)]
struct ActivateStaffInput {
    /// The token that was handed over.
    #[graphql(secret)]
    token: String,
    /// The address to sign in with; that of the invitation where there is one. Capitals make no difference.
    #[graphql(secret)]
    email: String,
    /// The name that colleagues read: 1 to 100 characters.
    #[graphql(secret)]
    display_name: String,
    /// A password of 12 to 128 characters that does not hold the part of the address before the `@`.
    #[graphql(secret)]
    password: String,
}

/// What comes of beginning an activation.
#[derive(Union)]
enum ActivateStaffPayload {
    Enrolment(StaffEnrolment),
    Refused(StaffRefused),
}

/// What an authenticator app needs.
#[derive(SimpleObject)]
struct StaffEnrolment {
    /// The address to show as a QR code or to open on the phone (`otpauth://totp/…`): RFC 6238 with SHA-1, six digits, 30 seconds.
    otpauth_uri: String,
}

impl ActivateStaffPayload {
    fn present(begun: Result<Enrolment, StaffRefusal>, language: Language) -> ActivateStaffPayload {
        match begun {
            Ok(enrolment) => Self::Enrolment(StaffEnrolment { otpauth_uri: enrolment.uri }),
            Err(refusal) => Self::Refused(StaffRefused::of(&refusal, language)),
        }
    }
}

/// Who confirms an activation.
#[derive(InputObject)]
struct ConfirmStaffInput {
    /// The token that was handed over.
    #[graphql(secret)]
    token: String,
    /// The six digits that the app shows.
    #[graphql(secret)]
    code: String,
}

/// What comes of confirming an activation.
#[derive(Union)]
enum ConfirmStaffPayload {
    Activated(StaffActivated),
    Refused(StaffRefused),
}

/// The account is open.
#[derive(SimpleObject)]
struct StaffActivated {
    /// The lasting name of the person.
    id: ID,
    /// Ten codes that stand in for the app, each once. They are not shown again.
    recovery_codes: Vec<String>,
}

impl ConfirmStaffPayload {
    fn present(confirmed: Result<Activated, StaffRefusal>, language: Language) -> ConfirmStaffPayload {
        match confirmed {
            Ok(Activated { person, recovery_codes }) => {
                Self::Activated(StaffActivated { id: ID(person.to_string()), recovery_codes })
            }
            Err(refusal) => Self::Refused(StaffRefused::of(&refusal, language)),
        }
    }
}

/// Who is invited.
#[derive(InputObject)]
struct InviteStaffInput {
    /// The address of the colleague.
    #[graphql(secret)]
    email: String,
}

/// What comes of inviting a colleague.
#[derive(Union)]
enum InviteStaffPayload {
    Invited(StaffInvited),
    Refused(StaffRefused),
}

/// A token to hand over.
#[derive(SimpleObject)]
struct StaffInvited {
    /// The token: whoever has it opens the account. It is not shown again.
    token: String,
    /// Until when it holds.
    expires_at: Instant,
}

impl InviteStaffPayload {
    fn present(invited: Result<IssuedActivation, StaffRefusal>, language: Language) -> InviteStaffPayload {
        match invited {
            Ok(IssuedActivation { token, expires_at }) => Self::Invited(StaffInvited { token, expires_at: Instant(expires_at) }),
            Err(refusal) => Self::Refused(StaffRefused::of(&refusal, language)),
        }
    }
}

/// Whose account is closed.
#[derive(InputObject)]
struct DeactivateStaffInput {
    /// The person.
    id: ID,
}

/// What comes of closing an account.
#[derive(Union)]
enum DeactivateStaffPayload {
    Deactivated(StaffDeactivated),
    Refused(StaffRefused),
}

/// The account is closed.
#[derive(SimpleObject)]
struct StaffDeactivated {
    /// The person.
    id: ID,
}

/// Who signs in.
#[derive(InputObject)]
struct SignInStaffInput {
    /// The address of the account, in any capitals.
    #[graphql(secret)]
    email: String,
    /// The password.
    #[graphql(secret)]
    password: String,
    /// The six digits that the app shows; null where there is a recovery code.
    #[graphql(secret)]
    code: Option<String>,
    /// A recovery code; null where there is a code of the app.
    #[graphql(secret)]
    recovery_code: Option<String>,
    /// What the device calls itself, for the person's list of sessions; at most 60 characters are kept.
    device_name: Option<String>,
}

/// What comes of signing in.
#[derive(Union)]
pub(super) enum SignInStaffPayload {
    Tokens(SessionTokens),
    Refused(StaffRefused),
    Proof(ProofRefused),
}

impl SignInStaffPayload {
    pub(super) fn present(signed_in: Result<TokenPair, StaffRefusal>, language: Language) -> SignInStaffPayload {
        match signed_in {
            Ok(pair) => Self::Tokens(pair.into()),
            Err(StaffRefusal::Proof(refusal)) => Self::Proof(ProofRefused::of(&refusal, language)),
            Err(refusal) => Self::Refused(StaffRefused::of(&refusal, language)),
        }
    }
}

/// Which password takes the place of the one before.
#[derive(InputObject)]
struct ChangeStaffPasswordInput {
    /// The password until now.
    #[graphql(secret)]
    password: String,
    /// A password of 12 to 128 characters that does not hold the part of the address before the `@`, and is not the one before.
    #[graphql(secret)]
    new_password: String,
    /// The six digits that the app shows; null where there is a recovery code.
    #[graphql(secret)]
    code: Option<String>,
    /// A recovery code; null where there is a code of the app.
    #[graphql(secret)]
    recovery_code: Option<String>,
}

/// What comes of changing a password.
#[derive(Union)]
enum ChangeStaffPasswordPayload {
    Changed(StaffPasswordChanged),
    Refused(StaffRefused),
}

/// The password is changed.
#[derive(SimpleObject)]
struct StaffPasswordChanged {
    /// The person whose it is.
    id: ID,
}

/// Who sets up another app.
#[derive(InputObject)]
struct RenewStaffAppInput {
    /// The password.
    #[graphql(secret)]
    password: String,
    /// The six digits that the app until now shows; null where there is a recovery code.
    #[graphql(secret)]
    code: Option<String>,
    /// A recovery code; null where there is a code of the app.
    #[graphql(secret)]
    recovery_code: Option<String>,
}

/// What the other app shows.
#[derive(InputObject)]
struct ConfirmStaffAppInput {
    /// The six digits that it shows.
    #[graphql(secret)]
    code: String,
}
