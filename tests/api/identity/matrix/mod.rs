//! Every operation, asked by every role about what is its own, another company's and another office's, over HTTP. Rows SEC-AZ-01
//! and SEC-AZ-02; for machines with each of their scopes, ID-M6.

mod cast;
mod inputs;
mod run;
mod types;

use fingertip::{
    identity::Subject,
    platform::policy::{MachineScope, Role, RoleSet},
    schema,
};
use vocabulary::MachineId;

pub use self::{
    cast::{Cast, grant, person, two_admins},
    run::{Matrix, Ownership},
};
use super::machine_with;
use crate::support::database::each_database;

/// What anybody may use. Written here once more by hand, so that what a field declares by mistake is found.
const PUBLIC: &[&str] = &[
    "Query.chatMode",
    "Query.classify",
    "Query.compareAssessment",
    "Query.computeDuty",
    "Query.conversation",
    "Query.coverage",
    "Query.dataset",
    "Query.datasets",
    "Query.dutyOptions",
    "Query.enquiry",
    "Query.enquiryStatistics",
    "Query.enquiryStatus",
    "Query.estimate",
    "Query.explainSearch",
    "Query.export",
    "Query.fees",
    "Query.forms",
    "Query.gapBurnDown",
    "Query.guarantee",
    "Query.history",
    "Query.hsCode",
    "Query.landedCost",
    "Query.leadTimes",
    "Query.notices",
    "Query.offices",
    "Query.originCheck",
    "Query.originScheme",
    "Query.originSchemes",
    "Query.popularSearches",
    "Query.procedure",
    "Query.procedures",
    "Query.publication",
    "Query.publications",
    "Query.pushKey",
    "Query.referenceCodes",
    "Query.rulings",
    "Query.search",
    "Query.payment",
    "Query.paymentNotice",
    "Query.receiptKeys",
    "Query.webhookKey",
    "Query.receipts",
    "Query.similar",
    "Query.staleness",
    "Query.suggest",
    "Query.synonyms",
    "Query.tfaNotification",
    "Query.unansweredSearches",
    "Query.verifyCertificate",
    "Query.verifyReceipt",
    "Query.whyNot",
    "Mutation.activateStaff",
    "Mutation.ask",
    "Mutation.addToEnquiry",
    "Mutation.appealEnquiry",
    "Mutation.attachToEnquiry",
    "Mutation.fetchEnquiryFile",
    "Mutation.beginOidcSignIn",
    "Mutation.beginPasskeySignIn",
    "Mutation.cancelPayment",
    "Mutation.certifyAnswer",
    "Mutation.confirmStaff",
    "Mutation.escalate",
    "Mutation.finishOidcSignIn",
    "Mutation.finishPasskeySignIn",
    "Mutation.forgetConversation",
    "Mutation.rateAnswer",
    "Mutation.openEnquiry",
    "Mutation.pay",
    "Mutation.planParts",
    "Mutation.refreshSession",
    "Mutation.reopenEnquiry",
    "Mutation.retryPayment",
    "Mutation.requestCode",
    "Mutation.saveEstimate",
    "Mutation.signIn",
    "Mutation.signInStaff",
    "Subscription.answering",
    "Mutation.splitEnquiry",
    "Mutation.stateEnquiryOutcome",
    "Mutation.withdrawEnquiry",
    "Mutation.withdrawParts",
    "Mutation.followEnquiryByPush",
    "Mutation.unfollowEnquiryByPush",
    "Subscription.enquiryChanged",
    "Subscription.paymentChanged",
    "Subscription.publicationChanged",
];

