//! The slices at work: what every command and every test starts from.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::tz::TimeZone;

use crate::{
    account::{Accounts, Holdings, Purses},
    assistant::{Answering, Assistant, Certifier, Composer, Followings},
    audit::{Audit, ChainName, SigningKey},
    classification::Classification,
    enquiry::{self, Attachments, Enquiries, FileSettings, Knowledge, Mailer, NoMail, Pusher, Templates},
    export::{self, Exports},
    fact::{Facts, LeadDaysMin},
    feed::{self, Feed},
    identity::{
        Ground, Identity, IdentitySettings,
        code::{Codes, HashCost, Limits, SystemChance},
        oidc,
        passkey::RelyingParty,
        sms::Nobody,
    },
    mandate::Mandates,
    notification::Notifications,
    pack,
    payment::{
        self, ClaimHoldings, PaymentNotices, PaymentRequests, Payments, Providers, ReceiptLists, ReceiptPages, Receipts,
        RequestHoldings,
    },
    platform::{clock::SharedClock, database::Database, dataset::Datasets, fault::Fault, outbox::Outbox},
    publication::Publications,
    reference::ReferenceCodes,
    review::Reviews,
    search::{Follower, Generations, Reader, Search, Sources, Teaching, Usage, usage::UsageLimits},
    tariff::{
        Measures, Nomenclature, Origins,
        book::Books,
        estimate::{EstimatePages, Estimates},
    },
    treasury::{self, Treasury},
};

/// The audit chain of the made-up territory of the sample.
pub const SAMPLE_CHAIN: ChainName = ChainName::named("ZZ");

/// The address of this server until the settings name another.
const THIS_MACHINE: &str = "http://127.0.0.1:8080";

/// The use cases of all slices over one database. Cheap to clone.
#[derive(Clone)]
pub struct Application {
    /// What time it is.
    pub clock: SharedClock,
    /// The database.
    pub database: Database,
    /// What changed, in order.
    pub outbox: Outbox,
    /// Who did what.
    pub audit: Audit,
    /// Who is asking.
    pub identity: Identity,
    /// Who may act for whom.
    pub mandates: Mandates,
    /// What was asked, and how it was replied to.
    pub enquiries: Enquiries,
    /// What customs is told.
    pub feed: Feed,
    /// What is demanded.
    pub payment_notices: PaymentNotices,
    /// What is paid.
    pub payments: Payments,
    /// What the ledger says.
    pub ledger: payment::Books,
    /// How the ledger is reconciled.
    pub reconciling: treasury::Settings,
    /// Where files of enquiries lie, and who looks through them; without it none are taken.
    pub files: Option<FileSettings>,
    /// Who carries e-mail.
    pub mailer: Arc<dyn Mailer>,
    /// What the administration publishes.
    pub publications: Publications,
    /// What it publishes as data.
    pub facts: Facts,
    /// What has to be confirmed again, and how early rules were announced.
    pub reviews: Reviews,
    /// The nomenclature of the tariff.
    pub nomenclature: Nomenclature,
    /// The measures on its lines.
    pub measures: Measures,
    /// What duties are worked out by, beside the measures.
    pub books: Books,
    /// What goods will cost.
    pub estimates: Estimates,
    /// The schemes of preferences, and their rules of origin.
    pub origins: Origins,
    /// The lists of codes that declarations use.
    pub reference_codes: ReferenceCodes,
    /// What officers teach the search.
    pub teaching: Teaching,
    /// What the search learns from being used.
    pub usage: Usage,
    /// The search, which has no index until a follower gives it one.
    pub search: Search,
    /// Answers questions out of what is published.
    pub assistant: Assistant,
    /// Classification by questions.
    pub classification: Classification,
    /// The files that each data set was made of.
    pub datasets: Datasets,
    /// The data sets as files.
    pub exports: Exports,
    /// What the WTO is told.
    pub notifications: Notifications,
    /// Where the index lives.
    pub generations: Arc<Generations>,
}

