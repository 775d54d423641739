//! Passkeys, in the contract.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject, Union};
use vocabulary::{Language, scalar::Instant};

use super::{FreshSession, ProofRefused, SessionTokens, guard, identity, said};
use crate::{
    identity::{
        passkey::{Options, Passkey, PasskeyRefusal, SignInAsk, UserVerification},
        session::{DeviceName, TokenPair},
    },
    platform::{
        clock::SharedClock,
        graphql::language,
        policy::{Role, may},
        refusal::Refusal,
        request::Arrival,
    },
};

/// What can be done with passkeys.
#[derive(Default)]
pub struct PasskeyMutation;

#[Object]
impl PasskeyMutation {
    /// Says what an authenticator has to be asked to make a passkey for the caller. A person has at most 10; a device that joined others
    /// less than 24 hours ago has to wait.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn begin_passkey(&self, ctx: &Context<'_>, input: Option<BeginPasskeyInput>) -> Result<BeginPasskeyPayload> {
        let caller = guard::person(ctx)?;
        let now = ctx.data_unchecked::<SharedClock>().now();
        let verification = input.unwrap_or_default().user_verification.into();
        let begun = identity(ctx).passkeys.begin(caller, verification, now).await?;
        Ok(match begun {
            Ok(options) => BeginPasskeyPayload::Options(options.into()),
            Err(refusal) => BeginPasskeyPayload::Refused(PasskeyRefused::of(&refusal, language(ctx, None))),
        })
    }

    /// Keeps the passkey that an authenticator made. The challenge is answered once, by the device that was given it.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn finish_passkey(&self, ctx: &Context<'_>, input: FinishPasskeyInput) -> Result<FinishPasskeyPayload> {
        let caller = guard::person(ctx)?;
        let name = DeviceName::new(input.name.as_deref().unwrap_or_default());
        let now = ctx.data_unchecked::<SharedClock>().now();
        let finished = identity(ctx).passkeys.finish(caller, &input.credential, name, now).await?;
        Ok(match finished {
            Ok(passkey) => FinishPasskeyPayload::Added(PasskeyAdded { passkey: passkey.into() }),
            Err(refusal) => FinishPasskeyPayload::Refused(PasskeyRefused::of(&refusal, language(ctx, None))),
        })
    }

    /// Says what an authenticator has to be asked to sign somebody in. Nobody is named: the passkey says who it is.
    ///
    /// Send it by POST without `Authorization`, and in the header `DPoP` a proof of the device's key (RFC 9449), made for this request,
    /// with `ath` the hash of the text `beginPasskeySignIn`.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn begin_passkey_sign_in(
        &self,
        ctx: &Context<'_>,
        input: Option<BeginPasskeyInput>,
    ) -> Result<BeginPasskeySignInPayload> {
        let verification = input.unwrap_or_default().user_verification.into();
        let now = ctx.data_unchecked::<SharedClock>().now();
        let begun = identity(ctx).passkeys.begin_sign_in(&ask(ctx.data::<Arrival>()?), verification, now).await?;
        let language = language(ctx, None);
        Ok(match begun {
            Ok(options) => BeginPasskeySignInPayload::Options(options.into()),
            Err(PasskeyRefusal::Proof(refusal)) => BeginPasskeySignInPayload::Proof(ProofRefused::of(&refusal, language)),
            Err(refusal) => BeginPasskeySignInPayload::Refused(PasskeyRefused::of(&refusal, language)),
        })
    }

    /// Signs in with a passkey.
    ///
    /// Send it by POST without `Authorization`, and in the header `DPoP` a proof of the key of the device that was given the challenge,
    /// with `ath` the hash of the challenge as it stands in the options. Store the refresh token before using it.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn finish_passkey_sign_in(
        &self,
        ctx: &Context<'_>,
        input: FinishPasskeySignInInput,
    ) -> Result<FinishPasskeySignInPayload> {
        let name = DeviceName::new(input.device_name.as_deref().unwrap_or_default());
        let now = ctx.data_unchecked::<SharedClock>().now();
        let ask = ask(ctx.data::<Arrival>()?);
        let signed_in = identity(ctx).passkeys.finish_sign_in(&ask, &input.credential, name, now).await?;
        Ok(FinishPasskeySignInPayload::present(signed_in, language(ctx, None)))
    }

    /// Removes a passkey of the caller.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn remove_passkey(&self, ctx: &Context<'_>, input: RemovePasskeyInput) -> Result<RemovePasskeyPayload> {
        let (person, _) = guard::person(ctx)?;
        let now = ctx.data_unchecked::<SharedClock>().now();
        let removed = identity(ctx).passkeys.remove(person, input.passkey_id.parse().ok(), now).await?;
        Ok(match removed {
            Ok(id) => RemovePasskeyPayload::Removed(PasskeyRemoved { id: ID(id.to_string()) }),
            Err(refusal) => RemovePasskeyPayload::Refused(PasskeyRefused::of(&refusal, language(ctx, None))),
        })
    }
}

