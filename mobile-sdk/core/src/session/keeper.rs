//! The tokens of the session: when they are renewed, and the one case in which they are lost. Most apps that sign people out by mistake do it
//! here.
//!
//! - One renewal at a time, whoever asks, in this process and in others.
//! - Before a renewal the safe is read again: an extension may have renewed while this app was frozen. After it, too.
//! - New tokens are saved before they are used.
//! - Only the server's word that the session is over, about the newest token there is, signs out. No lost answer and no accident does.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use crate::{
    client::Core,
    error::{FingertipError, SignedOutReason},
    event::EventKind,
    host::TokenStore,
};

/// How long before its end an access token is renewed.
const MARGIN_MS: i64 = 20_000;
/// How often newer tokens are looked for before the app is told to try later.
const ROUNDS_MAX: u32 = 3;

/// The tokens of a session, as they lie in the safe.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Tokens {
    /// The session.
    pub session_id: String,
    /// What says whose a request is, for ten minutes.
    pub access: String,
    /// Until when, by the server's clock.
    pub expires_at_ms: i64,
    /// What gets the next ones.
    pub refresh: String,
    /// Counts renewals: of two, the higher one is newer.
    pub generation: i64,
}

read::reads!(struct Tokens { session_id, access, expires_at_ms, refresh, generation });

/// Who is signed in, as far as this process knows.
pub struct Keeper {
    /// Held by whoever renews.
    renewing: futures_util::lock::Mutex<()>,
    held: Mutex<Held>,
}

struct Held {
    tokens: Option<Tokens>,
    is_loaded: bool,
    reason: SignedOutReason,
    /// Counts sign-ins and sign-outs: a renewal that began before one is worth nothing after it.
    epoch: u64,
    /// By how much the phone's clock is ahead of the server's.
    ahead_ms: i64,
}

/// What the server said to a refresh token.
pub enum Renewal {
    /// Here are the next tokens.
    Tokens(Tokens),
    /// The session is over.
    Over(SignedOutReason),
}

impl Default for Keeper {
    fn default() -> Keeper {
        let held = Held { tokens: None, is_loaded: false, reason: SignedOutReason::SignedOut, epoch: 0, ahead_ms: 0 };
        Keeper { renewing: futures_util::lock::Mutex::new(()), held: Mutex::new(held) }
    }
}

impl Keeper {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn epoch(&self) -> u64 {
        self.held().epoch
    }

    /// Learns by how much the phone's clock is ahead.
    pub fn learn_ahead_ms(&self, ahead_ms: i64) {
        self.held().ahead_ms = ahead_ms;
    }

    /// Returns by how much it is.
    pub fn ahead_ms(&self) -> i64 {
        self.held().ahead_ms
    }
}

impl Core {
    /// Returns the time by the server's clock, as far as it is known.
    pub fn server_ms(&self) -> i64 {
        self.host.clock.now_ms() - self.keeper.ahead_ms()
    }

    /// Returns the tokens of whoever is signed in.
    ///
    /// # Errors
    /// When the safe cannot be opened now. That signs nobody out.
    pub fn tokens(&self) -> Result<Result<Tokens, SignedOutReason>, FingertipError> {
        if !self.keeper.held().is_loaded {
            let loaded = self.load_tokens()?;
            let mut held = self.keeper.held();
            if !held.is_loaded {
                held.tokens = loaded;
                held.is_loaded = true;
            }
        }
        let held = self.keeper.held();
        Ok(held.tokens.clone().ok_or(held.reason))
    }

    /// Returns an access token that holds for some time yet.
    pub async fn access(&self) -> Result<String, FingertipError> {
        let tokens = self.tokens()?.map_err(signed_out)?;
        if tokens.expires_at_ms > self.server_ms() + MARGIN_MS { Ok(tokens.access) } else { self.renewed(&tokens.access).await }
    }