/// What only some may use, and who.
const RESTRICTED: &[(&str, &[Role])] = &[
    ("Query.deskEnquiry", DESK),
    ("Query.deskOfficers", &[Role::Supervisor, Role::Admin]),
    ("Query.enquiries", DESK),
    ("Query.enquiryQueues", &[Role::EnquiryOfficer, Role::Supervisor, Role::Admin]),
    ("Query.exportMyData", PERSONS),
    ("Query.filledTemplate", DESK),
    ("Query.replyTemplates", DESK),
    ("Query.knowledgeGaps", KNOWLEDGE),
    ("Query.publicReplies", KNOWLEDGE),
    ("Query.mandatesGiven", PERSONS),
    ("Query.mandatesHeld", PERSONS),
    ("Query.me", SIGNED_IN),
    ("Query.myCompanies", PERSONS),
    ("Query.myEnquiries", PERSONS),
    ("Query.payments", PERSONS),
    ("Query.paymentRequests", PERSONS),
    ("Mutation.requestToPay", PERSONS),
    ("Mutation.withdrawPaymentRequest", PERSONS),
    ("Query.myClaims", PERSONS),
    ("Query.repaymentClaim", PERSONS),
    ("Query.repaymentClaimDraft", PERSONS),
    ("Query.repaymentClaims", FINANCE),
    ("Mutation.addClaimEvidence", PERSONS),
    ("Mutation.askForEvidence", &[Role::FinanceApprover]),
    ("Mutation.claimRepayment", PERSONS),
    ("Mutation.withdrawClaim", PERSONS),
    ("Query.account", PERSONS),
    ("Query.accounts", PERSONS),
    ("Query.accountProposals", FINANCE),
    ("Query.overdueStatements", FINANCE),
    ("Mutation.proposeAccount", &[Role::FinanceApprover]),
    ("Mutation.proposeAccountChange", &[Role::FinanceApprover]),
    ("Mutation.decideAccountChange", &[Role::FinanceApprover]),
    ("Mutation.renewGuaranteeCode", PERSONS),
    ("Mutation.reserveGuarantee", &[Role::Cashier, Role::Service]),
    ("Mutation.releaseGuarantee", &[Role::Cashier, Role::Service]),
    ("Mutation.callGuarantee", &[Role::Cashier, Role::Service]),
    ("Query.reconciliationBreaks", &[Role::FinanceApprover, Role::Auditor]),
    ("Query.treasuryDay", &[Role::FinanceApprover, Role::Auditor]),
    ("Mutation.assignBreak", &[Role::FinanceApprover]),
    ("Mutation.proposeBreakResolution", &[Role::FinanceApprover]),
    ("Mutation.decideBreakResolution", &[Role::FinanceApprover]),
    ("Mutation.closeTreasuryDay", &[Role::FinanceApprover]),
    ("Query.trialBalance", FINANCE),
    ("Query.disputes", FINANCE),
    ("Query.paymentsInDoubt", FINANCE),
    ("Query.payouts", FINANCE),
    ("Query.repayments", FINANCE),
    ("Query.unallocatedMoney", FINANCE),
    ("Query.unplacedProviderNotices", FINANCE),
    ("Mutation.approveRepayment", &[Role::FinanceApprover]),
    ("Mutation.decidePayment", &[Role::FinanceApprover]),
    ("Mutation.proposePaymentDecision", &[Role::FinanceApprover]),
    ("Mutation.rejectRepayment", &[Role::FinanceApprover]),
    ("Mutation.requestRepayment", PERSONS),
    ("Mutation.settleRepayment", &[Role::FinanceApprover]),
    ("Mutation.issuePaymentNotices", &[Role::Cashier, Role::Service]),
    ("Query.customsEvents", &[Role::Cashier, Role::Service]),
    ("Mutation.acknowledgeCustomsEvents", &[Role::Cashier, Role::Service]),
    ("Query.unacknowledgedCustomsFeeds", WATCH_CUSTOMS),
    ("Query.customsEndpoints", WATCH_CUSTOMS),
    ("Mutation.addCustomsEndpoint", &[Role::Admin]),
    ("Mutation.disableCustomsEndpoint", &[Role::Admin]),
    ("Mutation.enableCustomsEndpoint", &[Role::Admin]),
    ("Mutation.replayCustomsEvents", &[Role::Admin]),
    ("Mutation.rotateCustomsEndpoint", &[Role::Admin]),
    ("Query.roleGrants", &[Role::Admin, Role::Auditor]),
    ("Query.staff", &[Role::Admin, Role::Auditor]),
    ("Mutation.acceptMandate", PERSONS),
    ("Mutation.addCompanyAdmin", PERSONS),
    ("Mutation.addMachineKey", PERSONS),
    ("Mutation.approveRole", &[Role::Admin]),
    ("Mutation.beginPasskey", PERSONS),
    ("Mutation.beginPasskeyErasure", PERSONS),
    ("Mutation.beginPasskeyPayment", PERSONS),
    ("Mutation.cancelMandate", PERSONS),
    ("Mutation.changePhone", PERSONS),
    ("Mutation.changeStaffPassword", PERSONS),
    ("Mutation.confirmCompany", &[Role::EnquiryOfficer, Role::Supervisor, Role::Admin]),
    ("Mutation.confirmPayment", PERSONS),
    ("Mutation.confirmStaffApp", PERSONS),
    ("Mutation.createMachine", PERSONS),
    ("Mutation.deactivateStaff", &[Role::Admin]),
    ("Mutation.endMandate", PERSONS),
    ("Mutation.endSession", SIGNED_IN),
    ("Mutation.eraseMe", PERSONS),
    ("Mutation.finishPasskey", PERSONS),
    ("Mutation.followConversation", PERSONS),
    ("Mutation.freezeMandates", PERSONS),
    ("Mutation.grantMandate", PERSONS),
    ("Mutation.inviteStaff", &[Role::Admin]),
    ("Mutation.proposeRole", &[Role::Admin]),
    ("Mutation.registerCompany", PERSONS),
    ("Mutation.rejectMandate", PERSONS),
    ("Mutation.removeCompanyAdmin", PERSONS),
    ("Mutation.removePasskey", PERSONS),
    ("Mutation.renewStaffApp", PERSONS),
    ("Mutation.requestMandate", PERSONS),
    ("Mutation.retireMachine", PERSONS),
    ("Mutation.revokeMachineKey", PERSONS),
    ("Mutation.revokeRole", &[Role::Admin]),
    ("Mutation.setChatMode", &[Role::Supervisor, Role::Admin]),
    ("Mutation.unfollowConversation", PERSONS),
    ("Mutation.unfreezeMandates", PERSONS),
    ("Mutation.approvePublicReply", &[Role::EnquiryOfficer, Role::Supervisor, Role::Approver]),
    ("Mutation.closeGap", &[Role::EnquiryOfficer, Role::Supervisor, Role::Publisher]),
    ("Mutation.draftPublicReply", DESK),
    ("Mutation.translatePublicReply", &[Role::EnquiryOfficer, Role::Supervisor, Role::Publisher]),
    ("Mutation.approveReply", DESK),
    ("Mutation.approveReplyTemplate", DESK),
    ("Mutation.draftFromTemplate", DESK),
    ("Mutation.writeReplyTemplate", DESK),
    ("Mutation.askAsker", DESK),
    ("Mutation.assignEnquiry", DESK),
    ("Mutation.draftReply", DESK),
    ("Mutation.encloseInEnquiry", DESK),
    ("Mutation.enterEnquiry", DESK),
    ("Mutation.fetchDeskFile", DESK),
    ("Mutation.giveUpEnquiry", DESK),
    ("Mutation.markDuplicate", DESK),
    ("Mutation.noteEnquiry", DESK),
    ("Mutation.referEnquiry", DESK),
    ("Mutation.rejectEnquiry", DESK),
    ("Mutation.remindAsker", DESK),
    ("Mutation.returnEnquiry", DESK),
    ("Mutation.sendBackDraft", DESK),
    ("Mutation.sendReply", DESK),
    ("Mutation.triageEnquiry", DESK),
    ("Mutation.setDeskOfficer", &[Role::Supervisor, Role::Admin]),
    ("Mutation.setEnquiryQueue", &[Role::Supervisor, Role::Admin]),
];

