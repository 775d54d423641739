//! The contract: joins the slices into one GraphQL schema. `graphql/schema.graphql` is its print.

mod class;

use std::thread;

use async_graphql::{MergedObject, MergedSubscription, SchemaBuilder, extensions::Analyzer};

pub use class::{CLASSES, class_of};

use crate::{
    account::{AccountMutation, AccountQuery},
    application::Application,
    assistant::{AssistantMutation, AssistantQuery, AssistantSubscription},
    classification::ClassificationQuery,
    enquiry::{
        AttachmentMutation, DeskMutation, DeskQuery, EnquiryMutation, EnquiryQuery, EnquirySubscription, FigureQuery,
        KnowledgeMutation, KnowledgeQuery, TemplateMutation, TemplateQuery,
    },
    export::ExportQuery,
    fact::FactQuery,
    feed::{FeedMutation, FeedQuery},
    history::HistoryQuery,
    identity::{
        ErasureMutation, ErasureQuery, Gate, IdentityMutation, IdentityQuery, MachineMutation, OidcMutation, PasskeyMutation,
        PhoneMutation, Policies, RoleMutation, RoleQuery, StaffMutation, StaffQuery,
    },
    landed::LandedQuery,
    mandate::{MandateMutation, MandateQuery},
    notification::NotificationQuery,
    payment::{PaymentMutation, PaymentQuery, PaymentSubscription},
    platform::dataset::DatasetQuery,
    publication::{PublicationQuery, PublicationSubscription},
    reference::ReferenceQuery,
    review::ReviewQuery,
    search::SearchQuery,
    tariff::{
        OriginQuery, TariffQuery,
        estimate::{EstimateMutation, EstimateQuery},
    },
    treasury::{ReconciliationMutation, ReconciliationQuery},
};

/// How many values one document may ask for, lists counted at the longest they may be (SEC-GQL-02). The costliest operation of ours,
/// `HsCode`, asks for two thousand.
const VALUES_MAX: usize = 5_000;

/// Everything that can be asked.
#[derive(MergedObject, Default)]
pub struct Query(
    SearchQuery,
    PublicationQuery,
    FactQuery,
    ReviewQuery,
    TariffQuery,
    EstimateQuery,
    LandedQuery,
    OriginQuery,
    ClassificationQuery,
    HistoryQuery,
    ReferenceQuery,
    DatasetQuery,
    ExportQuery,
    NotificationQuery,
    IdentityQuery,
    ErasureQuery,
    RoleQuery,
    StaffQuery,
    MandateQuery,
    AssistantQuery,
    EnquiryQuery,
    DeskQuery,
    TemplateQuery,
    KnowledgeQuery,
    FigureQuery,
    PaymentQuery,
    AccountQuery,
    FeedQuery,
    ReconciliationQuery,
);

/// Everything that can be done.
#[derive(MergedObject, Default)]
pub struct Mutation(
    IdentityMutation,
    PhoneMutation,
    StaffMutation,
    OidcMutation,
    MachineMutation,
    PasskeyMutation,
    ErasureMutation,
    RoleMutation,
    MandateMutation,
    EstimateMutation,
    AssistantMutation,
    EnquiryMutation,
    DeskMutation,
    AttachmentMutation,
    TemplateMutation,
    KnowledgeMutation,
    PaymentMutation,
    AccountMutation,
    FeedMutation,
    ReconciliationMutation,
);

/// Everything that can be followed.
#[derive(MergedSubscription, Default)]
pub struct Subscription(PublicationSubscription, EnquirySubscription, AssistantSubscription, PaymentSubscription);

/// The schema of this server, behind the policies that its fields declare.
pub type Schema = Gate<async_graphql::Schema<Query, Mutation, Subscription>>;

/// Joins the slices over the services of `application`.
///
/// Introspection and the names of near fields are for developers; in production the contract is read from
/// `graphql/schema.graphql`.
pub fn build(application: &Application, development: bool) -> Schema {
    let schema = over(application);
    let schema = if development { schema } else { schema.disable_introspection().disable_suggestions() };
    application.identity.gate(schema.finish(), policies())
}

/// Joins the slices as [`build`] does, and says beside each answer what its document was counted at (`extensions.analyzer.complexity`).
pub fn build_weighed(application: &Application) -> Schema {
    application.identity.gate(over(application).extension(Analyzer).finish(), policies())
}

/// Returns who may use which field.
pub fn policies() -> Policies {
    with_stack(Policies::of::<Query, Mutation, Subscription>)
}

fn over(application: &Application) -> SchemaBuilder<Query, Mutation, Subscription> {
    builder()
        .data(application.clock.clone())
        .data(application.identity.clone())
        .data(application.publications.clone())
        .data(application.facts.clone())
        .data(application.reviews.clone())
        .data(application.nomenclature.clone())
        .data(application.measures.clone())
        .data(application.books.clone())
        .data(application.estimates.clone())
        .data(application.origins.clone())
        .data(application.classification.clone())
        .data(application.reference_codes.clone())
        .data(application.search.clone())
        .data(application.teaching.clone())
        .data(application.usage.clone())
        .data(application.datasets.clone())
        .data(application.exports.clone())
        .data(application.notifications.clone())
        .data(application.mandates.clone())
        .data(application.assistant.clone())
        .data(application.enquiries.clone())
        .data(application.knowledge())
        .data(application.payment_notices.clone())
        .data(application.payments.clone())
        .data(application.payment_requests())
        .data(application.ledger.clone())
        .data(application.feed.clone())
        .data(application.accounts())
        .data(application.treasury())
        .data(application.attachments())
        .data(application.templates())
}

/// Prints the contract in the schema definition language.
pub fn print() -> String {
    let sorted = async_graphql::SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items();
    builder().finish().sdl_with_options(sorted)
}

/// How much stack the contract is built on: each type registers those it leads to, one within the other.
const STACK_BYTES: usize = 32 << 20;

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    with_stack(|| async_graphql::Schema::build(Query::default(), Mutation::default(), Subscription::default()))
        .limit_complexity(VALUES_MAX)
}

/// Does something on a thread with enough stack for the contract.
fn with_stack<T: Send>(work: impl Fn() -> T + Sync) -> T {
    thread::scope(|scope| match thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, &work) {
        Ok(working) => working.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        // Without a thread to spare the stack of this one has to do.
        Err(_) => work(),
    })
}