fn ask(arrival: &Arrival) -> SignInAsk<'_> {
    SignInAsk { proof: arrival.proof.as_ref().map(|proof| proof.reveal()), method: arrival.method }
}

/// A key that a phone, a computer or a security key keeps, to sign in with.
#[derive(SimpleObject)]
#[graphql(name = "Passkey")]
pub struct ShownPasskey {
    /// Its lasting name.
    id: ID,
    /// What its owner calls it; null where they gave it no name.
    name: Option<String>,
    /// When it was made.
    created_at: Instant,
    /// When somebody last signed in with it; null where nobody did.
    last_used_at: Option<Instant>,
    /// Whether it was in a backup, and so on several devices, when it was last used.
    is_backed_up: bool,
    /// Whether its authenticator made sure of the person (by a finger, a face, a PIN) when it was last used.
    is_user_verified: bool,
    /// How its authenticator is reached (`internal`, `hybrid`, `usb`, `nfc`, `ble`, `smart-card`).
    transports: Vec<String>,
}

impl From<Passkey> for ShownPasskey {
    fn from(passkey: Passkey) -> ShownPasskey {
        ShownPasskey {
            id: ID(passkey.id.to_string()),
            name: Some(passkey.name.as_str().to_owned()).filter(|name| !name.is_empty()),
            created_at: Instant(passkey.created_at),
            last_used_at: passkey.last_used_at.map(Instant),
            is_backed_up: passkey.backed_up,
            is_user_verified: passkey.user_verified,
            transports: passkey.transports.split_whitespace().map(str::to_owned).collect(),
        }
    }
}

/// Whether an authenticator has to make sure of the person, beyond that somebody is there.
#[derive(Clone, Copy, Default, PartialEq, Eq, Enum)]
#[graphql(name = "UserVerification")]
enum AskedVerification {
    /// Where it can.
    #[default]
    Preferred,
    /// In any case: for staff.
    Required,
}

impl From<AskedVerification> for UserVerification {
    fn from(asked: AskedVerification) -> UserVerification {
        match asked {
            AskedVerification::Preferred => UserVerification::Preferred,
            AskedVerification::Required => UserVerification::Required,
        }
    }
}

/// What to ask of the authenticator.
#[derive(InputObject, Default)]
struct BeginPasskeyInput {
    /// Whether it has to make sure of the person.
    #[graphql(default)]
    user_verification: AskedVerification,
}

/// What an authenticator is to be asked.
#[derive(SimpleObject)]
pub struct PasskeyOptions {
    /// The options as JSON, to be handed on as they are: to `parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON` of a browser
    /// (WebAuthn Level 3), to the Credential Manager of Android.
    json: String,
    /// Until when an answer is taken: five minutes from now.
    expires_at: Instant,
}

impl From<Options> for PasskeyOptions {
    fn from(options: Options) -> PasskeyOptions {
        PasskeyOptions { json: options.json, expires_at: Instant(options.expires_at) }
    }
}