/// How much the search may do at once and remember.
#[derive(Clone, Copy, Debug)]
pub struct SearchLimits {
    /// How many queries are worked on at a time; more wait.
    pub at_once_max: usize,
    /// How many searches are remembered for `explainSearch`.
    pub remembered_max: usize,
    /// How much of what is searched is counted.
    pub usage: UsageLimits,
}

impl Application {
    /// Puts the slices over `database`, with the index under `index_folder`.
    pub fn new(database: Database, clock: SharedClock, index_folder: &Path, limits: SearchLimits) -> Application {
        let outbox = Outbox::new(database.clone());
        let usage = Usage::new(database.clone(), clock.clone(), limits.usage);
        let audit = Audit::new(database.clone(), SAMPLE_CHAIN);
        let publications = Publications::new(database.clone(), outbox.clone(), audit.clone());
        let facts = Facts::new(database.clone(), outbox.clone(), audit.clone());
        let datasets = Datasets::new(database.clone());
        let nomenclature = Nomenclature::new(database.clone(), outbox.clone());
        let measures = Measures::new(database.clone(), outbox.clone());
        let books = Books::new(database.clone(), outbox.clone());
        let search = Search::new(limits.at_once_max, limits.remembered_max, usage.clone());
        let teaching = Teaching::new(database.clone(), outbox.clone());
        // Nobody is served until the settings name a carrier.
        let nothing = Limits::default();
        let codes = Codes::new(database.clone(), Arc::new(Nobody), Arc::new(SystemChance), HashCost::RECOMMENDED, nothing);
        let sources = export::Sources {
            publications: publications.clone(),
            facts: facts.clone(),
            nomenclature: nomenclature.clone(),
            measures: measures.clone(),
            teaching: teaching.clone(),
            datasets: datasets.clone(),
            outbox: outbox.clone(),
        };
        let ground = Ground { database: database.clone(), outbox: outbox.clone(), audit: audit.clone(), clock: clock.clone() };
        let settings = IdentitySettings {
            issuer: THIS_MACHINE.to_owned(),
            key_file: index_folder.with_file_name("identity.key"),
            machine_keys_max: 3,
            relying_party: RelyingParty::of_this_machine(),
        };
        let identity = Identity::new(ground, codes, settings);
        let mandates = Mandates::new(database.clone(), outbox.clone(), audit.clone(), identity.clone());
        let schedule = enquiry::Schedule::of_the_sample(&TimeZone::UTC);
        let enquiries = Enquiries::new(database.clone(), outbox.clone(), audit.clone(), identity.clone(), schedule);
        let identity = identity.with_companies(Arc::new(mandates.clone())).with_holder(Arc::new(mandates.clone()));
        let identity = identity.with_holder(Arc::new(enquiries.clone())).with_holder(Arc::new(Followings::new(database.clone())));
        let identity = identity.with_holder(Arc::new(Holdings::new(database.clone())));
        let identity = identity.with_holder(Arc::new(RequestHoldings::new(database.clone())));
        let identity = identity.with_holder(Arc::new(ClaimHoldings::new(database.clone())));
        let estimates = Estimates::new(database.clone(), nomenclature.clone(), measures.clone(), books.clone(), THIS_MACHINE);
        let answering = Answering {
            search: search.clone(),
            publications: publications.clone(),
            facts: facts.clone(),
            estimates: estimates.clone(),
            books: books.clone(),
            model: None,
        };
        let certifier = Certifier::new(THIS_MACHINE.to_owned(), index_folder.with_file_name("audit.key"));
        let feed = Feed::new(database.clone(), audit.clone(), identity.clone(), feed::Settings::default());
        let ground = payment::Ground {
            database: database.clone(),
            outbox: outbox.clone(),
            feed: feed.clone(),
            mandates: mandates.clone(),
            audit: audit.clone(),
            accounts: Arc::new(Purses),
            approvals: identity.approvals.clone(),
        };
        Application {
            assistant: Assistant::new(database.clone(), audit.clone(), enquiries.clone(), answering, certifier),
            identity,
            mandates,
            enquiries,
            payment_notices: PaymentNotices::new(database.clone(), outbox.clone(), audit.clone(), feed.clone()),
            payments: Payments::new(ground, Providers::default(), payment::Settings::default()),
            feed,
            ledger: payment::Books::new(database.clone()),
            reconciling: treasury::Settings::of_the_sample(index_folder.with_file_name("treasury.key")),
            files: None,
            mailer: Arc::new(NoMail),
            clock,
            audit,
            exports: Exports::new(sources, export::Folder::beside(index_folder)),
            notifications: Notifications::new(database.clone(), publications.clone(), facts.clone()),
            reviews: Reviews::new(publications.clone(), facts.clone(), LeadDaysMin::default()),
            publications,
            facts,
            estimates,
            classification: Classification::new(nomenclature.clone(), search.clone()),
            nomenclature,
            books,
            measures,
            datasets,
            teaching,
            origins: Origins::new(database.clone(), outbox.clone()),
            reference_codes: ReferenceCodes::new(database.clone(), outbox.clone()),
            search,
            usage,
            generations: Arc::new(Generations::under(index_folder)),
            outbox,
            database,
        }
    }

