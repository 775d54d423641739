//! Identity as one thing: what other slices and the server are handed.

use std::{path::PathBuf, sync::Arc};

use futures_util::future::BoxFuture;

use super::{
    alert::Courier,
    approval::Approvals,
    attempt::Attempts,
    code::Codes,
    erasure::{Erasures, Holder, Retention},
    graphql::Door,
    hashing::Hasher,
    key::{KeyFile, Keyring, Vault},
    machine::Machines,
    oidc::{Oidc, Provider},
    passkey::{Passkeys, RelyingParty},
    policy::{Gate, Keeper, Policies},
    role::{Companies, Roles},
    session::{Revocations, Sessions},
    sign_in::Phones,
    sms::Sender,
    staff::Staff,
    token::{AccessTokens, Memory, SignedTokens},
    watch::Watch,
};
use crate::audit::Audit;
use crate::platform::{
    clock::SharedClock,
    database::Database,
    fault::Fault,
    outbox::Outbox,
    published_keys::PublishedKeys,
    token_grant::{TokenAsk, TokenGranted, TokenGrants, TokenRefusal},
};

/// How many proofs shown with access tokens are remembered at a time: two minutes of eight hundred a second, ten megabytes.
const PROOFS_MAX: usize = 100_000;

/// What an operator sets of identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentitySettings {
    /// The address of this server as its clients write it, without a path (`https://trade.example`).
    pub issuer: String,
    /// The file of the key that encrypts the signing keys and the secrets of authenticator apps.
    pub key_file: PathBuf,
    /// How many keys of a machine hold at a time.
    pub machine_keys_max: usize,
    /// Whose passkeys people sign in with.
    pub relying_party: RelyingParty,
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
    /// Signing in with a passkey.
    pub passkeys: Passkeys,
    /// What a session alone does not allow.
    pub approvals: Approvals,
    /// The accounts of the staff, and how they sign in.
    pub staff: Staff,
    /// The systems that call by themselves.
    pub machines: Machines,
    /// How staff sign in by the identity provider of their office.
    pub oidc: Oidc,
    /// The sessions.
    pub sessions: Sessions,
    /// Who may do what.
    pub roles: Roles,
    /// The keys that sign access tokens.
    pub keyring: Keyring,
    /// What is held about people, and how it goes.
    pub erasures: Erasures,
    /// What was refused to those who wanted to be officers.
    pub attempts: Attempts,
    database: Database,
    audit: Audit,
    tokens: AccessTokens,
    signed: Arc<SignedTokens>,
    revocations: Revocations,
    proofs: Arc<Memory>,
    codes: Codes,
    hasher: Hasher,
    key_file: KeyFile,
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
        let attempts = Attempts::new(database.clone(), audit.clone());
        let roles = Roles::new(database.clone(), outbox.clone(), audit.clone(), attempts.clone());
        let protection = (key_file.clone(), codes.hasher().clone());
        let told = (audit.clone(), attempts.clone());
        let staff = Staff::new(database.clone(), told, sessions.clone(), roles.clone(), protection, &settings.issuer);
        let oidc = Oidc::new(database.clone(), (sessions.clone(), staff.clone()), key_file.clone());
        let hasher = codes.hasher().clone();
        let machines =
            Machines::new(database.clone(), audit.clone(), sessions.clone(), &settings.issuer, settings.machine_keys_max);
        let passkeys = Passkeys::new(database.clone(), audit.clone(), sessions.clone(), settings.relying_party);
        let phones = Phones::new(database.clone(), audit.clone(), codes.clone(), sessions.clone());
        let approvals = Approvals::new(phones.clone(), passkeys.clone());
        let erasures = Erasures::new(database.clone(), audit.clone(), approvals.clone(), sessions.clone());
        let erasures = erasures.with_holder(Arc::new(passkeys.clone())).with_holder(Arc::new(machines.clone()));
        let proofs = Arc::new(Memory::of(PROOFS_MAX));
        Identity {
            phones,
            passkeys,
            approvals,
            staff,
            oidc,
            machines,
            sessions,
            roles,
            keyring,
            erasures,
            attempts,
            tokens,
            signed: Arc::default(),
            revocations,
            proofs,
            codes,
            hasher,
            key_file,
            database,
            outbox,
            audit,
            clock,
        }
    }

    /// Names who tells for which companies people act.
    #[must_use]
    pub fn with_companies(self, companies: Arc<dyn Companies>) -> Identity {
        Identity { roles: self.roles.with_companies(companies), ..self }
    }

    /// Names one more slice that holds something about people, for those who ask for it.
    #[must_use]
    pub fn with_holder(self, holder: Arc<dyn Holder>) -> Identity {
        Identity { erasures: self.erasures.with_holder(holder), ..self }
    }

    /// Puts a schema behind the policies that its fields declare.
    pub fn gate<S>(&self, schema: S, policies: Policies) -> Gate<S> {
        let keeper = Keeper {
            roles: self.roles.clone(),
            machines: self.machines.clone(),
            sessions: self.sessions.clone(),
            attempts: self.attempts.clone(),
            clock: self.clock.clone(),
        };
        Gate::new(schema, policies, keeper)
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
            attempts: self.attempts.clone(),
            keyring: self.keyring.clone(),
            revocations: self.revocations.clone(),
            outbox: self.outbox.clone(),
            clock: self.clock.clone(),
        }
    }

    /// Returns what sends people the alerts that wait for them.
    pub fn courier(&self) -> Courier {
        Courier {
            database: self.database.clone(),
            phones: self.phones.clone(),
            codes: self.codes.clone(),
            sender: self.codes.sender(),
            outbox: self.outbox.clone(),
            clock: self.clock.clone(),
        }
    }

    /// Returns what forgets, once a day, what is old.
    pub fn retention(&self) -> Retention {
        Retention::new(self.database.clone(), self.audit.clone())
    }

    /// Returns who tells the server who is calling.
    pub fn door(&self) -> Door {
        Door {
            sessions: self.sessions.clone(),
            keyring: self.keyring.clone(),
            tokens: self.tokens.clone(),
            signed: self.signed.clone(),
            revocations: self.revocations.clone(),
            proofs: self.proofs.clone(),
            clock: self.clock.clone(),
        }
    }

    /// Returns who carries short messages.
    pub fn sender(&self) -> Arc<dyn Sender> {
        self.codes.sender()
    }

    /// Returns the codes by SMS, for whoever else sends messages: their budgets are one for all.
    pub fn codes(&self) -> &Codes {
        &self.codes
    }

    /// Returns what hashes what people type, for whoever else has to: the ceiling on its memory is one for all.
    pub fn hasher(&self) -> &Hasher {
        &self.hasher
    }

    /// Opens the vault that secrets in the database are sealed in, for whoever else keeps some.
    ///
    /// # Errors
    /// Faults when the key file cannot be used.
    pub fn vault(&self) -> Result<&Vault, Fault> {
        self.key_file.vault()
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

impl TokenGrants for Identity {
    fn grant(&self, ask: TokenAsk) -> BoxFuture<'_, Result<TokenGranted, TokenRefusal>> {
        Box::pin(async move {
            self.machines.grant(ask, self.clock.now()).await.unwrap_or_else(|fault| {
                tracing::error!(cause = fault.chain(), "could not give a token to a machine");
                Err(TokenRefusal::Unavailable)
            })
        })
    }
}
