//! The roles that are granted to persons. Rules only.

use std::{fmt, str::FromStr};

use thiserror::Error;

use crate::platform::policy::{Role, RoleSet};

/// A role that an officer is granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StaffRole {
    /// Answers enquiries.
    EnquiryOfficer,
    /// Hands enquiries out and sees that they are answered in time.
    Supervisor,
    /// Writes what is published.
    Publisher,
    /// Agrees to what others want to publish.
    Approver,
    /// Takes payments at a counter.
    Cashier,
    /// Agrees to repayments and write-offs that others want.
    FinanceApprover,
    /// Reads everything that was done, and does nothing.
    Auditor,
    /// Says who has which role.
    Admin,
}

/// A text that names no such role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is no role of staff")]
pub struct StaffRoleError;

impl StaffRole {
    /// Every role of staff.
    pub const ALL: [StaffRole; 8] = [
        StaffRole::EnquiryOfficer,
        StaffRole::Supervisor,
        StaffRole::Publisher,
        StaffRole::Approver,
        StaffRole::Cashier,
        StaffRole::FinanceApprover,
        StaffRole::Auditor,
        StaffRole::Admin,
    ];

    /// Returns the roles of staff among all roles.
    pub fn set() -> RoleSet {
        StaffRole::ALL.into_iter().map(Role::from).collect()
    }

    /// Returns the word that is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            StaffRole::EnquiryOfficer => "enquiry-officer",
            StaffRole::Supervisor => "supervisor",
            StaffRole::Publisher => "publisher",
            StaffRole::Approver => "approver",
            StaffRole::Cashier => "cashier",
            StaffRole::FinanceApprover => "finance-approver",
            StaffRole::Auditor => "auditor",
            StaffRole::Admin => "admin",
        }
    }
}

impl From<StaffRole> for Role {
    fn from(role: StaffRole) -> Role {
        match role {
            StaffRole::EnquiryOfficer => Role::EnquiryOfficer,
            StaffRole::Supervisor => Role::Supervisor,
            StaffRole::Publisher => Role::Publisher,
            StaffRole::Approver => Role::Approver,
            StaffRole::Cashier => Role::Cashier,
            StaffRole::FinanceApprover => Role::FinanceApprover,
            StaffRole::Auditor => Role::Auditor,
            StaffRole::Admin => Role::Admin,
        }
    }
}

impl fmt::Display for StaffRole {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for StaffRole {
    type Err = StaffRoleError;

    fn from_str(text: &str) -> Result<StaffRole, StaffRoleError> {
        StaffRole::ALL.into_iter().find(|role| role.as_str() == text).ok_or(StaffRoleError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_of_staff_is_read_back_and_no_other_is() {
        for role in StaffRole::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        for text in ["", "trader", "service", "Admin"] {
            assert_eq!(text.parse::<StaffRole>(), Err(StaffRoleError), "{text}");
        }
        assert_eq!(StaffRole::set().iter().count(), StaffRole::ALL.len());
    }
}