    /// Sets how early a rule has to be announced in this territory.
    #[must_use]
    pub fn with_lead_days_min(self, lead_days_min: LeadDaysMin) -> Application {
        let reviews = Reviews::new(self.publications.clone(), self.facts.clone(), lead_days_min);
        Application { reviews, ..self }
    }

    /// Signs people in as the settings say, with `codes` by SMS, and tells the audit chain of this territory.
    #[must_use]
    pub fn with_identity(self, chain: ChainName, codes: Codes, settings: IdentitySettings) -> Application {
        let audit = Audit::new(self.database.clone(), chain);
        let (database, outbox, clock) = (self.database.clone(), self.outbox.clone(), self.clock.clone());
        let estimates = self.estimates.clone().at(&settings.issuer);
        let identity = Identity::new(Ground { database, outbox, audit: audit.clone(), clock }, codes, settings);
        let mandates = Mandates::new(self.database.clone(), self.outbox.clone(), audit.clone(), identity.clone());
        let identity = identity.with_companies(Arc::new(mandates.clone())).with_holder(Arc::new(mandates.clone()));
        let (outbox, schedule) = (self.outbox.clone(), self.enquiries.schedule().clone());
        let enquiries = Enquiries::new(self.database.clone(), outbox, audit.clone(), identity.clone(), schedule);
        let followings = Arc::new(Followings::new(self.database.clone()));
        let identity = identity.with_holder(Arc::new(enquiries.clone())).with_holder(followings);
        let identity = identity.with_holder(Arc::new(Holdings::new(self.database.clone())));
        let identity = identity.with_holder(Arc::new(RequestHoldings::new(self.database.clone())));
        let identity = identity.with_holder(Arc::new(ClaimHoldings::new(self.database.clone())));
        let (publications, facts) = (self.publications.with_audit(audit.clone()), self.facts.with_audit(audit.clone()));
        let assistant = self.assistant.with_audit(audit.clone(), enquiries.clone());
        let feed = self.feed.with_identity(audit.clone(), identity.clone());
        let payment_notices = PaymentNotices::new(self.database.clone(), self.outbox.clone(), audit.clone(), feed.clone());
        let (database, outbox) = (self.database.clone(), self.outbox.clone());
        let ground = payment::Ground {
            database,
            outbox,
            feed: feed.clone(),
            mandates: mandates.clone(),
            audit: audit.clone(),
            accounts: Arc::new(Purses),
            approvals: identity.approvals.clone(),
        };
        let payments = self.payments.with_ground(ground);
        Application {
            payment_notices,
            feed,
            payments,
            identity,
            mandates,
            enquiries,
            publications,
            facts,
            assistant,
            audit,
            estimates,
            ..self
        }
    }