    /// Returns an access token that is newer than one that the server did not take.
    pub async fn renewed(&self, used: &str) -> Result<String, FingertipError> {
        let _alone = self.keeper.renewing.lock().await;
        let _alone_of_all = self.lock("session").await?;
        let epoch = self.keeper.epoch();
        if let Ok(tokens) = self.tokens()?
            && tokens.access != used
            && tokens.expires_at_ms > self.server_ms()
        {
            return Ok(tokens.access);
        }
        for _ in 0..ROUNDS_MAX {
            let Some(stored) = self.load_tokens()? else { return Err(self.forget(epoch, SignedOutReason::SignedOut)) };
            if stored.access != used && stored.expires_at_ms > self.server_ms() + MARGIN_MS {
                return self.adopt(epoch, stored);
            }
            let renewal = self.renew(&stored).await?;
            let newer = self.load_tokens()?;
            match (renewal, newer) {
                (_, None) => return Err(self.forget(epoch, SignedOutReason::SignedOut)),
                // Somebody else renewed meanwhile: theirs are the newest.
                (_, Some(newer)) if newer.refresh != stored.refresh => {}
                (Renewal::Tokens(new), Some(_)) => return self.keep(epoch, Tokens { generation: stored.generation + 1, ..new }),
                (Renewal::Over(reason), Some(_)) => return Err(self.lose(epoch, reason)?),
            }
        }
        Err(FingertipError::Server {
            trace_id: String::new(),
            detail: "the session was renewed elsewhere each time: try again".to_owned(),
        })
    }

    /// Saves tokens, then uses them.
    pub fn keep(&self, epoch: u64, tokens: Tokens) -> Result<String, FingertipError> {
        let written = serde_json::to_string(&tokens).map_err(FingertipError::internal)?;
        if self.keeper.epoch() != epoch {
            return Err(signed_out(SignedOutReason::SignedOut));
        }
        self.host.tokens.save(<dyn TokenStore>::SESSION, &written).map_err(|failure| FingertipError::host("tokens", &failure))?;
        // Whoever signed out while they were being saved meant these as well.
        if self.keeper.epoch() != epoch {
            self.host.tokens.clear(<dyn TokenStore>::SESSION).map_err(|failure| FingertipError::host("tokens", &failure))?;
            return Err(signed_out(SignedOutReason::SignedOut));
        }
        self.adopt(epoch, tokens)
    }

    fn adopt(&self, epoch: u64, tokens: Tokens) -> Result<String, FingertipError> {
        let mut held = self.keeper.held();
        if held.epoch != epoch {
            return Err(signed_out(SignedOutReason::SignedOut));
        }
        let access = tokens.access.clone();
        held.tokens = Some(tokens);
        held.is_loaded = true;
        Ok(access)
    }

    /// Begins to sign in: what was under way before counts for nothing.
    pub fn begin_epoch(&self) -> u64 {
        let mut held = self.keeper.held();
        held.epoch += 1;
        held.epoch
    }

    /// Signs out, here. A renewal that is under way finds nothing to renew.
    pub fn sign_out_here(&self) -> Result<Option<Tokens>, FingertipError> {
        let tokens = self.tokens()?.ok();
        let epoch = self.begin_epoch();
        self.host.tokens.clear(<dyn TokenStore>::SESSION).map_err(|failure| FingertipError::host("tokens", &failure))?;
        self.forget(epoch, SignedOutReason::SignedOut);
        Ok(tokens)
    }

    /// The server says that the session is over: the only way to lose it.
    fn lose(&self, epoch: u64, reason: SignedOutReason) -> Result<FingertipError, FingertipError> {
        if self.keeper.epoch() == epoch {
            self.host.tokens.clear(<dyn TokenStore>::SESSION).map_err(|failure| FingertipError::host("tokens", &failure))?;
            self.commit(Vec::new(), Some(EventKind::SignedOut { reason }))?;
        }
        Ok(self.forget(epoch, reason))
    }

    fn forget(&self, epoch: u64, reason: SignedOutReason) -> FingertipError {
        let mut held = self.keeper.held();
        if held.epoch == epoch {
            held.tokens = None;
            held.is_loaded = true;
            held.reason = reason;
        }
        signed_out(held.reason)
    }

    fn load_tokens(&self) -> Result<Option<Tokens>, FingertipError> {
        let loaded =
            self.host.tokens.load(<dyn TokenStore>::SESSION).map_err(|failure| FingertipError::host("tokens", &failure))?;
        let Some(written) = loaded else { return Ok(None) };
        read::from_slice(written.as_bytes()).map(Some).map_err(|_| FingertipError::HostCallback {
            place: "tokens".to_owned(),
            detail: "what was saved came back otherwise".to_owned(),
        })
    }
}

/// Returns the error of whoever is not signed in.
pub fn signed_out(reason: SignedOutReason) -> FingertipError {
    FingertipError::Unauthenticated { reason, detail: "nobody is signed in".to_owned() }
}