/// Who sees to it that whatever is paid is heard of by customs.
const WATCH_CUSTOMS: &[Role] = &[Role::Cashier, Role::FinanceApprover, Role::Supervisor, Role::Auditor, Role::Admin];

/// Who reads what becomes of replies for everybody.
const KNOWLEDGE: &[Role] = &[Role::EnquiryOfficer, Role::Supervisor, Role::Publisher, Role::Approver];

/// Who reads the books.
const FINANCE: &[Role] = &[Role::FinanceApprover, Role::Auditor];

/// Who works at the enquiry desk.
const DESK: &[Role] = &[Role::EnquiryOfficer, Role::Supervisor];

/// Officers and those who act for companies are persons who signed in, so they may all that a trader may.
const PERSONS: &[Role] = &[
    Role::Trader,
    Role::CompanyAdmin,
    Role::BrokerForCompany,
    Role::EnquiryOfficer,
    Role::Supervisor,
    Role::Publisher,
    Role::Approver,
    Role::Cashier,
    Role::FinanceApprover,
    Role::Auditor,
    Role::Admin,
];

const SIGNED_IN: &[Role] = &[
    Role::Trader,
    Role::CompanyAdmin,
    Role::BrokerForCompany,
    Role::EnquiryOfficer,
    Role::Supervisor,
    Role::Publisher,
    Role::Approver,
    Role::Cashier,
    Role::FinanceApprover,
    Role::Auditor,
    Role::Admin,
    Role::Service,
];