/// There is no passkey by this, or nobody is signed in.
#[derive(SimpleObject)]
pub(super) struct PasskeyRefused {
    /// A code of `docs/errors.md` (`PASSKEY_REFUSED`, `PASSKEY_LIMIT_REACHED`, `DEVICE_TOO_NEW`).
    code: String,
    /// A sentence for the person, in their language, that says what to do.
    message: String,
    /// How many there may be, where there are as many; null otherwise.
    limit: Option<usize>,
    /// When a device that is too new may do this; null otherwise.
    until: Option<Instant>,
}

impl PasskeyRefused {
    pub(super) fn of(refusal: &PasskeyRefusal, language: Language) -> PasskeyRefused {
        let (mut limit, mut until) = (None, None);
        match refusal {
            PasskeyRefusal::TooMany { limit: most } => limit = Some(*most),
            PasskeyRefusal::DeviceTooNew { until: at } => until = Some(Instant(*at)),
            PasskeyRefusal::Distrusted(_) | PasskeyRefusal::Proof(_) | PasskeyRefusal::Unknown => {}
        }
        PasskeyRefused { code: refusal.code().to_owned(), message: said(refusal, language), limit, until }
    }
}

/// What comes of beginning to register a passkey.
#[derive(Union)]
enum BeginPasskeyPayload {
    Options(PasskeyOptions),
    Refused(PasskeyRefused),
}

/// What an authenticator made.
#[derive(InputObject)]
struct FinishPasskeyInput {
    /// The answer as JSON, as the browser's `toJSON` or Android's Credential Manager gives it (`RegistrationResponseJSON`).
    #[graphql(secret)]
    credential: String,
    /// What to call the passkey; at most 60 characters are kept.
    name: Option<String>,
}

/// What comes of registering a passkey.
#[derive(Union)]
enum FinishPasskeyPayload {
    Added(PasskeyAdded),
    Refused(PasskeyRefused),
}

/// The person has one more passkey.
#[derive(SimpleObject)]
struct PasskeyAdded {
    /// The passkey.
    passkey: ShownPasskey,
}

/// What comes of beginning to sign in with a passkey.
#[derive(Union)]
enum BeginPasskeySignInPayload {
    Options(PasskeyOptions),
    Refused(PasskeyRefused),
    Proof(ProofRefused),
}

/// What an authenticator signed.
#[derive(InputObject)]
struct FinishPasskeySignInInput {
    /// The answer as JSON, as the browser's `toJSON` or Android's Credential Manager gives it (`AuthenticationResponseJSON`).
    #[graphql(secret)]
    credential: String,
    /// What the device calls itself, for the person's list of sessions; at most 60 characters are kept.
    device_name: Option<String>,
}

/// What comes of signing in with a passkey.
#[derive(Union)]
enum FinishPasskeySignInPayload {
    Tokens(SessionTokens),
    Refused(PasskeyRefused),
    Proof(ProofRefused),
}

impl FinishPasskeySignInPayload {
    fn present(signed_in: Result<TokenPair, PasskeyRefusal>, language: Language) -> FinishPasskeySignInPayload {
        match signed_in {
            Ok(pair) => Self::Tokens(pair.into()),
            Err(PasskeyRefusal::Proof(refusal)) => Self::Proof(ProofRefused::of(&refusal, language)),
            Err(refusal) => Self::Refused(PasskeyRefused::of(&refusal, language)),
        }
    }
}

/// A passkey to remove.
#[derive(InputObject)]
struct RemovePasskeyInput {
    /// The passkey.
    passkey_id: ID,
}

/// What comes of removing a passkey.
#[derive(Union)]
enum RemovePasskeyPayload {
    Removed(PasskeyRemoved),
    Refused(PasskeyRefused),
}

/// Nobody signs in with it any more.
#[derive(SimpleObject)]
struct PasskeyRemoved {
    /// Which it was.
    id: ID,
}
