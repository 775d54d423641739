//! Who may use a field: the roles and the scopes there are, and the directives by which each field of the contract names those that may.
//!
//! A slice declares it at the field, where the contract shows it to everybody; `identity/policy` reads the same declaration and keeps
//! to it. There is no other list. Rows SEC-AZ-01 and SEC-AZ-02; for machines ID-M6.

use std::fmt;

use async_graphql::{Enum, TypeDirective};

/// Who may use the field: whoever has one of these roles. A field of a result that names none may be read by whoever may use the field
/// that leads to it.
#[TypeDirective(location = "FieldDefinition")]
pub fn may(roles: Vec<Role>) {}

/// What a machine needs beside the role of a service: one of these scopes. A field that services may use and that names none may be used
/// by no machine.
#[TypeDirective(location = "FieldDefinition")]
pub fn needs(scopes: Vec<MachineScope>) {}

/// One thing that a machine may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Enum)]
pub enum MachineScope {
    /// Read what belongs to its owner.
    ReadOwn,
    /// Lodge for its owner.
    Lodge,
    /// Pay for its owner.
    Pay,
    /// Exchange data as an authority.
    AgencyData,
}

impl MachineScope {
    /// All there are.
    pub const ALL: [MachineScope; 4] = [MachineScope::ReadOwn, MachineScope::Lodge, MachineScope::Pay, MachineScope::AgencyData];
}

/// What somebody is to us. There are no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum Role {
    /// Anybody at all, signed in or not.
    Anonymous,
    /// A person who signed in.
    Trader,
    /// Whoever speaks for a company.
    CompanyAdmin,
    /// Whoever acts for a company under a mandate.
    BrokerForCompany,
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
    /// The system of a company or of another authority.
    Service,
}

impl Role {
    /// Every role there is.
    pub const ALL: [Role; 13] = [
        Role::Anonymous,
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
}

/// Some of the roles.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct RoleSet(u16);

impl RoleSet {
    /// None of them.
    pub const NONE: RoleSet = RoleSet(0);

    /// Returns these and one more.
    #[must_use]
    pub const fn and(self, role: Role) -> RoleSet {
        RoleSet(self.0 | 1 << role as u16)
    }

    /// Returns whether a role is among them.
    pub const fn has(self, role: Role) -> bool {
        self.0 & 1 << role as u16 != 0
    }

    /// Returns whether a role is among both.
    pub const fn meets(self, other: RoleSet) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns those that are among either.
    #[must_use]
    pub const fn or(self, other: RoleSet) -> RoleSet {
        RoleSet(self.0 | other.0)
    }

    /// Returns those that are among both.
    #[must_use]
    pub const fn only(self, other: RoleSet) -> RoleSet {
        RoleSet(self.0 & other.0)
    }

    /// Returns them one by one, in the order of [`Role::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.has(*role))
    }
}

impl FromIterator<Role> for RoleSet {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> RoleSet {
        roles.into_iter().fold(RoleSet::NONE, RoleSet::and)
    }
}

impl fmt::Debug for RoleSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_the_roles_that_were_put_in_and_no_others() {
        for role in Role::ALL {
            let alone = RoleSet::NONE.and(role);
            assert_eq!(alone.iter().collect::<Vec<_>>(), [role]);
            assert!(alone.meets(Role::ALL.into_iter().collect()) && !alone.meets(RoleSet::NONE));
        }
        let two: RoleSet = [Role::Trader, Role::Service].into_iter().collect();
        assert!(two.meets(RoleSet::NONE.and(Role::Service)) && !two.meets(RoleSet::NONE.and(Role::Admin)));
        assert_eq!(two.only(RoleSet::NONE.and(Role::Trader)).or(RoleSet::NONE.and(Role::Service)), two);
    }
}
