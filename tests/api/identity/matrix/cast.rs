//! One caller for each role, and what is none of theirs.

use std::{collections::BTreeMap, sync::Arc};

use fingertip::{
    identity::{Acting, Companies, NewGrant, StaffRole, Subject},
    platform::{
        fault::Fault,
        policy::{MachineScope, Role},
    },
};
use futures_util::{FutureExt, future::BoxFuture};
use vocabulary::{PersonId, Timestamp};

use crate::{
    identity::{machine_with, strong_sign_in as sign_in},
    support::{
        app::{self, App},
        database::Fresh,
    },
};

/// One caller for each role, and things that are none of theirs.
pub struct Cast {
    subjects: BTreeMap<usize, Subject>,
    pub somebody_elses: (vocabulary::SessionId, Subject),
    pub grant_of_another_office: String,
}

/// Companies of which two persons are something.
struct TwoPeople {
    admin: PersonId,
    broker: PersonId,
}

impl Companies for TwoPeople {
    fn acting(&self, person: PersonId, _: Timestamp) -> BoxFuture<'_, Result<Acting, Fault>> {
        let acting = Acting { as_admin: person == self.admin, as_broker: person == self.broker };
        std::future::ready(Ok(acting)).boxed()
    }
}

impl Cast {
    /// Serves what `build` makes, with everybody in it.
    pub async fn over<S: async_graphql::Executor>(
        database: &Fresh,
        build: impl FnOnce(&fingertip::application::Application) -> S,
    ) -> (App, Cast) {
        let (admin, broker) = (PersonId::new(1_001), PersonId::new(1_002));
        for person in [admin, broker] {
            database.execute(&format!("insert into person (id, created_at) values ('{person}', 0)")).await;
        }
        let app = App::serving_within(app::unhurried(), database.database.clone(), |application| {
            let companies = Arc::new(TwoPeople { admin, broker });
            let identity = application.identity.clone().with_companies(companies);
            build(&fingertip::application::Application { identity, ..application.clone() })
        })
        .await;
        let admins = two_admins(&app).await;
        let mut subjects = BTreeMap::new();
        for (at, role) in Role::ALL.into_iter().enumerate() {
            let subject = match role {
                Role::Anonymous => continue,
                Role::Service => machine_with(&app, MachineScope::ALL).await,
                Role::CompanyAdmin => Subject::Person(admin),
                Role::BrokerForCompany => Subject::Person(broker),
                Role::Trader => sign_in(&app).await.subject,
                Role::Admin => Subject::Person(admins[0]),
                staff => {
                    let subject = sign_in(&app).await.subject;
                    grant(&app, admins, person(subject), staff_role(staff), None).await;
                    subject
                }
            };
            subjects.insert(at, subject);
        }
        let other = sign_in(&app).await;
        let grant_of_another_office =
            grant(&app, admins, person(other.subject), StaffRole::Cashier, Some("customs-northgate")).await;
        let somebody_elses = (other.tokens.session, other.subject);
        (app, Cast { subjects, somebody_elses, grant_of_another_office })
    }

    pub fn subject(&self, role: Role) -> Option<Subject> {
        let at = Role::ALL.into_iter().position(|other| other == role).expect("one of all");
        self.subjects.get(&at).copied()
    }
}

/// Appoints the two admins that it takes to appoint others.
pub async fn two_admins(app: &App) -> [PersonId; 2] {
    let (first, second) = (sign_in(app).await.subject, sign_in(app).await.subject);
    let roles = &app.application.identity.roles;
    let unit = app.application.database.begin().await.expect("a database");
    roles.grant_first_admin(&unit, person(first), app.now()).await.expect("a database").expect("there is none");
    roles.grant_second_admin(&unit, person(second), app.now()).await.expect("a database").expect("there is one");
    fingertip::platform::database::commit(unit).await.expect("a database");
    [person(first), person(second)]
}

/// Grants a role as two admins do, and returns the grant.
pub async fn grant(app: &App, admins: [PersonId; 2], person: PersonId, role: StaffRole, office: Option<&str>) -> String {
    let roles = &app.application.identity.roles;
    let granted = NewGrant { person, role, office: office.map(|office| office.parse().expect("an id")), until: None };
    let proposed = roles.propose(admins[0], granted, app.now()).await.expect("a database").expect("a proposal");
    roles.approve(admins[1], proposed.id, app.now()).await.expect("a database").expect("another admin");
    proposed.id.to_string()
}

pub fn person(subject: Subject) -> PersonId {
    match subject {
        Subject::Person(person) => person,
        Subject::Machine(machine) => panic!("{machine} is no person"),
    }
}

fn staff_role(role: Role) -> StaffRole {
    StaffRole::ALL.into_iter().find(|staff| Role::from(*staff) == role).expect("a role of staff")
}