    /// Signs staff in by the identity provider of their office too.
    #[must_use]
    pub fn with_oidc(self, provider: oidc::Provider) -> Application {
        Application { identity: self.identity.with_provider(provider), ..self }
    }

    /// Certifies answers for `issuer`, by the key in a file.
    #[must_use]
    pub fn with_certifier(self, issuer: String, key_file: PathBuf) -> Application {
        Application { assistant: self.assistant.with_certifier(Certifier::new(issuer, key_file)), ..self }
    }

    /// Lets a language model compose answers too, as far as the verifier bears it out.
    #[must_use]
    pub fn with_model(self, model: Arc<dyn Composer>) -> Application {
        Application { assistant: self.assistant.with_model(model), ..self }
    }

    /// Promises replies of the enquiry desk as `schedule` says.
    #[must_use]
    pub fn with_schedule(self, schedule: enquiry::Schedule) -> Application {
        let enquiries = self.enquiries.with_schedule(schedule);
        let assistant = self.assistant.with_audit(self.audit.clone(), enquiries.clone());
        Application { enquiries, assistant, ..self }
    }

    /// Wakes the devices of askers by `pusher`.
    #[must_use]
    pub fn with_pusher(self, pusher: Arc<dyn Pusher>) -> Application {
        let enquiries = self.enquiries.with_pusher(pusher);
        let assistant = self.assistant.with_audit(self.audit.clone(), enquiries.clone());
        Application { enquiries, assistant, ..self }
    }

    /// Takes payments by `providers`, as `settings` say.
    #[must_use]
    pub fn with_providers(self, providers: Providers, settings: payment::Settings, receipts: Option<Receipts>) -> Application {
        let feed = self.feed.clone().signed_by(receipts.as_ref().map(Receipts::key));
        let payments = Payments::new(self.ground_of_payments(feed.clone()), providers, settings);
        let payments = payments.with_voucher(self.reconciling.rules.vouchers.clone());
        let payments = match receipts {
            Some(receipts) => payments.with_receipts(receipts),
            None => payments,
        };
        let payment_notices = self.payment_notices.with_feed(feed.clone());
        Application { payments, payment_notices, feed, ..self }
    }

    /// Tells customs as `settings` say.
    #[must_use]
    pub fn with_customs(self, settings: feed::Settings) -> Application {
        let feed = self.feed.clone().with_settings(settings);
        let payments = self.payments.clone().with_ground(self.ground_of_payments(feed.clone()));
        let payment_notices = self.payment_notices.with_feed(feed.clone());
        Application { payments, payment_notices, feed, ..self }
    }

    fn ground_of_payments(&self, feed: Feed) -> payment::Ground {
        let (database, outbox) = (self.database.clone(), self.outbox.clone());
        let (mandates, audit, accounts) = (self.mandates.clone(), self.audit.clone(), Arc::new(Purses));
        let approvals = self.identity.approvals.clone();
        payment::Ground { database, outbox, feed, mandates, audit, accounts, approvals }
    }

    /// Reconciles the ledger as `settings` say.
    #[must_use]
    pub fn with_treasury(self, settings: treasury::Settings) -> Application {
        let payments = self.payments.with_voucher(settings.rules.vouchers.clone());
        Application { reconciling: settings, payments, ..self }
    }

    /// Returns reconciliation.
    pub fn treasury(&self) -> Treasury {
        let payments = self.payments.clone();
        let (ledger, audit, identity) = (self.ledger.clone(), self.audit.clone(), self.identity.clone());
        Treasury::new(ledger, audit, identity, (payments, self.accounts()), self.reconciling.clone())
    }

    /// Returns the requests to pay.
    pub fn payment_requests(&self) -> PaymentRequests {
        PaymentRequests::new(self.payment_notices.clone(), self.mandates.clone(), self.identity.clone())
    }

