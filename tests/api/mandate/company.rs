//! Companies: claimed by anybody, confirmed once, and administered by several.

use fingertip::mandate::{Act, Party, Refusal};
use serde_json::{Value, json};
use vocabulary::CompanyId;

use super::{BROKER, COUSIN, IMPORTER, Person, act, approval, ask, does, offer, person};
use crate::support::{app::App, database::each_database};

async fn register(app: &App, person: &Person, tin: &str) -> Value {
    act(app, person, "register_company", json!({ "tin": tin, "name": "Nyota Traders" })).await
}

async fn confirm(app: &App, officer: &Person, id: CompanyId) -> Result<(), Refusal> {
    app.application.mandates.confirm_company(officer.id, id, app.now()).await.expect("a database").map(drop)
}

fn id(registered: &Value) -> CompanyId {
    registered["company"]["id"].as_str().expect("an id").parse().expect("an id")
}

#[tokio::test]
async fn nothing_is_done_in_the_name_of_a_company_before_it_is_confirmed() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (mut importer, officer, rival) =
            (person(&app, IMPORTER).await, person(&app, COUSIN).await, person(&app, BROKER).await);
        let company = id(&register(&app, &importer, "P051 234 567X").await);
        let claimed = id(&register(&app, &rival, "P051-234-567x").await);
        let principal = Party::Company(company);
        assert_eq!(does(&app, &importer, principal, Act::View, None).await, Err(Refusal::CompanyNotConfirmed));
        let code = approval(&app, &mut importer).await;
        let mut for_it = offer(&app, BROKER, None);
        for_it["companyId"] = json!(company.to_string());
        let early = act(&app, &importer, "grant_mandate", json!({ "offer": for_it, "code": code })).await;
        assert_eq!(early["code"], "COMPANY_NOT_CONFIRMED", "{early}");
        assert_eq!(confirm(&app, &importer, company).await, Err(Refusal::Oneself), "nobody confirms their own");
        assert_eq!(confirm(&app, &officer, company).await, Ok(()));
        assert_eq!(confirm(&app, &officer, claimed).await, Err(Refusal::TinTaken), "one company a number");
        assert_eq!(register(&app, &importer, "P051234567X").await["code"], "TIN_TAKEN");
        assert!(does(&app, &importer, principal, Act::View, None).await.is_ok());
        let granted = act(&app, &importer, "grant_mandate", json!({ "offer": for_it, "code": code })).await;
        assert_eq!(granted["mandate"]["state"], "PENDING", "{granted}");
        let companies = ask(&app, &importer.token, "my_companies", json!({})).await;
        assert_eq!(companies["myCompanies"][0]["standing"], "CONFIRMED", "{companies}");
    })
    .await;
}

#[tokio::test]
async fn several_administer_a_company_and_one_always_stays() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (mut first, second, officer) = (person(&app, IMPORTER).await, person(&app, BROKER).await, person(&app, COUSIN).await);
        let company = id(&register(&app, &first, "P051234567X").await);
        assert_eq!(confirm(&app, &officer, company).await, Ok(()));
        let named = company.to_string();
        let leave = |person: &Person| json!({ "companyId": named, "personId": person.id.to_string() });
        assert_eq!(act(&app, &first, "remove_company_admin", leave(&first)).await["code"], "COMPANY_LAST_ADMIN");
        let code = approval(&app, &mut first).await;
        let stranger = act(
            &app,
            &officer_of(&app, officer).await,
            "add_company_admin",
            json!({ "companyId": named, "phone": COUSIN, "code": code }),
        )
        .await;
        assert_eq!(stranger["code"], "COMPANY_UNKNOWN", "{stranger}");
        let added = act(&app, &first, "add_company_admin", json!({ "companyId": named, "phone": BROKER, "code": code })).await;
        assert_eq!(added["changed"], 1, "{added}");
        assert!(does(&app, &second, Party::Company(company), Act::Lodge, None).await.is_ok(), "without a mandate");
        assert_eq!(act(&app, &first, "remove_company_admin", leave(&first)).await["changed"], 1);
        assert_eq!(does(&app, &first, Party::Company(company), Act::Lodge, None).await, Err(Refusal::NoMandate));
    })
    .await;
}

/// The same person after a while, signed in anew.
async fn officer_of(app: &App, officer: Person) -> Person {
    let token = super::refreshed(app, &officer).await;
    Person { token, ..officer }
}
