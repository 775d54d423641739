//! Signing in by phone, and staying signed in. What is public needs nobody signed in.

mod keeper;
mod model;

pub use keeper::{Keeper, Renewal, Tokens, signed_out};
pub use model::{CodeRequested, SessionState, SignedOut};

use crate::{
    client::{Core, Shared},
    error::{FingertipError, SignedOutReason},
    op::{
        EndSession, RefreshSession, RequestCode, SignIn, end_session, refresh_session,
        request_code::{self, CodePurpose, RequestCodeInput},
        sign_in,
    },
    time::ms_of,
    wire::{Call, Document, NoFacts, Trouble, error_of},
};

/// How often a proof is made anew that the server did not take.
const PROOFS_MAX: u32 = 2;

/// Who is signed in.
#[derive(Clone)]
pub struct Session(pub(crate) Shared);

impl Session {
    /// Asks for a code of six digits to be sent to a phone, by SMS. It serves to sign in on this device.
    ///
    /// # Errors
    /// `RATE_LIMITED` with the time to wait; `PHONE_INVALID`, `SMS_COUNTRY_NOT_SERVED` and their like as [`FingertipError::Invalid`].
    pub async fn request_code(&self, phone: String) -> Result<CodeRequested, FingertipError> {
        self.0.request_code(RequestCodeInput { phone, purpose: CodePurpose::SIGN_IN, amount: None }, "sign-in").await
    }

    /// Signs in with the code that was sent. Tokens are saved before this returns.
    ///
    /// # Errors
    /// `CODE_WRONG`, `CODE_EXPIRED` and their like as [`FingertipError::Invalid`]. After a `TIMEOUT` the code may be used up: ask for another.
    pub async fn sign_in(&self, phone: String, code: String, device_name: String) -> Result<SessionState, FingertipError> {
        use sign_in::SignInSignIn as Payload;
        let epoch = self.0.begin_epoch();
        let input = || sign_in::SignInInput { phone: phone.clone(), code: code.clone(), device_name: Some(device_name.clone()) };
        let call = Call { proof_for: Some(&code), ..Call::change("sign-in") };
        for _ in 0..PROOFS_MAX {
            let answer = self.0.send::<SignIn>(sign_in::Variables { input: input() }, call).await?;
            match answer.sign_in {
                Payload::SessionTokens(new) => {
                    let (access, refresh, session_id) = (new.access_token, new.refresh_token, new.session_id);
                    let tokens = Tokens { access, refresh, session_id, expires_at_ms: ms_of(&new.expires_at)?, generation: 1 };
                    self.0.keep(epoch, tokens)?;
                    return self.state();
                }
                Payload::CodeRefused(refused) => return Err(of_code(&refused.code, &refused.message, None)),
                Payload::ProofRefused(refused) => self.0.learn(refused.clock_ahead_seconds),
            }
        }
        Err(unproven())
    }

    /// Signs out: on this phone at once, at the server where it can be reached.
    ///
    /// # Errors
    /// When the safe cannot be emptied: then somebody is still signed in.
    pub async fn sign_out(&self) -> Result<SignedOut, FingertipError> {
        let Some(tokens) = self.0.sign_out_here()? else { return Ok(SignedOut { is_told: true }) };
        let variables = end_session::Variables { input: end_session::EndSessionInput { session_id: Some(tokens.session_id) } };
        let document = Document::of::<EndSession>(variables)?;
        let call = Call { may_repeat: true, ..Call::change("sign-out") };
        let told = self.0.exchange_with(&document, call, Some(&tokens.access)).await;
        Ok(SignedOut { is_told: told.is_ok() })
    }

    /// Says whether somebody is signed in, as far as is known without asking the server.
    ///
    /// # Errors
    /// When the safe cannot be opened now.
    pub fn state(&self) -> Result<SessionState, FingertipError> {
        Ok(match self.0.tokens()? {
            Ok(tokens) => SessionState::SignedIn { session_id: tokens.session_id },
            Err(reason) => SessionState::SignedOut { reason },
        })
    }
}

impl Core {
    /// Asks for a code to be sent by SMS, which serves on this device, for one purpose. It is counted as `interaction`.
    pub async fn request_code(
        &self,
        input: RequestCodeInput,
        interaction: &'static str,
    ) -> Result<CodeRequested, FingertipError> {
        use request_code::RequestCodeRequestCode as Payload;
        let call = Call { proof_for: Some(&input.phone), ..Call::change(interaction) };
        for _ in 0..PROOFS_MAX {
            let answer = self.send::<RequestCode>(request_code::Variables { input: input.clone() }, call).await?;
            match answer.request_code {
                Payload::CodeRequested(code) => {
                    return Ok(CodeRequested { expires_at: code.expires_at, again_at: code.again_at });
                }
                Payload::CodeRefused(refused) => return Err(of_code(&refused.code, &refused.message, refused.seconds)),
                Payload::ProofRefused(refused) => self.learn(refused.clock_ahead_seconds),
            }
        }
        Err(unproven())
    }

    /// Asks for the next tokens. Whatever is not the server's word that the session is over is an error that signs nobody out.
    pub async fn renew(&self, tokens: &Tokens) -> Result<Renewal, FingertipError> {
        use refresh_session::RefreshSessionRefreshSession as Payload;
        let call = Call { proof_for: Some(&tokens.refresh), may_repeat: true, ..Call::change("refresh") };
        for _ in 0..PROOFS_MAX {
            let input = refresh_session::RefreshSessionInput { refresh_token: tokens.refresh.clone() };
            let answer = self.send::<RefreshSession>(refresh_session::Variables { input }, call).await.map_err(not_refused)?;
            match answer.refresh_session {
                Payload::SessionTokens(new) => {
                    let (access, refresh, session_id) = (new.access_token, new.refresh_token, new.session_id);
                    let generation = tokens.generation;
                    return Ok(Renewal::Tokens(Tokens {
                        access,
                        refresh,
                        session_id,
                        expires_at_ms: ms_of(&new.expires_at)?,
                        generation,
                    }));
                }
                Payload::SignInAgain(over) => return Ok(Renewal::Over(reason_of(&over.code))),
                Payload::ProofRefused(refused) => self.learn(refused.clock_ahead_seconds),
            }
        }
        Err(unproven())
    }

    fn learn(&self, ahead_seconds: Option<i64>) {
        if let Some(seconds) = ahead_seconds {
            self.keeper.learn_ahead_ms(self.keeper.ahead_ms() + seconds.saturating_mul(1_000));
        }
    }
}

/// A refresh is only refused in its payload: an error of any other sort is an accident, whatever it says.
fn not_refused(trouble: Trouble) -> FingertipError {
    match trouble.error {
        FingertipError::Unauthenticated { detail, .. } | FingertipError::Forbidden { detail } => {
            FingertipError::Server { trace_id: String::new(), detail }
        }
        error => error,
    }
}

fn reason_of(code: &str) -> SignedOutReason {
    match code {
        "REFRESH_TOKEN_REUSED" => SignedOutReason::Revoked,
        _ => SignedOutReason::Expired,
    }
}

fn of_code(code: &str, message: &str, seconds: Option<i64>) -> FingertipError {
    match seconds {
        Some(seconds) => error_of(code, message, [("seconds".to_owned(), seconds.to_string())].as_slice()),
        None => error_of(code, message, &NoFacts),
    }
}

fn unproven() -> FingertipError {
    FingertipError::HostCallback {
        place: "device_key".to_owned(),
        detail: "the server does not take the proofs of this key".to_owned(),
    }
}