/// What machines may use beside that, and which scopes open it. Deny by default: what stands here in no row, no scope opens.
const SCOPES: &[(&str, &[MachineScope])] = &[
    ("Query.me", &MachineScope::ALL),
    ("Mutation.endSession", &MachineScope::ALL),
    ("Mutation.issuePaymentNotices", &[MachineScope::AgencyData]),
    ("Mutation.reserveGuarantee", &[MachineScope::AgencyData]),
    ("Mutation.releaseGuarantee", &[MachineScope::AgencyData]),
    ("Mutation.callGuarantee", &[MachineScope::AgencyData]),
    ("Query.customsEvents", &[MachineScope::AgencyData]),
    ("Mutation.acknowledgeCustomsEvents", &[MachineScope::AgencyData]),
];

/// Which callers, each with the one role it is there for, get past the policy of a field; nothing for a field that no list names.
pub fn expected(field: &str) -> Option<RoleSet> {
    if PUBLIC.contains(&field) {
        return Some(Role::ALL.into_iter().collect());
    }
    RESTRICTED.iter().find(|(name, _)| *name == field).map(|(_, roles)| roles.iter().copied().collect())
}

#[tokio::test]
async fn every_role_gets_past_the_policies_it_is_named_in_and_past_no_other() {
    each_database(async |database| {
        let (app, cast) = Cast::over(database, |application| schema::build(application, true)).await;
        let matrix = Matrix::run(&app, &cast, &schema::policies(), expected).await;
        println!("{} combinations of operation, role and ownership", matrix.combinations);
        assert_eq!(matrix.findings, Vec::<String>::new());
        assert!(matrix.combinations >= 38 * Role::ALL.len() * Ownership::ALL.len(), "{}", matrix.combinations);
        let (session, subject) = cast.somebody_elses;
        assert!(app.application.identity.sessions.stands(session, subject, app.now()).await.expect("a database"));
    })
    .await;
}

#[tokio::test]
async fn each_scope_opens_to_a_machine_what_names_it_and_nothing_else() {
    each_database(async |database| {
        let (app, cast) = Cast::over(database, |application| schema::build(application, true)).await;
        let is_public = |field: &str| PUBLIC.contains(&field);
        let mut combinations = 0;
        for scope in MachineScope::ALL {
            let machine = machine_with(&app, [scope]).await;
            let opens = |field: &str| SCOPES.iter().any(|(name, scopes)| *name == field && scopes.contains(&scope));
            let matrix = Matrix::by_machine(&app, &cast, machine, is_public, opens).await;
            assert_eq!(matrix.findings, Vec::<String>::new(), "{scope:?}");
            combinations += matrix.combinations;
        }
        let never_made = Subject::Machine(MachineId::new(7));
        let matrix = Matrix::by_machine(&app, &cast, never_made, is_public, |_| false).await;
        assert_eq!(matrix.findings, Vec::<String>::new(), "a machine of which nothing is known");
        println!("{} combinations of operation and scope", combinations + matrix.combinations);
    })
    .await;
}
