//! Signing staff in by the identity provider of their office, in the contract.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject, Union};
use vocabulary::{Language, scalar::Instant};

use super::{
    ProofRefused, identity,
    staff::{SignInStaffPayload, StaffRefused},
};
use crate::{
    identity::{
        oidc::{Begun, OidcAsk},
        session::DeviceName,
        staff::StaffRefusal,
    },
    platform::{
        clock::SharedClock,
        graphql::language,
        policy::{Role, may},
        request::Arrival,
    },
};

/// What can be done with the identity provider of the office.
#[derive(Default)]
pub struct OidcMutation;

#[Object]
impl OidcMutation {
    /// Begins to sign somebody of the staff in by the identity provider of the office (OpenID Connect), and returns the address to open in a
    /// browser. They come back to our page with `state` and `code`.
    ///
    /// Send it by POST without `Authorization`, and in the header `DPoP` a proof of the device's key (RFC 9449), made for this request, with
    /// `ath` the hash of the word `beginOidcSignIn`.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn begin_oidc_sign_in(&self, ctx: &Context<'_>) -> Result<BeginOidcSignInPayload> {
        let now = ctx.data_unchecked::<SharedClock>().now();
        let begun = identity(ctx).oidc.begin(&OidcAsk::of(ctx.data::<Arrival>()?), now).await?;
        Ok(BeginOidcSignInPayload::present(begun, language(ctx, None)))
    }

    /// Signs in whoever of the staff has the address that the provider verified. On the device that began, once, and within ten minutes.
    ///
    /// Send it by POST without `Authorization`, and in the header `DPoP` a proof of the same device's key, with `ath` the hash of the code.
    /// Store the refresh token before using it.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn finish_oidc_sign_in(&self, ctx: &Context<'_>, input: FinishOidcSignInInput) -> Result<SignInStaffPayload> {
        let ask = OidcAsk::of(ctx.data::<Arrival>()?);
        let name = DeviceName::new(input.device_name.as_deref().unwrap_or_default());
        let now = ctx.data_unchecked::<SharedClock>().now();
        let signed_in = identity(ctx).oidc.finish(&ask, (&input.state, &input.code), name, now).await?;
        Ok(SignInStaffPayload::present(signed_in, language(ctx, None)))
    }
}

/// What comes of beginning.
#[derive(Union)]
enum BeginOidcSignInPayload {
    Begun(OidcBegun),
    Refused(StaffRefused),
    Proof(ProofRefused),
}

/// The person goes on at the provider.
#[derive(SimpleObject)]
struct OidcBegun {
    /// The address to open in a browser.
    address: String,
    /// Until when they may come back.
    expires_at: Instant,
}

impl BeginOidcSignInPayload {
    fn present(begun: Result<Begun, StaffRefusal>, language: Language) -> BeginOidcSignInPayload {
        match begun {
            Ok(Begun { address, expires_at }) => Self::Begun(OidcBegun { address, expires_at: Instant(expires_at) }),
            Err(StaffRefusal::Proof(refusal)) => Self::Proof(ProofRefused::of(&refusal, language)),
            Err(refusal) => Self::Refused(StaffRefused::of(&refusal, language)),
        }
    }
}

/// What the person came back with.
#[derive(InputObject)]
struct FinishOidcSignInInput {
    /// The `state` of the address they came back to.
    #[graphql(secret)]
    state: String,
    /// The `code` of it.
    #[graphql(secret)]
    code: String,
    /// What the device calls itself, for the person's list of sessions; at most 60 characters are kept.
    device_name: Option<String>,
}
