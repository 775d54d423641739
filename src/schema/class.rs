//! What each field at the root of the contract counts as. `tests/api/quota.rs` walks the schema: no field is left
//! out, and none is here that is not there.

use std::{collections::HashMap, sync::LazyLock};

use crate::platform::quota::OperationClass;

/// The fields, by class. A mutation is never a search.
pub const CLASSES: &[(OperationClass, &[&str])] = &[
    (
        OperationClass::Search,
        &[
            "chatMode",
            "conversation",
            "coverage",
            "dataset",
            "datasets",
            "estimate",
            "fees",
            "forms",
            "hsCode",
            "leadTimes",
            "mandatesGiven",
            "mandatesHeld",
            "me",
            "myCompanies",
            "notices",
            "offices",
            "originScheme",
            "originSchemes",
            "popularSearches",
            "procedure",
            "procedures",
            "publication",
            "publicationChanged",
            "publications",
            "referenceCodes",
            "rulings",
            "roleGrants",
            "search",
            "staff",
            "staleness",
            "suggest",
            "synonyms",
            "unansweredSearches",
            "verifyCertificate",
        ],
    ),
    (
        OperationClass::Compute,
        &[
            "answering",
            "ask",
            "certifyAnswer",
            "classify",
            "compareAssessment",
            "computeDuty",
            "dutyOptions",
            "explainSearch",
            "export",
            "exportMyData",
            "history",
            "originCheck",
            "similar",
            "tfaNotification",
            "whyNot",
        ],
    ),
    (
        OperationClass::SignIn,
        &[
            "activateStaff",
            "beginOidcSignIn",
            "beginPasskeyErasure",
            "beginPasskeySignIn",
            "changePhone",
            "confirmStaff",
            "eraseMe",
            "finishOidcSignIn",
            "finishPasskeySignIn",
            "refreshSession",
            "requestCode",
            "signIn",
            "signInStaff",
        ],
    ),
    (
        OperationClass::Write,
        &[
            "acceptMandate",
            "addCompanyAdmin",
            "addMachineKey",
            "approveRole",
            "beginPasskey",
            "cancelMandate",
            "confirmCompany",
            "createMachine",
            "deactivateStaff",
            "endMandate",
            "endSession",
            "finishPasskey",
            "forgetConversation",
            "freezeMandates",
            "grantMandate",
            "inviteStaff",
            "proposeRole",
            "rateAnswer",
            "registerCompany",
            "saveEstimate",
            "rejectMandate",
            "removeCompanyAdmin",
            "removePasskey",
            "requestMandate",
            "retireMachine",
            "revokeMachineKey",
            "revokeRole",
            "setChatMode",
            "unfreezeMandates",
        ],
    ),
    (OperationClass::Money, &[]),
];

/// Returns the class of a field at the root, by its name; nothing for one that there is not.
pub fn class_of(field: &str) -> Option<OperationClass> {
    static BY_NAME: LazyLock<HashMap<&str, OperationClass>> =
        LazyLock::new(|| CLASSES.iter().flat_map(|(class, fields)| fields.iter().map(move |field| (*field, *class))).collect());
    BY_NAME.get(field).copied()
}
