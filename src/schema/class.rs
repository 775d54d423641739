//! What each field at the root of the contract counts as. `tests/api/quota.rs` walks the schema: no field is left
//! out, and none is here that is not there.

use std::{collections::HashMap, sync::LazyLock};

use crate::platform::quota::OperationClass;

/// The fields, by class. A mutation is never a search.
pub const CLASSES: &[(OperationClass, &[&str])] = &[
    (
        OperationClass::Search,
        &[
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
        ],
    ),
    (
        OperationClass::Compute,
        &[
            "classify",
            "compareAssessment",
            "computeDuty",
            "dutyOptions",
            "explainSearch",
            "export",
            "exportMyData",
            "history",
            "landedCost",
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
            "changeStaffPassword",
            "confirmStaff",
            "confirmStaffApp",
            "eraseMe",
            "finishOidcSignIn",
            "finishPasskeySignIn",
            "refreshSession",
            "renewStaffApp",
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
            "freezeMandates",
            "grantMandate",
            "inviteStaff",
            "proposeRole",
            "registerCompany",
            "saveEstimate",
            "rejectMandate",
            "removeCompanyAdmin",
            "removePasskey",
            "requestMandate",
            "retireMachine",
            "revokeMachineKey",
            "revokeRole",
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