    /// Returns the accounts that traders have with customs.
    pub fn accounts(&self) -> Accounts {
        let books = (self.ledger.clone(), self.outbox.clone(), self.audit.clone());
        Accounts::new(books, self.identity.clone(), self.mandates.clone(), self.payments.clone())
    }

    /// Sends e-mail by `mailer`.
    #[must_use]
    pub fn with_mailer(self, mailer: Arc<dyn Mailer>) -> Application {
        Application { mailer, ..self }
    }

    /// Takes files of enquiries as `settings` say.
    #[must_use]
    pub fn with_files(self, settings: FileSettings) -> Application {
        Application { files: Some(settings), ..self }
    }

    /// Returns the files of enquiries.
    pub fn attachments(&self) -> Attachments {
        Attachments::new(self.enquiries.clone(), self.files.clone(), self.clock.clone())
    }

    /// Returns the templates of replies.
    pub fn templates(&self) -> Templates {
        let (facts, measures) = (self.facts.clone(), self.measures.clone());
        let sources = enquiry::Sources { facts, measures, publications: self.publications.clone() };
        Templates::new(self.enquiries.clone(), sources)
    }

    /// Returns what becomes of enquiries for everybody.
    pub fn knowledge(&self) -> Knowledge {
        Knowledge::new(self.enquiries.clone(), self.publications.clone())
    }

    /// Returns what sends askers the notices that wait for them.
    pub fn enquiry_courier(&self) -> enquiry::Courier {
        self.enquiries.courier(self.identity.sender(), self.mailer.clone())
    }

    /// Keeps built exports in `folder`.
    #[must_use]
    pub fn with_export_folder(self, folder: export::Folder) -> Application {
        Application { exports: self.exports.within(folder), ..self }
    }

    /// Returns everything that is indexed.
    pub fn sources(&self) -> Sources {
        Sources {
            publications: self.publications.clone(),
            facts: self.facts.clone(),
            nomenclature: self.nomenclature.clone(),
            teaching: self.teaching.clone(),
            outbox: self.outbox.clone(),
            clock: self.clock.clone(),
        }
    }

    /// Returns everything that goes into packs.
    pub fn pack_sources(&self) -> pack::Sources {
        pack::Sources {
            texts: self.sources(),
            nomenclature: self.nomenclature.clone(),
            measures: self.measures.clone(),
            books: self.books.clone(),
        }
    }

    /// Returns who gives out the packs of a folder.
    pub fn pack_offers(&self, folder: PathBuf) -> pack::PackOffers {
        pack::PackOffers::new(folder, self.clock.clone())
    }

    /// Returns who writes the pages of kept estimates.
    pub fn estimate_pages(&self) -> EstimatePages {
        EstimatePages::new(self.estimates.clone(), self.clock.clone())
    }

    /// Returns who signs the lists about receipts with `root`.
    pub fn receipt_lists(&self, root: Arc<SigningKey>) -> ReceiptLists {
        ReceiptLists::new(self.payments.receipts().cloned(), root, self.clock.clone())
    }

    /// Returns who writes the pages of receipts.
    pub fn receipt_pages(&self) -> ReceiptPages {
        ReceiptPages::new(self.payments.receipts().cloned())
    }

    /// Returns the follower that keeps this replica's index in step.
    pub fn follower(&self) -> Follower {
        Follower::new(self.sources(), self.generations.as_ref().clone(), self.search.clone())
    }

    /// Returns the reader that lets texts be found by their meaning, where `model` is a sentence encoder.
    pub async fn reader(&self, model: PathBuf) -> Option<Reader> {
        Reader::open(model, self.search.clone()).await
    }

    /// Opens the index that is there, so that the first answer need not wait; the follower builds one that is not.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn open_index(&self) -> Result<(), Fault> {
        self.follower().open_existing().await
    }
}
