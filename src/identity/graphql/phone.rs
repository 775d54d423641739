//! Signing in with a phone, in the contract.

use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject, Union};
use vocabulary::{Language, scalar::Instant};

use super::{FreshSession, ProofRefused, SessionTokens, guard, identity, said};
use crate::{
    identity::{
        code::{self, Amount, CodeSent, Digits, Purpose},
        phone::PhoneNumber,
        session::{DeviceName, TokenPair},
        sign_in::{PhoneAsk, SignInRefusal},
    },
    platform::{
        clock::SharedClock,
        graphql::language,
        money::{AmountInvalid, MoneyInput},
        policy::{Role, may},
        refusal::{Refusal, refuse},
        request::Arrival,
    },
};

/// What can be done with a phone number.
#[derive(Default)]
pub struct PhoneMutation;

#[Object]
impl PhoneMutation {
    /// Sends a code of six digits to a phone, by SMS. It holds five minutes and five tries, for this purpose and this device alone, and
    /// takes the place of the one before.
    ///
    /// Send it by POST, and in the header `DPoP` a proof of the device's key (RFC 9449), made for this request, with `ath` the hash of
    /// the number as it is written in `phone`. Whether anybody has the number makes no difference to the answer.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn request_code(&self, ctx: &Context<'_>, input: RequestCodeInput) -> Result<RequestCodePayload> {
        let purpose = input.purpose().map_err(|refusal| refuse(&refusal))?;
        let ask = PhoneAsk::of(ctx.data::<Arrival>()?, &input.phone);
        let now = ctx.data_unchecked::<SharedClock>().now();
        let requested = identity(ctx).phones.request_code(&ask, purpose, now).await?;
        Ok(RequestCodePayload::present(requested, language(ctx, None)))
    }

    /// Signs in with a phone number and the code that was sent to it. Whoever is new needs nothing else.
    ///
    /// Send it by POST without `Authorization`, and in the header `DPoP` a proof of the key of the device that asked for the code, with
    /// `ath` the hash of the code. Store the refresh token before using it.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn sign_in(&self, ctx: &Context<'_>, input: SignInInput) -> Result<SignInPayload> {
        let code = digits(&input.code)?;
        let ask = PhoneAsk::of(ctx.data::<Arrival>()?, &input.phone);
        let name = DeviceName::new(input.device_name.as_deref().unwrap_or_default());
        let now = ctx.data_unchecked::<SharedClock>().now();
        let signed_in = identity(ctx).phones.sign_in(&ask, &code, name, now).await?;
        Ok(SignInPayload::present(signed_in, language(ctx, None)))
    }

    /// Gives the caller another phone number. It takes a code sent to the number they have and one sent to the new one, both asked for
    /// with `CHANGE_PHONE` by this device. A device that joined others less than 24 hours ago has to wait.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn change_phone(&self, ctx: &Context<'_>, input: ChangePhoneInput) -> Result<ChangePhonePayload> {
        let (current_code, new_code) = (digits(&input.current_code)?, digits(&input.new_code)?);
        let caller = guard::person(ctx)?;
        let now = ctx.data_unchecked::<SharedClock>().now();
        let changed =
            identity(ctx).phones.change(caller, &current_code, (&input.new_phone, &new_code), language(ctx, None), now).await?;
        Ok(ChangePhonePayload::present(changed, language(ctx, None)))
    }
}

/// What a code is for.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "CodePurpose")]
enum CodePurpose {
    /// To sign in.
    SignIn,
    /// To let somebody act for oneself.
    Mandate,
    /// To change one's number.
    ChangePhone,
    /// To be forgotten.
    Erase,
    /// To pay so much from an account.
    Pay,
}

/// Who asks for a code, and what for.
#[derive(InputObject)]
struct RequestCodeInput {
    /// The number with its country code, as a person writes it (`+999 555 0100 12`).
    #[graphql(secret)]
    phone: String,
    /// What the code is for; it serves nothing else.
    purpose: CodePurpose,
    /// How much is paid, with `PAY`: the code serves no other sum.
    amount: Option<MoneyInput>,
}

impl RequestCodeInput {
    fn purpose(&self) -> Result<Purpose, AmountInvalid> {
        Ok(match self.purpose {
            CodePurpose::SignIn => Purpose::View,
            CodePurpose::Mandate => Purpose::Mandate,
            CodePurpose::ChangePhone => Purpose::ChangePhone,
            CodePurpose::Erase => Purpose::Erase,
            CodePurpose::Pay => {
                let money = self.amount.as_ref().ok_or(AmountInvalid)?.money()?;
                Purpose::Pay(Amount::new(money.minor, &money.currency.to_string()).ok_or(AmountInvalid)?)
            }
        })
    }
}

/// What comes of asking for a code.
#[derive(Union)]
enum RequestCodePayload {
    Requested(CodeRequested),
    Refused(CodeRefused),
    Proof(ProofRefused),
}

/// A code is on its way.
#[derive(SimpleObject)]
struct CodeRequested {
    /// Until when it holds.
    expires_at: Instant,
    /// When another may be asked for.
    again_at: Instant,
}

