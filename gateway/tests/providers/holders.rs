//! In whose name a wallet stands: asked before money is sent there, and never guessed. Row PAY-G5.

use std::fs;

use gateway::{Gateway, HolderAnswer, PayerNumber};
use payment::Unsure;
use simulator::{FaultPlan, Plan, Simulator, WalletPlan};

use crate::support::{
    cards, daraja_of, gsma_of, gsma_without_key, mtn_of, mtn_without_disbursement, mtn_without_key, real_data, simulator,
};

fn both(simulator: &Simulator) -> [Box<dyn Gateway>; 2] {
    let url = simulator.url();
    [Box::new(gsma_of(&format!("{url}/gsma"))), Box::new(mtn_of(&format!("{url}/mtn")))]
}

fn number() -> PayerNumber {
    PayerNumber::new("+254700000001").expect("a number")
}

/// Returns what both say, each twice, where they say the same.
async fn told(plan: Plan) -> HolderAnswer {
    let simulator = simulator(plan);
    let mut told = Vec::new();
    for gateway in both(&simulator) {
        for _ in 0..2 {
            told.push(gateway.holder(&number()).await);
        }
    }
    assert!(simulator.truth().is_empty(), "nothing moves");
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
    told.remove(0)
}

fn wallets(absent: u16, unnamed: u16) -> Plan {
    Plan { wallets: WalletPlan { absent, unnamed }, ..Plan::default() }
}

#[tokio::test]
async fn an_operator_says_in_whose_name_a_wallet_stands_or_that_there_is_none() {
    let HolderAnswer::Named(name) = told(Plan::default()).await else { panic!("it is told") };
    assert_eq!(name.as_str(), "Holder 0001");
    assert_eq!(told(wallets(1_000, 0)).await, HolderAnswer::NoWallet);
    assert_eq!(told(wallets(0, 1_000)).await, HolderAnswer::Unnamed);
}

#[tokio::test]
async fn a_missing_answer_never_says_that_there_is_no_wallet() {
    let faults = [
        (FaultPlan { drop_before: 1_000, hang_ms: 10, ..FaultPlan::default() }, Unsure::Reset),
        (FaultPlan { error_before: 1_000, ..FaultPlan::default() }, Unsure::ServerError),
        (FaultPlan { malformed: 1_000, ..FaultPlan::default() }, Unsure::Unreadable),
        (FaultPlan { slow: 1_000, slow_ms: 4_000, ..FaultPlan::default() }, Unsure::TimedOut),
    ];
    for (faults, why) in faults {
        // Neither of a wallet that is there nor of one that is not.
        for wallets in [WalletPlan::default(), WalletPlan { absent: 1_000, unnamed: 0 }] {
            let plan = Plan { faults: faults.clone(), wallets, ..Plan::default() };
            assert_eq!(told(plan).await, HolderAnswer::Unsure(why), "{faults:?}");
        }
    }
    let simulator = simulator(wallets(1_000, 0));
    let url = simulator.url();
    let strangers: [Box<dyn Gateway>; 4] = [
        gsma_without_key(&format!("{url}/gsma")),
        mtn_without_key(&format!("{url}/mtn")),
        // A page of something in between, with the same status.
        Box::new(gsma_of(&format!("{url}/nowhere"))),
        Box::new(mtn_of(&format!("{url}/nowhere"))),
    ];
    for stranger in strangers {
        let answer = stranger.holder(&number()).await;
        assert_eq!(answer, HolderAnswer::Unsure(Unsure::Unreadable), "{}", stranger.name());
    }
}

#[tokio::test]
async fn who_has_no_such_question_says_so() {
    let simulator = simulator(Plan::default());
    let url = simulator.url();
    let all: [Box<dyn Gateway>; 3] = [
        Box::new(cards(&simulator)),
        Box::new(daraja_of(&format!("{url}/daraja"))),
        Box::new(mtn_without_disbursement(&format!("{url}/mtn"))),
    ];
    for gateway in all {
        assert_eq!(gateway.holder(&number()).await, HolderAnswer::NotOffered, "{}", gateway.name());
    }
}

#[test]
fn the_question_stands_in_the_specification() {
    let Some(folder) = real_data() else { return };
    let specification =
        fs::read_to_string(folder.join("gsma_mobile_money_api_1.2.0.yaml")).expect("the specification").replace("\r\n", "\n");
    let after = |mark: &str| specification.split_once(mark).unwrap_or_else(|| panic!("no {mark}")).1;
    let path = after("/accounts/{identifierType}/{identifier}/accountname:\n    get:");
    let answer = path.split("\n  /").next().expect("a path");
    assert!(answer.contains("#/components/schemas/responseAccountName") && answer.contains("        404:"), "{answer}");
    let name = after("\n    subjectName:").split("\n    kyc:").next().expect("a schema");
    for part in ["title", "firstName", "middleName", "lastName", "fullName", "nativeName"] {
        assert!(name.contains(&format!("\n        {part}:")), "{part}");
    }
    assert!(after("\n    identifierType:\n").split("maxLength").next().is_some_and(|types| types.contains("\"msisdn\"")));
}
