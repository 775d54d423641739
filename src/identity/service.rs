//! Identity as one thing: what other slices and the server are handed.

use std::{path::PathBuf, sync::Arc};

use super::{
    code::Codes,
    graphql::Door,
    key::{KeyFile, Keyring},
    oidc::{Oidc, Provider},
    session::{Revocations, Sessions},
    sign_in::Phones,
    staff::Staff,
    token::{AccessTokens, Memory},
    watch::Watch,
};
use crate::audit::Audit;
use crate::platform::{clock::SharedClock, database::Database, fault::Fault, outbox::Outbox, published_keys::PublishedKeys};

/// How many proofs shown with access tokens are remembered at a time: two minutes of eight hundred a second, ten megabytes.
const PROOFS_MAX: usize = 100_000;

/// What an operator sets of identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentitySettings {
    /// The address of this server as its clients write it, without a path (`https://trade.example`).
    pub issuer: String,
    /// The file of the key that encrypts the signing keys and the secrets of authenticator apps.
    pub key_file: PathBuf,
}

/// What identity stands on.
#[derive(Clone)]
pub struct Ground {
    /// The database.
    pub database: Database,
    /// What changed, in order.
    pub outbox: Outbox,
    /// Who did what.
    pub audit: Audit,
    /// What time it is.
    pub clock: SharedClock,
}

/// Who signed in, and how that is told. Cheap to clone.
#[derive(Clone)]
pub struct Identity {
    /// Signing in with a phone.
    pub phones: Phones,
    /// The accounts of the staff, and how they sign in.
    pub staff: Staff,
    /// How they sign in by the identity provider of their office.
    pub oidc: Oidc,
    /// The sessions.
    pub sessions: Sessions,
    /// The keys that sign access tokens.
    pub keyring: Keyring,
    tokens: AccessTokens,
    revocations: Revocations,
    proofs: Arc<Memory>,
    outbox: Outbox,
    clock: SharedClock,
}

impl Identity {
    /// Puts identity on its ground, with `codes` by SMS. Nothing can be signed or verified before [`Identity::open`].
    pub fn new(ground: Ground, codes: Codes, settings: IdentitySettings) -> Identity {
        let Ground { database, outbox, audit, clock } = ground;
        let key_file = KeyFile::at(settings.key_file);
        let keyring = Keyring::new(database.clone(), outbox.clone(), audit.clone(), key_file.clone());
        let tokens = AccessTokens::new(&settings.issuer);
        let revocations = Revocations::default();
        let sessions =
            Sessions::new(database.clone(), outbox.clone(), audit.clone(), keyring.clone(), tokens.clone(), revocations.clone());
        let protection = (key_file.clone(), codes.hasher().clone());
        let staff = Staff::new(database.clone(), audit.clone(), sessions.clone(), protection, &settings.issuer);
        let oidc = Oidc::new(database.clone(), (sessions.clone(), staff.clone()), key_file);
        let phones = Phones::new(database, audit, codes, sessions.clone());
        let proofs = Arc::new(Memory::of(PROOFS_MAX));
        Identity { phones, staff, oidc, sessions, keyring, tokens, revocations, proofs, outbox, clock }
    }

    /// Signs staff in by `provider` too.
    #[must_use]
    pub fn with_provider(self, provider: Provider) -> Identity {
        Identity { oidc: self.oidc.with_provider(Arc::new(provider)), ..self }
    }

    /// Opens the key file and the keys, making those that are not there.
    ///
    /// # Errors
    /// Faults when the key file cannot be used or does not fit, or the database cannot be reached.
    pub async fn open(&self) -> Result<(), Fault> {
        self.keyring.open(self.clock.now()).await
    }

    /// Returns what keeps this server in step with what others do to sessions and keys.
    pub fn watch(&self) -> Watch {
        Watch {
            sessions: self.sessions.clone(),
            staff: self.staff.clone(),
            keyring: self.keyring.clone(),
            revocations: self.revocations.clone(),
            outbox: self.outbox.clone(),
            clock: self.clock.clone(),
        }
    }

    /// Returns who tells the server who is calling.
    pub fn door(&self) -> Door {
        Door {
            sessions: self.sessions.clone(),
            keyring: self.keyring.clone(),
            tokens: self.tokens.clone(),
            revocations: self.revocations.clone(),
            proofs: self.proofs.clone(),
            clock: self.clock.clone(),
        }
    }

    /// Returns how access tokens are written and read.
    pub fn tokens(&self) -> &AccessTokens {
        &self.tokens
    }
}

impl PublishedKeys for Identity {
    fn key_set(&self) -> String {
        self.keyring.verifying().to_jwks(self.clock.now())
    }
}