/// A code is not sent, or not taken; or the number cannot be used.
#[derive(SimpleObject)]
pub(super) struct CodeRefused {
    /// A code of `docs/errors.md` (`CODE_WRONG`, `CODE_EXPIRED`, `CODE_TOO_SOON`, `PHONE_INVALID`).
    code: String,
    /// A sentence for the person, in their language, that says what to do.
    message: String,
    /// How many tries the code has left; null where that is not what is wrong.
    tries_left: Option<u32>,
    /// After how many seconds it is worth asking again; null where time does not help.
    seconds: Option<u64>,
    /// What can be dialled instead; null where there is nothing.
    dial: Option<String>,
    /// When a device that is too new may do this; null otherwise.
    until: Option<Instant>,
}

impl CodeRefused {
    pub(super) fn of(refusal: &SignInRefusal, language: Language) -> CodeRefused {
        use code::Refusal as Of;
        let (mut tries_left, mut seconds, mut dial, mut until) = (None, None, None, None);
        match refusal {
            SignInRefusal::Code(Of::Wrong { left }) => tries_left = Some(*left),
            SignInRefusal::Code(Of::TooSoon { seconds: after }) => seconds = Some(*after),
            SignInRefusal::Code(Of::LimitReached { seconds: after, dial: to, .. } | Of::Busy { seconds: after, dial: to }) => {
                (seconds, dial) = (Some(*after), to.clone());
            }
            SignInRefusal::Code(Of::CountryNotServed { dial: to, .. } | Of::Stopped { dial: to } | Of::NotSent { dial: to }) => {
                dial = to.clone();
            }
            SignInRefusal::DeviceTooNew { until: at } => until = Some(Instant(*at)),
            SignInRefusal::Code(Of::Expired)
            | SignInRefusal::Phone(_)
            | SignInRefusal::Proof(_)
            | SignInRefusal::PhoneTaken
            | SignInRefusal::NoPhone
            | SignInRefusal::CodeMissing => {}
        }
        CodeRefused { code: refusal.code().to_owned(), message: said(refusal, language), tries_left, seconds, dial, until }
    }
}

impl RequestCodePayload {
    fn present(requested: Result<CodeSent, SignInRefusal>, language: Language) -> RequestCodePayload {
        match requested {
            Ok(sent) => Self::Requested(CodeRequested { expires_at: Instant(sent.expires_at), again_at: Instant(sent.again_at) }),
            Err(SignInRefusal::Proof(refusal)) => Self::Proof(ProofRefused::of(&refusal, language)),
            Err(refusal) => Self::Refused(CodeRefused::of(&refusal, language)),
        }
    }
}

/// Who signs in.
#[derive(InputObject)]
struct SignInInput {
    /// The number the code was sent to.
    #[graphql(secret)]
    phone: String,
    /// The six digits.
    #[graphql(secret)]
    code: String,
    /// What the device calls itself, for the person's list of sessions; at most 60 characters are kept.
    device_name: Option<String>,
}

/// What comes of signing in.
#[derive(Union)]
enum SignInPayload {
    Tokens(SessionTokens),
    Refused(CodeRefused),
    Proof(ProofRefused),
}

impl SignInPayload {
    fn present(signed_in: Result<TokenPair, SignInRefusal>, language: Language) -> SignInPayload {
        match signed_in {
            Ok(pair) => Self::Tokens(pair.into()),
            Err(SignInRefusal::Proof(refusal)) => Self::Proof(ProofRefused::of(&refusal, language)),
            Err(refusal) => Self::Refused(CodeRefused::of(&refusal, language)),
        }
    }
}

/// A number that takes the place of another.
#[derive(InputObject)]
struct ChangePhoneInput {
    /// The code that was sent to the number the caller has.
    #[graphql(secret)]
    current_code: String,
    /// The new number.
    #[graphql(secret)]
    new_phone: String,
    /// The code that was sent to the new number.
    #[graphql(secret)]
    new_code: String,
}

/// What comes of changing a number.
#[derive(Union)]
enum ChangePhonePayload {
    Changed(PhoneChanged),
    Refused(CodeRefused),
}

/// The person signs in with another number from now on.
#[derive(SimpleObject)]
struct PhoneChanged {
    /// The number, masked (`+999 •••• 12`).
    phone: String,
}

impl ChangePhonePayload {
    fn present(changed: Result<PhoneNumber, SignInRefusal>, language: Language) -> ChangePhonePayload {
        match changed {
            Ok(phone) => Self::Changed(PhoneChanged { phone: phone.to_string() }),
            Err(refusal) => Self::Refused(CodeRefused::of(&refusal, language)),
        }
    }
}

/// What is not six digits was never a try.
struct NoCode;

impl Refusal for NoCode {
    fn code(&self) -> &'static str {
        "CODE_INVALID"
    }
}

/// Reads a code.
///
/// # Errors
/// Refuses what is not six digits.
pub fn digits(text: &str) -> Result<Digits> {
    text.trim().parse().map_err(|_| refuse(&NoCode))
}
